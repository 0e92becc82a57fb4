"""Writes an answer as JSON, NDJSON, CSV or TSV, for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

from ontology.errors import UnknownNameError

if TYPE_CHECKING:
    from graph.query import Answer, Value

__all__ = ["guard_formula", "write_answer"]


def write_answer(answer: Answer, form: str, *, guard: bool = False) -> str:
    """Return the answer's rows as text that ends with a line end.

    Args:
        answer: of `graph.query.evaluate`.
        form: "json" (a list of objects), "ndjson" (one object a line), "csv" or "tsv".
        guard: for "csv" and "tsv": make text harmless that a spreadsheet would run, see `guard_formula`.

    Raises:
        UnknownNameError: no such form.
    """
    if form == "json":
        return json.dumps([_plain(record) for record in answer.records()], ensure_ascii=False, indent=1) + "\n"
    if form == "ndjson":
        return "".join(json.dumps(_plain(record), ensure_ascii=False) + "\n" for record in answer.records())
    if form not in {"csv", "tsv"}:
        raise UnknownNameError("格式", form, ["json", "ndjson", "csv", "tsv"])
    text = io.StringIO()
    writer = csv.writer(text, delimiter="," if form == "csv" else "\t", lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([guard_formula(cell) if guard else cell for cell in row] for row in answer.rows)
    return text.getvalue()


def guard_formula(cell: Value) -> Value:
    """Return a cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it.

    >>> guard_formula("=cmd|' /C calc'!A0"), guard_formula("-3.2"), guard_formula("+86号项目")
    ("'=cmd|' /C calc'!A0", '-3.2', "'+86号项目")
    """
    if not isinstance(cell, str) or not cell or cell[0] not in "=+-@\t\r\n＝＋－＠":
        return cell
    return cell if _is_number(cell) else f"'{cell}"


def _is_number(text: str) -> bool:
    digits = text[1:]
    return text[0] in "+-" and digits.isascii() and digits.replace(".", "", 1).isdigit()


def _plain(record: dict[str, Value]) -> dict[str, Value]:
    """Return a record that JSON can hold: a decimal as integer or the nearest fraction; unbound left out."""
    return {
        name: (int(value) if value == value.to_integral_value() else float(value))
        if isinstance(value, Decimal)
        else value
        for name, value in record.items()
        if value is not None
    }
