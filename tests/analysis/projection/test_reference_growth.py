"""Series too short to project, with a region above them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from yq_analysis.analysis.projection import project
from yq_analysis.analysis.projection.reference_growth import KEEP, OWN_SHARE

NUMBERS = ["value", "q2.5", "q10", "q50", "q90", "q97.5"]


def table(**areas: dict[int, float]) -> pd.DataFrame:
    rows = [
        (area, "gdp", year, value)
        for area, values in areas.items()
        for year, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["area", "indicator", "year", "value"])


CITY = {
    year: 1000 * 1.06 ** (year - 2005) * (1.01 if year % 2 else 0.99) for year in range(2005, 2025)
}


def test_one_point_grows_as_its_parent_does() -> None:
    result = project(table(city=CITY, county={2024: 10.0}), horizon=5, parents={"county": "city"})
    city, county = (
        result[result["area"] == area].reset_index(drop=True) for area in ("city", "county")
    )
    # G_k = log(city_k / city_0), so county_k = 10 city_k / city_0
    np.testing.assert_allclose(county["value"], 10 * city["value"] / CITY[2024], rtol=1e-9)
    assert (county["method"] == "borrowed").all()
    assert county["note"].str.contains("city").all()
    relative = [(one["q97.5"] - one["q2.5"]) / one["value"] for one in (city, county)]
    assert (relative[1] > relative[0]).all()


def test_two_points_keep_a_fading_part_of_their_own_growth() -> None:
    # the county grew 10 points faster in logs than the city; b (n-1)/n phi of it goes on in the
    # first year; then the average in logs with the county's own drift, 2 x last - first
    own = {2023: 10.0, 2024: 10.0 * np.exp(0.10) * CITY[2024] / CITY[2023]}
    result = project(table(city=CITY, county=own), horizon=1, parents={"county": "city"}).set_index(
        "area"
    )
    keep, fade = KEEP[2]
    lent = own[2024] * result.loc["city", "value"] / CITY[2024] * np.exp(keep * 0.5 * 0.10 * fade)
    expected = lent ** (1 - OWN_SHARE[2]) * (2 * own[2024] - own[2023]) ** OWN_SHARE[2]
    assert result.loc["county", "value"] == pytest.approx(expected, rel=1e-9)


def test_growth_comes_from_the_nearest_region_that_knows_enough() -> None:
    series = table(nation=CITY, city={2023: 5.0, 2024: 6.0}, county={2024: 1.0})
    result = project(series, horizon=1, parents={"county": "city", "city": "nation"})
    assert result.loc[result["area"] == "county", "note"].str.contains("nation").all()


def test_a_parent_that_has_newer_figures_lends_what_it_has_seen() -> None:
    result = project(table(city=CITY, county={2022: 10.0}), horizon=2, parents={"county": "city"})
    county = result[result["area"] == "county"]
    np.testing.assert_allclose(
        county["value"], [10 * CITY[2023] / CITY[2022], 10 * CITY[2024] / CITY[2022]], rtol=1e-9
    )


def test_a_column_of_parents_says_the_same_as_the_argument() -> None:
    series = table(city=CITY, county={2023: 9.0, 2024: 10.0})
    column = series.assign(parent=np.where(series["area"] == "county", "city", ""))
    pd.testing.assert_frame_equal(project(column), project(series, parents={"county": "city"}))


def test_the_unit_of_a_short_series_does_not_matter() -> None:
    series = table(city=CITY, county={2022: 8.0, 2023: 9.0, 2024: 9.5})
    scaled = series.assign(value=series["value"] * np.where(series["area"] == "county", 1e6, 1))
    plain, large = (
        project(one, parents={"county": "city"}).query("area == 'county'")[NUMBERS]
        for one in (series, scaled)
    )
    np.testing.assert_allclose(large / 1e6, plain, rtol=1e-9)


def test_shares_rates_and_counts_borrow_within_their_bounds() -> None:
    years = range(2010, 2025)
    series = pd.concat(
        [
            pd.DataFrame(
                {
                    "area": "city",
                    "indicator": "pass",
                    "year": years,
                    "value": np.linspace(95, 99.9, 15),
                }
            ),
            pd.DataFrame(
                {
                    "area": "county",
                    "indicator": "pass",
                    "year": [2023, 2024],
                    "value": [99.0, 100.0],
                }
            ),
            pd.DataFrame(
                {
                    "area": "city",
                    "indicator": "awards",
                    "year": years,
                    "value": np.arange(15.0) // 2,
                }
            ),
            pd.DataFrame({"area": "county", "indicator": "awards", "year": [2024], "value": [0.0]}),
            pd.DataFrame(
                {
                    "area": "city",
                    "indicator": "rate",
                    "year": years,
                    "value": np.resize([3.0, -1.0, 2.0], 15),
                }
            ),
            pd.DataFrame({"area": "county", "indicator": "rate", "year": [2024], "value": [-2.0]}),
        ]
    )
    kinds = {"pass": "share", "awards": "count", "rate": "rate"}
    result = project(series, parents={"county": "city"}, scales=kinds, horizon=8)
    numbers = result[NUMBERS].to_numpy(dtype=float)
    assert np.isfinite(numbers).all()
    assert (np.diff(numbers[:, 1:], axis=1) >= 0).all()
    shares = result.loc[result["indicator"] == "pass", NUMBERS].to_numpy(dtype=float)
    assert ((shares >= 0) & (shares <= 100)).all()
    counts = result.loc[result["indicator"] == "awards", NUMBERS].to_numpy(dtype=float)
    assert ((counts >= 0) & (counts == np.rint(counts))).all()


def test_parents_that_go_in_a_circle_lend_nothing() -> None:
    result = project(table(a={2024: 1.0}, b={2024: 2.0}), parents={"a": "b", "b": "a"}, horizon=1)
    assert (result["method"] == "no_data").all()


def test_counts_that_start_from_nothing_stay_sane() -> None:
    series = pd.concat(
        [
            pd.DataFrame(
                {
                    "area": "city",
                    "indicator": "awards",
                    "year": range(2012, 2025),
                    "value": [0.0] * 6 + [1, 0, 2, 1, 3, 2, 4],
                }
            ),
            pd.DataFrame(
                {
                    "area": "county",
                    "indicator": "awards",
                    "year": [2022, 2023, 2024],
                    "value": [0.0, 0.0, 1.0],
                }
            ),
        ]
    )
    county = project(series, parents={"county": "city"}, scales={"awards": "count"}).query(
        "area == 'county'"
    )
    assert county["value"].between(0, 10).all()
    assert county["q97.5"].between(1, 200).all()


@pytest.mark.parametrize("own", [[0.0, 3.0, 5.0], [0.0, 1.5, 2.0], [4.0, 3.0, 5.0]])
def test_a_zero_in_a_short_series_does_not_keep_its_parent_from_lending(own: list[float]) -> None:
    county = dict(zip((2022, 2023, 2024), own, strict=True))
    result = project(table(city=CITY, county=county), horizon=5, parents={"county": "city"}).query(
        "area == 'county'"
    )
    assert (result["method"] == "borrowed").all()
    found = result[NUMBERS].to_numpy(dtype=float)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert result["value"].between(1, 20).all()


def test_a_short_series_on_another_scale_is_told_why_nobody_lends() -> None:
    result = project(
        table(city=CITY, county={2023: -1.0, 2024: 2.0}), horizon=2, parents={"county": "city"}
    )
    note = result.loc[result["area"] == "county", "note"].iloc[0]
    assert "city" in note
    assert "无上级地区" not in note


@pytest.mark.parametrize("zeros", [1, 2, 3, 4, 6])
def test_a_county_that_never_counted_any_borrows_finite_intervals(zeros: int) -> None:
    awards = table(
        city={year: float(20 + year % 5) for year in range(2010, 2025)},
        county=dict.fromkeys(range(2025 - zeros, 2025), 0.0),
    )
    result = project(awards, horizon=5, parents={"county": "city"}, scales={"gdp": "count"})
    county = result[result["area"] == "county"]
    assert (county["method"] == "borrowed").all()
    numbers = county[NUMBERS].to_numpy(dtype=float)
    assert np.isfinite(numbers).all()
    assert (numbers[:, 0] == 0).all()
    assert (numbers <= 50).all()
