"""Single labels, read by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yq_analysis.reading.yearbook.label_text import split_languages, tidy
from yq_analysis.reading.yearbook.labels import parse_label
from yq_analysis.reading.yearbook.times import find_time, title_time
from yq_analysis.reading.yearbook.units import choose_unit, glued_unit, is_unit, units_of_line


@pytest.mark.parametrize(
    ("printed", "name", "unit"),
    [
        ("农业机械总动力\r\n(万千瓦)", "农业机械总动力", "万千瓦"),
        ("煤炭 (万吨)  Coal (104 tn)", "煤炭", "万吨"),
        ("  1.一次能源生产量", "一次能源生产量", ""),
        ("库存增(-)、减(+)量", "库存增(-)、减(+)量", ""),
        ("能源消费总量 (万吨标煤) (电热当量计算法)", "能源消费总量(电热当量计算法)", "万吨标煤"),
        ("构成 (发电煤耗计算法) (%)", "构成(发电煤耗计算法)", "%"),
        ("# 执业（助理）医师", "执业(助理)医师", ""),
        (
            "城市维护\r\n建设税\r\nCity\r\nMaintenance\r\nand\r\nConstruction\r\nTax",
            "城市维护建设税",
            "",
        ),
        ("R&D人员\r\n全时当量\r\nTotal", "R&D人员全时当量", ""),
        ("5.农业机械供油站(点)", "农业机械供油站(点)", ""),
        (
            "拥有农业机械原价50万元\r\n(含50万元)以上的",
            "拥有农业机械原价50万元(含50万元)以上的",
            "",
        ),
        ("人均地区生产总值 (元/人) \t", "人均地区生产总值", "元/人"),
        ("人均GDP(元)", "人均GDP", "元"),
        ("18～34岁", "18～34岁", ""),
        ("国民总收入指数(1978年=100)", "国民总收入指数", "1978年=100"),
    ],
)
def test_a_label_loses_unit_ordinal_mark_and_english_and_keeps_its_name(
    printed: str, name: str, unit: str
) -> None:
    label = parse_label(printed)
    assert (label.name, label.unit) == (name, unit)


@pytest.mark.parametrize(
    ("printed", "year", "period", "name"),
    [
        ("2022年平均人口", 2022, "", "平均人口"),
        ("2019 年", 2019, "", ""),
        ("1999-2012年累计", None, "1999-2012", "累计"),
        ("2012年申请\r\nApplication\r\nin 2012", 2012, "", "申请"),
        ("2020年末总人口", 2020, "", "年末总人口"),
        ("1951-1961", None, "1951-1961", ""),
        ("2012-13", 2012, "", ""),
        ("平成30年中", 2018, "", ""),
        ("1955 Q1", 1955, "1955Q1", ""),
    ],
)
def test_the_time_in_a_label_leaves_the_name(
    printed: str, year: int | None, period: str, name: str
) -> None:
    label = parse_label(printed)
    assert (label.year, label.period, label.name) == (year, period, name)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("比上年增长（%）", "比上年增长"),
        ("2018年比\r\n2017年增\r\n长(%)", "比上年增长"),
        ("比2021年+、-%", "比2021年增长"),
        ("同比增长%", "同比增长"),
    ],
)
def test_a_column_of_growth_is_a_measure_in_per_cent(printed: str, name: str) -> None:
    label = parse_label(printed)
    assert (label.name, label.unit, label.measure) == (name, "%", True)


@pytest.mark.parametrize("printed", ["自然增长率(‰)", "占总人口比重", "增长点数量"])
def test_a_rate_or_a_share_with_a_name_of_its_own_is_no_growth(printed: str) -> None:
    assert not parse_label(printed).measure


@pytest.mark.parametrize(
    ("printed", "rank", "place"),
    [
        ("一.可供量", 1, 1),
        ("(一)采掘业", 2, 1),
        ("12.供热", 3, 12),
        ("(2)其中:合作社", 4, 2),
        ("十一、其他", 1, 11),
        ("1.5倍", 0, 0),
    ],
)
def test_ordinals_tell_the_level(printed: str, rank: int, place: int) -> None:
    label = parse_label(printed)
    assert (label.rank, label.place) == (rank, place)


def test_letters_set_apart_are_one_word_and_languages_are_told_apart() -> None:
    assert tidy("分 行 业 能 源　消 费") == "分行业能源消费"
    assert split_languages("新疆建设兵团\r\nXinjiang Construc-\r\ntion Corps") == (
        "新疆建设兵团",
        "Xinjiang Construction Corps",
    )


def test_units_are_known_by_their_words() -> None:
    assert is_unit("(104 tce)")
    assert is_unit("10 000 yuan")
    assert not is_unit("男")
    assert units_of_line("          　　　 单位：人、‰") == ("人", "‰")
    assert choose_unit(("人", "‰"), "死亡率") == "‰"
    assert glued_unit("年末总户数万户") == ("年末总户数", "万户")


def test_an_index_base_is_no_year() -> None:
    assert find_time("国内生产总值指数(1978年=100)").year is None
    assert title_time("5-1 分行业能源消费总量（2012）").year == 2012


@given(st.text(alphabet="一二1.(（)）#其中:：%年2019-～人万元 甲乙\nTotal", max_size=20))
def test_any_label_is_taken_apart_without_an_error(text: str) -> None:
    parse_label(text)
