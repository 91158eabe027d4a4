"""The expected error never gets smaller from one year to the next, whatever the features say."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from yq_analysis.analysis.projection import calibrator


def test_a_size_that_would_fall_stays_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    # log sizes 1, 0.5, 2 give e, then e again (not e^0.5), then e^2
    design = np.array([[[1.0], [0.5], [2.0]]])
    monkeypatch.setattr(calibrator, "features", lambda votes, point: (design, np.zeros(1)))
    fitted = SimpleNamespace(coefficients=np.array([1.0]), bounds=(-9.0, 9.0), rates=None)
    votes = SimpleNamespace(
        spread=np.ones(1), last=np.ones(1), rate=np.zeros(1, dtype=bool), count=np.full(1, 20)
    )
    found = calibrator.size(fitted, votes, np.zeros((1, 3)))  # type: ignore[arg-type]
    assert found == pytest.approx(np.array([[np.e, np.e, np.e**2]]))


def test_of_few_points_the_size_is_up_to_a_seventh_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    # 12 points and more: e; 8: half of what can be missing, .5^5 of .14; 4: all of it
    monkeypatch.setattr(
        calibrator, "features", lambda votes, point: (np.ones((3, 1, 1)), np.zeros(3))
    )
    fitted = SimpleNamespace(coefficients=np.array([1.0]), bounds=(-9.0, 9.0), rates=None)
    votes = SimpleNamespace(
        spread=np.ones(3), last=np.ones(3), rate=np.zeros(3, dtype=bool), count=np.array([15, 8, 4])
    )
    found = calibrator.size(fitted, votes, np.zeros((3, 1)))[:, 0]  # type: ignore[arg-type]
    assert found / np.e == pytest.approx([1, 1 + 0.14 / 32, 1.14])


def test_a_size_is_that_of_the_errors_not_of_those_near_zero() -> None:
    # errors of twice Student's t: log|error| alone would say 2 exp(-.53), about 1.2
    draw = np.random.default_rng(0)
    number = 4000
    design = np.zeros((number, len(calibrator.COLUMNS)))
    design[:, 0] = 1.0
    rows = calibrator.Errors(
        design=design,
        base=np.zeros(number),
        error=2 * draw.standard_t(calibrator.FREEDOM, number),
        weight=np.ones(number),
        rate=np.zeros(number, dtype=bool),
        owner=np.arange(number),
    )
    assert np.exp(calibrator.learn(rows).coefficients[0]) == pytest.approx(2, rel=0.05)
