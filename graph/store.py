"""The embedded store: one folder with quads on disk, a ledger, and snapshots that readers see.

    DIR/chanmai.json      marker: whose folder this is, and its format
    DIR/lock              held by the one writer
    DIR/ledger.sqlite     see `graph.ledger`
    DIR/quads/            Oxigraph's files, opened by the writer only
    DIR/snapshots/N/      what readers open; DIR/snapshots/current names the newest
    DIR/before/           the quads as they were before the bulk load that is at work, with a file `ready` that holds the
                          ledger's generation; where a fault of the load broke `quads`, the next writer puts them back
    DIR/fresh/            what a repair makes, with a file `ready` in it once it is whole; the next writer puts it in place

In: quads of one document at a time, replaced in one transaction, or many new documents at once, loaded in bulk (what a
kill leaves of them is taken out by the next writer). Out: a pyoxigraph `Store`. Refused: folders that are
not ours or of a newer format, a second writer, a damaged store; each in words that say what to do.

Readers never open the writer's files: Oxigraph's `read_only` beside an active writer may hang on its log.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from filelock import FileLock, Timeout
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from graph.faults import DAMAGED, FAILED, FULL, TOO_MANY, explain
from graph.iris import ENTITIES, document_iri
from graph.ledger import Ledger, LedgerRow, graph_hash, lines_hash
from graph.seals import seal
from ontology.errors import StoreBusyError, StoreError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["BEFORE", "FRESH", "READY", "GraphStore", "Written", "finish_swap", "is_store", "lock", "open_reader", "open_writer", "read_ledger", "write_graph"]

FORMAT: Final = 1
BEFORE, FRESH, READY = "before", "fresh", "ready"
_GROUP: Final = 600_000
"""Quads of new documents that are put in at once: some 150 MB of text, and as much again while it is sorted. Every fourth
group Oxigraph's files are merged, all of them, so that few large groups cost less than many small ones."""
_BULK_FROM: Final = 5_000
"""Quads from which on new documents are loaded in bulk, a third of what a transaction costs a quad, and a dozen files."""
_AT_ONCE: Final = 1 << 20
"""Bytes that are handed to Oxigraph at once."""
_FLUSH_EVERY: Final = 50_000
"""Quads between flushes: an unflushed commit does not survive a power cut."""
_COMPACT_FROM: Final = 1 / 4
"""Share of the quads that a writer changed from which on the files are put in order before a snapshot is made: 1.7 CPU s
for a million quads, after which a lookup, and so a question, takes two thirds of its time (measured, Oxigraph 0.5.13)."""
_CLOSING: Final = 60.0
"""Seconds that a store may take to close after a fault."""
_GUARD: Final = """
import os, select, signal, sys
if not select.select([0], [], [], float(sys.argv[2]))[0]:
    sys.stderr.write(sys.argv[3])
    sys.stderr.flush()
    os.kill(int(sys.argv[1]), signal.SIGKILL)
"""
_KEPT: Final = 2
"""Snapshots left standing: the newest, and the one that a reader may just be opening."""


@dataclass(frozen=True, slots=True)
class Written:
    """The graph of one document as it is to be, ready to be loaded.

    Attributes:
        identifier: of the document.
        sha256: of what it was read from; empty if unknown.
        quads: how many.
        hash: see `graph.ledger.graph_hash`.
        text: N-Quads.
    """

    identifier: str
    sha256: str
    quads: int
    hash: str
    text: bytes


def write_graph(identifier: str, lines: Iterable[str], *, sha256: str = "") -> Written:
    """Return a document's graph from its lines of N-Quads, which end without a full stop."""
    ordered = sorted(set(lines))
    return Written(identifier, sha256, *lines_hash(ordered), "".join([f"{line} .\n" for line in ordered]).encode())


class GraphStore:
    """A store opened for writing; see `open_writer`.

    Attributes:
        path: its folder.
        store: the quads, for queries.
        ledger: what is in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        for leftover in (path / "quads").glob("bulk-*.sst"):
            leftover.unlink()  # of a bulk load that was killed: up to 184 MB each, and nothing refers to them
        self.store = _open_or_put_back(path)
        self.ledger = Ledger(path / "ledger.sqlite")
        self._unflushed = self._changed = 0
        self._broken = False
        self._settle()
        shutil.rmtree(path / BEFORE, ignore_errors=True)

    def replace_document(self, identifier: str, quads: Iterable[Quad], *, sha256: str = "") -> bool:
        """Make the document's graph exactly these quads, in one transaction; say whether anything changed."""
        graph = document_iri(identifier)
        return self._replace(identifier, graph, _own_lines(quads, graph), sha256)

    def replace_documents(self, made: Iterable[Written]) -> Iterator[list[str]]:
        """Make the graph of each document what was written of it; yield the identifiers of each group that is in place.

        Documents that were not there are loaded many at once, without a transaction: cut off in the middle, the next
        writer takes out what there is of them, as the ledger says what was begun. Others are changed one by one.
        """
        group: list[Written] = []
        quads = 0
        for one in made:
            group.append(one)
            quads += one.quads
            if quads >= _GROUP:
                self._replace_group(group)
                yield [written.identifier for written in group]
                group, quads = [], 0
        if group:
            self._replace_group(group)
            yield [written.identifier for written in group]

    def replace_entities(self, quads: Iterable[Quad] | Iterable[str]) -> bool:
        """Make the graph of entities exactly these quads (or lines of N-Quads without full stops), in one transaction; say whether anything changed."""
        return self._replace("", ENTITIES, _own_lines(quads, ENTITIES), "")

    def remove_document(self, identifier: str) -> None:
        """Take a document's graph out again.

        Raises:
            UnknownNameError: no such document; the message lists those there are.
        """
        if self.ledger.row(identifier) is None:
            raise UnknownNameError("文档", identifier, [row.identifier for row in self.ledger.rows() if row.identifier])
        graph = document_iri(identifier)
        row = LedgerRow(identifier, "", graph.value, -1, "")
        self.ledger.begin(row)
        self.store.remove_graph(graph)
        self.ledger.confirm(row)

    def documents(self) -> list[LedgerRow]:
        """Return the ledger's documents by identifier."""
        return [row for row in self.ledger.rows() if row.identifier]

    def flush(self) -> None:
        """Put everything on disk."""
        self.store.flush()
        self._unflushed = 0

    def publish(self) -> Path:
        """Flush, put the files in order where much changed, make a snapshot for readers and return its folder."""
        self.flush()
        if self._changed > _COMPACT_FROM * sum(row.quads for row in self.ledger.rows()):
            with suppress(OSError, RuntimeError):  # on a full disk the files stay as they are, and right
                self.store.optimize()
            self._changed = 0
        return _publish(self.path, self.store, self.ledger.generation)

    def close(self) -> None:
        """Publish where something changed since the last snapshot, and close the files; after a bulk load that failed only close them."""
        try:
            if not self._broken:
                self._settle()
                if _current(self.path)[1] != self.ledger.generation:
                    self.publish()
        finally:
            self.ledger.close()
            with _guarded(self.path) if sys.exc_info()[0] else nullcontext():
                del self.store

    def _replace(self, identifier: str, graph: NamedNode, lines: set[str], sha256: str) -> bool:
        row = LedgerRow(identifier, sha256, graph.value, *lines_hash(lines))
        if (known := self.ledger.row(identifier)) and (known.sha256, known.hash) == (sha256, row.hash):
            return False
        self.ledger.begin(row)
        changed = self._change(graph, lines, fresh=known is None)
        self.ledger.confirm(row)
        return changed > 0

    def _replace_group(self, group: Iterable[Written]) -> None:
        """Put documents in place: those that are new together, those that are there already one by one."""
        new: list[Written] = []
        rows: list[LedgerRow] = []
        for one in group:
            graph = document_iri(one.identifier)
            row = LedgerRow(one.identifier, one.sha256, graph.value, one.quads, one.hash)
            known = self.ledger.row(one.identifier)
            if known is None and not self.store.contains_named_graph(graph):
                new.append(one)
                rows.append(row)
            elif known is None or (known.sha256, known.hash) != (row.sha256, row.hash):
                self._replace(one.identifier, graph, set(_lines(one.text)), one.sha256)
        self.ledger.begin(*rows)
        self._load(new)
        self.ledger.confirm(*rows)

    def _load(self, new: list[Written]) -> None:
        """Load documents of which nothing is there yet."""
        quads = sum(one.quads for one in new)
        text = io.BufferedReader(_Texts(one.text for one in new), _AT_ONCE)
        if quads < _BULK_FROM:
            self.store.load(text, format=RdfFormat.N_QUADS)
        else:
            self._bulk_load(text)
        self._count(quads)

    def _bulk_load(self, text: IO[bytes] | str) -> None:
        """Load N-Quads in bulk, and keep the files as they were until that is done; the ledger is not changed meanwhile.

        Where the disk refuses to sync RocksDB's manifest, RocksDB deletes the files that it was to take in, though the
        manifest may name them already: it can then be opened no more. What happens in this process after a fault is of
        no use either; the next writer goes on from whichever files are whole.
        """
        before = self.path / BEFORE
        _remove(before)
        before.mkdir()
        self.store.backup(str(before / "quads"))
        _write(before / READY, f"{self.ledger.generation}\n")
        try:
            self.store.bulk_load(text, format=RdfFormat.N_QUADS)
        except (OSError, RuntimeError):
            self._broken = True
            raise
        shutil.rmtree(before, ignore_errors=True)

    def _change(self, graph: NamedNode, new: set[str], *, fresh: bool) -> int:
        """Make a graph these lines, in one transaction unless it is fresh; return how many were taken out or put in."""
        held = _lines(self.store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b"")
        old = {f"{line} {graph}" for line in held}
        removed, added = old - new, new - old
        if removed:
            self.store.update(";\n".join(_update(verb, graph, lines) for verb, lines in (("DELETE", removed), ("INSERT", added)) if lines))
        elif added:
            text = "".join([f"{line} .\n" for line in added])
            if fresh and not old and len(added) >= _BULK_FROM:
                self._bulk_load(text)
            else:
                self.store.load(text, format=RdfFormat.N_QUADS)
        self._count(len(removed) + len(added))
        return len(removed) + len(added)

    def _count(self, quads: int) -> None:
        """Count changed quads, and put them on disk where they are many."""
        self._unflushed += quads
        self._changed += quads
        if self._unflushed >= _FLUSH_EVERY:
            self.flush()

    def _settle(self) -> None:
        """Finish or forget what a killed writer had begun: the store says which."""
        for row in self.ledger.intents():
            graph = NamedNode(row.graph)
            count, digest = graph_hash(self.store.quads_for_pattern(None, None, None, graph))
            if (count, digest) == (row.quads, row.hash) or (row.quads < 0 and count == 0):
                self.ledger.confirm(row)
                continue
            if count and self.ledger.row(row.identifier) is None:
                self.store.remove_graph(graph)  # part of what was loaded without a transaction
                self.store.flush()
            self.ledger.withdraw(row)


class _Texts(io.RawIOBase):
    """Texts one after the other as a file to read, without a copy of all of them."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        self._texts = filter(None, texts)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill the buffer, or part of it, with the next bytes; return how many, none at the end."""
        self._rest = self._rest or memoryview(next(self._texts, b""))
        part = self._rest[: len(buffer)]
        buffer[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)


def _own_lines(quads: Iterable[Quad] | Iterable[str], graph: NamedNode) -> set[str]:
    """Return the lines of quads of one graph.

    Raises:
        StoreError: one is of another graph.
    """
    lines = set(map(str, quads))
    if foreign := next((line for line in lines if not line.endswith(f" {graph}")), None):
        raise StoreError(f"{graph}: a quad of another graph: {foreign}")
    return lines


def _update(verb: str, graph: NamedNode, lines: Iterable[str]) -> str:
    """Return an update of a graph as SPARQL; terms are written by pyoxigraph's own serialiser."""
    triples = "".join([line.removesuffix(f" {graph}") + " .\n" for line in lines])
    return f"{verb} DATA {{ GRAPH {graph} {{\n{triples}}} }}"


def _lines(text: bytes) -> list[str]:
    """Return the lines of N-Quads or N-Triples without their full stops."""
    return [line.removesuffix(" .") for line in text.decode().split("\n") if line]


@contextmanager
def open_writer(path: Path, *, create: bool = False) -> Iterator[GraphStore]:
    """Open a store for writing, the only writer; on leaving, readers see what was written.

    Args:
        path: the store's folder.
        create: make it where it is missing or empty.

    Raises:
        StoreBusyError: another process writes to it.
        StoreError: the folder is missing, not ours, of a newer format, not writable or damaged.
    """
    _prepare(path, create=create)
    with lock(path):
        finish_swap(path)
        opened = GraphStore(path)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def open_reader(path: Path) -> Iterator[Store]:
    """Open the newest snapshot, read-only, while a writer may go on; nothing is created where there is no store.

    A snapshot older than the ledger (its writer was killed) is renewed first, unless another writer is at work.

    Raises:
        StoreBusyError: the first build is still running and there is no snapshot yet.
        StoreError: the folder is missing, not ours, of a newer format or damaged.
    """
    _check_marker(path)
    _renew(path)
    snapshot = _current(path)[0]
    if snapshot is None:
        raise StoreBusyError(f"{path}: 第一次构建还没有结束，请稍候 · its first build is still running; wait for it to end")
    yield _open_quads(snapshot, read_only=True)


def read_ledger(path: Path) -> list[LedgerRow]:
    """Return the ledger's rows without opening the quads; see `Ledger.rows`."""
    _check_marker(path)
    ledger = Ledger(path / "ledger.sqlite", read_only=True)
    try:
        return ledger.rows()
    finally:
        ledger.close()


def is_store(path: Path) -> bool:
    """Say whether a folder is a store of ours, of whatever format.

    Raises:
        StoreError: it has a marker that cannot be read.
    """
    try:
        return bool(json.loads((path / "chanmai.json").read_text("utf-8")).get("application") == "chanmai")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError, AttributeError):
        return False
    except OSError as error:
        raise StoreError(
            f"{path}/chanmai.json: 读不了 ({error.strerror})；请检查磁盘和权限 · cannot be read; check the disk and permissions"
        ) from error


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """Bound the closing of a store after a fault: another process says so and ends this one when it takes `_CLOSING` seconds.

    On a disk that stays full RocksDB may wait there for work that no thread does any more, and holds the interpreter.
    """
    told = f"{path}: 磁盘出错后无法关闭，程序已终止；腾出空间后再运行同一命令，已提交的内容没有丢失 · could not be closed after a fault of the disk, the program was ended; make room and run the same command again, nothing committed is lost\n"
    command = [sys.executable, "-I", "-S", "-c", _GUARD, str(os.getpid()), str(_CLOSING), told]
    try:
        guard = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603  # our own interpreter and words
    except OSError:  # too little of everything: then without
        yield
        return
    try:
        yield
    finally:
        guard.communicate(b"closed")


def finish_swap(path: Path) -> None:
    """Put what a repair made in place of what was damaged; cut off anywhere, calling it again ends it. The lock is held."""
    fresh = path / FRESH
    if not (fresh / READY).exists():
        return
    _remove(path / BEFORE)  # it goes with the old ledger
    if (fresh / "quads").exists():
        _remove(path / "quads")
        (fresh / "quads").rename(path / "quads")
    for database in ("ledger.sqlite", "results.sqlite"):
        if (fresh / database).exists():
            for side in ("-journal", "-wal", "-shm"):  # of the old one: SQLite would read them into the new one
                (path / (database + side)).unlink(missing_ok=True)
            (fresh / database).replace(path / database)
    _remove(path / "snapshots")
    _remove(fresh)


def _remove(folder: Path) -> None:
    """Remove a folder where there is one; what cannot be removed is a fault, not passed over."""
    if folder.exists():
        shutil.rmtree(folder)


def _prepare(path: Path, *, create: bool) -> None:
    """Make the folder and its marker where that is asked for, else check them."""
    if not create or is_store(path):
        _check_marker(path)
        return
    try:
        path.mkdir(parents=True, exist_ok=True)
        if any(entry.name != "lock" and not entry.name.endswith(".part") for entry in path.iterdir()):
            raise StoreError(f"{path}: 不是产脉的库，也不是空目录，请换一个 · not a chanmai store and not empty; choose an empty or a new folder")
        _write(path / "chanmai.json", json.dumps({"application": "chanmai", "format": FORMAT}) + "\n")
    except FileExistsError as error:
        raise StoreError(f"{path}: 是文件；库是一个目录，请换一个名称 · is a file; a store is a folder, choose another name") from error
    except OSError as error:
        told = explain(error) or f"cannot be made: {error.strerror}; choose a folder that you may write to"
        raise StoreError(f"{path}: {told}") from error


def _check_marker(path: Path) -> None:
    if not path.exists():
        raise StoreError(f"{path}: 没有这个库，先构建 · no such store; build one with: chanmai build PATH --store {path}")
    if not path.is_dir():
        raise StoreError(f"{path}: 是文件；库是一个目录，请换一个名称 · is a file; a store is a folder, choose another name")
    if not is_store(path):
        raise StoreError(f"{path}: 不是产脉的库，请给出 chanmai build --store 所建的目录 · not a chanmai store; name the folder that chanmai build --store made")
    if (found := json.loads((path / "chanmai.json").read_text("utf-8")).get("format")) != FORMAT:
        raise StoreError(
            f"{path}: 库的格式是 {found}，本程序读 {FORMAT}；用写它的版本，或重新构建 · store format {found}, this program reads {FORMAT}; use the chanmai that wrote it, or build again"
        )


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the writer's lock; say who holds it else."""
    holder = path / "writer"
    try:
        with FileLock(path / "lock", timeout=0):
            _write(holder, f"{os.getpid()}\n")
            try:
                yield
            finally:
                with suppress(OSError):  # only tells who writes; an error of the block must not be hidden by one of this
                    holder.unlink()
    except Timeout as error:
        process = holder.read_text("utf-8").strip() if holder.exists() else "unknown"
        raise StoreBusyError(f"{path}: 进程 {process} 正在写这个库，请等它结束 · store in use by process {process}; wait for it to end") from error
    except PermissionError as error:
        raise StoreError(
            f"{path}: cannot be written to: {error.strerror}; choose a folder that you may write to"
        ) from error


class _DamagedError(StoreError):
    """Oxigraph's files are gone or not as they were written; a disk that fails is another matter."""


def _open_or_put_back(path: Path) -> Store:
    """Open a store's quads, those from before a bulk load where it broke them and nothing was committed since. The lock is held.

    Raises:
        StoreError: they cannot be opened.
    """
    quads, before = path / "quads", path / BEFORE
    try:
        return _open_own(path)
    except _DamagedError:
        if not (path / "ledger.sqlite").exists() or not (before / READY).exists() or not (before / "quads" / "CURRENT").exists():
            raise
        with closing(Ledger(path / "ledger.sqlite", read_only=True)) as ledger:
            if (before / READY).read_text("utf-8") != f"{ledger.generation}\n":
                raise
    if quads.exists():
        quads.rename(before / "broken")  # at once: files that are gone one by one could be opened in between
    (before / "quads").rename(quads)
    return _open_quads(quads)


def _open_own(path: Path) -> Store:
    """Open a store's quads, which are there where there is a ledger."""
    if (path / "ledger.sqlite").exists() and not (path / "quads" / "CURRENT").exists():
        # Oxigraph would make an empty store here, and the ledger say that nothing is to be done
        raise _DamagedError(f"{path}: its quads are gone; run: chanmai repair --store {path}")
    return _open_quads(path / "quads")


def _open_quads(path: Path, *, read_only: bool = False) -> Store:
    """Open Oxigraph's folder; its errors in our words.

    Raises:
        _DamagedError: files are missing, or not as they were written.
        StoreError: anything else: the disk fails, too many files are open.
    """
    try:
        return Store.read_only(str(path)) if read_only else Store(str(path))
    except (OSError, RuntimeError) as error:
        if (told := explain(error)) in {FAILED, FULL, TOO_MANY}:
            raise StoreError(f"{path}: {told}") from error
        kind = _DamagedError if told == DAMAGED else StoreError
        raise kind(f"{path}: damaged or not readable ({error}); chanmai repair or restore --store {path.parent}") from error


def _publish(path: Path, store: Store, generation: int) -> Path:
    """Make a snapshot by hard links, name it the current one and drop all but the newest."""
    folder = path / "snapshots"
    folder.mkdir(exist_ok=True)
    numbers = sorted(int(entry.name) for entry in folder.iterdir() if entry.name.isdigit())
    snapshot = folder / str(numbers[-1] + 1 if numbers else 1)
    store.backup(str(snapshot))
    seal(path, snapshot)
    _write(folder / "current", json.dumps({"snapshot": snapshot.name, "generation": generation}) + "\n")
    for number in numbers[: -(_KEPT - 1)]:
        shutil.rmtree(folder / str(number), ignore_errors=True)
        (folder / f"{number}.json").unlink(missing_ok=True)
    return snapshot


def _current(path: Path) -> tuple[Path | None, int]:
    """Return the newest snapshot and the ledger's generation that it shows; (None, -1) where there is none."""
    try:
        current = json.loads((path / "snapshots" / "current").read_text("utf-8"))
    except (OSError, ValueError):
        return None, -1
    return path / "snapshots" / current["snapshot"], current["generation"]


def _renew(path: Path) -> None:
    """Make a new snapshot where a killed writer left none of its last changes, and no other writer is at work."""
    if not (path / "ledger.sqlite").exists():
        raise StoreError(f"{path}: 库是空的，先构建 · empty store; build it with: chanmai build PATH --store {path}")
    ledger = Ledger(path / "ledger.sqlite", read_only=True)
    try:
        fresh = ledger.generation == _current(path)[1]
    finally:
        ledger.close()
    if not fresh and os.access(path, os.W_OK):
        try:
            with open_writer(path):
                pass  # its end publishes
        except StoreBusyError:
            return


def _write(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        partial.write_text(text, "utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
