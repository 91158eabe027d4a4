"""Is the probability of meeting a target right? Among cases given 70-90 %, 70-90 % should come
true.

    python benchmarks/calibration.py PANEL.csv ... [--out benchmarks/results/calibration.csv]

A panel is a long table (see `panels.py`) with held-out years. Each series gets policy-like targets
that do not look at what came: so many per cent of growth a year until the target year, "at least"
or "at most". `assess` judges them on the training part; the held-out part says what came true. What
`project` knows beforehand is learned from the other panels, to which the training parts of the
panel itself are added as a pool. Two ways to a probability: a level from the projection's
quantiles, and a total of yearly changes from sample paths.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import panels

from yq_analysis import assess, project, simulate
from yq_analysis.analysis.projection import learning
from yq_analysis.analysis.projection.learning import Learned

GROWTH = (-2, 0, 2, 4, 6)  # per cent a year
HORIZONS = (2, 5, 10, 15)
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
DRAWS = 500
START = 1900
TOTAL, YEARLY = (
    "energy_intensity_reduction",
    "energy_intensity_change_rate",
)  # a total, and the yearly rates that it compounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("panels", type=Path, nargs="+")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parent / "results" / "calibration.csv"
    )
    arguments = parser.parse_args()
    frames = {path.stem: panels.read(path) for path in arguments.panels}
    pools = {name: panels.whole_series(frame) for name, frame in frames.items()}
    cases = []
    for name, frame in frames.items():
        others = {other: pool for other, pool in pools.items() if other != name}
        learned = learning.learn(others, ["combined"]) if others else learning.shipped()
        cases.append(judged(panels.split(frame), learned).assign(panel=name))
    table = reliability(pd.concat(cases, ignore_index=True))
    arguments.out.parent.mkdir(exist_ok=True)
    table.to_csv(arguments.out, index=False, lineterminator="\n")
    print(table.to_string(index=False))


def judged(scored: panels.Scored, learned: Learned) -> pd.DataFrame:
    """Every case of a panel: way, horizon, probability, came_true."""
    horizon = scored.actual.shape[1]
    rows = [
        (row, past, scored.actual[row])
        for row, past in enumerate(scored.pasts)
        if np.isfinite(past[-1]) and past[-1] > 0
    ]
    level = pd.concat([_series(row, past, "level") for row, past, _ in rows], ignore_index=True)
    steady = [
        (row, past, actual) for row, past, actual in rows if (past > 0).all() and len(past) >= 6
    ]
    targets = _targets(rows, horizon)
    ahead = project(level, horizon=horizon, pool=level, learned=learned)
    found = [_cases(assess(level, ahead, targets), targets, "level from quantiles")]
    if steady:
        falls = pd.concat(
            [
                _series(row, -100 * (past[1:] / past[:-1] - 1), YEARLY, first=START + 1)
                for row, past, _ in steady
            ],
            ignore_index=True,
        )
        totals = targets[targets["area"].isin(falls["area"])].reset_index(drop=True)
        turned = totals["comparator"].map(
            {">=": "<=", "<=": ">="}
        )  # at least so much growth is at most so much of a fall
        asked = totals.assign(
            indicator=TOTAL,
            basis="cumulative",
            unit="%",
            value=-totals["total"],
            base_year=totals["origin"],
            comparator=turned,
        )
        found.append(
            _cases(
                assess(
                    falls,
                    None,
                    asked,
                    paths=simulate(
                        falls,
                        horizon=horizon,
                        draws=DRAWS,
                        growth={YEARLY: -1},
                        pool=level,
                        learned=learned,
                    ),
                ),
                totals,
                "total of yearly changes from paths",
            )
        )
    return pd.concat(found, ignore_index=True)


def _series(row: int, past: np.ndarray, indicator: str, first: int = START) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "area": str(row),
            "indicator": indicator,
            "caliber": "",
            "year": first + np.arange(len(past)),
            "value": past,
        }
    )
    return table.dropna(subset=["value"])


def _targets(rows: list[tuple[int, np.ndarray, np.ndarray]], horizon: int) -> pd.DataFrame:
    """Targets of yearly growth from the last figure on, beside what came true."""
    made = []
    for row, past, actual in rows:
        origin = START + len(past) - 1
        for ahead in (h for h in HORIZONS if h <= horizon and np.isfinite(actual[h - 1])):
            for rate in GROWTH:
                factor = (1 + rate / 100) ** ahead
                asked, came = past[-1] * factor, actual[ahead - 1]
                made.append(
                    {
                        "area": str(row),
                        "indicator": "level",
                        "year": origin + ahead,
                        "value": asked,
                        "basis": "level",
                        "unit": "",
                        "comparator": ">=" if rate >= 0 else "<=",
                        "origin": origin,
                        "ahead": ahead,
                        "total": 100 * (factor - 1),
                        "came_true": bool(came >= asked if rate >= 0 else came <= asked),
                    }
                )
    return pd.DataFrame(made)


def _cases(verdicts: pd.DataFrame, targets: pd.DataFrame, way: str) -> pd.DataFrame:
    """`assess` gives a row a target, in their order: one caliber a series."""
    assert len(verdicts) == len(targets), "a target without its verdict"
    made = pd.DataFrame(
        {
            "way": way,
            "horizon": targets["ahead"].to_numpy(),
            "probability": verdicts["probability"].to_numpy(dtype=float),
            "came_true": targets["came_true"].to_numpy(),
        }
    )
    return made.dropna(subset=["probability"])


def reliability(cases: pd.DataFrame) -> pd.DataFrame:
    """By panel, way and band of probability: how many cases, the mean probability, the share that
    came true (in %).
    """
    whole = cases.assign(panel="all")
    far = cases[cases["horizon"] >= 10].assign(panel="all, ten years and more")
    banded = pd.concat([cases, whole, far], ignore_index=True)
    banded["given"] = pd.cut(
        banded["probability"],
        BINS,
        include_lowest=True,
        labels=[f"{100 * low:.0f}-{100 * high:.0f}" for low, high in pairwise(BINS)],
    )
    grouped = banded.groupby(["panel", "way", "given"], observed=True, sort=False)
    table = grouped.agg(
        cases=("came_true", "size"),
        mean_given=("probability", "mean"),
        came_true=("came_true", "mean"),
    ).reset_index()
    table[["mean_given", "came_true"]] = (100 * table[["mean_given", "came_true"]]).round(1)
    return table.sort_values(["panel", "way", "given"], ignore_index=True)


if __name__ == "__main__":
    main()
