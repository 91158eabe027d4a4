"""A series as two arrays, and what is projected of it as a matrix: verdicts rest on both."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Years = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """Values by year, the years rising and each there once; NaN where a year has none.

    >>> line = Line(years=np.array([2020, 2022]), values=np.array([1.0, 3.0]))
    >>> len(line), line.get(2022), line.get(2021), line.upto(2021).years.tolist()
    (2, 3.0, nan, [2020])
    """

    years: Years
    values: Floats

    @staticmethod
    def nothing() -> Line:
        """A line without years."""
        return Line(years=np.empty(0, dtype=np.int64), values=np.empty(0))

    def __len__(self) -> int:
        return len(self.years)

    def get(self, year: int, default: float = math.nan) -> float:
        """The value of a year, or `default` where the year is not there."""
        at = int(np.searchsorted(self.years, year))
        return float(self.values[at]) if self.has(year) else default

    def has(self, year: int) -> bool:
        """Whether the year is there, be it without a value."""
        at = int(np.searchsorted(self.years, year))
        return at < len(self.years) and int(self.years[at]) == year

    def at(self, years: Years) -> Floats:
        """The values of some years; NaN for one that is not there."""
        if not len(self):
            return np.full(len(years), np.nan)
        place = np.minimum(np.searchsorted(self.years, years), len(self) - 1)
        return np.where(self.years[place] == years, self.values[place], np.nan)

    def take(self, rows: npt.NDArray[np.bool_] | slice) -> Line:
        """Some of the years."""
        return Line(years=self.years[rows], values=self.values[rows])

    def upto(self, year: float) -> Line:
        """The years up to this one."""
        return self.take(self.years <= year)

    def since(self, year: float) -> Line:
        """The years from this one on."""
        return self.take(self.years >= year)

    def pairs(self) -> list[tuple[int, float]]:
        """(year, value) of every year."""
        return list(zip(self.years.tolist(), self.values.tolist(), strict=True))

    def known(self) -> Line:
        """The years that have a value."""
        return self.take(np.isfinite(self.values))

    def times(self, factor: float) -> Line:
        """The same in another unit."""
        return Line(years=self.years, values=self.values * factor)


@dataclass(frozen=True, kw_only=True, eq=False)
class Fan:
    """What is projected: values [Y, C] of `years` [Y]; `columns` [C] are numbers of draws, or
    levels of probability. `point` [Y] is the projected value itself, None where only draws are.
    """

    years: Years
    columns: Floats
    values: Floats
    point: Floats | None

    @staticmethod
    def nothing() -> Fan:
        """A projection without years."""
        none = np.empty(0, dtype=np.int64)
        return Fan(years=none, columns=np.empty(0), values=np.empty((0, 0)), point=None)

    def after(self, year: float) -> Fan:
        """The years after this one."""
        rows = self.years > year
        point = None if self.point is None else self.point[rows]
        return Fan(
            years=self.years[rows], columns=self.columns, values=self.values[rows], point=point
        )

    def row(self, year: int) -> Floats:
        """The values of a year; empty where it is not projected."""
        at = (self.years == year).nonzero()[0]
        return self.values[at[0]] if len(at) else np.empty(0)

    def column(self, level: float) -> int | None:
        """The column of a level of probability; None where it is not there."""
        at = (np.abs(self.columns - level) < 1e-9).nonzero()[0]
        return int(at[0]) if len(at) else None

    def value(self, year: int, level: float) -> float | None:
        """The value of a year at a level of probability; None where one of the two is not there."""
        values, at = self.row(year), self.column(level)
        return float(values[at]) if len(values) and at is not None else None

    def times(self, factor: float) -> Fan:
        """The same in another unit."""
        point = None if self.point is None else self.point * factor
        return Fan(years=self.years, columns=self.columns, values=self.values * factor, point=point)

    def middle(self) -> Line:
        """The projected value of each year: the point, else the median of what is drawn."""
        if self.point is not None and not np.isnan(self.point).all():
            return Line(years=self.years, values=self.point)
        return Line(years=self.years, values=_medians(self.values))


def _medians(values: Floats) -> Floats:
    """The median of each row's numbers; NaN where a row has none."""
    found = np.full(len(values), np.nan)
    for row, numbers in enumerate(values):
        known = numbers[np.isfinite(numbers)]
        if len(known):
            found[row] = np.median(known)
    return found
