"""Marks of Unicode that take no room: no part of a name or a number; those that turn digits round
make a number doubtful, which is listed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import yq_analysis as yq
from yq_analysis.reading.yearbook.reading import Reading


def _read(tmp_path: Path, cell: str, place: str = "甲县") -> Reading:
    path = tmp_path / "a.csv"
    path.write_text(f"地区,2020年,2021年\n{place},{cell},4\n", encoding="utf-8")
    return yq.read_table(path)


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\ufeff", "\u00ad", "\u2060", "\u202a"])
def test_a_mark_that_nobody_sees_is_no_part_of_a_number_or_a_name(
    tmp_path: Path, mark: str
) -> None:
    reading = _read(tmp_path, f"{mark}5.{mark}21", place=f"甲{mark}县")
    assert reading.observations[["region", "year", "value"]].to_numpy().tolist() == [
        ["甲县", 2020, 5.21],
        ["甲县", 2021, 4.0],
    ]
    assert reading.leftover.empty


@pytest.mark.parametrize("mark", ["\u202e", "\u202d", "\u2067"])
def test_a_number_whose_digits_are_turned_round_is_listed_and_not_read(
    tmp_path: Path, mark: str
) -> None:
    reading = _read(tmp_path, f"{mark}5.21\u202c")  # seen as 12.5
    assert 5.21 not in reading.observations["value"].tolist()
    ((cell, text, reason),) = reading.leftover[["cell", "text", "reason"]].to_numpy().tolist()
    assert (cell, text) == ("B2", "5.21")
    assert reason == "含有改变书写方向的控制字符，看到的数可能与存储的不同"
    assert "differ from what is stored" in reason.text("en")


def test_a_name_whose_signs_are_turned_is_the_name_that_is_stored(tmp_path: Path) -> None:
    reading = _read(tmp_path, "3", place="\u202e甲县\u202c")
    assert set(reading.observations["region"]) == {"甲县"}
