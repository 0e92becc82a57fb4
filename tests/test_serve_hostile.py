"""Hostile queries and clients: each is answered, the server lives, health answers at once, no worker is left over."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest
from serving import LATE, make_store, serving

DEADLINE = 1.5
SLOW = 2
WORKERS = 2
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    store = make_store(tmp_path_factory.mktemp("hostile") / "store")
    with serving(store, workers=WORKERS, deadline=DEADLINE, memory=192, rows=1000, answer=8, queue=4, patience=2.0, slow=SLOW, connections=128) as served:
        yield served


@pytest.fixture(autouse=True)
def _lives(server):
    """After each test: all workers are back, none is left over, and what is asked is answered."""
    yield
    server.settle(WORKERS)
    assert server.ask("ASK {}").json() == {"head": {}, "boolean": True}


def health_beside(server, *asked):
    """Ask for health until all of these are answered; return what it said while a query burned.

    How long that takes is the machine's affair; that it is said before the query's end is the server's.
    """
    said = []
    while not all(one.done() for one in asked):
        said.append(server.health())
        time.sleep(0.01)
    return [health for health in said if health["busy"]]


EXPENSIVE = {
    "cross": CROSS,
    "sort": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?e ?i",
    "distinct": "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "group": "SELECT ?a ?d (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
    "doubling": "SELECT ?x12 { VALUES ?x0 { '" + "x" * 4000 + "' } "
    + " ".join(f"BIND(CONCAT(?x{at}, ?x{at}, ?x{at}, ?x{at}) AS ?x{at + 1})" for at in range(12)) + " }",
    "replace": "SELECT (REPLACE(REPLACE(REPLACE(REPLACE('" + "x" * 2000 + "', 'x', '" + "x" * 99 + "'), 'x', '" + "x" * 99 + "'), 'x', '" + "x" * 99 + "'), 'x', 'yy') AS ?y) {}",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)* ?c . ?c ?p ?d . ?e ?q ?f }",
    "optional": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f } OPTIONAL { ?g ?h ?i } OPTIONAL { ?j ?k ?l } }",
    "exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER EXISTS { ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?d = ?l && ?f = ?h && ?c = ?i) } }",
    "construct": "CONSTRUCT { ?a ?e ?i } WHERE { { SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a } }",
    "minus": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i MINUS { ?a ?e ?z . ?y ?h ?c } } ORDER BY ?b",
}  # fmt: skip


@pytest.mark.parametrize("name", EXPENSIVE)
def test_expensive_query_is_stopped(name, server):
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(server.ask, EXPENSIVE[name])
        said = health_beside(server, asked)
        answer = asked.result(LATE)
    assert answer.status_code == 503, answer.text[:200]
    assert said or "stopped after" not in answer.text  # one that ends by its memory may be over before the first answer
    assert "stopped" in answer.text
    assert answer.headers["retry-after"]


NESTED = {
    "groups": "SELECT * " + "{" * 20_000 + "}" * 20_000,
    "parentheses": "SELECT * { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
    "lists": "SELECT * { ?s ?p " + "(" * 30_000 + ")" * 30_000 + " }",
    "unclosed": "SELECT * " + "{" * 60_000,
    "chain": "SELECT * { FILTER(1" + "+1" * 20_000 + ") }",
    "negations": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "unions": "ASK { {}" + "UNION{}" * 8_000 + " }",
    "paths": "ASK { ?s <x:a>" + "/<x:a>" * 9_000 + " ?o }",
    "escaped": "ASK " + "\\u007B" * 9_000,
    "quotes": "ASK { ?s ?p '" + "\\" * 60_000,
}


@pytest.mark.parametrize("name", NESTED)
def test_nesting_and_chains_are_refused(name, server):
    body = NESTED[name].encode()
    answer = server.client.post("/sparql", content=body, headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 400


class Counter(http.server.BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self):
        Counter.hits += 1
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def elsewhere():
    listener = http.server.HTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listener.server_port}/"
    listener.shutdown()


FETCHING = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { service<URL>{ ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { S\\u0045RVICE <URL> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE SILENT <URL> {} }",
    "SELECT * { SERVICE # <x>\n <URL> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "ASK { FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "CONSTRUCT WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <x:g>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "DESCRIBE <URL>",
]


@pytest.mark.parametrize("query", FETCHING)
def test_no_query_reaches_another_host(query, elsewhere, server):
    answer = server.ask(query.replace("URL", elsewhere))
    refused = not query.startswith(("SELECT * FROM", "SELECT * { GRAPH", "DESCRIBE"))
    assert answer.status_code == (400 if refused else 200), answer.text
    graphs = server.client.get("/sparql", params={"query": "ASK { ?s ?p ?o }", "default-graph-uri": elsewhere})
    assert graphs.json()["boolean"] is False
    assert Counter.hits == 0


def test_many_rows_are_cut_and_a_large_answer_is_stopped(server):
    cut = server.ask("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }")
    assert (cut.status_code, cut.headers["x-truncated"]) == (200, "rows=1000")
    long = "x" * 30_000
    large = server.ask(f"SELECT (CONCAT(STR(?a), '{long}') AS ?y) {{ ?a ?b ?c }}", Accept="text/csv")
    assert large.status_code == 503
    assert "larger than 8 MiB" in large.text


def test_fifty_at_once_are_answered_or_put_off(server):
    with ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(httpx.get, f"{server.url}/sparql", params={"query": CROSS}, timeout=LATE) for _ in range(50)]
        assert health_beside(server, *asked)
        answers = [one.result(LATE) for one in asked]
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {429, 503}
    assert 429 in statuses
    assert all(answer.headers["retry-after"] for answer in answers)


def test_a_fast_query_is_answered_beside_a_slow_one(server):
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(server.ask, CROSS)
        while not server.health()["busy"] and not slow.done():
            time.sleep(0.01)
        assert server.ask("ASK {}").status_code == 200
        assert slow.result(LATE).status_code == 503


def send(server, text: str, *, read: bool = False) -> bytes:
    with socket.create_connection((server.host, server.port), timeout=LATE) as link:
        link.sendall(text.encode("latin-1"))
        return drain(link) if read else b""


def drain(link) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := link.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_two_hundred_disconnects_leave_nothing(server):
    request = f"GET /sparql?query={quote(CROSS)} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    before = metric(server, "disconnects")
    for at in range(200):
        send(server, request)
        if at % 50 == 49:
            assert server.health()["status"] == "ok"
    server.settle(WORKERS)
    assert metric(server, "disconnects") > before


def metric(server, name):
    lines = server.client.get("/metrics").text.splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"chanmai_{name}_total"))


def test_slow_head_is_cut(server):
    with socket.create_connection((server.host, server.port), timeout=LATE) as link:
        link.sendall(b"GET /health HTTP/1.1\r\nHost: local")
        assert drain(link) == b""  # cut by the server, or this times out


def test_silent_connections_are_cut_and_do_not_keep_others_out(server):
    links = [socket.create_connection((server.host, server.port), timeout=LATE) for _ in range(60)]
    assert server.health()["status"] == "ok"
    assert all(drain(link) == b"" for link in links)
    for link in links:
        link.close()


def test_slow_body_is_answered_408(server):
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"
    with socket.create_connection((server.host, server.port), timeout=LATE) as link:
        link.sendall(head.encode())
        assert link.recv(4096).startswith(b"HTTP/1.1 408")


def test_slow_reader_loses_its_connection_and_not_a_worker(server):
    query = "SELECT ?a (CONCAT(STR(?a), STR(?c)) AS ?y) (" + "'" + "x" * 6000 + "' AS ?z) { ?a ?b ?c } LIMIT 900"
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.settimeout(LATE)
        link.connect((server.host, server.port))
        link.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        link.recv(1)
        server.settle(WORKERS)  # its worker is free though nothing was read
        time.sleep(SLOW + 1)
        size = len(drain(link))
    assert size < 5_000_000


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x" * 200_000 + "\r\n\r\n", b"431"),
        ("GET /?" + "x" * 200_000 + " HTTP/1.1\r\nHost: localhost\r\n\r\n", b"431"),
        ("nonsense\r\n\r\n", b"400"),
        ("POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", b"400"),
        ("POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", b"400"),
        ("POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", b"400"),
        ("POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        ("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"4"),
    ],
)
def test_bad_requests_have_their_status(text, status, server):
    with socket.create_connection((server.host, server.port), timeout=LATE) as link:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            link.sendall(text.encode())
        assert link.recv(4096).split(b" ")[1].startswith(status)


def test_endless_body_is_refused(server):
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection((server.host, server.port), timeout=LATE) as link:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            link.sendall(head.encode())
            for _ in range(100):
                link.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
        assert link.recv(4096).startswith(b"HTTP/1.1 413")


def test_pipelined_requests_are_answered_in_order(server):
    request = "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
    assert send(server, request * 3 + last, read=True).count(b"HTTP/1.1 200") == 4


def test_keep_alive_is_kept(server):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=LATE)
    for _ in range(3):
        connection.request("GET", "/health")
        assert connection.getresponse().read()
    connection.close()


def test_killed_worker_is_replaced(server):
    import os
    import signal

    victim = min(server.workers())
    os.kill(victim, signal.SIGKILL)
    for _ in range(4):
        assert server.ask("ASK {}").status_code in {200, 503}
    server.settle(WORKERS)
    assert victim not in server.workers()


def test_killed_nursery_is_replaced(server):
    import os
    import signal

    from serving import children

    (nursery,) = children(server.process.pid)
    os.kill(nursery, signal.SIGKILL)
    end = time.monotonic() + LATE
    while time.monotonic() < end:
        answer = server.ask("ASK {}")
        if answer.status_code == 200 and len(server.workers()) == WORKERS:
            break
        time.sleep(0.2)
    assert server.ask("ASK {}").status_code == 200
    assert children(server.process.pid) != {nursery}


def test_openapi_fuzzing_finds_nothing(server):
    from hypothesis import HealthCheck, given, settings

    schemathesis = pytest.importorskip("schemathesis", reason="fuzzes the OpenAPI description: pip install schemathesis")
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    checks = [schemathesis.checks.not_a_server_error]
    count = 0
    for operation in (found.ok() for found in schema.get_all_operations()):

        @given(case=operation.as_strategy())
        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def fuzz(case):
            case.call_and_validate(base_url=server.url, timeout=LATE, checks=checks)

        fuzz()
        count += 1
    assert count == 4
