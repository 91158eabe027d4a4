"""Which energy a published yearly rate counts: each is held against the growth of energy and of
GDP.

    r = 1 - (1+e)/(1+g)

holds for whole energy. A published fall that is larger leaves something out (since 2023 the
nation's leaves out feedstock and non-fossil energy); it is another caliber, and is chained with its
own kind only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from yq_analysis.analysis.indicators.figures_of import Value, status_of
from yq_analysis.catalogue import Catalogue
from yq_analysis.maths import growth

# Without feedstock and non-fossil energy, as targets are assessed: the identity of whole energy
# does not bind it.
ASSESSED = "ndrc"
# Joined to the caliber of a rate that disagrees with the growth of energy and GDP.
DIFFERS = "basis_differs"
# Two rates agree that are no further apart than this, in points: first releases of 30 provinces
# keep to 0.4.
TOLERANCE = 0.4
_SINCE = re.compile(r"since(\d{4})")
_PLAN = 5


class Mismatch(NamedTuple):
    """A published rate beside the one that the growth of energy and of GDP implies, both a fall in
    percent.
    """

    published: Value
    implied: Value


def mismatches(
    printed: Iterable[Value], implied: Iterable[Value], editions: Sequence[str]
) -> list[Mismatch]:
    """The published rates that say of themselves nothing special and disagree with the growth of
    their own edition.

    `editions` by the place of a figure. A rate that a later edition revised is not held against
    first releases.
    """
    known = {(one.area, one.indicator, one.year): one for one in implied}
    found = []
    for one in printed:
        other = known.get((one.area, one.indicator, one.year))
        if other is None or {ASSESSED, DIFFERS} & set(one.caliber.split("+")):
            continue
        if len({_published_in(value, editions) for value in (one, other)}) > 1:
            continue
        if round(abs(one.value - other.value), 9) > TOLERANCE:
            found.append(Mismatch(one, other))
    return found


def _published_in(one: Value, editions: Sequence[str]) -> str:
    """The year of the newest edition behind a value; of an undated figure
    the year after its own.
    """
    return max((editions[figure.place] or str(figure.year + 1))[:4] for figure in one.inputs)


def told_apart(
    printed: Sequence[Value], implied: Sequence[Value], editions: Sequence[str]
) -> list[Value]:
    """The published values, those that disagree with growth under a caliber of their own."""
    other = {id(one.published) for one in mismatches(printed, implied, editions)}
    return [
        one._replace(caliber=f"{one.caliber}+{DIFFERS}") if id(one) in other else one
        for one in printed
    ]


def whole_energy(printed: Sequence[Value], implied: Sequence[Value]) -> list[Value]:
    """The implied rates; in years whose published rate is of another kind they go on with the
    series before.

    2.7 and 0.1 were published on whole energy, 0.5 was not: then the -0.48 that the growth of
    energy and GDP implies continues 2.7 and 0.1, an estimate, and 0.5 stands apart.
    """
    narrow = {
        (one.area, one.indicator, one.year)
        for one in printed
        if {ASSESSED, DIFFERS} & set(one.caliber.split("+"))
    }
    ended: dict[tuple[str, str], Value] = {}
    for one in printed:
        if not {ASSESSED, DIFFERS} & set(one.caliber.split("+")):
            newest = ended.get((one.area, one.indicator))
            if newest is None or one.year > newest.year:
                ended[one.area, one.indicator] = one
    found = []
    for one in implied:
        last = ended.get((one.area, one.indicator))
        goes_on = last is not None and one.year > last.year
        if last is not None and goes_on and (one.area, one.indicator, one.year) in narrow:
            one = one._replace(caliber=last.caliber, status="E")
        found.append(one)
    return found


def carried_totals(printed: Sequence[Value], lists: Catalogue) -> Iterator[Value]:
    """A published total since a base year, carried on by the published yearly rates of its own
    kind.

    11.6 % in 2021-2024 and 5.1 % in 2025, both without feedstock and non-fossil energy:
    1-(1-.116)(1-.051).
    """
    rates = {
        (one.area, one.indicator, one.caliber, one.year): one
        for one in printed
        if lists.indicator(one.indicator).form == "rate"
    }
    totals = [one for one in printed if lists.indicator(one.indicator).form == "reduction"]
    known = {(one.area, one.indicator, one.caliber, one.year) for one in totals}
    for total in totals:
        since = _SINCE.search(total.caliber)
        rate = lists.indicator(lists.indicator(total.indicator).level).rate
        kind = "+".join(part for part in total.caliber.split("+") if not _SINCE.fullmatch(part))
        parts: list[Value] = []
        for year in range(total.year + 1, int(since[1]) + _PLAN + 1) if since else ():
            step = rates.get((total.area, rate, kind, year))
            if step is None or (total.area, total.indicator, total.caliber, year) in known:
                break
            parts.append(step)
            yield _carried(total, parts)


def _carried(total: Value, parts: Sequence[Value]) -> Value:
    inputs = tuple(
        dict.fromkeys((*total.inputs, *(figure for one in parts for figure in one.inputs)))
    )
    steps = [total.value / 100, *(one.value / 100 for one in parts)]
    return total._replace(
        year=parts[-1].year,
        value=100 * growth.cumulative_reduction(steps),
        status=status_of(inputs),
        formula=("1-" + "×".join(f"(1-{step:.6g})" for step in steps),) * 2,
        inputs=inputs,
    )
