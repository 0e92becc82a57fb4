"""The readable tables of `ontology/data`: tab-separated rows, comment lines first. Other packages have their own.

In: the name of a table. Out: its rows. Refuses a table whose rows differ in length.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_pairs", "read_rows", "read_words"]


@cache
def read_rows(name: str, width: int) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table; missing fields at the end of a row are empty.

    Args:
        name: file in `ontology/data`, e.g. "units.tsv".
        width: number of columns.

    Raises:
        ConfigurationError: a row has more columns; the message names the line.
    """
    rows: list[tuple[str, ...]] = []
    text = files("ontology").joinpath("data", name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) > width:
            raise ConfigurationError(f"ontology/data/{name}:{number}: {len(fields)} columns, valid: up to {width}")
        rows.append((*fields, *("" for _ in range(width - len(fields)))))
    return tuple(rows)


@cache
def read_pairs(name: str) -> Mapping[str, str]:
    """Return a table of two columns as a mapping; of two rows with one key the later stands."""
    return MappingProxyType({row[0]: row[1] for row in read_rows(name, 2)})


@cache
def read_words(name: str) -> frozenset[str]:
    """Return all words of a table in which only white space separates them."""
    return frozenset(word for (line,) in read_rows(name, 1) for word in line.split())
