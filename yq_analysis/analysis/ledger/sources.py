"""What the ledger is given: a reading of a printed table, or a transcription sheet typed from named
sources.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from yq_analysis.check import Problem, need_columns, refuse
from yq_analysis.model import READING, STATUS_MEANING

# one row a figure; item, year and value as printed; caliber and status are the transcriber's, ""
# where the label says enough; edition is the date of publication or a part of it, "" where it is
# not known
SHEET = [
    "region",
    "item",
    "year",
    "value",
    "unit",
    "kind",
    "edition",
    "caliber",
    "status",
    "note",
    "source",
    "url",
]
KINDS = ("actual", "preliminary", "revised", "target")
_VALUE_COLUMN = "D"  # where `value` stands when the sheet is opened in a spreadsheet


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A reading (columns READING) of one file, with what stands about the file in MANIFEST.csv.

    `area` is meant by regions such as 全市 or 合计; `calibers` gives an item's caliber where the
    printed label cannot ({"gdp": "census4"}; "*" stands for every item). `titles` are the number
    and title of each table, `indicator` is what is counted where no cell says so.
    """

    file: str
    table: pd.DataFrame
    edition: str = ""
    area: str = ""
    calibers: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    publisher: str = ""
    indicator: str = ""

    def __post_init__(self) -> None:
        need_columns(self.table, READING, name=self.file)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A transcription sheet: columns SHEET (all text) and `cell`, where each value stands."""

    file: str
    table: pd.DataFrame


def is_sheet(path: Path) -> bool:
    """Whether a file is a transcription sheet: decided by its first line, not by its name."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return next(csv.reader(handle), []) == SHEET
    except (UnicodeDecodeError, csv.Error, OSError):
        return False


def read_sheet(path: Path, name: str = "") -> Sheet:
    """Read one transcription sheet; `name` is how it is called in sources (default: the file's
    name).

    Raises `DataProblem` naming every row that has too few cells, no region, no item, or an unknown
    kind or status.
    """
    name = name or path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle)
            header = next(reader, [])
            rows = [(reader.line_num, row) for row in reader if any(row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise_unreadable(name, error)
    if header != SHEET:
        refuse(
            [
                Problem(
                    where=f"{name}, line 1",
                    what=f"the columns are {','.join(header)}",
                    next=f"write {','.join(SHEET)}",
                )
            ]
        )
    refuse(problem for line, row in rows for problem in _wrong(name, line, row))
    table = pd.DataFrame([row for _, row in rows], columns=SHEET, dtype=object)
    return Sheet(file=name, table=table.assign(cell=[f"{_VALUE_COLUMN}{line}" for line, _ in rows]))


def raise_unreadable(name: str, error: Exception) -> None:
    refuse(
        [
            Problem(
                where=name,
                what=f"cannot be read as a CSV file ({error})",
                next="save it as CSV UTF-8",
            )
        ]
    )


def _wrong(name: str, line: int, row: list[str]) -> list[Problem]:
    where = f"{name}, line {line}"
    if len(row) != len(SHEET):
        return [
            Problem(
                where=where,
                what=f"has {len(row)} cells",
                next=f"write {len(SHEET)}; put a cell that holds a comma in quotes",
            )
        ]
    cells = dict(zip(SHEET, row, strict=True))
    problems = [
        Problem(where=f"{where}, column {column}", what="is empty", next="write it as printed")
        for column in ("region", "item")
        if not cells[column].strip()
    ]
    for column, known in (("kind", KINDS), ("status", ("", *STATUS_MEANING))):
        if cells[column] not in known:
            problems.append(
                Problem(
                    where=f"{where}, column {column}",
                    what=f"{cells[column]!r} is not known",
                    next=f"choose one of: {', '.join(filter(None, known))}",
                )
            )
    return problems
