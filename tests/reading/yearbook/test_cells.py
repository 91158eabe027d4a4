"""Single cells, read by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.yearbook.cell_values import read_cell, read_text, without_noise


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3758848", 3758848),
        ("0.00", 0),
        ("    1009", 1009),
        ("100.0\t", 100),
        ("987 208.47", 987208.47),
        ("6 430 333.47", 6430333.47),
        ("47,824,589", 47824589),
        ("-46.69", -46.69),
        ("−0.33", -0.33),
        ("１２．５", 12.5),
        ("0.6\xa0", 0.6),
        ("12.5①", 12.5),
        ("12.5*", 12.5),
        ("+7", 7),
        ("1352.40", 1352.4),
        ("10．89", 10.89),
        ("1.5e3", 1500),
    ],
)
def test_a_number_is_a_number_however_it_is_printed(text: str, number: float) -> None:
    value = read_text(text)
    assert (value.kind, value.flag) == ("number", "")
    assert value.number == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("…", "below_unit"),
        ("...", "below_unit"),
        ("……", "below_unit"),
        ("-", "not_applicable"),
        ("－", "not_applicable"),
        ("—-", "not_applicable"),
        ("--", "not_applicable"),
        ("    -", "not_applicable"),
        ("–", "not_applicable"),
        ("(X)", "not_applicable"),
        (": ", "missing"),
        ("n.a.", "missing"),
        ("", "missing"),
        (" ", "missing"),
        ("\xa0", "missing"),
        ("\u3000", "missing"),
    ],
)
def test_a_mark_or_a_blank_is_no_number_and_says_why(text: str, flag: str) -> None:
    value = read_text(text)
    assert value.number is None
    assert value.flag == flag


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,24", 1.24), ("1 121521.01", 1121521.01), ("3. 22", 3.22), ("11,062 .6", 11062.6)],
)
def test_a_broken_number_is_repaired_and_flagged_where_only_one_reading_is_possible(
    text: str, number: float
) -> None:
    assert read_text(text)[:3] == ("number", number, "suspect")


@pytest.mark.parametrize(
    "text",
    [
        "12 34",
        "1,2345",
        "12..5",
        "01",
        "0012",
        "2019年",
        "10-14岁",
        "5岁",
        "E37000001",
        "A4YM",
        "全国",
        "1-4",
        "3月",
    ],
)
def test_what_may_be_read_in_two_ways_or_names_something_stays_text(text: str) -> None:
    assert read_text(text).kind == "text"


def test_a_value_keeps_the_unit_printed_with_it() -> None:
    assert read_text("0.7143 千克标准煤 / 千克")[:4] == ("number", 0.7143, "", "千克标准煤/千克")
    assert read_text("12.5%")[:4] == ("number", 12.5, "", "%")


def test_a_range_is_not_one_number() -> None:
    value = read_text("0.2857～0.4286 千克标准煤 / 千克")
    assert (value.kind, value.number, value.high) == ("range", 0.2857, 0.4286)


def test_a_statistical_flag_is_kept_beside_the_value() -> None:
    assert read_text("-27007 e")[:3] == ("number", -27007.0, "e")


def test_a_raised_digit_is_a_footnote_and_no_part_of_the_number() -> None:
    assert read_cell(Cell(value="12.51", text="12.51", raised=((4, 5),))).number == 12.5


def test_stored_numbers_lose_only_the_noise_of_arithmetic() -> None:
    assert read_cell(Cell(value=16848.021489999996, text="16 848.02")).number == pytest.approx(
        16848.02149, rel=1e-12
    )
    assert read_cell(Cell(value=1.05e-12, text="0")).number == 0
    assert read_cell(Cell(value=3754.3253686617772, text="3 754")).number == pytest.approx(
        3754.3253686617772, rel=1e-14
    )
    assert read_cell(Cell(value=True, text="TRUE")).kind == "text"
    assert read_cell(Cell(value=math.nan, text="nan")).kind == "text"


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_taking_off_noise_never_moves_a_number_visibly(number: float) -> None:
    assert math.isclose(without_noise(number), number, rel_tol=1e-12, abs_tol=1e-9)


@given(st.text(max_size=30))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read_text(text).kind in ("number", "range", "mark", "blank", "text")
