"""Shapes that no file at hand has, planted with invented names: synthetic, to see that kinds are
read, not files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pandas as pd

from benchmarks.yearbook_score import KEYS, score
from yq_analysis.reading.yearbook.reading import read_table

Rows = Sequence[Sequence[object]]
GAP = float("nan")


def _workbook(folder: Path, *sheets: Rows, merges: Iterable[str] = ()) -> Path:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        for row, line in enumerate(rows, start=1):
            for column, value in enumerate(line, start=1):
                if value is not None:
                    sheet.cell(row, column, value)
        if number == 0:
            for area in merges:
                sheet.merge_cells(area)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def _text(folder: Path, content: str, *, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    (folder / name).write_bytes(content.encode(encoding))
    return folder / name


def _same(path: Path, wanted: list[tuple]) -> None:
    """Every wanted (region, indicator, year, value, unit, flag), and no row more."""
    truth = pd.DataFrame([(*row, "") if len(row) == 5 else row for row in wanted], columns=KEYS)
    result = score(read_table(path).observations[KEYS], truth)
    assert result.wrong == []
    assert result.output == len(wanted)


def _grid(
    regions: Iterable[tuple[str, Sequence[float]]], columns: Sequence[tuple[str, int, str]]
) -> list[tuple]:
    return [
        (region, item, year, value, unit)
        for region, values in regions
        for (item, year, unit), value in zip(columns, values, strict=True)
    ]


def test_years_down_the_rows_with_a_two_row_header(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["1-5  主要年份人口及变动情况"],
            [None] * 6 + ["单位：万人、‰"],
            ["年　份", "年末总\n人口", "按性别分", None, "按城乡分", None, "出生率"],
            [None, None, "男", "女", "城镇", "乡村"],
            ["1949", 120.5, 60.5, 60, 10, 110.5, 35.2],
            [1978, 200, 101, 99, 20, 180, 20.1],
        ],
        merges=["A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4"],
    )
    items = [
        ("年末总人口", "万人"),
        ("按性别分/男", "万人"),
        ("按性别分/女", "万人"),
        ("按城乡分/城镇", "万人"),
        ("按城乡分/乡村", "万人"),
        ("出生率", "‰"),
    ]
    _same(
        path,
        [
            ("", item, year, value, unit)
            for year, values in (
                (1949, (120.5, 60.5, 60, 10, 110.5, 35.2)),
                (1978, (200, 101, 99, 20, 180, 20.1)),
            )
            for (item, unit), value in zip(items, values, strict=True)
        ],
    )


def test_a_bilingual_table_of_years(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["2-1 人口主要指标"],
            ["Main Indicators of Population"],
            [
                "年  份\nYear",
                "年末常住人口\n(万人)\nPermanent Population\n(10 000 persons)",
                "#城镇人口\nUrban",
                "城镇化率(%)\nUrbanization Rate",
            ],
            ["2000", 3644, 1176, 32.27],
            ["2010", 3735, 1707, 45.7],
            ["2020", 3955, 2478, 62.66],
        ],
    )
    items = [("年末常住人口", "万人"), ("年末常住人口/城镇人口", "万人"), ("城镇化率", "%")]
    _same(
        path,
        [
            ("", item, year, value, unit)
            for year, values in (
                (2000, (3644, 1176, 32.27)),
                (2010, (3735, 1707, 45.7)),
                (2020, (3955, 2478, 62.66)),
            )
            for (item, unit), value in zip(items, values, strict=True)
        ],
    )


def test_years_in_the_rows_of_a_csv_with_units_in_its_header(tmp_path: Path) -> None:
    path = _text(
        tmp_path,
        "年份,地区生产总值（亿元）,人均地区生产总值（元）\n2015,2491.88,73453\n2016,2773.05,81764\n",
        encoding="gb18030",
    )
    _same(
        path,
        [
            ("", item, year, value, unit)
            for year, values in ((2015, (2491.88, 73453)), (2016, (2773.05, 81764)))
            for (item, unit), value in zip(
                (("地区生产总值", "亿元"), ("人均地区生产总值", "元")), values, strict=True
            )
        ],
    )


def test_a_csv_with_a_preamble_of_metadata(tmp_path: Path) -> None:
    path = _text(
        tmp_path,
        "数据库：分市年度数据\r\n指标：常住人口(万人)\r\n时间：2020-2021\r\n地区,2021年,2020年\r\n丁市,35.1,\r\n戊市,21.0,20.8\r\n数据来源：统计局\r\n",
    )
    _same(
        path,
        [
            ("丁市", "常住人口", 2021, 35.1, "万人"),
            ("丁市", "常住人口", 2020, GAP, "万人", "missing"),
            ("戊市", "常住人口", 2021, 21.0, "万人"),
            ("戊市", "常住人口", 2020, 20.8, "万人"),
        ],
    )


LEFT = [
    ["5-2 各县工业(2020年)"],
    ["单位：万元"],
    ["地区", "总产值"],
    ["全市", 300],
    ["甲县", 100],
    ["乙县", 200],
]
RIGHT = [["5-2 续表"], ["单位：万元"], ["地区", "利润"], ["全市", 30], ["甲县", 10], ["乙县", 20]]
BOTH = [
    (region, item, 2020, value * times, "万元")
    for region, value in (("全市", 30), ("甲县", 10), ("乙县", 20))
    for item, times in (("总产值", 10), ("利润", 1))
]


def test_a_continuation_below_beside_or_on_the_next_sheet_is_the_same_table(tmp_path: Path) -> None:
    beside = [[*(left + [None] * 3)[:3], *right] for left, right in zip(LEFT, RIGHT, strict=True)]
    for sheets in ([[*LEFT, [], *RIGHT]], [LEFT, RIGHT], [beside]):
        _same(_workbook(tmp_path, *sheets), BOTH)


def test_one_table_set_in_two_columns_side_by_side(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["各县耕地面积(2020年)"],
            ["单位：公顷"],
            ["县", "耕地面积", "县", "耕地面积"],
            ["甲县", 1.5, "丁县", 4.5],
            ["乙县", 2.5, "戊县", 5.5],
            ["丙县", 3.5, "己县", 6.5],
        ],
    )
    _same(
        path,
        [
            (f"{name}县", "耕地面积", 2020, number + 1.5, "公顷")
            for number, name in enumerate("甲乙丙丁戊己")
        ],
    )


def test_plan_periods_are_no_years(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["固定资产投资"],
            ["单位：亿元"],
            ["指标", "“十三五”时期", "“十四五”时期", "2021年"],
            ["投资总额", 100, 200, 50],
            ["房地产开发投资", 10, 20, 5],
        ],
    )
    _same(
        path,
        [
            ("", item, year, value, "亿元")
            for item, values in (("投资总额", (100, 200, 50)), ("房地产开发投资", (10, 20, 5)))
            for year, value in zip(("", "", 2021), values, strict=True)
        ],
    )
    periods = read_table(path).observations["period"].dropna()
    assert sum("五" in str(period) or "-" in str(period) for period in periods) == 4


def test_units_in_a_row_of_their_own_under_merged_names(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["表3 某省各市农业(2022)"],
            ["市别", "粮食", None, "蔬菜"],
            [None, "面积", "产量", "面积", "产量"],
            [None, "(万亩)", "(万吨)", "(万亩)", "(万吨)"],
            ["合计", 9, 90, 8, 80],
            ["子市", 4, 40, 3, 30],
            ["丑市", 5, 50, 5, 50],
        ],
        merges=["A2:A4", "B2:C2", "D2:E2"],
    )
    columns = [
        ("粮食/面积", 2022, "万亩"),
        ("粮食/产量", 2022, "万吨"),
        ("蔬菜/面积", 2022, "万亩"),
        ("蔬菜/产量", 2022, "万吨"),
    ]
    _same(
        path,
        _grid(
            [("合计", (9, 90, 8, 80)), ("子市", (4, 40, 3, 30)), ("丑市", (5, 50, 5, 50))], columns
        ),
    )


def test_regions_over_years_in_a_header_of_two_rows(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["各区能源消费"],
            [None, "甲区", None, "乙区"],
            ["指标", "2020年", "2021年", "2020年", "2021年"],
            ["能源消费总量(万吨标准煤)", 1, 2, 3, 4],
            ["  #煤炭", 0.5, 0.6, 0.7, 0.8],
        ],
        merges=["B2:C2", "D2:E2"],
    )
    _same(
        path,
        [
            (region, item, year, value, "万吨标准煤")
            for item, values in (
                ("能源消费总量", (1, 2, 3, 4)),
                ("能源消费总量/煤炭", (0.5, 0.6, 0.7, 0.8)),
            )
            for (region, year), value in zip(
                (("甲区", 2020), ("甲区", 2021), ("乙区", 2020), ("乙区", 2021)),
                values,
                strict=True,
            )
        ],
    )


def test_a_page_with_a_table_head_a_heading_and_a_unit_line(tmp_path: Path) -> None:
    path = _text(
        tmp_path,
        "<html><head><meta charset=utf-8><title>统计信息网</title></head><body><h2>表4 "
        "子市各区人口（2021年）</h2><p>单位：万人</p>"
        "<table><thead><tr><th>地区</th><th>常住人口</th><th>#城镇</th></tr></thead><tbody><tr><td>全市</td><td>10.5</td><td>5.5</td></tr>"
        "<tr><td>丑区</td><td>6.0</td><td>3.0</td></tr></tbody></table><p>数据来源：统计局</p></body></html>",
        name="a.html",
    )
    _same(
        path,
        _grid(
            [("全市", (10.5, 5.5)), ("丑区", (6.0, 3.0))],
            [("常住人口", 2021, "万人"), ("常住人口/城镇", 2021, "万人")],
        ),
    )


def test_serial_numbers_and_codes_are_no_figures_and_a_rank_is_one(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["各县农民收入（2020年）"],
            ["序号", "县名", "收入(元)", "位次"],
            [1, "甲县", 15000.5, 3],
            [2, "乙县", 16000.5, 2],
            [3, "丙县", 17000.5, 1],
        ],
    )
    _same(
        path,
        _grid(
            [("甲县", (15000.5, 3)), ("乙县", (16000.5, 2)), ("丙县", (17000.5, 1))],
            [("收入", 2020, "元"), ("位次", 2020, "位次")],
        ),
    )
    path = _workbook(
        tmp_path,
        [
            ["2019年各行业能源消费"],
            ["代码", "行业", "能源消费量(万吨标准煤)"],
            ["06", "煤炭开采和洗选业", 100.5],
            ["07", "石油和天然气开采业", 50.5],
        ],
    )
    _same(
        path,
        [
            ("", "煤炭开采和洗选业|能源消费量", 2019, 100.5, "万吨标准煤"),
            ("", "石油和天然气开采业|能源消费量", 2019, 50.5, "万吨标准煤"),
        ],
    )


def test_footnote_marks_signs_and_a_total_in_the_last_row(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["某市2020年房屋"],
            ["单位：万平方米"],
            ["区", "住宅", "办公楼"],
            ["甲区", "12.5①", "…"],
            ["乙区", 10.5, "--"],
            ["合计", 23.0, 0.2],
            ["①含保障房。"],
            ["资料来源：房管局"],
        ],
    )
    _same(
        path,
        [
            ("甲区", "住宅", 2020, 12.5, "万平方米"),
            ("甲区", "办公楼", 2020, GAP, "万平方米", "below_unit"),
            ("乙区", "住宅", 2020, 10.5, "万平方米"),
            ("乙区", "办公楼", 2020, GAP, "万平方米", "not_applicable"),
            ("合计", "住宅", 2020, 23.0, "万平方米"),
            ("合计", "办公楼", 2020, 0.2, "万平方米"),
        ],
    )


def test_figures_that_look_like_years_stay_figures(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["各县企业数(2020年)"],
            ["单位：个"],
            ["地区", "企业数", "个体户"],
            ["甲县", 2019, 2020],
            ["乙县", 2021, 1998],
            ["丙县", 1987, 2010],
        ],
    )
    _same(
        path,
        _grid(
            [("甲县", (2019, 2020)), ("乙县", (2021, 1998)), ("丙县", (1987, 2010))],
            [("企业数", 2020, "个"), ("个体户", 2020, "个")],
        ),
    )


def test_row_groups_merged_downwards_are_parents(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path,
        [
            ["投入产出（2017年）"],
            ["单位：万元"],
            ["投入", "部门", "农业", "工业"],
            ["中间投入", "农业", 1.5, 2.5],
            [None, "工业", 3.5, 4.5],
            ["增加值", "劳动者报酬", 5.5, 6.5],
            [None, "营业盈余", 7.5, 8.5],
        ],
        merges=["A4:A5", "A6:A7"],
    )
    _same(
        path,
        [
            ("", f"{row}|{column}", 2017, value, "万元")
            for row, values in (
                ("中间投入/农业", (1.5, 2.5)),
                ("中间投入/工业", (3.5, 4.5)),
                ("增加值/劳动者报酬", (5.5, 6.5)),
                ("增加值/营业盈余", (7.5, 8.5)),
            )
            for column, value in zip(("农业", "工业"), values, strict=True)
        ],
    )
