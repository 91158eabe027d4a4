"""What offices write that yearbooks do not: short years, units in titles, months, sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sheets import figures, read, sheet

from yq_analysis.reading.yearbook.reading import read_table

N = None


def keys(*sheets_: Any) -> list[tuple[Any, ...]]:
    """(region, indicator, year, period, value, unit) of every figure."""
    found = figures(*sheets_)[["region", "indicator", "year", "period", "value", "unit"]]
    return [tuple(row) for row in found.itertuples(index=False)]


@pytest.mark.parametrize(
    "heads", [["2022A", "2023E"], ["FY2022", "FY2023"], ["'22", "'23"], ["FY22", "FY23"]]
)
def test_years_as_analysts_write_them_date_their_columns(heads: list[str]) -> None:
    rows = [
        ["能源消费总量（万吨标准煤）"],
        ["地区", *heads],
        ["甲区", 1.5, 2.5],
        ["乙县", 3.5, 4.5],
    ]
    assert keys(sheet(rows)) == [
        ("甲区", "能源消费总量", 2022, "", 1.5, "万吨标准煤"),
        ("甲区", "能源消费总量", 2023, "", 2.5, "万吨标准煤"),
        ("乙县", "能源消费总量", 2022, "", 3.5, "万吨标准煤"),
        ("乙县", "能源消费总量", 2023, "", 4.5, "万吨标准煤"),
    ]


def test_a_table_right_below_another_has_its_own_title_and_unit() -> None:
    rows = [
        ["表1 发明专利授权量", N, "单位：件"],
        ["区县", "2022年", "2023年"],
        ["甲区", 12, 15],
        ["乙县", 3, 4],
        ["表2 研发经费", N, "单位：万元"],
        ["区县", "2022年", "2023年"],
        ["甲区", 620, 750],
        ["乙县", 130, 140],
    ]
    found = keys(sheet(rows))
    assert [row[1] for row in found] == ["发明专利授权量"] * 4 + ["研发经费"] * 4
    assert [row[5] for row in found] == ["件"] * 4 + ["万元"] * 4


def test_the_months_of_a_title_hold_for_every_figure_and_for_last_years_too() -> None:
    rows = [
        ["2024年1-9月主要指标（单位：亿元）"],
        ["指标", "本年累计", "上年同期", "同比（%）"],
        ["投资", 5.5, 5.0, 10.0],
        ["零售额", 3.3, 3.0, 10.0],
    ]
    assert keys(sheet(rows))[:3] == [
        ("", "投资|本年累计", 2024, "2024年1-9月", 5.5, "亿元"),
        ("", "投资|上年同期", 2023, "2023年1-9月", 5.0, "亿元"),
        ("", "投资|本年累计/同比", 2024, "2024年1-9月", 10.0, "%"),
    ]


def test_a_bare_同比_is_said_of_the_column_on_its_left() -> None:
    rows = [
        ["年度", "单位GDP能耗（吨标准煤/万元）", "同比（%）"],
        [2021, 0.41, -3.2],
        [2022, 0.40, -2.6],
        [2023, 0.38, -4.5],
    ]
    assert {row[1] for row in keys(sheet(rows))} == {"单位GDP能耗", "单位GDP能耗|同比"}


def test_items_in_a_column_of_their_own_are_parts_of_the_item_on_their_left() -> None:
    rows = [
        ["盐城市能源平衡表（2022年）"],
        ["项目", N, "原煤（万吨）", "电力（亿千瓦时）"],
        ["一、可供量", N, 310.2, 55.1],
        ["二、终端消费量", N, 200.1, 52.2],
        [N, "工业", 150.0, 30.1],
        [N, "居民生活", 50.1, 22.1],
    ]
    found = keys(sheet(rows))
    assert found[4] == ("盐城市", "终端消费量/工业|原煤", 2022, "", 150.0, "万吨")
    assert {row[0] for row in found} == {"盐城市"}


def test_years_set_with_blanks_between_the_digits_are_years() -> None:
    rows = [["年 份", "总人口（人）"], ["2 0 2 1", "456,789"], ["2022", "457 001"]]
    assert [row[2:5] for row in keys(sheet(rows))] == [(2021, "", 456789.0), (2022, "", 457001.0)]


def test_a_dash_has_the_unit_that_the_figures_of_its_column_carry() -> None:
    rows = [["2023年投资增速"], ["乡镇", "投资增速"], ["甲镇", "5.6%"], ["乙乡", "—"]]
    assert [row[5] for row in keys(sheet(rows))] == ["%", "%"]


@pytest.mark.parametrize(
    "corner", ["区县", "县（市、区）", "园区", "企业名称", "乡镇（街道）", "单位"]
)
def test_two_numeric_years_are_a_header_whatever_stands_in_the_corner(corner: str) -> None:
    rows = [["用水量（万立方米）"], [corner, 2022, 2023], ["甲", 1.5, 2.5], ["乙", 3.5, 4.5]]
    assert [(row[2], row[4]) for row in keys(sheet(rows))] == [
        (2022, 1.5),
        (2023, 2.5),
        (2022, 3.5),
        (2023, 4.5),
    ]


def test_one_numeric_year_over_figures_is_a_header() -> None:
    rows = [["企业", 2023], ["甲公司", 120.5], ["乙公司", 35.5], ["丙公司", 12]]
    assert keys(sheet(rows)) == [
        ("", "甲公司", 2023, "", 120.5, ""),
        ("", "乙公司", 2023, "", 35.5, ""),
        ("", "丙公司", 2023, "", 12.0, ""),
    ]


def test_names_and_figures_without_any_header_are_read_where_units_say_what_they_are() -> None:
    rows = [
        ["清河县2023年概况"],
        ["户籍人口（万人）", 35.2, "财政收入（亿元）", 9.4],
        ["土地面积（平方公里）", 1520, "粮食产量（万吨）", 38.2],
        ["地区生产总值（亿元）", 218.3, "用电量（亿千瓦时）", 5.5],
    ]
    found = keys(sheet(rows))
    assert len(found) == 6
    assert ("清河县", "土地面积", 2023, "", 1520.0, "平方公里") in found
    assert ("清河县", "粮食产量", 2023, "", 38.2, "万吨") in found


def test_figures_that_nothing_names_a_unit_for_are_left_over_without_a_header() -> None:
    found = read(sheet([["附件"], ["张三", 13], ["李四", 15]]))
    assert found.observations == []
    assert {row[2] for row in found.leftover} == {"13", "15"}


def test_a_row_of_growth_is_said_of_the_row_above_it() -> None:
    rows = [
        ["指标", "2022年", "2023年"],
        ["地区生产总值（亿元）", 110.5, 120.5],
        ["增速（%）", 6.5, 7.5],
        ["工业增加值（亿元）", 55.5, 60.5],
        ["增速（%）", 9.5, 10.5],
    ]
    named = ["地区生产总值", "地区生产总值|增速", "工业增加值", "工业增加值|增速"]
    assert [row[1] for row in keys(sheet(rows))][::2] == named


def test_a_year_without_a_merge_reaches_over_the_names_that_come_back_below_it() -> None:
    rows = [
        ["县区", "2022年", N, "2023年", N],
        [N, "GDP(亿元)", "人口(万人)", "GDP(亿元)", "人口(万人)"],
        ["甲区", 101, 50.1, 110, 50.4],
        ["乙县", 51, 30.1, 52, 30.0],
    ]
    assert [row[1:3] for row in keys(sheet(rows))][:4] == [
        ("GDP", 2022),
        ("人口", 2022),
        ("GDP", 2023),
        ("人口", 2023),
    ]


def test_what_a_database_says_of_its_series_is_no_part_of_their_names() -> None:
    rows = [
        ["指标名称", "GDP", "用电量"],
        ["频率", "年", "年"],
        ["单位", "亿元", "亿千瓦时"],
        ["来源", "国家统计局", "国家能源局"],
        ["2021年", 100.5, 5.5],
        ["2022年", 110.5, 6.5],
    ]
    assert keys(sheet(rows))[:2] == [
        ("", "GDP", 2021, "", 100.5, "亿元"),
        ("", "用电量", 2021, "", 5.5, "亿千瓦时"),
    ]


def test_flags_in_a_column_of_their_own_go_to_the_figures_before_them() -> None:
    rows = [
        ["Energy intensity"],
        ["UNIT", "Kilograms per thousand euro"],
        ["GEO/TIME", 2020, N, 2021, N],
        ["Belgium", 122.1, N, 120.2, "p"],
        ["Bulgaria", 400.5, "b", 395.1, N],
    ]
    found = figures(sheet(rows))
    assert list(found["flag"]) == ["", "p", "b", ""]
    assert set(found["unit"]) == {"Kilograms per thousand euro"}
    assert list(found["year"]) == [2020, 2021, 2020, 2021]


def test_a_merged_year_and_a_merged_unit_hold_for_their_rows() -> None:
    months = [
        ["年份", "月份", "用电量（万千瓦时）"],
        ["2023年", "1月", 10.5],
        [N, "2月", 11.5],
        ["2024年", "1月", 13.5],
        [N, "2月", 14.5],
    ]
    found = keys(sheet(months, merges=("A2:A3", "A4:A5")))
    assert [row[2:4] for row in found] == [
        (2023, "2023年1月"),
        (2023, "2023年2月"),
        (2024, "2024年1月"),
        (2024, "2024年2月"),
    ]
    places = [
        ["指标", "县区", "2022年", "2023年"],
        ["GDP（亿元）", "甲区", 1.5, 2.5],
        [N, "乙县", 3.5, 4.5],
        ["能耗（吨标准煤）", "甲区", 5.5, 6.5],
        [N, "乙县", 7.5, 8.5],
    ]
    found = keys(sheet(places, merges=("A2:A3", "A4:A5")))
    assert [(row[0], row[1], row[5]) for row in found][::2] == [
        ("甲区", "GDP", "亿元"),
        ("乙县", "GDP", "亿元"),
        ("甲区", "能耗", "吨标准煤"),
        ("乙县", "能耗", "吨标准煤"),
    ]


def test_words_beside_a_title_and_signatures_below_a_table_are_neither_header_nor_rows() -> None:
    rows = [
        ["2022年各区专利情况", N, N, "备注"],
        ["区", "授权量（件）", "有效量（件）"],
        ["甲区", 100, 300],
        ["乙区", 200, 500],
        ["制表：李某　审核：王某　2024年2月1日"],
    ]
    found = keys(sheet(rows))
    assert len(found) == 4
    assert {row[2] for row in found} == {2022}


@pytest.mark.parametrize("heads", [["二〇二二年", "二〇二三年"], ["22年", "23年"]])
def test_years_in_chinese_digits_or_in_two_digits_are_years(heads: list[str]) -> None:
    rows = [["各区GDP（亿元）"], ["区", *heads], ["甲区", 1.5, 2.5], ["乙区", 3.5, 4.5]]
    assert [row[1:3] for row in keys(sheet(rows))] == [("GDP", 2022), ("GDP", 2023)] * 2


def test_ten_and_twenty_years_are_spans_and_no_dates() -> None:
    rows = [["国债发行（亿元）"], ["期限", "10年", "20年"], ["甲区", 1.5, 2.5], ["乙区", 3.5, 4.5]]
    assert {row[2] for row in keys(sheet(rows)) if not pd.isna(row[2])} == set()


def test_a_part_under_a_section_belongs_to_the_row_above_it() -> None:
    rows = [
        ["指标", "单位", "2022年", "2023年"],
        ["一、人口", N, N, N],
        ["常住人口", "万人", 20.5, 20.4],
        ["其中：城镇", "万人", 10.5, 10.8],
        ["二、能源", N, N, N],
        ["能源消费总量", "万吨标准煤", 80.5, 82.5],
    ]
    named = ["人口/常住人口", "人口/常住人口/城镇", "能源/能源消费总量"]
    assert [row[1] for row in keys(sheet(rows))][::2] == named


def test_an_error_of_the_spreadsheet_is_a_gap_and_takes_no_year_from_its_column() -> None:
    rows = [
        ["招商（亿元）"],
        ["区", "2022年", "2023年"],
        ["甲区", 1.5, "#N/A"],
        ["乙区", 2.5, "#DIV/0!"],
        ["丙区", 3.5, "待定"],
        ["丁区", 4.5, 7.5],
    ]
    found = figures(sheet(rows)).set_index("cell")
    assert found.loc["C6", "value"] == 7.5
    assert list(found.loc[["C3", "C4"], "flag"]) == ["missing", "missing"]


def test_fields_of_a_text_file_may_be_set_apart_by_blanks(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "各区GDP（亿元）\n地区    2022年   2023年\n甲区    1.5      2.5\n乙县    3.5      4.5\n"
    path.write_text(text, encoding="gb18030")
    found = read_table(path).observations
    assert list(found["value"]) == [1.5, 2.5, 3.5, 4.5]
    assert set(found["indicator"]) == {"GDP"}


def test_what_is_counted_may_stand_anywhere_in_a_files_name(tmp_path: Path) -> None:
    path = tmp_path / "B24_新增专利.csv"
    path.write_text("地区|2022年|2023年\n甲区|1234.5|2234.5\n乙县|11.5|12.5\n", encoding="utf-8")
    assert set(read_table(path).observations["indicator"]) == {"新增专利"}


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ([202301, 202302], [(2023, "2023年1月"), (2023, "2023年2月")]),
        (["2021/12/31", "2022/12/31"], [(2021, ""), (2022, "")]),
        (["20210131", "20210228"], [(2021, "2021年1月"), (2021, "2021年2月")]),
    ],
)
def test_a_panel_dated_by_month_or_by_the_last_day_of_the_year(
    times: list[Any], said: list[tuple[int, str]]
) -> None:
    rows: list[list[Any]] = [["日期", "区县", "用电量（万千瓦时）", "户数（户）"]]
    for time in times:
        rows += [[time, "甲区", len(rows) * 1.5, 100], [time, "乙区", len(rows) * 2.5, 200]]
    found = keys(sheet(rows))
    assert [row[2:4] for row in found][::4] == said


def test_a_series_with_the_last_day_of_each_year_is_yearly() -> None:
    rows = [["指标名称", "GDP（亿元）"], ["2021-12-31", 100.5], ["2022-12-31", 110.5]]
    assert [row[2:4] for row in keys(sheet(rows))] == [(2021, ""), (2022, "")]


def test_a_share_beside_figures_of_one_year_is_of_that_year() -> None:
    rows = [
        ["指标", "2023年", "占比%"],
        ["产值（亿元）", 500.5, 100],
        ["高技术（亿元）", 100.5, 20.1],
    ]
    assert {row[2] for row in keys(sheet(rows))} == {2023}


def test_unit_and_indicator_in_one_line_below_a_table_are_both_heard() -> None:
    rows = [["地区", "2021年", "2022年"], ["甲区", 1.5, 2.5], ["乙区", 3.5, 4.5]]
    found = keys(sheet([*rows, ["单位：亿元　指标：工业增加值"]]))
    assert {(row[1], row[5]) for row in found} == {("工业增加值", "亿元")}


@pytest.mark.parametrize("columns", [1, 2, 4])
def test_a_form_that_counts_its_columns_has_no_row_called_甲(columns: int) -> None:
    heads = ["年初库存", "购进量", "消费量", "年末库存"][:columns]
    rows = [
        ["能源购进、消费与库存"],
        ["2023年"],
        ["能源名称", "计量单位", *heads],
        ["甲", "乙", *range(1, columns + 1)],
        ["原煤", "吨", *(10.5 + n for n in range(columns))],
        ["电力", "万千瓦时", *(20.5 + n for n in range(columns))],
    ]
    found = keys(sheet(rows))
    assert [row[1].split("|")[0] for row in found] == ["原煤"] * columns + ["电力"] * columns
    assert {row[5] for row in found} == {"吨", "万千瓦时"}


def test_a_rate_of_change_is_not_said_of_the_amount_of_the_change() -> None:
    rows = [
        ["项目", "2023年", "2022年", "增减额", "增减率（%）"],
        ["收入（亿元）", 100.5, 95.5, 5, 5.2],
        ["支出（亿元）", 200.5, 190.5, 10, 5.2],
    ]
    assert [row[1] for row in keys(sheet(rows))][:4] == [
        "收入",
        "收入",
        "收入|增减额",
        "收入|增减率",
    ]


@pytest.mark.parametrize("unit", ["m²/人", "万tCO2", "μg/m3", "MWh", "GJ", "mg/L"])
def test_units_in_latin_letters_are_units(unit: str) -> None:
    rows = [["指标", "2022", "2023"], [f"甲项({unit})", 50.5, 51.5], ["乙项(吨)", 1.5, 2.5]]
    assert keys(sheet(rows))[0] == ("", "甲项", 2022, "", 50.5, unit)


@pytest.mark.parametrize("city", ["盐城市", "运城市", "晋城市", "聊城市"])
def test_a_city_whose_name_ends_in_城_is_a_place(city: str) -> None:
    rows = [["地区", "2022年", "2023年"], [city, 1.5, 2.5], ["甲市", 3.5, 4.5]]
    rows = [["用电量（亿千瓦时）"], *rows]
    assert {row[0] for row in keys(sheet(rows))} == {city, "甲市"}


REPORT = [
    ["云岭县2024年国民经济和社会发展统计公报"],
    ["全年能源消费总量98.6万吨标准煤，比上年增长2.1%。单位地区生产总值能耗下降3.9%。"],
    ["年末常住人口31.25万人，其中城镇常住人口16.02万人，城镇化率51.26%，比上年末提高0.8个百分点。"],
    ["全年规模以上工业企业实现营业收入182.3亿元，增长9.0%；利润总额10.52亿元，下降4.3%。"],
    ["2023年末从业人员12.5万人。居民收入分别增长5.5%和6.1%。"],
]


def test_sentences_of_a_communiqué_are_figures_where_it_has_no_table() -> None:
    found = read(sheet(REPORT, name="text"), kind="docx")
    said = [(row[1], row[2], row[4], row[5]) for row in found.observations]
    assert said == [
        ("能源消费总量", 2024, 98.6, "万吨标准煤"),
        ("能源消费总量|比上年增长", 2024, 2.1, "%"),
        ("单位地区生产总值能耗|比上年增长", 2024, -3.9, "%"),
        ("常住人口", 2024, 31.25, "万人"),
        ("常住人口/城镇常住人口", 2024, 16.02, "万人"),
        ("城镇化率", 2024, 51.26, "%"),
        ("规模以上工业企业营业收入", 2024, 182.3, "亿元"),
        ("规模以上工业企业营业收入|比上年增长", 2024, 9.0, "%"),
    ]
    assert {row[0] for row in found.observations} == {"云岭县"}


def test_a_clause_that_may_mean_two_things_is_listed_as_it_stands() -> None:
    found = read(sheet(REPORT, name="text"), kind="docx")
    assert [row[2] for row in found.leftover] == [
        "云岭县2024年国民经济和社会发展统计公报",
        "比上年末提高0.8个百分点",
        "利润总额10.52亿元",  # of the enterprises, or of all?
        "下降4.3%",
        "2023年末从业人员12.5万人",
        "居民收入分别增长5.5%和6.1%",
    ]


def test_beside_tables_the_sentences_are_listed_with_what_they_say() -> None:
    table = [["2024年财政"], ["指标", "数值（亿元）"], ["收入", 5.5], ["支出", 7.5]]
    found = read(sheet(table, name="table1"), sheet(REPORT, name="text"), kind="docx")
    assert [row[1] for row in found.observations] == ["收入", "支出"]
    assert len(found.sentences) == 8
    listed = [row[2] for row in found.leftover if row[3].code == "left_sentence"]
    assert listed[0] == "能源消费总量 98.6万吨标准煤"


def test_a_communiqué_on_a_page_without_a_table_is_read_from_its_sentences(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    lines = ["首页 > 统计公报", *(row[0] for row in REPORT), "版权所有：云岭县统计局"]
    body = "".join(f"<p>{line}</p>" for line in lines)
    path.write_text(f"<html><meta charset='utf-8'><body>{body}</body></html>", encoding="utf-8")
    found = read_table(path)
    assert len(found.observations) == 8
    assert set(found.observations["region"]) == {"云岭县"}
    assert set(found.observations["year"]) == {2024}


def test_a_page_of_sentences_that_is_no_communiqué_gives_no_figure(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><body><p>会议于5月3日召开，到会120人。</p></body></html>", encoding="utf-8"
    )
    found = read_table(path)
    assert found.observations.empty
    assert list(found.leftover["text"]) == ["会议于5月3日召开，到会120人。"]


@pytest.mark.parametrize("text", ["12 34.5 12", "1" * 400, "1,234 5.6%"])
def test_a_cell_of_several_numbers_is_listed(text: str) -> None:
    found = read(sheet([[text]]))
    assert found.observations == []
    assert [(row[1], row[2]) for row in found.leftover] == [("A1", text)]
