"""What a table of accuracies cannot show: paths, signed rates, borrowing, another unit, speed,
memory.

    python benchmarks/projection_checks.py [PANEL.csv ...] [--held-out PANEL.csv ...] [--provinces
    provinces.csv]
        [--parents PANEL.csv ...] [--out projection_checks.md]

Panels as for `projection.py`; what the method learns beforehand is learned from the other panels,
and nothing from those held out. The areas of a panel of `--parents` add up to a parent, category by
category (as in `panels_books.py`); nothing is learned from it either.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import panels
from projection import long_table, peak_mb, scored_part

from yq_analysis.analysis.projection import (
    Learned,
    forecast_errors,
    learn,
    project,
    shipped,
    simulate,
)
from yq_analysis.analysis.projection.calibrator import quantile, size
from yq_analysis.analysis.projection.components import vote
from yq_analysis.analysis.projection.forecast_methods import answer
from yq_analysis.analysis.projection.panel import from_lists

POINTS = (2, 3, 4, 5, 6)
DRAWS = 1000
PARENT = "the whole"
COLUMNS = [f"q{100 * q:g}" for q in forecast_errors.SCORED]


def means_of_paths(
    scored: panels.Scored, series: pd.DataFrame, learned: Learned
) -> Iterator[dict[str, object]]:
    """Coverage of the mean level over all years ahead, from paths and from years drawn
    independently.
    """
    horizon = scored.actual.shape[1]
    drawn = simulate(series, horizon, DRAWS, learned=learned, scales={})
    names = drawn["area"].drop_duplicates().to_list()
    levels = drawn["value"].to_numpy().reshape(len(names), DRAWS, horizon)
    place = {name: at for at, name in enumerate(scored.series)}
    actual = scored.actual[[place[name] for name in names]].mean(1)
    apart = np.random.default_rng(0).permuted(levels, axis=1)
    for label, draws in (("paths", levels), ("independent years", apart)):
        low95, low80, high80, high95 = np.quantile(draws.mean(2), [0.025, 0.1, 0.9, 0.975], axis=1)
        yield {
            "panel": scored.name,
            "drawn as": label,
            "cov80": 100 * np.nanmean(forecast_errors.covered(actual, low80, high80)),
            "cov95": 100 * np.nanmean(forecast_errors.covered(actual, low95, high95)),
        }


def signed_rates(scored: panels.Scored, learned: Learned) -> dict[str, object]:
    """The yearly growth of each positive series, projected as a signed rate: error, coverage of
    years and of their mean.
    """
    whole = [
        np.concatenate([past, ahead])
        for past, ahead in zip(scored.pasts, scored.actual, strict=True)
    ]
    kept = [at for at, one in enumerate(whole) if np.isfinite(one).all() and one.min() > 0]
    rates = [100 * (whole[at][1:] / whole[at][:-1] - 1) for at in kept]
    horizon = scored.actual.shape[1]
    pasts, actual = [one[:-horizon] for one in rates], np.array([one[-horizon:] for one in rates])
    series = pd.concat(
        [
            pd.DataFrame(
                {
                    "area": f"{at:05d}",
                    "indicator": "x",
                    "year": range(3000 - len(past), 3000),
                    "value": past,
                }
            )
            for at, past in enumerate(pasts)
        ]
    )
    table = project(series, horizon, forecast_errors.SCORED, learned=learned, scales={"x": "rate"})
    quantiles = table[COLUMNS].to_numpy().reshape(len(pasts), horizon, -1)
    drawn = simulate(series, horizon, DRAWS // 2, learned=learned, scales={"x": "rate"})[
        "value"
    ].to_numpy()
    means = drawn.reshape(len(pasts), -1, horizon).mean(2)
    low95, low80, high80, high95 = np.quantile(means, [0.025, 0.1, 0.9, 0.975], axis=1)
    errors = {
        name: float(np.median(np.abs(actual - one).mean(1)))
        for name, one in (
            ("error", table["value"].to_numpy().reshape(actual.shape)),
            ("of the mean", np.array([past.mean() for past in pasts])[:, None]),
            ("of the last", np.array([past[-1] for past in pasts])[:, None]),
        )
    }
    return {
        "panel": scored.name,
        "series": len(pasts),
        **errors,
        **{
            f"cov{level}": 100
            * forecast_errors.covered(actual, quantiles[..., low], quantiles[..., -1 - low]).mean()
            for level, low in ((80, 2), (95, 0))
        },
        "cov80 of the mean": 100 * forecast_errors.covered(actual.mean(1), low80, high80).mean(),
        "cov95 of the mean": 100 * forecast_errors.covered(actual.mean(1), low95, high95).mean(),
    }


def lone_series(scored: panels.Scored, learned: Learned, horizon: int = 10) -> dict[str, object]:
    """Coverage of each series cut to its last ten to fifteen points, up to ten years ahead, no
    panel at hand.
    """
    cut = [past[-(10 + at % 6) :] for at, past in enumerate(scored.pasts)]
    kept = [at for at, past in enumerate(cut) if np.isfinite(past).all() and len(past) >= 10]
    series = pd.concat(
        [
            pd.DataFrame(
                {
                    "area": f"{at:05d}",
                    "indicator": "x",
                    "year": range(len(cut[at])),
                    "value": cut[at],
                }
            )
            for at in kept
        ]
    )
    horizon = min(horizon, scored.actual.shape[1])
    table = project(series, horizon, forecast_errors.SCORED, learned=learned, scales={})
    quantiles = table[COLUMNS].to_numpy().reshape(len(kept), horizon, -1)
    actual = scored.actual[kept, :horizon]
    return {
        "panel": scored.name,
        "years": horizon,
        **{
            f"cov{level} {part}": 100
            * np.nanmean(
                forecast_errors.covered(actual, quantiles[..., low], quantiles[..., -1 - low])[
                    :, years
                ]
            )
            for level, low in ((80, 2), (95, 0))
            for part, years in (("all years", slice(None)), ("last year", slice(-1, None)))
        },
    }


def of_provinces(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """indicator -> years by provinces, the nation beside them."""
    tables: dict[str, dict[str, pd.Series]] = {}
    for name, area, series in panels.provincial_series(frame):
        tables.setdefault(name, {})[area] = series
    return {
        name: _beside(pd.DataFrame(of), name in ("real_gdp", "gdp_per_head"))
        for name, of in tables.items()
    }


def of_panel(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """category -> years by the areas that are known in all of them, their sum beside them."""
    return {
        str(name): _beside(
            part.pivot(index="year_index", columns="series_id", values="value").dropna(axis=1),
            False,
        )
        for name, part in frame.groupby("category")
    }


def _beside(table: pd.DataFrame, ratio: bool) -> pd.DataFrame:
    return table.join(
        (np.exp(np.log(table).mean(axis=1)) if ratio else panels.nation(table)).rename(PARENT)
    )


def borrowing(tables: dict[str, pd.DataFrame], learned: Learned, horizon: int = 5) -> pd.DataFrame:
    """Areas cut to their last few years before an origin: borrowed, by the parent's growth alone,
    alone.
    """
    scored = [
        one for name, table in tables.items() for one in _indicator(name, table, learned, horizon)
    ]
    each = (
        pd.concat(scored)
        .groupby(["points", "way", "indicator"])[["MASE", "sWIS", "cov80", "cov95"]]
        .mean()
    )
    return each.groupby(level=["points", "way"]).mean().reset_index()  # indicators count the same


def _indicator(
    name: str, table: pd.DataFrame, learned: Learned, horizon: int
) -> Iterator[pd.DataFrame]:
    for origin in table.index[6 : len(table.index) - horizon : 2]:
        future = table.loc[origin + 1 : origin + horizon]
        whole = table.loc[:origin].dropna(subset=[PARENT])
        areas = [
            area
            for area in table.columns.drop(PARENT)
            if future[area].notna().all() and whole[area].notna().all()
        ]
        if not areas:
            continue
        scale = whole[areas].diff().abs().mean().to_numpy()[:, None]
        for points in POINTS:
            ways = {
                "borrowed": _borrowed(whole, areas, points, learned, horizon),
                "parent's growth alone": _borrowed(whole, areas, 1, learned, horizon),
                "alone": _alone(whole[areas].iloc[-points:], learned, horizon),
            }
            for way, (point, quantiles) in ways.items():
                actual = future[areas].to_numpy().T
                yield pd.DataFrame(
                    {
                        "indicator": name,
                        "points": points,
                        "way": way,
                        "MASE": forecast_errors.scaled_error(actual, point, scale).mean(1),
                        "sWIS": forecast_errors.weighted_score(
                            actual, quantiles, forecast_errors.SCORED, scale
                        ).mean(1),
                        "cov80": 100
                        * forecast_errors.covered(
                            actual, quantiles[..., 2], quantiles[..., 6]
                        ).mean(1),
                        "cov95": 100
                        * forecast_errors.covered(
                            actual, quantiles[..., 0], quantiles[..., 8]
                        ).mean(1),
                    }
                )


def _borrowed(
    whole: pd.DataFrame, areas: list[str], points: int, learned: Learned, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    short = whole[areas].iloc[-points:].join(whole[PARENT], how="outer")
    series = (
        short.rename_axis("year")
        .reset_index()
        .melt("year", var_name="area")
        .dropna()
        .assign(indicator="x")
    )
    table = project(
        series,
        horizon,
        forecast_errors.SCORED,
        parents=dict.fromkeys(areas, PARENT),
        learned=learned,
        scales={},
    )
    table = table[table["area"] != PARENT].set_index("area").loc[areas]
    return table["value"].to_numpy().reshape(-1, horizon), table[COLUMNS].to_numpy().reshape(
        -1, horizon, len(COLUMNS)
    )


def _alone(short: pd.DataFrame, learned: Learned, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """The combination for four points and more, the drift for fewer, as if they were enough."""
    panel = from_lists(list(short.to_numpy().T))
    votes = vote(panel, horizon)
    method = "combined" if len(short) >= 4 else "drift"
    point = answer(method, panel, votes, learned.weights).point
    errors = learned.calibrators[method]
    return point, quantile(
        errors, votes, point, size(errors, votes, point), np.array(forecast_errors.SCORED)
    )


def another_unit(series: pd.DataFrame, horizon: int) -> float:
    """The largest relative difference when every value is measured in another unit."""
    plain, scaled = (
        project(series.assign(value=series["value"] * factor), horizon, scales={})[
            ["value", "q2.5", "q97.5"]
        ].to_numpy()
        for factor in (1.0, 7.3e-5)
    )
    return float(np.abs(scaled / 7.3e-5 / plain - 1).max())


def one_series(calls: int = 100) -> float:
    """Milliseconds of one core for one series of fifteen points, mean of many calls after the
    first.
    """
    values = np.exp(np.cumsum(np.random.default_rng(0).normal(0.03, 0.05, 15)))
    series = pd.DataFrame(
        {"area": "a", "indicator": "x", "year": range(2010, 2025), "value": values}
    )
    project(series, quantiles=forecast_errors.SCORED, scales={})
    start = time.process_time()
    for _ in range(calls):
        project(series, quantiles=forecast_errors.SCORED, scales={})
    return 1000 * (time.process_time() - start) / calls


def many_series(number: int) -> tuple[float, float, float]:
    """Seconds of one core, seconds on the wall, and peak MB for `number` series of 25 points, 15
    years, nine quantiles.
    """
    values = np.exp(np.cumsum(np.random.default_rng(0).normal(0.03, 0.05, (number, 25)), axis=1))
    series = pd.DataFrame(
        {
            "area": np.repeat([f"a{at}" for at in range(number)], 25),
            "indicator": "x",
            "year": np.tile(np.arange(2000, 2025), number),
            "value": values.ravel(),
        }
    )
    core, wall = time.process_time(), time.perf_counter()
    project(series, 15, forecast_errors.SCORED, scales={})
    return time.process_time() - core, time.perf_counter() - wall, peak_mb()


def markdown(table: pd.DataFrame) -> str:
    cells = [
        [f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in table.to_numpy(dtype=object)
    ]
    return "\n".join(
        "| " + " | ".join(row) + " |"
        for row in [list(table.columns), ["---"] * len(table.columns), *cells]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found = panels.beside_the_project()
    parser.add_argument("panels", type=Path, nargs="*", default=found)
    parser.add_argument(
        "--provinces",
        type=Path,
        default=next((path for path in found if path.stem == "provinces"), None),
    )
    parser.add_argument("--held-out", type=Path, nargs="+", default=[], metavar="PANEL.csv")
    parser.add_argument("--parents", type=Path, nargs="+", default=[], metavar="PANEL.csv")
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    arguments = parser.parse_args()
    if not arguments.panels:
        print(__doc__)
        return
    teachers = {path.stem: panels.read(path) for path in arguments.panels}
    frames = {**teachers, **{path.stem: panels.read(path) for path in arguments.held_out}}
    parts = [
        "# Projections: paths, signed rates, borrowing, unit, speed, memory",
        "",
        "Written by `benchmarks/projection_checks.py`. Learned from the other of these panels "
        "only: " + ", ".join(teachers) + ".",
        "",
    ]
    speed, small = one_series(), many_series(arguments.many // 10)
    large = many_series(arguments.many)
    rows: list[dict[str, object]] = []
    units: list[str] = []
    lone: list[dict[str, object]] = []
    rates: list[dict[str, object]] = []
    for name, frame in frames.items():
        learned = learn(
            {other: panels.whole_series(one) for other, one in teachers.items() if other != name},
            ("combined",),
        )
        part = scored_part(frame)
        series = long_table(part[part["split"] == "train"])
        lone.append(lone_series(panels.split(part), learned))
        rates.append(signed_rates(panels.split(part), learned))
        rows += means_of_paths(panels.split(part), series, learned)
        units.append(f"{name} {another_unit(series, panels.split(part).actual.shape[1]):.1e}")
    parts += ["## The mean level over all years ahead", "", markdown(pd.DataFrame(rows)), ""]
    parts += [
        "## Yearly growth as a signed rate (median error in percentage points)",
        "",
        markdown(pd.DataFrame(rates)),
        "",
    ]
    parts += ["## A lone series of ten to fifteen points", "", markdown(pd.DataFrame(lone)), ""]
    parents = {}
    if arguments.provinces:
        parents["provinces"] = of_provinces(pd.read_csv(arguments.provinces, low_memory=False))
    parents |= {
        f"{path.stem}, not learned from": of_panel(panels.read(path)) for path in arguments.parents
    }
    for label, tables in parents.items():
        learned = learn(
            {name: panels.whole_series(one) for name, one in teachers.items() if name != label},
            ("combined", "drift"),
        )
        parts += [
            f"## Two to six points with a parent ({label}; five years ahead, each indicator the "
            "same weight)",
            "",
            markdown(borrowing(tables, learned)),
            "",
        ]
    parts += [
        "## Unit, speed, memory",
        "",
        f"- largest relative difference in another unit: {', '.join(units)}",
        f"- one series of fifteen points: {speed:.1f} ms of one core",
        *(
            f"- {number:,} series of 25 points, 15 years, nine quantiles: {core:.1f} s of one "
            f"core ({number / core:,.0f} series/s), "
            f"{wall:.1f} s on the wall, peak {peak:,.0f} MB"
            for number, (core, wall, peak) in (
                (arguments.many // 10, small),
                (arguments.many, large),
            )
        ),
        f"- shipped knowledge learned from {shipped().source}",
        "",
    ]
    arguments.out.write_text("\n".join(parts), encoding="utf-8")
    print(arguments.out.read_text("utf-8"))


if __name__ == "__main__":
    main()
