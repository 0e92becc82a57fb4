"""From what a document says, and from what entities are, to quads: pure functions that yield the contract's RDF.

In: an `Extraction` and the IRI of each of its entities, or the nodes of identity. Out: quads without blank nodes, each
literal in the spelling that Oxigraph stores, so that a graph's hash is the same before and after storing. Refused: an
entity key without an IRI.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.iris import (
    ENTITIES,
    cm,
    document_iri,
    fragment_iri,
    indicator_iri,
    mention_iri,
    sentence_iri,
    term,
    unit_iri,
)
from ontology.errors import StoreError
from ontology.facts import Kind, Statement, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.nodes import Node
    from ontology.facts import Document, Extraction, Mention, Observation, Period, Span

    Term = NamedNode | Literal
    Facts = Iterator[tuple[NamedNode, NamedNode, Term]]

__all__ = ["claim_key", "concept_quads", "document_quads", "entity_quads", "reprint_quads"]

_ISSUED: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
"""Length of an ISO date → datatype of dcterms:issued."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_CODES: Final = {
    Kind.REGION: "divisionCode",
    Kind.COMPANY: "unifiedSocialCreditCode",
    Kind.FINANCIAL: "unifiedSocialCreditCode",
}
"""Which property holds a node's code; codes of other kinds are concepts."""


def document_quads(extraction: Extraction, iris: Mapping[str, str]) -> Iterator[Quad]:
    """Yield every quad of one document, all in the graph `doc:IDENT`; each quad once.

    Args:
        extraction: what the document says.
        iris: entity key → IRI, for every entity that a mention, statement or observation names.

    Raises:
        StoreError: an entity key has no IRI.
    """
    graph = document_iri(extraction.document.identifier)
    nodes = _entity_nodes(extraction, iris)
    seen: set[tuple[NamedNode, NamedNode, Term]] = set()
    for fact in _facts(extraction, graph, nodes):
        if fact not in seen:
            seen.add(fact)
            yield Quad(*fact, graph)


def entity_quads(nodes: Iterable[Node]) -> Iterator[Quad]:
    """Yield class, labels, codes, matches and replacements of each node, in the graph of entities."""
    for node in nodes:
        for fact in _node_facts(node):
            yield Quad(*fact, ENTITIES)


def concept_quads(extractions: Iterable[Extraction]) -> Iterator[Quad]:
    """Yield the concepts of all indicators and units that are used, in the graph of entities; each quad once.

    Not in the documents' graphs: queries see the union of all graphs, where a label that each of a thousand documents
    wrote would count a thousand times.
    """
    seen: set[tuple[NamedNode, NamedNode, Term]] = set()
    for extraction in extractions:
        for observation in extraction.observations:
            for fact in _concept_facts(observation):
                if fact not in seen:
                    seen.add(fact)
                    yield Quad(*fact, ENTITIES)


def reprint_quads(reprints: Mapping[str, str]) -> Iterator[Quad]:
    """Yield a cm:reprintOf from each identifier to the one it reprints, in the graph of entities."""
    for copy, original in reprints.items():
        yield Quad(document_iri(copy), cm("reprintOf"), document_iri(original), ENTITIES)


def claim_key(claim: Statement | Observation) -> str:
    """Return the fragment that names a statement or an observation within its document: a function of what and where it says."""
    return _statement_key(claim) if isinstance(claim, Statement) else _observation_key(claim)


def _entity_nodes(extraction: Extraction, iris: Mapping[str, str]) -> dict[str, NamedNode]:
    """Return entity key → node for every key the document uses."""
    keys = {mention.entity for mention in extraction.mentions} | set(extraction.home)
    keys |= {key for statement in extraction.statements for key in (statement.subject, statement.object)}
    keys |= {observation.subject for observation in extraction.observations}
    if missing := sorted(keys - iris.keys()):
        raise StoreError(f"{extraction.document.identifier}: no IRI for the entities {', '.join(missing)}")
    return {key: NamedNode(iris[key]) for key in keys}


def _facts(extraction: Extraction, graph: NamedNode, nodes: Mapping[str, NamedNode]) -> Facts:
    document = extraction.document
    yield from _document_facts(document, graph)
    for key in extraction.home:
        yield graph, cm("speaksFor"), nodes[key]
    for warning in dict.fromkeys((*document.warnings, *extraction.warnings)):
        yield graph, cm("warning"), _text(warning)
    sentences = _all_sentences(extraction)
    for span in sentences:
        yield from _sentence_facts(graph, span, document.text)
    for mention in extraction.mentions:
        yield from _mention_facts(graph, mention, nodes, sentences)
    for statement in _distinct_statements(extraction.statements):
        yield from _statement_facts(graph, statement, nodes)
    yield from _observations(graph, extraction.observations, nodes)


def _document_facts(document: Document, graph: NamedNode) -> Facts:
    yield graph, term("rdf:type"), cm("Document")
    yield graph, term("rdf:type"), term("nif:Context")
    yield graph, term("dcterms:identifier"), _text(document.identifier)
    yield graph, term("dcterms:title"), _text(document.title or document.identifier, "zh" if document.title else "")
    yield graph, cm("sha256"), _text(document.sha256)
    yield graph, term("nif:isString"), _text(document.text)
    yield graph, term("nif:beginIndex"), _integer(0)
    yield graph, term("nif:endIndex"), _integer(len(document.text))
    yield graph, term("dcterms:format"), _text(document.media_type)
    if document.issued:
        yield graph, term("dcterms:issued"), Literal(document.issued, datatype=term(_ISSUED[len(document.issued)]))
    if document.publisher:
        yield graph, term("dcterms:publisher"), _text(document.publisher)
    if document.source:
        yield graph, term("dcterms:source"), _text(document.source)
    if document.url:
        yield graph, term("schema:url"), Literal(_clean(document.url), datatype=term("xsd:anyURI"))


def _string_facts(node: NamedNode, graph: NamedNode, span: Span, anchor: str) -> Facts:
    """Yield what every part of a text has: offsets, characters and the document."""
    yield node, term("nif:beginIndex"), _integer(span.begin)
    yield node, term("nif:endIndex"), _integer(span.end)
    yield node, term("nif:anchorOf"), _text(anchor)
    yield node, term("nif:referenceContext"), graph


def _sentence_facts(graph: NamedNode, span: Span, text: str) -> Facts:
    node = sentence_iri(graph, span)
    yield node, term("rdf:type"), term("nif:Sentence")
    yield from _string_facts(node, graph, span, text[span.begin : span.end])


def _mention_facts(graph: NamedNode, mention: Mention, nodes: Mapping[str, NamedNode], sentences: list[Span]) -> Facts:
    node = mention_iri(graph, mention.span)
    yield node, term("rdf:type"), term("nif:Phrase")
    yield from _string_facts(node, graph, mention.span, mention.anchor)
    yield node, term("itsrdf:taIdentRef"), nodes[mention.entity]
    if mention.deictic:
        yield node, cm("deictic"), Literal(value=True)
    if (sentence := _sentence_of(mention.span, sentences)) is not None:
        yield node, term("nif:sentence"), sentence_iri(graph, sentence)


def _statement_facts(graph: NamedNode, statement: Statement, nodes: Mapping[str, NamedNode]) -> Facts:
    subject, obj = nodes[statement.subject], nodes[statement.object]
    predicate, node = cm(statement.predicate), fragment_iri(graph, _statement_key(statement))
    if statement.status is not Status.PLANNED:
        yield subject, predicate, obj
    yield node, term("rdf:type"), term("rdf:Statement")
    yield node, term("rdf:subject"), subject
    yield node, term("rdf:predicate"), predicate
    yield node, term("rdf:object"), obj
    yield node, cm("subjectMention"), mention_iri(graph, statement.subject_mention)
    yield node, cm("objectMention"), mention_iri(graph, statement.object_mention)
    yield from _claim_facts(node, graph, statement)


def _observations(graph: NamedNode, observations: Iterable[Observation], nodes: Mapping[str, NamedNode]) -> Facts:
    """Yield the facts of all observations; 其中 points to the first observation read at the whole's characters."""
    wholes: dict[Span, NamedNode] = {}
    keyed = [(fragment_iri(graph, _observation_key(observation)), observation) for observation in observations]
    keyed.sort(key=lambda pair: (pair[1].span, -pair[1].confidence, pair[0].value))
    for node, observation in keyed:
        wholes.setdefault(observation.span, node)
    written: set[NamedNode] = set()
    for node, observation in keyed:
        if node not in written:
            written.add(node)
            yield from _observation_facts(graph, node, observation, nodes)
            if observation.part_of in wholes and wholes[observation.part_of] != node:
                yield node, cm("partOfObservation"), wholes[observation.part_of]


def _observation_facts(
    graph: NamedNode, node: NamedNode, observation: Observation, nodes: Mapping[str, NamedNode]
) -> Facts:
    yield node, term("rdf:type"), cm("Observation")
    yield node, cm("observes"), nodes[observation.subject]
    yield node, cm("subjectMention"), mention_iri(graph, observation.subject_mention)
    yield node, cm("indicator"), indicator_iri(observation.indicator)
    yield node, cm("value"), _decimal(observation.value)
    yield node, cm("unit"), unit_iri(observation.unit)
    yield node, cm("valueText"), _text(observation.value_text)
    yield node, term("nif:beginIndex"), _integer(observation.span.begin)
    yield node, term("nif:endIndex"), _integer(observation.span.end)
    yield node, cm("measure"), _text(observation.measure)
    yield node, cm("bound"), _text(observation.bound)
    yield from _optional_facts(node, observation)
    yield from _claim_facts(node, graph, observation)


def _optional_facts(node: NamedNode, observation: Observation) -> Facts:
    """Yield what only some observations have."""
    if observation.value_max is not None:
        yield node, cm("valueMax"), _decimal(observation.value_max)
    if observation.base_value is not None:
        yield node, cm("baseValue"), _decimal(observation.base_value)
    if observation.base_unit:
        yield node, cm("baseUnit"), unit_iri(observation.base_unit)
    if observation.comparison is not None:
        yield node, cm("comparison"), _text(observation.comparison)
    if observation.within:
        yield node, cm("within"), _text(observation.within)
    if observation.condition:
        yield node, cm("condition"), _text(observation.condition)


def _claim_facts(node: NamedNode, graph: NamedNode, claim: Statement | Observation) -> Facts:
    """Yield what statements and observations share: evidence, confidence, status, period, rule."""
    yield node, term("prov:wasDerivedFrom"), sentence_iri(graph, claim.sentence)
    yield node, cm("confidence"), _decimal(claim.confidence)
    yield node, cm("status"), cm(claim.status)
    if claim.period is not None:
        yield node, cm("periodStart"), Literal(claim.period.start, datatype=term("xsd:date"))
        yield node, cm("periodEnd"), Literal(claim.period.end, datatype=term("xsd:date"))
    if claim.rule:
        yield node, cm("rule"), _text(claim.rule)


def _concept_facts(observation: Observation) -> Facts:
    yield from _indicator_facts(indicator_iri(observation.indicator), observation.indicator, observation.family)
    for notation in filter(None, (observation.unit, observation.base_unit)):
        yield from _unit_facts(unit_iri(notation), notation)


def _indicator_facts(node: NamedNode, label: str, family: str) -> Facts:
    yield node, term("rdf:type"), term("skos:Concept")
    yield node, term("skos:prefLabel"), _text("".join(label.split()), "zh")
    if family and indicator_iri(family) != node:
        yield node, term("skos:broader"), indicator_iri(family)
        yield from _indicator_facts(indicator_iri(family), family, "")


def _unit_facts(node: NamedNode, notation: str) -> Facts:
    yield node, term("rdf:type"), term("skos:Concept")
    yield node, term("skos:notation"), _text("".join(notation.split()))


def _node_facts(node: Node) -> Facts:
    iri = NamedNode(node.iri)
    yield iri, term("rdf:type"), cm(node.kind)
    yield iri, term("skos:prefLabel"), _text(node.label, "zh")
    for alias in dict.fromkeys(node.aliases):
        if alias != node.label:
            yield iri, term("skos:altLabel"), _text(alias, "zh")
    if node.code and node.kind in _CODES:
        yield iri, cm(_CODES[node.kind]), _text(node.code)
    if node.concept:
        yield iri, term("skos:broadMatch" if node.broader else "skos:closeMatch"), NamedNode(node.concept)
    for old in node.replaced:
        if old != node.iri:
            yield NamedNode(old), term("dcterms:isReplacedBy"), iri


def _all_sentences(extraction: Extraction) -> list[Span]:
    """Return the document's sentences and any other that is cited, in order."""
    cited = {statement.sentence for statement in extraction.statements}
    cited |= {observation.sentence for observation in extraction.observations}
    return sorted(cited.union(extraction.sentences))


def _sentence_of(span: Span, sentences: list[Span]) -> Span | None:
    """Return the sentence that a span lies in."""
    at = bisect_right(sentences, span.begin, key=lambda sentence: sentence.begin) - 1
    return sentences[at] if at >= 0 and span.within(sentences[at]) else None


def _distinct_statements(statements: Iterable[Statement]) -> list[Statement]:
    """Return one statement for each node, the most confident."""
    best: dict[str, Statement] = {}
    for statement in statements:
        key = _statement_key(statement)
        if key not in best or (statement.confidence, statement.rule) > (best[key].confidence, best[key].rule):
            best[key] = statement
    return list(best.values())


def _statement_key(statement: Statement) -> str:
    """Return the fragment of a statement's IRI: property, the three spans, status and period.

    Entities are not in it: the spans name them, and identity may change with other documents.
    """
    spans = (statement.subject_mention, statement.object_mention, statement.sentence)
    parts = [statement.predicate.value, *(f"{span.begin},{span.end}" for span in spans), *_when(statement)]
    return "statement=" + ";".join(parts)


def _observation_key(observation: Observation) -> str:
    """Return the fragment of an observation's IRI: its characters, and a digest of what was read there."""
    subject = observation.subject_mention
    parts = (
        f"{subject.begin},{subject.end}",
        observation.indicator,
        observation.measure,
        observation.within,
        observation.condition,
        str(observation.value),
        observation.unit,
        *_when(observation),
    )
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:12]
    return f"observation={observation.span.begin},{observation.span.end};{digest}"


def _when(claim: Statement | Observation) -> list[str]:
    status = [] if claim.status is Status.ACHIEVED else [claim.status.value]
    period: Period | None = claim.period
    return status if period is None else [*status, f"{period.start},{period.end}"]


def _clean(text: str) -> str:
    """Replace lone surrogates, which no RDF literal can hold; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def _text(text: str, language: str = "") -> Literal:
    return Literal(_clean(text), language=language) if language else Literal(_clean(text))


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=term("xsd:integer"))


def _decimal(number: Decimal | float) -> Literal:
    """Return an xsd:decimal in the spelling that Oxigraph stores: no exponent, no trailing zero."""
    exact = number if isinstance(number, Decimal) else Decimal(str(round(number, 4)))
    written = format(exact, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return Literal("0" if written in {"-0", ""} else written, datatype=term("xsd:decimal"))
