"""A table that goes on over pages is one table: name, unit and header
stand on its first page only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.files.pdf_words import Line, Table, Word

_GOES_ON = re.compile(
    r"\s*+[(（]?\s*+(?:续\s*+表.{0,40}|.{0,40}续(?:表)?(?:\s*+\d++)?\s*+[)）]?"
    r"|.{0,60}\(?(?:continued|cont'?d)\.?\)?)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class PageTable:
    """A table with the title lines above it and the notes below it; `free`: nothing else stands
    there.
    """

    page: int
    table: Table
    above: tuple[Line, ...]
    below: tuple[Line, ...]
    first: bool = True  # of its page
    last: bool = True
    merged: tuple[int, ...] = field(default=())


def continued(tables: Sequence[PageTable]) -> list[PageTable]:
    """The tables, those put together that go on on the next page under the same columns."""
    found: list[PageTable] = []
    for table in tables:
        joined = _joined(found[-1], table) if found else None
        if joined is None:
            found.append(table)
        else:
            found[-1] = joined
    return found


def _joined(upper: PageTable, lower: PageTable) -> PageTable | None:
    if not (upper.last and lower.first) or upper.below or lower.page != _last_page(upper) + 1:
        return None
    if any(not _GOES_ON.fullmatch(line.text) for line in lower.above):
        return None
    places = _same_columns(upper.table, lower.table)
    if places is None:
        return None
    moved = {(row, places[column]): cell for (row, column), cell in lower.table.cells.items()}
    head = _repeated(upper.table.cells, moved)
    if not head and not _begins_with_a_row(moved):
        return None
    down = upper.table.height - head
    cells = upper.table.cells | {
        (row + down, column): cell for (row, column), cell in moved.items() if row >= head
    }
    merges = (
        *upper.table.merges,
        *(
            (top + down, places[left], bottom + down, places[right])
            for top, left, bottom, right in lower.table.merges
            if top >= head
        ),
    )
    table = replace(upper.table, cells=cells, merges=merges, height=down + lower.table.height)
    return replace(
        upper, table=table, below=lower.below, last=lower.last, merged=(*upper.merged, lower.page)
    )


def _last_page(table: PageTable) -> int:
    return table.merged[-1] if table.merged else table.page


def _same_columns(upper: Table, lower: Table) -> dict[int, int] | None:
    """Where each column of the lower part stands in the upper one; None where they differ."""
    places: dict[int, int] = {}
    for number, (x0, x1) in enumerate(lower.columns):
        overlaps = [min(x1, right) - max(x0, left) for left, right in upper.columns]
        best = max(range(len(overlaps)), key=overlaps.__getitem__, default=None)
        if best is None or overlaps[best] <= 0 or best in places.values():
            return None
        places[number] = best
    same = len(upper.columns) == len(lower.columns)
    return places if places and (same or len(places) >= 3) else None


def _row(cells: dict[tuple[int, int], Cell], row: int) -> dict[int, str]:
    return {column: "".join(cell.text.split()) for (at, column), cell in cells.items() if at == row}


def _repeated(upper: dict[tuple[int, int], Cell], lower: dict[tuple[int, int], Cell]) -> int:
    """How many rows at the top of the lower part say what the top of the upper one says."""
    count = 0
    while _row(lower, count) and _row(lower, count) == _row(upper, count):
        count += 1
    return count


def _begins_with_a_row(cells: dict[tuple[int, int], Cell]) -> bool:
    """Whether the first row is one of figures, or the name of a section."""
    first = _row(cells, 0)
    figures = sum(
        Word(text=text, x0=0, x1=0, top=0, bottom=0, size=1).is_figure for text in first.values()
    )
    return figures > 0 or set(first) == {0}
