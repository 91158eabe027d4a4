"""The published methods on both sides of each of their thresholds, every number worked by hand."""

from __future__ import annotations

import pytest

from yq_analysis.check import DataProblem
from yq_analysis.maths import plan, statcan
from yq_analysis.maths.decomposition import energy_effects, productivity_effects
from yq_analysis.maths.distribution import from_quantiles
from yq_analysis.maths.progress import (
    Progress,
    astat_class,
    cagr_ratio,
    combined,
    destatis_trend,
    escap_status,
    time_share,
    un_progress_chart,
)
from yq_analysis.maths.result import meets, passed_flags


def scored(score: float, status: str = "moderate_progress") -> Progress:
    return Progress(method="cagr_ratio", value=None, score=score, status=status)


@pytest.mark.parametrize(
    ("score", "status"),
    [
        (2.5, "substantial_progress"),
        (2.49, "moderate_progress"),
        (0.0, "moderate_progress"),
        (-0.01, "limited_progress"),
        (-2.5, "limited_progress"),
        (-2.51, "deterioration"),
    ],
)
def test_a_mean_score_belongs_to_the_band_that_it_reaches(score: float, status: str) -> None:
    assert combined([scored(score)]).status == status
    assert combined([scored(score - 1), scored(score + 1)]).score == pytest.approx(score)


def test_one_series_without_its_target_keeps_the_rest_from_being_achieved() -> None:
    achieved = scored(5, "target_achieved")
    assert combined([achieved, achieved]).status == "target_achieved"
    assert combined([achieved, scored(5)]).status == "substantial_progress"


@pytest.mark.parametrize(
    ("ratio", "score"),
    [
        (2.0, 5.0),  # 7.1429 x 2 - 4.2857 = 10.0001, at most 5
        (0.95, 7.1429 * 0.95 - 4.2857),
        (0.6, 7.1429 * 0.6 - 4.2857),  # 0.00004: the upper line holds at 0.6 itself
        (0.3, 4.1667 * 0.3 - 2.5),
        (0.0, -2.5),
        (-0.3, 4.1667 * -0.3 - 2.5),
        (-2.0, -5.0),  # -10.8, at least -5
    ],
)
def test_the_score_of_a_ratio_to_the_target(ratio: float, score: float) -> None:
    assert statcan._score_with_target(ratio) == pytest.approx(score, abs=1e-12)


@pytest.mark.parametrize(
    ("growth", "factor", "score"),
    [
        (0.03, 1.0, 5.0),  # 15 - 5 = 10, at most 5
        (0.018, 1.0, 4.0),  # 9 - 5
        (0.015, 1.0, 2.5),
        (0.014, 1.0, 2.25),  # 3.5 - 1.25
        (0.005, 1.0, 0.0),
        (0.004, 1.0, -0.5),  # 2 - 2.5
        (0.0, 1.0, -2.5),
        (-0.01, 1.0, -3.75),  # -1.25 - 2.5
        (-0.05, 1.0, -5.0),  # -8.75, at least -5
        # near a limit half as much is asked for: 500 x .008 / .5 - 5, 250 x .006 / .5 - 1.25, …
        (0.008, 0.5, 3.0),
        (0.006, 0.5, 1.75),
        (0.002, 0.5, -0.5),
        (0.0, 0.0, 5.0),
    ],
)
def test_the_score_of_a_growth_without_a_target(growth: float, factor: float, score: float) -> None:
    assert statcan._score_without_target(growth, factor) == pytest.approx(score, abs=1e-12)


@pytest.mark.parametrize(
    ("base", "limit", "factor"),
    [
        (25, 100, 1 - 0.25**4.44),
        (-25, -100, 1 - 0.25**4.44),
        (100, 100, 0.0),
        (150, 100, 1 - 0.5**4.44),
        (175, 100, 1 - 0.25**4.44),
        (200, 100, 1.0),
        (300, 100, 1.0),
    ],
)
def test_what_nearness_to_a_limit_forgives(base: float, limit: float, factor: float) -> None:
    assert statcan.limit_factor(base, limit) == pytest.approx(factor)


def test_a_limit_counts_only_where_there_is_no_target() -> None:
    asked = {"base_year": 2015, "base_value": 90.0, "current_year": 2020, "current_value": 92.0}
    with_target = cagr_ratio(**asked, target_year=2030, target=99.0, direction=1, limit=100)
    plain = cagr_ratio(**asked, target_year=2030, target=99.0, direction=1)
    assert (with_target.value, with_target.score) == (plain.value, plain.score)
    # (92/90)^(1/5)-1 = 0.4405 % a year; C = 1-0.9^4.44 = 0.3736, so 1.5 C = 0.56 %, 0.5 C = 0.187 %
    limited = cagr_ratio(**asked, direction=1, limit=100)
    assert limited.status == "moderate_progress"
    assert limited.score == pytest.approx(250 * 0.0044053 / 0.373608 - 1.25, abs=1e-3)
    assert cagr_ratio(**asked, direction=1).status == "limited_progress"  # 0.44 % below 0.5 %


def test_one_year_after_the_base_is_enough_and_a_target_year_must_come_after_it() -> None:
    asked = {"base_year": 2015, "base_value": 10.0, "target": 20.0, "direction": 1}
    one = cagr_ratio(**asked, current_year=2016, current_value=11.0, target_year=2025)
    assert one.value == pytest.approx(0.1 / (2 ** (1 / 10) - 1))
    for current, last in ((2015.5, 2025), (2016, 2015), (2016, 2014)):
        none = cagr_ratio(**asked, current_year=current, current_value=11.0, target_year=last)
        assert (none.value, none.flags) == (None, ("too_few_years",))


def test_the_target_itself_may_ask_for_nothing() -> None:
    asked = {"base_year": 2015, "base_value": 10.0, "current_year": 2020, "target_year": 2030}
    stayed = cagr_ratio(**asked, current_value=9.0, target=10.0, direction=-1)
    assert (stayed.status, stayed.value) == ("target_achieved", float("inf"))
    same = cagr_ratio(**asked, current_value=10.0, target=10.0, direction=1)
    assert (same.value, same.status) == (0.0, "target_achieved")
    assert "nothing_required" in same.flags


@pytest.mark.parametrize(
    ("current", "direction", "points"),
    [(102.5, 1, 3), (101.5, 1, 2), (100.6, 1, 2), (100.4, 1, 1), (97, -1, 3), (101, -1, 1)],
)
def test_the_progress_chart_without_a_target_is_about_two_and_a_half_per_cent(
    current: float, direction: int, points: int
) -> None:
    result = un_progress_chart(
        base_year=2020,
        base_value=100,
        current_year=2021,
        current_value=current,
        direction=direction,
    )
    assert result.score == points
    assert result.value == pytest.approx(direction * (current - 100) / 100)
    negative = un_progress_chart(
        base_year=2020,
        base_value=-100,
        current_year=2021,
        current_value=-current,
        direction=direction,
    )
    assert negative.value == pytest.approx(-direction * (current - 100) / 100)


def test_the_progress_chart_reads_the_direction_from_the_target() -> None:
    # 10 -> 11 in five of ten years; 11 x 1.1 = 12.1 in the target year: 2.1 of 4 and of 20
    asked = {"base_year": 2015, "base_value": 10.0, "current_year": 2020, "target_year": 2025}
    half = un_progress_chart(**asked, current_value=11.0, target=14.0)
    assert (half.value, half.score) == (pytest.approx(2.1 / 4), 2)
    little = un_progress_chart(**asked, current_value=11.0, target=40.0)
    assert (little.value, little.score) == (pytest.approx(0.07), 1)
    # falling toward a lower target: 9 x 0.9 = 8.1, so 1.9 of 2 (just 0.95) and 1.9 of 2.1
    reached = un_progress_chart(**asked, current_value=9.0, target=8.01)
    assert (reached.value, reached.score) == (pytest.approx(1.9 / 1.99), 3)
    short = un_progress_chart(**asked, current_value=9.0, target=7.9)
    assert (short.value, short.score) == (pytest.approx(1.9 / 2.1), 2)
    assert un_progress_chart(**asked, current_value=9.0, target=12.0).score == 1


def test_the_progress_chart_takes_a_point_from_nothing_or_all_as_there() -> None:
    asked = {"base_year": 2015, "current_year": 2020, "target_year": 2025}
    assert un_progress_chart(**asked, base_value=90.0, current_value=99.0, target=100).score == 3
    assert un_progress_chart(**asked, base_value=98.0, current_value=98.9, target=100).score != 3
    assert un_progress_chart(**asked, base_value=9.0, current_value=1.0, target=0).score == 3
    # a point from 50 is a point away
    assert un_progress_chart(**asked, base_value=48.9, current_value=49.0, target=50).score == 2


def test_the_progress_chart_of_the_base_year_itself_is_not_assessed() -> None:
    same = {"base_year": 2020, "base_value": 10.0, "current_year": 2020, "target_year": 2025}
    result = un_progress_chart(**same, current_value=11.0, target=14.0)
    assert (result.value, result.score, result.status) == (None, None, "not assessed")
    assert result.flags == ("too_few_years",)
    assert un_progress_chart(**same, current_value=15.0, target=14.0).score == 3
    turned = un_progress_chart(**same | {"current_year": 2021}, current_value=-1.0, target=14.0)
    assert turned.flags == ("sign_change",)


@pytest.mark.parametrize(
    ("current", "year", "status"),
    [
        (104.2, 2022, "快于预期"),  # 4.2 of 10 are .42, over .4 of the time: 1.05
        (104.1, 2022, "基本符合预期"),
        (103.8, 2022, "基本符合预期"),  # .38 / .4 = .95
        (103.7, 2022, "滞后"),
        (100.0, 2022, "滞后"),
        (99.9, 2022, "背离目标"),
        (110.0, 2024, "提前实现"),
        (110.0, 2025, "如期实现"),
        (109.0, 2027, "滞后"),  # late: the time passed is all of it, .9
    ],
)
def test_time_passed_and_task_done(current: float, year: int, status: str) -> None:
    result = time_share(
        base_year=2020,
        base_value=100.0,
        current_year=year,
        current_value=current,
        target_year=2025,
        target=110.0,
    )
    assert result.status == status
    assert result.value == pytest.approx((current - 100) / 10 / min((year - 2020) / 5, 1))


def test_time_share_of_a_fall_and_of_nothing_to_do() -> None:
    asked = {"base_year": 2020, "current_year": 2021, "target_year": 2025}
    falling = time_share(**asked, base_value=100.0, current_value=98.0, target=90.0)
    assert (falling.score, falling.status) == (pytest.approx(0.2), "基本符合预期")
    with pytest.raises(DataProblem, match="direction"):
        time_share(**asked, base_value=100.0, current_value=98.0, target=100.0)
    stay = time_share(**asked, base_value=100.0, current_value=98.0, target=100.0, direction=1)
    assert (stay.value, stay.status) == (None, "背离目标")
    for years in ({"current_year": 2020}, {"target_year": 2020}):
        with pytest.raises(DataProblem):
            time_share(**asked | years, base_value=100.0, current_value=98.0, target=90.0)


@pytest.mark.parametrize(
    ("target", "weather"),
    [
        (76.0, "sun"),  # 92 - 1.6 x 10 = 76: reached
        (75.3, "sun"),  # misses .7 of 16.7: 4.2 %
        (75.0, "partly"),  # 1 of 17: 5.9 %
        (72.0, "partly"),  # 4 of 20: 20 %
        (71.9, "cloud"),
        (93.0, "storm"),
    ],
)
def test_the_weather_on_both_sides_of_its_lines(target: float, weather: str) -> None:
    result = destatis_trend(
        years=range(2015, 2021), values=[100, 98, 97, 95, 94, 92], target_year=2030, target=target
    )
    assert (result.status, result.value) == (weather, pytest.approx(76))


def test_the_weather_looks_at_six_points_and_asks_for_four() -> None:
    asked = {"target_year": 2030, "target": 60.0}
    old = destatis_trend(years=range(2014, 2021), values=[500, 100, 98, 97, 95, 94, 92], **asked)
    assert old.value == pytest.approx(76)
    four = destatis_trend(years=range(2017, 2021), values=[97, 95, 94, 92], **asked)
    # (92-97)/3 a year for ten years
    assert four.value == pytest.approx(92 - 50 / 3)
    assert destatis_trend(years=range(3), values=[3, 2, 1], **asked).status == "not assessed"
    # at the target already and staying: met; leaving it: storm
    still = destatis_trend(years=range(4), values=[5, 5, 5, 5], target_year=9, target=5)
    assert (still.status, still.flags) == ("sun", ("target_met",))
    away = destatis_trend(years=range(4), values=[8, 7, 6, 5], target_year=9, target=5, direction=1)
    assert away.status == "storm"


def test_escap_reads_the_direction_from_the_target_and_names_each_case() -> None:
    def index(current: float, target: float, direction: int | None = None) -> tuple[object, str]:
        result = escap_status(
            base_value=50, current_value=current, target=target, direction=direction
        )
        return result.score, result.status

    assert index(60, 100) == (2.0, "progressed")
    assert index(40, 0) == (2.0, "progressed")
    assert index(60, 0) == (-2.0, "regressed")
    assert index(50, 100) == (0.0, "stagnant")
    assert index(100, 100) == (10.0, "target achieved")
    assert index(60, 100, -1) == (-2.0, "target achieved")
    parity = escap_status(base_value=0.8, current_value=1.0, target=1.0, parity=True)
    assert (parity.score, parity.status) == (10.0, "target achieved")
    worse = escap_status(base_value=0.8, current_value=0.7, target=1.0, parity=True)
    assert (worse.score, worse.status) == (pytest.approx(-5.0), "regressed")


def test_the_classes_of_istat_on_both_sides_of_their_lines() -> None:
    rates = (0.051, 0.049, 0.011, 0.009, -0.009, -0.011, -0.049, -0.051)
    names = ["clear improvement", *["slight improvement"] * 2, *["stable"] * 2]
    names += [*["slight worsening"] * 2, "clear worsening"]
    assert [astat_class(rate).status for rate in rates] == names
    assert [astat_class(-rate, -1).status for rate in rates] == names


def test_three_rates_agree_within_the_print_or_the_tolerance() -> None:
    # energy 2.0 % and GDP 5.0 %: the change lies between 1.0195/1.0505-1 and 1.0205/1.0495-1, that
    # is -2.9510 % to -2.7632 %; the print adds .05 on both sides
    def agrees(intensity: float) -> bool:
        return plan.three_rates(0.02, 0.05, intensity, tolerance=0.0).agrees

    check = plan.three_rates(0.02, 0.05, -0.030)
    assert check.implied == pytest.approx(-0.0285714, abs=1e-7)
    assert check.implied_low == pytest.approx(1.0195 / 1.0505 - 1)
    assert check.implied_high == pytest.approx(1.0205 / 1.0495 - 1)
    assert check.difference == pytest.approx(-0.0014286, abs=1e-7)
    assert agrees(-0.0300)
    assert agrees(-0.0272)
    assert not agrees(-0.0301)
    assert not agrees(-0.0271)
    assert plan.three_rates(0.02, 0.05, -0.0325).agrees  # .39 points off
    assert not plan.three_rates(0.02, 0.05, -0.0327).agrees


def test_quantiles_must_be_as_many_as_their_levels_and_some() -> None:
    for levels, values in (([], []), ([0.1, 0.9], [1.0]), ([0.1], [1.0, 2.0])):
        with pytest.raises(DataProblem, match="levels, values"):
            from_quantiles(levels, values)
    for level in (0.0, 1.0):
        with pytest.raises(DataProblem, match="必须在0与1之间"):
            from_quantiles([level, 0.5], [1.0, 2.0])


def test_effects_of_a_year_without_any_activity_are_refused() -> None:
    for before, after in (([0, 0], [1, 1]), ([1, 1], [0, 0])):
        with pytest.raises(DataProblem, match="activity: 合计为0"):
            energy_effects([0, 0], [0, 0], before, after)
        with pytest.raises(DataProblem, match="labour: 合计为0"):
            productivity_effects([0, 0], [0, 0], before, after)


def test_a_value_that_equals_its_target_meets_it_in_either_direction() -> None:
    assert meets(5.0, 5.0, 1)
    assert meets(5.0, 5.0, -1)
    assert not meets(4.9, 5.0, 1)
    assert not meets(5.1, 5.0, -1)


def test_a_certain_value_is_not_below_itself() -> None:
    certain = from_quantiles([0.1, 0.5, 0.9], [3.0, 3.0, 3.0])
    assert [certain.below(value) for value in (2.9, 3.0, 3.1)] == [0.0, 0.0, 1.0]


def test_half_a_step_in_the_wanted_direction_is_not_moving_away() -> None:
    assert passed_flags(30.0, 30.5, 20.0, 1) == ("base_meets_target",)
    assert passed_flags(30.0, 30.0, 20.0, 1) == ("base_meets_target",)
    assert passed_flags(30.0, 29.5, 20.0, 1) == ("base_meets_target", "moving_away")
    assert passed_flags(10.0, 9.0, 20.0, 1) == ()


def test_sectors_of_less_than_one_unit_are_decomposed_too() -> None:
    # 0.5 of each in all: half the energy per activity, as many hands for twice the output
    assert energy_effects([0.2, 0.2], [0.1, 0.1], [0.2, 0.3], [0.2, 0.3]).total == pytest.approx(
        -0.2
    )
    grown = productivity_effects([0.1, 0.1], [0.2, 0.2], [0.2, 0.3], [0.2, 0.3])
    assert list(grown) == pytest.approx([0.4, 0.0])
