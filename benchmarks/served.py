"""What a worker of the server takes for the questions of the library and the explorer's page, on a store of yours.

usage: python benchmarks/served.py STORE [--keep]

CPU milliseconds, the least of two runs: the whole answer as JSON (`/sparql`), and the query page with its 500 rows. What the
server keeps beside the snapshot is used where it is there; `--keep` makes it first and tells what that takes.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from questions import values_of

from graph.query import named_queries, prepare
from graph.serve.kept import keep
from graph.serve.replies import REPLIES
from graph.serve.settings import Settings
from graph.serve.worker import Bench, open_snapshot, read_version


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    version = read_version(options.store)
    bench = Bench(Settings(options.store), open_snapshot(options.store, version), version)
    if options.keep:
        at = time.process_time()
        keep(options.store, bench.store, version)
        print(f"# kept in {time.process_time() - at:.0f} CPU s")
    queries = named_queries()
    free = [name for name, query in queries.items() if not any(p.required for p in query.parameters)]
    json_ms, page_ms = {}, {}
    print("question\tjson_cpu_ms\tpage_cpu_ms")
    for name, query in queries.items():
        text = prepare(query, values_of(query))
        json_ms[name] = least(bench, "query", {"query": text, "accept": "application/sparql-results+json"})
        page_ms[name] = least(bench, "query-page", {"fields": {"name": name, "query": text}})
        print(f"{name}\t{json_ms[name]:.1f}\t{page_ms[name]:.1f}", flush=True)
    for told, times in (("JSON", json_ms), ("query page", page_ms)):
        without = statistics.median(times[name] for name in free)
        print(f"# {told}: median {statistics.median(times.values()):.1f}, slowest {max(times.values()):.0f}; median of the {len(free)} that need no value {without:.1f}")
    print(f"# explorer's page: {least(bench, 'explore', {'fields': {}}, runs=1):.1f} the first time, {least(bench, 'explore', {'fields': {}}):.1f} then")


def least(bench, operation, request, runs=2):
    times = []
    for _ in range(runs):
        at = time.process_time()
        for _ in REPLIES[operation](bench, request):
            pass
        times.append((time.process_time() - at) * 1000)
    return min(times)


if __name__ == "__main__":
    main()
