"""Long names that a document surely has somewhere, wherever else their characters stand.

In: a healed text, decided names by begin without overlap. Out: the names with those other places; what was read of a part of one goes.
That a long name means one thing in one document is the rule of one sense per discourse (Gale, Church and Yarowsky, HLT 1992).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ontology.facts import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.layers import Name

__all__ = ["DEPARTMENT", "add_recurring"]

SHORTEST: Final = 5  # characters
SURE: Final = 0.85  # probability of a name that is taken for sure
WORDS: Final = frozenset({Kind.REGION, Kind.INDUSTRY, Kind.PRODUCT})  # what is a word as often as a name, or part of other names
DEPARTMENT: Final = "部门"  # 农业农村部门 is not 农业农村部
RULE: Final = "recurring"


def add_recurring(text: str, names: list[Name]) -> list[Name]:
    """Return the names with the other places of the long and sure ones among them, by begin; a longer name goes before a shorter one."""
    sure: dict[str, Name] = {}
    for name in names:
        if name.confidence >= SURE and name.span.end - name.span.begin >= SHORTEST and name.kind not in WORDS:
            sure.setdefault(text[name.span.begin : name.span.end], name)
    have = {name.span for name in names}
    begins, ends = [name.span.begin for name in names], [name.span.end for name in names]
    added: list[Name] = []
    gone: set[Span] = set()
    taken = bytearray(len(text))
    for label in sorted(sure, key=len, reverse=True):
        if text.count(label) == 1:
            continue
        for span in _places(text, label):
            if span in have or 1 in taken[span.begin : span.end] or text.startswith(DEPARTMENT, span.end - 1):
                continue
            over = slice(bisect_right(ends, span.begin), bisect_left(begins, span.end))
            if all(begin >= span.begin for begin in begins[over]) and all(end <= span.end for end in ends[over]):
                added.append(replace(sure[label], span=span, rule=RULE))
                gone.update([name.span for name in names[over]])
                taken[span.begin : span.end] = b"\1" * len(label)
    return sorted([*(name for name in names if name.span not in gone), *added], key=attrgetter("span")) if added else names


def _places(text: str, label: str) -> Iterator[Span]:
    """Yield where some characters stand, without overlap."""
    begin = text.find(label)
    while begin >= 0:
        yield Span(begin, begin + len(label))
        begin = text.find(label, begin + len(label))
