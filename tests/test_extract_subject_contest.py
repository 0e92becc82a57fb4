"""The second look at a number's subject: rows of numbers, a choice, a probability; sentences of our own, a reader made up."""

from __future__ import annotations

import re

import numpy as np
import pytest
import spacy

from extract.discourse.topics import add_topics
from extract.layers import make_doc
from extract.learned import wording
from extract.numbers.quantities import add_quantities
from extract.observations.decided import Observer
from extract.observations.subject_contest import (
    COLUMNS,
    VERDICT_COLUMNS,
    Heard,
    Trees,
    chances_of,
    compare,
    links_of,
    load_trees,
    probabilities_of,
    verdict_row,
    worded,
    wordings_of,
)
from extract.observations.subjects import Context, candidates_of, load_table
from extract.relations.model import Forest
from extract.text.sentences import add_sentences
from ontology.facts import Document, Entity, Kind, Mention, Property, Span, Statement

TEXT = "青禾机械扎根云溪县石桥产业园。青禾机械的年产值达3亿元，石桥产业园入驻企业120家。"
NAMES = {"青禾机械": ("q", Kind.COMPANY), "云溪县": ("y", Kind.REGION), "石桥产业园": ("s", Kind.PARK)}


class Made:
    """A reading that prefers the mention nearest before the number."""

    def subject_scores(self, quantity, mentions):
        near = np.array([1 / (1 + quantity[0] - end) if end <= quantity[0] else 0.001 for _, end, _ in mentions])
        return near / near.sum()

    def indicator_guess(self, quantity):
        return None

    def fact_probability(self, quantity):
        return 0.98


def build(text, names):
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    spans = sorted((Span(*m.span()), key) for surface, (key, _) in names.items() for m in re.finditer(re.escape(surface), text))
    doc._.mentions = [Mention(span, text[span.begin : span.end], key, False) for span, key in spans]
    doc._.entities = [Entity(key, kind, (surface,)) for surface, (key, kind) in names.items()]
    doc._.reading = Made()
    add_quantities(doc)
    add_topics(doc)
    return doc


@pytest.fixture(scope="module")
def trees():
    return load_trees()


def table_of(doc, number):
    context = Context.of(doc)
    context.links = links_of(context)
    quantity = doc._.quantities[number]
    candidates = candidates_of(context, quantity, "年产值")
    totals = [1.0] * len(candidates)
    parts = compare(context, quantity, "年产值", candidates, totals, [1 / len(candidates)] * len(candidates)), worded(context, quantity, "年产值", candidates, totals, load_trees())
    return context, quantity, candidates, np.concatenate(parts, axis=1)


def test_each_candidate_has_a_row():
    _, _, candidates, table = table_of(build(TEXT, NAMES), 0)
    assert {c.entity for c in candidates} == {"q", "y", "s"}
    assert table.shape == (3, len(COLUMNS))
    assert np.isfinite(table).all()


def test_who_stands_before_the_label_is_seen():
    _, _, candidates, table = table_of(build(TEXT, NAMES), 0)
    owner = [c.entity for c in candidates].index("q")
    column = COLUMNS.index("before_label")
    assert table[owner, column] == 1
    assert table[:, column].sum() == 1


def test_words_around_a_candidate_are_weighed_beside_those_of_the_tables_choice():
    context, quantity, candidates, _ = table_of(build(TEXT, NAMES), 0)
    features = wordings_of(context, quantity, "年产值", candidates)
    owner = [c.entity for c in candidates].index("q")
    own = set(features[owner].tolist()) - {number for row, other in enumerate(features.tolist()) if row != owner for number in other}
    assert own
    words = np.zeros(wording.BUCKETS, np.float32)
    words[[*own]] = 1.0
    asked = one_split(0, 0.5, 0.0, 0.0, 1.0, 0.0)
    first = (owner + 1) % len(candidates)
    table = worded(context, quantity, "年产值", candidates, [float(k == first) for k in range(len(candidates))], Trees(asked, asked, words))
    below, share, over = table.T
    assert below.argmax() == share.argmax() == owner
    assert below[owner] == 0
    assert share.sum() == pytest.approx(1)
    assert over[first] == 0
    assert over[owner] >= len(own)


def test_the_same_words_elsewhere_in_a_text_are_described_alike():
    described = []
    for text in (TEXT, "昨天开会。" + TEXT):
        context, quantity, candidates, _ = table_of(build(text, NAMES), 0)
        described.append({c.entity: row for c, row in zip(candidates, wordings_of(context, quantity, "年产值", candidates).tolist(), strict=True)})
    assert described[0]["q"] == described[1]["q"]
    assert described[0]["q"] != described[0]["s"]


def test_relations_of_the_document_are_seen():
    doc = build(TEXT, NAMES)
    first, last = doc._.mentions[0], doc._.mentions[2]
    sentence = doc._.sentences[0].span
    doc._.statements = [Statement("q", Property.LOCATED_IN, "s", sentence, first.span, last.span, 0.9)]
    context = Context.of(doc)
    assert links_of(context) == {("q", "s"): 1}


def test_chances_add_up_and_the_forest_is_repeatable(trees):
    _, _, _, table = table_of(build(TEXT, NAMES), 0)
    chances = chances_of(trees, table)
    assert chances.sum() == pytest.approx(1, abs=1e-5)
    assert (chances == chances_of(trees, table)).all()


def one_split(column, limit, left, right, slope, offset):
    """Return a forest of one tree with one question."""
    grid = [np.array([v], dtype) for v, dtype in (([column, -1, -1], np.int16), ([limit, 0, 0], np.float32), ([1, 0, 0], np.int16), ([2, 0, 0], np.int16), ([0, left, right], np.float32))]
    return Forest(*grid, *(np.array([v], np.float32) for v in (slope, offset, 0)))


def test_probability_is_the_scaled_odds_of_the_trees():
    context, quantity, _, table = table_of(build(TEXT, NAMES), 0)
    rows = [verdict_row(context, quantity, "年产值", table, np.array([c, 1 - c, 0.0], np.float32), [True] * 3, Heard(None, 0.98, 0.7)) for c in (0.3, 0.9)]
    assert rows[0].shape == (len(VERDICT_COLUMNS),)
    asked = one_split(VERDICT_COLUMNS.index("chance"), 0.5, -1.0, 2.0, 2.0, 0.5)
    low, high = probabilities_of(Trees(asked, asked, np.zeros(wording.BUCKETS, np.float32)), np.stack(rows))
    assert low == pytest.approx(1 / (1 + np.exp(1.5)), abs=1e-5)
    assert high == pytest.approx(1 / (1 + np.exp(-4.5)), abs=1e-5)


def test_observer_reads_with_the_forest_only_where_there_is_a_reading():
    doc = build(TEXT, NAMES)
    heard = Observer(load_table()).observe(doc)
    doc._.reading = None
    alone = Observer(load_table()).observe(doc)
    assert [o.subject for o in heard] == [o.subject for o in alone] == ["q", "s"]
    assert [o.confidence for o in heard] != [o.confidence for o in alone]


def test_one_name_and_one_number():
    (found,) = Observer(load_table()).observe(build("青禾机械年产值3亿元。", {"青禾机械": ("q", Kind.COMPANY)}))
    assert found.subject == "q"
    assert 0 < found.confidence <= 1


def test_a_name_is_no_label():
    (found,) = Observer(load_table()).observe(build("云溪县累计投入500万元用于道路建设。", {"云溪县": ("y", Kind.REGION)}))
    assert found.indicator == "投入"
