"""Monthly bulletins, changes without a unit, and years that offices write in odd ways."""

from __future__ import annotations

from sheets import figures, rows, sheet

from yq_analysis.reading.files.grid import Cell, Sheet


def test_a_bulletin_column_up_to_this_month_is_a_span_and_this_month_is_a_month() -> None:
    bulletin = sheet(
        [
            ["主要经济指标月报（2024年6月）"],
            ["指标", "计量单位", "本月", None, "1-本月累计", None],
            [None, None, "绝对量", "同比±%", "绝对量", "同比±%"],
            ["用电量", "万千瓦时", 12034, -1.5, 70210, 2.2],
            ["投资", "亿元", 5.5, 1.5, 31.4, -4.2],
        ],
        merges=("A2:A3", "B2:B3", "C2:D2", "E2:F2"),
    )
    table = figures(bulletin)
    assert list(table["period"][:4]) == ["2024年6月", "2024年6月", "2024年1-6月", "2024年1-6月"]


def test_a_change_without_a_unit_is_an_amount_where_its_figures_say_so() -> None:
    # 210.5 - 205.3 = 5.2, and not 2.5 %
    amount = [["指标", "2023年", "2022年", "比上年增减"], ["能耗（万吨）", 210.5, 205.3, 5.2]]
    assert rows(sheet(amount))[-1] == ("", "能耗|比上年增减", 2023, 5.2, "万吨")
    percent = [["指标", "2023年", "2022年", "比上年增减"], ["能耗（万吨）", 210.5, 205.3, 2.5]]
    assert rows(sheet(percent))[-1] == ("", "能耗|比上年增减", 2023, 2.5, "%")


def test_a_change_beside_a_column_of_per_cent_is_an_amount() -> None:
    made = [["指标", "2023年", "比上年增减", "增长（%）"], ["能耗（万吨）", 210.5, 5.2, 2.5]]
    assert [row[4] for row in rows(sheet(made))] == ["万吨", "万吨", "%"]


def test_the_growth_of_this_year_hangs_on_the_row_and_not_on_the_words_this_year() -> None:
    made = [["指标", "本年", "上年", "增减%"], ["人口（人）", 50123, 50001, 0.2]]
    assert rows(sheet([["2023年情况"], *made]))[-1] == ("", "人口|增减", 2023, 0.2, "%")


def test_a_year_end_in_the_year_column_is_no_name() -> None:
    made = [["年份", "人口（万人）"], ["2020年末", 48.6], ["2021年末", 48.1], ["2022年末", 47.9]]
    assert rows(sheet(made)) == [
        ("", "人口", 2020, 48.6, "万人"),
        ("", "人口", 2021, 48.1, "万人"),
        ("", "人口", 2022, 47.9, "万人"),
    ]


def test_a_mean_over_years_below_a_column_of_years_is_a_span() -> None:
    years = [[2016 + n, 7.5 - n / 10] for n in range(5)]
    table = figures(sheet([["年份", "增速（%）"], *years, ["2016-2020年均", 7.3]]))
    last = table.iloc[-1]
    assert (last["indicator"], last["period"]) == ("年均|增速", "2016-2020")
    assert last.isna()["year"]


def test_a_plan_period_in_a_heading_is_a_time() -> None:
    made = [["指标", "单位", "“十三五”累计", "2021年"], ["节能量", "万吨", 44.3, 8.1]]
    table = figures(sheet(made))
    assert list(table["indicator"]) == ["节能量|累计", "节能量"]
    assert table["period"][0] == "“十三五”"


def test_how_much_of_a_target_is_reached_is_of_the_year_before_it() -> None:
    made = [
        ["指标", "单位", "2020年基数", "2025年目标", "2023年实际", "完成目标%"],
        ["生产总值", "亿元", 120.5, 180, 152.3, 84.6],
    ]
    assert rows(sheet(made))[-1][2:] == (2023, 84.6, "%")


def test_kinds_of_places_over_places_are_no_names() -> None:
    made = sheet(
        [
            ["单位GDP能耗（吨标准煤/万元）"],
            ["年份", "市辖区", None, "县", None],
            [None, "东区", "西区", "南县", "北县"],
            [2020, 0.5, 0.55, 0.81, 0.77],
            [2021, 0.49, 0.53, 0.79, 0.75],
        ],
        merges=("A2:A3", "B2:C2", "D2:E2"),
    )
    assert {row[:2] for row in rows(made)} == {
        (place, "单位GDP能耗") for place in ("东区", "西区", "南县", "北县")
    }


def test_days_counted_by_a_spreadsheet_are_dates() -> None:
    made = [["日期", "地区", "用水量（万立方米）"], [43830, "甲县", 12], [44196, "甲县", 13]]
    assert rows(sheet([*made, [44561, "甲县", 14]])) == [
        ("甲县", "用水量", 2019, 12, "万立方米"),
        ("甲县", "用水量", 2020, 13, "万立方米"),
        ("甲县", "用水量", 2021, 14, "万立方米"),
    ]


def _shown(value: float, text: str) -> Sheet:
    made = sheet([["2023年人口"], ["地区", "常住人口"], ["甲区", value], ["乙县", value]])
    shown = {(row, 1): Cell(value=value, text=text) for row in (2, 3)}
    return Sheet(name="1", cells=made.cells | shown)


def test_a_number_format_may_hold_the_unit() -> None:
    assert rows(_shown(30.5, "30.5万人"))[0] == ("甲区", "常住人口", 2023, 30.5, "万人")
    # stored in full, shown in ten thousands: 0!.0,"万人"
    assert rows(_shown(305000, "30.5万人"))[0] == ("甲区", "常住人口", 2023, 305000, "人")


def test_an_english_unit_line_with_per_is_one_unit() -> None:
    made = [["Energy"], ["Unit: tce per 10 000 yuan"], ["Province", 2019, 2020], ["Gansu", 0.8, 1]]
    assert rows(sheet(made))[0][4] == "tce per 10 000 yuan"


def test_who_filled_in_a_form_and_when_is_no_header() -> None:
    form = [
        ["2023年产品质量监督抽查情况"],
        ["填报单位：县市场监督管理局", None, "填报日期：2024年1月10日"],
        ["产品类别", "抽查批次（批次）", "合格率（%）"],
        ["食品", 35, 97.1],
        ["儿童用品", 12, 100],
    ]
    assert rows(sheet(form))[:2] == [
        ("", "食品|抽查批次", 2023, 35, "批次"),
        ("", "食品|合格率", 2023, 97.1, "%"),
    ]


def test_what_a_title_says_of_its_places_and_years_is_no_part_of_the_name() -> None:
    towns = [["各镇用电量（万千瓦时）"], ["镇", "2023年"], ["东镇", 10], ["西镇", 20]]
    assert rows(sheet(towns))[0] == ("东镇", "用电量", 2023, 10, "万千瓦时")
    years = [
        ["历年各县人口（万人）"],
        [None, "甲县", "乙县"],
        ["2019年", 30, 40],
        ["2020年", 29, 41],
    ]
    assert rows(sheet(years))[0] == ("甲县", "人口", 2019, 30, "万人")


def test_a_title_with_its_english_at_the_right_is_no_header() -> None:
    made = [
        ["人口数（万人）", None, None, "Population (10 000 persons)"],
        ["地区", "2022年", "2023年", "Region"],
        ["甲区", 60, 61, "A District"],
        ["乙县", 40, 40, "B County"],
    ]
    assert rows(sheet(made))[0] == ("甲区", "人口数", 2022, 60, "万人")


def test_an_english_unit_column_holds_no_figures() -> None:
    made = [
        ["Province", "Year", "Indicator", "Unit", "Value"],
        ["Shaanxi", 2021, "GDP", "100 million yuan", 298.5],
        ["Shaanxi", 2022, "GDP", "100 million yuan", 327.5],
        ["Shaanxi", 2021, "Employment", "10 000 persons", 20.5],
        ["Shaanxi", 2022, "Employment", "10 000 persons", 20.7],
    ]
    found = rows(sheet(made))
    assert len(found) == 4
    assert found[0] == ("Shaanxi", "GDP", 2021, 298.5, "亿元")


def test_the_last_word_of_a_variable_is_no_unit() -> None:
    made = [["prov", "yr", "urban_rate"], *[["河北", 2015 + n, 0.5 + n / 100] for n in range(6)]]
    both = [*made, *[["山西", 2015 + n, 0.4 + n / 100] for n in range(6)]]
    assert rows(sheet(both))[0] == ("河北", "urban_rate", 2015, 0.5, "")
