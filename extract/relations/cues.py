"""Where the cue words of each property stand relative to a candidate pair.

In: a Doc, and the rows of a contest. Out: four columns of numbers: how far before the object's list the nearest cue of
the row's property ends, whether it stands between subject and object, whether no other property's cue stands nearer, and
how far after the object the next one begins. The words are those of data/relations.tsv.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from extract.lexicons import Scanner, read_rows
from extract.relations.pairs import PROPERTIES

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from extract.relations.coordination import Lists

    Ints = NDArray[np.int64]

__all__ = ["FAR", "find_cues"]

FAR: Final = 99  # stands for "none in the sentence"


@cache
def _scanner() -> Scanner[frozenset[int]]:
    """Each cue with the numbers of the properties that it may state."""
    words: dict[str, set[int]] = {}
    for predicate, _, cues, *_ in read_rows("relations"):
        for word in cues.split("|"):
            words.setdefault(word, set()).add([str(p) for p in PROPERTIES].index(predicate))
    return Scanner({word: frozenset(numbers) for word, numbers in words.items()})


def find_cues(
    doc: Doc, lists: Lists, subject: Ints, obj: Ints, predicate: Ints, sentence: NDArray[np.int32], here: NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the four columns for rows of (subject mention, object mention, property); linear in text and rows."""
    text = doc._.healed.text
    inside = np.zeros(len(text) + 1, dtype=np.int64)
    for mention in doc._.mentions:
        inside[mention.span.begin] += 1
        inside[mention.span.end] -= 1
    inside = np.cumsum(inside)
    begins: list[list[int]] = [[] for _ in PROPERTIES]
    ends: list[list[int]] = [[] for _ in PROPERTIES]
    every: list[int] = []
    for begin, end, numbers in _scanner().scan(text):
        if inside[begin] or inside[end - 1]:
            continue
        every.append(end)
        for number in numbers:
            begins[number].append(begin)
            ends[number].append(end)
    span_begin = np.array([s.span.begin for s in doc._.sentences], dtype=np.int64)[sentence]
    span_end = np.array([s.span.end for s in doc._.sentences], dtype=np.int64)[sentence]
    subject_end = np.where(here, np.array([m.span.end for m in doc._.mentions], dtype=np.int64)[subject], -1)
    left, right = lists.begin[obj], lists.end[obj]
    gap, between, last, after = (np.zeros(len(obj), dtype=np.int64) for _ in range(4))
    all_ends = np.array([-1, *every], dtype=np.int64)
    nearest = all_ends[np.searchsorted(all_ends, left, side="right") - 1]
    for number in range(len(PROPERTIES)):
        rows = np.flatnonzero(predicate == number)
        if not len(rows):
            continue
        stops = np.array([-1, *ends[number]], dtype=np.int64)
        starts = np.array([*begins[number], 10**9], dtype=np.int64)
        before = stops[np.searchsorted(stops, left[rows], side="right") - 1]
        found = before > span_begin[rows]
        gap[rows] = np.where(found, np.minimum(left[rows] - before, FAR - 1), FAR)
        between[rows] = found & (before > subject_end[rows])
        last[rows] = found & (before == nearest[rows])
        following = starts[np.searchsorted(starts, right[rows], side="left")]
        after[rows] = np.where(following < span_end[rows], np.minimum(following - right[rows], FAR - 1), FAR)
    return gap, between, last, after
