"""Dates of issue: written ones only, never guessed.

In: values of metas, options, sidecars, and the first lines of a text. Out: "2024", "2024-10", "2024-10-21" or "".
A date in running prose is when something happened, not when the report appeared: it is refused.
"""

from __future__ import annotations

import re
from datetime import date

__all__ = ["find_date", "is_date", "parse_date"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_FULL = re.compile(
    r"(?<![0-9０-９])(?P<year>(?:19|20)\d{2})(?:\s{0,2}年\s{0,2}(?P<month>\d{1,2})\s{0,2}月\s{0,2}(?P<day>\d{1,2})\s{0,2}日|(?P<mark>[-/.])(?P<month2>\d{1,2})(?P=mark)(?P<day2>\d{1,2})(?!\d))"
)
_PACKED = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{4}|\d{6})?\Z")
_HANZI_DATE = re.compile(r"([二一][〇○零九一二三四五六七八]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_LABEL = re.compile(
    r"(发布|发表|发文|成文|更新|刊发|刊登|印发|稿件|上传|公开)?(时间|日期)\s{0,2}[:：]|(出版|发布|刊发|成文)于|^\s{0,8}(date|published|issued)\s{0,2}:", re.IGNORECASE
)
_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}

_NEAR = 12
"""Lines from the top that still count as near the title: titles, byline, source and date of a page take up to ten."""


def is_date(value: str) -> bool:
    """Say whether a value is a year, a month or a day that the calendar has.

    >>> is_date("2024-10-21"), is_date("2024-02-30"), is_date("24-1-1")
    (True, False, False)
    """
    found = _PARTIAL.match(value)
    return bool(found) and bool(_iso(*(part or "" for part in found.groups())))  # type: ignore[union-attr]


def parse_date(value: str) -> str:
    """Return the date that a meta or property states, "" for none.

    >>> parse_date("2024-10-21T08:30:00+08:00"), parse_date("2024年3月5日 10:20"), parse_date("20240305"), parse_date("soon")
    ('2024-10-21', '2024-03-05', '2024-03-05', '')
    """
    value = value.strip()[:80]
    if is_date(value):
        return value
    if packed := _PACKED.match(value):
        return _iso(*packed.groups()[:3])
    found = _FULL.search(value)
    return _of(found) if found else ""


def find_date(text: str) -> str:
    r"""Return the one full date that stands on a line of its own, or after a label, near the top of a text; "" for none.

    Two different dates: the labelled one; no label or two: none, for then it would be a guess.

    >>> find_date("我区新开工三个项目\n发布时间：2024-10-21 来源：区经信局\n正文……")
    '2024-10-21'
    >>> find_date("2024年9月3日，记者从某区获悉，新的产业园当天开工。")
    ''
    """
    lines = [line.strip() for line in text[:4000].split("\n")]
    labelled: list[str] = []
    alone: list[str] = []
    for line in [line for line in lines if line][:_NEAR]:
        dates = [value for found in _FULL.finditer(line[:200]) if (value := _of(found))]
        dates += [value for found in _HANZI_DATE.finditer(line[:200]) if (value := _of_hanzi(found))]
        if not dates:
            continue
        if label := _LABEL.search(line[:200]):
            dates = [value for value in dates if _position(line, value) >= label.start()] or dates
            labelled.append(dates[0])
        elif len(line) <= 60 and not re.search(r"[，。；！？]", line) and len(set(dates)) == 1:
            alone.append(dates[0])
    for found_dates in (labelled, alone):
        if found_dates:
            return found_dates[0] if len(set(found_dates)) == 1 else ""
    return ""


def _position(line: str, value: str) -> int:
    return next((found.start() for found in _FULL.finditer(line) if _of(found) == value), 0)


def _of(found: re.Match[str]) -> str:
    return _iso(found["year"], found["month"] or found["month2"], found["day"] or found["day2"])


def _of_hanzi(found: re.Match[str]) -> str:
    return _iso("".join(_DIGITS[c] for c in found[1]), str(_count(found[2])), str(_count(found[3])))


def _count(hanzi: str) -> int:
    tens, mark, ones = hanzi.partition("十")
    if not mark:
        return int(_DIGITS.get(tens, "0"))
    return 10 * int(_DIGITS.get(tens, "1") if tens else 1) + int(_DIGITS.get(ones, "0") if ones else 0)


def _iso(year: str, month: str, day: str) -> str:
    """Return year, year-month or the full date, "" if the calendar has none such."""
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    if whole.year < 1900:
        return ""
    return whole.isoformat()[: 4 if not month else 7 if not day else 10]
