"""A CSV list as a spreadsheet leaves it behind: GBK, trailing commas, FALSE, 2026/2/3, 610802.0.

What a spreadsheet changes without saying so and without loss is turned back; what it has destroyed
(Jun-24 for 2024-06, 6.10802E+05) stays as it is and is refused where the list is checked.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from yq_analysis.check import Message, Problem, at, printed_text, refuse

log = logging.getLogger("yq_analysis.catalogue")
_DATES = {"issued", "edition", "retrieved"}
_FLAGS = {"provisional"}
_CODES = {"area", "parent", "year", "base_year", "first_year", "last_year", "line", "decimals"}
_DATE = re.compile(r"(\d{4})[/.年-](\d{1,2})(?:[/.月-](\d{1,2})日?)?月?(?:\s+0{1,2}:00(?::00)?)?")
# what a cell of these columns looks like: by it a row that an unquoted comma has shifted is known
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_LOOKS = {
    **dict.fromkeys(_DATES, r"\d{4}(?:[-/.年]\d{1,2}.*)?"),
    **dict.fromkeys(_FLAGS, r"true|false"),
    **dict.fromkeys(("year", "base_year", "first_year", "last_year", "line", "decimals"), _NUMBER),
    **dict.fromkeys(("value", "upper", "printed", "corrected", "factor", "sign"), _NUMBER),
    **dict.fromkeys(("area", "parent", "item", "caliber", "indicator"), r"-?[a-z0-9_+:=; ]+"),
    **dict.fromkeys(("level", "basis", "binding", "status"), r"[a-zA-Z_]+"),
    "comparator": r"[<>=]=?",
    "unit": r"[^，。；;<>=][^，。；;<>]{0,14}|上年=100",
    "url": r"https?://.*",
}
Rows = list[tuple[int, list[str]]]


def read_csv(path: Path, name: str = "") -> tuple[list[str], Rows]:
    """The header, and (row, cells) of every row that is not blank; cells as the list would write
    them, rows counted as a spreadsheet counts them.

    Empty cells at the end go, unless a comma without quotes may have shifted the row: it keeps them
    all then, and who reads the list refuses it.

    Raises `DataProblem` where the file is in no encoding that a spreadsheet writes.
    """
    text = _decoded(path.read_bytes(), name or str(path))
    lines = text.splitlines(keepends=True)
    if lines and lines[0].lower().startswith("sep="):  # a spreadsheet does not show it
        lines = lines[1:]
    head = next((line for line in lines if line.strip(" ,;\t\r\n")), "")
    comma = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=comma)
    rows = [(n, row) for n, row in enumerate(reader, 1) if any(cell.strip() for cell in row)]
    if not rows:
        return [], []
    (_, top), *below = rows
    header = [cell.strip() for cell in top]
    while header and not header[-1]:
        header.pop()
    widths = {len(row) for _, row in below}
    even = widths.pop() if len(widths) == 1 and len(below) > 1 else 0
    padded = max(len(top), even)  # what the spreadsheet wrote of all rows
    return header, [(line, as_written(header, row, padded)) for line, row in below]


def first_line(path: Path) -> list[str]:
    """The cells of a CSV's first line, as far as they are ASCII; of another file whatever is
    there.
    """
    with path.open("rb") as handle:
        raw = handle.read(4096)
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = raw.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep="):
        lines = lines[1:]
    cells = [cell.strip().strip('"') for cell in re.split(r"[,;\t]", lines[0])] if lines else []
    while cells and not cells[-1]:
        cells.pop()
    return cells


def rows_of(path: Path, name: str = "") -> list[dict[str, str]]:
    """Every row by the header's names.

    Raises `DataProblem` that names each row with too many cells.
    """
    header, rows = read_csv(path, name)
    refuse(
        Problem(
            where=at(name or path, line=line),
            what=Message("csv_cells", count=len(row), wanted=len(header)),
            next=Message("csv_cells_next"),
        )
        for line, row in rows
        if len(row) != len(header)
    )
    return [dict(zip(header, row, strict=True)) for _, row in rows]


def _decoded(raw: bytes, name: str) -> str:
    ways = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for way in ways:
        try:
            text = raw.decode(way)
        except UnicodeDecodeError:
            continue
        if way == "gb18030":
            _say_gbk(name)
        return text
    refuse([Problem(where=name, what=Message("csv_encoding"), next=Message("csv_save_utf8"))])
    raise AssertionError


@cache
def _say_gbk(name: str) -> None:
    """Say once that a list is in GBK: other programs may show it garbled."""
    log.warning(Message("csv_gbk", file=name))


def as_written(header: Sequence[str], row: Sequence[str], padded: int) -> list[str]:
    """Cells without the blanks and empty cells at the end, each as the list would write it.

    A row wider than `padded` that a comma without quotes may have shifted is left as it is.

    >>> as_written(["area", "issued", "provisional"], ["610802.0", "2026/2/3", "FALSE", "", ""], 3)
    ['610802', '2026-02-03', 'false']
    >>> as_written(["value", "unit", "note"], ["1", "234.5", "%", ""], 3)
    ['1', '234.5', '%', '']
    """
    cells = [cell.strip() for cell in row] + [""] * (len(header) - len(row))
    cells = [plain(header[at], cell) if at < len(header) else cell for at, cell in enumerate(cells)]
    kept, more = cells[: len(header)], cells[len(header) :]
    unsure = len(cells) > padded and _may_be_shifted(header, kept, len(more))
    return cells if any(more) or unsure else kept


def _may_be_shifted(header: Sequence[str], cells: Sequence[str], by: int) -> bool:
    """Whether a comma without quotes can have moved the cells behind it by so many columns.

    It cannot where a later cell looks as its column asks; where nothing of the kind follows, two
    filled cells so far apart may be the halves of one text.
    """
    sure = -1
    for n, (column, cell) in enumerate(zip(header, cells, strict=True)):
        if cell and column in _LOOKS:
            if not re.fullmatch(_LOOKS[column], cell):
                return True
            sure = n
    filled = {n for n, cell in enumerate(cells) if cell and n > sure}
    halves = pairwise(cells)
    return any(n + by in filled for n in filled) or any(
        re.fullmatch(r"-?\d{1,3}", one) and re.fullmatch(r"\d{3}(?:\.\d+)?", other)
        for one, other in halves
    )


@lru_cache(maxsize=65536)
def plain(column: str, cell: str) -> str:
    """One cell of a column as the list writes it.

    >>> plain("issued", "2026年2月3日"), plain("year", "2025.0"), plain("text", "2026/2/3")
    ('2026-02-03', '2025', '2026/2/3')
    """
    if column in _FLAGS:
        return {"true": "true", "1": "true", "是": "true", "false": "false", "0": "false"}.get(
            cell.lower(), {"否": "false", "真": "true", "假": "false"}.get(cell, cell)
        )
    if column in _DATES and (match := _DATE.fullmatch(cell)):
        year, month, day = match.groups()
        return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
    if column in _CODES and re.fullmatch(r"\d+\.0+", cell):
        return cell.partition(".")[0]
    return printed_text(cell)
