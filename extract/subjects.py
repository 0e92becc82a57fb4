"""Whom a number is about: candidates, their features, and a linear score.

In: a Doc with quantities, entities, mentions and home. Out: for each quantity the candidates with their features and
scores. The weights are a readable table, `models/subjects.json`, learned by `benchmarks/train_subjects.py`; a feature
that the table lacks counts nothing. A learned reader's vote is one more feature.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from extract.layers import Quantity, Role, Sentence
from extract.sentences import sentence_at
from extract.units import unit_of
from ontology.facts import Entity, Kind, Measure, Mention, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Candidate", "Context", "Vote", "candidates_of", "family_of", "load_weights", "score", "vote_features"]

HERE = Path(__file__).parent
WEIGHTS = HERE / "models" / "subjects.json"
WIDEST = 24  # mentions of the sentence that are looked at, nearest first: keeps a list of 1,000 names linear
RECENT = 10  # entities of earlier sentences that are looked at
OBLIQUE = re.compile(r"(在|对|于|与|由|向|从|为|给|被|把|让|至|到|和|、|及|比|据|按|以|占|用于|依托|围绕|通过|入选|获|来自|位于|包括)$")
OPENERS = re.compile(r"(?:^|[，；。：\n])(?:目前|其中|近年来|如今|当前|同时|此外|去年|今年|据|截至目前|，|在|以|作为|\s|“)*$")


class Vote(Protocol):
    """What a learned reader offers: scores (log odds or probabilities) for the mentions of one quantity."""

    def subject_scores(self, quantity: Span, mentions: list[Span]) -> list[float]:
        """Return one score for each mention, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entity that a number may be about, the mention that speaks for it, and its features."""

    entity: str
    mention: Mention
    features: tuple[str, ...]


@dataclass(slots=True)
class Context:
    """What the candidates of one Doc are read from; built once, then walked from quantity to quantity.

    Attributes:
        doc: the Doc.
        kinds: class of each entity by key.
        by_sentence: mentions by the index of their sentence.
        latest: entities by the last sentence that names them, oldest first.
        previous: the subject chosen for the quantity before, and that quantity.
    """

    doc: Doc
    kinds: dict[str, Kind] = field(default_factory=dict)
    by_sentence: dict[int, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    share: dict[str, float] = field(default_factory=dict)
    titled: frozenset[str] = frozenset()
    headed: dict[int, frozenset[str]] = field(default_factory=dict)
    latest: dict[str, Mention] = field(default_factory=dict)
    read_to: int = 0
    previous: tuple[str, Quantity] | None = None
    topic: str = ""
    first: dict[str, Mention] = field(default_factory=dict)

    @classmethod
    def of(cls, doc: Doc) -> Context:
        """Read a Doc's mentions into the tables that the features need; linear in their number."""
        context = cls(doc)
        entities: list[Entity] = doc._.entities
        sentences: list[Sentence] = doc._.sentences
        mentions: list[Mention] = doc._.mentions
        context.kinds = {entity.key: entity.kind for entity in entities}
        counts = Counter(mention.entity for mention in mentions)
        most = max(counts.values(), default=1)
        context.share = {key: n / most for key, n in counts.items()}
        for mention in mentions:
            context.first.setdefault(mention.entity, mention)
            index = sentence_at(sentences, mention.span.begin)
            if index >= 0:
                context.by_sentence[index].append(mention)
        titled: set[str] = set()
        heading: frozenset[str] = frozenset()
        for index, sentence in enumerate(sentences):
            names = {mention.entity for mention in context.by_sentence.get(index, ())}
            if sentence.role is Role.TITLE:
                titled |= names
            elif sentence.role is Role.HEADING:
                heading = frozenset(names)
            context.headed[index] = heading
        context.titled = frozenset(titled)
        return context

    def advance(self, index: int) -> None:
        """Take the mentions of all sentences before `index` into `latest`."""
        while self.read_to < index:
            mentions = self.by_sentence.get(self.read_to, [])
            for mention in mentions:
                self.latest.pop(mention.entity, None)
                self.latest[mention.entity] = mention
            if mentions:
                self.topic = mentions[0].entity
            self.read_to += 1


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows = []
    for line in (HERE / "indicators.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "family\t")):
            name, code, pattern = line.split("\t")
            rows.append((name, code, re.compile(pattern)))
    return tuple(rows)


def family_of(label: str) -> tuple[str, str]:
    """Return the broader indicator of a label and its code: ("产值", "output"); empty strings if none is known."""
    for name, code, pattern in _families():
        if pattern.search(label):
            return name, code
    return "", ""


@lru_cache(maxsize=4)
def load_weights(path: str = str(WEIGHTS)) -> dict[str, float]:
    """Return the table of weights; empty where there is no file."""
    file = Path(path)
    return json.loads(file.read_text(encoding="utf-8"))["weights"] if file.exists() else {}


def score(features: tuple[str, ...], weights: dict[str, float]) -> float:
    """Return the sum of the weights of a candidate's features."""
    return sum(weights.get(name, 0.0) for name in features)


def vote_features(value: float) -> tuple[str, ...]:
    """Return a reader's score as features: one for each step that it reaches."""
    return tuple(f"vote>={step}" for step in (0.1, 0.25, 0.5, 0.75, 0.9) if value >= step)


def candidates_of(context: Context, quantity: Quantity, label: str) -> list[Candidate]:
    """Return the entities that a quantity may be about, with features, in a fixed order.

    Args:
        context: advanced to the quantity's sentence.
        quantity: the number.
        label: its indicator.
    """
    doc = context.doc
    sentence: Sentence = doc._.sentences[quantity.sentence]
    context.advance(quantity.sentence)
    own = context.by_sentence.get(quantity.sentence, [])
    begins = [mention.span.begin for mention in own]
    at = bisect_left(begins, quantity.span.begin)
    low, high = max(0, at - WIDEST), min(len(own), at + WIDEST // 3)
    window = own[low:high]
    family = family_of(label)[1] or _unit_family(quantity)
    best: dict[str, tuple[int, Candidate]] = {}
    before = [mention for mention in window if mention.span.begin < quantity.span.begin]
    for mention in window:
        features = _sentence_features(context, sentence, quantity, mention, before, family)
        _keep(best, Candidate(mention.entity, mention, features), abs(mention.span.begin - quantity.span.begin))
    recent = list(context.latest.items())[-RECENT:]
    for age, (key, mention) in enumerate(reversed(recent)):
        if key not in best:
            _keep(best, Candidate(key, mention, _earlier_features(context, quantity, mention, age, family)), 10**6 + age)
    for key in (*doc._.home[:4], *context.titled):
        if key not in best and (key in context.latest or key in context.first):
            mention = context.latest.get(key) or context.first[key]
            _keep(best, Candidate(key, mention, _earlier_features(context, quantity, mention, RECENT, family)), 10**7)
    return [candidate for _, candidate in best.values()]


def _keep(best: dict[str, tuple[int, Candidate]], candidate: Candidate, distance: int) -> None:
    """Keep one mention for each entity: the nearest before the number, else the nearest after."""
    other = best.get(candidate.entity)
    if other is None or distance < other[0]:
        best[candidate.entity] = (distance, candidate)


def _unit_family(quantity: Quantity) -> str:
    unit = unit_of(quantity.unit.lstrip("十百千万亿"))
    return "unit-" + unit.family if unit is not None else "none"


def _sentence_features(context: Context, sentence: Sentence, quantity: Quantity, mention: Mention, before: list[Mention], family: str) -> tuple[str, ...]:
    """Return the features of a mention in the number's sentence."""
    text = context.doc.text
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
    kind = context.kinds.get(mention.entity, Kind.REGION).value
    features = [f"place={place}", f"place={place}&kind={kind}", f"family={family}&kind={kind}", f"family={family}&place={place}"]
    if place in {"clause", "in", "all", "before"}:
        rank = sum(1 for other in before if other.span.begin > span.begin and other.entity != mention.entity)
        features.append(f"near={min(rank, 4)}&{place}")
        if before and before[0].entity == mention.entity:
            features.append(f"first-in-sentence&{place}")
        if not any(clause.begin <= other.span.begin < span.begin for other in before) and span.begin >= clause.begin:
            features.append("first-in-clause")
        if OPENERS.search(text[max(sentence.span.begin, span.begin - 14) : span.begin]) or span.begin == sentence.span.begin:
            features.append(f"opens&{place}")
        oblique = OBLIQUE.search(text[max(sentence.span.begin, span.begin - 2) : span.begin])
        if oblique:
            features.append(f"after={oblique.group()}")
    follow = text[span.end : span.end + 1]
    features.append(f"next={follow if follow in '的、，和（：' else 'word'}&{place}")
    if place == "after":
        between = text[quantity.span.end : span.begin]
        if between.startswith("的") and len(between) <= 12 and "，" not in between:
            features += ["attributive", f"attributive&kind={kind}"]
    return (*features, *_entity_features(context, quantity, mention, family, kind, "same"))


def _earlier_features(context: Context, quantity: Quantity, mention: Mention, age: int, family: str) -> tuple[str, ...]:
    """Return the features of an entity that the number's sentence does not name."""
    kind = context.kinds.get(mention.entity, Kind.REGION).value
    sentences: list[Sentence] = context.doc._.sentences
    index = sentence_at(sentences, mention.span.begin)
    gap = quantity.sentence - index
    same = index >= 0 and sentences[index].paragraph == sentences[quantity.sentence].paragraph
    place = "ahead" if gap < 0 else "last" if gap == 1 and same else "paragraph" if same else "last-paragraph" if gap == 1 else "far"
    features = [f"place={place}", f"place={place}&kind={kind}", f"family={family}&kind={kind}", f"family={family}&place={place}", f"age={min(age, 6)}"]
    if context.topic == mention.entity:
        features.append(f"topic&{place}")
    own = context.by_sentence.get(quantity.sentence, ())
    if not any(other.span.begin < quantity.span.begin for other in own):
        features.append(f"unnamed&{place}")
    return (*features, *_entity_features(context, quantity, mention, family, kind, "earlier"))


def _entity_features(context: Context, quantity: Quantity, mention: Mention, family: str, kind: str, where: str) -> list[str]:
    """Return the features that do not depend on where the mention stands."""
    features = []
    home = context.doc._.home
    if mention.entity in home:
        rank = min(home.index(mention.entity), 2)
        features += [f"home={rank}", f"home={rank}&{where}", f"home={rank}&family={family}"]
    if mention.deictic:
        features.append("deictic")
    if mention.entity in context.titled:
        features.append(f"titled&{where}")
    if mention.entity in context.headed.get(quantity.sentence, frozenset()):
        features.append(f"headed&{where}")
    share = context.share.get(mention.entity, 0.0)
    features.append(f"share={'high' if share > 0.6 else 'middle' if share > 0.2 else 'low'}&{where}")
    if context.previous is not None:
        chosen, other = context.previous
        if chosen == mention.entity:
            link = "clause" if other.clause == quantity.clause else "sentence" if other.sentence == quantity.sentence else "near" if quantity.sentence - other.sentence == 1 else "far"
            features += [f"previous={link}", f"previous={link}&{where}"]
            if quantity.measure is not Measure.AMOUNT:
                features.append(f"previous={link}&{quantity.measure.value}")
    features.append(f"measure={quantity.measure.value}&kind={kind}")
    return features
