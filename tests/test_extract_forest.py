"""Forests asked all nodes at once: the same sums as walking each tree, at limits and beside them."""

from __future__ import annotations

import numpy as np
import pytest

from extract.learned.forest import Forest, grow


def planted(rng: np.random.Generator, trees: int, leaves: int, columns: int) -> Forest:
    """Return a forest whose trees have 1 to `leaves` leaves each, grown by splitting a leaf at random."""
    nodes = 2 * leaves - 1
    feature = np.full((trees, nodes), -1, np.int16)
    left, right = np.zeros((trees, nodes), np.int16), np.zeros((trees, nodes), np.int16)
    for tree in range(trees):
        ends, used = [0], 1
        for _ in range(int(rng.integers(0, leaves))):
            node = ends.pop(int(rng.integers(len(ends))))
            feature[tree, node] = rng.integers(columns)
            left[tree, node], right[tree, node] = used, used + 1
            ends += [used, used + 1]
            used += 2
    limit, value = rng.integers(-3, 4, (trees, nodes)).astype(np.float32), rng.normal(size=(trees, nodes)).astype(np.float32)
    none = np.zeros(1, np.float32)
    return Forest(feature, limit, left, right, value, none, none, none)


def walked(forest: Forest, row: np.ndarray) -> np.float32:
    reached = []
    for tree, features in enumerate(forest.feature):
        node = 0
        while features[node] >= 0:
            node = int((forest.left if row[features[node]] <= forest.limit[tree, node] else forest.right)[tree, node])
        reached.append(forest.value[tree, node])
    return np.array(reached, np.float32).sum()


@pytest.mark.parametrize("leaves", [1, 2, 8, 9, 16])
@pytest.mark.parametrize("rows", [0, 1, 300])
def test_a_forest_gives_what_walking_its_trees_gives(leaves, rows):
    rng = np.random.default_rng(leaves)
    forest = planted(rng, 40, leaves, 5)
    table = rng.choice(np.array([-9, -3, -1, 0, np.nextafter(np.float32(1), 2), 2, 3, np.nan], np.float32), (rows, 5))
    assert grow(forest, table).tobytes() == np.array([walked(forest, row) for row in table], np.float32).tobytes()


def test_a_tree_with_too_many_leaves_is_refused():
    forest = planted(np.random.default_rng(0), 60, 30, 3)
    with pytest.raises(ValueError, match="more than 16"):
        grow(forest, np.zeros((1, 3), np.float32))
