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
from yq_analysis.presenting.pages.origins import origins
from yq_analysis.presenting.tables import Trace
from yq_analysis.presenting.wording import Names, names, number

_SINCE = re.compile(r"\+?since\d{4}")
# What of the sample paths a column shows: its words in Chinese and English.
_OF_PATHS = {
    "value": ("模拟路径在目标年的中间值", "the middle of the sample paths in the target year"),
    "lower": (
        "模拟路径在目标年的10%分位数",
        "the 10% quantile of the sample paths in the target year",
    ),
    "upper": (
        "模拟路径在目标年的90%分位数",
        "the 90% quantile of the sample paths in the target year",
    ),
    "probability": (
        "达到目标的模拟路径所占比例，经校准",
        "the share of sample paths that meet the target, calibrated",
    ),
}


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
            return Trace(
                formula=self.words.pick(
                    f"从{row['latest_year']}年的最新值到{row['year']}年的目标值，余下各年相同的变化",
                    f"the same change each year from the figure of {row['latest_year']} to the "
                    f"target for {row['year']}",
                )
            )
        if column == "latest":
            return self.latest(row)
        if row["known"] == "projected":
            return self._projected(row, column)
        if row["known"] == "observed" and column != "probability":
            return self.latest(row)
        return Trace(
            formula=self.words.pick(
                "目标年已有公布数，与目标直接比较",
                "the target year is published and compared with the target itself",
            )
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
        when = self.words.pick("{}年：{}", "{}: {}")
        formulas = dict.fromkeys(
            when.format(year, formula)
            for year, formula in zip(used["year"], used["formula"], strict=True)
        )
        return self._traced(
            used,
            self.words.pick("；", "; ").join(
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
        listed = self.words.pick("；", "; ").join(copies["named"])
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
        formula = words.pick(*_OF_PATHS[column]) + words.pick(
            f"；方法：{words.code('method', one['method'])}",
            f"; method: {words.code('method', one['method'])}",
        )
        about = words.aside(words.caliber(one["caliber"]))
        inputs = [
            words.pick(
                f"{words.indicator(one['indicator'])}{about}：{int(one['n'])}个历史数，{self.results.draws}条模拟路径",
                f"{words.indicator(one['indicator'])}{about}: {int(one['n'])} figures, "
                f"{self.results.draws} draws",
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
            & (table["value"] == row["target"])
        ]
        if pd.notna(row["year"]):
            same = same[same["year"] == row["year"]]
        if same.empty:
            return None
        text, document, issued, url = (
            "" if pd.isna(one) else str(one)
            for one in same[["text", "document", "issued", "url"]].iloc[0]
        )
        return Trace(
            formula=text, inputs=(f"{document} {issued}".strip(),), sources=(url,) if url else ()
        )


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
        about += [words.pick(f"{edition}版", f"ed. {edition}")] if edition else []
        value = row["input_value"]
        shown = number(float(value)) if isinstance(value, (int, float)) else str(value)
        lines.setdefault(name + words.aside(*about), {})[
            f"{row['input_year']}{words.pick('：', ': ')}{shown}"
        ] = None
    return tuple(f"{what} {words.pick('；', '; ').join(years)}" for what, years in lines.items())
