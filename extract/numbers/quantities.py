"""Every number of a report with its unit, and what its clause says of it.

In: a Doc with sentences and its document's day of issue. Out: `doc._.quantities`. Whom a number is about is not decided
here (see `observations`). Dates, ordinals, ages, clock times and numbers inside labels (“3+3+N”, 十四五, 500强) are no
quantities; conditions (10亿元以上企业3家) and counts of measures are marked optional.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.layers import Quantity, Sentence
from extract.numbers import quantity_grammar as grammar
from extract.numbers.dating import Carry, Steps, Timeline, mean_since, narrow, nearby, since_new_year, yearly
from extract.numbers.numerals import Numeral, find_numerals
from extract.numbers.periods import find_dates, find_issued
from extract.numbers.ranks import find_ranks
from extract.numbers.readings import borrow_unit, cross_thresholds, read_measured
from extract.numbers.series import label_series
from extract.numbers.single_date import Dated, Scope
from extract.numbers.units import base_of
from extract.observations.framing import Frame, Raw, frame_of
from extract.status.decided import Statuses
from extract.text.tables import Row, find_tables
from ontology.facts import Comparison, Measure, Period, Span, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["add_quantities", "find_quantities"]


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
        if sentence.role in grammar.SKIPPED_ROLES:
            continue
        dates = find_dates(text, issued, sentence.span.begin, sentence.span.end, carry.year, carry.holiday)
        for date in dates:
            carry.holiday = date.holiday or carry.holiday
        unresolved += sum(date.unresolved for date in dates)
        carry.enter(sentence, text)
        comparing = grammar.COMPARING.search(text, sentence.span.begin, sentence.span.end) is not None
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
                if len(dates) > 1 and "年均" in text[max(sentence.span.begin, raw.left - grammar.MEAN) : raw.left]:
                    period = mean_since(period, dates, text, raw.left)
                status = statuses.of_number(raw.span)
                if period is not None:
                    told = Told(
                        period, frame.measure, status, since, year, statistical=statistical, until=until, backed=carry.backed, carried_until=carry.until,
                        comparing=comparing, titled=since < 0 and period == carry.overall, running=_is_running(period, issued), since_then=period.end == issued,
                    )  # fmt: skip
                    if _is_timeless(text, sentence, raw, told):
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
    clause = text[max((raw.clause or sentence.span).begin, raw.left - grammar.CLOSE) : raw.left]
    return grammar.YEARLY_MEAN.search(clause) is not None or (frame.measure is Measure.GROWTH and grammar.COMPARED_WITH.search(clause) is None)


def _is_running(period: Period, issued: str) -> bool:
    """Say whether a period is the whole year of issue, well before its end."""
    return issued[5:7] < grammar.LAST_MONTH and period.start[:4] == issued[:4] and period.start[5:] == "01-01" and period.end[5:] == "12-31"


def _is_timeless(text: str, sentence: Sentence, raw: Raw, told: Told) -> bool:
    """Say whether a number is of no time although a date stands before it.

    The number of a headline, of some years (近3年), a yearly or daily rate, a thing's size or a project's sum is of no
    day or month; what only the sentences before date is also of no day that an event was on, and of no year that dated
    no number there, unless its sentence goes on with theirs.
    """
    near = max((raw.clause or sentence.span).begin, raw.left - grammar.CLOSE)
    begin = max(sentence.span.begin, told.since, raw.left - grammar.CLOSE)
    carried = told.since < 0
    spanned = grammar.SPANNED.search(text, begin, raw.left)
    if spanned is not None and (carried or "；" not in text[spanned.end() : raw.left]):
        return True
    if told.status is Status.PLANNED and grammar.BUILT.search(text, begin, raw.left):
        return True
    if raw.base_unit == "metre" and (grammar.SIZED.search(text, near, raw.left) or grammar.DISTANCE.search(text, near, raw.left)):
        return True
    if told.period.start[:4] == told.period.end[:4] and grammar.EVERY_YEAR.search(text, near, raw.left) is not None:
        return True
    if grammar.EQUALS.search(text, near, raw.left) or (grammar.STATIC.match(text, raw.span.end) and grammar.STATIC_BEFORE.search(text, near, raw.left)) or (told.period.start != told.period.end and grammar.GROUND_SHARE.search(text, near, raw.left)):
        return True
    if told.measure is not Measure.RANK and told.period.start[:4] == told.period.end[:4] and grammar.LASTING.search(text, near, raw.left):
        return True
    if not carried:
        if told.period.start == told.period.end and not told.until and _is_beside_the_day(text, raw, told):
            return True
        if not told.until and _is_since_founded(text, raw, told, near):
            return True
        if told.period.start[5:] == "01-01" and told.period.end[5:] == "12-31" and not told.until and grammar.STANDING_NOW.search(text, near, raw.left) and told.since < near:
            return True
        return not told.until and told.period.start[:7] == told.period.end[:7] and (grammar.RATED.search(text, near, raw.left) is not None or grammar.SUMMED.search(text, near, raw.left) is not None)
    if sentence.role in grammar.HEADLINES and not told.statistical:
        return True
    if grammar.RATED.search(text, near, raw.left) is not None or (not told.comparing and grammar.TECHNICAL.search(text, near, raw.left) is not None):
        return True
    return not told.titled and _is_left_behind(text, sentence, raw, told)


def _is_beside_the_day(text: str, raw: Raw, told: Told) -> bool:
    """Say whether the day of an event does not date a number of its sentence: what is to come of it (今天启动，计划调水2亿立方米), what is built so (今天通车，设计时速350公里), or what another place does (今天封顶；在某省，24个基地开工)."""
    words = text[max(told.since, raw.left - grammar.LONG) : raw.left]
    if "；在" in words or raw.base_unit == "second" or grammar.BUILT_SO.search(words) is not None:
        return True
    return told.status is Status.PLANNED and ("计划" in words or "将" in words) and "今天" in text[max(0, told.since - 4) : told.since]


def _is_since_founded(text: str, raw: Raw, told: Told, near: int) -> bool:
    """Say whether a date tells when something began (2017年4月，港口投入运营，已建成56个泊位) and the number what it has become, or can do."""
    if told.period.start[:4] != told.period.end[:4] or near - told.since > grammar.LONG or "；" in text[told.since : near]:
        return False
    return grammar.FOUNDED.search(text, told.since, near) is not None and (grammar.BECOME.search(text, near, raw.left) is not None or grammar.RATED.search(text, near, raw.left) is not None)


def _is_left_behind(text: str, sentence: Sentence, raw: Raw, told: Told) -> bool:
    """Say whether what the sentences before date is over for a number: a day, a span of years, the month of a plan; a year that dated no number."""
    first, last = told.period.start, told.period.end
    goes_on = grammar.GOES_ON.match(text, sentence.span.begin) is not None
    if first == last:
        return grammar.SAME_DAY.search(text, sentence.span.begin, raw.left) is None
    near = max((raw.clause or sentence.span).begin, raw.left - grammar.CLOSE)
    if first[:4] != last[:4] and (int(last[:4]) > int(first[:4]) + 1 or last[5:7] >= first[5:7]):
        if told.status is Status.PLANNED and last[5:] == "12-31" and (told.year is None or int(last[:4]) >= told.year):
            return False
        if told.since_then and grammar.NEWLY.search(text, max(sentence.span.begin, raw.left - grammar.CLOSE), raw.left):
            return False
        return grammar.SUMMING.match(text, sentence.span.begin) is None and grammar.YEARLY_MEAN.search(text, near, raw.left) is None
    if told.running and told.status is not Status.PLANNED and told.measure is not Measure.GROWTH:
        return True
    if told.statistical or told.measure is not Measure.AMOUNT:
        return told.status is Status.PLANNED and first[:7] == last[:7]
    if told.status is Status.PLANNED:
        return first[:7] == last[:7]
    if grammar.STANDING.search(text, near, raw.left):
        return True
    if goes_on:
        return False
    if not told.backed or told.carried_until or (told.year is not None and int(last[:4]) < told.year - 1):
        return True
    if grammar.ALREADY.search(text, near, raw.left) is not None:
        return True
    begin, end = sentence.span.begin, sentence.span.end
    spoken = grammar.SPEAKING.search(text, begin, min(begin + grammar.CLOSE, raw.left)) is not None
    return spoken or grammar.NOW.search(text, raw.right, min(raw.right + grammar.CLOSE, end)) is not None


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
        raw = borrow_unit(text, span, numerals, k) or read_measured(text, span, numeral, numerals[k + 1] if k + 1 < len(numerals) else None)
        if raw is None:
            continue
        if raw.base_unit == "second" and not _is_duration_fact(text, span, numeral):
            continue
        skip_to = raw.span.end
        clause = place.sentence.clauses[max(0, bisect_right(clause_begins, raw.span.begin) - 1)]
        out.append(replace(raw, clause=clause))
    out.sort(key=lambda raw: raw.span)
    cross_thresholds(text, out)
    for raw in out:
        if raw.clause is None:
            clause = place.sentence.clauses[max(0, bisect_right(clause_begins, raw.span.begin) - 1)]
            yield replace(raw, clause=clause)
        else:
            yield raw


def _masked(begin: int, masks: list[Span], begins: list[int]) -> bool:
    """Say whether a date covers a number's first character."""
    k = bisect_right(begins, begin) - 1
    return k >= 0 and masks[k].begin <= begin < masks[k].end


def _is_duration_fact(text: str, span: Span, numeral: Numeral) -> bool:
    """Say whether a duration is what the clause measures (工期缩短30天), not plain time (3年来)."""
    years = text.startswith("年", numeral.end)
    if years and numeral.value >= grammar.FIRST_YEAR:
        return False  # 初试时间为2025年
    if text[numeral.end : numeral.end + 2] in grammar.LONGER and (numeral.value > 1 or not numeral.hanzi):
        return True  # 攻关用了4个多月, told as no calendar is: 一个多月 says little
    cues = grammar.DURATION_CUES if years else grammar.SHORT_CUES  # 工作超过22年的老员工, 成立时间不超过3年的企业
    if cues.search(text, max(span.begin, numeral.begin - 10), numeral.begin) is not None:
        return True
    return text.startswith("天", numeral.end) and grammar.DAYS.search(text, max(span.begin, numeral.begin - 24), numeral.begin) is not None


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
