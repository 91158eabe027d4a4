"""Habits of printed yearbooks, each on a small made-up sheet: (region, indicator, year, value,
unit) by hand.
"""

from __future__ import annotations

from tests.reading.yearbook.sheets import figures, rows, sheet
from yq_analysis.reading.yearbook.labels import parse_label


def test_an_empty_merged_cell_in_a_continuation_hangs_its_columns_under_the_parent_before() -> None:
    first = [
        ["7-5 各地区收入(2019年)"],
        ["单位:亿元"],
        ["地 区", "收入", "税收收入"],
        [None, None, None, "增值税"],
        ["北 京", 9, 5, 3],
        ["天 津", 8, 4, 2],
    ]
    second = [
        ["7-5 续表 1 continued"],
        ["单位:亿元"],
        ["地 区"],
        [None, "印花税", "车船税"],
        ["北 京", 1, 2],
        ["天 津", 3, 4],
    ]
    found = rows(
        sheet([*first, [], *second], merges=("A3:A4", "B3:B4", "C3:C4", "A10:A10", "B10:C10"))
    )
    assert ("北京", "税收收入/增值税", 2019, 3, "亿元") in found
    assert ("北京", "税收收入/印花税", 2019, 1, "亿元") in found
    assert ("天津", "税收收入/车船税", 2019, 4, "亿元") in found
    assert len(found) == 10


def test_a_group_ends_with_its_merged_cell() -> None:
    table = [
        ["2007年投入产出表"],
        ["单位：万元"],
        ["投入", None, "代码", "农业", "工业"],
        ["中间投入", "农业", "01", 1, 2],
        [None, "工业", 2, 3, 4],
        ["总投入", None, "TI", 4, 6],
    ]
    found = rows(sheet(table, merges=("A4:A5", "A6:B6")))
    assert [row[1] for row in found] == [
        "中间投入/农业|农业",
        "中间投入/农业|工业",
        "中间投入/工业|农业",
        "中间投入/工业|工业",
        "总投入|农业",
        "总投入|工业",
    ]
    assert [
        row[1] for row in rows(sheet([*table[:5], [None, "总投入", "TI", 4, 6]], merges=("A4:A5",)))
    ][-1] == "总投入|工业"


def test_a_total_above_numbered_rows_is_the_first_of_the_list() -> None:
    table = [
        ["能源消费(2007年)"],
        ["单位：万吨"],
        ["行业", "煤炭", "焦炭"],
        ["消费总量", 6, 3],
        ["一、农业", 1, 1],
        ["二、工业", 5, 2],
        ["  (一)采掘业", 2, 1],
    ]
    assert [row[1] for row in rows(sheet(table))][::2] == [
        "消费总量|煤炭",
        "农业|煤炭",
        "工业|煤炭",
        "工业/采掘业|煤炭",
    ]


def test_the_whole_in_two_years_then_its_places_for_the_later_year() -> None:
    body = [["年末总人口(人)", 700, 690, 1.4, 300, 400]]
    two = [
        ["3-6 户籍人口"],
        ["指  标", "全  市", None, None, "2018年各县(市、区)"],
        [None, "2018年", "2017年", "2018年比\r\n2017年增\r\n长(%)", "甲区", "乙县"],
        *body,
    ]
    one = [
        ["3-6 户籍人口"],
        ["指  标", "2018年", "2017年", "2018年比\r\n2017年增\r\n长(%)", "甲区", "乙县"],
        *body,
    ]
    item = "年末总人口"
    for whole, found in (
        ("全市", rows(sheet(two, merges=("A2:A3", "B2:D2", "E2:F2")))),
        ("", rows(sheet(one))),
    ):
        assert found == [
            (whole, item, 2018, 700, "人"),
            (whole, item, 2017, 690, "人"),
            (whole, f"{item}|比上年增长", 2018, 1.4, "%"),
            ("甲区", item, 2018, 300, "人"),
            ("乙县", item, 2018, 400, "人"),
        ]


def test_a_unit_alone_under_a_broken_name_is_the_unit_of_that_column() -> None:
    table = [
        ["各区卫生(2017)"],
        ["地  区", "床  位", "卫  生"],
        [None, "(张)", "技术人员", "# 医师"],
        [None, None, "(人)"],
        ["甲区", 1, 5, 2],
        ["乙区", 2, 6, 3],
    ]
    assert rows(sheet(table))[:3] == [
        ("甲区", "床位", 2017, 1, "张"),
        ("甲区", "卫生技术人员", 2017, 5, "人"),
        ("甲区", "卫生技术人员/医师", 2017, 2, "人"),
    ]


def test_figures_that_rise_like_years_beside_a_place_are_figures() -> None:
    table = [
        ["各地区论文(2019年)"],
        ["单位：篇"],
        ["地区", "SCI", "EI", "ISTP"],
        ["全国", 2000, 2001, 2003],
        ["北京", 15, 16, 17],
    ]
    assert len(figures(sheet(table))) == 6


def test_the_only_unit_that_labels_give_serves_rows_without_one() -> None:
    table = [
        ["4-5 石油平衡表"],
        ["项目", "2005年", "2007年"],
        ["可供量(万吨) Total", 9, 8],
        ["  出口量(-) Exports (-)", -2, -1],
        ["消费量(万吨)", 8, 7],
        ["平衡差额", 1, 1],
        ["自给率", 0.5, 0.6],
    ]
    found = rows(sheet(table))
    assert ("", "可供量/出口量(-)", 2005, -2, "万吨") in found
    assert ("", "平衡差额", 2007, 1, "万吨") in found
    assert ("", "自给率", 2007, 0.6, "") in found


def test_footnote_digits_after_a_latin_word_and_a_leading_per_cent_leave_the_name() -> None:
    assert parse_label("% exclusively breastfed9")[:3] == ("exclusively breastfed", "", "%")
    assert parse_label("Others(1)").name == "Others"


def test_a_part_mark_among_parts_is_a_part_of_its_left_neighbour() -> None:
    table = [
        ["表1 各区房屋（2012）"],
        ["地  区", "房屋(万平方米)", "其  中"],
        [None, None, "居住房屋", "非居住房屋", "# 办公楼"],
        ["甲区", 9, 5, 4, 2],
        ["乙区", 8, 5, 3, 1],
    ]
    found = rows(sheet(table, merges=("A2:A3", "B2:B3", "C2:E2")))
    assert [row[1] for row in found[:4]] == [
        "房屋",
        "房屋/居住房屋",
        "房屋/非居住房屋",
        "房屋/非居住房屋/办公楼",
    ]
    assert {row[4] for row in found} == {"万平方米"}


def test_a_name_over_one_column_beside_a_merged_one_with_the_same_words_below_is_a_level() -> None:
    table = [
        ["Costs"],
        [None, None, "Whole economy", None, "Manufacturing"],
        [None, None, "Unit labour", "Unit wage", "Unit wage"],
        [None, None, "costs", "costs", "costs"],
        [None, 1948, 4.2, 4.8, 6.4],
        [None, 1949, 4.3, 4.9, 6.3],
        [None, 1950, 4.4, 5.0, 6.5],
    ]
    assert [row[1] for row in rows(sheet(table, merges=("C2:D2",)))[:3]] == [
        "Whole economy/Unit labour costs",
        "Whole economy/Unit wage costs",
        "Manufacturing/Unit wage costs",
    ]


def test_a_bilingual_heading_keeps_its_per_cent_and_an_english_unit_gives_the_chinese_one() -> None:
    table = [
        ["5-2 能源消费"],
        ["项目", "2005年", "2007年"],
        ["消费总量(万吨标煤) Total", 9, 8],
        ["构成 (%)  Composition"],
        ["  煤炭   Coal", 70, 69],
        ["  石油   Oil", 30, 31],
    ]
    assert ("", "构成/煤炭", 2007, 69, "%") in rows(sheet(table))
    assert rows(
        sheet(
            [
                ["各地区专利(2014年)"],
                [None, None, "(piece)"],
                ["地区", "申请", "授权"],
                ["北京", 9, 8],
                ["天津", 7, 6],
            ]
        )
    )[0] == ("北京", "申请", 2014, 9, "件")


def test_a_second_table_below_a_note_begins_with_its_own_title() -> None:
    table = [
        ["2019年分县人口"],
        ["单位：人"],
        ["地区", "人口", "男"],
        ["甲县", 1, 1],
        ["乙县", 3, 2],
        ["注：公安数据。"],
        [],
        ["2020年分县土地"],
        ["单位：平方公里"],
        ["地区", "面积", "耕地"],
        ["甲县", 10, 5],
        ["乙县", 30, 6],
    ]
    found = rows(sheet(table))
    assert len(found) == 8
    assert found[::4] == [("甲县", "人口", 2019, 1, "人"), ("甲县", "面积", 2020, 10, "平方公里")]


def test_english_set_below_each_chinese_row_is_no_row() -> None:
    table = [
        ["能源平衡表(2007年)"],
        ["单位：万吨"],
        ["项目", "原煤", "焦炭"],
        ["一.可供量", 1, 2],
        ["Total Supply"],
        ["  1.生产量", 1, 1],
        ["    Production"],
        ["二.消费量", 1, 2],
        ["Consumption"],
    ]
    assert [row[1] for row in rows(sheet(table))][::2] == [
        "可供量|原煤",
        "可供量/生产量|原煤",
        "消费量|原煤",
    ]
