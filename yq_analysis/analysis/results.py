"""What is known, asked, expected and judged for some areas: the record of one question, which pages
read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.model import Drawn

_OUTPUT = ("gdp_current", "gdp_real_growth")


@dataclass(frozen=True, kw_only=True)
class Results:
    """What is known (`observations`, `indicators`), asked (`targets`), expected (`projections`,
    `paths`), judged (`assessments`) for `areas` and the areas above them, with what had been
    published by `as_of`.

    `day` is the day of the run, an ISO date: a year that has ended by then is a result or not
    published yet. `late` has, by name, how each table that costs time is made of this record, when
    it is first asked for (a page on the data needs no projection), and `stored` gives a table of
    data/processed. `draws` is how many sample paths.
    """

    root: Path
    areas: tuple[str, ...]
    to: int
    as_of: str | None
    day: str
    language: Literal["zh", "en"]
    draws: int
    lists: Catalogue = field(repr=False)
    observations: pd.DataFrame = field(repr=False)
    indicators: pd.DataFrame = field(repr=False)
    targets: pd.DataFrame = field(repr=False)
    series: pd.DataFrame = field(repr=False)
    late: Mapping[str, Callable[[Results], Any]] = field(repr=False)
    stored: Callable[[str], pd.DataFrame] = field(repr=False)

    @cached_property
    def chain(self) -> tuple[str, ...]:
        """The areas and all above them, nearest first."""
        return chain(self.areas, self.lists)

    @cached_property
    def parents(self) -> dict[str, list[str]]:
        return {area: self.lists.parents(area) for area in self.chain}

    @cached_property
    def _expected(self) -> tuple[pd.DataFrame, Drawn]:
        projections, paths = self.late["expected"](self)
        return projections, paths

    @property
    def projections(self) -> pd.DataFrame:
        """Where each series goes if the past goes on, to the year `to`, with intervals (as
        `project` gives them).
        """
        return self._expected[0]

    @property
    def sampled(self) -> Drawn:
        """Sample paths of the same as arrays, drawn when a series is first looked at."""
        return self._expected[1]

    @cached_property
    def paths(self) -> pd.DataFrame:
        """The same as a long table (as `simulate` gives them)."""
        return self.sampled.table(self.chain)

    @cached_property
    def assessments(self) -> pd.DataFrame:
        """Every target of every area of the chain, the parents' targets beside the area's own."""
        return self.late["assessments"](self)  # type: ignore[no-any-return]

    @cached_property
    def backtests(self) -> pd.DataFrame:
        """The method in past years, theme by theme."""
        return self.late["backtests"](self)  # type: ignore[no-any-return]

    @cached_property
    def latest(self) -> pd.DataFrame:
        """The observations that hold: of each figure the newest edition known."""
        return self.late["latest"](self)  # type: ignore[no-any-return]

    @property
    def output(self) -> pd.DataFrame:
        """GDP at current prices and its real growth: what turns one price base into another."""
        table = self.indicators
        return table[table["area"].isin(self.chain) & table["indicator"].isin(_OUTPUT)]

    def is_over(self, year: int) -> bool:
        """Whether a year had ended on the day of the run."""
        return year < int(self.day[:4])

    @property
    def milestones(self) -> list[int]:
        """The years that pages speak of: the last one of each five-year plan to come, and the
        horizon.
        """
        first = int(self.day[:4])
        ends = [year for year in range(first, self.to + 1) if year % 5 == 0]
        return list(dict.fromkeys([*ends, self.to]))

    def area_of(self, area: str = "") -> str:
        """The code of an area (name or code); by default the first that was asked for."""
        return self.lists.area_code(area) if area else self.areas[0]

    def __repr__(self) -> str:
        names = "、".join(self.lists.area_name(area, self.language) for area in self.areas)
        return (
            f"<Results for {names} to {self.to}: {len(self.observations)} observations, "
            f"{len(self.series)} figures in series>"
        )


def chain(areas: tuple[str, ...], lists: Catalogue) -> tuple[str, ...]:
    """The areas and all above them, nearest first."""
    return tuple(dict.fromkeys(code for area in areas for code in (area, *lists.parents(area))))
