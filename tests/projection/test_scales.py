"""Intervals as printed: never narrower later, whatever the levels."""

from __future__ import annotations

import numpy as np
import pytest

from yq_analysis.projection import scales


@pytest.mark.parametrize("levels", [[0.1, 0.5, 0.9], [0.025, 0.1, 0.9, 0.975], [0.05, 0.1, 0.5, 0.95], [0.5], [0.3], ((np.arange(1000) + 0.5) / 1000).tolist()])
def test_each_level_finds_its_mirror_image_or_none(levels: list[float]) -> None:
    level = np.array(levels)
    low, high = scales._mirrored(level)
    pairs = list(zip(level[low].tolist(), level[high].tolist(), strict=True))
    assert all(abs(p + q - 1) < 1e-9 for p, q in pairs)
    assert len(pairs) == sum(any(abs(p + q - 1) < 1e-9 for q in levels) for p in levels if p < 0.5)


def test_an_interval_does_not_shrink_and_a_bound_pushes_the_other_side() -> None:
    # 10-20 then 14-18: six are lacking, a rate widens upwards; a share near 100 has room below only
    rate = scales.Kinds(name=np.array(["rate"]), whole=np.array([100.0]))
    quantiles = np.array([[[10.0, 15.0, 20.0], [14.0, 16.0, 18.0]]])
    assert scales.tidy(quantiles, (0.1, 0.5, 0.9), rate)[0, 1].tolist() == [14.0, 16.0, 24.0]
    share = scales.Kinds(name=np.array(["share"]), whole=np.array([100.0]))
    quantiles = np.array([[[88.0, 94.0, 98.0], [96.0, 98.0, 99.0]]])
    assert scales.tidy(quantiles, (0.1, 0.5, 0.9), share)[0, 1].tolist() == [89.0, 98.0, 99.0]
