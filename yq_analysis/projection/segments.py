"""Breaks: a level that was redefined starts a new segment; growth is borrowed across it, levels never.

A break is a row with status B (the first year on the new basis), or a caliber that takes over from
another one in the same area and indicator. The older segment is carried onto the newer one's level,
so that the yearly changes on either side count and the jump between them does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from . import scales
from .intake import Histories
from .panel import Floats

# A segment of this many observations needs nothing from before the break.
ENOUGH = 10
# Changes on either side of a break whose median stands for the unknown change across it.
NEARBY = 5


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Values by year (NaN in gaps) and the year they begin."""

    first: int
    values: Floats

    @property
    def last(self) -> int:
        return self.first + len(self.values) - 1


def chain(histories: Histories) -> tuple[Histories, dict[int, str]]:
    """Histories whose older segments are carried onto the newest, and a note for each that was.

    A caliber that another one has taken over from is no longer a series of its own.
    """
    taken = _takeovers(histories)
    broken = set(np.flatnonzero((histories.breaks[:, 1:]).any(1)).tolist())
    if not taken and not broken:
        return histories, {}
    own: dict[int, list[Segment]] = {row: _cut(histories, row) for row in broken | set(taken) | set(taken.values())}
    said: dict[int, str] = {}
    joined: dict[int, Segment] = {}
    for row in sorted(own, key=lambda row: _begin(histories, row)):
        parts = own[row]
        if row in taken:
            parts = [joined[taken[row]], *parts]
        kinds = histories.kinds.take(np.array([row]))
        joined[row] = _join_all(parts, kinds)
        if len(parts) > 1:
            years = "、".join(str(part.first) for part in parts[1:])
            said[row] = f"{years}年口径变动，此前仅借用增速、不用水平 [break]"
    kept = np.array([row for row in range(len(histories)) if row not in set(taken.values())], dtype=np.int64)
    place = {int(row): at for at, row in enumerate(kept)}
    return _rebuild(histories, joined).take(kept), {place[row]: note for row, note in said.items() if row in place}


def _begin(histories: Histories, row: int) -> int:
    return int(histories.final[row] - histories.span[row] + 1)


def _takeovers(histories: Histories) -> dict[int, int]:
    """row -> the row of the caliber that it takes over from (ends when it begins, or before)."""
    keys = histories.keys
    repeated = keys.duplicated(["area", "indicator"], keep=False).to_numpy() & (histories.count > 0)
    found: dict[int, int] = {}
    if not repeated.any():
        return found
    rows = pd.Series(np.flatnonzero(repeated))
    for _, group in rows.groupby([keys["area"].to_numpy()[rows], keys["indicator"].to_numpy()[rows]], sort=False):
        for row in group:
            begin = _begin(histories, row)
            before = [one for one in group if _begin(histories, one) < begin and histories.final[one] <= begin
                      and one not in found.values()]
            if before:
                found[int(row)] = int(max(before, key=lambda one: histories.final[one]))
    return found


def _cut(histories: Histories, row: int) -> list[Segment]:
    begin, span = _begin(histories, row), int(histories.span[row])
    starts = [0, *(int(at) for at in np.flatnonzero(histories.breaks[row, :span]) if at > 0)]
    parts = []
    for start, end in zip(starts, [*starts[1:], span], strict=True):
        values = histories.values[row, start:end]
        known = np.flatnonzero(np.isfinite(values))
        parts.append(Segment(first=begin + start, values=values[: known[-1] + 1]))
    return parts


def _join_all(parts: list[Segment], kinds: scales.Kinds) -> Segment:
    joined = parts[-1]
    for older in reversed(parts[:-1]):
        if np.isfinite(joined.values).sum() >= ENOUGH:
            break
        joined = _join(older, joined, kinds)
    return joined


def _join(older: Segment, newer: Segment, kinds: scales.Kinds) -> Segment:
    """Carry `older` onto the level of `newer`, by a factor where both are positive, else by a shift."""
    before, after = (scales.to_working(part.values[None], kinds)[0] for part in (older, newer))
    by_factor = kinds.name[0] in ("positive", "count") and min(np.nanmin(before), np.nanmin(after)) > 0
    if by_factor:
        before, after = np.log(before), np.log(after)
    if older.last == newer.first:  # both are known for one year: the step is known exactly
        shift = after[0] - before[-1]
        before = before[:-1]
    else:
        shift = after[0] - before[-1] - (newer.first - older.last) * _usual_change(before, after)
    end = older.first + len(before)
    gap = np.full(newer.first - end, np.nan)
    carried = np.exp(before + shift) if by_factor else before + shift
    if not by_factor:
        carried = scales.from_working(carried[None], replace(kinds, name=np.where(kinds.name == "share", "share", "rate")))[0]
    return Segment(first=older.first, values=np.concatenate([carried, gap, newer.values]))


def _usual_change(before: Floats, after: Floats) -> float:
    changes = np.concatenate([_yearly(before)[-NEARBY:], _yearly(after)[:NEARBY]])
    return float(np.median(changes)) if len(changes) else 0.0


def _yearly(values: Floats) -> Floats:
    years = np.flatnonzero(np.isfinite(values))
    return np.diff(values[years]) / np.diff(years)


def _rebuild(histories: Histories, joined: dict[int, Segment]) -> Histories:
    width = max(histories.values.shape[1], *(len(part.values) for part in joined.values()))
    values = np.full((len(histories), width), np.nan)
    values[:, : histories.values.shape[1]] = histories.values
    span = histories.span.copy()
    for row, part in joined.items():
        values[row] = np.nan
        values[row, : len(part.values)] = part.values
        span[row] = len(part.values)
    return replace(histories, values=values, span=span, count=np.isfinite(values).sum(1),
                   breaks=np.zeros(values.shape, dtype=bool))
