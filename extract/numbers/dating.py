"""Which period holds for a number: the dates of its sentence, and the one carried from the sentences before.

In: the dates of a sentence in order and the period carried into it. Out: the period at an offset, and the one carried
on. A date holds until the next; 目前 clears it; 累计 clears what was only carried.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.layers import Role, Sentence
from extract.numbers.period_grammar import MANY_DAYS, OF_THE_DAY
from extract.numbers.single_date import Dated, Scope
from ontology.facts import Period

if TYPE_CHECKING:
    from extract.observations.framing import Raw
    from ontology.facts import Span

__all__ = ["Carry", "Steps", "Timeline", "mean_since", "narrow", "since_new_year", "yearly"]

# 6月末余额378亿元，较年初增长35%: what grew did so from January to June
FROM_NEW_YEAR = re.compile(r"[较比](?:年初|[上去]年(?:年)?[末底])[^，。；\d]{0,10}$")
# what has come by 截至8月底 of a year's flow has come since January
FLOW = re.compile(r"(?:(?<!累计)新增(?!长)|净增(?!长)|转移就业|新发放|完成(?:全年|年度)(?:目标)?(?:任务|计划)的?)[^，。；\d]{0,14}$")


# a paragraph that goes on with the figures of the one before
FURTHER = re.compile(r"(?:从[^，。；\d]{1,8}看|[分按][^，。；\d]{1,10}[看分]|其中|具体[来而]?[看言])，")
# how an item of a news bulletin begins under its headline
NEWS = re.compile(r"记者|据[^，。；]{2,16}(?:消息|数据|统计|介绍|了解)|[^，。；]{0,16}(?:今天|昨天|近日|日前|最新|发布)")


# a line with the day of publication or of the meeting, which dates no figure: 云溪县统计局 2024年4月18日
DATELINE = re.compile(r"\D{0,40}(?:19|20)\d\d年\d{1,2}月\d{1,2}日\D{0,40}")
# the title of a yearly communiqué, and the section of a report, say of what year all that follows is
COMMUNIQUE = re.compile(r"(?P<year>(?:19|20)\d\d)年度?(?=[^，。；\d]{0,30}(?:公报|年报|年度报告))")
SECTION = re.compile(
    # 一、, 第二部分
    r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}部分\s*)?(?:关于)?"
    r"(?:(?P<year>(?:19|20)\d\d)年度?(?:政府|全[省市县区]|主要|重点|经济社会发展|国民经济和社会发展|的)*"  # 2024年政府, or 过去一年
    r"|(?P<past>过去一年|一年来)(?:的|政府|主要)*)"
    r"(?=(?:工作|重点工作|目标|主要目标|总体|发展)[^，。；\d]{0,16}$)"  # 工作回顾: nothing else on the line
)

SEVERALLY = re.compile(r"[^。；\d]{0,40}分别")
IN_LIST = re.compile(r"、|和|及|，")
MOST = 8  # dates before a number that are looked at
OPENING = 3  # characters before the date that opens a sentence
NEAR = 6  # characters between …… and the date behind it


class Timeline:
    """The periods of one sentence by offset; looking one up costs the logarithm of their number.

    Attributes:
        last: the period that is carried on after the sentence.
        last_until: 截至… gives it.
    """

    def __init__(self, dates: list[Dated], carried: Period | None, *, comparing: bool = False) -> None:
        self.begins: list[int] = []
        self.until: list[bool] = []
        self.periods: list[Period | None] = []
        self.carried = carried
        said = False
        current = before = carried
        for date in dates:
            if date.scope is Scope.SET:
                before, current, said = current, date.period, True
            elif date.scope is Scope.BACK:
                current = before
            elif date.scope is Scope.CLEAR or (date.scope is Scope.DROP and not said and not comparing):
                before, current = current, None
            else:
                continue
            self.begins.append(date.span.begin)
            self.until.append(date.until)
            self.periods.append(current)
        self.last = current
        self.last_until = bool(self.until) and self.until[-1]

    def at(self, offset: int) -> tuple[Period | None, int, bool]:
        """Return the period that holds at a character, where its date stands (-1: only the sentences before date it), and whether 截至… gives it."""
        k = bisect_right(self.begins, offset) - 1
        return (self.periods[k], self.begins[k], self.until[k]) if k >= 0 else (self.carried, -1, False)

    def told(self, last_number: int) -> Period | None:
        """Return what is carried on: of two periods that a sentence names, the one that dated its last number, where the second takes it in (10月增长7%，今年以来持续高于平均水平)."""
        if len(self.begins) > 1 and self.begins[-1] > last_number >= self.begins[0] and self.last is not None:
            earlier = self.at(last_number)[0]
            if earlier is not None and self.last.start <= earlier.start and earlier.end < self.last.end:
                return earlier
        return self.last

    def behind(self, text: str, offset: int, end: int) -> Period | None:
        """Return the period that a sentence of examples names behind them (水泥产量增长5%，钢材产量增长3%……上半年，…), for a number before its first date."""
        if not self.begins or offset >= self.begins[0] or self.carried is not None:
            return None
        first, period = self.begins[0], self.periods[0]
        if period is None or text.find("……", max(offset, first - NEAR), min(first, end)) < 0:
            return None
        return None if period.start[:7] == period.end[:7] else period  # a month or a day begins a story of its own

    def is_cleared(self, offset: int) -> bool:
        """Say whether 目前 or the like stands before a character and no date after it."""
        k = bisect_right(self.begins, offset) - 1
        return k >= 0 and self.periods[k] is None


class Carry:
    """What is carried from sentence to sentence: the last period, and the report's own for growth rates.

    A new paragraph starts without a period, except that sentences with growth rates keep the last one that a report
    named: 上半年 in the first paragraph of a communiqué dates the rates of all that follow. The year in the title of a
    yearly communiqué, or in the heading of a section (二、2024年工作安排), dates all numbers below that nothing nearer dates;
    without one, so does the day told last for those of a sentence of that day (当日…).

    Attributes:
        of_year: the year of a communiqué or section.
        of_day: the day that a sentence of one told last under this heading.
        overall: what dates the numbers of this sentence that nothing nearer dates: that year, else that day.
        period: the last one, carried on.
        standing: the one that the report named last, for growth rates.
    """

    def __init__(self, issued: int | None = None) -> None:
        self.issued = issued
        self.of_year: Period | None = None
        self.of_day: Period | None = None
        self.overall: Period | None = None
        self.is_daily = self.is_dateline = False
        self.period: Period | None = None
        self.standing: Period | None = None
        self.lent: Period | None = None
        self.holiday: Period | None = None
        self.backed = self.headed = self.until = False
        self.paragraph = self.begin = -1

    def enter(self, sentence: Sentence, text: str) -> None:
        """Begin a sentence: drop the period at a new paragraph, unless that goes on with the figures (从行业看，), and at a new item of news also the report's."""
        self.begin = sentence.span.begin
        if sentence.paragraph != self.paragraph:
            if sentence.role is not Role.HEADING:
                if FURTHER.match(text, sentence.span.begin, sentence.span.end) is None:
                    self.period = None
                if self.headed and NEWS.match(text, sentence.span.begin, sentence.span.end):
                    self.standing = None
            self.paragraph = sentence.paragraph
        self.headed = sentence.role is Role.HEADING
        words = text[sentence.span.begin : sentence.span.end] if self.headed or sentence.role is Role.TITLE else ""
        self.is_dateline = self.headed and DATELINE.fullmatch(words) is not None
        if sentence.role is Role.TITLE and (match := COMMUNIQUE.search(words)):
            self.of_year = _whole(int(match["year"]))
        elif self.headed and (match := SECTION.match(words)):
            year = int(match["year"]) if match["year"] else self.issued - 1 if self.issued else None
            self.of_year = _whole(year) if year else None
        if self.headed:
            self.of_day = None
        span = sentence.span
        self.is_daily = OF_THE_DAY.search(text, span.begin, span.end) is not None and MANY_DAYS.search(text, span.begin, span.end) is None
        self.overall = self.of_year or (self.of_day if self.is_daily else None)

    def leave(self, timeline: Timeline, last_number: int = -1) -> None:
        """End a sentence: keep what it dated, and whether that dated a number (`last_number`: where its last one begins)."""
        if self.is_dateline:
            return
        if self.is_daily and timeline.begins and timeline.last is not None and timeline.last.start == timeline.last.end:
            self.of_day = timeline.last
        if timeline.begins:
            self.backed, self.until = last_number >= timeline.begins[-1] or self._opens(timeline), timeline.last_until
        self.period = timeline.told(last_number) or self.lent
        self.lent = None
        if timeline.last is not None:
            self.standing = timeline.last

    def _opens(self, timeline: Timeline) -> bool:
        """Say whether a sentence opens with the year before that of issue and names no other time (2024年，农田水利加快补短板。各地改造…): it dates the figures behind it."""
        if len(timeline.begins) != 1 or timeline.begins[0] > self.begin + OPENING or self.issued is None:
            return False
        return timeline.last == _whole(self.issued - 1)

    def fallback(self, timeline: Timeline, offset: int, *, statistical: bool) -> Period | None:
        """Return what dates a number that nothing nearer dates: what does so for the whole sentence, or the report's standing period in one of growth rates."""
        if timeline.is_cleared(offset):
            return None
        if self.overall is not None:
            return self.overall
        if not statistical:
            return None
        self.lent = self.standing
        return self.standing

    @property
    def year(self) -> int | None:
        """The year that the report spoke of last; that of a communiqué, a section or a sentence of one day before any other."""
        if self.overall is not None:
            return int(self.overall.end[:4])
        return int(self.standing.end[:4]) if self.standing is not None else None


def _whole(year: int) -> Period:
    return Period(f"{year}-01-01", f"{year}-12-31")


def narrow(period: Period | None, step: str) -> Period | None:
    """Return the first or last year of a long period, for the two numbers of 由3176项增长至5881项.

    >>> narrow(Period("2013-01-01", "2022-12-31"), "from")
    Period(start='2013-01-01', end='2013-12-31')
    """
    if period is None or not step or period.start[:4] == period.end[:4]:
        return period
    if step == "to" and not period.end.endswith("-12-31"):
        return None  # five years up to today have brought it to what it is now
    if step == "from":
        return replace(period, end=f"{period.start[:4]}-12-31")
    return replace(period, start=f"{period.end[:4]}-01-01")


def since_new_year(period: Period | None, text: str, begin: int, *, until: bool = False) -> Period | None:
    """Return the months from January to a period's end for a growth since the year began (较年初, 比上年末), else the period.

    With `until` (截至8月底) so for what has newly come by then.

    >>> since_new_year(Period("2023-06-01", "2023-06-30"), "较年初增长35%", 5)
    Period(start='2023-01-01', end='2023-06-30')
    """
    if period is None or period.start[:4] != period.end[:4]:
        return period
    if FROM_NEW_YEAR.search(text, max(0, begin - 16), begin) is None and not (until and FLOW.search(text, max(0, begin - 24), begin)):
        return period
    return replace(period, start=f"{period.end[:4]}-01-01")


def mean_since(period: Period | None, dates: list[Dated], text: str, begin: int) -> Period | None:
    """Return the years after the one that a year is compared with for a yearly mean (2024年，产值比2020年增长42%，年均增长9%), else the period."""
    if period is None or period.start[:4] != period.end[:4] or period.start[5:] != "01-01" or period.end[5:] != "12-31":
        return period
    base = next((date.period for date in reversed(dates[-MOST:]) if date.span.end <= begin and date.scope is Scope.ONLY and date.period is not None and text[date.span.begin - 1] in "比较"), None)
    if base is None or base.end[5:] != "12-31" or not base.end < period.start:
        return period
    return Period(f"{int(base.end[:4]) + 1}-01-01", period.end)


class Steps:
    """The two years of a sentence's first change (从2012年的16510元增长到2021年的35128元), for the numbers behind it.

    What then changes without a date (产值也从1340亿元增至3821亿元) does so in the same two years, and a yearly mean or a growth
    that compares with nothing else (年均增长6.6%, 降幅达37%) is of all the years between.
    """

    def __init__(self) -> None:
        self.first: Period | None = None
        self.last: Period | None = None
        self.since = -1
        self.waiting: Period | None = None

    def place(self, period: Period | None, step: str, since: int, *, overall: bool) -> Period | None:
        """Return the period of the next number in order.

        Args:
            period: what the dates before it give.
            step: "from" or "to" of a change, or empty.
            since: where the date stands that gives it (-1: before the sentence).
            overall: it is a mean of years, or a growth over all of them.
        """
        if self.first is not None and self.last is not None and since == self.since:
            if step == "from":
                return self.first
            if step == "to":
                return self.last
            return Period(self.first.start, self.last.end) if overall else period
        if step == "from":
            self.waiting = period
        elif step == "to" and self.waiting is not None and period is not None and self.waiting.end < period.start:
            self.first, self.last, self.since = self.waiting, period, since
        elif step != "to":
            self.waiting = None
        return period


def yearly(text: str, dates: list[Dated], raws: list[Raw]) -> dict[int, Period]:
    """Return the years of numbers that are told year by year (2020年至2022年，产量分别为33万吨、42万吨、37万吨), by where each begins.

    The numbers behind 分别 must stand in one list, as many as the years before it.
    """
    found: dict[int, Period] = {}
    lefts = [raw.left for raw in raws]
    for date in dates:
        period = date.period
        if date.scope is not Scope.SET or period is None or period.start[:4] == period.end[:4] or not (period.start.endswith("-01-01") and period.end.endswith("-12-31")):
            continue
        first, count = int(period.start[:4]), int(period.end[:4]) - int(period.start[:4]) + 1
        at = bisect_left(lefts, date.span.end)
        rest = raws[at : at + count]
        if len(rest) != count or SEVERALLY.match(text, date.span.end, rest[0].left) is None:
            continue
        if all(IN_LIST.fullmatch(text, a.right, b.left) for a, b in pairwise(rest)):
            found.update({raw.span.begin: Period(f"{first + k}-01-01", f"{first + k}-12-31") for k, raw in enumerate(rest)})
    return found


def nearby(dates: list[Span], begins: list[int], first: int, last: int) -> list[Span]:
    """Return at most the four dates that begin between two offsets and stand nearest to the second."""
    high = bisect_right(begins, last)
    low = max(bisect_right(begins, first - 1), high - 4)
    return dates[low:high]
