"""Sample paths, cumulative changes, and rates that agree with levels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from yq_analysis.analysis.projection import cumulative, project, sample_paths, simulate
from yq_analysis.analysis.projection.learning import shipped
from yq_analysis.analysis.projection.sample_paths import persistence as learn_persistence
from yq_analysis.check import DataProblem, QuestionProblem

LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def walk(
    area: str = "a", seed: int = 0, length: int = 16, indicator: str = "intensity"
) -> pd.DataFrame:
    values = np.exp(np.cumsum(np.random.default_rng(seed).normal(-0.03, 0.02, length)))
    return pd.DataFrame(
        {"area": area, "indicator": indicator, "year": range(2009, 2009 + length), "value": values}
    )


def test_yearly_quantiles_of_the_paths_are_the_intervals() -> None:
    paths = simulate(walk(), horizon=8, draws=2000)
    table = project(walk(), horizon=8)
    read = paths.groupby("year")["value"].quantile(list(LEVELS)).unstack()
    np.testing.assert_allclose(read, table[NUMBERS[1:]], rtol=3e-3)


def test_the_same_seed_gives_the_same_paths_in_any_company() -> None:
    both = pd.concat([walk("a"), walk("b", seed=1)])
    alone, together = simulate(walk("a"), draws=50), simulate(both, draws=50)
    pd.testing.assert_frame_equal(alone, together[together["area"] == "a"].reset_index(drop=True))
    assert not np.allclose(alone["value"], simulate(walk("a"), draws=50, seed=1)["value"])


def test_neighbouring_years_of_a_path_hang_together() -> None:
    wide = (
        simulate(walk(), horizon=10, draws=1000)
        .pivot(index="draw", columns="horizon", values="value")
        .rank()
    )
    assert wide[9].corr(wide[10]) > 0.9
    assert wide[1].corr(wide[10]) < wide[9].corr(wide[10])


def test_projecting_reductions_and_projecting_intensity_give_one_answer() -> None:
    level = walk()
    ratio = level["value"].to_numpy()[1:] / level["value"].to_numpy()[:-1]
    cuts = level.iloc[1:].assign(indicator="cut", value=100 * (1 - ratio))
    by_level = project(level, horizon=6)
    by_rate = project(cuts, horizon=6, growth={"cut": -1})
    path = np.concatenate([[level["value"].iloc[-1]], by_level["value"]])
    np.testing.assert_allclose(by_rate["value"], 100 * (1 - path[1:] / path[:-1]), rtol=1e-9)
    # and the cumulative reduction over the years, path by path: same distribution either way
    last = int(level["year"].max())
    totals = []
    for series, growth in ((level, None), (cuts, {"cut": -1})):
        paths = simulate(series, horizon=6, draws=4000, growth=growth)
        total = cumulative(paths, series, last, growth=growth)
        total = total.loc[total["horizon"] == 6, "value"].abs()
        totals.append(total.quantile([0.1, 0.5, 0.9]).to_numpy())
    np.testing.assert_allclose(totals[0], totals[1], rtol=1e-6)


def test_a_cumulative_reduction_multiplies_and_counts_what_is_observed() -> None:
    # levels 100 (2020), 95, then a path of 90, 85.5: reductions 10 % and 14.5 % since 2020
    series = pd.DataFrame(
        {"area": "a", "indicator": "x", "year": [2020, 2021], "value": [100.0, 95.0]}
    )
    paths = pd.DataFrame(
        {
            "area": "a",
            "indicator": "x",
            "caliber": "",
            "draw": 0,
            "year": [2022, 2023],
            "horizon": [1, 2],
            "value": [90.0, 85.5],
        }
    )
    assert cumulative(paths, series, 2020)["value"].round(6).tolist() == [-10.0, -14.5]


def test_a_base_year_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(DataProblem, match=r"intensity.*1999"):
        cumulative(simulate(walk(), draws=5), walk(), 1999)


def test_yearly_rates_have_ordered_widening_quantiles() -> None:
    cuts = walk(indicator="cut").assign(value=np.resize([3.0, 5.0, 2.0, 4.0], 16))
    table = project(cuts, growth={"cut": -1})
    numbers = table[NUMBERS[1:]].to_numpy(dtype=float)
    assert (np.diff(numbers, axis=1) >= 0).all()
    assert (np.diff(numbers[:, -1] - numbers[:, 0]) >= -1e-9).all()
    assert table["n"].iloc[0] == 16


@pytest.mark.parametrize("draws", [0, 2.5, True])
def test_a_number_of_paths_must_be_a_number_of_paths(draws: object) -> None:
    with pytest.raises(QuestionProblem, match="draws"):
        simulate(walk(), draws=draws)  # type: ignore[arg-type]


def test_the_persistence_of_simulated_errors_is_found_again() -> None:
    draw = np.random.default_rng(2)
    years = np.arange(1, 9)
    root = np.linalg.cholesky(
        (np.minimum.outer(years, years) / np.maximum.outer(years, years)) ** 0.5
    )
    errors = shipped().calibrators["combined"]
    from scipy.stats import norm

    from yq_analysis.analysis.projection.calibrator import LEVELS as kept

    ratio = np.interp(norm.cdf(draw.standard_normal((4000, 8)) @ root.T), kept, errors.quantiles)
    assert learn_persistence(errors, ratio, np.ones(4000)) == pytest.approx(0.5, abs=0.03)


def test_sums_along_the_sample_are_as_likely_as_along_many_draws():
    """Five years tied by (i / j)^0.6: a sum one standard deviation up is passed with 0.1587."""
    scores = ndtri((sample_paths.ranks(5, 0.6, False, 1000, 0) + 0.5) / 1000)
    deviation = np.sqrt(sample_paths.correlation(5, 0.6).sum())
    for distance, beyond in ((-1.0, 0.8413), (0.0, 0.5), (0.4, 0.3446), (1.0, 0.1587)):
        assert (scores.sum(0) > distance * deviation).mean() == pytest.approx(beyond, abs=0.01)


def test_each_series_goes_through_the_draws_in_an_order_of_its_own():
    orders = [sample_paths.order(key, 1000, 0) for key in ("a gdp", "b gdp", "a gdp")]
    assert (orders[0] == orders[2]).all()
    assert sorted(orders[1]) == list(range(1000))
    assert abs(np.corrcoef(orders[0], orders[1])[0, 1]) < 0.1
