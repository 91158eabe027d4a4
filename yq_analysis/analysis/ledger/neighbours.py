"""Figures held against what stands around them: their own neighbouring years, other files, and the
area that theirs lies in. What is far from all of them is doubted; how far is too far is data
(`catalogue/bounds.csv`, columns `jump` and `parent`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis.analysis.ledger.doubts import DOUBTED, Doubts
from yq_analysis.analysis.ledger.magnitude import are_small_counts, levels_of
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message

_JUMP = 3.0  # where the list says nothing of an item
_APART = 2.2  # between two calibers of one thing
_ENOUGH = 3  # years that make a line


def off_the_line(table: pd.DataFrame, lists: Catalogue, doubts: Doubts) -> None:
    """Doubt a year that stands far off the line between its neighbours, or off the way in which
    its series has gone so far.

    Of several years in a row the one that stands farthest off is meant: its neighbours look wrong
    only beside it. At either end a step counts double, as a neighbour is missing.
    """
    series = ["area", "item", "caliber", "file"]
    rows = levels_of(table, doubts).sort_values([*series, "year", "edition"], kind="stable")
    rows = rows.drop_duplicates([*series, "year"], keep="last")
    group = rows.groupby(series, sort=False)
    rows = rows[group["year"].transform("size").ge(_ENOUGH)]
    if rows.empty:
        return
    group = rows.groupby(series, sort=False)
    log, year = rows["log"], rows["year"]
    before, after = group["log"].shift(1), group["log"].shift(-1)
    since, until = year - group["year"].shift(1), group["year"].shift(-1) - year
    line = (before * until + after * since) / (since + until)
    off = (log - line).where((since <= 2) & (until <= 2))
    rate = group["log"].diff() / since
    usual = rate.groupby([rows[one] for one in series], sort=False).transform("median")
    last = _step(rows, group, usual, 1).where(after.isna() & (since <= 2))
    first = _step(rows, group, usual, -1).where(before.isna() & (until <= 2))
    ends = (last.fillna(first) / 2).where(group["year"].transform("size").gt(_ENOUGH))
    off = off.fillna(ends).fillna(0.0)
    size = off.abs()
    keys = [rows[one] for one in series]
    # an end is halved for its threshold and not where it is held against its neighbour
    whole = size.where(last.isna() & first.isna(), 2 * size)
    around = whole.groupby(keys, sort=False)
    largest = (whole >= around.shift(1).fillna(0.0)) & (whole >= around.shift(-1).fillna(0.0))
    # what is usual in a series: of five years one wrong figure spoils three
    calm = size.groupby(keys, sort=False).transform("quantile", 0.25)
    too_far = (size > np.log10(_jumps(rows["item"], lists))) & (size > 3 * calm) & largest
    small = are_small_counts(rows) & (np.minimum(log, line.fillna(log)) < np.log10(50)).to_numpy()
    hit = rows[too_far.to_numpy() & ~small]
    expected = dict(zip(hit["at"], 10 ** (log - off)[hit.index], strict=True))
    mask = np.zeros(len(table), dtype=bool)
    mask[hit["at"].to_numpy()] = True
    doubts.add(
        mask,
        DOUBTED,
        lambda i: Message(
            "gate_off_the_line",
            value=f"{table['value'].iloc[i]:.6g}",
            expected=f"{expected[i]:.4g}",
        ),
    )


def _step(rows: pd.DataFrame, group: Any, usual: pd.Series, side: int) -> pd.Series:
    """How far a year stands off what the year beside it and the usual rate lead to; where the next
    but one leads closer to it, it is that year that is off.
    """
    found = []
    for places in (side, 2 * side):
        years = rows["year"] - group["year"].shift(places)
        found.append(rows["log"] - group["log"].shift(places) - usual * years)
    nearer = found[1].abs() < found[0].abs()
    step: pd.Series = found[0].mask(nearer, found[1])
    return step


def _jumps(items: pd.Series, lists: Catalogue) -> np.ndarray:
    said = lists.bounds[lists.bounds["jump"] != ""]
    known = dict(zip(said["item"], said["jump"].astype(float), strict=True))
    return items.map(known).fillna(_JUMP).to_numpy(dtype=float)


def nothing_among_much(table: pd.DataFrame, doubts: Doubts) -> None:
    """Doubt a nought in a series of amounts: a blank that was filled in."""
    usual = table["value"].where(~doubts.aside).groupby([table["area"], table["item"]])
    middle = usual.transform("median")
    amounts = ~table["unit"].str.contains("[%‰=]") & (usual.transform("count") >= _ENOUGH)
    doubts.add(
        (table["value"].eq(0) & amounts & middle.gt(50)).to_numpy(),
        DOUBTED,
        lambda i: Message("gate_off_the_line", value="0", expected=f"{middle[i]:.4g}"),
    )


def lone_fractions(table: pd.DataFrame, doubts: Doubts) -> None:
    """Doubt a rate that is small and has more decimals than the other rates of its area, and would
    have no more than they if it were per cent: 0.065 among 6.1 and 7.2.
    """
    rows = table[table["unit"].eq("%") & table["value"].notna() & ~doubts.aside]
    decimals = rows["value"].map(lambda value: len(f"{value:.6f}".rstrip("0").partition(".")[2]))
    series = [rows["area"], rows["item"]]
    usual = decimals.groupby(series).transform("median")
    size = rows["value"].abs()
    middle = size.groupby(series).transform("median")
    enough = size.groupby(series).transform("size") >= _ENOUGH
    lone = size.between(1e-4, 0.35) & enough & middle.gt(1) & (decimals - 2 <= usual)
    lone &= (decimals > usual) & (decimals >= 2)
    mask = np.zeros(len(table), dtype=bool)
    mask[rows.index[lone]] = True
    doubts.add(
        mask, DOUBTED, lambda i: Message("gate_fraction", value=f"{table['value'].iloc[i]:.6g}")
    )


def apart_from_others(table: pd.DataFrame, doubts: Doubts) -> None:
    """Doubt a figure that is less than half or more than twice what others say of the same thing:
    a county's under the city's name.
    """
    rows = levels_of(table, doubts)
    cell = [rows["area"], rows["item"], rows["year"]]
    count = rows.groupby(cell)["log"].transform("size")
    middle = rows.groupby(cell)["log"].transform("median")
    years = rows.groupby(["area", "item", "file"])["year"].transform("nunique")
    most = years.groupby(cell).transform("max")
    # of two, the one whose file says less of the series stands apart
    anchor = rows["log"].where(years == most).groupby(cell).transform("median")
    against = middle.where(count > 2, anchor)
    apart = (rows["log"] - against).abs() > np.log10(_APART)
    apart &= ~are_small_counts(rows) | (against >= np.log10(50))
    mask = np.zeros(len(table), dtype=bool)
    mask[rows["at"][apart].to_numpy()] = True
    other = dict(zip(rows["at"], 10**against, strict=True))
    doubts.add(
        mask,
        DOUBTED,
        lambda i: Message(
            "gate_apart", value=f"{table['value'].iloc[i]:.6g}", others=f"{other[i]:.4g}"
        ),
    )


def unlike_the_parent(table: pd.DataFrame, lists: Catalogue, doubts: Doubts) -> None:
    """Doubt figures of an area whose quotient, such as GDP a head, is many times that of the area
    around it; where that holds of most areas within one, the one around them is meant.
    """
    usable = table[~doubts.aside & table["value"].gt(0).to_numpy()]
    middle = usable.groupby(["area", "year", "item"])["value"].median().unstack("item")
    above = {area: (lists.parents(area) or [""])[0] for area in table["area"].unique()}
    names = dict(zip(lists.items["item"], lists.items["name_zh"], strict=True))
    reasons: dict[tuple[str, int, str], Message] = {}
    votes: Counter[tuple[str, int, str]] = Counter()
    for row in lists.bounds[lists.bounds["parent"] != ""].itertuples():
        upper, lower = str(row.item).split("/")
        if upper not in middle or lower not in middle:
            continue
        quotient = (middle[upper] / middle[lower]).dropna()
        for area, year, parent, times in _unlike(quotient, above, float(str(row.parent))):
            said = Message(
                "gate_parent_ratio",
                above=names[upper],
                below=names[lower],
                times=f"{times:.3g}",
                parent=lists.area_name(parent),
            )
            for item in (upper, lower):
                votes[area, year, item] += 1
                reasons.setdefault((area, year, item), said)
    if not reasons:
        return
    most: dict[tuple[str, int], int] = {}
    for (area, year, _), count in votes.items():
        most[area, year] = max(count, most.get((area, year), 0))
    guilty = {key for key, count in votes.items() if count == most[key[:2]]}
    keys = list(zip(table["area"], table["year"], table["item"], strict=True))
    hit = np.fromiter((key in guilty for key in keys), dtype=bool, count=len(keys))
    doubts.add(hit, DOUBTED, lambda i: reasons[keys[i]])


def _unlike(
    quotient: pd.Series, above: Mapping[str, str], factor: float
) -> Iterator[tuple[str, int, str, float]]:
    """The area that is meant, the year, the area around it, and how many times that of the latter
    a quotient is.
    """
    held = quotient.rename("own").reset_index()
    held["parent"] = held["area"].map(above)
    around = quotient.rename("around").rename_axis(["parent", "year"]).reset_index()
    held = held.merge(around, on=["parent", "year"])
    held["times"] = held["own"] / held["around"]
    held["off"] = held["times"].gt(factor) | held["times"].lt(1 / factor)
    inside = held.groupby(["parent", "year"])["off"]
    held["most"] = inside.transform("mean").gt(0.5) & inside.transform("size").gt(2)
    for one in held[held["off"]].to_dict("records"):
        area = one["parent"] if one["most"] else one["area"]
        yield area, one["year"], one["parent"], one["times"]
