"""Names of our classes, properties and states for people, in Chinese and English, from the ontology's own labels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ontology.terms import CM, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["labels", "said"]


@cache
def labels() -> Mapping[str, tuple[str, str]]:
    """Return local name → (Chinese, English) of every term of the ontology that has both."""
    found: dict[str, dict[str, str]] = {}
    for quad in parse((files("ontology") / "chanmai.ttl").read_bytes(), format=RdfFormat.TURTLE):
        if quad.predicate.value == f"{PREFIXES['rdfs']}label" and isinstance(quad.object, Literal):
            name = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            if name in CM:
                found.setdefault(name.removeprefix(CM.base), {})[quad.object.language or ""] = quad.object.value
    return {name: (held["zh"], held["en"]) for name, held in sorted(found.items()) if {"zh", "en"} <= held.keys()}


def said(name: str) -> str:
    """Return the name of a term of our ontology in Chinese and English, itself where it has none.

    >>> said("Company"), said("nothing")
    ('企业 · company', 'nothing')
    """
    return " · ".join(labels().get(name, (name,)))
