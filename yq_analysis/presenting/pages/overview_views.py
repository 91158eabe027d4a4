"""What the two pages that are not about one theme show: the quality of the data, and all targets
together.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from yq_analysis.analysis import indicators, projection
from yq_analysis.analysis.assessment import cascade, ranking
from yq_analysis.analysis.indicators.compare import scales
from yq_analysis.analysis.indicators.computed import YEAR_END
from yq_analysis.analysis.results import Results
from yq_analysis.check import Message
from yq_analysis.presenting.pages import row_traces
from yq_analysis.presenting.pages.source_lines import source_line
from yq_analysis.presenting.pages.theme_views import SINCE, with_evidence
from yq_analysis.presenting.pages.traces import Tracer, known
from yq_analysis.presenting.tables import Trace
from yq_analysis.presenting.wording import names

_NUMBERS = ("value", "previous_value", "change_percent")
# A rank among fewer areas than this part of the siblings is none.
_ENOUGH = 2 / 3


@dataclass(frozen=True, kw_only=True)
class Quality:
    """What there is for an area, what is missing, what contradicts, what was revised, what was not
    understood.
    """

    results: Results = field(repr=False)
    area: str

    @cached_property
    def present(self) -> pd.DataFrame:
        table = self.results.latest
        return table[(table["area"] == self.area) & table["value"].notna()]

    @cached_property
    def gaps(self) -> pd.DataFrame:
        results = self.results
        table = indicators.gaps(
            results.observations,
            self.area,
            since=SINCE,
            until=int(results.indicators["year"].max()),
            lists=results.lists,
            language=results.language,
        )
        return table[table["state"] != "complete"].reset_index(drop=True)

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        table = self._own("conflicts")
        return table.assign(used=table["used"].astype(str).eq("True"))[
            ["item", "year", "caliber", "edition", "value", "unit", "kind", "used", "source"]
        ]

    @cached_property
    def revisions(self) -> pd.DataFrame:
        return self._own("revisions")[
            [
                "item",
                "year",
                "caliber",
                "previous_edition",
                "previous_value",
                "edition",
                "value",
                "unit",
                "change_percent",
            ]
        ]

    def revision_traces(self, table: pd.DataFrame) -> dict[tuple[Hashable, str], Trace]:
        """Both editions behind each revised figure."""
        return row_traces.revised(self.results, table, self.area)

    @cached_property
    def aside(self) -> pd.DataFrame:
        return self._own("aside")[["item", "period", "value", "unit", "source", "reason"]]

    def _own(self, name: str) -> pd.DataFrame:
        """The area's rows of a table of data/processed, whose numbers are numbers again: it is read
        as text; what was set aside may be none.
        """
        table = self.results.stored(name)
        own = table[table["area"] == self.area].reset_index(drop=True)
        return (
            own
            if name == "aside"
            else own.assign(
                **{
                    column: pd.to_numeric(own[column])
                    for column in _NUMBERS
                    if column in own.columns
                }
            )
        )

    @cached_property
    def unmapped(self) -> pd.DataFrame:
        return self.results.stored("unmapped_labels")[
            ["label", "unit", "reason", "suggestion", "count", "file", "cell"]
        ]

    @cached_property
    def untaken(self) -> pd.DataFrame:
        """The area's figures that no indicator takes, and why."""
        return self._own("untaken")[
            ["item", "caliber", "first", "last", "figures", "why", "source"]
        ]

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What the checks of the reading found, in the page's language."""
        table = self.results.stored("findings")
        english = self.results.language == "en" and "message_en" in table
        said = table["message_en" if english else "message"]
        return table.drop(columns="message_en", errors="ignore").assign(message=said)

    @property
    def source(self) -> str:
        """The line under a figure: from how many files of data/raw."""
        words = names(self.results.language, self.results.lists)
        return words.pick(
            f"data/raw 中的{len(self.files)}个文件，见“原始文件”",
            f"{len(self.files)} files of data/raw, see the list of raw files",
        )

    @cached_property
    def files(self) -> pd.DataFrame:
        """The raw files behind the area's figures, and how many came from each."""
        file = self.present["source"].astype(str).str.split("#").str[0]
        found = (
            self.present.assign(file=file)
            .groupby("file")
            .agg(first=("year", "min"), last=("year", "max"), figures=("value", "size"))
        )
        return found.reset_index()


def quality(results: Results, area: str = "") -> Quality:
    """What the page on the quality of the data shows; by default of the first area asked for."""
    return Quality(results=results, area=results.area_of(area))


def summary(results: Results, area: str = "") -> Summary:
    """What the page on all targets shows; by default of the first area asked for."""
    return Summary(results=results, area=results.area_of(area))


@dataclass(frozen=True, kw_only=True)
class Summary:
    """All targets of an area, of those above it and of its siblings."""

    results: Results = field(repr=False)
    area: str

    @cached_property
    def own(self) -> pd.DataFrame:
        table = self.results.assessments
        return with_evidence(
            table[(table["area"] == self.area) & (table["target_area"] == self.area)]
        ).reset_index(drop=True)

    def traces(self, table: pd.DataFrame) -> dict[tuple[Hashable, str], Trace]:
        """Where each number of an assessments table comes from, as `tables.html` takes it."""
        if table.empty:
            return {}
        records = self.results.lists.records
        rates = (records[code].rate for code in table["indicator"] if code in records)
        wanted = dict.fromkeys([*table["indicator"], *filter(None, rates)])
        return Tracer(
            results=self.results, table=known(self.results, tuple(table["area"]), tuple(wanted))
        ).verdicts(table)

    def level_traces(self) -> dict[tuple[Hashable, str], Trace]:
        """The sentence and the document behind each target of `cascade`."""
        return row_traces.levels(self)

    def rank_traces(self) -> dict[tuple[Hashable, str], Trace]:
        """What the ranks are made of."""
        return row_traces.standings(self)

    @cached_property
    def above(self) -> pd.DataFrame:
        """The areas above by their own targets."""
        table = self.results.assessments
        rows = table[
            (table["area"] == table["target_area"])
            & table["area"].isin(self.results.lists.parents(self.area))
        ]
        return with_evidence(rows).reset_index(drop=True)

    @property
    def source(self) -> str:
        """The line under a figure of verdicts: the documents that set the targets."""
        words = names(self.results.language, self.results.lists)
        table = self.results.targets
        setters = [self.area] if len(self.own) else self.results.lists.parents(self.area)
        named = table.loc[table["area"].isin(setters) & table["value"].notna(), "document"].dropna()
        # a target that two documents set names both in one cell
        titles = list(dict.fromkeys(one for cell in named for one in cell.split("、")))
        return words.pick("目标：", "Targets: ") + (
            words.pick("、", "; ").join(titles) or words.pick("无", "none")
        )

    @cached_property
    def cascade(self) -> pd.DataFrame:
        """For each indicator with a target in the line: who asks for what,
        and what does not fit.
        """
        lists = self.results.lists
        line = {self.area, *lists.parents(self.area)}
        numbered = lists.targets[lists.targets["value"].notna()]
        # what the comparison says names areas: as the page does
        called = lists.areas["name_en"].where(
            lists.areas["name_en"].fillna("").ne(""), lists.areas["name_zh"]
        )
        named = lists.areas if self.results.language == "zh" else lists.areas.assign(name_zh=called)
        parts = []
        for indicator in dict.fromkeys(numbered.loc[numbered["area"].isin(line), "indicator"]):
            direction = lists.indicator(indicator).direction
            found = cascade.compare(
                numbered,
                named,
                area=self.area,
                indicator=indicator,
                direction=direction,
                adds_up=lists.indicator(indicator).scale == "count",
            )
            parts.append(found.assign(indicator=indicator))
        if not parts:
            return pd.DataFrame(
                columns=[
                    "indicator",
                    "relation",
                    "area",
                    "year",
                    "value",
                    "comparator",
                    "unit",
                    "basis",
                    "base_year",
                    "gap",
                    "finding",
                ]
            )
        whole = pd.concat(parts, ignore_index=True)
        columns = [
            "indicator",
            "relation",
            "area",
            "year",
            "value",
            "comparator",
            "unit",
            "basis",
            "base_year",
            "gap",
            "finding",
        ]
        whole = whole.drop_duplicates(columns)  # one target in two documents
        return whole[columns]

    @cached_property
    def siblings(self) -> list[str]:
        """The area and its siblings that have any figure at all; of the others nothing is known,
        not even that they lag.
        """
        seen = set(self.results.indicators["area"])
        return [
            area for area in (self.area, *self.results.lists.siblings(self.area)) if area in seen
        ]

    @cached_property
    def peers(self) -> pd.DataFrame:
        """The indicators in which the area can be ranked today: one figure a sibling."""
        ranked = self.results.lists.ranked
        parts = [self._levels(indicator) for indicator in ranked] if len(self.siblings) > 1 else []
        kept = [part for part in parts if len(part)]
        return pd.concat(kept, ignore_index=True) if kept else self.results.indicators.iloc[:0]

    def _levels(self, indicator: str) -> pd.DataFrame:
        """The siblings' series in one caliber and price base: the one with the newest year that
        most of them have.

        Up to that year, of the areas that have it; none where the area itself has not. Calibers are
        never mixed.
        """
        table = self.results.indicators
        rows = table[table["area"].isin(self.siblings) & (table["indicator"] == indicator)]
        found = []
        for caliber, part in rows.groupby("caliber"):
            areas = part.groupby("year")["area"].nunique()
            mine = set(part.loc[part["area"] == self.area, "year"])
            wide = [
                year
                for year, count in zip(areas.index.tolist(), areas.tolist(), strict=True)
                if count >= _ENOUGH * len(self.siblings) and year in mine
            ]
            if wide:
                plain = YEAR_END not in str(caliber).split("+")
                found.append((max(wide), int(areas[max(wide)]), plain, str(caliber)))
        if not found:
            return rows.iloc[:0]
        year, *_, caliber = max(found)
        chosen = rows[(rows["caliber"] == caliber) & (rows["year"] <= year)]
        held = set(chosen.loc[chosen["year"] == year, "area"])
        result: pd.DataFrame = chosen[chosen["area"].isin(held)]
        return result

    @cached_property
    def rank_history(self) -> pd.DataFrame:
        """The area's rank by year in each caliber that a page shows, among the areas with a
        figure.
        """
        lists = self.results.lists
        rows = []
        for indicator, levels in self.peers.groupby("indicator", sort=False):
            shown = {
                name
                for row in lists.preferred.loc[
                    lists.preferred["indicator"] == indicator, "calibers"
                ]
                for name in row.split(";")
            } | set(levels["caliber"])
            table = self.results.indicators
            known = table[
                table["area"].isin(self.siblings)
                & (table["indicator"] == indicator)
                & table["caliber"].isin(shown)
            ]
            direction = lists.indicator(str(indicator)).direction
            for (caliber, year), part in known.groupby(["caliber", "year"]):
                own = part.loc[part["area"] == self.area, "value"]
                if len(own) and len(part) >= _ENOUGH * len(self.siblings):
                    better = (direction * (part["value"] - own.iloc[0]) > 0).sum()
                    rows.append((indicator, caliber, year, int(better) + 1, len(part)))
        found = pd.DataFrame(rows, columns=["indicator", "caliber", "year", "rank", "of"])
        return found.sort_values(["year", "of"], ascending=False, kind="stable").reset_index(
            drop=True
        )

    @property
    def rank_notes(self) -> list[str]:
        """Of ranks whose year not all areas have: the year and caliber that most of them have."""
        lists, language, notes = self.results.lists, self.results.language, []
        for row in self.ranks.drop_duplicates("indicator").to_dict("records"):
            history = self.rank_history[self.rank_history["indicator"] == row["indicator"]]
            best = history.sort_values(["of", "year"]).iloc[-1]
            if best["of"] <= row["of"]:
                continue
            words = names(language, lists)
            said = Message(
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
            notes.append(said.text(language))
        return notes

    @property
    def peers_source(self) -> str:
        """The publications of the figures of all areas that the first table of ranks compares."""
        levels = self.peers[self.peers["indicator"] == self.peers["indicator"].iloc[0]]
        one = self.results.lists.indicator(str(levels["indicator"].iloc[0]))
        year = int(levels["year"].max())
        items = {one.numerator, one.denominator, *(item.item for item in one.published)}
        if "gdp_constant" in items:
            items |= {"gdp", "gdp_growth", "gdp_index", "gdp_index_1978"}
        table = self.results.observations
        table = table[table["item"].isin(items)]
        sources: list[str] = []
        for area in dict.fromkeys(levels["area"]):
            found = indicators.trace(
                table[table["area"] == area],
                area,
                one.code,
                str(levels["caliber"].iloc[0]),
                [year],
                as_of=self.results.as_of,
                lists=self.results.lists,
            )
            sources += list(found["source"])
        return source_line(self.results, sources, table=False)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Today's rank among the siblings and, where all can be projected, the rank and first-third
        probability at the horizon.
        """
        rows = [
            self._rank(str(indicator), levels)
            for indicator, levels in self.peers.groupby("indicator", sort=False)
        ]
        columns = [
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
        return (
            pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)
        )

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
        newest = int(levels["year"].max())
        horizon = max(1, results.to - int(levels.groupby("area")["year"].max().min()))
        kinds = scales(plain, results.lists)
        possible, _ = projection.without_impossible(plain, projection.known_of(kinds, {}), {})
        drawn = projection.simulate(
            possible,
            horizon,
            results.draws,
            parents=dict.fromkeys(self.siblings, up[0]) if up else {},
            scales=kinds,
        )
        ahead = drawn[drawn["year"].isin(results.milestones) & drawn["area"].isin(self.siblings)]
        found = ranking.first_tier(
            ahead,
            levels[["area", "year", "value"]],
            direction=direction,
            of=levels["area"].nunique(),
        )
        own = found[found["area"] == self.area]
        calibers = levels.loc[levels["year"] == newest, "caliber"].unique()
        return own.assign(
            indicator=indicator,
            caliber=calibers[0]
            if len(calibers) == 1
            else " / ".join(
                results.lists.caliber_name(str(one), results.language) for one in calibers
            ),
        )
