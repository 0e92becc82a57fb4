"""Whom a clause is about before it names somebody itself."""

import pytest
from relation_sentences import marked_doc

from extract.discourse.topics import mentions_in, subject_of


def topic_at(marked, words, home=()):
    doc = marked_doc(marked, home)
    names = {e.key: e.names[0] for e in doc._.entities}
    begin = doc.text.index(words)
    clause = next(c for s in doc._.sentences for c in s.clauses if c.begin <= begin < c.end)
    topic = doc._.topics.get(clause)
    return names[topic.entity] if topic else None


CASES = [
    ("carried to the next clause", "{C:天禾机械}成立于2001年，主要生产{Q:微耕机}。", "主要", (), "天禾机械"),
    ("carried to the next sentence", "{C:天禾机械}扩产。主要生产{Q:微耕机}。", "主要", (), "天禾机械"),
    ("not set by a governed name", "在{R:云岭区}，{C:天禾机械}扩产，主要生产{Q:微耕机}。", "主要", (), "天禾机械"),
    ("dropped at a new paragraph, back to the home", "{R:云岭区}产值增长。\n{C:天禾机械}扩产。\n主要产业加快发展，继续增长。", "继续", ("云岭区",), "云岭区"),
    ("set by an example", "以{C:天禾机械}为例，今年新增订单。", "今年", (), "天禾机械"),
    ("not a yardstick", "{C:天禾机械}产值上升，总量居{R:云岭市}首位，主要生产{Q:微耕机}。", "主要", (), "天禾机械"),
    ("a line that is a name", "{R:云岭区}产值增长。\n▶ {C:天禾机械}\n去年订单增加。\n今年继续扩产。", "今年", ("云岭区",), "天禾机械"),
    ("up to the next item", "{R:云岭区}产值增长。\n▶ {C:天禾机械}\n去年订单增加。\n▶ 其他\n今年投资增加。", "今年", ("云岭区",), "云岭区"),
    ("not a short label on the line", "{R:云岭区}产值增长。\n（二）{N:工业}。今年产值增长。", "今年", ("云岭区",), "云岭区"),
    ("nobody without a name", "今年产值增长，主要靠出口。", "主要", (), None),
]


@pytest.mark.parametrize(("marked", "words", "home", "name"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_topics_say_whom_a_clause_is_about(marked, words, home, name):
    assert topic_at(marked, words, home) == name


@pytest.mark.parametrize(
    ("marked", "name"),
    [("{C:天禾机械}生产{Q:微耕机}。", "天禾机械"), ("由{C:天禾机械}生产。", None), ("{R:云岭区}的企业扩产。", None), ("与{I:云岭大学}合作。", None)],
    ids=["before its verb", "after a preposition", "an attribute", "a partner"],
)
def test_subject_is_the_name_that_nothing_governs(marked, name):
    doc = marked_doc(marked)
    entities = {e.key: e for e in doc._.entities}
    found = subject_of(doc.text, doc._.sentences[0].clauses[0], doc._.mentions, entities)
    assert (found.anchor if found else None) == name


def test_mentions_in_gives_whole_mentions_only():
    doc = marked_doc("{C:天禾机械}生产{Q:微耕机}。")
    first, second = (m.span for m in doc._.mentions)
    assert [m.anchor for m in mentions_in(doc._.mentions, type(first)(first.begin, second.end - 1))] == ["天禾机械"]
