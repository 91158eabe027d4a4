"""A workbook far larger than any yearbook's is read in seconds, within a gigabyte."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from yq_analysis.reading.yearbook.reading import read_table


@pytest.mark.slow
def test_a_hundred_thousand_figures_take_under_twenty_seconds_and_a_gigabyte(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("大表")
    sheet.append(["1-1 各县主要指标"])
    sheet.append(["单位：万元"])
    sheet.append(["地区", *(f"{year}年" for year in range(1973, 2023))])
    names = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    for number in range(2000):
        name = names[number // 400 % 20] + names[number // 20 % 20] + names[number % 20] + "县"
        sheet.append([name, *(1000 + 1.7 * number + 3.1 * year for year in range(50))])
    book.save(tmp_path / "a.xlsx")
    start = time.perf_counter()
    reading = read_table(tmp_path / "a.xlsx")
    assert time.perf_counter() - start < 20
    assert len(reading.observations) == 100_000
    assert reading.observations["region"].nunique() == 2000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )
    assert peak < 1_000_000_000
