"""Levels that were redefined: growth is borrowed across, levels never."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.projection import project

NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def history(values: list[float], first: int = 2005, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"area": "a", "indicator": "x", "year": range(first, first + len(values)), "value": values, **columns})


STEADY = [100 * 1.05**k * (1.01 if k % 2 else 1.0) for k in range(18)]


def broken_at(at: int, factor: float) -> pd.DataFrame:
    values = [value * (factor if k >= at else 1) for k, value in enumerate(STEADY)]
    return history(values, status=["B" if k == at else "A" for k in range(len(values))])


def test_a_flagged_jump_changes_the_level_and_nothing_else() -> None:
    small, large = (project(broken_at(14, factor)) for factor in (1.3, 3.0))
    np.testing.assert_allclose(large[NUMBERS] / 3.0, small[NUMBERS] / 1.3, rtol=1e-9)
    assert small["note"].str.contains("2019").all()


def test_an_unflagged_jump_is_taken_as_change() -> None:
    flagged, plain = project(broken_at(14, 3.0)), project(broken_at(14, 3.0).drop(columns="status"))
    width = [(one["q97.5"] - one["q2.5"]).iloc[-1] for one in (flagged, plain)]
    assert width[0] < width[1]


def test_a_long_newest_segment_needs_nothing_from_before() -> None:
    whole = project(broken_at(6, 2.0))
    alone = project(broken_at(6, 2.0).query("year >= 2011").assign(status="A"))
    np.testing.assert_allclose(whole[NUMBERS], alone[NUMBERS], rtol=1e-12)


def test_a_caliber_that_takes_over_borrows_the_growth_of_the_one_before() -> None:
    older = history(STEADY[:14], caliber="2015 prices")
    newer = history([300.0, 315.0], first=2019, caliber="2020 prices")
    result = project(pd.concat([older, newer]), horizon=3)
    assert set(result["caliber"]) == {"2020 prices"}
    assert result["value"].iloc[0] == pytest.approx(315 * 1.05, rel=0.02)
    assert result["n"].iloc[0] == 16


def test_a_year_known_in_both_calibers_links_them_exactly() -> None:
    # 2018 is 200 on the old basis and 300 on the new: the old one is carried up by 1.5
    older = history([160.0, 165.0, 180.0, 200.0], first=2015, caliber="old")
    newer = history([300.0, 330.0], first=2018, caliber="new")
    linked = project(pd.concat([older, newer]), horizon=2)
    by_hand = project(history([240.0, 247.5, 270.0, 300.0, 330.0], first=2015), horizon=2)
    np.testing.assert_allclose(linked[NUMBERS], by_hand[NUMBERS], rtol=1e-9)


def test_calibers_side_by_side_stay_two_series() -> None:
    both = pd.concat([history(STEADY, caliber="bureau"), history(STEADY[:-1], caliber="commission")])
    assert set(project(both)["caliber"]) == {"bureau", "commission"}


def test_signed_series_are_shifted_not_multiplied() -> None:
    rates = [3.0, -1.0, 2.0, 4.0, 1.0, 11.0, 12.0, 9.0]
    series = history(rates, status=["A"] * 5 + ["B"] + ["A"] * 2)
    result = project(series, scales={"x": "rate"})
    assert np.isfinite(result[NUMBERS].to_numpy(dtype=float)).all()
    assert 5 < result["value"].iloc[0] < 15
