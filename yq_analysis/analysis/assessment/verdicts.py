"""From a measure and a target to a probability, a year of reaching, and a verdict.

Thresholds of the verdict on what is projected: probability from 0.66 `on_track` (likely), to 0.33
`off_track` (unlikely), between them `uncertain`; the words and figures of the IPCC's guidance note
on uncertainty (2010). A target year that is observed is `met` or `missed` by the published figure
alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from yq_analysis.analysis.assessment.target_bounds import Goal
from yq_analysis.analysis.assessment.target_measures import Measure, interval
from yq_analysis.maths.distribution import from_quantiles
from yq_analysis.model import Verdict

LIKELY, UNLIKELY = 0.66, 0.33


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What the target year holds."""

    value: float
    lower: float
    upper: float
    known: str
    probability: float


UNKNOWN = Outlook(
    value=math.nan, lower=math.nan, upper=math.nan, known="none", probability=math.nan
)


def outlook(measure: Measure, goal: Goal | None, year: int, level: float) -> Outlook:
    """The observed or projected value of the target year, its interval, and the probability of
    meeting the goal.
    """
    if measure.history.has(year):
        value = measure.history.get(year)
        probability = math.nan if goal is None else float(goal.met(value))
        return Outlook(
            value=value, lower=value, upper=value, known="observed", probability=probability
        )
    if not math.isfinite(measure.point.get(year)):
        return UNKNOWN
    value, (lower, upper) = measure.point.get(year), interval(measure, year, level)
    return Outlook(
        value=value,
        lower=lower,
        upper=upper,
        known="projected",
        probability=_probability(measure, goal, year),
    )


def _probability(measure: Measure, goal: Goal | None, year: int) -> float:
    levels, values = measure.ahead(year)
    if goal is None or not len(values):
        return math.nan
    if measure.by == "draws":
        return float(goal.met(values).mean())
    below = from_quantiles(levels, values).below(goal.value - goal.direction * goal.step / 2)
    return 1 - below if goal.direction > 0 else below


def undecided(measure: Measure, goal: Goal, year: int) -> bool:
    """Whether the printed digits behind an observed total leave open on which side of the goal it
    lies.
    """
    low, high = measure.digits.get(year, (math.nan, math.nan))
    return bool(low < goal.value < high)


def verdict(measure: Measure, goal: Goal, seen: Outlook, year: int) -> Verdict:
    """The verdict; a harder goal never gets a better one."""
    if seen.known == "observed":
        if undecided(measure, goal, year):
            return "uncertain"
        return "met" if goal.met(seen.value) else "missed"
    if seen.known == "none" or not math.isfinite(seen.probability):
        return "no_data"
    if seen.probability >= LIKELY:
        return "on_track"
    return "off_track" if seen.probability <= UNLIKELY else "uncertain"


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The first year in which the goal is met: by the projected value, early (one path in ten) and
    late.
    """

    year: int | None
    early: int | None
    late: int | None


def reach(measure: Measure, goal: Goal) -> Reach:
    """When the goal is reached. None where it is not within what is known and projected."""
    history = goal.met(measure.history.values)
    if len(history) and history[-1]:
        run = len(history) - int(np.argmax(~history[::-1])) if not history.all() else 0
        since = int(measure.history.years[run])
        return Reach(year=since, early=since, late=since)
    point = _first(measure.point.years, goal.met(measure.point.values))
    if not len(measure.future.columns):
        return Reach(year=point, early=None, late=None)
    firsts = np.full(len(measure.future.columns), math.inf)
    met = goal.met(measure.future.values)
    if len(met):
        reached = measure.future.years[met.argmax(axis=0)]
        firsts = np.where(met.any(axis=0), reached, math.inf)
    if measure.by == "draws":
        ordered = np.sort(firsts)
        early, late = (
            ordered[math.floor(0.1 * (len(firsts) - 1))],
            ordered[math.ceil(0.9 * (len(firsts) - 1))],
        )
    else:
        inside = [
            at for at, level in enumerate(measure.future.columns) if 0.1 <= float(level) <= 0.9
        ] or list(range(len(firsts)))
        early, late = firsts[inside].min(), firsts[inside].max()
    return Reach(
        year=point,
        early=int(early) if np.isfinite(early) else None,
        late=int(late) if np.isfinite(late) else None,
    )


def _first(years: np.ndarray, met: np.ndarray) -> int | None:
    return int(years[int(np.argmax(met))]) if met.any() else None
