"""How good projections were, once the future is known.

All take arrays that broadcast; `scale` is the mean absolute yearly change of the history, so that
series of any size can be averaged. NaN where the outcome is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yq_analysis.analysis.projection.panel import Floats

# The quantiles of which the weighted interval score is the mean.
SCORED = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
# Those of which the weighted and the scaled quantile loss (WQL, SQL) are: the inner ones.
DECILES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def smape(actual: Floats, point: Floats) -> Floats:
    """Symmetric absolute percentage error, 200 |y - f| / (|y| + |f|) (Makridakis 1993).

    >>> smape(np.array([100.0]), np.array([50.0])).round(3).tolist()  # 200 * 50 / 150
    [66.667]
    """
    size = np.abs(actual) + np.abs(point)
    return np.where(
        size > 0, 200 * np.abs(actual - point) / np.where(size > 0, size, 1.0), 0.0 * size
    )


def scaled_error(actual: Floats, point: Floats, scale: Floats) -> Floats:
    """Absolute scaled error; its mean is MASE (Hyndman & Koehler 2006)."""
    return np.abs(actual - point) / scale


def covered(actual: Floats, low: Floats, high: Floats) -> Floats:
    """1 where the outcome lies in the interval, 0 where not, NaN where unknown."""
    return np.where(np.isfinite(actual), ((actual >= low) & (actual <= high)).astype(float), np.nan)


def interval_score(
    actual: Floats, low: Floats, high: Floats, level: float, scale: Floats
) -> Floats:
    """Width plus 2 / alpha times the miss (Winkler 1972), scaled as in the M4 competition (MSIS).

    >>> one = np.array([1.0])
    >>> interval_score(3 * one, 0 * one, 2 * one, 0.8,
    ...     one).round(9).tolist()  # width 2, misses by 1: 2 + 2 / .2
    [12.0]
    """
    alpha = 1 - level
    miss = np.maximum(low - actual, 0.0) + np.maximum(actual - high, 0.0)
    return (high - low + 2 / alpha * miss) / scale


def weighted_score(
    actual: Floats, quantiles: Floats, levels: Sequence[float], scale: Floats
) -> Floats:
    """Mean of twice the pinball loss over the quantiles [..., P]: the scaled weighted interval
    score.
    """
    return quantile_loss(actual, quantiles, levels) / scale


def quantile_loss(actual: Floats, quantiles: Floats, levels: Sequence[float]) -> Floats:
    """Mean of twice the pinball loss over the quantiles [..., P].

    At DECILES its sum over the sum of |actual| is WQL (Gneiting & Raftery's score, weighted as in
    the M5 uncertainty and later comparisons), its mean over the scale SQL.

    >>> quantile_loss(np.array([10.0]), np.array([[8.0]]), [0.9]).round(9).tolist()  # 2 * .9 * 2
    [3.6]
    """
    level = np.asarray(levels, dtype=float)
    error = actual[..., None] - quantiles
    loss: Floats = 2 * np.maximum(level * error, (level - 1) * error).mean(-1)
    return loss


def owa(smape_: float, mase: float, naive_smape: float, naive_mase: float) -> float:
    """Overall weighted average against the naive method (M4 competition).

    >>> owa(10.0, 2.0, 20.0, 4.0)
    0.5
    """
    return (smape_ / naive_smape + mase / naive_mase) / 2
