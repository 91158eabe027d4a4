"""What the package knows about forecast errors before it sees a series, and how that is learned.

The shipped knowledge lies in `learned.json`; `benchmarks/learn_projection.py` writes it from panels
of yearly series. Whoever scores the method on one of those panels learns without it first:
`learn(panels)` on the others, then `project(..., learned=...)`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np

from yq_analysis.analysis.projection import calibrator, combination, forecast_errors, sample_paths
from yq_analysis.analysis.projection.calibrator import Calibrator, Errors
from yq_analysis.analysis.projection.combination import Weights
from yq_analysis.analysis.projection.components import FOR_RATES, NAMES, Votes, vote
from yq_analysis.analysis.projection.forecast_methods import METHODS, REFERENCES, SIMPLE, answer
from yq_analysis.analysis.projection.panel import Floats, Ints, Panel, from_lists
from yq_analysis.analysis.projection.sibling_growth import SiblingGrowth, sibling_growth

SHORTEST = 4  # observations that a projection needs
MOST_ORIGINS = 12
FEWER_ORIGINS = 3  # for the models of statsmodels, a hundred times slower
EVERY = 8  # of a panel's series, for the same reason, every eighth
HORIZON = 15
LONG_ENOUGH = 8  # observations from which a fall is more than a dip
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # of "no further change" that are tried


@dataclass(frozen=True, kw_only=True)
class Learned:
    """Weights of the votes, a calibrator for each method, and how the years of a path hang together
    (see `sample_paths`).

    `siblings`, once a pool is at hand: what the growth of comparable areas has in common.
    """

    weights: Weights
    calibrators: Mapping[str, Calibrator]
    persistence: float
    common: float
    source: str
    siblings: SiblingGrowth | None = None


@cache
def shipped() -> Learned:
    """What the package ships with."""
    return from_json(json.loads((files(__package__) / "learned.json").read_text("utf-8")))


def to_json(learned: Learned) -> dict[str, Any]:
    return {
        "source": learned.source,
        "votes": list(NAMES),
        "columns": list(calibrator.COLUMNS),
        "weights": combination.to_json(learned.weights),
        "persistence": learned.persistence,
        "common": learned.common,
        "calibrators": {name: calibrator.to_json(one) for name, one in learned.calibrators.items()},
    }


def from_json(stored: Mapping[str, Any]) -> Learned:
    return Learned(
        source=stored["source"],
        weights=combination.from_json(stored["weights"]),
        persistence=stored["persistence"],
        common=stored["common"],
        calibrators={
            name: calibrator.from_json(one) for name, one in stored["calibrators"].items()
        },
    )


def write(learned: Learned, path: Path) -> None:
    path.write_text(
        json.dumps(to_json(learned), ensure_ascii=False, indent=None) + "\n", encoding="utf-8"
    )


@dataclass(frozen=True, kw_only=True)
class Rolled:
    """Rolling origins of a pool: the pasts, what the votes said, what came [R, H], which series,
    the last year known (0 where the pool has no calendar), its weight, each [R].
    """

    panel: Panel
    votes: Votes
    actual: Floats
    series: np.ndarray
    year: Ints
    weight: Floats

    def take(self, rows: Ints) -> Rolled:
        return Rolled(
            panel=self.panel.take(rows),
            votes=self.votes.take(rows),
            actual=self.actual[rows],
            series=self.series[rows],
            year=self.year[rows],
            weight=self.weight[rows],
        )


def roll(
    pool: Sequence[Floats],
    horizon: int = HORIZON,
    most: int = MOST_ORIGINS,
    positive: bool | None = None,
    rate: bool = False,
    first: Sequence[int] | None = None,
) -> Rolled:
    """Stand at up to `most` years of each series, look `horizon` years ahead; every series counts
    the same.

    `first` are the years in which the series begin.
    """
    pasts, futures, owner, stood = [], [], [], []
    for number, values in enumerate(pool):
        origins = np.arange(SHORTEST, len(values))
        if len(origins) > most:
            origins = origins[np.unique(np.linspace(0, len(origins) - 1, most).round().astype(int))]
        for origin in origins:
            if not (
                np.isfinite(values[origin - 1]) and np.isfinite(values[:origin]).sum() >= SHORTEST
            ):
                continue
            start = int(np.flatnonzero(np.isfinite(values))[0])
            pasts.append(values[start:origin])
            ahead = np.full(horizon, np.nan)
            known = values[origin : origin + horizon]
            ahead[: len(known)] = known
            futures.append(ahead)
            owner.append(number)
            stood.append(0 if first is None else first[number] + int(origin) - 1)
    series = np.array(owner, dtype=np.int64)
    counts = np.bincount(series, minlength=len(pool))
    panel = from_lists(pasts, positive=positive, rate=rate)
    return Rolled(
        panel=panel,
        votes=vote(panel, horizon),
        actual=np.array(futures),
        series=series,
        year=np.array(stood, dtype=np.int64),
        weight=1.0 / counts[series],
    )


def learn_calibrator(rolled: Sequence[Rolled], weights: Weights, method: str) -> Calibrator:
    """A calibrator from several panels.

    A panel counts by the square root of its weight: more series know more, but those of one panel
    lived through the same years.
    """
    parts = [errors_of(one, weights, method) for one in rolled]
    known = [part for part in parts if part.weight.sum() > 0]
    mean = float(np.mean([part.weight.sum() for part in known]))
    each = [part.times(float(np.sqrt(mean / part.weight.sum()))) for part in known]
    return calibrator.learn(calibrator.join(each))


def errors_of(rolled: Rolled, weights: Weights, method: str, together: bool = False) -> Errors:
    """The errors of `method`; `together`: in each year the points have moved towards one another,
    as siblings' do.
    """
    said = answer(method, rolled.panel, rolled.votes, weights)
    weight = np.where(said.failed, 0.0, rolled.weight)
    point = _moved(rolled, said.point) if together else said.point
    return calibrator.errors(rolled.votes, point, rolled.actual, weight, rolled.series)


def _moved(rolled: Rolled, point: Floats) -> Floats:
    moved, votes = point.copy(), rolled.votes
    for year in np.unique(rolled.year):
        rows = np.flatnonzero(rolled.year == year)
        last, positive = votes.last[rows], votes.positive[rows]
        siblings = sibling_growth(point[rows], last, positive, rolled.year[rows])
        if siblings is not None:
            moved[rows] = siblings.shrink(point[rows], last, positive)
    return moved


def learn_persistence(rolled: Sequence[Rolled], weights: Weights, errors: Calibrator) -> float:
    """How strongly the combination's errors in different years hang together."""
    return sample_paths.persistence(errors, *_ratios(rolled, weights, errors))


def _ratios(
    rolled: Sequence[Rolled], weights: Weights, errors: Calibrator
) -> tuple[Floats, Floats]:
    """Errors / size [R, H] of the combination, and their weights [R]."""
    ratios = []
    for one in rolled:
        point = combination.combine(one.votes, weights)
        ratios.append(
            calibrator.signed_error(one.votes, point, one.actual)
            / calibrator.size(errors, one.votes, point)
        )
    return np.concatenate(ratios), np.concatenate([one.weight for one in rolled])


def growth_rates(pool: Sequence[Floats]) -> list[Floats]:
    """Yearly growth in per cent of the series that are positive throughout and long enough."""
    positive = [values for values in pool if np.nanmin(values) > 0]
    return [
        100 * (values[1:] / values[:-1] - 1)
        for values in positive
        if np.isfinite(values).sum() > SHORTEST + 1
    ]


def learn_weights(rolled: Sequence[Rolled], rates: Sequence[Rolled], horizon: int) -> Weights:
    """How much more "no further change" counts where a history falls, and the autoregression where
    it is a signed rate.

    The share goes from its first-year to its fifteenth-year value along log(years); the pair is
    chosen that minimises the mean OWA (for rates the scaled error) over the pools. Rising histories
    keep equal weights.
    """
    along = np.log(np.arange(1, horizon + 1)) / np.log(15)
    equal = np.full(horizon, 1 / (len(NAMES) - len(FOR_RATES)))
    falling = [
        one.take(np.flatnonzero((one.votes.drift < 0) & (one.votes.count >= LONG_ENOUGH)))
        for one in rolled
    ]

    def best(
        tried: Sequence[Rolled], make: Callable[[Sequence[float]], Weights], shares: Sequence[float]
    ) -> Sequence[float]:
        found, least = equal.tolist(), np.inf
        for near, far in combinations_with_replacement(shares, 2):
            share = np.clip(near + (far - near) * along, 0.0, 0.95).tolist()
            loss = float(
                np.mean([_loss(one, make(share)) for one in tried if len(one.series)] or [np.inf])
            )
            if loss < least:
                found, least = share, loss
        return found

    of_falls = best(
        falling,
        lambda share: combination.weights_from_shares(equal.tolist(), share, equal.tolist()),
        SHARES,
    )
    of_rates = best(
        rates,
        lambda share: combination.weights_from_shares(equal.tolist(), of_falls, share),
        SHARES[1::2],
    )
    return combination.weights_from_shares(equal.tolist(), of_falls, of_rates)


def _loss(rolled: Rolled, weights: Weights) -> float:
    """OWA of the combination on rolling origins, each series as important as another.

    Of rates the scaled error against naive alone: about zero a relative error means nothing.
    """
    votes, actual = rolled.votes, rolled.actual
    last = np.broadcast_to(votes.last[:, None], actual.shape)
    used = np.isfinite(actual) & (votes.change > 0)[:, None]
    weight = np.where(used, rolled.weight[:, None], 0.0)
    scale = np.where(votes.change > 0, votes.change, 1.0)[:, None]

    def mean(error: Floats) -> float:
        return float((weight * np.where(used, error, 0.0)).sum() / weight.sum())

    said = combination.combine(votes, weights)
    if votes.rate.all():
        return mean(forecast_errors.scaled_error(actual, said, scale)) / mean(
            forecast_errors.scaled_error(actual, last, scale)
        )
    of_method, of_naive = (
        (
            mean(forecast_errors.smape(actual, one)),
            mean(forecast_errors.scaled_error(actual, one, scale)),
        )
        for one in (said, last)
    )
    return forecast_errors.owa(*of_method, *of_naive)


def learn(
    panels: Mapping[str, Sequence[Floats]], methods: Sequence[str] = METHODS, horizon: int = HORIZON
) -> Learned:
    """Learn from panels of series (name -> series, NaN in gaps), for `project(..., learned=...)`.

    Of the positive series their growth rates are learned from as well: they are the signed rates.
    """

    def of(most: int, every: int = 1) -> tuple[list[Rolled], list[Rolled]]:
        pools = [pool[::every] for pool in panels.values()]
        return (
            [roll(pool, horizon, most) for pool in pools],
            [
                roll(rates, horizon, most, positive=False, rate=True)
                for rates in map(growth_rates, pools)
                if rates
            ],
        )

    levels, rates = of(MOST_ORIGINS)
    few_levels, few_rates = of(FEWER_ORIGINS, EVERY) if set(methods) & set(REFERENCES) else ([], [])
    weights = learn_weights(levels, rates, horizon)
    rolled, fewer = [*levels, *rates], [*few_levels, *few_rates]
    source = ", ".join(f"{name} ({len(pool)} series)" for name, pool in panels.items())
    combined = learn_calibrator(rolled, weights, "combined")
    others = {
        method: learn_calibrator(fewer if method in REFERENCES else rolled, weights, method)
        for method in methods
        if method != "combined"
    }
    common = (
        sample_paths.common(combined.rates, *_ratios(rates, weights, combined.rates))
        if combined.rates
        else float("nan")
    )
    return Learned(
        weights=weights,
        persistence=learn_persistence(levels, weights, combined),
        source=source,
        common=0.0 if np.isnan(common) else common,
        calibrators={"combined": combined, **others},
    )


def proof() -> dict[str, list[float]]:
    """What is learned from a few random walks, method by method: coefficients and some quantiles.

    It stands in learned.json: code that learns something else no longer belongs to the file.
    """
    draw = np.random.default_rng(20)
    walks = [100 * np.exp(np.cumsum(draw.normal(0.03, 0.05, 12))) for _ in range(8)]
    learned = learn({"walks": walks}, (*SIMPLE, "ols"), horizon=5)
    at = np.searchsorted(calibrator.LEVELS, (0.025, 0.1, 0.9, 0.975))
    return {
        method: [
            float(f"{value:.6g}")
            for one in (known, known.rates or known)
            for value in (*one.coefficients, *one.quantiles[at])
        ]
        for method, known in learned.calibrators.items()
    }
