"""An area's summary on one sheet of paper: verdicts, what follows from them, three small charts,
what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis.analysis.indicators.computed import YEAR_END
from yq_analysis.analysis.results import Results
from yq_analysis.maths.growth import cagr
from yq_analysis.presenting import figures, tables
from yq_analysis.presenting.figures import Plate
from yq_analysis.presenting.pages.target_views import Summary
from yq_analysis.presenting.pages.theme_views import View
from yq_analysis.presenting.pages.verdict_cells import difference, doubt, needed_cell, target_cell
from yq_analysis.presenting.tables import Picture, Sheet
from yq_analysis.presenting.wording import NOTHING, Names, names, number

# The years of the columns: the plan that is over, the running one, the long view.
RESULT, PLAN, LONG = 2025, 2030, 2035
# As wide as a third of a sheet of paper, in mm.
_CHART = 74.0
# So many rows of what is missing, and of verdicts on other targets; the rest is counted.
_MOST = 6
# A yearly rate is told of so many years at most.
_RECENT = 5
# The columns of numbers with something in brackets after them.
_NARROW = ("latest", "result", "plan", "long")
_UNDECIDED = ("no_data", "no_number")


@dataclass(frozen=True, kw_only=True)
class OnePage:
    """The summary of `area`; it shows itself on the front page of a run, and is a Word document of
    one sheet.
    """

    results: Results = field(repr=False)
    area: str

    @cached_property
    def words(self) -> Names:
        return names(self.results.language, self.results.lists)

    @cached_property
    def views(self) -> list[View]:
        """The three themes for the area."""
        return [
            View(results=self.results, theme=theme, area=self.area)
            for theme in self.results.lists.themes.values()
        ]

    # ------------------------------------------------------------------ verdicts
    @cached_property
    def rows(self) -> pd.DataFrame:
        """The verdict table, every cell a text: the three indicators first, then other targets that
        were decided.
        """
        made = [row for view in self.views for row in self._of_theme(view)]
        main = {view.theme.target for view in self.views}
        other = self._own(decided=True)
        for row in other[~other["indicator"].isin(main)].to_dict("records")[:_MOST]:
            made.append(self._of_target(row))
        return pd.DataFrame(made, columns=list(self.columns))

    @property
    def columns(self) -> dict[str, str]:
        """The columns of `rows` and their headings."""
        far = {"plan": PLAN, "long": LONG}
        said = ("indicator", "latest", "result", "plan", "long", "target", "verdict", "setter")
        return {
            name: self._say(f"pages_column_{name}")
            for name in said
            if far.get(name, 0) <= self.results.to
        }

    def _own(self, *, decided: bool) -> pd.DataFrame:
        table = Summary(results=self.results, area=self.area).own
        return table[table["verdict"].isin(_UNDECIDED) != decided]

    @property
    def file(self) -> str:
        """The name of its Word document."""
        return self._say("pages_file")

    def _of_theme(self, view: View) -> list[dict[str, str]]:
        """The row of the level; a target in another measure (a total) has
        rows of its own below it.
        """
        judged = _decided(view.judged[view.judged["target"].notna()])
        if judged.empty:
            judged = _decided(view.by_parents)
        same = view.theme.target == view.theme.level
        first: Mapping[Any, Any] | None = judged.iloc[0].to_dict() if same and len(judged) else None
        lonely = not view.has_own and not same and len(judged) > 0  # the target's row says it all
        rows = [] if lonely else [self._level(view, first)]
        if not same and len(judged):  # the target stands in the rows below
            rows = [{**row, "target": NOTHING} for row in rows]
        # of several targets for the level itself the first one stands in the level's row
        below = judged.iloc[1:] if same else judged
        return rows + [self._of_target(row) for row in below.to_dict("records")]

    def _level(self, view: View, judged: Mapping[Any, Any] | None) -> dict[str, str]:
        words = self.words
        code = view.theme.level
        unit = words.unit_of(code)
        row = {
            "indicator": words.indicator(code) + (words.aside(unit) if unit else ""),
            "latest": NOTHING,
            "result": NOTHING,
            "plan": NOTHING,
            "long": NOTHING,
        }
        if view.has_own:
            known, ahead = _last_caliber(view)
            last = known.iloc[-1]
            row["latest"] = self._figure(last["value"], code) + words.aside(
                self._year(last["year"])
            )
            row |= {
                name: self._at(year, known, ahead, code)
                for name, year in (("result", RESULT), ("plan", PLAN), ("long", LONG))
            }
        return row | self._judged(judged)

    def _at(self, year: int, known: pd.DataFrame, ahead: pd.DataFrame, code: str) -> str:
        """What a year holds: the figure, or the projection with its interval, or nothing."""
        there = known[known["year"] == year]
        if len(there):
            return self._figure(there["value"].iloc[0], code)
        told = ahead[(ahead["year"] == year) & ahead["value"].notna()]
        if told.empty:
            return NOTHING
        row = told.iloc[0]
        interval = self.words.between(row["q10"], row["q90"], code)
        said = self._figure(row["value"], code) + self.words.aside(interval)
        return self._say("pages_not_published", projected=said) if year == RESULT else said

    def _of_target(self, row: Mapping[Any, Any]) -> dict[str, str]:
        """A target in its own measure: what was reached, and what the target's year brings."""
        words, code = self.words, str(row["indicator"])
        unit = words.unit(str(row["unit"])) if isinstance(row["unit"], str) else ""
        about = words.caliber(str(row["caliber"])) if row["caliber"] else ""
        made = {
            "indicator": words.indicator(code) + words.aside(unit, about),
            "latest": NOTHING,
            "result": NOTHING,
            "plan": NOTHING,
            "long": NOTHING,
        }
        if pd.notna(row["latest"]):
            made["latest"] = self._signed(row["latest"], code) + words.aside(
                self._year(row["latest_year"]), doubt(row, words)
            )
        column = {RESULT: "result", PLAN: "plan", LONG: "long"}.get(row["year"])
        if column and pd.notna(row["value"]):
            said = self._signed(row["value"], code)
            if row["known"] != "observed":
                said += words.aside(words.between(row["lower"], row["upper"], code))
                said = (
                    self._say("pages_not_published", projected=said) if column == "result" else said
                )
            made[column] = said
        return made | self._judged(row)

    def _judged(self, row: Mapping[Any, Any] | None) -> dict[str, str]:
        if row is None:
            return {"target": self._say("pages_no_target"), "verdict": NOTHING, "setter": NOTHING}
        return {
            "target": target_cell(row, self.words),
            "verdict": str(row["verdict"]),
            "setter": self.words.area(str(row["target_area"])),
        }

    # ------------------------------------------------------------------ sentences
    @cached_property
    def sentences(self) -> list[str]:
        """What follows, one sentence an indicator: what it takes, by how much it was met, or why
        nothing can be said.
        """
        said = [line for view in self.views for line in self._follows(view)]
        own = self._own(decided=False)
        told = {view.theme.target for view in self.views} | set(
            self._own(decided=True)["indicator"]
        )
        rest = own[~own["indicator"].isin(told)]
        if len(rest):
            listed = self._list(rest["indicator"].map(self.words.indicator))
            said.append(self._say("pages_rest_without_figures", listed=listed))
        return said

    def _follows(self, view: View) -> list[str]:
        words, name = self.words, self.words.indicator(view.theme.target)
        judged = _decided(view.judged[view.judged["target"].notna()])
        judged = judged if len(judged) else _decided(view.by_parents)
        waiting = judged[judged["reason"] == "year_over"]
        judged = judged[~judged["verdict"].isin(_UNDECIDED)]
        if judged.empty:
            said = [
                self._say("pages_year_over", name=name, year=self._year(year))
                for year in dict.fromkeys(waiting["year"])
            ]
            if view.has_own:
                return [*said, self._moved(view)]
            lacking = view.gaps[(view.gaps["state"] == "missing")]["item_name"]
            level = words.indicator(view.theme.level)
            if lacking.empty:
                return [*said, self._say("pages_too_few", name=level)]
            return [*said, self._say("pages_cannot", name=level, listed=self._list(lacking))]
        return list(
            dict.fromkeys(
                self._of_verdict(row, view, name, several=len(one) > 1)
                for _, one in judged.groupby(["year", "target"], dropna=False, sort=False)
                for row in one.to_dict("records")  # by each caliber that can tell
            )
        )

    def _of_verdict(self, row: Mapping[Any, Any], view: View, name: str, *, several: bool) -> str:
        """What one verdict asks for or by how much the result stands off; of a year that is over
        nothing is asked.
        """
        words = self.words
        about = words.aside(words.caliber(str(row["caliber"]))) if row["caliber"] else ""
        if row["known"] == "observed":
            gap = abs(float(row["value"]) - float(row["target"]))
            code = "pages_beyond" if row["verdict"] == "met" else "pages_short"
            return self._say(
                code,
                name=name + (about if several else ""),
                year=self._year(row["year"]),
                gap=difference(gap, row["unit"], words.decimals(str(row["indicator"])), words),
            )
        if pd.isna(row["required_rate"]) or self.results.is_over(int(row["year"])):
            return self._moved(view) if view.has_own else self._say("pages_too_few", name=name)
        scale = self.results.lists.indicator(str(row["indicator"])).scale
        rate = needed_cell(row, words, {str(row["indicator"]): scale})
        return self._say(
            "pages_takes", name=name, caliber=about, rate=rate, year=self._year(row["year"])
        )

    def _moved(self, view: View) -> str:
        """How fast the level moved of late."""
        known, _ = _last_caliber(view)
        name = self.words.indicator(view.theme.level)
        if len(known) == 1:  # a level that begins anew: its growth is known all the same
            return self._grew(view, name)
        recent = known[known["year"] >= int(known["year"].iloc[-1]) - _RECENT]
        first, last = recent.iloc[0], recent.iloc[-1]
        years = int(last["year"]) - int(first["year"])
        if years < 1 or float(first["value"]) <= 0 or float(last["value"]) <= 0:
            return self._say("pages_too_few", name=name)
        rate = 100 * cagr(float(first["value"]), float(last["value"]), years)
        return self._say(
            "pages_rose" if rate >= 0 else "pages_fell",
            name=name,
            first=int(first["year"]) + 1,
            last=int(last["year"]),
            rate=number(abs(rate), 2) + "%",
        )

    def _grew(self, view: View, name: str) -> str:
        """How fast a level moved by its yearly rates: the unbroken run that reaches furthest."""
        table = self.results.indicators
        rates = table[
            (table["area"] == view.area) & (table["indicator"] == (view.theme.rates or ""))
        ]
        # over one year-end is another divisor than the level's
        ended = rates["caliber"].map(lambda name: YEAR_END in str(name).split("+")).astype(bool)
        kept = rates[~ended] if not ended.all() else rates
        runs = [_last_run(part) for _, part in kept.groupby("caliber")]
        if not runs:
            return self._say("pages_too_few", name=name)
        run = max(runs, key=lambda one: (int(one.index[-1]), len(one)))
        falls = self.results.lists.indicator(view.theme.rates).falls
        grown = float(np.prod(1 + (-1 if falls else 1) * run.to_numpy(dtype=float) / 100))
        rate = 100 * (grown ** (1 / len(run)) - 1)
        return self._say(
            "pages_rose" if rate >= 0 else "pages_fell",
            name=name,
            first=int(run.index[0]),
            last=int(run.index[-1]),
            rate=number(abs(rate), 2) + "%",
        )

    # ------------------------------------------------------------------ charts, gaps
    def charts(self, width: float = _CHART) -> list[Plate]:
        """The three levels, small; where the area has no figures, those of the areas above under
        their own names.
        """
        made = []
        for view in self.views:
            name = self.words.indicator(view.theme.level)
            title = name if view.has_own else self._say("pages_above_only", name=name)
            made.append(
                figures.trend(
                    view.series,
                    view.projections,
                    targets=view.targets if view.has_own else None,
                    indicator=view.theme.level,
                    language=self.results.language,
                    lists=self.results.lists,
                    width=width,
                    title=title,
                    source=self._say("pages_see_page", name=name),
                )
            )
        return made

    @cached_property
    def missing(self) -> pd.DataFrame:
        """What the three indicators lack for lately, and who has it; what
        is wholly missing first.
        """
        table = pd.concat([view.gaps for view in self.views], ignore_index=True)
        # what is missing long ago hinders nobody today
        newest = self.results.indicators["year"].max()
        late = table["missing_years"].astype(str).str.extract(r"(\d{4})(?!.*\d{4})")[0]
        table = table[(table["state"] != "complete") & (pd.to_numeric(late) > newest - _RECENT)]
        order = table["state"].map({"missing": 0}).fillna(1)
        table = table.assign(_order=order).sort_values("_order", kind="stable")
        once = table.drop_duplicates("item")
        result: pd.DataFrame = (
            once[["item_name", "missing_years", "supply"]].head(_MOST).reset_index(drop=True)
        )
        return result

    @property
    def missing_columns(self) -> dict[str, str]:
        """The columns of `missing` and their headings."""
        return {name: self._say(f"pages_column_{name}") for name in self.missing.columns}

    # ------------------------------------------------------------------ how it is shown
    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in (self.table_html(), self.sentences_html(), '<div class="charts">'):
            display({"text/html": part}, raw=True)  # type: ignore[no-untyped-call]
        for chart in self.charts():
            chart._ipython_display_()
        display({"text/html": "</div>" + self.missing_html()}, raw=True)  # type: ignore[no-untyped-call]

    def table_html(self) -> str:
        """The verdict table for a page."""
        return tables.html(
            self.rows,
            caption=self._say("pages_verdicts"),
            columns=self.columns,
            language=self.results.language,
            lists=self.results.lists,
            notes=[self._say("pages_how_to_read", years=self._ahead())],
        )

    def sentences_html(self) -> str:
        """The sentences as a list."""
        listed = "".join(f"<li>{escape(line)}</li>" for line in self.sentences)
        return f'<ul class="lines">{listed}</ul>'

    def missing_html(self) -> str:
        """What is missing, and from whom it may be had; "" where nothing is."""
        if self.missing.empty:
            return ""
        return tables.html(
            self.missing,
            caption=self._say("pages_missing"),
            columns=self.missing_columns,
            language=self.results.language,
            lists=self.results.lists,
        )

    def docx(self, headline: str) -> bytes:
        """The same as a Word document of one A4 sheet."""
        language, lists = self.results.language, self.results.lists
        charts = self.charts(width=60.0)
        # a number is not torn from itself: what stands in brackets after it begins a line
        narrow = {
            name: self.rows[name].map(_in_two_lines) for name in _NARROW if name in self.columns
        }
        sheets = [
            Sheet(
                name="",
                title=self._say("pages_verdicts"),
                table=self.rows.assign(**narrow),
                columns=self.columns,
                notes=[self._say("pages_how_to_read", years=self._ahead())],
            )
        ]
        if len(self.missing):
            sheets.append(
                Sheet(
                    name="",
                    title=self._say("pages_missing"),
                    table=self.missing,
                    columns=self.missing_columns,
                )
            )
        return tables.one_sheet(
            title=self._say("pages_title", area=self.words.area(self.area)),
            sentences=[headline, *self.sentences],
            pictures=[
                Picture(title=made.heading, png=figures.png(made, 200), width=60.0, alt=made.alt)
                for made in charts
            ],
            sheets=sheets,
            language=language,
            lists=lists,
        )

    # ------------------------------------------------------------------ words
    def _say(self, code: str, **values: Any) -> str:
        return self.words.say(code, **values)

    def _signed(self, value: Any, code: str) -> str:
        """A reduction that is a rise is called so; a reader should not have to turn a sign."""
        if float(value) >= 0 or not self.words.falls(code):
            return self._figure(value, code)
        return self._say("pages_rise_of", size=self._figure(-float(value), code))

    def _ahead(self) -> str:
        """The years of the columns that are projected."""
        years = [year for year in (PLAN, LONG) if year <= self.results.to]
        return self._list([self._year(year) for year in years or [self.results.to]])

    def _list(self, texts: Sequence[str] | pd.Series) -> str:
        return self._say("mark_list").join(dict.fromkeys(texts))

    def _year(self, year: Any) -> str:
        return self._say("pages_in_year", year=int(year))

    def _figure(self, value: Any, code: Any) -> str:
        return number(float(value), self.words.decimals(str(code)))


def _in_two_lines(cell: str) -> str:
    """The number, and on a line of its own what stands in brackets after it."""
    return re.sub(r" ?([（(])", r"\n\1", cell, count=1)


def _last_run(rates: pd.DataFrame) -> pd.Series:
    """The newest rates by year, as far back as no year is missing, `_RECENT` at most."""
    by_year = rates.set_index("year")["value"].sort_index()
    years = [int(by_year.index[-1])]
    while len(years) < _RECENT and years[-1] - 1 in by_year.index:
        years.append(years[-1] - 1)
    return by_year.loc[sorted(years)]


def _last_caliber(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The area's own history in the caliber that goes on, and its projection."""
    own = view.series[view.series["area"] == view.area].sort_values("year")
    caliber = own["caliber"].iloc[-1]
    ahead = view.projections
    ahead = ahead[(ahead["area"] == view.area) & (ahead["caliber"] == caliber)]
    return own[own["caliber"] == caliber], ahead


def _decided(judged: pd.DataFrame) -> pd.DataFrame:
    """The verdicts on a target; where some calibers can answer, without those that cannot, each
    answer once.
    """
    open_ones = judged["verdict"].isin(_UNDECIDED)
    kept = judged if open_ones.all() else judged[~open_ones]
    return kept.drop_duplicates(["target_area", "year", "target", "verdict"])


def one_page(results: Results, area: str = "") -> OnePage:
    """The summary on one page of one area; by default the first asked for."""
    return OnePage(results=results, area=results.area_of(area))
