"""What follows from a level: its yearly change, and what the changes add up to; from published
growth where no level is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from yq_analysis.analysis.indicators.computed import GDP
from yq_analysis.analysis.indicators.constant_gdp import real_growth
from yq_analysis.analysis.indicators.figures_of import Held, Value, status_of
from yq_analysis.catalogue import Catalogue
from yq_analysis.maths import growth
from yq_analysis.model import Indicator

# five-year plans count from the last year of the plan before
PLAN = 5


def yearly_change(values: Iterable[Value], lists: Catalogue) -> Iterator[Value]:
    """The change from year to year of every level that has a rate, %, within one caliber; a fall is
    positive where it is to fall.
    """
    for (area, indicator, caliber), series in _series(values):
        code = lists.indicator(indicator).rate
        if not code:
            continue
        rate = lists.indicator(code)
        for before, after in pairwise(series):
            if after.year != before.year + 1 or before.value <= 0:
                continue
            fall = growth.reduction(before.value, after.value)
            inputs = tuple(dict.fromkeys((*before.inputs, *after.inputs)))
            formula = (
                f"1-{after.value:.6g}÷{before.value:.6g}"
                if rate.falls
                else f"{after.value:.6g}÷{before.value:.6g}-1"
            )
            yield Value(
                area,
                code,
                caliber,
                after.year,
                100 * fall if rate.falls else -100 * fall,
                rate.unit,
                status_of(inputs),
                (formula, formula),
                inputs,
            )


def implied_reduction(held: Held, lists: Catalogue) -> Iterator[Value]:
    """Yearly reduction implied by published growth e of what is counted and g of GDP: r = 1 -
    (1+e)/(1+g), caliber `identity`.
    """
    for one in _per_gdp(lists):
        for counted in held.all(one.numerator_growth) if one.numerator_growth else ():
            gdp = real_growth(held, counted.area, counted.year, [counted.caliber])
            if gdp is not None:
                inputs = (counted, *gdp[1])
                yield Value(
                    counted.area,
                    one.rate,
                    "identity",
                    counted.year,
                    -100 * growth.intensity_change(counted.value / 100, gdp[0]),
                    lists.indicator(one.rate).unit,
                    status_of(inputs),
                    (f"1-(1+{counted.value / 100:.6g})÷(1+{gdp[0]:.6g})",) * 2,
                    inputs,
                )


def reduction_by_average_growth(held: Held, lists: Catalogue) -> Iterator[Value]:
    """Total reduction over a span whose yearly growth is not published but whose average growth g
    is.

        K = 1 - (E_end / E_start) / (1+g)^n

    Both years' figures come from one caliber; the caliber is `since2007+average+set3`.
    """
    for one in _per_gdp(lists):
        for mean in held.all("gdp_average_growth"):
            start = re.search(r"since(\d{4})", mean.caliber)
            for caliber in held.calibers(mean.area, one.numerator) if start else ():
                counted = held.series(mean.area, one.numerator, caliber)
                first, last = int(start[1]) if start else 0, mean.year
                if not (first in counted and last in counted and counted[first].value > 0):
                    continue
                grown = growth.cumulative_growth([mean.value / 100] * (last - first))
                inputs = (counted[first], counted[last], mean)
                formula = (
                    f"1-({counted[last].value:.6g}÷{counted[first].value:.6g})÷(1+"
                    f"{mean.value / 100:.6g})^{last - first}"
                )
                yield Value(
                    mean.area,
                    one.total,
                    f"since{first}+average+{caliber}",
                    last,
                    -100
                    * growth.intensity_change(
                        growth.rate(counted[first].value, counted[last].value), grown
                    ),
                    lists.indicator(one.total).unit,
                    status_of(inputs),
                    (formula, formula),
                    inputs,
                )


def cumulative_reduction(values: Iterable[Value], lists: Catalogue) -> Iterator[Value]:
    """Total reduction 1 - prod(1-r) from yearly rates of one caliber, every year there, %.

    Since the base year of each five-year plan, for that plan's years; and since the first year of
    each unbroken run of two rates or more, for all of it. The caliber says since when:
    `since2020+nbs`.
    """
    totals = {one.rate: one.total for one in lists.records.values() if one.total}
    for (_area, indicator, caliber), series in _series(values):
        if indicator not in totals:
            continue
        total = lists.indicator(totals[indicator])
        for run in _runs(series):
            start = run[0].year - 1
            end = run[-1].year
            spans = {base: min(base + PLAN, end) for base in range(start, end) if base % PLAN == 0}
            if len(run) > 1:
                spans[start] = end
            for base, last in spans.items():
                part = [value for value in run if base < value.year <= last]
                for count in range(1, len(part) + 1):
                    yield _total(part[:count], f"since{base}+{caliber}", total)


def _total(part: Sequence[Value], caliber: str, total: Indicator) -> Value:
    inputs = tuple(dict.fromkeys(figure for value in part for figure in value.inputs))
    return Value(
        part[-1].area,
        total.code,
        caliber,
        part[-1].year,
        100 * growth.cumulative_reduction([value.value / 100 for value in part]),
        total.unit,
        status_of(inputs),
        ("1-" + "×".join(f"(1-{value.value / 100:.6g})" for value in part),) * 2,
        inputs,
    )


def _per_gdp(lists: Catalogue) -> list[Indicator]:
    """What is counted per unit of real GDP and is to fall: its fall
    follows from growth of the two.
    """
    return [one for one in lists.records.values() if one.denominator == GDP and one.total]


def _series(values: Iterable[Value]) -> Iterator[tuple[tuple[str, str, str], list[Value]]]:
    def key(value: Value) -> tuple[str, str, str]:
        return value.area, value.indicator, value.caliber

    for one, group in groupby(sorted(values, key=lambda value: (*key(value), value.year)), key=key):
        yield one, list(group)


def _runs(series: Sequence[Value]) -> Iterator[list[Value]]:
    """The stretches of a series without a missing year."""
    run: list[Value] = []
    for value in series:
        if run and value.year != run[-1].year + 1:
            yield run
            run = []
        run.append(value)
    if run:
        yield run
