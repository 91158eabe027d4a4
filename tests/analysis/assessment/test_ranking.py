"""Ranks among areas and the probability of the first third."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yq_analysis.analysis.assessment import ranking
from yq_analysis.check import DataProblem


def paths(values: np.ndarray, *, year: int = 2035) -> pd.DataFrame:
    """values: draws x areas."""
    draws, areas = values.shape
    return pd.DataFrame(
        {
            "area": np.tile([f"a{i:02}" for i in range(areas)], draws),
            "draw": np.repeat(np.arange(draws), areas),
            "year": year,
            "value": values.ravel(),
        }
    )


def test_equal_values_share_the_better_rank() -> None:
    made = ranking.ranks(
        pd.DataFrame({"area": list("abcd"), "year": 2024, "value": [5.0, 7.0, 7.0, 1.0]})
    )
    assert dict(zip(made["area"], made["rank"], strict=True)) == {"b": 1, "c": 1, "a": 3, "d": 4}


def test_a_gap_is_not_ranked_and_still_counts_among_all() -> None:
    made = ranking.ranks(
        pd.DataFrame({"area": list("abc"), "year": 2024, "value": [5.0, None, 7.0]})
    )
    assert made[["area", "rank", "of"]].values.tolist() == [["c", 1, 3], ["a", 2, 3]]


def test_the_probability_is_the_share_of_draws_within_the_first_four_of_twelve() -> None:
    # a00 is best in three of four draws and last in one
    values = np.tile(np.arange(12.0)[::-1], (4, 1))
    values[3, 0] = -1.0
    made = ranking.first_tier(paths(values)).set_index("area")
    assert made.loc["a00", "probability"] == 0.75
    assert made.loc["a03", "probability"] == 1.0
    assert made.loc["a04", "probability"] == 0.25  # moves up one place in the fourth draw
    assert made.loc["a05", "probability"] == 0.0
    assert made["places"].unique().tolist() == [4]


def test_areas_without_paths_leave_a_range_instead_of_a_probability() -> None:
    made = ranking.first_tier(paths(np.array([[3.0, 2.0, 1.0]])), of=6).set_index(
        "area"
    )  # two places, three unknown
    assert made["probability"].isna().all()
    assert made["probability_low"].tolist() == [0.0, 0.0, 0.0]
    assert made["probability_high"].tolist() == [1.0, 1.0, 0.0]
    assert made["rank_high"].tolist() == [4, 5, 6]


def test_today_is_the_last_year_in_which_most_areas_are_known() -> None:
    observed = pd.DataFrame(
        {"area": ["a00", "a01", "a00"], "year": [2023, 2023, 2024], "value": [1.0, 2.0, 9.0]}
    )
    made = ranking.first_tier(paths(np.array([[1.0, 2.0]])), observed).set_index("area")
    assert made.loc["a00", ["rank_today", "year_today"]].tolist() == [2, 2023]


def test_where_less_is_better_the_order_turns() -> None:
    assert ranking.first_tier(paths(np.array([[1.0, 2.0, 3.0]])), direction=-1)[
        "probability"
    ].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    "broken",
    [
        pd.DataFrame({"area": ["a", "b", "a"], "draw": [0, 0, 1], "year": 2035, "value": 1.0}),
        pd.DataFrame({"area": ["a", "a"], "draw": [0, 0], "year": 2035, "value": 1.0}),
        pd.DataFrame({"area": ["a"], "year": [2035], "value": [1.0]}),
    ],
)
def test_paths_that_are_no_joint_draws_are_refused(broken: pd.DataFrame) -> None:
    with pytest.raises(DataProblem):
        ranking.first_tier(broken)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 12), st.integers(1, 20), st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_places_of_the_first_tier_are_filled(
    areas: int, draws: int, more: int, random: object
) -> None:
    values = np.array([random.sample(range(1000), areas) for _ in range(draws)], dtype=float)  # type: ignore[attr-defined]
    made = ranking.first_tier(paths(values), of=areas + more)
    # every draw fills min(places, areas) places, so the probabilities add up to that number
    assert made["probability_high"].sum() == pytest.approx(min(ranking.places(areas + more), areas))
    assert (made["probability_low"] <= made["probability_high"]).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-100, 100), min_size=3, max_size=12, unique=True), st.floats(0.1, 10))
def test_order_of_rows_and_unit_do_not_matter(values: list[float], unit: float) -> None:
    table = paths(np.array([values]))
    one = ranking.first_tier(table)
    other = ranking.first_tier(
        table.sample(frac=1, random_state=1).assign(value=lambda t: t["value"] * unit)
    )
    pd.testing.assert_frame_equal(one, other)
