"""What an indicator becomes by assumed growth of the two figures that it is made of: a table, a
figure, two sentences.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from yq_analysis.analysis import indicators
from yq_analysis.analysis.assessment import growth_assumptions as growth
from yq_analysis.analysis.results import Results
from yq_analysis.presenting import figures
from yq_analysis.presenting.figures import Plate
from yq_analysis.presenting.wording import NOTHING, Names, names, number

# Falls in percent for which a line is drawn; of a level four steps between the ends.
_FALLS = (5.0, 10.0, 15.0, 20.0, 25.0)
# The years of the columns: the running plan, the long view.
YEARS = (2030, 2035)


@dataclass(frozen=True, kw_only=True)
class Growth:
    """Assumed growth for one indicator of one area. `begin` is None where the figures do not allow
    any.
    """

    results: Results = field(repr=False)
    area: str
    level: str
    verdicts: pd.DataFrame = field(repr=False)

    @cached_property
    def words(self) -> Names:
        return names(self.results.language, self.results.lists)

    @cached_property
    def begin(self) -> growth.Start | None:
        results = self.results
        caliber = indicators.preferred(
            results.indicators, self.area, self.level, lists=results.lists
        )
        found = growth.start(
            results.indicators, results.latest, self.area, self.level, caliber, results.lists
        )
        return found if found is not None and (not found.counted or self._pieces(found)) else None

    @cached_property
    def aim(self) -> growth.Aim | None:
        """The nearest target that is still open and has a number: the area's own, else one from
        above.
        """
        rows = self.verdicts
        rows = rows[rows["target"].notna() & rows["year"].notna()]
        rows = rows[rows["basis"].isin(["level", "cumulative"])]
        begin = self.begin
        for row in rows.sort_values("year", kind="stable").to_dict("records"):
            year = int(row["year"])
            if begin is None or self.results.is_over(year) or year <= begin.year:
                continue
            if row["basis"] == "level":
                falls = self.words.direction(self.level) < 0
                at_most = row["comparator"] in ("<", "<=") or (
                    falls and row["comparator"] not in (">", ">=")
                )
                return growth.Aim(
                    year=year,
                    value=float(row["target"]),
                    at_most=at_most,
                    comparator=str(row["comparator"]),
                )
            base = int(row["base_year"])
            known = pd.notna(row["latest"]) and int(row["latest_year"]) > base
            return growth.Aim(
                year=year,
                value=float(row["target"]),
                cumulative=True,
                base_year=base,
                since=int(row["latest_year"]) if known else base,
                done=float(row["latest"]) if known else 0.0,
            )
        return None

    @property
    def years(self) -> list[int]:
        """The years that are told of: the target's, and those of the plans up to the horizon."""
        begin, last = self.begin, self.results.to
        wanted = {*YEARS, *([self.aim.year] if self.aim else [])}
        return sorted(year for year in wanted if begin and begin.year < year <= max(last, 2030))

    @property
    def _goal(self) -> str:
        aim, begin = self.aim, self.begin
        if aim is None or begin is None:
            return ""
        if aim.cumulative:
            return self._percent(aim.value)
        return self.words.goal(aim.value, aim.comparator, begin.unit)

    # ------------------------------------------------------------------ table
    @cached_property
    def rows(self) -> dict[int, pd.DataFrame]:
        """For each year a table of texts; of what is counted in pieces one table, under the first
        year.
        """
        begin = self.begin
        if begin is None or not self.years:
            return {}
        if begin.counted:
            return {self.years[0]: self._by_pieces(begin)}
        return {year: self._by_growth(begin, year) for year in self.years}

    def _by_growth(self, begin: growth.Start, year: int) -> pd.DataFrame:
        above, below = self._choices(begin)
        table = growth.grid(begin, above, below, [year], self.aim)
        aim = self.aim if self.aim is not None and self.aim.year == year else None
        made = []
        for down, part in table.groupby("below", sort=False):
            row = {"below": self._change(float(str(down)))}
            for cell in part.to_dict("records"):
                row[f"{cell['above']:g}"] = self._cell(cell, begin)
            if aim is not None:
                row["needed"] = self._change(begin.needed_above(float(str(down)), aim))
            made.append(row)
        return pd.DataFrame(made)

    def _by_pieces(self, begin: growth.Start) -> pd.DataFrame:
        below = begin.recent_below if math.isfinite(begin.recent_below) else 0.0
        aim = self.aim
        said = [(size, "pages_growth_pieces_row") for size in self._pieces(begin)]
        said.append((begin.recent_above, "pages_growth_pieces_recent"))
        if aim is not None:
            said.append((begin.needed_above(below, aim), "pages_growth_pieces_needed"))
        made = []
        for size, code in sorted(said):
            first, last = begin.recent
            amount = self.words.amount(round(size), self.results.lists.item_unit[begin.above], 0)
            row = {"above": self._say(code, amount=amount, first=first + 1, last=last)}
            for cell in growth.grid(begin, [size], [below], self.years, aim).to_dict("records"):
                row[str(cell["year"])] = self._cell(cell, begin, change=False)
            made.append(row)
        return pd.DataFrame(made)

    def columns(self, year: int) -> dict[str, str]:
        """The headings of the table of `year`."""
        begin, table = self.begin, self.rows[year]
        if begin is None:
            return {}
        if begin.counted:
            heads = {
                str(one): self._say("pages_growth_pieces_year", year=one) for one in self.years
            }
            return {"above": self._say("pages_growth_pieces_heading")} | heads
        above = self._name(begin.above)
        corner = self._say("pages_growth_corner", below=self._name(begin.below), above=above)
        found = {"below": corner}
        for column in table.columns[1:]:
            if column == "needed":
                found[column] = self._say("pages_growth_needed_column", above=above)
            else:
                found[column] = self._change(float(column))
        return found

    def caption(self, year: int) -> str:
        """The title of the table of `year`."""
        begin = self.begin
        if begin is None:
            return ""
        area, name = self.words.area(self.area), self.words.indicator(self.level)
        if begin.counted:
            return self._say("pages_growth_pieces", area=area, name=name)
        value = self._value(begin.value, begin)
        return self._say(
            "pages_growth_table", area=area, name=name, year=year, start=begin.year, value=value
        )

    def notes(self, year: int) -> list[str]:
        """What stands below the table of `year`."""
        begin, aim = self.begin, self.aim
        if begin is None:
            return []
        said = []
        if aim is not None and (begin.counted or aim.year == year):
            said.append(self._say("pages_growth_sign", year=aim.year, goal=self._goal))
        first, last = begin.recent
        if begin.counted and math.isfinite(begin.recent_below):
            change = self._change(begin.recent_below)
            said.append(
                self._say(
                    "pages_growth_people",
                    name=self._name(begin.below),
                    change=change,
                    first=first + 1,
                    last=last,
                )
            )
        elif begin.counted:
            said.append(
                self._say("pages_growth_people_held", name=self._name(begin.below), year=begin.year)
            )
        elif self.words.direction(self.level) < 0:
            base = aim.base_year if aim is not None and aim.cumulative else begin.year
            since = aim.since if aim is not None and aim.cumulative else begin.year
            said.append(self._say("pages_growth_since", base=base, last=since))
        return said

    # ------------------------------------------------------------------ sentences, figure
    @property
    def sentences(self) -> list[str]:
        """What was seen of late and where it leads; what meets the target at that growth below the
        line.
        """
        begin, aim = self.begin, self.aim
        if begin is None or begin.counted or not self.years:
            return []
        if not (math.isfinite(begin.recent_above) and math.isfinite(begin.recent_below)):
            return []
        first, last = begin.recent
        year = aim.year if aim is not None else self.years[0]
        below, above = self._name(begin.below), self._name(begin.above)
        down = self._change(begin.recent_below)
        value = self._value(begin.level(begin.recent_above, begin.recent_below, year), begin)
        said = [
            self._say(
                "pages_growth_seen",
                first=first + 1,
                last=last,
                below=below,
                above=above,
                down=down,
                up=self._change(begin.recent_above),
                year=year,
                value=value,
            )
        ]
        needed = math.nan if aim is None else begin.needed_above(begin.recent_below, aim)
        if aim is not None and math.isfinite(needed):
            code = "most" if self._met_below else "least"
            said.append(
                self._say(
                    f"pages_growth_needs_{code}",
                    year=aim.year,
                    goal=self._goal,
                    below=below,
                    above=above,
                    down=down,
                    up=self._change(needed),
                )
            )
        return said

    @property
    def _met_below(self) -> bool:
        """Whether less growth above the line is better."""
        aim = self.aim
        return (
            self.words.direction(self.level) < 0 if aim is None else aim.cumulative or aim.at_most
        )

    def figure(self, source: str) -> Plate | None:
        """The lines of equal outcome in the target's year; None of what is counted in pieces."""
        begin, aim = self.begin, self.aim
        if begin is None or begin.counted or not self.years:
            return None
        year = aim.year if aim is not None else self.years[0]
        seen = (begin.recent_below, begin.recent_above)
        area, name = self.words.area(self.area), self.words.indicator(self.level)
        if aim is not None:
            title = self._say(
                "pages_growth_figure", area=area, name=name, year=year, goal=self._goal
            )
            note = self._say("pages_growth_side")
        else:
            title = self._say("pages_growth_figure_open", area=area, name=name, year=year)
            note = self._say("pages_growth_open", name=name, year=year)
        return figures.growth_map(
            self._lines(begin, year),
            above=self._name(begin.above),
            below=self._name(begin.below),
            title=title,
            recent=seen if all(map(math.isfinite, seen)) else None,
            met_below_line=self._met_below,
            language=self.results.language,
            source=source,
            notes=[note],
            lists=self.results.lists,
        )

    def _lines(self, begin: growth.Start, year: int) -> pd.DataFrame:
        _, below = self._choices(begin)
        made: list[dict[str, Any]] = []
        aim = self.aim
        if aim is not None:
            label = self._say("pages_growth_line_target", goal=self._goal)
            made += [
                {
                    "line": label,
                    "kind": "target",
                    "below": down,
                    "above": begin.needed_above(down, aim),
                }
                for down in below
            ]
        for label, other in self._equal(begin, year):
            made += [
                {
                    "line": label,
                    "kind": "equal",
                    "below": down,
                    "above": begin.needed_above(down, other),
                }
                for down in below
            ]
        table = pd.DataFrame(made, columns=["line", "kind", "below", "above"])
        return table.dropna(subset="above").drop_duplicates(["below", "above"])

    def _equal(self, begin: growth.Start, year: int) -> list[tuple[str, growth.Aim]]:
        """Aims whose lines are drawn beside the target's: falls in whole fives, or levels in equal
        steps.
        """
        aim = self.aim
        if self.words.direction(self.level) < 0:
            base = aim if aim is not None and aim.cumulative else None
            return [
                (
                    self._say("pages_growth_line_fall", size=self._percent(size)),
                    growth.Aim(
                        year=year,
                        value=size,
                        cumulative=True,
                        base_year=base.base_year if base else begin.year,
                        since=base.since if base else begin.year,
                        done=base.done if base else 0.0,
                    ),
                )
                for size in _FALLS
            ]
        above, below = self._choices(begin)
        ends = [begin.level(above[0], below[-1], year), begin.level(above[-1], below[0], year)]
        step = (ends[1] - ends[0]) / 5
        values = [ends[0] + step * part for part in (1, 2, 3, 4)]
        return [(self._value(value, begin), growth.Aim(year=year, value=value)) for value in values]

    # ------------------------------------------------------------------ words
    def _choices(self, begin: growth.Start) -> tuple[list[float], list[float]]:
        usual = {True: 2.0, False: 5.0}[self.words.direction(self.level) < 0]
        return growth.choices(begin.recent_above, usual=usual), growth.choices(
            begin.recent_below, usual=5.0 if begin.below == "gdp_constant" else 0.0
        )

    def _pieces(self, begin: growth.Start) -> list[float]:
        return growth.choices(begin.recent_above, counted=True)

    def _cell(self, cell: dict[Any, Any], begin: growth.Start, *, change: bool = True) -> str:
        value = number(float(cell["value"]), self.words.decimals(self.level))
        if change and self.words.direction(self.level) < 0:
            value += self.words.aside(self._percent(-float(cell["change"]), 1))
        return self._say("pages_growth_met", cell=value) if cell["meets"] is True else value

    def _value(self, value: float, begin: growth.Start) -> str:
        return self.words.amount(value, begin.unit, self.words.decimals(self.level))

    def _change(self, rate: float) -> str:
        if not math.isfinite(rate):
            return NOTHING
        code = "pages_growth_rate_rise" if rate >= 0 else "pages_growth_rate_fall"
        shown = number(abs(rate), 2)
        return self._say(code, size=shown.rstrip("0").rstrip(".") + "%")

    def _percent(self, size: float, places: int | None = None) -> str:
        return number(size, places) + "%"

    def _name(self, code: str) -> str:
        return self.words.item(code)

    def _say(self, code: str, **values: Any) -> str:
        return self.words.say(code, **values)
