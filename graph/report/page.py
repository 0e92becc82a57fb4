"""The report as one HTML file: no script, no outside reference, figures inside as SVG, a policy that forbids the rest.

In: a `Report`. Out: HTML, the same for the same report.
"""

from __future__ import annotations

import base64
import hashlib
import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graph.report.parts import Drawn, Report, Said, Section, Shown, Words

__all__ = ["to_page"]

_HERE: Final = Path(__file__).parent
_POLICY: Final = "default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'"
_LONG: Final = frozenset({"sentence", "other_sentence", "names", "course", "industries", "warning", "title", "documents"})
"""Columns whose cells may break into lines."""
_DATES: Final = frozenset({"status", "issued", "from", "to", "target_until", "achieved_until"})
"""Columns whose cells may not."""


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class _Block:
    sort: str
    text: str
    source: str
    name: str = ""
    headings: tuple[_Cell, ...] = ()
    rows: tuple[tuple[_Cell, ...], ...] = ()
    note: str = ""
    figure: str = ""


def to_page(report: Report) -> str:
    """Return the report as one HTML text."""
    words = Words(report.lang)
    style = (_HERE / "templates" / "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja").render(
        policy=_POLICY.format(style=f"'sha256-{digest}'"),
        lang="zh-CN" if report.lang == "zh" else "en",
        style=Markup(style),  # noqa: S704  # our own file
        title=report.title,
        words=words,
        sections=[(section, _blocks(section, words)) for section in report.sections],
        facts=[(words(f"fact.{name}"), value) for name, value in report.facts.items()],
        command=report.command,
    )


def _blocks(section: Section, words: Words) -> list[_Block]:
    made = []
    for block in section.blocks:
        if isinstance(block, Said):
            made.append(_Block("said", block.text, block.source))
        elif isinstance(block, Drawn):
            svg = Markup(block.drawing.to_inline(block.name))  # noqa: S704  # matplotlib's own SVG, names as paths
            made.append(_Block("figure", block.drawing.title, block.source, block.name, figure=svg))
        else:
            made.append(_table(block, words))
    return made


def _table(block: Shown, words: Words) -> _Block:
    total, part = len(block.frame), block.frame.head(block.most)
    if not total:
        return _Block("none", block.title, block.source, block.name, note=words("no_rows"))
    if not block.columns:
        note = words("file_only", total=total, name=block.name)
        return _Block("none", block.title, block.source, block.name, note=note)
    rows = tuple(
        tuple(_cell(name, words.value(name, value)) for name, value in zip(block.columns, row, strict=True))
        for row in part[list(block.columns)].itertuples(index=False, name=None)
    )
    key = "all_rows" if total <= block.most else "rows"
    note = words(key, total=total, shown=len(part), name=block.name)
    styles = [next((cells[at].style for cells in rows if cells[at].style), "") for at in range(len(block.columns))]
    headings = tuple(_Cell(words.column(name), style) for name, style in zip(block.columns, styles, strict=True))
    return _Block("table", block.title, block.source, block.name, headings, rows, note)


def _cell(name: str, value: Any) -> _Cell:
    """Return a value as a reader wants it: dates without hours, numbers right-aligned, truth as a mark."""
    if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in {"NaT", "<NA>"}:
        return _Cell("", "")
    if isinstance(value, bool):
        return _Cell("●" if value else "", "mark")
    if isinstance(value, datetime | date):
        return _Cell(value.isoformat()[:10], "number")
    if name == "year":
        return _Cell(str(int(value)), "number")
    if isinstance(value, int | float | Decimal):
        return _Cell(_number(float(value)), "number")
    style = "long" if name in _LONG else "date" if name in _DATES else "report" if name.endswith("document") else ""
    return _Cell(str(value), style)


def _number(value: float) -> str:
    """Return digits in groups of three; shares with four places, so that they stand under each other."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) < 1:
        return f"{value:.4f}"
    return f"{value:,.2f}" if abs(value) >= 100 else f"{value:.4g}"
