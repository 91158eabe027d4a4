"""Comparing years: within one caliber only. Across calibers it is refused, with the reason and what
can be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.indicators.computed import YEAR_END
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Messages, Name, Problem, need_columns, refuse
from yq_analysis.model import INDICATORS

# A caliber that ended this many years before the area's newest figure of the indicator has been
# given up by its publisher: it is history, not evidence for what comes next.
_GIVEN_UP = 2


@dataclass(frozen=True, kw_only=True)
class Change:
    """Relative change between two years of one caliber, as a fraction (0.087 is +8.7 %)."""

    area: str
    indicator: str
    caliber: str
    first: int
    last: int
    value: float


def one_series(
    table: pd.DataFrame,
    area: str,
    indicator: str,
    caliber: str | None = None,
    *,
    lists: Catalogue | None = None,
) -> pd.DataFrame:
    """The rows of one area, indicator and caliber, by year.

    Raises `DataProblem` where there is none, or where `caliber` is not given and there are several:
    then the calibers are listed with their years.
    """
    lists = lists or catalogue.read()
    rows = _rows(table, area, indicator, lists)
    if caliber is None and rows["caliber"].nunique() > 1:
        refuse(
            [
                Problem(
                    where=_where(area, indicator, lists),
                    what=Message("refuse_has_several_calibers_that_must"),
                    next=Message("refuse_choose_one_caliber", listed=_spans(rows, lists)),
                )
            ]
        )
    chosen = rows if caliber is None else rows[rows["caliber"] == caliber]
    if chosen.empty:
        refuse(
            [
                Problem(
                    where=_where(area, indicator, lists),
                    what=Message("refuse_has_no_figure_in_caliber", caliber=caliber)
                    if caliber
                    else Message("refuse_has_no_figure"),
                    next=Message("refuse_choose_one_caliber", listed=_spans(rows, lists))
                    if len(rows)
                    else Message("refuse_see_indicators_gaps"),
                )
            ]
        )
    return chosen.sort_values("year", ignore_index=True)


def preferred(
    table: pd.DataFrame, area: str, indicator: str, *, lists: Catalogue | None = None
) -> str:
    """The caliber that a page shows first: the first of catalogue/preferred.csv that the area has,
    else the longest.

    "" where the area has no figure of the indicator.
    """
    lists = lists or catalogue.read()
    rows = _rows(table, area, indicator, lists)
    # of one formula over a mean of two year-ends and over one, the mean goes first, though it is a
    # year shorter
    years = rows.groupby("caliber")["year"].agg(["size", "max"])
    years["size"] -= 2 * years.index.str.split("+").map(lambda parts: YEAR_END in parts)
    held = years.sort_values(["size", "max"], ascending=False).index
    level = lists.level(area)
    wanted = lists.preferred[
        (lists.preferred["indicator"] == indicator) & lists.preferred["level"].isin([level, "*"])
    ]
    choices = [caliber for row in wanted["calibers"] for caliber in row.split(";")]
    return next((caliber for caliber in [*choices, *held] if caliber in set(held)), "")


def change(
    table: pd.DataFrame,
    area: str,
    indicator: str,
    first: int,
    last: int,
    caliber: str | None = None,
    *,
    lists: Catalogue | None = None,
) -> Change:
    """The relative change of an indicator between two years that share a caliber.

    Raises `DataProblem` where no caliber has both years: the message says why (another price base,
    another basis) and offers what is comparable (published growth rates, calibers with other
    years).
    """
    lists = lists or catalogue.read()
    rows = _rows(table, area, indicator, lists)
    both = [
        name
        for name, part in rows.groupby("caliber")
        if {first, last} <= set(part["year"]) and caliber in (None, name)
    ]
    if not both:
        refuse(
            [
                Problem(
                    where=f"{_where(area, indicator, lists)} {first}—{last}",
                    what=_why(rows, first, last, lists),
                    next=_offer(table, area, indicator, rows, first, last, lists),
                )
            ]
        )
    if len(both) > 1:
        refuse(
            [
                Problem(
                    where=f"{_where(area, indicator, lists)} {first}—{last}",
                    what=Message("refuse_can_be_compared_in_several"),
                    next=Message(
                        "refuse_choose_one_caliber",
                        listed=_spans(rows[rows["caliber"].isin(both)], lists),
                    ),
                )
            ]
        )
    series = rows[rows["caliber"] == both[0]].set_index("year")["value"]
    return Change(
        area=lists.area_code(area),
        indicator=indicator,
        caliber=str(both[0]),
        first=first,
        last=last,
        value=float(series[last] / series[first] - 1),
    )


def _rows(table: pd.DataFrame, area: str, indicator: str, lists: Catalogue) -> pd.DataFrame:
    need_columns(table, INDICATORS, name="indicators")
    lists.indicator(indicator)
    return table[(table["area"] == lists.area_code(area)) & (table["indicator"] == indicator)]


def _where(area: str, indicator: str, lists: Catalogue) -> str:
    return f"{lists.area_name(area)}{lists.indicator(indicator).name_zh}"


def _why(rows: pd.DataFrame, first: int, last: int, lists: Catalogue) -> Message:
    one, other = (sorted(rows.loc[rows["year"] == year, "caliber"]) for year in (first, last))
    if not one or not other:
        return Message("compare_no_year", year=first if not one else last)
    bases = [
        {base for caliber in calibers for base in re.findall(r"price\d{4}", caliber)}
        for calibers in (one, other)
    ]
    moved = bases[0] and bases[1] and not bases[0] & bases[1]
    return Message(
        "compare_price_base" if moved else "compare_calibers",
        first=first,
        one=tuple(_named(caliber, lists) for caliber in one),
        last=last,
        other=tuple(_named(caliber, lists) for caliber in other),
    )


def _offer(
    table: pd.DataFrame,
    area: str,
    indicator: str,
    rows: pd.DataFrame,
    first: int,
    last: int,
    lists: Catalogue,
) -> Messages:
    """What may be compared instead: published rates of change, calibers with their years."""
    offers = []
    rate = lists.records.get(lists.indicator(indicator).rate)
    if rate is not None:
        rates = _rows(table, area, rate.code, lists)
        rates = rates[(rates["year"] > first) & (rates["year"] <= last)]
        offers = [
            Message(
                "compare_published",
                rate=Name(rate.name_zh, rate.name_en),
                caliber=_named(str(caliber), lists),
                values=tuple(
                    Message("compare_year_value", year=year, value=f"{value:.4g}")
                    for year, value in zip(part["year"], part["value"], strict=True)
                ),
            )
            for caliber, part in rates.groupby("caliber")
        ]
    if len(rows):
        offers.append(Message("compare_in_one", spans=_spans(rows, lists)))
    return Messages(offers)


def _named(caliber: str, lists: Catalogue) -> Name:
    return Name(lists.caliber_name(caliber), lists.caliber_name(caliber, "en"))


def _spans(rows: pd.DataFrame, lists: Catalogue) -> tuple[Message, ...]:
    return tuple(
        Message(
            "compare_span",
            code=caliber,
            caliber=_named(str(caliber), lists),
            first=part["year"].min(),
            last=part["year"].max(),
        )
        for caliber, part in rows.groupby("caliber")
    )


def current(table: pd.DataFrame) -> pd.DataFrame:
    """The series that still go on: without calibers that their publisher has given up (see
    `_GIVEN_UP`).
    """
    if table.empty:
        return table
    last = table.groupby(["area", "indicator", "caliber"])["year"].transform("max")
    newest = table.groupby(["area", "indicator"])["year"].transform("max")
    return table[last >= newest - _GIVEN_UP].reset_index(drop=True)


def signs(series: pd.DataFrame, pool: pd.DataFrame, lists: Catalogue) -> dict[str, int]:
    """The yearly rates among some series, and whether a positive one is a fall: their projection is
    that of the level.
    """
    there = {*series["indicator"], *pool["indicator"]}
    return {code: sign for code, sign in lists.growth_signs.items() if code in there}


def scales(series: pd.DataFrame, lists: Catalogue) -> dict[str, str]:
    """What a project's own lists say of the scales of the indicators in some series."""
    return {
        code: lists.records[code].scale
        for code in series["indicator"].unique()
        if code in lists.records
    }
