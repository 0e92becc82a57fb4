"""Names: parts, keys, verdicts; two tables of pairs that must and must not be one thing."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.facts import Kind
from ontology.names import Answer, NameIndex, fold, is_short_of, key, link_short, may_be_same, parse_name

DATA = Path(__file__).parent / "data"


def pairs(name):
    rows = [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    return [(Kind(kind), one, other) for kind, one, other in rows]


SAME, DIFFERENT = pairs("names_same.tsv"), pairs("names_different.tsv")


def verdict(kind, one, other):
    return may_be_same(parse_name(one, kind), parse_name(other, kind))


@pytest.mark.parametrize("rows", [SAME, DIFFERENT], ids=["same", "different"])
def test_the_tables_are_long_enough_and_cover_all_classes(rows):
    assert len(rows) >= 150
    assert len(set(rows)) == len(rows)
    assert set(Counter(kind for kind, _, _ in rows)) >= set(Kind)


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT, ids=str)
def test_names_of_two_things_never_merge(kind, one, other):
    for a, b in ((one, other), (other, one)):
        assert verdict(kind, a, b).answer is Answer.DIFFERENT
        assert not is_short_of(a, b, kind)
    assert key(parse_name(one, kind)) != key(parse_name(other, kind))


@pytest.mark.parametrize(("kind", "one", "other"), SAME, ids=str)
def test_names_of_one_thing_may_merge(kind, one, other):
    assert verdict(kind, one, other).answer is not Answer.DIFFERENT
    assert verdict(kind, other, one).answer is verdict(kind, one, other).answer


ONE_KEY = [
    (Kind.REGION, "江津", "江津区"),
    (Kind.REGION, "江津市", "重庆市江津区"),
    (Kind.REGION, "长三角", "长江三角洲"),
    (Kind.GOVERNMENT, "江津区经济信息委", "重庆市江津区经济和信息化委员会"),
    (Kind.GOVERNMENT, "浙江省经信厅", "浙江经济和信息化厅"),
    (Kind.GOVERNMENT, "国家发改委", "国家发展和改革委员会"),
    (Kind.GOVERNMENT, "中共江津区委", "江津区委员会"),
    (Kind.DESIGNATION, "国家级专精特新“小巨人”企业", "国家专精特新小巨人企业"),
    (Kind.COMPANY, "禾川电子（苏州）有限公司", "禾川电子(苏州)有限责任公司"),
    (Kind.COMPANY, "重庆市青峦机械有限公司", "重庆青峦机械有限公司"),
    (Kind.FINANCIAL, "农行湖州市分行", "中国农业银行股份有限公司湖州分行"),
    (Kind.FINANCIAL, "青岚农村商业银行股份有限公司（简称：青岚农商银行）", "青岚农村商业银行股份有限公司"),
    (Kind.INSTITUTION, "重庆交大", "重庆交通大学"),
    (Kind.PARK, "长兴经开区", "长兴县经济技术开发区"),
    (Kind.PARK, "苏州工业园", "苏州工业园区"),
    (Kind.INDUSTRY, "装备制造业", "装备制造产业"),
    (Kind.EVENT, "二十届三中全会", "中国共产党第二十届中央委员会第三次全体会议"),
    (Kind.PROJECT, "江津珞璜港二期", "江津区珞璜港2期项目"),
]


@pytest.mark.parametrize(("kind", "one", "other"), ONE_KEY)
def test_spellings_of_one_name_have_one_key(kind, one, other):
    assert key(parse_name(one, kind)) == key(parse_name(other, kind))


PARTS = [
    (Kind.COMPANY, "攀钢集团四川长城特殊钢股份有限公司", {"owner": "攀钢集团", "region": "四川", "core": "长城", "trade": "特殊钢"}),
    (Kind.COMPANY, "重庆青峦新材料科技有限公司", {"core": "青峦", "trade": "新材料科技", "legal": "有限公司"}),
    (Kind.COMPANY, "东阳光药业", {"region": "", "core": "东阳光"}),
    (Kind.COMPANY, "青岛食品股份有限公司", {"places": ("370200",), "core": "", "trade": "食品"}),
    (Kind.COMPANY, "禾川移动重庆公司", {"core": "禾川移动", "branch": "500000分公司"}),
    (Kind.FINANCIAL, "江津农行", {"core": "中国农业银行", "branch": "500116"}),
    (Kind.GOVERNMENT, "渝经信委", {"places": ("500000",), "core": "经济和信息化委员会"}),
    (Kind.GOVERNMENT, "长兴经开区管委会", {"places": ("330522",), "core": "经济技术开发区管理委员会"}),
    (Kind.INSTITUTION, "重庆大学", {"region": "", "core": "重庆大学"}),
    (Kind.PARK, "西部（重庆）科学城江津片区（双福工业园）", {"core": "西部", "form": "scicity", "branch": "500116片区"}),
    (Kind.DESIGNATION, "2023年第五批重庆市级绿色工厂", {"year": "2023", "batch": "5", "level": "市级", "places": ("500000",)}),
    (Kind.PROJECT, "珞璜电厂Ⅱ期扩建项目", {"phase": "2"}),
    (Kind.POLICY, "“十四五”规划", {"year": "14五"}),
    (Kind.REGION, "江津区珞璜镇", {"places": ("500116",), "core": "珞璜镇"}),
]


@pytest.mark.parametrize(("kind", "name", "expected"), PARTS)
def test_parts_of_a_name(kind, name, expected):
    parts = parse_name(name, kind)
    assert {part: getattr(parts, part) for part in expected} == expected


def test_context_tells_regions_of_one_name_apart():
    parts = parse_name("鼓楼区教育局", Kind.GOVERNMENT, ["南京市"])
    assert parts.places == ("320106",)
    assert may_be_same(parts, parse_name("福州市鼓楼区教育局", Kind.GOVERNMENT)).answer is Answer.DIFFERENT


def test_name_that_says_too_little_is_not_the_same():
    assert verdict(Kind.PARK, "产业园", "产业园区").answer is Answer.POSSIBLE
    assert verdict(Kind.GOVERNMENT, "区经济信息委", "区经济信息委").answer is Answer.POSSIBLE


@pytest.mark.parametrize(
    ("short", "fulls", "found"),
    [
        ("胜禹新材", ["重庆胜禹新材料有限公司", "重庆胜禹物流有限公司"], "重庆胜禹新材料有限公司"),
        ("胜禹股份", ["重庆胜禹机械股份有限公司", "四川胜禹化工股份有限公司"], None),
        ("胜禹股份", ["胜禹股份有限公司", "四川胜禹化工科技股份有限公司"], "胜禹股份有限公司"),
        ("禾川集团", ["浙江禾川机械有限公司"], None),
        ("皖源能源", ["安徽皖源能源有限公司", "江苏皖江能源有限公司"], "安徽皖源能源有限公司"),
        ("无关", ["重庆胜禹新材料有限公司"], None),
        ("胜禹新材", [], None),
    ],
)
def test_short_name_links_to_the_one_full_name(short, fulls, found):
    assert link_short(short, fulls) == found
    assert link_short(short, fulls[::-1]) == found


def test_short_names_of_other_classes_link_too():
    organs = ["江津区经济和信息化委员会", "江津区发展和改革委员会", "永川区经济和信息化委员会"]
    assert link_short("江津经济信息委", organs, Kind.GOVERNMENT) == organs[0]
    assert link_short("区经济信息委", organs, Kind.GOVERNMENT) is None


@given(st.text(max_size=30), st.sampled_from(list(Kind)))
def test_any_text_has_parts_and_a_key_and_is_itself(name, kind):
    parts = parse_name(name, kind)
    assert parse_name(name, kind) == parts
    assert bool(key(parts)) == bool(fold(name))
    assert fold(fold(name)) == fold(name)
    if parts.name:
        assert may_be_same(parts, parts).answer is not Answer.DIFFERENT


@given(st.sampled_from(SAME + DIFFERENT), st.sampled_from(SAME + DIFFERENT))
def test_verdicts_are_symmetric(left, right):
    one, other = parse_name(left[1], left[0]), parse_name(right[2], right[0])
    assert may_be_same(one, other).answer is may_be_same(other, one).answer


def test_look_up_stays_near_linear():
    brands = [a + b + c for a in "瑞恒盛禾川泰" for b in "安和源达通辰" for c in "科信美丰华"]
    fulls = [f"重庆{brand}新材料有限公司" for brand in brands]
    index = NameIndex(fulls)
    assert [index.link(f"{brand}新材") for brand in brands] == fulls


REGIONS = ["长兴", "德清", "江津区", "永川区", "昆山市", "浙江省", "四川省", "武汉市", "恩施州", "沙县区"]
REGIONAL = [
    (Kind.COMPANY, "{}青峦新材料有限公司"),
    (Kind.COMPANY, "青峦新材料（{}）有限公司"),
    (Kind.COMPANY, "青峦新材料有限公司{}分公司"),
    (Kind.FINANCIAL, "中国农业银行{}分行"),
    (Kind.GOVERNMENT, "{}经济和信息化局"),
    (Kind.GOVERNMENT, "中共{}委员会宣传部"),
    (Kind.PARK, "{}经济技术开发区"),
    (Kind.PARK, "{}智能装备产业园"),
    (Kind.INSTITUTION, "{}农业科学研究院"),
    (Kind.POLICY, "{}制造业高质量发展规划"),
    (Kind.PROGRAMME, "{}产业引导基金"),
    (Kind.DESIGNATION, "{}绿色工厂"),
    (Kind.CLUSTER, "{}装备制造产业集群"),
    (Kind.EVENT, "{}重大项目集中签约仪式"),
    (Kind.PROJECT, "{}年产20万吨铝材项目"),
    (Kind.REGION, "{}"),
]


@pytest.mark.parametrize(("kind", "template"), REGIONAL)
def test_another_region_is_another_thing(kind, template):
    names = [template.format(region) for region in REGIONS]
    for one in names:
        for other in names:
            if one != other and not {one, other} <= {template.format("浙江省"), template.format("长兴"), template.format("德清")}:
                assert verdict(kind, one, other).answer is Answer.DIFFERENT, (one, other)


NUMBERED = [
    (Kind.DESIGNATION, "第{}批国家级专精特新“小巨人”企业"),
    (Kind.PROJECT, "青峦新材料{}期项目"),
    (Kind.EVENT, "第{}届中国国际进口博览会"),
    (Kind.FACILITY, "轨道交通{}号线"),
    (Kind.PROGRAMME, "第{}批数字化转型试点"),
    (Kind.COMPANY, "中铁{}局"),
    (Kind.COMPANY, "青峦{}号投资合伙企业（有限合伙）"),
    (Kind.INSTITUTION, "江津区第{}人民医院"),
]


@pytest.mark.parametrize(("kind", "template"), NUMBERED)
def test_another_number_is_another_thing(kind, template):
    names = [template.format(number) for number in ("一", "二", "三", "十一", "二十", "二十三")]
    for one in names:
        for other in names:
            assert (verdict(kind, one, other).answer is Answer.DIFFERENT) == (one != other), (one, other)
