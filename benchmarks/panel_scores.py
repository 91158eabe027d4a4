"""Every panel once, quickly: points, inner quantiles (WQL, SQL) and intervals, the panel left out
of what was learned.

    python benchmarks/panel_scores.py [PANEL.csv ...] [--out benchmarks/results/panels.csv]

The weights of the votes are the shipped ones (two numbers a horizon, learned from five panels
together); the errors are learned anew for each panel from the TEACHERS that share no series with
it. For the peers' columns see `projection.py`, which takes an hour.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import panels
from learn_projection import TEACHERS, teachers
from projection import QUANTILES

from yq_analysis.analysis.projection import calibrator, learning, shipped
from yq_analysis.analysis.projection import forecast_errors as measures
from yq_analysis.analysis.projection.components import vote
from yq_analysis.analysis.projection.forecast_methods import answer
from yq_analysis.analysis.projection.panel import from_lists

ORIGINS = 8


def family(name: str) -> str:
    """Panels that share series: the eras of the macro panel; M1 and M3 in the long ones."""
    return next((one for one in ("macro", "gdp15", "worker15") if name.startswith(one)), name)


def apart(name: str) -> list[str]:
    """The teachers that share no series with a panel."""
    same = {"mlong10": {"m1y", "m3y"}, "mlong15": {"m1y", "m3y"}}.get(name, set())
    if family(name) in ("gdp15", "worker15"):
        same = {"macro15"}  # the same countries
    return [one for one in TEACHERS if family(one) != family(name) and one not in same]


def score(scored: panels.Scored, point: np.ndarray, quantiles: np.ndarray) -> dict[str, float]:
    scale = np.array([np.mean(np.abs(np.diff(one[np.isfinite(one)]))) for one in scored.pasts])
    used = scale > 0
    actual, point, quantiles = scored.actual[used], point[used], np.sort(quantiles[used], axis=2)
    last, scale = np.array([one[-1] for one in scored.pasts])[used, None], scale[used, None]
    at = dict(zip(QUANTILES, np.moveaxis(quantiles, 2, 0), strict=True))
    errors = [
        (
            float(np.nanmean(measures.smape(actual, one))),
            float(np.nanmean(measures.scaled_error(actual, one, scale))),
        )
        for one in (point, np.broadcast_to(last, actual.shape))
    ]
    inner = np.stack([at[q] for q in measures.DECILES], -1)
    outer = np.stack([at[q] for q in measures.SCORED], -1)
    loss = measures.quantile_loss(actual, inner, measures.DECILES)
    interval = measures.interval_score(actual, at[0.025], at[0.975], 0.95, scale)
    return {
        "sMAPE": errors[0][0],
        "MASE": errors[0][1],
        "OWA": measures.owa(*errors[0], *errors[1]),
        "WQL": float(np.nansum(loss) / np.nansum(np.abs(actual))),
        "SQL": float(np.nanmean(loss / scale)),
        "sWIS": float(np.nanmean(measures.weighted_score(actual, outer, measures.SCORED, scale))),
        "MSIS95": float(np.nanmean(interval)),
        "cov80": 100 * float(np.nanmean(measures.covered(actual, at[0.1], at[0.9]))),
        "cov95": 100 * float(np.nanmean(measures.covered(actual, at[0.025], at[0.975]))),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found = [path for path in panels.beside_the_project() if path.stem != "provinces"]
    parser.add_argument("panels", type=Path, nargs="*", default=found)
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parent / "results" / "panels.csv"
    )
    arguments = parser.parse_args()
    weights = shipped().weights
    rolled = {
        path.stem: learning.roll(panels.whole_series(panels.read(path)), most=ORIGINS)
        for path in teachers()
    }
    rows = []
    for path in arguments.panels:
        frame = panels.read(path)
        tested = frame.groupby("series_id")["split"].transform(lambda one: (one == "test").any())
        scored = panels.split(frame[tested])
        panel = from_lists(scored.pasts)
        votes = vote(panel, scored.actual.shape[1])
        for method in ("combined", "drift", "damped"):
            errors = [
                learning.errors_of(rolled[name], weights, method) for name in apart(path.stem)
            ]
            known = calibrator.learn(calibrator.join(errors))
            point = answer(method, panel, votes, weights).point
            size = calibrator.size(known, votes, point)
            quantiles = calibrator.quantile(known, votes, point, size, np.array(QUANTILES))
            result = score(scored, point, quantiles)
            rows.append({"panel": path.stem, "method": method, "series": len(point), **result})
            print(rows[-1], flush=True)
    table = pd.DataFrame(rows).round(4)
    table.to_csv(arguments.out, index=False, lineterminator="\n")
    print(table.to_string(index=False))
    print(table.groupby("method", sort=False)[["OWA", "WQL", "SQL"]].mean().round(4))


if __name__ == "__main__":
    main()
