"""Sheets that hold no table but speak for the tables of the others: unit, title, source, what a
variable means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yq_analysis.reading.files.grid import Book, Sheet
from yq_analysis.reading.yearbook.label_text import tidy
from yq_analysis.reading.yearbook.line_kinds import NOTE
from yq_analysis.reading.yearbook.times import title_time
from yq_analysis.reading.yearbook.units import is_unit, unit_name


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the note sheets of a book say: of all its tables, and of single variables (heading ->
    unit).
    """

    title: str = ""
    unit: str = ""
    units: dict[str, str] = field(default_factory=dict)
    sheets: frozenset[str] = frozenset()


_UNIT = re.compile(r"^(?:计量|数据)?单位$|^units?(?: of measure)?$", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?:内容|标题|题目|名称|数据集(?:名称)?|指标(?:名称)?|content|title|dataset|data ?set|"
    r"indicator(?: name)?)$",
    re.IGNORECASE,
)
_VARIABLE = re.compile(
    r"变量|字段|指标|列名|^(?:variables?|fields?|columns?|name|indicator)(?: name)?$", re.IGNORECASE
)
_SET_CODE = re.compile(r"\s*\[[\w.]+\]\s*\Z")


def said_by_note_sheets(book: Book) -> Said:
    """Read the sheets of a workbook that hold words only; a book of one sheet has none."""
    title = unit = ""
    units: dict[str, str] = {}
    names: set[str] = set()
    if len(book.sheets) < 2:
        return Said()
    for sheet in book.sheets:
        if sheet.hidden or not sheet.cells or not _words_only(sheet):
            continue
        names.add(sheet.name)
        rows = _rows(sheet)
        pairs = [(row[0], row[1]) for row in rows if len(row) == 2]
        unit = unit or next((said for key, said in pairs if _has(_UNIT, key)), "")
        title = title or next((said for key, said in pairs if _has(_TITLE, key)), "")
        title = title or _first_line(rows, bool(unit))
        units.update(_variables(rows))
    return Said(
        title=title, unit=unit_name(unit) if unit else "", units=units, sheets=frozenset(names)
    )


def _words_only(sheet: Sheet) -> bool:
    """Whether a sheet holds no number but years, dates and running numbers in a few columns."""
    numbers = sum(
        isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        for cell in sheet.cells.values()
    )
    return sheet.width <= 8 and sheet.height <= 500 and numbers <= 0.1 * len(sheet.cells)


def _rows(sheet: Sheet) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, []).append(tidy(str(cell.value)))
    return list(rows.values())


def _has(pattern: re.Pattern[str], key: str) -> bool:
    """Whether a key, or one side of a bilingual one (Unit/单位), is meant."""
    return any(pattern.match(part.strip(" :：")) for part in re.split(r"[/|]", key))


def _first_line(rows: list[list[str]], keyed: bool) -> str:
    first = rows[0][0] if rows and len(rows[0]) == 1 else ""
    return _SET_CODE.sub("", first) if keyed and not NOTE.match(first) else ""


def _variables(rows: list[list[str]]) -> dict[str, str]:
    """A list of variables with a column of units: heading -> unit."""
    for place, row in enumerate(rows[:6]):
        unit = next((n for n, text in enumerate(row) if _has(_UNIT, text)), None)
        names = [
            n
            for n, text in enumerate(row)
            if n != unit and any(map(_VARIABLE.search, text.split("/")))
        ]
        if unit is None or not names:
            continue
        return {
            other[name]: unit_name(other[unit])
            for other in rows[place + 1 :]
            if len(other) > max(unit, *names) and is_unit(other[unit])
            for name in names
        }
    return {}


def plain_title(said: Said) -> str:
    """The title without its year."""
    return tidy(title_time(said.title).rest)
