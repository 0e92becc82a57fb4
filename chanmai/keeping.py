"""Keep a store whole: check it for every kind of damage, rebuild what was lost, back it up, bring it back.

In: a store's folder. Out: findings, or the folder as it was. The cached results are the durable unit; quads, ledger and
snapshots are made from them, so `repair` rebuilds these exactly, and says which documents must be built again.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store

from chanmai.results import Results, decode
from graph.check import Finding, Severity
from graph.faults import FAILED, TOO_MANY, explain, told_faults
from graph.ledger import Ledger, LedgerRow, graph_hash
from graph.seals import broken_seals, read_seals
from graph.store import BEFORE, FRESH, READY, finish_swap, is_store, lock, open_writer
from ontology.errors import StoreBusyError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Quad

__all__ = ["find_damage", "repair", "run_repair"]

LEDGER, RESULTS = "ledger.sqlite", "results.sqlite"


def find_damage(path: Path) -> list[Finding]:
    """Return everything that is not as it was committed: results, ledger, quads, snapshots; nothing is changed.

    While another process writes, its files are left alone and only the newest snapshot is looked at.

    Raises:
        StoreError: there is no store.
        OSError: the disk fails, so that nothing can be said.
    """
    _must_be_store(path)
    findings = _database_damage(path / RESULTS)
    findings += [*_unreadable_results(path / RESULTS, told=bool(findings)), *_database_damage(path / LEDGER)]
    seals = _newest_seals(path)
    if seals["results"] and not (path / RESULTS).exists():
        findings.append(_broken("results", f"{RESULTS} is missing; run chanmai repair, then build again"))
    findings += _snapshot_damage(path, seals["files"])
    if findings and any(f.rule == "ledger" for f in findings):
        return findings
    if not (path / LEDGER).exists():
        if (path / "quads").exists() or (path / RESULTS).exists():
            findings.append(_broken("ledger", f"{LEDGER} is missing; run chanmai repair"))
        return findings
    try:
        with lock(path):
            findings += _quads_damage(path, seals["files"])
            findings += _unwritten(path)
    except StoreBusyError:
        pass  # its writer is at work; the snapshot was checked
    return findings


def repair(path: Path) -> list[str]:
    """Rebuild what is damaged from what is whole and return what was done, one line each; empty if nothing was.

    Quads and ledger are made again from the cached results. Documents that were loaded without results are taken from
    the old quads or the newest snapshot, where their hash is still that of the ledger. What cannot be saved is named.

    Raises:
        StoreBusyError: another process writes to the store.
        StoreError: there is no store.
    """
    _must_be_store(path)
    with told_faults(path):
        if (path / FRESH / READY).exists():
            with open_writer(path):
                pass  # puts in place what an earlier repair had made
        if _put_back(path):
            return ["恢复到批量装入前的状态，没有丢失内容 · back as it was before a bulk load that failed, nothing is lost"]
        if not find_damage(path):
            return []
        with lock(path):
            done = _rebuild(path)
        with open_writer(path):
            pass  # its end makes a snapshot
    return done


def _put_back(path: Path) -> bool:
    """Have the quads put back that a failed bulk load broke; say whether that leaves a store without damage."""
    if not (path / BEFORE / READY).exists() or not find_damage(path):
        return False
    try:
        with open_writer(path):
            pass
    except StoreBusyError:
        raise
    except StoreError:  # there is other damage
        return False
    return not find_damage(path)


def run_repair(path: Path) -> int:
    """Repair a store, say what was done, and return the exit status: 1 where a document must be built again."""
    done = repair(path)
    for line in done or ["没有损坏 · nothing is damaged"]:
        sys.stderr.write(f"{path}: {line}\n")
    return 1 if any("build again" in line for line in done) else 0


def _must_be_store(path: Path) -> None:
    if not path.exists():
        raise StoreError(f"{path}: 没有这个库 · no such store; build one with: chanmai build PATH --store {path}")
    if not is_store(path):
        raise StoreError(f"{path}: 不是 chanmai 库 · not a chanmai store; name the folder that chanmai build --store made")


def _broken(rule: str, message: str, document: str = "", where: str = "") -> Finding:
    return Finding(document, Severity.BROKEN, rule, message, where)


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for reading; where its writer was killed, its journal is rolled back first."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    with closing(connection):
        connection.execute("PRAGMA query_only = ON")
        yield connection


def _database_damage(file: Path) -> list[Finding]:
    """Return what SQLite finds wrong in one of its files."""
    rule = file.stem
    if not file.exists():
        return []
    try:
        with _opened(file) as connection:
            verdict = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        verdict = [str(error)]
    return [] if verdict == ["ok"] else [_broken(rule, f"{file.name} is damaged: {verdict[0]}; run chanmai repair")]


def _unreadable_results(file: Path, *, told: bool) -> list[Finding]:
    """Return a finding for each cached result that does not read back, and for the file unless its damage is told already."""
    if not file.exists():
        return []
    findings = []
    try:
        with _opened(file) as connection:
            for identifier, body in connection.execute("SELECT identifier, body FROM result ORDER BY identifier"):
                try:
                    decode(body)
                except StoreError:
                    findings.append(_broken("results", "the cached result is damaged; run chanmai repair, then build it again", identifier))
    except sqlite3.Error as error:
        findings += [] if told else [_broken("results", f"{file.name} cannot be read: {error}; run chanmai repair")]
    return findings


def _newest_seals(path: Path) -> dict[str, object]:
    name = _current(path)[0]
    return read_seals(path / "snapshots" / f"{name}.json")


def _current(path: Path) -> tuple[str, int]:
    """Return name and generation of the newest snapshot; ("", -1) where there is none."""
    try:
        current = json.loads((path / "snapshots" / "current").read_text("utf-8"))
        return str(current["snapshot"]), int(current["generation"])
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return "", -1


def _snapshot_damage(path: Path, files: object) -> list[Finding]:
    name, _ = _current(path)
    if not name or not isinstance(files, dict):
        return []
    broken = broken_seals(path / "snapshots" / name, files, whole=True) if files else [f"{name}.json"]
    if _current(path)[0] != name:
        return []  # a writer has just replaced it
    return [_broken("snapshot", f"{name} of snapshot {path.name}/snapshots is damaged; run chanmai repair", where=f"snapshots/{name}") for name in broken]


def _quads_damage(path: Path, files: object) -> list[Finding]:
    """Return what is wrong with the writer's own files; nobody writes to them now."""
    folder = path / "quads"
    if not (folder / "CURRENT").exists():
        return [_broken("quads", "its files are gone; run chanmai repair", where="quads")]
    findings = [_broken("quads", f"{name} is damaged; run chanmai repair", where=f"quads/{name}") for name in broken_seals(folder, files if isinstance(files, dict) else {}, whole=False)]
    try:
        store = Store.read_only(str(folder))
        findings += _differences(store, path)
        sum(1 for _ in store)  # touches the index that queries by subject read
    except (OSError, RuntimeError) as error:
        findings.append(_broken("quads", f"damaged or not readable ({str(error)[:120]}); run chanmai repair", where="quads"))
    return findings


def _differences(store: Store, path: Path) -> Iterator[Finding]:
    """Yield graphs that are neither as the ledger has them nor as an unfinished change was to make them."""
    ledger = Ledger(path / LEDGER, read_only=True)
    try:
        rows, begun = ledger.rows(), {row.graph: row for row in ledger.intents()}
    finally:
        ledger.close()
    graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    known = {row.graph: row for row in rows}
    for graph in sorted(known.keys() | begun.keys()):
        graphs.discard(graph)
        if graph not in known:
            continue  # a new graph that was cut off, whole or in part: the next writer keeps it or takes it out
        held = graph_hash(store.quads_for_pattern(None, None, None, NamedNode(graph)))
        row = known[graph]
        allowed = {(row.quads, row.hash)}
        if graph in begun:  # cut off between the store's commit and the ledger's: the next writer settles it
            allowed.add((begun[graph].quads, begun[graph].hash) if begun[graph].quads >= 0 else graph_hash([]))
        if held not in allowed:
            yield _broken("ledger-quads", f"{held[0]} quads, the ledger has {row.quads} of another hash; run chanmai repair", row.identifier, row.graph)
    for graph in sorted(graphs):
        yield _broken("ledger-quads", "a graph that the ledger does not have; run chanmai repair", where=graph)


def _unwritten(path: Path) -> list[Finding]:
    """Return documents whose result is cached and whose quads were never written: a build was cut off there."""
    if not (path / RESULTS).exists():
        return []
    try:
        with _opened(path / RESULTS) as connection:
            cached = {row[0] for row in connection.execute("SELECT identifier FROM result")}
    except sqlite3.Error as error:
        return [_broken("results", f"{RESULTS} cannot be read: {error}; run chanmai repair")]
    written = {row.identifier for row in _old_rows(path)}
    message = "read, but a build was interrupted before it was written; run the same build again, or chanmai repair"
    return [_broken("results", message, identifier) for identifier in sorted(cached - written)]


def _sound_results(path: Path, fresh: Path) -> tuple[Path | None, list[str]]:
    """Return where the results lie that read back, and what is to be said: in a new file where the old one is damaged, None where there is none.

    Raises:
        OSError: the disk fails: what cannot be read now may be whole.
    """
    file = path / RESULTS
    if not file.exists():
        return None, []
    damaged, rows, lost = _read_results(file)
    if damaged or lost:
        _read_through(file)  # SQLite calls a page that the disk did not give a damaged one
        damaged, rows, lost = _read_results(file)
    if not lost and not damaged:
        return file, []
    results = Results(fresh / RESULTS)
    for identifier, key, body in rows:
        results.put(identifier, key, body)
    results.close()
    said = [f"缓存结果 {len(rows)} 条完好 · {len(rows)} cached results are whole"]
    return fresh / RESULTS, [*said, f"无法恢复，请重新构建 · lost, build again: {', '.join(sorted(lost))}"] if lost else said


def _read_results(file: Path) -> tuple[bool, list[tuple[str, str, bytes]], list[str]]:
    """Return whether the file is damaged, the rows that read back, and the identifiers of those that do not."""
    rows: list[tuple[str, str, bytes]] = []
    lost: list[str] = []
    try:
        with _opened(file) as connection:
            identifiers = [row[0] for row in connection.execute("SELECT identifier FROM result")]
            for identifier in identifiers:
                try:
                    row = connection.execute("SELECT identifier, key, body FROM result WHERE identifier = ?", (identifier,)).fetchone()
                    decode(row[2])
                    rows.append(row)
                except (sqlite3.Error, StoreError, TypeError):
                    lost.append(identifier)
    except sqlite3.Error:
        lost.append(RESULTS)
    return bool(_database_damage(file)), rows, lost


def _read_through(file: Path) -> None:
    """Read a database's files from end to end; an `OSError` is the disk's."""
    for part in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-journal")):
        if part.exists():
            with part.open("rb", buffering=0) as opened:
                while opened.read(1 << 20):
                    pass


def _rebuild(path: Path) -> list[str]:
    """Make quads, ledger and, where they are damaged, results anew in a folder beside, then put all in place; return what was done.

    Nothing of the store is changed before all of it is made.
    """
    from chanmai.build import decisions_path, refresh

    fresh = path / FRESH
    shutil.rmtree(fresh, ignore_errors=True)
    with open_writer(fresh, create=True) as graph:
        sound, done = _sound_results(path, fresh)
        own: set[str] = set()
        if sound is not None:
            results = Results(sound)
            try:
                results.forget_written()
                own = set(results.keys())
                refresh(graph, results, decisions_path(path))
            finally:
                results.close()
        rows = _old_rows(path)
        kept, lost = set(own), set[str]()
        for row, quads in _graphs_without_result(path, [row for row in rows if row.identifier not in own]):
            if quads is None:
                if row.identifier or not own:
                    lost.add(row.identifier or "entities")
            elif row.identifier:
                graph.replace_document(row.identifier, quads, sha256=row.sha256)
                kept.add(row.identifier)
            elif not own:
                graph.replace_entities(quads)
    (fresh / READY).touch()
    finish_swap(path)
    done.append(f"由缓存结果重建 {len(kept)} 篇文档的图 · graphs of {len(kept)} documents rebuilt")
    return [*done, f"无法恢复，请重新构建 · lost, build again: {', '.join(sorted(lost))}"] if lost else done


def _old_rows(path: Path) -> list[LedgerRow]:
    """Return the ledger's rows; none where it is missing or damaged.

    Raises:
        OSError: the disk fails.
    """
    for _ in range(2):
        try:
            with closing(Ledger(path / LEDGER, read_only=True)) as ledger:
                return ledger.rows()
        except sqlite3.Error:
            _read_through(path / LEDGER)
    return []


def _failing(error: Exception) -> bool:
    """Say whether a fault of the store is one of the disk or the process, and its files may be whole."""
    return explain(error) in {FAILED, TOO_MANY}


def _graphs_without_result(path: Path, rows: Iterable[LedgerRow]) -> Iterator[tuple[LedgerRow, list[Quad] | None]]:
    """Yield graphs from the old quads or the snapshot, None where neither has it as the ledger says.

    Raises:
        OSError: the disk fails.
    """
    rows = list(rows)
    if not rows:
        return
    places = [path / "quads", path / "snapshots" / _current(path)[0]]
    stores = []
    for place in places:
        try:
            if (place / "CURRENT").exists():
                stores.append(Store.read_only(str(place)))
        except (OSError, RuntimeError) as error:
            if _failing(error):
                raise
    for row in rows:
        found = None
        for store in stores:
            try:
                quads = list(store.quads_for_pattern(None, None, None, NamedNode(row.graph)))
            except (OSError, RuntimeError) as error:
                if _failing(error):
                    raise
                continue
            if graph_hash(quads) == (row.quads, row.hash):
                found = quads
                break
        yield row, found
