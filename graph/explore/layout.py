"""Positions of the things drawn first: stress majorisation within each component, communities apart, labels apart.

In: nodes 0 … n-1, edges, label sizes. Out: one (x, y) a node, in pixels at zoom 1, and each node's community. Nothing
is random: the same graph gives the same picture. Method: Gansner, Koren and North, Graph drawing by stress
majorization (2004); communities by Louvain with a fixed seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["Layout", "arrange"]

_EDGE: Final = 95.0
"""Pixels between neighbours: two short labels side by side."""
_BETWEEN: Final = 1.9
"""How much longer an edge between two communities is drawn; 1.5 did not show them, 2.5 tore them apart."""
_CURL: Final = 0.78
"""Distances beyond one edge grow with this power: 1 unrolls chains over the whole canvas and leaves hubs no room."""
_SWEEPS: Final = 160
_PUSHES: Final = 220
_SLACK: Final = 1.5
"""Area of the whole over that of all boxes in it, before they are pushed apart."""
_GROUP: Final = 12
"""Fewer than that are no crowd: a star's box is mostly empty."""
_GAP: Final = 46.0
"""Pixels between components."""
_ASPECT: Final = 1.1
"""Width over height of the canvas between the two panels of a laptop's screen."""
_SIDES: Final = 40
"""Sides of placed rectangles tried from either end; many small components would make all of them slow."""
_SEED: Final = 7

Points = "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions and communities, by node."""

    points: tuple[tuple[float, float], ...]
    communities: tuple[int, ...]


def arrange(count: int, edges: Sequence[tuple[int, int]], sizes: Sequence[tuple[float, float]]) -> Layout:
    """Return where to draw each node.

    No nodes give an empty layout, one node stands in the origin. Cost grows with the square of the largest component:
    0.4 CPU s for 300 nodes.

    Args:
        count: how many nodes there are.
        edges: pairs of nodes; direction, repetition and loops do not matter.
        sizes: width and height of each node with its label, which others shall not cover.
    """
    if count == 0:
        return Layout((), ())
    pairs = sorted({(min(pair), max(pair)) for pair in edges if pair[0] != pair[1]})
    communities = _communities(count, pairs)
    boxes = np.asarray(sizes, dtype=np.float64).reshape(count, 2)
    matrix = _matrix(count, pairs, communities)
    number, labels = connected_components(matrix, directed=False)
    parts = []
    for component in range(number):
        members = np.flatnonzero(labels == component)
        points = (
            _stress(dijkstra(matrix[members][:, members], directed=False)) if len(members) > 1 else np.zeros((1, 2))
        )
        parts.append((members, _separate(points, boxes[members])))
    points = _pack(count, parts, boxes)
    rounded = tuple((round(float(x), 1) + 0.0, round(float(y), 1) + 0.0) for x, y in points)
    return Layout(rounded, tuple(communities))


def _communities(count: int, pairs: list[tuple[int, int]]) -> list[int]:
    """Return each node's community, numbered by size, then by first node."""
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    found = sorted(nx.community.louvain_communities(graph, seed=_SEED), key=lambda nodes: (-len(nodes), min(nodes)))
    community = [0] * count
    for number, nodes in enumerate(found):
        for node in nodes:
            community[node] = number
    return community


def _matrix(count: int, pairs: list[tuple[int, int]], communities: list[int]) -> Any:
    """Return the distances along edges: leaves sit near, hubs and other communities far."""
    degree = np.zeros(count)
    for one, other in pairs:
        degree[one] += 1
        degree[other] += 1
    lengths = [
        _EDGE
        * (1.0 if communities[one] == communities[other] else _BETWEEN)
        * (1.0 + 0.16 * float(np.sqrt(min(max(degree[one], degree[other]), 36))) - 0.16)
        for one, other in pairs
    ]
    rows, columns = [one for one, _ in pairs], [other for _, other in pairs]
    half = csr_array((lengths, (rows, columns)), shape=(count, count))
    return (half + half.T).tocsr()


def _stress(distances: Any) -> Any:
    """Return positions whose distances are near the given ones, from a start by classical scaling."""
    count = len(distances)
    distances = np.where(distances > _EDGE, _EDGE * (np.maximum(distances, 1e-9) / _EDGE) ** _CURL, distances)
    squared = distances**2
    centred = squared - squared.mean(0) - squared.mean(1)[:, None] + squared.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    order = np.argsort(values)[::-1][:2]
    points = vectors[:, order] * np.sqrt(np.maximum(values[order], 1e-9))
    points = points * np.sign(points[np.abs(points).argmax(0), range(points.shape[1])])  # eigenvectors have no sign
    if points.shape[1] < 2:
        points = np.hstack([points, np.zeros((count, 1))])
    turn = np.arange(count) * 2.399963  # the golden angle: what scaling put on one spot starts apart, always alike
    points = points + 6.0 * np.column_stack([np.cos(turn), np.sin(turn)])
    weights = distances.copy()
    np.fill_diagonal(weights, 1.0)
    weights = weights**-2
    np.fill_diagonal(weights, 0.0)
    inverse = np.linalg.inv(np.diag(weights.sum(1)) - weights + 1.0 / count)
    target = weights * distances
    for _ in range(_SWEEPS):
        gaps = np.sqrt(((points[:, None] - points[None]) ** 2).sum(2))
        pull = np.where(gaps > 1e-9, target / np.maximum(gaps, 1e-9), 0.0)
        points = inverse @ (pull.sum(1)[:, None] * points - pull @ points)
    return points


def _separate(points: Any, boxes: Any) -> Any:
    """Return the positions with boxes pushed apart where they overlap, each pair along its shorter way.

    A crowd is first drawn larger as a whole: pushing alone would stack what is wide into columns.
    """
    width, height = np.maximum(np.ptp(points, axis=0), 1.0)
    crowding = _SLACK * float((boxes[:, 0] * boxes[:, 1]).sum()) / float(width * height)
    points = points * max(1.0, crowding) ** 0.5 if len(points) > _GROUP else points.copy()
    upper = np.triu(np.ones((len(points), len(points)), dtype=bool), 1)
    reach = (boxes[:, None] + boxes[None]) / 2
    for _ in range(_PUSHES):
        gaps = points[:, None] - points[None]
        over = reach - np.abs(gaps)
        ones, others = np.nonzero((over > 0.5).all(2) & upper)
        if not len(ones):
            break
        depth, side = over[ones, others], np.where(gaps[ones, others] >= 0, 1.0, -1.0)
        flat = depth[:, 0] < depth[:, 1]
        shift = np.column_stack([np.where(flat, depth[:, 0], 0.0), np.where(flat, 0.0, depth[:, 1])]) * side * 0.3
        np.add.at(points, ones, shift)
        np.add.at(points, others, -shift)
    return points


def _pack(count: int, parts: list[tuple[Any, Any]], boxes: Any) -> Any:
    """Return all positions: the largest component in the middle, each other one where the whole stays smallest."""
    placed: list[tuple[float, float, float, float]] = []
    points = np.zeros((count, 2))
    for members, local in sorted(parts, key=lambda part: (-len(part[0]), int(part[0][0]))):
        low, high = (local - boxes[members] / 2).min(0), (local + boxes[members] / 2).max(0)
        width, height = (high - low) + _GAP
        x, y = _free_spot(placed, float(width), float(height))
        placed.append((x, y, float(width), float(height)))
        points[members] = local - (low + high) / 2 + (x, y)
    return points - (points.max(0) + points.min(0)) / 2


def _free_spot(placed: list[tuple[float, float, float, float]], width: float, height: float) -> tuple[float, float]:
    """Return the centre for a rectangle, beside the placed ones or in their corners, that widens the whole least.

    Among equals the nearest to the middle, then the first.
    """
    if not placed:
        return 0.0, 0.0
    xs = sorted(
        {
            side
            for x, _, w, _ in placed
            for side in (x - (w + width) / 2, x + (w + width) / 2, x - (w - width) / 2, x + (w - width) / 2)
        }
    )
    ys = sorted(
        {
            side
            for _, y, _, h in placed
            for side in (y - (h + height) / 2, y + (h + height) / 2, y - (h - height) / 2, y + (h - height) / 2)
        }
    )
    left, right = min(x - w / 2 for x, _, w, _ in placed), max(x + w / 2 for x, _, w, _ in placed)
    top, bottom = min(y - h / 2 for _, y, _, h in placed), max(y + h / 2 for _, y, _, h in placed)
    best: tuple[tuple[float, float], float, float] | None = None
    for x in xs[:_SIDES] + xs[-_SIDES:]:
        for y in ys[:_SIDES] + ys[-_SIDES:]:
            if all(
                abs(x - x2) * 2 >= width + w2 - 1e-6 or abs(y - y2) * 2 >= height + h2 - 1e-6
                for x2, y2, w2, h2 in placed
            ):
                wide = max(right, x + width / 2) - min(left, x - width / 2)
                high = max(bottom, y + height / 2) - min(top, y - height / 2)
                cost = (round(max(wide / _ASPECT, high), 3), round(x * x + y * y, 3))
                if best is None or cost < best[0]:
                    best = (cost, x, y)
    return (best[1], best[2]) if best else (0.0, bottom + height / 2)
