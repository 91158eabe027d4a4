"""A ratio whose two parts grow at assumed rates: what it becomes, and what growth makes it arrive.

Rates are fractions: 5 % is 0.05.
"""

from __future__ import annotations

from yq_analysis.maths.requirements import need, number


def ratio_after(level: float, above: float, below: float, years: float) -> float:
    """The ratio after some years of growth above and below the line: level × ((1+a)/(1+b))^n.

    0.5 tce with energy growing 2 % and GDP 5 % a year for five years:
    0.5 × (1.02/1.05)^5 = 0.432538.

    >>> round(ratio_after(0.5, 0.02, 0.05, 5), 6)
    0.432538
    """
    _rates(above, below)
    return float(level * ((1 + above) / (1 + below)) ** years)


def growth_above(ratio: float, below: float, years: float) -> float:
    """The growth above the line that makes the ratio `ratio` times what it was: (1+b)·R^(1/n) − 1.

    A fall of 15 % in five years (R = 0.85) with GDP growing 5 % a year leaves energy
    1.05 × 0.85^(1/5) − 1 = 1.6420 % a year.

    >>> round(growth_above(0.85, 0.05, 5), 6)
    0.01642
    """
    _rates(below)
    _years(years)
    need((number(ratio) and ratio > 0, "ratio", "above_0"))
    return float((1 + below) * ratio ** (1 / years) - 1)


def pieces_needed(target: float, stock: float, below: float, growth: float, years: float) -> float:
    """How many pieces a year, net, bring a stock to `target` a unit of what stands below:
    (T·B·(1+b)^n − S)/n.

    22 patents per 10,000 of 100 (10,000 people), no growth, from a stock of 1,600 in five years:
    (2,200 − 1,600)/5 = 120 a year.

    >>> pieces_needed(22, 1600, 100, 0.0, 5)
    120.0
    """
    _rates(growth)
    _years(years)
    return float((target * below * (1 + growth) ** years - stock) / years)


def _rates(*rates: float) -> None:
    need(*((number(rate) and rate > -1, "rate", "rate") for rate in rates))


def _years(years: float) -> None:
    need((number(years) and years > 0, "years", "above_0"))
