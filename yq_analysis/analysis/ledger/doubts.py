"""What the gate says of each figure: the gravest outcome, with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

FINE, DOUBTED, SET_ASIDE = 0, 1, 2
OUTCOMES = {DOUBTED: "doubted", SET_ASIDE: "set_aside"}
# one row a figure; `source` is its file and cell
DOUBTS = [
    "outcome",
    "area",
    "item",
    "year",
    "value",
    "unit",
    "caliber",
    "edition",
    "source",
    "code",
    "reason",
]


def by_value(column: pd.Series, told: Callable[[Any], Any]) -> np.ndarray:
    """What `told` says of each value, asked once of each that is different.

    >>> by_value(pd.Series(["%", "件", "%"]), lambda unit: unit == "%").tolist()
    [True, False, True]
    """
    codes, values = pd.factorize(column, use_na_sentinel=False)
    return np.array([told(one) for one in values])[codes] if len(values) else np.array([])


def files_of(source: pd.Series) -> pd.Series:
    """The file of each place (file#cell), as a category."""
    found = [one.partition("#")[0] for one in source.to_numpy(dtype=object)]
    return pd.Series(pd.Categorical(found), index=source.index)


class Doubts:
    """Outcomes of `count` figures, in the order of their table."""

    def __init__(self, count: int) -> None:
        self._outcome = np.full(count, FINE)
        self._reason: dict[int, str] = {}

    @property
    def aside(self) -> np.ndarray:
        """True where a figure is set aside: what other figures are held
        against leaves these out.
        """
        result: np.ndarray = self._outcome == SET_ASIDE
        return result

    def add(self, where: np.ndarray, outcome: int, reason: Callable[[int], str]) -> None:
        """Say `reason` of the figures where `where` is True, unless something graver was said."""
        for at in np.flatnonzero(where & (self._outcome < outcome)):
            self._outcome[at] = outcome
            self._reason[int(at)] = reason(int(at))

    def clear(self, confirmed: np.ndarray) -> None:
        """Take back what was said of figures that somebody has confirmed."""
        self._outcome[confirmed] = FINE

    def apply(self, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The figures that are used (doubted ones with status U), and the
        doubts (columns DOUBTS).
        """
        said = np.flatnonzero(self._outcome)
        reasons = [self._reason[int(at)] for at in said]
        doubts = table.iloc[said].assign(
            outcome=[OUTCOMES[int(outcome)] for outcome in self._outcome[said]],
            code=[getattr(reason, "code", "") for reason in reasons],
            reason=pd.Series(reasons, index=table.index[said], dtype=object),
        )[DOUBTS]
        status = table["status"].mask(self._outcome == DOUBTED, "U")
        kept = table.assign(status=status)[self._outcome != SET_ASIDE]
        return kept.reset_index(drop=True), doubts.reset_index(drop=True)
