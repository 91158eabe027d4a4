"""What the ledger needs of a file: its figures, what does not add up, and how much was left over.

Smaller than a `Reading`, which also holds every cell of the file for people to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from yq_analysis.check import in_language
from yq_analysis.reading.files.cell import read_in_cell
from yq_analysis.reading.yearbook import reading
from yq_analysis.reading.yearbook.audit import audit
from yq_analysis.reading.yearbook.overrides import Recipe


@dataclass(frozen=True, kw_only=True)
class FileReading:
    """The figures of one file.

    Attributes
    ----------
    file : str
        Its name below data/raw.
    observations, tables, findings : DataFrame
        As those of a `Reading`; the findings with their English sentence, `message_en`, beside.
    left_over : int
        How many numbers are no figures.
    """

    file: str
    observations: pd.DataFrame
    tables: pd.DataFrame
    findings: pd.DataFrame
    left_over: int


def read_figures(path: str, file: str, recipes: Sequence[Recipe] = ()) -> FileReading:
    """Read and audit one file, all in the cell. Raises `DataProblem` as `read_table` does."""
    made: FileReading = read_in_cell(f"{__name__}:_figures", path, path, file, tuple(recipes))
    return made


def _figures(path: str, file: str, recipes: tuple[Recipe, ...]) -> FileReading:
    found = reading.read_here(path, recipes)
    return FileReading(
        file=file,
        observations=found.observations,
        tables=found.tables,
        findings=_in_both_languages(audit(found.observations, found.tables)),
        left_over=len(found.leftover),
    )


def _in_both_languages(found: pd.DataFrame) -> pd.DataFrame:
    english = [str(in_language(message, "en")) for message in found["message"]]
    chinese = [str(message) for message in found["message"]]
    return found.assign(message=chinese, message_en=english)
