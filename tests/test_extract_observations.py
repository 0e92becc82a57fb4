"""Whom a number is about, in sentences of our own with given names."""

from __future__ import annotations

import re

import pytest
import spacy

from extract.discourse.topics import add_topics
from extract.layers import make_doc
from extract.numbers.quantities import add_quantities
from extract.observations.decided import Observer
from extract.observations.subjects import Table, load_table, score_votes
from extract.text.sentences import add_sentences
from ontology.facts import Document, Entity, Kind, Mention, Span

K = Kind
POINTERS = {"全县", "我县", "公司", "园区", "该项目"}


def build(text, names, home=""):
    """Return a Doc whose mentions are given: {surface: (key, kind)}; the longest first."""
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    found = []
    taken = set()
    for surface in sorted(names, key=len, reverse=True):
        for match in re.finditer(re.escape(surface), text):
            if not taken & set(range(*match.span())):
                taken |= set(range(*match.span()))
                found.append(Mention(Span(*match.span()), surface, names[surface][0], surface in POINTERS))
    doc._.mentions = sorted(found, key=lambda m: m.span)
    kinds = {key: kind for key, kind in names.values()}
    doc._.entities = [Entity(key, kind, tuple(s for s, (k, _) in names.items() if k == key)) for key, kind in kinds.items()]
    doc._.home = [home] if home else []
    add_quantities(doc)
    add_topics(doc)
    return Observer(load_table())(doc)._.observations


SUBJECTS = [
    ("clause subject", "青禾机械年产值达3亿元。", {"青禾机械": ("q", K.COMPANY)}, "", ["q"]),
    ("possessive", "青禾机械的年产值达3亿元。", {"青禾机械": ("q", K.COMPANY)}, "", ["q"]),
    ("carried over clauses", "青禾机械扎根云溪县，去年营收3亿元，纳税800万元。", {"青禾机械": ("q", K.COMPANY), "云溪县": ("y", K.REGION)}, "y", ["q", "q"]),
    ("region by pointer", "云溪县工业提速。全县规上工业产值90亿元。", {"云溪县": ("y", K.REGION), "全县": ("y", K.REGION)}, "y", ["y"]),
    ("company by pointer", "青禾机械是云溪县的企业。公司去年营收3亿元。", {"青禾机械": ("q", K.COMPANY), "云溪县": ("y", K.REGION), "公司": ("q", K.COMPANY)}, "y", ["q"]),
    ("attributive before a project", "总投资12亿元的云溪铜箔项目开工。", {"云溪铜箔项目": ("p", K.PROJECT)}, "", ["p"]),
    ("region before counted firms", "云溪县培育高新技术企业56家。", {"云溪县": ("y", K.REGION)}, "y", ["y"]),
    ("park's own", "石桥产业园入驻企业120家，占地2600亩。", {"石桥产业园": ("s", K.PARK), "云溪县": ("y", K.REGION)}, "", ["s", "s"]),
    ("new subject in a new sentence", "青禾机械营收3亿元。白沙电子营收5亿元。", {"青禾机械": ("q", K.COMPANY), "白沙电子": ("b", K.COMPANY)}, "", ["q", "b"]),
    ("home where nobody is named", "云溪县近年聚焦工业。\n截至目前，高新技术企业达56家。", {"云溪县": ("y", K.REGION)}, "y", ["y"]),
    ("not a firm of another item", "云溪县去年工业提速。\n（一）工业。青禾机械营收3亿元。\n（二）交通。公路里程712公里，高速公路128公里。", {"云溪县": ("y", K.REGION), "青禾机械": ("q", K.COMPANY)}, "y", ["q", "y", "y"]),
    ("a firm named before its list", "青禾机械去年做了两件事：\n（一）扩产。青禾机械新增产能3万吨。\n（二）纳税。纳税800万元。", {"青禾机械": ("q", K.COMPANY)}, "", ["q", "q"]),
    ("not whoever speaks it", "云溪县工业提速。\n周文：去年新登记企业1.4万户。", {"云溪县": ("y", K.REGION), "周文": ("w", K.PERSON)}, "y", ["y"]),
    ("amount and its growth", "白沙电子实现产值5亿元，同比增长8%。", {"白沙电子": ("b", K.COMPANY)}, "", ["b", "b"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names", "home", "subjects"), [s[1:] for s in SUBJECTS], ids=[s[0] for s in SUBJECTS])
def test_subject(text, names, home, subjects):
    assert [o.subject for o in build(text, names, home)] == subjects


def test_nobody_named_gives_no_observation():
    assert build("去年产值3亿元。", {}) == []


def test_number_inside_a_name_is_a_label():
    assert build("入选“千企10亿元培育计划”名单。", {"“千企10亿元培育计划”": ("a", K.POLICY)}) == []


def test_number_of_a_project_is_kept():
    (found,) = build("年产8GW光伏组件项目投产。", {"年产8GW光伏组件项目": ("p", K.PROJECT)})
    assert (found.subject, found.unit, found.indicator) == ("p", "GW", "年产光伏组件")


def test_label_leaves_out_the_subject():
    (found,) = build("云溪县规上工业产值90亿元。", {"云溪县": ("y", K.REGION)}, "y")
    assert (found.indicator, found.family) == ("规上工业产值", "产值")


def test_every_span_is_evidence():
    text = "云溪县工业提速，去年规上工业产值90亿元，增长6%。"
    for found in build(text, {"云溪县": ("y", K.REGION)}, "y"):
        assert text[found.span.begin : found.span.end] == found.value_text
        assert found.span.within(found.sentence)
        assert text[found.subject_mention.begin : found.subject_mention.end] == "云溪县"
        assert 0 <= found.confidence <= 1


def test_reader_votes_by_the_logarithm():
    assert score_votes([1.0, 0.5, 0.0], 2.0) == pytest.approx([0.0, -1.386294, -7.824046])


def test_reliability_is_read_between_its_steps():
    table = Table({}, reliability=((0.0, 0.2), (0.5, 0.6), (1.0, 1.0)))
    assert [round(table.confidence(p), 3) for p in (0.0, 0.25, 0.5, 0.75, 1.0)] == [0.2, 0.4, 0.6, 0.8, 1.0]


def test_packaged_table_is_readable():
    table = load_table()
    assert len(table.weights) > 200
    assert list(table.reliability) == sorted(table.reliability)


def test_many_names_and_numbers_cost_linear_time():
    import time

    def cost(times):
        text = "青禾机械产值3亿元，白沙电子产值5亿元，" * times
        names = {"青禾机械": ("q", K.COMPANY), "白沙电子": ("b", K.COMPANY)}
        begin = time.process_time()
        build(text, names)
        return time.process_time() - begin

    cost(20)
    small, large = cost(300), cost(1200)
    assert large < 9 * small + 0.5


def test_subject_named_only_later_is_no_subject():
    text = "去年产值90亿元。\n青禾机械和白沙电子都在云溪县，青禾机械营收3亿元。"
    names = {"青禾机械": ("q", K.COMPANY), "白沙电子": ("b", K.COMPANY), "云溪县": ("y", K.REGION)}
    found = {o.value_text: o for o in build("云溪县工业提速。\n" + text, names, "q")}
    assert found["90亿元"].subject == "y"
    assert found["90亿元"].subject_mention.begin < found["90亿元"].sentence.end


def test_numbers_of_a_list_have_labels_of_their_own():
    text = "云溪县铝材、铜材产量分别增长7%、9%。"
    assert [o.indicator for o in build(text, {"云溪县": ("y", K.REGION)})] == ["铝材产量增长", "铜材产量增长"]


def test_a_number_of_an_owner_without_a_name_is_doubted():
    (sure,), (doubted,) = (build(text, {"云溪县": ("y", K.REGION)}) for text in ("云溪县建成生产线3条。", "云溪县这家企业建成生产线3条。"))
    assert sure.subject == doubted.subject == "y"
    assert doubted.confidence < 0.5 * sure.confidence
