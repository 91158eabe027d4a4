"""OpenDocument spreadsheets (.ods): stored values, formats that show per cent, merges, hidden
parts.

Read from the package's own XML: calamine gives the values but neither per cent nor what is hidden,
and a figure that is a hundredth of what is printed must not pass. Long runs of repeated empty cells
cost nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from lxml import etree

from yq_analysis.check import Message
from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.files.limits import Budget, Limits, refusal
from yq_analysis.reading.files.number_format import plain
from yq_analysis.reading.files.package import open_package, xml_parts

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def is_ods(data: bytes) -> bool:
    """Whether a zip archive is an OpenDocument spreadsheet, by the type that stands first in it."""
    return _MIMETYPE in data[:200]


def sheets_of_ods(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """All sheets of an OpenDocument spreadsheet, hidden ones marked. Formulas give their stored
    result.
    """
    root = _content(data, name, limits)
    hidden_tables = {
        style.get(_STYLE + "name")
        for style in root.iter(_STYLE + "style")
        for shape in style.iter(_STYLE + "table-properties")
        if shape.get(_TABLE + "display") == "false"
    }
    budget = Budget(name, limits)
    sheets: list[Sheet] = []
    for table in root.iter(_TABLE + "table"):
        title = table.get(_TABLE + "name") or f"table{len(sheets) + 1}"
        hidden = table.get(_TABLE + "style-name") in hidden_tables
        sheet = _sheet(table, title, hidden, name, limits)
        budget.sheet(title, sheet.height, sheet.width, len(sheet.cells))
        budget.merges(title, sheet.merges, sheet.height, sheet.width)
        sheets.append(sheet)
    return sheets


def _content(data: bytes, name: str, limits: Limits) -> Any:
    archive = open_package(data, name=name, limits=limits)
    parts = dict(xml_parts(archive, name=name))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(parts["content.xml"], parser)
    except (KeyError, etree.XMLSyntaxError) as error:
        what = Message("reading_zip_part_damaged", kind=type(error).__name__)
        raise refusal(name, what, Message("reading_fetch_again")) from error


def _sheet(table: Any, title: str, hidden: bool, name: str, limits: Limits) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    at = 0
    for shape in table.iter(_TABLE + "table-column"):
        times = min(_times(shape, "number-columns-repeated"), limits.columns)
        if shape.get(_TABLE + "visibility", "visible") != "visible":
            hidden_columns.update(range(at, at + times))
        at += times
    row = 0
    for line in table.iter(_TABLE + "table-row"):
        times = _times(line, "number-rows-repeated")
        found = _row(line, limits)
        if len(cells) + min(times, limits.rows) * len(found) > limits.cells:
            what = Message("reading_file_cells", most=limits.cells)
            raise refusal(f"{name}, {title}", what, Message("reading_file_split"))
        if found:
            out_of_sight = line.get(_TABLE + "visibility", "visible") != "visible"
            for again in range(min(times, limits.rows)):
                for column, (cell, right, down) in found.items():
                    cells[row + again, column] = cell
                    if right or down:
                        merges.append((row + again, column, row + again + down, column + right))
                if out_of_sight:
                    hidden_rows.add(row + again)
        row += times
    width = 1 + max((column for _, column in cells), default=-1)
    return Sheet(
        name=title,
        cells=cells,
        merges=tuple(merges),
        hidden=hidden,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(column for column in hidden_columns if column < width),
    )


def _row(line: Any, limits: Limits) -> dict[int, tuple[Cell, int, int]]:
    """The filled cells of a row with how far each reaches to the right and down."""
    found: dict[int, tuple[Cell, int, int]] = {}
    column = 0
    for part in line:
        if part.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            continue
        times = _times(part, "number-columns-repeated")
        cell = _cell(part)  # also one under a merge: what it holds is listed
        if cell is not None:
            right = _times(part, "number-columns-spanned") - 1
            down = _times(part, "number-rows-spanned") - 1
            for again in range(min(times, limits.columns)):
                found[column + again] = (cell, right, down)
        column += times
    return found


def _cell(part: Any) -> Cell | None:
    kind = part.get(_OFFICE + "value-type")
    text = "\n".join("".join(line.itertext()) for line in part.findall(_TEXT + "p"))
    note = "\n".join(
        "".join(line.itertext())
        for remark in part.findall(_OFFICE + "annotation")
        for line in remark.findall(_TEXT + "p")
    )
    stored = part.get(_OFFICE + "value")
    if kind in ("float", "percentage", "currency") and stored is not None:
        number = _number(stored)
        if number is not None:
            percent = kind == "percentage"
            return Cell(value=number, text=text or plain(number), percent=percent, note=note)
        text = text or stored  # what no number can be read from is text
    if kind == "boolean":
        return Cell(value=text == "TRUE", text=text)
    if not text or text.isspace():
        return None
    return Cell(value=text, text=text, note=note)


def _number(stored: str) -> float | None:
    try:
        number = float(stored)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _times(part: Any, name: str) -> int:
    """How often something is repeated, or over how many columns or rows it goes: once where the
    file says what is no number.
    """
    text = part.get(_TABLE + name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1
