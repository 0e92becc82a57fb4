"""What the names themselves and the table of divisions say of two entities: place in place, name in name.

In: a Doc's entities. Out: for pairs of entities, whether the division table puts the one in the other's region, and
whether the one's name begins with or holds the other's. The text still has to state it: these are hints for the
relation model, never facts of their own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from ontology.facts import Entity, Kind
from ontology.regions import chain, find_region, split_region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["INSIDE", "OUTSIDE", "compare_names", "compare_places"]

INSIDE: Final = 1.0
BY_NAME: Final = 0.5  # the name begins with the region's: 重庆…公司 need not stand in 重庆
OUTSIDE: Final = -1.0
PLACED: Final = frozenset({Kind.PARK, Kind.FACILITY, Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.PROJECT, Kind.CLUSTER, Kind.EVENT, Kind.PROGRAMME})


@lru_cache(maxsize=20_000)
def _regions(names: tuple[str, ...]) -> frozenset[str]:
    """Codes of the divisions that a region's names can mean."""
    sets = [{d.key for d in find_region(name)} for name in names]
    common = set.intersection(*filter(None, sets)) if any(sets) else set()
    return frozenset(common or set().union(*sets))


@lru_cache(maxsize=20_000)
def _above(codes: frozenset[str], names: tuple[str, ...]) -> frozenset[str]:
    """Codes of all divisions above a region."""
    return frozenset(a.key for name in names for d in find_region(name) if d.key in codes for a in chain(d)) - codes


@lru_cache(maxsize=50_000)
def _named(name: str) -> frozenset[str]:
    """Codes of the divisions that a longer name begins with, and those above them."""
    place = split_region(name)
    return frozenset(a.key for d in place.divisions for a in chain(d)) if place.length else frozenset()


def compare_places(entities: Sequence[Entity], pairs: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Return for each pair INSIDE, BY_NAME or OUTSIDE where the first has a place and the second is a region; else 0."""
    values = np.zeros(len(pairs), dtype=np.float32)
    for k, (first, second) in enumerate(pairs):
        here, there = entities[first], entities[second]
        if there.kind is not Kind.REGION:
            continue
        outer = _regions(there.names)
        if not outer:
            continue
        if here.kind is Kind.REGION:
            inner = _regions(here.names)
            if inner:
                values[k] = INSIDE if outer & _above(inner, here.names) else OUTSIDE
        elif here.kind in PLACED:
            named = _named(here.names[0])
            if named:
                values[k] = BY_NAME if outer & named else OUTSIDE
    return values


def compare_names(entities: Sequence[Entity], pairs: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Return for each pair 2 where the first's name begins with the second's, 1 where it holds it, -2 and -1 reversed."""
    values = np.zeros(len(pairs), dtype=np.float32)
    for k, (first, second) in enumerate(pairs):
        here, there = entities[first].names, entities[second].names
        values[k] = _holds(here, there) or -_holds(there, here)
    return values


def _holds(outer: tuple[str, ...], inner: tuple[str, ...]) -> int:
    best = 0
    for long in outer:
        for short in inner:
            if short in long and short[1:] and long != short:
                if long.startswith(short):
                    return 2
                best = 1
    return best
