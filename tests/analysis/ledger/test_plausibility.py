"""The gate: what cannot be is set aside, what may be wrong is doubted, what is right passes without
a word.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.analysis import ledger
from yq_analysis.analysis.ledger.plausibility import gate
from yq_analysis.model import OBSERVATIONS

LISTS = catalogue.read()
TODAY = "2026-11-30"
DISTRICT, CITY, PROVINCE = "610802", "610800", "610000"


def rows(item: str, values: dict[int, float], **more: str) -> pd.DataFrame:
    """A series of one item; the unit is the item's own."""
    known = {
        "area": PROVINCE,
        "caliber": "as_published",
        "edition": "2024",
        "file": "a.xlsx",
        **more,
    }
    return pd.DataFrame(
        {
            "area": known["area"],
            "item": item,
            "year": list(values),
            "value": list(values.values()),
            "unit": LISTS.item_unit[item],
            "caliber": known["caliber"],
            "status": "A",
            "edition": known["edition"],
            "source": [f"{known['file']}#{item}{year}" for year in values],
        }
    )[OBSERVATIONS]


def outcome(*tables: pd.DataFrame, **more: object) -> dict[tuple[str, int, float], tuple[str, str]]:
    _, doubts = gate(pd.concat(tables, ignore_index=True), LISTS, TODAY, **more)  # type: ignore[arg-type]
    return {
        (row["item"], row["year"], row["value"]): (row["outcome"], row["code"])
        for row in doubts.to_dict("records")
    }


ENERGY = {2019: 13478.0, 2020: 13512.0, 2021: 13900.0, 2022: 14200.0, 2023: 14600.0}


def test_a_tenfold_year_is_set_aside_and_the_others_pass() -> None:
    # 1 420 is a tenth of what 2021 and 2023 lead one to expect; still possible for a province
    assert outcome(rows("energy_consumption", {**ENERGY, 2022: 1420.0})) == {
        ("energy_consumption", 2022, 1420.0): ("set_aside", "gate_power")
    }


def test_growth_of_a_third_a_year_is_not_taken_for_a_slip() -> None:
    # 100 * 1.33**5 = 416
    values = {2018 + k: 100 * 1.33**k for k in range(6)}
    assert outcome(rows("gdp", values, area=DISTRICT)) == {}


def test_a_later_edition_with_a_slip_is_set_aside_and_the_earlier_one_stays() -> None:
    late = rows("gdp", {2020: 260141.0}, edition="2025", file="b.xlsx")
    right = rows("gdp", {2019: 25793.0, 2020: 26014.0, 2021: 29801.0})
    assert outcome(right, late) == {("gdp", 2020, 260141.0): ("set_aside", "gate_power")}


@pytest.mark.parametrize("value", [996.0, 100.5, -3.0, 0.985])
def test_a_pass_rate_that_cannot_be_is_set_aside(value: float) -> None:
    assert outcome(rows("food_pass_rate", {2021: value})) == {
        ("food_pass_rate", 2021, value): ("set_aside", "gate_impossible")
    }


@pytest.mark.parametrize("value", [-5.0, 0.0, 1e308])
def test_energy_is_neither_negative_nor_nothing_nor_endless(value: float) -> None:
    assert outcome(rows("energy_consumption", {2021: value}))[
        ("energy_consumption", 2021, value)
    ] == ("set_aside", "gate_impossible")


def test_rates_as_fractions_beside_an_index_are_set_aside() -> None:
    # the index 106.2 is a growth of 6.2 %, a hundred times 0.062
    table = (rows("gdp_growth", {2019: 0.062}), rows("gdp_index", {2019: 106.2}))
    assert outcome(*table) == {("gdp_growth", 2019, 0.062): ("set_aside", "gate_tie")}


def test_a_file_of_fractions_is_set_aside_beside_percentages_of_others() -> None:
    mine = rows("gdp_growth", {2019: 0.062, 2020: 0.045, 2021: 0.079}, area=DISTRICT)
    theirs = rows("gdp_growth", {2019: 6.0, 2020: 2.1, 2021: 6.5}, file="b.xlsx")
    codes = set(outcome(mine, theirs).values())
    assert codes == {("set_aside", "gate_fraction")}


def test_a_small_growth_rate_is_no_fraction() -> None:
    assert outcome(rows("gdp_growth", {2020: 0.3}), rows("gdp_index", {2020: 100.3})) == {}


def test_a_district_larger_than_its_city_is_set_aside() -> None:
    city, own = rows("gdp", {2021: 5435.0}, area=CITY), rows("gdp", {2021: 13300.0}, area=DISTRICT)
    assert outcome(city, own) == {("gdp", 2021, 13300.0): ("set_aside", "gate_parent")}


def test_energy_over_gdp_out_of_all_proportion_sets_the_guilty_one_aside() -> None:
    # 0.9 / 14 000 and 0.9 万元 a head for 3 955 万人 cannot be; energy a head can (3.5)
    table = (
        rows("gdp", {2022: 3.0}),
        rows("energy_consumption", {2022: 14000.0}),
        rows("population_resident", {2022: 3955.0}),
    )
    assert outcome(*table) == {("gdp", 2022, 3.0): ("set_aside", "gate_ratio")}


def test_years_and_editions_after_today_count_for_nothing() -> None:
    assert outcome(rows("gdp", {2200: 30000.0, 1019: 9000.0})) == {
        ("gdp", 2200, 30000.0): ("set_aside", "gate_year"),
        ("gdp", 1019, 9000.0): ("set_aside", "gate_year"),
    }
    assert outcome(rows("gdp", {2020: 26014.0}, edition="2999")) == {
        ("gdp", 2020, 26014.0): ("set_aside", "gate_edition")
    }


def test_a_revision_of_eight_per_cent_is_used_and_doubted() -> None:
    # 28095 / 26014 = 1.0800
    old, new = rows("gdp", {2020: 26014.0}), rows("gdp", {2020: 28095.0}, edition="2025")
    assert outcome(old, new) == {("gdp", 2020, 28095.0): ("doubted", "gate_revised")}


def test_exchanged_years_of_a_table_are_doubted() -> None:
    gdp = {2016: 190.0, 2017: 240.0, 2018: 215.0, 2019: 265.0, 2020: 290.0}
    people = {2016: 90.0, 2017: 94.0, 2018: 92.0, 2019: 96.0, 2020: 98.0}
    table = (rows("gdp", gdp, area=DISTRICT), rows("population_resident", people, area=DISTRICT))
    assert {(item, year): said for (item, year, _), said in outcome(*table).items()} == {
        (item, year): ("doubted", "gate_swapped")
        for item in ("gdp", "population_resident")
        for year in (2017, 2018)
    }


def test_a_unit_that_nobody_printed_is_doubted() -> None:
    table = rows("gdp", {2020: 26014.0})
    assert outcome(table, assumed={"a.xlsx#gdp2020"}) == {
        ("gdp", 2020, 26014.0): ("doubted", "gate_unit")
    }


def test_what_somebody_decided_is_not_doubted_again() -> None:
    table = rows("food_pass_rate", {2021: 15.0})
    assert outcome(table, confirmed={"a.xlsx#food_pass_rate2021"}) == {}


def test_doubted_figures_carry_their_mark_and_set_aside_ones_are_gone() -> None:
    old, new = rows("gdp", {2020: 26014.0}), rows("gdp", {2020: 28095.0}, edition="2025")
    wrong = rows("food_pass_rate", {2021: 996.0})
    kept, doubts = gate(pd.concat([old, new, wrong], ignore_index=True), LISTS, TODAY)
    assert list(kept["status"]) == ["A", "U"]
    assert list(kept["value"]) == [26014.0, 28095.0]
    assert list(doubts["reason"].map(str)) == [
        "26014".join(("2024版为", "，本版为28095，相差+8.0%")),
        "996不可能：应在20至100之间",
    ]


def test_the_project_s_own_data_raise_no_alarm(project: Path) -> None:
    raw = project / "data" / "raw"
    manifest = ledger.read_manifest(raw)
    sheets = [ledger.read_sheet(raw / name, name) for name in manifest.sheets]
    _, doubts = ledger.screen(ledger.observe([], sheets, LISTS), LISTS, TODAY)
    assert doubts[["source", "reason"]].to_dict("records") == []


def test_an_edition_with_words_behind_its_date_is_as_old_as_its_date() -> None:
    told = outcome(rows("gdp", {2024: 100.0}, edition=f"{TODAY} 修订"))
    assert told == {}
    late = outcome(rows("gdp", {2024: 100.0}, edition="2026-12-01"))
    assert late["gdp", 2024, 100.0] == ("set_aside", "gate_edition")


def test_a_part_may_exceed_its_whole_by_rounding_and_no_further() -> None:
    """The secondary sector of 16.08 in a GDP of 16 is within 0.5 %, one of 16.1 is not."""
    whole = rows("gdp", {2023: 16.0})
    assert outcome(whole, rows("value_added_secondary", {2023: 16.08})) == {}
    told = outcome(whole, rows("value_added_secondary", {2023: 16.1}))
    assert told["value_added_secondary", 2023, 16.1] == ("doubted", "gate_part")


def test_a_rate_may_differ_from_its_index_by_rounding_and_a_first_release_by_revision() -> None:
    """Index 105 is +5 %: 6.9 may be a first release, two points off or less; 7.1 is doubted."""
    index = rows("gdp_index", {2023: 105.0})
    assert outcome(index, rows("gdp_growth", {2023: 6.9})) == {}
    told = outcome(index, rows("gdp_growth", {2023: 7.1}))
    assert told["gdp_growth", 2023, 7.1] == ("doubted", "gate_tie")
