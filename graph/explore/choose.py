"""Which things an explorer shows first: the most connected ones, or those around a focus, never more than a limit.

In: a picture. Out: IRIs in order of importance. Refused: a focus that names nothing.
"""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from math import log2
from typing import TYPE_CHECKING, Final

from ontology.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.explore.data import Picture, Thing

__all__ = ["FIRST", "choose_first", "find_among", "find_focus", "importance", "weigh"]

FIRST: Final = 150
"""Most things drawn at first: with 300 of a dense graph, half the names no longer fit a laptop's screen."""
_GROUP: Final = 4
"""Least size of a group that is drawn at first."""
_OFFERED: Final = 8
"""Names offered when a focus is not found."""


def importance(picture: Picture) -> dict[str, float]:
    """Return a weight ≥ 0 for each thing: its neighbours, and a little for how often it is mentioned."""
    mentions = {thing.iri: sum(count for _, count in thing.mentions) for thing in picture.things}
    return weigh(mentions, ((link.subject, link.object) for link in picture.links))


def weigh(mentions: Mapping[str, int], links: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Return the weight of each thing, from how often each is mentioned and what is joined to what."""
    neighbours = _joined_to(links)
    return {iri: len(neighbours[iri]) + log2(1 + count) / 4 for iri, count in mentions.items()}


def choose_first(picture: Picture, *, focus: str = "", depth: int = 1, limit: int = FIRST) -> list[str]:
    """Return the IRIs to draw first, the most important first; ties by IRI.

    Without a focus they are the things of the larger groups, as long as there are any: pairs and triples that nothing
    joins to the rest tell little and take much room. With a focus, it and everything within `depth` steps, nearest first.

    Raises:
        UnknownNameError: nothing is called `focus`; names that are near are listed.
    """
    weight = importance(picture)
    neighbours = _neighbours(picture)

    def rank(iris: Iterable[str]) -> list[str]:
        return sorted(iris, key=lambda iri: (-weight[iri], iri))

    if focus:
        return _around(find_focus(picture, focus), neighbours, weight, depth)[:limit]
    groups = _groups(neighbours, rank(iri for iri in weight if neighbours[iri]))
    large = [iri for group in groups if len(group) >= _GROUP for iri in group]
    return _joined(rank(large or [iri for group in groups for iri in group] or weight), neighbours, limit)


def find_focus(picture: Picture, name: str) -> str:
    """Return the IRI of the thing so called: by IRI, name, alias, former IRI, then the most important that holds it."""
    return find_among(picture.things, importance(picture), name)


def find_among(things: Iterable[Thing], weight: Mapping[str, float], name: str) -> str:
    """Return the IRI of the one of these things that is so called; see `find_focus`."""
    ranked = sorted(things, key=lambda thing: (-weight[thing.iri], thing.iri))
    for thing in ranked:
        if name in (thing.iri, thing.name, *thing.aliases, *thing.former):
            return thing.iri
    for thing in ranked:
        if any(name in one for one in (thing.name, *thing.aliases)):
            return thing.iri
    names = [one for thing in ranked for one in (thing.name, *thing.aliases)]
    near = get_close_matches(name, names, n=_OFFERED, cutoff=0.3) or names[:_OFFERED]
    raise UnknownNameError("实体", name, near)


def _around(focus: str, neighbours: Mapping[str, set[str]], weight: Mapping[str, float], depth: int) -> list[str]:
    reached, ring = [focus], {focus}
    seen = {focus}
    for _ in range(depth):
        ring = {iri for at in ring for iri in neighbours[at]} - seen
        seen |= ring
        reached.extend(sorted(ring, key=lambda iri: (-weight[iri], iri)))
    return reached


def _joined(ranked: Sequence[str], neighbours: Mapping[str, set[str]], limit: int) -> list[str]:
    """Return the first things of a ranking, those that would stand alone among them replaced by others that do not."""
    chosen = ranked[:limit]
    if len(chosen) == len(ranked):
        return list(chosen)
    inside = set(chosen)
    joined = {iri for iri in chosen if neighbours[iri] & inside}
    for iri in ranked[limit:]:
        if len(joined) >= limit:
            break
        if neighbours[iri] & joined:
            joined.add(iri)
    return [iri for iri in ranked if iri in joined]


def _groups(neighbours: Mapping[str, set[str]], iris: Iterable[str]) -> list[list[str]]:
    """Return the connected groups of things, each in the order of `iris`."""
    group: dict[str, int] = {}
    groups: list[list[str]] = []
    ordered = list(iris)
    for start in ordered:
        if start not in group:
            waiting = [start]
            group[start] = len(groups)
            groups.append([])
            while waiting:
                for iri in neighbours[waiting.pop()] - group.keys():
                    group[iri] = group[start]
                    waiting.append(iri)
    for iri in ordered:
        groups[group[iri]].append(iri)
    return groups


def _neighbours(picture: Picture) -> Mapping[str, set[str]]:
    return _joined_to((link.subject, link.object) for link in picture.links)


def _joined_to(links: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    neighbours: dict[str, set[str]] = defaultdict(set)
    for subject, object_ in links:
        if subject != object_:
            neighbours[subject].add(object_)
            neighbours[object_].add(subject)
    return neighbours
