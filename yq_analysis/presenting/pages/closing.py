"""The account of targets whose year is over: the result, the way there, what had been projected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from yq_analysis.analysis import projection
from yq_analysis.analysis.assessment import assess
from yq_analysis.analysis.assessment.series_lookup import look_up
from yq_analysis.analysis.assessment.target_measures import Measure
from yq_analysis.analysis.assessment.targets_asked import Reader
from yq_analysis.analysis.indicators.compare import scales, signs
from yq_analysis.analysis.results import Results

# What an earlier projection said is asked so many years before the target year, of at least so
# many figures.
_BACK, _LEAST = 3, 4
_JUDGED = (
    *("area", "indicator", "caliber", "year", "basis", "base_year"),
    *("unit", "target", "comparator", "verdict"),
)
ACCOUNTS = [*_JUDGED, "actual", "path", "origin", "value", "lower", "upper"]


def accounts(results: Results, judged: pd.DataFrame) -> pd.DataFrame:
    """What became of each target in `judged` (rows of an assessments table) that has its result.

    `path` are the (year, figure) pairs up to the target year in the target's own measure; `origin`
    the last year that the earlier projection knew, `value`, `lower` and `upper` what it said of the
    target year (missing where the figures of that time were too few).
    """
    rows = []
    seen = judged["known"].eq("observed") & judged["target"].notna()
    for row in judged[seen].to_dict("records"):
        if not results.is_over(int(row["year"])):
            continue
        target = _target(results, row)
        held = _measure(results, row, target)
        if held is None or target is None:
            continue
        path = held.history.upto(row["year"])
        if held.basis == "level" and pd.notna(row["base_year"]):
            path = path.since(row["base_year"])
        rows.append(
            {name: row[name] for name in _JUDGED}
            | {"actual": row["value"], "path": path.pairs()}
            | _earlier(results, row, target, held)
        )
    table = pd.DataFrame(rows, columns=ACCOUNTS)
    return table.astype(
        dict.fromkeys(["year", "base_year", "origin"], "Int64")
        | dict.fromkeys(["target", "actual", "value", "lower", "upper"], float)
    )


def is_of_target(targets: pd.DataFrame, judged: float) -> pd.Series[bool]:
    """Which rows of a targets table a judged bound can be of: a range is judged by one end, and a
    fall of what is measured by its rise with its sign turned.
    """
    ends = targets.reindex(columns=["value", "upper"]).apply(pd.to_numeric, errors="coerce")
    same: pd.Series[bool] = ends.abs().eq(abs(judged)).any(axis=1)
    return same


def _target(results: Results, row: Mapping[Any, Any]) -> pd.DataFrame | None:
    """The target's own row, once."""
    table = results.targets
    same = table[
        table["area"].eq(row["target_area"])
        & table["indicator"].eq(row["indicator"])
        & is_of_target(table, row["target"])
        & table["year"].eq(row["year"]).fillna(False)
    ]
    return same.head(1).assign(area=row["area"]) if len(same) else None


def _measure(
    results: Results, row: Mapping[Any, Any], target: pd.DataFrame | None
) -> Measure | None:
    """The quantity that the verdict stood on."""
    if target is None:
        return None
    reader = Reader(lists=results.lists, directions={}, output=results.output)
    asked = reader.read({str(key): cell for key, cell in target.iloc[0].items()})
    own = results.series[results.series["area"] == row["area"]]
    for found in reader.found(look_up(own), str(row["area"]), asked):
        held = reader.in_unit(found, asked.unit) if found.caliber == row["caliber"] else None
        priced = reader.priced(held, asked, str(row["area"]))[0] if held is not None else None
        if priced is not None:
            return priced
    return None


def _earlier(
    results: Results, row: Mapping[Any, Any], target: pd.DataFrame, held: Measure
) -> dict[str, Any]:
    """What the same method says with the figures of `_BACK` years before the target year only."""
    series = results.series
    own = series[
        (series["area"] == row["area"])
        & (series["indicator"] == held.source)
        & (series["caliber"] == row["caliber"])
    ].sort_values("year")
    before = own[own["year"] < row["year"]]
    if len(before) < _LEAST:
        return {}
    origin = max(int(row["year"]) - _BACK, int(before["year"].iloc[_LEAST - 1]))
    cut = before[before["year"] <= origin]
    options: dict[str, Any] = {
        "growth": signs(cut, cut, results.lists),
        "scales": scales(cut, results.lists),
    }
    known = projection.known_of(options["scales"], options["growth"])
    cut, _ = projection.without_impossible(cut, known, options["growth"])
    horizon = int(row["year"]) - int(cut["year"].max())
    judged = assess(
        cut,
        projection.project(cut, horizon, **options),
        target,
        paths=projection.simulate(cut, horizon, results.draws, **options),
        output=results.output,
        lists=results.lists,
    )
    said = judged[judged["caliber"].eq(row["caliber"]) & judged["known"].eq("projected")]
    if said.empty:
        return {}
    return {"origin": origin} | {name: said.iloc[0][name] for name in ("value", "lower", "upper")}
