"""The standard methods that vote on a projection (eleven; for signed rates twelve), and what they
see of a history.

Notation: L the last value, d = (L - y_1) / years the mean yearly change, D the yearly changes,
k the years ahead, p_k(phi) = phi + ... + phi^k a trend damped by phi.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from yq_analysis.analysis.projection.panel import Floats, Ints, Panel
from yq_analysis.analysis.projection.recursions import dynamic_theta, grid, holt, likelihood_weights

NAMES = (
    "last",
    "drift",
    "root_drift",
    "log_drift",
    "median_change",
    "recent_change",
    "holt",
    "damped",
    "damped_log",
    "theta_log",
    "recent_slope",
    "reverting",
)
FOR_RATES = ("reverting",)  # a quantity that goes somewhere does not come back to its mean
ALL_HAVE = slice(len(NAMES) - len(FOR_RATES))

ALPHA = (0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
BETA = (0.0, 0.15, 0.4, 0.8)  # as a part of alpha
PHI = (0.7, 0.8, 0.9, 0.95, 1.0)
HOLT = grid(ALPHA, BETA, PHI) * [1.0, 0.0, 1.0] + np.outer(
    np.prod(grid(ALPHA, BETA, PHI)[:, :2], 1), [0, 1, 0]
)
UNDAMPED = (HOLT[:, 2] == 1) & (HOLT[:, 1] > 0)
DAMPED = HOLT[:, 2] < 1
THETA = grid((0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.99), (1.5, 2.0, 3.0, 6.0, 20.0))

# Series are worked through in blocks that fit a processor's cache; memory grows with the block
# only.
BLOCK = 256
# A change a year older counts so much less in what the latest changes were like.
FADING = 0.6
# A fall goes on by its usual factor times so much at most (in logarithms), and three deviations.
FASTER = 1.2


@dataclass(frozen=True, kw_only=True)
class Votes:
    """What the methods say: `ahead` [12, N, H]; and what the history is like, each [N].

    `spread` the standard deviation of yearly changes about the drift, `latest` the same with the
    latest changes counting most, `swing` that of the values about their mean, `change` their mean
    size, `misfit` the root mean square one-step error of the best damped trend, `drift` d, `last`
    L; `growth` and `unsteady` the mean yearly change of logarithms and the standard deviation about
    it (0 without logarithms). `relative_...` are the same of the logarithms, times L (without
    logarithms: as of the levels).
    """

    ahead: Floats
    spread: Floats
    latest: Floats
    swing: Floats
    change: Floats
    misfit: Floats
    drift: Floats
    last: Floats
    growth: Floats
    unsteady: Floats
    relative_spread: Floats
    relative_change: Floats
    relative_latest: Floats
    relative_misfit: Floats
    count: Ints
    positive: np.ndarray
    rate: np.ndarray

    def take(self, rows: Ints) -> Votes:
        return Votes(
            ahead=self.ahead[:, rows], **{name: getattr(self, name)[rows] for name in MEASURES}
        )


MEASURES = tuple(field.name for field in fields(Votes) if field.name != "ahead")


def vote(panel: Panel, horizon: int) -> Votes:
    """Let all methods project every series of a panel (two points or more each)."""
    order = np.argsort(-panel.span, kind="stable")
    blocks = [
        _vote_block(panel.take(order[start : start + BLOCK]), horizon)
        for start in range(0, len(order), BLOCK)
    ]
    back = np.argsort(order, kind="stable")
    joined = Votes(
        ahead=np.concatenate([block.ahead for block in blocks], 1),
        **{name: np.concatenate([getattr(block, name) for block in blocks]) for name in MEASURES},
    )
    return joined.take(back)


def _vote_block(panel: Panel, horizon: int) -> Votes:
    rows, last, span, count = np.arange(len(panel.span)), panel.last, panel.span, panel.count
    years = np.arange(1, horizon + 1)
    inside = np.arange(panel.values.shape[1]) < span[:, None]
    first = panel.values[:, 0]
    drift = (last - first) / (span - 1)
    sizes, spread, latest, middle = changes(panel, drift)
    linear = last[:, None] + drift[:, None] * years
    # only a signed rate is asked for its mean; a quantity's vote weighs nothing
    back, swing = reverting(panel, years) if panel.rate.any() else (linear, np.zeros(len(rows)))
    swing = np.where(panel.rate, swing, 0.0)

    # Deviations from the last value, in units of the largest: then the unit of measure cannot
    # matter.
    deviation = np.where(inside, panel.values - last[:, None], 0.0)
    largest = np.abs(deviation).max(1)
    unit = _nonzero(largest)
    positive = panel.positive
    safe = np.where(positive[:, None] & inside, panel.values, 1.0)
    anchor = np.where(positive, last, 1.0)[:, None]
    logs = np.where(inside & positive[:, None], np.log(safe / anchor), 0.0)
    log_unit = _nonzero(np.abs(logs).max(1))
    both = np.repeat(np.arange(len(rows)), 2)
    stacked = np.empty((2 * len(rows), deviation.shape[1]))
    stacked[0::2], stacked[1::2] = deviation / unit[:, None], logs / log_unit[:, None]
    sse, level, slope = holt(stacked, span[both], HOLT)
    trend = np.cumsum(HOLT[:, 2:] ** years, axis=1)  # p_k(phi) for every grid point

    def averaged(part: slice, which: np.ndarray, temper: float) -> Floats:
        weights = likelihood_weights(sse[part][:, which], count, temper)
        result: Floats = (weights * level[part][:, which]).sum(1)[:, None] + (
            weights * slope[part][:, which]
        ) @ trend[which]
        return result

    def from_logs(ahead: Floats) -> Floats:
        with np.errstate(over="ignore"):
            grown = last[:, None] * np.exp(np.clip(ahead, -60, 60))
        return np.where(positive[:, None], grown, linear)

    levels, on_logs = slice(0, None, 2), slice(1, None, 2)
    damping = np.cumsum(0.9**years)
    log_first = logs[:, 0]
    growth = -log_first / (span - 1)
    apart = np.where(inside[:, 1:], np.diff(logs, axis=1) - growth[:, None], 0.0)
    of_logs = changes(replace(panel, values=logs), growth)
    unsteady = np.sqrt((apart**2).sum(1) / np.maximum(span - 2, 1)) * positive
    recent = np.minimum(5, span - 1)
    before = panel.values[rows, span - 1 - recent]
    root = np.sqrt(np.where(positive, last, 0.0)), np.sqrt(np.where(positive, first, 0.0))
    rooted = (
        np.maximum(root[0][:, None] + ((root[0] - root[1]) / (span - 1))[:, None] * years, 0.0) ** 2
    )
    ahead = np.stack(
        [
            np.repeat(last[:, None], horizon, 1),
            linear,
            np.where(positive[:, None], rooted, linear),
            from_logs(growth[:, None] * damping),
            last[:, None] + middle[:, None] * years,
            last[:, None] + ((last - before) / recent)[:, None] * damping,
            last[:, None] + unit[:, None] * averaged(levels, UNDAMPED, 1.0),
            last[:, None] + unit[:, None] * averaged(levels, DAMPED, 1.0),
            from_logs(log_unit[:, None] * averaged(on_logs, DAMPED, 0.3)),
            from_logs(
                log_unit[:, None] * dynamic_theta(stacked[on_logs], span, THETA, count, horizon)
            ),
            last[:, None] + unit[:, None] * recent_slope(stacked[levels], panel)[:, None] * years,
            back,
        ]
    )
    reach = 6 * sizes[:, None] * years + 3 * spread[:, None] * np.sqrt(years)
    ahead = np.clip(ahead, last[:, None] - reach, last[:, None] + reach)
    # what fell by factors is not at nothing in a few years, though by steps it would be
    pace = FASTER * np.minimum(growth, 0.0)[:, None] * years
    pace = pace - 3 * unsteady[:, None] * np.sqrt(years)
    least = np.maximum(1e-3, np.exp(pace))
    floor = np.where(positive[:, None], least * np.abs(last)[:, None], -np.inf)
    misfit, log_misfit = (
        size * np.sqrt(sse[part][:, DAMPED].min(1) / count)
        for size, part in ((largest, levels), (np.abs(logs).max(1), on_logs))
    )
    return Votes(
        ahead=np.maximum(ahead, floor),
        spread=spread,
        latest=latest,
        swing=swing,
        change=sizes,
        misfit=misfit,
        drift=drift,
        last=last,
        growth=growth,
        unsteady=unsteady,
        relative_spread=np.where(positive, of_logs[1] * last, spread),
        relative_change=np.where(positive, of_logs[0] * last, sizes),
        relative_latest=np.where(positive, of_logs[2] * last, latest),
        relative_misfit=np.where(positive, log_misfit * last, misfit),
        count=count,
        positive=positive,
        rate=panel.rate,
    )


def changes(panel: Panel, drift: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Of the yearly changes the mean size, the deviation from the drift, the latest deviation, the
    median; each [N].

    A change over a gap of g years counts once, as its yearly mean; its deviation counts
    sqrt(g)-fold, as the sum of g independent ones would.
    """
    length = panel.values.shape[1]
    columns = np.arange(length)
    previous = np.maximum.accumulate(np.where(panel.seen, columns, 0), axis=1)[:, :-1]
    here = panel.seen[:, 1:]
    gap = np.where(here, columns[1:] - previous, 1)
    rows = np.arange(len(panel.span))[:, None]
    change = np.where(here, (panel.values[:, 1:] - panel.values[rows, previous]) / gap, 0.0)
    number = here.sum(1)
    size = np.abs(change).sum(1) / number
    deviation = np.where(here, (change - drift[:, None]) * np.sqrt(gap), 0.0)
    spread = np.sqrt((deviation**2).sum(1) / np.maximum(number - 1, 1))
    age = panel.span[:, None] - 1 - columns[1:]
    fading = np.where(here, FADING ** np.maximum(age, 0), 0.0)
    latest = np.sqrt((fading * deviation**2).sum(1) / fading.sum(1))
    ordered = np.sort(np.where(here, change, np.inf), axis=1)
    at = np.arange(len(number))
    middle = (ordered[at, (number - 1) // 2] + ordered[at, number // 2]) / 2
    return size, spread, latest, middle


def reverting(panel: Panel, years: Ints) -> tuple[Floats, Floats]:
    """First-order autoregression about the mean, its coefficient corrected for the shortness of the
    history: [N, H]; and the standard deviation of the observed values about their mean [N].

    The least-squares coefficient is too small by about (1 + 3 rho) / n (Marriott & Pope 1954).
    """
    number = panel.count
    mean = np.where(panel.seen, panel.values, 0.0).sum(1) / number
    seen = np.where(panel.seen, panel.values - mean[:, None], 0.0)
    swing = np.sqrt((seen**2).sum(1) / np.maximum(number - 1, 1))
    inside = np.arange(panel.values.shape[1]) < panel.span[:, None]
    deviation = np.where(inside, panel.values - mean[:, None], 0.0)
    variance = _nonzero((deviation**2).sum(1))
    rho = (deviation[:, 1:] * deviation[:, :-1]).sum(1) / variance
    rho = np.clip(rho + (1 + 3 * rho) / number, 0.0, 1.0)
    return mean[:, None] + (panel.last - mean)[:, None] * rho[:, None] ** years, swing


def recent_slope(deviation: Floats, panel: Panel) -> Floats:
    """Least-squares slope with weights .8^(years before the last), on observed years: [N]."""
    time = np.arange(deviation.shape[1]) - (panel.span[:, None] - 1.0)
    weight = np.where(panel.seen, 0.8 ** np.maximum(-time, 0.0), 0.0)
    total = weight.sum(1, keepdims=True)
    time = time - (weight * time).sum(1, keepdims=True) / total
    result: Floats = (weight * time * deviation).sum(1) / (weight * time * time).sum(1)
    return result


def _nonzero(size: Floats) -> Floats:
    return np.where(size > 0, size, 1.0)
