"""The shapes accept what the contract describes, refuse what breaks it, and warn of foreign ends."""

from importlib.resources import files
from itertools import product

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef

from ontology.facts import Kind, Property
from ontology.model import is_legal
from ontology.terms import CM, PREFIXES

GOOD = """
id:a a cm:Company ; skos:prefLabel "青禾机械有限公司"@zh ; skos:altLabel "青禾机械"@zh .
id:r a cm:Region ; skos:prefLabel "江津区"@zh ; cm:divisionCode "500116" .
doc:d a cm:Document ; dcterms:identifier "d" ; cm:sha256 "%s" ; dcterms:issued "2024-10"^^xsd:gYearMonth .
doc:m1 a nif:Phrase ; nif:beginIndex 0 ; nif:endIndex 4 ; nif:anchorOf "青禾机械" ; nif:referenceContext doc:d ; itsrdf:taIdentRef id:a .
doc:m2 a nif:Phrase ; nif:beginIndex 6 ; nif:endIndex 9 ; nif:anchorOf "江津区" ; nif:referenceContext doc:d ; itsrdf:taIdentRef id:r .
doc:s a nif:Sentence ; nif:beginIndex 0 ; nif:endIndex 20 ; nif:anchorOf "青禾机械位于江津区。" ; nif:referenceContext doc:d .
id:a cm:locatedIn id:r .
doc:st a rdf:Statement ; rdf:subject id:a ; rdf:predicate cm:locatedIn ; rdf:object id:r ; prov:wasDerivedFrom doc:s ;
    cm:subjectMention doc:m1 ; cm:objectMention doc:m2 ; cm:confidence 0.9 ; cm:status cm:Achieved .
indicator:i skos:prefLabel "产值"@zh .
unit:u skos:notation "亿元" .
doc:o a cm:Observation ; cm:observes id:r ; cm:indicator indicator:i ; cm:value 12.5 ; cm:valueText "12.5" ; cm:unit unit:u ;
    cm:measure "amount" ; cm:bound "exact" ; prov:wasDerivedFrom doc:s ; cm:confidence 1.0 ;
    cm:periodStart "2024-01-01"^^xsd:date ; cm:periodEnd "2024-08-31"^^xsd:date .
""" % ("0" * 64)

BAD = {
    "two types": ("id:a a cm:Company", "id:a a cm:Company , cm:Park"),
    "two labels": ('"江津区"@zh', '"江津区"@zh , "江津"@zh'),
    "English label": ('"江津区"@zh', '"Jiangjin"@en'),
    "label twice": ('skos:altLabel "青禾机械"@zh', 'skos:altLabel "青禾机械有限公司"@zh'),
    "bad division code": ('"500116"', '"50011"'),
    "bad digest": ("0" * 64, "0" * 63),
    "bad date": ('"2024-10"^^xsd:gYearMonth', '"2024-10"'),
    "empty span": ("nif:endIndex 4", "nif:endIndex 0"),
    "mention of nobody": ("; itsrdf:taIdentRef id:a", ""),
    "mention of another": ("itsrdf:taIdentRef id:a", "itsrdf:taIdentRef id:r"),
    "no sentence": ("rdf:object id:r ; prov:wasDerivedFrom doc:s", "rdf:object id:r"),
    "two sentences": ("rdf:object id:r ; prov:wasDerivedFrom doc:s", "rdf:object id:r ; prov:wasDerivedFrom doc:s , doc:m1"),
    "confidence above one": ("cm:confidence 0.9", "cm:confidence 1.1"),
    "unknown property": ("rdf:predicate cm:locatedIn", "rdf:predicate cm:near"),
    "unknown status": ("cm:status cm:Achieved", "cm:status cm:Done"),
    "value is text": ("cm:value 12.5", 'cm:value "12.5"'),
    "unknown measure": ('cm:measure "amount"', 'cm:measure "sum"'),
    "between without upper end": ('cm:bound "exact"', 'cm:bound "between"'),
    "period backwards": ('"2024-08-31"', '"2023-08-31"'),
    "unit without notation": ('skos:notation "亿元"', 'skos:note "亿元"'),
}


def parse(turtle):
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return Graph().parse(data=head + turtle, format="turtle")


@pytest.fixture(scope="module")
def shapes():
    return Graph().parse(str(files("ontology") / "shapes.ttl"))


def severities(data, shapes):
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    return [(o, report.value(s, SH.focusNode)) for s, o in report.subject_objects(SH.resultSeverity)]


def test_shapes_accept_what_the_contract_describes(shapes):
    assert severities(parse(GOOD), shapes) == []


@pytest.mark.parametrize("name", BAD)
def test_shapes_refuse(name, shapes):
    old, new = BAD[name]
    assert GOOD.count(old) == 1
    assert SH.Violation in {severity for severity, _ in severities(parse(GOOD.replace(old, new)), shapes)}


def test_shapes_warn_exactly_where_the_model_forbids(shapes):
    data, expected = Graph(), set()
    for number, (predicate, subject, obj) in enumerate(product(Property, Kind, Kind)):
        ends = [URIRef(f"urn:{number}:{end}") for end in "so"]
        data.add((ends[0], RDF.type, URIRef(CM[subject])))
        data.add((ends[1], RDF.type, URIRef(CM[obj])))
        data.add((ends[0], URIRef(CM[predicate]), ends[1]))
        if not is_legal(predicate, subject, obj):
            expected.add(ends[0])
    ends_only = Graph()
    for shape in set(shapes.subjects(SH.targetSubjectsOf)):
        ends_only += shapes.cbd(shape)
    found = severities(data, ends_only)
    assert {focus for _, focus in found} == expected
    assert {severity for severity, _ in found} == {SH.Warning}


def test_an_industry_without_a_concept_is_only_information(shapes):
    data = parse('id:i a cm:Industry ; skos:prefLabel "低空经济"@zh .')
    assert [severity for severity, _ in severities(data, shapes)] == [SH.Info]
