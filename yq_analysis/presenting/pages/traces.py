"""Where the numbers of a verdict come from: figures from cells, projections from a method and its
draws, targets from documents.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from yq_analysis.analysis import indicators
from yq_analysis.analysis.results import Results
from yq_analysis.check import Message
from yq_analysis.presenting.pages.closing import is_of_target
from yq_analysis.presenting.pages.origins import origins
from yq_analysis.presenting.tables import Trace
from yq_analysis.presenting.wording import Names, names, number

_SINCE = re.compile(r"\+?since\d{4}")
# So many significant digits a figure has at most; what goes beyond comes from computing.
_DIGITS = 12
# The columns that show something of the sample paths.
_OF_PATHS = ("value", "lower", "upper", "probability")


def known(results: Results, areas: Sequence[str], wanted: Sequence[str]) -> pd.DataFrame:
    """Every value of the indicators `wanted` for some areas, with formula,
    inputs, files and cells.
    """
    table = results.observations
    parts = [
        indicators.trace(
            table[table["area"] == area],
            area,
            tuple(wanted),
            as_of=results.as_of,
            lists=results.lists,
            language=results.language,
        )
        for area in dict.fromkeys(areas)
    ]
    return pd.concat(parts, ignore_index=True)


@dataclass(frozen=True, kw_only=True)
class Tracer:
    """Looks the numbers of assessment rows up in `table` (as `known` gives
    it) and in the results.
    """

    results: Results = field(repr=False)
    table: pd.DataFrame = field(repr=False)

    @property
    def words(self) -> Names:
        return names(self.results.language, self.results.lists)

    def verdicts(self, rows: pd.DataFrame) -> dict[tuple[Hashable, str], Trace]:
        """A trace for each number of each row of an assessments table, as
        `tables.html` takes them.
        """
        found: dict[tuple[Hashable, str], Trace] = {}
        for label, row in rows.iterrows():
            for column in ("target", "latest", "required_rate", *_OF_PATHS):
                trace = self._number(row, column) if pd.notna(row[column]) else None
                if trace is not None:
                    found[label, column] = trace
        return found

    def series(self, rows: pd.DataFrame) -> dict[tuple[Hashable, str], Trace]:
        """A trace for the `value` of each row of an indicators table."""
        # positions only: a frame for each of a thousand groups costs more than the whole table of
        # the page
        places = self.table.groupby(["area", "indicator", "caliber", "year"]).indices
        found: dict[tuple[Hashable, str], Trace] = {}
        for label, row in zip(rows.index, rows.to_dict("records"), strict=True):
            held = places.get((row["area"], row["indicator"], row["caliber"], row["year"]))
            if held is not None:
                part = self.table.iloc[held]
                found[label, "value"] = self._traced(part, str(part["formula"].iloc[0]))
        return found

    def _number(self, row: pd.Series, column: str) -> Trace | None:
        if column == "target":
            return self._target(row)
        if column == "required_rate":
            return Trace(formula=self._required(row))
        if column == "latest":
            return self.latest(row)
        if row["known"] == "projected":
            return self._projected(row, column)
        if row["known"] == "observed" and column != "probability":
            return self.latest(row)
        return Trace(formula=self.words.say("pages_trace_published"))

    def _required(self, row: pd.Series) -> str:
        """From what the needed change is counted: the newest figure, else the base year."""
        begun = pd.notna(row["latest_year"])
        return self.words.say(
            "pages_trace_required" if begun else "pages_trace_required_base",
            latest=row["latest_year"] if begun else row["base_year"],
            year=row["year"],
        )

    def latest(self, row: pd.Series) -> Trace | None:
        """Where the newest figure comes from; a cumulative total from all years since its base."""
        rows = self.table[
            (self.table["area"] == row["area"]) & (self.table["caliber"] == row["caliber"])
        ]
        if pd.isna(row["latest_year"]) or rows.empty:
            return None
        base = row["base_year"] if pd.notna(row["base_year"]) else row["latest_year"]
        direct = rows[
            (rows["indicator"] == row["indicator"]) & (rows["year"] == row["latest_year"])
        ]
        yearly = rows[
            (rows["indicator"] == self._forms(row["indicator"])[0])
            & (rows["year"] > base)
            & (rows["year"] <= row["latest_year"])
        ]
        used = direct if len(direct) else yearly
        if used.empty:
            return None
        formulas = dict.fromkeys(
            self.words.say("pages_trace_year_formula", year=year, formula=formula)
            for year, formula in zip(used["year"], used["formula"], strict=True)
        )
        return self._traced(
            used,
            self.words.say("mark_clause").join(
                filter(None, ["" if len(direct) else "1−∏(1−r)", *formulas])
            ),
        )

    def _traced(self, rows: pd.DataFrame, formula: str) -> Trace:
        sources = tuple(dict.fromkeys(rows["source"]))
        return Trace(
            formula=formula,
            inputs=(*_inputs(rows.to_dict("records"), self.words), *self._named(sources)),
            sources=sources,
        )

    def _named(self, sources: Sequence[str]) -> list[str]:
        """What the material itself calls the sources of a copy, with the address; a page's source
        line names the publication.
        """
        results = self.results
        known = origins(results.root, sources, results.lists, results.language)
        copies = known[known["through"].ne("")].drop_duplicates("named")
        if copies.empty:
            return []
        listed = self.words.say("mark_clause").join(copies["named"])
        return [Message("pages_named", listed=listed).text(results.language)]

    def _projected(self, row: pd.Series, column: str) -> Trace | None:
        """The series that was projected, how, on how many figures, from how many draws."""
        words, table = self.words, self.results.projections
        kind = table["caliber"].astype(str).str.replace(_SINCE, "", regex=True).str.strip("+")
        same = table[
            (table["area"] == row["area"])
            & (table["caliber"].eq(row["caliber"]) | kind.eq(str(row["caliber"])))
            & (table["year"] == row["year"])
            & table["value"].notna()
        ]
        mine = [
            part
            for name in (row["indicator"], *self._forms(row["indicator"]))
            if len(part := same[same["indicator"] == name])
        ]
        if not mine:
            return None
        one = mine[0].iloc[0]
        formula = words.say(
            "pages_trace_method",
            what=words.say(f"pages_trace_{column}"),
            method=words.code("method", one["method"]),
        )
        about = words.aside(words.caliber(one["caliber"]))
        inputs = [
            words.say(
                "pages_trace_series",
                name=words.indicator(one["indicator"]),
                about=about,
                n=int(one["n"]),
                draws=self.results.draws,
            )
        ]
        inputs += [one["note"]] if one["note"] else []
        latest = self.latest(row)
        return Trace(
            formula=formula,
            inputs=tuple(inputs),
            sources=latest.sources if latest is not None else (),
        )

    def _forms(self, indicator: str) -> tuple[str, str]:
        """The yearly rates that a total or a level moves by, and the level behind a total; "" where
        there is none.
        """
        one = self.results.lists.records.get(indicator)
        return (one.rate, one.level) if one is not None else ("", "")

    def _target(self, row: pd.Series) -> Trace | None:
        table = self.results.targets
        same = table[
            (table["area"] == row["target_area"])
            & (table["indicator"] == row["indicator"])
            & is_of_target(table, row["target"])
        ]
        if pd.notna(row["year"]):
            same = same[same["year"] == row["year"]]
        if same.empty:
            return None
        text, document, issued, url = (
            "" if pd.isna(one) else str(one)
            for one in same[["text", "document", "issued", "url"]].iloc[0]
        )
        lists, words = self.results.lists, self.words
        titles = [lists.publication(one, words.language)[0] or one for one in document.split(";")]
        named = f"{words.say('pages_title_mark').join(titles)} {issued}".strip()
        return Trace(formula=text, inputs=(named,), sources=(url,) if url else ())


def _inputs(rows: Sequence[Mapping[Hashable, object]], words: Names) -> tuple[str, ...]:
    """The figures that a value was computed from: a line an item, unit and edition, in it each
    year's figure once.
    """
    lines: dict[str, dict[str, None]] = {}
    for row in rows:
        name, unit, edition = (
            words.item(str(row["input_item"])),
            str(row["input_unit"]),
            row["edition"],
        )
        about = (
            [] if "=" in unit and "100" in name else [words.unit(unit)]
        )  # of an index the name says what is 100
        about += [words.say("pages_trace_input_edition", edition=edition)] if edition else []
        value = row["input_value"]
        shown = as_printed(float(value)) if isinstance(value, (int, float)) else str(value)
        said = words.say("pages_trace_input", year=row["input_year"], value=shown)
        lines.setdefault(name + words.aside(*about), {})[said] = None
    mark = words.say("mark_clause")
    return tuple(
        words.say("pages_trace_inputs", what=what, years=mark.join(years))
        for what, years in lines.items()
    )


def as_printed(value: float) -> str:
    """A figure with all the decimals that its source printed: a trace must be found again there.

    >>> as_printed(1001.02), as_printed(47.0), as_printed(0.1 + 0.2)
    ('1,001.02', '47', '0.3')
    """
    text = f"{value:.12f}".rstrip("0").rstrip(".")
    text = text if len(text.strip("-0.").replace(".", "")) <= _DIGITS else f"{value:.{_DIGITS}g}"
    _, _, places = text.partition(".")
    return number(value, len(places) if "e" not in text else None)
