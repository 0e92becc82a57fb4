"""What a clause declares in so many words: 授予A、B、C等5家企业某称号, F印发《P》, A全资子公司B, 客户包括A、B, 锚定A、B、C三条赛道.

In: sentences, entities, mentions, topics, home. Out: statements that need no weighing, by the rows of data/declared.tsv: each states its property
for every member of its lists. Headings that say who issues what is named on the next line are read with that line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from extract.frames import LETTERS, Form, compile_pattern, form_of
from extract.layers import Role
from extract.lexicons import read_rows
from extract.topics import mentions_in
from ontology.facts import Kind, Mention, Property, Span, Statement
from ontology.model import is_legal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["Row", "declared_in", "rows"]

PLAIN: Final = "[^，。；：！？、\n\ue000-\ue00f]"
CARRIED = re.compile(r"^\{h:([A-Z]+)\}")
SLOTS = re.compile(r"\{[so]:([A-Z]+)\+?\}")
# one of these stands in every match: a sentence without any is not looked at
WORDS = re.compile("授予|认定|确定|评定|命名|确认|公布|发布|公示|揭晓|印发|出台|制定|制订|颁布|关于|公司|旗下|股|客户|用户|供|配套|代工|产品|量产|赛道|产业")
REFUSED = re.compile(r"(?:不(?!断|仅|但|只|少|同|久|锈)|未(?!来)|没有|无法|禁止|拒绝|停止|取消|退出|撤销|终止|取代|竞争|举报)")
BEFORE: Final = 8  # characters before a match that may refuse it
PLACES: Final = frozenset({Kind.REGION, Kind.PARK})
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


def _kinds(letters: str) -> frozenset[Kind]:
    return frozenset(LETTERS[letter] for letter in letters)


def declared_in(doc: Doc) -> Iterator[Statement]:
    """Yield what a document declares, in text order, row by row."""
    text: str = doc._.healed.text
    kinds = {e.key: e.kind for e in doc._.entities}
    for span in _stretches(doc):
        if not WORDS.search(text, span.begin, span.end):
            continue
        mentions = mentions_in(doc._.mentions, span)
        if mentions:
            form = form_of(text, span, mentions, [kinds[m.entity] for m in mentions])
            for row in rows():
                for need in row.needs:
                    if not form.kinds & need:
                        break
                else:
                    yield from _read(doc, row, form, span, kinds)


def _stretches(doc: Doc) -> Iterator[Span]:
    """Yield the sentences, and each heading that goes on in the next line together with that."""
    text: str = doc._.healed.text
    spoken = [s for s in doc._.sentences if s.role not in SILENT]
    for sentence in spoken:
        yield sentence.span
    for first, second in pairwise(spoken):
        if first.role in (Role.TITLE, Role.HEADING) and second.role in (Role.TITLE, Role.HEADING) and (
            text.endswith("关于印发", first.span.begin, first.span.end) or text.startswith("关于", second.span.begin)
        ):
            yield Span(first.span.begin, second.span.end)


def _read(doc: Doc, row: Row, form: Form, span: Span, kinds: dict[str, Kind]) -> Iterator[Statement]:
    """Yield what one row reads in one stretch."""
    for match in row.pattern.finditer(form.text):
        if REFUSED.search(form.text, max(0, match.start() - BEFORE), match.end()):
            continue
        objects = [form.places[k] for k in range(*match.span("o")) if k in form.places]
        if row.carriers:
            carried = _left_out(doc, row, form, match.start(), objects[0], kinds)
            subjects = [carried] if carried else []
        else:
            subjects = [form.places[k] for k in range(*match.span("s")) if k in form.places]
        for subject in subjects:
            for target in objects:
                if subject.entity != target.entity and is_legal(row.predicate, kinds[subject.entity], kinds[target.entity]):
                    yield Statement(subject.entity, row.predicate, target.entity, span, subject.span, target.span, row.trust, rule=f"declared:{row.number}")


def _left_out(doc: Doc, row: Row, form: Form, begin: int, target: Mention, kinds: dict[str, Kind]) -> Mention | None:
    """Return the mention that a clause leaves its subject to: the last place of the sentence or the home; for firms, the topic."""
    before = [m for at, m in form.places.items() if at < begin and kinds[m.entity] in row.carriers]
    if not row.carriers & PLACES:
        clause = next((c for s in doc._.sentences for c in s.clauses if c.begin <= target.span.begin < c.end), None)
        topic = doc._.topics.get(clause)
        if topic is None or kinds[topic.entity] not in row.carriers or any(m.entity != topic.entity for m in before):
            return None
        return next((m for m in doc._.mentions if m.span == topic.mention), None)
    if before:
        return before[-1] if len({m.entity for m in before}) == 1 else None
    if any(kinds[m.entity] in row.carriers for at, m in form.places.items() if at > begin):
        return None  # 聚焦A、B等产业，某市… names it afterwards
    home = doc._.home[0] if doc._.home else ""
    if kinds.get(home) not in row.carriers:
        return None
    return max((m for m in doc._.mentions if m.entity == home and m.span.begin < target.span.begin), key=lambda m: m.span, default=None)
