"""What is wrong in the lists, cell by cell, each with its file, line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pandas as pd

from yq_analysis.catalogue.divisions import division_codes
from yq_analysis.catalogue.list_columns import CALIBERS, CHOICES, KEYS, NUMBERS, REFERENCES
from yq_analysis.check import Message, Problem, at

# what is wrong with a cell, and what to do about it
Faults = Iterator[tuple[Message, Message]]


def caliber_parts(text: str) -> list[str]:
    """The single calibers named in a combined one (`+`) or in a list of choices (`;`).

    >>> caliber_parts("price2020+set5"), caliber_parts("census3;census4"), caliber_parts("")
    (['price2020', 'set5'], ['census3', 'census4'], [])
    """
    return [part for choice in text.split(";") for part in choice.split("+") if part]


def wrong_cells(
    folder: Path, tables: dict[str, pd.DataFrame], lines: dict[str, list[int]]
) -> Iterator[Problem]:
    """Keys that stand twice, codes that no list has, cells of another kind than their column."""
    for name in KEYS:
        if name in tables:
            yield from _repeated(folder / f"{name}.csv", name, tables[name], lines[name])
    for name, column, faults in _checks(tables):
        if name in tables:
            for line, cell in zip(lines[name], tables[name][column], strict=True):
                for what, after in faults(cell):
                    where = at(folder / f"{name}.csv", line=line, column=column)
                    yield Problem(where=where, what=what, next=after)


def _checks(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str, Callable[[str], Faults]]]:
    for (name, column), other in REFERENCES.items():
        if other in tables:
            codes = set(tables[other][KEYS[other][0]])
            if other == "areas":
                codes |= division_codes()
            if (name, column) == ("areas", "parent"):
                codes.add("")
            yield name, column, partial(_not_among, codes, other)
    for (name, column), choices in CHOICES.items():
        yield name, column, partial(_not_a_choice, choices)
    for (name, column), optional in NUMBERS.items():
        yield name, column, partial(_not_a_number, optional)
    yield "publications", "source", _not_a_pattern
    if "calibers" in tables:
        codes = set(tables["calibers"]["caliber"])
        for name, column in CALIBERS:
            yield name, column, partial(_not_calibers, codes)


def _not_among(codes: set[str], other: str, cell: str) -> Faults:
    if cell not in codes:
        yield Message("list_not_in", cell=cell, list=other), Message("list_correct_or_add")


def _not_a_choice(choices: tuple[str, ...], cell: str) -> Faults:
    if cell not in choices:
        listed = ", ".join(map(repr, choices))
        yield Message("list_not_a_choice", cell=cell), Message("list_choose", choices=listed)


def _not_a_number(optional: bool, cell: str) -> Faults:
    if not (_is_number(cell) or (optional and cell == "")):
        yield Message("list_not_a_number", cell=cell), Message("list_plain_number")


def _not_a_pattern(cell: str) -> Faults:
    try:
        re.compile(cell)
    except re.error as error:
        what = Message("list_not_a_pattern", cell=cell, why=str(error))
        yield what, Message("list_plain_pattern")


def _not_calibers(codes: set[str], cell: str) -> Faults:
    for part in caliber_parts(cell):
        yield from _not_among(codes, "calibers", part)


def _repeated(path: Path, name: str, table: pd.DataFrame, lines: list[int]) -> Iterator[Problem]:
    key = KEYS[name]
    first: dict[tuple[str, ...], int] = {}
    for line, row in zip(lines, table[key].itertuples(index=False, name=None), strict=True):
        if row[0] == "" and name not in ("symbols", "units"):
            yield Problem(
                where=at(path, line=line, column=key[0]),
                what=Message("workspace_empty"),
                next=Message("list_write_code"),
            )
        if row in first:
            yield Problem(
                where=at(path, line=line),
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
