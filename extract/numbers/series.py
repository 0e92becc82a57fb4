"""Lists of numbers after a list of what they measure: 光伏电池、新能源汽车产量分别增长20%、30%.

In: the numbers of a sentence with their frames, in order. Out: the same frames, each number of such a list labelled by
the item at its own place (光伏电池产量同比增长, 新能源汽车产量同比增长) instead of by the words nearest before the list. Where the clause
names no list of its own (…，同比分别增长9%和7%), the numbers before it give one. Lists of unlike length are left as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.lexicons import alternation
from extract.observations.framing import GROWTH, Frame, Raw
from extract.observations.indicators import phrase_before
from ontology.facts import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.layers import Sentence

__all__ = ["label_series"]

LONGEST_LIST = 8
WIDEST = 120  # characters before a list of numbers in which its items are looked for: keeps hostile text linear
BETWEEN = re.compile(r"(?:、|和|及|与|，|以及)")
APART = re.compile(r"(?:已|预计|将|有望|可)*(?:同比|环比|年均|均)?(?:(?:较|比(?!重|例))[^，。；、]{1,12}?)?(?:同比|环比|年均)?(?:分别|各)")
ADVERBS = re.compile(r"^(?:并|且|还|也|共|更|则|，)|分别|各(?=[增减])|累计|预计|将")
SPLITS = (re.compile(r"、|以及|[和及与]"), re.compile(r"、|以及"), re.compile(r"以及|[和及与](?!.*[和及与])"))
DATED = re.compile(
    # 今年2024年上半年, 前三季度, 1—8月
    r"^(?:[今去上]年)?(?:(?:19|20)\d\d年)?(?:上半年|下半年|全年|前?[一二三四]季度|前[\d一二三四五六七八九十]+个?月"
    r"|[\d一二三四五六七八九十]+(?:月|[至—-]\d+月)份?)(?=[\u4e00-\u9fff]{2})"
    r"|^\D{0,12}?(?:19|20)\d\d年(?=[\u4e00-\u9fff]{2})"  # …2024年
)
VERB = 4  # characters between 分别 and its numbers where what they measure stands before a comma
PEERS = re.compile(r"(?P<own>[^，；。]*?)(?:分别)?(?:(?P<than>[高低快慢]于)|[比较])(?P<same>(?:(?:上年|去年)?同期)?(?:全国)?)(?P<peers>[^，；。\d]{3,30}?)(?:分别)?(?P<how>[高低快慢])?出?$")
"""增速分别比同期甲、乙高3个和2个百分点."""
MADE_AND_SOLD = ("产量", "销量")
SHARE = re.compile(r"(?<=..)占[^占]*(?:比重|比例|份额)$")
PLACED = re.compile(r"经(?![济营费])|由(?!于)|来自|通过(?![率量])")
JOINT = re.compile(r"[、和与及]")
BOTH = re.compile(r"产销量?$")  # 产销量分别增长3%、4%: two heads in one word
HEAD = re.compile(rf"(?:{alternation('words_numbers', 'measure_head')})$")


def label_series(text: str, sentence: Sentence, framed: list[tuple[Raw, Frame]]) -> list[tuple[Raw, Frame]]:
    """Return the numbers with the frames of lists distributed; the cost is linear in the numbers."""
    out = list(framed)
    for first, length in _runs(text, framed):
        raw = framed[first][0]
        last, clause = framed[first - 1][0].right if first else 0, (raw.clause or sentence.span).begin
        floor = max(sentence.span.begin, clause, last, raw.left - WIDEST)
        lead = text[floor : raw.left]
        if text.startswith("百分点", framed[first + length - 1][0].right - 3) and (labels := _against(lead, length, out[first - 1][1].base if first else "")):
            out[first : first + length] = [(held, replace(frame, label=label, base=label)) for (held, frame), label in zip(out[first : first + length], labels, strict=True)]
            continue
        apart, growth = APART.search(lead), GROWTH.search(lead)
        if apart is None and growth is None:
            continue
        cut = min(m.start() for m in (apart, growth) if m is not None)
        items = _items(text, floor, floor + cut, length)
        if not items and apart is not None and cut == 0 and len(lead) - apart.end() <= VERB and text[floor - 1] == "，" and floor == clause:  # 产量和销量，分别达到3万台、2万台
            items = _items(text, max(sentence.span.begin, last, raw.left - WIDEST, text.rfind("，", 0, floor - 1) + 1), floor - 1, length)
        if not items and apart is not None and not _has_noun(text, floor, floor + cut):
            items = [frame.base for _, frame in out[max(0, first - length) : first]]
        if len(items) != length or not all(items):
            continue
        phrase = ADVERBS.sub("", growth["phrase"]) if growth is not None else ""
        for k, item in enumerate(items):
            held, frame = out[first + k]
            if (frame.measure is Measure.GROWTH) == bool(phrase):
                out[first + k] = (held, replace(frame, label=item + phrase, base=item))
    return out


def _against(lead: str, length: int, base: str) -> list[str]:
    """Return what numbers say of one figure beside several others, each beside its own; empty where they do not."""
    found = PEERS.match(lead.lstrip("，"))
    if found is None or (found["than"] is None) == (found["how"] is None):
        return []
    peers = JOINT.split(found["peers"])
    own = found["own"] if len(found["own"]) > len("增速") or not base else base + (found["own"] or "增速")
    if len(peers) != length or not own or not all(1 < len(peer) <= 12 for peer in peers):
        return []
    return [f"{own}{found['than']}{found['same']}{peer}" if found["than"] else f"{own}比{found['same']}{peer}{found['how']}" for peer in peers]


def _runs(text: str, framed: list[tuple[Raw, Frame]]) -> Iterator[tuple[int, int]]:
    """Yield where a list of two to eight numbers begins, and its length."""
    first = 0
    for k in range(1, len(framed) + 1):
        if k < len(framed) and BETWEEN.fullmatch(text, framed[k - 1][0].right, framed[k][0].left):
            continue
        if 2 <= k - first <= LONGEST_LIST:
            yield first, k - first
        first = k


def _has_noun(text: str, floor: int, end: int) -> bool:
    """Say whether a phrase of its own stands there."""
    own = phrase_before(text, floor, end)
    return own is not None and own.end - own.begin >= 2


def _head_of(items: list[str]) -> str:
    """Return the noun that only the last item has: 采购经理指数 of 高技术制造业、装备制造业采购经理指数; empty if there is none.

    It begins where the last item repeats how an item before it ends, else where a known noun of measuring begins.
    """
    last = items[-1]
    share = SHARE.search(last)
    if share is not None and not any("占" in item for item in items[:-1]):
        return share.group()
    for length in (3, 2, 1):
        for item in items[:-1]:
            at = last.rfind(item[-length:], 0, len(last) - 1) if len(item) > length else -1
            if at > 0 and HEAD.search(last[at + length :]) and HEAD.search(item) is None:
                return last[at + length :]
    found = HEAD.search(last)
    return found.group() if found is not None and found.start() > 0 else ""


def _items(text: str, floor: int, end: int, length: int) -> list[str]:
    """Return the labels of a list of `length` items that ends at `end`; empty where no list of that length does.

    A head that only the last item has (产量 in 甲、乙产量) is given to all.
    """
    if length == len(MADE_AND_SOLD) and (both := BOTH.search(text, floor, end)) is not None:
        own = phrase_before(text, floor, end)
        if own is not None and own.begin <= both.start() and own.end >= both.end() and JOINT.search(text, floor, both.start()) is None:
            return [text[own.begin : both.start()] + word for word in MADE_AND_SOLD]
    for split in SPLITS:
        parts = split.split(text[floor:end])
        if len(parts) != length:
            continue
        own = phrase_before(text, floor, floor + len(parts[0]))
        parts[0] = text[own.begin : own.end] if own is not None else parts[0]
        items = [DATED.sub("", part.strip("“”的 ")) for part in parts]
        if not all(1 < len(item) <= 20 for item in items):
            continue
        head = _head_of(items)
        if not head and PLACED.match(items[0]) is not None and not any("的" in part for part in parts[:-1]) and len(shared := parts[-1].rpartition("的")[2]) > 1:
            return [shared] * length  # 经甲和乙通行的班列
        headed = [HEAD.search(item) is not None for item in items]
        return [item + head if head and not headed[k] and not any(headed[k:-1]) else item for k, item in enumerate(items)]
    return []
