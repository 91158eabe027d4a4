"""The reference models, by name."""

from __future__ import annotations

import threading
import warnings

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import METHODS, combination, project
from yq_analysis.analysis.projection.components import NAMES, vote
from yq_analysis.analysis.projection.learning import shipped
from yq_analysis.analysis.projection.panel import from_lists

NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def series(values: object) -> pd.DataFrame:
    values = list(values)  # type: ignore[call-overload]
    return pd.DataFrame(
        {"area": "a", "indicator": "x", "year": range(2000, 2000 + len(values)), "value": values}
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "values",
    [
        [5.0] * 6,
        [0.0] * 5,
        [1.0, 2.0, 1.5, 3.0],
        [-3.0, 2.0, -1.0, 4.0, -2.0],
        [1e-9, 2e-9, 3e-9, 2e-9, 4e-9, 5e-9],
        [1.0, 1.1, np.nan, 1.3, 1.2, 1.5, 1.4],
    ],
)
def test_every_method_answers_odd_histories_in_order(method: str, values: list[float]) -> None:
    for intervals in (None, "calibrated"):
        table = project(series(values), horizon=5, method=method, intervals=intervals)
        numbers = table[NUMBERS].to_numpy(dtype=float)
        assert np.isfinite(numbers).all()
        assert (np.diff(numbers[:, 1:], axis=1) >= 0).all()
        assert (np.diff(numbers[:, 5] - numbers[:, 1]) >= -1e-9 * np.abs(numbers[1:]).max()).all()
        if np.nanmin(values) > 0:
            assert (numbers > 0).all()


def test_ols_on_a_straight_line_of_logarithms_goes_on_exactly() -> None:
    table = project(series(1.05 ** np.arange(10)), horizon=3, method="ols")
    np.testing.assert_allclose(table["value"], 1.05 ** np.arange(10, 13), rtol=1e-8)
    assert (table["method"] == "ols").all()


def test_drift_by_hand() -> None:
    # (8 - 2) / 4 = 1.5 a year
    table = project(series([2.0, 4.0, 3.0, 7.0, 8.0]), horizon=2, method="drift")
    assert table["value"].tolist() == [9.5, 11.0]


def test_the_damped_trend_has_a_part_of_its_own_where_changes_are_small_beside_the_level() -> None:
    # changes of 1, 2 and 6 % of the level: calm, between, restless; growth of 10 % is not calm
    sizes = (0.011, 0.0235, 0.06)
    paths = [100 + 100 * size * np.resize([0.0, 1.0], 12) for size in sizes]
    votes = vote(from_lists([*paths, 100 * 1.1 ** np.arange(12)]), 5)
    calm = combination.calmness(votes)
    spread = np.maximum(votes.spread, 1e-3 * votes.change)[:3] / votes.last[:3]
    by_hand = np.clip((-3 - np.log(spread)) / 1.5, 0, 1)
    assert calm[:3] == pytest.approx(by_hand)
    assert calm[0] > calm[1] > 0
    assert calm[3] == 0
    order, weights = combination.effective_weights(votes, shipped().weights)
    assert weights.sum(0) == pytest.approx(np.ones((4, 5)))
    own = np.where(order == NAMES.index("damped_log"), weights, 0).sum(0)
    assert (own[0] >= combination.HALF * calm[0]).all()


def test_a_vote_falls_no_faster_than_a_fifth_beyond_the_usual_factor() -> None:
    # 100 to 10 in twelve years at one rate: by steps it would be below zero in two years
    values = 100 * 0.1 ** (np.arange(12) / 11)
    votes = vote(from_lists([values]), 3)
    least = 10 * np.exp(-1.2 * np.log(10) / 11 * np.arange(1, 4))
    assert votes.ahead[:-1, 0].min(0) == pytest.approx(least, rel=1e-6)


def test_calibrated_intervals_are_wider_than_the_models_own() -> None:
    draw = np.random.default_rng(3)
    history = series(100 * np.exp(np.cumsum(draw.normal(0.03, 0.05, 12))))
    for method in ("theta", "ols"):
        own, calibrated = (
            project(history, horizon=10, method=method, intervals=one).iloc[-1]
            for one in ("own", "calibrated")
        )
        assert calibrated["q97.5"] - calibrated["q2.5"] > own["q97.5"] - own["q2.5"]
        assert calibrated["value"] == own["value"]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_says_the_same_in_another_unit(method: str) -> None:
    draw = np.random.default_rng(35)
    walk = series(100 * np.exp(np.cumsum(draw.normal(0.05, 0.03, 15))))
    table = pd.concat(
        [walk, walk.assign(area="b", value=walk["value"] - 120)]
    )  # the second one crosses zero
    plain, scaled = (
        project(one, horizon=5, method=method)[NUMBERS]
        for one in (table, table.assign(value=table["value"] * 7))
    )
    np.testing.assert_allclose(scaled / 7, plain, rtol=1e-9)


def test_threads_leave_the_filters_of_warnings_as_they_were() -> None:
    history, before = series([3.0, 4.0, 3.5, 5.0, 4.5, 6.0, 5.5]), list(warnings.filters)
    threads = [
        threading.Thread(target=project, args=(history,), kwargs={"horizon": 2, "method": method})
        for method in ("ets", "ucm", "theta") * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings.filters == before


@pytest.mark.parametrize("method", METHODS)
def test_a_history_of_nothing_but_zeros_has_no_size_that_an_interval_could_have(
    method: str,
) -> None:
    table = project(series([0.0] * 8), horizon=3, method=method, scales={"x": "positive"})
    assert (table[NUMBERS] == 0).all(axis=None)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("unit", [0.001, 1 / 3, 7.0])
def test_a_constant_has_the_same_calibrated_interval_in_any_unit(method: str, unit: float) -> None:
    plain, scaled = (
        project(
            series([5.0 * factor] * 10),
            20,
            (0.001, 0.025, 0.5, 0.975, 0.999),
            method,
            intervals="calibrated",
            scales={"x": "positive"},
        )
        for factor in (1.0, unit)
    )
    columns = ["value", "q0.1", "q2.5", "q50", "q97.5", "q99.9"]
    np.testing.assert_allclose(scaled[columns] / unit, plain[columns], rtol=1e-9)
