"""The learned reader: offsets, empty texts, windows, and that it reads as it was trained to."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from extract.learned.reader import CharacterReader, entity_probability
from extract.learned.tagging import best_names, lay_blocks, lay_windows, other_names, squeeze

TEXT = (
    "　　江津区的胜禹新材由重庆胜禹新材料有限公司更名而来，主要生产热镀锌薄板。\n\n"
    "　　2024年，该公司实现产值１２.５亿元，同比增长11%，入选国家级专精特新“小巨人”企业。\n"
)


@pytest.fixture(scope="module")
def reading():
    return CharacterReader().read(TEXT)


def span(piece, kind="Company"):
    begin = TEXT.index(piece)
    return begin, begin + len(piece), kind


@pytest.mark.parametrize("text", ["", " ", "\n\n", "　\n　"], ids=repr)
def test_reader_finds_nothing_in_an_empty_text(text):
    nothing = CharacterReader().read(text)
    assert nothing.names == []
    assert nothing.relation_scores([((0, 1, "Region"), (0, 1, "Park"))]).shape == (1, 20)
    assert nothing.indicator_guess((0, 1)) is None
    assert nothing.fact_probability((0, 1)) == 0


def test_names_stand_at_their_offsets(reading):
    found = {(TEXT[n.begin : n.end], n.kind) for n in reading.names if n.best}
    assert {("江津区", "Region"), ("重庆胜禹新材料有限公司", "Company"), ("热镀锌薄板", "Product")} <= found
    assert all(0 < n.probability <= 1 and n.begin < n.end <= len(TEXT) for n in reading.names)


def test_best_names_do_not_overlap(reading):
    best = [n for n in reading.names if n.best]
    assert all(a.end <= b.begin for a, b in zip(best, best[1:], strict=False))


def test_same_text_reads_the_same_whatever_was_read_between(reading):
    reader = CharacterReader()
    reader.read("另一篇报告。" * 200)
    again = reader.read(TEXT)
    assert again.names == reading.names
    assert np.array_equal(again.states, reading.states)


def test_number_has_its_indicator_and_is_a_fact(reading):
    begin, end, probability = reading.indicator_guess(span("１２.５亿元")[:2])
    assert TEXT[begin:end].endswith("产值")
    assert 0 < probability <= 1
    assert reading.fact_probability(span("１２.５亿元")[:2]) > 0.5 > reading.fact_probability(span("2024年")[:2])


def test_subject_scores_sum_to_one(reading):
    share = reading.subject_scores(span("１２.５亿元")[:2], [span("江津区", "Region"), span("重庆胜禹新材料有限公司"), span("该公司")])
    assert share.sum() == pytest.approx(1, abs=1e-5)
    assert share.argmax() > 0
    assert reading.subject_scores((0, 1), []).shape == (0,)


def test_maker_is_told_from_what_it_makes(reading):
    scores = reading.relation_scores([(span("重庆胜禹新材料有限公司"), span("热镀锌薄板", "Product"))])
    by = dict(zip(reading.model.properties, entity_probability(scores).tolist(), strict=False))
    assert by["produces"] == max(by.values())


@pytest.mark.parametrize(
    ("text", "plain"),
    [("ＡＢ１２％", "AB12%"), ("一 二\n\n 三", "一二\n三"), ("Big  Data 云", "Big Data云"), ("\n题\n", "题"), ("", "")],
    ids=["width", "lines", "words", "ends", "empty"],
)
def test_squeeze_keeps_offsets(text, plain):
    squeezed, at = squeeze(text)
    assert squeezed == plain
    assert len(at) == len(plain)
    assert at == sorted(set(at))


@pytest.mark.parametrize("length", [0, 1, 192, 193, 352, 353, 1000, 5003])
def test_windows_answer_for_every_character_once(length):
    windows = lay_windows(length, 192, 32)
    assert [k for _, _, low, high in windows for k in range(low, high)] == list(range(length))
    assert all(b <= low <= high <= e and e - b <= 192 for b, e, low, high in windows)


@pytest.mark.parametrize("length", [1, 63, 64, 65, 127, 128, 129, 130, 1000])
def test_blocks_hold_every_character_and_see_its_neighbours(length):
    rows, columns = lay_blocks(length, 64, 32)
    assert rows.ravel()[:length].tolist() == list(range(length))
    assert columns.min() == 0
    assert columns.max() == length - 1
    for inside, seen in zip(rows.tolist(), columns.tolist(), strict=True):
        assert seen == list(range(seen[0], seen[-1] + 1))
        assert set(range(max(0, inside[0] - 32), min(length, inside[-1] + 33))) <= set(seen)


def test_best_names_is_the_lawful_reading():
    p = np.full((5, 9), 0.001)  # two classes: O, B B, I I, E E, S S
    p[0, 0] = p[4, 0] = 0.99
    p[1, 1], p[2, 3], p[3, 5] = 0.9, 0.8, 0.7
    p[2, 8] = 0.85  # a single name of the other class would be likelier, but leaves the first open
    log_p = np.log(p).astype(np.float32)
    assert [(b, e, c) for b, e, c, _ in best_names(log_p, 2)] == [(1, 4, 0)]
    assert best_names(log_p, 2)[0][3] == pytest.approx(0.7, abs=1e-3)
    assert {(b, e, c) for b, e, c, _ in other_names(p.astype(np.float32), 2, 0.2)} == {(1, 4, 0), (2, 3, 1)}
    assert best_names(np.zeros((0, 9), np.float32), 2) == []


def test_reader_reads_as_the_trainer():
    path = Path(__file__).parents[1] / "benchmarks" / "train" / "text.py"
    spec = importlib.util.spec_from_file_location("trainer_text", path)
    trainer = importlib.util.module_from_spec(spec)
    sys.modules["trainer_text"] = trainer
    spec.loader.exec_module(trainer)
    assert trainer.squeeze(TEXT) == squeeze(TEXT)
    assert all(trainer.windows(n, 192, 32) == lay_windows(n, 192, 32) for n in range(1200))
    scores = np.log(np.random.default_rng(0).dirichlet(np.full(65, 0.05), 80) + 1e-6)
    assert [x[:3] for x in trainer.decode(scores)] == [x[:3] for x in best_names(scores.astype(np.float32), 16)]
