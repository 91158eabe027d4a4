"""The columns of a long table, read cell by cell: numbers, years, statuses, units; and what is
wrong with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype

from yq_analysis.analysis.projection.panel import Bools, Floats
from yq_analysis.check import Message, Problem
from yq_analysis.model import STATUSES

# Beyond these sizes squares overflow or vanish; nothing that is counted or measured is so large or
# small.
LARGEST, SMALLEST = 1e100, 1e-100
LATEST = 9999  # a year has four digits at most
MOST = 20  # problems of one kind that are written out
# Figures that are none, or are themselves projected, whatever stands in their cell.
NOT_OBSERVED = ("F", "M", "O")

_TIMES = (
    "datetime64",
    "datetime",
    "date",
    "timedelta64",
    "timedelta",
    "time",
    "period",
    "interval",
)
_NO_NUMBERS = (
    bool,
    np.bool_,
    complex,
    np.complexfloating,
    date,
    timedelta,
    np.datetime64,
    np.timedelta64,
    pd.Period,
    list,
    tuple,
    dict,
)


def values(series: pd.DataFrame, name: str) -> tuple[Floats, list[Problem]]:
    """The column `value` as numbers, NaN where it is empty."""
    number, odd, whole_column = _numbers(series["value"])
    if whole_column:
        return number, [
            Problem(
                where=f"{name}, column value",
                what=Message("refuse_holds_not_numbers", whole_column=whole_column),
                next=Message("refuse_give_numbers_leave_a_missing"),
            )
        ]
    text = odd | (np.isnan(number) & series["value"].notna().to_numpy())
    size = np.abs(np.where(np.isfinite(number), number, 1.0))
    absurd = (size > LARGEST) | ((size < SMALLEST) & (size > 0))
    return number, [
        *_each(series, "value", text, "is not a number", "leave a missing value empty", name),
        *_each(
            series,
            "value",
            np.isinf(number) & ~text,
            "is infinite",
            "correct it, or leave it empty",
            name,
        ),
        *_each(
            series,
            "value",
            absurd & ~text,
            "is too large or too small to be a measurement",
            "correct it, or change the unit",
            name,
        ),
    ]


def years(series: pd.DataFrame, name: str) -> tuple[Floats, list[Problem]]:
    """The column `year` as whole numbers (0 where it is none)."""
    number, odd, whole_column = _numbers(series["year"])
    if whole_column:
        return np.zeros(len(series)), [
            Problem(
                where=f"{name}, column year",
                what=Message("refuse_holds_not_years", whole_column=whole_column),
                next=Message("frame_whole_years"),
            )
        ]
    wrong = odd | ~np.isfinite(number) | (np.abs(number) > LATEST)
    wrong |= np.where(wrong, 0.0, number) != np.rint(np.where(wrong, 0.0, number))
    return np.where(wrong, 0.0, number), _each(
        series, "year", wrong, "is not a whole year", "write a year such as 2024", name
    )


def statuses(series: pd.DataFrame, name: str) -> tuple[np.ndarray | None, list[Problem]]:
    """The column `status` as letters, "A" where it is empty; None if there is no such column."""
    if "status" not in series.columns:
        return None, []
    codes, unique, problems = letters(series, "status", name)
    if problems:
        return None, problems
    known = np.array([*unique, "A"], dtype=object)  # a missing status has the code -1
    known[known == ""] = "A"
    strange = [one for one in unique if one != "" and one not in STATUSES]
    listing = ", ".join(STATUSES)
    return known[codes], [
        Problem(
            where=f"{name}, {_place(series, int(np.flatnonzero(known[codes] == one)[0]))}",
            what=Message("refuse_status_is_not_known", one=one),
            next=Message("refuse_choose_one_of", listed=listing),
        )
        for one in strange[:MOST]
    ]


def letters(
    series: pd.DataFrame, column: str, name: str
) -> tuple[np.ndarray, Sequence[object], list[Problem]]:
    """The cells of a column of names as codes (-1 where empty) and the names; a list or dict is no
    name.
    """
    try:
        codes, unique = pd.factorize(series[column])
    except TypeError:
        odd = np.array([isinstance(cell, (list, dict, set, np.ndarray)) for cell in series[column]])
        return (
            np.zeros(len(series), dtype=np.int64),
            [],
            _each(series, column, odd, "is not a name", "write text such as '610802'", name),
        )
    return codes, list(unique), []


def units(series: pd.DataFrame, name: str) -> tuple[np.ndarray | None, list[Problem]]:
    """The column `unit` as text, "" where it is empty; None if there is no such column."""
    if "unit" not in series.columns:
        return None, []
    codes, unique, problems = letters(series, "unit", name)
    return (
        (None, problems)
        if problems
        else (np.array([*map(str, unique), ""], dtype=object)[codes], [])
    )


def _numbers(column: pd.Series) -> tuple[Floats, Bools, str]:
    """Numbers (NaN where there is none), cells of a kind that is no number, and what the whole
    column holds if not numbers.
    """
    kind = infer_dtype(column, skipna=True)
    nothing = np.full(len(column), np.nan), np.zeros(len(column), dtype=bool)
    if kind in _TIMES:
        return *nothing, Message("kind_dates")
    if kind in ("boolean", "complex"):
        return *nothing, Message("kind_truth" if kind == "boolean" else "kind_complex")
    odd = nothing[1]
    if column.dtype == object and kind not in ("floating", "integer", "string", "decimal", "empty"):
        odd = np.array([isinstance(cell, _NO_NUMBERS) for cell in column], dtype=bool)
    if column.dtype == object and kind in (
        "integer",
        "mixed",
        "mixed-integer",
        "mixed-integer-float",
    ):
        # beyond what any float can hold
        odd |= np.array(
            [isinstance(cell, int) and abs(cell) > LARGEST for cell in column], dtype=bool
        )
    if odd.any():
        column = column.where(~odd, np.nan)
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan), odd, ""


def _each(
    series: pd.DataFrame, column: str, wrong: Bools, what: str, next_: str, name: str
) -> list[Problem]:
    return [
        Problem(
            where=f"{name}, {_place(series, int(row))}",
            what=f"{column} {_shown(series[column].iloc[row])} {what}",
            next=next_,
        )
        for row in np.flatnonzero(wrong)[:MOST]
    ]


def _place(series: pd.DataFrame, row: int) -> str:
    return " ".join(str(series[column].iloc[row]) for column in ("area", "indicator", "year"))


def _shown(cell: object) -> str:
    return repr(cell) if isinstance(cell, str) else str(cell)
