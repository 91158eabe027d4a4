"""Which edition holds: of several figures for one area, item, year and caliber, the newest known at
a date.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from yq_analysis.check import Message, Problem, QuestionProblem, need_columns, refuse
from yq_analysis.model import OBSERVATIONS

CELL = ["area", "item", "year", "caliber"]
# among figures of one edition the better status is taken
_STATUS_ORDER = {"A": 0, "B": 0, "P": 1, "E": 2}


def effective_edition(edition: pd.Series, year: pd.Series) -> pd.Series:
    """The date from which a figure counts as known: its edition, else the year after the one it
    describes.

    No yearly figure is published before its year has ended; an undated one is taken to be the
    earliest.
    """
    return edition.where(edition != "", (year + 1).astype(str))


def published(observations: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """The observations whose edition was there at `as_of` (as `latest` takes it), all editions."""
    if as_of is None:
        return observations
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", as_of) is None:
        refuse(
            [
                Problem(
                    where="as_of",
                    what=Message("refuse_is_not_a_date", text=as_of),
                    next=Message("refuse_write_or"),
                )
            ],
            kind=QuestionProblem,
        )
    dates = effective_edition(observations["edition"], observations["year"])
    return observations.loc[dates.str[: len(as_of)].le(as_of).astype(bool)]


def latest(observations: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
    """One observation for each area, item, year and caliber: the newest edition known at `as_of`.

    `as_of` is an ISO date or a part of one ("2024", "2024-06"); None takes everything. An undated
    edition gives way to a dated one. Figures without a number give way to figures with one. Columns
    OBSERVATIONS.
    """
    need_columns(observations, OBSERVATIONS, name="observations")
    rows = published(observations, as_of)
    order, _, last = _order(rows, CELL)
    held: pd.DataFrame = rows.iloc[order[last]][OBSERVATIONS]
    return held.reset_index(drop=True)


def ranked(observations: pd.DataFrame) -> pd.DataFrame:
    """Sorted so that within a cell (area, item, year, caliber) the one that holds comes last,
    whatever order the rows came in.
    """
    return observations.iloc[_order(observations, CELL)[0]]


def by_edition(observations: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The figure of each edition that holds, sorted by cell and edition; and which of them have an
    earlier edition in the row before.
    """
    order, cell, last = _order(observations, [*CELL, "edition"])
    cell = cell[last]
    return observations.iloc[order[last]], np.concatenate([[False], cell[1:] == cell[:-1]])[
        : len(cell)
    ]


def _order(table: pd.DataFrame, group: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The order of `ranked`; and of each row in that order the number of its cell, and whether it
    is the last of its `group`.
    """
    status = -table["status"].map(_STATUS_ORDER).fillna(3).to_numpy(dtype=float)
    keys = {name: _codes(table[name]) for name in [*CELL, "edition"]}
    known = table["value"].notna().to_numpy()
    by = [*(keys[name] for name in CELL), known, keys["edition"], status]
    order = np.lexsort(by[::-1])
    same = _same(by, order)
    if same.any():  # sources are many and long: only where they decide
        tied = np.concatenate([[False], same]) | np.concatenate([same, [False]])
        rows = order[tied]
        source = np.zeros(len(table), dtype=np.int64)
        source[rows] = -_codes(table["source"].iloc[rows])
        order = np.lexsort([source, *by[::-1]])
    cell = np.cumsum(np.concatenate([[0], ~_same([keys[name] for name in CELL], order)]))
    last = ~np.concatenate([_same([keys[name] for name in group], order), [False]])
    return order, cell[: len(order)], last[: len(order)]


def _codes(column: pd.Series) -> np.ndarray:
    if column.dtype.kind in "iu":
        return column.to_numpy()
    return pd.factorize(column, sort=True, use_na_sentinel=False)[0]


def _same(keys: list[np.ndarray], order: np.ndarray) -> np.ndarray:
    """Of each row but the first whether it agrees in all keys with the one before."""
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for key in keys:
        sorted_key = key[order]
        same &= sorted_key[1:] == sorted_key[:-1]
    return same
