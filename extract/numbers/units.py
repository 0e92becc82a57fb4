"""Units of measure: what may follow a number, and what it is worth in its base unit.

In: the characters after a number. Out: the unit's length and its row of `units.tsv`. It refuses words that are no
unit; a counter that the table lacks is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extract.lexicons import any_of, read_rows
from extract.numbers.numerals import SCALES

__all__ = ["Unit", "base_of", "load_units", "match_unit", "unit_of"]

CURRENCY_TAIL = "人民币"
PER = "每(?:千克|公斤|克|吨|分钟|秒|小时|平方米|立方米|平方厘米|千瓦时|公里|千米|升)"  # 4.8千瓦每公斤


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the table: unit as written, base unit, factor to it (None for a label), and family."""

    name: str
    base: str
    factor: Decimal | None
    family: str


@lru_cache(maxsize=1)
def load_units() -> dict[str, Unit]:
    """Return the table of units by their name."""
    return {name: Unit(name, base, Decimal(factor) if factor else None, family) for name, base, factor, family in read_rows("units")}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = any_of(load_units())
    return re.compile(rf" ?(?P<unit>{words})(?P<per>(?<=[瓦时元米克吨里焦]){PER}|(?:[/／·](?:{words}))?)")


def match_unit(text: str, begin: int) -> tuple[str, int] | None:
    """Return the unit that stands at an offset and where it ends; None if there is none.

    >>> match_unit("达500元/吨以上", 4)
    ('元/吨', 7)
    """
    match = _pattern().match(text, begin)
    if match is None:
        return None
    unit, end = match["unit"] + match["per"], match.end()
    if unit[-1].isascii() and unit[-1].isalpha() and text[end : end + 1].isascii() and text[end : end + 1].isalpha():
        return None
    if text.startswith(CURRENCY_TAIL, end) and unit == "元":
        return unit, end + len(CURRENCY_TAIL)
    return unit, end


def unit_of(name: str) -> Unit | None:
    """Return the row of a unit without scale; a rate (元/吨) is its own base."""
    found = load_units().get(name)
    if found is None and ("/" in name.replace("／", "/") or "每" in name[1:]):
        return Unit(name, name, Decimal(1), "rate")
    return found


def base_of(value: Decimal, scale: str, name: str) -> tuple[Decimal | None, str]:
    """Return value and name in the base unit: 1.2 万亿 元 is 1200000000000 元; (None, "") where the unit has none.

    >>> base_of(Decimal("3.5"), "万", "亩")
    (Decimal('23333333.333'), 'square metre')
    """
    unit = unit_of(name)
    if unit is None or unit.factor is None:
        return None, ""
    exact = value * SCALES.get(scale, _long_scale(scale)) * unit.factor
    return _tidy(exact), unit.base


def _long_scale(scale: str) -> int:
    """Return what a composed scale (百万亿) is worth."""
    worth = 1
    for char in scale:
        worth *= {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    return worth


def _tidy(value: Decimal) -> Decimal:
    """Drop what 亩 adds below a thousandth, and trailing zeros."""
    rounded = value.quantize(Decimal("0.001")) if abs(value) >= 1 else value
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
