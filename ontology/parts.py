"""The parts that names of the contract's classes consist of; `ontology.parsing` fills them, `ontology.sameness` compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ontology.facts import Kind

__all__ = ["NameParts"]


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in parts; all folded, empty where the name does not say.

    Attributes:
        kind: the class it was read as.
        name: the whole name, folded.
        region: the region named at the head (or standing in brackets), as written.
        places: keys of the divisions that the region may be (`ontology.regions.Division.key`), ordered.
        core: what distinguishes it: brand, subject of an organ, title of a policy; canonical.
        owner: the group that a company's name begins with, before its own brand: 攀钢集团.
        trade: what a company does, with words that say little (科技, 集团): 新材料科技.
        legal: legal form: 有限公司, 股份有限公司.
        site: key of a region in brackets inside the name: the 惠州 of 某某（惠州）有限公司.
        branch: branch of an organisation, its region as a code: 330500分行.
        level: 国家级, 省级 …; for an organ named without a region, what stands for it: 省, 市, 区, 县.
        form: the sort of thing: 委员会, etdz (a kind of zone), 行动计划, 产业; canonical.
        issuer: who issued it, where the name says so.
        year: 2024, 2023-2025, 十四五 as 14五.
        phase: 1 for 一期.
        number: 6 for 第六届, 3 for 3号.
        batch: 5 for 第五批.
    """

    kind: Kind
    name: str
    region: str = ""
    places: tuple[str, ...] = ()
    core: str = ""
    owner: str = ""
    trade: str = ""
    legal: str = ""
    site: str = ""
    branch: str = ""
    level: str = ""
    form: str = ""
    issuer: str = ""
    year: str = ""
    phase: str = ""
    number: str = ""
    batch: str = ""
