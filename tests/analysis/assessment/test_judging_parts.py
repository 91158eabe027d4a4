"""The parts that a verdict is made of, each with numbers worked by hand."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.analysis.assessment.assessing import required_rate
from yq_analysis.analysis.assessment.growth_assumptions import Aim, Start, choices, grid, start
from yq_analysis.analysis.assessment.lines import Fan, Line
from yq_analysis.analysis.assessment.series_lookup import Known, look_up
from yq_analysis.analysis.assessment.target_bounds import Goal, index_goal
from yq_analysis.analysis.assessment.target_measures import Measure, forms, interval, measure
from yq_analysis.analysis.assessment.target_phrases import movement
from yq_analysis.analysis.assessment.verdicts import Reach, outlook, reach, undecided, verdict
from yq_analysis.check import DataProblem


def line(values: dict[int, float]) -> Line:
    return Line(
        years=np.array(list(values), dtype=np.int64), values=np.array(list(values.values()))
    )


def fan(columns: list[float], values: dict[int, list[float]], point: list[float] | None) -> Fan:
    return Fan(
        years=np.array(list(values), dtype=np.int64),
        columns=np.array(columns, dtype=float),
        values=np.array(list(values.values()), dtype=float),
        point=None if point is None else np.array(point),
    )


def made(
    history: dict[int, float],
    future: Fan | None = None,
    by: Literal["draws", "quantiles"] = "quantiles",
    **more: Any,
) -> Measure:
    ahead = future or Fan.nothing()
    given: dict[str, Any] = {
        "caliber": "",
        "source": "x",
        "how": "value",
        "kind": "growth",
        "basis": "level",
        "base_year": 2020,
        "unit": "",
        "history": line(history),
        "index": line(history),
        "future": ahead,
        "by": by,
        "point": ahead.middle(),
        "preliminary": frozenset(),
        "doubtful": frozenset(),
        "digits": {},
        "projection_note": "",
    }
    return Measure(**(given | more))


QUANTILES = fan([0.1, 0.5, 0.9], {2026: [1.5, 2.5, 3.5], 2027: [2.0, 3.0, 4.0]}, [2.5, 3.0])
DRAWS = fan(
    list(range(11)),
    {2026: [1.0] * 9 + [5.0, 5.0], 2027: [1.0] * 5 + [5.0] * 6, 2028: [1.0] + [5.0] * 10},
    None,
)


# ------------------------------------------------------------------------------- verdicts
def test_at_least_three_pieces_are_more_than_two_and_a_half_of_a_smooth_distribution() -> None:
    held = made({2025: 2.0}, QUANTILES)
    # 2.5 is the median of 2026: a half; without whole pieces 3 lies above it
    assert outlook(held, Goal(value=3, direction=1, step=1.0), 2026, 0.8).probability == 0.5
    assert outlook(held, Goal(value=3, direction=1), 2026, 0.8).probability < 0.5
    # at most two pieces are fewer than two and a half
    assert outlook(held, Goal(value=2, direction=-1, step=1.0), 2026, 0.8).probability == 0.5


def test_an_outlook_is_the_figure_the_projection_or_nothing() -> None:
    held = made({2025: 2.0}, QUANTILES)
    seen = outlook(held, Goal(value=2.0, direction=1), 2025, 0.8)
    assert (seen.known, seen.value, seen.lower, seen.upper, seen.probability) == (
        "observed",
        2.0,
        2.0,
        2.0,
        1.0,
    )
    assert math.isnan(outlook(held, None, 2025, 0.8).probability)
    ahead = outlook(held, None, 2027, 0.8)
    assert (ahead.known, ahead.value) == ("projected", 3.0)
    assert (ahead.lower, ahead.upper) == (pytest.approx(2.0), pytest.approx(4.0))
    assert math.isnan(ahead.probability)
    assert outlook(held, None, 2030, 0.8).known == "none"


def test_draws_are_counted() -> None:
    """Six of eleven reach 5 in 2027; the tenth and the ninetieth of a hundred are 1 and 5."""
    held = made({2025: 1.0}, DRAWS, by="draws")
    seen = outlook(held, Goal(value=5, direction=1), 2027, 0.8)
    assert (seen.value, seen.lower, seen.upper) == (5.0, 1.0, 5.0)
    assert seen.probability == pytest.approx(6 / 11)
    assert outlook(held, Goal(value=1, direction=-1), 2028, 0.8).probability == pytest.approx(
        1 / 11
    )


def test_the_first_year_of_reaching_early_and_late() -> None:
    """Of eleven paths two reach 5 in 2026, four more in 2027, four more in 2028, one never: the
    second is early (2026), the tenth late (2028).
    """
    held = made({2025: 1.0}, DRAWS, by="draws")
    assert reach(held, Goal(value=5, direction=1)) == Reach(year=2027, early=2026, late=2028)
    # three of eleven never: the tenth of eleven never does
    never = fan(list(range(11)), {2026: [1.0] * 3 + [5.0] * 8}, None)
    assert reach(made({2025: 1.0}, never, by="draws"), Goal(value=5, direction=1)) == Reach(
        year=2026, early=2026, late=None
    )


def test_of_quantiles_the_inner_eighty_per_cent_say_early_and_late() -> None:
    outer = fan(
        [0.025, 0.1, 0.5, 0.9, 0.975], {2026: [0, 1, 2, 3, 9], 2027: [0, 2, 3, 4, 9.0]}, [2, 3]
    )
    # 3 is reached by the 90 % line in 2026, by the middle in 2027, by the 10 % line never
    assert reach(made({2025: 1.0}, outer), Goal(value=3, direction=1)) == Reach(
        year=2027, early=2026, late=None
    )
    assert reach(made({2025: 1.0}, outer), Goal(value=2, direction=1)) == Reach(
        year=2026, early=2026, late=2027
    )


def test_what_is_reached_already_was_reached_when_it_began_to_stay() -> None:
    held = made({2021: 5.0, 2022: 3.0, 2023: 5.0, 2024: 6.0})
    assert reach(held, Goal(value=5, direction=1)) == Reach(year=2023, early=2023, late=2023)
    assert reach(held, Goal(value=3, direction=1)).year == 2021
    assert reach(held, Goal(value=7, direction=1)) == Reach(year=None, early=None, late=None)


@pytest.mark.parametrize(
    ("digits", "open_"), [((14.8, 15.2), True), ((15.0, 15.2), False), ((14.8, 15.0), False)]
)
def test_printed_digits_are_undecided_only_where_the_goal_lies_between(
    digits: tuple[float, float], open_: bool
) -> None:
    held = made({2025: 15.0}, digits={2025: digits})
    goal = Goal(value=15.0, direction=1)
    assert undecided(held, goal, 2025) is open_
    assert verdict(held, goal, outlook(held, goal, 2025, 0.8), 2025) == (
        "uncertain" if open_ else "met"
    )


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.66, "on_track"), (0.659, "uncertain"), (0.331, "uncertain"), (0.33, "off_track")],
)
def test_the_thresholds_belong_to_the_outer_verdicts(chance: float, said: str) -> None:
    from dataclasses import replace

    held, goal = made({2025: 1.0}, QUANTILES), Goal(value=3, direction=1)
    seen = replace(outlook(held, goal, 2027, 0.8), probability=chance)
    assert verdict(held, goal, seen, 2027) == said


# ------------------------------------------------------------------------------- bounds
def test_a_goal_has_the_room_of_a_rounding_and_a_strict_one_has_none() -> None:
    at = Goal(value=98.0, direction=1)
    assert at.met(98.0)
    assert at.met(98 - 9e-8)  # a thousandth of a millionth of 98
    assert not at.met(98 - 2e-7)
    assert not at.met(math.nan)
    strict = Goal(value=98.0, direction=1, strict=True)
    assert not strict.met(98.0)
    assert strict.met(98 + 2e-7)
    assert Goal(value=0.0, direction=-1).met(1e-10)
    assert not Goal(value=0.0, direction=-1).met(1e-8)
    assert Goal(value=22.0, direction=-1, strict=True).met(21.9)
    assert not Goal(value=22.0, direction=-1, strict=True).met(22.0)


def test_a_goal_on_the_scale_of_the_index() -> None:
    total = made({}, basis="cumulative", kind="reduction", how="rates")
    assert index_goal(total, Goal(value=15.0, direction=1), 2025) == Goal(value=0.85, direction=-1)
    yearly = made({}, basis="annual_growth", kind="growth", how="rates")
    goal = index_goal(yearly, Goal(value=5.0, direction=1), 2023)
    assert (goal.value, goal.direction) == (pytest.approx(1.05**3), 1)
    apart = made({2020: 60.0, 2025: 65.0}, basis="points", how="difference")
    assert index_goal(apart, Goal(value=5.0, direction=1), 2030).value == 65.0
    assert index_goal(made({}), Goal(value=5.0, direction=1), 2030) == Goal(value=5.0, direction=1)


def test_what_is_required_each_year() -> None:
    share = made({2020: 60.0, 2025: 65.0})
    assert required_rate(share, Goal(value=70, direction=1), 2030, compounds=False) == 1.0
    # (80/60)^(1/10) would count from 2020; from 2025 on: (70/65)^(1/5) - 1 = 1.4932 %
    assert required_rate(share, Goal(value=70, direction=1), 2030, compounds=True) == pytest.approx(
        1.4932, abs=1e-4
    )
    for year in (2025, 2024):
        assert math.isnan(required_rate(share, Goal(value=70, direction=1), year, compounds=False))
    assert math.isnan(required_rate(share, Goal(value=0, direction=-1), 2030, compounds=True))
    assert math.isnan(
        required_rate(made({2025: 0.0}), Goal(value=1, direction=1), 2030, compounds=True)
    )
    assert math.isnan(required_rate(made({}), Goal(value=1, direction=1), 2030, compounds=False))


# ------------------------------------------------------------------------------- lines
def test_a_line_knows_its_years() -> None:
    known = line({2020: 1.0, 2022: math.nan, 2023: 4.0})
    assert (known.has(2022), known.has(2021), known.has(2024)) == (True, False, False)
    assert (known.get(2023), known.get(2021, 7.0)) == (4.0, 7.0)
    assert known.upto(2022).years.tolist() == [2020, 2022]
    assert known.since(2022).years.tolist() == [2022, 2023]
    assert known.known().pairs() == [(2020, 1.0), (2023, 4.0)]
    assert known.times(2.0).get(2023) == 8.0
    assert len(Line.nothing()) == 0


def test_a_fan_gives_rows_levels_and_its_middle() -> None:
    assert QUANTILES.row(2027).tolist() == [2.0, 3.0, 4.0]
    assert QUANTILES.row(2030).tolist() == []
    assert (QUANTILES.value(2026, 0.9), QUANTILES.value(2026, 0.8)) == (3.5, None)
    assert QUANTILES.value(2030, 0.9) is None
    assert QUANTILES.after(2026).years.tolist() == [2027]
    assert QUANTILES.times(10.0).value(2026, 0.1) == 15.0
    assert QUANTILES.middle().get(2026) == 2.5
    uneven = fan([0, 1, 2], {2026: [1.0, 2.0, 9.0], 2027: [math.nan, 3.0, 5.0]}, None)
    assert uneven.middle().pairs() == [(2026, 2.0), (2027, 4.0)]


# ------------------------------------------------------------------------------- series
def known(values: dict[int, float]) -> Known:
    return Known(
        years=np.array(list(values), dtype=np.int64),
        values=np.array(list(values.values())),
        preliminary=frozenset(),
    )


def test_what_printed_rates_leave_open_of_a_total() -> None:
    """3.2 % twice: between 1-.9685^2 = 6.2008 and 1-.9675^2 = 6.3944 %."""
    found = known({2020: 9.9, 2021: 3.2, 2022: 3.2}).printed_totals("rates", "reduction", 2020)
    assert set(found) == {2021, 2022}
    assert found[2021] == (pytest.approx(3.15), pytest.approx(3.25))
    assert found[2022] == (pytest.approx(6.200775), pytest.approx(6.394375))


def test_what_printed_levels_leave_open_of_a_total() -> None:
    """.50 and .45: .445/.505 = .881188 and .455/.495 = .919192: 8.0808 to 11.8812 %."""
    found = known({2020: 0.50, 2025: 0.45}).printed_totals("levels", "reduction", 2020)
    assert found == {2025: (pytest.approx(8.080808), pytest.approx(11.881188))}
    # five decimals were computed, not printed
    assert known({2020: 0.5, 2025: 0.45123}).printed_totals("levels", "reduction", 2020) == {}
    assert known({2020: 0.5, 2025: 0.4512}).printed_totals("levels", "reduction", 2020) != {}


def test_a_series_is_cut_into_what_is_known_and_what_is_projected() -> None:
    table = pd.DataFrame(
        {
            "area": "a",
            "indicator": "x",
            "caliber": "c",
            "unit": ["", "件", "件", "件"],
            "year": [2023, 2021, 2022, 2024],
            "value": [3.0, 1.0, 2.0, 4.0],
            "status": ["P", "U", "A", "F"],
        }
    )
    tables = look_up(table)
    seen = tables.known("a", "x", "c")
    assert seen is not None
    assert (seen.years.tolist(), seen.values.tolist()) == ([2021, 2022, 2023], [1.0, 2.0, 3.0])
    assert (seen.preliminary, seen.doubtful, seen.last) == ({2023}, {2021}, 2023.0)
    assert Known.nothing().last == -math.inf
    assert (tables.areas, tables.calibers("a", "x"), tables.calibers("b", "x")) == (
        ["a"],
        ["c"],
        [],
    )
    assert tables.known("a", "y", "c") is None
    assert tables.future("a", "x", "c") == (None, "quantiles")


def test_quantiles_are_sorted_by_year_and_known_by_their_levels() -> None:
    ahead = pd.DataFrame(
        {
            "area": "a",
            "indicator": "x",
            "caliber": "c",
            "year": [2027, 2026, 2028],
            "value": [3.0, 2.5, None],
            "q10": [2.0, 1.5, None],
            "q97.5": [5.0, 4.0, None],
            "quality": "no level",
            "note": [None, "borrowed", ""],
        }
    )
    tables = look_up(pd.DataFrame({"area": [], "indicator": [], "year": [], "value": []}), ahead)
    told = tables.quantiles("a", "x", "c")
    assert told.years.tolist() == [2026, 2027]
    assert told.columns.tolist() == [0.1, 0.975]
    assert told.value(2026, 0.975) == 4.0
    assert tables.note("a", "x", "c") == "borrowed"
    assert len(tables.quantiles("b", "x", "c").years) == 0


def test_paths_win_and_the_projection_gives_their_middle() -> None:
    paths = pd.DataFrame(
        {
            "area": "a",
            "indicator": "x",
            "caliber": "",
            "draw": [1, 0, 1, 0],
            "year": [2027, 2027, 2026, 2026],
            "value": [8.0, 6.0, 4.0, 2.0],
        }
    )
    ahead = pd.DataFrame(
        {"area": "a", "indicator": "x", "caliber": "", "year": [2027], "value": [7.5], "q50": 7.5}
    )
    tables = look_up(
        pd.DataFrame({"area": ["a"], "indicator": "x", "year": 2025, "value": 1.0}), ahead, paths
    )
    told, by = tables.future("a", "x", "")
    assert by == "draws"
    assert told is not None
    assert told.values.tolist() == [[2.0, 4.0], [6.0, 8.0]]
    assert told.point is not None
    assert math.isnan(told.point[0])
    assert told.point[1] == 7.5


def test_wrong_numbers_are_named_with_their_place() -> None:
    wrong = pd.DataFrame(
        {
            "area": "a",
            "indicator": "x",
            "caliber": ["", "c"],
            "year": [2020, "später"],
            "value": [math.inf, 1.0],
        }
    )
    with pytest.raises(DataProblem) as refused:
        look_up(wrong)
    said = [str(problem.where) + str(problem.what) for problem in refused.value.problems]
    assert said == ["series, a, x, cyear is 'später'", "series, a, xvalue is inf"]


# ------------------------------------------------------------------------------- measures
def test_where_a_quantity_is_looked_for() -> None:
    records = catalogue.read().records
    assert forms("x", "level", None, records) == [("x", "value")]
    assert forms("x", "points", True, records) == [("x", "difference")]
    assert forms("x", "cumulative", None, records) == [("x", "levels"), ("x", "value")]
    assert forms("x", "cumulative", False, records) == [("x", "levels")]
    assert forms("x", "annual_growth", True, records) == [("x", "rates")]
    assert forms("labour_productivity", "annual_growth", False, records) == [
        ("labour_productivity_growth", "rates"),
        ("labour_productivity", "levels"),
    ]


def _measure(
    values: dict[int, float],
    how: Any,
    ahead: dict[int, float] | None = None,
    caliber: str = "",
    **more: Any,
) -> Measure | None:
    table = pd.DataFrame(
        {
            "area": "a",
            "indicator": "x",
            "caliber": caliber,
            "year": list(values),
            "value": list(values.values()),
            "unit": "%",
        }
    )
    told = None
    if ahead:
        told = pd.DataFrame(
            {
                "area": "a",
                "indicator": "x",
                "caliber": caliber,
                "year": list(ahead),
                "value": list(ahead.values()),
                "q10": list(ahead.values()),
                "q90": list(ahead.values()),
            }
        )
    given: dict[str, Any] = {"basis": "cumulative", "kind": "reduction", "base_year": 2020}
    return measure(look_up(table, told), "a", "x", caliber, how, **(given | more))


def test_a_chain_goes_on_into_what_is_projected() -> None:
    # .97 x .96 = .9312; x .95 = .88464
    found = _measure({2021: 3.0, 2022: 4.0}, "rates", {2023: 5.0})
    assert found is not None
    assert found.history.pairs() == [(2021, pytest.approx(3.0)), (2022, pytest.approx(6.88))]
    assert found.point.get(2023) == pytest.approx(11.536)
    assert found.index.pairs() == [
        (2020, 1.0),
        (2021, pytest.approx(0.97)),
        (2022, pytest.approx(0.9312)),
    ]
    assert found.projected_index([2023]).tolist() == [pytest.approx(0.88464)]
    # growth: 1.03 x 1.04 = 1.0712, a yearly mean of 3.4988 %
    grown = _measure({2021: 3.0, 2022: 4.0}, "rates", kind="growth", basis="annual_growth")
    assert grown is not None
    assert grown.latest == pytest.approx(100 * (1.0712**0.5 - 1))
    assert _measure({2021: 3.0, 2022: 4.0}, "rates", {2024: 5.0}) is None  # 2023 is missing
    assert _measure({2014: 3.0}, "rates", dict.fromkeys(range(2015, 2026), 1.0)) is None
    reached = _measure({2015: 3.0}, "rates", dict.fromkeys(range(2016, 2022), 1.0))
    assert reached is not None
    assert reached.point.get(2021) == pytest.approx(1.0)


def test_a_total_from_another_year_is_divided_out_and_one_of_this_base_kept() -> None:
    kept = _measure({2022: 6.0, 2023: 8.0}, "value", caliber="y+since2020")
    assert kept is not None
    assert (kept.caliber, kept.latest) == ("y+since2020", 8.0)
    assert kept.index.pairs() == [(2020, 1.0), (2022, 0.94), (2023, 0.92)]
    # 1 - .8/.9 = 11.1111 %
    part = _measure({2020: 10.0, 2023: 20.0}, "value", caliber="y+since2015")
    assert part is not None
    assert (part.caliber, part.history.pairs()) == ("y", [(2023, pytest.approx(11.1111, abs=1e-4))])
    assert _measure({2021: 10.0}, "value", caliber="since2015") is None
    assert _measure({2019: 10.0}, "value") is None  # ended before the base year


def test_a_rate_of_a_hundred_per_cent_leaves_nothing() -> None:
    with pytest.raises(DataProblem, match="100"):
        _measure({2021: 100.0}, "rates")
    with pytest.raises(DataProblem, match="100"):
        _measure({2021: -100.0}, "rates", kind="growth")
    assert _measure({2021: 99.0}, "rates") is not None
    assert _measure({2021: -100.0}, "rates") is not None  # a doubling


def test_an_interval_is_the_projections_own_where_it_has_those_levels() -> None:
    held = made({2025: 2.0}, QUANTILES, bounds=QUANTILES)
    assert interval(held, 2026, 0.8) == (1.5, 3.5)
    assert interval(made({2025: 2.0}, DRAWS, by="draws"), 2028, 0.8) == pytest.approx((5.0, 5.0))
    low, high = interval(held, 2040, 0.8)
    assert math.isnan(low)
    assert math.isnan(high)


# ------------------------------------------------------------------------------- words, growth
def test_the_last_movement_before_the_number_counts() -> None:
    assert movement("比上年提高的能耗降低10%", 10.0) == -1
    assert movement("提高效率，能耗10%，降低排放", 10.0) == 0
    assert movement("用能效率提高，能耗增长10%", 10.0, strictly=True) == 1
    assert movement("能效提高到10%", 10.0, strictly=True) == 0
    assert movement("单位产出能耗降低") == -1


ENERGY = Start(
    area="a", indicator="x", caliber="", unit="", year=2025, value=0.5, above="e", below="g",
    counted=False, factor=1.0, stock=math.nan, people=math.nan, recent_above=2.0, recent_below=5.0,
    recent=(2020, 2025),
)  # fmt: skip


def test_falls_count_from_the_latest_level_or_from_the_base_of_an_aim() -> None:
    # (1.02/1.05)^5 = .865076: 13.4924 % since 2025; of 8 % done by 2025 .92 x .865076 = .795870
    assert ENERGY.fall(2, 5, 2030) == pytest.approx(13.4924, abs=1e-4)
    assert ENERGY.fall(2, 5, 2030, Aim(year=2030, value=0.4)) == pytest.approx(13.4924, abs=1e-4)
    aim = Aim(year=2030, value=20.0, cumulative=True, base_year=2020, since=2025, done=8.0)
    assert ENERGY.fall(2, 5, 2030, aim) == pytest.approx(20.4130, abs=1e-4)
    assert ENERGY.meets(2, 5, aim)
    assert not ENERGY.meets(2.2, 5, aim)
    # as a level: .432538
    assert ENERGY.meets(2, 5, Aim(year=2030, value=0.4326, at_most=True))
    assert not ENERGY.meets(2, 5, Aim(year=2030, value=0.4325, at_most=True))
    assert ENERGY.meets(2, 5, Aim(year=2030, value=0.4325))
    assert not ENERGY.meets(2, 5, Aim(year=2030, value=0.4326))
    plain = Aim(year=2030, value=1.0)
    assert (plain.base_year, plain.since, plain.done, plain.cumulative, plain.at_most) == (
        0, 0, 0.0, False, False,
    )  # fmt: skip


def test_where_an_area_stands_by_its_published_parts() -> None:
    """Energy 100 and 110, GDP 200 and 240: recent growth over five years at most."""
    lists = catalogue.read()
    years = list(range(2018, 2026))
    level = pd.DataFrame(
        {
            "area": "a",
            "indicator": "energy_intensity",
            "caliber": "price2020",
            "year": years,
            "value": np.linspace(0.6, 0.5, 8),
            "unit": "吨标准煤/万元",
        }
    )
    output = level.assign(indicator="gdp_constant", value=[200 * 1.05**k for k in range(8)])
    energy = pd.DataFrame(
        {
            "area": "a",
            "item": "energy_consumption",
            "caliber": "",
            "year": years,
            "value": [100 * 1.02**k for k in range(8)],
        }
    )
    found = start(pd.concat([level, output]), energy, "a", "energy_intensity", "price2020", lists)
    assert found is not None
    assert (found.year, found.value, found.recent, found.counted) == (
        2025,
        0.5,
        (2020, 2025),
        False,
    )
    assert found.recent_above == pytest.approx(2.0)
    assert found.recent_below == pytest.approx(5.0)
    # .5 x 200 x 1.05^7 / 1
    assert found.stock == pytest.approx(0.5 * 200 * 1.05**7)
    assert start(output, energy, "a", "energy_intensity", "price2020", lists) is None
    alone = start(level, energy.iloc[:0], "a", "energy_intensity", "price2020", lists)
    assert alone is not None
    assert (alone.recent, math.isnan(alone.recent_above)) == ((2025, 2025), True)


def test_assumptions_lie_around_what_was_seen() -> None:
    assert choices(1.5) == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert choices(1.4) == [0.5, 1.0, 1.5, 2.0, 2.5]
    assert choices(-2.4) == [-4.0, -3.0, -2.0, -1.0, 0.0]
    assert choices(0.0, counted=True) == []
    assert choices(64.0, counted=True) == [32.0, 48.0, 80.0, 96.0]


def test_a_grid_has_each_pair_in_each_year() -> None:
    table = grid(ENERGY, [2.0], [5.0, 0.0], [2026, 2030], Aim(year=2030, value=0.45, at_most=True))
    assert table[["above", "below", "year"]].values.tolist() == [
        [2, 5, 2026], [2, 0, 2026], [2, 5, 2030], [2, 0, 2030],
    ]  # fmt: skip
    assert table["meets"].tolist() == [None, None, True, False]
    assert table["value"].iloc[0] == pytest.approx(0.5 * 1.02 / 1.05)
    assert table["change"].iloc[1] == pytest.approx(-2.0)
