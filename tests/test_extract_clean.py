"""Healed text: what the layout broke is joined, what divides stays divided, and every character maps back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.clean import FOLDED, KANGXI_LEFT, heal
from ontology.facts import Span

HEALED = [
    ("broken in a list", "今年，云岭区的装备制造、消费品、新\n\n能源两个产业，增势良好。", "今年，云岭区的装备制造、消费品、新能源两个产业，增势良好。"),
    ("after a comma", "云岭公司投产，\n产值上升。", "云岭公司投产，产值上升。"),
    ("not after a full stop", "云岭公司投产。\n产值上升。", "云岭公司投产。\n产值上升。"),
    ("not a headline", "云岭公司投产\n产值上升，订单增加。", "云岭公司投产\n产值上升，订单增加。"),
    ("not before a heading", "云岭区建设园区，发展产业，提升能级\n一、主要做法，成效，经验。", "云岭区建设园区，发展产业，提升能级\n一、主要做法，成效，经验。"),
    ("not after a byline", "云岭报社党委书记、社长 周 明\n云岭公司投产，产值上升。", "云岭报社党委书记、社长 周 明\n云岭公司投产，产值上升。"),
    ("not between two keys", "牵头单位：云岭区、青湖镇的园区办公室\n产值：去年120亿元，增长8%", "牵头单位：云岭区、青湖镇的园区办公室\n产值：去年120亿元，增长8%"),
    ("not before an item", "云岭区建设园区，发展产业，提升能级\n▶云岭公司投产，产值上升。", "云岭区建设园区，发展产业，提升能级\n云岭公司投产，产值上升。"),
    ("marks of markdown", "## 云岭区\n正文。", "云岭区\n正文。"),
    ("width", "产值１２．５亿元，增长８％（可比）", "产值12.5亿元，增长8%（可比）"),
    ("brackets", "云岭(青湖)科学城", "云岭（青湖）科学城"),
    ("invisible", "云岭\u200b公司\ufeff", "云岭公司"),
    ("straight quotes", '"专精特新"企业和"小巨人"', "“专精特新”企业和“小巨人”"),
    ("radicals", "⻋间", "车间"),
    ("marks of items", "▶ 云岭公司\n★青湖产业链\n●甲\n※乙\n→丙", "云岭公司\n青湖产业链\n甲\n乙\n丙"),
    ("pictures", "📈 31.5%\n再添三家👏\n1️⃣ 首家", "31.5%\n再添三家\n首家"),
    ("enclosed numbers", "①加快建设\n⑵青湖", "加快建设\n青湖"),
    ("serial numbers", "1.云岭公司\n2、青湖公司\n（3）青禾项目\n4）云禾", "云岭公司\n青湖公司\n青禾项目\n云禾"),
    ("serial numbers of rows", "3　青湖变压器有限公司　变压器\n12\t云岭重工公司", "青湖变压器有限公司 变压器\n云岭重工公司"),
    ("numbers that are no marks", "2.5亿元\n3、4月\n5G基站\n2024　年\n12月　汇总", "2.5亿元\n3、4月\n5G基站\n2024 年\n12月 汇总"),
    ("a dash and a chapter", "——记者手记\n──延伸\n一、做法\n（一）概况", "——记者手记\n——延伸\n一、做法\n（一）概况"),
    ("a rule between lines", "产业发展，势头向好\n━━━━\n项目建设，全面推进。", "产业发展，势头向好\n项目建设，全面推进。"),
    ("an item ends what was broken", "一是建设云岭新，\n● 能源基地。", "一是建设云岭新，\n能源基地。"),
    ("bars", "喜报｜云岭丨青湖│青禾", "喜报|云岭|青湖|青禾"),
    ("nothing", " \n\t\n", ""),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in HEALED], ids=[row[0] for row in HEALED])
def test_heal_gives_text(text, expected):
    assert heal(text).text == expected


def test_what_a_mark_stood_before_keeps_its_place():
    text = "名单\n▶ 云岭公司👏\n3　青湖公司集团"
    healed = heal(text)
    assert healed.marks == {healed.text.index("云岭"): "▶", healed.text.index("青湖"): "3"}
    for word in ("云岭公司", "青湖公司集团"):
        begin = healed.text.index(word)
        span = healed.origin(Span(begin, begin + len(word)))
        assert text[span.begin : span.end] == word


def folded(char):
    plain = unicodedata.normalize("NFKC", KANGXI_LEFT.get(char, char))
    return {char, FOLDED.get(char, char), plain, FOLDED.get(plain, plain)}


TEXTS = st.text(st.one_of(st.sampled_from('云岭区公司，。、；：！？\n \u200b"“”（）()[]#１２％⻋—·「」'), st.characters()), max_size=120)


@given(TEXTS)
def test_heal_maps_every_character_back(text):
    healed = heal(text)
    assert len(healed.offsets) == len(healed.text)
    assert all(a < b for a, b in zip(healed.offsets, healed.offsets[1:], strict=False))
    for k, char in enumerate(healed.text):
        span = healed.origin(Span(k, k + 1))
        assert span.end - span.begin == 1
        original = text[span.begin]
        if char == "\n":
            assert original == "\n"
        elif char == " ":
            assert original.isspace()
        elif char in "“”":
            assert original in '"「」『』〝〞＂“”'
        else:
            assert char in folded(original)


@given(TEXTS)
def test_heal_leaves_no_line_empty(text):
    assert all(line.strip() or line == healed for healed in [heal(text).text] for line in healed.split("\n")[:-1])


def test_origin_refuses_an_empty_span():
    with pytest.raises(ValueError, match="empty span"):
        heal("云岭").origin(Span(1, 1))
