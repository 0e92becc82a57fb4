"""When a clause's facts hold: dates as reports write them, resolved against the day of issue.

In: a healed text and `Document.issued` (2024, 2024-10 or 2024-10-21; empty if unknown). Out: `Dated` spans in order,
each with its period or, for 目前, 累计 and what cannot be resolved, none. Nothing is guessed when the day of issue is
unknown: 今年 then stays unresolved, 2023年 does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from extract.numbers import period_grammar as grammar
from extract.numbers.calendar_days import (
    Issued,
    coming_holiday,
    day_before,
    day_of_dispatch,
    holidays,
    late_day,
    months_of,
    one_day,
    read_issued,
    today_of,
)
from extract.numbers.numerals import read_hanzi
from ontology.facts import Period, Span

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

__all__ = ["Dated", "Scope", "find_dates", "find_issued", "read_issued"]


class Scope(StrEnum):
    """What a date does for the clauses that follow it."""

    SET = "set"  # a period: holds until the next one
    CLEAR = "clear"  # 目前, 累计, 截至目前: no period, and none is carried over it
    DROP = "drop"  # 累计: no period is carried into it, but one named in its sentence stays
    ONLY = "only"  # a duration or a date inside a noun phrase: masks its digits, says nothing of the clause
    BACK = "back"  # behind the number that a date alone belongs to (从2012年的52%提高到60%): what held before it holds again


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in the text.

    Attributes:
        span: its characters.
        scope: what it does for the clause.
        period: resolved; None where it gives none or cannot be resolved; with ONLY, what a rate compares with (比一季度).
        unresolved: it would give a period if the day of issue were known.
        year: the year it names or implies; carried to 上半年 or 5月 later on.
        until: it says up to when (截至8月底), not during what.
        holiday: all days of the holiday it names or counts in.
    """

    span: Span
    scope: Scope
    period: Period | None = None
    unresolved: bool = False
    year: int | None = None
    until: bool = False
    holiday: Period | None = None


NEARBY = 8  # dates before one that are looked at, and characters behind it: linear in hostile text
REACH = 160
AHEAD = 60  # days after the day of issue in which a day without a year is still to come
YEARLY = 16  # characters behind 截至… in which 年度 says that the year is counted from its first day
ALONE = frozenset([Scope.SET, Scope.CLEAR])


def find_issued(text: str) -> str:
    r"""Return the day that a line such as 发布时间：2011-06-01 near the top gives; empty if there is none.

    >>> find_issued("某地工业增长\n发布时间：2011-06-01\n")
    '2011-06-01'
    """
    match = grammar.ISSUE_LINE.search(text, 0, 400)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else ""


def find_dates(text: str, issued: str, begin: int = 0, end: int | None = None, standing: int | None = None, holiday: Period | None = None) -> list[Dated]:
    """Return the dates of a text in order, without overlap.

    A month or a half year without a year takes the year named before it in the same sentence, else the year of issue
    (the year before, if that would lie after the day of issue and the clause tells of no plan); 全年 alone takes
    `standing`, the year that the report spoke of last; 假期前六天 is of `holiday`, the one it spoke of last.

    >>> [d.period for d in find_dates("今年1至8月，产值10亿元；去年为8亿元", "2024-10-21")]
    [Period(start='2024-01-01', end='2024-08-31'), Period(start='2023-01-01', end='2023-12-31')]
    """
    stop = len(text) if end is None else end
    day = read_issued(issued)
    found: list[Dated] = []
    taken = begin
    ends: list[Dated] = []
    year: int | None = None
    so_far = begun = ""
    past = begin
    for match, kind in _candidates(text, begin, stop):
        if match.start() < taken or match.start() == match.end():
            continue
        dated = _dated(match, kind, day, found, text, year, standing, holiday)
        if dated is None:
            continue
        if kind == "date" and found and text[dated.span.begin] in "到至" and (joined := _joined(found[-1], dated, text)) is not None:
            found[-1] = dated = joined
            year = dated.year or year
            taken = dated.span.end
            continue
        lead = text[max(begin, dated.span.begin - 4) : dated.span.begin]
        set_out = lead[-1:] in {"从", "由"} or text[dated.span.begin] in "从由"
        compared = dated.scope is Scope.SET and (grammar.COMPARED.search(lead) is not None or (text[dated.span.begin] in "到至" and grammar.RECOVERED.search(lead) is not None))
        alone = match.end() + 1 if kind == "same" and dated.scope is Scope.SET else _alone_with(text, dated, stop, set_out=set_out) if (set_out and dated.scope in ALONE) or compared else -1
        if dated.scope is Scope.SET and ((alone < 0 and compared) or _is_measure(text, dated, lead, stop, kind, alone=alone, set_out=set_out)):
            dated = Dated(dated.span, Scope.ONLY, dated.period)
        if kind == "date" and dated.scope is Scope.SET and dated.period is not None and day is not None:
            since = (grammar.SINCE if grammar.FROM.search(lead) else grammar.WITHIN_SINCE).match(text, dated.span.end, stop) or (grammar.SELF.search(lead) and grammar.SINCE_FAR.match(text, dated.span.end, stop))
            if since is not None and dated.period.start <= today_of(day):
                dated = Dated(dated.span, Scope.SET, Period(dated.period.start, today_of(day)), year=dated.year)
                past = since.end()
        if dated.scope is Scope.SET and _is_aside(text, dated, lead, stop, found[-1] if kind == "date" and found else None):
            dated = Dated(dated.span, Scope.ONLY, dated.period)
        if dated.scope is Scope.SET and dated.period is not None and day is not None:
            dated, so_far, begun = _so_far(text, dated, day, so_far, begun, stop, found[-1] if found else None)
        if dated.scope is Scope.CLEAR and day is not None and text.startswith("截", dated.span.begin):
            so_far = today_of(day)
            if found and found[-1].scope is Scope.SET and found[-1].period == Period(f"{day.year}-01-01", so_far):
                dated = Dated(dated.span, Scope.ONLY)  # 今年以来，…，截至目前，已签约
        found.append(dated)
        if alone >= 0:
            found.append(Dated(Span(alone, alone), Scope.BACK))
        elif kind in {"span", "ago"} and dated.scope is Scope.SET and (end_of := _end_of(text, dated, found, stop, kind)) >= 0:
            ends.append(Dated(Span(end_of, end_of), Scope.BACK))
        if year is None or not compared:
            year = dated.year or year
        taken = max(past, dated.span.end)
    return sorted([*found, *ends], key=lambda one: one.span) if ends else found


def _is_measure(text: str, dated: Dated, lead: str, end: int, kind: str, *, alone: int, set_out: bool) -> bool:
    """Say whether a date is one that something is measured by: 与上年末持平, 在一季度的基础上, 今年以来最高, 由上年全年下降转为增长, 自6月转正后."""
    if alone < 0 and grammar.LEVEL_WITH.search(lead) and grammar.AS_BEFORE.match(text, dated.span.end):
        return True
    if not dated.until and grammar.MEASURED_BY.match(text, dated.span.end, end):
        return True
    if kind == "date" and text[dated.span.end - 1] in "来今" and (grammar.UNSEEN_SINCE.match(text, dated.span.end, end) or (lead[-1:] in {"是", "为"} and "最" in text[dated.span.end : dated.span.end + 24])):
        return True
    return (grammar.TURNED.match(text, dated.span.end, end) if set_out else grammar.SELF.search(lead) and grammar.TURNED_THEN.match(text, dated.span.end, end)) is not None


def _is_aside(text: str, dated: Dated, lead: str, end: int, before: Dated | None) -> bool:
    """Say whether a date is of something else than the numbers behind it: 这座2020年底建成的水库, 始于2012年的改造, 是2013年的2.5倍, the year in an event's name."""
    if dated.period is not None and not dated.until and (aside := grammar.ASIDE.match(text, dated.span.end, end)) and (aside["other"] or dated.period.start == dated.period.end):
        return True
    if before is not None and text[dated.span.begin].isdigit() and _is_edition(text, dated, before, end):
        return True
    if lead[-1:] == "于" and not dated.until and (lead[-2:-1] in grammar.FOUNDED or text.startswith("的", dated.span.end)):
        return True
    return lead[-1:] in grammar.IS and grammar.TIMES.match(text, dated.span.end, end) is not None


def _dated(match: re.Match[str], kind: str, day: Issued | None, found: list[Dated], text: str, year: int | None, standing: int | None, holiday: Period | None) -> Dated | None:
    """Return what one candidate says of time; None where it says nothing."""
    span = Span(match.start(), match.end())
    if kind == "range":
        return _range(match)
    if kind == "date":
        return _date(match, day, year or (standing if match["full"] else None), text, standing)
    if kind in {"none", "season"}:
        return Dated(span, Scope.DROP if kind == "none" and match["sum"] else Scope.CLEAR)
    if kind == "days":
        named = next((one.holiday for one in reversed(found[-NEARBY:]) if one.holiday is not None), holiday)
        return Dated(span, Scope.SET, _days_of(match, named), holiday=named) if named is not None else None
    if kind == "holiday":
        return _holiday(match, day, span)
    if kind == "theday":
        return _on_the_day(match, day, found, span)
    if kind == "today":
        return _this_day(match, day, text, span)
    if kind == "sameday":
        named = next((one.period for one in reversed(found[-NEARBY:]) if one.period is not None and one.period.start == one.period.end), None)
        if named is not None and match.group().startswith("过去"):
            named = Period(day_before(named), named.end)
        return _of_day(text, span, named) if named is not None else None
    if kind == "same":
        if grammar.TIMES.match(text, match.end()):
            return Dated(span, Scope.ONLY)
        before = next((one.period for one in reversed(found[-NEARBY:]) if one.scope is Scope.SET and one.period is not None), None)
        return Dated(span, Scope.SET, _year_before(before)) if before is not None else Dated(span, Scope.ONLY)
    if kind in {"span", "ago"} and day is not None and not (found and found[-1].span.end == span.begin):
        count = _number((match["near"] or match["ago"]) if kind == "span" else match["n"])
        if not count:
            return Dated(span, Scope.ONLY)
        first = day.year - count
        if kind == "span" and match["ago"] and year is not None and found and (told := found[-1].period) is not None and found[-1].scope is Scope.SET and told == months_of(year, 1, 12) and year < day.year and abs(day.year - year - count) > 1:
            return Dated(span, Scope.SET, Period(f"{year - count + 1}-01-01", told.end), year=year)  # 2023年，…，5年来: the five years up to that one
        if kind == "span" and match["ago"] and grammar.FOUNDING.search(text, max(0, span.begin - 8), span.begin):
            return Dated(span, Scope.CLEAR)  # 中心成立三年来，已聚集30家: from the day of its founding, which is not told
        return Dated(span, Scope.SET, Period(f"{first}-01-01", today_of(day))) if kind == "span" else Dated(span, Scope.SET, months_of(first, 1, 12), year=None)
    return Dated(span, Scope.ONLY)


def _joined(first: Dated, last: Dated, text: str) -> Dated | None:
    """Return the time from one date to another (去年11月8日至今年2月28日, 从本月开始到9月); None where the second does not go on from the first."""
    if first.scope is not Scope.SET or first.until or last.scope is not Scope.SET or first.period is None or last.period is None or text[first.span.end : last.span.begin] not in grammar.TO:
        return None
    if first.period.start >= last.period.end:
        return None
    return Dated(Span(first.span.begin, last.span.end), Scope.SET, Period(first.period.start, last.period.end), year=last.year)


def _is_edition(text: str, dated: Dated, before: Dated, end: int) -> bool:
    """Say whether a year belongs to the name of an event that a day of that year is told of (今天（8月3日），2025年某博览会在某地开幕)."""
    day, year = before.period, dated.period
    return before.scope is Scope.SET and day is not None and year is not None and day.start == day.end and year == months_of(int(day.start[:4]), 1, 12) and grammar.EVENT.match(text, dated.span.end, end) is not None


def _end_of(text: str, dated: Dated, found: list[Dated], end: int, kind: str) -> int:
    """Return where what is told of 近3年 or 5年前 ends: at the next semicolon where another date held before, of 5年前 also at the sentence's end; -1 if nowhere."""
    stop = text.find("；", dated.span.end, min(end, dated.span.end + REACH))
    if stop < 0:
        return end - 1 if kind == "ago" and end - 1 > dated.span.end else -1
    return stop if kind == "ago" or any(one.scope is Scope.SET for one in found[-NEARBY:-1]) else -1


def _year_before(period: Period) -> Period:
    """Return the same months of the year before."""
    start, last = period.start, period.end
    return Period(f"{int(start[:4]) - 1}{start[4:]}", f"{int(last[:4]) - 1}{last[4:]}".replace("-02-29", "-02-28"))


def _holiday(match: re.Match[str], day: Issued | None, span: Span) -> Dated | None:
    """Resolve 今年“五一”假期 and 春节假期: of the year that is named, else the last one that has begun by the day of issue."""
    name = match["holiday"]
    year, unresolved = _year(match, day, None)
    named = match["year"] or match["hanyear"] or match["rel"]
    if not named and (day is None or (name == "春运" and match.group() == name)):
        return None
    if year is not None:
        found = next((one for one in holidays()[name] if one.end[:4] == str(year)), None)
    else:
        found = next((one for one in reversed(holidays()[name]) if day is not None and one.start <= today_of(day)), None)
        found = coming_holiday(name, day, found) or found
    if found is None:
        return Dated(span, Scope.ONLY, unresolved=unresolved) if named is None else Dated(span, Scope.SET, None, unresolved, year=year)
    return Dated(span, Scope.SET, _days_of(match, found), year=int(found.end[:4]), holiday=found)


def _on_the_day(match: re.Match[str], day: Issued | None, found: list[Dated], span: Span) -> Dated:
    """Resolve 13日 without a month: the last such day by the day of issue, if that is a few days back and no month or year was told of; 本月13日 of the month of issue."""
    of_month = match["this"] is not None
    if day is None or (not of_month and any(one.scope is Scope.SET and one.period is not None and one.period.start < one.period.end for one in found[-NEARBY:])):
        return Dated(span, Scope.ONLY)
    said = late_day(day, int(match["day"]), int(match["to"] or 0), of_month=of_month)
    return _of_day(match.string, span, said) if said is not None else Dated(span, Scope.ONLY)


def _this_day(match: re.Match[str], day: Issued | None, text: str, span: Span) -> Dated | None:
    """Resolve 今天 and 昨天 without a date, by the day of a dispatch or of issue."""
    found = day_of_dispatch(text, day) if day is not None else None
    if found is not None and match["past"]:
        found = Period(day_before(found), day_before(found))
    return _of_day(text, span, found) if found is not None else None


def _of_day(text: str, span: Span, period: Period) -> Dated:
    """Return a day as the date of what is told behind it; not where it is the one on which somebody said that (警方22日称), or of what brought it about."""
    if grammar.SAID.match(text, span.end):
        return Dated(span, Scope.ONLY, period)
    return Dated(span, Scope.SET, period, year=int(period.end[:4]))


def _days_of(match: re.Match[str], holiday: Period) -> Period:
    """Return the days of a holiday that are meant: 前三天, 第二天, 首日, else all."""
    first, last = (1, _number(match["days"])) if match["days"] else (_number(match["nth"]), _number(match["nth"])) if match["nth"] else (1, 1) if match["firstday"] else (0, 0)
    if not last:
        return holiday
    begin = date.fromisoformat(holiday.start)
    found = Period(str(begin + timedelta(first - 1)), str(begin + timedelta(last - 1)))
    return found if found.end <= holiday.end else holiday


def _so_far(text: str, dated: Dated, day: Issued, so_far: str, begun: str, end: int, before: Dated | None) -> tuple[Dated, str, str]:
    """Return a date as those before it in its sentence bound it, up to when things are told (截至…), and since when (…以来).

    截至目前，全市今年已举办… is January to the day of issue; 2023年以来，…，截至8月底，已为10个县… from January 2023 to August.
    """
    period = dated.period
    if period is None:
        return dated, so_far, begun
    if period == months_of(day.year, 1, 12) and not grammar.AIMED.match(text, dated.span.end, end) and not so_far and grammar.ALREADY.match(text, dated.span.end, end):
        return replace(dated, period=Period(period.start, today_of(day)), year=day.year), so_far, begun
    if so_far and period == months_of(day.year, 1, 12) and not grammar.AIMED.match(text, dated.span.end, end):
        return replace(dated, period=Period(period.start, so_far), year=day.year), so_far, begun
    if so_far and not dated.until and period.end == today_of(day) and period.start < so_far < period.end:
        return replace(dated, period=Period(period.start, so_far)), so_far, begun  # 截至8月末，“十四五”以来
    if dated.until and begun and begun < period.end:
        return replace(dated, period=Period(begun, period.end), until=False), so_far, begun
    if dated.until and period.start[:4] == str(day.year):
        if grammar.YEAR_FLOW.match(text, dated.span.end, end) or (before is not None and before.period == months_of(day.year, 1, 12) and before.span.end == dated.span.begin):
            dated = replace(dated, period=Period(f"{day.year}-01-01", period.end), until=False)  # 今年截至9月末, 截至6月底，全行业完成投资
        elif "年度" in text[dated.span.end : min(end, dated.span.end + YEARLY)]:
            dated = replace(dated, period=Period(f"{day.year}-01-01", period.end), until=False)  # 截至11月29日，年度外送电量
        return dated, period.end, begun
    if not dated.until and (period.end == today_of(day) or (period.end < today_of(day) and grammar.BEGAN.match(text, dated.span.end, end))):
        begun = period.start
    return dated, so_far, begun


def _alone_with(text: str, dated: Dated, end: int, *, set_out: bool) -> int:
    """Return where the one number begins that a date belongs to (从2012年的52%提高到60%, 比2013年的40亿元扩大一倍), plus one; -1 if there is none."""
    if set_out:
        match = grammar.VALUE.match(text, dated.span.end, end)
        return match.start("number") + 1 if match else -1
    match = grammar.VALUE_OF.match(text, dated.span.end, end)
    return match.end() if match else -1


def _candidates(text: str, begin: int, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """Yield matches of all patterns by their begin; a longer kind first where two begin together."""
    order = {"range": 0, "theday": 0, "clock": 1, "holiday": 2, "days": 2, "season": 3, "same": 4, "date": 5, "span": 6, "ago": 7, "duration": 8, "none": 9, "today": 5, "sameday": 5}
    words = text[begin:end]
    matches = [
        *((m, "clock") for m in grammar.CLOCK.finditer(text, begin, end)),
        *((m, "date") for m in grammar.DATE.finditer(text, begin, end) if m.end() > m.start()),
        *((m, "duration") for m in grammar.DURATION.finditer(text, begin, end)),
        *((m, "none") for m in grammar.NO_PERIOD.finditer(text, begin, end)),
    ]
    if "年" in words:
        matches += [*((m, "range") for m in grammar.RANGE.finditer(text, begin, end)), *((m, "span") for m in grammar.SPAN.finditer(text, begin, end)), *((m, "ago") for m in grammar.BACK_THEN.finditer(text, begin, end))]
    if "季" in words:
        matches += [(m, "season") for m in grammar.SEASON.finditer(text, begin, end)]
    if "同期" in words:
        matches += [(m, "same") for m in grammar.SAME_MONTHS.finditer(text, begin, end)]
    if "假" in words or "期间" in words or "春运" in words or "黄金周" in words or "除夕" in words:
        matches += [*((m, "holiday") for m in grammar.HOLIDAY.finditer(text, begin, end)), *((m, "days") for m in grammar.THE_HOLIDAY.finditer(text, begin, end))]
    if "日" in words:
        matches += [(m, "theday") for m in grammar.ON_THE_DAY.finditer(text, begin, end)]
    if "当天" in words or "当日" in words or "24小时" in words:
        matches += [(m, "sameday") for m in grammar.SAME_DAY.finditer(text, begin, end)]
    if "今天" in words or "今日" in words or "昨" in words or "今晚" in words:
        matches += [(m, "today") for m in grammar.THIS_DAY.finditer(text, begin, end)]
    matches.sort(key=lambda item: (item[0].start(), order[item[1]]))
    yield from matches


def _range(match: re.Match[str]) -> Dated:
    """Read 2016年至2022年 and 2021—2023年."""
    a, b = int(match["a"]), int(match["b"])
    b = b if b > 99 else a - a % 100 + b
    if b < a:
        return Dated(Span(match.start(), match.end()), Scope.ONLY)
    first, last = int(match["am"] or 1), int(match["bm"] or 12)
    return Dated(Span(match.start(), match.end()), Scope.SET, Period(months_of(a, first, first).start, months_of(b, last, last).end), year=b)


def _year(match: re.Match[str], day: Issued | None, year: int | None) -> tuple[int | None, bool]:
    """Return the year that a date names, and whether it only lacks the day of issue."""
    if match["year"]:
        return int(match["year"]), False
    if match["hanyear"]:
        value = read_hanzi(match["hanyear"])
        return (int(value) if value is not None else None), False
    if match["rel"]:
        if match["rel"] == "当年":
            return year, False
        if match["rel"] == "新的一年" and day and (day.month or 1) > 10:
            return day.year + 1, False
        return (day.year + grammar.RELATIVE[match["rel"]], False) if day else (None, True)
    return None, False


def _date(match: re.Match[str], day: Issued | None, carried: int | None, text: str, standing: int | None) -> Dated | None:
    """Resolve one match of DATE; None where it is no date (三月 in a name is left to the caller's masks).

    A quarter that is not over on the day of issue is one of the year before, where the report spoke of that.
    """
    span = Span(match.start(), match.end())
    if match["plan"]:
        return _plan(match, day, span)
    if (day and text[span.begin - 2 : span.begin] in grammar.TODAY) or (match["until"] and "（" in match["until"]):
        carried = None  # 今天（8月3日）: of the year of issue, whatever year was told of before
    year, unresolved = _year(match, day, carried)
    named = match["year"] or match["hanyear"] or match["rel"]
    if match["thismonth"] == "当月" and not named:
        return Dated(span, Scope.ONLY)  # the month named last
    if not named and not _has_part(match):
        return None
    if not named:
        if match["month"] and not match["month"].isdigit() and match["day"] is None and match["mend"] is None and not text.startswith("份", match.end() - 1):
            return Dated(span, Scope.ONLY)
        year, unresolved = (carried, False) if carried else (day.year, False) if day else (None, True)
    if year is None:
        return Dated(span, Scope.SET, None, unresolved)
    since = match["since"] or (match["tail"] if match["tail"] in {"以来", "至今"} else "")
    part = _part(match, year, day)
    if not named and carried is None and day and part and match["until"] is None and (part.start > today_of(day) or (match["quarter"] and standing == day.year - 1 and part.end > today_of(day))) and not _is_ahead(text, span) and not _is_soon(match, text, part, day):
        year -= 1
        part = _part(match, year, day)
    period = part or months_of(year, 1, 12)
    if since:
        if day is None:
            return Dated(span, Scope.SET, None, unresolved=True, year=year)
        period = Period(period.start, today_of(day))
        if period.end < period.start:
            return Dated(span, Scope.SET, None, year=year)
    return Dated(span, Scope.SET, period, year=year, until=_is_until(match))


def _is_ahead(text: str, span: Span) -> bool:
    """Say whether the words beside a date without a year tell of what is to come (将于11月举行, 自7月1日起施行)."""
    before = text[max(0, span.begin - 4) : span.begin]
    return grammar.AHEAD.search(before) is not None or grammar.FROM_THEN.match(text, span.end) is not None or grammar.UPCOMING.match(text, span.end) is not None or (before.endswith(("自", "从")) and grammar.STARTING.match(text, span.end) is not None)


def _is_soon(match: re.Match[str], text: str, part: Period, day: Issued) -> bool:
    """Say whether a day without a year, from which nothing has run, lies so little ahead that last year's would have been called so (10月17日：11月1日，开展抽样调查)."""
    return bool(match["day"] and day.day) and text[match.start() - 1 : match.start()] not in {"自", "从"} and (date.fromisoformat(part.start) - date.fromisoformat(today_of(day))).days <= AHEAD


def _is_until(match: re.Match[str]) -> bool:
    """Say whether 截至 stands before a date, not 到 or 至."""
    return bool(match["until"]) and match["until"].startswith("截")


def _has_part(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("full", "half", "quarters", "quarter", "m1", "first", "month", "thismonth", "lastmonth"))


def _number(word: str) -> int:
    value = read_hanzi(word)
    return int(word) if word.isdigit() else int(value) if value is not None else 0


def _part(match: re.Match[str], year: int, day: Issued | None) -> Period | None:
    """Return the months that a date names within its year; None for the whole year."""
    if match["half"] == "上半年" and _is_until(match):
        return months_of(year, 6, 6)
    if match["half"]:
        return months_of(year, 7, 12) if match["half"] == "下半年" else months_of(year, 1, 6)
    if match["qa"]:
        first, last = grammar.QUARTERS[match["qa"]], grammar.QUARTERS[match["qb"]]
        return months_of(year, 3 * first - 2, 3 * last) if first < last else None
    if match["quarters"]:
        return months_of(year, 1, 9 if "三" in match["quarters"] else 6)
    if match["quarter"]:
        last = 3 * grammar.QUARTERS[match["quarter"]]
        return months_of(year, last if match["qend"] else last - 2, last)
    if match["m1"]:
        first, last = _number(match["m1"]), _number(match["m2"])
        return months_of(year, first, last) if 1 <= first <= last <= 12 else None
    if match["first"]:
        last = _number(match["first"])
        return months_of(year, 1, last) if 1 <= last <= 12 else None
    if match["month"]:
        month = _number(match["month"])
        if match["day"]:
            return _some_days(match, year, month)
        return months_of(year, month, month) if 1 <= month <= 12 else None
    if day and day.month and match["thismonth"]:
        return months_of(year, day.month, day.month)
    if day and day.month and match["lastmonth"]:
        return months_of(day.year, day.month - 1, day.month - 1) if day.month > 1 else months_of(day.year - 1, 12, 12)
    return None


def _some_days(match: re.Match[str], year: int, month: int) -> Period | None:
    """Read 6月29日, and 6月29日至7月3日."""
    first = one_day(year, month, _number(match["day"]))
    if first is None or match["day2"] is None:
        return first
    last_month = _number(match["month2"]) if match["month2"] else month
    last = one_day(year + (last_month < month), last_month, int(match["day2"]))
    return first if last is None or last.end < first.start else Period(first.start, last.end)


def _plan(match: re.Match[str], day: Issued | None, span: Span) -> Dated:
    """Read “十四五”期间, 末 and 以来."""
    first = grammar.PLANS.get(match["plan"])
    if first is None:
        return Dated(span, Scope.ONLY)
    part = match["planpart"]
    if part.startswith("前"):
        return Dated(span, Scope.SET, Period(f"{first}-01-01", f"{first + _number(part[1]) - 1}-12-31"))
    if part in {"末", "期末", "收官之年"}:
        return Dated(span, Scope.SET, months_of(first + 4, 1, 12), year=first + 4)
    if part in {"初", "开局之年"}:
        return Dated(span, Scope.SET, months_of(first, 1, 12), year=first)
    if part == "以来":
        end = today_of(day) if day else ""
        return Dated(span, Scope.SET, Period(f"{first}-01-01", end) if end > f"{first}-01-01" else None, unresolved=day is None)
    return Dated(span, Scope.SET, Period(f"{first}-01-01", f"{first + 4}-12-31"))
