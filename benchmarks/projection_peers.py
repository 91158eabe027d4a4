"""Forecast panels with statsforecast and Prophet; run by the Python of an environment that has
them.

    python projection_peers.py PANEL.csv HORIZON OUT.csv METHOD|all

PANEL is the training part in the long form. OUT gets series_id, step, point and one column a
quantile; with `all` the models of statsforecast are fitted once, told apart by a column method.
Standard output gets one JSON line: versions, seconds, peak memory in MB.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

QUANTILES = (0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975)
SIDES = {
    0.025: ("lo", 95),
    0.05: ("lo", 90),
    0.1: ("lo", 80),
    0.2: ("lo", 60),
    0.25: ("lo", 50),
    0.3: ("lo", 40),
    0.4: ("lo", 20),
    0.6: ("hi", 20),
    0.7: ("hi", 40),
    0.75: ("hi", 50),
    0.8: ("hi", 60),
    0.9: ("hi", 80),
    0.95: ("hi", 90),
    0.975: ("hi", 95),
}
ENSEMBLE = ("AutoETS", "CES", "AutoARIMA", "DynamicOptimizedTheta")  # whose median is SCUM
EACH = (*ENSEMBLE, "AutoTheta", "RandomWalkWithDrift")


def core_seconds() -> float:
    """Processor time so far of this process and of those it started: what else runs does not
    matter.
    """
    return sum(os.times()[:4])


def peak_mb() -> float:
    """The most memory this process held, in MB (ru_maxrss would count the parent's before exec)."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def fitted(frame: pd.DataFrame, horizon: int, names: tuple[str, ...]) -> pd.DataFrame:
    """What statsforecast's models say: one column a model and level."""
    from statsforecast import StatsForecast, models

    classes = {"CES": "AutoCES"}
    chosen = []
    for name in names:
        model = getattr(models, classes.get(name, name))
        seasonal = {} if name == "RandomWalkWithDrift" else {"season_length": 1}
        chosen.append(model(**seasonal, alias=name))
    long = pd.DataFrame(
        {
            "unique_id": frame["series_id"],
            "ds": frame["year_index"].astype(int),
            "y": frame["value"].astype(float),
        }
    )
    engine = StatsForecast(models=chosen, freq=1, n_jobs=1)
    return engine.forecast(df=long, h=horizon, level=[20, 40, 50, 60, 80, 90, 95])


def median_of(said: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """The median of some models, point and quantiles."""
    result = said[["unique_id"]].rename(columns={"unique_id": "series_id"})
    result["step"] = said.groupby("unique_id").cumcount() + 1
    result["point"] = np.median([said[name] for name in names], axis=0)
    for q in QUANTILES:
        column = [
            said[name] if q == 0.5 else said[f"{name}-{SIDES[q][0]}-{SIDES[q][1]}"]
            for name in names
        ]
        result[str(q)] = np.median(column, axis=0)
    return result


def statsforecast(frame: pd.DataFrame, horizon: int, method: str) -> pd.DataFrame:
    if method == "all":
        said = fitted(frame, horizon, EACH)
        ways = {"SCUM": ENSEMBLE, **{name: (name,) for name in EACH}}
        parts = [median_of(said, names).assign(method=way) for way, names in ways.items()]
        return pd.concat(parts, ignore_index=True)
    names = ENSEMBLE if method == "SCUM" else (method,)
    return median_of(fitted(frame, horizon, names), names)


def prophet(frame: pd.DataFrame, horizon: int) -> pd.DataFrame:
    from prophet import Prophet

    logging.getLogger("cmdstanpy").setLevel(logging.CRITICAL)
    parts = []
    for series_id, one in frame.groupby("series_id", sort=False):
        years = (
            1900 + one["year_index"].astype(int) - int(one["year_index"].min())
        )  # any calendar will do
        dates = pd.to_datetime(years, format="%Y")
        model = Prophet(yearly_seasonality=False, weekly_seasonality=False, daily_seasonality=False)
        model.fit(pd.DataFrame({"ds": dates, "y": one["value"].to_numpy(dtype=float)}))
        ahead = pd.DataFrame(
            {"ds": pd.to_datetime(years.max() + np.arange(1, horizon + 1), format="%Y")}
        )
        draws = model.predictive_samples(ahead)["yhat"]
        point = model.predict(ahead)["yhat"].to_numpy()
        quantiles = np.quantile(draws, QUANTILES, axis=1)
        parts.append(
            pd.DataFrame(
                {
                    "series_id": series_id,
                    "step": np.arange(1, horizon + 1),
                    "point": point,
                    **{str(q): quantiles[at] for at, q in enumerate(QUANTILES)},
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def main(panel: str, horizon: str, out: str, method: str) -> None:
    warnings.simplefilter("ignore")
    frame = pd.read_csv(panel)
    few = frame[frame["series_id"].isin(frame["series_id"].unique()[:3])]

    def run(part: pd.DataFrame) -> pd.DataFrame:
        if method == "Prophet":
            return prophet(part, int(horizon))
        return statsforecast(part, int(horizon), method)

    run(few)  # compilation and loading are not part of the fits
    start = core_seconds()
    result = run(frame)
    seconds = core_seconds() - start
    result.to_csv(out, index=False)
    from importlib.metadata import version

    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak_mb": peak_mb(),
                "version": f"Prophet {version('prophet')}"
                if method == "Prophet"
                else f"statsforecast {version('statsforecast')}",
            }
        )
    )


if __name__ == "__main__":
    if len(sys.argv) == 5:
        main(*sys.argv[1:])
    else:
        print(__doc__)
