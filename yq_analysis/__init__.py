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
    "read_table": ("yq_analysis.reading.yearbook.reading", "read_table"),
    "Reading": ("yq_analysis.reading.yearbook.reading", "Reading"),
    "read_targets": ("yq_analysis.reading.policy", "read_targets"),
    "load": ("yq_analysis.running.flow.cleaning", "load"),
    "catalogue": ("yq_analysis.catalogue", ""),
    "ledger": ("yq_analysis.analysis.ledger", ""),
    "indicators": ("yq_analysis.analysis.indicators", ""),
    "figures": ("yq_analysis.presenting.figures", ""),
    "tables": ("yq_analysis.presenting.tables", ""),
    "plan": ("yq_analysis.maths.plan", ""),
    "progress": ("yq_analysis.maths.progress", ""),
    "decomposition": ("yq_analysis.maths.decomposition", ""),
    "cascade": ("yq_analysis.analysis.assessment.cascade", ""),
    "ranking": ("yq_analysis.analysis.assessment.ranking", ""),
    "tidy": ("yq_analysis.analysis.frame_shapes", "tidy"),
    "project": ("yq_analysis.analysis.projection", "project"),
    "simulate": ("yq_analysis.analysis.projection", "simulate"),
    "cumulative": ("yq_analysis.analysis.projection", "cumulative"),
    "backtest": ("yq_analysis.analysis.projection", "backtest"),
    "diagnose": ("yq_analysis.analysis.projection", "diagnose"),
    "assess": ("yq_analysis.analysis.assessment", "assess"),
    "sentence": ("yq_analysis.presenting.wording.verdict_sentence", "sentence"),
    "revisions": ("yq_analysis.analysis.assessment", "revisions"),
    "drivers": ("yq_analysis.analysis.indicators.decomposition_by_area", ""),
    "scenarios": ("yq_analysis.analysis.assessment.scenarios", ""),
    "run": ("yq_analysis.running.flow.walk", "run"),
    "view": ("yq_analysis.presenting.pages.theme_views", "view"),
    "quality": ("yq_analysis.presenting.pages.quality_views", "quality"),
    "one_page": ("yq_analysis.presenting.pages.one_page", "one_page"),
    "summary": ("yq_analysis.presenting.pages.target_views", "summary"),
    "peers": ("yq_analysis.presenting.pages.peer_views", "peers"),
    "story": ("yq_analysis.presenting.pages.story", ""),
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
    return list(__all__)


if TYPE_CHECKING:
    from yq_analysis import catalogue as catalogue
    from yq_analysis.analysis import indicators as indicators
    from yq_analysis.analysis import ledger as ledger
    from yq_analysis.analysis.assessment import assess as assess
    from yq_analysis.analysis.assessment import cascade as cascade
    from yq_analysis.analysis.assessment import ranking as ranking
    from yq_analysis.analysis.assessment import revisions as revisions
    from yq_analysis.analysis.assessment import scenarios as scenarios
    from yq_analysis.analysis.frame_shapes import tidy as tidy
    from yq_analysis.analysis.indicators import decomposition_by_area as drivers
    from yq_analysis.analysis.projection import backtest as backtest
    from yq_analysis.analysis.projection import cumulative as cumulative
    from yq_analysis.analysis.projection import diagnose as diagnose
    from yq_analysis.analysis.projection import project as project
    from yq_analysis.analysis.projection import simulate as simulate
    from yq_analysis.check import DataProblem as DataProblem
    from yq_analysis.maths import decomposition as decomposition
    from yq_analysis.maths import plan as plan
    from yq_analysis.maths import progress as progress
    from yq_analysis.presenting import figures as figures
    from yq_analysis.presenting import tables as tables
    from yq_analysis.presenting.pages import story as story
    from yq_analysis.presenting.pages.one_page import one_page as one_page
    from yq_analysis.presenting.pages.peer_views import peers as peers
    from yq_analysis.presenting.pages.quality_views import quality as quality
    from yq_analysis.presenting.pages.target_views import summary as summary
    from yq_analysis.presenting.pages.theme_views import view as view
    from yq_analysis.presenting.wording.verdict_sentence import sentence as sentence
    from yq_analysis.reading.policy import read_targets as read_targets
    from yq_analysis.reading.yearbook.reading import Reading as Reading
    from yq_analysis.reading.yearbook.reading import read_table as read_table
    from yq_analysis.running.flow import load as load
    from yq_analysis.running.flow import run as run
