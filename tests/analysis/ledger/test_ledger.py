"""The ledger: labels, units, editions and calibers, and that nothing is lost on the way."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yq_analysis import catalogue
from yq_analysis.analysis import ledger
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.model import OBSERVATIONS, READING

LISTS = catalogue.read()
ROW = dict.fromkeys(ledger.SHEET, "") | {
    "region": "陕西省",
    "item": "地区生产总值",
    "year": "2022",
    "value": "100",
    "unit": "亿元",
    "kind": "actual",
    "edition": "2023",
    "caliber": "census4",
}


def sheet(*rows: dict[str, str], file: str = "t.csv") -> ledger.Sheet:
    table = pd.DataFrame([{**ROW, **row} for row in rows], columns=ledger.SHEET)
    return ledger.Sheet(
        file=file, table=table.assign(cell=[f"D{line}" for line in range(2, len(rows) + 2)])
    )


def book(*rows: dict[str, str]) -> ledger.Ledger:
    return ledger.observe([], [sheet(*rows)], LISTS)


def reading(*rows: dict[str, object]) -> pd.DataFrame:
    base = {
        "region": "陕西省",
        "indicator": "能源消费总量",
        "year": 2020,
        "period": "",
        "value": 1.0,
        "unit": "万吨标准煤",
        "flag": "",
        "table": "1",
        "sheet": "S",
        "cell": "B2",
    }
    return pd.DataFrame([{**base, **row} for row in rows], columns=READING)


def test_a_correction_may_confirm_mend_or_drop_a_figure() -> None:
    printed = [("2019", "640.5", "640.5"), ("2020", "66.05", "660.5"), ("2021", "9", "")]
    decided = pd.DataFrame(
        [
            ["610000", "gdp", year, "census4", "2023", value, corrected, "核实", ""]
            for year, value, corrected in printed
        ],
        columns=LISTS.corrections.columns,
    )
    rows = [{"year": year, "value": value} for year, value, _ in printed]
    made = ledger.observe([], [sheet(*rows)], dataclasses.replace(LISTS, corrections=decided))
    values = dict(zip(made.observations["year"], made.observations["value"], strict=True))
    assert values == {2019: 640.5, 2020: 660.5}
    assert sorted(made.corrected["source"]) == ["t.csv#D2", "t.csv#D3", "t.csv#D4"]


def test_a_comma_before_other_than_three_digits_is_no_number() -> None:
    made = book({"value": "640,5"}, {"year": "2021", "value": "1,640.5"})
    assert list(made.observations["value"]) == [1640.5]
    assert list(made.aside["value"]) == ["640,5"]


def test_a_unit_is_converted_and_the_source_names_file_and_cell() -> None:
    # 451337 persons are 45.1337 ten-thousands
    made = book(
        {
            "region": "榆阳区",
            "item": "年末总人口/常住人口",
            "value": "451337",
            "unit": "人",
            "caliber": "census_day",
        }
    )
    row = made.observations.iloc[0]
    assert (row["area"], row["item"], row["value"], row["unit"]) == (
        "610802",
        "population_resident",
        45.1337,
        "万人",
    )
    assert row["source"] == "t.csv#D2"
    assert list(made.observations.columns) == OBSERVATIONS


@pytest.mark.parametrize(
    ("item", "unit", "value"),
    [
        ("人均地区生产总值", "元", 50000),
        ("全员劳动生产率", "万元", 5e8),
        ("全员劳动生产率", "元/人", 50000),
        ("每万人口高价值发明专利拥有量", "件", 50000),
        ("单位GDP能耗", "吨标准煤", 50000),
    ],
)
def test_a_per_head_label_may_print_the_upper_half_of_its_unit(
    item: str, unit: str, value: float
) -> None:
    assert list(book({"item": item, "value": "50000", "unit": unit}).observations["value"]) == [
        value
    ]


def test_a_total_is_not_taken_for_a_ratio() -> None:
    assert book({"item": "地区生产总值", "unit": "元/人"}).observations.empty


def test_the_newest_edition_wins_and_the_older_one_stays_as_a_revision() -> None:
    made = book({"value": "100", "edition": "2022-02"}, {"value": "103", "edition": "2023"})
    assert len(made.observations) == 2
    assert list(ledger.latest(made.observations)["value"]) == [103]
    assert list(made.revisions["previous_value"]) == [100]
    assert made.revisions["change_percent"].iloc[0] == pytest.approx(3)
    assert made.conflicts.empty


def test_as_of_an_earlier_day_the_earlier_edition_holds_and_nothing_before_the_first() -> None:
    made = book(
        {"year": "2021", "value": "100", "edition": "2022-02-15"},
        {"year": "2021", "value": "103", "edition": "2023"},
    )
    assert list(ledger.latest(made.observations, as_of="2022-06-01")["value"]) == [100]
    assert list(ledger.latest(made.observations, as_of="2022")["value"]) == [100]
    assert ledger.latest(made.observations, as_of="2022-01").empty


def test_an_undated_figure_is_known_once_its_year_has_ended_and_gives_way_to_a_dated_one() -> None:
    made = book({"value": "100", "edition": ""}, {"value": "101", "edition": "2023"})
    assert ledger.latest(made.observations, as_of="2022-12-31").empty
    assert list(ledger.latest(made.observations)["value"]) == [101]


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(QuestionProblem, match="“last year”不是日期; 请写 2024"):
        ledger.latest(book({}).observations, as_of="last year")


def test_two_values_in_one_edition_are_a_conflict_that_names_both_cells() -> None:
    made = book({"value": "100"}, {"value": "120"})
    assert list(made.conflicts["kind"]) == ["contradiction"] * 2
    assert set(made.conflicts["source"]) == {"t.csv#D2", "t.csv#D3"}
    assert made.conflicts["used"].sum() == 1
    assert len(made.observations) == 2


def test_a_figure_with_fewer_decimals_is_a_rounding_not_a_contradiction() -> None:
    made = book({"value": "98.38"}, {"value": "98.3792"})
    assert set(made.conflicts["kind"]) == {"rounding"}


def test_the_same_figure_twice_stands_once_and_the_second_place_is_listed() -> None:
    made = book({}, {})
    assert len(made.observations) == 1
    assert list(made.repeats["source"]) == ["t.csv#D3"]
    assert list(made.repeats["stands_in"]) == ["t.csv#D2"]


def test_vintages_stand_side_by_side() -> None:
    made = book(
        {"caliber": "census4", "value": "100"},
        {"caliber": "census5", "value": "90", "edition": "2025"},
    )
    wide = ledger.vintages(made.observations, "610000", "gdp")
    assert wide.loc[2022].to_dict() == {("census4", "2023"): 100, ("census5", "2025"): 90}


def test_calibers_stay_apart_and_never_revise_each_other() -> None:
    made = book(
        {"caliber": "census4", "value": "100"},
        {"caliber": "census5", "value": "90", "edition": "2025"},
    )
    assert len(ledger.latest(made.observations)) == 2
    assert made.revisions.empty


def test_an_unknown_label_unit_and_area_are_listed_with_their_cell_and_a_suggestion() -> None:
    made = book(
        {"item": "能源消费总量(新)", "unit": "万吨标准煤"}, {"unit": "石"}, {"region": "某某县"}
    )
    assert made.observations.empty
    assert len(made.unmapped) == 3
    label = made.unmapped[made.unmapped["label"] == "能源消费总量(新)"].iloc[0]
    assert (label["suggestion"], label["file"], label["cell"]) == (
        "energy_consumption",
        "t.csv",
        "D2",
    )
    assert made.unmapped["reason"].str.contains("石").any()
    assert made.unmapped["reason"].str.contains("某某县").any()


def test_a_suggestion_needs_the_same_unit_and_kind() -> None:
    assert LISTS.suggest_label("能源消费总量(新)", "亿元") == ""
    assert LISTS.suggest_label("能源消费总量增速(新)", "万吨标准煤") == ""


def test_a_suggestion_needs_the_magnitude_that_its_area_has() -> None:
    known = {"item": "能源消费总量", "unit": "万吨标准煤", "value": "2000", "year": "2020"}
    for value, said in (("2100", "energy_consumption"), ("21", "")):
        made = book(known, {**known, "item": "能源消费总量(新)", "value": value, "year": "2021"})
        assert list(made.unmapped["suggestion"]) == [said]


def test_a_label_bound_to_a_table_counts_only_there() -> None:
    table = reading({"region": "榆林市", "indicator": "发明", "unit": "件"})
    titles = {"1": "7-8 三种专利授权数"}
    bound = ledger.observe([ledger.Printed(file="a", table=table, titles=titles)], [], LISTS)
    assert list(bound.observations["item"]) == ["invention_patents_granted"]
    unbound = ledger.observe([ledger.Printed(file="a", table=table)], [], LISTS)
    assert unbound.observations.empty


def test_a_quarter_of_a_year_is_not_the_year() -> None:
    table = reading({"region": "榆林市", "period": "2020年上半年"})
    book = ledger.observe([ledger.Printed(file="a", table=table)], [], LISTS)
    assert book.observations.empty
    assert len(book.aside) == 1


def test_a_fall_that_is_printed_positive_is_negative() -> None:
    made = book({"item": "单位GDP能耗降低率", "value": "3.2", "unit": "%"})
    assert list(made.observations["value"]) == [-3.2]


def test_quarters_targets_bounds_and_figures_without_year_are_put_aside_with_the_reason() -> None:
    made = book({"year": "2023Q1"}, {"kind": "target"}, {"value": ">100"}, {"year": ""})
    assert made.observations.empty
    assert len(made.aside) == 4
    assert (made.aside["reason"] != "").all()


def test_a_span_of_years_is_filed_under_its_last_year_with_its_base() -> None:
    made = book(
        {
            "item": "单位GDP能耗累计变化率",
            "year": "2021-2024",
            "value": "-11.6",
            "unit": "%",
            "caliber": "ndrc",
        }
    )
    row = made.observations.iloc[0]
    assert (row["year"], row["caliber"]) == (2024, "ndrc+since2020")


def test_a_reading_takes_edition_caliber_and_reporting_area_from_what_stands_about_its_file() -> (
    None
):
    table = reading(
        {"region": "全市", "value": 5.0, "unit": "亿吨标准煤"},
        {"region": "全市", "year": 2019, "value": None, "flag": "not_applicable"},
    )
    made = ledger.observe(
        [
            ledger.Printed(
                file="a.xlsx", table=table, edition="2022", area="榆林市", calibers={"*": "set5"}
            )
        ],
        [],
        LISTS,
    )
    row = made.observations[made.observations["year"] == 2020].iloc[0]
    assert (row["area"], row["value"], row["caliber"], row["edition"], row["source"]) == (
        "610800",
        50000,
        "set5",
        "2022",
        "a.xlsx#S!B2",
    )
    blank = made.observations[made.observations["year"] == 2019].iloc[0]
    assert blank["status"] == "M"
    assert pd.isna(blank["value"])  # a blank is not a zero


def test_what_stands_about_files_and_rows_is_checked_and_all_of_it_said() -> None:
    wrong = ledger.Printed(
        file="a.xls",
        table=reading({}),
        edition="2024年",
        area="某地",
        calibers={"gdpp": "census4", "*": "cenus5"},
    )
    with pytest.raises(DataProblem) as caught:
        ledger.observe([wrong], [sheet({"caliber": "set9"}, {"edition": "2024/6"})], LISTS)
    said = str(caught.value)
    assert "a.xls，edition列: “2024年”不是日期" in said
    assert "a.xls，area列: “某地”不在 areas.csv" in said
    assert "“gdpp”不在 items.csv" in said
    assert "口径“cenus5”不在 calibers.csv" in said
    assert "t.csv，D2所在行，caliber列: 口径“set9”" in said
    assert "t.csv，D3所在行，edition列: “2024/6”不是日期" in said


def test_a_table_without_a_place_counts_only_for_the_area_of_its_entry() -> None:
    told = ledger.Printed(file="a", table=reading({"region": ""}), area="榆林市")
    untold = ledger.Printed(file="b", table=reading({"region": ""}))
    assert list(ledger.observe([told], [], LISTS).observations["area"]) == ["610800"]
    book = ledger.observe([untold], [], LISTS)
    assert book.observations.empty
    assert "MANIFEST.csv" in book.unmapped["reason"].iloc[0]


def test_a_printed_nation_is_the_nation_whatever_the_entry_says() -> None:
    printed = ledger.Printed(file="a", table=reading({"region": "全国"}), area="榆林市")
    assert list(ledger.observe([printed], [], LISTS).observations["area"]) == ["100000"]


def test_a_total_takes_the_area_of_the_entry_also_beside_districts() -> None:
    table = reading({"region": "全市"}, {"region": "榆阳区", "cell": "B3"})
    told = ledger.Printed(file="a", table=table, area="榆林市")
    assert set(ledger.observe([told], [], LISTS).observations["area"]) == {"610800", "610802"}
    untold = ledger.Printed(file="a", table=table)
    assert set(ledger.observe([untold], [], LISTS).observations["area"]) == {"610802"}


def test_hidden_figures_and_targets_are_set_aside_and_actuals_count() -> None:
    table = reading(
        {"region": "榆林市", "flag": "hidden"},
        {"region": "榆林市", "indicator": "能源消费总量|目标", "cell": "B3"},
        {"region": "榆林市", "indicator": "能源消费总量|实际", "cell": "B4"},
    )
    book = ledger.observe([ledger.Printed(file="a", table=table)], [], LISTS)
    assert len(book.aside) == 2
    assert list(book.observations["source"]) == ["a#S!B4"]


def test_a_blank_in_a_newer_edition_does_not_hide_an_older_number() -> None:
    old = ledger.Printed(file="a", table=reading({"value": 7.0}), edition="2021")
    new = ledger.Printed(
        file="b", table=reading({"value": None, "flag": "missing"}), edition="2022"
    )
    made = ledger.observe([old, new], [], LISTS)
    assert list(ledger.latest(made.observations)["value"]) == [7]


def test_a_correction_is_applied_only_to_the_printed_value_and_shown(tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(LISTS.folder, tmp_path / "c"))
    with (folder / "corrections.csv").open("a", encoding="utf-8") as handle:
        handle.write(
            "610000,gdp,2022,census4,2023,100,1000,a digit was lost in print,errata slip\n"
        )
    made = ledger.observe(
        [], [sheet({"value": "100"}, {"value": "100", "year": "2021"})], catalogue.read(folder)
    )
    assert sorted(made.observations["value"]) == [100, 1000]
    assert list(made.corrected["reason"]) == ["a digit was lost in print"]
    assert list(made.corrected["source"]) == ["t.csv#D2"]


@given(st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_shuffled_rows_give_the_same_ledger(chance: random.Random) -> None:
    rows = [
        {"year": str(2000 + i % 4), "value": str(i), "edition": str(2010 + i % 3)}
        for i in range(12)
    ]
    one = sheet(*rows)
    shuffled = one.table.sample(frac=1, random_state=chance.randrange(2**31))
    other = ledger.observe([], [ledger.Sheet(file="t.csv", table=shuffled)], LISTS)
    first = ledger.observe([], [one], LISTS)
    for name in ("observations", "conflicts", "revisions", "repeats", "aside", "unmapped"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(other, name))


WORDS = st.sampled_from(
    [
        "陕西省",
        "全国",
        "全市",
        "",
        "某地",
        "地区生产总值",
        "能源消费总量",
        "亿元",
        "万吨标准煤",
        "%",
        "①",
        "2020",
        "a,b\n",
        None,
    ]
)
CELLS = st.one_of(
    st.none(), st.floats(allow_nan=True, allow_infinity=True), st.integers(-(10**15), 10**15)
)


@given(
    st.lists(
        st.tuples(
            WORDS,
            WORDS,
            st.one_of(st.none(), st.integers(1000, 3000)),
            WORDS,
            CELLS,
            WORDS,
            st.sampled_from(["", "missing", "suspect", "below_unit", "odd"]),
        ),
        max_size=12,
    )
)
@settings(max_examples=60)
def test_whatever_is_read_every_row_ends_in_exactly_one_place(
    rows: list[tuple[object, ...]],
) -> None:
    table = pd.DataFrame(
        [
            {
                "region": r,
                "indicator": i,
                "year": y,
                "period": p,
                "value": v,
                "unit": u,
                "flag": f,
                "table": "1",
                "sheet": "S",
                "cell": f"B{n}",
            }
            for n, (r, i, y, p, v, u, f) in enumerate(rows)
        ],
        columns=READING,
    )
    made = ledger.observe(
        [ledger.Printed(file="x", table=table, edition="2021", area="榆林市")], [], LISTS
    )
    kept = (
        len(made.observations)
        + len(made.repeats)
        + len(made.aside)
        + int(made.unmapped["count"].sum() if len(made.unmapped) else 0)
    )
    assert kept == len(rows)


def test_nothing_to_read_gives_an_empty_ledger_of_the_same_shape() -> None:
    made = ledger.observe([], [], LISTS)
    assert list(made.observations.columns) == OBSERVATIONS
    assert ledger.latest(made.observations).empty
    assert ledger.latest(made.observations, as_of="2020").empty
    assert made.unmapped.empty


# ------------------------------------------------------------ sheets
def write_sheet(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([",".join(ledger.SHEET), *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_a_sheet_is_known_by_its_first_line(tmp_path: Path) -> None:
    assert ledger.is_sheet(write_sheet(tmp_path / "a.csv"))
    (tmp_path / "b.csv").write_text("指标,2021年\n", encoding="gbk")
    assert not ledger.is_sheet(tmp_path / "b.csv")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_sheet_may_come_back_from_a_spreadsheet(tmp_path: Path, encoding: str) -> None:
    """GBK, empty columns at the end, 2024/6/3 and 2020.0: one figure, in the cell that is seen."""
    comma = "\t" if encoding == "utf-16" else ","
    rows = [
        [*ledger.SHEET, "", ""],
        [""] * 14,
        ["陕西省", "地区生产总值", "2020.0", "26181.9", "亿元", "actual", "2024/6/3", *[""] * 7],
    ]
    path = tmp_path / "a.csv"
    path.write_text("\r\n".join(comma.join(row) for row in rows) + "\r\n", encoding=encoding)
    assert ledger.is_sheet(path)
    row = ledger.read_sheet(path).table.iloc[0]
    assert (row["region"], row["year"], row["edition"]) == ("陕西省", "2020", "2024-06-03")
    assert (row["value"], row["cell"]) == ("26181.9", "D3")


def test_everything_wrong_in_a_sheet_is_said_with_its_line(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "a.csv",
        "陕西省,,2020,1,亿元,actual,,,,,,",
        "陕西省,GDP,2020,1,亿元,guess,,,,,,",
        "x,y,2020,1,亿元,actual,,,,a, b, c,",
    )
    with pytest.raises(
        DataProblem,
        match=r"(?s)a\.csv，第2行，item列: 是空的.*，第3行，kind列.*"
        r"，第4行: 有13个单元格，应为12个",
    ):
        ledger.read_sheet(path)


# ------------------------------------------------------------ feedback
def test_a_filled_in_label_is_known_afterwards(tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(LISTS.folder, tmp_path / "c"))
    lists = catalogue.read(folder)
    rows = sheet({"item": "能耗总量(新)", "unit": "万吨标准煤"}, {"item": "别的"})
    todo = ledger.observe([], [rows], lists).unmapped
    todo.loc[todo["label"] == "能耗总量(新)", ["item", "unit"]] = [
        "energy_consumption",
        "万吨标准煤",
    ]
    todo.to_csv(tmp_path / "filled.csv", index=False, encoding="utf-8-sig")
    assert ledger.feed_back(tmp_path / "filled.csv", lists) == 1
    again = ledger.observe([], [rows], catalogue.read(folder))
    assert list(again.observations["item"]) == ["energy_consumption"]
    assert (
        ledger.feed_back(tmp_path / "filled.csv", catalogue.read(folder)) == 0
    )  # twice does no harm


def test_a_wrongly_filled_in_label_is_refused_and_nothing_is_added(tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(LISTS.folder, tmp_path / "c"))
    before = (folder / "labels.csv").read_bytes()
    (tmp_path / "filled.csv").write_text(
        "label,item,caliber,unit,note\nA,nothing,,,\nB,gdp,nowhere,,\nC,gdp,,万人,\n",
        encoding="utf-8",
    )
    with pytest.raises(
        DataProblem, match=r"(?s)，第2行，item列.*，第3行，caliber列.*，第4行，unit列"
    ):
        ledger.feed_back(tmp_path / "filled.csv", catalogue.read(folder))
    assert (folder / "labels.csv").read_bytes() == before


# ------------------------------------------------------------ output
def test_the_written_files_open_in_excel_and_are_the_same_twice(tmp_path: Path) -> None:
    made = book({}, {"value": "7", "year": "2021"}, {"item": "?"})
    paths = ledger.write(
        ledger.tables_of(made) | {"indicators": pd.DataFrame({"area": ["610000"]})},
        tmp_path / "processed",
    )
    first = {path.name: path.read_bytes() for path in paths}
    assert set(first) >= {
        "observations.csv",
        "indicators.csv",
        "conflicts.csv",
        "unmapped_labels.csv",
    }
    assert all(content.startswith(b"\xef\xbb\xbf") for content in first.values())
    ledger.write(
        ledger.tables_of(made) | {"indicators": pd.DataFrame({"area": ["610000"]})},
        tmp_path / "processed",
    )
    assert {path.name: path.read_bytes() for path in paths} == first
    assert not list((tmp_path / "processed").glob(".*"))


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "processed").write_text("a file stands here")
    with pytest.raises(DataProblem, match="写不进去"):
        ledger.write(ledger.tables_of(book({})), tmp_path / "processed")


def test_a_correction_for_any_edition_mends_only_the_cell_and_value_it_names() -> None:
    """Of 2020 only the 66.05 is mended, whatever its edition; 2021 and another caliber stay."""
    decided = pd.DataFrame(
        [["610000", "gdp", "2020", "census4", "", "66.05", "660.5", "核实", ""]],
        columns=LISTS.corrections.columns,
    )
    made = ledger.observe(
        [],
        [
            sheet(
                {"year": "2020", "value": "66.05", "edition": "2021"},
                {"year": "2020", "value": "66.06", "edition": "2022"},
                {"year": "2021", "value": "66.05"},
                {"year": "2020", "value": "66.05", "caliber": "census5"},
            )
        ],
        dataclasses.replace(LISTS, corrections=decided),
    )
    values = dict(zip(made.observations["source"], made.observations["value"], strict=True))
    assert values == {"t.csv#D2": 660.5, "t.csv#D3": 66.06, "t.csv#D4": 66.05, "t.csv#D5": 66.05}
    assert list(made.corrected["source"]) == ["t.csv#D2"]
