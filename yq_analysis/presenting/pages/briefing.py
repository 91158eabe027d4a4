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
from yq_analysis.check import Problem, QuestionProblem, refuse
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
                what=f"{width:g} mm is too "
                f"{'narrow' if width < figures.NARROWEST else 'wide'} for a "
                "figure",
                next=f"give a width between {figures.NARROWEST:g} and {figures.WIDEST:g} mm",
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
        title=words.pick(
            f"{words.area(results.areas[0])}：现状、推算与目标（附录）",
            f"{words.area(results.areas[0])}: figures, projections, targets (appendix)",
        ),
        widths_mm=list(dict.fromkeys(widths_mm)),
        language=language,
        lists=results.lists,
    )


def _whose(view: View, words: Names) -> str:
    """Whose figures a caption is about: the area's, or those of the areas above that stand in for
    it.
    """
    areas = (view.area,) if view.has_own else view.shown
    return words.pick("、", ", ").join(map(words.area, areas)) + words.pick("", ": ")


def _figures(view: View) -> list[tuple[str, binding.Drawn, str]]:
    """The trend of a theme and, where one target was judged under several calibers, these side by
    side.
    """
    language, lists = view.results.language, view.results.lists
    words = names(language, lists)
    name = _whose(view, words) + words.indicator(view.theme.level)

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
        (words.pick(f"{name}的走势与推算", f"{name}: trend and projection"), trend, view.source)
    ]
    if len(view.calibers):
        drawn.append(
            (
                words.pick(
                    f"{name}：不同口径下的目标完成情况",
                    f"{name}: the target under several calibers",
                ),
                calibers,
                view.source,
            )
        )
    return drawn


def _tables(results: Results, views: list[View]) -> list[Sheet]:
    words = names(results.language, results.lists)
    publications = words.pick("来源表", "Sources")
    made = [_judged(results, publications)]
    for view in views:
        name = _whose(view, words) + words.indicator(view.theme.level)
        made.append(
            _sheet(
                words.pick(f"{name}：历年数值", f"{name}: figures by year"),
                view.series,
                view.source,
            )
        )
        made.append(
            _sheet(
                words.pick(f"{name}：推算", f"{name}: projections"),
                _with_units(view),
                words.pick(
                    "由历年数值推算；历年数值的来源：",
                    "projected from the figures by year, which come from: ",
                )
                + view.source,
            )
        )
    listed = _sheet(
        publications,
        _publications(views),
        words.pick(
            "data/raw/MANIFEST.csv 与各转录表", "data/raw/MANIFEST.csv and the transcription sheets"
        ),
        words.pick("网址见附表.xlsx。", "The addresses are in tables.xlsx."),
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
        document
        for setter in dict.fromkeys(table["target_area"])
        for document in wanted.loc[wanted["area"] == setter, "document"].dropna()
    )
    listed = words.pick("；", "; ").join(documents) or words.pick("无", "none")
    notes = [
        words.pick(
            "区间为80%；概率由模拟路径得出。",
            "Intervals are 80%; probabilities come from sample paths.",
        )
    ]
    if (table["target_area"] != code).any():
        notes.insert(
            0,
            words.pick(
                f"上级的目标也按{area}的数研判，不是上级自己的完成情况。",
                f"Targets from above are judged by the figures of {area}, too; they do not say "
                "how the areas above fare.",
            ),
        )
    return _sheet(
        words.pick(f"{area}的目标与研判", f"{area}: targets and verdicts"),
        table[JUDGED],
        words.pick(
            f"目标：{listed}。实际数的出处见“{publications}”",
            f"Targets: {listed}. For the figures see the table “{publications}”",
        ),
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
