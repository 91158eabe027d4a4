"""One question, prepared once and answered at any quantiles: what `project`, `simulate` and
`backtest` share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from yq_analysis.analysis.projection import (
    engine,
    growth_index,
    method_notes,
    outliers,
    ratios,
    reference_areas,
    reference_growth,
    sample_paths,
    segments,
    transformations,
)
from yq_analysis.analysis.projection.calibrator import Calibrator
from yq_analysis.analysis.projection.engine import Outcome
from yq_analysis.analysis.projection.learning import SHORTEST, Learned
from yq_analysis.analysis.projection.panel import LONGEST_HISTORY, Floats, Ints
from yq_analysis.analysis.projection.quantiles import LEVELS, full, read, tidy
from yq_analysis.analysis.projection.quantiles import printed as printed_quantiles
from yq_analysis.analysis.projection.series_validation import Histories, identities
from yq_analysis.check import Messages

# Rates of change whose quantiles are read at a time.
SOME = 512


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Histories ready to be projected: rates of change already chained, breaks already carried
    over.

    `errors` None means the method's own intervals; `sign` [N] is 0 except for rates of change;
    `remark` is a note that holds for every series.
    """

    histories: Histories
    sign: Floats
    broken: Mapping[int, str]
    horizon: int
    method: str
    parents: Mapping[str, str]
    learned: Learned
    errors: Calibrator | None
    remark: str = ""

    @property
    def observed(self) -> Ints:
        """Values that were printed [N]: an index has one more than the rates that it was chained
        from.
        """
        result: Ints = np.maximum(self.histories.count - (self.sign != 0), 0)
        return result


def prepare(
    histories: Histories,
    horizon: int,
    method: str,
    parents: Mapping[str, str],
    rates: growth_index.Direction,
    learned: Learned,
    errors: Calibrator | None,
    remark: str = "",
) -> Prepared:
    histories, broken = segments.chain(growth_index.chained(histories, rates))
    histories = replace(
        histories,
        kinds=transformations.looked_at(histories.values, histories.span, histories.kinds),
    )
    sign = np.where(
        histories.keys["indicator"].isin(list(rates)), growth_index.signs(histories, rates), 0.0
    )
    return Prepared(
        histories=histories,
        sign=sign,
        broken=broken,
        horizon=horizon,
        method=method,
        parents=parents,
        learned=learned,
        errors=errors,
        remark=remark,
    )


@dataclass(frozen=True, kw_only=True)
class Borrowers:
    """row -> its donor's row; and row -> why no region above can lend to a series too short for
    itself.
    """

    donors: Mapping[int, int]
    refused: Mapping[int, str]


def borrowers(question: Prepared) -> Borrowers:
    """Who borrows from whom."""
    observed = question.observed
    needed = reference_growth.LONGEST if question.method == "combined" else SHORTEST - 1
    short = np.flatnonzero(
        (observed > 0) & ((question.histories.count <= needed) | (observed < SHORTEST))
    )
    if not question.parents:
        return Borrowers(donors={}, refused={})
    found, refused = reference_areas.find(
        question.histories, short, observed, question.parents, SHORTEST
    )
    return Borrowers(donors=found, refused=refused)


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A question worked out on levels, rates still as their index: read at any quantiles, and drawn
    from as often as somebody looks.
    """

    question: Prepared
    outcome: Outcome
    borrowed: Borrowers


def work_out(question: Prepared) -> Worked:
    """Points and fans of every history."""
    borrowed = borrowers(question)
    ready = np.flatnonzero(question.observed >= SHORTEST)
    ready = ready[~np.isin(ready, list(borrowed.donors))]
    outcome = engine.project(
        question.histories,
        ready,
        question.horizon,
        question.method,
        question.learned,
        question.errors,
    )
    if borrowed.donors:
        _borrow(question, borrowed.donors, outcome)
    return Worked(question=question, outcome=outcome, borrowed=borrowed)


def _borrow(question: Prepared, lent: Mapping[int, int], outcome: Outcome) -> None:
    histories = question.histories
    lag = max(0, *(int(histories.final[row] - histories.final[one]) for row, one in lent.items()))
    rows = np.unique(list(lent.values()))
    errors = (
        question.learned.calibrators["combined"] if question.errors is None else question.errors
    )

    def combined(some: Ints, horizon: int) -> dict[int, tuple[Floats, Floats]]:
        found = engine.project(histories, some, horizon, "combined", question.learned, errors)
        fans = read(found.fan[some], LEVELS, histories.kinds.take(some))
        return dict(zip(some.tolist(), zip(found.point[some], fans, strict=True), strict=True))

    able = np.array([row for row in lent if histories.count[row] >= SHORTEST], dtype=np.int64)
    far, by_itself = combined(rows, question.horizon + lag), combined(able, question.horizon)
    both = np.union1d(rows, list(lent))
    place = {int(row): at for at, row in enumerate(both)}
    plain = engine.without_spikes(histories.take(both))
    known = {row: reference_growth.ancestor(plain, place[row], *far[row]) for row in far}
    borrowed = [
        reference_growth.borrow(
            plain, place[row], known[one], question.horizon, LEVELS, by_itself.get(row)
        )
        for row, one in lent.items()
    ]
    short = np.array(list(lent))
    kinds, last = histories.kinds.take(short), last_values(histories)[short]
    point, fan = (np.stack(parts) for parts in zip(*borrowed, strict=True))
    outcome.point[short] = full(engine.no_fall(point, last, kinds), kinds)
    outcome.fan[short] = tidy(engine.no_fall(fan, last, kinds), kinds)


def draw(worked: Worked, draws: int, seed: int, rows: Ints | None = None) -> Floats:
    """Sample paths [N, H, draws] as printed, of `rows` alone if given; NaN where nothing could be
    projected.
    """
    question = worked.question
    rows = np.arange(len(question.histories)) if rows is None else rows
    histories, sign = question.histories.take(rows), question.sign[rows]
    found = read(worked.outcome.fan[rows], sample_paths.levels(draws), histories.kinds)
    rates = (histories.kinds.name == "rate").tolist()
    starts = draws * np.arange(question.horizon)[:, None]
    for row, (rate, key) in enumerate(zip(rates, identities(histories.keys), strict=True)):
        tie = question.learned.common if rate else question.learned.persistence
        ranks = sample_paths.ranks(question.horizon, tie, rate, draws, seed)
        order = sample_paths.order(key, draws, seed)
        found[row] = found[row].take(starts + ranks.take(order, axis=1))
    last = last_values(histories)
    found = engine.no_fall(found, last, histories.kinds)
    changes = np.flatnonzero(sign)
    if len(changes):
        found[changes] = growth_index.to_rates(last[changes], found[changes], sign[changes])
    return found


@dataclass(frozen=True, kw_only=True)
class Told:
    """Points [N, H] and quantiles [N, H, P] as printed, rates of change as such."""

    point: Floats
    quantiles: Floats


def tell(worked: Worked, levels: Sequence[float]) -> Told:
    """Points and quantiles of every history, rates of change read off the levels of their index."""
    question, outcome = worked.question, worked.outcome
    kinds, last = question.histories.kinds, last_values(question.histories)
    told = Told(point=outcome.point.copy(), quantiles=read(outcome.fan, levels, kinds))
    rates = np.flatnonzero(question.sign)
    for start in range(0, len(rates), SOME):
        rows = rates[start : start + SOME]
        index, sign = read(outcome.fan[rows], ratios.LEVELS, kinds.take(rows)), question.sign[rows]
        found = ratios.quantiles(index, last[rows], sign, question.learned.persistence, LEVELS)
        signed = transformations.Kinds(
            name=np.full(len(rows), "rate"), whole=kinds.take(rows).whole
        )
        told.point[rows] = growth_index.to_rates(last[rows], outcome.point[rows], sign)
        told.quantiles[rows] = printed_quantiles(found, levels, signed)
    return told


def last_values(histories: Histories) -> Floats:
    """The last value of each history [N]."""
    return histories.values[np.arange(len(histories)), np.maximum(histories.span - 1, 0)]


def wider_than_seen(question: Prepared, quantiles: Floats) -> np.ndarray:
    """Whether the interval of the last year that the pool can speak of is wider than what its
    series ever did: [N].
    """
    siblings = question.learned.siblings
    plain = np.isin(question.histories.kinds.name, ("positive", "count")) & (question.sign == 0)
    if siblings is None or quantiles.shape[2] < 2:
        return np.zeros(len(plain), dtype=bool)
    known = np.flatnonzero(np.isfinite(siblings.seen[: quantiles.shape[1]]))
    if not len(known):
        return np.zeros(len(plain), dtype=bool)
    low, high = quantiles[:, known[-1], 0], quantiles[:, known[-1], -1]
    with np.errstate(invalid="ignore"):
        safe = plain & (low > 0) & (high > 0)
    ratio = np.where(safe, high, 1.0) / np.where(safe, low, 1.0)
    wide: np.ndarray = np.log(ratio) > siblings.seen[known[-1]]
    return wide


def say(worked: Worked, told: Told) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The note and the method of each history [N], and which notes hold only far ahead [N]."""
    question, borrowed = worked.question, worked.borrowed
    histories = question.histories
    observed = question.observed
    said = np.array(
        [
            method_notes.describe_length(int(count), int(span))
            for count, span in zip(observed, histories.span - (question.sign != 0), strict=True)
        ],
        dtype=object,
    )
    used = np.full(len(histories), question.method, dtype=object)
    for row in np.flatnonzero(np.isnan(told.point).any(1)):
        said[row], used[row] = (
            method_notes.explain_no_data(int(observed[row]), borrowed.refused.get(int(row), "")),
            "no_data",
        )
    for borrower, donor in borrowed.donors.items():
        said[borrower], used[borrower] = (
            method_notes.describe_borrowing(
                int(observed[borrower]), histories.keys["area"].iloc[donor]
            ),
            "borrowed",
        )
    for joined, note in question.broken.items():
        said[joined] = Messages([said[joined], note])
    filled = np.isfinite(histories.values)
    lowest = np.where(filled, histories.values, np.inf).min(1)
    highest = np.where(filled, histories.values, -np.inf).max(1)
    method_notes.attach(
        said, (lowest == highest) & (used == question.method), method_notes.CONSTANT_NOTE
    )
    method_notes.attach(said, histories.remarks != "", histories.remarks)
    # segments joined across a break, and indices with their base, may be longer than what is used
    method_notes.attach(
        said, (histories.span > LONGEST_HISTORY) & ~histories.older, method_notes.EARLIER_NOTE
    )
    method_notes.attach(said, worked.outcome.failed, method_notes.FAILED_NOTE)
    stands = used != "no_data"
    method_notes.attach(said, stands, outliers.notes_of(histories, question.sign))
    if histories.kinds.rising is not None:
        method_notes.attach(said, histories.kinds.rising & stands, method_notes.RISING_NOTE)
    method_notes.attach(said, np.full(len(said), bool(question.remark)), question.remark)
    for row in np.flatnonzero(wider_than_seen(question, told.quantiles)):
        said[row] = Messages([said[row], method_notes.explain_width(int(observed[row]))])
    booming = method_notes.boomed(
        histories.values[:, 0], last_values(histories), histories.span - 1
    )
    return said, used, booming & (histories.kinds.name != "rate") & (used != "no_data")
