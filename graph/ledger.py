"""The ledger beside a store: which document is in it, made of what, with how many quads of which hash.

In: rows, written before and after each transaction of the store. Out: the rows, and what was begun and not finished.
One SQLite file; SQLite's commits are on disk when they return, the store's only after a flush, so that a store that
lost something disagrees with its ledger and `check` says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Quad

__all__ = ["Ledger", "LedgerRow", "graph_hash", "lines_hash"]

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS document (identifier TEXT PRIMARY KEY, sha256 TEXT, graph TEXT, quads INTEGER, hash TEXT);
CREATE TABLE IF NOT EXISTS intent (identifier TEXT PRIMARY KEY, sha256 TEXT, graph TEXT, quads INTEGER, hash TEXT);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
"""
_AT_ONCE: Final = 4096
"""Lines that are hashed at once, some megabyte."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One graph of the store.

    Attributes:
        identifier: of the document; empty for the graph of entities.
        sha256: of what the document was read from; empty if unknown.
        graph: IRI of the graph.
        quads: how many.
        hash: see `graph_hash`.
    """

    identifier: str
    sha256: str
    graph: str
    quads: int
    hash: str


def graph_hash(quads: Iterable[Quad]) -> tuple[int, str]:
    """Return the number of different quads, and the SHA-256 of their sorted N-Quads lines.

    >>> graph_hash([])
    (0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    """
    return lines_hash({str(quad) for quad in quads})


def lines_hash(lines: Iterable[str]) -> tuple[int, str]:
    """Return the number of lines, each of which is there once and ends without a full stop, and the `graph_hash` of their quads."""
    ordered = sorted(lines)
    digest = hashlib.sha256()
    for at in range(0, len(ordered), _AT_ONCE):
        digest.update("\n".join([*ordered[at : at + _AT_ONCE], ""]).encode())
    return len(ordered), digest.hexdigest()


class Ledger:
    """The rows of one store; a `generation` counts every change, so that a snapshot can say how old it is."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        # a killed writer leaves a journal that only a connection that may write can roll back
        mode = (
            "rwc" if not read_only else "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
        )
        address = f"{path.absolute().as_uri()}?mode={mode}"
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30, check_same_thread=False)
        if read_only:
            if not self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'fact'").fetchone():
                # its writer was stopped before it could say anything: an empty ledger
                self._connection.executescript(_SCHEMA.replace("CREATE TABLE", "CREATE TEMP TABLE"))
            self._connection.execute("PRAGMA query_only = ON")
        else:
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def rows(self) -> list[LedgerRow]:
        """Return all rows by identifier; the graph of entities has the empty one and comes first."""
        query = "SELECT identifier, sha256, graph, quads, hash FROM document ORDER BY identifier"
        return [LedgerRow(*row) for row in self._connection.execute(query)]

    def row(self, identifier: str) -> LedgerRow | None:
        """Return one row, None where there is none."""
        query = "SELECT identifier, sha256, graph, quads, hash FROM document WHERE identifier = ?"
        found = self._connection.execute(query, (_key(identifier),)).fetchone()
        return None if found is None else LedgerRow(*found)

    def intents(self) -> list[LedgerRow]:
        """Return what was begun and never confirmed; -1 quads for a removal."""
        query = "SELECT identifier, sha256, graph, quads, hash FROM intent ORDER BY identifier"
        return [LedgerRow(*row) for row in self._connection.execute(query)]

    def begin(self, *rows: LedgerRow) -> None:
        """Note what is about to be committed to the store, all at once."""
        with self._transaction():
            self._connection.executemany("INSERT OR REPLACE INTO intent VALUES (?, ?, ?, ?, ?)", map(_values, rows))

    def confirm(self, *rows: LedgerRow) -> None:
        """Note that it was, all at once; a row of -1 quads goes."""
        with self._transaction():
            gone = [(_key(row.identifier),) for row in rows if row.quads < 0]
            self._connection.executemany("DELETE FROM document WHERE identifier = ?", gone)
            self._connection.executemany("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?)", [_values(row) for row in rows if row.quads >= 0])
            self._connection.executemany("DELETE FROM intent WHERE identifier = ?", [(_key(row.identifier),) for row in rows])
            self._connection.execute(
                "INSERT INTO fact VALUES ('generation', ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value", (str(len(rows)),)
            )

    def withdraw(self, row: LedgerRow) -> None:
        """Forget an intent that never reached the store."""
        self._connection.execute("DELETE FROM intent WHERE identifier = ?", (_key(row.identifier),))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @property
    def generation(self) -> int:
        """How many changes were confirmed so far."""
        with closing(self._connection.execute("SELECT value FROM fact WHERE name = 'generation'")) as found:
            row = found.fetchone()
        return 0 if row is None else int(row[0])

    def digest(self) -> str:
        """Return one hash over all rows: equal for stores with the same quads."""
        rows = [(row.graph, row.hash) for row in self.rows()]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _key(identifier: str) -> str:
    """Return an identifier that SQLite can hold: bytes of a file name that are no UTF-8 are written out."""
    return identifier.encode("utf-8", "backslashreplace").decode()


def _values(row: LedgerRow) -> tuple[object, ...]:
    identifier, *rest = astuple(row)
    return (_key(identifier), *rest)
