"""What a clause declares in so many words: 授予A、B、C等5家企业某称号, F印发《P》, A全资子公司B, 客户包括A、B, E举行。N出席, 锚定A、B、C三条赛道.

In: sentences, entities, mentions, topics, home. Out: statements that need no weighing, by the rows of data/declared.tsv: each states its property
for every member of its lists. Headings that say who issues what is named on the next line are read with that line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from extract.discourse.topics import mentions_in
from extract.layers import Role
from extract.lexicons import alternation, read_rows
from extract.relations.frames import LETTERS, compile_pattern, form_of
from extract.relations.refusals import NATION
from ontology.facts import Kind, Mention, Property, Span, Statement
from ontology.model import is_legal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from extract.layers import Sentence

__all__ = ["Row", "declared_in", "rows"]

PLAIN: Final = "[^，。；：！？、\n\ue000-\ue00f]"
CARRIED = re.compile(r"^\{h:([A-Z]+)\}")
SLOTS = re.compile(r"\{[so]:([A-Z]+)\+?\}")
# one of these stands in every match: a sentence without any is not looked at
DECLARING = re.compile(
    alternation("words_relations", "declares")
    + "|[两二三四五六七八九十0-9][条大个][^，。；]{0,8}(?:产业|行业|集群)"  # 三大产业
)
REFUSED = re.compile(r"(?:不(?!断|仅|但|只|少|同|久|锈)|未(?!来)|没有|无法|禁止|拒绝|停止|取消|退出|撤销|终止|取代|竞争|举报)")
BEFORE: Final = 8  # characters before a match that may refuse it
PLACES: Final = frozenset({Kind.REGION, Kind.PARK})
HELD = re.compile("(?:举行|召开|举办|启幕|开幕)了?。.")
LINES: Final = (Role.TITLE, Role.HEADING)
SILENT: Final = (Role.BYLINE, Role.BOILERPLATE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: `needs` are the classes of each of its slots, `carriers` those of a subject that the clause leaves out."""

    number: int
    predicate: Property
    trust: float
    pattern: re.Pattern[str]
    needs: tuple[frozenset[Kind], ...]
    carriers: frozenset[Kind]


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows of data/declared.tsv, compiled."""
    found = []
    for k, (predicate, trust, pattern) in enumerate(read_rows("declared")):
        head = CARRIED.match(pattern)
        plain = CARRIED.sub("", pattern).replace("_", PLAIN)
        needs = tuple(_kinds(letters) for letters in SLOTS.findall(plain))
        found.append(Row(k + 1, Property(predicate), float(trust), re.compile(compile_pattern(plain)), needs, _kinds(head[1]) if head else frozenset()))
    return tuple(found)


@cache
def _rows_for(present: frozenset[Kind]) -> tuple[Row, ...]:
    """Return the rows of which a stretch with names of these classes has one for each slot."""
    return tuple(row for row in rows() if not any(present.isdisjoint(need) for need in row.needs))


def _kinds(letters: str) -> frozenset[Kind]:
    return frozenset(LETTERS[letter] for letter in letters)


def declared_in(doc: Doc) -> Iterator[Statement]:
    """Yield what a document declares, stretch by stretch, row by row."""
    text: str = doc._.healed.text
    kind_of = {e.key: e.kind for e in doc._.entities}
    spoken = [s for s in doc._.sentences if s.role not in SILENT]
    for span in [*[s.span for s in spoken if DECLARING.search(text, s.span.begin, s.span.end)], *_joined(text, spoken)]:
        mentions = mentions_in(doc._.mentions, span)
        kinds = [kind_of[m.entity] for m in mentions]
        asked = _rows_for(frozenset(kinds))
        if asked:
            form, places = form_of(text, span, mentions, kinds)
            for row in asked:
                for match in row.pattern.finditer(form):
                    yield from _read(doc, row, match, span, places)


def _joined(text: str, sentences: list[Sentence]) -> Iterator[Span]:
    """Yield each heading that goes on in the next line together with that, and each report that something was held with who was there."""
    lines = [s for s in sentences if s.role in LINES]
    for first, second in pairwise(lines):
        if first.paragraph + 1 == second.paragraph and (text.endswith("关于印发", first.span.begin, first.span.end) or text.startswith("关于", second.span.begin)):
            yield Span(first.span.begin, second.span.end)
    if HELD.search(text):
        for first, second in pairwise(sentences):
            if first.paragraph == second.paragraph and HELD.search(text, first.span.begin, second.span.begin + 1):
                yield Span(first.span.begin, second.span.end)


def _read(doc: Doc, row: Row, match: re.Match[str], span: Span, places: dict[int, Mention]) -> Iterator[Statement]:
    """Yield what one match of a row states."""
    if REFUSED.search(match.string, max(0, match.start() - BEFORE), match.end()):
        return
    kinds = {e.key: e.kind for e in doc._.entities}
    objects = [places[k] for k in range(*match.span("o")) if k in places]
    if row.carriers:
        carried = _left_out(doc, row, places, match.start(), objects[0], kinds)
        subjects = [carried] if carried else []
    else:
        subjects = [places[k] for k in range(*match.span("s")) if k in places]
    for subject in subjects:
        for target in objects:
            if subject.entity != target.entity and is_legal(row.predicate, kinds[subject.entity], kinds[target.entity]):
                yield Statement(subject.entity, row.predicate, target.entity, span, subject.span, target.span, row.trust, rule=f"declared:{row.number}")


def _left_out(doc: Doc, row: Row, places: dict[int, Mention], begin: int, target: Mention, kinds: dict[str, Kind]) -> Mention | None:
    """Return the mention that a clause leaves its subject to: the last place of the sentence or the home; for firms, the topic."""
    before = [m for at, m in places.items() if at < begin and kinds[m.entity] in row.carriers]
    if not row.carriers & PLACES:
        clause = next((c for s in doc._.sentences for c in s.clauses if c.begin <= target.span.begin < c.end), None)
        topic = doc._.topics.get(clause)
        if topic is None or kinds[topic.entity] not in row.carriers or any(m.entity != topic.entity for m in before):
            return None
        return next((m for m in doc._.mentions if m.span == topic.mention), None)
    if before:
        return before[-1] if len({m.entity for m in before}) == 1 else None
    if any(kinds[m.entity] in row.carriers for at, m in places.items() if at > begin):
        return None  # 聚焦A、B等产业，某市… names it afterwards
    home = doc._.home[0] if doc._.home else ""
    if kinds.get(home) not in row.carriers:
        return None
    found = max((m for m in doc._.mentions if m.entity == home and m.span.begin < target.span.begin), key=lambda m: m.span, default=None)
    return None if found is not None and found.anchor in NATION else found  # what the whole nation's papers name is nobody's focus
