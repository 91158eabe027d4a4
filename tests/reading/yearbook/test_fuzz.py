"""Whatever is done to a file: a reading that accounts for every number, or a refusal; no traceback,
no hang.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.yearbook_score import numeric_cells
from tests.reading.yearbook.fuzzing import damaged_book, damaged_bytes
from yq_analysis.check import DataProblem
from yq_analysis.model import LEFTOVER, READING
from yq_analysis.reading.files.grid import Book, Cell, Sheet
from yq_analysis.reading.files.sheets import open_book
from yq_analysis.reading.yearbook.reading import read_table
from yq_analysis.reading.yearbook.sheet_layout import understand

SECONDS = 20.0  # no single file here may take longer, on any machine

ROWS: list[list[object]] = [
    ["2-3 各县人口与产值(2020年)"],
    ["单位：万人"],
    ["地区", "年末人口", None, "产值\n(亿元)", "位次"],
    [None, "合计", "#城镇", None, None],
    ["全市", 66.5, 30.25, 120, None],
    ["  甲县", "22.5①", 10.25, "1 234.5", 1],
    ["  乙县", 44, "…", "—", 2],
    ["注：2019年以前口径不同。", 7],
    ["续表"],
    ["地区", "户数(万户)", "2019年", "2020年"],
    ["甲县", 7.5, 8, 9],
    ["乙县", 14.2, None, "1,24"],
]


@cache
def _files() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("B3:C3")
    target = io.BytesIO()
    book.save(target)
    lines = [[("" if value is None else str(value)) for value in row] for row in ROWS]
    cells = "".join(
        "<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in lines
    )
    return {
        "a.xlsx": target.getvalue(),
        "a.csv": "\n".join(",".join(f'"{value}"' for value in row) for row in lines).encode(
            "gb18030"
        ),
        "a.html": f"<html><meta charset=utf-8><h1>某表</h1><table>{cells}</table></html>".encode(),
    }


def _grid() -> Book:
    cells = {
        (row, column): Cell(value=value, text=str(value))
        for row, line in enumerate(ROWS)
        for column, value in enumerate(line)
        if isinstance(value, str | int | float)
    }
    return Book(
        path="a", kind="xlsx", sheets=(Sheet(name="1", cells=cells, merges=((2, 1, 2, 2),)),)
    )


def _accounted(book: Book, places: Counter[tuple[str, str]]) -> None:
    numbers = numeric_cells(book)
    assert [place for place in numbers if places[place] != 1] == []
    # a sentence beside the tables may hold several numbers, each of them listed
    assert [place for place, times in places.items() if times > 1 and place[0] != "text"] == []


def _read(path: Path) -> None:
    start = time.perf_counter()
    try:
        reading = read_table(path)
    except DataProblem:
        reading = None
    assert time.perf_counter() - start < SECONDS
    if reading is not None:
        stands = [
            *zip(reading.observations["sheet"], reading.observations["cell"], strict=True),
            *zip(reading.leftover["sheet"], reading.leftover["cell"], strict=True),
        ]
        _accounted(reading.book, Counter((str(sheet), str(cell)) for sheet, cell in stands))


def _understand(book: Book) -> None:
    start = time.perf_counter()
    found = understand(book)
    sheet, cell = READING.index("sheet"), READING.index("cell")
    left_sheet, left_cell = LEFTOVER.index("sheet"), LEFTOVER.index("cell")
    _accounted(
        book,
        Counter((row[sheet], row[cell]) for row in found.observations)
        + Counter((row[left_sheet], row[left_cell]) for row in found.leftover),
    )
    assert time.perf_counter() - start < SECONDS


def _damaged_parts(data: bytes, seed: int) -> bytes:
    """One part of a zipped workbook damaged, the archive itself whole."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result,
    ):
        names = archive.namelist()
        for number, name in enumerate(names):
            part = archive.read(name)
            result.writestr(
                name, damaged_bytes(part, seed) if number == seed % len(names) else part
            )
    return target.getvalue()


QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.html"])
@QUICK
@given(seed=st.integers(0, 10**9))
def test_a_damaged_file_is_read_in_full_or_refused(tmp_path: Path, name: str, seed: int) -> None:
    (tmp_path / name).write_bytes(damaged_bytes(_files()[name], seed))
    _read(tmp_path / name)


@QUICK
@given(seed=st.integers(0, 10**9))
def test_a_workbook_with_one_damaged_part_is_read_in_full_or_refused(
    tmp_path: Path, seed: int
) -> None:
    (tmp_path / "a.xlsx").write_bytes(_damaged_parts(_files()["a.xlsx"], seed))
    _read(tmp_path / "a.xlsx")


@QUICK
@given(
    content=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8"))
)
def test_any_bytes_are_read_in_full_or_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    _read(tmp_path / "a.xls")


@settings(QUICK, max_examples=200)
@given(seed=st.integers(0, 10**9))
def test_every_number_of_a_scrambled_sheet_is_accounted_for_once(seed: int) -> None:
    _understand(damaged_book(_grid(), seed))


WORDS = st.sampled_from(
    [
        "地区",
        "甲县",
        "合计",
        "2020年",
        "2019",
        "单位：万元",
        "其中",
        "#乙",
        "注：",
        "续表",
        "…",
        "—",
        "(人)",
        "1-2 表",
        "7月",
        "12.5①",
    ]
)
CELLS = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 8)),
    WORDS | st.floats(-1e6, 1e6) | st.integers(0, 3000),
    max_size=60,
)


@settings(QUICK, max_examples=200)
@given(cells=CELLS)
def test_every_number_of_any_sheet_is_accounted_for_once(
    cells: dict[tuple[int, int], str | float],
) -> None:
    sheet = Sheet(
        name="1",
        cells={place: Cell(value=value, text=str(value)) for place, value in cells.items()},
    )
    _understand(Book(path="a", kind="xls", sheets=(sheet,)))


@pytest.mark.slow
def test_damaged_real_files_are_read_in_full_or_refused(shared: Path, tmp_path: Path) -> None:
    for number, path in enumerate(sorted((shared / "yearbook" / "files").iterdir())):
        data = path.read_bytes()
        for seed in range(100 * number, 100 * number + 12):
            target = tmp_path / f"a{path.suffix}"
            target.write_bytes(
                _damaged_parts(data, seed)
                if path.suffix == ".xlsx" and seed % 3
                else damaged_bytes(data, seed)
            )
            _read(target)


@pytest.mark.slow
def test_every_number_of_scrambled_real_sheets_is_accounted_for_once(shared: Path) -> None:
    for number, path in enumerate(sorted((shared / "yearbook" / "files").iterdir())):
        book = open_book(path)
        for seed in range(100 * number, 100 * number + 10):
            _understand(damaged_book(book, seed))
