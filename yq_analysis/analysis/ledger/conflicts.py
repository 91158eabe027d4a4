"""Editions side by side: which ones contradict each other, what a later one revised."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from yq_analysis.maths.editions import CELL, by_edition, ranked

CONFLICTS = [*CELL, "edition", "value", "unit", "source", "kind", "used"]
REVISED = 3.0  # per cent: what differs by more from another edition is said aloud
_UNDATED = 0.5  # per cent: what first and final figures of one year usually lie apart
REVISIONS = [
    *CELL,
    "edition",
    "value",
    "unit",
    "source",
    "previous_edition",
    "previous_value",
    "change_percent",
]
REPEATS = [*CELL, "edition", "value", "unit", "source", "stands_in"]


def without_repeats(observations: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations where every figure stands once, and the second witnesses (columns REPEATS)."""
    same = [*CELL, "edition", "value"]
    order = ranked(observations).iloc[::-1]
    first = order.groupby(same, dropna=False, sort=False)["source"].transform("first")
    again = order.duplicated(same)
    repeats = order[again].assign(stands_in=first[again])
    return order[~again], repeats[REPEATS].sort_values(
        [*CELL, "edition", "source"], ignore_index=True
    )


def conflicts(observations: pd.DataFrame) -> pd.DataFrame:
    """Different values in one edition of one caliber (columns CONFLICTS); `used` marks the one
    `latest` prefers. A figure without an edition is in conflict with the newest dated one.

    `kind` is "rounding" where one value is the other with fewer decimals, else "contradiction".
    """
    numbers = observations[observations["value"].notna()]
    cell = [*CELL, "edition"]
    several = numbers[numbers.groupby(cell)["value"].transform("nunique") > 1]
    undated = _undated(numbers)
    if several.empty and undated.empty:
        return pd.DataFrame(columns=CONFLICTS)
    order = ranked(several)
    kinds = order.groupby(cell)["value"].transform(
        lambda values: "rounding" if _rounded(list(values)) else "contradiction"
    )
    found = order.assign(kind=kinds, used=~order.duplicated(cell, keep="last"))
    found = pd.concat([found, undated]) if len(undated) else found
    return found.drop_duplicates([*cell, "source"])[CONFLICTS].reset_index(drop=True)


def _undated(numbers: pd.DataFrame) -> pd.DataFrame:
    """Figures of no known edition far from the newest dated one, and that one (`used`).

    Between dated editions the later one is a revision; without a date nobody can tell, but what
    an earlier edition printed is known to be its figure, and a difference of up to `_UNDATED` per
    cent is what a revision or a rounding makes.
    """
    order = ranked(numbers)
    editions = order[order["edition"] != ""]
    dated = editions.drop_duplicates(CELL, keep="last")
    pairs = order[order["edition"] == ""].merge(editions, on=CELL, suffixes=("", "_dated"))
    near = [
        _rounded([one, other]) or abs(one - other) * 100 <= _UNDATED * abs(other)
        for one, other in zip(pairs["value"], pairs["value_dated"], strict=True)
    ]
    pairs = pairs.assign(near=np.array(near, dtype=bool))
    own = [*CELL, "source", "value"]
    pairs = pairs[~pairs.groupby(own)["near"].transform("any")].drop_duplicates(own)
    keys = pd.MultiIndex.from_frame(pairs[CELL])
    used = dated[pd.MultiIndex.from_frame(dated[CELL]).isin(keys)].assign(used=True)
    found = pd.concat([pairs[numbers.columns].assign(used=False), used])
    return found.assign(kind="contradiction").sort_values(CELL, kind="stable")


def revisions(observations: pd.DataFrame) -> pd.DataFrame:
    """What each dated edition changed against the one before it, within a caliber (columns
    REVISIONS).
    """
    held = observations[observations["value"].notna() & (observations["edition"] != "")]
    held, follows = by_edition(held)
    value = held["value"].to_numpy(dtype=float)
    before = np.concatenate([[np.nan], value])[: len(value)]
    at = np.array(
        [
            row
            for row in np.flatnonzero(follows & (value != before)).tolist()
            if not _rounded([float(before[row]), float(value[row])])
        ],
        dtype=np.int64,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.round((value[at] / before[at] - 1) * 100, 4)
    table = held.iloc[at]
    # a percentage of a percentage says nothing
    change = np.where(table["unit"].isin(["%", "‰"]), np.nan, change)
    return table.assign(
        previous_edition=held["edition"].iloc[at - 1].to_numpy(),
        previous_value=before[at],
        change_percent=change,
    )[REVISIONS].reset_index(drop=True)


def vintages(observations: pd.DataFrame, area: str, item: str) -> pd.DataFrame:
    """Every edition and caliber of one item side by side: a row a year, a column for each (caliber,
    edition).

    For showing how a figure was revised and how far calibers lie apart; never to be read along a
    row as one series.
    """
    rows = observations[
        (observations["area"] == area)
        & (observations["item"] == item)
        & observations["value"].notna()
    ]
    rows, _ = by_edition(rows)
    return (
        rows.pivot(index="year", columns=["caliber", "edition"], values="value")
        .sort_index()
        .sort_index(axis=1)
    )


def _rounded(values: list[float]) -> bool:
    """Whether all values are one number printed with more or fewer decimals.

    >>> _rounded([98.38, 98.3792]), _rounded([98.38, 98.41])
    (True, False)
    """
    decimals = {value: _decimals(value) for value in values}
    finest = max(values, key=lambda value: decimals[value])
    return all(
        math.isclose(value, finest, rel_tol=1e-12, abs_tol=0.5000001 * 10.0 ** -decimals[value])
        for value in values
    )


def _decimals(value: float) -> int:
    text = f"{value:.10g}"
    return len(text.partition(".")[2]) if "e" not in text else 0
