"""Every number of a report with its unit, and what its clause says of it.

In: a Doc with sentences and its document's day of issue. Out: `doc._.quantities`. Whom a number is about is not decided
here (see `observations`). Dates, ordinals, ages, clock times and numbers inside labels (“3+3+N”, 十四五, 500强) are no
quantities; conditions (10亿元以上企业3家) and counts of measures are marked optional.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.layers import Quantity, Role, Sentence
from extract.numbers.dating import Carry, Steps, Timeline, mean_since, narrow, nearby, since_new_year, yearly
from extract.numbers.numerals import SCALES, Numeral, bound_after, bound_before, find_numerals
from extract.numbers.periods import Dated, Scope, find_dates, find_issued
from extract.numbers.ranks import find_ranks
from extract.numbers.series import label_series
from extract.numbers.units import base_of, match_unit, unit_of
from extract.observations.framing import Frame, Raw, frame_of
from extract.status.decided import Statuses
from extract.text.tables import Row, find_tables
from ontology.facts import Bound, Comparison, Measure, Period, Span, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["add_quantities", "find_quantities"]

SKIPPED_ROLES = frozenset({Role.BYLINE, Role.BOILERPLATE})
HANZI_COUNTERS = frozenset(["家", "个", "项", "条", "名", "人", "户", "座", "所", "种", "类", "台", "套", "辆", "支", "只", "艘", "间", "栋", "场", "人次", "处", "款", "批次", "车道", "条生产线"])
"""Counters that a Chinese numeral may stand before; 三大, 六省, 两次, 一块 and 三角 say nothing measurable (0 of 60 in annotated reports)."""
DETERMINED = re.compile(r"[这那该此其等前后述两另每各几]$")
DIGIT_ONLY = frozenset(["期", "班次", "席", "强", "章", "步"])
RANGE = re.compile(r" ?(?:-+|—+|–|~|至|到) ?")
CLAUSE_ENDS = frozenset("，。；、！？）\n") | {""}
POINTS = re.compile(r"(?:指数|得分|评分|报|为|达|至|收于|点位)[^，。]{0,6}$")
COUNTED_LEVEL = re.compile(r"个亿元?(?:及?以上|级)")  # 178个亿元以上项目 counts projects
LEVEL = re.compile(r"[元人吨]?级")
NAME_BEFORE = re.compile(r"[+＋*×][^”]{0,2}$|第$|[A-Za-z]$|[A-Za-z]-$|[±]$|[南北]纬$|[东西]经$")
MODEL_YEAR = re.compile(r"(?:19|20)\d\d款")  # 2024款小鹏: which model, not how many
EACH_OF = re.compile(r"[^，。；]{0,14}(?:中|里|就|便)?有")  # 每10元研发经费中就有1元: what a share is reckoned by
NAME_AFTER = re.compile(r"[+＋*×]|[”][^“]{0,1}(?=[+＋])|\+N")
SIGNED = re.compile(r"(?:增长率?|增速|增幅|涨幅|增加|同比|环比|比上年|比去年|利润|[额值为是达约、和：:]) ?[-−–]$")
"""What a minus sign stands behind where it is one: 增速为-3.1% is a fall; in A-3, 1-8月 and 5%-10% it is none."""
THRESHOLD = re.compile(r"[^，。；]{0,8}(?:大关|台阶|关口)")
ONE_OF = re.compile(r"之一")
DURATION_CUES = re.compile(r"(?:缩短|压缩|缩减|减少|减|延长|节省|停窑|停产|工期|周期|时间|用时|耗时|时限|寿命|工作)(?:了|至|到|为|仅|约|仅需|只需|近|的|在)*$")
SHORT_CUES = re.compile(
    r"(?:缩短|压缩|压减|缩减|减少|减|延长|节省|停窑|停产|工期|周期|时间|用时|耗时|时限|时长|寿命|工作)"
    r"(?:了|至|到|为|仅|只|最短|最快|平均|约|需|要|近|的|在|从|由|原来|低于|少于|不超过|不到|不足|超过?|达到?|稳定|控制|保持|[压降减缩][到至])*$"
)
DAYS = re.compile(r"天数(?:(?:为|达到?|共有?|：)?|\d{1,3}天，(?:同比|[比较]上年)(?:增加|减少|[增减多少])了?)$")  # 优良天数302天，同比增加11天
SHARES = re.compile(r"[每派送转增配]$")  # 每10股派1.5元: by how many shares it is reckoned
CONDITION = re.compile(r"(?:（含）)?(?P<bound>以上|以下|以内)?(?P<level>级)?(?:的|及)?")
CONDITION_NOUN = re.compile(r"的?[^，。；、\d]{0,8}?(?:企业|项目|集群|产业|园区|工业|单位|户|公司|贷款|链|镇|县|乡|品牌|基金)")
ORDINAL_NOUN = re.compile(r"(?:大?市场|领域|资源|字|人|人民|季度|区域|措施|举措|任务|方面|维度|步骤|原则|要求|问题|环节|字|日|阶段|部分|理念|优势|板块)")
LAST_MONTH = "12"
MEAN = 16  # characters before a number in which 年均 says that it is one of years
LONG = 160  # characters between a date and what it no longer dates
CLOSE = 60  # characters before a number in which it is looked for what keeps a date away: linear in hostile text
PARTS = re.compile(r"(?<![一二两三四五六七八九十\d])(?:百万?|千|万)分之$")
PARTS_UNITS = {"百分之": "%", "千分之": "‰", "万分之": "万分之", "百万分之": "百万分之"}
HEADLINES = frozenset({Role.TITLE, Role.HEADING})
RATED = re.compile(r"(?:每[年天月日]|每小时|每分钟)(?:可|能|将|预计)|(?:可|能)(?:年|日)?(?:产|处理|加工|满足|存储|容纳)|年均?可|日产(?!量)|设计(?:年|日)?产能|年产(?![值量])|[年日](?:加工|处理|屠宰)(?!量)")
SPANNED = re.compile(r"(?:未来|今后)[\d一二三四五六七八九十两几]{1,3}年|[\d一二三四五六七八九十两几]{1,3}[多余](?:个?)年(?:来|间)|[\d一二三四五六七八九十]{1,3}年多来|[多数]年来")
LASTING = re.compile(r"连续[\d一二三四五六七八九十两]{1,3}年(?!.*增长)[^，。；\d]{0,8}$")
SUMMED = re.compile(r"(?:总|计划|项目)投资(?:额|总额)?[约达超过近逾为]*$|(?:工程|项目)投资(?:额|总额)?[约达超过近逾为]*$")
SAME_DAY = re.compile(r"当[天日晚]|现场")
YEARLY_MEAN = re.compile(r"年均|平均每年|每年平均|年平均|平均年|年复合|复合年|同期")
COMPARED_WITH = re.compile(r"同比|环比|[比较]|[上去]年")
EVERY_YEAR = re.compile(r"(?<!\d年内)每年(?!均)[^，。；、\d]{0,16}$")
FOUNDED = re.compile(r"建成|投产|投用|投运|投入(?:运营|使用|生产)|启用|引进|落户|挂牌|揭牌|成立|开业|上市|推出|创建|设立|竣工|创办|开通")
BECOME = re.compile(r"(?<=[，、；])[^，。；、]{0,10}?(?:已[经有]?(?!于)|累计|历经|先后|目前|如今|现[有已]|顶峰时)[^，。；]{0,24}$")
COMPARING = re.compile(r"同比|环比|[比较](?:上月|上个月|上季度|[去上]年|一季度|二季度|三季度|上半年)")
EQUALS = re.compile(r"相当于[^，。；\d]{0,12}$")
STATIC_BEFORE = re.compile(r"(?:沿线|其他|其它|周边|下辖|辖区内?的?|所辖|辖)$")
STATIC = re.compile(r"(?:省|自治区|市|区|县|旗|州|盟|镇|乡|街道|村|社区|成员国|国家)")
GROUND_SHARE = re.compile(r"占(?:全[省市国区县球])?(?:总|国土|陆地|土地)?(?:面积|国土)[^，。；、\d]{0,3}$")
TECHNICAL = re.compile(r"(?:效率|成本|费用|能耗|电耗|油耗|精度|时间|周期|时长|损耗|寿命|用工|人工|能力|速度|良率|误差)[^，。；、\d]{0,6}(?:提升|提高|降低|下降|缩短|减少|节约|节省|压缩)[^，。；、\d]{0,6}$|节省[^，。；、\d]{0,3}$")
NEWLY = re.compile(r"新(?:增(?!长)|建成?|创建|认定|培育|签|开工|设立?|引进)[^，。；]{0,24}$")
SUMMING = re.compile(r"(?:全[国省市区县])?(?:共有?|累计|其中|合计)")
ALREADY = re.compile(r"(?<!均)已[经有]?(?!于|达)")
SPEAKING = re.compile(r"(?:说|介绍|表示|告诉记者|坦言|直言)[，：]")
NOW = re.compile(r"，目前|如今")
STANDING = re.compile(r"已有|现有|拥有|已建成|占地|面积|覆盖|遍[布及]|汇聚|聚集|集聚|带动就业")
STANDING_NOW = re.compile(r"(?:现有|已有|建有|实有|拥有(?![量率的]))[^，。；]{0,40}$")
BUILT = re.compile(r"(?:建成|达产|投产|投运|投用|运营)后")
GOES_ON = re.compile(r"“?(?:其中|据介绍|期间|本[届次]|[大展]会)|[^，。；]{0,4}期间")
DISTANCE = re.compile(r"距(?!今)离?[^，。；、\d]{0,14}$")
SIZED = re.compile(r"(?:(?<![提更增走升最调拉])高度?|(?<![增延成])长度?|(?<![加拓放])宽度?|厚度?|(?<![加])深度?|直径|承重|跨度|层高|海拔|全长)(?:为|达|约|超过?|近|有)*$")
ANNUAL = re.compile(r"[底末初年]")
SAYING = re.compile(r"[^“”，。；\d]{0,10}(?:\d{1,4}[^“”，。；\d]{0,8})?”")
"""A Chinese number right behind an opening quote counts the parts of a saying: “四个优先”."""
HEADS = re.compile(
    r"[余多]?(?:名|位)?(?:[^\W\d_]{0,8}?)(?:人口|群众|农户|农民|居民|用户|职工|员工|人才|侨胞|乡亲|学生|学子|师生|游客|旅客|乘客|市民|工人|党员|干部|企业|市场主体|经营主体|商户|商家|个体户|脱贫户|贫困户|粉丝|网友|"
    r"观众|牧民|村民|劳动者|从业者|从业人员|务工人员|技术人员|消费者|创业者|毕业生|会员|客户|家庭|志愿者|种植户|养殖户|困难户|受益者)(?!化|家|数|群)"
)
"""Who is counted by a scale without a counter: 24.1万经营农户."""
COUNTED_BEFORE = re.compile(r"(?:人口|用户数?|会员数?|粉丝数?|人数|户数|客流量?|播放量|阅读量|点击量|下载量|浏览量|访问量|观看量|订单量|销量|日活|月活)[^，。；、\d]{0,6}$")
"""What counts itself at the end of its clause: 入驻用户超35.2万."""
INDEX = re.compile(r"指数(?:（[^）]{1,12}）)?(?:[为达是报]|录得|升至|降至|回升至|上升至|上升到|达到|收于)$")
INDEX_MOVED = re.compile(r"指数[^。；]{1,40}?(?:上升|下降|回升|回落|提高|降低|提升|下滑|高|低|上涨|下跌)了?$")
IDIOM = re.compile(r"大局|班子|毫不|务必|第一[，。、]|家万户|家[子庄村店屯湾沟河寨镇乡坪坝岭口集营堡窑塘畈冲洼](?!公司|[\u4e00-\u9fff]{0,2}企|[\u4e00-\u9fff]?平台)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands: its sentence with index and clauses, and the dates and cues of the sentence."""

    index: int
    sentence: Sentence
    dates: list[Dated]


@dataclass(slots=True)
class Told:
    """What is known of a number's time before it is asked whether it has one: the period, from where it holds (-1: from the sentences before), what the number measures, the year of issue, whether the title or the section gives the year."""

    period: Period
    measure: Measure
    status: Status
    since: int
    year: int | None
    statistical: bool
    until: bool
    backed: bool
    carried_until: bool
    comparing: bool
    titled: bool
    running: bool
    since_then: bool


@Language.component("chanmai_quantities")
def add_quantities(doc: Doc) -> Doc:
    """Set `doc._.quantities`; note dates that cannot be resolved for want of a day of issue."""
    source = doc._.source
    text: str = doc._.healed.text
    issued = (source.issued if source is not None else "") or find_issued(text)
    quantities, unresolved = find_quantities(text, doc._.sentences, issued)
    doc._.quantities = quantities
    if unresolved and not issued:
        doc._.notes.append(f"没有发布日期，{unresolved} 处相对日期无法确定 · no date of issue: {unresolved} relative dates stay unresolved; give --issued or a sidecar")
    return doc


def find_quantities(text: str, sentences: list[Sentence], issued: str) -> tuple[list[Quantity], int]:
    """Return the quantities of a healed text in order, and how many dates could not be resolved.

    The period of a number is that of the date nearest before it in its sentence, else the one carried from the
    sentence before in the same paragraph; 目前 and 累计 clear it.
    """
    found: list[Quantity] = []
    unresolved = 0
    year = int(issued[:4]) if issued[:4].isdigit() else None
    carry = Carry(year)
    statuses = Statuses(text, sentences, year)
    tables = find_tables(text, issued)
    for index, sentence in enumerate(sentences):
        if sentence.role in SKIPPED_ROLES:
            continue
        dates = find_dates(text, issued, sentence.span.begin, sentence.span.end, carry.year, carry.holiday)
        for date in dates:
            carry.holiday = date.holiday or carry.holiday
        unresolved += sum(date.unresolved for date in dates)
        carry.enter(sentence, text)
        comparing = COMPARING.search(text, sentence.span.begin, sentence.span.end) is not None
        timeline = Timeline(dates, carry.period, comparing=comparing)
        place = Place(index, sentence, dates)
        raws = list(_raws(text, place))
        row = tables.get(sentence.span.begin) if tables else None
        first = len(found)
        if raws:
            framed = _frame_all(text, place, raws)
            statistical = comparing or any(frame.measure is Measure.GROWTH for _, frame in framed)
            steps, years = Steps(), yearly(text, dates, [raw for raw, _ in framed])
            for raw, frame in framed:
                held, since, until = timeline.at(raw.span.begin)
                held = years.get(raw.span.begin, held)
                period = steps.place(narrow(held, frame.step), frame.step, since, overall=_is_overall(text, sentence, raw, frame))
                if held is None and (named := timeline.behind(text, raw.span.begin, sentence.span.end)) is not None:
                    period, since = named, raw.span.begin
                elif held is None:
                    period = period or carry.fallback(timeline, raw.span.begin, statistical=statistical)
                period = since_new_year(period, text, raw.left, until=until)
                if len(dates) > 1 and "年均" in text[max(sentence.span.begin, raw.left - MEAN) : raw.left]:
                    period = mean_since(period, dates, text, raw.left)
                status = statuses.of_number(raw.span)
                if period is not None and _is_timeless(text, sentence, raw, Told(period, frame.measure, status, since, year, statistical=statistical, until=until, backed=carry.backed, carried_until=carry.until, comparing=comparing, titled=since < 0 and period == carry.of_year, running=_is_running(period, issued), since_then=period.end == issued)):
                    period = None
                if status is Status.ACHIEVED and period is not None and issued and period.start > (issued + "-99")[:10]:
                    if since < 0 or statuses.starts_from(raw.span):
                        period = None  # a plan's year dates neither what the next sentence tells as a fact nor what a change sets out from
                    else:
                        status = Status.PLANNED
                found.append(_quantity(place, raw, frame, period, status))
        if row is not None and row.span.end == sentence.span.end:
            found[first:] = _tabled(place, row, found[first:], carry.fallback(timeline, sentence.span.begin, statistical=True), issued)
        carry.leave(timeline, raws[-1].span.begin if raws else -1)
    return found, unresolved


def _is_overall(text: str, sentence: Sentence, raw: Raw, frame: Frame) -> bool:
    """Say whether a number is of all the years of a change before it: a yearly mean, or a growth that compares with nothing else."""
    clause = text[max((raw.clause or sentence.span).begin, raw.left - CLOSE) : raw.left]
    return YEARLY_MEAN.search(clause) is not None or (frame.measure is Measure.GROWTH and COMPARED_WITH.search(clause) is None)


def _is_running(period: Period, issued: str) -> bool:
    """Say whether a period is the whole year of issue, well before its end."""
    return issued[5:7] < LAST_MONTH and period.start[:4] == issued[:4] and period.start[5:] == "01-01" and period.end[5:] == "12-31"


def _is_timeless(text: str, sentence: Sentence, raw: Raw, told: Told) -> bool:
    """Say whether a number is of no time although a date stands before it.

    The number of a headline, of some years (近3年), a yearly or daily rate, a thing's size or a project's sum is of no
    day or month; what only the sentences before date is also of no day that an event was on, and of no year that dated
    no number there, unless its sentence goes on with theirs.
    """
    near = max((raw.clause or sentence.span).begin, raw.left - CLOSE)
    begin = max(sentence.span.begin, told.since, raw.left - CLOSE)
    carried = told.since < 0
    spanned = SPANNED.search(text, begin, raw.left)
    if spanned is not None and (carried or "；" not in text[spanned.end() : raw.left]):
        return True
    if told.status is Status.PLANNED and BUILT.search(text, begin, raw.left):
        return True
    if (raw.base_unit == "metre" and (SIZED.search(text, near, raw.left) is not None or DISTANCE.search(text, near, raw.left) is not None)) or (told.period.start[:4] == told.period.end[:4] and EVERY_YEAR.search(text, near, raw.left) is not None):
        return True
    if EQUALS.search(text, near, raw.left) or (STATIC.match(text, raw.span.end) and STATIC_BEFORE.search(text, near, raw.left)) or (told.period.start != told.period.end and GROUND_SHARE.search(text, near, raw.left)):
        return True
    if told.measure is not Measure.RANK and told.period.start[:4] == told.period.end[:4] and LASTING.search(text, near, raw.left):
        return True
    if not carried:
        if told.period.start == told.period.end and not told.until and _is_beside_the_day(text, raw, told):
            return True
        if not told.until and _is_since_founded(text, raw, told, near):
            return True
        if told.period.start[5:] == "01-01" and told.period.end[5:] == "12-31" and not told.until and STANDING_NOW.search(text, near, raw.left) and told.since < near:
            return True
        return not told.until and told.period.start[:7] == told.period.end[:7] and (RATED.search(text, near, raw.left) is not None or SUMMED.search(text, near, raw.left) is not None)
    if sentence.role in HEADLINES and not told.statistical:
        return True
    if RATED.search(text, near, raw.left) is not None or (not told.comparing and TECHNICAL.search(text, near, raw.left) is not None):
        return True
    return not told.titled and _is_left_behind(text, sentence, raw, told)


def _is_beside_the_day(text: str, raw: Raw, told: Told) -> bool:
    """Say whether the day of an event does not date a number of its sentence: what is to come of it (今天启动，计划调水2亿立方米), or what another place does (今天封顶；在某省，24个基地开工)."""
    words = text[max(told.since, raw.left - LONG) : raw.left]
    if "；在" in words or raw.base_unit == "second":
        return True
    return told.status is Status.PLANNED and ("计划" in words or "将" in words) and "今天" in text[max(0, told.since - 4) : told.since]


def _is_since_founded(text: str, raw: Raw, told: Told, near: int) -> bool:
    """Say whether a date tells when something began (2017年4月，港口投入运营，已建成56个泊位) and the number what it has become, or can do."""
    if told.period.start[:4] != told.period.end[:4] or near - told.since > LONG or "；" in text[told.since : near]:
        return False
    return FOUNDED.search(text, told.since, near) is not None and (BECOME.search(text, near, raw.left) is not None or RATED.search(text, near, raw.left) is not None)


def _is_left_behind(text: str, sentence: Sentence, raw: Raw, told: Told) -> bool:
    """Say whether what the sentences before date is over for a number: a day, a span of years, the month of a plan; a year that dated no number."""
    first, last = told.period.start, told.period.end
    goes_on = GOES_ON.match(text, sentence.span.begin) is not None
    if first == last:
        return SAME_DAY.search(text, sentence.span.begin, raw.left) is None
    near = max((raw.clause or sentence.span).begin, raw.left - CLOSE)
    if first[:4] != last[:4] and (int(last[:4]) > int(first[:4]) + 1 or last[5:7] >= first[5:7]):
        if told.status is Status.PLANNED and last[5:] == "12-31" and (told.year is None or int(last[:4]) >= told.year):
            return False
        if told.since_then and NEWLY.search(text, max(sentence.span.begin, raw.left - CLOSE), raw.left):
            return False
        return SUMMING.match(text, sentence.span.begin) is None and YEARLY_MEAN.search(text, near, raw.left) is None
    if told.running and told.status is not Status.PLANNED and told.measure is not Measure.GROWTH:
        return True
    if told.statistical or told.measure is not Measure.AMOUNT:
        return told.status is Status.PLANNED and first[:7] == last[:7]
    if told.status is Status.PLANNED:
        return first[:7] == last[:7]
    if STANDING.search(text, near, raw.left):
        return True
    if goes_on:
        return False
    if not told.backed or told.carried_until or (told.year is not None and int(last[:4]) < told.year - 1):
        return True
    return ALREADY.search(text, near, raw.left) is not None or SPEAKING.search(text, sentence.span.begin, min(sentence.span.begin + CLOSE, raw.left)) is not None or NOW.search(text, raw.right, min(raw.right + CLOSE, sentence.span.end)) is not None


def _raws(text: str, place: Place) -> Iterator[Raw]:
    """Yield the numbers of one sentence with their unit, before anything is said of them."""
    span = place.sentence.span
    masks = [date.span for date in place.dates if date.scope is not Scope.BACK]
    begins = [mask.begin for mask in masks]
    clause_begins = [clause.begin for clause in place.sentence.clauses]
    ranks = find_ranks(text, span)
    rank_begins = {k for rank in ranks for k in range(rank.span.begin, rank.span.end)}
    numerals = list(find_numerals(text, span.begin, span.end))
    out: list[Raw] = list(ranks)
    skip_to = span.begin
    for k, numeral in enumerate(numerals):
        if numeral.begin < skip_to or (_masked(numeral.begin, masks, begins) and not _is_duration_fact(text, span, numeral)) or numeral.begin in rank_begins:
            continue
        raw = _borrow(text, span, numerals, k) or _read(text, span, numeral, numerals[k + 1] if k + 1 < len(numerals) else None)
        if raw is None:
            continue
        if raw.base_unit == "second" and not _is_duration_fact(text, span, numeral):
            continue
        skip_to = raw.span.end
        clause = place.sentence.clauses[max(0, bisect_right(clause_begins, raw.span.begin) - 1)]
        out.append(replace(raw, clause=clause))
    out.sort(key=lambda raw: raw.span)
    _cross(text, out)
    for raw in out:
        if raw.clause is None:
            clause = place.sentence.clauses[max(0, bisect_right(clause_begins, raw.span.begin) - 1)]
            yield replace(raw, clause=clause)
        else:
            yield raw


def _cross(text: str, raws: list[Raw]) -> None:
    """Give all numbers of a list of thresholds the bound of the first (连续跨越110万亿元、120万亿元两个大台阶), in place."""
    if not raws:
        return
    first = 0
    for k in range(1, len(raws) + 1):
        if k < len(raws) and raws[k].unit == raws[k - 1].unit and text[raws[k - 1].span.end : raws[k].span.begin] in {"、", "和"}:
            continue
        if raws[first].bound is Bound.ABOVE and THRESHOLD.match(text, raws[k - 1].span.end):
            raws[first:k] = [replace(raw, bound=Bound.ABOVE) for raw in raws[first:k]]
        first = k


def _borrow(text: str, sentence: Span, numerals: list[Numeral], k: int) -> Raw | None:
    """Read a number that takes its unit from the next of its list: 0.9、1.1和0.5个百分点, 5.5个和2.7个百分点."""
    numeral = numerals[k]
    if numeral.hanzi or numeral.scale or NAME_BEFORE.search(text[max(sentence.begin, numeral.begin - 4) : numeral.begin]):
        return None
    end = numeral.end + text.startswith("个", numeral.end)
    at = end
    for following in numerals[k + 1 : k + 6]:
        if following.begin != at + 1 or text[at] not in "、和与及" or following.hanzi:
            return None
        matched = match_unit(text, following.end)
        if matched is not None and matched[0] != "个":
            unit = matched[0]
            family = unit_of(unit)
            if family is None or family.family in {"label", "time"} or (end > numeral.end and unit != "个百分点"):
                return None
            raw = _finish(text, sentence, numeral, Span(numeral.begin, numeral.end), unit, following.scale, None)
            return replace(raw, right=max(raw.right, end))
        at = following.end + (matched is not None)
    return None


def _masked(begin: int, masks: list[Span], begins: list[int]) -> bool:
    """Say whether a date covers a number's first character."""
    k = bisect_right(begins, begin) - 1
    return k >= 0 and masks[k].begin <= begin < masks[k].end


def _is_duration_fact(text: str, span: Span, numeral: Numeral) -> bool:
    """Say whether a duration is what the clause measures (工期缩短30天), not plain time (3年来)."""
    cues = DURATION_CUES if text.startswith("年", numeral.end) else SHORT_CUES  # 工作超过22年的老员工, 成立时间不超过3年的企业
    if cues.search(text, max(span.begin, numeral.begin - 10), numeral.begin) is not None:
        return True
    return text.startswith("天", numeral.end) and DAYS.search(text, max(span.begin, numeral.begin - 24), numeral.begin) is not None


def _read(text: str, sentence: Span, numeral: Numeral, following: Numeral | None) -> Raw | None:
    """Read a number and its unit; None for what is no quantity."""
    begin, value, scale = numeral.begin, numeral.value, numeral.scale
    floor = sentence.begin
    before = text[max(floor, begin - 4) : begin]
    if NAME_BEFORE.search(before) or NAME_AFTER.match(text, numeral.end):
        return None
    if MODEL_YEAR.match(text, begin) or (before.endswith(("每", "每投入")) and EACH_OF.match(text, numeral.end)):
        return None
    if before.endswith("分之") and (parts := PARTS.search(before)):
        return _finish(text, sentence, numeral, Span(begin - len(parts.group()), numeral.end), PARTS_UNITS[parts.group()], "", None)
    value_max: Decimal | None = None
    end = numeral.end
    matched = match_unit(text, end)
    if matched and matched[0] in DIGIT_ONLY and numeral.hanzi:
        return None
    joint = RANGE.match(text, matched[1] if matched else end)
    if joint and following is not None and not (matched and joint.group() in {"到", "至"} and before.endswith(("从", "由"))) and following.begin == joint.end() and following.value > 0:
        second = match_unit(text, following.end)
        if second and (matched is None or matched[0] == second[0] or second[0].endswith(matched[0])) and not _is_label(second[0]):
            low = value * _worth(scale or (following.scale if matched is None else ""))
            high = following.value * _worth(following.scale)
            if low < high:
                value_max = following.value
                if scale and scale != following.scale:
                    value = low / _worth(following.scale)
                return _finish(text, sentence, replace(numeral, value=value), Span(begin, second[1]), second[0], following.scale, value_max)
    if text.startswith("个亿", end) and not COUNTED_LEVEL.match(text, end):
        return _finish(text, sentence, numeral, Span(begin, end + 2), "元", "亿", None)
    if matched is None:
        if scale in {"亿", "万亿", "千亿", "百亿"} and not numeral.hanzi:
            return _finish(text, sentence, numeral, Span(begin, end), "", scale, None)
        if scale and not numeral.hanzi and (HEADS.match(text, end) or (text[end : end + 1] in CLAUSE_ENDS and COUNTED_BEFORE.search(text, max(floor, begin - 20), begin))):
            return replace(_finish(text, sentence, numeral, Span(begin, end), "", scale, None), base_value=value * SCALES[scale], base_unit="each")
        if not scale and not numeral.hanzi and text[end : end + 1] in CLAUSE_ENDS and INDEX.search(text, max(floor, begin - 24), begin):
            return _finish(text, sentence, numeral, Span(begin, end), "点", "", None)
        return None
    unit, end = matched
    if _is_label(unit):
        return None
    family = (unit_of(unit.split("/")[0]) or unit_of(unit)).family if unit_of(unit) else "count"  # type: ignore[union-attr]
    if numeral.hanzi and not _is_countable(text, floor, numeral, unit, family, end):
        return None
    if (unit in {"个", "件"} and text[end : end + 1] in {"字", "事"}) or (unit == "股" and not scale and SHARES.search(before)):
        return None
    if unit == "大" or (unit in {"门", "番"} and value < 10) or (unit == "部" and value < 10 and (numeral.hanzi or text[end : end + 1] in set("门委局长分"))) or (unit == "方" and text.startswith("面", end)) or text.startswith("位数", numeral.end):
        return None
    if unit in {"点", "分"} and not POINTS.search(text, max(floor, begin - 12), begin) and not (unit == "点" and INDEX_MOVED.search(text, max(floor, begin - CLOSE), begin)):
        return None
    if unit == "P" and text[end : end + 1].isalpha() and text[end : end + 1].isascii():
        return None
    return _finish(text, sentence, numeral, Span(begin, end), unit, scale, None)


def _is_countable(text: str, floor: int, numeral: Numeral, unit: str, family: str, end: int) -> bool:
    """Say whether a Chinese numeral with its unit states a number: 两家企业 and 近百家 do, 一方面 and 三大产业 do not.

    A bare scale (百亿元) does so only after a word that bounds it or after 达.
    """
    lead = text[max(floor, numeral.begin - 6) : numeral.begin]
    if (lead.endswith("“") and SAYING.match(text, end)) or IDIOM.match(text, end) or IDIOM.match(text, end - len(unit)):
        return False
    if numeral.bare:
        bounded = numeral.bound is not Bound.EXACT or bound_before(text, numeral.begin, floor)[0] is not Bound.EXACT
        return (bounded or lead.endswith(("达", "达到", "到"))) and not LEVEL.match(text, end - 1)
    if numeral.scale:
        return True
    if numeral.value < 2 and numeral.bound is Bound.EXACT:
        return False
    if unit in {"角", "分", "厘", "块"}:
        return False
    if family in {"ratio", "money", "mass", "area"}:
        return True
    if DETERMINED.search(lead) and numeral.bound is Bound.EXACT and numeral.value < 10:
        return False
    return unit in HANZI_COUNTERS and ORDINAL_NOUN.match(text, end) is None


def _is_label(unit: str) -> bool:
    found = unit_of(unit)
    return found is not None and found.family == "label"


def _worth(scale: str) -> Decimal:
    worth = Decimal(1)
    for char in scale:
        worth *= {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    return worth


def _finish(text: str, sentence: Span, numeral: Numeral, span: Span, unit: str, scale: str, value_max: Decimal | None) -> Raw:
    """Add sign, bounds and the base value."""
    falls = value_max is None and SIGNED.search(text, max(sentence.begin, span.begin - 6), span.begin) is not None
    if falls:
        span = Span(span.begin - 1, span.end)
    bound, left = bound_before(text, span.begin, sentence.begin)
    after, right = bound_after(text, span.end)
    if bound is Bound.EXACT:
        bound = numeral.bound if numeral.bound is not Bound.EXACT else after
    elif after is Bound.EXACT:
        right = span.end
    if value_max is not None:
        bound = Bound.BETWEEN
    value = -numeral.value if falls else numeral.value
    base, base_unit = base_of(value, scale, unit)
    return Raw(span, value, scale, unit, bound, left, max(right, span.end), value_max, base, base_unit, bare=numeral.bare)


def _frame_all(text: str, place: Place, raws: list[Raw]) -> list[tuple[Raw, Frame]]:
    """Read the frame of each number in order; each sees the one before it."""
    framed: list[tuple[Raw, Frame]] = []
    dates = [date.span for date in place.dates if date.scope is not Scope.BACK and not (date.scope is Scope.ONLY and date.period is not None)]
    begins = [date.begin for date in dates]
    for k, raw in enumerate(raws):
        following = raws[k + 1] if k + 1 < len(raws) else None
        framed.append((raw, frame_of(text, place.sentence, nearby(dates, begins, (raw.clause or place.sentence.span).begin, raw.left), framed, raw, following)))
    return label_series(text, place.sentence, framed)


def _quantity(place: Place, raw: Raw, frame: Frame, period: Period | None, status: Status) -> Quantity:
    return Quantity(
        span=raw.span,
        value=raw.value,
        unit=raw.scale + raw.unit,
        sentence=place.index,
        clause=raw.clause or place.sentence.span,
        indicator=frame.indicator,
        indicator_text=frame.label,
        measure=frame.measure,
        bound=raw.bound,
        value_max=raw.value_max,
        base_value=raw.base_value,
        base_unit=raw.base_unit,
        comparison=frame.comparison,
        within=frame.within or raw.within,
        part_of=frame.part_of,
        condition=frame.condition,
        period=period,
        status=status,
        optional=frame.optional,
        confidence=frame.confidence,
    )



def _tabled(place: Place, row: Row, read: list[Quantity], period: Period | None, issued: str) -> list[Quantity]:
    """Return the numbers of a table's row in order: those of its cells, and what was read in them with a unit of its own, told by row and column.

    Args:
        place: where the row stands.
        row: its cells.
        read: what was read in the row as in any line.
        period: that of numbers whose column gives none.
        issued: the day of issue.
    """
    found: list[Quantity] = []
    for cell in row.cells:
        when = cell.period if cell.period is not None or cell.comparison is Comparison.AVERAGE else period
        planned = cell.status is Status.PLANNED or (when is not None and bool(issued) and when.start > (issued + "-99")[:10])
        told = Quantity(
            span=cell.span,
            value=cell.value,
            unit=cell.scale + cell.unit,
            sentence=place.index,
            clause=place.sentence.span,
            indicator_text=cell.label,
            measure=cell.measure,
            bound=cell.bound,
            value_max=cell.value_max,
            comparison=cell.comparison,
            period=when,
            status=Status.PLANNED if planned else Status.ACHIEVED,
            tabled=True,
        )
        if cell.span.begin < cell.span.end:
            base, base_unit = base_of(cell.value, cell.scale, cell.unit)
            found.append(replace(told, base_value=base, base_unit=base_unit))
        found.extend(
            replace(told, span=one.span, value=one.value, unit=one.unit, bound=one.bound, value_max=one.value_max, base_value=one.base_value, base_unit=one.base_unit)
            for one in read
            if one.span.within(cell.within) and one.span.begin >= cell.span.end
        )
    return found or read
