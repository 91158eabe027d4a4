"""BIFF workbooks (.xls): cells with formats, merges, indents and superscripts, by xlrd."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import xlrd

from yq_analysis.check import Message
from yq_analysis.reading.files.grid import Cell, Sheet, with_notes
from yq_analysis.reading.files.limits import Budget, Limits, refusal
from yq_analysis.reading.files.number_format import Formats, parse, plain

_SUPERSCRIPT = 1
_DAYS_1904 = 1462  # between the day zero of the 1904 and of the 1900 system


def sheets_of_xls(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """All sheets of a BIFF workbook, hidden ones marked."""
    try:
        # Warnings of xlrd about slightly odd files go nowhere: they say nothing that a reader could
        # act on.
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except (
        Exception
    ) as error:  # xlrd raises anything from struct.error to AssertionError on broken bytes
        raise refusal(
            name,
            Message("reading_xls_damaged", kind=type(error).__name__),
            Message("reading_fetch_or_save"),
        ) from error
    if book.nsheets > limits.sheets:
        raise refusal(
            name,
            Message("reading_file_sheets", sheets=book.nsheets, most=limits.sheets),
            Message("reading_file_split"),
        )
    budget = Budget(name, limits)
    styles = _Styles(book)
    return [_sheet(book, number, styles, budget) for number in range(book.nsheets)]


class _Styles:
    """What an XF index means: indent, bold, number format; looked up once each."""

    def __init__(self, book: Any):
        self.book = book
        self.seen: dict[int, tuple[int, bool, Formats]] = {}
        self.raised_fonts = {
            number for number, font in enumerate(book.font_list) if font.escapement == _SUPERSCRIPT
        }

    def __call__(self, index: int) -> tuple[int, bool, Formats]:
        style = self.seen.get(index)
        if style is None:
            style = self.seen[index] = self._look_up(index)
        return style

    def _look_up(self, index: int) -> tuple[int, bool, Formats]:
        try:
            xf = self.book.xf_list[index]
            code = self.book.format_map[xf.format_key].format_str
            return (
                xf.alignment.indent_level,
                bool(self.book.font_list[xf.font_index].bold),
                parse(code),
            )
        except (IndexError, KeyError, AttributeError):
            return 0, False, parse("General")


def _sheet(book: Any, number: int, styles: _Styles, budget: Budget) -> Sheet:
    sheet = book.sheet_by_index(number)
    cells: dict[tuple[int, int], Cell] = {}
    rich = sheet.rich_text_runlist_map if styles.raised_fonts else {}
    shift = _DAYS_1904 if book.datemode else 0
    for row in range(sheet.nrows):
        kinds, values, marks = (
            sheet.row_types(row),
            sheet.row_values(row),
            sheet._cell_xf_indexes[row],
        )
        for column, kind in enumerate(kinds):
            value = values[column]
            if kind == xlrd.XL_CELL_TEXT:
                if not value or value.isspace():
                    continue
                indent, bold, _ = styles(marks[column])
                runs = rich.get((row, column))
                raised = _raised(runs, len(value), styles.raised_fonts) if runs else ()
                cells[row, column] = Cell(
                    value=value, text=value, indent=indent, bold=bold, raised=raised
                )
            elif kind == xlrd.XL_CELL_NUMBER:
                indent, bold, shape = styles(marks[column])
                cells[row, column] = Cell(
                    value=value,
                    text=shape.show(value),
                    indent=indent,
                    bold=bold,
                    decimals=shape.decimals,
                    percent=shape.is_percent,
                )
            elif kind == xlrd.XL_CELL_DATE:
                indent, bold, shape = styles(marks[column])
                shown = shape.show(value + shift)
                cells[row, column] = Cell(value=shown, text=shown, indent=indent, bold=bold)
            elif kind == xlrd.XL_CELL_BOOLEAN:
                cells[row, column] = Cell(value=bool(value), text="TRUE" if value else "FALSE")
            elif kind == xlrd.XL_CELL_ERROR:
                shown = xlrd.error_text_from_code.get(value, f"#ERR{plain(value)}")
                cells[row, column] = Cell(value=shown, text=shown)
    height = 1 + max((row for row, _ in cells), default=-1)
    width = 1 + max((column for _, column in cells), default=-1)
    budget.sheet(sheet.name, height, width, len(cells))
    merges = tuple(
        (top, left, bottom - 1, right - 1)
        for top, bottom, left, right in sheet.merged_cells
        if 0 <= top < min(bottom, height) and 0 <= left < min(right, width)
    )
    budget.merges(sheet.name, merges, height, width)
    notes = {place: note.text for place, note in sheet.cell_note_map.items() if note.text}
    return Sheet(
        name=sheet.name,
        cells=with_notes(cells, notes),
        merges=merges,
        hidden=bool(sheet.visibility),
        hidden_rows=frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(
            column for column, info in sheet.colinfo_map.items() if info.hidden and column < width
        ),
    )


def _raised(
    runs: list[tuple[int, int]], length: int, fonts: set[int]
) -> tuple[tuple[int, int], ...]:
    """The spans of characters whose run has a superscript font."""
    ends = [start for start, _ in runs[1:]] + [length]
    spans = (
        (start, min(end, length))
        for (start, font), end in zip(runs, ends, strict=True)
        if font in fonts
    )
    return tuple((start, end) for start, end in spans if start < end)
