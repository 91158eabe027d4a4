"""Breaks: a level that was redefined starts a new segment; growth is borrowed across it, levels
never.

A break is a row with status B (the first year on the new basis), or a caliber that takes over from
another one in the same area and indicator: it begins later, and the other has ended when it begins
or has been given up since. The older segment is carried onto the newer one's level, so that the
yearly changes on either side count and the jump between them does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import transformations
from yq_analysis.analysis.projection.panel import Floats
from yq_analysis.analysis.projection.series_validation import Histories
from yq_analysis.check import Message, Messages

# A segment of this many observations needs nothing from before the break.
ENOUGH = 10
# Changes on either side of a break whose median stands for the unknown change across it.
NEARBY = 5
# A caliber that ends so many years before another one of the same quantity is given up, not only
# late.
GIVEN_UP = 3
# Two calibers side by side are one quantity on two bases where, over so many common yearly changes
# at least, none differs by more than AGREE (of logarithms, or of log-odds; of a rate never).
COMMON, AGREE = 3, 0.01


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Values by year (NaN in gaps) and the year they begin.

    `joins` are the years of the breaks that the values were carried across, `dropped` that of a
    break before which nothing was needed.
    """

    first: int
    values: Floats
    joins: tuple[int, ...] = ()
    dropped: int | None = None

    @property
    def last(self) -> int:
        return self.first + len(self.values) - 1


def chain(histories: Histories, enough: int = ENOUGH) -> tuple[Histories, dict[int, str]]:
    """Histories whose older segments are carried onto the newest, and a note for each that has any.

    What lies before a segment of `enough` observations is left out.
    A caliber that another one has taken over from is no longer a series of its own.
    """
    taken, beside = _takeovers(histories)
    lent = _on_another_base(histories, taken)
    beside = {row: note for row, note in beside.items() if row not in lent}
    broken = set(np.flatnonzero((histories.breaks[:, 1:]).any(1)).tolist())
    said = dict(beside)
    joined: dict[int, Segment] = {}
    own: dict[int, list[Segment]] = {
        row: _cut(histories, row)
        for row in broken | set(taken) | set(taken.values()) | set(lent) | set(lent.values())
    }
    before = taken | lent
    for row in sorted(own, key=lambda row: _begin(histories, row)):
        parts = [*([joined[before[row]]] if row in before else []), *own[row]]
        joined[row] = _join_all(parts, histories.kinds.take(np.array([row])), enough)
        if note := _note(joined[row]):
            said[row] = Messages([said.get(row, ""), note])
    if not joined:
        return histories, said
    kept = np.array(
        [row for row in range(len(histories)) if row not in set(taken.values())], dtype=np.int64
    )
    place = {int(row): at for at, row in enumerate(kept)}
    return _rebuild(histories, joined).take(kept), {
        place[row]: note for row, note in said.items() if row in place
    }


def _note(segment: Segment) -> Messages:
    parts = []
    if segment.joins:
        parts.append(Message("projection_break", "break", years=tuple(segment.joins)))
    if segment.dropped is not None:
        mark = "history before a break unused"
        parts.append(Message("projection_break_unused", mark, year=segment.dropped))
    return Messages(parts)


def _begin(histories: Histories, row: int) -> int:
    return int(histories.final[row] - histories.span[row] + 1)


def _takeovers(histories: Histories) -> tuple[dict[int, int], dict[int, str]]:
    """row -> the row of the caliber that it takes over from; and a note where that cannot be known
    yet.
    """
    keys = histories.keys
    repeated = keys.duplicated(["area", "indicator"], keep=False).to_numpy() & (histories.count > 0)
    found: dict[int, int] = {}
    beside: dict[int, str] = {}
    if not repeated.any():
        return found, beside
    begin, final = histories.final - histories.span + 1, histories.final
    rows = pd.Series(np.flatnonzero(repeated))
    for _, group in rows.groupby(
        [keys["area"].to_numpy()[rows], keys["indicator"].to_numpy()[rows]], sort=False
    ):
        for row in group:
            ended = [
                one
                for one in group
                if begin[one] < begin[row]
                and final[one] <= begin[row]
                and one not in found.values()
            ]
            if ended:
                found[int(row)] = int(max(ended, key=lambda one: final[one]))
        # who found none may still carry on a caliber that went beside it for some years
        for row in [one for one in group if one not in found]:
            before = [
                one
                for one in group
                if begin[one] < begin[row] <= final[one] < final[row] and one not in found.values()
            ]
            given_up = [one for one in before if final[one] <= final[row] - GIVEN_UP]
            if given_up:
                found[int(row)] = int(
                    max(given_up, key=lambda one: (final[one], histories.count[one]))
                )
            elif before and histories.count[row] < ENOUGH:
                other = max(before, key=lambda one: histories.count[one])
                beside[int(row)] = Message(
                    "projection_parallel",
                    "parallel calibers",
                    caliber=str(keys["caliber"].iloc[other]),
                    first=int(begin[other]),
                    last=int(final[other]),
                )
    return found, beside


def _on_another_base(histories: Histories, taken: dict[int, int]) -> dict[int, int]:
    """row -> the row of a longer caliber beside it that changed alike: the same on another base.

    A nation's energy per unit of GDP in new prices has six points, in old prices twenty: the growth
    of the old is that of the new. Calibers that moved apart are other things, and lend nothing.
    """
    keys, gone = histories.keys, set(taken.values())
    begin, final = histories.final - histories.span + 1, histories.final
    repeated = keys.duplicated(["area", "indicator"], keep=False).to_numpy()
    short = repeated & (histories.count > COMMON) & (histories.count < ENOUGH)
    found: dict[int, int] = {}
    if not short.any():
        return found
    beside = keys[repeated].groupby(["area", "indicator"], sort=False).indices
    places = np.flatnonzero(repeated)
    for members in beside.values():
        group = places[members]
        for row in group[short[group]]:
            fitting = [
                int(one)
                for one in group[(begin[group] < begin[row]) & (final[group] > begin[row])]
                if one not in gone and _changed_alike(histories, int(row), int(one))
            ]
            if fitting and row not in taken:
                found[int(row)] = max(fitting, key=lambda one: (histories.count[one], -one))
    return found


def _changed_alike(histories: Histories, row: int, other: int) -> bool:
    kinds = histories.kinds.take(np.array([row]))
    if kinds.name[0] == "rate" or histories.kinds.name[other] != kinds.name[0]:
        return False
    at = _begin(histories, row) - _begin(histories, other)
    years = min(int(histories.span[row]), int(histories.span[other]) - at)
    pair = np.stack([histories.values[row, :years], histories.values[other, at : at + years]])
    pair = transformations.to_working(pair, histories.kinds.take(np.array([row, other])))
    if kinds.name[0] != "share":
        pair = np.log(np.where(pair > 0, pair, np.nan))
    steps = np.diff(pair, axis=1)
    known = np.isfinite(steps).all(0)
    return bool(known.sum() >= COMMON and (np.abs(steps[0] - steps[1])[known] <= AGREE).all())


def _cut(histories: Histories, row: int) -> list[Segment]:
    begin, span = _begin(histories, row), int(histories.span[row])
    starts = [0, *(int(at) for at in np.flatnonzero(histories.breaks[row, :span]) if at > 0)]
    parts = []
    for start, end in zip(starts, [*starts[1:], span], strict=True):
        values = histories.values[row, start:end]
        known = np.flatnonzero(np.isfinite(values))
        parts.append(Segment(first=begin + start, values=values[: known[-1] + 1]))
    return parts


def _join_all(parts: list[Segment], kinds: transformations.Kinds, enough: int) -> Segment:
    joined = parts[-1]
    for older in reversed(parts[:-1]):
        if np.isfinite(joined.values).sum() >= enough:
            return replace(joined, dropped=joined.first)
        joined = _join(older, joined, kinds)
    return joined


def _join(older: Segment, newer: Segment, kinds: transformations.Kinds) -> Segment:
    """Carry `older` onto the level of `newer`, by a factor where both are positive, else by a
    shift.
    """
    before, after = (
        transformations.to_working(part.values[None], kinds)[0] for part in (older, newer)
    )
    by_factor = (
        kinds.name[0] in ("positive", "count") and min(np.nanmin(before), np.nanmin(after)) > 0
    )
    if by_factor:
        before, after = np.log(before), np.log(after)
    at = newer.first - older.first
    both = min(len(before) - at, len(after))  # the older one may go on longer
    common = np.flatnonzero(
        np.isfinite(before[at : at + both]) & np.isfinite(after[: max(both, 0)])
    )
    if len(common):  # known on both bases in one year: there the step is known exactly
        shift = after[common[0]] - before[at + common[0]]
        before = before[:at]
    else:
        known = np.flatnonzero(np.isfinite(before[:at]))[-1]
        before = before[: known + 1]
        shift = after[0] - before[-1] - (at - known) * _usual_change(before, after)
    gap = np.full(at - len(before), np.nan)
    carried = np.exp(before + shift) if by_factor else before + shift
    if not by_factor:
        carried = transformations.from_working(
            carried[None], replace(kinds, name=np.where(kinds.name == "share", "share", "rate"))
        )[0]
    return Segment(
        first=older.first,
        values=np.concatenate([carried, gap, newer.values]),
        joins=(*older.joins, newer.first, *newer.joins),
        dropped=older.dropped,
    )


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
    return replace(
        histories,
        values=values,
        span=span,
        count=np.isfinite(values).sum(1),
        breaks=np.zeros(values.shape, dtype=bool),
    )
