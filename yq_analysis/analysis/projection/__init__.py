"""Projections of short annual series, with intervals that cover what they say.

Eleven standard methods vote; what a history is like says how much each counts (trends where its
changes are smooth, growth by a factor where it grew steadily); extreme votes are dropped and the
rest averaged. Intervals come from the errors that this same procedure made on other series, those
of comparable areas weighing by what they know, scaled to the restlessness of the series at hand.
Comparable areas inform the trend as well. A series of up to six points borrows its growth from the
region it belongs to.

The way of a question:
    in        request_validation, series_validation (value_validation): all faults at once
    before    growth_index, segments, transformations: rates become an index, breaks are kept
    vote      panel, components (recursions), combination; by name: forecast_methods,
              statsmodels_references
    interval  calibrator (learning, own_panel): errors of other series; quantiles, ratios
    siblings  sibling_growth: what comparable areas say of a trend
    short     reference_areas, reference_growth: whose growth is borrowed, and how
    together  engine, answers, sample_paths: one question at any quantiles; sample paths
    out       api, total_change, backtesting, diagnostics, outliers, method_notes
"""

from yq_analysis.analysis.projection.api import (
    draw_paths,
    known_of,
    project,
    project_ahead,
    simulate,
)
from yq_analysis.analysis.projection.backtesting import backtest
from yq_analysis.analysis.projection.diagnostics import Diagnosis, diagnose
from yq_analysis.analysis.projection.drawn_paths import SamplePaths
from yq_analysis.analysis.projection.forecast_methods import METHODS
from yq_analysis.analysis.projection.learning import Learned, learn, shipped
from yq_analysis.analysis.projection.method_notes import METHOD_NOTE
from yq_analysis.analysis.projection.pools import (
    Pools,
    as_plain,
    from_plain,
    learn_pools,
    read_pools,
    write_pools,
)
from yq_analysis.analysis.projection.possible import LEFT_OUT, without_impossible
from yq_analysis.analysis.projection.total_change import cumulative

__all__ = [
    "LEFT_OUT",
    "METHODS",
    "METHOD_NOTE",
    "Diagnosis",
    "Learned",
    "Pools",
    "SamplePaths",
    "as_plain",
    "backtest",
    "cumulative",
    "diagnose",
    "draw_paths",
    "from_plain",
    "known_of",
    "learn",
    "learn_pools",
    "project",
    "project_ahead",
    "read_pools",
    "shipped",
    "simulate",
    "without_impossible",
    "write_pools",
]
