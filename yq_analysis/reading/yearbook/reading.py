"""The reading of a file: every figure in it with its keys, and every other number with the reason
why it is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from yq_analysis.model import LEFTOVER, READING, TABLES, empty
from yq_analysis.reading.files.cell import read_in_cell
from yq_analysis.reading.files.grid import Book, cell_name
from yq_analysis.reading.files.sheets import open_book
from yq_analysis.reading.yearbook.overrides import Recipe, check_recipes
from yq_analysis.reading.yearbook.sheet_layout import understand


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What stands in a file.

    `observations` (columns `model.READING`) holds every figure, blank cells among them with the
    flag that says why they hold none; `leftover` (`model.LEFTOVER`) every number that is no figure,
    with the reason; `tables` (`model.TABLES`) what each table says of itself; `findings`
    (`model.FINDINGS`) what does not add up; `roles` what each cell is (title, unit, header, label,
    figure, note, leftover), by sheet and (row, column) from 0; `log` what was done and what could
    not be known.
    """

    path: str
    book: Book
    observations: pd.DataFrame
    leftover: pd.DataFrame
    tables: pd.DataFrame
    roles: Mapping[str, Mapping[tuple[int, int], str]]
    sentences: pd.DataFrame
    log: tuple[str, ...]

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What does not add up; worked out when it is first asked for, for it costs more than
        reading.
        """
        found: pd.DataFrame = read_in_cell(
            f"{__name__}:audit_here", self.path, self.observations, self.tables
        )
        return found

    def __repr__(self) -> str:
        known = int(self.observations["value"].notna().sum())
        return (
            f"<Reading of {Path(self.path).name}: {len(self.tables)} tables, {known} numbers in "
            f"{len(self.observations)} figures, "
            f"{len(self.leftover)} numbers left over>"
        )

    def _repr_html_(self) -> str:
        from yq_analysis.reading.yearbook.coloured_sheet import fragment

        return fragment(self)


def read_table(path: str | Path, *, recipe: Recipe | Sequence[Recipe] | None = None) -> Reading:
    """Read any statistical-yearbook file: .xls (also locked), .xlsx, HTML, CSV, TSV, PDF with text
    tables.

    `recipe` overrules what is understood (sheet, header rows, label columns, year, unit, region,
    rows to skip); the log says which parts came from it. Raises `DataProblem` for a file that
    cannot be opened.
    """
    recipes = (recipe,) if isinstance(recipe, Recipe) else tuple(recipe or ())
    found: Reading = read_in_cell(f"{__name__}:read_here", str(path), str(path), recipes)
    return found


def read_here(path: str, recipes: tuple[Recipe, ...]) -> Reading:
    """The reading itself, done in the cell's process."""
    book = open_book(path)
    check_recipes(recipes, book)
    found = understand(book, recipes)
    return Reading(
        path=path,
        book=book,
        observations=_recognised(_figures(found.observations), book),
        leftover=_leftover(found.leftover),
        tables=_table([tuple(entry.values()) for entry in found.tables.values()], TABLES),
        roles=found.roles,
        sentences=_figures(found.sentences),
        log=(*book.log, *found.log),
    )


def audit_here(observations: pd.DataFrame, tables: pd.DataFrame) -> pd.DataFrame:
    """The audit itself, done in the cell's process."""
    from yq_analysis.reading.yearbook.audit import audit

    return audit(observations, tables)


def _recognised(table: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Figures that were read from pixels say so, and how sure that was: nobody uses them
    unconfirmed.
    """
    scores = {
        (sheet.name, cell_name(*place)): score
        for sheet in book.sheets
        for place, score in sheet.scores.items()
    }
    if not scores:
        return table
    flags = []
    for sheet, cell, flag in zip(table["sheet"], table["cell"], table["flag"], strict=True):
        score = scores.get((sheet, cell))
        said = "" if score is None else f"ocr {score:.2f}"
        flags.append(f"{flag}, {said}" if flag and said else flag or said)
    return table.assign(flag=flags)


def _figures(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    table = _table(rows, READING)
    table["year"] = pd.array([row[2] for row in rows], dtype="Int64")
    table["value"] = pd.array([row[4] for row in rows], dtype="float64")
    return table


def _leftover(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """The numbers left over; each reason stays a message, in whatever language it is asked for."""
    reasons = pd.Series([row[3] for row in rows], dtype=object)
    return _table(rows, LEFTOVER).assign(reason=reasons)


def _table(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    """Columns from rows: many times faster than a table from dictionaries."""
    if not rows:
        return empty(columns)
    return pd.DataFrame(dict(zip(columns, zip(*rows, strict=True), strict=True)))
