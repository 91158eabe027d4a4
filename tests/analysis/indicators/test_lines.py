"""Where each line of the indicators lies: a figure on either side of it, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.analysis.indicators import (
    change,
    decomposition_by_area,
    gaps,
    indicators,
    one_series,
    preferred,
    rate_findings,
    trace,
)
from yq_analysis.analysis.indicators.compare import current
from yq_analysis.analysis.indicators.decomposition_by_area import at_constant_prices
from yq_analysis.analysis.indicators.gaps import spans
from yq_analysis.check import DataProblem
from yq_analysis.model import INDICATORS, OBSERVATIONS

LISTS = catalogue.read()


def observed(*rows: tuple[str, int, float, str], area: str = "610000") -> pd.DataFrame:
    """(item, year, value, caliber) of one area, printed in 2024."""
    full = [
        (area, item, year, value, LISTS.item_unit[item], caliber, "A", "2024", f"t.csv#D{n}")
        for n, (item, year, value, caliber) in enumerate(rows, 2)
    ]
    return pd.DataFrame(full, columns=OBSERVATIONS)


def table(*rows: tuple[str, str, int, float], area: str = "610000") -> pd.DataFrame:
    """(indicator, caliber, year, value) of one area, as `indicators` returns them."""
    full = [
        (area, indicator, caliber, year, value, LISTS.indicator(indicator).unit, "A")
        for indicator, caliber, year, value in rows
    ]
    return pd.DataFrame(full, columns=INDICATORS)


def values(found: pd.DataFrame, indicator: str) -> dict[tuple[str, int], float]:
    rows = found[found["indicator"] == indicator]
    return dict(
        zip(zip(rows["caliber"], rows["year"], strict=True), rows["value"].round(6), strict=True)
    )


def test_a_yearly_change_needs_the_year_before() -> None:
    rows = [
        ("gdp", 2020, 1000.0, "as_published"),
        *(("gdp_index", year, 100.0, "as_published") for year in (2021, 2022, 2023)),
        ("co2_emissions", 2020, 500.0, "as_published"),
        ("co2_emissions", 2022, 500.0, "as_published"),
        ("co2_emissions", 2023, 450.0, "as_published"),
    ]
    found = values(indicators(observed(*rows, area="610800")), "carbon_intensity_change_rate")
    assert found == {("price2020+as_published", 2023): 10.0}


def test_a_reduction_over_a_span_of_average_growth_by_hand() -> None:
    """Energy 800 -> 900 and GDP +10 % a year in two years: 1-(900/800)/1.21 = 7.0248 %."""
    rows = [
        ("energy_consumption", 2018, 800.0, "set5"),
        ("energy_consumption", 2020, 900.0, "set5"),
        ("gdp_average_growth", 2020, 10.0, "as_published+since2018"),
    ]
    total = "energy_intensity_cumulative_reduction"
    found = values(indicators(observed(*rows)), total)
    assert found == {("since2018+average+set5", 2020): pytest.approx(7.024793)}
    # either year missing, or nothing used in the first one: no total
    assert values(indicators(observed(*rows[1:])), total) == {}
    assert values(indicators(observed(rows[0], rows[2])), total) == {}
    zero = ("energy_consumption", 2018, 0.0, "set5")
    assert values(indicators(observed(zero, *rows[1:])), total) == {}
    # half a unit is a number, too: 1-(0.6/0.5)/1.21
    half = [("energy_consumption", 2018, 0.5, "set5"), ("energy_consumption", 2020, 0.6, "set5")]
    assert values(indicators(observed(*half, rows[2])), total) == {
        ("since2018+average+set5", 2020): pytest.approx(0.826446)
    }
    # without a printed beginning nothing is known of the span
    no_start = ("gdp_average_growth", 2020, 10.0, "as_published")
    assert values(indicators(observed(*rows[:2], no_start)), total) == {}


def test_a_rate_may_lie_four_tenths_of_a_point_from_what_growth_implies() -> None:
    """Energy +4 % and GDP +4 % imply no change: 0.4 agrees with it, 0.41 does not."""
    for rate, found in ((-0.4, 0), (0.4, 0), (-0.41, 1), (0.41, 1)):
        rows = observed(
            ("published_energy_intensity_change", 2020, rate, "nbs"),
            ("energy_growth", 2020, 4.0, "first_release"),
            ("gdp_growth", 2020, 4.0, "first_release"),
            area="100000",
        )
        assert len(rate_findings(rows)) == found


def test_constant_prices_hold_in_the_base_year_and_grow_from_the_next() -> None:
    current_prices = pd.DataFrame({"a": [100.0, 150.0]}, index=[2020, 2021])
    growth = pd.DataFrame({"a": [50.0, 10.0, 20.0]}, index=[2020, 2021, 2022])
    found = at_constant_prices(current_prices, growth, 2020)
    assert found["a"].round(6).tolist() == [100.0, 110.0, 132.0]
    assert found.index.tolist() == [2020, 2021, 2022]
    with pytest.raises(DataProblem, match="没有基年2019的行"):
        at_constant_prices(current_prices, growth, 2019)
    with pytest.raises(DataProblem, match="缺一个行业"):
        at_constant_prices(current_prices.assign(b=1.0), growth, 2020)
    with pytest.raises(DataProblem, match="缺年份"):
        at_constant_prices(current_prices, growth.drop(index=2021), 2020)


TWO = table(
    ("labour_productivity", "price2015", 2020, 10.0),
    ("labour_productivity", "price2020", 2022, 12.0),
    ("labour_productivity", "price2020", 2021, 11.0),
    ("labour_productivity_growth", "published", 2020, 5.0),
    ("labour_productivity_growth", "published", 2021, 8.7),
    ("labour_productivity_growth", "published", 2022, 4.2),
)


def test_one_series_is_by_year_and_numbered_anew() -> None:
    found = one_series(TWO, "610000", "labour_productivity", "price2020")
    assert found["year"].tolist() == [2021, 2022]
    assert found.index.tolist() == [0, 1]
    only = TWO[TWO["caliber"] == "price2020"]
    assert one_series(only, "610000", "labour_productivity")["value"].tolist() == [11.0, 12.0]
    with pytest.raises(DataProblem, match="有几个不能相连的口径"):
        one_series(TWO, "610000", "labour_productivity")
    with pytest.raises(DataProblem, match="口径 price1990 没有数; 请选一个口径：price2015"):
        one_series(TWO, "610000", "labour_productivity", "price1990")


def test_what_cannot_be_compared_says_why_and_what_can_in_both_languages() -> None:
    with pytest.raises(DataProblem) as refused:
        change(TWO, "610000", "labour_productivity", 2020, 2021)
    (problem,) = refused.value.problems
    assert problem.text() == (
        "陕西省全员劳动生产率 2020—2021: 不能连接，价格基期变了：2020年是2015年价格，2021年是2020年"
        "价格; 可比较公布的全员劳动生产率增长率（公布值）：2021年8.7%；同一口径内可比："
        "price2015（2015年价格，2020—2020年）、price2020（2020年价格，2021—2022年）"
    )
    assert "2021 8.7%" in problem.text("en")
    assert "the price base moved: 2020 is" in problem.text("en")
    with pytest.raises(DataProblem, match="没有2019年的数"):
        change(TWO, "610000", "labour_productivity", 2019, 2021)
    with pytest.raises(DataProblem, match="没有2024年的数"):
        change(TWO, "610000", "labour_productivity", 2021, 2024)
    other = table(
        ("farm_product_pass_rate", "national", 2020, 98.0),
        ("farm_product_pass_rate", "provincial", 2021, 98.5),
    )
    with pytest.raises(DataProblem, match="不能连接，口径不同：2020年是"):
        change(other, "610000", "farm_product_pass_rate", 2020, 2021)


def test_a_change_is_relative_to_its_first_year_in_the_one_caliber_that_has_both() -> None:
    found = change(TWO, "610000", "labour_productivity", 2021, 2022)
    assert (found.caliber, found.first, found.last) == ("price2020", 2021, 2022)
    assert found.value == pytest.approx(1 / 11)
    both = pd.concat([TWO, table(*(("labour_productivity", "x", y, 5.0) for y in (2021, 2022)))])
    with pytest.raises(DataProblem, match="几个口径"):
        change(both, "610000", "labour_productivity", 2021, 2022)
    assert change(both, "610000", "labour_productivity", 2021, 2022, "x").value == 0


def test_without_a_rule_the_longest_caliber_goes_first_and_of_equal_ones_the_newest() -> None:
    def longest(*spans: tuple[str, int, int]) -> str:
        rows = [
            ("quality_awards", caliber, year, 1.0)
            for caliber, first, last in spans
            for year in range(first, last + 1)
        ]
        return preferred(table(*rows), "610000", "quality_awards")

    assert longest(("a", 2015, 2020), ("b", 2016, 2020)) == "a"
    assert longest(("a", 2015, 2020), ("b", 2016, 2021)) == "b"
    # a mean of two year-ends is a year shorter by nature: two years are forgiven, not three
    assert longest(("a+year_end", 2015, 2020), ("a", 2017, 2020)) == "a"
    assert longest(("a+year_end", 2014, 2020), ("a", 2017, 2020)) == "a+year_end"
    assert preferred(table(("quality_awards", "a", 2015, 1.0)), "610800", "quality_awards") == ""


def test_a_caliber_that_ended_two_years_before_the_newest_figure_still_counts() -> None:
    rows = table(
        ("quality_awards", "a", 2020, 1.0),
        ("quality_awards", "b", 2021, 1.0),
        ("quality_awards", "c", 2023, 1.0),
    )
    assert current(rows)["caliber"].tolist() == ["b", "c"]
    assert current(rows.iloc[:0]).empty


def test_gaps_name_the_years_on_both_ends() -> None:
    rows = observed(*(("employment", year, 100.0, "popcensus2020") for year in (2020, 2021, 2023)))
    found = gaps(rows, "610000", since=2019, until=2023).set_index(["indicator", "item"])
    row = found.loc[("labour_productivity", "employment")]
    assert (row["state"], row["first"], row["last"]) == ("partial", 2020, 2023)
    assert row["missing_years"] == "2019、2022"
    whole = gaps(rows, "610000", since=2020, until=2021).set_index(["indicator", "item"])
    assert whole.loc[("labour_productivity", "employment"), "state"] == "complete"


def test_years_in_a_row_are_drawn_together_from_two_on() -> None:
    assert spans([2001, 2002]) == "2001—2002"
    assert spans([2001, 2003, 2004], "en") == "2001, 2003–2004"
    assert spans([]) == ""


def test_effects_of_all_years_name_the_first_and_the_last() -> None:
    use = pd.DataFrame({"a": [60.0, 66.0, 70.0]}, index=[2018, 2019, 2020])
    activity = pd.DataFrame({"a": [30.0, 34.0, 34.0]}, index=[2018, 2019, 2020])
    whole = decomposition_by_area.total(decomposition_by_area.energy(use, activity))
    assert set(whole["from_year"]) == {2018}
    assert set(whole["to_year"]) == {2020}
    assert whole["value"].sum() == pytest.approx(10)


def test_a_caliber_without_the_span_does_not_hide_the_next_one() -> None:
    rows = [
        ("energy_consumption", 2018, 700.0, "set4"),  # ends before the span does
        ("energy_consumption", 2018, 800.0, "set5"),
        ("energy_consumption", 2020, 900.0, "set5"),
        ("gdp_average_growth", 2020, 10.0, "as_published+since2018"),
    ]
    found = values(indicators(observed(*rows)), "energy_intensity_cumulative_reduction")
    assert found == {("since2018+average+set5", 2020): pytest.approx(7.024793)}


def test_a_total_of_yearly_rates_is_traced_in_both_languages() -> None:
    rows = observed(
        ("published_energy_intensity_change", 2021, -10.0, "nbs"),
        ("published_energy_intensity_change", 2022, -20.0, "nbs"),
    )
    for language in ("zh", "en"):
        found = trace(
            rows,
            "610000",
            "energy_intensity_cumulative_reduction",
            "since2020+nbs",
            [2022],
            language=language,
        )
        assert set(found["formula"]) == {"1-(1-0.1)×(1-0.2)"}
        assert set(found["value"].round(9)) == {28.0}
