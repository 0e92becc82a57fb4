"""Says in our words where SPARQL is wrong; Oxigraph's own words list every character that it would have taken.

In: Oxigraph's `SyntaxError` and the query's text. Out: one line: what is known to be wrong (a prefix, a bracket, what
Oxigraph says in a sentence), and the line and column at which it stopped to read.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from graph.guard import tokens
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["tell_syntax"]

_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE: Final = re.compile(r"(?:^|, )((?:The |Duplicated |IRI |Invalid )[^,\[\]\"]+)")
_PAIRS: Final = {"(": ")", "[": "]", "{": "}"}
_SHOWN: Final = 24
"""Characters shown of where it stopped: a term or two."""


def tell_syntax(error: SyntaxError, text: str) -> str:
    """Return what is wrong with a query that Oxigraph could not read.

    A place at the end of the text may be wrong: Oxigraph names the furthest character that it looked at.

    >>> tell_syntax(SyntaxError("error at 1:11: expected one of HAVING, LIMIT"), "ASK { } LIMIT x")
    'SPARQL 有误 · not valid SPARQL: 第 1 行第 11 字读不懂 · cannot be read at line 1, column 11: MIT x'
    """
    causes = [*_unknown_prefixes(text), *_open_brackets(text)]
    if found := _PLACE.match(str(error)):
        line, column = int(found[1]), int(found[2])
        causes += [] if causes else _SENTENCE.findall(found[3])
        if not causes:
            lines = text.splitlines()
            rest = lines[line - 1][column - 1 : column - 1 + _SHOWN].strip() if line <= len(lines) else ""
            causes = [f"第 {line} 行第 {column} 字读不懂 · cannot be read at line {line}, column {column}: {rest}" if rest else "不完整，或末尾前有误 · not complete, or wrong before its end"]
    return f"SPARQL 有误 · not valid SPARQL: {'; '.join(causes) or error}"


def _unknown_prefixes(text: str) -> Iterator[str]:
    """Say which prefixes are neither ours nor declared."""
    held = [*tokens(text)]
    declared = {name.text.partition(":")[0] for word, name in pairwise(held) if word.text.upper() == "PREFIX"}
    used = dict.fromkeys(token.text.partition(":")[0] for token in held if token.kind == "name")
    for prefix in used:
        if prefix in declared or prefix in PREFIXES or prefix == "_":
            continue
        yield f"没有前缀 · no such prefix: {prefix}: (known: {', '.join(PREFIXES)}; others by PREFIX {prefix}: <IRI>)"


def _open_brackets(text: str) -> Iterator[str]:
    """Say which bracket is not closed, or closes nothing."""
    opened: list[str] = []
    for token in tokens(text):
        if token.kind == "open":
            opened.append(token.text)
        elif token.kind == "close" and (not opened or _PAIRS[opened.pop()] != token.text):
            yield f"多余或配错的 · too many, or not matched: {token.text}"
            return
        elif token.kind == "broken":
            yield f"引号没有收尾 · a string without its end: {token.text}"
            return
    if opened:
        yield f"没有收尾 · not closed: {opened[-1]} ({_PAIRS[opened[-1]]} 缺 · is missing)"
