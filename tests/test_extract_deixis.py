"""Pointing words: which are read as such, and what each points to."""

import re

import pytest
from marked import unmark

from extract.discourse.deixis import find_pointers, is_nameless, is_pointer, resolve_pointers
from extract.names.resolve import group_names
from extract.text.sentences import divide
from ontology.facts import Span

POINTERS = ["全区", "我市", "该公司", "园区", "本届大会", "峰会", "当地", "县里", "小镇", "全国"]
NAMES = ["全椒县", "云岭公司", "青禾园区", "世界储能大会", "本溪市", "青禾小镇", "县里乡"]


@pytest.mark.parametrize("word", POINTERS)
def test_is_pointer(word):
    assert is_pointer(word)


@pytest.mark.parametrize("word", NAMES)
def test_is_pointer_refuses_names(word):
    assert not is_pointer(word)


def pointed(marked, home=()):
    """Return pairs of a pointing word and the first name of what it points to."""
    text, names = unmark(marked)
    sentences, groups = divide(text), group_names(text, names)
    labels = [text[g[0].span.begin : g[0].span.end] for g in groups]
    pointers = find_pointers(text, [n.span for n in names], sentences)
    found, added = resolve_pointers(text, pointers, groups, sentences, [labels.index(h) for h in home])
    labels += added
    return {(text[span.begin : span.end], labels[k]) for k, spans in found.items() for span, _ in spans}


RESOLVED = [
    ("home of the level", "[江津区|Region]、[万州区|Region]交流。全区产值上升。", ["江津区"], ("全区", "江津区")),
    ("short name of the home", "[江津|Region]发布数据。全区产值上升。", ["江津"], ("全区", "江津")),
    ("region above, not named", "[江津区|Region]发布数据。全市产值上升。", ["江津区"], ("全市", "重庆市")),
    ("该 points to the last", "[江津区|Region]学习[万州区|Region]，该区产值上升。", ["江津区"], ("该区", "万州区")),
    ("region above the home, not one of another paragraph", "[江津区|Region]发布数据。\n[成都市|Region]也发布。\n全市产值上升。", ["江津区"], ("全市", "重庆市")),
    ("district or park", "[青禾开发区|Park]扩建。全区产值上升。", [], ("全区", "青禾开发区")),
    ("no yardstick", "[成都市|Region]产值上升，总量高于[绵阳市|Region]。全市投资增加。", [], ("全市", "成都市")),
    ("nation", "[云岭公司|Company]产量居全国首位。", [], ("全国", "中国")),
    ("当地", "走进[宁津县|Region]，当地企业增多。", [], ("当地", "宁津县")),
    ("in the county", "走进[宁津县|Region]。县里出资建园。", [], ("县里", "宁津县")),
    ("company of the paragraph", "[云岭公司|Company]投产。该公司扩产。", [], ("该公司", "云岭公司")),
    ("bare company", "[云岭公司|Company]投产。目前，公司已扩产。", [], ("公司", "云岭公司")),
    ("home company", "[云岭公司|Company]投产。\n目前，公司已扩产。", ["云岭公司"], ("公司", "云岭公司")),
    ("park by its tail", "[青禾产业园|Park]、[云岭科学城|Park]开工，该产业园扩建。", [], ("该产业园", "青禾产业园")),
    ("company of an officer, after a quotation", "[云岭公司|Company]投产。“订单很足。”公司总经理周文说。", [], ("公司", "云岭公司")),
    ("company of two offices", "[云岭公司|Company]投产。公司创始人兼董事长周文介绍，订单很足。", [], ("公司", "云岭公司")),
    ("no bank where a firm is near", "[江岸银行|FinancialInstitution]为[云岭纸业|Company]授信。公司总经理周文说，订单很足。", [], ("公司", "云岭纸业")),
    ("a bank where no firm is near", "[江岸银行|FinancialInstitution]放款。该公司扩大授信。", [], ("该公司", "江岸银行")),
    ("ceremony that somebody attends", "[云岭项目开工仪式|Event]举行。副市长周文出席仪式。", [], ("仪式", "云岭项目开工仪式")),
    ("meeting at the head of a clause", "[云岭产业推介会|Event]在江岸举行。推介会由云岭市主办。", [], ("推介会", "云岭产业推介会")),
    ("at the meeting", "[云岭储能大会|Event]开幕。会上，多个项目签约。", [], ("会", "云岭储能大会")),
    ("fair", "[云岭储能大会|Event]开幕。本届大会签约多。", [], ("本届大会", "云岭储能大会")),
]


@pytest.mark.parametrize(("marked", "home", "expected"), [row[1:] for row in RESOLVED], ids=[row[0] for row in RESOLVED])
def test_pointer_resolves(marked, home, expected):
    assert expected in pointed(marked, home)


def test_pointer_to_a_fair_is_to_the_report_s_own():
    marked = "[2024年云岭峰会|Event]开幕。自[2023年云岭峰会|Event]以来，签约多。本次峰会发布榜单。"
    assert pointed(marked) == {("本次峰会", "2024年云岭峰会")}


@pytest.mark.parametrize(("read", "expected"), [("园区", 1), ("产值", 0)], ids=["pointing word", "other word"])
def test_find_pointers_takes_a_bare_word_that_was_read_as_a_name(read, expected):
    text = "青禾产业园开工，入驻园区的企业产值上升。"
    begin = text.index(read)
    assert len(find_pointers(text, [Span(0, 5)], divide(text), [Span(begin, begin + 2)])) == expected
    assert find_pointers(text, [Span(0, 5)], divide(text)) == []


NOTHING = [
    ("firms in general", "[云岭区|Region]帮扶企业发展，公司化运营。"),
    ("state-owned", "[中国|Region]的全国有企业改革。"),
    ("mayor", "[江津区|Region]的本市长大的人。"),
    ("inside a name", "[青禾全区联盟|Institution]成立。"),
    ("nobody named", "该公司投产。"),
    ("byline", "[云岭公司|Company]投产。\n本报记者 该公司"),
    ("mileage", "[宁津县|Region]修路，公里里程增加。"),
]


@pytest.mark.parametrize("marked", [row[1] for row in NOTHING], ids=[row[0] for row in NOTHING])
def test_pointer_points_to_nothing(marked):
    assert pointed(marked) == set()


@pytest.mark.parametrize(
    ("text", "nameless"),
    [
        ("石桥市的这家装备企业，今年上半年新上生产线3条。", True),
        ("在石桥市，这家超市日均客流3万人次。", True),
        ("石桥市一家企业等5家单位获奖。", False),
        ("石桥市新增企业3家。", False),
        ("石桥市这家企业开工；全市新增企业3家。", False),
    ],
)
def test_an_owner_without_a_name_after_a_place_is_seen(text, nameless):
    begin = text.index("石桥市")
    assert is_nameless(text, Span(begin, begin + 3), re.search(r"\d", text).start()) is nameless
