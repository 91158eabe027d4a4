"""How much a file may hold before it is refused, and the one way to refuse it.

All bounds of all readers stand here, for yearbooks and for policy documents alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from yq_analysis.check import DataProblem, Message, Problem


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on what is opened: generous for any yearbook, far below what
    would exhaust a machine.
    """

    # of the process that reads
    seconds: float = 60.0
    memory: int = 2_000_000_000
    # of a file before a parser sees it
    file_bytes: int = 60_000_000
    unpacked_bytes: int = 250_000_000  # all parts of a zip, or streams of a PDF, together
    unpacked_ratio: float = 150.0  # unpacked against packed, once past a few megabytes
    parts: int = 5_000  # files inside a zip
    side_bytes: int = 20_000_000  # of one part that is no sheet: styles, comments, drawings
    # of tables
    sheets: int = 1_000
    rows: int = 1_048_576  # of one sheet, as many as Excel has
    columns: int = 5_000  # of one sheet
    cells: int = 1_500_000  # filled cells of the whole file
    merges: int = 50_000  # merged areas of one sheet
    merged_cells: int = 2_000_000  # cells that the merges or spans of one table cover
    text: int = 32_767  # characters of one cell, Excel's own bound
    # of documents
    elements: int = 1_000_000  # of a web page
    paragraphs: int = 200_000
    grid_cells: int = 200_000  # of one table of a document, merged cells written out
    pages: int = 100  # of a PDF
    page_chars: int = 60_000  # of a page of a PDF; a dense page of a yearbook holds some 8 000
    page_drawing: int = 8_000_000  # bytes of drawing on a page of a PDF
    pixels: int = 40_000_000  # of a picture
    scan_seconds: float = 120.0  # more time for each picture that is recognised
    page_depth: int = 2_000  # states that a page of a PDF saves one inside the other


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
        limits = self.limits
        if height > limits.rows or width > limits.columns:
            raise refusal(
                f"{self.name}, {title}",
                Message(
                    "reading_sheet_extent",
                    height=height,
                    width=width,
                    rows=limits.rows,
                    columns=limits.columns,
                ),
                Message("reading_sheet_extent_next"),
            )
        if self.cells > limits.cells:
            raise refusal(
                self.name,
                Message("reading_file_cells", most=limits.cells),
                Message("reading_file_split"),
            )

    def merges(
        self, title: str, merges: tuple[tuple[int, int, int, int], ...], height: int, width: int
    ) -> None:
        """Refuse a sheet whose merges are too many, or cover too much of its filled part."""
        then = Message("reading_sheet_merges_next")
        if len(merges) > self.limits.merges:
            what = Message("reading_sheet_merges", merges=len(merges), most=self.limits.merges)
            raise refusal(f"{self.name}, {title}", what, then)
        area = sum(
            (min(bottom, height - 1) - top + 1) * (min(right, width - 1) - left + 1)
            for top, left, bottom, right in merges
        )
        if area > self.limits.merged_cells:
            what = Message("reading_sheet_merged_area", area=area, most=self.limits.merged_cells)
            raise refusal(f"{self.name}, {title}", what, then)
