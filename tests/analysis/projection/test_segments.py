"""Levels that were redefined: growth is borrowed across, levels never."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import cumulative, project, segments, simulate, transformations
from yq_analysis.check import DataProblem

NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def history(values: list[float], first: int = 2005, **columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": "a",
            "indicator": "x",
            "year": range(first, first + len(values)),
            "value": values,
            **columns,
        }
    )


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
    both = pd.concat(
        [history(STEADY, caliber="bureau"), history(STEADY[:-1], caliber="commission")]
    )
    assert set(project(both)["caliber"]) == {"bureau", "commission"}


def test_signed_series_are_shifted_not_multiplied() -> None:
    rates = [3.0, -1.0, 2.0, 4.0, 1.0, 11.0, 12.0, 9.0]
    series = history(rates, status=["A"] * 5 + ["B"] + ["A"] * 2)
    result = project(series, scales={"x": "rate"})
    assert np.isfinite(result[NUMBERS].to_numpy(dtype=float)).all()
    assert 5 < result["value"].iloc[0] < 15


def test_a_caliber_that_was_given_up_is_taken_over_though_both_were_published_for_years() -> None:
    # both are known from 2015 to 2017; the step is read off 2015, the new one's first year: 200
    # there, 300 here
    older = history([160.0, 165.0, 180.0, 200.0, 208.0, 215.0], first=2012, caliber="old")
    newer = history([300.0, 310.0, 322.0, 333.0, 350.0, 357.0], first=2015, caliber="new")
    linked = project(pd.concat([older, newer]), horizon=2)
    by_hand = project(
        history([240.0, 247.5, 270.0, 300.0, 310.0, 322.0, 333.0, 350.0, 357.0], first=2012),
        horizon=2,
    )
    assert set(linked["caliber"]) == {"new"}
    np.testing.assert_allclose(linked[NUMBERS], by_hand[NUMBERS], rtol=1e-9)
    assert linked["note"].str.contains("2015").all()


def test_a_caliber_that_is_only_late_is_not_given_up_and_the_newer_one_says_so() -> None:
    both = pd.concat(
        [
            history(STEADY[:14], caliber="old"),
            history([*STEADY[10:12], 160.0, *STEADY[13:15]], first=2015, caliber="new"),
        ]
    )
    result = project(both, horizon=1).set_index("caliber")
    assert set(result.index) == {"old", "new"}
    assert "口径old，2005—2018年" in result.loc["new", "note"]


def test_every_change_of_caliber_is_noted() -> None:
    parts = [
        history(STEADY[:5], caliber="a"),
        history(STEADY[5:8], first=2010, caliber="b"),
        history(STEADY[8:12], first=2013, caliber="c"),
    ]
    assert project(pd.concat(parts), horizon=1)["note"].str.contains("2010、2013年口径变动").all()


def test_history_that_was_not_needed_is_called_unused() -> None:
    assert (
        project(broken_at(6, 2.0), horizon=1)["note"]
        .str.contains("2011年口径变动，此前数据未用")
        .all()
    )


def test_rates_across_a_break_agree_with_levels_across_it() -> None:
    level = broken_at(14, 3.0)
    # the rate of 2019 compares two bases: + 200 % and some; it carries the flag as its level does
    rates = level.assign(value=100 * level["value"].pct_change(), indicator="rise").dropna()
    by_level, by_rate = project(level, horizon=5), project(rates, horizon=5, growth={"rise": 1})
    before = np.concatenate([[level["value"].iloc[-1]], by_level["value"].iloc[:-1]])
    np.testing.assert_allclose(
        by_rate["value"], 100 * (by_level["value"] / before - 1), rtol=1e-9, atol=1e-9
    )
    assert by_rate["note"].str.contains("2019年口径变动").all()


def test_a_break_flagged_in_a_year_without_a_value_begins_with_the_next_value() -> None:
    flagged = broken_at(14, 3.0)
    hollow = flagged.assign(value=flagged["value"].where(flagged["status"] == "A"))
    moved = hollow.assign(status=["B" if year == 2020 else "A" for year in hollow["year"]]).dropna()
    result = project(hollow)
    np.testing.assert_allclose(result[NUMBERS], project(moved)[NUMBERS], rtol=1e-12)
    assert result["note"].str.contains("2020年口径变动").all()


def test_a_cumulative_change_across_a_break_is_refused_with_its_year() -> None:
    series = broken_at(14, 3.0)
    paths = simulate(series, 2, 5)
    with pytest.raises(DataProblem, match="2019"):
        cumulative(paths, series, 2010)
    assert len(cumulative(paths, series, 2019)) == 10


def test_a_caliber_beside_that_changed_alike_lends_its_growth() -> None:
    old = 100 * np.exp(-0.04 * np.arange(20))
    new = 0.8 * old[14:]
    both = pd.concat(
        [
            pd.DataFrame({"caliber": name, "year": years, "value": values})
            for name, years, values in (
                ("2015", range(2004, 2024), old),
                ("2020", range(2018, 2024), new),
            )
        ],
        ignore_index=True,
    ).assign(area="a", indicator="x")
    table = project(both, 5).set_index("caliber")
    assert table.loc["2020", "n"].eq(20).all()
    assert table.loc["2020", "note"].str.contains("2018年口径变动").all()
    # the old caliber goes on by itself; both by the same factor
    ratio = table.loc["2020", "value"].to_numpy() / table.loc["2015", "value"].to_numpy()
    assert ratio == pytest.approx(np.full(5, 0.8))
    apart = both.assign(value=np.where(both["year"] == 2021, 1.05, 1.0) * both["value"])
    apart.loc[both["caliber"] == "2015", "value"] = old
    assert project(apart, 5).set_index("caliber").loc["2020", "n"].eq(6).all()


def test_an_older_base_beyond_the_newer_one_s_end_is_carried_by_their_first_common_year() -> None:
    kinds = transformations.Kinds(name=np.array(["positive"]), whole=np.array([np.nan]))
    older = segments.Segment(first=2013, values=np.array([10.0, 11.0, 12.0, 13.0, 14.0]))
    newer = segments.Segment(first=2015, values=np.array([24.0, 27.0]))
    # 2015 is 12 on the one base and 24 on the other: twice, so 10 and 11 become 20 and 22
    joined = segments._join(older, newer, kinds)
    assert (joined.first, joined.joins) == (2013, (2015,))
    assert joined.values == pytest.approx([20.0, 22.0, 24.0, 27.0])
