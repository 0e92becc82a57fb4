"""Fails every file operation of every action that touches a store, one after the other, and says what came of it.

    python tests/fault_sweep.py [--only build,update,…] [--faults ENOSPC-lasting-write,…] [--work DIR] [--log DIR]

In: nothing, but a C compiler and Linux. Out: a line for each action and kind of fault: how many operations there were,
how many were failed, told, withstood; and everything that was wrong; exit status 1 where something was. With a log, a
sweep that was cut off goes on where it was, as long as the program is the same.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from small_build import ENVIRONMENT

ACTIONS = ("build", "update", "remove", "repair", "salvage", "mend", "export", "backup", "restore", "load", "decide", "bulk")
FAULTS = ("ENOSPC-lasting-write", "EIO-once-write", "EIO-once-read")


def compile_shim(folder: Path) -> Path | None:
    """Compile the library that makes the Nth file operation fail; None where there is no compiler, or no Linux."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, TESTS / "fault_shim.c", "-ldl"], check=True)
    return library


def trials(shim: Path, work: Path, action: str, fault: str, numbers: list[int], *, least: int = 0, log: Path | None = None) -> list[dict[str, Any]]:
    """Return what came of failing these operations of an action; where a least is given, those from the one number on to the last."""
    error, lasting, reading = fault.split("-")
    asked = [f"{numbers[0]}-{least}"] if least else map(str, numbers)
    command = [sys.executable, TESTS / "fault_worker.py", shim, work, action, str(getattr(errno, error)), lasting, reading, *asked]
    outcomes = []
    with subprocess.Popen(command, env={**ENVIRONMENT, "LD_PRELOAD": str(shim)}, stdout=subprocess.PIPE, text=True) as done:
        assert done.stdout is not None
        for line in done.stdout:
            outcomes.append(json.loads(line))
            if log:
                with log.open("a", encoding="utf-8") as kept:
                    kept.write(line)
    assert done.wait() == 0, f"the worker ended with {done.returncode}"
    return outcomes


def wrong(free: dict[str, Any], outcomes: list[dict[str, Any]]) -> list[str]:
    """Return everything that is wrong with the outcomes of an action, given its undisturbed one; empty where nothing is."""
    found = [f"undisturbed: {free[key]}" for key in ("trace", "left", "after") if free.get(key)]
    for outcome in outcomes:
        where = f"{outcome['n']} ({outcome.get('what', '')})"
        found += [f"{where}: {outcome[key]}" for key in ("trace", "left", "after") if outcome.get(key)]
        if not outcome.get("trace") and outcome["digest"] != free["digest"]:
            found.append(f"{where}: other bytes after the action was repeated")
        if outcome["n"] <= free["counted"] and not came(outcome):
            found.append(f"{where}: the fault never came: the action did less than the undisturbed one")
    return found


def came(outcome: dict[str, Any]) -> bool:
    """Say whether an operation was failed."""
    return bool(outcome.get("what"))


def sweep(shim: Path, work: Path, action: str, fault: str, log: Path | None) -> tuple[str, list[str]]:
    """Fail every operation of an action; return a line that sums it up, and what is wrong."""
    begun = time.monotonic()
    free = min(trials(shim, work, action, fault, [0, 0, 0]), key=lambda outcome: outcome["counted"])
    lines = log.read_text("utf-8").splitlines(keepends=True) if log and log.exists() else []
    known = [json.loads(line) for line in lines]
    if not known or came(known[-1]) or known[-1]["n"] <= free["counted"]:
        if known and not came(known[-1]) and log:
            log.write_text("".join(lines[: len(known) - 1]), "utf-8")
            del known[-1]
        known += trials(shim, work, action, fault, [len(known) + 1], least=free["counted"], log=log)
    failed = [outcome for outcome in known if came(outcome)]
    found = wrong(free, known)
    if [outcome["n"] for outcome in known] != list(range(1, len(known) + 1)) or came(known[-1]):
        found.append("operations are missing between the first and the last")
    calls = Counter(outcome["what"].split()[0] for outcome in failed)
    told = sum(bool(outcome["said"]) for outcome in failed)
    line = f"{action} {fault}: {len(failed)} operations failed (undisturbed {free['counted']}), {told} told, {len(failed) - told} withstood, {len(found)} wrong, {time.monotonic() - begun:.0f} s"
    return f"{line} ({', '.join(f'{call} {times}' for call, times in calls.most_common())})", found


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(ACTIONS), help="actions, comma-separated")
    parser.add_argument("--faults", default=",".join(FAULTS), help="ERROR-once|lasting-write|read, comma-separated")
    parser.add_argument("--work", type=Path, help="folder to work in; one in memory is fastest")
    parser.add_argument("--log", type=Path, help="folder for the outcome of every trial, to go on from")
    given = parser.parse_args()
    total, bad = 0, []
    with tempfile.TemporaryDirectory(dir=given.work) as folder:
        shim = compile_shim(Path(folder))
        if shim is None:
            raise SystemExit("needs a C compiler and Linux")
        for fault in given.faults.split(","):
            for action in given.only.split(","):
                log = None
                if given.log:
                    from chanmai.results import code_stamp

                    kept = given.log / code_stamp()[:12]
                    kept.mkdir(parents=True, exist_ok=True)
                    log = kept / f"{action}-{fault}.jsonl"
                line, found = sweep(shim, Path(folder) / "w", action, fault, log)
                print(line, *found[:20], sep="\n  ", flush=True)
                total += int(line.split()[2])
                bad += found
    print(f"{total} operations failed, one a trial; {len(bad)} wrong; load {os.getloadavg()[0]:.0f}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
