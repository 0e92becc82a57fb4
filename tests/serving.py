"""A server in a process of its own, and stores for it, for the tests of `graph.serve`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from graph_sample import IRIS, NODES, document_quads, entity_quads, extractions

from graph.store import open_writer

_RUN = """
import json, sys
from pathlib import Path
from chanmai.serving import serve_store
from graph.serve import Settings
held = json.loads(sys.argv[1])
store, decisions = Path(held.pop("store")), held.pop("decisions", None)
settings = Settings(store, port=0, names=tuple(held.pop("names", ())), origins=tuple(held.pop("origins", ())), **held)
serve_store(settings, Path(decisions) if decisions else None)
"""
LATE = 60
"""Seconds that anything may take on a machine that is busy."""


def make_store(folder: Path, quads=()) -> Path:
    """Write the three invented reports, or other quads, into a store."""
    with open_writer(folder, create=True) as store:
        if quads:
            store.store.extend(quads)
        else:
            for item in extractions():
                store.replace_document(item.document.identifier, document_quads(item, IRIS))
        store.replace_entities(entity_quads(NODES) if not quads else [])
        if quads:
            store.publish()
    return folder


class Served:
    """A running server: its address, its process and a client."""

    def __init__(self, process: subprocess.Popen, url: str) -> None:
        self.process, self.url = process, url
        self.host, self.port = url.removeprefix("http://").split(":")[0], int(url.rsplit(":", 1)[1])
        self.client = httpx.Client(base_url=url, timeout=LATE)

    def ask(self, query: str, **headers) -> httpx.Response:
        return self.client.get("/sparql", params={"query": query}, headers=headers)

    def health(self) -> dict:
        return self.client.get("/health").json()

    def workers(self) -> set[int]:
        """Return the process numbers of the living workers: children of the nursery."""
        return {child for nursery in children(self.process.pid) for child in children(nursery)}

    def settle(self, idle: int) -> dict:
        """Wait until so many workers are idle, none is busy, and no process is left over."""
        end = time.monotonic() + LATE
        while time.monotonic() < end:
            health, workers = self.health(), self.workers()
            if health["idle"] == idle == len(workers) and not health["busy"] and not health["waiting"]:
                return health
            time.sleep(0.05)
        raise AssertionError(f"not settled: {health}, processes {workers}")


def children(process: int) -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == process and fields[0] != "Z":
                found.add(int(entry.name))
    return found


@contextmanager
def serving(store: Path, **settings):
    """Yield a `Served` and stop it at the end, which must take it a graceful stop."""
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, json.dumps({"store": str(store), **settings})],
        stderr=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[1],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        text=True,
    )
    lines: list[str] = []
    while line := process.stderr.readline():
        lines.append(line)
        if line.startswith("http://"):
            break
    else:
        raise AssertionError("".join(lines))
    rest = threading.Thread(target=lambda: lines.extend(process.stderr), daemon=True)
    rest.start()
    served = Served(process, line.split("/ ")[0])
    end = time.monotonic() + LATE
    while time.monotonic() < end:
        try:
            served.health()
            break
        except httpx.TransportError:
            time.sleep(0.05)
    try:
        yield served
    finally:
        served.client.close()
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(LATE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    rest.join(LATE)
    if not rest.is_alive():
        process.stderr.close()
    assert code == 0, "".join(lines)
