"""The whole walk: data/raw -> observations -> indicators -> projections -> assessments -> figures, tables.

    clean(root)                      rebuild data/processed
    load(root)                       all observations, every edition
    run(root, areas, to, as_of)      everything that the pages of some areas show; .view(theme) for one page
    appendix(root, area=…, out=…)    figures, tables and sentences for a briefing
    areas(root)                      the areas that have figures
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yq_analysis.flow.cleaning import clean, load, processed, refresh
from yq_analysis.flow.results import Results, run

__all__ = ["Results", "appendix", "areas", "clean", "load", "processed", "refresh", "run"]


def appendix(root: str | Path, **question: Any) -> list[Path]:
    """See `briefing.appendix`; its drawing library loads only when figures are asked for."""
    from yq_analysis.flow import briefing

    return briefing.appendix(root, **question)


def areas(root: str | Path = ".") -> list[str]:
    """The codes of the areas that have a figure, in the order of the catalogue."""
    from yq_analysis import catalogue
    from yq_analysis.flow.cleaning import lists_folder

    found = set(load(root)["area"])
    return [str(code) for code in catalogue.read(lists_folder(Path(root))).areas["area"] if code in found]
