"""Years that stand out: what was left out of a history, and a last year that nobody can know to be
right or wrong.
"""

from __future__ import annotations

import numpy as np

from yq_analysis.analysis.projection import engine, method_notes
from yq_analysis.analysis.projection.panel import LONGEST_HISTORY, Floats
from yq_analysis.analysis.projection.series_validation import Histories
from yq_analysis.check import Message, Messages

# A last year so many times the one before, and so many times further off than the years before it
# usually are.
TIMES, STEPS = 3.0, 5.0
LEAP = 2.5  # a spike is off by a factor of e at least


def left_out(histories: Histories) -> list[list[int]]:
    """The years of each history that the panel leaves out: spikes, and an odd first year."""
    panel = engine.working_panel(histories)
    begin = histories.final - histories.span + 1
    years = []
    for row in range(len(histories)):
        recent = int(histories.span[row] - panel.span[row])
        values = histories.values[row, recent : recent + panel.span[row]]
        out = np.isfinite(values) & ~panel.seen[row, : panel.span[row]]
        odd = [int(begin[row])] if recent and histories.span[row] <= LONGEST_HISTORY else []
        years.append([*odd, *(int(begin[row]) + recent + np.flatnonzero(out)).tolist()])
    return years


def notes_of(histories: Histories, sign: Floats) -> np.ndarray:
    """A clause for each history that names years which stand out, "" where none does."""
    found = np.full(len(histories), "", dtype=object)
    enough = np.flatnonzero((histories.count >= 4) & _suspects(histories))
    if not len(enough):
        return found
    for row, years in zip(enough.tolist(), left_out(histories.take(enough)), strict=True):
        clauses = []
        if years:
            begin = int(histories.final[row] - histories.span[row]) + 1
            shown: list[str] = [
                Message("projection_year", year=year)  # the index behind a rate is nobody's figure
                if sign[row]
                else method_notes.with_value(year, float(histories.values[row, year - begin]))
                for year in years
            ]
            clauses.append(method_notes.describe_outliers(shown))
        values = histories.values[row, : histories.span[row]].copy()
        values[[year - (int(histories.final[row] - histories.span[row]) + 1) for year in years]] = (
            np.nan
        )
        times = 0.0 if sign[row] else _last_step(values)
        if times:
            clauses.append(method_notes.describe_last(int(histories.final[row]), times))
        found[row] = Messages(clauses)
    return found


def _suspects(histories: Histories) -> np.ndarray:
    """Histories in which a year may stand out: any but those of quantities that never leap (most;
    this is for speed).
    """
    values = histories.values
    inside = np.arange(values.shape[1]) < histories.span[:, None]
    plain: np.ndarray = np.all(
        np.where(inside, values, 1.0) > 0, axis=1
    )  # False where there is a gap, too
    safe = np.where(inside & plain[:, None], values, 1.0)
    both = inside[:, 1:] & plain[:, None]
    leap = np.where(both, np.maximum(safe[:, 1:], safe[:, :-1]), 1.0) > LEAP * np.where(
        both, np.minimum(safe[:, 1:], safe[:, :-1]), 1.0
    )
    suspects: np.ndarray = ~plain | np.any(leap, axis=1)
    return suspects


def _last_step(values: Floats) -> float:
    """How many times the year before the last one is, if that is out of all proportion; else 0.

    >>> (_last_step(np.array([1.0, 1.1, 1.2, 1.3, 13.0])), _last_step(np.array([1.0, 1.1, 1.2, 1.3,
    ...     1.5])))
    (10.0, 0.0)
    """
    known = values[np.isfinite(values)]
    if len(known) < 4 or known.min() <= 0:
        return 0.0
    steps = np.abs(np.diff(np.log(known)))
    if steps[-1] <= max(np.log(TIMES), STEPS * float(np.median(steps[:-1]))):
        return 0.0
    return float(known[-1] / known[-2])
