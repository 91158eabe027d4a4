"""Reads statistical yearbooks, projects policy indicators with honest intervals, judges targets.

The public names, in the order of the flow. Nothing is imported before it is asked for, so that
`import yq_analysis` is quick and never loads papermill.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# public name -> (module, attribute); attribute "" is the module itself
_DOORS: dict[str, tuple[str, str]] = {
    "DataProblem": ("yq_analysis.check", "DataProblem"),
    "read_table": ("yq_analysis.yearbook.reading", "read_table"),
    "Reading": ("yq_analysis.yearbook.reading", "Reading"),
    "read_targets": ("yq_analysis.policy", "read_targets"),
    "load": ("yq_analysis.flow.cleaning", "load"),
    "catalogue": ("yq_analysis.catalogue", ""),
    "ledger": ("yq_analysis.ledger", ""),
    "indicators": ("yq_analysis.indicators", ""),
    "figures": ("yq_analysis.figures", ""),
    "tables": ("yq_analysis.tables", ""),
    "plan": ("yq_analysis.maths.plan", ""),
    "progress": ("yq_analysis.maths.progress", ""),
    "decomposition": ("yq_analysis.maths.decomposition", ""),
    "cascade": ("yq_analysis.cascade", ""),
    "ranking": ("yq_analysis.ranking", ""),
    "project": ("yq_analysis.projection", "project"),
    "simulate": ("yq_analysis.projection", "simulate"),
    "cumulative": ("yq_analysis.projection", "cumulative"),
    "backtest": ("yq_analysis.projection", "backtest"),
    "diagnose": ("yq_analysis.projection", "diagnose"),
    "assess": ("yq_analysis.assessment", "assess"),
    "sentence": ("yq_analysis.assessment", "sentence"),
    "revisions": ("yq_analysis.assessment", "revisions"),
    "drivers": ("yq_analysis.drivers", ""),
    "scenarios": ("yq_analysis.scenarios", ""),
    "run": ("yq_analysis.flow.results", "run"),
    "story": ("yq_analysis.flow.story", ""),
}
__all__ = ["__version__", *_DOORS]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'yq_analysis' has no attribute {name!r}")
    module, attribute = _DOORS[name]
    loaded = importlib.import_module(module)
    value = getattr(loaded, attribute) if attribute else loaded
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


if TYPE_CHECKING:
    from yq_analysis import (
        cascade,
        catalogue,
        drivers,
        figures,
        indicators,
        ledger,
        ranking,
        scenarios,
        tables,
    )
    from yq_analysis.assessment import assess, revisions, sentence
    from yq_analysis.check import DataProblem
    from yq_analysis.flow import load, run, story
    from yq_analysis.maths import decomposition, plan, progress
    from yq_analysis.policy import read_targets
    from yq_analysis.projection import backtest, cumulative, diagnose, project, simulate
    from yq_analysis.yearbook.reading import Reading, read_table
