"""Lists of firms printed as rows under a line of heads, in lists of our own: names by column, statements by row, titles of what was granted."""

from __future__ import annotations

import pytest

from extract.pipeline import extract_document
from extract.text.clean import heal
from extract.text.columns import Column, columns
from extract.text.rosters import find_rosters, roster_lines
from extract.text.sentences import divide
from ontology.facts import Document

HAIFENG, LUHE, DONGPING = "海丰特种橡胶股份有限公司", "芦河阀门有限公司", "东屏农机制造有限公司"
WIDE = f"""青岭省重点企业情况
序号　企业名称　主营产品　所属市
1　{HAIFENG}　混炼胶、密封圈　邢台
2　{LUHE}　球阀（含闸阀、蝶阀）　唐山市
3　{DONGPING}　其他　沧州
"""


def read(text):
    """Names as (anchor, class), statements of lists as (subject, property, object) and all statements."""
    extraction = extract_document(Document("d", text, "0", issued="2024-07-10"))
    label = {e.key: e.names[0] for e in extraction.entities}
    kind = {e.key: str(e.kind) for e in extraction.entities}
    for statement in extraction.statements:
        if statement.rule == "listed":
            cited = text[statement.sentence.begin : statement.sentence.end]
            assert statement.confidence == 0.9
            assert text[statement.object_mention.begin : statement.object_mention.end] in cited
            assert text[statement.subject_mention.begin : statement.subject_mention.end] in cited
            assert "\n" not in cited or statement.predicate == "hasDesignation"
    names = [(m.anchor, kind[m.entity]) for m in extraction.mentions]
    listed = {(label[s.subject], str(s.predicate), label[s.object]) for s in extraction.statements if s.rule == "listed"}
    return names, listed, {(label[s.subject], str(s.predicate), label[s.object]) for s in extraction.statements}


def test_wide_blanks_divide_cells():
    names, listed, _ = read(WIDE)
    assert {("混炼胶", "Product"), ("密封圈", "Product"), ("球阀（含闸阀、蝶阀）", "Product"), ("邢台", "Region"), ("沧州", "Region")} <= set(names)
    assert "其他" not in dict(names)
    assert listed == {
        (HAIFENG, "produces", "混炼胶"), (HAIFENG, "produces", "密封圈"), (HAIFENG, "locatedIn", "邢台市"),
        (LUHE, "produces", "球阀（含闸阀、蝶阀）"), (LUHE, "locatedIn", "唐山市"), (DONGPING, "locatedIn", "沧州市"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        f"企业名称\t主导产品\t所属行业\t所在地\n{LUHE}\t截止阀、球阀等\t通用设备制造业\t九江\n华岳\t风机叶片\t新材料\t萍乡市\n",
        f"企业名称    主导产品    所属行业    所在地\n{LUHE}    截止阀、球阀等    通用设备制造业    九江\n华岳    风机叶片    新材料    萍乡市\n",
        f"| 企业名称 | 主导产品 | 所属行业 | 所在地 |\n|---|---|---|---|\n| {LUHE} | 截止阀、球阀等 | 通用设备制造业 | 九江 |\n| 华岳 | 风机叶片 | 新材料 | 萍乡市 |\n",
        f"企业名称｜主导产品｜所属行业｜所在地\n{LUHE}｜截止阀、球阀等｜通用设备制造业｜九江\n华岳｜风机叶片｜新材料｜萍乡市\n",
    ],
    ids=["tabs", "blanks", "bars", "wide bars"],
)
def test_tabs_blanks_and_bars_divide_cells(text):
    names, listed, _ = read(text)
    assert ("华岳", "Company") in names
    assert listed == {
        (LUHE, "produces", "截止阀"), (LUHE, "produces", "球阀"), (LUHE, "operatesIn", "通用设备制造业"), (LUHE, "locatedIn", "九江市"),
        ("华岳", "produces", "风机叶片"), ("华岳", "operatesIn", "新材料"), ("华岳", "locatedIn", "萍乡市"),
    }  # fmt: skip


def test_an_empty_cell_between_bars_is_seen():
    names, listed, _ = read(f"企业名称 | 产品名称 | 所在园区 | 联系人 | 电话\n{LUHE} | | 东港工业园区 | 周正明 | 0791-1234567\n{HAIFENG} | 混炼胶 | — | 何立 |\n")
    assert listed == {(LUHE, "locatedIn", "东港工业园区"), (HAIFENG, "produces", "混炼胶")}
    assert not {kind for anchor, kind in names if anchor in {"周正明", "何立", "—", "0791-1234567"}} - {"Person"}


def test_a_row_whose_empty_cell_healing_took_is_not_read():
    _, listed, _ = read(f"序号　企业名称　主营产品　所属市\n1　{LUHE}　　九江\n2　{HAIFENG}　混炼胶　赣州\n")
    assert listed == {(HAIFENG, "produces", "混炼胶"), (HAIFENG, "locatedIn", "赣州市")}


def test_a_broken_row_is_left_out_and_the_next_is_read():
    _, listed, _ = read(f"企业名称　主营产品　所属市\n{LUHE}　高压\n截止阀　九江\n{HAIFENG}　混炼胶　赣州\n")
    assert listed == {(HAIFENG, "produces", "混炼胶"), (HAIFENG, "locatedIn", "赣州市")}


def test_prose_below_the_last_row_is_none_of_it():
    text = f"企业名称　主营产品　所属市\n{LUHE}　截止阀、球阀　九江\n{HAIFENG}　混炼胶、密封圈　赣州\n以上企业由各市报送，经专家评审，现予公布。\n"
    _, listed, _ = read(text)
    assert {(HAIFENG, "produces", "密封圈"), (HAIFENG, "locatedIn", "赣州市")} <= listed


@pytest.mark.parametrize(
    "text",
    [
        f"编号　代号　说明\n1　{LUHE}　截止阀\n2　{HAIFENG}　混炼胶\n",  # heads that say nothing
        f"企业名称　备注　金额\n{LUHE}　截止阀　九江\n",  # only one that does
        f"说起企业名称 主营产品 所属市，他都清楚。\n{LUHE}　截止阀　九江\n",  # prose
        "企业名称　所属市\n联系人　张伟\n",  # nothing of grammar or the gazetteer in the row
        f"企业名称　主营产品　所属市\n表格内容以{LUHE}提供的为准，九江市存档。\n{LUHE}　截止阀　九江\n",  # a sentence ends a list
    ],
    ids=["no heads", "one head", "prose", "no row", "ended"],
)
def test_other_lines_are_no_list(text):
    assert read(text)[1] == set()


def test_projects_are_undertaken_where_a_column_says_who_builds():
    names, listed, _ = read("序号　项目名称　承担单位　建设地点\n1　年产三万吨铝箔扩建　海川铝箔有限公司　九江市\n2　工业废水回用工程　都昌县水务局　赣州市\n3　阀门用钢研究　芦河阀门有限公司、云岭大学　九江市\n")
    assert {("年产三万吨铝箔扩建", "Project"), ("工业废水回用工程", "Project"), ("都昌县水务局", "GovernmentBody"), ("云岭大学", "Institution")} <= set(names)
    assert listed == {
        ("海川铝箔有限公司", "undertakes", "年产三万吨铝箔扩建"), ("年产三万吨铝箔扩建", "locatedIn", "九江市"),
        ("都昌县水务局", "undertakes", "工业废水回用工程"), ("工业废水回用工程", "locatedIn", "赣州市"),
        (LUHE, "undertakes", "阀门用钢研究"), ("云岭大学", "undertakes", "阀门用钢研究"), ("阀门用钢研究", "locatedIn", "九江市"),
    }  # fmt: skip


def test_a_column_of_units_keeps_the_class_that_grammar_gives():
    names, listed, _ = read("单位名称　所属领域　所属市\n云岭大学　人工智能　九江\n芦河阀门有限公司　智能装备　赣州\n周正明　人工智能　赣州\n")
    assert ("云岭大学", "Institution") in names
    assert (LUHE, "Company") in names
    assert listed == {("云岭大学", "locatedIn", "九江市"), (LUHE, "operatesIn", "智能装备"), (LUHE, "locatedIn", "赣州市")}


def test_parks_lie_and_produce():
    _, listed, _ = read("园区名称　主导产品　所属市\n东港工业园区　铜箔　九江\n西山产业园　研发、销售　赣州\n")
    assert listed == {("东港工业园区", "produces", "铜箔"), ("东港工业园区", "locatedIn", "九江市"), ("西山产业园", "locatedIn", "赣州市")}


GRANTED = f"2024年度省级绿色工厂名单\n序号　企业名称　所属市\n1　{LUHE}　九江\n2　{HAIFENG}　赣州\n"


def honoured(text):
    return {(s, o) for s, p, o in read(text)[2] if p == "hasDesignation"}


@pytest.mark.parametrize(
    "text",
    [
        f"青岭省工业和信息化厅关于公布2024年度省级绿色工厂名单的通知\n现将名单予以公布。\n附件\n{GRANTED}",
        f"关于公布2024年度省级绿色工厂名单的通知\n现予公布。\n附件\n序号　企业名称\n1　{LUHE}\n2　{HAIFENG}\n",
    ],
    ids=["line above", "title of the text"],
)
def test_a_list_of_what_was_granted_gives_its_title(text):
    assert {s for s, _ in honoured(text)} == {LUHE, HAIFENG}
    assert {o for _, o in honoured(text)} == {"2024年度省级绿色工厂"}


@pytest.mark.parametrize(
    "text",
    [
        f"关于2024年度省级绿色工厂拟认定名单的公示\n现予公示。\n附件\n{GRANTED}",
        GRANTED.replace("名单", "候选名单"),
        GRANTED.replace("名单", "推荐名单"),
        f"关于撤销部分企业称号的公告\n现公告如下。\n附件\n{GRANTED}",
        GRANTED.replace("绿色工厂名单", "绿色工厂申报情况"),
        GRANTED.replace("企业名称", "备注"),
    ],
    ids=["to be granted", "candidates", "recommended", "withdrawn", "no list", "no firms"],
)
def test_a_list_of_candidates_gives_no_title(text):
    assert honoured(text) == set()


def test_a_list_of_goods_gives_its_title_to_the_goods():
    text = f"2024年省级首台套产品名单\n企业名称　产品名称　所属市\n{LUHE}　深海截止阀　九江\n"
    assert LUHE not in {s for s, _ in honoured(text)}


def test_a_title_is_cited_no_further_than_can_be_read():
    rows = "".join(f"{k}　青岭{'甲乙丙丁戊己庚辛壬癸'[k // 10]}{'甲乙丙丁戊己庚辛壬癸'[k % 10]}重型机械成套装备设计制造股份有限公司\n" for k in range(100))
    assert 5 < len(honoured(f"2024年度省级绿色工厂名单\n序号　企业名称\n{rows}")) < 20


def test_rows_are_no_headings():
    text = heal(WIDE).text
    assert len(roster_lines(text)) == 3
    assert [s.role.value for s in divide(text)] == ["title", "heading", "body", "body", "body"]


def test_every_column_has_heads_and_none_stands_twice():
    assert set(columns().values()) == set(Column)
    assert all(head == head.strip() for head in columns())


def test_the_parts_of_a_cell_are_whole():
    text = "企业名称 主要产品 行业\n甲川厂 水泵（A、B、阀 造纸业\n乙川厂 水泵 农、林、牧、渔业\n"
    rows = find_rosters(text)[0].rows
    assert [[(str(column), [text[p.begin : p.end] for p in parts]) for column, parts in row.cells] for row in rows] == [
        [("company", ["甲川厂"]), ("industry", ["造纸业"])],
        [("company", ["乙川厂"]), ("product", ["水泵"]), ("industry", ["农、林、牧、渔业"])],
    ]
