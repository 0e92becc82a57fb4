"""Kills, faults of the disk, damage: nothing committed is lost, and everything that is broken is said.

Short here; `CHANMAI_FAULTS=all` runs every file operation and 260 kills, as `benchmarks/fuzz/README.md` records.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from fault_sweep import ACTIONS, FAULTS, compile_shim, sweep, trials, wrong
from small_build import ENVIRONMENT, ROOT, chanmai, export, started, write_reports

from chanmai import backups, keeping
from chanmai.results import Results
from ontology.errors import StoreBusyError, StoreError

ALL = os.environ.get("CHANMAI_FAULTS") == "all"
LONG = pytest.mark.timeout(3600 if ALL else 300)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A store of four documents, for copying."""
    base = tmp_path_factory.mktemp("built")
    done = chanmai("build", write_reports(base / "reports"), "--store", base / "S")
    assert done.returncode == 0, done.stderr
    return base


@pytest.fixture
def store(built, tmp_path):
    shutil.copytree(built / "S", tmp_path / "S")
    return tmp_path / "S"


# --- faults of file operations -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """The library that makes the Nth file operation fail."""
    library = compile_shim(tmp_path_factory.mktemp("shim"))
    if library is None:
        pytest.skip("needs a C compiler and Linux")
    return library


SAMPLES = {"build": 8, "update": 6, "remove": 5, "repair": 5, "salvage": 4, "mend": 4, "export": 3, "backup": 4, "restore": 5, "load": 3, "decide": 4, "bulk": 5}


@LONG
@pytest.mark.parametrize("action", ACTIONS)
def test_any_failing_file_operation_loses_nothing(shim, tmp_path, action):
    """One kind of fault for each action in turn; `python tests/fault_sweep.py` is the same with every kind and number."""
    fault = FAULTS[ACTIONS.index(action) % len(FAULTS)] if action != "bulk" else "EIO-once-write"
    if ALL:
        line, found = sweep(shim, tmp_path / "w", action, fault, None)
        print(line)
        assert found == []
        return
    tried = SAMPLES[action]
    (free,) = trials(shim, tmp_path / "w", action, fault, [0])
    total = free["counted"]
    assert total >= tried, "the shim counts nothing"
    numbers = sorted({1, 3, total, *(1 + k * total // tried for k in range(tried))})
    outcomes = trials(shim, tmp_path / "w", action, fault, numbers)
    assert [o["n"] for o in outcomes] == numbers
    assert [told for told in wrong(free, outcomes) if not told.startswith(f"{total} ") or "never came" not in told] == []  # the last one may fall away
    assert any(o["said"] for o in outcomes), "no operation was disturbed"


def disturbed(shim, number, watched, *arguments):
    """Run a command that loads in bulk and has the Nth change of the watched files failed, counted while its first document is put in place.

    Returns:
        How it ended, and how many changes there were.
    """
    program = f"""
import atexit, ctypes, sys
sys.path.insert(0, {str(ROOT / "tests")!r})
import fault_driver
fault_driver.install()
from graph import store
shim, counted = ctypes.CDLL({str(shim)!r}), []
begin, confirm = store.Ledger.begin, store.Ledger.confirm
def begun(ledger, *rows):
    begin(ledger, *rows)
    if not counted:
        shim.fault_arm({str(watched)!r}.encode(), {number}, {errno.EIO}, 0, 0)
def confirmed(ledger, *rows):
    counted.append(shim.fault_count())
    shim.fault_arm(b"", 0, 0, 0, 0)
    confirm(ledger, *rows)
store.Ledger.begin, store.Ledger.confirm, store._BULK_FROM = begun, confirmed, 1
atexit.register(lambda: print("counted", counted[0] if counted else shim.fault_count()))
from chanmai.cli import main
main()
"""
    done = subprocess.run([sys.executable, "-c", program, *map(str, arguments)], env={**ENVIRONMENT, "LD_PRELOAD": str(shim)}, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr
    return done, int(done.stdout.split()[-1])


@LONG
@pytest.mark.parametrize("action", ["build", "load"])
def test_a_bulk_load_whose_manifest_the_disk_refuses_is_ended_by_the_same_command(shim, tmp_path, action):
    """RocksDB deletes files that its manifest already names where syncing that fails: the quads cannot be opened then.

    Most times, that is: RocksDB may write another manifest in time. `test_graph_store` has it every time.
    """
    for name, count in (("few", 1), ("many", 2)):
        assert chanmai("build", write_reports(tmp_path / name, count), "--store", tmp_path / f"{name}.S").returncode == 0
    before, after = export(tmp_path / "few.S"), export(tmp_path / "many.S")
    command = ("build", tmp_path / "many") if action == "build" else ("load", tmp_path / "many.S.export.nq")
    if action == "load":
        shutil.rmtree(tmp_path / "few.S")
        assert chanmai("load", tmp_path / "few.S.export.nq", "--store", tmp_path / "few.S").returncode == 0
    store, repaired, number, counted, told = tmp_path / "S", tmp_path / "R", 0, 1, 0
    while number < counted:
        number += 1
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(tmp_path / "few.S", store)
        done, counted = disturbed(shim, number, store / "quads" / "MANIFEST", *command, "--store", store)
        if done.returncode:
            told += 1
            assert "磁盘读写失败" in done.stderr, (number, done.stderr)
        if any(finding.rule == "quads" for finding in keeping.find_damage(store)):
            shutil.copytree(store, repaired)
            assert not any("build again" in line for line in keeping.repair(repaired))
            assert keeping.find_damage(repaired) == []
            assert export(repaired) == (after if action == "build" else before), "a build's results are there already"
            shutil.rmtree(repaired)
        again = chanmai(*command, "--store", store)
        assert again.returncode == 0, (number, again.stderr)
        assert keeping.find_damage(store) == [], number
        assert export(store) == after, number
        assert not (store / "before").exists(), number
    assert told, "no operation was disturbed"


def test_a_sweep_sees_what_is_wrong():
    """The judge of the sweep: lost bytes, damage, traces, and faults that never came."""
    free = {"n": 0, "counted": 3, "what": "", "said": "", "trace": "", "left": [], "after": [], "digest": "a"}
    sound = {**free, "n": 1, "what": "write /x", "said": "full"}
    assert wrong(free, [sound]) == []
    for spoilt in ({"trace": "Traceback"}, {"left": ["lost"]}, {"after": ["damaged"]}, {"digest": "b"}, {"what": ""}):
        assert len(wrong(free, [{**sound, **spoilt}])) == 1, spoilt
    assert wrong(free, [{**sound, "n": 4, "what": ""}]) == [], "the action has only three operations"


# --- kills ---------------------------------------------------------------------------------------------------------


@LONG
@pytest.mark.parametrize("action", ["build", "repair", "export"])
def test_kill_9_at_random_moments_loses_nothing(tmp_path, action):
    kills = {"build": 60, "repair": 50, "export": 50}[action] if ALL else {"build": 5, "repair": 3, "export": 2}[action]
    reports = write_reports(tmp_path / "reports", {"build": 60, "repair": 60, "export": 400}[action] if ALL else 12)
    undisturbed, store, out = tmp_path / "U", tmp_path / "S", tmp_path / "out.nq"
    arguments = {"build": ("build", reports, "--store"), "repair": ("repair", "--store"), "export": ("export", out, "--store")}[action]
    assert timed("build", reports, "--store", undisturbed)
    expected, held = export(undisturbed), set(cached(undisturbed))
    idle = timed("export", out, "--store", tmp_path / "none", status=1)  # until it begins
    shutil.copytree(undisturbed, store)
    if action == "build":
        shutil.rmtree(store)
    elif action == "repair":
        spoil_tables(store)
    whole = timed(*arguments, store)
    rng, stages, done = random.Random(8), Counter(), set()
    if action == "build":
        shutil.rmtree(store)
    for _turn in range(4 * kills + 8):
        if action == "repair":
            spoil_tables(store)
        process, begun = started(*arguments, store), time.monotonic()
        try:
            process.wait(timeout=0.8 * idle + (whole - 0.8 * idle) * rng.random())
            took = time.monotonic() - begun
            whole, idle = (whole + took) / 2, min(idle, took)  # the machine has more time now than when these were measured
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            stages[stage(store, action)] += 1
            assert done <= set(cached(store)), "what was committed is lost"
            done = set(cached(store))
            if action == "export":
                assert not out.exists() or out.read_bytes() == expected
            if ALL or stages.total() == kills:
                resumes(store, arguments, expected, held, tmp_path / "R")
        elif action == "build":
            shutil.rmtree(store)
            done = set()
        if stages.total() == kills:
            break
    print(f"{action}: {stages.total()} kills of {_turn + 1} runs, while {dict(stages)}")
    assert stages.total() == kills, "runs ended before their kill"


def timed(*arguments: object, status: int = 0) -> float:
    """Run a command to its end and return the seconds it took."""
    begun = time.monotonic()
    done = chanmai(*arguments)
    assert done.returncode == status, done.stderr
    return time.monotonic() - begun


def cached(store: Path) -> list[tuple]:
    """Return the results of a store, by way of a copy: looking must not settle anything."""
    if not (store / "results.sqlite").exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        for file in store.glob("results.sqlite*"):
            shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / "results.sqlite")) as db:
            tables = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'result'").fetchone()
            return db.execute("SELECT * FROM result").fetchall() if tables else []


def spoil_tables(store: Path) -> None:
    for table in (store / "quads").glob("*.sst"):
        table.write_bytes(b"damaged")


def stage(store: Path, action: str) -> str:
    """Return what a killed action was doing, as far as its files say."""
    if action == "export":
        partial = [*store.parent.glob(".out.nq.*.part")]
        for file in partial:
            file.unlink()
        return "writing" if partial else "starting or ending"
    if action == "repair":
        return "rebuilding" if (store / "fresh").exists() else "starting or ending"
    if not (store / "snapshots" / "current").exists():
        return "starting" if not cached(store) else "writing quads" if list(store.glob("quads/*.sst")) or list(store.glob("snapshots/*")) else "extracting or writing"
    return "starting or ending"


def resumes(store: Path, arguments: tuple, expected: bytes, held: set, copy: Path) -> None:
    """Run a killed command again in a copy: it ends, the store is whole, and holds the bytes and results of an undisturbed one."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(store, copy) if store.exists() else None
    resumed = chanmai(*arguments, copy)
    assert resumed.returncode == 0, resumed.stderr
    assert keeping.find_damage(copy) == []
    assert export(copy) == expected
    assert set(cached(copy)) == held
    assert not list(copy.glob("quads/bulk-*.sst"))
    if arguments[0] == "export":
        assert arguments[1].read_bytes() == expected
        arguments[1].unlink()


@LONG
def test_kill_9_while_snapshots_are_made_leaves_one_to_read(built, store):
    program = f"from pathlib import Path\nfrom graph.store import open_writer\nwith open_writer(Path({str(store)!r})) as graph:\n print('in', flush=True)\n while True:\n  graph.publish()"
    expected = export(built / "S")
    rng = random.Random(9)
    for turn in range(50 if ALL else 5):
        process = subprocess.Popen([sys.executable, "-c", program], env=ENVIRONMENT, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        time.sleep(0.3 * rng.random())
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert export(store) == expected, turn
        assert keeping.find_damage(store) == [], turn
    done = chanmai("build", built / "reports", "--store", store)
    assert "unchanged 4" in done.stderr
    assert export(store) == expected
    assert chanmai("remove", "d1", "--store", store).returncode == 0  # the next change makes the next snapshot
    assert len([entry for entry in (store / "snapshots").iterdir() if entry.is_dir()]) <= 2, "what killed writers left is cleared away"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
def test_an_interrupted_build_says_so_and_resumes(tmp_path, number):
    reports = write_reports(tmp_path / "reports", 150)
    process = started("build", reports, "--store", tmp_path / "S")
    assert process.stderr is not None
    for _ in range(30):
        process.stderr.readline()
    process.send_signal(number)
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=120) == 130
    assert "再运行同一命令" in said
    assert "Traceback" not in said
    resumed = chanmai("build", reports, "--store", tmp_path / "S")
    assert resumed.returncode == 0, resumed.stderr
    assert "未变 unchanged 0 " not in resumed.stderr
    assert keeping.find_damage(tmp_path / "S") == []


# --- a full disk ---------------------------------------------------------------------------------------------------


ROOM = [0, 8, 32, 64, 128, 192, 256, 384, 512, 768, 1024, 2048] if ALL else [0, 192]
"""KiB that are left on the disk, so that it fills up while results, write-ahead log, tables, snapshot or output are written."""


@LONG
def test_a_full_disk_is_said_and_survived(tmp_path):
    mounted = tmp_path / "small"
    mounted.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", mounted], capture_output=True, check=False).returncode:
        pytest.skip("mounting a tmpfs is not allowed here; the fault injector covers ENOSPC")
    try:
        reports = write_reports(tmp_path / "reports", 6)
        assert chanmai("build", reports, "--store", tmp_path / "B").returncode == 0
        before = export(tmp_path / "B")
        more = write_reports(tmp_path / "reports", 40)
        assert chanmai("build", more, "--store", tmp_path / "U").returncode == 0
        after = export(tmp_path / "U")
        stopped = [room for room in ROOM if fills_up(mounted, tmp_path, more, room, before, after)]
        assert 0 in stopped
    finally:
        subprocess.run(["umount", "-l", mounted], check=False)


def fills_up(mounted: Path, folder: Path, reports: Path, room: int, before: bytes, after: bytes) -> bool:
    """Update a store with so much room on the disk; say whether it was too little."""
    store, filler = mounted / "S", mounted / "filler"
    shutil.copytree(folder / "B", store)
    fill(filler)
    if room:
        os.truncate(filler, filler.stat().st_size - room * 1024)
    full = chanmai("build", reports, "--store", store)
    assert "Traceback" not in full.stderr, room
    assert full.returncode in {0, 1}, (room, full.stderr)
    if full.returncode:
        assert "磁盘已满" in full.stderr.splitlines()[-1], (room, full.stderr)
    fill(filler.with_name("more"))
    assert chanmai("backup", "--store", store, "-o", mounted / "b.tar").returncode == 1
    assert not (mounted / "b.tar").exists()
    written = chanmai("export", "--store", store, mounted / "out.nq")
    assert written.returncode == 1
    assert "Traceback" not in written.stderr
    assert not (mounted / "out.nq").exists()
    if full.returncode and not room:
        assert export_to(folder, store) == before, "reading must go on"
    filler.unlink()
    filler.with_name("more").unlink()
    resumed = chanmai("build", reports, "--store", store)
    assert resumed.returncode == 0, (room, resumed.stderr)
    assert keeping.find_damage(store) == [], room
    assert export_to(folder, store) == after, room
    shutil.rmtree(store)
    return full.returncode == 1


def export_to(folder: Path, store: Path) -> bytes:
    done = chanmai("export", "--store", store, folder / "seen.nq")
    assert done.returncode == 0, done.stderr
    return (folder / "seen.nq").read_bytes()


def fill(file: Path) -> None:
    """Write until nothing goes in any more."""
    with file.open("wb", buffering=0) as out:
        for size in (1 << 20, 1 << 14, 1 << 10):
            try:
                while out.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (sqlite3.OperationalError("database or disk is full"), "磁盘已满"),
        (sqlite3.OperationalError("disk I/O error"), "磁盘读写失败"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "不能写入"),
        (sqlite3.OperationalError("unable to open database file"), "free space and permissions"),
        (sqlite3.DatabaseError("database disk image is malformed"), "repair"),
        (OSError("IO error: No space left on device: While appending to file"), "磁盘已满"),
        (OSError(errno.EMFILE, "Too many open files"), "ulimit"),
        (RuntimeError("Corruption: block checksum mismatch"), "repair"),
        (RuntimeError("a bug"), None),
        (ValueError("no space left"), None),
    ],
    ids=str,
)
def test_faults_are_told_in_our_words(fault, said):
    from graph.faults import explain, told_faults

    if said is None:
        assert explain(fault) is None
        with pytest.raises(type(fault)), told_faults("S"):
            raise fault
    else:
        with pytest.raises(StoreError, match=said) as caught, told_faults("S"):
            raise fault
        assert str(caught.value).startswith("S: ")


@pytest.mark.parametrize("command", ["build", "check", "export", "repair", "backup", "show"])
def test_a_marker_that_cannot_be_read_is_not_a_foreign_folder(built, shim, store, command):
    arguments = {"build": ("build", built / "reports"), "export": ("export", "-"), "show": ("show", "d1")}.get(command, (command,))
    program = f"import ctypes, sys; ctypes.CDLL({str(shim)!r}).fault_arm({str(store / 'chanmai.json')!r}.encode(), 1, {errno.EIO}, 1, 1); sys.path.insert(0, {str(ROOT / 'tests')!r}); import fault_driver; fault_driver.install(); from chanmai.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program, *map(str, arguments), "--store", store], env={**ENVIRONMENT, "LD_PRELOAD": str(shim)}, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert "cannot be read; check the disk" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


# --- damage --------------------------------------------------------------------------------------------------------


def tables(store: Path) -> list[Path]:
    return sorted((store / "quads").glob("*.sst"), key=lambda file: -file.stat().st_size)


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x10
    file.chmod(0o644)
    file.unlink()  # a snapshot shares the file by a hard link
    file.write_bytes(data)


def truncate(file: Path) -> None:
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data[: len(data) // 2])


def manifest(store: Path) -> Path:
    return next((store / "quads").glob("MANIFEST-*"))


def spoil_result(store: Path) -> None:
    with sqlite3.connect(store / "results.sqlite") as db:
        db.execute("UPDATE result SET body = X'00' WHERE identifier = 'd1'")


def spoil_database(file: Path) -> None:
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(file.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    file.write_bytes(data)


def lose_quads(store: Path) -> None:
    from pyoxigraph import Store

    quads = Store(str(store / "quads"))
    quads.remove(next(iter(quads)))
    quads.flush()
    del quads


DAMAGE = {
    "table flipped": lambda store: flip(tables(store)[0]),
    "smallest table flipped": lambda store: flip(tables(store)[-1]),
    "table cut": lambda store: truncate(tables(store)[0]),
    "table deleted": lambda store: tables(store)[0].unlink(),
    "manifest flipped": lambda store: flip(manifest(store)),
    "manifest cut": lambda store: truncate(manifest(store)),
    "manifest deleted": lambda store: manifest(store).unlink(),
    "current deleted": lambda store: (store / "quads" / "CURRENT").unlink(),
    "quads deleted": lambda store: shutil.rmtree(store / "quads"),
    "quad lost": lose_quads,
    "ledger deleted": lambda store: (store / "ledger.sqlite").unlink(),
    "ledger spoilt": lambda store: spoil_database(store / "ledger.sqlite"),
    "snapshot flipped": lambda store: flip(max((store / "snapshots" / "1").glob("*.sst"), key=lambda f: f.stat().st_size)),
    "seals spoilt": lambda store: (store / "snapshots" / "1.json").write_text("{", "utf-8"),
    "seals deleted": lambda store: (store / "snapshots" / "1.json").unlink(),
    "result spoilt": spoil_result,
    "results spoilt": lambda store: spoil_database(store / "results.sqlite"),
    "results deleted": lambda store: [file.unlink() for file in store.glob("results.sqlite*")],
}
LOST_RESULTS = {"result spoilt", "results spoilt", "results deleted"}


def test_there_are_eighteen_kinds_of_damage():
    assert len(DAMAGE) == 18


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_and_repaired(built, store, kind):
    expected = export(built / "S")
    assert keeping.find_damage(store) == []
    DAMAGE[kind](store)
    found = keeping.find_damage(store)
    assert found, "not detected"
    assert all("chanmai repair" in finding.message for finding in found)
    done = keeping.repair(store)
    assert done
    again = chanmai("build", built / "reports", "--store", store)
    assert again.returncode == 0, again.stderr
    assert keeping.find_damage(store) == []
    assert export(store) == expected
    if kind not in LOST_RESULTS:
        assert "built 0" in again.stderr, "repair must rebuild all of it from the cached results"


def test_check_tells_damage_and_exits_1(store):
    flip(tables(store)[0])
    done = chanmai("check", "--store", store)
    assert done.returncode == 1
    assert "damaged" in done.stdout
    assert "Traceback" not in done.stderr


def test_repair_of_a_sound_store_changes_nothing(store):
    files = {file: file.stat().st_mtime_ns for file in store.rglob("*.sst")}
    assert keeping.repair(store) == []
    assert {file: file.stat().st_mtime_ns for file in store.rglob("*.sst")} == files


def test_repair_keeps_graphs_that_were_loaded_without_results(built, tmp_path):
    source = tmp_path / "x.nq"
    source.write_bytes(export(built / "S"))
    assert chanmai("load", source, "--store", tmp_path / "L").returncode == 0
    flip(max((tmp_path / "L" / "quads").glob("*.sst"), key=lambda file: file.stat().st_size))
    assert keeping.find_damage(tmp_path / "L")
    keeping.repair(tmp_path / "L")
    assert keeping.find_damage(tmp_path / "L") == []
    assert export(tmp_path / "L") == source.read_bytes()


# --- backups -------------------------------------------------------------------------------------------------------


def test_a_backup_brings_everything_back(built, store):
    expected = export(store)
    written = backups.backup(store)
    assert written == store.parent / "S.backups" / "1.tar"
    shutil.rmtree(store)
    backups.restore(store)
    assert export(store) == expected
    assert keeping.find_damage(store) == []
    assert "built 0" in chanmai("build", built / "reports", "--store", store).stderr


@pytest.mark.parametrize("again", [False, True], ids=["once", "lasting"])
def test_a_page_that_the_disk_does_not_give_is_no_lost_result(store, monkeypatch, again):
    """SQLite calls such a page damaged; what cannot be read now is not to be thrown away."""
    held, read, calls = set(cached(store)), keeping._read_results, []

    def failing(file):
        calls.append(file)
        return (True, [], ["results.sqlite"]) if len(calls) == 1 else read(file)

    def disk(file):
        if again:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(keeping, "_read_results", failing)
    monkeypatch.setattr(keeping, "_read_through", disk)
    spoil_tables(store)
    if again:
        with pytest.raises(StoreError, match="磁盘读写失败"):
            keeping.repair(store)
    else:
        keeping.repair(store)
    assert set(cached(store)) == held
    assert len(calls) == (1 if again else 2)


@pytest.mark.parametrize("what", ["quads", "snapshots"])
def test_a_repair_that_cannot_clear_the_damage_away_says_so_and_is_ended_by_another(built, store, monkeypatch, what):
    expected, remove = export(built / "S"), shutil.rmtree
    spoil_tables(store)

    def stubborn(folder, *, ignore_errors=False):
        if Path(folder).name == what and not ignore_errors:
            raise OSError(errno.EIO, "Input/output error")
        if Path(folder).name != what:
            remove(folder, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", stubborn)
    with pytest.raises(StoreError, match="磁盘读写失败"):
        keeping.repair(store)
    monkeypatch.undo()
    keeping.repair(store)
    assert keeping.find_damage(store) == []
    assert export(store) == expected


def test_a_loaded_store_with_an_empty_cache_is_repaired_with_its_entities(built, tmp_path):
    expected = export(built / "S")
    (tmp_path / "all.nq").write_bytes(expected)
    store = tmp_path / "L"
    assert chanmai("load", tmp_path / "all.nq", "--store", store).returncode == 0
    Results(store / "results.sqlite").close()
    for table in tables(store):
        table.unlink()  # the snapshot has the same file
        table.write_bytes(b"damaged")
    done = keeping.repair(store)
    assert not any("build again" in line for line in done), done
    assert export(store) == expected


def test_a_writer_ends_what_a_repair_had_made_and_not_put_in_place(built, store, monkeypatch):
    """A repair was cut off between the two: the journal of the old results must not be read into the new ones."""
    from graph import store as stores

    expected = export(built / "S")
    spoil_result(store)
    spoil_tables(store)
    monkeypatch.setattr(keeping, "finish_swap", lambda path: None)
    monkeypatch.setattr(stores, "finish_swap", lambda path: None)
    with pytest.raises(StoreError, match="damaged"):
        keeping.repair(store)
    monkeypatch.undo()
    assert (store / "fresh" / "ready").exists()
    with sqlite3.connect(store / "results.sqlite") as old:
        old.execute("PRAGMA wal_autocheckpoint = 0")
        old.execute("DELETE FROM result")
        old.commit()
        assert (store / "results.sqlite-wal").stat().st_size
        shutil.copytree(store, store.with_name("killed"))
    old.close()
    killed = store.with_name("killed")
    done = chanmai("build", built / "reports", "--store", killed)
    assert done.returncode == 0, done.stderr
    assert "built 1 " in done.stderr, "the damaged result alone is made again"
    assert not (killed / "fresh").exists()
    assert keeping.find_damage(killed) == []
    assert export(killed) == expected


def test_restoring_keeps_what_it_replaces(store):
    backups.backup(store)
    (store / "note").write_text("mine", "utf-8")
    backups.restore(store)
    assert (store.parent / "S.before-restore-1" / "note").read_text("utf-8") == "mine"


@pytest.mark.parametrize("spoil", ["cut", "flip", "foreign", "missing"])
def test_a_bad_backup_changes_nothing(store, spoil):
    file = backups.backup(store)
    data = bytearray(file.read_bytes())
    if spoil == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif spoil == "flip":
        data[len(data) // 3] ^= 1
        file.write_bytes(data)
    elif spoil == "foreign":
        import io
        import tarfile

        with tarfile.open(file, "w") as archive:
            info = tarfile.TarInfo("../../evil")
            info.size = 1
            archive.addfile(info, io.BytesIO(b"x"))
    else:
        file.unlink()
    before = export(store)
    with pytest.raises(StoreError):
        backups.restore(store, file)
    assert export(store) == before
    assert not (store.parent / "evil").exists()
    assert not (store.parent / "S.restoring").exists()


def test_damage_is_not_backed_up(store):
    flip(tables(store)[0])
    with pytest.raises(StoreError, match="repair"):
        backups.backup(store)


# --- two at once ---------------------------------------------------------------------------------------------------


def test_a_second_writer_ends_with_75_and_words(built, store):
    holder = subprocess.Popen(
        [sys.executable, "-c", f"from pathlib import Path\nfrom graph.store import open_writer\nimport sys\nwith open_writer(Path({str(store)!r})):\n print('in', flush=True)\n sys.stdin.read()"],
        env=ENVIRONMENT, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "in\n"
    try:
        for command in (("build", built / "reports"), ("repair",), ("backup",), ("remove", "d1")):
            done = chanmai(*command, "--store", store)
            assert done.returncode in ({75} if command[0] != "repair" else {0, 75}), (command, done.stderr)
            assert "Traceback" not in done.stderr
            if done.returncode == 75:
                assert str(holder.pid) in done.stderr
        begun = time.process_time()
        assert chanmai("export", "--store", store, "-").returncode == 0, "reading goes on beside a writer"
        assert time.process_time() - begun < 10
    finally:
        holder.communicate("")
    assert chanmai("build", built / "reports", "--store", store).returncode == 0


def test_a_store_that_does_not_close_after_a_fault_ends_its_process_and_says_so(built, store):
    """RocksDB waits for ever there, rarely, and holds the interpreter: no thread of this process could end it."""
    program = f"""
import ctypes
from pathlib import Path
from graph import store as stores
class Stuck:
    def __del__(self):
        ctypes.PyDLL(None).sleep(100)  # without giving the interpreter to others
stores._CLOSING = 1.0
with stores.open_writer(Path({str(store)!r})) as graph:
    graph.store = Stuck()
    raise OSError({errno.ENOSPC}, "No space left on device")
"""
    done = subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "nothing committed is lost" in done.stderr
    assert "Traceback" not in done.stderr
    assert chanmai("build", built / "reports", "--store", store).returncode == 0
    assert keeping.find_damage(store) == []


def test_a_store_that_closes_after_a_fault_is_not_ended(store):
    from graph.store import open_writer

    with pytest.raises(OSError, match="full"), open_writer(store):
        raise OSError(errno.ENOSPC, "full")
    time.sleep(0.2)
    assert keeping.find_damage(store) == []


def test_a_store_in_use_is_only_looked_at_from_its_snapshot(store):
    from graph.store import lock

    with lock(store):
        assert keeping.find_damage(store) == []
        with pytest.raises(StoreBusyError), lock(store):
            pass


@pytest.mark.parametrize("where", ["missing", "a file", "another program's"])
def test_keeping_names_what_is_no_store(tmp_path, where):
    path = tmp_path / "S"
    if where == "a file":
        path.write_text("x", "utf-8")
    elif where != "missing":
        path.mkdir()
        (path / "thesis.docx").write_text("x", "utf-8")
    for command in (keeping.find_damage, keeping.repair, backups.backup):
        with pytest.raises(StoreError, match="S"):
            command(path)
    assert path.exists() == (where != "missing")


def test_another_encoding_reads_the_same_bytes_anew(tmp_path):
    (tmp_path / "a.txt").write_bytes("华岭材料有限公司位于东区。".encode("gb18030"))
    assert chanmai("build", tmp_path / "a.txt", "--store", tmp_path / "S", "--encoding", "big5").returncode in {0, 1}
    again = chanmai("build", tmp_path / "a.txt", "--store", tmp_path / "S", "--encoding", "gb18030")
    assert "built 1 " in again.stderr
    assert "华岭材料有限公司" in export(tmp_path / "S").decode()
