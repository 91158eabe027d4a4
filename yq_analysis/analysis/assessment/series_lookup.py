"""Series, projections and sample paths, looked up by area, indicator and caliber."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from yq_analysis.check import Message, Problem, need_columns, refuse
from yq_analysis.maths import plan
from yq_analysis.maths.rounding import Interval, decimals_of

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
    def series(self) -> pd.Series:
        return pd.Series(self.values, index=self.years)

    def printed_totals(self, how: str, kind: plan.Kind, base: int) -> dict[int, Interval]:
        """By year: (low, high) in percent of the total since the base year, as far as the printed
        digits tell.
        """
        shown = max((decimals_of(f"{value:.10g}") for value in self.values), default=0)
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


def _keyed(table: pd.DataFrame | None, columns: list[str], name: str) -> dict[Key, pd.DataFrame]:
    if table is None or not len(table.columns):
        return {}
    need_columns(table, ["area", "indicator", *columns], name=name)
    whole = table if "caliber" in table.columns else table.assign(caliber="")
    if all(
        isinstance(whole[column].dtype, pd.StringDtype) and not whole[column].hasnans
        for column in _KEY
    ):
        found = _blocks(whole)
        if found is not None:
            return found
    whole = whole.assign(
        caliber=whole["caliber"].fillna("").astype(str), area=whole["area"].astype(str)
    )
    return {(str(a), str(i), str(c)): group for (a, i, c), group in whole.groupby(_KEY, sort=False)}


def _blocks(table: pd.DataFrame) -> dict[Key, pd.DataFrame] | None:
    """The series of a table in which the rows of each stand together, as sample paths do; None for
    others.

    Paths have a hundred thousand rows: to see where a series ends is quicker than to sort rows by
    their names.
    """
    names = [table[column].to_numpy(dtype=object) for column in _KEY]
    starts = [
        0,
        *(np.flatnonzero(np.any([one[1:] != one[:-1] for one in names], axis=0)) + 1),
        len(table),
    ]
    keys = [tuple(str(one[start]) for one in names) for start in starts[:-1]] if len(table) else []
    if len(set(keys)) < len(keys):
        return None
    return {
        (area, indicator, caliber): table.iloc[start:end]
        for (area, indicator, caliber), start, end in zip(keys, starts, starts[1:], strict=False)
    }


def look_up(
    series: pd.DataFrame, projections: pd.DataFrame | None = None, paths: pd.DataFrame | None = None
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
    if paths is not None:  # drawn by a machine and long: only its columns are looked at
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
    paths: pd.DataFrame | None

    @cached_property
    def _series(self) -> dict[Key, pd.DataFrame]:
        return _keyed(self.series, ["year", "value"], "series")

    @cached_property
    def _projections(self) -> dict[Key, pd.DataFrame]:
        return _keyed(self.projections, ["year", "value"], "projections")

    @cached_property
    def _paths(self) -> dict[Key, pd.DataFrame]:
        return _keyed(self.paths, ["draw", "year", "value"], "paths")

    @cached_property
    def _calibers(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for area, indicator, caliber in [*self._series, *self._projections]:
            found.setdefault((area, indicator), set()).add(caliber)
        return {key: sorted(calibers) for key, calibers in found.items()}

    @property
    def areas(self) -> list[str]:
        """Every area with a series, in order of appearance."""
        return list(dict.fromkeys(area for area, _, _ in self._series))

    def calibers(self, area: str, indicator: str) -> list[str]:
        return self._calibers.get((area, indicator), [])

    @cached_property
    def _seen(self) -> dict[Key, Known | None]:
        return {}

    @cached_property
    def _ahead(self) -> dict[Key, tuple[pd.DataFrame | None, Literal["draws", "quantiles"]]]:
        return {}

    def known(self, area: str, indicator: str, caliber: str) -> Known | None:
        """Observations: rows with a value that are not themselves projected (status F)."""
        key = (area, indicator, caliber)
        if key not in self._seen:
            self._seen[key] = self._known(key)
        return self._seen[key]

    def future(
        self, area: str, indicator: str, caliber: str
    ) -> tuple[pd.DataFrame | None, Literal["draws", "quantiles"]]:
        """Years x draws, or years x quantile levels; the column "value"
        holds the projected point.
        """
        key = (area, indicator, caliber)
        if key not in self._ahead:
            self._ahead[key] = self._future(key)
        return self._ahead[key]

    def _known(self, key: Key) -> Known | None:
        rows = self._series.get(key)
        if rows is None:
            return None
        rows = rows[rows["value"].notna() & rows["year"].notna()]
        status = (
            rows["status"].astype(str)
            if "status" in rows.columns
            else pd.Series("A", index=rows.index)
        )
        rows, status = rows[status != "F"], status[status != "F"]
        if not len(rows):
            return None
        order = np.argsort(rows["year"].to_numpy(dtype=np.int64), kind="stable")
        years = rows["year"].to_numpy(dtype=np.int64)[order]
        return Known(
            years=years,
            values=rows["value"].to_numpy(dtype=float)[order],
            preliminary=frozenset(years[(status == "P").to_numpy()[order]].tolist()),
            doubtful=frozenset(years[(status == "U").to_numpy()[order]].tolist()),
        )

    def _future(self, key: Key) -> tuple[pd.DataFrame | None, Literal["draws", "quantiles"]]:
        rows = self._projections.get(key)
        if rows is not None:
            rows = rows[rows["value"].notna()]
        draws = self._paths.get(key)
        if draws is not None and len(draws):
            wide = _wide(draws)
            if rows is not None and len(rows):
                wide["value"] = rows.set_index(rows["year"].astype(int))["value"]
            return wide, "draws"
        table = self.quantiles(*key)
        return (None if table.empty else table), "quantiles"

    def quantiles(self, area: str, indicator: str, caliber: str) -> pd.DataFrame:
        """The projection itself: years x probability levels; the column "value" is the point."""
        rows = self._projections.get((area, indicator, caliber))
        rows = rows[rows["value"].notna()] if rows is not None else None
        if rows is None or not len(rows):
            return pd.DataFrame(index=pd.Index([], dtype=int))
        names = [
            name for name in rows.columns if str(name).startswith("q") and _is_number(str(name)[1:])
        ]
        table = rows.set_index(rows["year"].astype(int))[[*names, "value"]].sort_index()
        return table.rename(columns={name: float(name[1:]) / 100 for name in names})

    def unit(self, area: str, indicator: str, caliber: str) -> str:
        return self._first(self._series, "unit", (area, indicator, caliber))

    def note(self, area: str, indicator: str, caliber: str) -> str:
        return self._first(self._projections, "note", (area, indicator, caliber))

    @staticmethod
    def _first(tables: dict[Key, pd.DataFrame], column: str, key: Key) -> str:
        rows = tables.get(key)
        if rows is None or column not in rows.columns:
            return ""
        value = next(iter(rows[column].dropna()), "")
        return value if isinstance(value, str) else str(value)


def _wide(draws: pd.DataFrame) -> pd.DataFrame:
    """Years x draws. As `simulate` gives them, draw after draw with the same rising years, nothing
    need be sorted.
    """
    draw, year = draws["draw"].to_numpy(), draws["year"].to_numpy()
    span = int(np.argmax(draw != draw[0])) or len(draw)
    if len(draw) % span == 0 and draw.dtype.kind == year.dtype.kind == "i":
        by_draw, by_year = draw.reshape(-1, span), year.reshape(-1, span)
        if (
            (by_draw == by_draw[:, :1]).all()
            and (by_year == by_year[:1]).all()
            and (np.diff(by_draw[:, 0]) > 0).all()
            and (np.diff(by_year[0]) > 0).all()
        ):
            return pd.DataFrame(
                draws["value"].to_numpy().reshape(-1, span).T,
                index=pd.Index(by_year[0], name="year"),
                columns=pd.Index(by_draw[:, 0], name="draw"),
            )
    wide = draws.pivot(index="year", columns="draw", values="value").sort_index()
    wide.index = wide.index.astype(int)
    return wide


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
