"""Which noun phrase beside a number names what it counts: the indicator.

In: a healed text, the limits of the place to look at, and the number. Out: the phrase's span (規上工业产值 in
全区实现规上工业产值1237.1亿元; 数字化车间 in 建成13个数字化车间), or None. The words at which a phrase begins or ends stand in
`boundaries.tsv`, the nouns that end what a counter counts in `counted_heads.txt`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.lexicons import DATA, alternation, any_of, read_rows
from ontology.facts import Span

__all__ = ["LONGEST", "NOTHING", "boundaries", "heads", "phrase_after", "phrase_before", "trim_links"]

LONGEST = 22  # a label is a noun phrase; the longest of 900 annotated ones has 24 characters, 99% have at most 18 without their owner

LINKS = re.compile(rf"(?:{alternation('words_labels', 'link')})$")
STOPS = "，；。！？、：\n;,|"
DETERMINERS = re.compile(rf"^(?:{alternation('words_labels', 'determiner')})+")
KEEP = re.compile(alternation("words_labels", "kept"))


NOMINAL = frozenset({"投入", "投资", "融资", "出口", "进口", "贷款", "授信", "收入", "支出", "需求", "采购", "销售", "新增", "签约", "认购", "成交", "发行", "节约", "节省"})
"""Verbs that are labels too: 投入100亿元."""
SUCH_NOT = re.compile(r"[平中高同均优初劣]等|等[级候同额效着待]")
NOTHING = re.compile(
    r"(?:(?:到|至|截至)?(?:(?:19|20)\d\d年)?(?:底|末)?(?:[\d一二三四]{1,2}(?:月|季度)份?)?"  # dates: 截至2024年底, 8月
    r"|(?:截至)?目前|全年|上半年|当年"  # times in words
    r"|给予|给予最高|每年给予|一个|一批|成功招引"  # what is given or won
    r"|[该这那此]{1,2}.{0,2}|我们|他们|时间|其中)"  # pointing words
    r"(?:的|底|就|已)?"
)


@lru_cache(maxsize=1)
def _boundaries() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = {row[0]: row[1] for row in read_rows("boundaries")}
    return re.compile(any_of(rows)), rows


@lru_cache(maxsize=1)
def heads() -> re.Pattern[str]:
    """Return what finds the nouns of `counted_heads.txt`."""
    words = [w for w in (DATA / "counted_heads.txt").read_text(encoding="utf-8").splitlines() if w and not w.startswith("#")]
    return re.compile(any_of(words))


def boundaries() -> re.Pattern[str]:
    """Return what finds the words of `boundaries.tsv`, at which a phrase may begin or end."""
    return _boundaries()[0]


NOUN_TAIL = re.compile(alternation("words_labels", "noun_tail"))


def trim_links(text: str, begin: int, end: int) -> int:
    """Return where the phrase before a number ends once 达, 实现了, 已突破 … are taken off.

    >>> trim_links("产值已突破90亿元", 0, 5)
    2
    """
    while end > begin:
        match = LINKS.search(text[max(begin, end - 5) : end])
        if match is None:
            return end
        if match.group() in "有的在为到" and KEEP.search(text[max(begin, end - 2) : end]):
            return end
        end -= match.end() - match.start()
    return end


def phrase_before(text: str, floor: int, end: int) -> Span | None:
    """Return the noun phrase that ends before a number; None where only verbs and particles stand there.

    Args:
        text: the healed text.
        floor: no character before it belongs to the phrase.
        end: where the number or the words that bound it begin.
    """
    last = trim_links(text, floor, end)
    if last - floor > 4 and text[last - 1] in "）)":  # 总规模（含软件）超过: the bracket explains, the noun stands before it
        opened = max(text.rfind("（", max(floor, last - 40), last), text.rfind("(", max(floor, last - 40), last))
        last = trim_links(text, floor, opened) if opened > floor else last
    if last <= floor:
        return None
    start = max(floor, last - 40)
    for k in range(last - 1, start - 1, -1):
        if text[k] in STOPS:
            start = k + 1
            break
    pattern, strengths = _boundaries()
    kept = [(m.start(), m.end()) for m in KEEP.finditer(text, start, last)]
    begin = start
    for match in pattern.finditer(text, start, last):
        if match.end() >= last:
            continue
        strength = strengths[match.group()]
        if any(a <= match.start() and match.end() <= b for a, b in kept):
            continue
        if strength != "particle" and NOUN_TAIL.match(text, match.end()) and match.end() + 1 <= last and (strength == "weak" or last - match.end() <= 2):
            continue
        if strength == "weak" and match.start() > begin and text[match.start() - 1] not in "地来已并续":
            continue
        begin = match.end()
    begin = _drop_modifiers(text, begin, last)
    while begin < last and text[begin] in " 的了“”":
        begin += 1
    such = text.rfind("等", begin, last - 2)
    if such > begin and not SUCH_NOT.search(text[such - 1 : such + 2]):
        begin = such + 1
    determiner = DETERMINERS.match(text, begin, last)
    if determiner:
        begin = determiner.end()
    words = text[begin:last]
    if not words or NOTHING.fullmatch(words) or (strengths.get(words, "particle") != "particle" and words not in NOMINAL):
        return None
    return Span(max(begin, last - LONGEST), last)


def _drop_modifiers(text: str, begin: int, end: int) -> int:
    """Drop what stands before the last 的, unless what follows says too little alone (3 characters)."""
    k = text.rfind("的", begin, end - 1)
    return k + 1 if k >= 0 and end - k - 1 >= 4 else begin


RIGHT_STOPS = re.compile(r"[，；。！？：\n、（）《》,;—…|]|(?<!“)”(?=[，。；])")
AFTER_NOT = re.compile(r"的?(?:以外|以来|之间|之多|不等|以上|以下|左右|以及|及|和|与|并|且|或|等)")
RIGHT_ENDS = re.compile(alternation("words_labels", "right_end"))


def phrase_after(text: str, begin: int, ceiling: int) -> Span | None:
    """Return the noun phrase that a counter counts and that follows it; None where none does.

    >>> text = "22个项目获市级资金支持"
    >>> phrase_after(text, 3, len(text))
    Span(begin=3, end=5)
    """
    if AFTER_NOT.match(text, begin):
        return None
    first = begin
    if text.startswith("的", first):
        first += 1
    stop = RIGHT_STOPS.search(text, first, min(ceiling, first + 40))
    last = stop.start() if stop else min(ceiling, first + 40)
    if last <= first:
        return None
    kept = [(m.start(), m.end()) for m in KEEP.finditer(text, first, last)]
    for match in RIGHT_ENDS.finditer(text, first, last):
        if any(a <= match.start() and match.end() <= b for a, b in kept):
            continue
        if match.group() == "的" and match.start() > first:
            if text[match.start() - 1] in "上中内里" and any(m.end() == match.start() - 1 for m in heads().finditer(text, first, match.start())):
                return Span(first, match.start() - 1)  # 50个产业链上的企业 counts chains
            held = [m.end() for m in heads().finditer(text, first, match.start())]
            if held and held[-1] == match.start():
                return Span(first, match.start())
            rest = phrase_after(text, match.end(), ceiling)
            return rest or Span(first, match.start())
        if match.start() <= first:
            if match.end() - match.start() >= 2 and (head := heads().match(text, match.end(), last) or heads().match(text, match.end() + 1, last)):
                last = head.end()
                break
            return None
        last = match.start()
        break
    ended = [m.end() for m in heads().finditer(text, first, last) if not text.startswith("级", m.end())]
    if ended:
        last = ended[-1]
    if text[last - 1] == "“":
        last -= 1
    if last - first == 1 and text.startswith("（", last) and (closed := text.find("）", last, last + 12)) > 0:
        last = closed + 1  # 298个县（区）
    return Span(first, min(last, first + 24)) if last > first else None
