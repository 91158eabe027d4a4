"""A document as paragraphs and grids of cells, each with its line in the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yq_analysis.check import Message
from yq_analysis.reading.files.limits import Limits, refusal


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text and the line it begins on; `heading` is 1, 2 … where the file itself marks a
    heading.

    `cut`: a line of a text or a page, which may have been broken off at the page's width.
    """

    text: str
    line: int
    heading: int = 0
    cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Rows of (text, line) cells, merged cells written out; `loose`: the file gives cells but no
    sure rows.
    """

    rows: tuple[tuple[Paragraph, ...], ...]
    loose: bool = False


Block = Paragraph | Grid


_YEAR = re.compile(r"(?:19|20)\d\d\s*年")


def is_heading(text: str) -> bool:
    """Whether a document's first line is its name, with the year that it is about.

    >>> (is_heading("甲市2022年统计公报"), is_heading("2022年，全市生产总值939亿元。"),
    ...     is_heading("统计公报"))
    (True, False, False)
    """
    line = text.strip()
    return len(line) <= 60 and bool(_YEAR.search(line)) and not re.search("[，。；：]", line)


def paragraphs(grid: Grid) -> list[Paragraph]:
    """A grid that is no table, as the text it holds; a merged cell is read once."""
    found: list[Paragraph] = []
    for row in grid.rows:
        seen: list[Paragraph] = []
        for cell in row:
            if cell.text.strip() and cell not in seen and cell not in found[-len(row) :]:
                seen.append(cell)
        found += seen
    return [
        Paragraph(text=part, line=p.line)
        for p in found
        for part in p.text.splitlines()
        if part.strip()
    ]


def written_out(
    height: int,
    placed: Sequence[tuple[int, int, int, int, Paragraph]],
    line: int,
    *,
    name: str,
    limits: Limits,
) -> Grid:
    """A grid of cells that stand at (row, column) and go on over rows down and columns across."""
    area = height * max((column + wide for _, column, _, wide, _ in placed), default=0)
    if area > limits.grid_cells:
        raise refusal(
            name,
            Message("reading_html_spans", area=area, most=limits.grid_cells),
            Message("reading_html_spans_next"),
        )
    cells: dict[tuple[int, int], Paragraph] = {}
    for row, column, tall, wide, cell in placed:
        for down in range(row, min(row + tall, height)):
            for across in range(column, column + wide):
                cells.setdefault((down, across), cell)
    width = 1 + max((column for _, column in cells), default=-1)
    blank = Paragraph(text="", line=line)
    return Grid(
        rows=tuple(
            tuple(cells.get((row, column), blank) for column in range(width))
            for row in range(height)
        )
    )


def cell_rows(rows: Sequence[Sequence[str]], line: int = 1) -> Grid:
    """A grid of plain strings, a line a row."""
    return Grid(
        rows=tuple(
            tuple(Paragraph(text=t, line=line + i) for t in row) for i, row in enumerate(rows)
        )
    )
