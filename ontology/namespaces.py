"""The vocabulary as rdflib terms: `CM.locatedIn` is a `URIRef`; an unknown term fails.

For code that builds or reads rdflib graphs. Code that needs only strings takes `ontology.terms` and spares the import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib.namespace import ClosedNamespace, Namespace, NamespaceManager

from ontology import terms

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["CM", "DOC", "ID", "INDICATOR", "INDUSTRY", "ITSRDF", "NIF", "UNIT", "bind"]

CM: Final = ClosedNamespace(terms.CM.base, sorted(terms.CM.names))
"""Our ontology; closed, so that a misspelt term is an AttributeError."""
ID: Final = Namespace(terms.ID)
DOC: Final = Namespace(terms.DOC)
INDUSTRY: Final = Namespace(terms.INDUSTRY)
UNIT: Final = Namespace(terms.UNIT)
INDICATOR: Final = Namespace(terms.INDICATOR)
NIF: Final = Namespace(terms.PREFIXES["nif"])
"""NLP Interchange Format 2.1: Phrase, Sentence, beginIndex, endIndex, anchorOf, referenceContext."""
ITSRDF: Final = Namespace(terms.PREFIXES["itsrdf"])
"""Internationalization Tag Set: taIdentRef."""


def bind(graph: Graph) -> Graph:
    """Bind all prefixes of the vocabulary in the graph, replacing others, and return it."""
    manager: NamespaceManager = graph.namespace_manager
    for prefix, namespace in terms.PREFIXES.items():
        manager.bind(prefix, namespace, override=True, replace=True)
    return graph
