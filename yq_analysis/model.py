"""The nouns, and the columns of the tables that pass between the rooms.

Rooms take tables and give tables; this module is the only thing that they share about them.
A code (area, item, indicator, caliber) is always text: division code 010101 never becomes 10101.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

# Notes and reasons in tables are `check.Message`s: texts that know their code and so their English.
# Where pyarrow is installed, pandas would keep their letters only; so a table is the same with it.
pd.set_option("mode.string_storage", "python")

# ------------------------------------------------------------------ words
# SDMX OBS_STATUS letters.
Status = Literal["A", "P", "E", "I", "B", "N", "M", "O", "F", "U"]
STATUSES: tuple[Status, ...] = get_args(Status)

# What a printed cell says when it is not an ordinary number ("" is an ordinary number).
Flag = Literal["", "missing", "below_unit", "not_applicable", "suspect"]

Verdict = Literal["met", "missed", "on_track", "uncertain", "off_track", "no_number", "no_data"]

# What a target's number means.
Basis = Literal["level", "cumulative", "annual_growth", "points", "increment", "rank", "text"]
Comparator = Literal[">=", ">", "<=", "<", "=", ""]
Binding = Literal["binding", "anticipatory", "none"]

# How a quantity lives: which transformation keeps a projection inside what is possible.
Scale = Literal["positive", "share", "count", "rate"]

Known = Literal["observed", "projected", "none"]

# A level, its change from year to year, what these add up to since a base year, and the total that
# a target asks for.
Form = Literal["level", "rate", "total", "reduction"]


# ------------------------------------------------------------------ nouns
@dataclass(frozen=True, kw_only=True)
class PublishedItem:
    """An item that an agency prints for an indicator: value = offset + sign x printed."""

    item: str
    sign: int = 1
    offset: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One row of catalogue/indicators.csv: everything that is known of an indicator, in one place.

    value = factor x numerator / denominator, both codes of items or of a series that the house
    computes (`gdp_constant`: then each price base is a caliber); or what an agency prints
    (`published`). `averaged`: the denominator is the mean of two year-ends, as the bureau divides
    by average employment.

    Of a level, `rate` is its yearly change, `total` what the changes add up to since a base year,
    `reduction` the total that a target asks for. Of these three, `level` is what they are a form
    of. `related` are neighbours, shown beside it and never in its place. `page` is the page that
    the indicator is the subject of, `theme` that page's short name, `ranked` its place in the table
    of ranks (0: not ranked).
    """

    code: str
    name_zh: str
    name_en: str
    unit: str
    direction: int
    scale: Scale
    decimals: int
    group: str
    note: str = ""
    numerator: str = ""
    denominator: str = ""
    factor: float = 1.0
    averaged: bool = False
    numerator_growth: str = ""
    published: tuple[PublishedItem, ...] = ()
    form: Form = "level"
    level: str = ""
    rate: str = ""
    total: str = ""
    reduction: str = ""
    falls: bool = False
    theme: str = ""
    page: str = ""
    title_zh: str = ""
    title_en: str = ""
    ranked: int = 0
    related: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """What the indicator is computed from, numerator first; nothing
        where it is only published.
        """
        return (self.numerator, self.denominator) if self.numerator else ()

    @property
    def target(self) -> str:
        """The indicator that a target for this one is set in: the total reduction of what is to
        fall.
        """
        return self.reduction or self.code


# ------------------------------------------------------------------ tables
# region and indicator as printed, cleaned; year a nullable integer; period where it is not one
# year.
READING = [
    "region",
    "indicator",
    "year",
    "period",
    "value",
    "unit",
    "flag",
    "table",
    "sheet",
    "cell",
]
# every numeric cell that is not a figure, with the reason.
LEFTOVER = ["sheet", "cell", "text", "reason"]
# what each table on a sheet says of itself.
TABLES = ["table", "sheet", "range", "number", "title", "title_en", "unit", "notes", "source"]
# what the audit found; cells is a text such as "Sheet1!B4, Sheet1!B5:B9".
FINDINGS = ["kind", "sheet", "cells", "message"]

# area, item, caliber are codes of the catalogue; edition is an ISO date or a part of one
# ("2010", "2010-07-15"), so that sorting text sorts time; source is a file and, after "#", its
# place.
OBSERVATIONS = ["area", "item", "year", "value", "unit", "caliber", "status", "edition", "source"]
INDICATORS = ["area", "indicator", "caliber", "year", "value", "unit", "status"]
# followed by one column a quantile (see `quantile_name`), then PROJECTION_TAIL.
PROJECTION_HEAD = ["area", "indicator", "caliber", "year", "horizon", "value"]
PROJECTION_TAIL = ["n", "method", "note"]
TARGETS = [
    "no",
    "indicator",
    "year",
    "value",
    "upper",
    "comparator",
    "unit",
    "binding",
    "basis",
    "base_year",
    "provisional",
    "text",
    "line",
]
# area's series against a target that `target_area` set; one column a progress method stands before
# agreement. latest, value, lower, upper and gap are in the target's own measure (a cumulative
# target: the total since base_year).
ASSESSMENT_HEAD = [
    "area",
    "indicator",
    "caliber",
    "year",
    "target_area",
    "target",
    "comparator",
    "unit",
    "basis",
    "binding",
    "provisional",
    "base_year",
    "latest_year",
    "latest",
    "share_done",
    "value",
    "known",
    "lower",
    "upper",
    "probability",
    "gap",
    "required_rate",
    "reach_year",
    "reach_early",
    "reach_late",
    "verdict",
]
# `doubtful`: the years of doubtful figures (status U) that the row stands on
ASSESSMENT_TAIL = ["agreement", "doubtful", "reason", "note"]

QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)


class Drawn(Protocol):
    """Sample paths that are drawn when they are looked at (see `projection.SamplePaths`)."""

    def of(
        self, area: str, indicator: str, caliber: str
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]] | None:
        """The years, and a row a year, a column a draw; None where the series has no paths."""

    def table(self, areas: Collection[str] | None = None) -> pd.DataFrame:
        """Those of some areas as a long table: area, indicator, caliber, draw, year, value."""


def quantile_name(quantile: float) -> str:
    """The column that holds a quantile.

    >>> [quantile_name(q) for q in (0.025, 0.1, 0.5, 0.975)]
    ['q2.5', 'q10', 'q50', 'q97.5']
    """
    return f"q{100 * quantile:g}"


def projection_columns(quantiles: Sequence[float]) -> list[str]:
    """All columns of a projections table, in order.

    >>> projection_columns([0.1, 0.9])[-6:]
    ['value', 'q10', 'q90', 'n', 'method', 'note']
    """
    return PROJECTION_HEAD + [quantile_name(q) for q in quantiles] + PROJECTION_TAIL


def empty(columns: Sequence[str]) -> pd.DataFrame:
    """A table without rows, so that "nothing" has the same shape as "something".

    >>> list(empty(LEFTOVER))
    ['sheet', 'cell', 'text', 'reason']
    """
    return pd.DataFrame({column: pd.Series(dtype="object") for column in columns})
