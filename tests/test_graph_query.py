"""Named questions with their expected answers, free SPARQL, parameters as terms, and the forms of an answer."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from graph_sample import IRIS, memory_store
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.answers import guard_formula, write_answer
from graph.guard import QueryRefusedError
from graph.iris import ENTITIES, term
from graph.query import Iri, evaluate, find_query, named_queries, prepare
from ontology.errors import ConfigurationError, UnknownNameError
from ontology.terms import CM


def expected_answers():
    cases = {}
    for block in Path(__file__).with_name("graph_answers.txt").read_text("utf-8").split("## ")[1:]:
        head, *rows = block.strip().split("\n")
        name, *given_ = head.split("\t")
        cases[name] = dict(pair.split("=", 1) for pair in given_), rows
    return cases


ANSWERS = expected_answers()
STORE = memory_store()


def plain(cell):
    return "-" if cell is None else str(cell).removeprefix("https://w3id.org/chanmai/")


def test_every_named_query_has_an_expected_answer():
    assert set(ANSWERS) == set(named_queries())
    assert len(ANSWERS) >= 40


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_named_query_answers_as_expected(name):
    parameters, rows = ANSWERS[name]
    answer = evaluate(STORE, name, parameters)
    shown = [
        at
        for at, column in enumerate(answer.columns)
        if column == "sentences" or not ("sentence" in column or column.endswith("_iri"))
    ]
    assert sorted(" | ".join(plain(row[at]) for at in shown) for row in answer.rows) == sorted(rows)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_named_query_has_titles_and_described_parameters(name):
    query = named_queries()[name]
    assert query.title_zh
    assert query.title_en
    assert query.answers.endswith(".")
    for parameter in query.parameters:
        assert parameter.about
        assert parameter.example
        assert f"?{parameter.name}" in query.text
    assert query.text.count("# param") == len(query.parameters)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_named_query_gives_no_row_twice_for_its_key_columns(name):
    parameters, _ = ANSWERS[name]
    rows = evaluate(STORE, name, parameters).rows
    assert len(rows) == len(set(rows))


PLAIN = sorted(Path(__file__).parent.joinpath("data", "plain_queries").glob("*.rq"))
"""Questions that are written for speed in the library, as one would write them down: what they mean."""


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
@pytest.mark.parametrize("optional", [False, True], ids=["required", "all parameters"])
def test_question_written_for_speed_answers_as_its_plain_form(path, optional):
    query, (given_, _) = named_queries()[path.stem], ANSWERS[path.stem]
    values = {p.name: given_.get(p.name, p.example) for p in query.parameters if p.required or optional}
    fast, plain_form = evaluate(STORE, path.stem, values), evaluate(STORE, str(path), values)
    assert fast.columns == plain_form.columns
    assert sorted(fast.rows, key=repr) == sorted(plain_form.rows, key=repr)
    assert {p.stem for p in PLAIN} <= set(named_queries())


def test_line_for_a_parameter_without_value_is_left_out():
    text = "SELECT ?x {\n  ?x skos:altLabel ?v . # only with v\n  ?x a cm:Park . # only with other\n}"
    query = type(find_query("ASK {}"))("", "", "", "", (type(named_parameter("name"))("v", "name", False, "", ""),), text)
    assert prepare(query, {}) == "SELECT ?x {\n  ?x a cm:Park . # only with other\n}"
    assert "?x skos:altLabel ?v" in prepare(query, {"v": "a"})


@pytest.mark.parametrize(
    "name", [name for name, query in named_queries().items() if any(p.required for p in query.parameters)]
)
def test_required_parameter_is_asked_for_by_name_with_an_example(name):
    needed = next(parameter for parameter in named_queries()[name].parameters if parameter.required)
    with pytest.raises(ConfigurationError, match=f"--param {needed.name}="):
        evaluate(STORE, name)


def test_unknown_query_lists_the_names():
    with pytest.raises(UnknownNameError, match="companies-in-region"):
        evaluate(STORE, "companies-in-regoin")


def test_unknown_parameter_lists_the_parameters():
    with pytest.raises(UnknownNameError, match="region"):
        evaluate(STORE, "companies-in-region", {"regoin": "青岚区"})


def test_query_file_is_read_with_its_parameters(tmp_path):
    path = tmp_path / "mine.rq"
    path.write_text(
        "# title-zh: 我的\n# param n: name! 名称 a name, e.g. 青岚区\nSELECT ?x { ?x skos:prefLabel ?n }", "utf-8"
    )
    assert find_query(str(path)).title_zh == "我的"
    assert evaluate(STORE, str(path), {"n": "白沙区"}).rows == ((Iri(IRIS["baisha"]),),)


def test_missing_query_file_is_named():
    with pytest.raises(ConfigurationError, match=r"nowhere\.rq"):
        evaluate(STORE, "nowhere.rq")


def test_rows_are_typed():
    answer = evaluate(
        STORE, "SELECT * { VALUES (?a ?b ?c ?d ?e ?f) { (1 1.50 true 'x'@zh <x:y> 1e0) } OPTIONAL { ?none a ?a } }"
    )
    assert dict(zip(answer.columns, answer.rows[0], strict=True)) == {
        "a": 1, "b": Decimal("1.5"), "c": True, "d": "x", "e": "x:y", "f": 1.0, "none": None,
    }  # fmt: skip
    assert isinstance(answer.records()[0]["e"], Iri)


def test_what_claims_to_be_a_number_and_is_none_stays_text():
    assert evaluate(STORE, "SELECT * { VALUES ?a { 'much'^^xsd:integer } }").rows == (("much",),)


def test_ask_and_construct_have_their_forms():
    assert evaluate(STORE, "ASK { ?s a cm:Company }").rows == ((True,),)
    graph = evaluate(STORE, "CONSTRUCT { ?s a cm:Company } WHERE { ?s a cm:Company }")
    assert (graph.form, graph.columns, len(graph.rows)) == ("graph", ("subject", "predicate", "object"), 3)


def test_row_limit_is_said():
    assert evaluate(STORE, "SELECT * { ?s a ?c }", limit=5).truncated
    assert len(evaluate(STORE, "SELECT * { ?s a ?c }", limit=5).rows) == 5
    assert not evaluate(STORE, "SELECT * { ?s a cm:Region }", limit=3).truncated


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("SELECT * { ?s ?p }", ConfigurationError, "not valid SPARQL"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", QueryRefusedError, "SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", QueryRefusedError, "only read"),
        ("SELECT * { nope:x ?p ?o }", ConfigurationError, "not valid SPARQL"),
    ],
)
def test_bad_sparql_is_told_in_our_words(text, error, message):
    with pytest.raises(error, match=message):
        evaluate(STORE, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT ?x { ?x a foo:Bar }", r"no such prefix: foo: \(known: cm, .*others by PREFIX foo: <IRI>\)$"),
        ("SELECT ?x { ?x a cm:Company", r"not closed: \{ \(\} 缺 · is missing\)$"),
        ("SELECT ?x { ?x a cm:Company } }", r"too many, or not matched: \}$"),
        ("SELECT ?s { ?s ?p ?o } LIMIT many", r"line 1, column 30: many$"),
        ("SELECT ?a (COUNT(*) AS ?n) { ?s ?p ?a }", r"unbound$"),
        ("SELECT * { ?s ?p }", r"not complete, or wrong before its end$"),
        ('PREFIX foo: <x:> SELECT * { ?s foo:p "bar:x" . _:b ?p }', r"not complete, or wrong before its end$"),
    ],
    ids=["prefix", "open", "closed twice", "place", "unbound", "end", "declared"],
)
def test_bad_sparql_is_told_in_one_line_without_oxigraphs_lists(text, told):
    with pytest.raises(ConfigurationError, match=told) as error:
        evaluate(STORE, text)
    assert r"\u{" not in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("kind", "value", "good"),
    [
        ("number", "0.7", True), ("number", "many", False), ("number", "1e999999", False),
        ("year", "2024", True), ("year", "24", False), ("date", "2024-01-31", True), ("date", "31.1.2024", False),
        ("iri", "https://w3id.org/chanmai/id/x", True), ("iri", "> . }", False), ("class", "Company", True), ("class", "Firm", False),
        ("property", "finances", True), ("property", "owns", False),
    ],
)  # fmt: skip
def test_values_are_checked_by_kind(kind, value, good):
    query = find_query("ASK { BIND(?v AS ?w) }")
    query = type(query)("", "", "", "", (named_parameter(kind),), query.text)
    if good:
        assert "VALUES ?v" in prepare(query, {"v": value})
    else:
        with pytest.raises(ConfigurationError, match=f"is no {kind}"):
            prepare(query, {"v": value})


def test_values_go_into_sub_selects_that_give_them_on_and_change_no_answer():
    text = """
    SELECT ?v ?n ?l { { SELECT ?v (COUNT(?e) AS ?n) { ?e a ?v } GROUP BY ?v } { SELECT ?v ?l { ?v ?p ?l } LIMIT 1 } }"""
    query = find_query(text)
    query = type(query)("", "", "", "", (named_parameter("class"),), query.text)
    prepared = prepare(query, {"v": "Park"})
    assert prepared.count("VALUES ?v") == 2
    assert "GROUP BY ?v } { SELECT ?v ?l { ?v" in prepared
    counted = "SELECT ?v ?n { { SELECT ?v (COUNT(?e) AS ?n) { ?e a ?v } GROUP BY ?v } }"
    query = type(query)("", "", "", "", (named_parameter("class"),), counted)
    every = {row[0]: row[1] for row in evaluate(STORE, counted).rows}
    assert evaluate(STORE, prepare(query, {"v": "Park"})).rows == ((CM["Park"], every[CM["Park"]]),)


def named_parameter(kind):
    parameter = named_queries()["unsure-statements"].parameters[0]
    return type(parameter)("v", kind, True, "", "")


@given(st.text(min_size=1).filter(lambda name: name.strip() and not any(0xD800 <= ord(c) < 0xE000 for c in name)))
def test_any_name_is_found_as_it_is_and_never_read_as_sparql(name):
    store = Store()
    store.add(Quad(NamedNode("x:y"), term("skos:prefLabel"), Literal(name.strip(), language="zh"), ENTITIES))
    rows = evaluate(store, "SELECT ?x { ?x skos:prefLabel ?x_name }").rows
    query = find_query("SELECT ?x { ?x skos:prefLabel ?v }")
    query = type(query)("", "", "", "", (named_parameter("name"),), query.text)
    found = store.query(
        prepare(query, {"v": name}),
        prefixes={"skos": "http://www.w3.org/2004/02/skos/core#"},
        use_default_graph_as_union=True,
    )
    assert len(rows) == len(list(found)) == 1


def test_answer_is_written_in_four_forms():
    answer = evaluate(STORE, "SELECT * { VALUES (?n ?v ?x) { ('=1+1' 1.5 UNDEF) ('青岚区' 2.0 3) } }")
    assert json.loads(write_answer(answer, "json")) == [{"n": "=1+1", "v": 1.5}, {"n": "青岚区", "v": 2, "x": 3}]
    assert [json.loads(line)["n"] for line in write_answer(answer, "ndjson").splitlines()] == ["=1+1", "青岚区"]
    assert list(csv.reader(io.StringIO(write_answer(answer, "csv")))) == [
        ["n", "v", "x"],
        ["=1+1", "1.5", ""],
        ["青岚区", "2", "3"],
    ]
    assert write_answer(answer, "tsv", guard=True).splitlines()[1] == "'=1+1\t1.5\t"
    with pytest.raises(UnknownNameError, match="ndjson"):
        write_answer(answer, "xml")


@pytest.mark.parametrize("cell", ["=1", "+x", "-x", "@a", "\tx", "＝1", "-", "+1+1", "-1=cmd"])
def test_formulas_are_made_harmless(cell):
    assert guard_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-3.2", "+5", "青岚区", "", "1=1", None, 5, Decimal(-1)])
def test_what_is_no_formula_stays(cell):
    assert guard_formula(cell) == cell


def test_an_empty_answer_says_which_name_is_unknown_and_which_are_near():
    from chanmai.asking import _why_empty

    lines = _why_empty(STORE, "companies-in-park", {"park": "青岚高薪区"})
    assert lines[0] == "没有结果 · nothing found"
    assert "没有叫“青岚高薪区”的" in lines[1]
    assert "青岚高新区" in lines[1]
    assert "chanmai explain" in _why_empty(STORE, "companies-in-park", {"park": "恒力新材"})[1]
    assert "chanmai search" in _why_empty(STORE, "companies-in-park", {"park": '甲"乙'})[1]
    assert _why_empty(STORE, "SELECT ?s WHERE { ?s a ?s }", {}) == lines[:1]


def test_a_table_of_an_indicator_has_parks_beside_regions():
    store = memory_store()
    park, observes = NamedNode("urn:park"), NamedNode("https://w3id.org/chanmai/ontology#observes")
    label, kind = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    (region,) = {quad.subject for quad in store.quads_for_pattern(None, label, Literal("白沙区", language="zh"))}
    store.extend([Quad(quad.subject, observes, park, quad.graph_name) for quad in store.quads_for_pattern(None, observes, region)])
    store.add(Quad(park, kind, NamedNode("https://w3id.org/chanmai/ontology#Park")))
    store.add(Quad(park, label, Literal("东屏工业园", language="zh")))
    rows = evaluate(store, "indicator-by-region", {"indicator": "规上工业产值"}).rows
    assert [row[1:] for row in rows if row[0] == "东屏工业园"] == [row[1:] for row in rows if row[0] == "白沙区"] != []
