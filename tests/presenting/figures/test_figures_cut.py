"""A 95 % band that would press everything else flat is cut at three times the rest, and the picture's frame shows it."""

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


def test_the_frame_ends_at_three_spans_above_what_is_drawn_inside() -> None:
    # inside 10 to 22, a span of 12: the band is cut at 22 + 3 x 12 = 58, the frame has a margin above
    assert 58 <= _top(1000.0) < 80


def test_a_band_that_stays_below_is_not_cut() -> None:
    assert 40 <= _top(40.0) < 58
