"""Quantiles of yearly rates of change, read off the joint distribution of successive levels.

The levels of two neighbouring years are tied by the copula of the paths (see `sample_paths`). Their
ratio is taken at points that are spread evenly over the plane of two normal scores, the same for
every series: no draws, no seed, no name. What `simulate` scatters, this computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtr, ndtri

from yq_analysis.analysis.projection import sample_paths
from yq_analysis.analysis.projection.panel import Floats, Ints

POINTS = 987
GOLDEN = np.pi * (3 - np.sqrt(5))  # turning by it from point to point, no direction is met twice
# Levels at which the quantiles of a year are known, evenly in normal scores; straight lines between
# them.
NODES = np.linspace(-3.5, 3.5, 71)
LEVELS: Floats = ndtr(NODES)
# A quantile is read off a straight line through the neighbours within WINDOW normal scores, or the
# nearest FEWEST.
WINDOW, FEWEST = 0.2, 10
BLOCK = 64  # series whose points fit a processor's cache


def quantiles(
    levels: Floats,
    last: Floats,
    sign: Floats,
    persistence: float,
    probability: Sequence[float] | Floats,
) -> Floats:
    """Quantiles of yearly changes in per cent: [N, H, P].

    `levels` [N, H, K] are the quantiles of the level at `LEVELS`, `last` [N] the level before the
    first year; `sign` [N] is -1 where a positive rate is a fall.
    """
    wanted = np.asarray(probability, dtype=float)
    found = np.empty((*levels.shape[:2], len(wanted)))
    for way, probabilities in ((1, wanted), (-1, 1 - wanted)):  # a small fall is a large rate
        rows = np.flatnonzero(sign == way)
        for start in range(0, len(rows), BLOCK):
            some = rows[start : start + BLOCK]
            logs = np.log(np.maximum(levels[some], np.finfo(float).tiny))
            found[some] = (
                way * 100 * np.expm1(_growth(logs, np.log(last[some]), persistence, probabilities))
            )
    return found


def _growth(logs: Floats, last: Floats, persistence: float, probability: Floats) -> Floats:
    """Quantiles of the yearly growth of logarithms: [N, H, P]."""
    horizon = logs.shape[1]
    lines = _lines(tuple(probability.tolist()))
    before, apart = _sunflower()
    places, ties = _places(before), sample_paths.correlation(horizon, persistence)
    found = np.empty((len(logs), horizon, len(probability)))
    found[:, 0] = _places(ndtri(probability)).read(logs[:, 0]) - last[:, None]
    for year in range(1, horizon):
        tie = ties[year - 1, year]
        growth = _places(tie * before + np.sqrt(1 - tie**2) * apart).read(logs[:, year])
        growth -= places.read(logs[:, year - 1])
        growth.sort(axis=1)
        for at, (near, weight) in enumerate(lines):
            found[:, year, at] = np.einsum("nm,m->n", growth[:, near], weight)
    return found


def _sunflower() -> tuple[Floats, Floats]:
    """Pairs of independent normal scores, each as likely: radii by their quantiles, angles by the
    golden section.
    """
    at = np.arange(POINTS)
    radius = np.sqrt(-2 * np.log(1 - (at + 0.5) / POINTS))
    return radius * np.cos(GOLDEN * at), radius * np.sin(GOLDEN * at)


@dataclass(frozen=True, kw_only=True)
class _Places:
    """Where points lie between the nodes: `below` [M], and the `part` [M]
    of the way to the next.
    """

    below: Ints
    part: Floats

    def read(self, nodes: Floats) -> Floats:
        """Values at the points, from those at the nodes [N, K]: [N, M]."""
        low, high = nodes.take(self.below, axis=1), nodes.take(self.below + 1, axis=1)
        high -= low  # in place: this is where the time goes
        high *= self.part
        high += low
        return high


def _places(scores: Floats) -> _Places:
    reached = np.clip((scores - NODES[0]) / (NODES[1] - NODES[0]), 0, len(NODES) - 1 - 1e-9)
    below = reached.astype(np.int64)
    return _Places(below=below, part=reached - below)


@cache
def _lines(probability: tuple[float, ...]) -> list[tuple[slice, Floats]]:
    return [_line(one) for one in probability]


def _line(probability: float) -> tuple[slice, Floats]:
    """The ordered points near a quantile and their weights in it, by local linear regression on
    their normal scores.
    """
    distance = ndtri((np.arange(POINTS) + 0.5) / POINTS) - ndtri(probability)
    reach = max(float(np.sort(np.abs(distance))[FEWEST]), WINDOW)
    near = np.flatnonzero(np.abs(distance) < reach)
    distance = distance[near]
    weight = 1 - (distance / reach) ** 2
    total, first, second = (float((weight * distance**power).sum()) for power in (0, 1, 2))
    return slice(near[0], near[-1] + 1), weight * (second - first * distance) / (
        total * second - first**2
    )
