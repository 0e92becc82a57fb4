"""The learned reader as a step of the pipeline: sets `doc._.reading`, on which later steps draw as one voter of several."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.learned.reader import CharacterReader

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["add_reading"]


@cache
def _reader() -> CharacterReader:
    """The packaged model, opened once."""
    return CharacterReader()


@Language.component("chanmai_reader")
def add_reading(doc: Doc) -> Doc:
    """Set `doc._.reading` from the healed text."""
    doc._.reading = _reader().read(doc._.healed.text)
    return doc
