"""Checks of one document's graph that need its text: whether what is cited stands where it is said to stand.

In: the quads of one document. Out: a finding for each thing that is broken. SHACL cannot say any of this.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode

from graph.iris import cm, document_identifier, mention_iri, term
from ontology.facts import Property, Span, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

__all__ = ["Finding", "Severity", "check_evidence"]

LONGEST: Final = 400
"""Characters of a sentence; the longest among 25 annotated reports has 185."""
_RELATIONS: Final = frozenset(cm(name) for name in Property)


class Severity(StrEnum):
    """How bad a finding is."""

    BROKEN = "broken"
    """The graph does not keep a promise: it cannot be trusted as it is."""
    FINDING = "finding"
    """Something a reader should look at: reports err, and so do readers of reports."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a check has to say.

    Attributes:
        document: identifier; empty for the store as a whole.
        severity: broken, or only worth a look.
        rule: which check.
        message: what is wrong, with what was expected.
        where: IRI of the node, or both IRIs.
    """

    document: str
    severity: Severity
    rule: str
    message: str
    where: str


class _Nodes:
    """The facts of one graph by subject and predicate."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.triples: set[tuple[str, str, str]] = set()
        self.blank: list[str] = []
        for quad in quads:
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                self.blank.append(str(quad.triple))
            elif isinstance(quad.subject, NamedNode):
                value = str(getattr(quad.object, "value", quad.object))
                self.facts[quad.subject.value][quad.predicate.value].append(value)
                if quad.predicate in _RELATIONS:
                    self.triples.add((quad.subject.value, quad.predicate.value, value))

    def of_class(self, name: str) -> list[str]:
        """Return the IRIs of a class, sorted."""
        kind = term(name).value
        return sorted(iri for iri, facts in self.facts.items() if kind in facts[term("rdf:type").value])

    def one(self, iri: str, name: str) -> str:
        """Return a node's only value of a property, the empty string where it has none or several."""
        held = self.facts[iri][term(name).value] if iri in self.facts else []
        return held[0] if len(held) == 1 else ""

    def span(self, iri: str) -> Span | None:
        """Return a node's characters, None where it has none."""
        begin, end = self.one(iri, "nif:beginIndex"), self.one(iri, "nif:endIndex")
        return Span(int(begin), int(end)) if begin.isdecimal() and end.isdecimal() else None


def check_evidence(graph: NamedNode, quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield what is broken in a document's graph.

    - every mention and sentence stands at its offsets, white space aside;
    - a statement's object stands in the cited sentence, its subject there or earlier, and both are who it says;
    - a number stands in its sentence;
    - the plain triple is there where a statement is not only planned, and only then;
    - there are no blank nodes.
    """
    nodes = _Nodes(quads)
    document = nodes.one(graph.value, "dcterms:identifier") or document_identifier(graph.value)

    def broken(rule: str, message: str, where: str) -> Finding:
        return Finding(document, Severity.BROKEN, rule, message, where)

    text = nodes.facts[graph.value][term("nif:isString").value]
    if len(text) != 1:
        yield broken("text", f"the document has {len(text)} texts, needs one", graph.value)
        return
    checks = (
        _check_strings(nodes, graph, text[0]),
        _check_statements(nodes),
        _check_observations(nodes, text[0]),
        _check_triples(nodes),
        (("blank node", triple, graph.value) for triple in nodes.blank),
    )
    for found in checks:
        for rule, message, where in found:
            yield broken(rule, message, where)


def _check_strings(nodes: _Nodes, graph: NamedNode, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield mentions and sentences that are not what the text has at their offsets."""
    phrases = set(nodes.of_class("nif:Phrase"))
    for iri in sorted({*phrases, *nodes.of_class("nif:Sentence")}):
        span, anchor = nodes.span(iri), nodes.one(iri, "nif:anchorOf")
        if nodes.one(iri, "nif:referenceContext") != graph.value:
            yield "context", "does not refer to the document of its graph", iri
        elif span is None or not 0 <= span.begin < span.end <= len(text):
            yield (
                "offset",
                f"offsets {span and (span.begin, span.end)} are not within the text's {len(text)} characters",
                iri,
            )
        elif _squeeze(text[span.begin : span.end]) != _squeeze(anchor):
            yield "offset", f"{_short(anchor)} is cited, {_short(text[span.begin : span.end])} stands there", iri
        elif iri in phrases and iri != mention_iri(graph, span).value:
            yield "offset", f"the IRI of the mention is not that of characters {span.begin},{span.end}", iri
        elif iri not in phrases and span.end - span.begin > LONGEST:
            yield "sentence", f"{span.end - span.begin} characters are longer than a sentence", iri


def _check_statements(nodes: _Nodes) -> Iterator[tuple[str, str, str]]:
    for iri in nodes.of_class("rdf:Statement"):
        sentence = nodes.span(nodes.one(iri, "prov:wasDerivedFrom"))
        if sentence is None:
            yield "citation", "cites no sentence of this document", iri
            continue
        for role in ("subject", "object"):
            mention = nodes.one(iri, f"cm:{role}Mention")
            span = nodes.span(mention)
            if span is None:
                yield "citation", f"its {role} mention is not in this document", iri
            elif nodes.one(mention, "itsrdf:taIdentRef") != nodes.one(iri, f"rdf:{role}"):
                yield (
                    "citation",
                    f"its {role} mention {_short(nodes.one(mention, 'nif:anchorOf'))} names another entity",
                    iri,
                )
            elif not (span.within(sentence) or (role == "subject" and span.begin < sentence.begin)):
                yield (
                    "citation",
                    f"its {role} {_short(nodes.one(mention, 'nif:anchorOf'))} does not stand in the cited sentence",
                    iri,
                )


def _check_observations(nodes: _Nodes, text: str) -> Iterator[tuple[str, str, str]]:
    for iri in nodes.of_class("cm:Observation"):
        source, written, span = nodes.one(iri, "prov:wasDerivedFrom"), nodes.one(iri, "cm:valueText"), nodes.span(iri)
        sentence, mention = nodes.span(source), nodes.one(iri, "cm:subjectMention")
        subject = nodes.span(mention)
        if sentence is None:
            yield "citation", "cites no sentence of this document", iri
        elif not written or _squeeze(written) not in _squeeze(nodes.one(source, "nif:anchorOf")):
            yield "number", f"{_short(written)} does not stand in the cited sentence", iri
        elif span and not (span.within(sentence) and _squeeze(text[span.begin : span.end]) == _squeeze(written)):
            yield "number", f"{_short(written)} does not stand at characters {span.begin},{span.end}", iri
        elif mention and nodes.one(mention, "itsrdf:taIdentRef") != nodes.one(iri, "cm:observes"):
            yield "citation", "its subject mention names another entity", iri
        elif subject and not (subject.within(sentence) or subject.begin < sentence.begin):
            yield "citation", "its subject stands after the cited sentence", iri


def _check_triples(nodes: _Nodes) -> Iterator[tuple[str, str, str]]:
    """Yield plain triples that no statement states as achieved or under way, and statements that lack theirs."""
    stated: dict[tuple[str, str, str], str] = {}
    for iri in nodes.of_class("rdf:Statement"):
        if nodes.one(iri, "cm:status") != cm(Status.PLANNED).value:
            stated[(nodes.one(iri, "rdf:subject"), nodes.one(iri, "rdf:predicate"), nodes.one(iri, "rdf:object"))] = iri
    for triple in sorted(stated.keys() - nodes.triples):
        yield "triple", "its plain triple is missing", stated[triple]
    for triple in sorted(nodes.triples - stated.keys()):
        yield "triple", "a plain triple that no statement states as achieved or under way", " ".join(triple)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _short(text: str) -> str:
    """Return a text in quotes on one line, its middle left out where it is long."""
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= 40 else f'{flat[:24]}…{flat[-12:]}'}”"
