"""The doors: `project`, `simulate` and `cumulative`; a long table of series in, a long table out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from yq_analysis import catalogue, model
from yq_analysis.check import Problem, QuestionProblem, need_columns, one_of, refuse

from . import answers, intake, notes, own_panel
from .answers import Prepared
from .engine import Outcome
from .growth import Direction
from .intake import KEY
from .learning import Learned, shipped
from .methods import METHODS
from .scales import SCALES

Intervals = Literal["own", "calibrated"]
Calibration = Literal["both", "pool"]
PATHS = [*KEY, "draw", "year", "horizon", "value"]


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
    any); gaps are allowed. Each series is projected `horizon` years beyond its last observation. The
    answer for a series does not depend on which others stand in the table, nor on its unit. A row
    of status B, or a caliber that takes over from another, starts a new segment: growth is borrowed
    across it, levels never.

    `method` is `combined` (eleven standard methods vote, extreme votes are dropped), one of its
    votes `drift`, `damped`, or a model of statsmodels: `ets`, `theta`, `ucm`, `ols`. `intervals` are
    `calibrated` on the errors that the method made on other series (always so for `combined`), or
    the method's `own` (the default for the others). `pool` is a long table of comparable series, whose
    rolling errors join the shipped ones (`calibration="pool"` leaves those out). `scales` says how an indicator lives (positive, share,
    count, rate); by default the catalogue knows, and a stranger's values tell. `growth` names the
    indicators that are yearly changes of a level in per cent (1: positive is a rise, -1: positive is
    a fall); they are projected as that level. `parents` maps an area to the area whose growth a
    series of at most six points borrows. `learned` replaces what the package ships with.

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
    asked = prepare(series, horizon, method, pool, parents=parents, scales=scales, growth=growth,
                    intervals=intervals, calibration=calibration, learned=learned)
    outcome, borrowed = answers.answer(asked, levels)
    return _table(asked, outcome, levels, *answers.say(asked, outcome, borrowed))


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
    """Sample paths whose yearly quantiles are those of `project`, for what depends on several years 模拟路径.

    Arguments as for `project`; intervals are the calibrated ones. Returns area, indicator, caliber,
    draw, year, horizon, value; a series that cannot be projected has no rows. The same `seed` gives
    the same paths, whatever else stands in the table.

    >>> series = pd.DataFrame({"area": "610802", "indicator": "gdp", "year": range(2010, 2025),
    ...                        "value": [100 * 1.05 ** k + k % 3 for k in range(15)]})
    >>> paths = simulate(series, horizon=3, draws=100)
    >>> len(paths), list(paths.columns)
    (300, ['area', 'indicator', 'caliber', 'draw', 'year', 'horizon', 'value'])
    """
    intake.check_question(horizon, (0.5,), method, METHODS)
    if isinstance(draws, bool) or not isinstance(draws, (int, np.integer)) or draws < 1:
        refuse([Problem(where="draws", what=f"{draws!r} is not a number of paths", next="give a whole number such as 1000")],
               kind=QuestionProblem)
    asked = prepare(series, horizon, method, pool, parents=parents, scales=scales, growth=growth,
                    intervals="calibrated", calibration="both", learned=learned)
    drawn = answers.draw(asked, int(draws), seed)
    rows = np.flatnonzero(np.isfinite(drawn).all((1, 2)))
    drawn = np.moveaxis(drawn[rows], 1, 2)  # series, draw, year
    shape = drawn.shape
    owner = np.repeat(rows, shape[1] * shape[2])
    ahead = np.tile(np.arange(1, horizon + 1), shape[0] * shape[1])
    columns: dict[str, object] = {name: asked.histories.keys[name].to_numpy(dtype=object)[owner] for name in KEY}
    columns |= {"draw": np.tile(np.repeat(np.arange(shape[1]), shape[2]), shape[0]),
                "year": asked.histories.final[owner] + ahead, "horizon": ahead, "value": drawn.ravel()}
    return pd.DataFrame(columns, columns=PATHS)


def cumulative(paths: pd.DataFrame, series: pd.DataFrame, base_year: int, *, growth: Direction | None = None) -> pd.DataFrame:
    """Change since `base_year` in per cent along each path 累计变化; changes multiply, they never add.

    `paths` from `simulate`, `series` the history behind them. A level is compared with its value in
    `base_year`; yearly rates named in `growth` are compounded from the year after it, and keep their
    sign (a reduction stays a positive number). Returns the columns of `paths`. Probabilities follow:
    the share of draws in which the value reaches a target.

    >>> series = pd.DataFrame({"area": "a", "indicator": "cut", "year": [2021, 2022], "value": [5.0, 5.0]})
    >>> paths = pd.DataFrame({"area": "a", "indicator": "cut", "caliber": "", "draw": 0, "year": [2023],
    ...                       "horizon": [1], "value": [5.0]})
    >>> cumulative(paths, series, 2020, growth={"cut": -1})["value"].round(4).tolist()  # 1 - .95^3
    [14.2625]
    """
    need_columns(paths, PATHS, name="paths")
    history = intake.read(series, dict.fromkeys(series.get("indicator", pd.Series(dtype=object)).unique(), "rate"))
    signs = growth or {}
    result, problems = [], []
    for key, part in paths.groupby(list(KEY), sort=False):
        assert isinstance(key, tuple)
        sign = signs.get(str(key[1]), 0)
        before, what = _since(history, key, base_year, sign, int(part["year"].min()))
        if what:
            problems.append(Problem(where=" ".join(str(word) for word in key if str(word)), what=what,
                                    next="choose a base year within the series"))
            continue
        if sign:
            steps = 1 + sign * part["value"] / 100
            change = before * steps.groupby(part["draw"]).cumprod() - 1
            result.append(part.assign(value=sign * 100 * change))
        else:
            result.append(part.assign(value=100 * (part["value"] / before - 1)))
    refuse(problems)
    return pd.concat(result, ignore_index=True) if result else paths.iloc[:0]


def _since(history: intake.Histories, key: Sequence[object], base_year: int, sign: int, first: int) -> tuple[float, str]:
    """The level of the base year, or for rates the product of the observed factors since; or what is missing."""
    row = np.flatnonzero((history.keys[list(KEY)].to_numpy(dtype=object) == np.array(key, dtype=object)).all(1))
    if not len(row):
        return np.nan, "has no history in `series`"
    begin = int(history.final[row[0]] - history.span[row[0]] + 1)
    if not sign:
        place = base_year - begin
        value = history.values[row[0], place] if 0 <= place < history.span[row[0]] else np.nan
        return value, "" if np.isfinite(value) else f"has no value for the base year {base_year}"
    years = np.arange(base_year + 1, first)
    at = years - begin
    if (at < 0).any() or base_year >= first:
        return np.nan, f"has no rates from {base_year + 1} on"
    factors = 1 + sign * history.values[row[0], at] / 100
    return float(np.prod(factors)), "" if np.isfinite(factors).all() else f"has gaps between {base_year} and {first}"


def prepare(series: pd.DataFrame, horizon: int, method: str, pool: pd.DataFrame | None, *,
            parents: Mapping[str, str] | None, scales: Mapping[str, str] | None, growth: Direction | None,
            intervals: Intervals | None, calibration: Calibration, learned: Learned | None) -> Prepared:
    """Check the question, read the table, learn from the pool."""
    one_of(calibration, ("both", "pool"), name="calibration")
    calibrated = _choose_intervals(method, intervals)
    kinds = {**_scales(scales), **dict.fromkeys(growth or {}, "rate")}
    learned, remark = own_panel.pooled(method, pool, kinds, growth or {}, learned or shipped(), calibration == "pool", calibrated)
    if calibrated and method not in learned.calibrators:
        refuse([Problem(where="learned", what=f"knows no errors of {method}", next="learn it: learn(panels, methods)")], kind=QuestionProblem)
    errors = learned.calibrators[method] if calibrated else None
    return answers.prepare(intake.read(series, kinds), int(horizon), method, parents_of(series, parents), growth or {},
                           learned, errors, remark)


def parents_of(series: pd.DataFrame, parents: Mapping[str, str] | None) -> Mapping[str, str]:
    """area -> parent, from the argument or from a column `parent`."""
    if parents is None and "parent" in series.columns:
        pairs = series.loc[series["parent"].notna() & (series["parent"] != ""), ["area", "parent"]].drop_duplicates()
        twice = pairs.loc[pairs["area"].duplicated(), "area"].unique()
        refuse([Problem(where=f"series, {area}", what="has more than one parent", next="keep one") for area in twice])
        return dict(zip(pairs["area"], pairs["parent"], strict=True))
    return parents or {}


def _choose_intervals(method: str, intervals: Intervals | None) -> bool:
    if intervals is not None:
        one_of(intervals, ("own", "calibrated"), name="intervals")
    if method == "combined" and intervals == "own":
        refuse([Problem(where="intervals", what="the combination has no intervals of its own",
                        next='leave `intervals` out, or choose "calibrated"')], kind=QuestionProblem)
    return method == "combined" or intervals == "calibrated"


def _scales(scales: Mapping[str, str] | None) -> Mapping[str, str]:
    if scales is None:
        indicators = catalogue.read().indicators
        return dict(zip(indicators["indicator"], indicators["scale"], strict=True))
    for indicator, scale in scales.items():
        one_of(scale, SCALES, name=f"scales[{indicator!r}]")
    return scales


def _table(asked: Prepared, outcome: Outcome, levels: Sequence[float], said: np.ndarray, used: np.ndarray,
           booming: np.ndarray) -> pd.DataFrame:
    """The projections as a long table, one row a year."""
    histories = asked.histories
    number, horizon = outcome.point.shape
    repeated = np.repeat(np.arange(number), horizon)
    ahead = np.tile(np.arange(1, horizon + 1), number)
    final = np.where(histories.count > 0, histories.final, histories.final.max(initial=0))
    columns: dict[str, object] = {name: histories.keys[name].to_numpy(dtype=object)[repeated] for name in KEY}
    columns |= {"year": final[repeated] + ahead, "horizon": ahead, "value": outcome.point.ravel()}
    columns |= {model.quantile_name(q): outcome.quantiles[..., at].ravel() for at, q in enumerate(levels)}
    note = said[repeated]
    notes.attach(note, booming[repeated] & (ahead >= notes.FAR), notes.BOOM_NOTE)
    columns |= {"n": asked.observed[repeated], "method": used[repeated], "note": note}
    return pd.DataFrame(columns, columns=model.projection_columns(levels))
