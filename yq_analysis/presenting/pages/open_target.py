"""What it would take to meet the first target that is still open, as paths and at the target's
year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from yq_analysis.analysis.assessment import scenarios
from yq_analysis.analysis.results import Results
from yq_analysis.catalogue.themes import Theme


def paths(
    results: Results, target: str, areas: Sequence[str], assessed: Callable[[str], pd.DataFrame]
) -> pd.DataFrame:
    """The scenarios for the nearest open target of the first of `areas` that has one: its own, else
    of those above; in the caliber that `assessed` (the verdicts on an area) names first.
    """
    asked = results.targets
    asked = asked[(asked["indicator"] == target) & asked["value"].notna()]
    for area in areas:
        for setter in (area, *results.lists.parents(area)):
            made = _paths(results, asked[asked["area"] == setter].assign(area=area), area)
            if made.empty:
                continue
            made = made[made["target_year"] == made["target_year"].min()]
            made = made[made["target"] == made["target"].iloc[0]]
            held = set(made["caliber"])
            shown = [one for one in assessed(area)["caliber"] if one in held]
            first = shown[0] if shown else made["caliber"].iloc[0]
            chosen: pd.DataFrame = made[made["caliber"] == first].reset_index(drop=True)
            return chosen
    return scenarios.paths(results.series, results.projections, asked.iloc[:0], lists=results.lists)


def _paths(results: Results, asked: pd.DataFrame, area: str) -> pd.DataFrame:
    return scenarios.paths(
        results.series,
        results.projections,
        asked,
        sample_paths=results.sampled,
        areas=[area],
        parents=results.parents,
        named=results.lists.scenarios,
        output=results.output,
        today=results.day,
        lists=results.lists,
    )


def comparison(made: pd.DataFrame) -> pd.DataFrame:
    """The scenarios at the target's year; paths that differ on the way only arrive as one."""
    table = scenarios.comparison(made)
    alike = table.assign(value=table["value"].round(9), yearly=table["yearly"].round(9))
    return table[~alike.duplicated(["value", "yearly", "meets", "follows"])].reset_index(drop=True)


def history(results: Results, made: pd.DataFrame, theme: Theme) -> pd.DataFrame:
    """What was reached so far, in the measure of the scenarios: the level, or the total since the
    base year.
    """
    if made.empty:
        return results.series.iloc[:0]
    table = results.indicators
    area, caliber = made["area"].iloc[0], made["caliber"].iloc[0]
    here = table[table["area"] == area]
    own: pd.DataFrame = here[
        (here["indicator"] == made["indicator"].iloc[0]) & (here["caliber"] == caliber)
    ]
    if theme.target == theme.level or not theme.totals:
        return own
    asked = results.targets[results.targets["indicator"] == theme.target]
    bases = asked.loc[asked["year"] == made["target_year"].iloc[0], "base_year"].dropna()
    name = f"since{int(bases.iloc[0])}+{caliber}" if len(bases) else ""
    total: pd.DataFrame = here[(here["indicator"] == theme.totals) & (here["caliber"] == name)]
    return total if len(total) else own
