"""What a printed figure stands for: every true value that rounds to it.

A bulletin prints 3.2 %; what was measured lies anywhere in [3.15, 3.25]. A verdict that turns on a
smaller difference cannot be read off the printed figures, and these functions say so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import product
from typing import Literal

from yq_analysis.check import Message, one_of
from yq_analysis.maths.requirements import need, number

Interval = tuple[float, float]
Rule = Literal["half_up", "half_even"]
Decision = Literal["yes", "no", "cannot_tell"]


def rounded(value: float, decimals: int = 0, rule: Rule = "half_up") -> float:
    """Round as statistics offices print (half up, 四舍五入) or as computers do (half even,
    四舍六入五成双).

    The decimal digits of the number as written are rounded, not its binary neighbour.
    Source: GB/T 8170-2008 数值修约规则.

    >>> (rounded(2.675, 2), rounded(2.665, 2, "half_even"), rounded(-0.5), rounded(0.5, 0,
    ...     "half_even"))
    (2.68, 2.66, -1.0, 0.0)
    """
    one_of(rule, ["half_up", "half_even"], name="rule")
    step = Decimal(1).scaleb(-decimals)
    how = ROUND_HALF_UP if rule == "half_up" else ROUND_HALF_EVEN
    return float(Decimal(repr(float(value))).quantize(step, rounding=how))


def decimals_of(printed: str) -> int:
    """How many decimals a printed figure shows; trailing zeros count, they were printed.

    >>> decimals_of("3.20"), decimals_of("15"), decimals_of("-1,234.5")
    (2, 0, 1)
    """
    text = printed.strip().replace(",", "").rstrip("%")
    return len(text.partition(".")[2])


def printed_interval(printed: str | float, decimals: int | None = None) -> Interval:
    """(low, high) of the true values that a printed figure can stand for.

    A text carries its own decimals ("3.20" has two); for a number give `decimals`, otherwise the
    shortest way to write it counts, which loses trailing zeros and so never makes it too narrow.

    >>> [round(bound, 4) for bound in printed_interval("3.20")]
    [3.195, 3.205]
    >>> printed_interval(15)
    (14.5, 15.5)
    """
    if decimals is None:
        decimals = (
            decimals_of(printed) if isinstance(printed, str) else decimals_of(f"{printed:.12g}")
        )
    value = (
        float(printed.replace(",", "").rstrip("%")) if isinstance(printed, str) else float(printed)
    )
    need((number(value), "printed", Message("need_printed", printed=printed)))
    half = 0.5 * 10.0**-decimals
    return value - half, value + half


def spread(formula: Callable[..., float], *intervals: Interval) -> Interval:
    """(low, high) of a formula that is monotone in each argument, over intervals of its arguments.

    The extremes lie on corners, so every corner is evaluated: 2**n of them.

    >>> low, high = spread(lambda before, after: 1 - after / before, (1.2755, 1.2765), (1.2405,
    ...     1.2415))
    >>> round(low, 5), round(high, 5)
    (0.02666, 0.0282)
    """
    values = [formula(*corner) for corner in product(*intervals)]
    return min(values), max(values)


def reaches(interval: Interval, bound: float) -> Decision:
    """Whether what was printed is at least `bound`: yes, no, or the digits cannot tell.

    >>> reaches((0.149, 0.151), 0.15), reaches((0.151, 0.152), 0.15), reaches((0.1, 0.12), 0.15)
    ('cannot_tell', 'yes', 'no')
    """
    low, high = interval
    if low >= bound:
        return "yes"
    return "no" if high < bound else "cannot_tell"


def possible_rounding(value: float, interval: Interval, slack: float = 1e-12) -> bool:
    """Whether `value` can be what was printed, with room for floating point.

    >>> possible_rounding(0.0998, printed_interval("0.1"))
    True
    """
    low, high = interval
    return low - slack <= value <= high + slack


def sum_interval(intervals: Sequence[Interval]) -> Interval:
    """(low, high) of a sum of printed figures.

    >>> sum_interval([(0.5, 1.5), (1.5, 2.5)])
    (2.0, 4.0)
    """
    return math.fsum(low for low, _ in intervals), math.fsum(high for _, high in intervals)
