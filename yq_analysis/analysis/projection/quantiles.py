"""A fan of quantiles as it is printed: worked out at fixed levels, in order, and never narrower in
a later year.

Whatever levels are asked for, the fan is worked out at LEVELS, and the ones in between are read off
by straight lines. So a quantile does not depend on which others are asked for, nor a path on how
many are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yq_analysis.analysis.projection.panel import Bools, Floats
from yq_analysis.analysis.projection.transformations import HALF_PRINTED, Kinds

_BELOW = np.array(
    [
        0.001,
        0.0025,
        0.005,
        0.01,
        0.015,
        0.02,
        0.025,
        0.0375,
        0.05,
        0.075,
        0.1,
        0.125,
        0.15,
        0.2,
        0.25,
        0.3,
        0.35,
        0.4,
        0.45,
    ]
)
LEVELS = np.concatenate([_BELOW, [0.5], np.round(1 - _BELOW[::-1], 6)])
# Whole numbers have no straight lines between them: theirs are kept this fine, the next one
# outwards answers.
_FINE = np.unique(np.round(np.concatenate([LEVELS, np.arange(1, 200) / 200]), 6))
BLOCK = 64  # series whose fine fans fit a processor's cache
_SAME = 1e-9  # levels and shares that differ by less are the same


def printed(quantiles: Floats, levels: Sequence[float] | Floats, kinds: Kinds) -> Floats:
    """Quantiles [N, H, LEVELS] within the bounds of their scale, as they are printed at `levels`:
    [N, H, P].
    """
    return read(tidy(quantiles, kinds), levels, kinds)


def tidy(quantiles: Floats, kinds: Kinds) -> Floats:
    """Quantiles [N, H, LEVELS] in order, whose intervals between p and 1 - p never get narrower.

    Nor does the distance from the median to an upper quantile, as far as the bounds of a share
    allow. Where a bound squeezes an interval that was wider a year before, the side away from the
    bound gives way: uncertainty does not shrink with the years. A share's bound within half a
    printed unit of 100 or 0 is 100 or 0, since that is what would be printed.
    """
    result = _rounded_out(quantiles, LEVELS, kinds)
    _widen(result, kinds)
    return result


def read(fan: Floats, levels: Sequence[float] | Floats, kinds: Kinds) -> Floats:
    """A tidy fan [N, H, LEVELS] at `levels`: [N, H, P]; counts whole, rounded outwards.

    A share's bounds were rounded when the fan was tidied: rounding once more between two levels
    would make an interval narrower than a year before by half a printed unit.
    """
    result = _lines(fan, LEVELS, np.asarray(levels, dtype=float))
    counts = np.flatnonzero(kinds.name == "count")
    for start in range(0, len(counts), BLOCK):
        some = counts[start : start + BLOCK]
        result[some] = _whole(fan[some], np.asarray(levels, dtype=float), kinds.take(some))
    return result


def full(values: Floats, kinds: Kinds) -> Floats:
    """Projected values [N, H] as they are printed: whole for counts; a share of at least 99.95 is
    100.
    """
    result = values.copy()
    counts, shares = kinds.name == "count", kinds.name == "share"
    result[counts] = np.rint(result[counts])
    if shares.any():
        whole = kinds.whole[shares][:, None]
        result[shares] = np.where(
            result[shares] >= (1 - HALF_PRINTED) * whole * (1 - _SAME), whole, result[shares]
        )
    return result


def _rounded_out(quantiles: Floats, levels: Sequence[float] | Floats, kinds: Kinds) -> Floats:
    result = quantiles.copy()
    shares = kinds.name == "share"
    if shares.any():
        result[shares] = _to_bounds(
            quantiles[shares], np.asarray(levels, dtype=float), kinds.whole[shares][:, None, None]
        )
    return result


def _to_bounds(quantiles: Floats, level: Floats, whole: Floats) -> Floats:
    part = quantiles / whole
    up = (level >= 0.5) & (part >= (1 - HALF_PRINTED) * (1 - _SAME))
    down = (level < 0.5) & (part <= HALF_PRINTED * (1 + _SAME))
    return np.where(up, whole, np.where(down, 0.0, quantiles))


def _lines(fan: Floats, known: Floats, level: Floats) -> Floats:
    """Values between the known levels by straight lines; beyond the last ones theirs."""
    place = np.clip(np.searchsorted(known, level + _SAME) - 1, 0, len(known) - 2)
    part = np.clip((level - known[place]) / (known[place + 1] - known[place]), 0.0, 1.0)
    if (part[(part > _SAME) & (part < 1 - _SAME)]).size:
        before, after = fan.take(place, -1), fan.take(place + 1, -1)
        between = after - before  # in place from here: thousands of draws are read so
        between *= part
        between += before
        # never beyond its neighbours, whatever the last digit says
        return np.clip(between, before, after, out=between)
    return fan.take(place + (part > 0.5), -1)


def _whole(fan: Floats, level: Floats, kinds: Kinds) -> Floats:
    fine = _lines(fan, LEVELS, _FINE)
    half = len(_FINE) // 2
    fine = np.concatenate(
        [
            np.floor(fine[..., :half]),
            np.rint(fine[..., half, None]),
            np.ceil(fine[..., half + 1 :]),
        ],
        axis=2,
    )
    _widen(fine, kinds)
    below = np.searchsorted(_FINE, level + _SAME) - 1
    above = np.searchsorted(_FINE, level - _SAME)
    return fine[..., np.clip(np.where(level < 0.5, below, above), 0, len(_FINE) - 1)]


def _widen(fan: Floats, kinds: Kinds) -> None:
    """Put symmetric levels [N, H, G] in order and widen what is narrower than a year before, in
    place.
    """
    half = fan.shape[2] // 2
    with np.errstate(invalid="ignore", over="ignore"):
        rows = np.flatnonzero(_wanting(fan, half, kinds))
        if len(rows):
            part = fan[rows]
            middle = part[..., half]
            low = np.minimum.accumulate(
                np.minimum(part[..., half - 1 :: -1], middle[..., None]), axis=2
            )
            up = np.maximum.accumulate(np.maximum(part[..., half + 1 :], middle[..., None]), axis=2)
            _year_by_year(low, middle, up, kinds.take(rows))
            fan[rows] = np.concatenate([low[..., ::-1], middle[..., None], up], axis=2)


def _wanting(fan: Floats, half: int, kinds: Kinds) -> Bools:
    """Which fans are out of order or get narrower somewhere."""
    width = fan[..., half + 1 :] - fan[..., half - 1 :: -1]
    above = fan[..., half + 1 :] - fan[..., half, None]
    wanting: Bools = np.zeros(len(fan), dtype=bool)
    for step in (np.diff(fan, axis=2), np.diff(width, axis=1), np.diff(above, axis=1)):
        wanting |= (step < 0).any((1, 2))
    bounded = np.isin(kinds.name, ("positive", "count"))
    if not bounded.all():
        wanting |= ~bounded & (np.diff(above - width, axis=1) > 0).any((1, 2))
    return wanting


def _year_by_year(low: Floats, middle: Floats, up: Floats, kinds: Kinds) -> None:
    """Widen `low` and `up` [N, H, G/2] from the median outwards, in place.

    The lower side of a quantity is left alone, since zero is its bound: the upper one makes up for
    it.
    """
    rate, share = (kinds.name == "rate")[:, None], (kinds.name == "share")[:, None]
    top = np.where(share, kinds.whole[:, None], np.inf)
    for year in range(1, middle.shape[1]):
        centre = middle[:, year, None]
        was_low, was_up = (
            middle[:, year - 1, None] - low[:, year - 1],
            up[:, year - 1] - middle[:, year - 1, None],
        )
        was = up[:, year - 1] - low[:, year - 1]
        high = share & (2 * centre > top)  # the bound that squeezes is above
        least = np.where(rate | high, centre - was_low, np.inf)
        most = np.where(high, -np.inf, centre + was_up)
        lower, upper = np.minimum(low[:, year], least), np.maximum(up[:, year], most)
        lower, upper = np.where(share, np.maximum(lower, 0.0), lower), np.minimum(upper, top)
        # the far side makes up for what the near one lacks, then the near one for the rest
        lower = np.where(high, np.maximum(np.minimum(lower, upper - was), 0.0), lower)
        upper = np.minimum(np.maximum(upper, lower + was), top)
        lower = np.where(share, np.maximum(np.minimum(lower, upper - was), 0.0), lower)
        lower = np.where(share & (lower <= HALF_PRINTED * (1 + _SAME) * top), 0.0, lower)
        upper = np.where(share & (upper >= (1 - HALF_PRINTED) * (1 - _SAME) * top), top, upper)
        lower, upper = np.minimum.accumulate(lower, axis=1), np.maximum.accumulate(upper, axis=1)
        # where a sum is too coarse to show the width
        upper = np.where(upper - lower < was, np.minimum(np.nextafter(upper, np.inf), top), upper)
        low[:, year], up[:, year] = lower, upper
