"""Verdict figures and the coverage map."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
import pytest

from yq_analysis.check import DataProblem
from yq_analysis.presenting import figures

Row = Callable[..., dict[str, object]]


@pytest.fixture
def assessments(make_assessment: Row) -> pd.DataFrame:
    none = dict.fromkeys(("latest", "value", "lower", "upper"), math.nan)
    return pd.DataFrame(
        [
            make_assessment(),
            make_assessment(
                indicator="labour_productivity",
                caliber="price2020",
                target=20.0,
                verdict="no_data",
                **none,
            ),
            make_assessment(
                indicator="strategic_industry_share",
                target=10.0,
                latest=22.0,
                value=30.0,
                lower=24.0,
                upper=36.0,
                verdict="on_track",
            ),
            make_assessment(
                indicator="farm_product_pass_rate",
                target=98.5,
                latest=98.9,
                value=98.9,
                lower=math.nan,
                upper=math.nan,
                verdict="met",
            ),
            make_assessment(
                indicator="energy_intensity_reduction",
                target=15.0,
                latest=-3.0,
                value=-5.0,
                lower=-9.0,
                upper=-1.0,
                verdict="off_track",
            ),
            make_assessment(
                indicator="energy_intensity",
                comparator="<=",
                target=0.5,
                latest=0.55,
                value=0.52,
                lower=0.49,
                upper=0.56,
            ),
            make_assessment(
                indicator="overall_quality", year=2035, target=math.nan, verdict="no_number", **none
            ),
        ]
    )


@pytest.fixture
def by_caliber(make_assessment: Row) -> pd.DataFrame:
    nation = {
        "area": "100000",
        "indicator": "energy_intensity_reduction",
        "target": 13.5,
        "binding": "binding",
    }
    return pd.DataFrame(
        [
            make_assessment(
                **nation,
                caliber="nbs",
                latest=6.96,
                value=8.9,
                lower=7.9,
                upper=9.8,
                verdict="off_track",
            ),
            make_assessment(
                **nation,
                caliber="ndrc",
                latest=11.6,
                value=14.1,
                lower=13.0,
                upper=15.1,
                verdict="on_track",
            ),
        ]
    )


@pytest.fixture
def observations() -> pd.DataFrame:
    def rows(item: str, years: list[int], status: str = "A", caliber: str = "") -> pd.DataFrame:
        return pd.DataFrame(
            {
                "area": "610802",
                "item": item,
                "year": years,
                "value": 1.0,
                "unit": "亿元",
                "caliber": caliber,
                "status": status,
                "edition": "2024",
                "source": "x",
            }
        )

    return pd.concat(
        [
            rows("gdp", [2010, 2011, 2012, 2016, 2020, 2021, 2022]),
            rows("gdp", [2023], "P"),
            rows("population_resident", list(range(2000, 2025)), caliber="popcensus2020"),
            rows("population_resident", [2010], "B", caliber="census_day"),
        ]
    )


@pytest.fixture
def expected() -> pd.DataFrame:
    return pd.DataFrame(
        {"area": "610802", "item": ["gdp", "energy_consumption", "population_resident"]}
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [160.0, 80.0])
def test_no_word_is_cut_or_covered(
    assessments: pd.DataFrame,
    by_caliber: pd.DataFrame,
    observations: pd.DataFrame,
    expected: pd.DataFrame,
    clear: Callable,
    width: float,
    language: str,
) -> None:
    kept = {"width": width, "language": language, "source": "yq_analysis"}
    for made in (
        figures.targets(assessments, **kept),
        figures.targets(assessments.iloc[:0], **kept),
        figures.calibers(by_caliber, **kept),
        figures.coverage(observations, expected=expected, **kept),
        figures.coverage(observations.iloc[:0], expected=expected, **kept),
    ):
        clear(made)
        assert len(figures.svg(made)) < 90_000
        if language == "en":
            said = " ".join([made.alt, *(text.get_text() for text in made.texts)])
            assert not [c for c in said if "一" <= c <= "鿿"], said


def test_a_verdict_is_a_word_and_a_sign_not_only_a_colour(assessments: pd.DataFrame) -> None:
    said = [text.get_text() for text in figures.targets(assessments).texts]
    for words in (
        "◆ 不确定",
        "□ 数据不足",
        "▲ 预计可完成",
        "● 已完成",
        "▼ 预计难以完成",
        "○ 目标无数值",
    ):
        assert words in said


def test_values_are_drawn_in_percent_of_the_target(assessments: pd.DataFrame) -> None:
    axes = figures.targets(assessments.iloc[:1]).axes[0]
    drawn = sorted(float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "o")
    assert drawn == pytest.approx([100 * 1.2 / 1.65, 100 * 1.41 / 1.65])


def test_what_lies_beyond_twice_the_target_is_an_arrow_at_the_edge(
    assessments: pd.DataFrame,
) -> None:
    axes = figures.targets(assessments.iloc[[2]]).axes[0]
    assert [line.get_marker() for line in axes.lines if line.get_marker() in ("o", ">", "<")] == [
        ">"
    ]


def test_the_caliber_figure_names_both_calibers_and_verdicts(by_caliber: pd.DataFrame) -> None:
    made = figures.calibers(by_caliber)
    assert "预计难以完成" in made.heading
    assert "预计可完成" in made.heading
    assert [
        line.get_xdata()[0] for line in made.axes[0].lines if line.get_color() == "#B3261E"
    ] == [13.5]
    assert "全部能源消费口径" in made.alt


def test_coverage_lists_what_is_missing(observations: pd.DataFrame, expected: pd.DataFrame) -> None:
    made = figures.coverage(observations, expected=expected)
    said = [text.get_text() for text in made.texts]
    assert "无" in said
    assert "8年" in said  # gdp: 2010-2012, 2016, 2020-2022, 2023
    assert "能源消费总量 无数据" in made.alt


def test_coverage_counts_a_year_once_however_many_editions(observations: pd.DataFrame) -> None:
    doubled = pd.concat([observations, observations.assign(edition="2025")])
    assert figures.coverage(doubled).alt == figures.coverage(observations).alt


def test_missing_columns_are_named() -> None:
    with pytest.raises(DataProblem, match="assessments: 没有列：area"):
        figures.targets(pd.DataFrame({"x": []}))
    with pytest.raises(DataProblem, match="既没有 item 列，也没有 indicator 列"):
        figures.coverage(
            pd.DataFrame(columns=["area", "item", "caliber", "year", "value", "status"]),
            expected=pd.DataFrame({"area": ["1"]}),
        )


def test_calibers_share_a_row_unless_asked_for(observations: pd.DataFrame) -> None:
    whole, apart = figures.coverage(observations), figures.coverage(observations, calibers=True)
    assert "常住人口 2000–2024 (25年)" in whole.alt
    assert "常住人口·七普基础 2000–2024 (25年)" in apart.alt
    assert "常住人口·普查时点数 2010–2010 (1年)" in apart.alt


def test_where_no_target_has_a_figure_they_are_listed_not_charted(
    assessments: pd.DataFrame, clear: Callable
) -> None:
    empty = assessments.assign(latest=math.nan, value=math.nan, verdict="no_data")
    for made in (figures.targets(empty, width=80), figures.calibers(empty.iloc[:1], language="en")):
        assert made.axes == []
        clear(made)
    assert "全员劳动生产率（目标≥20）" in figures.targets(empty).alt


def test_a_target_without_a_year_says_so_and_a_bare_number_has_no_sign(
    assessments: pd.DataFrame,
) -> None:
    table = assessments.assign(comparator="=", year=assessments["year"].astype("Int64"))
    table.loc[1, "year"] = pd.NA
    said = [text.get_text() for text in figures.targets(table).texts]
    assert "全员劳动生产率（未定年份）" in said
    assert "目标20" in said
