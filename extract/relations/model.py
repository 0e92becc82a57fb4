"""The learned part of reading relations: the log-odds of each property for each candidate pair of mentions.

In: a Doc with mentions, entities, topics and what the rules read. Out: `Verdict`s with a calibrated probability. First a
linear model over hashed features of each pair gives log-odds; then a small forest of boosted trees weighs each candidate
beside its rivals, and beside what the learned reader says of it where the document has a reading. Trained by
benchmarks/train/relations.py; the weights are plain arrays, run with numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from extract.learned.forest import Forest, grow
from extract.lexicons import MODELS
from extract.relations.coordination import Lists, find_lists
from extract.relations.pair_contest import hold_contest
from extract.relations.pair_features import describe_pairs
from extract.relations.pairs import PROPERTIES, find_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from extract.relations.pairs import Pairs
    from ontology.facts import Property, Statement

__all__ = ["RelationModel", "Verdict", "first_look", "judge", "load_model", "threshold_of"]

FILE: Final = MODELS / "relations.npz"
LEAST: Final = 0.05  # a probability under this is not worth a row of the review list
CHUNK: Final = 4096  # pairs weighed at once: 4096 × 54 × 19 float32 are 17 MB


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Weights as arrays.

    Attributes:
        weights: of the linear model, [features, properties]; row 0 is zero.
        bias: of the linear model, by property.
        alone: the forest for documents without a reading.
        read: the forest for documents that have one; it looks at `HEARD_COLUMNS` too.
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    alone: Forest
    read: Forest


@dataclass(frozen=True, slots=True)
class Verdict:
    """A candidate relation with its probability; mentions by index in `doc._.mentions`, sentence by index."""

    subject: int
    predicate: Property
    object: int
    sentence: int
    probability: float


@cache
def load_model() -> RelationModel:
    """Return the packaged model. Raises FileNotFoundError where the package lacks it."""
    with FILE.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        alone, read = (Forest(**{name: arrays[f"{part}.{name}"] for name in Forest.__slots__}) for part in ("alone", "read"))
        return RelationModel(arrays["weights"].astype(np.float32), arrays["bias"], alone, read)


def threshold_of(predicate: Property, *, read: bool) -> float:
    """Return the least probability at which a relation of this property is written; `read`: the document has a reading."""
    model = load_model()
    return float((model.read if read else model.alone).threshold[PROPERTIES.index(predicate)])


def judge(doc: Doc, statements: Iterable[Statement], lists: Lists | None = None) -> list[Verdict]:
    """Return the candidates of a document that are at all likely, in text order, beside what the rules read."""
    model = load_model()
    pairs = find_pairs(doc)
    if not len(pairs):
        return []
    lists = lists or find_lists(doc)
    contest = hold_contest(doc, pairs, first_look(doc, pairs, model, lists), statements, lists)
    forest = model.alone if doc._.reading is None else model.read
    odds = grow(forest, contest.table)
    probability = 1 / (1 + np.exp(-(forest.slope[contest.predicate] * odds + forest.offset[contest.predicate])))
    return [
        Verdict(int(pairs.subject[p]), PROPERTIES[q], int(pairs.object[p]), int(pairs.sentence[p]), float(value))
        for p, q, value in zip(contest.pair.tolist(), contest.predicate.tolist(), probability.tolist(), strict=True)
        if value >= LEAST
    ]


def first_look(doc: Doc, pairs: Pairs, model: RelationModel, lists: Lists | None = None) -> NDArray[np.float32]:
    """Return the linear model's log-odds, [pairs, properties]."""
    features = describe_pairs(doc, pairs, lists)
    odds = np.empty((len(pairs), len(PROPERTIES)), dtype=np.float32)
    for k in range(0, len(pairs), CHUNK):
        odds[k : k + CHUNK] = model.weights[features[k : k + CHUNK]].sum(axis=1) + model.bias
    return odds
