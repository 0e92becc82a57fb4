"""How each entity that a number may be about stands in the words: its class and last characters, those around it, those on the way to the label.

In: the candidates of one number with the mention that speaks for each, the number, its label. Out: hashed feature numbers,
[candidates, templates]; 0 stands for none. Of a name no more than its last two characters are looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from extract.learned.wording import BUCKETS, BYTES, MIX, codes_of, hash_pairs, hash_templates, run_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["describe_candidates"]

BACK: Final = 400  # characters before a number that are looked at
AHEAD: Final = 80  # … and behind it
FOLLOWING: Final = 14  # characters behind a candidate whose pairs are looked at
LEADING: Final = 10  # … and before the label, where the candidate stands before that
SIGNS: Final = 20  # readable features of a candidate, each with its class
COMMA, STOP, WEIGHTY = ord("，"), ord("。"), ord("；")
VALUES: Final = (
    "none", "kind", "place", "a1", "a2a1", "unit", "l2l1", "label", "after", "measure", "x1", "x2x1", "y1", "y1y2", "y1y2y3", "far", "marks", "way", "end", "side", "sentence", "toward",
)  # fmt: skip
"""Of each candidate: class, place, last characters (a), the characters before (x) and behind it (y), those up to the label; of the number: unit, last characters of the label (l)."""
TEMPLATES: Final = (
    "kind", "place", "place kind", "a1", "a2a1", "kind unit", "kind l2l1", "kind label", "a1 l2l1", "a1 unit", "place unit", "place l2l1", "kind after", "kind measure", "kind place l2l1",
    "x1", "x2x1", "y1", "y1y2", "y1y2y3", "x1 kind", "y1 kind", "y1y2 kind", "x1 place", "y1 place", "x1 y1", "y1 l2l1", "x1 l2l1", "far side", "marks side", "marks kind side",
    "way", "end", "way kind", "sentence kind", "sentence side", "toward kind", "toward", "a2a1 unit", "a2a1 l2l1", "a2a1 place", "kind y1 l2l1",
)  # fmt: skip
FILLED: Final = np.array([([VALUES.index(name) for name in template.split()] + [0, 0])[:3] for template in TEMPLATES])


KNOWN: Final[dict[tuple[str, int], int]] = {}
"""Feature numbers of readable features with a class, as they are met: some thousands."""


PLACES: Final[dict[str, int]] = {}
"""Hashes of the first of them, as they are met."""


def _place(name: str) -> int:
    """Return the hash of the feature that says where a candidate stands, and keep it."""
    PLACES[name] = crc32(name.encode())
    return PLACES[name]


def _sign(name: str, kind: int) -> int:
    """Return the feature number of a readable feature with a class, which may be that of a template too, and keep it."""
    KNOWN[name, kind] = 1 + crc32(f"{name} {kind}".encode()) % (BUCKETS - 1)
    return KNOWN[name, kind]


def describe_candidates(
    text: str, places: Sequence[tuple[int, int]], kinds: Sequence[int], signs: Sequence[Sequence[str]], number: tuple[int, int], unit: str, measure: int, label: str, sentence: int
) -> NDArray[np.int32]:
    """Return the feature numbers of each candidate.

    Args:
        text: the healed text.
        places: begin and end of each candidate's mention.
        kinds: its class, by number.
        signs: its readable features, the place first.
        number: begin and end.
        unit: as written.
        measure: what kind of number, by number.
        label: what it measures.
        sentence: begin of the number's sentence.
    """
    size = len(places)
    low = max(0, number[0] - BACK)
    before = text[low : number[0]]
    around = codes_of([" " * LEADING + text[low : number[1] + AHEAD] + " " * (FOLLOWING + 2)])[0]
    begin, end = np.array(places, np.int64).T - low + LEADING
    seen = (begin >= LEADING) & (end < len(around) - FOLLOWING - 2)
    at, to = np.where(seen, (begin, end), LEADING)
    here, over = number[0] - low + LEADING, number[1] - low + LEADING
    told = before.rfind(label) + LEADING if label and label in before else here
    side = np.where(~seen, 0, np.where(to <= here, 1, 2))
    gap = np.where(side == 1, here - to, np.where(side == 2, at - over, 0))
    passed = np.cumsum((around == COMMA) + 2 * ((around == STOP) | (around == WEIGHTY)))
    marks = np.minimum(np.abs(passed[np.where(side == 2, over, here) - 1] - passed[np.where(side == 2, at, to) - 1]), 5)
    way = around[to[:, None] + np.arange(6)] * ((to[:, None] + np.arange(6) < told) & (side == 1)[:, None])
    following = around[to[:, None] + np.arange(FOLLOWING)] * seen[:, None]
    ahead = seen & (to <= told)
    leading = around[told - LEADING : told] * ahead[:, None]
    tails = codes_of([f"  {text[a:b][-2:]}" for a, b in places], 4)
    lengths = (tails > 0).sum(axis=1)
    a1, a2 = tails[np.arange(size), lengths - 1], tails[np.arange(size), lengths - 2]
    l2, l1 = codes_of([f"  {label}"[-2:]])[0]
    beside = around[np.array((at - 1, at - 2, to, to + 1, to + 2))]
    beside[:, ~seen] = -1
    x1, x2, y1, y2, y3 = beside
    none, kind = at * 0, np.array(kinds, np.int64)
    values = np.array([
        none, kind, [PLACES[names[0]] if names[0] in PLACES else _place(names[0]) for names in signs], a1, a2 * MIX + a1, none + crc32(BYTES(unit)), none + (l2 * MIX + l1), none + crc32(BYTES(label)), none + around[over], none + measure,
        x1, x2 * MIX + x1, y1, y1 * MIX + y2, (y1 * MIX + y2) * MIX + y3, np.minimum(gap // 5, 12), marks, run_of(way), (around[told - 2] * MIX + around[told - 1]) * ahead, side,
        np.where(seen, np.sign(at - (sentence - low + LEADING)), 2), np.where(ahead, np.minimum((told - to) // 3, 10), -1),
    ])  # fmt: skip
    of_signs = np.zeros((size, SIGNS), np.int32)
    for row, (names, one_kind) in enumerate(zip(signs, kinds, strict=True)):
        some = [KNOWN[name, one_kind] if (name, one_kind) in KNOWN else _sign(name, one_kind) for name in names[:SIGNS]]
        of_signs[row, : len(some)] = some
    return np.concatenate((hash_templates(values, FILLED), hash_pairs(following, 3), hash_pairs(leading, 4), of_signs), axis=1)
