"""A sheet with every cell already read: what is a number, what is text, what belongs to which
merge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.yearbook.cell_values import TEXT, Value, read_cell
from yq_analysis.reading.yearbook.label_text import fold
from yq_analysis.reading.yearbook.times import as_year, find_time

Place = tuple[int, int]
Merge = tuple[int, int, int, int]
_DIGITS = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?%?")


class Page:
    """One sheet, read cell by cell. Blank cells (also those that hold only blanks) do not exist
    here.
    """

    def __init__(self, sheet: Sheet, *, skip: frozenset[int] = frozenset()):
        sheet, self.turned = _as_seen(sheet)
        self.sheet = sheet
        self.name = sheet.name
        self.values: dict[Place, Value] = {}
        self.rows: dict[int, list[int]] = {}
        self.skipped: list[Place] = []
        for place in sorted(sheet.cells):
            value = read_cell(sheet.cells[place])
            if place[0] in skip:
                if value.kind in ("number", "range") or (
                    value is TEXT and _counts(str(sheet.cells[place].value))
                ):
                    self.skipped.append(place)
                continue
            if value.kind != "blank":
                self.values[place] = value
                self.rows.setdefault(place[0], []).append(place[1])
        self._full = _short_years(self)
        for place, day in _serial_dates(self).items():
            self._full[place] = day
            self.values[place] = TEXT
        self.merge_at: dict[Place, Merge] = {}
        last_row = max(self.rows, default=-1)
        last_column = max((columns[-1] for columns in self.rows.values()), default=-1)
        for top, left, bottom, right in sheet.merges:
            # a merge beyond the last filled cell only decorates the empty part of the sheet
            if top > last_row or left > last_column:
                continue
            merge = (top, left, min(bottom, last_row), min(right, last_column))
            for row in range(merge[0], merge[2] + 1):
                for column in range(merge[1], merge[3] + 1):
                    self.merge_at[row, column] = merge

    def cell(self, place: Place) -> Cell:
        return self.sheet.cells[place]

    def text(self, row: int, column: int) -> str:
        """The printed text of a cell, empty where there is none."""
        if (row, column) not in self.values:
            return ""
        if (row, column) in self._full:
            return self._full[row, column]
        cell = self.sheet.cells[row, column]
        if not isinstance(cell.value, str):
            return cell.text
        return _without_footnote(cell.value, cell.raised) if cell.raised else cell.value

    def kind(self, row: int, column: int) -> str:
        value = self.values.get((row, column))
        return value.kind if value else "blank"

    def is_text(self, row: int, column: int) -> bool:
        return self.values.get((row, column)) is TEXT

    def is_figure(self, row: int, column: int) -> bool:
        value = self.values.get((row, column))
        return value is not None and value is not TEXT

    def year(self, row: int, column: int) -> int | None:
        value = self.values.get((row, column))
        if value is None or value.kind != "number" or value.unit:
            return None
        if value.flag == "suspect" and value.number is not None and value.number < 100:
            return find_time(self.text(row, column)).year  # '23 over a column
        return as_year(value.number)

    def filled(self, row: int, left: int, right: int) -> list[int]:
        return [column for column in self.rows.get(row, ()) if left <= column <= right]

    def spread(self, row: int, column: int) -> tuple[Place, Merge]:
        """Where the content of a cell stands and how far it reaches, merges counted."""
        merge = self.merge_at.get((row, column))
        if merge is None:
            return (row, column), (row, column, row, column)
        return (merge[0], merge[1]), merge

    def numeric(self, but: Set[Place] = frozenset()) -> Iterable[Place]:
        """Every cell that holds a number, in reading order, but for some."""
        return (
            place
            for place, value in self.values.items()
            if place not in but
            if value.kind in ("number", "range") or (value is TEXT and self._is_digits(place))
        )

    def holds_digit(self, row: int, column: int) -> bool:
        """Whether a cell is text with a digit in it."""
        return self.is_text(row, column) and any(
            sign.isdigit() for sign in str(self.sheet.cells[row, column].value)
        )

    def _is_digits(self, place: Place) -> bool:
        stored = self.sheet.cells[place].value
        return _counts(stored) if isinstance(stored, str) else not isinstance(stored, bool)


# marks of Unicode that take no room: joiners, soft hyphens, directions of writing
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TURNING = re.compile("[\u202d\u202e\u2066-\u2068]")


def _as_seen(sheet: Sheet) -> tuple[Sheet, dict[Place, str]]:
    """The sheet without marks that nobody sees, and the numbers whose marks may turn their digits
    round: what is stored in these (5.21) need not be what is seen (12.5).
    """
    cells: dict[Place, Cell] = dict(sheet.cells)
    turned: dict[Place, str] = {}
    for place, cell in sheet.cells.items():
        if isinstance(cell.value, str) and _UNSEEN.search(cell.value):
            plain = _UNSEEN.sub("", cell.value)
            if _TURNING.search(cell.value) and any(sign.isdigit() for sign in plain):
                turned[place] = plain
                del cells[place]
            elif not cell.raised:  # the places of raised signs are counted with the marks
                cells[place] = replace(cell, value=plain, text=_UNSEEN.sub("", cell.text))
    if len(cells) == len(sheet.cells) and all(cells[at] is sheet.cells[at] for at in cells):
        return sheet, turned
    return replace(sheet, cells=cells), turned


_SHORT_YEAR = re.compile(r"(\d\d)年度?")


def _short_years(page: Page) -> dict[Place, str]:
    """21年, 22年, 23年 side by side or below each other are years; 10年 and 20年 are spans."""
    said = {
        place: int(match[1])
        for place, value in page.values.items()
        if value is TEXT
        and isinstance(text := page.sheet.cells[place].value, str)
        and len(text) < 7
        and (match := _SHORT_YEAR.fullmatch(text.strip()))
    }
    found = {}
    for (row, column), year in said.items():
        for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            beside = said.get((row + down, column + right))
            if beside is not None and abs(year - beside) == 1:
                found[row, column] = f"{year + (2000 if year <= 60 else 1900)}年"
    return found


_DATE_HEADING = re.compile(
    r"(?:统计|报告|数据|观测)?(?:日期|时间|年月|月份)|(?:obs(?:ervation)?[ _])?"
    r"(?:date|time|period|day)",
    re.IGNORECASE,
)
_EARLIEST, _LATEST = 18264, 55153  # 1950 and 2050 as a spreadsheet counts days


def _serial_dates(page: Page) -> dict[Place, str]:
    """Whole numbers below 日期 that count days are dates whose format got lost: 43830."""
    found: dict[Place, str] = {}
    rows = list(page.rows)
    for number, row in enumerate(rows[:30]):
        for column in page.rows[row]:
            if not page.is_text(row, column):
                continue
            if not _DATE_HEADING.fullmatch(fold(page.text(row, column)).strip()):
                continue
            held = {
                (below, column): value.number
                for below in rows[number + 1 :]
                if (value := page.values.get((below, column))) is not None
            }
            if len(held) > 1 and all(
                day is not None and _EARLIEST <= day <= _LATEST and day == int(day)
                for day in held.values()
            ):
                found.update({place: _day(day) for place, day in held.items() if day is not None})
    return found


def _day(serial: float) -> str:
    return (date(1899, 12, 30) + timedelta(days=int(serial))).isoformat()


def _without_footnote(text: str, raised: tuple[tuple[int, int], ...]) -> str:
    """A label without the raised digit that ends it; the 4 of 10⁴ tn and the 2 of m² stay."""
    start, end = raised[-1]
    if (
        text[end:].strip()
        or not re.fullmatch(r"[\d\s,)a-z*]+", text[start:end])
        or text[:start].rstrip().endswith(("m", "米", "10"))
    ):
        return text
    return text[:start].rstrip()


@lru_cache(maxsize=65536)
def _counts(text: str) -> bool:
    """Whether a text that is read as no number consists of digits all the same: a code 01, a broken
    12 34, a ①.
    """
    return (
        len(text) < 40
        and _DIGITS.fullmatch("".join(unicodedata.normalize("NFKC", text).split())) is not None
    )
