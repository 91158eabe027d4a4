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
    votes = SimpleNamespace(spread=np.ones(1), last=np.ones(1), rate=np.zeros(1, dtype=bool))
    found = calibrator.size(fitted, votes, np.zeros((1, 3)))  # type: ignore[arg-type]
    assert found == pytest.approx(np.array([[np.e, np.e, np.e**2]]))
