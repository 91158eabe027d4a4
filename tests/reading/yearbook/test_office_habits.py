"""What offices write that yearbooks do not: short years, units in titles, months, sentences."""

from __future__ import annotations

from typing import Any

import pytest
from sheets import figures, read, sheet

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
    listed = [row[2] for row in found.leftover if row[3] == "a figure of a running sentence"]
    assert listed[0] == "能源消费总量 98.6万吨标准煤"
