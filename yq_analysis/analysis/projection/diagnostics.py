"""Why a projection says what it says: each vote, what trimming left of it, and what the history is
like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import (
    answers,
    combination,
    engine,
    request_validation,
    transformations,
)
from yq_analysis.analysis.projection.api import prepare
from yq_analysis.analysis.projection.components import NAMES
from yq_analysis.analysis.projection.growth_index import Direction, to_rates
from yq_analysis.analysis.projection.learning import Learned
from yq_analysis.analysis.projection.outliers import left_out
from yq_analysis.analysis.projection.panel import Panel
from yq_analysis.analysis.projection.series_validation import KEY, Histories

VOTES = [*KEY, "year", "horizon", "component", "value", "working", "weight", "kept"]
HISTORIES = [
    *KEY,
    "scale",
    "n",
    "first_year",
    "last_year",
    "gaps",
    "breaks",
    "outliers",
    "drift",
    "spread",
    "restlessness",
    "note",
]


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """Two tables.

    `votes`: area, indicator, caliber, year, horizon, component, value (what it said, as printed),
    working (the same where votes are averaged: log-odds of a share, the index behind a rate of
    change, else the level), weight (before) and kept (after the extremes were dropped; sums to 1 a
    year, and working times kept to the projection). Only series that the combination projected have
    votes, not borrowed ones. `histories`: one row a series: scale, n, first_year, last_year, gaps
    (years without a value), breaks (text), outliers (years left out as spikes, text), drift and
    spread of the yearly changes where votes are averaged, restlessness (spread over |drift|), note.
    """

    votes: pd.DataFrame
    histories: pd.DataFrame


def diagnose(
    series: pd.DataFrame,
    horizon: int = 10,
    *,
    scales: Mapping[str, str] | None = None,
    growth: Direction | None = None,
    parents: Mapping[str, str] | None = None,
    learned: Learned | None = None,
) -> Diagnosis:
    """What each of the methods said about each series, and how the combination used it 诊断.

    Series of fewer than four points, and those that borrow, have a history, but no votes.

    >>> series = pd.DataFrame({"area": "a", "indicator": "gdp", "year": range(2010, 2020),
    ...                        "value": [1.0, 1.1, 1.3, 1.2, 40.0, 1.5, 1.6, 1.5, 1.7, 1.8]})
    >>> found = diagnose(series, horizon=1)
    >>> found.histories["outliers"].tolist(), len(found.votes)
    (['2014'], 11)
    """
    request_validation.check(
        horizon=horizon, scales=scales, growth=growth, parents=parents, learned=learned
    )
    series = request_validation.table(series, "series")
    request_validation.check_names(series, None, scales=scales, growth=growth)
    question = prepare(
        series, horizon, parents=parents, scales=scales, growth=growth, learned=learned
    )
    histories = question.histories
    panel = engine.working_panel(histories)
    worked = answers.work_out(question)
    said, used, _ = answers.say(worked, answers.tell(worked, (0.5,)))
    ready = np.flatnonzero(used == question.method)
    return Diagnosis(
        votes=_votes(histories.take(ready), panel.take(ready), question, question.sign[ready])
        if len(ready)
        else pd.DataFrame(columns=VOTES),
        histories=_histories(question, panel, said),
    )


def _votes(
    histories: Histories, panel: Panel, question: answers.Prepared, sign: np.ndarray
) -> pd.DataFrame:
    votes = engine.votes_of(histories, panel, question.horizon)
    order, effective = combination.effective_weights(votes, question.learned.weights)
    kept = np.empty_like(effective)
    np.put_along_axis(kept, order, effective, axis=0)
    weight = question.learned.weights.of(votes)
    said = np.stack([transformations.from_working(one, histories.kinds) for one in votes.ahead])
    rates = np.flatnonzero(sign)
    for one in said:
        one[rates] = to_rates(panel.last[rates], one[rates], sign[rates])
    # components, series, years -> series, years, components
    shape = (len(histories), question.horizon, len(NAMES))
    columns = {
        name: np.repeat(histories.keys[name].to_numpy(dtype=object), shape[1] * shape[2])
        for name in KEY
    }
    ahead = np.tile(np.repeat(np.arange(1, shape[1] + 1), shape[2]), shape[0])
    table = pd.DataFrame(columns)
    return table.assign(
        year=np.repeat(histories.final, shape[1] * shape[2]) + ahead,
        horizon=ahead,
        component=np.tile(np.array(NAMES, dtype=object), shape[0] * shape[1]),
        **{
            name: np.moveaxis(np.broadcast_to(one, said.shape), 0, 2).ravel()
            for name, one in (
                ("value", said),
                ("working", votes.ahead),
                ("weight", weight),
                ("kept", kept),
            )
        },
    ).query("weight > 0")[VOTES]


def _histories(question: answers.Prepared, panel: Panel, said: np.ndarray) -> pd.DataFrame:
    histories = question.histories
    enough = np.flatnonzero(histories.count >= 2)
    drift, spread = np.full(len(histories), np.nan), np.full(len(histories), np.nan)
    if len(enough):
        votes = engine.votes_of(histories.take(enough), panel.take(enough), 1)
        drift[enough], spread[enough] = votes.drift, votes.spread
    begin = histories.final - histories.span + 1
    years = left_out(histories)
    with np.errstate(divide="ignore", invalid="ignore"):
        restless = spread / np.abs(drift)
    return histories.keys.assign(
        scale=np.where(question.sign != 0, "rate", histories.kinds.name),
        n=question.observed,
        first_year=_where(histories.count > 0, begin + (question.sign != 0)),
        last_year=_where(histories.count > 0, histories.final),
        gaps=histories.span - histories.count,
        breaks=[question.broken.get(row, "") for row in range(len(histories))],
        outliers=["、".join(map(str, one)) for one in years],
        drift=drift,
        spread=spread,
        restlessness=restless,
        note=said,
    )[HISTORIES]


def _where(known: np.ndarray, years: np.ndarray) -> pd.arrays.IntegerArray:
    """Years, missing where nothing is known."""
    return pd.arrays.IntegerArray(years.astype(np.int64), ~known)
