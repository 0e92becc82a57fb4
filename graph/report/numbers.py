"""The sections of a report that are about numbers: series with their gaps, targets against results, contradictions.

In: the table of observations of one store. Out: blocks of a section.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Final

from graph.figures import draw_bars, draw_series, scale_of
from graph.indicators import indicator_series
from graph.query import evaluate
from graph.report.parts import Drawn, Said, Shown, Words

if TYPE_CHECKING:
    import pandas as pd
    from pyoxigraph import Store

    Blocks = tuple[Said | Shown | Drawn, ...]

__all__ = ["series", "targets"]

_PANELS: Final = 6
_SERIES: Final = 200
"""Most series computed: the longest come first."""


def series(observations: pd.DataFrame, words: Words) -> Blocks:
    """Say which numbers can be followed through the years, with what is missing and what is only planned."""
    import pandas as pd  # noqa: PLC0415 - 0.4 s to import

    found = _series(observations)
    rows = [table.assign(subject=key[0], indicator=key[1], span=key[2]) for key, table in found.items()]
    columns = ["subject", "indicator", "span", "year", "value", "planned", "unit", "reports", "contradiction", "gap", "documents"]
    frame = pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)
    kinds = observations["measure"].value_counts()
    said = words(
        "numbers.said",
        observations=len(observations),
        subjects=observations["subject"].nunique(),
        indicators=observations["indicator"].nunique(),
        amounts=int(kinds.get("amount", 0)),
        planned=int((observations["status"] == "Planned").sum()),
        series=len(found),
        gaps=int(frame["gap"].sum()) if len(frame) else 0,
    )
    named = {f"{subject} · {indicator}": table for (subject, indicator, _), table in list(found.items())[:_PANELS]}
    marks = {name: words(f"numbers.{name}") for name in ("achieved", "planned", "gap", "contradiction")}
    indicators = observations.groupby("indicator").size()
    common = sorted(indicators.index, key=lambda name: (-indicators[name], name))
    shown = ("document", "subject", "indicator", "value", "unit", "period_end", "status", "sentence")
    blocks: list[Said | Shown | Drawn] = [
        Said(said, "graph.indicators.observation_table · indicator_series"),
        Drawn("indicators", draw_bars([(name, float(indicators[name])) for name in common], title=words("numbers.common"), most=15), "graph.indicators.observation_table"),
    ]  # fmt: skip
    if named:
        blocks.append(Drawn("series", draw_series(named, title=words("numbers.figure"), words=marks), "graph.indicators.indicator_series"))  # fmt: skip
    blocks += [
        Shown("series-courses", words("numbers.courses"), "graph.indicators.indicator_series", _courses(found, words), ("subject", "indicator", "course", "documents")),
        Shown("series", words("numbers.series_file"), "graph.indicators.indicator_series", frame, ()),
        Shown("observations", words("numbers.table"), "graph.indicators.observation_table", observations, shown),
    ]  # fmt: skip
    return tuple(blocks)


def targets(store: Store, observations: pd.DataFrame, words: Words) -> Blocks:
    """Say how far results are from targets, and where reports disagree."""
    against, apart = (_frame(store, name) for name in ("targets-against-results", "contradictions"))
    against["share"] = [
        round(100 * float(achieved) / float(target), 1) if float(target) else float("nan")
        for achieved, target in zip(against["achieved"], against["target"], strict=True)
    ]
    best = against.sort_values("share", ascending=False, kind="stable").drop_duplicates(["subject", "indicator", "target"])
    bars = [
        (f"{row.subject} · {row.indicator} ({row.achieved:g}/{row.target:g} {row.unit})", float(row.share))
        for row in best.itertuples()
    ]
    planned = observations[observations["status"] == "Planned"]
    blocks: list[Said | Shown | Drawn] = [
        Said(
            words("targets.said", planned=len(planned), matched=len(best), reached=int((best["share"] >= 100).sum())),
            "chanmai query targets · chanmai query targets-against-results",
        )
    ]
    if bars:
        blocks.append(Drawn("targets", draw_bars(bars, title=words("targets.figure"), xlabel="%", most=15), "chanmai query targets-against-results"))  # fmt: skip
    blocks += [
        Shown("targets-against-results", words("targets.table"), "chanmai query targets-against-results", against, ("subject", "indicator", "achieved", "target", "unit", "share", "target_until", "document", "achieved_document")),
        Shown("targets", words("targets.all"), "chanmai query targets", _frame(store, "targets"), ("subject", "indicator", "bound", "value", "unit", "to", "document", "sentence")),
        Said(words("targets.contradictions", count=len(apart)), "chanmai query contradictions"),
    ]  # fmt: skip
    if len(apart):
        blocks.append(Shown("contradictions", words("targets.apart"), "chanmai query contradictions", apart, ("subject", "indicator", "value", "other_value", "unit", "to", "document", "other_document", "sentence", "other_sentence")))  # fmt: skip
    return tuple(blocks)


def _series(observations: pd.DataFrame) -> dict[tuple[str, str, str], pd.DataFrame]:
    """Return the series of at least two years, those of most values first."""
    rows = observations[(observations["measure"] == "amount") & observations["year"].notna()]
    years = rows.groupby(["subject", "indicator", "span"])["year"].nunique()
    keys = sorted((key for key, count in years.items() if count > 1), key=lambda key: (-years[key], key))[:_SERIES]
    found = {key: indicator_series(rows, key[0], key[1], span=key[2]) for key in keys}
    return {key: table for key, table in found.items() if len(table) > 1}


def _courses(found: dict[tuple[str, str, str], pd.DataFrame], words: Words) -> pd.DataFrame:
    """Return each series in one line: years with their values, gaps between them, plans and contradictions named."""
    import pandas as pd  # noqa: PLC0415

    rows = []
    for (subject, indicator, span), table in found.items():
        factor, unit = scale_of(table)
        steps: list[str] = []
        gap: list[int] = []
        for row in [*table.itertuples(), None]:
            if row is not None and row.gap:
                gap.append(int(row.year))
                continue
            if gap:
                years = str(gap[0]) if len(gap) == 1 else words("numbers.years", first=gap[0], last=gap[-1])
                steps.append(f"{years} {words('numbers.gap')}")
                gap = []
            if row is None:
                break
            doubt = f" ({words('numbers.contradiction')})" if row.contradiction else ""
            steps += [f"{row.year} {row.value / factor:g} {unit}{doubt}"] if not isnan(row.value) else []
            steps += [f"{row.year} {words('numbers.planned')} {row.planned / factor:g} {unit}"] if not isnan(row.planned) else []
        documents = sorted({name for held in table["documents"] for name in held.split("、") if name})
        rows.append((subject, indicator, span, " · ".join(steps), "、".join(documents)))
    return pd.DataFrame(rows, columns=["subject", "indicator", "span", "course", "documents"])


def _frame(store: Store, name: str) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    answer = evaluate(store, name)
    frame = pd.DataFrame(list(answer.rows), columns=list(answer.columns))
    for column in ("value", "other_value", "target", "achieved"):
        if column in frame:
            frame[column] = frame[column].astype(float)
    return frame.astype({column: "object" for column in frame.columns if frame[column].dtype == "object"}).fillna("")
