"""Remote stores: real ones (Oxigraph's server from PyPI, our own endpoint), and one that does everything wrong."""

from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from graph_sample import GRAPHS, memory_store
from serving import LATE, make_store, serving

from graph import remote as remote_module
from graph.guard import QueryRefusedError
from graph.query import evaluate, named_queries
from graph.remote import PASSWORD, USER, RemoteError, RemoteStore, open_remote
from ontology.errors import ConfigurationError

STORE = memory_store()
OXIGRAPH = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))
SECRET = "s3cret-canary"


def start_oxigraph(folder):
    """Return the server's process and address, once it answers; another process may take the port in between."""
    for _ in range(3):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [OXIGRAPH, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}/query"
        end = time.monotonic() + LATE
        while process.poll() is None and time.monotonic() < end:
            try:
                httpx.get(url, params={"query": "ASK {}"})
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return process, url
        process.kill()
        process.wait()
    raise AssertionError("Oxigraph's server does not start")


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory):
    if OXIGRAPH is None:
        pytest.skip("Oxigraph's server is not installed: pip install oxigraph")
    process, url = start_oxigraph(tmp_path_factory.mktemp("oxigraph"))
    yield open_remote(url)
    process.terminate()
    process.wait(LATE)


@pytest.fixture(scope="module")
def loaded(oxigraph):
    oxigraph.load(STORE)
    return oxigraph


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_remote_answers_the_library_as_the_store_does(name, loaded):
    values = {p.name: p.example for p in named_queries()[name].parameters if p.required}
    there, here = loaded.query(name, values), evaluate(STORE, name, values)
    assert there.columns == here.columns
    assert sorted(map(str, there.rows)) == sorted(map(str, here.rows))


def test_remote_load_is_idempotent_and_in_batches(oxigraph, monkeypatch):
    monkeypatch.setattr(remote_module, "_BATCH", 100)
    seen = []
    count = oxigraph.load(STORE, lambda graph, triples: seen.append((graph, triples)))
    assert oxigraph.load(STORE) == count == len(STORE)
    assert {graph.value for graph in GRAPHS.values()} < {graph for graph, _ in seen}
    total = oxigraph.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows[0][0]
    assert total == len(STORE)


def test_remote_replaces_and_removes_one_graph(oxigraph):
    oxigraph.load(STORE)
    graph = GRAPHS["baisha-2024"]
    asked = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph.value}> {{ ?s ?p ?o }} }}"
    some = [quad.triple for quad in STORE.quads_for_pattern(None, None, None, graph)][:7]
    oxigraph.replace_graph(graph, some)
    assert oxigraph.query(asked).rows == ((7,),)
    oxigraph.remove_graph(graph)
    oxigraph.remove_graph(graph)
    assert oxigraph.query(asked).rows == ((0,),)


def test_remote_forms_of_answers(loaded):
    assert loaded.query("ASK { ?s a cm:Park }").rows == ((True,),)
    graph = loaded.query("CONSTRUCT { ?s a cm:Park } WHERE { ?s a cm:Park }", limit=2)
    assert (graph.form, len(graph.rows), graph.truncated) == ("graph", 2, True)


def test_remote_reads_our_own_endpoint(tmp_path):
    with serving(make_store(tmp_path / "store"), workers=1) as served:
        own = open_remote(f"{served.url}/sparql")
        assert own.query("titles-of", {"holder": "恒力新材"}).rows == evaluate(STORE, "titles-of", {"holder": "恒力新材"}).rows
        with pytest.raises(RemoteError, match=r"404|405|403"):
            own.remove_graph(GRAPHS["baisha-2024"]) or own.replace_graph(GRAPHS["baisha-2024"], [])


def test_remote_refuses_what_the_guard_refuses(oxigraph):
    with pytest.raises(QueryRefusedError):
        oxigraph.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")


class Faulty(http.server.BaseHTTPRequestHandler):
    """A server that answers as its class says; counts what it is asked."""

    protocol_version = "HTTP/1.1"
    script: ClassVar[list] = []
    seen: ClassVar[list] = []

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        Faulty.seen.append((self.command, self.headers.get("Authorization"), self.rfile.read(length)))
        status, headers, body, promised = Faulty.script.pop(0) if len(Faulty.script) > 1 else Faulty.script[0]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *_):
        pass


@pytest.fixture
def faulty(monkeypatch):
    monkeypatch.setattr(remote_module.time, "sleep", lambda _: None)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Faulty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Faulty.seen = []
    url = f"http://127.0.0.1:{server.server_port}"
    yield RemoteStore(f"{url}/query", f"{url}/store", "reader", SECRET, timeout=5)
    server.shutdown()
    server.server_close()


JSON = {"Content-Type": "application/sparql-results+json"}
YES = b'{"head":{},"boolean":true}'


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ([(401, {}, f"who are you? {SECRET}".encode(), None)], "401"),
        ([(500, {}, b"broken", None)], "500 broken"),
        ([(200, {"Content-Type": "text/html"}, b"<html>", None)], "text/html"),
        ([(302, {"Location": "http://127.0.0.1:1/"}, b"", None)], "302"),
        ([(200, JSON, b'{"head"', None)], "cannot be read"),
        ([(200, JSON, YES[:9], 900)], "POST failed"),
    ],
    ids=["credentials", "fault", "html", "redirect", "broken", "half"],
)
def test_remote_faults_are_told_without_secrets(script, message, faulty):
    Faulty.script = script
    with pytest.raises(RemoteError, match=message) as told:
        faulty.query("ASK {}")
    assert SECRET not in str(told.value)
    assert SECRET not in repr(faulty)


def test_remote_tries_again_what_may_be_done_twice(faulty):
    Faulty.script = [(503, {}, b"busy", None), (503, {}, b"busy", None), (200, JSON, YES, None)]
    assert faulty.query("ASK {}").rows == ((True,),)
    assert len(Faulty.seen) == 3
    Faulty.script, Faulty.seen = [(400, {}, b"bad", None)], []
    with pytest.raises(RemoteError):
        faulty.replace_graph(GRAPHS["baisha-2024"], [])
    assert len(Faulty.seen) == 1


def test_remote_too_large_an_answer_is_cut_off(faulty, monkeypatch):
    monkeypatch.setattr(remote_module, "_ANSWER", 1000)
    Faulty.script = [(200, JSON, b" " * 5000, None)]
    with pytest.raises(RemoteError, match="more than"):
        faulty.query("ASK {}")


def test_remote_not_running(monkeypatch):
    monkeypatch.setattr(remote_module.time, "sleep", lambda _: None)
    with pytest.raises(RemoteError, match="is it running"):
        open_remote("http://127.0.0.1:1/query").query("ASK {}")


@pytest.mark.parametrize("url", ["ftp://x/query", "file:///etc/passwd", "x", "http://user:pass@x/query"])
def test_remote_addresses_that_are_refused(url):
    with pytest.raises(ConfigurationError) as told:
        open_remote(url)
    assert "pass@" not in str(told.value)


def test_remote_credentials_come_from_the_environment(monkeypatch):
    monkeypatch.setenv(USER, "reader")
    monkeypatch.setenv(PASSWORD, SECRET)
    opened = open_remote("http://x.example/query")
    assert (opened.user, opened.password, opened.graph_url) == ("reader", SECRET, "http://x.example/store")
