"""Many short series side by side in one array, so that every recursion runs over the years once.

A panel is on a *working scale* (see `scales`): levels for quantities, counts and rates, log-odds
for shares. Gaps are bridged by a straight line for the recursions only; what is measured of a
history (its changes, their spread, its number of points) uses the observed years alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# More history than this hardly changes a projection of ten years, and costs time and memory.
LONGEST_HISTORY = 60
SPIKE = 10.0
FAR = 20.0


@dataclass(frozen=True, kw_only=True)
class Panel:
    """N series, left-aligned: `values` [N, T] with gaps bridged, `seen` [N, T] marks observed
    years.

    `span` [N] is the number of years from the first to the last observation, `count` [N] the number
    of observations, `positive` [N] whether logarithms make sense for the series, `rate` [N] whether
    it is a signed rate, which swings about a mean rather than going somewhere.
    """

    values: Floats
    seen: Bools
    span: Ints
    positive: Bools
    rate: Bools

    @property
    def count(self) -> Ints:
        result: Ints = self.seen.sum(1)
        return result

    @property
    def last(self) -> Floats:
        return self.values[np.arange(len(self.span)), self.span - 1]

    def take(self, rows: Ints) -> Panel:
        """The series `rows`, without years that none of them reaches."""
        width = int(self.span[rows].max()) if len(rows) else 0
        return Panel(
            values=self.values[rows, :width],
            seen=self.seen[rows, :width],
            span=self.span[rows],
            positive=self.positive[rows],
            rate=self.rate[rows],
        )


def from_lists(
    series: Sequence[Sequence[float] | Floats], *, positive: bool | None = None, rate: bool = False
) -> Panel:
    """A panel of equally spaced series; NaN inside a series is a gap.

    >>> panel = from_lists([[1.0, float("nan"), 3.0], [5.0, 4.0]])
    >>> panel.values[0].tolist(), panel.span.tolist(), panel.count.tolist()
    ([1.0, 2.0, 3.0], [3, 2], [2, 2])
    """
    width = max((len(one) for one in series), default=0)
    values = np.full((len(series), width), np.nan)
    for row, one in enumerate(series):
        values[row, : len(one)] = one
    span = np.array([len(one) for one in series], dtype=np.int64)
    return from_array(values, span, positive=positive, rate=rate)


def from_array(
    values: Floats, span: Ints, *, positive: bool | Bools | None = None, rate: bool | Bools = False
) -> Panel:
    """A panel of left-aligned `values` [N, T]; NaN before `span` is a gap, the ends are observed.

    A first year that has nothing to do with the others is left out (see `_odd_start`), spikes are
    bridged.
    """
    recent = np.maximum(span - LONGEST_HISTORY, 0)
    if recent.any():
        values, span = _drop_leading(values, span, recent)
    inside = np.arange(values.shape[1]) < span[:, None]
    if positive is None:
        positive = np.where(inside & np.isfinite(values), values, 1.0).min(1, initial=1.0) > 0
    positive = np.broadcast_to(np.asarray(positive, dtype=bool), span.shape)
    filled = bridge(values, inside)
    seen = inside & np.isfinite(values)
    spikes = _seen_spikes(filled, inside, seen, positive)
    odd = _odd_start(filled, inside, seen & ~spikes, positive)
    if odd.any():
        values, span = _drop_leading(values, span, odd.astype(np.int64))
        inside = np.arange(values.shape[1]) < span[:, None]
        filled = bridge(values, inside)
        seen = inside & np.isfinite(values)
        spikes = _seen_spikes(filled, inside, seen, positive)
    if spikes.any():
        seen = seen & ~spikes
        filled = bridge(np.where(seen, values, np.nan), inside)  # gaps beside a spike anew
    return Panel(
        values=filled,
        seen=seen,
        span=span,
        positive=positive,
        rate=np.broadcast_to(np.asarray(rate, dtype=bool), span.shape),
    )


def find_spikes(filled: Floats, inside: Bools, positive: Bools) -> Bools:
    """Single years that leave the series and come back at once: [N, T]; never the first or last
    year.

    A spike stands off both neighbours, to the same side, by more than SPIKE typical changes and by
    a factor of e (by e times the typical value where logarithms make no sense). It is bridged like
    a gap.
    """
    safe = np.where(positive[:, None] & inside, filled, 1.0)
    values = np.where(positive[:, None], np.log(safe), np.where(inside, filled, 0.0))
    both = inside[:, 1:] & inside[:, :-1]
    change = np.diff(values, axis=1)
    spikes = np.zeros(filled.shape, dtype=bool)
    rise, fall = change[:, :-1], -change[:, 1:]
    off = np.where(rise * fall > 0, np.minimum(np.abs(rise), np.abs(fall)), 0.0) * (
        both[:, :-1] & both[:, 1:]
    )
    enough = (off > np.where(positive, 1.0, 0.0)[:, None]).any(1) & (both.sum(1) >= 4)
    rows = np.flatnonzero(enough)
    typical = 1.4826 * _medians(np.abs(change[rows]), both[rows])
    level = np.e * _medians(np.abs(values[rows]), inside[rows])
    level = np.where(positive[rows], 1.0, level)
    least = np.where(level > 0, np.maximum(SPIKE * typical, level), np.inf)
    spikes[rows, 1:-1] = off[rows] > least[:, None]
    return spikes


def _medians(values: Floats, where: Bools) -> Floats:
    """The median of the values of each row `where` they count; every row has one that does."""
    ordered, count = np.sort(np.where(where, values, np.inf), axis=1), where.sum(1)
    rows = np.arange(len(values))
    middle: Floats = (ordered[rows, (count - 1) // 2] + ordered[rows, count // 2]) / 2
    return middle


def _seen_spikes(filled: Floats, inside: Bools, seen: Bools, positive: Bools) -> Bools:
    """Observed years that are spikes, beside a gap too: there the neighbours are the nearest
    observed years.
    """
    spikes = find_spikes(filled, inside, positive) & seen
    rows = np.flatnonzero((inside & ~seen).any(1))
    if len(rows):
        years = np.argsort(~seen[rows], axis=1, kind="stable")  # the observed ones, side by side
        known = np.take_along_axis(seen[rows], years, axis=1)
        found = find_spikes(np.take_along_axis(filled[rows], years, 1), known, positive[rows])
        beside = np.zeros(known.shape, dtype=bool)
        np.put_along_axis(beside, years, found & known, axis=1)
        spikes[rows] |= beside
    return spikes


def _odd_start(filled: Floats, inside: Bools, seen: Bools, positive: Bools) -> Bools:
    """Whether a positive series of six years or more begins FAR off the next year `seen`, as after
    a wrong unit: [N].

    Nothing says so of a last year: what looks like a mistake may be where the series goes on.
    """
    suspects = np.flatnonzero(positive & (inside.sum(1) >= 6))
    step, second = np.zeros(len(filled)), np.ones(len(filled), dtype=np.int64)
    if len(suspects):
        second[suspects] = 1 + seen[suspects, 1:].argmax(1)
        step[suspects] = np.abs(np.log(filled[suspects, 0] / filled[suspects, second[suspects]]))
    odd = step > np.log(FAR)
    for row in np.flatnonzero(odd):
        years = np.flatnonzero(seen[row])
        changes = np.abs(np.diff(np.log(filled[row, years]))) / np.diff(years)
        odd[row] = step[row] > 2 * SPIKE * 1.4826 * np.median(changes) * second[row]
    result: Bools = odd
    return result


def _drop_leading(values: Floats, span: Ints, drop: Ints) -> tuple[Floats, Ints]:
    """Forget the first `drop` years of each series; a gap at the new start is dropped as well."""
    rows = np.arange(len(span))[:, None]
    first = drop.copy()
    for row in np.flatnonzero(drop):
        while not np.isfinite(values[row, first[row]]):
            first[row] += 1
    columns = np.minimum(first[:, None] + np.arange(LONGEST_HISTORY), values.shape[1] - 1)
    return values[rows, columns], span - first


def bridge(values: Floats, inside: Bools) -> Floats:
    """Join the observed years on either side of a gap by a straight line;
    zero outside the series.
    """
    filled = np.where(inside, values, 0.0)
    rows = np.flatnonzero((inside & ~np.isfinite(values)).any(1))
    if not len(rows):
        return filled
    part, years = filled[rows], np.arange(values.shape[1])
    known = inside[rows] & np.isfinite(part)
    before = np.maximum.accumulate(np.where(known, years, -1), axis=1)
    after = np.minimum.accumulate(np.where(known, years, len(years))[:, ::-1], axis=1)[:, ::-1]
    # before the first observed year its value holds, after the last one that
    start, end = np.where(before < 0, after, before), np.where(after == len(years), before, after)
    low, high = (np.take_along_axis(part, at, axis=1) for at in (start, end))
    with np.errstate(invalid="ignore", divide="ignore"):
        line = (high - low) / (end - start) * (years - start) + low
    line = np.where(start == end, low, line)
    filled[rows] = np.where(inside[rows] & ~known, line, part)
    return filled
