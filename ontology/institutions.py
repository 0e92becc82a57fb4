"""Names of government organs and of institutions in parts.

In: a folded name. Out: whose organ it is, and its full name (发改委 is 发展和改革委员会, 重庆交大 is 重庆交通大学).
Tables: `organs.tsv`, `universities.tsv`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ontology.heads import Head, longest_ending, take_region
from ontology.parks import full_zone
from ontology.parts import NameParts
from ontology.tables import read_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ontology.facts import Kind

__all__ = ["read_government", "read_institution"]

_PARTY = re.compile(r"^(?:中国共产党|中共)(?!中央)")
_BARE_COMMITTEE = re.compile(r"^委(?!员会)")
_OFFICE = re.compile(r"(?<!办公)办$")
_DEICTIC = re.compile(r"^(?:我|本|该|全)?(自治区|省|市|区|县|州|旗|镇|乡)(?!级)(?=.)")
_ASIDE = re.compile(r"(?<=.{4})\([^()]*\)$")
_NATIONAL = re.compile(r"^(?:国家|国务院)(?=.{2})")
_ZONE_ORGAN = re.compile(r"(管理委员会|工作委员会|纪律检查委员会|人民政府)$")
_FORMS = ("委员会", "办公厅", "办公室", "人民政府", "管理局", "总局", "局", "厅", "部", "中心", "法院", "检察院", "院", "会", "署", "所", "站", "处")


def _organs() -> Mapping[str, str]:
    return read_pairs("organs.tsv")


@cache
def _organ_names() -> frozenset[str]:
    return frozenset(_organs()) | frozenset(_organs().values())


def _universities() -> Mapping[str, str]:
    return read_pairs("universities.tsv")


def read_government(name: str, kind: Kind) -> NameParts:
    """Return the parts of a government or party organ's name.

    The core is its full name without the region; `level` what stands for a region that is not named (区经济信息委).

    >>> from ontology.facts import Kind
    >>> parts = read_government("江津区经济信息委", Kind.GOVERNMENT)
    >>> parts.places, parts.core
    (('500116',), '经济和信息化委员会')
    """
    stem = _PARTY.sub("", name)
    head = _organ_region(stem)
    level = ""
    rest = head.rest
    if not head.region and (match := _NATIONAL.match(stem)) and _is_organ(stem[match.end() :]):
        level, rest = "国", stem[match.end() :]
    elif not head.region and (match := _DEICTIC.match(stem)):
        following = stem[match.end() :]
        if _is_organ(following):
            level, rest = match[1], following
    core = expand_organ(rest)
    form = next((form for form in _FORMS if core.endswith(form)), "")
    return NameParts(kind, name, region=head.region, places=head.places, core=core, level=level, form=form)


def _organ_region(stem: str) -> Head:
    """Take the region of an organ: words of any length, one character only before a known organ (渝经信委)."""
    if stem in _organ_names() or stem.startswith(("国家", "中央", "全国", "国务院")):
        return Head("", (), stem)
    head = take_region(stem, abbreviations=True)
    if len(head.region) == 1 and not _is_organ(head.rest):
        return Head("", (), stem)
    if head.region in {"中国", "我国"}:
        return Head("", (), stem)
    return head if head.rest else Head("", (), stem)


def _is_organ(text: str) -> bool:
    return bool(_BARE_COMMITTEE.match(text)) or bool(longest_ending(text, _organ_names())) or text.endswith(_FORMS)


def expand_organ(text: str) -> str:
    """Return the full name of an organ that stands without its region; an unknown one stays as it is.

    >>> expand_organ("发改委"), expand_organ("委宣传部"), expand_organ("政府办"), expand_organ("几江街道办")
    ('发展和改革委员会', '委员会宣传部', '人民政府办公室', '几江街道办事处')
    """
    table = _organs()
    if text.endswith("街道办"):
        return f"{text}事处"
    text = _BARE_COMMITTEE.sub("委员会", text) if text not in table else text
    if short := longest_ending(text, frozenset(table)):
        before = text.removesuffix(short)
        full = table[short]
        text = text if text.endswith(full) else before + full
    elif text.endswith("委"):
        text += "员会"
    else:
        text = _OFFICE.sub("办公室", text)
    text = re.sub(r"^政府", "人民政府", text)
    if match := _ZONE_ORGAN.search(text):
        return full_zone(text[: match.start()]) + match[1]
    return text


def read_institution(name: str, kind: Kind) -> NameParts:
    """Return the parts of a university's, institute's, hospital's or association's name.

    A university keeps its region as part of its core (重庆大学 is not 大学 of 重庆); others give it away.

    >>> from ontology.facts import Kind
    >>> read_institution("重庆交大", Kind.INSTITUTION).core
    '重庆交通大学'
    """
    table = _universities()
    whole = table.get(name, "") if len(table.get(name, "")) > len(name) and not _is_ending(name) else ""
    core = whole or _expand_ending(_ASIDE.sub("", name))
    if core.endswith(("大学", "学院", "学校")) and not core.endswith(("研究学院",)):
        return NameParts(kind, name, core=core, form=core[-2:])
    head = take_region(core, areas=False)
    if head.region and head.rest:
        return NameParts(kind, name, region=head.region, places=head.places, core=head.rest)
    return NameParts(kind, name, core=core)


def _is_ending(name: str) -> bool:
    """Say whether a row of the table is an ending (师大) and no name of its own."""
    return name in {"交大", "工大", "理工大", "科大", "师大", "农大", "医大", "财大", "工商大", "中医药大", "邮大", "林大", "海大", "职院", "职大"}


def _expand_ending(name: str) -> str:
    endings = frozenset(short for short in _universities() if _is_ending(short))
    short = longest_ending(name, endings)
    return name.removesuffix(short) + _universities()[short] if short and name != short else name
