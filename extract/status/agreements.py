"""Cues of what is agreed on, set as a goal or thought of, in the words of contracts, meetings and county papers.

In: a healed text and a sentence. Out: the places from which it speaks of what is to come, and how far each reaches.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ontology.facts import Span

__all__ = ["agreed_ahead", "is_goal_itself"]

ON = re.compile(
    # 签下三年供货协议，每年供应…; 签订协议，双方将…
    r"(?:签(?:下|订|署|约|了)|续签|达成)[^。；了]{0,70}?(?:协议|合同|备忘录|框架|协定|供货单|意向书|签约)[^。；，]{0,12}[，：](?=[^，。；了已]{0,24}?(?:每年|首年|年供|双方(?:拟|将|同意|约定)|约定|供货|联合(?:培养|建设)))"
    # 根据协议，…; 协议约定，…
    r"|(?:根据|按照|依照?)(?:该|此|这份|双方)?(?:协议|合同|备忘录|约定|意向书)[^，。；]{0,6}，"
    r"|(?:协议|合同|双方)(?:还|书)?约定"
    # 会上签约的…项目，总投资…
    r"|签约的(?=[^，。；\d]{2,40}(?:项目|基地|工厂|产业园)(?:，|[^，。；\d]{0,4}总投资))"
    # 正谋划二期，占地…
    r"|谋划(?=[^，。；了]{0,14}(?:[二三四]期|产业园|生产线|产线|基地|工程|厂))"
    r"|(?<![同创注])有意(?=在|于|投资|将|向|到)|(?<![思设联理梦感幻])想(?=[在上建](?!来|到|起|要|法))|暂估"
)
FAR = re.compile(
    # 今年的目标：…; 任务：…
    r"(?:目标|任务|打算|(?:20\d\d年|明年|下半年|今后|下一?步)的?(?:工作|发展|重点)?(?:思路|安排|设想))(?:是|为)?："
    # 报告提出，今年…增长8%
    r"|(?:提出|明确|要求|部署)(?:了[^，。；]{0,8})?[：，](?=(?:今年|全年|明年|20\d\d年)?[^，。；已了同]{0,16}(?:增长|突破|达到|超过?|新增)[约近]?\d)"
)
BOUND = re.compile(
    # 占比要到八成, 产值要过千亿元, 至少扛300亿元
    r"(?<![主需重首必紧简摘纲只])要(?=(?:到|过|超|破|达|上|保|争)[约近]?[\d一二三四五六七八九十千百])|至少(?=扛|要|完成|新增|引进|培育)"
    r"|(?<!完成)(?<!实现)(?:今年|全年|年度|明年)(?:的)?(?:目标|预期)(?=[^，。；]{0,10}(?:突破|达|增|超|\d))"
)
TOLD = re.compile(r"同比|去年(?!的)|已经|截至|前[一二三]季度|上半年|1[—-]\d{1,2}月")
# the number is the goal: 460亿元的目标, 距18%的五年目标; not where it has been reached
ITSELF = re.compile(r"(?:以上|左右)?(?:的|这[一个])(?:[^，。；\d]{0,6})(?:目标|任务)(?!值?[^，。；]{0,6}(?:完成|实现|达成|超额))")
REACHED = re.compile(r"完成|实现|达[到成]|超[过额]|突破|高于|好于|跨过|迈过")


def agreed_ahead(text: str, sentence: Span) -> Iterator[tuple[int, int, str]]:
    """Yield begin, end and reach of each place in a sentence from which it speaks of what is agreed on, set as a goal or thought of."""
    said = text[sentence.begin : sentence.end]
    if any(word in said for word in ("签", "协议", "合同", "约定", "谋划", "有意", "想", "暂估")):
        for match in ON.finditer(text, sentence.begin, sentence.end):
            yield match.end() - 1, match.end(), "on"
    if ("：" in said or "提" in said or "明确" in said or "要求" in said) and TOLD.search(said) is None:
        for match in FAR.finditer(text, sentence.begin, sentence.end):
            yield match.end() - 1, match.end(), "far"
    if "要" in said or "至少" in said or "目标" in said or "预期" in said:
        for match in BOUND.finditer(text, sentence.begin, sentence.end):
            yield match.start(), match.end(), "clause"


def is_goal_itself(text: str, clause: Span, span: Span) -> bool:
    """Say whether a number is named as a goal right after it (460亿元的目标), and its clause does not say that it was reached."""
    return text.startswith(("的", "以", "左", "这"), span.end) and ITSELF.match(text, span.end) is not None and REACHED.search(text, clause.begin, clause.end) is None
