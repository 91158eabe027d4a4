"""From histories to points and quantiles, block by block, so that memory grows with the answer only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from . import calibrator, scales
from .calibrator import Calibrator
from .components import Votes, vote
from .intake import Histories
from .learning import Learned
from .panel import Floats, Ints, Panel, from_array
from .simple import own_quantile, point_of

BLOCK = 4096


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Points [N, H] and quantiles [N, H, P] as printed, NaN where nothing could be projected."""

    point: Floats
    quantiles: Floats


def nothing(number: int, horizon: int, levels: int) -> Outcome:
    return Outcome(point=np.full((number, horizon), np.nan), quantiles=np.full((number, horizon, levels), np.nan))


def working_panel(histories: Histories) -> Panel:
    """The histories on their working scale."""
    inside = np.arange(histories.values.shape[1]) < histories.span[:, None]
    positive = scales.logarithmic(histories.values, inside, histories.kinds)
    return from_array(scales.to_working(histories.values, histories.kinds), histories.span, positive=positive)


def votes_of(histories: Histories, horizon: int) -> Votes:
    """The votes on the working scale; a share's spread is at least that of rounding."""
    votes = vote(working_panel(histories), horizon)
    least = scales.rounding_spread(votes.last, histories.kinds)
    return replace(votes, spread=np.maximum(votes.spread, least))


def blocks(rows: Ints) -> Iterator[Ints]:
    for start in range(0, len(rows), BLOCK):
        yield rows[start:start + BLOCK]


def project(histories: Histories, rows: Ints, horizon: int, levels: tuple[float, ...], method: str,
            learned: Learned, errors: Calibrator | None) -> Outcome:
    """Project the histories `rows` by a simple method; `errors` None means the method's own intervals."""
    outcome = nothing(len(histories), horizon, len(levels))
    for block in blocks(rows):
        part = histories.take(block)
        votes = votes_of(part, horizon)
        point = point_of(method, votes, learned.weights)
        outcome.point[block], outcome.quantiles[block] = printed(part, votes, point, levels, method, errors)
    return outcome


def printed(part: Histories, votes: Votes, point: Floats, levels: tuple[float, ...], method: str,
            errors: Calibrator | None) -> tuple[Floats, Floats]:
    """Points and quantiles from the working scale to the printed one."""
    if errors is None:
        quantiles = own_quantile(method, votes, point, np.array(levels))
    else:
        quantiles = calibrator.quantile(errors, votes, point, calibrator.size(errors, votes, point), np.array(levels))
    quantiles = scales.tidy(scales.from_working(quantiles, part.kinds), levels, part.kinds)
    value = scales.from_working(point, part.kinds)
    value[part.kinds.name == "count"] = np.rint(value[part.kinds.name == "count"])
    return value, quantiles
