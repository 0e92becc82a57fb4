"""Candidate names from their form: the head that a name ends in, and where its left edge must be.

In: the healed text of a report. Out: guesses, which may overlap. A name of a class ends in a head of `data/heads.tsv`;
its left edge is the end of the nearest mark or stop word (`data/stops.tsv`), moved by brackets, quotes and leading
words (`data/leads.tsv`). Every step looks at a bounded stretch beside a head: linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from extract.layers import Guess
from extract.lexicons import Scanner, any_of, read_rows, read_words
from ontology import tables
from ontology.facts import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["Edges", "find_edges", "find_goods", "find_headed", "trim"]

MARKS = "，。；：！？、\n “”‘’（）《》…,;:!?<>|／/~【】—()●■◆▲★#*"
IS_MARK = np.zeros(max(map(ord, MARKS)) + 2, dtype=np.uint8)  # 4 at the code of a mark; the last stands for all codes beyond
IS_MARK[[ord(c) for c in MARKS]] = 4
QUOTED = 18  # longest quoted part of a name, marks included
GOODS = 12  # characters before the last word of goods
EDGES = 4  # left edges of one kind that one head tries
BRACKETED = 10  # longest bracketed part of a name, marks included
PREFIXED = 12  # longest prefix
VERBAL = frozenset({"act", "event"})
PREFIXES = {
    Kind.EVENT: re.compile(
        r"(?:20[0-9]{2}年?|二〇[〇一二三四五六七八九]{2}年?)?(?:（[一-龥]{2,4}）)?(?:第[0-9一二三四五六七八九十百]+届|首届)?(?:中国|全国)?$"
    ),
    Kind.DESIGNATION: re.compile(
        r"(?:20[0-9]{2}年度?)?(?:第[0-9一二三四五六七八九十]+批|首批)?(?:国家级|省级|市级|世界级|全国|全省|全市|全球|国家|省|市|县级以上|市级以上|省级以上|国内|全区|中国)?(?:首批|首个)?$"
    ),
    Kind.CLUSTER: re.compile(r"(?:国家级|省级|市级|世界级|国家)$"),
}  # what goes before the left edge where it stands there
STRENGTH = {"org": 3, "brand": 2, "organ": 3, "zone": 1, "field": 1, "act": 2, "title": 2, "event": 3}


@dataclass(frozen=True, slots=True)
class Head:
    """What a name of a class ends in."""

    kind: Kind
    edge: str
    least: int
    most: int
    probability: float


@dataclass(frozen=True, slots=True)
class Edges:
    """For each place of a text, the nearest place at or before it where a name may begin.

    Attributes:
        cuts: by strength (1-3), int32 arrays of length len(text) + 1; cuts[s][i] ≤ i is the end of the last mark or
            stop word of at least that strength that ends at or before i.
        starts: the same to the right: the begin of the next mark or stop word at or after i.
    """

    cuts: dict[int, NDArray[np.int32]]
    starts: dict[int, NDArray[np.int32]]


@cache
def _heads() -> Scanner[tuple[Head, ...]]:
    table: dict[str, list[Head]] = {}
    for words, kind, edge, least, most, probability in read_rows("heads"):
        for word in words.split():
            table.setdefault(word, []).append(Head(Kind(kind), edge, int(least), int(most), float(probability)))
    organ = Head(Kind.GOVERNMENT, "org", 0, 16, 0.8)
    zone = Head(Kind.PARK, "zone", 2, 20, 0.8)
    for names, head in (("organs.tsv", organ), ("zones.tsv", zone)):
        for name in {name for row in tables.read_rows(names, 3) for name in row[:2] if len(name) > 1}:
            if all(known.kind != head.kind for known in table.get(name, [])):
                table.setdefault(name, []).append(head)
    return Scanner({word: tuple(heads) for word, heads in table.items()})


@cache
def _stops() -> Scanner[int]:
    rows = sorted(((int(level), words) for level, words, *_ in read_rows("stops")))
    return Scanner(
        [(word, level) for level, words in rows if level for word in words.split()]
        + [(w, 0) for level, words in rows if not level for w in words.split()]
    )


@cache
def _leads(kind: str) -> re.Pattern[str]:
    table = read_words("leads")
    words = table["all"] | table.get(kind, frozenset())
    return re.compile(
        r"(?:[0-9一二三四五六七八九十百千万两多]+(?:余|多)?(?:个|家|项|大|条|座|名|位|批|届|期)|[0-9]+(?:年|月|日)?|"
        + any_of(words)
        + ")+"
    )


@cache
def _generic(kind: str) -> frozenset[str]:
    return read_words("generic").get(kind, frozenset())


def find_edges(text: str) -> Edges:
    """Return where names may begin in a text."""
    size = len(text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    marks = IS_MARK[np.minimum(codes, len(IS_MARK) - 1)]
    levels = bytearray(b"\0" + marks.tobytes())
    aheads = bytearray(marks.tobytes() + b"\4")
    for begin, end, strength in _stops().scan(text):
        levels[end] = max(levels[end], strength)
        aheads[begin] = max(aheads[begin], strength)
    level, ahead = np.frombuffer(levels, dtype=np.int8), np.frombuffer(aheads, dtype=np.int8)
    places = np.arange(size + 1, dtype=np.int32)
    cuts = {s: np.maximum.accumulate(np.where(level >= s, places, 0)) for s in (1, 2, 3, 4)}
    starts = {s: np.minimum.accumulate(np.where(ahead >= s, places, size)[::-1])[::-1] for s in (1, 2, 3, 4)}
    return Edges(cuts, starts)


def find_headed(text: str, edges: Edges, regions: Iterable[Guess], words: Iterable[Guess]) -> Iterator[Guess]:
    """Yield the names that end in a head, by end; a head may end names of several classes and have several left edges.

    Args:
        text: healed text.
        edges: of the text.
        regions: found regions; a name begins before one (南京市商务局) or after it (重庆市|汽车产业).
        words: found words of the lexicon; a name may begin with one (抢滩|集成电路|产业).
    """
    size = len(text)
    region_begins, region_ends, word_begins = (bytearray(size + 1) for _ in range(3))
    for guess in regions:
        region_begins[guess.span.begin] = region_ends[guess.span.end] = 1
    for guess in words:
        word_begins[guess.span.begin] = 1
    flags = (region_begins, region_ends, word_begins)
    for begin, end, heads in _heads().scan(text):
        for head in heads:
            yield from _read(text, edges, flags, Span(begin, end), head)


def _read(text: str, edges: Edges, flags: tuple[bytearray, ...], place: Span, head: Head) -> Iterator[Guess]:
    """Yield one head's names, one for each left edge that something speaks for."""
    begin, end = place.begin, place.end
    strength = STRENGTH[head.edge]
    lefts: dict[int, str] = {}
    for level in (3, 2, 1):
        cuts = edges.cuts[level]
        left = int(cuts[begin])
        # a stop word that is all there is before the head is part of the name of an organ: 发展局, 建设银行
        if left == begin and level < 3 and begin and text[begin - 1] not in MARKS:
            continue
        left = trim(text, _over_brackets(text, cuts, left, begin, head), end, head.kind)
        lefts[left] = f"cut{level}"
        # policies, programmes and events may begin with a verb: 印发|促进消费的若干措施
        if head.edge in VERBAL and cuts[begin] > 1 and text[cuts[begin] - 1] not in MARKS:
            lefts.setdefault(int(cuts[int(cuts[begin]) - 1]), f"verb{level}")
    far = max(min(lefts, default=begin), begin - head.most)
    for flag, name in zip(flags, ("at-region", "after-region", "at-word"), strict=True):
        at = flag.find(1, far, begin)
        for _ in range(EDGES):
            if at < 0:
                break
            lefts.setdefault(at, name)
            at = flag.find(1, at + 1, begin)
    pattern = PREFIXES.get(head.kind)
    for left in list(lefts) if pattern else ():
        match = pattern.search(text, max(0, left - PREFIXED), left) if pattern else None
        if match:
            lefts.setdefault(match.start(), "prefix")
    primary = f"cut{strength}"
    for left, why in lefts.items():
        if head.least <= begin - left <= head.most and text[left:end] not in _generic(head.kind):
            probability = head.probability if why == primary else head.probability / 3
            yield Guess(Span(left, end), head.kind, probability, f"head:{text[begin:end]}:{why}")


@cache
def _goods() -> Scanner[tuple[Kind, ...]]:
    return Scanner(
        {word: tuple(Kind(k) for k in kinds.split()) for words, kinds in read_rows("goods") for word in words.split()}
    )


def find_goods(text: str, edges: Edges) -> Iterator[Guess]:
    """Yield goods and fields of work by their last word, where a mark or stop word follows."""
    cuts, starts = edges.cuts[1], edges.starts[1]
    for begin, end, kinds in _goods().scan(text):
        if starts[end] != end:
            continue
        left = int(cuts[begin])
        if 1 <= begin - left <= GOODS:
            left = trim(text, left, end, kinds[0])
            if begin - left >= 1:
                for kind in kinds:
                    yield Guess(Span(left, end), kind, 0.15, f"goods:{text[begin:end]}")


def _over_brackets(text: str, cuts: NDArray[np.int32], left: int, begin: int, head: Head) -> int:
    """Move a left edge over a bracketed place (西部（重庆）科学城) and a quoted part (专精特新“小巨人”企业)."""
    if left and text[left - 1] == "）" and head.edge in {"org", "zone", "event", "field"} and begin - left <= head.most:
        opening = text.rfind("（", max(0, left - BRACKETED), left)
        if opening > 0 and text[opening - 1] not in MARKS and not any(c in MARKS for c in text[opening + 1 : left - 1]):
            return int(cuts[opening])
    if left and text[left - 1] == "”":
        opening = text.rfind("“", max(0, left - QUOTED), left)
        # a quoted verb is no part of a name: “携手”华夏银行
        if opening >= 0 and "”" not in text[opening : left - 1] and cuts[left - 1] < left - 1:
            return int(cuts[opening]) if head.edge in {"title", "zone", "event"} else opening
    return left


def trim(text: str, left: int, end: int, kind: Kind) -> int:
    """Return the left edge without leading words that are no part of a name: 一批, 3家, 该."""
    match = _leads(kind).match(text, left, end - 1)
    return match.end() if match else left
