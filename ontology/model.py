"""Which classes a property may join: the table of the vocabulary contract, as the extraction filters by it.

In: properties and kinds of `ontology.facts`. Out: whether a relation is legal. `chanmai.ttl` says the same with
schema:domainIncludes and schema:rangeIncludes, `shapes.ttl` as warnings; tests compare the three.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ontology.facts import Kind, Property

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DOMAINS", "ORGANISATIONS", "PAIRS", "PLACED", "SUPERKINDS", "is_kind_of", "is_legal"]

Kinds = frozenset[Kind]

SUPERKINDS: Final[Mapping[Kind, Kinds]] = MappingProxyType({Kind.FINANCIAL: frozenset({Kind.COMPANY})})
"""Kinds that a kind also is: a bank is a company."""

ORGANISATIONS: Final[Kinds] = frozenset({Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION})
"""What the contract calls an organisation."""

PLACED: Final[Kinds] = frozenset(Kind) - {Kind.PERSON, Kind.INDUSTRY, Kind.PRODUCT, Kind.POLICY, Kind.DESIGNATION}
"""What the contract calls "anything with a place": neither a person nor what is nowhere in particular."""

_ANY: Final[Kinds] = frozenset(Kind)
_COMPANIES: Final[Kinds] = frozenset({Kind.COMPANY, Kind.FINANCIAL})
_AREAS: Final[Kinds] = frozenset({Kind.PARK, Kind.REGION})
_PARTNERS: Final[Kinds] = ORGANISATIONS | {Kind.REGION}


def _kinds(*kinds: Kind) -> Kinds:
    return frozenset(kinds)


PAIRS: Final[Mapping[Property, tuple[tuple[Kinds, Kinds], ...]]] = MappingProxyType(
    {
        Property.LOCATED_IN: ((PLACED, _AREAS),),
        Property.PART_OF: (
            (_kinds(Kind.PARK), _kinds(Kind.PARK)),
            (_kinds(Kind.REGION), _kinds(Kind.REGION)),
            (ORGANISATIONS, ORGANISATIONS),
        ),
        Property.FOCUSES_ON: ((_AREAS, _kinds(Kind.INDUSTRY)),),
        Property.HAS_CLUSTER: ((_AREAS, _kinds(Kind.CLUSTER)),),
        Property.COVERS_INDUSTRY: ((_kinds(Kind.CLUSTER), _kinds(Kind.INDUSTRY, Kind.CLUSTER)),),
        Property.OPERATES_IN: ((_COMPANIES, _kinds(Kind.INDUSTRY)),),
        Property.PRODUCES: (
            (_COMPANIES | _AREAS | {Kind.CLUSTER, Kind.PROJECT, Kind.FACILITY}, _kinds(Kind.PRODUCT)),
        ),
        Property.UNDERTAKES: ((ORGANISATIONS, _kinds(Kind.PROJECT, Kind.FACILITY)),),
        Property.HAS_DESIGNATION: (
            (
                _COMPANIES | _AREAS | {Kind.PROJECT, Kind.CLUSTER, Kind.FACILITY, Kind.INSTITUTION, Kind.PRODUCT},
                _kinds(Kind.DESIGNATION),
            ),
        ),
        Property.PARTICIPATES_IN: ((_ANY, _kinds(Kind.PROGRAMME, Kind.EVENT)),),
        Property.ADMINISTERS: (
            (_COMPANIES | _AREAS | {Kind.GOVERNMENT}, _kinds(Kind.PROGRAMME, Kind.PARK, Kind.PROJECT)),
        ),
        Property.IMPLEMENTS: ((_ANY, _kinds(Kind.POLICY, Kind.PROGRAMME)),),
        Property.ISSUED_BY: (
            (
                _kinds(Kind.POLICY, Kind.PROGRAMME, Kind.DESIGNATION),
                _kinds(Kind.GOVERNMENT, Kind.EVENT, Kind.REGION),
            ),
        ),
        Property.FINANCES: (
            (
                _kinds(Kind.FINANCIAL, Kind.PROGRAMME, Kind.GOVERNMENT),
                _COMPANIES | {Kind.PROJECT, Kind.PARK, Kind.INSTITUTION},
            ),
        ),
        Property.INVESTS_IN: ((_COMPANIES, _COMPANIES | {Kind.PROJECT, Kind.PARK}),),
        Property.SUBSIDIARY_OF: ((_COMPANIES, _COMPANIES),),
        Property.SUPPLIES_TO: ((_COMPANIES, _COMPANIES),),
        Property.COOPERATES_WITH: ((_PARTNERS, _PARTNERS),),
        Property.LEADS: ((_kinds(Kind.PERSON), ORGANISATIONS),),
    }
)
"""For each property the pairs of (subject kinds, object kinds) that the contract's table allows."""

DOMAINS: Final[Mapping[Property, tuple[Kinds, Kinds]]] = MappingProxyType(
    {
        predicate: (
            frozenset[Kind]().union(*(subjects for subjects, _ in pairs)),
            frozenset[Kind]().union(*(objects for _, objects in pairs)),
        )
        for predicate, pairs in PAIRS.items()
    }
)
"""For each property all subject kinds and all object kinds; `is_legal` also looks at how they pair."""


def is_kind_of(kind: Kind, other: Kind) -> bool:
    """Say whether everything of the first kind is of the second.

    >>> is_kind_of(Kind.FINANCIAL, Kind.COMPANY), is_kind_of(Kind.COMPANY, Kind.FINANCIAL)
    (True, False)
    """
    return kind == other or other in SUPERKINDS.get(kind, frozenset())


def is_legal(predicate: Property, subject: Kind, obj: Kind) -> bool:
    """Say whether the contract's table allows the property between things of these kinds, in this direction.

    >>> is_legal(Property.FINANCES, Kind.FINANCIAL, Kind.PROJECT)
    True
    >>> is_legal(Property.PART_OF, Kind.PARK, Kind.REGION)
    False
    """
    return any(subject in subjects and obj in objects for subjects, objects in PAIRS[predicate])
