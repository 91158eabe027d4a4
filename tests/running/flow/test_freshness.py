"""data/processed is believed only as the library wrote it."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pandas as pd
import pytest

from yq_analysis.analysis.ledger import SHEET
from yq_analysis.running import flow
from yq_analysis.running.flow import freshness


@pytest.fixture
def root(project: Path, tmp_path: Path) -> Path:
    """A small project: one transcription sheet."""
    shutil.copytree(project / "catalogue", tmp_path / "catalogue")
    row = dict.fromkeys(SHEET, "") | {
        "region": "陕西省",
        "item": "地区生产总值",
        "year": "2022",
        "value": "32772.68",
        "unit": "亿元",
        "kind": "actual",
        "edition": "2023",
        "caliber": "census4",
    }
    label = row | {"item": "=cmd|' /C calc'!A0", "unit": "=1+1"}
    (tmp_path / "data/raw/transcriptions").mkdir(parents=True)
    pd.DataFrame([row, label]).to_csv(tmp_path / "data/raw/transcriptions/a.csv", index=False)
    return tmp_path


def test_an_edited_table_is_said_and_made_again(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flow.clean(root)
    table = root / "data/processed/observations.csv"
    right = table.read_bytes()
    assert freshness.is_fresh(root)
    table.write_bytes(right.replace(b"32772.68", b"98318.04"))
    assert not freshness.is_fresh(root)
    with caplog.at_level(logging.WARNING):
        assert flow.refresh(root)
    assert "observations.csv被改动过" in caplog.text
    assert table.read_bytes() == right


def test_a_label_that_is_a_formula_does_not_run_in_a_spreadsheet(root: Path) -> None:
    flow.clean(root)
    text = (root / "data/processed/unmapped_labels.csv").read_text(encoding="utf-8-sig")
    assert "\n'=cmd|" in text
    assert ",'=1+1," in text
    assert flow.processed(root, "unmapped_labels")["label"].tolist() == ["=cmd|' /C calc'!A0"]
