"""Healed text from layout-broken text, with an exact map back to the original characters.

In: a document's text as a reader extracted it. Out: `Healed`: paragraphs divided by one newline, words joined that
the layout broke (新⏎⏎能源), width and look-alikes folded character for character, invisible characters dropped, and
what only lays a line out left off: the mark or serial number of its item (● ▶ ① 3. 📈), a rule of dashes, a picture at
its end. It refuses nothing: any string has a healed form, possibly empty.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ontology.facts import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Healed", "heal"]

END_MARKS = "。！？!?；;：:…"
CLOSERS = '”’」』）》】)"'
HEADING = re.compile(r"\s*(#{1,6}\s|[—-]{2}|第[一二三四五六七八九十百]+[章节篇]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|【)")
KEY = re.compile(r"[\u4e00-\u9fff]{2,8}：")  # 规模：… after 牵头单位：… is a line of its own
HASHES = re.compile(r"#{1,6} ?")  # the marks of a Markdown heading are no words of it
PICTURES = r"\u2190-\u21ff\u2501-\u27bf\u2b00-\u2bff\u203b\ufe0f\u20e3\U0001f000-\U0001faff"  # arrows, boxes, shapes, dingbats, emoji; not the dash \u2500
NUMBERS = r"\u2460-\u24ff\u3220-\u3229\u3280-\u3289"  # ① ⑴ ⒈ ㈠ ㊀
ITEM = re.compile(  # what a line begins with where it is one item of several; of a date, a sum or a range it is none
    rf"\s*(?:(?:[{PICTURES}{NUMBERS}]|\d\ufe0f?\u20e3)[{PICTURES}{NUMBERS}\s]*|[•·\-–*]\s+(?=[\w《“‘【（(])|[（(]\d{{1,2}}[）)]\s?(?!\d)"
    r"|\d{1,2}(?:[.．]\s?(?=[《“‘【]|[^\W\d])|[、)）]\s?(?=[《“‘【]|[^\W\d]))|\d{1,3}[\u3000\t]+(?=[一-龥]{4}))"
)
PICTURE = re.compile(rf"[{PICTURES}]")
CAPTION = re.compile(r"(摄|供图|图片?[:：]|资料图|图为.{0,60}|制图.{0,12}|提供)\s*[）)]?\s*$|^\s*(图为|图[①-⑳0-9一二三四五六]|本版|责任编辑|责编|编辑[:：]|校对|记者\s)")
FOLDED = {
    "(": "（", ")": "）", "．": ".", "％": "%", "﹪": "%", "＋": "+", "－": "-", "／": "/", "～": "~", "〜": "~", "∼": "~",
    "﹑": "、", "､": "、", "｡": "。", "!": "！", "?": "？", "‧": "·", "•": "·", "・": "·", "﹒": "·", "―": "—", "─": "—",
    "〝": "“", "〞": "”", "＂": '"', "「": "“", "」": "”", "『": "“", "』": "”", "﹝": "（", "﹞": "）", "［": "（", "］": "）",
    "[": "（", "]": "）", "｜": "|", "丨": "|", "│": "|", "┃": "|", "︱": "|",
}  # fmt: skip
KANGXI_LEFT = {  # Unicode EquivalentUnifiedIdeograph: radicals that NFKC leaves alone
    "⺠": "民", "⻄": "西", "⻅": "见", "⻆": "角", "⻉": "贝", "⻋": "车", "⻓": "长", "⻔": "门", "⻘": "青", "⻚":
    "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻨": "麦",
    "⻩": "黄", "⻬": "齐", "⻮": "齿", "⻰": "龙", "⻳": "龟",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Healed:
    """A cleaned text and, for each of its characters, the original offset.

    Attributes:
        text: the healed characters.
        offsets: shape (len(text),), int64, strictly increasing original offsets.
        marks: what was left off before a line that is an item, without blanks (●, 3., （3）), by the offset of the line.
    """

    text: str
    offsets: NDArray[np.int64]
    marks: Mapping[int, str] = field(default_factory=dict)

    def origin(self, span: Span) -> Span:
        """Return the original characters of a healed span; an empty span has none and is refused with ValueError."""
        if span.begin >= span.end:
            raise ValueError(f"empty span {span}")
        return Span(int(self.offsets[span.begin]), int(self.offsets[span.end - 1]) + 1)


def heal(text: str) -> Healed:
    r"""Return the healed form of any text.

    >>> heal("今年以来，全区装备制造、消费品、新\n\n能源3个产业集群，竞争力提高。").text
    '今年以来，全区装备制造、消费品、新能源3个产业集群，竞争力提高。'
    """
    pieces: list[str] = []
    offsets: list[int] = []
    marks: dict[int, str] = {}
    previous = ""
    for begin, line in _lines(text):
        item = ITEM.match(line)
        if item:
            previous = ""
        first, last = item.end() if item else 0, len(line)
        while last > first and PICTURE.match(line, last - 1):
            last -= 1
        content, places = _fold(line[first:last], begin + first)
        if not content:
            continue
        if offsets and not _continues(previous, content):
            pieces.append("\n")
            offsets.append(begin - 1)
            previous = content
        else:
            previous += content
        if item:
            marks[len(offsets)] = item.group().strip()
        mark = HASHES.match(content)
        first = mark.end() if mark else 0
        pieces.append(content[first:])
        offsets.extend(places[first:])
    return Healed(_pair_quotes("".join(pieces)), np.asarray(offsets, dtype=np.int64), marks)


def _lines(text: str) -> list[tuple[int, str]]:
    """Divide into lines with their offsets; the newline itself belongs to none."""
    found, begin = [], 0
    for line in text.split("\n"):
        found.append((begin, line))
        begin += len(line) + 1
    return found


def _fold(line: str, begin: int) -> tuple[str, Sequence[int]]:
    """Fold one line character for character: (folded, original offsets); spaces at the ends go, between hanzi runs shrink to one."""
    folded = line.translate(FOLDING)
    if len(folded) == len(line):  # nothing invisible
        begin += len(folded) - len(folded.lstrip(" "))
        folded = folded.strip(" ")
        if "  " not in folded:
            return folded, range(begin, begin + len(folded))
        kept = [(char, offset) for k, (offset, char) in enumerate(enumerate(folded, begin)) if char != " " or folded[k - 1] != " "]
    else:
        kept = []
        for offset, char in enumerate(line, begin):
            one = char.translate(FOLDING)
            if one and (one != " " or (kept and kept[-1][0] != " ")):
                kept.append((one, offset))
        while kept and kept[-1][0] == " ":
            kept.pop()
    return "".join([char for char, _ in kept]), [offset for _, offset in kept]


class _Folding(dict[int, str]):
    """The folded form by code, worked out when a character is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_char(chr(code))
        return folded


FOLDING = _Folding()


def _fold_char(char: str) -> str:
    """Return the character to match on: one character, or none for what is invisible."""
    code = ord(char)
    if char in FOLDED:
        return FOLDED[char]
    if 0x4E00 <= code <= 0x9FFF:
        return char
    if code < 0x80:
        return " " if char.isspace() else char if code >= 0x20 else ""
    if char.isspace() or char == "\u00a0":
        return " "
    if unicodedata.category(char) in {"Cf", "Cc", "Cs", "Co"}:
        return ""
    if 0x2E80 <= code <= 0x2FDF:
        folded = KANGXI_LEFT.get(char) or unicodedata.normalize("NFKC", char)
        return folded if len(folded) == 1 else char
    if 0xFF10 <= code <= 0xFF5A and char.isalnum():
        return unicodedata.normalize("NFKC", char)
    return char


def _continues(previous: str, line: str) -> bool:
    """Say whether a line goes on where the layout broke the one before: no end mark, running prose on both sides."""
    if not previous or HEADING.match(previous) or HEADING.match(line) or CAPTION.search(previous) or CAPTION.search(line):
        return False
    last = previous.rstrip(CLOSERS)[-1:] or previous[-1]
    if last in END_MARKS or previous[-1] in "》】":
        return False
    if KEY.match(previous) and KEY.match(line):
        return False
    if last in "，、,":
        return True
    # words between blanks are a row of a list or a byline, whatever it enumerates: 某报社党委书记、社长 陈 光
    runs_on = "，" in previous or "。" in previous or ("、" in previous and previous.count(" ") < 2)
    return runs_on and len(previous) >= 14 and any(mark in line for mark in "，。；") and not line.startswith("“")


def _pair_quotes(text: str) -> str:
    """Turn straight double quotes into opening and closing ones, afresh in each paragraph."""
    if '"' not in text:
        return text
    out, is_open = [], False
    for char in text:
        if char == "\n":
            is_open = False
        if char == '"':
            is_open = not is_open
            out.append("“" if is_open else "”")
        else:
            out.append(char)
    return "".join(out)
