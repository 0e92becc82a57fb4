"""How a candidate relation stands beside its rivals: the second look of the relation model.

In: the pairs of a document, the first look's log-odds of each property, the statements that the rules read, and what the
learned reader says where there is one. Out: one row of numbers for each (pair, property) that is still in question. A
relation is more likely where no other subject claims the object, where the list's other members are read alike, and where
a rule or the reader found it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from extract.relations.containment import compare_names, compare_places
from extract.relations.coordination import Lists, find_lists
from extract.relations.cues import find_cues
from extract.relations.pairs import KINDS, PROPERTIES, legal_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from extract.relations.pairs import Pairs
    from ontology.facts import Statement

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["COLUMNS", "HEARD_COLUMNS", "Contest", "hold_contest", "listen"]

FLOOR: Final = -5.0  # log-odds of the first look under which only a rule keeps a candidate in question
IMPOSSIBLE: Final = -9.0  # stands for "no such candidate"
STRONG: Final = -1.0  # a rival of these log-odds counts as one
COLUMNS: Final = (
    "own", "other_property", "over_other_property",
    "rival_subject", "over_rival_subject", "strong_subjects", "subject_place",
    "rival_object", "strong_objects", "object_place",
    "elsewhere", "pairs_of_entities", "reverse", "object_mates", "subject_mates",
    "rule_here", "rule", "rule_of_entities", "rule_of_object",
    "gap", "order", "source", "names_between", "property", "subject_kind", "object_kind",
    "subject_count", "object_count", "subject_home", "object_home", "length",
    "together", "list_best", "list_mean", "subject_list_best", "place", "name",
    "cue_gap", "cue_between", "cue_last", "cue_after", "subject_sure", "object_sure", "subject_points",
)  # fmt: skip
HEARD: Final = 7.0  # the reader's log-odds are cut there: a single doubt of its must not outweigh everything
HEARD_COLUMNS: Final = (
    "heard", "heard_other", "heard_over_other", "heard_rival_subject", "heard_over_rival", "heard_subject_place", "heard_rival_object",
    "heard_object_place", "heard_elsewhere", "heard_reverse", "heard_list_best", "heard_list_mean", "heard_subject_list", "heard_planned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contest:
    """Candidates in question: rows of the pairs, their properties, and a row of `COLUMNS` for each.

    Where the document has a reading, the columns of `HEARD_COLUMNS` follow in the table.
    """

    pair: Ints
    predicate: Ints
    table: Floats


RULES: Final = ("cue", "adjacent", "attributive", "title", "with", "inside", "loan", "frame", "carry")


def hold_contest(doc: Doc, pairs: Pairs, odds: Floats, statements: Iterable[Statement], lists: Lists | None = None) -> Contest:
    """Return the candidates in question with what speaks for and against each; cost n log n in their number."""
    mentions = doc._.mentions
    number = {e.key: k for k, e in enumerate(doc._.entities)}
    kind_of = np.array([KINDS.index(e.kind) for e in doc._.entities] or [0], dtype=np.int64)
    entity = np.array([number[m.entity] for m in mentions] or [0], dtype=np.int64)
    s, o = pairs.subject.astype(np.int64), pairs.object.astype(np.int64)
    es, eo = entity[s], entity[o]
    legal = legal_table()[kind_of[es], kind_of[eo]]
    odds = np.where(legal, odds, IMPOSSIBLE).astype(np.float32)
    votes = _Votes(doc, pairs, number, statements)
    pair, predicate = np.nonzero(legal & ((odds > FLOOR) | (votes.here > 0)))
    if not len(pair):
        width = len(COLUMNS) + (0 if doc._.reading is None else len(HEARD_COLUMNS))
        return Contest(pair, predicate, np.zeros((0, width), dtype=np.float32))
    size = len(mentions) + 2
    lookup = _Lookup(s, o, size)
    own = odds[pair, predicate]
    rows_s, rows_o = s[pair], o[pair]
    entities = es[pair] * len(kind_of) + eo[pair]
    others = odds[pair].copy()
    others[np.arange(len(pair)), predicate] = IMPOSSIBLE
    other = others.max(axis=1)
    by_object = _rivals(rows_o * len(PROPERTIES) + predicate, entities, own)
    by_subject = _rivals((rows_s * len(PROPERTIES) + predicate) * (int(pairs.sentence.max()) + 1) + pairs.sentence[pair], entities, own)
    elsewhere, repeats, together = _elsewhere(entities * len(PROPERTIES) + predicate, own)
    lists = lists or find_lists(doc)
    list_best, list_mean = _groups((rows_s * size + lists.number[rows_o]) * len(PROPERTIES) + predicate, own)
    subject_list_best, _ = _groups((lists.number[rows_s] * size + rows_o) * len(PROPERTIES) + predicate, own)
    unique, back = np.unique(entities, return_inverse=True)
    named = list(zip((unique // len(kind_of)).tolist(), (unique % len(kind_of)).tolist(), strict=True))
    inside, name = compare_places(doc._.entities, named)[back], compare_names(doc._.entities, named)[back]
    cues = find_cues(doc, lists, rows_s, rows_o, predicate, pairs.sentence[pair], pairs.source[pair] == 0)

    def at(subject: Ints, obj: Ints) -> Floats:
        row = lookup.row(subject, obj)
        return np.where(row >= 0, odds[row, predicate], IMPOSSIBLE).astype(np.float32)

    begin = np.array([m.span.begin for m in mentions], dtype=np.int64)
    end = np.array([m.span.end for m in mentions], dtype=np.int64)
    here = pairs.source[pair] == 0
    gap = np.where(here, np.minimum(np.maximum(begin[rows_s] - end[rows_o], begin[rows_o] - end[rows_s]), 120), 150)
    order = np.where(here, np.where(begin[rows_s] < begin[rows_o], 1, 2), 0)
    counts = np.bincount(entity, minlength=len(kind_of))
    home = np.zeros(len(kind_of), dtype=np.int64)
    for level, key in enumerate(doc._.home[:3]):
        if key in number:
            home[number[key]] = level + 1
    sure = np.zeros(len(kind_of), dtype=np.float32)
    np.maximum.at(sure, entity, np.array([m.confidence for m in mentions], dtype=np.float32))
    points = np.array([m.deictic for m in mentions], dtype=np.int64)
    columns = [
        own, other, own - other,
        by_object[0], own - by_object[0], by_object[1], by_object[2],
        by_subject[0], by_subject[1], by_subject[2],
        elsewhere, repeats, at(rows_o, rows_s), np.maximum(at(rows_s, rows_o + 1), at(rows_s, rows_o - 1)),
        np.maximum(at(rows_s + 1, rows_o), at(rows_s - 1, rows_o)),
        votes.here[pair, predicate], votes.rule[pair, predicate], votes.of_entities(es[pair], predicate, eo[pair]), votes.of_object(rows_o, predicate),
        gap, order, pairs.source[pair], np.minimum(np.abs(rows_s - rows_o), 30), predicate, kind_of[es[pair]], kind_of[eo[pair]],
        counts[es[pair]], counts[eo[pair]], home[es[pair]], home[eo[pair]], np.full(len(pair), min(len(doc._.healed.text), 5000)),
        together, list_best, list_mean, subject_list_best, inside, name, *cues, sure[es[pair]], sure[eo[pair]], points[rows_s],
    ]  # fmt: skip
    if doc._.reading is not None:
        columns += _hear(doc, pairs, pair, predicate, entities, legal[pair], lookup, lists)
    return Contest(pair, predicate, np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1))


def listen(doc: Doc, pairs: Pairs, asked: Ints) -> tuple[Floats, Floats]:
    """Return the learned reader's log-odds of each property for the asked rows of the pairs, and that it is only planned.

    Returns:
        Arrays [asked, properties] and [asked], cut to ±HEARD.
    """
    kind = {e.key: e.kind for e in doc._.entities}
    spans = [(m.span.begin, m.span.end, kind[m.entity]) for m in doc._.mentions]
    rows, back = np.unique(asked, return_inverse=True)
    questions = [(spans[s], spans[o]) for s, o in zip(pairs.subject[rows].tolist(), pairs.object[rows].tolist(), strict=True)]
    scores = np.clip(doc._.reading.relation_scores(questions), -HEARD, HEARD).astype(np.float32)[back]
    return scores[:, : len(PROPERTIES)], scores[:, len(PROPERTIES)]


def _hear(
    doc: Doc, pairs: Pairs, pair: Ints, predicate: Ints, entities: Ints, legal: NDArray[np.bool_], lookup: _Lookup, lists: Lists
) -> list[Floats]:
    """Return `HEARD_COLUMNS`: what the reader says of each row, of its rivals and of its list's other members."""
    rows = np.arange(len(pair))
    subject, obj = pairs.subject[pair].astype(np.int64), pairs.object[pair].astype(np.int64)
    heard, planned = listen(doc, pairs, pair)
    said = heard[rows, predicate]
    others = heard.copy()
    others[~legal] = others[rows, predicate] = -HEARD
    other = others.max(axis=1)
    by_object = _rivals(obj * len(PROPERTIES) + predicate, entities, said)
    by_subject = _rivals((subject * len(PROPERTIES) + predicate) * (int(pairs.sentence.max()) + 1) + pairs.sentence[pair], entities, said)
    place = np.full(len(pairs), -1, dtype=np.int64)
    place[pair] = rows
    back = lookup.row(obj, subject)
    asked = place[np.maximum(back, 0)]
    reverse = np.where((back >= 0) & (asked >= 0), heard[np.maximum(asked, 0), predicate], -HEARD)
    size = len(doc._.mentions) + 2
    list_best, list_mean = _groups((subject * size + lists.number[obj]) * len(PROPERTIES) + predicate, said)
    subject_list, _ = _groups((lists.number[subject] * size + obj) * len(PROPERTIES) + predicate, said)
    elsewhere = _elsewhere(entities * len(PROPERTIES) + predicate, said)[0]
    columns = [
        said, other, said - other, by_object[0], said - by_object[0], by_object[2], by_subject[0], by_subject[2],
        elsewhere, reverse, list_best, list_mean, subject_list, planned,
    ]  # fmt: skip
    return [np.asarray(column, dtype=np.float32) for column in columns]


class _Lookup:
    """Finds the row of a pair of mentions."""

    def __init__(self, subject: Ints, obj: Ints, size: int) -> None:
        self.size = size
        keys = subject * size + obj
        self.order = np.argsort(keys, kind="stable")
        self.keys = keys[self.order]

    def row(self, subject: Ints, obj: Ints) -> Ints:
        """Rows of pairs, -1 where there is none."""
        wanted = subject * self.size + obj
        k = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where((self.keys[k] == wanted) & (subject >= 0) & (obj >= 0), self.order[k], -1)


class _Votes:
    """What the rules said: their confidence by pair and property, by entities, and by object."""

    def __init__(self, doc: Doc, pairs: Pairs, number: dict[str, int], statements: Iterable[Statement]) -> None:
        shape = (len(pairs), len(PROPERTIES))
        self.here: Floats = np.zeros(shape, dtype=np.float32)
        self.rule: Ints = np.zeros(shape, dtype=np.int64)
        self.entities: dict[tuple[int, int, int], float] = {}
        self.objects: dict[tuple[int, int], float] = {}
        index = {m.span: k for k, m in enumerate(doc._.mentions)}
        rows = {pair: k for k, pair in enumerate(zip(pairs.subject.tolist(), pairs.object.tolist(), strict=True))}
        for one in statements:
            predicate, subject, obj = PROPERTIES.index(one.predicate), index.get(one.subject_mention), index.get(one.object_mention)
            three = (number[one.subject], predicate, number[one.object])
            if three not in self.entities or self.entities[three] < one.confidence:
                self.entities[three] = one.confidence
            if subject is None or obj is None:
                continue
            two = (obj, predicate)
            if two not in self.objects or self.objects[two] < one.confidence:
                self.objects[two] = one.confidence
            row = rows.get((subject, obj))
            if row is not None and one.confidence > self.here[row, predicate]:
                family = one.rule.split(":", 1)[0]
                self.here[row, predicate] = one.confidence
                self.rule[row, predicate] = RULES.index(family) + 1 if family in RULES else 0

    def of_entities(self, subject: Ints, predicate: Ints, obj: Ints) -> Floats:
        """The best confidence of a rule for the same two entities anywhere."""
        rows = zip(subject.tolist(), predicate.tolist(), obj.tolist(), strict=True)
        return np.array([self.entities.get(row, 0.0) for row in rows], dtype=np.float32)

    def of_object(self, obj: Ints, predicate: Ints) -> Floats:
        """The best confidence of a rule for the same object mention with any subject."""
        return np.array([self.objects.get(row, 0.0) for row in zip(obj.tolist(), predicate.tolist(), strict=True)], dtype=np.float32)


def _rivals(group: Ints, entities: Ints, own: Floats) -> tuple[Floats, Ints, Ints]:
    """For each row the best log-odds of other entities in its group, how many rows are strong, and its place."""
    order = np.lexsort((entities, -own, group))
    g, e, v = group[order], entities[order], own[order]
    start = np.r_[True, g[1:] != g[:-1]]
    number = np.cumsum(start) - 1
    begin = np.flatnonzero(start)
    best_entity, best = e[begin][number], v[begin][number]
    second = np.full(len(begin), IMPOSSIBLE, dtype=np.float32)
    different = e != best_entity
    np.maximum.at(second, number[different], v[different])
    strong = np.bincount(number, weights=v > STRONG, minlength=len(begin))[number]
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    rival = np.where(different, best, second[number])
    return rival[back].astype(np.float32), strong.astype(np.int64)[back], (np.arange(len(order)) - begin[number])[back]


def _elsewhere(group: Ints, own: Floats) -> tuple[Floats, Ints, Floats]:
    """For each row the best log-odds of other rows of its group, the number of rows, and the log of their summed odds."""
    order = np.lexsort((-own, group))
    g, v = group[order], own[order]
    start = np.r_[True, g[1:] != g[:-1]]
    number = np.cumsum(start) - 1
    begin = np.flatnonzero(start)
    count = np.bincount(number, minlength=len(begin))
    second = np.where(count > 1, v[np.minimum(begin + 1, len(v) - 1)], IMPOSSIBLE)
    first = np.arange(len(order)) == begin[number]
    best = np.where(first, second[number], v[begin][number])
    summed = np.log(np.bincount(number, weights=np.exp(np.minimum(v, 20)), minlength=len(begin)))[number]
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return best[back].astype(np.float32), count[number][back], summed[back].astype(np.float32)


def _groups(group: Ints, own: Floats) -> tuple[Floats, Floats]:
    """For each row the best and the mean log-odds of its group."""
    _, number = np.unique(group, return_inverse=True)
    best = np.full(int(number.max()) + 1, IMPOSSIBLE, dtype=np.float32)
    np.maximum.at(best, number, own)
    mean = np.bincount(number, weights=own) / np.bincount(number)
    return best[number], mean[number].astype(np.float32)
