"""Which of its possible labels a number is given: what is proposed, what may never be, and that the forest decides."""

from __future__ import annotations

import numpy as np
import pytest

from extract.learned import wording
from extract.observations import label_contest as contest
from extract.observations.label_contest import (
    MARGIN,
    UNASKED,
    choose_label,
    hurdle,
    load_labels,
    rivals_of,
    wordings_of,
)
from extract.observations.label_table import COLUMNS, table_of
from extract.observations.label_wording import describe_labels
from extract.pipeline import read_document
from ontology.facts import Document


def asked(monkeypatch, text):
    """Read a text; return for each number what the contest was asked and what it would have had to choose from."""
    met = []

    def note(quantity, context, label, whole, subject, before, reading):
        met.append((quantity, context, label, whole, subject, before, reading))
        return whole, UNASKED

    monkeypatch.setattr("extract.observations.decided.choose_label", note)
    read_document(Document("d", text, ""))
    return met


TEXT = "云溪县经开区举行开工仪式。虽然云溪县甲鱼产量已连续四年稳定在5.2万吨，但深加工不足。今年，云溪县引进光学镜片企业31家，与18个国家开展镜片贸易。"


def rivals(monkeypatch, agreed):
    monkeypatch.setattr(contest, "AGREED", agreed)
    return [rivals_of(*one) for one in asked(monkeypatch, TEXT)]


def test_a_number_is_not_asked_about_where_reader_and_rules_agree(monkeypatch):
    met = asked(monkeypatch, TEXT)
    monkeypatch.setattr(contest, "ASKED", 0)
    for quantity, context, label, _, subject, before, reading in met:
        guess = reading.indicator_guess((quantity.span.begin, quantity.span.end))
        words = context.text[guess[0] : guess[1]]
        monkeypatch.setattr(contest, "AGREED", guess[2])
        assert rivals_of(quantity, context, label, words, subject, before, reading) is None
        monkeypatch.setattr(contest, "AGREED", guess[2] + 0.01)
        assert rivals_of(quantity, context, label, words, subject, before, reading) is not None


def test_a_short_label_is_asked_about_even_so(monkeypatch):
    quantity, context, label, _, subject, before, reading = asked(monkeypatch, TEXT)[1]
    begin, end, chance = reading.indicator_guess((quantity.span.begin, quantity.span.end))
    monkeypatch.setattr(contest, "AGREED", chance)
    for longest, is_asked in ((end - begin, True), (end - begin - 1, False)):
        monkeypatch.setattr(contest, "ASKED", longest)
        assert (rivals_of(quantity, context, label, context.text[begin:end], subject, before, reading) is not None) == is_asked


INSURED = "云溪县经开区举行开工仪式。今年，云溪县农房投保已覆盖各镇，保费收入3亿元，累计提供风险保障50亿元。"
NAMED = "云溪县经开区举行开工仪式。云溪县新认定了20家绿色工厂、30家智能车间，已有15家镜片企业参加海外展会。"


SENT = (
    "云溪县经开区举行开工仪式。云溪县配备橡皮艇65艘、冲锋舟35艘、抽水泵车45台，查获甲镇、乙镇等60间假货仓库。"
    "工作组对12家镜片企业开展安全检查。70家镜片厂、40家轴承厂都集中复工。"
)
SHARED = (
    "云溪县经开区举行开工仪式。云溪县农业、林业、渔业保险投保户数分别达8万户、5万户、6万户。云溪县受理各类纠纷95件，化解90件。"
    "云溪县电站每年发电20亿度，减排二氧化碳30万吨。"
)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        (INSURED, 50, "农房投保累计提供风险保障"),  # what a clause before begins with
        (NAMED, 30, "新认定智能车间"),  # done with all of a list
        (NAMED, 15, "镜片企业参加海外展会"),  # told behind
        (SENT, 45, "配备抽水泵车"),  # with the verb of the list
        (SENT, 60, "查获假货仓库"),  # with that of the own clause, past what it is with
        (SENT, 12, "对镜片企业开展安全检查"),  # with the preposition
        (SENT, 70, "镜片厂复工"),  # told behind all of the list
        (SHARED, 5, "林业保险投保户数"),  # what the last item of the list has
        (SHARED, 90, "化解各类纠纷"),  # a bare verb with the noun before
        (SHARED, 30, "每年减排二氧化碳"),  # by the rate before
    ],
)
def test_topics_acts_of_lists_and_what_is_told_behind_are_proposed(monkeypatch, text, value, words):
    monkeypatch.setattr(contest, "AGREED", 2.0)
    found = next(rivals_of(*one).found for one in asked(monkeypatch, text) if one[0].value == value)
    assert words in found


def test_the_rules_label_comes_first_and_each_candidate_has_a_row(monkeypatch):
    for one in rivals(monkeypatch, 2.0):
        assert next(iter(one.found)) == one.told.whole
        table = table_of(one)
        assert table.shape == (len(one.found), len(COLUMNS))
        assert np.isfinite(table).all()
        for words, (_, begin, end) in one.found.items():
            if begin >= 0 and end >= 0:
                assert one.text[begin:end] == words


def test_an_act_and_a_fate_are_proposed_with_the_counted_noun(monkeypatch):
    trade = next(one for one in rivals(monkeypatch, 2.0) if one.told.quantity.value == 18)
    assert any("国家" in words and "开展" in words for words in trade.found)


def test_an_ill_formed_or_empty_text_is_described_too():
    whole = "引进\ud800镜片31家"
    rows = describe_labels(whole, ["\ud800镜片", "镜片"], [(2, 5), (3, 5)], (5, 8), "家", "\ud800镜片")
    assert (rows[0] != rows[1]).any()
    assert describe_labels("3家", ["数量"], [(-1, -1)], (0, 2), "", "").shape[0] == 1


@pytest.mark.parametrize(
    ("whole", "words", "least"),
    [
        ("虽然甲鱼产量", "甲鱼产量", MARGIN),  # a hedge
        ("会签约项目", "签约项目", contest.SHORTER),  # the rest of a word
        ("光学镜片企业营业收入", "营业收入", contest.LOSING),  # whose it is
        ("镜片企业利润增长", "增长", 1.0),  # nothing says what grew
        ("镜片企业", "也镜片企业", 1.0),
        ("镜片企业", "镜片企业全部", 1.0),
        ("镜片", "“镜片", 1.0),
        ("产量", "实现产量", 1.0),
        ("厚度", "镜片被磨成厚度", 1.0),
        ("能耗", "能耗仅为镜片", 1.0),
        ("镜片", "光学镜片", MARGIN),
        ("产量", "甲鱼产量", MARGIN),
        ("产量", "云溪县产量", 1.0),  # its subject's name
        ("产量", "产量有", 1.0),
        ("镜片", "镜片", 1.0),
    ],
)
def test_a_label_that_says_less_must_be_clearly_before(monkeypatch, whole, words, least):
    one = rivals(monkeypatch, 2.0)[1]
    assert one.told.subject.anchor == "云溪县"
    one.told = one.told._replace(whole=whole)
    assert hurdle(one, words) == least


def test_the_forest_decides(monkeypatch):
    met = next(one for one in asked(monkeypatch, TEXT) if one[0].value == 18)
    monkeypatch.setattr(contest, "AGREED", 2.0)
    options = list(rivals_of(*met).found)
    pick = next(k for k, words in enumerate(options) if k and hurdle(rivals_of(*met), words) == MARGIN)
    monkeypatch.setattr(contest, "grow", lambda forest, table: np.where(np.arange(len(table)) == pick, 4.0, -4.0).astype(np.float32))
    label, chance = choose_label(*met)
    assert label.startswith(options[pick][:2])
    assert chance == pytest.approx(1 / (1 + (len(options) - 1) * np.exp(-8)), abs=1e-4)
    monkeypatch.setattr(contest, "grow", lambda forest, table: np.zeros(len(table), np.float32))
    assert choose_label(*met) == (met[3], pytest.approx(1 / len(options)))


def test_the_words_of_a_label_are_weighed(monkeypatch):
    one = next(one for one in rivals(monkeypatch, 2.0) if one.told.quantity.value == 18)
    features, labels = wordings_of(one), list(one.found)
    pick = next(k for k, words in enumerate(labels) if k and "开展" in words)
    own = set(features[pick].tolist()) - {number for row, other in enumerate(features.tolist()) if row != pick for number in other}
    assert own
    words = np.zeros(wording.BUCKETS, np.float32)
    words[[*own]] = 1.0
    below, share, over = wording.odds_among(words, features).T
    assert below.argmax() == share.argmax() == pick
    assert over[0] == 0
    assert over[pick] >= len(own)
    assert features.max() < wording.BUCKETS


def test_a_label_is_described_alike_wherever_it_stands():
    text = "今年，云溪县引进光学镜片企业31家。"
    described = []
    for whole in (text, "昨天开会。" + text):
        at, number = whole.index("光学镜片"), whole.index("31家")
        labels = ["光学镜片企业", "镜片企业", "引进光学镜片企业"]
        described.append(describe_labels(whole, labels, [(at, at + 6), (at + 2, at + 6), (-1, -1)], (number, number + 3), "家", labels[0]))
    assert (described[0] == described[1]).all()
    assert (described[0][0] != described[0][1]).any()


def test_without_forest_or_reader_the_rules_label_stays(monkeypatch):
    met = asked(monkeypatch, TEXT)[0]
    assert choose_label(*met[:6], None) == (met[3], UNASKED)
    monkeypatch.setattr(contest, "load_labels", lambda: None)
    assert choose_label(*met) == (met[3], UNASKED)


def test_the_packaged_forest_looks_at_known_columns():
    model = load_labels()
    assert model is not None
    assert model.forest.feature.max() < len(COLUMNS) + len(wording.COLUMNS)
    assert model.words.shape == (wording.BUCKETS,)
    assert model.words[0] == 0
