"""Editions side by side: which one holds, which ones contradict, what a later one revised."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from yq_analysis.check import need_columns
from yq_analysis.model import OBSERVATIONS

CELL = ["area", "item", "year", "caliber"]
CONFLICTS = [*CELL, "edition", "value", "unit", "source", "kind", "used"]
REVISIONS = [*CELL, "edition", "value", "unit", "source", "previous_edition", "previous_value", "change_percent"]
REPEATS = [*CELL, "edition", "value", "unit", "source", "stands_in"]
# among figures of one edition the better status is taken
_STATUS_ORDER = {"A": 0, "P": 1, "E": 2, "B": 0}


def effective_edition(edition: pd.Series, year: pd.Series) -> pd.Series:
    """The date from which a figure counts as known: its edition, else the year after the one it describes.

    No yearly figure is published before its year has ended; an undated one is taken to be the earliest.
    """
    return edition.where(edition != "", (year + 1).astype(str))


def latest(observations: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
    """One observation for each area, item, year and caliber: the newest edition known at `as_of`.

    `as_of` is an ISO date or a part of one ("2024", "2024-06"); None takes everything. An undated edition gives
    way to a dated one. Figures without a number give way to figures with one. Columns OBSERVATIONS.
    """
    need_columns(observations, OBSERVATIONS, name="observations")
    known = observations
    if as_of is not None:
        dates = effective_edition(known["edition"], known["year"])
        known = known[[date[:len(as_of)] <= as_of for date in dates]]
    return _ranked(known).drop_duplicates(CELL, keep="last").sort_values(CELL, ignore_index=True)[OBSERVATIONS]


def _ranked(observations: pd.DataFrame) -> pd.DataFrame:
    """Sorted so that within a cell the one that holds comes last, whatever order the rows came in."""
    keys = observations.assign(
        _number=observations["value"].notna(),
        _status=-observations["status"].map(_STATUS_ORDER).fillna(3))
    order = keys.sort_values([*CELL, "_number", "edition", "_status", "source"], ascending=[True] * 7 + [False], kind="stable")
    return order.drop(columns=["_number", "_status"])


def without_repeats(observations: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations where every figure stands once, and the second witnesses (columns REPEATS)."""
    same = [*CELL, "edition", "value"]
    ranked = _ranked(observations).iloc[::-1]
    first = ranked.groupby(same, dropna=False, sort=False)["source"].transform("first")
    again = ranked.duplicated(same)
    repeats = ranked[again].assign(stands_in=first[again])
    return ranked[~again], repeats[REPEATS].sort_values([*CELL, "edition", "source"], ignore_index=True)


def conflicts(observations: pd.DataFrame) -> pd.DataFrame:
    """Different values in one edition of one caliber (columns CONFLICTS); `used` marks the one `latest` prefers.

    `kind` is "rounding" where one value is the other with fewer decimals, else "contradiction".
    """
    numbers = observations[observations["value"].notna()]
    cell = [*CELL, "edition"]
    several = numbers[numbers.groupby(cell)["value"].transform("nunique") > 1]
    if several.empty:
        return pd.DataFrame(columns=CONFLICTS)
    ranked = _ranked(several)
    kinds = ranked.groupby(cell)["value"].transform(lambda values: "rounding" if _rounded(list(values)) else "contradiction")
    return ranked.assign(kind=kinds, used=~ranked.duplicated(cell, keep="last"))[CONFLICTS].reset_index(drop=True)


def revisions(observations: pd.DataFrame) -> pd.DataFrame:
    """What each dated edition changed against the one before it, within a caliber (columns REVISIONS)."""
    held = observations[observations["value"].notna() & (observations["edition"] != "")]
    held = _ranked(held).drop_duplicates([*CELL, "edition"], keep="last")
    before = held.groupby(CELL)[["edition", "value"]].shift()
    with np.errstate(divide="ignore", invalid="ignore"):
        change = (held["value"] / before["value"] - 1) * 100
    table = held.assign(previous_edition=before["edition"], previous_value=before["value"], change_percent=change.round(4))
    changed = [pd.notna(old) and not _rounded([old, new])
               for old, new in zip(table["previous_value"], table["value"], strict=True)]
    return table.loc[changed, REVISIONS].reset_index(drop=True)


def _rounded(values: list[float]) -> bool:
    """Whether all values are one number printed with more or fewer decimals.

    >>> _rounded([98.38, 98.3792]), _rounded([98.38, 98.41])
    (True, False)
    """
    decimals = {value: _decimals(value) for value in values}
    finest = max(values, key=lambda value: decimals[value])
    return all(math.isclose(value, finest, rel_tol=1e-12, abs_tol=0.5000001 * 10.0 ** -decimals[value]) for value in values)


def _decimals(value: float) -> int:
    text = f"{value:.10g}"
    return len(text.partition(".")[2]) if "e" not in text else 0
