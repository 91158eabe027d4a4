"""Targets in cascade and the sharing out of a parent's intensity target."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yq_analysis.analysis.assessment import cascade
from yq_analysis.check import DataProblem

AREAS = pd.DataFrame(
    [
        ("100000", "全国", ""),
        ("610000", "陕西省", "100000"),
        ("440000", "广东省", "100000"),
        ("610800", "榆林市", "610000"),
        ("610100", "西安市", "610000"),
        ("610802", "榆阳区", "610800"),
        ("610803", "横山区", "610800"),
    ],
    columns=["area", "name_zh", "parent"],
)


def target(area: str, value: float | None, **more: Any) -> dict[str, Any]:
    return {
        "area": area,
        "indicator": "x",
        "year": 2025,
        "value": value,
        "comparator": ">=",
        "unit": "%",
        "basis": "level",
        "base_year": None,
        "text": "",
        **more,
    }


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows).astype({"year": "Int64", "base_year": "Int64", "value": "float64"})


def found(*rows: dict[str, Any], direction: int = 1) -> dict[str, tuple[float | None, str]]:
    made = cascade.compare(table(*rows), AREAS, area="610802", indicator="x", direction=direction)
    return {
        row["area"]: (None if pd.isna(row["gap"]) else row["gap"], row["finding"])
        for _, row in made.iterrows()
    }


def test_a_target_easier_than_the_parents_is_said_to_be() -> None:
    # the district asks 93 %, the nation 94 %: 93 - 94 = -1
    assert found(target("610802", 93), target("100000", 94))["100000"] == (
        -1.0,
        "比全国宽1个百分点，松于上级目标",
    )


def test_a_harder_target_has_a_positive_gap_and_equal_ones_have_none() -> None:
    made = found(target("610802", 15), target("100000", 13.5), target("610803", 15))
    assert made["100000"] == (1.5, "比全国严1.5个百分点")
    assert made["610803"] == (0.0, "与横山区相同")


def test_where_less_is_better_the_lower_number_is_the_harder_one() -> None:
    assert (
        found(
            target("610802", 30, unit="微克/立方米"),
            target("610000", 35, unit="微克/立方米"),
            direction=-1,
        )["610000"][0]
        == 5.0
    )


def test_a_later_deadline_that_is_not_harder_falls_short_of_the_parent() -> None:
    made = found(target("610802", 94, year=2027), target("100000", 94, year=2025))
    assert made["100000"] == (
        None,
        "期限不同：本级2027年，全国2025年；本级更晚且不更严，松于上级目标",
    )


def test_an_earlier_deadline_is_no_contradiction() -> None:
    assert found(target("610802", 94, year=2024), target("100000", 94))["100000"][1].endswith(
        "本级更早且不更宽"
    )


def test_different_bases_are_not_compared() -> None:
    made = found(
        target("610802", 15, basis="cumulative", base_year=2020),
        target("100000", 3, basis="annual_growth"),
        target("610000", 15, basis="cumulative", base_year=2015),
    )
    assert made["100000"] == (None, "与全国的单位、含义或基期不同，不可比")
    assert made["610000"][0] is None


def test_words_without_a_number_are_said_to_be_words() -> None:
    assert found(target("610802", 15), target("610000", None))["610000"] == (
        None,
        "陕西省只有文字要求",
    )
    assert found(target("610802", None), target("610000", 15))["610000"] == (
        None,
        "陕西省有数值，本级只有文字要求",
    )
    assert found(target("610000", 15))["610000"] == (None, "陕西省有目标，本级未设")


def test_rows_come_from_the_own_level_upwards_and_then_sideways() -> None:
    made = cascade.compare(
        table(*(target(a, 1) for a in ("610803", "100000", "610800", "610802", "440000"))),
        AREAS,
        area="610802",
        indicator="x",
    )
    assert made["relation"].tolist() == ["own", "parent", "parent", "sibling"]
    assert made["area"].tolist() == ["610802", "610800", "100000", "610803"]
    assert list(made) == cascade.COMPARED


def test_a_province_is_ranked_among_provinces() -> None:
    values = pd.DataFrame(
        {
            "area": ["610000", "440000", "610000"],
            "year": [2023, 2023, 2020],
            "value": [3.0, 4.0, 9.0],
        }
    )
    made = cascade.standing(values, AREAS, area="610000")
    assert made[["area", "rank", "of"]].values.tolist() == [["440000", 1, 2], ["610000", 2, 2]]
    assert cascade.standing(values, AREAS, area="610000", direction=-1)["area"].tolist() == [
        "610000",
        "440000",
    ]


def test_an_unknown_area_is_refused() -> None:
    with pytest.raises(DataProblem, match="不在地区表中"):
        cascade.lineage(AREAS, "999999")


def test_two_values_for_one_area_are_refused() -> None:
    values = pd.DataFrame({"area": ["610000", "610000"], "year": [2023, 2023], "value": [3.0, 4.0]})
    with pytest.raises(DataProblem, match="请先选定一个口径"):
        cascade.standing(values, AREAS, area="610000")


def test_the_same_fall_for_all_is_more_than_the_target_where_the_intensive_child_grows_faster() -> (
    None
):
    # I = 3/2; target 10 %: budget = 0.9 x 1.5 x (2 + 1) = 4.05; at today's intensities 2 x 2 + 1 x
    # 1 = 5, so fall 1 - 4.05/5 = 19 %
    made = cascade.allocate({"a": 2, "b": 1}, {"a": 1, "b": 1}, 0.10, gdp_target={"a": 2, "b": 1})
    assert made["reduction"].tolist() == pytest.approx([0.19, 0.19])


def test_what_a_bounded_child_cannot_give_the_others_do() -> None:
    # equal fall would be 20 % for both; a gives at most 10 %: b must bring 3 x 0.2 - 2 x 0.1 = 0.4
    # of 1
    made = cascade.allocate({"a": 2, "b": 1}, {"a": 1, "b": 1}, 0.2, most=0.4, least=0.0)
    assert made["reduction"].tolist() == pytest.approx([0.2, 0.2])
    held = cascade.allocate({"a": 2, "b": 1}, {"a": 1, "b": 1}, 0.2, convergence=1, most=0.25)
    assert held["reduction"].tolist() == pytest.approx([0.25, 0.1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"energy": {"a": 1.0}, "gdp": {"a": 0.0}, "target": 0.1}, "不大于零"),
        ({"energy": {"a": 1.0}, "gdp": {"b": 1.0}, "target": 0.1}, "的数缺失"),
        ({"energy": {}, "gdp": {}, "target": 0.1}, "没有写任何地区"),
        ({"energy": {"a": 1.0}, "gdp": {"a": 1.0}, "target": 0.3, "most": 0.2}, "达不到上级的"),
        ({"energy": {"a": 1.0}, "gdp": {"a": 1.0}, "target": 13.5}, "不合理"),
    ],
)
def test_an_impossible_sharing_out_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DataProblem, match=message):
        cascade.allocate(**arguments)


POSITIVE = st.floats(0.1, 1000)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(POSITIVE, POSITIVE, POSITIVE), min_size=1, max_size=12),
    st.floats(0, 0.5),
    st.floats(0, 1),
)
def test_the_sum_meets_the_parents_target_exactly(
    children: list[tuple[float, float, float]], wanted: float, convergence: float
) -> None:
    energy, gdp, later = ({str(i): c[j] for i, c in enumerate(children)} for j in range(3))
    made = cascade.allocate(energy, gdp, wanted, gdp_target=later, convergence=convergence)
    asked = (1 - wanted) * sum(energy.values()) / sum(gdp.values())
    assert made["energy_target"].sum() / sum(later.values()) == pytest.approx(asked, rel=1e-12)
    assert cascade.implied(
        dict(zip(made["area"], made["reduction"], strict=True)), energy, gdp, later
    ) == pytest.approx(wanted, abs=1e-11)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(POSITIVE, POSITIVE), min_size=2, max_size=8),
    st.floats(0.01, 0.4),
    st.floats(0, 1),
    st.floats(0.41, 0.9),
)
def test_bounds_hold_and_the_sum_still_meets_the_target(
    children: list[tuple[float, float]], wanted: float, convergence: float, most: float
) -> None:
    energy, gdp = ({str(i): c[j] for i, c in enumerate(children)} for j in range(2))
    made = cascade.allocate(energy, gdp, wanted, convergence=convergence, least=0.0, most=most)
    assert made["reduction"].between(-1e-9, most + 1e-9).all()
    assert made["energy_target"].sum() / sum(energy.values()) == pytest.approx(1 - wanted, rel=1e-9)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(POSITIVE, POSITIVE), min_size=2, max_size=8),
    st.floats(0.01, 0.4),
    st.floats(0.01, 100),
)
def test_another_unit_of_energy_shares_out_alike(
    children: list[tuple[float, float]], wanted: float, unit: float
) -> None:
    energy, gdp = ({str(i): c[j] for i, c in enumerate(children)} for j in range(2))
    one = cascade.allocate(energy, gdp, wanted, convergence=0.5)
    other = cascade.allocate({a: e * unit for a, e in energy.items()}, gdp, wanted, convergence=0.5)
    assert other["reduction"].tolist() == pytest.approx(one["reduction"].tolist(), abs=1e-9)
