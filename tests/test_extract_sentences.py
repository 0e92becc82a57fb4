"""Sentences, clauses and the roles of lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.layers import Role
from extract.text.clean import heal
from extract.text.sentences import LONGEST, divide, items_of, sentence_at

SENTENCES = [
    ("full stops", "云岭公司投产。产值上升！", ["云岭公司投产。", "产值上升！"]),
    ("closing quote", "他说：“公司投产了。”随后离开。", ["他说：“公司投产了。”", "随后离开。"]),
    ("semicolon stays", "一是建园区；二是引企业。", ["一是建园区；二是引企业。"]),
    ("paragraphs", "云岭区\n公司投产。", ["云岭区", "公司投产。"]),
    ("no full stop", "公司投产，产值上升", ["公司投产，产值上升"]),
    ("decimal point", "增长3.5个百分点。", ["增长3.5个百分点。"]),
    ("nothing", "", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in SENTENCES], ids=[row[0] for row in SENTENCES])
def test_divide_gives_sentences(text, expected):
    assert [text[s.span.begin : s.span.end] for s in divide(text)] == expected


CLAUSES = [
    ("commas", "公司投产，产值上升；订单增加。", ["公司投产，", "产值上升；", "订单增加。"]),
    ("not in brackets", "公司（原厂，已停）投产。", ["公司（原厂，已停）投产。"]),
    ("not in a title", "印发《关于园区，企业的意见》。", ["印发《关于园区，企业的意见》。"]),
    ("unclosed bracket", "公司（原厂投产。", ["公司（原厂投产。"]),
    ("not at 、", "钢、铜产值上升。", ["钢、铜产值上升。"]),
    ("headline", "云岭公司投产 产值上升", ["云岭公司投产 ", "产值上升"]),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in CLAUSES], ids=[row[0] for row in CLAUSES])
def test_divide_gives_clauses(text, expected):
    assert [text[c.begin : c.end] for s in divide(text) for c in s.clauses] == expected


ROLES = [
    ("title", "云岭区工业提速", Role.TITLE),
    ("body in the first line", "云岭区工业提速，产值上升。", Role.BODY),
    ("byline", "云岭区工业提速\n本报记者 张明", Role.BYLINE),
    ("line of labels", "云岭区工业提速\n信息来源：云岭区经济信息化局综合科　发布时间：2024-05-06 10:20　浏览次数：318", Role.BYLINE),
    ("reporter in prose", "云岭区工业提速\n记者在云岭公司看到，产线运转。", Role.BODY),
    ("caption", "云岭区工业提速\n图为云岭公司车间", Role.CAPTION),
    ("heading", "云岭区工业提速\n一、建设园区", Role.HEADING),
    ("short line", "云岭区工业提速\n园区建设", Role.HEADING),
    ("boilerplate", "云岭区工业提速\n版权所有 未经授权不得转载", Role.BOILERPLATE),
    ("body", "云岭区工业提速\n园区建成，企业入驻。", Role.BODY),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ROLES], ids=[row[0] for row in ROLES])
def test_divide_reads_the_role_of_the_last_line(text, expected):
    assert divide(text)[-1].role is expected


def test_divide_cuts_a_long_sentence_at_semicolons():
    text = "；".join("云岭区建设园区并引进企业发展产业" * 4 for _ in range(10)) + "。"
    sentences = divide(text)
    assert len(sentences) > 1
    assert all(s.span.end - s.span.begin <= LONGEST for s in sentences)
    assert "".join(text[s.span.begin : s.span.end] for s in sentences) == text


TEXTS = st.text(st.sampled_from("云岭区公司投产，。、；：！？（）《》“” \n—1"), max_size=200)


@given(TEXTS)
def test_sentences_cover_the_text_without_overlap(text):
    sentences = divide(text)
    held = [k for s in sentences for k in range(s.span.begin, s.span.end)]
    assert held == sorted(set(held))
    assert all(text[k] in " \n" for k in set(range(len(text))) - set(held))


@given(TEXTS)
def test_clauses_cover_their_sentence_in_order(text):
    for sentence in divide(text):
        edges = [sentence.span.begin, *(c.end for c in sentence.clauses)]
        assert [c.begin for c in sentence.clauses] == edges[:-1]
        assert edges[-1] == sentence.span.end


@given(TEXTS)
def test_sentence_at_finds_the_sentence_of_each_character(text):
    sentences = divide(text)
    for k in range(len(text)):
        holding = [n for n, s in enumerate(sentences) if s.span.begin <= k < s.span.end]
        assert sentence_at(sentences, k) == (holding[0] if holding else -1)


ITEMS = [
    ("before a list and its items", "云岭区工业提速，做了三件事。\n一、建园区。产值上升。\n二、引企业。", [(), (1,), (1,), (2,)]),
    ("a list in an item", "一、建园区。\n（一）扩建。\n（二）续建。\n二、引企业。", [(1,), (1, 1), (1, 2), (2,)]),
    ("what an item's line heads", "云岭区动态\n▶ 天禾机械\n订单增加。\n▶ 青禾电子\n投资上升。", [(), (1,), (1,), (2,), (2,)]),
    ("after dashes of whole sentences", "——建园区，产值上升。\n——引企业，订单增加。\n同时，投资上升。", [(1,), (2,), ()]),
    ("numbers of several kinds", "1.建园区。\n（1）扩建。\n（2）续建。\n2.引企业。\n①云岭公司。", [(1,), (1, 1), (1, 2), (2,), (2, 1)]),
    ("decimals are no numbers of items", "3.5亿元投资到位。", [()]),
    ("nothing", "", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ITEMS], ids=[row[0] for row in ITEMS])
def test_items_of(text, expected):
    healed = heal(text)
    assert [tuple(path.values()) for path in items_of(healed.text, divide(healed.text), healed.marks)] == expected
