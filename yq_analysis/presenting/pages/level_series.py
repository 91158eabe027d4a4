"""Which series of a level a page draws, and what of them a run hands on to the next one."""

from __future__ import annotations

import pandas as pd

from yq_analysis.analysis import indicators
from yq_analysis.analysis.results import Results

# An older caliber is drawn beside the current one where it reaches back this many years further.
_WORTH_DRAWING = 3
SERIES = ["area", "indicator", "caliber"]
NUMBERS = [*SERIES, "year", "known", "value", "unit", "edition", "method", "source"]


def history(results: Results, area: str, level: str, *, older: bool) -> pd.DataFrame:
    """The figures of one area in the caliber shown first and, with `older`, in those that reach
    further back.
    """
    table = results.indicators
    rows = table[(table["area"] == area) & (table["indicator"] == level)]
    first = indicators.preferred(table, area, level, lists=results.lists)
    chosen, begins = [first], int(rows.loc[rows["caliber"] == first, "year"].min())
    wanted = results.lists.preferred
    listed = [
        name
        for row in wanted.loc[wanted["indicator"] == level, "calibers"]
        for name in row.split(";")
    ]
    for caliber in dict.fromkeys(listed if older else []):
        years = rows.loc[rows["caliber"] == caliber, "year"]
        if caliber not in chosen and len(years) and int(years.min()) <= begins - _WORTH_DRAWING:
            chosen.append(caliber)
            begins = int(years.min())
    return rows[rows["caliber"].isin(chosen)]


def numbers(
    results: Results, series: pd.DataFrame, projections: pd.DataFrame, trace: pd.DataFrame
) -> pd.DataFrame:
    """The newest figure of each series and its projection at the milestones, with edition and
    source: what a later run compares.
    """
    latest = series.sort_values("year").groupby(SERIES).tail(1)
    traced = trace.groupby([*SERIES, "year"]).agg(
        edition=("edition", "max"), source=("source", "first")
    )
    held = latest.merge(traced, on=[*SERIES, "year"], how="left").assign(
        known="observed", method=""
    )
    ahead = projections[projections["year"].isin(results.milestones)]
    units = latest.set_index(SERIES)["unit"].to_dict()
    ahead = ahead.assign(
        known="projected",
        edition="",
        source="",
        unit=[units.get(tuple(key), "") for key in ahead[SERIES].to_numpy()],
    )
    parts = [part[NUMBERS] for part in (held, ahead) if len(part)]
    both = pd.concat(parts, ignore_index=True) if parts else held[NUMBERS]
    return both.assign(correction="")
