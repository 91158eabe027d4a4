"""What it would take: paths to a target beside the path that the past suggests.

    paths(series, projections, targets)  -> one row a scenario and year, with an interval
    comparison(paths)                    -> one row a scenario: where it arrives, what it asks

The room carries the name of its main verb: `yq.scenarios(…)` is `yq.scenarios.paths(…)`.
"""

from __future__ import annotations

import math
import sys
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.assessment.lines import Line
from yq_analysis.analysis.assessment.series_lookup import Tables, look_up
from yq_analysis.analysis.assessment.target_bounds import Goal, index_goal
from yq_analysis.analysis.assessment.target_measures import Measure, intervals
from yq_analysis.analysis.assessment.targets_asked import Asked, Reader, check_targets
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, need_columns, one_of, refuse
from yq_analysis.maths import paths as shapes
from yq_analysis.model import Drawn
from yq_analysis.system.garbage_collector import paused

Array = npt.NDArray[np.float64]
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
# How many years of the other area's history make the rate that is followed.
RECENT = 5
# The share of the way that is done after half of the time is 0.5 ** power.
FRONT, BACK = 0.5, 2.0
# Paths that differ by no more are one path.
_SAME = 1e-9


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
    maker = _Maker(
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


@dataclass(frozen=True, kw_only=True, eq=False)
class _Case:
    """One target of one area in one caliber, not yet due: from `start` to `end` on the scale of the
    measure's index.
    """

    area: str
    asked: Asked
    held: Measure
    goal: Goal
    years: npt.NDArray[np.int64]  # the latest observed one first, the target year last
    compounds: bool

    @property
    def start(self) -> float:
        return float(self.held.index.values[-1])

    @property
    def end(self) -> Goal:
        return index_goal(self.held, self.goal, int(self.years[-1]))

    @property
    def compounding(self) -> bool:
        """Whether a rate can lead from here to there: neither end is zero or negative."""
        return self.compounds and self.start > 0 and self.end.value > 0

    def shaped(self, power: float) -> Array:
        steps = len(self.years) - 1
        if self.compounding:
            return shapes.shaped(self.start, self.end.value, steps, power)
        return np.asarray(
            self.start + (self.end.value - self.start) * (np.arange(steps + 1) / steps) ** power,
            dtype=float,
        )

    def stepped(self, step: float) -> Array:
        """The same factor, or the same difference, every year."""
        count = np.arange(len(self.years))
        return np.asarray(
            self.start * step**count if self.compounding else self.start + step * count, dtype=float
        )

    def yearly(self, path: Array) -> float:
        """Mean change a year: percent where the quantity compounds (falls of a reduction are
        positive), else units.
        """
        years = len(path) - 1
        if not self.compounds:
            return float((path[-1] - path[0]) / years)
        if not (path[0] > 0 and path[-1] > 0):
            return math.nan
        change = 100 * float((path[-1] / path[0]) ** (1 / years) - 1)
        return -change if self.held.kind == "reduction" else change


@dataclass(frozen=True, kw_only=True, eq=False)
class _Path:
    """A scenario's path: what all of its rows say, and a value with its interval a year."""

    head: dict[str, Any]
    years: npt.NDArray[np.int64]
    values: Array
    lowers: Array
    uppers: Array


@dataclass(frozen=True, kw_only=True, eq=False)
class _Maker:
    tables: Tables
    reader: Reader
    parents: Mapping[str, Sequence[str]]
    siblings: Mapping[str, Sequence[str]]
    named: list[tuple[str, str, float | None]]
    this_year: int | None
    level: float
    seen: dict[tuple[object, ...], list[tuple[str, int, Line]]] = field(default_factory=dict)

    def all(self, targets: pd.DataFrame, areas: Sequence[str] | None) -> list[_Path]:
        """Every path to every target, of the areas asked for."""
        made: list[_Path] = []
        chosen = None if areas is None else set(areas)
        for row in targets.to_dict("records"):
            target = {str(key): value for key, value in row.items()}
            among = self.tables.areas if areas is None else areas
            if "area" in target:
                own = str(target["area"])
                among = [own] if chosen is None or own in chosen else []
            asked = self.reader.read(target)
            made += [path for area in among for path in self.target(area, asked)]
        return made

    def target(self, area: str, asked: Asked) -> list[_Path]:
        found: list[_Path] = []
        if asked.goal is None or asked.year is None:
            return found
        for one in self.reader.found(self.tables, area, asked):
            held = self.reader.in_unit(one, asked.unit)
            held = held and self.reader.priced(held, asked, area)[0]
            if (
                held is None
                or not len(held.index)
                or int(held.index.years[-1]) >= asked.year
                or (self.this_year is not None and asked.year < self.this_year)
            ):
                continue
            case = _Case(
                area=area,
                asked=asked,
                held=held,
                goal=asked.goal,
                years=np.arange(int(held.index.years[-1]), asked.year + 1),
                compounds=self.reader.compounds(asked.indicator, held),
            )
            reached = bool(len(held.history) and asked.goal.met(held.latest))
            made: list[Array] = []
            for scenario, kind, parameter in self.named:
                aimed = _is_aimed(kind, parameter)
                if aimed and reached:
                    continue  # nothing is asked any more
                path, follows = self._index(case, kind, parameter)
                if path is None or not np.isfinite(path).all():
                    continue
                if any((np.abs(path - other) <= _SAME * np.abs(other)).all() for other in made):
                    continue
                made.append(path)
                found.append(self._path(case, scenario, path, follows, kind=kind, aimed=aimed))
        return found

    def _path(
        self, case: _Case, scenario: str, path: Array, follows: str, *, kind: str, aimed: bool
    ) -> _Path:
        held, asked, years = case.held, case.asked, case.years[1:]
        values = held.of_index(path, case.years)[1:]
        # the projection has an interval; a path that is laid down has none
        low, high = np.full((2, len(years)), math.nan)
        if kind == "continue":
            low, high = intervals(held, years, self.level)
        if self.reader.scale(asked.indicator, held.unit) == "share":
            low, high = np.maximum(low, 0.0), np.minimum(high, 100.0)
        head = {
            "area": case.area,
            "indicator": asked.indicator,
            "caliber": held.caliber,
            "scenario": scenario,
            "unit": asked.unit or held.unit,
            "target_year": asked.year,
            "target": asked.value,
            "meets": None if aimed else bool(case.goal.met(values[-1])),
            "yearly": case.yearly(path),
            "follows": follows,
        }
        return _Path(head=head, years=years, values=values, lowers=low, uppers=high)

    def _index(self, case: _Case, kind: str, parameter: float | None) -> tuple[Array | None, str]:
        """The path on the scale of the measure's index, the latest figure first; and the area it
        follows.
        """
        if kind == "hold":
            return np.full(len(case.years), case.start), ""
        if kind == "continue":
            return np.concatenate(
                [[case.start], case.held.projected_index(case.years[1:].tolist())]
            ), ""
        if kind in ("follow_parent", "follow_best_sibling"):
            best = kind == "follow_best_sibling"
            others = (self.siblings if best else self.parents).get(case.area, ())
            step, whom = self._followed(others, case, int(parameter or RECENT), best=best)
            return (None, "") if step is None else (case.stepped(step), whom)
        if kind == "constant_rate" and parameter is not None:
            sign = -1 if case.held.kind == "reduction" else 1
            return case.stepped(1 + sign * parameter / 100 if case.compounding else parameter), ""
        if kind == "front_loaded":
            return case.shaped(parameter or FRONT), ""
        return case.shaped(1 / (parameter or 1 / BACK) if kind == "back_loaded" else 1.0), ""

    def _followed(
        self, others: Sequence[str], case: _Case, recent: int, *, best: bool
    ) -> tuple[float | None, str]:
        """The step a year (factor or difference) of the nearest area with figures, or of the best
        of them.
        """
        found: list[tuple[float, str]] = []
        for other in others:
            same = self._indices(other, case.asked)
            if not same:
                continue
            *_, index = max(same, key=lambda one: (one[0] == case.held.caliber, one[1]))
            tail = index.take(slice(-(recent + 1), None))
            span, first, last = (
                int(tail.years[-1] - tail.years[0]),
                float(tail.values[0]),
                float(tail.values[-1]),
            )
            if not case.compounding:
                found.append(((last - first) / span, other))
            elif first > 0 and last > 0:
                found.append(((last / first) ** (1 / span), other))
            if found and not best:
                break
        if not found:
            return None, ""
        return (max(found) if case.end.direction > 0 else min(found)) if best else found[0]

    def _indices(self, area: str, asked: Asked) -> list[tuple[str, int, Line]]:
        """Caliber, latest year and index of what an area has of a quantity; the same of a parent
        for all of its districts.
        """
        key = (area, asked.indicator, asked.basis, asked.kind, asked.year, asked.counted_from)
        if key not in self.seen:
            self.seen[key] = [
                (one.caliber, one.latest_year or 0, one.index)
                for one in self.reader.found(self.tables, area, asked)
                if len(one.index) >= 2
            ]
        return self.seen[key]


def _is_aimed(kind: str, parameter: float | None) -> bool:
    """Whether a path is made to end at the target: that it meets it says nothing."""
    return kind in ("front_loaded", "back_loaded") or (
        kind == "constant_rate" and parameter is None
    )


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
