"""How each label that a number may have is worded: its own characters, those around it, those between it and its number.

In: the labels with their places, the number, the rules' label. Out: hashed feature numbers, [labels, templates]; 0 stands for none.
Numbers are not looked at, names only where a label holds one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from extract.learned.wording import BYTES, MIX, codes_of, hash_pairs, hash_templates, run_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["describe_labels"]

PAIRS: Final = 24  # of neighbouring characters of a label that are looked at
BETWEEN: Final = 12  # characters between a label and its number, one by one
GAP: Final = 8  # of them as one word
BACK, AHEAD = 200, 80  # characters before and behind the number that are looked at
LAST: Final = np.array([[2], [1], [0]])  # from a label's length to its last characters, behind three empty places
MARKS: Final = np.array([ord(mark) for mark in "，：；。"])
VALUES: Final = (
    "none", "all", "unit", "e1", "e2e1", "e3", "b1", "b1b2", "b3", "length", "x1", "x2", "x3", "y1", "y2", "between", "gap", "marks", "behind", "placed", "how", "what", "joint", "after", "ahead",
)  # fmt: skip
"""What is known of each label: all of it, its ends (b, e), the characters before (x) and behind it (y), up to its number, how it is made beside the rules'."""
TEMPLATES: Final = (
    "all", "all unit", "e1", "e2e1", "e2e1 e3", "b1", "b1b2", "b1b2 b3", "b1 e1", "b1b2 e2e1", "e2e1 unit", "length", "x1", "x1 x2", "x1 x2 x3", "x1 b1", "x1 b1b2", "x1 x2 b1b2",
    "y1", "y1 y2", "y1 e1", "y1 e2e1", "y1 y2 e2e1", "between gap", "gap", "marks", "behind after b1", "placed", "how", "how what", "how joint", "how e1", "how b1", "ahead unit b1", "ahead after e1",
)  # fmt: skip
FILLED: Final = np.array([([VALUES.index(name) for name in template.split()] + [0, 0])[:3] for template in TEMPLATES])


def describe_labels(text: str, labels: Sequence[str], places: Sequence[tuple[int, int]], number: tuple[int, int], unit: str, whole: str) -> NDArray[np.int32]:
    """Return the feature numbers of each label.

    Args:
        text: the healed text.
        labels: what a number may measure.
        places: begin and end of each; a negative begin for one that stands nowhere in one piece.
        number: begin and end.
        unit: as written.
        whole: the rules' label.
    """
    letters = codes_of([f"   {label}" for label in labels], PAIRS + 4)  # three places before: what stands before the first
    rows = np.arange(len(labels))
    none = rows * 0
    length = (letters > 0).sum(axis=1) - 3
    low = max(0, number[0] - BACK)
    around = codes_of([" " * 3 + text[low : number[1] + AHEAD] + " " * BETWEEN])[0]
    begin, end = np.array(places, np.int64).T - low + 3
    placed = (begin >= 3) & (end > begin) & (end < len(around) - BETWEEN)
    at, to = np.where(placed, (begin, end), 3)
    ahead = placed & (to <= number[0] - low + 3)
    gap = np.where(ahead, number[0] - low + 3 - to, -1)
    window = around[to[:, None] + np.arange(BETWEEN)] * (np.arange(BETWEEN) < gap[:, None])
    b1, b2, b3 = letters[:, 3:6].T
    e1, e2, e3 = letters[rows, length + LAST]
    beside = around[np.array((at - 1, at - 2, at - 3, to, to + 1))]
    beside[:, ~placed] = -1
    how, what, joint = _beside(labels, whole)
    after = around[number[1] - low + 3]
    values = np.array([
        none, run_of(letters[:, 3:]), none + crc32(BYTES(unit)), e1, e2 * MIX + e1, e3, b1, b1 * MIX + b2, b3, np.minimum(length, 14),
        *beside, run_of(window[:, :GAP]), np.minimum(gap, BETWEEN + 3), (window[:, :, None] == MARKS).sum(axis=(1, 2)), placed & ~ahead, placed, how, what, joint, none + after, ahead,
    ])  # fmt: skip
    return np.concatenate((hash_templates(values, FILLED), hash_pairs(letters[:, 3 : PAIRS + 4], 1), hash_pairs(window, 2)), axis=1)


def _beside(labels: Sequence[str], whole: str) -> tuple[list[int], list[int], list[int]]:
    """Return how each label is made beside the rules' (what it adds or leaves out at which end), what that is, and the characters at the joint."""
    how, parts, joints = [], [], []
    size = len(whole)
    for label, length in zip(labels, map(len, labels), strict=True):
        more, less = length - size, size - length
        if label == whole or not whole:
            made = (0, "", "")
        elif more > 0 and label[more:] == whole:
            made = (1, label[:more], label[more - 1 : more + 1])
        elif more > 0 and label[:size] == whole:
            made = (2, label[size:], label[size - 1 : size + 1])
        elif less > 0 and whole[less:] == label:
            made = (3, whole[:less], whole[less - 1 : less + 1])
        elif less > 0 and whole[:length] == label:
            made = (4, whole[length:], whole[length - 1 : length + 1])
        else:
            made = (5, whole[:2] + label[:2], whole[-2:] + label[-2:])
        kind, part, joint = made
        how += [kind]
        parts += [part]
        joints += [joint]
    return how, [*map(crc32, map(BYTES, parts))], [*map(crc32, map(BYTES, joints))]
