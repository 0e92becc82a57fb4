"""Which names of one document are one thing though their parts alone do not say so.

In: the document's names grouped by what they are equal by. Out: pairs (short, full) of groups. What holds inside one report need
not hold between two: 推介会 is the one meeting of that kind that the report names, 链博会 the one whose characters it keeps in
order, 科雷热维奇 the one of that family name. Two fuller names that fit refuse the join.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ontology.facts import Kind
from ontology.model import ORGANISATIONS
from ontology.regions import find_region, split_region

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extract.layers import Name

__all__ = ["find_aliases", "without_pointer"]

PLACES = frozenset({Kind.REGION, Kind.PARK, Kind.FACILITY})  # 湘江新区 is read as a region here, 湖南湘江新区 as a park there
TITLED = frozenset({Kind.PROGRAMME, Kind.POLICY})
TAILED = frozenset({Kind.PROGRAMME, Kind.PARK, Kind.PROJECT, Kind.EVENT, Kind.INSTITUTION, Kind.POLICY})  # the end of the full name stands for it
POINTED = frozenset({Kind.EVENT, Kind.PROJECT, Kind.PROGRAMME, Kind.PARK, Kind.FACILITY, Kind.POLICY})
MEETING = re.compile(r"[会节展赛坛]$")
POINTER = re.compile(r"^(?:此次|本次|这次|本届|该|这一|今年)(?=..)")
OTHER_TITLE = re.compile(r"(?:节点|中心|基地|项目|平台|园区)$")  # what a title is called after, not the title
JOINED = re.compile(r"[与和及、 ]")
COUNT = re.compile(r"^(?:20\d\d年?|二〇[〇一二三四五六七八九]{2}年?)?(?:第[0-9一二三四五六七八九十百]+届|首届|上届)?")
PLAIN_MEETING = re.compile(r"(?:论坛|峰会|大会|座谈会|推介会|年会|展会|发布会|对接会|洽谈会|交流会)$")  # words, not what is left of one
NUMBER = re.compile(r"第[0-9一二三四五六七八九十百]+届|首届|上届|20\d\d|二〇[〇一二三四五六七八九]{2}")
QUOTED = re.compile(r"“([^“”]{2,12})”")
FIRM_FORM = re.compile(r"(?:公司|集团|合作社)$")
ZONE = re.compile(r"(?:经济技术|高新技术产业|高新技术|产业|工业|经济|高新)?(?:新区|开发区|园区|片区|示范区|试验区|工业园|产业园|科技园|园|城)$")
OFFICES = frozenset({"总书记", "国家主席", "国务院总理"})  # that a report names somebody by after it has told who holds them
SHORTEST_TAIL = 4  # characters
LONG_TAIL = 7  # of goods, whose first word often tells two apart
SHORTEST_PLACE = 2  # characters beside the word for a zone


class _Item(NamedTuple):
    key: str
    label: str
    kind: Kind
    first: int


def find_aliases(text: str, groups: Mapping[str, Sequence[Name]], kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
    """Yield pairs (short, full) of keys; each short name has exactly one full one.

    Args:
        text: healed.
        groups: names by key, each by begin.
        kinds: the class of each group.
    """
    items = [
        _Item(key, without_pointer(max((text[n.span.begin : n.span.end] for n in names), key=len), kinds[key]), kinds[key], names[0].span.begin)
        for key, names in groups.items()
    ]
    by_last: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        by_last[item.label[-1]].append(item)
    for short in items:
        if short.kind is Kind.PERSON and short.label in OFFICES:
            holders = [full for full in items if full.kind is Kind.PERSON and full.label not in OFFICES and full.label + short.label in text]
            if len(holders) == 1:
                yield short.key, holders[0].key
            continue
        near = items if short.kind in TITLED | {Kind.PRODUCT} else by_last[short.label[-1]]
        fuller = [full for full in near if full.key != short.key and len(full.label) > len(short.label) and _stands_for(short, full)]
        if len(fuller) == 1:
            yield short.key, fuller[0].key


def without_pointer(label: str, kind: Kind) -> str:
    """Return a name without a word that only points: of 本届进博会, 进博会; of firms and regions nothing is taken.

    >>> without_pointer("本届进博会", Kind.EVENT), without_pointer("该光伏项目", Kind.PROJECT)
    ('进博会', '光伏项目')
    """
    return POINTER.sub("", label) if kind in POINTED else label


def _stands_for(short: _Item, full: _Item) -> bool:
    """Say whether a name may be a shorter one of what another one of the document names."""
    if short.kind is Kind.PRODUCT:
        return _is_firm_of(short, full) or (full.kind is Kind.PRODUCT and len(short.label) >= LONG_TAIL and full.label.endswith(short.label))
    if {short.kind, full.kind} <= PLACES and _is_same_place(short.label, full.label):
        return True
    if short.kind in TITLED and full.kind in TITLED and _same_quote(short.label, full.label):
        return True
    if short.kind is not full.kind:
        return False
    if short.kind is not Kind.REGION and _has_wider_place(short.label, full.label):
        return True
    if short.kind is Kind.PERSON:
        return full.label.rpartition("·")[2] == short.label
    if short.kind is Kind.EVENT and _is_same_meeting(short.label, full.label):
        return True
    return short.kind in TAILED and full.first < short.first and len(short.label) >= (2 if short.kind is Kind.EVENT else SHORTEST_TAIL) and full.label.endswith(short.label) and not JOINED.search(full.label.removesuffix(short.label))


def _is_firm_of(short: _Item, full: _Item) -> bool:
    """Say whether goods are a firm's short name, read as goods once: 丰蓝电器 beside 合肥丰蓝电器有限公司."""
    if full.kind not in ORGANISATIONS or len(short.label) < SHORTEST_TAIL or not FIRM_FORM.search(full.label):
        return False
    return full.label.startswith(short.label) or full.label[split_region(full.label).length :].startswith(short.label)


def _is_same_place(short: str, full: str) -> bool:
    """Say whether a zone is the other one without the region before it."""
    if not full.endswith(short) or find_region(short):
        return False
    head = full.removesuffix(short)
    return split_region(full).length >= len(head) > 1 and len(ZONE.sub("", short)) >= SHORTEST_PLACE and bool(find_region(head))


def _has_wider_place(short: str, full: str) -> bool:
    """Say whether a name that begins with a place is the other one without what that place lies in.

    >>> _has_wider_place("宁德动力电池集群", "福建宁德动力电池集群"), _has_wider_place("宁德动力电池集群", "广东宁德动力电池集群")
    (True, False)
    """
    if not full.endswith(short):
        return False
    place = split_region(short).length
    return 1 < place < len(short) and split_region(full).length == len(full) - len(short) + place


def _same_quote(short: str, full: str) -> bool:
    """Say whether two titles are called alike in quotes: “某某流”评价体系, “某某流”创新能力评价体系."""
    one, other = QUOTED.match(short), QUOTED.match(full)
    return bool(one and other and one[1] == other[1]) and not OTHER_TITLE.search(full) and not OTHER_TITLE.search(short)


def _is_same_meeting(short: str, full: str) -> bool:
    """Say whether a meeting's short name keeps characters of the full one in order, the last among them, and no other number.

    >>> _is_same_meeting("链博会", "首届中国国际供应链促进博览会"), _is_same_meeting("第五届链博会", "首届中国国际供应链促进博览会")
    (True, False)
    """
    one, other = NUMBER.findall(short), NUMBER.findall(full)
    bare = COUNT.sub("", short)
    if PLAIN_MEETING.search(bare):
        return full.endswith(bare) and one in ([], other) and bare != "座谈会"
    if (one and other and one != other) or not MEETING.search(bare) or bare[-1] != full[-1] or len(bare) < 3 or JOINED.search(full):
        return False
    rest = iter(full)
    return all(char in rest for char in bare)
