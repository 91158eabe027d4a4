"""Figures held against their own series: powers of ten, fractions among percentages, swapped years.

All on whole columns: one sort, then neighbours by shifting, whatever the number of areas.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from yq_analysis.analysis.ledger.doubts import DOUBTED, SET_ASIDE, Doubts, by_value
from yq_analysis.check import Message

_NEAR = 0.13  # decades: between 7.4 and 13.5 times counts as tenfold
_GAP = 2  # years: over a longer gap a small county may well have grown tenfold
_SMALL_COUNT = 50  # below this a count may well grow tenfold in a year
_FRACTION = 0.35  # rates as fractions: 0.085 for 8.5
_VOTES = 2  # series of one table that must agree before its year headings count as swapped


def off_by_powers_of_ten(table: pd.DataFrame, doubts: Doubts) -> None:
    """Set aside what is ten, a hundred, … times off its own series or off another file's figure.

    A series is followed year by year; where it jumps by a power of ten and nothing else, all years
    on the less frequent side of the jump are off. Where neither side is the rarer one, both are
    doubted.
    """
    rows = levels_of(table, doubts)
    if rows.empty:
        return
    series = ["area", "item"]
    primary = _primary(rows, series)
    yearly = (
        rows.assign(rank=rows["file"].ne(primary))
        .sort_values([*series, "year", "rank"], kind="stable")
        .drop_duplicates([*series, "year"])
    )
    offset = _offsets(yearly, series)
    usual, tied = _usual(yearly, offset, series)
    expected = yearly["log"] - (offset - usual)
    key = pd.MultiIndex.from_frame(rows[[*series, "year"]])
    own = pd.MultiIndex.from_frame(yearly[[*series, "year"]])
    should = pd.Series(expected.to_numpy(), index=own).reindex(key).to_numpy()
    unsure = pd.Series(tied.to_numpy(), index=own).reindex(key).to_numpy(dtype=bool)
    away = rows["log"].to_numpy() - should
    power = np.rint(away)
    off = (power != 0) & (np.abs(away - power) < _NEAR)
    small = (
        are_small_counts(rows)
        & (np.minimum(rows["log"], should) < np.log10(_SMALL_COUNT)).to_numpy()
    )
    _mark(table, rows, off & ~unsure & ~small, SET_ASIDE, power, should, doubts)
    _mark(table, rows, unsure & ~small, DOUBTED, power, should, doubts)


def levels_of(table: pd.DataFrame, doubts: Doubts) -> pd.DataFrame:
    """The amounts that are not set aside, with their logarithm, their file and their row."""
    relative = by_value(table["unit"], lambda unit: any(one in unit for one in "%‰=")).astype(bool)
    rows = table[table["value"].gt(0) & ~relative & ~doubts.aside]
    return rows.assign(log=np.log10(rows["value"]), at=rows.index)


def are_small_counts(rows: pd.DataFrame) -> np.ndarray:
    """Which figures count single things, of which few may well become many."""
    return rows["unit"].isin(["件", "个", "项", "家", "户"]).to_numpy()


def _primary(rows: pd.DataFrame, series: list[str]) -> pd.Series:
    """Of each series the file that has most years of it: the others are held against it."""
    years = rows.groupby([*series, "file"])["year"].transform("nunique")
    order = rows.assign(years=years).sort_values(["years", "file"], ascending=[False, True])
    first = order.drop_duplicates(series).set_index(series)["file"]
    return first.reindex(pd.MultiIndex.from_frame(rows[series])).set_axis(rows.index)


def _offsets(yearly: pd.DataFrame, series: list[str]) -> pd.Series:
    """By how many powers of ten each year stands above the first one,
    counting only sudden jumps.
    """
    group = yearly.groupby(series)
    gap = group["year"].diff()
    step = group["log"].diff()
    sudden = step - _trend(step / gap, [yearly[c] for c in series]) * gap
    power = sudden.round()
    clear = (power.abs() >= 1) & ((sudden - power).abs() < _NEAR) & (gap <= _GAP)
    jump = power.where(clear, 0.0).fillna(0.0)
    return jump.groupby([yearly[c] for c in series]).cumsum()


def _trend(rate: pd.Series, series: list[pd.Series]) -> pd.Series:
    """How a series usually grows: the median of its yearly rates, of two the gentler one, and
    nothing where there is only one, or two that go up and down again: a jump would be its own
    excuse.
    """
    group = rate.groupby(series)
    calm = rate.reindex(rate.abs().sort_values(kind="stable").index).groupby(series)
    count = group.transform("count")
    one_way = group.transform("min") * group.transform("max") > 0
    few = calm.transform("first").where((count == 2) & one_way, 0.0)
    return group.transform("median").where(count > 2, few)


def _usual(
    yearly: pd.DataFrame, offset: pd.Series, series: list[str]
) -> tuple[pd.Series, pd.Series]:
    """The most frequent offset of each series, and whether another one is as frequent."""
    sizes = (
        yearly.assign(offset=offset).groupby([*series, "offset"]).size().rename("n").reset_index()
    )
    most = sizes.groupby(series)["n"].transform("max")
    top = sizes[sizes["n"] == most]
    usual = top.drop_duplicates(series).set_index(series)["offset"]
    several = top.groupby(series).size().gt(1)
    key = pd.MultiIndex.from_frame(yearly[series])
    return (usual.reindex(key).set_axis(yearly.index), several.reindex(key).set_axis(yearly.index))


def _mark(
    table: pd.DataFrame,
    rows: pd.DataFrame,
    where: np.ndarray,
    outcome: int,
    power: np.ndarray,
    should: np.ndarray,
    doubts: Doubts,
) -> None:
    mask = np.zeros(len(table), dtype=bool)
    mask[rows["at"].to_numpy()[where]] = True
    position = dict(zip(rows["at"].to_numpy()[where].tolist(), np.flatnonzero(where), strict=True))

    def reason(at: int) -> Message:
        place = position[at]
        value = f"{table['value'].iloc[at]:.12g}"
        if outcome == DOUBTED:
            return Message("gate_jump", value=value)
        return Message(
            "gate_power",
            value=value,
            times=f"{10.0 ** power[place]:g}",
            expected=f"{float(f'{10.0 ** should[place]:.4g}'):.12g}",
        )

    doubts.add(mask, outcome, reason)


def fractions_among_percentages(table: pd.DataFrame, doubts: Doubts) -> None:
    """Set aside a file's rates that stand as fractions (0.085) where
    others print per cent (8.5).
    """
    rows = table[table["unit"].eq("%") & table["value"].notna() & ~doubts.aside]
    rows = rows.assign(size=rows["value"].abs())
    if rows.empty:
        return
    mine = rows.groupby(["area", "item", "file"])["size"]
    small = mine.transform("max").lt(_FRACTION) & mine.transform("size").ge(3)
    others = rows[~small].groupby(["item", "year"])["size"].median()
    usual = others.reindex(pd.MultiIndex.from_frame(rows[["item", "year"]])).to_numpy()
    whole = pd.Series(usual, index=rows.index).groupby([rows[c] for c in ("area", "item", "file")])
    mask = np.zeros(len(table), dtype=bool)
    mask[rows.index[small & whole.transform("median").gt(1.0)]] = True
    doubts.add(
        mask, SET_ASIDE, lambda at: Message("gate_fraction", value=f"{table['value'].iloc[at]:.6g}")
    )


def swapped_years(table: pd.DataFrame, doubts: Doubts) -> None:
    """Doubt two neighbouring years of a file where most of its series run smoother with the two
    exchanged.
    """
    rows = levels_of(table, doubts)
    if rows.empty:
        return
    series = ["file", "area", "item", "caliber"]
    rows = rows.sort_values([*series, "year"], kind="stable").drop_duplicates([*series, "year"])
    same = rows.groupby(series, sort=False)
    log, year = rows["log"], rows["year"]
    before, after, later = (same["log"].shift(k) for k in (1, -1, -2))
    straight = same["year"].shift(-2).eq(year + 2) & same["year"].shift(1).eq(year - 1)

    def rough(a: pd.Series, b: pd.Series, c: pd.Series, d: pd.Series) -> pd.Series:
        return (a - 2 * b + c).abs() + (b - 2 * c + d).abs()

    asis, exchanged = rough(before, log, after, later), rough(before, after, log, later)
    better = straight & (asis > 4 * exchanged + 0.02) & ((log - after).abs() > 0.004)
    votes = (
        rows.assign(better=better, able=straight)
        .groupby(["file", "area", "year"])[["better", "able"]]
        .sum()
    )
    guilty = votes[(votes["better"] >= _VOTES) & (votes["better"] >= 0.25 * votes["able"])].index
    pairs: dict[Any, int] = {
        (file, area, year): int(first)
        for file, area, first in guilty
        for year in (first, first + 1)
    }
    if not pairs:
        return
    cells = pd.MultiIndex.from_frame(table[["file", "area", "year"]])
    mask = np.zeros(len(table), dtype=bool)
    mask[rows["at"]] = cells[rows["at"]].isin(list(pairs))

    def reason(at: int) -> Message:
        first = pairs[cells[at]]
        return Message("gate_swapped", first=first, second=first + 1)

    doubts.add(mask, DOUBTED, reason)
