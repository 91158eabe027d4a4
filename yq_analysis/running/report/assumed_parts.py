"""In the exploring notebook: assumed growth of the two figures behind an indicator, what it leads
to in 2030 and 2035, and what would just meet a target.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from yq_analysis.analysis.assessment import growth_assumptions as growth
from yq_analysis.catalogue import Catalogue
from yq_analysis.presenting.wording import Names, number
from yq_analysis.running.report.assumed_rate import targets_ahead

if TYPE_CHECKING:
    import ipywidgets

# The years that are told of beside a target's.
YEARS = (2030, 2035)
_RANGE = (-10.0, 15.0)


class Parts:
    """Two sliders and what follows from them; `show` sets them to what was seen of late."""

    def __init__(self, words: Names, lists: Catalogue) -> None:
        import ipywidgets as controls

        self._words, self._lists = words, lists
        self._begin: growth.Start | None = None
        self._aims: list[growth.Aim] = []
        style = {"description_width": "initial"}
        self._above = controls.FloatSlider(min=_RANGE[0], max=_RANGE[1], step=0.1, style=style)
        self._below = controls.FloatSlider(min=_RANGE[0], max=_RANGE[1], step=0.1, style=style)
        self._told = controls.HTML()
        heading = controls.HTML(f"<b>{escape(words.say('explore_parts'))}</b>")
        sliders = controls.HBox([self._below, self._above])
        self.box: ipywidgets.VBox = controls.VBox([heading, sliders, self._told])
        for slider in (self._above, self._below):
            slider.observe(self._tell, "value")

    def show(self, begin: growth.Start | None, aims: list[growth.Aim]) -> None:
        """Take up another series; without one the box is hidden."""
        self._begin = None  # while the sliders move nothing is told
        self.box.layout.display = "none" if begin is None else None
        if begin is None:
            return
        most = 3 * begin.recent_above if begin.counted else _RANGE[1]
        if begin.counted and not (math.isfinite(most) and most > 0):
            self.box.layout.display = "none"
            return
        # the wider end first: a slider refuses a low end above its high end
        self._above.min = min(self._above.min, 0.0 if begin.counted else _RANGE[0])
        self._above.max = most
        self._above.min = 0.0 if begin.counted else _RANGE[0]
        self._above.step = max(1.0, round(most / 300)) if begin.counted else 0.1
        code = "explore_part_pieces" if begin.counted else "explore_part_rate"
        self._above.description = self._words.say(code, name=self._words.item(begin.above))
        self._below.description = self._words.say(
            "explore_part_rate", name=self._words.item(begin.below)
        )
        for slider, seen in ((self._above, begin.recent_above), (self._below, begin.recent_below)):
            slider.value = round(seen, 1) if math.isfinite(seen) else 0.0
        self._begin, self._aims = begin, aims
        self._tell()

    def _tell(self, *_: Any) -> None:
        if self._begin is None:
            return
        said = told(
            self._begin, self._above.value, self._below.value, self._aims, self._words, self._lists
        )
        self._told.value = "".join(f"<p>{escape(line)}</p>" for line in said)


def told(
    begin: growth.Start,
    above: float,
    below: float,
    aims: list[growth.Aim],
    words: Names,
    lists: Catalogue,
) -> list[str]:
    """What the assumed growth leads to, and for each target whether it is met and what would do."""
    places = words.decimals(begin.indicator)
    values = [
        words.say(
            "explore_parts_value",
            year=year,
            value=words.amount(begin.level(above, below, year), begin.unit, places),
        )
        for year in YEARS
        if year > begin.year
    ]
    said = []
    if values:
        lead = words.say(
            "explore_parts_lead",
            below=words.item(begin.below),
            down=_change(below, words),
            above=_above(begin, above, words, lists),
            listed=words.say("mark_comma").join(values),
        )
        said.append(lead)
    for aim in aims:
        met = begin.meets(above, below, aim)
        goal = "%" if aim.cumulative else begin.unit
        said.append(
            words.say(
                "explore_parts_meets" if met else "explore_parts_misses",
                year=aim.year,
                goal=words.goal(aim.value, aim.comparator, goal),
                above=_above(begin, begin.needed_above(below, aim), words, lists),
            )
        )
    return said


def _above(begin: growth.Start, value: float, words: Names, lists: Catalogue) -> str:
    name = words.item(begin.above)
    if begin.counted:
        amount = words.amount(round(value), lists.item_unit[begin.above], 0)
        return words.say("explore_parts_pieces", name=name, amount=amount)
    return words.say("explore_parts_rate", name=name, change=_change(value, words))


def _change(rate: float, words: Names) -> str:
    code = "pages_growth_rate_rise" if rate >= 0 else "pages_growth_rate_fall"
    return words.say(code, size=number(abs(rate), 2) + "%")


def aims_ahead(series: pd.DataFrame, begin: growth.Start, lists: Catalogue) -> list[growth.Aim]:
    """The targets that assumed growth is held against: levels, and falls since a base year; of the
    area itself, else of the nearest one above.
    """
    levels = targets_ahead(series, lists)
    aims = [_level(row, begin, lists) for row in levels.to_dict("records")]
    one, table = lists.indicator(begin.indicator), lists.targets
    falls = table[
        (table["indicator"] == one.reduction)
        & (table["basis"] == "cumulative")
        & table["value"].notna()
    ]
    for setter in (begin.area, *lists.parents(begin.area)):
        own = falls[falls["area"] == setter].drop_duplicates(["year", "value"])
        if one.reduction and len(own):
            aims += [_fall(row, series, begin) for row in own.to_dict("records")]
            break
    return [aim for aim in aims if aim is not None and aim.year > begin.year]


def _level(row: Mapping[Any, Any], begin: growth.Start, lists: Catalogue) -> growth.Aim | None:
    if pd.isna(row["year"]):
        return None
    falls = lists.indicator(begin.indicator).direction < 0
    at_most = row["comparator"] in ("<", "<=") or (falls and row["comparator"] not in (">", ">="))
    comparator = str(row["comparator"])
    value = float(row["value"])
    return growth.Aim(year=int(row["year"]), value=value, at_most=at_most, comparator=comparator)


def _fall(row: Mapping[Any, Any], series: pd.DataFrame, begin: growth.Start) -> growth.Aim | None:
    """A fall since a base year; where that is past the series must know what is done since."""
    if pd.isna(row["year"]) or pd.isna(row["base_year"]):
        return None
    base, year, value = int(row["base_year"]), int(row["year"]), float(row["value"])
    if base >= begin.year:
        return growth.Aim(year=year, value=value, cumulative=True, base_year=base, since=base)
    at = series.loc[series["year"] == base, "value"].dropna()
    if at.empty:
        return None
    done = 100 * (1 - begin.value / float(at.iloc[0]))
    return growth.Aim(
        year=year, value=value, cumulative=True, base_year=base, since=begin.year, done=done
    )
