"""Introduced names: where a text says that one stands for another, and where it does not; the full name's edges; hostile texts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.names.introduced import follow_introductions
from extract.names.introductions import find_introductions
from extract.pipeline import extract_document
from ontology.facts import Document, Kind


def introduced(text):
    return [(text[i.begin : i.end], [text[s.begin : s.end] for s in i.shorts]) for i in find_introductions(text)]


def entities(text):
    return {frozenset(e.names) for e in extract_document(Document("d", text, "0")).entities}


FORMS = [
    ("青禾新能源有限公司（以下简称“青禾新能”）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（简称青禾新能）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（下称“青禾新能”）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（下简称：青禾新能）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（后简称 青禾新能）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（以下简称 ：青禾新能）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（简称，青禾新能）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（以下简称为“青禾新能”或“青禾”）投产。", ["青禾新能", "青禾"]),
    ("青禾新能源有限公司（以下简称“青禾新能”或“公司”）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（600000.SH，以下简称：青禾新能）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（600000.SH）（以下简称“青禾新能”）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（以下简称“青禾新能”，股票代码：600000）投产。", ["青禾新能"]),
    ("青禾新能源有限公司（Qinghe New Energy，简称“青禾新能”）投产。", ["Qinghe New Energy", "青禾新能"]),
    ("青禾新能源有限公司（原名青禾电力公司）投产。", ["青禾电力公司"]),
    ("“青禾新能源有限公司”（以下简称“青禾新能”）投产。", ["青禾新能"]),
    ("青禾新能源有限公司，以下简称“青禾新能”，今年投产。", ["青禾新能"]),
]


@pytest.mark.parametrize(("text", "shorts"), FORMS, ids=[f[0][9:28] for f in FORMS])
def test_a_form_of_introduction_gives_the_full_name_and_the_others(text, shorts):
    assert introduced(text) == [("青禾新能源有限公司", shorts)]


SILENT = [
    "青禾新能源有限公司和云岭铜业有限公司（以下合称“两家公司”）签约。",
    "青禾新能源有限公司、云岭铜业有限公司（以下分别简称“青禾”“云岭”）签约。",
    "青禾新能源有限公司（以下简称“公司”）投产。",
    "青禾新能源有限公司（600000.SH）投产。",
    "该产品（俗名很多）畅销。",
    "（以下简称“青禾”）",
    "这一简称沿用至今。",
]


@pytest.mark.parametrize("text", SILENT, ids=[t[:20] for t in SILENT])
def test_what_joins_several_things_or_only_points_introduces_nothing(text):
    assert introduced(text) == []


EDGES = [
    ("role before the name", "近日，国产芯片龙头企业青岚云帆半导体有限公司（以下简称“云帆半导体”）完成融资。", {"青岚云帆半导体有限公司", "云帆半导体"}),
    ("pronoun and role", "其控股股东云岭禾川控股有限公司（简称“禾川控股”）增持。", {"云岭禾川控股有限公司", "禾川控股"}),
    ("region before the brand", "公司子公司广州越禾融资租赁有限公司（简称“越禾租赁”）发债。", {"广州越禾融资租赁有限公司", "越禾租赁"}),
    ("time word", "近日禾芯气体（上海）有限公司（以下简称“禾芯气体”）获得融资。", {"禾芯气体（上海）有限公司", "禾芯气体"}),
    ("partnership", "出资设立东禾茸世（烟台）创业投资合伙企业（有限合伙）（以下简称“东禾茸世”）。", {"东禾茸世（烟台）创业投资合伙企业（有限合伙）", "东禾茸世"}),
    ("foreign name and its initials", "新锐服装品牌Blue Harvest（以下简称「BH」）完成天使轮融资。", {"Blue Harvest", "BH"}),
    ("short name that shares nothing", "今年8月，北岭电子商务有限公司（以下简称：优品汇）增资。", {"北岭电子商务有限公司", "优品汇"}),
    ("name with a dash", "第三届中国—云岭国际博览会（以下简称“云博会”）在青岚市开幕。", {"第三届中国—云岭国际博览会", "云博会"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), [e[1:] for e in EDGES], ids=[e[0] for e in EDGES])
def test_the_full_name_has_its_edges_and_both_names_are_one(text, names):
    assert frozenset(names) in entities(text)


def test_owner_before_a_brand_stays_in_the_name():
    found = entities("禾钢集团四川长岭特殊钢股份有限公司（以下简称“长岭特钢”）投产。")
    assert any("长岭特钢" in names and any(name.startswith("禾钢集团") for name in names) for names in found)


def test_a_number_of_things_is_no_name_of_the_last_one():
    found = entities("减轻学生作业负担、减轻校外培训负担（以下简称“双减”），各地落实。")
    assert not any("双减" in names and len(names) > 1 for names in found)


def test_two_full_names_with_short_names_of_their_own_stay_two():
    text = "大股东由禾达商业管理集团有限公司（以下简称“禾达商管”）变更为大连禾达商业管理集团股份有限公司（以下简称“大连禾达商管”）。"
    found = entities(text)
    assert frozenset({"禾达商业管理集团有限公司", "禾达商管"}) in found
    assert frozenset({"大连禾达商业管理集团股份有限公司", "大连禾达商管"}) in found


def test_a_foreign_short_name_is_no_part_of_a_word():
    text = "服装品牌Blue Harvest（以下简称BH）完成融资。去年，BH开设了三家店，BHX是另一家。"
    mentions = [m.span for m in extract_document(Document("d", text, "0")).mentions if m.anchor == "BH"]
    assert [text[s.begin : s.end + 1] for s in mentions] == ["BH）", "BH开"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["（", "）", "“", "”", "简称", "以下", "公司", "青禾", "A", " ", "，", "《", "》", "\n", "有限合伙"]), max_size=40))
def test_any_text_gives_lawful_spans(pieces):
    text = "".join(pieces)
    for each in find_introductions(text):
        assert 0 <= each.begin < each.end <= len(text)
        assert all(text[s.begin : s.end].strip() for s in each.shorts)
    names = follow_introductions(text, [], [])
    assert all(a.span.end <= b.span.begin for a, b in zip(names, names[1:], strict=False))


@pytest.mark.parametrize("piece", ["（以下简称“青禾”）", "青禾有限公司（以下简称“青禾", "（", "（简称“", "青禾（简称“青”）"])
def test_hostile_repetition_stays_linear(piece):
    def seconds(count):
        text = piece * count
        begun = time.process_time()
        follow_introductions(text, [], [])
        return time.process_time() - begun

    seconds(50)
    assert seconds(4000) < 40 * max(seconds(400), 0.005)


def test_kinds_follow_the_full_name():
    (one,) = [e for e in extract_document(Document("d", "青禾新能源有限公司（以下简称“青禾新能”）投产，青禾新能扩产。", "0")).entities if "青禾新能" in e.names]
    assert one.kind is Kind.COMPANY
