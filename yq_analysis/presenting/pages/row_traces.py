"""Where the numbers of a page's other tables come from: revisions, scenarios, decompositions,
levels of targets, ranks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

import pandas as pd

from yq_analysis.analysis.results import Results
from yq_analysis.check import Message
from yq_analysis.presenting.pages.causes import Causes
from yq_analysis.presenting.tables import Trace
from yq_analysis.presenting.wording import Names, names, number

if TYPE_CHECKING:
    from yq_analysis.presenting.pages.overview_views import Summary
    from yq_analysis.presenting.pages.theme_views import View

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
            f"{words.pick(f'{edition}版', f'ed. {edition}')}{words.pick('：', ': ')}{cell}"
            for edition in (row["previous_edition"], row["edition"])
            if (cell := cells.get((*where, str(edition))))
        ]
        trace = Trace(
            formula=words.pick("变动：后版÷前版−1", "change: later edition ÷ earlier one − 1"),
            sources=tuple(sources),
        )
        found |= {
            (label, column): trace
            for column in ("previous_value", "value", "change_percent")
            if pd.notna(row[column])
        }
    return found


def scenarios(view: View) -> Traces:
    """What each scenario assumes, and the figure that all of them start from."""
    words = names(view.results.language, view.results.lists)
    listed = view.results.lists.scenarios.set_index("scenario")
    last = view.scenario_history.sort_values("year").tail(1)
    start = next(iter(view.series_traces(last).values()), Trace())
    begin = tuple(
        f"{words.pick('起点', 'start')}{words.pick('：', ': ')}"
        f"{words.indicator(row['indicator'])} {int(row['year'])}"
        f"{words.pick('：', ': ')}"
        f"{words.amount(float(row['value']), row['unit'], words.decimals(row['indicator']))}"
        for row in last.to_dict("records")
    )
    gap = Trace(
        formula=words.pick(
            "情景在目标年的数值与目标值之差",
            "the scenario's value in the target year, less the target",
        )
    )
    yearly = Trace(
        formula=words.pick(
            "从起点到目标年，每年相同的变化",
            "the same change each year from the start to the target year",
        ),
        inputs=begin,
    )
    found: Traces = {}
    for label, row in zip(view.comparison.index, view.comparison.to_dict("records"), strict=True):
        noted = (
            str(listed.loc[row["scenario"], words.pick("note", "note_en")])
            if row["scenario"] in listed.index
            else ""
        )
        said = noted or words.scenario(row["scenario"])
        found |= {
            (label, "value"): Trace(formula=said, inputs=begin, sources=start.sources),
            (label, "gap"): gap,
            (label, "yearly"): yearly,
        }
    return found


def decomposition(results: Results, found: Causes) -> Traces:
    """The formula of a decomposition, and the cells of both its years."""
    words = names(results.language, results.lists)
    formula = words.pick(
        "LMDI-I：各部分 L(后年, 前年)×ln(因素后年÷因素前年) 之和，L(a, b)=(a−b)÷ln(a÷b)",
        "LMDI-I: the sum over the parts of L(later, earlier) × ln(factor later ÷ factor "
        "earlier), L(a, b) = (a − b) ÷ ln(a ÷ b)",
    )
    traces: Traces = {}
    for label, row in zip(found.table.index, found.table.to_dict("records"), strict=True):
        rows = found.used[found.used["year"].isin([row["from_year"], row["to_year"]])]
        traces[label, "value"] = Trace(
            formula=formula, inputs=(found.basis,), sources=_cells(rows["source"])
        )
    return traces


def levels(page: Summary) -> Traces:
    """The sentence and the document behind each target of the levels, and what a gap is."""
    words = names(page.results.language, page.results.lists)
    listed = page.results.lists.targets
    key = ["area", "indicator", "year", "value", "comparator", "unit"]
    said = {
        tuple(map(_code, row[:6])): row[6:]
        for row in listed[[*key, "text", "document", "issued", "url"]].itertuples(
            index=False, name=None
        )
    }
    gap = Trace(
        formula=words.pick(
            "本级目标与它的目标之差；正数为严于它",
            "the area's own target less this one; positive: stricter than this one",
        )
    )
    found: Traces = {}
    for label, row in zip(page.cascade.index, page.cascade.to_dict("records"), strict=True):
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


def standings(page: Summary) -> Traces:
    """The figures that make today's rank, and the draws that make tomorrow's."""
    words = names(page.results.language, page.results.lists)
    found: Traces = {}
    for label, row in zip(page.ranks.index, page.ranks.to_dict("records"), strict=True):
        rows = page.peers[
            (page.peers["indicator"] == row["indicator"])
            & (page.peers["year"] == row["year_today"])
        ]
        today = Trace(
            formula=words.pick(
                f"各地区{row['year_today']}年的数值从优到劣排列",
                f"the areas' figures of {row['year_today']} from best to worst",
            ),
            inputs=(_listed(rows, words, page.results),),
            sources=(),
        )
        drawn = Message("pages_rank_drawn", draws=page.results.draws, year=row["year"])
        ahead = Trace(formula=drawn.text(words.language))
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
    return words.pick("；", "; ").join(each) + words.aside(words.unit_of(indicator))


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
