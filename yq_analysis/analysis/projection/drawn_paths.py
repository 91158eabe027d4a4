"""Sample paths of many series as arrays of numbers, drawn when somebody looks at them.

A thousand paths of each series of a country would fill the memory, and most of them nobody asks
for. So a block of neighbouring series is drawn when the first of them is looked at, and a few
blocks are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import answers
from yq_analysis.analysis.projection.answers import Worked
from yq_analysis.analysis.projection.panel import Floats, Ints
from yq_analysis.analysis.projection.series_validation import KEY
from yq_analysis.analysis.projection.total_change import PATHS

Key = tuple[str, str, str]
# series that are drawn together, and blocks that are kept
BLOCK, KEPT = 32, 32


class SamplePaths:
    """Sample paths by series: the numbers that `simulate` gives in a long table.

    Parameters
    ----------
    parts : sequence of Worked
        One question an indicator, worked out; of a series that stands in several the first
        answer holds.
    draws, seed : int
        As for `simulate`.
    until : int, optional
        The last year that is told.
    given : mapping, optional
        Years and paths (a row a year, a column a draw) of series that are known already.

    Examples
    --------
    >>> from yq_analysis.analysis.projection import draw_paths
    >>> series = pd.DataFrame({"area": "610802", "indicator": "gdp", "year": range(2010, 2025),
    ...                        "value": [100 * 1.05 ** k + k % 3 for k in range(15)]})
    >>> years, paths = draw_paths(series, horizon=3, draws=100).of("610802", "gdp", "")
    >>> years.tolist(), paths.shape
    ([2025, 2026, 2027], (3, 100))
    """

    def __init__(
        self,
        parts: Sequence[Worked],
        draws: int,
        seed: int = 0,
        *,
        until: int | None = None,
        given: Mapping[Key, tuple[Ints, Floats]] | None = None,
    ) -> None:
        self.parts, self.draws, self.seed, self.until = tuple(parts), draws, seed, until
        self._given = dict(given or {})
        self._place: dict[Key, tuple[int, int]] = {}
        for number, part in enumerate(self.parts):
            names = (part.question.histories.keys[name].tolist() for name in KEY)
            for row, key in enumerate(zip(*names, strict=True)):
                self._place.setdefault(key, (number, row))
        self._blocks: dict[tuple[int, int], Floats] = {}

    @staticmethod
    def joined(several: Sequence[SamplePaths], until: int | None = None) -> SamplePaths:
        """The paths of several questions as one; of a series that stands in two the first holds."""
        return SamplePaths(
            [part for one in several for part in one.parts],
            several[0].draws,
            several[0].seed,
            until=until,
            given={key: paths for one in reversed(several) for key, paths in one._given.items()},
        )

    def with_given(self, key: Key, years: Ints, values: Floats) -> SamplePaths:
        """The same paths, but of one series those that are given."""
        given = {**self._given, key: (years, values)}
        return SamplePaths(self.parts, self.draws, self.seed, until=self.until, given=given)

    def keys(self) -> list[Key]:
        """(area, indicator, caliber) of every series, also of those that cannot be projected."""
        return list(dict.fromkeys([*self._place, *self._given]))

    def of(self, area: str, indicator: str, caliber: str) -> tuple[Ints, Floats] | None:
        """The years, and the paths of a series: a row a year, a column a draw; None without any."""
        key = (area, indicator, caliber)
        if key in self._given:
            years, values = self._given[key]
        elif key in self._place:
            number, row = self._place[key]
            values = self._block(number, row // BLOCK)[row % BLOCK]
            years = self.parts[number].question.histories.final[row] + np.arange(1, len(values) + 1)
            if not np.isfinite(values).all():
                return None
        else:
            return None
        if self.until is not None:
            years, values = years[years <= self.until], values[years <= self.until]
        return (years, values) if len(years) else None

    def _block(self, number: int, place: int) -> Floats:
        """The paths [rows, H, draws] of a block of series of one question."""
        if (number, place) not in self._blocks:
            part = self.parts[number]
            rows = np.arange(place * BLOCK, min((place + 1) * BLOCK, len(part.question.histories)))
            while len(self._blocks) >= KEPT:
                del self._blocks[next(iter(self._blocks))]
            self._blocks[number, place] = answers.draw(part, self.draws, self.seed, rows)
        return self._blocks[number, place]

    def table(self, areas: Collection[str] | None = None) -> pd.DataFrame:
        """Those of some areas (None: all) as the long table that `simulate` gives."""
        found = [(key, self.of(*key)) for key in self.keys() if areas is None or key[0] in areas]
        held = [(key, *paths) for key, paths in found if paths is not None]
        if not held:
            return pd.DataFrame(columns=PATHS)
        owner = np.repeat(np.arange(len(held)), [values.size for _, _, values in held])
        first = [int(years[0]) for _, years, _ in held]
        year = [np.tile(years, values.shape[1]) for _, years, values in held]
        columns: dict[str, object] = {
            name: np.array([key[at] for key, _, _ in held], dtype=object)[owner]
            for at, name in enumerate(KEY)
        }
        columns |= {
            "draw": np.concatenate(
                [np.repeat(np.arange(values.shape[1]), len(years)) for _, years, values in held]
            ),
            "year": np.concatenate(year),
            "horizon": np.concatenate(year) - np.array(first)[owner] + 1,
            "value": np.concatenate([values.T.ravel() for _, _, values in held]),
        }
        return pd.DataFrame(columns, columns=PATHS)
