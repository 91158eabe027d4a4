"""The reader's own panel as a second pool of errors beside the shipped one."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import calibrator, segments
from yq_analysis.analysis.projection import growth_index as growth
from yq_analysis.analysis.projection import series_validation as intake
from yq_analysis.analysis.projection import transformations as scales
from yq_analysis.analysis.projection.forecast_methods import REFERENCES
from yq_analysis.analysis.projection.learning import (
    FEWER_ORIGINS,
    MOST_ORIGINS,
    SHORTEST,
    Learned,
    Rolled,
    errors_of,
    learn_persistence,
    roll,
)
from yq_analysis.analysis.projection.panel import LONGEST_HISTORY
from yq_analysis.analysis.projection.series_validation import Histories
from yq_analysis.check import Problem, QuestionProblem, refuse

# Origins in all beyond which a pool teaches no more than it costs.
ENOUGH = 3000
# Errors below which a pool alone says nothing of a 95 % interval: one in forty lies below its lower bound.
LEAST = 40
UNUSED_NOTE = "所给pool过短或无变动，学不到误差，未用 [pool unused]"
NO_USE_NOTE = "方法自身的区间用不到pool [pool unused]"


@dataclass(frozen=True, kw_only=True)
class _Pooled:
    """What was learned last, and from what: `project` and `simulate` ask the same of one pool."""

    pool: pd.DataFrame
    asked: tuple[object, ...]
    learned: Learned
    found: tuple[Learned, str]


_LAST: dict[str, _Pooled] = {}


def pooled(
    method: str,
    pool: pd.DataFrame | None,
    kinds: scales.Known,
    rates: growth.Direction,
    learned: Learned,
    alone: bool,
    calibrated: bool,
    asked_of: Collection[bool],
) -> tuple[Learned, str]:
    """What was learned beforehand, its calibrator of `method` joined by the errors on `pool` if there is one; and a note.

    The pool is prepared as the series are: rates of change are chained to their index, breaks carried
    over. `alone` leaves the shipped errors out, and refuses a pool that teaches too little for that of
    what is asked: quantities (`asked_of` has False), signed rates (True), which err in another way. The
    persistence of paths is averaged in the same proportion.
    """
    _check(pool, alone, calibrated)
    if pool is None or method not in learned.calibrators:
        return learned, ""
    asked = (method, kinds, rates, alone, calibrated, frozenset(asked_of))
    last = _LAST.get("pooled")
    if (
        last is not None
        and last.learned is learned
        and last.asked == asked
        and last.pool.equals(pool)
    ):
        return last.found
    found = _learn(method, pool, kinds, rates, learned, alone, calibrated, asked_of)
    _LAST["pooled"] = _Pooled(pool=pool.copy(), asked=deepcopy(asked), learned=learned, found=found)
    return found


def _learn(
    method: str,
    pool: pd.DataFrame,
    kinds: scales.Known,
    rates: growth.Direction,
    learned: Learned,
    alone: bool,
    calibrated: bool,
    asked_of: Collection[bool],
) -> tuple[Learned, str]:
    # every year of a pool teaches, also those that a projection would not need
    histories = intake.read(pool, kinds, name="pool")
    growth.refuse_impossible(histories, rates, "pool")
    histories, _ = segments.chain(growth.chained(histories, rates), enough=LONGEST_HISTORY)
    if not calibrated:
        return learned, NO_USE_NOTE
    histories = histories.take(np.flatnonzero(histories.count > SHORTEST))
    number = len(histories)
    most = FEWER_ORIGINS if method in REFERENCES else MOST_ORIGINS
    rolled = rolling(histories, max(2, min(most, ENOUGH // max(number, 1))))
    parts = [errors_of(one, learned.weights, method) for one in rolled]
    known = {
        rate: sum(int(((one.weight > 0) & (one.rate == rate)).sum()) for one in parts)
        for rate in (False, True)
    }
    if alone:
        refuse(
            [
                Problem(
                    where="pool",
                    what=f"gives {known[rate]} errors of earlier projections of {'signed rates' if rate else 'quantities'}, "
                    "too few for intervals",
                    next=f"give more or longer series of the kind (at least {LEAST} errors; more than {SHORTEST} years that are "
                    'not constant), or calibration="both"',
                )
                for rate in sorted(set(asked_of))
                if known[rate] < LEAST
            ]
        )
    if not any(known.values()):
        return learned, UNUSED_NOTE
    shipped = learned.calibrators[method]
    # one series of N own ones weighs as many as N / (N + 50) of the shipped ones
    errors = calibrator.learn(
        calibrator.join(parts).times(number / (number + 50)), prior=None if alone else shipped
    )
    share = 1.0 if alone else 1 - shipped.weight / errors.weight
    levels = [one for one in rolled if not one.votes.rate.all()]
    own = (
        learn_persistence(levels, learned.weights, errors)
        if method == "combined" and levels
        else learned.persistence
    )
    persistence = (
        learned.persistence if np.isnan(own) else (1 - share) * learned.persistence + share * own
    )
    return replace(
        learned, calibrators={**learned.calibrators, method: errors}, persistence=persistence
    ), ""


def _check(pool: pd.DataFrame | None, alone: bool, calibrated: bool) -> None:
    """Calibration on a pool alone needs a pool, and intervals that are calibrated."""
    problems = []
    if alone and pool is None:
        problems.append(
            Problem(
                where="pool",
                what='is missing, though calibration="pool"',
                next='give a pool, or calibration="both"',
            )
        )
    if alone and not calibrated:
        problems.append(
            Problem(
                where="calibration",
                what='"pool" has no use where the method keeps its own intervals',
                next='add intervals="calibrated"',
            )
        )
    refuse(problems, kind=QuestionProblem)


def rolling(histories: Histories, most: int) -> list[Rolled]:
    """Rolling origins on the working scale: logarithmic histories, rates, and the others apart."""
    if not len(histories):
        return []
    inside = np.arange(histories.values.shape[1]) < histories.span[:, None]
    positive = scales.logarithmic(histories.values, inside, histories.kinds)
    working = scales.to_working(histories.values, histories.kinds)
    rolled = []
    rate = histories.kinds.name == "rate"
    for group in (positive, ~positive & ~rate, rate):
        rows = np.flatnonzero(group)
        if len(rows):
            series = [working[row, : histories.span[row]] for row in rows]
            rolled.append(
                roll(series, most=most, positive=bool(positive[rows[0]]), rate=bool(rate[rows[0]]))
            )
    return rolled
