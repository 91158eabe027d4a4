"""Observations become indicator series.

    indicators(observations, as_of=None)     one row an area, indicator, caliber and year
    derive(observations, as_of=None)         the same, and the figures that no indicator takes
    trace(observations, area, indicator)     each value's formula, inputs, editions, files and cells
    preferred(table, area, indicator)        the caliber that a page shows first
    one_series(table, area, indicator)       refused where several calibers would be joined
    change(table, area, indicator, 2020, 2021)   refused across calibers, with what can be compared
    gaps(observations, area, since=, until=)     what is missing, and which table would supply it
    growth_differences(table, lists)         levels that do not grow as the agency publishes it

The room carries the name of its main verb: `yq.indicators(observations)` is
`yq.indicators.indicators(observations)`.
"""

from __future__ import annotations

import sys
import types

import pandas as pd

from yq_analysis.analysis.indicators.build import (
    TRACE,
    derive,
    difference_said,
    indicators,
    rate_findings,
    trace,
)
from yq_analysis.analysis.indicators.compare import Change, change, one_series, preferred
from yq_analysis.analysis.indicators.constant_gdp import constant_gdp
from yq_analysis.analysis.indicators.gaps import GAPS, gaps
from yq_analysis.analysis.indicators.growth_check import growth_differences
from yq_analysis.analysis.indicators.untaken import UNTAKEN

__all__ = [
    "GAPS",
    "TRACE",
    "UNTAKEN",
    "Change",
    "change",
    "constant_gdp",
    "derive",
    "difference_said",
    "gaps",
    "growth_differences",
    "indicators",
    "one_series",
    "preferred",
    "rate_findings",
    "trace",
]


class _Room(types.ModuleType):
    """Whoever has imported the room and whoever asks the front door get
    one thing, and can call it.
    """

    def __call__(self, observations: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
        return indicators(observations, as_of)


sys.modules[__name__].__class__ = _Room
