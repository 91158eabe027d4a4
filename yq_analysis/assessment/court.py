"""`assess`: series, projections and targets become verdicts, one row a target and caliber."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis import catalogue
from yq_analysis.assessment import methods
from yq_analysis.assessment.measures import REDUCTIONS, Measure, measures
from yq_analysis.assessment.notes import Language, joined, said
from yq_analysis.assessment.tables import Tables
from yq_analysis.assessment.verdicts import Goal, outlook, reach, verdict
from yq_analysis.check import Problem, QuestionProblem, need_columns, one_of, refuse
from yq_analysis.maths import plan, sampling
from yq_analysis.model import ASSESSMENT_HEAD, ASSESSMENT_TAIL

COLUMNS = [*ASSESSMENT_HEAD, *methods.METHODS, *ASSESSMENT_TAIL]
NUMBERLESS = ("text", "rank")


def assess(series: pd.DataFrame, projections: pd.DataFrame | None, targets: pd.DataFrame, *,
           paths: pd.DataFrame | None = None, areas: Sequence[str] | None = None,
           parents: Mapping[str, Sequence[str]] | None = None, directions: Mapping[str, int] | None = None,
           samples: pd.DataFrame | None = None, level: float = 0.8, language: Language = "zh") -> pd.DataFrame:
    """Judge each target of each area by its series, one row a target and caliber 研判.

    `series` is long: area, indicator, year, value (caliber, unit, status where there are any); `projections`
    as `project` gives them; `paths` as `simulate` gives them (area, indicator, caliber, draw, year, value):
    with them probabilities of cumulative targets come from the joint distribution. `targets` has the
    columns of model.TARGETS and, where more than one area is meant, `area`; without it every area in `areas`
    (default: all in `series`) is judged by each. `parents` maps an area to the areas whose targets are
    judged beside its own. `directions` says by indicator whether a rise (1) or a fall (-1) is wanted; by default the
    catalogue knows, and a bare number is read as "at least" where a rise is wanted. `samples` (area, indicator,
    year, tested, and `planned` where known) brings the sample size of pass rates. `level` is the coverage of
    lower..upper.

    Returns the columns model.ASSESSMENT_HEAD, one column a progress method with its status, then
    ASSESSMENT_TAIL. `latest`, `value`, `lower`, `upper` and `gap` (value minus target) are in the target's own
    measure: for a cumulative target the total since `base_year`. `required_rate` is in percent a year for
    what compounds, in the target's unit a year for shares, counts and differences. `agreement` is
    how many of the methods that look ahead say "in time", such as 3/4.

    >>> series = pd.DataFrame({"area": "610802", "indicator": "energy_intensity_change_rate", "unit": "%",
    ...                        "year": [2021, 2022, 2023, 2024], "value": [3.0, 3.5, 3.2, 3.4]})
    >>> targets = pd.DataFrame([{"indicator": "energy_intensity_reduction", "year": 2024, "value": 12.0,
    ...                          "comparator": "=", "basis": "cumulative", "base_year": 2020, "unit": "%"}])
    >>> row = assess(series, None, targets).iloc[0]
    >>> float(round(row["value"], 2)), row["verdict"], row["note"]
    (12.47, 'met', '目标为单独数字,按“不低于”理解')
    """
    one_of(language, ["zh", "en"], name="language")
    need_columns(series, ["area", "indicator", "year", "value"], name="series")
    need_columns(targets, ["indicator", "year", "value"], name="targets")
    if not 0 < level < 1:
        refuse([Problem(where="level", what=f"{level} is not a coverage", next="give a fraction such as 0.8")], kind=QuestionProblem)
    tables = Tables(series=series, projections=projections, paths=paths)
    court = _Court(tables, _Words(catalogue.read(), directions or {}), _samples(samples), level, language)
    rows: list[dict[str, Any]] = []
    for area, target_area, target in _cases(tables, targets, areas, parents or {}):
        rows += court.judge(area, target_area, target)
    table = pd.DataFrame(rows, columns=COLUMNS)
    years = ["year", "base_year", "latest_year", "reach_year", "reach_early", "reach_late"]
    return table.astype({**dict.fromkeys(years, "Int64"), **dict.fromkeys(methods.METHODS, "object")})


def _cases(tables: Tables, targets: pd.DataFrame, areas: Sequence[str] | None,
           parents: Mapping[str, Sequence[str]]) -> list[tuple[str, str, dict[str, Any]]]:
    """(area, area that set the target, target), in the order of the areas and of the document."""
    records = [{str(key): value for key, value in row.items()} for row in targets.to_dict("records")]
    if "area" not in targets.columns:
        return [(area, area, row) for area in (areas or tables.areas) for row in records]
    chosen = list(areas) if areas is not None else list(dict.fromkeys(str(row["area"]) for row in records))
    found = []
    for area in chosen:
        own = [row for row in records if str(row["area"]) == area]
        wanted = {(row["indicator"]) for row in own}
        found += [(area, area, row) for row in own]
        found += [(area, str(row["area"]), row) for parent in parents.get(area, ()) for row in records
                  if str(row["area"]) == parent and row["indicator"] in wanted]
    return found


def _samples(samples: pd.DataFrame | None) -> dict[tuple[str, str, int], tuple[int, int]]:
    """(tested, planned) by area, indicator, year."""
    if samples is None:
        return {}
    need_columns(samples, ["area", "indicator", "year", "tested"], name="samples")
    planned = samples["planned"] if "planned" in samples.columns else samples["tested"]
    return {(str(a), str(i), int(y)): (int(n), int(p) if pd.notna(p) else int(n)) for a, i, y, n, p in zip(
        samples["area"], samples["indicator"], samples["year"], samples["tested"], planned, strict=True) if pd.notna(n)}


class _Words:
    """What the catalogue knows of an indicator, and plain defaults for a stranger."""

    def __init__(self, lists: catalogue.Catalogue, directions: Mapping[str, int]) -> None:
        self.by_code = {row["indicator"]: row for row in lists.indicators.to_dict("records")}
        self.by_name = {catalogue.tidy_label(row["name_zh"]): code for code, row in self.by_code.items()}
        self.directions = directions
        self.lists = lists

    def code(self, indicator: str) -> str:
        return indicator if indicator in self.by_code else self.by_name.get(catalogue.tidy_label(indicator), indicator)

    def direction(self, indicator: str) -> int:
        return int(self.directions.get(indicator, self.by_code.get(indicator, {}).get("direction", 1)))

    def scale(self, indicator: str, unit: str) -> str:
        return str(self.by_code.get(indicator, {}).get("scale") or ("share" if unit == "%" else "positive"))


class _Court:
    def __init__(self, tables: Tables, words: _Words, samples: dict[tuple[str, str, int], tuple[int, int]],
                 level: float, language: Language) -> None:
        self.tables, self.words, self.samples, self.level, self.language = tables, words, samples, level, language

    def say(self, code: str, **values: object) -> str:
        return said(code, self.language, **values)

    def judge(self, area: str, target_area: str, target: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of one target: one a caliber, or one that says why there is none."""
        indicator, basis = self.words.code(str(target["indicator"])), str(_given(target, "basis", "level"))
        unit = str(_given(target, "unit", ""))
        value, year, base_year = _number(target, "value"), _number(target, "year"), _number(target, "base_year")
        head = {"area": area, "indicator": indicator, "caliber": "", "target_area": target_area, "basis": basis, "unit": unit,
                "year": year, "target": value, "comparator": str(_given(target, "comparator", "")),
                "binding": str(_given(target, "binding", "none")), "provisional": bool(_given(target, "provisional", False)),
                "base_year": base_year}
        goal, notes = self._goal(target, indicator, basis, value)
        if area != target_area:
            notes.append(self.say("proxy_target"))
        at = int(year) if year is not None else None
        kind: plan.Kind = "reduction" if basis == "cumulative" and (
            indicator in REDUCTIONS or self.words.direction(indicator) < 0) else "growth"
        held = measures(self.tables, area, indicator, basis="level" if basis in NUMBERLESS else basis, kind=kind,
                        percent=self._percent(area, indicator), year=at,
                        base_year=int(base_year) if base_year is not None else None) if at is not None else []
        if not held:
            missing = "no_source" if self.tables.calibers(area, indicator) else "no_series"
            return [self._row(head, verdict="no_number" if goal is None else "no_data", notes=[*notes, self.say(missing)])]
        return [self._judged(head, goal, one, at or 0, notes) for one in held]

    def _percent(self, area: str, indicator: str) -> bool | None:
        """Whether the indicator's own series is in percent; None where neither the series nor the catalogue says."""
        calibers = self.tables.calibers(area, indicator)
        printed = self.tables.unit(area, indicator, calibers[0]) if calibers else ""
        if printed or indicator in self.words.by_code:
            return (printed or str(self.words.by_code[indicator]["unit"])) == "%"
        return None

    def _goal(self, target: Mapping[str, Any], indicator: str, basis: str, value: float | None) -> tuple[Goal | None, list[str]]:
        """What is asked, and how it was read."""
        notes = [self.say("provisional")] if bool(_given(target, "provisional", False)) else []
        if value is None or basis in NUMBERLESS:
            return None, [*notes, self.say("no_number")]
        comparator, upper = str(_given(target, "comparator", "")), _number(target, "upper")
        if comparator in (">=", ">"):
            direction = 1
        elif comparator in ("<=", "<"):
            direction = -1
        else:
            # totals, averages and increments are printed as what is to be achieved: more is better
            direction = self.words.direction(indicator) if basis == "level" else 1
            notes.append(self.say("range", value=value, upper=upper) if upper is not None
                         else self.say("at_least" if direction > 0 else "at_most"))
        asked = upper if upper is not None and direction < 0 else value
        step = 1.0 if self.words.scale(indicator, str(_given(target, "unit", ""))) == "count" else 0.0
        return Goal(value=asked, direction=direction, strict=comparator in (">", "<"), step=step), notes

    def _judged(self, head: dict[str, Any], goal: Goal | None, held: Measure, year: int, notes: list[str]) -> dict[str, Any]:
        head = {**head, "caliber": held.caliber}
        held, unit_note = self._in_unit(held, head["unit"])
        seen = outlook(held, goal, year, self.level)
        notes = [*notes, unit_note]
        row: dict[str, Any] = {"latest_year": held.latest_year, "latest": held.latest, "value": seen.value, "known": seen.known,
                               "lower": seen.lower, "upper": seen.upper, "probability": seen.probability}
        if held.how in ("rates", "levels", "difference"):
            row["base_year"] = held.base_year
        if goal is None:
            return self._row(head, verdict="no_number", notes=notes, **row)
        decided = verdict(held, goal, seen, year)
        notes += self._circumstances(held, goal, seen.known, decided, year)
        results = methods.statuses(held, goal, year)
        base = methods.base_point(held)
        if results and base is not None and head["base_year"] is None:
            row["base_year"] = base[0]
            notes.append(self.say("base", year=base[0]) if held.how == "value" and held.basis == "level" else "")
        votes = methods.opinions(results)
        if len(set(votes.values())) > 1:
            notes.append(self.say("disagree", yes=sum(votes.values()), no=len(votes) - sum(votes.values())))
        notes += [self.say(flag) for flag in methods.flags(results) if flag in ("moving_away", "zero_base", "sign_change")]
        notes.append(self._sample(head, held, goal))
        when = reach(held, goal)
        row.update(share_done=self._share(held, goal), gap=seen.value - goal.value,
                   required_rate=self._required(head["indicator"], held, goal, year),
                   reach_year=when.year, reach_early=when.early, reach_late=when.late,
                   agreement=methods.agreement(results), **methods.columns(results))
        return self._row(head, verdict=decided, notes=notes, **row)

    def _circumstances(self, held: Measure, goal: Goal, known: str, decided: str, year: int) -> list[str]:
        found = []
        if known == "observed" and decided == "uncertain":
            found.append(self.say("digits"))
        if known == "observed" and year in held.preliminary:
            found.append(self.say("preliminary"))
        if decided == "no_data":
            found.append(self.say("year_missing" if held.latest_year and held.latest_year > year else "not_projected"))
        ahead = year - (held.latest_year or year)
        if known == "projected" and held.how == "rates" and held.by == "quantiles" and ahead > 1:
            found.append(self.say("comonotone"))
        return found

    def _in_unit(self, held: Measure, unit: str) -> tuple[Measure, str]:
        """The measure in the target's unit; a total in percent has the unit of the target already."""
        if held.how in ("rates", "levels") or not unit or not held.unit or unit == held.unit or held.unit.startswith(unit):
            return held, ""
        factor = self.words.lists.factor(held.unit, unit)
        if factor is None:
            return held, self.say("unit", target=unit, series=held.unit)
        changed = {name: getattr(held, name) * factor for name in ("history", "index", "future", "point")}
        return Measure(**{**vars(held), **changed, "unit": unit}), ""

    def _share(self, held: Measure, goal: Goal) -> float:
        """Share of a total that is done, by simple comparison; NaN for levels."""
        if held.basis not in ("cumulative", "points", "increment") or not goal.value or not len(held.history):
            return math.nan
        return plan.share_done(goal.value, held.latest)

    def _required(self, indicator: str, held: Measure, goal: Goal, year: int) -> float:
        """What is needed each year from the latest figure on."""
        left = year - (held.latest_year if held.latest_year is not None else year)
        if left <= 0 or not len(held.index):
            return math.nan
        now, asked = float(held.index.iloc[-1]), methods.index_goal(held, goal, year).value
        compounds = held.basis in ("cumulative", "annual_growth") or (
            held.how == "value" and self.words.scale(indicator, held.unit) == "positive")
        if not compounds:
            return (asked - now) / left
        if not (now > 0 and asked > 0):
            return math.nan
        yearly = 100 * ((asked / now) ** (1 / left) - 1)
        return -yearly if held.kind == "reduction" else yearly

    def _sample(self, head: Mapping[str, Any], held: Measure, goal: Goal) -> str:
        if held.latest_year is None or held.how != "value" or goal.direction < 0 or not 0 < goal.value < 100:
            return ""
        found = self.samples.get((head["area"], head["indicator"], held.latest_year))
        if found is None:
            return ""
        tested, planned = found
        failed = round(tested * (1 - held.latest / 100))
        return self.say("sample", tested=tested, left=sampling.failures_left(failed, max(planned, tested), goal.value / 100),
                        probability=sampling.pass_probability(tested - failed, tested, goal.value / 100))

    def _row(self, head: Mapping[str, Any], *, verdict: str, notes: list[str], **values: Any) -> dict[str, Any]:
        blank = {**dict.fromkeys(COLUMNS), **dict.fromkeys(methods.METHODS, ""), "known": "none",
                 **dict.fromkeys(["latest", "value", "lower", "upper", "probability", "gap", "required_rate", "share_done"], np.nan), "agreement": ""}
        return {**blank, **head, **values, "verdict": verdict, "note": joined(notes, self.language)}


def _given(target: Mapping[str, Any], name: str, default: Any) -> Any:
    value = target.get(name, default)
    return default if value is None or (not isinstance(value, str) and pd.isna(value)) else value


def _number(target: Mapping[str, Any], name: str) -> float | None:
    value = _given(target, name, None)
    return None if value is None or value == "" else float(value)
