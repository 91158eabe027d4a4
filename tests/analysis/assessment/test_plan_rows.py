"""Rows as plans of 2026–2035 print them, each with a verdict worked by hand.

One area: energy per GDP falls 3, 2, 2, 1, 2 % in 2021-2025 and 2 % a year afterwards; labour
productivity is 15 in 2025 and grows 5 % a year; the urban share is 65 % and gains a point a year.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from tests.analysis.assessment.test_assess import AREA, only, projected, series, target
from yq_analysis.analysis.assessment import assess, scenarios
from yq_analysis.presenting.wording.verdict_sentence import sentence

TODAY = "2026-11-30"
RATE = "energy_intensity_change_rate"
_AFTER = range(1, 11)


def _scaled(value: float, parts: tuple[float, float, float, float, float]) -> Any:
    return tuple(value * part for part in parts)


KNOWN = pd.concat(
    [
        series(RATE, {2021: 3.0, 2022: 2.0, 2023: 2.0, 2024: 1.0, 2025: 2.0}, unit="%"),
        series(
            "labour_productivity",
            {2020: 10.0, 2023: 13.0, 2024: 14.0, 2025: 15.0},
            unit="万元/人",
            caliber="price2020",
        ),
        series("urbanisation_rate", {2020: 60.0, 2023: 63.0, 2024: 64.0, 2025: 65.0}, unit="%"),
        series(
            "energy_intensity",
            {2020: 0.5, 2024: 0.46, 2025: 0.45},
            unit="吨标准煤/万元",
            caliber="price2020",
        ),
        series("quality_awards", {2024: 1.0, 2025: 2.0}, unit="个"),
        series("food_pass_rate", {2024: 98.0, 2025: 98.3}, unit="%"),
        series("用水强度", {2020: 100.0, 2025: 80.0}, unit="立方米/万元"),
        series("失业率", {2024: 5.0, 2025: 5.2}, unit="%"),
    ]
)
AHEAD = pd.concat(
    [
        projected(RATE, dict.fromkeys(range(2026, 2036), (1.0, 1.5, 2.0, 2.5, 3.0))),
        projected(
            "labour_productivity",
            {2025 + k: _scaled(15 * 1.05**k, (0.96, 0.98, 1, 1.02, 1.04)) for k in _AFTER},
            caliber="price2020",
        ),
        projected(
            "urbanisation_rate",
            {2025 + k: (63 + k, 64 + k, 65 + k, 66 + k, 67 + k) for k in _AFTER},
        ),
        projected(
            "energy_intensity",
            {2025 + k: _scaled(0.45 * 0.98**k, (0.96, 0.98, 1, 1.02, 1.04)) for k in _AFTER},
            caliber="price2020",
        ),
        projected("用水强度", {2030: (66.0, 68.0, 70.0, 72.0, 74.0)}),
        projected("失业率", {2030: (4.0, 4.3, 4.6, 4.9, 5.2)}),
    ]
)
# prices of 2025 over those of 2020: 150/100/1.05^5 = 1.175289
OUTPUT = pd.DataFrame(
    [
        *(
            (AREA, "gdp_current", "x", year, value)
            for year, value in enumerate((100.0, 110.25, 121.0, 130.0, 140.0, 150.0), start=2020)
        ),
        *((AREA, "gdp_real_growth", "x", year, 5.0) for year in range(2021, 2026)),
    ],
    columns=["area", "indicator", "caliber", "year", "value"],
)
PERCENT = {"unit": "%", "basis": "cumulative", "comparator": "="}
YEARLY = {"unit": "%", "basis": "annual_growth", "comparator": "="}
POINTS = {"unit": "百分点", "basis": "points", "comparator": "="}
TCE = {"unit": "吨标准煤/万元"}


def judge(row: pd.DataFrame, caliber: str = "", language: Any = "zh") -> pd.Series:
    table = assess(KNOWN, AHEAD, row, output=OUTPUT, today=TODAY, language=language)
    return only(table[table["caliber"] == caliber])


CASES: list[tuple[str, pd.DataFrame, str, int | None, float, str, float]] = [
    # what the row says, the row, caliber, base year, value of the year, verdict, required a year
    (
        # .97 x .98 x .98 x .99 x .98 = .903807; x .98^5 = .816988: 18.30; (.8/.903807)^(1/5)
        "a total that counts from 2020 for 2030 keeps what lies before the plan",
        target("单位GDP能耗", 2030, 20.0, base_year=2020, text="比2020年累计降低20%", **PERCENT),
        "",
        2020,
        100 * (1 - 0.97 * 0.98**2 * 0.99 * 0.98 * 0.98**5),
        "off_track",
        100 * (1 - (0.8 / (0.97 * 0.98**2 * 0.99 * 0.98)) ** 0.2),
    ),
    (
        "an aim of 2026 is that year's change",
        target("单位GDP能耗", 2026, 2.5, text="2026年单位GDP能耗降低2.5%左右", **YEARLY),
        "",
        2025,
        2.0,
        "off_track",
        2.5,
    ),
    (
        "降低2.5个百分点 of energy per GDP is a fall of 2.5 %",
        target("单位GDP能耗", 2026, 2.5, text="今年单位GDP能耗降低2.5个百分点", **POINTS),
        "",
        2025,
        2.0,
        "off_track",
        2.5,
    ),
    (
        "against the year before counts from the year before",
        target("单位GDP能耗", 2027, 2.0, text="2027年单位GDP能耗比上年下降2%", **PERCENT),
        "",
        2026,
        2.0,
        "uncertain",
        2.0,
    ),
    (
        # 1 - .98^3 = 5.8808; 1 - .93^(1/3) = 2.39
        "a target of 2028 counts from 2025",
        target("单位GDP能耗", 2028, 7.0, text="到2028年单位GDP能耗累计降低7%", **PERCENT),
        "",
        2025,
        5.8808,
        "off_track",
        100 * (1 - 0.93 ** (1 / 3)),
    ),
    (
        # by levels: .45 x .98^3 the same fall; nothing is done in the base year itself
        "the same by levels, without a result of the base year",
        target("单位GDP能耗", 2028, 7.0, text="到2028年单位GDP能耗累计降低7%", **PERCENT),
        "price2020",
        2025,
        5.8808,
        "off_track",
        100 * (1 - 0.93 ** (1 / 3)),
    ),
    (
        "a target of 2032 counts from 2030",  # 1 - .98^2 = 3.96; 1 - .95^(1/2) = 2.5321
        target("单位GDP能耗", 2032, 5.0, text="到2032年单位GDP能耗累计降低5%", **PERCENT),
        "",
        2030,
        3.96,
        "off_track",
        2.5321,
    ),
    (
        # 1 - .98^10 = 18.2927; 1 - .85^(1/10) = 1.6121
        "a total of 2035 set by the plan of 2026-2030 counts from 2025",
        target(
            "单位GDP能耗",
            2035,
            15.0,
            issued="2026-03-01",
            document="第十五个五年规划纲要",
            **PERCENT,
        ),
        "",
        2025,
        18.2927,
        "on_track",
        1.6121,
    ),
    (
        "a yearly average of the plan",
        target("全员劳动生产率", 2030, 5.0, text="“十五五”时期年均增长5%", **YEARLY),
        "price2020",
        2025,
        5.0,
        "uncertain",
        5.0,
    ),
    (
        # 2024-2027 from 2023: (16.5375/13)^(1/4) - 1 = 6.2017; (13 x 1.06^4/15)^(1/2) - 1 = 4.6015
        "a yearly average of 2024-2027 counts from 2023",
        target("全员劳动生产率", 2027, 6.0, document="行动方案（2024—2027年）", **YEARLY),
        "price2020",
        2023,
        100 * ((15 * 1.05**2 / 13) ** 0.25 - 1),
        "on_track",
        100 * ((13 * 1.06**4 / 15) ** 0.5 - 1),
    ),
    (
        # 15 x 1.05^5 = 19.1442; (20/15)^(1/5) - 1 = 5.9224
        "a level at the prices of its series",
        target("全员劳动生产率", 2030, 20.0, unit="万元/人", price_base="2020"),
        "price2020",
        None,
        15 * 1.05**5,
        "off_track",
        5.9224,
    ),
    (
        # 150/100 = 1.5 is 1.05^5 in volume: 19.1442 x 1.175289 = 22.5; (20/17.6293)^(1/5) - 1
        "a level at the prices of 2025, which only its words name",
        target(
            "全员劳动生产率", 2030, 20.0, unit="万元/人", text="达到20万元/人（按2025年价格计算）"
        ),
        "price2020",
        None,
        22.5,
        "on_track",
        2.5555,
    ),
    (
        "points of a share, without a result of the base year",
        target("urbanisation_rate", 2030, 5.0, text="城镇化率提高5个百分点", **POINTS),
        "",
        2025,
        5.0,
        "uncertain",
        1.0,
    ),
    (
        "a range is judged by its easier end",
        target("urbanisation_rate", 2030, 69.0, upper=71.0, unit="%"),
        "",
        None,
        70.0,
        "on_track",
        0.8,
    ),
    (
        # .45 x .98^5 = .406764; (.42/.45)^(1/5) - 1 = -1.3704
        "a range of what should fall is judged by its upper end",
        target("单位GDP能耗", 2030, 0.40, upper=0.42, comparator="=", **TCE),
        "price2020",
        None,
        0.45 * 0.98**5,
        "on_track",
        -1.3704,
    ),
    (
        "at most, as a level in tce: the level's own series",
        target("单位GDP能耗", 2030, 0.39, comparator="<=", **TCE),
        "price2020",
        None,
        0.45 * 0.98**5,
        "off_track",
        100 * ((0.39 / 0.45) ** 0.2 - 1),
    ),
    (
        "a count that accumulates and is there already",
        target("quality_awards", 2030, 2.0, unit="个", basis="cumulative", comparator="="),
        "",
        None,
        2.0,
        "met",
        0.0,
    ),
    (
        # a stranger's fall of 15 %: 70/80 is -12.5 %, ends -15 and -10; (.85)^(1/5) - 1
        "a fall in words of an indicator that nobody listed",
        target("用水强度", 2030, 15.0, text="用水强度下降15%", **PERCENT),
        "",
        2025,
        -12.5,
        "off_track",
        100 * (0.85**0.2 - 1),
    ),
    (
        # 4.6 - 5.2 = -.6 against -.55; a tenth above -.3: .05/.3 x 1.28 = .21 of a deviation, 58 %
        "a fall in points of an indicator that nobody listed",
        target("失业率", 2030, 0.55, text="失业率降低0.55个百分点", **POINTS),
        "",
        2025,
        -0.6,
        "uncertain",
        -0.11,
    ),
    (
        # a rise of at most 2 % of what is counted by its fall: -2, and it falls by 9.6
        "a bound on a rise of what is counted by its fall",
        target(
            "单位GDP能耗", 2030, 2.0, text="涨幅控制在2%以内", **(PERCENT | {"comparator": "<="})
        ),
        "",
        2025,
        100 * (1 - 0.98**5),
        "on_track",
        100 * (1 - 1.02**0.2),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_row_of_a_plan_is_judged_as_by_hand(case: Any) -> None:
    _, row, caliber, base, value, verdict, required = case
    found = judge(row, caliber)
    assert (None if found["base_year"] is pd.NA else found["base_year"]) == base
    assert found["value"] == pytest.approx(value, abs=2e-4)
    assert found["verdict"] == verdict
    assert found["required_rate"] == pytest.approx(required, abs=2e-4)
    for language in ("zh", "en"):
        said = sentence(judge(row, caliber, language), language)  # type: ignore[arg-type]
        assert "2025—2025" not in said
        assert "较2025年累计下降0%" not in said
        assert "0个百分点，2030" not in said


def test_the_base_year_itself_is_no_result() -> None:
    """Known to 2025, counted from 2025: five years are to come and nothing is done yet."""
    row = judge(target("单位GDP能耗", 2030, 10.0, **PERCENT), "price2020")
    assert row["latest_year"] is pd.NA
    assert math.isnan(row["share_done"])
    assert "2025年以后尚无公布数" in row["note"]
    assert "2026—2030年需年均下降2.09%" in sentence(row)  # 1 - .9^(1/5) = 2.0852 %


def test_words_that_compare_are_the_right_way_round() -> None:
    fall = judge(
        target("失业率", 2030, 0.5, text="失业率降低0.5个百分点以上", **POINTS).assign(
            comparator=">="
        )
    )
    assert (fall["target"], fall["comparator"]) == (-0.5, "<=")
    assert "2030年目标为不低于较2025年下降0.5个百分点" in sentence(fall)
    assert "2026—2030年需年均下降0.1个百分点" in sentence(fall)
    rise = judge(
        target("单位GDP能耗", 2030, 2.0, text="涨幅控制在2%以内", **PERCENT).assign(comparator="<=")
    )
    assert (rise["target"], rise["comparator"]) == (-2.0, ">=")
    assert "2030年目标为不高于较2025年累计上升2%" in sentence(rise)
    assert "已达到" not in sentence(rise)  # nothing is published after 2025


def test_a_bare_level_that_should_fall_is_not_reached_while_it_lies_above() -> None:
    """.45 in 2025, asked 0.42: 1.37 % a year are missing, whether 不高于 is printed or not."""
    said = sentence(judge(target("单位GDP能耗", 2030, 0.42, comparator="=", **TCE), "price2020"))
    assert "今后5年需保持年均下降1.37%" in said
    assert "已达到" not in said
    reached = sentence(judge(target("单位GDP能耗", 2030, 0.46, comparator="=", **TCE), "price2020"))
    assert "现值已达到目标，保持即可" in reached


def test_whole_things_are_asked_for_in_whole() -> None:
    """Two of five awards are there: three more by 2030, not 0.6 a year."""
    row = judge(target("quality_awards", 2030, 5.0, unit="个", text="累计获得质量奖5个"))
    assert (row["verdict"], row["reason"]) == ("no_data", "not_projected")
    assert row["required_rate"] == pytest.approx(0.6)
    assert "到2030年还需增加3个" in sentence(row)
    assert "3 more are needed by 2030" in sentence(row, "en")


def test_a_target_in_words_shows_figures_with_their_unit() -> None:
    row = judge(
        target("全员劳动生产率", 2030, math.nan, basis="text", comparator="", text="位居前列"),
        "price2020",
    )
    assert row["verdict"] == "no_number"
    assert "2025年全员劳动生产率为15万元/人" in sentence(row)


def test_an_interval_has_one_unit_and_equal_decimals() -> None:
    row = judge(target("全员劳动生产率", 2030, 20.0, unit="万元/人"), "price2020")
    assert "（80%区间18.76至19.53万元/人）" in sentence(row)
    assert "(80% interval 187,600 to 195,300 yuan per person)" in sentence(row, "en")
    total = judge(target("单位GDP能耗", 2030, 20.0, base_year=2020, **PERCENT))
    assert "（80%区间16.20%至20.36%）" in sentence(total)
    points = judge(target("urbanisation_rate", 2030, 5.0, text="提高5个百分点", **POINTS))
    assert "趋势推算2030年提高5个百分点（80%区间4至6个百分点）" in sentence(points)


@pytest.mark.parametrize(
    ("basis", "text"), [("cumulative", "“十五五”时期累计降低"), ("annual_growth", "今年降低")]
)
def test_an_interval_over_zero_says_which_end_rises(basis: str, text: str) -> None:
    """Of 2026: 1.55 % with −4.58 and 7.68 is a rise of 4.58 at one end and a fall of 7.68."""
    ahead = projected(RATE, {2026: (-7.0, -4.58, 1.55, 7.68, 10.0)})
    row = only(
        assess(
            series(RATE, {2024: 1.0, 2025: 2.0}, unit="%"),
            ahead,
            target("单位GDP能耗", 2026, 3.8, unit="%", basis=basis, base_year=2025, text=text),
            today=TODAY,
        )
    )
    assert "（80%区间上升4.58%至下降7.68%）" in sentence(row)
    assert "(80% interval a rise of 4.58% to a fall of 7.68%)" in sentence(row, "en")


def test_two_documents_with_two_targets_are_two_rows() -> None:
    both = pd.concat(
        [
            target("全员劳动生产率", 2030, 19.2, unit="万元/人", document="规划纲要"),
            target("全员劳动生产率", 2030, 20.0, unit="万元/人", document="行动方案"),
            target("全员劳动生产率", 2027, 16.0, unit="万元/人", document="行动方案"),
        ]
    )
    table = assess(KNOWN, AHEAD, both, output=OUTPUT, today=TODAY)
    assert table[["year", "target", "verdict"]].values.tolist() == [
        [2030, 19.2, "uncertain"],
        [2030, 20.0, "off_track"],
        [2027, 16.0, "on_track"],
    ]


def test_a_path_to_a_fall_of_a_strangers_level_goes_down() -> None:
    """From 80 to 68 in five years: 80 x .85^(1/5) = 77.44 in 2026."""
    made = scenarios.paths(
        KNOWN, AHEAD, target("用水强度", 2030, 15.0, text="用水强度下降15%", **PERCENT), today=TODAY
    )
    even = made[made["scenario"] == "constant_rate"].set_index("year")["value"]
    assert even[2026] == pytest.approx(100 * (0.85**0.2 - 1))
    assert even[2030] == pytest.approx(-15.0)


@pytest.mark.parametrize(
    ("row", "caliber", "said"),
    [
        # yearly rates by quantiles of 2026-2028, three years that err alike; of one year none do
        (target("单位GDP能耗", 2028, 7.0, **PERCENT), "", True),
        (target("单位GDP能耗", 2026, 2.5, base_year=2025, **PERCENT), "", False),
        (target("单位GDP能耗", 2026, 12.0, base_year=2020, **PERCENT), "", False),
        (target("单位GDP能耗", 2027, 12.0, base_year=2020, **PERCENT), "", True),
        # levels are projected as they are
        (target("单位GDP能耗", 2028, 7.0, **PERCENT), "price2020", False),
    ],
)
def test_an_interval_that_adds_years_alike_is_said_to_be_wide(
    row: pd.DataFrame, caliber: str, said: bool
) -> None:
    assert ("未给样本路径" in judge(row, caliber)["note"]) is said


def test_what_is_counted_by_levels_or_rates_alone_says_that_nothing_is_seen() -> None:
    assert "尚无公布数" in judge(target("单位GDP能耗", 2028, 7.0, **PERCENT), "price2020")["note"]
    begun = target("单位GDP能耗", 2028, 20.0, base_year=2020, **PERCENT)
    assert "尚无公布数" not in judge(begun, "price2020")["note"]
    assert "尚无公布数" not in judge(target("全员劳动生产率", 2030, 20.0), "price2020")["note"]


def test_a_reduction_without_a_kind_is_the_plans_total() -> None:
    """﹝10﹞ without a note: 1 - .98^5 = 9.6079 % of 2026-2030, no published total of any base."""
    row = judge(target("单位GDP能耗降低", 2030, 10.0, unit="%", comparator="="))
    assert (row["basis"], row["base_year"]) == ("cumulative", 2025)
    assert row["value"] == pytest.approx(9.6079, abs=1e-4)
    assert "按规划期累计理解" in row["note"]
    yearly = target(RATE, 2026, 2.5, unit="%", comparator=">=")  # a yearly rate has levels
    assert judge(yearly)["basis"] == "level"


def test_what_a_row_does_not_say_is_neither_provisional_nor_binding() -> None:
    bare = pd.DataFrame([{"indicator": "urbanisation_rate", "year": 2030, "value": 69.0}])
    row = judge(bare)
    assert (row["provisional"], row["binding"], row["comparator"]) == (False, "none", "")
    assert (row["basis"], row["unit"], row["verdict"]) == ("level", "%", "on_track")
    assert "暂定" not in row["note"]
    assert "不低于" in row["note"]


def test_a_preliminary_figure_is_said_only_of_the_year_that_is_judged() -> None:
    known = series("urbanisation_rate", {2024: 64.0, 2025: 65.0}, unit="%").assign(
        status=["P", "A"]
    )
    for year, said in ((2024, True), (2025, False)):
        row = only(assess(known, None, target("urbanisation_rate", year, 60.0, unit="%")))
        assert ("初步数" in row["note"]) is said
    ahead = only(assess(known, AHEAD, target("urbanisation_rate", 2026, 60.0, unit="%")))
    assert "初步数" not in ahead["note"]
