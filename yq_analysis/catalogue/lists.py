"""Reading the lists: every file checked, everything wrong said at once (file, line, column, what
next).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import pandas as pd

from yq_analysis.catalogue import target_words
from yq_analysis.catalogue.csv_habits import read_csv
from yq_analysis.catalogue.divisions import AreaNames, all_areas, division_codes
from yq_analysis.catalogue.indicator_checks import wrong_indicators
from yq_analysis.catalogue.indicator_records import with_derived_rows
from yq_analysis.check import DataProblem, Message, Problem, refuse
from yq_analysis.model import TARGETS, Basis, Binding, Comparator, Scale

# one file a list; the order is the order of columns in the file
COLUMNS: dict[str, list[str]] = {
    "items": ["item", "name_zh", "name_en", "unit", "note", "use"],
    "indicators": [
        "indicator",
        "name_zh",
        "name_en",
        "unit",
        "direction",
        "scale",
        "decimals",
        "group",
        # value = factor x numerator / denominator: codes of items, or of a series that the house
        # computes
        "numerator",
        "denominator",
        "factor",
        # an item that prints how the numerator grew
        "numerator_growth",
        # what an agency prints for it: item, -item, 100-item, item-100; several joined by ;
        "published_item",
        # the code of its yearly change, where it is not derived (see indicator_records)
        "rate",
        # its page: short name, name of the page (02_energy_intensity), title
        "theme",
        "page",
        "title_zh",
        "title_en",
        # its place in the table of ranks
        "ranked",
        # neighbours, joined by ;
        "related",
        "note",
    ],
    # how documents name an indicator beside its own name
    "indicator_names": ["name", "indicator"],
    "areas": ["area", "name_zh", "name_en", "level", "parent", "aliases"],
    "units": ["printed", "unit", "factor", "name_en"],
    "labels": ["label", "item", "caliber", "unit", "note"],
    "symbols": ["symbol", "flag", "status", "meaning"],
    "calibers": ["caliber", "name_zh", "name_en", "note", "use"],
    "targets": ["area", *TARGETS, "document", "issued", "url", "note"],
    "corrections": [
        "area",
        "item",
        "year",
        "caliber",
        "edition",
        "printed",
        "corrected",
        "reason",
        "source",
    ],
    "scenarios": ["scenario", "name_zh", "name_en", "kind", "parameter", "note"],
    # which vintages belong together when an indicator is computed from its items
    "recipes": [
        "area",
        "indicator",
        "caliber",
        "item",
        "item_caliber",
        "with_caliber",
        "growth_caliber",
        "price_bases",
        "first_year",
        "last_year",
        "note",
    ],
    # which of an indicator's calibers a page shows first
    "preferred": ["level", "indicator", "calibers", "note"],
    # what a figure can be at all: the gate before the indicators (analysis/ledger/plausibility)
    "bounds": ["item", "level", "low", "high", "part_of", "index", "note"],
    # which department of an area has a figure, and how a form asks for it; a row without an area
    # holds for all
    "duties": ["area", "item", "department", "label", "sign", "example", "note"],
    # what stands near an item that nobody has, under its own name
    "proxies": ["item", "proxy", "note"],
    # which publication a source's name stands for (a regular expression), and where it was copied
    "publications": ["source", "publication", "through", "through_en", "note"],
    # which yearbook table would supply a missing item
    "supplies": ["level", "indicator", "item", "table_zh", "table_en", "note"],
}
# columns that may follow the others; a list without them has nothing in them
MORE: dict[str, list[str]] = {
    "calibers": ["note_en"],
    "scenarios": ["note_en"],
    # the side of the formula that is the mean of two year-ends ("denominator")
    "indicators": ["averaged"],
    # how many times a year may stand off its neighbours, a quotient off that of the area around
    "bounds": ["jump", "parent"],
    # sign -1: what is printed positive means a fall; scope: words of the table's title, number,
    # publisher or file
    "labels": ["sign", "scope"],
    # the prices that a target is stated in (a year, current, constant), and the document's number
    "targets": ["price_base", "number"],
}
# A project of an earlier version has none of these: then the list is empty.
OPTIONAL = ("publications",)
# no two rows of a list may agree in all of these
KEYS: dict[str, list[str]] = {
    "items": ["item"],
    "indicators": ["indicator"],
    "indicator_names": ["name"],
    "areas": ["area"],
    "units": ["printed"],
    "labels": ["label", "scope"],
    "symbols": ["symbol"],
    "calibers": ["caliber"],
    "targets": ["area", "indicator", "year", "basis", "document"],
    "corrections": ["area", "item", "year", "caliber", "edition"],
    "scenarios": ["scenario"],
    "recipes": ["area", "indicator", "caliber", "item_caliber"],
    "supplies": ["level", "indicator", "item"],
    "duties": ["item", "area"],
    "proxies": ["item", "proxy"],
    "preferred": ["level", "indicator"],
    "bounds": ["item", "level"],
    "publications": ["source"],
}
LEVELS = ("nation", "province", "city", "county", "aggregate")
KINDS = (
    "continue",
    "constant_rate",
    "front_loaded",
    "back_loaded",
    "follow_parent",
    "follow_best_sibling",
    "hold",
)
# (list, column) -> the list whose key it must name; "" is allowed where nothing is named
REFERENCES: dict[tuple[str, str], str] = {
    ("areas", "parent"): "areas",
    ("indicator_names", "indicator"): "indicators",
    ("labels", "item"): "items",
    ("targets", "area"): "areas",
    ("targets", "indicator"): "indicators",
    ("corrections", "area"): "areas",
    ("corrections", "item"): "items",
    ("recipes", "indicator"): "indicators",
    ("recipes", "item"): "items",
    ("supplies", "indicator"): "indicators",
    ("preferred", "indicator"): "indicators",
    ("supplies", "item"): "items",
    ("duties", "item"): "items",
    ("proxies", "item"): "items",
    ("proxies", "proxy"): "items",
}
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("indicators", "scale"): get_args(Scale),
    ("indicators", "direction"): ("1", "-1"),
    ("areas", "level"): LEVELS,
    ("scenarios", "kind"): KINDS,
    ("targets", "basis"): get_args(Basis),
    ("targets", "binding"): get_args(Binding),
    ("targets", "comparator"): get_args(Comparator),
    ("targets", "provisional"): ("true", "false"),
    ("calibers", "use"): ("yes", "no"),
    # background: kept for decompositions and for reference; no indicator is expected to take it
    ("items", "use"): ("", "background"),
    ("labels", "sign"): ("", "1", "-1"),
    ("indicators", "averaged"): ("", "denominator"),
}
NUMBERS: dict[tuple[str, str], bool] = {  # may it be empty?
    ("units", "factor"): False,
    ("indicators", "decimals"): False,
    ("indicators", "factor"): True,
    ("indicators", "ranked"): True,
    ("targets", "year"): True,
    ("targets", "value"): True,
    ("targets", "upper"): True,
    ("targets", "base_year"): True,
    ("corrections", "year"): False,
    ("corrections", "corrected"): True,
    ("bounds", "low"): False,
    ("bounds", "high"): False,
    ("recipes", "first_year"): True,
    ("recipes", "last_year"): True,
}
CALIBERS = (
    ("labels", "caliber"),
    ("corrections", "caliber"),
    ("recipes", "caliber"),
    ("recipes", "item_caliber"),
    ("recipes", "with_caliber"),
    ("recipes", "growth_caliber"),
    ("preferred", "calibers"),
)


def caliber_parts(text: str) -> list[str]:
    """The single calibers named in a combined one (`+`) or in a list of choices (`;`).

    >>> caliber_parts("price2020+set5"), caliber_parts("census3;census4"), caliber_parts("")
    (['price2020', 'set5'], ['census3', 'census4'], [])
    """
    return [part for choice in text.split(";") for part in choice.split("+") if part]


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
        found = _read_list(folder / f"{name}.csv", name, problems)
        if found is not None:
            tables[name], lines[name] = found
    if "indicators" in tables:
        tables["indicators"], origins = with_derived_rows(tables["indicators"])
        lines["indicators"] += [lines["indicators"][place] for place in origins]
    if {"targets", "areas", "indicators", "indicator_names"} <= set(tables):
        tables["targets"] = _targets_coded(tables)
    problems.extend(_wrong_cells(folder, tables, lines))
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
                where=f"{path}, line 1",
                what=Message("csv_heads", heads=",".join(header)),
                next=Message("csv_columns_next", columns=",".join(columns)),
            )
        )
        return None
    for line, row in rows:
        if len(row) != len(header):
            problems.append(
                Problem(
                    where=f"{path}, line {line}",
                    what=Message("csv_cells", count=len(row), wanted=len(header)),
                    next=Message("csv_cells_next"),
                )
            )
    good = [(line, [cell.strip() for cell in row]) for line, row in rows if len(row) == len(header)]
    table = pd.DataFrame([row for _, row in good], columns=header, dtype=object).reindex(
        columns=more, fill_value=""
    )
    return table, [line for line, _ in good]


def _wrong_cells(
    folder: Path, tables: dict[str, pd.DataFrame], lines: dict[str, list[int]]
) -> Iterator[Problem]:
    def cells(name: str, column: str) -> Iterator[tuple[str, str]]:
        if name in tables:
            for line, cell in zip(lines[name], tables[name][column], strict=True):
                yield f"{folder / name}.csv, line {line}, column {column}", cell

    for name, key in KEYS.items():
        yield from _repeated(folder / f"{name}.csv", name, key, tables, lines)
    for (name, column), other in REFERENCES.items():
        known = set(tables[other][KEYS[other][0]]) if other in tables else None
        if known is not None and other == "areas":
            known |= division_codes()
        optional = (name, column) == ("areas", "parent")
        for where, cell in cells(name, column):
            if known is not None and cell not in known and not (optional and cell == ""):
                yield Problem(
                    where=where,
                    what=Message("list_not_in", cell=cell, list=other),
                    next=Message("list_correct_or_add"),
                )
    for (name, column), choices in CHOICES.items():
        for where, cell in cells(name, column):
            if cell not in choices:
                yield Problem(
                    where=where,
                    what=Message("list_not_a_choice", cell=cell),
                    next=Message("list_choose", choices=", ".join(map(repr, choices))),
                )
    for (name, column), optional in NUMBERS.items():
        for where, cell in cells(name, column):
            if not (_is_number(cell) or (optional and cell == "")):
                yield Problem(
                    where=where,
                    what=Message("list_not_a_number", cell=cell),
                    next=Message("list_plain_number"),
                )
    for where, cell in cells("publications", "source"):
        try:
            re.compile(cell)
        except re.error as error:
            yield Problem(
                where=where,
                what=Message("list_not_a_pattern", cell=cell, why=str(error)),
                next=Message("list_plain_pattern"),
            )
    if "calibers" in tables:
        known = set(tables["calibers"]["caliber"])
        for name, column in CALIBERS:
            for where, cell in cells(name, column):
                for part in caliber_parts(cell):
                    if part not in known:
                        yield Problem(
                            where=where,
                            what=Message("list_not_in", cell=part, list="calibers"),
                            next=Message("list_correct_or_add"),
                        )


def _repeated(
    path: Path,
    name: str,
    key: Sequence[str],
    tables: dict[str, pd.DataFrame],
    lines: dict[str, list[int]],
) -> Iterator[Problem]:
    if name not in tables:
        return
    first: dict[tuple[str, ...], int] = {}
    for line, row in zip(
        lines[name], tables[name][list(key)].itertuples(index=False, name=None), strict=True
    ):
        if row[0] == "" and name not in ("symbols", "units"):
            yield Problem(
                where=f"{path}, line {line}, column {key[0]}",
                what=Message("workspace_empty"),
                next=Message("list_write_code"),
            )
        if row in first:
            yield Problem(
                where=f"{path}, line {line}",
                what=Message("list_twice", row=" / ".join(row), line=first[row]),
                next=Message("list_remove_one"),
            )
        first.setdefault(row, line)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.lower() not in ("nan", "inf", "-inf")
