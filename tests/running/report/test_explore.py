"""The exploring notebook: each control changes the figure, and one move draws it once."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from yq_analysis.model import OBSERVATIONS
from yq_analysis.presenting import figures
from yq_analysis.running.report.explore import explorer

pytest.importorskip("ipywidgets")


@pytest.fixture
def observations() -> pd.DataFrame:
    """GDP of two areas, one of them in two calibers."""
    parts = [
        ("610800", "gdp", "first_release", 100.0),
        ("610802", "gdp", "first_release", 40.0),
        ("610802", "gdp", "census", 42.0),
    ]
    rows = [
        {
            "area": area,
            "item": item,
            "caliber": caliber,
            "year": year,
            "value": level * 1.05 ** (year - 2010),
        }
        for area, item, caliber, level in parts
        for year in range(2010, 2025)
    ]
    return pd.DataFrame(rows).assign(unit="亿元", status="A", edition="2025-01-01", source="s")[
        OBSERVATIONS
    ]


def test_every_control_draws_the_figure_anew_and_once(
    observations: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    plain = figures.trend
    monkeypatch.setattr(
        figures, "trend", lambda *given, **named: drawn.append(named) or plain(*given, **named)
    )
    widget = explorer(observations, area="610802")
    assert len(drawn) == 1
    (at, what, how), (method, ahead, rate) = (box.children for box in widget.children[:2])
    seen = {widget.children[2].value}
    moves: list[tuple[Any, object]] = [
        (how, "census"),
        (ahead, 15),
        (method, "drift"),
        (rate, 3.0),
        (at, "610800"),
    ]
    for number, (control, value) in enumerate(moves, start=2):
        control.value = value
        assert len(drawn) == number, control.description
        seen.add(widget.children[2].value)
    assert len(seen) == len(moves) + 1
    assert what.value == "gdp_current"
