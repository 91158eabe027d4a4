"""Cumulative reductions of which only a point or two were published: their pace is borrowed, their
level is their own.

A planning commission may publish "down 11.6 % in four years" and nothing else. With the base year
that is two points of an index; the growth of the statistics bureau's yearly rates stands in for the
missing years, pooled as for any series too short for itself, and the note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from yq_analysis.analysis import projection
from yq_analysis.analysis.projection.drawn_paths import SamplePaths
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message
from yq_analysis.maths.growth import link
from yq_analysis.model import QUANTILES, quantile_name

_SINCE = re.compile(r"since(\d{4})")
_SHORT = 4
_OWN, _LENT = "own", "lent"


def bridged(
    series: pd.DataFrame,
    projections: pd.DataFrame,
    paths: SamplePaths,
    to: int,
    *,
    draws: int,
    lists: Catalogue,
) -> tuple[pd.DataFrame, SamplePaths]:
    """Projections and paths in which short cumulative series have theirs; the others are left as
    they are.

    `lists` tell which totals have which yearly rates, and give a caliber's name for the note that
    says whose pace was borrowed.
    """
    short = [
        (one.code, *found)
        for one in lists.records.values()
        if one.form == "reduction"
        for found in _short(series, one.code, one.rate)
    ]
    for target, area, caliber, own, lender in short:
        index = pd.concat([_index(_OWN, own), _index(_LENT, _chained(lender))])
        horizon = to - int(own.index.max())
        if horizon < 1:
            continue
        parents, scales = {_OWN: _LENT}, {"index": "positive"}
        ahead, drawn = projection.project_ahead(
            index, horizon, draws, parents=parents, scales=scales, growth=None
        )
        keys = {"area": area, "indicator": target, "caliber": caliber}
        ahead = _as_reduction(ahead[ahead["area"] == _OWN]).assign(
            **keys, note=_borrowed(ahead, len(own) - 1, str(lender.name))
        )
        projections = pd.concat(
            [_without(projections, keys), ahead[projections.columns]], ignore_index=True
        )
        found = drawn.of(_OWN, "index", "")
        if found is not None:
            paths = paths.with_given((area, target, caliber), found[0], 100 - found[1])
    return projections, paths


def _borrowed(rows: pd.DataFrame, count: int, caliber: str) -> pd.Series:
    mark = "growth borrowed from another caliber"
    note = Message("projection_rate_borrowed", mark, count=count, caliber=caliber)
    return pd.Series([note] * len(rows), index=rows.index, dtype=object)


def _short(
    series: pd.DataFrame, total: str, rates: str
) -> Iterator[tuple[str, str, pd.Series, pd.Series]]:
    """(area, caliber, index by year with the base year at 100, yearly rates to borrow from)."""
    for (area, caliber), rows in series[series["indicator"] == total].groupby(["area", "caliber"]):
        found = _SINCE.search(str(caliber))
        yearly = series[(series["area"] == area) & (series["indicator"] == rates)]
        if found is None or len(rows) >= _SHORT - 1 or yearly.empty:
            continue
        base = int(found[1])
        name = max(yearly["caliber"].unique(), key=lambda one: _run(yearly, one, base))
        lender = (
            yearly[yearly["caliber"] == name]
            .set_index("year")["value"]
            .sort_index()
            .rename(str(name))
        )
        if _run(yearly, name, base) == 0:
            continue
        yield (
            str(area),
            str(caliber),
            pd.Series({base: 100.0, **dict(zip(rows["year"], 100 - rows["value"], strict=True))}),
            lender,
        )


def _run(yearly: pd.DataFrame, caliber: object, base: int) -> int:
    """How many years without a gap a caliber's rates have after the base year."""
    years = set(yearly.loc[yearly["caliber"] == caliber, "year"])
    length = 0
    while base + length + 1 in years:
        length += 1
    return length


def _chained(rates: pd.Series) -> pd.Series:
    """The index that yearly reductions in percent make, over their last run without a gap."""
    years = rates.index.to_numpy()
    start = max(
        (place for place in range(1, len(years)) if years[place] != years[place - 1] + 1), default=0
    )
    kept = rates.iloc[start:]
    values = link(100 - kept.to_numpy(), base=100.0)
    first = int(kept.index[0]) - 1
    return pd.Series([100.0, *values], index=range(first, first + len(values) + 1))


def _index(area: str, values: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": area,
            "indicator": "index",
            "year": values.index.astype(int),
            "value": values.to_numpy(dtype=float),
        }
    )


def _as_reduction(table: pd.DataFrame) -> pd.DataFrame:
    """An index as a reduction in percent: what was the upper bound becomes the lower one."""
    names = [quantile_name(q) for q in QUANTILES]
    turned = 100 - table[names[::-1]].to_numpy(dtype=float)
    return table.assign(
        value=100 - table["value"], **{name: turned[:, place] for place, name in enumerate(names)}
    )


def _without(table: pd.DataFrame, keys: dict[str, str]) -> pd.DataFrame:
    same = np.logical_and.reduce([table[name] == value for name, value in keys.items()])
    result: pd.DataFrame = table[~same]
    return result
