"""The scorer follows the rules that the truth was made by."""

from __future__ import annotations

import pandas as pd

from benchmarks.yearbook_score import KEYS, accounts, score
from yq_analysis.reading.files.grid import Book, Cell, Sheet


def _table(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame([dict(zip([*KEYS, "sheet", "cell"], row, strict=True)) for row in rows])


TRUTH = _table(
    ("甲", "总量/城镇", 2020, 1.5, "人", "", "1", "B1"),
    ("甲", "行|列", 2020, float("nan"), "人", "missing", "1", "B2"),
)


def test_a_reading_equal_to_the_truth_is_all_right() -> None:
    result = score(TRUTH, TRUTH)
    assert (result.truth, result.right, result.numbers, result.labelled, result.false) == (
        2,
        2,
        1,
        1,
        0,
    )


def test_blanks_widths_and_the_order_of_sides_do_not_count() -> None:
    ours = TRUTH.assign(indicator=["书/总 量/城镇", "列|行"])
    assert score(ours, TRUTH).right == 2


def test_a_wrong_year_or_unit_is_labelled_but_not_right_and_not_false() -> None:
    for change in ({"year": [2021, 2020]}, {"unit": ["万人", "人"]}):
        result = score(TRUTH.assign(**change), TRUTH)
        assert (result.right, result.labelled, result.false) == (1, 1, 0)


def test_a_row_more_than_the_truth_is_false_and_one_on_another_sheet_is_not_looked_at() -> None:
    more = pd.concat(
        [
            TRUTH,
            _table(
                ("乙", "x", 2020, 9.0, "人", "", "1", "B9"),
                ("乙", "x", 2020, 9.0, "人", "", "2", "B9"),
            ),
        ]
    )
    assert score(more, TRUTH).false == 1


def test_zero_is_not_missing() -> None:
    assert score(TRUTH.assign(value=[1.5, 0.0]), TRUTH).right == 1


def test_a_numeric_cell_that_stands_nowhere_or_twice_is_a_fault() -> None:
    cells = {
        (0, 0): Cell(value="甲", text="甲"),
        (0, 1): Cell(value=1.5, text="1.5"),
        (0, 2): Cell(value="1,200", text="1,200"),
    }
    book = Book(
        path="a",
        kind="xls",
        sheets=(Sheet(name="1", cells=cells), Sheet(name="2", cells=cells, hidden=True)),
    )
    figures, nothing = (
        pd.DataFrame({"sheet": ["1"], "cell": ["B1"], "text": ["1.5"]}),
        pd.DataFrame({"sheet": [], "cell": [], "text": []}),
    )
    assert accounts(book, figures, nothing)[2] == ["1!C1 stands 0 times"]
    both = pd.DataFrame({"sheet": ["1", "1"], "cell": ["B1", "C1"]})
    assert accounts(book, both, nothing) == (2, 2, [])
    assert accounts(book, both, figures)[2] == ["1!B1 stands 2 times"]
    # a paragraph lists each of its numbers once
    words = pd.DataFrame({"sheet": "1", "cell": "A1", "text": ["增长5%", "下降3%"]})
    assert accounts(book, both, words)[2] == []
    assert accounts(book, both, pd.concat([words, words[:1]]))[2] == ["1!A1 stands 2 times"]
