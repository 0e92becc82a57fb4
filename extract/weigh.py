"""What is written and what is withheld: each candidate fact once, its status, its confidence, the threshold.

In: candidate statements and observations of a Doc. Out: the ones at or above the threshold in `doc._.statements` and
`doc._.observations`, the others in `doc._.withheld`. Confidence is calibrated on annotated reports by rule family
(docs/confidence.md); the threshold is where keeping a family's facts still raises F1 there.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from spacy.language import Language
from spacy.tokens import Doc

from extract.status import status_at
from ontology.facts import Observation, Statement, Status

__all__ = ["THRESHOLD", "weigh_facts"]

THRESHOLD = 0.5


@Language.component("chanmai_weigh")
def weigh_facts(doc: Doc) -> Doc:
    """Keep the best reading of each statement in each sentence, set its status, withhold what is doubtful."""
    statements = [_with_status(doc, s) for s in _best(doc._.statements)]
    observations: list[Observation] = doc._.observations
    doc._.statements = [s for s in statements if s.confidence >= THRESHOLD]
    doc._.observations = [o for o in observations if o.confidence >= THRESHOLD]
    doc._.withheld = [f for f in [*statements, *observations] if f.confidence < THRESHOLD]
    return doc


def _best(statements: list[Statement]) -> list[Statement]:
    """One statement for each (subject, property, object, sentence): the most confident one."""

    def key(s: Statement) -> tuple[object, ...]:
        return (s.sentence, s.subject, s.predicate, s.object)

    ordered = sorted(statements, key=lambda s: (key(s), -s.confidence, s.object_mention, s.subject_mention, s.rule))
    return [next(group) for _, group in groupby(ordered, key=key)]


def _with_status(doc: Doc, statement: Statement) -> Statement:
    """Give a statement the status of the clause its object stands in, unless a rule has set one."""
    if statement.status is not Status.ACHIEVED:
        return statement
    return replace(statement, status=status_at(doc, statement.object_mention))
