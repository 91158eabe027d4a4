"""The methods that need no model library: the combination, and two of its votes alone."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from .calibrator import on_link
from .combination import Weights, combine
from .components import NAMES, Votes
from .panel import Floats

SIMPLE = ("combined", "drift", "damped")
_VOTE = {"drift": NAMES.index("drift"), "damped": NAMES.index("damped_log")}


def point_of(method: str, votes: Votes, weights: Weights) -> Floats:
    """What `method` projects: [N, H]."""
    return combine(votes, weights) if method == "combined" else votes.ahead[_VOTE[method]]


def own_quantile(method: str, votes: Votes, point: Floats, probability: Floats) -> Floats:
    """Normal quantiles with the standard deviation that the method itself claims: [N, H, P].

    A random walk with drift claims spread sqrt(k (1 + k / (n - 1))); a damped trend is taken as
    smoothing with full weight, misfit sqrt(k). On the log-linear link, so that positive stays positive.
    """
    years = np.arange(1, point.shape[1] + 1)
    if method == "drift":
        claimed = votes.spread[:, None] * np.sqrt(years * (1 + years / (votes.count[:, None] - 1)))
    else:
        claimed = votes.misfit[:, None] * np.sqrt(years)
    return on_link(votes, point, claimed[..., None] * ndtri(probability))
