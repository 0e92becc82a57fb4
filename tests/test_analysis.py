"""The report of `chanmai analyse`: its numbers are those of the graph, its bytes the same, its page offline and strict."""

import base64
import csv
import hashlib
import io
import os
import re
import string
import subprocess
import sys
import warnings
from html import escape, unescape
from pathlib import Path

import networkx as nx
import openpyxl
import pandas as pd
import pytest
from graph_sample import memory_store
from pyoxigraph import Store

from chanmai.analysis import run_analysis
from chanmai.samples import build_samples, open_store
from graph.display import show_answer, show_document, show_entity, show_statement
from graph.indicators import observation_table
from graph.network import to_network
from graph.query import evaluate
from graph.report import Report, Said, Section, Shown, analyse_store, to_page, write_report
from graph.report.files import write_table
from graph.report.parts import Words, _words
from graph.report.sections import corpus
from graph.serve.labels import labels
from ontology.errors import UnknownNameError

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def store():
    return memory_store()


@pytest.fixture(scope="module")
def report(store):
    return analyse_store(store, facts={"documents": "3"}, command="chanmai analyse --store S -o DIR --lang zh")


@pytest.fixture(scope="module")
def written(report, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    write_report(report, out)
    return out


def _csv(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


# -- what it says ------------------------------------------------------------------------------------------------------


def test_every_sentence_has_the_same_values_in_both_languages():
    fields = {key: [{name for _, name, *_ in string.Formatter().parse(text) if name} for text in both] for key, both in _words().items()}
    assert len(fields) > 100
    assert {key: both for key, both in fields.items() if both[0] != both[1]} == {}
    assert all(text.strip() for both in _words().values() for text in both)


def test_report_has_a_section_for_each_question(report):
    assert [section.name for section in report.sections] == ["corpus", "found", "network", "brokers", "communities", "parks", "titles", "money", "numbers", "targets", "doubt"]  # fmt: skip


def test_a_document_that_speaks_for_nobody_speaks_for_no_one_called_nan(store, monkeypatch):
    frame = pd.DataFrame({"document": ["a", "b", "b"], "title": ["甲", "乙", "乙"], "issued": ["2024-01-01"] * 3, "home": [None, "青岚区", "云溪县"], "sentences": [1, 2, 2]})
    monkeypatch.setattr("graph.report.sections.table_of", lambda *_: frame)
    said, shown = (corpus(store, Words("zh"))[at] for at in (0, -1))
    assert "nan" not in said.text
    assert list(shown.frame["home"]) == ["", "云溪县、青岚区"]


def test_every_block_names_its_source_and_the_page_shows_it(report):
    page = unescape(to_page(report))
    blocks = [block for section in report.sections for block in section.blocks]
    assert len(blocks) > 30
    for block in blocks:
        assert re.search(r"chanmai (query|review)|graph\.\w+|docs/", block.source), block
        assert block.source in page


def test_every_named_query_of_a_source_is_one_of_ours(report):
    from graph.query import named_queries

    used = {name for section in report.sections for block in section.blocks for name in re.findall(r"chanmai query ([\w-]+)", block.source)}
    assert len(used) >= 10
    assert used <= set(named_queries())


def test_numbers_of_the_sentences_are_those_of_the_graph(store, report):
    said = {section.name: [block.text for block in section.blocks if isinstance(block, Said)] for section in report.sections}
    network, numbers = to_network(store), observation_table(store)
    assert f"有 {network.number_of_edges()} 条带出处的关系陈述" in said["found"][0]
    assert f"图谱有 {len(network)} 个实体" in said["found"][0]
    assert said["corpus"][0].startswith("共 3 篇报告")
    assert said["numbers"][0].startswith(f"{len(numbers)} 个数值")
    assert f"有 {len(evaluate(store, 'contradictions').rows)} 对数值" in said["targets"][-1]


def test_tables_are_whole_in_their_files_and_short_on_the_page(report, written):
    for table in report.tables():
        assert len(_csv(written / "tables" / f"{table.name}.csv")) == len(table.frame)
    page = to_page(report)
    assert page.count("<tr>") < 12 * len(report.tables()) + 60


def test_titles_come_with_the_sentence_that_gives_them(store, written):
    rows = _csv(written / "tables" / "titles.csv")
    assert rows
    for row in rows:
        assert row["title"] in {value for _, value, *_ in [(0, r[0]) for r in evaluate(store, "SELECT ?l WHERE { ?t a cm:Designation ; skos:prefLabel ?l }").rows]}
        assert row["sentence"]
        assert row["document"]


def test_withheld_is_listed_and_counted_apart(store):
    from graph.tables import Table

    columns = ("confidence", "subject", "relation", "object", "document", "sentence")
    held = Table("withheld", columns, ((0.4, "恒力新材", "locatedIn", "白沙区", "d", "恒力新材与白沙区。"),))
    with_it, without = analyse_store(store, withheld=held), analyse_store(store)
    assert "另有 1 条读到但把握不足" in to_page(with_it)
    assert "没有写入的" not in to_page(without)
    assert with_it.sections[:-1] != ()
    assert [b.text for b in with_it.sections[1].blocks if isinstance(b, Said)] == [b.text for b in without.sections[1].blocks if isinstance(b, Said)]


def test_an_empty_store_has_a_report_too(tmp_path):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        report = analyse_store(Store())
        assert write_report(report, tmp_path)[0].read_text("utf-8").count("没有这样的记录") > 5


def test_report_in_english_has_no_chinese_sentence_of_ours(store):
    report = analyse_store(store, lang="en")
    zh = {text for text, _ in _words().values() if len(text) > 6 and "{" not in text and not text.isascii()}
    page = to_page(report)
    assert '<html lang="en">' in page
    assert not [text for text in zh if escape(text) in page]
    assert "“located in” makes" in page or "of which “" in page


def test_unknown_languages_and_sentences_are_named_with_the_known():
    with pytest.raises(UnknownNameError, match="zh"):
        analyse_store(Store(), lang="fr")
    with pytest.raises(UnknownNameError, match="title"):
        Words("zh")("no such key")


# -- files -------------------------------------------------------------------------------------------------------------


def test_page_needs_no_script_and_nothing_from_outside(report):
    page = to_page(report)
    assert "<script" not in page
    assert " style=" not in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert "url(http" not in page
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert unescape(policy) == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_page_holds_hostile_names_as_text():
    frame = pd.DataFrame({"label": ["<script>alert(1)</script>", "a\"b'c&d"]})
    section = Section("s", "<b>题</b>", (Said("<i>说</i>", "x<y"), Shown("t", "<u>表</u>", "q", frame, ("label",))))
    page = to_page(Report("zh", "<title>", (section,), nx.MultiDiGraph(), {"hash": "<h>"}, "chanmai '<c>'"))
    for mark in ("<script>", "<b>题", "<i>说", "<u>表", "<h>", "<c>"):
        assert mark not in page
    assert "&lt;script&gt;" in page


def test_csv_opens_in_excel_and_runs_no_formula():
    body = write_table(pd.DataFrame({"名称": ["=cmd|' /C calc'!A0", "恒力新材", "-3.2"], "值": [1.5, float("nan"), 2], "日": pd.to_datetime(["2024-08-31", None, None])}))
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows == [["名称", "值", "日"], ["'=cmd|' /C calc'!A0", "1.5", "2024-08-31"], ["恒力新材", "", ""], ["-3.2", "2.0", ""]]


def test_workbook_has_every_table_as_a_sheet_and_no_formula(report, written):
    book = openpyxl.load_workbook(written / "tables.xlsx")
    assert book.sheetnames == [table.name[:31] for table in report.tables()]
    for table in report.tables():
        sheet = book[table.name[:31]]
        assert [cell.value for cell in sheet[1]] == list(table.frame.columns)
        assert sheet.max_row == len(table.frame) + 1
        assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_observations_read_back_with_the_right_types(store, written):
    table = observation_table(store)
    back = pd.read_csv(written / "tables" / "observations.csv", parse_dates=["period_start", "period_end"])
    assert back["value"].tolist() == table["value"].tolist()
    assert back["period_end"].tolist() == table["period_end"].tolist() or back["period_end"].isna().equals(table["period_end"].isna())
    assert back["sentence"].tolist() == table["sentence"].tolist()
    assert str(back["period_start"].dtype).startswith("datetime64")


def test_network_files_load_in_networkx_as_they_were(store, written):
    network = to_network(store)
    for back in (nx.read_graphml(written / "network.graphml", force_multigraph=True), nx.read_gexf(written / "network.gexf")):
        assert set(back) == set(network)
        assert {node: data["label"] for node, data in back.nodes(data=True)} == {node: data["label"] for node, data in network.nodes(data=True)}
        said = sorted((one, other, data["predicate"], data["sentence"], data["confidence"]) for one, other, data in network.edges(data=True))
        assert sorted((one, other, data["predicate"], data["sentence"], data["confidence"]) for one, other, data in back.edges(data=True)) == said


def test_the_same_graph_gives_the_same_bytes_in_another_process(written, tmp_path):
    script = (
        "import sys; sys.path.insert(0, 'tests'); from pathlib import Path; from graph_sample import memory_store; from graph.report import analyse_store, write_report; "
        "write_report(analyse_store(memory_store(), facts={'documents': '3'}, command='chanmai analyse --store S -o DIR --lang zh'), Path(sys.argv[1]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Asia/Shanghai"}
    subprocess.run([sys.executable, "-c", script, tmp_path], cwd=ROOT, env=environment, check=True, timeout=280)
    files = {path.relative_to(written) for path in written.rglob("*") if path.is_file()}
    assert len(files) > 40
    assert files == {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert [name for name in sorted(files) if (written / name).read_bytes() != (tmp_path / name).read_bytes()] == []


# -- the command and the notebook's displays on the sample reports -------------------------------------------------------


@pytest.fixture(scope="module")
def samples():
    return build_samples()


def test_analyse_writes_a_report_on_the_samples_without_a_missing_glyph(samples, tmp_path, capsys):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        run_analysis(samples, tmp_path, "en")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "7 reports with" in page
    assert f"chanmai analyse --store {samples} -o {tmp_path} --lang en" in unescape(page)
    assert str(tmp_path / "report.html") in capsys.readouterr().err
    with pytest.raises(UnknownNameError):
        run_analysis(samples, tmp_path, "de")


def test_displays_mark_what_the_text_says(samples):
    store = open_store(samples)
    shown = show_document(store, "jiangjin-2024")
    assert "<mark" in shown.markup
    assert re.sub(r"<[^>]+>", "", shown.markup).count("胜禹新材") >= 3
    card = show_entity(store, "胜禹新材")
    assert "重庆胜禹新材料有限公司" in repr(card)
    assert "企业 company" in card.markup
    for name in ("不存在的实体",):
        with pytest.raises(UnknownNameError):
            show_entity(store, name)
    with pytest.raises(UnknownNameError, match="jiangjin-2024"):
        show_document(store, "nothing")


def test_statement_marks_both_ends_in_its_sentence(store):
    network = to_network(store)
    marked = [show_statement(store, key).markup for *_, key in network.edges(keys=True)]
    assert len(marked) == network.number_of_edges()
    for (_, other, data), markup in zip(network.edges(data=True), marked, strict=True):
        assert escape(data["sentence"]) == re.sub(r"<[^>]+>", "", re.search(r"<blockquote[^>]*>(.*)</blockquote>", markup)[1])
        names = {network.nodes[other]["label"], *network.nodes[other]["aliases"].split("、")}
        found = set(map(unescape, re.findall(r"<mark[^>]*>([^<]*)</mark>", markup)))
        assert found & names or found
    with pytest.raises(UnknownNameError):
        show_statement(store, "https://example.org/> } #")


def test_answer_is_escaped_and_cut():
    answer = evaluate(Store(), "SELECT ?x ?n WHERE { VALUES (?x ?n) { ('<b>&' 1) ('b' 2) ('c' 3) } }")
    shown = show_answer(answer, most=2)
    assert "<b>&" not in shown.markup
    assert "&lt;b&gt;&amp;" in shown.markup
    assert "共 3 行，列出 2 行" in shown.markup


@pytest.mark.parametrize("state", ["Achieved", "Underway", "Planned"])
def test_a_state_is_called_as_the_ontology_calls_it(state):
    assert _words()[f"status.{state}"] == labels()[state]
