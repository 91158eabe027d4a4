"""What each formula takes and what it refuses, on both sides of the line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from yq_analysis.check import DataProblem
from yq_analysis.maths import assumed_growth, growth, paths, plan, rounding, sampling, statcan
from yq_analysis.maths.decomposition import energy_effects, lmdi, lmdi_chained
from yq_analysis.maths.distribution import from_quantiles
from yq_analysis.maths.editions import effective_edition

NAN = math.nan


@pytest.mark.parametrize(
    ("formula", "arguments", "value"),
    [
        (growth.rate, (-2, 1), -1.5),
        (growth.rate, (0.5, 0), -1.0),
        (growth.cagr, (-8, -2, 2), -0.5),
        (growth.cagr, (1, 4, 0.5), 15.0),
        (growth.reduction, (0.5, 0), 1.0),
        (growth.reduction, (4, 5), -0.25),
        (growth.intensity_change, (-0.5, 1.0), -0.75),
        (growth.intensity_change, (0.0, -0.5), 1.0),
        (growth.implied_energy_growth, (-0.5, 1.0), 0.0),
        (growth.implied_energy_growth, (1.0, -0.5), 0.0),
        (growth.elasticity, (0.5, -0.5), -1.0),
        (growth.cumulative_reduction, ([0.5, 0.5],), 0.75),
        (growth.cumulative_reduction, ([-1.0],), -1.0),
        (growth.cumulative_growth, ([-0.5, 1.0],), 0.0),
        (plan.annual_rate, (0.75, 0.5), 0.9375),
        (plan.required_rate, (0.75, 0.0, 2), 0.5),
        (plan.required_rate, (0.75, 0.0, 0.5), 1 - 0.25**2),
        (plan.share_done, (-0.5, 0.25), -0.5),
        (plan.over_fulfilment, (1, -2), -1.5),
        (plan.remaining_budget, (10, 0.5, 0.25, 1, 0.5), 1.5),  # 10/0.5 x 0.5 x 0.25 - 1
        (plan.rounding_error, ([2.0, 1.0], 0), 0.4),  # .6 and -.2: 1-.5/2.5 and 1-1.5/1.5
        (sampling.pass_probability, (0, 1, 0.5), 0.18169),  # Beta(.5, 1.5) above one half
        (sampling.pass_probability, (1, 1, 0.5), 0.81831),
        (sampling.failures_allowed, (0, 0.98), 0),
        (sampling.failures_allowed, (10, 1.0), 0),
        (sampling.failures_left, (3, 100, 0.98), -1),
        (assumed_growth.ratio_after, (2, 1.0, 0.0, 3), 16.0),
        (assumed_growth.ratio_after, (2, -0.5, 0.0, 1), 1.0),
        (assumed_growth.growth_above, (0.25, 0.0, 0.5), -0.9375),
        # 2 x 100 x 1.1^2 - 200 = 42 in two years
        (assumed_growth.pieces_needed, (2, 200, 100, 0.1, 2), 21.0),
        (statcan.parity, (0.5,), 2.0),
        (statcan.parity, (4.0,), 4.0),
        (statcan.around, (44.0, 46.0), 48.0),
        (paths.filled_sum, ([2000, 2002], [1, 3], 2000, 2002), 6.0),
        (paths.filled_sum, ([2000, 2002], [1, 3], 2001, 2001), 2.0),
    ],
)
def test_what_is_just_allowed_has_its_value(
    formula: Callable[..., float], arguments: tuple[Any, ...], value: float
) -> None:
    assert formula(*arguments) == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize(
    ("formula", "arguments", "what"),
    [
        (growth.rate, (0, 1), "before: 必须是不为0的数"),
        (growth.rate, (NAN, 1), "before: 必须是不为0的数"),
        (growth.rate, (1, NAN), "after: 必须是数"),
        (growth.cagr, (0, 1, 1), "first, last: 必须是同号"),
        (growth.cagr, (-1, 1, 1), "first, last: 必须是同号"),
        (growth.cagr, (1, NAN, 1), "first, last: 必须是同号"),
        (growth.cagr, (1, 2, 0), "years: 必须大于0"),
        (growth.link, ([],), "indices: 必须是正数"),
        (growth.link, ([100, 0],), "indices: 必须是正数"),
        (growth.chain, (1.0, []), "rates: 是空的"),
        (growth.chain, (1.0, [0.1, -1.0]), "rates: 有降幅达到或超过100%的"),
        (growth.chain, (1.0, [0.1, NAN]), "rates: 有不是数的内容"),
        (growth.cumulative_reduction, ([],), "rates: 是空的"),
        (growth.cumulative_reduction, ([0.1, 1.0],), "rates: 必须是小于1"),
        (growth.reduction, (0, 1), "before: 必须大于0"),
        (growth.reduction, (1, -0.1), "after: 不能是负数"),
        (growth.intensity_change, (-1, 0), "energy: 必须大于-1"),
        (growth.intensity_change, (0, -1), "gdp: 必须大于-1"),
        (growth.implied_energy_growth, (-1, 0), "gdp: 必须大于-1"),
        (growth.implied_energy_growth, (0, -1), "intensity: 必须大于-1"),
        (growth.elasticity, (1, 0), "gdp: 必须是不为0的数"),
        (plan.annual_rate, (1.0, 5), "total: 必须是小数"),
        (plan.annual_rate, (0.1, 0), "years: 必须大于0"),
        (plan.required_rate, (0.1, 0.0, 0), "years_left: 必须大于0"),
        (plan.required_rate, (0.1, 1.0, 1), "total: 必须是小数"),
        (plan.share_done, (0, 0.1), "total: 必须是不为0的数"),
        (plan.share_done, (0.1, NAN), "done: 必须是数"),
        (plan.cumulative_from_growth, ([], []), "energy, gdp: 年数必须相同"),
        (plan.cumulative_from_growth, ([0.1], []), "energy, gdp: 年数必须相同"),
        (plan.over_fulfilment, (1, 0), "target: 必须是不为0的数"),
        (plan.double_target, (0.1, 0.2, 0.19), "incentive: 激励目标不能低于基本目标"),
        (plan.double_target, (0.1, 0.2, NAN), "done, basic, incentive: 必须都是数"),
        (plan.remaining_budget, (1, 0, 1, 0, 0.1), "base_gdp: 必须大于0"),
        (plan.remaining_budget, (1, 1, 0, 0, 0.1), "gdp: 必须大于0"),
        (rounding.printed_interval, (math.inf, 0), "printed: “inf”不是数"),
        (sampling.pass_probability, (0, 0, 0.5), "tested: 必须大于0"),
        (sampling.pass_probability, (2, 1, 0.5), "passed: 必须在0与检验数之间"),
        (sampling.pass_probability, (-1, 1, 0.5), "passed: 必须在0与检验数之间"),
        (sampling.pass_probability, (1, 1, 1.0), "rate: 必须是0与1之间的小数"),
        (sampling.pass_probability, (1, 1, 0.0), "rate: 必须是0与1之间的小数"),
        (sampling.failures_allowed, (-1, 0.9), "tested: 不能是负数"),
        (sampling.failures_allowed, (1, 0.0), "rate: 必须是不超过1的小数"),
        (sampling.failures_allowed, (1, 1.1), "rate: 必须是不超过1的小数"),
        (sampling.year_probability, (0, 10, 9, 0.9), "planned: 不能小于检验数"),
        (assumed_growth.ratio_after, (1, -1, 0, 1), "rate: 必须是大于-1的小数"),
        (assumed_growth.ratio_after, (1, 0, -1, 1), "rate: 必须是大于-1的小数"),
        (assumed_growth.growth_above, (0, 0, 1), "ratio: 必须大于0"),
        (assumed_growth.pieces_needed, (1, 1, 1, 0, 0), "years: 必须大于0"),
        (statcan.parity, (0,), "ratio: 必须大于0"),
        (paths.straight_line, (1, 2, 0), "years: 至少为1"),
        (paths.constant_rate, (0, 2, 1), "start, target: 必须是同号"),
        (paths.constant_rate, (1, 2, 0), "years: 至少为1"),
        (paths.shaped, (1, 2, 1, 0), "power: 必须大于0"),
        (paths.shaped, (1, 2, 0, 1), "years: 至少为1"),
        (paths.carried, (0, 2, 1), "before, last: 必须是同号"),
        (paths.filled_sum, ([2000, 2002], [1, 3], 1999, 2001), "first, last: 必须在2000到2002"),
        (paths.filled_sum, ([2000, 2002], [1, 3], 2001, 2003), "first, last: 必须在2000到2002"),
        (paths.filled_sum, ([2000, 2002], [1, 3], 2002, 2001), "first, last: 必须在2000到2002"),
        (from_quantiles, ([0.1, 1.5], [1, 2]), "levels: 必须在0与1之间"),
        (from_quantiles, ([0.1, 0.5], [1, NAN]), "values: 必须都是数"),
        (lmdi, ([[0, 1]], [[1, 1]], "multiplicative"), "before, after: 乘法分解"),
        (lmdi, ([[1, 1]], [[0, 1]], "multiplicative"), "before, after: 乘法分解"),
        (energy_effects, ([1, 1], [1, 1], [1, 0], [1, 1]), "activity: 在有数的行业为0"),
        (energy_effects, ([1, 1], [1, 1], [1, 1], [1, 0]), "activity: 在有数的行业为0"),
        (energy_effects, ([1], [1, 1], [1, 1], [1, 1]), "行业必须相同"),
    ],
)
def test_what_is_just_not_allowed_is_refused_by_name(
    formula: Callable[..., object], arguments: tuple[Any, ...], what: str
) -> None:
    with pytest.raises(DataProblem) as refused:
        formula(*arguments)
    assert what in str(refused.value)


def test_a_chained_decomposition_refuses_each_thing_by_name() -> None:
    energy = pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, 1.0]}, index=[2019, 2020])
    zero = energy.assign(a=[0.0, 1.0], b=[0.0, 1.0])
    for use, work, year, what in (
        (energy, energy.rename(columns={"b": "c"}), 2019, "energy, activity: 行业必须相同"),
        (energy, energy.rename(index={2020: 2021}), 2019, "energy, activity: 年份必须相同"),
        (energy, energy, 2018, "base_year: 表中没有2018年"),
        (zero, energy, 2019, "energy: 有合计为0的年份"),
        (energy, zero, 2019, "activity: 有合计为0的年份"),
        (energy.set_axis([2019, 2019]), energy, 2019, "energy: 同一年份出现两次"),
        (energy.set_axis(["x", 2020]), energy, 2019, "energy: 有不是数的年份"),
    ):
        with pytest.raises(DataProblem) as refused:
            lmdi_chained(use, work, year)
        assert what in str(refused.value)


def test_a_multiplicative_effect_by_hand() -> None:
    # one sub-sector, 2 x 3 = 6 -> 4 x 3 = 12: the first factor doubled, the second stayed
    result = lmdi([[2, 3]], [[4, 3]], form="multiplicative")
    assert result.total == pytest.approx(2)
    assert list(result) == pytest.approx([2, 1])
    # a table by name is put in the order of the first one
    before = pd.DataFrame({"x": [2.0], "y": [3.0]}, index=["s"])
    after = pd.DataFrame({"y": [3.0], "x": [4.0]}, index=["s"])
    assert lmdi(before, after)["x"] == pytest.approx(6)
    with pytest.raises(DataProblem, match="分行业和因素必须相同"):
        lmdi(before, after.rename(columns={"y": "z"}))
    with pytest.raises(DataProblem, match="分行业和因素必须相同"):
        lmdi(before, after.rename(index={"s": "t"}))


def test_an_appearing_and_a_vanishing_subsector_by_hand() -> None:
    # 0 x 5 -> 2 x 5: all ten go to the factor that left zero; 2 x 5 -> 2 x 0: to the one that fell
    assert list(lmdi([[0, 5], [2, 5]], [[2, 5], [2, 0]])) == pytest.approx([10, -10])
    # both leave zero: they share
    assert list(lmdi([[0, 0]], [[2, 5]])) == pytest.approx([5, 5])
    # zero before and after is nothing
    assert list(lmdi([[0, 5]], [[0, 9]])) == pytest.approx([0, 0])


def test_a_year_that_can_bear_no_more_failures() -> None:
    assert sampling.year_probability(failed=3, tested=50, planned=100, rate=0.98) == 0.0
    # all tested, and just as many failures as are allowed
    assert sampling.year_probability(failed=2, tested=100, planned=100, rate=0.98) == 1.0
    # one more to test that may fail: certain; that must not fail: Beta(.5, 1.5)'s mean of passing
    assert sampling.year_probability(0, 1, 2, 0.5) == pytest.approx(1.0)
    assert sampling.year_probability(0, 1, 2, 1.0) == pytest.approx(0.75)


def test_quantiles_between_and_beyond() -> None:
    normal = from_quantiles([0.1, 0.5, 0.9], [8.0, 10.0, 12.0])
    # 2 / 1.2815516 = 1.560608 is one standard deviation
    assert normal.quantile(0.5) == pytest.approx(10)
    assert normal.quantile(0.9772499) == pytest.approx(10 + 2 * 1.5606081, abs=1e-5)
    assert normal.below(10 - 1.5606081) == pytest.approx(0.1586553, abs=1e-6)
    # two equal quantiles: the probability in the middle of their scores
    flat = from_quantiles([0.2, 0.5, 0.8, 0.9], [5.0, 5.0, 8.0, 9.0])
    assert flat.below(5.0) == pytest.approx(0.33695, abs=1e-5)  # probit -.84162/2
    assert from_quantiles([0.5], [5.0]).quantile(0.9) == 5.0


def test_years_count_as_ended_when_the_edition_is_unknown() -> None:
    edition = effective_edition(pd.Series(["", "2021-05"]), pd.Series([2020, 2020]))
    assert edition.tolist() == ["2021", "2021-05"]


def test_paths_by_hand() -> None:
    assert paths.straight_line(1, 2, 1).tolist() == [1, 2]
    assert paths.constant_rate(-1, -4, 2).tolist() == pytest.approx([-1, -2, -4])
    # the way in levels where one end is not positive: half of it after a quarter, at power 1/2
    assert paths.shaped(0, 4, 4, 0.5).tolist()[:2] == pytest.approx([0, 2])
    assert paths.shaped(-1, 3, 2, 1).tolist() == pytest.approx([-1, 1, 3])
    assert paths.shaped(1, 16, 2, 1).tolist() == pytest.approx([1, 4, 16])
    assert paths.carried(2, 3, 2).tolist() == pytest.approx([3, 4.5, 6.75])
    assert paths.crossings([0, 1, 2], [0, 2, 0], 2) == [1]
    assert paths.crossings([0, 1], [2, 2], 2) == []
    assert paths.crossings([0, 4], [0, 2], 0.5) == [1]
