"""Short names of firms whose registered ones stand in the same text: 青禾精模 beside 云岭青禾精模科技有限公司.

In: a healed text and its names. Out: the names with those, where none stands. The place and the legal form are taken off a registered
name; what begins with four or more characters of the rest, as far as it goes with it, is the firm. Of 36 such in 460 annotated
reports, 35 are listed, 33 of them as firms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.layers import Name
from ontology.facts import Kind, Span
from ontology.regions import find_region, split_region

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["add_brands"]

LEGAL = "有限"
FORM = re.compile(r"(?:（[^（）]{2,6}）)?(?:集团|控股)?(?:股份)?有限(?:责任)?公司$")
DIVISIONS = frozenset("县旗市区镇乡")  # last characters of a place that the gazetteer has by another name
SHORTEST = 4  # characters
CONFIDENCE = 0.8
RULE = "brand"


def add_brands(text: str, names: list[Name]) -> list[Name]:
    """Return the names with the short names of firms, by begin and without overlap."""
    cores = dict.fromkeys([core for name in names if name.kind is Kind.COMPANY and LEGAL in text[name.span.begin : name.span.end] and (core := _core(text[name.span.begin : name.span.end]))])
    repeated = [core for core in cores if text.count(core[:SHORTEST]) > 1 and not find_region(core[:SHORTEST])]
    if not repeated:
        return names
    taken = bytearray(len(text))
    for name in names:
        taken[name.span.begin : name.span.end] = b"\1" * (name.span.end - name.span.begin)
    added = []
    for core in repeated:
        for span in _stretches(text, core):
            if 1 not in taken[span.begin : span.end]:
                taken[span.begin : span.end] = b"\1" * (span.end - span.begin)
                added.append(Name(span, Kind.COMPANY, CONFIDENCE, RULE))
    return sorted([*names, *added], key=lambda name: name.span) if added else names


def _core(label: str) -> str:
    """Return a registered name without its place and form; empty where too little is left, or no more than a place."""
    form = FORM.search(label)
    if form is None:
        return ""
    place = split_region(label).length
    core = label[place if place > 1 else 0 : form.start()].partition("（")[0]
    return "" if len(core) < SHORTEST or core[SHORTEST - 1] in DIVISIONS else core


def _stretches(text: str, core: str) -> Iterator[Span]:
    """Yield where a text has the begin of a core, each as far as it goes with it."""
    at = text.find(core[:SHORTEST])
    while at >= 0:
        length = SHORTEST
        while length < len(core) and text[at + length : at + length + 1] == core[length]:
            length += 1
        yield Span(at, at + length)
        at = text.find(core[:SHORTEST], at + length)
