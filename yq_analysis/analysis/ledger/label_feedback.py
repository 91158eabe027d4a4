"""A statistician fills in unmapped_labels.csv; its rows go into catalogue/labels.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.catalogue import COLUMNS, Catalogue, tidy_label
from yq_analysis.catalogue.csv_habits import read_csv
from yq_analysis.catalogue.csv_habits import rows_of as csv_rows
from yq_analysis.check import Message, Problem, at, cell_text, need_columns, refuse
from yq_analysis.system.whole_file import put


def feed_back(filled: Path, lists: Catalogue) -> int:
    """Add the filled-in rows of an unmapped-labels file to the catalogue's labels.csv; return how
    many.

    A row counts as filled in when its `item` is not empty. An empty caliber becomes `as_published`.
    Rows whose label is known already are left alone. Raises `DataProblem` for an unknown item,
    caliber or unit: nothing is added then.
    """
    header = read_csv(filled)[0]
    table = pd.DataFrame(csv_rows(filled, filled.name), columns=header, dtype=object)
    need_columns(table, COLUMNS["labels"], name=filled.name)
    rows = table[table["item"].str.strip() != ""].copy()
    rows["caliber"] = rows["caliber"].where(rows["caliber"].str.strip() != "", "as_published")
    rows = rows[[lists.find_label(label) is None for label in rows["label"]]]
    rows = rows[~rows["label"].map(tidy_label).duplicated()]
    refuse(_wrong(filled.name, rows, lists))
    path = lists.folder / "labels.csv"
    part = path.with_suffix(".csv.part")
    text = path.read_text(encoding="utf-8-sig")
    header = next(csv.reader(text.splitlines()))  # scope and sign may follow the others
    with part.open("w", encoding="utf-8", newline="") as handle:
        handle.write(text if text.endswith("\n") else text + "\n")
        csv.writer(handle, lineterminator="\n").writerows(
            rows.reindex(columns=header, fill_value="")
            .map(cell_text)
            .itertuples(index=False, name=None)
        )
    put(part, path)
    catalogue.read(lists.folder)
    return len(rows)


def _wrong(name: str, rows: pd.DataFrame, lists: Catalogue) -> list[Problem]:
    calibers = set(lists.calibers["caliber"])
    problems: list[Problem] = []
    for index, row in rows.iterrows():
        where = at(name, line=int(str(index)) + 2)
        if row["item"] not in lists.item_unit:
            problems.append(
                Problem(
                    where=at(where, column="item"),
                    what=Message("refuse_is_not_in_items_csv", item=row["item"]),
                    next=Message("refuse_write_one_of_its_codes"),
                )
            )
        elif row["unit"] and lists.factor(row["unit"], lists.item_unit[row["item"]]) is None:
            problems.append(
                Problem(
                    where=at(where, column="unit"),
                    what=Message(
                        "refuse_cannot_be_turned_into",
                        unit=row["unit"],
                        value=lists.item_unit[row["item"]],
                    ),
                    next=Message("refuse_add_it_to_units_csv"),
                )
            )
        problems += [
            Problem(
                where=at(where, column="caliber"),
                what=Message("refuse_is_not_in_calibers_csv", part=part),
                next=Message("refuse_correct_it_or_add_it"),
            )
            for part in row["caliber"].split("+")
            if part not in calibers
        ]
    return problems
