"""Numbers that changed between two runs, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yq_analysis.report.certificate import PageFacts, PastRun, certificate, past_runs
from yq_analysis.report.changes import changes, general_reason
from yq_analysis.report.overview import write_overview
from yq_analysis.report.question import Area
from yq_analysis.report.records import to_csv
from yq_analysis.report.running import Fault
from yq_analysis.report.writing import write_json

HEAD = ["area", "indicator", "caliber", "year", "known", "value", "unit", "edition", "correction", "method", "source"]
LINE = ["010101", "energy", "nbs", 2023, "observed", 2.5, "%", "2024", "", "", "a.csv"]


def _run(out: Path, number: int, lines: list[list[Any]], *, inputs: dict[str, str] | None = None, versions: str = "1", key: str = "k",
         fault: Fault | None = None, verdict: str = "met") -> PastRun:
    place = out / "东区" / f"run{number}"
    place.mkdir(parents=True)
    (place / "index.html").touch()
    (place / "numbers.csv").write_text(to_csv(HEAD, lines), encoding="utf-8", newline="")
    (place / "assessments.csv").write_text(to_csv(["area", "indicator", "caliber", "year", "target_area", "target", "verdict"],
                                                  [["010101", "energy", "nbs", 2025, "010101", 15, verdict]]), encoding="utf-8", newline="")
    write_json(place / "run.json", certificate(
        area=Area(code="010101", name="东区"), asked={"to": 2035, "as_of": None, "language": "zh", "parameters": {}},
        pages=[PageFacts(name="01_a", title="甲", key=key, parameters={}, fault=fault)], inputs=inputs or {"data/raw/a.csv": "1"},
        versions={"yq-analysis": versions}, started="x", finished=f"2025-01-0{number}T00:00:00"))
    return next(run for run in past_runs(out / "东区") if run.place == place)


@pytest.mark.parametrize(("place", "value", "reason"), [(7, "2025", "edition"), (8, "typing error", "correction"), (9, "drift", "method")])
def test_a_line_tells_its_own_reason(tmp_path: Path, place: int, value: str, reason: str) -> None:
    other = [*LINE]
    other[5], other[place] = 2.7, value
    (change,) = changes(_run(tmp_path, 1, [LINE]), _run(tmp_path, 2, [other]))
    assert (change.before, change.after, change.reason) == ("2.5", "2.7", reason)


@pytest.mark.parametrize(("inputs", "versions", "key", "reason"), [
    ({"data/raw/a.csv": "1", "data/raw/b.csv": "1"}, "1", "k", "edition"), ({"data/raw/a.csv": "2"}, "1", "k", "data"),
    ({"data/raw/a.csv": "1", "catalogue/corrections.csv": "1"}, "1", "k", "correction"),
    ({"data/raw/a.csv": "1", "catalogue/units.csv": "1"}, "1", "k", "catalogue"),
    ({"data/raw/a.csv": "1"}, "2", "k", "method"), ({"data/raw/a.csv": "1"}, "1", "other", "method"), ({"data/raw/a.csv": "1"}, "1", "k", "unknown"),
])
def test_else_the_runs_tell_the_reason(tmp_path: Path, inputs: dict[str, str], versions: str, key: str, reason: str) -> None:
    before, after = _run(tmp_path, 1, [LINE]), _run(tmp_path, 2, [LINE], inputs=inputs, versions=versions, key=key)
    assert general_reason(before.facts, after.facts) == reason


def test_equal_up_to_the_last_bits_is_no_change(tmp_path: Path) -> None:
    other = [*LINE]
    other[5] = 2.5 * (1 + 1e-13)
    assert changes(_run(tmp_path, 1, [LINE]), _run(tmp_path, 2, [other])) == []


def test_new_and_lost_numbers_and_verdicts_are_changes(tmp_path: Path) -> None:
    other = [*LINE]
    other[3] = 2024
    found = changes(_run(tmp_path, 1, [LINE]), _run(tmp_path, 2, [other], verdict="missed"))
    assert [(one.year, one.reason) for one in found] == [("2023", "removed"), ("2024", "added"), ("2025", "unknown")]
    assert (found[2].what, found[2].before, found[2].after) == ("verdict", "met", "missed")


def test_the_overview_shows_the_latest_verdicts_and_what_changed(tmp_path: Path) -> None:
    other = [*LINE]
    other[5], other[7] = 2.7, "2025"
    _run(tmp_path, 1, [LINE])
    _run(tmp_path, 2, [other], verdict="missed")
    write_overview(tmp_path, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'data-verdict="missed"' in page
    assert "新版次" in page
    assert 'href="东区/run2/index.html"' in page
    assert 'href="东区/run1/index.html"' in page


def test_a_failed_latest_run_is_not_shown_green(tmp_path: Path) -> None:
    _run(tmp_path, 1, [LINE])
    _run(tmp_path, 2, [LINE], fault=Fault(kind="error", name="E", problem="x"))
    write_overview(tmp_path, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8").split("<details>")[0]
    assert 'data-verdict="failed"' in page
    assert 'data-verdict="complete"' not in page
    assert "最近一次全部完成的运行" in page


def test_a_folder_that_is_no_run_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "东区" / "notes").mkdir(parents=True)
    (tmp_path / "东区" / "notes" / "run.json").write_text("{", encoding="utf-8")
    write_overview(tmp_path, tmp_path)
    assert "还没有报告" in (tmp_path / "index.html").read_text(encoding="utf-8")
