"""PDF pages with text: each table becomes a sheet, the lines above and below it rows around it.

Tables with rulings are cut along them; tables without are cut into columns by where the numbers stand.
A page that is only a picture is refused: nothing is recognised from pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yq_analysis.check import Message
from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.files.limits import Budget, Limits, refusal
from yq_analysis.reading.files.pdf_file import checked_page, pdf_pages
from yq_analysis.reading.files.pdf_ruled import ruled_tables
from yq_analysis.reading.files.pdf_unruled import unruled_tables
from yq_analysis.reading.files.pdf_words import TITLE, Line, Table, Word, lines_of, words_of


def sheets_of_pdf(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """The tables of a PDF, page by page, as sheets named `page<number>` (`page<number>-<table>`)."""
    budget, sheets, letters = Budget(name, limits), [], 0
    with pdf_pages(data, name=name, limits=limits) as pages:
        for number, page in enumerate(pages, start=1):
            checked_page(page, name, number, limits)
            letters += len(page.chars)
            found = _page(page, number)
            for sheet in found:
                budget.sheet(sheet.name, sheet.height, sheet.width, len(sheet.cells))
            sheets += found
            page.close()
    if not sheets:
        what = "reading_pdf_no_figures" if letters else "reading_pdf_scan"
        raise refusal(name, Message(what), Message("reading_is_picture_next"))
    log(f"{len(pages)} pages, {len(sheets)} tables")
    return sheets


def _page(page: Any, number: int) -> list[Sheet]:
    words = words_of(page)
    if not any(word.is_figure for word in words):
        return []
    tables = ruled_tables(page, words) or unruled_tables(words, page)
    titles = (
        [f"page{number}"]
        if len(tables) == 1
        else [f"page{number}-{n}" for n in range(1, len(tables) + 1)]
    )
    return [
        _sheet(title, table, above, below)
        for title, table, (above, below) in zip(titles, tables, _around(tables, words), strict=True)
    ]


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
