"""The reader's own panel as a second pool of errors beside the shipped one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from . import calibrator, intake, scales
from .intake import Histories
from .learning import (
    FEWER_ORIGINS,
    MOST_ORIGINS,
    SHORTEST,
    Learned,
    Rolled,
    errors_of,
    learn_persistence,
    roll,
)
from .methods import REFERENCES

# Origins in all beyond which a pool teaches no more than it costs.
ENOUGH = 3000


def pooled(method: str, pool: pd.DataFrame | None, kinds: Mapping[str, str], learned: Learned, alone: bool) -> Learned:
    """What was learned beforehand, its calibrator of `method` joined by the errors on `pool` if there is one.

    `alone` leaves the shipped errors out. The persistence of paths is averaged in the same proportion.
    """
    if pool is None or method not in learned.calibrators:
        return learned
    shipped = learned.calibrators[method]
    histories = intake.read(pool, kinds, name="pool")
    histories = histories.take(np.flatnonzero(histories.count > SHORTEST))
    number = len(histories)
    most = FEWER_ORIGINS if method in REFERENCES else MOST_ORIGINS
    rolled = rolling(histories, max(2, min(most, ENOUGH // max(number, 1))))
    if not rolled:
        return learned
    # one series of N own ones weighs as many as 2 N / (N + 50) of the shipped ones
    rows = calibrator.join([errors_of(one, learned.weights, method) for one in rolled]).times(2 * number / (number + 50))
    errors = calibrator.learn(rows, prior=None if alone else shipped)
    share = 1.0 if alone else 1 - shipped.weight / errors.weight
    own = learn_persistence(rolled, learned.weights, errors) if method == "combined" else learned.persistence
    persistence = learned.persistence if np.isnan(own) else (1 - share) * learned.persistence + share * own
    return replace(learned, calibrators={**learned.calibrators, method: errors}, persistence=persistence)


def rolling(histories: Histories, most: int) -> list[Rolled]:
    """Rolling origins on the working scale, logarithmic histories apart from the others."""
    if not len(histories):
        return []
    inside = np.arange(histories.values.shape[1]) < histories.span[:, None]
    positive = scales.logarithmic(histories.values, inside, histories.kinds)
    working = scales.to_working(histories.values, histories.kinds)
    rolled = []
    for group in (positive, ~positive):
        rows = np.flatnonzero(group)
        if len(rows):
            series = [working[row, : histories.span[row]] for row in rows]
            rolled.append(roll(series, most=most, positive=bool(positive[rows[0]])))
    return rolled
