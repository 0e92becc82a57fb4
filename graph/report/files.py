"""Writes a report to a folder: the page, tables as CSV and .xlsx, figures as SVG and PDF, the network for other programs.

In: a `Report`. Out: files whose bytes depend on the report alone. GraphML and GEXF are read back and compared before
they count as written. Refused: a folder that cannot be written to.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from graph.answers import guard_formula
from graph.network import write_network
from graph.report.page import to_page
from ontology.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import networkx as nx
    import pandas as pd

    from graph.report.parts import Report, Shown

__all__ = ["write_report", "write_table"]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_STAMP: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
_LONGEST: Final = 32_767
"""Characters of a cell of a workbook."""


def write_report(report: Report, out: Path, *, progress: Callable[[str], None] | None = None) -> list[Path]:
    """Write all files of a report and return their paths, the page first.

    Args:
        report: what is written.
        out: folder; made where there is none. Files of other names in it stay.
        progress: called with each path.

    Raises:
        StoreError: a file cannot be written, or the network does not read back as it is.
    """
    written: list[Path] = []

    def put(name: str, body: bytes) -> None:
        path = out / name
        partial = path.with_name(path.name + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(body)
            partial.replace(path)
        except OSError as error:
            raise StoreError(f"{path}: 写不了，用 -o 换一个目录 · cannot be written: {error.strerror}; choose another folder with -o") from error
        written.append(path)
        if progress is not None:
            progress(str(path))

    put("report.html", to_page(report).encode())
    for table in report.tables():
        put(f"tables/{table.name}.csv", write_table(table.frame))
    put("tables.xlsx", _workbook(report.tables()))
    for figure in report.figures():
        for form in ("svg", "pdf"):
            put(f"figures/{figure.name}.{form}", figure.drawing.to_bytes(form))
    for form in ("graphml", "gexf"):
        put(f"network.{form}", _network(report.network, form))
    return written


def write_table(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV that Excel opens in Chinese: UTF-8 with a mark, formulas made harmless, dates as ISO."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows([guard_formula(_plain(value)) for value in row] for row in frame.itertuples(index=False, name=None))
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    """Return a value of a table as a file holds it; nothing for what is missing."""
    import pandas as pd  # noqa: PLC0415 - 0.4 s to import

    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124 - NaN differs from itself
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def _workbook(tables: list[Shown]) -> bytes:
    """Return each table as a sheet; openpyxl stamps the time, which is taken out again."""
    from openpyxl import Workbook  # noqa: PLC0415 - 0.2 s
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        sheet.freeze_panes = "A2"
        sheet.append([str(name) for name in table.frame.columns])
        for row in table.frame.itertuples(index=False, name=None):
            cells: list[Any] = []
            for value in map(_plain, row):
                if not isinstance(value, str):
                    cells.append(value)
                    continue
                text: Any = ILLEGAL_CHARACTERS_RE.sub("", value[:_LONGEST])
                if text.startswith(("=", "#")):  # which openpyxl would take for a formula or an error
                    text = WriteOnlyCell(sheet, text)
                    text.data_type = "s"
                cells.append(text)
            sheet.append(cells)
    raw, clean = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", source.read(name)))
    return clean.getvalue()


def _network(network: nx.MultiDiGraph, form: str) -> bytes:
    """Return the network in a form for other programs, after it has been read back as it is."""
    import networkx as nx  # noqa: PLC0415

    file = io.BytesIO()
    write_network(network, file, form)
    file.seek(0)
    back = nx.read_graphml(file, force_multigraph=True) if form == "graphml" else nx.read_gexf(file)
    same = set(back) == set(network) and sorted(_ends(back)) == sorted(_ends(network))
    if not same:
        raise StoreError(f"network.{form}: does not read back as it was written; please report it")
    return file.getvalue()


def _ends(network: nx.MultiDiGraph) -> list[tuple[str, str, str, str]]:
    """Return both ends of each edge with what it says, in whatever order."""
    return [
        (str(one), str(other), str(data["predicate"]), str(data["document"])) for one, other, data in network.edges(data=True)
    ]
