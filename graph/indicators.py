"""Numbers as tidy tables: one row for each observation, series with their gaps, regions side by side.

In: a store. Out: pandas tables with typed columns. A value that is missing is a gap, not nought; contradictions stay
visible; what is planned never mixes with what was achieved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.tables import read_table

if TYPE_CHECKING:
    import pandas as pd
    from pyoxigraph import Store

    from graph.query import Value

__all__ = ["compare_subjects", "indicator_series", "observation_table"]

_NUMBERS: Final = ("value", "value_max", "base_value", "confidence")
_DATES: Final = ("period_start", "period_end")
_PLACES: Final = ("begin", "end")
_SPANS: Final = (("年", 360, 370), ("三季度", 270, 277), ("半年", 178, 187), ("季", 88, 94), ("月", 27, 32))
"""Name of a period's length, with its least and most days."""


def observation_table(store: Store) -> pd.DataFrame:
    """Return all observations: value, unit, base value, period, measure, bound, status, document, sentence and more.

    Numbers are float64, dates datetime64, all else text with "" for what is not given. Sorted by document and place.
    `span` names the length of the period: 年, 半年, 三季度, 季, 月, or its days; `year` is that of its end.
    """
    import pandas as pd  # noqa: PLC0415 - 0.4 s to import

    source = read_table(store, "observations")
    cells = (
        dict(zip(source.columns, zip(*source.rows, strict=True), strict=True))
        if source.rows
        else dict.fromkeys(source.columns, ())
    )
    table = pd.DataFrame({name: _column(name, list(cells[name])) for name in source.columns})
    table["year"] = table["period_end"].dt.year.astype("Int64")
    spans = [_span(start, end) for start, end in zip(table["period_start"], table["period_end"], strict=True)]
    table["span"] = pd.Series(spans, dtype="str")
    return table


def indicator_series(table: pd.DataFrame, subject: str, indicator: str, *, span: str = "年") -> pd.DataFrame:
    """Return one indicator of one subject by year: achieved, planned, gap, contradiction.

    Args:
        table: of `observation_table`.
        subject: label of what the numbers are about.
        indicator: label.
        span: only periods of this length, which alone can be compared.

    Returns:
        One row for each year from the first to the last, with `year`, `value` and `planned` in `unit`, `reports`
        (how many achieved values), `contradiction` (True where they differ), `gap` (True where nothing was achieved
        by a year that others precede and follow), `documents`. Several achieved values: the one of most reports, ties
        to the larger confidence, then to the larger value. Values are in the base unit where all have one.
    """
    import pandas as pd  # noqa: PLC0415

    rows = table[
        (table["subject"] == subject)
        & (table["indicator"] == indicator)
        & (table["span"] == span)
        & (table["measure"] == "amount")
    ]
    rows = rows[rows["year"].notna() & (rows["condition"] == "") & (rows["within"] == "")]
    based = bool(len(rows)) and bool(rows["base_value"].notna().all()) and len(set(rows["base_unit"])) == 1
    number, unit = ("base_value", "base_unit") if based else ("value", "unit")
    years = range(int(rows["year"].min()), int(rows["year"].max()) + 1) if len(rows) else range(0)
    achieved, planned = rows[rows["status"] != "Planned"], rows[rows["status"] == "Planned"]
    last = int(achieved["year"].max()) if len(achieved) else 0
    found = []
    for year in years:
        now, plan = achieved[achieved["year"] == year], planned[planned["year"] == year]
        found.append(
            {
                "year": year,
                "value": _agreed(now, number),
                "planned": _agreed(plan, number),
                "unit": rows[unit].iloc[0],
                "reports": len(now),
                "contradiction": len(set(now[number])) > 1,
                "gap": now.empty and year < last,
                "documents": "、".join(sorted(set(now["document"]) | set(plan["document"]))),
            }
        )
    columns = ["year", "value", "planned", "unit", "reports", "contradiction", "gap", "documents"]
    return pd.DataFrame(found, columns=columns).astype(
        {"value": "float64", "planned": "float64", "contradiction": bool, "gap": bool}
    )


def compare_subjects(
    table: pd.DataFrame, indicator: str, *, span: str = "年", kinds: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return one indicator of all subjects: subjects as rows, years as columns, missing values as NaN.

    Args:
        table: of `observation_table`.
        indicator: label.
        span: only periods of this length.
        kinds: only these labels of subjects; all by default.
    """
    import pandas as pd  # noqa: PLC0415

    rows = table[(table["indicator"] == indicator) & (table["measure"] == "amount")]
    subjects = [subject for subject in sorted(set(rows["subject"])) if not kinds or subject in kinds]
    series = {
        subject: indicator_series(table, subject, indicator, span=span).set_index("year")["value"]
        for subject in subjects
    }
    wide = pd.DataFrame(series).T
    wide.columns.name, wide.index.name = "year", "subject"
    return wide.dropna(how="all")


def _agreed(rows: pd.DataFrame, number: str) -> float:
    """Return the value that most rows have; ties to the surer, then to the larger."""
    if rows.empty:
        return float("nan")
    counted = rows.groupby(number)["confidence"].agg(["size", "max"]).reset_index()
    return float(counted.sort_values(["size", "max", number]).iloc[-1][number])


def _span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    if start is None or end is None or start != start or end != end:  # noqa: PLR0124 - NaT differs from itself
        return ""
    days = (end - start).days + 1
    return next((name for name, least, most in _SPANS if least <= days <= most), f"{days}天")


def _column(name: str, cells: list[Value]) -> pd.Series[Any]:
    """Return cells as a column of the type that its name has."""
    import pandas as pd  # noqa: PLC0415

    if name in _NUMBERS:
        return pd.Series([float("nan") if cell is None else float(str(cell)) for cell in cells], dtype="float64")
    if name in _DATES:
        return pd.to_datetime(pd.Series(cells, dtype="object"), errors="coerce").astype("datetime64[us]")
    if name in _PLACES:
        return pd.Series(cells, dtype="int64")
    return pd.Series(["" if cell is None else str(cell) for cell in cells], dtype="str")
