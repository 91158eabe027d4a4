"""The shipped knowledge belongs to the code that reads it, and says what it was made of."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from yq_analysis.analysis.projection import METHODS, calibrator, learning, shipped
from yq_analysis.analysis.projection.components import NAMES


def test_the_shipped_file_belongs_to_this_code() -> None:
    stored = json.loads((files("yq_analysis.analysis.projection") / "learned.json").read_text())
    assert stored["votes"] == list(NAMES)
    assert stored["columns"] == list(calibrator.COLUMNS)
    assert set(stored["calibrators"]) == set(METHODS)
    assert stored["made"]["command"] == "make learn"
    assert stored["made"]["panels"]
    assert all(len(digest) == 64 for digest in stored["made"]["panels"].values())


def test_the_shipped_file_was_learned_by_this_code() -> None:
    # else: make learn
    stored = json.loads((files("yq_analysis.analysis.projection") / "learned.json").read_text())
    proof = learning.proof()
    assert set(stored["made"]["proof"]) == set(proof)
    for method, values in proof.items():
        assert values == pytest.approx(stored["made"]["proof"][method], rel=1e-5, abs=1e-5)


@pytest.mark.slow
def test_make_learn_gives_the_shipped_file_again(shared: Path) -> None:
    stored = json.loads((files("yq_analysis.analysis.projection") / "learned.json").read_text())
    for name, digest in stored["made"]["panels"].items():
        place = "data" if name == "provinces" else "forecasting"
        path = shared / place / f"{name}.csv"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    script = Path(__file__).parents[3] / "benchmarks"
    code = (
        "import json, panels, learn_projection;"
        "from yq_analysis.analysis.projection import learning;"
        "pools = {path.stem: panels.whole_series(panels.read(path))"
        " for path in learn_projection.teachers()};"
        "print(json.dumps(learning.to_json(learning.learn(pools, ['combined']))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=script, capture_output=True, text=True, check=True
    )
    again = json.loads(done.stdout)
    assert again["weights"] == stored["weights"]
    found, kept = (one["calibrators"]["combined"] for one in (again, stored))
    for name in ("coefficients", "quantiles"):
        assert found[name] == pytest.approx(kept[name], rel=1e-5, abs=1e-7)


def test_the_middle_of_the_shipped_errors_is_the_point() -> None:
    # errors of other times lie to one side by the chance of their time: the shipped ones are
    # centred
    middle = shipped().calibrators["combined"].quantiles[len(calibrator.LEVELS) // 2]
    assert abs(middle) < 1e-6
