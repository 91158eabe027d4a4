"""Figures that cannot be on their scale: which they are, and a table without them.

One wrong figure of one county must not take the projection from everybody who learns from it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import transformations as scales
from yq_analysis.analysis.projection.growth_index import Direction
from yq_analysis.analysis.projection.transformations import Known
from yq_analysis.analysis.projection.value_validation import LARGEST

LEFT_OUT = ["area", "indicator", "caliber", "year", "value"]
_SERIES = ["area", "indicator", "caliber"]


def without_impossible(
    table: pd.DataFrame, known: Known, growth: Direction
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that can be, and the others (columns LEFT_OUT).

    A share lies between 0 and its whole, a quantity or a count not below 0, a count is whole, and a
    yearly change leaves something. Of changes that multiply beyond all measure the whole series
    goes.

    >>> table = pd.DataFrame({"area": "a", "indicator": "rate", "caliber": "", "year": [2020, 2021],
    ...                       "value": [98.0, 100.5], "unit": "%"})
    >>> kept, gone = without_impossible(table, Known(scale={"rate": "share"}, unit={}), {})
    >>> kept["value"].tolist(), gone["value"].tolist()
    ([98.0], [100.5])
    """
    value = pd.to_numeric(table["value"], errors="coerce").to_numpy(dtype=float)
    wrong = np.isinf(value)
    for indicator, rows in table.groupby("indicator", sort=False).indices.items():
        units = table["unit"].iloc[rows[:1]] if "unit" in table.columns else ["", ""]
        unit = str(next(iter(units), "") or "") or known.unit.get(str(indicator), "")
        wrong[rows] |= _impossible(value[rows], str(indicator), unit, known, growth)
    rates = table["indicator"].isin(list(growth)).to_numpy() & ~wrong & np.isfinite(value)
    if rates.any():
        wrong |= _beyond_measure(table, value, rates, growth)
    if not wrong.any():
        return table, pd.DataFrame(columns=LEFT_OUT)
    return table[~wrong], table.loc[wrong, LEFT_OUT].reset_index(drop=True)


def _impossible(
    value: np.ndarray, indicator: str, unit: str, known: Known, growth: Direction
) -> np.ndarray:
    if indicator in growth:
        return np.asarray(1 + growth[indicator] * value / 100 <= 0)
    scale = known.scale.get(indicator, known.others)
    seen = value[np.isfinite(value)]
    if scale == "share" and len(seen):
        whole = scales.whole_of(np.array([np.median(seen)]), unit)
        return np.asarray((value < 0) | (value > whole))
    if scale == "positive":
        return np.asarray(value < 0)
    if scale == "count":
        return np.asarray((value < 0) | (np.isfinite(value) & (value != np.rint(value))))
    return np.zeros(len(value), dtype=bool)


def _beyond_measure(
    table: pd.DataFrame, value: np.ndarray, rates: np.ndarray, growth: Direction
) -> np.ndarray:
    rows = table.loc[rates, [*_SERIES, "year"]]
    sign = rows["indicator"].map(dict(growth)).to_numpy(dtype=float)
    steps = np.log(1 + sign * value[rates] / 100)
    ordered = rows.assign(step=steps).sort_values([*_SERIES, "year"], kind="stable")
    total = ordered.groupby(_SERIES, sort=False)["step"].cumsum().abs()
    far = total.groupby([ordered[name] for name in _SERIES], sort=False).transform("max")
    found = np.zeros(len(table), dtype=bool)
    found[np.flatnonzero(rates)] = far.reindex(rows.index).to_numpy() > np.log(LARGEST)
    return found
