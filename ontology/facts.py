"""The data classes that pass between extraction, identity and the graph.

Every offset counts Unicode code points of the document's text, end exclusive. Extraction returns spans, never
bare strings: `text[begin:end]` is the proof of everything here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal  # noqa: TC003  # pydantic reads annotations when results are cached
from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "Bound",
    "Comparison",
    "Document",
    "Entity",
    "Extraction",
    "Kind",
    "Measure",
    "Mention",
    "Observation",
    "Period",
    "Property",
    "Span",
    "Statement",
    "Status",
]


class Kind(StrEnum):
    """Classes of entities, by their local name in the ontology."""

    COMPANY = "Company"
    FINANCIAL = "FinancialInstitution"
    GOVERNMENT = "GovernmentBody"
    INSTITUTION = "Institution"
    PERSON = "Person"
    PARK = "Park"
    FACILITY = "Facility"
    REGION = "Region"
    CLUSTER = "Cluster"
    INDUSTRY = "Industry"
    PRODUCT = "Product"
    POLICY = "Policy"
    PROGRAMME = "Programme"
    PROJECT = "Project"
    DESIGNATION = "Designation"
    EVENT = "Event"


class Property(StrEnum):
    """Relations between entities, by their local name in the ontology."""

    LOCATED_IN = "locatedIn"
    PART_OF = "partOf"
    FOCUSES_ON = "focusesOn"
    HAS_CLUSTER = "hasCluster"
    COVERS_INDUSTRY = "coversIndustry"
    OPERATES_IN = "operatesIn"
    PRODUCES = "produces"
    UNDERTAKES = "undertakes"
    HAS_DESIGNATION = "hasDesignation"
    PARTICIPATES_IN = "participatesIn"
    ADMINISTERS = "administers"
    IMPLEMENTS = "implements"
    ISSUED_BY = "issuedBy"
    FINANCES = "finances"
    INVESTS_IN = "investsIn"
    SUBSIDIARY_OF = "subsidiaryOf"
    SUPPLIES_TO = "suppliesTo"
    COOPERATES_WITH = "cooperatesWith"
    LEADS = "leads"


class Status(StrEnum):
    """How real a fact is, in the report's own words."""

    ACHIEVED = "Achieved"
    UNDERWAY = "Underway"
    PLANNED = "Planned"


class Measure(StrEnum):
    """What sort of number an observation holds."""

    AMOUNT = "amount"
    GROWTH = "growth"
    SHARE = "share"
    RANK = "rank"


class Bound(StrEnum):
    """How the written value limits the true one."""

    EXACT = "exact"
    ABOVE = "above"
    BELOW = "below"
    ABOUT = "about"
    BETWEEN = "between"


class Comparison(StrEnum):
    """What a growth rate compares with."""

    YEAR_ON_YEAR = "yoy"
    MONTH_ON_MONTH = "mom"
    AVERAGE = "average"


class Span(NamedTuple):
    """Characters `begin` to `end` (exclusive) of a text; a tuple, because it is made, compared and hashed more than anything else."""

    begin: int
    end: int

    def within(self, other: Span) -> bool:
        """Say whether this span lies inside the other (or is equal to it)."""
        return other.begin <= self.begin and self.end <= other.end

    def overlaps(self, other: Span) -> bool:
        """Say whether the two spans share a character."""
        return self.begin < other.end and other.begin < self.end


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, ISO dates, both inclusive: 2024-01-01 to 2024-08-31."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Document:
    r"""One report as a reader extracted it.

    Attributes:
        identifier: the contract's document identifier.
        text: the whole text, line ends as `\n`, before any cleaning.
        sha256: of the file's bytes (of `text` for a JSONL record), hex.
        title: empty if unknown.
        issued: "2024", "2024-10" or "2024-10-21"; empty if unknown.
        publisher: who published it; empty if unknown.
        source: name of the file or of the medium; empty if unknown.
        url: http(s) address; empty if unknown.
        home: the name that --home or a sidecar gave; empty if none.
        media_type: what the content was read as, e.g. "text/plain".
        encoding: what bytes were decoded with, e.g. "gb18030"; empty where the format says.
        warnings: what the reader has to tell, one line each.
        pages: first character of each page (pdf), else empty.
    """

    identifier: str
    text: str
    sha256: str
    title: str = ""
    issued: str = ""
    publisher: str = ""
    source: str = ""
    url: str = ""
    home: str = ""
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names an entity or points to it.

    Attributes:
        span: its characters.
        anchor: `text[begin:end]`, save white space that the layout broke it with.
        entity: key of the entity within the document.
        deictic: True for 我区, 该公司, 园区 …: a mention, never a label.
        confidence: 0-1, that this is a name of this class and entity.
        rule: which rule or model found it.
    """

    span: Span
    anchor: str
    entity: str
    deictic: bool = False
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing as one document knows it.

    Attributes:
        key: unique within the document, e.g. "e12".
        kind: its class.
        names: every label, the fullest first; never a deictic word.
        code: GB/T 2260 code of a division, GB/T 4754 code of an industry, social credit code …; empty if none.
        within: keys or names of regions that the document puts it in, nearest first (context for identity).
        full: the name is introduced as full in the text (以下简称, legal form) or complete by its parts.
    """

    key: str
    kind: Kind
    names: tuple[str, ...]
    code: str = ""
    within: tuple[str, ...] = ()
    full: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A relation between two entities that one sentence states.

    Attributes:
        subject: entity key.
        predicate: the property.
        object: entity key.
        sentence: the one sentence that states it.
        subject_mention: span of the mention read as subject; in the sentence or earlier.
        object_mention: span of the mention read as object; in the sentence.
        confidence: 0-1.
        status: planned, under way or achieved.
        period: when it holds, where the text dates it.
        rule: which rule or model read it.
    """

    subject: str
    predicate: Property
    object: str
    sentence: Span
    subject_mention: Span
    object_mention: Span
    confidence: float
    status: Status = Status.ACHIEVED
    period: Period | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One number that one sentence states.

    Attributes:
        subject: key of the entity it is about.
        subject_mention: span of the mention that was read as subject; in the sentence or earlier.
        indicator: label as near to the text's words as possible, e.g. 规上工业产值.
        family: broader indicator concept, e.g. 产值; empty if none is known.
        value: in the unit as written; lower end of a range.
        unit: as written, e.g. 亿元, %, 家; 位 for a rank.
        span: characters of number and unit.
        value_text: those characters as written.
        sentence: the sentence that states it.
        measure: amount, growth, share or rank.
        bound: how the value limits the true one.
        value_max: upper end, with bound "between".
        base_value: value in the base unit (yuan, each, square metre …); None if unknown.
        base_unit: name of the base unit; empty if unknown.
        comparison: for growth.
        within: the whole of a share or the field of a rank, as written (全国, 区县); empty if none.
        part_of: span of the observation that this one is a part of (其中); None if none.
        condition: restricting phrase, e.g. 10亿元以上; empty if none.
        period: None where the text gives none or it cannot be resolved.
        status: planned, under way or achieved.
        confidence: 0-1.
        rule: which rule or model chose subject and indicator.
    """

    subject: str
    subject_mention: Span
    indicator: str
    value: Decimal
    unit: str
    span: Span
    value_text: str
    sentence: Span
    family: str = ""
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
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one document says.

    Attributes:
        document: the report.
        sentences: in order, without overlap.
        entities: in order of first mention; those that stand only inside other names last.
        mentions: by begin, the longer first; they may nest, and do not overlap otherwise.
        statements: at or above the threshold.
        observations: by begin.
        withheld: statements and observations below the threshold, for review; never written to the graph.
        home: keys of the entities that the report speaks for, nearest first.
        warnings: e.g. dates that could not be resolved.
    """

    document: Document
    sentences: tuple[Span, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    observations: tuple[Observation, ...] = ()
    withheld: tuple[Statement | Observation, ...] = field(default=())
    home: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
