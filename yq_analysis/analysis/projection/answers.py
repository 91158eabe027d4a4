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
from yq_analysis.analysis.projection.quantiles import LEVELS, full
from yq_analysis.analysis.projection.quantiles import printed as printed_quantiles
from yq_analysis.analysis.projection.series_validation import Histories, identity
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


def on_levels(question: Prepared, levels: Sequence[float], borrowed: Borrowers) -> Outcome:
    """Points and quantiles of every history, rates still as their index."""
    ready = np.flatnonzero(question.observed >= SHORTEST)
    ready = ready[~np.isin(ready, list(borrowed.donors))]
    outcome = engine.project(
        question.histories,
        ready,
        question.horizon,
        levels,
        question.method,
        question.learned,
        question.errors,
    )
    if borrowed.donors:
        _borrow(question, borrowed.donors, levels, outcome)
    return outcome


def _borrow(
    question: Prepared, lent: Mapping[int, int], levels: Sequence[float], outcome: Outcome
) -> None:
    histories = question.histories
    lag = max(0, *(int(histories.final[row] - histories.final[one]) for row, one in lent.items()))
    rows = np.unique(list(lent.values()))
    errors = (
        question.learned.calibrators["combined"] if question.errors is None else question.errors
    )
    far = engine.project(
        histories, rows, question.horizon + lag, LEVELS, "combined", question.learned, errors
    )
    able = np.array([row for row in lent if histories.count[row] >= SHORTEST], dtype=np.int64)
    by_itself = engine.project(
        histories, able, question.horizon, LEVELS, "combined", question.learned, errors
    )
    both = np.union1d(rows, list(lent))
    place = {int(row): at for at, row in enumerate(both)}
    plain = engine.without_spikes(histories.take(both))
    known = {
        int(row): reference_growth.ancestor(
            plain, place[int(row)], far.point[row], far.quantiles[row]
        )
        for row in rows
    }
    for row, one in lent.items():
        own_forecast = (
            (by_itself.point[row], by_itself.quantiles[row])
            if histories.count[row] >= SHORTEST
            else None
        )
        point, quantiles = reference_growth.borrow(
            plain, place[row], known[one], question.horizon, LEVELS, own_forecast
        )
        kinds = histories.kinds.take(np.array([row]))
        last = _last(histories)[[row]]
        outcome.point[row] = full(engine.no_fall(point[None], last, kinds), kinds)[0]
        quantiles = engine.no_fall(quantiles[None], last, kinds)
        outcome.quantiles[row] = printed_quantiles(quantiles, levels, kinds)[0]


def draw(question: Prepared, draws: int, seed: int, rows: Ints | None = None) -> Floats:
    """Sample paths [N, H, draws] as printed, of `rows` alone if given; NaN where nothing could be
    projected.
    """
    levels, borrowed = sample_paths.levels(draws).tolist(), borrowers(question)
    if rows is None:
        histories, sign = question.histories, question.sign
        outcome = on_levels(question, levels, borrowed)
    else:
        histories, sign = question.histories.take(rows), question.sign[rows]
        outcome = _of_rows(question, rows, levels, borrowed)
    keys = [identity(histories.keys, row) for row in range(len(histories))]
    ties = (
        sample_paths.correlation(question.horizon, question.learned.persistence),
        sample_paths.correlation_of_rates(question.horizon, question.learned.common),
    )
    order = sample_paths.ranks(keys, ties, histories.kinds.name == "rate", draws, seed)
    found = np.take_along_axis(outcome.quantiles, order, axis=2)
    found = engine.no_fall(found, _last(histories), histories.kinds)
    return _as_rates(histories, sign, found)


def _as_rates(histories: Histories, sign: Floats, found: Floats) -> Floats:
    rates = np.flatnonzero(sign)
    if len(rates):
        found[rates] = growth_index.to_rates(_last(histories)[rates], found[rates], sign[rates])
    return found


def answer(question: Prepared, levels: Sequence[float]) -> tuple[Outcome, Borrowers]:
    """Points and quantiles of every history as printed, rates of change read off the levels of
    their index.
    """
    borrowed = borrowers(question)
    rates = np.flatnonzero(question.sign)
    if not len(rates):
        return on_levels(question, levels, borrowed), borrowed
    outcome = engine.nothing(len(question.histories), question.horizon, len(levels))
    plain = np.flatnonzero(question.sign == 0)
    if len(plain):
        _fill(outcome, plain, _of_rows(question, plain, levels, borrowed))
    for start in range(0, len(rates), SOME):
        rows = rates[start : start + SOME]
        _fill(outcome, rows, _yearly(question, rows, levels, borrowed))
    return outcome, borrowed


def _fill(outcome: Outcome, rows: Ints, part: Outcome) -> None:
    outcome.point[rows], outcome.quantiles[rows], outcome.failed[rows] = (
        part.point,
        part.quantiles,
        part.failed,
    )


def _yearly(
    question: Prepared, rows: Ints, levels: Sequence[float], borrowed: Borrowers
) -> Outcome:
    """Yearly rates of change of `rows`, whose histories are their index."""
    index = _of_rows(question, rows, ratios.LEVELS.tolist(), borrowed)
    last, sign = _last(question.histories)[rows], question.sign[rows]
    kinds = transformations.Kinds(
        name=np.full(len(rows), "rate"), whole=question.histories.kinds.whole[rows]
    )
    found = ratios.quantiles(index.quantiles, last, sign, question.learned.persistence, LEVELS)
    return Outcome(
        point=growth_index.to_rates(last, index.point, sign),
        quantiles=printed_quantiles(found, levels, kinds),
        failed=index.failed,
    )


def _of_rows(
    question: Prepared, rows: Ints, levels: Sequence[float], borrowed: Borrowers
) -> Outcome:
    """`on_levels` of some rows; who lends to them stays beside them."""
    lent = {row: borrowed.donors[row] for row in rows.tolist() if row in borrowed.donors}
    chosen = np.union1d(rows, np.array(list(lent.values()), dtype=np.int64))
    place = {row: at for at, row in enumerate(chosen.tolist())}
    part = replace(
        question, histories=question.histories.take(chosen), sign=question.sign[chosen], broken={}
    )
    found = on_levels(
        part,
        levels,
        Borrowers(donors={place[row]: place[one] for row, one in lent.items()}, refused={}),
    )
    at = np.searchsorted(chosen, rows)
    return Outcome(point=found.point[at], quantiles=found.quantiles[at], failed=found.failed[at])


def _last(histories: Histories) -> Floats:
    return histories.values[np.arange(len(histories)), np.maximum(histories.span - 1, 0)]


def wider_than_seen(question: Prepared, outcome: Outcome) -> np.ndarray:
    """Whether the interval of the last year that the pool can speak of is wider than what its
    series ever did: [N].
    """
    siblings, quantiles = question.learned.siblings, outcome.quantiles
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


def say(
    question: Prepared, outcome: Outcome, borrowed: Borrowers
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The note and the method of each history [N], and which notes hold only far ahead [N]."""
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
    for row in np.flatnonzero(np.isnan(outcome.point).any(1)):
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
    method_notes.attach(said, outcome.failed, method_notes.FAILED_NOTE)
    stands = used != "no_data"
    method_notes.attach(said, stands, outliers.notes_of(histories, question.sign))
    if histories.kinds.rising is not None:
        method_notes.attach(said, histories.kinds.rising & stands, method_notes.RISING_NOTE)
    method_notes.attach(said, np.full(len(said), bool(question.remark)), question.remark)
    for row in np.flatnonzero(wider_than_seen(question, outcome)):
        said[row] = Messages([said[row], method_notes.explain_width(int(observed[row]))])
    booming = method_notes.boomed(histories.values[:, 0], _last(histories), histories.span - 1)
    return said, used, booming & (histories.kinds.name != "rate") & (used != "no_data")
