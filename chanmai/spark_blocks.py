"""Blocks of names: which entities of all documents could be one thing at all, so that identity works on each block alone.

In: for every record the key of its own name, the keys that its other names have, and its label where it is a company.
Out: key → block. Two records are in one block if any chain of joins of `graph.identity` could lead from one to the
other: they share a key, a document calls one by the other's name, a person says they are the same, or one is a short
company name that the other is a candidate for. So `identify` on the records of whole blocks gives what it gives on all
records. Only names are looked at, each distinct one once; no document and no sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.identity import _Names, _set_apart
from ontology.facts import Kind
from ontology.folding import fold
from ontology.names import parse_name
from ontology.shortening import CompanyIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.identity import Record

__all__ = ["NameKeys", "NameReader", "find_blocks"]

COMPANIES = (Kind.COMPANY, Kind.FINANCIAL)
LABEL = "\x1f"  # stands before a company's folded label, which no key begins with


@dataclass(frozen=True, slots=True)
class NameKeys:
    """What a record can join by.

    Attributes:
        own: key of its fullest name.
        others: keys of its other names.
        company: its label if it is a company, else empty.
        full: the label has a legal form: short names may stand for it.
    """

    own: str
    others: tuple[str, ...] = ()
    company: str = ""
    full: bool = False


class NameReader:
    """Reads the keys of records; each name is parsed once."""

    def __init__(self, different: Iterable[tuple[str, str]] = ()) -> None:
        self._names = _Names()
        self._apart = set(different)

    def read(self, record: Record) -> NameKeys:
        """Return what a record can join by."""
        entity = record.entity
        plain = self._names.primary(record)
        own = _set_apart(plain, record.document, self._apart)
        # the plain key stays beside one that is set apart: a decision about it must find its name in the block
        others = {plain, *(self._names.scoped(name, entity.kind, record.places) for name in entity.names[1:])} - {own}
        company = entity.names[0] if entity.kind in COMPANIES else ""
        return NameKeys(own, tuple(sorted(others)), company, bool(company and parse_name(company, entity.kind).legal))


def find_blocks(names: Iterable[NameKeys], same: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """Return own key → block, named by the smallest key in it; the order of the names does not matter.

    Args:
        names: of all records; equal ones may be given once or often.
        same: pairs of keys that a person says are one thing.

    Cost: near-linear in the number of distinct names.
    """
    sets = _Sets()
    owns: set[str] = set()
    fulls: set[str] = set()
    shorts: set[str] = set()
    for one in names:
        owns.add(one.own)
        for other in one.others:
            sets.join(one.own, other)
        if one.company:
            sets.join(one.own, LABEL + fold(one.company))
            (fulls if one.full else shorts).add(one.company)
    for one_key, other_key in same:
        sets.join(one_key, other_key)
    index = CompanyIndex(sorted(fulls))
    for short in sorted(shorts):
        for _, full in index.candidates(short):
            sets.join(LABEL + fold(short), LABEL + full)
    smallest: dict[str, str] = {}
    for own in sorted(owns):
        smallest.setdefault(sets.root(own), own)
    return {own: smallest[sets.root(own)] for own in owns}


class _Sets:
    """Disjoint sets of strings."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, one: str) -> str:
        parent = self._parent
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(self, one: str, other: str) -> None:
        a, b = self.root(one), self.root(other)
        if a != b:
            self._parent[max(a, b)] = min(a, b)
