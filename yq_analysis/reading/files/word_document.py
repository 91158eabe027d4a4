"""Word (.docx) -> blocks; a line is a paragraph or a table's row, counted from the top."""

from __future__ import annotations

import re
from typing import IO

from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph


def blocks(file: IO[bytes]) -> list[Block]:
    """The paragraphs and tables of a Word file in order; merged cells are written out."""
    import docx
    from docx.table import Table

    found: list[Block] = []
    line = 1
    for part in docx.Document(file).iter_inner_content():
        if isinstance(part, Table):
            rows = []
            for row in part.rows:
                before = [Paragraph(text="", line=line)] * row.grid_cols_before
                cells = list(row.cells)  # a merged cell stands in it as often as it is wide
                read = {cell._tc: Paragraph(text=cell.text, line=line) for cell in cells}
                rows.append((*before, *(read[cell._tc] for cell in cells)))
                line += 1
            width = max((len(row) for row in rows), default=0)
            found.append(
                Grid(
                    rows=tuple(
                        (*row, *[Paragraph(text="", line=line)] * (width - len(row)))
                        for row in rows
                    )
                )
            )
        else:
            if part.text.strip():
                found.append(
                    Paragraph(
                        text=part.text,
                        line=line,
                        heading=_heading(part.style.name if part.style else ""),
                    )
                )
            line += 1
    return found


def _heading(style: str | None) -> int:
    found = re.match(r"(?:Heading|标题) ?(\d)", style or "")
    return int(found[1]) if found else 0
