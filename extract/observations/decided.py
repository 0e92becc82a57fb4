"""Observations: each number joined with whom it is about and with its label.

In: a Doc with quantities, mentions, entities and home. Out: `doc._.observations`, spans in healed characters. A number
without a candidate subject, inside a name that only labels, or without an indicator gives none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from spacy.language import Language

from extract.discourse.deixis import is_nameless
from extract.learned.reader import Reading
from extract.observations.completion import complete_label, is_bare, measures_nothing
from extract.observations.label_contest import choose_label
from extract.observations.labels import label_of
from extract.observations.predicates import with_predicate
from extract.observations.subject_contest import (
    Heard,
    chances_of,
    compare,
    links_of,
    load_trees,
    probabilities_of,
    verdict_row,
    worded,
)
from extract.observations.subjects import (
    Candidate,
    Context,
    Table,
    Vote,
    allowed_of,
    candidates_of,
    family_of,
    load_table,
    score,
    score_votes,
    votes_of,
)
from ontology.facts import Kind, Mention, Observation, Span
from ontology.model import ORGANISATIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from extract.layers import Quantity

__all__ = ["Holders", "Observer", "make_observer"]

UNMEASURED = 0.4  # what a label that says nothing measurable leaves of an observation's confidence: it is withheld
UNNAMED = 0.4  # what an owner without a name (石桥市的这家企业) leaves of the confidence that a number is about the place: it is withheld
NAMING = frozenset({Kind.REGION, Kind.PARK})
ROW_HEAD = 0.9  # confidence that a row is about the place or organisation that heads it
HEADING_ROWS = frozenset({*ORGANISATIONS, Kind.REGION, Kind.PARK})
NUMBERED = frozenset({Kind.PROJECT, Kind.CLUSTER, Kind.INDUSTRY, Kind.FACILITY, Kind.PARK, Kind.DESIGNATION, Kind.PRODUCT})


@Language.factory("chanmai_observations", default_config={"weights": ""})
def make_observer(nlp: Language, name: str, weights: str) -> Observer:  # noqa: ARG001 - spaCy passes all three
    """Return the component that sets `doc._.observations`.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        weights: file with the subject weights; empty for the packaged ones.
    """
    return Observer(load_table(weights) if weights else load_table())


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a number is about.

    Attributes:
        candidate: the chosen one.
        confidence: how probable it is that the observation is right, where no forest is asked.
        table: the rows of `compare` and `worded`, the chosen one's first; None where no forest is asked.
        chances: the candidates' probabilities in the same order.
        allowed: which of them may be chosen, in the same order.
    """

    candidate: Candidate
    confidence: float = 0.0
    table: NDArray[np.float32] | None = None
    chances: NDArray[np.float32] | None = None
    allowed: tuple[bool, ...] = ()


class Observer:
    """Chooses subjects with one learned table."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.observations`."""
        doc._.observations = self.observe(doc)
        return doc

    def observe(self, doc: Doc) -> list[Observation]:
        """Return the observations of a Doc in order of their numbers."""
        context = Context.of(doc)
        context.links = links_of(context)
        reading: Vote | None = doc._.reading if hasattr(doc._.reading, "subject_scores") else None
        if isinstance(reading, Reading):
            numbers = [(quantity.span.begin, quantity.span.end) for quantity in doc._.quantities if not quantity.optional]
            reading.foresee(numbers, [(m.span.begin, m.span.end, context.kinds[m.entity]) for m in doc._.mentions])
        holders = Holders(doc._.mentions, context.kinds)
        found = []
        rows: list[NDArray[np.float32]] = []
        before: tuple[str, Quantity] | None = None
        for quantity in doc._.quantities:
            if quantity.optional or holders.is_label(quantity):
                continue
            label = label_of(quantity, context, reading)
            choice = self.choose(context, quantity, label, reading)
            if choice is None:
                continue
            context.previous = (choice.candidate.entity, quantity)
            whole = complete_label(quantity, context, label, choice.candidate.mention, before)
            whole, sure = choose_label(quantity, context, label, whole, choice.candidate.mention, before, reading)
            full = with_predicate(quantity, context, whole, choice.candidate.mention, before)
            if quantity.tabled:
                full = whole = _of_others(quantity.indicator_text, context.text[choice.candidate.mention.span.begin : choice.candidate.mention.span.end])
            if before is None or before[1].sentence != quantity.sentence or not is_bare(whole):
                before = (full if full.endswith(whole) else whole, quantity)
            if quantity.tabled and choice.chances is not None:
                choice = replace(choice, confidence=float(choice.chances[0]) * quantity.confidence, table=None)  # the rest of the verdict is about prose
            if choice.table is not None and choice.chances is not None and reading is not None:
                place = (quantity.span.begin, quantity.span.end)
                heard = Heard(reading.indicator_guess(place), reading.fact_probability(place), sure)
                rows.append(verdict_row(context, quantity, full, choice.table, choice.chances, choice.allowed, heard))
            found.append((quantity, full, choice))
        trees = load_trees()
        chances = iter(probabilities_of(trees, np.stack(rows)).tolist() if rows and trees is not None else ())
        return [
            _observation(context, quantity, label, choice.candidate, (choice.confidence if choice.table is None else next(chances)) * _doubt(context, quantity, label, choice.candidate))
            for quantity, label, choice in found
        ]

    def choose(self, context: Context, quantity: Quantity, label: str, reading: Vote | None = None) -> Choice | None:
        """Return the best candidate that may be chosen; None without any."""
        candidates = candidates_of(context, quantity, label)
        if not candidates:
            return None
        allowed = allowed_of(context, quantity, candidates)
        proved = [k for k, fits in enumerate(allowed) if fits]
        if quantity.tabled and (headed := next((candidates[k] for k in proved if _heads_row(context, quantity, candidates[k])), None)) is not None:
            return Choice(headed, ROW_HEAD)
        trees = load_trees() if reading is not None else None
        if reading is None or trees is None:
            totals = [score(candidate.features, self.table.weights if self.table.alone is None else self.table.alone) for candidate in candidates]
            top = max(proved, key=lambda k: (totals[k], -k))
            mass = sum(math.exp(min(total - totals[top], 50.0)) for total in totals)
            return Choice(candidates[top], self.table.confidence(1.0 / mass) * quantity.confidence)
        votes = votes_of(context, quantity, candidates, reading)
        totals = [score(candidate.features, self.table.weights) + vote for candidate, vote in zip(candidates, score_votes(votes, self.table.vote), strict=True)]
        table = np.concatenate((compare(context, quantity, label, candidates, totals, votes), worded(context, quantity, label, candidates, totals, trees)), axis=1)
        chances = chances_of(trees, table)
        shares = chances.tolist()
        top = max(proved, key=lambda k: (shares[k], -k))
        order = [top, *sorted((k for k in range(len(candidates)) if k != top), key=lambda k: (-shares[k], k))]
        return Choice(candidates[top], table=table[order], chances=chances[order], allowed=tuple(allowed[k] for k in order))


def _doubt(context: Context, quantity: Quantity, label: str, candidate: Candidate) -> float:
    """Return what is left of the confidence of a number that measures nothing, or that is of an owner without a name in the place that was chosen."""
    if measures_nothing(context.text, quantity, label):
        return UNMEASURED
    return UNNAMED if context.kinds[candidate.entity] in NAMING and is_nameless(context.text, candidate.mention.span, quantity.span.begin) else 1.0


def _heads_row(context: Context, quantity: Quantity, candidate: Candidate) -> bool:
    """Say whether a table's row is headed by the name of a place or an organisation: it is about that."""
    span = candidate.mention.span
    return context.kinds.get(candidate.entity) in HEADING_ROWS and span.within(quantity.clause) and quantity.indicator_text.startswith(context.text[span.begin : span.end])


def _of_others(label: str, subject: str) -> str:
    """Return a table's label without the name of its subject, where the row's head is that name."""
    return label.removeprefix(subject) if len(label) >= len(subject) + 2 else label


class Holders:
    """Says which numbers stand inside a name and only label it."""

    def __init__(self, mentions: list[Mention], kinds: dict[str, Kind]) -> None:
        self.mentions, self.kinds, self.at = mentions, kinds, 0

    def is_label(self, quantity: Quantity) -> bool:
        """Say whether a name that holds the number makes it a label; quantities must come in order."""
        while self.at < len(self.mentions) and self.mentions[self.at].span.end <= quantity.span.begin:
            self.at += 1
        if self.at >= len(self.mentions):
            return False
        mention = self.mentions[self.at]
        if not quantity.span.within(mention.span):
            return False
        return quantity.span.begin > mention.span.begin and self.kinds.get(mention.entity) not in NUMBERED


def _observation(context: Context, quantity: Quantity, label: str, chosen: Candidate, confidence: float) -> Observation:
    span, text = quantity.span, context.text
    return Observation(
        subject=chosen.entity,
        subject_mention=Span(chosen.mention.span.begin, chosen.mention.span.end),
        indicator=label,
        value=quantity.value,
        unit=quantity.unit,
        span=span,
        value_text=text[span.begin : span.end],
        sentence=context.sentences[quantity.sentence].span,
        family=family_of(label)[0],
        measure=quantity.measure,
        bound=quantity.bound,
        value_max=quantity.value_max,
        base_value=quantity.base_value,
        base_unit=quantity.base_unit,
        comparison=quantity.comparison,
        within=quantity.within,
        part_of=quantity.part_of,
        condition=quantity.condition,
        period=quantity.period,
        status=quantity.status,
        confidence=round(confidence, 3),
        rule="subject:linear",
    )
