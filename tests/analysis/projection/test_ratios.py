"""Yearly rates of change from the joint distribution of levels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from yq_analysis.analysis.projection import project, simulate
from yq_analysis.analysis.projection.ratios import NODES, quantiles

LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
NUMBERS = ["q2.5", "q10", "q50", "q90", "q97.5"]


def rates(area: str = "a", seed: int = 0, spread: float = 2.0) -> pd.DataFrame:
    values = np.random.default_rng(seed).normal(4, spread, 15)
    return pd.DataFrame(
        {"area": area, "indicator": "rise", "year": range(2010, 2025), "value": values}
    )


def test_a_random_walk_has_the_same_rate_in_every_year() -> None:
    # L_h = exp(sigma sqrt(h) z_h) with corr(z_h-1, z_h) = sqrt((h-1)/h): log L_h - log L_h-1 is
    # normal with variance sigma^2 (h + h-1 - 2 sqrt(h (h-1)) sqrt((h-1)/h)) = sigma^2
    sigma, years = 0.04, np.arange(1, 9)
    levels = 100 * np.exp(sigma * np.sqrt(years)[:, None] * NODES)[None]
    found = quantiles(levels, np.array([100.0]), np.array([1.0]), 0.5, LEVELS)[0]
    expected = 100 * np.expm1(sigma * ndtri(LEVELS))
    np.testing.assert_allclose(
        found, np.tile(expected, (8, 1)), atol=0.01 * (expected[-1] - expected[0])
    )


def test_a_fall_is_the_mirror_image_of_a_rise() -> None:
    levels = 100 * np.exp(0.05 * np.sqrt(np.arange(1, 5))[:, None] * NODES)[None]
    rising, falling = (
        quantiles(levels, np.array([100.0]), np.array([sign]), 0.4, LEVELS)[0]
        for sign in (1.0, -1.0)
    )
    np.testing.assert_allclose(falling, -rising[:, ::-1], rtol=1e-9)


def test_neither_name_nor_company_nor_order_matters() -> None:
    table = pd.concat([rates("b", 1), rates("a"), rates("c", 2)])
    together = project(table, growth={"rise": 1})
    pd.testing.assert_frame_equal(
        project(table.sample(frac=1, random_state=1), growth={"rise": 1}), together
    )
    alone = project(rates("another name"), growth={"rise": 1})
    np.testing.assert_allclose(
        together.loc[together["area"] == "a", NUMBERS], alone[NUMBERS], rtol=1e-9
    )


@pytest.mark.parametrize(("seed", "spread"), [(0, 2.0), (1, 6.0), (2, 0.5)])
def test_the_paths_scatter_as_the_intervals_say(seed: int, spread: float) -> None:
    series = rates(seed=seed, spread=spread)
    paths = pd.concat(
        [simulate(series, 6, 3000, seed=number, growth={"rise": 1}) for number in range(4)]
    )
    read = paths.groupby("year")["value"].quantile(list(LEVELS)).unstack().to_numpy()
    said = project(series, 6, growth={"rise": 1})[NUMBERS].to_numpy()
    # twelve thousand draws are themselves off by half a per cent of the width
    assert (np.abs(read - said).max(1) < 0.025 * (said[:, -1] - said[:, 0])).all()


def test_asking_for_more_quantiles_changes_none() -> None:
    few, many = (
        project(rates(), growth={"rise": -1}, quantiles=asked)
        for asked in ((0.025, 0.975), (0.01, *LEVELS, 0.99))
    )
    np.testing.assert_allclose(few[["q2.5", "q97.5"]], many[["q2.5", "q97.5"]], rtol=1e-9)
