"""Projections beside their peers: accuracy, coverage, speed and memory, on any panel in the long
form.

    python benchmarks/projection.py [PANEL.csv ...] [--held-out PANEL.csv ...] [--score NAME ...]
    [--peers PYTHON]
        [--rows FILE.jsonl] [--out benchmarks/projection.md]

A panel is a long table (dataset, series_id, year_index, value, split, category) or provinces.csv.
One origin a series, every series counted. What the method learns beforehand is learned from the
other panels only; from those held out nothing is learned at all. `PYTHON` is the interpreter of an
environment with statsforecast and, if wanted, Prophet. Each method runs in a process of its own,
one core, in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import panels

from yq_analysis.analysis.projection import forecast_errors, learn, project
from yq_analysis.analysis.projection.learning import from_json, to_json

OURS = {
    "combined": {},
    "combined + own panel": {"pool": True},
    "drift + same calibrator": {"method": "drift", "intervals": "calibrated"},
    "drift": {"method": "drift"},
    "damped": {"method": "damped"},
    "statsmodels ETS": {"method": "ets"},
    "statsmodels Theta": {"method": "theta"},
    "statsmodels UCM": {"method": "ucm"},
    "OLS on logs": {"method": "ols"},
}
PEERS = ("SCUM", "AutoETS", "DynamicOptimizedTheta", "Prophet")
QUANTILES = tuple(sorted({*forecast_errors.SCORED, *forecast_errors.DECILES}))
LATE = 10  # years after which coverage is shown apart


def long_table(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": frame["series_id"],
            "indicator": frame["dataset"],
            "year": frame["year_index"].astype(int),
            "value": frame["value"].astype(float),
        }
    )


def scored_part(frame: pd.DataFrame) -> pd.DataFrame:
    """Only series that have something held out."""
    return frame[
        frame.groupby("series_id")["split"].transform(lambda parts: (parts == "test").any())
    ]


def core_seconds() -> float:
    """Processor time so far of this process and of those it started: what else runs does not
    matter.
    """
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def peak_mb() -> float:
    """The most memory this process held, in MB (ru_maxrss would count the parent's before exec)."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def ours(method: str, training: Path, horizon: int, known: Path, out: Path) -> None:
    """One method in this process: forecasts to `out`, seconds and memory to standard output."""
    frame = pd.read_csv(training)
    series = long_table(frame)
    options = dict(OURS[method])
    if options.pop("pool", False):
        options["pool"] = series
    learned = from_json(json.loads(known.read_text("utf-8")))
    few = series[series["area"].isin(series["area"].unique()[:3])]
    project(
        few,
        horizon,
        QUANTILES,
        learned=learned,
        scales={},
        **{k: v for k, v in options.items() if k != "pool"},
    )
    start = core_seconds()
    table = project(series, horizon, QUANTILES, learned=learned, scales={}, **options)
    seconds = core_seconds() - start
    result = table.rename(columns={"area": "series_id", "horizon": "step", "value": "point"})
    result = result.rename(columns={f"q{100 * q:g}": str(q) for q in QUANTILES})
    result[["series_id", "step", "point", *map(str, QUANTILES)]].to_csv(out, index=False)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak_mb": peak_mb(),
                "version": f"statsmodels {version('statsmodels')}"
                if "statsmodels" in method or "OLS" in method
                else "",
            }
        )
    )


def score(frame: pd.DataFrame, said: pd.DataFrame) -> dict[str, float]:
    """All measures; the naive forecast beside them for OWA."""
    part = panels.split(frame)
    order = {name: at for at, name in enumerate(part.series)}
    said = said.assign(row=said["series_id"].map(order)).sort_values(["row", "step"])
    number, horizon = part.actual.shape
    point = said["point"].to_numpy().reshape(number, horizon)
    quantiles = said[list(map(str, QUANTILES))].to_numpy().reshape(number, horizon, -1)
    scale = np.array([np.mean(np.abs(np.diff(past[np.isfinite(past)]))) for past in part.pasts])[
        :, None
    ]
    usable = (scale > 0)[:, 0]
    actual, point, quantiles, scale = (
        part.actual[usable],
        point[usable],
        quantiles[usable],
        scale[usable],
    )
    last = np.array([past[-1] for past in part.pasts])[usable, None]
    smape, mase = (
        float(np.nanmean(one))
        for one in (
            forecast_errors.smape(actual, point),
            forecast_errors.scaled_error(actual, point, scale),
        )
    )
    naive = (
        float(np.nanmean(one))
        for one in (
            forecast_errors.smape(actual, last),
            forecast_errors.scaled_error(actual, last, scale),
        )
    )
    at = {q: quantiles[..., place] for place, q in enumerate(QUANTILES)}
    inner = np.stack([at[q] for q in forecast_errors.DECILES], -1)
    loss = forecast_errors.quantile_loss(actual, inner, forecast_errors.DECILES)
    scored = np.stack([at[q] for q in forecast_errors.SCORED], -1)
    in95 = forecast_errors.covered(actual, at[0.025], at[0.975])
    return {
        "sMAPE": smape,
        "MASE": mase,
        "OWA": forecast_errors.owa(smape, mase, *naive),
        "cov80": 100 * float(np.nanmean(forecast_errors.covered(actual, at[0.1], at[0.9]))),
        "cov95": 100 * float(np.nanmean(in95)),
        "cov95 late": 100 * float(np.nanmean(in95[:, LATE:])) if horizon > LATE else np.nan,
        "sMAPE late": float(np.nanmean(forecast_errors.smape(actual, point)[:, LATE:]))
        if horizon > LATE
        else np.nan,
        "MSIS95": float(
            np.nanmean(forecast_errors.interval_score(actual, at[0.025], at[0.975], 0.95, scale))
        ),
        "sWIS": float(
            np.nanmean(
                forecast_errors.weighted_score(actual, scored, forecast_errors.SCORED, scale)
            )
        ),
        "WQL": float(np.nansum(loss) / np.nansum(np.abs(actual))),
        "SQL": float(np.nanmean(loss / scale)),
    }


def run(command: list[str]) -> dict[str, object]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    }
    environment |= dict.fromkeys(
        ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NIXTLA_NUMBA_RELEASE_GIL"), "1"
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def compare(
    paths: list[Path],
    held_out: list[Path],
    peers: str | None,
    methods: list[str],
    names: list[str] | None,
    kept: Path | None,
) -> pd.DataFrame:
    teachers = {path.stem: panels.read(path) for path in paths}
    frames = {**teachers, **{path.stem: panels.read(path) for path in held_out}}
    rows = (
        [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
        if kept and kept.exists()
        else []
    )
    known_rows = {(row["panel"], row["method"]) for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        training, known, out = (
            Path(folder) / name for name in ("training.csv", "known.json", "out.csv")
        )
        for name, frame in frames.items():
            if names and name not in names:
                continue
            others = {
                other: panels.whole_series(one) for other, one in teachers.items() if other != name
            }
            known.write_text(
                json.dumps(to_json(learn(others, ("combined", "drift", "damped")))), "utf-8"
            )
            scored = scored_part(frame)
            scored[scored["split"] == "train"].to_csv(training, index=False)
            horizon, number = panels.split(scored).actual.shape[1], scored["series_id"].nunique()
            label = (
                f"{name} ({number} series, {horizon} "
                f"years{', held out' if name not in teachers else ''})"
            )
            for method in methods:
                if (label, method) in known_rows:
                    continue
                if method in OURS:
                    command = [
                        sys.executable,
                        __file__,
                        "--one",
                        method,
                        str(training),
                        str(horizon),
                        str(known),
                        str(out),
                    ]
                elif peers:
                    command = [
                        peers,
                        str(Path(__file__).with_name("projection_peers.py")),
                        str(training),
                        str(horizon),
                        str(out),
                        method,
                    ]
                else:
                    continue
                cost = run(command)
                rows.append(
                    {
                        "panel": label,
                        "method": method,
                        **score(scored, pd.read_csv(out)),
                        "series/s": number / float(str(cost["seconds"])),
                        "peak MB": cost["peak_mb"],
                        "version": cost["version"],
                    }
                )
                print(f"{name} {method}: {rows[-1]}", file=sys.stderr, flush=True)
                if kept:
                    with kept.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(rows[-1]) + "\n")
    order = {method: at for at, method in enumerate([*OURS, *PEERS])}
    table = pd.DataFrame(rows)
    return table.iloc[np.argsort(table["method"].map(order), kind="stable")]


def as_markdown(table: pd.DataFrame) -> str:
    lines = [
        "# Projections beside their peers",
        "",
        "Written by `benchmarks/projection.py`. One origin a series, every series counted; "
        "calibrators and weights learned from the other",
        "panels only; one core a method. sMAPE in per cent; MASE, MSIS95, sWIS and SQL scaled "
        "by the in-sample mean |change|; WQL the",
        "quantile loss at the nine deciles over the sum of |actual|;",
        "OWA against naive; late: years 11 and later. Held out: nothing was learned from the "
        "panel and nothing chosen on it.",
        "",
        f"Python {platform.python_version()}, numpy {version('numpy')}, pandas "
        f"{version('pandas')}, scipy {version('scipy')}; "
        + "; ".join(sorted({one for one in table["version"] if one})),
        "",
    ]
    means = table.groupby("method", sort=False)["OWA"].agg(["mean", "count"])
    whole = means[means["count"] == means["count"].max()]
    lines += [
        "## Mean OWA over all panels",
        "",
        "| method | mean OWA |",
        "| --- | --- |",
        *(f"| {method} | {one:.3f} |" for method, one in whole["mean"].items()),
        "",
    ]
    for panel, part in table.groupby("panel", sort=False):
        shown = part.drop(columns=["panel", "version"]).dropna(axis=1, how="all")
        lines += [
            f"## {panel}",
            "",
            "| " + " | ".join(shown.columns) + " |",
            "|" + " --- |" * len(shown.columns),
        ]
        for _, row in shown.iterrows():
            lines.append(
                "| " + " | ".join(_cell(name, value) for name, value in row.items()) + " |"
            )
        lines.append("")
    return "\n".join(lines)


def _cell(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    digits = {
        "OWA": 3,
        "sWIS": 3,
        "WQL": 4,
        "SQL": 3,
        "MASE": 3,
        "sMAPE": 2,
        "sMAPE late": 2,
        "peak MB": 0,
        "series/s": 0,
    }.get(name, 1)
    return f"{float(str(value)):,.{digits}f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("panels", type=Path, nargs="*", default=panels.beside_the_project())
    parser.add_argument(
        "--held-out",
        type=Path,
        nargs="+",
        default=[],
        metavar="PANEL.csv",
        help="score these; nothing is learned from them",
    )
    parser.add_argument(
        "--score",
        nargs="+",
        metavar="NAME",
        help="score these panels only; the others are learned from",
    )
    parser.add_argument(
        "--rows",
        type=Path,
        metavar="FILE.jsonl",
        help="keep what was measured; a later call measures what is missing",
    )
    parser.add_argument(
        "--peers",
        default=os.environ.get("PEERS"),
        help="the Python of an environment with statsforecast (and Prophet); by default $PEERS",
    )
    parser.add_argument("--methods", nargs="+", default=[*OURS, *PEERS], choices=[*OURS, *PEERS])
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        method, training, horizon, known, out = arguments.one
        ours(method, Path(training), int(horizon), Path(known), Path(out))
        return
    if not arguments.panels:
        print(__doc__)
        return
    table = compare(
        arguments.panels,
        arguments.held_out,
        arguments.peers,
        arguments.methods,
        arguments.score,
        arguments.rows,
    )
    arguments.out.write_text(as_markdown(table), encoding="utf-8")
    print(arguments.out.read_text("utf-8"))


if __name__ == "__main__":
    main()
