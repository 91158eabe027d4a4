"""A reader's own panel: prepared as the series are, and refused or left unused where it teaches
nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import cumulative, project, simulate
from yq_analysis.check import DataProblem, QuestionProblem

NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def history(values: object, area: str = "a", first: int = 2000, **columns: object) -> pd.DataFrame:
    numbers = np.asarray(values, dtype=float)
    return pd.DataFrame(
        {
            "area": area,
            "indicator": "x",
            "year": range(first, first + len(numbers)),
            "value": numbers,
            **columns,
        }
    )


def walks(number: int, length: int = 25) -> pd.DataFrame:
    draw = np.random.default_rng(3)
    return pd.concat(
        [
            history(100 * np.exp(np.cumsum(draw.normal(0.05, 0.03, length))), f"p{at:02d}")
            for at in range(number)
        ],
        ignore_index=True,
    )


def width(table: pd.DataFrame) -> float:
    return float((table["q97.5"] - table["q2.5"]).iloc[-1])


def test_a_flagged_break_in_the_pool_teaches_no_error() -> None:
    pool, series = walks(30), walks(1, 15)
    stepped = pool.assign(
        status=np.where(pool["year"] == 2015, "B", "A"),
        value=pool["value"] * np.where(pool["year"] >= 2015, 3.0, 1.0),
    )
    plain, broken = (project(series, 5, pool=one, calibration="pool") for one in (pool, stepped))
    assert width(broken) == pytest.approx(width(plain), rel=0.25)


def test_a_pool_of_rates_teaches_what_the_pool_of_their_levels_does() -> None:
    levels = walks(12)
    rates = levels.assign(value=100 * levels.groupby("area")["value"].pct_change()).dropna()
    totals = []
    for series, growth in ((levels, None), (rates, {"x": 1})):
        paths = simulate(series, 10, 200, pool=series, growth=growth)
        totals.append(cumulative(paths, series, 2024, growth=growth)["value"])
    np.testing.assert_allclose(*totals, rtol=1e-6, atol=1e-9)


POOR = {
    "constant": [5.0] * 20,
    "zeros": [0.0] * 20,
    "four years": [1.0, 2.0, 3.0, 4.0],
    "nothing": [np.nan] * 9,
    "empty": [],
}


@pytest.mark.parametrize("values", POOR.values(), ids=POOR.keys())
def test_a_pool_that_teaches_nothing_is_refused_alone_and_left_unused_beside_what_is_known(
    values: list[float],
) -> None:
    series, pool = walks(1, 15), history(values, "z")
    with pytest.raises(DataProblem, match="不足以得出区间"):
        project(series, 5, pool=pool, calibration="pool")
    beside, without = project(series, 5, pool=pool), project(series, 5)
    pd.testing.assert_frame_equal(beside[NUMBERS], without[NUMBERS])
    assert beside["note"].str.contains("pool unused").all()


def test_one_known_error_is_no_interval() -> None:
    with pytest.raises(DataProblem, match="只给出 1 个"):
        project(walks(1, 15), 5, pool=history([1.0, 2.0, 4.0, 5.0, 7.0], "z"), calibration="pool")


@pytest.mark.parametrize("question", [{}, {"pool": history([1.0, 2.0, 3.0]), "method": "drift"}])
def test_calibration_on_a_pool_needs_a_pool_and_calibrated_intervals(question: dict) -> None:
    with pytest.raises(QuestionProblem, match="pool"):
        project(walks(1, 15), 5, calibration="pool", **question)


def test_a_pool_that_a_methods_own_intervals_do_not_use_is_read_all_the_same() -> None:
    table = project(walks(1, 15), 5, method="drift", pool=walks(3))
    assert table["note"].str.contains("pool unused").all()
    with pytest.raises(DataProblem, match="pool, z x"):
        project(walks(1, 15), 5, method="drift", pool=history([1.0, np.inf], "z"))


def test_a_pool_changed_in_place_is_learned_from_again() -> None:
    pool, series = walks(30), walks(1, 15)
    before = project(series, 5, pool=pool)
    pool["value"] = 100.0 + (pool["value"] - 100.0) / 10
    after, fresh = project(series, 5, pool=pool), project(series, 5, pool=pool.copy())
    pd.testing.assert_frame_equal(after, fresh)
    assert not after["q10"].equals(before["q10"])


def signed(number: int, length: int = 20) -> pd.DataFrame:
    draw = np.random.default_rng(4)
    return pd.concat(
        [
            history(draw.normal(0, 2, length), f"r{at:02d}").assign(indicator="r")
            for at in range(number)
        ],
        ignore_index=True,
    )


def test_a_pool_alone_says_nothing_of_the_kind_that_it_does_not_hold() -> None:
    level, rate = walks(1, 15), signed(1, 15)
    with pytest.raises(DataProblem, match="只给出 0 个带符号的变化率的推算误差"):
        project(rate, 5, pool=walks(20), calibration="pool")
    # one series of five years: one error, whatever the others' rates teach
    with pytest.raises(DataProblem, match="只给出 1 个数量的推算误差"):
        project(
            pd.concat([level, rate]),
            5,
            pool=pd.concat([signed(20), history([1.0, 2.0, 4.0, 5.0, 7.0], "z")]),
            calibration="pool",
        )
    alone, beside = (
        project(rate, 5, pool=pool, calibration="pool")
        for pool in (signed(20), pd.concat([signed(20), walks(20)]))
    )
    pd.testing.assert_frame_equal(
        alone[NUMBERS], beside[NUMBERS], rtol=0.1, atol=0.1
    )  # more series weigh more beside the ridge
    assert ((alone["q2.5"] < alone["value"]) & (alone["value"] < alone["q97.5"])).all()


def test_rates_that_are_projected_as_their_level_are_quantities_to_a_pool() -> None:
    levels = walks(20)
    rates = levels.assign(value=100 * levels.groupby("area")["value"].pct_change()).dropna()
    with pytest.raises(DataProblem, match="个数量的推算误差"):
        project(rates, 5, pool=signed(20), calibration="pool", growth={"x": 1})
    assert (
        project(rates, 5, pool=rates, calibration="pool", growth={"x": 1})[NUMBERS]
        .notna()
        .all(axis=None)
    )
