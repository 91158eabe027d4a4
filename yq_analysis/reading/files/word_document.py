"""Word (.docx) -> paragraphs and tables in order; a line is a paragraph or a table's row, from the
top.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yq_analysis.check import DataProblem, Message
from yq_analysis.reading.files.document_blocks import Block, Paragraph, written_out
from yq_analysis.reading.files.limits import Limits, refusal
from yq_analysis.reading.files.package import open_package, xml_parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAK = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
Span = tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class WordParagraph:
    """A paragraph of running text; `raised` are the spans of its superscripts."""

    text: str
    line: int
    heading: int = 0
    raised: Span = ()


@dataclass(frozen=True, kw_only=True)
class WordTable:
    """A table: (row, column, rows down, columns across, text, superscripts) of each cell."""

    height: int
    line: int
    cells: tuple[tuple[int, int, int, int, str, Span], ...]


def word_parts(data: bytes, name: str, limits: Limits) -> list[WordParagraph | WordTable]:
    """The paragraphs and tables of a Word file in order; refused where it is broken or exceeds a
    limit.
    """
    import docx

    archive = open_package(data, name=name, limits=limits)
    paragraphs = 0
    for part, text in xml_parts(archive, name=name):
        if part.startswith("word/document"):
            paragraphs += text.count(b"<w:p>") + text.count(b"<w:p ")
    if paragraphs > limits.paragraphs:
        raise refusal(
            name,
            Message("reading_document_paragraphs", paragraphs=paragraphs, most=limits.paragraphs),
            Message("reading_file_split"),
        )
    try:
        document = docx.Document(io.BytesIO(data))
        return list(_parts(document, name, limits))
    except DataProblem:
        raise
    except Exception as error:  # python-docx and lxml raise anything on broken parts
        raise refusal(
            name,
            Message("reading_document_word", kind=type(error).__name__),
            Message("reading_document_word_next"),
        ) from error


def blocks(data: bytes, name: str, limits: Limits | None = None) -> list[Block]:
    """The paragraphs and tables of a Word file as blocks; merged cells are written out."""
    found: list[Block] = []
    bounds = limits or Limits()
    for part in word_parts(data, name, bounds):
        if isinstance(part, WordTable):
            cells = [
                (row, column, tall, wide, Paragraph(text=text, line=part.line + row))
                for row, column, tall, wide, text, _ in part.cells
            ]
            found.append(written_out(part.height, cells, part.line, name=name, limits=bounds))
        elif part.text.strip():
            found.append(Paragraph(text=part.text, line=part.line, heading=part.heading))
    return found


def _parts(document: Any, name: str, limits: Limits) -> Iterator[WordParagraph | WordTable]:
    headings = {style.style_id: _heading(style.name) for style in document.styles if style.style_id}
    line = 1
    for element in _body(document.element.body):
        if element.tag == f"{_W}tbl":
            table = _table(element, line, name, limits)
            yield table
            line += table.height
        else:
            text, raised = _text(element)
            style = element.find(f"{_W}pPr/{_W}pStyle")
            heading = headings.get(style.get(f"{_W}val", ""), 0) if style is not None else 0
            yield WordParagraph(text=text, line=line, heading=heading, raised=raised)
            line += 1


def _body(element: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those inside content controls."""
    for part in element:
        if part.tag in (f"{_W}p", f"{_W}tbl"):
            yield part
        elif part.tag == f"{_W}sdt":
            for content in part.iterchildren(f"{_W}sdtContent"):
                yield from _body(content)


def _table(table: Any, line: int, name: str, limits: Limits) -> WordTable:
    rows = list(_rows(table))
    cells: list[list[Any]] = []
    open_: dict[int, list[Any]] = {}  # column -> the cell that a vertical merge goes on from
    covered = 0
    for number, row in enumerate(rows):
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), limits)
        going_on: dict[int, list[Any]] = {}
        for cell in _cells(row):
            wide = max(1, _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), limits))
            covered += wide
            if column + wide > limits.columns:
                what = Message("reading_row_extent", width=column + wide, columns=limits.columns)
                raise refusal(name, what, Message("reading_word_table_next"))
            if covered > limits.merged_cells:
                raise refusal(
                    name,
                    Message("reading_html_spans", area=covered, most=limits.merged_cells),
                    Message("reading_word_table_next"),
                )
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            above = open_.get(column)
            if merge is not None and merge.get(f"{_W}val") != "restart" and above is not None:
                above[2] += 1
                covered += wide
                going_on[column] = above
            else:
                placed = [number, column, 1, wide, *_cell(cell)]
                cells.append(placed)
                if merge is not None:
                    going_on[column] = placed
            column += wide
        open_ = going_on
    return WordTable(height=len(rows), line=line, cells=tuple(tuple(cell) for cell in cells))


def _rows(table: Any) -> Iterator[Any]:
    for part in table:
        if part.tag == f"{_W}tr":
            yield part
        elif part.tag == f"{_W}sdt":
            for content in part.iterchildren(f"{_W}sdtContent"):
                yield from _rows(content)


def _cells(row: Any) -> Iterator[Any]:
    for part in row:
        if part.tag == f"{_W}tc":
            yield part
        elif part.tag == f"{_W}sdt":
            for content in part.iterchildren(f"{_W}sdtContent"):
                yield from _cells(content)


def _number(element: Any, limits: Limits) -> int:
    written = element.get(f"{_W}val", "") if element is not None else ""
    if not (written.isascii() and written.isdigit()):
        return 0
    return min(int(written[:9]), limits.merged_cells + 1)


def _cell(cell: Any) -> tuple[str, Span]:
    """The text of a cell, a line a paragraph; a table inside it gives its cells as lines."""
    text, raised = "", []
    for number, paragraph in enumerate(cell.iter(f"{_W}p")):
        part, spans = _text(paragraph)
        text += "\n" * bool(number)
        raised += [(start + len(text), end + len(text)) for start, end in spans]
        text += part
    return text, tuple(raised)


def _text(paragraph: Any) -> tuple[str, Span]:
    """The text of a paragraph, also inside links and insertions, and the
    spans of its superscripts.
    """
    text, raised = "", []
    for run in paragraph.iter(f"{_W}r"):
        part = "".join(
            (piece.text or "") if piece.tag == f"{_W}t" else _BREAK.get(piece.tag, "")
            for piece in run
        )
        align = run.find(f"{_W}rPr/{_W}vertAlign")
        if part and align is not None and align.get(f"{_W}val") == "superscript":
            raised.append((len(text), len(text) + len(part)))
        text += part
    return text, tuple(raised)


def _heading(style: str | None) -> int:
    found = re.match(r"(?:Heading|标题) ?(\d)", style or "", re.IGNORECASE)
    return int(found[1]) if found else 0
