"""Cleaning is one process's work at a time; what it makes is stamped with what it read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from yq_analysis.check import DataProblem
from yq_analysis.running import flow
from yq_analysis.running.flow import cleaning, freshness
from yq_analysis.running.processes import lock as alone


def _project(root: Path) -> Path:
    (root / "data" / "raw").mkdir(parents=True)
    (root / "data" / "raw" / "a.csv").write_text("1", encoding="utf-8")
    return root


def test_one_holds_a_folder_at_a_time(tmp_path: Path) -> None:
    inside, most = [0], [0]

    def work(_: int) -> None:
        with alone.alone(tmp_path / "processed"):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.02)
            inside[0] -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert most == [1]


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom yq_analysis.running.processes.lock import alone\nwith "
        f"alone(Path({str(tmp_path)!r})): print('held', flush=True); import time; time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        process.kill()
        with alone.alone(tmp_path):
            pass


def test_who_waits_says_so_and_gives_up_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(alone, "_SAY", 0.05)
    monkeypatch.setattr(alone, "_PATIENCE", 0.3)
    with (
        alone.alone(tmp_path),
        pytest.raises(DataProblem, match=r"另一个进程已占用"),
        alone.alone(tmp_path),
    ):
        pass
    assert [record.message for record in caplog.records] == [
        f"{tmp_path}: another process is writing here; waiting for it"
    ]


def test_two_refreshes_at_once_clean_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = _project(tmp_path)
    cleaned = []

    def clean(place: Path) -> list[Path]:
        cleaned.append(place)
        stamp = freshness.fingerprint(place)
        time.sleep(0.3)
        freshness.remember(place, stamp, [])
        return []

    monkeypatch.setattr(cleaning, "_clean", clean)
    with ThreadPoolExecutor(2) as pool:
        did = list(pool.map(flow.refresh, [root, root]))
    assert sorted(did) == [False, True]
    assert cleaned == [root]


def test_a_file_saved_while_its_folder_is_read_leaves_the_tables_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Path(__file__).resolve().parents[3]
    root = tmp_path / "project"
    shutil.copytree(
        project / "data" / "raw" / "transcriptions", root / "data" / "raw" / "transcriptions"
    )
    shutil.copytree(project / "catalogue", root / "catalogue")
    monkeypatch.setattr(
        "yq_analysis.running.flow.theme_backtests.backtests",
        lambda derived, lists, keep_in: (derived, []),
    )
    kept = cleaning.read_files

    def read_and_be_overtaken(raw: Path, *about: Any, **more: Any) -> cleaning.RawFiles:
        read, place = kept(raw, *about, **more), raw.parents[1]
        with (place / "catalogue" / "scenarios.csv").open("a", encoding="utf-8") as lines:
            lines.write("\n")
        return read

    monkeypatch.setattr(cleaning, "read_files", read_and_be_overtaken)
    flow.clean(root)
    assert not freshness.is_fresh(root)


@pytest.mark.slow
def test_two_cleans_at_once_both_end_well_and_leave_whole_tables(tmp_path: Path) -> None:
    project = Path(__file__).resolve().parents[3]
    shutil.copytree(project / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copytree(project / "catalogue", tmp_path / "catalogue")
    command = [sys.executable, "-m", "yq_analysis", "clean", "--root", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(project)}

    def clean() -> None:
        subprocess.run(command, env=environment, check=True, capture_output=True)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(clean), pool.submit(clean)]:
            done.result()
    assert freshness.is_fresh(tmp_path)
    assert sorted(path.name for path in (tmp_path / "data" / "processed").glob(".*")) == [
        ".inputs.json",
        ".lock",
        ".readings",  # what was read, kept by content
        ".stages",
    ]
