"""The library's questions at a million triples: at the store, over HTTP, and in one run rdflib and rdflib-endpoint.

usage: python benchmarks/questions.py [--triples N] [--deadline S] [--store DIR] [--no-rdflib]

Milliseconds of CPU, since other work on the machine stretches wall time: of this process at the store, of all processes
of the server over HTTP; the two by turns, question by question, and the least of nine runs of each, in three pairs of
processes: a busy moment of the machine falls on both, and where malloc happens to lie makes one process up to a fifth slower. rdflib is stopped after so many CPU seconds;
ratios are taken over the questions that end in both, by the geometric mean. What is written to stdout is a table; keep it
in benchmarks/questions.txt. `--part rdflib` alone writes the peers' lines as JSON, to be read back by `--rdflib FILE`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path
from threading import Thread

from queries import SAMPLE, make_document, make_entities

from graph.export import export
from graph.nodes import Node
from graph.quads import concept_quads, document_quads, entity_quads
from graph.query import evaluate, named_queries, prepare
from graph.store import open_reader, open_writer
from ontology.terms import ID

RUNS, PAIRS = 3, 3


def build(path, triples):
    rng, entities = random.Random(1), make_entities()
    iris = {key: ID + key for key in entities}
    nodes = [Node(iris[key], kind, name, (name + "别名",)) for key, (kind, name) in entities.items()]
    documents, count, concepts = 0, 0, set()
    with open_writer(path, create=True) as target:
        while count < triples:
            extraction = make_document(documents, entities, rng)
            quads = [*document_quads(extraction, iris)]
            target.replace_document(f"d{documents}", quads, sha256=extraction.document.sha256)
            concepts.update(concept_quads([extraction]))
            documents, count = documents + 1, count + len(quads)
        target.replace_entities([*entity_quads(nodes), *concepts])
    return documents


YEARS = {"earlier": "2022", "later": "2023"}


def values_of(query):
    return {p.name: YEARS.get(p.name, SAMPLE[p.name]) if p.kind == "year" else SAMPLE[p.name] for p in query.parameters if p.required}


def timed(run, clock=time.process_time):
    """Return the milliseconds of wall time and of the clock that one run takes."""
    at, used = time.perf_counter(), clock()
    run()
    return (time.perf_counter() - at) * 1000, (clock() - used) * 1000


def least(rounds):
    """Return the least of each column of [(wall, CPU), …]."""
    return [min(column) for column in zip(*rounds, strict=True)]


def cpu_of(root):
    """Return the CPU seconds of a process, its threads and its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[entry.parent.name] = entry.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue  # it has just ended
    family, known = {str(root)}, 0
    while len(family) > known:
        known = len(family)
        family |= {child for child, parent in parents.items() if parent in family}
    tasks = (task for process in family for task in Path(f"/proc/{process}/task").glob("*/schedstat"))
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def at_store(path):
    """Answer each name of a question on stdin with the time that it takes at the store."""
    queries = named_queries()
    with open_reader(path) as store:
        for line in sys.stdin:
            name = line.strip()
            print(json.dumps(timed(lambda name=name: evaluate(store, name, values_of(queries[name])))), flush=True)


def over_http(path):
    from graph.serve import Settings, run_server

    run_server(Settings(path, port=0, deadline=60))


def fetch(url, query):
    data = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(url, data, {"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=600) as answer:
        return answer.read()


def in_child(run, deadline):
    """Run in a fork; its CPU milliseconds, None where it did not end in so many CPU seconds."""
    ours, theirs = os.pipe()
    process = os.fork()
    if not process:
        signal.setitimer(signal.ITIMER_PROF, deadline)
        at = time.process_time()
        try:
            run()
            os.write(theirs, f"{(time.process_time() - at) * 1000}".encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as told:
        text = told.read()
    os.waitpid(process, 0)
    return float(text) if text else None


def rdflib_times(file, deadline):
    """Yield (question, at rdflib's store, None), then those that ended again with the third, over rdflib-endpoint."""
    import gc
    import logging

    from rdflib import Dataset

    logging.disable(logging.CRITICAL)
    graph = Dataset(default_union=True)
    at = time.process_time()
    graph.parse(file, format="nquads")
    gc.freeze()
    yield "", (time.process_time() - at) * 1000, None
    texts = {name: prepare(query, values_of(query)) for name, query in named_queries().items()}
    ended = {}
    for name, text in texts.items():
        ended[name] = in_child(lambda t=text: [*graph.query(t)], deadline)
        yield name, ended[name], None
    from rdflib_endpoint import SparqlEndpoint

    served = SparqlEndpoint(graph=graph, path="/")  # once: it reads the whole graph to describe it
    for name in filter(ended.get, texts):
        yield name, ended[name], rdflib_endpoint(served, texts[name], deadline)


def rdflib_endpoint(served, text, deadline):
    import socket

    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    process = os.fork()
    if not process:
        uvicorn.Server(uvicorn.Config(served, log_level="critical")).run(sockets=[listener])
        os._exit(0)
    port = listener.getsockname()[1]
    listener.close()  # so that a server that has died refuses instead of keeping us waiting
    url = f"http://127.0.0.1:{port}/"
    answers = []
    asked = Thread(target=lambda: answers.append(quietly(fetch, url, text)), daemon=True)
    try:
        for _ in range(600):
            if quietly(fetch, url, "ASK { <urn:a> <urn:b> <urn:c> }"):
                break
            time.sleep(0.1)
        used = cpu_of(process)
        asked.start()
        while asked.is_alive() and cpu_of(process) - used < deadline * 2:
            asked.join(0.05)
        return (cpu_of(process) - used) * 1000 if any(answers) else None
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def quietly(run, *given):
    try:
        return run(*given)
    except OSError:
        return b""


def mean_ratio(pairs):
    logs = [math.log(b / a) for a, b in pairs if a and b]
    return math.exp(statistics.mean(logs)) if logs else float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--deadline", type=float, default=4, help="CPU seconds for one question in rdflib")
    parser.add_argument("--store", type=Path, help="a store that this script built before")
    parser.add_argument("--no-rdflib", action="store_true")
    parser.add_argument("--rdflib", type=Path, help="what --part rdflib wrote in another run on this store")
    parser.add_argument("--part", choices=["store", "http", "rdflib"])
    options = parser.parse_args()
    if options.part == "rdflib":
        for line in rdflib_lines(options.store, options.deadline):
            print(json.dumps(line), flush=True)
        return
    if options.part:
        (at_store if options.part == "store" else over_http)(options.store)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "S"
        if not path.exists():
            at = time.process_time()
            documents = build(path, options.triples)
            print(f"# {documents} reports built in {time.process_time() - at:.0f} CPU s", flush=True)
        here = [sys.executable, __file__, "--store", str(path), "--part"]
        own, http = measure(here)
        other = []
        if options.rdflib:
            other = [json.loads(line) for line in options.rdflib.read_text("utf-8").splitlines()]
        elif not options.no_rdflib:
            other = rdflib_lines(path, options.deadline)
        report(own, http, {name: (alone, served) for name, alone, served in other}, options.deadline)


def rdflib_lines(path, deadline):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.nq"
        with open_reader(path) as store:
            export(store, str(file))
        yield from rdflib_times(file, deadline)


def measure(here):
    """Return {question: (wall, CPU)} at the store and over HTTP, least milliseconds of all runs."""
    pairs = [measure_pair(here) for _ in range(PAIRS)]
    return [{name: least([pair[side][name] for pair in pairs]) for name in pairs[0][side]} for side in (0, 1)]


def measure_pair(here):
    """Return the same of one process at the store and one server, RUNS runs of each by turns."""
    store = subprocess.Popen([*here, "store"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    server = subprocess.Popen([*here, "http"], stderr=subprocess.PIPE, text=True)
    url = next(line for line in server.stderr if line.startswith("http://")).split("/ ")[0] + "/sparql"
    try:
        for _ in range(600):
            try:
                fetch(url, "ASK {}")
                break
            except OSError:
                time.sleep(0.5)
        own, http = {}, {}
        for name, query in named_queries().items():
            text = prepare(query, values_of(query))
            rounds = []
            for _ in range(RUNS):
                store.stdin.write(name + "\n")
                store.stdin.flush()
                rounds.append((json.loads(store.stdout.readline()), timed(lambda t=text: fetch(url, t), lambda: cpu_of(server.pid))))
            own[name], http[name] = (least(side) for side in zip(*rounds, strict=True))
            print(name, *map(round, own[name] + http[name]), file=sys.stderr, flush=True)
        return own, http
    finally:
        store.stdin.close()
        server.terminate()
        store.wait()
        server.wait()


def report(both, http, other, deadline):
    own, cpu = ({name: times[at] for name, times in both.items()} for at in (0, 1))

    def shown(number):
        return "" if number is None else f"{number:.1f}"

    if other:
        print(f"# rdflib read the data in {other.pop('')[0] / 1000:.0f} CPU s")
    print("question\tstore_cpu_ms\tstore_wall_ms\thttp_cpu_ms\thttp_wall_ms\trdflib_cpu_ms\trdflib_endpoint_cpu_ms")
    for name in own:
        cells = (cpu[name], own[name], http[name][1], http[name][0], *other.get(name, (None, None)))
        print("\t".join([name, *map(shown, cells)]))
    extra = [http[name][1] - cpu[name] for name in own]
    print(f"# {len(own)} questions at the store: median {statistics.median(cpu.values()):.1f} CPU ms, slowest {max(cpu.values()):.0f}")
    print(f"# in wall time: median {statistics.median(own.values()):.1f} ms, slowest {max(own.values()):.0f} ms")
    print(f"# over HTTP: median {statistics.median(extra):.1f} CPU ms more, at most {max(extra):.0f} more")
    if other:
        ended = [name for name in own if other.get(name, (None,))[0]]
        print(f"# rdflib ends {len(ended)} of {len(own)} within {deadline:g} CPU s; on those it takes ×{mean_ratio([(cpu[n], other[n][0]) for n in ended]):.0f}")
        print(f"# rdflib-endpoint against this endpoint on those: ×{mean_ratio([(http[n][1], other[n][1]) for n in ended]):.1f}")


if __name__ == "__main__":
    main()
