"""Score a reading against a truth read by hand.

A truth row is right when one output row has the same region, year and unit, the same indicator
(blanks and full-width marks folded; the last level and its parent suffice, on each side of a `|`,
the sides in either order), and the same value to 1e-9 relative, or no number and the same flag. An
output row that stands for no truth row is false.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from yq_analysis.reading.files.grid import Book, cell_name

KEYS = ["region", "indicator", "year", "value", "unit", "flag"]
_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?%?")


@dataclass(frozen=True, kw_only=True)
class Score:
    """Counts of one file (or, added up, of several)."""

    truth: int = 0  # rows read by hand
    right: int = 0  # of them, rows that are right in everything
    numbers: int = 0  # truth rows that hold a number
    labelled: int = 0  # of them, right in region, indicator and value (year and unit left aside)
    output: int = 0  # rows given for the sheets that the truth covers
    false: int = 0  # of them, rows that stand for no truth row
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(
            **{
                part.name: getattr(self, part.name) + getattr(other, part.name)
                for part in fields(self)
            }
        )


def folded(text: Any) -> str:
    """Text without blanks, full-width marks folded.

    >>> folded("库存增（-）、 减(+)量"), folded(None)
    ('库存增(-)、减(+)量', '')
    """
    if text is None or (isinstance(text, float) and math.isnan(text)) or text is pd.NA:
        return ""
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


def same_indicator(printed: str, truth: str) -> bool:
    """Whether two indicator paths name the same thing, by the rule at the top of this module.

    >>> (same_indicator("a/b/c|d", "d|x/b/c"), same_indicator("c", "b/c"), same_indicator("a/b",
    ...     "a|b"))
    (True, False, False)
    """
    ours, theirs = _sides(printed), _sides(truth)
    return ours == theirs or ours == theirs[::-1]


def _sides(path: str) -> list[tuple[str, ...]]:
    return [tuple(side.split("/")[-2:]) for side in folded(path).split("|")]


def same_value(value: float, flag: str, truth_value: float, truth_flag: str) -> bool:
    """The same number to 1e-9 relative, or no number on both sides and the same flag."""
    if math.isnan(truth_value):
        return math.isnan(value) and folded(flag) == folded(truth_flag)
    return math.isclose(value, truth_value, rel_tol=1e-9, abs_tol=1e-12)


def score(output: pd.DataFrame, truth: pd.DataFrame) -> Score:
    """Score the rows of `output` that stand on the sheets which `truth` covers; one row counts
    once.
    """
    covered = set(truth["sheet"].astype(str)) if "sheet" in truth else set()
    # tables of a web page have no names of their own: where the numbering differs, all of them
    # count
    if "sheet" in output and covered <= set(output["sheet"].astype(str)):
        output = output[output["sheet"].astype(str).isin(covered)]
    given, wanted = _rows(output), _rows(truth)
    by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(given):
        by_key[row["region"], row["leaf"]].append(number)
    right, labelled, used = [], 0, set()
    for row in wanted:
        near = [
            n
            for leaf in row["leaves"]
            # truths of national books say 全国 where nothing is printed; nothing is right too
            for region in ((row["region"], "") if row["region"] == "全国" else (row["region"],))
            for n in by_key[region, leaf]
            if same_indicator(given[n]["indicator"], row["indicator"])
            and same_value(given[n]["value"], given[n]["flag"], row["value"], row["flag"])
        ]
        labelled += bool(near) and not math.isnan(row["value"])
        hit = next(
            (
                n
                for n in near
                if n not in used
                and given[n]["year"] == row["year"]
                and given[n]["unit"] == row["unit"]
            ),
            None,
        )
        right.append(hit is not None)
        if hit is not None:
            used.add(hit)
    missed = [row for row, ok in zip(wanted, right, strict=True) if not ok]
    spare = [row for number, row in enumerate(given) if number not in used]
    return Score(
        truth=len(wanted),
        right=sum(right),
        numbers=sum(not math.isnan(row["value"]) for row in wanted),
        labelled=labelled,
        output=len(given),
        false=_false(spare, missed),
        wrong=[f"missed {_line(row)}" for row in missed]
        + [f"spare  {_line(row)}" for row in spare],
    )


def _false(spare: list[dict[str, Any]], missed: list[dict[str, Any]]) -> int:
    """Spare rows beyond those that read a missed truth row wrongly (same figure, or same flag)."""
    waiting = Counter(_figure(row) for row in missed)
    false = 0
    for row in spare:
        if waiting[_figure(row)] > 0:
            waiting[_figure(row)] -= 1
        else:
            false += 1
    return false


def _figure(row: dict[str, Any]) -> str:
    return folded(row["flag"]) if math.isnan(row["value"]) else f"{row['value']:.9g}"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for record in table.to_dict("records"):
        sides = _sides(str(record["indicator"]) if folded(record["indicator"]) else "")
        rows.append(
            {
                "region": folded(record["region"]),
                "indicator": folded(record["indicator"]),
                "year": _year(record["year"]),
                "unit": folded(record["unit"]),
                "flag": folded(record["flag"]),
                "value": float("nan")
                if folded(record["value"]) in ("", "nan")
                else float(record["value"]),
                "leaf": sides[0][-1],
                "leaves": {side[-1] for side in sides},
                "place": f"{record.get('sheet', '')}!{record.get('cell', '')}",
            }
        )
    return rows


def _year(year: Any) -> str:
    text = folded(year)
    return text.removesuffix(".0")


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['place']}: {row['region']} · {row['indicator']} · {row['year']} · {row['value']} · "
        f"{row['unit']} · {row['flag']}"
    )


def numeric_cells(book: Book) -> list[tuple[str, str]]:
    """(sheet, cell) of every cell of a visible sheet that holds a number, as stored or as text."""
    return [
        (sheet.name, cell_name(*place))
        for sheet in book.sheets
        if not sheet.hidden
        for place, cell in sheet.cells.items()
        if _is_number(cell.value)
    ]


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    # Two numbers on two lines of one cell are not one number, two groups of digits with a blank
    # between are.
    return not set(str(value)) & set("\t\n\r") and bool(_NUMBER.fullmatch(folded(value)))


def accounts(
    book: Book, observations: pd.DataFrame, leftover: pd.DataFrame
) -> tuple[int, int, list[str]]:
    """(numeric cells, of them labelled as figures, cells that stand nowhere or more than once)."""
    cells = numeric_cells(book)
    figures = Counter(_places(observations))
    rest = Counter(_places(leftover))
    faults = [
        f"{sheet}!{cell} stands {figures[sheet, cell] + rest[sheet, cell]} times"
        for sheet, cell in cells
        if figures[sheet, cell] + rest[sheet, cell] != 1
    ]
    known = set(cells)
    # a paragraph may hold several numbers, each listed with its own words
    words = Counter(zip(_places(leftover), leftover["text"].astype(str), strict=True))
    words.update((place, "") for place in _places(observations))
    faults += [
        f"{sheet}!{cell} stands {times} times"
        for ((sheet, cell), _), times in words.items()
        if times > 1 and (sheet, cell) not in known
    ]
    return len(cells), sum(place in figures for place in cells), faults


def _places(table: pd.DataFrame) -> Iterable[tuple[str, str]]:
    return zip(table["sheet"].astype(str), table["cell"].astype(str), strict=True)
