"""A distribution that is known by two quantiles: normal between and beyond them."""

from __future__ import annotations

import pytest

from yq_analysis.maths.distribution import from_quantiles


def test_two_quantiles_make_a_normal_distribution() -> None:
    # 10 % at 1 and 90 % at 3: the middle is 2, and 10 % lie above 3
    spread = from_quantiles([0.1, 0.9], [1.0, 3.0])
    assert spread.quantile(0.5) == pytest.approx(2.0)
    # z(0.975)/z(0.9) = 1.959964/1.281552 = 1.529368: as many times as far from the middle
    assert spread.quantile(0.975) == pytest.approx(2 + 1.529368)
    assert spread.quantile(0.1) == pytest.approx(1.0)
