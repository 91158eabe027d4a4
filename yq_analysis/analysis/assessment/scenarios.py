"""What it would take: paths to a target beside the path that the past suggests.

    paths(series, projections, targets)  -> one row a scenario and year, with an interval
    comparison(paths)                    -> one row a scenario: where it arrives, what it asks

The room carries the name of its main verb: `yq.scenarios(…)` is `yq.scenarios.paths(…)`.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.assessment.scenario_paths import Maker
from yq_analysis.analysis.assessment.series_lookup import look_up
from yq_analysis.analysis.assessment.targets_asked import Reader, check_targets
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, need_columns, one_of, refuse
from yq_analysis.model import Drawn
from yq_analysis.system.garbage_collector import paused

COLUMNS = [
    "area",
    "indicator",
    "caliber",
    "scenario",
    "year",
    "value",
    "lower",
    "upper",
    "unit",
    "target_year",
    "target",
    "meets",
    "yearly",
    "follows",
]
KINDS = (
    "continue",
    "constant_rate",
    "front_loaded",
    "back_loaded",
    "follow_parent",
    "follow_best_sibling",
    "hold",
)


def paths(
    series: pd.DataFrame,
    projections: pd.DataFrame | None,
    targets: pd.DataFrame,
    *,
    sample_paths: pd.DataFrame | Drawn | None = None,
    areas: Sequence[str] | None = None,
    parents: Mapping[str, Sequence[str]] | None = None,
    siblings: Mapping[str, Sequence[str]] | None = None,
    named: pd.DataFrame | None = None,
    directions: Mapping[str, int] | None = None,
    output: pd.DataFrame | None = None,
    today: str | None = None,
    level: float = 0.8,
    lists: Catalogue | None = None,
) -> pd.DataFrame:
    """Every scenario's path from the latest figure to each target's year 情景路径.

    Tables as for `assess`. `named` lists the scenarios (scenario, kind, parameter; default: the
    catalogue's). Kinds: `continue` the projection; `constant_rate` one rate to the target, or the
    given percent a year (points or pieces for what does not compound); `front_loaded` and
    `back_loaded` with the power of time as parameter; `follow_parent` and `follow_best_sibling` the
    other area's mean rate over its last years (parameter, default 5); `hold` the latest figure.
    `parents` and `siblings` map an area to other areas, nearest first.

    Returns a row a scenario and year: value in the target's own measure, lower and upper of the
    projection (a fixed path has none), `meets` in the target year (none for a path that is made to
    end at the target), `yearly` the mean change a year from now to the target year in the unit of a
    required rate, `follows` the area whose rate was taken. A scenario that the figures do not allow
    has no rows, nor has one that repeats another's path, nor a path to a target that is reached
    already or whose year is over by `today`.

    >>> series = pd.DataFrame({"area": "a", "indicator": "labour_productivity", "year": [2022,
    ...     2023], "value": [15.0, 16.0]})
    >>> targets = pd.DataFrame([{"indicator": "labour_productivity", "year": 2025, "value": 20.0,
    ...     "comparator": ">=", "basis": "level"}])
    >>> table = paths(series, None, targets)
    >>> table[table["scenario"] == "constant_rate"][["year", "value"]].round(2).values.tolist()
    [[2024, 17.89], [2025, 20.0]]
    """
    check_targets(targets)
    lists = lists or catalogue.read()
    maker = Maker(
        tables=look_up(series, projections, sample_paths),
        level=level,
        reader=Reader(lists=lists, directions=directions or {}, output=output),
        parents=parents or {},
        siblings=siblings or {},
        named=_named(lists.scenarios if named is None else named),
        this_year=int(today[:4]) if today else None,
    )
    with paused():
        made = maker.all(targets, areas)
    if not made:
        return pd.DataFrame(columns=COLUMNS).astype({"year": "Int64", "target_year": "Int64"})
    heads = pd.DataFrame([path.head for path in made])
    table = heads.take(np.repeat(np.arange(len(made)), [len(path.years) for path in made]))
    for name in ("year", "value", "lower", "upper"):
        table[name] = np.concatenate([getattr(path, f"{name}s") for path in made])
    table = table[COLUMNS].reset_index(drop=True)
    return table.astype({"year": "Int64", "target_year": "Int64"})


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """One row a scenario, at the target year: value, gap to the target, whether it meets it, change
    a year.

    >>> made = pd.DataFrame([{"area": "a", "indicator": "x", "caliber": "", "scenario": "hold",
    ...     "year": year, "value": 16.0, "lower": 15.0, "upper": 17.0, "unit": "",
    ...     "target_year": 2025, "target": 20.0, "meets": False, "yearly": 0.0, "follows": ""}
    ...     for year in (2024, 2025)])
    >>> comparison(made)[["scenario", "value", "gap", "meets"]].values.tolist()
    [['hold', 16.0, -4.0, False]]
    """
    need_columns(table, COLUMNS, name="paths")
    last = table[table["year"] == table["target_year"]]
    made = last.assign(gap=last["value"] - last["target"]).reset_index(drop=True)
    return made[
        [
            "area",
            "indicator",
            "caliber",
            "scenario",
            "year",
            "value",
            "lower",
            "upper",
            "unit",
            "target",
            "gap",
            "meets",
            "yearly",
            "follows",
        ]
    ]


def _named(table: pd.DataFrame) -> list[tuple[str, str, float | None]]:
    """(scenario, kind, parameter), checked."""
    need_columns(table, ["scenario", "kind"], name="scenarios")
    found, problems = [], []
    for row in table.to_dict("records"):
        kind = one_of(str(row["kind"]), KINDS, name=f"scenarios, {row['scenario']}: kind")
        given = row.get("parameter")
        try:
            value = None if given is None or given == "" or pd.isna(given) else float(given)
        except (TypeError, ValueError):
            value = None
            problems.append(
                Problem(
                    where=f"scenarios, {row['scenario']}",
                    what=Message("refuse_parameter_is_not_a_number", given=given),
                    next=Message("refuse_give_a_number_or_leave"),
                )
            )
        if (
            value is not None
            and kind in ("front_loaded", "back_loaded", "follow_parent", "follow_best_sibling")
            and value <= 0
        ):
            problems.append(
                Problem(
                    where=f"scenarios, {row['scenario']}",
                    what=Message("refuse_parameter_must_be_above"),
                )
            )
        found.append((str(row["scenario"]), kind, value))
    refuse(problems)
    return found


class _Room(types.ModuleType):
    """Whoever has imported the room and whoever asks the front door get
    one thing, and can call it.
    """

    def __call__(
        self,
        series: pd.DataFrame,
        projections: pd.DataFrame | None,
        targets: pd.DataFrame,
        **options: Any,
    ) -> pd.DataFrame:
        return paths(series, projections, targets, **options)


sys.modules[__name__].__class__ = _Room
