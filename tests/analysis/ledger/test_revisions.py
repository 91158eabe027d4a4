"""A revision in percent of what stood before; of a percentage no percentage is taken."""

from __future__ import annotations

import math

import pandas as pd

from yq_analysis.analysis import ledger
from yq_analysis.model import OBSERVATIONS


def _editions(item: str, unit: str, before: float, after: float) -> pd.Series:
    rows = [
        ("610000", item, 2020, value, unit, "census4", "A", edition, f"t.csv#D{edition}")
        for value, edition in ((before, "2021"), (after, "2022"))
    ]
    table = ledger.revisions(pd.DataFrame(rows, columns=OBSERVATIONS))
    assert len(table) == 1
    return table.iloc[0]


def test_a_level_that_was_200_and_is_210_was_revised_by_5_percent() -> None:
    row = _editions("gdp", "亿元", 200.0, 210.0)
    assert (row["previous_value"], row["value"], row["change_percent"]) == (200.0, 210.0, 5.0)


def test_a_rate_that_was_2_and_is_3_percent_was_not_revised_by_50_percent() -> None:
    for unit in ("%", "‰"):
        row = _editions("gdp_growth", unit, 2.0, 3.0)
        assert (row["previous_value"], row["value"]) == (2.0, 3.0)
        assert math.isnan(row["change_percent"])


def test_a_revision_is_told_to_four_decimals() -> None:
    # 7 over 3 is +133.33333… %
    assert _editions("gdp", "亿元", 3.0, 7.0)["change_percent"] == 133.3333
    # 1 over 30000 more: +0.0033333… %
    assert _editions("gdp", "亿元", 30000.0, 30001.0)["change_percent"] == 0.0033


def test_a_figure_without_a_date_that_contradicts_the_newest_edition_is_a_conflict() -> None:
    from yq_analysis.analysis.ledger.conflicts import conflicts
    from yq_analysis.model import OBSERVATIONS

    def row(value: float, edition: str, year: int = 2021) -> tuple[object, ...]:
        source = f"{edition or 'undated'}.xlsx#S!B{year}"
        return ("440600", "gdp", year, value, "亿元", "as_published", "A", edition, source)

    table = pd.DataFrame(
        [
            row(12000.0, ""),  # neither edition's figure
            row(12156.5, "2022"),
            row(12175.0, "2024"),
            row(12156.5, "", 2021),  # what the edition of 2022 printed
            row(12698.4, "", 2022),  # the same figure with fewer decimals
            row(12698.39, "2024", 2022),
        ],
        columns=OBSERVATIONS,
    )
    found = conflicts(table)
    assert list(zip(found["value"], found["used"], found["kind"], strict=True)) == [
        (12000.0, False, "contradiction"),
        (12175.0, True, "contradiction"),
    ]
