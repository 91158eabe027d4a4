"""Progress methods at their edges: thresholds, limits, zeros, signs, the traps."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yq_analysis.check import DataProblem
from yq_analysis.maths import paths
from yq_analysis.maths.progress import (
    astat_class,
    cagr_ratio,
    combined,
    destatis_trend,
    escap_status,
    limit_factor,
    time_share,
    un_progress_chart,
)


def case(**changes: Any) -> dict[str, Any]:
    return {
        "base_year": 2015,
        "base_value": 10.0,
        "current_year": 2020,
        "current_value": 12.0,
        "target_year": 2030,
        "target": 20.0,
        "direction": 1,
    } | changes


def test_a_current_value_that_meets_the_target_is_achieved_whatever_the_trend() -> None:
    result = cagr_ratio(**case(base_value=30.0, current_value=21.0))
    assert (result.status, result.score) == ("target_achieved", 5.0)
    # (21/30)^(1/5)-1 over |(20/30)^(1/15)-1|: falling toward a target to be exceeded, so negative
    assert result.value == pytest.approx(((21 / 30) ** 0.2 - 1) / abs((20 / 30) ** (1 / 15) - 1))
    assert "moving_away" in result.flags


def test_zero_targets_and_zero_bases_become_a_thousandth() -> None:
    result = cagr_ratio(**case(target=0, direction=-1, current_value=8.0))
    assert result.value == pytest.approx(-((8 / 10) ** 0.2 - 1) / abs((0.001 / 10) ** (1 / 15) - 1))
    assert "zero_target" in result.flags
    result = cagr_ratio(**case(base_value=0, current_value=1.0))
    assert result.value == pytest.approx((1000**0.2 - 1) / (20000 ** (1 / 15) - 1))
    assert "zero_base" in result.flags
    # zero now, zero asked: the thousandth is met
    assert cagr_ratio(**case(target=0, direction=-1, current_value=0)).status == "target_achieved"


@pytest.mark.parametrize(
    "changes",
    [
        {"base_value": -1.0},
        {"current_value": -1.0},
        {"current_year": 2015},
        {"current_year": 2014},
        {"base_value": math.nan},
        {"current_value": None},
        {"target_year": None},
    ],
)
def test_what_cannot_be_assessed_is_not_available(changes: dict[str, Any]) -> None:
    result = cagr_ratio(**case(**changes))
    assert (result.value, result.score, result.status) == (None, None, "not_available")
    assert result.flags


def test_negative_values_turn_the_growth_round() -> None:
    # -10 -> -8 is a rise: the amount shrinks by 4.36 % a year
    result = cagr_ratio(
        base_year=2015, base_value=-10, current_year=2020, current_value=-8, direction=1
    )
    assert result.value == pytest.approx(1 - 0.8**0.2)
    assert result.status == "substantial_progress"


def test_a_base_at_its_limit_asks_only_to_stay_there() -> None:
    assert (
        cagr_ratio(
            base_year=2015,
            base_value=100,
            current_year=2020,
            current_value=100,
            direction=1,
            limit=100,
        ).score
        == 5
    )
    assert (
        cagr_ratio(
            base_year=2015,
            base_value=100,
            current_year=2020,
            current_value=99,
            direction=1,
            limit=100,
        ).status
        == "deterioration"
    )
    assert limit_factor(0, 100) == 1
    assert limit_factor(60, math.nan) == 1  # an empty cell of a table
    assert limit_factor(250, 100) == 1
    assert limit_factor(150, 100) == pytest.approx(limit_factor(50, 100))


def test_a_base_equal_to_the_target_that_moved_away_is_a_deterioration() -> None:
    result = cagr_ratio(**case(base_value=20.0, current_value=19.0))
    assert (result.value, result.score, result.status) == (-math.inf, -5.0, "deterioration")


@given(
    st.floats(0.1, 100),
    st.floats(0.1, 100),
    st.floats(0.1, 100),
    st.floats(0.1, 100),
    st.sampled_from([1, -1]),
)
def test_a_harder_target_never_gets_a_better_status(
    base: float, current: float, one: float, other: float, direction: int
) -> None:
    order = [
        "deterioration",
        "limited_progress",
        "moderate_progress",
        "substantial_progress",
        "target_achieved",
    ]
    # harder among targets beyond the base: a target that the base already met asks for something
    # else
    easy, hard = sorted(
        (max(one * direction, base * direction), max(other * direction, base * direction))
    )
    easy, hard = easy * direction, hard * direction
    results = [
        cagr_ratio(
            **case(base_value=base, current_value=current, target=target, direction=direction)
        )
        for target in (easy, hard)
    ]
    assert order.index(results[1].status) <= order.index(results[0].status)


@given(st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0.01, 100))
def test_another_unit_changes_nothing(
    base: float, current: float, target: float, factor: float
) -> None:
    one = cagr_ratio(**case(base_value=base, current_value=current, target=target))
    other = cagr_ratio(
        **case(base_value=base * factor, current_value=current * factor, target=target * factor)
    )
    if (
        one.value is not None
        and math.isfinite(one.value)
        and abs(one.value) < 1e6
        and one.status == other.status
    ):
        assert other.value == pytest.approx(one.value, rel=1e-6, abs=1e-6)


def test_the_mean_score_decides_for_several_series() -> None:
    good = cagr_ratio(**case(current_value=25.0))
    bad = cagr_ratio(**case(current_value=5.0))
    both = combined([good, bad])
    assert (both.score, both.status) == (0.0, "moderate_progress")
    assert combined([good, good]).status == "target_achieved"
    assert combined([]).status == "not_available"


def test_the_sign_trap_of_the_progress_chart_is_not_walked_into() -> None:
    result = un_progress_chart(
        base_year=2016,
        base_value=7.8,
        current_year=2025,
        current_value=13.5,
        target_year=2028,
        target=10.0,
        direction=-1,
    )
    assert result.value == pytest.approx(3.822113285, abs=1e-9)  # as the formula prints it
    assert (result.score, result.status) == (1, "stagnation or regression")
    assert "moving_away" in result.flags


def test_the_progress_chart_near_a_hundred_and_without_a_target() -> None:
    assert un_progress_chart(**case(base_value=98, current_value=99.2, target=100)).score == 3
    assert (
        un_progress_chart(
            base_year=2015, base_value=100, current_year=2020, current_value=103, direction=1
        ).score
        == 2
    )
    assert (
        un_progress_chart(
            base_year=2015, base_value=100, current_year=2020, current_value=85, direction=-1
        ).score
        == 3
    )
    with pytest.raises(DataProblem, match="direction"):
        un_progress_chart(base_year=2015, base_value=100, current_year=2020, current_value=85)


def test_the_weather_by_hand() -> None:
    def weather(*values: float, target: float) -> str:
        return destatis_trend(
            years=range(2015, 2015 + len(values)), values=values, target_year=2030, target=target
        ).status

    falling = (100, 98, 97, 95, 94, 92)  # -1.6 a year, ten years on: 76
    assert weather(*falling, target=76) == "sun"
    assert weather(*falling, target=73.5) == "partly"  # misses 2.5 of 18.5: 13.5 %
    assert weather(*falling, target=60) == "cloud"
    assert weather(*falling, target=110) == "storm"
    assert weather(100, 98, 97, target=76) == "not assessed"


def test_half_the_time_half_the_task() -> None:
    assert (
        time_share(
            **case(base_year=2020, current_year=2023, current_value=17, target_year=2025)
        ).status
        == "快于预期"
    )
    assert (
        time_share(
            **case(base_year=2020, current_year=2023, current_value=13, target_year=2025)
        ).status
        == "滞后"
    )
    assert (
        time_share(
            **case(base_year=2020, current_year=2023, current_value=9, target_year=2025)
        ).status
        == "背离目标"
    )
    assert (
        time_share(
            **case(base_year=2020, current_year=2023, current_value=22, target_year=2025)
        ).status
        == "提前实现"
    )


def test_escap_runs_from_nothing_to_ten() -> None:
    assert escap_status(base_value=50, current_value=40, target=0, direction=-1).score == 2
    assert (
        escap_status(base_value=50, current_value=60, target=0, direction=-1).status == "regressed"
    )
    assert escap_status(
        base_value=0.8, current_value=1.1, target=1.0, parity=True
    ).score == pytest.approx(5)
    assert escap_status(base_value=50, current_value=60, target=50).value is None


def test_astat_classes_turn_round_for_what_should_fall() -> None:
    assert astat_class(-0.06, direction=-1).status == "clear improvement"
    assert astat_class(math.nan).status == "not assessed"


def test_crossings_and_their_years() -> None:
    assert paths.crossings([2020, 2025], [100, 110], 104) == [2022.0]
    assert paths.crossings([2020, 2025], [100, 110], 120) == []
    assert [paths.year_of(moment) for moment in (2022.0, 2022.4)] == [2022, 2023]


def test_a_missing_value_is_never_assessed() -> None:
    points = {
        "base_year": 2015,
        "base_value": math.nan,
        "current_year": 2020,
        "current_value": 2.0,
        "target_year": 2030,
        "target": 3.0,
    }
    assert un_progress_chart(**points, direction=1).status == "not assessed"
    assert time_share(**points).value is None
    assert escap_status(base_value=math.nan, current_value=2, target=3).flags == ("missing_value",)
