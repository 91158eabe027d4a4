"""Targets from the nation down to a district: who asks for more, by when, and how a parent's task
is shared out.

Energy intensity is a ratio, so children's targets do not simply average to the parent's: they weigh
by the output that each will have, and a child that grows fast while using much energy per yuan
pulls the parent up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

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
ALLOCATED = ["area", "intensity", "reduction", "intensity_target", "energy_target"]
Array = npt.NDArray[np.float64]
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


def implied(
    reduction: Mapping[str, float],
    energy: Mapping[str, float],
    gdp: Mapping[str, float],
    gdp_target: Mapping[str, float] | None = None,
) -> float:
    """The parent's reduction, as a fraction, that the children's reductions add up to.

    `energy` and `gdp` (constant prices) of the base year by area, `gdp_target` of the target year;
    without it every child is taken to grow alike.

    Two halves, one twice as intensive as the other, fall by 10 % and 20 %: 2 x 0.9 + 1 x 0.8 = 2.6
    of 3, so 13.33 %.

    >>> round(implied({"a": 0.1, "b": 0.2}, {"a": 2, "b": 1}, {"a": 1, "b": 1}), 4)
    0.1333
    """
    frame = _children(energy, gdp, gdp_target)
    falls = pd.Series(dict(reduction), dtype="float64")
    if set(falls.index) != set(frame.index):
        refuse(
            [
                Problem(
                    where="reduction",
                    what=Message("refuse_names_other_areas_than_energy"),
                    next=Message("refuse_give_one_reduction_for_every"),
                )
            ]
        )
    later = (
        frame["energy"] / frame["gdp"] * (1 - falls[frame.index]) * frame["gdp_target"]
    ).sum() / frame["gdp_target"].sum()
    return float(1 - later / (frame["energy"].sum() / frame["gdp"].sum()))


def allocate(
    energy: Mapping[str, float],
    gdp: Mapping[str, float],
    target: float,
    *,
    gdp_target: Mapping[str, float] | None = None,
    convergence: float = 0.0,
    least: float = -np.inf,
    most: float = 1.0,
) -> pd.DataFrame:
    """Share a parent's intensity target out over its children so that sum E / sum GDP meets it
    exactly.

    `target` is the parent's reduction as a fraction (0.135). Child i's intensity becomes
    k x I_i x (I_i / I)^(-convergence): 0 asks the same fall of all, 1 brings all to one intensity,
    between them the more intensive child falls more. k is what makes the sum exact. `least` and
    `most` bound every child's reduction; what a bounded child cannot give, the others do.

    Returns area, intensity, reduction (fraction), intensity_target, energy_target. Raises
    `DataProblem` where the bounds make the target unreachable.

    >>> shared = allocate({"a": 200.0, "b": 100.0}, {"a": 100.0, "b": 100.0}, 0.135)
    >>> shared["reduction"].round(4).tolist()
    [0.135, 0.135]
    >>> allocate({"a": 200.0, "b": 100.0}, {"a": 100.0, "b": 100.0}, 0.1,
    ...     convergence=1)["intensity_target"].round(4).tolist()
    [1.35, 1.35]
    """
    frame = _children(energy, gdp, gdp_target)
    if not (0 <= convergence <= 1 and target < 1 and least <= most):
        refuse(
            [
                Problem(
                    where="allocate",
                    what=Message(
                        "refuse_target_convergence_bounds_do_not",
                        target=target,
                        convergence=convergence,
                        least=least,
                        most=most,
                    ),
                    next=Message("refuse_give_target_below_convergence_in"),
                )
            ]
        )
    intensity = frame["energy"] / frame["gdp"]
    parent = frame["energy"].sum() / frame["gdp"].sum()
    budget = (1 - target) * parent * frame["gdp_target"].sum()
    shape = intensity * (intensity / parent) ** (-convergence)
    low, high = intensity * (1 - most), intensity * (1 - least)
    if not (low * frame["gdp_target"]).sum() <= budget * (1 + 1e-12) or not budget <= (
        high * frame["gdp_target"]
    ).sum() * (1 + 1e-12):
        refuse(
            [
                Problem(
                    where="allocate",
                    what=Message(
                        "refuse_reductions_within_cannot_give_for",
                        least=least,
                        most=most,
                        target=target,
                    ),
                    next=Message("refuse_widen_the_bounds_or_change"),
                )
            ]
        )
    later = pd.Series(
        _scaled(*(x.to_numpy() for x in (shape, low, high, frame["gdp_target"])), budget=budget),
        index=frame.index,
    )
    return pd.DataFrame(
        {
            "area": frame.index,
            "intensity": intensity,
            "reduction": 1 - later / intensity,
            "intensity_target": later,
            "energy_target": later * frame["gdp_target"],
        },
        columns=ALLOCATED,
    ).reset_index(drop=True)


def _scaled(shape: Array, low: Array, high: Array, weight: Array, *, budget: float) -> Array:
    """k x shape, held within bounds, with sum of weight x value = budget; k by bisection, then
    settled exactly.
    """
    below, above = 0.0, float((np.where(np.isfinite(high), high, shape * 1e9) / shape).max()) + 1.0
    for _ in range(200):
        k = (below + above) / 2
        if weight @ np.clip(k * shape, low, high) > budget:
            above = k
        else:
            below = k
    k = (below + above) / 2
    held = np.clip(k * shape, low, high)
    free = (k * shape > low) & (k * shape < high)
    if free.any():
        rest = budget - (weight * held)[~free].sum()
        held[free] = shape[free] * rest / (weight * shape)[free].sum()
    return held


def _children(
    energy: Mapping[str, float], gdp: Mapping[str, float], gdp_target: Mapping[str, float] | None
) -> pd.DataFrame:
    columns = {
        "energy": energy,
        "gdp": gdp,
        "gdp_target": gdp if gdp_target is None else gdp_target,
    }
    frame = pd.DataFrame(
        {name: pd.Series(dict(values), dtype="float64") for name, values in columns.items()}
    )
    problems = [
        Problem(
            where=name,
            what=Message("refuse_of_is_missing_or_not", listed=", ".join(map(str, bad))),
            next=Message("refuse_give_a_positive_number_for"),
        )
        for name in columns
        if (bad := list(frame.index[~(frame[name] > 0)]))
    ]
    if frame.empty:
        problems.append(
            Problem(
                where="energy",
                what=Message("refuse_names_no_area"),
                next=Message("refuse_give_at_least_one_child"),
            )
        )
    refuse(problems)
    return frame


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
