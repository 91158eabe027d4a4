"""The method in past years, on every series of a theme's level that is long enough: made once, when
data are cleaned.

It does not depend on the area that a page is about, and the reference models of statsmodels take
their time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from yq_analysis.analysis import projection
from yq_analysis.analysis.indicators.compare import current, scales
from yq_analysis.catalogue import Catalogue
from yq_analysis.model import INDICATORS

# A series shorter than this leaves nothing to stand in past years with.
_LEAST = 8
_AHEAD, _ORIGINS = 3, 3
_QUICK = ("combined", "drift", "ols")
_METHODS = (*_QUICK, "ets")
# Series of a theme that are stood with: more say nothing more. Of more than _MANY the models that
# are fitted one by one are left out.
_MOST, _MANY = 300, 100


def backtests(indicators: pd.DataFrame, lists: Catalogue, *, quick: bool = False) -> pd.DataFrame:
    """`projection.backtest` of each theme's level over all areas, with `theme` and the number of
    `series` in front.

    `quick` leaves out the reference models that are fitted one by one.
    """
    parts = []
    for name, theme in lists.themes.items():
        table = current(indicators[indicators["indicator"] == theme.level])
        size = table.groupby(["area", "caliber"])["year"].transform("size")
        kept = _part(table[size >= _LEAST])
        if kept.empty:
            continue
        number = len(kept[["area", "caliber"]].drop_duplicates())
        scores = projection.backtest(
            kept[INDICATORS],
            horizon=_AHEAD,
            origins=_ORIGINS,
            methods=_QUICK if quick or number > _MANY else _METHODS,
            scales=scales(kept, lists),
        )
        scores.insert(0, "series", number)
        scores.insert(0, "theme", name)
        parts.append(scores)
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["theme", "series", "method", "horizon"])
    )


def _part(table: pd.DataFrame) -> pd.DataFrame:
    """The figures of at most _MOST series, evenly spread over the areas."""
    number = table.groupby(["area", "caliber"]).ngroup().to_numpy()
    series = int(number.max(initial=-1)) + 1
    if series <= _MOST:
        return table
    chosen = np.linspace(0, series - 1, _MOST).round().astype(int)
    return table[np.isin(number, chosen)]
