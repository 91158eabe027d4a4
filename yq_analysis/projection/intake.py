"""The door: a long table becomes a panel, or is refused with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from yq_analysis.check import Problem, QuestionProblem, need_columns, one_of, refuse

from . import scales
from .panel import LONGEST_HISTORY, Floats, Ints

KEY = ("area", "indicator", "caliber")
# Beyond these sizes squares overflow or vanish; nothing that is counted or measured is so large or small.
LARGEST, SMALLEST = 1e100, 1e-100
MOST = 20  # problems of one kind that are written out


@dataclass(frozen=True, kw_only=True)
class Histories:
    """N series as printed, in the order of their keys.

    `keys` holds area, indicator, caliber [N]; `values` [N, T] left-aligned with NaN in gaps and after
    the end; `span`, `count`, `final` [N]: years covered, observations, last year; `dropped` [N]
    observations older than the longest history that is used; `breaks` [N, T] marks the first year
    of a new segment.
    """

    keys: pd.DataFrame
    values: Floats
    breaks: np.ndarray
    span: Ints
    count: Ints
    final: Ints
    kinds: scales.Kinds

    def take(self, rows: Ints) -> Histories:
        if len(rows) == len(self) and (rows == np.arange(len(rows))).all():
            return self
        return Histories(keys=self.keys.iloc[rows].reset_index(drop=True), values=self.values[rows],
                         breaks=self.breaks[rows], span=self.span[rows], count=self.count[rows],
                         final=self.final[rows], kinds=self.kinds.take(rows))

    def __len__(self) -> int:
        return len(self.span)


def read(series: pd.DataFrame, kinds: Mapping[str, str], *, name: str = "series") -> Histories:
    """Histories of a long table with area, indicator, year, value (and caliber, status, unit).

    Rows without a value and rows with status F (themselves projected) are no observations. Refuses
    text among the numbers, infinities, years that are not whole, two values for one year, and
    values that are impossible on their scale.
    """
    need_columns(series, ["area", "indicator", "year", "value"], name=name)
    value, year, problems = _numbers(series, name)
    codes, names = _key_codes(series, name)
    known = np.isfinite(value)
    if "status" in series.columns:
        known &= series["status"].to_numpy(dtype=object) != "F"
    present, codes = np.unique(codes, return_inverse=True)
    keys = _decode(present, names)
    refuse(problems)
    order = np.lexsort((year, codes))
    order = order[known[order]]
    codes, whole_year, value = codes[order], year[order].astype(np.int64), value[order]
    twice = (codes[1:] == codes[:-1]) & (whole_year[1:] == whole_year[:-1])
    refuse([Problem(where=f"{name}, {label(keys, code)}", what=f"has two values for {at}",
                    next="choose one edition, or give each its own caliber")
            for code, at in zip(codes[1:][twice][:MOST], whole_year[1:][twice][:MOST], strict=True)])
    status = series["status"].to_numpy(dtype=object)[order] if "status" in series.columns else None
    unit = series["unit"].to_numpy(dtype=object)[order] if "unit" in series.columns else None
    return _assemble(keys, codes, whole_year, value, status, unit, kinds, name)


def _assemble(keys: pd.DataFrame, codes: Ints, year: Ints, value: Floats, status: np.ndarray | None,
              unit: np.ndarray | None, kinds: Mapping[str, str], name: str) -> Histories:
    number = len(keys)
    starts = np.searchsorted(codes, np.arange(number))
    ends = np.searchsorted(codes, np.arange(number), side="right")
    filled = ends > starts
    final = np.zeros(number, dtype=np.int64)
    final[filled] = year[ends[filled] - 1]
    used = year > final[codes] - LONGEST_HISTORY
    codes, year, value = codes[used], year[used], value[used]
    count = np.bincount(codes, minlength=number)
    begin = final.copy()
    np.minimum.at(begin, codes, year)
    span = np.where(filled, final - begin + 1, 0)
    values = np.full((number, max(int(span.max(initial=0)), 1)), np.nan)
    values[codes, year - begin[codes]] = value
    breaks = np.zeros(values.shape, dtype=bool)
    if status is not None:
        breaks[codes, year - begin[codes]] = status[used] == "B"
    units = None
    if unit is not None:
        units = np.full(number, "", dtype=object)
        units[codes] = unit[used]
    return Histories(keys=keys, values=values, breaks=breaks, span=span, count=count, final=final,
                     kinds=_kinds(keys, values, units, kinds, name))


def _kinds(keys: pd.DataFrame, values: Floats, units: np.ndarray | None, known: Mapping[str, str], name: str) -> scales.Kinds:
    """The scale of each series; a stranger's from its values (fast where all are plainly positive)."""
    indicators = keys["indicator"].to_numpy(dtype=object)
    kinds = np.array([known.get(indicator, "") for indicator in indicators], dtype=object)
    observed = np.isfinite(values)
    lowest = np.where(observed, values, np.inf).min(1)
    kinds[(kinds == "") & (lowest > 0)] = "positive"
    whole = np.full(len(kinds), 100.0)
    for row in np.flatnonzero(kinds == ""):
        kinds[row] = scales.infer(values[row, observed[row]])
    for row in np.flatnonzero((kinds == "share") & observed.any(1)):
        unit = "" if units is None or not isinstance(units[row], str) else units[row]
        whole[row] = scales.whole_of(values[row, observed[row]], unit)
    doubtful = np.flatnonzero((lowest < 0) & (kinds != "rate") | (kinds == "share") & observed.any(1))
    said = {int(row): scales.complaint(kinds[row], values[row, observed[row]], whole[row]) for row in doubtful}
    refuse([Problem(where=f"{name}, {label(keys, row)}", what=what,
                    next="correct the value, or name the scale of the indicator in `scales`")
            for row, what in said.items() if what])
    return scales.Kinds(name=kinds.astype(str), whole=whole)


def _numbers(series: pd.DataFrame, name: str) -> tuple[Floats, Floats, list[Problem]]:
    value = pd.to_numeric(series["value"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    year = pd.to_numeric(series["year"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    text = np.isnan(value) & series["value"].notna().to_numpy()
    broken = ~np.isfinite(year) | (year != np.rint(year))
    endless = np.isinf(value)
    size = np.abs(np.where(np.isfinite(value), value, 1.0))
    absurd = (size > LARGEST) | ((size < SMALLEST) & (size > 0))
    problems = []
    for wrong, column, what, next_ in (
        (broken, "year", "is not a whole year", "write a year such as 2024"),
        (text, "value", "is not a number", "leave a missing value empty"),
        (endless, "value", "is infinite", "correct it, or leave it empty"),
        (absurd, "value", "is too large or too small to be a measurement", "correct it, or change the unit"),
    ):
        for row in np.flatnonzero(wrong)[:MOST]:
            one = series.iloc[row]
            where = f"{name}, {one['area']} {one['indicator']} {one['year']}"
            problems.append(Problem(where=where, what=f"{column} {_shown(one[column])} {what}", next=next_))
    return value, np.where(broken, 0.0, year), problems


def _shown(cell: object) -> str:
    return repr(cell) if isinstance(cell, str) else str(cell)


def _key_codes(series: pd.DataFrame, name: str) -> tuple[Ints, dict[str, np.ndarray]]:
    """One whole number for each area, indicator and caliber, in the order of their names."""
    total = np.zeros(len(series), dtype=np.int64)
    names: dict[str, np.ndarray] = {}
    for column in KEY:
        codes, names[column] = _sorted_codes(series, column, name)
        total = total * max(len(names[column]), 1) + codes
    return total, names


def _sorted_codes(series: pd.DataFrame, column: str, name: str) -> tuple[Ints, np.ndarray]:
    if column not in series.columns:
        return np.zeros(len(series), dtype=np.int64), np.array([""], dtype=object)
    words = series[column]
    if words.isna().any():
        if column != "caliber":
            refuse([Problem(where=name, what=f"{int(words.isna().sum())} rows have no {column}", next="name it, or drop the rows")])
        words = words.astype(object).where(words.notna(), "")
    codes, unique = pd.factorize(words)
    order = sorted(range(len(unique)), key=lambda at: str(unique[at]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    listed = np.empty(len(order), dtype=object)
    listed[:] = [unique[at] for at in order]
    return rank[codes], listed


def _decode(codes: Ints, names: Mapping[str, np.ndarray]) -> pd.DataFrame:
    parts = {}
    for column in reversed(KEY):
        codes, at = np.divmod(codes, max(len(names[column]), 1))
        parts[column] = names[column][at]
    return pd.DataFrame({column: parts[column] for column in KEY})


def label(keys: pd.DataFrame, row: int) -> str:
    return " ".join(str(part) for part in keys.iloc[row] if str(part))


def check_question(horizon: int, quantiles: Sequence[float], method: str,
                   methods: Sequence[str]) -> tuple[float, ...]:
    """Refuse a question that has no answer; return the quantiles in order."""
    one_of(method, methods, name="method")
    wrong = []
    if isinstance(horizon, bool) or not isinstance(horizon, (int, np.integer)) or not 1 <= horizon <= 50:
        wrong.append(Problem(where="horizon", what=f"{horizon!r} is not a number of years", next="give a whole number from 1 to 50"))
    levels = tuple(float(q) for q in quantiles)
    if not levels or not all(0 < q < 1 for q in levels) or len(set(levels)) < len(levels):
        wrong.append(Problem(where="quantiles", what=f"{quantiles!r} are not distinct numbers between 0 and 1",
                             next="give for example (.025, .1, .5, .9, .975)"))
    refuse(wrong, kind=QuestionProblem)
    return tuple(sorted(levels))
