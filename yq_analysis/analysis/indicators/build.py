"""Observations become indicator series; every value can be traced to its
figures and their cells.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.indicators import computed, rate_calibers, yearly_change
from yq_analysis.analysis.indicators.figures_of import Held, Value
from yq_analysis.analysis.indicators.growth_check import growth_differences
from yq_analysis.analysis.indicators.published import published
from yq_analysis.analysis.indicators.untaken import untaken
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Name, Problem, need_columns, refuse
from yq_analysis.maths.editions import latest
from yq_analysis.model import INDICATORS, OBSERVATIONS
from yq_analysis.system.garbage_collector import paused

TRACE = [
    "area",
    "indicator",
    "caliber",
    "year",
    "value",
    "unit",
    "formula",
    "input_item",
    "input_year",
    "input_caliber",
    "input_value",
    "input_unit",
    "input_status",
    "edition",
    "source",
]
# How far a density recomputed from a rounded stock and another population may be from the printed
# one.
_SAME = 0.05
# Areas whose values are made at a time.
AREAS = 100
_KEY = ["area", "indicator", "caliber", "year"]


def indicators(
    observations: pd.DataFrame, as_of: str | None = None, *, lists: Catalogue | None = None
) -> pd.DataFrame:
    """Indicator series of every area that has any, each caliber apart (columns INDICATORS, sorted).

    `as_of` (an ISO date or a part of one) leaves out what was published later. Units are those of
    catalogue/indicators.csv; reductions of energy intensity are positive where it falls.
    """
    return derive(observations, as_of, lists=lists)[0]


def derive(
    observations: pd.DataFrame, as_of: str | None = None, *, lists: Catalogue | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Indicator series, and the figures that no indicator takes (columns UNTAKEN)."""
    lists = lists or catalogue.read()
    _refuse_strange(observations, lists)
    with paused():
        parts = [_derive(held, lists) for held in _some_areas(latest(observations, as_of))]
    table, left = (
        pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
        for tables in zip(*parts, strict=True)
    )
    return table.sort_values(_KEY, ignore_index=True), left


def _some_areas(held: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The figures, sorted by area, some areas at a time: no area asks another one, and what a
    country's values are made of need not be in memory at once.
    """
    area = held["area"].to_numpy(dtype=object)
    starts = np.flatnonzero(np.concatenate([[True], area[1:] != area[:-1]]))[::AREAS]
    for start, end in pairwise([*starts.tolist(), len(held)]):
        yield held.iloc[start:end].reset_index(drop=True)


def _derive(held: pd.DataFrame, lists: Catalogue) -> tuple[pd.DataFrame, pd.DataFrame]:
    values = _values(held, lists)
    columns = [[getattr(value, name) for value in values] for name in INDICATORS]
    table = pd.DataFrame(dict(zip(INDICATORS, columns, strict=True)), columns=INDICATORS)
    return table.astype({"year": "int64", "value": "float64"}), untaken(values, held, lists)


def trace(
    observations: pd.DataFrame,
    area: str,
    indicator: str | Sequence[str] | None = None,
    caliber: str | None = None,
    years: Sequence[int] | None = None,
    *,
    as_of: str | None = None,
    lists: Catalogue | None = None,
    language: Literal["zh", "en"] = "zh",
) -> pd.DataFrame:
    """Where the values of an area come from: one row an input figure (columns TRACE).

    `formula` is the computation with its numbers, in Chinese or English; `source` is the file and
    cell of the input, `edition` its publication. Raises `QuestionProblem` for an unknown area or
    indicator.
    """
    lists = lists or catalogue.read()
    code = lists.area_code(area)
    wanted = (
        {indicator} if isinstance(indicator, str) else None if indicator is None else set(indicator)
    )
    for one in wanted or ():
        lists.indicator(one)
    _refuse_strange(observations, lists)
    held = latest(observations[observations["area"] == code], as_of)
    # plain lists: taking rows of a frame one by one costs more than everything else here
    units, editions, sources = (held[column].tolist() for column in ("unit", "edition", "source"))
    rows = []
    for value in _values(held, lists):
        if (
            (wanted is not None and value.indicator not in wanted)
            or caliber not in (None, value.caliber)
            or (years is not None and value.year not in years)
        ):
            continue
        for figure in value.inputs:
            rows.append(
                (
                    value.area,
                    value.indicator,
                    value.caliber,
                    value.year,
                    value.value,
                    value.unit,
                    value.formula[language == "en"],
                    figure.item,
                    figure.year,
                    figure.caliber,
                    figure.value,
                    units[figure.place],
                    figure.status,
                    editions[figure.place],
                    sources[figure.place],
                )
            )
    table = pd.DataFrame(rows, columns=TRACE)
    return table.sort_values([*_KEY, "input_item", "input_year"], ignore_index=True)


def _refuse_strange(observations: pd.DataFrame, lists: Catalogue) -> None:
    need_columns(observations, OBSERVATIONS, name="observations")
    strange = sorted(set(observations["area"]) - set(lists.areas["area"]))
    refuse(
        Problem(
            where="observations",
            what=Message("refuse_area_is_not_in_areas", code=code),
            next=Message("refuse_add_it_there"),
        )
        for code in strange
    )


def _values(held_table: pd.DataFrame, lists: Catalogue) -> list[Value]:
    held = Held(held_table, lists)
    gdp = list(computed.real_gdp(held, lists))
    computed_ones = list(computed.quotients(held, gdp, lists))
    as_printed, implied = (
        list(published(held, lists)),
        list(yearly_change.implied_reduction(held, lists)),
    )
    printed = rate_calibers.told_apart(as_printed, implied, held_table["edition"].tolist())
    quotients = _not_printed(computed_ones, printed, lists)
    only_printed = [value for value in printed if _moves(value, lists)]
    rates = [
        *yearly_change.yearly_change([*quotients, *only_printed], lists),
        *rate_calibers.whole_energy(printed, implied),
    ]
    totals = yearly_change.cumulative_reduction([*printed, *rates], lists)
    return [
        *quotients,
        *gdp,
        *printed,
        *rates,
        *totals,
        *rate_calibers.carried_totals(printed, lists),
        *yearly_change.reduction_by_average_growth(held, lists),
    ]


def _not_printed(
    quotients: Sequence[Value], printed: Sequence[Value], lists: Catalogue
) -> list[Value]:
    """Without densities that an agency prints for the same year: 16 and the 16.31 recomputed are
    one number.

    One that is further off than rounding and another population can explain stays, as a
    contradiction to be seen. A series that goes on after the printed years is left whole.
    """
    known = {(one.area, one.indicator, one.year): one.value for one in printed}
    repeats = [
        lists.indicator(one.indicator).denominator == "population_resident"
        and (other := known.get((one.area, one.indicator, one.year))) is not None
        and abs(one.value - other) <= _SAME * abs(other)
        for one in quotients
    ]
    goes_on: dict[tuple[str, str, str], int] = {}
    for one, repeated in zip(quotients, repeats, strict=True):
        if not repeated:
            key = (one.area, one.indicator, one.caliber)
            goes_on[key] = max(one.year, goes_on.get(key, one.year))
    return [
        one
        for one, repeated in zip(quotients, repeats, strict=True)
        if not repeated or one.year < goes_on.get((one.area, one.indicator, one.caliber), one.year)
    ]


def rate_findings(
    observations: pd.DataFrame,
    derived: pd.DataFrame | None = None,
    *,
    lists: Catalogue | None = None,
) -> list[tuple[str, Message]]:
    """Published yearly rates that disagree with the growth of what they count: source, and what it
    means. Of energy the growth of energy and of GDP is asked, of other levels their own.
    `derived` are the indicators of `observations`, where somebody has them.
    """
    lists = lists or catalogue.read()
    held_table = latest(observations)
    held = Held(held_table, lists)
    printed = list(published(held, lists))
    sources = held_table["source"].tolist()
    implied = list(yearly_change.implied_reduction(held, lists))
    found = [
        (
            sources[published_rate.inputs[0].place],
            Message(
                "indicators_rate_disagrees"
                if published_rate.value > implied_rate.value
                else "indicators_rate_below",
                area=_named(published_rate.area, lists),
                year=published_rate.year,
                published=f"{published_rate.value:.2f}",
                implied=f"{implied_rate.value:.2f}",
            ),
        )
        for published_rate, implied_rate in rate_calibers.mismatches(
            printed, implied, held_table["edition"].tolist()
        )
    ]
    places = {(one.area, one.indicator, one.year): one.inputs[0].place for one in printed}
    levels = indicators(observations, lists=lists) if derived is None else derived
    differences = growth_differences(levels, lists)
    for row in differences.to_dict("records"):
        rate = lists.indicator(row["indicator"]).rate
        source = sources[places[row["area"], rate, row["year"]]]
        found.append((source, difference_said(row, lists)))
    return found


def difference_said(row: Mapping[Hashable, Any], lists: Catalogue) -> Message:
    """A row of `growth_differences` in words."""
    one = lists.indicator(row["indicator"])
    caliber = str(row["caliber"])
    return Message(
        "indicators_growth_differs",
        area=_named(str(row["area"]), lists),
        year=int(row["year"]),
        name=Name(one.name_zh, one.name_en),
        caliber=Name(lists.caliber_name(caliber), lists.caliber_name(caliber, "en")),
        own=f"{row['own']:.2f}",
        published=f"{row['published']:.2f}",
    )


def _named(area: str, lists: Catalogue) -> Message:
    return Name(lists.area_name(area), lists.area_name(area, "en"))


def _moves(value: Value, lists: Catalogue) -> bool:
    """Whether a published level's own steps are its yearly change: it has no formula, and nobody
    publishes the change.

    Of GDP at current prices the rate is real growth, which its steps are not.
    """
    one = lists.indicator(value.indicator)
    return bool(one.rate) and not one.numerator and not lists.indicator(one.rate).published
