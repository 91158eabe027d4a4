"""Quantiles: whichever are asked for, in order, never narrower later,
within what can be printed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yq_analysis.analysis.projection import backtest, project, quantiles, simulate
from yq_analysis.analysis.projection.transformations import Kinds
from yq_analysis.model import quantile_name

THIRTEEN = tuple(np.linspace(0.02, 0.98, 13))
USUAL = (0.001, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.999)


def one(
    values: list[float], area: str = "a", indicator: str = "x", first: int = 2010, **columns: object
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


def numbers(table: pd.DataFrame) -> np.ndarray:
    return table.filter(regex=r"^q\d").to_numpy(dtype=float)


def spread(middle: float, kind: str, size: np.ndarray) -> np.ndarray:
    """Fans that are `size` [H] wide on either side of `middle` at the outermost levels."""
    level = np.linspace(-1, 1, len(quantiles.LEVELS))
    return np.clip(
        middle + size[:, None] * level,
        0 if kind != "rate" else -np.inf,
        100 if kind == "share" else np.inf,
    )[None]


def kinds(kind: str) -> Kinds:
    return Kinds(name=np.array([kind]), whole=np.array([100.0]))


def test_a_fan_that_gets_narrower_keeps_its_width() -> None:
    widened = quantiles.tidy(spread(50.0, "rate", np.array([4.0, 2.0, 6.0])), kinds("rate"))[0]
    assert widened[:, [0, -1]].tolist() == [[46.0, 54.0], [46.0, 54.0], [44.0, 56.0]]


def test_what_a_bound_takes_the_other_side_gives() -> None:
    # 80 +- 15, then 95 +- 15 cut off at 100: 30 wide, so from 70 on
    raw = np.concatenate(
        [spread(80.0, "share", np.array([15.0])), spread(95.0, "share", np.array([15.0]))], axis=1
    )
    assert quantiles.tidy(raw, kinds("share"))[0, 1, [0, -1]].tolist() == [70.0, 100.0]
    # 40 +- 30, then 20 +- 30 cut off at 0: 60 wide, so up to 60
    raw = np.concatenate(
        [spread(40.0, "positive", np.array([30.0])), spread(20.0, "positive", np.array([30.0]))],
        axis=1,
    )
    assert quantiles.tidy(raw, kinds("positive"))[0, 1, [0, -1]].tolist() == [0.0, 60.0]


def test_levels_in_between_are_read_off_by_straight_lines() -> None:
    raw = np.arange(len(quantiles.LEVELS), dtype=float)[None, None]
    place = int(np.flatnonzero(quantiles.LEVELS == 0.3)[0])
    # a fifth of the way from .3 to .35
    assert quantiles.read(raw, (0.3, 0.31), kinds("rate"))[0, 0].tolist() == pytest.approx(
        [place, place + 0.2]
    )


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([97.0, 97.6, 98.4, 98.9, 99.4], "share"),
        ([60.0, 65.0, 55.0, 70.0], "share"),
        ([1.0, 3.0, 0.0, 7.0, 2.0], "count"),
        ([5.0, 6.0, 6.5, 8.0, 7.0], "positive"),
        ([3.0, -1.0, 2.0, 0.5], "rate"),
    ],
)
def test_a_quantile_does_not_depend_on_which_others_are_asked_for(
    values: list[float], scale: str
) -> None:
    series = one(values, unit="%" if scale == "share" else "")
    together = project(series, 8, THIRTEEN, scales={"x": scale})
    for level in THIRTEEN:
        alone = project(series, 8, (level,), scales={"x": scale})[quantile_name(level)]
        pd.testing.assert_series_equal(alone, together[quantile_name(level)])


def test_a_borrowed_quantile_does_not_depend_on_the_others_nor_a_path_on_their_number() -> None:
    city = one(list(1000 * 1.06 ** np.arange(20) * np.resize([1.0, 1.02], 20)), area="city")
    series, parents = pd.concat([city, one([9.0, 10.0, 10.2], first=2027)]), {"a": "city"}
    table = project(series, 6, USUAL, parents=parents)
    pd.testing.assert_series_equal(
        project(series, 6, (0.025,), parents=parents)["q2.5"], table["q2.5"]
    )
    paths = simulate(series, 6, 4000, parents=parents)
    own, table = paths[paths["area"] == "a"], table[table["area"] == "a"]
    for level in (0.025, 0.25, 0.9):
        read = own.groupby("year")["value"].quantile(level).to_numpy()
        width = (table["q97.5"] - table["q2.5"]).to_numpy()
        assert (np.abs(read - table[quantile_name(level)].to_numpy()) < 2e-3 * width).all()


def test_a_share_between_two_levels_gets_no_narrower_when_one_of_them_meets_its_bound() -> None:
    series = one([0.0, 1, 1, 2, 1, 0, 1, 2, 1, 2, 1, 2, 2], unit="%")
    found = numbers(
        project(series, 15, THIRTEEN, "drift", scales={"x": "share"}, intervals="calibrated")
    )
    assert (np.diff(found[:, -3] - found[:, 2]) >= -1e-9).all()  # .059 narrower once


@given(
    st.lists(st.integers(0, 40), min_size=4, max_size=15),
    st.sampled_from(["share", "count", "positive", "rate"]),
    st.sampled_from([USUAL, THIRTEEN]),
    st.sampled_from(["combined", "drift", "ols"]),
)
@settings(max_examples=80, deadline=None)
def test_no_interval_gets_narrower_whichever_quantiles_are_asked_for(
    values: list[int], scale: str, levels: tuple[float, ...], method: str
) -> None:
    series = one([float(value) for value in values], unit="%" if scale == "share" else "")
    intervals = None if method == "combined" else "calibrated"
    found = numbers(project(series, 15, levels, method, scales={"x": scale}, intervals=intervals))  # type: ignore[arg-type]
    assert (np.diff(found, axis=1) >= 0).all()
    spare = 1e-9 * np.abs(found).max()
    for low in range(len(levels) // 2):
        assert (np.diff(found[:, -1 - low] - found[:, low]) >= -spare).all()
    if scale != "share":
        above = found[:, len(levels) // 2 + 1 :] - found[:, [len(levels) // 2]]
        assert (np.diff(above, axis=0) >= -spare).all()


def test_a_width_that_a_float_cannot_show_does_not_vanish() -> None:
    found = numbers(
        project(one([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1e8]), 40, method="ols", intervals="calibrated")
    )
    assert (np.diff(found[:, -1] - found[:, 0]) >= 0).all()


def test_a_printed_hundred_is_within_the_interval_of_a_history_of_hundreds() -> None:
    table = project(one([100.0] * 8, indicator="food_pass_rate"), 5)
    assert (table[["value", "q50", "q90", "q97.5"]] == 100).all().all()
    assert (table["q2.5"] < 99.95).all()
    draw = np.random.default_rng(0)
    series = pd.concat(
        [
            one(
                list(np.where(draw.random(14) < 0.7, 100.0, 99.9)),
                area=f"a{at}",
                indicator="food_pass_rate",
            )
            for at in range(20)
        ]
    )
    assert backtest(series, 1, 4, ("combined",))["coverage95"].iloc[0] >= 90
    none = project(one([0.0] * 8, indicator="food_pass_rate"), 5)
    assert (none[["q2.5", "q10"]] == 0).all().all()


def test_many_counts_are_each_as_they_are_alone() -> None:
    draw = np.random.default_rng(6)
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    "area": f"a{at:03d}",
                    "indicator": "awards",
                    "year": range(2010, 2025),
                    "value": draw.poisson(1 + at, 15).astype(float),
                }
            )
            for at in range(2 * quantiles.BLOCK + 3)
        ]
    )
    said = project(table, 5, scales={"awards": "count"})
    for area in ("a000", "a063", "a064", "a130"):
        alone = project(table[table["area"] == area], 5, scales={"awards": "count"})
        pd.testing.assert_frame_equal(alone, said[said["area"] == area].reset_index(drop=True))
