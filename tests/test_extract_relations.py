"""Candidate pairs, what they are described by, and the model that weighs them."""

import numpy as np
import pytest
from relation_sentences import marked_doc, triples

from extract.learned.reading import add_reading
from extract.relations.containment import BY_NAME, INSIDE, OUTSIDE, compare_names, compare_places
from extract.relations.coordination import find_lists, is_joint
from extract.relations.cues import FAR, find_cues
from extract.relations.decided import PLACED, find_relations, read_document_relations
from extract.relations.model import judge, load_model
from extract.relations.pair_contest import COLUMNS, HEARD_COLUMNS, hold_contest
from extract.relations.pair_features import BUCKETS, describe_pairs
from extract.relations.pairs import PROPERTIES, find_pairs, legal_table
from extract.weigh import weigh_facts
from ontology.facts import Entity, Kind, Property
from ontology.model import is_legal

REPORT = (
    "{R:云岭区}新质生产力观察\n"
    "{R:云岭区}重点发展{D:智能农机}、{D:新型储能}等产业。{P:云岭经开区}先后引进{C:海川新材}、{C:白水纸业}。\n"
    "{C:天禾机械}是一家{T:省级专精特新企业}，主要生产{Q:微耕机}。{c:公司=天禾机械}总经理{N:周文}说，{J:智能农机产业基地项目}已经开工。"
)


def described(pairs, doc):
    names = {e.key: e.names[0] for e in doc._.entities}
    return {(names[doc._.mentions[s].entity], names[doc._.mentions[o].entity], int(b)) for s, o, b in zip(pairs.subject, pairs.object, pairs.source, strict=True)}


def test_pairs_join_what_stands_in_one_sentence():
    doc = marked_doc("{C:天禾机械}生产{Q:微耕机}。")
    assert described(find_pairs(doc), doc) == {("天禾机械", "微耕机", 0)}


def test_pairs_carry_a_subject_from_the_sentence_before():
    doc = marked_doc("{C:天禾机械}成立于2001年。主要生产{Q:微耕机}。")
    assert ("天禾机械", "微耕机") in {(s, o) for s, o, bits in described(find_pairs(doc), doc) if bits}


def test_pairs_never_join_a_thing_to_itself_or_classes_without_property():
    doc = marked_doc("{C:天禾机械}，{c:公司=天禾机械}生产{Q:微耕机}和{Q:插秧机}。")
    found = {(s, o) for s, o, _ in described(find_pairs(doc), doc)}
    assert ("天禾机械", "天禾机械") not in found
    assert ("微耕机", "插秧机") not in found


def test_pairs_grow_linearly_in_a_long_list():
    def count(n):
        return len(find_pairs(marked_doc("{P:云岭经开区}引进" + "、".join(f"{{C:企业{k}号}}" for k in range(n)) + "。")))

    assert count(200) < 2.2 * count(100)


def test_pairs_of_a_long_list_keep_its_subject():
    doc = marked_doc("{P:云岭经开区}引进" + "、".join(f"{{C:企业{k}号}}" for k in range(80)) + "。")
    assert ("企业70号", "云岭经开区", 0) in described(find_pairs(doc), doc)


def test_pairs_of_an_empty_document_are_none():
    doc = marked_doc("没有名称。")
    assert len(find_pairs(doc)) == 0
    assert judge(doc, []) == []


def test_legal_table_agrees_with_the_ontology():
    table = legal_table()
    kinds = list(Kind)
    wrong = [
        (p, a, b) for i, a in enumerate(kinds) for j, b in enumerate(kinds) for k, p in enumerate(PROPERTIES) if table[i, j, k] != is_legal(p, a, b)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("between", "joint"),
    [("、", True), ("和", True), ("以及", True), ("、国家级", True), ("等，", False), ("，总投资50亿元的", False), ("生产", False), ("", False)],
)
def test_coordination_reads_marks_between_names(between, joint):
    assert is_joint(between) is joint


def test_coordination_numbers_lists_of_one_class():
    doc = marked_doc("{P:云岭经开区}引进{C:海川新材}、{C:白水纸业}和{B:江岸银行}。")
    assert find_lists(doc).number.tolist() == [0, 1, 1, 1]
    assert find_lists(doc).size.tolist() == [1, 3, 3, 3]


PLACES = [
    (Entity("a", Kind.REGION, ("江津区",)), Entity("b", Kind.REGION, ("重庆市",)), INSIDE),
    (Entity("a", Kind.REGION, ("重庆市",)), Entity("b", Kind.REGION, ("江津区",)), OUTSIDE),
    (Entity("a", Kind.COMPANY, ("重庆云岭机械有限公司",)), Entity("b", Kind.REGION, ("重庆市",)), BY_NAME),
    (Entity("a", Kind.COMPANY, ("天禾机械",)), Entity("b", Kind.REGION, ("重庆市",)), 0),
    (Entity("a", Kind.INDUSTRY, ("重庆小面",)), Entity("b", Kind.REGION, ("重庆市",)), 0),
]


@pytest.mark.parametrize(("first", "second", "value"), PLACES, ids=[f"{a.names[0]}-{b.names[0]}" for a, b, _ in PLACES])
def test_containment_knows_divisions(first, second, value):
    assert compare_places([first, second], [(0, 1)]).tolist() == [value]


def test_containment_compares_names():
    bank, branch = Entity("a", Kind.FINANCIAL, ("江岸银行",)), Entity("b", Kind.FINANCIAL, ("江岸银行云岭分行",))
    assert compare_names([bank, branch], [(1, 0), (0, 1), (0, 0)]).tolist() == [2, -2, 0]


def test_cues_measure_where_the_verb_stands():
    doc = marked_doc("{C:天禾机械}生产{Q:微耕机}。")
    rows = np.array([0]), np.array([1]), np.array([PROPERTIES.index("produces")])
    gap, between, last, after = find_cues(doc, find_lists(doc), *rows, np.array([0]), np.array([True]))
    assert (gap[0], between[0], last[0], after[0]) == (0, 1, 1, FAR)


def test_features_stay_in_their_range_and_are_stable():
    doc = marked_doc(REPORT, home=["云岭区"])
    pairs = find_pairs(doc)
    first, second = describe_pairs(doc, pairs), describe_pairs(doc, pairs)
    assert first.shape[0] == len(pairs)
    assert (first == second).all()
    assert 0 < first.min() <= first.max() < BUCKETS


def test_contest_has_its_columns_and_keeps_what_a_rule_read():
    doc = marked_doc(REPORT, home=["云岭区"])
    pairs = find_pairs(doc)
    nothing = np.full((len(pairs), len(PROPERTIES)), -8, dtype=np.float32)
    contest = hold_contest(doc, pairs, nothing, list(read_document_relations(doc)))
    assert contest.table.shape == (len(contest.pair), len(COLUMNS))
    assert PROPERTIES.index("produces") in contest.predicate
    assert np.isfinite(contest.table).all()


def test_model_fits_what_the_code_describes():
    model = load_model()
    assert model.weights.shape == (BUCKETS, len(PROPERTIES))
    assert model.alone.feature.max() < len(COLUMNS) <= model.read.feature.max() < len(COLUMNS) + len(HEARD_COLUMNS)
    for forest in (model.alone, model.read):
        assert ((forest.threshold > 0) & (forest.threshold < 1)).all()
        assert (forest.slope > 0).all()


def test_contest_hears_the_reader_where_there_is_one():
    doc = add_reading(marked_doc(REPORT, home=["云岭区"]))
    pairs = find_pairs(doc)
    nothing = np.full((len(pairs), len(PROPERTIES)), -8, dtype=np.float32)
    contest = hold_contest(doc, pairs, nothing, list(read_document_relations(doc)))
    heard = contest.table[:, len(COLUMNS) :]
    assert heard.shape == (len(contest.pair), len(HEARD_COLUMNS))
    assert (np.abs(heard[:, HEARD_COLUMNS.index("heard")]) <= 7).all()
    assert heard[:, HEARD_COLUMNS.index("heard")].std() > 0.5


def test_relations_of_a_report_are_weighed():
    doc = weigh_facts(find_relations(marked_doc(REPORT, home=["云岭区"])))
    kept = triples(doc, doc._.statements)
    assert {("海川新材", "locatedIn", "云岭经开区"), ("天禾机械", "produces", "微耕机"), ("周文", "leads", "天禾机械")} <= kept
    assert ("微耕机", "locatedIn", "云岭区") not in kept
    assert all(0 < s.confidence <= 1 for s in doc._.statements)


def test_relations_have_their_object_in_the_sentence_and_no_subject_after_it():
    doc = find_relations(marked_doc(REPORT, home=["云岭区"]))
    for s in doc._.statements:
        assert s.object_mention.within(s.sentence)
        assert s.subject_mention.end <= s.sentence.end


def test_a_sentence_that_only_names_the_region_is_not_cited_for_where_a_thing_lies():
    named = REPORT + "{R:云岭区}全年接待游客三百万人次。"
    doc = weigh_facts(find_relations(marked_doc(named, home=["云岭区"])))
    last = doc._.sentences[-1].span
    assert not [s for s in doc._.statements if s.sentence == last and s.predicate is Property.LOCATED_IN]
    assert not [s for s in doc._.withheld if s.sentence == last and s.predicate is Property.LOCATED_IN]


@pytest.mark.parametrize(("before", "placed"), [("总部设在", True), ("，坐落于", True), ("去年，", False), ("产品销往", False)])
def test_words_of_place_are_told_from_others(before, placed):
    text = f"天禾机械{before}云岭区"
    assert (PLACED.search(text, 0, text.index("云岭区")) is not None) is placed


def test_who_speaks_for_an_organisation_does_not_lead_it():
    doc = find_relations(marked_doc("{G:云岭区统计局}新闻发言人{N:周文}介绍，全区经济平稳。{G:云岭区统计局}局长{N:李远}出席。"))
    names = {e.key: e.names[0] for e in doc._.entities}
    assert {names[s.subject] for s in doc._.statements if s.predicate is Property.LEADS and s.sentence.begin == 0 and s.subject_mention.begin < 20} == set()


def test_relations_are_the_same_each_time():
    first, second = (find_relations(marked_doc(REPORT, home=["云岭区"]))._.statements for _ in range(2))
    assert first == second
