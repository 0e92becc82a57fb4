"""Disturbs actions on a store in forked children, each at another file operation; prints one JSON line each.

Run under LD_PRELOAD of the shim, by `fault_sweep`:

    fault_worker.py SHIM WORK ACTION ERRNO once|lasting write|read N…|FIRST-LEAST

In every child the folder is made as the action needs it, the Nth operation fails, then the fault is lifted. What the
fault left is looked at: all that was committed is there, and an action that told of no fault did all of its work. Then
the action is repeated, the store is checked against its ledger, and the ledger's digest is printed, to be that of an
undisturbed store; every tenth time also the bytes of an export, before (in a copy) and after. `FIRST-LEAST` goes on from there until, after LEAST operations, the fault no longer comes: the action
then has no more operations. Threads of the store read a little more or less each time: up to LEAST it is tried again.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from typing import Any

from pyoxigraph import Store

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[1])]

from fault_driver import extract_document, install
from small_build import write_reports

install()

from chanmai import backups, build, keeping, review  # the stand-in must be in place before
from chanmai.decisions import Decision, add_decision, fact_name, read_decisions
from chanmai.results import code_stamp, decode, encode
from extract.read import ReadOptions
from graph import store as graph_store
from graph.export import export, load
from graph.faults import explain
from graph.identity import identify
from graph.quads import document_quads
from graph.store import open_reader, open_writer, read_ledger
from ontology.errors import ChanmaiError, StoreError, UnknownNameError
from ontology.facts import Document

READERS = frozenset({"export", "backup", "restore"})
"""Actions that leave the store as it is, whatever fails."""
FRESH = frozenset({"build", "bulk", "load"})
"""Actions that begin without a store; `bulk` is a build that loads its documents as a build of many does."""
REPAIRS = frozenset({"repair", "salvage", "mend"})
"""Actions that begin with a damaged store: `salvage` with one that was loaded, whose graphs only the snapshot has; `mend`
with one whose extraction results are damaged, the sound ones lying in the journal."""
REPORTS = 2
"""Reports of the store that is disturbed: another one adds no operation of another kind."""
TRIES = 8
PATIENCE = 120
"""Seconds after which a trial hangs."""


def run_build(reports: Path, store: Path) -> None:
    """Build with the small extraction; what one file's fault leaves out is a fault."""
    report = build.build([reports], store, ReadOptions())
    if report.count("failed"):
        raise StoreError(next(outcome.reason for outcome in report.outcomes if outcome.state == "failed"))


def exported(store: Path, out: Path) -> bytes:
    """Return the export of a store, by way of a file."""
    with open_reader(store) as graph:
        export(graph, str(out), "nq")
    return out.read_bytes()


def graphs(quads: bytes) -> dict[str, bytes]:
    """Return the lines of each graph of an export."""
    found: dict[str, list[bytes]] = {}
    for line in quads.splitlines():
        found.setdefault(line.split()[-2].decode(), []).append(line)
    return {graph: b"\n".join(sorted(lines)) for graph, lines in found.items()}


def rows(database: Path) -> set[tuple[str, str, bytes]]:
    """Return the extraction results of a store."""
    with contextlib.closing(sqlite3.connect(database)) as opened:
        return set(opened.execute("SELECT * FROM result"))


def digest(store: Path) -> str:
    """Return a digest of what a store's ledger says of its graphs: with a store that agrees with it, of all quads."""
    return hashlib.sha256(repr([(row.identifier, row.graph, row.quads, row.hash) for row in read_ledger(store)]).encode()).hexdigest()


@cache
def rejection() -> Decision:
    """Return a decision that takes a fact out of the first report."""
    with tempfile.TemporaryDirectory() as folder:
        text = (write_reports(Path(folder), 1) / "d0.txt").read_text("utf-8")
    return Decision("reject", fact_name("d0", extract_document(Document("d0", text, "")).statements[0]))


def prepare(action: str, work: Path) -> None:
    """Bring the folder to where the action starts."""
    write_reports(work / "reports", REPORTS)
    if action not in {"build", "bulk"}:
        run_build(work / "reports", work / "S")
    if action == "update":
        write_reports(work / "reports", REPORTS, note="新")
    elif action == "repair":
        for table in (work / "S" / "quads").glob("*.sst"):
            table.write_bytes(b"damaged")
    elif action == "restore":
        backups.backup(work / "S")
    elif action in {"load", "salvage"}:
        exported(work / "S", work / "from.nq")
        shutil.rmtree(work / "S")
    elif action == "mend":
        child = f"import os, sqlite3; db = sqlite3.connect({str(work / 'S' / 'results.sqlite')!r}, isolation_level=None); db.execute('PRAGMA wal_autocheckpoint = 0'); db.execute('UPDATE result SET body = body'); db.execute(\"UPDATE result SET body = X'00' WHERE identifier = 'd1'\"); os._exit(0)"
        subprocess.run([sys.executable, "-c", child], check=True)
    if action == "salvage":
        act("load", work)
        for table in (work / "S" / "quads").glob("*.sst"):
            table.unlink()  # the snapshot has the same file
            table.write_bytes(b"damaged")


def act(action: str, work: Path) -> None:
    """Do what is to be disturbed."""
    store = work / "S"
    if action in {"build", "bulk", "update"}:
        run_build(work / "reports", store)
    elif action == "export":
        exported(store, store / "out.nq")
    elif action in REPAIRS:
        keeping.repair(store)
    elif action == "restore":
        backups.restore(store)
    elif action == "remove":
        with contextlib.suppress(UnknownNameError):  # done already, where the fault came after
            build.remove(["d1"], store)
    elif action == "load":
        with open_writer(store, create=True) as graph:
            load(graph, work / "from.nq")
    elif action == "decide":
        add_decision(build.decisions_path(store), rejection())
        with contextlib.redirect_stderr(io.StringIO()):
            review._apply(store, build.decisions_path(store))
    else:
        backups.backup(store, store / "out.tar")


@dataclass(frozen=True)
class Trials:
    """One action, one kind of fault, and the folder that every trial starts from.

    Attributes:
        shim: the library that fails operations.
        action: what is disturbed.
        work: where it happens; its prepared form lies beside it.
        error: number of the error.
        lasting: whether everything after the Nth operation fails too.
        reading: whether reads fail, else writes.
    """

    shim: ctypes.CDLL
    action: str
    work: Path
    error: int
    lasting: bool
    reading: bool

    @property
    def base(self) -> Path:
        """Where the folder lies as the action needs it."""
        return self.work.with_name(f"{self.work.name}.base")

    @property
    def whole(self) -> Path:
        """Where the folder lies as the undisturbed action leaves it."""
        return self.work.with_name(f"{self.work.name}.whole")

    def renew(self) -> None:
        """Prepare the folder, and act in a copy of it undisturbed."""
        for folder in (self.work, self.base, self.whole, self.seen):
            shutil.rmtree(folder, ignore_errors=True)  # of an earlier run: a build over its store would write next to nothing
        prepare(self.action, self.base)
        shutil.copytree(self.base, self.whole)
        act(self.action, self.whole)
        for folder in (self.base, self.whole):
            quads = exported(folder / "S", folder / "all.nq") if self.action not in REPAIRS and (folder / "S").exists() else b""
            (folder / "all.nq").write_bytes(quads or exported(self.whole / "S", self.whole / "all.nq"))
        if self.action in FRESH:
            (self.base / "all.nq").write_bytes(b"")

    @cached_property
    def held(self) -> dict[str, bytes]:
        """What was committed before, graph by graph."""
        return graphs((self.base / "all.nq").read_bytes())

    @cached_property
    def wanted(self) -> bytes:
        """What the action makes of it: all quads."""
        return (self.whole / "all.nq").read_bytes()

    @cached_property
    def new(self) -> dict[str, bytes]:
        """The same, graph by graph."""
        return graphs(self.wanted)

    @property
    def seen(self) -> Path:
        """Where what a fault left is looked at."""
        return self.work.with_name(f"{self.work.name}.seen")

    def run(self, number: int) -> dict[str, Any]:
        """Disturb the action at one operation, and say what came of it."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.base, self.work)
        said, trace = "", ""
        self.shim.fault_arm(str(self.work / "S").encode(), number, self.error, int(self.lasting), int(self.reading))
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                act(self.action, self.work)
        except ChanmaiError as fault:
            said = str(fault)
        except BaseException as fault:  # what escapes is what the test looks for
            said = explain(fault) or ""  # the command line says this of any fault
            trace = "" if said else "".join(traceback.format_exception(fault))[-3000:]
        counted, what = self.shim.fault_count(), self.shim.fault_what().decode("utf-8", "replace")
        self.shim.fault_arm(b"", 0, 0, 0, 0)
        often = number % 10 == 0
        left = self.look(said, reader=often)
        act(self.action, self.work)
        after = [f.message for f in keeping.find_damage(self.work / "S")]
        if often and exported(self.work / "S", self.work / "all.nq") != self.wanted:
            after.append("other bytes after the action was repeated")
        if self.action == "decide" and read_decisions(build.decisions_path(self.work / "S")).lines != (rejection(),):
            after.append("the decision is not there")
        return {"n": number, "counted": counted, "what": what, "said": said, "trace": trace, "left": left, "after": after, "digest": digest(self.work / "S")}

    def look(self, said: str, *, reader: bool) -> list[str]:
        """Return what is wrong with what a fault left; through a reader that needs a copy, since it settles things."""
        folder = self.work
        if reader or not said or self.action in REPAIRS:
            shutil.rmtree(self.seen, ignore_errors=True)
            shutil.copytree(self.work, self.seen)
            folder = self.seen
        store = folder / "S"
        if not store.exists() and (kept := folder / "S.before-restore-1").exists() and str(self.work / kept.name) in said:
            store = kept  # even the way back failed, and the message says so
        wrong = list(self.outputs(said, folder))
        if self.action in REPAIRS:
            wrong += self.results()
        if not said:
            wrong += [f.message for f in keeping.find_damage(store)]
            return wrong if digest(store) == digest(self.whole / "S") else [*wrong, "no fault was told, and the store is another"]
        if self.action in REPAIRS:
            return wrong
        try:
            if reader:
                quads = graphs(exported(store, folder / "all.nq"))
            else:
                quads = graphs("".join(f"{quad} .\n" for quad in Store.read_only(str(store / "quads"))).encode()) if (store / "quads" / "CURRENT").exists() else {}
        except (ChanmaiError, OSError, RuntimeError) as error:
            return wrong if self.action in FRESH else [*wrong, f"cannot be read: {error}"]
        for graph in sorted(self.held.keys() | self.new.keys() | quads.keys()):
            if quads.get(graph) not in {self.held.get(graph), self.new.get(graph)}:
                wrong.append(f"{graph} is neither as it was nor as it was to be")
        return wrong

    def results(self) -> list[str]:
        """Return which extraction results are lost."""
        if self.action == "salvage":
            return []
        held, left = (rows(folder / "S" / "results.sqlite") for folder in (self.whole, self.seen))
        return [] if held <= left else ["results are lost"]

    def outputs(self, said: str, folder: Path) -> list[str]:
        """Return which files that the action writes are there in part."""
        if self.action == "export":
            out = folder / "S" / "out.nq"
            return [] if (out.read_bytes() == self.wanted if out.exists() else said) else ["out.nq is not whole"]
        if self.action == "backup":
            out = folder / "S" / "out.tar"
            if not out.exists():
                return [] if said else ["no fault was told, and there is no backup"]
            backups.restore(folder / "R", out)
            return [] if digest(folder / "R") == digest(self.whole / "S") else ["out.tar is not whole"]
        if self.action == "restore" and not (self.work / "S.backups" / "1.tar").exists():
            return ["the backup is gone"]
        return []


def warm() -> None:
    """Load what every trial needs, without opening a store: a forked child misses the threads of one."""
    document = Document("d", "华岭0号材料有限公司位于东区。", "")
    extraction = decode(encode(extract_document(document)))
    identity = identify(build.records_of(extraction))
    list(document_quads(extraction, {key: identity.iris["d", key] for key in (e.key for e in extraction.entities)}))
    build.brief_of(extraction)
    rejection()
    code_stamp()
    gc.collect()
    gc.freeze()
    gc.disable()


def forked(doing: Any) -> str:
    """Do something in a child and return what it said, or how it ended."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.close(reader)
        faulthandler.dump_traceback_later(PATIENCE, exit=True)  # says on the standard error where it hangs
        with os.fdopen(writer, "w") as out:
            try:
                out.write(json.dumps(doing()))
            except BaseException as fault:
                out.write(json.dumps({"trace": "".join(traceback.format_exception(fault))[-3000:]}))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    _, status = os.waitpid(child, 0)
    return text if status == 0 and text else json.dumps({"trace": f"ended by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"ended with {status}"})


def main() -> None:
    """Run the trials of the command line."""
    library, work, action, error, lasting, reading, *numbers = sys.argv[1:]
    shim = ctypes.CDLL(library)
    shim.fault_what.restype = ctypes.c_char_p
    if action == "bulk":
        graph_store._BULK_FROM = 1
    trials = Trials(shim, action, Path(work), int(error), lasting == "lasting", reading == "read")
    warm()
    if failed := json.loads(forked(trials.renew)):
        raise SystemExit(failed["trace"])
    first, dash, least = numbers[0].partition("-")
    for number in count(int(first)) if dash else map(int, numbers):
        for _ in range(TRIES if dash and number <= int(least) else 1):
            outcome = {"n": number, **json.loads(forked(lambda n=number: trials.run(n)))}
            if outcome.get("counted", number) >= number:
                break
        print(json.dumps(outcome, ensure_ascii=False), flush=True)
        if dash and number > int(least) and outcome.get("counted", number) < number:
            break


if __name__ == "__main__":
    main()
