"""Every panel once, quickly: points, inner quantiles (WQL, SQL) and intervals, the panel left out.

    python benchmarks/panel_scores.py [PANEL.csv ...] [--peers PYTHON] [--kept FOLDER]
        [--out benchmarks/results/panels.csv]

What the engine knows beforehand (the votes' weights and the errors) is learned anew for each panel
from the TEACHERS that share no series with it. `PYTHON` is the interpreter of an environment with
statsforecast; its forecasts are kept in FOLDER. Speed and memory are measured by `projection.py`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import panels
from learn_projection import TEACHERS, teachers
from projection import QUANTILES, run

from yq_analysis.analysis.projection import calibrator, forecast_errors, learning
from yq_analysis.analysis.projection.calibrator import Calibrator
from yq_analysis.analysis.projection.combination import Weights
from yq_analysis.analysis.projection.components import vote
from yq_analysis.analysis.projection.forecast_methods import answer
from yq_analysis.analysis.projection.panel import from_lists

METHODS = ("combined", "drift", "damped")
ORIGINS = 8


def family(name: str) -> str:
    """Panels that share series: the eras of the macro panel; M1 and M3 in the long ones."""
    return next((one for one in ("macro", "gdp15", "worker15") if name.startswith(one)), name)


def apart(name: str) -> list[str]:
    """The teachers that share no series with a panel."""
    same = {"mlong10": {"m1y", "m3y"}, "mlong15": {"m1y", "m3y"}}.get(name, set())
    if family(name) in ("gdp15", "worker15", "world5", "sumhes5"):
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
            float(np.nanmean(forecast_errors.smape(actual, one))),
            float(np.nanmean(forecast_errors.scaled_error(actual, one, scale))),
        )
        for one in (point, np.broadcast_to(last, actual.shape))
    ]
    inner = np.stack([at[q] for q in forecast_errors.DECILES], -1)
    outer = np.stack([at[q] for q in forecast_errors.SCORED], -1)
    loss = forecast_errors.quantile_loss(actual, inner, forecast_errors.DECILES)
    interval = forecast_errors.interval_score(actual, at[0.025], at[0.975], 0.95, scale)
    return {
        "sMAPE": errors[0][0],
        "MASE": errors[0][1],
        "OWA": forecast_errors.owa(*errors[0], *errors[1]),
        "WQL": float(np.nansum(loss) / np.nansum(np.abs(actual))),
        "SQL": float(np.nanmean(loss / scale)),
        "sWIS": float(
            np.nanmean(forecast_errors.weighted_score(actual, outer, forecast_errors.SCORED, scale))
        ),
        "MSIS95": float(np.nanmean(interval)),
        "cov80": 100 * float(np.nanmean(forecast_errors.covered(actual, at[0.1], at[0.9]))),
        "cov95": 100 * float(np.nanmean(forecast_errors.covered(actual, at[0.025], at[0.975]))),
    }


@cache
def rolled_from(name: str) -> learning.Rolled:
    """A teacher's rolling origins, once for all panels."""
    paths = {path.stem: path for path in teachers()}
    return learning.roll(panels.whole_series(panels.read(paths[name])), most=ORIGINS)


@cache
def learned_from(names: tuple[str, ...]) -> tuple[Weights, dict[str, Calibrator]]:
    """What the teachers `names` tell of quantities: the votes' weights, and errors by method."""
    rolled = [rolled_from(name) for name in names]
    weights = learning.learn_weights(rolled, [rolled[0].take(np.arange(1))], learning.HORIZON)
    known = {method: learning.learn_calibrator(rolled, weights, method) for method in METHODS}
    return weights, known


def own_scores(
    scored: panels.Scored, weights: Weights, calibrators: dict[str, Calibrator]
) -> list[dict[str, object]]:
    """Each of METHODS, with calibrated intervals."""
    panel = from_lists(scored.pasts)
    votes = vote(panel, scored.actual.shape[1])
    rows: list[dict[str, object]] = []
    for method in METHODS:
        known = calibrators[method]
        point = answer(method, panel, votes, weights).point
        size = calibrator.size(known, votes, point)
        quantiles = calibrator.quantile(known, votes, point, size, np.array(QUANTILES))
        rows.append({"method": method, **score(scored, point, quantiles)})
    return rows


def as_2030(scored: panels.Scored) -> panels.Scored:
    """2030 as seen from 2024 or 2025: years 5 and 6 alone, from the last ten to twenty points."""
    rows = [row for row, past in enumerate(scored.pasts) if np.isfinite(past[-20:]).sum() >= 10]
    actual = scored.actual[rows, :6].copy()
    actual[:, :4] = np.nan
    return replace(
        scored,
        series=[scored.series[row] for row in rows],
        pasts=[_from_first(scored.pasts[row][-20:]) for row in rows],
        actual=actual,
        category=scored.category[rows],
    )


def _from_first(past: np.ndarray) -> np.ndarray:
    """A past without a gap at its beginning."""
    return past[np.flatnonzero(np.isfinite(past))[0] :]


def peers_scores(
    frame: pd.DataFrame, scored: panels.Scored, python: str, kept: Path
) -> list[dict[str, object]]:
    """SCUM and the models of statsforecast, fitted once and kept."""
    horizon = scored.actual.shape[1]
    out = kept / f"{scored.name}.csv"
    if not out.exists():
        training = kept / f"{scored.name}.train"
        frame[frame["split"] == "train"].to_csv(training, index=False)
        script = Path(__file__).with_name("projection_peers.py")
        run([python, str(script), str(training), str(horizon), str(out), "all"])
    place = {name: row for row, name in enumerate(scored.series)}
    rows: list[dict[str, object]] = []
    for method, said in pd.read_csv(out).groupby("method", sort=False):
        said = said.assign(row=said["series_id"].map(place)).sort_values(["row", "step"])
        shape = len(place), horizon
        point = said["point"].to_numpy().reshape(shape)
        quantiles = said[list(map(str, QUANTILES))].to_numpy().reshape(*shape, -1)
        rows.append({"method": str(method), **score(scored, point, quantiles)})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found = [path for path in panels.beside_the_project() if path.stem != "provinces"]
    parser.add_argument("panels", type=Path, nargs="*", default=found)
    parser.add_argument("--peers", default=os.environ.get("PEERS"))
    parser.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()))
    results = Path(__file__).parent / "results" / "panels.csv"
    parser.add_argument("--out", type=Path, default=results)
    arguments = parser.parse_args()
    rows = []
    for path in arguments.panels:
        frame = panels.read(path)
        tested = frame.groupby("series_id")["split"].transform(lambda one: (one == "test").any())
        scored = panels.split(frame[tested])
        learned = learned_from(tuple(apart(path.stem)))
        each = own_scores(scored, *learned)
        if scored.actual.shape[1] > 4 and (near := as_2030(scored)).series:
            first = own_scores(near, *learned)[0]
            each.append({**first, "method": "combined, years 5-6 from 10-20 points"})
        if arguments.peers:
            each += peers_scores(frame[tested], scored, arguments.peers, arguments.kept)
        for row in each:
            rows.append({"panel": path.stem, "series": len(scored.series), **row})
            print(rows[-1], flush=True)
    table = pd.DataFrame(rows).round(4)
    table.to_csv(arguments.out, index=False, lineterminator="\n")
    print(table.to_string(index=False))
    print(table.groupby("method", sort=False)[["OWA", "WQL", "SQL"]].mean().round(4))


if __name__ == "__main__":
    main()
