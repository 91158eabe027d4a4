"""The appendix of a briefing: numbered figures and tables of one area, and the sentences that go with them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from yq_analysis import appendix as binding
from yq_analysis import figures
from yq_analysis.flow import story
from yq_analysis.flow.results import Results, run
from yq_analysis.flow.themes import THEMES
from yq_analysis.flow.views import View
from yq_analysis.names import Language, names

# A column of a briefing page, and half of it.
WIDTHS_MM = (150.0, 75.0)
JUDGED = ["target_area", "indicator", "caliber", "year", "target", "unit", "latest_year", "latest", "value", "lower", "upper",
          "probability", "required_rate", "verdict", "note"]


def appendix(root: str | Path, *, area: str, out: str | Path, to: int = 2035, as_of: str | None = None, language: Language = "zh") -> list[Path]:
    """Write figures (SVG, PDF, PNG), tables (.xlsx), the Word appendix and the sentences of one area into `out`.

    Returns the files. Raises `QuestionProblem` for an unknown area or a folder that holds other files.
    """
    results = run(root, [area], to, as_of, language)
    words = names(language, results.lists)
    views = [results.view(theme) for theme in THEMES]
    drawn = [drawing for view in views for drawing in _figures(view)]
    return binding.write(
        out, figures=drawn, tables=_tables(results, views), sentences=[*map(story.headline, views), *story.briefing(results)],
        title=words.pick(f"{words.area(results.areas[0])}：现状、推算与目标（附录）", f"{words.area(results.areas[0])}: figures, projections, targets (appendix)"),
        widths_mm=WIDTHS_MM, language=language, lists=results.lists,
    )


def _figures(view: View) -> list[tuple[str, binding.Drawn, str]]:
    """The trend of a theme and, where one target was judged under several calibers, these side by side."""
    language, lists = view.results.language, view.results.lists
    words = names(language, lists)
    name = words.indicator(view.theme.level)

    def trend(width: float) -> Figure:
        return figures.trend(view.series, view.projections, targets=view.targets, indicator=view.theme.level, language=language, width=width, lists=lists, source=view.source)

    def calibers(width: float) -> Figure:
        return figures.calibers(view.calibers, language=language, width=width, lists=lists, source=view.source)

    drawn: list[tuple[str, binding.Drawn, str]] = [(words.pick(f"{name}的走势与推算", f"{name}: trend and projection"), trend, view.source)]
    if len(view.calibers):
        drawn.append((words.pick(f"{name}：不同口径下的目标完成情况", f"{name}: the target under several calibers"), calibers, view.source))
    return drawn


def _tables(results: Results, views: list[View]) -> list[tuple[str, pd.DataFrame, list[str]]]:
    words = names(results.language, results.lists)
    code = results.areas[0]
    table = results.assessments
    own = table[table["area"] == code][JUDGED]
    found = [(words.pick("目标与研判", "Targets and verdicts"), own, [words.pick("区间为80%；概率由模拟路径得出。", "Intervals are 80%; probabilities come from sample paths.")])]
    for view in views:
        name = words.indicator(view.theme.level)
        found.append((words.pick(f"{name}：历年数值", f"{name}: figures by year"), view.series, [view.source]))
        found.append((words.pick(f"{name}：推算", f"{name}: projections"), view.projections, []))
    return [entry for entry in found if len(entry[1])]
