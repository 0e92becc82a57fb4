"""The W3C's SPARQL 1.1 query-evaluation and protocol tests, asked through the HTTP endpoint."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from serving import make_store, serving

ARCHIVE = Path(__file__).resolve().parents[2] / "shared" / "w3c" / "rdf-tests-sparql.tar.gz"
BASE = "http://w3.example/"
MF, QT = (
    f"http://www.w3.org/2001/sw/DataAccess/tests/test-{name}#" for name in ("manifest", "query")
)
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CASES, OWN = 232, 221
"""Evaluation tests that are neither entailment nor service, and how many pyoxigraph 0.5 passes."""

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not ARCHIVE.exists(), reason="the W3C's tests are not here: ../shared/w3c"),
]


@dataclass
class Case:
    name: str
    query: str
    result: str
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def archive():
    with tarfile.open(ARCHIVE) as tar:
        return {
            member.name.removeprefix("./"): tar.extractfile(member).read()
            for member in tar.getmembers()
            if member.isfile() and "/sparql11/" in f"/{member.name}"
        }


def read_manifest(archive, name):
    graph = Store()
    graph.extend(Quad(t.subject, t.predicate, t.object) for t in parse(archive[name], format=RdfFormat.TURTLE, base_iri=BASE + name))
    return graph


def objects(graph, subject, predicate):
    return [quad.object for quad in graph.quads_for_pattern(subject, NamedNode(predicate), None)]


@pytest.fixture(scope="module")
def cases(archive):
    found = []
    for name in sorted(archive):
        folder = name.split("/")[-2]
        if not name.endswith("manifest.ttl") or folder in {"entailment", "service"}:
            continue
        graph = read_manifest(archive, name)
        for quad in graph.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(f"{MF}QueryEvaluationTest")):
            (action,), (result,) = (objects(graph, quad.subject, f"{MF}{key}") for key in ("action", "result"))
            queries = objects(graph, action, f"{QT}query")
            data = [node.value for node in objects(graph, action, f"{QT}data")]
            named = [node.value for node in objects(graph, action, f"{QT}graphData")]
            found.append(Case(quad.subject.value.removeprefix(BASE), queries[0].value, result.value, data, named))
    return found


@pytest.fixture(scope="module")
def quads(archive, cases):
    held = []
    for iri in sorted({iri for case in cases for iri in (*case.default, *case.named)} | from_clauses(archive, cases)):
        name = iri.removeprefix(BASE)
        form = RdfFormat.RDF_XML if name.endswith(".rdf") else RdfFormat.TURTLE
        for triple in parse(archive[name], format=form, base_iri=iri, rename_blank_nodes=True):
            held.append(Quad(triple.subject, triple.predicate, triple.object, NamedNode(iri)))
    return held


def from_clauses(archive, cases):
    """Return the graphs that queries themselves name by FROM."""
    import re
    from urllib.parse import urljoin

    return {
        urljoin(case.query, found)
        for case in cases
        for found in re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]+)>", archive[case.query.removeprefix(BASE)].decode())
        if urljoin(case.query, found).removeprefix(BASE) in archive
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory, quads):
    numbered = [Quad(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal(n), NamedNode(f"urn:g{n}")) for n in (1, 2, 3)]
    store = make_store(tmp_path_factory.mktemp("w3c") / "store", [*quads, *numbered])
    with serving(store, union=False) as served:
        yield served


def normal(term):
    """Return a term with its number as a value: Oxigraph keeps 1.0 and 1 as one."""
    if isinstance(term, Literal) and term.datatype.value.endswith("#boolean"):
        return Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in {"integer", "decimal", "double", "float"}:
        try:
            number = Decimal(term.value) if "e" not in term.value.lower() else Decimal(repr(float(term.value)))
            return Literal(str(number.normalize()), datatype=term.datatype)
        except ArithmeticError:
            return term
    return term


def as_dataset(result):
    """Return an answer as a graph whose canonical form is the same for the same answer."""
    graph = Dataset()
    if isinstance(result, QueryBoolean):
        graph.add(Quad(NamedNode("urn:ask"), NamedNode("urn:is"), Literal(bool(result))))
    elif isinstance(result, QuerySolutions):
        names = [variable.value for variable in result.variables]
        for solution in result:
            row = BlankNode()
            graph.add(Quad(row, NamedNode("urn:row"), NamedNode("urn:row")))
            for at, name in enumerate(names):
                if solution[at] is not None:
                    graph.add(Quad(row, NamedNode(f"urn:{name}"), normal(solution[at])))
    else:
        for triple in result:
            graph.add(Quad(triple.subject, triple.predicate, normal(triple.object)))
    graph.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(graph)


def expected(archive, case):
    data = archive[case.result.removeprefix(BASE)]
    ending = case.result.rpartition(".")[2]
    forms = {"srx": QueryResultsFormat.XML, "srj": QueryResultsFormat.JSON, "tsv": QueryResultsFormat.TSV}
    if ending in forms:
        return as_dataset(parse_query_results(data, format=forms[ending]))
    triples = [*parse(data, format=RdfFormat.TURTLE, base_iri=case.result)]
    if any(triple.object == NamedNode(f"{RS}ResultSet") for triple in triples):
        return as_dataset(result_set(triples))
    return as_dataset(triples)


def result_set(triples):
    """Return the answer that a result set in Turtle describes, as SPARQL results."""
    graph = Store()
    graph.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    names = [quad.object.value for quad in graph.quads_for_pattern(None, NamedNode(f"{RS}resultVariable"), None)]
    rows = []
    for quad in graph.quads_for_pattern(None, NamedNode(f"{RS}solution"), None):
        bound = objects(graph, quad.object, f"{RS}binding")
        cells = {objects(graph, one, f"{RS}variable")[0].value: objects(graph, one, f"{RS}value")[0] for one in bound}
        rows.append("\t".join(str(cells.get(name, "")) for name in names))
    text = "\n".join(["\t".join(f"?{name}" for name in names), *rows]) + "\n"
    return parse_query_results(text.encode(), format=QueryResultsFormat.TSV)


def text_of(archive, case):
    return f"BASE <{case.query}>\n{archive[case.query.removeprefix(BASE)].decode()}"


def test_w3c_query_evaluation_through_the_endpoint(archive, cases, quads, server):
    assert len(cases) == CASES
    own = Store()
    own.extend(quads)
    passed, passed_own, failed = 0, 0, []
    for case in cases:
        text, wanted = text_of(archive, case), expected(archive, case)
        nowhere = [NamedNode("urn:nowhere")]
        dataset = {"default_graph": [NamedNode(iri) for iri in case.default] or nowhere, "named_graphs": [NamedNode(iri) for iri in case.named]}
        if "FROM" in text and not case.default:
            dataset = {}
        try:
            alone = as_dataset(own.query(text, **dataset)) == wanted
        except (SyntaxError, RuntimeError, ValueError):
            alone = False
        fields = {"query": text}
        if dataset:
            fields |= {"default-graph-uri": case.default or ["urn:nowhere"], "named-graph-uri": case.named}
        tables = {"srx": "application/sparql-results+xml", "srj": "application/sparql-results+json", "tsv": "text/tab-separated-values"}
        accept = tables.get(case.result.rpartition(".")[2], "text/turtle")
        answer = server.client.post("/sparql", data=fields, headers={"Accept": accept})
        served = answer.status_code == 200 and as_dataset(read_answer(answer)) == wanted
        passed += served
        passed_own += alone
        if alone and not served:
            failed.append((case.name, answer.status_code, answer.text[:300]))
    assert failed == []
    assert passed_own >= OWN
    assert passed >= passed_own


def read_answer(answer):
    media = answer.headers["content-type"].partition(";")[0]
    if form := QueryResultsFormat.from_media_type(media):
        return parse_query_results(answer.content, format=form)
    return parse(answer.content, format=RdfFormat.from_media_type(media))


def test_w3c_csv_results(archive, server):
    name = next(name for name in archive if name.endswith("csv-tsv-res/manifest.ttl"))
    graph = read_manifest(archive, name)
    count = 0
    for quad in graph.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(f"{MF}CSVResultFormatTest")):
        (action,), (result,) = (objects(graph, quad.subject, f"{MF}{key}") for key in ("action", "result"))
        (query,), (data,) = (objects(graph, action, f"{QT}{key}") for key in ("query", "data"))
        fields = {"query": archive[query.value.removeprefix(BASE)].decode(), "default-graph-uri": data.value}
        answer = server.client.post("/sparql", data=fields, headers={"Accept": "text/csv"})
        wanted = archive[result.value.removeprefix(BASE)].decode()
        assert table(answer.text) == table(wanted)
        count += 1
    assert count == 3


def table(text):
    """Return the rows of CSV by column, numbers by value, blank nodes by that: `SELECT *` has no order of columns."""
    import csv

    def cell(text):
        try:
            return str(float(text))
        except ValueError:
            return "_:" if text.startswith("_:") else text

    rows = csv.DictReader(io.StringIO(text, newline=""))
    return sorted(sorted((name, cell(value)) for name, value in row.items()) for row in rows)


ASK = "ASK%20%7B%7D"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
GOOD = [
    ("query_get", "GET", f"query={ASK}", None, b"", "boolean"),
    ("query_post_form", "POST", "", FORM, f"query={ASK}".encode(), "boolean"),
    ("query_post_direct", "POST", "", DIRECT, b"ASK {}", "boolean"),
    ("query_content_type_select", "POST", "", DIRECT, b"SELECT (1 AS ?value) {}", "tabular"),
    ("query_content_type_ask", "POST", "", DIRECT, b"ASK {}", "boolean"),
    ("query_content_type_describe", "POST", "", DIRECT, b"DESCRIBE <http://example.org/>", "rdf"),
    ("query_content_type_construct", "POST", "", DIRECT, b"CONSTRUCT { <s> <p> 1 } WHERE {}", "rdf"),
]
BAD = [
    ("bad_query_method", "PUT", f"query={ASK}", None, b""),
    ("bad_multiple_queries", "GET", f"query={ASK}&query=SELECT%20%2A%20%7B%7D", None, b""),
    ("bad_query_wrong_media_type", "POST", "", "text/plain", b"ASK {}"),
    ("bad_query_missing_form_type", "POST", "", None, f"query={ASK}".encode()),
    ("bad_query_missing_direct_type", "POST", "", None, b"ASK {}"),
    ("bad_query_non_utf8", "POST", "", f"{DIRECT}; charset=UTF-16", "ASK {}".encode("utf-16")),
    ("bad_query_syntax", "GET", "query=ASK%20%7B", None, b""),
]


@pytest.mark.parametrize(("name", "method", "address", "media", "body", "kind"), GOOD, ids=[row[0] for row in GOOD])
def test_w3c_protocol_queries(name, method, address, media, body, kind, server):
    headers = {"Content-Type": media} if media else {}
    answer = server.client.request(method, f"/sparql?{address}", content=body, headers=headers)
    assert answer.status_code == 200
    media = answer.headers["content-type"].partition(";")[0]
    if kind == "rdf":
        assert RdfFormat.from_media_type(media)
    else:
        assert QueryResultsFormat.from_media_type(media)
        assert (kind == "boolean") == ("boolean" in answer.text)


@pytest.mark.parametrize(("name", "method", "address", "media", "body"), BAD, ids=[row[0] for row in BAD])
def test_w3c_protocol_refusals(name, method, address, media, body, server):
    headers = {"Content-Type": media} if media else {}
    answer = server.client.request(method, f"/sparql?{address}", content=body, headers=headers)
    assert 400 <= answer.status_code < 500


DATASETS = [
    ({"default-graph-uri": [1, 2]}, "ASK { <urn:s1> ?p ?o . <urn:s2> ?q ?r }"),
    ({"named-graph-uri": [1, 2]}, "ASK { GRAPH ?g { <urn:s1> ?p ?o } GRAPH ?h { <urn:s2> ?q ?r } FILTER NOT EXISTS { ?s ?t ?u } }"),
    ({"default-graph-uri": [1], "named-graph-uri": [2]}, "ASK { <urn:s1> ?p ?o . GRAPH ?g { <urn:s2> ?q ?r } FILTER NOT EXISTS { <urn:s3> ?s ?t } }"),
    ({"default-graph-uri": [3]}, "ASK FROM <urn:g1> { <urn:s3> ?p ?o FILTER NOT EXISTS { <urn:s1> ?q ?r } }"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("fields", "query"), DATASETS, ids=["default", "named", "full", "request-over-query"])
def test_w3c_protocol_datasets(fields, query, method, server):
    fields = {name: [f"urn:g{number}" for number in numbers] for name, numbers in fields.items()} | {"query": query}
    sent = {"params": fields} if method == "GET" else {"data": fields}
    assert server.client.request(method, "/sparql", **sent).json()["boolean"] is True


