"""What is refused before evaluation, and that nothing harmless is."""

from __future__ import annotations

import http.server
import itertools
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.guard import LENGTH, LINKS, NESTING, QueryRefusedError, check_query, first_brace, sub_selects, tokens

SPELLINGS = [
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { service silent <%s> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE<%s>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o . { SELECT * { SERVICE # comment\n <%s> { ?s ?p ?o } } } }",
    "SELECT * { SERVICE\n\t<%s> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?x { ?s ?p ?o } VALUES ?x { <%s> } }",
    "PREFIX x: <%s> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX : <%s> SELECT * { SERVICE:{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 5SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'a'SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'a'@enSERVICE <%s> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\u0022 SERVICE <%s> { ?s ?p ?o } #" }',
    "ASK { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o OPTIONAL{SERVICE<%s>{}} }",
    "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE#>\n<%s>{} }",
]
UNENDED = [
    'SELECT * { VALUES ?x {""" "} SERVICE <x:y> { ?s ?p ?o } }',
    "SELECT * { VALUES ?x {''' '} SERVICE <x:y> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "x\n" }',
    'SELECT * { ?s ?p "x',
]
HARMLESS = [
    "SELECT * { ?service ?p 'SERVICE <http://x/> {}' } # SERVICE <http://x/> {}",
    'SELECT * { ?s <http://x/SERVICE> """a "quoted" SERVICE""" }',
    "PREFIX x: <http://x/> SELECT * { x:SERVICE x:load x:insert }",
    "SELECT ?load { ?load a ?delete FILTER(?load < 3 && 5>?delete) }",
    "PREFIX x: <http://x/> ASK { x:a.b x:p 1.5e3 , .5 , 'x'@zh-Hans , \"3\"^^x:int . }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DESCRIBE <http://x/>",
    "SELECT * { VALUES ?x { " + "1 " * 2000 + "} }",
    "SELECT * { ?s ?p ?o FILTER(?o IN (" + ", ".join("1" * 1) + ", 2" * 2000 + ")) }",
]


@pytest.mark.parametrize("query", SPELLINGS)
def test_service_is_refused_in_every_spelling(query):
    with pytest.raises(QueryRefusedError, match="SERVICE"):
        check_query(query % "http://127.0.0.1:1/")


@pytest.mark.parametrize("query", UNENDED)
def test_a_string_without_end_is_refused(query):
    with pytest.raises(QueryRefusedError, match="without its end"):
        check_query(query)


@pytest.mark.parametrize("query", HARMLESS)
def test_harmless_queries_pass(query):
    check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "LOAD <http://x/>",
        "DROP ALL",
        "insert data { <x:a> <x:b> 1 }",
        "PREFIX x: <x:> DELETE WHERE { ?s ?p ?o }",
        "WITH <x:g> INSERT {} WHERE {}",
    ],
)
def test_updates_are_refused(query):
    with pytest.raises(QueryRefusedError, match="only read"):
        check_query(query)


@pytest.mark.parametrize(
    "chain",
    [
        lambda n: "SELECT * { ?s ?p ?o FILTER(" + "!" * n + "true) }",
        lambda n: "SELECT * { ?s ?p ?o FILTER(?o" + "+1" * n + " = 1) }",
        lambda n: "SELECT * { ?s ?p ?o FILTER(?o" + "||1" * n + ") }",
        lambda n: "SELECT * { ?s <p:p>" + "/<p:p>" * n + " ?o }",
        lambda n: "SELECT * { {}" + "UNION{}" * n + " }",
        lambda n: "SELECT * { " + "OPTIONAL{?s ?p ?o}" * n + " }",
        lambda n: "SELECT * { ?s ?p ?o " + "MINUS{}" * n + " }",
        lambda n: "SELECT * { ?s ?p ?o " + "".join(f"BIND(1 AS ?a{i})" for i in range(n)) + " }",
        lambda n: "SELECT * { ?s ?p ?o " + "{SELECT*{}}" * n + " }",
        lambda n: "SELECT * { ?s ?p (" + "1 " * n + ") }",
        lambda n: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING " + "(1)" * n,
        lambda n: "SELECT * { " + "<<" * n + "?s ?p ?o" + ">>" * n + " ?p ?o }",
        lambda n: "SELECT * { ?s ?p ?o FILTER(?o<?o" + "+1" * n + ")#>\n }",
        lambda n: "SELECT * { ?s ?p ?o FILTER(?o<" + "(" * n + "1" + ")" * n + ")#>\n }",
        lambda n: "SELECT * " + "{" * n + "}" * n,
        lambda n: "SELECT * { ?s ?p " + "[?p " * n + "]" * n + "}",
    ],
)
def test_chains_that_overflow_the_stack_are_refused(chain):
    with pytest.raises(QueryRefusedError, match=r"chain >|nesting >|longer than"):
        check_query(chain(4200))
    check_query(chain(20))


def test_limits_are_exact():
    check_query("SELECT * " + "{" * NESTING + "}" * NESTING)
    with pytest.raises(QueryRefusedError, match="nesting > 128"):
        check_query("SELECT * " + "{" * (NESTING + 1) + "}" * (NESTING + 1))
    check_query("ASK {} #" + "x" * (LENGTH - 8))
    with pytest.raises(QueryRefusedError, match="longer than"):
        check_query("ASK {} #" + "汉" * (LENGTH // 3))
    assert LINKS < 2600  # the shortest chain that was seen to crash


@pytest.mark.parametrize(
    "unit", ["<", '"', "'", '"""', "'''", "\\", "\\u0041", "#", "a:", "a.", "(", "<x", "@a-", "1e", '"\\', "%4", ":%"]
)
def test_scanning_is_linear(unit):
    def seconds(count):
        begun = time.process_time()
        for _ in tokens(unit * count):
            pass
        return time.process_time() - begun

    small = min(seconds(2000) for _ in range(3))
    large = min(seconds(16000) for _ in range(3))
    assert large < 0.02 or large < 24 * small


@given(st.text(alphabet="SERVICEservice <>{}'\"#\\:.a1?$@\n%u0053-", max_size=60))
def test_tokens_cover_all_but_space(text):
    found = list(tokens(text))
    assert all(text[token.begin : token.begin + len(token.text)] == token.text for token in found)
    assert all(later.begin >= sooner.begin + len(sooner.text) for sooner, later in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("SELECT ?a { ?a ?b ?c }", " ?a ?b ?c }"),
        ("SELECT (EXISTS { ?x ?y ?z } AS ?e) WHERE{}", "}"),
        ("DESCRIBE <x:y>", None),
        ("# {\nASK { }", " }"),
    ],
)
def test_first_brace_opens_the_pattern(query, rest):
    at = first_brace(query)
    assert (query[at:] if at >= 0 else None) == rest


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("SELECT ?a { ?a ?b ?c }", []),
        ("SELECT * { { SELECT ?a $b WHERE { ?a ?b ?c } } }", [(" ?a ?b ?c } } }", {"?a", "?b"})]),
        ("SELECT * { { SELECT (SUM(?c) AS ?a) ?b { ?a ?b ?c } GROUP BY ?b } }", [(" ?a ?b ?c } GROUP BY ?b } }", {"?b"})]),
        ("SELECT * { { SELECT ?a { ?a ?b ?c } LIMIT 3 } }", []),
        ("SELECT * { { SELECT ?a { ?a ?b ?c } ORDER BY ?a OFFSET 3 } { ?a ?b ?c } }", []),
        ("SELECT * { { SELECT ?a { { SELECT ?b { ?b ?c ?d } LIMIT 1 } } } }", [(" { SELECT ?b { ?b ?c ?d } LIMIT 1 } } } }", {"?a"})]),
        ("SELECT * { FILTER EXISTS { SELECT ?a { ?a ?b ?c } } } LIMIT 5", [(" ?a ?b ?c } } } LIMIT 5", {"?a"})]),
        ("SELECT * { { SELECT * { ?a ?b ?c } } }", [(" ?a ?b ?c } } }", set())]),
    ],
)
def test_sub_selects_are_found_with_what_they_give_on(query, given):
    assert [(query[at:], set(names)) for at, names in sub_selects(query)] == given


class Counter(http.server.BaseHTTPRequestHandler):
    hits = 0

    def do_POST(self):
        type(self).hits += 1
        self.send_error(500)

    do_GET = do_POST

    def log_message(self, *_):
        pass


@st.composite
def service_queries(draw):
    piece = st.sampled_from(
        [
            "SERVICE",
            "service",
            "SILENT",
            "%",
            "<%s>",
            "{ ?s ?p ?o }",
            "'x'",
            '"',
            "'",
            "#",
            "\n",
            " ",
            ":",
            "x:",
            "x:SERVICE",
            ".",
            "1",
            "true",
            "@en",
            "\\u0053ERVICE",
            "\\u0022",
            "?v",
            ";",
            "{",
            "}",
            "<",
            ">",
            "OPTIONAL",
        ]
    )
    return "PREFIX x: <%s> PREFIX : <%s> SELECT * { ?s ?p ?o " + "".join(draw(st.lists(piece, max_size=10))) + "}"


@given(service_queries())
def test_nothing_that_passes_calls_another_host(query):
    Counter.hits = 0
    with http.server.HTTPServer(("127.0.0.1", 0), Counter) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
        thread.start()
        try:
            text = query.replace("%s", f"http://127.0.0.1:{server.server_port}/")
            check_query(text)
            list(Store().query(text, use_default_graph_as_union=True))
        except (QueryRefusedError, SyntaxError, OSError, RuntimeError, ValueError):
            pass
        finally:
            server.shutdown()
            thread.join()
    assert Counter.hits == 0
