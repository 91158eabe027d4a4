"""Reading the lists: every file checked, everything wrong said at once (file, line, column, what
next).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from yq_analysis.catalogue import target_words
from yq_analysis.catalogue.csv_habits import read_csv
from yq_analysis.catalogue.divisions import AreaNames, all_areas, division_codes
from yq_analysis.catalogue.indicator_checks import wrong_indicators
from yq_analysis.catalogue.indicator_records import with_derived_rows
from yq_analysis.catalogue.list_checks import wrong_cells
from yq_analysis.catalogue.list_columns import COLUMNS, MORE, OPTIONAL
from yq_analysis.check import DataProblem, Message, Problem, at, refuse


def read_lists(folder: Path) -> dict[str, pd.DataFrame]:
    """Every list as a DataFrame of texts (numbers still text), checked against one another.

    Raises `DataProblem` that names every missing file and every wrong cell.
    """
    if not folder.is_dir():
        refuse(
            [
                Problem(
                    where=str(folder),
                    what=Message("list_no_folder"),
                    next=Message("list_give_folder"),
                )
            ]
        )
    problems: list[Problem] = []
    tables: dict[str, pd.DataFrame] = {}
    lines: dict[str, list[int]] = {}
    for name in COLUMNS:
        content = _read_list(folder / f"{name}.csv", name, problems)
        if content is not None:
            tables[name], lines[name] = content
    if "indicators" in tables:
        tables["indicators"], origins = with_derived_rows(tables["indicators"])
        lines["indicators"] += [lines["indicators"][place] for place in origins]
    if {"targets", "areas", "indicators", "indicator_names"} <= set(tables):
        tables["targets"] = _targets_coded(tables)
    problems.extend(wrong_cells(folder, tables, lines))
    refuse(problems)
    refuse(wrong_indicators(folder, tables, lines))
    return tables


def _targets_coded(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The targets with codes where people wrote names and words."""
    areas = AreaNames(
        all_areas(
            [{str(k): v for k, v in row.items()} for row in tables["areas"].to_dict("records")]
        )
    )
    names = dict(
        zip(tables["indicator_names"]["name"], tables["indicator_names"]["indicator"], strict=True)
    )
    names |= dict(
        zip(tables["indicators"]["name_zh"], tables["indicators"]["indicator"], strict=True)
    )
    codes = set(tables["areas"]["area"]) | division_codes()
    return target_words.coded(
        tables["targets"], lambda cell: cell if cell in codes else areas.find(cell), names.get
    )


def _read_list(
    path: Path, name: str, problems: list[Problem]
) -> tuple[pd.DataFrame, list[int]] | None:
    columns = COLUMNS[name]
    if not path.is_file() and name in OPTIONAL:
        return pd.DataFrame(columns=columns, dtype=object), []
    if not path.is_file():
        problems.append(
            Problem(
                where=str(path),
                what=Message("reading_file_missing"),
                next=Message("csv_columns_next", columns=",".join(columns)),
            )
        )
        return None
    try:
        header, rows = read_csv(path)
    except DataProblem as unreadable:
        problems += unreadable.problems
        return None
    more = [*columns, *MORE.get(name, [])]
    missing = [column for column in columns if column not in header]
    if missing or not set(header) <= set(more):
        problems.append(
            Problem(
                where=at(path, line=1),
                what=Message("csv_heads", heads=",".join(header)),
                next=Message("csv_columns_next", columns=",".join(columns)),
            )
        )
        return None
    for line, row in rows:
        if len(row) != len(header):
            problems.append(
                Problem(
                    where=at(path, line=line),
                    what=Message("csv_cells", count=len(row), wanted=len(header)),
                    next=Message("csv_cells_next"),
                )
            )
    good = [(line, [cell.strip() for cell in row]) for line, row in rows if len(row) == len(header)]
    table = pd.DataFrame([row for _, row in good], columns=header, dtype=object).reindex(
        columns=more, fill_value=""
    )
    return table, [line for line, _ in good]
