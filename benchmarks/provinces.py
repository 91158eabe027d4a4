"""The product's own domain: provinces stood on in 2012-2018, five indicators, as the report calls
the engine.

    python benchmarks/provinces.py [provinces.csv] [--panels PANEL.csv ...] [--out
    results/provinces.csv]

What the engine knows beforehand is learned from the panels alone, nothing from the provinces. At
each cut `pool` holds the comparable areas (all provinces and the nation, figures up to the cut) and
`parents` says that the nation is above. Scores are of logarithms, each year ahead the same weight
within an indicator: coverage, WIS of logarithms, WQL, SQL.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import panels
from learn_projection import teachers

from yq_analysis.analysis.projection import forecast_errors, learn, project
from yq_analysis.analysis.projection.learning import Learned

CUTS = range(2012, 2019)
LEAST = 5  # observations at a cut
FARTHEST = 11
NATION = "全国"
COLUMNS = [f"q{100 * q:g}" for q in forecast_errors.SCORED]
# One source each, so that no series mixes vintages: indicator -> (words of its source, words of its
# note).
SOURCES = {
    "energy": ("能源消费总量", "统计年鉴 能源消费总量 2000-2022", ""),
    "gdp": ("地区生产总值(现价)", "2006-2024", "5th"),
    "index": ("生产总值指数(上年=100)", "国家统计局", "constant prices; NBS provincial database"),
    "people": ("年末总人口/常住人口", "2005", ""),
    "workers": ("就业人员", "provincialGPI", ""),
    "inventions": ("有效发明专利件数", "中国科技统计年鉴", "in force"),
}


def indicator_tables(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """indicator -> years by provinces, the nation (their sums) beside them."""
    plain = frame[frame["year"].astype(str).str.fullmatch(r"\d{4}") & (frame["kind"] != "model")]
    raw = {name: _table(plain, *words) for name, words in SOURCES.items()}
    raw["energy"] = raw["energy"].drop(columns=["重庆市", "四川省"], errors="ignore")  # doubtful
    # constant prices of 2010
    index = raw["index"].div(100).cumprod()
    index.loc[2010] = 1.0
    real = index.sort_index() * raw["gdp"].loc[2010]
    energy = raw["energy"].dropna(thresh=20, axis=1)
    # the yearbook of Shaanxi changes its base in 2011
    recent = energy.loc[2011:] if "陕西省" in energy else energy
    made = {
        "energy_intensity": (recent, real),
        "labour_productivity": (real, raw["workers"]),
        "inventions_per_10000": (raw["inventions"], raw["people"]),
        "gdp_per_head": (raw["gdp"], raw["people"]),
        "energy_use": (energy.drop(columns="陕西省", errors="ignore"), None),
    }
    return {name: _with_nation(above, below) for name, (above, below) in made.items()}


def _table(frame: pd.DataFrame, indicator: str, source: str, note: str) -> pd.DataFrame:
    rows = frame[
        (frame["indicator_zh"] == indicator)
        & frame["source_title"].str.contains(source, regex=False)
        & frame["note"].fillna("").str.contains(note, regex=False)
    ]
    rows = rows.assign(year=rows["year"].astype(int)).drop_duplicates(["region", "year"])
    rows = rows[rows["region"] != NATION]
    return rows.pivot(index="year", columns="region", values="value").sort_index()


def _with_nation(above: pd.DataFrame, below: pd.DataFrame | None) -> pd.DataFrame:
    if below is None:
        return above.assign(**{NATION: above.dropna(axis=1).sum(axis=1)})
    years = above.index.intersection(below.index)
    areas = above.columns.intersection(below.columns)
    above, below = above.loc[years, areas], below.loc[years, areas]
    whole = (above.notna() & below.notna()).all()
    nation = above.loc[:, whole].sum(axis=1) / below.loc[:, whole].sum(axis=1)
    return (above / below).assign(**{NATION: nation})


def long_form(table: pd.DataFrame, indicator: str) -> pd.DataFrame:
    rows = table.rename_axis(index="year", columns="area").stack().rename("value").reset_index()
    return rows.assign(indicator=indicator)[["area", "indicator", "year", "value"]]


def forecasts(
    tables: Mapping[str, pd.DataFrame], learned: Learned, **options: object
) -> pd.DataFrame:
    """Every forecast beside what came: indicator, area, cut, horizon, value, quantiles, actual,
    scale.
    """
    return pd.concat(
        [
            part
            for name, table in tables.items()
            for cut in CUTS
            for part in _at_cut(name, table, cut, learned, dict(options))
        ],
        ignore_index=True,
    )


def _at_cut(
    name: str, table: pd.DataFrame, cut: int, learned: Learned, options: dict[str, object]
) -> Iterator[pd.DataFrame]:
    known, later = table.loc[:cut], table.loc[cut + 1 : cut + FARTHEST]
    if later.empty or cut not in table.index:
        return
    fit = (known.notna().sum() >= LEAST) & known.loc[cut].notna()
    areas = [area for area in table.columns[fit] if area != NATION]
    if not areas:
        return
    pool = long_form(known, name)
    asked = dict(options)
    if asked.pop("as_report", True):
        asked |= {"pool": pool, "parents": dict.fromkeys(areas, NATION)}
    series = pool[pool["area"].isin([*areas, NATION])]
    said = project(
        series,
        len(later),
        forecast_errors.SCORED,
        learned=learned,
        scales={name: "positive"},
        **asked,
    )
    said = said[said["area"] != NATION]
    yield beside(said, known, later).assign(indicator=name, cut=cut)


def beside(said: pd.DataFrame, known: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Forecasts with the outcome and the mean change of the history."""
    actual = later.rename_axis(index="year", columns="area").stack().rename("actual").reset_index()
    scale = known.diff().abs().mean().rename("scale").rename_axis("area").reset_index()
    last = known.iloc[-1].rename("last").rename_axis("area").reset_index()
    columns = ["area", "year", "horizon", "value", *COLUMNS]
    return said[columns].merge(actual, on=["area", "year"]).merge(scale).merge(last)


def references(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The nation's growth for every province, with the spread of what provinces did beside it; a
    damped trend.
    """
    found: dict[str, list[pd.DataFrame]] = {"nation's growth": [], "damped ETS": []}
    for name, table in tables.items():
        for cut in CUTS:
            known, later = table.loc[:cut], table.loc[cut + 1 : cut + FARTHEST]
            if later.empty or cut not in table.index:
                continue
            fit = (known.notna().sum() >= LEAST) & known.loc[cut].notna()
            areas = [area for area in table.columns[fit] if area != NATION]
            if not areas:
                continue
            for way, make in (("nation's growth", _nations_growth), ("damped ETS", _damped)):
                said = make(known, areas, len(later))
                found[way].append(
                    beside(said.assign(year=cut + said["horizon"]), known, later).assign(
                        indicator=name, cut=cut
                    )
                )
    return {way: pd.concat(parts, ignore_index=True) for way, parts in found.items()}


def _nations_growth(known: pd.DataFrame, areas: list[str], horizon: int) -> pd.DataFrame:
    from scipy.special import ndtri

    logs = np.log(known)
    growth = logs[NATION].diff().tail(5).mean()
    apart = (logs[areas].diff().sub(logs[NATION].diff(), axis=0)).stack().std()
    return _normal(logs, areas, horizon, growth, apart, ndtri(np.array(forecast_errors.SCORED)))


def _normal(
    logs: pd.DataFrame,
    areas: list[str],
    horizon: int,
    growth: float,
    deviation: float,
    scores: np.ndarray,
) -> pd.DataFrame:
    rows = []
    for area in areas:
        for ahead in range(1, horizon + 1):
            middle = logs[area].iloc[-1] + growth * ahead
            quantiles = np.exp(middle + deviation * np.sqrt(ahead) * scores)
            rows.append([area, ahead, np.exp(middle), *quantiles])
    return pd.DataFrame(rows, columns=["area", "horizon", "value", *COLUMNS])


def _damped(known: pd.DataFrame, areas: list[str], horizon: int) -> pd.DataFrame:
    import warnings

    from scipy.special import ndtri
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    scores = ndtri(np.array(forecast_errors.SCORED))
    rows = []
    for area in areas:
        past = pd.Series(np.log(known[area].dropna().to_numpy()))
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            fitted = ETSModel(past, error="add", trend="add", damped_trend=True).fit(disp=False)
            ahead = fitted.get_prediction(start=len(past), end=len(past) + horizon - 1)
        mean = np.asarray(ahead.predicted_mean)
        deviation = np.sqrt(np.asarray(ahead.forecast_variance))
        rows += [
            [area, at + 1, np.exp(mean[at]), *np.exp(mean[at] + deviation[at] * scores)]
            for at in range(horizon)
        ]
    return pd.DataFrame(rows, columns=["area", "horizon", "value", *COLUMNS])


def scores(said: pd.DataFrame) -> pd.DataFrame:
    """One row an indicator and their mean; a year ahead counts as much as its forecasts."""
    quantiles = np.maximum(said[COLUMNS].to_numpy(dtype=float), 1e-12)
    actual = said["actual"].to_numpy(dtype=float)
    one = np.ones(len(said))
    at = dict(zip(forecast_errors.SCORED, quantiles.T, strict=True))
    each = said.assign(
        cov80=forecast_errors.covered(actual, at[0.1], at[0.9]),
        cov95=forecast_errors.covered(actual, at[0.025], at[0.975]),
        WIS=forecast_errors.weighted_score(
            np.log(actual), np.log(quantiles), forecast_errors.SCORED, one
        ),
        bias=np.log(actual / at[0.5]),
        point=np.abs(np.log(actual / said["value"])),
    )
    table = each.groupby("indicator", sort=False)[["cov80", "cov95", "WIS", "bias", "point"]].mean()
    table.insert(0, "forecasts", each.groupby("indicator").size())
    table.loc["mean"] = table.mean()
    return table


def learned_without(paths: list[Path]) -> Learned:
    frames = {path.stem: panels.read(path) for path in paths}
    return learn({name: panels.whole_series(one) for name, one in frames.items()}, ("combined",))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    beside_ = panels.beside_the_project()
    parser.add_argument(
        "provinces",
        type=Path,
        nargs="?",
        default=next((path for path in beside_ if path.stem == "provinces"), None),
    )
    others = [path for path in teachers() if path.stem != "provinces"]
    parser.add_argument("--panels", type=Path, nargs="+", default=others)
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parent / "results" / "provinces.csv"
    )
    arguments = parser.parse_args()
    if arguments.provinces is None:
        print(__doc__)
        return
    tables = indicator_tables(pd.read_csv(arguments.provinces, low_memory=False))
    learned = learned_without(arguments.panels)
    said = forecasts(tables, learned)
    parts = {
        "as the report asks": said,
        "as the report asks, 5-6 years ahead": said[said["horizon"].isin([5, 6])],
        "alone": forecasts(tables, learned, as_report=False),
        **references(tables),
    }
    table = pd.concat({way: scores(said) for way, said in parts.items()}, names=["way"])
    table.reset_index().round(4).to_csv(arguments.out, index=False, lineterminator="\n")
    print(table.round(4).to_string())


if __name__ == "__main__":
    main()
