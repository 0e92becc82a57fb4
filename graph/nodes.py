"""The node of the graph of entities: what identity across documents decides, and what is written of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ontology.facts import Kind

__all__ = ["Node"]


@dataclass(frozen=True, slots=True)
class Node:
    """One real thing, in one document and across documents.

    Attributes:
        iri: a function of what the thing is.
        kind: its one class.
        label: the fullest name.
        aliases: every other name, sorted; never a deictic word.
        code: GB/T 2260 of a division, social credit code of a company …; empty if none.
        replaced: IRIs of names that would have had their own and are this node, sorted.
        concept: IRI of the GB/T 4754 concept of an industry; empty if none.
        broader: True where that concept is wider than the industry (skos:broadMatch, else skos:closeMatch).
    """

    iri: str
    kind: Kind
    label: str
    aliases: tuple[str, ...] = ()
    code: str = ""
    replaced: tuple[str, ...] = ()
    concept: str = ""
    broader: bool = False
