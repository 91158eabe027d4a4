"""What would be enough, by hand: 1.65 x 98.05 = 161.8 -> 162 patents; 1853 / 20 = 92.65;
1-0.85^(1/5) = 3.1981 %.
"""

from __future__ import annotations

import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.analysis.assessment.enough import enough
from yq_analysis.model import OBSERVATIONS

LISTS = catalogue.read()


def _known(*rows: tuple[str, int, float]) -> pd.DataFrame:
    made = [
        ("610802", item, year, value, LISTS.item_unit[item], "as_published", "A", "2025", "a#1")
        for item, year, value in rows
    ]
    return pd.DataFrame(made, columns=OBSERVATIONS)


def _of(indicator: str, known: pd.DataFrame) -> pd.DataFrame:
    table = LISTS.targets
    asked = table[(table["area"] == "610802") & (table["indicator"] == indicator)]
    return enough(asked, known, LISTS)


def test_patents_are_rounded_up_at_the_known_population() -> None:
    row = _of("patent_density", _known(("population_resident", 2025, 98.05))).iloc[0]
    assert row["item"] == "high_value_invention_patents"
    assert row["value"] == 162
    assert "162件" in row["sentence"]
    assert row["department"] == "市场监管局"


def test_known_gdp_says_at_most_how_many_employed_persons() -> None:
    known = _known(("gdp", 2023, 1853.0), ("urban_unit_employment", 2023, 12.3))
    row = _of("labour_productivity", known).iloc[0]
    assert row["value"] == pytest.approx(92.65)
    assert "不超过92.65万人" in row["sentence"]
    assert "12.3万人" in row["nearby"][0]


def test_a_total_is_one_rate_a_year_and_a_pass_rate_the_most_failures() -> None:
    assert _of("energy_intensity_reduction", _known()).iloc[0]["value"] == pytest.approx(
        3.1981, abs=1e-4
    )
    assert "每100批次至多2批不合格" in _of("food_pass_rate", _known()).iloc[0]["sentence"]


def test_words_and_targets_of_which_nothing_is_known_say_nothing() -> None:
    assert _of("overall_quality", _known()).empty
    assert _of("patent_density", _known()).empty


def test_a_share_is_a_hundredth_of_its_factor_both_ways() -> None:
    """10 % of an industrial output of 500 is 50; with 50 known, at most 500 may be produced."""
    target = pd.DataFrame(
        [
            {
                "area": "610802",
                "indicator": "strategic_industry_share",
                "year": 2025,
                "value": 10.0,
                "comparator": ">=",
                "basis": "level",
                "base_year": None,
            }
        ]
    )
    row = enough(target, _known(("industrial_output", 2024, 500.0)), LISTS).iloc[0]
    assert (row["item"], row["value"]) == ("strategic_industry_output", pytest.approx(50.0))
    assert (row["known_value"], row["known_year"]) == (500.0, 2024)
    row = enough(target, _known(("strategic_industry_output", 2024, 50.0)), LISTS).iloc[0]
    assert (row["item"], row["value"]) == ("industrial_output", pytest.approx(500.0))
    assert "不超过500" in row["sentence"]


def test_at_most_turns_the_bound_over() -> None:
    """0.5 tce per 万元 at most: with GDP of 1000 at most 500; with 500 of energy at least 1000."""
    target = pd.DataFrame(
        [
            {
                "area": "610802",
                "indicator": "energy_intensity",
                "year": 2025,
                "value": 0.5,
                "comparator": "<=",
                "basis": "level",
                "base_year": None,
            }
        ]
    )
    row = enough(target, _known(("energy_consumption", 2024, 500.0)), LISTS).iloc[0]
    assert (row["item"], row["value"]) == ("gdp_constant", pytest.approx(1000.0)) or (
        row["item"],
        row["value"],
    ) == ("gdp", pytest.approx(1000.0))


def test_a_total_over_no_year_or_of_everything_asks_for_no_rate() -> None:
    row = {
        "area": "610802",
        "indicator": "energy_intensity_reduction",
        "comparator": "=",
        "basis": "cumulative",
    }
    odd = pd.DataFrame(
        [
            row | {"year": 2025, "value": 15.0, "base_year": 2025},
            row | {"year": 2025, "value": 100.0, "base_year": 2020},
            row | {"year": 2025, "value": 0.0, "base_year": 2020},
        ]
    )
    assert enough(odd, _known(), LISTS).empty
    one = pd.DataFrame([row | {"year": 2021, "value": 15.0, "base_year": 2020}])
    assert enough(one, _known(), LISTS).iloc[0]["value"] == pytest.approx(15.0)
