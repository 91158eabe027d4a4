"""Signed rates swing about a mean: they come back to it, and their
intervals do not grow for ever.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import calibrator, diagnose, project, shipped, simulate
from yq_analysis.analysis.projection.components import NAMES, reverting, vote
from yq_analysis.analysis.projection.learning import growth_rates, learn
from yq_analysis.analysis.projection.panel import from_lists

KIND = {"cpi": "rate"}


def rates(number: int, persistence: float = 0.4, years: int = 20, seed: int = 0) -> np.ndarray:
    """`number` rates about 3 with a standard deviation of 2, `years` + 10 long."""
    generator = np.random.default_rng(seed)
    noise = generator.normal(0, 2 * np.sqrt(1 - persistence**2), (number, years + 60))
    values = np.zeros_like(noise)
    for year in range(1, values.shape[1]):
        values[:, year] = persistence * values[:, year - 1] + noise[:, year]
    return 3 + values[:, 50:]


def table(values: np.ndarray) -> pd.DataFrame:
    number, years = values.shape
    return pd.DataFrame(
        {
            "area": np.repeat([f"{at:04d}" for at in range(number)], years),
            "indicator": "cpi",
            "year": np.tile(np.arange(2000, 2000 + years), number),
            "value": values.ravel(),
        }
    )


def test_a_rate_after_an_odd_year_comes_back_to_its_mean() -> None:
    values = np.array(
        [2.0, 4.0, 3.0, 2.5, 3.5, 3.0, 2.0, 4.0, 3.0, 12.0]
    )  # mean 3.9, the odd year included
    said = project(table(values[None]), 5, scales=KIND)["value"].to_numpy()
    assert (np.abs(said - 3.9) < np.abs(12.0 - 3.9) / 2).all()
    assert abs(said[-1] - 3.9) < 3


def test_the_autoregression_is_worked_out_by_hand() -> None:
    # mean 2; deviations -1 1 -1 1 0 0; products -1 -1 -1 0 0, squares 4: rho = -3/4, corrected -3/4
    # + (1 - 9/4)/6 < 0 -> 0
    panel = from_lists([[1.0, 3.0, 1.0, 3.0, 2.0, 2.0]], positive=False, rate=True)
    assert reverting(panel, np.arange(1, 4))[0].tolist() == [[2.0, 2.0, 2.0]]
    # mean 3; deviations -2 -1 0 1 2; products 2 0 0 2, squares 10: rho = .4, corrected .4 + 2.2/5 =
    # .84
    panel = from_lists([[1.0, 2.0, 3.0, 4.0, 5.0]], positive=False, rate=True)
    assert np.allclose(reverting(panel, np.arange(1, 3))[0], [[3 + 2 * 0.84, 3 + 2 * 0.84**2]])


def test_intervals_of_stationary_rates_cover_what_they_say_and_stay_bounded() -> None:
    values = rates(400)
    past, future = values[:, :20], values[:, 20:30]
    said = project(table(past), 10, scales=KIND)
    low, high = (said[name].to_numpy().reshape(400, 10) for name in ("q2.5", "q97.5"))
    covered = ((low <= future) & (future <= high)).mean(0)
    assert (covered > 0.91).all()
    assert (covered < 0.99).all()
    width = np.median(high - low, axis=0)
    assert 6 < width[0] < 12
    assert width[-1] < 1.5 * width[0]


def test_a_quantity_never_hears_of_its_mean() -> None:
    series = table(np.cumsum(rates(1), axis=1)).assign(indicator="x")
    assert "reverting" not in set(diagnose(series, 3, scales={"x": "positive"}).votes["component"])
    votes = diagnose(table(rates(1)), 3, scales=KIND).votes
    assert set(votes["component"]) == set(NAMES)
    assert np.allclose(votes.groupby("year")["kept"].sum(), 1)


def test_years_of_a_path_are_tied_alike() -> None:
    drawn = simulate(table(rates(1)), 10, 4000, scales=KIND)["value"].to_numpy().reshape(4000, 10)
    seen = (
        pd.DataFrame(drawn).corr("spearman").to_numpy()[np.triu_indices(10, 1)]
    )  # ranks are the normal scores
    assert np.allclose(seen, shipped().common, atol=0.1)


def test_a_pool_of_rates_leaves_the_errors_of_quantities_alone() -> None:
    quantities = pd.DataFrame(
        {
            "area": "a",
            "indicator": "gdp",
            "year": range(2005, 2020),
            "value": 100 * 1.05 ** np.arange(15.0),
        }
    )
    pool = table(rates(30, 0.9))  # they stray for years, as few of the shipped ones do
    alone, pooled = (
        project(quantities, 5),
        project(quantities, 5, scales={**KIND, "gdp": "positive"}, pool=pool),
    )
    pd.testing.assert_frame_equal(alone.drop(columns="note"), pooled.drop(columns="note"))
    some = table(rates(1, seed=9))
    assert not project(some, 5, scales=KIND)["q10"].equals(
        project(some, 5, scales=KIND, pool=pool)["q10"]
    )


def test_growth_rates_are_learned_beside_the_levels() -> None:
    levels = [100 * np.cumprod(1 + one / 100) for one in rates(60)]
    assert np.allclose(growth_rates(levels)[0], rates(60)[0, 1:])
    assert not growth_rates([np.array([1.0, -1.0, 2.0, 3.0, 4.0, 5.0, 6.0])])
    learned = learn({"some": levels}, ("combined",))
    of_rates = learned.calibrators["combined"].rates
    assert of_rates is not None
    assert of_rates.weight > 0
    assert (
        calibrator.from_json(calibrator.to_json(learned.calibrators["combined"])).rates is not None
    )
    assert 0 <= learned.common < 0.95


def test_the_swing_is_measured_of_rates_only() -> None:
    values = [2.0, 4.0, 3.0, 5.0, 1.0]  # mean 3, squares 1 1 0 4 4 = 10, / 4
    for rate, expected in ((True, np.sqrt(2.5)), (False, 0.0)):
        assert np.allclose(vote(from_lists([values], positive=False, rate=rate), 1).swing, expected)
