"""What one page shows of a theme for one area: tables cut out of the results, stand-ins under their
own names.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from yq_analysis.analysis import indicators, ledger
from yq_analysis.analysis.assessment import METHODS
from yq_analysis.analysis.indicators.compare import current
from yq_analysis.analysis.results import Results
from yq_analysis.catalogue.themes import Theme
from yq_analysis.check import Message, in_language, one_of
from yq_analysis.maths.editions import published
from yq_analysis.model import INDICATORS
from yq_analysis.presenting.pages import level_series, open_target, row_traces
from yq_analysis.presenting.pages.causes import Causes, causes
from yq_analysis.presenting.pages.closing import accounts
from yq_analysis.presenting.pages.growth_views import Growth
from yq_analysis.presenting.pages.level_series import SERIES, numbers
from yq_analysis.presenting.pages.origins import origins
from yq_analysis.presenting.pages.page_tables import REVISED, SINCE, gaps_of, only, with_evidence
from yq_analysis.presenting.pages.source_lines import source_line, sources_of
from yq_analysis.presenting.pages.traces import Tracer, known
from yq_analysis.presenting.tables import Trace

_SOURCES = ["area", "title", "through", "edition", "first", "last", "figures", "url"]


@dataclass(frozen=True, kw_only=True)
class View:
    """One theme for one area. Where the area has no figures, `shown` names the areas above it that
    stand in.
    """

    results: Results = field(repr=False)
    theme: Theme
    area: str

    # ------------------------------------------------------------------ what is drawn
    @cached_property
    def has_own(self) -> bool:
        """Whether the area itself has a figure of the level that the page is about."""
        return self._has(self.area)

    def _has(self, area: str) -> bool:
        table = self.results.indicators
        return bool(((table["area"] == area) & (table["indicator"] == self.theme.level)).any())

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The area and those above it that have figures, nearest first."""
        return tuple(
            area for area in (self.area, *self.results.lists.parents(self.area)) if self._has(area)
        )

    @cached_property
    def series(self) -> pd.DataFrame:
        """The level's history to draw: of the area, or of those that stand in for it; each in the
        caliber shown first.
        """
        areas = (self.area,) if self.has_own else self.shown
        parts = [
            level_series.history(self.results, area, self.theme.level, older=self.has_own)
            for area in areas
        ]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=INDICATORS)

    @cached_property
    def projections(self) -> pd.DataFrame:
        """The projections of what is drawn; calibers that were given up have none."""
        keys = set(map(tuple, current(self.series)[["area", "indicator", "caliber"]].to_numpy()))
        table = self.results.projections
        return only(table, keys, SERIES)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The targets to mark in the figure: the area's own, else its parents', where they speak of
        the level itself.
        """
        table = self.results.targets
        numbered = table[(table["indicator"] == self.theme.level) & table["value"].notna()]
        own = numbered[numbered["area"] == self.area]
        return own if len(own) else numbered

    # ------------------------------------------------------------------ what is judged
    @cached_property
    def judged(self) -> pd.DataFrame:
        """The area by its own targets."""
        table = self._assessed(self.area)
        return table[table["target_area"] == self.area].reset_index(drop=True)

    @cached_property
    def by_parents(self) -> pd.DataFrame:
        """The area by the targets of those above it, where these have a number."""
        table = self._assessed(self.area)
        return table[(table["target_area"] != self.area) & table["target"].notna()].reset_index(
            drop=True
        )

    @cached_property
    def above(self) -> pd.DataFrame:
        """The areas above by their own targets: what stands in where the area itself has no
        figures.
        """
        parts = [
            table[(table["target_area"] == area) & table["target"].notna()]
            for area in self.results.lists.parents(self.area)
            for table in [self._assessed(area)]
        ]
        kept = [part for part in parts if len(part)]
        return pd.concat(kept, ignore_index=True) if kept else self.judged.iloc[:0]

    def _assessed(self, area: str) -> pd.DataFrame:
        """The area's verdicts on the theme, in each target the caliber first that a page shows
        first.
        """
        table = self.results.assessments
        kept = with_evidence(
            table[(table["area"] == area) & (table["indicator"] == self.theme.target)]
        )
        listed = self.results.lists.preferred
        order = [
            name
            for indicator in (self.theme.target, self.theme.rates, self.theme.level)
            for row in listed.loc[listed["indicator"] == indicator, "calibers"]
            for name in row.split(";")
        ]
        place = (
            kept["caliber"]
            .map({name: rank for rank, name in reversed(list(enumerate(order)))})
            .fillna(len(order))
        )
        return (
            kept.assign(_place=place)
            .sort_values(["target_area", "year", "target", "_place"], kind="stable")
            .drop(columns="_place")
        )

    @cached_property
    def calibers(self) -> pd.DataFrame:
        """The rows in which one target was judged under several calibers: by its own target, else
        by one from above.
        """
        for table in (self.judged, self.by_parents):
            rows = table[table["verdict"].ne("no_data") & table["target"].notna()]
            for (area, target_area, year), part in rows.groupby(
                ["area", "target_area", "year"], sort=False
            ):
                if part["caliber"].nunique() > 1:
                    return rows[
                        (rows["area"] == area)
                        & (rows["target_area"] == target_area)
                        & (rows["year"] == year)
                    ]
        return self.judged.iloc[:0]

    @cached_property
    def scenarios(self) -> pd.DataFrame:
        """What it would take, for the area's first target that is still open: its own, else of
        those above.
        """
        areas = self.shown if self.has_own else ()
        return open_target.paths(self.results, self.theme.target, areas, self._assessed)

    @property
    def asked(self) -> str:
        """What the targets of the page are set in."""
        return self.theme.target

    @cached_property
    def growth(self) -> Growth:
        """Assumed growth of the two figures that the level is made of, held against the target."""
        return Growth(
            results=self.results, area=self.area, level=self.theme.level, verdicts=self.verdicts
        )

    @cached_property
    def causes(self) -> list[Causes]:
        """Why the level moved; nothing where the area has no figures of its own."""
        return next(
            (
                found
                for area in (self.shown if self.has_own else ())
                if (found := causes(self.results, self.theme.name, area))
            ),
            [],
        )

    @cached_property
    def compared(self) -> pd.DataFrame:
        """The area by the targets of those above; how those above fare stands on the page of all
        targets.
        """
        return self.by_parents

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """All verdicts of the page, for whoever reads them by machine."""
        parts = [part for part in (self.judged, self.compared) if len(part)]
        return pd.concat(parts, ignore_index=True) if parts else self.judged

    @property
    def own_verdicts(self) -> pd.DataFrame:
        """The area's own verdicts, by its own targets and by those from
        above: what a run hands on.
        """
        table = self.verdicts
        return table[table["area"] == self.area]

    @cached_property
    def methods(self) -> pd.DataFrame:
        """What each published method of judging progress says, and how far they agree; rows where
        any speaks.
        """
        table = self.verdicts
        spoken = table[[column for column in METHODS if column in table.columns]]
        said = (spoken.notna() & ~spoken.isin(["", "not_available"])).any(axis=1)
        kept = table[said].reset_index(drop=True)
        return kept[
            [
                "area",
                "target_area",
                "indicator",
                "caliber",
                "year",
                "target",
                *METHODS,
                "agreement",
                "verdict",
            ]
        ]

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """The scenarios at the target's year, those that arrive as one only once."""
        return open_target.comparison(self.scenarios)

    @cached_property
    def scenario_history(self) -> pd.DataFrame:
        """What was reached so far, in the measure of the scenarios: the level, or the total since
        the base year.
        """
        return open_target.history(self.results, self.scenarios, self.theme)

    # ------------------------------------------------------------------ how far to trust it
    @cached_property
    def backtest(self) -> pd.DataFrame:
        """The method in past years beside drift, OLS and ETS, on all series of the level that are
        long enough.
        """
        table = self.results.backtests
        return table[table["theme"] == self.theme.name].drop(columns="theme").reset_index(drop=True)

    @cached_property
    def closing(self) -> pd.DataFrame:
        """Result, path and earlier projection of the area's targets whose year is over."""
        return accounts(self.results, self.judged)

    @cached_property
    def rates(self) -> pd.DataFrame:
        """The yearly rates of change of the area shown first, every caliber that still goes on,
        since the last plan but one.
        """
        table = self.results.indicators
        rows = table[
            (table["indicator"] == self.theme.rates)
            & table["area"].isin(self.shown[:1])
            & (table["year"] > SINCE)
        ]
        return current(rows).sort_values(["caliber", "year"], ignore_index=True)

    @cached_property
    def rate_notes(self) -> list[str]:
        """Where the levels shown do not grow as the agency publishes it, a sentence a year."""
        results = self.results
        own = results.indicators[
            results.indicators["area"].isin(self.shown[:1]) & (results.indicators["year"] > SINCE)
        ]
        found = indicators.growth_differences(own, results.lists)
        found = found[found["indicator"] == self.theme.level]
        return [
            indicators.difference_said(row, results.lists).text(results.language)
            for row in found.to_dict("records")
        ]

    @cached_property
    def caliber_notes(self) -> pd.DataFrame:
        """What the parts of the page's calibers mean, where the catalogue has a remark."""
        used = pd.concat([table["caliber"] for table in (self.series, self.rates, self.verdicts)])
        parts = {part for caliber in used.dropna().unique() for part in str(caliber).split("+")}
        listed = self.results.lists.calibers
        note = listed["note" if self.results.language == "zh" else "note_en"].fillna("")
        return (
            listed.assign(note=note)
            .loc[listed["caliber"].isin(parts) & note.ne(""), ["caliber", "note"]]
            .reset_index(drop=True)
        )

    @cached_property
    def kin(self) -> pd.DataFrame:
        """A neighbour of the indicator with more years, for the areas that have it: background,
        never a stand-in.
        """
        table = self.results.indicators
        parts = [
            table[
                (table["area"] == area)
                & (table["indicator"] == kin)
                & (
                    table["caliber"]
                    == indicators.preferred(table, area, kin, lists=self.results.lists)
                )
            ]
            for kin in self.theme.related
            for area in (self.area, *self.results.lists.parents(self.area))
        ]
        return pd.concat(parts, ignore_index=True) if parts else table.iloc[:0]

    @cached_property
    def kin_projections(self) -> pd.DataFrame:
        keys = set(map(tuple, self.kin[["area", "indicator", "caliber"]].to_numpy()))
        table = self.results.projections
        return only(table, keys, SERIES)

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """What later editions changed in the figures that the theme is made of, for the areas
        shown.
        """
        table = published(self.results.observations, self.results.as_of)
        own = table["area"].isin((self.area, *self.shown)) & table["item"].isin(self.theme.items)
        return ledger.revisions(table[own])[["area", *REVISED]].reset_index(drop=True)

    @cached_property
    def history(self) -> pd.DataFrame:
        """The figures drawn, newest first."""
        return self.series.sort_values(
            ["year", "area", "caliber"], ascending=[False, True, True], ignore_index=True
        )

    # ------------------------------------------------------------------ where it comes from
    @cached_property
    def trace(self) -> pd.DataFrame:
        """Every value of the theme for the areas shown, with formula, inputs, files and cells."""
        areas = dict.fromkeys((self.area, *self.shown, *self.kin["area"]))
        return known(self.results, tuple(areas), self.theme.indicators)

    def traces(self, table: pd.DataFrame) -> dict[tuple[Hashable, str], Trace]:
        """Where each number of an assessments table comes from, as `tables.html` takes it."""
        return Tracer(results=self.results, table=self.trace).verdicts(table)

    def series_traces(self, table: pd.DataFrame) -> dict[tuple[Hashable, str], Trace]:
        """The same for rows of an indicators table."""
        return Tracer(results=self.results, table=self.trace).series(table)

    def revision_traces(self, table: pd.DataFrame) -> dict[tuple[Hashable, str], Trace]:
        """Both editions behind each revised figure."""
        return row_traces.revised(self.results, table)

    def scenario_traces(self) -> dict[tuple[Hashable, str], Trace]:
        """What the scenarios at the target's year assume and start from."""
        last = self.scenario_history.sort_values("year").tail(1)
        start = next(iter(self.series_traces(last).values()), Trace())
        return row_traces.scenarios(self.results, self.comparison, last, start.sources)

    def cause_traces(self, found: Causes) -> dict[tuple[Hashable, str], Trace]:
        """The formula and the cells behind a decomposition."""
        return row_traces.decomposition(self.results, found)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The publications behind the page: title, address, and how many figures of which years
        came from each.
        """
        used = self.trace.drop_duplicates(["input_item", "input_year", "source"])
        if used.empty:
            return pd.DataFrame(columns=_SOURCES)
        found = used.merge(
            origins(self.results.root, used["source"], self.results.lists, self.results.language)[
                ["source", "title", "through", "url"]
            ],
            on="source",
        )
        return (
            found.groupby(["area", "title", "through"], dropna=False)
            .agg(
                edition=("edition", "max"),
                first=("input_year", "min"),
                last=("input_year", "max"),
                figures=("source", "nunique"),
                url=("url", "first"),
            )
            .reset_index()
            .sort_values(
                ["area", "figures", "title"], ascending=[True, False, True], ignore_index=True
            )[_SOURCES]
        )

    @property
    def source(self) -> str:
        """The line under the figure of the level: the publications of the rows that it draws."""
        return self.source_of(self.series)

    def source_of(self, rows: pd.DataFrame) -> str:
        """The publications behind `rows` of an indicators, projections or assessments table, and no
        others.
        """
        if "verdict" in rows:  # a verdict rests on the figures up to its newest one
            tracer = Tracer(results=self.results, table=self.trace)
            traced = [tracer.latest(row) for _, row in rows.iterrows()]
            return source_line(self.results, [s for one in traced if one for s in one.sources])
        return source_line(self.results, sources_of(self.trace, rows))

    @property
    def backtest_source(self) -> str:
        """Where the errors of a backtest come from: not from this area's publications."""
        return str(in_language(Message("pages_backtest_source"), self.results.language))

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """What the area lacks for this theme and which table would supply it."""
        table = gaps_of(self.results, self.area)
        return table[table["indicator"].isin(self.theme.indicators)].reset_index(drop=True)

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """What a later run compares: the newest figure of each series shown, and its projection."""
        return numbers(self.results, self.series, self.projections, self.trace)


def view(results: Results, theme: str, area: str = "") -> View:
    """What a page shows of a theme (energy, productivity, patents) for one area; by default the
    first asked for.
    """
    themes = results.lists.themes
    one_of(theme, themes, name="theme")
    return View(results=results, theme=themes[theme], area=results.area_of(area))
