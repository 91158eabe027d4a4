"""What of a table counts, and on which scale it lives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import backtest, diagnose, project, simulate
from yq_analysis.check import DataProblem

NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def one(
    values: list[float],
    area: object = "a",
    indicator: str = "x",
    first: int = 2010,
    **columns: object,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": area,
            "indicator": indicator,
            "year": range(first, first + len(values)),
            "value": values,
            **columns,
        }
    )


def walk(length: int, seed: int = 0, **columns: object) -> pd.DataFrame:
    return one(
        list(100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0.05, 0.03, length)))),
        **columns,
    )  # type: ignore[arg-type]


PASSED = [97.5, 97.9, 98.2, 98.0, 98.4, 98.5, 98.7, 98.9, 98.8, 99.1]


def test_a_share_below_one_per_cent_is_no_fraction() -> None:
    low = one([0.1, 0.2, 0.3, 0.5, 0.7, 0.9], indicator="smart_site_coverage")
    result = project(low)
    assert result["q97.5"].iloc[-1] > 10
    # what a column of units says, the catalogue's unit says as well
    pd.testing.assert_frame_equal(result, project(low.assign(unit="%")))


def test_a_stranger_that_may_be_a_fraction_or_a_per_cent_is_asked_for_its_unit() -> None:
    low = one([0.1, 0.2, 0.3, 0.5, 0.7, 0.9])
    with pytest.raises(DataProblem, match="unit"):
        project(low, scales={"x": "share"})
    fraction, cent = (project(low.assign(unit=unit), scales={"x": "share"}) for unit in ("1", "%"))
    assert fraction["q97.5"].max() <= 1 < cent["q97.5"].max() <= 100


def test_naming_one_indicators_scale_leaves_the_catalogue_for_the_others() -> None:
    series = one(PASSED, indicator="food_pass_rate")
    other = one([3.0, 1.0, 2.0, 4.0, 2.0], indicator="other")
    both = project(pd.concat([series, other]), scales={"other": "count"})
    pd.testing.assert_frame_equal(
        both[both["indicator"] == "food_pass_rate"].reset_index(drop=True), project(series)
    )
    # an empty mapping means: the values alone
    assert project(series, scales={})["q97.5"].max() > 100


def test_a_strangers_unit_says_what_its_values_cannot() -> None:
    share = project(one(PASSED, unit="%"))
    assert share["q97.5"].max() <= 100
    assert share["note"].str.contains("taken for a share").all()
    awards = project(one([5.0, 3.0, 8.0, 12.0, 9.0, 11.0, 14.0], unit="个"))
    assert (awards[NUMBERS] == awards[NUMBERS].round()).all().all()
    assert (
        project(one([98.0, 103.0, 101.0, 99.0, 104.0], unit="%"))["note"]
        .str.contains("short history")
        .all()
    )


def test_half_an_award_is_refused() -> None:
    with pytest.raises(DataProblem, match=r"8\.5 though it is a count"):
        project(one([3.0, 8.5, 4.0, 5.0]), scales={"x": "count"})


@pytest.mark.parametrize("status", ["M", "O", "F"])
def test_a_figure_that_is_none_does_not_count(status: str) -> None:
    series = walk(15).assign(status="A")
    spoiled = pd.concat([series, one([0.0], first=2025, status=status)])
    spoiled.loc[spoiled["year"] == 2015, ["value", "status"]] = [0.0, status]
    empty = series.assign(value=series["value"].where(series["year"] != 2015))
    pd.testing.assert_frame_equal(project(spoiled), project(empty))
    pd.testing.assert_frame_equal(
        backtest(spoiled, 2, 2, ("combined",)), backtest(empty, 2, 2, ("combined",))
    )


def test_a_series_of_gaps_has_the_same_years_in_any_company() -> None:
    nothing = one([np.nan] * 5, area="b", first=2015)
    alone = project(nothing, horizon=2)
    together = project(pd.concat([walk(15), nothing]), horizon=2)
    assert alone["year"].tolist() == [2020, 2021]
    pd.testing.assert_frame_equal(together[together["area"] == "b"].reset_index(drop=True), alone)
    described = diagnose(nothing, horizon=1).histories
    assert described[["first_year", "last_year"]].isna().all().all()


def test_labels_that_look_alike_are_different_series() -> None:
    pairs = [
        pd.concat([walk(12, area=1), walk(12, area="1")]),
        pd.concat([walk(12, area="x y", indicator="z"), walk(12, area="x", indicator="y z")]),
    ]
    for both in pairs:
        paths = simulate(both, 3, 20)
        draws = [
            part["value"].to_numpy() for _, part in paths.groupby(["area", "indicator"], sort=False)
        ]
        assert len(draws) == 2
        assert not np.allclose(*draws)
        pd.testing.assert_frame_equal(project(both), project(both.sample(frac=1, random_state=1)))


def test_only_what_was_left_out_is_said_to_be_left_out() -> None:
    assert not project(walk(60, first=1960))["note"].str.contains("long history").any()
    assert project(walk(61, first=1960))["note"].str.contains("long history").all()


def test_the_step_at_a_break_is_no_yearly_change() -> None:
    values = walk(16)["value"].to_numpy(copy=True)
    values[8:] *= 3
    series = one(list(values), status=["A"] * 8 + ["B"] + ["A"] * 7)
    found = backtest(series, 1, 1, ("combined",))
    said = project(series[series["year"] < 2025], 1)["value"].iloc[0]
    changes = np.abs(np.diff(values[:15]))
    assert found["mase"].iloc[0] == pytest.approx(
        abs(values[15] - said) / np.delete(changes, 7).mean()
    )
