"""OOXML workbooks (.xlsx, .xlsm): cells with formats, merges, indents and superscripts, by
openpyxl.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet.cell_range import CellRange

from yq_analysis.check import Message
from yq_analysis.reading.files.grid import Cell, Sheet, with_notes
from yq_analysis.reading.files.limits import Budget, Limits, refusal
from yq_analysis.reading.files.long_xlsx import sheets_of_many_cells
from yq_analysis.reading.files.number_format import Formats, parse, plain
from yq_analysis.reading.files.package import open_package, xml_parts

_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml", b"http://schemas.openxmlformats.org/drawingml/2006"),
)
_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>'
)
_OTHER_PACKAGES = {
    "word/document.xml": "reading_is_word",
    "ppt/presentation.xml": "reading_is_presentation",
    "content.xml": "reading_is_opendocument",
}
# cells: a long list, whose indents say nothing, is read without building each cell's style
_MANY = 200_000


def sheets_of_xlsx(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """All worksheets of an OOXML workbook, hidden ones marked. Formulas
    give their stored result.
    """
    data, rich, cells = _checked_package(data, name=name, limits=limits, log=log)
    if cells > _MANY and not rich:
        return sheets_of_many_cells(data, name=name, limits=limits)
    try:
        with warnings.catch_warnings(), _merges_as_written():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of extensions (slicers, headers) that hold no figure
            book = openpyxl.load_workbook(
                io.BytesIO(data), data_only=True, rich_text=rich, keep_links=False
            )
    except Exception as error:  # odd style sheets and broken XML raise anything
        return _values_only(data, name=name, limits=limits, log=log, error=error)
    budget = Budget(name, limits)
    return [_sheet(sheet, budget, book.epoch) for sheet in book.worksheets]


def _checked_package(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> tuple[bytes, bool, int]:
    """The zip archive, after it was found harmless, whether any text in it has superscripts, how
    many cells it has.

    Strict OOXML is rewritten to the usual names. Reading formats inside a text costs time, so it is
    only done where there are any.
    """
    archive = open_package(data, name=name, limits=limits)
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        what = next((what for part, what in _OTHER_PACKAGES.items() if part in names), "")
        if what:
            raise refusal(name, Message(what), Message("reading_save_xlsx"))
        raise refusal(name, Message("reading_zip_no_workbook"), Message("reading_unpack"))
    strict = rich = False
    cells = 0
    formulas: list[str] = []
    for part, text in xml_parts(archive, name=name):
        sheet = part.startswith("xl/worksheets/")
        rich = rich or (b"vertAlign" in text and (sheet or part.startswith("xl/sharedStrings")))
        strict = strict or b"http://purl.oclc.org/ooxml/" in text
        if sheet:
            cells += text.count(b"<c ")
        if sheet and (b"<f" in text or b":f" in text):
            formulas += [match.group(1).decode() for match in _FORMULA_WITHOUT_VALUE.finditer(text)]
    if cells > 3 * limits.cells:  # blank cells with a format are cells too
        raise refusal(
            name,
            Message("reading_file_styled_cells", cells=f"{cells:,}", most=f"{3 * limits.cells:,}"),
            Message("reading_file_styled_cells_next"),
        )
    if formulas:
        log(
            f"{len(formulas)} formula cells have no stored result and count as blank: "
            f"{', '.join(formulas[:20])}"
            + (" …" if len(formulas) > 20 else "")
            + "; open and save the file once in a spreadsheet program"
        )
    if strict:
        log("strict OOXML, read as ordinary OOXML")
        return _rewritten(archive), rich, cells
    return data, rich, cells


@contextmanager
def _merges_as_written() -> Iterator[None]:
    """Let openpyxl keep what lies under a merge, and make no cell for each that a merge covers.

    It would delete the figures there, and fill the memory for one merge over a whole sheet.
    """
    usual = WorksheetReader.bind_merged_cells

    def only_the_ranges(reader: Any) -> None:
        if reader.parser.merged_cells:
            found = [CellRange(area.ref) for area in reader.parser.merged_cells.mergeCell]
            reader.ws.merged_cells.ranges = set(found)

    WorksheetReader.bind_merged_cells = only_the_ranges  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        WorksheetReader.bind_merged_cells = usual  # type: ignore[method-assign]


def _rewritten(archive: zipfile.ZipFile) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as rewritten:
        for part in archive.infolist():
            text = archive.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for strict, usual in _STRICT:
                    text = text.replace(strict, usual)
            rewritten.writestr(part.filename, text)
    return target.getvalue()


def _sheet(sheet: Any, budget: Budget, epoch: datetime) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    notes: dict[tuple[int, int], str] = {}
    styles: dict[tuple[int, int, int], tuple[int, bool, Formats]] = {}
    # The private dict holds the cells that exist; the public iterators would create every blank
    # one.
    for (row, column), stored in sheet._cells.items():
        value = stored.value
        if value is None:
            continue
        marks = stored._style
        key = (marks[0], marks[3], marks[5])  # font, number format, alignment
        style = styles.get(key)
        if style is None:
            style = styles[key] = (
                int(stored.alignment.indent or 0),
                bool(stored.font.b),
                parse(stored.number_format),
            )
        indent, bold, shape = style
        cell = _cell(value, indent, bold, shape, epoch)
        if cell is not None:
            cells[row - 1, column - 1] = cell
        if stored._comment is not None:
            notes[row - 1, column - 1] = stored._comment.text or ""
    height = 1 + max((row for row, _ in cells), default=-1)
    width = 1 + max((column for _, column in cells), default=-1)
    budget.sheet(sheet.title, height, width, len(cells))
    merges = tuple(
        (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
        for area in sheet.merged_cells.ranges
        if area.min_row <= height and area.min_col <= width
    )
    budget.merges(sheet.title, merges, height, width)
    return Sheet(
        name=sheet.title,
        cells=with_notes(cells, notes),
        merges=tuple(sorted(merges)),
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(
            row - 1 for row, shape in sheet.row_dimensions.items() if shape.hidden and row <= height
        ),
        hidden_columns=_hidden_columns(sheet, width),
    )


def _hidden_columns(sheet: Any, width: int) -> frozenset[int]:
    """The hidden columns; one record may stand for several of them."""
    hidden: set[int] = set()
    for shape in sheet.column_dimensions.values():
        if shape.hidden and shape.min:
            hidden.update(range(shape.min - 1, min(shape.max or shape.min, width)))
    return frozenset(hidden)


def _cell(value: Any, indent: int, bold: bool, shape: Formats, epoch: datetime) -> Cell | None:
    """One stored value as a cell; None where it shows nothing."""
    if isinstance(value, bool):
        return Cell(value=value, text="TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return Cell(
            value=value,
            text=shape.show(float(value)),
            indent=indent,
            bold=bold,
            decimals=shape.decimals,
            percent=shape.is_percent,
        )
    if isinstance(value, datetime | date | time | timedelta):
        # openpyxl has turned the serial into a date; the format says how it is shown.
        shown = shape.show(_serial(value, epoch)) if shape.is_date else str(value)
        return Cell(value=shown, text=shown, indent=indent, bold=bold)
    text, raised = _rich(value) if isinstance(value, CellRichText) else (str(value), ())
    if not text or text.isspace():
        return None
    return Cell(value=text, text=text, indent=indent, bold=bold, raised=raised)


def _serial(value: Any, epoch: datetime) -> float:
    try:
        return float(to_excel(value, epoch)) + (0 if epoch.year < 1904 else 1462)
    except (ValueError, OverflowError, TypeError):
        return 0.0


def _rich(value: CellRichText) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, raised = "", []
    for run in value:
        part = run.text if isinstance(run, TextBlock) else str(run)
        if isinstance(run, TextBlock) and run.font.vertAlign == "superscript" and part:
            raised.append((len(text), len(text) + len(part)))
        text += part
    return text, tuple(raised)


def _values_only(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None], error: Exception
) -> list[Sheet]:
    """A second chance by calamine, which ignores styles: the figures
    without indents and formats.
    """
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = [
            (sheet.name, str(sheet.visible), book.get_sheet_by_name(sheet.name))
            for sheet in book.sheets_metadata
            if str(sheet.typ).endswith("WorkSheet")
        ]
        log(f"the formats are damaged ({type(error).__name__}); values were read without them")
        budget = Budget(name, limits)
        return [
            _plain_sheet(title, not visible.endswith("Visible"), sheet, budget)
            for title, visible, sheet in rows
        ]
    except Exception as second:
        if isinstance(second, ValueError) and hasattr(second, "problems"):
            raise
        raise refusal(
            name,
            Message("reading_xlsx_damaged", kind=type(error).__name__),
            Message("reading_fetch_or_save"),
        ) from second


def _plain_sheet(title: str, hidden: bool, sheet: Any, budget: Budget) -> Sheet:
    top, left = sheet.start or (0, 0)
    cells = {}
    for row, values in enumerate(sheet.to_python(skip_empty_area=True)):
        for column, value in enumerate(values):
            if isinstance(value, str) and (not value or value.isspace()):
                continue
            shown = (
                plain(float(value))
                if isinstance(value, int | float) and not isinstance(value, bool)
                else str(value)
            )
            stored = value if isinstance(value, str | float | int) else shown
            cells[top + row, left + column] = Cell(value=stored, text=shown)
    budget.sheet(
        title,
        1 + max((row for row, _ in cells), default=-1),
        1 + max((column for _, column in cells), default=-1),
        len(cells),
    )
    return Sheet(
        name=title,
        cells=cells,
        merges=tuple((*start, *end) for start, end in (sheet.merged_cell_ranges or [])),
        hidden=hidden,
    )
