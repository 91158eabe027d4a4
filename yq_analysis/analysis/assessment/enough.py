"""What would be enough: for a target that cannot be judged, the figure at which it is met, from
what is known.

patents = 1.65 件/万人 x 98.05 万人 = 162 件
employment = GDP / 20 万元/人
a total of 15 % over five years = 3.1981 % a year
98 % = at most 2 failures in 100 samples
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.catalogue.duties import duties, proxies
from yq_analysis.check import Message

# `item` at `value` (in `unit`) meets the target; `sentence` and `nearby` are Messages
ENOUGH = [
    "area",
    "indicator",
    "year",
    "target",
    "item",
    "value",
    "unit",
    "known_item",
    "known_value",
    "known_year",
    "department",
    "sentence",
    "nearby",
]
_AT_MOST = ("<", "<=")


def enough(targets: pd.DataFrame, observations: pd.DataFrame, lists: Catalogue) -> pd.DataFrame:
    """What figure would meet each target.

    Parameters
    ----------
    targets : DataFrame
        Columns area, indicator, year, value, comparator, basis, base_year: those that no verdict
        could be given on.
    observations : DataFrame
        What is known (columns `model.OBSERVATIONS`).
    lists : Catalogue

    Returns
    -------
    DataFrame
        Columns ENOUGH, one row a target whose number says enough; `sentence` (a `Message`) says it
        in words, `nearby` what stands near the missing figure under its own name. Targets in words
        only have no row.
    """
    known = _Known(observations, lists)
    asked = [{str(key): cell for key, cell in row.items()} for row in targets.to_dict("records")]
    rows = [found for row in asked if (found := _of(row, known, lists))]
    return pd.DataFrame(rows, columns=ENOUGH)


class _Known:
    """The latest usable figure of an item of an area."""

    def __init__(self, observations: pd.DataFrame, lists: Catalogue) -> None:
        unused = set(lists.calibers.loc[lists.calibers["use"] == "no", "caliber"])
        table = observations[observations["value"].notna()]
        usable = table["caliber"].map(lambda one: not unused & set(str(one).split("+")))
        table = table[usable.astype(bool)].sort_values(["year", "edition"])
        self._last = {
            (str(area), str(item)): (float(value), int(year))
            for area, item, value, year in table[["area", "item", "value", "year"]].to_numpy()
        }

    def __call__(self, area: str, item: str) -> tuple[float, int] | None:
        return self._last.get((area, item))


def _of(row: dict[str, Any], known: _Known, lists: Catalogue) -> dict[str, Any] | None:
    if pd.isna(row["value"]) or row["indicator"] not in lists.records:
        return None
    one = lists.records[row["indicator"]]
    if row["basis"] == "cumulative" and pd.notna(row["base_year"]) and pd.notna(row["year"]):
        return _total(row, known, lists)
    if row["basis"] != "level":
        return None
    if one.numerator and one.denominator:
        return _ratio(row, known, lists)
    if one.scale == "share":
        return _failures(row, known, lists)
    return None


def _ratio(row: dict[str, Any], known: _Known, lists: Catalogue) -> dict[str, Any] | None:
    """The numerator at the known denominator, or the denominator at the known numerator."""
    one = lists.records[row["indicator"]]
    above = "gdp" if one.numerator == "gdp_constant" else one.numerator
    over, under = known(row["area"], above), known(row["area"], one.denominator)
    target = float(row["value"])
    at_most = row["comparator"] in _AT_MOST
    if under is not None:
        value, given = target / one.factor * under[0], (one.denominator, *under)
        return _made(row, lists, known, above, value, given, less=at_most)
    if over is not None:
        value, given = over[0] / (target / one.factor), (above, *over)
        return _made(row, lists, known, one.denominator, value, given, less=not at_most)
    return None


def _made(
    row: dict[str, Any],
    lists: Catalogue,
    known: _Known,
    item: str,
    value: float,
    given: tuple[str, float, int],
    *,
    less: bool,
) -> dict[str, Any]:
    names = _names(lists)
    unit = lists.item_unit[item]
    if unit in (
        "件",
        "个",
        "人",
        "家",
    ):  # whole things: up where at least so many are asked, else down
        value = float(math.floor(value + 1e-9) if less else math.ceil(value - 1e-9))
    sentence = Message(
        "enough_at_most" if less else "enough_at_least",
        indicator=lists.records[row["indicator"]].name_zh,
        target=f"{row['value']:g}{lists.records[row['indicator']].unit}",
        year=given[2],
        known=names[given[0]],
        amount=f"{given[1]:.10g}{lists.item_unit[given[0]]}",
        item=names[item],
        value=f"{_shown(value)}{unit}",
    )
    return _row(row, lists, known, item, value, unit, given, sentence)


def _total(row: dict[str, Any], known: _Known, lists: Catalogue) -> dict[str, Any] | None:
    """The one yearly rate that makes the total: 1-(1-r)^n."""
    years = int(row["year"]) - int(row["base_year"])
    total = float(row["value"]) / 100
    if years < 1 or not 0 < total < 1:
        return None
    rate = 100 * (1 - (1 - total) ** (1 / years))
    one = lists.records[row["indicator"]]
    source = lists.records[one.rate or row["indicator"]].published
    item = source[0].item if source else ""
    sentence = Message(
        "enough_yearly",
        indicator=one.name_zh,
        total=f"{row['value']:g}",
        first=int(row["base_year"]) + 1,
        last=int(row["year"]),
        rate=f"{rate:.4f}",
    )
    return _row(row, lists, known, item, rate, "%", None, sentence)


def _failures(row: dict[str, Any], known: _Known, lists: Catalogue) -> dict[str, Any] | None:
    """The most failures in a hundred samples."""
    one = lists.records[row["indicator"]]
    if row["comparator"] in _AT_MOST or not one.name_zh.endswith("合格率"):
        return None
    target = float(row["value"])
    item = one.published[0].item if one.published else ""
    sentence = Message(
        "enough_failures",
        indicator=one.name_zh,
        target=f"{target:g}",
        most=math.floor(100 - target + 1e-9),
        thousand=math.floor(1000 - 10 * target + 1e-9),
    )
    return _row(row, lists, known, item, target, "%", None, sentence)


def _row(
    row: dict[str, Any],
    lists: Catalogue,
    known: _Known,
    item: str,
    value: float,
    unit: str,
    given: tuple[str, float, int] | None,
    sentence: Message,
) -> dict[str, Any]:
    item_known, amount, year = given or ("", math.nan, pd.NA)
    return {
        "area": row["area"],
        "indicator": row["indicator"],
        "year": row["year"],
        "target": float(row["value"]),
        "item": item,
        "value": value,
        "unit": unit,
        "known_item": item_known,
        "known_value": amount,
        "known_year": year,
        "department": duties(str(row["area"]), lists).get(item, {}).get("department", ""),
        "sentence": sentence,
        "nearby": list(_nearby(str(row["area"]), item, known, lists)),
    }


def _nearby(area: str, item: str, known: _Known, lists: Catalogue) -> Iterable[Message]:
    names = _names(lists)
    for proxy, note in proxies(item, lists):
        found = known(area, proxy)
        if found is not None:
            yield Message(
                "enough_nearby",
                proxy=names[proxy],
                year=found[1],
                value=f"{found[0]:.10g}{lists.item_unit[proxy]}",
                note=note,
            )


def _names(lists: Catalogue) -> dict[str, str]:
    return dict(zip(lists.items["item"], lists.items["name_zh"], strict=True))


def _shown(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.4g}"
