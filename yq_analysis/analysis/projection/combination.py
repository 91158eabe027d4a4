"""How the votes become one number: sort them, drop a quarter of the weight at each end, average the
rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from yq_analysis.analysis.projection.components import FOR_RATES, NAMES, Votes
from yq_analysis.analysis.projection.panel import Floats

TRIM = 0.25
# Where a damped trend explains the yearly changes, trends are what counts: log(misfit / spread),
# corrected for the few points that it is measured on, from SOME (not yet) to FULL (altogether).
SOME, FULL = -0.4, -0.9
TRENDS = ("recent_change", "holt", "damped", "damped_log")
FITTED = 3  # parameters of a trend
STEADY, UNSTEADY, SLOW = 0.2, 0.6, 0.04
GROWTHS = ("root_drift", "log_drift", "holt")
# The damped trend's own part, from log(spread / level) = RESTLESS (none) to CALM (HALF).
HALF, CALM, RESTLESS = 0.5, -4.5, -3.0


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The votes' weights by direction of the history, or for signed rates, and year ahead: each
    [years, methods].

    All methods count the same except one, whose weight is learned: "no further change" (`last`) in
    falls, which tend to slow; the autoregression about the mean for signed rates. The smoother the
    changes of a quantity, the more the four TRENDS take over from all of them. Beyond the last year
    the last row goes on.
    """

    rising: Floats
    falling: Floats
    rates: Floats

    def of(self, votes: Votes) -> Floats:
        """The weight of each vote on each series: [methods, N, H]."""
        years = np.minimum(np.arange(votes.ahead.shape[2]), len(self.rising) - 1)
        rising, falling, rates = (
            table[years].T[:, None] for table in (self.rising, self.falling, self.rates)
        )
        plain = np.where(
            votes.rate[None, :, None],
            rates,
            np.where((votes.drift >= 0)[None, :, None], rising, falling),
        )
        trends = np.isin(NAMES, TRENDS)[:, None, None] / len(TRENDS)
        part = smoothness(votes)[None, :, None]
        plain = plain + part * (trends - plain)
        growths = np.isin(NAMES, GROWTHS)[:, None, None] / len(GROWTHS)
        return plain + steadiness(votes)[None, :, None] * (growths - plain)


def smoothness(votes: Votes) -> Floats:
    """How far a damped trend explains the changes of each history, 0 to 1: [N]; a signed rate has
    no trend.
    """
    known = (votes.spread > 1e-6 * votes.change) & (votes.count > FITTED + 1) & ~votes.rate
    spare = np.where(known, votes.count - FITTED, 1)
    ratio = np.where(known, votes.misfit, 1.0) / np.where(known, votes.spread, 1.0)
    explained = np.log(np.maximum(ratio, 1e-9)) + 0.5 * np.log(np.maximum(votes.count, 1) / spare)
    return np.where(known, np.clip((explained - SOME) / (FULL - SOME), 0.0, 1.0), 0.0)


def steadiness(votes: Votes) -> Floats:
    """How steadily a quantity has grown by a constant factor, 0 to 1: [N]."""
    known = (votes.growth > 0) & (votes.count > 4)
    ratio = np.where(known, votes.unsteady, 1.0) / np.where(known, votes.growth, 1.0)
    steady = np.clip((UNSTEADY - ratio) / (UNSTEADY - STEADY), 0.0, 1.0)
    return np.where(known, _fast(votes) * steady, 0.0)


def calmness(votes: Votes) -> Floats:
    """How small the yearly changes of a quantity are beside its level, 0 to 1: [N].

    A spread of 5 % of the level and more is restless, one of 1 % calm; growth of 8 % a year and
    more is not calm either, since it does not end at once.
    """
    known = votes.positive & (votes.last > 0) & ~votes.rate
    spread = np.maximum(votes.spread, 1e-3 * votes.change)
    ratio = np.where(known, spread, 1.0) / np.where(known, votes.last, 1.0)
    calm = (RESTLESS - np.log(np.maximum(ratio, 1e-9))) / (RESTLESS - CALM)
    return np.where(known, np.clip(calm, 0.0, 1.0) * (1 - _fast(votes)), 0.0)


def _fast(votes: Votes) -> Floats:
    """How fast a quantity has grown: 0 up to SLOW a year, 1 from twice that: [N]."""
    return np.clip((votes.growth - SLOW) / SLOW, 0.0, 1.0)


def weights_from_shares(
    rising: Sequence[float], falling: Sequence[float], rates: Sequence[float]
) -> Weights:
    """Weights from the share in each year ahead of `last` in rises and falls, and of `reverting`
    for rates.

    >>> weights_from_shares([1 / 11], [0.5], [0.45]).falling.round(3)[0, [0, 1, -1]].tolist()
    [0.5, 0.05, 0.0]
    """

    def table(share: Sequence[float], name: str, without: Sequence[str]) -> Floats:
        others = [other for other in NAMES if other != name and other not in without]
        columns = {name: np.asarray(share, dtype=float)}
        columns |= {other: (1 - columns[name]) / len(others) for other in others}
        return np.stack([columns.get(one, np.zeros(len(columns[name]))) for one in NAMES], 1)

    return Weights(
        rising=table(rising, "last", FOR_RATES),
        falling=table(falling, "last", FOR_RATES),
        rates=table(rates, "reverting", ()),
    )


def combine(votes: Votes, weights: Weights) -> Floats:
    """The weighted mid-mean of the votes, and the damped trend's own part: [N, H]."""
    order, effective = effective_weights(votes, weights)
    ranked = np.take_along_axis(votes.ahead, order, axis=0)
    result: Floats = (ranked * effective).sum(0)
    return result


def effective_weights(votes: Votes, weights: Weights) -> tuple[np.ndarray, Floats]:
    """The order of the votes and what trimming left of their weights (sums to one), each [12, N,
    H].
    """
    chosen = weights.of(votes)
    order = np.argsort(votes.ahead, axis=0, kind="stable")
    weight = np.take_along_axis(chosen, order, axis=0)
    upper = np.cumsum(weight, axis=0)
    kept = np.minimum(upper, 1 - TRIM) - np.maximum(upper - weight, TRIM)
    kept = np.maximum(kept, 0.0) / (1 - 2 * TRIM)
    own = HALF * calmness(votes)[:, None]
    return order, (1 - own) * kept + own * (order == NAMES.index("damped_log"))


def to_json(weights: Weights) -> dict[str, Any]:
    last, reverting = NAMES.index("last"), NAMES.index("reverting")
    return {
        "rising_last": weights.rising[:, last].round(4).tolist(),
        "falling_last": weights.falling[:, last].round(4).tolist(),
        "rates_reverting": weights.rates[:, reverting].round(4).tolist(),
    }


def from_json(stored: Mapping[str, Any]) -> Weights:
    return weights_from_shares(
        stored["rising_last"], stored["falling_last"], stored["rates_reverting"]
    )
