"""Where words and weights lie, tables of words, and dictionary look-up of all of them in one pass.

In: the tab-separated tables of `extract/data`. Out: rows, and `Scanner`, which finds the words of a table in a text in
linear time. It refuses a table that does not exist.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["DATA", "MODELS", "Scanner", "alternation", "read_rows", "read_words", "words_of"]

T = TypeVar("T")
DATA = Path(__file__).parent / "data"
MODELS = Path(__file__).parent / "models"


@cache
def read_rows(table: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of `extract/data/TABLE.tsv` in order, without comments and empty lines."""
    text = (DATA / f"{table}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def read_words(table: str) -> dict[str, frozenset[str]]:
    """Return the words of a two-column table by its first column; a key may fill several rows."""
    found: dict[str, set[str]] = {}
    for key, words, *_ in read_rows(table):
        found.setdefault(key, set()).update(words.split())
    return {key: frozenset(words) for key, words in found.items()}


def words_of(table: str, key: str) -> frozenset[str]:
    """Return the words of one key of a table that `read_words` reads. Raises KeyError where it has no such key."""
    return read_words(table)[key]


@cache
def alternation(table: str, key: str) -> str:
    r"""Return the words of a key as the alternatives of a regular expression, without brackets, in the table's order.

    Each word may be an expression of its own (`将[其他](?!来)`); where one word begins another, the longer one stands first
    in the table, unless only whether one is found counts. A space is written `\x20`.

    Raises:
        KeyError: the table has no such key.
    """
    found = [word for name, words, *_ in read_rows(table) if name == key for word in words.split()]
    if not found:
        raise KeyError(f"extract/data/{table}.tsv has no row of {key}: add one, or correct the key")
    return "|".join(found)


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
