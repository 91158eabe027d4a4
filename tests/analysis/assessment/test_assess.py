"""Verdicts: by hand, then what must hold for any series and target."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yq_analysis.analysis.assessment import COLUMNS, METHODS, assess, revisions
from yq_analysis.check import DataProblem
from yq_analysis.model import ASSESSMENT_HEAD, ASSESSMENT_TAIL
from yq_analysis.presenting.wording.verdict_sentence import blanks, sentence

AREA = "610802"
ORDER = ["missed", "off_track", "uncertain", "on_track", "met"]


def series(
    indicator: str,
    values: dict[int, float],
    *,
    area: str = AREA,
    caliber: str = "",
    unit: str = "",
    **more: Any,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": area,
            "indicator": indicator,
            "caliber": caliber,
            "year": list(values),
            "value": list(values.values()),
            "unit": unit,
            "status": "A",
        }
        | more
    )


def target(indicator: str, year: int, value: float, **more: Any) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator": indicator,
                "year": year,
                "value": value,
                "comparator": ">=",
                "basis": "level",
                "binding": "anticipatory",
                "provisional": False,
                "unit": "",
            }
            | more
        ]
    )


def projected(
    indicator: str,
    quantiles: dict[int, tuple[float, float, float, float, float]],
    *,
    area: str = AREA,
    caliber: str = "",
) -> pd.DataFrame:
    rows = [
        {
            "area": area,
            "indicator": indicator,
            "caliber": caliber,
            "year": year,
            "horizon": at + 1,
            "value": q[2],
            "q2.5": q[0],
            "q10": q[1],
            "q50": q[2],
            "q90": q[3],
            "q97.5": q[4],
            "n": 10,
            "method": "combined",
            "note": "",
        }
        for at, (year, q) in enumerate(quantiles.items())
    ]
    return pd.DataFrame(rows)


def only(table: pd.DataFrame) -> pd.Series:
    assert len(table) == 1
    return table.iloc[0]


REDUCTION = {
    "unit": "%",
    "basis": "cumulative",
    "base_year": 2020,
    "binding": "binding",
    "comparator": "=",
}


def test_the_columns_are_the_agreed_ones() -> None:
    table = assess(series("x", {2020: 1.0}), None, target("x", 2025, 2))
    assert list(table.columns) == [*ASSESSMENT_HEAD, *METHODS, *ASSESSMENT_TAIL] == COLUMNS


def test_an_observed_target_year_is_met_or_missed_by_the_figure() -> None:
    known = series("x", {2023: 9.0, 2024: 10.0, 2025: 12.0})
    row = only(assess(known, None, target("x", 2025, 12)))
    assert (row["known"], row["verdict"], row["probability"], row["gap"]) == (
        "observed",
        "met",
        1,
        0,
    )
    assert row["reach_year"] == 2025
    row = only(assess(known, None, target("x", 2025, 12.1)))
    assert (row["verdict"], row["probability"]) == ("missed", 0)
    assert row["gap"] == pytest.approx(-0.1)


def test_yearly_reductions_compound_and_the_rest_is_what_is_left() -> None:
    # done: 1 - .97*.96*.98 = 8.7424 %; asked 15 %; two years: 1 - (.85/.912576)^(1/2) = 3.4896 %
    row = only(
        assess(
            series("energy_intensity_change_rate", {2021: 3, 2022: 4, 2023: 2}, unit="%"),
            None,
            target("energy_intensity_reduction", 2025, 15, **REDUCTION),
        )
    )
    assert row["latest"] == pytest.approx(8.7424)
    assert row["share_done"] == pytest.approx(8.7424 / 15)
    assert row["required_rate"] == pytest.approx(100 * (1 - (0.85 / 0.912576) ** 0.5))
    assert (row["base_year"], row["verdict"]) == (2020, "no_data")


def test_levels_give_the_same_total_where_the_base_year_is_there() -> None:
    row = only(
        assess(
            series("energy_intensity", {2020: 0.5, 2023: 0.4444, 2025: 0.42}),
            None,
            target("energy_intensity_reduction", 2025, 15, **REDUCTION),
        )
    )
    assert row["value"] == pytest.approx(16)
    assert row["verdict"] == "met"


def test_a_total_that_misses_a_year_is_not_guessed() -> None:
    row = only(
        assess(
            series("energy_intensity_change_rate", {2021: 3, 2023: 4}, unit="%"),
            None,
            target("energy_intensity_reduction", 2025, 15, **REDUCTION),
        )
    )
    assert row["verdict"] == "no_data"
    assert math.isnan(row["latest"])


def test_each_caliber_is_a_row_and_they_may_disagree() -> None:
    known = pd.concat(
        [
            series(
                "energy_intensity_change_rate",
                {2021: 1.8, 2022: 1.8, 2023: 1.8, 2024: 1.7},
                unit="%",
                caliber="bureau",
            ),
            series("energy_intensity_reduction", {2024: 11.6}, unit="%", caliber="planning"),
        ]
    )
    table = assess(
        known, None, target("energy_intensity_reduction", 2024, 10, **REDUCTION)
    ).set_index("caliber")
    assert table.loc["bureau", "verdict"] == "missed"
    assert table.loc["planning", "verdict"] == "met"
    assert table.loc["planning", "value"] == 11.6


def test_printed_digits_that_cannot_decide_say_so() -> None:
    # five years of a printed 3.2 % lie between 14.79 and 15.23 %
    row = only(
        assess(
            series("energy_intensity_change_rate", dict.fromkeys(range(2021, 2026), 3.2), unit="%"),
            None,
            target("energy_intensity_reduction", 2025, 15, **REDUCTION),
        )
    )
    assert row["verdict"] == "uncertain"
    assert "位数不足" in row["note"]


def test_sample_paths_give_the_probability_of_a_total() -> None:
    # two years to come, both 1 % in half of the paths and both 5 % in the other half; done 8.7424 %
    known = series("energy_intensity_change_rate", {2021: 3, 2022: 4, 2023: 2}, unit="%")
    paths = pd.DataFrame(
        [
            {
                "area": AREA,
                "indicator": "energy_intensity_change_rate",
                "caliber": "",
                "draw": draw,
                "year": year,
                "value": 5.0 if draw % 2 else 1.0,
            }
            for draw in range(100)
            for year in (2024, 2025)
        ]
    )
    row = only(
        assess(
            known, None, target("energy_intensity_reduction", 2025, 15, **REDUCTION), paths=paths
        )
    )
    assert row["probability"] == 0.5
    assert row["verdict"] == "uncertain"
    assert row["upper"] == pytest.approx(100 * (1 - 0.912576 * 0.95**2))
    assert row["reach_year"] is pd.NA or row["reach_early"] == 2025


def test_the_probability_of_a_level_is_read_off_the_quantiles() -> None:
    known = series("x", {2020: 10, 2021: 11, 2022: 12, 2023: 13})
    ahead = projected("x", {2024: (12, 13, 14, 15, 16), 2025: (12, 13.5, 15, 16.5, 18)})
    for asked, probability in ((15, 0.5), (13.5, 0.9), (16.5, 0.1), (12, 0.975)):
        row = only(assess(known, ahead, target("x", 2025, asked)))
        assert row["probability"] == pytest.approx(probability)
        assert (row["lower"], row["upper"]) == (pytest.approx(13.5), pytest.approx(16.5))
    assert only(assess(known, ahead, target("x", 2025, 13.5)))["verdict"] == "on_track"
    assert only(assess(known, ahead, target("x", 2025, 15)))["verdict"] == "uncertain"
    assert only(assess(known, ahead, target("x", 2025, 16.5)))["verdict"] == "off_track"
    assert (
        only(assess(known, ahead, target("x", 2025, 16.5, comparator="<=")))["verdict"]
        == "on_track"
    )


def test_the_year_of_reaching_has_a_range() -> None:
    known = series("x", {2020: 10, 2021: 11})
    ahead = projected(
        "x",
        {2022: (10, 11, 12, 13, 14), 2023: (10, 11.5, 13, 14.5, 16), 2024: (10, 12, 14, 16, 18)},
    )
    row = only(assess(known, ahead, target("x", 2024, 13)))
    assert (row["reach_year"], row["reach_early"]) == (2023, 2022)
    assert row["reach_late"] is pd.NA


def test_words_are_projected_and_not_judged() -> None:
    ahead = projected("x", {2035: (10, 11, 12, 13, 14)})
    row = only(
        assess(
            series("x", {2024: 9}), ahead, target("x", 2035, math.nan, basis="text", comparator="")
        )
    )
    assert (row["verdict"], row["value"]) == ("no_number", 12)
    assert math.isnan(row["probability"])
    assert "不评判" in row["note"]


def test_nothing_known_is_an_ordinary_verdict() -> None:
    row = only(assess(series("y", {2024: 9}), None, target("x", 2025, 1)))
    assert (row["verdict"], row["known"]) == ("no_data", "none")
    assert "没有这项指标的数值" in row["note"]
    assert sentence(row).endswith("研判：数据不足。")


def test_how_a_bare_number_was_read_is_said() -> None:
    known = series("energy_intensity", {2024: 0.5})
    assert (
        "不高于"
        in only(assess(known, None, target("energy_intensity", 2024, 0.6, comparator="=")))["note"]
    )
    assert (
        only(assess(known, None, target("energy_intensity", 2024, 0.6, comparator="=")))["verdict"]
        == "met"
    )
    assert (
        "at least"
        in only(
            assess(
                series("x", {2024: 1}), None, target("x", 2024, 1, comparator="="), language="en"
            )
        )["note"]
    )


def test_a_range_is_judged_by_its_easier_end() -> None:
    row = only(
        assess(
            series("quality_awards", {2025: 1}),
            None,
            target("quality_awards", 2025, 1, upper=2.0, comparator=""),
        )
    )
    assert row["verdict"] == "met"
    assert "1—2" in row["note"]


def test_provisional_targets_and_preliminary_figures_say_so() -> None:
    row = only(
        assess(series("x", {2025: 2}, status="P"), None, target("x", 2025, 1, provisional=True))
    )
    assert "暂定" in row["note"]
    assert "初步数" in row["note"]


def test_a_parents_target_stands_beside_the_districts_own() -> None:
    both = pd.concat(
        [
            target("x", 2025, 10).assign(area=AREA),
            target("x", 2025, 12).assign(area="610800"),
            target("z", 2025, 12).assign(area="610800"),
        ]
    )
    table = assess(series("x", {2025: 11}), None, both, areas=[AREA], parents={AREA: ["610800"]})
    assert table[["target_area", "verdict"]].values.tolist() == [
        [AREA, "met"],
        ["610800", "missed"],
    ]


def test_units_are_converted_or_the_difference_is_said() -> None:
    yuan = series("labour_productivity", {2025: 210000}, unit="元/人")
    row = only(assess(yuan, None, target("labour_productivity", 2025, 20, unit="万元/人")))
    assert row["value"] == pytest.approx(21) or "未换算" in row["note"]
    piece = series("patent_density", {2025: 2}, unit="件/万人")
    assert (
        "未换算"
        not in only(assess(piece, None, target("patent_density", 2025, 1.65, unit="件")))["note"]
    )


def test_sample_sizes_tell_how_sure_a_pass_rate_is() -> None:
    samples = pd.DataFrame(
        [{"area": AREA, "indicator": "food_pass_rate", "year": 2024, "tested": 500, "planned": 650}]
    )
    row = only(
        assess(
            series("food_pass_rate", {2024: 98.4}, unit="%"),
            None,
            target("food_pass_rate", 2024, 98, unit="%"),
            samples=samples,
        )
    )
    # 8 of 500 failed, 13 of 650 may: 5 more
    assert row["verdict"] == "met"
    assert "还能承受5批次" in row["note"]


def test_points_increments_and_yearly_averages() -> None:
    known = series("x", {2020: 10.0, 2022: 13.0, 2025: 16.0})
    assert (
        only(assess(known, None, target("x", 2025, 6, basis="points", base_year=2020)))["verdict"]
        == "met"
    )
    assert (
        only(assess(known, None, target("x", 2025, 6.1, basis="increment", base_year=2020)))[
            "verdict"
        ]
        == "missed"
    )
    # (16/10)^(1/5) - 1 = 9.856 % a year
    row = only(
        assess(known, None, target("x", 2025, 9.8, basis="annual_growth", base_year=2020, unit="%"))
    )
    assert row["value"] == pytest.approx(9.8560543)
    assert row["verdict"] == "met"


def test_required_rates_by_kind() -> None:
    # positive: (20/16)^(1/2)-1 = 11.8034 % a year; share: (98-96)/2 = 1 point a year
    row = only(
        assess(
            series("labour_productivity", {2020: 15, 2023: 16}),
            None,
            target("labour_productivity", 2025, 20),
        )
    )
    assert row["required_rate"] == pytest.approx(11.8033989)
    row = only(
        assess(
            series("food_pass_rate", {2020: 95, 2023: 96}, unit="%"),
            None,
            target("food_pass_rate", 2025, 98, unit="%"),
        )
    )
    assert row["required_rate"] == pytest.approx(1)


def test_methods_stand_side_by_side_with_their_agreement() -> None:
    known = series("x", {year: 10 + 0.5 * (year - 2015) for year in range(2015, 2024)})
    row = only(assess(known, projected("x", {2025: (13, 14, 15, 16, 17)}), target("x", 2025, 15)))
    assert row["destatis_trend"] == "sun"
    assert row["astat_class"] == "slight improvement"
    assert all(row[name] for name in METHODS)
    assert row["agreement"] == "4/4"


def test_the_revision_of_2008_flips_a_verdict() -> None:
    def as_of(figure: float) -> pd.DataFrame:
        known = series("energy_intensity_change_rate", {2008: figure}, unit="%", area="100000")
        return assess(
            known,
            None,
            target("energy_intensity_reduction", 2008, 5, **(REDUCTION | {"base_year": 2007})),
        )

    table = revisions({"2009-07": as_of(4.59), "2010-07": as_of(5.20)})
    row = only(table)
    assert (row["verdict_before"], row["verdict"], bool(row["flipped"])) == ("missed", "met", True)
    assert row["revision"] == pytest.approx(0.61)


def test_the_official_sentence_and_where_its_blanks_come_from() -> None:
    # done 8 % of 13.5 %, two years left: 59.3 %, 3.04 % a year
    row = only(
        assess(
            series("energy_intensity_reduction", {2023: 8.0}, unit="%"),
            None,
            target("energy_intensity_reduction", 2025, 13.5, **REDUCTION),
        )
    )
    text = sentence(row)
    assert "较2020年累计下降8%" in text
    assert "完成目标的59.3%" in text
    assert "今后2年需保持年均下降3.04%" in text
    named = {column for cell in blanks(row)["columns"] for column in cell.split(", ")}
    assert named <= set(COLUMNS)
    english = sentence(row, "en")
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in english)


def told(
    value: float,
    lower: float,
    upper: float,
    language: str = "zh",
    indicator: str = "energy_intensity_reduction",
) -> str:
    row = {
        "indicator": indicator,
        "basis": "cumulative",
        "unit": "%",
        "comparator": "=",
        "binding": "binding",
        "provisional": False,
        "year": 2025,
        "base_year": 2020,
        "latest_year": 2022,
        "latest": -6.86,
        "target": 13.5,
        "share_done": -0.5,
        "required_rate": 6.8,
        "known": "projected",
        "value": value,
        "lower": lower,
        "upper": upper,
        "probability": 0.11,
        "verdict": "off_track",
    }
    return sentence(row, language)  # type: ignore[arg-type]


def test_a_point_and_its_interval_are_told_in_one_direction() -> None:
    # a reduction of −4.7 is a rise of 4.7; of −21.68 … 14.54 it is a rise of 21.68 at one end and a
    # fall of 14.54 at the other
    assert "累计上升4.7%（80%区间下降14.54%至上升21.68%）" in told(-4.7, -21.68, 14.54)
    assert (
        "a total rise of 4.7% in 2025 (80% interval a fall of 14.54% to a rise of 21.68%)"
        in told(-4.7, -21.68, 14.54, "en")
    )
    assert "累计下降3.66%（80%区间上升0.13%至下降8.30%）" in told(3.66, -0.13, 8.3)
    assert "累计上升4.7%（80%区间2.1%至8.9%）" in told(
        -4.7, -8.9, -2.1
    )  # all of it a rise: no sign at all
    assert "累计下降9.5%（80%区间4.8%至15.2%）" in told(9.5, 4.8, 15.2)
    assert "累计下降3%（80%区间增长1%至下降6%）" in told(
        -3.0, -6.0, 1.0, indicator="x"
    )  # what should grow
    assert "−" not in told(-4.7, -21.68, 14.54) + told(-4.7, -21.68, 14.54, "en")


def test_what_should_fall_and_rose_is_not_called_a_reduction_that_rose() -> None:
    assert "Energy consumption per unit of GDP: a total rise of 6.86% from 2020 to 2022" in told(
        -4.7, -8.9, -2.1, "en"
    )


def test_a_target_in_words_does_not_say_that_figures_are_missing_where_they_are_not() -> None:
    asked = target("energy_intensity_reduction", 2025, None, basis="text", unit="%")
    held = only(
        assess(
            series("energy_intensity", {2020: 0.5, 2021: 0.49}, unit="吨标准煤/万元"), None, asked
        )
    )
    assert (held["verdict"], "这项指标无数据" in held["note"], "有该指标的数" in held["note"]) == (
        "no_number",
        False,
        True,
    )
    assert sentence(held) == "单位地区生产总值能源消耗降低的目标为文字表述，研判：目标无数值。"
    missing = only(assess(series("patent_density", {2020: 0.5}), None, asked))
    assert "没有这项指标的数值" in missing["note"]


def test_binding_and_anticipatory_targets_read_differently() -> None:
    known, ahead = series("x", {2023: 9}), projected("x", {2025: (9, 10, 11, 12, 13)})
    texts = {
        kind: sentence(only(assess(known, ahead, target("x", 2025, 20, binding=kind))))
        for kind in ("binding", "anticipatory", "none")
    }
    assert "约束性" in texts["binding"]
    assert "预期性" in texts["anticipatory"]
    assert len(set(texts.values())) == 3


def test_wrong_tables_are_refused_in_words() -> None:
    with pytest.raises(DataProblem, match="series: 没有列：value"):
        assess(pd.DataFrame(columns=["area", "indicator", "year"]), None, target("x", 2025, 1))
    with pytest.raises(DataProblem, match="覆盖率"):
        assess(series("x", {2020: 1}), None, target("x", 2025, 1), level=80)


def test_empty_tables_give_an_empty_assessment() -> None:
    assert len(assess(series("x", {2020: 1.0}), None, target("x", 2025, 1).iloc[:0])) == 0
    assert (
        len(assess(series("x", {2020: 1.0}).iloc[:0], None, target("x", 2025, 1).assign(area=AREA)))
        == 1
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.floats(1, 100), min_size=2, max_size=8),
    st.lists(st.floats(0, 20), min_size=5, max_size=5),
    st.floats(0.5, 120),
    st.floats(0.5, 120),
    st.sampled_from([">=", "<="]),
    st.booleans(),
)
def test_a_harder_target_never_gets_a_better_verdict(
    values: list[float],
    steps: list[float],
    one: float,
    other: float,
    comparator: str,
    observed: bool,
) -> None:
    known = series("x", dict(zip(range(2024 - len(values) + 1, 2025), values, strict=True)))
    spread = tuple(np.cumsum(steps) + values[-1] / 2)
    ahead = projected("x", {2025: spread})  # type: ignore[dict-item]
    year = 2024 if observed else 2025
    easy, hard = sorted([one, other], reverse=comparator == "<=")
    table = assess(
        known,
        ahead,
        pd.concat(
            [
                target("x", year, easy, comparator=comparator),
                target("x", year, hard, comparator=comparator),
            ]
        ),
    )
    first, second = table.iloc[0], table.iloc[1]
    assert ORDER.index(second["verdict"]) <= ORDER.index(first["verdict"])
    assert second["probability"] <= first["probability"] + 1e-12


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-2, 8), min_size=1, max_size=5), st.floats(1, 30), st.floats(1, 30))
def test_a_harder_total_never_gets_a_better_verdict(
    rates: list[float], one: float, other: float
) -> None:
    known = series(
        "energy_intensity_change_rate",
        {2021 + at: round(rate, 1) for at, rate in enumerate(rates)},
        unit="%",
    )
    year = 2020 + len(rates)
    easy, hard = sorted([one, other])
    table = assess(
        known,
        None,
        pd.concat(
            [
                target("energy_intensity_reduction", year, value, **REDUCTION)
                for value in (easy, hard)
            ]
        ),
    )
    assert ORDER.index(table.iloc[1]["verdict"]) <= ORDER.index(table.iloc[0]["verdict"])


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)), st.floats(0.01, 100))
def test_shuffled_rows_and_another_unit_give_the_same_verdict(
    order: list[int], factor: float
) -> None:
    known = series("x", {2018: 10, 2019: 10.5, 2020: 11, 2021: 11.2, 2022: 11.9, 2023: 12.1})
    ahead = projected("x", {2025: (11, 12, 13, 14, 15)})
    plain = only(assess(known, ahead, target("x", 2025, 13.2)))
    scaled = ahead.assign(
        **{name: ahead[name] * factor for name in ("value", "q2.5", "q10", "q50", "q90", "q97.5")}
    )
    other = only(
        assess(
            known.iloc[order].assign(value=lambda table: table["value"] * factor),
            scaled,
            target("x", 2025, 13.2 * factor),
        )
    )
    assert other["probability"] == pytest.approx(plain["probability"])
    assert other[["verdict", *METHODS]].tolist() == plain[["verdict", *METHODS]].tolist()


def test_everything_wrong_with_the_tables_is_said_at_once() -> None:
    twice = pd.concat([series("x", {2020: 1.0}), series("x", {2020: 2.0})])
    with pytest.raises(DataProblem, match="2020 年有两个数"):
        assess(twice, None, target("x", 2025, 1))
    words = series("x", {2020: 1.0}).astype({"value": object}).assign(value="约10")
    with pytest.raises(DataProblem, match="value is '约10'"):
        assess(words, None, target("x", 2025, 1))
    wrong = pd.concat([target("x", 2025, 1, comparator="≥"), target("x", 2025, 1, basis="total")])
    with pytest.raises(DataProblem) as refused:
        assess(series("x", {2020: 1.0}), None, wrong)
    assert len(refused.value.problems) == 2


def test_a_series_that_ended_long_before_the_plan_says_nothing_of_it() -> None:
    row = only(
        assess(
            series("energy_intensity_change_rate", {2013: 3, 2014: 3}, unit="%"),
            projected(
                "energy_intensity_change_rate", dict.fromkeys(range(2015, 2026), (1, 2, 3, 4, 5))
            ),
            target("energy_intensity_reduction", 2025, 15, **REDUCTION),
        )
    )
    assert (row["verdict"], row["reason"]) == ("no_data", "no_source")


def test_a_unit_that_cannot_be_converted_is_not_compared() -> None:
    row = only(
        assess(
            series("labour_productivity", {2025: 21}, unit="吨标准煤"),
            None,
            target("labour_productivity", 2025, 20, unit="万元/人"),
        )
    )
    assert row["verdict"] == "no_data"
    assert "不能换算" in row["note"]


def test_pieces_in_total_are_a_running_count() -> None:
    row = only(
        assess(
            series("quality_awards", {2024: 1, 2025: 2}, unit="个"),
            None,
            target("quality_awards", 2025, 2, basis="cumulative", unit="项", comparator="="),
        )
    )
    assert (row["verdict"], row["value"]) == ("met", 2)


def test_the_interval_of_a_level_is_that_of_its_projection_though_paths_are_given() -> None:
    """1000 draws say 90.1 and 109.9, the projection 90 and 110: a page shows one interval."""
    known = series("patent_density", {2025: 16.0}, unit="件/万人")
    ahead = projected("patent_density", {2030: (80.0, 90.0, 100.0, 110.0, 120.0)})
    paths = pd.DataFrame(
        {
            "area": AREA,
            "indicator": "patent_density",
            "caliber": "",
            "draw": range(11),
            "year": 2030,
            "value": [90.1, 90.1, *[95.0] * 4, *[105.0] * 3, 109.9, 109.9],
        }
    )
    row = only(
        assess(known, ahead, target("patent_density", 2030, 96, unit="件/万人"), paths=paths)
    )
    assert (row["lower"], row["value"], row["upper"]) == (90.0, 100.0, 110.0)
    # the probability is that of the paths: five of eleven
    assert row["probability"] == pytest.approx(5 / 11)
