"""Pointing words (我区, 全市, 该公司, 园区 …) and the group of names that each points to in its document.

A word that cannot be resolved gives nothing. What is found is a mention of the entity, never a label of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.discourse.home import is_yardstick
from extract.layers import Name, Role, Sentence
from extract.lexicons import any_of
from extract.text.sentences import sentence_at
from ontology.facts import Kind, Span
from ontology.regions import chain, find_region

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Pointer", "find_pointers", "is_nameless", "is_pointer", "resolve_pointers"]

REGION_WORD = re.compile(
    # 我国, 全省, 本市: no 全国人大, 全省级, 全市场
    r"(?P<how>[我全本该](?=国(?!有|产|际|企|防|人大|政协|各族|家|资|土|道|债|性)|省(?!会|级|略|份|钱|电|力)|自治区|市"
    r"(?!场|值|级|民|长|委)"
    r"|县(?!级|域经|城|长|委)|区(?!域|块|间|别|分|级|位|长|委)|州(?!长|委)|旗(?!舰|下|帜)"  # 全县, 本区, 我州
    r"|镇(?!长)|乡(?!镇|村|亲|长)|村(?!民|庄|里)))"  # 全镇, 本村
    r"(?P<level>国|省|自治区|市|县|区|州|旗|镇|乡|村)"  # the level of 全省 and the like
    r"|(?P<inside>国|省|市|县|区|园)(?=内(?!外|部|容|陆|需|地|径|存))内"  # 省内, 园内
    r"|(?<![\u4e00-\u9fff])(?P<home>省|市|县|区|镇|乡)里(?!程|面|约|屯)"  # 县里
    r"|当地|本地(?!化)|(?<![\u4e00-\u9fff])小镇"  # 当地, 本地, 小镇
)
# word → classes it can point to; bare words count only at the head of a clause
ORGANISATION_WORDS: dict[str, tuple[Kind, ...]] = {
    "公司": (Kind.COMPANY, Kind.FINANCIAL),
    "集团": (Kind.COMPANY, Kind.FINANCIAL),
    "企业": (Kind.COMPANY,),
    "厂": (Kind.COMPANY, Kind.FACILITY),
    "工厂": (Kind.COMPANY, Kind.FACILITY),
    "银行": (Kind.FINANCIAL,),
    "行": (Kind.FINANCIAL,),
    "分行": (Kind.FINANCIAL,),
    "园": (Kind.PARK,),
    "园区": (Kind.PARK,),
    "产业园": (Kind.PARK,),
    "工业园": (Kind.PARK,),
    "科技园": (Kind.PARK,),
    "示范区": (Kind.PARK,),
    "新区": (Kind.PARK, Kind.REGION),
    "开发区": (Kind.PARK,),
    "高新区": (Kind.PARK,),
    "经开区": (Kind.PARK,),
    "片区": (Kind.PARK,),
    "综保区": (Kind.PARK,),
    "项目": (Kind.PROJECT,),
    "基地": (Kind.PROJECT, Kind.PARK),
    "平台": (Kind.FACILITY, Kind.INSTITUTION),
    "研究院": (Kind.INSTITUTION,),
    "实验室": (Kind.INSTITUTION,),
    "学校": (Kind.INSTITUTION,),
    "学院": (Kind.INSTITUTION,),
    "协会": (Kind.INSTITUTION,),
    "中心": (Kind.INSTITUTION, Kind.FACILITY),
    "港口": (Kind.FACILITY,),
    "机场": (Kind.FACILITY,),
    "峰会": (Kind.EVENT,),
    "大会": (Kind.EVENT,),
    "论坛": (Kind.EVENT,),
    "博览会": (Kind.EVENT,),
    "展会": (Kind.EVENT,),
    "推介会": (Kind.EVENT,),
    "洽谈会": (Kind.EVENT,),
    "对接会": (Kind.EVENT,),
    "交易会": (Kind.EVENT,),
    "展览会": (Kind.EVENT,),
    "仪式": (Kind.EVENT,),
    "会": (Kind.EVENT,),
}
POINTED = re.compile(r"(?:(?P<how>该|本次|此次|本届|这次|本|这家|这个|这座|这一|我)(?P<word>" + any_of(ORGANISATION_WORDS.keys() - {"会"}) + r"))(?!家|业|员)")
BARE = ("公司", "集团", "园区", "产业园", "开发区", "高新区", "经开区", "企业", "项目")
BARE_WORD = re.compile(
    r"(?:(?<=[，。；：、！？“\n])|^)(?:目前|如今|去年|今年|同时|近年来|其中|而|此外)?"
    rf"(?P<word>{'|'.join(BARE)})"
    # what goes on with a predicate, not with a noun
    r"(?=[的已现还将在与于以是为从拥积不先共累坚总位占主也通投年自实始正发依建引聚获成拥内里，])(?!家|发展|建设|化|家|们|主体)"
)

# 石桥市的这家企业: what follows is its own, and it has no name
NAMELESS = re.compile(
    r"[省市县区州]?(?:的|里的|一个|，)?(?:这|那|某|其中一|当地一|的一|有一|一)[家座处所](?![、，和])[^，。；、“”\d]{0,18}?"
    r"(?:企业|公司|厂|车间|商场|中心|超市|酒店|综合体|平台|园区|基地|店|医院|机构|团队|研究院|实验室|合作社)(?!等)"
)

OFFICE = r"(?:董事长|总经理|总裁|首席[一-龥]{1,4}官|创始人|创办人|负责人|经理|行长|厂长|院长|校长|所长|主任|总监|总工程师|执行董事|董事)"
# ”公司总经理某某说: the organisation whose office it is
OFFICE_WORD = re.compile(
    r"(?:(?<=[，。；：、！？“”\n])|^)(?P<word>公司|集团|企业|园区|学校|学院|研究院|银行)"
    rf"(?=[一-龥]{{0,8}}?{OFFICE}(?:[兼、][一-龥]{{0,6}}?{OFFICE})?[一-龥·]{{2,4}}"  # 公司财务总监兼董事某某
    r"(?:说|介绍|表示|告诉|透露|坦言|回忆|解释|[，：]))"
)
# 出席仪式, ，推介会主题为…: an event that the report has named in full
EVENT_WORD = re.compile(
    r"(?:(?:出席|参加|见证)(?:了)?"  # 出席了
    r"|(?:(?<=[，。；“”\n])|^)(?=[一-龥]{2,3}(?:上|期间|现场|主题|由|吸引|共有?|还|，)))"  # at the head: …上, …期间
    r"(?P<word>推介会|洽谈会|对接会|交易会|展览会|博览会|峰会|大会|论坛|展会|仪式)(?![一-龥]?[会员])"  # the event
    r"|(?<=[。；\n])(?P<at>会)(?=上，)"  # 会上，
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """A pointing word: its characters, its level or word, and the classes it can point to (Region for a level)."""

    span: Span
    word: str
    kinds: tuple[Kind, ...]
    bare: bool = False


def is_nameless(text: str, place: Span, number: int) -> bool:
    """Say whether a number after a place is about an owner without a name that stands there: 石桥市的这家企业年产设备300台.

    >>> is_nameless("石桥市的这家装备企业年产设备300台", Span(0, 3), 14), is_nameless("石桥市有企业300家", Span(0, 3), 6)
    (True, False)
    """
    found = NAMELESS.match(text, place.end, number) if place.end <= number else None
    return found is not None and "；" not in text[found.end() : number] and "。" not in text[found.end() : number]


def is_pointer(name: str) -> bool:
    """Say whether a name only points: 全区, 我市, 该公司, 园区.

    >>> is_pointer("全区"), is_pointer("全椒县")
    (True, False)
    """
    return bool(REGION_WORD.fullmatch(name) or POINTED.fullmatch(name)) or name in ORGANISATION_WORDS


def find_pointers(text: str, occupied: list[Span], sentences: list[Sentence], read: Sequence[Span] = ()) -> list[Pointer]:
    """Return the pointing words outside names, by begin.

    Args:
        text: healed.
        occupied: spans of names.
        sentences: of the text.
        read: where a name was read that only points; a bare 园区 counts there wherever it stands in its clause.
    """
    taken = sorted(occupied)
    begins = [span.begin for span in taken]

    def free(span: Span) -> bool:
        k = bisect_right(begins, span.end - 1) - 1
        return k < 0 or not taken[k].overlaps(span)

    found = []
    for match in REGION_WORD.finditer(text):
        word = match["level"] or match["inside"] or match["home"] or match[0]
        kinds = (Kind.PARK,) if word == "园" else (Kind.REGION, Kind.PARK) if word == "区" else (Kind.REGION,)
        found.append(Pointer(Span(match.start(), match.end()), match[0] if match[0][0] in "该当本" else word, kinds))
    found.extend(Pointer(Span(m.start(), m.end()), m["word"], ORGANISATION_WORDS[m["word"]]) for m in POINTED.finditer(text))
    found.extend(Pointer(Span(m.start("word"), m.end("word")), m["word"], ORGANISATION_WORDS[m["word"]], bare=True) for m in BARE_WORD.finditer(text))
    found.extend(Pointer(Span(m.start("word"), m.end("word")), m["word"], ORGANISATION_WORDS[m["word"]], bare=True) for m in OFFICE_WORD.finditer(text))
    found.extend(Pointer(Span(*m.span(m.lastgroup or 0)), m[m.lastgroup or 0], (Kind.EVENT,), bare=True) for m in EVENT_WORD.finditer(text))
    for span in read:
        word = text[span.begin : span.end]
        if word in ORGANISATION_WORDS:
            found.append(Pointer(span, word, ORGANISATION_WORDS[word], bare=True))
    roles = (Role.BYLINE, Role.BOILERPLATE)
    kept: list[Pointer] = []
    for pointer in sorted(found, key=lambda p: (p.span.begin, -p.span.end)):
        where = sentence_at(sentences, pointer.span.begin)
        if free(pointer.span) and where >= 0 and sentences[where].role not in roles and not (kept and kept[-1].span.overlaps(pointer.span)):
            kept.append(pointer)
    return kept


def resolve_pointers(
    text: str, pointers: list[Pointer], groups: list[list[Name]], sentences: list[Sentence], home: list[int]
) -> tuple[dict[int, list[tuple[Span, str]]], list[str]]:
    """Return for each group the words that point to it, and names of regions to add that the text only points to.

    Added names are numbered after the groups: 全市 in a report of 江津区 that never names 重庆市 points to an added 重庆市.
    """
    context = _Context(text, groups, sentences, home)
    pointed: dict[int, list[tuple[Span, str]]] = {}
    added: list[str] = []
    for pointer in pointers:
        if pointer.kinds[0] is Kind.REGION:
            target, name = context.region(pointer)
            if target < 0 and name:
                if name not in added:
                    added.append(name)
                target = len(groups) + added.index(name)
        else:
            target = context.organisation(pointer)
        if target >= 0:
            pointed.setdefault(target, []).append((pointer.span, "deixis"))
    return pointed, added


class _Context:
    """The document as pointers look back on it."""

    def __init__(self, text: str, groups: list[list[Name]], sentences: list[Sentence], home: list[int]) -> None:
        self.text, self.groups, self.sentences, self.home = text, groups, sentences, home
        self.kinds = [max(Counter(n.kind for n in g).items(), key=lambda item: (item[1], item[0].value))[0] for g in groups]
        self.labels = [sorted({text[n.span.begin : n.span.end] for n in g}, key=lambda s: (-len(s), s)) for g in groups]
        self.places = sorted((n.span.begin, k) for k, g in enumerate(groups) for n in g)
        self.begins = [begin for begin, _ in self.places]
        self.ends = {n.span.begin: n.span for k, g in enumerate(groups) if self.kinds[k] is Kind.REGION for n in g}
        self.levels = [{label[-1] for label in labels} | {d.name[-1] for label in labels for d in find_region(label, labels)} for labels in self.labels]

    def region(self, pointer: Pointer) -> tuple[int, str]:
        """The group that a word of a region's level points to, or the name of a region to add."""
        word = pointer.word
        if word in {"国", "该国"}:
            for k, labels in enumerate(self.labels):
                if "中国" in labels:
                    return k, ""
            return (-1, "中国") if word == "国" else (-1, "")
        if word in {"当地", "本地"}:
            near = self._before(pointer.span.begin, lambda k: self.kinds[k] is Kind.REGION, same_paragraph=True)
            return (near if near >= 0 else next((k for k in self.home if self.kinds[k] in {Kind.REGION, Kind.PARK}), -1)), ""
        level = word[-1]

        def fits(k: int) -> bool:
            return self.kinds[k] in pointer.kinds and level in self.levels[k]

        if word[0] not in "该本":
            for k in self.home:
                if fits(k):
                    return k, ""
        above = self._above(level)
        near = self._before(pointer.span.begin, fits, same_paragraph=bool(above) and word[0] not in "该本", measured=word[0] in "该本")
        if near >= 0:
            return near, ""
        return -1, above

    def _above(self, level: str) -> str:
        """The name of the division of a level that holds the home."""
        for k in self.home:
            for label in self.labels[k]:
                for division in find_region(label, self.labels[k]):
                    for above in chain(division):
                        if above.name[-1] == level:
                            return above.name
        return ""

    def organisation(self, pointer: Pointer) -> int:
        """The group that 该公司, 园区 … points to: the paragraph's, else the home, else the last one of the paragraph before."""
        tail = pointer.word

        def fits(k: int) -> bool:
            return self.kinds[k] in pointer.kinds

        def named(k: int) -> bool:
            return fits(k) and any(label.endswith(tail) for label in self.labels[k])

        begin = pointer.span.begin
        if pointer.word == "会":  # 会上: the meeting that was named last
            return self._before(begin, named, paragraphs=1)
        if pointer.kinds == (Kind.EVENT,):  # 本次峰会 is the one that the report is on, not last year's
            return next((k for k in range(len(self.groups)) if named(k) and self.groups[k][0].span.begin < begin), -1)
        if self.kinds and pointer.kinds[0] is Kind.PARK:
            near = self._before(begin, named, same_paragraph=True)
            if near >= 0:
                return near
        if Kind.COMPANY in pointer.kinds:  # 公司 is a bank only where no firm is near
            near = self._near(begin, lambda k: self.kinds[k] is Kind.COMPANY)
            if near >= 0:
                return near
        near = self._near(begin, fits)
        if near < 0:
            near = next((k for k in self.home if fits(k)), -1)
        return near if near >= 0 or (pointer.bare and pointer.word in {"企业", "项目"}) else self._before(begin, fits, paragraphs=1)

    def _near(self, begin: int, fits: Callable[[int], bool]) -> int:
        """The group of the paragraph that fits: the nearest that a sentence begins with, else the nearest."""
        near = self._before(begin, fits, same_paragraph=True, leading=True)
        return near if near >= 0 else self._before(begin, fits, same_paragraph=True)

    def _before(self, begin: int, fits: Callable[[int], bool], *, same_paragraph: bool = False, leading: bool = False, paragraphs: int = 10**9, measured: bool = True) -> int:
        """The nearest group before a character that fits; `leading`: named first in its sentence; not `measured`: no yardstick."""
        here = sentence_at(self.sentences, begin)
        paragraph = self.sentences[here].paragraph if here >= 0 else 0
        k = bisect_right(self.begins, begin - 1) - 1
        while k >= 0:
            place, group = self.places[k]
            where = sentence_at(self.sentences, place)
            away = paragraph - (self.sentences[where].paragraph if where >= 0 else paragraph)
            if (same_paragraph and away) or away > paragraphs:
                return -1
            if fits(group) and (measured or place not in self.ends or not is_yardstick(self.text, self.ends[place])) and (not leading or self._leads(place, where)):
                return group
            k -= 1
        return -1

    def _leads(self, place: int, where: int) -> bool:
        """Say whether a mention is the first name of its sentence."""
        first = bisect_right(self.begins, self.sentences[where].span.begin - 1)
        return first < len(self.begins) and self.begins[first] == place
