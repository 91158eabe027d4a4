"""Plain office sheets, panels and exports: each kind of fault once, read as a person would."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from yq_analysis.reading.files.grid import Book, cell_name
from yq_analysis.reading.files.sheets import open_book
from yq_analysis.reading.yearbook.reading import Reading, read_table

N = None


def workbook(
    path: Path,
    rows: list[list[object]],
    *,
    name: str = "Sheet1",
    formats: dict[str, str] | None = None,
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    book.save(path)
    return path


def keys(reading: Reading) -> list[tuple[object, ...]]:
    """(region, indicator, year or period, value, unit) of every figure."""
    return [
        (row.region, row.indicator, row.period or int(row.year), row.value, row.unit)
        for row in reading.observations.itertuples()
    ]


def test_a_per_cent_format_gives_per_cent_and_a_plain_fraction_beside_it_is_doubted(
    tmp_path: Path,
) -> None:
    rows = [
        ["指标", "2021年", "2022年", "2023年"],
        ["合格率", 0.981, 0.982, 0.993],
        ["人口(万人)", 1, 2, 3],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, formats={"B2": "0.0%", "C2": "0.0%"})
    found = read_table(path).observations
    assert list(found["value"])[:3] == [98.1, 98.2, 0.993]
    assert list(found["unit"])[:2] == ["%", "%"]
    assert list(found["flag"])[:3] == ["", "", "suspect"]


def test_a_row_of_figures_near_2000_is_no_second_header(tmp_path: Path) -> None:
    rows = [
        ["指标", "2019年", "2020年", "2021年"],
        ["能源消费总量", 1910, 1920, 1930],
        ["人口", 2001, 2002, 2003],
    ]
    found = keys(read_table(workbook(tmp_path / "a.xlsx", rows)))
    assert ("", "能源消费总量", 2019, 1910.0, "") in found
    assert ("", "人口", 2021, 2003.0, "") in found
    assert len(found) == 6


def test_a_panel_knows_its_codes_places_and_years_whatever_stands_first(tmp_path: Path) -> None:
    rows = [
        ["id", "省份", "城市", "城市代码", "年度标识", "城市类别", "GDP/亿元"],
        *[
            [number, "陕西省", city, code, year, "地级市", 100.5 + number]
            for number, (city, code, year) in enumerate(
                (city, code, year)
                for city, code in (("榆林市", 610800), ("延安市", 610600))
                for year in (2020, 2021)
            )
        ],
    ]
    assert keys(read_table(workbook(tmp_path / "a.xlsx", rows))) == [
        ("榆林市", "GDP", 2020, 100.5, "亿元"),
        ("榆林市", "GDP", 2021, 101.5, "亿元"),
        ("延安市", "GDP", 2020, 102.5, "亿元"),
        ("延安市", "GDP", 2021, 103.5, "亿元"),
    ]


def test_one_name_under_two_parents_keeps_its_parent(tmp_path: Path) -> None:
    rows = [["市", "区", "年份", "人口（万人）"]] + [
        [city, "新城区", year, 1.5] for city in ("云川市", "雾山市") for year in (2020, 2021)
    ]
    found = read_table(workbook(tmp_path / "a.xlsx", rows)).observations
    assert set(found["region"]) == {"云川市/新城区", "雾山市/新城区"}


def test_a_long_list_of_indicators_gives_each_its_name_and_unit(tmp_path: Path) -> None:
    rows = [["地区", "指标", "年份", "数值", "单位"]] + [
        [place, item, year, 1.5, unit]
        for place in ("甲县", "乙县")
        for year in (2020, 2021)
        for item, unit in (("地区生产总值", "亿元"), ("常住人口", "万人"))
    ]
    found = read_table(workbook(tmp_path / "a.xlsx", rows)).observations
    assert set(zip(found["indicator"], found["unit"], strict=True)) == {
        ("地区生产总值", "亿元"),
        ("常住人口", "万人"),
    }
    assert len(found) == 8


def test_parts_of_a_year_are_never_the_year(tmp_path: Path) -> None:
    rows = [
        ["指标", "2023年一季度", "2023年上半年", "2023年前三季度", "2023年"],
        ["地区生产总值（亿元）", 1.5, 2.5, 3.5, 4.5],
    ]
    found = read_table(workbook(tmp_path / "a.xlsx", rows)).observations
    assert list(found["period"]) == ["2023Q1", "2023年上半年", "2023年前三季度", ""]
    assert set(found["year"]) == {2023}


def test_hidden_rows_and_columns_are_flagged_and_said(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["地区", "2020年", "2021年"], ["甲县", 1.5, 2.5], ["乙县", 3.5, 4.5]]
    )
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.save(path)
    reading = read_table(path)
    assert list(reading.observations["flag"]) == ["hidden", "", "hidden", "hidden"]
    assert any("隐藏" in line for line in reading.log)


def test_a_unit_stands_in_a_comment_in_a_row_of_its_own_or_below(tmp_path: Path) -> None:
    rows = [
        ["地区", "地区生产总值", "常住人口"],
        [N, "亿元", "万人"],
        ["甲县", 1.5, 2.5],
        ["乙县", 3.5, 4.5],
    ]
    own_row = read_table(workbook(tmp_path / "a.xlsx", rows)).observations
    assert list(own_row["unit"]) == ["亿元", "万人"] * 2
    below = read_table(
        workbook(tmp_path / "b.xlsx", [rows[0], *rows[2:], ["单位：亿元、万人"]])
    ).observations
    assert list(below["unit"]) == ["亿元", "万人"] * 2
    path = workbook(tmp_path / "c.xlsx", [rows[0], *rows[2:]])
    book = openpyxl.load_workbook(path)
    book.active["B1"].comment = openpyxl.comments.Comment("单位：亿元", "统计局")
    book.save(path)
    assert list(read_table(path).observations["unit"]) == ["亿元", ""] * 2


def test_nothing_printed_about_a_place_stays_empty_and_markets_are_no_places(
    tmp_path: Path,
) -> None:
    rows = [
        ["表3 2022年技术市场成交情况"],
        ["指标", "合同数（项）", "成交额（亿元）"],
        ["总计", 120, 30.5],
        ["技术开发", 80, 20.5],
    ]
    assert set(read_table(workbook(tmp_path / "a.xlsx", rows)).observations["region"]) == {""}


def test_an_open_document_with_per_cent_and_repeated_cells_is_read(tmp_path: Path) -> None:
    cells = (
        '<t:table-row><t:table-cell o:value-type="string"><x:p>地区</x:p></t:table-cell>'
        '<t:table-cell o:value-type="string"><x:p>2020年合格率</x:p></t:table-cell></t:table-row>'
        '<t:table-row><t:table-cell o:value-type="string"><x:p>甲县</x:p></t:table-cell>'
        '<t:table-cell o:value-type="percentage" o:value="0.985"><x:p>98.5%</x:p></'
        "t:table-cell></t:table-row>"
        '<t:table-row t:number-rows-repeated="1000000"><t:table-cell '
        't:number-columns-repeated="16000"/></t:table-row>'
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("o", "office"), ("t", "table"), ("x", "text"))
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<o:document-content {spaces}><o:body><o:spreadsheet><t:table t:name="表">{cells}'
            "</t:table></o:spreadsheet></o:body></o:document-content>",
        )
    assert keys(read_table(path)) == [("甲县", "合格率", 2020, 98.5, "%")]


# ------------------------------------------------------------------ an independent count
def _numbers_of(book: Book) -> set[tuple[str, str]]:
    """Every filled cell of a book that is a number, or text that begins or ends like one, by its
    own rule.
    """
    found = set()
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            text = unicodedata.normalize("NFKC", str(cell.value)).strip()
            plain = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
            if plain or re.fullmatch(r"[-+]?\d[\d,]*(?:\.\d+)?%?", text):
                found.add((sheet.name, cell_name(row, column)))
    return found


@pytest.mark.parametrize("folder", ["cases/yearbook", "yearbook/files"])
def test_every_number_is_a_figure_or_stands_in_the_leftover_with_its_reason(
    shared: Path, folder: str
) -> None:
    files = sorted(
        path
        for path in (shared / folder).iterdir()
        if path.suffix in (".xlsx", ".xls", ".csv", ".ods", ".tsv") and "truth" not in path.name
    )
    for path in files[:: 1 if "cases" in folder else 6]:
        reading = read_table(path)
        stands = {
            (str(row.sheet), row.cell)
            for table in (reading.observations, reading.leftover)
            for row in table.itertuples()
        }
        assert _numbers_of(open_book(path)) <= stands, path.name
        assert reading.leftover["reason"].str.len().gt(0).all()


def test_letters_of_columns_are_those_of_a_spreadsheet() -> None:
    assert [cell_name(0, column) for column in (0, 25, 26, 701, 702)] == [
        f"{get_column_letter(column + 1)}1" for column in (0, 25, 26, 701, 702)
    ]
