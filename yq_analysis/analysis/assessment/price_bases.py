"""Levels in money at another price base: turned by the implicit deflator of GDP, where it is known.

    P_t / P_t-1 = (N_t / N_t-1) / (1 + g_t)

with nominal GDP N of both years in one caliber and published real growth g. A year without either
ends the chain, and the two price bases cannot be compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

NOMINAL, GROWTH = "gdp_current", "gdp_real_growth"
CURRENT = "current"
_PRICES = re.compile(r"price(\d{4})")


def price_year(caliber: str) -> int | None:
    """The year whose prices a caliber is in.

    >>> price_year("price2020+census5"), price_year("published")
    (2020, None)
    """
    found = _PRICES.search(caliber)
    return int(found[1]) if found else None


class Deflators:
    """Price changes of GDP by area, from an indicators table with NOMINAL and GROWTH.

    `order` names the calibers that go first; of several that have a year the first one is taken.

    >>> output = pd.DataFrame([("a", "gdp_current", "x", 2020, 100.0),
    ...     ("a", "gdp_current", "x", 2021, 115.5), ("a", "gdp_real_growth", "x", 2021, 5.0)],
    ...     columns=["area", "indicator", "caliber", "year", "value"])
    >>> prices = Deflators(output)  # 1.155 / 1.05 = 1.1
    >>> round(prices.factor("a", 2020, 2021), 9), round(prices.factor("a", 2021, 2020), 9)
    (1.1, 0.909090909)
    >>> prices.factor("a", 2020, 2022) is None
    True
    """

    def __init__(self, output: pd.DataFrame | None, order: Sequence[str] = ()) -> None:
        self._held: dict[tuple[str, str], dict[str, dict[int, float]]] = {}
        rows = output if output is not None else pd.DataFrame()
        for row in rows.to_dict("records"):
            if pd.notna(row["value"]) and pd.notna(row["year"]):
                series = self._held.setdefault((str(row["area"]), str(row["indicator"])), {})
                series.setdefault(str(row["caliber"]), {})[int(row["year"])] = float(row["value"])
        self._order = {name: place for place, name in reversed(list(enumerate(order)))}

    def factor(self, area: str, start: int, end: int) -> float | None:
        """What turns a value at the prices of `start` into one at the prices of `end`; None where
        a year between has no deflator.
        """
        if start > end:
            back = self.factor(area, end, start)
            return None if back is None else 1 / back
        found = 1.0
        for year in range(start + 1, end + 1):
            step = self._step(area, year)
            if step is None:
                return None
            found *= step
        return found

    def _step(self, area: str, year: int) -> float | None:
        """Prices of a year over those of the year before, each caliber by itself if it can."""
        nominal = self._held.get((area, NOMINAL), {})
        growth = self._held.get((area, GROWTH), {})
        usable = [
            name
            for name, values in nominal.items()
            if values.get(year, 0) > 0 and values.get(year - 1, 0) > 0
        ]
        grown = [name for name, values in growth.items() if values.get(year, -100) > -100]
        if not usable or not grown:
            return None
        name = min(usable, key=lambda one: (one not in grown, *self._place(one)))
        rate = growth[name if name in grown else min(grown, key=self._place)][year]
        return nominal[name][year] / nominal[name][year - 1] / (1 + rate / 100)

    def _place(self, caliber: str) -> tuple[int, str]:
        return self._order.get(caliber, len(self._order)), caliber
