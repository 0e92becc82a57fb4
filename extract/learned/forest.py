"""Boosted trees as plain arrays, and their log-odds for many rows at once.

In: a forest and a table of numbers. Out: a sum for each row. No tree is walked: each node is asked of each row, and what a
"no" rules out (all leaves to its left) is struck from the row's leaves of that tree, a bit for each; the lowest bit that
stays is the leaf that a walk would reach (QuickScorer, Lucchese et al., SIGIR 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Forest", "grow"]

CHUNK: Final = 128  # rows asked at once: 128 × 1,250 nodes of float32 are 640 kB
MOST_LEAVES: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Boosted trees over a contest's table, with what makes a probability and a decision of their log-odds.

    Attributes:
        feature: column that a node of a tree looks at, [trees, nodes]; -1 in a leaf.
        limit: value up to which (inclusive) a node goes left.
        left: node to the left.
        right: node to the right.
        value: of a leaf.
        slope: of the calibration, by property.
        offset: of the calibration, by property.
        threshold: least probability that is written, by property.
    """

    feature: NDArray[np.int16]
    limit: NDArray[np.float32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float32]
    slope: NDArray[np.float32]
    offset: NDArray[np.float32]
    threshold: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plan:
    """A forest laid out to be asked at once; a tree with fewer nodes or leaves than the largest is filled up.

    Attributes:
        feature: column that each node looks at, [nodes × trees].
        limit: its limit, [nodes × trees].
        kept: bits of the leaves that stay where the answer is no, [nodes × trees].
        value: of each leaf from the left, [trees × leaves].
        base: place of each tree's first leaf in `value`, [trees].
        every: all leaves.
        lowest: place of the lowest bit of each set of leaves.
    """

    feature: NDArray[np.intp]
    limit: NDArray[np.float32]
    kept: NDArray[Any]
    value: NDArray[np.float32]
    base: NDArray[np.intp]
    every: np.uint8 | np.uint16
    lowest: NDArray[np.intp]


def grow(forest: Forest, table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the forest's log-odds of each row of a table, [rows]. Raises ValueError where a tree has more than 16 leaves."""
    plan = _plan(forest)
    trees = len(plan.base)
    total = np.zeros(len(table), dtype=np.float32)
    for k in range(0, len(table), CHUNK):
        yes = table[k : k + CHUNK].take(plan.feature, axis=1) <= plan.limit
        stay = np.where(yes, plan.every, plan.kept).reshape(len(yes), -1, trees)
        total[k : k + CHUNK] = plan.value.take(plan.lowest.take(np.bitwise_and.reduce(stay, axis=1)) + plan.base).sum(axis=1)
    return total


@lru_cache(maxsize=16)
def _plan(forest: Forest) -> Plan:
    trees = len(forest.feature)
    nodes = max(1, int((forest.feature >= 0).sum(axis=1).max()))
    if nodes >= MOST_LEAVES:
        message = f"a tree has {nodes + 1} leaves, more than {MOST_LEAVES}"
        raise ValueError(message)
    every: np.uint8 | np.uint16 = np.uint8(0xFF) if nodes < 8 else np.uint16(0xFFFF)
    feature, limit = np.zeros((nodes, trees), np.intp), np.full((nodes, trees), np.inf, np.float32)
    kept, value = np.full((nodes, trees), every), np.zeros((trees, nodes + 1), np.float32)
    used = [0] * trees

    def lay(tree: int, node: int, leaf: int) -> int:
        """Lay out what hangs from a node, its first leaf being the tree's so manieth; return the next one's number."""
        if forest.feature[tree, node] < 0:
            value[tree, leaf] = forest.value[tree, node]
            return leaf + 1
        middle = lay(tree, int(forest.left[tree, node]), leaf)
        at = used[tree], tree
        used[tree] += 1
        feature[at], limit[at] = forest.feature[tree, node], forest.limit[tree, node]
        kept[at] = int(every) & ~((1 << middle) - (1 << leaf))
        return lay(tree, int(forest.right[tree, node]), middle)

    for tree in range(trees):
        lay(tree, 0, 0)
    sets = np.arange(int(every) + 1)
    lowest = np.where(sets > 0, np.log2(np.maximum(sets & -sets, 1)), 0).astype(np.intp)
    return Plan(feature.ravel(), limit.ravel(), kept.ravel(), value.ravel(), np.arange(trees) * (nodes + 1), every, lowest)
