"""Sliders over the projections, for the exploring notebook: choose, and the figure is drawn again
at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis import indicators, projection
from yq_analysis.analysis.indicators.compare import current, scales, signs
from yq_analysis.presenting import figures
from yq_analysis.presenting.wording import Language, names
from yq_analysis.running.flow.cleaning import lists_folder

if TYPE_CHECKING:
    import ipywidgets

METHODS = ("combined", "drift", "damped", "ols", "ets", "theta", "ucm")


def explorer(
    observations: pd.DataFrame,
    *,
    area: str = "100000",
    language: Language = "zh",
    root: str | Path = ".",
) -> ipywidgets.Widget:
    """Controls for area, indicator, caliber, method, horizon and an assumed yearly rate, over one
    figure.

    Needs the extra `lab` (ipywidgets). Raises `QuestionProblem` for an unknown area.
    """
    import ipywidgets as controls

    lists = catalogue.read(lists_folder(Path(root)))
    words = names(language, lists)
    table = current(indicators.indicators(observations, lists=lists))
    known = [code for code in lists.areas["area"] if code in set(table["area"])]
    wanted = lists.area_code(area)
    at = controls.Dropdown(
        options=[(words.area(code), code) for code in known],
        value=wanted if wanted in known else known[0],
        description=words.column("area"),
    )
    what = controls.Dropdown(description=words.column("indicator"))
    how = controls.Dropdown(description=words.column("caliber"))
    method = controls.Dropdown(
        options=[(words.code("method", one), one) for one in METHODS],
        description=words.column("method"),
    )
    ahead = controls.IntSlider(value=10, min=1, max=25, description=words.say("explore_years"))
    rate = controls.FloatSlider(
        value=0.0, min=-10.0, max=10.0, step=0.1, description=words.say("explore_rate")
    )
    shown = controls.HTML()

    def held(**chosen: str) -> pd.DataFrame:
        rows = table
        for column, value in chosen.items():
            rows = rows[rows[column] == value]
        return rows

    # A new list of choices also moves the choices below it: the figure is drawn once, when all have
    # settled.
    settling: list[str] = []

    def settled(change: Callable[..., None]) -> Callable[..., None]:
        def changed(*_: Any) -> None:
            settling.append(change.__name__)
            try:
                change()
            finally:
                settling.pop()
            draw()

        return changed

    def indicators_of() -> None:
        codes = list(
            held(area=at.value)["indicator"].value_counts().index
        )  # the one with most figures first
        preferred = next(
            (
                code
                for code in ("energy_intensity", "labour_productivity", "patent_density")
                if code in codes
            ),
            codes[0],
        )
        what.options = [(words.indicator(code), code) for code in codes]
        what.value = preferred
        calibers_of()

    def calibers_of() -> None:
        if what.value is None:
            return
        codes = list(dict.fromkeys(held(area=at.value, indicator=what.value)["caliber"]))
        first = indicators.preferred(table, at.value, what.value, lists=lists)
        how.options = [(words.caliber(code) or "—", code) for code in codes]
        how.value = first if first in codes else codes[0]

    def draw(*_: Any) -> None:
        if settling or what.value is None or how.value is None:
            return
        series = held(area=at.value, indicator=what.value, caliber=how.value)
        projected = projection.project(
            series,
            ahead.value,
            method=method.value,
            growth=signs(series, series, lists),
            scales=scales(series, lists),
        )
        if rate.value:
            projected = pd.concat(
                [projected, _assumed(series, ahead.value, rate.value, projected)], ignore_index=True
            )
            series = pd.concat([series, series.tail(1).assign(caliber=_ASSUMED)], ignore_index=True)
        plate = figures.trend(
            series, projected, indicator=what.value, language=language, lists=lists
        )
        shown.value = f'<div style="max-width:46rem">{figures.svg(plate)}</div>'

    at.observe(settled(indicators_of), "value")
    what.observe(settled(calibers_of), "value")
    for control in (how, method, ahead, rate):
        control.observe(draw, "value")
    settled(indicators_of)()
    return controls.VBox(
        [controls.HBox([at, what, how]), controls.HBox([method, ahead, rate]), shown]
    )


# a line of its own in the figure; no caliber of the catalogue
_ASSUMED = "assumed_rate"


def _assumed(
    series: pd.DataFrame, horizon: int, rate: float, projected: pd.DataFrame
) -> pd.DataFrame:
    """The path that a fixed yearly change in percent makes, as rows of a projections table without
    interval.
    """
    last = series.sort_values("year").iloc[-1]
    steps = range(1, horizon + 1)
    rows = pd.DataFrame(
        {
            "area": last["area"],
            "indicator": last["indicator"],
            "caliber": _ASSUMED,
            "year": [int(last["year"]) + step for step in steps],
            "horizon": list(steps),
            "value": [float(last["value"]) * (1 + rate / 100) ** step for step in steps],
        }
    )
    return rows.reindex(columns=projected.columns).assign(method="assumed", note="", n=len(series))
