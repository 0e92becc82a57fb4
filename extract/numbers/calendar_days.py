"""Days of the calendar: the day of issue, days near it, months as periods, public holidays.

In: a day of issue as written, a year and months, the name of a holiday. Out: periods.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from extract.lexicons import read_rows
from extract.numbers.period_grammar import DISPATCHED
from ontology.facts import Period

__all__ = ["Issued", "coming_holiday", "day_before", "day_of_dispatch", "holidays", "late_day", "months_of", "one_day", "read_issued", "today_of"]

LATELY = 7  # days before the day of issue in which 13日 is of its month
DISPATCH = 400  # characters at the top of a report in which a dispatch says when it was sent
SOON = 30  # days before a holiday in which 春节 means the one to come
LONG_AGO = 120  # days after a holiday from which on 春节 can mean the next one


@dataclass(frozen=True, slots=True)
class Issued:
    """A day of issue: year, and month and day where known."""

    year: int
    month: int | None = None
    day: int | None = None


def read_issued(issued: str) -> Issued | None:
    """Read 2024, 2024-10 or 2024-10-21; None for anything else.

    >>> read_issued("2024-10-21"), read_issued("")
    (Issued(year=2024, month=10, day=21), None)
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", issued.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or not 1900 <= year <= 2199 or (month and not 1 <= month <= 12) or (day and not 1 <= day <= 31):
        return None
    return Issued(year, month, day)


def months_of(year: int, first: int, last: int) -> Period:
    """Return the period of whole months of one year."""
    return Period(f"{year:04d}-{first:02d}-01", f"{year:04d}-{last:02d}-{calendar.monthrange(year, last)[1]:02d}")


def one_day(year: int, month: int, day: int) -> Period | None:
    """Return one day as a period; None if the month has no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    date = f"{year:04d}-{month:02d}-{day:02d}"
    return Period(date, date)


def today_of(day: Issued) -> str:
    """Return the last day that the issue date can mean."""
    month = day.month or 12
    return f"{day.year:04d}-{month:02d}-{min(day.day or 31, calendar.monthrange(day.year, month)[1]):02d}"


def late_day(day: Issued, number: int, last: int, *, of_month: bool) -> Period | None:
    """Return the last 13日 by the day of issue, with `last` 13日至15日, if that is a few days back; `of_month`: 本月13日, however far.

    >>> late_day(Issued(2024, 3, 2), 29, 0, of_month=False)
    Period(start='2024-02-29', end='2024-02-29')
    """
    if not day.month or not day.day:
        return None
    month = day.month if of_month or number <= day.day else day.month - 1
    year = day.year - (month == 0)
    found, end = one_day(year, month or 12, number), one_day(year, month or 12, last)
    if found is None or (not of_month and (date.fromisoformat(today_of(day)) - date.fromisoformat((end or found).end)).days > LATELY):
        return None
    return Period(found.start, end.end) if end is not None and found.end < end.end else found


def day_of_dispatch(text: str, day: Issued) -> Period | None:
    """Return the day that a dispatch was sent (本报北京10月3日电), else the day of issue; None if that lies after it."""
    if not day.month or not day.day:
        return None
    sent = DISPATCHED.search(text, 0, DISPATCH)
    found = one_day(day.year, int(sent["month"]), int(sent["day"])) if sent else one_day(day.year, day.month, day.day)
    return found if found is not None and found.end <= today_of(day) else None


def day_before(period: Period) -> str:
    """Return the day before a period."""
    return str(date.fromisoformat(period.start) - timedelta(1))


@lru_cache(maxsize=1)
def holidays() -> dict[str, list[Period]]:
    """Return the days of each holiday, by year."""
    days: dict[str, list[Period]] = {}
    for name, first, last in read_rows("holidays"):
        days.setdefault(name, []).append(Period(first, last))
    return days


def coming_holiday(name: str, day: Issued | None, last: Period | None) -> Period | None:
    """Return the holiday that a report some days before it means (1月26日：春节期间市场保供)."""
    if day is None or not day.day:
        return None
    today = date.fromisoformat(today_of(day))
    if last is not None and (today - date.fromisoformat(last.end)).days < LONG_AGO:
        return None
    return next((one for one in holidays()[name] if 0 < (date.fromisoformat(one.start) - today).days <= SOON), None)
