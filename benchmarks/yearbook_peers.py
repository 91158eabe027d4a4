"""Other readers, in the call that their manual shows first, and what they give as rows to score.

A peer knows no region, indicator or year, only rows and columns under a first header row. To be
fair, each numeric cell is offered in every sense: its row label as region and its column as
indicator, the other way round, a label that is a year as the year, and a unit in brackets as the
unit.
"""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.yearbook_score import folded
from yq_analysis.reading.files.sheets import open_book

_YEAR = re.compile(r"(?:19|20)\d\d")
_BRACKETED = re.compile(r"[(（]([^()（）]{1,12})[)）]$")


def _pandas(path: Path) -> pd.DataFrame:
    """pandas with the right reader for what the file really is, first row as header."""
    kind = _kind(path)
    if kind in ("xls", "xlsx"):
        frames = pd.read_excel(path, sheet_name=None)
    elif kind == "html":
        frames = {str(n): frame for n, frame in enumerate(pd.read_html(path))}
    elif kind == "csv":
        frames = {"csv": pd.read_csv(path, sep="\t" if path.suffix == ".tsv" else ",")}
    else:
        raise ValueError("pandas reads no PDF")
    return _offered(
        (name, [list(frame.columns), *frame.itertuples(index=False)])
        for name, frame in frames.items()
    )


def _messytable(path: Path) -> pd.DataFrame:
    import messytables

    with path.open("rb") as file:
        tables = messytables.any_tableset(file, extension=path.suffix.lstrip(".")).tables
        return _offered((str(table.name), _with_header(messytables, table)) for table in tables)


def _with_header(messytables: Any, table: Any) -> list[list[Any]]:
    offset, headers = messytables.headers_guess(table.sample)
    rows = [[cell.value for cell in row] for row in table]
    return [list(headers), *rows[offset + 1 :]]


def _offered(tables: Iterable[tuple[str, list[Any]]]) -> pd.DataFrame:
    rows = []
    for sheet, (header, *body) in ((name, table) for name, table in tables if table):
        for values in body:
            if not len(values):
                continue
            for column, value in list(enumerate(values))[1:]:
                number = pd.to_numeric(str(value).strip(), errors="coerce")
                if pd.isna(number) or column >= len(header):
                    continue
                rows += _senses(str(values[0]), str(header[column]), float(number), sheet)
    return pd.DataFrame(
        rows, columns=["region", "indicator", "year", "value", "unit", "flag", "sheet"]
    )


def _senses(down: str, across: str, value: float, sheet: str) -> list[dict[str, Any]]:
    senses = []
    for region, indicator in ((down, across), (across, down)):
        year = next(
            (found.group() for label in (across, down) if (found := _YEAR.search(label))), ""
        )
        unit = _BRACKETED.search(folded(indicator))
        name = folded(indicator)[: unit.start()] if unit else folded(indicator)
        senses.append(
            {
                "region": region,
                "indicator": name,
                "year": year,
                "value": value,
                "unit": unit.group(1) if unit else "",
                "flag": "",
                "sheet": sheet,
            }
        )
    return senses


def _kind(path: Path) -> str:
    return open_book(path).kind


def load_with_formats(path: Path) -> object:
    """What the library underneath needs to load a file with its formats: the measure of our own
    speed.
    """
    data = path.read_bytes()
    kind = _kind_of(data)
    if kind == "xls":
        import xlrd

        return xlrd.open_workbook(
            file_contents=_unlocked(data), formatting_info=True, logfile=io.StringIO()
        )
    if kind == "xlsx":
        import openpyxl

        return openpyxl.load_workbook(io.BytesIO(data))
    if kind == "pdf":
        import pdfplumber

        with pdfplumber.open(io.BytesIO(data)) as document:
            return [page.extract_words() for page in document.pages]
    if kind == "html":
        from lxml import html

        return html.fromstring(data)
    import csv

    return list(csv.reader(io.StringIO(data.decode("utf-8" if _is_utf8(data) else "gb18030"))))


def _kind_of(data: bytes) -> str:
    for mark, kind in ((b"\xd0\xcf\x11\xe0", "xls"), (b"PK", "xlsx"), (b"%PDF", "pdf")):
        if data.startswith(mark):
            return kind
    return "html" if b"<table" in data.lower() else "csv"


def _unlocked(data: bytes) -> bytes:
    import msoffcrypto

    locked = msoffcrypto.OfficeFile(io.BytesIO(data))
    if not locked.is_encrypted():
        return data
    target = io.BytesIO()
    locked.load_key(password="VelvetSweatshop")
    locked.decrypt(target)
    return target.getvalue()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


PEERS: dict[str, tuple[Callable[[Path], pd.DataFrame] | None, str]] = {
    "pandas, the right reader": (_pandas, ""),
    "python-messytable-handler": (
        _messytable if importlib.util.find_spec("messytables") else None,
        "not installed here (pip install python-messytable-handler)",
    ),
}
