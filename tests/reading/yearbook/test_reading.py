"""Whole readings: what is written comes back, whatever way it is laid out; every number is
accounted for.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from sheets import read, rows, sheet

import yq_analysis as yq
from benchmarks.yearbook_score import numeric_cells
from yq_analysis.check import in_language
from yq_analysis.model import LEFTOVER, READING, TABLES
from yq_analysis.reading.files.grid import Book, Cell, cell_name
from yq_analysis.reading.yearbook.overrides import Recipe

_HAN = "云石木水火土山川日星风雨花鸟鱼虫竹松梅兰"
_SYLLABLES = st.text(_HAN, min_size=2, max_size=4)
_REGIONS = st.lists(_SYLLABLES.map(lambda name: name + "县"), min_size=3, max_size=6, unique=True)
_ITEMS = st.lists(_SYLLABLES.map(lambda name: name + "产量"), min_size=2, max_size=5, unique=True)
_YEARS = st.lists(st.integers(1980, 2030), min_size=2, max_size=5, unique=True).map(sorted)
_UNITS = st.sampled_from(["吨", "万人", "亿元", "公顷", "%"])
_LAYOUTS = st.sampled_from(
    ["regions by items", "regions by years", "items by years", "items by regions", "years by items"]
)


@given(_LAYOUTS, _REGIONS, _ITEMS, _YEARS, _UNITS, st.data())
def test_what_is_laid_out_in_any_of_the_usual_ways_is_read_back_with_all_its_keys(
    layout: str,
    regions: list[str],
    items: list[str],
    years: list[int],
    unit: str,
    data: st.DataObject,
) -> None:
    down, across = (
        {"regions": regions, "items": items, "years": years}[axis] for axis in layout.split(" by ")
    )
    value = {(d, a): float(data.draw(st.integers(1, 900))) + 0.5 for d in down for a in across}
    first, second = layout.split(" by ")
    corner = {"regions": "地  区", "items": "项  目", "years": "年 份"}[first]
    title = (
        "3-4 "
        f"{'各地区' if 'regions' in layout else ''}{items[0]}"
        f"{'' if 'years' in layout else '(' + str(years[0]) + '年)'}"
    )
    printed = [f"{name}年" if second == "years" else name for name in across]
    table = [
        [title],
        [f"单位：{unit}"],
        [corner, *printed],
        *([f"{d}年" if first == "years" else d, *(value[d, a] for a in across)] for d in down),
    ]

    def key(d: object, a: object) -> tuple[object, object, object]:
        said = {first: d, second: a}
        return said.get("regions", ""), said.get("items", items[0]), said.get("years", years[0])

    expected = [(*key(d, a), value[d, a], unit) for d in down for a in across]
    assert rows(sheet(table)) == expected


@given(st.randoms(use_true_random=False), st.integers(0, 12))
def test_no_disorder_makes_a_number_vanish_or_count_twice(random: object, times: int) -> None:
    book = Book(
        path="made up",
        kind="xls",
        sheets=(
            sheet(
                [
                    ["3-7 各地区栈道支出(2030年)"],
                    ["单位:万元"],
                    ["地 区", "栈道支出", None, None],
                    [None, None, "日常支出", "#自筹"],
                    ["全 国", 9.0, 5.0, 2.0],
                    ["  北 京", 4.0, "2", "…"],
                    ["  天 津", 5.0, 3.0, None],
                    [],
                    ["(续)"],
                    ["地 区", 2019.0, 2020.0],
                    ["北 京", 1.0, "1,24"],
                    ["注：1"],
                ],
                merges=("A3:A4", "B3:B4", "C3:D3"),
            ),
        ),
    )
    cells = dict(book.sheets[0].cells)
    for _ in range(times):
        a, b = random.sample(sorted(cells), 2)  # type: ignore[attr-defined]
        cells[a], cells[b] = cells[b], cells[a]
        if random.random() < 0.3:  # type: ignore[attr-defined]
            cells[random.choice(sorted(cells))] = Cell(
                value=random.choice(["续表", 2020.0, "—", "", "(1)", "1 2", "①"]), text=""
            )  # type: ignore[attr-defined]
    shuffled = replace(book, sheets=(replace(book.sheets[0], cells=cells),))
    found = read(*shuffled.sheets)
    places = Counter((row[8], row[9]) for row in found.observations) + Counter(
        row[:2] for row in found.leftover
    )
    assert all(places[place] == 1 for place in numeric_cells(shuffled))
    assert all(count == 1 for count in places.values())
    assert all(cell_name(*place) for place in found.roles["1"])


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [
        ["收成"],
        ["(初稿)"],
        ["代号", "谷子", "芝麻"],
        ["甲云县", 1, 2],
        ["作废", 9, 9],
        ["乙石县", 3, 4],
    ]:
        page.append(row)
    path = tmp_path / "收成.xlsx"
    book.save(path)
    return path


def test_a_reading_has_the_columns_that_the_other_rooms_expect(workbook: Path) -> None:
    reading = yq.read_table(workbook)
    assert list(reading.observations) == READING
    assert list(reading.leftover) == LEFTOVER
    assert list(reading.tables) == TABLES
    assert str(reading.observations["year"].dtype) == "Int64"
    assert str(reading.observations["value"].dtype) == "float64"
    assert len(reading.findings.columns) == 4
    assert "收成.xlsx" in repr(reading)
    assert "<" in reading._repr_html_()


def test_a_recipe_overrules_what_was_understood_and_the_log_says_so(workbook: Path) -> None:
    recipe = Recipe(
        year=2017,
        unit="石",
        region="丙木州",
        skip_rows=(4,),
        header_rows=(2,),
        label_columns=(0,),
        origin="MANIFEST.csv, row 2",
    )
    reading = yq.read_table(workbook, recipe=recipe)
    figures = reading.observations
    assert list(figures["value"]) == [1.0, 2.0, 3.0, 4.0]
    assert set(figures["year"]) == {2017}
    assert set(figures["unit"]) == {"石"}
    assert list(reading.leftover["cell"]) == ["B5", "C5"]
    assert any("MANIFEST.csv, row 2" in line and "year" in line for line in reading.log)


def test_a_file_that_is_not_there_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(yq.DataProblem, match="没有这个文件"):
        yq.read_table(tmp_path / "none.xls")


def test_the_reason_why_a_number_is_left_over_is_a_message_in_either_language(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("指标,2022年,2023年\n能耗（万吨）,12.5,≥13.5\n", encoding="utf-8")
    left = yq.read_table(path).leftover
    reason = left.loc[left["cell"] == "C2", "reason"].iloc[0]
    assert (str(reason), in_language(reason, "en")) == ("是界限，不是数值", "a bound, not a figure")
