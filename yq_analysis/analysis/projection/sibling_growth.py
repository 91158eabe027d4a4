"""Comparable areas inform a trend: the growth that a series is projected to have moves towards
theirs.

What areas of one country have in common (policy, demand, technology) is seen better in many series
than in one; a part of an area's own deviation from the others is chance and does not go on. So of
the deviation from the typical growth of the pool only a part is kept, the less of it the more
series the pool has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yq_analysis.analysis.projection.panel import Bools, Floats, Ints

# Of an own deviation at most so much goes, and half of that at HALF series. Chosen on pools of
# countries and of American states, by the mean error of logarithms (.1 to .4 are within a hundredth
# of one another).
MOST_GONE = 0.35
HALF = 10
# a series of the pool that ended so many years before the others says nothing of the coming ones
LATE = 3
FEWEST = 3
# Where nine in ten series of a pool have fallen, over LONG observations at least, the fall goes on
# at LASTING of its usual pace or faster.
ALL_FELL, LONG, LASTING = 0.9, 8, 0.5


@dataclass(frozen=True, kw_only=True)
class SiblingGrowth:
    """The typical projected growth [H] of comparable series in logarithms, and how much of an own
    deviation is kept.

    `further` [H] is how much lower the typical growth lies for what falls: the votes that say "no
    further change" are overruled where all neighbours went on falling. `seen` [H] is the range of
    the changes of logarithms that the series of the pool ever had over so many years, NaN where
    none is so long.
    """

    typical: Floats
    kept: float
    seen: Floats
    further: Floats

    def shrink(self, point: Floats, last: Floats, positive: Bools) -> Floats:
        """Points [N, H] whose growth from `last` [N] has moved towards the typical one."""
        usable = positive & (last > 0)
        if not usable.any():
            return point
        moved = point.copy()
        start = last[usable][:, None]
        own = np.log(np.maximum(point[usable], 1e-300) / start)
        typical = at_one_pace(self.typical, point.shape[1])
        further = at_one_pace(self.further, point.shape[1])
        moved[usable] = start * np.exp(typical + further + self.kept * (own - typical))
        return moved


def sibling_growth(
    point: Floats, last: Floats, positive: Bools, final: Ints, values: Floats | None = None
) -> SiblingGrowth | None:
    """What the projections [N, H] of the pool's own series, the last of them ending in `final` [N],
    have in common.

    `values` [N, T] are the series themselves, if what they ever did is to be known.

    The typical growth is the median of log 1.1, 1.05 and 1.2; kept is 1 - .35 * 3 / 13.

    >>> growth = sibling_growth(
    ...     np.array([[1.1], [2.1], [3.6]]), np.array([1.0, 2.0, 3.0]), np.full(3, True),
    ...     np.full(3, 2020))
    >>> round(float(growth.typical[0]), 4), round(growth.kept, 3)
    (0.0953, 0.919)
    """
    usable = positive & (last > 0)
    if usable.any():
        usable &= final > final[usable].max() - LATE
    number = int(usable.sum())
    if number < FEWEST:
        return None
    growth = np.log(np.maximum(point[usable], 1e-300) / last[usable][:, None])
    typical = np.median(growth, axis=0)
    own = None if values is None else values[usable]
    return SiblingGrowth(
        typical=typical,
        kept=1 - MOST_GONE * number / (number + HALF),
        seen=ever_seen(own, point.shape[1]),
        further=_further(own, typical),
    )


def _further(values: Floats | None, typical: Floats) -> Floats:
    """How much lower than `typical` [H] a fall at LASTING of the pool's usual pace lies: [H], zero
    where none fell.
    """
    if values is None:
        return np.zeros(len(typical))
    paces = []
    for own in values:
        known = np.flatnonzero(np.isfinite(own) & (own > 0))
        if len(known) >= LONG:
            paces.append(np.log(own[known[-1]] / own[known[0]]) / (known[-1] - known[0]))
    if len(paces) < FEWEST or np.quantile(paces, ALL_FELL) >= 0:
        return np.zeros(len(typical))
    usual = LASTING * float(np.median(paces)) * np.arange(1, len(typical) + 1)
    return np.minimum(usual - typical, 0.0)


def at_one_pace(total: Floats, horizon: int) -> Floats:
    """Totals [H] over 1 to H years, cut to `horizon` years or gone on with at their last mean pace.

    A series that ends earlier than all of the pool is asked for more years than the pool was.

    >>> at_one_pace(np.array([0.1, 0.3]), 3).round(2).tolist()  # 0.3 in two years, 0.45 in three
    [0.1, 0.3, 0.45]
    """
    years = len(total)
    if horizon <= years:
        return total[:horizon]
    return np.append(total, total[-1] * np.arange(years + 1, horizon + 1) / years)


def ever_seen(values: Floats | None, horizon: int) -> Floats:
    """The range of changes of logarithms over 1 to `horizon` years in `values` [N, T]: [H].

    >>> ever_seen(np.array([[1.0, 2.0, 4.0], [1.0, 1.0, 1.0]]),
    ...     3).round(3).tolist()  # log 2 against 0, log 4 against 0
    [0.693, 1.386, nan]
    """
    found = np.full(horizon, np.nan)
    if values is None:
        return found
    logs = np.log(np.where(values > 0, values, np.nan))
    for years in range(1, min(horizon, logs.shape[1] - 1) + 1):
        change = logs[:, years:] - logs[:, :-years]
        known = change[np.isfinite(change)]
        if len(known):
            found[years - 1] = known.max() - known.min()
    return found
