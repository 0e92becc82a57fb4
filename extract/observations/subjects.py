"""Whom a number is about: candidates, their features, and a linear score.

In: a Doc with quantities, entities, mentions and home. Out: for each quantity the candidates with their features and
scores. The weights are a readable table, `models/subjects.json`, learned by `benchmarks/refit_subjects.py`; a feature
that the table lacks counts nothing. A learned reader's vote is one more feature.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from extract.discourse.topics import BY_BEGIN
from extract.lexicons import MODELS, read_rows
from extract.numbers.units import unit_of
from extract.observations.subject_context import Context
from extract.text.sentences import sentence_at
from ontology.facts import Kind, Measure, Mention, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.discourse.voices import Voice
    from extract.layers import Quantity, Sentence

__all__ = ["Candidate", "Context", "Table", "Vote", "allowed_of", "candidates_of", "family_of", "is_partner", "load_table", "score", "score_votes", "votes_of"]

WEIGHTS = MODELS / "subjects.json"
WIDEST = 24  # mentions of the sentence that are looked at, nearest first: keeps a list of 1,000 names linear
RECENT = 10  # entities of earlier sentences that are looked at
HEARD_BACK = 3  # sentences before the number's own whose mentions the reader is asked about
OBLIQUE = re.compile(r"(在|对|于|与|由|向|从|为|给|被|把|让|至|到|和|、|及|比|据|按|以|占|用于|依托|围绕|通过|入选|获|来自|位于|包括)$")
OPENERS = re.compile(r"(?:^|[，；。：\n])(?:目前|其中|近年来|如今|当前|同时|此外|去年|今年|据|截至目前|，|在|以|作为|\s|“)*$")


BARE = re.compile(
    r"(?:该|本|此|这家|这个)?(?:(?P<firm>公司|企业(?![家数])|集团|厂区?|我们)|(?P<bank>银行|我行|该行|全行)|(?P<park>园区|产业园|科技园|开发区|高新区|经开区|新区|工业园|科技城)|"
    r"(?P<project>项目|工程|基地)|(?P<event>大会|展会|博览会|本届|峰会|论坛|会上|展览)|(?P<house>平台|研究院|实验室|中心|学校|学院|协会|联盟|车间|工厂|港口|机场)|"
    r"(?P<region>(?:全|我|该|本|当地)[市县区省镇旗州乡村]?|县内|市内|省内|区内|当地))"
)
BARE_KINDS = {
    "firm": frozenset({Kind.COMPANY, Kind.FINANCIAL}), "bank": frozenset({Kind.FINANCIAL}), "park": frozenset({Kind.PARK}),
    "project": frozenset({Kind.PROJECT, Kind.FACILITY}), "event": frozenset({Kind.EVENT}), "house": frozenset({Kind.FACILITY, Kind.INSTITUTION}),
    "region": frozenset({Kind.REGION}),
}  # fmt: skip
WORLD = frozenset(["全球", "世界", "国际", "海外", "国内外", "国内", "境外", "国外", "全国"])
SPEAKER = re.compile(
    r"(?:党委|党组|副?董事长|副?总经理|总裁|创始人"  # party, heads of firms
    r"|相关负责人|有关负责人|负责人|工作人员|技术|销售"  # who speaks for them
    r"|厂长|经理|车间|主任|书记|局长|市长|县长|区长|常务|副|员工"  # heads of works and places
    r"|[^，。]{0,12}(?:介绍|表示|告诉|说))"  # …介绍
)
BETWEEN = re.compile(r"[、和及与]|以及")
PUBLISHERS = frozenset({Kind.GOVERNMENT, Kind.INSTITUTION, Kind.FINANCIAL, Kind.POLICY, Kind.PERSON})
TOWARD = frozenset("对自从向、和及与")  # before whom somebody trades with
PARTNERS = re.compile(r"[对自从向](?:[^，。；：、]{1,12}(?:[、和及与]|以及))*$")
TRADE = re.compile(r"(?:(?:[、和及与]|以及)[^，。；：、]{1,12}?)*(?:等[^，。；]{0,12}?)?(?:累计|新增|的)?(?:进出口|出口|进口|贸易)(?!增长?的?(?:带动|贡献|拉动)|的(?:带动|贡献|拉动|影响|依赖|作用))")
PARTNERS_BACK = 40  # characters of a list of them


@dataclass(frozen=True, slots=True)
class Setting:
    """What is read once for a quantity and compared with every candidate.

    Attributes:
        bare: key of the entity that a bare noun (公司, 园区) in the clause points to; empty if none.
        bare_kinds: kinds that the bare noun allows; empty if there is no bare noun.
        pair: key of the entity that the quantity pairs with in order (A、B分别增长3%、4%); empty if none.
        opener: key of the first entity of the paragraph.
        topic: key of the entity that the clause is about before it names one; empty if none is known.
        subject: key of the clause's grammatical subject; empty if none.
        voice: in whose speech the number stands; None where the report itself speaks.
    """

    bare: str = ""
    bare_kinds: frozenset[Kind] = frozenset()
    pair: str = ""
    opener: str = ""
    topic: str = ""
    subject: str = ""
    voice: Voice | None = None


class Vote(Protocol):
    """What a learned reader offers: `extract.learned.reader.Reading`."""

    def subject_scores(self, quantity: tuple[int, int], mentions: Sequence[tuple[int, int, str]]) -> Sequence[float]:
        """Return one probability for each mention, in their order."""
        ...

    def indicator_guess(self, quantity: tuple[int, int]) -> tuple[int, int, float] | None:
        """Return begin, end and probability of the phrase that says what is counted."""
        ...

    def fact_probability(self, quantity: tuple[int, int]) -> float:
        """Return how probable it is that a number states a fact."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entity that a number may be about, the mention that speaks for it, and its features."""

    entity: str
    mention: Mention
    features: tuple[str, ...]


def _setting(context: Context, sentence: Sentence, quantity: Quantity, before: list[Mention]) -> Setting:
    """Read what the clause says by bare nouns, by pairing and by the paragraph's opening."""
    text = context.text
    bare, kinds = "", frozenset[Kind]()
    covered = [mention.span for mention in before]
    last = None
    for match in BARE.finditer(text, max(sentence.span.begin, quantity.clause.begin - 30, quantity.span.begin - 120), quantity.span.begin):
        if not any(span.begin <= match.start() < span.end for span in covered[-8:]):
            last = match
    if last is not None and last.lastgroup is not None:
        kinds = BARE_KINDS[last.lastgroup]
        ahead = [mention.entity for mention in before if mention.span.end <= last.start()]
        for key in [*reversed(ahead), *islice(reversed(context.latest), 3 * RECENT)]:
            if context.kinds.get(key) in kinds:
                bare = key
                break
    topic = context.doc._.topics.get(quantity.clause)
    return Setting(bare, kinds, _pair(context, quantity, before), context.openers.get(sentence.paragraph, ""), topic.entity if topic else "", context.subject(quantity.clause), context.voice(quantity))


def _pair(context: Context, quantity: Quantity, before: list[Mention]) -> str:
    """Return the entity at the same place in the list of names before a series of numbers; empty if the two lists differ in length."""
    place, length = context.series.get(quantity.span, (0, 0))
    if length < 2:
        return ""
    text = context.text
    lists: list[list[Mention]] = []
    for mention in before:
        if lists and BETWEEN.fullmatch(text[lists[-1][-1].span.end : mention.span.begin]):
            lists[-1].append(mention)
        else:
            lists.append([mention])
    for names in reversed(lists):
        if len(names) == length:
            return names[place].entity
    return ""


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((name, code, re.compile(pattern)) for name, code, pattern in read_rows("indicators"))


@lru_cache(maxsize=1 << 12)
def family_of(label: str) -> tuple[str, str]:
    """Return the broader indicator of a label and its code: ("产值", "output"); empty strings if none is known."""
    for name, code, pattern in _families():
        if pattern.search(label):
            return name, code
    return "", ""


@dataclass(frozen=True, slots=True)
class Table:
    """The learned table.

    Attributes:
        weights: of each feature.
        alone: the weights for a document without a reading.
        vote: what the logarithm of a reader's probability weighs.
        reliability: (score's probability, share of right subjects) in ascending order.
    """

    weights: Mapping[str, float]
    vote: float = 0.0
    reliability: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))
    alone: Mapping[str, float] | None = None

    def confidence(self, probability: float) -> float:
        """Return how often a subject chosen with this probability was right on unseen reports; linear between the steps."""
        points = self.reliability
        for (x, y), (u, v) in pairwise(points):
            if probability <= u:
                return y + (v - y) * (probability - x) / (u - x) if u > x else v
        return points[-1][1]


@lru_cache(maxsize=4)
def load_table(path: str = str(WEIGHTS)) -> Table:
    """Return the learned table; an empty one where there is no file."""
    file = Path(path)
    if not file.exists():
        return Table({})
    found = json.loads(file.read_text(encoding="utf-8"))
    return Table(found["weights"], found.get("vote", 0.0), tuple((x, y) for x, y in found.get("reliability", ((0.0, 0.0), (1.0, 1.0)))), found.get("alone"))


def score(features: tuple[str, ...], weights: Mapping[str, float]) -> float:
    """Return the sum of the weights of a candidate's features."""
    return sum([weights[name] for name in features if name in weights])


def score_votes(votes: Sequence[float], weight: float) -> list[float]:
    """Return what a reader's probabilities add to the scores: their logarithm, no lower than that of 2%, times a weight."""
    return [weight * math.log(max(float(vote), 0.02)) for vote in votes]


def votes_of(context: Context, quantity: Quantity, candidates: Sequence[Candidate], reading: Vote) -> list[float]:
    """Return a reader's probability for each candidate: the sum over its mentions in the number's sentence and shortly before."""
    place = {candidate.entity: k for k, candidate in enumerate(candidates)}
    mentions: dict[Span, Mention] = {}
    for index in range(max(0, quantity.sentence - HEARD_BACK), quantity.sentence):
        mentions |= {m.span: m for m in context.by_sentence.get(index, [])[-WIDEST:] if m.entity in place}
    mentions = dict([*mentions.items()][-WIDEST:])
    own = context.by_sentence.get(quantity.sentence, [])
    at = bisect_left(own, quantity.span.begin, key=BY_BEGIN)
    mentions |= {m.span: m for m in own[max(0, at - WIDEST) : at + WIDEST // 3] if m.entity in place}
    mentions |= {candidate.mention.span: candidate.mention for candidate in candidates}
    spans = [(m.span.begin, m.span.end, context.kinds[m.entity]) for m in mentions.values()]
    votes = [0.0] * len(candidates)
    for mention, vote in zip(mentions.values(), reading.subject_scores((quantity.span.begin, quantity.span.end), spans), strict=True):
        votes[place[mention.entity]] += float(vote)
    return votes


def candidates_of(context: Context, quantity: Quantity, label: str) -> list[Candidate]:
    """Return the entities that a quantity may be about, with features, in a fixed order.

    Args:
        context: advanced to the quantity's sentence.
        quantity: the number.
        label: its indicator.
    """
    sentence = context.sentences[quantity.sentence]
    context.advance(quantity.sentence)
    own = context.by_sentence.get(quantity.sentence, [])
    at = bisect_left(own, quantity.span.begin, key=BY_BEGIN)
    low, high = max(0, at - WIDEST), min(len(own), at + WIDEST // 3)
    window = own[low:high]
    family = family_of(label)[1] or _unit_family(quantity)
    best: dict[str, tuple[int, Candidate]] = {}
    before = [mention for mention in window if mention.span.begin < quantity.span.begin]
    setting = _setting(context, sentence, quantity, before)
    for mention in window:
        features = _sentence_features(context, sentence, quantity, mention, before, family, setting)
        _keep(best, Candidate(mention.entity, mention, features), abs(mention.span.begin - quantity.span.begin))
    for age, (key, mention) in enumerate(islice(reversed(context.latest.items()), RECENT)):
        if key not in best and not (context.roundup and context.is_elsewhere(key, mention, quantity)) and not context.is_other_item(key, mention, quantity):
            _keep(best, Candidate(key, mention, _earlier_features(context, quantity, mention, age, family, setting)), 10**6 + age)
    voice = setting.voice
    spoken = sorted(voice.owners | voice.people) if voice is not None else []
    for key in (*context.home[:4], *context.titled[:4], *spoken, context.nation):
        if key not in best and (key in context.latest or key in context.first):
            mention = context.latest.get(key) or context.first[key]
            if context.roundup and context.is_elsewhere(key, mention, quantity):
                continue
            _keep(best, Candidate(key, mention, _earlier_features(context, quantity, mention, RECENT, family, setting)), 10**7)
    return [candidate for _, candidate in best.values()]


def allowed_of(context: Context, quantity: Quantity, candidates: Sequence[Candidate]) -> list[bool]:
    """Say of each candidate whether it may be chosen; where none may, all that a mention so far proves, else all.

    Not what only a later sentence names, not things that the number itself counts (五家甲类实验室 is about whoever has them), not an
    office that published the figure, not whom somebody trades with (对东盟进出口), nor whoever speaks it (张明：去年新增企业三百户). What may not be chosen keeps its share, so that the next best is not thought surer for it.
    """
    end = context.sentences[quantity.sentence].span.end
    proved = [candidate.mention.span.begin < end for candidate in candidates]
    counts = _unit_family(quantity) == "unit-count" and quantity.measure is Measure.AMOUNT
    allowed = [
        so_far and not (counts and candidate.features[0] == "place=counted") and not (context.kinds[candidate.entity] in PUBLISHERS and context.is_source(candidate.mention))
        and not (context.kinds[candidate.entity] is Kind.PERSON and context.text.startswith("：", candidate.mention.span.end))
        and not (context.text[candidate.mention.span.begin - 1] in TOWARD and context.kinds[candidate.entity] is Kind.REGION and is_partner(context.text, candidate.mention.span))
        for candidate, so_far in zip(candidates, proved, strict=True)
    ]
    return allowed if any(allowed) else proved if any(proved) else [True] * len(candidates)


def is_partner(text: str, span: Span) -> bool:
    """Say whether a place is one that somebody trades with: 对东盟、拉美进出口.

    >>> is_partner("云溪县对东盟、拉美出口增长", Span(4, 6)), is_partner("云溪县出口增长", Span(0, 3))
    (True, False)
    """
    return PARTNERS.search(text, max(0, span.begin - PARTNERS_BACK), span.begin) is not None and TRADE.match(text, span.end, span.end + PARTNERS_BACK) is not None


def _keep(best: dict[str, tuple[int, Candidate]], candidate: Candidate, distance: int) -> None:
    """Keep one mention for each entity: the nearest before the number, else the nearest after."""
    other = best.get(candidate.entity)
    if other is None or distance < other[0]:
        best[candidate.entity] = (distance, candidate)


def _unit_family(quantity: Quantity) -> str:
    unit = unit_of(quantity.unit.lstrip("十百千万亿"))
    return "unit-" + unit.family if unit is not None else "none"


def _sentence_features(context: Context, sentence: Sentence, quantity: Quantity, mention: Mention, before: list[Mention], family: str, setting: Setting) -> tuple[str, ...]:
    """Return the features of a mention in the number's sentence."""
    text = context.text
    span, clause = mention.span, quantity.clause
    indicator = quantity.indicator
    if quantity.span.within(span):
        place = "holds"
    elif indicator is not None and span.overlaps(indicator) and indicator.begin < quantity.span.begin:
        place = "all" if span.within(indicator) and span.end == indicator.end else "in"
    elif indicator is not None and span.overlaps(indicator):
        place = "counted"
    elif span.begin < quantity.span.begin:
        place = "clause" if span.begin >= clause.begin else "before"
    else:
        place = "after" if span.begin < clause.end else "later"
    kind = context.kinds[mention.entity]
    features = [f"place={place}", f"place={place}&kind={kind}", f"family={family}&kind={kind}", f"family={family}&place={place}"]
    if place in {"clause", "in", "all", "before"}:
        rank = sum(1 for other in before if other.span.begin > span.begin and other.entity != mention.entity)
        features += [f"near={min(rank, 4)}&{place}"]
        if before and before[0].entity == mention.entity:
            features += [f"first-in-sentence&{place}"]
        if not any(clause.begin <= other.span.begin < span.begin for other in before) and span.begin >= clause.begin:
            features += ["first-in-clause"]
        if OPENERS.search(text[max(sentence.span.begin, span.begin - 14) : span.begin]) or span.begin == sentence.span.begin:
            features += [f"opens&{place}"]
        oblique = OBLIQUE.search(text[max(sentence.span.begin, span.begin - 2) : span.begin])
        if oblique:
            features += [f"after={oblique.group()}"]
    follow = text[span.end : span.end + 1]
    features += [f"next={follow if follow in '的、，和（：' else 'word'}&{place}"]
    if place == "after":
        between = text[quantity.span.end : span.begin]
        if between.startswith("的") and len(between) <= 12 and "，" not in between:
            features += ["attributive", f"attributive&kind={kind}"]
    return (*features, *_entity_features(context, quantity, mention, family, kind, "same", setting))


def _earlier_features(context: Context, quantity: Quantity, mention: Mention, age: int, family: str, setting: Setting) -> tuple[str, ...]:
    """Return the features of an entity that the number's sentence does not name."""
    kind = context.kinds[mention.entity]
    sentences = context.sentences
    index = context.places[mention.span] if mention.span in context.places else sentence_at(sentences, mention.span.begin)
    gap = quantity.sentence - index
    same = index >= 0 and sentences[index].paragraph == sentences[quantity.sentence].paragraph
    place = "ahead" if gap < 0 else "last" if gap == 1 and same else "paragraph" if same else "last-paragraph" if gap == 1 else "far"
    features = [f"place={place}", f"place={place}&kind={kind}", f"family={family}&kind={kind}", f"family={family}&place={place}", f"age={min(age, 6)}"]
    features += [f"gap={min(max(gap, -1), 8)}"]
    if index >= 0 and context.headings[quantity.sentence] != context.headings[index]:
        features += ["beyond-heading"]
    if index >= 0 and context.by_sentence[index][0].entity == mention.entity:
        features += [f"led&{place}"]
    if context.topic == mention.entity:
        features += [f"topic&{place}"]
    own = context.by_sentence.get(quantity.sentence, ())
    if not own or own[0].span.begin >= quantity.span.begin:
        features += [f"unnamed&{place}"]
    return (*features, *_entity_features(context, quantity, mention, family, kind, "earlier", setting))


def _entity_features(context: Context, quantity: Quantity, mention: Mention, family: str, kind: str, where: str, setting: Setting) -> list[str]:
    """Return the features that do not depend on where the mention stands."""
    features: list[str] = []
    home = context.home
    if mention.entity in home:
        rank = min(home.index(mention.entity), 2)
        features += [f"home={rank}", f"home={rank}&{where}", f"home={rank}&family={family}"]
    if mention.deictic:
        features += ["deictic"]
    if mention.entity in context.titled:
        features += [f"titled&{where}"]
    if mention.entity in context.headed[quantity.sentence]:
        features += [f"headed&{where}"]
    share = context.share[mention.entity]
    features += [f"share={'high' if share > 0.6 else 'middle' if share > 0.2 else 'low'}&{where}"]
    if context.previous is not None:
        chosen, other = context.previous
        if chosen == mention.entity:
            link = "clause" if other.clause == quantity.clause else "sentence" if other.sentence == quantity.sentence else "near" if quantity.sentence - other.sentence == 1 else "far"
            features += [f"previous={link}", f"previous={link}&{where}"]
            if quantity.measure is not Measure.AMOUNT:
                features += [f"previous={link}&{quantity.measure}"]
    features += [f"measure={quantity.measure}&kind={kind}"]
    if setting.bare_kinds:
        fits = kind in setting.bare_kinds
        features += [f"bare={'nearest' if setting.bare == mention.entity else 'kind' if fits else 'other'}&{where}"]
    if setting.pair:
        features += ["pair" if setting.pair == mention.entity else "pair-other"]
    if setting.opener == mention.entity:
        features += [f"opener&{where}"]
    if setting.topic == mention.entity:
        features += [f"clause-topic&{where}&{'subject' if setting.subject else 'none'}"]
    if setting.subject == mention.entity:
        features += ["clause-subject", f"clause-subject&kind={kind}"]
    if mention.anchor in WORLD:
        features += ["world"]
    if SPEAKER.match(context.text, mention.span.end):
        features += [f"speaker&{where}"]
    if context.sources[mention.span] if mention.span in context.sources else context.is_source(mention):
        features += [f"source&{where}"]
    voice = setting.voice
    if voice is not None:
        heard = 2 if mention.entity in voice.owners else 1 if mention.entity in voice.people else -1
        features += [f"heard={heard}&{where}", f"heard={heard}&kind={kind}"]
    level = context.levels[mention.entity] if mention.entity in context.levels else context.level(mention.entity)
    if level:
        features += [f"level={level}&{where}"]
    return features
