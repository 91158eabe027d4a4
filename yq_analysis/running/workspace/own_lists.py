"""The program's lists with the office's rows over them, row by row: the own row wins."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from yq_analysis.catalogue.csv_habits import read_csv, rows_of
from yq_analysis.catalogue.divisions import FILE as DIVISIONS
from yq_analysis.catalogue.folder import default_folder
from yq_analysis.catalogue.list_columns import COLUMNS, KEYS, MORE
from yq_analysis.catalogue.lookups import tidy_label
from yq_analysis.check import DataProblem, Message, Problem, cell_text, refuse
from yq_analysis.running.workspace.workspace_folder import OWN_LISTS, Workspace, write_text

Rows = list[dict[str, str]]


def lay_lists(space: Workspace, answered: Mapping[str, Rows]) -> None:
    """Write catalogue/: each list of the program, the office's CSV rows over it, what was answered
    over both.

    Raises `DataProblem` where a list of the office has an unknown name or lacks a column;
    catalogue/ is untouched.
    """
    own = _own_csv(space.root / OWN_LISTS)
    texts = {}
    for name, columns in COLUMNS.items():
        _, rows = _table(default_folder() / f"{name}.csv")
        merged = over(rows, own.get(name, []), name)
        merged = over(merged, answered.get(name, []), name)
        texts[name] = _text([*columns, *MORE.get(name, [])], merged)
    for name, text in texts.items():
        write_text(space.root / "catalogue" / f"{name}.csv", text)


def over(below: Rows, own: Iterable[Mapping[str, str]], name: str) -> Rows:
    """`own` rows laid over those `below`: each in the place of the one it agrees with, else at the
    end.

    >>> over([{"symbol": "-", "flag": "a"}], [{"symbol": "-", "flag": "b"}], "symbols")
    [{'symbol': '-', 'flag': 'b'}]
    """
    key = KEYS[name]
    found = {_key(row, key, name): dict(row) for row in below}
    for row in own:
        known = found.get(_key(row, key, name), {})
        found[_key(row, key, name)] = {**known, **row}
    return list(found.values())


def _key(row: Mapping[str, str], key: list[str], name: str) -> tuple[str, ...]:
    cells = tuple(row.get(column, "") for column in key)
    return tuple(tidy_label(cell).casefold() for cell in cells) if name == "labels" else cells


def _table(path: Path) -> tuple[list[str], Rows]:
    return read_csv(path)[0], rows_of(path, f"{path.parent.name}/{path.name}")


def _own_csv(folder: Path) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        where = f"{OWN_LISTS}/{path.name}"
        if path.name == DIVISIONS or path.stem not in COLUMNS:
            listed = "、".join(f"{name}.csv" for name in COLUMNS)
            problems.append(
                Problem(
                    where=where,
                    what=Message("workspace_list_unknown"),
                    next=Message("choose_one_of", choices=listed),
                )
            )
            continue
        try:
            header, rows = _table(path)
        except DataProblem as unreadable:
            problems += unreadable.problems
            continue
        missing = [column for column in KEYS[path.stem] if column not in header]
        if missing:
            problems.append(
                Problem(
                    where=where,
                    what=Message("csv_columns", missing="、".join(missing)),
                    next=Message("csv_columns_next", columns=",".join(COLUMNS[path.stem])),
                )
            )
            continue
        known = [*COLUMNS[path.stem], *MORE.get(path.stem, [])]
        found[path.stem] = [{name: row.get(name, "") for name in known} for row in rows]
    refuse(problems)
    return found


def _text(columns: list[str], rows: Rows) -> str:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell_text(row.get(column, "")) for column in columns] for row in rows)
    return made.getvalue()
