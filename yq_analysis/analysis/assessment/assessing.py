"""`assess`: series, projections and targets become verdicts, one row a target and caliber."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.assessment import progress_methods as methods
from yq_analysis.analysis.assessment.base_years import horizon
from yq_analysis.analysis.assessment.series_lookup import Tables, look_up
from yq_analysis.analysis.assessment.target_bounds import Goal, index_goal
from yq_analysis.analysis.assessment.target_measures import Measure, forms
from yq_analysis.analysis.assessment.targets_asked import NUMBERLESS, Asked, Reader, check_targets
from yq_analysis.analysis.assessment.verdicts import (
    UNKNOWN,
    Outlook,
    Reach,
    outlook,
    reach,
    verdict,
)
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import (
    Message,
    Messages,
    Problem,
    QuestionProblem,
    in_language,
    need_columns,
    one_of,
    refuse,
)
from yq_analysis.maths import plan, sampling
from yq_analysis.model import ASSESSMENT_HEAD, ASSESSMENT_TAIL, Drawn
from yq_analysis.system.garbage_collector import paused

_CHINESE = re.compile("[\u4e00-\u9fff]")  # a projection's own remarks, unless they were translated
# Why a row is not judged; every such row has one of these, and only one.
REASONS = (
    "no_number",
    "no_year",
    "no_series",
    "no_source",
    "unit",
    "year_missing",
    "year_over",
    "not_projected",
    "price_base",
)
COLUMNS = [*ASSESSMENT_HEAD, *methods.METHODS, *ASSESSMENT_TAIL]


def assess(
    series: pd.DataFrame,
    projections: pd.DataFrame | None,
    targets: pd.DataFrame,
    *,
    paths: pd.DataFrame | Drawn | None = None,
    areas: Sequence[str] | None = None,
    parents: Mapping[str, Sequence[str]] | None = None,
    directions: Mapping[str, int] | None = None,
    samples: pd.DataFrame | None = None,
    output: pd.DataFrame | None = None,
    today: str | None = None,
    level: float = 0.8,
    language: Literal["zh", "en"] = "zh",
    lists: Catalogue | None = None,
) -> pd.DataFrame:
    """Judge each target of each area by its series, one row a target and caliber 研判.

    `series` is long: area, indicator, year, value (caliber, unit, status where there are any);
    `projections` as `project` gives them; `paths` as `simulate` gives them (area, indicator,
    caliber, draw, year, value): with them probabilities of cumulative targets come from the joint
    distribution. `targets` has the columns of model.TARGETS and, where more than one area is meant,
    `area`; without it every area in `areas` (default: all in `series`) is judged by each. `parents`
    maps an area to the areas whose targets are judged beside its own. `directions` says by
    indicator whether a rise (1) or a fall (-1) is wanted; by default the catalogue knows, and a
    bare number is read as "at least" where a rise is wanted. `samples` (area, indicator, year,
    tested, and `planned` where known) brings the sample size of pass rates. `output` are series of
    GDP at current prices and of its real growth (as `series`): they turn a level into the prices of
    its target. `today` is the day of the run (an ISO date): a target year that is over by then has
    a result or none yet, and is never projected. `level` is the coverage of lower..upper. `lists`
    is a project's own catalogue; by default the one that comes with the package.

    A target that names no base year counts from the last year of its plan (十五五: 2025), one that
    names no year is read as its document's. `reason` says by a code of `REASONS` why a row is not
    judged, "" where it is.

    Returns the columns model.ASSESSMENT_HEAD, one column a progress method with its status, then
    ASSESSMENT_TAIL. `latest`, `value`, `lower`, `upper` and `gap` (value minus target) are in the
    target's own measure: for a cumulative target the total since `base_year`. `required_rate` is in
    percent a year for what compounds, in the target's unit a year for shares, counts and
    differences. `agreement` is how many of the methods that look ahead say "in time", such as 3/4.

    >>> series = pd.DataFrame({"area": "610802", "indicator": "energy_intensity_change_rate",
    ...     "unit": "%",
    ...                        "year": [2021, 2022, 2023, 2024], "value": [3.0, 3.5, 3.2, 3.4]})
    >>> targets = pd.DataFrame([{"indicator": "energy_intensity_reduction", "year": 2024,
    ...     "value": 12.0,
    ...     "comparator": "=", "basis": "cumulative", "base_year": 2020, "unit": "%"}])
    >>> row = assess(series, None, targets).iloc[0]
    >>> float(round(row["value"], 2)), row["verdict"], row["note"]
    (12.47, 'met', '目标为单独数字，按“不低于”理解')
    """
    one_of(language, ["zh", "en"], name="language")
    check_targets(targets)
    if not 0 < level < 1:
        refuse(
            [
                Problem(
                    where="level",
                    what=Message("refuse_is_not_a_coverage", level=level),
                    next=Message("refuse_give_a_fraction_such_as"),
                )
            ],
            kind=QuestionProblem,
        )
    tables = look_up(series, projections, paths)
    this_year = int(today[:4]) if today else None
    judging = _Judging(
        tables=tables,
        reader=Reader(
            lists=lists or catalogue.read(),
            directions=directions or {},
            this_year=this_year,
            output=output,
        ),
        samples=_samples(samples),
        this_year=this_year,
        level=level,
        language=language,
    )
    with paused():
        rows = [
            row
            for area, target_area, target in _cases(tables, targets, areas, parents or {})
            for row in judging.judge(area, target_area, target)
        ]
        table = pd.DataFrame(rows, columns=COLUMNS)
    years = ["year", "base_year", "latest_year", "reach_year", "reach_early", "reach_late"]
    return table.astype(
        {**dict.fromkeys(years, "Int64"), **dict.fromkeys(methods.METHODS, "object")}
    )


def _cases(
    tables: Tables,
    targets: pd.DataFrame,
    areas: Sequence[str] | None,
    parents: Mapping[str, Sequence[str]],
) -> list[tuple[str, str, dict[str, Any]]]:
    """(area, area that set the target, target), in the order of the areas and of the document."""
    records = [
        {str(key): value for key, value in row.items()} for row in targets.to_dict("records")
    ]
    _read_years(records)
    if "area" not in targets.columns:
        return [(area, area, row) for area in (areas or tables.areas) for row in records]
    chosen = (
        list(areas)
        if areas is not None
        else list(dict.fromkeys(str(row["area"]) for row in records))
    )
    of_area: dict[str, list[dict[str, Any]]] = {}
    for row in records:
        of_area.setdefault(str(row["area"]), []).append(row)
    found = []
    for area in chosen:
        own = of_area.get(area, [])
        wanted = {row["indicator"] for row in own}
        found += [(area, area, row) for row in own]
        found += [
            (area, parent, row)
            for parent in parents.get(area, ())
            for row in of_area.get(parent, ())
            if row["indicator"] in wanted
        ]
    return found


def _read_years(records: list[dict[str, Any]]) -> None:
    """Give a target that names no year the year of its document, where its
    other targets name one.
    """
    documents: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in records:
        key = str(row.get("area", "")), str(row.get("document", ""))
        documents.setdefault(key, []).append(row)
    for rows in documents.values():
        year = horizon([row for row in rows if row.get("basis") not in NUMBERLESS])
        for row in rows if year is not None else []:
            if pd.isna(row["year"]) and row.get("basis") not in NUMBERLESS:
                row["year"], row["year_read"] = year, True


def _samples(samples: pd.DataFrame | None) -> dict[tuple[str, str, int], tuple[int, int]]:
    """(tested, planned) by area, indicator, year."""
    if samples is None:
        return {}
    need_columns(samples, ["area", "indicator", "year", "tested"], name="samples")
    planned = samples["planned"] if "planned" in samples.columns else samples["tested"]
    return {
        (str(a), str(i), int(y)): (int(n), int(p) if pd.notna(p) else int(n))
        for a, i, y, n, p in zip(
            samples["area"],
            samples["indicator"],
            samples["year"],
            samples["tested"],
            planned,
            strict=True,
        )
        if pd.notna(n)
    }


@dataclass(frozen=True, kw_only=True, eq=False)
class _Judging:
    tables: Tables
    reader: Reader
    samples: dict[tuple[str, str, int], tuple[int, int]]
    this_year: int | None
    level: float
    language: Literal["zh", "en"]

    def is_over(self, year: int) -> bool:
        """Whether a year had ended on the day of the run."""
        return self.this_year is not None and year < self.this_year

    def judge(self, area: str, target_area: str, target: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of one target: one a caliber, or one that says why there is none."""
        asked = self.reader.read(target)
        head = {
            "area": area,
            "caliber": "",
            "target_area": target_area,
            "target": asked.value,
            **{
                name: getattr(asked, name)
                for name in (
                    "indicator",
                    "basis",
                    "unit",
                    "year",
                    "comparator",
                    "binding",
                    "provisional",
                    "base_year",
                )
            },
        }
        notes: list[str] = [_note(code, **values) for code, values in asked.reading]
        if area != target_area:
            notes.append(_note("proxy_target"))
        held = self.reader.found(self.tables, area, asked)
        if not held:
            sources = [
                source
                for source, _ in forms(
                    asked.indicator,
                    asked.basis if asked.goal else "cumulative",
                    None,
                    self.reader.lists.records,
                )
            ]
            anything = any(self.tables.calibers(area, one) for one in sources)
            missing = (
                "no_number"
                if asked.goal is None
                else "no_year"
                if asked.year is None
                else "no_series"
                if not anything
                else "year_over"
                if self.is_over(asked.year)
                else "no_source"
            )
            told = missing
            if asked.goal is None:
                told = (
                    "no_year" if asked.year is None else "no_measure" if anything else "no_series"
                )
            said = [_note(told, year=asked.year or "")]
            return [
                self._row(
                    head,
                    verdict="no_number" if asked.goal is None else "no_data",
                    notes=[*notes, *said],
                    reason=missing,
                )
            ]
        return [self._judged(head, asked, one, notes) for one in held]

    def _judged(
        self, head: dict[str, Any], asked: Asked, found: Measure, notes: list[str]
    ) -> dict[str, Any]:
        head, goal, year = {**head, "caliber": found.caliber}, asked.goal, asked.year or 0
        held = self.reader.in_unit(found, asked.unit)
        if held is None:
            return self._row(
                head,
                verdict="no_data",
                notes=[*notes, _note("unit", target=asked.unit, series=found.unit)],
                reason="unit",
            )
        priced, prices = self.reader.priced(held, asked, head["area"])
        notes = [*notes, *(_note(code, **values) for code, values in prices)]
        if priced is None:
            return self._row(head, verdict="no_data", notes=notes, reason="price_base")
        held = priced
        head["unit"] = asked.unit or _own_unit(held)
        seen = outlook(held, goal, year, self.level)
        if seen.known == "projected" and self.is_over(year):
            seen = UNKNOWN
        if goal is not None and self._kept(asked, held, goal, year):
            seen = Outlook(
                value=held.latest,
                lower=held.latest,
                upper=held.latest,
                known="observed",
                probability=1.0,
            )
            notes = [*notes, _note("never_falls")]
        row: dict[str, Any] = {
            "latest_year": held.latest_year,
            "latest": held.latest,
            "value": seen.value,
            "known": seen.known,
            "lower": seen.lower,
            "upper": seen.upper,
            "probability": seen.probability,
            "doubtful": _doubted(held, year),
        }
        if held.how != "value" or held.basis == "cumulative":
            row["base_year"] = held.base_year
        if goal is None:
            return self._row(head, verdict="no_number", notes=notes, reason="no_number", **row)
        decided = verdict(held, goal, seen, year)
        reason = self._reason(held, year) if decided == "no_data" else ""
        notes = [*notes, *self._circumstances(held, seen.known, decided, year)]
        if seen.known == "projected" and (
            self.language == "zh"
            or not _CHINESE.search(in_language(held.projection_note, self.language))
        ):
            notes.append(held.projection_note)
        results = methods.statuses(held, goal, year)
        base = methods.base_point(held)
        if (
            results and base is not None and asked.base_year is None and held.basis == "level"
        ):  # what is counted from a base has said so
            row["base_year"] = base[0]
            notes.append(_note("base", year=base[0]))
        votes = methods.opinions(results)
        if len(set(votes.values())) > 1:
            notes.append(
                _note("disagree", yes=sum(votes.values()), no=len(votes) - sum(votes.values()))
            )
        notes += [
            _note(flag)
            for flag in methods.flags(results)
            if flag in ("moving_away", "zero_base", "sign_change")
        ]
        notes.append(self._sample(head, held, goal))
        closed = decided == "no_data" and self.is_over(year)
        when = Reach(year=None, early=None, late=None) if closed else reach(held, goal)
        row.update(
            reason=reason,
            share_done=_share(held, goal, year),
            gap=seen.value - goal.value,
            # a level that another area set for itself asks nothing of this one
            required_rate=math.nan
            if self.is_over(year) or (head["area"] != head["target_area"] and held.basis == "level")
            else required_rate(
                held, goal, year, compounds=self.reader.compounds(asked.indicator, held)
            ),
            reach_year=when.year,
            reach_early=when.early,
            reach_late=when.late,
            agreement=methods.agreement(results),
            **methods.columns(results),
        )
        return self._row(head, verdict=decided, notes=notes, **row)

    def _circumstances(self, held: Measure, known: str, decided: str, year: int) -> list[str]:
        found: list[str] = []
        if known == "observed" and decided == "uncertain":
            found.append(_note("digits"))
        if known == "observed" and year in held.preliminary:
            found.append(_note("preliminary"))
        if doubted := _doubted(held, year):
            found.append(_note("doubtful", years=doubted))
        if decided == "no_data":
            found.append(_note(self._reason(held, year), year=year))
        if known == "projected" and held.how in ("rates", "levels") and held.latest_year is None:
            found.append(_note("nothing_seen", year=held.base_year))
        ahead = year - (held.latest_year or held.base_year)
        if known == "projected" and held.how == "rates" and held.by == "quantiles" and ahead > 1:
            found.append(_note("comonotone"))
        return found

    def _kept(self, asked: Asked, held: Measure, goal: Goal, year: int) -> bool:
        """Whether a count that only grows has already reached its goal."""
        return (
            asked.accumulates
            and held.how == "value"
            and goal.direction > 0
            and held.latest_year is not None
            and held.latest_year < year
            and bool(goal.met(held.latest))
        )

    def _reason(self, held: Measure, year: int) -> str:
        """Why a target with figures is not judged."""
        if held.latest_year is not None and held.latest_year > year:
            return "year_missing"
        return "year_over" if self.is_over(year) else "not_projected"

    def _sample(self, head: Mapping[str, Any], held: Measure, goal: Goal) -> str:
        if (
            held.latest_year is None
            or held.how != "value"
            or goal.direction < 0
            or not 0 < goal.value < 100
        ):
            return ""
        found = self.samples.get((head["area"], head["indicator"], held.latest_year))
        if found is None:
            return ""
        tested, planned = found
        failed = round(tested * (1 - held.latest / 100))
        return _note(
            "sample",
            tested=tested,
            left=sampling.failures_left(failed, max(planned, tested), goal.value / 100),
            probability=sampling.pass_probability(tested - failed, tested, goal.value / 100),
        )

    def _row(
        self, head: Mapping[str, Any], *, verdict: str, notes: list[str], **values: Any
    ) -> dict[str, Any]:
        blank = {
            **dict.fromkeys(COLUMNS),
            **dict.fromkeys(methods.METHODS, ""),
            "known": "none",
            **dict.fromkeys(
                [
                    "latest",
                    "value",
                    "lower",
                    "upper",
                    "probability",
                    "gap",
                    "required_rate",
                    "share_done",
                ],
                np.nan,
            ),
            "agreement": "",
            "doubtful": "",
            "reason": "",
        }
        return {
            **blank,
            **head,
            **values,
            "verdict": verdict,
            "note": Messages(notes).text(self.language),
        }


def _note(code: str, **values: object) -> Message:
    return Message(f"assess_{code}", **values)


def _own_unit(held: Measure) -> str:
    """The unit of a target that prints none: that of what is measured."""
    if held.how in ("rates", "levels"):
        return "%"
    return "百分点" if held.how == "difference" and held.unit == "%" else held.unit


def _doubted(held: Measure, year: int) -> str:
    """The doubtful years (status U) that the row stands on, "2020、2024": the newest, the target's,
    the base, of a chain each.
    """
    used = {held.latest_year, year}
    if held.how == "rates":
        used |= {one for one in held.doubtful if one > held.base_year}
    elif held.how in ("levels", "difference") or held.basis == "cumulative":
        used.add(held.base_year)
    return "、".join(str(one) for one in sorted(held.doubtful & used))


def _share(held: Measure, goal: Goal, year: int) -> float:
    """Share of a total that is done, by simple comparison; NaN for levels."""
    if (
        held.basis not in ("cumulative", "points", "increment")
        or not goal.value
        or not len(held.history)
    ):
        return math.nan
    return plan.share_done(goal.value, held.history.get(year, held.latest))


def required_rate(held: Measure, goal: Goal, year: int, *, compounds: bool) -> float:
    """What is needed each year from the latest figure on; NaN where the year is over."""
    if not len(held.index):
        return math.nan
    left = year - int(held.index.years[-1])  # a plan that has no result yet begins at its base year
    if left <= 0:
        return math.nan
    now, asked = float(held.index.values[-1]), index_goal(held, goal, year).value
    if not compounds:
        return (asked - now) / left
    if not (now > 0 and asked > 0):
        return math.nan
    yearly = 100 * ((asked / now) ** (1 / left) - 1)
    result: float = -yearly if held.kind == "reduction" else yearly
    return result
