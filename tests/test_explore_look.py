"""Shapes, colours and positions: told apart by everybody, the same each time, apart from each other."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from rdflib import Graph, Namespace
from rdflib.namespace import RDFS

from graph.explore.layout import arrange
from graph.explore.palette import LABELS, STYLES
from ontology.facts import Kind, Property

CM = Namespace("https://w3id.org/chanmai/ontology#")
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
BLINDNESS = {
    "none": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
PAGES = {"light": "#ffffff", "dark": "#12171e"}


def linear(color: str) -> np.ndarray:
    values = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) + 0.05 for color in (one, other))
    return light[1] / light[0]


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    f = np.cbrt(np.maximum(xyz / [0.9505, 1.0, 1.089], 0.008856))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_explore_every_class_has_its_own_shape_and_colour():
    assert set(STYLES) == set(Kind)
    for theme in PAGES:
        assert len({(style.shape, getattr(style, theme)) for style in STYLES.values()}) == len(Kind)


@pytest.mark.parametrize("theme", PAGES)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_explore_families_stay_apart_for_the_colour_blind(theme, blindness):
    colors = sorted({getattr(style, theme) for style in STYLES.values()})
    assert len(colors) == 4
    seen = [lab(np.array(BLINDNESS[blindness]) @ linear(color)) for color in colors]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) > 10


@pytest.mark.parametrize("theme", PAGES)
def test_explore_shapes_stand_out_from_the_page(theme):
    assert min(contrast(getattr(style, theme), PAGES[theme]) for style in STYLES.values()) >= 3


def test_explore_words_are_the_ontology_s():
    ontology = Graph().parse(Path(__file__).resolve().parents[1] / "ontology" / "chanmai.ttl")

    def words(name: str) -> dict:
        return {label.language: str(label) for label in ontology.objects(CM[name], RDFS.label)}

    assert set(LABELS) == set(Property)
    for name, (zh, en) in LABELS.items():
        assert words(name) == {"zh": zh, "en": en}
    for kind, style in STYLES.items():
        assert words(kind) == {"zh": style.zh, "en": style.en}


def ring(count: int) -> list[tuple[int, int]]:
    return [(at, (at + 1) % count) for at in range(count)]


GRAPHS = {
    "empty": (0, []),
    "one": (1, []),
    "pair": (2, [(0, 1)]),
    "loop": (1, [(0, 0)]),
    "parallel": (2, [(0, 1), (1, 0), (0, 1)]),
    "star": (40, [(0, at) for at in range(1, 40)]),
    "ring": (30, ring(30)),
    "alone": (60, []),
    "cliques": (40, [(a + base, b + base) for base in (0, 20) for a, b in combinations(range(20), 2)] + [(0, 20)]),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_explore_layout_is_the_same_and_apart(name):
    count, edges = GRAPHS[name]
    sizes = [(60.0 + 7 * (at % 5), 40.0) for at in range(count)]
    layout = arrange(count, edges, sizes)
    assert layout == arrange(count, list(reversed(edges)), sizes)
    assert len(layout.points) == len(layout.communities) == count
    touching = sum(
        abs(x1 - x2) * 2 < (w1 + w2) - 4 and abs(y1 - y2) * 2 < (h1 + h2) - 4
        for ((x1, y1), (w1, h1)), ((x2, y2), (w2, h2)) in combinations(zip(layout.points, sizes, strict=True), 2)
    )
    assert touching == 0


def test_explore_layout_shows_clusters():
    count, edges = GRAPHS["cliques"]
    layout = arrange(count, edges, [(40.0, 30.0)] * count)
    points = np.array(layout.points)
    middles = points[:20].mean(0), points[20:].mean(0)
    assert {layout.communities[at] for at in range(20)}.isdisjoint({layout.communities[at] for at in range(20, 40)})
    spread = max(
        np.linalg.norm(points[:20] - middles[0], axis=1).mean(), np.linalg.norm(points[20:] - middles[1], axis=1).mean()
    )
    assert np.linalg.norm(middles[0] - middles[1]) > 1.5 * spread
