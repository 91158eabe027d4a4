"""What the ledger is given: a reading of a printed table, or a transcription sheet typed from named
sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from yq_analysis.catalogue.csv_habits import first_line, read_csv
from yq_analysis.check import Message, Problem, at, need_columns, refuse
from yq_analysis.model import READING, STATUSES

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
# by place in a row: what is never empty, and what is one of a few words
_FILLED = (SHEET.index("region"), SHEET.index("item"))
_CHOICES = ((SHEET.index("kind"), KINDS), (SHEET.index("status"), ("", *STATUSES)))
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
        return first_line(path) == SHEET
    except OSError:
        return False


def read_sheet(path: Path, name: str = "") -> Sheet:
    """Read one transcription sheet; `name` is how it is called in sources (default: the file's
    name).

    However a spreadsheet has left it (see `catalogue.csv_habits`). Raises `DataProblem` naming
    every row that has too many cells, no region, no item, or an unknown
    kind or status.
    """
    name = name or path.name
    header, rows = read_csv(path, name)
    if header != SHEET:
        refuse(
            [
                Problem(
                    where=at(name, line=1),
                    what=Message("csv_heads", heads=",".join(header)),
                    next=Message("csv_columns_next", columns=",".join(SHEET)),
                )
            ]
        )
    refuse(problem for line, row in rows if not _right(row) for problem in _wrong(name, line, row))
    table = pd.DataFrame([row for _, row in rows], columns=SHEET, dtype=object)
    return Sheet(file=name, table=table.assign(cell=[f"{_VALUE_COLUMN}{line}" for line, _ in rows]))


def _right(row: list[str]) -> bool:
    """Whether `_wrong` has nothing to say: so it is of nearly every row of millions."""
    return (
        len(row) == len(SHEET)
        and all(row[at].strip() for at in _FILLED)
        and all(row[at] in known for at, known in _CHOICES)
    )


def _wrong(name: str, line: int, row: list[str]) -> list[Problem]:
    where = at(name, line=line)
    if len(row) != len(SHEET):
        return [
            Problem(
                where=where,
                what=Message("csv_cells", count=len(row), wanted=len(SHEET)),
                next=Message("csv_cells_next"),
            )
        ]
    cells = dict(zip(SHEET, row, strict=True))
    problems = [
        Problem(
            where=at(where, column=column),
            what=Message("workspace_empty"),
            next=Message("sheet_as_printed"),
        )
        for column in (SHEET[place] for place in _FILLED)
        if not cells[column].strip()
    ]
    for place, known in _CHOICES:
        column = SHEET[place]
        if cells[column] not in known:
            problems.append(
                Problem(
                    where=at(where, column=column),
                    what=Message("not_known", value=cells[column]),
                    next=Message("choose_one_of", choices="、".join(filter(None, known))),
                )
            )
    return problems
