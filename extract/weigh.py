"""What is written and what is withheld: each candidate fact once, its status, its confidence, the threshold.

In: candidate statements and observations of a Doc. Out: the ones at or above the threshold in `doc._.statements` and
`doc._.observations`, the others in `doc._.withheld`. A relation's confidence is the relation model's calibrated
probability; its threshold is the property's own, where keeping its statements still raises F1 on annotated reports
(extract/models/relations.md). Observations have one threshold.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from spacy.language import Language

from extract.relations.model import threshold_of
from extract.status.decided import statuses_of
from extract.status.relations import Relations
from ontology.facts import Observation, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.status.decided import Statuses
    from ontology.facts import Kind, Span

__all__ = ["THRESHOLD", "weigh_facts"]

THRESHOLD = 0.15  # F1 is level from 0.1 to 0.25 on four sets that no weight saw, and a dated number that is withheld costs its period; docs/confidence.md says what more costs
BY_FAMILY = {"cue": 0.8, "carry": 0.8}  # a cue word alone, or a subject carried on: of 584 strictly read windows 70 of 100 hold from 0.75 to 0.85, 95 from there on (docs/quality)
BY_NAME = 0.5  # what a name says was counted kind by kind (extract/names/nested.py), what a clause declares row by row (extract/relations/declared.py), what a list's row says by its heads (extract/relations/rostered.py), and is written where it holds more often than not
Claim = TypeVar("Claim", Statement, Observation)


@Language.component("chanmai_weigh")
def weigh_facts(doc: Doc) -> Doc:
    """Keep the best reading of each statement in each sentence, set its status, withhold what is doubtful."""
    places: dict[str, list[Span]] = {}
    for mention in doc._.mentions:
        places.setdefault(mention.entity, []).append(mention.span)
    statements = [_anchored(s, places) for s in _best(doc._.statements)]
    observations: list[Observation] = [_anchored(o, places) for o in doc._.observations]
    read = doc._.reading is not None
    kept: list[Statement] = []
    below: list[Statement] = []
    for statement in statements:
        (kept if statement.confidence >= _least(statement, read=read) else below).append(statement)
    statuses, kinds = statuses_of(doc), {entity.key: entity.kind for entity in doc._.entities}
    doc._.statements, doubtful = _with_status(statuses, kept, kinds), _with_status(statuses, below, kinds)
    doc._.observations = [o for o in observations if o.confidence >= THRESHOLD]
    doc._.withheld = [*doubtful, *(o for o in observations if o.confidence < THRESHOLD)]
    return doc


def _least(statement: Statement, *, read: bool) -> float:
    """Return the least confidence at which a statement is written: its property's, and its rule family's, but for what a name itself says, what a clause declares and what the row of a list says."""
    family = statement.rule.partition(":")[0]
    if family in {"name", "declared", "listed"}:
        return BY_NAME
    return max(threshold_of(statement.predicate, read=read), BY_FAMILY.get(family, 0.0))


def _anchored(claim: Claim, places: dict[str, list[Span]]) -> Claim:
    """Let a claim's subject stand in its sentence or before; without such a mention there is no proof, and no confidence."""
    if claim.subject_mention.begin < claim.sentence.end:
        return claim
    before = [span for span in places.get(claim.subject, ()) if span.begin < claim.sentence.end]
    return replace(claim, subject_mention=max(before)) if before else replace(claim, confidence=0.0)


def _best(statements: list[Statement]) -> list[Statement]:
    """One statement for each (subject, property, object, sentence): the most confident one."""

    def key(s: Statement) -> tuple[object, ...]:
        return (s.sentence, s.subject, s.predicate, s.object)

    ordered = sorted(statements, key=lambda s: (key(s), -s.confidence, s.object_mention, s.subject_mention, s.rule))
    return [next(group) for _, group in groupby(ordered, key=key)]


def _with_status(statuses: Statuses, statements: list[Statement], kinds: dict[str, Kind]) -> list[Statement]:
    """Give statements the status that their sentences say."""
    found = Relations(statuses).of_statements(statements, kinds)
    return [one if one.status is status else replace(one, status=status) for one, status in zip(statements, found, strict=True)]
