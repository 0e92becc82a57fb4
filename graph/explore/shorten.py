"""A picture cut to its most important things, for files that a browser can still open.

In: a picture, or the store itself, and how many things to keep. Out: the same picture where it is small enough, else the
things of most weight with everything between them; read from a store, nothing is read of the others but what they weigh.
Refused: a focus that names nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.explore.choose import find_among, importance, weigh
from graph.explore.data import Picture, opened, read_kinds, read_picture, read_rows, read_things
from ontology.facts import Property
from ontology.terms import CM

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from pyoxigraph import Store

__all__ = ["read_shortened", "shorten"]

_PROPERTIES: Final = frozenset(CM[name] for name in Property)


def shorten(picture: Picture, most: int, *, keep: str = "") -> Picture:
    """Return the picture with at most so many things; `keep` is always among them."""
    if len(picture.things) <= most:
        return picture
    weight = importance(picture)
    ranked = sorted(weight, key=lambda iri: (iri != keep, -weight[iri], iri))
    return _restrict(picture, frozenset(ranked[:most]))


def read_shortened(store: Store | Path, most: int, *, focus: str = "") -> tuple[Picture, str, int]:
    """Return the picture of a store's most important things, the IRI of the focus, and how many things were left out.

    The picture is that of `shorten`. (Only claims whose sentence has no text count for the weight here.)

    Args:
        store: a store or the folder of one.
        most: things in the picture.
        focus: a thing that must be in it, by its IRI, a name or an alias; empty for none.

    Raises:
        UnknownNameError: nothing is called `focus`.
        StoreError: the folder is no store of ours, or damaged.
    """
    with opened(store) as graph:
        kinds = read_kinds(graph)
        mentions = dict.fromkeys(kinds, 0)
        mentions |= {row["thing"]: int(row["count"]) for row in read_rows(graph, "weights") if row["thing"] in kinds}
        links = [
            (row["subject"], row["object"])
            for name in ("links", "stated")
            for row in read_rows(graph, name)
            if row["predicate"] in _PROPERTIES and row["subject"] in kinds and row["object"] in kinds
        ]
        weight = weigh(mentions, links)
        start = find_among(read_things(graph, kinds), weight, focus) if focus else ""
        if len(kinds) <= most:
            return read_picture(graph), start, 0
        ranked = sorted(weight, key=lambda iri: (iri != start, -weight[iri], iri))
        return read_picture(graph, frozenset(ranked[:most])), start, len(kinds) - most


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
