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
    from collections.abc import Iterable, Iterator

    from extract.layers import Name

__all__ = ["bound_names"]

FIRMS = frozenset({Kind.COMPANY, Kind.FINANCIAL})
ORGANS = frozenset({Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION})
REGISTERED = ("公司", "集团", "股份")
ROLE = re.compile(rf"(?:{alternation('words_names', 'role')})$")
VERB = re.compile(r"(?<![一-龥])(?:[叫投经购由向给让把找是]|如今叫|绕不开|隶属于?|所投|旗下)$|(?:以租代购|租代购|绕不开|隶属于?)$")
OWNED = re.compile(r"(?<=[一-龥]{2})(?:的(?:[一二三]级|全资|控股|参股)*|(?:[一二三]级|全资|控股|参股)+)子公司$")  # 种子公司 owns nobody
SHARE = re.compile(r"(?<=[一-龥]{3})(?:（?(?:持股|控股|占股)(?:比例)?[0-9.]+%?）?)$")
ASIDE = re.compile(r"(?<=公司)（(?!集团|[一-龥]{2,3}）$)[^（）]{2,}）$")
WILL = re.compile(r"(?<=[一-龥A-Za-z）]{3})拟$")
FROM = re.compile(r"(?P<place>[一-龥·]{2,6}?)讯$")
COUNTED = re.compile(r"(?<=[一-龥]{2})[一二两三四五六七八九十][县市区旗镇乡]$")
TOWNS = ("和林格尔", "察布查尔", "自贡")
WITH = re.compile("[与和]|联合(?!国|会|体|社|总|收|发|重|循|利|国|汽|卡|电|能|集|投|银|铁|光)")
ORGAN_END = re.compile(r"(?:政府|管委会|指挥部|行署|大学|学院|研究院|研究所|集团|公司|银行|分行|支行|局|厅|委员会)$")
BATCH = re.compile(r"(?:第[一二三四五六七八九十0-9]{1,3}批|首批)(?=...)")
GIVER = re.compile(r"(?P<organ>工业和信息化部|工信部|国家发展改革委|国家发改委|科技部|农业农村部|商务部|国家能源局|生态环境部|财政部|教育部|国家知识产权局|世界经济论坛|[一-龥]{2,8}(?:厅|局|委))?(?P<said>公示|公布|发布|认定)?(?:的)?$")


def bound_names(text: str, names: Iterable[Name]) -> Iterator[Name]:
    """Yield the names with edges that grammar makes sure, by begin and without overlap where they came so."""
    last = 0
    for name in names:
        for part in _parts(text, name):
            if part.span.begin >= last:
                last = part.span.end
                yield part


def _parts(text: str, name: Name) -> Iterator[Name]:
    """Yield what a name is: itself, itself cut, or the two that it holds."""
    begin, end, kind = name.span.begin, name.span.end, name.kind
    if kind in ORGANS:
        two = _two(text, begin, end)
        if two:
            yield replace(name, span=Span(begin, two[0]), kind=_kind(text[begin : two[0]], kind))
            yield replace(name, span=Span(two[1], end), kind=_kind(text[two[1] : end], kind))
            return
    if kind in FIRMS:
        begin, end = _firm(text, begin, end)
    elif kind is Kind.PERSON:
        if text[end - 1] == "人" and end - begin > len("某人") and find_region(text[begin : end - 1]):
            kind, end = Kind.REGION, end - 1
    elif kind is Kind.REGION:
        counted = COUNTED.search(text, begin, end)
        if counted and find_region(text[begin : counted.start()]):
            end = counted.start()
    elif kind is Kind.DESIGNATION:
        begin = _batch(text, begin, end)
    if text[end - 1] == "讯" and text[end : end + 1] in {" ", "（", "\u3000"} and (told := FROM.fullmatch(text, begin, end)) and find_region(told["place"]):
        kind, end = Kind.REGION, end - 1
    if text[begin - 1 : begin] in {"和", "察", "布", "自"}:
        begin = _whole_town(text, begin, end)
    if (begin, end, kind) == (name.span.begin, name.span.end, name.kind):
        yield name
    elif end - begin > 1:
        yield replace(name, span=Span(begin, end), kind=kind)


def _firm(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return a firm's edges without what is said of it."""
    label = text[begin:end]
    if label.endswith("子公司") and (owned := OWNED.search(label)):
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
    if label.endswith(REGISTERED) and not split_region(label).length:
        for at in range(1, min(len(label) - 4, 10)):
            if (ROLE.search(label, 0, at) or VERB.search(label, 0, at)) and (split_region(label[at:]).length > 1 or label[at:].startswith("中国")):
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
        at = text.rfind(town, max(0, begin - len(town) + 1), begin + len(town))
        if 0 <= at < begin < at + len(town) <= end:
            return at
    return begin
