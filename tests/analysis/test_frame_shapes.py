"""Frames as other libraries hold them become the long table that the projection takes."""

from __future__ import annotations

import pandas as pd
import pytest

import yq_analysis as yq
from yq_analysis.check import DataProblem, QuestionProblem

# 陕西省 3.4 and 3.6, 榆林市 0.7 and 0.8 in 2023 and 2024, in every shape below
LONG = pd.DataFrame(
    {
        "area": ["陕西省", "陕西省", "榆林市", "榆林市"],
        "indicator": "gdp",
        "year": [2023, 2024, 2023, 2024],
        "value": [3.4, 3.6, 0.7, 0.8],
    }
)


def _same(frame: pd.DataFrame | pd.Series, **said: str) -> None:
    found = yq.tidy(frame, **said).sort_values(["area", "year"], ignore_index=True)
    wanted = LONG.sort_values(["area", "year"], ignore_index=True)
    pd.testing.assert_frame_equal(found[wanted.columns], wanted, check_dtype=False)


def test_statsforecasts_frame_needs_the_indicator_and_nothing_else() -> None:
    dates = pd.to_datetime([f"{year}-12-31" for year in LONG["year"]])
    _same(
        pd.DataFrame({"unique_id": LONG["area"], "ds": dates, "y": LONG["value"]}), indicator="gdp"
    )


def test_pyams_long_and_wide_frames_are_taken_and_scenarios_are_kept_apart() -> None:
    iamc = LONG.rename(columns={"area": "region", "indicator": "variable"}).assign(
        model="m", scenario="基准", unit="万亿元"
    )
    _same(iamc)
    keys = ["model", "scenario", "region", "variable", "unit"]
    _same(iamc.pivot(index=keys, columns="year", values="value"))
    _same(iamc.set_index([*keys, "year"])["value"])
    two = yq.tidy(pd.concat([iamc, iamc.assign(scenario="强化")]))
    assert set(two["caliber"]) == {"基准", "强化"}
    assert len(two) == 8


def test_a_column_a_year_and_a_column_a_series_become_rows() -> None:
    _same(LONG.pivot(index=["area", "indicator"], columns="year", values="value"))
    years = LONG.pivot(index="area", columns="year", values="value")
    years.columns = [f"{year}年" for year in years.columns]
    _same(years.reset_index(), indicator="gdp")
    _same(LONG.pivot(index="year", columns="area", values="value"), indicator="gdp")
    plain = pd.DataFrame({"陕西省": [3.4, 3.6], "榆林市": [0.7, 0.8]}, index=[2023, 2024])
    _same(plain, indicator="gdp")
    _same(plain.set_axis(pd.period_range("2023", periods=2, freq="Y")), indicator="gdp")


def test_everything_that_is_missing_is_said_at_once_with_the_line_that_mends_it() -> None:
    with pytest.raises(QuestionProblem) as told:
        yq.tidy(pd.DataFrame({"a": [1]}))
    assert len(told.value.problems) == 4
    assert 'yq.tidy(df, area="陕西省")' in str(told.value)
    with pytest.raises(QuestionProblem, match="不是表"):
        yq.tidy([1, 2])  # type: ignore[arg-type]


def test_months_and_words_for_years_are_refused() -> None:
    months = pd.DataFrame(
        {"area": "x", "indicator": "gdp", "ds": ["2023-01", "2023-02"], "y": [1.0, 2.0]}
    )
    with pytest.raises(DataProblem, match="一年有几个数"):
        yq.tidy(months)
    with pytest.raises(DataProblem, match="“十四五”不是年份"):
        yq.tidy(LONG.assign(year="十四五"))


def test_a_projection_and_its_figure_take_one_frame_and_name_the_way_for_another_shape() -> None:
    series = pd.concat(
        [
            LONG[LONG["area"] == "陕西省"].head(1).assign(year=year, value=1.0 + year - 2010)
            for year in range(2010, 2025)
        ]
    )
    projected = yq.project(series, 5)
    plate = yq.figures.trend(series, projected)
    assert "2029" in yq.figures.svg(plate) or "2030" in yq.figures.svg(plate)
    wide = series.pivot(index="area", columns="year", values="value")
    for refused in (lambda: yq.project(wide, 5), lambda: yq.figures.trend(wide)):
        with pytest.raises(DataProblem, match=r"yq\.tidy\(df\)"):
            refused()
