"""Verdicts for 2026–2030, worked by hand: from which year a target
counts, and what may serve it.
"""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.assessment.test_assess import AREA, only, projected, series, target
from yq_analysis.analysis.assessment import assess
from yq_analysis.analysis.assessment.assessing import REASONS
from yq_analysis.model import Basis
from yq_analysis.presenting.wording.verdict_sentence import sentence

RATE = "energy_intensity_change_rate"
TOTAL = "energy_intensity_reduction"
TEN = {"unit": "%", "basis": "cumulative", "comparator": "=", "binding": "binding"}
# 2 % a year in 2026-2030: 1 - .98^5 = 9.6079 %
TWO = dict.fromkeys(range(2026, 2031), (1.0, 1.5, 2.0, 2.5, 3.0))
TODAY = "2026-11-30"


def test_a_plan_without_a_result_is_judged_by_its_projected_yearly_rates() -> None:
    known = series(RATE, {2023: 1.0, 2024: 2.0, 2025: 2.0}, unit="%")
    row = only(
        assess(
            known, projected(RATE, TWO), target(TOTAL, 2030, 10, base_year=2025, **TEN), today=TODAY
        )
    )
    assert row["value"] == pytest.approx(100 * (1 - 0.98**5))
    assert (row["known"], row["base_year"]) == ("projected", 2025)
    assert row["latest_year"] is pd.NA
    assert row["verdict"] in ("uncertain", "off_track")  # 9.6 against 10
    # five years are left, from the base year on: 1 - .9^(1/5) = 2.0852 % a year
    assert row["required_rate"] == pytest.approx(2.0852, abs=1e-4)
    said = sentence(row)
    assert "2026—2030年需年均下降2.09%" in said
    assert "暂无实际数" not in said
    assert "2025" in sentence(row, "en")


def test_rates_that_end_before_the_base_year_reach_it_by_projection() -> None:
    """A province with figures to 2022: what is projected for 2023-2025 does not count towards
    2026-2030.
    """
    known = series(RATE, {2020: 3.0, 2021: 3.0, 2022: 3.0}, unit="%")
    ahead = projected(RATE, dict.fromkeys(range(2023, 2031), (1.0, 1.5, 2.0, 2.5, 3.0)))
    row = only(assess(known, ahead, target(TOTAL, 2030, 12, base_year=2025, **TEN), today=TODAY))
    assert row["value"] == pytest.approx(100 * (1 - 0.98**5))
    assert "尚无公布数" in row["note"]


def test_of_a_total_that_counts_from_another_year_only_the_plans_own_part_serves() -> None:
    """22.89 % since 2020, 15.19 % of it by 2025: 1 - .7711/.8481 = 9.0791 % in 2026-2030, not
    22.89.
    """
    known = series(TOTAL, {2024: 11.6, 2025: 15.19}, unit="%", caliber="ndrc+since2020")
    ahead = projected(TOTAL, {2030: (20.0, 21.0, 22.89, 24.0, 25.0)}, caliber="ndrc+since2020")
    row = only(assess(known, ahead, target(TOTAL, 2030, 10, base_year=2025, **TEN), today=TODAY))
    assert (row["value"], row["caliber"]) == (pytest.approx(9.0791, abs=1e-4), "ndrc")
    assert row["verdict"] == "uncertain" or row["verdict"] == "off_track"


def test_a_total_whose_base_year_is_not_observed_never_serves() -> None:
    known = series(TOTAL, {2024: 11.6}, unit="%", caliber="ndrc+since2020")
    ahead = projected(TOTAL, {2030: (20.0, 21.0, 22.89, 24.0, 25.0)}, caliber="ndrc+since2020")
    row = only(assess(known, ahead, target(TOTAL, 2030, 10, base_year=2025, **TEN), today=TODAY))
    assert (row["verdict"], row["reason"]) == ("no_data", "no_source")
    assert math.isnan(row["value"])


@pytest.mark.parametrize(
    ("asked", "base"),
    [
        ({"text": "“十五五”时期单位GDP能耗累计降低10%"}, 2025),
        ({"text": "到2030年单位GDP能耗累计降低10%"}, 2025),
        ({"document": "某省国民经济和社会发展第十五个五年规划纲要"}, 2025),
        ({"document": "某省节能行动方案（2026—2030年）"}, 2025),
        ({}, 2025),
        ({"base_year": 2024}, 2024),
        ({"base_year": 2030}, 2025),  # a base year that is no base
    ],
)
def test_the_base_year_is_that_of_the_plan(asked: dict[str, object], base: int) -> None:
    known = series(RATE, {2022: 1.0, 2023: 1.0, 2024: 2.0, 2025: 2.0}, unit="%")
    row = only(
        assess(
            known, projected(RATE, TWO), target(TOTAL, 2030, 10, **{**TEN, **asked}), today=TODAY
        )
    )
    assert row["base_year"] == base
    # from 2024 on one observed year more: 1 - .98^6
    assert row["value"] == pytest.approx(100 * (1 - 0.98 ** (2030 - base)))


def test_a_yearly_average_of_the_plan_counts_from_2025() -> None:
    """五年 5 % each, whatever 2021-2025 brought (2 % each): the average of 2026-2030 is 5 %."""
    growth = "labour_productivity_growth"
    known = series(growth, dict.fromkeys(range(2021, 2026), 2.0), unit="%")
    ahead = projected(growth, dict.fromkeys(range(2026, 2031), (4.0, 4.5, 5.5, 6.0, 6.5)))
    asked = target(
        "labour_productivity",
        2030,
        5,
        unit="%",
        basis="annual_growth",
        text="“十五五”时期全员劳动生产率年均增长5%",
    )
    row = only(assess(known, ahead, asked, today=TODAY))
    assert (row["base_year"], row["value"]) == (2025, pytest.approx(5.5))
    assert row["verdict"] == "on_track"


def test_this_years_aim_is_this_years_change() -> None:
    known = series(RATE, {2021: 2.7, 2022: 0.1, 2023: 1.0, 2024: 2.0, 2025: 2.0}, unit="%")
    asked = target(
        TOTAL,
        2026,
        2.5,
        unit="%",
        basis="annual_growth",
        comparator="=",
        text="单位GDP能耗降低2.5%左右",
    )
    row = only(assess(known, projected(RATE, TWO), asked, today=TODAY))
    assert (row["base_year"], row["value"]) == (2025, pytest.approx(2.0))
    assert row["required_rate"] == pytest.approx(2.5)
    assert row["verdict"] == "uncertain" or row["verdict"] == "off_track"


def test_a_yearly_average_fall_compounds_downwards() -> None:
    """年均下降3%: .97 x .95 = .9215, a yearly average of 1 - .9215^(1/2) = 4.0052 %, not 1.03 x
    1.05.
    """
    known = series(RATE, {2026: 3.0, 2027: 5.0}, unit="%")
    asked = target(TOTAL, 2027, 3, unit="%", basis="annual_growth", text="年均下降3%")
    row = only(assess(known, None, asked))
    assert row["value"] == pytest.approx(100 * (1 - 0.9215**0.5))
    assert row["verdict"] == "met"


# ---------------------------------------------------------------- the target year is over
def test_a_target_year_that_is_over_and_unpublished_is_neither_projected_nor_required() -> None:
    known = series("patent_density", {2022: 9.4, 2023: 11.8}, unit="件/万人")
    ahead = projected("patent_density", {2024: (12, 13, 14, 15, 16), 2025: (13, 14, 16, 18, 19)})
    row = only(
        assess(known, ahead, target("patent_density", 2025, 12, unit="件/万人"), today=TODAY)
    )
    assert (row["verdict"], row["known"], row["reason"]) == ("no_data", "none", "year_over")
    assert math.isnan(row["value"])
    assert math.isnan(row["required_rate"])
    said = sentence(row)
    assert "2023年每万人口高价值发明专利拥有量为11.8件/万人" in said
    assert "目标年已过，数据尚未公布" in said
    assert "今后" not in said
    assert "概率" not in said
    # on a day of 2025 it was projected
    before = only(
        assess(known, ahead, target("patent_density", 2025, 12, unit="件/万人"), today="2025-06-30")
    )
    assert (before["known"], before["value"]) == ("projected", 16)


def test_every_unjudged_row_has_one_true_reason() -> None:
    asked = pd.concat(
        [
            target("patent_density", 2025, 12, unit="件/万人"),
            target("patent_density", 2030, 22, unit="件/万人"),
            target("quality_awards", 2025, 1, unit="个"),
            target("overall_quality", 2035, math.nan, basis="text", comparator=""),
        ]
    )
    known = series("patent_density", {2023: 11.8}, unit="件/万人")
    table = assess(known, None, asked, today=TODAY)
    assert table["reason"].tolist() == ["year_over", "not_projected", "no_series", "no_number"]
    assert "暂无实际数" in sentence(table.iloc[2])
    assert all("暂无实际数" not in sentence(row) for _, row in table.drop(index=2).iterrows())


def test_a_target_without_a_year_is_read_as_its_documents() -> None:
    asked = pd.concat(
        [
            target("smart_site_coverage", 2025, 100, unit="%"),
            target("food_pass_rate", 2025, 98, unit="%"),
        ]
    ).assign(document="实施意见", area=AREA)
    asked["year"] = [math.nan, 2025]
    known = series("smart_site_coverage", {2025: 100.0}, unit="%")
    row = assess(known, None, asked, today=TODAY).iloc[0]
    assert (row["year"], row["verdict"]) == (2025, "met")
    assert "按所在文件的目标年2025年" in row["note"]


def test_a_count_that_accumulates_is_met_as_soon_as_it_is_reached() -> None:
    """Two awards in 2024, one asked by 2025: whatever comes, it stays met."""
    known = series("quality_awards", {2024: 2.0}, unit="个")
    asked = target("quality_awards", 2025, 1, unit="个", text="累计获得省、市质量奖及提名奖:1")
    for day in ("2025-03-01", TODAY):
        row = only(assess(known, None, asked, today=day))
        assert (row["verdict"], row["probability"]) == ("met", 1)
        assert "只增不减" in sentence(row)
        assert "2025年实际" not in sentence(row)


def test_the_nations_density_asks_nothing_of_a_county() -> None:
    asked = target("patent_density", 2030, 22, unit="件/万人").assign(area="100000")
    own = target("patent_density", 2030, 3, unit="件/万人").assign(area=AREA)
    known = series("patent_density", {2024: 1.0, 2025: 1.2}, unit="件/万人")
    table = assess(known, None, pd.concat([own, asked]), areas=[AREA], parents={AREA: ["100000"]})
    assert table["target_area"].tolist() == [AREA, "100000"]
    # (3/1.2)^(1/5) - 1 = 20.11 % a year for its own target, nothing for the nation's
    assert table["required_rate"].iloc[0] == pytest.approx(20.1124, abs=1e-3)
    assert math.isnan(table["required_rate"].iloc[1])


@pytest.mark.parametrize(
    ("probability", "verdict"),
    [(0.67, "on_track"), (0.65, "uncertain"), (0.34, "uncertain"), (0.32, "off_track")],
)
def test_two_thirds_are_likely_and_a_third_unlikely(probability: float, verdict: str) -> None:
    """100 draws of 2030, so many of them at 11, the rest at 9, against 10."""
    paths = pd.DataFrame(
        {
            "area": AREA,
            "indicator": "x",
            "caliber": "",
            "draw": range(100),
            "year": 2030,
            "value": [11.0] * round(100 * probability) + [9.0] * round(100 * (1 - probability)),
        }
    )
    row = only(assess(series("x", {2025: 8.0}), None, target("x", 2030, 10), paths=paths))
    assert (row["probability"], row["verdict"]) == (pytest.approx(probability), verdict)


# ---------------------------------------------------------------- whatever a document says
_ROWS = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(
            [
                TOTAL,
                "labour_productivity",
                "patent_density",
                "food_pass_rate",
                "quality_awards",
                "单位GDP能耗",
                "从未见过的指标",
            ]
        ),
        "year": st.one_of(st.none(), st.integers(2000, 2050)),
        "value": st.one_of(st.none(), st.floats(-200, 200), st.sampled_from([0.0, 100.0, 1e9])),
        "upper": st.one_of(st.none(), st.floats(-200, 200)),
        "comparator": st.sampled_from([">=", ">", "<=", "<", "=", ""]),
        "unit": st.sampled_from(
            ["%", "件/万人", "万元/人", "百分点", "个", "元/人", "吨标准煤/万元", ""]
        ),
        "binding": st.sampled_from(["binding", "anticipatory", "none"]),
        "basis": st.sampled_from(Basis.__args__),
        "base_year": st.one_of(st.none(), st.integers(1990, 2050)),
        "provisional": st.booleans(),
        "text": st.sampled_from(
            ["", "年均增长5%", "今年降低2.5%", "“十五五”时期年均增长", "到2030年"]
        ),
    }
)
_KNOWN = pd.concat(
    [
        series(RATE, {2022: 0.1, 2023: -0.5, 2024: 0.7, 2025: 1.4}, unit="%", caliber="nbs"),
        series(
            "labour_productivity",
            {2021: 14.6, 2022: 15.3, 2023: 16.2},
            unit="万元/人",
            caliber="price2020",
        ),
        series("patent_density", {2024: 14.0, 2025: 16.0}, unit="件/万人"),
        series("food_pass_rate", {2024: 98.3}, unit="%"),
        series("quality_awards", {2024: 0.0, 2025: 2.0}, unit="个"),
    ],
    ignore_index=True,
)
_AHEAD = pd.concat(
    [
        projected(RATE, TWO, caliber="nbs"),
        projected("patent_density", dict.fromkeys(range(2026, 2036), (15, 16, 17, 18, 19))),
    ],
    ignore_index=True,
)


@settings(max_examples=60)
@given(st.lists(_ROWS, min_size=1, max_size=3), st.sampled_from(["zh", "en"]))
def test_no_target_that_a_document_can_set_makes_a_verdict_or_its_sentence_fail(
    rows: list[dict[str, object]], language: str
) -> None:
    table = assess(_KNOWN, _AHEAD, pd.DataFrame(rows), areas=[AREA], today=TODAY, language=language)  # type: ignore[arg-type]
    for _, row in table.iterrows():
        assert sentence(row, language)  # type: ignore[arg-type]
        unjudged = row["verdict"] in ("no_data", "no_number")
        assert (row["reason"] in REASONS) if unjudged else row["reason"] == ""
        if row["year"] is not pd.NA and row["year"] < 2026:
            assert row["known"] != "projected"
            assert math.isnan(row["required_rate"])


def test_progress_to_a_level_of_2030_counts_from_2025_whenever_it_was_set() -> None:
    """Set in 2022, looked at in 2026: 2020 lies before the plan that runs, and is no start."""
    known = series("patent_density", {2020: 5.0, 2025: 10.0, 2026: 11.0}, unit="件/万人")
    asked = target("patent_density", 2030, 20, unit="件/万人", issued="2022-05-01")
    row = only(assess(known, None, asked, today=TODAY))
    assert row["base_year"] == 2025
    assert "进度以2025年为起点" in row["note"]
    assert only(assess(known, None, asked, today="2024-11-30"))["base_year"] == 2020


@pytest.mark.parametrize(
    ("status", "doubted"), [("AAU", "2025"), ("UAA", "2020"), ("UAU", "2020、2025"), ("AUA", "")]
)
def test_a_row_on_a_doubtful_figure_says_so(status: str, doubted: str) -> None:
    """A total by levels stands on its base and its newest figure; what
    lies between does not count.
    """
    known = series("energy_intensity", {2020: 1.0, 2023: 0.9, 2025: 0.8}).assign(
        status=list(status)
    )
    row = only(assess(known, None, target(TOTAL, 2025, 10, base_year=2020, **TEN), today=TODAY))
    assert (row["verdict"], row["doubtful"]) == ("met", doubted)
    assert ("存疑" in row["note"]) == ("存疑" in sentence(row)) == bool(doubted)
    assert ("doubtful" in sentence(row, "en")) == bool(doubted)


def test_a_document_whose_years_tie_is_read_by_the_earliest() -> None:
    """Two targets name 2025, two 2030, one 2035: a target without a year is read as 2025."""
    from yq_analysis.analysis.assessment.base_years import horizon

    years = [2030, 2025, 2035, 2025, 2030]
    assert horizon([{"year": year} for year in years]) == 2025
    assert horizon([{"year": year} for year in [*years, 2030]]) == 2030
    assert horizon([{"year": None}, {"year": pd.NA}, {"year": ""}]) is None
