"""Names taken apart: region, brand, trade, legal form, branch; level, year, batch, phase, form.

In: a name and its class. Out: `NameParts`, every part in one canonical spelling (江津 and 江津区 are one place, 发改委 is
发展和改革委员会, 一期 is 1期). What a name does not say is empty. Nothing is decided here; see `ontology.sameness`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ontology.companies import read_company
from ontology.facts import Kind
from ontology.folding import fold
from ontology.institutions import read_government, read_institution
from ontology.parks import read_park
from ontology.regions import find_region
from ontology.titles import read_region, read_title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ontology.parts import NameParts

__all__ = ["parse_name"]

COMPANIES: Final = frozenset({Kind.COMPANY, Kind.FINANCIAL})  # classes whose reader remembers what it has read

_READERS: Final[Mapping[Kind, Callable[[str, Kind], NameParts]]] = {
    Kind.COMPANY: read_company,
    Kind.FINANCIAL: read_company,
    Kind.GOVERNMENT: read_government,
    Kind.INSTITUTION: read_institution,
    Kind.PARK: read_park,
    Kind.REGION: read_region,
}


def parse_name(name: str, kind: Kind, context: Sequence[str] = ()) -> NameParts:
    """Return the parts of a name of this class.

    Args:
        name: as written; any string, also the empty one.
        kind: its class.
        context: regions that the text speaks of, nearest first, to tell 鼓楼区 of Nanjing from that of Fuzhou.

    >>> parts = parse_name("重庆胜禹新材料有限公司", Kind.COMPANY)
    >>> parts.region, parts.core, parts.trade, parts.legal
    ('重庆', '胜禹', '新材料', '有限公司')
    >>> parse_name("第五批国家级专精特新“小巨人”企业", Kind.DESIGNATION).batch
    '5'
    """
    parts = read_company(fold(name), kind) if kind in COMPANIES else _parse(name, kind)
    if context and len(parts.places) > 1:
        found = find_region(parts.region, context)
        return replace(parts, places=tuple(sorted(place.key for place in found)))
    return parts


@lru_cache(maxsize=262144)
def _parse(name: str, kind: Kind) -> NameParts:
    return _READERS.get(kind, read_title)(fold(name), kind)
