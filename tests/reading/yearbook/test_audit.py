"""The audit finds what was planted, stays silent on what is right, and changes no value."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yq_analysis import model
from yq_analysis.reading.files.grid import cell_name
from yq_analysis.reading.yearbook.audit import audit

REGIONS = ["总计", "甲县", "乙县", "丙县"]
ITEMS = ["产值", "产值/工业", "产值/农业", "人口", "户数"]


def _reading(
    values: dict[tuple[str, str], float], *, year: int = 2020, unit: str = "万元", sheet: str = "1"
) -> pd.DataFrame:
    rows = [
        (
            region,
            item,
            year,
            None,
            value,
            unit,
            "",
            "t",
            sheet,
            cell_name(3 + REGIONS.index(region), 1 + ITEMS.index(item)),
        )
        for (region, item), value in values.items()
    ]
    return pd.DataFrame(rows, columns=model.READING)


def _right() -> dict[tuple[str, str], float]:
    """Three counties that add up to 总计, 工业 + 农业 = 产值."""
    values = {
        ("甲县", "产值/工业"): 11.0,
        ("甲县", "产值/农业"): 22.0,
        ("甲县", "人口"): 301.0,
        ("甲县", "户数"): 95.0,
        ("乙县", "产值/工业"): 15.0,
        ("乙县", "产值/农业"): 39.0,
        ("乙县", "人口"): 270.0,
        ("乙县", "户数"): 81.0,
        ("丙县", "产值/工业"): 18.0,
        ("丙县", "产值/农业"): 47.0,
        ("丙县", "人口"): 222.0,
        ("丙县", "户数"): 64.0,
    }
    for region in REGIONS[1:]:
        values[region, "产值"] = values[region, "产值/工业"] + values[region, "产值/农业"]
    for item in ITEMS:
        values["总计", item] = sum(values[region, item] for region in REGIONS[1:])
    return values


def test_a_table_that_adds_up_gives_no_finding_and_stays_as_it_is() -> None:
    reading = _reading(_right())
    before = reading.copy()
    assert audit(reading).empty
    assert list(audit(reading).columns) == model.FINDINGS
    pd.testing.assert_frame_equal(reading, before)


def test_a_county_that_was_misprinted_is_found_through_the_total() -> None:
    # 301 people printed as 310: the counties then sum to 802 where 793 is printed.
    found = audit(_reading(_right() | {("甲县", "人口"): 310.0}))
    assert found["kind"].tolist() == ["regions_total"]
    assert found["cells"].tolist() == ["1!E4:E7"]
    assert "793" in found["message"][0]
    assert "802" in found["message"][0]


def test_a_part_that_was_misprinted_is_found_through_its_total() -> None:
    # 工业 15 printed as 51 in 乙县: 51 + 39 = 90, printed 54; the regions' sum of 工业 (80, printed
    # 44) is missed too.
    found = audit(_reading(_right() | {("乙县", "产值/工业"): 51.0}))
    assert set(found["kind"]) == {"regions_total", "parts_total"}


def test_a_list_that_adds_up_nowhere_raises_no_alarm() -> None:
    values = {
        key: value * (0.5 if key[1] == "产值/农业" and key[0] != "总计" else 1.0)
        for key, value in _right().items()
    }
    assert "parts_total" not in set(audit(_reading(values))["kind"])


def test_rounding_is_no_finding() -> None:
    # 33.4 + 54.4 + 65.4 = 153.2; printed without decimals 33 + 54 + 65 = 152 against 153.
    assert audit(_reading(_right() | {("总计", "产值"): 153.0})).empty


def test_a_value_a_thousand_times_its_neighbours_is_found() -> None:
    years = pd.concat(
        [
            _reading({("甲县", "人口"): value}, year=year, sheet=str(year))
            for year, value in (
                (2018, 31.2),
                (2019, 31.5),
                (2020, 31900.0),
                (2021, 32.1),
                (2022, 32.3),
            )
        ],
        ignore_index=True,
    )
    found = audit(years)
    assert found["kind"].tolist() == ["thousandfold"]
    assert found["cells"].tolist() == ["2020!E5"]


def test_a_figure_printed_twice_with_two_values_is_found_and_with_one_value_is_not() -> None:
    first = _reading({("甲县", "人口"): 31.2})
    assert audit(pd.concat([first, first.assign(sheet="2")], ignore_index=True)).empty
    found = audit(pd.concat([first, first.assign(sheet="2", value=31.3)], ignore_index=True))
    assert found["kind"].tolist() == ["printed_twice"]


def test_a_row_copied_onto_another_is_found() -> None:
    rows = [
        (
            region,
            f"指标{number}",
            2020,
            None,
            100.5 + number * number,
            "人",
            "",
            "t",
            "1",
            cell_name(3 + row, 1 + number),
        )
        for row, region in enumerate(["甲县", "乙县"])
        for number in range(7)
    ]
    assert audit(pd.DataFrame(rows, columns=model.READING))["kind"].tolist() == ["same_series"]


def test_provinces_that_miss_the_nation_are_said_once_an_indicator() -> None:
    regions = ["全国", *(f"{number}省" for number in range(31))]
    rows = [
        (
            region,
            "产值",
            year,
            None,
            1030.0 if region == "全国" else 31.7 + number / 10,
            "亿元",
            "",
            "t",
            "1",
            cell_name(number, year - 2018),
        )
        for year in (2019, 2020)
        for number, region in enumerate(regions)
    ]
    # 31 x 31.7 + (1 + ... + 31) / 10 = 982.7 + 49.6 = 1032.3: within half a percent of 1030, no
    # finding.
    assert audit(pd.DataFrame(rows, columns=model.READING)).empty
    found = audit(pd.DataFrame(rows, columns=model.READING).replace({"value": {1030.0: 990.0}}))
    assert found["kind"].tolist() == ["provinces_nation"]
    assert "+4.3 %" in found["message"][0]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(REGIONS),
            st.sampled_from(ITEMS),
            st.floats(allow_nan=True, allow_infinity=False) | st.none(),
            st.sampled_from(["A1", "B2", "", "ZZ9"]),
        ),
        max_size=30,
    )
)
def test_whatever_the_rows_are_the_audit_ends_without_a_traceback(rows: list[tuple]) -> None:
    reading = pd.DataFrame(
        [(r, i, 2020, None, v, "人", "", "t", "1", c) for r, i, v, c in rows], columns=model.READING
    )
    assert list(audit(reading).columns) == model.FINDINGS


def test_the_truths_made_by_hand_raise_no_alarm(shared: Path) -> None:
    for path in sorted((shared / "yearbook" / "truth").glob("*.csv")):
        if path.name.startswith("ces2008_0626"):
            continue  # the rows of this energy balance do not add up in the book itself
        truth = pd.read_csv(path, dtype={"sheet": str}, keep_default_na=False)
        truth["value"] = pd.to_numeric(truth["value"], errors="coerce")
        truth["year"] = pd.to_numeric(truth["year"], errors="coerce").astype("Int64")
        assert audit(truth.assign(table=truth["sheet"], period=None)[model.READING]).empty, (
            path.name
        )


@pytest.mark.slow
def test_a_hundred_thousand_figures_are_audited_in_seconds() -> None:
    rows = [
        (
            f"县{region}",
            f"指标{item}",
            2000 + region % 3,
            None,
            float(region * 7 + item),
            "人",
            "",
            "t",
            "1",
            cell_name(region, item),
        )
        for region in range(1000)
        for item in range(100)
    ]
    assert audit(pd.DataFrame(rows, columns=model.READING)) is not None
