"""Characters, tags and windows: what the trainer and the packaged reader must agree on.

`extract.learned.tagging` holds its own copy of `squeeze`, `windows` and the decoding; test_reader_reads_as_the_trainer compares them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np

CLASSES = (
    "Company FinancialInstitution GovernmentBody Institution Person Park Facility Region "
    "Cluster Industry Product Policy Programme Project Designation Event"
).split()
PROPERTIES = (
    "locatedIn partOf focusesOn hasCluster coversIndustry operatesIn produces undertakes hasDesignation participatesIn "
    "administers implements issuedBy finances investsIn subsidiaryOf suppliesTo cooperatesWith leads"
).split()
TAGS = 1 + 4 * len(CLASSES)  # O, then B I E S of each class
PAD, UNKNOWN, MASK, BREAK = 0, 1, 2, 3
SPECIAL = 4
WORD = 1 << 15  # the bit that marks the first character of a word in the corpus arrays

FOLD = {k: k - 0xFEE0 for k in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05, 0xFF0B)}  # ０-９Ａ-Ｚａ-ｚ％＋


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


def windows(length: int, size: int, overlap: int) -> list[tuple[int, int, int, int]]:
    """Return (begin, end, from, to): the windows of a text and the part that each one answers for."""
    if length <= size:
        return [(0, length, 0, length)]
    step = size - overlap
    count = -(-(length - overlap) // step)
    begins = [round(k * (length - size) / (count - 1)) for k in range(count)]
    edges = [0] + [(begins[k] + size + begins[k + 1]) // 2 for k in range(count - 1)] + [length]
    return [(b, b + size, edges[k], edges[k + 1]) for k, b in enumerate(begins)]


class Vocabulary:
    """Characters that the model knows, by id; 0–3 are padding, unknown, mask and line break."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        self.ids = {c: k + SPECIAL for k, c in enumerate(characters)} | {"\n": BREAK}

    def __len__(self) -> int:
        return len(self.characters) + SPECIAL

    def encode(self, text: str) -> list[int]:
        return [self.ids.get(c, UNKNOWN) for c in text]

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        return cls(json.loads(path.read_text(encoding="utf-8"))["characters"])


def decode(log_p: np.ndarray, sure: float = 0.99) -> list[tuple[int, int, int, float]]:
    """Return the best lawful reading of tag scores (begin, end, class, probability), from the left.

    `log_p` holds log-probabilities by character and tag. Runs of characters whose O is surer than `sure` part the text
    into pieces that are decoded together.
    """
    length, n = len(log_p), len(CLASSES)
    live = np.flatnonzero(log_p[:, 0] < np.log(sure))
    if not len(live):
        return []
    cuts = np.flatnonzero(np.diff(live) > 1)
    begins = live[np.r_[0, cuts + 1]]
    ends = live[np.r_[cuts, len(live) - 1]] + 1
    pieces, longest = len(begins), int((ends - begins).max())
    grid = begins[:, None] + np.arange(longest)
    inside = grid < ends[:, None]
    score = np.where(inside[:, :, None], log_p[np.minimum(grid, length - 1)], 0.0)
    score[~inside] = np.r_[0.0, np.full(4 * n, -1e9)]
    out = np.zeros(pieces)  # best reading that ends outside a name, and in which class it is still open
    open_ = np.full((pieces, n), -1e9)
    back_out = np.zeros((longest, pieces), np.int16)  # 0 O, 1 + c ends c, 1 + n + c single c
    back_open = np.zeros((longest, pieces, n), bool)  # begun here
    for t in range(longest):
        o, b, i, e, s = score[:, t, :1], *(score[:, t, 1 + k * n : 1 + (k + 1) * n] for k in range(4))
        shut = np.concatenate((out[:, None] + o, open_ + e, out[:, None] + s), axis=1)
        back_out[t] = shut.argmax(1)
        fresh, carried = out[:, None] + b, open_ + i
        back_open[t] = fresh > carried
        out, open_ = shut.max(1), np.maximum(fresh, carried)
    found = []
    for k in range(pieces):
        t = longest - 1
        while t >= 0:
            choice = int(back_out[t, k])
            if choice > n:
                c = choice - 1 - n
                found.append((int(begins[k]) + t, int(begins[k]) + t + 1, c, float(np.exp(score[k, t, 1 + 3 * n + c]))))
            elif choice:
                c, last = choice - 1, t
                t -= 1
                while not back_open[t, k, c]:
                    t -= 1
                path = [score[k, t, 1 + c], score[k, last, 1 + 2 * n + c], *score[k, t + 1 : last, 1 + n + c]]
                found.append((int(begins[k]) + t, int(begins[k]) + last + 1, c, float(np.exp(min(path)))))
            t -= 1
    return sorted(found)
