"""The ordered steps as one spaCy pipeline, and one function that reads a document with it.

`build_pipeline()` returns a `spacy.Language` whose components are ours in the order of `STEPS`; a user can add a
component between them (`nlp.add_pipe(…, after="chanmai_names")`) or leave one out. `extract_document` returns an
`Extraction` whose offsets count the document's own characters.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import spacy

from extract import weigh  # noqa: F401  # this and the seven below register their components
from extract.discourse import topics  # noqa: F401
from extract.layers import make_doc
from extract.learned import reading  # noqa: F401
from extract.names import decided, nested, resolve  # noqa: F401
from extract.numbers import quantities  # noqa: F401
from extract.observations import decided as _observations  # noqa: F401
from extract.relations import decided as _relations  # noqa: F401
from extract.text import sentences  # noqa: F401
from ontology.collector import uncollected
from ontology.facts import Document, Extraction, Mention, Observation, Span, Statement

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["STEPS", "build_pipeline", "extract_document", "read_document"]

STEPS = (
    "chanmai_sentences",
    "chanmai_reader",
    "chanmai_names",
    "chanmai_quantities",
    "chanmai_entities",
    "chanmai_topics",
    "chanmai_relations",
    "chanmai_observations",
    "chanmai_nested",
    "chanmai_weigh",
)
VERSION = "10"  # of what extraction gives for a text; a cached result of another version is made anew


@cache
def build_pipeline(steps: tuple[str, ...] = STEPS) -> Language:
    """Return the pipeline; the same object each time for the same steps. An unknown step raises spaCy's ValueError."""
    nlp = spacy.blank("zh")
    for step in steps:
        nlp.add_pipe(step)
    return nlp


def read_document(document: Document, nlp: Language | None = None) -> Doc:
    """Return the Doc with all layers set, spans in healed characters."""
    nlp = nlp or build_pipeline()
    doc = make_doc(nlp.vocab, document)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def extract_document(document: Document, nlp: Language | None = None) -> Extraction:
    """Return everything that one document says, offsets in its own text; an empty text gives an empty extraction."""
    with uncollected():
        return _to_extraction(read_document(document, nlp), document)


def _to_extraction(doc: Doc, document: Document) -> Extraction:
    """Map every span back to the document's characters and leave out entities that nothing mentions."""
    if not doc._.healed.text:
        return Extraction(document, warnings=("no text",))
    origin = doc._.healed.origin
    text = document.text
    mentions = tuple([Mention(s := origin(m.span), text[s.begin : s.end], m.entity, m.deictic, m.confidence, m.rule) for m in doc._.mentions])
    named = {m.entity for m in mentions}

    def statement(one: Statement) -> Statement:
        return Statement(
            one.subject, one.predicate, one.object, origin(one.sentence), origin(one.subject_mention), origin(one.object_mention),
            one.confidence, one.status, one.period, one.rule,
        )  # fmt: skip

    def observation(one: Observation) -> Observation:
        span = origin(one.span)
        part_of: Span | None = origin(one.part_of) if one.part_of else None
        return replace(
            one, span=span, value_text=text[span.begin : span.end], sentence=origin(one.sentence),
            subject_mention=origin(one.subject_mention), part_of=part_of,
        )  # fmt: skip

    def place(one: Statement | Observation) -> Statement | Observation:
        return statement(one) if isinstance(one, Statement) else observation(one)

    return Extraction(
        document=document,
        sentences=tuple(origin(s.span) for s in doc._.sentences),
        entities=tuple(e for e in doc._.entities if e.key in named),
        mentions=mentions,
        statements=tuple(statement(s) for s in doc._.statements),
        observations=tuple(observation(o) for o in doc._.observations),
        withheld=tuple(place(w) for w in doc._.withheld),
        home=tuple(key for key in doc._.home if key in named),
        warnings=tuple(doc._.notes),
    )


