"""The door: a long table becomes a panel, or is refused with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import (
    method_notes,
    request_validation,
    transformations,
    value_validation,
)
from yq_analysis.analysis.projection.panel import LONGEST_HISTORY, Floats, Ints
from yq_analysis.check import Message, Problem, need_columns, refuse

KEY = ("area", "indicator", "caliber")


@dataclass(frozen=True, kw_only=True)
class Histories:
    """N series as printed, in the order of their keys.

    `keys` holds area, indicator, caliber [N]; `values` [N, T] left-aligned with NaN in gaps and
    after the end; `span`, `count`, `final` [N]: years covered, observations, last year; `breaks`
    [N, T] marks the first year of a new segment; `older` [N] whether observations before the
    longest history that is used were dropped; `remarks` [N] what the reader must be told of how the
    table was read ("" if nothing). A series without observations has the last year of its rows as
    `final`.
    """

    keys: pd.DataFrame
    values: Floats
    breaks: np.ndarray
    span: Ints
    count: Ints
    final: Ints
    kinds: transformations.Kinds
    older: np.ndarray
    remarks: np.ndarray

    def take(self, rows: Ints) -> Histories:
        if len(rows) == len(self) and (rows == np.arange(len(rows))).all():
            return self
        return Histories(
            keys=self.keys.iloc[rows].reset_index(drop=True),
            values=self.values[rows],
            breaks=self.breaks[rows],
            span=self.span[rows],
            count=self.count[rows],
            final=self.final[rows],
            kinds=self.kinds.take(rows),
            older=self.older[rows],
            remarks=self.remarks[rows],
        )

    def __len__(self) -> int:
        return len(self.span)


def read(series: pd.DataFrame, known: transformations.Known, *, name: str = "series") -> Histories:
    """Histories of a long table with area, indicator, year, value (and caliber, status, unit).

    Rows without a value and rows whose status says that there is none (M, O) or that it is itself
    projected (F) are no observations. Refuses text among the numbers, infinities, years that are
    not whole, two values for one year, years far from all others, statuses that mean nothing, and
    values that are impossible on their scale.
    """
    series = request_validation.table(series, name)
    need_columns(
        series, ["area", "indicator", "year", "value"], name=name, advice=Message("frame_try_tidy")
    )
    value, of_value = value_validation.values(series, name)
    year, of_year = value_validation.years(series, name)
    status, of_status = value_validation.statuses(series, name)
    unit, of_unit = value_validation.units(series, name)
    codes, names = _key_codes(series, name)
    refuse([*of_year, *of_value, *of_status, *of_unit])
    present, codes = np.unique(codes, return_inverse=True)
    keys = _decode(present, names)
    observed = np.isfinite(value)
    if status is not None:
        observed &= ~np.isin(status, value_validation.NOT_OBSERVED)
    listed = np.full(len(keys), -value_validation.LATEST)
    np.maximum.at(listed, codes, year.astype(np.int64))
    order = np.lexsort((year, codes))
    if status is not None:
        status = _carry_breaks(status, codes, observed, order)
    order = order[observed[order]]
    codes, whole_year, value = codes[order], year[order].astype(np.int64), value[order]
    _refuse_years(keys, codes, whole_year, name)
    rows = _Rows(
        codes=codes,
        year=whole_year,
        value=value,
        status=None if status is None else status[order],
        unit=None if unit is None else unit[order],
    )
    return _assemble(keys, listed, rows, known, name)


def _carry_breaks(status: np.ndarray, codes: Ints, observed: np.ndarray, order: Ints) -> np.ndarray:
    """A break flagged in a row without a value begins with the next value of its series."""
    known = order[observed[order]]
    status, before = status.copy(), np.cumsum(observed[order])
    for place in np.flatnonzero((status[order] == "B") & ~observed[order]):
        after = int(before[place])
        if after < len(known) and codes[known[after]] == codes[order[place]]:
            status[known[after]] = "B"
    return status


def _refuse_years(keys: pd.DataFrame, codes: Ints, year: Ints, name: str) -> None:
    """Two values for one year, and a year so far from the one before that nothing older would
    count.
    """
    same, step = codes[1:] == codes[:-1], np.diff(year)
    twice, far = (
        np.flatnonzero(same & (step == 0)),
        np.flatnonzero(same & (step >= LONGEST_HISTORY)),
    )
    refuse(
        [
            *(
                Problem(
                    where=f"{name}, {label(keys, codes[at])}",
                    what=Message("refuse_has_two_values_in", value=year[at]),
                    next=Message("refuse_choose_one_edition_or_give"),
                )
                for at in twice[: value_validation.MOST]
            ),
            *(
                Problem(
                    where=f"{name}, {label(keys, codes[at])}",
                    what=Message(
                        "refuse_has_no_value_between_and", value=year[at], value2=year[at + 1]
                    ),
                    next=Message("refuse_correct_the_year_or_drop"),
                )
                for at in far[: value_validation.MOST]
            ),
        ]
    )


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Observations [R] by series, then year."""

    codes: Ints
    year: Ints
    value: Floats
    status: np.ndarray | None
    unit: np.ndarray | None

    def take(self, rows: np.ndarray) -> _Rows:
        return _Rows(
            codes=self.codes[rows],
            year=self.year[rows],
            value=self.value[rows],
            status=None if self.status is None else self.status[rows],
            unit=None if self.unit is None else self.unit[rows],
        )


def _assemble(
    keys: pd.DataFrame, listed: Ints, rows: _Rows, known: transformations.Known, name: str
) -> Histories:
    number = len(keys)
    starts = np.searchsorted(rows.codes, np.arange(number))
    ends = np.searchsorted(rows.codes, np.arange(number), side="right")
    filled = ends > starts
    final = listed.copy()
    final[filled] = rows.year[ends[filled] - 1]
    used = rows.year > final[rows.codes] - LONGEST_HISTORY
    older = np.bincount(rows.codes[~used], minlength=number) > 0
    rows = rows.take(used) if older.any() else rows
    count = np.bincount(rows.codes, minlength=number)
    begin = final.copy()
    np.minimum.at(begin, rows.codes, rows.year)
    span = np.where(filled, final - begin + 1, 0)
    values = np.full((number, max(int(span.max(initial=0)), 1)), np.nan)
    place = rows.codes, rows.year - begin[rows.codes]
    values[place] = rows.value
    breaks = np.zeros(values.shape, dtype=bool)
    if rows.status is not None:
        breaks[place] = rows.status == "B"
    units = None
    if rows.unit is not None:
        units = np.full(number, "", dtype=object)
        units[rows.codes] = rows.unit
    kinds, guessed = _kinds(keys, values, units, known, name)
    remarks = np.full(number, "", dtype=object)
    method_notes.attach(remarks, older, method_notes.EARLIER_NOTE)
    method_notes.attach(remarks, guessed, method_notes.SHARE_NOTE)
    return Histories(
        keys=keys,
        values=values,
        breaks=breaks,
        span=span,
        count=count,
        final=final,
        kinds=kinds,
        older=older,
        remarks=remarks,
    )


def _kinds(
    keys: pd.DataFrame,
    values: Floats,
    units: np.ndarray | None,
    known: transformations.Known,
    name: str,
) -> tuple[transformations.Kinds, np.ndarray]:
    """The scale of each series, and whether it was taken for a share; a stranger's from its values
    and unit.

    Fast where all are plainly positive and their unit, if any, says nothing more.
    """
    indicators = keys["indicator"].to_numpy(dtype=object)
    kinds = np.array(
        [known.scale.get(indicator, known.others) for indicator in indicators], dtype=object
    )
    observed = np.isfinite(values)
    lowest = np.where(observed, values, np.inf).min(1)
    strange = kinds == ""
    telling = (
        False
        if units is None
        else np.isin(units, [one for one in pd.unique(units) if transformations.telling(one)])
    )
    kinds[strange & (lowest > 0) & ~np.broadcast_to(telling, strange.shape)] = "positive"
    for row in np.flatnonzero(kinds == ""):
        kinds[row] = transformations.infer(
            values[row, observed[row]], "" if units is None else units[row]
        )
    whole, problems = np.full(len(kinds), 100.0), []
    doubtful = (lowest < 0) & (kinds != "rate") | np.isin(kinds, ("share", "count")) & observed.any(
        1
    )
    for row in np.flatnonzero(doubtful):
        mine = values[row, observed[row]]
        if kinds[row] == "share":
            unit = "" if units is None else units[row]
            whole[row] = transformations.whole_of(mine, unit or known.unit.get(indicators[row], ""))
        what, next_ = transformations.complaint(kinds[row], mine, whole[row])
        if what:
            problems.append(
                Problem(where=f"{name}, {label(keys, int(row))}", what=what, next=next_)
            )
    refuse(problems)
    return transformations.Kinds(name=kinds.astype(str), whole=whole), strange & (kinds == "share")


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
    codes, unique, problems = value_validation.letters(series, column, name)
    refuse(problems)
    if (codes < 0).any():
        if column != "caliber":
            refuse(
                [
                    Problem(
                        where=name,
                        what=Message(
                            "refuse_rows_have_no", value=int((codes < 0).sum()), column=column
                        ),
                        next=Message("refuse_name_it_or_drop_the"),
                    )
                ]
            )
        return _sorted_codes(
            series.assign(caliber=series[column].astype(object).where(series[column].notna(), "")),
            column,
            name,
        )
    order = sorted(
        range(len(unique)), key=lambda at: (str(unique[at]), isinstance(unique[at], str))
    )
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    listed = np.empty(len(order), dtype=object)
    for place, at in enumerate(order):  # one by one: a name may itself be a sequence
        listed[place] = unique[at]
    return rank[codes], listed


def _decode(codes: Ints, names: Mapping[str, np.ndarray]) -> pd.DataFrame:
    parts = {}
    for column in reversed(KEY):
        codes, at = np.divmod(codes, max(len(names[column]), 1))
        parts[column] = names[column][at]
    return pd.DataFrame({column: parts[column] for column in KEY})


def label(keys: pd.DataFrame, row: int) -> str:
    """How a message names a series."""
    return " ".join(str(part) for part in keys.iloc[row] if str(part))


def identities(keys: pd.DataFrame) -> list[str]:
    """Each series' own text: no two series share it, be it that one is called 1 and another "1"."""
    return [
        " ".join(_escaped(part) for part in key if part != "")
        for key in keys.to_numpy(dtype=object)
    ]


def _escaped(part: object) -> str:
    return part.replace("\\", "\\\\").replace(" ", "\\ ") if isinstance(part, str) else f"\\n{part}"
