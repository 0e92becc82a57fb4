"""Reprints: documents that say the same as an earlier one, sentence by sentence.

In: for each document its identifier, date of issue and sentences. Out: identifier of a copy → identifier of its original.
Two documents are one text when four fifths of the shorter one's sentences (of 12 characters or more, marks and spaces
aside) stand in the other, at least three of them. The earliest dated one is the original, ties go to the identifier.
Shared sentences are found by their hashes, so the cost is linear in the text; sentences that over 50 documents share
(stock phrases) do not count.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ontology.facts import Extraction

__all__ = ["Prints", "find_reprints", "prints_of"]

SHORTEST: Final = 12
SHARE: Final = 0.8
LEAST: Final = 3
COMMON: Final = 50
_MARKS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Prints:
    """A document's date and the hashes of its sentences."""

    identifier: str
    issued: str
    hashes: frozenset[bytes]


def prints_of(extraction: Extraction) -> Prints:
    """Return a document's prints."""
    text = extraction.document.text
    plain = (_MARKS.sub("", text[s.begin : s.end]) for s in extraction.sentences)
    hashes = frozenset(blake2b(s.encode("utf-8", "surrogatepass"), digest_size=8).digest() for s in plain if len(s) >= SHORTEST)
    return Prints(extraction.document.identifier, extraction.document.issued, hashes)


def find_reprints(documents: Iterable[Prints]) -> dict[str, str]:
    """Return copy → original, ordered by copy; the order of the documents does not matter."""
    ordered = sorted(documents, key=lambda d: (not d.issued, d.issued, d.identifier))
    holders: dict[bytes, list[int]] = defaultdict(list)
    found: dict[str, str] = {}
    for k, document in enumerate(ordered):
        shared: Counter[int] = Counter()
        for each in document.hashes:
            if len(holders[each]) < COMMON:
                shared.update(holders[each])
        best = min(((-n, at) for at, n in shared.items() if _is_one_text(n, document, ordered[at])), default=None)
        if best is not None:
            original = ordered[best[1]].identifier
            found[document.identifier] = found.get(original, original)
        for each in document.hashes:
            holders[each].append(k)
    return dict(sorted(found.items()))


def _is_one_text(shared: int, one: Prints, other: Prints) -> bool:
    return shared >= LEAST and shared >= SHARE * min(len(one.hashes), len(other.hashes))
