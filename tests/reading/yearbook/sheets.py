"""Sheets made up for tests: rows of values, written as one reads them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from yq_analysis.model import READING
from yq_analysis.reading.files.grid import Book, Cell, Sheet
from yq_analysis.reading.yearbook.sheet_layout import Understood, understand


def sheet(
    rows: list[list[Any]], *, merges: tuple[str, ...] = (), name: str = "1", hidden: bool = False
) -> Sheet:
    """A sheet from rows; None is an empty cell; merges are written as a
    spreadsheet does (A1:B2).
    """
    cells = {
        (row, column): Cell(value=value, text=str(value))
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None
    }
    return Sheet(name=name, cells=cells, merges=tuple(map(_merge, merges)), hidden=hidden)


def _merge(text: str) -> tuple[int, int, int, int]:
    first, last = text.split(":")
    (top, left), (bottom, right) = _place(first), _place(last)
    return top, left, bottom, right


def _place(text: str) -> tuple[int, int]:
    letters = "".join(sign for sign in text if sign.isalpha())
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(text[len(letters) :]) - 1, column - 1


def read(*sheets: Sheet, kind: str = "xls") -> Understood:
    return understand(Book(path="made up", kind=kind, sheets=sheets))


def figures(*sheets: Sheet, kind: str = "xls") -> pd.DataFrame:
    return pd.DataFrame(read(*sheets, kind=kind).observations, columns=READING)


def rows(*sheets: Sheet, kind: str = "xls") -> list[tuple[Any, ...]]:
    """(region, indicator, year, value, unit) of every figure, in reading order."""
    return [
        (row[0], row[1], row[2], row[4], row[5]) for row in read(*sheets, kind=kind).observations
    ]
