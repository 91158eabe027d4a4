"""Where each line of the gate and of the editions lies: one figure on either side of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.analysis.ledger.test_plausibility import DISTRICT, LISTS, TODAY, outcome, rows
from yq_analysis.analysis.ledger.conflicts import (
    _rounded,
    conflicts,
    revisions,
    vintages,
    without_repeats,
)
from yq_analysis.analysis.ledger.doubts import files_of
from yq_analysis.analysis.ledger.plausibility import gate
from yq_analysis.analysis.ledger.reasons import as_messages, with_codes
from yq_analysis.analysis.ledger.sources import is_sheet
from yq_analysis.check import Message
from yq_analysis.model import OBSERVATIONS


def reasons(*tables: pd.DataFrame) -> list[str]:
    _, doubts = gate(pd.concat(tables, ignore_index=True), LISTS, TODAY)
    return [str(reason) for reason in doubts["reason"]]


@pytest.mark.parametrize(
    ("value", "fine"), [(20, True), (19.9, False), (100, True), (100.1, False)]
)
def test_the_bounds_themselves_are_possible(value: float, fine: bool) -> None:
    assert (outcome(rows("food_pass_rate", {2021: value})) == {}) is fine


def test_a_quantity_without_bounds_is_neither_negative_nor_above_a_million_million() -> None:
    assert outcome(rows("co2_emissions", {2021: 0.0})) == {}
    assert outcome(rows("co2_emissions", {2021: 1e12})) == {}
    for value in (-0.1, 1.1e12):
        assert set(outcome(rows("co2_emissions", {2021: value})).values()) == {
            ("set_aside", "gate_not_a_quantity")
        }
    assert outcome(rows("rd_expenditure_growth", {2021: -3.0})) == {}


def test_this_year_and_1949_are_years_and_today_is_an_edition() -> None:
    assert outcome(rows("rd_expenditure_growth", {2026: 3.0, 1949: 3.0})) == {}
    late = outcome(rows("rd_expenditure_growth", {2027: 3.0, 1948: 3.0}))
    assert {year for _, year, _ in late} == {2027, 1948}
    for edition, fine in (("2026", True), ("2026-11", True), (TODAY, True), ("2027", False)):
        assert (outcome(rows("gdp", {2024: 30000.0}, edition=edition)) == {}) is fine
    assert outcome(rows("gdp", {2024: 30000.0}, edition="")) == {}


def test_what_is_off_by_a_power_of_ten_is_told_with_what_was_to_be_expected() -> None:
    energy = {2019: 1347.8, 2020: 13512.0, 2021: 13900.0, 2022: 14200.0}
    assert reasons(rows("energy_consumption", energy)) == [
        str(Message("gate_power", value="1347.8", times="0.1", expected="13480"))
    ]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        # half against half: nobody can tell which
        ({2019: 1000.0, 2020: 10000.0}, {2019, 2020}),
        ({2018: 1000.0, 2020: 10000.0}, {2018, 2020}),
        ({2017: 1000.0, 2020: 10000.0}, set()),  # three years apart
        ({2019: 1000.0, 2020: 13000.0}, {2019, 2020}),  # 13 times is near ten, 14 times is not
        ({2019: 1000.0, 2020: 14000.0}, set()),
        ({2019: 1000.0, 2020: 7600.0}, {2019, 2020}),
        ({2019: 1000.0, 2020: 7200.0}, set()),
        ({2019: 1000.0, 2020: 100000.0}, {2019, 2020}),  # a hundred times
    ],
)
def test_a_jump_between_two_years_is_doubted_on_both_sides(
    values: dict[int, float], told: set[int]
) -> None:
    found = outcome(rows("co2_emissions", values))
    assert {year for _, year, _ in found} == told
    assert set(found.values()) <= {("doubted", "gate_jump")}


def test_of_three_years_the_one_that_jumps_is_set_aside() -> None:
    # steps of 1.01 and 9.9 times: the gentler one is how the series grows
    last = {2019: 1000.0, 2020: 1010.0, 2021: 10000.0}
    assert outcome(rows("co2_emissions", last)) == {
        ("co2_emissions", 2021, 10000.0): ("set_aside", "gate_power")
    }
    first = {2019: 100.0, 2020: 1010.0, 2021: 1020.0}
    assert outcome(rows("co2_emissions", first)) == {
        ("co2_emissions", 2019, 100.0): ("set_aside", "gate_power")
    }
    # tenfold each year is how it grows
    assert outcome(rows("co2_emissions", {2019: 10.0, 2020: 100.0, 2021: 1000.0})) == {}


@pytest.mark.parametrize(
    ("item", "values", "wrong"),
    [
        ("employment", {2023: 52.0, 2024: 522.0, 2025: 52.3}, 2024),
        ("co2_emissions", {2023: 52.0, 2024: 5.22, 2025: 52.3}, 2024),
        ("employment", {2023: 520.0, 2024: 52.2, 2025: 52.3}, 2023),
        ("industrial_output", {2023: 2050.0, 2024: 21005000.0, 2025: 2150.0}, 2024),
    ],
)
def test_of_three_years_the_one_that_goes_up_and_down_again_is_set_aside(
    item: str, values: dict[int, float], wrong: int
) -> None:
    """Two rates that undo each other are no trend: the right years are not the wrong ones."""
    found = outcome(rows(item, values))
    assert {year: why for (_, year, _), why in found.items()} == {
        wrong: ("set_aside", "gate_power")
    }


def test_a_small_count_may_grow_tenfold_and_a_large_one_not() -> None:
    small = rows("invention_patents_in_force", {2019: 4.0, 2020: 4.0, 2021: 40.0}, area=DISTRICT)
    assert outcome(small) == {}
    large = rows("invention_patents_in_force", {2019: 60.0, 2020: 60.0, 2021: 600.0}, area=DISTRICT)
    assert outcome(large) == {
        ("invention_patents_in_force", 2021, 600.0): ("set_aside", "gate_power")
    }


def test_the_file_with_most_years_is_the_measure_for_the_others() -> None:
    long = rows("co2_emissions", {2018: 1000.0, 2019: 1010.0, 2020: 1020.0})
    other = rows("co2_emissions", {2019: 101.0, 2020: 102.0}, file="b.xlsx")
    assert {value for _, _, value in outcome(other, long)} == {101.0, 102.0}


def test_fractions_are_told_only_beside_percentages_above_one_and_from_three_years() -> None:
    mine = {2019: 0.34, 2020: 0.2, 2021: 0.1}
    theirs = rows("gdp_growth", {2019: 6.0, 2020: 2.1, 2021: 6.5}, file="b.xlsx")
    own = rows("gdp_growth", mine, area=DISTRICT)
    assert {value for _, _, value in outcome(own, theirs)} == set(mine.values())
    assert outcome(rows("gdp_growth", {**mine, 2019: 0.36}, area=DISTRICT), theirs) == {}
    assert outcome(rows("gdp_growth", {2020: 0.2, 2021: 0.1}, area=DISTRICT), theirs) == {}
    low = rows("gdp_growth", {2019: 1.0, 2020: 1.0, 2021: 0.5}, file="b.xlsx")
    assert outcome(own, low) == {}


def test_a_rate_and_its_index_are_told_with_the_index() -> None:
    index = rows("gdp_index", {2019: 106.2})
    assert reasons(rows("gdp_growth", {2019: 0.062}), index) == [
        str(Message("gate_tie", value="0.062", index="106.2"))
    ]
    # 1.65 points away is no rounding, 1.39 may be a rate of a tenth of a per cent
    assert len(outcome(rows("gdp_growth", {2019: 0.0165}), rows("gdp_index", {2019: 101.65}))) == 1
    assert outcome(rows("gdp_growth", {2019: 0.014}), rows("gdp_index", {2019: 101.4})) == {}
    # two editions of the index: a rate between them agrees
    later = rows("gdp_index", {2019: 109.0}, edition="2025", file="b.xlsx")
    assert outcome(rows("gdp_growth", {2019: 7.5}), index, later) == {}


def test_an_assumed_unit_is_doubted_only_where_there_is_one_to_assume() -> None:
    assumed = {"a.xlsx#gdp_index2020", "a.xlsx#energy_elasticity2020"}
    tables = rows("gdp_index", {2020: 102.0}), rows("energy_elasticity", {2020: 0.5})
    assert outcome(*tables, assumed=assumed) == {}


def test_a_figure_read_from_a_picture_waits_for_somebody() -> None:
    table = rows("gdp", {2020: 26014.0})
    assert outcome(table, recognised={"a.xlsx#gdp2020"}) == {
        ("gdp", 2020, 26014.0): ("set_aside", "gate_recognised")
    }


def test_the_file_of_a_place_is_what_stands_before_its_cell() -> None:
    places = pd.Series(["a.xlsx#B2", "b.csv"], index=[7, 9])
    assert files_of(places).to_dict() == {7: "a.xlsx", 9: "b.csv"}


def test_a_reason_is_written_as_people_read_it_and_read_back() -> None:
    table = pd.DataFrame({"reason": [Message("ledger_no_number", value="甲"), ""]}, dtype=object)
    written = with_codes(table)
    assert list(written["reason_code"]) == ['["ledger_no_number", {"value": "甲"}]', ""]
    back = as_messages(written)
    assert back["reason"].iloc[0].text("en") == "“甲” is no number"
    assert back["reason"].iloc[1] == ""


def test_what_cannot_be_opened_is_no_transcription_sheet(tmp_path: Path) -> None:
    assert not is_sheet(tmp_path / "none.csv")
    assert not is_sheet(tmp_path)


# ------------------------------------------------------------------------------------- editions
def figures(*cells: tuple[int, float, str, str]) -> pd.DataFrame:
    """GDP of 610000 as (year, value, edition, source)."""
    made = [
        ("610000", "gdp", year, value, "亿元", "census4", "A", edition, source)
        for year, value, edition, source in cells
    ]
    return pd.DataFrame(made, columns=OBSERVATIONS)


def test_an_undated_figure_may_lie_half_a_per_cent_from_the_dated_one() -> None:
    for value, count in ((200.99, 0), (201.0, 0), (201.1, 2), (199.0, 0), (198.9, 2)):
        found = conflicts(figures((2020, value, "", "a#1"), (2020, 200.0, "2021", "b#1")))
        assert len(found) == count
        assert sorted(found["used"]) == [False, True][:count]


def test_conflicts_within_an_edition_name_both_and_what_is_used() -> None:
    table = figures(
        (2021, 5.0, "2022", "a#1"),
        (2021, 6.0, "2022", "b#1"),
        (2020, 98.38, "2022", "a#2"),
        (2020, 98.3792, "2022", "b#2"),
        (2019, 7.0, "2022", "a#3"),
    )
    found = conflicts(table)
    assert list(zip(found["year"], found["source"], found["kind"], found["used"], strict=True)) == [
        (2020, "b#2", "rounding", False),
        (2020, "a#2", "rounding", True),
        (2021, "b#1", "contradiction", False),
        (2021, "a#1", "contradiction", True),
    ]
    assert found.index.tolist() == [0, 1, 2, 3]


def test_revisions_are_in_order_and_numbered_anew() -> None:
    table = figures(
        (2020, 100.0, "2021", "a#1"),
        (2020, 110.0, "2022", "b#1"),
        (2020, 121.0, "2023", "c#1"),
        (2021, 50.0, "2022", "b#2"),
        (2021, 49.0, "2023", "c#2"),
    )
    found = revisions(table.sample(frac=1, random_state=3))
    assert found[
        ["year", "edition", "previous_value", "value", "change_percent"]
    ].to_numpy().tolist() == [
        [2020, "2022", 100.0, 110.0, 10.0],
        [2020, "2023", 110.0, 121.0, 10.0],
        [2021, "2023", 50.0, 49.0, -2.0],
    ]
    assert found.index.tolist() == [0, 1, 2]


def test_the_same_figure_of_one_edition_stands_once_and_the_other_place_is_listed() -> None:
    table = figures(
        (2021, 5.0, "2022", "b#1"),
        (2021, 5.0, "2022", "a#1"),
        (2020, 4.0, "2022", "b#2"),
        (2020, 4.0, "2022", "a#2"),
        (2020, 4.0, "2023", "c#2"),
    )
    once, again = without_repeats(table)
    assert sorted(once["source"]) == ["a#1", "a#2", "c#2"]
    assert list(zip(again["year"], again["source"], again["stands_in"], strict=True)) == [
        (2020, "b#2", "a#2"),
        (2021, "b#1", "a#1"),
    ]
    assert again.index.tolist() == [0, 1]


def test_every_edition_of_an_item_stands_in_its_column() -> None:
    table = figures(
        (2021, 6.0, "2023", "c#1"), (2021, 5.0, "2022", "b#1"), (2020, 4.0, "2022", "b#2")
    )
    wide = vintages(table, "610000", "gdp")
    assert wide.index.tolist() == [2020, 2021]
    assert wide.columns.tolist() == [("census4", "2022"), ("census4", "2023")]
    assert wide["census4", "2022"].tolist() == [4.0, 5.0]
    assert vintages(table, "610000", "population_resident").empty


@pytest.mark.parametrize(
    ("values", "same"),
    [
        ([98.4, 98.35], True),  # half a tenth
        ([98.4, 98.34], False),
        ([98.4, 98.45], True),
        ([98, 98.5], True),
        ([98, 98.51], False),
        ([98.0, 98.4, 98.38], True),
        ([98.0, 98.4, 98.31], False),
        ([1e11, 1e11 + 0.4], True),  # written with a power of ten: no decimals are known
        ([2.0, 2.0], True),
    ],
)
def test_two_figures_are_one_where_the_coarser_rounds_the_finer(
    values: list[float], same: bool
) -> None:
    assert _rounded(values) is same
    assert _rounded(values[::-1]) is same
