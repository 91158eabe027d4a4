"""What a target asks, as a bound; and how its wording is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yq_analysis.analysis.assessment.target_measures import Measure


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What is asked: a bound, from below (direction 1) or above (-1), reached or exceeded."""

    value: float
    direction: int
    strict: bool = False
    step: float = (
        0.0  # 1 for what is counted: then at least 3 means more than 2.5 of a smooth distribution
    )

    def met(self, value: float | np.ndarray) -> np.ndarray:
        """Whether values meet the goal; NaN does not."""
        # a printed 98.0 and a computed 97.99999999999999 are one number
        room = 1e-9 * max(abs(self.value), 1.0)
        distance = (np.asarray(value, dtype=float) - self.value) * self.direction
        return distance > room if self.strict else distance >= -room


def index_goal(measure: Measure, goal: Goal, year: int) -> Goal:
    """The goal on the scale of `measure.index`: a total reduction of 15 % is a level of at most
    0.85.
    """
    if measure.how == "difference":
        base = measure.index.get(measure.base_year)
        return Goal(value=base + goal.value, direction=goal.direction)
    if measure.basis in ("cumulative", "annual_growth"):
        sign = -1 if measure.kind == "reduction" else 1
        factor = 1 + sign * goal.value / 100
        years = year - measure.base_year if measure.basis == "annual_growth" else 1
        return Goal(value=factor**years, direction=sign * goal.direction)
    return goal
