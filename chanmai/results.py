"""The cache of extraction results: the durable unit of a store, from which all quads are derived.

In: `Extraction`s, one transaction each. Out: the same, by document identifier, in order of identifier. One SQLite file
in the store's folder; rows hold compressed JSON, made and checked by pydantic. Refused: a row that does not read back.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from ontology.errors import StoreError
from ontology.facts import Extraction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Results", "decode", "encode", "text_key"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS result (identifier TEXT PRIMARY KEY, key TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS written (identifier TEXT PRIMARY KEY, hash TEXT NOT NULL);
"""


@cache
def _adapter() -> Any:
    return TypeAdapter(Extraction)


def encode(extraction: Extraction) -> bytes:
    """Return a result as compressed JSON; the same result gives the same bytes."""
    return zlib.compress(_adapter().dump_json(extraction), 6)


def decode(body: bytes) -> Extraction:
    """Return the result that `encode` wrote.

    Raises:
        StoreError: the bytes are damaged.
    """
    try:
        result: Extraction = _adapter().validate_json(zlib.decompress(body))
    except (zlib.error, ValidationError) as error:
        raise StoreError(f"a cached result is damaged ({error.__class__.__name__}); run `chanmai repair`") from error
    return result


def text_key(digest: str, facts: tuple[str, ...], version: str) -> str:
    """Return what a result depends on, as one hash: the source's digest, the facts given about it, our version."""
    return sha256("\x1f".join((digest, *facts, version)).encode()).hexdigest()


class Results:
    """The open cache of one store."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.executescript(SCHEMA)

    def keys(self) -> dict[str, str]:
        """Return identifier → key of every cached result."""
        with closing(self._db.execute("SELECT identifier, key FROM result")) as rows:
            return dict(rows)

    def put(self, identifier: str, key: str, body: bytes) -> None:
        """Add or replace one result; durable when this returns."""
        self._db.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?)", (identifier, key, body))

    def body(self, identifier: str) -> Extraction:
        """Return one result.

        Raises:
            StoreError: there is none, or it is damaged.
        """
        row = self._db.execute("SELECT body FROM result WHERE identifier = ?", (identifier,)).fetchone()
        if row is None:
            raise StoreError(f"{identifier}: no cached result; build it again")
        return decode(row[0])

    def drop(self, identifier: str) -> None:
        """Forget one document."""
        self._db.execute("BEGIN")
        self._db.execute("DELETE FROM result WHERE identifier = ?", (identifier,))
        self._db.execute("DELETE FROM written WHERE identifier = ?", (identifier,))
        self._db.execute("COMMIT")

    def all(self) -> Iterator[tuple[str, Extraction]]:
        """Yield every result, ordered by identifier."""
        with closing(self._db.execute("SELECT identifier, body FROM result ORDER BY identifier")) as rows:
            for identifier, body in rows:
                yield identifier, decode(body)

    def written(self) -> dict[str, str]:
        """Return identifier → hash of what the quads in the store were made from."""
        with closing(self._db.execute("SELECT identifier, hash FROM written")) as rows:
            return dict(rows)

    def mark_written(self, identifier: str, digest: str) -> None:
        """Remember what a document's quads were made from."""
        self._db.execute("INSERT OR REPLACE INTO written VALUES (?, ?)", (identifier, digest))

    def forget_written(self) -> None:
        """Take all quads for lost, so that the next refresh writes every document again."""
        self._db.execute("DELETE FROM written")

    def close(self) -> None:
        """Close the file."""
        self._db.close()
