"""How a quantity lives: the scale it is projected on, and the bounds it is printed in.

positive quantities above zero: levels and logarithms; a history with a zero stays in levels, at or
above 0 share shares and pass rates: log-odds within 0-100 (or 0-1); a printed 100.0 is at least
99.95 count whole numbers: as positive, with quantiles rounded outwards to whole numbers (so a
count, which
          has no other unit, is the one scale on which multiplying all values changes the answer)
rate      growth rates and other signed numbers: levels, without bounds
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from yq_analysis.analysis.projection.panel import Bools, Floats, Ints
from yq_analysis.model import Scale

SCALES: tuple[Scale, ...] = get_args(Scale)
# A share printed as 100.0 (or 0.0) lies within half a printed unit of it.
HALF_PRINTED = 0.0005
# Standard deviation of rounding to one decimal of a per cent, as a fraction.
ROUNDING = 0.001 / np.sqrt(12)
# Of fewer observations nothing is said.
LEAST_SHOWN = 5
PER_CENT = ("%", "％", "per cent", "percent", "百分点", "百分比")
PER_MILLE = ("‰", "per mille", "千分")
FRACTIONS = ("1", "fraction", "ratio", "比例", "比率", "小数")
# Units of what is counted one by one.
PIECES = (
    "个",
    "件",
    "项",
    "家",
    "户",
    "所",
    "处",
    "次",
    "起",
    "例",
    "人",
    "名",
    "只",
    "台",
    "辆",
    "number",
    "count",
)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of indicators beforehand: their scale and their unit; `others` is the scale of
    all others ("": values tell).
    """

    scale: Mapping[str, str]
    unit: Mapping[str, str]
    others: str = ""


ANYTHING = Known(scale={}, unit={}, others="rate")  # any number will do


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """The scale of each of N series: `name` [N] and, for shares, the `whole` [N] (100 or 1).

    `rising` [N] marks counts that accumulate; None: none of them.
    """

    name: np.ndarray
    whole: Floats
    rising: Bools | None = None

    def take(self, rows: np.ndarray) -> Kinds:
        return Kinds(
            name=self.name[rows],
            whole=self.whole[rows],
            rising=None if self.rising is None else self.rising[rows],
        )


def infer(values: Floats, unit: str = "") -> Scale:
    """The scale of a stranger, from its values and its unit.

    Whole numbers that never touch zero may be anything, unless the unit counts pieces.

    >>> infer(np.array([3.0, 4.5])), infer(np.array([1.0, 0.0, 2.0])), infer(np.array([6.1, -0.4]))
    ('positive', 'count', 'rate')
    >>> (infer(np.array([97.0, 98.5]), "%"), infer(np.array([5.0, 3.0, 8.0]), "件"),
    ...     infer(np.array([97.0, 101.0]), "%"))
    ('share', 'count', 'positive')
    """
    if (values < 0).any():
        return "rate"
    if len(values) and _says(unit, PER_CENT) and values.max() <= 100:
        return "share"
    if (
        values.any()
        and (values == np.rint(values)).all()
        and ((values == 0).any() or unit.strip() in PIECES)
    ):
        return "count"
    return "positive"


def telling(unit: str) -> bool:
    """Whether a unit says something about a stranger's scale."""
    return _says(unit, PER_CENT) or unit.strip() in PIECES


def whole_of(values: Floats, unit: str) -> float:
    """100 for a share in per cent, 1 for a fraction; NaN if neither unit nor values can tell.

    >>> (whole_of(np.array([0.2, 0.9]), "1"), whole_of(np.array([0.2, 0.9]), "%"),
    ...     whole_of(np.array([97.5]), ""))
    (1.0, 100.0, 100.0)
    >>> whole_of(np.array([0.2, 0.9]), "")
    nan
    """
    if _says(unit, PER_CENT):
        return 100.0
    if _says(unit, PER_MILLE):
        return 1000.0
    if unit.strip().lower() in FRACTIONS:
        return 1.0
    return 100.0 if values.max() > 1 else np.nan


def _says(unit: str, words: Sequence[str]) -> bool:
    return any(word in unit.lower() for word in words)


def complaint(scale: Scale, values: Floats, whole: float) -> tuple[str, str]:
    """What is wrong with `values` on `scale`, and what to do; two empty texts if nothing is.

    >>> complaint("share", np.array([98.0, 101.0]), 100.0)[0]
    'has 101 outside 0-100 though it is a share'
    """
    correct = "correct the value, or name the scale of the indicator in `scales`"
    if scale == "share" and np.isnan(whole):
        return (
            "is a share that is never above 1, of 1 or of 100?",
            'say so in a column unit: "1" or "%"',
        )
    if scale == "share" and not ((values >= 0) & (values <= whole)).all():
        wrong = values[(values < 0) | (values > whole)][0]
        return f"has {wrong:g} outside 0-{whole:g} though it is a share", correct
    if scale in ("positive", "count") and (values < 0).any():
        return f"has {values[values < 0][0]:g} below zero though its scale is {scale}", correct
    if scale == "count" and (values != np.rint(values)).any():
        return (
            f"has {values[values != np.rint(values)][0]:g} though it is a count of whole things",
            correct,
        )
    return "", ""


def to_working(values: Floats, kinds: Kinds) -> Floats:
    """Values [N, ...] on the scale on which they are projected."""
    shares = kinds.name == "share"
    if not shares.any():
        return values
    result = values.copy()
    part = np.clip(
        values[shares] / _column(kinds.whole[shares], values), HALF_PRINTED, 1 - HALF_PRINTED
    )
    result[shares] = np.log(part / (1 - part))
    return result


def from_working(values: Floats, kinds: Kinds) -> Floats:
    """Projected values [N, ...] back on the printed scale, within its bounds."""
    result = values.copy()
    shares, bounded = kinds.name == "share", np.isin(kinds.name, ("positive", "count"))
    if shares.any():
        result[shares] = _column(kinds.whole[shares], values) / (
            1 + np.exp(-np.clip(values[shares], -700, 700))
        )
    result[bounded] = np.maximum(result[bounded], 0.0)
    return result


def logarithmic(values: Floats, inside: Bools, kinds: Kinds) -> Bools:
    """Whether logarithms make sense: positive quantities and counts without a zero."""
    above = np.where(inside & np.isfinite(values), values, 1.0).min(1, initial=1.0) > 0
    result: Bools = above & np.isin(kinds.name, ("positive", "count"))
    return result


def looked_at(values: Floats, span: Ints, kinds: Kinds) -> Kinds:
    """The kinds with what histories [N, T] show of themselves: counts that accumulate."""
    inside = np.isfinite(values) & (np.arange(values.shape[1]) < span[:, None])
    rising = np.zeros(len(span), dtype=bool)
    for row in np.flatnonzero((kinds.name == "count") & (inside.sum(1) >= LEAST_SHOWN)):
        own = values[row, inside[row]]
        rising[row] = own[-1] > own[0] and bool((np.diff(own) >= 0).all())
    return replace(kinds, rising=rising if rising.any() else None)


def rounding_spread(last: Floats, kinds: Kinds) -> Floats:
    """The least spread of a share's log-odds `last` [N]: what printing with one decimal hides."""
    part = 1 / (1 + np.exp(-np.clip(last, -50, 50)))
    return np.where(kinds.name == "share", ROUNDING / np.maximum(part * (1 - part), 1e-6), 0.0)


def _column(whole: Floats, like: Floats) -> Floats:
    return whole.reshape(-1, *[1] * (like.ndim - 1))
