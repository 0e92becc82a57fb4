"""Lists of firms, projects, parks or goods that a text prints as rows under a line of heads: 序号 企业名称 主营产品 所属市.

In: a healed text. Out: each list with the line above it and its rows, and of each row the cells whose head says what they hold,
each as the names in it (变压器、开关 are two). Lines are divided as those of tables are. It refuses rows with another number of
cells than the heads, whose cells cannot be told apart: healing leaves one blank of several, so that an empty cell between
blanks is gone; between bars it is seen. The number of a row may be gone too (`extract.text.clean` takes it for an item's mark).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from extract.lexicons import alternation
from extract.text.columns import THINGS, Column, column_of, columns
from extract.text.tables import Line, divide_line
from ontology.facts import Span
from ontology.tables import read_rows as known_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Roster", "RosterRow", "find_rosters", "roster_lines"]

WHOLE = frozenset(
    {Column.COMPANY, Column.UNIT, Column.BEARER, Column.PROJECT}
)  # 、 in such a cell is part of the name, but between two firms
PART = re.compile(r"(?:[^、（）]|（[^（）]*）)+")  # between 、 outside of brackets: 阀门（球阀、闸阀）、管件
TAIL = re.compile(r"(?<=..)等(?:产品|系列产品)?$")  # 变压器、开关等
FIRM = re.compile(r"(?:公司|集团|[总分]?厂|研究院|研究所|设计院|大学|学院|合作社|中心|医院|银行)$")
NOTHING = re.compile(rf"(?:{alternation('words_names', 'cell_none')})|[\W\d_]*")
DATE_OR_NUMBER = re.compile(r"[\d.:：—–/-]+[年月日\d.:：—–/%-]*")
ENDED = re.compile("[。！？]")  # what ends a list: a sentence
FEW = 2  # cells of a line of heads at least
MISFITS = 3  # lines one after the other that do not fit, after which a list is at its end
LONGEST = 60  # characters of a name


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row: its line, and the names in its cells by column, those of one cell in order."""

    span: Span
    cells: tuple[tuple[Column, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """One list: the line above its heads (empty at the begin of a text), its columns, and its rows."""

    above: Span
    columns: tuple[Column | None, ...]
    rows: tuple[RosterRow, ...]


@cache
def _heads() -> re.Pattern[str]:
    """Heads of what a list may be of, each alone between blanks, bars or ends of a line: a text without one has no list."""
    words = sorted(
        (head for head, column in columns().items() if column in THINGS), key=lambda head: (-len(head), head)
    )
    return re.compile(
        rf"(?:^|[ |])(?:{'|'.join(map(re.escape, words))})(?:（[^（）\n]{{1,16}}）)?(?=[ |]|$)", re.MULTILINE
    )


@lru_cache(maxsize=4)  # three components ask for those of one text
def find_rosters(text: str) -> tuple[Roster, ...]:
    """Return the lists of a healed text in order; the cost is linear, and one search where there is none."""
    if _heads().search(text) is None:
        return ()
    lines, begin = [], 0
    for line in text.split("\n"):
        lines.append(Span(begin, begin + len(line)))
        begin += len(line) + 1
    found, above = [], Span(0, 0)
    for at, span in enumerate(lines):
        head = _read_head(text, span)
        if head is not None and (rows := tuple(_rows(text, head, lines, at + 1))):
            found.append(Roster(above, _kinds(text, head), rows))
        above = span
    return tuple(found)


def roster_lines(text: str) -> frozenset[int]:
    """Return where the rows of a text's lists begin; the cost is one search where there is none."""
    return frozenset(row.span.begin for roster in find_rosters(text) for row in roster.rows)


def _kinds(text: str, head: Line) -> tuple[Column | None, ...]:
    return tuple(column_of(text[cell.begin : cell.end]) for cell in head.cells)


def _read_head(text: str, span: Span) -> Line | None:
    """Return a line as heads: two cells at least say what their columns hold, and one of them is what the list is of."""
    line = divide_line(text[span.begin : span.end], span.begin, FEW)
    if line is None:
        return None
    known = [column for column in _kinds(text, line) if column is not None]
    return line if len(known) >= FEW and not THINGS.isdisjoint(known) else None


def _rows(text: str, head: Line, lines: list[Span], first: int) -> Iterator[RosterRow]:
    """Yield the rows below a line of heads, up to prose, the next heads, or what fits no more."""
    columns, misfits = _kinds(text, head), 0
    for at in range(first, len(lines)):
        span = lines[at]
        line = divide_line(text[span.begin : span.end], span.begin, 1)
        if ENDED.search(text, *span) or _read_head(text, span) is not None or misfits == MISFITS:
            return
        fitting = () if line is None else _fit(text, head, line, serial=columns[0] is Column.SERIAL)
        cells = tuple(_named_cells(text, columns, fitting))
        misfits = 0 if cells else misfits + 1
        if cells:
            yield RosterRow(span, cells)


def _named_cells(
    text: str, columns: tuple[Column | None, ...], cells: tuple[Span, ...]
) -> Iterator[tuple[Column, tuple[Span, ...]]]:
    """Yield the cells of a row that name something, each with its column; none where the row does not fit the heads."""
    for column, cell in zip(columns, cells, strict=False):
        if column not in {None, Column.SERIAL} and (parts := _parts(text, column, cell)):
            yield column, parts


def _fit(text: str, head: Line, line: Line, *, serial: bool) -> tuple[Span, ...]:
    """Return a row's cells in the order of the heads, an empty one where healing or the end of the line took it; none where that cannot be told."""
    cells, missing = line.cells, len(head.cells) - len(line.cells)
    if missing == 0 and line.bars == head.bars:
        numbered = text[cells[0].begin : cells[0].end].rstrip(".、").isdigit()
        return cells if numbered or not serial or line.bars else ()
    if missing != 1:
        return ()
    if line.bars:
        return (*cells, Span(line.span.end, line.span.end)) if text[line.span.end - 1] == "|" else ()
    if not serial or head.bars or text[cells[0].begin : cells[0].end][:1].isdigit():
        return ()
    return (Span(cells[0].begin, cells[0].begin), *cells) if len(cells) > 1 or FIRM.search(text, *cells[0]) else ()


def _parts(text: str, column: Column | None, cell: Span) -> tuple[Span, ...]:
    """Return the names in a cell, without what names nothing."""
    label = text[cell.begin : cell.end]
    if len(label) < FEW or NOTHING.fullmatch(label):
        return ()
    parts = [Span(cell.begin + match.start(), cell.begin + match.end()) for match in PART.finditer(label)]
    if "、".join(text[part.begin : part.end] for part in parts) != label:
        return ()  # brackets that do not close
    if (column in WHOLE and not all(FIRM.search(text, *part) for part in parts)) or (
        column is Column.INDUSTRY and label in _trades()
    ):
        parts = [cell]
    last = TAIL.search(text, *parts[-1])
    if last is not None and column is Column.PRODUCT:
        parts[-1] = Span(parts[-1].begin, last.start())
    return tuple(part for part in parts if _names(text[part.begin : part.end]))


def _names(label: str) -> bool:
    """Say whether a part of a cell may be a name: no number, no date, nothing that says that there is none."""
    return (
        FEW <= len(label) <= LONGEST
        and not NOTHING.fullmatch(label)
        and not DATE_OR_NUMBER.fullmatch(label)
        and label[0] != " " != label[-1]
    )


@cache
def _trades() -> frozenset[str]:
    """Return the trades of GB/T 4754 that have a 、 in their name."""
    return frozenset(label for _, _, label, _ in known_rows("gbt4754.tsv", 4) if "、" in label)
