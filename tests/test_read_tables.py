"""Tables of pages and Word documents give facts: award lists titles, indicator tables numbers with their period and unit."""

from __future__ import annotations

from html import escape

import pytest
from read_samples import to_docx

from extract.pipeline import extract_document
from extract.read import ReadOptions, find_sources, read_source
from extract.read.tables import lines_of_table

OPENING = "今年1至8月，江津区工业经济稳步增长，园区建设成效明显。"
AWARDS = [["序号", "企业名称", "称号", "所在地"], ["1", "华岭新材料有限公司", "国家级专精特新“小巨人”企业", "江津区"], ["2", "远石精工有限公司", "重庆市制造业领军企业", "永川区"]]
LIST = [["2024年重庆市专精特新企业名单"], ["序号", "企业名称", "区县"], ["1", "华岭新材料有限公司", "江津区"], ["2", "远石精工有限公司", "永川区"]]
INDICATORS = [["指标", "单位", "1—8月", "同比增长（%）"], ["规上工业总产值", "亿元", "512.3", "6.5"], ["固定资产投资", "亿元", "88.1", "2.3"]]
YEARS = [["指标名称", "2023年", "2022年"], ["地区生产总值（亿元）", "1330.1", "1257.9"], ["规上工业企业（家）", "512", "480"]]
PARKS = [["园区", "产值（亿元）", "企业数（家）"], ["东港工业园区", "120.5", "86"], ["西山产业园", "88.1", "40"]]


def as_page(rows):
    """Return a page with the table, a title row as its caption."""
    caption = f"<caption>{escape(rows[0][0])}</caption>" if len(rows[0]) == 1 else ""
    body = "".join("<tr>" + "".join(f"<td><p>{escape(cell)}</p></td>" for cell in row) + "</tr>" for row in rows if len(row) > 1)
    page = f"<html><body><div class=nav><a href=/>首页</a></div><div class=content><h1>江津区公布名单和指标</h1><p>{OPENING}</p><table>{caption}{body}</table></div><div class=footer>某ICP备10000001号</div></body></html>"
    return page.encode()


def as_word(rows):
    """Return a Word document with the table, a title row as one wide cell."""

    def cell(text, width):
        return f"<w:tc><w:tcPr><w:gridSpan w:val='{width}'/></w:tcPr><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>"

    width = max(map(len, rows))
    table = "".join("<w:tr>" + "".join(cell(text, width // len(row)) for text in row) + "</w:tr>" for row in rows)
    return to_docx("", body="".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("江津区公布名单和指标", OPENING)) + f"<w:tbl>{table}</w:tbl>")


@pytest.fixture(params=[(".html", as_page), (".docx", as_word)], ids=["page", "word"])
def facts(request, tmp_path):
    """What is read of a table: statements as (subject, property, object), observations as (subject, value, unit, start, end)."""
    ending, make = request.param

    def read(rows):
        (tmp_path / f"a{ending}").write_bytes(make(rows))
        (document,) = [d for source in find_sources([tmp_path]).sources for d in read_source(source, ReadOptions(issued="2024-09-12", home="江津区"))]
        found = extract_document(document)
        label = {e.key: e.names[0] for e in found.entities}
        statements = {(label[s.subject], str(s.predicate), label[s.object]) for s in found.statements}
        observations = {(label[o.subject], str(o.value), o.unit, *((o.period.start, o.period.end) if o.period else ("", ""))) for o in found.observations}
        return statements, observations

    return read


def test_an_award_list_gives_titles_and_places(facts):
    statements, _ = facts(AWARDS)
    assert statements == {
        ("华岭新材料有限公司", "hasDesignation", "国家级专精特新“小巨人”企业"), ("华岭新材料有限公司", "locatedIn", "江津区"),
        ("远石精工有限公司", "hasDesignation", "重庆市制造业领军企业"), ("远石精工有限公司", "locatedIn", "永川区"),
    }  # fmt: skip


def test_the_title_of_a_list_is_what_its_rows_are_on(facts):
    statements, _ = facts(LIST)
    titles = {(s, o) for s, p, o in statements if p == "hasDesignation"}
    assert {s for s, _ in titles} == {"华岭新材料有限公司", "远石精工有限公司"}
    assert all("重庆市专精特新企业" in o for _, o in titles)
    assert ("远石精工有限公司", "locatedIn", "永川区") in statements


def test_an_indicator_table_gives_numbers_with_unit_and_period(facts):
    _, observations = facts(INDICATORS)
    period = ("2024-01-01", "2024-08-31")
    assert observations == {("江津区", value, unit, *period) for value, unit in (("512.3", "亿元"), ("6.5", "%"), ("88.1", "亿元"), ("2.3", "%"))}


@pytest.mark.parametrize("minus", "-－—–−‐﹣")
def test_a_minus_in_a_table_of_growth_is_the_fall_that_prose_tells(minus):
    rows = [["指标", "单位", "1—8月", "同比增减（%）"], ["出口额", "亿元", "18", f"{minus}6.4"]]
    assert lines_of_table(rows) == ["1—8月出口额18亿元，同比下降6.4%。"]


@pytest.mark.parametrize(
    ("column", "rise", "fall"),
    [
        ("同比增长（%）", "同比增长6.4%", "同比下降6.4%"),
        ("增速", "增长6.4%", "下降6.4%"),
        ("增长率（%）", "增长6.4%", "下降6.4%"),
        ("比上年±%", "比上年增长6.4%", "比上年下降6.4%"),
        ("同比下降（%）", "同比下降6.4%", "同比下降：-6.4"),  # a minus in a column of falls may mean either
        ("降幅（%）", "降幅6.4%", "降幅：-6.4"),
        ("同比增长额（亿元）", "同比增长额6.4亿元", "同比增长额-6.4亿元"),
    ],
)
def test_a_column_of_growth_is_told_by_its_sign(column, rise, fall):
    rows = [["指标", "1—8月", column], ["出口额（亿元）", "18", "6.4"], ["税收（亿元）", "2", "-6.4"]]
    assert lines_of_table(rows) == [f"1—8月出口额18亿元，{rise}。", f"1—8月税收2亿元，{fall}。"]


def test_columns_of_years_have_each_their_period(facts):
    _, observations = facts(YEARS)
    assert observations == {
        ("江津区", "1330.1", "亿元", "2023-01-01", "2023-12-31"), ("江津区", "1257.9", "亿元", "2022-01-01", "2022-12-31"),
        ("江津区", "512", "家", "2023-01-01", "2023-12-31"), ("江津区", "480", "家", "2022-01-01", "2022-12-31"),
    }  # fmt: skip


def test_numbers_beside_a_park_are_its_own(facts):
    _, observations = facts(PARKS)
    assert {(s, v, u) for s, v, u, *_ in observations} == {("东港工业园区", "120.5", "亿元"), ("东港工业园区", "86", "家"), ("西山产业园", "88.1", "亿元"), ("西山产业园", "40", "家")}


GOODS = [["序号", "企业名称", "主营产品", "所属行业", "所属市"], ["1", "华岭新材料有限公司", "锂电隔膜、铝塑膜", "新材料", "九江"], ["2", "远石精工有限公司", "谐波减速器", "通用设备制造业", "赣州市"], ["3", "远石阀门有限公司", "其他", "/", "全市"]]


def test_a_column_of_goods_and_one_of_trades_are_told_of_the_firm(facts):
    statements, _ = facts(GOODS)
    assert {
        ("华岭新材料有限公司", "produces", "锂电隔膜"), ("华岭新材料有限公司", "produces", "铝塑膜"), ("华岭新材料有限公司", "locatedIn", "九江市"),
        ("远石精工有限公司", "produces", "谐波减速器"), ("远石精工有限公司", "operatesIn", "通用设备制造业"), ("远石精工有限公司", "locatedIn", "赣州市"),
    } <= statements  # fmt: skip
    assert not {s for s in statements if s[0] == "远石阀门有限公司" and s[1] in {"produces", "operatesIn"}}


def test_what_is_said_of_goods_and_trades_are_sentences():
    assert lines_of_table(GOODS) == [
        "华岭新材料有限公司位于九江。华岭新材料有限公司主营产品为锂电隔膜、铝塑膜。华岭新材料有限公司从事新材料行业。",
        "远石精工有限公司位于赣州市。远石精工有限公司主营产品为谐波减速器。远石精工有限公司从事通用设备制造业。",
        "企业名称：远石阀门有限公司，主营产品：其他，所属市：全市。",
    ]
