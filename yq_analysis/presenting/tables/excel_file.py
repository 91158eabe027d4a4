"""A table as an Excel workbook: real numbers, one header row, nothing merged; notes on a sheet of
their own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from yq_analysis.presenting.tables.shapes import Sheet
from yq_analysis.presenting.tables.table_cells import (
    Column,
    columns_of,
    distinct,
    exact_of,
    format_of,
)
from yq_analysis.presenting.tables.zip_package import plain, settled
from yq_analysis.presenting.wording import Names

_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")
_LINE = Side(style="thin", color="808080")
_WIDEST = 60


def workbook(sheets: Sequence[Sheet], words: Names) -> bytes:
    """The workbook's bytes; the last sheet holds titles, notes and sources."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "yq-analysis"
    book.properties.title = sheets[0].title if sheets else ""
    book.properties.language = words.say("office_locale")
    for sheet in sheets:
        _fill(book.create_sheet(sheet_name(sheet.name, book.sheetnames)), sheet, words)
    _notes(
        book.create_sheet(sheet_name(words.say("office_notes"), book.sheetnames)),
        sheets,
        book.sheetnames,
        words,
    )
    held = io.BytesIO()
    book.save(held)
    return settled(held.getvalue())


def sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """A name that Excel takes: at most 31 characters, none of \\ / * ? : [ ], not taken yet.

    >>> sheet_name("附表1: 目标/研判", []), sheet_name("附表1", ["附表1"])
    ('附表1_ 目标_研判', '附表1 (2)')
    """
    name = (_FORBIDDEN.sub("_", plain(wanted)).strip().strip("'") or "Sheet")[:31]
    number = 2
    used = {t.casefold() for t in taken}
    while name.casefold() in used:
        name = f"{_FORBIDDEN.sub('_', plain(wanted)).strip()[:26]} ({number})"
        number += 1
    return name


def _fill(target: Worksheet, sheet: Sheet, words: Names) -> None:
    columns = columns_of(sheet.table, sheet.columns, words)
    distinct(columns)
    for place, column in enumerate(columns, start=1):
        head = target.cell(row=1, column=place)
        _text(head, column.heading)
        head.font = Font(bold=True)
        head.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="right" if column.numeric else "left"
        )
        head.border = Border(top=_LINE, bottom=_LINE)
    rows = sheet.table.to_dict("records")
    for line, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            _write(target.cell(row=line, column=place), column, row, sheet.decimals, words)
    for place, column in enumerate(columns, start=1):
        texts = [
            column.heading,
            *(
                str(target.cell(row=line, column=place).value or "")
                for line in range(2, min(len(rows), 200) + 2)
            ),
        ]
        target.column_dimensions[get_column_letter(place)].width = min(
            _WIDEST, max(_cells_wide(t) for t in texts) + 3
        )
    target.freeze_panes = "A2"
    if rows and columns:
        target.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    _print(target, sheet.title, wide=len(columns) > 6)


def _print(target: Any, title: str, *, wide: bool) -> None:
    """On paper: A4, as wide as the sheet, headings on every page, title
    above, page number below.
    """
    target.print_title_rows = "1:1"
    target.page_setup.paperSize = target.PAPERSIZE_A4
    target.page_setup.orientation = "landscape" if wide else "portrait"
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
    target.sheet_properties.pageSetUpPr.fitToPage = True
    target.oddHeader.center.text = plain(title).replace("&", "&&")
    target.oddFooter.center.text = "&P / &N"


def _write(
    cell: Any, column: Column, row: Mapping[Any, Any], decimals: Mapping[str, int], words: Names
) -> None:
    value = exact_of(
        column, row, decimals, words
    )  # whoever calculates on gets the figure itself; its format rounds
    if value is None:
        return  # a gap is an empty cell: a dash would turn the column into text
    if isinstance(value, str):
        _text(cell, value)
        cell.alignment = Alignment(wrap_text=_cells_wide(value) > _WIDEST, vertical="top")
        return
    places = format_of(column, row, decimals, words)
    cell.value = int(value) if places == "0" else value
    cell.number_format = places


def _text(cell: Any, value: str) -> None:
    """Text stays text: what begins with "=" is no formula."""
    cell.value = plain(value)
    cell.data_type = "s"


def _cells_wide(text: str) -> int:
    """How wide the longest line is, in the width of a digit."""
    return max(
        (sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def _notes(target: Worksheet, sheets: Sequence[Sheet], made: Sequence[str], words: Names) -> None:
    head = [words.say(f"office_{part}") for part in ("sheet", "title", "kind", "text")]
    lines = [head]
    for sheet, name in zip(sheets, made, strict=False):
        lines.append([name, sheet.title, words.say("office_rows"), str(len(sheet.table))])
        lines += [[name, sheet.title, words.say("office_note"), note] for note in sheet.notes]
        lines.append(
            [
                name,
                sheet.title,
                words.say("office_source"),
                sheet.source or words.say("office_not_stated"),
            ]
        )
    lines += [
        ["", "", words.say("office_note"), words.say(code)]
        for code in ("office_empty_cell", "office_unrounded")
    ]
    for line, texts in enumerate(lines, start=1):
        for place, text in enumerate(texts, start=1):
            cell = target.cell(row=line, column=place)
            _text(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if line == 1:
                cell.font = Font(bold=True)
    for place, width in enumerate((14, 40, 10, 90), start=1):
        target.column_dimensions[get_column_letter(place)].width = width
    target.freeze_panes = "A2"
