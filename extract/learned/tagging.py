"""From a text to the characters that the reader's network sees, and from its scores of tags to names.

In go texts and arrays of log-probabilities; out come characters with their offsets, windows, and spans of names. Nothing
here knows what a class means.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float32]

__all__ = ["best_names", "fit_window", "lay_blocks", "lay_windows", "other_names", "squeeze"]

FOLD = {k: k - 0xFEE0 for k in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05, 0xFF0B)}
LONGEST = 48  # characters of an alternative name
SURE = 0.99  # probability of O from which the text is cut there


def squeeze(text: str) -> tuple[str, list[int]]:
    """Return the text as the model sees it, and the offset in `text` of each of its characters.

    Full-width letters and digits are folded; of white space only line breaks stay, one for each run, and a blank
    between two ASCII words.
    """
    kept: list[str] = []
    at: list[int] = []
    for match in re.finditer(r"\s+|\S+", text):
        piece, begin, end = match.group(), match.start(), match.end()
        if not piece.isspace():
            kept.append(piece.translate(FOLD))
            at.extend(range(begin, end))
        elif kept and end < len(text):
            before, after = kept[-1][-1], text[end].translate(FOLD)
            if "\n" in piece or (before.isascii() and before.isalnum() and after.isascii() and after.isalnum()):
                kept.append("\n" if "\n" in piece else " ")
                at.append(begin)
    return "".join(kept), at


def fit_window(length: int, size: int, overlap: int) -> int:
    """Return the least size of windows, at most `size`, that read a text in as few windows.

    >>> fit_window(1100, 1024, 64), fit_window(500, 1024, 64)
    (582, 500)
    """
    count = max(1, -(-(length - overlap) // (size - overlap)))
    return -(-(length + (count - 1) * overlap) // count)


def lay_windows(length: int, size: int, overlap: int) -> list[tuple[int, int, int, int]]:
    """Return (begin, end, from, to): evenly laid windows and the part of the text that each answers for."""
    if length <= size:
        return [(0, length, 0, length)]
    count = -(-(length - overlap) // (size - overlap))
    begins = [round(k * (length - size) / (count - 1)) for k in range(count)]
    edges = [0, *((begins[k] + size + begins[k + 1]) // 2 for k in range(count - 1)), length]
    return [(b, b + size, edges[k], edges[k + 1]) for k, b in enumerate(begins)]


def lay_blocks(length: int, block: int, margin: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which characters attend together, [blocks, block], and what each block looks at, [blocks, block + 2 margin].

    The blocks follow each other; the last is filled up with the last character. A block sees `margin` characters to
    either side, at the text's ends more to the other; a shorter text is seen whole.
    """
    count = -(-length // block)
    rows = np.minimum(np.arange(count * min(block, length)), length - 1).reshape(count, -1)
    width = min(block + 2 * margin, length)
    begin = np.clip(np.arange(count) * block - margin, 0, length - width)
    return rows, begin[:, None] + np.arange(width)


def best_names(log_p: Floats, n: int) -> list[tuple[int, int, int, float]]:
    """Return the most probable lawful reading: (begin, end, class, least probability of its characters), from the left.

    Tags are O, then begin, inside, end and single for each of `n` classes. Where O is surer than `SURE` the text is cut
    into pieces, which are decoded side by side.
    """
    live = np.flatnonzero(log_p[:, 0] < np.log(SURE))
    if not len(live):
        return []
    cuts = np.flatnonzero(np.diff(live) > 1)
    begins, ends = live[np.r_[0, cuts + 1]], live[np.r_[cuts, len(live) - 1]] + 1
    longest = int((ends - begins).max())
    grid = begins[:, None] + np.arange(longest)
    score = log_p[np.minimum(grid, len(log_p) - 1)].astype(np.float64)
    score[grid >= ends[:, None]] = np.r_[0.0, np.full(4 * n, -1e9)]
    outside, inside = np.zeros(len(begins)), np.full((len(begins), n), -1e9)
    shut_by = np.zeros((longest, len(begins)), np.int16)  # 0 for O, 1 + c where c ends, 1 + n + c for a single c
    fresh = np.zeros((longest, len(begins), n), bool)
    for t in range(longest):
        o, (b, i, e, s) = score[:, t, :1], (score[:, t, 1 + k * n : 1 + (k + 1) * n] for k in range(4))
        shut = np.concatenate((outside[:, None] + o, inside + e, outside[:, None] + s), axis=1)
        begun, carried = outside[:, None] + b, inside + i
        shut_by[t], fresh[t] = shut.argmax(1), begun > carried
        outside, inside = shut.max(1), np.maximum(begun, carried)
    found = []
    for k, (begin, size) in enumerate(zip(begins.tolist(), (ends - begins).tolist(), strict=True)):
        chosen = shut_by[:size, k].tolist()
        t = size - 1
        while t >= 0:
            choice, last = chosen[t], t
            if choice:
                c = (choice - 1) % n
                path = [3 * n + c] if choice > n else [2 * n + c]
                while choice <= n and (t == last or not fresh[t, k, c]):
                    t -= 1
                    path += [c if fresh[t, k, c] else n + c]
                low = min([score[k, last - j, 1 + tag] for j, tag in enumerate(path)])
                found.append((begin + t, begin + last + 1, c, float(np.exp(low))))
            t -= 1
    return sorted(found)


def other_names(p: Floats, n: int, least: float) -> list[tuple[int, int, int, float]]:
    """Return every span all of whose characters' tags for one class have at least the probability `least`."""
    found = []
    begin, inside, end, single = (p[:, 1 + k * n : 1 + (k + 1) * n] for k in range(4))
    found += [(int(t), int(t) + 1, int(c), float(single[t, c])) for t, c in zip(*np.nonzero(single >= least), strict=True)]
    for t, c in zip(*np.nonzero(begin >= least), strict=True):
        low = float(begin[t, c])
        for x in range(int(t) + 1, min(int(t) + LONGEST, len(p))):
            if end[x, c] >= least:
                found += [(int(t), x + 1, int(c), min(low, float(end[x, c])))]
            low = within if (within := float(inside[x, c])) < low else low
            if low < least:
                break
    return found
