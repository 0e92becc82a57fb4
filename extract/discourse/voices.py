"""Who speaks, and who merely published: for each stretch of speech the names that its speaker goes by.

In: a healed text, its mentions and the classes of their entities. Out: `Voice`s: the speech (quoted, or what follows 某某说，
up to the sentence's end), the people who speak and whom they speak for. What somebody says in the first person is about whom
he speaks for; whoever published a figure (某局数据显示) is seldom whom it is about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from ontology.facts import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ontology.facts import Mention

__all__ = ["Voice", "is_source", "voices_of"]

BY_BEGIN = attrgetter("span.begin")
OWNERS = frozenset({Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.PARK, Kind.REGION, Kind.FACILITY, Kind.PROJECT, Kind.EVENT, Kind.CLUSTER})
MARK = re.compile("[“”\n]")
STOP = re.compile("[。！？\n]")
SAYS = re.compile(
    r"(?:介绍|表示|告诉|坦言|透露|指出|强调|感慨|感叹|回忆|解释|补充|直言|认为|谈到|算了一?笔账|[^小据传听学再虽来]说(?!明|法|服))(?:道|说)?(?P<rest>[^，。：！？；“”\n]{0,10})(?P<stop>[，：。]?)"
)
START = re.compile(r"[。！？，…]”|[。！？；\n]")
BACK = 70  # characters before a word of saying in which its speaker is named
SPEECH = 800  # characters of one speech
POST = 24  # characters of a post between an organisation and its holder
NO_POST = re.compile("[，。；：！？\n]")
SOURCE_AHEAD = re.compile(r"(?:[，。；\n“]|^)(?:据|记者从)$")
SOURCE = re.compile(
    # 数据显示
    r"[^，。；：！？\n]{0,20}?(?:数据|统计|报告|调查|研究|测算|预测|监测|快报|公报|白皮书)[^，。；：！？\n]{0,8}?"
    r"(?:显示|表明|指出|预计)"
    r"|[^，。；：！？\n]{0,14}?(?:(?:公布|发布)(?:了?[^，。；：！？\n]{0,12}(?:数据|统计))"  # 发布了…数据
    r"|获悉|了解到|统计，|预测，|测算，|数据，)"  # 获悉, 预测，
)


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch of speech.

    Attributes:
        speech: its characters.
        owners: keys of the organisations and places that the speaker is named with, here or where he is introduced.
        people: keys of the people who speak.
        named: where the speaker is named.
    """

    speech: Span
    owners: frozenset[str]
    people: frozenset[str]
    named: Span


def voices_of(text: str, mentions: Sequence[Mention], kinds: Mapping[str, Kind]) -> list[Voice]:
    """Return the stretches of speech by begin; of one that two words of saying claim, the first stands."""
    quotes = list(_quotes(text))
    begins, ends = {quote.begin: quote for quote in quotes}, {quote.end: quote for quote in quotes}
    employers = _employers(text, mentions, kinds)
    found: dict[Span, Voice] = {}
    inside = 0
    for match in SAYS.finditer(text):
        while inside < len(quotes) and quotes[inside].end <= match.start():
            inside += 1
        if inside < len(quotes) and quotes[inside].begin < match.start():
            continue  # said within what somebody else says
        low = max(0, match.start() - BACK)
        starts = [m.end() for m in START.finditer(text, low, match.start())]
        start = starts[-1] if starts else low
        named = Span(start, match.start() + 1)
        owners, people = _named(mentions, named, kinds, employers)
        if not owners and not people:
            continue
        speeches = []
        if start in ends:
            speeches.append(ends[start])
        if match.end() in begins:
            speeches.append(begins[match.end()])
        elif match["stop"] in {"，", "："}:
            stop = STOP.search(text, match.end(), match.end() + SPEECH)
            speeches.append(Span(match.end(), stop.end() if stop else min(len(text), match.end() + SPEECH)))
        for speech in speeches:
            found.setdefault(speech, Voice(speech, owners, people, named))
    return sorted(found.values(), key=attrgetter("speech"))


def is_source(text: str, span: Span) -> bool:
    """Say whether a name stands where a text names whoever published a figure: 据某局统计, 某某银行数据显示.

    >>> is_source("据云溪县统计局数据，", Span(1, 7)), is_source("云溪县产值增长。", Span(0, 3))
    (True, False)
    """
    return SOURCE.match(text, span.end, span.end + 40) is not None or SOURCE_AHEAD.search(text, max(0, span.begin - 8), span.begin) is not None


def _quotes(text: str) -> Iterator[Span]:
    """Yield what stands between outer quotation marks, marks included; a line's end closes none."""
    depth = begin = 0
    for match in MARK.finditer(text):
        mark = match.group()
        if mark == "\n":
            depth = 0
        elif mark == "“":
            if not depth:
                begin = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and match.end() - begin <= SPEECH:
                yield Span(begin, match.end())


def _employers(text: str, mentions: Sequence[Mention], kinds: Mapping[str, Kind]) -> dict[str, str]:
    """Return for each person the organisation or place right before whose post he is named first: 某某公司总经理王某某."""
    found: dict[str, str] = {}
    last: Mention | None = None
    for mention in mentions:
        kind = kinds.get(mention.entity)
        if kind is Kind.PERSON:
            if last is not None and 0 <= mention.span.begin - last.span.end <= POST and not NO_POST.search(text, last.span.end, mention.span.begin):
                found.setdefault(mention.entity, last.entity)
        elif kind in OWNERS:
            last = mention
    return found


def _named(mentions: Sequence[Mention], span: Span, kinds: Mapping[str, Kind], employers: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the owners and the people of the names in a stretch; the employers of people who are named alone."""
    owners, people = set(), set()
    for k in range(bisect_left(mentions, span.begin, key=BY_BEGIN), len(mentions)):
        mention = mentions[k]
        if mention.span.begin >= span.end:
            break
        kind = kinds.get(mention.entity)
        if kind is Kind.PERSON:
            people.add(mention.entity)
        elif kind in OWNERS:
            owners.add(mention.entity)
    if not owners:
        owners = {employers[key] for key in people if key in employers}
    return frozenset(owners), frozenset(people)
