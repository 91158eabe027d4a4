"""One area among its peers: who can be ranked in one caliber, today and at the horizon, and how
fast each moved.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from yq_analysis.analysis import indicators, projection
from yq_analysis.analysis.assessment import ranking
from yq_analysis.analysis.indicators.compare import scales
from yq_analysis.analysis.indicators.computed import YEAR_END
from yq_analysis.analysis.results import Results
from yq_analysis.maths.growth import cagr
from yq_analysis.presenting.figures.tile_map import TILES
from yq_analysis.presenting.pages import row_traces
from yq_analysis.presenting.pages.source_lines import source_line
from yq_analysis.presenting.tables import Trace
from yq_analysis.presenting.wording import Names, names

# A rank among fewer areas than this part of the peers is none.
_ENOUGH = 2 / 3
# The growth beside a level is the mean of so many years at most.
_RECENT = 5
# Where no ranked indicator has figures: what counties are compared by, and its real growth.
_LAST_RESORT = {"gdp_current": "gdp_real_growth"}
# What GDP at constant prices is made of.
_GDP = {"gdp", "gdp_growth", "gdp_index", "gdp_index_1978"}
# So many years make a line.
_LEAST_YEARS = 3
RANKS = [
    "indicator",
    "year_today",
    "rank_today",
    "of",
    "year",
    "rank",
    "rank_low",
    "rank_high",
    "probability",
    "caliber",
]
RANKING = ["indicator", "caliber", "year", "rank", "of", "area", "value", "unit", "since", "growth"]


@dataclass(frozen=True, kw_only=True)
class Peers:
    """The area and its siblings; where these cannot be ranked, the areas within it.

    `below` asks for the areas within it in any case.
    """

    results: Results = field(repr=False)
    area: str
    below: bool = False

    @property
    def words(self) -> Names:
        return names(self.results.language, self.results.lists)

    @cached_property
    def group(self) -> list[str]:
        """The peers that have any figure at all; of the others nothing is known, not even that they
        lag.
        """
        lists = self.results.lists
        seen = set(self.results.indicators["area"])
        peers = lists.children(self.area) if self.below else [self.area, *lists.siblings(self.area)]
        return [area for area in peers if area in seen]

    @cached_property
    def levels(self) -> pd.DataFrame:
        """The figures by which the peers can be ranked: one series an area, one caliber."""
        kept = self._of(self.results.lists.ranked)
        return pd.concat(kept, ignore_index=True) if kept else self.results.indicators.iloc[:0]

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The same, and where the area itself has no figure the others without it; where no ranked
        indicator has figures, what counties go by.
        """
        ranked = self.results.lists.ranked
        for wanted, own in ((ranked, True), (ranked, False), (list(_LAST_RESORT), False)):
            if kept := self._of(wanted, own=own):
                return pd.concat(kept, ignore_index=True)
        return self.levels

    def _of(self, wanted: list[str], *, own: bool = True) -> list[pd.DataFrame]:
        if len(self.group) < 2:
            return []
        parts = [self._levels(indicator, own=own and not self.below) for indicator in wanted]
        return [part for part in parts if len(part)]

    def _levels(self, indicator: str, *, own: bool) -> pd.DataFrame:
        """The peers' series in one caliber and price base: the one with the newest year that most
        of them have.

        Up to that year, of the areas that have it; with `own` the area itself must have one.
        Calibers are never mixed.
        """
        table = self.results.indicators
        rows = table[table["area"].isin(self.group) & (table["indicator"] == indicator)]
        found = []
        for caliber, part in rows.groupby("caliber"):
            areas = part.groupby("year")["area"].nunique()
            mine = set(part.loc[part["area"] == self.area, "year"])
            wide = [
                year
                for year, count in zip(areas.index.tolist(), areas.tolist(), strict=True)
                if count >= _ENOUGH * len(self.group) and (year in mine or not own)
            ]
            if wide:
                plain = YEAR_END not in str(caliber).split("+")
                found.append((max(wide), int(areas[max(wide)]), plain, str(caliber)))
        if not found:
            return rows.iloc[:0]
        year, *_, caliber = max(found)
        chosen = rows[(rows["caliber"] == caliber) & (rows["year"] <= year)]
        held = set(chosen.loc[chosen["year"] == year, "area"])
        kept: pd.DataFrame = chosen[chosen["area"].isin(held)]
        return kept

    def other_caliber(self, indicator: str) -> pd.Series | None:
        """The area's own newest figure up to the year ranked, in whatever caliber; None where there
        is none.
        """
        table = self.results.indicators
        year = int(self.history(indicator)["year"].max())
        own = table[
            (table["area"] == self.area)
            & (table["indicator"] == indicator)
            & (table["year"] <= year)
        ].sort_values("year", kind="stable")
        return own.iloc[-1] if len(own) else None

    @property
    def provinces(self) -> bool:
        """Whether the peers are provinces, which can be drawn as a map of tiles."""
        return bool(self.group) and all(area in TILES for area in self.group)

    @property
    def ranked(self) -> list[str]:
        """The indicators of `shown`, in their order."""
        return list(dict.fromkeys(self.shown["indicator"]))

    def ranking(self, indicator: str) -> pd.DataFrame:
        """The peers by one indicator, best first, with the yearly growth of late (columns RANKING).

        The growth is that of the same series; of GDP at current prices it is the published real
        growth of the year.
        """
        rows = self.shown[self.shown["indicator"] == indicator].dropna(subset=["value"])
        year = int(rows["year"].max())
        today = rows[rows["year"] == year]
        direction = self.results.lists.indicator(indicator).direction
        since = self._since(rows, year)
        grown = [
            self._growth(str(row["area"]), rows, indicator, since, year)
            for row in today.to_dict("records")
        ]
        table = today.assign(
            year=year,
            since=year - 1 if indicator in _LAST_RESORT else since,
            growth=grown,
            rank=today["value"].rank(ascending=direction < 0, method="min").astype(int),
            of=len(today),
        )
        order = table.sort_values(["rank", "area"], ignore_index=True)
        return order.reindex(columns=RANKING).astype({"since": "Int64"})

    def history(self, indicator: str) -> pd.DataFrame:
        """The figures behind the ranks by one indicator, year by year."""
        return self.shown[self.shown["indicator"] == indicator].dropna(subset=["value"])

    def several_years(self, indicator: str) -> bool:
        """Whether there are years enough to draw lines."""
        return bool(self.history(indicator)["year"].nunique() >= _LEAST_YEARS)

    def published_growth(self, indicator: str) -> bool:
        """Whether the growth beside an indicator is published and not that of its series."""
        return indicator in _LAST_RESORT

    def _since(self, rows: pd.DataFrame, year: int) -> int | None:
        """The first of the last years that most of the areas have: growth over equal spans only."""
        counts = rows.groupby("year")["area"].nunique()
        most = [one for one in counts.index if counts[one] >= _ENOUGH * counts[year]]
        return min((int(one) for one in most if year - _RECENT <= one < year), default=None)

    def _growth(
        self, area: str, rows: pd.DataFrame, indicator: str, since: int | None, year: int
    ) -> float:
        if indicator in _LAST_RESORT:
            table = self.results.indicators
            rates = table[
                (table["area"] == area)
                & (table["indicator"] == _LAST_RESORT[indicator])
                & (table["year"] == year)
            ]
            return float(rates["value"].iloc[0]) if len(rates) else math.nan
        values = rows[rows["area"] == area].set_index("year")["value"].astype(float)
        if since is None or since not in values or values[since] <= 0 or values[year] <= 0:
            return math.nan
        return 100 * cagr(values[since], values[year], year - since)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Today's rank among the siblings and, where all can be projected, the rank and the chance
        of the first third at the horizon (columns RANKS).
        """
        rows = [
            self._rank(str(indicator), levels)
            for indicator, levels in self.levels.groupby("indicator", sort=False)
        ]
        return pd.concat(rows, ignore_index=True)[RANKS] if rows else pd.DataFrame(columns=RANKS)

    def _rank(self, indicator: str, levels: pd.DataFrame) -> pd.DataFrame:
        results = self.results
        direction = results.lists.indicator(indicator).direction
        up = results.lists.parents(self.area)
        plain = levels.assign(caliber="")
        parent = results.indicators[
            (results.indicators["area"].isin(up[:1]))
            & (results.indicators["indicator"] == indicator)
        ]
        if len(parent):
            first = indicators.preferred(results.indicators, up[0], indicator, lists=results.lists)
            plain = pd.concat(
                [plain, parent[parent["caliber"] == first].assign(caliber="")], ignore_index=True
            )
        horizon = max(1, results.to - int(levels.groupby("area")["year"].max().min()))
        drawn = projection.simulate(
            plain,
            horizon,
            results.draws,
            parents=dict.fromkeys(self.group, up[0]) if up else {},
            scales=scales(plain, results.lists),
        )
        ahead = drawn[drawn["year"].isin(results.milestones) & drawn["area"].isin(self.group)]
        found = ranking.first_tier(
            ahead,
            levels[["area", "year", "value"]],
            direction=direction,
            of=levels["area"].nunique(),
        )
        own = found[found["area"] == self.area]
        return own.assign(indicator=indicator, caliber=levels["caliber"].iloc[0])

    def traces(self) -> dict[tuple[Hashable, str], Trace]:
        """What the ranks are made of."""
        return row_traces.standings(self.results, self.ranks, self.levels)

    @cached_property
    def rank_history(self) -> pd.DataFrame:
        """The area's rank by year in each caliber that a page shows, among the areas with a
        figure.
        """
        lists, table = self.results.lists, self.results.indicators
        rows = []
        for indicator, levels in self.levels.groupby("indicator", sort=False):
            preferred = lists.preferred[lists.preferred["indicator"] == indicator]
            shown = {name for row in preferred["calibers"] for name in row.split(";")}
            known = table[
                table["area"].isin(self.group)
                & (table["indicator"] == indicator)
                & table["caliber"].isin(shown | set(levels["caliber"]))
            ]
            direction = lists.indicator(str(indicator)).direction
            for (caliber, year), part in known.groupby(["caliber", "year"]):
                own = part.loc[part["area"] == self.area, "value"]
                if len(own) and len(part) >= _ENOUGH * len(self.group):
                    better = (direction * (part["value"] - own.iloc[0]) > 0).sum()
                    rows.append((indicator, caliber, year, int(better) + 1, len(part)))
        found = pd.DataFrame(rows, columns=["indicator", "caliber", "year", "rank", "of"])
        return found.sort_values(["year", "of"], ascending=False, kind="stable").reset_index(
            drop=True
        )

    @property
    def rank_notes(self) -> list[str]:
        """Of ranks whose year not all areas have: the year and caliber that most of them have."""
        words, notes = self.words, []
        for row in self.ranks.drop_duplicates("indicator").to_dict("records"):
            history = self.rank_history[self.rank_history["indicator"] == row["indicator"]]
            best = history.sort_values(["of", "year"]).iloc[-1]
            if best["of"] <= row["of"]:
                continue
            notes.append(
                words.say(
                    "pages_rank_wider",
                    name=words.indicator(row["indicator"]),
                    year=row["year_today"],
                    of=row["of"],
                    widest=best["year"],
                    caliber=words.caliber(best["caliber"]),
                    count=best["of"],
                    area=words.area(self.area),
                    rank=best["rank"],
                )
            )
        return notes

    def source(self, indicator: str) -> str:
        """The publications of the figures ranked by one indicator, and no others."""
        rows = self.history(indicator)
        one = self.results.lists.indicator(indicator)
        items = {one.numerator, one.denominator, *(item.item for item in one.published)}
        if "gdp_constant" in items:
            items |= _GDP
        table = self.results.observations
        table = table[table["item"].isin(items)]
        sources: list[str] = []
        for area in dict.fromkeys(rows["area"]):
            found = indicators.trace(
                table[table["area"] == area],
                area,
                indicator,
                str(rows["caliber"].iloc[0]),
                [int(rows["year"].max())],
                as_of=self.results.as_of,
                lists=self.results.lists,
            )
            sources += list(found["source"])
        return source_line(self.results, sources, table=False)


def peers(results: Results, area: str = "") -> Peers:
    """What the page on an area among its peers shows; by default of the first area asked for."""
    code = results.area_of(area)
    beside = Peers(results=results, area=code)
    return beside if len(beside.shown) else Peers(results=results, area=code, below=True)
