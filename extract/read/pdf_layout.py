"""Where the characters of a PDF page stand, and in which order they are read.

In: a pypdfium2 page. Out: `Line`s in reading order, later joined to paragraphs. The producer's own order is kept where
it reads column by column; where it hops between columns line by line, the page is cut along its white gutters.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Line", "drop_running", "lines_of_page", "order_lines", "paragraphs"]

PAGE_CHARACTERS = 200_000
END = "。！？!?；;…：:"
CLOSERS = '”’」』）》】)"'
_NUMBER = re.compile(r"^[\s\W_]*(第?\s*\d{1,4}\s*[页版]?(\s*[/共]\s*\d{1,4}\s*页?)?|[ivxlc]{1,6}|A?\d{1,2}版?)[\s\W_]*$", re.IGNORECASE)
_FURNITURE = re.compile(r"^\W*(.{2,12}(日报|晚报|早报|时报|商报|都市报|周刊|周报|参考|通讯|简报)|.{0,20}(\d{1,2}\s*版|第\s*\d+\s*期|总第|星期[一二三四五六日]|责任?编辑|美编|校对|投稿|热线)).{0,30}$")
_TOKEN = re.compile(r"[“‘（《【(]?[!-~]+|[“‘（《【(]")
GAP = 0.9
"""Characters of white that end a line: headlines are spaced by one, gutters are at least one wide."""
MARGIN = 0.12
"""Share of the page's height at its top and foot where running heads stand."""


@dataclass(frozen=True, slots=True)
class Line:
    """Characters on one base line, without a gap of a character's width.

    Attributes:
        text: without white space at its ends.
        left, right, bottom, top: in points, y upwards.
        size: height of its characters.
        depth: 0 at the top of the page, 1 at its foot.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    depth: float


def lines_of_page(page: pdfium.PdfPage) -> list[Line]:
    """Return a page's lines in reading order."""
    textpage = page.get_textpage()
    raw, handle = pdfium.raw, textpage.raw
    height = page.get_height() or 1.0
    lines: list[Line] = []
    chars: list[str] = []
    box = [0.0, 0.0, 0.0, 0.0]
    sizes: list[float] = []
    rect = raw.FS_RECTF()

    def end() -> None:
        text = "".join(chars)
        if text.strip():
            size = sorted(sizes)[len(sizes) // 2]
            depth = 1 - (box[2] + box[3]) / 2 / height
            lines.append(Line(text.strip(), box[0], box[1], box[2], box[3], size, depth))
        chars.clear()
        sizes.clear()

    for index in range(min(textpage.count_chars(), PAGE_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(handle, index)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" if code else ""
        if char in "\r\n\0":
            continue
        if char.isspace() or char == "\u00a0":
            if chars and chars[-1] != " ":
                chars.append(" ")
            continue
        if char == "\ufffe" or raw.FPDFText_IsHyphen(handle, index) == 1:
            char = "-"
        raw.FPDFText_GetLooseCharBox(handle, index, rect)  # loose: a comma's box is as wide as its em square
        l, r, b, t = rect.left, rect.right, rect.bottom, rect.top  # noqa: E741  # the four sides of a box
        size = float(raw.FPDFText_GetFontSize(handle, index)) or t - b
        if r < l or t < b:
            continue
        if chars and _breaks(box, sizes[-1], l, b, t, size):
            end()
        if chars:
            box[0], box[1], box[2], box[3] = min(box[0], l), max(box[1], r), min(box[2], b), max(box[3], t)
        else:
            box[:] = [l, r, b, t]
        chars.append(char)
        sizes.append(max(size, t - b, 1.0))
    end()
    textpage.close()
    return order_lines(lines)


def _breaks(box: list[float], size_before: float, left: float, bottom: float, top: float, size: float) -> bool:
    """Say whether a character stands on another line than the box before it, or far to the right on the same one."""
    unit = max(size_before, size, 1.0)
    middle = (bottom + top) / 2
    if middle < box[2] - 0.6 * unit or middle > box[3] + 0.6 * unit or not box[2] - 0.35 * unit <= middle <= box[3] + 0.35 * unit:
        return True
    return left > box[1] + GAP * unit or left < box[1] - 1.5 * unit


def order_lines(lines: list[Line]) -> list[Line]:
    """Return lines in reading order: as the producer wrote them, unless that hops between columns.

    A hop is a step to the right on the same height between two lines of prose. Rows of a table hop too; their cells
    are short, and they stay row by row.
    """
    hops = sum(_is_hop(one, two) for one, two in itertools.pairwise(lines))
    prose = [line for line in lines if len(line.text) >= 8]
    if hops >= 4 and hops * 5 >= len(lines) and len(prose) * 2 >= len(lines):
        return _join_cells(_cut(lines))
    return _join_cells(lines)


def _is_hop(one: Line, two: Line) -> bool:
    return min(one.top, two.top) - max(one.bottom, two.bottom) > 0.5 * min(one.size, two.size) and two.left > one.right + 0.3 * one.size and min(len(one.text), len(two.text)) >= 5


def _join_cells(lines: list[Line]) -> list[Line]:
    """Join what stands on one height with a gap between, as cells of a table row do."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        same = last is not None and min(last.top, line.top) - max(last.bottom, line.bottom) > 0.5 * min(last.size, line.size)
        if last is not None and same and line.left >= last.right - 0.5 * line.size and len(line.text) < 24 and len(last.text) < 80:
            joined[-1] = Line(f"{last.text} {line.text}", last.left, line.right, min(last.bottom, line.bottom), max(last.top, line.top), last.size, last.depth)
        else:
            joined.append(line)
    return joined


def _cut(lines: list[Line], level: int = 0) -> list[Line]:
    """Order lines by cutting the page along white gutters, sideways first, then downwards (XY-cut)."""
    if len(lines) <= 1 or level > 40:
        return sorted(lines, key=lambda line: (-line.top, line.left))
    unit = sorted(line.size for line in lines)[len(lines) // 2]
    columns = _columns(lines)
    if sum(len(part) > 1 for part in columns) > 1:
        return [line for part in columns for line in _cut(part, level + 1)]
    rows = _gaps(lines, [(-line.top, -line.bottom) for line in lines], 0.05 * unit)
    if len(rows) <= 1:
        return sorted(lines, key=lambda line: (-line.top, line.left))
    parts = _merge_rows(rows)
    if len(parts) == 1:
        return sorted(lines, key=lambda line: (-line.top, line.left))
    return [line for part in parts for line in _cut(part, level + 1)]


def _gaps(lines: list[Line], spans: list[tuple[float, float]], least: float) -> list[list[Line]]:
    """Divide lines where no span covers at least so much of the axis."""
    order = sorted(range(len(lines)), key=lambda k: spans[k])
    groups: list[list[Line]] = []
    reach = float("-inf")
    for k in order:
        if spans[k][0] - reach >= least or not groups:
            groups.append([])
        groups[-1].append(lines[k])
        reach = max(reach, spans[k][1])
    return groups


def _merge_rows(rows: list[list[Line]]) -> list[list[Line]]:
    """Join rows that have their gutters in common: a block of columns is cut sideways as a whole, a headline alone."""
    blocks: list[list[Line]] = []
    for row in rows:
        if blocks and len(_columns(blocks[-1])) > 1 and len(_columns(blocks[-1] + row)) > 1:
            blocks[-1] = blocks[-1] + row
        else:
            blocks.append(list(row))
    return blocks


def _columns(lines: list[Line]) -> list[list[Line]]:
    unit = sorted(line.size for line in lines)[len(lines) // 2]
    return _gaps(lines, [(line.left, line.right) for line in lines], 0.6 * unit)


def drop_running(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out page numbers and the heads and feet that repeat on most pages."""
    def edge(line: Line) -> bool:
        return line.depth < MARGIN or line.depth > 1 - MARGIN

    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_digitless(line.text) for line in lines if edge(line) and len(line.text) < 60})
    filled = sum(bool(lines) for lines in pages)
    running = {text for text, count in seen.items() if count >= max(3 if filled > 2 else 2, 0.5 * filled)}
    return [
        [line for line in lines if not (edge(line) and (_digitless(line.text) in running or (len(lines) > 1 and _is_furniture(line))))]
        for lines in pages
    ]


def _is_furniture(line: Line) -> bool:
    """Say whether one line at the edge of a page is its number, or what a newspaper prints over its pages."""
    if _NUMBER.match(line.text):
        return True
    return (line.depth < MARGIN / 2 or line.depth > 1 - MARGIN / 2) and len(line.text) < 40 and bool(_FURNITURE.match(line.text)) and "。" not in line.text


def _digitless(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s", "", text))


def paragraphs(pages: Iterable[list[Line]]) -> tuple[str, list[int]]:
    """Return one line a paragraph, and where each page begins.

    A line goes on in the next where it reaches the column's right side (or the sentence does not end) and the next one
    is not indented; across columns and pages too.
    """
    out: list[str] = []
    length = 0
    starts: list[int] = []
    previous: Line | None = None
    wide = 0.0
    begins = True
    for lines in pages:
        starts.append(length)
        margins = _margins(lines)
        for line, (left, right) in zip(lines, margins, strict=True):
            if previous is None:
                piece = line.text
            elif _goes_on(previous, wide, line, left) and not (begins and _ends(previous) and abs(previous.left - line.left) < 0.5 * line.size):
                begins = False
                piece = _glue(out[-1], line.text)
                if piece.startswith("\0"):  # a hyphen at the break belongs to the layout
                    out[-1], length, piece = out[-1][:-1], length - 1, piece[1:]
            else:
                begins = True
                piece = "\n" + line.text
            out.append(piece)
            length += len(piece)
            if starts and starts[-1] == length - len(piece) and piece.startswith("\n"):
                starts[-1] += 1
            previous, wide = line, right
    return "".join(out) + ("\n" if out else ""), starts


def _margins(lines: list[Line]) -> list[tuple[float, float]]:
    """Return for each line the left and right side of its column: what lines that overlap it and are like it reach."""
    sides: list[tuple[float, float]] = []
    for k, line in enumerate(lines):
        near = [other for other in lines[max(0, k - 30) : k + 31] if other.left < line.right and line.left < other.right and abs(other.size - line.size) < 0.2 * line.size]
        lefts = sorted(round(other.left, 1) for other in near)
        sides.append((Counter(lefts).most_common(1)[0][0] if len(lefts) > 2 else lefts[0], max(other.right for other in near)))
    return sides


def _goes_on(previous: Line, right: float, line: Line, left: float) -> bool:
    """Say whether a paragraph goes on from one line to the next."""
    if abs(previous.size - line.size) > 0.15 * max(previous.size, line.size):
        return False
    if line.text[0] in CLOSERS + "，。、；：！？":
        return True  # nothing begins with these: the layout broke before them
    token = _TOKEN.match(line.text)
    room = 1.6 * previous.size + (0.6 * line.size * len(token[0]) if token else 0.0)
    is_full = previous.right >= right - room
    is_indented = line.left > left + 0.9 * line.size
    if is_indented or not is_full:
        return False
    return not _ends(previous) or previous.right >= right - 1.1 * previous.size


def _ends(line: Line) -> bool:
    return (line.text.rstrip(CLOSERS)[-1:] or "x") in END


def _glue(before: str, text: str) -> str:
    """Return what to append: a blank between two Latin words, a NUL before the text where a hyphen is to go."""
    last, first = before[-1:], text[:1]
    if last == "-" and len(before) > 1 and before[-2].isascii() and before[-2].isalpha() and first.isascii() and first.islower():
        return "\0" + text
    if "://" in before[before.rfind(" ") + 1 :]:
        return text
    if last.isascii() and last.isalnum() and first.isascii() and first.isalpha():
        return " " + text
    return text
