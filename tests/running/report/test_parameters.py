from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.running.report.parameters import check, convert, read_cell, signature

CELL = """# what a person may change
area: str = "610802"  # division code
to: int = 2035
target_years: list[int] = [2025, 2030]
as_of: str | None = None  # all editions
language: Literal["zh", "en"] = "zh"
share: float = 0.5
draw = True
"""


def test_the_cell_gives_names_types_defaults_and_comments() -> None:
    found = read_cell(CELL)
    assert list(found) == ["area", "to", "target_years", "as_of", "language", "share", "draw"]
    assert (found["area"].type, found["area"].default, found["area"].comment) == (
        "str",
        "610802",
        "division code",
    )
    assert (found["draw"].type, found["draw"].default) == ("bool", True)


def test_a_notebook_without_a_parameters_cell_has_no_parameters() -> None:
    assert signature({"cells": [{"cell_type": "code", "source": "x = 1", "metadata": {}}]}) == {}


def test_a_division_code_stays_text() -> None:
    assert check({"area": "010101"}, {"a": read_cell(CELL)}) == {"a": {"area": "010101"}}


def test_everything_wrong_is_said_at_once_with_what_there_is() -> None:
    with pytest.raises(QuestionProblem) as caught:
        check(
            {"arae": "610802", "to": "20x5", "language": "fr", "share": "half"},
            {"a": read_cell(CELL)},
        )
    text = str(caught.value)
    assert len(caught.value.problems) == 4
    assert "是否指 area？" in text
    assert "'20x5' is not a whole number" in text
    assert "is not one of zh, en" in text
    assert "share: float = 0.5" in text


def test_a_parameter_goes_only_to_the_notebooks_that_declare_it() -> None:
    chosen = check({"a": 1}, {"first": read_cell("a: int = 0"), "second": read_cell("b: int = 0")})
    assert chosen == {"first": {"a": 1}, "second": {}}


def test_a_number_for_a_text_is_refused_rather_than_guessed() -> None:
    with pytest.raises(QuestionProblem, match="is not text"):
        check({"area": 10101}, {"a": read_cell(CELL)})


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        ("2035", "int", 2035),
        (2035.0, "int", 2035),
        ("3.5", "float", 3.5),
        ("no", "bool", False),
        ("", "str | None", None),
        (None, "Optional[int]", None),
        ("2025,2030", "list[int]", [2025, 2030]),
        ("[2025, 2030]", "list[int]", [2025, 2030]),
        ("x", "Optional[str]", "x"),
        ({"a": 1}, "dict[str, int]", {"a": 1}),
    ],
)
def test_text_is_read_as_its_type(value: object, annotation: str, expected: object) -> None:
    assert convert(value, annotation) == expected


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        ("2035.5", "int"),
        (True, "int"),
        ("maybe", "bool"),
        ("a,b", "list[int]"),
        ([1], "str"),
        (2.5, "int"),
        ("x", "int | None"),
    ],
)
def test_what_does_not_fit_is_refused(value: object, annotation: str) -> None:
    with pytest.raises(ValueError, match="is n"):
        convert(value, annotation)


@given(st.integers())
def test_every_whole_number_survives_its_text(number: int) -> None:
    assert convert(str(number), "int") == number


@given(st.text())
def test_every_text_stays_as_it_is(text: str) -> None:
    assert convert(text, "str") == text


@pytest.mark.parametrize("source", ["x = open('a')", "if True:\n    x = 1", "x ="])
def test_a_cell_that_computes_is_refused_with_its_line(source: str) -> None:
    with pytest.raises(DataProblem, match="parameters 单元格，第1行"):
        read_cell(source)
