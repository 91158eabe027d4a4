"""`project`: a long table of series in, a long table of projections with intervals out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from yq_analysis import model
from yq_analysis.check import Problem, QuestionProblem, one_of, refuse

from . import engine, intake, notes, own_panel
from .engine import Outcome
from .intake import Histories
from .learning import SHORTEST, Learned, shipped
from .panel import LONGEST_HISTORY
from .simple import SIMPLE

METHODS = SIMPLE
Intervals = Literal["own", "calibrated"]


def project(
    series: pd.DataFrame,
    horizon: int = 10,
    quantiles: Sequence[float] = model.QUANTILES,
    method: str = "combined",
    pool: pd.DataFrame | None = None,
    *,
    parents: Mapping[str, str] | None = None,
    scales: Mapping[str, str] | None = None,
    intervals: Intervals | None = None,
    learned: Learned | None = None,
) -> pd.DataFrame:
    """Where each series goes if the past goes on, with honest intervals 趋势推算.

    `series` is long: area, indicator, year, value (and caliber, status, unit, parent if there are
    any); gaps are allowed. Each series is projected `horizon` years beyond its last observation. The
    answer for a series does not depend on which others stand in the table, nor on its unit.

    `method` is `combined` (eleven standard methods vote, extreme votes are dropped), one of its
    votes `drift`, `damped`, or a model of statsmodels: `ets`, `theta`, `ucm`, `ols`. `intervals` are
    `calibrated` on the errors that the method made on other series (always so for `combined`), or
    the method's `own` (the default for the others). `pool` is a long table of comparable series, whose
    rolling errors join the shipped ones. `scales` says how an indicator lives (positive, share,
    count, rate); by default the catalogue knows, and a stranger's values tell. `parents` maps an area
    to the area whose growth a series of fewer than four points borrows.

    Returns area, indicator, caliber, year, horizon, value, one column a quantile, n, method, note.
    A series too short to project has rows without a value, method `no_data`. Refuses impossible
    input with a `DataProblem` that lists everything.

    >>> series = pd.DataFrame({"area": "610802", "indicator": "gdp", "year": range(2010, 2025),
    ...                        "value": [100 * 1.05 ** k for k in range(15)]})
    >>> table = project(series, horizon=2, quantiles=(0.1, 0.9))
    >>> list(table.columns)
    ['area', 'indicator', 'caliber', 'year', 'horizon', 'value', 'q10', 'q90', 'n', 'method', 'note']
    >>> table[["year", "value"]].round(0).values.tolist()
    [[2025.0, 206.0], [2026.0, 214.0]]
    """
    levels = intake.check_question(horizon, quantiles, method, METHODS)
    calibrated = _choose_intervals(method, intervals)
    learned = learned or shipped()
    kinds = _scales(scales)
    histories = intake.read(series, kinds)
    errors = own_panel.pooled(method, pool, kinds, learned) if calibrated else None
    ready = np.flatnonzero(histories.count >= SHORTEST)
    outcome = engine.project(histories, ready, int(horizon), levels, method, learned, errors)
    said, used = _notes(histories, method)
    return table(histories, outcome, levels, used, said)


def _choose_intervals(method: str, intervals: Intervals | None) -> bool:
    if intervals is not None:
        one_of(intervals, ("own", "calibrated"), name="intervals")
    if method == "combined" and intervals == "own":
        refuse([Problem(where="intervals", what="the combination has no intervals of its own",
                        next='leave `intervals` out, or choose "calibrated"')], kind=QuestionProblem)
    return method == "combined" or intervals == "calibrated"


def _scales(scales: Mapping[str, str] | None) -> Mapping[str, str]:
    for indicator, scale in (scales or {}).items():
        one_of(scale, ("positive", "share", "count", "rate"), name=f"scales[{indicator!r}]")
    return scales or {}


def _notes(histories: Histories, method: str) -> tuple[np.ndarray, np.ndarray]:
    said = np.array([notes.of_length(count, span) for count, span in
                     zip(histories.count.tolist(), histories.span.tolist(), strict=True)], dtype=object)
    used = np.full(len(histories), method, dtype=object)
    for row in np.flatnonzero(histories.count < SHORTEST):
        said[row], used[row] = notes.of_no_data(int(histories.count[row])), "no_data"
    lowest, highest = (bound(np.where(np.isfinite(histories.values), histories.values, fill), axis=1)
                       for bound, fill in ((np.min, np.inf), (np.max, -np.inf)))
    notes.attach(said, (lowest == highest) & (histories.count >= SHORTEST), notes.CONSTANT_NOTE)
    notes.attach(said, histories.span >= LONGEST_HISTORY, notes.EARLIER_NOTE)
    return said, used


def table(histories: Histories, outcome: Outcome, levels: Sequence[float], used: np.ndarray, said: np.ndarray) -> pd.DataFrame:
    """The projections as a long table, one row a year."""
    number, horizon = outcome.point.shape
    repeated = np.repeat(np.arange(number), horizon)
    ahead = np.tile(np.arange(1, horizon + 1), number)
    known = histories.final[histories.count > 0]
    final = np.where(histories.count > 0, histories.final, known.max(initial=0))
    columns: dict[str, object] = {name: histories.keys[name].to_numpy(dtype=object)[repeated] for name in intake.KEY}
    columns |= {"year": final[repeated] + ahead, "horizon": ahead, "value": outcome.point.ravel()}
    columns |= {model.quantile_name(q): outcome.quantiles[..., at].ravel() for at, q in enumerate(levels)}
    note = said[repeated]
    boom = _booming(histories)[repeated] & (ahead >= notes.FAR)
    notes.attach(note, boom, notes.BOOM_NOTE)
    columns |= {"n": histories.count[repeated], "method": used[repeated], "note": note}
    return pd.DataFrame(columns, columns=model.projection_columns(levels))


def _booming(histories: Histories) -> np.ndarray:
    rows = np.arange(len(histories))
    last = histories.values[rows, np.maximum(histories.span - 1, 0)]
    return notes.boomed(histories.values[:, 0], last, histories.span - 1) & (histories.kinds.name != "rate")
