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
