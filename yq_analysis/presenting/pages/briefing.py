"""The appendix of a briefing: numbered figures and tables of one area, and the sentences that go
with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from yq_analysis.analysis.results import Results
from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.presenting import figures
from yq_analysis.presenting.pages import appendix as binding
from yq_analysis.presenting.pages import story, theme_views
from yq_analysis.presenting.pages.theme_views import View
from yq_analysis.presenting.tables import Sheet
from yq_analysis.presenting.wording import Names, names

# A column of a briefing page, and half of it.
WIDTHS_MM = (150.0, 75.0)
JUDGED = [
    "target_area",
    "indicator",
    "caliber",
    "year",
    "target",
    "unit",
    "latest_year",
    "latest",
    "value",
    "lower",
    "upper",
    "probability",
    "required_rate",
    "verdict",
    "note",
]


def check_widths(widths_mm: Sequence[float]) -> None:
    """Refuse, as `QuestionProblem`, a width that no figure can take."""
    refuse(
        [
            Problem(
                where="--width",
                what=Message("appendix_width", width=f"{width:g}"),
                next=Message(
                    "appendix_width_next",
                    least=f"{figures.NARROWEST:g}",
                    most=f"{figures.WIDEST:g}",
                ),
            )
            for width in widths_mm
            if not figures.NARROWEST <= width <= figures.WIDEST
        ],
        kind=QuestionProblem,
    )


def appendix(
    results: Results, out: str | Path, *, widths_mm: Sequence[float] = WIDTHS_MM
) -> list[Path]:
    """Write figures (SVG, PDF, PNG), tables (.xlsx), the Word appendix and the sentences of one
    area into `out`.

    Figures are drawn at each of `widths_mm`, the first for the document. Returns the files. Raises
    `QuestionProblem` for a width that no figure can take and for a folder that holds other files.
    """
    check_widths(widths_mm)
    language = results.language
    words = names(language, results.lists)
    views = [theme_views.view(results, theme) for theme in results.lists.themes]
    drawn = [drawing for view in views for drawing in _figures(view)]
    return binding.write(
        out,
        figures=drawn,
        tables=_tables(results, views),
        sentences=story.briefing(results, decided=True),
        title=words.say("pages_appendix_title", area=words.area(results.areas[0])),
        widths_mm=list(dict.fromkeys(widths_mm)),
        language=language,
        lists=results.lists,
    )


def _name(view: View, words: Names) -> str:
    """What a caption is about: whose figures (the area's, or those of the areas above that stand in
    for it), and of what.
    """
    areas = (view.area,) if view.has_own else view.shown
    listed = words.say("mark_list").join(map(words.area, areas))
    return words.say("pages_name_of", area=listed, name=words.indicator(view.theme.level))


def _figures(view: View) -> list[tuple[str, binding.Drawn, str]]:
    """The trend of a theme and, where one target was judged under several calibers, these side by
    side.
    """
    language, lists = view.results.language, view.results.lists
    words = names(language, lists)
    name = _name(view, words)

    def trend(width: float) -> Figure:
        return figures.trend(
            view.series,
            view.projections,
            targets=view.targets,
            indicator=view.theme.level,
            language=language,
            width=width,
            lists=lists,
            source=view.source,
        )

    def calibers(width: float) -> Figure:
        return figures.calibers(
            view.calibers,
            language=language,
            width=width,
            lists=lists,
            source=view.source_of(view.calibers),
        )

    drawn: list[tuple[str, binding.Drawn, str]] = [
        (words.say("pages_figure_trend", name=name), trend, view.source)
    ]
    if len(view.calibers):
        title = words.say("pages_figure_calibers", name=name)
        drawn.append((title, calibers, view.source_of(view.calibers)))
    return drawn


def _tables(results: Results, views: list[View]) -> list[Sheet]:
    words = names(results.language, results.lists)
    publications = words.say("pages_sources_sheet")
    made = [_judged(results, publications)]
    for view in views:
        name = _name(view, words)
        made.append(_sheet(words.say("pages_sheet_series", name=name), view.series, view.source))
        made.append(
            _sheet(
                words.say("pages_sheet_projections", name=name),
                _with_units(view),
                words.say("pages_sheet_projected_from", source=view.source),
            )
        )
    listed = _sheet(
        publications,
        _publications(views),
        words.say("pages_sheet_raw"),
        words.say("pages_sheet_addresses"),
    )
    made.append(
        replace(listed, on_paper=["title", "edition", "first", "last"])
    )  # addresses of four lines are no use on paper
    return [sheet for sheet in made if len(sheet.table)]


def _judged(results: Results, publications: str) -> Sheet:
    """The verdicts on the area, by its own targets and by those from
    above that also hold for it.
    """
    words = names(results.language, results.lists)
    code = results.areas[0]
    area = words.area(code)
    table = results.assessments[results.assessments["area"] == code]
    wanted = results.targets[results.targets["indicator"].isin(table["indicator"])]
    documents = dict.fromkeys(
        results.lists.publication(document, words.language)[0] or document
        for setter in dict.fromkeys(table["target_area"])
        for cell in wanted.loc[wanted["area"] == setter, "document"].dropna()
        for document in cell.split(";")
    )
    listed = words.say("mark_clause").join(documents) or words.say("pages_source_none")
    notes = [words.say("pages_sheet_judged_note")]
    if (table["target_area"] != code).any():
        notes.insert(0, words.say("pages_sheet_judged_above", area=area))
    return _sheet(
        words.say("pages_sheet_judged", area=area),
        table[JUDGED],
        words.say("pages_sheet_judged_source", listed=listed, sheet=publications),
        *notes,
    )


def _sheet(title: str, table: pd.DataFrame, source: str, *notes: str) -> Sheet:
    return Sheet(name="", title=title, table=table, source=source, notes=notes)


def _with_units(view: View) -> pd.DataFrame:
    """The projections with the unit of the indicator that they continue."""
    table = view.projections
    known = view.series.drop_duplicates("indicator").set_index("indicator")["unit"]
    units = table["indicator"].map(known).fillna("")
    made = table.copy()
    made.insert(list(table.columns).index("value") + 1, "unit", units)
    return made


def _publications(views: Sequence[View]) -> pd.DataFrame:
    """Every publication behind the appendix once, with the years that were taken from it."""
    used = pd.concat([view.sources for view in views], ignore_index=True)
    found = used.groupby(["title", "through"], dropna=False, sort=False).agg(
        edition=("edition", "max"),
        first=("first", "min"),
        last=("last", "max"),
        url=("url", "first"),
    )
    return found.reset_index()[["title", "through", "edition", "first", "last", "url"]]
