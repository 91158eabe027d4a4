"""The method in past years, on every series of a theme's level that is long enough: made once, when
data are cleaned.

It does not depend on the area that a page is about, and the reference models of statsmodels take
their time.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis.analysis import projection
from yq_analysis.analysis.indicators.compare import current, scales
from yq_analysis.catalogue import Catalogue
from yq_analysis.model import INDICATORS
from yq_analysis.running.flow import freshness
from yq_analysis.running.flow.kept_tables import keep, kept, print_of, print_of_table

# A series shorter than this leaves nothing to stand in past years with.
_LEAST = 8
_AHEAD, _ORIGINS = 3, 3
_QUICK = ("combined", "drift", "ols")
_OWN = ("analysis/projection", "maths", "model.py", "running/flow/theme_backtests.py")
_METHODS = (*_QUICK, "ets")
# Series of a theme that are stood with: more say nothing more. Of more than _MANY the models that
# are fitted one by one are left out.
_MOST, _MANY = 300, 100


def backtests(
    indicators: pd.DataFrame, lists: Catalogue, *, quick: bool = False, keep_in: Path | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """`projection.backtest` of each theme's level over all areas, with `theme` and the number of
    `series` in front; and the keys under which its parts are kept.

    `quick` leaves out the reference models that are fitted one by one. `keep_in` is the folder
    where the scores of a theme are kept until one of its series changes.
    """
    parts, keys = [], []
    code = freshness.code_print(_OWN) if keep_in else ""
    for name, theme in lists.themes.items():
        table = current(indicators[indicators["indicator"] == theme.level])
        size = table.groupby(["area", "caliber"])["year"].transform("size")
        series = _part(table[size >= _LEAST])[INDICATORS].reset_index(drop=True)
        if series.empty:
            continue
        kinds = scales(series, lists)
        key = print_of([code, name, quick, print_of_table(series), sorted(kinds.items())])
        known = kept(keep_in, key) if keep_in else None
        scores = known[0]["scores"] if known else _scores(name, series, kinds, quick=quick)
        if keep_in and not known:
            keep(keep_in, key, {"scores": scores})
        parts.append(scores)
        keys.append(key)
    empty = pd.DataFrame(columns=["theme", "series", "method", "horizon"])
    return pd.concat(parts, ignore_index=True) if parts else empty, keys


def _scores(
    theme: str, series: pd.DataFrame, kinds: Mapping[str, Any], *, quick: bool
) -> pd.DataFrame:
    number = len(series[["area", "caliber"]].drop_duplicates())
    scores = projection.backtest(
        series,
        horizon=_AHEAD,
        origins=_ORIGINS,
        methods=_QUICK if quick or number > _MANY else _METHODS,
        scales=kinds,
    )
    scores.insert(0, "series", number)
    scores.insert(0, "theme", theme)
    return scores


def _part(table: pd.DataFrame) -> pd.DataFrame:
    """The figures of at most _MOST series, evenly spread over the areas."""
    number = table.groupby(["area", "caliber"]).ngroup().to_numpy()
    series = int(number.max(initial=-1)) + 1
    if series <= _MOST:
        return table
    chosen = np.linspace(0, series - 1, _MOST).round().astype(int)
    return table[np.isin(number, chosen)]
