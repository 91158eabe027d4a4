"""What a formula needs of its numbers, said in one sentence when it is not given."""

from __future__ import annotations

import math
from collections.abc import Iterable

from yq_analysis.check import Message, Problem, refuse


def need(*conditions: tuple[bool, str, str], next: str = "") -> None:
    """Refuse unless every condition (holds, parameter, what is wrong) holds; all failures are
    listed.

    What is wrong is a code of messages.csv without its `need_`, so that nothing is worded where
    nothing is wrong, or a message where the sentence names values.

    >>> need((True, "years", "least_1"))
    >>> need((False, "years", "least_1"), (False, "total", "below_1"))
    Traceback (most recent call last):
    yq_analysis.check.DataProblem: years: 至少为1
    total: 必须是小于1（100%）的数
    """
    refuse(
        Problem(
            where=name,
            what=what if isinstance(what, Message) else Message(f"need_{what}"),
            next=next and Message(f"need_{next}"),
        )
        for holds, name, what in conditions
        if not holds
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
        (len(rates) > 0, name, "not_empty"),
        (all(number(rate) for rate in rates), name, "all_numbers"),
        (all(not number(rate) or rate > -1 for rate in rates), name, "whole_fall"),
        next="fractions_next",
    )
    return rates
