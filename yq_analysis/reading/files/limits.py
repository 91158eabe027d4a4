"""How much a file may hold before it is refused, and the one way to refuse it."""

from __future__ import annotations

from dataclasses import dataclass

from yq_analysis.check import DataProblem, Problem


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on what is opened: generous for any yearbook, far below what would exhaust a machine."""

    file_bytes: int = 60_000_000
    unpacked_bytes: int = (
        250_000_000  # all parts of a zipped workbook, or streams of a PDF, together
    )
    unpacked_ratio: float = 150.0  # unpacked against packed, once past a few megabytes
    parts: int = 5_000  # files inside a zipped workbook
    sheets: int = 1_000
    rows: int = 200_000  # of one sheet
    columns: int = 5_000  # of one sheet
    cells: int = 1_500_000  # filled cells of the whole file
    text: int = 32_767  # characters of one cell, Excel's own bound
    pages: int = 100  # of a PDF


def refusal(name: str, what: str, then: str) -> DataProblem:
    """The refusal of a whole file: what is wrong with it and what to do next."""
    return DataProblem([Problem(where=name, what=what, next=then)])


class Budget:
    """Counts filled cells over all sheets of a file, and refuses the file that has too many."""

    def __init__(self, name: str, limits: Limits):
        self.name, self.limits, self.cells = name, limits, 0

    def sheet(self, title: str, height: int, width: int, filled: int) -> None:
        """Take the extent of one sheet into account."""
        self.cells += filled
        if height > self.limits.rows or width > self.limits.columns:
            raise refusal(
                f"{self.name}, {title}",
                f"has {height} rows and {width} columns; at most {self.limits.rows} and {self.limits.columns} are read",
                "delete the empty or repeated part of the sheet, or raise Limits.rows / Limits.columns",
            )
        if self.cells > self.limits.cells:
            raise refusal(
                self.name,
                f"has more than {self.limits.cells} filled cells",
                "split the file, or raise Limits.cells",
            )
