"""What is written and what is withheld."""

from dataclasses import replace
from decimal import Decimal

import spacy

from extract.layers import make_doc
from extract.text.sentences import divide
from extract.weigh import BY_FAMILY, THRESHOLD, weigh_facts
from ontology.facts import Document, Entity, Kind, Mention, Observation, Property, Span, Statement

TEXT = "产值增长5%。青岚市公布了数据。晨星重工位于青岚市。"


def weighed(statements=(), observations=()):
    doc = make_doc(spacy.blank("zh").vocab, Document(identifier="a", text=TEXT, sha256=""))
    doc._.sentences = divide(TEXT)
    doc._.entities = [Entity("e0", Kind.REGION, ("青岚市",)), Entity("e1", Kind.COMPANY, ("晨星重工",))]
    doc._.mentions = [Mention(Span(7, 10), "青岚市", "e0"), Mention(Span(16, 20), "晨星重工", "e1"), Mention(Span(22, 25), "青岚市", "e0")]
    doc._.statements, doc._.observations = list(statements), list(observations)
    return weigh_facts(doc)


def located(confidence: float, subject: Span = Span(16, 20)) -> Statement:
    return Statement("e1", Property.LOCATED_IN, "e0", Span(16, 26), subject, Span(22, 25), confidence)


def growth(sentence: Span, subject: Span) -> Observation:
    return Observation("e0", subject, "产值增长", Decimal(5), "%", Span(4, 6), "5%", sentence, confidence=0.9)


def test_a_fact_below_the_threshold_is_withheld_not_lost() -> None:
    doc = weighed([located(0.05)])
    assert doc._.statements == []
    assert [w.confidence for w in doc._.withheld] == [0.05]


def test_of_two_readings_of_one_statement_the_surer_is_kept() -> None:
    assert [s.confidence for s in weighed([located(0.8), located(0.9)])._.statements] == [0.9]


def test_what_only_a_cue_word_or_a_carried_subject_says_must_be_surer() -> None:
    least = BY_FAMILY["cue"]
    for family in ("cue:locatedIn", "carry:12"):
        one = replace(located(least - 0.01), rule=family)
        assert weighed([one])._.withheld == [one]
        assert weighed([replace(one, confidence=least)])._.withheld == []
    assert weighed([replace(located(least - 0.01), rule="frame:7")])._.withheld == []


def test_a_subject_that_stands_only_after_the_sentence_proves_nothing() -> None:
    doc = weighed(observations=[growth(Span(0, 7), Span(7, 10))])
    assert doc._.observations == []
    assert doc._.withheld[0].confidence < THRESHOLD


def test_a_subject_is_cited_where_it_stands_before() -> None:
    doc = weighed(observations=[growth(Span(7, 16), Span(22, 25))])
    assert [o.subject_mention for o in doc._.observations] == [Span(7, 10)]
