"""A CSV list as a spreadsheet leaves it behind: GBK, trailing commas, FALSE, 2026/2/3, 610802.0.

What a spreadsheet changes without saying so and without loss is turned back; what it has destroyed
(Jun-24 for 2024-06, 6.10802E+05) stays as it is and is refused where the list is checked.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from yq_analysis.check import Message, Problem, refuse

_DATES = {"issued", "edition", "retrieved"}
_FLAGS = {"provisional"}
_CODES = {"area", "parent", "year", "base_year", "first_year", "last_year", "line", "decimals"}
_DATE = re.compile(r"(\d{4})[/.年-](\d{1,2})(?:[/.月-](\d{1,2})日?)?月?(?:\s+0{1,2}:00(?::00)?)?")
Rows = list[tuple[int, list[str]]]


def read_csv(path: Path, name: str = "") -> tuple[list[str], Rows]:
    """The header, and (line, cells) of every row that is not blank; cells as the list would write
    them.

    Raises `DataProblem` where the file is in no encoding that a spreadsheet writes.
    """
    text = _decoded(path.read_bytes(), name or str(path))
    lines = text.splitlines(keepends=True)
    if lines and lines[0].lower().startswith("sep="):
        lines[0] = "\n"
    head = next((line for line in lines if line.strip(" ,;\t\r\n")), "")
    comma = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=comma)
    rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    if not rows:
        return [], []
    header = [cell.strip() for cell in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    return header, [(line, as_written(header, row)) for line, row in rows[1:]]


def _decoded(raw: bytes, name: str) -> str:
    ways = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for way in ways:
        try:
            return raw.decode(way)
        except UnicodeDecodeError:
            continue
    refuse([Problem(where=name, what=Message("csv_encoding"), next=Message("csv_save_utf8"))])
    raise AssertionError


def as_written(header: Sequence[str], row: Sequence[str]) -> list[str]:
    """Cells without the blanks and empty columns at the end, each as the list would write it.

    >>> as_written(["area", "issued", "provisional"], ["610802.0", "2026/2/3", "FALSE", "", ""])
    ['610802', '2026-02-03', 'false']
    """
    cells = [cell.strip() for cell in row]
    while len(cells) > len(header) and not cells[-1]:
        cells.pop()
    cells += [""] * (len(header) - len(cells))
    return [plain(header[at], cell) if at < len(header) else cell for at, cell in enumerate(cells)]


def plain(column: str, cell: str) -> str:
    """One cell of a column as the list writes it.

    >>> plain("issued", "2026年2月3日"), plain("year", "2025.0"), plain("text", "2026/2/3")
    ('2026-02-03', '2025', '2026/2/3')
    """
    if column in _FLAGS:
        return {"true": "true", "1": "true", "是": "true", "false": "false", "0": "false"}.get(
            cell.lower(), {"否": "false", "真": "true", "假": "false"}.get(cell, cell)
        )
    if column in _DATES and (found := _DATE.fullmatch(cell)):
        year, month, day = found.groups()
        return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
    if column in _CODES and re.fullmatch(r"\d+\.0+", cell):
        return cell.partition(".")[0]
    return cell
