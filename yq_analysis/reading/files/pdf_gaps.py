"""Tables of a PDF whose figures stand between words: columns are parted by the white that runs down
the lines.
"""

from __future__ import annotations

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.files.pdf_words import TITLE, Line, Table, Word

_CROSSED = 0.08  # share of the lines that may run over the white between two columns
_HEAD = 6  # lines above the first figures that may be its header


def figure_cells(table: Table) -> int:
    """How many cells hold one figure and nothing else."""
    return sum(
        Word(text=cell.text, x0=0, x1=0, top=0, bottom=0, size=1).is_figure
        for cell in table.cells.values()
    )


def gap_table(lines: list[Line], block: list[int], start: int) -> Table | None:
    """The table of the lines from the first to the last of `block`; None
    where no white parts them.
    """
    body = lines[block[0] : block[-1] + 1]
    columns = _columns([lines[number] for number in block])
    if len(columns) < 2 or len(body) < 2:
        return None
    first = _head(lines, block[0], start, columns)
    rows = lines[first : block[-1] + 1]
    cells: dict[tuple[int, int], Cell] = {}
    for row, line in enumerate(rows):
        for column, words in _cut(line, columns).items():
            cell = Line(words=tuple(words)).cell()
            if cell.text:
                cells[row, column] = cell
    return Table(
        cells=cells,
        height=len(rows),
        top=min(word.top for word in rows[0].words),
        bottom=max(word.bottom for word in rows[-1].words),
        columns=tuple(columns),
    )


def _columns(lines: list[Line]) -> list[tuple[float, float]]:
    """The stretches of the page's width that many lines fill, parted by white that few run over."""
    extents = [(part[0].x0, part[-1].x1) for line in lines for part in line.segments(0.8)]
    few = int(_CROSSED * len(lines))
    events = sorted([(x0, 1) for x0, _ in extents] + [(x1, -1) for _, x1 in extents])
    columns: list[tuple[float, float]] = []
    depth, left = 0, None
    for x, step in events:
        depth += step
        if depth > few and left is None:
            left = x
        elif depth <= few and left is not None:
            columns.append((left, x))
            left = None
    return columns


def _cut(line: Line, columns: list[tuple[float, float]]) -> dict[int, list[Word]]:
    """The words of a line by column; a piece of text stays whole, unless a figure stands in it."""
    cells: dict[int, list[Word]] = {}
    for part in line.segments(0.8):
        pieces = [[word] for word in part] if any(word.is_figure for word in part) else [part]
        for piece in pieces:
            cells.setdefault(_column(piece, columns), []).extend(piece)
    return cells


def _column(piece: list[Word], columns: list[tuple[float, float]]) -> int:
    """The column that a piece overlaps most, else the nearest; a long one begins in its first."""
    x0, x1 = piece[0].x0, piece[-1].x1

    def distance(number: int) -> float:
        left, right = columns[number]
        overlap = min(x1, right) - max(x0, left)
        return -overlap if overlap > 0 else max(left - x1, x0 - right)

    return min(range(len(columns)), key=distance)


def _head(lines: list[Line], first: int, start: int, columns: list[tuple[float, float]]) -> int:
    """The first line of the header: lines in pieces that stand over several columns."""
    head = first
    while head > start and first - head < _HEAD:
        line = lines[head - 1]
        if TITLE.match(line.words[0].text) or len(_cut(line, columns)) < 2:
            break
        head -= 1
    return head
