"""Readers: what a file says is what the document holds, whatever format it came in."""

from __future__ import annotations

import gzip
import json
import pickle
import re
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_samples import REPORT, TRADITIONAL, to_docx, to_page, to_pdf, to_zip

from extract.read import ReadOptions, find_sources, read_source
from extract.read.dates import find_date, is_date, parse_date
from extract.read.decode import decode
from extract.read.facts import find_title
from extract.read.markdown import strip_markdown
from extract.read.page import read_page
from extract.read.parser import close_child, parse
from extract.read.tables import lines_of_table
from extract.text.clean import heal
from ontology.errors import ConfigurationError, DocumentError

PARAGRAPHS = [line.strip() for line in REPORT.split("\n") if line.strip()]


def read(path: Path, **options):
    """Return the one document of a file."""
    (document,) = [d for source in find_sources([path]).sources for d in read_source(source, ReadOptions(**options))]
    return document


def read_bytes(tmp_path: Path, name: str, data: bytes, **options):
    (tmp_path / name).write_bytes(data)
    return read(tmp_path / name, **options)


def healed(text: str) -> list[str]:
    return [line.strip() for line in heal(text).text.split("\n") if line.strip()]


FORMS = {
    "utf8": ("a.txt", REPORT.encode()),
    "bom": ("a.txt", REPORT.encode("utf-8-sig")),
    "gb18030": ("a.txt", REPORT.encode("gb18030")),
    "utf16": ("a.txt", REPORT.encode("utf-16")),
    "utf16be": ("a.txt", b"\xfe\xff" + REPORT.encode("utf-16-be")),
    "crlf": ("a.txt", REPORT.replace("\n", "\r\n").encode()),
    "docx": ("a.docx", to_docx(REPORT)),
    "pdf": ("a.pdf", to_pdf(REPORT, header="东区日报 2版", footer=True)),
    "pdf-columns": ("a.pdf", to_pdf(REPORT * 3, columns=3, footer=True)),
    "pdf-interleaved": ("a.pdf", to_pdf(REPORT * 3, columns=3, interleaved=True, footer=True)),
    "html": ("a.html", to_page(REPORT, charset="gb2312").encode("gb18030")),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_paragraphs_of_the_text(tmp_path, form):
    document = read_bytes(tmp_path, *FORMS[form])
    lines = healed(document.text)
    missing = [p for p in healed(REPORT) if p not in lines]
    assert missing == []
    assert document.issued == "2024-09-12"
    assert document.title == "东区新材料产业园提速建设"


def test_traditional_text_in_big5_is_read_as_such(tmp_path):
    document = read_bytes(tmp_path, "a.txt", TRADITIONAL.encode("big5"))
    assert (document.text, document.encoding) == (TRADITIONAL, "big5hkscs")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("的产业园区企业发展新能源䶮𠮷龘亿元，。" + "增长5.6%\n"), min_size=40, max_size=300))
def test_gb18030_comes_back_as_it_was(text):
    text = PARAGRAPHS[2] + text
    assert decode(text.encode("gb18030"), "a").text == text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "gb18030", "big5", "utf-16", "utf-32"]), st.booleans())
def test_any_bytes_are_read_or_refused_in_our_words(data, encoding, strict):
    try:
        assert isinstance(decode(data, "名.txt", encoding=encoding, strict=strict).text, str)
    except DocumentError as error:
        assert str(error).startswith("名.txt: ")
        assert "\n" not in str(error)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_named_encoding_is_believed(tmp_path, encoding):
    assert read_bytes(tmp_path, "a.txt", "联通".encode(encoding), encoding=encoding).text == "联通"


def test_strict_names_the_byte(tmp_path):
    data = REPORT.encode()
    at = len("东区新材料".encode())
    broken = data[:at] + b"\xff" + data[at:]
    assert "1 处坏字符" in read_bytes(tmp_path, "a.txt", broken).warnings[0]
    with pytest.raises(DocumentError, match=f"第 {at} 字节"):
        read_bytes(tmp_path, "a.txt", broken, strict=True)


def test_options_go_before_the_sidecar_and_the_sidecar_before_the_file(tmp_path):
    page = to_page(REPORT, title="页面标题", issued="2024-01-05")
    (tmp_path / "a.html").write_text(page, "utf-8")
    assert read(tmp_path / "a.html").issued == "2024-01-05"
    (tmp_path / "a.html.toml").write_text('title = "旁注标题"\nissued = 2023-02-03\nsource = "东区日报"\nurl = "https://e.org/1"\nhome = "东区"\n', "utf-8")
    document = read(tmp_path / "a.html")
    assert (document.title, document.issued, document.source, document.url, document.home) == ("旁注标题", "2023-02-03", "东区日报", "https://e.org/1", "东区")
    document = read(tmp_path / "a.html", issued="2022", home="西区")
    assert (document.issued, document.home, document.title) == ("2022", "西区", "旁注标题")


@pytest.mark.parametrize(
    ("sidecar", "said"),
    [("title = = 3\n", "line 1"), ("title = 3", "title"), ('issued = "soon"', "issued"), ('url = "javascript:alert(1)"', "url"), ("title = [1]", "title"), ("\xff", "a.txt.toml")],
    ids=["no toml", "number", "no date", "no address", "list", "encoding"],
)
def test_a_bad_sidecar_stops_its_file_and_says_where(tmp_path, sidecar, said):
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    (tmp_path / "a.txt.toml").write_bytes(sidecar.encode("latin-1"))
    with pytest.raises(DocumentError, match=said):
        read(tmp_path / "a.txt")


def test_what_is_unknown_is_said(tmp_path):
    document = read_bytes(tmp_path, "a.txt", "今年以来，东区新开工项目12个，总投资20亿元，园区面貌一新。\n企业满意。".encode())
    assert (document.title, document.issued) == ("", "")
    assert any("未知" in warning and "--issued" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("标题\n发布时间：2024-10-21\n正文", "2024-10-21"),
        ("标题\n2024年10月21日\n正文", "2024-10-21"),
        ("标题\n二〇二四年十月二十一日\n正文", "2024-10-21"),
        ("标题\n2024年10月21日，记者获悉，园区开工。", ""),
        ("标题\n2024-10-21\n2024-10-22\n正文", ""),
        ("标题\n2024年13月41日\n正文", ""),
        ("标题\n正文到2027年产值达500亿元", ""),
    ],
)
def test_dates_stand_alone_or_after_a_label(text, date):
    assert find_date(text) == date


@given(st.text(max_size=60))
def test_parse_date_gives_a_date_or_nothing(value):
    found = parse_date(value)
    assert found == "" or is_date(found)


@pytest.mark.parametrize("option", [{"issued": "2024-13"}, {"issued": "21.10.2024"}, {"encoding": "klingon"}, {"encoding": "hex"}], ids=str)
def test_options_that_mean_nothing_are_refused(option):
    with pytest.raises(ConfigurationError):
        ReadOptions(**option)


def test_titles_are_short_lines_without_an_end_mark():
    assert find_title("　东区提速\n\n正文。") == "东区提速"
    assert find_title("发布时间：2024-10-21\n正文。") == ""
    assert find_title("只有一行") == ""


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("东区**#|[]()<>b/-`_~>\n 产业园!\"'=1.;&:aA"), max_size=200))
def test_markdown_keeps_every_offset(text):
    stripped, _ = strip_markdown(text, "a.md")
    assert len(stripped) == len(text)
    assert all(new in {old, " ", "\u200b"} for old, new in zip(text, stripped, strict=True))
    assert [k for k, c in enumerate(stripped) if c == "\n"] == [k for k, c in enumerate(text) if c == "\n"]


def test_markdown_names_stay_whole_and_links_and_scripts_go(tmp_path):
    text = "---\ntitle: 东区提速\ndate: 2024-09-12\n---\n# 东区**新材料**产业园\n\n位于[华岭公司](https://e.org/x)。<script>西山开发区</script>\n<!-- 北岭 -->\n"
    document = read_bytes(tmp_path, "a.md", text.encode())
    assert (document.title, document.issued, document.media_type) == ("东区提速", "2024-09-12", "text/markdown")
    assert healed(document.text) == ["东区新材料产业园", "位于华岭公司。"]


def test_page_leaves_out_what_stands_round_the_article():
    article = "\n".join(PARAGRAPHS[2:])
    text, facts = read_page(to_page(article, title="东区新材料产业园提速建设", issued="2024-09-12"), "a")
    assert facts.issued == "2024-09-12"
    assert healed(text) == ["东区新材料产业园提速建设", *PARAGRAPHS[2:]]
    for junk in ("ICP", "西山", "北岭", "南港", "分享", "当前位置", "主办", "浏览", "首页", "政务公开"):
        assert junk not in text


ARTICLE = [PARAGRAPHS[2], PARAGRAPHS[3], PARAGRAPHS[5]]
BODY = "".join(f"<p>　　{p}</p>" for p in ARTICLE)
SITES = {
    "hidden until shown": f'<h1>东区产业提速</h1><em id="publish_time">2024-09-12 10:00</em><div id="js_content" style="visibility: hidden"><section>{ARTICLE[0]}</section><section><span>{ARTICLE[1]}</span></section><section>{ARTICLE[2]}</section></div><div class="rich_media_tool">阅读 1000</div>',
    "newspaper": f'<ul><li><a>第01版：要闻</a></li></ul><div class="article"><h3>引题</h3><h1>东区产业提速</h1><p class="sec">本报记者　甲<br><span>《东区日报》（2024年09月12日 第 02 版）</span></p><div id="ozoom">{BODY}</div></div>',
    "laid out by tables": f'<table><tr><td><a>首页</a> | <a>政务</a></td></tr></table><table><tr><td>东区产业提速</td></tr><tr><td>日期：2024-09-12 来源：东区经信局</td></tr><tr><td id="UCAP-CONTENT">{BODY}</td></tr></table><table><tr><td>版权所有：东区人民政府</td></tr></table>',
    "line breaks": f'<h1>东区产业提速</h1><div class="date">发布日期：2024-09-12</div><div id="zoom">{"<br><br>　　".join(ARTICLE)}</div>',
    "with comments": f'<h1>东区产业提速</h1><p>时间：2024-09-12</p><article>{BODY}</article><div class="comment-list"><p>网友：西山机械有限公司位于北岭区，很好。</p></div>',
}


@pytest.mark.parametrize("site", SITES)
def test_pages_of_many_builds_give_title_date_and_paragraphs(tmp_path, site):
    document = read_bytes(tmp_path, "a.html", f"<html><body>{SITES[site]}</body></html>".encode())
    assert document.title == "东区产业提速"
    assert document.issued == "2024-09-12"
    lines = healed(document.text)
    assert [line for line in lines if line in ARTICLE] == ARTICLE
    assert len(lines) <= len(ARTICLE) + 2
    assert not re.search("西山|首页|版权|阅读", document.text)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([["序号", "企业名称", "称号"], ["1", "甲材料有限公司", "市级专精特新企业"]], ["甲材料有限公司获评市级专精特新企业。"]),
        ([["企业名称", "所在地", "荣誉称号"], ["甲材料有限公司", "东区", "绿色工厂"]], ["甲材料有限公司位于东区。甲材料有限公司获评绿色工厂。"]),
        ([["2024年东区专精特新企业名单（第二批）"] * 2, ["序号", "企业名称"], ["1", "甲公司"]], ["2024年东区专精特新企业名单（第二批）", "甲公司入选2024年东区专精特新企业名单。"]),
        ([["2024年拟淘汰落后产能企业名单"] * 2, ["序号", "企业名称"], ["1", "甲公司"]], ["2024年拟淘汰落后产能企业名单", "企业名称：甲公司。"]),
        ([["园区", "产值（亿元）", "增速（%）", "企业数（家）"], ["东港工业园区", "120.5", "-1.2", "86"]], ["东港工业园区产值120.5亿元，下降1.2%，企业数86家。"]),
        ([["指标名称", "2023年", "2022年"], ["地区生产总值（亿元）", "1330.1", "1257.9"]], ["2023年地区生产总值1330.1亿元，2022年地区生产总值1257.9亿元。"]),
        ([["指标", "单位", "本月", "累计", "同比增长（%）"], ["用电量", "亿千瓦时", "3.1", "25.6", "5.5"]], ["本月用电量3.1亿千瓦时。累计用电量25.6亿千瓦时，同比增长5.5%。"]),
        ([["项目名称", "建设单位", "总投资（亿元）"], ["甲基地项目", "乙公司", "12"]], ["甲基地项目总投资12亿元。项目名称：甲基地项目，建设单位：乙公司。"]),
        ([["指标", "单位", "绝对量", "同比增长（%）"], ["规上工业总产值", "亿元", "512.3", "-2.5"]], ["规上工业总产值512.3亿元，同比下降2.5%。"]),
        ([["指标", "1—8月（亿元）", "增速（%）"], ["新材料产业产值", "201.4", "12"]], ["1—8月新材料产业产值201.4亿元，增长12%。"]),
        ([["2024年产业名单", "2024年产业名单"], ["名称", "所在地"], ["甲公司", "东区"]], ["2024年产业名单", "甲公司位于东区。"]),
        ([["名称", "规模"], ["甲公司", "大型"]], ["名称：甲公司，规模：大型。"]),
        ([["一段很长的文字，" * 12 + "。"]], ["一段很长的文字，" * 12 + "。"]),
        ([], []),
    ],
    ids=["award", "award and place", "list", "list of no honour", "numbers of parks", "years", "cumulated", "project", "indicator falls", "unit in header", "place", "plain", "layout", "empty"],
)
def test_tables_become_lines_that_read(rows, lines):
    assert lines_of_table(rows) == lines


def test_tables_of_pages_and_word_are_read_alike(tmp_path):
    rows = [["指标", "单位", "绝对量"], ["规上工业总产值", "亿元", "512.3"]]
    html = "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"
    page = f"<html><body><p>今年，东区加快发展，成效明显。</p>{html}</body></html>"
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = "<w:p><w:r><w:t>今年，东区加快发展，成效明显。</w:t></w:r></w:p><w:tbl>" + "".join("<w:tr>" + "".join(cell.format(c) for c in row) + "</w:tr>" for row in rows) + "</w:tbl>"
    expected = ["今年，东区加快发展，成效明显。", "规上工业总产值512.3亿元。"]
    assert healed(read_bytes(tmp_path, "a.html", page.encode()).text) == expected
    assert healed(read_bytes(tmp_path, "b.docx", to_docx("", body=body)).text) == expected


def test_word_reads_insertions_and_boxes_and_no_deletions(tmp_path):
    box = "<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框中远石公司</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框中远石公司</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    body = f"<w:p><w:r><w:t>东区</w:t></w:r><w:ins><w:r><w:t>新增华岭公司</w:t></w:r></w:ins><w:del><w:r><w:delText>旧西山公司</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r>{box}</w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
    text = read_bytes(tmp_path, "a.docx", to_docx("", body=body)).text
    assert text == "东区新增华岭公司\n框中远石公司\n"


def test_word_made_by_python_docx_gives_no_invented_date(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("东区新材料产业园提速")
    document.add_paragraph("今年以来，东区新开工项目12个。")
    document.save(tmp_path / "a.docx")
    assert read(tmp_path / "a.docx").issued == ""


def test_pages_of_a_pdf_point_at_their_first_character(tmp_path):
    document = read_bytes(tmp_path, "a.pdf", to_pdf(REPORT * 12, footer=True, size=14))
    assert len(document.pages) > 1
    assert list(document.pages) == sorted(document.pages)
    assert document.pages[0] == 0
    assert document.pages[-1] < len(document.text)
    assert "- 2 -" not in document.text


def test_records_are_documents_and_a_bad_line_fails_alone(tmp_path):
    lines = [json.dumps({"id": f"r{k}", "title": "标题", "issued": "2024-09-12", "text": f"第{k}条。"}, ensure_ascii=False) for k in range(40)]
    lines[7] = "{broken"
    data = "\n".join(lines).encode()
    for name, content in (("a.jsonl", data), ("a.jsonl.gz", gzip.compress(data))):
        (tmp_path / name).write_bytes(content)
        got, errors = [], []
        for source in find_sources([tmp_path / name]).sources:
            try:
                got.extend(read_source(source, ReadOptions()))
            except DocumentError as error:
                errors.append(str(error))
        assert [d.identifier for d in got] == [f"r{k}" for k in range(40) if k != 7]
        assert len(errors) == 1
        assert errors[0].startswith(f"{tmp_path / name}:8: ")


def test_sources_are_ordered_picklable_and_named_as_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("b/二.txt", "a/一.txt", "z.pdf", "c.unknown", ".hidden.txt", "~$a.docx"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("x", "utf-8")
    (tmp_path / "a" / "一.txt.toml").write_text("", "utf-8")
    found = find_sources([Path()])
    assert [str(s) for s in found.sources] == ["a/一.txt", "b/二.txt", "z.pdf"]
    assert [s.identifier for s in found.sources] == ["a/一", "b/二", "z"]
    assert found.passed_over == 3
    assert pickle.loads(pickle.dumps(list(found.sources))) == list(found.sources)


def test_two_sources_with_one_identifier_are_both_refused_and_named(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    (tmp_path / "a.md").write_text(REPORT, "utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "a", "text": "三"}\n{"id": "c", "text": "四"}\n', "utf-8")
    refused, read_well = {}, []
    for source in find_sources([tmp_path]).sources:
        try:
            read_well += [d.identifier for d in read_source(source, ReadOptions())]
        except DocumentError as error:
            refused[Path(str(source)).name] = str(error)
    assert read_well == ["c"]
    assert set(refused) == {"a.txt", "a.md", "b.jsonl:1"}
    assert "a.md" in refused["a.txt"]
    assert "a.txt" in refused["a.md"]


def test_one_file_named_twice_is_read_once(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    assert len(list(find_sources([tmp_path / "a.txt", tmp_path / "a.txt", tmp_path]).sources)) == 1


def test_zip_members_are_documents_of_their_own(tmp_path):
    (tmp_path / "z.zip").write_bytes(to_zip({"区/一.txt": REPORT.encode("gb18030"), "二.html": to_page(REPORT).encode(), "三.docx": to_docx(REPORT), "图.png": b"x"}))
    found = find_sources([tmp_path / "z.zip"])
    documents = {d.identifier: d for s in found.sources for d in read_source(s, ReadOptions())}
    assert set(documents) == {"z/区/一", "z/二", "z/三"}
    assert found.passed_over == 1
    assert all(PARAGRAPHS[3] in healed(d.text) for d in documents.values())


def test_one_child_serves_many_documents_and_is_replaced_when_it_dies(tmp_path):
    import extract.read.parser as parser

    close_child()
    page = to_page(REPORT).encode()
    first = [parse("html", page, "a") and parser._Child.instance.process.pid for _ in range(3)]
    assert len(set(first)) == 1
    parser._Child.instance.process.kill()
    parser._Child.instance.process.wait()
    assert parse("html", page, "a")[1]
    assert parser._Child.instance.process.pid not in first


def test_readers_in_threads_share_the_child(tmp_path):
    results: list[bytes] = []
    page = to_page(REPORT).encode()
    threads = [threading.Thread(target=lambda: results.append(parse("html", page, "a")[1])) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert len(set(results)) == 1
