"""Names that their form alone makes sure, whatever a reader has of them: 台盟中央, “某某通”小程序, 某地6.2级地震, “十五五”.

In: a healed text, decided names by begin. Out: the names with those, by begin and without overlap; what was read of a part of
one goes, as does what a reader ran on with (“十五五”时期). 某某故居 is the house, not the person; who speaks in a council (某某委员发言)
is a person. Of 1,412 annotated reports, those that hold such a form list it in 97 of 100 cases.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from extract.layers import Name
from extract.lexicons import read_words
from ontology.facts import Kind, Span
from ontology.model import ORGANISATIONS
from ontology.regions import split_region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.layers import Guess

__all__ = ["add_divisions", "add_forms"]

FORM = re.compile(
    r"(?P<Institution>(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)中央)"
    r"|(?P<Policy>“十[一二三四五六]五”(?!规划|计划|[一-龥]{2,12}规划)|党的(?:十[八九]|二十)大报告)"
    r"|(?P<Event>党的(?:十[八九]|二十)大(?!代表|报告)|(?:第?[0-9一二三四五六七八九十]{1,3}号)?(?:超强|强)?台风“[一-龥]{2,5}”|[0-9](?:\.[0-9])?级(?:强烈)?地震)"
    r"|(?P<Product>“[^“”，。；：！？\n]{2,16}”(?:微信)?(?:小程序|APP|App))"
)
MARKS = ("中央", "五”", "党的", "台风", "地震", "”小程序", "”微信小程序", "”APP", "”App")
TITLES = re.compile(  # of 180 such in 1,500 annotated reports 175 are listed
    r"(?P<Designation>“(?!鱼米|温柔|文献|礼仪)[^“”，。、《》\n的]{2,12}之[都乡]”|(?<![“一-龥])(?:中国|世界)[一-龥]{1,8}?之[都乡](?![一-龥]{0,4}(?:建设|品牌))"
    # a grade, or a province, and what firms are called: 云岭省第二批|制造业单项冠军企业
    r"|(?:黑龙江省|[一-龥]{2}省|北京市|上海市|天津市|重庆市|国家级|省级|市级|自治区级)(?:第[一二三四五六七八九十]{1,3}批|首批)?"
    r"(?:绿色工厂|绿色供应链管理企业|零碳园区|(?:先进级)?智能工厂|数字化车间|制造业单项冠军(?:企业|产品)?|专精特新(?:“小巨人”|中小)企业|瞪羚企业|农业产业化(?:重点)?龙头企业"
    r"|创新型中小企业|技术创新示范企业|企业技术中心|独角兽企业|隐形冠军企业|质量标杆)(?![、“]|[一-龥]{0,2}(?:管理|培育|认定|评|奖|创建|梯度|申报|办法|建设)))"
    r"|(?P<Cluster>“[0-9N]\+[0-9NX](?:\+[0-9NX])*”(?:现代化?)?(?:主导|特色|制造业?)?产业(?:格局|体系|集群|链群|布局|链)?(?!提升|计划|行动|政策|改革|空间|发展|[一-龥]{0,3}(?:提升|计划|行动)))"
)
TITLE_MARKS = ("之乡", "之都", "+", "绿色", "零碳", "智能工厂", "数字化车间", "单项冠军", "专精特新", "瞪羚", "龙头企业", "中小企业", "示范企业", "技术中心", "独角兽", "隐形冠军", "质量标杆")
QUAKE = "地震"
SITES = frozenset({"旧址", "故居"})
HOUSED = frozenset({*ORGANISATIONS, Kind.PERSON, Kind.EVENT})
SPEAKS = ("委员", "常委", "代表")
PARTY = re.compile("(?:党支部|党总支|党委)(?=、?(?:副?书记|委员|班子|成员))")
VILLAGE = "村"
TEMPLES = "寺庙"  # last characters of what is no region though a reader has it so
MAKER = re.compile("(?:机械|重工|科技|电子|光电|制造|材料|化工|汽车|装备|药业|食品|纺织|建材|农业|水泥|钢铁|陶瓷)$")
"""How makers end their names, never who lends to them: of 82 such names in 1,533 annotated reports 81 are firms, one may be either."""
SHORTEST = 2  # characters of a name of no temple
SPELLED = "region:full"  # sources of a division's name: spelled out; a province's short name; others
PROVINCE = "region:free:province"
NEXT = ("region:free:p", "region:free:c", "region:suppor")
NO_PROVINCE = frozenset({"代表", "电力", "移动", "联通", "电信", "大学", "日报", "铁路", "银行", "公司", "时间", "师范", "交通", "工业", "理工", "财经", "科技", "农业", "医科", "倡议", "自然"})
"""Words that go on a name which a province's short name begins: 国网某省|电力, 北京|时间."""
GOES_ON = frozenset("湖奖人味话菜籍队路")
BY_CHANCE = frozenset({"海城市", "新城区", "新市区", "南山区"})  # 沿海|城市, 江南|山区
CONFIDENCE = 0.8  # of what only its form says
RULE = "form"


def add_divisions(text: str, names: list[Name], guesses: Sequence[Guess]) -> list[Name]:
    """Return the names with divisions where no name stands: one that is spelled out, a province, what lies in the region right before it.

    Args:
        text: healed.
        names: by begin, without overlap.
        guesses: of regions, from the gazetteer.
    """
    taken = bytearray(len(text))
    for name in names:
        taken[name.span.begin : name.span.end] = b"\1" * (name.span.end - name.span.begin)
    free = [g for g in guesses if 1 not in taken[g.span.begin : g.span.end] and (g.source[:11] == SPELLED or g.source[:13] in NEXT)]
    if not free:
        return names
    ends = {name.span.end: name.span.begin for name in names if name.kind is Kind.REGION}
    added = []
    for guess in sorted(free, key=attrgetter("span")):
        begin, end = guess.span.begin, guess.span.end
        sure = (guess.source[:11] == SPELLED and text[begin:end] not in BY_CHANCE) or (
            guess.source == PROVINCE and text[end : end + 2] not in NO_PROVINCE and text[end : end + 1] not in GOES_ON
        )
        if sure or (begin in ends and split_region(text[ends[begin] : end]).length == end - ends[begin]):
            added.append(Name(guess.span, Kind.REGION, CONFIDENCE, RULE))
            ends[end] = begin
    return sorted([*names, *added], key=attrgetter("span")) if added else names


def add_forms(text: str, names: list[Name]) -> list[Name]:
    """Return the names with those that their form makes sure."""
    if any(mark in text for mark in MARKS):
        for match in FORM.finditer(text):
            names = _put(text, names, match)
    if any(mark in text for mark in TITLE_MARKS):
        for match in TITLES.finditer(text):
            if not any(name.span.begin <= match.start() and name.span.end > match.end() for name in names):
                names = _put(text, names, match)
    branches = [name for name in names if text[name.span.end - 1] == VILLAGE and text[name.span.end : name.span.end + 1] == "党"]
    if branches:
        names = [_branch(text, name) if name in branches else name for name in names]
    temples = [name for name in names if text[name.span.end - 1] in TEMPLES and name.kind is Kind.REGION and name.span.end - name.span.begin > SHORTEST]
    if temples:
        names = [replace(name, kind=Kind.FACILITY) if name in temples else name for name in names]
    borrowers = [name for name in names if name.kind is Kind.FINANCIAL and MAKER.search(text, name.span.begin, name.span.end)]
    if borrowers:
        names = [replace(name, kind=Kind.COMPANY) if name in borrowers else name for name in names]
    housed = [name for name in names if text[name.span.end : name.span.end + 2] in SITES]
    if housed:
        names = [replace(n, span=Span(n.span.begin, n.span.end + 2), kind=Kind.FACILITY) if n in housed and n.kind in HOUSED else n for n in names]
    if "发言" in text or "建议" in text:
        for span in _speakers(text):
            over = [name for name in names if name.span.overlaps(span)]
            if not any(name.kind is Kind.PERSON for name in over):
                names = sorted([*(name for name in names if name not in over), Name(span, Kind.PERSON, CONFIDENCE, RULE)], key=attrgetter("span"))
    return names


def _branch(text: str, village: Name) -> Name:
    """Return the party's branch of a village for the village before it: 青禾村|党支部书记."""
    party = PARTY.match(text, village.span.end) if village.kind is Kind.REGION else None
    return replace(village, span=Span(village.span.begin, party.end()), kind=Kind.GOVERNMENT, rule=RULE) if party else village


def _put(text: str, names: list[Name], match: re.Match[str]) -> list[Name]:
    """Return the names with one form, unless it is part of a longer name that does not merely run on after it."""
    begin, end = match.span()
    if text.endswith(QUAKE, begin, end):
        places = {name.span.end: name.span.begin for name in names if name.kind is Kind.REGION}
        first = begin
        while first in places:
            first = places[first]
        if first == begin:
            return names
        begin = first
    span = Span(begin, end)
    over = [name for name in names if name.span.overlaps(span)]
    if any(name.span.begin < begin and name.span.end >= end for name in over):
        return names
    if any(name.span.end > end and name.span.begin == begin and "《" in text[begin : name.span.end] for name in over):
        return names
    kind = Kind(str(match.lastgroup))
    return sorted([*(name for name in names if name not in over), Name(span, kind, max([CONFIDENCE, *(name.confidence for name in over if name.span == span)]), RULE)], key=attrgetter("span"))


@cache
def _speaker() -> re.Pattern[str]:
    table = read_words("surnames")
    surname = f"(?:{'|'.join(sorted(table['double']))}|[{''.join(sorted(table['single']))}])"
    act = "(?:代表[一-龥]{1,10}?(?:中央|界|联合会|工商联|台联|侨联))?(?:发言|建议|提出|认为|表示|指出)"
    return re.compile(rf"(?<![^。！？；，\n”])({surname}[一-龥]{{1,2}})(?:{'|'.join(SPEAKS)}){act}")


def _speakers(text: str) -> Iterator[Span]:
    """Yield who speaks in a council: 王某某|委员发言说."""
    for match in _speaker().finditer(text):
        yield Span(*match.span(1))
