"""Which sentences of a document set out what is to be done: a plan's own, those of a plan's section, and the list under a goal.

In: a healed text with its sentences. Out: of each sentence what it stands in. The title's kind (…三年行动计划, …若干措施)
holds for the whole document, a heading (二、2024年工作安排; 一、发展基础) for its section, that is to the next heading of
its rank; a line that ends in a goal and a colon holds for its list.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from extract.layers import Role
from extract.lexicons import alternation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.layers import Sentence

__all__ = ["Frame", "frames_of", "names_task"]

TITLES = 4  # lines before the text of which one may be the title
KIND = re.compile(
    # what the document is
    r"[^，。：；？！\n]*(?:规划(?:纲要|的?建议)?|行动计划|工作计划|实施计划|攻坚计划|方案|(?:若干|政策|十条|\d+条)措施|实施意见"
    r"|指导意见|若干意见|的意见|工作要点|目标任务|工作安排)"
    r"(?:（[^）\n]{1,20}）|》|的?通知)*"  # （2024—2027年）, 》的通知
)
# who tells of a plan is no plan
TELLS = re.compile(r"记者|解读|发布会|亮相|评|问")
SIGNING = re.compile(r"签约(?:仪式|大会|活动)|集中签约")
NUMBER = re.compile(
    r"(?P<part>第[一二三四五六七八九十]{1,3}(?:部分|[编篇章]))"  # 第一部分, 第一章
    r"|(?P<one>第[一二三四五六七八九十]{1,3}节|[一二三四五六七八九十]{1,3}、)"  # 第一节, 一、
    r"|(?P<two>（[一二三四五六七八九十]{1,3}）)"  # （一）
    r"|(?P<three>\d{1,2}[.、．])"  # 1.
    r"|(?P<box>专栏\s*[\d一二三四五六七八九十]*)"  # 专栏1
)
OPENERS, SHORT = "第一二三四五六七八九十（专0123456789", 24  # a line of so many characters that begins with one of them may be a heading
RANKS = {"part": 0, "one": 1, "two": 2, "three": 3, "box": 2}
BARE = 1  # the rank of a heading without a number
AHEAD = re.compile(
    # what the tasks are called
    r"(?:工作安排|重点安排|目标任务|(?:主要|重点|工作|总体)任务|(?:主要|总体|发展|预期|工作|奋斗|建设)目标"
    r"|下一步|下步工作|(?:工作|今后)打算|总体要求|工作思路"  # what is to come next
    r"|(?:今年|明年|下半年|20\d\d年|十[五六]五[”’]?)的?(?:主要|重点)?(?:目标|思路|打算|安排|任务|工作重点|怎么干|干什么))"  # 2030年目标, 今年的工作重点
    r"[^，。；？！\d]{0,10}"
)
PAST = re.compile(r"回顾|(?:发展|工作|产业|现实|现有)(?:基础|现状|成效|成就|成绩|环境|背景|形势)|^现状|^成效|完成情况|运行情况|进展|面临|问题|取得|经验|主要做法|过去|一年来|五年来")
PROJECTS = re.compile(r"(?:重点|重大|主要)[^，。；\d]{0,6}(?:项目|工程)$")
LEAD = re.compile(
    r"(?:(?:要|将|奋力|力争|努力|今后|未来|到20\d\d年|今年|20\d\d年)[^。；：]{0,30}(?:目标|任务|举措)"  # 今年的主要目标：
    # 重点抓好以下五件实事：
    r"|(?:重点|着力|突出|集中|全力)(?:抓好|做好|推进|实施|办好)(?:以下)?(?P<count>[一二两三四五六七八九十])"
    r"(?:件|项|个|大|方面)[^。；：，]{0,10})"
    r"[：:]$"
)
COUNTS = "零一二三四五六七八九十"
# a clause that says what is to be done, to nobody
TASK = re.compile(
    r"(?:[“”—\s]|（[一二三四五六七八九十]+）|\d{1,2}[.、．]|[一二三四五六七八九十]是|每年|年内|全年|同时|并|要|再)*"
    rf"(?:(?:{alternation('words_status', 'readiness')})*)"
    rf"(?:{alternation('words_status', 'task')})"
)
GOAL = re.compile(r"\d[\d.万亿]*[^，。；\d]{0,6}(?:以上|左右|以内|以下)|(?:不低于|不少于|不超过|控制在|年均增长|达到)[^，。；\d]{0,3}\d")
HAPPENED = re.compile(
    r"(?<![为除])了(?![解望])|已|近年来|年来"  # what has come about
    r"|(?<![比较])(?:去年|上年)|目前|截[至止]|以来|前[一二三\d]季度"  # the time of it
    r"|成功|累计(?!不)|先后"  # 成功, 先后, 累计
    r"|近日|日前|如今|眼下|现有|现状"  # now
    r"|同比|位居|位列|稳居|获批|入选"  # a standing, a title
    r"|只有|仅有"  # what there is
)
MARK = re.compile(r"[，；：]")


class Frame(Enum):
    """What a sentence stands in."""

    NONE = 0
    PLAN = 1  # its tasks are to be done
    GOALS = 2  # all that it says is to come
    SIGNING = 3  # what the firms that sign will build is to come


def frames_of(text: str, sentences: Sequence[Sentence]) -> list[Frame]:
    """Return of each sentence what it stands in; what tells of the past or of now stands in nothing.

    Args:
        text: healed text.
        sentences: its sentences in order.
    """
    whole = _kind(text, sentences)
    frames = _sections(text, sentences, whole)
    for first, last in _lists(text, sentences):
        frames[first:last] = [Frame.GOALS] * (last - first)
    return [Frame.NONE if frame is not Frame.NONE and HAPPENED.search(text, s.span.begin, s.span.end) else frame for s, frame in zip(sentences, frames, strict=True)]


def names_task(text: str, begin: int, end: int) -> bool:
    """Say whether what stands before a place in its part of a sentence begins with a bare verb of doing, or a goal is named there.

    Args:
        text: healed text.
        begin: first character of the sentence.
        end: after the number or the name.
    """
    start = max(begin, text.rfind("；", begin, end) + 1)
    clauses = [start, *(match.end() for match in MARK.finditer(text, start, end))]
    return any(TASK.match(text, clause, end) for clause in clauses) or GOAL.search(text, clauses[-1], end + 8) is not None


def _kind(text: str, sentences: Sequence[Sentence]) -> Frame:
    """Return what the title says that the whole document is."""
    for sentence in sentences[:TITLES]:
        if sentence.role not in {Role.TITLE, Role.HEADING}:
            break
        words = text[sentence.span.begin : sentence.span.end].strip()
        if KIND.fullmatch(words) and not TELLS.search(words):
            return Frame.PLAN
        if sentence.role is Role.TITLE and SIGNING.search(words):
            return Frame.SIGNING
    return Frame.NONE


def _sections(text: str, sentences: Sequence[Sentence], whole: Frame) -> list[Frame]:
    """Return of each sentence what its section is."""
    frames = [whole] * len(sentences)
    frame, rank = whole, -1
    for index, sentence in enumerate(sentences):
        span = sentence.span
        if sentence.role is not Role.HEADING and (span.end - span.begin > SHORT or text[span.begin] not in OPENERS):
            frames[index] = frame
            continue
        words = text[span.begin : span.end].strip("。 　")
        number = NUMBER.match(words)
        if sentence.role is Role.HEADING or (number is not None and not MARK.search(words)):
            here = RANKS[number.lastgroup or "two"] if number else BARE
            said = _said(words[number.end() :].strip() if number else words, whole)
            if said is not None and index:
                frame, rank = said, here
            elif here <= rank:
                frame, rank = whole, -1
        frames[index] = frame
    return frames


def _said(words: str, whole: Frame) -> Frame | None:
    """Return what a heading says of its section, None where it says nothing."""
    if PAST.search(words):
        return Frame.NONE
    if whole is Frame.PLAN and PROJECTS.search(words):
        return Frame.GOALS
    words = words.strip("【】")
    ahead = list(AHEAD.finditer(words))
    if not ahead or ahead[-1].end() != len(words):
        return None
    return Frame.GOALS if words.endswith("目标") else Frame.PLAN


def _lists(text: str, sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Yield the first sentence of each list under a goal, and the one after its last: as many paragraphs as it says, or to the first that does not end in ；."""
    for index, sentence in enumerate(sentences[:-1]):
        if text[sentence.span.end - 1] not in "：:":
            continue
        lead = LEAD.search(text, sentence.span.begin, sentence.span.end)
        if lead is None or sentences[index + 1].paragraph == sentence.paragraph:
            continue
        left = COUNTS.index(lead["count"].replace("两", "二")) if lead["count"] else 0
        last, paragraphs = index + 1, [sentences[index + 1].paragraph]
        while last < len(sentences) and sentences[last].role is Role.BODY:
            if sentences[last].paragraph != paragraphs[-1]:
                if (left and len(paragraphs) == left) or (not left and text[sentences[last - 1].span.end - 1] not in "；;"):
                    break
                paragraphs.append(sentences[last].paragraph)
            last += 1
        yield index + 1, last
