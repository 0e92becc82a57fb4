"""From what a document says, and from what entities are, to quads: pure functions that yield the contract's RDF.

In: an `Extraction` and the IRI of each of its entities, or the nodes of identity. Out: quads without blank nodes, each
literal in the spelling that Oxigraph stores, so that a graph's hash is the same before and after storing. Refused: an
entity key without an IRI.

A quad is made as its line of N-Quads, without the full stop: what a million documents say is written as text, and
loaded as text, without an object for each term. IRIs and literals are spelt by pyoxigraph's own serialiser.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.iris import CHARACTERS, ENTITIES, SENTENCE, cm, document_iri, fragment_iri, indicator_iri, term, unit_iri
from ontology.errors import StoreError
from ontology.facts import Kind, Statement, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Quad

    from graph.nodes import Node
    from ontology.facts import Document, Extraction, Mention, Observation, Period, Span

    Facts = Iterator[tuple[str, str, str]]

__all__ = [
    "claim_key",
    "concept_lines",
    "concept_quads",
    "document_lines",
    "document_quads",
    "entity_lines",
    "entity_quads",
    "read_lines",
    "reprint_lines",
    "reprint_quads",
]

_ISSUED: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
"""Length of an ISO date → datatype of dcterms:issued."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_CODES: Final = {
    Kind.REGION: "divisionCode",
    Kind.COMPANY: "unifiedSocialCreditCode",
    Kind.FINANCIAL: "unifiedSocialCreditCode",
}
"""Which property holds a node's code; codes of other kinds are concepts."""


def document_lines(extraction: Extraction, iris: Mapping[str, str]) -> list[str]:
    """Return the line of every quad of one document, all in the graph `doc:IDENT`; each line once.

    Args:
        extraction: what the document says.
        iris: entity key → IRI, for every entity that a mention, statement or observation names.

    Raises:
        StoreError: an entity key has no IRI.
    """
    graph = document_iri(extraction.document.identifier)
    nodes = _entity_nodes(extraction, iris)
    return _lines(_facts(extraction, graph.value, nodes), graph)


def entity_lines(nodes: Iterable[Node]) -> list[str]:
    """Return the lines of class, labels, codes, matches and replacements of each node, in the graph of entities."""
    return _lines((fact for node in nodes for fact in _node_facts(node)), ENTITIES)


def concept_lines(extractions: Iterable[Extraction]) -> list[str]:
    """Return the lines of the concepts of all indicators and units that are used, in the graph of entities; each line once.

    Not in the documents' graphs: queries see the union of all graphs, where a label that each of a thousand documents
    wrote would count a thousand times.
    """
    return _lines((fact for extraction in extractions for observation in extraction.observations for fact in _concept_facts(observation)), ENTITIES)


def reprint_lines(reprints: Mapping[str, str]) -> list[str]:
    """Return the line of a cm:reprintOf from each identifier to the one it reprints, in the graph of entities."""
    return _lines(((str(document_iri(copy)), _cm("reprintOf"), str(document_iri(original))) for copy, original in reprints.items()), ENTITIES)


def document_quads(extraction: Extraction, iris: Mapping[str, str]) -> Iterator[Quad]:
    """Yield the quads of `document_lines`."""
    return read_lines(document_lines(extraction, iris))


def entity_quads(nodes: Iterable[Node]) -> Iterator[Quad]:
    """Yield the quads of `entity_lines`."""
    return read_lines(entity_lines(nodes))


def concept_quads(extractions: Iterable[Extraction]) -> Iterator[Quad]:
    """Yield the quads of `concept_lines`."""
    return read_lines(concept_lines(extractions))


def reprint_quads(reprints: Mapping[str, str]) -> Iterator[Quad]:
    """Yield the quads of `reprint_lines`."""
    return read_lines(reprint_lines(reprints))


def read_lines(lines: Iterable[str]) -> Iterator[Quad]:
    """Yield the quads of lines that end without a full stop.

    >>> [quad.object.value for quad in read_lines(['<a:s> <a:p> "o"'])]
    ['o']
    """
    return parse("".join(f"{line} .\n" for line in lines), format=RdfFormat.N_QUADS)


def claim_key(claim: Statement | Observation) -> str:
    """Return the fragment that names a statement or an observation within its document: a function of what and where it says."""
    return _statement_key(claim) if isinstance(claim, Statement) else _observation_key(claim)


def _lines(facts: Facts, graph: NamedNode) -> list[str]:
    """Return the lines of facts in a graph, each once, in the order of the facts."""
    return list(dict.fromkeys([f"{subject} {predicate} {value} {graph}" for subject, predicate, value in facts]))


def _entity_nodes(extraction: Extraction, iris: Mapping[str, str]) -> dict[str, str]:
    """Return entity key → node for every key the document uses."""
    keys = {mention.entity for mention in extraction.mentions} | set(extraction.home)
    keys |= {key for statement in extraction.statements for key in (statement.subject, statement.object)}
    keys |= {observation.subject for observation in extraction.observations}
    if missing := sorted(keys - iris.keys()):
        raise StoreError(f"{extraction.document.identifier}: no IRI for the entities {', '.join(missing)}")
    return {key: str(NamedNode(iris[key])) for key in keys}


def _facts(extraction: Extraction, graph: str, nodes: Mapping[str, str]) -> Facts:
    """Yield what a document says as subject, predicate and object, each as it is written; the graph is an IRI without brackets."""
    document = extraction.document
    yield from _document_facts(document, f"<{graph}>")
    for key in extraction.home:
        yield f"<{graph}>", _cm("speaksFor"), nodes[key]
    for warning in dict.fromkeys((*document.warnings, *extraction.warnings)):
        yield f"<{graph}>", _cm("warning"), _text(warning)
    sentences = _all_sentences(extraction)
    yield from _sentence_facts(graph, sentences, document.text)
    yield from _mention_facts(graph, extraction.mentions, nodes, sentences)
    for statement in _distinct_statements(extraction.statements):
        yield from _statement_facts(graph, statement, nodes)
    yield from _observations(graph, extraction.observations, nodes)


def _document_facts(document: Document, node: str) -> Facts:
    yield node, _term("rdf:type"), _cm("Document")
    yield node, _term("rdf:type"), _term("nif:Context")
    yield node, _term("dcterms:identifier"), _text(document.identifier)
    yield node, _term("dcterms:title"), _text(document.title or document.identifier, "zh" if document.title else "")
    yield node, _cm("sha256"), _text(document.sha256)
    yield node, _term("nif:isString"), _text(document.text)
    yield node, _term("nif:beginIndex"), _integer(0)
    yield node, _term("nif:endIndex"), _integer(len(document.text))
    yield node, _term("dcterms:format"), _text(document.media_type)
    if document.issued:
        yield node, _term("dcterms:issued"), _typed(document.issued, _ISSUED[len(document.issued)])
    if document.publisher:
        yield node, _term("dcterms:publisher"), _text(document.publisher)
    if document.source:
        yield node, _term("dcterms:source"), _text(document.source)
    if document.url:
        yield node, _term("schema:url"), _typed(_clean(document.url), "xsd:anyURI")


def _string_facts(node: str, graph: str, span: Span, anchor: str) -> Facts:
    """Yield what every part of a text has: offsets, characters and the document."""
    yield node, _term("nif:beginIndex"), _integer(span[0])
    yield node, _term("nif:endIndex"), _integer(span[1])
    yield node, _term("nif:anchorOf"), _text(anchor)
    yield node, _term("nif:referenceContext"), f"<{graph}>"


def _sentence_facts(graph: str, sentences: Iterable[Span], text: str) -> Facts:
    for span in sentences:
        node = _sentence(graph, span)
        yield node, _term("rdf:type"), _term("nif:Sentence")
        yield from _string_facts(node, graph, span, text[span.begin : span.end])


def _mention_facts(graph: str, mentions: Iterable[Mention], nodes: Mapping[str, str], sentences: list[Span]) -> Facts:
    begins = [sentence.begin for sentence in sentences]
    for mention in mentions:
        span = mention.span
        node = _characters(graph, span)
        yield node, _term("rdf:type"), _term("nif:Phrase")
        yield from _string_facts(node, graph, span, mention.anchor)
        yield node, _term("itsrdf:taIdentRef"), nodes[mention.entity]
        if mention.deictic:
            yield node, _cm("deictic"), _typed("true", "xsd:boolean")
        at = bisect_right(begins, span.begin) - 1
        if at >= 0 and span.within(sentences[at]):
            yield node, _term("nif:sentence"), _sentence(graph, sentences[at])


def _statement_facts(graph: str, statement: Statement, nodes: Mapping[str, str]) -> Facts:
    subject, obj = nodes[statement.subject], nodes[statement.object]
    predicate, node = _cm(statement.predicate), _fragment(graph, _statement_key(statement))
    if statement.status is not Status.PLANNED:
        yield subject, predicate, obj
    yield node, _term("rdf:type"), _term("rdf:Statement")
    yield node, _term("rdf:subject"), subject
    yield node, _term("rdf:predicate"), predicate
    yield node, _term("rdf:object"), obj
    yield node, _cm("subjectMention"), _characters(graph, statement.subject_mention)
    yield node, _cm("objectMention"), _characters(graph, statement.object_mention)
    yield from _claim_facts(node, graph, statement)


def _observations(graph: str, observations: Iterable[Observation], nodes: Mapping[str, str]) -> Facts:
    """Yield the facts of all observations; 其中 points to the first observation read at the whole's characters."""
    wholes: dict[Span, str] = {}
    keyed = [(_fragment(graph, _observation_key(observation)), observation) for observation in observations]
    keyed.sort(key=lambda pair: (pair[1].span, -pair[1].confidence, pair[0][1:-1]))
    for node, observation in keyed:
        wholes.setdefault(observation.span, node)
    written: set[str] = set()
    for node, observation in keyed:
        if node not in written:
            written.add(node)
            yield from _observation_facts(graph, node, observation, nodes)
            if observation.part_of in wholes and wholes[observation.part_of] != node:
                yield node, _cm("partOfObservation"), wholes[observation.part_of]


def _observation_facts(graph: str, node: str, observation: Observation, nodes: Mapping[str, str]) -> Facts:
    yield node, _term("rdf:type"), _cm("Observation")
    yield node, _cm("observes"), nodes[observation.subject]
    yield node, _cm("subjectMention"), _characters(graph, observation.subject_mention)
    yield node, _cm("indicator"), _indicator(observation.indicator)
    yield node, _cm("value"), _decimal(observation.value)
    yield node, _cm("unit"), _unit(observation.unit)
    yield node, _cm("valueText"), _text(observation.value_text)
    yield node, _term("nif:beginIndex"), _integer(observation.span.begin)
    yield node, _term("nif:endIndex"), _integer(observation.span.end)
    yield node, _cm("measure"), _text(observation.measure)
    yield node, _cm("bound"), _text(observation.bound)
    yield from _optional_facts(node, observation)
    yield from _claim_facts(node, graph, observation)


def _optional_facts(node: str, observation: Observation) -> Facts:
    """Yield what only some observations have."""
    if observation.value_max is not None:
        yield node, _cm("valueMax"), _decimal(observation.value_max)
    if observation.base_value is not None:
        yield node, _cm("baseValue"), _decimal(observation.base_value)
    if observation.base_unit:
        yield node, _cm("baseUnit"), _unit(observation.base_unit)
    if observation.comparison is not None:
        yield node, _cm("comparison"), _text(observation.comparison)
    if observation.within:
        yield node, _cm("within"), _text(observation.within)
    if observation.condition:
        yield node, _cm("condition"), _text(observation.condition)


def _claim_facts(node: str, graph: str, claim: Statement | Observation) -> Facts:
    """Yield what statements and observations share: evidence, confidence, status, period, rule."""
    yield node, _term("prov:wasDerivedFrom"), _sentence(graph, claim.sentence)
    yield node, _cm("confidence"), _decimal(claim.confidence)
    yield node, _cm("status"), _cm(claim.status)
    if claim.period is not None:
        yield node, _cm("periodStart"), _typed(claim.period.start, "xsd:date")
        yield node, _cm("periodEnd"), _typed(claim.period.end, "xsd:date")
    if claim.rule:
        yield node, _cm("rule"), _text(claim.rule)


def _concept_facts(observation: Observation) -> Facts:
    yield from _indicator_facts(observation.indicator, observation.family)
    for notation in filter(None, (observation.unit, observation.base_unit)):
        yield _unit(notation), _term("rdf:type"), _term("skos:Concept")
        yield _unit(notation), _term("skos:notation"), _text("".join(notation.split()))


def _indicator_facts(label: str, family: str) -> Facts:
    node = _indicator(label)
    yield node, _term("rdf:type"), _term("skos:Concept")
    yield node, _term("skos:prefLabel"), _text("".join(label.split()), "zh")
    if family and _indicator(family) != node:
        yield node, _term("skos:broader"), _indicator(family)
        yield from _indicator_facts(family, "")


def _node_facts(node: Node) -> Facts:
    iri = str(NamedNode(node.iri))
    yield iri, _term("rdf:type"), _cm(node.kind)
    yield iri, _term("skos:prefLabel"), _text(node.label, "zh")
    for alias in dict.fromkeys(node.aliases):
        if alias != node.label:
            yield iri, _term("skos:altLabel"), _text(alias, "zh")
    if node.code and node.kind in _CODES:
        yield iri, _cm(_CODES[node.kind]), _text(node.code)
    if node.concept:
        yield iri, _term("skos:broadMatch" if node.broader else "skos:closeMatch"), str(NamedNode(node.concept))
    for old in node.replaced:
        if old != node.iri:
            yield str(NamedNode(old)), _term("dcterms:isReplacedBy"), iri


def _all_sentences(extraction: Extraction) -> list[Span]:
    """Return the document's sentences and any other that is cited, in order."""
    cited = {statement.sentence for statement in extraction.statements}
    cited |= {observation.sentence for observation in extraction.observations}
    return sorted(cited.union(extraction.sentences))


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


def _text(text: str, language: str = "") -> str:
    return str(Literal(_clean(text), language=language) if language else Literal(_clean(text)))


def _typed(text: str, datatype: str) -> str:
    return str(Literal(text, datatype=term(datatype)))


def _integer(number: int) -> str:
    return f'"{number}"^^{_INTEGER}'


def _decimal(number: Decimal | float) -> str:
    """Return an xsd:decimal in the spelling that Oxigraph stores: no exponent, no trailing zero."""
    exact = number if isinstance(number, Decimal) else Decimal(str(round(number, 4)))
    written = format(exact, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return f'"{"0" if written in {"-0", ""} else written}"^^{_DECIMAL}'


@cache
def _term(name: str) -> str:
    return str(term(name))


@cache
def _cm(name: str) -> str:
    return str(cm(name))


@lru_cache(maxsize=4096)
def _indicator(label: str) -> str:
    return str(indicator_iri(label))


@lru_cache(maxsize=4096)
def _unit(notation: str) -> str:
    return str(unit_iri(notation))


def _characters(graph: str, span: Span) -> str:
    """Return the node of a place in the text; see `graph.iris.mention_iri`."""
    return f"<{graph}{CHARACTERS % span}>"


def _sentence(graph: str, span: Span) -> str:
    """Return the node of a sentence; see `graph.iris.sentence_iri`."""
    return f"<{graph}{SENTENCE % span}>"


def _fragment(graph: str, fragment: str) -> str:
    return str(fragment_iri(NamedNode(graph), fragment))


_INTEGER: Final = _term("xsd:integer")
_DECIMAL: Final = _term("xsd:decimal")
