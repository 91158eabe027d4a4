"""A country of N counties that nobody has measured: seeded figures under the real division codes.

Forty items over twenty-five years, in up to three editions a figure. Growth has a part common to
all, a part of the province and a part of its own; a county has about half of what a province has,
with gaps; counts are small whole numbers in counties.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.ledger.sources import SHEET
from yq_analysis.catalogue import Catalogue
from yq_analysis.catalogue.divisions import divisions
from yq_analysis.model import OBSERVATIONS

PROJECT = Path(__file__).resolve().parent.parent
YEARS = np.arange(2000, 2025)
# a province is about so many counties, a city so many
SIZE = {"nation": 2800.0, "province": 90.0, "city": 8.0, "county": 1.0}
# how many of the figures stand again in the next edition, and how many of those are revised
AGAIN, REVISED = (0.5, 0.15), 0.3


class Item(NamedTuple):
    """How an item looks in a county: its level, growth and noise a year, and how many print it."""

    item: str
    caliber: str
    level: float
    growth: float
    noise: float
    share: float


def _several(names: str, *rest: float) -> list[Item]:
    return [Item(name, "as_published", *rest) for name in names.split()]


ITEMS = [
    Item("gdp", "as_published", 150, 0.09, 0.05, 0.98),
    Item("gdp_growth", "as_published", 8, 0, 0, 0.95),
    Item("energy_consumption", "as_published", 80, 0.03, 0.04, 0.5),
    Item("employment", "as_published", 18, 0.002, 0.02, 0.7),
    Item("population_resident", "as_published", 32, -0.002, 0.01, 0.95),
    Item("population_resident", "popcensus2020", 32, -0.002, 0.01, 0.5),
    Item("published_energy_intensity", "as_published", 0.6, -0.03, 0.03, 0.3),
    Item("published_energy_intensity_change", "as_published", -3, 0, 0, 0.5),
    Item("published_labour_productivity", "as_published", 90000, 0.07, 0.03, 0.3),
    Item("published_labour_productivity_growth", "as_published", 6, 0, 0, 0.2),
    Item("invention_patents_in_force", "domestic", 60, 0.15, 0.2, 0.6),
    Item("high_value_invention_patents", "domestic", 20, 0.2, 0.3, 0.4),
    Item("published_invention_patent_density", "as_published", 2, 0.12, 0.1, 0.3),
    Item("published_high_value_patent_density", "as_published", 1, 0.15, 0.2, 0.3),
    Item("quality_awards", "as_published", 3, 0.05, 0.3, 0.4),
    *_several("farm_product_pass_rate food_pass_rate", 97, 0.001, 0.002, 0.5),
    *_several("strategic_industry_share green_building_share", 20, 0.02, 0.05, 0.35),
    *_several(
        "value_added_primary value_added_secondary value_added_tertiary fiscal_revenue farm_output "
        "industrial_output",
        *(40, 0.08, 0.06, 0.7),
    ),
    *_several(
        "value_added_primary_growth value_added_secondary_growth value_added_tertiary_growth "
        "farm_output_growth",
        *(6, 0, 0, 0.6),
    ),
    *_several("share_primary share_secondary share_tertiary urbanisation_rate", 33, 0, 0.02, 0.6),
    *_several(
        "employment_primary employment_secondary employment_tertiary population_registered "
        "population_urban rural_employment",
        *(5, 0.0, 0.03, 0.5),
    ),
    *_several("income_urban income_rural", 15000, 0.09, 0.02, 0.6),
]
# what every county is asked: indicator, year, value, comparator, unit, basis, base year
ASKED = [
    ("energy_intensity_reduction", 2030, 13.5, ">=", "%", "cumulative", "2025"),
    ("labour_productivity", 2030, 20, ">=", "万元/人", "level", ""),
    ("patent_density", 2030, 5, ">=", "件/万人", "level", ""),
    ("farm_product_pass_rate", 2030, 98, ">=", "%", "level", ""),
]


def areas_of(counties: int) -> pd.DataFrame:
    """The first `counties` counties of the country in the order of their codes, and all above."""
    rows = {row["area"]: row for row in divisions()}
    lowest = [code for code in sorted(rows) if rows[code]["level"] == "county"][:counties]
    kept: dict[str, None] = {}
    for code in lowest:
        line = [code]
        while above := rows[line[-1]]["parent"]:
            line.append(above)
        kept |= dict.fromkeys(reversed(line))
    return pd.DataFrame([dict(rows[code]) for code in kept])[["area", "name_zh", "level", "parent"]]


def observations_of(areas: pd.DataFrame, seed: int, lists: Catalogue) -> pd.DataFrame:
    """Every figure in every edition (columns OBSERVATIONS)."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 0.02, len(YEARS))
    codes, levels = areas["area"].to_numpy(dtype=object), areas["level"].to_numpy(dtype=object)
    province = pd.factorize(areas["area"].str[:2])[0]
    parts = []
    for one in ITEMS:
        unit = lists.item_unit[one.item]
        values = _values(one, unit, levels, province, common, rng)
        known = rng.random(values.shape) > np.where(levels == "county", 0.06, 0.02)[:, None]
        known &= (
            np.arange(len(YEARS))
            >= np.where(levels == "county", rng.integers(0, 14, len(levels)), 0)[:, None]
        )
        known &= ((levels != "county") | (rng.random(len(levels)) < one.share))[:, None]
        for again in range(3):
            if again:
                known = known & (rng.random(values.shape) < AGAIN[again - 1])
                moved = 1 + rng.normal(0, 0.01, values.shape) * (rng.random(values.shape) < REVISED)
                values = _printed(values * moved, unit)
            place, year = np.nonzero(known)
            parts.append(
                pd.DataFrame(
                    {
                        "area": codes[place],
                        "item": one.item,
                        "year": YEARS[year],
                        "value": values[place, year],
                        "unit": unit,
                        "caliber": one.caliber,
                        "status": "A",
                        "edition": (YEARS[year] + 1 + again).astype(str),
                    }
                )
            )
    table = pd.concat(parts, ignore_index=True).sort_values("area", kind="stable")
    line = table.groupby("area", sort=False).cumcount() + 2
    table["source"] = "transcriptions/" + table["area"] + ".csv#D" + line.astype(str)
    text = {name: "str" for name in OBSERVATIONS if name not in ("year", "value")}
    return table[OBSERVATIONS].astype(text).reset_index(drop=True)


def _values(
    one: Item,
    unit: str,
    levels: np.ndarray,
    province: np.ndarray,
    common: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    shape = (len(levels), len(YEARS))
    if not one.growth and not one.noise:  # a yearly change
        return np.round(one.level + 100 * common + rng.normal(0, 2, shape), 1)
    steps = rng.normal(one.growth, 0.02, (shape[0], 1)) + rng.normal(0, one.noise, shape)
    steps += rng.normal(0, 0.01, (province.max() + 1, shape[1]))[province]
    if unit == "%":
        size = one.level * np.exp(np.cumsum(steps - one.growth, axis=1) / 3)
        return np.round(np.clip(size, 0.5, 99.8), 2)
    spread = 1.0
    if unit in ("亿元", "万吨标准煤", "万人", "件", "个"):
        spread = np.array([SIZE[level] for level in levels])[:, None]
    size = one.level * spread * np.exp(rng.normal(0, 0.4, (shape[0], 1)))
    return _printed(size * np.exp(np.cumsum(common + steps, axis=1) - one.growth * 12), unit)


def _printed(values: np.ndarray, unit: str) -> np.ndarray:
    if unit in ("件", "个"):
        return np.asarray(np.round(values))
    if unit == "%":
        return np.asarray(np.round(np.clip(values, -99.9, 99.9), 2))
    digits = 4 - np.floor(np.log10(np.abs(np.where(values == 0, 1.0, values))))
    return np.asarray(np.round(values * 10**digits) / 10**digits)


def make(folder: Path, counties: int, seed: int, *, sheets: bool = True) -> pd.DataFrame:
    """A project folder with lists and notebooks, and a sheet an area; returns the figures."""
    areas = areas_of(counties)
    for name in ("catalogue", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name, dirs_exist_ok=True)
    raw = folder / "data" / "raw" / "transcriptions"
    raw.mkdir(parents=True, exist_ok=True)
    _ask(folder / "catalogue" / "targets.csv", areas)
    lists = catalogue.read(folder / "catalogue")
    table = observations_of(areas, seed, lists)
    if sheets:
        _write(raw, table, lists)
    return table


def _ask(path: Path, areas: pd.DataFrame) -> None:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header = next(csv.reader(lines))
    with path.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, header, restval="")
        for area in areas.loc[areas["level"] == "county", "area"]:
            for no, one in enumerate(ASKED, start=1):
                names = ("indicator", "year", "value", "comparator", "unit", "basis", "base_year")
                row = dict(zip(names, one, strict=True))
                about = {"area": area, "no": no, "binding": "anticipatory", "document": "规划"}
                writer.writerow({**row, **about, "provisional": "false", "issued": "2026-01-01"})


def _write(folder: Path, table: pd.DataFrame, lists: Catalogue) -> None:
    label = {
        row["item"]: row["label"]
        for row in reversed(lists.labels.to_dict("records"))
        if row["sign"] != "-1" and not row["scope"]
    }
    text = table.assign(
        region=table["area"].map(lists.names.path),
        item=table["item"].map(label),
        kind="actual",
        note="",
        source="统计年鉴",
        url="",
    )
    for area, part in text.groupby("area", sort=False):
        part[SHEET].to_csv(folder / f"{area}.csv", index=False, encoding="utf-8-sig")
