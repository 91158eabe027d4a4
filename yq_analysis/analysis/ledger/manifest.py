"""data/raw/MANIFEST.csv: what each received file is, and that nobody has changed it since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from yq_analysis.analysis.ledger.sources import is_sheet
from yq_analysis.catalogue.csv_habits import read_csv
from yq_analysis.check import Message, Problem, at, refuse

# further columns may follow: area and caliber (for the ledger), and what overrules the reader
MANIFEST = ["file", "sha256", "publisher", "edition", "url", "retrieved"]
NAME = "MANIFEST.csv"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The raw files of a folder.

    `table` has one row a file (columns MANIFEST, then `area`, `caliber`, `note` and whatever else
    the file gives); files that stand in the folder but not in MANIFEST.csv have a row too, with
    `listed` False. `sheets` and `tables` are their names, as written in `file`, apart by content.
    """

    folder: Path
    table: pd.DataFrame
    sheets: tuple[str, ...]
    tables: tuple[str, ...]

    def rows(self) -> dict[str, dict[str, str]]:
        """What stands about each file, by column."""
        return {
            str(row["file"]): {str(key): str(value) for key, value in row.items()}
            for row in self.table.to_dict("records")
        }

    def unlisted(self) -> list[Problem]:
        """A remark for every file that MANIFEST.csv does not name, with the line to add."""
        return [
            Problem(
                where=row["file"],
                what=Message("refuse_is_not_in", NAME=NAME),
                next=Message(
                    "refuse_add_the_line_publisher_edition", file=row["file"], sha256=row["sha256"]
                ),
            )
            for row in self.table[~self.table["listed"]].to_dict("records")
        ]


def calibers_of(cell: str) -> dict[str, str]:
    """A `caliber` cell as a mapping: of each item its caliber, or one for all.

    >>> calibers_of("gdp=census4; employment=popcensus2010"), calibers_of("census4")
    ({'gdp': 'census4', 'employment': 'popcensus2010'}, {'*': 'census4'})
    """
    parts = [part.strip() for part in cell.split(";") if part.strip()]
    return {
        item.strip() if given else "*": (caliber if given else item).strip()
        for item, given, caliber in (part.partition("=") for part in parts)
    }


def read_manifest(folder: Path) -> Manifest:
    """Read MANIFEST.csv of a folder and hold every file against it.

    Raises `DataProblem`: the folder is missing or empty, a line is broken, a file is named twice,
    is missing, or has another sha256 than when it was received. A file that is not listed is read
    all the same (`unlisted`).
    """
    if not folder.is_dir():
        refuse(
            [
                Problem(
                    where=str(folder),
                    what=Message("refuse_there_is_no_such_folder"),
                    next=Message("refuse_put_the_yearbook_files_there"),
                )
            ]
        )
    present = _present(folder)
    if not present:
        refuse(
            [
                Problem(
                    where=str(folder),
                    what=Message("refuse_holds_no_file"),
                    next=Message("refuse_put_yearbook_files_or_transcription"),
                )
            ]
        )
    problems: list[Problem] = []
    rows = _rows(folder / NAME, problems)
    sums = {name: _sum(folder / name) for name in present}
    refuse([*problems, *_against(folder, rows, sums)])
    sheets = tuple(name for name in present if is_sheet(folder / name))
    return Manifest(
        folder=folder,
        table=_with_unlisted([row for _, row in rows], sums),
        sheets=sheets,
        tables=tuple(name for name in present if name not in sheets),
    )


def _present(folder: Path) -> list[str]:
    """The files of a folder by their paths in it, without hidden ones and what Office locks."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix()
        for path in paths
        if path.name != NAME
        and is_text(str(path))
        and not any(part.startswith((".", "~$")) for part in path.parts)
    )


def _with_unlisted(rows: list[dict[str, str]], sums: dict[str, str]) -> pd.DataFrame:
    """The rows of MANIFEST.csv and one for each file that it does not name (`listed` False)."""
    named = {row["file"] for row in rows}
    extra = [{"file": name, "sha256": sums[name]} for name in sums if name not in named]
    others = [column for row in rows for column in row]
    columns = list(dict.fromkeys([*MANIFEST, "area", "caliber", "note", *others]))
    records = [{column: row.get(column, "") for column in columns} for row in [*rows, *extra]]
    listed = [True] * len(rows) + [False] * len(extra)
    table = pd.DataFrame(records, columns=columns).assign(listed=listed)
    return table.sort_values("file", ignore_index=True)


def is_text(name: str) -> bool:
    """Whether a name can be written down: bytes that are not UTF-8 are no name that a table holds.

    >>> is_text("表.xls"), is_text("\\udcb1.xls")
    (True, False)
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _sum(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _rows(path: Path, problems: list[Problem]) -> list[tuple[int, dict[str, str]]]:
    """(line, cells by column) of every whole line; broken lines are added to `problems`."""
    if not path.is_file():
        return []
    header, cells = read_csv(path)
    if not set(MANIFEST) <= set(header):
        refuse(
            [
                Problem(
                    where=at(path, line=1),
                    what=Message("refuse_the_columns_are", listed=",".join(header)),
                    next=Message("refuse_begin_with", listed=",".join(MANIFEST)),
                )
            ]
        )
    problems += [
        Problem(
            where=at(path, line=line),
            what=Message("csv_cells", count=len(row), wanted=len(header)),
            next=Message("csv_cells_next"),
        )
        for line, row in cells
        if len(row) != len(header)
    ]
    return [
        (line, dict(zip(header, row, strict=True)))
        for line, row in cells
        if len(row) == len(header)
    ]


def _against(
    folder: Path, rows: list[tuple[int, dict[str, str]]], sums: dict[str, str]
) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line, row in rows:
        where, name = at(folder / NAME, line=line), row["file"]
        if name in first:
            yield Problem(
                where=where,
                what=Message("refuse_stands_already_in_line", name=name, value=first[name]),
                next=Message("refuse_remove_one_of_the_two"),
            )
            continue
        first[name] = line
        if name not in sums:
            yield Problem(
                where=where,
                what=Message("refuse_file_not_in_folder", name=name, folder=folder),
                next=Message("refuse_put_the_file_back_or"),
            )
        elif row["sha256"] != sums[name]:
            yield Problem(
                where=where,
                what=Message("refuse_has_changed_since_it_was", name=name, value=sums[name]),
                next=Message("refuse_put_the_received_file_back"),
            )
