"""One area's rows of data/processed, quickly: from Parquet where it stands, else from the CSV."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from yq_analysis.check import one_of
from yq_analysis.running.flow import cleaning, columnar, freshness


def load_area(
    root: str | Path, area: str, *, table: str = "indicators", indicator: str | None = None
) -> pd.DataFrame:
    """One area's rows of a table, as they were when the data were last cleaned.

    Parameters
    ----------
    root : str or Path
        The project's folder.
    area : str
        A division code of six digits.
    table : {"indicators", "observations"}
        Which table.
    indicator : str, optional
        Only this indicator (of observations: this item).

    Returns
    -------
    DataFrame
        The table's columns, in its order. Without Parquet the same rows are taken from the CSV.
        Raises `DataProblem` where the file is not as it was written.
    """
    one_of(table, columnar.TABLES, name="table")
    place = Path(root)
    book = freshness.remembered(place).get("book", "")
    try:
        return columnar.read_area(place / "data" / "processed", book, table, str(area), indicator)
    except LookupError:
        pass
    whole = cleaning.read_processed(place, table)
    found = whole[whole["area"] == str(area)]
    if indicator is not None:
        found = found[found[columnar.NAMES[table]] == indicator]
    return found.reset_index(drop=True)
