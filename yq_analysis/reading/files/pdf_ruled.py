"""Tables drawn with rulings: cells are the boxes between the lines."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import Any

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.files.pdf_words import Table, Word, joined, lines_of, turned_text

_SNAP = 3.0  # points within which two rulings are one
_CROSSINGS = 40_000  # of rulings: a table of 200 rows and 200 columns
_FIGURES_INSIDE = 0.6  # share of the page's figures that the boxes must hold, to be the table


def ruled_tables(page: Any, words: list[Word]) -> list[Table]:
    """The tables whose boxes hold most figures of the page, one figure a box; else none."""
    edges = page.edges
    crossings = len({round(edge["x0"] / _SNAP) for edge in edges}) * len(
        {round(edge["top"] / _SNAP) for edge in edges}
    )
    if (
        crossings > _CROSSINGS
    ):  # a drawing or a map, not rulings: looking for boxes would take minutes
        return []
    found = (_table(outline.cells, words) for outline in page.find_tables())
    tables = [table for table in found if table is not None]
    figures = [word for word in words if word.is_figure]
    inside = sum(any(table.holds(word) for table in tables) for word in figures)
    return (
        sorted(tables, key=lambda table: (table.top, table.left))
        if tables and inside >= _FIGURES_INSIDE * len(figures)
        else []
    )


def _table(boxes: list[tuple[float, float, float, float]], words: list[Word]) -> Table | None:
    columns = _edges([edge for box in boxes for edge in (box[0], box[2])])
    rows = _edges([edge for box in boxes for edge in (box[1], box[3])])
    if len(columns) < 3 or len(rows) < 3:
        return None
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    crowded = single = 0
    for x0, top, x1, bottom in boxes:
        left, right = _place(columns, x0), _place(columns, x1) - 1
        upper, lower = _place(rows, top), _place(rows, bottom) - 1
        held = [word for word in words if x0 <= word.centre <= x1 and top <= word.middle <= bottom]
        if (right > left or lower > upper) and right >= left and lower >= upper:
            merges.append((upper, left, lower, right))
        if held:
            cells[upper, left] = _cell(held)
            figures = sum(word.is_figure for word in held)
            single += figures == 1
            crowded += figures if figures > 1 else 0
    if crowded * 4 > single:  # lines only between groups of rows: the boxes are not the cells
        return None
    return Table(
        cells=cells,
        merges=tuple(merges),
        height=len(rows) - 1,
        top=rows[0],
        bottom=rows[-1],
        left=columns[0],
        right=columns[-1],
        columns=tuple(pairwise(columns)),
    )


def _cell(words: list[Word]) -> Cell:
    """The text of a box: its lines from the top down, or, for turned text, from left to right."""
    upright = [word for word in words if word.upright]
    turned = [word for word in words if not word.upright]
    if len(turned) > len(upright):
        text = turned_text(turned)
        return Cell(value=text, text=text)
    text, raised = "", []
    for line in lines_of(upright):
        part, spans = joined(line.words)
        text += "\n" * bool(text)
        raised += [(start + len(text), end + len(text)) for start, end in spans]
        text += part
    return Cell(value=text, text=text, raised=tuple(raised))


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _place(edges: list[float], value: float) -> int:
    return min(len(edges) - 1, bisect_left(edges, value - _SNAP))
