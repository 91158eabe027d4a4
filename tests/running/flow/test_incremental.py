"""`clean` does again what changed and no more; what cannot be read leaves the rest be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.running.toys import figures_project, write_figures
from yq_analysis.analysis import ledger
from yq_analysis.check import DataProblem
from yq_analysis.reading.files import cell
from yq_analysis.running import flow
from yq_analysis.running.flow import cleaning, freshness, raw_files
from yq_analysis.running.flow.kept_tables import keep, kept, kept_keys


@pytest.fixture
def root(project: Path, tmp_path: Path) -> Iterator[Path]:
    yield figures_project(tmp_path, project)
    cell.close()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read."""
    names: list[str] = []
    real = raw_files.read_figures

    def counted(path: str, file: str, recipes: tuple[object, ...]) -> raw_files.FileReading:
        names.append(file)
        return real(path, file, recipes)

    monkeypatch.setattr(raw_files, "read_figures", counted)
    return names


def _tables(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "data" / "processed").glob("*.csv")}


def test_one_changed_file_is_one_reading_and_the_tables_are_as_from_scratch(
    root: Path, read: list[str]
) -> None:
    flow.clean(root)
    assert read == ["榆阳区.csv", "神木市.csv"]
    write_figures(root, "神木市", 1400.0)
    flow.clean(root)
    assert read[2:] == ["神木市.csv"]
    step = _tables(root)
    shutil.rmtree(root / "data" / "processed")
    flow.clean(root)
    assert len(read) == 5
    assert step == _tables(root)
    assert b"1400.0" in step["observations.csv"]


def test_step_by_step_over_many_files_the_tables_are_as_from_scratch(
    root: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are added, changed, renamed and removed, over several shelves and provinces."""
    monkeypatch.setattr(raw_files, "_SHELF", 1)
    flow.clean(root)
    raw = root / "data" / "raw"
    for number, area in enumerate(["绥德县", "米脂县", "朝阳区", "全国"]):
        write_figures(root, area, 100.0 + number)
    flow.clean(root)
    write_figures(root, "米脂县", 90.0)
    flow.clean(root)
    (raw / "绥德县.csv").rename(raw / "绥德.csv")
    (raw / "神木市.csv").unlink()
    flow.clean(root)
    assert read[6:] == ["米脂县.csv", "绥德.csv"]
    step, pools = _tables(root), (root / "data" / "processed" / "pools.json").read_bytes()
    shutil.rmtree(root / "data" / "processed")
    flow.clean(root)
    assert step == _tables(root)
    assert pools == (root / "data" / "processed" / "pools.json").read_bytes()


def test_a_sheet_without_figures_costs_its_reading_only(
    root: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.clean(root)
    before = _tables(root)
    (root / "data" / "raw" / "空表.csv").write_text("指标,2020年\n地区,\n1,\n", encoding="utf-8")

    def not_asked(*_: object) -> None:
        raise AssertionError("the ledger was made again")

    monkeypatch.setattr(ledger, "observe", not_asked)
    flow.clean(root)
    assert read[2:] == ["空表.csv"]
    after = _tables(root)
    assert "空表.csv" in after["files.csv"].decode()
    assert {name for name in after if after[name] != before[name]} == {"files.csv"}
    assert freshness.is_fresh(root)


def test_a_kept_reading_that_is_damaged_is_read_again(root: Path, read: list[str]) -> None:
    flow.clean(root)
    for path in (root / "data" / "processed" / raw_files.KEPT).iterdir():
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content))
    flow.clean(root)
    assert len(read) == 4


def test_readings_that_an_earlier_version_kept_are_read_again(root: Path, read: list[str]) -> None:
    """It kept one file in a shelf, and said no `files` about it."""
    flow.clean(root)
    before = _tables(root)
    folder = root / "data" / "processed" / raw_files.KEPT
    for shelf in kept_keys(folder):
        tables, _ = kept(folder, shelf) or ({}, {})
        keep(folder, shelf, tables, left_over=0)
    (root / "data" / "processed" / "observations.csv").unlink()
    flow.clean(root)
    assert read == ["榆阳区.csv", "神木市.csv"] * 2
    assert _tables(root) == before


def test_an_edited_table_is_made_again_from_kept_readings(root: Path, read: list[str]) -> None:
    flow.clean(root)
    place = root / "data" / "processed" / "observations.csv"
    right = place.read_bytes()
    place.write_bytes(right.replace(b"1300.0", b"9300.0"))
    flow.clean(root)
    assert place.read_bytes() == right
    assert len(read) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system knows no pipes")
def test_what_cannot_be_read_is_said_and_the_others_go_on(root: Path) -> None:
    raw = root / "data" / "raw"
    os.mkfifo(raw / "管道.xls")
    (raw / "链接.xls").symlink_to("没有.xls")
    (raw / "坏.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000)
    (raw / os.fsdecode("表.csv".encode("gbk"))).write_text("a,1\n", encoding="utf-8")
    flow.clean(root)
    refused = flow.processed(root, "refused")
    assert {Path(file).name for file in refused["file"]} == {
        "管道.xls",
        "链接.xls",
        "坏.xls",
        "表.csv",
    }
    assert refused["what"].str.contains("[\u4e00-\u9fff]").all()
    assert set(flow.load(root)["area"]) == {"610802", "610881"}
    assert freshness.is_fresh(root)


def test_where_nothing_can_be_read_the_data_are_refused(root: Path) -> None:
    for path in (root / "data" / "raw").iterdir():
        path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(DataProblem, match="榆阳区"):
        flow.clean(root)


def test_a_clock_that_stood_wrong_leaves_nothing_behind(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "_today", lambda: "2001-01-01")
    flow.clean(root)
    assert flow.load(root).empty or not freshness.is_fresh(root)
    monkeypatch.undo()
    assert not freshness.is_fresh(root)
    assert flow.refresh(root)
    assert len(flow.load(root)) == 12


def test_kept_tables_come_back_as_they_were_and_nothing_is_run(tmp_path: Path) -> None:
    import pandas as pd

    table = pd.DataFrame(
        {
            "text": pd.Series(["甲", "=1", None], dtype="str"),
            "year": pd.array([2020, None, 2022], dtype="Int64"),
            "value": [1.5, float("nan"), -0.0],
            "count": [1, 2, 3],
            "sure": [True, False, True],
        }
    )
    keep(tmp_path, "a", {"t": table, "empty": table[:0]}, left=3)
    found = kept(tmp_path, "a")
    assert found is not None
    pd.testing.assert_frame_equal(found[0]["t"], table)
    pd.testing.assert_frame_equal(found[0]["empty"], table[:0])
    assert found[1] == {"left": 3}
    assert kept(tmp_path, "b") is None
    (tmp_path / "c.tables").write_bytes(b"\x80\x04cos\nsystem\n")
    assert kept(tmp_path, "c") is None


def test_another_map_gives_the_same_bytes(root: Path) -> None:
    flow.clean(root)
    here = _tables(root)
    shutil.rmtree(root / "data" / "processed")
    (root / "data" / "raw" / "坏.xls").write_bytes(b"PK\x03\x04 broken")
    flow.clean(root)
    refused = _tables(root)["refused.csv"]
    shutil.rmtree(root / "data" / "processed")

    def elsewhere(work: Callable[[object], object], parts: Iterator[object]) -> list[object]:
        return [work(part) for part in list(parts)[::-1]][::-1]

    flow.clean(root, map=elsewhere)
    assert _tables(root) == here | {"refused.csv": refused}


def test_the_command_and_the_overview_name_what_was_not_read(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    from yq_analysis.running.command.app import run
    from yq_analysis.running.report.overview import write_overview

    (root / "data" / "raw" / "坏.xls").write_bytes(b"PK\x03\x04 broken")
    assert run(["clean", "--root", str(root), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["complete"]
    assert [Path(problem["file"]).name for problem in said["problems"]] == ["坏.xls"]
    (root / "reports").mkdir()
    write_overview(root / "reports", root)
    assert "坏.xls" in (root / "reports" / "index.html").read_text(encoding="utf-8")
