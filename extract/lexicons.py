"""Where words and weights lie, tables of words, and dictionary look-up of all of them in one pass.

In: the tab-separated tables of `extract/data`. Out: rows, and `Scanner`, which finds the words of a table in a text in
linear time. It refuses a table that does not exist.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["DATA", "MODELS", "Scanner", "alternation", "any_of", "read_rows", "read_words"]

T = TypeVar("T")
DATA = Path(__file__).parent / "data"
MODELS = Path(__file__).parent / "models"


@cache
def read_rows(table: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of `extract/data/TABLE.tsv` in order, without comments and empty lines."""
    text = (DATA / f"{table}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _words_in_order(table: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a table by its first column, in the table's order; a key may fill several rows."""
    found: dict[str, tuple[str, ...]] = {}
    for key, words, *_ in read_rows(table):
        found[key] = (*found.get(key, ()), *words.split())
    return found


@cache
def read_words(table: str) -> dict[str, frozenset[str]]:
    """Return the words of a table by its first column: to ask whether a word is one of them, or to go through all keys.

    For an expression of plain words that must be joined or chosen first, hand them to `any_of`; where a row's words are parts of
    expressions, or their order counts, use `alternation`.
    """
    return {key: frozenset(words) for key, words in _words_in_order(table).items()}


@cache
def alternation(table: str, key: str) -> str:
    r"""Return the words of a key as the alternatives of a regular expression, without brackets, in the table's order.

    Each word may be an expression of its own (`将[其他](?!来)`); where one word begins another, the longer one stands first
    in the table, unless only whether one is found counts. A space is written `\x20`.

    Raises:
        KeyError: the table has no such key.
    """
    found = _words_in_order(table).get(key)
    if not found:
        raise KeyError(f"extract/data/{table}.tsv has no row of {key}: add one, or correct the key")
    return "|".join(found)


def any_of(words: Iterable[str]) -> str:
    """Return plain words as the alternatives of a regular expression, without brackets, a longer one before the one that it begins with.

    >>> any_of({"走访", "走进", "走访了"})
    '走访了|走访|走进'
    """
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


class Scanner(Generic[T]):
    """Finds words in a text, each with what a table says of it; built once, safe to share.

    Of words that begin at one place the longest wins, and matches do not overlap: a longer word protects itself from
    the shorter ones in it (向日葵 from 向).
    """

    def __init__(self, words: Mapping[str, T] | Iterable[tuple[str, T]], *, lasting: bool = True) -> None:
        """Build from word → payload; the last payload of a repeated word counts. Not `lasting`: for one text, quicker to build than to use."""
        table = dict(words)
        self._words = list(table)
        self._payloads = list(table.values())
        self._machine = (
            AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA if lasting else Implementation.NoncontiguousNFA)
            if table
            else None
        )

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self._words)

    def scan(self, text: str) -> Iterator[tuple[int, int, T]]:
        """Yield (begin, end, payload) of each word in a text, in order, without overlap."""
        if self._machine is not None:
            for index, begin, end in self._machine.find_matches_as_indexes(text):
                yield begin, end, self._payloads[index]
