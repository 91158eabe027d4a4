"""The path of one scenario to one target: on the scale of the measure's index, then in its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from yq_analysis.analysis.assessment.lines import Line
from yq_analysis.analysis.assessment.series_lookup import Tables
from yq_analysis.analysis.assessment.target_bounds import Goal, index_goal
from yq_analysis.analysis.assessment.target_measures import Measure, intervals
from yq_analysis.analysis.assessment.targets_asked import Asked, Reader
from yq_analysis.maths import paths as shapes

Array = npt.NDArray[np.float64]
# How many years of the other area's history make the rate that is followed.
RECENT = 5
# The share of the way that is done after half of the time is 0.5 ** power.
FRONT, BACK = 0.5, 2.0
# Paths that differ by no more are one path.
_SAME = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
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
class Path:
    """A scenario's path: what all of its rows say, and a value with its interval a year."""

    head: dict[str, Any]
    years: npt.NDArray[np.int64]
    values: Array
    lowers: Array
    uppers: Array


@dataclass(frozen=True, kw_only=True, eq=False)
class Maker:
    tables: Tables
    reader: Reader
    parents: Mapping[str, Sequence[str]]
    siblings: Mapping[str, Sequence[str]]
    named: list[tuple[str, str, float | None]]
    this_year: int | None
    level: float
    seen: dict[tuple[object, ...], list[tuple[str, int, Line]]] = field(default_factory=dict)

    def all(self, targets: pd.DataFrame, areas: Sequence[str] | None) -> list[Path]:
        """Every path to every target, of the areas asked for."""
        made: list[Path] = []
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

    def target(self, area: str, asked: Asked) -> list[Path]:
        found: list[Path] = []
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
            case = Case(
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
        self, case: Case, scenario: str, path: Array, follows: str, *, kind: str, aimed: bool
    ) -> Path:
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
        return Path(head=head, years=years, values=values, lowers=low, uppers=high)

    def _index(self, case: Case, kind: str, parameter: float | None) -> tuple[Array | None, str]:
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
        self, others: Sequence[str], case: Case, recent: int, *, best: bool
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
