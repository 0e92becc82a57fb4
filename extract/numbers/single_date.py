"""What one date says: a date as a report writes it, resolved against the day of issue.

In: a match of one of the patterns of `period_grammar`, its kind, and what the dates before it said. Out: `Dated`, with its
period or, for 目前, 累计 and what cannot be resolved, none. Nothing is guessed when the day of issue is unknown: 今年 then
stays unresolved, 2023年 does not.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    today_of,
)
from extract.numbers.numerals import read_hanzi
from ontology.facts import Period, Span

if TYPE_CHECKING:
    import re

__all__ = ["NEARBY", "Dated", "Scope", "read_date"]

NEARBY = 8  # dates before one that are looked at: linear in hostile text
AHEAD = 60  # days after the day of issue in which a day without a year is still to come


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


def read_date(match: re.Match[str], kind: str, day: Issued | None, found: list[Dated], text: str, year: int | None, standing: int | None, holiday: Period | None) -> Dated | None:
    """Return what one candidate says of time; None where it says nothing.

    Args:
        match: of a pattern of `period_grammar`.
        kind: which of them, as `find_dates` names it.
        day: the day of issue.
        found: the dates before it in the same stretch.
        text: the healed text.
        year: the year named last in the stretch.
        standing: the year that the report spoke of last.
        holiday: the holiday that the report spoke of last.
    """
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
