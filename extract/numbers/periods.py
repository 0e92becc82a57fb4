"""When a clause's facts hold: the dates of a text in order, each as what stands beside it bounds it.

In: a healed text and `Document.issued` (2024, 2024-10 or 2024-10-21; empty if unknown). Out: `Dated` spans in order, each
read by `single_date`. A date that only measures (与上年末持平), belongs to a name or ends before the next number dates nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.numbers import period_grammar as grammar
from extract.numbers.calendar_days import Issued, months_of, read_issued, today_of
from extract.numbers.single_date import NEARBY, Dated, Scope, read_date
from ontology.facts import Period, Span

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

__all__ = ["find_dates", "find_issued"]

REACH = 160  # characters behind a date that are looked at: linear in hostile text
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
        dated = read_date(match, kind, day, found, text, year, standing, holiday)
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
