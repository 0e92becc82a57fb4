"""Sentences, clauses and the role of each line, from a Doc's healed text.

A sentence ends at 。！？ (and what closes after it), at the end of a paragraph, and, where it would be longer than 300
characters, at ；. A clause ends at ，；：。！？, at a bar between items, and at a run of spaces in a headline, never inside brackets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.layers import Role, Sentence
from extract.text.clean import CAPTION, HEADING
from extract.text.rosters import roster_lines
from extract.text.tables import table_lines
from ontology.facts import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Doc

__all__ = ["add_sentences", "divide", "items_of", "sentence_at"]

LONGEST = 300  # a cited sentence has to stay readable; the longest of 25 annotated reports has 185 characters
ENDS = re.compile(r"[。！？]+[”’）》」』]*")
SEMICOLON = re.compile(r"；")
CLAUSE_MARKS = re.compile(r"[，；：。！？（《）》|]|——| ")  # what ends a clause, and the brackets within which nothing but the end of a sentence does
KEY = re.compile(r"[^\d，。；：！？]{2,10}")  # what a value follows behind a space: 工业用水 3.2元
BYLINE = re.compile(
    r"^(?=.{0,40}$)(?!.*[，。]).*(记者|通讯员|作者|本报讯|特约|供稿|来源|发布时间|发布人|发布者|点击|浏览|责任编辑|责编|编辑|编审|校对|审核|出品|监制|策划|扫码|数据来源|文/|文字|图文)"
)
SOURCE_LABEL = re.compile(r"(?:来源|作者|记者|发布时间|发布日期|发布机构|浏览次数|点击数?|阅读次数|责任编辑|字体|字号)[：|]")
BOILERPLATE = re.compile(
    r"(ICP备|版权所有|未经授权|转载请注明"  # licence and owner
    r"|分享到|打印本页|关闭窗口|上一篇|下一篇"  # buttons, other pages
    r"|相关链接|相关阅读|网站地图|联系我们|无障碍"  # links
    r"|当前位置|字号：|扫一扫|京公网安备|主办单位：|承办：|技术支持)"  # where one is, editors
)

MARKER = re.compile(
    r"(?P<chapter>第[一二三四五六七八九十]{1,3}[章篇])|(?P<section>第[一二三四五六七八九十]{1,3}节)|(?P<one>[一二三四五六七八九十]{1,3}、)|(?P<two>（[一二三四五六七八九十]{1,3}）)"
    r"|(?P<dash>——(?=[\u4e00-\u9fff]))"
)  # what an item of a list begins with
MARK = re.compile(r"(?P<three>\d{1,2}[.．、)）]?)|(?P<four>[（(]\d{1,2}[）)])|(?P<five>[\u2460-\u24ff\u3220-\u3229\u3280-\u3289])|(?P<bullet>.)")  # what healing left off before it
LOOSE = ("dash", "bullet")  # an item of these is one paragraph, or a line and what it heads


@Language.component("chanmai_sentences")
def add_sentences(doc: Doc) -> Doc:
    """Set `doc._.sentences`."""
    doc._.sentences = divide(doc._.healed.text)
    return doc


def divide(text: str) -> list[Sentence]:
    """Divide a healed text into sentences, in order; newlines belong to none."""
    sentences: list[Sentence] = []
    begin, rows = 0, table_lines(text) | roster_lines(text)
    for number, paragraph in enumerate(text.split("\n")):
        role = _role(paragraph, number)
        if begin in rows and role is Role.HEADING:
            role = Role.BODY
        sentences.extend(Sentence(span, number, role, tuple(_clauses(text, span))) for span in _spans(paragraph, begin))
        begin += len(paragraph) + 1
    return sentences


def items_of(text: str, sentences: list[Sentence], marks: Mapping[int, str] | None = None) -> list[dict[int, int]]:
    """Return for each sentence the lists that it stands in, outermost first, each by its number, with the number of its item.

    `marks` are those of the healed text (`Healed.marks`). Two sentences are in different items where one list gives them different numbers; what stands before a list is in none of it.
    An unmarked paragraph belongs to the item before it, but not to one of dashes or bullets that is a whole sentence.
    """
    found: list[dict[int, int]] = []
    stack: list[tuple[str, int, int]] = []  # marker, list, item
    path: dict[int, int] = {}
    lists, paragraph, whole = 0, -1, False
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            mark = MARKER.match(text, sentence.span.begin, sentence.span.end) or MARK.match((marks or {}).get(sentence.span.begin, ""))
            kind = mark.lastgroup if mark is not None else None
            if kind is not None:
                outer = next((k for k, level in enumerate(stack) if level[0] == kind), len(stack))
                number, item = stack[outer][1:] if outer < len(stack) else (lists, 0)
                lists += outer == len(stack)
                stack = [*stack[:outer], (kind, number, item + 1)]
                whole = sentence.role is Role.BODY
            elif whole:
                stack = [level for level in stack if level[0] not in LOOSE]
            path = {number: item for _, number, item in stack}
        found.append(path)
    return found


def sentence_at(sentences: list[Sentence], offset: int) -> int:
    """Return the index of the sentence that holds a character, -1 if none does; by bisection."""
    low, high = 0, len(sentences) - 1
    while low <= high:
        middle = (low + high) // 2
        span = sentences[middle].span
        if offset < span.begin:
            high = middle - 1
        elif offset >= span.end:
            low = middle + 1
        else:
            return middle
    return -1


def _role(paragraph: str, number: int) -> Role:
    """Read a line's role from its form."""
    line = paragraph.strip()
    if BOILERPLATE.search(line) and len(line) < 120:
        return Role.BOILERPLATE
    ends = line[-1:] in "。！？；…" or (line[-1:] in "”）" and line[-2:-1] in "。！？")
    if (BYLINE.search(line) or (len(line) < 120 and len(SOURCE_LABEL.findall(line)) > 1)) and not ends:
        return Role.BYLINE
    if number == 0 and len(line) <= 60 and not ends:
        return Role.TITLE
    if CAPTION.search(line) and not ends and len(line) < 80:
        return Role.CAPTION
    if HEADING.match(line) and len(line) <= 60 and not ends:
        return Role.HEADING
    if len(line) <= 40 and not ends and "，" not in line and "：" not in line[-1:]:
        return Role.HEADING
    return Role.BODY


def _spans(paragraph: str, begin: int) -> list[Span]:
    """Divide one paragraph at end marks; long sentences at ； too."""
    cuts = [match.end() for match in ENDS.finditer(paragraph)]
    if not cuts or cuts[-1] < len(paragraph):
        cuts.append(len(paragraph))
    spans, start = [], 0
    for cut in cuts:
        if cut - start > LONGEST:
            for match in SEMICOLON.finditer(paragraph, start, cut):
                if match.end() - start > 40 and match.end() < cut:
                    spans.append((start, match.end()))
                    start = match.end()
        spans.append((start, cut))
        start = cut
    return [Span(begin + a, begin + b) for a, b in (_trim(paragraph, *span) for span in spans) if a < b]


def _trim(paragraph: str, begin: int, end: int) -> tuple[int, int]:
    """Leave spaces at both ends out."""
    while begin < end and paragraph[begin] == " ":
        begin += 1
    while end > begin and paragraph[end - 1] == " ":
        end -= 1
    return begin, end


def _clauses(text: str, sentence: Span) -> list[Span]:
    """Divide one sentence into clauses, each with its closing mark; marks inside brackets do not count."""
    clauses, start, depth = [], sentence.begin, 0
    for match in CLAUSE_MARKS.finditer(text, sentence.begin, sentence.end):
        mark = match.group()
        if mark in "（《":
            depth += 1
        elif mark in "）》":
            depth -= depth > 0
        elif mark == " " and KEY.fullmatch(text, start, match.start()) and text[match.end() : match.end() + 1].isdigit():
            continue
        elif not depth or mark in "。！？":
            clauses.append(Span(start, match.end()))
            start = match.end()
    if start < sentence.end:
        clauses.append(Span(start, sentence.end))
    return clauses
