"""Projections of short annual series, with intervals that cover what they say.

Eleven standard methods vote; extreme votes are dropped and the rest averaged. Intervals come from
the errors that this same procedure made on other series, scaled to the restlessness of the series
at hand. A series too short for that borrows its growth from the region it belongs to.
"""

from .backtesting import backtest
from .cumulation import cumulative
from .diagnostics import Diagnosis, diagnose
from .door import project, simulate
from .learning import Learned, learn, shipped
from .methods import METHODS
from .notes import METHOD_NOTE

__all__ = ["METHODS", "METHOD_NOTE", "Diagnosis", "Learned", "backtest", "cumulative", "diagnose", "learn",
           "project", "shipped", "simulate"]
