"""Questions without an answer, tables that are none: refused in words, everything at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import backtest, cumulative, diagnose, project, simulate
from yq_analysis.check import DataProblem, QuestionProblem


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


STEADY = [100.0 * 1.05**k + k % 3 for k in range(12)]


@pytest.mark.parametrize(
    "question",
    [
        {"quantiles": 0.5},
        {"quantiles": None},
        {"quantiles": "abc"},
        {"quantiles": (0.1, "x")},
        {"quantiles": [None]},
        {"quantiles": (0.0001, 0.5)},
        {"quantiles": (0.5, 1 - 1e-7)},
        {"quantiles": (0.1, 0.100000001)},
        {"horizon": -1},
        {"horizon": "x"},
        {"horizon": None},
        {"horizon": 51},
        {"parents": ["a"]},
        {"parents": pd.Series({"a": "b"})},
        {"scales": ["share"]},
        {"scales": {"x": ["share"]}},
        {"scales": {"y": "share"}},
        {"growth": ["x"]},
        {"growth": {"x"}},
        {"growth": "x"},
        {"growth": {"y": 1}},
        {"growth": {"x": 0}},
        {"growth": {"x": 2}},
        {"growth": {"x": -1.5}},
        {"growth": {"x": None}},
        {"growth": {"x": "down"}},
        {"learned": {}},
        {"calibration": "mine"},
        {"method": None},
    ],
)
def test_a_question_without_an_answer_is_refused_in_words(question: dict) -> None:
    with pytest.raises(QuestionProblem) as refused:
        project(one(STEADY), **question)
    assert next(iter(question)) in str(refused.value)
    assert all(problem.next for problem in refused.value.problems)


def test_everything_that_is_wrong_with_a_question_is_said_at_once() -> None:
    with pytest.raises(QuestionProblem) as refused:
        project(
            one(STEADY), horizon=0, quantiles=(2,), method="drfit", growth={"x": 0}, parents=["a"]
        )  # type: ignore[arg-type]
    assert len(refused.value.problems) == 5


@pytest.mark.parametrize("seed", [-1, None, 1.5, "a", True])
def test_a_seed_is_a_whole_number(seed: object) -> None:
    with pytest.raises(QuestionProblem, match="seed"):
        simulate(one(STEADY), seed=seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("horizon", [2.5, 51, -1, "x", None])
def test_backtests_and_diagnoses_check_their_horizon(horizon: object) -> None:
    for door in (backtest, diagnose):
        with pytest.raises(QuestionProblem, match="horizon"):
            door(one(STEADY), horizon)  # type: ignore[operator]


@pytest.mark.parametrize("given", [None, {}, [1.0], np.arange(3.0), pd.Series([1.0]), "table.csv"])
def test_what_is_no_table_is_refused_by_every_door(given: object) -> None:
    paths = simulate(one(STEADY), 2, 2)
    doors: list[Callable[[], object]] = [
        lambda: project(given),
        lambda: simulate(given),
        lambda: backtest(given),
        lambda: diagnose(given),  # type: ignore[arg-type]
        lambda: cumulative(given, one(STEADY), 2015),
        lambda: cumulative(paths, given, 2015),  # type: ignore[arg-type]
    ]
    if given is not None:
        doors += [
            lambda: project(one(STEADY), pool=given),
            lambda: project(one(STEADY), method="drift", pool=given),
        ]  # type: ignore[arg-type]
    for door in doors:
        with pytest.raises(QuestionProblem, match="不是表"):
            door()


def test_a_column_that_is_there_twice_is_refused() -> None:
    series = one(STEADY)
    for column in ("value", "area"):
        with pytest.raises(DataProblem, match=f"有不止一列 {column}"):
            project(pd.concat([series, series[[column]]], axis=1))


def test_an_index_with_a_columns_name_does_no_harm() -> None:
    series = one(STEADY)
    for column in ("area", "year"):
        indexed = series.set_index(column, drop=False)
        pd.testing.assert_frame_equal(project(indexed), project(series))
        pd.testing.assert_frame_equal(
            backtest(indexed, 2, 2, ("combined",)), backtest(series, 2, 2, ("combined",))
        )
        paths = simulate(series, 2, 2)
        pd.testing.assert_frame_equal(
            cumulative(paths, indexed, 2015), cumulative(paths, series, 2015)
        )


@pytest.mark.parametrize(
    "column",
    [
        {"value": [True] * 12},
        {"value": [1.0, True, *STEADY[2:]]},
        {"value": np.array(STEADY) * 1j},
        {"value": pd.to_datetime([f"{year}-01-01" for year in range(2010, 2022)])},
        {"value": pd.to_timedelta(range(12), unit="D")},
        {"value": [[1.0], *STEADY[1:]]},
        {"value": [date(2020, 1, 1), *STEADY[1:]]},
        {"year": pd.to_datetime([f"{year}-01-01" for year in range(2010, 2022)])},
        {"year": pd.period_range("2010", periods=12, freq="Y")},
        {"year": [pd.Timestamp("2010"), *range(2011, 2022)]},
        {"year": [1e20, *range(2011, 2022)]},
        {"year": [*range(2010, 2021), 20210]},
        {"year": [*range(2010, 2021), 2201]},
        {"year": [True, *range(2011, 2022)]},
        {"area": [["a"]] * 12},
        {"status": "b"},
        {"status": "Z"},
        {"status": [["A"]] * 12},
        {"unit": [{}] * 12},
        {"parent": [["b"]] * 12},
    ],
)
def test_cells_that_mean_nothing_are_refused(column: dict) -> None:
    for door in (project, lambda series: backtest(series, 1, 1, ("combined",))):
        if "parent" in column and door is not project:
            continue  # a backtest is told its parents
        with pytest.raises(DataProblem) as refused:
            door(one(STEADY).assign(**column))  # type: ignore[operator]
        assert all(problem.next for problem in refused.value.problems)


@pytest.mark.parametrize("column", ["area", "indicator"])
def test_a_list_is_no_name_beside_a_pool_or_parents_either(column: str) -> None:
    series = one(STEADY).assign(**{column: [["a"]] * 12})
    for more in ({"pool": one(STEADY)}, {"parents": {"a": "b"}}):
        with pytest.raises(DataProblem, match="is not a name"):
            project(series, 2, **more)  # type: ignore[arg-type]


def test_a_missing_status_is_an_ordinary_one() -> None:
    series = one(STEADY)
    text = series.assign(status=pd.array([pd.NA] * 6 + ["A"] * 6, dtype="string"))
    pd.testing.assert_frame_equal(project(text), project(series))
    pd.testing.assert_frame_equal(
        backtest(text, 2, 2, ("combined",)), backtest(series, 2, 2, ("combined",))
    )


def test_a_name_that_the_catalogue_knows_may_be_named_without_being_there() -> None:
    growth = {"energy_intensity_change_rate": -1}
    pd.testing.assert_frame_equal(project(one(STEADY), growth=growth), project(one(STEADY)))


def test_a_fall_of_everything_is_no_rate() -> None:
    for sign, wrong in ((-1, 150.0), (1, -100.0)):
        with pytest.raises(DataProblem, match=r"cut 2012.*变为零或负"):
            project(one([3.0, 4.0, wrong, 5.0, 4.0], indicator="cut"), growth={"cut": sign})


def test_rates_that_multiply_beyond_all_measure_are_refused() -> None:
    for rates in ([3.0, 1e60, 1e60, 5.0, 4.0], [3.0] + 12 * [-99.99999999999] + [4.0]):
        for name in ("series", "pool"):
            tables = {"series": one(STEADY), "pool": None} | {name: one(rates, indicator="cut")}
            with pytest.raises(DataProblem, match=rf"{name}, .*cut.*大得无法计量"):
                project(**tables, growth={"cut": 1})


@pytest.mark.parametrize(
    "question",
    [
        {"methods": None},
        {"methods": "combined"},
        {"methods": [["drift"]]},
        {"by": None},
        {"by": "area"},
        {"origins": "x"},
    ],
)
def test_a_backtest_lists_its_methods_and_keys(question: dict) -> None:
    with pytest.raises(QuestionProblem, match=next(iter(question))):
        backtest(one(STEADY), **question)


def test_a_huge_count_that_falls_to_zero_is_projected() -> None:
    table = project(one([3e15, 4e15, 5e15, 0.0]), 15)
    assert np.isfinite(table.filter(regex=r"^(q|value)").to_numpy(dtype=float)).all()


def test_cells_that_are_no_names_or_no_floats_are_refused_by_name() -> None:
    with pytest.raises(QuestionProblem, match=r"parents\['a'\].*不是地区"):
        project(one(STEADY), parents={"a": ["b"]})  # type: ignore[dict-item]
    with pytest.raises(DataProblem, match="not a number"):
        project(one(STEADY).assign(value=pd.Series([10**400, *STEADY[1:]], dtype=object)))
    paths = simulate(one(STEADY), 2, 3)
    for areas in (None, [["a"]] * 6):
        with pytest.raises(DataProblem, match="area"):
            cumulative(paths.assign(area=areas), one(STEADY), 2005)


def test_a_key_named_twice_is_one_key() -> None:
    pd.testing.assert_frame_equal(
        backtest(one(STEADY), 2, 2, ("drift",), by=["area", "area"]),
        backtest(one(STEADY), 2, 2, ("drift",), by=["area"]),
    )
