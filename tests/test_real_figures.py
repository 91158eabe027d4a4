"""data/raw through the reader, the ledger and the indicators: what the sources themselves say must
come out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import yq_analysis as yq
from yq_analysis import catalogue
from yq_analysis.analysis import ledger
from yq_analysis.analysis.indicators import change, gaps, indicators, trace
from yq_analysis.check import DataProblem

LISTS = catalogue.read()


@pytest.fixture(scope="session")
def book(project: Path) -> ledger.Ledger:
    raw = project / "data" / "raw"
    manifest = ledger.read_manifest(raw)
    about = manifest.rows()
    printed = [
        ledger.Printed(
            file=name,
            table=yq.read_table(raw / name).observations,
            edition=about[name]["edition"],
            area=about[name]["area"],
            calibers=ledger.calibers_of(about[name]["caliber"]),
        )
        for name in manifest.tables
    ]
    return ledger.observe(
        printed, [ledger.read_sheet(raw / name, name) for name in manifest.sheets], LISTS
    )


@pytest.fixture(scope="session")
def table(book: ledger.Ledger) -> pd.DataFrame:
    return indicators(book.observations)


def series(table: pd.DataFrame, area: str, indicator: str, caliber: str) -> pd.Series:
    rows = table[
        (table["area"] == area) & (table["indicator"] == indicator) & (table["caliber"] == caliber)
    ]
    return rows.set_index("year")["value"]


def test_every_label_unit_and_area_of_the_raw_folder_is_known(book: ledger.Ledger) -> None:
    assert book.unmapped.empty


def test_published_layouts_and_sheets_say_the_same(book: ledger.Ledger) -> None:
    assert (book.conflicts["kind"] == "rounding").all()
    assert not [source for source in book.revisions["source"] if source.startswith("published/")]
    assert {row["item"] for row in book.repeats.to_dict("records")} >= {
        "gdp",
        "employment",
        "population_resident",
    }


def test_every_yearly_figure_of_the_sheets_is_an_observation_or_listed(
    book: ledger.Ledger, project: Path
) -> None:
    raw = project / "data" / "raw"
    rows = sum(
        len(ledger.read_sheet(raw / name).table) for name in ledger.read_manifest(raw).sheets
    )
    places = {
        source
        for table in (book.observations, book.repeats, book.aside)
        for source in table["source"]
        if source.startswith("transcriptions/")
    }
    assert len(places) == rows


def test_whole_energy_fell_by_4_4_percent_in_2021_to_2025_and_the_assessed_caliber_by_16_1(
    table: pd.DataFrame,
) -> None:
    # published on whole energy: 2.7, 0.1; from growth of energy and GDP: 1-1.057/1.052 = -0.48,
    # 1-1.0422/1.05 = 0.74, 1-1.035/1.05 = 1.43; 1 - .973 x .999 x 1.0048 x .9926 x .9857 = 4.4 %
    whole = series(table, "100000", "energy_intensity_change_rate", "nbs")
    assert [round(float(whole[year]), 2) for year in range(2021, 2026)] == [
        2.7,
        0.1,
        -0.48,
        0.74,
        1.43,
    ]
    total = series(table, "100000", "energy_intensity_cumulative_reduction", "since2020+nbs")
    assert total[2025] == pytest.approx(4.446, abs=0.001)
    # 11.6 % to 2024 and 5.1 % in 2025: 1 - .884 x .949 = 16.1084 %
    assessed = series(table, "100000", "energy_intensity_reduction", "ndrc+since2020")
    assert dict(assessed) == pytest.approx({2024: 11.6, 2025: 16.1084})


def test_rates_of_two_kinds_are_never_chained(table: pd.DataFrame) -> None:
    rates = table[
        (table["area"] == "100000") & (table["indicator"] == "energy_intensity_change_rate")
    ]
    assert set(
        rates.loc[rates["value"].isin([0.5, 3.8, 5.1]) & (rates["year"] > 2022), "caliber"]
    ) == {"ndrc"}
    totals = table[table["indicator"] == "energy_intensity_cumulative_reduction"]
    assert not totals.loc[totals["area"] == "100000", "value"].between(6.9, 7.0).any()


def test_computed_national_reductions_agree_with_the_published_ones(table: pd.DataFrame) -> None:
    published = series(table, "100000", "energy_intensity_change_rate", "nbs")
    for caliber, years in (
        ("price2015+census3", range(2011, 2019)),
        ("price2020+census4", (2019, 2020, 2021, 2022)),
    ):
        computed = series(table, "100000", "energy_intensity_change_rate", caliber)
        assert max(abs(computed[year] - published[year]) for year in years) < 0.2


def test_the_eleventh_plan_compounds_to_nineteen_percent(table: pd.DataFrame) -> None:
    # 1 - 0.9726 x 0.9496 x 0.948 x 0.9639 x 0.9599
    assert series(table, "100000", "energy_intensity_cumulative_reduction", "since2005+nbs")[
        2010
    ] == pytest.approx(18.99, abs=0.01)


def test_shaanxi_has_two_chains_that_do_not_meet(table: pd.DataFrame) -> None:
    early = pd.concat(
        [
            series(table, "610000", "energy_intensity", caliber)
            for caliber in ("price2005+set3", "price2010+set3")
        ]
    )
    late = series(table, "610000", "energy_intensity", "price2020+set5")
    # real growth of 2007-2010 is published nowhere in the material, so the early chain has a hole
    assert list(early.index) == [2005, 2006, 2010, 2011, 2012]
    assert list(late.index) == list(range(2011, 2023))
    assert 2011 not in series(table, "610000", "energy_intensity_change_rate", "price2020+set5")


def test_shaanxi_energy_growth_agrees_with_the_communiques(
    book: ledger.Ledger, table: pd.DataFrame
) -> None:
    # 12 900.38 / 12 548.52 is +2.8 % against 3.0 %; 13 512.26 / 13 478.06 is +0.25 % against 0.3 %
    held = ledger.latest(book.observations)
    energy = held[
        (held["area"] == "610000")
        & (held["item"] == "energy_consumption")
        & (held["caliber"] == "set5")
    ].set_index("year")["value"]
    assert 100 * (energy[2018] / energy[2017] - 1) == pytest.approx(2.80, abs=0.005)
    assert 100 * (energy[2020] / energy[2019] - 1) == pytest.approx(0.254, abs=0.005)
    published, computed = (
        series(table, "610000", "energy_intensity_change_rate", caliber)
        for caliber in ("nbs_regional", "price2020+set5")
    )
    assert abs(published[2018] - computed[2018]) < 0.2
    assert abs(published[2020] - computed[2020]) < 0.2


def test_average_growth_bridges_the_years_without_yearly_growth(table: pd.DataFrame) -> None:
    # 2007-2012: 1 - (10 625.71/6 774.86)/1.143^5 = 19.6 %; 2015-2020: 1 - (13 512.26/11
    # 715.85)/1.063^5 = 15.0 %, which the chain of yearly growth gives too
    total = "energy_intensity_cumulative_reduction"
    assert series(table, "610000", total, "since2007+average+set3")[2012] == pytest.approx(
        19.61, abs=0.01
    )
    by_average, by_year = (
        series(table, "610000", total, caliber)[2020]
        for caliber in ("since2015+average+set5", "since2015+price2020+set5")
    )
    assert by_average == pytest.approx(by_year, abs=0.1)


def test_in_every_province_energy_growth_and_gdp_growth_imply_the_published_change(
    table: pd.DataFrame,
) -> None:
    rates = table[table["indicator"] == "energy_intensity_change_rate"].pivot_table(
        index=["area", "year"], columns="caliber", values="value"
    )
    both = rates[["identity", "nbs_regional"]].dropna()
    both = both[both.index.get_level_values("year").isin([2018, 2020])]
    assert len(both) == 60  # thirty provinces, Tibet's energy is not published
    assert (both["identity"] - both["nbs_regional"]).abs().max() < 0.4


def test_the_official_level_of_shaanxi_in_2007_meets_the_chain_of_2006(table: pd.DataFrame) -> None:
    # 1.361 in 2007 after a fall of 4.54 % is 1.4257 in 2006
    official = series(table, "610000", "energy_intensity", "price2005+before_revision+published")[
        2007
    ] / (1 - 0.0454)
    assert series(table, "610000", "energy_intensity", "price2005+set3")[2006] == pytest.approx(
        official, abs=0.002
    )


def test_high_value_patents_reached_16_in_2025(table: pd.DataFrame) -> None:
    published = series(table, "100000", "patent_density", "published")
    assert published.to_dict() == {2020: 6.3, 2021: 7.5, 2022: 9.4, 2023: 11.8, 2024: 14, 2025: 16}
    # 229.2万 / 14.0489亿 = 16.31 is the printed 16 once more: no second series, no second verdict
    counted = series(table, "100000", "patent_density", "domestic+popcensus2020")
    assert 2025 not in counted.index


def test_a_density_that_goes_on_after_the_printed_years_has_no_hole(table: pd.DataFrame) -> None:
    # 1,158,203 / 139,232 = 8.3185 and 1,413,911 / 140,011 = 10.0986; printed are 8.026 and 9.8
    counted = series(table, "100000", "invention_patent_density", "domestic+popcensus2020")
    assert list(counted.index) == list(range(2010, 2024))
    assert [round(float(counted[year]), 4) for year in (2016, 2017)] == [8.3185, 10.0986]


def test_productivity_is_not_chained_over_2020_and_2021(table: pd.DataFrame) -> None:
    levels = table[table["caliber"].str.contains("published")]
    with pytest.raises(DataProblem, match=r"价格基期变了.*2021年8\.7%"):
        change(levels, "全国", "labour_productivity", 2020, 2021)
    with pytest.raises(DataProblem, match="不能连接"):
        change(table, "全国", "labour_productivity", 2020, 2021, "price2015+census4+published")
    assert series(table, "100000", "labour_productivity_growth", "published")[2021] == 8.7
    # over the mean of two year-ends the computed level of 2023 is the published 161 615 yuan
    computed = series(table, "100000", "labour_productivity", "price2020+census4+popcensus2020")
    assert computed[2023] == pytest.approx(16.1615, abs=0.0005)
    assert 100 * (computed[2025] / computed[2024] - 1) == pytest.approx(6.1, abs=0.05)


def test_levels_before_and_after_the_fifth_census_are_two_series(table: pd.DataFrame) -> None:
    """184,413 over 161,615 would be +14.1 % in two years, where 4.9 and 6.1 % make +11.3 %."""
    before = series(table, "100000", "labour_productivity", "price2020+census4+published")
    after = series(table, "100000", "labour_productivity", "price2020+census5+published")
    assert (before.index.max(), list(after.index)) == (2023, [2025])
    with pytest.raises(DataProblem, match="不能连接"):
        change(
            table[table["caliber"].str.contains("published")],
            "全国",
            "labour_productivity",
            2023,
            2025,
        )


def test_the_city_and_the_district_have_no_energy_productivity_or_patents(
    table: pd.DataFrame,
) -> None:
    for area in ("610800", "610802"):
        own = set(table.loc[table["area"] == area, "indicator"])
        assert not own & {
            "energy_intensity",
            "labour_productivity",
            "patent_density",
            "invention_patent_density",
        }


def test_the_city_has_real_gdp_from_2000_to_2023(table: pd.DataFrame) -> None:
    real = series(table, "610800", "gdp_constant", "price2020+as_published")
    assert list(real.index) == list(range(2000, 2023 + 1))
    # 2016-2020: 6.3, 7.6, 9.0, 7.1, 4.5 % make 6.9 % a year, as published
    assert 100 * ((real[2020] / real[2015]) ** 0.2 - 1) == pytest.approx(6.9, abs=0.05)


def test_what_the_district_lacks_is_named_with_its_supply(book: ledger.Ledger) -> None:
    lacking = gaps(book.observations, "榆阳区", since=2020, until=2023)
    states = lacking.set_index(["indicator", "item"])["state"]
    assert states[("energy_intensity", "energy_consumption")] == "missing"
    assert states[("labour_productivity", "employment")] == "missing"
    assert states[("energy_intensity", "gdp")] == "complete"
    assert (lacking["supply"] != "").all()


def test_a_value_is_traced_to_the_cells_of_its_inputs(book: ledger.Ledger, project: Path) -> None:
    rows = trace(book.observations, "陕西省", "energy_intensity", "price2020+set5", [2022])
    file, cell = rows.loc[rows["input_item"] == "energy_consumption", "source"].iloc[0].split("#")
    line = (
        (project / "data" / "raw" / file)
        .read_text(encoding="utf-8-sig")
        .splitlines()[int(cell[1:]) - 1]
    )
    assert line.startswith("陕西省,能源消费总量,2022,16099.28057,")


def test_as_of_2024_nothing_later_is_known(book: ledger.Ledger, table: pd.DataFrame) -> None:
    then = indicators(book.observations, as_of="2024-06-30")
    assert then["year"].max() == 2023
    assert len(then) < len(table)


def test_calibers_and_areas_of_all_indicators_have_names(table: pd.DataFrame) -> None:
    names = {caliber: LISTS.caliber_name(caliber) for caliber in table["caliber"].unique()}
    assert not {
        caliber: name
        for caliber, name in names.items()
        if any(part in name.split(" · ") for part in caliber.split("+"))
    }
    assert table["value"].notna().all()
    assert not table.duplicated(["area", "indicator", "caliber", "year"]).any()


def test_the_provinces_add_up_to_the_nation_where_they_should(book: ledger.Ledger) -> None:
    held = ledger.latest(book.observations)
    provinces = held[held["area"].isin(LISTS.children("100000"))]

    def total(item: str, caliber: str) -> dict[int, float]:
        rows = provinces[(provinces["item"] == item) & (provinces["caliber"] == caliber)]
        return {
            int(str(year)): float(value)
            for year, value in rows.groupby("year")["value"].sum().items()
        }

    assert total("employment", "popcensus2020") == pytest.approx(
        {2020: 75064, 2021: 74652, 2022: 73351, 2023: 74041, 2024: 73439}
    )
    people = total("population_resident", "popcensus2020")
    assert (people[2020], people[2024]) == pytest.approx(
        (141013, 140628)
    )  # servicemen are in the nation only
    assert total("energy_consumption", "set4")[2018] == pytest.approx(473697)


def test_the_citys_sectors_add_up_to_its_gdp(book: ledger.Ledger) -> None:
    city = ledger.latest(book.observations).query("area == '610800' and caliber == 'panel'")
    wide = city[city["item"].str.startswith("value_added") | city["item"].eq("gdp")].pivot(
        index="year", columns="item", values="value"
    )
    assert len(wide) == 24
    assert (wide["gdp"] - wide.drop(columns="gdp").sum(axis=1)).abs().max() < 0.011
