"""Sample paths whose yearly quantiles are the intervals, and that wander as real series do.

Two years i < j ahead are tied by a correlation (i / j)^persistence of their normal scores (a
Gaussian copula); the errors of signed rates are all tied alike. Both are learned from the same
rolling errors as the intervals.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from yq_analysis.analysis.projection import calibrator
from yq_analysis.analysis.projection.calibrator import Calibrator
from yq_analysis.analysis.projection.panel import Floats, Ints


def correlation(horizon: int, persistence: float) -> Floats:
    """Correlations of the years ahead: [H, H].

    >>> correlation(2, 0.5).round(3).tolist()
    [[1.0, 0.707], [0.707, 1.0]]
    """
    years = np.arange(1, horizon + 1)
    return (np.minimum.outer(years, years) / np.maximum.outer(years, years)) ** persistence


def correlation_of_rates(horizon: int, common: float) -> Floats:
    """The same correlation between any two years: what is unknown is the mean to come, and each
    year's own part.

    >>> correlation_of_rates(2, 0.3).tolist()
    [[1.0, 0.3], [0.3, 1.0]]
    """
    return common + (1 - common) * np.eye(horizon)


@lru_cache(maxsize=64)
def ranks(horizon: int, tie: float, of_rates: bool, draws: int, seed: int) -> Ints:
    """The rank of each draw in each year ahead: [H, draws]; `tie` is the persistence, of rates what
    is common to all years.

    Half of the draws mirror the other half, so that no sample leans to one side.
    """
    tied = correlation_of_rates(horizon, tie) if of_rates else correlation(horizon, tie)
    normal = np.random.default_rng(seed).standard_normal((horizon, (draws + 1) // 2))
    mirrored = np.concatenate([normal, -normal], axis=1)[:, :draws]
    found: Ints = (np.linalg.cholesky(tied) @ mirrored).argsort(1).argsort(1)
    return found


def order(key: str, draws: int, seed: int) -> Ints:
    """In which order a series goes through the draws, by its own key and the seed alone: the same
    in any company, and unrelated to any other series'.
    """
    return np.random.default_rng([seed, zlib.crc32(key.encode())]).permutation(draws)


def levels(draws: int) -> Floats:
    """The quantiles that the sorted draws of a year stand for: (i - 1/2) / draws."""
    return (np.arange(draws) + 0.5) / draws


def persistence(errors: Calibrator, ratio: Floats, weight: Floats) -> float:
    """The exponent that explains the correlations of errors [R, H] / size
    across the years ahead.
    """
    quotient, seen = _seen(errors, ratio, weight)
    if not len(seen):
        return float("nan")
    exponents = np.linspace(0.1, 1.0, 91)
    misfit = ((seen - quotient ** exponents[:, None]) ** 2).sum(1)
    return float(exponents[misfit.argmin()])


def common(errors: Calibrator, ratio: Floats, weight: Floats) -> float:
    """The mean correlation of errors [R, H] / size across the years ahead, for rates."""
    _, seen = _seen(errors, ratio, weight)
    return float(np.clip(seen.mean(), 0.0, 0.95)) if len(seen) else float("nan")


def _seen(errors: Calibrator, ratio: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Of each pair of years ahead their quotient and the correlation of the normal scores of their
    errors.
    """
    reached = np.clip(np.interp(ratio, errors.quantiles, calibrator.LEVELS), 0.001, 0.999)
    scores = np.where(np.isfinite(ratio), ndtri(reached), np.nan)
    found = []
    for early in range(scores.shape[1]):
        for late in range(early + 1, scores.shape[1]):
            pair = scores[:, [early, late]]
            both = np.isfinite(pair).all(1)
            if both.sum() >= 50:
                products = (
                    weight[both, None, None] * pair[both, :, None] * pair[both, None, :]
                ).sum(0)
                found.append(
                    (
                        (early + 1) / (late + 1),
                        products[0, 1] / np.sqrt(products[0, 0] * products[1, 1]),
                    )
                )
    quotient, seen = np.array(found).reshape(-1, 2).T
    return quotient, seen
