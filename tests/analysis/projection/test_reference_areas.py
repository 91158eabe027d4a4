"""Who lends growth to whom, and what is said where nobody can."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import project, simulate
from yq_analysis.analysis.projection.reference_growth import OWN_SHARE
from yq_analysis.check import DataProblem

NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def history(values: list[float], area: str, first: int, indicator: str = "gdp") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": area,
            "indicator": indicator,
            "year": range(first, first + len(values)),
            "value": values,
        }
    )


def nation() -> pd.DataFrame:
    growth = np.random.default_rng(5).normal(0.05, 0.03, 30)
    return history(list(5000 * np.exp(np.cumsum(growth))), "nation", 1995)


def of_child(*tables: pd.DataFrame, horizon: int = 10, **parents: str) -> pd.DataFrame:
    result = project(pd.concat(tables), horizon=horizon, parents=parents)
    return result[result["area"] == "child"].reset_index(drop=True)


@pytest.mark.parametrize("year", [2000, 2015, 2023])
@pytest.mark.parametrize("factor", [1e4, 1e-4])
def test_one_wrong_year_of_the_parent_hardly_moves_the_child(year: int, factor: float) -> None:
    child, parent = history([100, 105, 110], "child", 2022), nation()
    spoiled = parent.assign(value=parent["value"] * np.where(parent["year"] == year, factor, 1))
    plain, moved = (of_child(child, one, child="nation") for one in (parent, spoiled))
    np.testing.assert_allclose(
        moved[NUMBERS], plain[NUMBERS], rtol=0.05
    )  # a parent with a spike is less sure


def test_a_count_that_fell_stays_a_count_and_has_paths() -> None:
    # its own drift is 1 - (3 - 1) / 2 = 0 next year and negative after that: no logarithm of it
    child = history([3, 1, 1], "child", 2022, "quality_awards")
    city = history([20, 22, 25, 24, 28, 30, 33, 31], "city", 2017, "quality_awards")
    result = of_child(child, city, horizon=5, child="city")
    numbers = result[NUMBERS].to_numpy(dtype=float)
    assert ((numbers >= 0) & (numbers == np.rint(numbers))).all()
    paths = simulate(pd.concat([child, city]), horizon=5, draws=20, parents={"child": "city"})
    assert (paths["area"] == "child").sum() == 100


@pytest.mark.parametrize("unit", [1.0, 1e6])
def test_a_level_of_zero_cannot_grow_and_says_so(unit: float) -> None:
    result = of_child(
        history([0, 0, 0], "child", 2022),
        nation().assign(value=lambda one: one["value"] * unit),
        child="nation",
    )
    assert (result["method"] == "no_data").all()
    assert result["note"].str.contains("全为零").all()


def test_a_single_zero_means_the_same_in_any_unit() -> None:
    tables = history([8, 0, 9.5], "child", 2022), nation()
    plain, large = (
        of_child(*(one.assign(value=one["value"] * unit) for one in tables), child="nation")
        for unit in (1, 7.3e-4)
    )
    np.testing.assert_allclose(large[NUMBERS] / 7.3e-4, plain[NUMBERS], rtol=1e-9)


def test_a_parent_that_begins_after_its_child_has_ended_lends_nothing() -> None:
    result = of_child(history([100, 110, 115], "child", 1978), nation(), child="nation")
    assert (result["method"] == "no_data").all()
    assert result["note"].str.contains("1995").all()


def test_years_before_the_parent_begins_say_nothing_of_how_the_two_differ() -> None:
    # the parent stands still from 2022 on; the child has 50, 100, 100 since 2021: from 2022 on it
    # stands still as well
    parent = history([10.0] * 9, "parent", 2022)
    result = of_child(history([50, 100, 100], "child", 2021), parent, child="parent", horizon=1)
    # nothing is borrowed but standing still, and the own drift, + (100 - 50) / 2, counts for three
    # tenths
    assert result["value"].iloc[0] == pytest.approx(100 * 1.25 ** OWN_SHARE[3], rel=1e-9)


@pytest.mark.parametrize("points", [3, 4, 5])
def test_borrowing_goes_on_to_the_ancestor_that_knows_more(points: int) -> None:
    values = [100, 106, 109, 117, 121]
    city = history(values[:points], "city", 2025 - points)
    result = of_child(history(values, "child", 2020), city, nation(), child="city", city="nation")
    assert (result["method"] == "borrowed").all()
    assert result["note"].str.contains("nation").all()


def test_three_yearly_rates_are_too_few_though_their_index_has_four_points() -> None:
    rates = history([3.0, 5.0, 4.0], "child", 2022)
    assert (project(rates, growth={"gdp": 1})["method"] == "no_data").all()
    city = history([3.0, 5.0, 4.0, 6.0, 5.0, 4.0, 5.5, 3.5], "city", 2017)
    borrowed = project(
        pd.concat([rates, city]), growth={"gdp": 1}, parents={"child": "city"}
    ).query("area == 'child'")
    assert (borrowed["method"] == "borrowed").all()
    assert (borrowed["n"] == 3).all()


def test_a_region_that_is_a_number_here_and_text_there_is_refused() -> None:
    child, city = (
        history([100, 105, 110], "child", 2022).assign(area=610802),
        nation().assign(area=610800),
    )
    with pytest.raises(DataProblem, match=r"'610802'.*是 str，而序列里是 int"):
        project(pd.concat([child, city]), parents={"610802": "610800"})
