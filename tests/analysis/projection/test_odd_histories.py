"""Histories that a clerk may hand over: falls by factors, counts that accumulate, years out of all
proportion.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import project, simulate

FALLING = [100.0, 80, 60, 45, 30, 20, 12, 7, 4, 2, 1, 0.5]


def history(values: object, area: str = "a", **columns: object) -> pd.DataFrame:
    numbers = np.asarray(values, dtype=float)
    years = range(2022 - len(numbers), 2022)
    return pd.DataFrame(
        {"area": area, "indicator": "x", "year": years, "value": numbers, **columns}
    )


def test_a_quantity_that_fell_by_factors_goes_on_by_factors() -> None:
    # it lost 30 to 50 % a year: next year between a fifth of what is left and all of it
    table = project(history(FALLING), 5)
    assert 0.1 < table["q50"].iloc[0] < 0.5
    assert table["q90"].iloc[0] < 1.2
    assert (table["q2.5"] > 0).all()
    assert (table["q97.5"] < 10).all()


def test_the_reference_cases_hold(shared: Path) -> None:
    table = project(pd.read_csv(shared / "cases/projection/l_series.csv"), 1).set_index("area")
    falling, outlier = table.loc["falling"], table.loc["outlier"]
    assert 0.1 <= falling["q50"] <= 0.5
    assert falling["q90"] < 2
    assert "2020年(15)" in outlier["note"]
    assert outlier["q97.5"] - outlier["q2.5"] > 0.01


def test_a_count_that_accumulates_never_falls() -> None:
    values = np.cumsum([3, 5, 2, 6, 4, 4, 7, 3, 5, 6, 4, 5])  # ends at 54
    series = history(values, unit="件")
    table = project(series, 10)
    quantiles = table.filter(regex=r"^q\d").to_numpy()
    assert (quantiles >= 54).all()
    assert (np.diff(quantiles, axis=0) >= 0).all()
    assert (table["value"] >= 54).all()
    assert table["note"].str.contains("accumulating count").all()
    paths = simulate(series, 10, 50)["value"].to_numpy().reshape(50, 10)
    assert (np.diff(paths, axis=1) >= 0).all()


def test_a_count_that_fell_once_may_fall_again() -> None:
    table = project(history([30, 34, 33, 38, 41, 40, 45, 47, 50, 54], unit="件"), 5)
    assert (table["q2.5"] < 54).all()


def test_a_year_out_of_all_proportion_is_named_and_makes_nothing_surer() -> None:
    draw = np.random.default_rng(1)
    for _ in range(5):
        clean = 10 * np.exp(np.cumsum(draw.normal(0.04, 0.03, 12)))
        wrong = clean.copy()
        wrong[6] *= 10
        plain, odd = project(history(clean), 3), project(history(wrong), 3)
        assert "2016年" in odd["note"].iloc[0]
        assert "outlier left out" in odd["note"].iloc[0]
        assert (odd["q97.5"] - odd["q2.5"] > 0.999 * (plain["q97.5"] - plain["q2.5"])).all()


def test_a_tenfold_last_year_is_named() -> None:
    values = [10.0, 10.5, 11, 11.4, 12, 12.3, 13, 13.5, 14, 14.2, 142]
    note = project(history(values), 1)["note"].iloc[0]
    assert "2021年" in note
    assert "10倍" in note
    assert "last year" not in project(history(values[:-1]), 1)["note"].iloc[0]


def test_a_year_after_a_spike_is_no_odd_last_year() -> None:
    note = project(history([1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 15, 2.1]), 1)["note"]
    assert "last year" not in note.iloc[0]


@pytest.mark.parametrize("growth", [-0.1, -0.02, 0.02, 0.05, 0.08, 0.1])
def test_fewer_points_of_a_steady_growth_never_give_a_narrower_interval(growth: float) -> None:
    values = 100 * np.exp(growth * np.arange(20))
    widths = []
    for points in range(4, 21):
        table = project(history(values[-points:]), 10)
        widths.append((table["q97.5"] - table["q2.5"]).to_numpy())
    assert (np.diff(np.array(widths), axis=0) <= 1e-9 * np.array(widths)[1:]).all()


def test_fewer_points_of_a_growth_with_noise_seldom_give_a_narrower_interval() -> None:
    # what a year more adds to the spread of the changes is chance: a twentieth of the steps
    draw = np.random.default_rng(5)
    steps = []
    for growth in (-0.05, 0.03, 0.06):
        for _ in range(5):
            values = 100 * np.exp(np.cumsum(draw.normal(growth, 0.005, 20)))
            widths = []
            for points in range(6, 21):
                table = project(history(values[-points:]), 5)
                widths.append((table["q97.5"] - table["q2.5"]).iloc[-1])
            steps.append(np.diff(widths) / widths[1:])
    assert (np.array(steps) > 0.01).mean() < 0.08


def test_a_borrowed_series_is_no_surer_than_who_lends() -> None:
    draw = np.random.default_rng(2)
    city = history(1000 * np.exp(np.cumsum(draw.normal(0.05, 0.03, 20))), "city")
    for points in (1, 2, 3, 5, 6):
        county = history(city["value"].to_numpy()[-points:] / 10, "county")
        table = project(pd.concat([city, county]), 5, parents={"county": "city"})
        relative = np.log(table["q97.5"] / table["q2.5"])
        above, below = (relative[table["area"] == name].to_numpy() for name in ("city", "county"))
        assert (below >= above * (1 - 1e-6)).all()


def test_a_stock_that_grew_a_fifth_a_year_is_not_damped_at_once() -> None:
    values = 100 * 1.2 ** np.arange(12) * np.resize([1.0, 1.01, 0.99], 12)
    table = project(history(values), 5)
    # undamped it would be 2.49 times as much in five years, by a straight line 1.35 times
    assert 1.7 < table["value"].iloc[-1] / values[-1] < 2.5
