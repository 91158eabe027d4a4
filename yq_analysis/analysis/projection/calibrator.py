"""Intervals from the errors that the same method made on other series: pooled, normalised,
conformal.

An error is measured on a link: y - f above the point f; below it f log(y / f) for a positive
quantity, so that its lower bound stays positive, else y - f. Its size is explained by the history
(a regression of its logarithm on the spread of yearly changes and a few ratios); what remains,
error / size, has nearly one distribution for all series, and its quantiles are read off the pool.
Errors are signed so that the direction of the drift is positive. Signed rates, which come back to a
mean, err in another way than quantities, which go somewhere: they have a pool of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from yq_analysis.analysis.projection.components import ALL_HAVE, Votes
from yq_analysis.analysis.projection.panel import Bools, Floats, Ints

# The quantiles of error / size that are kept; others are read off by straight lines.
LEVELS = np.unique(np.concatenate([[0.001, 0.0025, 0.9975, 0.999], np.linspace(0.005, 0.995, 199)]))
REACH = 1.5  # log(point / last value) is used within +-REACH
RIDGE = 1.0
# Degrees of freedom of the errors over their size, and the steps in which the sizes are fitted.
FREEDOM, STEPS = 4.0, 8
# The spread of changes is held towards PART of their mean size, which is worth WORTH changes.
PART, WORTH = 0.4, 4.0
JUDGED = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
# Of fewer points than SETTLED the size grows, at SHORTEST by THIN: of few points a steady growth
# would else be surer.
SHORTEST, SETTLED, THIN = 4, 12, 0.14
DEEPEST = 30.0  # a lower bound is never less than exp(-DEEPEST) of the point
COLUMNS = (
    "one",
    "change/spread",
    "misfit/spread",
    "disagreement/spread",
    "drift/spread",
    "log n",
    "log h",
    "log h squared",
    "log point/last",
    "latest/spread",
    "latest/spread log n",
    "change/spread log h",
    "change/spread log n",
    "swing/spread",
)


@dataclass(frozen=True, kw_only=True)
class Calibrator:
    """What was learned of a method's errors.

    `coefficients` [C], one for each of COLUMNS, explain log(size / spread), whose value is kept
    within `bounds`; `levels` and `quantiles` describe error / size. `gram` [C, C], `moments` [C]
    and `weight` are kept so that a second pool can be added without the first one's series. `rates`
    is the same for signed rates; without it they are taken as quantities.
    """

    coefficients: Floats
    bounds: tuple[float, float]
    quantiles: Floats
    gram: Floats
    moments: Floats
    weight: float
    rates: Calibrator | None = None


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Rows to learn from: `design` [R, C], `base` [R] = log spread, signed `error`, `weight`,
    whether a `rate`, `owner` (which series), each [R].
    """

    design: Floats
    base: Floats
    error: Floats
    weight: Floats
    rate: Bools
    owner: Ints

    def times(self, factor: float) -> Errors:
        return replace(self, weight=self.weight * factor)

    def take(self, rows: Bools) -> Errors:
        return Errors(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def join(parts: list[Errors]) -> Errors:
    return Errors(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Errors)
        }
    )


def features(votes: Votes, point: Floats) -> tuple[Floats, Floats]:
    """What explains the size of an error: the design [N, H, C] and log
    spread [N]; free of units.
    """
    horizon = point.shape[1]
    years = np.log(np.arange(1, horizon + 1))
    spread = _spread(votes)
    latest, misfit = _lasting(votes)
    each = np.stack(
        [
            np.log(np.maximum(votes.relative_change, 1e-3 * spread) / spread),
            np.log(np.maximum(misfit, 1e-3 * spread) / spread),
        ],
        -1,
    )
    design = np.empty((*point.shape, len(COLUMNS)))
    design[..., 0] = 1.0
    design[..., 1:3] = each[:, None]
    apart = votes.ahead[ALL_HAVE].std(0)
    apart = np.where(
        apart > 1e-12 * np.abs(votes.last)[:, None], apart, 0.0
    )  # less is what rounding leaves of a constant
    design[..., 3] = np.log(apart / spread[:, None] + 0.1)
    design[..., 4] = np.log(np.abs(votes.drift) / spread + 0.05)[:, None]
    design[..., 5] = np.log(votes.count)[:, None]
    design[..., 6], design[..., 7] = years, years**2
    # a rate crosses zero: its ratio to the last value means nothing
    comparable = votes.positive & (votes.last > 0)
    last = np.where(comparable, votes.last, 1.0)[:, None]
    ratio = np.where(comparable[:, None], np.maximum(point, 1e-300) / last, 1.0)
    design[..., 8] = np.clip(np.log(ratio), -REACH, REACH)
    # a history that has calmed or grown restless says more of the future the longer it is
    recent = np.log(latest / spread + 0.05)
    design[..., 9], design[..., 10] = recent[:, None], (recent * np.log(votes.count))[:, None]
    design[..., 11] = each[:, :1] * years
    design[..., 12] = (each[:, 0] * np.log(votes.count))[:, None]
    # a rate that strays far from its mean, but little from one year to the next, may stray further
    design[..., 13] = np.where(votes.rate, np.log(votes.swing / spread + 0.05), 0.0)[:, None]
    return design, np.log(spread)


def _lasting(votes: Votes) -> tuple[Floats, Floats]:
    """The latest deviation and the misfit: [N] each.

    Of a fall their sizes relative to the level, if those are less: the steps of its beginning, when
    there was more to lose, do not come again.
    """
    falls = votes.positive & (votes.drift < 0)
    return (
        np.where(falls, np.minimum(votes.latest, votes.relative_latest), votes.latest),
        np.where(falls, np.minimum(votes.misfit, votes.relative_misfit), votes.misfit),
    )


def _spread(votes: Votes) -> Floats:
    """The spread of yearly changes, that of few points held towards a part of their size: [N].

    Three changes of a steady growth may agree by chance; that says little of the fourth. Never
    quite zero: a constant history gets intervals of a billionth of its level. Of a quantity the
    changes are relative, times its last value: what grows or falls by a factor keeps its spread
    however long its history is.
    """
    floor = np.where(votes.last != 0, 1e-9 * np.abs(votes.last), 1e-9)
    spare = np.maximum(votes.count - 2, 0)
    squares = WORTH * (PART * votes.relative_change) ** 2
    squares = squares + spare * votes.relative_spread**2
    held = np.sqrt(squares / (WORTH + spare))
    held = np.where(votes.rate, votes.relative_spread, held)
    return np.maximum(held, np.maximum(floor, 1e-3 * votes.relative_change))


def direction(votes: Votes) -> Floats:
    return np.where(votes.drift >= 0, 1.0, -1.0)


def signed_error(votes: Votes, point: Floats, actual: Floats) -> Floats:
    """Errors of `point` [N, H] on the link, positive in the drift's
    direction; NaN where unknown.
    """
    positive = votes.positive[:, None]
    safe = np.maximum(point, 1e-300)
    below = safe * np.log(np.where(positive & (actual > 0), actual, safe) / safe)
    error = np.where(positive & (actual < point), below, actual - point) * direction(votes)[:, None]
    return np.where((positive & ~(actual > 0)) | ~(votes.spread > 0)[:, None], np.nan, error)


def errors(
    votes: Votes, point: Floats, actual: Floats, weight: Floats, owner: Ints | None = None
) -> Errors:
    """The errors of `point` [N, H] against `actual` [N, H] (NaN where unknown), one row each."""
    owner = np.arange(len(weight)) if owner is None else owner
    error = signed_error(votes, point, actual)
    design, base = features(votes, point)
    known = np.isfinite(error)
    base, weight, rate, owner = (
        np.broadcast_to(one[:, None], error.shape)[known]
        for one in (base, weight, votes.rate, owner)
    )
    return Errors(
        design=design[known], base=base, error=error[known], weight=weight, rate=rate, owner=owner
    )


def learn(
    rows: Errors, prior: Calibrator | None = None, share: float = 0.5, bias: float = 0.0
) -> Calibrator:
    """A calibrator of quantities and one of rates, from whichever rows there are.

    `prior` adds its own pools: the rows then weigh `share` of both together. Of the rows' median
    error `bias` is believed in, for quantities: errors of another time or place lie to one side by
    the chance of their time.
    """
    quantities, rates = rows.take(~rows.rate), rows.take(rows.rate)
    of_rates = (
        _learn(rates, prior.rates if prior else None, share, 1.0)
        if len(rates.error)
        else (prior.rates if prior else None)
    )
    of_quantities = (
        _learn(quantities, prior, share, bias) if len(quantities.error) else (prior or of_rates)
    )
    assert of_quantities is not None
    return replace(of_quantities, rates=of_rates)


def _learn(rows: Errors, prior: Calibrator | None, share: float, bias: float) -> Calibrator:
    """Fit sizes, then pool error / size."""
    if prior is not None:
        rows = rows.times(share / (1 - share) * prior.weight / float(rows.weight.sum()))
    coefficients, gram, moments = _fit_sizes(rows, prior)
    fitted = rows.design @ coefficients
    low, high = (float(bound) for bound in np.quantile(fitted, [0.001, 0.999]))
    if prior is not None:
        low, high = min(low, prior.bounds[0]), max(high, prior.bounds[1])
    ratio = rows.error / np.exp(rows.base + fitted)
    middle = float(_pooled_quantiles(ratio, rows.weight, None)[len(LEVELS) // 2])
    quantiles = _pooled_quantiles(ratio - (1 - bias) * middle, rows.weight, prior)
    return Calibrator(
        coefficients=coefficients,
        bounds=(low, high),
        quantiles=quantiles,
        gram=gram,
        moments=moments,
        weight=float(rows.weight.sum()) + (prior.weight if prior else 0.0),
    )


def _fit_sizes(rows: Errors, prior: Calibrator | None) -> tuple[Floats, Floats, Floats]:
    """The coefficients of log(size / spread), with the sums that they solve: [C], [C, C], [C].

    Errors are taken as Student's t with FREEDOM degrees of freedom times their size, and the
    likelihood is climbed by Fisher scoring: each step is a ridge regression on a working response
    (McCullagh & Nelder 1989). A regression of log|error| gives the start; by itself it would listen
    most to errors near zero, which say least about the size.
    """
    small = np.log(np.abs(rows.error) + 1e-12 * np.exp(rows.base)) - rows.base
    weighted = rows.design * rows.weight[:, None]
    gram = weighted.T @ rows.design + (0.0 if prior is None else prior.gram)
    centre = gram[0] / gram[0, 0]
    deviation = np.sqrt(np.maximum(np.diag(gram) / gram[0, 0] - centre**2, 1e-12))
    penalty = RIDGE * deviation**2
    penalty[0] = 0.0
    # columns about their means, so that the penalty leaves the mean alone
    shifted = np.eye(len(centre))
    shifted[0, 1:] = -centre[1:]
    penalised = shifted.T @ gram @ shifted + np.diag(penalty)
    response = np.maximum(small, np.quantile(small, 0.03))
    for step in range(1 + STEPS):
        moments = weighted.T @ response + (0.0 if prior is None else prior.moments)
        coefficients = shifted @ np.linalg.solve(penalised, shifted.T @ moments)
        if step < STEPS:
            fitted = rows.design @ coefficients
            square = np.exp(np.minimum(2 * (small - fitted), 100.0))
            score = (FREEDOM + 1) * square / (FREEDOM + square) - 1
            response = fitted + score * (FREEDOM + 3) / (2 * FREEDOM)
    return coefficients, gram, moments


def loss(calibrator: Calibrator, rows: Errors) -> float:
    """How well the calibrator says errors that it has not seen: their mean pinball loss, in spreads
    of the history.
    """
    total = 0.0
    for chosen, part in (
        (calibrator, rows.take(~rows.rate)),
        (calibrator.rates, rows.take(rows.rate)),
    ):
        if chosen is None or not len(part.error):
            continue
        size_ = np.exp(np.clip(part.design @ chosen.coefficients, *chosen.bounds))
        ratio = part.error / np.exp(part.base) / size_
        for level in JUDGED:
            apart = ratio - np.interp(level, LEVELS, chosen.quantiles)
            total += float(
                (part.weight * size_ * np.maximum(level * apart, (level - 1) * apart)).sum()
            )
    return total


def _pooled_quantiles(ratio: Floats, weight: Floats, prior: Calibrator | None) -> Floats:
    """Weighted quantiles at LEVELS; a prior's distribution joins with its own weight."""
    if prior is not None:
        share = np.diff(np.concatenate([[0.0], (LEVELS[1:] + LEVELS[:-1]) / 2, [1.0]]))
        ratio = np.concatenate([ratio, prior.quantiles])
        weight = np.concatenate([weight, share * prior.weight])
    order = np.argsort(ratio)
    reached = np.cumsum(weight[order]) - weight[order] / 2
    result: Floats = np.interp(LEVELS, reached / weight.sum(), ratio[order])
    return result


def size(calibrator: Calibrator, votes: Votes, point: Floats) -> Floats:
    """The expected size of the error, never falling from one year to the next: [N, H]."""
    design, base = features(votes, point)
    explained = np.clip(design @ calibrator.coefficients, *calibrator.bounds)
    if calibrator.rates is not None and votes.rate.any():
        of_rates = np.clip(
            design[votes.rate] @ calibrator.rates.coefficients, *calibrator.rates.bounds
        )
        explained[votes.rate] = of_rates
    missing = np.clip((SETTLED - votes.count) / (SETTLED - SHORTEST), 0.0, 1.0)
    thin = np.where(votes.rate, 1.0, 1.0 + THIN * missing**5)
    scale = np.exp(base[:, None] + explained) * thin[:, None]
    return np.maximum.accumulate(
        np.where((votes.spread > 0) | (votes.last != 0), scale.T, 0.0).T, axis=1
    )


def quantile(
    calibrator: Calibrator, votes: Votes, point: Floats, scale: Floats, probability: Floats
) -> Floats:
    """Quantiles of the outcome at `probability` [P], on the panel's scale: [N, H, P]."""
    ratio = _towards(calibrator, votes, probability)
    if calibrator.rates is not None and votes.rate.any():
        ratio = np.where(
            votes.rate[:, None, None], _towards(calibrator.rates, votes, probability), ratio
        )
    return on_link(votes, point, scale[..., None] * ratio)


def _towards(calibrator: Calibrator, votes: Votes, probability: Floats) -> Floats:
    """Quantiles of error / size, turned into the direction of each series: [N, 1, P]."""
    up = np.interp(probability, LEVELS, calibrator.quantiles)
    down = -np.interp(1 - probability, LEVELS, calibrator.quantiles)
    return np.where((direction(votes) > 0)[:, None, None], up, down)


def on_link(votes: Votes, point: Floats, shift: Floats) -> Floats:
    """Points [N, H] moved by `shift` [N, H, P]: added, but a positive
    quantity never falls to zero.
    """
    safe = np.maximum(point, 1e-300)[..., None]
    with np.errstate(over="ignore"):  # a point of zero: the quotient is cut at -DEEPEST anyway
        below = safe * np.exp(np.clip(shift / safe, -DEEPEST, 0.0))
    return np.where(votes.positive[:, None, None] & (shift < 0), below, point[..., None] + shift)


def to_json(calibrator: Calibrator) -> dict[str, Any]:
    return {
        "coefficients": _short(calibrator.coefficients),
        "bounds": _short(np.array(calibrator.bounds)),
        "quantiles": _short(calibrator.quantiles),
        "gram": [_short(row) for row in calibrator.gram],
        "moments": _short(calibrator.moments),
        "weight": round(calibrator.weight, 2),
        **({"rates": to_json(calibrator.rates)} if calibrator.rates else {}),
    }


def _short(values: Floats) -> list[float]:
    return [float(f"{value:.7g}") for value in values]


def from_json(stored: Mapping[str, Any]) -> Calibrator:
    low, high = stored["bounds"]
    return Calibrator(
        coefficients=np.array(stored["coefficients"]),
        bounds=(low, high),
        quantiles=np.array(stored["quantiles"]),
        gram=np.array(stored["gram"]),
        moments=np.array(stored["moments"]),
        weight=float(stored["weight"]),
        rates=from_json(stored["rates"]) if "rates" in stored else None,
    )
