"""A number is shown as a spreadsheet shows it, as far as yearbooks use number formats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yq_analysis.reading.files.number_format import parse


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0_ ", 12.0, "12"),
        ("0.00_);[Red]\\(0.00\\)", -1.5, "(1.50)"),
        ("#,##0.0", 1234567.25, "1,234,567.2"),
        ("0.0,", 12500.0, "12.5"),
        ('0"人"', 3.0, "3人"),
        ("[$-804]yyyy\\-mm\\-dd", 43831.0, "2020-01-01"),
        ("yyyy", 43831.0, "2020"),
        ("0.00E+00", 1500.0, "1500"),
        ("@", 7.0, "7"),
        ('0;-0;"—"', 0.0, "—"),
        ("0.0", -0.04, "0.0"),
        ("", 2.5, "2.5"),
        ('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0.0, "-"),
    ],
)
def test_a_format_shows_what_a_spreadsheet_shows(code: str, value: float, shown: str) -> None:
    assert parse(code).show(value) == shown


def test_decimals_are_those_of_the_stored_number() -> None:
    assert [parse(code).decimals for code in ("0.00", "0", "General", "0.0%", "yyyy")] == [
        2,
        0,
        None,
        3,
        None,
    ]


@given(st.text(max_size=30), st.floats(allow_nan=False, allow_infinity=False))
def test_no_format_ends_in_a_traceback(code: str, value: float) -> None:
    assert isinstance(parse(code).show(value), str)
