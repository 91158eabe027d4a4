"""What the package knows about forecast errors before it sees a series, and how that is learned.

The shipped knowledge lies in `learned.json`; `benchmarks/learn_projection.py` writes it from panels
of yearly series. Whoever scores the method on one of those panels learns without it first:
`learn(panels)` on the others, then `project(..., learned=...)`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from . import calibrator, combination
from .calibrator import Calibrator, Errors
from .combination import Weights
from .components import Votes, vote
from .panel import Floats, from_lists
from .simple import SIMPLE, point_of

SHORTEST = 4  # observations that a projection needs
MOST_ORIGINS = 12
HORIZON = 15


@dataclass(frozen=True, kw_only=True)
class Learned:
    """Weights of the votes, a calibrator for each method, and the paths' persistence."""

    weights: Weights
    calibrators: Mapping[str, Calibrator]
    persistence: float
    source: str


@cache
def shipped() -> Learned:
    """What the package ships with."""
    return from_json(json.loads((files(__package__) / "learned.json").read_text("utf-8")))


def to_json(learned: Learned) -> dict[str, Any]:
    return {"source": learned.source, "weights": combination.to_json(learned.weights), "persistence": learned.persistence,
            "calibrators": {name: calibrator.to_json(one) for name, one in learned.calibrators.items()}}


def from_json(stored: Mapping[str, Any]) -> Learned:
    return Learned(source=stored["source"], weights=combination.from_json(stored["weights"]), persistence=stored["persistence"],
                   calibrators={name: calibrator.from_json(one) for name, one in stored["calibrators"].items()})


def write(learned: Learned, path: Path) -> None:
    path.write_text(json.dumps(to_json(learned), ensure_ascii=False, indent=None) + "\n", encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Rolled:
    """Rolling origins of a pool: what the votes said, what came [R, H], which series, its weight [R]."""

    votes: Votes
    actual: Floats
    series: np.ndarray
    weight: Floats


def roll(pool: Sequence[Floats], horizon: int = HORIZON, most: int = MOST_ORIGINS, positive: bool | None = None) -> Rolled:
    """Stand at up to `most` years of each series, look `horizon` years ahead; every series counts the same."""
    pasts, futures, owner = [], [], []
    for number, values in enumerate(pool):
        origins = np.arange(SHORTEST, len(values))
        if len(origins) > most:
            origins = origins[np.unique(np.linspace(0, len(origins) - 1, most).round().astype(int))]
        for origin in origins:
            if not (np.isfinite(values[origin - 1]) and np.isfinite(values[:origin]).sum() >= SHORTEST):
                continue
            start = int(np.flatnonzero(np.isfinite(values))[0])
            pasts.append(values[start:origin])
            ahead = np.full(horizon, np.nan)
            known = values[origin:origin + horizon]
            ahead[:len(known)] = known
            futures.append(ahead)
            owner.append(number)
    series = np.array(owner, dtype=np.int64)
    counts = np.bincount(series, minlength=len(pool))
    return Rolled(votes=vote(from_lists(pasts, positive=positive), horizon), actual=np.array(futures), series=series, weight=1.0 / counts[series])


def learn_calibrator(rolled: Sequence[Rolled], weights: Weights, method: str) -> Calibrator:
    return calibrator.learn(calibrator.join([errors_of(one, weights, method) for one in rolled]))


def errors_of(rolled: Rolled, weights: Weights, method: str) -> Errors:
    return calibrator.errors(rolled.votes, point_of(method, rolled.votes, weights), rolled.actual, rolled.weight)


def learn(panels: Mapping[str, Sequence[Floats]], horizon: int = HORIZON) -> Learned:
    """Learn from panels of series (name -> series, NaN in gaps), for `project(..., learned=...)`."""
    rolled = [roll(pool, horizon) for pool in panels.values()]
    years = np.log(np.arange(1, horizon + 1)) / np.log(15)
    weights = combination.weights_from_last([1 / 11] * horizon, 0.33 + 0.29 * years)
    source = ", ".join(f"{name} ({len(pool)} series)" for name, pool in panels.items())
    return Learned(weights=weights, persistence=0.45, source=source,
                   calibrators={method: learn_calibrator(rolled, weights, method) for method in SIMPLE})
