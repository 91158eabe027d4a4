"""PDF pages with text: each table becomes a sheet, the lines above and below it rows around it.

Tables with rulings are cut along them; tables without are cut into columns by where the numbers stand.
A page that is only a picture is refused: nothing is recognised from pixels.
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pdfplumber

from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.files.limits import Budget, Limits, refusal
from yq_analysis.reading.files.pdf_ruled import ruled_tables
from yq_analysis.reading.files.pdf_unruled import unruled_tables
from yq_analysis.reading.files.pdf_words import TITLE, Line, Table, Word, lines_of, words_of

_STREAM = re.compile(rb"stream\r?\n(?=[\x08-\x78])")
_PACKED_FIRST = (0x78, 0x58, 0x48, 0x68, 0x38, 0x28, 0x18, 0x08)  # how a deflated stream may begin
_CHARS = 60_000  # of one page; a dense page of a yearbook holds some 8 000


def sheets_of_pdf(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """The tables of a PDF, page by page, as sheets named `page<number>` (`page<number>-<table>`)."""
    _check_streams(data, name, limits)
    budget, sheets, letters = Budget(name, limits), [], 0
    try:
        with _quiet(), pdfplumber.open(io.BytesIO(data)) as document:
            pages = len(document.pages)
            if pages > limits.pages:
                raise refusal(
                    name,
                    f"has {pages} pages; at most {limits.pages} are read",
                    "cut out the pages with the table",
                )
            for number, page in enumerate(document.pages, start=1):
                found, count = _page(page, name, number)
                letters += count
                for sheet in found:
                    budget.sheet(sheet.name, sheet.height, sheet.width, len(sheet.cells))
                sheets += found
                page.close()
    except Exception as error:  # pdfminer raises anything on broken bytes
        if hasattr(error, "problems"):
            raise
        if "Password" in type(error).__name__ or "Password" in str(error):
            raise refusal(name, "is locked with a password", "save it without one") from error
        raise refusal(
            name, f"is a damaged PDF ({type(error).__name__})", "fetch the file again"
        ) from error
    if not sheets:
        what = (
            "is a PDF without any text: a scan"
            if not letters
            else "is a PDF without any table that holds figures"
        )
        raise refusal(name, what, "type the table into a workbook, or find the edition's .xls")
    log(f"{pages} pages, {len(sheets)} tables")
    return sheets


@contextmanager
def _quiet() -> Iterator[None]:
    """pdfminer warns of fonts, page by page; nothing that a reader could act on."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def _check_streams(data: bytes, name: str, limits: Limits) -> None:
    """Refuse a document whose packed streams unpack to more than the limit: pdfminer would unpack them whole."""
    unpacked = 0
    for found in _STREAM.finditer(data):
        if data[found.end()] not in _PACKED_FIRST:
            continue
        end = data.find(b"endstream", found.end())
        packed = data[found.end() : end if end > 0 else len(data)]
        try:
            unpacked += len(
                zlib.decompressobj().decompress(packed, limits.unpacked_bytes - unpacked + 1)
            )
        except zlib.error:
            continue
        if unpacked > limits.unpacked_bytes:
            raise refusal(
                name,
                f"unpacks to more than {limits.unpacked_bytes:,} bytes, as a file made to exhaust a machine does",
                "do not open it; ask the sender for a plain PDF",
            )


def _page(page: Any, name: str, number: int) -> tuple[list[Sheet], int]:
    count = len(page.chars)
    if count > _CHARS:
        raise refusal(
            f"{name}, page {number}",
            f"holds {count} characters; at most {_CHARS} are read",
            "cut out the table",
        )
    words = words_of(page)
    if not any(word.is_figure for word in words):
        return [], count
    tables = ruled_tables(page, words) or unruled_tables(words, page)
    titles = (
        [f"page{number}"]
        if len(tables) == 1
        else [f"page{number}-{n}" for n in range(1, len(tables) + 1)]
    )
    return [
        _sheet(title, table, above, below)
        for title, table, (above, below) in zip(titles, tables, _around(tables, words), strict=True)
    ], count


def _around(tables: list[Table], words: list[Word]) -> list[tuple[list[Line], list[Line]]]:
    """For each table the lines above it and the lines below it; between two, a table's title parts them."""
    outside = lines_of([word for word in words if not any(table.holds(word) for table in tables)])
    if not tables:
        return []
    bounds = [float("-inf"), *(table.bottom for table in tables[:-1])]
    above = [
        [line for line in outside if upper <= line.middle < table.top]
        for upper, table in zip(bounds, tables, strict=True)
    ]
    below: list[list[Line]] = [[] for _ in tables]
    below[-1] = [line for line in outside if line.middle > tables[-1].bottom]
    for number in range(1, len(tables)):
        between = above[number]
        title = next((n for n, line in enumerate(between) if TITLE.match(line.words[0].text)), 0)
        below[number - 1], above[number] = between[:title], between[title:]
    return list(zip(above, below, strict=True))


def _sheet(title: str, table: Table, above: list[Line], below: list[Line]) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    for row, line in enumerate(above):
        cells[row, 0] = line.cell()
    down = len(above)
    cells.update({(row + down, column): cell for (row, column), cell in table.cells.items()})
    for row, line in enumerate(below):
        cells[down + table.height + row, 0] = line.cell()
    merges = tuple(
        (top + down, left, bottom + down, right) for top, left, bottom, right in table.merges
    )
    return Sheet(name=title, cells=cells, merges=merges)
