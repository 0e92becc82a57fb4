"""Networks that mean something, cut out of the network of all statements.

In: the MultiDiGraph of `graph.network.to_network`. Out: smaller networks of one question each: who is where, who holds
which title, how a policy reaches companies, which areas share industries, where money goes. Nodes keep their
attributes; an edge has `weight` (statements behind it) and `documents`. An empty network gives an empty one.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from ontology.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable

    import pandas as pd

__all__ = [
    "area_industries",
    "company_places",
    "company_titles",
    "finance_flows",
    "location_quotients",
    "policy_flows",
    "regions_of",
    "relatedness",
    "select_network",
    "similarity",
]

COMPANIES: Final = frozenset({"Company", "FinancialInstitution"})
AREAS: Final = frozenset({"Park", "Region"})
_INSIDE: Final = frozenset({"locatedIn", "partOf"})

_Edge = tuple[str, str, dict[str, Any]]


def select_network(
    network: nx.MultiDiGraph,
    *,
    predicates: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    documents: Collection[str] | None = None,
    statuses: Collection[str] | None = None,
    confidence: float = 0.0,
    period: tuple[str, str] | None = None,
    isolates: bool = False,
) -> nx.MultiDiGraph:
    """Return the statements that meet every condition, with the nodes they join.

    Args:
        network: of all statements.
        predicates: local names of properties.
        kinds: local names of classes; both ends are of one of them.
        documents: identifiers.
        statuses: "Achieved", "Underway", "Planned".
        confidence: the least, 0-1.
        period: first and last day, ISO; a statement without dates is kept out, one that overlaps is in.
        isolates: keep nodes without statements.
    """

    def wanted(one: str, other: str, data: dict[str, Any]) -> bool:
        return (
            (predicates is None or data["predicate"] in predicates)
            and (kinds is None or (_kind(network, one) in kinds and _kind(network, other) in kinds))
            and (documents is None or data["document"] in documents)
            and (statuses is None or data["status"] in statuses)
            and data["confidence"] >= confidence
            and (period is None or bool(data["start"] and data["start"] <= period[1] and data["end"] >= period[0]))
        )

    chosen = [edge for edge in network.edges(keys=True, data=True) if wanted(edge[0], edge[1], edge[3])]
    ends = {node for edge in chosen for node in edge[:2]}
    part = nx.MultiDiGraph()
    part.add_nodes_from(
        (node, data)
        for node, data in network.nodes(data=True)
        if node in ends or (isolates and (kinds is None or data.get("kind") in kinds))
    )
    part.add_edges_from(chosen)
    return part


def company_places(network: nx.MultiDiGraph) -> nx.DiGraph:
    """Return company → park → region: where companies stand, and what that is part of."""
    companies = _edges(network, "locatedIn", COMPANIES, AREAS)
    areas = [edge for name in sorted(_INSIDE) for edge in _edges(network, name, AREAS, AREAS)]
    return _directed(network, companies + areas)


def company_titles(network: nx.MultiDiGraph) -> nx.Graph:
    """Return the bipartite network of holders (`bipartite` 0) and titles (1)."""
    return _bipartite(network, _edges(network, "hasDesignation", None, {"Designation"}))


def area_industries(network: nx.MultiDiGraph, *, by: str = "focus") -> nx.Graph:
    """Return the bipartite network of parks and regions (`bipartite` 0) and industries (1).

    Args:
        network: of all statements.
        by: "focus" for what an area says it focuses on, one for each area and industry; "companies" for the number of
            companies in the area, or in a part of it, that work in the industry.

    Raises:
        UnknownNameError: no such way.
    """
    if by == "focus":
        return _bipartite(network, _edges(network, "focusesOn", AREAS, {"Industry"}))
    if by != "companies":
        raise UnknownNameError("口径", by, ["focus", "companies"])
    works = _edges(network, "operatesIn", COMPANIES, {"Industry"})
    stands = _within(network, lambda kind: kind in AREAS)
    pairs = {(area, industry, company): data for company, industry, data in works for area in stands.get(company, ())}
    return _bipartite(
        network,
        [(area, industry, data) for (area, industry, _), data in sorted(pairs.items(), key=lambda pair: pair[0])],
    )


def policy_flows(network: nx.MultiDiGraph) -> nx.DiGraph:
    """Return policy → programme → beneficiary: what carries a policy out, and whom that finances or who takes part."""
    carried = [
        (policy, programme, data)
        for programme, policy, data in _edges(network, "implements", None, {"Policy", "Programme"})
    ]
    financed = _edges(network, "finances", {"Programme"}, None)
    joined = [(programme, who, data) for who, programme, data in _edges(network, "participatesIn", None, {"Programme"})]
    return _directed(network, carried + financed + joined)


def finance_flows(network: nx.MultiDiGraph) -> nx.DiGraph:
    """Return financier → financed and investor → target; `predicates` tells lending from investing."""
    return _directed(network, _edges(network, "finances", None, None) + _edges(network, "investsIn", None, None))


def regions_of(network: nx.MultiDiGraph) -> dict[str, tuple[str, ...]]:
    """Return for each node the regions that it is in, by way of parks and of regions in regions, sorted by IRI."""
    return _within(network, lambda kind: kind == "Region")


def similarity(bipartite: nx.Graph, *, side: int = 0, measure: str = "jaccard", least: float = 0.0) -> nx.Graph:
    """Return how alike the nodes of one side are by what they are linked with, as `weight` of an edge.

    Range above 0 to 1; pairs that share nothing have no edge. Cost: the sum of squared degrees of the other side.
    Jaccard, Bull. Soc. Vaud. Sci. Nat. 37 (1901) 547; Salton and McGill, Modern Information Retrieval (1983) 121.

    Args:
        bipartite: with `bipartite` 0 or 1 on each node.
        side: whose similarity.
        measure: "jaccard" (shared over all) or "cosine" (by weights).
        least: edges below it are left out.

    Raises:
        UnknownNameError: no such measure.
    """
    compute = {"jaccard": _jaccard, "cosine": _cosine}.get(measure)
    if compute is None:
        raise UnknownNameError("相似度", measure, ["cosine", "jaccard"])
    alike = nx.Graph()
    members = [node for node, data in bipartite.nodes(data=True) if data["bipartite"] == side]
    alike.add_nodes_from((node, bipartite.nodes[node]) for node in members)
    pairs = {
        pair
        for shared, data in bipartite.nodes(data=True)
        if data["bipartite"] != side
        for pair in combinations(sorted(bipartite[shared]), 2)
    }
    for one, other in sorted(pairs):
        value = compute(bipartite, one, other)
        if value >= least:
            alike.add_edge(one, other, weight=value, shared=len(set(bipartite[one]) & set(bipartite[other])))
    return alike


def location_quotients(bipartite: nx.Graph) -> pd.DataFrame:
    """Return area, industry, count and quotient: the industry's share in the area over its share in all areas.

    Range 0 and above, 1 where the area is as the whole; only pairs that are linked. With few counts the quotient says
    little: a single company makes it large. Florence, Report on the Location of Industry (1939).
    """
    import pandas as pd  # noqa: PLC0415 - 0.4 s to import

    areas = [node for node, data in bipartite.nodes(data=True) if data["bipartite"] == 0]
    total = sum(data["weight"] for *_, data in bipartite.edges(data=True))
    rows = []
    for area in areas:
        for industry, data in sorted(bipartite[area].items()):
            here = data["weight"] / bipartite.degree(area, weight="weight")
            everywhere = bipartite.degree(industry, weight="weight") / total
            rows.append(
                (
                    area,
                    _label(bipartite, area),
                    industry,
                    _label(bipartite, industry),
                    data["weight"],
                    here / everywhere,
                )
            )
    columns = ["area_iri", "area", "industry_iri", "industry", "count", "quotient"]
    return pd.DataFrame(rows, columns=columns).sort_values(["area_iri", "industry_iri"], ignore_index=True)


def relatedness(bipartite: nx.Graph) -> nx.Graph:
    """Return how often two industries are strong in the same areas: the lesser of the two conditional chances.

    Range above 0 to 1 as `weight`. An industry is strong where its location quotient is 1 or more. Hidalgo et al.,
    Science 317 (2007) 482.
    """
    table = location_quotients(bipartite)
    strong = table[table["quotient"] >= 1.0]
    areas: dict[Hashable, set[Hashable]] = {}
    for area, industry in zip(strong["area_iri"], strong["industry_iri"], strict=True):
        areas.setdefault(industry, set()).add(area)
    related = nx.Graph()
    related.add_nodes_from((node, data) for node, data in bipartite.nodes(data=True) if data["bipartite"] == 1)
    for one, other in combinations(sorted(areas, key=str), 2):
        if shared := len(areas[one] & areas[other]):
            related.add_edge(one, other, weight=shared / max(len(areas[one]), len(areas[other])), shared=shared)
    return related


def _kind(network: nx.Graph, node: str) -> str:
    return str(network.nodes[node].get("kind", ""))


def _label(network: nx.Graph, node: Hashable) -> str:
    return str(network.nodes[node].get("label", ""))


def _edges(
    network: nx.MultiDiGraph, predicate: str, subjects: Collection[str] | None, objects: Collection[str] | None
) -> list[_Edge]:
    """Return the statements of one property between nodes of these kinds; None for any."""
    return [
        (one, other, data)
        for one, other, data in network.edges(data=True)
        if data["predicate"] == predicate
        and (subjects is None or _kind(network, one) in subjects)
        and (objects is None or _kind(network, other) in objects)
    ]


def _directed(network: nx.MultiDiGraph, edges: list[_Edge]) -> nx.DiGraph:
    return _gathered(nx.DiGraph(), network, edges)


def _bipartite(network: nx.MultiDiGraph, edges: list[_Edge]) -> nx.Graph:
    found = _gathered(nx.Graph(), network, edges)
    for one, other, _ in edges:
        found.nodes[one]["bipartite"], found.nodes[other]["bipartite"] = 0, 1
    return found


def _gathered(found: nx.Graph, network: nx.MultiDiGraph, edges: list[_Edge]) -> nx.Graph:
    """Add nodes in the network's order, then edges with the number of statements and the documents behind each."""
    ends = {node for edge in edges for node in edge[:2]}
    found.add_nodes_from((node, dict(data)) for node, data in network.nodes(data=True) if node in ends)
    for one, other, data in edges:
        held = found.get_edge_data(one, other) or {"weight": 0, "documents": "", "predicates": ""}
        found.add_edge(
            one,
            other,
            weight=held["weight"] + 1,
            documents="、".join(sorted({*filter(None, held["documents"].split("、")), data["document"]})),
            predicates="、".join(sorted({*filter(None, held["predicates"].split("、")), data["predicate"]})),
        )
    return found


def _within(network: nx.MultiDiGraph, wanted: Callable[[str], bool]) -> dict[str, tuple[str, ...]]:
    """Return for each node the wanted nodes that it lies in, following locatedIn and partOf; planned ones do not count."""
    inside = nx.DiGraph()
    inside.add_nodes_from(network)
    for one, other, data in network.edges(data=True):
        if data["predicate"] in _INSIDE and data["status"] != "Planned":
            inside.add_edge(one, other)
    found = {}
    for node in network:
        if inside.out_degree(node):
            around = nx.descendants(inside, node)
            found[node] = tuple(sorted(other for other in around if wanted(_kind(network, other))))
    return found


def _jaccard(bipartite: nx.Graph, one: str, other: str) -> float:
    mine, theirs = set(bipartite[one]), set(bipartite[other])
    return len(mine & theirs) / len(mine | theirs)


def _cosine(bipartite: nx.Graph, one: str, other: str) -> float:
    mine, theirs = bipartite[one], bipartite[other]
    dot = sum(mine[node]["weight"] * theirs[node]["weight"] for node in mine.keys() & theirs.keys())
    norms = [sum(data["weight"] ** 2 for data in around.values()) ** 0.5 for around in (mine, theirs)]
    return float(dot / (norms[0] * norms[1]))
