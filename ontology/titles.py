"""Names of policies, programmes, designations, events, projects, clusters, industries, products, facilities, regions.

In: a folded name. Out: level, region, year, batch, number, phase, form, and what is left as the core.
Table: `titles.tsv`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ontology.facts import Kind
from ontology.folding import chinese_number, fold
from ontology.heads import Head, longest_ending, take_region
from ontology.parts import NameParts
from ontology.regions import find_region
from ontology.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_region", "read_title"]

_N = r"[0-9〇零一二两三四五六七八九十百]+"
_YEAR = re.compile(r"(?:至)?((?:19|20)\d\d)(?:年?[-至]((?:19|20)\d\d))?(?:年度|年版|年|版)?(?![0-9])")
_HANZI_YEAR = re.compile(r"(二[〇零][〇零一二三四五六七八九]{2})年?度?")
_FIVE_YEARS = re.compile(r"(十[一二三四五六])五(?:时期|期间)?|第(十[一二三四五六])个五年")
_PLENUM = re.compile(rf"(?:第)?({_N})届(?:中央委员会第|中央)?({_N})(?:次全体会议|中全会)")
_CONGRESS = re.compile(r"^(十八|十九|二十|二十一)大(?:报告|精神)?$")
_BATCH = re.compile(rf"\(?(?:第({_N})批(?:次)?|(首)批)\)?")
_PHASE = re.compile(rf"\(?(?:第?({_N}|i{{1,3}}|iv)|(首))期(?:工程|项目)?\)?(?![货限])")
_ORDINAL = re.compile(rf"第({_N})(届|次|个|号|轮|回|季)|(?<![0-9])({_N})(号|#)(?!召)|^({_N})届")
_LEVEL_ASIDE = re.compile(r"\((世界级|国家级|省级|市级|区级|县级)\)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_REGIONAL = frozenset(
    {Kind.CLUSTER, Kind.DESIGNATION, Kind.POLICY, Kind.PROGRAMME, Kind.PROJECT, Kind.EVENT, Kind.FACILITY}
)
_LEVELLED = frozenset({Kind.CLUSTER, Kind.DESIGNATION, Kind.POLICY, Kind.PROGRAMME, Kind.INDUSTRY, Kind.EVENT})
_PLAIN = frozenset({Kind.PERSON})


@cache
def _words(role: str, kind: Kind) -> Mapping[str, str]:
    return {
        fold(written): canonical
        for name, of, written, canonical in read_rows("titles.tsv", 4)
        if name == role and of in {"*", kind.value}
    }


def read_region(name: str, kind: Kind) -> NameParts:
    """Return the parts of a region's name: what it may be; the core is empty for a known one.

    >>> read_region("江津", Kind.REGION).places
    ('500116',)
    """
    found = find_region(name)
    if not found:
        head = take_region(name, areas=False)
        return NameParts(kind, name, region=head.region, places=head.places, core=head.rest)
    return NameParts(kind, name, region=name, places=tuple(sorted(place.key for place in found)))


def read_title(name: str, kind: Kind) -> NameParts:
    """Return the parts of a name that is a title rather than an organisation's.

    >>> parts = read_title(fold("第五批国家级专精特新“小巨人”企业"), Kind.DESIGNATION)
    >>> parts.level, parts.core, parts.form, parts.batch
    ('国家级', '专精特新小巨人', '企业', '5')
    """
    if kind in _PLAIN:
        return NameParts(kind, name, core=name)
    aliases = _words("alias", kind)
    text, year = _take_year(aliases.get(name, name), kind)
    text, number = _take_number(text, kind)
    text, batch = _take(text, _BATCH)
    text, phase = _take(text, _PHASE) if kind is not Kind.PRODUCT else (text, "")
    text = aliases.get(text, text)
    for word in _words("head", kind):
        if text.startswith(word) and len(text) > len(word) + 1:
            text = text.removeprefix(word)
    level, head = _level_and_region(text, kind)
    core, form = _take_form(head.rest, kind)
    if kind is Kind.FACILITY and not core:
        core, head = head.region, Head("", (), head.rest)
    return NameParts(
        kind, name, region=head.region, places=head.places, core=core, level=level, form=form, year=year, phase=phase, number=number, batch=batch
    )


def _value(text: str) -> str:
    return str(_ROMAN.get(text, chinese_number(text)))


def _take(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """Cut the first match and return its number; 首 counts as the first."""
    match = pattern.search(text)
    if not match or match.end() - match.start() == len(text):
        return text, ""
    value = "1" if match[2] else _value(match[1])
    return text[: match.start()] + text[match.end() :], value


def _take_number(text: str, kind: Kind) -> tuple[str, str]:
    if kind is Kind.EVENT:
        if match := _PLENUM.search(text):
            return "全体会议", f"{_value(match[1])}届{_value(match[2])}次"
        if match := _CONGRESS.match(text.removeprefix("党的")):
            return "全国代表大会", _value(match[1])
    if kind is Kind.PRODUCT:
        return text, ""
    match = _ORDINAL.search(text)
    if not match or match.end() - match.start() == len(text):
        return text, ""
    value = _value(match[1] or match[3] or match[5])
    left = "" if match[2] or match[5] else match[4]
    return text[: match.start()] + (left if left == "号" and text[match.end() :].startswith("线") else "") + text[match.end() :], value


def _take_year(text: str, kind: Kind) -> tuple[str, str]:
    if match := _FIVE_YEARS.search(text):
        rest = text[: match.start()] + text[match.end() :]
        return (rest, f"{_value(match[1] or match[2])}五") if rest else (text, "")
    if match := _HANZI_YEAR.search(text):
        return text[: match.start()] + text[match.end() :], _value(match[1])
    match = _YEAR.search(text)
    if not match or kind is Kind.PRODUCT or match.end() - match.start() == len(text):
        return text, ""
    year = match[1] + (f"-{match[2]}" if match[2] else "")
    return (text[: match.start()] + text[match.end() :]).replace("()", ""), year


def _level_and_region(text: str, kind: Kind) -> tuple[str, Head]:
    """Take level and region off the head, in either order: 国家级, 重庆市级, 浙江省省级."""
    level = ""
    if match := _LEVEL_ASIDE.search(text):
        level, text = match[1], text[: match.start()] + text[match.end() :]
    if kind in _LEVELLED:
        text, level = _take_level(text, kind, level)
    head = take_region(text) if kind in _REGIONAL else Head("", (), text)
    if head.region and head.rest.startswith("级") and kind in _LEVELLED:
        level = f"{head.region[-1]}级"
        head = Head(head.region, head.places, head.rest[1:])
    if not head.rest:
        return level, Head("", (), text)
    if head.region and kind in _LEVELLED and not level:
        rest, level = _take_level(head.rest, kind, level)
        head = Head(head.region, head.places, rest)
    return level, head


def _take_level(text: str, kind: Kind, level: str) -> tuple[str, str]:
    for word, canonical in sorted(_words("level", kind).items(), key=lambda row: -len(row[0])):
        if word == "中国" and kind is Kind.EVENT:
            continue
        if len(word) > 1 and text.startswith(word) and len(text) > len(word) + 1:
            return text.removeprefix(word), canonical
    return text, level


def _take_form(text: str, kind: Kind) -> tuple[str, str]:
    """Cut words of form off the end, the longest first, as long as two characters are left; of a facility (北站) any."""
    forms = _words("form", kind)
    core, form = text, ""
    while word := longest_ending(core, frozenset(forms)):
        if len(core) - len(word) < (0 if kind is Kind.FACILITY else 2):
            break
        core, form = core.removesuffix(word), form or forms[word]
        if forms[word]:
            break
    if kind is Kind.INDUSTRY and len(core) > 2:
        core = core.removesuffix("业")
    return core, form
