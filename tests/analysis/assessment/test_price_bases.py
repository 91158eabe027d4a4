"""A target at other prices than the series: turned by the GDP deflator, or said not to be."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from tests.analysis.assessment.test_assess import AREA, only, projected, series, target
from yq_analysis.analysis.assessment import assess, scenarios
from yq_analysis.analysis.assessment.price_bases import Deflators

TODAY = "2026-11-30"
LEVEL = "labour_productivity"
KNOWN = series(LEVEL, {2024: 19.0, 2025: 20.0}, unit="万元/人", caliber="price2020+published")
AHEAD = projected(LEVEL, {2030: (21.0, 22.0, 24.0, 26.0, 27.0)}, caliber="price2020+published")
# nominal 100 -> 107.1 with 5 % real growth: prices +2 %; then 107.1 -> 110.313, 3 % real: 0 %;
# prices of 2025 are 1.02 x those of 2023
OUTPUT = pd.DataFrame(
    [
        (AREA, "gdp_current", "census5", 2023, 100.0),
        (AREA, "gdp_current", "census5", 2024, 107.1),
        (AREA, "gdp_current", "census5", 2025, 110.313),
        (AREA, "gdp_real_growth", "census5", 2024, 5.0),
        (AREA, "gdp_real_growth", "census5", 2025, 3.0),
    ],
    columns=["area", "indicator", "caliber", "year", "value"],
)


def asked(value: float, price_base: str, **more: object) -> pd.DataFrame:
    return target(
        LEVEL, 2030, value, unit="万元/人", comparator=">=", price_base=price_base, **more
    )


def judge(
    known: pd.DataFrame, ahead: pd.DataFrame | None, goal: pd.DataFrame, language: str = "zh"
):  # type: ignore[no-untyped-def]
    return only(assess(known, ahead, goal, output=OUTPUT, today=TODAY, language=language))


def at_2023(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(caliber="price2023+published")


def test_a_level_at_the_series_own_prices_is_compared_as_it_is() -> None:
    row = judge(at_2023(KNOWN), at_2023(AHEAD), asked(24.0, "2023"))
    assert (row["latest"], row["value"], row["probability"]) == (20.0, 24.0, 0.5)
    assert "价格" not in row["note"]


def test_a_level_at_later_prices_is_met_by_the_series_at_those_prices() -> None:
    # 24 at 2023 prices is 24.48 at 2025 prices: 24.4 is below the middle, 24.6 above it
    below = judge(at_2023(KNOWN), at_2023(AHEAD), asked(24.4, "2025"))
    above = judge(at_2023(KNOWN), at_2023(AHEAD), asked(24.6, "2025"))
    assert (below["latest"], below["value"]) == (pytest.approx(20.4), pytest.approx(24.48))
    assert below["probability"] > 0.5 > above["probability"]
    assert "由2023年价格折算（平减指数1.0200）" in below["note"]
    # 24.4 / 20.4 over five years
    assert below["required_rate"] == pytest.approx(100 * ((24.4 / 20.4) ** 0.2 - 1))


def test_an_intensity_falls_where_money_is_worth_less() -> None:
    """0.5 tce a 万元 at 2023 prices is 0.5/1.02 = 0.490196 at 2025 prices."""
    known = series(
        "energy_intensity", {2025: 0.5}, unit="吨标准煤/万元", caliber="price2023+census5"
    )
    goal = target(
        "energy_intensity", 2025, 0.495, unit="吨标准煤/万元", comparator="<=", price_base="2025"
    )
    row = judge(known, None, goal)
    assert (row["value"], row["verdict"]) == (pytest.approx(0.490196, abs=1e-6), "met")
    assert judge(known, None, goal.assign(price_base="2023"))["verdict"] == "missed"


@pytest.mark.parametrize(("base", "word"), [("2027", "2027年价格"), ("current", "按当年价格")])
def test_prices_without_a_deflator_are_said_and_not_compared(base: str, word: str) -> None:
    row = judge(at_2023(KNOWN), at_2023(AHEAD), asked(24.0, base))
    assert (row["verdict"], row["reason"]) == ("no_data", "price_base")
    assert math.isnan(row["value"])
    assert word in row["note"]
    english = judge(at_2023(KNOWN), at_2023(AHEAD), asked(24.0, base), "en")
    assert "not compared" in english["note"]


def test_a_level_at_current_prices_of_an_observed_year_is_turned() -> None:
    goal = target(LEVEL, 2025, 20.3, unit="万元/人", comparator=">=", price_base="current")
    row = judge(at_2023(KNOWN), None, goal)
    assert (row["value"], row["verdict"]) == (pytest.approx(20.4), "met")


@pytest.mark.parametrize("base", ["", "constant"])
def test_an_unstated_price_base_is_said_with_what_another_would_change(base: str) -> None:
    row = judge(at_2023(KNOWN), at_2023(AHEAD), asked(25.5, base))
    assert row["value"] == 24.0
    assert "目标未注明价格基期，按数列的2023年价格对照" in row["note"]
    # 25.5 at 2025 prices is 25.5 / 1.02 = 25 at 2023 prices
    assert "若为2025年价格，相当于2023年价格的25万元/人" in row["note"]


def test_where_the_deflator_is_missing_an_unstated_base_says_so() -> None:
    row = judge(KNOWN, AHEAD, asked(25.0, ""))
    assert "若为2025年价格，缺平减指数，不能折算" in row["note"]


def test_growth_targets_know_no_prices() -> None:
    growth = series("labour_productivity_growth", {2026: 5.0}, unit="%", caliber="published")
    goal = target(LEVEL, 2026, 5, unit="%", basis="annual_growth", price_base="2025")
    row = judge(growth, None, goal)
    assert row["verdict"] == "met"
    assert "价格" not in row["note"]


def test_scenarios_lead_to_the_target_at_its_own_prices() -> None:
    made = scenarios.paths(
        at_2023(KNOWN), at_2023(AHEAD), asked(24.4, "2025"), output=OUTPUT, today=TODAY
    )
    even = made[made["scenario"] == "constant_rate"].set_index("year")["value"]
    assert (even.iloc[0], even[2030]) == (
        pytest.approx(20.4 * (24.4 / 20.4) ** 0.2),
        pytest.approx(24.4),
    )
    unknown = scenarios.paths(
        at_2023(KNOWN), at_2023(AHEAD), asked(24.4, "2028"), output=OUTPUT, today=TODAY
    )
    assert unknown.empty


def test_the_deflator_is_taken_within_one_caliber_and_in_the_order_asked() -> None:
    # first release: 115.5/100 at 5 % is +10 %; census: 104/100 at 4 % is 0 %
    table = pd.DataFrame(
        [
            ("a", "gdp_current", "first_release", 2020, 100.0),
            ("a", "gdp_current", "first_release", 2021, 115.5),
            ("a", "gdp_real_growth", "first_release", 2021, 5.0),
            ("a", "gdp_current", "census5", 2020, 100.0),
            ("a", "gdp_current", "census5", 2021, 104.0),
            ("a", "gdp_real_growth", "census5", 2021, 4.0),
        ],
        columns=["area", "indicator", "caliber", "year", "value"],
    )
    assert Deflators(table, ["census5"]).factor("a", 2020, 2021) == pytest.approx(1.0)
    assert Deflators(table, ["first_release"]).factor("a", 2020, 2021) == pytest.approx(1.1)
    # 2020 of one caliber and 2021 of the other make no step
    apart = table.iloc[[0, 4, 5]]
    assert Deflators(apart).factor("a", 2020, 2021) is None
    # growth of another caliber serves where there is no own
    lent = table.iloc[[0, 1, 5]]
    assert Deflators(lent).factor("a", 2020, 2021) == pytest.approx(1.155 / 1.04)
    assert Deflators(None).factor("a", 2020, 2021) is None
    assert Deflators(None).factor("a", 2021, 2021) == 1.0
