"""What a printed table shows in each cell: words for codes, numbers with the decimals of their
indicator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from yq_analysis.check import Message, Messages, Problem, QuestionProblem, need_columns, refuse
from yq_analysis.maths.rounding import rounded
from yq_analysis.presenting.wording import CODED, NOTHING, Names, number

# whole numbers that are no amounts: never with a thousands mark
_WHOLE = {
    "year",
    "base_year",
    "latest_year",
    "target_year",
    "from_year",
    "to_year",
    "first_year",
    "last_year",
    "year_today",
    "input_year",
    "first",
    "last",
    "reach_year",
    "reach_early",
    "reach_late",
    "horizon",
    "n",
    "no",
    "line",
    "of",
    "places",
    "missing",
    "draws",
    "draw",
    "forecasts",
    "count",
}
# parts of one, printed in percent
_PARTS = {"probability", "probability_low", "probability_high", "share", "share_done"}
# columns whose unit is not the indicator's
_OWN_DECIMALS: dict[str, int | None] = {
    "required_rate": 2,
    "yearly": 2,
    "change_percent": 2,
    "smape": 1,
    "mase": 2,
    "coverage80": 0,
    "coverage95": 0,
    "rank": None,
    "rank_low": None,
    "rank_high": None,
    "rank_today": None,
}
_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NAMED = {
    "area",
    "target_area",
    "follows",
    "indicator",
    "item",
    "input_item",
    "caliber",
    "input_caliber",
    "unit",
    "input_unit",
    "input_status",
    "verdict_before",
    "scenario",
    *CODED,
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One printed column: its name in the table, its heading, whether its cells are numbers."""

    name: str
    heading: str
    numeric: bool


def columns_of(
    table: pd.DataFrame, columns: Sequence[str] | Mapping[str, str] | None, words: Names
) -> list[Column]:
    """The columns to print, in order; a mapping gives headings of its own. Refuses one that is not
    there.
    """
    wanted = list(table.columns) if columns is None else list(columns)
    need_columns(table, wanted, name="table")
    headings = columns if isinstance(columns, Mapping) else {}
    return [
        Column(
            name=name,
            heading=headings.get(name) or words.column(str(name)),
            numeric=_is_numeric(table[name], name),
        )
        for name in wanted
    ]


def _is_numeric(values: pd.Series, name: str) -> bool:
    if name in _NAMED or pd.api.types.is_bool_dtype(values):
        return False
    if pd.api.types.is_numeric_dtype(values):
        return True
    known = values.dropna()
    return len(known) > 0 and all(
        isinstance(v, (int, float)) and not isinstance(v, bool) for v in known
    )


def decimals_of(
    name: str, row: Mapping[Any, Any], decimals: Mapping[str, int], words: Names
) -> int | None:
    """How many decimals a number in column `name` is printed with; None: as many as it needs."""
    if name in decimals:
        return decimals[name]
    if name in _OWN_DECIMALS:
        return _OWN_DECIMALS[name]
    if name in _WHOLE:
        return 0
    if name in _PARTS:
        return 0
    code = row.get("indicator")
    return words.decimals(code) if isinstance(code, str) else None


def text_of(name: str, row: Mapping[Any, Any], decimals: Mapping[str, int], words: Names) -> str:
    """The cell as it is printed.

    >>> from yq_analysis.presenting.wording import names
    >>> text_of("latest", {"indicator": "patent_density", "latest": -1234.5}, {}, names("zh"))
    '−1,234.50'
    >>> (text_of("verdict", {"verdict": "no_data"}, {}, names("zh")), text_of("probability",
    ...     {"probability": 0.875}, {}, names("zh")))
    ('数据不足', '88%')
    """
    value = row.get(name)
    if is_missing(value):
        return NOTHING
    if isinstance(value, bool):
        return words.say("word_yes") if value else words.say("word_no")
    if isinstance(value, (int, float)) and name not in _NAMED:
        places = decimals_of(name, row, decimals, words)
        if name in _PARTS:
            return number(100 * float(value), places) + "%"
        return number(float(value), places, marks=name not in _WHOLE)
    if isinstance(value, (Message, Messages)):
        return words.tell(value)
    return words.code(name, value)


def signs_of(remarks: Sequence[str]) -> dict[str, str]:
    """A sign for each distinct remark, in order.

    >>> signs_of(["初步数", "暂定", "初步数"])
    {'初步数': '①', '暂定': '②'}
    """
    return {
        remark: _SIGNS[place] if place < len(_SIGNS) else f"[{place + 1}]"
        for place, remark in enumerate(dict.fromkeys(remarks))
    }


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def named(
    table: pd.DataFrame, words: Names, columns: Sequence[str] | Mapping[str, str] | None = None
) -> pd.DataFrame:
    """The table with headings and codes in words and numbers rounded as printed; still numbers."""
    kept = columns_of(table, columns, words)
    distinct(kept)
    rows = table.to_dict("records")
    result: dict[str, Any] = {}
    for column in kept:
        cells = [value_of(column, row, {}, words) for row in rows]
        whole = column.numeric and column.name in _WHOLE
        result[column.heading] = (
            pd.array([None if v is None else int(v) for v in cells], dtype="Int64")
            if whole
            else cells
        )
    return pd.DataFrame(result, index=table.index)


def exact_of(
    column: Column, row: Mapping[Any, Any], decimals: Mapping[str, int], words: Names
) -> float | str | None:
    """The cell as data, not rounded: a number, a word, or None for a gap."""
    value = row.get(column.name)
    if not column.numeric:
        return text_of(column.name, row, decimals, words)
    return None if is_missing(value) else float(str(value))


def value_of(
    column: Column, row: Mapping[Any, Any], decimals: Mapping[str, int], words: Names
) -> float | str | None:
    """The same, rounded as it is printed."""
    value = exact_of(column, row, decimals, words)
    if not isinstance(value, float):
        return value
    places = 2 if column.name in _PARTS else decimals_of(column.name, row, decimals, words)
    return value if places is None else rounded(value, places, "half_even")


def format_of(
    column: Column, row: Mapping[Any, Any], decimals: Mapping[str, int], words: Names
) -> str:
    """The spreadsheet's number format of a cell.

    >>> from yq_analysis.presenting.wording import names
    >>> column = Column(name="value", heading="数值", numeric=True)
    >>> (format_of(column, {"indicator": "patent_density"}, {}, names("zh")), format_of(column, {},
    ...     {}, names("zh")))
    ('#,##0.00', 'General')
    """
    if column.name in _WHOLE:
        return "0"
    if column.name in _PARTS:
        return "0%"
    places = decimals_of(column.name, row, decimals, words)
    if places is None:
        return "General"
    return "#,##0" + ("." + "0" * places if places else "")


def distinct(columns: Sequence[Column]) -> None:
    """Refuse columns that would bear the same heading."""
    headings = [column.heading for column in columns]
    refuse(
        [
            Problem(
                where="columns",
                what=Message("refuse_two_columns_would_both_be", value=heading or "nothing"),
                next=Message("refuse_leave_one_out_or_give"),
            )
            for heading in dict.fromkeys(headings)
            if headings.count(heading) > 1
        ],
        kind=QuestionProblem,
    )
