"""Made-up tables of every shape that the figures take, and the eye that looks for cut or
overlapping words.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def series(
    values: list[float],
    *,
    first: int = 2012,
    area: str = "610800",
    indicator: str = "labour_productivity",
    caliber: str = "price2020",
    unit: str = "万元/人",
    status: str = "",
) -> pd.DataFrame:
    """One indicator series; `status` is one letter a year, A where it is shorter."""
    letters = list(status.ljust(len(values), "A"))
    return pd.DataFrame(
        {
            "area": area,
            "indicator": indicator,
            "caliber": caliber,
            "year": range(first, first + len(values)),
            "value": values,
            "unit": unit,
            "status": letters,
        }
    )


def projection(
    of: pd.DataFrame, *, years: int = 10, growth: float = 0.05, spread: float = 0.03
) -> pd.DataFrame:
    """A projection of the series with the usual quantiles; `spread` is the sd of the log one year
    ahead.
    """
    last = of.dropna(subset=["value"]).iloc[-1]
    ahead = np.arange(1, years + 1)
    value = float(last["value"]) * (1 + growth) ** ahead
    table = {
        "area": last["area"],
        "indicator": last["indicator"],
        "caliber": last["caliber"],
        "year": int(last["year"]) + ahead,
        "horizon": ahead,
        "value": value,
    }
    for name, z in (("q2.5", -2.2), ("q10", -1.28), ("q50", 0.0), ("q90", 1.28), ("q97.5", 2.3)):
        table[name] = (
            value * np.exp(z * spread * np.sqrt(ahead))
            if (value > 0).all()
            else value + z * spread * np.sqrt(ahead)
        )
    return pd.DataFrame(table).assign(n=len(of), method="combined", note="")


def assessment(**given: object) -> dict[str, object]:
    """One row of an assessments table."""
    row: dict[str, object] = {
        "area": "610802",
        "indicator": "patent_density",
        "caliber": "",
        "year": 2025,
        "target_area": "610802",
        "target": 1.65,
        "comparator": ">=",
        "basis": "level",
        "binding": "anticipatory",
        "provisional": False,
        "latest_year": 2024,
        "latest": 1.2,
        "value": 1.41,
        "known": "projected",
        "lower": 1.1,
        "upper": 1.8,
        "probability": 0.3,
        "gap": -0.24,
        "required_rate": 17.3,
        "verdict": "uncertain",
        "agreement": True,
        "note": "",
    }
    return row | given


def _words(figure: Figure) -> list[Text]:
    ticks = [
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for label in axis.get_ticklabels()
    ]
    return [
        text
        for text in [*figure.texts, *(t for axes in figure.axes for t in axes.texts), *ticks]
        if text.get_text().strip() and text.get_visible()
    ]


def _clear(figure: Figure) -> None:
    renderer = figure.canvas.get_renderer() if hasattr(figure.canvas, "get_renderer") else None
    figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in _words(figure)]
    frame = figure.bbox
    cut = [
        said
        for said, box in boxes
        if box.x0 < frame.x0 or box.x1 > frame.x1 or box.y0 < frame.y0 or box.y1 > frame.y1
    ]
    assert not cut, f"cut: {cut}"
    # line boxes hold room above and below the letters; the letters themselves must not touch
    inner = [
        (said, Bbox.from_extents(b.x0, b.y0 + 0.12 * b.height, b.x1, b.y1 - 0.12 * b.height))
        for said, b in boxes
    ]
    clash = [(a, b) for (a, one), (b, two) in combinations(inner, 2) if one.overlaps(two)]
    assert not clash, f"overlap: {clash}"


@pytest.fixture(scope="session")
def make_series() -> Callable[..., pd.DataFrame]:
    return series


@pytest.fixture(scope="session")
def make_projection() -> Callable[..., pd.DataFrame]:
    return projection


@pytest.fixture(scope="session")
def make_assessment() -> Callable[..., dict[str, object]]:
    return assessment


@pytest.fixture(scope="session")
def clear() -> Callable[[Figure], None]:
    """Fails where a word is cut by the figure's edge or touches another."""
    return _clear
