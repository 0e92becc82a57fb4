"""Names in coordinated lists: what one head says of the last item, or of the whole list, holds for each item.

In: healed text and the guesses so far. Out: more guesses. A list is a run of short items divided by 、 and 和/及/与;
its class comes from the words after it (A、B、C等企业) or from an item that has a class by its own form.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extract.layers import Guess
from extract.lexicons import Scanner, any_of, read_rows
from extract.names.patterns import trim
from ontology.facts import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.names.patterns import Edges

__all__ = ["find_cued", "find_joint", "find_listed", "find_quoted"]

LONGEST = 14  # characters of an item
AND_SO_ON = re.compile(
    r"等(?:(?:超过?|近)?[0-9一二三四五六七八九十百千两多数几]+余?(?:家|个|大|类|种|项|条|位|名|款|座)?|一批|一系列|众多|许多|各类|部分|相关|重点)*"
)
SURE = 0.7  # an item that is so probably of another class ends the list
BETWEEN = 10  # characters between 等 and the word that says what was listed (等10余家国内龙头|企业)
JOINT = re.compile(
    r"(?<=[、，。：；\n])([^、，。：；\n“”（）及]{2,8}及[^、，。：；\n“”（）及]{2,8}?)(?=、|等|[0-9一二三四五六七八九十两]+(?:个|大|条))"
)
BRAND = 9  # characters of a name that only a cue speaks for
QUOTE = re.compile(r"“([^“”\n]{2,24})”")
QUOTES = (Kind.PROGRAMME, Kind.DESIGNATION, Kind.POLICY, Kind.COMPANY, Kind.PRODUCT)
SPREADS = {
    Kind.COMPANY: 0.6,
    Kind.INDUSTRY: 0.6,
    Kind.PRODUCT: 0.55,
    Kind.CLUSTER: 0.4,
    Kind.FINANCIAL: 0.5,
    Kind.PERSON: 0.3,
    Kind.INSTITUTION: 0.4,
    Kind.REGION: 0.5,
    Kind.DESIGNATION: 0.4,
    Kind.PARK: 0.4,
}


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"[^，。；、：！？\n “”（）《》等的了在和与及]{{0,{BETWEEN}}}({any_of(_closing_kind())})")


@cache
def _closing_kind() -> dict[str, Kind]:
    return {word: Kind(kind) for kind, words, *_ in read_rows("closers") for word in words.split()}


def find_joint(text: str, edges: Edges) -> Iterator[Guess]:
    """Yield list items of two parts (新能源及新型储能、消费品3个产业集群)."""
    for match in JOINT.finditer(text):
        begin, end = match.span(1)
        middle = text.index("及", begin, end)
        span = Span(max(begin, int(edges.cuts[2][middle])), end)
        yield Guess(span, Kind.INDUSTRY, 0.3, "list:joint")
        yield Guess(span, Kind.CLUSTER, 0.2, "list:joint")


def find_listed(text: str, edges: Edges, guesses: Iterable[Guess]) -> Iterator[Guess]:
    """Yield names that a list gives a class to."""
    by_end: dict[int, Guess] = {}
    for guess in guesses:
        kept = by_end[guess.span.end] if guess.span.end in by_end else None  # noqa: SIM401 - a call for each
        if kept is None or guess.probability * (guess.span.end - guess.span.begin) > kept.probability * (kept.span.end - kept.span.begin):
            by_end[guess.span.end] = guess
    for match in AND_SO_ON.finditer(text):
        # the noun that closes the list ends before the next verb: 等企业|布局再生铝行业
        closing = _closing().match(text, match.end(), int(edges.starts[3][match.end()]))
        if closing:
            kind = _closing_kind()[closing.group(1)]
            pattern = Guess(Span(match.start(), match.start()), kind, SPREADS.get(kind, 0.4), "list:closed")
            yield from _backwards(text, edges, pattern, by_end)
    for guess in by_end.values():
        if (
            guess.kind in SPREADS
            and guess.span.begin
            and text[guess.span.begin - 1] in "、和及与"
            and guess.probability >= 0.55
        ):
            begin = guess.span.begin - 1
            pattern = Guess(Span(begin, begin), guess.kind, SPREADS[guess.kind] * 0.85, "list:like")
            yield from _backwards(text, edges, pattern, by_end)


def _backwards(text: str, edges: Edges, pattern: Guess, known: dict[int, Guess]) -> Iterator[Guess]:
    """Walk a list from its end (the pattern's place) to its begin, one item at a time, at most 30 items."""
    end, kind = pattern.span.begin, pattern.kind
    for _ in range(30):
        cut = int(edges.cuts[2 if kind is Kind.COMPANY else 1][end])
        if end - cut > LONGEST or end - cut < 2:
            return
        left = trim(text, cut, end, kind)
        own = known.get(end)
        if own is not None and own.kind != kind and own.probability >= SURE:
            return
        if end - left >= 2:
            yield Guess(Span(left, end), kind, pattern.probability, pattern.source)
        if cut and text[cut - 1] in "、和及与" and left == cut:
            end = cut - 1
            if text[end - 1 : end] == "以" and text[end] == "及":
                end -= 1
        else:
            return


def find_quoted(text: str) -> Iterator[Guess]:
    """Yield what stands in quotes, for each class that quoted names have; the vote decides."""
    for match in QUOTE.finditer(text):
        for kind in QUOTES:
            yield Guess(Span(*match.span(1)), kind, 0.1, "quoted")


@cache
def _cues() -> Scanner[tuple[tuple[Kind, str, str], ...]]:
    table: dict[str, list[tuple[Kind, str, str]]] = {}
    for kind, side, words in read_rows("cues"):
        for word in words.split():
            table.setdefault(word, []).append((Kind(kind), side, word))
    return Scanner({word: tuple(found) for word, found in table.items()})


def find_cued(text: str, edges: Edges) -> Iterator[Guess]:
    """Yield short names without a form of their own that stand between a boundary and a cue (智驾新材料|入选)."""
    cuts, starts = edges.cuts[1], edges.starts[1]
    for begin, end, cues in _cues().scan(text):
        for kind, side, word in cues:
            a, b = (int(cuts[begin]), begin) if side == "after" else (end, int(starts[end]))
            a = trim(text, a, b, kind) if b - a > 1 else a
            if 2 <= b - a <= BRAND:
                yield Guess(Span(a, b), kind, 0.15, f"cue:{side}:{word}")
