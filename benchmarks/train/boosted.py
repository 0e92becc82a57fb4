"""A lightgbm booster as the plain arrays that `extract.relations.model.grow` runs."""

import numpy as np


def arrays_of(booster):
    """Return feature, limit, left, right and value of a booster's nodes, each [trees, nodes of the widest].

    A limit is rounded down to 32 bits, so that a row of 32-bit numbers goes the way that it went in training.
    """
    nodes = []
    for tree in booster.dump_model()["tree_info"]:
        rows = []

        def walk(node, rows=rows):
            k = len(rows)
            rows.append(None)
            if "leaf_value" in node:
                rows[k] = (-1, 0.0, 0, 0, node["leaf_value"])
            else:
                left = walk(node["left_child"])
                rows[k] = (node["split_feature"], node["threshold"], left, walk(node["right_child"]), 0.0)
            return k

        walk(tree["tree_structure"])
        nodes.append(rows)
    width = max(map(len, nodes))
    grid = np.array([rows + [(-1, 0.0, 0, 0, 0.0)] * (width - len(rows)) for rows in nodes])
    limit = grid[..., 1].astype(np.float32)
    limit = np.where(limit > grid[..., 1], np.nextafter(limit, np.float32(-np.inf)), limit)
    return {
        "feature": grid[..., 0].astype(np.int16), "limit": limit, "left": grid[..., 2].astype(np.int16),
        "right": grid[..., 3].astype(np.int16), "value": grid[..., 4].astype(np.float32),
    }  # fmt: skip
