"""Content negotiation (RFC 9110, 12.5.1): which of the forms on offer a request's Accept header wants most.

In: an Accept header and media types in our order of preference. Out: one of them, or None: 406.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FORMATS", "GRAPHS", "TABLES", "choose"]

TABLES: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "application/json",
    "application/xml",
)
"""Media types of the answers to SELECT and ASK."""
GRAPHS: Final = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/json",
    "application/xml",
)
"""Media types of the answers to CONSTRUCT and DESCRIBE."""
FORMATS: Final = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "nt": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "rdf": ("application/rdf+xml",),
    "html": ("text/html",),
}
"""Values of the parameter `format`, for links that cannot send an Accept header."""
_MOST: Final = 64
"""Ranges of an Accept header that are read: a browser sends eight."""


def choose(accept: str, offers: Sequence[str]) -> str | None:
    """Return the offer that the header wants most; of equals the first, the first of all without a header.

    >>> choose("text/csv;q=0.5, application/sparql-results+xml", TABLES)
    'application/sparql-results+xml'
    >>> choose("image/png", TABLES) is None
    True
    >>> choose("text/*;q=0.3, */*;q=0.1, text/csv;q=0", TABLES)
    'text/tab-separated-values'
    """
    if not accept.strip():
        return offers[0]
    ranges = [_read(part) for part in accept.split(",")[:_MOST]]
    best, wanted = None, 0.0
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > wanted:
            best, wanted = offer, quality
    return best


def _read(part: str) -> tuple[str, float]:
    """Return a media range and its quality, 0 for what cannot be read."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return media, 0.0
            return media, quality if 0 <= quality <= 1 else 0.0
    return media, 1.0


def _quality(offer: str, ranges: list[tuple[str, float]]) -> float:
    """Return the quality of the most special range that an offer meets."""
    kind = offer.partition("/")[0]
    for special in (offer, f"{kind}/*", "*/*"):
        held = [quality for media, quality in ranges if media == special]
        if held:
            return max(held)
    return 0.0
