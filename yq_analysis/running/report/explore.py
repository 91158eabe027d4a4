"""Sliders over the projections, for the exploring notebook: choose, and the figure is drawn again
at once.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis import indicators, ledger
from yq_analysis.analysis.assessment import growth_assumptions
from yq_analysis.analysis.indicators.compare import current
from yq_analysis.presenting import figures
from yq_analysis.presenting.wording import Language, names
from yq_analysis.running.flow.cleaning import lists_folder
from yq_analysis.running.report.assumed_parts import Parts, aims_ahead
from yq_analysis.running.report.assumed_rate import outlook

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
    figure with its targets; below it how likely each is, and what the assumed rate gives.

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
    parts = Parts(words, lists)
    latest = ledger.latest(observations)

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
        plate, said = outlook(
            series,
            horizon=ahead.value,
            method=method.value,
            rate=rate.value,
            lists=lists,
            language=language,
        )
        told = "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
        begin = growth_assumptions.start(
            table, latest, str(at.value), str(what.value), str(how.value), lists
        )
        parts.show(begin, aims_ahead(series, begin, lists) if begin is not None else [])
        shown.value = f'<div style="max-width:46rem">{figures.svg(plate)}{told}</div>'

    at.observe(settled(indicators_of), "value")
    what.observe(settled(calibers_of), "value")
    for control in (how, method, ahead, rate):
        control.observe(draw, "value")
    settled(indicators_of)()
    return controls.VBox(
        [controls.HBox([at, what, how]), controls.HBox([method, ahead, rate]), shown, parts.box]
    )
