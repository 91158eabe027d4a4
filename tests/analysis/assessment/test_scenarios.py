"""Paths to a target: where they start, where they arrive, what they ask each year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yq_analysis.analysis.assessment import scenarios
from yq_analysis.check import DataProblem


def series(
    indicator: str, values: dict[int, float], area: str = "a", unit: str = ""
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": area,
            "indicator": indicator,
            "caliber": "",
            "year": list(values),
            "value": list(values.values()),
            "unit": unit,
        }
    )


def target(indicator: str, year: int, value: float, **more: Any) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator": indicator,
                "year": year,
                "value": value,
                "comparator": ">=",
                "basis": "level",
            }
            | more
        ]
    )


def projected(indicator: str, points: dict[int, float], width: float) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "area": "a",
                "indicator": indicator,
                "caliber": "",
                "year": year,
                "value": point,
                "q10": point * (1 - width),
                "q50": point,
                "q90": point * (1 + width),
            }
            for year, point in points.items()
        ]
    )


def of(table: pd.DataFrame, scenario: str) -> pd.DataFrame:
    return table[table["scenario"] == scenario]


PRODUCTIVITY = series("labour_productivity", {2020: 14.0, 2023: 16.0})
GOAL = target("labour_productivity", 2025, 20.0)


def test_paths_to_the_target_arrive_and_differ_on_the_way() -> None:
    table = scenarios.paths(PRODUCTIVITY, None, GOAL)
    for name in ("constant_rate", "front_loaded", "back_loaded"):
        rows = of(table, name)
        assert rows["year"].tolist() == [2024, 2025]
        assert rows["value"].iloc[-1] == pytest.approx(20)
        assert rows["meets"].isna().all()  # made to arrive: that says nothing
        # (20/16)^(1/2) - 1 = 11.8034 % a year on average, whatever the shape
        assert rows["yearly"].iloc[0] == pytest.approx(11.8033989)
    halfway = {
        name: of(table, name)["value"].iloc[0]
        for name in ("constant_rate", "front_loaded", "back_loaded")
    }
    assert halfway["back_loaded"] < halfway["constant_rate"] < halfway["front_loaded"]
    # in logs, half of the time makes half of the way, 0.7071 of it, or a quarter of it
    assert halfway["front_loaded"] == pytest.approx(16 * 1.25**0.5**0.5)
    assert halfway["back_loaded"] == pytest.approx(16 * 1.25**0.25)
    assert of(table, "hold")["value"].tolist() == [16, 16]
    assert not of(table, "hold")["meets"].any()


def test_the_room_itself_can_be_called() -> None:
    pd.testing.assert_frame_equal(
        scenarios(PRODUCTIVITY, None, GOAL), scenarios.paths(PRODUCTIVITY, None, GOAL)
    )  # type: ignore[operator]


def test_what_the_figures_do_not_allow_has_no_rows() -> None:
    table = scenarios.paths(PRODUCTIVITY, None, GOAL)
    assert not set(table["scenario"]) & {"continue", "follow_parent", "follow_best_sibling"}
    assert scenarios.paths(PRODUCTIVITY, None, target("labour_productivity", 2022, 20)).empty
    assert scenarios.paths(
        PRODUCTIVITY, None, target("labour_productivity", 2025, np.nan, basis="text")
    ).empty


def test_only_the_projection_has_an_interval() -> None:
    table = scenarios.paths(
        PRODUCTIVITY, projected("labour_productivity", {2024: 16.5, 2025: 17.0}, 0.1), GOAL
    )
    assert of(table, "continue")["value"].tolist() == [16.5, 17]
    end = of(table, "continue").iloc[-1]
    # the projection's 80 % interval is 10 % to each side of 17
    assert (end["lower"], end["upper"]) == (pytest.approx(15.3), pytest.approx(18.7))
    assert table.loc[table["scenario"] != "continue", ["lower", "upper"]].isna().all(axis=None)


def test_a_target_that_is_reached_asks_for_no_path() -> None:
    table = scenarios.paths(PRODUCTIVITY, None, target("labour_productivity", 2025, 15.0))
    assert set(table["scenario"]) == {"hold"}
    assert table["meets"].all()


def test_paths_that_are_the_same_are_one() -> None:
    """One year is left: at a constant rate, front-loaded or back-loaded it is the same step."""
    table = scenarios.paths(PRODUCTIVITY, None, target("labour_productivity", 2024, 20.0))
    assert table["scenario"].tolist() == ["constant_rate", "hold"]


def test_a_year_that_is_over_has_no_paths() -> None:
    assert scenarios.paths(PRODUCTIVITY, None, GOAL, today="2026-01-02").empty
    assert len(scenarios.paths(PRODUCTIVITY, None, GOAL, today="2025-12-31"))


def test_of_a_falling_target_the_best_sibling_is_the_one_that_falls_most() -> None:
    """.9 and .8 a year: at the better sibling's rate 1.0 becomes .8 x .8 = .64 in two years."""
    several = pd.concat(
        [
            series("energy_intensity", {2022: 1.1, 2023: 1.0}),
            series("energy_intensity", {2022: 1.0, 2023: 0.9}, "b"),
            series("energy_intensity", {2022: 1.0, 2023: 0.8}, "c"),
        ]
    )
    table = scenarios.paths(
        several,
        None,
        target("energy_intensity", 2025, 0.5, comparator="<="),
        areas=["a"],
        siblings={"a": ["b", "c"]},
    )
    rows = of(table, "follow_best_sibling")
    assert rows["value"].iloc[-1] == pytest.approx(0.64)
    assert rows["follows"].unique().tolist() == ["c"]


def test_a_plan_that_has_just_begun_starts_from_its_base_year() -> None:
    """10 % in 2026-2030, nothing seen: 1 - .9^(1/5) = 2.0852 % a year."""
    rates = series("energy_intensity_change_rate", {2024: 1, 2025: 2}, unit="%")
    goal = target(
        "energy_intensity_reduction",
        2030,
        10,
        basis="cumulative",
        base_year=2025,
        unit="%",
        comparator="=",
    )
    ahead = projected("energy_intensity_change_rate", dict.fromkeys(range(2026, 2031), 1.0), 0.5)
    rows = of(scenarios.paths(rates, ahead, goal, today="2026-11-30"), "constant_rate")
    assert rows["year"].tolist() == [2026, 2027, 2028, 2029, 2030]
    assert rows["yearly"].iloc[0] == pytest.approx(2.0852, abs=1e-4)


def test_a_total_is_followed_in_its_own_measure() -> None:
    # done 8.7424 %, asked 15 %: two years at 3.4896 % lead there
    rates = series("energy_intensity_change_rate", {2021: 3, 2022: 4, 2023: 2}, unit="%")
    goal = target(
        "energy_intensity_reduction",
        2025,
        15,
        basis="cumulative",
        base_year=2020,
        unit="%",
        comparator="=",
    )
    table = scenarios.paths(rates, None, goal)
    rows = of(table, "constant_rate")
    assert rows["value"].iloc[-1] == pytest.approx(15)
    assert rows["yearly"].iloc[0] == pytest.approx(100 * (1 - (0.85 / 0.912576) ** 0.5))
    assert of(table, "hold")["value"].tolist() == pytest.approx([8.7424, 8.7424])


def test_the_parents_and_the_best_siblings_rates_are_followed() -> None:
    both = pd.concat(
        [
            PRODUCTIVITY,
            series("labour_productivity", {2018: 10, 2023: 10 * 1.05**5}, "city"),
            series("labour_productivity", {2018: 10, 2023: 10 * 1.08**5}, "b"),
            series("labour_productivity", {2018: 10, 2023: 9}, "c"),
        ]
    )
    table = scenarios.paths(
        both,
        None,
        GOAL,
        areas=["a"],
        parents={"a": ["nowhere", "city"]},
        siblings={"a": ["b", "c"]},
    )
    assert of(table, "follow_parent")["value"].iloc[-1] == pytest.approx(16 * 1.05**2)
    assert of(table, "follow_best_sibling")["value"].iloc[-1] == pytest.approx(16 * 1.08**2)
    assert of(table, "follow_best_sibling")["follows"].unique().tolist() == ["b"]


def test_shares_move_by_points_and_stay_within_a_hundred() -> None:
    table = scenarios.paths(
        series("food_pass_rate", {2020: 95, 2023: 97}, unit="%"),
        projected("food_pass_rate", {2024: 97.5, 2025: 98}, 0.05),
        target("food_pass_rate", 2025, 99, unit="%"),
    )
    assert of(table, "constant_rate")["value"].tolist() == pytest.approx([98, 99])
    assert of(table, "constant_rate")["yearly"].iloc[0] == pytest.approx(1)
    assert table["upper"].max() <= 100


def test_named_scenarios_can_be_added_and_are_checked() -> None:
    named = pd.DataFrame([{"scenario": "three", "kind": "constant_rate", "parameter": "3"}])
    table = scenarios.paths(PRODUCTIVITY, None, GOAL, named=named)
    assert table["value"].tolist() == pytest.approx([16 * 1.03, 16 * 1.03**2])
    with pytest.raises(DataProblem, match="可选：continue"):
        scenarios.paths(
            PRODUCTIVITY,
            None,
            GOAL,
            named=pd.DataFrame([{"scenario": "x", "kind": "wish", "parameter": ""}]),
        )
    with pytest.raises(DataProblem, match="不是数"):
        scenarios.paths(
            PRODUCTIVITY,
            None,
            GOAL,
            named=pd.DataFrame([{"scenario": "x", "kind": "hold", "parameter": "fast"}]),
        )


def test_one_table_compares_where_each_arrives() -> None:
    table = scenarios.comparison(scenarios.paths(PRODUCTIVITY, None, GOAL)).set_index("scenario")
    assert table.loc["hold", "gap"] == -4
    assert table.loc["constant_rate", "gap"] == pytest.approx(0)
    assert len(table) == 4


@settings(deadline=None, max_examples=25)
@given(st.floats(1, 100), st.floats(1, 100), st.floats(0.01, 100))
def test_another_unit_scales_every_path(now: float, asked: float, factor: float) -> None:
    def made(by: float) -> pd.DataFrame:
        return scenarios.paths(
            series("x", {2020: now * by, 2022: now * by}),
            projected("x", {2023: now * by, 2024: now * by}, 0.2),
            target("x", 2024, asked * by),
        )

    plain, scaled = made(1), made(factor)
    assert scaled["value"].tolist() == pytest.approx((plain["value"] * factor).tolist())
    assert scaled["upper"].tolist() == pytest.approx(
        (plain["upper"] * factor).tolist(), nan_ok=True
    )
    assert scaled["yearly"].tolist() == pytest.approx(plain["yearly"].tolist(), abs=1e-9)


# ---------------------------------------------------------------- one number each, worked by hand
RATES = "energy_intensity_change_rate"
PARAMETERS = pd.DataFrame(
    {
        "scenario": ["three", "parent", "hold", "front", "back"],
        "kind": ["constant_rate", "follow_parent", "hold", "front_loaded", "back_loaded"],
        "parameter": [3.0, None, None, None, None],
    }
)


def at(made: pd.DataFrame, scenario: str, year: int, column: str = "value") -> float:
    row = made[(made["scenario"] == scenario) & (made["year"] == year)].iloc[0]
    return float(row[column])


def test_a_given_yearly_fall_compounds_downwards() -> None:
    """2 % in 2026, then 3 % a year: 1 - .98 x .97 = 4.94 %, 1 - .98 x .97^4 = 13.2413 % by 2030."""
    known = series(RATES, {2026: 2.0}, unit="%")
    goal = target(
        "energy_intensity_reduction", 2030, 15, unit="%", basis="cumulative", base_year=2025
    )
    made = scenarios.paths(known, None, goal, named=PARAMETERS)
    assert at(made, "three", 2027) == pytest.approx(4.94)
    assert at(made, "three", 2030) == pytest.approx(100 * (1 - 0.98 * 0.97**4))
    assert at(made, "three", 2030, "yearly") == pytest.approx(3.0)
    # the way from .98 to .85 in four years, at half of the time: sqrt(1/2) and (1/2)^2 of its
    # logarithm
    assert at(made, "front", 2028) == pytest.approx(100 * (1 - 0.98 * (0.85 / 0.98) ** (0.5**0.5)))
    assert at(made, "back", 2028) == pytest.approx(100 * (1 - 0.98 * (0.85 / 0.98) ** 0.25))
    assert at(made, "hold", 2030) == pytest.approx(2.0)
    assert at(made, "hold", 2030, "yearly") == pytest.approx(0.0)


def test_a_parents_rate_is_that_of_its_last_five_years() -> None:
    """100 to 110.408 in 2020-2025 is 2 % a year; the doubling before 2020 counts for nothing."""
    parent = {2018: 25.0, 2019: 50.0} | {2020 + n: 100 * 1.02**n for n in range(6)}
    known = pd.concat(
        [
            series("labour_productivity", {2025: 10.0}, unit="万元/人"),
            series("labour_productivity", parent, area="up", unit="万元/人"),
        ]
    )
    goal = target("labour_productivity", 2027, 12, unit="万元/人")
    made = scenarios.paths(known, None, goal, areas=["a"], parents={"a": ["up"]}, named=PARAMETERS)
    assert at(made, "parent", 2027) == pytest.approx(10 * 1.02**2)
    assert set(made.loc[made["scenario"] == "parent", "follows"]) == {"up"}
    assert at(made, "parent", 2027, "yearly") == pytest.approx(2.0)
    assert not made.loc[made["scenario"] == "parent", "meets"].any()


def test_a_parents_share_is_followed_by_points_over_a_gap() -> None:
    """60 to 66 in three years is 2 points a year: 50 + 2, 50 + 4."""
    known = pd.concat(
        [
            series("urbanisation_rate", {2025: 50.0}, unit="%"),
            series("urbanisation_rate", {2022: 60.0, 2025: 66.0}, area="up", unit="%"),
        ]
    )
    goal = target("urbanisation_rate", 2027, 55, unit="%")
    made = scenarios.paths(known, None, goal, areas=["a"], parents={"a": ["up"]}, named=PARAMETERS)
    assert [at(made, "parent", year) for year in (2026, 2027)] == pytest.approx([52, 54])
    assert at(made, "parent", 2027, "yearly") == pytest.approx(2.0)
    # of a share three is three points
    assert at(made, "three", 2027) == pytest.approx(56.0)
    assert bool(made.loc[made["scenario"] == "three", "meets"].iloc[0])


def test_the_projection_keeps_its_own_interval_in_the_target_year() -> None:
    known = series("labour_productivity", {2025: 10.0}, unit="万元/人")
    ahead = projected("labour_productivity", {2026: 10.5, 2027: 11.0}, 0.1)
    goal = target("labour_productivity", 2027, 12, unit="万元/人")
    named = pd.DataFrame({"scenario": ["go"], "kind": ["continue"], "parameter": [None]})
    made = scenarios.paths(known, ahead, goal, named=named)
    assert at(made, "go", 2027) == pytest.approx(11.0)
    assert (at(made, "go", 2027, "lower"), at(made, "go", 2027, "upper")) == (
        pytest.approx(9.9),
        pytest.approx(12.1),
    )
    assert at(made, "go", 2027, "yearly") == pytest.approx(100 * (1.1**0.5 - 1))


def test_of_a_parents_calibers_the_own_one_is_followed() -> None:
    """The parent grows 1 % a year in the area's caliber, 9 % in a newer one: 1 % is followed."""
    name, unit = "labour_productivity", "万元/人"
    known = pd.concat(
        [
            series(name, {2025: 10.0}, unit=unit).assign(caliber="x"),
            series(name, {2023: 100.0, 2024: 101.0}, area="up", unit=unit).assign(caliber="x"),
            series(name, {2024: 100.0, 2025: 109.0}, area="up", unit=unit).assign(caliber="y"),
        ]
    )
    made = scenarios.paths(
        known,
        None,
        target(name, 2026, 12, unit=unit),
        areas=["a"],
        parents={"a": ["up"]},
        named=PARAMETERS,
    )
    assert at(made, "parent", 2026) == pytest.approx(10.1)


def test_a_projected_growth_goes_on_in_its_own_measure() -> None:
    """4 % in 2026 and 5 % projected for 2027 make 1.04 x 1.05 = 9.2 % in two years."""
    rates = "labour_productivity_growth"
    known = series(rates, {2026: 4.0}, unit="%")
    ahead = projected(rates, {2027: 5.0}, 0.1)
    named = pd.DataFrame({"scenario": ["go"], "kind": ["continue"], "parameter": [None]})
    for basis, there in (("cumulative", 9.2), ("annual_growth", 100 * (1.092**0.5 - 1))):
        goal = target("labour_productivity", 2027, 12, unit="%", basis=basis, base_year=2025)
        made = scenarios.paths(known, ahead, goal, named=named)
        assert at(made, "go", 2027) == pytest.approx(there)
        assert at(made, "go", 2027, "yearly") == pytest.approx(5.0)
