"""What the candidates of a document's numbers are read from: its mentions by sentence, headings, voices, lists and scenes.

In: a Doc with quantities, entities, mentions and home. Out: a `Context`, built once and then walked from quantity to quantity.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from extract.discourse.topics import subject_of
from extract.discourse.voices import Voice, is_source, voices_of
from extract.layers import Quantity, Role, Sentence
from extract.text.clean import HEADING
from extract.text.sentences import items_of, sentence_at
from ontology.facts import Entity, Kind, Mention, Span
from ontology.regions import Level, find_region

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Context"]

NATION = "中国"
BY_SPEECH = attrgetter("speech.begin")
VOICES = 4  # speeches before a number that are looked at
FRAME_LEAD = 3  # characters before a place that opens a clause (在, 走进)
THREAD = 3  # pieces of news that name what is everywhere at home
ITEMS = 4  # headings from which on a text with one paragraph to a heading is a round-up of news
LEVELS = (Level.NATION, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.AREA, Level.COUNTRY)


@dataclass(slots=True)
class Context:
    """What the candidates of one Doc are read from; built once, then walked from quantity to quantity.

    Attributes:
        doc: the Doc.
        text: its healed text.
        sentences: its sentences.
        home: keys that the report speaks for.
        kinds: class of each entity by key.
        by_sentence: mentions by the index of their sentence.
        latest: entities by the last sentence that names them, oldest first.
        listed: numbers of a series whose labels differ (甲、乙产量分别增长3%、4%).
        previous: the subject chosen for the quantity before, and that quantity.
        links: what the relations say of two entities (`extract.observations.subject_contest.links_of`).
        voices: who speaks where, by begin of the speech (`extract.discourse.voices`).
        headings: how many headings stand before each sentence.
        nation: key of the nation; empty where nothing names it.
        roundup: whether the text is a row of short news, each under its heading; a report of numbered sections is none.
        threads: entities that several pieces of it name.
        items: the lists that each sentence stands in (`extract.text.sentences.items_of`); empty where the text has none.
    """

    doc: Doc
    text: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    home: list[str] = field(default_factory=list)
    kinds: dict[str, Kind] = field(default_factory=dict)
    by_sentence: dict[int, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    share: dict[str, float] = field(default_factory=dict)
    titled: tuple[str, ...] = ()
    headed: dict[int, frozenset[str]] = field(default_factory=dict)
    latest: dict[str, Mention] = field(default_factory=dict)
    read_to: int = 0
    previous: tuple[str, Quantity] | None = None
    topic: str = ""
    first: dict[str, Mention] = field(default_factory=dict)
    openers: dict[int, str] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    subjects: dict[Span, str] = field(default_factory=dict)
    series: dict[Span, tuple[int, int]] = field(default_factory=dict)
    listed: frozenset[Span] = frozenset()
    links: dict[tuple[str, str], int] = field(default_factory=dict)
    voices: list[Voice] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    nation: str = ""
    roundup: bool = False
    threads: frozenset[str] = frozenset()
    items: list[dict[int, int]] = field(default_factory=list)
    levels: dict[str, int] = field(default_factory=dict)
    sources: dict[Span, bool] = field(default_factory=dict)
    spoken: dict[Span, Voice | None] = field(default_factory=dict)
    places: dict[Span, int] = field(default_factory=dict)
    framing: dict[int, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, doc: Doc) -> Context:
        """Read a Doc's mentions into the tables that the features need; linear in their number."""
        context = cls(doc, doc._.healed.text, doc._.sentences, doc._.home)
        entities: list[Entity] = doc._.entities
        sentences = context.sentences
        mentions: list[Mention] = doc._.mentions
        context.entities = {entity.key: entity for entity in entities}
        context.kinds = {entity.key: entity.kind for entity in entities}
        counts = Counter(mention.entity for mention in mentions)
        most = max(counts.values(), default=1)
        context.share = {key: round(n / most, 3) for key, n in counts.items()}
        for mention in mentions:
            context.first.setdefault(mention.entity, mention)
            index = sentence_at(sentences, mention.span.begin)
            context.places[mention.span] = index
            if index >= 0:
                context.by_sentence[index].append(mention)
        titled: dict[str, None] = {}
        heading: frozenset[str] = frozenset()
        count = numbered = 0
        for index, sentence in enumerate(sentences):
            numbered += sentence.role is Role.HEADING and HEADING.match(context.text, sentence.span.begin) is not None
            count += sentence.role is Role.HEADING and (not index or sentences[index - 1].paragraph != sentence.paragraph)
            context.headings.append(count)
            names = {mention.entity for mention in context.by_sentence.get(index, ())}
            if sentence.role is Role.TITLE:
                titled.update(dict.fromkeys(mention.entity for mention in context.by_sentence.get(index, ())))
            elif sentence.role is Role.HEADING:
                heading = frozenset(names)
            context.headed[index] = heading
            if names:
                context.openers.setdefault(sentence.paragraph, context.by_sentence[index][0].entity)
        context.series = _series(context.text, doc._.quantities)
        context.listed = _listed(doc._.quantities, context.series)
        bodies = len({sentence.paragraph for sentence in sentences if sentence.role is Role.BODY})
        sections: dict[str, set[int]] = defaultdict(set)
        if count >= ITEMS:
            for index, named in context.by_sentence.items():
                for mention in named:
                    sections[mention.entity].add(context.headings[index])
        context.threads = frozenset(key for key, found in sections.items() if len(found) >= THREAD)
        context.roundup = count >= ITEMS and bodies <= count + 2 and not numbered
        items = items_of(context.text, sentences, doc._.healed.marks)
        context.items = items if any(items) else []
        context.titled = tuple(titled)
        context.voices = voices_of(context.text, mentions, context.kinds)
        context.nation = next((entity.key for entity in entities if entity.kind is Kind.REGION and entity.names[0] == NATION), "")
        return context

    def voice(self, quantity: Quantity) -> Voice | None:
        """Return in whose speech a number stands, the innermost; None where the report itself speaks."""
        if quantity.span not in self.spoken:
            at = bisect_left(self.voices, quantity.span.end, key=BY_SPEECH)
            self.spoken[quantity.span] = next((voice for voice in reversed(self.voices[max(0, at - VOICES) : at]) if quantity.span.within(voice.speech)), None)
        return self.spoken[quantity.span]

    def is_source(self, mention: Mention) -> bool:
        """Say whether a mention names whoever published the figures of its sentence."""
        if mention.span not in self.sources:
            self.sources[mention.span] = is_source(self.text, mention.span)
        return self.sources[mention.span]

    def level(self, entity: str) -> int:
        """Return the height of a region: 1 the nation, 2 a province … 5 an area, 6 a country, 7 another place; 0 for what is no region."""
        if entity not in self.levels:
            found = 0
            if self.kinds.get(entity) is Kind.REGION:
                divisions = find_region(self.entities[entity].names[0])
                found = LEVELS.index(divisions[0].level) + 1 if divisions else 7
            self.levels[entity] = found
        return self.levels[entity]

    def frames(self, index: int) -> dict[str, int]:
        """Return the entities whose names open a clause of a sentence by themselves, as 在云溪县 does before a comma, each with the end of the first such name."""
        if index not in self.framing:
            text, found = self.text, dict[str, int]()
            begins = [clause.begin for clause in self.sentences[index].clauses]
            for mention in self.by_sentence.get(index, ()):
                span = mention.span
                if text[span.end : span.end + 1] == "，" and mention.entity not in found:
                    opening = begins[bisect_right(begins, span.begin) - 1]
                    if 0 <= span.begin - opening <= FRAME_LEAD:
                        found[mention.entity] = span.end
            self.framing[index] = found
        return self.framing[index]

    def is_elsewhere(self, entity: str, mention: Mention, quantity: Quantity) -> bool:
        """Say whether a round-up names an entity in another piece of news only; the nation and what runs through several are every piece's."""
        return entity != self.nation and entity not in self.threads and self.headings_between(mention, quantity) > 0

    def is_other_item(self, entity: str, mention: Mention, quantity: Quantity) -> bool:
        """Say whether an entity is named in other items of a number's list only, not before the list or in the item itself."""
        if not self.items or not (own := self.items[quantity.sentence]):
            return False
        return all(self.is_parted(own, one) for one in (mention, self.first[entity]))

    def is_parted(self, own: dict[int, int], mention: Mention) -> bool:
        """Say whether a mention stands in another item of a list."""
        index = self.places[mention.span]
        return index >= 0 and any(own.get(number, item) != item for number, item in self.items[index].items())

    def headings_between(self, mention: Mention, quantity: Quantity) -> int:
        """Return how many headings part a mention from a number."""
        index = sentence_at(self.sentences, mention.span.begin)
        return abs(self.headings[quantity.sentence] - self.headings[index]) if index >= 0 else 0

    def subject(self, clause: Span) -> str:
        """Return the key of a clause's grammatical subject; empty if it has none."""
        if clause not in self.subjects:
            found = subject_of(self.text, clause, self.doc._.mentions, self.entities)
            self.subjects[clause] = found.entity if found is not None else ""
        return self.subjects[clause]

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


def _series(text: str, quantities: list[Quantity]) -> dict[Span, tuple[int, int]]:
    """Return for each quantity that stands in a series (11%、16.7%和20%) its place and the series' length."""
    found: dict[Span, tuple[int, int]] = {}
    run: list[Quantity] = []
    for quantity in [*quantities, None]:
        if run and quantity is not None and quantity.unit == run[-1].unit and len(run) < 12 and re.fullmatch(r"(?:以上|左右)?(?:、|和|及|与|，|以及)(?:约|超过?|近|约为)?", text[run[-1].span.end : quantity.span.begin]):
            run.append(quantity)
            continue
        if len(run) > 1:
            found.update({member.span: (place, len(run)) for place, member in enumerate(run)})
        run = [quantity] if quantity is not None else []
    return found


def _listed(quantities: list[Quantity], series: dict[Span, tuple[int, int]]) -> frozenset[Span]:
    """Return the quantities of series in which each has a label of its own."""
    found: set[Span] = set()
    for k, quantity in enumerate(quantities):
        place, length = series.get(quantity.span, (1, 0))
        run = quantities[k : k + length] if place == 0 else []
        labels = {member.indicator_text for member in run}
        if run and len(labels) == len(run) and "" not in labels:
            found.update(member.span for member in run)
    return frozenset(found)
