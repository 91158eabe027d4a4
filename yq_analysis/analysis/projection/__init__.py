"""Projections of short annual series, with intervals that cover what they say.

Eleven standard methods vote; extreme votes are dropped and the rest averaged. Intervals come from
the errors that this same procedure made on other series, scaled to the restlessness of the series
at hand. A series too short for that borrows its growth from the region it belongs to.

The way of a question:
    in        questions, intake (cells)      what is wrong is said at once; the table becomes histories
    before    growth, segments, scales       rates become an index, breaks are carried over, shares log-odds
    vote      panel, components (recursions), combination; by name: methods, references
    interval  calibrator; fan and ratios     errors of other series (learning, own_panel); as printed
    short     lenders, borrowing             who may lend growth, and how it is borrowed
    together  engine, answers, paths         blocks of series; one question at any quantiles; sample paths
    out       door, cumulation, backtesting, diagnostics, notes
"""

from yq_analysis.analysis.projection.api import project, simulate
from yq_analysis.analysis.projection.backtesting import backtest
from yq_analysis.analysis.projection.diagnostics import Diagnosis, diagnose
from yq_analysis.analysis.projection.forecast_methods import METHODS
from yq_analysis.analysis.projection.learning import Learned, learn, shipped
from yq_analysis.analysis.projection.method_notes import METHOD_NOTE
from yq_analysis.analysis.projection.total_change import cumulative

__all__ = [
    "METHODS",
    "METHOD_NOTE",
    "Diagnosis",
    "Learned",
    "backtest",
    "cumulative",
    "diagnose",
    "learn",
    "project",
    "shipped",
    "simulate",
]
