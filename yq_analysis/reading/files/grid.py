"""What every file format is turned into before anybody tries to understand it: sheets of cells.

Opening (formats, encodings, safety) fills these; understanding (layout) only reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One filled cell. `value` is what is stored (text or number), `text` what a person sees.

    `indent` is the format's indent level (not blanks in the text), `decimals` how many decimals the
    number format shows (None: not known), `raised` the (start, end) spans of superscript characters in
    `text`: the 4 in "104 tn" that means ten thousand tonnes, or a footnote mark.
    """

    value: str | float | int | bool
    text: str
    indent: int = 0
    bold: bool = False
    decimals: int | None = None
    raised: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet, or one table of an HTML or PDF page. Rows and columns count from 0.

    `cells` holds only filled cells; `merges` are inclusive (top, left, bottom, right), the content
    standing in the top-left cell.
    """

    name: str
    cells: dict[tuple[int, int], Cell]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False

    @property
    def height(self) -> int:
        return 1 + max((row for row, _ in self.cells), default=-1)

    @property
    def width(self) -> int:
        return 1 + max((column for _, column in self.cells), default=-1)


@dataclass(frozen=True, kw_only=True)
class Book:
    """An opened file: its real kind (by content, not by extension), its sheets, what was done to open it."""

    path: str
    kind: str  # "xls", "xlsx", "html", "csv", "pdf"
    sheets: tuple[Sheet, ...]
    log: tuple[str, ...] = field(default=())


def cell_name(row: int, column: int) -> str:
    """The name that a spreadsheet shows.

    >>> cell_name(0, 0), cell_name(9, 26), cell_name(0, 701), cell_name(0, 702)
    ('A1', 'AA10', 'ZZ1', 'AAA1')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
