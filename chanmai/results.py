"""The cache of extraction results: the durable unit of a store, from which all quads are derived.

In: `Extraction`s, those that come together in one transaction. Out: the same, by document identifier, in order of identifier. One SQLite file
in the store's folder; rows hold compressed JSON, made and checked by pydantic. Refused: a row that does not read back.

Beside each result stands its brief: what other documents need to know of it. Briefs are made with results, or from them,
by the code that is running, and forgotten when a writer opens the cache with other code; a reader with other code passes
them over.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from graph.identity import Record
from graph.reprints import Prints
from ontology.errors import StoreError
from ontology.facts import Entity, Extraction, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Brief", "Cached", "Results", "code_stamp", "decode", "encode", "pack", "text_key"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS result (identifier TEXT PRIMARY KEY, key TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS written (identifier TEXT PRIMARY KEY, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS brief (identifier TEXT PRIMARY KEY, digest TEXT NOT NULL, issued TEXT NOT NULL, prints BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS done (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
PRINT = 8  # bytes of a print, see `graph.reprints`


@dataclass(frozen=True, slots=True)
class Brief:
    """What the other documents need to know of one.

    Attributes:
        digest: of its encoded result.
        records: its entities, for identity.
        concepts: N-Quads lines of its indicators and units, without full stops.
        prints: of its sentences.
    """

    digest: str
    records: tuple[Record, ...]
    concepts: tuple[str, ...]
    prints: Prints


@dataclass(frozen=True, slots=True)
class Cached:
    """A result and its brief as the cache holds them.

    Attributes:
        body: the result, see `encode`.
        digest: SHA-256 of the body, hex.
        issued: date of the document.
        prints: of its sentences, sorted, one after the other.
        brief: entities and concepts, compressed JSON.
    """

    body: bytes
    digest: str
    issued: str
    prints: bytes
    brief: bytes


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


@cache
def code_stamp() -> str:
    """Return a digest of our files' names, sizes and times: what is kept of another program's making is made anew."""
    digest = sha256()
    for package in ("ontology", "extract", "graph", "chanmai"):
        spec = find_spec(package)
        for folder in sorted(spec.submodule_search_locations or ()) if spec else ():
            for file in sorted(Path(folder).rglob("*")):
                if file.suffix in {".py", ".tsv", ".txt"} and file.is_file():
                    told = file.stat()
                    digest.update(f"{file.relative_to(folder)}\x1f{told.st_size}\x1f{told.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def pack(body: bytes, brief: Brief) -> Cached:
    """Return an encoded result and its brief as the cache holds them; the digest is that of the body, whatever the brief says."""
    packed = [[r.entity.key, r.entity.kind, r.entity.names, r.entity.code, r.entity.within, r.entity.full, r.places] for r in brief.records]
    text = json.dumps([packed, brief.concepts], ensure_ascii=True, separators=(",", ":"))
    prints = b"".join(sorted(brief.prints.hashes))
    return Cached(body, sha256(body).hexdigest(), brief.prints.issued, prints, zlib.compress(text.encode(), 1))


def _unpack(identifier: str, body: bytes) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """Return the entities and the lines of indicators and units that a brief holds."""
    packed, concepts = json.loads(zlib.decompress(body))
    records = tuple(
        Record(identifier, Entity(key, Kind(kind), tuple(names), code, tuple(within), full), tuple(places))
        for key, kind, names, code, within, full, places in packed
    )
    return records, tuple(concepts)


def _row(identifier: str, one: Cached) -> tuple[str, str, str, bytes, bytes]:
    return identifier, one.digest, one.issued, one.prints, one.brief


def _open_reader(path: Path) -> sqlite3.Connection:
    """Open a cache that is not to be changed: one that is not there is empty, one in a folder that cannot be written to is read as it lies."""
    # SQLite rolls the journal of a killed writer back, and shares memory with a living one, where it may write
    mode = "mode=rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"
    address = f"{path.absolute().as_uri()}?{mode}" if path.exists() else ":memory:"
    opened = sqlite3.connect(address, uri=True, isolation_level=None)
    if not opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'done'").fetchone():  # none there, or killed before it had tables
        opened.close()
        opened = sqlite3.connect(":memory:", isolation_level=None)
        opened.executescript(SCHEMA)
    opened.execute("PRAGMA query_only = ON")
    return opened


class Results:
    """The open cache of one store; whoever writes to it holds the store's lock.

    Args:
        path: the file.
        read_only: leave it as it is, and make none where there is none.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._db = _open_reader(path) if read_only else sqlite3.connect(path, isolation_level=None)
        if not read_only:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.executescript(SCHEMA)
        self._ours = self._done("code") == code_stamp()
        if not read_only and not self._ours:
            self._db.execute("BEGIN")
            self._db.execute("DELETE FROM brief")
            self._db.execute("DELETE FROM done WHERE name != 'removing'")  # a removal that was cut off is to be ended by whatever code
            self._db.execute("INSERT INTO done VALUES ('code', ?)", (code_stamp(),))
            self._db.execute("COMMIT")
            self._ours = True

    def keys(self) -> dict[str, str]:
        """Return identifier → key of every cached result."""
        with closing(self._db.execute("SELECT identifier, key FROM result")) as rows:
            return dict(rows)

    def put(self, identifier: str, key: str, body: bytes) -> None:
        """Add or replace one result; durable when this returns."""
        self._db.execute("BEGIN")
        self._db.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?)", (identifier, key, body))
        self._db.execute("DELETE FROM brief WHERE identifier = ?", (identifier,))
        self._db.execute("COMMIT")

    def put_all(self, made: Iterable[tuple[str, str, Cached]]) -> None:
        """Add or replace results (identifier, key, result) with their briefs; all of them are durable when this returns."""
        rows = list(made)
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO result VALUES (?, ?, ?)", [(identifier, key, one.body) for identifier, key, one in rows])
        self._db.executemany("INSERT OR REPLACE INTO brief VALUES (?, ?, ?, ?, ?)", [_row(identifier, one) for identifier, _, one in rows])
        self._db.execute("COMMIT")

    def body(self, identifier: str) -> Extraction:
        """Return one result.

        Raises:
            StoreError: there is none, or it is damaged.
        """
        return decode(self.encoded(identifier))

    def encoded(self, identifier: str) -> bytes:
        """Return one result as `encode` wrote it.

        Raises:
            StoreError: there is none.
        """
        row = self._db.execute("SELECT body FROM result WHERE identifier = ?", (identifier,)).fetchone()
        if row is None:
            raise StoreError(f"{identifier}: no cached result; build it again")
        return bytes(row[0])

    def begin_removal(self, identifiers: list[str]) -> None:
        """Remember which documents are being taken out, until the store is next refreshed, and take their quads for lost.

        Cut off before `drop`, a document is written again by the next build; cut off after it, its removal can be asked
        for once more.
        """
        self._db.execute("BEGIN")
        self._db.executemany("DELETE FROM written WHERE identifier = ?", [(identifier,) for identifier in identifiers])
        self._db.execute("DELETE FROM done WHERE name = 'refreshed'")
        self._db.execute("INSERT OR REPLACE INTO done VALUES ('removing', ?)", (json.dumps(sorted({*identifiers, *self.removing()})),))
        self._db.execute("COMMIT")

    def removing(self) -> list[str]:
        """Return the documents whose removal was begun and cut off."""
        return list(json.loads(self._done("removing") or "[]"))

    def drop(self, identifier: str) -> None:
        """Forget one document."""
        self._db.execute("BEGIN")
        self._db.execute("DELETE FROM result WHERE identifier = ?", (identifier,))
        self._db.execute("DELETE FROM written WHERE identifier = ?", (identifier,))
        self._db.execute("DELETE FROM brief WHERE identifier = ?", (identifier,))
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

    def mark_written(self, digests: Iterable[tuple[str, str]]) -> None:
        """Remember what documents' quads were made from: identifiers and digests."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO written VALUES (?, ?)", digests)
        self._db.execute("COMMIT")

    def forget_written(self) -> None:
        """Take all quads for lost, so that the next refresh writes every document again."""
        self._db.execute("DELETE FROM written")
        self._db.execute("DELETE FROM done WHERE name != 'code'")

    def briefs(self) -> Iterator[tuple[str, Brief]]:
        """Yield the brief of every result, ordered by identifier; a missing one is made from its result and kept."""
        from chanmai.build import brief_of

        with closing(self._db.execute("SELECT r.identifier, r.body FROM result r LEFT JOIN brief b USING (identifier) WHERE b.identifier IS NULL")) as rows:
            self._db.execute("BEGIN")
            for identifier, body in rows:
                row = _row(identifier, pack(body, brief_of(decode(body))))
                self._db.execute("INSERT OR REPLACE INTO brief VALUES (?, ?, ?, ?, ?)", row)
            self._db.execute("COMMIT")
        with closing(self._db.execute("SELECT identifier, digest, issued, prints, body FROM brief ORDER BY identifier")) as rows:
            for identifier, digest, issued, prints, body in rows:
                records, concepts = _unpack(identifier, body)
                hashes = frozenset(prints[at : at + PRINT] for at in range(0, len(prints), PRINT))
                yield identifier, Brief(digest, records, concepts, Prints(identifier, issued, hashes))

    def records(self) -> Iterator[tuple[str, tuple[Record, ...]]]:
        """Yield the entities of every result, ordered by identifier: of its brief, else (none, or another program's) of the result; nothing is written."""
        from chanmai.build import records_of

        with closing(self._db.execute("SELECT r.identifier, r.body, b.body FROM result r LEFT JOIN brief b USING (identifier) ORDER BY r.identifier")) as rows:
            for identifier, body, brief in rows:
                yield identifier, _unpack(identifier, brief)[0] if brief is not None and self._ours else tuple(records_of(decode(body)))

    def refreshed(self, state: str) -> list[str] | None:
        """Return what was said when the store was last made from this state; None if it was not made from it."""
        kept = self._done("refreshed")
        known, notes = json.loads(kept) if kept else ("", [])
        return list(notes) if known == state else None

    def mark_refreshed(self, state: str, notes: list[str]) -> None:
        """Remember that the store is made from this state, and what was said."""
        self._db.execute("BEGIN")
        self._db.execute("INSERT OR REPLACE INTO done VALUES ('refreshed', ?)", (json.dumps([state, notes]),))
        self._db.execute("DELETE FROM done WHERE name = 'removing'")
        self._db.execute("COMMIT")

    def _done(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM done WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def close(self) -> None:
        """Close the file."""
        self._db.close()
