"""The table that goes in and the table that comes out."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yq_analysis import model
from yq_analysis.analysis.projection import project
from yq_analysis.check import DataProblem, QuestionProblem


def one(
    values: list[float], area: str = "a", indicator: str = "x", first: int = 2000
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": area,
            "indicator": indicator,
            "year": range(first, first + len(values)),
            "value": values,
        }
    )


def walks(number: int, length: int, seed: int = 0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    parts = [
        one(list(np.exp(np.cumsum(draw.normal(0.03, 0.05, length)))), area=f"area{at:03d}")
        for at in range(number)
    ]
    return pd.concat(parts, ignore_index=True)


NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def test_the_result_has_the_columns_of_a_projections_table() -> None:
    table = project(one([1.0, 1.1, 1.3, 1.2, 1.4]), horizon=3)
    assert list(table.columns) == model.projection_columns(model.QUANTILES)
    assert table["year"].tolist() == [2005, 2006, 2007]
    assert table["n"].tolist() == [5, 5, 5]
    assert (table["method"] == "combined").all()


def test_a_straight_line_goes_on_as_a_straight_line() -> None:
    # drift, median and recent slope all say +2 a year; the damped ones say less; the mid-mean lies
    # near
    table = project(one([10.0 + 2 * k for k in range(12)]), horizon=1)
    assert table["value"].iloc[0] == pytest.approx(34, abs=0.5)


def test_the_answer_is_the_same_alone_in_a_batch_and_shuffled() -> None:
    batch = walks(20, 15)
    together = project(batch, horizon=6)
    shuffled = project(batch.sample(frac=1, random_state=3), horizon=6)
    pd.testing.assert_frame_equal(together, shuffled)
    alone = project(batch[batch["area"] == "area007"], horizon=6)
    np.testing.assert_allclose(
        alone[NUMBERS], together.loc[together["area"] == "area007", NUMBERS], rtol=1e-10
    )


@pytest.mark.parametrize("factor", [1e-6, 7.3, 1e9])
def test_another_unit_gives_the_same_answer(factor: float) -> None:
    batch = walks(20, 12, seed=1)
    scaled = batch.assign(value=batch["value"] * factor)
    np.testing.assert_allclose(
        project(scaled)[NUMBERS] / factor, project(batch)[NUMBERS], rtol=1e-9
    )


def test_a_gap_inside_a_series_is_allowed_and_said() -> None:
    series = one([1.0, 1.1, 1.2, np.nan, 1.4, 1.5, 1.6])
    with_gap = project(series, horizon=2)
    assert with_gap["n"].iloc[0] == 6
    assert "缺1年" in with_gap["note"].iloc[0]
    pd.testing.assert_frame_equal(with_gap, project(series.dropna(), horizon=2))


def test_three_points_without_a_parent_are_no_data() -> None:
    table = project(one([1.0, 2.0, 3.0]), horizon=2)
    assert table["value"].isna().all()
    assert (table["method"] == "no_data").all()
    assert table["note"].str.contains("无法推算").all()
    assert table["year"].tolist() == [2003, 2004]


def test_a_short_history_is_warned_about() -> None:
    assert "short history" in project(one([1.0, 2.0, 2.5, 3.0]), horizon=1)["note"].iloc[0]
    assert project(one([1.0 + k + k % 2 for k in range(12)]), horizon=1)["note"].iloc[0] == ""


@pytest.mark.parametrize(
    "values",
    [
        [5.0] * 8,
        [0.0] * 8,
        [1.0, 2.0, 1.5, 3.0],
        [1.0, 1.1, 1e9, 1.2, 1.3, 1.2, 1.4],
        [-3.0, 2.0, -1.0, 4.0, -2.0],
        [float(k % 7 + 1) for k in range(200)],
        [1e-99, 2e-99, 3e-99, 2e-99, 4e-99],
        [0.0, 0.0, 0.0, 5.0, 0.0, 0.0],
    ],
)
def test_odd_histories_give_finite_ordered_quantiles_that_widen(values: list[float]) -> None:
    table = project(one(values), horizon=15)
    numbers = table[NUMBERS].to_numpy(dtype=float)
    assert np.isfinite(numbers).all()
    assert (np.diff(numbers[:, 1:], axis=1) >= 0).all()
    for low, high in ((1, 5), (2, 4)):
        width = numbers[:, high] - numbers[:, low]
        assert (np.diff(width) >= -1e-9 * np.abs(width[1:])).all()
    if min(values) > 0:
        assert (numbers > 0).all()


def test_everything_that_is_wrong_is_said_at_once_with_its_series() -> None:
    series = pd.concat(
        [one([1.0, np.inf, 2.0], area="甲"), one([1.0, 2.0], area="乙").assign(value=["x", "2"])]
    )
    with pytest.raises(DataProblem) as refused:
        project(series)
    assert len(refused.value.problems) == 2
    assert "甲" in str(refused.value)
    assert "乙" in str(refused.value)


def test_two_values_for_one_year_are_refused() -> None:
    with pytest.raises(DataProblem, match="2001 有两个数"):
        project(pd.concat([one([1.0, 2.0, 3.0]), one([2.5], first=2001)]))


@pytest.mark.parametrize(
    "question",
    [
        {"horizon": 0},
        {"horizon": 2.5},
        {"quantiles": (0.5, 1.0)},
        {"quantiles": ()},
        {"method": "drfit"},
        {"intervals": "own"},
        {"intervals": "mine", "method": "drift"},
        {"scales": {"x": "log"}},
    ],
)
def test_a_wrong_question_is_refused(question: dict) -> None:
    with pytest.raises(QuestionProblem):
        project(one([1.0, 2.0, 3.0, 4.0]), **question)


@pytest.mark.parametrize("value", [1e200, -1e101, 1e-200])
def test_numbers_that_nothing_measures_are_refused(value: float) -> None:
    with pytest.raises(DataProblem, match="measurement"):
        project(one([1.0, 2.0, value, 3.0, 4.0]))


@given(
    st.lists(
        st.one_of(
            st.floats(-1e6, 1e6).map(lambda value: round(value, 6)),
            st.integers(0, 5).map(float),
            st.just(float("nan")),
        ),
        min_size=4,
        max_size=30,
    ),
    st.sampled_from(["", "share", "count", "rate", "positive"]),
)
@settings(max_examples=60, deadline=None)
def test_any_history_gives_finite_ordered_widening_numbers_or_a_refusal(
    values: list[float], scale: str
) -> None:
    series = one(values).assign(unit="%" if scale == "share" else "")
    known = series["value"].dropna()
    impossible = (
        (scale in ("share", "count", "positive") and (known < 0).any())
        or (scale == "share" and (known > 100).any())
        or (scale == "count" and (known != known.round()).any())
    )
    if impossible:
        with pytest.raises(DataProblem, match="a x"):
            project(series, horizon=12, scales={"x": scale})
        return
    table = project(series, horizon=12, scales={"x": scale} if scale else {})
    if series["value"].notna().sum() < 4:
        assert (table["method"] == "no_data").all()
        return
    numbers = table[NUMBERS].to_numpy(dtype=float)
    assert np.isfinite(numbers).all()
    assert (np.diff(numbers[:, 1:], axis=1) >= 0).all()
    for low, high in ((1, 5), (2, 4)):
        width = numbers[:, high] - numbers[:, low]
        assert (np.diff(width) >= -1e-9 * np.abs(numbers).max()).all()


@given(st.lists(st.floats(0.1, 1e6), min_size=4, max_size=20), st.floats(1e-6, 1e6))
@settings(max_examples=40, deadline=None)
def test_any_positive_history_is_the_same_in_any_unit(values: list[float], factor: float) -> None:
    plain, scaled = (
        project(one([value * by for value in values]), scales={})[NUMBERS] for by in (1.0, factor)
    )
    np.testing.assert_allclose(scaled / factor, plain, rtol=1e-9)


def test_an_empty_table_gives_an_empty_table() -> None:
    table = project(one([1.0]).iloc[:0])
    assert list(table.columns) == model.projection_columns(model.QUANTILES)
    assert table.empty


def test_shares_stay_within_bounds_and_counts_are_whole() -> None:
    share = one([97.1, 98.0, 98.4, 99.0, 99.5, 100.0, 100.0], indicator="pass")
    table = project(share, horizon=15, scales={"pass": "share"})
    numbers = table[NUMBERS].to_numpy(dtype=float)
    assert ((numbers >= 0) & (numbers <= 100)).all()
    fraction = project(
        share.assign(value=share["value"] / 100, unit="1"), horizon=15, scales={"pass": "share"}
    )
    np.testing.assert_allclose(fraction[NUMBERS] * 100, table[NUMBERS], rtol=1e-9)
    awards = project(one([0.0, 1.0, 3.0, 2.0, 4.0, 3.0]), horizon=5)
    assert (awards[NUMBERS] == awards[NUMBERS].round()).all().all()


def test_a_pool_of_calm_series_narrows_the_interval() -> None:
    draw = np.random.default_rng(5)
    calm = pd.concat(
        [
            one(list(100 + 2 * np.arange(20) + draw.normal(0, 1, 20)), area=f"c{at}")
            for at in range(40)
        ]
    )
    series = calm[calm["area"] == "c0"]
    width = [
        (table["q97.5"] - table["q2.5"]).iloc[-1]
        for table in (project(series), project(series, pool=calm))
    ]
    assert width[1] < width[0]
    alone = project(series, pool=calm, calibration="pool")
    assert (alone["q97.5"] - alone["q2.5"]).iloc[-1] < width[1]


def test_importing_the_door_does_not_load_statsmodels() -> None:
    code = "import sys, yq_analysis as yq; yq.project; sys.exit('statsmodels' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "values",
    [
        [1.0, 1e9, 2.0, 2.1, 2.2, 2.4, 2.3, 2.5],
        [1e9, np.nan, 2.1, 2.2, 2.4, 2.3, 2.5],
        [1e9, np.nan, np.nan, 2.2, np.nan, 2.3, 2.5, 2.4],
        [2.0, np.nan, 1e9, 2.2, 2.4, 2.3, 2.5],
    ],
    ids=["second year", "first year before a gap", "gaps", "after a gap"],
)
def test_one_huge_value_near_the_start_does_not_drown_the_rest(values: list[float]) -> None:
    table = project(one(values), 10)
    assert table["value"].between(1, 6).all()
    assert (table["q97.5"] < 30).all()
    assert (table["q2.5"] > 0.05).all()
