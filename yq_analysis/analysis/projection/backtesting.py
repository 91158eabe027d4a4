"""What the methods would have said in earlier years about what is known today 回测."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from yq_analysis import model
from yq_analysis.analysis.projection import (
    forecast_errors,
    request_validation,
    series_validation,
    value_validation,
)
from yq_analysis.analysis.projection.api import projected
from yq_analysis.analysis.projection.forecast_methods import METHODS
from yq_analysis.analysis.projection.growth_index import Direction
from yq_analysis.analysis.projection.learning import Learned
from yq_analysis.analysis.projection.series_validation import KEY
from yq_analysis.analysis.projection.transformations import ANYTHING
from yq_analysis.check import Message, QuestionProblem, refuse

RESULT = [
    "method",
    "horizon",
    "forecasts",
    "smape",
    "mase",
    "coverage80",
    "coverage95",
    "interval_score95",
    "weighted_score",
]


def backtest(
    series: pd.DataFrame,
    horizon: int = 5,
    origins: int = 5,
    methods: Sequence[str] = ("combined", "drift", "ols", "ets"),
    pool: pd.DataFrame | None = None,
    *,
    by: Sequence[str] = (),
    parents: Mapping[str, str] | None = None,
    scales: Mapping[str, str] | None = None,
    growth: Direction | None = None,
    learned: Learned | None = None,
) -> pd.DataFrame:
    """Stand in each of the last `origins` years before the last of each series, project, and
    compare with what came.

    At an origin only rows up to that year are known, of `series` as of `pool`; what lies behind a
    later break (status B) is not compared. Each method is judged by its own default intervals.

    Returns one row a method and horizon (and whatever `by` names: area, indicator, caliber):
    method, horizon, number of forecasts, sMAPE in per cent, MASE, share of outcomes within the 80
    and 95 % intervals in per cent, scaled interval score of the 95 % interval, scaled weighted
    interval score. Fewer than some 30 forecasts say little about coverage.

    >>> series = pd.DataFrame({"area": "a", "indicator": "gdp", "year": range(2005, 2025),
    ...                        "value": [100 * 1.05 ** k + k % 3 for k in range(20)]})
    >>> table = backtest(series, horizon=2, origins=3, methods=("combined", "drift"))
    >>> table[["method", "horizon", "forecasts"]].values.tolist()
    [['combined', 1, 3], ['combined', 2, 2], ['drift', 1, 3], ['drift', 2, 2]]
    """
    request_validation.check(
        horizon=horizon, scales=scales, growth=growth, parents=parents, learned=learned
    )
    _check(origins, methods, by)
    series = _readable(series, "series")
    pool = None if pool is None else _readable(pool, "pool")
    request_validation.check_names(series, pool, scales=scales, growth=growth)
    found = []
    last = _lasts(series)
    above = set((parents or {}).values()) | (
        set(series["parent"].dropna()) if parents is None and "parent" in series.columns else set()
    )
    for origin in sorted(
        {int(year) - back for year in last["last"].unique() for back in range(1, origins + 1)}
    ):
        # who reports late has its origins earlier; other calibers and regions above stay beside a
        # series
        asked = last[(last["last"] > origin) & (last["last"] <= origin + origins)][list(KEY)]
        beside = series[["area", "indicator"]].merge(
            asked.drop(columns="caliber").drop_duplicates(), how="left", indicator=True
        )
        known = series[
            (series["year"] <= origin)
            & ((beside["_merge"] == "both").to_numpy() | series["area"].isin(above))
        ]
        past = pool[pool["year"] <= origin] if pool is not None else None
        actual = _actual(series, origin).merge(asked, on=list(KEY))
        size = _sizes(known)
        for method in dict.fromkeys(methods):
            said = projected(
                known,
                horizon,
                forecast_errors.SCORED,
                method,
                past,
                parents=parents,
                scales=scales,
                growth=growth,
                learned=learned,
            )
            said = said[said["method"] != "no_data"].assign(method=method)
            said = said[said["year"] > origin].merge(
                actual, on=["area", "indicator", "caliber", "year"]
            )
            found.append(said.merge(size, on=list(KEY)))
    if not found:
        return model.empty([*dict.fromkeys(by), *RESULT])
    return _summary(_score(pd.concat(found, ignore_index=True)), by, list(dict.fromkeys(methods)))


def _readable(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The observations of a table, with numbers for years and values, or a refusal."""
    table = request_validation.table(table, name)
    series_validation.read(table, ANYTHING, name=name)
    table = table.assign(year=pd.to_numeric(table["year"]), value=pd.to_numeric(table["value"]))
    if "status" in table.columns:
        table = table.assign(
            status=table["status"].astype(object).where(table["status"].notna(), "")
        )
        table = table[~table["status"].isin(value_validation.NOT_OBSERVED)]
    return table


def _check(origins: int, methods: Sequence[str], by: Sequence[str]) -> None:
    refuse(
        [
            *request_validation.several(methods, METHODS, "methods"),
            *request_validation.several(by, KEY, "by"),
            *request_validation.whole(origins, "origins", 1, None, Message("kind_number_of_years")),
        ],
        kind=QuestionProblem,
    )


def _lasts(series: pd.DataFrame) -> pd.DataFrame:
    """The last observed year of each series."""
    observed = _keyed(series)[series["value"].notna().to_numpy()]
    return observed.groupby(list(KEY), sort=False)["year"].max().rename("last").reset_index()


def _keyed(series: pd.DataFrame) -> pd.DataFrame:
    if "caliber" not in series.columns:
        return series.assign(caliber="")
    return series.assign(
        caliber=series["caliber"].astype(object).where(series["caliber"].notna(), "")
    )


def _actual(series: pd.DataFrame, origin: int) -> pd.DataFrame:
    """What came after `origin`, up to the next break of the series."""
    later = _keyed(series)
    later = later[later["year"] > origin].sort_values("year")
    if "status" in later.columns:
        broken = later["status"].eq("B").groupby([later[name] for name in KEY]).cumsum()
        later = later[broken == 0]
    return later.loc[later["value"].notna(), [*KEY, "year", "value"]].rename(
        columns={"value": "actual"}
    )


def _sizes(known: pd.DataFrame) -> pd.DataFrame:
    """The mean absolute yearly change of each history; the step at a break is no change."""
    rows = _keyed(known).sort_values("year")
    segment = (
        rows["status"].eq("B").groupby([rows[name] for name in KEY]).cumsum()
        if "status" in rows.columns
        else 0
    )
    rows = rows.assign(segment=segment).dropna(subset="value")
    grouped = rows.groupby([*KEY, "segment"], sort=False)
    rows = rows.assign(size=(grouped["value"].diff() / grouped["year"].diff()).abs())
    sizes = rows.groupby(list(KEY), sort=False)["size"].mean().reset_index()
    return sizes[sizes["size"] > 0]


def _score(said: pd.DataFrame) -> pd.DataFrame:
    actual, point, size = (said[name].to_numpy(dtype=float) for name in ("actual", "value", "size"))
    quantiles = said[[model.quantile_name(q) for q in forecast_errors.SCORED]].to_numpy(dtype=float)
    column = {q: quantiles[:, at] for at, q in enumerate(forecast_errors.SCORED)}
    return said.assign(
        smape=forecast_errors.smape(actual, point),
        mase=forecast_errors.scaled_error(actual, point, size),
        coverage80=100 * forecast_errors.covered(actual, column[0.1], column[0.9]),
        coverage95=100 * forecast_errors.covered(actual, column[0.025], column[0.975]),
        interval_score95=forecast_errors.interval_score(
            actual, column[0.025], column[0.975], 0.95, size
        ),
        weighted_score=forecast_errors.weighted_score(
            actual, quantiles, forecast_errors.SCORED, size
        ),
    )


def _summary(scored: pd.DataFrame, by: Sequence[str], methods: Sequence[str]) -> pd.DataFrame:
    scored = scored.assign(
        method=pd.Categorical(scored["method"], categories=pd.Index(methods), ordered=True)
    )
    by = list(dict.fromkeys(by))
    groups = scored.groupby([*by, "method", "horizon"], observed=True, sort=True)
    table = groups[RESULT[3:]].mean().assign(forecasts=groups.size()).reset_index()
    return table.assign(method=table["method"].astype(str))[[*by, *RESULT]]
