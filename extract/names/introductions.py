"""Names that a text introduces as standing for another: 青禾新能源有限公司（以下简称“青禾新能”）.

In: a healed text. Out: where each full name ends, where it can begin, and where its other names stand. What joins
several things (合称, 分别简称) and words that only point (公司) introduce nothing. `extract.names.introduced` reads the names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.discourse.deixis import is_pointer
from ontology.facts import Span
from ontology.regions import find_region

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Introduction", "find_introductions", "is_latin"]

SAYS = (
    r"(?:(?:以下|下文|下|后文|后|文中|本文|英文|中文)?(?:均|中|内)?(?:简称|又称|亦称|也称|下称|又名|全称|缩写|译名)"
    r"|以下称|下文称|英文名称?|曾用名|原名)(?:为|作|是)? ?[：:，,]? ?"
)
CALLED = r"“(?P<{0}>[^“”\n]{{1,24}})”"
PLAIN = r"(?P<bare>[^“”（）\n，,。；;、：:]{2,24}?)"
OTHERS = r"(?:(?:或者?|、|和|及|，|,)“[^“”（）\n]{1,24}”)*"
BRACKET = re.compile(
    rf"（(?P<lead>[^（）\n]{{0,80}}[，,；;。] ?)?(?<!分别){SAYS}(?:{CALLED.format('short')}(?P<more>{OTHERS})|{PLAIN})(?P<rest>[，,；;。][^（）\n]{{0,60}})?）"
)
RUNNING = re.compile(rf"(?<=[^，。；：、！？\n（“ ])(?<!以下)(?<!下文)(?<!分别)[，,]?(?:以下|下文)?简称(?:为)?{CALLED.format('short')}(?P<more>{OTHERS})(?!）)")
QUOTED = re.compile(r"“([^“”]{1,24})”")
ASIDE_END = re.compile(r"(?<=.)（([^（）]*)）$")
FOREIGN = re.compile(r" ?([A-Za-z][A-Za-z0-9 .&'’-]{4,})[，,；;。] ?")
STOPS = frozenset("。；！？\n，：、—–…,;:|")
PAIRS = {"）": "（", "”": "“", "》": "《"}
PART = frozenset({"有限合伙", "普通合伙", "特殊普通合伙", "集团", "控股"})  # brackets that belong to the name of a firm
ASIDE = 60  # characters of a bracket, or a book, that a name may hold
REACH = 90  # characters before its end in which a full name begins


@dataclass(frozen=True, slots=True)
class Introduction:
    """A full name's end and what stands for it.

    Attributes:
        begin: the first place where the full name can begin.
        end: its end.
        shorts: where the text gives the other names, in order; never a word that only points (公司).
        sure: marks around the full name say where it begins.
        first: the last place from which a short name's characters follow one another up to `end`; -1 if they do not.
    """

    begin: int
    end: int
    shorts: tuple[Span, ...]
    sure: bool
    first: int


def find_introductions(text: str) -> list[Introduction]:
    """Return the introductions of a healed text in order; linear in the text.

    >>> text = "青禾新能源有限公司（以下简称“青禾新能”）投产"
    >>> [(text[i.begin : i.end], [text[s.begin : s.end] for s in i.shorts]) for i in find_introductions(text)]
    [('青禾新能源有限公司', ['青禾新能'])]
    """
    if "称" not in text and "名" not in text and "缩写" not in text:
        return []
    found = []
    for pattern in (BRACKET, RUNNING):
        for match in pattern.finditer(text):
            shorts = tuple(span for span in _shorts(text, match) if not is_pointer(text[span.begin : span.end]))
            begin, end, sure = _reach(text, match.start())
            if shorts and end - begin >= 2:
                first = max(_first(text, Span(begin, end), text[s.begin : s.end]) for s in shorts)
                found.append(Introduction(begin, end, shorts, sure, first))
    return sorted(found, key=lambda each: (each.end, each.shorts))


def _shorts(text: str, match: re.Match[str]) -> Iterator[Span]:
    """Yield where the other names stand: the quoted ones, the bare one, a foreign name at the head of the bracket."""
    groups = match.groupdict()
    if foreign := FOREIGN.fullmatch(groups.get("lead") or ""):
        yield Span(match.start("lead") + foreign.start(1), match.start("lead") + foreign.end(1))
    if match["short"]:
        for quoted in (match.span("short"), *(other.span(1) for other in QUOTED.finditer(text, *match.span("more")))):
            aside = ASIDE_END.search(text, *quoted)
            yield Span(quoted[0], aside.start() if aside and not _is_part(aside[1]) else quoted[1])
    elif groups.get("bare"):
        begin, end = match.span("bare")
        for piece in re.finditer(r"[^或]+", text[begin:end]):
            inside = piece.group().strip()
            at = begin + piece.start() + piece.group().index(inside) if inside else -1
            if len(inside) >= 2:
                yield Span(at, at + len(inside))


def _reach(text: str, end: int) -> tuple[int, int, bool]:
    """Return the first place where the name before `end` can begin, its end, and whether marks enclose it."""
    while end and text[end - 1] in " ，,":
        end -= 1
    least = end - REACH
    while end > max(0, least) and text[end - 1] == "）":
        opening = _opening(text, end - 1)
        if opening < 1 or _is_part(text[opening + 1 : end - 1]):
            break
        end = opening  # a code, an address: no part of the name
    if end and text[end - 1] in "”》":
        opening = _opening(text, end - 1, 2 * ASIDE)
        if opening >= 0:
            return (opening + 1, end - 1, True) if text[end - 1] == "”" else (opening, end, True)
    at = end
    while at > max(0, end - REACH) and text[at - 1] not in STOPS and text[at - 1] not in "（“《":
        opening = _opening(text, at - 1) if text[at - 1] in PAIRS else at - 1
        if opening < 0:
            break
        at = opening
    while at < end and text[at] in " ”）（":  # a bracket in front is no part of the name: （青岚）云岭铜业
        at = (text.find("）", at, end) if text[at] == "（" else at) + 1 or end
    return at, end, False


def _is_part(aside: str) -> bool:
    """Say whether what stands in brackets belongs to the name before it."""
    return aside in PART or bool(find_region(aside))


def _opening(text: str, closing: int, reach: int = ASIDE) -> int:
    """Return where the bracket or quote that closes here was opened; -1 if nowhere near."""
    depth, mark = 0, text[closing]
    for at in range(closing, max(-1, closing - reach), -1):
        if text[at] == mark:
            depth += 1
        elif text[at] == PAIRS[mark]:
            depth -= 1
            if not depth:
                return at
        elif text[at] == "\n":
            break
    return -1


def _first(text: str, each: Span, short: str) -> int:
    """Return the last place from which the short name's characters follow one another up to the full name's end; -1 if none.

    Foreign short names also stand for the initials of the words of a foreign name.
    """
    full, wanted = text[each.begin : each.end].lower(), [c for c in short.lower() if not c.isspace()]
    if short.isascii():
        starts = [k for k, c in enumerate(full) if is_latin(c) and (not k or not is_latin(full[k - 1]))]
        initials = "".join(full[k] for k in starts)
        at = initials.rfind("".join(wanted))
        if at >= 0 and len(wanted) > 1:
            return each.begin + starts[at]
    at = len(full)
    for char in reversed(wanted):
        at = full.rfind(char, 0, at)
        if at < 0:
            return -1
    return each.begin + at


def is_latin(char: str) -> bool:
    """Say whether a character is a letter or digit of foreign names."""
    return char.isascii() and char.isalnum()
