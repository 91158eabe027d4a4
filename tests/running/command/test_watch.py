"""Watching the project's files."""

from __future__ import annotations

from pathlib import Path

from yq_analysis.running.command.watch import look, watch


def test_a_change_during_the_first_build_is_seen_after_it(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw" / "gdp.csv"
    raw.parent.mkdir(parents=True)
    raw.write_text("a", encoding="utf-8")
    known = look(tmp_path)
    raw.write_text("as it was changed while the first build ran", encoding="utf-8")
    assert next(watch(tmp_path, known, sleep=lambda _: None)) == ["data/raw/gdp.csv"]


def test_a_file_that_is_still_growing_is_waited_for(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw" / "gdp.csv"
    raw.parent.mkdir(parents=True)
    known = look(tmp_path)
    pauses: list[float] = []

    def write(pause: float) -> None:
        pauses.append(pause)
        if len(pauses) < 4:
            raw.write_text("x" * len(pauses), encoding="utf-8")

    assert next(watch(tmp_path, known, sleep=write)) == ["data/raw/gdp.csv"]
    assert len(pauses) == 4  # three looks at a growing file, one at a still one


def test_hidden_files_are_nobody_s_change(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / ".areas.csv.swp").touch()
    (tmp_path / "catalogue" / "~$areas.xlsx").touch()
    assert look(tmp_path) == {}
