"""The progress measure of Statistics Canada and Open SDG: observed compound growth over needed
compound growth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from yq_analysis.maths.requirements import need, number
from yq_analysis.maths.result import ZERO, Progress, check_direction, compound, meets, passed_flags

# Curvature of the factor that eases thresholds near a natural limit, from StatCan's published
# figure.
LIMIT_EXPONENT = 4.44


def limit_factor(base_value: float, limit: float | None) -> float:
    """C, which lowers the growth asked of a series that starts near its natural limit (0 at it, 1
    far off).

    1-(y0/lim)^4.44 up to the limit, 1-((2 lim-y0)/lim)^4.44 up to twice the limit, else 1.

    >>> limit_factor(50, None), limit_factor(100, 100), round(limit_factor(66.6, 100), 6)
    (1.0, 0.0, 0.835477)
    """
    if limit is None or not number(limit):  # a table's empty cell is no limit either
        return 1.0
    base, bound = abs(base_value), abs(limit)
    if base >= 2 * bound:
        return 1.0
    near = base if base <= bound else 2 * bound - base
    return float(1 - (near / bound) ** LIMIT_EXPONENT)


def _status(value: float, high: float, medium: float) -> str:
    if value >= high:
        return "substantial_progress"
    if value >= medium:
        return "moderate_progress"
    return "limited_progress" if value >= 0 else "deterioration"


def _score_with_target(ratio: float) -> float:
    # The coefficients are rounded in the published data; the exact ones differ by up to 7e-5.
    if ratio >= 0.6:
        return min(7.1429 * ratio - 4.2857, 5.0)
    return max(4.1667 * ratio - 2.5, -5.0)


def _score_without_target(growth: float, factor: float) -> float:
    if growth < 0:
        return max(125 * growth - 2.5, -5.0)
    if factor == 0:  # the base is at the limit and the series has stayed there
        return 5.0
    if growth >= 0.015 * factor:
        return min(500 * growth / factor - 5, 5.0)
    if growth >= 0.005 * factor:
        return 250 * growth / factor - 1.25
    return 500 * growth / factor - 2.5


def cagr_ratio(
    *,
    base_year: float,
    base_value: float,
    current_year: float,
    current_value: float,
    target_year: float | None = None,
    target: float | None = None,
    direction: int,
    limit: float | None = None,
) -> Progress:
    """Statistics Canada / Open SDG: observed compound growth over the growth that the target needs.

    With a target R = d CAGR_i / |CAGR_T|: substantial from 0.95, moderate from 0.60, limited from
    0, else deterioration; a current value that meets the target is `target_achieved` with score 5
    whatever the trend. Without one d CAGR_i against 1.5 % C and 0.5 % C. Score -5 to 5. `direction`
    is +1 where a rise is wanted, -1 where a fall is. A target or base of 0 counts as 0.001; values
    of two signs, a current year not after the base year, or a missing value are `not_available`.
    Source: Open SDG, Progress Measurement Methodology; sdg-build, ProgressMeasure.

    >>> result = cagr_ratio(base_year=2015, base_value=6, current_year=2024, current_value=4.5,
    ...                     target_year=2030, target=2.9, direction=-1)
    >>> round(result.value, 6), round(result.score, 6), result.status
    (0.664903, 0.463633, 'moderate_progress')
    """
    direction = check_direction(direction)
    needed = [base_year, base_value, current_year, current_value] + (
        [] if target is None else [target, target_year]
    )
    if not all(number(item) for item in needed):
        return _result(None, None, "not_available", "missing_value")
    flags = list(passed_flags(base_value, current_value, target, direction))
    factor = limit_factor(base_value, limit) if target is None else 1.0
    if target == 0:
        target, flags = ZERO, [*flags, "zero_target"]
    achieved = target is not None and meets(current_value, target, direction)
    # all values negative: growth of the amount is a fall of the value
    sign = -1 if base_value < 0 else 1
    if base_value == 0:
        base_value, flags = ZERO, [*flags, "zero_base"]

    value: float | None = None
    if base_value * current_value < 0 or (target is not None and base_value * target < 0):
        flags.append("sign_change")
    elif current_year - base_year < 1 or (target_year or math.inf) <= base_year:
        flags.append("too_few_years")
    else:
        value = sign * direction * compound(base_value, current_value, current_year - base_year)
        if target is not None and target_year is not None:
            required = abs(compound(base_value, target, target_year - base_year))
            if required == 0:
                flags.append("nothing_required")
            value = _ratio(value, required)

    if achieved:
        return _result(value, 5.0, "target_achieved", *flags)
    if value is None:
        return _result(None, None, "not_available", *flags)
    if target is not None:
        return _result(value, _score_with_target(value), _status(value, 0.95, 0.6), *flags)
    status = _status(value, 0.015 * factor, 0.005 * factor)
    return _result(value, _score_without_target(value, factor), status, *flags)


def _ratio(value: float, required: float) -> float:
    """Growth over required growth; at the target already, any move away is infinitely worse than
    the nothing that was required.
    """
    if required:
        return value / required
    return math.copysign(math.inf, value) if value else 0.0


def _result(value: float | None, score: float | None, status: str, *flags: str) -> Progress:
    return Progress(method="cagr_ratio", value=value, score=score, status=status, flags=flags)


def combined(results: Sequence[Progress]) -> Progress:
    """Several series of one indicator: the mean of their scores; achieved only if all achieve it.

    >>> one = cagr_ratio(base_year=2015, base_value=10, current_year=2020, current_value=12,
    ...     direction=1)
    >>> combined([one, one]).status
    'substantial_progress'
    """
    scored = [result for result in results if result.score is not None]
    if not scored:
        return _result(None, None, "not_available", "missing_value")
    score = float(np.mean([result.score for result in scored]))
    if all(result.status == "target_achieved" for result in scored):
        status = "target_achieved"
    else:
        bands = (
            (2.5, "substantial_progress"),
            (0.0, "moderate_progress"),
            (-2.5, "limited_progress"),
        )
        status = next((name for least, name in bands if score >= least), "deterioration")
    return _result(None, score, status)


def parity(ratio: float) -> float:
    """A parity index made one-sided, to be judged against 1 from above: max(y, 1/y).

    >>> parity(0.8), parity(1.25)
    (1.25, 1.25)
    """
    need((number(ratio) and ratio > 0, "ratio", "above_0"))
    return max(ratio, 1 / ratio)


def around(value: float, middle: float = 50.0) -> float:
    """A value that should be near `middle` made one-sided, to be judged against it from above: m +
    |y - m|.

    >>> around(44.0), around(56.0)
    (56.0, 56.0)
    """
    return middle + abs(value - middle)
