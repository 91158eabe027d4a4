"""HTML -> blocks, with merged cells written out."""

from __future__ import annotations

import re
from typing import Any

from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph, written_out
from yq_analysis.reading.files.html_table import placed_cells, shown_elements
from yq_analysis.reading.files.limits import Limits
from yq_analysis.reading.files.open_html import page_root

_BREAKS = frozenset(
    [
        "p",
        "div",
        "li",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "section",
        "article",
        "title",
        "td",
        "th",
        "dd",
        "dt",
        "ul",
        "ol",
        "body",
        "header",
        "footer",
        "main",
        "table",
        "blockquote",
        "center",
    ]
)
_ALSO_SILENT = {"svg"}


def blocks(text: str, where: str, limits: Limits | None = None) -> list[Block]:
    """The paragraphs and tables of a page in the order of reading."""
    bounds = limits or Limits()
    return _blocks(page_root(text, name=where, limits=bounds), where, bounds)


def _blocks(root: Any, where: str, limits: Limits) -> list[Block]:
    """What an element shows; its tables as grids, but for those that frame other tables."""
    found: list[Block] = []
    text, line, heading = "", 0, 0

    def close() -> None:
        nonlocal text, heading
        if text.strip():
            words = re.sub(r"\s+", " ", text).strip()
            found.append(Paragraph(text=words, line=line, heading=heading))
        text, heading = "", 0

    def add(more: str | None, at: int) -> None:
        nonlocal text, line
        if more:
            if not text.strip():
                line = at
            text += more

    tables: set[Any] = set()
    for event, part in shown_elements(
        root, within=lambda part: part not in tables and part.tag not in _ALSO_SILENT
    ):
        at = part.sourceline or 0
        if part.tag in _BREAKS and event != "silent":
            close()
        if event == "start" and part.tag not in _ALSO_SILENT:
            if part.tag == "table" and next(part.iterdescendants("table"), None) is None:
                tables.add(part)
                for caption in part.iterchildren("caption"):
                    found += _blocks(caption, where, limits)
                found.append(_grid(part, where, limits))
            else:
                if level := re.fullmatch(r"h([1-6])", part.tag):
                    heading = int(level[1])
                add(part.text, at)
        if event != "start" and part is not root:
            add(part.tail, at)
    close()
    return found


def _grid(table: Any, where: str, limits: Limits) -> Grid:
    height, placed = placed_cells(table, limits, where)
    cells = [
        (
            row,
            column,
            tall,
            wide,
            Paragraph(text=_cell_text(part, where, limits), line=part.sourceline or 0),
        )
        for row, column, tall, wide, part in placed
    ]
    return written_out(height, cells, table.sourceline or 0, name=where, limits=limits)


def _cell_text(cell: Any, where: str, limits: Limits) -> str:
    return "\n".join(
        block.text for block in _blocks(cell, where, limits) if isinstance(block, Paragraph)
    )
