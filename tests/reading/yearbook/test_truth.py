"""The reading of whole files against readings made by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.yearbook_score import accounts, score
from yq_analysis.reading.yearbook.reading import read_table

# of these the truth holds some rows only, so that nothing else in them is false
IN_PART = ("agrimachyb2019",)
# 税收收入 beside 地方一般公共预算收入 is its part by meaning only; nothing printed says so
BY_MEANING = ("csy2020_7-5",)


def test_every_file_with_a_truth_is_read_as_by_hand(shared: Path) -> None:
    truths = sorted((shared / "yearbook" / "truth").glob("*.csv"))
    assert truths
    for file in truths:
        truth = pd.read_csv(file, dtype={"sheet": str}, keep_default_na=False)
        result = score(
            read_table(shared / "yearbook" / "files" / file.name.removesuffix(".csv")).observations,
            truth,
        )
        least = 0.91 if file.name.startswith(BY_MEANING) else 0.99
        assert result.right >= least * result.truth, result.wrong[:5]
        assert result.labelled >= least * result.numbers, file.name
        if not file.name.startswith(IN_PART):
            assert result.false <= 0.005 * result.output, file.name


@pytest.mark.slow
def test_every_number_of_every_visible_sheet_stands_somewhere_once(shared: Path) -> None:
    for path in sorted((shared / "yearbook" / "files").iterdir()):
        reading = read_table(path)
        assert accounts(reading.book, reading.observations, reading.leftover)[2] == [], path.name
        assert reading.leftover["reason"].str.len().gt(0).all()
