"""The library's questions at a million triples: at the store, over HTTP, and in one run rdflib and rdflib-endpoint.

usage: python benchmarks/questions.py [--triples N] [--deadline S] [--store DIR] [--no-rdflib]

Milliseconds of wall time, the least of three runs (of one, above a second), because the machine does other things too;
at the store also of CPU time. rdflib is stopped after
the deadline; ratios are taken over the questions that end in both, by the geometric mean. What is written to stdout is a
table; keep it in benchmarks/questions.txt.
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

from queries import SAMPLE, make_document, make_entities

from graph.export import export
from graph.nodes import Node
from graph.quads import concept_quads, document_quads, entity_quads
from graph.query import evaluate, named_queries, prepare
from graph.store import open_reader, open_writer
from ontology.terms import ID

RUNS = 3


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


def least(run):
    times = []
    for _ in range(RUNS):
        at, used = time.perf_counter(), time.process_time()
        run()
        times.append(((time.perf_counter() - at) * 1000, (time.process_time() - used) * 1000))
        if times[0][0] > 1000:
            break
    return min(times)


def at_store(path):
    with open_reader(path) as store:
        for name, query in named_queries().items():
            found = least(lambda q=query: evaluate(store, q.name, values_of(q)))
            print(json.dumps([name, found]), flush=True)
            print(name, *map(round, found), file=sys.stderr, flush=True)


def over_http(path):
    from graph.serve import Settings, run_server

    run_server(Settings(path, port=0, deadline=60))


def fetch(url, query):
    data = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(url, data, {"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.read()


def in_child(run, deadline):
    """Run in a fork; its milliseconds, None where it did not end in time."""
    ours, theirs = os.pipe()
    process = os.fork()
    if not process:
        signal.alarm(math.ceil(deadline))
        at = time.perf_counter()
        try:
            run()
            os.write(theirs, f"{(time.perf_counter() - at) * 1000}".encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as told:
        text = told.read()
    os.waitpid(process, 0)
    return float(text) if text else None


def rdflib_times(file, deadline):
    """Yield (question, at rdflib's store, over rdflib-endpoint); the second only where the first ends."""
    import gc
    import logging

    from rdflib import Dataset

    logging.disable(logging.CRITICAL)
    graph = Dataset(default_union=True)
    at = time.process_time()
    graph.parse(file, format="nquads")
    gc.freeze()
    yield "", (time.process_time() - at) * 1000, None
    for name, query in named_queries().items():
        text = prepare(query, values_of(query))
        alone = in_child(lambda t=text: [*graph.query(t)], deadline)
        yield name, alone, rdflib_endpoint(graph, text, deadline) if alone else None


def rdflib_endpoint(graph, text, deadline):
    import socket

    import uvicorn
    from rdflib_endpoint import SparqlEndpoint  # before the fork, once

    listener = socket.create_server(("127.0.0.1", 0))
    process = os.fork()
    if not process:
        uvicorn.Server(uvicorn.Config(SparqlEndpoint(graph=graph, path="/"), log_level="critical")).run(sockets=[listener])
        os._exit(0)
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for _ in range(200):
            try:
                fetch(url, "ASK { <urn:a> <urn:b> <urn:c> }")
                break
            except OSError:
                time.sleep(0.1)
        return in_child(lambda: fetch(url, text), deadline * 2)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        listener.close()


def mean_ratio(pairs):
    logs = [math.log(b / a) for a, b in pairs if a and b]
    return math.exp(statistics.mean(logs)) if logs else float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--deadline", type=float, default=4, help="seconds for one question in rdflib")
    parser.add_argument("--store", type=Path, help="a store that this script built before")
    parser.add_argument("--no-rdflib", action="store_true")
    parser.add_argument("--part", choices=["store", "http"])
    options = parser.parse_args()
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
        both = dict(json.loads(line) for line in subprocess.check_output([*here, "store"], text=True).splitlines())
        own, cpu = ({name: times[at] for name, times in both.items()} for at in (0, 1))
        http = measure_http(here)
        other = {}
        if not options.no_rdflib:
            file = Path(folder) / "all.nq"
            with open_reader(path) as store:
                export(store, str(file))
            other = {name: (alone, served) for name, alone, served in rdflib_times(file, options.deadline)}
        report(own, cpu, http, other, options.deadline)


def measure_http(here):
    server = subprocess.Popen([*here, "http"], stderr=subprocess.PIPE, text=True)
    url = next(line for line in server.stderr if line.startswith("http://")).split("/ ")[0] + "/sparql"
    try:
        for _ in range(600):
            try:
                fetch(url, "ASK {}")
                break
            except OSError:
                time.sleep(0.5)
        return {
            name: least(lambda q=query: fetch(url, prepare(q, values_of(q))))[0] for name, query in named_queries().items()
        }
    finally:
        server.terminate()
        server.wait()


def report(own, cpu, http, other, deadline):
    def shown(number):
        return "" if number is None else f"{number:.1f}"

    if other:
        print(f"# rdflib read the data in {other.pop('')[0] / 1000:.0f} CPU s")
    print("question\tstore_ms\tstore_cpu_ms\thttp_ms\trdflib_ms\trdflib_endpoint_ms")
    for name in own:
        alone, served = other.get(name, (None, None))
        print("\t".join([name, *map(shown, (own[name], cpu[name], http[name], alone, served))]))
    extra = [http[name] - own[name] for name in own]
    print(f"# {len(own)} questions: median {statistics.median(own.values()):.1f} ms, slowest {max(own.values()):.0f} ms at the store")
    print(f"# in CPU time: median {statistics.median(cpu.values()):.1f} ms, slowest {max(cpu.values()):.0f} ms")
    print(f"# over HTTP: median {statistics.median(extra):.1f} ms more, at most {max(extra):.0f} ms more")
    if other:
        ended = [name for name in own if other.get(name, (None,))[0]]
        print(f"# rdflib ends {len(ended)} of {len(own)} within {deadline:g} s; on those it takes ×{mean_ratio([(own[n], other[n][0]) for n in ended]):.0f}")
        print(f"# rdflib-endpoint against this endpoint on those: ×{mean_ratio([(http[n], other[n][1]) for n in ended]):.1f}")


if __name__ == "__main__":
    main()
