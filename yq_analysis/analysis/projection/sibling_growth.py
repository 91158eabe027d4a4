"""Comparable areas inform a trend: the growth that a series is projected to have moves towards theirs.

What areas of one country have in common (policy, demand, technology) is seen better in many series than in
one; a part of an area's own deviation from the others is chance and does not go on. So of the deviation
from the typical growth of the pool only a part is kept, the less of it the more series the pool has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yq_analysis.analysis.projection.panel import Bools, Floats, Ints

# Of an own deviation at most so much goes, and half of that at HALF series. Chosen on pools of countries and
# of American states, by the mean error of logarithms (.1 to .4 are within a hundredth of one another).
MOST_GONE = 0.45
HALF = 10
LATE = 3  # a series of the pool that ended so many years before the others says nothing of the coming ones
FEWEST = 3


@dataclass(frozen=True, kw_only=True)
class SiblingGrowth:
    """The typical projected growth [H] of comparable series in logarithms, and how much of an own deviation is kept."""

    typical: Floats
    kept: float

    def shrink(self, point: Floats, last: Floats, positive: Bools) -> Floats:
        """Points [N, H] whose growth from `last` [N] has moved towards the typical one."""
        usable = positive & (last > 0)
        if not usable.any():
            return point
        moved = point.copy()
        start = last[usable][:, None]
        own = np.log(np.maximum(point[usable], 1e-300) / start)
        typical = self.typical[: point.shape[1]]
        moved[usable] = start * np.exp(typical + self.kept * (own - typical))
        return moved


def sibling_growth(
    point: Floats, last: Floats, positive: Bools, final: Ints
) -> SiblingGrowth | None:
    """What the projections [N, H] of the pool's own series, the last of them ending in `final` [N], have in common.

    >>> growth = sibling_growth(np.array([[1.1], [2.1], [3.6]]), np.array([1.0, 2.0, 3.0]), np.full(3, True), np.full(3, 2020))
    >>> round(float(growth.typical[0]), 4), round(growth.kept, 3)  # log 1.1, 1.05, 1.2: the median; 3 of 13 of .45
    (0.0953, 0.896)
    """
    usable = positive & (last > 0)
    if usable.any():
        usable &= final > final[usable].max() - LATE
    number = int(usable.sum())
    if number < FEWEST:
        return None
    growth = np.log(np.maximum(point[usable], 1e-300) / last[usable][:, None])
    return SiblingGrowth(
        typical=np.median(growth, axis=0), kept=1 - MOST_GONE * number / (number + HALF)
    )
