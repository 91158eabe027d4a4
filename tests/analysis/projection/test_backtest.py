"""Backtests and diagnostics for the reader."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import backtest, diagnose, project
from yq_analysis.check import QuestionProblem


def panel(number: int = 12, length: int = 16, seed: int = 0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "area": f"a{at}",
                    "indicator": "x",
                    "year": range(2009, 2009 + length),
                    "value": np.exp(np.cumsum(draw.normal(0.04, 0.04, length))),
                }
            )
            for at in range(number)
        ]
    )


def test_a_backtest_of_one_origin_is_the_projection_compared_with_what_came() -> None:
    series = panel(1)
    result = backtest(series, horizon=1, origins=1, methods=("drift",))
    known = series["value"].to_numpy()
    # the drift from 15 values: L + (L - y_1) / 14
    said = known[14] + (known[14] - known[0]) / 14
    assert result["mase"].iloc[0] == pytest.approx(
        abs(known[15] - said) / np.abs(np.diff(known[:15])).mean()
    )
    assert result["smape"].iloc[0] == pytest.approx(
        200 * abs(known[15] - said) / (known[15] + said)
    )


def test_every_method_is_judged_at_every_horizon() -> None:
    result = backtest(panel(), horizon=3, origins=4)
    assert result["method"].drop_duplicates().tolist() == ["combined", "drift", "ols", "ets"]
    assert result.loc[result["method"] == "combined", "forecasts"].tolist() == [48, 36, 24]
    assert result["coverage95"].between(0, 100).all()
    assert (result["coverage95"] >= result["coverage80"]).all()


def test_the_future_does_not_leak_into_an_earlier_origin() -> None:
    series = panel(3)
    spoiled = series.assign(
        value=series["value"].where(series["year"] < 2024, series["value"] * 100)
    )
    plain = backtest(series, horizon=1, origins=2, methods=("combined",), pool=series, by=("area",))
    assert len(plain) == 3
    before = [
        backtest(
            one[one["year"] < 2024],
            horizon=1,
            origins=1,
            methods=("combined",),
            pool=one[one["year"] < 2024],
        )
        for one in (series, spoiled)
    ]
    pd.testing.assert_frame_equal(before[0], before[1])


def test_what_lies_behind_a_later_break_is_not_compared() -> None:
    series = panel(1).assign(status="A")
    series.loc[series["year"] == 2023, "status"] = "B"
    assert backtest(series, horizon=3, origins=3, methods=("combined",))["forecasts"].tolist() == [
        2
    ]


def test_series_without_a_past_give_an_empty_table() -> None:
    assert backtest(panel(1, length=2), methods=("combined",)).empty


@pytest.mark.parametrize("question", [{"methods": ("arima",)}, {"origins": 0}, {"by": ("year",)}])
def test_a_wrong_question_is_refused(question: dict) -> None:
    with pytest.raises(QuestionProblem):
        backtest(panel(1), **question)


def test_the_kept_votes_make_up_the_projection() -> None:
    series = panel(3)
    found = diagnose(series, horizon=4)
    made = (
        (found.votes["value"] * found.votes["kept"])
        .groupby([found.votes["area"], found.votes["year"]])
        .sum()
    )
    np.testing.assert_allclose(made.to_numpy(), project(series, horizon=4)["value"], rtol=1e-9)
    sums = found.votes.groupby(["area", "year"])[["weight", "kept"]].sum()
    np.testing.assert_allclose(sums, 1.0, rtol=1e-9)


def test_the_history_is_described() -> None:
    series = panel(1).query("year != 2012")
    series.loc[series["year"] == 2016, "value"] *= 100
    row = diagnose(series, horizon=1).histories.iloc[0]
    assert (row["n"], row["first_year"], row["last_year"], row["gaps"]) == (15, 2009, 2024, 1)
    assert (row["outliers"], row["scale"]) == ("2016", "positive")


def test_a_history_too_short_for_votes_is_still_described() -> None:
    found = diagnose(panel(1, length=2), horizon=1)
    assert found.votes.empty
    assert found.histories["note"].str.contains("无法推算").all()


def test_a_series_that_reports_late_keeps_its_origins() -> None:
    late, early = panel(1), panel(1, seed=1).assign(area="b", year=lambda table: table["year"] + 3)
    alone = backtest(late, horizon=3, origins=3, methods=("combined",), by=("area",))
    together = backtest(
        pd.concat([late, early]), horizon=3, origins=3, methods=("combined",), by=("area",)
    )
    pd.testing.assert_frame_equal(together[together["area"] == "a0"].reset_index(drop=True), alone)
    assert together.groupby("area")["forecasts"].apply(list).to_dict() == {
        "a0": [3, 2, 1],
        "b": [3, 2, 1],
    }


def test_a_borrower_is_judged_with_its_parent_as_it_was_then() -> None:
    parent = panel(1, length=25)
    child = panel(1, length=5, seed=2).assign(
        area="child"
    )  # ends in 2013, twenty years before its parent
    table = backtest(
        pd.concat([parent, child]),
        horizon=1,
        origins=1,
        methods=("combined",),
        parents={"child": "a0"},
        by=("area",),
    )
    known = pd.concat([parent, child]).query("year <= 2012")
    said = project(known, 1, parents={"child": "a0"}).set_index("area").loc["child", "value"]
    came = child["value"].iloc[-1]
    assert table.set_index("area").loc["child", "smape"] == pytest.approx(
        200 * abs(came - said) / (came + said)
    )


def test_votes_of_rates_are_rates_and_their_history_is_that_of_the_table() -> None:
    draw = np.random.default_rng(4)
    rates = pd.DataFrame(
        {"area": "a", "indicator": "x", "year": range(2010, 2025), "value": draw.normal(5, 2, 15)}
    )
    found, said = diagnose(rates, horizon=3, growth={"x": 1}), project(rates, 3, growth={"x": 1})
    assert found.votes["value"].between(-5, 15).all()
    row = found.histories.iloc[0]
    assert (row["n"], row["first_year"], row["last_year"], row["scale"]) == (15, 2010, 2024, "rate")
    # the index goes on from 100 (1 + r / 100) ...; the projected rate is that of its kept mean
    index = (
        (found.votes["working"] * found.votes["kept"]).groupby(found.votes["year"]).sum().to_numpy()
    )
    start = 100 * np.prod(1 + rates["value"] / 100)
    np.testing.assert_allclose(
        100 * (index / np.concatenate([[start], index[:-1]]) - 1), said["value"], rtol=1e-9
    )


def test_the_kept_votes_of_a_share_make_up_its_log_odds() -> None:
    share = panel(1).assign(value=np.linspace(60, 90, 16) + np.resize([0, 1.5], 16))
    found, said = (
        diagnose(share, 2, scales={"x": "share"}),
        project(share, 2, scales={"x": "share"}),
    )
    odds = (found.votes["working"] * found.votes["kept"]).groupby(found.votes["year"]).sum()
    np.testing.assert_allclose(100 / (1 + np.exp(-odds)), said["value"], rtol=1e-9)


def test_a_series_that_borrowed_has_no_votes_of_its_own() -> None:
    found = diagnose(
        pd.concat(
            [panel(1), panel(1, length=5, seed=2).assign(area="child", year=range(2020, 2025))]
        ),
        1,
        parents={"child": "a0"},
    )
    assert set(found.votes["area"]) == {"a0"}
    assert found.histories.set_index("area").loc["child", "note"].find("borrowed") > 0


@pytest.mark.parametrize("horizon", [2.5, 51, -1, "x", None])
def test_a_diagnosis_checks_its_horizon(horizon: object) -> None:
    with pytest.raises(QuestionProblem, match="horizon"):
        diagnose(panel(1), horizon)  # type: ignore[arg-type]


def test_a_first_year_in_another_unit_is_left_out_and_named() -> None:
    plain = panel(1)
    wrong = plain.assign(value=plain["value"].where(plain["year"] > 2009, plain["value"] * 1e4))
    columns = ["value", "q2.5", "q97.5"]
    np.testing.assert_allclose(
        project(wrong)[columns], project(plain.query("year > 2009"))[columns], rtol=1e-9
    )
    assert diagnose(wrong).histories["outliers"].tolist() == ["2009"]
