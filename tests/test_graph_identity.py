"""Identity across documents: what joins, what stays apart, what people's decisions mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.identity import Record, identify, name_key
from ontology.facts import Entity, Kind

FULL, SHORT = "重庆胜禹新材料有限公司", "胜禹新材"


def record(document, kind, *names, places=(), key="e0"):
    return Record(document, Entity(key, kind, names), places)


def together(records, **decisions):
    """Return the documents by node, each node's sorted, for records of one entity each."""
    iris = identify(records, **decisions).iris
    groups = {}
    for one in records:
        groups.setdefault(iris[one.document, one.entity.key], []).append(one.document)
    return sorted(sorted(group) for group in groups.values())


COMPANIES = [record("a", Kind.COMPANY, FULL), record("b", Kind.COMPANY, SHORT)]


def test_a_short_name_joins_the_one_full_name_and_no_other_two():
    assert together(COMPANIES) == [["a", "b"]]
    assert together([*COMPANIES, record("c", Kind.COMPANY, "四川胜禹新材料股份有限公司")]) == [["a"], ["b"], ["c"]]


def test_a_firm_called_so_with_the_word_company_is_the_one_full_name_that_its_brand_may_stand_for():
    said = record("c", Kind.COMPANY, "胜禹新材公司")
    assert together([*COMPANIES, said]) == [["a", "b", "c"]]
    assert together([COMPANIES[1], said]) == [["b", "c"]]
    assert together([COMPANIES[0], record("d", Kind.COMPANY, "四川胜禹新材料股份有限公司"), said]) == [["a"], ["c"], ["d"]]
    assert together([COMPANIES[0], record("c", Kind.COMPANY, "胜利新材公司")]) == [["a"], ["c"]]


def test_two_characters_that_end_a_longer_brand_are_no_proof():
    full = record("a", Kind.COMPANY, "云岭省云大华川软件有限公司")
    assert together([full, record("b", Kind.COMPANY, "华川")]) == [["a"], ["b"]]
    assert together([full, record("b", Kind.COMPANY, "云大华川")]) == [["a", "b"]]
    assert together([record("a", Kind.COMPANY, "重庆华川软件有限公司"), record("b", Kind.COMPANY, "华川")]) == [["a", "b"]]
    assert together([record("a", Kind.COMPANY, "云岭省云大华川软件有限公司", "华川"), record("b", Kind.COMPANY, "华川")]) == [["a", "b"]]


def test_the_office_of_a_street_is_one_body_however_short_it_is_called():
    names = "江津区几江街道办事处", "江津区几江街道办", "江津区圣泉街道办"
    said = [record(f"{k}", Kind.GOVERNMENT, name, places=("江津区",)) for k, name in enumerate(names)]
    assert together(said) == [["0", "1"], ["2"]]
    assert name_key("几江街道办", Kind.GOVERNMENT) == name_key("几江街道办事处", Kind.GOVERNMENT)


@pytest.mark.parametrize("name", ["《意见》", "《若干措施》", "《行动计划》", "通知"])
def test_a_bare_title_is_another_thing_in_each_document(name):
    assert together([record("a", Kind.POLICY, name), record("b", Kind.POLICY, name)]) == [["a"], ["b"]]


@pytest.mark.parametrize("name", ["座谈会", "新闻发布会", "专题座谈会", "企业家座谈会", "签约仪式", "全会"])
def test_a_bare_meeting_is_another_thing_in_each_document(name):
    assert together([record("a", Kind.EVENT, name), record("b", Kind.EVENT, name)]) == [["a"], ["b"]]


@pytest.mark.parametrize("name", ["云岭铜业博览会", "中央经济工作会议", "第三届云岭杯工业设计大赛"])
def test_a_meeting_that_says_whose_it_is_is_one_thing(name):
    assert together([record("a", Kind.EVENT, name), record("b", Kind.EVENT, name)]) == [["a", "b"]]


@pytest.mark.parametrize("name", ["《云岭市铜业发展条例》", "“十四五”规划", "《云岭十条措施》"])
def test_a_title_that_says_what_it_is_about_is_one_thing(name):
    assert together([record("a", Kind.POLICY, name), record("b", Kind.POLICY, name)]) == [["a", "b"]]


def test_what_a_document_calls_a_bare_title_too_is_not_that_of_another():
    one = record("a", Kind.POLICY, "《云岭市铜业发展条例》", "《条例》")
    assert together([one, record("b", Kind.POLICY, "《条例》")]) == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [(f"Company:{FULL}", f"Company:{SHORT}"), (name_key(FULL, Kind.COMPANY), name_key(SHORT, Kind.COMPANY))],
    ids=["class and name", "key"],
)
def test_decisions_name_entities_by_class_and_name_or_by_key(one, other):
    assert together(COMPANIES, different=[(one, other)]) == [["a"], ["b"]]
    apart = [COMPANIES[0], record("b", Kind.COMPANY, "北岭轴承厂")]
    assert together(apart, same=[(one, "Company:北岭轴承厂")]) == [["a", "b"]]
    assert not identify(apart, same=[(one, "Company:北岭轴承厂")]).unresolved


def test_decisions_that_mean_nothing_or_several_things_are_told():
    people = [record("a", Kind.PERSON, "王磊", places=("江津区",)), record("b", Kind.PERSON, "王磊", places=("永川区",))]
    assert identify(people, same=[("Person:王磊", "Person:没有")]).unresolved == {"Person:王磊", "Person:没有"}
    assert together(people, same=[("Person:王磊@500116", "Person:王磊@500118")]) == [["a", "b"]]
    one = [record("a", Kind.COMPANY, FULL, SHORT)]
    assert identify(one, different=[(f"Company:{FULL}", name_key(FULL, Kind.COMPANY))]).unresolved


POOL = [
    record("x", kind, *names, places=places)
    for kind, names, places in [
        (Kind.COMPANY, (FULL, SHORT), ()),
        (Kind.COMPANY, (SHORT,), ()),
        (Kind.COMPANY, ("四川胜禹新材料股份有限公司", SHORT), ()),
        (Kind.FINANCIAL, ("农行湖州分行",), ()),
        (Kind.FINANCIAL, ("中国农业银行湖州分行",), ()),
        (Kind.PERSON, ("王磊",), ("江津区",)),
        (Kind.PERSON, ("王磊",), ("永川区",)),
        (Kind.POLICY, ("《条例》",), ()),
        (Kind.REGION, ("江津",), ()),
    ]
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, len(POOL) - 1), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(chosen, order):
    records = [Record(f"d{k}", POOL[number].entity, POOL[number].places) for k, number in enumerate(chosen)]
    shuffled = list(records)
    order.shuffle(shuffled)
    assert identify(shuffled) == identify(records)
