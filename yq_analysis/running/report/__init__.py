"""Delivery: run notebooks, render pages, write the birth certificate, keep the timetable.

Nothing here is imported by `import yq_analysis`; papermill and nbconvert load only when a report
runs.
"""

from __future__ import annotations

import importlib
from typing import Any

_DOORS = {
    "attach": "yq_analysis.running.report.records",
    "record": "yq_analysis.running.report.records",
    "Question": "yq_analysis.running.report.question",
    "headline": "yq_analysis.running.report.notebook_api",
    "verdict": "yq_analysis.running.report.notebook_api",
    "traced": "yq_analysis.running.report.notebook_api",
    "make": "yq_analysis.running.report.making",
}
__all__ = ["Question", "attach", "headline", "make", "record", "traced", "verdict"]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_DOORS[name]), name)
