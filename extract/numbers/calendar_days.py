"""Days of the calendar: the day of issue, months as periods, public holidays.

In: a day of issue as written, a year and months, the name of a holiday. Out: periods.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extract.lexicons import DATA
from ontology.facts import Period

__all__ = ["Issued", "coming_holiday", "holidays", "months_of", "one_day", "read_issued", "today_of"]

SOON = 30  # days before a holiday in which 春节 means the one to come
LONG_AGO = 120  # days after a holiday from which on 春节 can mean the next one
HOLIDAYS = DATA / "holidays.tsv"


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


@lru_cache(maxsize=1)
def holidays() -> dict[str, list[Period]]:
    """Return the days of each holiday, by year."""
    days: dict[str, list[Period]] = {}
    for line in HOLIDAYS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, first, last = line.split("\t")
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
