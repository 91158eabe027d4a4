"""Tables to figures: one function, one figure; a table goes in, a matplotlib `Figure` comes out.

All take `language` ("zh" or "en"), `width` in mm, `title` and `source` (made or named where left
out) and `lists` (the catalogue that names codes). What has no data says so instead of drawing an
empty frame. `svg`, `png` and `pdf` turn a figure into bytes that are the same each time; `alt_text`
says what it shows.
"""

from __future__ import annotations

from yq_analysis.presenting.figures.accuracy import backtest
from yq_analysis.presenting.figures.coverage import coverage
from yq_analysis.presenting.figures.growth_map import growth_map
from yq_analysis.presenting.figures.image_files import alt_text, pdf, png, svg
from yq_analysis.presenting.figures.layout import NARROWEST, WIDEST, WIDTH, Plate
from yq_analysis.presenting.figures.path_lines import revisions, scenarios
from yq_analysis.presenting.figures.peers import peers, ranks
from yq_analysis.presenting.figures.small_multiples import small_multiples
from yq_analysis.presenting.figures.tile_map import tile_map
from yq_analysis.presenting.figures.trend import fan, trend
from yq_analysis.presenting.figures.verdict_bars import calibers, targets
from yq_analysis.presenting.figures.waterfall import waterfall

__all__ = [
    "NARROWEST",
    "WIDEST",
    "WIDTH",
    "Plate",
    "alt_text",
    "backtest",
    "calibers",
    "coverage",
    "fan",
    "growth_map",
    "pdf",
    "peers",
    "png",
    "ranks",
    "revisions",
    "scenarios",
    "small_multiples",
    "svg",
    "targets",
    "tile_map",
    "trend",
    "waterfall",
]
