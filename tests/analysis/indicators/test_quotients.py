"""Quotients by hand: the right way up, by the right factor, and nothing divided by nobody."""

from __future__ import annotations

import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.analysis.indicators import derive, indicators
from yq_analysis.analysis.indicators.compare import current
from yq_analysis.model import INDICATORS, OBSERVATIONS

LISTS = catalogue.read()


def observed(*rows: tuple[str, int, float, str], area: str = "610000") -> pd.DataFrame:
    full = [
        (area, item, year, value, LISTS.item_unit[item], caliber, "A", "2024", f"t.csv#D{n}")
        for n, (item, year, value, caliber) in enumerate(rows, 2)
    ]
    return pd.DataFrame(full, columns=OBSERVATIONS)


def series(table: pd.DataFrame, indicator: str) -> dict[tuple[str, int], float]:
    rows = table[table["indicator"] == indicator]
    return {
        (caliber, year): round(value, 6)
        for caliber, year, value in zip(rows["caliber"], rows["year"], rows["value"], strict=True)
    }


def test_a_printed_zero_of_people_divides_nothing() -> None:
    # 1000 x 1.1 = 1100 over 110 is 10 万元 a person in 2021; nobody in 2020 is a gap, no endless
    # productivity, and no mean of 0 and 110
    table = indicators(
        observed(
            ("gdp", 2020, 1000, "census5"),
            ("gdp_growth", 2021, 10, "census5"),
            ("employment", 2020, 0, "popcensus2020"),
            ("employment", 2021, 110, "popcensus2020"),
        )
    )
    assert series(table, "labour_productivity") == {
        ("price2020+census5+popcensus2020+year_end", 2021): 10.0
    }


def test_a_printed_zero_of_residents_divides_nothing_either() -> None:
    rows = observed(
        ("invention_patents_in_force", 2020, 30, "domestic"),
        ("invention_patents_in_force", 2021, 40, "domestic"),
        ("population_resident", 2020, 0, "popcensus2020"),
        ("population_resident", 2021, 8, "popcensus2020"),
    )
    assert series(indicators(rows), "invention_patent_density") == {
        ("domestic+popcensus2020", 2021): 5.0
    }


def test_a_printed_zero_of_energy_is_no_intensity_and_a_zero_share_is_a_share() -> None:
    rows = observed(
        ("gdp", 2020, 1000, "census5"),
        ("gdp_growth", 2021, 10, "census5"),
        ("energy_consumption", 2020, 0, "set5"),
        ("energy_consumption", 2021, 550, "set5"),
        ("strategic_industry_output", 2022, 0, "as_published"),
        ("industrial_output", 2022, 120, "as_published"),
    )
    table = indicators(rows)
    assert series(table, "energy_intensity") == {("price2020+set5", 2021): 0.5}
    assert series(table, "strategic_industry_share") == {("as_published", 2022): 0.0}


def test_a_share_is_a_hundred_times_the_part_over_the_whole() -> None:
    rows = observed(
        ("strategic_industry_output", 2022, 30, "as_published"),
        ("industrial_output", 2022, 120, "as_published"),
    )
    assert series(indicators(rows), "strategic_industry_share") == {("as_published", 2022): 25.0}


def test_carbon_intensity_is_carbon_over_gdp_and_not_the_other_way_round() -> None:
    # 1200/1000 = 1.2; 1188/1100 = 1.08: a fall of 10 %
    table = indicators(
        observed(
            ("gdp", 2020, 1000, "census5"),
            ("gdp_growth", 2021, 10, "census5"),
            ("co2_emissions", 2020, 1200, "as_published"),
            ("co2_emissions", 2021, 1188, "as_published"),
        )
    )
    caliber = "price2020+census5+as_published"
    assert series(table, "carbon_intensity") == {(caliber, 2020): 1.2, (caliber, 2021): 1.08}
    assert series(table, "carbon_intensity_change_rate") == {(caliber, 2021): 10.0}
    assert series(table, "carbon_intensity_cumulative_reduction") == {
        (f"since2020+{caliber}", 2021): 10.0
    }


def test_where_no_recipe_pairs_calibers_each_pair_stands_apart_and_equal_ones_together() -> None:
    rows = observed(
        ("population_urban", 2020, 60, "as_published"),
        ("population_resident", 2020, 100, "as_published"),
        ("population_resident", 2020, 80, "popcensus2020"),
    )
    assert series(indicators(rows), "urbanisation_rate") == {("as_published", 2020): 60.0}
    apart = rows[rows["caliber"] != "as_published"]
    apart = pd.concat(
        [rows.iloc[:1], apart, observed(("population_resident", 2020, 75, "census_day"))]
    )
    assert series(indicators(apart), "urbanisation_rate") == {
        ("as_published+popcensus2020", 2020): 75.0,
        ("as_published+census_day", 2020): 80.0,
    }


def test_gdp_at_current_prices_has_no_yearly_change_of_its_own() -> None:
    # 1000 to 1600 is +60 % in current prices; real growth is what is published, and nothing is here
    rows = observed(("gdp", 2020, 1000, "census5"), ("gdp", 2021, 1600, "census5"))
    assert series(indicators(rows), "gdp_real_growth") == {}


def test_a_figure_without_its_other_half_is_said_and_a_background_item_is_not() -> None:
    _, left = derive(
        observed(
            ("co2_emissions", 2020, 1200, "as_published"),
            ("fiscal_revenue", 2020, 5, "as_published"),
        )
    )
    assert left[["item", "first", "last", "figures", "why"]].values.tolist() == [
        ["co2_emissions", 2020, 2020, 1, "no_partner"]
    ]


@pytest.mark.parametrize(("last", "kept"), [(2022, True), (2021, False)])
def test_a_caliber_that_ended_three_years_before_the_newest_figure_is_history(
    last: int, kept: bool
) -> None:
    rows = [
        ("610000", "energy_intensity", caliber, year, 0.5, "", "A")
        for caliber, end in (("new", 2024), ("old", last))
        for year in (end - 1, end)
    ]
    found = current(pd.DataFrame(rows, columns=INDICATORS))
    assert ("old" in set(found["caliber"])) is kept


def test_a_share_printed_and_the_same_share_computed_are_two_calibers() -> None:
    """20 of 100 is 20 %; the yearbook rounds to 19.8: both stand, and neither is a second value of
    the other.
    """
    table = indicators(
        observed(
            ("strategic_industry_output", 2021, 20, "as_published"),
            ("industrial_output", 2021, 100, "as_published"),
            ("strategic_industry_share", 2021, 19.8, "as_published"),
        )
    )
    assert series(table, "strategic_industry_share") == {
        ("as_published", 2021): 20.0,
        ("as_published+published", 2021): 19.8,
    }
