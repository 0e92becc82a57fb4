"""What is written of one document and of entities: the contract's nodes, literals and IRIs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from graph_sample import ENTITIES, IRIS, NODES, all_quads, extractions, memory_store
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, Store

from graph.iris import ENTITIES as ENTITY_GRAPH
from graph.iris import cm, document_identifier, document_iri, indicator_iri, sentence_iri, term, unit_iri
from graph.ledger import graph_hash
from graph.quads import document_quads, reprint_quads
from ontology.errors import StoreError
from ontology.facts import Document, Entity, Extraction, Kind, Mention, Span
from ontology.terms import PREFIXES

PRE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


def ask(store: Store, pattern: str) -> int:
    rows = store.query(f"{PRE}SELECT DISTINCT * WHERE {{ {pattern} }}", use_default_graph_as_union=True)
    return sum(1 for _ in rows)


def test_document_quads_are_distinct_and_in_their_own_graph():
    for extraction in extractions():
        quads = list(document_quads(extraction, IRIS))
        graph = document_iri(extraction.document.identifier)
        assert len(quads) == len(set(quads)) > 100
        assert {quad.graph_name for quad in quads} == {graph}


def test_quads_have_no_blank_nodes():
    assert not any(isinstance(node, BlankNode) for quad in all_quads() for node in (quad.subject, quad.object))


def test_quads_are_spelt_as_the_store_spells_them():
    quads = all_quads()
    assert graph_hash(quads) == graph_hash(memory_store())


def test_quads_do_not_depend_on_order():
    first = extractions()[0]
    turned = replace(
        first,
        mentions=first.mentions[::-1],
        statements=first.statements[::-1],
        observations=first.observations[::-1],
        sentences=first.sentences[::-1],
    )
    assert set(document_quads(first, IRIS)) == set(document_quads(turned, IRIS))


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("?x a cm:Document ; dcterms:identifier ?i ; dcterms:title ?t ; cm:sha256 ?h ; nif:isString ?s", 3),
        ("?x dcterms:issued ?d FILTER(DATATYPE(?d) = xsd:date)", 2),
        ('?x dcterms:issued "2024-12"^^xsd:gYearMonth', 1),
        ("?x cm:speaksFor ?home", 3),
        (
            "?m a nif:Phrase ; nif:beginIndex ?b ; nif:endIndex ?e ; nif:anchorOf ?a ; nif:referenceContext ?d ; itsrdf:taIdentRef ?n",
            74,
        ),
        ("?m cm:deictic true", 1),
        ("?m a nif:Phrase FILTER NOT EXISTS { ?m nif:sentence ?s }", 0),
        ("?s a rdf:Statement ; prov:wasDerivedFrom/a nif:Sentence ; cm:confidence ?c ; cm:status ?t", 37),
        (
            "?s a rdf:Statement ; cm:subjectMention/itsrdf:taIdentRef ?x ; rdf:subject ?x ; cm:objectMention/itsrdf:taIdentRef ?y ; rdf:object ?y",
            37,
        ),
        (
            "?o a cm:Observation ; cm:observes ?e ; cm:indicator/skos:prefLabel ?i ; cm:value ?v ; cm:unit/skos:notation ?u",
            14,
        ),
        ("?o cm:partOfObservation/cm:valueText '812.5亿元'", 1),
        ("?o cm:baseValue 81250000000.0 ; cm:baseUnit/skos:notation '元'", 1),
        ("?i skos:broader/skos:prefLabel '产值'@zh", 1),
        ("?e a cm:Region ; cm:divisionCode ?c", 3),
        ("?old dcterms:isReplacedBy ?new", 1),
        ("?e skos:broadMatch ?c", 1),
    ],
)
def test_sample_graph_holds(pattern, count):
    assert ask(memory_store(), pattern) == count


def test_planned_has_no_plain_triple_and_underway_has_one():
    store = memory_store()
    hengli, baisha, project = (NamedNode(IRIS[key]) for key in ("hengli", "baisha", "project"))
    planned = list(store.quads_for_pattern(project, cm("locatedIn"), baisha, None))
    invests = list(store.quads_for_pattern(hengli, cm("investsIn"), project, None))
    assert planned == []
    assert [document_identifier(quad.graph_name.value) for quad in invests] == ["qinglan-2024"]


def test_every_entity_has_one_class_and_one_label():
    store = memory_store()
    for iri in IRIS.values():
        kinds = list(store.quads_for_pattern(NamedNode(iri), term("rdf:type"), None, ENTITY_GRAPH))
        labels = list(store.quads_for_pattern(NamedNode(iri), term("skos:prefLabel"), None, ENTITY_GRAPH))
        assert (len(kinds), len(labels)) == (1, 1)
    assert len(NODES) == len(ENTITIES)


def test_double_reading_of_one_place_keeps_the_surer_one():
    first = extractions()[0]
    weaker = replace(first.statements[0], confidence=0.5, rule="other")
    quads = list(document_quads(replace(first, statements=(weaker, *first.statements)), IRIS))
    assert set(quads) == set(document_quads(first, IRIS))


def test_missing_iri_is_an_error_that_names_the_entity():
    with pytest.raises(StoreError, match="qinglan-2023: no IRI for the entities hengli"):
        list(document_quads(extractions()[0], {key: iri for key, iri in IRIS.items() if key != "hengli"}))


def test_sentence_outside_the_list_is_written_when_cited():
    first = extractions()[0]
    graph = document_iri("qinglan-2023")
    subjects = Counter(quad.subject for quad in document_quads(replace(first, sentences=()), IRIS))
    assert all(subjects[sentence_iri(graph, statement.sentence)] == 5 for statement in first.statements)


def test_reprint_links_two_documents():
    (quad,) = reprint_quads({"b": "a"})
    assert (quad.subject, quad.predicate, quad.object) == (document_iri("b"), cm("reprintOf"), document_iri("a"))


@given(st.text(min_size=1))
def test_iris_of_any_name_are_valid_and_come_back(name):
    assert document_identifier(document_iri(name).value).encode("utf-8", "replace") == name.encode("utf-8", "replace")
    for node in (document_iri(name), indicator_iri(name), unit_iri(name)):
        assert node.value.isascii()
        assert not set('<>"{}|\\^` \n') & set(node.value)


@given(st.text(max_size=30), st.text(min_size=1, max_size=12))
def test_hostile_text_stays_text(text, name):
    document = Document(name, text + name, "0" * 64, title=text, publisher=name)
    span = Span(len(text), len(text + name))
    extraction = Extraction(
        document,
        sentences=(Span(0, len(text + name)),),
        entities=(Entity("e1", Kind.COMPANY, (name,)),),
        mentions=(Mention(span, name, "e1"),),
    )
    quads = list(document_quads(extraction, {"e1": IRIS["hengli"]}))
    store = Store()
    store.extend(quads)
    assert graph_hash(quads) == graph_hash(store)


def test_lone_surrogates_become_replacement_characters_of_the_same_length():
    extraction = Extraction(Document("a\ud800", "青\udc80岚", "0" * 64))
    text = next(quad.object for quad in document_quads(extraction, {}) if quad.predicate == term("nif:isString"))
    assert text.value == "青\ufffd岚"
