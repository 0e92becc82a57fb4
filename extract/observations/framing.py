"""What the words around one number say it measures: indicator, measure, comparison, whole, part and condition.

In: a number with its unit (`Raw`) in its clause, and the numbers read before it in the sentence. Out: its `Frame`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.lexicons import alternation
from extract.numbers.units import unit_of
from extract.observations.indicators import LONGEST, NOTHING, phrase_after, phrase_before, trim_links
from ontology.facts import Bound, Comparison, Measure, Span

if TYPE_CHECKING:
    from decimal import Decimal

    from extract.layers import Sentence

__all__ = ["BARE_GROWTH", "Frame", "Raw", "frame_of"]


@dataclass(frozen=True, slots=True)
class Raw:
    """A number with its unit: `left` and `right` take in the words that bound it."""

    span: Span
    value: Decimal
    scale: str
    unit: str
    bound: Bound
    left: int
    right: int
    value_max: Decimal | None = None
    base_value: Decimal | None = None
    base_unit: str = ""
    within: str = ""
    is_rank: bool = False
    bare: bool = False
    clause: Span | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What a number measures.

    `base` is the noun phrase without growth words, for the numbers that follow; `step` is "from" or "to" in
    由3.74万亿元增至5.03万亿元.
    """

    indicator: Span | None = None
    label: str = ""
    base: str = ""
    measure: Measure = Measure.AMOUNT
    comparison: Comparison | None = None
    within: str = ""
    part_of: Span | None = None
    condition: str = ""
    optional: bool = False
    confidence: float = 1.0
    step: str = ""


GROWTH_VERB = f"(?:{alternation('words_labels', 'growth_verb')})"
COMPARED = r"(?:同比|环比|平均|年均|年平均|月均|平均每年|名义|实际|可比口径|较[^，。；、]{1,10}?|比[^，。；、]{1,14}?|按可比价格?计?算?|连续[^，。；、]{1,6}|累计|预计|可|将|约|逆势|再|又|净)"
GROWTH = re.compile(rf"(?P<phrase>(?:{COMPARED}){{0,3}}(?:分别|均|共|大幅|快速)?{GROWTH_VERB}(?:率|幅)?)(?:了|约|达到|达|超过|超|突破|近|逾|为|就|都|分别|均|各|将|高达|：|:)*$")
BARE_GROWTH = re.compile(
    # 增速, 同比…增长率
    rf"(?:增速|增幅|涨幅|降幅|占比|比重|年均|年均增幅|平均增速|年均增速|同比增速|增长率)?(?:{COMPARED}){{0,3}}"
    rf"(?:分别|均|共|大幅|快速)?(?:{GROWTH_VERB}(?:率|幅|速)?|增速|增幅|涨幅|降幅)"
    rf"|占比|比重|占[^，。；]{{2,14}}?(?:的?(?:比重|比例|份额))?|增速"  # 占…比重
)
"""A label that says how much something grew or what share it is, and not of what."""
GENERIC = re.compile(r"(?:年均|平均|同比|环比|名义|实际)*(?:增速|增幅|涨幅|降幅|增长率|增长速度|占比|比重|比例|幅度|同比)")
"""A phrase of its own that means nothing without the noun that an earlier number gave."""
COUNTED_POINTS = frozenset({"个百分点", "百分点", "pct"})
NEAR_SHARE = 20  # characters between a share and the points that say how it moved
TO_AMOUNT = re.compile(r"(?:增至|降至|升至|增加到|增长到|提高到|提高至|提升至|提升到|上升到|上升至|下降到|下降至|增长至|扩大到|扩大至|由|从|至|到)$")
GROWTH_NOUN = re.compile(r"(?:增速|增幅|增长率|涨幅|降幅|增长速度|增长|下降|复合增长率)(?:分别|均|约|达到|达|为|超过|超|近|高达|在|保持|：|:)*$")
GROWTH_AFTER = re.compile(r"(?:以上|左右)?的?(?:速度|增速|增长|增幅|涨幅|降幅|年增长|幅度)")
SHARE = re.compile(r"(?P<phrase>占(?!地|用|有|据|领)[^，。；：]{0,24}?)(?:达到|达|为|约|近|超过|超|逾|就|已|的|了|高达|仅|有|上|至|在|：|:)*$")
FRACTION_UNITS = frozenset({"%", "‰", "万分之", "百万分之", "成", "个百分点", "百分点", "pct"})
SAVED = re.compile(r"(?:减少|降低|节省|节约|压降)$")
AFTER_MONEY = re.compile(
    rf"(?:的)?(?:[“”\u4e00-\u9fff]{{0,12}})(?:{alternation('words_labels', 'after_money')})"
)
STRONG = re.compile(
    rf"(?:{alternation('words_labels', 'strong')})[\u4e00-\u9fff]{{0,2}}$"
)
QUANTITY = re.compile(r"(?:量|额|值|收入|利润|投资|贷款|余额|价格|成本|规模|产能|面积|指数|率|数量|户数|人数|需求)$")
RATE = re.compile(r"(?:率|占比|比重|比例|份额|增速|增幅|涨幅|降幅|指数|[^高程制态适]度|水平|幅度)$")
COMPARISONS = (
    *((words, Comparison.YEAR_ON_YEAR) for words in ("同比", "比上年", "比去年", "较上年", "较去年")),
    *((words, Comparison.MONTH_ON_MONTH) for words in ("环比", "比上月", "较上月")),
    *((words, Comparison.AVERAGE) for words in ("年均", "平均")),
)
CONDITION_TAIL = re.compile(
    # （含）以上的…企业
    r"(?:（含）)?(?:(?:以上|以下|以内|及以上)的?(?=[^，。；、：）\d\s]{0,8}?"
    r"(?:企业|项目|集群|园区|产业|工业|单位|公司|商户|大户|车间|技改|的))"
    r"|元?级"  # 亿元级
    r"|(?=企业|工业企业|项目).{0,8}?\d)"  # 企业1
)
BARE_TAIL = re.compile(r"(?:以上|以下|级|规模|产业|集群|企业|园区|元?能级|的(?:骨干|龙头|大型|工业|规上|领军)?(?:企业|项目|产业|园区|集群))")
FEW = 10
SEATS = re.compile(r"(?:及|以下|、\d座|车型|版|家用|轿车|商务|小?客车|小型客车|小汽车)")  # 7座及以下客车
MEASURES = re.compile(r"^(?:的)?(?:[\u4e00-\u9fff]{0,4})(?:措施|举措|任务|方面|维度|步骤|原则|要求|问题|阶段|部分|理念|关键|抓手|要素|字|工作日|分会场)")


def frame_of(text: str, sentence: Sentence, dates: list[Span], before: list[tuple[Raw, Frame]], raw: Raw, following: Raw | None) -> Frame:
    """Read one number's frame.

    Args:
        text: the healed text.
        sentence: its sentence.
        dates: spans of the sentence's dates, in order.
        before: the numbers of the sentence read so far, with their frames.
        raw: the number.
        following: the next number, if the sentence has one.
    """
    clause = raw.clause or sentence.span
    previous = before[-1] if before else None
    floor = clause.begin
    if previous and previous[0].right > floor:
        floor = previous[0].right
    floor = _past_dates(text, dates, floor, raw.left)
    if _is_condition(text, raw, clause):
        held = phrase_before(text, floor, raw.left)
        base = text[held.begin : held.end] if held is not None else ""
        return Frame(held, base=base, optional=True, condition=text[raw.span.begin : raw.right], measure=Measure.AMOUNT)
    condition = _condition(text, before, raw, following)
    if condition:
        floor = clause.begin if not (len(before) > 1 and before[-2][0].right > clause.begin) else before[-2][0].right
        floor = _past_dates(text, dates, floor, raw.left)
    part_of = _part(text, before, raw)
    floor = max(floor, raw.left - 80)
    if raw.is_rank:
        return _rank(text, raw, floor, clause, previous, dates)
    pair = _from_to(text, clause, raw, following, before)
    if pair is not None and pair.end - pair.begin >= 2:
        words = text[pair.begin : pair.end]
        step = "to" if before and before[-1][1].step == "from" else "from"
        return Frame(pair, "", words, Measure.SHARE if raw.unit in FRACTION_UNITS else Measure.AMOUNT, None, "", part_of, step=step)
    if raw.unit in FRACTION_UNITS or raw.unit in {"倍", "番"}:
        return _ratio(text, raw, floor, sentence, clause, before, following, part_of, dates)
    lead = text[floor : raw.left]
    growth = GROWTH.search(lead)
    if growth and not TO_AMOUNT.search(lead) and (previous or growth.start() > 0) and not _counts_noun(text, raw, clause, following):
        return _growth(text, floor, growth, before, raw, part_of, sentence, clause, dates)
    return _amount(text, raw, floor, clause, before, following, part_of, condition, dates)


def _counts_noun(text: str, raw: Raw, clause: Span, following: Raw | None) -> bool:
    """Say whether the number counts the noun after it, so that 新增, 减少 before it is a verb of having: 新增800家企业."""
    after = phrase_after(text, raw.right, min(following.left, clause.end) if following else clause.end)
    return after is not None and after.end - after.begin >= 2


FROM = re.compile(r"(?:由|从|自)(?![于主])")
FROM_TO = re.compile(r"^[^。；]{0,12}(?:增长|增加|提高|提升|上升|下降|减少|扩大|压缩|精简|缩短|降低|发展|变|改|缩减|跃升|攀升|减)?(?:至|到|为|成)(?:了)?(?:(?:19|20)\d\d年的?)?[^，。；\d]{0,8}$")


SIZES = {"长": "长度", "高": "高度", "宽": "宽度", "厚": "厚度", "深": "深度", "重": "重量"}


def _made(text: str, raw: Raw, ceiling: int) -> Span | None:
    """Return what is made by the year in 年产28万辆纯电动整车的工厂: the noun up to 的, without 项目."""
    end = raw.right
    while end < ceiling and end - raw.right < 16 and text[end] not in "的，。；、：（）”\n":
        end += 1
    words = re.split(r"(?:生产|建设|扩建)?(?:项目|工程|生产线|基地|产线|工厂|车间)", text[raw.right : end], maxsplit=1)[0]
    return Span(raw.right, raw.right + len(words)) if 2 <= len(words) <= 14 else None


def _own(text: str, dates: list[Span], floor: int, end: int, clause: Span) -> Span | None:
    """Return the phrase before a number, looking through a date that stands between the two (专利授权量近5年年均增长)."""
    for date in dates:
        if clause.begin + 2 <= date.begin and date.end <= end <= date.end + 2:
            end, floor = date.begin, min(floor, max(clause.begin, date.begin - 40)) if floor >= date.begin else floor
    own = phrase_before(text, floor, end)
    if own is not None and own.end - own.begin >= 2:
        return own
    for date in reversed(dates):
        if clause.begin < date.begin and date.end <= end and end - date.end <= 4:
            through = phrase_before(text, clause.begin, date.begin)
            return through if through is not None and through.end - through.begin >= 2 else own
    return own


def _from_to(text: str, clause: Span, raw: Raw, following: Raw | None, before: list[tuple[Raw, Frame]]) -> Span | None:
    """Return the phrase before 由 or 从, for both numbers of 由3.74万亿元增至5.03万亿元; None where there is no such pair."""
    first, second = raw, following
    if before and (before[-1][0].clause == raw.clause or before[-1][1].step == "from") and FROM_TO.search(text[before[-1][0].span.end : raw.left]):
        first, second = before[-1][0], raw
    elif following is None or following.left - raw.span.end > 24 or not FROM_TO.search(text[raw.span.end : following.left]):
        return None
    opening = (first.clause or clause).begin
    starts = [match.start() for match in FROM.finditer(text, max(opening, first.left - 60), first.left)]
    if not starts or second is None or first.left - starts[-1] > 16:
        return None
    return phrase_before(text, opening, starts[-1])


def _past_dates(text: str, dates: list[Span], floor: int, left: int) -> int:
    """Return the end of the last date before the number, where only a comma or nothing stands between it and the phrase."""
    for date in dates:
        if floor <= date.begin and date.end <= left and left - date.end >= 2:
            floor = date.end
    while floor < left and text[floor] in "，、；：, 的和":
        floor += 1
    return floor


def _is_condition(text: str, raw: Raw, clause: Span) -> bool:
    """Say whether a number only restricts what another counts: 10亿元以上企业, 百亿级产业集群."""
    if raw.is_rank:
        return False
    if raw.bare and BARE_TAIL.match(text, raw.span.end):
        return True
    if raw.unit == "座" and raw.value < FEW:
        return SEATS.match(text, raw.span.end) is not None
    found = unit_of(raw.unit)
    if found is None or found.family in {"ratio", "count", "multiple", "time"}:
        return False
    lead = text[max(clause.begin, raw.left - 1) : raw.span.begin]
    tail = CONDITION_TAIL.match(text, raw.span.end, clause.end)
    return tail is not None and (tail.group()[:1] != "" or lead.endswith(("过", "超", "超过", "亿")))


def _condition(text: str, before: list[tuple[Raw, Frame]], raw: Raw, following: Raw | None) -> str:
    """Return the restricting phrase that stands in this number's noun phrase, if any."""
    if before and before[-1][1].optional and before[-1][1].condition and before[-1][0].right <= raw.left and not re.search("[，；。、]", text[before[-1][0].right : raw.left]):
        return before[-1][1].condition
    if following is not None and following.bare and following.span.begin <= raw.right + 1:
        return text[following.span.begin : following.right]
    return ""


def _part(text: str, before: list[tuple[Raw, Frame]], raw: Raw) -> Span | None:
    """Return the number that this one is a part of: 其中 stands between the two."""
    if not before:
        return None
    first = max(before[0][0].span.end, raw.left - 200)
    mark = text.rfind("其中", first, raw.left)
    if mark < 0:
        return None
    wholes = [r for r, f in before[-20:] if r.span.end <= mark and f.measure is Measure.AMOUNT and not f.optional]
    return wholes[-1].span if wholes else None


def _rank(text: str, raw: Raw, floor: int, clause: Span, previous: tuple[Raw, Frame] | None, dates: list[Span]) -> Frame:
    span = _own(text, dates, floor, raw.left, clause)
    if span is not None and span.end - span.begin >= 2:
        return Frame(span, "", text[span.begin : span.end], Measure.RANK, None, raw.within)
    if previous is not None and previous[1].base:
        return Frame(None, previous[1].base, previous[1].base, Measure.RANK, None, raw.within, confidence=0.95)
    return Frame(None, "排名", "", Measure.RANK, None, raw.within, confidence=0.6)


def _comparison(phrase: str) -> Comparison | None:
    for word, kind in COMPARISONS:
        if word in phrase:
            return kind
    return None


def _base_of(before: list[tuple[Raw, Frame]]) -> str:
    """Return the noun phrase that a number without its own goes on with."""
    for _, frame in reversed(before[-6:]):
        if frame.base and frame.measure in {Measure.AMOUNT, Measure.GROWTH}:
            return frame.base
    return ""


def _whole(base: str, before: list[tuple[Raw, Frame]]) -> str:
    """Return a phrase with the noun that an earlier number of the sentence gave, where it is but a part of it.

    增速 after 工业增加值 is 工业增加值增速; 增加值 after 装备制造业增加值 is 装备制造业增加值.
    """
    earlier = _base_of(before)
    if not earlier:
        return base
    if GENERIC.fullmatch(base):
        return earlier if earlier.endswith(base) else earlier + base
    return earlier if earlier.endswith(base) and len(earlier) <= LONGEST else base


def _share_before(text: str, raw: Raw, before: list[tuple[Raw, Frame]]) -> str:
    """Return the label of the share just before, where points say how it moved: 占比达40.4%，提升10.3个百分点."""
    if raw.unit not in COUNTED_POINTS or not before or before[-1][1].measure is not Measure.SHARE:
        return ""
    held, frame = before[-1]
    if frame.optional or held.unit != "%" or raw.left - held.right > NEAR_SHARE:
        return ""
    return frame.label or (text[frame.indicator.begin : frame.indicator.end] if frame.indicator is not None else "")


def _ahead(text: str, sentence: Sentence, clause: Span, dates: list[Span]) -> str:
    """Return the quantity that the clause before ends with: 周边平均人流量，今年1月比去年12月增长17.6%."""
    if clause.begin - 1 <= sentence.span.begin or text[clause.begin - 1] != "，":
        return ""
    end = clause.begin - 1
    if any(date.end >= end > date.begin for date in dates):
        return ""
    phrase = phrase_before(text, max(sentence.span.begin, end - 40), end)
    return text[phrase.begin : phrase.end] if phrase is not None and QUANTITY.search(text, phrase.begin, phrase.end) else ""


def _growth(
    text: str, floor: int, growth: re.Match[str], before: list[tuple[Raw, Frame]], raw: Raw, part_of: Span | None, sentence: Sentence, clause: Span, dates: list[Span]
) -> Frame:
    """Read 产值同比增长11%, 增长5.8% after its amount, 比上月加快0.6个百分点."""
    begin = floor + growth.start("phrase")
    phrase = re.sub(r"^(?:并|且|还|也|共|更|则|，)|分别|(?<!平)(?<!年)(?<!月)均|累计|预计|将", "", growth["phrase"])
    comparison = _comparison(phrase)
    measure = Measure.GROWTH
    own = _own(text, dates, floor, begin, clause)
    if own is not None and own.end - own.begin >= 2:
        base = text[own.begin : own.end]
        span = Span(own.begin, floor + growth.end("phrase"))
        label = base + phrase
        whole = _whole(base, before)
        if whole != base:
            stem = GENERIC.sub("", whole) or whole
            return Frame(span, whole + phrase, stem, measure, comparison, "", part_of, confidence=0.97)
        contiguous = text[span.begin : span.end] == label and len(label) <= LONGEST + 8
        return Frame(span if contiguous else own, "" if contiguous else label, base, measure, comparison, "", part_of)
    base = _share_before(text, raw, before) or _base_of(before) or _ahead(text, sentence, clause, dates)
    label = phrase + base if phrase == "新增" and raw.base_unit == "each" else base + phrase
    return Frame(Span(begin, floor + growth.end("phrase")), label, base, measure, comparison, "", part_of, confidence=0.97 if base else 0.9)


def _ratio(
    text: str, raw: Raw, floor: int, sentence: Sentence, clause: Span, before: list[tuple[Raw, Frame]], following: Raw | None, part_of: Span | None, dates: list[Span]
) -> Frame:
    """Read a percentage: growth, share or a rate of its own."""
    lead = text[floor : raw.left]
    growth = GROWTH.search(lead)
    if growth and not TO_AMOUNT.search(lead):
        return _growth(text, floor, growth, before, raw, part_of, sentence, clause, dates)
    share = SHARE.search(lead)
    if share and raw.unit not in {"倍", "番"}:
        whole = re.sub(r"^占(?:到|比)?(?:了)?", "", share["phrase"])
        end = trim_links(text, floor + share.start(), floor + share.end("phrase"))
        own = phrase_before(text, floor, floor + share.start()) if share.start() > 1 else None
        begin = own.begin if own is not None and end - own.begin <= LONGEST else floor + share.start()
        base = text[own.begin : own.end] if own is not None else _base_of(before)
        label = ""
        if own is not None and (stem := _whole(base, before)) != base:
            label, base = stem + text[floor + share.start() : end], stem
        elif own is None and base and len(base) <= LONGEST:
            label = base + text[begin:end]
        within = re.sub(r"的?(?:比重|比例|份额)$", "", whole)
        return Frame(Span(begin, max(end, begin + 1)), label, base, Measure.SHARE, None, within, part_of)
    if _continues_list(text, before, raw) and before[-1][0].unit == raw.unit:
        last = before[-1][1]
        own = phrase_before(text, floor, raw.left)
        if own is None or own.end - own.begin < 2:
            return Frame(last.indicator, last.label, last.base, last.measure, last.comparison, last.within, part_of, confidence=0.9)
    noun = GROWTH_NOUN.search(lead)
    span = _own(text, dates, floor, raw.left, clause)
    counted = phrase_after(text, raw.right, following.left if following else clause.end)
    if counted is not None and counted.end - counted.begin >= 2 and not noun and not GROWTH_AFTER.match(text, raw.span.end) and not (span is not None and RATE.search(text[span.begin : span.end])):
        return Frame(counted, "", text[counted.begin : counted.end], Measure.SHARE, None, "", part_of, confidence=0.95)
    if span is not None and span.end - span.begin >= 2:
        words = text[span.begin : span.end]
        measure = Measure.GROWTH if noun else Measure.SHARE if re.search(r"占比|比重|比例|份额", words) else Measure.SHARE if raw.unit in {"%", "成"} and words.endswith("率") else Measure.AMOUNT
        base = re.sub(r"(?:平均|年均|同比|环比)*(?:增速|增幅|增长率|涨幅|降幅)$", "", words)
        if GENERIC.fullmatch(words):
            prior = _base_of(before)
            return Frame(span, prior + words if prior and not prior.endswith(words) else "", prior, measure, _comparison(words), "", part_of)
        return Frame(span, "", base, measure, _comparison(words), "", part_of)
    tail = GROWTH_AFTER.match(text, raw.span.end, clause.end)
    after = phrase_after(text, raw.right, following.left if following else clause.end)
    if tail:
        base = _base_of(before)
        return Frame(Span(raw.span.end, tail.end()), (base + "增长") if base else text[raw.right : tail.end()].lstrip("的"), base, Measure.GROWTH, None, "", part_of, confidence=0.9)
    if after is not None and after.end - after.begin >= 2:
        return Frame(after, "", text[after.begin : after.end], Measure.SHARE, None, "", part_of, confidence=0.9)
    base = _base_of(before)
    return Frame(None, base, base, Measure.AMOUNT, None, "", part_of, confidence=0.5)


def _continues_list(text: str, before: list[tuple[Raw, Frame]], raw: Raw) -> bool:
    """Say whether the number stands in a list of numbers: 11%、16.7%."""
    if not before:
        return False
    between = text[before[-1][0].span.end : raw.left]
    return re.fullmatch(r"(?:以上|左右|多|余|个)?(?:、|和|及|与|，|以及)?(?:约|超|近)?", between) is not None


def _amount(text: str, raw: Raw, floor: int, clause: Span, before: list[tuple[Raw, Frame]], following: Raw | None, part_of: Span | None, condition: str, dates: list[Span]) -> Frame:
    """Read an amount or a count: the phrase before it, or the noun it counts after it."""
    if raw.unit:
        family = (unit_of(raw.unit.split("/")[0]) or unit_of("个")).family  # type: ignore[union-attr]
    else:
        family = "count" if raw.base_unit == "each" else "money"
    ceiling = following.left if following and following.left < clause.end else clause.end
    if following is not None and following.bare and following.span.begin <= raw.right + 1:
        ceiling = clause.end
    after = phrase_after(text, raw.right, ceiling)
    if following is not None and following.clause == raw.clause and after is not None and STRONG.search(text[after.begin : after.end]) and text.startswith("的", following.right):
        after = phrase_after(text, following.right, clause.end) or after
    own = _own(text, dates, floor, raw.left, clause)
    if own is not None and own.end - own.begin < 2:
        own = None
    strong = own is not None and STRONG.search(text[own.begin : own.end]) is not None
    optional = MEASURES.match(text, raw.right) is not None
    if text[floor : raw.left].endswith(("年产", "日产", "月产", "可产")) and (made := _made(text, raw, ceiling)):
        return Frame(made, text[raw.left - 2 : raw.left] + text[made.begin : made.end], text[made.begin : made.end], Measure.AMOUNT, None, "", part_of, condition)
    if family == "count" and after is not None:
        return Frame(after, "", text[after.begin : after.end], Measure.AMOUNT, None, "", part_of, condition, optional)
    if family == "money":
        less = SAVED.search(text, own.begin, own.end) if own is not None else None
        if less and after is not None and after.end - after.begin >= 2 and text[raw.right] not in "，。；、":
            return Frame(after, less.group() + text[after.begin : after.end], text[after.begin : after.end], Measure.AMOUNT, None, "", part_of, condition)
        tail = AFTER_MONEY.match(text, raw.right, ceiling)
        if tail and not strong and after is not None:
            return Frame(after, "", text[after.begin : after.end], Measure.AMOUNT, None, "", part_of, condition)
    elif after is not None and after.end - after.begin >= 2 and (own is None or not strong or text[raw.left - 1] == "的"):
        return Frame(after, "", text[after.begin : after.end], Measure.AMOUNT, None, "", part_of, condition, optional)
    if own is None and floor < raw.left and (size := SIZES.get(text[raw.left - 1])) is not None:
        base = _base_of(before) if raw.left - floor > 2 else ""
        return Frame(Span(raw.left - 1, raw.left), size, base, Measure.AMOUNT, None, "", part_of, condition)
    if own is not None and family == "length" and (size := SIZES.get(text[own.end - 1])) is not None:
        return Frame(own, text[own.begin : own.end - 1] + ("长" if text[own.end - 2] == "全" else size), text[own.begin : own.end], Measure.AMOUNT, None, "", part_of, condition)
    if own is not None:
        return Frame(own, "", text[own.begin : own.end], Measure.AMOUNT, None, "", part_of, condition, optional)
    if after is not None and after.end - after.begin >= 2:
        return Frame(after, "", text[after.begin : after.end], Measure.AMOUNT, None, "", part_of, condition, optional)
    if _continues_list(text, before, raw) or (before and re.search(r"(?:由|从)", text[clause.begin : raw.left]) and TO_AMOUNT.search(text[floor : raw.left] or "")):
        last = before[-1][1]
        return Frame(last.indicator, last.label, last.base, last.measure, None, last.within, part_of, condition, optional, 0.95)
    verb = re.search(r"([\u4e00-\u9fff]{2,4})$", text[floor : trim_links(text, floor, raw.left)])
    if verb and NOTHING.fullmatch(verb.group()) is None:
        span = Span(floor + verb.start(), floor + verb.end())
        return Frame(span, "", verb.group(), Measure.AMOUNT, None, "", part_of, condition, optional, 0.85)
    base = _base_of(before)
    return Frame(None, base, base, Measure.AMOUNT, None, "", part_of, condition, optional, 0.5)
