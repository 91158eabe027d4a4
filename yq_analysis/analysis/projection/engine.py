"""From histories to points and quantiles, block by block, so that memory grows with the answer
only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from yq_analysis.analysis.projection import calibrator, transformations
from yq_analysis.analysis.projection.calibrator import Calibrator
from yq_analysis.analysis.projection.components import Votes, vote
from yq_analysis.analysis.projection.forecast_methods import answer, own_quantile
from yq_analysis.analysis.projection.learning import Learned
from yq_analysis.analysis.projection.panel import (
    LONGEST_HISTORY,
    Bools,
    Floats,
    Ints,
    Panel,
    from_array,
)
from yq_analysis.analysis.projection.quantiles import LEVELS, full, tidy
from yq_analysis.analysis.projection.series_validation import Histories

BLOCK = 4096
# A history with a spike counts as so much more restless than it looks without, and as restless as
# so much of its level.
RESTLESS, CALMEST = 1.25, 0.01
SPREADS = ("spread", "relative_spread")
SIZES = ("latest", "change", "misfit", "relative_latest", "relative_change", "relative_misfit")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Points [N, H] as printed and tidy fans [N, H, LEVELS], NaN where nothing could be projected.

    `quantiles.read` gives the fan at any levels. `failed` [N] marks series that the method could
    not be fitted to.
    """

    point: Floats
    fan: Floats
    failed: Bools


def nothing(number: int, horizon: int) -> Outcome:
    return Outcome(
        point=np.full((number, horizon), np.nan),
        fan=np.full((number, horizon, len(LEVELS)), np.nan),
        failed=np.zeros(number, dtype=bool),
    )


def working_panel(histories: Histories) -> Panel:
    """The histories on their working scale."""
    inside = np.arange(histories.values.shape[1]) < histories.span[:, None]
    positive = transformations.logarithmic(histories.values, inside, histories.kinds)
    return from_array(
        transformations.to_working(histories.values, histories.kinds),
        histories.span,
        positive=positive,
        rate=histories.kinds.name == "rate",
    )


def without_spikes(histories: Histories) -> Histories:
    """The histories with gaps where the panel leaves single years out as spikes (see
    `panel.find_spikes`).
    """
    panel = working_panel(histories)
    values = histories.values.copy()
    for row, span in enumerate(panel.span):
        used = values[row, histories.span[row] - span : histories.span[row]]
        used[~panel.seen[row, :span]] = np.nan
    return replace(histories, values=values, count=np.isfinite(values).sum(1))


def votes_of(histories: Histories, panel: Panel, horizon: int) -> Votes:
    """The votes on the working scale; a share's spread is at least that of rounding.

    Where a year was left out as a spike, what is left looks calmer than the history was: its
    measures grow.
    """
    votes = vote(panel, horizon)
    least = transformations.rounding_spread(votes.last, histories.kinds)
    votes = replace(votes, **{name: np.maximum(getattr(votes, name), least) for name in SPREADS})
    # a first year in another unit, which is left out as well, says nothing of the rest
    observed = histories.count - (histories.span > panel.span)
    bridged = (histories.span <= LONGEST_HISTORY) & (panel.count < observed)
    if not bridged.any():
        return votes
    times = np.where(bridged, RESTLESS, 1.0)
    grown = {name: getattr(votes, name) * times for name in (*SPREADS, *SIZES)}
    level = np.where(bridged & panel.positive, CALMEST * np.abs(votes.last), 0.0)
    grown |= {name: np.maximum(grown[name], level) for name in SPREADS}
    return replace(votes, **grown)


def blocks(rows: Ints) -> Iterator[Ints]:
    for start in range(0, len(rows), BLOCK):
        yield rows[start : start + BLOCK]


def project(
    histories: Histories,
    rows: Ints,
    horizon: int,
    method: str,
    learned: Learned,
    errors: Calibrator | None,
) -> Outcome:
    """Project the histories `rows`; `errors` None means the method's own intervals."""
    outcome = nothing(len(histories), horizon)
    for block in blocks(rows):
        part = histories.take(block)
        panel = working_panel(part)
        votes = votes_of(part, panel, horizon)
        said = answer(method, panel, votes, learned.weights)
        if method == "combined" and learned.siblings is not None:
            moved = learned.siblings.shrink(said.point, votes.last, votes.positive)
            said = replace(said, point=moved)
        if errors is None:
            quantiles = own_quantile(said, votes, LEVELS)
        else:
            size = calibrator.size(errors, votes, said.point)
            quantiles = calibrator.quantile(errors, votes, said.point, size, LEVELS)
        last = part.values[np.arange(len(part)), part.span - 1]
        outcome.point[block], outcome.fan[block] = printed(part.kinds, said.point, quantiles, last)
        outcome.failed[block] = said.failed
    return outcome


def printed(
    kinds: transformations.Kinds, point: Floats, quantiles: Floats, last: Floats
) -> tuple[Floats, Floats]:
    """Points and quantiles (at `LEVELS`) from the working scale to the printed one."""
    point = no_fall(transformations.from_working(point, kinds), last, kinds)
    quantiles = no_fall(transformations.from_working(quantiles, kinds), last, kinds)
    return full(point, kinds), tidy(quantiles, kinds)


def no_fall(values: Floats, last: Floats, kinds: transformations.Kinds) -> Floats:
    """Values [N, H, ...] that begin with the `last` [N] at least and never fall, where counts
    accumulate.
    """
    if kinds.rising is None:
        return values
    result, rows = values.copy(), kinds.rising
    start = last[rows].reshape(-1, *[1] * (values.ndim - 1))
    result[rows] = np.maximum.accumulate(np.maximum(values[rows], start), axis=1)
    return result
