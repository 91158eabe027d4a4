"""Figures held against the years, the sources and the area around them: single faults that are
possible in themselves are doubted, and a plain history passes without a word.
"""

from __future__ import annotations

import pytest
from test_plausibility import CITY, DISTRICT, outcome, rows

GDP = {2018: 100.0, 2019: 108.0, 2020: 117.0, 2021: 126.0, 2022: 136.0}
OFF = ("doubted", "gate_off_the_line")


@pytest.mark.parametrize("times", [0.5, 1.6, 2.0])
@pytest.mark.parametrize("year", [2019, 2020, 2021])
def test_one_year_off_the_line_is_doubted_and_its_neighbours_are_not(
    year: int, times: float
) -> None:
    wrong = {**GDP, year: GDP[year] * times}
    assert outcome(rows("gdp", wrong, area=DISTRICT)) == {("gdp", year, wrong[year]): OFF}


def test_the_newest_year_is_held_against_how_the_series_went() -> None:
    # 8 % a year leads to 136; 272 is twice that
    wrong = {**GDP, 2022: 272.0}
    assert outcome(rows("gdp", wrong, area=DISTRICT)) == {("gdp", 2022, 272.0): OFF}


def test_transposed_digits_of_a_population_are_doubted() -> None:
    people = {2019: 37.1, 2020: 37.0, 2021: 63.9, 2022: 36.8, 2023: 36.7}
    assert outcome(rows("population_resident", people, area=DISTRICT)) == {
        ("population_resident", 2021, 63.9): OFF
    }


def test_a_census_step_and_a_boom_pass() -> None:
    people = {2018: 27.0, 2019: 26.9, 2020: 24.4, 2021: 24.3, 2022: 24.2}  # 9 % fewer counted
    boom = {2018: 100.0, 2019: 104.0, 2020: 103.0, 2021: 139.0, 2022: 165.0, 2023: 160.0}
    assert outcome(rows("population_resident", people, area=DISTRICT)) == {}
    assert outcome(rows("gdp", boom, area=DISTRICT)) == {}


def test_a_nought_among_amounts_is_doubted() -> None:
    assert outcome(rows("employment", {2019: 60.0, 2020: 0.0, 2021: 61.0, 2022: 62.0})) == {
        ("employment", 2020, 0.0): ("set_aside", "gate_impossible")
    }
    jobs = {2019: 600.0, 2020: 0.0, 2021: 610.0, 2022: 620.0}
    assert outcome(rows("invention_patents_granted", jobs)) == {
        ("invention_patents_granted", 2020, 0.0): OFF
    }


def test_one_rate_typed_as_a_fraction_is_doubted_by_its_decimals() -> None:
    rates = {2019: 6.5, 2020: 7.1, 2021: 0.065, 2022: 5.9, 2023: 6.1}
    assert outcome(rows("gdp_growth", rates)) == {
        ("gdp_growth", 2021, 0.065): ("doubted", "gate_fraction")
    }
    small = {2019: 6.5, 2020: 0.2, 2021: 7.1, 2022: 5.9}  # nearly no growth is no fraction
    assert outcome(rows("gdp_growth", small)) == {}


def test_a_countys_figure_under_the_name_of_its_city_stands_apart() -> None:
    city = rows("gdp", {2019: 4136.0, 2020: 4090.0, 2021: 5435.0}, area=CITY, caliber="census4")
    county = rows("gdp", {2020: 1001.0}, area=CITY, caliber="first_release", file="b.xlsx")
    assert outcome(city, county) == {("gdp", 2020, 1001.0): ("doubted", "gate_apart")}


def test_a_whole_series_in_a_wrong_unit_is_unlike_that_of_the_city_around() -> None:
    # 10.0 万元 a head in the city, 0.8 in the district: 0.08 of it; one of the two is wrong, and
    # nothing says which
    city = [
        rows("gdp", {2020: 3600.0}, area=CITY),
        rows("population_resident", {2020: 360.0}, area=CITY),
    ]
    off = [
        rows("gdp", {2020: 80.0}, area=DISTRICT),
        rows("population_resident", {2020: 100.0}, area=DISTRICT),
    ]
    doubt = ("doubted", "gate_parent_ratio")
    assert outcome(*city, *off) == {
        ("gdp", 2020, 80.0): doubt,
        ("population_resident", 2020, 100.0): doubt,
    }
    right = [rows("gdp", {2020: 800.0}, area=DISTRICT), off[1]]
    assert outcome(*city, *right) == {}


def test_no_figure_is_older_than_the_statistics() -> None:
    found = outcome(rows("gdp", {1922: 100.0}, area=CITY))
    assert found == {("gdp", 1922, 100.0): ("set_aside", "gate_year")}
