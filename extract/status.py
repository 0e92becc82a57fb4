"""How real a clause's fact is: planned, under way or achieved, in the report's own words.

In: a Doc with sentences, and a span. Out: its `Status`. The cues stand in `status.tsv`; a cue reaches from where it
stands to the end of its clause, and over the clauses after it that continue the same plan (力争到2027年，产值达…，引进…)
until one of achievement stands in the way. A year after the year of issue is a plan.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from extract.sentences import sentence_at
from ontology.facts import Span, Status

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.layers import Sentence

__all__ = ["Cue", "Cues", "status_at"]

TABLE = Path(__file__).with_name("status.tsv")


@dataclass(frozen=True, slots=True)
class Cue:
    """One word that speaks of reality.

    Attributes:
        begin: first character.
        end: after the last.
        status: what it says.
        reach: "far" to the end of the sentence, "on" to the next ；, "hold" "clause" within its clause, "before" also what stands before it in the clause.
    """

    begin: int
    end: int
    status: Status
    reach: str


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, tuple[Status, str]]]:
    words: dict[str, tuple[Status, str]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "word\t")):
            word, status, reach = line.split("\t")
            words[word] = (Status(status), reach)
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return pattern, words


PLAN = re.compile(r"(?<![产行项“”批])(?<!五年)计划(?![》”’）的书表类性单产内外排、，。；（(额]|投资[额增占的]|总投资亿)")
# 将 with an object before its verb is 把: 将煤制成甲醇, 将政策落到实处
NOT_CUES = re.compile(r"(?:着力|聚力|加快|全力|奋力)打造的|计划总投资(?:超)?(?:\d+万|\d*亿)元?及?以上|[\d一二三四五六七八九十两几]年内|将(?=[^，。；将]{1,16}(?:落到|制成|转移[至到]|转化[为成]|纳入|开到|作为|融入|送[到往]|推向|销往|应用于|带到|变[成为]|列[为入]|写入|贯穿))|承诺[制书]|虚拟|模拟|将(?:公司|一批|原来|原有|企业|上下游|全产|传统|科技成果|技术|产品|资源|数据|这|该|自身|所有|更多|数字|千年|其[他它]?)|计划单列|规划局|规划馆|目标管理|五年规划|规划[》”]|计划[》”]|计划生育|计划投资增长|计划的|计划完成投资额|将军|将近|将[其他她它之](?!来)|即将于|拟[合真态人定]|目标任务完成|(?:超过|完成|高于|超额完成)[^，。；]{0,6}目标任务|承诺投资(?:金额|总额|额)|已将|原(?:本|先|来)?计划|未来计划|可?预测(?![，：:]|今年|明年|全年|到|未来|将|20|，)")
# what follows 将 where it speaks of the future: an adverb, a preposition or a verb; before a noun it is 把
FUTURE = re.compile(
    r"将(?!近|军|士|领|来)(?!以[上下内])(?=于|在|达|会|有|要|能|可|不|继续|进一步|持续|全|加|以|从|按|围绕|聚|依托|通过|为|向|对|着|大力|大幅|重点|积极|努力|充分|深|建|打|实|形成|成|新增|新建|投|引|推|带|增|提|超|突|采|开|举|落|启|完|拥|培|助|使|让|是|给|支|安排|发|出|更|再|逐|陆|共|首次|分|年|每|覆|创|吸|产生|满|接|迎|促|保|坚|用|由|集|结|立|力|同|联|进|组|利用|签|优|供|承|展|具|构|释|辐|串|极|最终|很|大量|大大|显著|有效|不断|稳|扩|延|强|做|布|瞄|锚|抢|抓|紧|统筹|探|研究|制定|出台|致力|服务|把|派|邀|与|和|携|被|令|比|较|占|位|居|\d{1,4}年|亮|参|涌|诞|惠|缩|减|降|节|替|代|取|获|得|走|迈|步|跨|跃|登|入|上|下|运|营|销|售|卖|买|购|租|还|仍|也|都|就|直接|间接|主要|正式|届|按期|如期|率先|优先|尽|至少|累计|总|合计|预|力争|以此|借|凭|沿|跟|随|于|至|到)"
)
# an organ or a plan that sets a task: 省里提出，新建高标准农田200万亩
TASK = re.compile(r"(?:提出|明确|要求)，(?:(?:到)?20\d\d年(?:底|末)?，?)?(?:要|将)?(?=(?:新建|建设|建成|培育|打造|引进|新增|完成|实现|形成|推动|争创|力争|组织实施|实施))")
DONE = re.compile(r"[降减增提缩节下上扩翻][低少加升高短约省降涨长大幅番]了(?:约|近|超过?|逾|大约|将近)?$")
# what a plan starts from stands already: 将占比从7%提升到40%
FROM = re.compile(r"[从由](?!20\d\d)[^，。；从由\d]{0,5}$")
ONWARD = re.compile(r"(?:左右)?[^，。；\d]{0,3}(?:提[高升]|增[加长至到]|扩[大展至到]|上?升|[下调]?降|减[少至到]|变|压|缩|拓|发展|翻|涨)[^，。；\d]{0,3}[到至为成零]")
LEVEL = re.compile(r"[^，。；\d]{0,4}\d[\d.,]*[^，。；\d]{0,12}[到至为]")  # 将从30万吨扩大到90万吨
FIVE_YEARS = re.compile("到[“‘]?十[四五六]五[”’]?(?:规划|时期)?期?末")
OUGHT = re.compile(r"今年[^，。；]{0,14}?要(?=为|实现|达|建|完成|新|在|推|把|再|让|力争|确保)")
TO_YEAR = re.compile(r"(?:到|至|于)?(?P<year>20[2-9]\d|201\d)年(?:底|末|前|实现|力争|建成)?")


class Cues:
    """The cues of one sentence, in order, and what they say of any place in it."""

    def __init__(self, text: str, sentence: Sentence, issued_year: int | None = None) -> None:
        self.text, self.clauses = text, sentence.clauses
        self.cues = _find(text, sentence.span, issued_year)
        self.begins = [cue.begin for cue in self.cues]
        self.clause_begins = [clause.begin for clause in sentence.clauses]

    def status(self, span: Span) -> Status:
        """Return how real what a span says is.

        The last cue before the span in its clause decides; then a cue after it in the clause that reaches back
        (总投资10亿元的项目开工); then the last cue of an earlier clause that reaches on, of at most the 12 before.
        """
        if not self.cues or DONE.search(self.text[max(0, span.begin - 6) : span.begin]):
            return Status.ACHIEVED
        if FROM.search(self.text, max(0, span.begin - 8), span.begin) and ONWARD.match(self.text, span.end):
            return Status.ACHIEVED
        index = max(0, bisect_right(self.clause_begins, span.begin) - 1)
        clause = self.clauses[index] if self.clauses else span
        at = bisect_left(self.begins, span.begin)
        inside = at and self.cues[at - 1].begin >= clause.begin
        if inside and self.cues[at - 1].status is not Status.UNDERWAY:
            return self.cues[at - 1].status
        earlier = self._earlier(clause, span, at)
        if earlier is Status.PLANNED:
            return earlier
        if inside:
            return Status.PLANNED if any(cue.status is Status.PLANNED and cue.begin >= clause.begin for cue in self.cues[max(0, at - 6) : at]) else Status.UNDERWAY
        for cue in self.cues[at : at + 12]:
            if cue.begin >= clause.end:
                break
            if cue.reach == "before" and cue.begin >= span.end:
                return cue.status
        return earlier

    def _earlier(self, clause: Span, span: Span, at: int) -> Status:
        """Return what the cues before a place say that reach it: on to the next ； or far to the end of the sentence."""
        wall = max(self.text.rfind(mark, max(0, span.begin - 200), span.begin) for mark in "；;")
        for cue in reversed(self.cues[max(0, at - 12) : at]):
            if cue.reach == "hold" or (cue.begin < wall and cue.reach != "far"):
                continue
            if cue.reach in {"on", "far"} or (cue.status is Status.ACHIEVED and cue.begin < clause.begin):
                return cue.status
        return Status.ACHIEVED


def _find(text: str, sentence: Span, issued_year: int | None) -> list[Cue]:
    """Return the cues of one sentence in order; a year after the year of issue is one, and so is an earlier one."""
    pattern, words = _table()
    masked = {k for m in NOT_CUES.finditer(text, sentence.begin, sentence.end) for k in range(m.start(), m.end())}
    cues = []
    for match in pattern.finditer(text, sentence.begin, sentence.end):
        if match.start() not in masked and match.end() - 1 not in masked:
            if match.group() == "将" and not FUTURE.match(text, match.start()):
                continue
            status, reach = words["将" if match.group() == "将从" and LEVEL.match(text, match.end()) else match.group()]
            cues.append(Cue(match.start(), match.end(), status, reach))
            if reach == "hold":
                cues.append(Cue(match.start(), match.start() + 1, Status.PLANNED, "on"))
    cues += [Cue(match.start(), match.end(), Status.PLANNED, "on") for match in PLAN.finditer(text, sentence.begin, sentence.end) if match.start() not in masked]
    cues += [Cue(match.start(), match.end(), Status.PLANNED, "on") for match in TASK.finditer(text, sentence.begin, sentence.end)]
    cues += [Cue(match.start(), match.end(), Status.PLANNED, "far") for match in FIVE_YEARS.finditer(text, sentence.begin, sentence.end)]
    cues += [Cue(match.end() - 1, match.end(), Status.PLANNED, "on") for match in OUGHT.finditer(text, sentence.begin, sentence.end)]
    if issued_year is not None:
        for match in TO_YEAR.finditer(text, sentence.begin, sentence.end):
            if int(match["year"]) > issued_year or (int(match["year"]) == issued_year and match.group()[0] == "到" and match.group()[-1] in "底末"):
                cues.append(Cue(match.start(), match.end(), Status.PLANNED, "far"))
            elif int(match["year"]) < issued_year and not match.group().startswith(("到", "至")):
                cues.append(Cue(match.start(), match.end(), Status.ACHIEVED, "clause"))
    cues.sort(key=lambda cue: (cue.begin, cue.end))
    return cues


def status_at(doc: Doc, span: Span) -> Status:
    """Return how real what a span says is; ACHIEVED where nothing says otherwise.

    Args:
        doc: a Doc with `sentences` (and `source` for the year of issue).
        span: healed characters of the number, object or predicate in question.
    """
    sentences: list[Sentence] = doc._.sentences
    index = sentence_at(sentences, span.begin)
    if index < 0:
        return Status.ACHIEVED
    sentence = sentences[index]
    source = doc._.source
    issued = source.issued[:4] if source is not None else ""
    return Cues(doc._.healed.text, sentence, int(issued) if issued.isdigit() else None).status(span)
