"""What is known, one figure a cell, and the values that are made of it with their inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from yq_analysis.catalogue import Catalogue


class Figure(NamedTuple):
    """One observation that holds: `place` is its row in the table of latest observations."""

    area: str
    item: str
    caliber: str
    year: int
    value: float
    status: str
    place: int


class Value(NamedTuple):
    """One value of an indicator, the formula that made it (with its numbers, Chinese and English)
    and its figures.
    """

    area: str
    indicator: str
    caliber: str
    year: int
    value: float
    unit: str
    status: str
    formula: tuple[str, str]
    inputs: tuple[Figure, ...]


class Held:
    """Look-up of figures by area, item and caliber. Figures that calibers.csv marks `use=no` are
    left out.
    """

    def __init__(self, latest: pd.DataFrame, lists: Catalogue) -> None:
        unused = set(lists.calibers.loc[lists.calibers["use"] == "no", "caliber"])
        self._series: dict[tuple[str, str, str], dict[int, Figure]] = {}
        self._calibers: dict[tuple[str, str], list[str]] = {}
        # GDP at constant prices, chained once for all that ask for it
        self.chained: dict[tuple[object, ...], dict[int, Any]] = {}
        names = ("area", "item", "caliber", "year", "value", "status")
        given_up = {
            caliber: bool(unused & set(caliber.split("+")))
            for caliber in latest["caliber"].unique()
        }
        used = latest["value"].notna() & ~latest["caliber"].map(given_up).astype(bool)
        places = np.flatnonzero(used.to_numpy())
        columns = (latest[name].to_numpy()[places].tolist() for name in names)
        for figure in map(Figure, *columns, places.tolist()):
            key = (figure.area, figure.item, figure.caliber)
            series = self._series.get(key)
            if series is None:
                series = self._series[key] = {}
                self._calibers.setdefault(key[:2], []).append(figure.caliber)
            series[figure.year] = figure

    @cached_property
    def _areas(self) -> list[str]:
        return sorted({area for area, _, _ in self._series})

    @cached_property
    def _of_item(self) -> dict[str, list[dict[int, Figure]]]:
        found: dict[str, list[dict[int, Figure]]] = {}
        for (_, item, _), figures in self._series.items():
            found.setdefault(item, []).append(figures)
        return found

    @property
    def areas(self) -> list[str]:
        return self._areas

    def series(self, area: str, item: str, caliber: str) -> dict[int, Figure]:
        """The figures of one caliber by year."""
        return self._series.get((area, item, caliber), {})

    def calibers(self, area: str, item: str) -> list[str]:
        return self._calibers.get((area, item), [])

    def first(self, area: str, item: str, choices: Iterable[str], year: int) -> Figure | None:
        """The figure of a year in the first of several calibers that has it."""
        for caliber in choices:
            found = self.series(area, item, caliber).get(year)
            if found is not None:
                return found
        return None

    def all(self, item: str) -> Iterator[Figure]:
        """Every figure of an item, area by area and caliber by caliber."""
        for figures in self._of_item.get(item, ()):
            yield from figures.values()


def status_of(inputs: Iterable[Figure]) -> str:
    """The status of what is computed: doubted if any input is, else an
    estimate, else preliminary.
    """
    found = {figure.status for figure in inputs}
    for status in ("U", "E", "I", "P"):
        if status in found:
            return status
    return "A"
