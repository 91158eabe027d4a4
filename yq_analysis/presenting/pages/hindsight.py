"""What an earlier projection had said of target years that are observed by now."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from yq_analysis.analysis import projection
from yq_analysis.analysis.indicators.compare import scales, signs
from yq_analysis.analysis.results import Results
from yq_analysis.model import INDICATORS

# It is asked this many years before the target year, of at least so many figures.
_BACK, _LEAST = 3, 4
COLUMNS = [
    "area",
    "indicator",
    "caliber",
    "year",
    "value",
    "origin",
    "lower",
    "upper",
    "actual",
    "unit",
]


def hindsight(results: Results, judged: pd.DataFrame) -> pd.DataFrame:
    """What the figures known a few years before had led one to expect, beside what came.

    Parameters
    ----------
    results : Results
    judged : DataFrame
        Rows of an assessments table; those whose year is not observed are passed over.

    Returns
    -------
    DataFrame
        Columns COLUMNS, with the labels of the rows of `judged`; a series that was too short in its
        time to be projected has no row.
    """
    observed = judged[judged["known"] == "observed"]
    rows: dict[Hashable, dict[str, Any]] = {}
    for label, row in zip(observed.index, observed.to_dict("records"), strict=True):
        if (said := _said(results, row)) is not None:
            rows[label] = said
    return pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS)


def _said(results: Results, row: Mapping[Any, Any]) -> dict[str, Any] | None:
    series = results.series
    own = series[
        (series["area"] == row["area"])
        & (series["indicator"] == row["indicator"])
        & (series["caliber"] == row["caliber"])
    ].sort_values("year")
    before = own[own["year"] < row["year"]]
    if len(before) < _LEAST:
        return None
    origin = max(int(row["year"]) - _BACK, int(before["year"].iloc[_LEAST - 1]))
    made = projection.project(
        before[before["year"] <= origin][INDICATORS],
        int(row["year"]) - origin,
        growth=signs(before, before, results.lists),
        scales=scales(before, results.lists),
    )
    last = made[made["year"] == row["year"]]
    if last.empty or pd.isna(last["value"].iloc[0]):
        return None
    return {
        **last.iloc[0][["area", "indicator", "caliber", "year", "value"]].to_dict(),
        "origin": origin,
        "lower": last["q10"].iloc[0],
        "upper": last["q90"].iloc[0],
        "actual": row["value"],
        "unit": row["unit"],
    }
