"""The model's table, the terms and the Turtle say the same."""

from importlib.resources import files
from itertools import product

import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from ontology import namespaces, terms
from ontology.facts import Kind, Property
from ontology.model import DOMAINS, PAIRS, is_legal
from ontology.terms import CM

SCHEMA = "https://schema.org/"
KINDS_OF_TERMS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual, RDF.Property)


@pytest.fixture(scope="module")
def graph():
    return Graph().parse(str(files("ontology") / "chanmai.ttl"))


def test_terms_are_those_of_the_turtle(graph):
    defined = {str(s) for kind in KINDS_OF_TERMS for s in graph.subjects(RDF.type, kind)}
    assert {iri for iri in defined if iri.startswith(CM.base)} == set(CM)


def test_every_term_has_labels_in_both_languages_and_a_comment(graph):
    for iri in CM:
        assert {label.language for label in graph.objects(URIRef(iri), RDFS.label)} == {"zh", "en"}, iri
        assert graph.value(URIRef(iri), RDFS.comment), iri


@pytest.mark.parametrize("predicate", list(Property))
def test_domains_are_those_of_the_turtle(graph, predicate):
    def kinds(name):
        return {Kind(str(o).removeprefix(CM.base)) for o in graph.objects(URIRef(CM[predicate]), URIRef(SCHEMA + name))}

    assert (kinds("domainIncludes"), kinds("rangeIncludes")) == DOMAINS[predicate]


def test_every_property_has_a_row_and_every_kind_a_use():
    assert set(PAIRS) == set(Property)
    assert {kind for pair in DOMAINS.values() for side in pair for kind in side} == set(Kind)


LEGAL = [
    ("FinancialInstitution", "operatesIn", "Industry"),
    ("FinancialInstitution", "investsIn", "FinancialInstitution"),
    ("Park", "partOf", "Park"),
    ("GovernmentBody", "partOf", "GovernmentBody"),
    ("Institution", "partOf", "Company"),
    ("Project", "locatedIn", "Park"),
    ("Region", "cooperatesWith", "Institution"),
    ("Person", "participatesIn", "Event"),
    ("Programme", "finances", "Company"),
    ("Policy", "issuedBy", "Event"),
]
ILLEGAL = [
    ("Company", "finances", "Company"),
    ("Park", "partOf", "Region"),
    ("Region", "partOf", "Company"),
    ("Person", "locatedIn", "Region"),
    ("Park", "leads", "Person"),
    ("Person", "leads", "Park"),
    ("Industry", "operatesIn", "Company"),
    ("Institution", "administers", "Park"),
    ("Policy", "issuedBy", "Company"),
    ("Company", "locatedIn", "Company"),
]


@pytest.mark.parametrize(("subject", "predicate", "obj"), LEGAL)
def test_relation_is_legal(subject, predicate, obj):
    assert is_legal(Property(predicate), Kind(subject), Kind(obj))


@pytest.mark.parametrize(("subject", "predicate", "obj"), ILLEGAL)
def test_relation_is_not_legal(subject, predicate, obj):
    assert not is_legal(Property(predicate), Kind(subject), Kind(obj))


def test_a_bank_may_do_whatever_a_company_may():
    for predicate, other in product(Property, Kind):
        if is_legal(predicate, Kind.COMPANY, other):
            assert is_legal(predicate, Kind.FINANCIAL, other)
        if is_legal(predicate, other, Kind.COMPANY):
            assert is_legal(predicate, other, Kind.FINANCIAL)


def test_unknown_terms_fail_and_name_the_valid_ones():
    with pytest.raises(AttributeError, match="locatedIn"):
        _ = CM.locatdIn
    with pytest.raises(KeyError, match="locatedIn"):
        _ = CM["locatdIn"]
    with pytest.raises(AttributeError):
        _ = namespaces.CM.locatdIn


def test_rdflib_terms_are_the_same_iris():
    assert {str(namespaces.CM[name]) for name in CM.names} == set(CM)
    assert str(namespaces.NIF.Phrase) == terms.PREFIXES["nif"] + "Phrase"
    assert dict(namespaces.bind(Graph()).namespaces())["cm"] == URIRef(CM.base)
