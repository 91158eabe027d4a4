"""PDF pages with text: each table becomes a sheet, the lines above and below it rows around it.

Tables with rulings are cut along them; tables without are cut into columns by where the numbers
stand. A table that goes on over pages is one sheet. What stands outside the tables is a sheet of
text, so that no number of a page is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yq_analysis.check import DataProblem, Message
from yq_analysis.reading.files.document_blocks import is_heading
from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.files.limits import Budget, Limits, refusal
from yq_analysis.reading.files.pdf_continued import PageTable, continued
from yq_analysis.reading.files.pdf_file import checked_page, pdf_pages, upright
from yq_analysis.reading.files.pdf_ruled import ruled_tables
from yq_analysis.reading.files.pdf_unruled import unruled_tables
from yq_analysis.reading.files.pdf_words import (
    PAGE_NUMBER,
    TITLE,
    Line,
    Table,
    Word,
    lines_of,
    words_of,
)
from yq_analysis.reading.files.scan import Picture, words_of_page, words_of_picture

_NOTE = re.compile(
    r"\s*(?:注|说明|附注|资料来源|数据来源|来源|Notes?\b|Sources?\b|[\[［(（]?\d{1,2}[\]］)）、.．\s](?!\d)|\d\s?[A-Z]|[①-⑳*＊†])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*年[度末底]?\s*")
_ENDS = ("。", "；", ";", "，", ",", "：", "、")
_TITLE_LINES, _TITLE_LENGTH, _NOTE_LINES = 6, 80, 15
_CLOSING, _CLOSING_LENGTH = (
    2,
    30,
)  # lines at a page's end that say of which day or from whom the table is


@dataclass(frozen=True, kw_only=True)
class _Page:
    number: int
    tables: tuple[PageTable, ...]
    text: tuple[Line, ...]
    words: tuple[Word, ...]


def sheets_of_pdf(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """The tables of a PDF as sheets named `page<number>` (`page<number>-<table>`), text as
    `…-text`.
    """
    found: list[_Page] = []
    pictures: list[int] = []
    letters = 0
    with pdf_pages(data, name=name, limits=limits) as pages:
        for number, page in enumerate(pages, start=1):
            checked_page(page, name, number, limits)
            letters += len(page.chars)
            outside: list[Word] = []
            if (page.images and not page.chars) or _says_nothing(page):
                shape: Any = Picture()
                words = _scanned(page, name, limits, pictures, number)
            else:
                shape = upright(page)
                words, outside = words_of(shape)
            read = _page(words, shape, number)
            if any(any(mark.isdigit() for mark in word.text) for word in outside):
                read = replace(read, text=(*read.text, *lines_of(outside)))
                log(Message("reading_pdf_outside", page=number))
            found.append(read)
            page.close()
    sheets = _sheets(found, log)
    if not sheets:
        if pictures:
            raise refusal(name, Message("reading_scan_extra"), Message("reading_scan_extra_next"))
        what = "reading_pdf_no_figures" if letters else "reading_pdf_scan"
        raise refusal(name, Message(what), Message("reading_is_picture_next"))
    if pictures:
        log(Message("reading_pdf_picture_pages", pages="、".join(map(str, pictures))))
    budget = Budget(name, limits)
    for sheet in sheets:
        budget.sheet(sheet.name, sheet.height, sheet.width, len(sheet.cells))
    log(f"{len(found)} pages, {sum(len(page.tables) for page in found)} tables")
    return sheets


def _says_nothing(page: Any) -> bool:
    """Whether the letters of a page are mere numbers of drawings, as where a type names none."""
    unnamed = sum(char["text"].startswith("(cid:") for char in page.chars)
    return bool(unnamed > 0.3 * len(page.chars))


def _scanned(page: Any, name: str, limits: Limits, pictures: list[int], number: int) -> list[Word]:
    """The words of a page that is a picture; none, and its number noted, where nothing can
    recognise them.
    """
    try:
        return words_of_page(page, name=name, limits=limits)
    except DataProblem:
        pictures.append(number)
        return []


def sheets_of_picture(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """The tables of a photo or scan, by the same path as a page of a PDF."""
    words = words_of_picture(data, name=name, limits=limits)
    sheets = _sheets([_page(words, Picture(), 1)], log)
    if not sheets:
        raise refusal(name, Message("reading_scan_no_figures"), Message("reading_is_picture_next"))
    return sheets


def _page(words: list[Word], page: Any, number: int) -> _Page:
    """The tables of a page with their titles and notes, and the lines that belong to none."""
    figures = any(word.is_figure for word in words)
    tables = (ruled_tables(page, words) or unruled_tables(words, page)) if figures else []
    tables = sorted(tables, key=lambda table: (table.top, table.left))
    free = lines_of([word for word in words if not any(table.holds(word) for table in tables)])
    taken: set[int] = set()
    found = []
    for at, table in enumerate(tables):
        upper = tables[at - 1].bottom if at else float("-inf")
        lower = tables[at + 1].top if at + 1 < len(tables) else float("inf")
        above = _title_lines(
            [n for n, it in enumerate(free) if upper <= it.middle < table.top], free
        )
        taken |= set(above)
        below = _note_lines(
            [n for n, it in enumerate(free) if table.bottom < it.middle < lower and n not in taken],
            free,
            last=at == len(tables) - 1,
        )
        taken |= set(below)
        found.append(
            PageTable(
                page=number,
                table=table,
                above=tuple(free[n] for n in above),
                below=tuple(free[n] for n in below),
                first=at == 0,
                last=at == len(tables) - 1,
            )
        )
    text = tuple(line for n, line in enumerate(free) if n not in taken)
    return _Page(number=number, tables=tuple(found), text=text, words=tuple(words))


def _title_lines(numbers: list[int], lines: Sequence[Line]) -> list[int]:
    """The lines just above a table that are its title: short, no sentences, from its number on."""
    taken: list[int] = []
    for number in reversed(numbers):
        text = lines[number].text
        if (
            len(taken) == _TITLE_LINES
            or len(text) > _TITLE_LENGTH
            or text.endswith(_ENDS)
            or PAGE_NUMBER.fullmatch(text)
        ):
            break
        taken.insert(0, number)
        if TITLE.match(text):
            break
    return taken


def _note_lines(numbers: list[int], lines: Sequence[Line], *, last: bool) -> list[int]:
    """The lines just below a table that a note opens, up to the page's number; or what closes the
    page.
    """
    if not numbers or not _NOTE.match(lines[numbers[0]].text):
        short = [n for n in numbers if not PAGE_NUMBER.fullmatch(lines[n].text)]
        alone = len(short) <= _CLOSING and all(len(lines[n].text) <= _CLOSING_LENGTH for n in short)
        return short if alone and last else []
    taken: list[int] = []
    for number in numbers[:_NOTE_LINES]:
        if PAGE_NUMBER.fullmatch(lines[number].text) or TITLE.match(lines[number].text):
            break
        taken.append(number)
    return taken


def _sheets(pages: list[_Page], log: Callable[[str], None]) -> list[Sheet]:
    tables = continued([table for page in pages for table in page.tables])
    heading = _heading(pages)
    sheets: list[Sheet] = []
    for page in pages:
        own = [table for table in tables if table.page == page.number]
        for count, table in enumerate(own, start=1):
            title = f"page{page.number}" + (f"-{count}" if len(own) > 1 else "")
            above = table.above if set(heading) <= set(table.above) else (*heading, *table.above)
            sheets.append(_sheet(title, table.table, above, table.below))
            if table.merged:
                pages_said = "、".join(str(number) for number in table.merged)
                log(Message("reading_pdf_goes_on", sheet=title, pages=pages_said))
        text = _text_sheet(f"page{page.number}-text", page.text)
        if any(any(mark.isdigit() for mark in cell.text) for cell in text.cells.values()):
            sheets.append(text)
    return _with_scores(sheets, pages, log)


def _with_scores(
    sheets: list[Sheet], pages: list[_Page], log: Callable[[str], None]
) -> list[Sheet]:
    """Each cell that was recognised with how sure that was: as sure as the
    least sure of its words.
    """
    scanned = {page.number for page in pages if any(word.score for word in page.words)}
    said: dict[str, float] = {}
    for word in (word for page in pages for word in page.words):
        if word.score is not None:
            said[word.text] = min(word.score, said.get(word.text, 1.0))
    least = min(said.values(), default=0.0)
    found = []
    for sheet in sheets:
        if _page_number(sheet.name) in scanned:
            scores = {
                place: min((said.get(word, least) for word in cell.text.split()), default=least)
                for place, cell in sheet.cells.items()
            }
            figures = sum(any(m.isdigit() for m in cell.text) for cell in sheet.cells.values())
            log(Message("reading_scan_read", sheet=sheet.name, figures=figures))
            sheet = replace(sheet, scores=scores)
        found.append(sheet)
    return found


def _page_number(title: str) -> int:
    return int(title.removeprefix("page").split("-")[0])


def _heading(pages: Sequence[_Page]) -> tuple[Line, ...]:
    """The document's own heading, where its first line, outside all tables, is one."""
    for page in pages:
        if page.tables and page.tables[0].above[:1] and not page.text[:1]:
            return ()
        if page.text:
            return page.text[:1] if is_heading(page.text[0].text) else ()
    return ()


def _sheet(title: str, table: Table, above: Sequence[Line], below: Sequence[Line]) -> Sheet:
    # A year alone below a table is the table's: it is read where titles stand.
    years = [line for line in below if _YEAR.fullmatch(line.text)]
    above, below = [*above, *years], [line for line in below if line not in years]
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


def _text_sheet(title: str, lines: Sequence[Line]) -> Sheet:
    """Lines outside the tables: a paragraph a row, a figure that stands
    apart in a cell of its own.
    """
    cells: dict[tuple[int, int], Cell] = {}
    row, before = -1, None
    margin = max((line.right for line in lines), default=0.0)
    for line in lines:
        parts = line.segments()
        whole = len(parts) == 1 or not any(len(part) == 1 and part[0].is_figure for part in parts)
        if whole and before is not None and _runs_on(before, line, margin):
            text = cells[row, 0].text + ("" if _is_wide(line.text[0]) else " ") + line.text
            cells[row, 0] = Cell(value=text, text=text)
        else:
            row += 1
            for column, part in enumerate([list(line.words)] if whole else parts):
                cells[row, column] = Line(words=tuple(part)).cell()
        before = line if whole else None
    return Sheet(name=title, cells={place: cell for place, cell in cells.items() if cell.text})


def _runs_on(before: Line, line: Line, margin: float) -> bool:
    """Whether a line goes on with the sentence of the one before, which reached the margin."""
    return (
        before.right > margin - 2 * before.size
        and not before.text.endswith("。")
        and line.middle - before.middle < 3 * before.size
        and not PAGE_NUMBER.fullmatch(line.text)
    )


def _is_wide(mark: str) -> bool:
    return mark > "\u2e7f"
