"""From RDF to networkx: the only place that knows both, so that measures, projections and pictures know one of them.

In: a store. Out: a MultiDiGraph of entities (nodes) and statements (edges, one for each place that states one), in an
order that depends on the graph alone. Observations and mentions are no edges; co-mention has its own network.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx

from graph.query import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, BinaryIO

    from pyoxigraph import Store

__all__ = ["Evidence", "co_mention_network", "evidence_of", "simple_network", "to_network", "write_network"]

_NODES: Final = """
SELECT DISTINCT ?iri ?label ?class ?alias ?code WHERE {
  ?iri a ?kind ; skos:prefLabel ?label . FILTER(STRSTARTS(STR(?kind), STR(cm:)))
  BIND(STRAFTER(STR(?kind), "#") AS ?class)
  OPTIONAL { ?iri skos:altLabel ?alias } OPTIONAL { ?iri cm:divisionCode ?code }
}"""
_EDGES: Final = """
SELECT DISTINCT ?subject ?object ?iri ?property ?status ?confidence ?start ?end ?document ?at ?begin ?stop WHERE {
  ?iri rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ; prov:wasDerivedFrom ?at ; cm:confidence ?confidence .
  ?at nif:beginIndex ?begin ; nif:endIndex ?stop ; nif:referenceContext [ dcterms:identifier ?document ] .
  OPTIONAL { ?iri cm:status ?state } OPTIONAL { ?iri cm:periodStart ?start ; cm:periodEnd ?end }
  BIND(COALESCE(STRAFTER(STR(?state), "#"), "Achieved") AS ?status)
}"""
_SENTENCES: Final = "SELECT ?at ?sentence WHERE { ?at a nif:Sentence ; nif:anchorOf ?sentence }"
_TOGETHER: Final = """
SELECT DISTINCT ?at ?entity WHERE { ?mention nif:sentence ?at ; itsrdf:taIdentRef ?entity }"""
_XML_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an edge is stated.

    Attributes:
        document: identifier.
        sentence: as it stands in the text.
        begin: first character of the sentence in the document.
        end: after its last.
        statement: IRI of the statement.
    """

    document: str
    sentence: str
    begin: int
    end: int
    statement: str


def to_network(store: Store, *, planned: bool = True, confidence: float = 0.0) -> nx.MultiDiGraph:
    """Return the network of all stated relations.

    Nodes are IRIs with `label`, `kind` (class), `aliases` (joined by 、) and `code`. Edges are keyed by the IRI of the
    statement and have `predicate`, `status`, `confidence`, `start` and `end` (ISO dates or ""), `document`,
    `sentence`, `begin`, `stop`. All are text and numbers, so that any exporter takes them. Nodes and edges come in
    the order of their IRIs.

    Args:
        store: what is read.
        planned: False leaves out what is only planned.
        confidence: edges below it are left out, 0-1.

    Cost: linear in nodes and statements; about 1.5 CPU s for 200,000 statements.
    """
    network = nx.MultiDiGraph()
    _add_nodes(network, store)
    sentences = {row[0]: str(row[1]) for row in evaluate(store, _SENTENCES).rows}
    for row in sorted(evaluate(store, _EDGES).rows, key=lambda row: tuple(map(str, row))):
        subject, obj, iri, predicate, status, sure, start, end, document, at, begin, stop = row
        if float(str(sure)) < confidence or (status == "Planned" and not planned):
            continue
        network.add_edge(
            str(subject),
            str(obj),
            key=str(iri),
            predicate=str(predicate).rpartition("#")[2],
            status=str(status),
            confidence=float(str(sure)),
            start=str(start or ""),
            end=str(end or ""),
            document=str(document),
            sentence=sentences.get(at, ""),
            begin=begin,
            stop=stop,
        )
    return network


def co_mention_network(store: Store, *, least: int = 1) -> nx.Graph:
    """Return which entities stand in the same sentences: `weight` sentences, no relation and never mixed with one.

    Args:
        store: what is read.
        least: edges of fewer sentences are left out.

    Cost: the sum over sentences of the square of the entities in each.
    """
    network = nx.Graph()
    _add_nodes(network, store)
    together: dict[str, list[str]] = {}
    for at, entity in evaluate(store, _TOGETHER).rows:
        together.setdefault(str(at), []).append(str(entity))
    weights: dict[tuple[str, str], int] = {}
    for entities in together.values():
        ordered = sorted(entities)
        for position, one in enumerate(ordered):
            for other in ordered[position + 1 :]:
                weights[one, other] = weights.get((one, other), 0) + 1
    for (one, other), weight in sorted(weights.items()):
        if weight >= least and one in network and other in network:
            network.add_edge(one, other, weight=weight)
    return network


def simple_network(network: nx.MultiDiGraph, *, directed: bool = False) -> nx.Graph:
    """Return the network with one edge between two nodes: `weight` statements, `predicates`, `documents`.

    An edge from a node to itself is left out. Symmetric relations need no second edge: the default is undirected.
    """
    simple = nx.DiGraph() if directed else nx.Graph()
    simple.add_nodes_from(network.nodes(data=True))
    for one, other, data in network.edges(data=True):
        if one == other:
            continue
        held = simple.get_edge_data(one, other) or {"weight": 0, "predicates": "", "documents": ""}
        simple.add_edge(
            one,
            other,
            weight=held["weight"] + 1,
            predicates=_joined(held["predicates"], data.get("predicate", "")),
            documents=_joined(held["documents"], data.get("document", "")),
        )
    return simple


def evidence_of(network: nx.MultiDiGraph, one: str, other: str) -> list[Evidence]:
    """Return where the relations between two nodes are stated, in either direction, by document and place."""
    found = [
        Evidence(data["document"], data["sentence"], data["begin"], data["stop"], str(key))
        for start, end in dict.fromkeys(((one, other), (other, one)))
        for key, data in (network.get_edge_data(start, end) or {}).items()
    ]
    return sorted(found, key=lambda evidence: (evidence.document, evidence.begin, evidence.statement))


def write_network(network: nx.Graph, file: BinaryIO, form: str) -> None:
    """Write a network as "graphml" or "gexf", without the date that networkx stamps on GEXF.

    Characters that XML cannot hold become U+FFFD.
    """
    clean = _cleaned(network)
    if form == "graphml":
        nx.write_graphml_xml(clean, file, named_key_ids=True)
        return
    written = io.BytesIO()
    nx.write_gexf(clean, written, version="1.2draft")
    file.write(re.sub(rb' lastmodifieddate="[^"]*"', b"", written.getvalue()))


def _add_nodes(network: nx.Graph, store: Store) -> None:
    """Add every entity in the order of IRIs; one of two classes, which no graph of ours has, keeps the first."""
    aliases: dict[str, set[str]] = {}
    rows = sorted(evaluate(store, _NODES).rows, key=lambda row: tuple(map(str, row)))
    for iri, label, kind, alias, code in rows:
        if str(iri) not in network:
            network.add_node(str(iri), label=str(label), kind=str(kind), aliases="", code=str(code or ""))
        if alias is not None:
            aliases.setdefault(str(iri), set()).add(str(alias))
    for key, names in aliases.items():
        network.nodes[key]["aliases"] = "、".join(sorted(names))


def _joined(held: str, new: str) -> str:
    """Return a sorted list in one string with one more item in it."""
    return "、".join(sorted({*filter(None, held.split("、")), new}))


def _cleaned(network: nx.Graph) -> nx.Graph:
    """Return a copy whose text XML can hold."""

    def clean(data: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        return {key: _XML_ILLEGAL.sub("\ufffd", value) if isinstance(value, str) else value for key, value in data}

    copy = network.__class__()
    copy.add_nodes_from((node, clean(data.items())) for node, data in network.nodes(data=True))
    if network.is_multigraph():
        copy.add_edges_from((u, v, key, clean(data.items())) for u, v, key, data in network.edges(keys=True, data=True))
    else:
        copy.add_edges_from((u, v, clean(data.items())) for u, v, data in network.edges(data=True))
    return copy
