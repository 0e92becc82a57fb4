"""`chanmai query`, `chanmai export` and `chanmai load`: answers as tables on a terminal, as data elsewhere.

In: a store's folder and what is asked. Out: text on stdout. Refused: what `graph.query` refuses, a parameter without "=".
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from graph.query import Answer, Value

__all__ = ["list_queries", "load_source", "print_answer", "run_export", "run_query"]

LONGEST_CELL = 60


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
        print_answer(evaluate(graph, what, values), form)


def print_answer(answer: Answer, form: str) -> None:
    """Print an answer in a form, by default as a table on a terminal and as CSV elsewhere."""
    from graph.answers import write_answer

    if form or not sys.stdout.isatty():
        sys.stdout.write(write_answer(answer, form or "csv"))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*answer.columns, show_lines=False)
    for row in answer.rows:
        table.add_row(*(_shorten(cell) for cell in row))
    Console().print(table)
    sys.stderr.write(f"{len(answer.rows)} 行 · rows\n")


def _shorten(cell: Value) -> str:
    """Return a cell's text, cut with … where it is long, markup made harmless."""
    from rich.markup import escape

    text = "" if cell is None else str(cell)
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
