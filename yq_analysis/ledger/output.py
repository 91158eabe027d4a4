"""Writing data/processed: CSV that Excel opens as it is, sorted so that a difference can be read."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from yq_analysis.check import Problem, refuse
from yq_analysis.ledger.observe import Ledger


def write(book: Ledger, indicators: pd.DataFrame, folder: Path, **more: pd.DataFrame) -> list[Path]:
    """Write observations, indicators, conflicts, revisions, repeats, aside, corrected, unmapped_labels, and `more` by name.

    Every file is written beside its place and put there in one step, so that a reader never sees half of one.
    Returns the paths. Raises `DataProblem` where the folder cannot be written.
    """
    tables = {"observations": book.observations, "indicators": indicators, "conflicts": book.conflicts,
              "revisions": book.revisions, "repeats": book.repeats, "aside": book.aside, "corrected": book.corrected,
              "unmapped_labels": book.unmapped, **more}
    half: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            half.append(folder / f".{name}.csv.part")
            # the byte order mark tells Excel that this is UTF-8
            table.to_csv(half[-1], index=False, encoding="utf-8-sig", lineterminator="\n")
        done = [folder / f"{name}.csv" for name in tables]
        for part, path in zip(half, done, strict=True):
            os.replace(part, path)
    except OSError as error:
        for part in half:
            part.unlink(missing_ok=True)
        refuse([Problem(where=str(folder), what=f"cannot be written ({error.strerror})",
                        next="give a folder that may be written")])
    return done
