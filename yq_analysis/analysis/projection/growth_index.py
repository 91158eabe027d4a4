"""Yearly rates of change and the level behind them, projected as one thing.

A rate of change, such as the yearly fall of energy intensity in per cent, is chained to an index;
the index is projected like the level itself, and the rates are read off its paths. So projecting
reductions and projecting intensity give one answer, and cumulative changes multiply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from yq_analysis.analysis.projection import transformations
from yq_analysis.analysis.projection.panel import Floats, Ints
from yq_analysis.analysis.projection.series_validation import Histories, label
from yq_analysis.analysis.projection.value_validation import LARGEST
from yq_analysis.check import Message, Problem, refuse

# +1: a positive rate is a rise; -1: a positive rate is a fall (a reduction).
Direction = Mapping[str, int]


def rows_of(histories: Histories, growth: Direction) -> Ints:
    """The histories that are rates of change."""
    return np.flatnonzero(np.isin(histories.keys["indicator"].to_numpy(dtype=object), list(growth)))


def signs(histories: Histories, growth: Direction) -> Floats:
    return np.array([growth.get(name, 1) for name in histories.keys["indicator"]], dtype=float)


def chained(histories: Histories, growth: Direction) -> Histories:
    """The histories with rates of change chained to their index, others as they are."""
    rows = rows_of(histories, growth)
    if not len(rows):
        return histories
    part = histories.take(rows)
    part = to_index(part, signs(part, growth))
    width = max(histories.values.shape[1], part.values.shape[1])
    values, breaks = (
        np.full((len(histories), width), np.nan),
        np.zeros((len(histories), width), dtype=bool),
    )
    for all_, some, nothing in ((values, "values", np.nan), (breaks, "breaks", False)):
        all_[:, : histories.values.shape[1]] = getattr(histories, some)
        all_[rows] = nothing
        all_[rows, : part.values.shape[1]] = getattr(part, some)
    span, count, name = (
        histories.span.copy(),
        histories.count.copy(),
        histories.kinds.name.astype(object),
    )
    span[rows], count[rows], name[rows] = part.span, part.count, part.kinds.name
    return replace(
        histories,
        values=values,
        breaks=breaks,
        span=span,
        count=count,
        kinds=transformations.Kinds(name=name.astype(str), whole=histories.kinds.whole),
    )


def refuse_impossible(histories: Histories, growth: Direction, name: str = "series") -> None:
    """A fall of 100 % or more leaves nothing, and nothing can be chained to it; nor can what grows
    beyond all measure.
    """
    problems = []
    for row in rows_of(histories, growth):
        rates = histories.values[row, : histories.span[row]]
        steps = 1 + growth[histories.keys["indicator"].iloc[row]] * rates / 100
        wrong = np.flatnonzero(steps <= 0)
        problems += [
            Problem(
                where=f"{name}, {label(histories.keys, row)} "
                f"{histories.final[row] - histories.span[row] + 1 + at}",
                what=Message("refuse_a_yearly_change_of_leaves", value=rates[at]),
                next=Message("refuse_correct_it_or_the_sign"),
            )
            for at in wrong
        ]
        known = steps[np.isfinite(steps)]
        if not len(wrong) and np.abs(np.cumsum(np.log(known))).max(initial=0.0) > np.log(LARGEST):
            largest = rates[np.nanargmax(np.abs(rates))]
            problems.append(
                Problem(
                    where=f"{name}, {label(histories.keys, row)}",
                    what=Message("refuse_its_yearly_changes_up_to", largest=largest),
                    next=Message("refuse_correct_them_growth_takes_rates"),
                )
            )
    refuse(problems)


def to_index(histories: Histories, sign: Floats) -> Histories:
    """Rates in per cent chained to an index that is 100 in the year before the first.

    After a gap the chain starts anew: only the years since the last gap can be chained. A rate that
    begins a new segment (status B) compares two bases; the index has its break there, as the level
    has.
    """
    width = histories.values.shape[1] + 1
    values, span = (
        np.full((len(histories), width), np.nan),
        np.zeros(len(histories), dtype=np.int64),
    )
    breaks = np.zeros(values.shape, dtype=bool)
    for row in range(len(histories)):
        rates = histories.values[row, : histories.span[row]]
        holes = np.flatnonzero(~np.isfinite(rates))
        start = int(holes[-1]) + 1 if len(holes) else 0
        rates = rates[start:]
        if len(rates):
            breaks[row, 2 : len(rates) + 1] = histories.breaks[row, start + 1 : start + len(rates)]
            values[row, : len(rates) + 1] = 100 * np.cumprod(
                np.concatenate([[1.0], 1 + sign[row] * rates / 100])
            )
            span[row] = len(rates) + 1
    kinds = replace(histories.kinds, name=np.full(len(histories), "positive"))
    return replace(
        histories, values=values, span=span, count=span.copy(), kinds=kinds, breaks=breaks
    )


def to_rates(last: Floats, levels: Floats, sign: Floats) -> Floats:
    """Yearly changes in per cent along the axis of years: `last` [N], `levels` [N, H, ...].

    >>> to_rates(np.array([100.0]), np.array([[95.0, 90.25]]), np.array([-1.0])).round(6).tolist()
    [[5.0, 5.0]]
    """
    start = np.broadcast_to(last.reshape(-1, *[1] * (levels.ndim - 1)), levels[:, :1].shape)
    before = np.concatenate([start, levels[:, :-1]], axis=1)
    result: Floats = sign.reshape(-1, *[1] * (levels.ndim - 1)) * 100 * (levels / before - 1)
    return result
