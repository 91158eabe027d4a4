"""Sheets of kinds that agencies publish, made up with names that no list knows."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sheets import figures, read, rows, sheet

N = None


def test_levels_broken_names_and_units_in_the_header() -> None:
    found = rows(
        sheet(
            [
                ["表9.9 各区、县塔楼情况（2031）"],
                ["地  区", "塔  楼", "塔  楼", "其  中", "住户"],
                [N, "施工面积", "竣工面积", N, "（户）"],
                [N, "（万平方米）", "（万平方米）", "# 高层塔楼", N],
                ["总  计 ", 30.0, 20.0, 10.0, 5.0],
                ["  云浦区", 30.0, 20.0, "…", N],
            ],
            merges=("A2:A4", "D2:D3", "A1:E1"),
        )
    )
    assert found[:4] == [
        ("总计", "塔楼施工面积", 2031, 30.0, "万平方米"),
        ("总计", "塔楼竣工面积", 2031, 20.0, "万平方米"),
        ("总计", "塔楼竣工面积/高层塔楼", 2031, 10.0, "万平方米"),
        ("总计", "住户", 2031, 5.0, "户"),
    ]
    assert found[6] == ("云浦区", "塔楼竣工面积/高层塔楼", 2031, None, "万平方米")


def test_an_empty_merged_header_cell_makes_children_of_the_cell_beside_it() -> None:
    found = rows(
        sheet(
            [
                ["3-7 各地区栈道支出(2030年)"],
                ["单位:万元"],
                ["地 区", "栈道支出", N, N, N],
                [N, N, "日常支出", N, "#自筹"],
                [N, N, N, "#工钱", N],
                ["全 国", "9", "5", "3", "2"],
                ["北 京", "4", "2", "1", "1"],
            ],
            merges=("A3:A5", "B3:B5", "C3:E3", "C4:C5", "E4:E5"),
        )
    )
    assert [row[1] for row in found[:4]] == [
        "栈道支出",
        "栈道支出/日常支出",
        "栈道支出/日常支出/工钱",
        "栈道支出/自筹",
    ]
    assert {row[4] for row in found} == {"万元"}


def test_a_continuation_below_takes_over_title_year_unit_and_the_missing_parent() -> None:
    found = read(
        sheet(
            [
                ["7-5 分地区驿站收入(2029年)"],
                ["单位:亿元"],
                ["地 区", "驿站收", "税收", N],
                [N, "入总额", "茶税", "盐税"],
                ["全 国", "10", "6", "1"],
                ["北 京", "5", "3", "1"],
                ["天 津", "2", "1", N],
                [],
                ["7-5 续表 1 continued"],
                ["地 区", N, N, "捐款"],
                [N, "马税", "船税", N],
                ["全 国", "2", "1", "4"],
                ["北 京", "1", "1", "2"],
                ["天 津", "1", "1", "2"],
            ],
            merges=("A3:A4", "C3:D3", "A10:A11", "B10:C10", "D10:D11"),
        )
    )
    names = list(dict.fromkeys(row[1] for row in found.observations))
    assert names == ["驿站收入总额", "税收/茶税", "税收/盐税", "税收/马税", "税收/船税", "捐款"]
    assert {(row[2], row[5], row[7]) for row in found.observations} == {(2029, "亿元", "t1")}


def test_a_continuation_beside_starts_in_another_row() -> None:
    found = rows(
        sheet(
            [
                ["5-4 主要器物产量(2010年)", N, N, N, "5-4续表"],
                [N, N, N, N, "地 区", "布(亿米)"],
                ["地 区", "铜钟(亿吨)", "铁锅(万吨)", N, "全 国", "800.0"],
                ["全 国", "32.4", "20301.4", N, "北 京", "1.0"],
                ["北 京", "0.1", N, N, "天 津", "1.1"],
                ["天 津", "0.2", "3333.0", N, "河 北", "1.2"],
                ["河 北", "0.3", "599.0"],
            ]
        )
    )
    assert ("河北", "布", 2010, 1.2, "亿米") in found
    assert ("北京", "铁锅", 2010, None, "万吨") in found
    assert len(found) == 4 * 3


def test_growth_is_said_of_the_column_on_its_left_and_places_follow_in_the_same_header() -> None:
    found = rows(
        sheet(
            [
                ["2-1 主要指标"],
                ["指标", "计量\n单位", "全市", N, N, "甲云区", "乙石县"],
                [N, N, "2021年", "2020年", "2021年比\n2020年增\n长(%)", "2021年", "2021年"],
                ["灯笼", "万个", "3", "2", "50", "1", "2"],
                ["  红灯笼", "万个", "2", "1", "100", "1", "1"],
            ],
            merges=("A2:A3", "B2:B3", "C2:E2"),
        )
    )
    assert found[:5] == [
        ("全市", "灯笼", 2021, 3.0, "万个"),
        ("全市", "灯笼", 2020, 2.0, "万个"),
        ("全市", "灯笼|比上年增长", 2021, 50.0, "%"),
        ("甲云区", "灯笼", 2021, 1.0, "万个"),
        ("乙石县", "灯笼", 2021, 2.0, "万个"),
    ]
    assert found[5][1] == "灯笼/红灯笼"


def test_a_balance_crosses_rows_and_columns_and_keeps_ordinals_as_depth() -> None:
    found = rows(
        sheet(
            [
                ["6-26  陕西柴炭平衡表(实物量)-2007"],
                [],
                ["项        目", "Item", "木柴", "其他木"],
                [N, N, "(万吨)", "炭制品"],
                [N, N, "Firewood", "(亿担)"],
                [N, N, "(104 tn)", "Other"],
                [],
                [N, N, N, 126672.07],
                ["一.可供量", "Total Supply", 1.0, 3.0],
                ["  1.生产量", "  Production", 1.0, N],
                ["  2.库存增(-)、减(+)量", "  Stock Change", -1.0, 2.0],
                ["二.消费量", "Consumption", 1.0, 2.0],
                ["  1.作坊", "  Workshops", 1.0, 3.0],
                ["    #用作原料", "    Non-Energy", 1.0, 3.0],
            ]
        )
    )
    assert ("陕西", "可供量/库存增(-)、减(+)量|木柴", 2007, -1.0, "万吨") in found
    assert ("陕西", "消费量/作坊/用作原料|其他木炭制品", 2007, 3.0, "亿担") in found
    assert len(found) == 6 * 2


def test_a_number_in_a_gap_of_the_header_or_beside_the_table_is_left_over_with_a_reason() -> None:
    found = read(
        sheet(
            [
                ["1-1 石桥数"],
                ["项目", 2001.0, 2002.0],
                [N, 5.5],
                ["石桥", 1.0, 2.0, N, 77.0],
                ["木桥", 1.0, 2.0],
                ["铁桥", 3.0, 4.0],
            ]
        )
    )
    assert {(cell, bool(reason)) for _, cell, _, reason in found.leftover} == {
        ("B2", True),
        ("C2", True),
        ("B3", True),
        ("E4", True),
    }
    assert len(found.observations) == 6


def test_an_input_output_table_has_two_dimensions_groups_and_a_code_column() -> None:
    found = read(
        sheet(
            [
                ["2012年投入产出表"],
                [N, N, N, N, N, "单位：万元"],
                [N, "                 产出", N, "中间使用", N, "最终使用"],
                [N, N, N, "织坊", "染坊", "合计"],
                ["        投入", N, "代码", "01", "02", "TFU"],
                ["中间投入", "织坊", "01", 100.0, 200.0, 5.0],
                [N, "染坊", "02", 1.0, 2.0, 5.0],
                ["增加值", "工钱", "VA001", 7.0, 8.0, N],
                [N, "增加值合计", "TVA", 7.0, 8.0, N],
            ],
            merges=("A6:A7", "A8:A9", "D3:E3", "A1:F1"),
        )
    )
    assert found.observations[0][1] == "中间投入/织坊|中间使用/织坊"
    assert {row[1].split("|")[0] for row in found.observations} == {
        "中间投入/织坊",
        "中间投入/染坊",
        "增加值/工钱",
        "增加值/增加值合计",
    }
    assert {reason.code for *_, reason in found.leftover} == {"left_header", "left_code"}


def test_the_same_leaf_under_two_heads_keeps_both_paths_and_ranks_are_figures() -> None:
    found = rows(
        sheet(
            [
                ["七、科技成果"],
                ["7-20 各地区论文(2012年)"],
                [N, N, N, N, N, "单位：篇"],
                ["地区", "Region", "篇数 Papers", N, "位次 Order", N],
                [N, N, "SCI", "EI", "SCI", "EI"],
                ["全国", "National Total", "15", "11", N, N],
                ["北京", "Beijing", "6", "5", "1", "1"],
            ],
            merges=("C4:D4", "E4:F4"),
        )
    )
    assert found[4:] == [
        ("北京", "篇数/SCI", 2012, 6.0, "篇"),
        ("北京", "篇数/EI", 2012, 5.0, "篇"),
        ("北京", "位次/SCI", 2012, 1.0, "位次"),
        ("北京", "位次/EI", 2012, 1.0, "位次"),
    ]


def test_years_down_the_rows_may_be_text_or_numbers() -> None:
    found = rows(
        sheet(
            [
                ["1-3 榆木市主要指标"],
                ["年 份", "器物总值\n(亿元)", "住民\n(万人)"],
                ["2018年", 38.6, 341.0],
                ["2019年", 41.3, 342.0],
                [2020, 40.7, 362.0],
                [2021, 54.2, 362.0],
            ]
        )
    )
    assert found[-1] == ("榆木市", "住民", 2021, 362.0, "万人")
    assert len(found) == 8


def test_sections_among_places_name_the_indicator() -> None:
    found = rows(
        sheet(
            [
                ["5-1 户口"],
                ["单位：万人"],
                ["地区", "2019", "2020"],
                ["住民", N, N],
                ["全省", 1.0, 2.0],
                ["甲山市", 1.0, N],
                ["客民", N, N],
                ["全省", 3.0, 4.0],
                ["甲山市", 5.0, 6.0],
            ]
        )
    )
    assert ("甲山市", "客民", 2020, 6.0, "万人") in found
    assert ("甲山市", "住民", 2020, None, "万人") in found
    assert len(found) == 8


def test_units_printed_on_to_the_names_are_taken_off_only_where_the_whole_table_does_so() -> None:
    glued = rows(
        sheet(
            [
                ["1-1 指标"],
                ["(2014年)"],
                ["指标名称", "全市", "甲云区"],
                ["住民万人", "4", "1"],
                ["密度人/平方公里", "4", "1"],
                ["生养率‰", "4", "1"],
            ]
        )
    )
    assert [row[1:] for row in glued[::2]] == [
        ("住民", 2014, 4.0, "万人"),
        ("密度", 2014, 4.0, "人/平方公里"),
        ("生养率", 2014, 4.0, "‰"),
    ]
    plain = rows(
        sheet(
            [
                ["1-1 指标(2014年)"],
                ["指标名称", "全市", "甲云区"],
                ["男人", "4", "1"],
                ["女人", "4", "1"],
                ["工匠", "4", "1"],
            ]
        )
    )
    assert [row[1] for row in plain[::2]] == ["男人", "女人", "工匠"]


def test_a_total_row_crossed_with_an_aggregate_and_its_measures_takes_the_aggregates_name() -> None:
    found = rows(
        sheet(
            [
                [N, "修桥支出 （亿元）", "比上年增长（%）", "占修桥支出的比重（%）"],
                ["合　计", "9.2", "13.5", "—"],
                ["其中：石料", "8.7", "14.6", "87.5"],
                ["　　　木料及其他一切零星物料", "1.5", "6.7", "12.5"],
            ],
            name="table1",
        ),
        kind="html",
    )
    assert [row[1] for row in found] == [
        "修桥支出",
        "修桥支出|比上年增长",
        "修桥支出|占修桥支出的比重",
        "修桥支出/石料",
        "修桥支出/石料|比上年增长",
        "修桥支出/石料|占修桥支出的比重",
        "修桥支出/木料及其他一切零星物料",
        "修桥支出/木料及其他一切零星物料|比上年增长",
        "修桥支出/木料及其他一切零星物料|占修桥支出的比重",
    ]


def test_portal_lines_give_indicator_unit_place_and_year() -> None:
    found = rows(
        sheet(
            [
                ["数据库：分省年度数据"],
                ["指标：灯油产量(万吨)"],
                ["时间：最近5年"],
                ["地区", "2019年", "2018年"],
                ["北京市", "1", "2"],
                ["天津市", "3", ""],
                ["数据来源：国家统计局"],
            ]
        ),
        kind="csv",
    )
    assert found == [
        ("北京市", "灯油产量", 2019, 1.0, "万吨"),
        ("北京市", "灯油产量", 2018, 2.0, "万吨"),
        ("天津市", "灯油产量", 2019, 3.0, "万吨"),
        ("天津市", "灯油产量", 2018, None, "万吨"),
    ]


def test_a_year_that_stands_nowhere_stays_empty_and_is_said() -> None:
    found = read(sheet([["各地区磨坊"], ["地区", "磨坊(个)"], ["全国", "9"], ["北京", "4"]]))
    assert {row[2] for row in found.observations} == {None}
    assert any("no year" in line for line in found.log)


def test_a_hidden_sheet_is_read_and_flagged_and_one_without_figures_gives_nothing() -> None:
    found = read(
        sheet([["地区", "2019"], ["北京", "4"]], hidden=True),
        sheet([["http://www.example.org/"]], name="2"),
    )
    assert [(row[0], row[4], row[6]) for row in found.observations] == [("北京", 4.0, "hidden")]
    assert {row[1] for row in found.leftover} == {"B1"}
    assert any("隐藏" in line for line in found.log)


def test_a_table_printed_twice_counts_once() -> None:
    table = [["地区", "2019年", "2020年"], ["北京", "4", "5"], ["天津", "6", "7"]]
    found = read(sheet(table, name="table1"), sheet(table, name="table2"), kind="html")
    assert len(found.observations) == 4
    assert {str(reason) for *_, reason in found.leftover} == {"同一张表已在table1印出"}


def test_notes_and_source_are_no_rows() -> None:
    found = read(
        sheet(
            [
                ["2-2 水车"],
                ["地区", "2019年"],
                ["北京", "4"],
                ["天津", "6"],
                [],
                ["注：水车不含风车，分省数据及历史数"],
                ["据暂未修订。"],
                ["资料来源：水车局"],
            ]
        )
    )
    assert len(found.observations) == 2
    table = found.tables["t1"]
    assert (table["notes"], table["source"]) == (
        "注:水车不含风车，分省数据及历史数据暂未修订。",
        "水车局",
    )


def test_the_corner_may_be_wrong_for_the_cells_tell_what_the_rows_are() -> None:
    found = figures(
        sheet(
            [
                ["4-1 户口(2008年)"],
                ["年 份", "男", "女"],
                ["全 市", "4", "2"],
                ["端云区", "3", "1"],
                ["高 石", "1", "1"],
                ["  ##大 旺", "1", "1"],
                ["四石市", "1", "1"],
            ]
        )
    )
    assert list(found["region"].unique()) == ["全市", "端云区", "高石", "大旺", "四石市"]
    assert set(found["year"]) == {2008}


def test_quarters_in_the_header_are_periods_of_the_titles_year() -> None:
    found = figures(
        sheet(
            [
                ["2022年各季度灯油用量"],
                ["单位：吨"],
                ["地区", "一季度", "上半年", "前三季度", "全年"],
                ["甲云市", "1", "3", "4", "6"],
                ["乙石市", "2", "5", "7", "9"],
            ]
        )
    )
    assert set(found["indicator"]) == {"灯油用量"}
    assert list(found["period"])[:4] == ["2022Q1", "2022年上半年", "2022年前三季度", ""]
    assert set(found["year"]) == {2022}


def test_keys_side_by_side_in_one_cell_are_told_apart() -> None:
    found = rows(
        sheet(
            [
                ["炭薪平衡表"],
                ["地区：榆木市　　年份：2021年　　单位：万担"],
                ["项目", "木柴", "木炭"],
                ["可供量", 1.5, 2.5],
                ["  库存量", 0.5, N],
            ]
        )
    )
    assert found[:2] == [
        ("榆木市", "可供量|木柴", 2021, 1.5, "万担"),
        ("榆木市", "可供量|木炭", 2021, 2.5, "万担"),
    ]


def test_a_unit_in_the_corner_holds_for_rows_that_have_none_nearer() -> None:
    found = rows(
        sheet(
            [
                ["2-1 收成"],
                ["指标（吨）", 2018.0, 2019.0],
                ["谷子", 1.5, 2.5],
                ["其中：夏谷", 0.5, 1.0],
                ["芝麻(公斤)", 5.5, 6.5],
            ]
        )
    )
    assert [(row[1], row[4]) for row in found[::2]] == [
        ("谷子", "吨"),
        ("谷子/夏谷", "吨"),
        ("芝麻", "公斤"),
    ]


def test_the_corner_says_that_unknown_names_are_places_unless_the_rows_carry_units() -> None:
    assert rows(
        sheet([["1-1 水井(2020年)"], ["地区", "水井(口)"], ["甲乙丙", "4"], ["丁戊己", "5"]])
    )[0][:2] == ("甲乙丙", "水井")
    assert rows(
        sheet([["1-1 工具(2020年)"], ["地区", "2019年"], ["水井(口)", "4"], ["水桶(个)", "5"]])
    )[0][:2] == ("", "水井")


def test_a_path_has_two_sides_at_most() -> None:
    found = rows(
        sheet(
            [
                ["2021年收成"],
                ["名称", "单位", "收成量", "比上年增长(%)"],
                ["谷子", "吨", "5", "1.5"],
                ["芝麻", "吨", "6", "2.5"],
            ]
        )
    )
    assert [row[1] for row in found] == [
        "谷子|收成量",
        "谷子|比上年增长",
        "芝麻|收成量",
        "芝麻|比上年增长",
    ]


def test_one_row_under_a_bilingual_header_is_a_table() -> None:
    found = rows(
        sheet(
            [
                ["2-1 人口"],
                [
                    "年  份\nYear",
                    "住民\n(万人)\nPermanent\nPopulation\n(10 000 persons)",
                    "匠户\n(万户)\nHouseholds",
                ],
                [2020.0, 3.5, 1.5],
            ]
        )
    )
    assert found == [("", "住民", 2020, 3.5, "万人"), ("", "匠户", 2020, 1.5, "万户")]


def test_vital_rates_are_per_thousand_where_a_unit_line_says_per_cent_and_the_log_says_so() -> None:
    found = read(
        sheet(
            [
                ["4-1 户口(2010年)"],
                ["单位:人、%"],
                ["地区", "总人口", "出生率"],
                ["甲云区", "400", "9.5"],
                ["乙石县", "300", "8.5"],
            ]
        )
    )
    assert [row[5] for row in found.observations] == ["人", "‰", "人", "‰"]
    assert any("‰" in line for line in found.log)


def test_a_part_without_a_merge_reaches_to_the_next_cell_of_its_row() -> None:
    found = rows(
        sheet(
            [
                ["表1.1 各县房屋(2012)"],
                ["地  区", "塔楼", "其  中", N, "平房"],
                [N, N, "木塔", "石塔", N],
                ["总  计", 9.0, 4.0, 5.0, 2.0],
                ["  甲云县", 3.0, 1.0, 2.0, 1.0],
            ]
        )
    )
    assert [row[1] for row in found[:4]] == ["塔楼", "塔楼/木塔", "塔楼/石塔", "平房"]


def test_a_column_that_hangs_beside_a_tall_cell_is_its_child() -> None:
    found = rows(
        sheet(
            [
                ["1-2 各地区船只(2012年)"],
                ["地 区", "大船", N, "小船"],
                [N, N, "渡船", N],
                ["全 国", 9.0, 4.0, 5.0],
                ["北 京", 3.0, 1.0, 2.0],
            ],
            merges=("A2:A3", "B2:B3", "D2:D3"),
        )
    )
    assert [row[1] for row in found[:3]] == ["大船", "大船/渡船", "小船"]


def test_a_place_printed_once_holds_for_the_rows_below_it() -> None:
    found = rows(
        sheet(
            [
                ["1-5 船只(2012年)"],
                ["地区", "名称", "只数"],
                ["甲云县", "渡船", 4.0],
                [N, "渔船", 5.0],
                [N, "楼船", 1.0],
                ["乙石县", "渡船", 6.0],
                [N, "渔船", 7.0],
                [N, "楼船", 2.0],
            ]
        )
    )
    assert [row[:2] for row in found] == [
        (place, f"{ship}|只数")
        for place in ("甲云县", "乙石县")
        for ship in ("渡船", "渔船", "楼船")
    ]
