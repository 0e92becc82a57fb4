"""Whom a report speaks for: a region, a park, an organisation or the nation, nearest first.

In: the document's groups of names, its sentences and title, and the name that --home or a sidecar gave. Out: indices of
groups. A report has a home only where the text supports one: the title and its first sentences, pointing words of a
region's level (我区, 全县), and how often and how early a name returns. Without support the list is empty.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from extract.layers import Name, Role, Sentence
from extract.sentences import sentence_at
from ontology.facts import Kind
from ontology.regions import Level, chain, find_region

__all__ = ["choose_home"]

SPEAKERS = {Kind.REGION, Kind.PARK, Kind.COMPANY, Kind.FINANCIAL, Kind.INSTITUTION, Kind.GOVERNMENT}
# weights in units of one mention; a report names its home in the title or in the first sentences (25 annotated reports)
TITLE, FIRST, EARLY, MENTION, CAP = 4.0, 2.0, 1.0, 1.0, 8
FACTOR = {Kind.REGION: 1.0, Kind.PARK: 1.0, Kind.COMPANY: 1.0, Kind.FINANCIAL: 1.0, Kind.INSTITUTION: 0.8, Kind.GOVERNMENT: 0.35}
OWN_LEVEL = re.compile(r"[我全本](国|省|自治区|市|县|区|州|旗|镇|乡|村)|(公司|集团|企业|园区|产业园|开发区|该行|我行|本行)")
ENOUGH = 4.0  # swept over 2-6 on 245 annotated reports
NEARLY = 0.6  # swept over 0.4-0.9 there
NATION = "国"


def choose_home(text: str, groups: list[list[Name]], sentences: list[Sentence], *, hint: str, title: str) -> list[int]:
    """Return the groups that the report speaks for, nearest first: the home, then the regions above it that the text names."""
    if hint:
        given = [k for k, group in enumerate(groups) if hint in _labels(text, group) or _same_region(hint, _labels(text, group))]
        if given:
            return [given[0], *_above(text, groups, given[0])]
    body = list(islice((k for k, s in enumerate(sentences) if s.role is Role.BODY), 3))
    scores = [_weigh(text, group, sentences, title, body) for group in groups]
    levels = Counter(match[1] or "" for match in OWN_LEVEL.finditer(text))
    for k, group in enumerate(groups):
        kind = _kind(group)
        if kind is Kind.REGION:
            labels = _labels(text, group)
            scores[k] += 1.5 * min(4, sum(levels[label[-1]] for label in labels if label[-1] in levels) or _short_level(labels, levels))
    best = max(range(len(groups)), key=lambda k: (scores[k], -k), default=-1)
    if best < 0 or scores[best] < ENOUGH:
        return []
    best = _lower(text, groups, scores, best)
    return [best, *_above(text, groups, best)]


def _lower(text: str, groups: list[list[Name]], scores: list[float], best: int) -> int:
    """Go down from a region to one within it that the text speaks of nearly as much: 重庆江津 speaks for 江津."""
    while _kind(groups[best]) is Kind.REGION:
        own = {d.code for label in _labels(text, groups[best]) for d in find_region(label) if d.code}
        inner = [
            k
            for k, group in enumerate(groups)
            if k != best and scores[k] >= NEARLY * scores[best] and _kind(group) is Kind.REGION
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
    if all(n.kind is group[0].kind for n in group):
        return group[0].kind
    return max(Counter(n.kind for n in group).items(), key=lambda item: (item[1], item[0].value))[0]
