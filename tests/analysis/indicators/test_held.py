"""What is read once: never out of date, and nobody's changes reach anybody else."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from yq_analysis.running.flow import cleaning, freshness


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data" / "processed").mkdir(parents=True)
    (tmp_path / "data" / "raw").mkdir()
    return tmp_path


def _settle(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the file had been written long ago."""
    monkeypatch.setattr(freshness, "_SETTLED", -(10**18))
    assert freshness.state(path) is not None


def test_a_table_is_read_again_when_its_file_changed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = root / "data" / "processed" / "findings.csv"
    path.write_text("a\n1\n", encoding="utf-8-sig")
    _settle(path, monkeypatch)
    assert cleaning._read_once(root, "findings", None)["a"].tolist() == ["1"]
    path.write_text("a\n2\n", encoding="utf-8-sig")
    os.utime(path, ns=(1, 1))
    assert cleaning._read_once(root, "findings", None)["a"].tolist() == ["2"]


def test_what_one_writes_into_a_table_no_other_sees(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = root / "data" / "processed" / "findings.csv"
    path.write_text("a\n1\n", encoding="utf-8-sig")
    _settle(path, monkeypatch)
    mine = cleaning._read_once(root, "findings", None)
    mine.loc[0, "a"] = "changed"
    mine["b"] = 1
    pd.testing.assert_frame_equal(
        cleaning._read_once(root, "findings", None), pd.DataFrame({"a": ["1"]}, dtype="str")
    )


def test_a_file_written_just_now_is_never_held(root: Path) -> None:
    path = root / "data" / "raw" / "a.csv"
    path.write_text("1", encoding="utf-8")
    assert (
        freshness.state(path) is None
    )  # a second change within one tick of the clock would look the same
    before = freshness.fingerprint(root)
    path.write_text("2", encoding="utf-8")
    assert freshness.fingerprint(root) != before


def test_holding_writes_nothing_where_data_are_out_of_date(root: Path) -> None:
    cleaning.hold(root)
    assert list((root / "data" / "processed").iterdir()) == []
