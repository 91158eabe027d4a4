"""A series too short to project borrows its growth from the region it belongs to.

    log y_{n+k} = log L + G_k + b (n - 1)/n (own growth - parent's growth) (phi + ... + phi^k)

G_k is the parent's projected growth, n the number of own points, and b, phi shrink toward the
parent the more the fewer own points there are. The result is averaged with what the short series
says by itself, which counts for nothing at one point and for half from four on. Around it, the
parent's own interval and the difference between the two regions' growth add up as independent
errors. Shares (log-odds) and rates (levels) do the same without logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from yq_analysis.analysis.projection import transformations
from yq_analysis.analysis.projection.panel import Floats, Ints, bridge
from yq_analysis.analysis.projection.series_validation import Histories

# How much of its own relative growth a series of n points keeps, and how fast that fades: n -> (b,
# phi).
KEEP = {1: (0.0, 0.8), 2: (0.4, 0.8), 3: (0.6, 0.8), 4: (0.75, 0.8), 5: (0.65, 0.8), 6: (0.6, 0.8)}
LONGEST = max(KEEP)
# How much the series by itself counts beside that: its drift at two and three points, the
# combination from four.
OWN_SHARE = {1: 0.0, 2: 0.1, 3: 0.2, 4: 0.5, 5: 0.5, 6: 0.5}
# Averaging makes the error smaller than the two parts' own intervals say, the more so the more
# equal they are.
AVERAGED = 0.3
# A series too short to speak for itself is less sure than the noise of its few changes says; from
# OWN_FROM points its own interval says how much.
THIN, OWN_FROM = 1.35, 4
# Yearly relative growth varies by s0: LEAST and SHARE of the parent's own variation, worth PRIOR
# observations.
LEAST, SHARE, PRIOR = 0.01, 0.7, 4
# Error k years ahead, in units of s0: SIZE k^POWER times a Student t; the values are those of the
# Chinese provinces about their sum (ten indicators, each as important as another).
SIZE, POWER, TAILS = 0.82, 0.8, 3
RECENT = 10  # years of the parent whose variation counts
FLOOR = 1e-3  # a zero among quantities, as a part of their usual level


@dataclass(frozen=True, kw_only=True)
class Ancestor:
    """A parent on the working (log) scale: by year from `first`, observed then projected.

    `middle` [Y], `offsets` [Y, P] from it to the quantiles (zero where observed), `known` years.
    """

    first: int
    middle: Floats
    offsets: Floats
    known: int


def floor_of(values: Floats) -> float:
    """What a zero among quantities is taken for: a part of their typical or last level, whichever
    is less.

    >>> floor_of(np.array([0.0, 5.0, 4.0, 3.0, np.nan, 900.0,
    ...     2.0]))  # the last level is 2, the typical one 4
    0.002
    """
    above = values[values > 0]
    return FLOOR * min(float(np.median(above)), float(above[-1])) if len(above) else 1.0


def transformed(values: Floats, kinds: transformations.Kinds, floor: float) -> Floats:
    """The scale on which growth is borrowed: logarithms of quantities, log-odds of shares, rates as
    they are.

    Counts are taken half a unit up, other quantities as `floor` at least.
    """
    if kinds.name[0] == "count":
        return np.log(np.maximum(values, 0.0) + 0.5)
    if kinds.name[0] == "positive":
        return np.log(np.maximum(values, floor))
    result: Floats = transformations.to_working(values[None], kinds)[0]
    return result


def restored(values: Floats, kinds: transformations.Kinds) -> Floats:
    """The printed scale again."""
    if kinds.name[0] in ("positive", "count"):
        half = 0.5 if kinds.name[0] == "count" else 0.0
        return np.maximum(np.exp(np.clip(values, -700, 700)) - half, 0.0)
    result: Floats = transformations.from_working(values[None], kinds)[0]
    return result


def ancestor(histories: Histories, row: int, point: Floats, quantiles: Floats) -> Ancestor:
    """The parent `row`, its spikes left out, with its projection `point`
    [H], `quantiles` [H, P].
    """
    kinds = histories.kinds.take(np.array([row]))
    span = int(histories.span[row])
    values = histories.values[row, :span]
    floor = floor_of(values)
    past = transformed(bridge(values[None], np.ones((1, span), dtype=bool))[0], kinds, floor)
    ahead, bounds = transformed(point, kinds, floor), transformed(quantiles, kinds, floor)
    offsets = np.concatenate(
        [np.zeros((span, quantiles.shape[1])), offset(bounds - ahead[:, None], kinds)]
    )
    return Ancestor(
        first=int(histories.final[row]) - span + 1,
        middle=np.concatenate([past, ahead]),
        offsets=offsets,
        known=span,
    )


def offset(distance: Floats, kinds: transformations.Kinds) -> Floats:
    """A distance on the borrowing scale; above the middle of a quantity in its own size, not in
    logarithms.

    Upper bounds that grow as exponentials of the error would explode within a decade.
    """
    if kinds.name[0] not in ("positive", "count"):
        return distance
    return np.where(distance > 0, np.expm1(np.clip(distance, 0.0, 700.0)), distance)


def borrow(
    histories: Histories,
    row: int,
    parent: Ancestor,
    horizon: int,
    levels: Sequence[float] | Floats,
    own_forecast: tuple[Floats, Floats] | None,
) -> tuple[Floats, Floats]:
    """Point [H] and quantiles [H, P] of the short series `row`, before bounds and order are tidied.

    `own_forecast` is what the series says by itself, point and quantiles, if it has points for
    that. Only years in which the parent is known say how the two differ.
    """
    kinds = histories.kinds.take(np.array([row]))
    span, years = int(histories.span[row]), np.arange(1, horizon + 1)
    values = histories.values[row, :span]
    floor = floor_of(values)
    own = transformed(values, kinds, floor)
    at = int(histories.final[row]) - span + 1 - parent.first  # own year 0 in the parent's count
    here = at + span - 1
    growth = parent.middle[here + years] - parent.middle[here]
    seen = np.flatnonzero(np.isfinite(own))
    shared = seen[at + seen >= 0]
    # growth from nothing is no ratio: what it would be in logarithms is a matter of the floor
    ratios = shared[values[shared] > 0] if kinds.name[0] in ("positive", "count") else shared
    number, common = len(seen), max(len(ratios), 1)
    keep, fade = KEEP[min(common, LONGEST)]
    relative = own - parent.middle[np.maximum(at + np.arange(span), 0)]
    difference = (
        (relative[ratios[-1]] - relative[ratios[0]]) / (ratios[-1] - ratios[0])
        if common > 1
        else 0.0
    )
    middle = own[-1] + growth + keep * (common - 1) / common * difference * np.cumsum(fade**years)
    if 0 < len(ratios) < len(shared):  # but it is restless: as if from half the least value
        relative = relative + np.maximum(np.log(values[ratios].min() / 2) - own, 0.0)
    noise = _noise(relative[shared], shared, difference, parent, here, kinds.name[0] != "rate")
    noise *= THIN if number < OWN_FROM else 1.0
    apart = noise * SIZE * years[:, None] ** POWER * stdtrit(TAILS, np.asarray(levels, dtype=float))
    offsets = np.sign(apart) * np.hypot(apart, parent.offsets[here + years])
    if number > 1:
        part = OWN_SHARE[min(number, LONGEST)]
        drift = values[-1] + (values[-1] - values[0]) / (span - 1) * years
        own_point, bounds = (drift, None) if own_forecast is None else own_forecast
        own_point = transformed(own_point, kinds, floor)
        least = np.abs(parent.offsets[here + years])
        if bounds is not None:
            own_offsets = offset(transformed(bounds, kinds, floor) - own_point[:, None], kinds)
            offsets = (1 - part) * offsets + part * own_offsets
            least = np.maximum(least, np.abs(own_offsets))
        middle, offsets = (1 - part) * middle + part * own_point, (1 - AVERAGED * part) * offsets
        # no surer than the region that lent, nor, with fewer points, than the series would be by
        # itself
        offsets = np.sign(apart) * np.maximum(np.abs(offsets), least)
    if kinds.name[0] in ("positive", "count"):
        offsets = np.where(offsets > 0, np.log1p(np.maximum(offsets, 0.0)), offsets)
    ahead = restored(np.concatenate([middle[:, None], middle[:, None] + offsets], axis=1), kinds)
    return ahead[:, 0], ahead[:, 1:]


def _noise(
    relative: Floats,
    seen: Ints,
    difference: float,
    parent: Ancestor,
    here: int,
    free_of_units: bool,
) -> float:
    """The standard deviation of yearly relative growth: the parent's word for it, and the own few
    changes.
    """
    last = min(max(here + 1, 3), parent.known)
    variation = float(np.std(np.diff(parent.middle[max(last - RECENT - 1, 0) : last])))
    prior = (LEAST if free_of_units else 0.0) ** 2 + (SHARE * variation) ** 2
    gaps = np.diff(seen)
    squares = (
        float((((np.diff(relative) - difference * gaps) ** 2) / gaps).sum()) if len(gaps) else 0.0
    )
    return float(np.sqrt((PRIOR * prior + squares) / (PRIOR + max(len(seen) - 2, 0))))
