"""What a check must find: each kind of damage once, and nothing in a sound graph."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graph_sample import IRIS, NODES, OUTPUT, Draft, Number, extractions, memory_store
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from graph.arithmetic import check_arithmetic
from graph.check import Severity, check_ledger, check_shapes, check_store
from graph.evidence import check_evidence
from graph.iris import ENTITIES, cm, document_iri, mention_iri, term
from graph.ledger import LedgerRow, graph_hash
from graph.quads import concept_quads, document_quads, entity_quads
from ontology.facts import Measure, Span, Status

GRAPH = document_iri("qinglan-2023")
QUADS = set(document_quads(extractions()[0], IRIS))


def evidence(quads):
    return {(finding.rule, finding.message) for finding in check_evidence(GRAPH, quads)}


def changed(change, *, of=None, predicate=None):
    """Change the objects of some quads."""
    out, count = set(), 0
    for quad in sorted(QUADS, key=str):
        hit = (predicate is None or quad.predicate == term(predicate)) and (of is None or of(quad)) and count == 0
        new = change(quad) if hit else quad
        count += new != quad
        out |= {new} if new is not None else set()
    assert count == 1
    return out


def with_object(quad, node):
    return Quad(quad.subject, quad.predicate, node, quad.graph_name)


def test_sound_graph_has_nothing_broken():
    findings = list(check_store(memory_store()))
    assert [finding for finding in findings if finding.severity is Severity.BROKEN] == []
    assert [finding.rule for finding in findings] == ["disagreement"]


@pytest.mark.parametrize("at", range(0, 400, 23))
def test_one_changed_character_of_a_text_or_citation_is_found(at):
    def bump(quad):
        text = quad.object.value
        place = at % len(text)
        if text[place].isspace():
            return with_object(quad, Literal(text[:place] + "错" + text[place + 1 :]))
        return with_object(quad, Literal(text[:place] + ("误" if text[place] != "误" else "错") + text[place + 1 :]))

    anchors = sorted((quad for quad in QUADS if quad.predicate == term("nif:anchorOf")), key=str)
    quad = anchors[at % len(anchors)]
    broken = (QUADS - {quad}) | {bump(quad)}
    assert any(rule in {"offset", "number"} for rule, _ in evidence(broken))


@pytest.mark.parametrize(
    ("quads", "rule", "message"),
    [
        (lambda: changed(lambda q: None, predicate="nif:isString"), "text", "0 texts"),
        (lambda: changed(lambda q: with_object(q, Literal(q.object.value[1:])), predicate="nif:isString"), "offset", "stands there"),
        (lambda: changed(lambda q: with_object(q, Literal("9999", datatype=term("xsd:integer"))), predicate="nif:endIndex", of=lambda q: "#char" in q.subject.value), "offset", "not within"),
        (lambda: changed(lambda q: with_object(q, document_iri("other")), predicate="nif:referenceContext"), "context", "document of its graph"),
        (lambda: changed(lambda q: with_object(q, NamedNode("x:nowhere")), predicate="prov:wasDerivedFrom", of=lambda q: "#statement" in q.subject.value), "citation", "cites no sentence"),
        (lambda: changed(lambda q: with_object(q, NamedNode("x:nowhere")), predicate="prov:wasDerivedFrom", of=lambda q: "#observation" in q.subject.value), "citation", "cites no sentence"),
        (lambda: changed(lambda q: with_object(q, mention_iri(GRAPH, Span(0, 3))), predicate="cm:objectMention", of=lambda q: "partOf" in q.subject.value), "citation", "object mention"),
        (lambda: changed(lambda q: with_object(q, NamedNode("x:nowhere")), predicate="cm:subjectMention", of=lambda q: "#statement" in q.subject.value), "citation", "not in this document"),
        (lambda: changed(lambda q: with_object(q, NamedNode(IRIS["lin"])), predicate="rdf:subject"), "citation", "names another entity"),
        (lambda: changed(lambda q: with_object(q, Literal("999亿元")), predicate="cm:valueText"), "number", "does not stand in the cited sentence"),
        (lambda: changed(lambda q: with_object(q, NamedNode(IRIS["lin"])), predicate="cm:observes"), "citation", "names another entity"),
        (lambda: changed(lambda q: None, of=lambda q: q.predicate == cm("locatedIn")), "triple", "plain triple is missing"),
        (lambda: QUADS | {Quad(NamedNode(IRIS["lin"]), cm("leads"), NamedNode(IRIS["bank"]), GRAPH)}, "triple", "no statement states"),
        (lambda: QUADS | {Quad(NamedNode(IRIS["project"]), cm("locatedIn"), NamedNode(IRIS["baisha"]), GRAPH)}, "triple", "no statement states"),
        (lambda: QUADS | {Quad(BlankNode(), term("rdfs:label"), Literal("x"), GRAPH)}, "blank node", ""),
    ],
)  # fmt: skip
def test_damage_is_found(quads, rule, message):
    assert any(found == rule and message in said for found, said in evidence(quads()))


def test_object_in_another_sentence_is_found():
    first = extractions()[0]
    moved = replace(first.statements[1], sentence=first.sentences[9])
    quads = document_quads(replace(first, statements=(moved,), observations=()), IRIS)
    assert any("does not stand in the cited sentence" in said for _, said in evidence(quads))


def test_subject_carried_on_from_an_earlier_sentence_is_sound():
    first = extractions()[0]
    carried = replace(
        first.statements[1], subject_mention=first.mentions[4].span, object_mention=first.mentions[5].span
    )
    assert evidence(document_quads(replace(first, statements=(carried,), observations=()), IRIS)) == set()


def test_white_space_that_layout_put_into_a_name_is_sound():
    first = extractions()[0]
    mention = first.mentions[-1]
    text = first.document.text[: mention.span.begin + 1] + "\n" + first.document.text[mention.span.begin + 1 :]
    broken = replace(mention, span=Span(mention.span.begin, mention.span.end + 1))
    extraction = replace(
        first,
        document=replace(first.document, text=text),
        mentions=(broken,),
        sentences=(),
        statements=(),
        observations=(),
    )
    assert evidence(document_quads(extraction, IRIS)) == set()


@pytest.mark.parametrize(
    ("extra", "severity"),
    [
        (Quad(NamedNode(IRIS["lin"]), term("rdf:type"), cm("Company"), ENTITIES), Severity.BROKEN),
        (
            Quad(NamedNode(IRIS["lin"]), term("skos:prefLabel"), Literal("另名", language="zh"), ENTITIES),
            Severity.BROKEN,
        ),
        (Quad(NamedNode(IRIS["qinglan"]), cm("divisionCode"), Literal("12"), ENTITIES), Severity.BROKEN),
    ],
)
def test_shapes_of_entities_are_checked(extra, severity):
    found = list(check_shapes([*entity_quads(NODES), extra]))
    assert {finding.severity for finding in found} == {severity}


def test_shapes_of_a_document_know_its_entities():
    store = memory_store()
    odd = Quad(NamedNode(IRIS["lin"]), cm("finances"), NamedNode(IRIS["bank"]), GRAPH)
    store.add(odd)
    found = [finding for finding in check_store(store) if finding.rule == "shape"]
    assert {finding.severity for finding in found} == {Severity.FINDING}
    assert {finding.document for finding in found} == {"qinglan-2023"}


def test_shapes_can_be_left_out():
    store = memory_store()
    store.add(Quad(NamedNode(IRIS["lin"]), term("rdf:type"), cm("Company"), ENTITIES))
    assert not [finding for finding in check_store(store, shapes=False) if finding.severity is Severity.BROKEN]


def ledger_of(store):
    return [
        LedgerRow(
            graph.value.rpartition("/")[2],
            "",
            graph.value,
            *graph_hash(store.quads_for_pattern(None, None, None, graph)),
        )
        for graph in store.named_graphs()
    ]


def test_ledger_that_agrees_is_silent():
    store = memory_store()
    assert list(check_ledger(store, ledger_of(store))) == []


def test_lost_changed_and_foreign_graphs_are_found():
    store = memory_store()
    rows = ledger_of(store)
    store.remove_graph(GRAPH)
    store.remove(next(store.quads_for_pattern(None, None, None, document_iri("qinglan-2024"))))
    rows = [row for row in rows if row.identifier != "baisha-2024"]
    found = {finding.document: finding.message for finding in check_ledger(store, rows)}
    assert "are lost" in found["qinglan-2023"]
    assert "differ" in found["qinglan-2024"]
    assert "does not have" in found["baisha-2024"]


def arithmetic(lines, numbers):
    draft = Draft("t", "青岚区", "2025", "qinglan", lines, [], numbers)
    store = Store()
    extraction = draft.extraction()
    store.extend([*entity_quads(NODES), *concept_quads([extraction]), *document_quads(extraction, IRIS)])
    return {finding.rule for finding in check_arithmetic(store)}


GROWTH, SHARE = Measure.GROWTH, Measure.SHARE


@pytest.mark.parametrize(
    ("lines", "numbers", "rules"),
    [
        (["青岚区100亿元，增长9%。", "青岚区80亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(1, "qinglan", OUTPUT, "9%", measure=GROWTH, year=2024), Number(2, "qinglan", OUTPUT, "80亿元", year=2023)], {"growth"}),
        (["青岚区100亿元，增长25%。", "青岚区80亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(1, "qinglan", OUTPUT, "25%", measure=GROWTH, year=2024), Number(2, "qinglan", OUTPUT, "80亿元", year=2023)], set()),
        (["青岚区100亿元，增长26%。", "青岚区80亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(1, "qinglan", OUTPUT, "26%", measure=GROWTH, year=2024), Number(2, "qinglan", OUTPUT, "80亿元", year=2023)], set()),
        (["青岚区100亿元，其中新材料产业60亿元、农机装备产业50亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(1, "materials", OUTPUT, "60亿元", year=2024, part_of="100亿元"), Number(1, "machines", OUTPUT, "50亿元", year=2024, part_of="100亿元")], {"parts"}),
        (["青岚区100亿元，其中新材料产业60亿元、农机装备产业40亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(1, "materials", OUTPUT, "60亿元", year=2024, part_of="100亿元"), Number(1, "machines", OUTPUT, "40亿元", year=2024, part_of="100亿元")], set()),
        (["青岚区100亿元，其中新材料产业占120%。"], [Number(1, "materials", OUTPUT, "120%", measure=SHARE, year=2024)], {"share"}),
        (["青岚区100亿元。", "青岚区101亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(2, "qinglan", OUTPUT, "101亿元", year=2024)], {"disagreement"}),
        (["青岚区100亿元、101亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(1, "qinglan", OUTPUT, "101亿元", year=2024)], set()),
        (["青岚区增长5%。", "青岚区增长9%。"], [Number(1, "qinglan", OUTPUT, "5%", measure=GROWTH, year=2024), Number(2, "qinglan", OUTPUT, "9%", measure=GROWTH, year=2024)], {"disagreement"}),
        (["青岚区增长5%。", "青岚区增长9%。"], [Number(1, "qinglan", "同比增长", "5%", measure=GROWTH, year=2024), Number(2, "qinglan", "同比增长", "9%", measure=GROWTH, year=2024)], set()),
        (["青岚区100亿元。", "青岚区100.4亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(2, "qinglan", OUTPUT, "100.4亿元", year=2024)], set()),
        (["青岚区100亿元。", "青岚区1000000万元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(2, "qinglan", OUTPUT, "1000000万元", year=2024)], set()),
        (["青岚区100亿元。", "青岚区100万元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(2, "qinglan", OUTPUT, "100万元", year=2024)], {"disagreement"}),
        (["青岚区100亿元。", "青岚区110万元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2023), Number(2, "qinglan", OUTPUT, "110万元", year=2024)], {"unit slip"}),
        (["青岚区100亿元。", "青岚区将达110亿元。"], [Number(1, "qinglan", OUTPUT, "100亿元", year=2024), Number(2, "qinglan", OUTPUT, "110亿元", year=2024, status=Status.PLANNED)], set()),
        (["青岚区0亿元。", "青岚区5亿元，增长10%。"], [Number(1, "qinglan", OUTPUT, "0亿元", year=2023), Number(2, "qinglan", OUTPUT, "5亿元", year=2024), Number(2, "qinglan", OUTPUT, "10%", measure=GROWTH, year=2024)], set()),
    ],
)  # fmt: skip
def test_arithmetic(lines, numbers, rules):
    assert arithmetic(lines, numbers) == rules
