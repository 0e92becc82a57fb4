"""The endpoint: protocol, negotiation, formats, pages, search, questions, and the clients that people use."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from types import SimpleNamespace
from urllib.parse import quote

import pandas as pd
import pytest
from graph_sample import IRIS, entity_quads, memory_store
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import make_store, serving

from graph.explore import to_page
from graph.query import named_queries, prepare
from graph.serve.accept import TABLES, choose
from graph.serve.explorer import explore
from graph.serve.kept import SERVED, keep, kept_page, kept_rows, keys
from graph.serve.overview import count, write_counts
from graph.serve.results import write_rows
from graph.serve.worker import open_snapshot, read_version
from graph.store import open_writer

STORE = memory_store()
NAMES = "SELECT ?name WHERE { ?e a cm:Company ; skos:prefLabel ?name } ORDER BY ?name"
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
GRAPH = "CONSTRUCT { ?e skos:prefLabel ?n } WHERE { ?e a cm:Park ; skos:prefLabel ?n }"
HENGLI = "云桥恒力新材料股份有限公司"
ROWS = 40
"""Row cap of the test server."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("serve") / "store")


@pytest.fixture(scope="module")
def server(folder):
    with serving(folder, rows=ROWS, names=["graph.example"], origins=["https://friend.example"]) as served:
        yield served


# --- protocol and formats ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv, application/json;q=0.5", "text/csv"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("application/sparql-results+xml;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
        ("text/*;q=0.3, text/csv;q=0", "text/tab-separated-values"),
        ("image/png", None),
        ("text/csv;q=nonsense", None),
    ],
)
def test_accept_chooses_what_is_wanted_most(accept, media):
    assert choose(accept, TABLES) == media


@pytest.mark.parametrize("media", ["application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values"])
def test_results_read_back_as_pyoxigraph_wrote_them(media, server):
    query = """SELECT ?x WHERE { VALUES ?x { 1 1.5 2e0 true "a\\tb\\n\\"c\\"" "中<&>文"@zh <urn:a> "2024-01-01"^^xsd:date "x\\u0008y" UNDEF } }"""
    answer = server.ask(query, Accept=media)
    own = STORE.query(query, prefixes={"xsd": "http://www.w3.org/2001/XMLSchema#"})
    read = parse_query_results(answer.content, format=QueryResultsFormat.from_media_type(media))
    expected = [row[0] for row in own]
    if media.endswith("xml"):  # XML cannot hold a backspace in any spelling
        expected = [Literal("x\ufffdy") if term == Literal("x\x08y") else term for term in expected]
    assert [row[0] for row in read] == expected


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdf"])
def test_row_cap_is_said_in_every_format(form, server):
    graph = form in {"ttl", "nt", "jsonld", "rdf"}
    whole = "CONSTRUCT" if graph else "SELECT"
    query = f"{whole} {'{ ?s ?p ?o }' if graph else '*'} WHERE {{ ?s ?p ?o }}"
    answer = server.client.get("/sparql", params={"query": query, "format": form})
    assert answer.status_code == 200
    assert answer.headers["x-truncated"] == f"rows={ROWS}"
    assert "truncated" in answer.text
    if form == "json":
        assert len(answer.json()["results"]["bindings"]) == ROWS
    exact = server.client.get("/sparql", params={"query": f"{query} LIMIT {ROWS}", "format": form})
    assert "x-truncated" not in exact.headers
    assert "truncated" not in exact.text
    if form in {"ttl", "nt", "rdf", "jsonld"}:
        media = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}
        assert len([*parse(answer.content, format=media[form])]) == ROWS + (form == "jsonld")


def test_no_row_is_cut_at_the_cap_itself():
    found = Store().query("SELECT ?x { VALUES ?x { 1 2 } }")
    assert isinstance(found, QuerySolutions)
    pieces = write_rows(found, "text/csv", 2)
    assert [*pieces] == [b"x\r\n", b"1\r\n", b"2\r\n"]


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        (NAMES, "image/png", 406),
        (GRAPH, "text/csv", 406),
        ("SELECT * {", "*/*", 400),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "*/*", 400),
        ("DROP ALL", "*/*", 400),
    ],
    ids=["no-such-table", "no-such-graph", "syntax", "service", "update"],
)
def test_refusals_have_their_status(query, accept, status, server):
    answer = server.ask(query, Accept=accept)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("method", "headers", "body", "status"),
    [
        ("POST", {"Content-Type": "application/sparql-update"}, "DROP ALL", 403),
        ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, "update=DROP+ALL", 403),
        ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, "", 400),
        ("PUT", {}, "", 405),
        ("DELETE", {}, "", 405),
        ("POST", {"Content-Type": "text/turtle"}, "<a> <b> <c> .", 415),
        ("POST", {"Content-Type": "application/sparql-query"}, "#" + "x" * 70_000, 413),
        ("POST", {"Content-Type": "application/sparql-query"}, "#" + "x" * 300_000, 413),
    ],
)
def test_nothing_can_be_written(method, headers, body, status, server):
    before = server.ask(COUNT).text
    assert server.client.request(method, "/sparql", headers=headers, content=body).status_code == status
    assert server.ask(COUNT).text == before
    assert int(server.ask(COUNT, Accept="text/csv").text.split()[1]) > 1000


def test_service_description_void_and_openapi(server):
    described = Graph().parse(data=server.client.get("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle")
    assert any(str(o).endswith("/sparql") for o in described.objects(None, None))
    assert "Dataset" in server.client.get("/.well-known/void").text
    assert server.client.get("/openapi.json").json()["openapi"].startswith("3.1")
    assert server.client.get("/sparql", headers={"Accept": "text/html"}).headers["location"] == "/query"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", "", "127.0.0.1.evil.example"])
def test_foreign_hosts_are_refused(host, server):
    assert server.client.get("/health", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]", "graph.example"])
def test_own_hosts_are_served(host, server):
    assert server.client.get("/health", headers={"Host": host}).status_code == 200


def test_cors_only_for_named_origins(server):
    told = server.client.get("/health", headers={"Origin": "https://friend.example"}).headers
    assert told["access-control-allow-origin"] == "https://friend.example"
    assert "access-control-allow-credentials" not in told
    assert "access-control-allow-origin" not in server.client.get("/health", headers={"Origin": "https://evil.example"}).headers


@pytest.mark.parametrize(
    "path",
    ["//evil.example/x", "/../../etc/passwd", "/static/../app.py", "/static/%2e%2e%2fapp.py", "/id/%2e%2e/%2e%2e/etc", "/doc/..%2f..%2fx",
     "/nothing", "/sparql/", "/doc/<script>", "/id/%ff%fe"],
)  # fmt: skip
def test_unknown_paths_are_404_without_echo(path, server):
    import http.client

    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    assert answer.status == 404
    assert answer.getheader("location") is None
    assert "script" not in body
    assert "passwd" not in body


def test_health_and_metrics(server):
    assert server.health()["status"] == "ok"
    assert "chanmai_answered_total" in server.client.get("/metrics").text


def test_newer_snapshot_is_served_without_restart(tmp_path):
    folder = make_store(tmp_path / "store")
    with serving(folder, workers=1) as served:
        assert "新引进" not in served.ask(NAMES).text
        with open_writer(folder) as store:
            quads = entity_quads([])
            store.replace_entities([*quads, *renamed()])
        assert "新引进" in served.ask(NAMES).text


def renamed():
    from graph_sample import NODES

    from graph.nodes import Node

    return entity_quads([*NODES, Node(f"{IRIS['hengli']}-2", NODES[9].kind, "新引进企业有限公司", (), "")])


# --- clients ----------------------------------------------------------------------------------------------


def test_sparqlwrapper_reads_the_endpoint(server):
    wrapper = pytest.importorskip("SPARQLWrapper", reason="a client that is only tested: pip install SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{server.url}/sparql")
    client.setReturnFormat(wrapper.JSON)
    client.setQuery(f"PREFIX cm: <https://w3id.org/chanmai/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {NAMES}")
    names = [row["name"]["value"] for row in client.queryAndConvert()["results"]["bindings"]]
    assert HENGLI in names
    client.setMethod(wrapper.POST)
    assert len(client.queryAndConvert()["results"]["bindings"]) == len(names)


def test_rdflib_sparqlstore_reads_the_endpoint(server):
    graph = Graph(SPARQLStore(f"{server.url}/sparql"))
    found = graph.query("SELECT ?n { ?e a <https://w3id.org/chanmai/ontology#Park> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }")
    assert {str(row.n) for row in found} == {"青岚高新区", "北岸产业园", "白沙经开区"}


def test_pandas_reads_csv_from_the_endpoint(server):
    frame = pd.read_csv(f"{server.url}/sparql?format=csv&query={quote(NAMES)}")
    assert HENGLI in set(frame["name"])


def test_curl_reads_the_endpoint(server):
    told = subprocess.run(
        ["curl", "-s", "-H", "Accept: text/csv", "--data-urlencode", f"query={NAMES}", f"{server.url}/sparql"],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    rows = [*csv.reader(io.StringIO(told.stdout.decode()))]
    assert rows[0] == ["name"]
    assert [HENGLI] in rows


# --- pages, search, questions -----------------------------------------------------------------------------


def test_entity_page_shows_evidence_in_the_documents_own_text(server):
    page = server.client.get("/id/Company/hengli", headers={"Accept": "text/html"}).text
    assert HENGLI in page
    assert '<mark class="object">国家级专精特新“小巨人”企业</mark>' in page
    assert "/doc/qinglan-2023#sentence=" in page
    assert "3000万元" in page  # a number about it


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"])
def test_entity_is_given_as_rdf(accept, server):
    answer = server.client.get("/id/Company/hengli", headers={"Accept": accept})
    triples = [*parse(answer.content, format=RdfFormat.from_media_type(accept))]
    subject = NamedNode(IRIS["hengli"])
    assert any(t.subject == subject and t.object == Literal(HENGLI, language="zh") for t in triples)


def test_replaced_entity_leads_to_its_node(server):
    answer = server.client.get("/id/Company/old", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/id/Company/hengli")


@pytest.mark.parametrize("path", ["/id/Company:火星 公司", "/doc/没有/a"], ids=["entity", "document"])
def test_a_page_that_is_not_there_leads_on(path, server):
    answer = server.client.get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<a href="/search">' in answer.text
    data = server.client.get(path, headers={"Accept": "text/turtle"})
    assert data.status_code == 404
    assert data.text.startswith("没有这")


def test_document_page_names_whom_the_report_speaks_for(server):
    page = server.client.get("/doc/qinglan-2023", headers={"Accept": "text/html"}).text
    assert '<a href="/id/Region/qinglan">青岚区</a>' in page


def test_document_page_marks_mentions_and_a_quotation(server):
    sentence = "2023年，恒力新材入选国家级专精特新“小巨人”企业。"
    page = server.client.get(f"/doc/qinglan-2023?quote={quote(sentence)}", headers={"Accept": "text/html"}).text
    assert 'class="mention" href="/id/Region/qinglan"' in page
    assert 'id="quoted"' in page
    assert 'id="sentence=' in page


def test_overview_counts(server, folder):
    page = server.client.get("/").text
    assert "3 篇报告" in page
    held = json.loads((folder / "counts.json").read_text("utf-8"))
    assert held["documents"] == 3
    assert ("无日期 · undated" in page) == (sum(number for _, _, number in held["years"]) < 3)


def test_search_by_substring_initials_and_words(server):
    def found(text):
        return server.client.get("/search", params={"q": text, "format": "json"}).json()

    assert found("恒力")["entities"][0]["label"] == HENGLI
    assert found("hlxc")["entities"][0]["label"] == HENGLI
    assert {hit["document"] for hit in found("白沙")["sentences"]} == {"baisha-2024", "qinglan-2023", "qinglan-2024"}
    assert found("恒力 放款")["sentences"][0]["text"].startswith("云桥银行青岚支行")
    assert found("'\"*() OR ")["sentences"] == []


def test_completion_offers_classes_properties_and_names(server):
    def offered(text):
        return [one["insert"] for one in server.client.get("/complete", params={"q": text}).json()]

    assert "cm:Company" in offered("企业")
    assert "cm:locatedIn" in offered("cm:loc")
    assert f"<{IRIS['hengli']}>" in offered("恒力")
    assert "skos:" in offered("sk")
    assert "skos:" not in offered("skos:")
    assert "skos:" not in offered("恒力")


def test_question_in_chinese_is_answered_with_sparql_and_evidence(server):
    told = server.client.get("/ask", params={"q": "青岚区有哪些专精特新小巨人企业？", "format": "json"}).json()
    assert told["understood"]
    assert told["rows"][0]["holder"] == HENGLI
    assert "入选" in told["rows"][0]["evidence"]["sentence"]
    assert "SELECT" in told["sparql"]
    page = server.client.get("/ask", params={"q": "青岚区的天气怎么样"}).text
    assert "没有听懂" in page


def test_explorer_is_served_with_its_own_policy(server):
    answer = server.client.get("/explore")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"


def kept(folder):
    """Keep what the server of this store keeps, whether or not it has done so already; return where."""
    version = read_version(folder)
    keep(folder, open_snapshot(folder, version), version)
    return folder / "kept" / f"{version[0]}-{version[1]}"


@pytest.mark.parametrize("media", ["application/sparql-results+json", "text/csv", "text/tab-separated-values", "application/sparql-results+xml"])
def test_kept_answers_are_those_that_the_store_gives(media, server, folder):
    place = kept(folder)
    assert {path.name for path in place.iterdir() if path.suffix == ".srj"} == set(keys())
    assert len(keys()) > 30
    for text in keys().values():
        held = server.ask(text, Accept=media).content
        worked_out = server.ask(text + "\nVALUES () { () }", Accept=media).content  # the same, and no question of the library
        assert held == worked_out, text


def test_kept_answer_is_found_by_the_text_without_its_comments(folder):
    place, version = kept(folder), read_version(folder)
    text = prepare(named_queries()["class-counts"], {})
    assert kept_rows(folder, version, text.split("PREFIX", 1)[0] * 2 + text) is not None
    assert kept_rows(folder, version, text + "LIMIT 1") is None
    assert kept_rows(folder, ("none", 1), text) is None
    assert place.parent == folder / "kept"


def test_kept_answers_are_of_the_newest_snapshot_only(tmp_path):
    folder = make_store(tmp_path / "store")
    text = prepare(named_queries()["class-counts"], {})
    old = kept(folder)
    (old / "damaged.srj").write_text("{")
    before = read_version(folder)
    with open_writer(folder) as graph:
        graph.replace_document("other", [])
        graph.replace_entities([])
    assert kept_rows(folder, read_version(folder), text) is None
    new = kept(folder)
    assert [path.name for path in (folder / "kept").iterdir()] == [new.name]
    assert kept_rows(folder, before, text) is None
    assert [row["class"] for row in kept_rows(folder, read_version(folder), text)] == []


def test_kept_answer_that_is_cut_off_is_passed_over(tmp_path):
    folder = make_store(tmp_path / "store")
    text = prepare(named_queries()["class-counts"], {})
    for path in kept(folder).iterdir():
        path.write_bytes(b"")
    assert kept_rows(folder, read_version(folder), text) is None


def test_explorer_page_that_is_kept_is_the_one_that_is_drawn(server, folder):
    kept(folder)
    page = server.client.get("/explore").text
    assert page == to_page(folder, most=SERVED, endpoint="/sparql")
    assert page == kept_page(folder, read_version(folder)).decode()


def test_explorer_page_of_a_large_store_is_waited_for_until_it_is_kept(tmp_path, monkeypatch):
    folder = make_store(tmp_path / "store")
    version = read_version(folder)
    store = open_snapshot(folder, version)
    write_counts(folder, count(store), version)
    bench = SimpleNamespace(settings=SimpleNamespace(store=folder), version=version, store=store, held={})

    def ask():
        page, report = explore(bench, {"fields": {}})
        return page.decode(), report

    monkeypatch.setattr("graph.serve.explorer.SERVED", 1)
    page, report = ask()
    assert "正在绘制" in page
    assert report.headers["Refresh"].isdigit()
    assert "正在绘制" in ask()[0]  # it is not taken for the explorer
    kept(folder)
    page, report = ask()
    assert "正在绘制" not in page
    assert "Refresh" not in report.headers
    assert page == kept_page(folder, version).decode()


def test_explorer_page_is_drawn_when_nobody_makes_it(tmp_path, monkeypatch):
    folder = make_store(tmp_path / "store")
    version = read_version(folder)
    store = open_snapshot(folder, version)
    write_counts(folder, count(store), version)
    monkeypatch.setattr("graph.serve.explorer.SERVED", 1)
    monkeypatch.setattr("graph.serve.explorer._PATIENCE", -1.0)
    page, _ = explore(SimpleNamespace(settings=SimpleNamespace(store=folder), version=version, store=store, held={}), {"fields": {}})
    assert "正在绘制".encode() not in page


HOSTILE = '"><script>alert(1)</script>'


@pytest.mark.parametrize("path", ["/query?query={}", "/search?q={}", "/ask?q={}", "/resource?iri={}", "/query?name={}"])
def test_what_is_typed_is_only_text(path, server):
    answer = server.client.get(path.format(quote(HOSTILE)), headers={"Accept": "text/html"})
    assert "<script>alert" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_labels_are_only_text(tmp_path):
    from graph.serve.look import describe, href
    from graph.serve.pages import _environment

    iri = NamedNode("https://w3id.org/chanmai/id/Company/x")
    store = Store()
    for name in ("prefLabel", "altLabel"):
        from pyoxigraph import Quad

        store.add(Quad(iri, NamedNode(f"http://www.w3.org/2004/02/skos/core#{name}"), Literal(f"{HOSTILE}{name}", language="zh")))
    page = _environment().get_template("resource.html.jinja").render(thing=describe(store, iri.value), documents=[], token="t", key=iri.value)
    assert "<script>alert" not in page
    assert href("javascript:alert(1)") == ""


def test_query_page_runs_shares_and_links_to_the_sentence(server):
    page = server.client.get("/query?name=titles-of&param-holder=" + quote("恒力新材")).text
    assert "工业和信息化部" in page
    assert "/doc/qinglan-2023?quote=" in page
    assert "format=csv&amp;query=" in page
    wrong = server.client.get("/query?query=SELECT")
    assert wrong.status_code == 400
    assert 'role="alert"' in wrong.text




# --- command line -----------------------------------------------------------------------------------------


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command line in this process, as its `main` does, and return status, stdout and stderr."""
    import signal
    import sys

    from chanmai.cli import main

    held = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["chanmai", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    yield called
    for number, handler in held.items():
        signal.signal(number, handler)


def test_ask_on_the_command_line(folder, run):
    code, out, err = run("ask", "青岚区有哪些专精特新小巨人企业？", "--store", folder)
    assert code == 0
    assert HENGLI in out
    assert "入选" in out
    assert "SELECT" in err
    code, out, err = run("ask", "天气如何", "--store", folder)
    assert (code, out) == (1, "")
    assert "没有听懂" in err


def test_search_on_the_command_line(folder, run):
    code, out, _ = run("search", "hlxc", "--store", folder, "--json")
    assert code == 0
    assert json.loads(out)["entities"][0]["label"] == HENGLI
    assert run("search", "放款", "--store", folder)[1].startswith("〔qinglan-2023〕")


def test_remote_query_on_the_command_line(server, run):
    code, out, _ = run("query", "titles-of", "--remote", f"{server.url}/sparql", "--param", "holder=恒力新材", "--csv")
    assert code == 0
    assert "工业和信息化部" in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("serve", "--store", "missing"), 1, "no such store"),
        (("ask", "x", "--store", "missing"), 1, "no such store"),
        (("serve", "--store", "missing", "--port", "99999"), 2, "port"),
        (("serve", "--store", "missing", "--cors", "*"), 2, "CORS"),
        (("query", "ASK {}", "--remote", "ftp://x"), 2, "http"),
        (("load", "missing.nq"), 2, "--store"),
    ],
    ids=["no-store", "ask-no-store", "port", "cors", "address", "nowhere"],
)
def test_wrong_use_is_told(arguments, code, message, run):
    told, _, err = run(*arguments)
    assert told == code
    assert message in err
    assert "Traceback" not in err


def test_port_in_use_is_told(server, folder, run):
    code, _, err = run("serve", "--store", folder, "--port", server.port)
    assert code == 2
    assert "choose another --port" in err


def test_names_with_slashes_dots_and_signs_have_pages(tmp_path):
    from graph.iris import document_iri, entity_iri
    from graph.quads import document_quads
    from graph.serve.look import href
    from ontology.facts import Document, Extraction, Kind

    names = ["甲/乙公司", "a?b#c%d", "人(口)", "x:y@z", ".."]
    nodes = [(entity_iri(f"Company:{name}"), name) for name in names]
    store_path = tmp_path / "store"
    with open_writer(store_path, create=True) as store:
        from graph.nodes import Node

        store.replace_entities(entity_quads([Node(iri, Kind.COMPANY, name) for iri, name in nodes]))
        for name in ("2024/甲:乙", "../x", "a b?c"):
            store.replace_document(name, document_quads(Extraction(Document(name, "正文。", "0" * 64)), {}))
    with serving(store_path, workers=1) as served:
        for iri, name in nodes:
            page = served.client.get(href(iri), headers={"Accept": "text/html"})
            assert (page.status_code, iri) == (200, iri)
            assert "<h1>" in page.text, name
        for name in ("2024/甲:乙", "../x", "a b?c"):
            assert served.client.get(href(document_iri(name).value), headers={"Accept": "text/html"}).status_code == 200
