"""The reader's own panel as a second pool of errors beside the shipped one."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import (
    calibrator,
    engine,
    growth_index,
    segments,
    series_validation,
    transformations,
    value_validation,
)
from yq_analysis.analysis.projection.calibrator import Calibrator, Errors
from yq_analysis.analysis.projection.combination import combine
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
from yq_analysis.analysis.projection.sibling_growth import SiblingGrowth, sibling_growth
from yq_analysis.check import Message, Problem, QuestionProblem, refuse

# Origins in all beyond which a pool teaches no more than it costs.
ENOUGH = 3000
# Errors below which a pool alone says nothing of a 95 % interval: one in forty lies below its lower
# bound.
LEAST = 40
# How much a pool may count beside the shipped errors, and of what series and errors half of that;
# chosen on pools of countries and of American states. Of its median error so much is believed in,
# the rest being the chance of its time.
MOST_SHARE, SERIES, ROWS = 0.9, 3, 15
BELIEVED = 0.35
FOLDS, CHECKED = 3, 20_000  # a pool of more errors is not cross-validated: it knows enough
UNUSED_NOTE = Message("projection_pool_short", "pool unused")
NO_USE_NOTE = Message("projection_pool_no_use", "pool unused")


@dataclass(frozen=True, kw_only=True)
class _Pooled:
    """What was learned last, and from what: `project` and `simulate` ask the same of one pool."""

    pool: pd.DataFrame
    asked: tuple[object, ...]
    learned: Learned
    found: tuple[Learned, str]


_LAST: list[_Pooled] = []
# Of what was learned last: `simulate` asks what `project` asked, of each indicator of a theme its
# own pool.
KEPT = 64


def pooled(
    method: str,
    pool: pd.DataFrame | None,
    kinds: transformations.Known,
    rates: growth_index.Direction,
    learned: Learned,
    pool_only: bool,
    calibrated: bool,
    asked_of: Collection[bool],
    horizon: int,
) -> tuple[Learned, str]:
    """What was learned beforehand, its calibrator of `method` joined by the errors on `pool` if
    there is one; and a note.

    The pool is prepared as the series are: rates of change are chained to their index, breaks
    carried over. `pool_only` leaves the shipped errors out, and refuses a pool that teaches too
    little for that of what is asked: quantities (`asked_of` has False), signed rates (True), which
    err in another way. The persistence of paths is averaged in the same proportion.
    """
    _check(pool, pool_only, calibrated)
    if pool is None or method not in learned.calibrators:
        return learned, ""
    asked = (method, kinds, rates, pool_only, calibrated, frozenset(asked_of), horizon)
    for last in _LAST:
        if last.learned is learned and last.asked == asked and last.pool.equals(pool):
            return last.found
    found = _learn(method, pool, kinds, rates, learned, pool_only, calibrated, asked_of, horizon)
    _LAST.insert(0, _Pooled(pool=pool.copy(), asked=deepcopy(asked), learned=learned, found=found))
    del _LAST[KEPT:]
    return found


def by_indicator(
    series: pd.DataFrame, pool: pd.DataFrame | None
) -> list[tuple[pd.DataFrame, pd.DataFrame | None]]:
    """The series of each indicator with what is comparable to them: the pool's rows of the same
    indicator, if it has any.
    """
    if pool is None or not {"indicator"} <= set(pool.columns) & set(series.columns):
        return [(series, pool)]
    names, wrong = value_validation.letters(series, "indicator", "series")[1:]
    if wrong:  # refused with everything else where the table is read
        return [(series, pool)]
    parts: list[tuple[pd.DataFrame, pd.DataFrame | None]] = []
    for indicator in names:
        same = pool[(pool["indicator"] == indicator).to_numpy(dtype=bool)]
        part = series[(series["indicator"] == indicator).to_numpy(dtype=bool)]
        parts.append((part, same if len(same) else pool))
    whole = sum(len(part) for part, _ in parts)
    return parts if parts and whole == len(series) else [(series, pool)]


def _learn(
    method: str,
    pool: pd.DataFrame,
    kinds: transformations.Known,
    rates: growth_index.Direction,
    learned: Learned,
    pool_only: bool,
    calibrated: bool,
    asked_of: Collection[bool],
    horizon: int,
) -> tuple[Learned, str]:
    # every year of a pool teaches, also those that a projection would not need
    histories = series_validation.read(pool, kinds, name="pool")
    growth_index.refuse_impossible(histories, rates, "pool")
    histories, _ = segments.chain(growth_index.chained(histories, rates), enough=LONGEST_HISTORY)
    if not calibrated:
        return learned, NO_USE_NOTE
    same = histories.keys["indicator"].nunique() == 1
    histories = _enough(histories.take(np.flatnonzero(histories.count >= SHORTEST)))
    if method == "combined" and same and not pool_only:
        learned = replace(learned, siblings=_siblings(histories, learned, horizon))
    histories = histories.take(np.flatnonzero(histories.count > SHORTEST))
    number = len(histories)
    most = FEWER_ORIGINS if method in REFERENCES else MOST_ORIGINS
    rolled = rolling(histories, max(2, min(most, ENOUGH // max(number, 1))))
    together = learned.siblings is not None
    parts = [errors_of(one, learned.weights, method, together) for one in rolled]
    known = {
        rate: sum(int(((one.weight > 0) & (one.rate == rate)).sum()) for one in parts)
        for rate in (False, True)
    }
    if pool_only:
        _refuse_few(known, asked_of)
    if not any(known.values()):
        return learned, UNUSED_NOTE
    shipped = learned.calibrators[method]
    errors = calibrator.join(parts)
    share = 1.0 if pool_only else pool_share(errors, shipped)
    found = (
        calibrator.learn(errors, None, bias=BELIEVED)
        if pool_only
        else calibrator.learn(errors, shipped, share, BELIEVED)
        if share
        else shipped
    )
    levels = [one for one in rolled if not one.votes.rate.all()]
    own = (
        learn_persistence(levels, learned.weights, found)
        if method == "combined" and levels
        else learned.persistence
    )
    persistence = (
        learned.persistence if np.isnan(own) else (1 - share) * learned.persistence + share * own
    )
    return replace(
        learned, calibrators={**learned.calibrators, method: found}, persistence=persistence
    ), ""


def _enough(histories: Histories) -> Histories:
    """Of a pool of more series than it takes to learn: as many, evenly spread over it."""
    most = ENOUGH // 2  # two origins a series at least
    if len(histories) <= most:
        return histories
    return histories.take(np.linspace(0, len(histories) - 1, most).round().astype(np.int64))


def _siblings(histories: Histories, learned: Learned, horizon: int) -> SiblingGrowth | None:
    """What the projections of the pool's own series have in common."""
    if not len(histories):
        return None
    panel = engine.working_panel(histories)
    votes = engine.votes_of(histories, panel, horizon)
    point = combine(votes, learned.weights)
    return sibling_growth(point, votes.last, votes.positive, histories.final, histories.values)


def pool_share(errors: Errors, shipped: Calibrator) -> float:
    """How much the pool's own errors count beside the shipped ones: the more, the more it knows.

    At most MOST_SHARE, half of it at SERIES series or at ROWS errors; of that all, half or nothing,
    whichever says the errors of the pool's other series best (cross-validation, a third of the
    series left out in turn).
    """
    used = errors.weight > 0
    owners = np.unique(errors.owner[used])
    number, rows = len(owners), int(used.sum())
    most = MOST_SHARE * number / (number + SERIES) * rows / (rows + ROWS)
    if number < FOLDS * 2 or rows > CHECKED:
        return most
    losses = dict.fromkeys((1.0, 0.5, 0.0), 0.0)
    fold = np.searchsorted(owners, errors.owner) % FOLDS
    for left_out in range(FOLDS):
        known, judged = errors.take(fold != left_out), errors.take(fold == left_out)
        if not known.weight.any() or not judged.weight.any():
            continue
        for part in losses:
            candidate = calibrator.learn(known, shipped, part * most, BELIEVED) if part else shipped
            losses[part] += calibrator.loss(candidate, judged)
    return most * min(losses, key=lambda part: losses[part])


def _refuse_few(known: dict[bool, int], asked_of: Collection[bool]) -> None:
    refuse(
        [
            Problem(
                where="pool",
                what=Message(
                    "refuse_gives_errors_of_earlier_projections",
                    value=known[rate],
                    value2=Message("kind_rates" if rate else "kind_quantities"),
                ),
                next=Message("refuse_give_more_or_longer_series", errors=LEAST, years=SHORTEST),
            )
            for rate in sorted(set(asked_of))
            if known[rate] < LEAST
        ]
    )


def _check(pool: pd.DataFrame | None, pool_only: bool, calibrated: bool) -> None:
    """Calibration on a pool alone needs a pool, and intervals that are calibrated."""
    problems = []
    if pool_only and pool is None:
        problems.append(
            Problem(
                where="pool",
                what=Message("refuse_is_missing_though_calibration_pool"),
                next=Message("refuse_give_a_pool_or_calibration"),
            )
        )
    if pool_only and not calibrated:
        problems.append(
            Problem(
                where="calibration",
                what=Message("refuse_pool_has_no_use_where"),
                next=Message("refuse_add_intervals_calibrated"),
            )
        )
    refuse(problems, kind=QuestionProblem)


def rolling(histories: Histories, most: int) -> list[Rolled]:
    """Rolling origins on the working scale: logarithmic histories, rates, and the others apart."""
    if not len(histories):
        return []
    inside = np.arange(histories.values.shape[1]) < histories.span[:, None]
    positive = transformations.logarithmic(histories.values, inside, histories.kinds)
    working = transformations.to_working(histories.values, histories.kinds)
    rolled = []
    rate = histories.kinds.name == "rate"
    for group in (positive, ~positive & ~rate, rate):
        rows = np.flatnonzero(group)
        if len(rows):
            series = [working[row, : histories.span[row]] for row in rows]
            first = (histories.final[rows] - histories.span[rows] + 1).tolist()
            kind = {"positive": bool(positive[rows[0]]), "rate": bool(rate[rows[0]])}
            rolled.append(roll(series, most=most, first=first, **kind))
    return rolled
