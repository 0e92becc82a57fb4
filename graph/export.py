"""Writes the graph to a file: sorted, whole or not at all, the same bytes each time; and reads N-Quads and TriG back.

In: a store and a file name, whose ending says the form. Out: the file. `.ttl` and `.nt` have no graph names: they hold
the union and cannot be loaded back. Refused: endings that we do not know, files without graph names.
"""

from __future__ import annotations

import csv
import io
import os
import re
import sys
import tempfile
import zipfile
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, serialize

from graph.answers import guard_formula
from graph.iris import ENTITIES, cm, document_identifier, term
from graph.tables import read_table, read_tables
from ontology.errors import StoreError, UnknownNameError
from ontology.terms import DOC, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pyoxigraph import Quad

    from graph.store import GraphStore
    from graph.tables import Table

__all__ = ["FORMS", "export", "load", "write_export"]

_RUN: Final = 500_000
"""Lines sorted in memory at once: some 150 MB."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every entry of a zip, so that the same tables are the same bytes."""
_DATES: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</)")


def export(store: Store, path: str, form: str = "") -> None:
    """Write the graph to a file by way of a temporary one beside it; "-" is the standard output.

    Args:
        store: what is written.
        path: the file.
        form: an ending of `FORMS` without its dot; by default the file's own, and "nq" for "-".

    Raises:
        UnknownNameError: no such form; the message lists the valid ones.
        StoreError: the file cannot be written; nothing is left of it.
    """
    form = form or _form_of(path)
    if form not in FORMS:
        raise UnknownNameError("格式", form, sorted(FORMS))
    if path == "-":
        write_export(store, sys.stdout.buffer, form)
        return
    target = Path(path)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            write_export(store, file, form)
        partial.replace(target)
    except OSError as error:
        raise StoreError(f"{path}: 写不了，请换一个位置 · cannot be written: {error.strerror}; choose another place") from error
    finally:
        partial.unlink(missing_ok=True)


def write_export(store: Store, file: BinaryIO, form: str) -> None:
    """Write the graph to an open binary file in one of `FORMS`."""
    FORMS[form](store, file)


def load(target: GraphStore, *paths: Path) -> int:
    """Put the graphs of .nq or .trig files into a store, each in one transaction; return how many changed.

    A graph in several files is their union. A document that the store had and the files have too is replaced.

    Raises:
        StoreError: a file cannot be read, has a graph that is neither a document's nor the entities', or no graphs.
    """
    loaded = Store()
    for path in paths:
        _load_file(loaded, path)
    changed = 0
    for graph in _graphs(loaded):
        quads = list(loaded.quads_for_pattern(None, None, None, graph))
        changed += target.replace_entities(quads) if graph == ENTITIES else _replace_document(target, graph, quads)
    return changed


def _load_file(loaded: Store, path: Path) -> None:
    form = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}.get(path.suffix)
    if form is None:
        raise StoreError(f"{path}: 只能装入 .nq 和 .trig · only .nq and .trig can be loaded: other forms have lost the names of the graphs")
    try:
        loaded.bulk_load(path=str(path), format=form)
    except (OSError, SyntaxError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read: {error}") from error
    if stray := next(loaded.quads_for_pattern(None, None, None, DefaultGraph()), None):
        raise StoreError(f"{path}: a triple outside of any graph: {stray}")
    for graph in _graphs(loaded):
        if graph != ENTITIES and not graph.value.startswith(DOC):
            raise StoreError(
                f"{path}: {graph} is neither a document's graph nor the entities'; load exports of chanmai"
            )


def _replace_document(target: GraphStore, graph: NamedNode, quads: list[Quad]) -> bool:
    held = {quad.predicate: quad.object for quad in quads if quad.subject == graph}
    identifier, sha256 = held.get(term("dcterms:identifier")), held.get(cm("sha256"))
    return target.replace_document(
        identifier.value if isinstance(identifier, Literal) else document_identifier(graph.value),
        quads,
        sha256=sha256.value if isinstance(sha256, Literal) else "",
    )


def _form_of(path: str) -> str:
    """Return the ending that says the form, the longest that is known: `a.csv.zip` is "csv.zip"."""
    if path == "-":
        return "nq"
    name = Path(path).name.lower()
    return next(
        (form for form in sorted(FORMS, key=len, reverse=True) if name.endswith(f".{form}")),
        Path(name).suffix[1:] or name,
    )


def _sorted_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield different lines in order; what does not fit into memory is sorted in runs on disk."""
    lines = iter(lines)
    runs: list[io.BufferedRandom] = []
    while run := sorted(set(islice(lines, _RUN))):
        if len(run) < _RUN and not runs:
            yield from run
            return
        spill = tempfile.TemporaryFile()  # noqa: SIM115 - closed by its last reader, below
        spill.writelines(run)
        spill.seek(0)
        runs.append(spill)
    last = None
    for line in merge(*runs):
        if line != last:
            yield line
        last = line
    for spill in runs:
        spill.close()


def _write_quads(store: Store, file: BinaryIO) -> None:
    file.writelines(_sorted_lines(f"{quad} .\n".encode() for quad in store))


def _write_triples(store: Store, file: BinaryIO) -> None:
    file.writelines(_sorted_lines(f"{quad.triple} .\n".encode() for quad in store))


def _write_grouped(form: RdfFormat) -> Callable[[Store, BinaryIO], None]:
    """Return a writer of a form that names graphs, with prefixes; graphs, subjects and predicates in order."""

    def write(store: Store, file: BinaryIO) -> None:
        ordered = (
            quad
            for graph in _graphs(store)
            for quad in sorted(store.quads_for_pattern(None, None, None, graph), key=str)
        )
        serialize(ordered, output=file, format=form, prefixes=dict(PREFIXES))

    return write


def _write_turtle(store: Store, file: BinaryIO) -> None:
    triples = sorted({quad.triple for quad in store}, key=str)
    serialize(triples, output=file, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES))


def _graphs(store: Store) -> list[NamedNode]:
    return sorted((graph for graph in store.named_graphs() if isinstance(graph, NamedNode)), key=str)


def _write_network(form: str) -> Callable[[Store, BinaryIO], None]:
    def write(store: Store, file: BinaryIO) -> None:
        from graph.network import to_network, write_network  # noqa: PLC0415 - networkx takes 0.2 s to import

        write_network(to_network(store), file, form)

    return write


def _write_statements(store: Store, file: BinaryIO) -> None:
    file.write(_csv(read_table(store, "statements")))


def _write_zip(store: Store, file: BinaryIO) -> None:
    _zip(file, {f"{table.name}.csv": _csv(table) for table in read_tables(store)})


def _csv(table: Table) -> bytes:
    """Return a table as CSV that Excel opens in Chinese: UTF-8 with a mark, formulas made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([guard_formula(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _write_workbook(store: Store, file: BinaryIO) -> None:
    """Write each table as a sheet; openpyxl stamps the time, which is taken out again."""
    from openpyxl import Workbook  # noqa: PLC0415 - 0.2 s, and only here
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    for table in read_tables(store):
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        sheet.append(table.columns)
        for row in table.rows:
            cells = [
                WriteOnlyCell(
                    sheet, ILLEGAL_CHARACTERS_RE.sub("", str(cell)[:32767]) if isinstance(cell, str) else cell
                )
                for cell in row
            ]
            for cell in cells:
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type  # text, though it begins with =
            sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as archive:
        _zip(
            file,
            {name: _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", archive.read(name)) for name in archive.namelist()},
        )


def _zip(file: BinaryIO, entries: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)


FORMS: Final[Mapping[str, Callable[[Store, BinaryIO], None]]] = {
    "nq": _write_quads,
    "nt": _write_triples,
    "ttl": _write_turtle,
    "trig": _write_grouped(RdfFormat.TRIG),
    "jsonld": _write_grouped(RdfFormat.JSON_LD),
    "graphml": _write_network("graphml"),
    "gexf": _write_network("gexf"),
    "csv": _write_statements,
    "csv.zip": _write_zip,
    "xlsx": _write_workbook,
}
"""Ending of a file → what writes it; `.csv` holds the statements, `.csv.zip` and `.xlsx` all tables."""
