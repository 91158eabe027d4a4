"""The gate before the indicators: which figures cannot be what they say.

Three outcomes. Fine: nothing is said. Doubted: the figure is used with status U, which follows it
to every page. Set aside: the figure is not used, and stands in a table of its own until somebody
decides. What can be at all is data (`catalogue/bounds.csv`); how the checks work is here and in
`magnitude`. A decision is a row of corrections.csv: with the printed value again it confirms, with
another it mends, with none it drops the figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis.analysis.ledger import magnitude, neighbours
from yq_analysis.analysis.ledger.conflicts import REVISED
from yq_analysis.analysis.ledger.doubts import DOUBTED, SET_ASIDE, Doubts, by_value, files_of
from yq_analysis.analysis.ledger.observe import Ledger
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message

_TIE = 0.15  # points between a rate and its index: both are printed with one decimal
_RELEASED = 2.0  # points between a first release and the index as revised later
_PART = 1.005  # a part may exceed its whole by rounding
_EARLIEST = 1949
_REPEATED = ("area", "item", "unit", "caliber", "edition")


def gate(
    observations: pd.DataFrame,
    lists: Catalogue,
    today: str,
    *,
    confirmed: Collection[str] = (),
    assumed: Collection[str] = (),
    recognised: Collection[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations that may be used, and what is doubted or set aside.

    Parameters
    ----------
    observations : DataFrame
        Columns `model.OBSERVATIONS`, any number of areas and editions.
    lists : Catalogue
        Its `bounds` say what is possible, its `areas` the level and parent of each area.
    today : str
        ISO date; years and editions after it are set aside.
    confirmed : collection of str
        Places (file#cell) of figures that somebody has decided on: nothing is said of them again.
    assumed : collection of str
        Places of figures whose unit nobody printed: they are doubted.
    recognised : collection of str
        Places of figures that were read from a picture: they are set aside.

    Returns
    -------
    kept : DataFrame
        The same columns; status U where a figure is doubted.
    doubts : DataFrame
        Columns `doubts.DOUBTS`: one row a figure, the gravest reason.
    """
    whole = observations.reset_index(drop=True)
    doubts = Doubts(len(whole))
    # the same texts stand in millions of rows: grouped and compared by their codes
    table = whole.assign(edition=whole["edition"].fillna(""), file=files_of(whole["source"]))
    table = table.astype(dict.fromkeys(_REPEATED, "category"))
    if len(table):
        known = _Bounds(table, lists)
        _impossible(table, known, doubts)
        _dates(table, today, doubts)
        magnitude.off_by_powers_of_ten(table, doubts)
        magnitude.fractions_among_percentages(table, doubts)
        _ratios(table, lists, known, doubts)
        _ties(table, lists, doubts)
        _parts(table, lists, doubts)
        _above_the_parent(table, lists, doubts)
        magnitude.swapped_years(table, doubts)
        _revised(table, doubts)
        neighbours.off_the_line(table, lists, doubts)
        neighbours.nothing_among_much(table, doubts)
        neighbours.lone_fractions(table, doubts)
        neighbours.apart_from_others(table, doubts)
        neighbours.unlike_the_parent(table, lists, doubts)
        doubts.add(
            table["source"].isin(list(recognised)).to_numpy(),
            SET_ASIDE,
            lambda _: Message("gate_recognised"),
        )
        doubts.add(
            table["source"].isin(list(assumed)).to_numpy()
            & by_value(table["unit"], lambda unit: bool(unit) and "=" not in unit).astype(bool),
            DOUBTED,
            lambda i: Message("gate_unit", unit=table["unit"].iloc[i]),
        )
    given_up = set(lists.calibers.loc[lists.calibers["use"] == "no", "caliber"])
    unused = by_value(table["caliber"], lambda caliber: bool(given_up & set(caliber.split("+"))))
    doubts.clear(unused.astype(bool))
    doubts.clear(table["source"].isin(list(confirmed)).to_numpy())
    return doubts.apply(whole)


def screen(book: Ledger, lists: Catalogue, today: str) -> tuple[Ledger, pd.DataFrame]:
    """The ledger with only what may be used, and the doubts (see `gate`)."""
    kept, doubts = gate(
        book.observations,
        lists,
        today,
        confirmed=set(book.corrected["source"]),
        assumed=book.assumed,
        recognised=book.recognised,
    )
    return replace(book, observations=kept), doubts


class _Bounds:
    """`low` and `high` of every row of a table, by item and level of area; NaN where nothing is
    known.
    """

    def __init__(self, table: pd.DataFrame, lists: Catalogue) -> None:
        rows = lists.bounds.assign(
            low=pd.to_numeric(lists.bounds["low"]), high=pd.to_numeric(lists.bounds["high"])
        )
        self.rows = rows
        level = dict(zip(lists.areas["area"], lists.areas["level"], strict=True))
        self.level = by_value(table["area"], level.get)
        self.low, self.high = self.of(table["item"])

    def of(self, items: pd.Series) -> tuple[np.ndarray, np.ndarray]:
        exact = {(row.item, row.level): (row.low, row.high) for row in self.rows.itertuples()}
        nothing = (np.nan, np.nan)
        codes, names = pd.factorize(items)
        places, levels = pd.factorize(self.level, use_na_sentinel=False)
        found = [
            [exact.get((item, at), exact.get((item, ""), nothing)) for at in levels]
            for item in names
        ]
        array = np.array(found, dtype=float).reshape(len(names), len(levels), 2)[codes, places]
        return array[:, 0], array[:, 1]


def _impossible(table: pd.DataFrame, known: _Bounds, doubts: Doubts) -> None:
    value = table["value"].to_numpy(dtype=float)
    out = (value < known.low) | (value > known.high) | np.isinf(value)
    relative = table["unit"].isin(["%", "‰"]).to_numpy()
    out |= np.isnan(known.low) & ~relative & ((value < 0) | (value > 1e12))
    doubts.add(
        out,
        SET_ASIDE,
        lambda i: (
            Message(
                "gate_impossible", value=_g(value[i]), low=_g(known.low[i]), high=_g(known.high[i])
            )
            if not np.isnan(known.low[i])
            else Message("gate_not_a_quantity", value=_g(value[i]))
        ),
    )


def _dates(table: pd.DataFrame, today: str, doubts: Doubts) -> None:
    year = table["year"].to_numpy(dtype=int)
    doubts.add(
        (year > int(today[:4])) | (year < _EARLIEST),
        SET_ASIDE,
        lambda i: Message("gate_year", year=int(year[i]), today=today),
    )
    edition = table["edition"]
    doubts.add(
        by_value(edition, lambda one: one[:10] > today[: len(one)]).astype(bool),
        SET_ASIDE,
        lambda i: Message("gate_edition", edition=edition.iloc[i], today=today),
    )


def _ratios(table: pd.DataFrame, lists: Catalogue, known: _Bounds, doubts: Doubts) -> None:
    """Quotients of two items that must lie in a range, such as energy over GDP.

    Where a quotient cannot be, one of its two figures is wrong; the one that stands in more
    impossible quotients of its area and year is set aside, both where that cannot be told.
    """
    usable = table[~doubts.aside & table["value"].gt(0).to_numpy()]
    middle = usable.groupby(["area", "year", "item"])["value"].median().unstack("item")
    broken = []
    for row in known.rows[known.rows["item"].str.contains("/")].itertuples():
        above, below = str(row.item).split("/")
        if above in middle and below in middle:
            quotient = middle[above] / middle[below]
            out = quotient[(quotient < row.low) | (quotient > row.high)]
            broken += [
                (area, year, above, below, value, row.low, row.high)
                for area, year, value in out.reset_index().itertuples(index=False)
            ]
    faults = Counter((area, year, item) for area, year, *pair, _, _, _ in broken for item in pair)
    names = _item_names(lists)
    reasons: dict[Any, Message] = {}
    for area, year, above, below, value, low, high in broken:
        said = Message(
            "gate_ratio",
            above=names[above],
            below=names[below],
            value=_g(value),
            low=_g(low),
            high=_g(high),
        )
        most = max(faults[area, year, above], faults[area, year, below])
        for item in (above, below):
            if faults[area, year, item] == most:
                reasons.setdefault((area, year, item), said)
    if not reasons:
        return
    cells = pd.MultiIndex.from_frame(table[["area", "year", "item"]])
    hit = cells.isin(list(reasons))
    doubts.add(hit, SET_ASIDE, lambda i: reasons[cells[i]])


def _ties(table: pd.DataFrame, lists: Catalogue, doubts: Doubts) -> None:
    """A yearly rate and the index (preceding year = 100) of the same thing say the same."""
    usable = table[~doubts.aside]
    for row in lists.bounds[lists.bounds["index"] != ""].to_dict("records"):
        rates = usable[usable["item"] == row["item"]].rename_axis("at").reset_index()
        indices = usable[usable["item"] == row["index"]].groupby(["area", "year"])["value"]
        span = indices.agg(lowest="min", highest="max").sub(100).reset_index()
        both = rates.merge(span, on=["area", "year"])
        low, high = both["lowest"] - _TIE, both["highest"] + _TIE
        off = both[(both["value"] < low) | (both["value"] > high)]
        as_fraction = (100 * off["value"]).between(low[off.index], high[off.index])
        far = (off["value"] - off["highest"]).abs() > 1.5
        index = dict(zip(off["at"], off["highest"] + 100, strict=True))

        def reason(i: int, index: dict[int, float] = index) -> Message:
            return Message("gate_tie", value=_g(table["value"].iloc[i]), index=_g(index[i]))

        gross = far & ((off["value"] - off["highest"]).abs() > _RELEASED)
        for outcome, which in ((SET_ASIDE, as_fraction & far), (DOUBTED, gross & ~as_fraction)):
            mask = np.zeros(len(table), dtype=bool)
            mask[off.loc[which, "at"]] = True
            doubts.add(mask, outcome, reason)


def _parts(table: pd.DataFrame, lists: Catalogue, doubts: Doubts) -> None:
    """A part is not larger than its whole."""
    names = _item_names(lists)
    wholes = dict(zip(lists.bounds["item"], lists.bounds["part_of"], strict=True))
    whole_item = by_value(table["item"], lambda item: wholes.get(item, ""))
    usable = table[~doubts.aside]
    largest = usable.groupby(["area", "year", "item"])["value"].max()
    keys = pd.MultiIndex.from_arrays([table["area"], table["year"], whole_item])
    whole = largest.reindex(keys).to_numpy(dtype=float)
    value = table["value"].to_numpy(dtype=float)
    doubts.add(
        value > whole * _PART,
        DOUBTED,
        lambda i: Message(
            "gate_part", value=_g(value[i]), whole=names[whole_item[i]], of=_g(whole[i])
        ),
    )


def _above_the_parent(table: pd.DataFrame, lists: Catalogue, doubts: Doubts) -> None:
    """What adds up is not larger in a district than in what the district lies in."""
    relative = by_value(table["unit"], lambda unit: any(one in unit for one in "%/=‰"))
    parent = by_value(table["area"], lambda area: (lists.parents(area) or [""])[0])
    usable = table[~doubts.aside & ~relative.astype(bool)]
    largest = usable.groupby(["area", "year", "item"])["value"].max()
    keys = pd.MultiIndex.from_arrays([parent, table["year"], table["item"]])
    whole = largest.reindex(keys).to_numpy(dtype=float)
    value = table["value"].to_numpy(dtype=float)
    doubts.add(
        ~relative.astype(bool) & (value > whole * _PART),
        SET_ASIDE,
        lambda i: Message(
            "gate_parent", value=_g(value[i]), parent=lists.area_name(parent[i]), of=_g(whole[i])
        ),
    )


def _revised(table: pd.DataFrame, doubts: Doubts) -> None:
    """A later edition that differs much from the one before is used, and said aloud."""
    held = table[~doubts.aside & table["value"].notna() & (table["edition"] != "")]
    held = held[~held["unit"].isin(["%", "‰"])]
    cell = ["area", "item", "year", "caliber"]
    held = held.sort_values([*cell, "edition"], kind="stable")
    before = held.groupby(cell)["value"].shift()
    earlier = held.groupby(cell)["edition"].shift()
    with np.errstate(divide="ignore", invalid="ignore"):
        change = 100 * (held["value"] / before - 1)
    loud = change.abs().gt(REVISED) & (earlier != held["edition"])
    at = held.index[loud]
    mask = np.zeros(len(table), dtype=bool)
    mask[at] = True
    doubts.add(
        mask,
        DOUBTED,
        lambda i: Message(
            "gate_revised",
            before=_g(before[i]),
            edition=earlier[i],
            after=_g(table["value"].iloc[i]),
            percent=f"{change[i]:+.1f}",
        ),
    )


def _item_names(lists: Catalogue) -> dict[str, str]:
    return dict(zip(lists.items["item"], lists.items["name_zh"], strict=True))


def _g(value: Any) -> str:
    short = f"{value:.6g}"
    return f"{value:.0f}" if "e+" in short and abs(value) < 1e15 else short
