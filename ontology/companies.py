"""Names of companies and financial institutions in parts.

In: a folded name. Out: region, brand, trade, legal form, branch, as 《企业名称登记管理规定》 orders them; banks under the
name that they are registered with (工行 is 中国工商银行). Tables: `company_words.tsv`, `banks.tsv`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ontology.heads import Head, longest_ending, place_key, take_region
from ontology.parts import NameParts
from ontology.regions import find_region
from ontology.tables import read_pairs, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ontology.facts import Kind

__all__ = ["TICKER", "company_words", "is_known_bank", "read_company", "split_tail"]

_LEGAL = {
    "有限责任公司": "有限公司",
    "股份公司": "股份有限公司",
    "集团公司": "集团",
    "有限合伙": "合伙企业",
    "普通合伙": "合伙企业",
    "特殊普通合伙": "合伙企业",
}
"""Spellings of one legal form."""

_BANK = re.compile(r"^(?P<bank>.{0,16}?(?:银行|信用社|信用合作社|农商行|信用合作联社|信用联社))(?P<legal>股份有限公司|有限责任公司|有限公司)?(?P<branch>.*)$")
_RURAL = re.compile(r"农村?商业?银?行$")
_SAID = re.compile(r"\((?:以下)?(?:简称|下称|证券代码|股票代码)[^()]*\)")
_ORDINAL_OFFICE = re.compile(r"第([一二三四五六七八九十]+)(?:工程|建设|建筑)局")
"""第三工程局 is called 三局."""
_OWNER = re.compile(r"^(.{2,8}?(?:集团|总公司))(?!有限|股份|责任|控股|公司|总公司|[()]|科技|企业|财务)(?=.{4,})")
TICKER = re.compile(r"^(?:\*?st|[sn](?=[一-鿿]))|(?<=[一-鿿])[ab]股?$|-?[uwv]d?$|股票$")


@cache
def company_words(role: str) -> frozenset[str]:
    """Return the words of a role in `company_words.tsv`: legal, group, generic, trade or branch."""
    return frozenset(word for name, words in read_rows("company_words.tsv", 2) if name == role for word in words.split())


@cache
def _tail_words() -> frozenset[str]:
    return company_words("trade") | company_words("generic") | company_words("group")


@cache
def _banks() -> Mapping[str, str]:
    table = read_pairs("banks.tsv")
    return {**table, **{full: full for full in table.values()}}


@cache
def _bank_heads() -> Mapping[str, tuple[str, ...]]:
    """Return the names of banks by their first character, the longest first."""
    heads: dict[str, list[str]] = {}
    for name in sorted(_banks(), key=len, reverse=True):
        heads.setdefault(name[0], []).append(name)
    return {head: tuple(names) for head, names in heads.items()}


@cache
def _bank_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _banks())))


def is_known_bank(name: str) -> bool:
    """Say whether this is the registered name of a bank of the table, without its legal form."""
    return name in _banks().values()


@lru_cache(maxsize=1 << 20)
def read_company(name: str, kind: Kind) -> NameParts:
    """Return the parts of a company's or a bank's name.

    >>> from ontology.facts import Kind
    >>> parts = read_company("农行湖州分行", Kind.FINANCIAL)
    >>> parts.core, parts.branch
    ('中国农业银行', '330500分行')
    """
    said = _SAID.sub("", name) if "(" in name else name
    bank = _read_bank(said, kind)
    return replace(bank, name=name) if bank else _read_enterprise(name, kind)


def _read_bank(name: str, kind: Kind) -> NameParts | None:
    """Read a bank, insurer or exchange of the table, or anything that calls itself a bank; else None."""
    if "行" not in name and "信用" not in name and not _bank_pattern().search(name):
        return None
    head = take_region(name, areas=False)
    for start, region in ((name, Head("", (), name)), (head.rest, head)):
        known = next((short for short in _bank_heads().get(start[:1], ()) if start.startswith(short)), "")
        rest = start[len(known) :]
        branch = longest_ending(rest, company_words("branch"))
        legal = next((form for form in ("股份有限公司", "有限责任公司", "有限公司", "公司") if rest.startswith(form)), "")
        if known and (not rest or branch or rest == legal):
            local = place_key(region.region, region.places)
            where = _branch(rest.removeprefix(legal)) if branch else local
            return NameParts(kind, name, core=_banks()[known], branch=where)
    local = name.removesuffix("分行").removesuffix("支行")
    if local != name and find_region(local):
        return NameParts(kind, name, branch=_branch(name))
    match = _BANK.match(name)
    if not match or (match["branch"] and not longest_ending(match["branch"], company_words("branch"))):
        return None
    bank = _RURAL.sub("农村商业银行", match["bank"])
    bank = _banks().get(bank, bank)
    return NameParts(kind, name, core=bank, branch=_branch(match["branch"]))


def _branch(text: str) -> str:
    """Return a branch in one spelling, its region as a code: 长兴县支行 and 长兴支行 are 330522支行.

    A branch that is named after no region keeps its words; a region that may be several too.
    """
    if not text:
        return ""
    word = longest_ending(text, company_words("branch"))
    place = text.removesuffix(word)
    found = find_region(place)
    return (found[0].key if len(found) == 1 else place.removesuffix("市")) + word


def _read_enterprise(name: str, kind: Kind) -> NameParts:
    rest = TICKER.sub("", _SAID.sub("", name) if "(" in name else name)
    if "第" in rest:
        rest = _ORDINAL_OFFICE.sub(r"\1局", rest)
    body, branch = _split_branch(rest)
    owner, body = _split_owner(body)
    site, body = _site(body)
    body = body.replace("(", "").replace(")", "")
    legal = longest_ending(body, company_words("legal"))
    stem = body.removesuffix(legal) or body
    head = _company_region(stem, registered=bool(legal))
    core, trade = split_tail(head.rest, regional=bool(head.region))
    return NameParts(
        kind,
        name,
        region=head.region,
        places=head.places,
        core=core,
        owner=owner,
        trade=trade,
        legal=_LEGAL.get(legal, legal) if stem != body else "",
        site=site,
        branch=_branch(branch),
    )


def _split_owner(name: str) -> tuple[str, str]:
    """Cut the group in front of a company's own name: 攀钢集团|四川长城特殊钢股份有限公司."""
    match = _OWNER.match(name) if "集团" in name or "总公司" in name else None
    return (match[1], name[match.end() :]) if match else ("", name)


def _split_branch(name: str) -> tuple[str, str]:
    """Cut what follows the legal form if it is a branch: 某某有限公司重庆分公司, also 某某重庆公司."""
    word = longest_ending(name, company_words("branch"))
    if not word and name.endswith("公司") and not name.endswith(("有限公司", "责任公司", "股份公司", "集团公司", "总公司")):
        stem = name.removesuffix("公司")
        start = next((cut for cut in range(2, len(stem) - 1) if find_region(stem[cut:])), 0)
        return (stem[:start], f"{stem[start:]}分公司") if start else (name, "")
    if not word:
        return name, ""
    for form in ("股份有限公司", "有限责任公司", "有限公司", "集团公司", "公司", "集团"):
        cut = name.find(form)
        if 0 < cut <= len(name) - len(word) - len(form):
            return name[: cut + len(form)], name[cut + len(form) :]
    stem = name.removesuffix(word)
    for cut in range(len(stem) - 1, 1, -1):
        if find_region(stem[cut:]) and len(stem) - cut > 1:
            return stem[:cut], stem[cut:] + word
    return name, ""


def _site(name: str) -> tuple[str, str]:
    """Take a region in brackets out of a name; it tells a company of a group from its sisters."""
    for match in re.finditer(r"\(([^()]{2,8})\)", name):
        if found := find_region(match[1]):
            return place_key(match[1], tuple(sorted(each.key for each in found))), name[: match.start()] + name[match.end() :]
    return "", name


def _company_region(stem: str, *, registered: bool) -> Head:
    """Take the region at the head of a company's name, unless it is the beginning of its brand.

    东阳光 is no company of 东阳: a brand of one character is not left over. A brand without a legal form keeps 新城, 东方.
    """
    head = take_region(stem, areas=False)
    if not head.region or (not registered and head.region == stem):
        return Head("", (), stem)
    brand = head.rest.removesuffix(longest_ending(head.rest, _tail_words()))
    return Head("", (), stem) if len(brand) == 1 or not head.rest else head


def split_tail(stem: str, *, regional: bool = True) -> tuple[str, str]:
    """Cut words of trade off the end, the longest first, and leave a brand of two characters or, after a region, none.

    >>> split_tail("胜禹新材料科技", regional=True), split_tail("食品", regional=True), split_tail("新乳业", regional=False)
    (('胜禹', '新材料科技'), ('', '食品'), ('新乳业', ''))
    """
    core, words = stem, _tail_words()
    while word := longest_ending(core, words):
        left = core.removesuffix(word)
        if len(left) >= 2 or (not left and regional):
            core = left
            continue
        shorter = next((w for w in (word[cut:] for cut in range(1, len(word))) if w in words and len(core) - len(w) >= 2), "")
        if not shorter:
            break
        core = core.removesuffix(shorter)
    return core, stem[len(core) :]
