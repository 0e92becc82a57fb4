"""A picture cut to its most important things, for files that a browser can still open.

In: a picture and how many things to keep. Out: the same picture where it is small enough, else the things of most
weight with everything between them. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.explore.choose import importance
from graph.explore.data import Picture

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

__all__ = ["shorten"]


def shorten(picture: Picture, most: int, *, keep: str = "") -> Picture:
    """Return the picture with at most so many things; `keep` is always among them."""
    if len(picture.things) <= most:
        return picture
    weight = importance(picture)
    ranked = sorted(weight, key=lambda iri: (iri != keep, -weight[iri], iri))
    return _restrict(picture, frozenset(ranked[:most]))


def _restrict(picture: Picture, kept: AbstractSet[str]) -> Picture:
    links = tuple(link for link in picture.links if link.subject in kept and link.object in kept)
    numbers = tuple(number for number in picture.numbers if number.thing in kept)
    cited = {claim.sentence for link in links for claim in link.claims} | {number.sentence for number in numbers}
    return Picture(
        tuple(thing for thing in picture.things if thing.iri in kept),
        links,
        numbers,
        picture.reports,
        tuple(sentence for sentence in picture.sentences if sentence.iri in cited),
    )
