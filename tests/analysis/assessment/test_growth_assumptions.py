"""Assumed growth: worked by hand, and in the direction that it must go."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.analysis.assessment.growth_assumptions import Aim, Start, choices, grid, start

ENERGY = Start(
    area="610000", indicator="energy_intensity", caliber="price2020", unit="吨标准煤/万元",
    year=2025, value=0.5, above="energy_consumption", below="gdp_constant", counted=False,
    factor=1.0, stock=math.nan, people=math.nan, recent_above=2.0, recent_below=5.0,
    recent=(2020, 2025),
)  # fmt: skip
PATENTS = Start(
    area="610000", indicator="patent_density", caliber="", unit="件/万人", year=2025, value=16.0,
    above="high_value_invention_patents", below="population_resident", counted=True, factor=1.0,
    stock=1600.0, people=100.0, recent_above=100.0, recent_below=0.0, recent=(2020, 2025),
)  # fmt: skip
FALL = Aim(year=2030, value=15.0, cumulative=True, base_year=2025, since=2025)


def test_a_level_follows_from_both_growths() -> None:
    # 0.5 × (1.02/1.05)^5 = 0.5 × 0.865076 = 0.432538
    assert ENERGY.level(2, 5, 2030) == pytest.approx(0.432538, abs=1e-6)
    # 1 − 0.865076 = 13.4924 %
    assert ENERGY.fall(2, 5, 2030, FALL) == pytest.approx(13.4924, abs=1e-4)
    assert not ENERGY.meets(2, 5, FALL)


def test_on_the_line_the_target_is_just_met() -> None:
    # 1.05 × 0.85^(1/5) − 1 = 1.05 × 0.968020 − 1 = 1.6420 %
    needed = ENERGY.needed_above(5, FALL)
    assert needed == pytest.approx(1.6420, abs=1e-3)
    assert ENERGY.meets(needed, 5, FALL)
    assert not ENERGY.meets(needed + 0.01, 5, FALL)


def test_what_was_reached_before_the_latest_year_counts() -> None:
    # 8 % reached by 2023; (1 − 0.135)/(1 − 0.08) = 0.940217 in two years: −3.0352 % a year
    aim = Aim(year=2025, value=13.5, cumulative=True, base_year=2020, since=2023, done=8.0)
    assert ENERGY.needed_above(0, aim) == pytest.approx(-3.0352, abs=1e-3)


def test_no_growth_leads_to_nothing_and_none_is_named() -> None:
    for aim in (Aim(year=2030, value=0.0), Aim(year=2030, value=100.0, cumulative=True)):
        assert math.isnan(ENERGY.needed_above(5, aim))


def test_a_fall_of_what_is_counted_in_pieces_follows_from_its_level() -> None:
    # 16 a unit less 25 % are 12: (1200 − 1600)/5 = −80 a year
    aim = Aim(year=2030, value=25.0, cumulative=True, base_year=2025, since=2025)
    assert PATENTS.needed_above(0, aim) == pytest.approx(-80)
    assert PATENTS.fall(-80, 0, 2030, aim) == pytest.approx(25)


def test_pieces_are_added_not_multiplied() -> None:
    # (1,600 + 5 × 120) / 100 = 22
    assert PATENTS.level(120, 0, 2030) == pytest.approx(22)
    assert PATENTS.needed_above(0, Aim(year=2030, value=22.0)) == pytest.approx(120)
    # with people growing 1 % a year: 22 × 105.101 = 2,312.2; (2,312.2 − 1,600)/5 = 142.44
    assert PATENTS.needed_above(1, Aim(year=2030, value=22.0)) == pytest.approx(142.44, abs=0.01)


def test_more_growth_of_gdp_never_makes_a_target_of_intensity_harder() -> None:
    table = grid(ENERGY, [0, 1, 2, 3], [3, 4, 5, 6], [2030, 2035], FALL)
    for _, rows in table.groupby(["above", "year"]):
        assert rows.sort_values("below")["value"].is_monotonic_decreasing
    assert table.loc[table["year"] == 2035, "meets"].isna().all()


def test_what_cannot_be_seen_leaves_no_pieces_to_choose_from() -> None:
    assert choices(math.nan, counted=True) == []
    assert choices(math.nan, usual=5) == [3, 4, 5, 6, 7]


def test_a_stock_that_is_only_published_as_a_ratio_is_the_ratio_times_the_people() -> None:
    lists = catalogue.read()
    indicators = pd.DataFrame(
        {
            "area": "610000",
            "indicator": "patent_density",
            "caliber": "published",
            "year": [2020, 2025],
            "value": [6.0, 16.0],
            "unit": "件/万人",
            "status": "A",
        }
    )
    people = pd.DataFrame(
        {
            "area": "610000",
            "item": "population_resident",
            "year": [2020, 2025],
            "value": [100.0, 110.0],
            "caliber": "popcensus2020",
        }
    )
    found = start(indicators, people, "610000", "patent_density", "published", lists)
    assert found is not None
    # 16 × 110 = 1,760; (1,760 − 6 × 100)/5 = 232 a year; people (110/100)^(1/5) − 1 = 1.9245 %
    assert (found.stock, found.recent_above) == (1760.0, 232.0)
    assert found.recent_below == pytest.approx(1.9245, abs=1e-4)
    assert (
        start(indicators, people.iloc[:0], "610000", "patent_density", "published", lists) is None
    )
    assert start(indicators, people, "620000", "patent_density", "published", lists) is None
