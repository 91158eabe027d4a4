"""A Word document that fits one A4 sheet: sentences, tables, and pictures side by side."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from yq_analysis.presenting.tables import word_file
from yq_analysis.presenting.tables.narrowing import Narrow
from yq_analysis.presenting.tables.shapes import Picture, Sheet
from yq_analysis.presenting.tables.table_cells import columns_of, text_of
from yq_analysis.presenting.tables.zip_package import plain, settled
from yq_analysis.presenting.wording import Names

_EDGE = 16.0  # mm: narrower than a letter's margins, for everything must stand on one sheet
_ACROSS = 210 - 2 * _EDGE
# points: title, text, table, line of text
_TITLE, _TEXT, _TABLE, _LINE = 16.0, 10.0, 8.0, 14.0


def document(
    *,
    title: str,
    sentences: Sequence[str],
    pictures: Sequence[Picture],
    sheets: Sequence[Sheet],
    words: Names,
) -> bytes:
    """The document's bytes; the first sentence is the headline, the first table follows it."""
    made: Any = Document()
    word_file.set_styles(made, words)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    word_file.set_margins(section, 14.0, _EDGE, 12.0, _EDGE)
    _small(made)
    made.add_paragraph(plain(title), style="Title")
    for sentence in sentences[:1]:
        made.add_paragraph(plain(sentence), style="Normal")
    for sheet in sheets[:1]:
        _table(made, sheet, words)
    for sentence in sentences[1:]:
        made.add_paragraph(plain(sentence), style="Normal")
    _side_by_side(made, pictures)
    for sheet in sheets[1:]:
        _table(made, sheet, words)
    word_file.set_properties(made, title, words)
    held = io.BytesIO()
    made.save(held)
    return settled(held.getvalue())


def _small(made: Any) -> None:
    for name, size, line in (("Title", _TITLE, 22.0), ("Normal", _TEXT, _LINE)):
        style = made.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.line_spacing = Pt(line)
        style.paragraph_format.space_after = Pt(4 if name == "Title" else 1)
        style.paragraph_format.first_line_indent = Pt(0 if name == "Title" else 2 * size)
    caption, cell = made.styles["Caption"], made.styles["Table text"].paragraph_format
    caption.font.size = Pt(_TEXT)
    caption.paragraph_format.space_before = Pt(4)
    cell.space_before = cell.space_after = Pt(1)
    made.styles["Remark"].font.size = Pt(_TABLE)


def _table(made: Any, sheet: Sheet, words: Names) -> None:
    columns = columns_of(sheet.table, sheet.columns, words)
    rows = [
        [text_of(column.name, row, sheet.decimals, words) for column in columns]
        for row in sheet.table.to_dict("records")
    ]
    # the columns of this sheet are asked for: none is set apart
    printed = Narrow(columns=columns, rows=rows, common="", remarks=[])
    word_file.add_table(made, sheet, printed, sheet.title, words, size=_TABLE, room=_ACROSS)


def _side_by_side(made: Any, pictures: Sequence[Picture]) -> None:
    if not pictures:
        return
    grid = made.add_table(rows=2, cols=len(pictures))
    width = _ACROSS / len(pictures)
    for place, picture in enumerate(pictures):
        head, below = grid.cell(0, place).paragraphs[0], grid.cell(1, place).paragraphs[0]
        for paragraph in (head, below):
            paragraph.style, paragraph.alignment = "Table text", WD_ALIGN_PARAGRAPH.CENTER
        head.paragraph_format.keep_with_next = True
        head.add_run(plain(picture.title)).font.size = Pt(_TABLE)
        shape = below.add_run().add_picture(io.BytesIO(picture.png), width=Mm(width - 4))
        shape._inline.docPr.set("descr", plain(picture.alt or picture.title))
