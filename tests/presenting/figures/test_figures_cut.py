"""A 95 % band that would press everything else flat does not set the frame: it is cut soon above
what was seen and projected.
"""

from __future__ import annotations

import pandas as pd

from yq_analysis.model import projection_columns
from yq_analysis.presenting import figures


def _top(far: float) -> float:
    """The upper end of the frame, where the widest band ends at `far`."""
    key = {"area": "610000", "indicator": "labour_productivity", "caliber": "published"}
    seen = pd.DataFrame(
        [{**key, "year": 2019 + k, "value": 10.0 + 2 * k, "unit": "万元/人"} for k in range(6)]
    ).assign(status="A")
    ahead = [
        {**key, "year": 2024 + h, "horizon": h, "value": 20.0, "q2.5": 10.0, "q10": 14.0}
        | {"q50": 20.0, "q90": 22.0, "q97.5": far, "n": 6, "method": "combined", "note": ""}
        for h in (1, 2)
    ]
    made = figures.trend(
        seen,
        pd.DataFrame(ahead, columns=projection_columns([0.025, 0.1, 0.5, 0.9, 0.975])),
        indicator="labour_productivity",
    )
    return float(made.axes[0].get_ylim()[1])


def test_the_frame_ends_six_tenths_of_the_span_above_history_and_projection() -> None:
    # history 10 to 20, projected 20, a span of 10: the band is cut at 20 + 0.6 x 10 = 26, the frame
    # has a margin above
    assert 26 <= _top(1000.0) < 28
    assert _top(1000.0) == _top(40.0)


def test_a_band_that_stays_below_is_not_cut() -> None:
    assert 24 <= _top(24.0) < 26
