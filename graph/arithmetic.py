"""Numbers that do not add up: growth against values, parts over wholes, reports against reports, slips of 万 and 亿.

In: the table of observations. Out: findings for people to look at. Nothing here says who is wrong: a report may
misprint, compare at constant prices, or change what it counts; a reader may misread.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from graph.evidence import Finding, Severity
from graph.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from graph.query import Value

__all__ = ["check_arithmetic"]

GROWTH: Final = Decimal("1.5")
"""Percentage points by which a stated rate may differ from that of two stated values: official rates are at constant
prices, which moved by less than this in most years since 2012 (CPI of the NBS)."""
SLIP: Final = 1000
"""Ratio of two values of one series that no real change explains, and a wrong 万 or 亿 does (10⁴)."""
_MOVES: Final = r"增长|下降|增加|减少|提高|提升|上升|回落|上涨|下跌|下滑|加快|放缓|增速|增幅|涨幅|降幅|增|降|涨|跌|快|高|低"
UNNAMED: Final = re.compile(rf"(?:同比|环比|年均|平均|实际|名义|累计|(?:比|较|高于|低于|快于).{{1,12}}?|{_MOVES})+")
"""A label that only compares (同比增长, 比上年提高): it does not say what grew, so two such numbers need not be one thing."""


@dataclass(frozen=True, slots=True)
class _Number:
    """One observation, as far as arithmetic cares."""

    iri: str
    document: str
    subject: str
    label: str
    indicator: str
    measure: str
    value: Decimal
    base: Decimal
    unit: str
    written: str
    exact: bool
    start: str
    end: str
    condition: str
    within: str
    part_of: str
    comparison: str
    sentence: str

    @property
    def series(self) -> tuple[str, ...]:
        """What two numbers share that may be compared."""
        return self.subject, self.indicator, self.measure, self.unit, self.condition, self.within

    @property
    def name(self) -> str:
        """How a message calls it: 青岚区规上工业产值 2023-01-01/2023-12-31."""
        return f"{self.label}{self.indicator} {self.start}/{self.end}"

    @property
    def half_step(self) -> Decimal:
        """Half of the last digit written, in base units: how far rounding may have moved it."""
        scale = self.base / self.value if self.value else Decimal(1)
        exponent = self.value.as_tuple().exponent
        return abs(scale) * Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def check_arithmetic(store: Store) -> Iterator[Finding]:
    """Yield what does not add up in achieved numbers.

    - a stated growth rate differs from that of the two stated values by more than `GROWTH` points;
    - parts (其中) are more than their whole, one by one or together; a share is above 100 %;
    - two reports, or two sentences, give different values beyond rounding for one thing and period; not so numbers of one
      sentence, which lists things that share a label, nor labels that do not say what grew;
    - neighbouring values of a series differ by a factor of `SLIP` or more.
    """
    numbers = _read_numbers(store)
    yield from _check_growth(numbers)
    yield from _check_parts(numbers)
    yield from _check_shares(numbers)
    yield from _check_agreement(numbers)
    yield from _check_slips(numbers)


def _read_numbers(store: Store) -> list[_Number]:
    """Return the achieved numbers, each in its base unit where that is known."""
    table = read_table(store, "observations")
    cells = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    return [_number(cell) for cell in cells if cell["status"] != "Planned" and isinstance(cell["value"], Decimal)]


def _number(cell: dict[str, Value]) -> _Number:
    value, base = Decimal(str(cell["value"])), cell["base_value"]
    based = isinstance(base, Decimal) and bool(cell["base_unit"])

    def text(name: str) -> str:
        return str(cell[name] or "")

    return _Number(
        iri=text("iri"),
        document=text("document"),
        subject=text("subject_iri"),
        label=text("subject"),
        indicator=text("indicator"),
        measure=text("measure"),
        value=value,
        base=base if isinstance(base, Decimal) and based else value,
        unit=text("base_unit" if based else "unit"),
        written=text("value_text"),
        exact=cell["bound"] in {"exact", None},
        start=text("period_start"),
        end=text("period_end"),
        condition=text("condition"),
        within=text("within"),
        part_of=text("part_of"),
        comparison=text("comparison"),
        sentence=text("sentence"),
    )


def _check_growth(numbers: list[_Number]) -> Iterator[Finding]:
    amounts: dict[tuple[str, ...], list[_Number]] = defaultdict(list)
    for number in numbers:
        if number.measure == "amount" and number.exact and number.start:
            amounts[number.subject, number.indicator, number.condition, number.start, number.end].append(number)
    for rate in numbers:
        if rate.measure != "growth" or rate.comparison != "yoy" or not (rate.exact and rate.start):
            continue
        keys = [
            (rate.subject, rate.indicator, rate.condition, *period)
            for period in ((rate.start, rate.end), _year_before(rate))
        ]
        pairs = [
            (now, then)
            for now in amounts.get(keys[0], ())
            for then in amounts.get(keys[1], ())
            if now.unit == then.unit and then.base
        ]
        misses = [abs((now.base / then.base - 1) * 100 - rate.value) for now, then in pairs]
        if misses and min(misses) > GROWTH:
            now, then = pairs[misses.index(min(misses))]
            computed = (now.base / then.base - 1) * 100
            message = f"{rate.name}：同比 {rate.written}，而 {then.written} → {now.written} 为 {computed:.1f}%（可比价格、口径不同也会如此）"
            yield _finding("growth", message, rate, now, then)


def _check_parts(numbers: list[_Number]) -> Iterator[Finding]:
    by_iri = {number.iri: number for number in numbers}
    parts: dict[str, list[_Number]] = defaultdict(list)
    for number in numbers:
        whole = by_iri.get(number.part_of)
        if whole and number.measure == whole.measure == "amount" and number.unit == whole.unit:
            parts[whole.iri].append(number)
    for iri, members in parts.items():
        whole = by_iri[iri]
        total = sum(part.base for part in members)
        slack = sum((part.half_step for part in members), whole.half_step)
        if whole.exact and (total > whole.base + slack):
            message = f"{whole.name}：分项 {'、'.join(part.written for part in members)} 合计大于总数 {whole.written}"
            yield _finding("parts", message, whole, *members)


def _check_shares(numbers: list[_Number]) -> Iterator[Finding]:
    for number in numbers:
        if number.measure == "share" and number.value > 100:
            yield _finding("share", f"{number.name}：占比 {number.written} 超过 100%", number)


def _check_agreement(numbers: list[_Number]) -> Iterator[Finding]:
    same: dict[tuple[str, ...], list[_Number]] = defaultdict(list)
    for number in numbers:
        if number.exact and number.start and number.measure in {"amount", "growth"} and not number.part_of and not UNNAMED.fullmatch(number.indicator):
            same[*number.series, number.start, number.end, number.comparison].append(number)
    for group in same.values():
        for one, other in combinations(group, 2):
            if (one.document, one.sentence) != (other.document, other.sentence) and abs(one.base - other.base) > max(one.half_step, other.half_step):
                slip = "，相差万倍，疑为单位之误" if _ratio(one, other) >= SLIP else ""
                message = (
                    f"{one.name}：{one.written}（{one.document}）与 {other.written}（{other.document}）不一致{slip}"
                )
                yield _finding("disagreement", message, one, other)


def _check_slips(numbers: list[_Number]) -> Iterator[Finding]:
    series: dict[tuple[str, ...], list[_Number]] = defaultdict(list)
    for number in numbers:
        if number.measure == "amount" and number.start and number.base > 0 and not number.part_of:
            series[number.series].append(number)
    for members in series.values():
        members.sort(key=lambda number: (number.start, number.end, number.iri))
        for one, other in pairwise(members):
            if (one.start, one.end) != (other.start, other.end) and _ratio(one, other) >= SLIP:
                message = f"{one.name} {one.written} 与 {other.start}/{other.end} {other.written} 相差千倍以上，疑为万元与亿元之误"
                yield _finding("unit slip", message, one, other)


def _year_before(number: _Number) -> tuple[str, str]:
    """Return the same period of the year before; 29 February becomes the 28th."""
    return tuple(f"{int(day[:4]) - 1:04d}{day[4:].replace('-02-29', '-02-28')}" for day in (number.start, number.end))  # type: ignore[return-value]


def _ratio(one: _Number, other: _Number) -> Decimal:
    low, high = sorted((abs(one.base), abs(other.base)))
    return high / low if low else Decimal(0)


def _finding(rule: str, message: str, *numbers: _Number) -> Finding:
    return Finding(numbers[0].document, Severity.FINDING, rule, message, " ".join(number.iri for number in numbers))
