"""The office's figures over those that came with the program: row by row, the own one wins and the
other is shown.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from yq_analysis.analysis.ledger import Ledger
from yq_analysis.catalogue.folder import BASE
from yq_analysis.check import Message

_SAME = ["area", "item", "year", "caliber"]


def own_first(book: Ledger) -> Ledger:
    """The ledger without those rows of the program that the office has a figure of its own for;
    they go aside.
    """
    table = book.observations
    program = table["source"].str.startswith(f"{BASE}/")
    own = pd.MultiIndex.from_frame(table.loc[~program & table["value"].notna(), _SAME])
    below = program & pd.MultiIndex.from_frame(table[_SAME]).isin(own)
    if not below.any():
        return book
    gone = table[below]
    aside = pd.DataFrame(
        {
            **{name: gone[name] for name in book.aside.columns if name in gone},
            "period": gone["year"].astype(str),
            "reason": Message("workspace_below"),
        }
    )
    return replace(
        book,
        observations=table[~below].reset_index(drop=True),
        aside=pd.concat([book.aside, aside[book.aside.columns]], ignore_index=True),
    )


def labelled_by(table: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """A reading whose figures without a printed name carry the one that somebody gave the file."""
    if not indicator:
        return table
    printed = table["indicator"].fillna("").astype(str).str.strip()
    return table.assign(indicator=table["indicator"].where(printed != "", indicator))
