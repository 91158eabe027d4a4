"""What a formula needs of its numbers, said in one sentence when it is not given."""

from __future__ import annotations

import math
from collections.abc import Iterable

from yq_analysis.check import Problem, refuse


def need(*conditions: tuple[bool, str, str], next: str = "") -> None:
    """Refuse unless every condition (holds, parameter, what is wrong) holds; all failures are
    listed.

    >>> need((True, "years", "must be at least 1"))
    >>> need((False, "years", "must be at least 1"), (False, "total", "must be below 1"))
    Traceback (most recent call last):
    yq_analysis.check.DataProblem: years: must be at least 1
    total: must be below 1
    """
    refuse(
        Problem(where=name, what=what, next=next) for holds, name, what in conditions if not holds
    )


def number(value: object) -> bool:
    """Whether `value` is a finite number.

    >>> number(0.15), number(None), number(float("nan")), number("0.15")
    (True, False, False, False)
    """
    try:
        return not isinstance(value, (str, bool)) and math.isfinite(value)  # type: ignore[arg-type]
    except TypeError:
        return False


def fractions(values: Iterable[float], *, name: str) -> list[float]:
    """The yearly rates as a list of numbers above -1; refuses what cannot be a rate of change.

    >>> fractions([0.0274, 0.0504], name="rates")
    [0.0274, 0.0504]
    """
    rates = [float(value) for value in values]
    need(
        (len(rates) > 0, name, "is empty"),
        (all(number(rate) for rate in rates), name, "holds something that is not a number"),
        (
            all(not number(rate) or rate > -1 for rate in rates),
            name,
            "holds a fall of 100 % or more",
        ),
        next="give fractions: 3.2 % is 0.032",
    )
    return rates
