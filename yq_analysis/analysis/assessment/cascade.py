"""Targets from the nation down to a district: who asks for more and by when; how a parent's task is
shared out stands in `allocation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis.analysis.assessment.allocation import ALLOCATED, allocate, implied
from yq_analysis.check import Message, Problem, need_columns, refuse

COMPARED = [
    "relation",
    "area",
    "name",
    "year",
    "value",
    "upper",
    "comparator",
    "unit",
    "basis",
    "base_year",
    "binding",
    "gap",
    "finding",
    "text",
]
STANDING = ["area", "name", "value", "rank", "of", "own"]
__all__ = [
    "ALLOCATED",
    "COMPARED",
    "STANDING",
    "allocate",
    "compare",
    "implied",
    "lineage",
    "siblings",
    "standing",
]
_TARGET_COLUMNS = ["area", "indicator", "year", "value", "comparator", "unit", "basis", "text"]
_AREA_COLUMNS = ["area", "name_zh", "parent"]
_OPTIONAL: dict[str, Any] = {"upper": np.nan, "base_year": pd.NA, "binding": "none"}


def lineage(areas: pd.DataFrame, area: str) -> list[str]:
    """An area's parents, nearest first.

    >>> areas = pd.DataFrame({"area": ["100000", "610000", "610800"], "name_zh": ["全国", "陕西省",
    ...     "榆林市"],
    ...                       "parent": ["", "100000", "610000"]})
    >>> lineage(areas, "610800")
    ['610000', '100000']
    """
    parents = _parents(areas)
    _known(area, parents)
    found: list[str] = []
    while (area := parents.get(area, "")) and area not in found:
        found.append(area)
    return found


def siblings(areas: pd.DataFrame, area: str) -> list[str]:
    """The areas with the same parent, the area itself included."""
    parents = _parents(areas)
    _known(area, parents)
    return (
        [code for code, parent in parents.items() if parent == parents[area]]
        if parents[area]
        else [area]
    )


def compare(
    targets: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    area: str,
    indicator: str,
    direction: int = 1,
    adds_up: bool = False,
) -> pd.DataFrame:
    """One indicator's targets of an area, of its parents and of its siblings, with what does not
    fit.

    `targets` has area beside the columns of `model.TARGETS`; `areas` has area, name_zh, parent.
    `direction` is 1 where more is better (a reduction counts as more) and -1 where less is.
    `adds_up`: the areas' figures make the parent's as a sum, so that others must make up for a
    looser target; of rates and densities they need not. `gap` is the area's own value less the
    other's, in the printed unit and turned so that positive means that the own target is the harder
    one; it is missing where the two cannot be compared, and `finding` says why. Two targets are
    compared where year, unit and basis agree (and the base year, where both print one).

    Returns one row a target: first the area's own, then its parents upwards, then its siblings.
    """
    need_columns(targets, _TARGET_COLUMNS, name="targets")
    need_columns(areas, _AREA_COLUMNS, name="areas")
    parents = lineage(areas, area)
    peers = [code for code in siblings(areas, area) if code != area]
    names = dict(zip(areas["area"], areas["name_zh"], strict=True))
    table = targets[targets["indicator"] == indicator].reset_index(drop=True)
    for column, blank in _OPTIONAL.items():
        if column not in table.columns:
            table[column] = blank
    own = table[table["area"] == area]
    setters = set(table["area"])  # a province has many counties, of which few set a target
    rows: list[dict[str, Any]] = []
    for relation, codes in (("own", [area]), ("parent", parents), ("sibling", peers)):
        for code in filter(setters.__contains__, codes):
            for _, other in table[table["area"] == code].sort_values(["year", "value"]).iterrows():
                gap, finding = (
                    (np.nan, "")
                    if relation == "own"
                    else _hold(
                        own, other, names, relation=relation, direction=direction, adds_up=adds_up
                    )
                )
                rows.append(
                    {
                        "relation": relation,
                        "name": names.get(code, code),
                        "gap": gap,
                        "finding": finding,
                        **{column: other[column] for column in COMPARED if column in table.columns},
                    }
                )
    findings = pd.Series([row["finding"] for row in rows], dtype=object)
    return pd.DataFrame(rows, columns=COMPARED).assign(finding=findings)


def _hold(
    own: pd.DataFrame,
    other: pd.Series[Any],
    names: Mapping[str, str],
    *,
    relation: str,
    direction: int,
    adds_up: bool,
) -> tuple[float, str]:
    """The gap to another's target and what to say about it."""
    name = names.get(other["area"], other["area"])
    if own.empty:
        return np.nan, Message("cascade_own_none", name=name)
    if pd.isna(other["value"]):
        return np.nan, Message("cascade_words", name=name)
    numbers = own[own["value"].notna()]
    if numbers.empty:
        return np.nan, Message("cascade_own_words", name=name)
    alike = numbers[
        (numbers["unit"] == other["unit"])
        & (numbers["basis"] == other["basis"])
        & _same_base(numbers, other)
    ]
    if alike.empty:
        return np.nan, Message("cascade_unlike", name=name)
    same_year = alike[alike["year"].eq(other["year"]).fillna(False)]
    if same_year.empty:
        nearest = alike.iloc[
            int(
                np.argmin(
                    [
                        abs(float(y) - float(other["year"]))
                        if pd.notna(y) and pd.notna(other["year"])
                        else 99.0
                        for y in alike["year"]
                    ]
                )
            )
        ]
        return np.nan, _other_year(nearest, other, name, relation=relation, direction=direction)
    gap = float(direction * (same_year["value"].iloc[0] - other["value"]))
    if not gap:
        return gap, Message("cascade_same", name=name)
    size, unit = f"{abs(gap):g}", str(other["unit"])
    step = (
        Message("step_points", size=size)
        if unit == "%"
        else Message("step_unit", size=size, unit=unit)
    )
    code = "stricter" if gap > 0 else "looser"
    if gap < 0 and relation == "parent":
        # a level that is no sum and no share, such as a density, is the parent's own: information
        own_level = other["basis"] == "level" and unit != "%" and not adds_up
        code = "beside_parent" if own_level else "looser_than_above"
        code = "looser_in_sum" if adds_up else code
    return gap, Message(f"cascade_{code}", name=name, step=step)


def _other_year(
    own: pd.Series[Any], other: pd.Series[Any], name: str, *, relation: str, direction: int
) -> str:
    """A value that the parent wants earlier is wanted too late below."""
    if pd.isna(own["year"]) or pd.isna(other["year"]):
        return Message("cascade_no_year", name=name)
    years = {"own": int(own["year"]), "name": name, "other": int(other["year"])}
    if (
        relation == "parent"
        and own["year"] > other["year"]
        and direction * (own["value"] - other["value"]) <= 0
    ):
        return Message("cascade_later", **years)
    if (
        relation == "parent"
        and own["year"] < other["year"]
        and direction * (own["value"] - other["value"]) >= 0
    ):
        return Message("cascade_earlier", **years)
    return Message("cascade_other_year", **years)


def _same_base(numbers: pd.DataFrame, other: pd.Series[Any]) -> pd.Series[bool]:
    if pd.isna(other["base_year"]):
        return pd.Series(True, index=numbers.index)
    return numbers["base_year"].isna() | numbers["base_year"].eq(other["base_year"]).fillna(True)


def standing(
    table: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    area: str,
    year: int | None = None,
    direction: int = 1,
) -> pd.DataFrame:
    """Where an area stands among its siblings: a district in its city, a province among all
    provinces.

    `table` has area, year, value of one indicator (caliber already chosen). Without `year`, the
    last year in which the area itself is known. Rank 1 is best by `direction`; equal values share
    the better rank, as official rankings print them. `of` counts the siblings that have a value:
    who is missing is not ranked.

    >>> areas = pd.DataFrame({"area": ["1", "11", "12", "13"], "name_zh": ["甲省", "乙市", "丙市",
    ...     "丁市"], "parent": ["", "1", "1", "1"]})
    >>> table = pd.DataFrame({"area": ["11", "12", "13"], "year": 2024, "value": [3.0, 5.0, 3.0]})
    >>> standing(table, areas, area="11")[["name", "rank", "of", "own"]].values.tolist()
    [['丙市', 1, 3, False], ['乙市', 2, 3, True], ['丁市', 2, 3, False]]
    """
    need_columns(table, ["area", "year", "value"], name="table")
    need_columns(areas, _AREA_COLUMNS, name="areas")
    known = table[table["value"].notna() & table["area"].isin(siblings(areas, area))]
    own = known[known["area"] == area]
    if year is None and own.empty:
        return pd.DataFrame(columns=STANDING)
    at = int(own["year"].max()) if year is None else year
    now = known[known["year"] == at]
    if twice := sorted(now.loc[now["area"].duplicated(), "area"].unique()):
        refuse(
            [
                Problem(
                    where=f"table, {at}",
                    what=Message("refuse_holds_more_than_one_value", listed=", ".join(twice)),
                    next=Message("refuse_choose_one_caliber_first"),
                )
            ]
        )
    names = dict(zip(areas["area"], areas["name_zh"], strict=True))
    ranked = now.assign(
        name=now["area"].map(names),
        rank=(-direction * now["value"]).rank(method="min").astype(int),
        of=len(now),
        own=now["area"].eq(area),
    )
    return ranked.sort_values(["rank", "own", "area"], ascending=[True, False, True])[
        STANDING
    ].reset_index(drop=True)


def _parents(areas: pd.DataFrame) -> dict[str, str]:
    return {
        code: parent if isinstance(parent, str) else ""
        for code, parent in zip(areas["area"], areas["parent"], strict=True)
    }


def _known(area: str, parents: Mapping[str, str]) -> None:
    if area not in parents:
        refuse(
            [
                Problem(
                    where="area",
                    what=Message("refuse_is_not_in_the_list", area=area),
                    next=Message("refuse_add_it_to_catalogue_areas"),
                )
            ]
        )
