"""Plan arithmetic: by hand, round trips, intervals that admit ignorance."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yq_analysis.check import DataProblem, has_message
from yq_analysis.maths import growth, plan, rounding

SHARE = st.floats(0.001, 0.9)
RATES = st.lists(st.floats(-0.3, 0.3), min_size=1, max_size=10)


def test_fifteen_percent_over_five_years_is_not_three_a_year() -> None:
    # 0.85 ** 0.2 = 0.968018785
    assert plan.annual_rate(0.15, 5) == pytest.approx(0.0319812149975186, abs=1e-15)


def test_the_four_official_reductions_compound() -> None:
    # 1 - .9726 * .9496 * .9480 * .9639 = 0.15605; the sum .1659 is wrong
    assert plan.cumulative_from_rates([0.0274, 0.0504, 0.0520, 0.0361]) == pytest.approx(
        0.15605, abs=5e-6
    )


@given(SHARE, st.integers(1, 20))
def test_the_equal_rate_leads_back_to_the_total(total: float, years: int) -> None:
    assert plan.cumulative_from_rates([plan.annual_rate(total, years)] * years) == pytest.approx(
        total, rel=1e-10
    )
    rate = plan.annual_rate(total, years, kind="growth")
    assert plan.cumulative_from_rates([rate] * years, kind="growth") == pytest.approx(
        total, rel=1e-10
    )


@given(SHARE, RATES, st.integers(1, 10))
def test_the_required_rate_finishes_the_target(
    total: float, rates: list[float], years: int
) -> None:
    done = plan.cumulative_from_rates(rates)
    rate = plan.required_rate(total, done, years)
    assert plan.cumulative_from_rates([*rates, *[rate] * years]) == pytest.approx(total, abs=1e-9)


@given(SHARE, st.floats(0, 0.9))
def test_shares_agree_at_nothing_and_at_all(total: float, done: float) -> None:
    for how in ("simple", "log"):
        assert plan.share_done(total, 0, how=how) == pytest.approx(0)  # type: ignore[arg-type]
        assert plan.share_done(total, total, how=how) == pytest.approx(1)  # type: ignore[arg-type]
    assume(0 < done < total)
    # ln is concave: the logarithmic share of a reduction never runs ahead of the simple one
    assert plan.share_done(total, done, how="log") <= plan.share_done(total, done) + 1e-12


@given(RATES, RATES)
def test_growth_of_energy_and_output_agrees_with_their_levels(
    energy: list[float], gdp: list[float]
) -> None:
    years = min(len(energy), len(gdp))
    levels = growth.chain(100, energy[:years]) / growth.chain(50, gdp[:years])
    assert plan.cumulative_from_growth(energy[:years], gdp[:years]) == pytest.approx(
        plan.cumulative_from_levels(levels[0], levels[-1]), abs=1e-12
    )


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.floats(0.001, 1000))
def test_another_unit_gives_the_same_reduction(base: float, now: float, factor: float) -> None:
    assert plan.cumulative_from_levels(base * factor, now * factor) == pytest.approx(
        plan.cumulative_from_levels(base, now), abs=1e-9
    )


def test_printed_digits_that_cannot_decide_say_so() -> None:
    # five years of "3.2 %" lie between 1-.9685**5 = 14.79 % and 1-.9675**5 = 15.23 %
    done = plan.cumulative_interval([(0.0315, 0.0325)] * 5)
    assert done == pytest.approx((0.14785, 0.15224), abs=1e-4)
    assert plan.is_met(0.15, done) == "cannot_tell"
    assert plan.is_met(0.14, done) == "yes"
    assert plan.is_met(0.16, done) == "no"


def test_the_budget_left_by_hand() -> None:
    # 2 tce a unit, 15 % less is 1.7, times 600 is 1020, less the 900 used
    assert plan.remaining_budget(1000, 500, 600, 900, 0.15) == pytest.approx(120)


def test_three_rates_that_disagree_are_found() -> None:
    good = plan.three_rates(energy=0.003, gdp=0.022, intensity=-0.0189)
    assert good.agrees
    bad = plan.three_rates(energy=0.003, gdp=0.022, intensity=0.0189)
    assert not bad.agrees
    assert bad.difference == pytest.approx(0.0189 + 0.018591, abs=1e-6)


def test_what_makes_no_sense_is_refused_in_words() -> None:
    with pytest.raises(DataProblem, match=r"15%写作0\.15"):
        plan.annual_rate(15, 5)
    with pytest.raises(DataProblem, match="years_left"):
        plan.required_rate(0.15, 0.1, 0)
    with pytest.raises(DataProblem, match="simple, log"):
        plan.share_done(0.15, 0.1, how="mean")  # type: ignore[arg-type]
    with pytest.raises(DataProblem, match="年数必须相同"):
        plan.cumulative_from_growth([0.1], [0.1, 0.1])


def test_half_up_and_half_even_differ_at_the_half() -> None:
    assert rounding.rounded(2.5) == 3
    assert rounding.rounded(2.5, rule="half_even") == 2
    assert rounding.rounded(1.005, 2) == 1.01  # as written, not its binary neighbour


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_value_lies_in_the_interval_of_its_own_print(value: float, decimals: int) -> None:
    low, high = rounding.printed_interval(f"{rounding.rounded(value, decimals):.{decimals}f}")
    assert low - 1e-9 <= value <= high + 1e-9


def test_published_rates_of_thirty_provinces_agree_within_0_4_points(shared: Path) -> None:
    rows = pd.read_csv(shared / "data" / "provinces.csv", low_memory=False)
    rows["year"] = pd.to_numeric(rows["year"], errors="coerce")
    rows["value"] = pd.to_numeric(rows["value"], errors="coerce")

    def one(name: str, year: int, words: str = "") -> pd.Series:
        found = rows[
            (rows["indicator_zh"] == name)
            & (rows["year"] == year)
            & rows["note"].fillna("").str.contains(words, regex=False)
        ]
        return found.drop_duplicates("region").set_index("region")["value"] / 100

    for year in (2018, 2020):
        energy, intensity = one("能源消费总量增速", year), one("单位GDP能耗变化率", year)
        gdp = one("生产总值指数(上年=100)", year, "earlier vintage") - 1
        checks = {
            area: plan.three_rates(energy[area], gdp[area], intensity[area])
            for area in energy.index
            if area in gdp.index and area in intensity.index
        }
        assert len(checks) >= 30
        assert all(check.agrees for check in checks.values())
        assert max(abs(check.difference) for check in checks.values()) < 0.0045


# ---------------------------------------------------------------- one number each, worked by hand
def test_growth_asks_for_growth() -> None:
    # 10 % of 21 % are done: 1.21 / 1.10 = 1.10 in one year, its root in two
    assert plan.required_rate(0.21, 0.10, 1, kind="growth") == pytest.approx(0.10)
    assert plan.required_rate(0.21, 0.10, 2, kind="growth") == pytest.approx(1.1**0.5 - 1)
    # of a fall: .85 / .92 left in three years
    assert plan.required_rate(0.15, 0.08, 3) == pytest.approx(1 - (0.85 / 0.92) ** (1 / 3))
    # 21 % of growth in two years is 10 % a year, 19 % of a fall too
    assert plan.annual_rate(0.21, 2, kind="growth") == pytest.approx(0.10)
    assert plan.annual_rate(0.19, 2) == pytest.approx(0.10)


def test_rates_and_levels_make_the_same_growth() -> None:
    assert plan.cumulative_from_rates([0.1, 0.1], kind="growth") == pytest.approx(0.21)
    assert plan.cumulative_from_levels(100, 121, kind="growth") == pytest.approx(0.21)
    assert plan.cumulative_from_levels(100, 81) == pytest.approx(0.19)


def test_what_was_done_beyond_a_target_is_relative_to_it() -> None:
    assert plan.over_fulfilment(0.25, 0.20) == pytest.approx(0.25)
    assert plan.over_fulfilment(0.9, 1.0) == pytest.approx(-0.1)  # a target of one is a number, too
    with pytest.raises(DataProblem):
        plan.over_fulfilment(0.1, 0)


def test_a_formula_refuses_in_chinese_and_in_english() -> None:
    with pytest.raises(DataProblem) as refused:
        plan.required_rate(0.15, 0.08, 0)
    problem = refused.value.problems[0]
    assert problem.text() == "years_left: 必须大于0：已过的年份无从要求"
    assert problem.text("en") == (
        "years_left: must be above 0: nothing can be required of a year that is over"
    )


def test_every_requirement_has_its_sentence(project: Path) -> None:
    package = project / "yq_analysis"
    rooms = [*package.glob("maths/*.py"), *package.glob("analysis/indicators/*.py")]
    codes = {
        element.value
        for path in rooms
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "need"
        for row in ast.walk(call)
        if isinstance(row, ast.Tuple) and len(row.elts) == 3
        for element in row.elts[2:]
        if isinstance(element, ast.Constant)
    }
    assert {"above_0", "same_sectors"} <= codes
    assert sorted(code for code in codes if not has_message(f"need_{code}")) == []
