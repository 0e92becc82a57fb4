"""Regions are found by every name they go by, and by no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.regions import (
    Level,
    chain,
    contains,
    division,
    find_region,
    is_ambiguous_word,
    names_of,
    region_names,
    split_region,
)

ONE = {
    "江津区": "500116",
    "江津": "500116",
    "江津市": "500116",
    "重庆市江津区": "500116",
    "重庆江津": "500116",
    "渝": "500000",
    "沪": "310000",
    "萧山市": "330109",
    "襄樊市": "420600",
    "宜宾县": "511504",
    "遵义县": "520304",
    "铜梁县": "500151",
    "浙江省湖州市德清县": "330521",
    "恩施州": "422800",
    "秀山县": "500241",
    "锡盟": "152500",
    "内蒙古": "150000",
    "神农架": "429021",
    "浦东": "310115",
    "新吴区": "320214",
    "临平区": "330113",
    "香港": "810000",
    "崇文区": "110103",
    "忠县": "500233",
    "双江县": "530925",
}
SEVERAL = {"鼓楼区": 4, "朝阳": 4, "吉林": 2, "海南": 3, "西湖区": 2}
NONE = ["江津经开区", "全区", "市", "", "重庆市德清县", "产业园", "县"]
AREAS = {
    "长三角地区": "长三角",
    "成渝": "成渝地区双城经济圈",
    "大湾区": "粤港澳大湾区",
    "渝西地区": "渝西",
    "东北三省": "东北",
    "中国": "中国",
    "德国": "德国",
}


@pytest.mark.parametrize(("name", "code"), ONE.items())
def test_name_finds_one_division(name, code):
    assert [place.code for place in find_region(name)] == [code]


@pytest.mark.parametrize(("name", "count"), SEVERAL.items())
def test_name_of_several_divisions_returns_all(name, count):
    assert len(find_region(name)) == count


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_region_finds_nothing(name):
    assert find_region(name) == ()


@pytest.mark.parametrize(("name", "full"), AREAS.items())
def test_area_is_found_and_has_no_code(name, full):
    (area,) = find_region(name)
    assert (area.name, area.code, area.key) == (full, "", full)


@pytest.mark.parametrize(
    ("name", "context", "code"),
    [
        ("鼓楼区", ["南京市"], "320106"),
        ("鼓楼区", ["江苏", "徐州"], None),
        ("鼓楼区", ["徐州", "江苏"], "320302"),
        ("朝阳", ["长春"], "220104"),
        ("海南", ["青海省"], "632500"),
        ("西湖区", ["360000"], "360103"),
    ],
)
def test_context_decides_nearest_first(name, context, code):
    found = find_region(name, context)
    assert [place.code for place in found] == [code] if code else len(found) > 1


def test_context_that_agrees_with_nothing_leaves_all():
    assert find_region("西湖区", ["重庆"]) == find_region("西湖区")


def test_merged_division_lies_in_its_successor_and_is_not_it():
    old, new = find_region("闸北区")[0], find_region("静安区")[0]
    assert old != new
    assert contains(new, old)
    assert "闸北区" not in names_of(new)


@pytest.mark.parametrize(
    ("outer", "inner", "answer"),
    [
        ("重庆", "江津", True),
        ("江津", "重庆", False),
        ("渝西", "江津", True),
        ("重庆", "渝西", True),
        ("长三角", "苏州", True),
        ("长三角", "苏南", True),
        ("长三角", "江津", False),
        ("西部", "成渝", True),
        ("中国", "昆山", True),
        ("湖南", "长株潭", True),
        ("武陵山区", "重庆", False),
    ],
)
def test_containment(outer, inner, answer):
    assert contains(find_region(outer)[0], find_region(inner)[0]) is answer


def test_chain_of_a_county_directly_under_its_province():
    assert [place.name for place in chain(find_region("仙桃")[0])] == ["仙桃市", "湖北省"]


@pytest.mark.parametrize("word", ["振兴", "来宾", "和平", "中山", "新城", "城区", "东方", "海南", "贵"])
def test_common_word_needs_support(word):
    assert is_ambiguous_word(word)
    assert find_region(word)


@pytest.mark.parametrize("word", ["江津", "重庆", "昆山", "和平区", "海南省", "长三角", "信阳"])
def test_plain_place_name_needs_none(word):
    assert not is_ambiguous_word(word)


@pytest.mark.parametrize(
    ("name", "code", "length"),
    [
        ("重庆市江津区经济和信息化委员会", "500116", 6),
        ("浙江省经信厅", "330000", 3),
        ("渝经信委", "500000", 1),
        ("吉林吉林经济技术开发区", "220200", 4),
        ("江津德感工业园", "500116", 2),
    ],
)
def test_region_at_the_head_of_a_name(name, code, length):
    place = split_region(name)
    assert ([each.code for each in place.divisions], place.length) == ([code], length)


def test_table_is_whole():
    divisions = {key: place for key in {p.key for v in region_names().values() for p in v} if (place := division(key))}
    levels = [place.level for place in divisions.values() if place.code]
    assert levels.count(Level.PROVINCE) == 34
    assert levels.count(Level.PREFECTURE) >= 333
    assert levels.count(Level.COUNTY) > 2840
    for place in divisions.values():
        assert not place.parent or place.parent in divisions
        assert place.key not in {each.key for each in chain(place)[1:]}
        assert place in find_region(place.name)
        assert len(place.short) >= 2


@given(st.text(alphabet="重庆市江津区县长三角渝", max_size=8))
def test_any_text_is_answered(name):
    for place in find_region(name):
        assert any(name.endswith(form) for form in names_of(place))
    assert 0 <= split_region(name).length <= len(name)
