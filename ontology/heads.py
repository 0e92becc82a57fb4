"""Regions at the head of names, or in brackets inside them, as the readers of names need them.

In: a folded name. Out: the region's characters, the keys of what it may be, and the rest of the name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ontology.regions import Level, find_region, is_ambiguous_word, split_region

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Head", "bracketed_region", "longest_ending", "place_key", "take_region"]

_BRACKET = re.compile(r"\(([^()]{1,12})\)")


class Head(NamedTuple):
    """A region and what follows it."""

    region: str
    places: tuple[str, ...]
    rest: str


@lru_cache(maxsize=65536)
def take_region(name: str, *, areas: bool = True, abbreviations: bool = False) -> Head:
    """Return the region that a name begins with; empty parts if there is none.

    Args:
        name: folded.
        areas: accept areas that are no division (长三角, 西部, 中国) as well.
        abbreviations: accept one character (渝).

    A short name that is also a common word (金山, 和平) counts only if it names a province or prefecture.

    >>> take_region("江津区经济信息委").rest
    '经济信息委'
    """
    place = split_region(name)
    found = place.divisions if areas else tuple(each for each in place.divisions if each.level < Level.AREA and each.code)
    if not found or (place.length == 1 and not abbreviations):
        return Head("", (), name)
    text = name[: place.length]
    if place.length > 1 and is_ambiguous_word(text) and found[0].level > Level.PREFECTURE:
        return Head("", (), name)
    return Head(text, tuple(sorted(each.key for each in found)), name[place.length :])


def bracketed_region(name: str) -> tuple[str, tuple[str, ...], str]:
    """Return (region, keys, name without it) for the first bracket that holds nothing but a region.

    >>> bracketed_region("西部(重庆)科学城")
    ('重庆', ('500000',), '西部科学城')
    """
    for match in _BRACKET.finditer(name):
        if (found := find_region(match[1])) and len(match[1]) > 1:
            return match[1], tuple(sorted(each.key for each in found)), name[: match.start()] + name[match.end() :]
    return "", (), name


def place_key(region: str, places: tuple[str, ...]) -> str:
    """Return what stands for a region in a key: its code if it can be only one division, else its words."""
    return places[0] if len(places) == 1 else region


def longest_ending(name: str, words: Iterable[str]) -> str:
    """Return the longest of the words that the name ends with; empty if none."""
    endings = _by_last(frozenset(words) if not isinstance(words, frozenset) else words)
    return next((word for word in endings.get(name[-1:], ()) if name.endswith(word)), "")


@lru_cache(maxsize=64)
def _by_last(words: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return the words by their last character, the longest first."""
    table: dict[str, list[str]] = {}
    for word in words:
        table.setdefault(word[-1], []).append(word)
    return {last: tuple(sorted(group, key=lambda word: (-len(word), word))) for last, group in table.items()}
