"""The doors `project` and `simulate`: a long table of series in, a long table out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from yq_analysis import catalogue, model
from yq_analysis.analysis.projection import (
    answers,
    growth_index,
    method_notes,
    own_panel,
    reference_areas,
    request_validation,
    series_validation,
    value_validation,
)
from yq_analysis.analysis.projection.answers import Prepared, Worked
from yq_analysis.analysis.projection.drawn_paths import SamplePaths
from yq_analysis.analysis.projection.growth_index import Direction
from yq_analysis.analysis.projection.learning import Learned, shipped
from yq_analysis.analysis.projection.pools import Pools
from yq_analysis.analysis.projection.series_validation import KEY
from yq_analysis.analysis.projection.total_change import PATHS
from yq_analysis.analysis.projection.transformations import Known
from yq_analysis.check import Message, Problem, QuestionProblem, refuse

Intervals = Literal["own", "calibrated"]
Calibration = Literal["both", "pool"]


def project(
    series: pd.DataFrame,
    horizon: int = 10,
    quantiles: Sequence[float] = model.QUANTILES,
    method: str = "combined",
    pool: pd.DataFrame | None = None,
    *,
    parents: Mapping[str, str] | None = None,
    scales: Mapping[str, str] | None = None,
    growth: Direction | None = None,
    intervals: Intervals | None = None,
    calibration: Calibration = "both",
    learned: Learned | None = None,
) -> pd.DataFrame:
    """Where each series goes if the past goes on, with honest intervals 趋势推算.

    `series` is long: area, indicator, year, value (and caliber, status, unit, parent if there are
    any); gaps are allowed. Each series is projected `horizon` years beyond its last observation.
    The answer for a series does not depend on which others stand in the table, nor on its unit. A
    row of status B, or a caliber that takes over from another, starts a new segment: growth is
    borrowed across it, levels never. Figures of status M or O (there is none) and F (projected) do
    not count.

    `quantiles` lie between .001 and .999. None depends on which others are asked for, and the
    interval between p and 1 - p never gets narrower with the years.

    `method` is `combined` (eleven standard methods vote, extreme votes are dropped), one of its
    votes `drift`, `damped`, or a model of statsmodels: `ets`, `theta`, `ucm`, `ols`. `intervals`
    are `calibrated` on the errors that the method made on other series (always so for `combined`),
    or the method's `own` (the default for the others). `pool` is a long table of comparable series
    (the same indicator of other areas; each indicator learns from its own part). Its rolling errors
    join the shipped ones, counting up to nine tenths of both by what the pool knows
    (`calibration="pool"` leaves the shipped ones out), and the projected growth moves towards what
    is typical of it. `scales` says how an indicator lives (positive, share, count, rate); of others
    the catalogue knows, and a stranger's values and unit tell (`scales={}`: those alone). A share
    is a part of what its unit says, 100 or 1. `growth` names the indicators that are yearly changes
    of a level in per cent (1: positive is a rise, -1: positive is a fall); they are projected as
    that level. `parents` maps an area to the area whose growth a series of at most six points
    borrows. `learned` replaces what the package ships with.

    Returns area, indicator, caliber, year, horizon, value, one column a quantile, n, method, note.
    A series too short to project has rows without a value, method `no_data`. Refuses impossible
    input with a `DataProblem` that lists everything.

    >>> series = pd.DataFrame({"area": "610802", "indicator": "gdp", "year": range(2010, 2025),
    ...                        "value": [100 * 1.05 ** k for k in range(15)]})
    >>> table = project(series, horizon=2, quantiles=(0.1, 0.9))
    >>> list(table.columns)
    ['area', 'indicator', 'caliber', 'year', 'horizon', 'value', 'q10', 'q90', 'n', 'method',
    'note']
    >>> table[["year", "value"]].round(0).values.tolist()
    [[2025.0, 207.0], [2026.0, 215.0]]
    """
    levels = request_validation.check(
        horizon=horizon,
        method=method,
        quantiles=quantiles,
        parents=parents,
        scales=scales,
        growth=growth,
        intervals=intervals,
        calibration=calibration,
        learned=learned,
    )
    series, pool = _tables(series, pool, scales, growth)
    return projected(
        series,
        horizon,
        levels,
        method,
        pool,
        parents=parents,
        scales=scales,
        growth=growth,
        intervals=intervals,
        calibration=calibration,
        learned=learned,
    )


def projected(
    series: pd.DataFrame,
    horizon: int,
    levels: Sequence[float],
    method: str,
    pool: pd.DataFrame | None,
    *,
    parents: Mapping[str, str] | None,
    scales: Mapping[str, str] | None,
    growth: Direction | None,
    intervals: Intervals | None = None,
    calibration: Calibration = "both",
    learned: Learned | None = None,
) -> pd.DataFrame:
    """`project` for a question that has been checked already; each indicator learns from its own
    part of the pool.
    """
    rest: dict[str, Any] = {
        "parents": parents_of(series, parents),
        "scales": scales,
        "growth": growth,
        "intervals": intervals,
        "calibration": calibration,
        "learned": learned,
    }
    parts = own_panel.by_indicator(series, pool)
    if len(parts) > 1:
        _refuse_wrong(
            series, pool, scales, growth
        )  # everything at once, not an indicator at a time
        tables = [projected(one, horizon, levels, method, own, **rest) for one, own in parts]
        return _in_order(tables)
    series, pool = parts[0]
    question = prepare(series, horizon, method, pool, **rest)
    return _table(answers.work_out(question), levels)


def simulate(
    series: pd.DataFrame,
    horizon: int = 10,
    draws: int = 1000,
    method: str = "combined",
    pool: pd.DataFrame | None = None,
    *,
    seed: int = 0,
    parents: Mapping[str, str] | None = None,
    scales: Mapping[str, str] | None = None,
    growth: Direction | None = None,
    learned: Learned | None = None,
) -> pd.DataFrame:
    """Sample paths whose yearly quantiles are those of `project`, for what depends on several years
    模拟路径.

    Arguments as for `project`; intervals are the calibrated ones. Returns area, indicator, caliber,
    draw, year, horizon, value; a series that cannot be projected has no rows. The same `seed` gives
    the same paths, whatever else stands in the table.

    >>> series = pd.DataFrame({"area": "610802", "indicator": "gdp", "year": range(2010, 2025),
    ...                        "value": [100 * 1.05 ** k + k % 3 for k in range(15)]})
    >>> paths = simulate(series, horizon=3, draws=100)
    >>> len(paths), list(paths.columns)
    (300, ['area', 'indicator', 'caliber', 'draw', 'year', 'horizon', 'value'])
    """
    request_validation.check(
        horizon=horizon,
        method=method,
        draws=draws,
        seed=seed,
        parents=parents,
        scales=scales,
        growth=growth,
        learned=learned,
    )
    series, pool = _tables(series, pool, scales, growth)
    parents = parents_of(series, parents)
    _refuse_wrong(series, pool, scales, growth)
    return _in_order(
        [
            _paths(
                prepare(
                    one,
                    horizon,
                    method,
                    own,
                    parents=parents,
                    scales=scales,
                    growth=growth,
                    intervals="calibrated",
                    calibration="both",
                    learned=learned,
                ),
                int(draws),
                int(seed),
            )
            for one, own in own_panel.by_indicator(series, pool)
        ]
    )


def draw_paths(
    series: pd.DataFrame,
    horizon: int = 10,
    draws: int = 1000,
    *,
    seed: int = 0,
    scales: Mapping[str, str] | None = None,
    growth: Direction | None = None,
) -> SamplePaths:
    """The paths of `simulate` as arrays, each series drawn when it is first looked at."""
    request_validation.check(horizon=horizon, draws=draws, seed=seed, scales=scales, growth=growth)
    series, _ = _tables(series, None, scales, growth)
    _refuse_wrong(series, None, scales, growth)
    return project_ahead(
        series, horizon, draws, seed=seed, parents={}, scales=scales, growth=growth
    )[1]


def project_ahead(
    series: pd.DataFrame,
    horizon: int,
    draws: int,
    *,
    pools: Pools | None = None,
    seed: int = 0,
    parents: Mapping[str, str],
    scales: Mapping[str, str] | None,
    growth: Direction | None,
) -> tuple[pd.DataFrame, SamplePaths]:
    """`project` and the paths of `simulate` in one, with pools that were learned beforehand.

    The question is not checked again, and each indicator is prepared once for both.
    """
    asked = []
    for part, _ in own_panel.by_indicator(series, series.iloc[:0]):
        learned, remark = (None, "") if pools is None else pools.of(str(part["indicator"].iloc[0]))
        one = prepare(part, horizon, parents=parents, scales=scales, growth=growth, learned=learned)
        asked.append(answers.work_out(replace(one, remark=remark)))
    tables = [_table(one, model.QUANTILES) for one in asked]
    return _in_order(tables), SamplePaths(asked, draws, seed)


def known_of(scales: Mapping[str, str] | None, growth: Direction) -> Known:
    """What is known of indicators, as `project` takes it from its arguments and the catalogue."""
    return _known(scales, growth)


def _paths(question: Prepared, draws: int, seed: int) -> pd.DataFrame:
    """Sample paths as a long table, one row a year of a draw."""
    horizon = question.horizon
    drawn = answers.draw(answers.work_out(question), draws, seed)
    rows = np.flatnonzero(np.isfinite(drawn).all((1, 2)))
    drawn = np.moveaxis(drawn[rows], 1, 2)  # series, draw, year
    shape = drawn.shape
    owner = np.repeat(rows, shape[1] * shape[2])
    ahead = np.tile(np.arange(1, horizon + 1), shape[0] * shape[1])
    columns: dict[str, object] = {
        name: question.histories.keys[name].to_numpy(dtype=object)[owner] for name in KEY
    }
    columns |= {
        "draw": np.tile(np.repeat(np.arange(shape[1]), shape[2]), shape[0]),
        "year": question.histories.final[owner] + ahead,
        "horizon": ahead,
        "value": drawn.ravel(),
    }
    return pd.DataFrame(columns, columns=PATHS)


def _refuse_wrong(
    series: pd.DataFrame,
    pool: pd.DataFrame | None,
    scales: Mapping[str, str] | None,
    growth: Direction | None,
) -> None:
    known = _known(scales, growth or {})
    growth_index.refuse_impossible(series_validation.read(series, known), growth or {})
    if pool is not None:
        growth_index.refuse_impossible(
            series_validation.read(pool, known, name="pool"), growth or {}, "pool"
        )


def _in_order(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables of several indicators as one, in the order in which one question answers."""
    if len(tables) == 1:
        return tables[0]
    whole = pd.concat(tables, ignore_index=True)
    # the few series are sorted, not the many rows of their paths
    owner = whole.groupby(list(KEY), sort=False, dropna=False).ngroup().to_numpy()
    series = whole[list(KEY)].drop_duplicates(ignore_index=True)
    ordered = series.sort_values(list(KEY), kind="stable", key=lambda names: names.map(str))
    place = np.argsort(ordered.index.to_numpy())
    return whole.take(np.argsort(place[owner], kind="stable")).reset_index(drop=True)


def _tables(
    series: pd.DataFrame,
    pool: pd.DataFrame | None,
    scales: Mapping[str, str] | None,
    growth: Direction | None,
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    series = request_validation.table(series, "series")
    pool = None if pool is None else request_validation.table(pool, "pool")
    request_validation.check_names(series, pool, scales=scales, growth=growth)
    return series, pool


def prepare(
    series: pd.DataFrame,
    horizon: int,
    method: str = "combined",
    pool: pd.DataFrame | None = None,
    *,
    parents: Mapping[str, str] | None = None,
    scales: Mapping[str, str] | None = None,
    growth: Direction | None = None,
    intervals: Intervals | None = None,
    calibration: Calibration = "both",
    learned: Learned | None = None,
) -> Prepared:
    """Read the table, learn from the pool; the question is a checked one."""
    calibrated = method == "combined" or intervals == "calibrated"
    known, growth = _known(scales, growth or {}), growth or {}
    histories = series_validation.read(series, known)
    growth_index.refuse_impossible(histories, growth)
    rate = (histories.kinds.name == "rate") & ~histories.keys["indicator"].isin(
        list(growth)
    ).to_numpy()
    learned, remark = own_panel.pooled(
        method,
        pool,
        known,
        growth,
        learned or shipped(),
        calibration == "pool",
        calibrated,
        set(rate.tolist()),
        int(horizon),
    )
    if calibrated and method not in learned.calibrators:
        refuse(
            [
                Problem(
                    where="learned",
                    what=Message("refuse_knows_no_errors_of", method=method),
                    next=Message("refuse_learn_it_learn_panels_methods"),
                )
            ],
            kind=QuestionProblem,
        )
    errors = learned.calibrators[method] if calibrated else None
    return answers.prepare(
        histories,
        int(horizon),
        method,
        parents_of(series, parents),
        growth,
        learned,
        errors,
        remark,
    )


def parents_of(series: pd.DataFrame, parents: Mapping[str, str] | None) -> Mapping[str, str]:
    """area -> parent, from the argument or from a column `parent`."""
    if parents is None and {"area", "parent"} <= set(series.columns):
        names = ("area", "parent")
        refuse(
            [one for name in names for one in value_validation.letters(series, name, "series")[2]]
        )
        pairs = series.loc[
            series["parent"].notna() & (series["parent"] != ""), ["area", "parent"]
        ].drop_duplicates()
        twice = pairs.loc[pairs["area"].duplicated(), "area"].unique()
        refuse(
            [
                Problem(
                    where=f"series, {area}",
                    what=Message("refuse_has_more_than_one_parent"),
                    next=Message("refuse_keep_one"),
                )
                for area in twice
            ]
        )
        parents = dict(zip(pairs["area"], pairs["parent"], strict=True))
    if parents and "area" in series.columns:  # a table without areas is refused where it is read
        _, areas, wrong = value_validation.letters(series, "area", "series")
        refuse([*wrong, *reference_areas.check(parents, set(areas))])
    return parents or {}


def _known(scales: Mapping[str, str] | None, growth: Direction) -> Known:
    """What is known of indicators: the catalogue's word, then the caller's; `scales={}` lets values
    alone tell.
    """
    listed = catalogue.read().indicators if scales is None or scales else None
    scale: dict[str, str] = (
        {} if listed is None else dict(zip(listed["indicator"], listed["scale"], strict=True))
    )
    unit: dict[str, str] = (
        {} if listed is None else dict(zip(listed["indicator"], listed["unit"], strict=True))
    )
    return Known(scale={**scale, **(scales or {}), **dict.fromkeys(growth, "rate")}, unit=unit)


def _table(worked: Worked, levels: Sequence[float]) -> pd.DataFrame:
    """The projections as a long table, one row a year."""
    question, told = worked.question, answers.tell(worked, levels)
    said, used, booming = answers.say(worked, told)
    histories = question.histories
    number, horizon = told.point.shape
    repeated = np.repeat(np.arange(number), horizon)
    ahead = np.tile(np.arange(1, horizon + 1), number)
    columns: dict[str, object] = {
        name: histories.keys[name].to_numpy(dtype=object)[repeated] for name in KEY
    }
    columns |= {
        "year": histories.final[repeated] + ahead,
        "horizon": ahead,
        "value": told.point.ravel(),
    }
    columns |= {
        model.quantile_name(q): told.quantiles[..., at].ravel() for at, q in enumerate(levels)
    }
    note = said[repeated]
    method_notes.attach(
        note, booming[repeated] & (ahead >= method_notes.FAR), method_notes.BOOM_NOTE
    )
    columns |= {
        "n": question.observed[repeated],
        "method": used[repeated],
        "note": pd.Series(note, dtype=object),
    }
    return pd.DataFrame(columns, columns=model.projection_columns(levels))
