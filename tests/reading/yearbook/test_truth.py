"""The reading of whole files against readings made by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.yearbook_score import accounts, score
from yq_analysis.reading.yearbook.reading import read_table


def test_every_file_with_a_truth_is_read_as_by_hand(shared: Path) -> None:
    truths = sorted((shared / "yearbook" / "truth").glob("*.csv"))
    assert truths
    for file in truths:
        truth = pd.read_csv(file, dtype={"sheet": str}, keep_default_na=False)
        result = score(
            read_table(shared / "yearbook" / "files" / file.name.removesuffix(".csv")).observations,
            truth,
        )
        assert result.right >= 0.99 * result.truth, result.wrong[:5]
        assert result.labelled >= 0.995 * result.numbers, file.name
        assert result.false <= 0.005 * result.output, file.name


@pytest.mark.slow
def test_every_number_of_every_visible_sheet_stands_somewhere_once(shared: Path) -> None:
    for path in sorted((shared / "yearbook" / "files").iterdir()):
        reading = read_table(path)
        assert accounts(reading.book, reading.observations, reading.leftover)[2] == [], path.name
        assert reading.leftover["reason"].str.len().gt(0).all()
