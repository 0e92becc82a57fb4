"""Address chains taken apart: 安徽省|安庆市, 四川省|成都高新区, 古蔺县|马蹄镇|马蹄社区, 泰国|曼谷.

In: decided names. Out: the same names, where one that begins with a region inside a region is divided; the names of
organs and firms keep their places (南京市浦口区人民政府, 浙江省湖州市某某有限公司).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.layers import Name
from extract.names.places import NO_TOWN
from ontology.facts import Kind, Span
from ontology.regions import Level, contains, region_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["split_chains"]

DIVIDED = frozenset({Kind.REGION, Kind.PARK, Kind.FACILITY, Kind.PROJECT, Kind.PRODUCT, Kind.INDUSTRY, Kind.CLUSTER})
FULL = ("省", "市", "自治区", "州", "盟", "地区")
LONGEST = 11  # characters of a region's name
TOWN = re.compile(r"[一-龥]{1,4}(?:镇|乡|街道|苏木)")
VILLAGE = re.compile(r"[一-龥]{1,5}(?:村|社区|嘎查)")
SPELLED = ("省", "市", "区", "县", "旗", "州", "盟")
OWN_TOWN = "镇乡"  # of a town that bears a county's name: 开原镇|某某村
PARTS = "东西南北中各全上下内沿"  # of a country, not a place in it: 泰国|北部
NO_PLACE = ("国", "语", "人", "裔", "籍", "方", "境内", "共和国", "城市", "地区", "全境", "沿海", "岛", "湾", "海")


def split_chains(text: str, names: Iterable[Name]) -> Iterator[Name]:
    """Yield the names in order, address chains divided.

    >>> text = "安徽省安庆市的企业"
    >>> [text[n.span.begin : n.span.end] for n in split_chains(text, [Name(Span(0, 6), Kind.REGION, 0.9, "")])]
    ['安徽省', '安庆市']
    """
    for name in names:
        begin, end = name.span.begin, name.span.end
        while name.kind in DIVIDED:
            length = _outer(text[begin : min(end, begin + 2 * LONGEST)], is_region=name.kind is Kind.REGION)
            if not length:
                break
            yield Name(Span(begin, begin + length), Kind.REGION, name.confidence, "chain")
            begin += length
        yield replace(name, span=Span(begin, end)) if begin > name.span.begin else name


def _is_full(name: str) -> bool:
    """Say whether a region's name says its level: 恩施州 does, 广州 of 广州市 does not."""
    return name.endswith(FULL) and f"{name}市" not in region_names()


@cache
def _outer(name: str, *, is_region: bool) -> int:
    """Return the length of the region that a name begins with, if another that lies inside it follows; else 0.

    Before the name of an organisation or a place, only a region's full name is divided off (四川省|成都高新区, but
    重庆江津高新区).
    """
    table = region_names()
    for cut in range(min(len(name) - 1, LONGEST), 1, -1):
        if name[:cut] not in table or not (is_region or _is_full(name[:cut])):
            continue
        for stop in range(min(len(name), cut + LONGEST), cut + 1, -1):
            inner = table.get(name[cut:stop])
            if inner and any(contains(o, i) and o.key != i.key for o in table[name[:cut]] for i in inner):
                return cut
    return _below(name) if is_region else 0


def _below(name: str) -> int:
    """Return the length of a division before a town or village, of a town before a village, of a country before a place in it; else 0."""
    table = region_names()
    if name in table:
        return 0  # 印度尼西亚 is no place in 印度
    for cut in range(min(len(name) - 2, LONGEST), 1, -1):
        rest, levels = name[cut:], {place.level for place in table.get(name[:cut], ())}
        if levels & {Level.PROVINCE, Level.PREFECTURE, Level.COUNTY} and (rest[0] not in OWN_TOWN or name[:cut].endswith(SPELLED)) and _is_town(rest):
            return cut
        if Level.COUNTRY in levels and rest[0] not in PARTS and not rest.startswith(NO_PLACE) and not rest.endswith(NO_PLACE):
            return cut
    town = TOWN.match(name)
    return town.end() if town and _is_town(name) and VILLAGE.fullmatch(name, town.end()) else 0


def _is_town(name: str) -> bool:
    """Say whether all of a stretch is a township, a village, or one in the other."""
    town = TOWN.match(name)
    if town and not town.group()[:-1].endswith(NO_TOWN):
        return town.end() == len(name) or VILLAGE.fullmatch(name, town.end()) is not None
    return VILLAGE.fullmatch(name) is not None and not name[:-1].endswith(NO_TOWN)
