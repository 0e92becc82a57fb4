"""Ways between entities with the sentences along them, and what differs between two networks.

In: networks of `graph.network`. Out: steps that each cite their evidence, and sets of statements gone and new.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

from graph.network import Evidence, evidence_of
from ontology.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

__all__ = ["Change", "Step", "compare_networks", "evidence_path", "find_nodes", "neighbourhood"]

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a way.

    Attributes:
        start: IRI of the node left.
        end: IRI of the node reached.
        predicates: properties between the two, sorted; "^" before one that leads from end to start.
        evidence: where they are stated.
    """

    start: str
    end: str
    predicates: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two networks; statements are (subject, predicate, object).

    Attributes:
        nodes_gone: nodes only of the first, sorted.
        nodes_new: nodes only of the second, sorted.
        gone: statements only of the first, sorted.
        new: statements only of the second, sorted.
        stayed: number of statements of both.
    """

    nodes_gone: tuple[str, ...]
    nodes_new: tuple[str, ...]
    gone: tuple[Triple, ...]
    new: tuple[Triple, ...]
    stayed: int


def find_nodes(network: nx.Graph, name: str) -> list[str]:
    """Return the nodes of a name: by IRI or label, else by alias, else whose label holds it, the shortest first.

    Raises:
        UnknownNameError: none; the message lists labels that share most characters with the name.
    """
    name = name.strip() or "?"

    def where(test: Callable[[str, Mapping[str, Any]], bool]) -> list[str]:
        return [node for node, data in network.nodes(data=True) if test(node, data)]

    found = (
        where(lambda node, data: name in {node, data.get("label")})
        or where(lambda _, data: name in str(data.get("aliases", "")).split("、"))
        or where(lambda _, data: name in str(data.get("label", "")))
    )
    if not found:
        labels = {str(data.get("label", "")) for _, data in network.nodes(data=True)}
        near = sorted(labels, key=lambda label: (-len(set(label) & set(name)), len(label), label))[:5]
        raise UnknownNameError("实体", name, near)
    return sorted(found, key=lambda node: (len(str(network.nodes[node].get("label", ""))), node))


def evidence_path(network: nx.MultiDiGraph, source: str, target: str) -> list[Step]:
    """Return a shortest way between two nodes, against the direction of statements too, with its evidence.

    Of several shortest ways the one whose nodes come first in the network. Empty where there is none, and from a node
    to itself. Linear.

    Raises:
        UnknownNameError: a node is not in the network; see `find_nodes`.
    """
    for node in (source, target):
        if node not in network:
            raise UnknownNameError("实体", node, ["an IRI of the network; see find_nodes"])
    try:
        nodes = nx.shortest_path(network.to_undirected(as_view=True), source, target)
    except nx.NetworkXNoPath:
        return []
    return [_step(network, one, other) for one, other in pairwise(nodes)]


def neighbourhood(network: nx.MultiDiGraph, node: str, *, depth: int = 1) -> nx.MultiDiGraph:
    """Return the nodes at most `depth` statements away, whatever the direction, and all statements among them.

    Raises:
        UnknownNameError: the node is not in the network.
    """
    if node not in network:
        raise UnknownNameError("实体", node, ["an IRI of the network; see find_nodes"])
    near = nx.single_source_shortest_path_length(network.to_undirected(as_view=True), node, cutoff=depth)
    found = network.__class__()  # in the network's order, which a view of few nodes has not
    found.add_nodes_from((one, data) for one, data in network.nodes(data=True) if one in near)
    found.add_edges_from(edge for edge in network.edges(keys=True, data=True) if edge[0] in near and edge[1] in near)
    return found


def compare_networks(before: nx.MultiDiGraph, after: nx.MultiDiGraph) -> Change:
    """Return what the second network states and the first does not, and the other way round.

    A statement of two sentences counts once. Nodes are compared by IRI. Linear.
    """
    old, new = _triples(before), _triples(after)
    return Change(
        tuple(sorted(set(before) - set(after))),
        tuple(sorted(set(after) - set(before))),
        tuple(sorted(old - new)),
        tuple(sorted(new - old)),
        len(old & new),
    )


def _step(network: nx.MultiDiGraph, one: str, other: str) -> Step:
    names = {data["predicate"] for data in (network.get_edge_data(one, other) or {}).values()}
    names |= {f"^{data['predicate']}" for data in (network.get_edge_data(other, one) or {}).values()}
    return Step(one, other, tuple(sorted(names)), tuple(evidence_of(network, one, other)))


def _triples(network: nx.MultiDiGraph) -> set[Triple]:
    return {(one, data["predicate"], other) for one, other, data in network.edges(data=True)}
