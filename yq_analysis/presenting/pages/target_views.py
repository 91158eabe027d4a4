"""What the page on all targets shows: the area's, those of the areas above, how the last plan
closed, and the rank among siblings.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from yq_analysis.analysis.assessment import cascade
from yq_analysis.analysis.results import Results
from yq_analysis.presenting.pages import row_traces
from yq_analysis.presenting.pages.closing import accounts
from yq_analysis.presenting.pages.page_tables import with_evidence
from yq_analysis.presenting.pages.peer_views import Peers
from yq_analysis.presenting.pages.traces import Tracer, known
from yq_analysis.presenting.tables import Trace
from yq_analysis.presenting.wording import names

CASCADE = [
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
        return row_traces.levels(self.results, self.cascade)

    @cached_property
    def among(self) -> Peers:
        """The area among its siblings."""
        return Peers(results=self.results, area=self.area)

    @property
    def peers(self) -> pd.DataFrame:
        """The figures by which the area can be ranked among its siblings."""
        return self.among.levels

    @property
    def ranks(self) -> pd.DataFrame:
        """Its ranks, today and at the horizon."""
        return self.among.ranks

    @property
    def rank_history(self) -> pd.DataFrame:
        """Its rank by year in each caliber that a page shows."""
        return self.among.rank_history

    @property
    def rank_notes(self) -> list[str]:
        """Of ranks whose year not all areas have: the year that most of them have."""
        return self.among.rank_notes

    @property
    def peers_source(self) -> str:
        """The publications behind the first table of ranks."""
        return self.among.source(self.among.ranked[0])

    def rank_traces(self) -> dict[tuple[Hashable, str], Trace]:
        """What the ranks are made of."""
        return self.among.traces()

    @cached_property
    def closing(self) -> pd.DataFrame:
        """The targets of the newest year that is over, each with what an earlier projection said.

        Rows of the assessments table with the columns origin, said, said_lower and said_upper; of a
        target that several calibers answer those that can tell.
        """
        own = self.own[self.own["target"].notna() & self.own["year"].notna()]
        over = own[own["year"].map(lambda year: self.results.is_over(int(year))).astype(bool)]
        rows = over[over["year"] == over["year"].max()]
        open_ones = rows["verdict"].isin(["no_data", "no_number"])
        told = ~open_ones.groupby([rows["indicator"], rows["target"]]).transform("all")
        rows = rows[~open_ones | ~told]
        key = ["area", "indicator", "caliber", "year", "target"]
        kept = {"origin": "origin", "value": "said", "lower": "said_lower", "upper": "said_upper"}
        said = accounts(self.results, rows)[[*key, *kept]].rename(columns=kept)
        # without any account the keys have no type of their own
        said = said.drop_duplicates(key).astype({name: rows[name].dtype for name in key})
        account: pd.DataFrame = rows.merge(said, on=key, how="left")
        return account.set_axis(rows.index)

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
        titles = dict.fromkeys(
            self.results.lists.publication(one, words.language)[0] or one
            for cell in named
            for one in cell.split(";")
        )
        listed = words.say("pages_title_mark").join(titles) or words.say("pages_source_none")
        return words.say("pages_targets_source", listed=listed)

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
            return pd.DataFrame(columns=CASCADE)
        whole = pd.concat(parts, ignore_index=True)
        return whole.drop_duplicates(CASCADE)[CASCADE]  # one target in two documents
