"""Finds entities by any part of a name or by pinyin initials, and sentences by any phrase; a SQLite file beside the store.

In: a store's quads, later a few characters. Out: hits, best first. Full text is FTS5 over characters with spaces between
them, asked by phrase, so that words of two characters (江津) are found, which its trigram tokenizer cannot; runs of
letters and digits are one word. The file says which snapshot it was made of and is made anew for another.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
import unicodedata
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from graph.iris import cm, term
from ontology.errors import StoreError
from ontology.facts import Kind
from ontology.terms import CM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

__all__ = ["EntityHit", "SearchIndex", "SentenceHit", "fold", "initials", "open_search", "read_search"]

FORMAT: Final = 3
_LONGEST: Final = 200
"""Characters of a query that are read."""
_WORD: Final = re.compile(r"[0-9a-z]+|[^\W_]")
_MARKS: Final = dict.fromkeys(map(ord, "“”‘’\"'《》〈〉「」『』【】,，。!?;:、…—~"))
"""Quotation and title marks and punctuation, which people leave out; full-width ones are folded before."""
_SCHEMA: Final = """
CREATE TABLE made (version TEXT);
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT, label TEXT, kind TEXT, degree INTEGER);
CREATE TABLE name (folded TEXT, written TEXT, entity INTEGER, alias INTEGER);
CREATE TABLE pinyin (initials TEXT, entity INTEGER, written TEXT, alias INTEGER);
CREATE TABLE sentence (id INTEGER PRIMARY KEY, iri TEXT, text TEXT, document TEXT);
CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize='unicode61 remove_diacritics 0');
"""


@dataclass(frozen=True, slots=True)
class EntityHit:
    """An entity that is called so: `name` is the name that matched, `label` its fullest one."""

    iri: str
    label: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """A sentence that holds the words; `document` is the identifier of its document."""

    iri: str
    document: str
    text: str


def fold(text: str) -> str:
    """Return text as it is compared: NFKC, lower case, without white space, quotation marks and punctuation.

    >>> fold("ＡＢ “小巨人” 企业")
    'ab小巨人企业'
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().translate(_MARKS).split())


def initials(name: str) -> str:
    """Return the pinyin initials of a name, letters and digits as they are; one reading of each character.

    >>> initials("恒力新材A1")
    'hlxca1'
    """
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - a tenth of a second, and only to build

    letters = "".join(lazy_pinyin(fold(name), style=Style.FIRST_LETTER))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


class SearchIndex:
    """An open index; see `open_search`."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"file:{_quote(path)}?mode=ro&immutable=1", uri=True)

    def version(self) -> str:
        """Return which snapshot the index was made of; empty for a file that is no index of ours."""
        try:
            row = self._db.execute("SELECT version FROM made").fetchone()
        except sqlite3.DatabaseError:
            return ""
        return str(row[0]) if row else ""

    def find_entities(self, text: str, *, limit: int = 20) -> list[EntityHit]:
        """Return entities with a name that holds the text, or whose pinyin initials begin with it, best first.

        A whole name comes before its begin, that before its middle; of equals the better connected, then the shorter.
        An empty text finds nothing. Time is linear in the number of names.
        """
        wanted = fold(text)[:_LONGEST]
        if not wanted:
            return []
        rows = self._db.execute(_FIND_NAMES, {"wanted": wanted, "limit": limit * 8}).fetchall()
        if re.fullmatch(r"[a-z0-9]+", wanted):
            rows += self._db.execute(_FIND_INITIALS, {"wanted": wanted, "after": wanted + "{", "limit": limit * 8}).fetchall()
        rows.sort(key=lambda row: (row[0], -row[5], len(row[2]), row[1]))
        hits: dict[str, EntityHit] = {}
        for _, iri, label, kind, name, _ in rows:
            hits.setdefault(iri, EntityHit(iri, label, kind, name))
        return [*hits.values()][:limit]

    def find_sentences(self, text: str, *, limit: int = 50) -> list[SentenceHit]:
        """Return sentences that hold every word of the text, each word as one phrase; those of one document together.

        Punctuation matters neither in the text nor in the sentence. An empty text finds nothing.
        """
        phrases = [phrase for word in text[:_LONGEST].split() if (phrase := " ".join(_words(word)))]
        if not phrases:
            return []
        asked = " AND ".join(f'"{phrase}"' for phrase in phrases)
        rows = self._db.execute(_FIND_WORDS, (asked, limit)).fetchall()
        return [SentenceHit(*row) for row in rows]

    def names_in(self, text: str) -> list[tuple[str, str]]:
        """Return (name as written, class) of each name of two characters or more that the text holds, longest first."""
        folded = fold(text)[:_LONGEST]
        pieces = {folded[at:end] for at in range(len(folded)) for end in range(at + 2, min(len(folded), at + 40) + 1)}
        found: set[tuple[str, str]] = set()
        ordered = sorted(pieces)
        for at in range(0, len(ordered), 500):
            some = ordered[at : at + 500]
            marks = ",".join("?" * len(some))
            found |= set(self._db.execute(_NAMES_IN.format(marks), some).fetchall())  # only marks are put in
        return sorted(found, key=lambda pair: (-len(pair[0]), pair))

    def named(self, text: str, kinds: tuple[str, ...] = (), *, within: bool = False) -> list[tuple[str, str]]:
        """Return (name as written, IRI) of what is called so, or with `within` of what has the text in a name; by IRI."""
        chosen = f" AND kind IN ({','.join('?' * len(kinds))})" if kinds else ""
        asked = f"{_NAMED_WITHIN if within else _NAMED}{chosen} ORDER BY iri, alias, written LIMIT 200"
        return self._db.execute(asked, (fold(text)[:_LONGEST], *kinds)).fetchall()

    def best_known(self, kinds: tuple[str, ...]) -> str:
        """Return the label of the best connected entity of some classes; empty where there is none."""
        row = self._db.execute(_BEST_KNOWN.format(",".join("?" * len(kinds))), kinds).fetchone()  # only marks are put in
        return row[0] if row else ""

    def close(self) -> None:
        """Close the file."""
        self._db.close()


_NAMED: Final = "SELECT written, iri FROM name JOIN entity ON id = entity WHERE folded = ?"
_NAMED_WITHIN: Final = "SELECT written, iri FROM name JOIN entity ON id = entity WHERE instr(folded, ?)"
_BEST_KNOWN: Final = "SELECT label FROM entity WHERE kind IN ({}) ORDER BY degree DESC, length(label), iri LIMIT 1"
_NAMES_IN: Final = "SELECT DISTINCT written, kind FROM name JOIN entity ON id = entity WHERE folded IN ({})"
_FIND_NAMES: Final = """
SELECT CASE WHEN folded = :wanted THEN alias * 0.5 WHEN substr(folded, 1, length(:wanted)) = :wanted THEN 1 + alias * 0.5
  ELSE 3 + alias * 0.5 END AS rank, iri, label, kind, written, degree
FROM name JOIN entity ON id = entity WHERE instr(folded, :wanted) ORDER BY rank, degree DESC, length(label), iri LIMIT :limit"""
_FIND_INITIALS: Final = """
SELECT CASE WHEN initials = :wanted THEN 2 ELSE 2.5 END AS rank, iri, label, kind, written, degree
FROM pinyin JOIN entity ON id = entity WHERE initials >= :wanted AND initials < :after
ORDER BY rank, degree DESC, length(label), iri LIMIT :limit"""
_FIND_WORDS: Final = """
SELECT iri, document, text FROM words JOIN sentence ON id = words.rowid WHERE words MATCH ? ORDER BY id LIMIT ?"""


def open_search(folder: Path, store: Store, version: str) -> SearchIndex:
    """Return the index of a snapshot, made first where there is none of it.

    A store whose folder cannot be written to gets its index in a temporary folder.

    Args:
        folder: of the store; the index is its `search.sqlite`.
        store: the snapshot.
        version: what tells this snapshot from others.

    Raises:
        StoreError: the index can be written nowhere.
    """
    if held := read_search(folder, version):
        return held
    path = folder / "search.sqlite"
    places = [path, Path(tempfile.gettempdir()) / f"chanmai-search-{os.getuid()}-{os.getpid()}.sqlite"]
    for place in places:
        partial = place.with_name(f"{place.name}.{os.getpid()}.part")
        try:
            _build(partial, store, f"{FORMAT} {version}")
            partial.replace(place)
            made = SearchIndex(place)
        except (OSError, sqlite3.OperationalError) as error:
            partial.unlink(missing_ok=True)
            problem = error
            continue
        if place != path:
            place.unlink()  # it stays readable as long as it is open
        return made
    raise StoreError(f"{path}: the index for searching cannot be written: {problem}") from problem


def read_search(folder: Path, version: str) -> SearchIndex | None:
    """Return the index of a snapshot, None where there is none of it."""
    path = folder / "search.sqlite"
    if path.exists():
        held = SearchIndex(path)
        if held.version() == f"{FORMAT} {version}":
            return held
        held.close()
    return None


def _build(path: Path, store: Store, version: str) -> None:
    """Write an index; time is linear in the store's names and sentences."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("PRAGMA synchronous=OFF")
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        for number, (iri, kind, names, degree) in enumerate(_entities(store)):
            db.execute("INSERT INTO entity VALUES (?, ?, ?, ?, ?)", (number, iri, names[0], kind, degree))
            for at, name in enumerate(names):
                db.execute("INSERT INTO name VALUES (?, ?, ?, ?)", (fold(name), name, number, int(at > 0)))
                letters = initials(name)
                if letters and letters != fold(name):
                    db.execute("INSERT INTO pinyin VALUES (?, ?, ?, ?)", (letters, number, name, int(at > 0)))
        for number, (iri, text, document) in enumerate(_sentences(store)):
            db.execute("INSERT INTO sentence VALUES (?, ?, ?, ?)", (number, iri, text, document))
            db.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (number, " ".join(_words(text))))
        db.execute("CREATE INDEX pinyin_initials ON pinyin (initials)")
        db.execute("CREATE INDEX name_folded ON name (folded)")
        db.execute("INSERT INTO made VALUES (?)", (version,))
        db.execute("COMMIT")


def _words(text: str) -> list[str]:
    """Return the words that FTS5 sees: each character, but letters and digits together.

    >>> _words("产值1237.1亿元，A股")
    ['产', '值', '1237', '1', '亿', '元', 'a', '股']
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def _entities(store: Store) -> Iterator[tuple[str, str, list[str], int]]:
    """Yield IRI, class, names (the fullest first) and number of mentions of each entity, by IRI."""
    rows = []
    for kind in Kind:
        for iri in {quad.subject for quad in store.quads_for_pattern(None, term("rdf:type"), NamedNode(CM[kind]), None)}:
            if isinstance(iri, NamedNode):
                labels, aliases = (_literals(store, iri, name) for name in ("skos:prefLabel", "skos:altLabel"))
                names = [*labels, *(alias for alias in aliases if alias not in labels)] or [iri.value]
                degree = sum(1 for _ in store.quads_for_pattern(None, term("itsrdf:taIdentRef"), iri, None))
                rows.append((iri.value, kind.value, names, degree))
    for concept in {q.object for q in store.quads_for_pattern(None, cm("indicator"), None, None)}:
        if isinstance(concept, NamedNode) and (names := _literals(store, concept, "skos:prefLabel")):
            degree = sum(1 for _ in store.quads_for_pattern(None, cm("indicator"), concept, None))
            rows.append((concept.value, "Indicator", names, degree))
    yield from sorted(rows)


def _literals(store: Store, node: NamedNode, name: str) -> list[str]:
    found = (quad.object for quad in store.quads_for_pattern(node, term(name), None, None))
    return sorted({value.value for value in found if isinstance(value, Literal)})


def _sentences(store: Store) -> Iterator[tuple[str, str, str]]:
    """Yield IRI, text and document of each sentence, in the order of documents and places."""
    rows = []
    for quad in store.quads_for_pattern(None, term("rdf:type"), term("nif:Sentence"), None):
        if not isinstance(quad.subject, NamedNode):
            continue
        text = _one(store, quad.subject, "nif:anchorOf")
        begin = _one(store, quad.subject, "nif:beginIndex")
        context = next(store.quads_for_pattern(quad.subject, term("nif:referenceContext"), None, None), None)
        if text and context and isinstance(context.object, NamedNode):
            document = _one(store, context.object, "dcterms:identifier") or context.object.value
            rows.append((document, int(begin) if begin.isdecimal() else 0, quad.subject.value, text))
    for document, _, iri, text in sorted(set(rows)):
        yield iri, text, document


def _one(store: Store, node: NamedNode, name: str) -> str:
    found = next(store.quads_for_pattern(node, term(name), None, None), None)
    return str(getattr(found.object, "value", "")) if found else ""


def _quote(path: Path) -> str:
    """Return a path as it may stand in a file: URI, whatever is in its name."""
    from urllib.parse import quote_from_bytes  # noqa: PLC0415 - only here

    return quote_from_bytes(os.fsencode(path.absolute()))
