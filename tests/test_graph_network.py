"""From RDF to networkx, the cuts that mean something, ways with their sentences, and what changed."""

from __future__ import annotations

import networkx as nx
import pytest
from graph_sample import IRIS, memory_store
from pyoxigraph import Store

from graph.network import co_mention_network, evidence_of, simple_network, to_network
from graph.paths import compare_networks, evidence_path, find_nodes, neighbourhood
from graph.projections import (
    area_industries,
    company_places,
    company_titles,
    finance_flows,
    location_quotients,
    policy_flows,
    regions_of,
    relatedness,
    select_network,
    similarity,
)
from ontology.errors import UnknownNameError

STORE = memory_store()
NETWORK = to_network(STORE)
EMPTY = to_network(Store())
KEY = {iri: key for key, iri in IRIS.items()}


def named(edges):
    return {(KEY[one], KEY[other]) for one, other in edges}


def test_network_has_every_entity_and_statement():
    assert len(NETWORK) == len(IRIS)
    assert NETWORK.number_of_edges() == 37
    node = NETWORK.nodes[IRIS["hengli"]]
    assert node == {"label": "云桥恒力新材料股份有限公司", "kind": "Company", "aliases": "恒力新材", "code": ""}


def test_edge_carries_its_evidence():
    (edge,) = NETWORK.get_edge_data(IRIS["hengli"], IRIS["giant"]).values()
    assert edge["predicate"] == "hasDesignation"
    assert (edge["status"], edge["confidence"], edge["start"], edge["document"]) == (
        "Achieved",
        0.85,
        "2023-01-01",
        "qinglan-2023",
    )
    assert edge["sentence"] == "2023年，恒力新材入选国家级专精特新“小巨人”企业。"


def test_network_comes_in_one_order():
    assert list(NETWORK) == sorted(NETWORK)
    assert list(to_network(memory_store()).edges(keys=True)) == list(NETWORK.edges(keys=True))


def test_planned_and_unsure_edges_can_be_left_out():
    assert {data["status"] for *_, data in to_network(STORE, planned=False).edges(data=True)} == {
        "Achieved",
        "Underway",
    }
    assert to_network(STORE, confidence=0.7).number_of_edges() == 36


def test_empty_store_gives_empty_networks():
    assert len(EMPTY) == 0
    for cut in (
        company_places,
        company_titles,
        area_industries,
        policy_flows,
        finance_flows,
        select_network,
        simple_network,
    ):
        assert len(cut(EMPTY)) == 0
    assert regions_of(EMPTY) == {}
    assert len(co_mention_network(Store())) == 0
    assert location_quotients(area_industries(EMPTY)).empty
    assert len(relatedness(area_industries(EMPTY))) == len(similarity(area_industries(EMPTY))) == 0


def test_simple_network_adds_parallel_statements():
    simple = simple_network(NETWORK)
    edge = simple[IRIS["hitech"]][IRIS["materials"]]
    assert (edge["weight"], edge["predicates"], edge["documents"]) == (2, "focusesOn", "qinglan-2023、qinglan-2024")
    assert simple_network(NETWORK, directed=True).has_edge(IRIS["hitech"], IRIS["materials"])
    assert not simple_network(NETWORK, directed=True).has_edge(IRIS["materials"], IRIS["hitech"])


def test_co_mention_counts_sentences_and_holds_no_relation():
    together = co_mention_network(STORE)
    assert together[IRIS["hengli"]][IRIS["baisha"]] == {"weight": 3}
    assert co_mention_network(STORE, least=3).number_of_edges() < together.number_of_edges()


@pytest.mark.parametrize(
    ("conditions", "count"),
    [
        ({"predicates": {"focusesOn"}}, 4),
        ({"predicates": {"focusesOn"}, "documents": {"qinglan-2024"}}, 1),
        ({"statuses": {"Planned"}}, 2),
        ({"confidence": 0.7}, 36),
        ({"kinds": {"Region"}}, 2),
        ({"period": ("2024-06-01", "2024-06-30")}, 1),
        ({"period": ("2030-01-01", "2030-12-31")}, 0),
    ],
)
def test_selection(conditions, count):
    assert select_network(NETWORK, **conditions).number_of_edges() == count


def test_selection_keeps_nodes_without_statements_on_request():
    assert len(select_network(NETWORK, predicates=())) == 0
    assert len(select_network(NETWORK, predicates=(), isolates=True)) == len(NETWORK)
    assert len(select_network(NETWORK, predicates=(), isolates=True, kinds={"Region"})) == 3


def test_company_places():
    assert named(company_places(NETWORK).edges) == {
        ("hengli", "north"), ("hengli", "baisha"), ("sub", "baisha"), ("tiller", "hitech"), ("north", "hitech"), ("hitech", "qinglan"),
        ("econ", "baisha"), ("qinglan", "yunqiao"), ("baisha", "yunqiao"),
    }  # fmt: skip


def test_regions_follow_parks_and_regions_but_not_plans():
    regions = regions_of(NETWORK)
    assert {KEY[iri] for iri in regions[IRIS["hengli"]]} == {"qinglan", "baisha", "yunqiao"}
    assert IRIS["project"] not in regions


def test_company_titles_are_bipartite():
    titles = company_titles(NETWORK)
    assert named(titles.edges) == {("hengli", "giant"), ("hengli", "best")} or named(titles.edges) == {
        ("giant", "hengli"),
        ("best", "hengli"),
    }
    assert nx.is_bipartite(titles)
    assert {KEY[node]: data["bipartite"] for node, data in titles.nodes(data=True)} == {
        "hengli": 0,
        "giant": 1,
        "best": 1,
    }


def test_area_industries_by_focus_and_by_companies():
    focus = area_industries(NETWORK)
    assert {frozenset(pair) for pair in named(focus.edges)} == {
        frozenset(pair) for pair in [("hitech", "materials"), ("hitech", "machines"), ("econ", "materials")]
    }
    companies = area_industries(NETWORK, by="companies")
    assert companies[IRIS["yunqiao"]][IRIS["materials"]]["weight"] == 1
    assert IRIS["machines"] in companies[IRIS["hitech"]]
    with pytest.raises(UnknownNameError, match="companies"):
        area_industries(NETWORK, by="area")


def test_policy_flows_lead_from_policy_to_company():
    flows = policy_flows(NETWORK)
    assert named(flows.edges) == {("plan", "loan"), ("loan", "hengli"), ("loan", "bank"), ("fair", "tiller")} - {
        ("fair", "tiller")
    }
    assert nx.has_path(flows, IRIS["plan"], IRIS["hengli"])


def test_finance_flows_tell_lending_from_investing():
    flows = finance_flows(NETWORK)
    assert flows[IRIS["bank"]][IRIS["hengli"]]["predicates"] == "finances"
    assert flows[IRIS["hengli"]][IRIS["project"]] == {
        "weight": 2,
        "documents": "qinglan-2023、qinglan-2024",
        "predicates": "investsIn",
    }


def bipartite(rows):
    network = nx.Graph()
    for area, industry, weight in rows:
        network.add_node(area, bipartite=0, label=area)
        network.add_node(industry, bipartite=1, label=industry)
        network.add_edge(area, industry, weight=weight)
    return network


TOY = bipartite([("a", "x", 4), ("a", "y", 1), ("b", "x", 1), ("b", "y", 4), ("c", "y", 2)])


def test_similarity_by_hand():
    assert similarity(TOY)["a"]["b"]["weight"] == 1.0
    assert similarity(TOY)["b"]["c"]["weight"] == 0.5
    assert not similarity(TOY, least=0.6).has_edge("b", "c")
    assert similarity(TOY, measure="cosine")["a"]["b"]["weight"] == pytest.approx(8 / 17)
    assert similarity(TOY, side=1)["x"]["y"]["shared"] == 2
    with pytest.raises(UnknownNameError, match="cosine"):
        similarity(TOY, measure="dice")


def test_location_quotients_by_hand():
    table = location_quotients(TOY).set_index(["area", "industry"])["quotient"]
    assert table["a", "x"] == pytest.approx((4 / 5) / (5 / 12))
    assert table["c", "y"] == pytest.approx(1 / (7 / 12))


def test_relatedness_by_hand():
    toy = bipartite([("a", "x", 5), ("a", "y", 5), ("b", "x", 5), ("b", "y", 5), ("c", "y", 1), ("c", "z", 9)])
    assert relatedness(toy)["x"]["y"]["weight"] == 1.0
    assert not relatedness(toy).has_edge("x", "z")


def test_nodes_are_found_by_label_alias_and_part():
    assert find_nodes(NETWORK, "恒力新材") == [IRIS["hengli"]]
    assert find_nodes(NETWORK, IRIS["bank"]) == [IRIS["bank"]]
    assert [KEY[node] for node in find_nodes(NETWORK, "高新区")] == ["hitech"]
    assert KEY[find_nodes(NETWORK, "恒力")[0]] == "sub"
    with pytest.raises(UnknownNameError, match="白沙区"):
        find_nodes(NETWORK, "白沙县")
    with pytest.raises(UnknownNameError):
        find_nodes(NETWORK, "  ")


def test_path_cites_a_sentence_for_each_step():
    steps = evidence_path(NETWORK, IRIS["bank"], IRIS["university"])
    assert [KEY[step.end] for step in steps] == ["hengli", "university"]
    assert [step.predicates for step in steps] == [("finances",), ("cooperatesWith",)]
    assert all(step.evidence and step.evidence[0].sentence for step in steps)


def test_path_against_the_direction_is_marked():
    (step,) = evidence_path(NETWORK, IRIS["giant"], IRIS["hengli"])
    assert step.predicates == ("^hasDesignation",)
    assert evidence_of(NETWORK, IRIS["giant"], IRIS["hengli"]) == list(step.evidence)


def test_no_path_is_empty_and_unknown_nodes_are_named():
    lonely = NETWORK.copy()
    lonely.add_node("x:y", label="孤岛")
    assert evidence_path(lonely, "x:y", IRIS["bank"]) == evidence_path(NETWORK, IRIS["bank"], IRIS["bank"]) == []
    with pytest.raises(UnknownNameError, match="x:z"):
        evidence_path(lonely, "x:z", IRIS["bank"])
    with pytest.raises(UnknownNameError):
        neighbourhood(lonely, "x:z")


def test_neighbourhood_by_depth():
    assert {KEY[node] for node in neighbourhood(NETWORK, IRIS["film"])} == {"film", "hengli"}
    assert len(neighbourhood(NETWORK, IRIS["film"], depth=2)) > 8
    assert len(neighbourhood(NETWORK, IRIS["film"], depth=0)) == 1


def test_change_between_two_reports():
    before, after = (select_network(NETWORK, documents={name}) for name in ("qinglan-2023", "qinglan-2024"))
    change = compare_networks(before, after)
    assert (IRIS["hitech"], "focusesOn", IRIS["machines"]) in change.gone
    assert (IRIS["hitech"], "focusesOn", IRIS["materials"]) not in change.gone
    assert IRIS["lin"] in change.nodes_new
    assert change.stayed == 2
    assert compare_networks(EMPTY, EMPTY).stayed == 0
