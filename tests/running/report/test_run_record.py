"""Which run is the newest: a damaged record is no run, and a wrong clock decides nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from yq_analysis.running.report.run_record import FORMAT, past_runs


def _run(area: Path, name: str, finished: object, **more: Any) -> None:
    (area / name).mkdir(parents=True)
    whole = {"format": FORMAT, "status": "complete", "finished": finished, "area": {}}
    whole |= {"question": {}, "pages": {"01": {"fault": None}}, "inputs": []}
    (area / name / "run.json").write_text(json.dumps(whole | more), encoding="utf-8")


def test_a_run_of_2099_is_not_the_newest(tmp_path: Path) -> None:
    _run(tmp_path, "a", "2099-01-01T06:00:00+08:00")
    _run(tmp_path, "b", "2025-05-01T06:00:00+08:00")
    _run(tmp_path, "c", "2025-06-01T06:00:00+08:00")
    assert [run.place.name for run in past_runs(tmp_path)] == ["c", "b", "a"]


@pytest.mark.parametrize(
    "damage", [{"finished": 3}, {"pages": []}, {"pages": {"01": 1}}, {"question": None}]
)
def test_a_damaged_record_is_no_run(tmp_path: Path, damage: dict[str, Any]) -> None:
    _run(tmp_path, "a", **{"finished": "2025-05-01T06:00:00+08:00"} | damage)
    _run(tmp_path, "b", "2025-05-01T06:00:00+08:00")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "run.json").write_bytes(b"\x00\xff{")
    assert [run.place.name for run in past_runs(tmp_path)] == ["b"]
