"""Edges that grammar alone makes sure: what is said of a firm, a person or a place is no part of its name.

In: a healed text, decided names by begin. Out: the names, each cut, widened or divided. Of 某集团的子公司 the firm is 某集团; 央企|中国某某,
投|山东某某有限公司, 某某拟|与 and 某某（持股30%） lose what is no name; 某企业与安达市政府 are two; 云岭人 are the people of a
region; a report's 某地讯 names the place; 自贡 is no 自|贡.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.lexicons import alternation
from ontology.facts import Kind, Span
from ontology.regions import find_region, split_region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.layers import Name

__all__ = ["bound_names"]

FIRMS = frozenset({Kind.COMPANY, Kind.FINANCIAL})
ORGANS = frozenset({Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION})
BOUND = frozenset({*ORGANS, Kind.DESIGNATION})
REGISTERED = frozenset({"公司", "集团", "股份"})
HEAD = re.compile(  # what says which firm is meant, or a verb, before its registered name
    rf"{alternation('words_names', 'role')}|(?<![一-龥])(?:[叫投经购由向给让把找是]|如今叫|所投|旗下)|以租代购|租代购|绕不开|隶属于?"
)
OWNED = re.compile(r"(?<=[一-龥]{2})(?:的(?:[一二三]级|全资|控股|参股)*|(?:[一二三]级|全资|控股|参股)+)子公司$")  # 种子公司 owns nobody
SHARE = re.compile(r"(?<=[一-龥]{3})(?:（?(?:持股|控股|占股)(?:比例)?[0-9.]+%?）?)$")
ASIDE = re.compile(r"(?<=公司)（(?!集团|[一-龥]{2,3}）$)[^（）]{2,}）$")
WILL = re.compile(r"(?<=[一-龥A-Za-z）]{3})拟$")
FROM = re.compile(r"(?P<place>[一-龥·]{2,6}?)讯$")
COUNTED = re.compile(r"(?<=[一-龥]{2})[一二两三四五六七八九十][县市区旗镇乡]$")
COUNTS = frozenset("一二两三四五六七八九十")
BEFORE_TOWN = frozenset("和察布自")  # first characters of towns that a reader takes for words
TOWNS = ("和林格尔", "察布查尔", "自贡")
WITH = re.compile("[与和]|联合(?!国|会|体|社|总|收|发|重|循|利|国|汽|卡|电|能|集|投|银|铁|光)")
ORGAN_END = re.compile(r"(?:政府|管委会|指挥部|行署|大学|学院|研究院|研究所|集团|公司|银行|分行|支行|局|厅|委员会)$")
BATCH = re.compile(r"(?:第[一二三四五六七八九十0-9]{1,3}批|首批)(?=...)")
GIVER = re.compile(r"(?P<organ>工业和信息化部|工信部|国家发展改革委|国家发改委|科技部|农业农村部|商务部|国家能源局|生态环境部|财政部|教育部|国家知识产权局|世界经济论坛|[一-龥]{2,8}(?:厅|局|委))?(?P<said>公示|公布|发布|认定)?(?:的)?$")


def bound_names(text: str, names: Iterable[Name]) -> list[Name]:
    """Return the names with edges that grammar makes sure, by begin and without overlap where they came so."""
    found: list[Name] = []
    last = 0
    for name in names:
        begin, end = name.span.begin, name.span.end
        last_one, kind = text[end - 1], name.kind
        plain = kind not in BOUND and last_one not in "人讯" and text[begin - 1 : begin] not in BEFORE_TOWN and (kind is not Kind.REGION or text[end - 2] not in COUNTS)
        for part in (name,) if plain else _parts(text, name):
            if part.span.begin >= last:
                last = part.span.end
                found += (part,)
    return found


def _parts(text: str, name: Name) -> tuple[Name, ...]:
    """Return what a name is: itself, itself cut, or the two that it holds."""
    begin, end, kind = name.span.begin, name.span.end, name.kind
    label = text[begin:end]
    if kind in ORGANS and ("与" in label or "和" in label or "联合" in label) and (two := _two(text, begin, end)):
        return (
            replace(name, span=Span(begin, two[0]), kind=_kind(text[begin : two[0]], kind)),
            replace(name, span=Span(two[1], end), kind=_kind(text[two[1] : end], kind)),
        )
    if kind in FIRMS:
        begin, end = _firm(text, begin, end)
    elif kind is Kind.PERSON:
        if label[-1] == "人" and label[2:] and find_region(label[:-1]):
            kind, end = Kind.REGION, end - 1
    elif kind is Kind.REGION:
        if label[-2:-1] in COUNTS and (counted := COUNTED.search(text, begin, end)) and find_region(text[begin : counted.start()]):
            end = counted.start()
    elif kind is Kind.DESIGNATION and "批" in label:
        begin = _batch(text, begin, end)
    if text[end - 1] == "讯" and text[end : end + 1] in {" ", "（", "\u3000"} and (told := FROM.fullmatch(text, begin, end)) and find_region(told["place"]):
        kind, end = Kind.REGION, end - 1
    if text[begin - 1 : begin] in BEFORE_TOWN:
        begin = _whole_town(text, begin, end)
    if (begin, end, kind) == (name.span.begin, name.span.end, name.kind):
        return (name,)
    return (replace(name, span=Span(begin, end), kind=kind),) if end - begin > 1 else ()


def _firm(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return a firm's edges without what is said of it."""
    label = text[begin:end]
    if label[-3:] == "子公司" and (owned := OWNED.search(label)):
        end = begin + owned.start()
    elif label[-1] in "%）" and (share := SHARE.search(label)):
        end = begin + share.start()
    elif label[-1] == "）" and (aside := ASIDE.search(label)):
        end = begin + aside.start()
    elif label[-1] == "拟":
        end -= bool(WILL.search(label))
    elif label[-1] == "系" and text[end : end + 1] in {"的", "）"} and len(label) > len("某某系"):
        end -= 1
    label = text[begin:end]
    if label[-2:] in REGISTERED and label[6:] and not split_region(label).length:
        for head in HEAD.finditer(label, 0, 10):
            at = head.end()
            if label[at + 4 :] and (label[at : at + 2] == "中国" or split_region(label[at:]).length > 1):
                return begin + at, end
    return begin, end


def _two(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """Return end and begin of two organisations that a name holds: 某某药业|与|安达市政府; none where the second does not begin with its place."""
    joint = WITH.search(text, begin + 2, end - 3)
    if joint is None or "（" in text[begin:end] or "“" in text[begin:end]:
        return None
    second = text[joint.end() : end]
    place = split_region(second).length
    if place > 1 and len(second) - place > 1 and ORGAN_END.search(second) and not find_region(text[begin : joint.start()]):
        return joint.start(), joint.end()
    return None


def _kind(label: str, kind: Kind) -> Kind:
    """Return the class of a half by its last word."""
    if re.search("(?:药业|公司|集团|重工|电气|科技|股份|实业)$", label):
        return Kind.COMPANY
    if re.search("(?:政府|管委会|指挥部|行署|[局厅委])$", label):
        return Kind.GOVERNMENT
    if re.search("银行|[分支]行$", label):
        return Kind.FINANCIAL
    if re.search("(?:大学|学院|研究院|研究所)$", label):
        return Kind.INSTITUTION
    return Kind.COMPANY if re.search("[风电炭舶煤材钢铁铝铜]$", label) else kind


def _batch(text: str, begin: int, end: int) -> int:
    """Return where a title begins whose name was read with who gives it: 工业和信息化部|第六批….., 湖北省公示|第四批…."""
    batch = BATCH.search(text, begin + 2, end)
    if batch is None:
        return begin
    head = text[begin : batch.start()]
    place = split_region(head).length
    giver = GIVER.match(head, place)
    said = giver and (giver["organ"] or giver["said"])
    return batch.start() if said else begin


def _whole_town(text: str, begin: int, end: int) -> int:
    """Return where a name begins of which a reader took the first characters for a word: 和|林格尔新区."""
    for town in TOWNS:
        if town not in text:
            continue
        at = text.rfind(town, max(0, begin - len(town) + 1), begin + len(town))
        if 0 <= at < begin < at + len(town) <= end:
            return at
    return begin
