"""Whether two names may be names of one thing, decided on their parts; and the key that identifies a thing by its name.

In: names in parts. Out: a verdict with its reason, or a key. Parts in disagreement veto (region, level, branch, year,
number, batch, phase, kind of zone, legal form); a part that one name leaves out does not. Likeness alone decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ontology.companies import company_words, is_known_bank, split_tail
from ontology.facts import Kind
from ontology.folding import fold, has_conflicting_numbers, is_subsequence
from ontology.heads import longest_ending, place_key, take_region
from ontology.parsing import parse_name
from ontology.regions import Division, Level, contains, division
from ontology.shortening import CompanyIndex, clean_short, shortening_cost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ontology.parts import NameParts

__all__ = ["Answer", "NameIndex", "Verdict", "is_short_of", "key", "link_short", "may_be_same"]

_COMPANIES: Final = frozenset({Kind.COMPANY, Kind.FINANCIAL})
_EXACT_REGION: Final = frozenset({Kind.GOVERNMENT, Kind.REGION, Kind.DESIGNATION, Kind.CLUSTER})
"""Classes in which a region and a smaller one inside it are two owners."""
_NATIONAL_OR_LOCAL: Final = frozenset({Kind.DESIGNATION, Kind.EVENT})
"""Classes in which the nation's and a region's are two things, though only one name says whose it is."""
_LONG_TITLES: Final = frozenset({Kind.POLICY, Kind.PROGRAMME, Kind.PROJECT, Kind.EVENT, Kind.FACILITY})
"""Classes whose names are cut short at the front or the end."""
_ZONES: Final = (
    frozenset({"etdz", "edz", "zone"}),
    frozenset({"hitech", "zone"}),
    frozenset({"park", "ipark", "park0"}),
    frozenset({"spark", "park0"}),
    frozenset({"scicity", "park0"}),
    frozenset({"base", "ipark"}),
)
"""Kinds of zones that one park may be called by: 经开区 is said of an 经济开发区 too, 开发区 and 园区 of most."""
_LEGAL_CHANGE: Final = frozenset({"有限公司", "股份有限公司"})
"""Legal forms that one company may have had one after the other."""
_REGISTERED: Final = ("有限公司", "合伙企业", "合作社", "联合社")
"""How a legal form ends that only a registered name has."""
_LEVEL_OF: Final = {
    "省": Level.PROVINCE,
    "自治区": Level.PROVINCE,
    "市": Level.PREFECTURE,
    "州": Level.PREFECTURE,
    "区": Level.COUNTY,
    "县": Level.COUNTY,
    "旗": Level.COUNTY,
}
_INSIDE: Final = ("部", "委员会", "董事局", "董事会", "指挥部", "板块", "车间", "总装厂", "工厂", "党委", "工会", "研究院")
"""How the name of a part of a company ends."""
_NEAR: Final = 2.4
"""Cost up to which a short company name may stand for a full one where nothing else speaks for it."""


class Answer(StrEnum):
    """What the parts of two names say."""

    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer and the parts that gave it.

    Attributes:
        answer: SAME if all parts agree; POSSIBLE if none disagrees; else DIFFERENT.
        reason: the parts, for people to read: "region: 长兴 ≠ 德清".
    """

    answer: Answer
    reason: str


def _different(part: str, one: str, other: str) -> Verdict:
    return Verdict(Answer.DIFFERENT, f"{part}: {one} ≠ {other}")


def key(parts: NameParts) -> str:
    """Return what the name identifies its thing by, in one spelling; equal keys are one name of one class.

    Regions stand as codes where only one is so called, so that 江津 and 江津区 agree. The class is not part of the key.

    >>> key(parse_name("江津", Kind.REGION)), key(parse_name("江津区", Kind.REGION))
    ('500116', '500116')
    >>> key(parse_name("国家级专精特新“小巨人”企业", Kind.DESIGNATION))
    '国家级.专精特新小巨人.企业'
    """
    where = place_key(parts.region, parts.places)
    form = "" if parts.form == "产业" else parts.form
    if parts.kind in _COMPANIES:
        main = f"{parts.owner}{parts.core}{parts.trade}{parts.legal}"
        pieces = [where, main, parts.site, parts.branch]
    elif parts.kind in {Kind.GOVERNMENT, Kind.INSTITUTION}:
        pieces = [where or parts.level, parts.core, parts.branch]
    else:
        tagged = [f"{value}{tag}" if value else "" for value, tag in ((parts.batch, "批"), (parts.number, "号"), (parts.phase, "期"))]
        pieces = [where, parts.level, parts.year, parts.core, form, *tagged, parts.branch]
    return ".".join(piece for piece in pieces if piece) or parts.name


def may_be_same(one: NameParts, other: NameParts) -> Verdict:
    """Return whether two names may be of one thing, and the part that decides.

    Symmetric. Costs a few comparisons; short company names an alignment of their characters.

    >>> may_be_same(parse_name("长兴经济技术开发区", Kind.PARK), parse_name("德清经济技术开发区", Kind.PARK)).reason
    'region: 长兴 ≠ 德清'
    """
    if one.kind != other.kind and not {one.kind, other.kind} <= _COMPANIES:
        return _different("class", one.kind, other.kind)
    if not one.name or not other.name:
        return Verdict(Answer.DIFFERENT, "no name")
    if key(one) == key(other):
        return _equal(one, other)
    for veto in _vetoes(one, other):
        return veto
    if one.kind in _COMPANIES:
        return _companies(one, other)
    return _others(one, other)


def _equal(one: NameParts, other: NameParts) -> Verdict:
    if len(one.places) > 1 and one.name != other.name:
        return Verdict(Answer.POSSIBLE, f"region: {one.region} may be several")
    said = one.core or one.places or one.trade or one.kind in {Kind.PERSON, Kind.PRODUCT}
    if not said or (one.kind is Kind.GOVERNMENT and one.level):
        return Verdict(Answer.POSSIBLE, "equal, but the name alone does not say which")
    return Verdict(Answer.SAME, "all parts agree")


def _vetoes(one: NameParts, other: NameParts) -> Iterator[Verdict]:
    """Yield parts in disagreement."""
    for part in ("year", "batch", "number", "phase", "site"):
        a, b = getattr(one, part), getattr(other, part)
        if a and b and a != b:
            yield _different(part, a, b)
    if one.branch != other.branch and not _same_branch(one.branch, other.branch):
        yield _different("branch", one.branch or "the whole", other.branch or "the whole")
    yield from _region_vetoes(one, other)
    if one.kind is Kind.PARK and one.form and other.form and one.form != other.form:
        if not _same_zone(one.form, other.form):
            yield _different("kind of zone", one.form, other.form)
    elif one.kind not in _COMPANIES and one.form and other.form and one.form != other.form:
        yield _different("form", one.form, other.form)
    if has_conflicting_numbers(one.core + one.trade, other.core + other.trade):
        yield _different("number", one.core, other.core)


def _same_branch(one: str, other: str) -> bool:
    """Say whether two branches may be one: the same place, where one name leaves out what sort of branch it is."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _region_vetoes(one: NameParts, other: NameParts) -> Iterator[Verdict]:
    if one.level and other.level and one.level != other.level:
        yield _different("level", one.level, other.level)
    here, there = _divisions(one), _divisions(other)
    bare_zones = one.kind is Kind.PARK and not one.core and not other.core
    for named, level in ((here, other.level), (there, one.level)):
        if one.kind in _NATIONAL_OR_LOCAL and level in {"国家级", "世界级"} and any(place.code for place in named):
            yield _different("level", named[0].name, level)
    if here and there and not set(here) & set(there) and _is_firm(one, here) and _is_firm(other, there):
        nested = any(contains(a, b) or contains(b, a) for a in here for b in there)
        if one.kind in _EXACT_REGION or bare_zones or not nested:
            yield _different("region", one.region, other.region)
    if one.kind is Kind.GOVERNMENT:
        for named, level in ((here, other.level), (there, one.level)):
            if named and level and not any(_fits(place, level) for place in named):
                yield _different("level", named[0].name, level)


def _is_firm(parts: NameParts, places: list[Division]) -> bool:
    """Say whether the region of a name is surely one: the bare name of a county may be a brand (威远农机)."""
    if parts.kind not in _COMPANIES or parts.legal or parts.region != places[0].short:
        return True
    return places[0].level < Level.COUNTY


def _divisions(parts: NameParts) -> list[Division]:
    return [place for code in parts.places if (place := division(code))]


def _fits(place: Division, level: str) -> bool:
    """Say whether 市, 区, 县 … may stand for a division; 市 also for a municipality and a county-level city."""
    if level == "国":
        return False
    return place.name.endswith(level) if level in {"市", "县", "旗"} else place.level == _LEVEL_OF.get(level, place.level)


def _companies(one: NameParts, other: NameParts) -> Verdict:
    if one.branch and (one.core == other.core or not one.core or not other.core):
        return Verdict(Answer.POSSIBLE, "branch less fully named")
    if _without_brackets(one) == _without_brackets(other):
        return Verdict(Answer.POSSIBLE, "the names differ in brackets only")
    if one.core.endswith("银行") and other.core.endswith("银行") and not _may_cut_bank(one.core, other.core):
        return _different("bank", one.core, other.core)
    if one.legal.endswith(_REGISTERED) and other.legal.endswith(_REGISTERED):
        if one.legal != other.legal and not {one.legal, other.legal} <= _LEGAL_CHANGE:
            return _different("legal form", one.legal, other.legal)
        if one.core != other.core or one.trade != other.trade:
            return _different("registered name", one.core + one.trade, other.core + other.trade)
        return Verdict(Answer.POSSIBLE, "one name leaves out the region, or the legal form changed")
    short, full = sorted((one, other), key=lambda parts: (len(parts.name), parts.name))
    if _is_part_of_company(short, full):
        return _different("whole", short.name, full.name)
    if (one.core, one.trade) == (other.core, other.trade):
        return Verdict(Answer.POSSIBLE, "one name leaves out region or legal form")
    cost = shortening_cost(clean_short(short.name), full.name)
    if cost <= _NEAR:
        return Verdict(Answer.POSSIBLE, f"short form (cost {cost:.2f})")
    return _different("name", one.core + one.trade, other.core + other.trade)


def _is_part_of_company(short: NameParts, full: NameParts) -> bool:
    """Say whether the longer name is of something that belongs to the company of the shorter one.

    海尔集团董事局 is no name of 海尔, 中建三局城市投资运营有限公司 none of 中建三局, 豫联能源集团中孚实业 none of 豫联能源集团.
    """
    if full.name.endswith(_INSIDE) and not short.name.endswith(_INSIDE):
        return True
    if full.owner and not short.owner and (full.owner.startswith(short.name) or short.name.endswith(full.owner)):
        return True
    rest = full.name.removeprefix(short.name)
    if rest != full.name and rest.endswith("公司") and full.legal == "公司" and not _is_tail(rest.removesuffix("公司")):
        return True
    complete = short.name.endswith(("集团", "公司", "局"))
    return complete and rest != full.name and longest_ending(rest, company_words("legal")) != rest


def _is_tail(text: str) -> bool:
    """Say whether the text is nothing but words of trade."""
    return not text or not split_tail(text)[0]


def _without_brackets(parts: NameParts) -> str:
    return parts.name.replace("(", "").replace(")", "")


def _may_cut_bank(one: str, other: str) -> bool:
    """Say whether one bank's name may shorten the other's: it must keep a brand, and no bank of the table shortens another."""
    short, full = sorted((one, other), key=len)
    if is_known_bank(short):
        return False
    brand = take_region(short, areas=False).rest.removesuffix("银行")
    return bool(brand) and shortening_cost(short, full) <= _NEAR


def _others(one: NameParts, other: NameParts) -> Verdict:
    if one.kind is Kind.PARK and one.branch and not (one.core and other.core):
        return Verdict(Answer.POSSIBLE, "one name leaves out whose part it is")
    if one.core == other.core:
        if one.kind is Kind.PARK and not one.core and not (one.places and other.places) and one.form != other.form:
            return _different("kind of zone", one.form, other.form)
        return Verdict(Answer.POSSIBLE, "one name leaves out what the other says")
    short, full = sorted((one, other), key=lambda parts: (len(parts.core), parts.core))
    if one.kind is Kind.PARK and _may_cut_park(short, full):
        return Verdict(Answer.POSSIBLE, "one name leaves out part of the core")
    if one.kind is Kind.INSTITUTION and _may_cut_institution(short, full):
        return Verdict(Answer.POSSIBLE, "abbreviation")
    if one.kind in _LONG_TITLES and _may_cut_title(short, full):
        return Verdict(Answer.POSSIBLE, "one title is part of the other")
    return _different("name", one.core or one.name, other.core or other.name)


def _may_cut_park(short: NameParts, full: NameParts) -> bool:
    """Say whether one core may shorten the other; 西部科学城 shortens no 西部科学城南部创新中心, which lies in it."""
    if not short.core:
        return not short.places and _same_zone(short.form, full.form)
    if short.form and full.name.startswith(short.name):
        return False
    head = full.core.startswith(short.core) and 2 * len(short.core) >= len(full.core)
    return len(short.core) >= 2 and (head or full.core.endswith(short.core))


def _same_zone(one: str, other: str) -> bool:
    return bool(one and other) and (one == other or any({one, other} <= group for group in _ZONES))


def _may_cut_institution(short: NameParts, full: NameParts) -> bool:
    """An abbreviation keeps first and last character, or only leaves 大学 out: 中药院 of 中药研究院, 西南政法 of 西南政法大学.

    A name that is complete by itself shortens no longer one: 重庆大学 is none of 重庆大学附属医院.
    """
    a, b = short.core, full.core
    if len(a) < 3 or len(a) >= len(b) or short.name.endswith(("大学", "学院", "医院")):
        return False
    return b in {a + "大学", a + "学院"} or (a[0] == b[0] and a[-1] == b[-1] and is_subsequence(a, b))


def _may_cut_title(short: NameParts, full: NameParts) -> bool:
    """A title is cut at one end, to no less than two fifths; a facility only at the front (江津站 is not 江津北站)."""
    a, b = short.core, full.core
    long_enough = len(a) >= 4 or (len(a) >= 2 and 2 * len(a) >= len(b))
    at_an_end = b.endswith(a) or (b.startswith(a) and short.kind is not Kind.FACILITY)
    return long_enough and at_an_end and 5 * len(a) >= 2 * len(b)


@lru_cache(maxsize=262144)
def is_short_of(short: str, full: str, kind: Kind) -> bool:
    """Say whether the first name may be a shorter name of what the second names fully.

    Decided on parts: the brand is kept, region, trade and legal form may go; what disagrees vetoes. Never true of equal
    names or of a longer one. Cheap where the characters already refuse.

    >>> is_short_of("胜禹新材", "重庆胜禹新材料有限公司", Kind.COMPANY)
    True
    >>> is_short_of("农业银行湖州分行", "工商银行湖州分行", Kind.FINANCIAL)
    False
    """
    a, b = fold(short), fold(full)
    if len(a) >= len(b) or not a or len(set(a) - set(b)) > 1:
        return False
    verdict = may_be_same(parse_name(short, kind), parse_name(full, kind))
    return verdict.answer is not Answer.DIFFERENT


class NameIndex:
    """Full names of one class, to find the one that a short name stands for.

    Companies are looked up by pairs of leading characters, other classes by the rarest character of the core. Building
    and looking up are near-linear in the number of names.
    """

    def __init__(self, fulls: Iterable[str], kind: Kind = Kind.COMPANY) -> None:
        self._kind = kind
        names = sorted(set(fulls))
        self._companies = CompanyIndex(names) if kind in _COMPANIES else None
        self._by_char: dict[str, list[str]] = {}
        for name in names if self._companies is None else ():
            for char in set(_said(parse_name(name, kind))):
                self._by_char.setdefault(char, []).append(name)

    def link(self, short: str) -> str | None:
        """Return the only full name that the short one may stand for; None if there is none or more than one."""
        if self._companies:
            found = self._companies.link(short)
            return found if found and not _vetoed(short, found, self._kind) else None
        chars = set(_said(parse_name(short, self._kind)))
        rarest = min((self._by_char.get(char, []) for char in chars), key=len, default=[])
        fitting = [full for full in rarest if is_short_of(short, full, self._kind)]
        return fitting[0] if len(fitting) == 1 else None


def _said(parts: NameParts) -> str:
    return parts.core or parts.region or parts.name


def _vetoed(short: str, full: str, kind: Kind) -> bool:
    return next(_vetoes(parse_name(short, kind), parse_name(full, kind)), None) is not None


def link_short(short: str, fulls: NameIndex | Sequence[str], kind: Kind = Kind.COMPANY) -> str | None:
    """Return the one full name that a short name stands for; None if there is none, or no nearest one.

    Args:
        short: as written.
        fulls: full names, or their index where many short names are looked up.
        kind: class of all of them, where `fulls` is no index.

    >>> link_short("胜禹新材", ["重庆胜禹新材料有限公司", "重庆胜利机械有限公司"])
    '重庆胜禹新材料有限公司'
    """
    index = fulls if isinstance(fulls, NameIndex) else NameIndex(fulls, kind)
    return index.link(short)
