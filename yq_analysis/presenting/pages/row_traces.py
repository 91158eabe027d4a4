"""Where the numbers of a page's other tables come from: revisions, scenarios, decompositions,
levels of targets, ranks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pandas as pd

from yq_analysis.analysis.results import Results
from yq_analysis.presenting.pages.causes import Causes
from yq_analysis.presenting.tables import Trace
from yq_analysis.presenting.wording import Names, names, number

Traces = dict[tuple[Hashable, str], Trace]
_EDITION = ["area", "item", "year", "caliber", "edition"]
# of more cells than this only the files are named
_MANY = 16


def revised(results: Results, rows: pd.DataFrame, area: str = "") -> Traces:
    """Both editions of each revised figure with file and cell; `area`
    where the rows do not say it.
    """
    words = names(results.language, results.lists)
    table = results.observations
    held = table[
        table["area"].isin(rows["area"] if "area" in rows.columns else [area])
        & table["item"].isin(rows["item"])
    ]
    cells = {
        tuple(map(str, key)): str(source)
        for *key, source in held[[*_EDITION, "source"]].itertuples(index=False, name=None)
    }
    found: Traces = {}
    for label, row in zip(rows.index, rows.to_dict("records"), strict=True):
        where = [
            str(one) for one in (row.get("area", area), row["item"], row["year"], row["caliber"])
        ]
        sources = [
            words.say("pages_trace_edition", edition=edition, cell=cell)
            for edition in (row["previous_edition"], row["edition"])
            if (cell := cells.get((*where, str(edition))))
        ]
        trace = Trace(formula=words.say("pages_trace_revision"), sources=tuple(sources))
        found |= {
            (label, column): trace
            for column in ("previous_value", "value", "change_percent")
            if pd.notna(row[column])
        }
    return found


def scenarios(
    results: Results, comparison: pd.DataFrame, last: pd.DataFrame, sources: tuple[str, ...]
) -> Traces:
    """What each scenario of `comparison` assumes, and the figure that all of them start from.

    `last` is that figure's row of an indicators table, `sources` are its cells.
    """
    words = names(results.language, results.lists)
    listed = results.lists.scenarios.set_index("scenario")
    note = {"zh": "note", "en": "note_en"}[results.language]
    begin = tuple(
        words.say(
            "pages_trace_start",
            name=words.indicator(row["indicator"]),
            year=int(row["year"]),
            amount=words.amount(float(row["value"]), row["unit"], words.decimals(row["indicator"])),
        )
        for row in last.to_dict("records")
    )
    gap = Trace(formula=words.say("pages_trace_scenario_gap"))
    yearly = Trace(formula=words.say("pages_trace_scenario_yearly"), inputs=begin)
    found: Traces = {}
    for label, row in zip(comparison.index, comparison.to_dict("records"), strict=True):
        scenario = row["scenario"]
        noted = str(listed.loc[scenario, note]) if scenario in listed.index else ""
        said = noted or words.scenario(row["scenario"])
        found |= {
            (label, "value"): Trace(formula=said, inputs=begin, sources=sources),
            (label, "gap"): gap,
            (label, "yearly"): yearly,
        }
    return found


def decomposition(results: Results, found: Causes) -> Traces:
    """The formula of a decomposition, and the cells of both its years."""
    words = names(results.language, results.lists)
    formula = words.say("pages_trace_lmdi")
    traces: Traces = {}
    for label, row in zip(found.table.index, found.table.to_dict("records"), strict=True):
        rows = found.used[found.used["year"].isin([row["from_year"], row["to_year"]])]
        traces[label, "value"] = Trace(
            formula=formula, inputs=(found.basis,), sources=_cells(rows["source"])
        )
    return traces


def levels(results: Results, cascade: pd.DataFrame) -> Traces:
    """The sentence and the document behind each target of the levels, and what a gap is."""
    words = names(results.language, results.lists)
    listed = results.lists.targets
    key = ["area", "indicator", "year", "value", "comparator", "unit"]
    said = {
        tuple(map(_code, row[:6])): row[6:]
        for row in listed[[*key, "text", "document", "issued", "url"]].itertuples(
            index=False, name=None
        )
    }
    gap = Trace(formula=words.say("pages_trace_level_gap"))
    found: Traces = {}
    for label, row in zip(cascade.index, cascade.to_dict("records"), strict=True):
        if (about := said.get(tuple(_code(row[column]) for column in key))) is not None:
            text, document, issued, url = ("" if pd.isna(one) else str(one) for one in about)
            found[label, "target"] = Trace(
                formula=text,
                inputs=(f"{document} {issued}".strip(),),
                sources=(url,) if url else (),
            )
        if pd.notna(row["gap"]):
            found[label, "gap"] = gap
    return found


def standings(results: Results, ranks: pd.DataFrame, peers: pd.DataFrame) -> Traces:
    """The figures (of `peers`) that make today's rank, and the draws that make tomorrow's."""
    words = names(results.language, results.lists)
    found: Traces = {}
    for label, row in zip(ranks.index, ranks.to_dict("records"), strict=True):
        rows = peers[
            (peers["indicator"] == row["indicator"]) & (peers["year"] == row["year_today"])
        ]
        today = Trace(
            formula=words.say("pages_trace_rank_today", year=row["year_today"]),
            inputs=(_listed(rows, words, results),),
            sources=(),
        )
        drawn = words.say("pages_rank_drawn", draws=results.draws, year=row["year"])
        ahead = Trace(formula=drawn)
        found |= {(label, column): today for column in ("rank_today", "of")}
        found |= {
            (label, column): ahead
            for column in ("rank", "rank_low", "rank_high", "probability")
            if pd.notna(row[column])
        }
    return found


def _listed(rows: pd.DataFrame, words: Names, results: Results) -> str:
    """The areas with their figures, best first, in one line."""
    if rows.empty:
        return ""
    indicator = str(rows["indicator"].iloc[0])
    ordered = rows.sort_values("value", ascending=results.lists.indicator(indicator).direction < 0)
    each = [
        f"{words.area(row['area'])} {number(float(row['value']), words.decimals(indicator))}"
        for row in ordered.to_dict("records")
    ]
    return words.say("mark_clause").join(each) + words.aside(words.unit_of(indicator))


def _code(value: object) -> str:
    """A value as a part of a key; a year that nobody wrote is none,
    whichever way a table says so.
    """
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _cells(sources: Iterable[str]) -> tuple[str, ...]:
    cells = tuple(dict.fromkeys(sources))
    return (
        cells if len(cells) <= _MANY else tuple(dict.fromkeys(cell.split("#")[0] for cell in cells))
    )
