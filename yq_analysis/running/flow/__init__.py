"""The whole walk: data/raw -> observations -> indicators -> projections -> assessments -> figures,
tables.

clean(root)                      rebuild data/processed
refresh(root)                    the same, only where something changed
load(root)                       all observations, every edition
load_area(root, area)            one area's indicators or observations, quickly
run(root, areas, to, as_of)      everything that the pages of some areas show
appendix(root, area=…, out=…)    figures, tables and sentences for a briefing
areas(root)                      the areas that have figures
project_folder(root)             the project that a notebook means by "..", wherever it was started
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# each loads when it is asked for: an unchanged report answers before a frame library is imported
_DOORS = {
    "Results": "yq_analysis.analysis.results",
    "appendix": "yq_analysis.running.flow.briefing_files",
    "areas": "yq_analysis.running.flow.cleaning",
    "clean": "yq_analysis.running.flow.cleaning",
    "load": "yq_analysis.running.flow.cleaning",
    "load_area": "yq_analysis.running.flow.area_rows",
    "processed": "yq_analysis.running.flow.cleaning",
    "project_folder": "yq_analysis.running.flow.cleaning",
    "refresh": "yq_analysis.running.flow.cleaning",
    "run": "yq_analysis.running.flow.walk",
}
__all__ = [
    "Results",
    "appendix",
    "areas",
    "clean",
    "load",
    "load_area",
    "processed",
    "project_folder",
    "refresh",
    "run",
]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_DOORS[name]), name)


if TYPE_CHECKING:
    from yq_analysis.analysis.results import Results
    from yq_analysis.running.flow.area_rows import load_area
    from yq_analysis.running.flow.briefing_files import appendix
    from yq_analysis.running.flow.cleaning import (
        areas,
        clean,
        load,
        processed,
        project_folder,
        refresh,
    )
    from yq_analysis.running.flow.walk import run
