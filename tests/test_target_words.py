"""targets.csv as people and spreadsheets write it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from yq_analysis import catalogue
from yq_analysis.check import DataProblem


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(project / "catalogue", tmp_path / "catalogue"))


def write(folder: Path, **cells: str) -> None:
    path = folder / "targets.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))
    row = dict.fromkeys(header, "") | {"document": "某规划", "line": "3"} | cells
    with path.open("a", encoding="utf-8", newline="") as lines:
        csv.DictWriter(lines, header, lineterminator="\n").writerow(row)


def test_words_names_and_dates_are_taken_for_their_codes(copy: Path) -> None:
    write(
        copy,
        area="重庆市",
        indicator="全员劳动生产率",
        year="2030年",
        value="26",
        unit="万元/人",
        comparator="不低于",
        binding="预期性",
        basis="当年水平",
        provisional="FALSE",
        issued="2026/2/3",
    )
    row = catalogue.read(copy).targets.iloc[-1]
    assert row[["area", "indicator", "year", "value"]].tolist() == [
        "500000",
        "labour_productivity",
        2030,
        26,
    ]
    assert row[["comparator", "binding", "basis", "provisional", "issued"]].tolist() == [
        ">=",
        "anticipatory",
        "level",
        False,
        "2026-02-03",
    ]


def test_what_cannot_be_taken_is_said_in_chinese_with_its_line(copy: Path) -> None:
    write(
        copy, area="某某市", indicator="全员劳动生产率", year="2030", binding="也许", basis="累计"
    )
    with pytest.raises(DataProblem) as caught:
        catalogue.read(copy)
    said = str(caught.value)
    assert "area列: “某某市”不在 areas.csv 里" in said
    assert "binding列: “也许”认不出; 请写下列之一" in said


def test_a_list_without_the_newer_columns_reads_as_before() -> None:
    assert set(catalogue.read().targets["price_base"]) <= {
        "",
        "2020",
        "2025",
        "current",
        "constant",
    }
