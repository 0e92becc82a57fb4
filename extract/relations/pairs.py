"""Which two mentions of a document a relation may join: the candidates that the relation model weighs.

In: sentences, mentions, entities, topics and home of a Doc. Out: `Pairs`, one row for each (subject mention, object
mention). The object stands in the row's sentence; the subject stands there too, or is carried from before: the topic of
a clause, the first name of one of the three sentences before, the last name of each class, the home. A sentence of n
names gives at most about 70 n rows, so the table grows linearly with the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from extract.layers import Role
from extract.text.sentences import sentence_at
from ontology.facts import Kind, Property
from ontology.model import is_legal

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from extract.layers import Sentence

__all__ = ["CARRIED", "KINDS", "PROPERTIES", "Pairs", "find_pairs", "legal_table"]

KINDS: Final = tuple(Kind)
PROPERTIES: Final = tuple(Property)
WINDOW = 24  # names between the two; with the edges below, lists of a hundred names keep their subject
EDGE = 3  # the first and last names of a sentence pair with all others
BACK = 3  # sentences before whose first name may be carried on
FAR = 6  # sentences before in which the last name of a class is looked for
SILENT = (Role.BYLINE, Role.BOILERPLATE)
LAST_KINDS: Final = frozenset(
    {Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.PARK, Kind.REGION, Kind.PROJECT, Kind.PERSON, Kind.CLUSTER, Kind.PROGRAMME, Kind.FACILITY, Kind.EVENT, Kind.POLICY}
)
# how a subject came to a sentence, as bits of `Pairs.source`; 0 = it stands there
TOPIC, FIRST, LAST, HOME, ABOVE, TITLE = 1, 2, 4, 8, 16, 32
CARRIED: Final = TOPIC | FIRST | LAST | HOME | ABOVE | TITLE


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs as arrays of equal length.

    Attributes:
        subject: index of the subject's mention in `doc._.mentions`.
        object: index of the object's mention.
        sentence: index of the object's sentence.
        source: 0 where the subject stands in the sentence, else the bits that say where it was carried from.
    """

    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    sentence: NDArray[np.int32]
    source: NDArray[np.int32]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.subject)


@cache
def legal_table() -> NDArray[np.bool_]:
    """Return what the contract allows: [subject kind, object kind, property] in the order of the enums."""
    table = np.zeros((len(KINDS), len(KINDS), len(PROPERTIES)), dtype=np.bool_)
    for i, subject in enumerate(KINDS):
        for j, obj in enumerate(KINDS):
            for k, predicate in enumerate(PROPERTIES):
                table[i, j, k] = is_legal(predicate, subject, obj)
    return table


@cache
def _allowed() -> NDArray[np.bool_]:
    """Return which classes some property may join: [subject kind, object kind]."""
    return np.asarray(legal_table().any(axis=2))


def find_pairs(doc: Doc) -> Pairs:
    """Return the pairs whose classes some property may join, by sentence; never two mentions of one entity."""
    mentions, sentences = doc._.mentions, doc._.sentences
    number = {e.key: k for k, e in enumerate(doc._.entities)}
    kind_of = np.array([KINDS.index(e.kind) for e in doc._.entities] or [0], dtype=np.int32)
    entity = np.array([number[m.entity] for m in mentions], dtype=np.int32)
    kinds = kind_of[entity] if len(entity) else entity
    where = [sentence_at(sentences, m.span.begin) for m in mentions]
    rows: list[tuple[NDArray[np.int32], NDArray[np.int32], int, NDArray[np.int32]]] = []
    carrier = _Carrier(doc, entity, kinds)
    k = 0
    while k < len(mentions):
        here, first = where[k], k
        while k < len(mentions) and where[k] == here:
            k += 1
        if here < 0 or sentences[here].role in SILENT:
            continue
        inside = np.arange(first, k, dtype=np.int32)
        rows.append((*_within(inside), here, np.zeros(0, dtype=np.int32)))
        carried = carrier.carried(here, first, k)
        if carried:
            subjects = np.array([s for s, _ in carried], dtype=np.int32)
            bits = np.array([b for _, b in carried], dtype=np.int32)
            rows.append((np.repeat(subjects, len(inside)), np.tile(inside, len(subjects)), here, np.repeat(bits, len(inside))))
        carrier.advance(here, first, k)
    return _join(rows, entity, kinds)


def _within(inside: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All ordered pairs of a sentence's mentions, less the middle of very long lists."""
    n = len(inside)
    left, right = np.repeat(inside, n), np.tile(inside, n)
    if n > WINDOW:
        edge = np.zeros(n, dtype=np.bool_)
        edge[:EDGE] = edge[-EDGE:] = True
        near = np.abs(left - right) <= WINDOW
        keep = near | np.repeat(edge, n) | np.tile(edge, n)
        left, right = left[keep], right[keep]
    return left, right


def _join(
    rows: list[tuple[NDArray[np.int32], NDArray[np.int32], int, NDArray[np.int32]]], entity: NDArray[np.int32], kinds: NDArray[np.int32]
) -> Pairs:
    """Put the rows end to end and keep those that are two things of classes that may be joined."""
    if not rows:
        none = np.zeros(0, dtype=np.int32)
        return Pairs(none, none, none, none)
    subject = np.concatenate([r[0] for r in rows])
    obj = np.concatenate([r[1] for r in rows])
    sentence = np.repeat(np.array([r[2] for r in rows], dtype=np.int32), [len(r[0]) for r in rows])
    source = np.concatenate([r[3] if len(r[3]) else np.zeros(len(r[0]), dtype=np.int32) for r in rows])
    keep = (entity[subject] != entity[obj]) & _allowed()[kinds[subject], kinds[obj]]
    return Pairs(subject[keep], obj[keep], sentence[keep], source[keep])


class _Carrier:
    """Remembers, sentence by sentence, which names may be carried on as subjects."""

    def __init__(self, doc: Doc, entity: NDArray[np.int32], kinds: NDArray[np.int32]) -> None:
        self.sentences: list[Sentence] = doc._.sentences
        self.topics = doc._.topics
        self.entity: list[int] = entity.tolist()
        self.kinds: list[int] = kinds.tolist()
        self.index = {m.span: k for k, m in enumerate(doc._.mentions)}
        self.wanted = [kind in LAST_KINDS for kind in KINDS]
        self.firsts: list[tuple[int, int]] = []  # (sentence, mention)
        self.last: dict[int, tuple[int, int]] = {}  # kind → (sentence, mention)
        self.latest: dict[int, int] = {}  # entity → its last mention
        self.title: list[int] = []
        number = {e.key: k for k, e in enumerate(doc._.entities)}
        self.home = [number[key] for key in doc._.home if key in number][:2]
        self.opening: dict[int, int] = {}
        for k, one in enumerate(self.entity):
            self.opening.setdefault(one, k)

    def carried(self, here: int, first: int, end: int) -> list[tuple[int, int]]:
        """Return (mention, bits) of the subjects that may be carried to a sentence, each entity once, in text order."""
        bits: dict[int, int] = {}
        for clause in self.sentences[here].clauses:
            topic = self.topics.get(clause)
            mention = self.index.get(topic.mention) if topic is not None else None
            if mention is not None and mention < first:
                self._note(bits, mention, TOPIC)
        for where, mention in self.firsts:
            if here - where <= BACK:
                self._note(bits, mention, FIRST)
        for where, mention in self.last.values():
            if here - where <= FAR:
                self._note(bits, mention, LAST)
        for mention in self.title:
            self._note(bits, mention, TITLE)
        for level, home in enumerate(self.home):
            if home in self.latest or self.opening.get(home, end) < first:
                self._note(bits, self.latest.get(home, self.opening[home]), ABOVE if level else HOME)
        present = set(self.entity[first:end])
        return sorted((mention, b) for mention, b in bits.items() if mention < first and self.entity[mention] not in present)

    def _note(self, bits: dict[int, int], mention: int, bit: int) -> None:
        """Add a bit to an entity's last mention."""
        entity = self.entity[mention]
        last = self.latest[entity] if entity in self.latest else mention  # noqa: SIM401 - a call for each
        bits[last] = bits[last] | bit if last in bits else bit

    def advance(self, here: int, first: int, end: int) -> None:
        """Take note of a sentence's names after it has been paired."""
        for mention in range(first, end):
            kind = self.kinds[mention]
            self.latest[self.entity[mention]] = mention
            if self.wanted[kind]:
                self.last[kind] = (here, mention)
        leading = next((k for k in range(first, end) if self.wanted[self.kinds[k]]), None)
        if leading is not None:
            self.firsts = [(w, m) for w, m in self.firsts if here - w < BACK]
            self.firsts.append((here, leading))
        if self.sentences[here].role is Role.TITLE:
            self.title.extend(k for k in range(first, min(end, first + 4)) if self.wanted[self.kinds[k]])
