"""What every file format is turned into before anybody tries to understand it: sheets of cells.

Opening (formats, encodings, safety) fills these; understanding (layout) only reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One filled cell. `value` is what is stored (text or number), `text` what a person sees.

    `indent` is the format's indent level (not blanks in the text), `decimals` how many decimals the
    number format shows (None: not known), `raised` the (start, end) spans of superscript characters
    in `text`: the 4 in "104 tn" that means ten thousand tonnes, or a footnote mark. `percent` says
    that the number is stored as a share and shown as per cent, `note` is the comment that hangs on
    the cell.
    """

    value: str | float | int | bool
    text: str
    indent: int = 0
    bold: bool = False
    decimals: int | None = None
    raised: tuple[tuple[int, int], ...] = ()
    percent: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet, or one table of an HTML or PDF page. Rows and columns count from 0.

    `cells` holds only filled cells; `merges` are inclusive (top, left, bottom, right), the content
    standing in the top-left cell; `hidden_rows` and `hidden_columns` are those that a person does
    not see. `covered` are filled cells that lie under a merge, where nobody sees them either;
    `scores` say how sure a recogniser was of each cell of a picture.
    """

    name: str
    cells: dict[tuple[int, int], Cell]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    covered: dict[tuple[int, int], Cell] = field(default_factory=dict)
    scores: dict[tuple[int, int], float] = field(default_factory=dict)

    def is_hidden(self, row: int, column: int) -> bool:
        """Whether a cell stands where a person does not see it."""
        return self.hidden or row in self.hidden_rows or column in self.hidden_columns

    @property
    def height(self) -> int:
        return 1 + max((row for row, _ in self.cells), default=-1)

    @property
    def width(self) -> int:
        return 1 + max((column for _, column in self.cells), default=-1)


@dataclass(frozen=True, kw_only=True)
class Book:
    """An opened file: its real kind (by content, not by extension), its sheets, what was done to
    open it.
    """

    path: str
    kind: str  # "xls", "xlsx", "ods", "xml", "html", "csv", "pdf"
    sheets: tuple[Sheet, ...]
    log: tuple[str, ...] = field(default=())


def uncovered(sheet: Sheet) -> Sheet:
    """The sheet with what lies under its merges set apart; the merge's own cell stays where it is.

    >>> sheet = Sheet(name="1", merges=((0, 0, 0, 1),), cells={
    ...     (0, column): Cell(value=column, text=str(column)) for column in range(3)})
    >>> parted = uncovered(sheet)
    >>> sorted(parted.cells), sorted(parted.covered)
    ([(0, 0), (0, 2)], [(0, 1)])
    """
    by_row: dict[int, set[int]] = {}
    for row, column in sheet.cells:
        by_row.setdefault(row, set()).add(column)
    height, width = sheet.height, sheet.width
    covered = {
        (row, column): sheet.cells[row, column]
        for top, left, bottom, right in sheet.merges
        for row in range(top, min(bottom + 1, height))
        if row in by_row
        for column in range(left, min(right + 1, width))
        if column in by_row[row] and (row, column) != (top, left)
    }
    if not covered:
        return sheet
    cells = {place: cell for place, cell in sheet.cells.items() if place not in covered}
    return replace(sheet, cells=cells, covered=covered)


def with_notes(
    cells: dict[tuple[int, int], Cell], notes: Mapping[tuple[int, int], str]
) -> dict[tuple[int, int], Cell]:
    """The cells with the comments that hang on them; a comment on an empty cell says nothing."""
    for place, note in notes.items():
        if place in cells:
            cells[place] = replace(cells[place], note=note)
    return cells


def cell_name(row: int, column: int) -> str:
    """The name that a spreadsheet shows.

    >>> cell_name(0, 0), cell_name(9, 26), cell_name(0, 701), cell_name(0, 702)
    ('A1', 'AA10', 'ZZ1', 'AAA1')
    """
    return f"{_letters(column)}{row + 1}"


@lru_cache(maxsize=16384)
def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
