"""The pyvis network of a picture: what people who want plain pyvis get, and what the page is rendered from.

In: a store or a picture. Out: a `pyvis.network.Network` with fixed positions. Refused: a focus that names nothing.

pyvis puts titles into the page as HTML as soon as one of them contains "href", and drops a second relation between two
things unless the network is directed: titles are therefore escaped where they hold mark-up, and the network is directed.
"""

from __future__ import annotations

import html
import json
import math
from typing import TYPE_CHECKING, Any, Final

from pyvis.network import Network

from graph.explore.choose import FIRST, choose_first
from graph.explore.data import Picture, read_picture
from graph.explore.layout import Layout, arrange
from graph.explore.palette import LABELS, STYLES
from ontology.facts import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Store

    from graph.explore.data import Link, Thing

__all__ = ["draw_network", "node_size", "to_pyvis"]

_FONT: Final = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": False,
        "multiselect": False,
        "tooltipDelay": 120,
        "keyboard": {"enabled": False},
    },
    "edges": {"smooth": False, "color": {"color": "#9aa5b1", "highlight": "#1d4ed8", "hover": "#1d4ed8"}, "width": 1},
    "nodes": {"borderWidth": 1, "font": {"face": _FONT, "size": 14}, "scaling": {"label": {"drawThreshold": 11}}},
}
_LABEL_GAP: Final = 14.0
_CHARACTER: Final = 13.0
"""Pixels of a Chinese character of a label; what is not Chinese takes a little more than half."""
_LINE, _LINES = 11, 4
"""Characters of a line and lines of a name, as in assets/labels.js."""
_HUB: Final = 4
"""From so many neighbours on, a ring of them would leave no room for the name in the middle."""
_NEAR: Final = 30.0
"""So many things fit the canvas at zoom 1; more are seen from farther …"""
_CROWD: Final = 400
"""Of more than that, hardly any name can be read before zooming in: shapes are kept apart, names are not."""
_FAR: Final = 0.45
"""… down to this zoom: beyond, nobody reads names, and room for them would tear the graph apart."""


def to_pyvis(store: Store | Path, *, focus: str = "", depth: int = 1, limit: int = FIRST) -> Network:
    """Return a store's graph as a pyvis network with fixed positions.

    Node ids are numbers; each node also has its `iri`. Parallel relations are kept, planned ones are dashed.

    Args:
        store: a store or the folder of one.
        focus: start from the thing so called: its IRI, a name or an alias; empty for the most connected things.
        depth: how many steps around the focus.
        limit: at most so many nodes.

    Raises:
        UnknownNameError: nothing is called `focus`.
    """
    picture = read_picture(store)
    return draw_network(picture, choose_first(picture, focus=focus, depth=depth, limit=limit))


def draw_network(picture: Picture, first: Sequence[str]) -> Network:
    """Return the network of some of a picture's things and all links between them; ids are places in `picture.things`."""
    places = {thing.iri: place for place, thing in enumerate(picture.things)}
    chosen = sorted(places[iri] for iri in first)
    inside = {picture.things[place].iri for place in chosen}
    links = [link for link in picture.links if link.subject in inside and link.object in inside]
    degree = _degrees(picture)
    layout = _positions(picture, chosen, links, degree)
    network = Network(height="720px", width="100%", directed=True, cdn_resources="in_line")
    network.options = _OPTIONS
    for number, place in enumerate(chosen):
        x, y = layout.points[number]
        _add_thing(network, place, picture.things[place], degree, x=x, y=y, community=layout.communities[number])
    for link in links:
        _add_link(network, link, places)
    return network


def node_size(degree: int) -> float:
    """Return the radius of a node with so many neighbours, in pixels at zoom 1.

    >>> node_size(0), node_size(9), node_size(1000)
    (6.0, 12.0, 24.0)
    """
    return min(6.0 + 2.0 * math.sqrt(degree), 24.0)


def _add_thing(
    network: Network, place: int, thing: Thing, degree: Mapping[str, int], *, x: float, y: float, community: int
) -> None:
    style = STYLES[thing.kind]
    network.add_node(
        place,
        label=thing.name,
        shape=style.shape,
        color=style.light,
        title=_plain(f"{thing.name} · {style.zh} {style.en}"),
        size=round(node_size(degree[thing.iri]), 1),
        x=x,
        y=y,
        iri=thing.iri,
        community=community,
    )


def _add_link(network: Network, link: Link, places: Mapping[str, int]) -> None:
    zh, en = LABELS[link.predicate]
    network.add_edge(
        places[link.subject],
        places[link.object],
        title=_plain(f"{zh} {en} · {len(link.claims)}"),
        label=zh,
        dashes=is_planned(link),
        predicate=link.predicate.value,
    )


def is_planned(link: Link) -> bool:
    """Say whether all that states a link gives it as a plan."""
    return bool(link.claims) and all(claim.status is Status.PLANNED for claim in link.claims)


def _plain(text: str) -> str:
    """Return text that stays text, whatever pyvis does with it."""
    return html.escape(text).replace("href", "hre&#102;") if any(mark in text for mark in ("<", "&", "href")) else text


def _degrees(picture: Picture) -> Mapping[str, int]:
    neighbours: dict[str, set[str]] = {thing.iri: set() for thing in picture.things}
    for link in picture.links:
        neighbours[link.subject].add(link.object)
        neighbours[link.object].add(link.subject)
    return {iri: len(found - {iri}) for iri, found in neighbours.items()}


def _positions(picture: Picture, chosen: Sequence[int], links: Sequence[Link], degree: Mapping[str, int]) -> Layout:
    number = {picture.things[place].iri: at for at, place in enumerate(chosen)}
    zoom = min(1.0, max(_FAR, math.sqrt(_NEAR / max(len(chosen), 1))))
    named = len(chosen) <= _CROWD
    sizes = [
        _reserved(picture.things[place].name if named else "", degree[picture.things[place].iri], zoom)
        for place in chosen
    ]
    return arrange(len(chosen), [(number[link.subject], number[link.object]) for link in links], sizes)


def _reserved(name: str, degree: int, zoom: float) -> tuple[float, float]:
    """Return width and height that a thing and its name take, as assets/labels.js breaks the name into lines.

    Names keep their size on the screen while the whole graph is seen from afar, at `zoom`: a thing with a ring of
    neighbours gets the room for its name at that zoom, the others at zoom 1.
    """
    units = sum(1.0 if ord(character) > 0x2E7F else 0.56 for character in name)
    lines = min(max(math.ceil(units / _LINE), 1), _LINES)
    width, height = units / lines * _CHARACTER, lines * (_CHARACTER + 3.0)
    radius = node_size(degree) * max(0.75 / zoom, 1.0)
    if degree >= _HUB and name:
        return max(width / zoom, 2 * radius) + _LABEL_GAP, 2 * (radius + (height + 6.0) / zoom)
    return max(width, 2 * radius) + _LABEL_GAP, 2 * radius + height


def view_json(network: Network) -> dict[str, Any]:
    """Return nodes, edges and options of a network as the page wants them; labels and colours are the page's affair."""
    nodes, edges, _, _, _, options = network.get_network_data()
    wanted = ("id", "x", "y", "shape", "size", "community")
    return {
        "nodes": [{name: node[name] for name in wanted} for node in nodes],
        "edges": len(edges),
        "options": json.loads(options),
    }
