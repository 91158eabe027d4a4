"""PDF -> blocks: the lines of each page outside its tables, then its tables."""

from __future__ import annotations

from typing import Any

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph
from yq_analysis.reading.files.limits import Limits, refusal
from yq_analysis.reading.files.pdf_file import checked_page, folded, pdf_pages


def blocks(content: bytes, where: str, limits: Limits) -> list[Block]:
    """The lines and tables of a PDF, page by page."""
    found: list[Block] = []
    line = 1
    with pdf_pages(content, name=where, limits=limits) as pages:
        for number, page in enumerate(pages, start=1):
            checked_page(page, where, number, limits)
            tables = page.find_tables()
            for text in (_outside(page, tables).extract_text() or "").splitlines():
                if text.strip():
                    found.append(Paragraph(text=folded(text), line=line, cut=True))
                line += 1
            for table in tables:
                rows = [
                    tuple(Paragraph(text=folded(cell or ""), line=line + i) for cell in row)
                    for i, row in enumerate(table.extract())
                ]
                found.append(Grid(rows=tuple(rows)))
                line += len(rows)
            page.close()
    if not any(isinstance(block, Grid) or block.text.strip() for block in found):
        raise refusal(where, Message("reading_pdf_scan"), Message("reading_document_scan_next"))
    return found


def _outside(page: Any, tables: list[Any]) -> Any:
    for table in tables:
        page = page.outside_bbox(table.bbox)
    return page
