"""What belongs on one page: the indicator of the headline, the one that the target is set for, and their kin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Theme:
    """`level` is drawn, `target` is judged; `rates` are the published yearly changes, `totals` what they add up to
    since a base year; `kin` is a neighbour, never a stand-in.

    `items` are what the level is made of: their editions show how much a revision moves.
    """

    name: str
    level: str
    target: str
    rates: str = ""
    totals: str = ""
    kin: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self.level, self.target, self.rates, *self.kin))))


THEMES: dict[str, Theme] = {
    "energy": Theme(
        name="energy",
        level="energy_intensity",
        target="energy_intensity_reduction",
        rates="energy_intensity_change_rate",
        totals="energy_intensity_cumulative_reduction",
        items=("energy_consumption", "gdp", "published_energy_intensity_change"),
    ),
    "productivity": Theme(
        name="productivity",
        level="labour_productivity",
        target="labour_productivity",
        rates="labour_productivity_growth",
        items=("gdp", "employment", "published_labour_productivity"),
    ),
    "patents": Theme(
        name="patents",
        level="patent_density",
        target="patent_density",
        kin=("invention_patent_density",),
        items=("high_value_invention_patents", "invention_patents_in_force", "population_resident"),
    ),
}

# Yearly rates, and whether a positive one is a fall: their projection is the projection of the level behind them.
GROWTH: dict[str, int] = {"energy_intensity_change_rate": -1, "labour_productivity_growth": 1}
