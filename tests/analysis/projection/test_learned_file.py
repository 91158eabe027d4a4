"""The shipped knowledge belongs to the code that reads it, and says what it was made of."""

from __future__ import annotations

import json
from importlib.resources import files

from yq_analysis.analysis.projection import METHODS, calibrator, shipped
from yq_analysis.analysis.projection.components import NAMES


def test_the_shipped_file_belongs_to_this_code() -> None:
    stored = json.loads((files("yq_analysis.analysis.projection") / "learned.json").read_text())
    assert stored["votes"] == list(NAMES)
    assert stored["columns"] == list(calibrator.COLUMNS)
    assert set(stored["calibrators"]) == set(METHODS)
    assert stored["made"]["command"] == "make learn"
    assert stored["made"]["panels"]
    assert all(len(digest) == 64 for digest in stored["made"]["panels"].values())


def test_the_middle_of_the_shipped_errors_is_the_point() -> None:
    # errors of other times lie to one side by the chance of their time: the shipped ones are
    # centred
    middle = shipped().calibrators["combined"].quantiles[len(calibrator.LEVELS) // 2]
    assert abs(middle) < 1e-6
