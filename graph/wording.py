"""Templates of questions: from a line of `graph/asking/templates.tsv` to a pattern, and to an example of its wording.

In: the two tables. Out: `Template`s. `<word>` is a row of words.tsv (or itself), `{name}` a parameter, `[..]` may be
missing, `(a|b)` is a choice, and `?`, `*`, `+` mean what they mean in regular expressions. Refused: brackets that do
not match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ontology.errors import ConfigurationError

__all__ = ["Template", "column_head", "templates"]

_CLOSING: Final = {"(": ")", "[": "]", "<": ">", "{": "}"}


@dataclass(frozen=True, slots=True)
class Template:
    """One way to word a question.

    Attributes:
        query: name in `graph/queries`.
        pattern: matches a whole question; its groups are the parameters.
        pieces: an example of the wording; a parameter is its name in braces.
    """

    query: str
    pattern: re.Pattern[str]
    pieces: str


@cache
def templates() -> tuple[Template, ...]:
    """Return all templates in the order of the table."""
    words = dict(_rows("words.tsv"))
    made = []
    for query, text in _rows("templates.tsv"):
        reader = _Reader(text, words)
        pattern, example = reader.choice("")
        made.append(Template(query, re.compile(pattern), example))
    return tuple(made)


@cache
def _columns() -> dict[str, str]:
    return dict(_rows("columns.tsv"))


def column_head(column: str) -> str:
    """Return what a column of an answer is called, Chinese · English; a column that no question has keeps its name.

    >>> column_head("place_named"), column_head("x")
    ('园区或地区 · place named', 'x')
    """
    chinese = _columns().get(column)
    return f"{chinese} · {column.replace('_', ' ')}" if chinese else column


def _rows(name: str) -> list[tuple[str, str]]:
    text = (files("graph") / "asking" / name).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [(row[0], row[1]) for row in rows]


class _Reader:
    """Reads one template from left to right."""

    def __init__(self, text: str, words: dict[str, str]) -> None:
        self.text, self.words, self.at = text, words, 0

    def choice(self, end: str) -> tuple[str, str]:
        """Return pattern and example of alternatives up to `end`; the example is the first."""
        patterns, examples = [], []
        while True:
            pattern, example = self.sequence(end)
            patterns.append(pattern)
            examples.append(example)
            if self.at < len(self.text) and self.text[self.at] == "|":
                self.at += 1
                continue
            if end:
                if self.text[self.at : self.at + 1] != end:
                    raise ConfigurationError(f"templates.tsv: {self.text}: {end} is missing")
                self.at += 1
            return "|".join(patterns), examples[0]

    def sequence(self, end: str) -> tuple[str, str]:
        """Return pattern and example of what stands one after the other."""
        pattern, example = "", ""
        while self.at < len(self.text) and self.text[self.at] not in {"|", end}:
            one, said = self.item()
            quantifier = self.text[self.at : self.at + 1]
            if quantifier in {"?", "*", "+"}:
                self.at += 1
                one = f"(?:{one}){quantifier}"
                said = said if quantifier == "+" else ""
            pattern += one
            example += said
        return pattern, example

    def item(self) -> tuple[str, str]:
        """Return pattern and example of a character or of what stands in brackets."""
        character = self.text[self.at]
        self.at += 1
        if character == "(":
            pattern, example = self.choice(")")
            return f"(?:{pattern})", example
        if character == "[":
            pattern, _ = self.choice("]")
            return f"(?:{pattern})?", ""
        if character in "<{":
            end = self.text.index(_CLOSING[character], self.at)
            name, self.at = self.text[self.at : end], end + 1
            if character == "{":
                return f"(?P<{name}>.+?)", f"{{{name}}}"
            parts = [self.words.get(part, re.escape(part)) for part in name.split("|")]
            return f"(?:{'|'.join(parts)})", name.partition("|")[0]
        return re.escape(character), character


