"""Small tables that several pages cut out of the results in the same way."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from yq_analysis.analysis import indicators
from yq_analysis.analysis.results import Results

# Since when a page asks for figures: the base year of the last plan but one.
SINCE = 2015
# What a table of revised figures shows, after the area.
REVISED = [
    "item",
    "year",
    "caliber",
    "previous_edition",
    "previous_value",
    "edition",
    "value",
    "unit",
    "change_percent",
]


def gaps_of(results: Results, area: str) -> pd.DataFrame:
    """What the area has and lacks, of what is known, of the figures that indicators need, and who
    would supply it.
    """
    return indicators.gaps(
        results.latest,
        area,
        since=SINCE,
        until=int(results.indicators["year"].max()),
        lists=results.lists,
        language=results.language,
    )


def with_evidence(table: pd.DataFrame) -> pd.DataFrame:
    """Without calibers that have no figure in the target's time, where another caliber has one."""
    seen = table.assign(seen=table["latest_year"].notna() | table["known"].ne("none"))
    one_target = ["area", "target_area", "indicator", "year", "target", "basis"]
    any_seen = seen.groupby(one_target, dropna=False)["seen"].transform("any")
    return table[seen["seen"] | ~any_seen]


def only(
    table: pd.DataFrame, keys: set[tuple[object, ...]], columns: Sequence[str]
) -> pd.DataFrame:
    """The rows whose `columns` are one of `keys`; a table without rows keeps its columns."""
    chosen = [tuple(key) in keys for key in table[list(columns)].to_numpy()]
    return table[pd.Series(chosen, index=table.index, dtype=bool)].reset_index(drop=True)
