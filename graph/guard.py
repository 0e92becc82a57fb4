"""Refuses queries that could take the process down, write, or make the store call other hosts; linear in their length.

In: SPARQL text. Out: its tokens, or a `QueryRefusedError` that says why. Only what must be known before evaluation is
checked here; whether the query is right SPARQL is Oxigraph's to say, and how long it may run is the worker's.

Nesting is not the only danger: Oxigraph 0.5.13 also overflows its stack (SIGSEGV, measured at 8 MB of stack) on flat
chains: 2,600 MINUS or OPTIONAL, 2,800 BIND, 2,900 sub-selects, 4,100 items of a collection, 6,900 UNION, 7,100 `+1`,
8,700 `/path`, 9,400 `||` or HAVING, 10,100 `!`. `LINKS` keeps five times below the lowest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ontology.errors import ChanmaiError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LENGTH", "LINKS", "NESTING", "QueryRefusedError", "Token", "check_query", "first_brace", "sub_selects", "tokens"]

LENGTH: Final = 64 * 1024
"""Bytes of UTF-8 that a query may have."""
NESTING: Final = 128
"""Brackets that may stand open at once."""
LINKS: Final = 512
"""Operators, graph patterns, or items of one collection, that a query may have."""
GROUPS: Final = 4096
"""Brackets that a query may have: one for each row of a long VALUES."""

_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+\"\"\" | \'\'\'(?:[^'\\]|\\.|\'(?!\'\'))*+\'\'\'
      | \"(?!\"\")(?:[^"\\\r\n]|\\.)*+\" | \'(?!\'\')(?:[^'\\\r\n]|\\.)*+\')
  | (?P<broken>["'])
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{4}[^<>"{}|^`\\\x00-\x20]*)*>)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d][\w.\-]*+)?+:(?:[\w:\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.(?=[\w:%\\\-]))*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+\-]?\d+)?|\.\d+(?:[eE][+\-]?\d+)?)
  | (?P<word>[^\W\d][\w.\-]*+)
  | (?P<operator>\|\||&&|<<|>>|\^\^|[!+\-*/|^])
  | (?P<open>[({\[])
  | (?P<close>[)}\]])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERANDS: Final = frozenset({"variable", "number", "string", "close", "word", "name", "iri", "tag"})
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_WRITES: Final = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_LINKING: Final = frozenset(
    ["UNION", "OPTIONAL", "MINUS", "BIND", "GRAPH", "SELECT", "EXISTS", "FILTER", "VALUES", "HAVING"]
)
_SPLIT: Final = re.compile(r"[.\-]")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class QueryRefusedError(ChanmaiError):
    """A query is not evaluated because of what it asks for or how it is built."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: `kind` is the group of the lexer that found it, `begin` its first character."""

    kind: str
    text: str
    begin: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, without white space and comments; the last is "broken" at a string without end.

    >>> [token.text for token in tokens("ASK { ?s a <x:y> } # SERVICE")]
    ['ASK', '{', '?s', 'a', '<x:y>', '}']
    """
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "space":
            yield Token(str(found.lastgroup), found[0], found.start())
        if found.lastgroup == "broken":
            return


def check_query(text: str) -> None:
    """Refuse what the store must not be asked.

    Raises:
        QueryRefusedError: longer than `LENGTH`, nested deeper than `NESTING`, chained longer than `LINKS`, an update,
            or a SERVICE in any spelling.

    >>> check_query("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    graph.guard.QueryRefusedError: SERVICE is refused: this store answers from its own data only
    """
    if len(text.encode("utf-8", "replace")) > LENGTH:
        raise QueryRefusedError(f"query longer than {LENGTH} bytes; shorten it or ask in parts")
    _check_tokens(text)
    if (decoded := _ESCAPE.sub(_character, text)) != text:
        _check_tokens(decoded)  # SPARQL replaces code point escapes before it reads: \u0053ERVICE is SERVICE


def first_brace(text: str) -> int:
    """Return where the first `{` outside of parentheses ends: the begin of the query's pattern; -1 if there is none."""
    depth = 0
    for token in tokens(text):
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
        elif token.text == "{" and depth == 0:
            return token.begin + 1
    return -1


def sub_selects(text: str) -> list[tuple[int, frozenset[str]]]:
    """Return where the pattern of each sub-select begins, and the variables that it gives on as they are, with their `?`.

    Left out are those with LIMIT or OFFSET, where a value given inside is not the same as one given outside.

    >>> sub_selects("SELECT * { { SELECT ?a (MAX(?b) AS ?c) { ?a <x:y> ?b } GROUP BY ?a } }")
    [(40, frozenset({'?a'}))]
    """
    found: dict[int, frozenset[str]] = {}
    open_selects: dict[int, int] = {}  # depth of the group around a sub-select → where its pattern begins
    depth = parentheses = 0
    given: set[str] | None = None
    for token in tokens(text):
        if token.text in {"(", ")"}:
            parentheses += 1 if token.text == "(" else -1
        elif token.text == "{":
            if given is not None and parentheses == 0:
                open_selects[depth] = token.begin + 1
                found[token.begin + 1] = frozenset(given)
                given = None
            depth += 1
        elif token.text == "}":
            open_selects.pop(depth, None)
            depth -= 1
        elif token.kind == "word" and token.text.upper() == "SELECT" and depth:
            given = set()
        elif token.kind == "word" and token.text.upper() in {"LIMIT", "OFFSET"} and depth in open_selects:
            del found[open_selects[depth]]
            del open_selects[depth]
        elif given is not None and token.kind == "variable" and parentheses == 0:
            given.add("?" + token.text[1:])
    return list(found.items())


def _check_tokens(text: str) -> None:
    """Check the form, the words, the nesting and the chains in one pass."""
    form, links, opened, last = "", 0, 0, "open"
    groups = [("", 0)]  # open brackets, each with the number of tokens in it since the last comma
    for token in tokens(text):
        _check_service(token)
        words = _SPLIT.split(token.text.upper()) if token.kind == "word" else []
        form = form or next(filter(None, map(_form, words)), "")
        links += (token.kind == "operator") + sum(word in _LINKING for word in words)
        if token.kind == "iri" and groups[-1][0] == "(" and last in _OPERANDS:
            links += _hidden_links(token)
        last = token.kind
        opened += token.kind == "open"
        bracket, items = groups[-1]
        items = 0 if token.text == "," else items + 1
        groups[-1] = bracket, items
        if token.kind == "open":
            groups.append((token.text, 0))
        elif token.kind == "close" and len(groups) > 1:
            groups.pop()
        if len(groups) > NESTING + 1:
            raise QueryRefusedError(f"nesting > {NESTING}: brackets are too deep at character {token.begin}")
        if links > LINKS or opened > GROUPS or (items > LINKS and bracket in {"(", "["}):
            raise QueryRefusedError(
                f"chain > {LINKS}: too many operators, patterns or items at character {token.begin}"
            )


def _hidden_links(token: Token) -> int:
    """Return the operators in what may be an IRI or a comparison: `(?a <?b+1)#>` is read as either."""
    hidden = list(tokens(token.text[1:-1]))
    for inner in hidden:
        _check_service(inner)
    if sum(inner.kind == "open" for inner in hidden) > NESTING:
        raise QueryRefusedError(f"nesting > {NESTING}: brackets are too deep at character {token.begin}")
    return sum(inner.kind == "operator" for inner in hidden)


def _form(word: str) -> str:
    """Return the query form that a word begins, refuse an update, pass over the prologue."""
    if word in _WRITES:
        raise QueryRefusedError(f"{word} is refused: queries only read; use chanmai build, load and remove to write")
    return word if word in _FORMS else ""


def _check_service(token: Token) -> None:
    """Refuse SERVICE, also inside of a longer word or before a colon, where Oxigraph's parser sees it; and open strings."""
    if token.kind == "broken":
        raise QueryRefusedError(f"a string without its end at character {token.begin}")
    spelt = (
        token.text.partition(":")[0] if token.kind == "name" else token.text if token.kind in {"word", "tag"} else ""
    )
    if "SERVICE" in spelt.upper():
        raise QueryRefusedError("SERVICE is refused: this store answers from its own data only")


def _character(escape: re.Match[str]) -> str:
    """Return what a code point escape stands for; what is no character stays as it is."""
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else escape[0]
