"""Word documents (.docx): each table is a sheet with its title and notes, the running text a sheet
of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import is_heading
from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.files.limits import Budget, Limits, refusal
from yq_analysis.reading.files.word_document import WordParagraph, WordTable, word_parts

_TITLE_LINES, _TITLE_LENGTH = 4, 80
_ENDS = ("。", "；", ";", "，", "：")
_NOTE = re.compile(r"\s*(?:注|说明|附注|资料来源|数据来源|来源|备注|[①-⑳*＊])")
_TITLE = re.compile(r"\s*(?:续?表|Table)\s*[\d一二三四五六七八九十]", re.IGNORECASE)


def sheets_of_docx(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """The tables as sheets `table1` …, then the paragraphs that belong to none as sheet `text`."""
    parts = word_parts(data, name, limits)
    taken: set[int] = set()
    sheets: list[Sheet] = []
    budget = Budget(name, limits)
    heading = _heading(parts)
    for at, part in enumerate(parts):
        if isinstance(part, WordTable):
            above = _title(parts, at, taken)
            below = _notes(parts, at)
            taken |= {*above, *below, at}
            title = f"table{1 + len(sheets)}"
            lines = _texts(parts, above if set(heading) <= set(above) else [*heading, *above])
            sheet = _sheet(title, part, lines, _texts(parts, below))
            budget.sheet(title, sheet.height, sheet.width, len(sheet.cells))
            budget.merges(title, sheet.merges, sheet.height, sheet.width)
            sheets.append(sheet)
    free = [n for n, part in enumerate(parts) if isinstance(part, WordParagraph) and n not in taken]
    # the document's heading says of which place and year its sentences are
    text = _lines("text", _texts(parts, sorted({*heading, *free})))
    if any(any(mark.isdigit() for mark in cell.text) for cell in text.cells.values()):
        sheets.append(text)
    if not any(sheet.cells for sheet in sheets):
        raise refusal(
            name, Message("reading_docx_no_figures"), Message("reading_text_no_field_next")
        )
    log(f"{len(sheets)} sheets of a Word document")
    return sheets


def _heading(parts: Sequence[WordParagraph | WordTable]) -> list[int]:
    """The document's own heading: it says of which place and year the tables are that do not say
    so.
    """
    for number, part in enumerate(parts):
        if isinstance(part, WordTable):
            break
        if part.text.strip():
            return [number] if is_heading(part.text) else []
    return []


def _title(parts: Sequence[WordParagraph | WordTable], at: int, taken: set[int]) -> list[int]:
    """The paragraphs just above a table that are its title: short ones, no sentences, from its
    number on.
    """
    found: list[int] = []
    for number in range(at - 1, -1, -1):
        part = parts[number]
        if isinstance(part, WordTable) or number in taken:
            break
        if not part.text.strip():
            continue
        too_long = len(part.text) > _TITLE_LENGTH or part.text.strip().endswith(_ENDS)
        if too_long or len(found) == _TITLE_LINES:
            break
        found.insert(0, number)
        if _TITLE.match(part.text):
            break
    return found


def _notes(parts: Sequence[WordParagraph | WordTable], at: int) -> list[int]:
    found: list[int] = []
    for number in range(at + 1, len(parts)):
        part = parts[number]
        if isinstance(part, WordTable) or not _NOTE.match(part.text):
            break
        found.append(number)
    return found


def _texts(parts: Sequence[WordParagraph | WordTable], numbers: Sequence[int]) -> list[Cell]:
    found = []
    for number in numbers:
        part = parts[number]
        if isinstance(part, WordParagraph) and part.text.strip():
            found.append(Cell(value=part.text, text=part.text, raised=part.raised))
    return found


def _lines(title: str, lines: Sequence[Cell]) -> Sheet:
    return Sheet(name=title, cells={(row, 0): cell for row, cell in enumerate(lines)})


def _sheet(title: str, table: WordTable, above: Sequence[Cell], below: Sequence[Cell]) -> Sheet:
    cells = {(row, 0): cell for row, cell in enumerate(above)}
    merges = []
    down = len(above)
    for row, column, tall, wide, text, raised in table.cells:
        if text.strip():
            cells[row + down, column] = Cell(value=text, text=text, raised=raised)
        if tall > 1 or wide > 1:
            merges.append((row + down, column, row + down + tall - 1, column + wide - 1))
    cells |= {(down + table.height + row, 0): cell for row, cell in enumerate(below)}
    return Sheet(name=title, cells=cells, merges=tuple(merges))
