"""Full names that a text introduces shorter ones for, and every place where the shorter ones stand.

In: a healed text, the names chosen so far, and all guesses. Out: the names with both. Readers often miss the left edge of a
long name (其控股股东|青禾新能源有限公司) or cut its brand; the short name helps to find it, because its characters stand in
the full one, in order. Refused: what neither a reader, nor grammar, nor the words around it give a class.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.layers import Name
from extract.lexicons import Scanner, read_words
from extract.names.introductions import find_introductions, is_latin
from extract.names.patterns import find_edges
from ontology.facts import Kind, Span
from ontology.names import parse_name
from ontology.regions import find_region, split_region

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.layers import Guess
    from extract.names.introductions import Introduction

__all__ = ["follow_introductions", "roles"]

WIDEST = 12  # characters of a region's name
LONGEST = 40  # characters of a full name that was not chosen
QUOTED = 120  # the same in quotes or book title marks
SHORT = 14  # characters of a full name that only its place speaks for
REPEATED = 2  # characters of a short name that counts wherever it stands
RUNNING_WORDS = re.compile(r"[的了在是由将对与和及把被向为从]")  # no names, where nothing else says so
COUNTED = re.compile(r"[‘“]?(?:[一二两双三四五六七八九十]+|[0-9]+\+)")  # 双减, “四个行动”: of several things, unless the full name says it too
UNHEARD = 0.6  # confidence of a full name that was not chosen
FAINT = 0.05  # a guess below this says nothing
LIKELY = 0.5  # a guess from which a name may begin, though it was not chosen
FIRM = re.compile(r"融资|获投|上市|品牌|公司|企业|成立于|创立于|创办|总部")  # said of a firm in the sentence that introduces it
LEAD = 12  # characters before a name in which a word says what it is
REGISTERED = re.compile(r"(?:公司|合伙企业（(?:有限|普通|特殊普通)合伙）|合伙企业|合作社)$")
LEVELS = ("省", "市", "自治区", "州", "盟")


def follow_introductions(text: str, names: list[Name], guesses: Iterable[Guess]) -> list[Name]:
    """Return the names with those that the text introduces, wherever they stand, and the full names they stand for.

    The class of the full name decides: 青禾湖新能源有限公司（以下简称“青禾湖新能”）.

    Args:
        text: healed.
        names: chosen so far, by begin, without overlap.
        guesses: all that was proposed.
    """
    introductions = find_introductions(text)
    if not introductions:
        return names
    evidence = _Evidence(text, names, guesses)
    spans: dict[Span, Name] = {}
    introduced: dict[str, Name] = {}
    for each in introductions:
        full = evidence.full_name(each)
        if full is None:
            continue
        spans[full.span] = full
        for span in each.shorts:
            spans.setdefault(span, Name(span, full.kind, full.confidence, "short"))
            if span.end - span.begin >= REPEATED:
                introduced.setdefault(text[span.begin : span.end], full)
    held = _Spans(spans)
    chosen = {name.span: name for name in names}
    standing = _Spans(chosen)
    for begin, end, full in Scanner(introduced, lasting=False).scan(text):
        span = Span(begin, end)
        around = standing.overlapping(span)
        if not held.overlapping(span) and all(one.within(span) for one in around) and not _inside_word(text, span):
            spans[span] = Name(span, full.kind, max([full.confidence, *(chosen[one].confidence for one in around)]), "short")
    taken = _Spans(_without_overlap(spans))
    kept = [name for name in names if not taken.overlapping(name.span)]
    return sorted([*kept, *(spans[span] for span in taken.ordered)], key=lambda name: name.span)


def _without_overlap(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that no earlier or longer one overlaps."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.begin, -s.end)):
        if not kept or not kept[-1].overlaps(span):
            kept.append(span)
    return kept


class _Spans:
    """Spans in order, to find those that overlap another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.ordered = sorted(spans)
        self._begins = [span.begin for span in self.ordered]
        self._widest = max((span.end - span.begin for span in self.ordered), default=0)

    def overlapping(self, span: Span) -> list[Span]:
        """Return the spans that share a character with this one."""
        first, last = bisect_left(self._begins, span.begin - self._widest), bisect_left(self._begins, span.end)
        return [one for one in self.ordered[first:last] if one.overlaps(span)]


def _inside_word(text: str, span: Span) -> bool:
    """Say whether a foreign name is only a part of a longer word: TR in TRUE."""
    ends = ((span.begin - 1, span.begin), (span.end - 1, span.end))
    return any(a >= 0 and b < len(text) and is_latin(text[a]) and is_latin(text[b]) for a, b in ends)


class _Evidence:
    """What was chosen and proposed in a text, by where it ends and begins."""

    def __init__(self, text: str, names: Sequence[Name], guesses: Iterable[Guess]) -> None:
        self._text = text
        self._chosen = {name.span.end: name for name in names}
        self._by_end: dict[int, list[Guess]] = defaultdict(list)
        self._sorted = sorted((g for g in guesses if g.probability >= FAINT), key=lambda g: (g.span, g.kind, g.probability))
        self._begins = [guess.span.begin for guess in self._sorted]
        for guess in self._sorted:
            self._by_end[guess.span.end].append(guess)

    def full_name(self, each: Introduction) -> Name | None:
        """Return the name that ends where an introduction begins; None where nothing says what it is."""
        chosen = self._chosen.get(each.end)
        if chosen is None and each.first < 0 and any(COUNTED.match(self._text, s.begin, s.end) for s in each.shorts):
            return None
        if each.sure:
            begin = each.begin
        elif chosen and chosen.span.begin < each.begin:
            begin = chosen.span.begin  # a name with a mark in it: 第三届中国—云岭博览会
        else:
            begin = self._left_edge(each, chosen.span.begin if chosen else self._likely_begin(each))
        span = Span(begin, each.end)
        if chosen:
            return replace(chosen, span=span)
        if begin < 0 or not 2 <= each.end - begin <= (QUOTED if each.sure else LONGEST):
            return None
        kind = self._kind(span)
        return Name(span, kind, UNHEARD, "introduced") if kind else None

    def _likely_begin(self, each: Introduction) -> int:
        """Return where a reader, or else grammar, has a name begin that was not chosen; -1 where neither says so with confidence."""
        plain = _plain_edge(self._text, each)
        ending = [g for g in self._by_end[each.end] if g.span.begin >= each.begin]
        if any(guess.span.begin == plain for guess in ending):
            return plain
        best = max(ending, key=lambda g: (g.probability, -g.span.begin), default=None)
        return best.span.begin if best and best.probability >= LIKELY else -1

    def _left_edge(self, each: Introduction, begin: int) -> int:
        """Return where the full name begins: the edge that was read (-1: none), moved by what the short name must find in it."""
        found = each.first
        registered = bool(REGISTERED.search(self._text, each.begin, each.end))
        widened = found >= 0 and (begin < 0 or found < begin)
        if widened:
            begin = found
        if begin < 0:
            begin = _plain_edge(self._text, each)
        if begin >= 0 and (registered or widened):
            begin = self._over_places(begin, each.begin)
        limit = self._over_places(found, each.begin) if found >= 0 else each.end - 2
        for end in _ends_before(self._text, begin, limit, sure=found >= 0):
            if found >= 0 or parse_name(self._text[end : each.end], Kind.COMPANY).core:
                begin = end
        return begin

    def _over_places(self, begin: int, least: int) -> int:
        """Move an edge to the left over the parks and regions that end at it, to no less than `least`.

        重庆市|江津区 stays divided, as everywhere (`extract.names.chains`).
        """
        text = self._text
        while True:
            parks = [g for g in self._by_end[begin] if g.kind is Kind.PARK and g.span.begin >= least]
            park = max(parks, key=lambda g: g.probability, default=None)
            regions = (at for at in range(max(least, begin - WIDEST), begin - 1) if find_region(text[at:begin]))
            left = park.span.begin if park else next(regions, begin)
            left = max((left + end for _, end, _ in roles().scan(text[left:begin])), default=left)
            divided = text[left:begin].endswith(LEVELS) and split_region(text[begin : begin + WIDEST]).length > 1
            if left == begin or divided:
                return begin
            begin = left

    def _kind(self, span: Span) -> Kind | None:
        """Return the class of a name that was not chosen: of its legal form, of its guesses, of the words around it."""
        text = self._text
        if REGISTERED.search(text, span.begin, span.end):
            return Kind.COMPANY
        if text[span.begin] == "《":
            return Kind.POLICY
        weight: dict[Kind, float] = defaultdict(float)
        for guess in self._sorted[bisect_left(self._begins, span.begin) : bisect_right(self._begins, span.end)]:
            if guess.span.within(span) and 2 * (guess.span.end - guess.span.begin) >= span.end - span.begin:
                weight[guess.kind] += guess.probability * (2 if guess.span.end == span.end else 1)
        if weight:
            return max(weight, key=lambda kind: (weight[kind], kind.value))
        before = text[max(0, span.begin - LEAD) : span.begin].rstrip(" “—：")
        led = next((kind for _, end, kind in roles().scan(before) if end == len(before)), None)
        stop = text.find("。", span.end)
        if led is None and FIRM.search(text, span.end, stop if stop >= 0 else len(text)):
            return Kind.COMPANY
        return led


def _plain_edge(text: str, each: Introduction) -> int:
    """Return where a name begins that nothing else speaks for: at the word that leads to it, or at the mark before it; -1 in running words."""
    inside = text[each.begin : each.end]
    if is_latin(inside[-1]):
        foreign = re.search(r"[A-Za-z0-9][A-Za-z0-9 .&'’-]*$", inside)
        return each.begin + foreign.start() if foreign else -1
    begin = max((end for _, end, _ in roles().scan(inside) if len(inside) - end >= 2), default=0)
    return each.begin + begin if len(inside) - begin <= SHORT and not RUNNING_WORDS.search(inside, begin) else -1


def _ends_before(text: str, begin: int, limit: int, *, sure: bool) -> list[int]:
    """Return the ends, in order, of words that say what is named next: 龙头企业, 控股股东, 旗下.

    Where it is sure that the name begins no later than `limit`, function words (由, 近日) say so too.
    """
    if begin < 0 or limit <= begin:
        return []
    ends = {end + begin for _, end, _ in roles().scan(text[begin:limit])}
    if sure:
        ends.add(begin + int(find_edges(text[begin:limit]).cuts[3][limit - begin]))
    return sorted(end for end in ends if begin < end <= limit)


@cache
def roles() -> Scanner[Kind]:
    """Return the words that say what is named next, with the class that they lead to."""
    return Scanner({word: Kind(kind) for kind, words in read_words("roles").items() for word in words})
