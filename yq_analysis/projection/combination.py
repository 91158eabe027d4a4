"""How the votes become one number: sort them, drop a quarter of the weight at each end, average the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .components import NAMES, Votes
from .panel import Floats

TRIM = 0.25


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The votes' weights by direction of the history and year ahead: each [years, methods].

    All methods count the same except "no further change" (`last`), whose weight is learned: falls
    tend to slow. Beyond the last year the last row goes on.
    """

    rising: Floats
    falling: Floats

    def at(self, horizon: int) -> tuple[Floats, Floats]:
        years = np.minimum(np.arange(horizon), len(self.rising) - 1)
        return self.rising[years], self.falling[years]


def weights_from_last(rising: Sequence[float], falling: Sequence[float]) -> Weights:
    """Weights from the share of "no further change" in each year ahead, rising and falling.

    >>> weights_from_last([1 / 11], [0.5]).falling.round(3)[0, :2].tolist()
    [0.5, 0.05]
    """
    def table(share: Sequence[float]) -> Floats:
        first = np.asarray(share, dtype=float)[:, None]
        return np.concatenate([first, np.repeat((1 - first) / (len(NAMES) - 1), len(NAMES) - 1, 1)], 1)

    return Weights(rising=table(rising), falling=table(falling))


def combine(votes: Votes, weights: Weights) -> Floats:
    """The weighted mid-mean of the votes: [N, H]."""
    order, effective = effective_weights(votes, weights)
    ranked = np.take_along_axis(votes.ahead, order, axis=0)
    return (ranked * effective).sum(0)


def effective_weights(votes: Votes, weights: Weights) -> tuple[np.ndarray, Floats]:
    """The order of the votes and what trimming left of their weights (sums to one), each [11, N, H]."""
    rising, falling = weights.at(votes.ahead.shape[2])
    chosen = np.where((votes.drift >= 0)[None, :, None], rising.T[:, None], falling.T[:, None])
    order = np.argsort(votes.ahead, axis=0, kind="stable")
    weight = np.take_along_axis(chosen, order, axis=0)
    upper = np.cumsum(weight, axis=0)
    kept = np.minimum(upper, 1 - TRIM) - np.maximum(upper - weight, TRIM)
    return order, np.maximum(kept, 0.0) / (1 - 2 * TRIM)


def to_json(weights: Weights) -> dict[str, Any]:
    return {"rising_last": weights.rising[:, 0].round(4).tolist(), "falling_last": weights.falling[:, 0].round(4).tolist()}


def from_json(stored: Mapping[str, Any]) -> Weights:
    return weights_from_last(stored["rising_last"], stored["falling_last"])
