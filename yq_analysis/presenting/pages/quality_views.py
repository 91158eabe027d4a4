"""What the page on the quality of the data shows: what there is, what is missing, contradicts, was
revised, or was not understood.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from yq_analysis.analysis.results import Results
from yq_analysis.presenting.pages import row_traces
from yq_analysis.presenting.pages.page_tables import REVISED, gaps_of
from yq_analysis.presenting.tables import Trace
from yq_analysis.presenting.wording import names

_NUMBERS = ("value", "previous_value", "change_percent")


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
        table = gaps_of(self.results, self.area)
        return table[table["state"] != "complete"].reset_index(drop=True)

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        table = self._own("conflicts")
        return table.assign(used=table["used"].astype(str).eq("True"))[
            ["item", "year", "caliber", "edition", "value", "unit", "kind", "used", "source"]
        ]

    @cached_property
    def revisions(self) -> pd.DataFrame:
        return self._own("revisions")[REVISED]

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
        return words.say("pages_quality_source", count=len(self.files))

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
