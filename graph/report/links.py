"""The sections of a report that are about links: centre, brokers, communities, parks and industries, titles, money.

In: networks of one store. Out: blocks of a section. Names of equal rank come in the order of their labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.figures import draw_bars, draw_flow, draw_grid, draw_map, draw_points
from graph.measures import (
    betweenness,
    bridges,
    communities,
    community_stability,
    components,
    core_numbers,
    degree,
    modularity,
    pagerank,
    participation,
)
from graph.projections import area_industries, finance_flows, location_quotients, policy_flows, similarity
from graph.query import evaluate
from graph.report.parts import Drawn, Said, Shown, Words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import networkx as nx
    import pandas as pd
    from pyoxigraph import Store

__all__ = ["brokers", "centre", "groups", "measure", "money", "parks", "titles"]

_EXACT: Final = 2000
"""Nodes up to which betweenness is exact; above, from 512 sources: 3 s where exact values take minutes."""
_RUNS: Final = 5
_TITLES: Final = """
SELECT DISTINCT ?title ?holder ?class ?from ?document ?sentence WHERE {
  ?fact rdf:subject ?holder_iri ; rdf:predicate cm:hasDesignation ; rdf:object ?title_iri ; prov:wasDerivedFrom ?at .
  ?at nif:anchorOf ?sentence ; nif:referenceContext [ dcterms:identifier ?document ] .
  ?holder_iri skos:prefLabel ?holder ; a ?kind . ?title_iri skos:prefLabel ?title .
  FILTER(STRSTARTS(STR(?kind), STR(cm:))) BIND(STRAFTER(STR(?kind), "#") AS ?class)
  OPTIONAL { ?fact cm:periodStart ?from }
} ORDER BY ?title ?holder ?document ?sentence"""

Blocks = tuple[Said | Shown | Drawn, ...]


def measure(simple: nx.Graph) -> pd.DataFrame:
    """Return one row for each node: label, kind, degree, pagerank, betweenness, core, community, participation."""
    import pandas as pd  # noqa: PLC0415 - 0.4 s to import

    parts = communities(simple, seed=0)
    columns: dict[str, Mapping[Hashable, Any]] = {
        "degree": degree(simple),
        "pagerank": pagerank(simple),
        "betweenness": betweenness(simple, samples=None if len(simple) <= _EXACT else 512, seed=0),
        "core": core_numbers(simple),
        "community": {node: number for number, part in enumerate(parts) for node in part},
        "participation": participation(simple, parts),
    }
    table: dict[str, list[Any]] = {"iri": list(simple)}
    for name in ("label", "kind"):
        table[name] = [simple.nodes[node].get(name, "") for node in simple]
    for name, values in columns.items():
        table[name] = [values[node] for node in simple]
    frame = pd.DataFrame(table)
    for name in ("pagerank", "betweenness", "participation"):
        frame[name] = frame[name].astype(float).round(6)
    return frame.sort_values(["pagerank", "label", "iri"], ascending=[False, True, True], ignore_index=True)


def centre(simple: nx.Graph, measured: pd.DataFrame, words: Words) -> Blocks:
    """Say what most links lead to, and how much hangs together."""
    parts = components(simple)
    alone = sum(len(part) == 1 for part in parts)
    said = words(
        "network.said",
        nodes=len(simple),
        pairs=simple.number_of_edges(),
        largest=len(parts[0]) if parts else 0,
        share=100 * len(parts[0]) / len(simple) if parts else 0,
        alone=alone,
        first=words.listed(measured["label"].tolist()[:3]),
        core=int(measured["core"].max()) if len(measured) else 0,
    )
    shown = measured.assign(kind=[words.kind(kind) for kind in measured["kind"]])
    return (
        Said(said, "graph.measures.components · pagerank · core_numbers"),
        Drawn("network", draw_map(simple, title=words("network.map"), lang=words.lang), "graph.figures.draw_map(simple_network)"),
        Shown("measures", words("network.table"), "graph.measures.pagerank · degree · core_numbers", shown, ("label", "kind", "degree", "pagerank", "core")),
    )


def brokers(simple: nx.Graph, measured: pd.DataFrame, words: Words) -> Blocks:
    """Say who joins what would else be apart."""
    import pandas as pd  # noqa: PLC0415

    ranked = measured.sort_values(["betweenness", "label", "iri"], ascending=[False, True, True], ignore_index=True)
    cut = bridges(simple)
    size = {node: count for node, count in simple.degree()}  # noqa: C416 - dict(simple.degree()) is untyped
    inner = [(one, other) for one, other in cut if size[one] > 1 and size[other] > 1]
    inner.sort(key=lambda pair: (-min(size[pair[0]], size[pair[1]]), str(pair[0]), str(pair[1])))
    frame = pd.DataFrame(
        [
            (
                simple.nodes[one].get("label", ""),
                "、".join(words.relation(name) for name in simple[one][other]["predicates"].split("、")),
                simple.nodes[other].get("label", ""),
                simple[one][other]["documents"],
            )
            for one, other in inner
        ],
        columns=["one", "relation", "other", "documents"],
    )
    names, shares = ranked["label"].tolist(), ranked["betweenness"].tolist()
    said = words(
        "brokers.said",
        first=words.listed(names[:1]),
        share=100 * shares[0] if shares else 0.0,
        next=words.listed(names[1:4]),
        bridges=len(cut),
        inner=len(inner),
    )
    rows = [(str(r.label), float(r.participation), float(r.betweenness)) for r in ranked.itertuples()]
    exact = "exact" if len(simple) <= _EXACT else "samples=512, seed=0"
    return (
        Said(said, "graph.measures.betweenness · bridges"),
        Drawn("brokers", draw_points(rows, title=words("brokers.figure"), xlabel=words("brokers.x"), ylabel=words("brokers.y")), f"graph.measures.betweenness ({exact}) · participation"),
        Shown("brokers", words("brokers.table"), f"graph.measures.betweenness ({exact}) · participation", ranked.assign(kind=[words.kind(kind) for kind in ranked["kind"]]), ("label", "kind", "betweenness", "participation", "degree")),
        Shown("bridges", words("brokers.bridges"), "graph.measures.bridges", frame, ("one", "relation", "other", "documents")),
    )  # fmt: skip


def groups(simple: nx.Graph, measured: pd.DataFrame, words: Words) -> Blocks:
    """Say which parts hang together more than chance would have it, and whether that can be relied on."""
    import pandas as pd  # noqa: PLC0415

    parts = [set(rows["iri"]) for _, rows in measured.groupby("community")]
    sure = community_stability(simple, runs=_RUNS)
    rows = []
    for number, members in measured.groupby("community"):
        if len(members) < 3:
            continue
        kinds = members["kind"].value_counts()
        kind = min(kinds.index, key=lambda name: (-kinds[name], name))
        rows.append((number, len(members), "、".join(members["label"].tolist()[:6]), words.kind(kind), int(kinds[kind])))
    frame = pd.DataFrame(rows, columns=["community", "members", "names", "kind", "of_kind"])
    said = words(
        "communities.said",
        count=len(frame),
        modularity=modularity(simple, parts),
        stability=sure.mean,
        lowest=sure.lowest,
        runs=sure.runs,
        verdict=words("communities.firm" if sure.mean >= 0.9 else "communities.loose"),
    )
    return (
        Said(said, "graph.measures.communities(seed=0) · modularity · community_stability(runs=5)"),
        Shown("communities", words("communities.table"), "graph.measures.communities(seed=0)", frame, ("community", "members", "names", "kind", "of_kind")),
    )  # fmt: skip


def parks(network: nx.MultiDiGraph, words: Words) -> Blocks:
    """Say what parks and regions focus on, which are alike, and what is special to each."""
    import pandas as pd  # noqa: PLC0415

    grid = area_industries(network)
    alike = similarity(grid)
    pairs = [
        (grid.nodes[one]["label"], grid.nodes[other]["label"], round(float(data["weight"]), 3), len(shared), "、".join(shared))
        for one, other, data in alike.edges(data=True)
        for shared in [sorted(str(grid.nodes[node]["label"]) for node in set(grid[one]) & set(grid[other]))]
    ]
    pairs.sort(key=lambda row: (row[3] < 2, -row[2], -row[3], row[0], row[1]))  # one industry in common is little, even of one
    frame = pd.DataFrame(pairs, columns=["one", "other", "similarity", "shared", "industries"])
    quotients = location_quotients(grid) if grid.number_of_edges() else pd.DataFrame(columns=["area", "industry", "industry_iri", "count", "quotient"])
    areas = [node for node, data in grid.nodes(data=True) if data["bipartite"] == 0]
    several = pd.Series([grid.degree(node) > 1 for node in quotients["industry_iri"]], index=quotients.index, dtype=bool)
    quotients = quotients[several].sort_values(["quotient", "area", "industry"], ascending=[False, True, True], ignore_index=True)
    common = sorted((node for node in grid if node not in set(areas)), key=lambda node: (-grid.degree(node), grid.nodes[node]["label"]))
    said = words(
        "parks.said",
        areas=len(areas),
        industries=len(grid) - len(areas),
        industry=grid.nodes[common[0]]["label"] if common else "—",
        count=grid.degree(common[0]) if common else 0,
        pair=f"{pairs[0][0]} — {pairs[0][1]}" if pairs else "—",
        shared=pairs[0][3] if pairs else 0,
        alike=pairs[0][2] if pairs else 0,
    )
    return (
        Said(said, "graph.projections.area_industries · similarity"),
        Drawn("parks-industries", draw_grid(grid, title=words("parks.figure")), "graph.projections.area_industries(by='focus')"),
        Shown("parks-alike", words("parks.alike"), "graph.projections.similarity(measure='jaccard')", frame, ("one", "other", "similarity", "shared", "industries")),
        Shown("location-quotients", words("parks.quotients"), "graph.projections.location_quotients", quotients, ("area", "industry", "count", "quotient")),
    )  # fmt: skip


def titles(store: Store, words: Words) -> Blocks:
    """Say who is recognised, and by which titles."""
    import pandas as pd  # noqa: PLC0415

    answer = evaluate(store, _TITLES)
    rows = pd.DataFrame(list(answer.rows), columns=list(answer.columns)).fillna("")
    rows["class"] = [words.kind(str(kind)) for kind in rows["class"]]
    holders = rows.groupby("title")["holder"].nunique()
    order = sorted(holders.index, key=lambda name: (-holders[name], name))
    many = rows.groupby("holder")["title"].nunique()
    most = sorted(many.index, key=lambda name: (-many[name], name))
    said = words(
        "titles.said",
        titles=len(holders),
        holders=len(many),
        title=order[0] if order else "—",
        count=int(holders[order[0]]) if order else 0,
        most=most[0] if most else "—",
        held=int(many[most[0]]) if most else 0,
    )
    source = "chanmai query holders-of-title --param title=…"
    return (
        Said(said, source),
        Drawn("titles", draw_bars([(name, float(holders[name])) for name in order], title=words("titles.figure")), source),
        Shown("titles", words("titles.table"), source, rows, ("title", "holder", "class", "document", "sentence")),
    )


def money(store: Store, network: nx.MultiDiGraph, words: Words) -> Blocks:
    """Say how policies reach those whom they are for, and who gives money to whom."""
    import pandas as pd  # noqa: PLC0415

    chain, flows = evaluate(store, "policy-chain"), evaluate(store, "finance-flows")
    reached = pd.DataFrame(list(chain.rows), columns=list(chain.columns)).fillna("")
    paid = pd.DataFrame(list(flows.rows), columns=list(flows.columns)).fillna("")
    policies, finance = policy_flows(network), finance_flows(network)
    givers = paid.groupby("financier")["beneficiary"].nunique()
    first = sorted(givers.index, key=lambda name: (-givers[name], name))
    policy = words(
        "money.policies",
        policies=sum(1 for node in policies if policies.nodes[node].get("kind") == "Policy"),
        programmes=sum(1 for node in policies if policies.nodes[node].get("kind") == "Programme"),
        ends=sum(1 for node in policies if policies.nodes[node].get("kind") not in {"Policy", "Programme"}),
    )
    lending = words(
        "money.finance",
        flows=finance.number_of_edges(),
        givers=len(givers),
        first=first[0] if first else "—",
        count=int(givers[first[0]]) if first else 0,
        planned=int((paid["status"] == "Planned").sum()),
    )
    return (
        Said(policy, "graph.projections.policy_flows"),
        Drawn("policies", draw_flow(policies, title=words("money.policy_figure")), "graph.projections.policy_flows"),
        Shown("policy-chain", words("money.policy_table"), "chanmai query policy-chain", reached, ("policy_named", "programme", "beneficiary")),
        Said(lending, "graph.projections.finance_flows · chanmai query finance-flows"),
        Drawn("finance", draw_flow(finance, title=words("money.finance_figure")), "graph.projections.finance_flows"),
        Shown("finance-flows", words("money.finance_table"), "chanmai query finance-flows", paid, ("financier", "beneficiary", "status", "document", "sentence")),
    )  # fmt: skip
