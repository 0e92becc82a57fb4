"""Checks a whole store: evidence against text, shapes, ledger; and, as findings only, arithmetic and contradictions.

In: a store, and the ledger's rows where there are any. Out: findings, document by document. A store without a broken
finding keeps every promise of the vocabulary contract that a program can check.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from graph.arithmetic import check_arithmetic
from graph.evidence import Finding, Severity, check_evidence
from graph.iris import ENTITIES, document_identifier, term
from graph.ledger import graph_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import rdflib
    from pyoxigraph import Quad, Store

    from graph.ledger import LedgerRow

__all__ = ["Finding", "Severity", "check_ledger", "check_shapes", "check_store"]

_SEVERITIES: Final = {"Violation": Severity.BROKEN, "Warning": Severity.FINDING}
"""SHACL's severities; sh:Info is no finding."""
_LABELS: Final = frozenset(term(name) for name in ("rdf:type", "skos:prefLabel", "skos:altLabel", "skos:notation"))


def check_store(
    store: Store,
    ledger: Iterable[LedgerRow] | None = None,
    *,
    shapes: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Iterator[Finding]:
    """Yield everything there is to say about a store.

    Args:
        store: what is checked.
        ledger: its rows; None where there is no ledger, as for an export.
        shapes: False leaves out SHACL, which takes nearly all of the time: 3 CPU s for 100,000 quads.
        progress: called with the identifier of each document before it is checked.
    """
    if ledger is not None:
        yield from check_ledger(store, ledger)
    entities = list(store.quads_for_pattern(None, None, None, ENTITIES))
    if shapes:
        yield from check_shapes(entities)
    described = _by_subject(entities)
    for graph in _document_graphs(store):
        if progress is not None:
            progress(document_identifier(graph.value))
        quads = list(store.quads_for_pattern(None, None, None, graph))
        yield from check_evidence(graph, quads)
        if shapes:
            yield from check_shapes(quads, described, document_identifier(graph.value))
    yield from check_arithmetic(store)


def check_ledger(store: Store, rows: Iterable[LedgerRow]) -> Iterator[Finding]:
    """Yield graphs that are not what the ledger says was committed: lost, changed, or never entered."""
    graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    for row in rows:
        count, digest = graph_hash(store.quads_for_pattern(None, None, None, NamedNode(row.graph)))
        if row.graph not in graphs and row.quads:
            yield Finding(
                row.identifier, Severity.BROKEN, "ledger", f"{row.quads} quads are lost; run chanmai repair", row.graph
            )
        elif (count, digest) != (row.quads, row.hash):
            message = f"{count} quads differ from the {row.quads} of the ledger; run chanmai repair"
            yield Finding(row.identifier, Severity.BROKEN, "ledger", message, row.graph)
        graphs.discard(row.graph)
    for graph in sorted(graphs):
        yield Finding(
            document_identifier(graph), Severity.BROKEN, "ledger", "a graph that the ledger does not have", graph
        )


def check_shapes(
    quads: Iterable[Quad], described: dict[NamedNode, list[Quad]] | None = None, document: str = ""
) -> Iterator[Finding]:
    """Yield what `ontology/shapes.ttl` says against a graph.

    Args:
        quads: the graph.
        described: class and labels of entities and concepts, by IRI, for those that the graph names.
        document: identifier for the findings.
    """
    import pyshacl  # noqa: PLC0415 - takes a second to import
    from rdflib import SH  # noqa: PLC0415

    quads = list(quads)
    if not quads:
        return
    data = _to_rdflib([*quads, *_descriptions(quads, described or {})])
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), inference="none", advanced=False, abort_on_first=False)
    found = []
    for result in report.subjects(SH.resultSeverity):
        severity = _SEVERITIES.get(str(report.value(result, SH.resultSeverity)).rpartition("#")[2])
        if severity is not None:
            path = str(report.value(result, SH.resultPath) or "").rpartition("#")[2]
            message = " ".join(str(report.value(result, SH.resultMessage) or "").split())
            found.append(
                Finding(
                    document,
                    severity,
                    "shape",
                    f"{path}: {message}" if path else message,
                    str(report.value(result, SH.focusNode)),
                )
            )
    yield from sorted(set(found))


def _descriptions(quads: Iterable[Quad], described: dict[NamedNode, list[Quad]]) -> Iterator[Quad]:
    """Yield class and labels of the entities that a graph names."""
    named = {quad.object for quad in quads if isinstance(quad.object, NamedNode)}
    for entity in named & described.keys():
        yield from described[entity]


def _by_subject(entities: Iterable[Quad]) -> dict[NamedNode, list[Quad]]:
    described: dict[NamedNode, list[Quad]] = {}
    for quad in entities:
        if quad.predicate in _LABELS and isinstance(quad.subject, NamedNode):
            described.setdefault(quad.subject, []).append(quad)
    return described


def _document_graphs(store: Store) -> list[NamedNode]:
    return sorted(
        (graph for graph in store.named_graphs() if isinstance(graph, NamedNode) and graph != ENTITIES), key=str
    )


@cache
def _shapes() -> rdflib.Graph:
    from rdflib import Graph  # noqa: PLC0415

    return Graph().parse(data=resources.files("ontology").joinpath("shapes.ttl").read_text("utf-8"), format="turtle")


def _to_rdflib(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return quads as an rdflib graph, without the text of the document, which no shape looks at."""
    from rdflib import Graph, URIRef  # noqa: PLC0415

    text, graph = term("nif:isString"), Graph()
    for quad in quads:
        if quad.predicate != text and isinstance(quad.subject, NamedNode):
            node = (
                _to_rdflib_literal(quad.object)
                if isinstance(quad.object, Literal)
                else URIRef(getattr(quad.object, "value", ""))
            )
            graph.add((URIRef(quad.subject.value), URIRef(quad.predicate.value), node))
    return graph


def _to_rdflib_literal(literal: Literal) -> rdflib.Literal:
    """Return a literal; plain text has no datatype in rdflib, or "a" would not be equal to itself in the shapes."""
    from rdflib import Literal as Value  # noqa: PLC0415
    from rdflib import URIRef  # noqa: PLC0415

    if literal.language:
        return Value(literal.value, lang=literal.language)
    datatype = None if literal.datatype == term("xsd:string") else URIRef(literal.datatype.value)
    return Value(literal.value, datatype=datatype)
