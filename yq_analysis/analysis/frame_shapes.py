"""Frames as other libraries hold them, as the long table that the projection takes."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis.check import Message, Problem, QuestionProblem, refuse

LONG = ("area", "indicator", "year", "value")
# what other libraries and agencies call these columns, in lower case
_NAMES = {
    "area": ("area", "region", "unique_id", "geo", "ref_area", "country", "地区"),
    "indicator": ("indicator", "variable", "指标", "统计项"),
    "year": ("year", "ds", "date", "time", "time_period", "年份", "年"),
    "value": ("value", "y", "obs_value", "数值"),
    "unit": ("unit", "unit_measure", "单位"),
    "caliber": ("caliber", "scenario", "口径"),
    "status": ("status", "obs_status"),
}
_YEAR = re.compile(r"((?:1[89]|2[01])\d\d)(?:\.0+)?\s*年?")


def tidy(
    frame: pd.DataFrame | pd.Series,
    *,
    area: str | None = None,
    indicator: str | None = None,
    columns: str | None = None,
) -> pd.DataFrame:
    """A frame of pyam or statsforecast, or one with a column a year, as a long table.

    Parameters
    ----------
    frame : DataFrame or Series
        Long (``region, variable, year, value``; ``unique_id, ds, y``), wide (a column a year), or
        a row a year with a column an area or an indicator. Named levels of the index count as
        columns; an index of years or dates counts as the year.
    area, indicator : str, optional
        What stands in no column: the same for all rows.
    columns : {"area", "indicator"}, optional
        What the columns are where a row is a year and a column is a series. Not needed where the
        other of the two is known.

    Returns
    -------
    DataFrame
        ``area, indicator, year, value`` and what else the frame says of its rows (unit, caliber,
        status). Rows without a value are kept.

    Raises
    ------
    QuestionProblem
        If area, indicator, year or value cannot be told; all that is missing is said at once.
    DataProblem
        If a year cannot be read, or several dates of one series fall into one year.

    Examples
    --------
    >>> wide = pd.DataFrame({"region": ["陕西省"], "2023": [3.4], "2024": [3.6]})
    >>> tidy(wide, indicator="gdp")  # doctest: +NORMALIZE_WHITESPACE
      area indicator  year  value
    0  陕西省       gdp  2023    3.4
    1  陕西省       gdp  2024    3.6
    """
    table = _renamed(_flat(frame))
    table = _melted(table, area, indicator, columns)
    for name, given in (("area", area), ("indicator", indicator)):
        if name not in table and given is not None:
            table[name] = given
    _refuse_missing(table)
    table["year"] = _years(table["year"])
    _refuse_twice(table)
    kept = [name for name in (*LONG, *_NAMES) if name in table]
    return table[list(dict.fromkeys(kept))].reset_index(drop=True)


def _flat(frame: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """The frame with its index as columns, where the index says anything."""
    if isinstance(frame, pd.Series):
        frame = frame.to_frame(frame.name or "value")
    if not isinstance(frame, pd.DataFrame):
        kind = Message("frame_no_frame", kind=type(frame).__name__)
        refuse([Problem(where="frame", what=kind)], kind=QuestionProblem)
    index = frame.index
    if isinstance(frame.columns, pd.MultiIndex):
        refuse(
            [
                Problem(
                    where="frame",
                    what=Message("frame_two_heads"),
                    next=Message("frame_two_heads_next"),
                )
            ],
            kind=QuestionProblem,
        )
    if index.nlevels == 1 and index.name is None:
        dated = isinstance(index, pd.DatetimeIndex | pd.PeriodIndex)
        counted = isinstance(index, pd.RangeIndex) and index.start == 0
        if not dated and (counted or not len(index) or not all(map(_is_year, index))):
            return frame.reset_index(drop=True)
        index = index.rename("year")
    named = [str(name) for name in index.names if name is not None]
    twice = [name for name in named if name in frame.columns]
    return frame.set_axis(index).drop(columns=twice).reset_index()


def _renamed(table: pd.DataFrame) -> pd.DataFrame:
    """Columns by our names; a scenario of one value says nothing and goes."""
    called = {str(column).strip().lower(): column for column in reversed(list(table.columns))}
    renamed: dict[Hashable, str] = {}
    for name, others in _NAMES.items():
        match = next((called[other] for other in others if other in called), None)
        if match is not None and match not in renamed:
            renamed[match] = name
    table = table.rename(columns=renamed).copy()
    from_scenario = any(str(old).lower() == "scenario" for old in renamed)
    if from_scenario:
        model = called.get("model")
        if model is not None and table[model].nunique() > 1:
            table["caliber"] = table[model].astype(str) + " · " + table["caliber"].astype(str)
        if table["caliber"].nunique() <= 1:
            table = table.drop(columns="caliber")
    return table


def _melted(
    table: pd.DataFrame, area: str | None, indicator: str | None, columns: str | None
) -> pd.DataFrame:
    """A column a year, or a column a series, as rows."""
    if "value" in table:
        return table
    years = [column for column in table.columns if _is_year(column)]
    if years and "year" not in table:
        keys = [column for column in table.columns if column not in years]
        return table.melt(id_vars=keys, value_vars=years, var_name="year")
    over = _counted_over(table, area, indicator, columns)
    if "year" not in table or not over:
        return table
    keys = [name for name in _NAMES if name in table]
    series = [
        column
        for column in table.columns
        if column not in keys and pd.api.types.is_numeric_dtype(table[column])
    ]
    if not series:
        return table
    return table.rename_axis(columns=None).melt(id_vars=keys, value_vars=series, var_name=over)


def _counted_over(
    table: pd.DataFrame, area: str | None, indicator: str | None, columns: str | None
) -> str | None:
    """Whether a column each is an area or an indicator: as said, as the columns are headed, or the
    one of the two that nothing else gives.
    """
    if columns not in (None, "area", "indicator"):
        choices = Message("choose_one_of", choices="area, indicator")
        wrong = Problem(where="columns", what=Message("not_known", value=columns), next=choices)
        refuse([wrong], kind=QuestionProblem)
    head = str(table.columns.name or "").strip().lower()
    headed = next((name for name in ("area", "indicator") if head in _NAMES[name]), None)
    given = {"area": area, "indicator": indicator}
    rest = [name for name, value in given.items() if value is None and name not in table]
    return columns or headed or (rest[0] if len(rest) == 1 else None)


def _is_year(cell: Any) -> bool:
    if isinstance(cell, pd.Timestamp | pd.Period | np.datetime64):
        return True
    return _YEAR.fullmatch(str(cell).strip()) is not None


def _refuse_missing(table: pd.DataFrame) -> None:
    missing = [name for name in LONG if name not in table]
    if not missing:
        return
    next_steps = {
        "area": Message("frame_say_area"),
        "indicator": Message("frame_say_indicator"),
        "year": Message("frame_say_year"),
        "value": Message("frame_say_value"),
    }
    has = ", ".join(map(str, table.columns))
    refuse(
        [
            Problem(
                where="frame",
                what=Message("frame_no_column", column=name, columns=has),
                next=next_steps[name],
            )
            for name in missing
        ],
        kind=QuestionProblem,
    )


def _years(column: pd.Series) -> pd.Series:
    """Years of whatever says one: 2024, 2024.0, 2024年, a date, a period."""
    if isinstance(column.dtype, pd.PeriodDtype) or pd.api.types.is_datetime64_any_dtype(column):
        years: pd.Series = column.dt.year.astype("int64")
        return years
    read = [_year(cell) for cell in column]
    wrong = dict.fromkeys(
        str(cell) for cell, year in zip(column, read, strict=True) if year is None
    )
    refuse(
        Problem(where="year", what=Message("not_a_year", value=cell)) for cell in _first(wrong, 10)
    )
    return pd.Series(read, index=column.index, dtype="int64")


def _year(cell: Any) -> int | None:
    if isinstance(cell, pd.Timestamp | pd.Period):
        return int(cell.year)
    text = str(cell).strip()
    found = _YEAR.fullmatch(text)
    if found:
        return int(found[1])
    dated = re.fullmatch(r"((?:1[89]|2[01])\d\d)[-/.]\d{1,2}([-/.]\d{1,2}.*)?", text)
    return int(dated[1]) if dated else None


def _refuse_twice(table: pd.DataFrame) -> None:
    keys = [name for name in ("area", "indicator", "caliber", "year") if name in table]
    twice = table[table["value"].notna() & table.duplicated(keys, keep=False)]
    rows = [" · ".join(map(str, row)) for row in twice[keys].itertuples(index=False)]
    refuse(
        Problem(
            where=row, what=Message("frame_twice_a_year"), next=Message("frame_twice_a_year_next")
        )
        for row in _first(dict.fromkeys(rows), 10)
    )


def _first(rows: Iterable[str], most: int) -> list[str]:
    return list(rows)[:most]
