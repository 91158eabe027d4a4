"""The models of statsmodels that a reader may compare with: ETS, Theta, unobserved components, OLS.

Each gives the mean and the standard deviation of the coming years of one series, by the model's own
account. Loaded only when one of them is asked for.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.special import ndtri
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel

from yq_analysis.analysis.projection.panel import Floats

Ahead = tuple[Floats, Floats]
# Values are read on a grid of this many steps up to the largest. Changing the unit rounds them in
# their last digit, which an optimiser blows up to the third; on the grid they are the same. No
# usual ratio lies half-way between steps.
STEPS = 1e10 / np.sqrt(7)
# Python's filters of warnings are shared by all threads: one fit at a time may set them and put
# them back.
_QUIET = threading.Lock()


def fit(method: str, values: Floats, horizon: int) -> Ahead | None:
    """Mean and standard deviation [horizon] of one series (NaN in gaps); None where the model has
    no answer.

    The series is scaled to its largest value first: the optimisers' tolerances are absolute.
    """
    unit = float(np.nanmax(np.abs(values)))
    if unit == 0:  # nothing has a size; what an optimiser makes of it depends on its tolerances
        return np.zeros(horizon), np.zeros(horizon)
    with _QUIET, warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter(
            "ignore"
        )  # convergence and start-value chatter; what does not converge is judged below
        try:
            mean, deviation = _FITS[method](np.rint(values / unit * STEPS) / STEPS, horizon)
        except (ValueError, np.linalg.LinAlgError, IndexError, ZeroDivisionError):
            return None
    if not (np.isfinite(mean).all() and np.isfinite(deviation).all()):
        return None
    return mean * unit, np.maximum.accumulate(np.maximum(deviation, 0.0)) * unit


def _bridged(values: Floats) -> Floats:
    years = np.arange(len(values))
    known = np.isfinite(values)
    return np.interp(years, years[known], values[known])


def _ets(values: Floats, horizon: int) -> Ahead:
    """Additive errors; no, linear or damped trend by AICc (Hyndman et al. 2008)."""
    filled = _bridged(values)
    best, least = None, np.inf
    for trend, damped, parameters in ((None, False, 3), ("add", False, 5), ("add", True, 6)):
        if len(filled) - parameters - 1 <= 0 and best is not None:
            continue
        fitted = ETSModel(pd.Series(filled), error="add", trend=trend, damped_trend=damped).fit(
            disp=False, maxiter=200
        )
        spare = max(len(filled) - parameters - 1, 1)
        criterion = fitted.aic + 2 * parameters * (parameters + 1) / spare
        if best is None or criterion < least:
            best, least = fitted, criterion
    assert best is not None
    ahead = best.get_prediction(start=len(filled), end=len(filled) + horizon - 1)
    return np.asarray(ahead.predicted_mean), np.sqrt(np.asarray(ahead.forecast_variance))


def _theta(values: Floats, horizon: int) -> Ahead:
    """The standard theta method with its random-walk interval (Hyndman & Billah 2003)."""
    filled = pd.Series(_bridged(values))
    fitted = ThetaModel(filled, period=1, deseasonalize=False).fit()
    mean = np.asarray(fitted.forecast(horizon))
    upper = np.asarray(fitted.prediction_intervals(horizon, alpha=0.05).iloc[:, 1])
    return mean, (upper - mean) / float(ndtri(0.975))


def _ucm(values: Floats, horizon: int) -> Ahead:
    """A local linear trend, by maximum likelihood with the Kalman filter; gaps are left to it."""
    fitted = sm.tsa.UnobservedComponents(values, "lltrend").fit(disp=False, maxiter=200)
    ahead = fitted.get_forecast(horizon)
    return np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean)


def _ols(values: Floats, horizon: int) -> Ahead:
    """A straight line through the observed years: the spreadsheet habit (on logarithms where
    positive).
    """
    known = np.isfinite(values)
    years = np.arange(len(values) + horizon, dtype=float)
    design = np.column_stack([np.ones_like(years), years])
    fitted = sm.OLS(values[known], design[: len(values)][known]).fit()
    ahead = fitted.get_prediction(design[len(values) :])
    return np.asarray(ahead.predicted_mean), np.asarray(ahead.se_obs)


_FITS: dict[str, Callable[[Floats, int], Ahead]] = {
    "ets": _ets,
    "theta": _theta,
    "ucm": _ucm,
    "ols": _ols,
}
