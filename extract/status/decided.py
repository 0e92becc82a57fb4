"""How real a fact is: planned, under way or achieved, in the report's own words.

In: a healed text with its sentences, and a span. Out: its `Status`. A cue (`cues`) reaches from
where it stands to the end of its clause, and over the clauses after it that continue the same plan (力争到2027年，
产值达…，引进…) until one of achievement stands in the way. A sentence that goes on with the plan of the one before (二是…,
or a further task that names nobody) is planned too; a sum that was signed for is planned; what a plan sets out from
(围绕12个集群, 从7%提升到…) is there already. Relations: `relations`; sums: `sums`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from extract.layers import Role
from extract.lexicons import alternation
from extract.numbers.periods import find_issued
from extract.status.agreements import is_goal_itself
from extract.status.cues import RUNS, Cue, find_cues
from extract.status.plans import Frame, frames_of, names_task
from extract.status.sums import COUNTED, PROMISED, is_begun, is_signed
from extract.status.works import is_size_to_come, is_sum_under_way
from extract.text.sentences import sentence_at
from ontology.facts import Span, Status

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.layers import Sentence

__all__ = ["Cues", "Statuses", "statuses_of"]

# right before a number: 增长了, “十四五”规划(102项工程); 在建; 按每公斤
LEADS = re.compile(
    r"(?P<done>[降减增提缩节下上扩翻][低少加升高短约省降涨长大幅番]了(?:约|近|超过?|逾|大约|将近)?|[”’]规划(?:纲要)?(?:确定|部署|明确)?的?)$"
    r"|(?P<ongoing>(?<![及和与、])在建(?!成|议|设)[^，。；、\d]{0,10})$|(?P<per>[按以]照?[^，。；\d]{0,10})$"
)
RECKONED = re.compile(r"[^，。；]{0,8}(?:计算|计，|测算|估算)")  # 按每公斤20元计算
# what a plan starts from stands already: 将占比从7%提升到40%
FROM = re.compile(
    r"[从由](?:20\d\d年(?:[底末初]|度)?|[^，。；从由\d]{0,5}(?:\d{1,2}月)?)[^，。；从由\d]{0,8}$"  # 从目前的(27%), 由2023年的(3家)
)
ONWARD = re.compile(
    r"(?:左右)?[^，。；\d]{0,6}?(?:提[高升]|增[加长至到]|扩[大展至到]|上?升|[下调]?降|减[少至到]|变|压|缩|拓|发展|翻|涨)[^，。；\d]{0,3}[到至为成零]"
    # to another number, whatever the verb: 由27%提到55%, 从每周1列加密到3列
    r"|[^，。；、\d]{0,12}(?:[到至]|[变改调整]为)(?:[约近]|超过?|不[足到低超][于过]?)?[\d一二三四五六七八九十两零百千半]"
)
FORECAST = re.compile("预期|预测")  # is a forecast as it was, too
# a clause that says from what a plan sets out: what it names is there (以20家链主企业为龙头, 围绕12个集群), unless it makes something
GROUND = re.compile(r"(?:并|将|要|还|继续|充分|紧紧|主要|重点|进一步)*(?:围绕|依托|立足|针对|按照|根据|借助|利用|发挥|凭借|把握|基于)")
MAKING = re.compile(alternation("words_status", "making"))
GROUNDS = re.compile(r"以[^，。；]{1,40}?为(?:抓手|引领|龙头|核心|主体|依托|载体|牵引|主线|契机|基础|支撑|代表|依据|重点|突破口|中心|纽带|平台|主导|主攻方向|引擎)")
GIVEN = re.compile(r"给予|发放|奖励|补助|补贴|提供|安排|新增|引进|投入|投资")  # what comes of it is planned all the same: 将对…分别给予5万元
WILL = re.compile(r"(?:将|未来|要|拟)(?:会|继续|重点|主要|全力|围绕)?$")  # 将以…为主导: not yet
# what a policy consists of is there: 推出16条举措; not where they are to come
MEASURES = re.compile(r"(?<=[条项面])[^，。；、\d的]{0,6}(?:举措|措施)|(?<=面)\d+[条项]")
TO_COME = re.compile(r"将|计划|拟|力争|预计|要(?!素)|到20|继续")
# within tasks: it is being built, and is to be hurried
HASTENED = re.compile(r"加快推进|加速推进|加快[^，。；]{1,30}(?:进度|进程)|着力培育|确保(?=[^；。]{1,80}(?:建成|竣工|投产|投用))")
# once it is built; a project of such a size that is to be: 一期5万吨项目将于6月投产
WHEN_BUILT = re.compile(
    # 项目建成后将…
    r"[^，。；]{0,12}(?:项目|工程|基地|工厂|生产线|电站|园区)?(?:全部|全面|正式|建成)?(?:建成|投产|达产|投运|投用)后[^了]{0,12}"
    r"(?:将|可|预计|有望|能)"
    # …项目将于6月投产
    r"|[^，。；\d]{0,24}(?:项目|基地|产线|工程|电站|工厂|厂|线路|机组)[^，。；\d]{0,6}(?<!即)将(?:于|在)?[^，。；]{0,12}"
    r"(?:建成|投产|投用|投运|完工|竣工|开工|通车|并网)"
)
# who is at work is there: 300多名工人正在施工, 53家企业正在加紧研发
AT_WORK = re.compile(r"[名人位]|[家户个][^，。；]{0,8}(?:企业|公司|商户|村民|工人|农户)")
SHARE = re.compile(r"[^，。；、]{0,12}将(?=用于|用作|投向|由|来自|达)")
# a sentence of tasks names nobody: 加快…, 二是推动…
TASKS = re.compile(
    # counted off: 一是, 其二, （三）, 4.
    r"[“”]?(?:(?:[一二三四五六七八九十]是|其[一二三四五六]|第[一二三四五六七八九十]|（[一二三四五六七八九十]）|\d[.、．]"
    r"|首先|其次|再次|最后|一方面|另一方面|同时|此外|另外|与此同时|除此之外|并且?|还"  # in words: 首先, 另一方面
    r"|在[^，。；\d]{2,20}(?:方面|上|领域)，)[，、]?)*"  # 在科技方面，
    rf"(?:{alternation('words_status', 'sentence_task')})"
)
IN_LIST = re.compile(
    r"[“”]?(?:在[^，。；\d]{2,20}方面，|"  # 在科技方面，
    r"[一二三四五六七八九十]是|其[一二三四五六]|第[一二三四五六七八九十]，|（[二三四五六七八九十]）"  # 一是, 其二, 第三，
    r"|首先|其次|再次|最后|一方面|另一方面|其中)"  # 首先, 另一方面
)
FURTHER = re.compile(r"同时|此外|另外|与此同时|除此之外")
# what a goal says: 年均增长15%左右, 基本建成
GOAL = re.compile(
    r"年均(?:增|提|下)"  # 年均增长
    r"|(?:基本|全面|初步|加快)(?:建成|形成|实现|建立)"  # 基本建成
    r"|(?:大幅|显著|明显|进一步|持续|稳步|不断)(?:提[升高]|增[强长]|优化|改善|扩大|下降|降低)"  # 显著提升
    # 达到100亿元以上
    r"|(?:达到?|超过?|突破|增长|提高|不低于|控制在)[^，。；]{0,12}\d[\d.万亿]*[^，。；\d]{0,8}(?:以上|左右|以内|以下)"
)
DATED = re.compile(r"20\d\d|今年|去年|目前|近年|现在|如今|[上本]月")
# what tells of the past or of now
HAPPENED = re.compile(r"了|已|近年来|年来|(?<![比较])(?:去年|上年)|目前|截至|以来|上半年|前[一二三\d]季度|\d月份|成功|累计|先后|近日|日前|如今|眼下|同比")
# what can be: a forecast where the sentence goes on with one (产量能达60万斤，估计产值…) or the year is not over (今年可以盈利…)
CAN = re.compile(r"(?<![才不只所])(?:可|能)(?:以|够)?(?:年产|带动|带来|帮|卖|销|产|收|赚|达|减|增|实现|节|新增|提|创|满足|盈|突破|超)[^；。]{0,40}$")
EXPECTED = re.compile(r"[^；。]{0,120}?[，、][^，。；\d]{0,8}(?:预计|估计|有望)")
YET = re.compile(r"今年[^；。]{0,30}(?:可以|能够?|可)(?:达到?|盈利|收入|产|卖|增收|收获|突破|超过?|实现|挣|赚)[^，。；\d了]{0,8}$")
NEAR = 60  # characters before a number that are looked at for it
# words that say what will be, not what somebody is to do
FORECASTS = frozenset(["预计", "预计到", "预测", "估计", "有望", "可望", "可实现", "可新增", "可年产", "可带动", "有可能", "或可", "或将", "或达", "届时"])
NOW = frozenset(["目前", "截至目前"])  # what goes on is told of now, too: 目前第二批10个正在加快建设
AIMS = re.compile(r"要|将|力争|争取|确保|到|至|20|达到|实现|努力实现|目标")
BEGUN = re.compile("[，；]建设|开工")
ONGOING = re.compile(r"(?:[^，。；]{0,60}等[^，。；]{0,10})?在建")
ENDS = re.compile(r"[；。]")
ALSO = re.compile(r"[^，。；\d]{1,8}[也还则](?:将|要|加快|继续|大力|着力|全力|计划)|对[^，。；]{2,40}给予")
# a sentence that tells what a thing will do once it is built, and goes on: 建成后年发电3亿千瓦时；每台机组每年…
ONCE = re.compile(r"[^，。；]{0,20}(?:建成|投产|达产|投运|投用|完成|实施)后")
EACH = re.compile(r"每|年|预计|可|同时|还")
# an event that a report announces: what is told of this one is to come
ANNOUNCED = re.compile(r"(?:会|展|赛|节|论坛|活动)(?:（[^）\n]{0,20}）)?(?:将于|定于|拟于|将在)[^。；\n]{0,40}?(?:举办|举行|召开|开幕|启幕)")
HELD = re.compile(r"闭幕|落幕|收官|圆满|[^，。；\n]{0,12}(?:会|节|赛|式|坛|展)上，(?![^，。；]{0,12}将)|正在[^，。；\n]{0,16}(?:举行|举办)|(?<!将)(?:隆重|盛大|正式|今天|昨天)开幕")
BRIEFING = re.compile(r"(?:发布会|新闻会|通气会|见面会|吹风会|推介会|动员会|启动仪式)")
THIS_ONE = re.compile(r"(?:本届|此次|这次|今年的?)[^，。；]{0,8}(?:会|展|赛|节|坛|活动)")
OPENING = 2  # characters of a clause before a name that still opens it
MANY_TASKS = 8  # a document of at least so many tasks, and hardly anything that happened, is a plan


class Cues:
    """The cues of one sentence, in order, and what they say of any place in it.

    Attributes:
        tasks: the sentence says what is to be done and names nobody who does it.
        happened: something in it tells of the past or of now.
    """

    def __init__(self, text: str, sentence: Sentence, issued_year: int | None = None) -> None:
        self.text, self.sentence, self.clauses = text, sentence.span, sentence.clauses
        self.cues = find_cues(text, sentence.span, issued_year)
        self.begins = [cue.begin for cue in self.cues]
        self.clause_begins = [clause.begin for clause in sentence.clauses]
        self.tasks, self.happened = _is_task(text, sentence.span), _has_happened(text, sentence.span)

    def clause_at(self, span: Span) -> Span:
        """Return the clause in which a span begins."""
        return self.clauses[max(0, bisect_right(self.clause_begins, span.begin) - 1)] if self.clauses else span

    def starts_from(self, span: Span) -> bool:
        """Say whether a number is what a change sets out from (从7%提升到40%), which is there already."""
        return FROM.search(self.text, max(0, span.begin - 20), span.begin) is not None and ONWARD.match(self.text, span.end) is not None and not FORECAST.search(self.text, max(self.sentence.begin, span.begin - NEAR), span.begin)

    def said(self, span: Span, *, held: bool = True) -> Status | None:
        """Return how real what a span says is, None where the sentence does not say.

        The last cue before the span in its clause decides; then an earlier clause's plan, then a cue after the span in
        the clause that reaches back (总投资10亿元的项目开工), then the last cue of an earlier clause that reaches on.

        Args:
            span: healed characters of a number or a name.
            held: what a plan turns to (将聚焦…, 围绕…) is there already.
        """
        lead = LEADS.search(self.text, max(self.sentence.begin, span.begin - 14), span.begin)
        if (lead and (lead["done"] or (lead["per"] and RECKONED.match(self.text, span.end, self.sentence.end)))) or self.starts_from(span):
            return Status.ACHIEVED
        if (lead and lead["ongoing"]) or ONGOING.match(self.text, span.end, self.sentence.end):
            return Status.UNDERWAY
        if is_signed(self.text, self.sentence.begin, span):
            return Status.PLANNED
        clause = self.clause_at(span)
        if not self.cues:
            return Status.PLANNED if self._is_expected(span) else None
        if MEASURES.match(self.text, span.end) and not TO_COME.search(self.text, clause.begin, span.begin):
            return Status.ACHIEVED
        if self._is_ground(clause, span, held=held):
            return Status.ACHIEVED
        said = self._by_cues(clause, span, held=held)
        return Status.ACHIEVED if said is Status.UNDERWAY and self.text[span.end - 1] in "%点倍" else said

    def _by_cues(self, clause: Span, span: Span, *, held: bool) -> Status | None:
        """Return what the cues around a span say of it."""
        at = bisect_left(self.begins, span.begin)
        last = self.cues[at - 1] if at and self.cues[at - 1].begin >= clause.begin else None
        if last is not None and last.status is Status.ACHIEVED and self.text[last.begin : last.end] in NOW and self._after(clause, span, at) is Status.UNDERWAY:
            return Status.UNDERWAY
        if last is not None and last.status is not Status.UNDERWAY:
            return Status.PLANNED if last.reach == "hold" and (not held or GIVEN.search(self.text, last.end, span.begin)) else last.status
        earlier = self._earlier(clause, span, at)
        if earlier is Status.PLANNED:
            return Status.UNDERWAY if last is None and self._begins_itself(clause, span, at) else earlier
        if task := self._as_task(clause, span, at):
            return task
        if last is not None:
            planned = any(cue.status is Status.PLANNED and cue.begin >= clause.begin for cue in self.cues[max(0, at - 6) : at])
            return Status.PLANNED if planned else Status.UNDERWAY
        return self._after(clause, span, at) or earlier or (Status.PLANNED if self._is_expected(span) else None)

    def _after(self, clause: Span, span: Span, at: int) -> Status | None:
        """Return what a cue after a span in its clause says that reaches back; of a share also 将 (资金的60%将用于…)."""
        if self.text[span.end - 1] == "%":
            share = SHARE.match(self.text, span.end, clause.end)
            if share and any(cue.begin == share.end() - 1 for cue in self.cues[at:]):
                return Status.PLANNED
        if WHEN_BUILT.match(self.text, span.end, clause.end):
            return Status.PLANNED
        for cue in self.cues[at : at + 12]:
            if cue.begin >= clause.end:
                break
            if cue.reach == "before" and cue.begin >= span.end:
                return None if cue.status is Status.UNDERWAY and AT_WORK.match(self.text, span.end - 1) else cue.status
        return None

    def _is_expected(self, span: Span) -> bool:
        """Say whether what can be is a forecast: one follows it in the sentence, or the year is not over; never of what runs."""
        text, begin = self.text, max(self.sentence.begin, span.begin - NEAR)
        if self.happened or RUNS.search(text, begin, span.begin):
            return False
        can = CAN.search(text, begin, span.begin)
        return (can is not None and EXPECTED.match(text, span.end, self.sentence.end) is not None) or YET.search(text, begin, span.begin) is not None

    def _begins_itself(self, clause: Span, span: Span, at: int) -> bool:
        """Say whether a clause that opens with a span tells that it has begun, whatever the clauses before plan of others (甲将建第二条线，乙项目全面动工)."""
        if span.begin - clause.begin > OPENING or any(cue.reach == "far" for cue in self.cues[max(0, at - 12) : at]):
            return False
        own = [cue for cue in self.cues[at : at + 12] if cue.begin < clause.end]
        return bool(own) and all(cue.status is Status.UNDERWAY and cue.reach == "before" for cue in own)

    def plans(self, span: Span) -> bool:
        """Say whether a plan is told in a span, before its sentence or its part ends."""
        near = self.cues[bisect_left(self.begins, span.begin) : bisect_right(self.begins, span.end)]
        return any(cue.status is Status.PLANNED and not ENDS.search(self.text, span.begin, cue.begin) for cue in near)

    def is_others_plan(self, span: Span) -> bool:
        """Say whether a name opens a clause that has no cue, after a plan whose clause names somebody."""
        clause, at = self.clause_at(span), bisect_left(self.begins, span.begin)
        if span.begin - clause.begin > OPENING or not at or any(cue.begin < clause.end for cue in self.cues[at : at + 1]):
            return False
        cue = self.cues[at - 1]
        home = self.clause_at(Span(cue.begin, cue.end))
        return cue.reach == "on" and home.begin < clause.begin and cue.begin - home.begin > OPENING

    def _is_ground(self, clause: Span, span: Span, *, held: bool) -> bool:
        """Say whether a span stands in what a plan sets out from."""
        ground = GROUND.match(self.text, clause.begin, clause.end)
        if ground is not None and ground.end() <= span.begin and (held or not ground.group().endswith("围绕")) and MAKING.search(self.text, ground.end(), span.begin) is None:
            return True
        for m in GROUNDS.finditer(self.text, clause.begin, clause.end):
            if m.start() <= span.begin < m.end():
                turned = (m.group().endswith(("主导", "重点", "主攻方向")) and WILL.search(self.text, clause.begin, m.start())) or (self.text.startswith("的", m.end()) and MAKING.search(self.text, clause.begin, m.start()))
                return held or not turned
        return False

    def _as_task(self, clause: Span, span: Span, at: int) -> Status | None:
        """Return what a sentence of tasks says of a span by the goal that it comes to later (加快…，建设…，今年要实现…)."""
        if not self.tasks or self.happened or not any(self._is_goal(cue, clause) for cue in self.cues[at:]):
            return None
        return Status.UNDERWAY if self.is_hastened(span) else Status.PLANNED

    def is_hastened(self, span: Span) -> bool:
        """Say whether what a task names is being built, and is to be hurried (着力培育9个产业集群)."""
        wall = max(self.text.rfind(mark, self.sentence.begin, span.begin) for mark in "；;…")
        hastened = [match.end() for match in HASTENED.finditer(self.text, max(self.sentence.begin, wall), self.sentence.end) if match.start() < span.begin]
        return bool(hastened) and BEGUN.search(self.text, hastened[-1], span.begin) is None

    def _is_goal(self, cue: Cue, clause: Span) -> bool:
        """Say whether a cue after a clause sets a goal."""
        return cue.status is Status.PLANNED and cue.reach in {"on", "far"} and cue.begin >= clause.end and AIMS.match(self.text, cue.begin) is not None

    def _earlier(self, clause: Span, span: Span, at: int) -> Status | None:
        """Return what the cues before a place say that reach it, of at most 12: on to the next ；, beyond it where a further task follows, or far."""
        wall = max(self.text.rfind(mark, max(0, span.begin - 200), span.begin) for mark in "；;…")
        further = wall >= self.sentence.begin and self._is_further_task(wall, span)
        for cue in reversed(self.cues[max(0, at - 12) : at]):
            if cue.reach == "hold" or (cue.begin < wall and cue.reach != "far" and not (further and cue.status is Status.PLANNED)):
                continue
            if cue.reach in {"on", "far"} or (cue.status is Status.ACHIEVED and cue.begin < clause.begin):
                return cue.status
        return None

    def _is_further_task(self, wall: int, span: Span) -> bool:
        further = TASKS.match(self.text, wall + 1, self.sentence.end) or ALSO.match(self.text, wall + 1, self.sentence.end) or (ONCE.match(self.text, self.sentence.begin, wall) and EACH.match(self.text, wall + 1, self.sentence.end))
        return further is not None and not HAPPENED.search(self.text, wall, span.end)

    def ends_in_plan(self) -> bool:
        """Say whether the sentence ends in what somebody is to do, not in a forecast."""
        for cue in reversed(self.cues[-12:]):
            word = self.text[cue.begin : cue.end]
            if cue.reach in {"on", "far"}:
                return cue.status is Status.PLANNED and word not in FORECASTS and not word.endswith("后")
            if cue.status is Status.ACHIEVED and cue.reach != "hold":
                return False
        return False


class Statuses:
    """How real each place of a document is; a sentence's cues are read once, when first asked for."""

    def __init__(self, text: str, sentences: list[Sentence], issued_year: int | None = None, issued: str = "") -> None:
        """Take a healed text, its sentences in order, and the year, or the day (ISO), of issue where it is known."""
        self.text, self.sentences, self.year, self.issued = text, sentences, issued_year, issued
        self._cues: dict[int, Cues] = {}
        self._going: dict[int, bool] = {}
        self._plan: bool | None = None
        self._ahead: bool | None = None
        self._frames: list[Frame] | None = None

    def cues(self, index: int) -> Cues:
        """Return the cues of a sentence."""
        if index not in self._cues:
            self._cues[index] = Cues(self.text, self.sentences[index], self.year)
        return self._cues[index]

    def at(self, span: Span, *, held: bool = True) -> Status:
        """Return how real what a span says is (see `Cues.said`); ACHIEVED where nothing says otherwise."""
        index = sentence_at(self.sentences, span.begin)
        if index < 0:
            return Status.ACHIEVED
        said = self.cues(index).said(span, held=held)
        if said in {None, Status.UNDERWAY} and self._goes_on(index):
            return Status.UNDERWAY if self.cues(index).is_hastened(span) else Status.PLANNED
        if self._frames is None:
            self._frames = frames_of(self.text, self.sentences)
        if said is None and (self._is_announced(index, span) or (self._frames[index] is not Frame.NONE and self._is_set_out(self._frames[index], index, span))):
            return Status.PLANNED
        if said is None and index and "元" in self.text[span.begin : span.end] and is_begun(self.text, self.sentences[index - 1].span, self.sentences[index].span, span):
            return Status.UNDERWAY
        return said or Status.ACHIEVED

    def _is_set_out(self, frame: Frame, index: int, span: Span) -> bool:
        """Say whether a plan, a plan's section or a list of goals sets out what a span says, or a signature promises it."""
        sentence = self.sentences[index].span
        if frame is Frame.PLAN:
            return names_task(self.text, sentence.begin, span.end)
        if frame is Frame.SIGNING:
            return PROMISED.search(self.text, sentence.begin, sentence.end) is not None and COUNTED.match(self.text, span.end - 1) is None
        return frame is Frame.GOALS

    def of_number(self, span: Span) -> Status:
        """Return how real a number is: as `at`, and planned in a task of a document that is a plan."""
        status = self.at(span)
        index = sentence_at(self.sentences, span.begin)
        if index < 0 or status is Status.PLANNED:
            return status
        cues = self.cues(index)
        if cues.tasks and not cues.happened and cues.said(span) in {None, Status.UNDERWAY} and self._is_plan():
            return Status.PLANNED
        if is_goal_itself(self.text, cues.clause_at(span), span):
            return Status.PLANNED
        if status is Status.ACHIEVED and cues.said(span) is None:
            if is_size_to_come(self.text, self.sentences, index, span):
                return Status.PLANNED
            if self.text[span.end - 1] == "元" and is_sum_under_way(self.text, cues.sentence, span):
                return Status.UNDERWAY
        return status

    def starts_from(self, span: Span) -> bool:
        """Say whether a number is what a change sets out from."""
        index = sentence_at(self.sentences, span.begin)
        return index >= 0 and self.cues(index).starts_from(span)

    def _goes_on(self, index: int) -> bool:
        """Say whether a sentence goes on with the plan of the one before: a further item, or a further task that names nobody."""
        first = index
        while first and first not in self._going and self._continues(first):
            first -= 1
        known = self._going.get(first, False)
        for k in range(first, index + 1):
            if k not in self._going:
                known = k > first and (known or ((not self._is_item(k - 1) or not self._is_item(k)) and self.cues(k - 1).ends_in_plan()))
                self._going[k] = known
            known = self._going[k]
        return known

    def _continues(self, index: int) -> bool:
        """Say whether a sentence may go on with a plan."""
        here, before = self.sentences[index], self.sentences[index - 1]
        if _has_happened(self.text, here.span):
            return False
        if self._is_item(index):
            return not self.text.startswith(("（", "第", "在"), here.span.begin) or _is_task(self.text, here.span)
        near = before.paragraph == here.paragraph or FURTHER.match(self.text, here.span.begin) is not None
        return near and (_is_task(self.text, here.span) or self._is_goal(index))

    def _is_goal(self, index: int) -> bool:
        """Say whether a sentence without a date goes on with the goals of a year to come (到2027年，…力争降至13.5%。联运量年均增长15%左右。)."""
        here, before = self.sentences[index].span, self.cues(index - 1)
        far = any(cue.status is Status.PLANNED and cue.reach == "far" for cue in before.cues) and not before.happened
        return far and GOAL.search(self.text, here.begin, here.end) is not None and DATED.search(self.text, here.begin, here.end) is None

    def _is_item(self, index: int) -> bool:
        span = self.sentences[index].span
        return IN_LIST.match(self.text, span.begin, span.end) is not None

    def _is_announced(self, index: int, span: Span) -> bool:
        """Say whether a sentence tells of this year's event in a report that announces it."""
        here = self.sentences[index].span
        if self._ahead is None:
            self._ahead = ANNOUNCED.search(self.text) is not None and all(BRIEFING.search(match.group()) for match in HELD.finditer(self.text))
        return self._ahead and THIS_ONE.search(self.text, max(here.begin, span.end - 2 * NEAR), span.end) is not None and not _has_happened(self.text, here)

    def _is_plan(self) -> bool:
        """Say whether the document is a plan: many tasks, and hardly a sentence that tells of anything past."""
        if self._plan is None:
            spans = [sentence.span for sentence in self.sentences if sentence.role in {Role.BODY, Role.HEADING}]
            tasks = sum(_is_task(self.text, span) and not _has_happened(self.text, span) for span in spans)
            happened = sum(_has_happened(self.text, span) for span in spans)
            self._plan = tasks >= max(MANY_TASKS, 0.4 * len(spans), 10 * happened)
        return self._plan


def _is_task(text: str, sentence: Span) -> bool:
    return TASKS.match(text, sentence.begin, sentence.end) is not None


def _has_happened(text: str, sentence: Span) -> bool:
    return HAPPENED.search(text, sentence.begin, sentence.end) is not None


def statuses_of(doc: Doc) -> Statuses:
    """Return the statuses of a Doc with `sentences` (and `source` for the year of issue)."""
    source, text = doc._.source, doc._.healed.text
    issued = (source.issued if source is not None else "") or find_issued(text)
    return Statuses(text, doc._.sentences, int(issued[:4]) if issued[:4].isdigit() else None, issued)
