"""Comparable areas: their growth informs a trend, their errors an
interval, each indicator its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import calibrator, project, shipped, simulate
from yq_analysis.analysis.projection.own_panel import MOST_SHARE, pool_share
from yq_analysis.analysis.projection.sibling_growth import SiblingGrowth


def areas(growth: list[float], indicator: str = "x", noise: float = 0.005) -> pd.DataFrame:
    draw = np.random.default_rng(5)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "area": f"{at:02d}",
                    "indicator": indicator,
                    "year": range(2008, 2023),
                    "value": 100 * np.exp(np.cumsum(draw.normal(one, noise, 15))),
                }
            )
            for at, one in enumerate(growth)
        ],
        ignore_index=True,
    )


def test_a_part_of_an_own_deviation_goes() -> None:
    # typical growth log 1.1, own log 1.3: with half of the deviation kept sqrt(1.1 * 1.3)
    growth = SiblingGrowth(
        typical=np.log([1.1]), kept=0.5, seen=np.array([np.nan]), further=np.zeros(1)
    )
    moved = growth.shrink(
        np.array([[130.0], [-5.0]]), np.array([100.0, -4.0]), np.array([True, False])
    )
    assert moved[0, 0] == pytest.approx(100 * np.sqrt(1.1 * 1.3))
    assert moved[1, 0] == -5.0  # what has no logarithm stays


def test_a_series_moves_towards_the_growth_of_its_siblings() -> None:
    pool = areas([0.02] * 20)
    fast = areas([0.06]).assign(area="fast")
    alone, together = project(fast, 5), project(fast, 5, pool=pool)
    assert (together["value"] < alone["value"]).all()
    assert (together["value"] > fast["value"].iloc[-1]).all()


def test_a_calm_pool_narrows_and_a_restless_one_widens() -> None:
    series = areas([0.03], noise=0.02)
    widths = []
    for noise in (0.005, 0.02, 0.08):
        table = project(series, 5, pool=areas([0.03] * 25, noise=noise))
        widths.append(float((table["q97.5"] - table["q2.5"]).iloc[-1]))
    assert widths[0] <= widths[1] <= widths[2] or widths[0] < widths[2]


def test_each_indicator_learns_from_its_own_part_of_the_pool() -> None:
    calm, wild = areas([0.03] * 12, "calm"), areas([0.03] * 12, "wild", 0.2)
    both = pd.concat([calm, wild], ignore_index=True)
    together = project(both, 4, pool=both)
    apart = project(calm, 4, pool=calm)
    pd.testing.assert_frame_equal(
        together[together["indicator"] == "calm"].reset_index(drop=True), apart
    )
    assert list(together["area"].unique()) == sorted(both["area"].unique())
    paths = simulate(both, 2, 20, pool=both)
    own = paths[paths["indicator"] == "calm"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, simulate(calm, 2, 20, pool=calm))


def errors(series: int, rows: int) -> calibrator.Errors:
    draw = np.random.default_rng(0)
    number = series * rows
    design = np.zeros((number, len(calibrator.COLUMNS)))
    design[:, 0] = 1.0
    return calibrator.Errors(
        design=design,
        base=np.zeros(number),
        error=draw.normal(0, 1, number),
        weight=np.ones(number),
        rate=np.zeros(number, dtype=bool),
        owner=np.repeat(np.arange(series), rows),
    )


def test_a_pool_counts_the_more_the_more_it_knows() -> None:
    known = shipped().calibrators["combined"]
    # fewer than six series are not cross-validated: .9 * 5/8 * 30/45
    assert pool_share(errors(5, 6), known) == pytest.approx(0.9 * 5 / 8 * 30 / 45)
    shares = [pool_share(errors(number, 20), known) for number in (1, 5)]
    assert shares[0] < shares[1] <= MOST_SHARE


def test_an_interval_wider_than_siblings_ever_were_says_why() -> None:
    pool = areas([0.02] * 12, noise=0.001)
    draw = np.random.default_rng(8)
    wild = pd.DataFrame(
        {
            "area": "wild",
            "indicator": "x",
            "year": range(2015, 2023),
            "value": 100 * np.exp(np.cumsum(draw.normal(0, 0.3, 8))),
        }
    )
    note = project(wild, 5, pool=pool)["note"].iloc[0]
    assert "区间宽于同类地区" in note
    assert "历史仅8年" in note


def test_where_all_neighbours_fell_the_fall_goes_on_at_half_its_pace_at_least() -> None:
    pool = areas([-0.04] * 12, noise=0.03)
    last = pool[pool["year"] == 2022].set_index("area")["value"]
    table = project(pool, 11, pool=pool)
    far = table[table["horizon"] == 11].set_index("area")["value"]
    # half of the median pace of the twelve, eleven years on: about -.22
    pace = pool.groupby("area")["value"].agg(lambda one: np.log(one.iloc[-1] / one.iloc[0]) / 14)
    assert np.median(np.log(far / last)) == pytest.approx(11 * pace.median() / 2, rel=0.05)
