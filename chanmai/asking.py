"""`chanmai query`, `chanmai export` and `chanmai load`: answers as tables on a terminal, as data elsewhere.

In: a store's folder and what is asked. Out: text on stdout. Refused: what `graph.query` refuses, a parameter without "=".
"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Store

    from graph.query import Answer, Value

__all__ = ["list_queries", "load_source", "print_answer", "run_export", "run_query"]

LONGEST_CELL = 60
NEAR = 8
"""Names that are offered for one that the graph does not have."""


def run_query(what: str, store: Path | None, params: list[str], form: str) -> None:
    """Print the answer to a named question, a .rq file or SPARQL text; without a question, print the library."""
    from graph.query import evaluate
    from graph.store import open_reader

    if not what:
        list_queries()
        return
    if store is None:
        raise ConfigurationError("请用 --store 指明库目录 · name the store with --store DIR")
    values = {}
    for param in params:
        name, sign, value = param.partition("=")
        if not sign:
            raise ConfigurationError(f"--param {param}: 应写作 名=值 · write it as name=value")
        values[name] = value
    with open_reader(store) as graph:
        answer = evaluate(graph, what, values)
        print_answer(answer, form)
        if not answer.rows:
            sys.stderr.write("".join(f"{line}\n" for line in _why_empty(graph, what, values)))


_NEAR = "SELECT DISTINCT ?l WHERE { ?e skos:prefLabel|skos:altLabel ?l FILTER(CONTAINS(?l, %s)) } ORDER BY STRLEN(?l) ?l"


def _why_empty(graph: Store, what: str, values: dict[str, str]) -> list[str]:
    """Say that nothing was found and, of each name asked for, whether the graph has it and which names are near."""
    from graph.query import evaluate, named_queries

    lines = ["没有结果 · nothing found"]
    query = named_queries().get(what)
    for parameter in query.parameters if query else ():
        value = values.get(parameter.name, "")
        if parameter.kind != "name" or not value:
            continue
        if evaluate(graph, f"SELECT ?e WHERE {{ VALUES ?l {{ {Literal(value, language='zh')} }} ?e skos:prefLabel|skos:altLabel ?l }} LIMIT 1").rows:
            lines.append(f"“{value}”在图谱里，但没有报告这样说到它；看看 · the graph has it, but nothing of this kind: chanmai explain {shlex.quote(value)}")
            continue
        rows = next((rows for part in (value, value[:2]) if (rows := evaluate(graph, _NEAR % Literal(part), limit=NEAR).rows)), ())
        hint = f"；相近的有 · near: {'、'.join(str(row[0]) for row in rows)}" if rows else f"；试试 · try: chanmai search {shlex.quote(value)}"
        lines.append(f"图谱里没有叫“{value}”的 · nothing is called so{hint}")
    return lines


def print_answer(answer: Answer, form: str) -> None:
    """Print an answer in a form, by default as a table on a terminal and as CSV elsewhere."""
    from graph.answers import write_answer

    if form or not sys.stdout.isatty():
        sys.stdout.write(write_answer(answer, form or "csv"))
        return
    from rich.console import Console
    from rich.table import Table

    shown = [at for at, name in enumerate(answer.columns) if not name.endswith("_iri")] or [*range(len(answer.columns))]
    table = Table(show_lines=False)
    for at in shown:
        name = answer.columns[at]
        table.add_column(name, overflow="fold", ratio=3 if name == "sentence" else 1 if "sentence" in answer.columns else None)
    for row in answer.rows:
        table.add_row(*(_shorten(row[at]) for at in shown))
    Console().print(table)
    sys.stderr.write(f"{len(answer.rows)} 行 · rows\n")


def _shorten(cell: Value) -> str:
    """Return a cell's text, cut with … where it is long, markup made harmless."""
    from rich.markup import escape

    text = "" if cell is None else " ".join(str(cell).split())
    return escape(text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…")


def list_queries() -> None:
    """Print the names and titles of the question library."""
    from graph.query import named_queries

    for name, query in sorted(named_queries().items()):
        params = " ".join(f"--param {p.name}={p.example or '…'}" if p.required else f"[--param {p.name}=…]" for p in query.parameters)
        print(f"{name}\t{query.title_zh}\t{query.title_en}\t{params}".rstrip())


def run_export(store: Path, file: str, form: str) -> None:
    """Write the whole graph to a file, or to stdout for "-"."""
    from graph.export import export
    from graph.store import open_reader

    with open_reader(store) as graph:
        export(graph, file, form)


def load_source(source: Path, store: Path) -> None:
    """Put an export, or the parts of a Spark result's folder, into a store.

    Of a Spark result each part of documents is loaded by itself, so that memory is that of a part, not of the corpus.
    """
    from graph.export import load
    from graph.store import open_writer

    parts = sorted(source.rglob("*.nq")) if source.is_dir() else [source]
    if not parts or not source.exists():
        raise ConfigurationError(f"{source}: 没有可装入的 .nq 或 .trig 文件 · nothing to load: name a .nq or .trig file, or a folder of them")
    whole = [parts]
    if (source / "result.json").exists():
        if not (source / "_SUCCESS").exists():
            raise ConfigurationError(f"{source}: Spark 结果不完整，没有 _SUCCESS · an unfinished Spark result, without _SUCCESS; build it again")
        documents = [[part] for part in parts if part.parent.name == "quads"]
        whole = [*documents, [part for part in parts if part.parent.name != "quads"]]
    with open_writer(store, create=True) as graph:
        changed = sum(load(graph, *group) for group in whole if group)
    sys.stderr.write(f"{source}: 已装入，{changed} 个图有变化 · loaded, {changed} graphs changed\n")
