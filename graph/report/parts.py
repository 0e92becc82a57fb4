"""The parts of a report: what is said, shown and drawn, each with the query or function that it comes from.

In: `words.tsv`, the report's sentences in two languages. Out: records that know nothing of HTML.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graph.explore.palette import LABELS, STYLES
from ontology.errors import UnknownNameError
from ontology.facts import Kind, Property

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx
    import pandas as pd

    from graph.figures import Drawing

__all__ = ["Drawn", "Report", "Said", "Section", "Shown", "Words"]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence.

    Attributes:
        text: in the report's language.
        source: the query or function behind its numbers.
    """

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table, written whole to a file and shown in part.

    Attributes:
        name: of its file.
        title: in the report's language.
        source: the query or function that gives it.
        frame: all rows.
        columns: those that the page shows; none for a table that only the file holds.
        most: rows that the page shows.
    """

    name: str
    title: str
    source: str
    frame: pd.DataFrame
    columns: tuple[str, ...]
    most: int = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure.

    Attributes:
        name: of its files.
        drawing: the figure with its title.
        source: the functions that give it.
    """

    name: str
    drawing: Drawing
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """One question of a report.

    Attributes:
        name: for links.
        title: in the report's language.
        blocks: in the order of reading.
    """

    name: str
    title: str
    blocks: tuple[Said | Shown | Drawn, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    Attributes:
        lang: "zh" or "en".
        title: of the page.
        sections: in the order of reading.
        network: of all statements, for GraphML and GEXF.
        facts: name → value of what it takes to make the report again.
        command: that makes it again.
    """

    lang: str
    title: str
    sections: tuple[Section, ...]
    network: nx.MultiDiGraph
    facts: Mapping[str, str]
    command: str

    def tables(self) -> list[Shown]:
        """Return all tables in the order of reading."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Shown)]

    def figures(self) -> list[Drawn]:
        """Return all figures in the order of reading."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Drawn)]


class Words:
    """The sentences of `words.tsv` in one language.

    >>> Words("zh")("found.title"), Words("en").relation("locatedIn")
    ('读到了什么', 'located in')
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: Any) -> str:
        """Return a sentence with its values.

        Raises:
            UnknownNameError: no such sentence.
        """
        if key not in _words():
            raise UnknownNameError("句子", key, sorted(_words()))
        return _words()[key][self._at].format(**values)

    def column(self, name: str) -> str:
        """Return the heading of a column."""
        held = _words().get(f"column.{name}")
        return held[self._at] if held else name

    def kind(self, name: str) -> str:
        """Return the word for a class."""
        if name not in set(Kind):
            return name
        style = STYLES[Kind(name)]
        return style.zh if self.lang == "zh" else style.en

    def relation(self, name: str) -> str:
        """Return the word for a property."""
        return LABELS[Property(name)][self._at] if name in set(Property) else name

    def value(self, column: str, value: Any) -> Any:
        """Return the word for a status or a bound, any other value as it is."""
        held = _words().get(f"{column}.{value}") if column in {"status", "bound"} else None
        return held[self._at] if held else value

    def listed(self, names: Sequence[str], most: int = 5) -> str:
        """Return names in a row, the first `most`."""
        mark = "、" if self.lang == "zh" else ", "
        return mark.join(names[:most]) + ("…" if len(names) > most else "") if names else "—"

    @property
    def _at(self) -> int:
        return 0 if self.lang == "zh" else 1


@cache
def _words() -> dict[str, tuple[str, str]]:
    text = files("graph.report").joinpath("words.tsv").read_text("utf-8")
    return {row["key"]: (row["zh"], row["en"]) for row in csv.DictReader(text.splitlines(), delimiter="\t")}
