"""The layers that the pipeline's components add to a spaCy Doc, and the small records they consist of.

A Doc of ours has one token for each character of the healed text, so token index = character offset. All spans
here count those characters; `Healed.origin` maps them back to the document's own text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from spacy.tokens import Doc

from extract.text.clean import Healed, heal
from ontology.facts import Bound, Comparison, Document, Kind, Measure, Period, Span, Status

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Guess", "Name", "Quantity", "Role", "Sentence", "Topic", "add_layers", "make_doc"]


class Role(StrEnum):
    """What a line of the report is for."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    CAPTION = "caption"
    BYLINE = "byline"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its characters, the number of its paragraph, its role, and its clauses in order."""

    span: Span
    paragraph: int
    role: Role
    clauses: tuple[Span, ...]


class Guess(NamedTuple):
    """A candidate name: one source's vote with its probability (0-1)."""

    span: Span
    kind: Kind
    probability: float
    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """A decided name: no two of them overlap."""

    span: Span
    kind: Kind
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and what the clause says of it.

    Attributes:
        span: characters of number and unit (without 超, 余 … before it).
        value: in the unit as written; lower end of a range.
        unit: as written; 位 for a rank.
        sentence: index of its sentence.
        clause: the clause it stands in.
        indicator: characters best read as its indicator; None where the text gives none.
        indicator_text: the label where it is composed of several places (产值 + 同比增长); empty: the span's text.
        period: None where none is given or it cannot be resolved.
        part_of: span of the quantity that this one is a part of (其中).
        optional: a number that states no measurable fact of its own (dates, ordinals, counts of measures).
        tabled: a cell of a table, whose row and column say all that is said of it.
    """

    span: Span
    value: Decimal
    unit: str
    sentence: int
    clause: Span
    indicator: Span | None = None
    indicator_text: str = ""
    measure: Measure = Measure.AMOUNT
    bound: Bound = Bound.EXACT
    value_max: Decimal | None = None
    base_value: Decimal | None = None
    base_unit: str = ""
    comparison: Comparison | None = None
    within: str = ""
    part_of: Span | None = None
    condition: str = ""
    period: Period | None = None
    status: Status = Status.ACHIEVED
    optional: bool = False
    confidence: float = 1.0
    tabled: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """Whom a clause is about before it names somebody itself: an entity key and the mention it was carried from."""

    entity: str
    mention: Span


def add_layers() -> None:
    """Register the Doc attributes `doc._.…`; calling it again changes nothing."""
    empty: dict[str, object] = {
        "source": None,  # Document
        "healed": None,  # Healed
        "sentences": [],  # list[Sentence]
        "guesses": [],  # list[Guess]
        "reading": None,  # extract.learned.reader.Reading, where a learned reader is in the pipeline
        "names": [],  # list[Name], by begin
        "quantities": [],  # list[Quantity], by begin
        "entities": [],  # list[Entity], in order of first mention
        "mentions": [],  # list[Mention], by begin, spans in healed characters
        "home": [],  # list[str]: entity keys, nearest first
        "topics": {},  # dict[Span, Topic]: by clause
        "statements": [],  # list[Statement], spans in healed characters
        "observations": [],  # list[Observation], spans in healed characters
        "withheld": [],  # list[Statement | Observation] below the threshold
        "notes": [],  # list[str]: warnings
    }
    for name, default in empty.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


def make_doc(vocab: object, document: Document) -> Doc:
    """Return a Doc with one token a character of the document's healed text, `source` and `healed` set."""
    add_layers()
    healed: Healed = heal(document.text)
    doc = Doc(vocab, words=list(healed.text), spaces=[False] * len(healed.text))  # type: ignore[arg-type]  # any Vocab
    doc._.source = document
    doc._.healed = healed
    for layer in ("sentences", "guesses", "names", "quantities", "entities", "mentions", "home", "statements", "observations", "withheld", "notes"):
        doc._.set(layer, [])
    doc._.topics = {}
    return doc

