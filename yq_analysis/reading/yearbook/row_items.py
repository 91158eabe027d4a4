"""The label of each row as its columns give it, with what is printed once for several rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yq_analysis.reading.yearbook.anatomy import Block
from yq_analysis.reading.yearbook.label_text import has_han, indent_of, is_foreign, tidy
from yq_analysis.reading.yearbook.labels import Label, parse_label
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.times import is_part_of_year
from yq_analysis.reading.yearbook.units import unit_in_note, unit_name


@dataclass(slots=True)
class Item:
    """One row of a table's labels."""

    row: int
    text: str
    label: Label
    indent: int
    figures: bool
    values: tuple[float | None, ...] = ()
    group: tuple[str, ...] = ()
    region: str = ""
    year: int | None = None
    period: str = ""
    column_unit: str = ""
    glued: str = ""
    heading: bool = False
    section: bool = False  # a heading whose rows stand at its own depth
    attached: bool = False  # more of the label above, not a row

    @property
    def unit(self) -> str:
        return self.label.unit or self.glued or self.column_unit


def items_of(page: Page, block: Block, roles: dict[int, str]) -> list[Item]:
    """The labels of the rows of a block, in order."""
    reader = _RowReader(page, block, roles)
    names = [
        page.text(row, column)
        for column in reader.names
        for row in block.body
        if (row, column) in page.values
    ]
    chinese, latin = sum(map(has_han, names)), sum(map(is_foreign, names))
    items = [item for row in block.body if (item := reader.item(row)) is not None]
    if not chinese or chinese < latin:
        return items
    return [item for item in items if not _is_gloss(item, len(block.figures))]


def _is_gloss(item: Item, columns: int) -> bool:
    """Whether a row is the English of the label above."""
    count = sum(number is not None for number in item.values)
    return is_foreign(item.text) and not item.region and 2 * count < columns


class _RowReader:
    """Down the rows of a block, with what a row takes over from those above it."""

    def __init__(self, page: Page, block: Block, roles: dict[int, str]) -> None:
        self.page, self.block = page, block
        self.columns: dict[str, list[int]] = {}
        for column, role in roles.items():
            self.columns.setdefault(role, []).append(column)
        self.names = self.columns.get("name", [])
        self.steps = _steps(page, block, self.names)
        self.group: dict[int, Label] = {}
        self.reach: dict[int, int] = {}  # the last row of a group's merged cell
        self.year: int | None = None
        self.year_above: int | None = None
        self.place_above = ""

    def item(self, row: int) -> Item | None:
        """The labels of one row, or None where nothing names it."""
        page = self.page
        text, label, indent = self._in_groups(row, *self._name(row))
        # printed once for the rows that it holds for
        region = self.place_above = parse_label(self._first("region", row)).name or self.place_above
        text, label, year, period = self._time(row, text, label, region)
        unit = unit_name(self._first("unit", row)) or next(
            (said.unit for said in self.group.values() if said.unit), ""
        )
        self.year = year or label.year or self.year
        if not text and not region and year is None and not period:
            return None
        return Item(
            row=row,
            text=text,
            label=label,
            indent=indent,
            figures=any(page.is_figure(row, column) for column in self.block.figures),
            values=tuple(_number(page, row, column) for column in self.block.figures),
            group=tuple(said.name for _, said in sorted(self.group.items()) if said.name),
            region=region,
            year=year,
            period=period,
            column_unit=unit,
        )

    def _first(self, role: str, row: int) -> str:
        """The text of the first filled cell of a role."""
        spread = (self.page.spread(row, column)[0] for column in self.columns.get(role, []))
        return next((self.page.text(*place) for place in spread if place in self.page.values), "")

    def _name(self, row: int) -> tuple[str, Label, int]:
        """The name of a row, over all columns of names, and how far it is pushed in."""
        page = self.page
        text, label, indent = "", Label(""), 0
        for column in self.names:
            place, _ = page.spread(row, column)
            if place not in page.values:
                continue
            printed = page.text(*place)
            more = parse_label(printed)
            if not more.unit and (note := page.cell(place).note):
                more = more._replace(unit=unit_in_note(note))
            if not text:
                text, label = printed, more
                indent = indent_of(printed) + 2 * page.cell(place).indent
                indent += self.steps.get(column, 0)
            elif more.name:
                label = more._replace(
                    name=f"{label.name}/{more.name}" if label.name else more.name,
                    unit=more.unit or label.unit,
                )
        return text, label, indent

    def _in_groups(self, row: int, text: str, label: Label, indent: int) -> tuple[str, Label, int]:
        """Take note of the groups that the row begins; a group without a name beside it is the name
        of its row.
        """
        page, group = self.page, self.group
        for column in self.columns.get("group", []):
            place, merge = page.spread(row, column)
            if any(page.spread(row, other)[0] == place for other in self.names):
                group.pop(column, None)  # one cell over the group and the name: a row of its own
                continue
            printed = tidy(page.text(*place)) if place in page.values else ""
            if not printed:
                if column in self.reach and row > self.reach[column]:
                    group.pop(column, None)
                continue
            if not text:
                text = page.text(*place)
                label, indent = parse_label(text), indent_of(text)
                group.pop(column, None)
            elif (
                len(printed) > 1 or merge[2] > merge[0]
            ):  # else a group's name spelt down the rows, one letter each
                group[column] = parse_label(page.text(*place))
                self.reach.pop(column, None)
                if merge[2] > merge[0]:
                    self.reach[column] = merge[2]
        return text, label, indent

    def _time(
        self, row: int, text: str, label: Label, region: str
    ) -> tuple[str, Label, int | None, str]:
        """The year and the period of a row, and its name where the column of years holds it."""
        page, years = self.page, self.columns.get("year", [])
        spread = (page.spread(row, column)[0] for column in years)
        year = next((page.year(*place) for place in spread if place in page.values), None)
        if year is None and (text or region) and years and not label.timed:
            # printed once for the rows that it holds for
            blank = not any((row, column) in page.values for column in years)
            year = self.year_above if blank else None
        self.year_above = year if year is not None else self.year_above
        period = ""
        for column in years if year is None else ():
            if page.is_text(row, column):
                said = parse_label(page.text(row, column))
                year, period = said.year, said.period
                if not text:
                    text, label = said.name, said._replace(year=None, period="")
                if year is None and period and is_part_of_year(period):
                    year, period = self.year, f"{self.year or ''}{period}"
        if label.year is None and not label.name and re.fullmatch(r"Q\d", label.period):
            label = label._replace(year=self.year, period=f"{self.year or ''}{label.period}")
        if year is None and label.year is None:
            # 2023年 over its months, merged or printed once
            year = next((said.year for said in self.group.values() if said.year), None)
            if year is not None and label.period and not label.name:
                period = f"{year}年{label.period}"
        return text, label, year, period


def _steps(page: Page, block: Block, names: list[int]) -> dict[int, int]:
    """How deep the names of each column lie where every level has a column of its own.

    一、终端消费量 in the first column and 工业 in the second, never two in one row.
    """
    filled = [[column for column in names if (row, column) in page.values] for row in block.body]
    if len(names) < 2 or any(len(columns) > 1 for columns in filled):
        return {}
    if any(page.spread(row, column)[1][2] > row for row in block.body for column in names):
        return {}
    return {column: 2 * depth for depth, column in enumerate(names)}


def _number(page: Page, row: int, column: int) -> float | None:
    value = page.values.get((row, column))
    return None if value is None else value.number
