"""The figure of the exploring notebook: the projection with its target, and an assumed rate beside
it as a scenario.
"""

from __future__ import annotations

import pandas as pd

from yq_analysis.analysis import projection
from yq_analysis.analysis.assessment import assess
from yq_analysis.analysis.indicators.compare import scales, signs
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message
from yq_analysis.presenting import figures
from yq_analysis.presenting.figures.layout import Plate
from yq_analysis.presenting.wording import Language, names


def outlook(
    series: pd.DataFrame,
    *,
    horizon: int,
    method: str,
    rate: float,
    lists: Catalogue,
    language: Language = "zh",
) -> tuple[Plate, list[str]]:
    """The figure of one series and a sentence a target: how likely it is, and what the rate gives.

    Parameters
    ----------
    series : DataFrame
        One area, indicator and caliber (columns of `model.INDICATORS`).
    horizon : int
        Years ahead.
    method : str
        A method of `project`.
    rate : float
        The assumed change in percent a year; 0 for none.
    lists : Catalogue
    language : {"zh", "en"}

    Returns
    -------
    tuple of (Plate, list of str)
    """
    projected = projection.project(
        series,
        horizon,
        method=method,
        growth=signs(series, series, lists),
        scales=scales(series, lists),
    )
    targets = targets_ahead(series, lists)
    path = assumed_path(series, horizon, rate)
    said = _sentences(series, projected, targets, path if rate else None, rate, lists, language)
    if not rate:
        plate = figures.trend(series, projected, targets=targets, language=language, lists=lists)
        return plate, said
    going_on = projected.assign(scenario="continue", lower=projected["q10"], upper=projected["q90"])
    assumed = path.assign(scenario=_rate(series, rate).text(language))
    columns = ["area", "indicator", "caliber", "scenario", "year", "value", "lower", "upper"]
    plate = figures.scenarios(
        pd.concat([going_on, assumed]).reindex(columns=columns),
        history=series,
        targets=targets,
        unit=str(series["unit"].iloc[-1]),
        language=language,
        lists=lists,
    )
    return plate, said


def assumed_path(series: pd.DataFrame, horizon: int, rate: float) -> pd.DataFrame:
    """The path that a fixed yearly change makes from the latest figure: in percent, and of a
    percentage in points.

    >>> past = pd.DataFrame({"area": "a", "indicator": "x", "caliber": "", "year": [2024],
    ...     "value": [90.0], "unit": "件"})
    >>> assumed_path(past, 2, 10.0)["value"].round(6).tolist()
    [99.0, 108.9]
    >>> assumed_path(past.assign(unit="%"), 2, 0.5)["value"].tolist()
    [90.5, 91.0]
    """
    last = series.dropna(subset=["value"]).sort_values("year").iloc[-1]
    steps = range(1, horizon + 1)
    return pd.DataFrame(
        {
            "area": last["area"],
            "indicator": last["indicator"],
            "caliber": last["caliber"],
            "year": [int(last["year"]) + step for step in steps],
            "value": [
                float(last["value"]) + rate * step
                if _is_share(series)
                else float(last["value"]) * (1 + rate / 100) ** step
                for step in steps
            ],
        }
    )


def _is_share(series: pd.DataFrame) -> bool:
    return str(series["unit"].iloc[-1]) in ("%", "‰")


def _rate(series: pd.DataFrame, rate: float) -> Message:
    return Message(
        "explore_assumed_points" if _is_share(series) else "explore_assumed", rate=f"{rate:+.1f}"
    )


def targets_ahead(series: pd.DataFrame, lists: Catalogue) -> pd.DataFrame:
    """The numbers set for this level, of the area itself, else of the nearest one above."""
    area, indicator = str(series["area"].iloc[0]), str(series["indicator"].iloc[0])
    table = lists.targets
    fit = table[
        (table["indicator"] == indicator) & (table["basis"] == "level") & table["value"].notna()
    ]
    for setter in (area, *lists.parents(area)):
        found = fit[fit["area"] == setter]
        if len(found):
            return found.drop_duplicates(["year", "value", "comparator"])
    return fit.iloc[:0]


def _sentences(
    series: pd.DataFrame,
    projected: pd.DataFrame,
    targets: pd.DataFrame,
    path: pd.DataFrame | None,
    rate: float,
    lists: Catalogue,
    language: Language,
) -> list[str]:
    if targets.empty:
        return []
    words = names(language, lists)
    area = str(series["area"].iloc[0])
    judged = assess(
        series,
        projected,
        targets.drop(columns="area"),
        areas=[area],
        language=language,
        lists=lists,
    )
    said = []
    for row in judged.to_dict("records"):
        goal = words.goal(float(row["target"]), "", row["unit"])
        chance = row["probability"]
        verdict = words.code("verdict", str(row["verdict"]))
        shown = f"{100 * float(chance):.0f}%" if pd.notna(chance) else "—"
        parts = [Message("explore_chance", year=row["year"], goal=goal, chance=shown, word=verdict)]
        at = path[path["year"] == row["year"]] if path is not None else None
        if at is not None and len(at):
            value = float(at["value"].iloc[0])
            falls = lists.indicator(str(row["indicator"])).direction < 0
            code = (value <= row["target"]) if falls else (value >= row["target"])
            told = words.goal(value, "", row["unit"])
            name = "explore_rate_meets" if code else "explore_rate_misses"
            assumed = _rate(series, rate)
            parts.append(Message(name, assumed=assumed, year=row["year"], value=told))
        said.append("".join(part.text(language) for part in parts))
    return said
