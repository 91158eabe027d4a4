"""Changes since a base year along sample paths."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import cumulative, simulate
from yq_analysis.check import DataProblem, QuestionProblem


def one(
    values: list[float], indicator: str = "x", first: int = 2010, **columns: object
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": "a",
            "indicator": indicator,
            "year": range(first, first + len(values)),
            "value": values,
            **columns,
        }
    )


LEVEL = one([100.0 * 1.04**k + k % 3 for k in range(15)])
CUTS = one([3.0, 2.0, 4.0, 3.5, 2.5, 3.0, 1.0, 4.0, 3.0, 2.0, 2.5, 3.0], indicator="cut")
SIGN = {"cut": -1}


def test_the_order_of_the_rows_does_not_matter() -> None:
    for series, growth in ((LEVEL, None), (CUTS, SIGN)):
        paths = simulate(series, 5, 30, growth=growth)
        plain = cumulative(paths, series, 2015, growth=growth)
        mixed = paths.sample(frac=1, random_state=4)
        back = cumulative(mixed, series, 2015, growth=growth).set_index(mixed.index).sort_index()
        pd.testing.assert_frame_equal(back, plain)


def test_a_cumulative_reduction_by_hand_in_two_draws() -> None:
    # factors .96 (2021) and then .9, .8 or .95, .5: 1 - .864, 1 - .6912; 1 - .912, 1 - .456
    paths = pd.DataFrame(
        {
            "area": "a",
            "indicator": "cut",
            "caliber": "",
            "draw": [0, 1, 0, 1],
            "year": [2022, 2022, 2023, 2023],
            "horizon": [1, 1, 2, 2],
            "value": [10.0, 5.0, 20.0, 50.0],
        }
    )
    history = one([7.0, 4.0], indicator="cut", first=2020)
    assert cumulative(paths, history, 2020, growth=SIGN)["value"].round(6).tolist() == [
        13.6,
        8.8,
        30.88,
        54.4,
    ]


@pytest.mark.parametrize("base_year", ["2020", 2020.5, None, float("nan"), True, np.inf])
def test_a_base_year_is_a_year(base_year: object) -> None:
    with pytest.raises(QuestionProblem, match="base_year"):
        cumulative(simulate(LEVEL, 2, 3), LEVEL, base_year)  # type: ignore[arg-type]


def test_a_base_year_from_a_column_with_gaps_will_do() -> None:
    paths = simulate(LEVEL, 2, 3)
    pd.testing.assert_frame_equal(cumulative(paths, LEVEL, 2020.0), cumulative(paths, LEVEL, 2020))  # type: ignore[arg-type]


def test_rates_need_all_their_years() -> None:
    paths = simulate(CUTS, 5, 10, growth=SIGN)
    with pytest.raises(DataProblem, match="year by year from 2022"):
        cumulative(paths[paths["year"] >= 2023], CUTS, 2015, growth=SIGN)
    with pytest.raises(DataProblem, match="year by year"):
        cumulative(paths[paths["year"] != 2024], CUTS, 2015, growth=SIGN)
    # levels are compared with the base year whichever years are left
    levels = simulate(LEVEL, 5, 10)
    assert len(cumulative(levels[levels["year"] == 2027], LEVEL, 2015)) == 10


@pytest.mark.parametrize("base", [0.0, -5.0])
def test_a_change_from_nothing_is_no_percentage(base: float) -> None:
    series = one([base, 3.0, 4.0, 2.0, 3.0, 5.0])
    with pytest.raises(DataProblem, match="no percentage"):
        cumulative(simulate(series, 2, 5, scales={"x": "rate"}), series, 2010)


def test_rates_that_were_not_named_are_not_taken_for_levels() -> None:
    known = CUTS.assign(indicator="energy_intensity_change_rate")
    with pytest.raises(DataProblem, match="growth="):
        cumulative(simulate(known, 3, 10), known, 2015)
    stranger = one([3.0, -1.0, 2.0, 4.0, 1.0, 2.0])
    with pytest.raises(DataProblem, match="growth"):
        cumulative(simulate(stranger, 3, 50), stranger, 2010)


def test_levels_on_either_side_of_a_break_do_not_compare() -> None:
    values = LEVEL["value"].to_numpy(copy=True)
    values[8:] *= 3
    series = one(list(values), status=["A"] * 8 + ["B"] + ["A"] * 6)
    paths = simulate(series, 3, 20)
    with pytest.raises(DataProblem, match="redefined in 2018"):
        cumulative(paths, series, 2015)
    assert len(cumulative(paths, series, 2018)) == 60


def test_paths_that_are_no_paths_are_refused() -> None:
    paths = simulate(LEVEL, 2, 3)
    for wrong in (paths.assign(value=np.nan), pd.concat([paths, paths]), paths.assign(year="soon")):
        with pytest.raises(DataProblem, match="paths"):
            cumulative(wrong, LEVEL, 2015)
    assert cumulative(paths.iloc[:0], LEVEL, 2015).empty
