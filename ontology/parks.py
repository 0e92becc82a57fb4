"""Names of parks and zones in parts.

In: a folded name. Out: region, core, kind of zone, and the part of a zone where the name is of a part (江津片区).
Table: `zones.tsv`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ontology.heads import bracketed_region, longest_ending, place_key, take_region
from ontology.parts import NameParts
from ontology.regions import find_region
from ontology.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ontology.facts import Kind

__all__ = ["full_zone", "read_park"]

_LEVEL = re.compile(r"^(国家级|省级|市级|区级|县级)")
_GLOSS = re.compile(r"(?<=.{3})\((?:[^()]{5,}|[^()]*[园区城])\)$")
"""Another name at the end, in brackets: 江津片区(双福工业园)."""
_PART_ASIDE = re.compile(r"\(([^()]+(?:片区|组团|园区|拓展区|核心区))\)$")
"""The part of a park, in brackets: 枢纽港产业园(江津片区)."""
_ASIDE = re.compile(r"\([^()]*\)?|\)")
"""A second name in brackets; a region there has been taken before."""
_PART = ("片区", "组团", "园区", "分园", "分区", "拓展区", "核心区", "起步区", "专区")


@cache
def _zones() -> Mapping[str, tuple[str, str]]:
    return {short: (full, kind) for short, full, kind in read_rows("zones.tsv", 3)}


def full_zone(name: str) -> str:
    """Return the name of a zone with its kind in full: 长兴经开区 is 长兴经济技术开发区.

    >>> full_zone("长兴经开区"), full_zone("江津区")
    ('长兴经济技术开发区', '江津区')
    """
    short = longest_ending(name, frozenset(_zones()))
    return name.removesuffix(short) + _zones()[short][0] if short else name


def read_park(name: str, kind: Kind) -> NameParts:
    """Return the parts of a park's name.

    >>> from ontology.facts import Kind
    >>> parts = read_park("西部(重庆)科学城江津片区", Kind.PARK)
    >>> parts.region, parts.core, parts.form, parts.branch
    ('重庆', '西部', 'scicity', '500116片区')
    """
    level = match[1] if (match := _LEVEL.match(name)) else ""
    stem, branch = _split_part(_GLOSS.sub("", _PART_ASIDE.sub(r"\1", name.removeprefix(level))))
    region, places, rest = bracketed_region(stem)
    if not region:
        region, places, rest = take_region(stem, areas=False)
    if not level and (match := _LEVEL.match(rest)):
        level, rest = match[1], rest.removeprefix(match[1])
    rest = _ASIDE.sub("", rest).removeprefix("中国")
    short = longest_ending(rest, frozenset(_zones()))
    form = _zones()[short][1] if short else ""
    if region and rest == short and short in _PART and not branch:
        return NameParts(kind, name, level=level, branch=place_key(region, places) + short)
    return NameParts(
        kind, name, region=region, places=places, core=rest.removesuffix(short), level=level, form=form, branch=branch
    )


def _split_part(name: str) -> tuple[str, str]:
    """Cut the part of a zone: 科学城|江津片区, 自贸试验区|重庆片区; a zone that only ends so (双福片区) stays whole."""
    word = longest_ending(name, frozenset(_PART))
    if not word:
        return name, ""
    for cut in range(len(name) - len(word) - 1, 2, -1):
        before, part = name[:cut], name[cut:].removesuffix(word)
        short = longest_ending(before, frozenset(_zones()))
        if short and len(before) > len(short) and len(part) >= 2 and not part.endswith(("产业", "科技", "工业", "示范")):
            found = find_region(part)
            return before, (found[0].key if len(found) == 1 else part) + word
    return name, ""
