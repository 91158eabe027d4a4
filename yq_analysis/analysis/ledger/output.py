"""Writing data/processed: CSV that Excel opens as it is, sorted so that
a difference can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from yq_analysis.analysis.ledger.observe import Ledger
from yq_analysis.analysis.ledger.reasons import with_codes
from yq_analysis.check import Message, Problem, cell_text, refuse, system_words
from yq_analysis.system.whole_file import put

# how the folders begin in which files are written before they are put in place
PART = ".part-"


def tables_of(book: Ledger) -> dict[str, pd.DataFrame]:
    """The tables of a ledger by the names of their files."""
    return {
        "observations": book.observations,
        "conflicts": book.conflicts,
        "revisions": book.revisions,
        "repeats": book.repeats,
        "aside": book.aside,
        "corrected": book.corrected,
        "unmapped_labels": book.unmapped,
    }


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table as `folder`/name.csv.

    Every file is written beside its place, in a folder of this call alone, and put there in one
    step, so that a reader never sees half of one. Returns the paths. Raises `DataProblem` where the
    folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=PART, dir=folder) as beside:
            for name, table in tables.items():
                # the byte order mark tells Excel that this is UTF-8
                harmless(with_codes(table)).to_csv(
                    Path(beside) / f"{name}.csv",
                    index=False,
                    encoding="utf-8-sig",
                    lineterminator="\n",
                )
            for name in tables:
                put(Path(beside) / f"{name}.csv", folder / f"{name}.csv")
    except OSError as error:
        refuse(
            [
                Problem(
                    where=str(folder),
                    what=Message("refuse_cannot_be_written", strerror=system_words(error)),
                    next=Message("refuse_give_a_folder_that_may"),
                )
            ]
        )
    return [folder / f"{name}.csv" for name in tables]


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """The table with texts that no spreadsheet runs as a formula."""
    texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    return table.assign(
        **{
            str(name): [
                one if type(one) is str and (not one or one[0].isalnum()) else _as_text(one)
                for one in table[name].tolist()
            ]
            for name in texts
        }
    )


def _as_text(cell: Any) -> Any:
    return cell_text(cell) if isinstance(cell, str) else cell
