"""Every measure against networkx or by hand; the large-network path against the small one; the degenerate cases."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from graph_sample import memory_store
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from graph import measures
from graph.measures import (
    betweenness,
    bridges,
    closeness,
    clustering,
    communities,
    community_stability,
    components,
    core_numbers,
    degree,
    measure_table,
    modularity,
    pagerank,
    participation,
    strength,
)
from graph.network import simple_network, to_network
from ontology.errors import UnknownNameError

KARATE = nx.karate_club_graph()
DIRECTED = nx.gnp_random_graph(60, 0.05, seed=4, directed=True)
MULTI = nx.MultiGraph([(0, 1), (0, 1), (1, 2), (2, 2), (3, 4)])
ONE = nx.Graph()
ONE.add_node("a")


@pytest.fixture
def large(monkeypatch):
    """Send every network down the way of large ones."""
    monkeypatch.setattr(measures, "LARGE", 0)


BY_NODE = {
    "degree": degree,
    "strength": strength,
    "pagerank": pagerank,
    "betweenness": betweenness,
    "closeness": closeness,
    "core": core_numbers,
    "clustering": clustering,
}
EXACT = ["pagerank", "core", "clustering", "degree", "strength"]


@pytest.mark.parametrize("network", [KARATE, DIRECTED], ids=["karate", "directed"])
@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("pagerank", lambda g: nx.pagerank(g, weight="weight", tol=1e-12, max_iter=1000)),
        ("betweenness", nx.betweenness_centrality),
        ("closeness", nx.closeness_centrality),
        ("core", lambda g: nx.core_number(nx.Graph(g.to_undirected()))),
        ("clustering", lambda g: nx.clustering(nx.Graph(g.to_undirected()))),
        ("strength", lambda g: dict(g.degree(weight="weight"))),
    ],
)
def test_measure_is_networkx_s(network, name, theirs):
    assert BY_NODE[name](network) == pytest.approx(theirs(network), abs=1e-9)


@pytest.mark.parametrize(
    "network", [KARATE, DIRECTED, MULTI, nx.path_graph(4)], ids=["karate", "directed", "multi", "path"]
)
@pytest.mark.parametrize("name", EXACT)
def test_large_way_gives_the_same_numbers(network, name, large):
    ours = BY_NODE[name](network)
    measures.LARGE = 10**9
    assert ours == pytest.approx(BY_NODE[name](network), abs=1e-6)


@pytest.mark.parametrize(
    "network", [KARATE, DIRECTED, nx.path_graph(9), nx.cycle_graph(7)], ids=["karate", "directed", "path", "cycle"]
)
def test_paths_from_all_sources_are_exact(network):
    size = len(network)
    assert betweenness(network, samples=size) == pytest.approx(nx.betweenness_centrality(network), abs=1e-9)
    assert closeness(network, samples=size) == pytest.approx(nx.closeness_centrality(network), abs=1e-9)


def test_sampled_paths_rank_like_exact_ones():
    network = nx.powerlaw_cluster_graph(700, 4, 0.3, seed=3)
    exact, sampled = nx.betweenness_centrality(network), betweenness(network, samples=350, seed=1)
    assert spearmanr([exact[node] for node in network], [sampled[node] for node in network])[0] >= 0.95
    exact, sampled = nx.closeness_centrality(network), closeness(network, samples=350, seed=1)
    assert spearmanr([exact[node] for node in network], [sampled[node] for node in network])[0] >= 0.95


def test_samples_depend_on_the_seed_alone():
    assert betweenness(KARATE, samples=5, seed=1) == betweenness(KARATE, samples=5, seed=1)
    assert betweenness(KARATE, samples=5, seed=1) != betweenness(KARATE, samples=5, seed=2)


@pytest.mark.parametrize("name", sorted(BY_NODE))
def test_empty_and_single_node_are_decided(name):
    assert BY_NODE[name](nx.Graph()) == {}
    assert BY_NODE[name](ONE) == {"a": 1.0 if name == "pagerank" else 0}


@pytest.mark.parametrize("name", sorted(BY_NODE))
def test_empty_is_decided_in_the_large_way_too(name, large):
    measures.LARGE = -1
    assert BY_NODE[name](nx.Graph()) == {}
    assert BY_NODE[name](ONE) == {"a": 1.0 if name == "pagerank" else 0}


def test_groups_of_empty_and_single_node_networks():
    for find in (components, communities):
        assert find(nx.Graph()) == []
        assert find(ONE) == [{"a"}]
    assert bridges(nx.Graph()) == bridges(ONE) == []
    assert modularity(ONE, [{"a"}]) == modularity(nx.Graph(), []) == 0.0
    assert participation(ONE, [{"a"}]) == {"a": 0.0}
    assert community_stability(ONE).mean == 1.0


def test_components_by_size(large):
    network = nx.disjoint_union_all([nx.path_graph(2), nx.path_graph(5), nx.path_graph(3)])
    assert [len(part) for part in components(network)] == [5, 3, 2]
    measures.LARGE = 10**9
    assert [len(part) for part in components(network.to_directed())] == [5, 3, 2]


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_communities_of_two_cliques(method):
    network = nx.barbell_graph(6, 0)
    assert communities(network, method=method) == [set(range(6)), set(range(6, 12))]


def test_modularity_is_networkx_s():
    groups = communities(KARATE, seed=2)
    assert modularity(KARATE, groups) == pytest.approx(nx.community.modularity(KARATE, groups), abs=1e-9)
    flat = [set(group) for group in nx.community.louvain_communities(KARATE, weight=None, seed=1)]
    assert modularity(KARATE, flat, weight=None) == pytest.approx(
        nx.community.modularity(KARATE, flat, weight=None), abs=1e-9
    )
    assert modularity(KARATE, [set(KARATE)]) == pytest.approx(0.0, abs=1e-9)


def test_large_way_finds_communities_as_good(large):
    network = nx.planted_partition_graph(8, 60, 0.25, 0.01, seed=5)
    best = max(modularity(network, communities(network, seed=seed)) for seed in range(3))
    measures.LARGE = 10**9
    small = max(modularity(network, communities(network, seed=seed)) for seed in range(3))
    assert best >= small * 0.99


def test_communities_depend_on_the_seed_alone():
    assert communities(KARATE, seed=3) == communities(KARATE, seed=3)
    with pytest.raises(UnknownNameError, match="leiden"):
        communities(KARATE, method="walktrap")


def test_stability_is_one_for_clear_groups_and_lower_for_none():
    clear = community_stability(nx.barbell_graph(8, 0), runs=5)
    assert (clear.mean, clear.lowest, clear.runs) == (1.0, 1.0, 5)
    vague = community_stability(nx.gnp_random_graph(60, 0.1, seed=1), runs=5)
    assert vague.lowest <= vague.mean < 0.9


def test_bridges_and_participation_by_hand():
    network = nx.barbell_graph(3, 1)
    assert bridges(network) == [(2, 3), (4, 3)]
    shares = participation(network, [{0, 1, 2}, {4, 5, 6}, {3}])
    assert shares[3] == pytest.approx(0.5)
    assert shares[0] == 0.0
    assert shares[2] == pytest.approx(1 - (2 / 3) ** 2 - (1 / 3) ** 2)


def test_table_has_every_measure_for_every_node():
    network = simple_network(to_network(memory_store()))
    told = []
    table = measure_table(network, progress=told.append)
    assert list(table.columns[:3]) == ["iri", "label", "kind"]
    assert list(table.columns[3:]) == told
    assert len(table) == len(network)
    assert table["label"][0] == "云桥恒力新材料股份有限公司"
    assert table["pagerank"].is_monotonic_decreasing
    assert not table.isna().any().any()
    assert measure_table(nx.Graph()).empty


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40), st.booleans())
def test_invariants(edges, directed):
    network = (nx.MultiDiGraph if directed else nx.MultiGraph)(edges)
    ranks = pagerank(network)
    assert not ranks or sum(ranks.values()) == pytest.approx(1.0)
    assert all(
        0 <= value <= 1 for compute in (betweenness, closeness, clustering) for value in compute(network).values()
    )
    around = degree(network)
    assert all(core <= around[node] for node, core in core_numbers(network).items())
    for find in (components, communities):
        groups = find(network)
        assert sorted(node for group in groups for node in group) == sorted(network)
        assert [len(group) for group in groups] == sorted((len(group) for group in groups), reverse=True)
    assert -0.5 <= modularity(network, communities(network)) <= 1
    assert all(0 <= share < 1 for share in participation(network, communities(network)).values())


@given(st.permutations(range(12)))
@settings(max_examples=20, deadline=None)
def test_names_of_nodes_do_not_matter(order):
    network = nx.barbell_graph(5, 2)
    renamed = nx.relabel_nodes(network, dict(enumerate(order)))
    for compute in (pagerank, betweenness, closeness, core_numbers, clustering):
        before, after = compute(network), compute(renamed)
        assert np.allclose([before[node] for node in range(12)], [after[order[node]] for node in range(12)], atol=1e-9)
