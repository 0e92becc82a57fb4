"""Rows of tables that a reader kept as lines with their cells beside each other: 财政收入（亿元） | 302 | 404 | 6.1.

In: a healed text and its day of issue. Out: by the begin of their line, the rows of at least two such lines with three or
more cells, each with the numbers that its cells hold: what the row's head names, in the unit that the row's head, a cell of
its own, the column's head or the line above gives, of the year in the column's head. Cells are divided by bars, or by
blanks where a line of heads has as many. It refuses numbers without a unit, columns whose head says none of what they
hold, and lines of prose with bars in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from extract.numbers.numerals import SCALES
from extract.numbers.periods import find_dates
from extract.numbers.series import HEAD
from extract.numbers.single_date import Scope
from extract.numbers.units import match_unit
from ontology.facts import Bound, Comparison, Measure, Period, Span, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Cell", "Line", "Row", "divide_line", "find_tables", "table_lines"]

NUMBER = r"\d[\d,]{0,18}(?:\.\d{1,8})?"
ANY = re.compile(rf"[|\d（）%）\u4e00-\u9fff] ?[| ] ?[（〔≥≤<>]?[-−–]?{NUMBER}[）〕%]?(?: ?\||\n|$| [（〔≥≤<>]?[-−–]?\d| [\u4e00-\u9fff])")
"""A number with nothing else in its cell: a text without one has no table."""
VALUE = re.compile(
    rf"(?P<summed>[（〔])?(?P<bound>[≥≤<>])?(?P<number>(?P<minus>[-−–])?(?P<low>{NUMBER})(?:[-—–~至](?P<high>{NUMBER}))?(?P<scale>[万亿])?)[*＊]?(?(summed)[）〕]|)(?P<after>左右|以上|以下|以内)?(?: ?（[^（）]{{1,20}}）)?"
)
BOUNDS = {"≥": Bound.ABOVE, ">": Bound.ABOVE, "以上": Bound.ABOVE, "≤": Bound.BELOW, "<": Bound.BELOW, "以下": Bound.BELOW, "以内": Bound.BELOW, "左右": Bound.ABOUT}
MEASURED = re.compile(rf"[-−–]?{NUMBER}[^\d，。；]{{1,8}}(?:（[^（）]{{1,20}}）)?")  # a cell with a unit of its own: 5.2%
NONE = re.compile(r"[-—–一/—－…]{1,3}|")
YEAR = re.compile(r"(?:19|20)\d\d")
BRACKET = re.compile(r"（[^（）]{0,12}）$")
INNER = re.compile(r"[（〔][^（）〔〕]{0,30}[）〕]")
SCALED = re.compile(r"[百千]?万亿|[十百千]?亿|[十百千]?万")
UNITS = re.compile(r"(?:计量)?单位")
CAPTION = re.compile(r"(?:计量)?单位：(?P<unit>[^\s，。；：）]{1,8})")
GROWTH = re.compile(r"增长|增速|增幅|增减|降幅|涨幅|同比|环比|下降|[比较](?:上年|去年|上月)(?!同期)")
FALLING = re.compile(r"增长率?|增速|增幅|增减|涨幅|升降|变化")
AVERAGE = re.compile(r"年均|平均|复合")
PLANNED = re.compile(r"目标|规划|预期|计划|预计")
TIMES = re.compile(
    r"(?:19|20)\d\d年?(?:[-—–~至到](?:19|20)\d\d年)?(?:\d{1,2}(?:[-—–~至到]\d{1,2})?月(?:份|末|底)?|[上下]半年|[前一二三四]{1,2}季度|末|底|度)?|\d{1,2}(?:[-—–~至到]\d{1,2})?月份?"
    r"|“?十[一二三四五六]五”?|[上下]半年|[前一二三四]{1,2}季度|[本当]月|全年|(?<![比较])(?:上年同期|[上去今本]年)|时期|期间|期[末初]|[末基]期| "
)
PLAN = re.compile(r"十(?P<which>[一二三四五六])五")
ANY_SUM = re.compile(r"累计或|或累计|/累计|累计/|累计")
PLAIN = re.compile(r"(?:完成|实际|实现|目标|规划|预期|计划|预计|数值?|值|情况|绝对[量额数值]|指标|总量|累计|任务|全[国省市区县年]|本期|的|或|（[^（）]*）)+")
HEADED = re.compile(rf"指标|名称|单位|项目|产品|类别|属性|地区|行业|序号|{GROWTH.pattern}|(?:{PLANNED.pattern})(?!性)|完成|产量|产值|总量|绝对|年|月|累计|数$|量$|额$|值$|收入|利润")
SERIAL = re.compile(r"序号|编号")
PROSE = re.compile(r"[，。；！？]")
HANZI = re.compile(r"[A-Za-z\u4e00-\u9fff]{2}")
UNKNOWN = re.compile(r"[\u4e00-\u9fff]{5}|含")  # what stands in a bracket and is no unit: （含高新区）
SPACED = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
LEVEL = re.compile(r"(?:(?<!生产)率|比重|比例|占比|强度|指数)$")
MOVES = re.compile(r"(?:增长|下降|降低|减少|提高|提升|上升|增加)$")
DATED = re.compile(r"(?:19|20)\d\d(?!\d)|\d{1,2}(?:[-—–~至到]\d{1,2})?月")
MARK = re.compile(r"^(?:其中|其中：|#|\d{1,2}[.、]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）)\s*：?")
LEAST, MOST = 3, 60  # cells of a row
WIDEST = 400  # characters of a row
BARE = 2  # lines of a table at least


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table.

    Attributes:
        within: the cell's characters.
        span: those of the number; empty where the cell gives its own unit, and is read as any number is.
        value: in `unit`; lower end of a range.
        value_max: upper end of a range.
        scale: of the unit: 亿 of 亿元.
        unit: without its scale.
        label: what row and column say it measures.
        period: the column's; None where neither its head nor the line above the table gives one.
    """

    within: Span
    span: Span
    value: Decimal
    value_max: Decimal | None
    bound: Bound
    scale: str
    unit: str
    label: str
    measure: Measure
    comparison: Comparison | None
    period: Period | None
    status: Status


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its characters and its numbers in order."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its cells in order, by bars or by blanks."""

    span: Span
    bars: bool
    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column's head says: its words without unit and time, its unit, its period, whether it holds growth, targets or serial numbers."""

    words: str
    unit: tuple[str, str] | None
    period: Period | None
    growth: bool
    planned: bool
    kind: str  # "value", "unit", "serial" or "": it cannot be said


def find_tables(text: str, issued: str) -> dict[int, Row]:
    """Return the rows of a text's tables by the begin of their line; the cost is linear, and one search where there is none."""
    if ANY.search(text) is None:
        return {}
    rows: dict[int, Row] = {}
    for above, lines in _runs(text):
        rows.update((row.span.begin, row) for row in _read(text, issued, above, lines) if row.cells)
    return rows


def table_lines(text: str) -> frozenset[int]:
    """Return where the lines of a text's tables begin; the cost is linear, and one search where there is none."""
    if ANY.search(text) is None:
        return frozenset()
    return frozenset(line.span.begin for _, lines in _runs(text) for line in lines)


def _runs(text: str) -> Iterator[tuple[Span, list[Line]]]:
    """Yield each run of lines with cells, a number in one of them and heads where blanks divide them, with the line above it."""
    begin, lines = 0, []
    for line in text.split("\n"):
        lines.append((Span(begin, begin + len(line)), divide_line(line, begin)))
        begin += len(line) + 1
    above = Span(0, 0)
    for key, group in groupby(lines, key=lambda one: one[1] is not None and (one[1].bars, 0 if one[1].bars else len(one[1].cells))):
        run = list(group)
        divided = [line for _, line in run if line is not None]
        if key and len(divided) >= BARE and any(VALUE.fullmatch(text, *cell) for line in divided for cell in line.cells) and (divided[0].bars or any(_is_head(text, line) for line in divided)):
            yield above, divided
        above = run[-1][0]


def divide_line(line: str, begin: int, least: int = LEAST) -> Line | None:
    """Divide a line into cells, None for what has fewer than `least`, or prose."""
    bars = line.count("|") >= max(1, least - 1)
    if len(line) > WIDEST or (not bars and line.count(" ") < least - 1) or PROSE.search(line):
        return None
    cells, at = [], begin
    for part in line.split("|" if bars else " "):
        stripped = part.strip()
        first = at + part.find(stripped)
        cells.append(Span(first, first + len(stripped)))
        at += len(part) + 1
    if bars and len(cells) > least and line.startswith("|"):
        cells = cells[1:]
    if bars and len(cells) > least and line.endswith("|"):
        cells = cells[:-1]
    return Line(Span(begin, begin + len(line)), bars, tuple(cells)) if least <= len(cells) <= MOST else None


def _read(text: str, issued: str, above: Span, lines: list[Line]) -> Iterator[Row]:
    """Yield the rows of one run; a line of heads holds for what follows, the first also for rows before it (a table's head repeated on each page)."""
    heads: list[list[Line]] = []
    owners: list[int] = []
    for line in lines:
        if _is_head(text, line):
            if heads and owners and owners[-1] == -1 and len(heads[-1][0].cells) == len(line.cells):
                heads[-1].append(line)
            else:
                heads.append([line])
            owners.append(-1)
        else:
            owners.append(max(0, len(heads) - 1))
    columns = [_columns(text, issued, above, head) for head in heads]
    firsts = [[text[cell.begin : cell.end] for cell in head[0].cells] for head in heads]
    caption = CAPTION.search(text, above.begin, above.end)
    given = _unit(caption["unit"]) if caption is not None else None
    for line, owner in zip(lines, owners, strict=True):
        if owner < 0:
            continue
        head = columns[owner] if columns else []
        cells = line.cells
        if head and len(cells) == len(head) - 1 and line.bars and firsts[owner][0] == firsts[owner][1]:
            head = head[1:]
        if head and len(cells) == len(head):
            yield Row(line.span, tuple(_cells(text, line, head, given)))
        elif not heads and line.bars:
            yield Row(line.span, tuple(_headless(text, line)))


def _is_head(text: str, line: Line) -> bool:
    """Say whether a line names columns: no number in it but years, and two cells at least that say what such a line says."""
    cells = [text[cell.begin : cell.end] for cell in line.cells]
    if any((VALUE.fullmatch(cell) and not YEAR.fullmatch(cell)) or (MEASURED.fullmatch(cell) and _unit_behind(cell)) for cell in cells):
        return False
    if any(cell[:1].isdigit() and DATED.match(cell) is None for cell in cells):
        return False
    named = sum(HEADED.search(cell) is not None or YEAR.fullmatch(cell) is not None for cell in cells)
    return named >= BARE and 2 * named >= len(cells)


def _unit_behind(cell: str) -> bool:
    """Say whether a cell is a number with its unit, and not a date."""
    words = cell.lstrip("-−–0123456789,.")
    return not words.startswith(("年", "月", "日")) and _unit(INNER.sub("", words)) is not None


def _columns(text: str, issued: str, above: Span, lines: list[Line]) -> list[_Column]:
    """Read one or more lines of heads; what stands twice in a column counts once."""
    found: list[_Column] = []
    dated = _period(text, issued, above) if above.end - above.begin <= 2 * MOST else None
    for k in range(len(lines[0].cells)):
        spans = [line.cells[k] for line in lines]
        words = list(dict.fromkeys(text[span.begin : span.end] for span in spans))
        period = next((when for span in spans if (when := _period(text, issued, span)) is not None), dated)
        unit = next((one for word in words if (mark := BRACKET.search(word)) and (one := _unit(mark.group()[1:-1])) is not None), None)
        joined = "".join(words)
        growth = GROWTH.search(joined) is not None
        left = TIMES.sub("", INNER.sub("", joined))
        if UNITS.fullmatch(joined):
            kind = "unit"
        elif SERIAL.fullmatch(joined):
            kind = "serial"
        else:
            kind = "value" if growth or not left or PLAIN.fullmatch(left) or HEAD.search(left) else ""
        planned = PLANNED.search(joined) is not None
        if growth and period is dated:
            period, planned = _moved(joined, found, dated, planned=planned)
        noun = "" if not left or PLAIN.fullmatch(left) else left
        found.append(_Column(INNER.sub("", joined) if growth else noun, unit, period, growth, planned, kind))
    return found


def _moved(words: str, before: list[_Column], dated: Period | None, *, planned: bool) -> tuple[Period | None, bool]:
    """Return what a column of growth without a date of its own tells of, and whether it is planned: yearly means lie between the years of the columns before, other growth is of the nearest."""
    amounts = [column for column in before if column.kind == "value" and not column.growth and column.period is not None]
    if AVERAGE.search(words) is None:
        return (amounts[-1].period if amounts else dated), planned or (bool(amounts) and amounts[-1].planned)
    years = sorted({int(column.period.start[:4]) for column in amounts if column.period is not None})
    if len(years) < BARE:
        return None, planned
    return Period(f"{years[0] + 1}-01-01", f"{years[-1]}-12-31"), planned or amounts[-1].planned


def _period(text: str, issued: str, span: Span) -> Period | None:
    """Return the period that a head names: 2023年1—8月, “十四五”, a bare 2023."""
    if YEAR.fullmatch(text, span.begin, span.end):
        year = text[span.begin : span.end]
        return Period(f"{year}-01-01", f"{year}-12-31")
    if (plan := PLAN.search(text, span.begin, span.end)) is not None:
        first = 2001 + 5 * "零一二三四五六".index(plan["which"])
        return Period(f"{first}-01-01", f"{first + 4}-12-31")
    return next((date.period for date in find_dates(text, issued, span.begin, span.end) if date.period is not None and date.scope in {Scope.SET, Scope.ONLY}), None)


def _unit(words: str) -> tuple[str, str] | None:
    """Return scale and unit of words that are nothing else: 亿元, 万吨, %."""
    words = words.strip()
    scale = match.group() if (match := SCALED.match(words)) else ""
    for lead in (scale, ""):
        found = match_unit(words, len(lead))
        if found is not None and found[1] == len(words):
            return lead, found[0]
    return None


def _labels(text: str, line: Line, columns: list[_Column]) -> tuple[str, tuple[str, str] | None, int]:
    """Return what a row is about, its unit, and the index of its first number."""
    label, unit, bracketed, whole = "", None, None, ""
    for k, span in enumerate(line.cells):
        cell = text[span.begin : span.end]
        kind = columns[k].kind if columns else ""
        if kind == "serial" or (k == 0 and cell.isdecimal() and kind != "value"):
            continue
        if VALUE.fullmatch(cell) or (label and cell[:1].isdigit()) or (MEASURED.fullmatch(cell) and _unit_behind(cell)) or (label and NONE.fullmatch(cell)):
            return label, unit or bracketed, k
        if (own := _unit(cell)) is not None and label:
            unit = own
            continue
        mark = BRACKET.search(cell)
        if mark is not None and UNKNOWN.search(mark.group()[1:-1]) is None:
            named = _unit(mark.group()[1:-1])
            cell = SPACED.sub("", MARK.sub("", cell[: mark.start()])).strip()
            if named is not None:
                bracketed, whole = named, cell
        else:
            cell = SPACED.sub("", MARK.sub("", cell)).strip()
            whole = whole if bracketed is not None else ""
        if HANZI.search(cell) and kind != "unit":
            label = cell if not whole or cell == whole else whole + cell
    return label, unit or bracketed, len(line.cells)


def _cells(text: str, line: Line, columns: list[_Column], given: tuple[str, str] | None) -> Iterator[Cell]:
    """Yield the numbers of a row whose columns are headed."""
    label, unit, first = _labels(text, line, columns)
    if not label:
        return
    noun = ""
    for k in range(first, len(line.cells)):
        span, column = line.cells[k], columns[k]
        if column.kind != "value":
            continue
        if not column.growth:
            noun = column.words if HEAD.search(label) is None and column.words else ""
        cell = text[span.begin : span.end]
        match = VALUE.fullmatch(cell)
        if match is None:
            if MEASURED.fullmatch(cell):
                yield _cell(span, None, span.begin, ("", ""), label + noun, column)
            continue
        own = column.unit or unit or given
        if column.growth and match["summed"]:
            own = unit or given  # a sum of years stands in brackets in a column of yearly growth
        elif column.growth:
            own = None if LEVEL.search(label) and AVERAGE.search(column.words) else column.unit or ("", "%")  # 失业率 | 5.5 may be how high it is each year
        if own is not None and (match["scale"] is None or match["scale"] + own[0] in SCALES):
            yield _cell(span, match, span.begin, own, label + noun, column)


def _headless(text: str, line: Line) -> Iterator[Cell]:
    """Yield the first number of a row without heads: what the others are cannot be known."""
    label, unit, first = _labels(text, line, [])
    if not label or unit is None or first == len(line.cells):
        return
    span = line.cells[first]
    match = VALUE.fullmatch(text[span.begin : span.end])
    if match is not None and match["scale"] is None:
        yield _cell(span, match, span.begin, unit, label, _Column("", None, None, growth=False, planned=False, kind="value"))


def _cell(within: Span, match: re.Match[str] | None, at: int, unit: tuple[str, str], label: str, column: _Column) -> Cell:
    """Return one number with what row and column say; a fall is told in its label, as prose tells it."""
    value, most, span, bound, falls = Decimal(0), None, Span(within.begin, within.begin), Bound.EXACT, False
    if match is not None:
        value = Decimal(match["low"].replace(",", ""))
        if match["high"] and (high := Decimal(match["high"].replace(",", ""))) > value:
            most = high
        falls = match["minus"] is not None and most is None
        if match["scale"] is not None:
            unit = (match["scale"] + unit[0], unit[1])
        span = Span(at + match.start("low" if falls and column.growth else "number"), at + match.end("number"))
        value = -value if falls and not column.growth else value
        bound = Bound.BETWEEN if most is not None else BOUNDS.get(match["bound"] or match["after"] or "", Bound.EXACT)
    comparison, period = None, column.period
    if match is not None and match["summed"] and not column.growth and period is not None and period.start[5:] == "01-01" and period.end[5:] == "12-31":
        period = Period(f"{int(period.end[:4]) - 4}-01-01", period.end)  # in a plan's table brackets hold the sum of its five years
    if column.growth:
        words = PLANNED.sub("", ANY_SUM.sub("", TIMES.sub("", column.words))).removesuffix("值")
        if match is not None and match["summed"]:
            words = "累计增长"
        elif not re.search(r"增|降|涨|升", words):
            words += "增长"
        if falls:
            words = FALLING.sub("下降", words)
        words = words.replace("增减", "增长")
        moved = MOVES.search(label)
        if moved is not None and moved.group() not in words:
            label = label[: moved.start()] + words.removesuffix("增长") + moved.group()  # 用水量下降 by 29 in sum: 用水量累计下降
        else:
            label = label.removesuffix(moved.group() if moved is not None else "") + words
        comparison = Comparison.AVERAGE if AVERAGE.search(column.words) else Comparison.MONTH_ON_MONTH if "环比" in column.words else Comparison.YEAR_ON_YEAR if re.search(r"同比|上年|去年", column.words) else None
    return Cell(
        within, span, value, most, bound, unit[0], unit[1], label, Measure.GROWTH if column.growth else Measure.AMOUNT, comparison, period,
        Status.PLANNED if column.planned else Status.ACHIEVED,
    )  # fmt: skip
