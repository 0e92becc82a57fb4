"""The IRIs of the vocabulary as plain strings, for pyoxigraph, SPARQL text and N-Quads; nothing heavy is imported.

`CM.locatedIn` is a `str`; a term that `chanmai.ttl` does not define is an AttributeError. `ontology.namespaces` has
the same terms as rdflib's `URIRef`. A test compares them with the Turtle.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ontology.facts import Kind, Property, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["CM", "DOC", "ID", "INDICATOR", "INDUSTRY", "PREFIXES", "UNIT", "Vocabulary"]


class Vocabulary:
    """A closed list of terms under one base IRI; attributes and items are full IRIs.

    >>> CM.locatedIn
    'https://w3id.org/chanmai/ontology#locatedIn'
    >>> CM["Company"] == CM.Company
    True
    """

    __slots__ = ("base", "names")

    def __init__(self, base: str, names: Iterable[str]) -> None:
        self.base, self.names = base, frozenset(names)

    def __getattr__(self, name: str) -> str:
        if name.startswith("__") or name not in self.names:
            raise AttributeError(f"{self.base} has no term {name!r}; valid: {', '.join(sorted(self.names))}")
        return self.base + name

    def __getitem__(self, name: str) -> str:
        if name not in self.names:
            raise KeyError(f"{self.base} has no term {name!r}; valid: {', '.join(sorted(self.names))}")
        return self.base + name

    def __iter__(self) -> Iterator[str]:
        return (self.base + name for name in sorted(self.names))

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and iri.startswith(self.base) and iri[len(self.base) :] in self.names


_RECORDS = "Entity Organisation Document Observation Statement Status IndicatorFamily"
_ANNOTATIONS = """
    divisionCode unifiedSocialCreditCode stockCode
    sha256 reprintOf speaksFor warning
    deictic rule confidence status subjectMention objectMention periodStart periodEnd
    observes indicator value unit valueText baseValue baseUnit measure bound valueMax comparison within
    partOfObservation condition baseFactor contradicts
"""

CM: Final = Vocabulary(
    "https://w3id.org/chanmai/ontology#",
    (*Kind, *Property, *Status, *_RECORDS.split(), *_ANNOTATIONS.split()),
)
"""Classes, properties and individuals of our own ontology."""

ID: Final = "https://w3id.org/chanmai/id/"
"""Entities: a function of kind and name key, see `ontology.names.key`."""
DOC: Final = "https://w3id.org/chanmai/doc/"
"""Source documents, and the graph of each."""
INDUSTRY: Final = "https://w3id.org/chanmai/gbt4754/"
"""GB/T 4754-2017 sections and divisions: `…/C`, `…/38`."""
UNIT: Final = "https://w3id.org/chanmai/unit/"
"""Units of measure."""
INDICATOR: Final = "https://w3id.org/chanmai/indicator/"
"""Indicators and their families."""

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cm": CM.base,
        "id": ID,
        "doc": DOC,
        "gbt4754": INDUSTRY,
        "unit": UNIT,
        "indicator": INDICATOR,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "prov": "http://www.w3.org/ns/prov#",
        "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
        "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
        "schema": "https://schema.org/",
        "org": "http://www.w3.org/ns/org#",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "qb": "http://purl.org/linked-data/cube#",
        "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
        "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
        "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
        "qudt": "http://qudt.org/schema/qudt/",
        "sh": "http://www.w3.org/ns/shacl#",
    }
)
"""Prefix → namespace of everything that our graphs and queries use."""
