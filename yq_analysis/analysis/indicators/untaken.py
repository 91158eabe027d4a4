"""Figures that reached the observations and that no indicator takes: said aloud, so that nothing is
lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from yq_analysis.analysis.indicators.figures_of import Value
from yq_analysis.catalogue import Catalogue

UNTAKEN = ["area", "item", "caliber", "first", "last", "figures", "why", "source"]
# items.csv, column use: kept for decompositions and for reference, and meant to be in no indicator
BACKGROUND = "background"


def untaken(values: Iterable[Value], held: pd.DataFrame, lists: Catalogue) -> pd.DataFrame:
    """The figures of `held` (the latest observations) that none of `values` is made of, one row an
    area, item and caliber.

    `why` is `no_indicator` where no record names the item, and `no_partner` where one does but the
    figure found no other side: the other item is missing for these years, or recipes.csv pairs this
    caliber with none. Left out are items that items.csv keeps as background, and calibers that
    calibers.csv marks `use=no`.
    """
    taken = {figure.place for value in values for figure in value.inputs}
    published = {one.item for record in lists.records.values() for one in record.published}
    background = set(lists.items.loc[lists.items["use"] == BACKGROUND, "item"])
    unused = set(lists.calibers.loc[lists.calibers["use"] == "no", "caliber"])
    # of two published items that say the same only one is taken: the other is not lost
    left = held[
        held["value"].notna()
        & ~held["item"].isin(background | published)
        & ~held["caliber"].map(lambda caliber: bool(unused & set(caliber.split("+")))).astype(bool)
    ]
    places = {label: place for place, label in enumerate(held.index)}
    left = left[[places[label] not in taken for label in left.index]]
    if left.empty:
        return pd.DataFrame(columns=UNTAKEN)
    found = (
        left.groupby(["area", "item", "caliber"])
        .agg(
            first=("year", "min"),
            last=("year", "max"),
            figures=("value", "size"),
            source=("source", "first"),
        )
        .reset_index()
    )
    named = _named(lists)
    why = ["no_partner" if item in named else "no_indicator" for item in found["item"]]
    return found.assign(why=why)[UNTAKEN]


def _named(lists: Catalogue) -> set[str]:
    """The items that some formula names, and those that GDP at constant prices is chained from."""
    items = {item for one in lists.records.values() for item in (*one.items, one.numerator_growth)}
    return items | {"gdp_growth", "gdp_index", "gdp_index_1978", "gdp_average_growth"}
