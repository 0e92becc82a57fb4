"""The words that say how real a fact is, and how far each reaches.

In: a healed text and the characters of one sentence. Out: its cues in order. Single words stand in `status.tsv`; here
are those that need what stands beside them: 将 before a verb (not before an object), 计划 as a verb, a year after the
year of issue, a plan that is issued, a goal that is set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.lexicons import alternation, any_of, read_rows
from extract.status.agreements import agreed_ahead
from ontology.facts import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ontology.facts import Span

__all__ = ["RUNS", "Cue", "find_cues"]

PLAN = re.compile(r"(?<!年度(?=计划投资))(?<![产行项“”批])(?<!投资)(?<!五年)计划(?![》”’）的书表类性单产内外排、，。；（(额]|项目|任务|资助|奖励|投资[额增占的]|总投资亿)")
# 将 with an object before its verb is 把: 将煤制成甲醇, 将政策落到实处
NOT_CUES = re.compile(alternation("words_status", "no_cue"))
# what follows 将 where it speaks of the future: an adverb, a preposition or a verb; before a noun it is 把
FUTURE = re.compile(rf"将(?!近|军|士|领|来)(?!以[上下内])(?={alternation('words_status', 'forecast')})")
# an organ or a plan that sets a task: 省里提出，新建高标准农田200万亩
TASK = re.compile(
    r"(?<![照合据标到足])要求(?:各地|各县|各单位|企业)?(?=形成|制定|培育|新增|建成|达到|打造)"  # 要求各地建成…
    r"|(?:提出|明确)(?:要|将)?(?=实施|新?培育|打造|新建|建设|建成|引进|力争|新增)"  # 提出要新增…
    # 明确，到2027年，要实现…
    r"|(?:提出|明确|要求)，(?:(?:到)?20\d\d年(?:底|末)?，?)?(?:要|将)?"
    r"(?=(?:新建|建设|建成|培育|打造|引进|新增|完成|实现|形成|推动|争创|力争|组织实施|实施))"
)
LEVEL = re.compile(r"[^，。；\d]{0,4}(?:20\d\d年[^，。；\d]{0,8})?\d[\d.,]*[^，。；\d]{0,12}[到至为]")  # 将从30万吨扩大到90万吨
FIVE_YEARS = re.compile("到[“‘]?十[四五六]五[”’]?(?:规划|时期)?期?末")
OUGHT = re.compile(r"今年[^，。；]{0,14}?，?[^，。；]{0,14}?(?<![主需重首必只想纲摘概紧次险机])要(?=[\u4e00-\u9fff])(?![求素点件闻道塞害旨义案略是有不么闻领])")
# nothing in a title is a cue
TITLE = re.compile(r"《[^》\n]{1,60}》")
# a plan is issued, and the tasks in it follow: 印发《…行动计划》，打造园区5个
ISSUED = re.compile(
    # what is done with the plan, and its title
    r"(?:印发|出台|制定|发布|编制|公布|推出|启动|实施)[^，。；《]{0,8}《[^》\n]{0,40}(?:计划|方案|规划|意见|措施)[^》\n]{0,20}》，"
    # what its tasks begin with
    r"(?=(?:全力|大力|加快|着力|提出|明确|力争|重点|推动|推进|培育|打造|建设|新增|引进|实现|支持|做大|做强|深入|全面|计划|到20"
    r"|其中(?:涉及|安排|列入|包括)))"
)
# 以培育龙头企业10家为目标
PLANNING = re.compile(r"《[^》\n]{0,60}(?:计划|规划|方案|意见|纲要)(?:（[^）]{0,20}）)?》(?:（[^）]{0,20}）)?中?(?:提出|明确|要求)(?![的了])")
AIM = re.compile(r"以(?=[^，。；]{1,60}(?:[，、][^。；]{1,60})?为(?:总|发展|奋斗)?目标)")
LEAST = re.compile(r"(?:推动|培育|建设|新增|引进|打造|新建|支持|安排|建成)不(?:少于|低于)")
# before 建成后: it is built
PAST = re.compile(r"(?:去年|上年|上半年|年初|上月|此前|已)[^，。；]{0,20}$")
SOON = re.compile("建成|投产|完工|竣工|投用|投运|通车|交付|建好")

RECENT = re.compile("近年来|年来|以来|近日|已|相继|先后|了")
# between 将 and 完成: nothing that tells of the past
GOING_ON = re.compile(r"(?:(?!了|已|共|累计|截至|去年|上半年|以来|同比|月)[^；。])*[，、]")
STRIVEN = re.compile(r"(?:确保|力争|争取|努力|要|将|计划|预计|推动|力促|拟)[^，。；]{0,4}$")
AHEAD = re.compile(r"(?<!面向)(?<!着眼)(?<!引领)(?<!赢得)未来(?=，|[将还可有]|能(?!源)|\d+%|(?:\d{1,2}|[一二两三四五六七八九十几]{1,2})(?:年|个月))|计划投资总?额(?=[共合总计约达超过为近逾]*\d)")
THIS_YEAR = re.compile(r"今年(?=还将|将|再|继续|重点|拟|计划|力争)")
# 《方案》提出，力争…；…
DEMANDED = re.compile(r"(?:提出|明确|要求|目标是)[，：]?[^；。]{0,12}?(?=力争|到20|今年|20\d\d年)")
SOLL = re.compile(r"力争|(?:到20\d\d年|今年|20\d\d年)[^，。；]{0,4}，?[^，。；]{0,8}(?:力争|要|将|达到|突破|实现)")
# what somebody says ought to be: 强调，浙江要在…先行; 双方应深化合作; 愿同各方加强交流
CALLED_FOR = re.compile(
    # …，浙江要大力…: the one who ought to is named
    r"(?<=[，。；：])[\u4e00-\u9fff]{2,6}?(?<![只需主重首必简想纲提])要(?=(?:大力|加快|着力|重点|全力|继续|持续|进一步|聚力|积极)[\u4e00-\u9fff]{2})"
    # 愿同各方携手
    r"|愿意?[同与和][^，。；]{1,16}(?:一道|共同|携手)"
    # 强调，…要在…先行
    r"|(?:强调|指出|要求|希望|呼吁|建议)[，：“]{0,3}[^。；]{0,16}?(?<![只需主重首必简想])(?:要|应当?|必须)"
    rf"(?={alternation('words_status', 'called_for')})"
    # 双方应深化合作
    r"|(?:需要|应当?|应该|可以|愿意?|期待)(?:同|与|和)?(?:[^，。；]{1,12}(?=共同|一道|加强|深化|扩大))?"
    r"(?=(?:进一步|继续|不断|共同|一道)*(?:加强|深化|扩大)[^，。；]{0,12}(?:合作|交流|协作|对接|往来))"
)
# what ought to be done, told to nobody by name: 要坚持…; 一是要加快…
MUST = re.compile(r"(?:(?<=[，。；：“”\n　])|(?<=[一二三四五六七八九十]是)|^)要(?=" + alternation("words_status", "must") + r")")
DRAWN = re.compile(r"(?<![年的》部与和期五”’])规划(?=\d)")  # 规划398万平方米的新城: only what is drawn up
# 负担会有明显下降
GROWING = re.compile(r"(?<![机社议大总协])会(?=(?:有(?:明显|较大|所|大幅|显著)?|进一步|继续|逐步|大幅)(?:下降|提升|增长|提高|改善|增加|减少))")
# 推进75万千瓦光热项目建设: it is being built
PUSHED = re.compile(
    r"(?<!已)(?:推进|推动|加快)(?=[^，。；]{0,14}\d[^，。；]{1,40}(?:项目|工程|基地|电站|产线|工厂)(?:的)?(?:建设|施工|进度)(?![了后，]?完成|质量|水平))(?!了)"
    r"|确保(?=[^，。；]{2,60}(?:项目|工程|基地|电站|产线|工厂)(?:年底前?|年内|如期|按期|尽快|早日|按时)?(?:建成|竣工|投产|投用|投运|完工)(?:投[产用运])?[，。；])"
)
# it is being made: 正着力打造, 正在加快培育
NOW = re.compile(
    r"(?<![修改校真反])正在?"
    rf"(?:{alternation('words_status', 'working')}){{0,2}}(?={alternation('words_status', 'work')})"
)
# works that go on: …项目加速推进, 打下第一根桩, 进入桩基施工阶段
WORKS = re.compile(
    # …项目加速推进
    r"(?:项目|工程|基地|电站|工厂|[场厂园]区?|高铁|铁路|高速|公路|枢纽|隧道|大桥|水库|改造|建设)[^，。；\d]{0,6}"
    r"(?:加速|加快|加紧|全力|全面|抓紧|紧张)(?:推进|施工|落地|进行)(?!了)(?=[，。；、])"
    r"|(?:打下|浇筑)[^，。；]{0,4}第一根[^，。；]{0,2}桩"  # 打下第一根桩
    r"|(?:进入|处于)[^，。；]{0,10}施工阶段"  # 处于主体施工阶段
    r"|拔节生长"  # figures of speech
    r"|(?<!已)(?:启动建设|开建)(?![了以至成])"  # 启动建设
)
# a list that a plan quotes: “建成市场7个、培育典型100个”工程
QUOTED = re.compile(r"“(?=(?P<quote>(?:到|建成|打造|培育|新增|实现|力争|引进|创建|完成)[^”。]{0,60}\d[^”]{0,80}”)的?[“‘]?[^，。；”]{0,16}(?:工程|行动|计划|目标|任务))")
# an event that is being prepared
PREPARED = re.compile(r"(?:正在?|加紧|抓紧)[^，。；]{0,10}筹备(?!了)")
# projects that are thought of: 谋划招商项目77个
THOUGHT = re.compile(r"谋划(?:储备|实施|推进|包装|生成|建设)?(?=[^，。；]{0,16}项目)")
# until now: 截至9月2日; a plan told before it is over
UNTIL = re.compile(r"截[至止]到?(?:(?:(?P<year>20\d\d)|今|本|去|上)年)?(?:\d{1,2}月(?:\d{1,2}日|[底末初中])?|上?半年|[一二三]季度|年底)")
# an estimate of what is over dates no other figure: 2024年预计增长至
OVER = re.compile(r"(?:去年|上年|(?P<year>20\d\d)年)[^。；]{0,30}?预计(?:将|可|能|会)?")
# a goal that is set: 提出增长5%的目标
GOAL = re.compile(r"(?:提出|定下|确定|设定|明确|锚定|力争|实现)[^，。；]{0,30}\d[^，。；]{0,14}的?(?:增长|发展|年度|预期)?目标(?!任务)")
GOALS = re.compile(r"目标(?=增长|是：|，是[^，。；]{0,20}\d|[为是][^，。；]{0,12}\d|定[为在]|设定[为在]|确定为|值|[约达超]?\d)|准备(?=上马|建设|投资|新建|引进|扩大|扩建|再)")
# what comes once something is done: 项目实施后，灌溉面积可…
THEN = re.compile(r"(?:实施|(?:建设|修建|工程|项目|改造|全部)完成|攻关成功|并网(?:发电)?|落成|量产|全线(?:贯通|通车)|满产)后(?!的)(?=[^。；了已]{0,20}?(?:可|将|能|预计|有望))")
# a goal in words of its own: 立下…的目标，出口增加到…; an organ's decision: 决定下调…
SET = re.compile(r"(?:立下|定下|设定|提出|确定)了?[^，。；]{0,24}目标[，：](?=[^。；了已]{0,30}\d)|决定(?:于[^，。；]{2,12})?(?=(?:下调|上调|降低|提高|追加|增发|新增|设立)[^，。；了]{0,20}\d)")
# what is foretold, by its name: 将增长预期从1.8%上调至2.6%
FORETOLD = re.compile(r"(?<!好于)(?<!超)(?<!高于)(?:增长|增速|经济|通胀率?|产量|需求)(?:预期|预测)值?(?=[^，。；]{0,12}(?:[上下]调|调[高低升降]|提高|维持|为|是|[由从到至])[^，。；]{0,4}\d)")
NOW_AT_WORK = re.compile(f"{NOW.pattern}|{WORKS.pattern}")
# one look for those that reach as far
ONWARDS = re.compile("|".join(pattern.pattern for pattern in (TASK, THIS_YEAR, AHEAD, GROWING, CALLED_FOR, MUST, THEN, SET)))
# a company that announces what it will invest
DECLARED = re.compile(r"宣布(?=[^，。；了已]{0,16}(?:投资|增资|追加|斥资|出资)[^，。；了\d]{0,6}\d[^，。；了]{0,12}(?:设立|建设|新建|建立|扩建|打造|用于|建造))")
BOUNDED = re.compile(f"{AIM.pattern}|{LEAST.pattern}|{DECLARED.pattern}|{FORETOLD.pattern}|{DRAWN.pattern}")
ENDING = re.compile(f"{OUGHT.pattern}|{ISSUED.pattern}")
# before 可新增…: what runs can do so now
RUNS = re.compile(r"(?:并网发电|投产|投运|投用|投入(?:使用|运营|运行|生产)|开通|建成|竣工|运行|通车|开业|上线|下线)(?![^，。；]{0,2}[后前])")
# words that say that it is still to come what a thing can do
COMING = re.compile(r"后|建设|在建|[开动]工|规划|[拟将]|预计|计划|投资|项目|签约|引进|落户|年产|工程|改造")
TARGETS = re.compile(r"(?:目标|任务)[是为：][^。；了已]*[，、]$")
FINISHED = frozenset(["完成", "竣工"])  # as a further task: 目标：招引项目30个，竣工厂房12栋
ABLE = frozenset(["可实现", "可新增", "可年产", "可带动"])
# before the later year of a span that has begun: 2021至2025年
BEGUN = re.compile(r"(?<!提出)(?<!明确)(?<!要求)(?<!力争)(?P<year>20\d\d)年?[—–~～至到-]{1,2}$")
# after the year from which a change sets out: 将从2022年的3万人增长到5万人
BASE = re.compile(r"(?<=[从由]20\d\d)年[^，。；\d]{0,8}[\d.]+[^，。；、\d]{0,12}(?:[到至]|为)(?:[约近]|超过?)?\d")
TO_YEAR = re.compile(r"(?:到|至|于)?(?P<year>20[2-9]\d|201\d)年(?:底|末|前|实现|力争|建成)?")


@dataclass(frozen=True, slots=True)
class Cue:
    """One word that speaks of reality.

    Attributes:
        begin: first character.
        end: after the last.
        status: what it says.
        reach: "far" to the end of the sentence, "on" to the next ；, "clause" within its clause, "before" also what
            stands before it in the clause, "hold" what a plan turns to (将围绕…), which is there already.
    """

    begin: int
    end: int
    status: Status
    reach: str


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, tuple[Status, str]]]:
    words = {word: (Status(status), reach) for word, status, reach in read_rows("status")}
    return re.compile(any_of(words)), words


def find_cues(text: str, sentence: Span, issued_year: int | None) -> list[Cue]:
    """Return the cues of one sentence in order; a year after the year of issue is one, and so is an earlier one."""
    masked = {k for mask in (NOT_CUES, TITLE) for m in mask.finditer(text, sentence.begin, sentence.end) for k in range(m.start(), m.end())}
    cues = [*_words(text, sentence, masked), *_frames(text, sentence, masked)]
    if issued_year is not None:
        cues += _years(text, sentence, masked, issued_year)
        over = {k for m in OVER.finditer(text, sentence.begin, sentence.end) if not m["year"] or int(m["year"]) < issued_year for k in range(m.end() - 4, m.end())}
        cues = [replace(cue, reach="clause") if cue.begin in over else cue for cue in cues]
    return sorted(cues, key=lambda cue: (cue.begin, cue.end))


def _words(text: str, sentence: Span, masked: set[int]) -> Iterator[Cue]:
    """Yield the cues that stand in the table, where what stands beside them lets them speak."""
    pattern, words = _table()
    before: list[Cue] = []
    for match in pattern.finditer(text, sentence.begin, sentence.end):
        word, begin = match.group(), match.start()
        if begin in masked or match.end() - 1 in masked or _is_silent(text, sentence, match, before):
            continue
        status, reach = words["将" if word == "将从" and LEVEL.match(text, match.end()) else word]
        if word == "即将" and SOON.match(text, match.end()):
            status = Status.UNDERWAY
        elif word.endswith("后") and status is Status.PLANNED and PAST.search(text, sentence.begin, begin):
            status, reach = Status.ACHIEVED, "clause"
        before.append(Cue(begin, match.end(), status, reach))
        if reach == "hold":
            before.append(Cue(begin, begin + 1, Status.PLANNED, "on"))
    yield from before


def _is_silent(text: str, sentence: Span, match: re.Match[str], before: list[Cue]) -> bool:
    """Say whether a word of the table says nothing here: 将 as 把, 确保完成 and 将…，完成…, what a thing that runs can do; `before`: the cues before it."""
    word, begin = match.group(), match.start()
    if word == "确保":
        return PUSHED.match(text, begin, sentence.end) is not None
    if word == "将":
        return FUTURE.match(text, begin) is None
    if word.endswith("打造"):
        return RECENT.search(text, sentence.begin, begin) is not None
    if word in FINISHED:
        if text.startswith("后", match.end()) or STRIVEN.search(text, max(sentence.begin, begin - 8), begin):
            return True
        last = before[-1] if before else None
        if TARGETS.search(text, max(sentence.begin, begin - 80), begin):
            return True
        return last is not None and last.status is Status.PLANNED and last.reach in {"on", "far"} and GOING_ON.fullmatch(text, last.end, begin) is not None
    if word not in ABLE or not all(cue.status is Status.ACHIEVED for cue in before):
        return False
    return RUNS.search(text, sentence.begin, begin) is not None or COMING.search(text, sentence.begin, begin) is None


def _frames(text: str, sentence: Span, masked: set[int]) -> Iterator[Cue]:
    """Yield the cues of more than one word."""

    def found(pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return pattern.finditer(text, sentence.begin, sentence.end)

    for match in found(PLAN):
        if match.start() not in masked:
            yield Cue(match.start(), match.end(), Status.PLANNED, "on")
    said = text[sentence.begin : sentence.end]  # what stands in it spares most looks
    for pattern, reach, there in ((ONWARDS, "on", True), (FIVE_YEARS, "far", "五" in said and "末" in said), (BOUNDED, "clause", True)):
        if there:
            for match in found(pattern):
                if match.start() not in masked:
                    yield Cue(match.start(), match.end(), Status.PLANNED, reach)
    for match in found(PUSHED):
        yield Cue(match.start(), match.end(), Status.UNDERWAY, "clause")
    for pattern, reach, there in ((ENDING, "on", "《" in said or "今年" in said), (PLANNING, "far", "《" in said)):
        if there:
            for match in found(pattern):
                yield Cue(match.end() - 1, match.end(), Status.PLANNED, reach)
    for match in found(DEMANDED) if "提出" in said or "明确" in said or "要求" in said or "目标是" in said else ():
        if SOLL.match(text, match.end()):
            yield Cue(match.end() - 1, match.end(), Status.PLANNED, "far")
    for match in found(GOAL) if "目标" in said else ():
        if "了" not in match.group() and not (match.group().startswith("实现") and RECENT.search(text, sentence.begin, match.start())):
            yield Cue(match.start() + 1, match.start() + 2, Status.PLANNED, "clause")
    for begin, end, reach in agreed_ahead(text, sentence):
        if begin not in masked:
            yield Cue(begin, end, Status.PLANNED, reach)
    for match in found(NOW_AT_WORK):
        yield Cue(match.start(), match.end(), Status.UNDERWAY, "before")
    for match in found(PREPARED) if "筹备" in said else ():
        yield Cue(match.start(), match.end(), Status.PLANNED, "before")
    for match in found(THOUGHT) if "谋划" in said else ():
        yield Cue(match.start(), match.end(), Status.PLANNED, "clause")
    for match in found(QUOTED) if "“" in said else ():
        yield Cue(match.start(), match.start() + 1, Status.PLANNED, "clause")
        yield Cue(match.end("quote") - 1, match.end("quote"), Status.ACHIEVED, "hold")
    for match in found(GOALS) if "目标" in said or "准备" in said else ():
        yield Cue(match.start(), match.end(), Status.PLANNED, "far" if text.startswith(("是：", "为："), match.end()) else "on")


def _years(text: str, sentence: Span, masked: set[int], issued_year: int) -> Iterator[Cue]:
    """Yield the years that are not the year of issue: a later one is a plan's, an earlier one is past."""
    for match in TO_YEAR.finditer(text, sentence.begin, sentence.end):
        year, word = int(match["year"]), match.group()
        begun = BEGUN.search(text, max(sentence.begin, match.start() - 8), match.start("year"))
        if match.start() in masked or (begun is not None and int(begun["year"]) <= issued_year < year):
            continue
        if year > issued_year or (year == issued_year and word[0] == "到" and word[-1] in "底末"):
            yield Cue(match.start(), match.end(), Status.PLANNED, "far")
        elif year < issued_year and not word.startswith(("到", "至")) and not BASE.match(text, match.end("year"), sentence.end):
            yield Cue(match.start(), match.end(), Status.ACHIEVED, "clause")
    for match in UNTIL.finditer(text, sentence.begin, sentence.end):
        if not match["year"] or int(match["year"]) <= issued_year:
            yield Cue(match.start(), match.end(), Status.ACHIEVED, "clause")
