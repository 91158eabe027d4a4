"""Why an area's energy use or labour productivity moved: the sectors or parts that its figures
allow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from yq_analysis.analysis.indicators import decomposition_by_area as drivers
from yq_analysis.analysis.indicators.computed import YEAR_END
from yq_analysis.analysis.results import Results

SECTORS = ("primary", "secondary", "tertiary")
# A caliber is used where at least this share of the parts has figures.
_ENOUGH = 0.9


@dataclass(frozen=True, kw_only=True)
class Causes:
    """Yearly LMDI effects (columns `drivers.COLUMNS`), their total by factor, and what they
    explain; `used` are the observations behind them.
    """

    area: str
    effects: pd.DataFrame
    total: pd.DataFrame
    first: int
    last: int
    start: float
    unit: str
    basis: str
    used: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """Effects by year and factor, sectors added up."""
        return (
            self.effects.groupby(["from_year", "to_year", "factor"], sort=False)["value"]
            .sum()
            .reset_index()
            .assign(unit=self.unit)
        )

    @property
    def sources(self) -> list[str]:
        """The cells behind the years that are compared, a cell a figure."""
        return list(self.used.loc[self.used["year"].between(self.first, self.last), "source"])

    @property
    def decimals(self) -> int:
        """How many decimals all parts are told with: four figures of the level that they change."""
        return max(0, 3 - math.floor(math.log10(self.start)))

    @property
    def end(self) -> float:
        return self.start + float(self.total["value"].sum())


def causes(results: Results, theme: str, area: str) -> list[Causes]:
    """The decompositions that the area's figures allow; none for a theme that has none.

    Energy: of the area as a whole (activity, intensity), and by the areas below it (with
    structure). Productivity: by the three sectors (within, shift).
    """
    ways = {"energy": (_energy_whole, _energy_by_parts), "productivity": (_productivity,)}
    return [found for way in ways.get(theme, ()) if (found := way(results, area)) is not None]


def _productivity(results: Results, area: str) -> Causes | None:
    latest = results.latest
    own = latest[(latest["area"] == area) & latest["value"].notna()]
    people = {sector: f"employment_{sector}" for sector in SECTORS}
    output = {sector: f"value_added_{sector}" for sector in SECTORS}
    rates = {sector: f"value_added_{sector}_growth" for sector in SECTORS}
    for labour_caliber in _newest_first(own, list(people.values())):
        labour = drivers.wide(own, people, area, caliber=labour_caliber).dropna()
        for caliber in _newest_first(own, list(rates.values())):
            current = drivers.wide(own, output, area, caliber=caliber).dropna()
            growth = drivers.wide(own, rates, area, caliber=caliber).dropna()
            years = _run(current.index, labour.index, growth.index)
            if len(years) < 2:
                continue
            base = years[0]
            # 亿元 over 万人 is 万元 a person
            real = drivers.at_constant_prices(current, growth.loc[base + 1 : years[-1]], base)
            effects = drivers.productivity(real.loc[years], labour.loc[years])
            return Causes(
                area=area,
                effects=effects,
                total=drivers.total(effects),
                first=base,
                last=years[-1],
                unit="万元/人",
                start=float(
                    real.loc[[base]].to_numpy().sum() / labour.loc[[base]].to_numpy().sum()
                ),
                basis=results.lists.caliber_name(
                    f"price{base}+{caliber}+{labour_caliber}+{YEAR_END}", results.language
                ),
                used=own[
                    (own["item"].isin(people.values()) & (own["caliber"] == labour_caliber))
                    | (
                        own["item"].isin([*output.values(), *rates.values()])
                        & (own["caliber"] == caliber)
                    )
                ],
            )
    return None


def _newest_first(table: pd.DataFrame, items: Sequence[str]) -> list[str]:
    """The calibers that have all items, the one that reaches furthest first."""
    rows = table[table["item"].isin(items)]
    found = rows.groupby("caliber").agg(items=("item", "nunique"), last=("year", "max"))
    return list(found[found["items"] == len(items)].sort_values("last", ascending=False).index)


def _run(bases: pd.Index, people: pd.Index, growth: pd.Index) -> list[int]:
    """The years of the run that reaches furthest: a base year with output and people, then people
    and growth each year.
    """
    runs = []
    for base in bases.intersection(people):
        run = [int(base)]
        while run[-1] + 1 in people and run[-1] + 1 in growth:
            run.append(run[-1] + 1)
        runs.append(run)
    return max(runs, key=lambda run: (len(run) > 1, run[-1], len(run)), default=[])


def _energy_by_parts(results: Results, area: str) -> Causes | None:
    latest = results.latest[
        results.latest["area"].isin(results.lists.children(area)) & results.latest["value"].notna()
    ]
    use = latest[latest["item"] == "energy_consumption"]
    parts = use["area"].unique()
    found: list[Causes] = []
    for caliber, rows in use.groupby("caliber"):
        table = rows.pivot(index="year", columns="area", values="value")
        full = table[table.notna().sum(axis=1) >= _ENOUGH * len(parts)]
        full = full.dropna(axis=1)
        if len(full) < 2 or full.shape[1] < _ENOUGH * len(parts):
            continue
        activity = _real_gdp(latest, list(full.columns), [int(year) for year in full.index])
        if activity is None:
            continue
        kept = full[activity.columns]
        effects = drivers.energy(kept, activity)
        found.append(
            Causes(
                area=area,
                effects=effects,
                total=drivers.total(effects),
                first=int(kept.index[0]),
                last=int(kept.index[-1]),
                unit="万吨标准煤",
                start=float(kept.iloc[0].sum()),
                basis=_parts_basis(results, str(caliber), kept.shape[1], len(parts)),
                used=rows[rows["area"].isin(kept.columns)],
            )
        )
    return max(found, key=lambda one: (one.last - one.first, one.last), default=None)


def _parts_basis(results: Results, caliber: str, held: int, whole: int) -> str:
    name = results.lists.caliber_name(caliber, results.language)
    return (
        f"{name}，{whole}个下级地区中{held}个合计"
        if results.language == "zh"
        else f"{name}, sum of {held} of {whole} areas below"
    )


def _real_gdp(
    latest: pd.DataFrame, areas: Sequence[str], years: Sequence[int]
) -> pd.DataFrame | None:
    """Years x areas: the first year's GDP carried by the index on the year before, where one
    caliber has all of it.
    """
    span = range(years[0], years[-1] + 1)
    index = latest[latest["item"] == "gdp_index"]
    for caliber in index.groupby("caliber")["area"].nunique().sort_values(ascending=False).index:
        steps = (
            index[index["caliber"] == caliber]
            .pivot(index="year", columns="area", values="value")
            .reindex(index=span[1:])
        )
        level = latest[
            (latest["item"] == "gdp") & (latest["year"] == span[0]) & (latest["caliber"] == caliber)
        ].set_index("area")["value"]
        usable = [
            area
            for area in areas
            if area in level.index and area in steps.columns and steps[area].notna().all()
        ]
        if len(usable) >= _ENOUGH * len(areas):
            current = pd.DataFrame([level[usable]], index=[span[0]])
            return drivers.at_constant_prices(current, steps[usable] - 100, span[0]).loc[
                list(years)
            ]
    return None


def _energy_whole(results: Results, area: str) -> Causes | None:
    """One sector: what growth added and what falling intensity saved, from the area's own energy
    and intensity.
    """
    intensity = results.indicators[
        (results.indicators["area"] == area)
        & (results.indicators["indicator"] == "energy_intensity")
    ]
    latest = results.latest
    use = latest[(latest["area"] == area) & (latest["item"] == "energy_consumption")]
    for caliber, rows in sorted(
        intensity.groupby("caliber"), key=lambda pair: -int(pair[1]["year"].max())
    ):
        energy = use[use["caliber"].isin(str(caliber).split("+"))].set_index("year")["value"]
        level = rows.set_index("year")["value"]
        years = [year for year in level.index if year in energy.index]
        if len(years) < 2:
            continue
        one: Mapping[str, pd.Series] = {area: energy.loc[years]}
        effects = drivers.energy(
            pd.DataFrame(one), pd.DataFrame({area: energy.loc[years] / level.loc[years]})
        )
        effects = effects[effects["factor"] != "structure"].reset_index(drop=True)
        return Causes(
            area=area,
            effects=effects,
            total=drivers.total(effects),
            first=years[0],
            last=years[-1],
            unit="万吨标准煤",
            start=float(energy.to_dict()[years[0]]),
            basis=results.lists.caliber_name(str(caliber), results.language),
            used=use[use["caliber"].isin(str(caliber).split("+"))],
        )
    return None
