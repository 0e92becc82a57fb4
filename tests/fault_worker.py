"""Builds, exports, repairs, backs up in forked children, each failing at another file operation; prints one JSON line each.

Run under LD_PRELOAD of the shim: `fault_worker.py SHIM WORK ACTION ERRNO LASTING N…`. In every child the folder is made
as the action needs it, the Nth operation fails, then the fault is lifted, the store is checked, the action is repeated,
and the export's digest is printed beside that of an undisturbed store.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import io
import json
import os
import shutil
import sys
import traceback
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[1])]

from fault_driver import install
from small_build import write_reports

install()

from chanmai import backups, build, keeping  # the stand-in must be in place before
from extract.read import ReadOptions
from graph.export import export
from graph.faults import explain
from graph.store import open_reader
from ontology.errors import ChanmaiError, UnknownNameError

READERS = {"export", "backup", "restore"}
"""Actions that leave the store as it is, whatever fails: it is looked at before they are repeated."""


def run_build(reports: Path, store: Path) -> None:
    """Build with the small extraction."""
    build.build([reports], store, ReadOptions())


def digest(store: Path) -> str:
    """Return the digest of the store's export."""
    out = store.with_name(store.name + ".nq")
    with open_reader(store) as graph:
        export(graph, str(out), "")
    return hashlib.sha256(out.read_bytes()).hexdigest()


def prepare(action: str, work: Path) -> None:
    """Bring the folder to where the action starts."""
    if action != "build":
        run_build(work / "reports", work / "S")
    if action == "update":
        write_reports(work / "reports", note="新")
    if action == "repair":
        for table in (work / "S" / "quads").glob("*.sst"):
            table.write_bytes(b"damaged")
    if action == "restore":
        backups.backup(work / "S")


def base_of(work: Path) -> Path:
    """Return where the folder lies as the action needs it, to be copied to its place for every trial."""
    return work.with_name(f"{work.name}.base")


def act(action: str, work: Path) -> None:
    """Do what is to be disturbed."""
    store = work / "S"
    if action in {"build", "update"}:
        run_build(work / "reports", store)
    elif action == "export":
        with open_reader(store) as graph:
            export(graph, str(work / "S" / "out.nq"), "")
    elif action == "repair":
        keeping.repair(store)
    elif action == "restore":
        backups.restore(store)
    elif action == "remove":
        with contextlib.suppress(UnknownNameError):  # done already, where the fault came after
            build.remove(["d1"], store)
    else:
        backups.backup(store, work / "S" / "out.tar")


def trial(shim: ctypes.CDLL, action: str, work: Path, number: int, error: int, *, lasting: bool) -> dict[str, object]:
    """Disturb one action at one operation and say what came of it."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(base_of(work), work)
    held = digest(work / "S") if action in READERS else ""
    said, trace = "", ""
    shim.fault_arm(str(work / "S").encode(), number, error, int(lasting))
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            act(action, work)
    except ChanmaiError as fault:
        said = str(fault)
    except BaseException as fault:  # what escapes is what the test looks for
        said = explain(fault) or ""  # the command line says this of any fault
        trace = "" if said else "".join(traceback.format_exception(fault))[-3000:]
    counted = shim.fault_count()
    shim.fault_arm(b"", 0, 0, 0)
    if action in READERS:
        stands = work / "S"
        if not stands.exists() and (kept := work / "S.before-restore-1").exists() and str(kept) in said:
            stands = kept  # even the way back failed, and the message says so
        whole = (stands / "chanmai.json").exists()
        before = [f.message for f in keeping.find_damage(stands)] if whole else ["the store is gone"]
        before += [] if whole and digest(stands) == held else ["the store is another"]
    else:
        before = []
    act(action, work)
    if action == "repair":
        keeping.repair(work / "S")
    after = [f.message for f in keeping.find_damage(work / "S")]
    return {"n": number, "counted": counted, "said": said, "trace": trace, "before": before, "after": after, "digest": digest(work / "S")}


def main() -> None:
    """Run the trials of the command line, one forked child each, with a copy of the prepared folder."""
    shim = ctypes.CDLL(sys.argv[1])
    work, action, error, lasting = Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5] == "lasting"
    shutil.rmtree(work, ignore_errors=True)  # of an earlier run: a build over its store would write next to nothing
    if (child := os.fork()) == 0:  # this process opens no store: what is forked from it must not miss the threads of one
        write_reports(work / "reports")
        prepare(action, work)
        shutil.rmtree(base_of(work), ignore_errors=True)
        work.rename(base_of(work))
        os._exit(0)
    os.waitpid(child, 0)
    for number in map(int, sys.argv[6:]):
        sys.stdout.flush()
        if (child := os.fork()) == 0:
            try:
                print(json.dumps(trial(shim, action, work, number, error, lasting=lasting)), flush=True)
            except BaseException as fault:  # told to the test
                print(json.dumps({"n": number, "trace": "".join(traceback.format_exception(fault))[-3000:]}), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
