"""What the numbers of one sentence share when their labels are looked for, found once for all of them.

In: the context of a sentence. Out: `Scene`, where a label may begin and end, what the clauses begin with, which acts and verbs may
be told of what is counted, and where numbers begin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from extract.lexicons import alternation, read_words
from extract.observations.indicators import boundaries, heads

if TYPE_CHECKING:
    from extract.learned.reader import Reading
    from extract.observations.subjects import Context

__all__ = ["COUNTS", "GOVERNING", "Scene", "scene_of"]

MOST_CLAUSES: Final = 12  # of a sentence whose topics are looked at
NAMES: Final = 40  # of a sentence, beside which a topic may begin or end
BREAKS: Final = re.compile(r"[的了、]")
OPEN: Final = frozenset("已了将也还均都共又正被把为从在由对与和及的、到至达超约可能仅只要会更")
"""What no topic ends with."""
COUNTS: Final = re.compile(r"(?<![\d.])\d(?=[\d.]*(?![\d.年月日—-]|个月))")
"""The first digit of a number that is no date."""
CLAUSES: Final = re.compile(
    r"(?:其中|同时|此外|另外|目前|当前|如今|近年来|今年以来"  # 其中, 目前
    r"|截至\w{0,8}?[末底日月]"  # 截至6月底
    r"|从[^，]{1,6}看|看(?=[^，]{1,6}，)"  # 从…看
    r"|我国|全国|中国|[全我该本][省市县区州国]|当地"  # 全国, 当地
    r"|\d{4}年|\d{1,2}[—至-]?\d{0,2}月份?|[今去]年|前?\d+个?月|前?[一二三四两三]季度|[上下]半年|全年"  # 2024年, 1至8月, 前三季度
    r"|以来|期间|“十[三四五]五”[以来时期间]*"  # 期间, “十四五”以来
    r"|已经?|共|累计|还|也|将|预计|到|至|在|的|[末底初])*"  # 已, 累计, 预计
    r"(?P<lead>[^，。；！？：、“”（）\n\d]{0,26})[^，。；！？：\n]*[，。；！？：\n]?"
)
"""A clause, behind what only says when and where: what it begins with, up to a number or a list."""
COUNTING: Final = re.compile(r"(?:新|首批|首次)?[\u4e00-\u9fff]{2}(?=了?(?:[约近超逾]?\d|[\u4e00-\u9fff]{0,12}等\d))")
GOVERNING: Final = re.compile(f"(?:{alternation('words_labels', 'act')}|{alternation('words_labels', 'governing')})(?![者员量率额])")
NO_ACT: Final = read_words("words_labels")["no_act"]


class Scene(NamedTuple):
    """Places in the text, in order.

    Attributes:
        cuts: where a phrase may begin: behind the words of `boundaries.tsv` and behind 的, 了, 、.
        stops: where a phrase may end: before those and behind a counted noun.
        topics: begin, end and number of clause of what the clauses begin with.
        acts: begin of two characters before a counted list or a number, and these.
        verbs: begin of a verb that governs what is counted, and the verb.
        counts: for each of the sentence's characters how many numbers begin up to it, dates aside.
    """

    cuts: list[int]
    stops: list[int]
    topics: list[tuple[int, int, int]]
    acts: list[tuple[int, str]]
    verbs: list[tuple[int, str]]
    counts: list[int]


def scene_of(context: Context, index: int, reading: Reading) -> Scene:
    """Return what the numbers of a sentence share; made once for each sentence."""
    known: dict[int, Scene] = reading.kept.setdefault("scenes", {})
    if index not in known:
        known[index] = _scene(context, index)
    return known[index]


def _scene(context: Context, index: int) -> Scene:
    text, (begin, end) = context.text, (context.sentences[index].span.begin, context.sentences[index].span.end)
    parted = [m.span() for m in boundaries().finditer(text, begin, end)]
    nouns = [m.end() for m in heads().finditer(text, begin, end)]
    breaks = [m.end() for m in BREAKS.finditer(text, begin, end)]
    stops = sorted({*nouns, *[a for a, _ in parted], *[at - 1 for at in breaks]})
    names = [(m.span.begin, m.span.end) for m in context.by_sentence.get(index, ())[:NAMES]]
    topics = []
    for clause, match in enumerate([*CLAUSES.finditer(text, begin, end)][:MOST_CLAUSES]):
        first, last = match.span("lead")
        if last - first > 1:
            ends = [*[at for at in stops if first < at < last], *[b for _, b in names if first < b < last], last]
            own = [*dict.fromkeys((first, *[b for a, b in names if a == first], *[a for a, _ in names if first < a]))][:3]
            topics += [(a, b, clause) for a in own for b in dict.fromkeys([at for at in ends if at - a > 1 and text[at - 1] not in OPEN][:6])]
    acts = [(m.start(), m.group()) for m in COUNTING.finditer(text, begin, end)]
    verbs = sorted({(a, text[a:b]) for a, b in (*[m.span() for m in GOVERNING.finditer(text, begin, end)], *parted) if b - a > 1 and text[a:b] not in NO_ACT})
    count = 0
    counts = [count := count + (char == "#") for char in COUNTS.sub("#", text[begin:end].replace("#", " "))]
    return Scene(sorted({*breaks, *[b for _, b in parted]}), stops, topics, acts, verbs, counts)
