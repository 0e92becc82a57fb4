"""Numbers as tables: types, series with gaps and contradictions, plans apart."""

from __future__ import annotations

import io
import math

import pandas as pd
import pytest
from graph_sample import OUTPUT, memory_store
from pyoxigraph import Store

from graph.indicators import compare_subjects, indicator_series, observation_table

TABLE = observation_table(memory_store())


def test_table_has_one_typed_row_for_each_observation():
    assert len(TABLE) == 14
    assert {name: str(TABLE[name].dtype) for name in ("value", "base_value", "confidence", "begin")} == {
        "value": "float64", "base_value": "float64", "confidence": "float64", "begin": "int64",
    }  # fmt: skip
    assert TABLE["period_start"].dtype.kind == "M"
    assert not TABLE["condition"].isna().any()
    assert set(TABLE["span"]) == {"年", ""}


def test_empty_table_has_the_same_columns_and_types():
    empty = observation_table(Store())
    assert list(empty.columns) == list(TABLE.columns)
    assert empty.dtypes.to_dict() == TABLE.dtypes.to_dict()


def test_table_survives_csv():
    back = pd.read_csv(
        io.StringIO(TABLE.to_csv(index=False)),
        parse_dates=["period_start", "period_end"],
        keep_default_na=False,
        na_values=["NaT"],
    )
    assert list(back["sentence"]) == list(TABLE["sentence"])
    assert back["period_start"].dtype.kind in "MO"


def test_series_tells_contradiction_and_plan():
    series = indicator_series(TABLE, "青岚区", OUTPUT).set_index("year")
    assert list(series.index) == [2023, 2024, 2025]
    assert bool(series.loc[2023, "contradiction"])
    assert series.loc[2023, "reports"] == 2
    assert not series.loc[2024, "contradiction"]
    assert series.loc[2024, "value"] == 880e8
    assert math.isnan(series.loc[2025, "value"])
    assert series.loc[2025, "planned"] == 1000e8
    assert not series["gap"].any()
    assert set(series["unit"]) == {"元"}


def test_series_tells_gaps():
    series = indicator_series(TABLE, "白沙区", OUTPUT).set_index("year")
    assert series["gap"].to_dict() == {2022: False, 2023: True, 2024: False}
    assert math.isnan(series.loc[2023, "value"])


@pytest.mark.parametrize(
    ("subject", "indicator", "span"), [("青岚区", "没有", "年"), ("没有", OUTPUT, "年"), ("青岚区", OUTPUT, "月")]
)
def test_series_of_nothing_is_empty(subject, indicator, span):
    assert indicator_series(TABLE, subject, indicator, span=span).empty


def test_subjects_side_by_side():
    wide = compare_subjects(TABLE, OUTPUT)
    assert list(wide.index) == ["白沙区", "青岚区"]
    assert wide.loc["白沙区", 2024] == 460e8
    assert math.isnan(wide.loc["白沙区", 2023])
    assert list(compare_subjects(TABLE, OUTPUT, kinds=("青岚区",)).index) == ["青岚区"]
    assert compare_subjects(TABLE, "没有").empty
