"""Regions in a text: divisions and areas by every name of `ontology.regions`, and townships.

In: healed text. Out: guesses of class Region. A name that is also a common word (来宾, 和平), and a county's short
name, need support in the same text: its full name, or the division above it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extract.layers import Guess
from extract.lexicons import Scanner, read_words
from ontology.facts import Kind, Span
from ontology.regions import Level, is_ambiguous_word, region_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.names.patterns import Edges
    from ontology.regions import Division

__all__ = ["find_regions", "scan_regions"]

TOWN = re.compile(r"(?:街道|镇|(?<!城)乡(?![村建镇贤愁土情亲])|苏木|社区|村)(?![务办民级容里内口上])")
TOWN_LENGTH = 4
WORDS = "场民区内域城位级属值价镇花树"  # 重庆|市场, 安吉|县域: the suffix belongs to the next word
NO_TOWN = (
    "小",
    "特色",
    "美丽",
    "行政",
    "自然",
    "示范",
    "贫困",
    "脱贫",
    "帮扶",
    "产业",
    "业强",
    "济强",
    "旅游",
    "信用",
    "幸福",
    "未来",
    "和美",
    "文明",
    "建制",
    "乡",
    "各",
    "全",
    "该",
    "每",
    "入",
    "驻",
    "进",
    "回",
    "返",
    "离",
)
SUFFIXES = "省市区县旗州盟"


@cache
def _divisions() -> Scanner[tuple[str, tuple[Division, ...]]]:
    return Scanner({name: (name, found) for name, found in region_names().items() if len(name) > 1})


@cache
def _needs_support(name: str, place: Division) -> bool:
    return is_ambiguous_word(name) or (len(name) == 2 and (place.level == Level.COUNTY or name[-1] in SUFFIXES))


def scan_regions(text: str) -> Iterator[tuple[int, int, tuple[Division, ...]]]:
    """Yield begin, end and divisions of every region's name in a text that needs no support: spelled out, or no common word."""
    for begin, end, (name, places) in _divisions().scan(text):
        if any(not _needs_support(name, place) for place in places):
            yield begin, end, places


def find_regions(text: str, edges: Edges) -> Iterator[Guess]:
    """Yield the regions of a text: divisions and areas first, then townships and villages."""
    found = [(begin, end, name, places) for begin, end, (name, places) in _divisions().scan(text)]
    sure = {place.key for *_, name, places in found for place in places if not _needs_support(name, place)}
    above = sure | {
        place.parent for *_, name, places in found if len(places) == 1 and name == places[0].name for place in places
    }
    ends: set[int] = set()
    for begin, end, name, places in found:
        free = any(not _needs_support(name, place) for place in places)
        supported = free or any(place.key in sure or place.parent in above for place in places)
        is_full = name[-1] in SUFFIXES and len(name) > 2
        ends.add(end)
        source = "full" if is_full else "free" if free else "supported" if supported else "bare"
        yield Guess(
            Span(begin, end),
            Kind.REGION,
            0.9 if free else 0.7 if supported else 0.2,
            f"region:{source}:{places[0].level.name.lower()}",
        )
        if is_full and text[end : end + 1] in WORDS and end < len(text):
            yield Guess(Span(begin, end - 1), Kind.REGION, 0.7, "region:cut")
    for match in TOWN.finditer(text):
        begin = match.start()
        near = [b for b in range(max(0, begin - TOWN_LENGTH), begin) if b in ends]
        left = max(near) if near else int(edges.cuts[2][begin])
        if (
            1 <= begin - left <= TOWN_LENGTH
            and not text[left:begin].endswith(NO_TOWN)
            and text[left:begin] not in read_words("ambiguous")["town"]
        ):
            ends.add(match.end())
            yield Guess(Span(left, match.end()), Kind.REGION, 0.8 if near else 0.55, f"region:town:{bool(near)}")
