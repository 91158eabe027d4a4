"""Sample paths whose yearly quantiles are the intervals, and that wander as real series do.

Two years i < j ahead are tied by a correlation (i / j)^persistence of their normal scores (a Gaussian
copula); the exponent is learned from the same rolling errors as the intervals.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from . import calibrator
from .calibrator import Calibrator
from .panel import Floats


def correlation(horizon: int, persistence: float) -> Floats:
    """Correlations of the years ahead: [H, H].

    >>> correlation(2, 0.5).round(3).tolist()
    [[1.0, 0.707], [0.707, 1.0]]
    """
    years = np.arange(1, horizon + 1)
    return (np.minimum.outer(years, years) / np.maximum.outer(years, years)) ** persistence


def ranks(keys: Sequence[str], horizon: int, draws: int, persistence: float, seed: int) -> np.ndarray:
    """For each series the rank of each draw in each year: [N, H, draws].

    A series' draws depend on its own key and the seed alone, so they are the same in any company.
    """
    root = np.linalg.cholesky(correlation(horizon, persistence))
    found = np.empty((len(keys), horizon, draws), dtype=np.int64)
    for row, key in enumerate(keys):
        normal = np.random.default_rng([seed, zlib.crc32(key.encode())]).standard_normal((horizon, draws))
        found[row] = (root @ normal).argsort(1).argsort(1)
    return found


def levels(draws: int) -> Floats:
    """The quantiles that the sorted draws of a year stand for: (i - 1/2) / draws."""
    return (np.arange(draws) + 0.5) / draws


def persistence(errors: Calibrator, ratio: Floats, weight: Floats) -> float:
    """The exponent that explains the correlations of errors [R, H] / size across the years ahead."""
    reached = np.clip(np.interp(ratio, errors.quantiles, calibrator.LEVELS), 0.001, 0.999)
    scores = np.where(np.isfinite(ratio), ndtri(reached), np.nan)
    found = []
    for early in range(scores.shape[1]):
        for late in range(early + 1, scores.shape[1]):
            pair = scores[:, [early, late]]
            both = np.isfinite(pair).all(1)
            if both.sum() >= 50:
                products = (weight[both, None, None] * pair[both, :, None] * pair[both, None, :]).sum(0)
                found.append(((early + 1) / (late + 1), products[0, 1] / np.sqrt(products[0, 0] * products[1, 1])))
    if not found:
        return float("nan")
    quotient, seen = np.array(found).T
    exponents = np.linspace(0.1, 1.0, 91)
    misfit = ((seen - quotient ** exponents[:, None]) ** 2).sum(1)
    return float(exponents[misfit.argmin()])
