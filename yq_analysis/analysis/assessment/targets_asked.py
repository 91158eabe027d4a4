"""One row of a targets table, understood: what is asked, of which quantity, and where that quantity
is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.assessment.base_years import named_base, plan_base
from yq_analysis.analysis.assessment.price_bases import CURRENT, NOMINAL, Deflators, price_year
from yq_analysis.analysis.assessment.series_lookup import Tables
from yq_analysis.analysis.assessment.target_bounds import Goal
from yq_analysis.analysis.assessment.target_measures import Measure, measures
from yq_analysis.analysis.assessment.target_phrases import movement, price_words
from yq_analysis.check import Message, Problem, need_columns, refuse
from yq_analysis.maths import plan
from yq_analysis.model import Basis, Binding, Comparator, Indicator

NUMBERLESS = ("text", "rank")
# what is counted from a base year
# a code of what is said of a target, and what its sentence names
Remark = tuple[str, dict[str, Any]]
_COUNTED = ("cumulative", "annual_growth", "points", "increment")
_BOUNDS = {">=": 1, ">": 1, "<=": -1, "<": -1}
_TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
# Counting words, which differ by custom and not by size.
COUNTED = frozenset(
    [
        "个",
        "项",
        "件",
        "家",
        "名",
        "人",
        "次",
        "批次",
        "枚",
        "户",
        "座",
        "处",
        "种",
        "条",
        "篇",
        "套",
        "台",
    ]
)


def check_targets(targets: pd.DataFrame) -> None:
    """Refuse a targets table whose words or numbers are not those of model.TARGETS, naming every
    wrong cell.

    >>> check_targets(pd.DataFrame([{"indicator": "x", "year": 2025, "value": "15",
    ...     "basis": "total", "comparator": ">="}]))
    Traceback (most recent call last):
    yq_analysis.check.DataProblem: targets, row 1, x: basis is 'total'; 可选：level,
    cumulative, annual_growth, points, increment, rank, text
    """
    need_columns(targets, ["indicator", "year", "value"], name="targets")
    problems = []
    for place, row in enumerate(targets.to_dict("records"), start=1):
        where = f"targets, row {place}, {row['indicator']}"
        for name in ("year", "value", "upper", "base_year"):
            cell = row.get(name)
            if (
                cell is not None
                and cell != ""
                and not pd.isna(cell)
                and pd.isna(pd.to_numeric(cell, errors="coerce"))
            ):
                problems.append(
                    Problem(
                        where=where,
                        what=f"{name} is {cell!r}",
                        next=Message("refuse_write_a_number_or_leave"),
                    )
                )
        for name, words in (
            ("basis", get_args(Basis)),
            ("comparator", get_args(Comparator)),
            ("binding", get_args(Binding)),
        ):
            cell = row.get(name)
            if cell is not None and not pd.isna(cell) and cell != "" and cell not in words:
                problems.append(
                    Problem(
                        where=where,
                        what=f"{name} is {cell!r}",
                        next=Message(
                            "refuse_choose_one_of", listed=", ".join(word for word in words if word)
                        ),
                    )
                )
    refuse(problems)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A target as a person reads it. `goal` is None where no number is set; `reading` says how it
    was read.

    `base_year` is what the row names; `counted_from` that, else what its words, document or year
    give.
    """

    indicator: str
    basis: str
    unit: str
    year: int | None
    base_year: int | None
    counted_from: int
    value: float | None
    comparator: str
    binding: str
    provisional: bool
    goal: Goal | None
    kind: plan.Kind
    accumulates: bool
    price_base: str
    reading: tuple[tuple[str, dict[str, Any]], ...]


def given(target: Mapping[str, Any], name: str, default: Any) -> Any:
    """A cell of a target's row, or `default` where it is missing or blank."""
    value = target.get(name, default)
    return default if value is None or (not isinstance(value, str) and pd.isna(value)) else value


def number(target: Mapping[str, Any], name: str) -> float | None:
    """A numeric cell of a target's row, or None."""
    value = given(target, name, None)
    return None if value is None or value == "" else float(value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Reader:
    """Reads targets with what the catalogue knows of an indicator, and with plain defaults for a
    stranger.
    """

    lists: catalogue.Catalogue
    directions: Mapping[str, int]
    this_year: int | None = None
    output: pd.DataFrame | None = None

    @cached_property
    def deflators(self) -> Deflators:
        """Price changes of GDP, of several calibers the one that a page shows first."""
        rows = self.lists.preferred.loc[self.lists.preferred["indicator"] == NOMINAL, "calibers"]
        return Deflators(self.output, [name for row in rows for name in row.split(";")])

    def direction(self, indicator: str) -> int:
        known = self.lists.records.get(indicator)
        return int(self.directions.get(indicator, known.direction if known else 1))

    def scale(self, indicator: str, unit: str) -> str:
        known = self.lists.records.get(indicator)
        return known.scale if known else "share" if unit == "%" else "positive"

    def compounds(self, indicator: str, held: Measure) -> bool:
        """Whether the quantity moves by percent a year rather than by points or pieces."""
        return held.basis in ("cumulative", "annual_growth") or (
            held.how == "value" and self.scale(indicator, held.unit) == "positive"
        )

    def read(self, target: Mapping[str, Any]) -> Asked:
        """Understand one row of model.TARGETS."""
        unit, text = str(given(target, "unit", "")), str(given(target, "text", ""))
        printed, basis = str(target["indicator"]), str(given(target, "basis", "level"))
        indicator = self.lists.target_indicator(printed, basis, unit) or printed
        record = self.lists.records.get(indicator)
        scale, falls = self.scale(indicator, unit), record is not None and record.falls
        basis, unit, reading = self._basis(basis, unit, scale, record)
        comparator, goal, remarks = self._goal(target, indicator, basis, scale)
        year, base, counted, read_base = self._years(target, basis)
        return Asked(
            indicator=indicator,
            basis=basis,
            unit=unit,
            year=year,
            base_year=base,
            counted_from=counted,
            value=number(target, "value") if goal is None else goal.value,
            comparator=comparator,
            binding=str(given(target, "binding", "none")),
            provisional=bool(given(target, "provisional", False)),
            goal=goal,
            kind="reduction" if basis in ("cumulative", "annual_growth") and falls else "growth",
            accumulates=scale == "count"
            and "累计" in (record.name_zh if record is not None else indicator) + text,
            price_base=str(given(target, "price_base", "")) or price_words(text),
            reading=(*reading, *remarks, *read_base),
        )

    def _basis(
        self, basis: str, unit: str, scale: str, record: Indicator | None
    ) -> tuple[str, str, list[Remark]]:
        """What the number is of, in which unit, and what had to be understood for it."""
        remarks: list[Remark] = []
        if basis == "cumulative" and (scale == "count" or (unit and "%" not in unit)):
            basis = "level"  # a number of pieces in total is the level of a running total
        if basis == "level" and record is not None and record.form == "reduction":
            basis = "cumulative"  # a reduction has no level: what it comes to since the base year
            remarks.append(("total_read", {}))
        if basis == "points" and record is not None and record.falls:
            basis, unit = "cumulative", "%"  # what is counted by its fall in percent has no points
            remarks.append(("points_are_percent", {}))
        return basis, unit, remarks

    def _years(
        self, target: Mapping[str, Any], basis: str
    ) -> tuple[int | None, int | None, int, list[Remark]]:
        """The target's year, its printed base year, the year that is counted from, and what had to
        be understood for it.
        """
        year, base = number(target, "year"), number(target, "base_year")
        if year is None:
            return None, None, 0, []
        # a base year that does not lie before the target's year is none
        base = base if base is not None and base < year else None
        counted = int(base or named_base(target, int(year), basis))
        remarks: list[Remark] = []
        if base is None and counted and basis in _COUNTED:
            remarks.append(("base_read", {"year": counted}))
        elif base is None and counted and self.this_year is not None:
            # progress to a level still to come counts from the running plan's base, whenever it was
            # set
            running = plan_base(self.this_year)
            counted = max(counted, running) if year > running else counted
        return int(year), None if base is None else int(base), counted, remarks

    def _goal(
        self, target: Mapping[str, Any], indicator: str, basis: str, scale: str
    ) -> tuple[str, Goal | None, list[Remark]]:
        """The comparison in the target's own measure, the bound, and what is said of both."""
        said: list[Remark] = (
            [("provisional", {})] if bool(given(target, "provisional", False)) else []
        )
        if bool(given(target, "year_read", False)):
            said.append(("year_read", {"year": int(target["year"])}))
        value, upper = number(target, "value"), number(target, "upper")
        comparator = str(given(target, "comparator", ""))
        if value is None or basis in NUMBERLESS:
            return comparator, None, [*said, ("no_number", {})]
        wanted, turned = self._way(target, indicator, basis, value)
        if upper is not None:
            said.append(("range", {"value": value, "upper": upper}))
        ends = [value] if upper is None else [value, upper]
        if turned:
            comparator, ends = _TURNED.get(comparator, comparator), [-end for end in ends]
        bare = comparator not in _BOUNDS
        direction = wanted if bare else _BOUNDS[comparator]
        if bare and upper is None:
            said.append(("at_least" if (direction < 0) == turned else "at_most", {}))
        return (
            comparator,
            Goal(
                value=min(ends) if direction > 0 else max(ends),
                direction=direction,
                strict=comparator in (">", "<"),
                step=1.0 if scale == "count" else 0.0,
            ),
            said,
        )

    def _way(
        self, target: Mapping[str, Any], indicator: str, basis: str, value: float
    ) -> tuple[int, bool]:
        """The direction of what is measured (1: more is better), and whether the printed number is
        to be turned, because it counts a fall of what is measured by its rise, or a rise of what is
        measured by its fall.
        """
        direction = self.direction(indicator)
        if basis not in _COUNTED:
            return direction, False
        known = self.lists.records.get(indicator)
        name = known.name_zh if known is not None else indicator
        counts_falls = (known is not None and known.falls) or movement(name) < 0
        way = movement(str(given(target, "text", "")), value, strictly=counts_falls)
        if not way:
            less = direction < 0 and basis != "annual_growth" and value > 0
            way = -1 if counts_falls or less else 1
        less_is_better = way < 0 or counts_falls or direction < 0
        return -1 if less_is_better != counts_falls else 1, (way < 0) != counts_falls

    def found(self, tables: Tables, area: str, asked: Asked) -> list[Measure]:
        """The quantity asked for, one measure a caliber; empty where the area has none."""
        if asked.year is None:
            return []
        return measures(
            tables,
            area,
            asked.indicator,
            basis="level" if asked.basis in NUMBERLESS else asked.basis,
            kind=asked.kind,
            percent=self._percent(tables, area, asked.indicator),
            year=asked.year,
            base_year=asked.counted_from,
            records=self.lists.records,
        )

    def _percent(self, tables: Tables, area: str, indicator: str) -> bool | None:
        """Whether the indicator's own series is in percent; None where neither the series nor the
        catalogue says.
        """
        calibers = tables.calibers(area, indicator)
        printed = tables.unit(area, indicator, calibers[0]) if calibers else ""
        if printed or indicator in self.lists.records:
            return (printed or self.lists.records[indicator].unit) == "%"
        return None

    def in_unit(self, held: Measure, unit: str) -> Measure | None:
        """The measure in the target's unit; None where one unit cannot be turned into the other."""
        if (
            held.how in ("rates", "levels")
            or not unit
            or not held.unit
            or held.unit.startswith(unit)
        ):
            return held
        if (
            {unit, held.unit} <= COUNTED
            or {unit, held.unit} == {"%", "百分点"}
            or held.unit.partition("/")[0] == unit
        ):
            return held
        factor = self.lists.factor(held.unit, unit)
        if factor is None:
            return None
        return held.times(factor, unit)

    def priced(self, held: Measure, asked: Asked, area: str) -> tuple[Measure | None, list[Remark]]:
        """The measure at the target's prices, and what is said of them; None where the prices are
        another year's and no deflator is known.
        """
        if asked.basis != "level" or held.how != "value" or asked.year is None:
            return held, []
        own, stated = price_year(held.caliber), asked.price_base
        if own is None:
            unsaid = {"price_unstated", CURRENT} & set(held.caliber.split("+"))
            return held, [("price_series_unstated", {})] if unsaid and stated else []
        if not stated.isdigit() and stated != CURRENT:
            return held, self._unpriced(held, asked, area, own)
        wanted = asked.year if stated == CURRENT else int(stated)
        if wanted == own:
            return held, []
        factor = self._price_factor(held, self.deflators.factor(area, own, wanted))
        about = {"target": wanted, "series": own}
        if factor is None:
            return None, [("price_current" if stated == CURRENT else "price_base", about)]
        return held.times(factor, held.unit), [("price_turned", {**about, "factor": factor})]

    def _unpriced(self, held: Measure, asked: Asked, area: str, own: int) -> list[Remark]:
        """Of a target without a price base: that it has none, and what the plan's would change."""
        said: list[Remark] = [("price_unstated", {"series": own})]
        plan_year = plan_base(asked.year or own)
        if plan_year == own or asked.value is None:
            return said
        factor = self._price_factor(held, self.deflators.factor(area, own, plan_year))
        if factor is None:
            return [*said, ("price_would_need", {"target": plan_year})]
        about = {"target": plan_year, "series": own, "value": asked.value / factor}
        return [*said, ("price_would_be", {**about, "unit": asked.unit or held.unit})]

    def _price_factor(self, held: Measure, factor: float | None) -> float | None:
        """The change of the quantity for a change of prices: money below the line turns it over."""
        if factor is None:
            return None
        below = "元" in held.unit.rpartition("/")[2] if "/" in held.unit else False
        return 1 / factor if below else factor
