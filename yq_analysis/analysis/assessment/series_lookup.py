"""Series, projections and sample paths, looked up by area, indicator and caliber."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from yq_analysis.analysis.assessment.lines import Fan, Line
from yq_analysis.check import Message, Problem, need_columns, refuse
from yq_analysis.maths import plan
from yq_analysis.maths.rounding import Interval, decimals_of
from yq_analysis.model import Drawn

Key = tuple[str, str, str]
# Beyond this many decimals a figure was computed, not printed, and its digits decide nothing.
PRINTED_DECIMALS = 4
_KEY = ["area", "indicator", "caliber"]
MOST = 20  # problems of one kind that are written out


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """The observed part of a series: years, values, and which of them are
    preliminary or doubtful.
    """

    years: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    preliminary: frozenset[int]
    doubtful: frozenset[int] = frozenset()

    @staticmethod
    def nothing() -> Known:
        return Known(years=np.empty(0, dtype=np.int64), values=np.empty(0), preliminary=frozenset())

    @property
    def last(self) -> float:
        return float(self.years[-1]) if len(self.years) else -np.inf

    @property
    def line(self) -> Line:
        return Line(years=self.years, values=self.values)

    @cached_property
    def shown(self) -> int:
        """The most decimals that a value is printed with."""
        return max((decimals_of(f"{value:.10g}") for value in self.values.tolist()), default=0)

    def printed_totals(self, how: str, kind: plan.Kind, base: int) -> dict[int, Interval]:
        """By year: (low, high) in percent of the total since the base year, as far as the printed
        digits tell.
        """
        shown = self.shown
        if shown > PRINTED_DECIMALS:
            return {}
        half = 0.5 * 10.0**-shown
        after = np.flatnonzero(self.years > base)
        if how == "levels":
            at = float(self.values[self.years == base][0])
            found = {
                int(self.years[i]): plan.levels_interval(
                    (at - half, at + half),
                    (self.values[i] - half, self.values[i] + half),
                    kind=kind,
                )
                for i in after
            }
        else:
            pairs = [((self.values[i] - half) / 100, (self.values[i] + half) / 100) for i in after]
            found = {
                int(self.years[i]): plan.cumulative_interval(pairs[: n + 1], kind=kind)
                for n, i in enumerate(after)
            }
        return {year: (100 * low, 100 * high) for year, (low, high) in found.items()}


class _Rows:
    """The rows of a long table by area, indicator and caliber: places, and columns as arrays."""

    def __init__(self, table: pd.DataFrame | None, columns: Sequence[str], name: str) -> None:
        self.places: dict[Key, npt.NDArray[np.intp]] = {}
        self._table = pd.DataFrame() if table is None else table
        self._columns: dict[str, np.ndarray] = {}
        if table is None or not len(table.columns):
            return
        need_columns(table, ["area", "indicator", *columns], name=name)
        if table.empty:
            return
        caliber = table["caliber"].fillna("") if "caliber" in table.columns else ""
        keys = table.assign(caliber=caliber)[_KEY].astype(str)
        group = keys.groupby(_KEY, sort=False).ngroup().to_numpy()
        order = np.argsort(group, kind="stable")
        starts = np.flatnonzero(np.diff(group[order], prepend=-1))
        parts = [keys[one].to_numpy(dtype=object)[order[starts]] for one in _KEY]
        for *key, rows in zip(*parts, np.split(order, starts[1:]), strict=True):
            self.places[key[0], key[1], key[2]] = rows

    def __contains__(self, key: Key) -> bool:
        return key in self.places

    def column(self, name: str) -> np.ndarray:
        """A column of the whole table."""
        if name not in self._columns:
            column = self._table[name]
            plain = column.dtype.kind in "fiub"
            self._columns[name] = column.to_numpy() if plain else column.to_numpy(dtype=object)
        return self._columns[name]

    def has_column(self, name: str) -> bool:
        return name in self._table.columns

    @cached_property
    def levels(self) -> tuple[list[float], np.ndarray]:
        """The levels of probability that the table has, and its quantiles [rows, levels]."""
        names = [
            str(name)
            for name in self._table.columns
            if str(name).startswith("q") and _is_number(str(name)[1:])
        ]
        values = self._table[names].to_numpy(dtype=float)
        return [float(name[1:]) / 100 for name in names], values

    def first(self, name: str, key: Key) -> str:
        """The first text of a column in a series; "" where there is none."""
        rows = self.places.get(key)
        if rows is None or not self.has_column(name):
            return ""
        column = self.column(name)
        return next(
            (
                one if isinstance(one, str) else str(one)
                for one in column[rows]
                if one is not None and one == one
            ),
            "",
        )


def look_up(
    series: pd.DataFrame,
    projections: pd.DataFrame | None = None,
    paths: pd.DataFrame | Drawn | None = None,
) -> Tables:
    """The three tables, checked: numbers are numbers, years are years, one value a year (and draw)
    in each caliber.

    >>> look_up(pd.DataFrame({"area": ["a", "a"], "indicator": "x", "year": [2020, 2020],
    ...     "value": [1.0, 2.0]}))
    Traceback (most recent call last):
    yq_analysis.check.DataProblem: series, a, x: 2020 年有两个数; 请选一个版次，或各给一个口径
    """
    problems: list[Problem] = []
    series = _checked(series, "series", problems)
    projections = None if projections is None else _checked(projections, "projections", problems)
    if isinstance(
        paths, pd.DataFrame
    ):  # drawn by a machine and long: only its columns are looked at
        need_columns(paths, ["area", "indicator", "draw", "year", "value"], name="paths")
    refuse(problems)
    return Tables(series=series, projections=projections, paths=paths)


def _checked(table: pd.DataFrame, name: str, problems: list[Problem]) -> pd.DataFrame:
    """The table with numeric years and values; what is not a number, and years that stand twice,
    join `problems`.
    """
    need_columns(table, ["area", "indicator", "year", "value"], name=name)
    numeric = {
        column: pd.to_numeric(table[column], errors="coerce").astype(float)
        for column in ("year", "value")
    }
    keys = [column for column in ("area", "indicator", "caliber") if column in table.columns]

    def place(row: Mapping[Any, Any]) -> str:
        return ", ".join([name, *(str(row[key]) for key in keys if row[key])])

    for column, values in numeric.items():
        wrong = table[(values.isna() & table[column].notna()) | np.isinf(values)]
        problems += [
            Problem(
                where=place(row),
                what=f"{column} is {row[column]!r}",
                next=Message("refuse_write_a_number_or_leave"),
            )
            for row in wrong.head(MOST).to_dict("records")
        ]
    whole = table.assign(**numeric)
    known = whole[whole["year"].notna() & whole["value"].notna()]
    problems += [
        Problem(
            where=place(row),
            what=Message("refuse_has_two_values_for", year=row["year"]),
            next=Message("refuse_choose_one_edition_or_give"),
        )
        for row in known[known.duplicated([*keys, "year"])].head(MOST).to_dict("records")
    ]
    return whole


@dataclass(frozen=True, kw_only=True, eq=False)
class Tables:
    """The three tables that a verdict rests on; `projections` and `paths` may be missing."""

    series: pd.DataFrame
    projections: pd.DataFrame | None
    paths: pd.DataFrame | Drawn | None

    @cached_property
    def _series(self) -> _Rows:
        return _Rows(self.series, ["year", "value"], "series")

    @cached_property
    def _projections(self) -> _Rows:
        return _Rows(self.projections, ["year", "value"], "projections")

    @cached_property
    def _paths(self) -> _Rows:
        table = self.paths if isinstance(self.paths, pd.DataFrame) else None
        return _Rows(table, ["draw", "year", "value"], "paths")

    @cached_property
    def _calibers(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for area, indicator, caliber in [*self._series.places, *self._projections.places]:
            found.setdefault((area, indicator), set()).add(caliber)
        return {key: sorted(calibers) for key, calibers in found.items()}

    @property
    def areas(self) -> list[str]:
        """Every area with a series, in order of appearance."""
        return list(dict.fromkeys(area for area, _, _ in self._series.places))

    def calibers(self, area: str, indicator: str) -> list[str]:
        return self._calibers.get((area, indicator), [])

    @cached_property
    def _seen(self) -> dict[Key, Known | None]:
        return {}

    def known(self, area: str, indicator: str, caliber: str) -> Known | None:
        """Observations: rows with a value that are not themselves projected (status F)."""
        key = (area, indicator, caliber)
        if key not in self._seen:
            self._seen[key] = self._known(key)
        return self._seen[key]

    def _known(self, key: Key) -> Known | None:
        rows = self._series.places.get(key)
        if rows is None:
            return None
        year, value = self._series.column("year")[rows], self._series.column("value")[rows]
        status = np.full(len(rows), "A", dtype=object)
        if self._series.has_column("status"):
            status = self._series.column("status")[rows]
        used = np.isfinite(value) & np.isfinite(year) & (status != "F")
        if not used.any():
            return None
        order = np.flatnonzero(used)[np.argsort(year[used], kind="stable")]
        years, status = year[order].astype(np.int64), status[order]
        return Known(
            years=years,
            values=value[order].astype(float),
            preliminary=frozenset(years[status == "P"].tolist()),
            doubtful=frozenset(years[status == "U"].tolist()),
        )

    def future(
        self, area: str, indicator: str, caliber: str
    ) -> tuple[Fan | None, Literal["draws", "quantiles"]]:
        """What is projected, by draws where there are paths, else by quantiles."""
        key = (area, indicator, caliber)
        drawn = self._drawn(key)
        rows = self._projections.places.get(key)
        if rows is not None:
            rows = rows[~np.isnan(self._projections.column("value")[rows])]
            year = self._projections.column("year")[rows].astype(np.int64)
            order = np.argsort(year, kind="stable")
            rows, year = rows[order], year[order]
        if drawn is not None:
            point = None
            if rows is not None and len(rows):
                told = Line(years=year, values=self._projections.column("value")[rows])
                point = told.at(drawn.years)
            return replace(drawn, point=point), "draws"
        table = self.quantiles(*key)
        return (table if len(table.years) else None), "quantiles"

    def quantiles(self, area: str, indicator: str, caliber: str) -> Fan:
        """The projection itself, by levels of probability."""
        rows = self._projections.places.get((area, indicator, caliber))
        if rows is None:
            return Fan.nothing()
        rows = rows[~np.isnan(self._projections.column("value")[rows])]
        rows = rows[np.argsort(self._projections.column("year")[rows], kind="stable")]
        levels, values = self._projections.levels
        return Fan(
            years=self._projections.column("year")[rows].astype(np.int64),
            columns=np.array(levels),
            values=values[rows],
            point=self._projections.column("value")[rows].astype(float),
        )

    def _drawn(self, key: Key) -> Fan | None:
        """The sample paths of a series; None where it has none."""
        if self.paths is None or isinstance(self.paths, pd.DataFrame):
            rows = self._paths.places.get(key)
            return None if rows is None else _wide(self._paths, rows)
        found = self.paths.of(*key)
        if found is None:
            return None
        years, values = found
        return Fan(
            years=years, columns=np.arange(values.shape[1], dtype=float), values=values, point=None
        )

    def unit(self, area: str, indicator: str, caliber: str) -> str:
        return self._series.first("unit", (area, indicator, caliber))

    def note(self, area: str, indicator: str, caliber: str) -> str:
        return self._projections.first("note", (area, indicator, caliber))


def _wide(paths: _Rows, rows: npt.NDArray[np.intp]) -> Fan:
    """The rows of a series' paths as years x draws."""
    years, at = np.unique(paths.column("year")[rows].astype(np.int64), return_inverse=True)
    draws, which = np.unique(paths.column("draw")[rows], return_inverse=True)
    values = np.full((len(years), len(draws)), np.nan)
    values[at, which] = paths.column("value")[rows]
    return Fan(years=years, columns=draws.astype(float), values=values, point=None)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
