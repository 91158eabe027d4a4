"""What a target measures, seen in a series: a level, a total since the base year, a yearly average,
a difference.

A cumulative target is judged on yearly rates where they are published, on levels where the base
year is there in the same caliber, on a published total otherwise: each caliber by itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from yq_analysis.analysis.assessment.base_years import PLAN
from yq_analysis.analysis.assessment.lines import Fan, Line
from yq_analysis.analysis.assessment.series_lookup import Known, Tables
from yq_analysis.check import Message, Problem, refuse
from yq_analysis.maths import plan
from yq_analysis.maths.distribution import from_quantiles
from yq_analysis.maths.rounding import Interval
from yq_analysis.model import Indicator

Array = npt.NDArray[np.float64]
_SINCE = re.compile(r"since(\d{4})")
How = Literal["value", "difference", "rates", "levels"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Measure:
    """One caliber of one target's quantity.

    `history` by year, in the target's own measure; `index` by year is what the progress methods
    look at (the series itself, or its level relative to the base year); `future` is years x
    columns, the columns being draws (`by="draws"`) or probability levels (`by="quantiles"`);
    `point` the projected value.
    """

    caliber: str
    source: str
    how: How
    kind: plan.Kind
    basis: str
    base_year: int
    unit: str
    history: Line
    index: Line
    future: Fan
    by: Literal["draws", "quantiles"]
    point: Line
    preliminary: frozenset[int]
    doubtful: frozenset[int]
    digits: dict[int, Interval]
    projection_note: str
    # of a quantity that is projected as it is: the quantiles of its projection
    bounds: Fan = field(default_factory=Fan.nothing)

    @property
    def latest_year(self) -> int | None:
        return int(self.history.years[-1]) if len(self.history) else None

    @property
    def latest(self) -> float:
        return float(self.history.values[-1]) if len(self.history) else math.nan

    def times(self, factor: float, unit: str) -> Measure:
        """The same quantity in another unit, or at other prices."""
        changed = {
            name: getattr(self, name).times(factor)
            for name in ("history", "index", "future", "point", "bounds")
        }
        return Measure(**{**vars(self), **changed, "unit": unit})

    def ahead(self, year: int) -> tuple[Array, Array]:
        """What is projected for a year: the columns of `future` as numbers, and their values; empty
        where nothing is.
        """
        values = self.future.row(year)
        known = np.isfinite(values)
        return self.future.columns[known[: len(self.future.columns)]], values[known]

    def of_index(self, index: Array, years: npt.NDArray[np.int64]) -> Array:
        """From the scale of `index` to the target's own measure."""
        if self.how == "difference":
            return np.asarray(index - self.index.get(self.base_year), dtype=float)
        if self.basis in ("cumulative", "annual_growth"):
            return _measured(self.basis, self.kind, index[:, None], years, self.base_year)[:, 0]
        return index

    def to_index(self, values: Array, years: npt.NDArray[np.int64]) -> Array:
        """From the target's own measure to the scale of `index`."""
        if self.how == "difference":
            return np.asarray(values + self.index.get(self.base_year), dtype=float)
        if self.basis not in ("cumulative", "annual_growth"):
            return values
        factor = 1 - values / 100 if self.kind == "reduction" else 1 + values / 100
        return factor ** (years - self.base_year) if self.basis == "annual_growth" else factor

    def projected_index(self, years: Iterable[int]) -> Array:
        """The projected point of each year on the scale of `index`; NaN
        where nothing is projected.
        """
        wanted = np.array(list(years))
        return self.to_index(self.point.at(wanted), wanted)


def forms(
    indicator: str, basis: str, percent: bool | None, known: Mapping[str, Indicator]
) -> list[tuple[str, How]]:
    """Where the quantity of a target can be found: (indicator, how to read it), the best first.

    `percent`: whether the indicator's own series is printed in percent, that is, already the total
    (or the yearly rate); None where nobody says, then a level in the base year decides. `known` are
    the catalogue's records: the yearly rate that a total compounds, and the level behind it.

    >>> from yq_analysis import catalogue
    >>> forms("energy_intensity_reduction", "cumulative", True, catalogue.read().records)
    [('energy_intensity_change_rate', 'rates'), ('energy_intensity', 'levels'),
    ('energy_intensity_reduction', 'value')]
    """
    if basis not in ("cumulative", "annual_growth"):
        return [(indicator, "difference" if basis in ("points", "increment") else "value")]
    one = known.get(indicator)
    found: list[tuple[str, How]] = [(one.rate, "rates")] if one is not None and one.rate else []
    if one is not None and one.level:
        found.append((one.level, "levels"))
    if percent is not True:
        found.append((indicator, "levels"))
    if percent is not False:
        found.append((indicator, "value" if basis == "cumulative" else "rates"))
    return found


# What is seen [years] and what is projected [years, columns], on one scale.
_Both = tuple[Array, Array]


def _levels(known: Known, ahead: Array, base: int) -> _Both | None:
    """Levels relative to the base year; None where that has no level above zero."""
    start = known.line.get(base)
    if not start > 0:
        return None
    return np.where(known.years >= base, known.values / start, np.nan), ahead / start


def _chained(kind: plan.Kind, known: Known, future: Fan, ahead: Array, base: int) -> _Both | None:
    """The level relative to the base year that yearly rates make; None where a year is missing that
    the chain needs.
    """
    after, later = known.years > base, future.years > base
    years = np.concatenate([known.years[after], future.years[later]])
    if not len(years) or not np.array_equal(years, np.arange(base + 1, base + 1 + len(years))):
        return None
    sign = -1 if kind == "reduction" else 1
    seen, coming = np.full(len(known.years), np.nan), np.full(ahead.shape, np.nan)
    seen[after] = np.cumprod(1 + sign * known.values[after] / 100)
    factors = 1 + sign * ahead[later] / 100
    if after.any() and len(factors):
        factors[0] *= seen[-1]
    coming[later] = np.cumprod(factors, axis=0)
    return seen, coming


def _rebased(kind: plan.Kind, known: Known, ahead: Array, base: int) -> _Both | None:
    """Totals since another year as totals since `base`: what lies before it is divided out. None
    where it is not observed.

    22.89 % since 2020, 15.19 % of it by 2025: 1 - .7711/.8481 = 9.08 % of 2026-2030 alone.
    """
    if base not in known.years:
        return None
    sign = -1 if kind == "reduction" else 1
    at = 1 + sign * known.line.get(base) / 100
    if not at > 0:
        return None
    seen, coming = (sign * 100 * ((1 + sign * one / 100) / at - 1) for one in (known.values, ahead))
    return seen, coming


def _kind(caliber: str) -> str:
    """A caliber without the year that a total counts from."""
    return "+".join(part for part in caliber.split("+") if not _SINCE.fullmatch(part))


def _measured(
    basis: str, kind: plan.Kind, ratio: Array, years: npt.NDArray[np.int64], base: int
) -> Array:
    """From the relative level to percent: a total, or a yearly average since the base year."""
    if basis == "annual_growth":
        with np.errstate(invalid="ignore"):
            ratio = ratio ** (1 / np.where(years > base, years - base, np.nan))[:, None]
    return 100 * (1 - ratio if kind == "reduction" else ratio - 1)


def _from_base(relative: Line, base: int) -> Line:
    """The observed level relative to the base year, which is 1 by definition."""
    seen = relative.known()
    before, after = seen.years < base, seen.years > base
    return Line(
        years=np.concatenate([seen.years[before], [base], seen.years[after]]),
        values=np.concatenate([seen.values[before], [1.0], seen.values[after]]),
    )


def _refuse_nothing_left(known: Known, kind: plan.Kind, base: int, where: str) -> None:
    """Rates of a fall by 100 % and more: nothing is left that could go on."""
    gone = (known.values >= 100) if kind == "reduction" else (known.values <= -100)
    refuse(
        Problem(
            where=where,
            what=Message("refuse_a_fall_of_leaves_nothing", value=abs(value)),
            next=Message("refuse_rates_are_in_percent_is"),
        )
        for value in known.values[(known.years > base) & gone]
    )


def _tells(known: Known, how: How, caliber: str, basis: str, base: int) -> bool:
    """Whether a series can tell the quantity at all, whatever is projected of it."""
    since = _SINCE.search(caliber)
    if how == "rates":
        # a total since some year is no yearly rate; rates chain from the base year on, observed or
        # projected, unless the last one is long past
        return since is None and base - known.last <= PLAN
    # a projected base level would seem surer than it is
    if how in ("levels", "difference"):
        return base in known.years
    if basis == "cumulative" and since is None:
        return bool((known.years > base).any())
    return basis != "cumulative" or since is None or int(since[1]) == base or base in known.years


def measure(
    tables: Tables,
    area: str,
    source: str,
    caliber: str,
    how: How,
    *,
    basis: str,
    kind: plan.Kind,
    base_year: int,
) -> Measure | None:
    """The quantity of a target in one series; None where the series cannot tell."""
    seen = tables.known(area, source, caliber)
    known = seen or Known.nothing()
    if not _tells(known, how, caliber, basis, base_year):
        return None  # before anything is drawn
    future, by = tables.future(area, source, caliber)
    if seen is None and future is None:
        return None
    future = (future or Fan.nothing()).after(known.last)
    columns, base = len(future.columns), base_year
    ahead = future.values
    if future.point is not None:
        ahead = np.column_stack([ahead, future.point])
    digits: dict[int, Interval] = {}
    named, index = caliber, known.line
    if how in ("rates", "levels"):
        if how == "rates":
            _refuse_nothing_left(known, kind, base, f"series, {area}, {source}")
        ratio = (
            _levels(known, ahead, base)
            if how == "levels"
            else _chained(kind, known, future, ahead, base)
        )
        if ratio is None:
            return None
        observed = _measured(basis, kind, ratio[0][:, None], known.years, base)[:, 0]
        ahead = _measured(basis, kind, ratio[1], future.years, base)
        index = _from_base(Line(years=known.years, values=ratio[0]), base)
        digits = known.printed_totals(how, kind, base) if basis == "cumulative" else {}
    elif how == "difference":
        start = known.line.get(base)
        observed, ahead = known.values - start, ahead - start
    else:
        observed = known.values
        if basis == "cumulative":  # a published total: only those that count from this base
            counted = _SINCE.search(caliber)
            if counted and int(counted[1]) != base:
                rebased = _rebased(kind, known, ahead, base)
                if rebased is None:
                    return None
                (observed, ahead), named = rebased, _kind(caliber)
            observed = np.where(known.years > base, observed, np.nan)
            ahead = np.where((future.years > base)[:, None], ahead, np.nan)
            level = 1 - observed / 100 if kind == "reduction" else 1 + observed / 100
            index = _from_base(Line(years=known.years, values=level), base)
    history, from_level = Line(years=known.years, values=observed).known(), False
    if how in ("levels", "difference"):
        # the base year itself is no result; what it is counted from is known all the same
        history, from_level = history.since(base + 1), True
    coming = Fan(
        years=future.years,
        columns=future.columns,
        values=ahead[:, :columns],
        point=None if future.point is None else ahead[:, columns],
    )
    point = coming.middle()
    if not from_level and not len(history) and not len(point.known()):
        return None
    return Measure(
        caliber=named,
        source=source,
        how=how,
        kind=kind,
        basis=basis,
        base_year=base,
        unit=tables.unit(area, source, caliber),
        history=history,
        index=index,
        future=coming,
        by=by,
        point=point,
        preliminary=known.preliminary,
        doubtful=known.doubtful,
        digits=digits,
        projection_note=tables.note(area, source, caliber),
        bounds=tables.quantiles(area, source, caliber)
        if how == "value" and basis == "level"
        else Fan.nothing(),
    )


def measures(
    tables: Tables,
    area: str,
    indicator: str,
    *,
    basis: str,
    kind: plan.Kind,
    percent: bool | None,
    year: int,
    base_year: int,
    records: Mapping[str, Indicator],
) -> list[Measure]:
    """One measure a caliber: of several forms the one known for the latest year, then one that is
    projected to the target year.
    """
    best: dict[str, Measure] = {}
    for source, how in forms(indicator, basis, percent, records):
        for caliber in tables.calibers(area, source):
            found = measure(
                tables, area, source, caliber, how, basis=basis, kind=kind, base_year=base_year
            )
            if found is None:
                continue
            held = best.get(found.caliber)
            if held is None or _worth(found, year) > _worth(held, year):
                best[found.caliber] = found
    return [best[caliber] for caliber in sorted(best)]


def _worth(found: Measure, year: int) -> tuple[int, bool]:
    """How far a measure reaches: the latest year, then whether it says
    anything of the target year.
    """
    latest = found.latest_year or 0
    return latest, latest >= year or len(found.ahead(year)[0]) > 0


def interval(held: Measure, year: int, level: float) -> Interval:
    """(low, high) of the projected value of a year, with coverage `level`; NaN where it is not
    projected.
    """
    (levels, values), tail = held.ahead(year), (1 - level) / 2
    if not len(values):
        return math.nan, math.nan
    ends = [held.bounds.value(year, one) for one in (tail, 1 - tail)]
    if None not in ends:  # what the projection itself says: a page has one interval for one figure
        return float(ends[0] or 0.0), float(ends[1] or 0.0)
    if held.by == "draws":
        low, high = np.quantile(values, [tail, 1 - tail])
        return float(low), float(high)
    spread = from_quantiles(levels, values)
    return spread.quantile(tail), spread.quantile(1 - tail)


def intervals(held: Measure, years: npt.NDArray[np.int64], level: float) -> tuple[Array, Array]:
    """`interval` of several years."""
    bounds, tail = held.bounds, (1 - level) / 2
    lower, upper = bounds.column(tail), bounds.column(1 - tail)
    told = held.future.years[np.isfinite(held.future.values).any(1)]
    there = np.isin(years, np.intersect1d(told, bounds.years)).all()
    if lower is None or upper is None or not there:
        low, high = np.array([interval(held, year, level) for year in years.tolist()]).T
        return low, high
    rows = bounds.values[np.searchsorted(bounds.years, years)]
    return rows[:, lower], rows[:, upper]
