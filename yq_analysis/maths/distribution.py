"""A distribution known by some of its quantiles: probabilities and other quantiles between and
beyond them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from yq_analysis.maths.requirements import need

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Quantiles:
    """Values at rising probabilities. Between them probit(p) is a straight line in the value;
    beyond the outermost ones the end's slope goes on, that is, the tails are normal ones.
    """

    levels: Array
    values: Array

    def quantile(self, level: float) -> float:
        """The value below which a share `level` lies.

        >>> round(from_quantiles([0.1, 0.5, 0.9], [8.0, 10.0, 12.0]).quantile(0.975), 3)
        13.059
        """
        return float(_line(float(ndtri(level)), ndtri(self.levels), self.values))

    def below(self, value: float) -> float:
        """The probability of falling below `value`; where all quantiles agree, 0 or 1.

        >>> round(from_quantiles([0.1, 0.5, 0.9], [8.0, 10.0, 12.0]).below(11.0), 3)
        0.739
        """
        values, index = np.unique(self.values, return_index=True)
        if len(values) == 1:
            return 0.0 if value <= values[0] else 1.0
        # equal values at several levels: the middle of them
        last = len(self.values) - 1 - np.unique(self.values[::-1], return_index=True)[1]
        scores = (ndtri(self.levels[index]) + ndtri(self.levels[last])) / 2
        return float(ndtr(_line(value, values, scores)))


def _line(at: float, x: Array, y: Array) -> float:
    """Straight lines through (x, y), going on beyond both ends with the slope of the outermost
    pieces.
    """
    if len(x) == 1:
        return float(y[0])
    piece = int(np.clip(np.searchsorted(x, at) - 1, 0, len(x) - 2))
    slope = (y[piece + 1] - y[piece]) / (x[piece + 1] - x[piece])
    return float(y[piece] + slope * (at - x[piece]))


def from_quantiles(levels: Sequence[float] | Array, values: Sequence[float] | Array) -> Quantiles:
    """A distribution from quantiles; falling values mean that the quantity fell while its source
    rose.

    >>> from_quantiles([0.1, 0.9], [3.0, 1.0]).values.tolist()
    [1.0, 3.0]
    """
    at, what = np.asarray(levels, dtype=float), np.asarray(values, dtype=float)
    need(
        (at.size > 0 and at.size == what.size, "levels, values", "as_many"),
        (bool(((at > 0) & (at < 1)).all()), "levels", "between_0_1"),
        (bool(np.isfinite(what).all()), "values", "numbers"),
    )
    order = np.argsort(at)
    at, what = at[order], what[order]
    if what[0] > what[-1]:
        at, what = 1 - at[::-1], what[::-1]
    return Quantiles(levels=at, values=np.maximum.accumulate(what))
