"""Whom a report speaks for: a region, a park, an organisation or the nation, nearest first.

In: the document's groups of names, its sentences and title, and the name that --home or a sidecar gave. Out: indices of
groups. A report has a home only where the text supports one: the title and its first sentences, pointing words of a
region's level (我区, 全县), and how often and how early a name returns. Without support the list is empty.

A region also speaks through the names that begin with it: its organs, plans, meetings and parks (云岭市统计局,
云岭县国民经济和社会发展规划), above all before the running text begins and in the signature. A region that stands only there
becomes a group of its own where it is the home. A region that only measures another (总量居云岭市首位, 高于青岚省) is none.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from extract.layers import Name, Role, Sentence
from extract.names.places import scan_regions
from extract.text.sentences import sentence_at
from ontology.facts import Kind, Span
from ontology.regions import Division, Level, chain, find_region, is_ambiguous_word, split_region

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["INNER", "choose_home", "is_yardstick", "settle_home"]

INNER = "home:inner"  # rule of a region's mention inside a longer name

SPEAKERS = {Kind.REGION, Kind.PARK, Kind.COMPANY, Kind.FINANCIAL, Kind.INSTITUTION, Kind.GOVERNMENT}
# weights in units of one mention; a report names its home in the title or in the first sentences (25 annotated reports)
TITLE, FIRST, EARLY, MENTION, CAP = 4.0, 2.0, 1.0, 1.0, 8
FACTOR = {Kind.REGION: 1.0, Kind.PARK: 1.0, Kind.COMPANY: 1.0, Kind.FINANCIAL: 1.0, Kind.INSTITUTION: 0.8, Kind.GOVERNMENT: 0.35}
OWN_LEVEL = re.compile(r"[我全本](国|省|自治区|市|县|区|州|旗|镇|乡|村)|(公司|集团|企业|园区|产业园|开发区|该行|我行|本行)")
OWN_ORGAN = re.compile(r"(?<![\u4e00-\u9fff])([市县区州旗])(?=委|政府|人大|政协|长|领导|[\u4e00-\u9fff]{1,8}[局办])")  # organs that need not say of where
ENOUGH = 4.0  # swept over 2-6 on 245 annotated reports
NEARLY = 0.6  # swept over 0.4-0.9 there
# names that begin with the region that they are of; those of firms, universities and goods only say where they come from
HOLDERS = {Kind.GOVERNMENT, Kind.POLICY}
SPELLED_HOLDERS = {Kind.EVENT, Kind.DESIGNATION}  # where the region is spelled out
FAIR = re.compile(r"(?<!代表)(?:大会|博览会|洽谈会|交易会|展览会|展会|展|论坛|峰会|大赛|赛|运动会|节|周)(?:[（“].*)?$")  # held in a place, not by it alone: it is what the report is about
SPELLED = tuple("省市县区旗州盟")
CARRIERS = {Kind.PARK, Kind.COMPANY, Kind.FINANCIAL, Kind.INSTITUTION, Kind.PRODUCT, Kind.PERSON, Kind.FACILITY, Kind.PROJECT}
COUNTED = re.compile(r"^(?:[“《]|第?[一二三四五六七八九十\d]+届|(?:19|20)\d\d年(?:度)?)+")
# 云岭|高新区管委会 speaks for the park
OF_PARK = re.compile(
    r"[（）一-龥]{0,6}?(?:新区|新城|高新|经开|开发区|[园港湾]区|产业园|工业园|科技园|科学城|自贸|自由贸易|保税|综保|示范区|合作区"
    r"|试验区|先导区)"
)
HEAD_LINES = 4  # title, dateline, number and heading of an official paper
SIGN_LINES = 3
INSIDE, INSIDE_CAP, INSIDE_HEAD, SIGNED = 0.5, 6, 3.5, 2.0
# 居X首位, 占X的一成, 高于X平均水平, 对标X: the region is only what another one is measured by
MEASURED = re.compile(r"(?:居|占|占到|约占|占全|[高低快慢优好多少]于|高出|低出|领先|领跑|对标|对表|赶超|超过|超出|超越|跻身|位列|仅次于|落后|看齐|冲进|学习|排名|排在|比)[“（]?$")
MEASURE = re.compile(
    # 首位, 第三名, 前列
    r"^[”）]?[市省区县州]?(?:的)?(?:首位|榜首|第[一二三四五六七八九十\d]+(?:$|[位名，。；、（])|前[列茅]|前[三五十\d]+"
    r"(?:$|[位名强，。；])"
    r"|平均(?:水平|值|线|数|增速)|均值"  # 平均水平, 均值
    r"|的[\d.]+(?:[%％]|倍)|的?比重"  # 的2倍, 的比重
    r"|的[一二三四五六七八九十近约]+(?:成|分之)|的一半|同类|各[市县区口])"
)

BEFORE_MEASURED = frozenset("居占到全于出先跑标表超过越身列次后齐进习名在比“（")  # how MEASURED may end, MEASURE begin: a look before the search
AFTER_MEASURED = frozenset("”）市省区县州的首榜第前平均比同各")


def is_yardstick(text: str, span: Span) -> bool:
    """Say whether a region's name only tells what another one is measured by.

    >>> is_yardstick("总量居云岭市首位", Span(3, 6)), is_yardstick("云岭市居首位", Span(0, 3))
    (True, False)
    """
    begin, end = span.begin, span.end
    if begin and text[begin - 1] in BEFORE_MEASURED and MEASURED.search(text, 0 if begin < 4 else begin - 4, begin):
        return True
    return text[end : end + 1] in AFTER_MEASURED and MEASURE.match(text[end : end + 8]) is not None


def settle_home(
    text: str, groups: list[list[Name]], sentences: list[Sentence], *, hint: str, title: str
) -> tuple[list[list[Name]], list[int]]:
    """Return the groups, with the home's own one where it stands only inside longer names, and what `choose_home` says of them."""
    inner = _inner(text, groups, sentences)
    known = {d.key for group in groups if inner and _kind(group) is Kind.REGION for label in _labels(text, group) for d in find_region(label)}
    fresh: dict[str, list[Name]] = {}
    for place, name in inner:
        if place.key not in known:
            fresh.setdefault(place.key, []).append(name)
    added = list(fresh.values())
    home = choose_home(text, [*groups, *added], sentences, hint=hint, title=title, inner=inner)
    if home[:1] and home[0] >= len(groups):
        return [*groups, added[home[0] - len(groups)][:1]], [len(groups), *(k for k in home[1:] if k < len(groups))]
    return groups, [k for k in home if k < len(groups)]


def _inner(text: str, groups: list[list[Name]], sentences: list[Sentence]) -> list[tuple[Division, Name]]:
    """Return the regions that stand inside longer names, or unread before the running text, with their characters, by begin."""
    found: dict[Span, Division] = {}
    names = [name for group in groups for name in group]
    for name in names:
        if name.kind in HOLDERS | SPELLED_HOLDERS:
            label = text[name.span.begin : name.span.end]
            skipped = COUNTED.match(label)
            begin = skipped.end() if skipped else 0
            place = split_region(label[begin:])
            spelled = label[begin : begin + place.length].endswith(SPELLED)
            if place.length > 1 and len(place.divisions) == 1 and begin + place.length < len(label) and (name.kind in HOLDERS or (spelled and not FAIR.search(label))):
                _note(found, text, place.divisions[0], Span(name.span.begin + begin, name.span.begin + begin + place.length))
    taken = [name.span for name in names if name.kind in CARRIERS or name.kind is Kind.REGION]
    for k in (*_head(sentences), *_signature(text, sentences)):
        span = sentences[k].span
        near = [other for other in (*taken, *found) if other.overlaps(span)]
        for begin, end, places in scan_regions(text[span.begin : span.end]):
            here = Span(span.begin + begin, span.begin + end)
            if len(places) == 1 and not any(here.overlaps(other) for other in near):
                _note(found, text, places[0], here)
    return [(found[span], Name(span, Kind.REGION, 0.8, INNER)) for span in sorted(found)]


def _note(found: dict[Span, Division], text: str, place: Division, span: Span) -> None:
    """Keep a division of the country that is spelled out, or called by a name that is no common word."""
    label = text[span.begin : span.end]
    if place.code and place.level in {Level.PROVINCE, Level.PREFECTURE, Level.COUNTY} and not is_ambiguous_word(label) and not OF_PARK.match(text, span.end) and not is_yardstick(text, span):
        found[span] = place


def _head(sentences: list[Sentence]) -> list[int]:
    """Return the sentences before the running text begins: title, dateline, number, heading; at most `HEAD_LINES`."""
    first = next((k for k, s in enumerate(sentences) if s.role is Role.BODY), len(sentences))
    return list(range(min(first, HEAD_LINES)))


def _signature(text: str, sentences: list[Sentence]) -> list[int]:
    """Return the short lines after the running text: who signs, who sends it."""
    found = []
    for k in range(len(sentences) - 1, max(len(sentences) - 1 - SIGN_LINES, 0), -1):
        if sentences[k].role is Role.BODY and text[sentences[k].span.begin] != "（":
            break
        found.append(k)
    return found


def choose_home(
    text: str, groups: list[list[Name]], sentences: list[Sentence], *, hint: str, title: str, inner: Sequence[tuple[Division, Name]] = ()
) -> list[int]:
    """Return the groups that the report speaks for, nearest first: the home, then the regions above it that the text names.

    Args:
        text: healed.
        groups: of names, each of one thing.
        sentences: of the text.
        hint: the home's name as a user gave it; empty: unknown.
        title: of the document.
        inner: regions inside longer names; each speaks for the group of its division.
    """
    if hint:
        given = [k for k, group in enumerate(groups) if hint in _labels(text, group) or _same_region(hint, _labels(text, group))]
        if given:
            return [given[0], *_above(text, groups, given[0])]
    body = list(islice((k for k, s in enumerate(sentences) if s.role is Role.BODY), 3))
    scores = [_weigh(text, group, sentences, title, body) for group in groups]
    levels = Counter(match[1] or "" for match in OWN_LEVEL.finditer(text))
    organs = Counter(match[1] for match in OWN_ORGAN.finditer(text))
    strong, weak = _heard(sentences, text, inner, body)
    beside = [0.0] * len(groups)  # what does not count against a region that holds this one
    for k, group in enumerate(groups):
        kind = _kind(group)
        if kind is Kind.PARK and scores[k]:
            scores[k] += 1.5 * min(4, levels["区"] * any(label[-1] == "区" for label in _labels(text, group)))
        if kind is Kind.REGION:
            labels = _labels(text, group)
            divisions = {d.key: d for label in labels for d in find_region(label, labels)} if organs or strong else {}
            own = 0
            for key, place in divisions.items():
                scores[k] += strong.get(key, 0.0)
                beside[k] += weak.get(key, 0.0)
                own = max(own, organs[place.name[-1]])
            if not scores[k] + beside[k]:
                continue
            beside[k] += min(2.0, 0.5 * own)
            scores[k] += 1.5 * min(4, sum(levels[label[-1]] for label in labels if label[-1] in levels) or _short_level(labels, levels))
    best = max(range(len(groups)), key=lambda k: (scores[k] + beside[k], -k), default=-1)
    if best < 0 or scores[best] + beside[best] < ENOUGH:
        return []
    best = _lower(text, groups, scores, [a + b for a, b in zip(scores, beside, strict=True)], best)
    return [best, *_above(text, groups, best)]


def _heard(sentences: list[Sentence], text: str, inner: Sequence[tuple[Division, Name]], body: list[int]) -> tuple[dict[str, float], dict[str, float]]:
    """Return what the names that begin with a division add to it, by its key, in mentions: by where the best stands, and by their number."""
    head, signed = set(_head(sentences)), set(_signature(text, sentences))
    total: Counter[str] = Counter()
    best: dict[str, float] = {}
    for place, name in inner:
        where = sentence_at(sentences, name.span.begin)
        total[place.key] += 1
        weight = INSIDE_HEAD if where in head else SIGNED if where in signed else FIRST * 0.5 if body[:1] == [where] else 0.0
        best[place.key] = max(best.get(place.key, 0.0), weight)
    return best, {key: INSIDE * min(INSIDE_CAP, count) for key, count in total.items()}


def _lower(text: str, groups: list[list[Name]], scores: list[float], totals: list[float], best: int) -> int:
    """Go down from a region to one within it that the text speaks of nearly as much: 重庆江津 speaks for 江津."""
    while _kind(groups[best]) is Kind.REGION:
        own = {d.code for label in _labels(text, groups[best]) for d in find_region(label) if d.code}
        inner = [
            k
            for k, group in enumerate(groups)
            if k != best and scores[k] >= NEARLY * totals[best] and _kind(group) is Kind.REGION
            and any(above.code in own for d in find_region(_labels(text, group)[0]) for above in chain(d))
            and not own & {d.code for d in find_region(_labels(text, group)[0])}
        ]  # fmt: skip
        if not inner:
            return best
        best = max(inner, key=lambda k: (scores[k], -k))
    return best


def _weigh(text: str, group: list[Name], sentences: list[Sentence], title: str, body: list[int]) -> float:
    """How much the text speaks of one group, in mentions; `body`: the first sentences of running text."""
    kind = _kind(group)
    if kind not in SPEAKERS:
        return 0.0
    if kind is Kind.REGION and any(d.level is Level.COUNTRY for d in find_region(max(_labels(text, group), key=len))):
        return 0.0  # a report on exports to 印尼 speaks for somebody at home
    if kind is Kind.REGION:
        group = [name for name in group if name.rule != INNER and not is_yardstick(text, name.span)]
        if not group:
            return 0.0
    score = MENTION * min(CAP, len(group))
    places = [sentence_at(sentences, name.span.begin) for name in group]
    in_title = any(k >= 0 and sentences[k].role is Role.TITLE for k in places) or any(label in title for label in _labels(text, group))
    score += TITLE * in_title
    score += FIRST if body[:1] and body[0] in places else EARLY if any(k in places for k in body) else 0.0
    return score * FACTOR[kind]


def _above(text: str, groups: list[list[Name]], home: int) -> list[int]:
    """The regions that hold the home, as far as the text names them, lowest first."""
    own = [d for label in _labels(text, groups[home]) for d in find_region(label)]
    codes = [above.code for d in own[:1] for above in chain(d)]
    found = []
    for k, group in enumerate(groups):
        if k != home and _kind(group) is Kind.REGION:
            for division in find_region(max(_labels(text, group), key=len)):
                if division.code in codes:
                    found.append((codes.index(division.code), k))
                    break
    return [k for _, k in sorted(found)]


def _same_region(hint: str, labels: list[str]) -> bool:
    codes = {d.code for d in find_region(hint)}
    return bool(codes) and any(d.code in codes for label in labels for d in find_region(label))


def _short_level(labels: list[str], levels: Counter[str]) -> int:
    """How often pointing words have the level of a region that is called by its short name (江津 … 全区)."""
    full = {d.name[-1] for label in labels for d in find_region(label)}
    return max((levels[level] for level in full if level in levels), default=0)


def _labels(text: str, group: list[Name]) -> list[str]:
    return sorted({text[n.span.begin : n.span.end] for n in group}, key=lambda s: (-len(s), s))


def _kind(group: list[Name]) -> Kind:
    first = group[0].kind
    for name in group:
        if name.kind is not first:
            break
    else:
        return first
    return max(Counter(n.kind for n in group).items(), key=lambda item: (item[1], item[0].value))[0]
