"""Which edition holds: of several figures for one area, item, year and caliber, the newest known at
a date.
"""

from __future__ import annotations

import re

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


def latest(observations: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
    """One observation for each area, item, year and caliber: the newest edition known at `as_of`.

    `as_of` is an ISO date or a part of one ("2024", "2024-06"); None takes everything. An undated
    edition gives way to a dated one. Figures without a number give way to figures with one. Columns
    OBSERVATIONS.
    """
    need_columns(observations, OBSERVATIONS, name="observations")
    rows = observations
    if as_of is not None:
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
        dates = effective_edition(rows["edition"], rows["year"])
        rows = rows.loc[dates.str[: len(as_of)].le(as_of).astype(bool)]
    return (
        ranked(rows)
        .drop_duplicates(CELL, keep="last")
        .sort_values(CELL, ignore_index=True)[OBSERVATIONS]
    )


def ranked(observations: pd.DataFrame) -> pd.DataFrame:
    """Sorted so that within a cell (area, item, year, caliber) the one that holds comes last,
    whatever order the rows came in.
    """
    keys = observations.assign(
        _number=observations["value"].notna(),
        _status=-observations["status"].map(_STATUS_ORDER).fillna(3).astype("float64"),
    )
    order = keys.sort_values(
        [*CELL, "_number", "edition", "_status", "source"],
        ascending=[True] * 7 + [False],
        kind="stable",
    )
    return order.drop(columns=["_number", "_status"])
