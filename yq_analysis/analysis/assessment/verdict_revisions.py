"""What new editions changed: verdicts rebuilt with what was known on each day, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd

from yq_analysis.check import need_columns

KEY = ["area", "indicator", "caliber", "year", "target_area"]
COLUMNS = [
    *KEY,
    "target",
    "as_of_before",
    "as_of",
    "latest_before",
    "latest",
    "value_before",
    "value",
    "revision",
    "verdict_before",
    "verdict",
    "flipped",
]


def revisions(verdicts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare assessments that were made as of several days, each with the one before it.

    `verdicts`: day ("2010-07") -> the table of `assess` on the tables as they were known that day.
    Returns a row where the figure or the verdict of one target changed, with the revision (value -
    value before) and whether the verdict flipped.

    >>> head = {"area": "100000", "indicator": "x", "caliber": "", "year": 2008,
    ...     "target_area": "100000", "target": 5.0}
    >>> first = pd.DataFrame([{**head, "latest": 4.59, "value": 4.59, "verdict": "missed"}])
    >>> later = pd.DataFrame([{**head, "latest": 5.20, "value": 5.20, "verdict": "met"}])
    >>> table = revisions({"2009-07": first, "2010-07": later})
    >>> (table[["as_of", "verdict_before", "verdict", "flipped"]].values.tolist(),
    ...     float(table["revision"].iloc[0].round(2)))
    ([['2010-07', 'missed', 'met', True]], 0.61)
    """
    days = sorted(verdicts)
    for day in days:
        need_columns(
            verdicts[day],
            [*KEY, "target", "latest", "value", "verdict"],
            name=f"verdicts as of {day}",
        )
    found = []
    for before, after in pairwise(days):
        both = verdicts[after].merge(
            verdicts[before], on=KEY, how="left", suffixes=("", "_before"), indicator="met_before"
        )
        both = both.assign(
            as_of_before=before,
            as_of=after,
            revision=both["value"] - both["value_before"],
            flipped=both["verdict"] != both["verdict_before"],
        )
        same = both["value"].eq(both["value_before"]) | (
            both["value"].isna() & both["value_before"].isna()
        )
        moved = (both["met_before"] == "both") & (
            ~same | both["flipped"] | (both["latest"].fillna(0) != both["latest_before"].fillna(0))
        )
        found.append(both.loc[moved, COLUMNS])
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)
