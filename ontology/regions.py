"""Administrative divisions of China and economic areas: by any of their names, with codes, parents and contents.

In: names as reports write them (渝, 江津, 江津市, 重庆市江津区, 长三角). Out: `Division` records. Nothing is guessed:
a name that several divisions bear returns all of them unless the context decides. Tables: `ontology/data`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ontology.tables import read_rows, read_words

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

__all__ = [
    "Division",
    "Level",
    "Place",
    "chain",
    "contains",
    "division",
    "find_region",
    "is_ambiguous_word",
    "names_of",
    "region_names",
    "split_region",
]

_AUTONOMOUS = re.compile("自治[州县旗]$")
_SUFFIX = re.compile("(?:省|市|区|县|旗|盟|州|地区)$")


class Level(IntEnum):
    """Height of a division, the nation highest; AREA and COUNTRY stand outside the administrative order."""

    NATION = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    AREA = 4
    COUNTRY = 5


@dataclass(frozen=True, slots=True, order=True)
class Division:
    """A division, or an area of several.

    Attributes:
        code: GB/T 2260; empty for areas, the nation as a whole and foreign countries.
        name: full name, without the divisions above it.
        short: name without 省, 市, 区, 县 …; the name itself where too little would be left.
        level: its height.
        parent: code of the division above; empty for provinces and areas.
    """

    code: str
    name: str
    short: str
    level: Level
    parent: str

    @property
    def key(self) -> str:
        """What identifies it: the code, or the name of an area."""
        return self.code or self.name


class Place(NamedTuple):
    """A region at the head of a name: the divisions it may be, and the characters that name them."""

    divisions: tuple[Division, ...]
    length: int


class _Gazetteer(NamedTuple):
    by_key: Mapping[str, Division]
    by_name: Mapping[str, tuple[Division, ...]]
    names: Mapping[str, tuple[str, ...]]
    members: Mapping[str, frozenset[str]]
    longest: Mapping[str, int]


def _level(code: str) -> Level:
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY


def _parent(code: str, codes: Container[str]) -> str:
    """Return the code of the division above: the prefecture where there is one, else the province."""
    level, prefecture = _level(code), code[:4] + "00"
    if level is Level.PROVINCE:
        return ""
    return prefecture if level is Level.COUNTY and prefecture in codes else code[:2] + "0000"


def _other_forms(place: Division) -> Iterator[str]:
    """Yield customary short forms of autonomous divisions (恩施州, 秀山县) and 地区 without it."""
    if match := _AUTONOMOUS.search(place.name):
        yield place.short + match.group()[-1]


@cache
def _gazetteer() -> _Gazetteer:
    codes = {code: (name, short) for code, name, short in read_rows("divisions.tsv", 3)}
    by_key: dict[str, Division] = {}
    names: dict[str, list[str]] = {}
    for code, (name, short) in codes.items():
        level = _level(code)
        by_key[code] = place = Division(code, name, short, level, _parent(code, codes))
        names[code] = [name, short, *_other_forms(place)]
    for name, code in read_rows("region_names.tsv", 2):
        names[code].append(name)
    for name, code, _, former in read_rows("former_divisions.tsv", 4):
        if not former:
            names[code].append(name)
            continue
        place = Division(former.strip("-"), name, name[:-1], Level.COUNTY, code)
        by_key[place.key] = place
        names[place.key] = [name]
    members: dict[str, frozenset[str]] = {}
    for name, others, kind, parts in read_rows("areas.tsv", 4):
        by_key[name] = Division("", name, name, Level[kind.upper()], "")
        names[name] = [name, *filter(None, others.split("、"))]
        members[name] = frozenset(filter(None, parts.split(",")))
    by_name: dict[str, dict[str, Division]] = {}
    for key, forms in names.items():
        for form in forms:
            by_name.setdefault(form, {})[key] = by_key[key]
    longest: dict[str, int] = {}
    for form in by_name:
        longest[form[0]] = max(len(form), longest.get(form[0], 0))
    return _Gazetteer(
        by_key,
        {name: tuple(sorted(found.values(), key=_order)) for name, found in by_name.items()},
        {key: tuple(dict.fromkeys(forms)) for key, forms in names.items()},
        members,
        longest,
    )


def _order(place: Division) -> tuple[int, str]:
    return place.level, place.key


def division(key: str) -> Division | None:
    """Return the division with this GB/T 2260 code (or the area of this name); None if there is none.

    A division that was merged into another (崇文区) is kept under its former code, inside the one it was merged into.

    >>> division("500116").name
    '江津区'
    """
    return _gazetteer().by_key.get(key)


def names_of(place: Division) -> tuple[str, ...]:
    """Return every name of a division: full, short, abbreviations, former names.

    >>> names_of(division("500116"))
    ('江津区', '江津', '江津市')
    """
    return _gazetteer().names[place.key]


def region_names() -> Mapping[str, tuple[Division, ...]]:
    """Return all names and what they may name, highest division first: the dictionary for text search."""
    return _gazetteer().by_name


@cache
def chain(place: Division) -> tuple[Division, ...]:
    """Return the division and those above it, nearest first; an area stands alone.

    >>> [each.short for each in chain(division("330522"))]
    ['长兴', '湖州', '浙江']
    """
    above = division(place.parent) if place.parent else None
    return (place, *chain(above)) if above else (place,)


@cache
def contains(outer: Division, inner: Division) -> bool:
    """Say whether the inner region lies in the outer one, or is it.

    An area contains a region if its member list does; where the list is not settled, only itself.

    >>> contains(division("500000"), division("500116")), contains(division("长三角"), division("500116"))
    (True, False)
    """
    if outer.key == inner.key:
        return True
    members = _gazetteer().members
    if inner.key in members:
        parts = [place for code in members[inner.key] if (place := division(code))]
        return bool(parts) and all(contains(outer, part) for part in parts)
    above = {each.key for each in chain(inner)}
    return outer.key in above or bool(members.get(outer.key, frozenset()) & above)


def find_region(name: str, context: Sequence[str] = ()) -> tuple[Division, ...]:
    """Return all divisions and areas so called, by full, short, former or composed name, highest first.

    Args:
        name: 江津区, 江津, 渝, 重庆市江津区, 重庆江津, 长三角 …
        context: names or codes of regions that the text speaks of, nearest first. The first of them that contains
            or lies in a candidate decides: only such candidates are returned. Where none does, all are.

    >>> [each.code for each in find_region("江津市")]
    ['500116']
    >>> len(find_region("鼓楼区")), [each.parent for each in find_region("鼓楼区", ["福州市"])]
    (4, ['350100'])
    """
    found = _gazetteer().by_name.get(name) or _find_composed(name)
    if len(found) < 2:
        return found
    for hint in context:
        near = _gazetteer().by_name.get(hint) or tuple(filter(None, [division(hint)]))
        agreeing = tuple(
            place for place in found if any(contains(other, place) or contains(place, other) for other in near)
        )
        if agreeing:
            return agreeing
    return found


def _find_composed(name: str) -> tuple[Division, ...]:
    """Read 重庆市江津区 as a region inside a region; the head as long as possible."""
    by_name = _gazetteer().by_name
    for cut in range(len(name) - 2, 0, -1):
        outer = by_name[name[:cut]] if name[:cut] in by_name else ()  # noqa: SIM401 - a call for each
        if not outer or (cut == 1 and not _SUFFIX.search(name)):
            continue
        inner = by_name.get(name[cut:]) or _find_composed(name[cut:])
        if fitting := tuple(
            place for place in inner if any(contains(each, place) and each.key != place.key for each in outer)
        ):
            return fitting
    return ()


@cache
def is_ambiguous_word(short: str) -> bool:
    """Say whether a region's bare name is also a common word (和平, 来宾, 新城, 贵): alone it needs support.

    >>> is_ambiguous_word("和平"), is_ambiguous_word("和平区"), is_ambiguous_word("江津")
    (True, False, False)
    """
    return short in read_words("place_words.tsv")


@lru_cache(maxsize=65536)
def split_region(name: str) -> Place:
    """Return the region that a longer name begins with, as far down as it goes; length 0 if there is none.

    Composed heads count whole: 重庆市江津区 in 重庆市江津区经济和信息化委员会. What follows is taken in only if it lies
    inside. A head of one character (渝) is returned like any other; `is_ambiguous_word` tells that it needs support.

    >>> place = split_region("浙江省湖州市德清县发展和改革局")
    >>> place.divisions[0].name, place.length
    ('德清县', 9)
    """
    head = _longest(name)
    if not head.divisions:
        return head
    rest = split_region(name[head.length :])
    inside = tuple(
        place
        for place in rest.divisions
        if any(contains(outer, place) and outer.key != place.key for outer in head.divisions)
    )
    if inside and rest.length > 1:
        return Place(inside, head.length + rest.length)
    return head


def _longest(name: str) -> Place:
    gazetteer = _gazetteer()
    for end in range(min(len(name), gazetteer.longest.get(name[:1], 0)), 0, -1):
        if found := gazetteer.by_name.get(name[:end]):
            return Place(found, end)
    return Place((), 0)
