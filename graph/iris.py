"""IRIs and terms of the graph: names in, percent-encoded pyoxigraph nodes out; nothing is ever concatenated raw.

Every IRI is a function of what it names: the document's identifier, character offsets, a label. The same input gives
the same IRI, whatever was built before.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from ontology.terms import CM, DOC, ID, INDICATOR, PREFIXES, UNIT

if TYPE_CHECKING:
    from ontology.facts import Span

__all__ = [
    "CHARACTERS",
    "ENTITIES",
    "SENTENCE",
    "cm",
    "document_identifier",
    "document_iri",
    "entity_iri",
    "fragment_iri",
    "indicator_iri",
    "mention_iri",
    "sentence_iri",
    "term",
    "unit_iri",
]

ENTITIES: Final = NamedNode("https://w3id.org/chanmai/graph/entities")
"""The graph of what follows from all documents together."""

CHARACTERS: Final = "#char=%d,%d"
SENTENCE: Final = "#sentence=%d,%d"
"""What follows a document's IRI in that of a place in its text (RFC 5147), and of a sentence.

Not `char=` for both: a headline that is one name would be mention and sentence at once.
"""

_DOTS = re.compile(r"(?<![^/])\.{1,2}(?![^/])")


def _encode(name: str, safe: str = "") -> str:
    """Percent-encode all but unreserved characters; file names that are not UTF-8 keep their bytes.

    >>> _encode("亿元"), _encode('a> <b "')
    ('%E4%BA%BF%E5%85%83', 'a%3E%20%3Cb%20%22')
    """
    signs = _signs(safe)
    try:
        return "".join([signs[sign] for sign in name])
    except UnicodeEncodeError:
        pass
    try:
        data = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate that no file name gave: JSON allows "\ud800"
        data = name.encode("utf-8", "surrogatepass")
    return quote(data, safe=safe)


class _Signs(dict[str, str]):
    """Characters as they are encoded, each worked out once: names repeat a few thousand of them."""

    def __init__(self, safe: str) -> None:
        super().__init__()
        self._safe = safe

    def __missing__(self, sign: str) -> str:
        made = self[sign] = quote(sign, safe=self._safe)
        return made


@cache
def _signs(safe: str) -> _Signs:
    return _Signs(safe)


@lru_cache(maxsize=4096)
def document_iri(identifier: str) -> NamedNode:
    """Return the IRI of a document, which is also the name of its graph.

    Slashes stay, so that folders stay readable; a segment of dots is encoded, because clients would climb it.

    >>> document_iri("2024/江津 a").value
    'https://w3id.org/chanmai/doc/2024/%E6%B1%9F%E6%B4%A5%20a'
    >>> document_iri("../x").value
    'https://w3id.org/chanmai/doc/%2E%2E/x'
    """
    path = _DOTS.sub(lambda dots: "%2E" * len(dots[0]), _encode(identifier, safe="/"))
    return NamedNode(DOC + path)


def document_identifier(iri: str) -> str:
    """Return the identifier that a document's IRI was made of.

    >>> document_identifier(document_iri("../江津 a").value)
    '../江津 a'
    """
    return unquote(iri.removeprefix(DOC).partition("#")[0], errors="surrogateescape")


def entity_iri(key: str) -> str:
    """Return the IRI of an entity from the key that says what it is (class:parts of the name).

    >>> entity_iri("Region:500116")
    'https://w3id.org/chanmai/id/Region:500116'
    """
    return ID + _encode(key, safe=":@")


def fragment_iri(document: NamedNode, fragment: str) -> NamedNode:
    """Return the IRI of a part of a document; what a fragment may not hold is encoded."""
    return NamedNode(f"{document.value}#{_encode(fragment, safe='=,;:/')}")


def mention_iri(document: NamedNode, span: Span) -> NamedNode:
    """Return the IRI of a place in a text, RFC 5147: `doc:…#char=120,128`."""
    return NamedNode(document.value + CHARACTERS % span)


def sentence_iri(document: NamedNode, span: Span) -> NamedNode:
    """Return the IRI of a sentence: `doc:…#sentence=100,164`."""
    return NamedNode(document.value + SENTENCE % span)


@lru_cache(maxsize=4096)
def indicator_iri(label: str) -> NamedNode:
    """Return the IRI of an indicator concept, a function of its label without white space.

    >>> indicator_iri("产值").value
    'https://w3id.org/chanmai/indicator/%E4%BA%A7%E5%80%BC'
    """
    return NamedNode(INDICATOR + _encode("".join(label.split())))


@lru_cache(maxsize=4096)
def unit_iri(notation: str) -> NamedNode:
    """Return the IRI of a unit concept, a function of its notation without white space.

    >>> unit_iri("%").value
    'https://w3id.org/chanmai/unit/%25'
    """
    return NamedNode(UNIT + _encode("".join(notation.split())))


@lru_cache(maxsize=1024)
def term(name: str) -> NamedNode:
    """Return the node of a prefixed name of `ontology.terms.PREFIXES`; an unknown prefix is a KeyError.

    >>> term("rdf:type").value
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
    """
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


@lru_cache(maxsize=256)
def cm(name: str) -> NamedNode:
    """Return the node of a term of our own ontology; a term that it does not define is a KeyError.

    >>> cm("locatedIn").value
    'https://w3id.org/chanmai/ontology#locatedIn'
    """
    return NamedNode(CM[name])
