"""Paths from here to there, and when a path crosses a level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from yq_analysis.check import Message
from yq_analysis.maths.requirements import need, number

Array = npt.NDArray[np.float64]


def straight_line(start: float, target: float, years: int) -> Array:
    """Equal steps from `start` to `target`; years + 1 values, the start first.

    >>> straight_line(68.0, 99.0, 7).round(4).tolist()[:3]
    [68.0, 72.4286, 76.8571]
    """
    need((years >= 1, "years", "least_1"))
    return np.linspace(start, target, years + 1)


def constant_rate(start: float, target: float, years: int) -> Array:
    """One rate a year from `start` to `target`; years + 1 values, the start first.

    >>> path = constant_rate(68.0, 99.0, 7)
    >>> float((path[1] / path[0] - 1).round(6)), float(path[-1].round(9))
    (0.055125, 99.0)
    """
    need((years >= 1, "years", "least_1"), (start * target > 0, "start, target", "one_sign"))
    return start * (target / start) ** (np.arange(years + 1) / years)


def shaped(start: float, target: float, years: int, power: float) -> Array:
    """From `start` to `target` along (t/n)^power of the way: below 1 early effort, above 1 late
    effort.

    The way is measured in logs where both ends are positive, otherwise in levels.

    >>> shaped(100.0, 81.0, 2, 1.0).round(6).tolist(), bool(shaped(100.0, 81.0, 2, 0.5)[1] < 90)
    ([100.0, 90.0, 81.0], True)
    """
    need((years >= 1, "years", "least_1"), (power > 0, "power", "above_0"))
    way = (np.arange(years + 1) / years) ** power
    if start > 0 and target > 0:
        return start * (target / start) ** way
    return start + (target - start) * way


def carried(before: float, last: float, years: int) -> Array:
    """The latest yearly rate carried on; years + 1 values, `last` first.

    >>> float(carried(87.0, 88.0, 7)[-1].round(6))
    95.329345
    """
    need((before * last > 0, "before, last", "one_sign"))
    return np.asarray(last * (last / before) ** np.arange(years + 1), dtype=float)


def crossings(years: Sequence[float], values: Sequence[float], level: float) -> list[float]:
    """The moments at which the straight lines between the points cross `level`, in order.

    >>> crossings([2005, 2007, 2013], [1, 3, 1], 2)
    [2006.0, 2010.0]
    """
    moments: list[float] = []
    for (year, value), (later, after) in pairwise(zip(years, values, strict=True)):
        if value != after and min(value, after) <= level <= max(value, after):
            moment = float(year + (level - value) / (after - value) * (later - year))
            if not moments or moment != moments[-1]:
                moments.append(moment)
    return moments


def year_of(moment: float) -> int:
    """The first whole year by whose end a level is reached: a value of 2006 stands for the end of
    2006.

    A crossing at exactly 2006.0 is reached in 2006, one at 2006.1 in 2007.

    >>> year_of(2006.0), year_of(2006.1)
    (2006, 2007)
    """
    return math.ceil(moment - 1e-9)


def filled_sum(years: Sequence[float], values: Sequence[float], first: int, last: int) -> float:
    """Sum over the years first..last, with straight lines between the known points; never beyond
    them.

    >>> filled_sum([2003, 2007, 2013], [3, 1, 1], 2008, 2013)
    6.0
    """
    need(
        (
            number(first) and min(years) <= first <= last <= max(years),
            "first, last",
            Message("need_within", low=f"{min(years):g}", high=f"{max(years):g}"),
        )
    )
    return float(np.interp(np.arange(first, last + 1), years, values).sum())
