"""Observations become indicators: arithmetic by hand, calibers apart, every value traceable."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yq_analysis as yq
from yq_analysis import catalogue
from yq_analysis.analysis.indicators import (
    change,
    gaps,
    indicators,
    one_series,
    preferred,
    rate_findings,
    trace,
)
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.model import INDICATORS, OBSERVATIONS

LISTS = catalogue.read()


def observed(
    *rows: tuple[str, int, float, str] | tuple[str, int, float, str, str], area: str = "610000"
) -> pd.DataFrame:
    """(item, year, value, caliber[, edition]) of one area."""
    full = [
        (
            area,
            row[0],
            row[1],
            row[2],
            LISTS.item_unit[row[0]],
            row[3],
            "A",
            row[4] if len(row) > 4 else "2024",
            f"t.csv#D{n}",
        )
        for n, row in enumerate(rows, 2)
    ]
    return pd.DataFrame(full, columns=OBSERVATIONS)


# GDP 1000 in 2020, then +10 % and +5 %: 1000, 1100, 1155 at 2020 prices; nominal GDP of 2021 jumps
# with prices. Energy 500, 528, 531.3: intensity 0.5, 0.48, 0.46.
CHAIN = observed(
    ("gdp", 2020, 1000, "census5"),
    ("gdp", 2021, 1600, "census5"),
    ("gdp_index", 2021, 110, "census5"),
    ("gdp_growth", 2022, 5, "census5"),
    ("energy_consumption", 2020, 500, "set5"),
    ("energy_consumption", 2021, 528, "set5"),
    ("energy_consumption", 2022, 531.3, "set5"),
    ("employment", 2020, 100, "popcensus2020"),
    ("employment", 2021, 100, "popcensus2020"),
    ("employment", 2022, 110, "popcensus2020"),
)


def values(table: pd.DataFrame, indicator: str, caliber: str) -> dict[int, float]:
    rows = table[(table["indicator"] == indicator) & (table["caliber"] == caliber)]
    return dict(zip(rows["year"], rows["value"].round(9), strict=True))


def test_intensity_is_energy_over_gdp_chained_by_real_growth_not_over_nominal_gdp() -> None:
    table = indicators(CHAIN)
    assert values(table, "energy_intensity", "price2020+set5") == {
        2020: 0.5,
        2021: 0.48,
        2022: 0.46,
    }
    assert list(table.columns) == INDICATORS


def test_yearly_and_total_reduction_are_positive_where_intensity_falls() -> None:
    table = indicators(CHAIN)
    # 1 - 0.48/0.5 = 4 %; 1 - 0.46/0.48 = 4.1667 %; together 1 - 0.46/0.5 = 8 %
    assert values(table, "energy_intensity_change_rate", "price2020+set5") == pytest.approx(
        {2021: 4, 2022: 100 * (1 - 0.46 / 0.48)}
    )
    assert values(
        table, "energy_intensity_cumulative_reduction", "since2020+price2020+set5"
    ) == pytest.approx({2021: 4, 2022: 8})


def test_productivity_is_constant_gdp_over_the_mean_of_two_year_ends() -> None:
    table = indicators(CHAIN)
    caliber = "price2020+census5+popcensus2020"
    # 1100 over (100 + 100) / 2, 1155 over (100 + 110) / 2; of 2019 no year-end is known: 2020
    # has no mean
    assert values(table, "labour_productivity", caliber) == {2021: 11, 2022: 11}
    assert values(table, "labour_productivity_growth", caliber) == {2022: 0}


def test_over_one_year_end_productivity_is_another_caliber() -> None:
    table = indicators(CHAIN)
    caliber = "price2020+census5+popcensus2020+year_end"
    # 1000/100, 1100/100, 1155/110 万元/人; growth 10 %, then 10.5/11 - 1
    assert values(table, "labour_productivity", caliber) == {2020: 10, 2021: 11, 2022: 10.5}
    assert values(table, "labour_productivity_growth", caliber) == pytest.approx(
        {2021: 10, 2022: -100 / 22}
    )


def test_the_mean_of_two_year_ends_is_written_out_in_the_trace() -> None:
    rows = trace(CHAIN, "陕西省", "labour_productivity", "price2020+census5+popcensus2020", [2022])
    assert rows["formula"].iloc[0] == (
        "2020年价地区生产总值1155.00亿元÷[（2021年末就业人员100万人＋2022年末就业人员110万人）÷2]"
    )
    employed = rows[rows["input_item"] == "employment"]
    assert employed["input_value"].tolist() == [100, 110]


def test_of_two_divisors_the_mean_is_shown_first_though_it_is_a_year_shorter() -> None:
    table = indicators(CHAIN.assign(area="610802", caliber="as_published"))
    assert preferred(table, "610802", "labour_productivity") == "price2020+as_published"
    only_end = table[table["year"] == 2020]
    assert preferred(only_end, "610802", "labour_productivity") == "price2020+as_published+year_end"


def test_a_year_without_published_growth_ends_the_chain() -> None:
    rows = CHAIN[~((CHAIN["item"] == "gdp_index") & (CHAIN["year"] == 2021))]
    assert values(indicators(rows), "energy_intensity", "price2020+set5") == {2020: 0.5}


def test_gdp_at_constant_prices_is_a_series_of_its_own() -> None:
    # 1000, x 1.10, x 1.05; nominal 1600 of 2021 has no part in it
    assert values(indicators(CHAIN), "gdp_constant", "price2020+census5") == pytest.approx(
        {2020: 1000, 2021: 1100, 2022: 1155}
    )


def test_the_chain_goes_backwards_from_the_base_year_too() -> None:
    rows = observed(
        ("gdp", 2020, 1100, "census5"),
        ("gdp_index", 2020, 110, "census5"),
        ("energy_consumption", 2019, 500, "set5"),
        ("energy_consumption", 2020, 500, "set5"),
    )
    assert values(indicators(rows), "energy_intensity", "price2020+set5") == pytest.approx(
        {2019: 0.5, 2020: 500 / 1100}
    )


def test_urban_units_and_registered_population_never_stand_in() -> None:
    rows = observed(
        ("gdp", 2020, 1000, "as_published"),
        ("urban_unit_employment", 2020, 47, "as_published"),
        ("population_registered", 2020, 385, "city_yearbook"),
        ("invention_patents_in_force", 2020, 500, "domestic"),
        area="610800",
    )
    table = indicators(rows)
    assert set(table["indicator"]) == {"gdp_current"}  # neither productivity nor density


def test_density_is_patents_over_residents_in_ten_thousands() -> None:
    rows = observed(
        ("invention_patents_in_force", 2022, 82069, "domestic"),
        ("population_resident", 2022, 3956, "popcensus2020"),
    )
    assert values(indicators(rows), "invention_patent_density", "domestic+popcensus2020")[
        2022
    ] == pytest.approx(82069 / 3956)


def test_energy_sets_and_price_bases_are_never_chained_to_each_other() -> None:
    rows = observed(
        ("gdp", 2010, 100, "census5"),
        ("gdp", 2020, 200, "census5"),
        *[("gdp_index", year, 107, "census5") for year in range(2011, 2023)],
        *[("energy_consumption", year, 100 + year - 2010, "set3") for year in range(2010, 2013)],
        *[("energy_consumption", year, 90 + year - 2010, "set5") for year in range(2011, 2023)],
    )
    table = indicators(rows)
    calibers = set(table.loc[table["indicator"] == "energy_intensity_change_rate", "caliber"])
    assert calibers == {"price2010+set3", "price2020+set5"}
    assert (
        min(values(table, "energy_intensity_change_rate", "price2020+set5")) == 2012
    )  # nothing links 2010 to 2011


def _rates(caliber: str, rates: dict[int, float]) -> list[tuple[str, int, float, str]]:
    return [
        ("published_energy_intensity_change", year, -one, caliber) for year, one in rates.items()
    ]


_GROWTH = [
    ("energy_growth", 2023, 5.7, "first_release"),
    ("gdp_growth", 2023, 5.2, "first_release"),
    ("energy_growth", 2025, 3.5, "first_release"),
    ("gdp_growth", 2025, 5.0, "first_release"),
]


def test_a_published_rate_that_growth_contradicts_stands_apart_and_whole_energy_goes_on() -> None:
    """2.7 and 0.1 chain; 0.5 does not join them: energy +5.7 and GDP +5.2 make -0.4753
    (1-1.057/1.052).
    """
    rows = observed(*_rates("nbs", {2021: 2.7, 2022: 0.1, 2023: 0.5}), *_GROWTH, area="100000")
    table = indicators(rows)
    whole = values(table, "energy_intensity_change_rate", "nbs")
    assert whole == pytest.approx({2021: 2.7, 2022: 0.1, 2023: -0.475285})
    assert values(table, "energy_intensity_change_rate", "nbs+basis_differs") == {2023: 0.5}
    # 1 - .973 x .999 x 1.00475285 = 2.3353 %
    total = values(table, "energy_intensity_cumulative_reduction", "since2020+nbs")
    assert total[2023] == pytest.approx(2.3353, abs=1e-4)
    (_source, message), *more = rate_findings(rows)
    assert not more
    assert message.code == "indicators_rate_disagrees"
    assert "0.50%" in message
    assert "-0.48%" in message
    assert "考核口径" in message


def test_a_rate_within_rounding_of_what_growth_implies_stays_where_it_is() -> None:
    rows = observed(
        *_rates("nbs", {2020: 0.1}),
        ("energy_growth", 2020, 2.2, "first_release"),
        ("gdp_growth", 2020, 2.3, "first_release"),
        area="100000",
    )
    assert values(indicators(rows), "energy_intensity_change_rate", "nbs") == {2020: 0.1}
    assert rate_findings(rows) == []


def test_a_rate_revised_later_is_not_held_against_first_releases() -> None:
    growth = observed(
        ("energy_growth", 2006, 9.3, "first_release"),
        ("gdp_growth", 2006, 10.7, "first_release"),
        area="100000",
    ).assign(edition="2007-02-28")
    rate = observed(*_rates("nbs", {2006: 2.74}), area="100000").assign(edition="2010-07-15")
    rows = pd.concat([growth, rate], ignore_index=True)
    assert values(indicators(rows), "energy_intensity_change_rate", "nbs") == {2006: 2.74}


def test_a_published_total_is_carried_on_by_rates_of_its_own_kind_to_the_end_of_the_plan() -> None:
    rows = observed(
        *_rates("ndrc", {2025: 5.1, 2026: 3.0}),
        *_rates("nbs", {2021: 2.7}),
        ("published_energy_intensity_cumulative_change", 2024, -11.6, "ndrc+since2020"),
        area="100000",
    )
    # 1 - .884 x .949 = 16.1084 %; 2026 belongs to the next plan, and 2.7 is of another kind
    assert values(indicators(rows), "energy_intensity_reduction", "ndrc+since2020") == (
        pytest.approx({2024: 11.6, 2025: 16.1084})
    )


def test_the_reduction_implied_by_two_published_growth_rates_is_a_caliber_of_its_own() -> None:
    rows = observed(
        ("energy_growth", 2020, 2.2, "first_release"),
        ("gdp_growth", 2020, 2.3, "first_release"),
        area="100000",
    )
    # 1 - 1.022/1.023 = 0.0978 %
    assert values(indicators(rows), "energy_intensity_change_rate", "identity")[
        2020
    ] == pytest.approx(0.09775, abs=1e-5)


def test_units_of_published_productivity_become_ten_thousand_yuan() -> None:
    rows = observed(("published_labour_productivity", 2025, 184413, "price2020"), area="100000")
    assert values(indicators(rows), "labour_productivity", "price2020+published") == {2025: 18.4413}


def test_a_fail_rate_becomes_the_pass_rate_of_its_own_sampling() -> None:
    rows = observed(
        ("food_fail_rate", 2023, 2.73, "supervision"),
        ("food_pass_rate", 2024, 98.27, "third_party"),
    )
    table = indicators(rows)
    assert values(table, "food_pass_rate", "supervision") == {2023: 97.27}
    assert (
        values(table, "food_pass_rate", "third_party") == {}
    )  # not official: shown as a figure, never judged by


def test_doubtful_and_forecast_figures_are_left_out() -> None:
    assert indicators(
        observed(("gdp", 2014, 3000, "forecast"), ("gdp", 2023, 7155, "first_release+doubtful"))
    ).empty


def test_as_of_an_earlier_date_later_editions_are_not_known() -> None:
    rows = observed(
        ("published_energy_intensity_change", 2007, -3.66, "nbs", "2008-07-14"),
        ("published_energy_intensity_change", 2007, -5.04, "nbs", "2010"),
    )
    assert values(indicators(rows), "energy_intensity_change_rate", "nbs") == {2007: 5.04}
    assert values(indicators(rows, as_of="2009"), "energy_intensity_change_rate", "nbs") == {
        2007: 3.66
    }
    assert indicators(rows, as_of="2008-01").empty


def test_preliminary_inputs_make_a_preliminary_value() -> None:
    rows = CHAIN.assign(
        status=[
            "P" if item == "energy_consumption" and year == 2022 else "A"
            for item, year in zip(CHAIN["item"], CHAIN["year"], strict=True)
        ]
    )
    table = indicators(rows)
    chain = table[(table["indicator"] == "energy_intensity")].set_index("year")["status"]
    assert chain.to_dict() == {2020: "A", 2021: "A", 2022: "P"}


# ------------------------------------------------------------ traces
def test_every_value_names_its_formula_inputs_editions_and_cells() -> None:
    rows = trace(CHAIN, "陕西省", "energy_intensity", years=[2022])
    assert set(rows["source"]) == {"t.csv#D2", "t.csv#D4", "t.csv#D5", "t.csv#D8"}
    assert rows["formula"].iloc[0] == "能源消费总量531.3万吨标准煤÷2020年价地区生产总值1155.00亿元"
    assert list(rows["edition"].unique()) == ["2024"]
    english = trace(CHAIN, "陕西省", "energy_intensity", years=[2022], language="en")
    assert (
        english["formula"].iloc[0]
        == "Total energy consumption 531.3 (10,000 tce) / GDP at 2020 prices 1155.00 (100 million "
        "yuan)"
    )


def test_every_indicator_has_a_trace() -> None:
    table, traced = indicators(CHAIN), trace(CHAIN, "610000")
    keys = ["area", "indicator", "caliber", "year"]
    assert len(traced.drop_duplicates(keys)) == len(table)


# ------------------------------------------------------------ refusals
PRODUCTIVITY = observed(
    ("published_labour_productivity", 2020, 117746, "price2015"),
    ("published_labour_productivity", 2021, 146380, "price2020"),
    ("published_labour_productivity", 2022, 152977, "price2020"),
    ("published_labour_productivity_growth", 2021, 8.7, "published"),
    area="100000",
)


def test_productivity_across_2020_and_2021_is_refused_and_the_published_growth_offered() -> None:
    table = indicators(PRODUCTIVITY)
    with pytest.raises(
        DataProblem,
        match=r"不能连接，价格基期变了：2020年是2015年价格.*2021年是2020年价格.*可比较公布的"
        r"全员劳动生产率增长率.*2021年8\.7%",
    ):
        change(table, "全国", "labour_productivity", 2020, 2021)
    # within one base: 152977/146380 - 1
    assert change(table, "全国", "labour_productivity", 2021, 2022).value == pytest.approx(
        152977 / 146380 - 1
    )


def test_joining_several_calibers_into_one_series_is_refused_with_the_list() -> None:
    table = indicators(PRODUCTIVITY)
    with pytest.raises(
        DataProblem,
        match=r"有几个不能相连的口径; 请选一个口径：price2015\+published（.*"
        r"2020—2020年",
    ):
        one_series(table, "全国", "labour_productivity")
    assert list(
        one_series(table, "全国", "labour_productivity", "price2020+published")["year"]
    ) == [2021, 2022]


def test_a_year_without_a_figure_and_an_unknown_name_are_said_plainly() -> None:
    table = indicators(PRODUCTIVITY)
    with pytest.raises(DataProblem, match="没有1999年的数"):
        change(table, "全国", "labour_productivity", 1999, 2021)
    with pytest.raises(QuestionProblem, match="没有叫“某地”的地区"):
        change(table, "某地", "labour_productivity", 2020, 2021)
    with pytest.raises(QuestionProblem, match="“productivity”没有这个选项"):
        one_series(table, "全国", "productivity")
    with pytest.raises(DataProblem, match="没有数"):
        one_series(table, "榆阳区", "labour_productivity")


def test_observations_of_an_area_that_is_not_in_the_catalogue_are_refused() -> None:
    with pytest.raises(DataProblem, match=r"地区“999999”不在 areas\.csv"):
        indicators(observed(("gdp", 2020, 1, "census5"), area="999999"))


# ------------------------------------------------------------ gaps
def test_what_is_missing_is_listed_with_the_table_that_would_supply_it() -> None:
    rows = observed(
        ("gdp", 2023, 1853, "first_release"),
        ("urban_unit_employment", 2020, 40, "as_published"),
        area="610802",
    )
    table = gaps(rows, "榆阳区", since=2020, until=2023).set_index(["indicator", "item"])
    assert table.loc[("energy_intensity", "energy_consumption"), "state"] == "missing"
    assert (
        "《榆林统计年鉴》能源篇" in table.loc[("energy_intensity", "energy_consumption"), "supply"]
    )
    assert table.loc[("energy_intensity", "gdp"), "state"] == "partial"
    assert table.loc[("energy_intensity", "gdp"), "missing_years"] == "2020—2022"
    assert (
        table.loc[("labour_productivity", "employment"), "state"] == "missing"
    )  # urban units are another concept
    assert table["supply"].str.contains("{", regex=False).sum() == 0


@pytest.mark.parametrize("area", ["全国", "陕西省", "榆林市", "榆阳区"])
def test_every_indicator_of_the_document_has_a_supply_at_every_level(area: str) -> None:
    wanted = set(LISTS.indicators.loc[LISTS.indicators["group"] == "document", "indicator"])
    assert wanted <= set(gaps(CHAIN, area, since=2020, until=2020)["indicator"])


# ------------------------------------------------------------ the door
def test_the_room_and_the_front_door_are_one_and_can_be_called() -> None:
    import yq_analysis.analysis.indicators as room

    assert yq.indicators is room
    pd.testing.assert_frame_equal(room(CHAIN), indicators(CHAIN))


def test_the_preferred_caliber_is_the_catalogues_first_that_the_area_has() -> None:
    assert preferred(indicators(CHAIN), "陕西省", "energy_intensity") == "price2020+set5"
    assert preferred(indicators(CHAIN), "榆阳区", "energy_intensity") == ""


# ------------------------------------------------------------ properties
@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_shuffled_observations_give_the_same_indicators(chance: random.Random) -> None:
    shuffled = CHAIN.sample(frac=1, random_state=chance.randrange(2**31))
    pd.testing.assert_frame_equal(indicators(shuffled), indicators(CHAIN))


@given(st.floats(0.1, 1000), st.floats(0.1, 1000))
@settings(max_examples=20, deadline=None)
def test_the_size_of_energy_and_of_gdp_does_not_change_the_reduction(
    energy: float, gdp: float
) -> None:
    scaled = CHAIN.assign(
        value=[
            value * {"energy_consumption": energy, "gdp": gdp}.get(item, 1)
            for item, value in zip(CHAIN["item"], CHAIN["value"], strict=True)
        ]
    )
    one, other = (
        values(indicators(rows), "energy_intensity_change_rate", "price2020+set5")
        for rows in (CHAIN, scaled)
    )
    assert one == pytest.approx(other, abs=1e-7)


def test_levels_that_do_not_grow_as_published_are_said_in_both_languages() -> None:
    """152,977 over 146,380 is +4.51 %, the communiqué prints 4.2 %; 161,615 after it is +5.65 %, as
    the printed 5.7 % allows."""
    level = "price2020+census4"
    rows = observed(
        ("published_labour_productivity", 2021, 146380, level),
        ("published_labour_productivity", 2022, 152977, level),
        ("published_labour_productivity", 2023, 161615, level),
        ("published_labour_productivity_growth", 2022, 4.2, "published"),
        ("published_labour_productivity_growth", 2023, 5.7, "published"),
        area="100000",
    )
    ((source, said),) = rate_findings(rows)
    assert source == "t.csv#D5"
    assert "全国2022年" in said
    assert "增长4.51%，公布增长4.20%" in said
    assert "differ by 4.51%, the published growth is 4.20%" in said.text("en")
    assert "全国" not in said.text("en")


def test_the_mean_of_two_year_ends_grows_as_the_bureau_prints_it() -> None:
    """GDP 100 x 1.05, employed 74041 and 73439 and 72504: 1.05 / (72971.5 / 73740) = +6.106 %,
    printed 6.1; over the year-ends alone it would be +6.354 %."""
    rows = observed(
        ("gdp", 2020, 1013567, "census4"),
        ("gdp_growth", 2021, 0, "census4"),
        ("gdp_growth", 2022, 0, "census4"),
        ("gdp_growth", 2023, 0, "census4"),
        ("gdp_growth", 2024, 0, "census4"),
        ("gdp_growth", 2025, 5, "census4"),
        ("employment", 2023, 74041, "popcensus2020"),
        ("employment", 2024, 73439, "popcensus2020"),
        ("employment", 2025, 72504, "popcensus2020"),
        ("published_labour_productivity_growth", 2025, 6.1, "published"),
        area="100000",
    )
    rates = indicators(rows)
    mean = values(rates, "labour_productivity_growth", "price2020+census4+popcensus2020")
    assert mean == {2025: pytest.approx(6.1058, abs=1e-4)}
    assert rate_findings(rows) == []


def test_growth_may_come_from_two_years_of_an_index_on_1978() -> None:
    """4100 over 4000 is +2.5 %, whatever stands in later years; one year alone says nothing."""
    rows = observed(
        ("gdp", 2020, 1000, "census5"),
        ("gdp_index_1978", 2020, 4000, "census5"),
        ("gdp_index_1978", 2021, 4100, "census5"),
        ("gdp_index_1978", 2023, 5000, "census5"),
    )
    found = values(indicators(rows), "gdp_constant", "price2020+census5")
    assert found == pytest.approx({2020: 1000, 2021: 1025})


def test_a_rate_is_held_against_growth_of_its_own_edition_by_the_newest_of_the_two() -> None:
    """Energy growth of 2023 printed in 2024, GDP growth revised in 2025: another edition than the
    rate of 2024, so that nothing is said; against both of 2024 the rate of 3 % is at odds."""
    rate = ("published_energy_intensity_change", 2023, -3.0, "nbs", "2024")
    energy = ("energy_growth", 2023, 5.7, "first_release", "2024")
    old = ("gdp_growth", 2023, 5.2, "first_release", "2024")
    new = ("gdp_growth", 2023, 5.4, "first_release", "2025")
    assert len(rate_findings(observed(rate, energy, old, area="100000"))) == 1
    assert rate_findings(observed(rate, energy, new, area="100000")) == []


def test_totals_count_from_the_base_of_each_plan_and_end_with_it() -> None:
    """Rates of 10 % in 2019-2022: since 2018 1-.9^4 = 34.39 %, since 2020 1-.9^2 = 19 %."""
    rows = observed(
        *(("published_energy_intensity_change", year, -10.0, "nbs") for year in range(2019, 2023))
    )
    table = indicators(rows)
    total = "energy_intensity_cumulative_reduction"
    assert values(table, total, "since2020+nbs") == pytest.approx({2021: 10, 2022: 19})
    assert values(table, total, "since2018+nbs") == pytest.approx(
        {2019: 10, 2020: 19, 2021: 27.1, 2022: 34.39}
    )
    assert {name for name in table["caliber"] if "since" in name} == {
        "since2018+nbs",
        "since2020+nbs",
    }


def test_a_plans_total_ends_with_the_plan_though_the_rates_go_on() -> None:
    rows = observed(
        *(("published_energy_intensity_change", year, -10.0, "nbs") for year in range(2016, 2023))
    )
    since = values(indicators(rows), "energy_intensity_cumulative_reduction", "since2015+nbs")
    # the run itself begins after 2015 and goes on to 2022; the plan of 2016-2020 is a part of it
    assert max(since) == 2022
    later = values(indicators(rows), "energy_intensity_cumulative_reduction", "since2020+nbs")
    assert later == pytest.approx({2021: 10, 2022: 19})


def test_a_single_rate_makes_no_total_but_that_of_its_plan() -> None:
    rows = observed(("published_energy_intensity_change", 2023, -10.0, "nbs"))
    table = indicators(rows)
    assert not [name for name in table["caliber"] if "since" in name]
    first = observed(("published_energy_intensity_change", 2021, -10.0, "nbs"))
    assert values(indicators(first), "energy_intensity_cumulative_reduction", "since2020+nbs") == {
        2021: 10
    }


def test_an_undated_rate_is_of_the_year_after_its_own() -> None:
    """The rate of 2023 without a date counts as of 2024: held against growth printed in 2024, not
    against growth printed in 2025."""
    rate = ("published_energy_intensity_change", 2023, -3.0, "nbs", "")
    for edition, found in (("2024", 1), ("2025", 0)):
        rows = observed(
            rate,
            ("energy_growth", 2023, 5.7, "first_release", edition),
            ("gdp_growth", 2023, 5.2, "first_release", edition),
            area="100000",
        )
        assert len(rate_findings(rows)) == found


def test_gdp_of_each_price_base_goes_with_its_own_energy() -> None:
    """Where no recipe names an area's calibers, 2020 prices and 2015 prices stay two series."""
    rows = observed(
        ("gdp", 2015, 500, "as_published"),
        ("gdp", 2020, 1000, "as_published"),
        ("gdp_index", 2016, 110, "as_published"),
        ("gdp_index", 2021, 110, "as_published"),
        ("co2_emissions", 2016, 1100, "as_published"),
        ("co2_emissions", 2021, 1100, "as_published"),
        area="610800",
    )
    table = indicators(rows)
    assert values(table, "carbon_intensity", "price2015+as_published") == {2016: 2.0}
    assert values(table, "carbon_intensity", "price2020+as_published") == {2021: 1.0}
    # 1100 over 500 x 1.1 and over 1000 x 1.1, each named by its own prices
    for base, gdp in ((2015, 550), (2020, 1100)):
        found = trace(rows, "榆林市", "carbon_intensity", f"price{base}+as_published")
        assert f"{base}年价地区生产总值{gdp}.00亿元" in found["formula"].iloc[0]


def test_a_quarter_of_a_point_is_rounding_and_more_is_said() -> None:
    for level, found in ((104.25, 0), (104.26, 1)):
        rows = observed(
            ("published_labour_productivity", 2021, 100000, "price2020"),
            ("published_labour_productivity", 2022, 1000 * level, "price2020"),
            ("published_labour_productivity_growth", 2022, 4.0, "published"),
            area="100000",
        )
        assert len(rate_findings(rows)) == found
