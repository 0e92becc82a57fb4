"""Remote stores: real ones (Oxigraph's server from PyPI, our own endpoint), and one that does everything wrong."""

from __future__ import annotations

import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import types
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


VIRTUOSO = shutil.which("virtuoso-t")
VIRTUOSO_CANNOT = {
    "changes-between": "gives fewer rows where GRAPH stands beside a sub-select (7.2.5)",
    "companies-in-several-regions": "answers NOT EXISTS over paths otherwise (7.2.5)",
    "industries-of-region": "SQ156, an internal error of its compiler (7.2.5)",
}


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory):
    if VIRTUOSO is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
    folder, port = tmp_path_factory.mktemp("virtuoso"), free_port()
    sections = {
        "Database": {"DatabaseFile": folder / "v.db", "ErrorLogFile": folder / "v.log", "LockFile": folder / "v.lck", "TransactionFile": folder / "v.trx", "xa_persistent_file": folder / "v.pxa"},
        "TempDatabase": {"DatabaseFile": folder / "t.db", "TransactionFile": folder / "t.trx"},
        "Parameters": {"ServerPort": f"127.0.0.1:{free_port()}", "NumberOfBuffers": 5000, "DirsAllowed": folder},
        "HTTPServer": {"ServerPort": f"127.0.0.1:{port}", "ServerRoot": folder},
        "SPARQL": {"ResultSetMaxRows": 100000},
    }
    lines = [line for name, held in sections.items() for line in (f"[{name}]", *(f"{key} = {value}" for key, value in held.items()))]
    (folder / "virtuoso.ini").write_text("\n".join(lines) + "\n", "utf-8")
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen([VIRTUOSO, "-f", "-c", folder / "virtuoso.ini"], cwd=folder, stdout=out, stderr=out)
    url, end = f"http://127.0.0.1:{port}/sparql", time.monotonic() + 4 * LATE
    started = False
    while not started and process.poll() is None and time.monotonic() < end:
        try:
            started = httpx.get(url, params={"query": "ASK {}"}).status_code == 200
        except httpx.TransportError:
            time.sleep(0.2)
    if not started:
        process.kill()
        process.wait()
        pytest.skip(f"Virtuoso does not start here: {(folder / 'out').read_text('utf-8', 'replace')[-200:]}")
    yield RemoteStore(url, f"{url}-graph-crud-auth", "dba", "dba")
    process.terminate()
    process.wait(4 * LATE)


def test_virtuoso_holds_what_is_put_there_twice_and_answers_the_library(virtuoso):
    assert virtuoso.load(STORE) == virtuoso.load(STORE) == len(STORE)
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'https://w3id.org/chanmai/')) }"
    assert virtuoso.query(count).rows == ((len(STORE),),)
    other = {}
    for name, query in named_queries().items():
        values = {p.name: p.example for p in query.parameters if p.required}
        here = evaluate(STORE, name, values)
        try:
            there = virtuoso.query(name, values)
        except RemoteError as error:
            other[name] = str(error)
            continue
        if sorted(map(str, there.rows)) != sorted(map(str, here.rows)):
            other[name] = f"{len(there.rows)} rows in place of {len(here.rows)}"
    assert set(other) <= set(VIRTUOSO_CANNOT), other
    assert len(named_queries()) - len(other) >= 62
    virtuoso.remove_graph(GRAPHS["baisha-2024"])
    assert virtuoso.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPHS['baisha-2024'].value}> {{ ?s ?p ?o }} }}").rows == ((0,),)


def test_virtuoso_refuses_a_wrong_password_and_it_is_not_told(virtuoso):
    wrong = RemoteStore(virtuoso.query_url, virtuoso.graph_url, "dba", SECRET)
    with pytest.raises(RemoteError, match="401") as told:
        wrong.remove_graph(GRAPHS["qinglan-2023"])
    assert SECRET not in str(told.value)


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
        if "X-Slow" in headers:
            body = self.drip(body)
        self.wfile.write(body)
        self.close_connection = True

    def drip(self, body):
        """Send a body byte by byte until the client has gone; return what is left."""
        try:
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                threading.Event().wait(0.05)
        except OSError:
            self.close_connection = True
        return b""

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


def test_remote_credentials_are_told_only_to_who_asks_for_them(faulty):
    Faulty.script = [(401, {"WWW-Authenticate": 'Basic realm="graphs"'}, b"", None), (200, JSON, YES, None)]
    assert faulty.query("ASK {}").rows == ((True,),)
    assert [authorization and authorization.split()[0] for _, authorization, _ in Faulty.seen] == [None, "Basic"]
    Faulty.script, Faulty.seen = [(200, JSON, YES, None)], []
    assert faulty.query("ASK {}").rows == ((True,),)
    assert [authorization for _, authorization, _ in Faulty.seen] == [None]


def test_remote_redirects_take_no_credentials_elsewhere(faulty):
    elsewhere = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Faulty)
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    Faulty.script = [(307, {"Location": f"http://127.0.0.1:{elsewhere.server_port}/query", "WWW-Authenticate": 'Basic realm="x"'}, b"", None)]
    with pytest.raises(RemoteError, match="307"):
        faulty.query("ASK {}")
    assert len(Faulty.seen) == 1
    elsewhere.shutdown()
    elsewhere.server_close()


def test_remote_slow_answer_is_given_up(faulty):
    """A server that sends a byte now and then never runs into the limit of one read."""
    quick = RemoteStore(faulty.query_url, faulty.graph_url, timeout=0.3)
    Faulty.script = [(200, {**JSON, "X-Slow": "yes"}, b" " * 400, None)]
    with pytest.raises(RemoteError, match="took more than"):
        quick.query("ASK {}")


def test_remote_password_is_in_no_output_of_the_program(faulty):
    Faulty.script = [(401, {}, f"no such user: {SECRET}".encode(), None)]
    environment = {**os.environ, USER: "reader", PASSWORD: SECRET}
    command = [sys.executable, "-m", "chanmai", "query", "titles-of", "--param", "holder=恒力新材", "--remote", faulty.query_url]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=8 * LATE)
    assert done.returncode != 0
    assert "401" in done.stderr
    assert SECRET not in done.stderr + done.stdout


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


def test_remote_password_comes_from_a_keyring_where_the_environment_has_none(monkeypatch):
    monkeypatch.setenv(USER, "reader")
    monkeypatch.delenv(PASSWORD, raising=False)
    held = {("chanmai", "reader@x.example:81"): SECRET}
    monkeypatch.setitem(sys.modules, "keyring", types.SimpleNamespace(get_password=lambda service, who: held.get((service, who))))
    assert open_remote("http://x.example:81/query").password == SECRET
    assert open_remote("http://y.example/query").password == ""
    monkeypatch.delenv(USER)
    assert open_remote("http://x.example:81/query").password == ""


def test_remote_broken_or_missing_keyring(monkeypatch):
    monkeypatch.setenv(USER, "reader")
    monkeypatch.delenv(PASSWORD, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert open_remote("http://x.example/query").password == ""

    def locked(*_):
        raise RuntimeError(SECRET)

    monkeypatch.setitem(sys.modules, "keyring", types.SimpleNamespace(get_password=locked))
    with pytest.raises(ConfigurationError, match=PASSWORD) as told:
        open_remote("http://x.example/query")
    assert SECRET not in str(told.value)
