"""Asks a store: named questions from `graph/queries/`, a FILE.rq, or SPARQL text; typed rows come back.

In: a pyoxigraph store and what is asked. Out: an `Answer`. Values of parameters are bound by a VALUES block of terms
that pyoxigraph itself writes, so that a value is never read as SPARQL. Refused: what `graph.guard` refuses, unknown
names and parameters, SPARQL that Oxigraph cannot read. Queries see the union of all graphs; as that counts a triple of
two documents twice, count with DISTINCT.

A query runs in this process and cannot be stopped: a server gives it to a worker with a deadline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, Variable

from graph.guard import check_query, first_brace, sub_selects
from graph.iris import term
from graph.syntax import tell_syntax
from ontology.errors import ConfigurationError, UnknownNameError
from ontology.terms import CM, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyoxigraph import QueryTriples, Store, Triple

__all__ = ["Answer", "Iri", "NamedQuery", "Parameter", "Value", "evaluate", "find_query", "named_queries", "prepare", "read_answer"]


class Iri(str):
    """A value that is an IRI, not text."""

    __slots__ = ()


Value = Iri | str | int | float | Decimal | bool | None
"""A cell: numbers and truth values as Python has them, dates and text as str, nothing bound as None."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that the asker may, or must, give a value.

    Attributes:
        name: of the variable.
        kind: "name" (a label of an entity or concept), "text", "number", "year", "date", "iri", "class" or "property".
        required: without it the query is not run.
        about: what it is.
        example: a value; empty if none is given.
    """

    name: str
    kind: str
    required: bool
    about: str
    example: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with its titles, from the comments at the head of its file.

    Attributes:
        name: the file's name without its ending; empty for text.
        title_zh: Chinese title.
        title_en: English title.
        answers: what a row is.
        parameters: in the order of the file.
        text: the whole file.
    """

    name: str
    title_zh: str
    title_en: str
    answers: str
    parameters: tuple[Parameter, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives.

    Attributes:
        form: "select", "ask" (one row, one truth value) or "graph" (subject, predicate, object).
        columns: names of the variables.
        rows: in the query's order.
        truncated: True where a row limit cut the rest off.
    """

    form: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    truncated: bool = False

    def records(self) -> list[dict[str, Value]]:
        """Return each row as column → value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


_HEADER: Final = re.compile(r"#\s*(title-zh|title-en|answers):\s*(.*)")
_PARAMETER: Final = re.compile(r"#\s*param\s+(\w+):\s*(\w+)(!?)\s*(.*?)(?:,\s*e\.g\.\s*(.*))?")
_ONLY: Final = re.compile(r"^.*# only with (\w+)[ \t]*\n", re.MULTILINE)
_NUMBER: Final = re.compile(r"[+-]?\d{1,38}(?:\.\d{1,18})?")
_YEAR: Final = re.compile(r"\d{4}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_FRACTIONS: Final = frozenset(term(f"xsd:{name}").value for name in ("double", "float"))


def evaluate(
    store: Store, asked: str, parameters: Mapping[str, str] | None = None, *, limit: int | None = None
) -> Answer:
    """Return the answer to a named query, a FILE.rq or SPARQL text.

    Args:
        store: what is asked.
        asked: a name of `named_queries`, a path that ends in .rq, or SPARQL.
        parameters: values by name of parameter.
        limit: most rows; None for all.

    Raises:
        UnknownNameError: no such query or parameter; the message lists the valid ones.
        ConfigurationError: a value is missing or of the wrong kind, or the SPARQL cannot be read or evaluated.
        QueryRefusedError: see `graph.guard.check_query`.
    """
    query = find_query(asked)
    text = prepare(query, parameters or {})
    check_query(text)
    try:
        return read_answer(store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True), limit)
    except SyntaxError as error:
        raise ConfigurationError(f"{query.name or 'query'}: {tell_syntax(error, text)}") from error
    except (RuntimeError, ValueError) as error:
        raise ConfigurationError(f"{query.name or 'query'}: cannot be evaluated: {error}") from error


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """Return the queries of `graph/queries/`, by name."""
    folder = resources.files("graph").joinpath("queries")
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".rq")), key=lambda entry: entry.name)
    return {
        entry.name.removesuffix(".rq"): _read(entry.name.removesuffix(".rq"), entry.read_text("utf-8"))
        for entry in files
    }


def find_query(asked: str) -> NamedQuery:
    """Return the query of a name, a FILE.rq or SPARQL text.

    Raises:
        UnknownNameError: it looks like a name and none of ours is so called.
        ConfigurationError: the file cannot be read.
    """
    if found := named_queries().get(asked):
        return found
    if "{" in asked or any(space in asked.strip() for space in " \n\t"):
        return _read("", asked)
    if asked.endswith(".rq"):
        try:
            return _read(Path(asked).stem, Path(asked).read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{asked}: 查询文件读不了，请检查路径和编码（UTF-8） · cannot be read as a query file; check the path and the encoding (UTF-8): {getattr(error, 'strerror', None) or error}") from error
    raise UnknownNameError("查询", asked, [*named_queries()])


def prepare(query: NamedQuery, parameters: Mapping[str, str]) -> str:
    r"""Return the query's SPARQL with the values bound, fit for any SPARQL 1.1 store.

    A value is also given to each sub-select that gives its variable on: the answer is the same, but only what the value
    asks for is computed there. A line that ends in `# only with NAME` is left out where that parameter has no value: a
    look-up of all names only to compare them with nothing.

    >>> text = 'SELECT ?s { ?s rdfs:label ?name }'
    >>> query = NamedQuery("", "", "", "", (Parameter("name", "name", True, "", ""),), text)
    >>> prepare(query, {"name": 'a" } #'})
    'SELECT ?s { VALUES ?name { "a\\" } #"@zh } ?s rdfs:label ?name }'
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    if unknown := next((name for name in parameters if name not in known), None):
        raise UnknownNameError("参数", unknown, sorted(known) or ["(this query has none)"])
    if missing := [name for name, parameter in known.items() if parameter.required and not parameters.get(name)]:
        examples = " ".join(f"--param {name}={known[name].example or '…'}" for name in missing)
        raise ConfigurationError(f"{query.name or 'query'}: 缺参数 · needs {', '.join(missing)}; 例如 · give e.g. {examples}")
    bound = [(name, _term(known[name], value)) for name, value in parameters.items() if value]
    open_names = known.keys() - {name for name, _ in bound}
    asked = _ONLY.sub(lambda line: "" if line[1] in open_names else line[0], query.text)
    at = first_brace(asked)
    if not bound or at < 0:
        return asked
    places = {at: [*bound]}
    for begin, given in sub_selects(asked):
        places[begin] = [(name, node) for name, node in bound if f"?{name}" in given]
    text, done = "", 0
    for begin in sorted(places):
        text += asked[done:begin] + "".join(f" VALUES ?{name} {{ {node} }}" for name, node in places[begin])
        done = begin
    return text + asked[done:]


def _read(name: str, text: str) -> NamedQuery:
    """Return a query with what the comments at its head say."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("#")]
    head = {found[1]: found[2] for line in lines if (found := _HEADER.fullmatch(line))}
    parameters = tuple(
        Parameter(found[1], found[2], bool(found[3]), found[4], found[5] or "")
        for line in lines
        if (found := _PARAMETER.fullmatch(line))
    )
    return NamedQuery(
        name, head.get("title-zh", ""), head.get("title-en", ""), head.get("answers", ""), parameters, text
    )


def _term(parameter: Parameter, value: str) -> NamedNode | Literal:
    """Return a value as the term of its parameter's kind."""
    make = _TERMS.get(parameter.kind)
    if make is None:
        raise ConfigurationError(f"param {parameter.name}: unknown kind {parameter.kind}; valid: {', '.join(_TERMS)}")
    try:
        return make(value)
    except (ValueError, KeyError) as error:
        raise ConfigurationError(
            f"param {parameter.name}: {value!r} 不合要求 · is no {parameter.kind}; 例如 · e.g. {parameter.example or '…'}"
        ) from error


def _matching(pattern: re.Pattern[str], datatype: str) -> Callable[[str], Literal]:
    def make(value: str) -> Literal:
        if not pattern.fullmatch(value.strip()):
            raise ValueError(value)
        return Literal(value.strip(), datatype=term(datatype))

    return make


_TERMS: Final[Mapping[str, Callable[[str], NamedNode | Literal]]] = {
    "name": lambda value: Literal(value.strip(), language="zh"),
    "text": lambda value: Literal(value.strip()),
    "number": _matching(_NUMBER, "xsd:decimal"),
    "year": _matching(_YEAR, "xsd:integer"),
    "date": _matching(_DATE, "xsd:date"),
    "iri": NamedNode,
    "class": lambda value: NamedNode(CM[value]),
    "property": lambda value: NamedNode(CM[value]),
}
"""Kind of parameter → how its value becomes a term."""


def read_answer(result: QuerySolutions | QueryBoolean | QueryTriples, limit: int | None) -> Answer:
    """Return a result of Oxigraph, or of a server read back by it, as an answer of at most so many rows (None: all)."""
    if isinstance(result, QueryBoolean):
        return Answer("ask", ("answer",), ((bool(result),),))
    if isinstance(result, QuerySolutions):
        columns = tuple(variable.value for variable in result.variables)
        names = [Variable(column) for column in columns]
        rows = (tuple(_value(solution[name]) for name in names) for solution in result)
        return Answer("select", columns, *_cut(rows, limit))
    triples = ((_value(triple.subject), _value(triple.predicate), _value(triple.object)) for triple in result)
    return Answer("graph", ("subject", "predicate", "object"), *_cut(triples, limit))


def _cut(rows: Iterator[tuple[Value, ...]], limit: int | None) -> tuple[tuple[tuple[Value, ...], ...], bool]:
    """Return at most `limit` rows, and whether there were more."""
    kept: list[tuple[Value, ...]] = []
    for row in rows:
        if limit is not None and len(kept) >= limit:
            return tuple(kept), True
        kept.append(row)
    return tuple(kept), False


def _value(node: NamedNode | BlankNode | Literal | Triple | None) -> Value:
    """Return a term as a value; what is no number, though it claims to be, as its text."""
    if node is None:
        return None
    if isinstance(node, NamedNode):
        return Iri(node.value)
    if not isinstance(node, Literal):
        return str(node)
    convert = _VALUES.get(node.datatype.value)
    try:
        return node.value if convert is None else convert(node.value)
    except (ValueError, ArithmeticError):
        return node.value


_VALUES: Final[Mapping[str, Callable[[str], Value]]] = {
    term("xsd:integer").value: int,
    term("xsd:decimal").value: Decimal,
    term("xsd:boolean").value: lambda text: text in {"true", "1"},
    **dict.fromkeys(_FRACTIONS, float),
}
"""Datatype → how its text becomes a Python value."""
