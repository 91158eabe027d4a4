"""Panels of yearly series in one long form: dataset, series_id, year_index, value, split, category.

`year_index` counts years (a gap is a missing row), `split` is train or test. `provinces` makes such
a panel of provinces.csv, one vintage an indicator, as data/NOTES.md says which rows belong
together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

COLUMNS = ["dataset", "series_id", "year_index", "value", "split", "category"]

# indicator -> (its name in the file, words of its source, words of its note): one vintage each
VINTAGES = {
    "gdp": ("地区生产总值(现价)", "2006", "5th economic census"),
    "population": ("年末总人口/常住人口", "2005", "2011-2019 revised"),
    "patents": ("专利授权量", "中国科技统计年鉴", ""),
    "inventions": ("发明专利授权量", "中国科技统计年鉴", ""),
    "patents_in_force": ("有效发明专利件数", "中国科技统计年鉴", "in force"),
    "employment": ("就业人员", "provincialGPI", ""),
    "energy_2005": ("能源消费总量", "中国能源统计年鉴2013", "2013 edition, before"),
    "energy_2013": ("能源消费总量", "中国能源统计年鉴", "(2014-2020 edit"),
}
INDEX = ("生产总值指数(上年=100)", "国家统计局", "5th economic census")


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Series to score on: names, pasts, the held-out values [N, H] (NaN after a test part's end),
    categories.
    """

    name: str
    series: list[str]
    pasts: list[np.ndarray]
    actual: np.ndarray
    category: np.ndarray


def split(frame: pd.DataFrame) -> Scored:
    """Training and test part of a panel in the long form."""
    names, pasts, futures, categories = [], [], [], []
    for name, one in frame.sort_values("year_index", kind="stable").groupby(
        "series_id", sort=False
    ):
        whole, last = (
            _values(one),
            one.loc[one["split"] == "train", "year_index"].max() - one["year_index"].min() + 1,
        )
        names.append(str(name))
        pasts.append(whole[:last])
        futures.append(whole[last:])
        categories.append(str(one["category"].iloc[0]))
    actual = np.full((len(futures), max(map(len, futures))), np.nan)
    for row, future in enumerate(futures):
        actual[row, : len(future)] = future
    return Scored(
        name=str(frame["dataset"].iloc[0]),
        series=names,
        pasts=pasts,
        actual=actual,
        category=np.array(categories),
    )


def whole_series(frame: pd.DataFrame) -> list[np.ndarray]:
    """Training and test part joined: what can be learned from where it is not scored."""
    return [
        _values(one)
        for _, one in frame.sort_values("year_index", kind="stable").groupby(
            "series_id", sort=False
        )
    ]


def _values(one: pd.DataFrame) -> np.ndarray:
    years = one["year_index"].to_numpy(dtype=int)
    values = np.full(int(years[-1] - years[0]) + 1, np.nan)
    values[years - years[0]] = one["value"].to_numpy(dtype=float)
    return values


def beside_the_project() -> list[Path]:
    """The panels of the reference material, where it lies beside the project."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    found = [*sorted((folder / "forecasting").glob("*.csv")), folder / "data" / "provinces.csv"]
    return [path for path in found if path.is_file()]


def read(path: Path) -> pd.DataFrame:
    """A panel in the long form, or the provinces' file, which becomes one."""
    frame = pd.read_csv(path, low_memory=False)
    return provinces(frame) if "indicator_zh" in frame.columns else frame[COLUMNS]


def provinces(frame: pd.DataFrame, held_out: int = 5) -> pd.DataFrame:
    """Provincial series of one vintage each; the last `held_out` years of the longer ones are the
    test.
    """
    parts = []
    for category, area, series in provincial_series(frame):
        test = held_out if len(series) >= 12 else 0
        split_ = ["train"] * (len(series) - test) + ["test"] * test
        parts.append(
            pd.DataFrame(
                {
                    "dataset": "provinces",
                    "series_id": f"{category}|{area}",
                    "year_index": series.index,
                    "value": series.to_numpy(),
                    "split": split_,
                    "category": category,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def provincial_series(frame: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series]]:
    """indicator, area and the values by year, of one vintage each."""
    plain = frame[frame["year"].astype(str).str.fullmatch(r"\d{4}") & (frame["kind"] != "model")]
    tables = {name: _vintage(plain, *words) for name, words in VINTAGES.items()}
    tables["real_gdp"] = (
        _vintage(plain, *INDEX).div(100).cumprod() * 100
    )  # previous year = 100, chained
    tables["gdp_per_head"] = tables["gdp"] / tables["population"]
    for name, table in tables.items():
        for area in table.columns:
            series = table[area].dropna()
            if len(series) >= 7 and (np.diff(series.index) == 1).all():
                yield name, area, series


def _vintage(frame: pd.DataFrame, indicator: str, source: str, note: str) -> pd.DataFrame:
    """Years by areas; where a source prints a year twice the first row stands."""
    rows = frame[
        (frame["indicator_zh"] == indicator)
        & frame["source_title"].str.contains(source, regex=False)
        & frame["note"].fillna("").str.contains(note, regex=False)
    ]
    rows = rows.assign(year=rows["year"].astype(int)).drop_duplicates(["region", "year"])
    return rows.pivot(index="year", columns="region", values="value").sort_index()


def nation(table: pd.DataFrame) -> pd.Series:
    """The sum of the areas in the years in which all are known."""
    return table.dropna().sum(axis=1)
