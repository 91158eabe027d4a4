"""A document as paragraphs and grids of cells, each with its line in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text and the line it begins on; `heading` is 1, 2 … where the file itself marks a heading."""

    text: str
    line: int
    heading: int = 0


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Rows of (text, line) cells, merged cells written out; `loose`: the file gives cells but no sure rows."""

    rows: tuple[tuple[Paragraph, ...], ...]
    loose: bool = False


Block = Paragraph | Grid


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


def cell_rows(rows: Sequence[Sequence[str]], line: int = 1) -> Grid:
    """A grid of plain strings, a line a row."""
    return Grid(
        rows=tuple(
            tuple(Paragraph(text=t, line=line + i) for t in row) for i, row in enumerate(rows)
        )
    )
