"""The methods by name, each answering with points and the standard
deviation that it claims itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from yq_analysis.analysis.projection.calibrator import on_link
from yq_analysis.analysis.projection.combination import Weights, combine
from yq_analysis.analysis.projection.components import NAMES, Votes
from yq_analysis.analysis.projection.panel import Bools, Floats, Panel

SIMPLE = ("combined", "drift", "damped")
REFERENCES = ("ets", "theta", "ucm", "ols")
METHODS = (*SIMPLE, *REFERENCES)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a method says on the working scale: `point` and the claimed `deviation`, each [N, H].

    The deviation is one of logarithms where `on_logs` [N]; `failed` [N] marks series that the model
    could not be fitted to: the drift stands in for it.
    """

    point: Floats
    deviation: Floats
    on_logs: Bools
    failed: Bools


def answer(method: str, panel: Panel, votes: Votes, weights: Weights) -> Answer:
    """Let `method` project a panel whose votes are known."""
    plain = np.zeros(len(panel.span), dtype=bool)
    if method == "combined":
        point = combine(votes, weights)
        return Answer(
            point=point, deviation=np.full(point.shape, np.nan), on_logs=plain, failed=plain
        )
    years = np.arange(1, votes.ahead.shape[2] + 1)
    drift = Answer(
        point=votes.ahead[NAMES.index("drift")],
        on_logs=plain,
        failed=plain,
        deviation=votes.spread[:, None] * np.sqrt(years * (1 + years / (votes.count[:, None] - 1))),
    )
    if method == "drift":
        return drift
    if method == "damped":
        # taken as smoothing with full weight: the error of each year stays
        return Answer(
            point=votes.ahead[NAMES.index("damped_log")],
            on_logs=plain,
            failed=plain,
            deviation=votes.misfit[:, None] * np.sqrt(years),
        )
    return _reference(method, panel, drift)


def _reference(method: str, panel: Panel, drift: Answer) -> Answer:
    # statsmodels takes a second to load; only who asks for it waits
    from yq_analysis.analysis.projection import statsmodels_references as references

    point, deviation, failed = (
        drift.point.copy(),
        drift.deviation.copy(),
        np.zeros(len(panel.span), dtype=bool),
    )
    on_logs = panel.positive if method == "ols" else np.zeros(len(panel.span), dtype=bool)
    for row, span in enumerate(panel.span):
        values = np.where(panel.seen[row, :span], panel.values[row, :span], np.nan)
        last = values[span - 1]  # logarithms of parts of it are free of units
        said = references.fit(
            method, np.log(values / last) if on_logs[row] else values, point.shape[1]
        )
        failed[row] = said is None
        if said is not None:
            point[row], deviation[row] = (
                last * np.exp(np.minimum(said[0], 700)) if on_logs[row] else said[0],
                said[1],
            )
    floor = np.where(panel.positive, 1e-3 * np.abs(panel.last), -np.inf)[:, None]
    return Answer(
        point=np.maximum(point, floor),
        deviation=deviation,
        on_logs=on_logs & ~failed,
        failed=failed,
    )


def own_quantile(said: Answer, votes: Votes, probability: Floats) -> Floats:
    """Normal quantiles with the deviation that the method claims: [N, H, P].

    On levels below the point a positive quantity follows the log link, so that it stays positive.
    """
    shift = said.deviation[..., None] * ndtri(probability)
    with np.errstate(over="ignore"):
        grown = said.point[..., None] * np.exp(np.clip(shift, -700, 700))
    return np.where(said.on_logs[:, None, None], grown, on_link(votes, said.point, shift))
