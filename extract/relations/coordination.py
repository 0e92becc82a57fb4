"""Coordinated mentions: which names of a sentence form one list (A、B和C), so that what is said of one is said of all.

In: a Doc with sentences, entities and mentions. Out: for each mention its list's number, first and last character and
size, as arrays. Only names of one class (a bank counts as a company, a cluster as an industry) that nothing but a mark
and a short modifier parts form a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from extract.text.sentences import sentence_at
from ontology.facts import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    Ints = NDArray[np.int64]

__all__ = ["Lists", "find_lists", "is_joint"]

MODIFIERS: Final = 10  # characters a list may put between its mark and the next name: A、国家级B
JOINT = re.compile(r"^[”’》）]*(?:等?[、和与及]|以及|/|，以及|，并?(?=[“《]?$))")
ENDS = re.compile(r"[，。；：！？]")
FAMILY: Final = {Kind.FINANCIAL: Kind.COMPANY, Kind.CLUSTER: Kind.INDUSTRY}


@dataclass(frozen=True, slots=True)
class Lists:
    """By mention: `number` of its list (the index of the list's first mention), its characters, and its size."""

    number: Ints
    begin: Ints
    end: Ints
    size: Ints


def find_lists(doc: Doc) -> Lists:
    """Return the list of each mention; a name that stands alone is a list of one."""
    mentions, text, sentences = doc._.mentions, doc._.healed.text, doc._.sentences
    kind = {e.key: FAMILY.get(e.kind, e.kind) for e in doc._.entities}
    n = len(mentions)
    number, begin, end, size = (np.zeros(n, dtype=np.int64) for _ in range(4))
    where = [sentence_at(sentences, m.span.begin) for m in mentions]
    k = 0
    while k < n:
        j = k
        while (
            j + 1 < n
            and where[j + 1] == where[k]
            and kind[mentions[j + 1].entity] is kind[mentions[k].entity]
            and is_joint(text[mentions[j].span.end : mentions[j + 1].span.begin])
        ):
            j += 1
        number[k : j + 1] = k
        begin[k : j + 1] = mentions[k].span.begin
        end[k : j + 1] = mentions[j].span.end
        size[k : j + 1] = j - k + 1
        k = j + 1
    return Lists(number, begin, end, size)


def is_joint(between: str) -> bool:
    """Say whether the characters between two names coordinate them: a mark and perhaps a modifier.

    >>> is_joint("、"), is_joint("和国家级"), is_joint("，总投资50亿元的")
    (True, True, False)
    """
    match = JOINT.match(between)
    return match is not None and len(between) - match.end() <= MODIFIERS and not ENDS.search(between[match.end() :])
