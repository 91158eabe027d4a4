"""Why it changed: energy into activity, structure and intensity; productivity into within and
shift.

wide(observations, items, area)        -> years x sectors of one caliber
at_constant_prices(current, growth)    -> values of the base year chained by real growth
energy(energy, activity)               -> yearly effects, by sector
productivity(output, labour)           -> yearly effects, by sector
total(effects)                         -> one row a factor, for the waterfall
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

import pandas as pd

from yq_analysis.check import Message, Problem, need_columns, refuse
from yq_analysis.maths.decomposition import Effects, energy_effects, productivity_effects
from yq_analysis.maths.requirements import need

COLUMNS = ["from_year", "to_year", "factor", "sector", "value"]


def wide(
    observations: pd.DataFrame, items: Mapping[str, str], area: str, *, caliber: str | None = None
) -> pd.DataFrame:
    """One area's items as years x sectors. `items`: sector -> item code; gaps stay gaps.

    Two values for one cell are refused: choose a `caliber`, since calibers never mix.

    >>> table = pd.DataFrame({"area": "100000", "item": ["employment_primary"] * 2, "year": [2020,
    ...     2021], "value": [1.0, 2.0], "caliber": "a"})
    >>> wide(table, {"primary": "employment_primary"}, "100000")["primary"].tolist()
    [1.0, 2.0]
    """
    need_columns(observations, ["area", "item", "year", "value"], name="observations")
    rows = observations[
        (observations["area"].astype(str) == area)
        & observations["item"].isin(items.values())
        & observations["value"].notna()
    ]
    if caliber is not None:
        need_columns(observations, ["caliber"], name="observations")
        rows = rows[rows["caliber"] == caliber]
    twice = rows[rows.duplicated(["item", "year"], keep=False)]
    refuse(
        Problem(
            where=f"observations, {area}, {item}, {year}",
            what=Message("refuse_has_several_values"),
            next=Message(
                "refuse_choose_one_caliber", listed=", ".join(sorted(set(map(str, found))))
            )
            if "caliber" in rows.columns
            else Message("refuse_keep_one_of_them"),
        )
        for (item, year), found in (
            twice.groupby(["item", "year"])["caliber"]
            if "caliber" in rows.columns
            else twice.groupby(["item", "year"])["value"]
        )
    )
    table = rows.pivot(index="year", columns="item", values="value").sort_index()
    table.index = table.index.astype(int)
    return pd.DataFrame(
        {sector: table.get(item) for sector, item in items.items()}, index=table.index
    )


def by_area(
    observations: pd.DataFrame, item: str, areas: list[str], *, caliber: str | None = None
) -> pd.DataFrame:
    """One item as years x areas, so that areas (the provinces of a nation) can stand as its
    sectors.
    """
    return pd.DataFrame(
        {area: wide(observations, {area: item}, area, caliber=caliber)[area] for area in areas}
    )


def at_constant_prices(current: pd.DataFrame, growth: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Values of `base_year` (years x sectors, current prices) chained forward by real growth in
    percent.

    >>> current = pd.DataFrame({"a": [100.0]}, index=[2020])
    >>> at_constant_prices(current, pd.DataFrame({"a": [8.0, 5.0]}, index=[2021, 2022]),
    ...     2020)["a"].round(6).tolist()
    [100.0, 108.0, 113.4]
    """
    need(
        (base_year in current.index, "current", Message("need_no_base_row", year=base_year)),
        (set(growth.columns) >= set(current.columns), "growth", "lacks_sector"),
    )
    steps = growth.loc[growth.index > base_year, list(current.columns)].sort_index()
    need(
        (
            list(steps.index) == list(range(base_year + 1, base_year + 1 + len(steps))),
            "growth",
            "lacks_year",
        )
    )
    chain = pd.concat(
        [pd.DataFrame(1.0, index=[base_year], columns=current.columns), 1 + steps / 100]
    ).cumprod()
    return chain * current.loc[base_year]


def energy(use: pd.DataFrame, activity: pd.DataFrame) -> pd.DataFrame:
    """Yearly additive LMDI-I effects on energy use 能源消费变化的因素: activity, structure,
    intensity, by sector.

    Two tables of years x sectors (activity at constant prices). A row a year, factor and sector;
    their sum over factors and sectors is exactly the change of the total from year to year.

    >>> use = pd.DataFrame({"a": [60.0, 66.0], "b": [40.0, 42.0]}, index=[2019, 2020])
    >>> activity = pd.DataFrame({"a": [30.0, 34.0], "b": [70.0, 76.0]}, index=[2019, 2020])
    >>> total(energy(use, activity))[["factor", "value"]].round(2).values.tolist()
    [['activity', 9.91], ['structure', 1.34], ['intensity', -3.25]]
    """
    return _yearly(use, activity, energy_effects, ("energy", "activity"))


def productivity(output: pd.DataFrame, labour: pd.DataFrame) -> pd.DataFrame:
    """Yearly additive LMDI-I effects on labour productivity 劳动生产率变化的因素: within sectors,
    and the shift of people.

    Two tables of years x sectors: output at constant prices, employed persons.

    >>> output = pd.DataFrame({"a": [50.0, 40.0], "b": [150.0, 180.0]}, index=[2019, 2020])
    >>> labour = pd.DataFrame({"a": [50.0, 40.0], "b": [50.0, 60.0]}, index=[2019, 2020])
    >>> total(productivity(output, labour))[["factor", "value"]].round(6).values.tolist()
    [['within', 0.0], ['shift', 0.2]]
    """
    return _yearly(output, labour, productivity_effects, ("output", "labour"))


def _yearly(
    first: pd.DataFrame,
    second: pd.DataFrame,
    effects: Callable[..., Effects],
    names: tuple[str, str],
) -> pd.DataFrame:
    one, other = first.sort_index(), second.sort_index()
    need((set(one.columns) == set(other.columns), " and ".join(names), "same_sectors"))
    other = other[one.columns]
    years = [
        year
        for year in one.index
        if year in set(other.index)
        and one.loc[year].notna().all()
        and other.loc[year].notna().all()
    ]
    need((len(years) >= 2, " and ".join(names), "two_years"))
    parts = []
    for before, after in pairwise(years):
        result = effects(one.loc[before], one.loc[after], other.loc[before], other.loc[after])
        long = (
            result.terms.rename_axis("sector")
            .reset_index()
            .melt(id_vars="sector", var_name="factor", value_name="value")
        )
        parts.append(long.assign(from_year=int(before), to_year=int(after))[COLUMNS])
    return pd.concat(parts, ignore_index=True)


def total(effects: pd.DataFrame) -> pd.DataFrame:
    """One row a factor: its effect over all years and sectors, and its share of the whole change.

    >>> table = pd.DataFrame({"from_year": 2019, "to_year": 2020, "factor": ["activity",
    ...     "intensity"], "sector": "a", "value": [9.0, -3.0]})
    >>> total(table)[["factor", "value", "share"]].values.tolist()
    [['activity', 9.0, 1.5], ['intensity', -3.0, -0.5]]
    """
    need_columns(effects, COLUMNS, name="effects")
    summed = effects.groupby("factor", sort=False)["value"].sum()
    whole = float(summed.sum())
    made = summed.reset_index().assign(share=summed.to_numpy() / whole if whole else float("nan"))
    return made.assign(
        from_year=int(effects["from_year"].min()), to_year=int(effects["to_year"].max())
    )
