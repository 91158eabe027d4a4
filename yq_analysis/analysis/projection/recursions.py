"""Exponential smoothing on a grid of parameters, for all series at once, without an optimiser.

Every model here is linear in its initial state. So the recursion runs once from a zero state and
once, for all series together, from a unit state; the best initial state of each series and grid
point then follows in closed form by least squares ("concentrated out").

Rows must be sorted by length, longest first: at year t the series still running are a leading
slice, and the arrays are updated in place without masks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from yq_analysis.analysis.projection.panel import Floats, Ints

# One-step sums of squares below this (in units of the largest deviation) count as a perfect fit.
PERFECT = 1e-9


def grid(*axes: tuple[float, ...]) -> Floats:
    """All combinations of the axes, one a row."""
    return np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, len(axes))


def running(span: Ints, years: int) -> list[int]:
    """How many series are still running in each year, longest first."""
    result: list[int] = np.searchsorted(-span, -np.arange(years), side="left").tolist()
    return result


def likelihood_weights(sse: Floats, count: Ints, temper: float = 1.0) -> Floats:
    """Weights SSE^(-n temper / 2), each row summing to one: a Gaussian likelihood, tempered."""
    loglik = -0.5 * temper * count[:, None] * np.log(sse)
    weights = np.exp(loglik - loglik.max(1, keepdims=True))
    result: Floats = weights / weights.sum(1, keepdims=True)
    return result


@lru_cache(maxsize=64)
def _holt_responses(
    parameters: tuple[tuple[float, float, float], ...], years: int
) -> tuple[Floats, ...]:
    """What a unit initial level (slope) adds to the one-step forecasts and to the states."""
    alpha, beta, phi = np.array(parameters).T
    states = np.zeros(
        (2, years + 1, 2, len(alpha))
    )  # response to (level, slope), year, state, grid
    states[0, 0, 0] = states[1, 0, 1] = 1.0
    forecasts = np.zeros((2, years, len(alpha)))
    for year in range(years):
        for start in (0, 1):
            level, slope = states[start, year]
            forecast = level + phi * slope
            forecasts[start, year] = forecast
            states[start, year + 1] = forecast - alpha * forecast, phi * slope - beta * forecast
    of_level, of_slope = forecasts
    products = np.cumsum(np.stack([of_level**2, of_level * of_slope, of_slope**2]), axis=1)
    return forecasts, states, products


def holt(values: Floats, span: Ints, parameters: Floats) -> tuple[Floats, Floats, Floats]:
    """Damped linear trend (Gardner & McKenzie 1985) in innovations form.

    l_t = l_{t-1} + phi b_{t-1} + alpha e_t, b_t = phi b_{t-1} + beta e_t. `values` [N, T] sorted by
    `span`, `parameters` [G, 3] = (alpha, beta, phi). Returns the sums of squared one-step errors
    and the final level and slope, each [N, G].
    """
    alpha, beta, phi = parameters.T
    shape = (len(values), len(parameters))
    level, slope = np.zeros(shape), np.zeros(shape)
    squares, with_level, with_slope = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    responses, states, products = _holt_responses(
        tuple(map(tuple, parameters.tolist())), values.shape[1]
    )
    for year, active in enumerate(running(span, values.shape[1])):
        damped = phi * slope[:active]
        forecast = level[:active] + damped
        error = values[:active, year, None] - forecast
        squares[:active] += error * error
        with_level[:active] += error * responses[0, year]
        with_slope[:active] += error * responses[1, year]
        level[:active] = forecast + alpha * error
        slope[:active] = damped + beta * error
    ll, ls, ss = products[:, span - 1]
    determinant = ll * ss - ls * ls
    determinant = np.where(np.abs(determinant) < 1e-10, 1e-10, determinant)
    level0 = (ss * with_level - ls * with_slope) / determinant
    slope0 = (ll * with_slope - ls * with_level) / determinant
    squares -= 2 * level0 * with_level + 2 * slope0 * with_slope
    squares += level0**2 * ll + 2 * level0 * slope0 * ls + slope0**2 * ss
    level += states[0, span, 0] * level0 + states[1, span, 0] * slope0
    slope += states[0, span, 1] * level0 + states[1, span, 1] * slope0
    return np.maximum(squares, PERFECT), level, slope


def dynamic_theta(
    values: Floats, span: Ints, parameters: Floats, count: Ints, horizon: int
) -> Floats:
    """Dynamic optimised theta (Fiorucci et al. 2016), averaged over the grid by likelihood: [N,
    horizon].

    The first forecast starts from l_0 + (1 - 1/theta) y_1, not from l_0: then adding a constant to
    a series adds it to the forecast, and on logarithms the unit of measure does not matter.
    """
    alpha, theta = parameters.T
    keep, weight = 1 - alpha, 1 - 1 / theta
    shape = (len(values), len(parameters))
    level, squares, with_level = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    mean, trend, intercept = values[:, 0].copy(), np.zeros(len(values)), values[:, 0].copy()
    unit = keep ** np.arange(values.shape[1] + 1)[:, None]  # a unit initial level after t years
    for year, active in enumerate(running(span, values.shape[1])):
        number = year + 1
        observed = values[:active, year]
        line = keep**year * intercept[:active, None]
        if year:
            line += (1 - keep**number) / alpha * trend[:active, None]
        error = observed[:, None] - level[:active] - weight * line
        squares[:active] += error * error
        with_level[:active] += error * unit[year]
        level[:active] = alpha * observed[:, None] + keep * level[:active]
        if year:
            step = observed - mean[:active]
            trend[:active] = ((number - 2) * trend[:active] + 6 * step / number) / (number + 1)
        mean[:active] = (year * mean[:active] + observed) / number
        intercept[:active] = mean[:active] - (number + 1) / 2 * trend[:active]
    energy = np.cumsum(unit[:-1] ** 2, axis=0)[span - 1]
    level += unit[span] * with_level / energy
    weights = likelihood_weights(np.maximum(squares - with_level**2 / energy, PERFECT), count)
    return _theta_ahead(level, weights, (mean, trend, intercept), span, parameters, horizon)


def _theta_ahead(
    level: Floats,
    weights: Floats,
    state: tuple[Floats, Floats, Floats],
    span: Ints,
    parameters: Floats,
    horizon: int,
) -> Floats:
    """The theta line goes on being re-estimated from its own forecasts (the "dynamic" part)."""
    alpha, theta = parameters.T
    keep, weight = 1 - alpha, 1 - 1 / theta
    mean, trend, intercept = (np.repeat(part[:, None], len(alpha), 1) for part in state)
    ahead = np.empty((len(level), horizon))
    number = span[:, None].astype(float)
    power = keep**number
    for step in range(horizon):
        number = number + 1
        forecast = level + weight * (power * intercept + (1 - power * keep) / alpha * trend)
        ahead[:, step] = (weights * forecast).sum(1)
        power = power * keep
        level = alpha * forecast + keep * level
        trend = ((number - 2) * trend + 6 * (forecast - mean) / number) / (number + 1)
        mean = ((number - 1) * mean + forecast) / number
        intercept = mean - (number + 1) / 2 * trend
    return ahead
