"""One question, prepared once and answered at any quantiles: what `project`, `simulate` and
`backtest` share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from yq_analysis.analysis.projection import engine, outliers, ratios, segments
from yq_analysis.analysis.projection import growth_index as growth
from yq_analysis.analysis.projection import method_notes as notes
from yq_analysis.analysis.projection import quantiles as fan
from yq_analysis.analysis.projection import reference_areas as lenders
from yq_analysis.analysis.projection import reference_growth as borrowing
from yq_analysis.analysis.projection import sample_paths as paths
from yq_analysis.analysis.projection import transformations as scales
from yq_analysis.analysis.projection.calibrator import Calibrator
from yq_analysis.analysis.projection.engine import Outcome
from yq_analysis.analysis.projection.learning import SHORTEST, Learned
from yq_analysis.analysis.projection.panel import LONGEST_HISTORY, Floats, Ints
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
    rates: growth.Direction,
    learned: Learned,
    errors: Calibrator | None,
    remark: str = "",
) -> Prepared:
    histories, broken = segments.chain(growth.chained(histories, rates))
    histories = replace(
        histories, kinds=scales.looked_at(histories.values, histories.span, histories.kinds)
    )
    sign = np.where(
        histories.keys["indicator"].isin(list(rates)), growth.signs(histories, rates), 0.0
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
    """row -> its lender's row; and row -> why no region above can lend to a series too short for
    itself.
    """

    lenders: Mapping[int, int]
    refused: Mapping[int, str]


def borrowers(asked: Prepared) -> Borrowers:
    """Who borrows from whom."""
    observed = asked.observed
    needed = borrowing.LONGEST if asked.method == "combined" else SHORTEST - 1
    short = np.flatnonzero(
        (observed > 0) & ((asked.histories.count <= needed) | (observed < SHORTEST))
    )
    if not asked.parents:
        return Borrowers(lenders={}, refused={})
    found, refused = lenders.find(asked.histories, short, observed, asked.parents, SHORTEST)
    return Borrowers(lenders=found, refused=refused)


def on_levels(asked: Prepared, levels: Sequence[float], borrowed: Borrowers) -> Outcome:
    """Points and quantiles of every history, rates still as their index."""
    ready = np.flatnonzero(asked.observed >= SHORTEST)
    ready = ready[~np.isin(ready, list(borrowed.lenders))]
    outcome = engine.project(
        asked.histories, ready, asked.horizon, levels, asked.method, asked.learned, asked.errors
    )
    if borrowed.lenders:
        _borrow(asked, borrowed.lenders, levels, outcome)
    return outcome


def _borrow(
    asked: Prepared, lent: Mapping[int, int], levels: Sequence[float], outcome: Outcome
) -> None:
    histories = asked.histories
    lag = max(0, *(int(histories.final[row] - histories.final[one]) for row, one in lent.items()))
    rows = np.unique(list(lent.values()))
    errors = asked.learned.calibrators["combined"] if asked.errors is None else asked.errors
    far = engine.project(
        histories, rows, asked.horizon + lag, fan.LEVELS, "combined", asked.learned, errors
    )
    able = np.array([row for row in lent if histories.count[row] >= SHORTEST], dtype=np.int64)
    lone = engine.project(
        histories, able, asked.horizon, fan.LEVELS, "combined", asked.learned, errors
    )
    both = np.union1d(rows, list(lent))
    place = {int(row): at for at, row in enumerate(both)}
    plain = engine.without_spikes(histories.take(both))
    known = {
        int(row): borrowing.ancestor(plain, place[int(row)], far.point[row], far.quantiles[row])
        for row in rows
    }
    for row, one in lent.items():
        alone = (lone.point[row], lone.quantiles[row]) if histories.count[row] >= SHORTEST else None
        point, quantiles = borrowing.borrow(
            plain, place[row], known[one], asked.horizon, fan.LEVELS, alone
        )
        kinds = histories.kinds.take(np.array([row]))
        last = _last(histories)[[row]]
        outcome.point[row] = fan.full(engine.no_fall(point[None], last, kinds), kinds)[0]
        quantiles = engine.no_fall(quantiles[None], last, kinds)
        outcome.quantiles[row] = fan.printed(quantiles, levels, kinds)[0]


def draw(asked: Prepared, draws: int, seed: int, rows: Ints | None = None) -> Floats:
    """Sample paths [N, H, draws] as printed, of `rows` alone if given; NaN where nothing could be
    projected.
    """
    levels, borrowed = paths.levels(draws).tolist(), borrowers(asked)
    if rows is None:
        histories, sign = asked.histories, asked.sign
        outcome = on_levels(asked, levels, borrowed)
    else:
        histories, sign = asked.histories.take(rows), asked.sign[rows]
        outcome = _of_rows(asked, rows, levels, borrowed)
    keys = [identity(histories.keys, row) for row in range(len(histories))]
    ties = (
        paths.correlation(asked.horizon, asked.learned.persistence),
        paths.correlation_of_rates(asked.horizon, asked.learned.common),
    )
    order = paths.ranks(keys, ties, histories.kinds.name == "rate", draws, seed)
    found = np.take_along_axis(outcome.quantiles, order, axis=2)
    found = engine.no_fall(found, _last(histories), histories.kinds)
    return _as_rates(histories, sign, found)


def _as_rates(histories: Histories, sign: Floats, found: Floats) -> Floats:
    rates = np.flatnonzero(sign)
    if len(rates):
        found[rates] = growth.to_rates(_last(histories)[rates], found[rates], sign[rates])
    return found


def answer(asked: Prepared, levels: Sequence[float]) -> tuple[Outcome, Borrowers]:
    """Points and quantiles of every history as printed, rates of change read off the levels of
    their index.
    """
    borrowed = borrowers(asked)
    rates = np.flatnonzero(asked.sign)
    if not len(rates):
        return on_levels(asked, levels, borrowed), borrowed
    outcome = engine.nothing(len(asked.histories), asked.horizon, len(levels))
    plain = np.flatnonzero(asked.sign == 0)
    if len(plain):
        _fill(outcome, plain, _of_rows(asked, plain, levels, borrowed))
    for start in range(0, len(rates), SOME):
        rows = rates[start : start + SOME]
        _fill(outcome, rows, _yearly(asked, rows, levels, borrowed))
    return outcome, borrowed


def _fill(outcome: Outcome, rows: Ints, part: Outcome) -> None:
    outcome.point[rows], outcome.quantiles[rows], outcome.failed[rows] = (
        part.point,
        part.quantiles,
        part.failed,
    )


def _yearly(asked: Prepared, rows: Ints, levels: Sequence[float], borrowed: Borrowers) -> Outcome:
    """Yearly rates of change of `rows`, whose histories are their index."""
    index = _of_rows(asked, rows, ratios.LEVELS.tolist(), borrowed)
    last, sign = _last(asked.histories)[rows], asked.sign[rows]
    kinds = scales.Kinds(name=np.full(len(rows), "rate"), whole=asked.histories.kinds.whole[rows])
    found = ratios.quantiles(index.quantiles, last, sign, asked.learned.persistence, fan.LEVELS)
    return Outcome(
        point=growth.to_rates(last, index.point, sign),
        quantiles=fan.printed(found, levels, kinds),
        failed=index.failed,
    )


def _of_rows(asked: Prepared, rows: Ints, levels: Sequence[float], borrowed: Borrowers) -> Outcome:
    """`on_levels` of some rows; who lends to them stays beside them."""
    lent = {row: borrowed.lenders[row] for row in rows.tolist() if row in borrowed.lenders}
    chosen = np.union1d(rows, np.array(list(lent.values()), dtype=np.int64))
    place = {row: at for at, row in enumerate(chosen.tolist())}
    part = replace(
        asked, histories=asked.histories.take(chosen), sign=asked.sign[chosen], broken={}
    )
    found = on_levels(
        part,
        levels,
        Borrowers(lenders={place[row]: place[one] for row, one in lent.items()}, refused={}),
    )
    at = np.searchsorted(chosen, rows)
    return Outcome(point=found.point[at], quantiles=found.quantiles[at], failed=found.failed[at])


def _last(histories: Histories) -> Floats:
    return histories.values[np.arange(len(histories)), np.maximum(histories.span - 1, 0)]


def wider_than_seen(asked: Prepared, outcome: Outcome) -> np.ndarray:
    """Whether the interval of the last year that the pool can speak of is wider than what its
    series ever did: [N].
    """
    siblings, quantiles = asked.learned.siblings, outcome.quantiles
    plain = np.isin(asked.histories.kinds.name, ("positive", "count")) & (asked.sign == 0)
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
    asked: Prepared, outcome: Outcome, borrowed: Borrowers
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The note and the method of each history [N], and which notes hold only far ahead [N]."""
    histories = asked.histories
    observed = asked.observed
    said = np.array(
        [
            notes.describe_length(int(count), int(span))
            for count, span in zip(observed, histories.span - (asked.sign != 0), strict=True)
        ],
        dtype=object,
    )
    used = np.full(len(histories), asked.method, dtype=object)
    for row in np.flatnonzero(np.isnan(outcome.point).any(1)):
        said[row], used[row] = (
            notes.explain_no_data(int(observed[row]), borrowed.refused.get(int(row), "")),
            "no_data",
        )
    for borrower, lender in borrowed.lenders.items():
        said[borrower], used[borrower] = (
            notes.describe_borrowing(int(observed[borrower]), histories.keys["area"].iloc[lender]),
            "borrowed",
        )
    for joined, note in asked.broken.items():
        said[joined] = Messages([said[joined], note])
    filled = np.isfinite(histories.values)
    lowest = np.where(filled, histories.values, np.inf).min(1)
    highest = np.where(filled, histories.values, -np.inf).max(1)
    notes.attach(said, (lowest == highest) & (used == asked.method), notes.CONSTANT_NOTE)
    notes.attach(said, histories.remarks != "", histories.remarks)
    # segments joined across a break, and indices with their base, may be longer than what is used
    notes.attach(said, (histories.span > LONGEST_HISTORY) & ~histories.older, notes.EARLIER_NOTE)
    notes.attach(said, outcome.failed, notes.FAILED_NOTE)
    stands = used != "no_data"
    notes.attach(said, stands, outliers.notes_of(histories, asked.sign))
    if histories.kinds.rising is not None:
        notes.attach(said, histories.kinds.rising & stands, notes.RISING_NOTE)
    if histories.kinds.factors is not None:
        notes.attach(said, histories.kinds.factors & (used == asked.method), notes.FACTOR_NOTE)
    notes.attach(said, np.full(len(said), bool(asked.remark)), asked.remark)
    for row in np.flatnonzero(wider_than_seen(asked, outcome)):
        said[row] = Messages([said[row], notes.explain_width(int(observed[row]))])
    booming = notes.boomed(histories.values[:, 0], _last(histories), histories.span - 1)
    return said, used, booming & (histories.kinds.name != "rate") & (used != "no_data")
