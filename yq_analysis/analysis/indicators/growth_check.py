"""Whether a level's own growth is the growth that is published; what does not agree is said.

A level is revised by a census, a price base moves, a divisor is another one: then the ratio of two
printed levels is not the growth that the agency prints beside them, and the published growth holds.
"""

from __future__ import annotations

import pandas as pd

from yq_analysis.analysis.indicators.computed import YEAR_END
from yq_analysis.catalogue import Catalogue
from yq_analysis.model import Indicator

# Points between the growth of a level and the published one: both are printed with few digits.
TOLERANCE = 0.25
DIFFERENCES = ["area", "indicator", "caliber", "year", "own", "published"]


def growth_differences(table: pd.DataFrame, lists: Catalogue) -> pd.DataFrame:
    """Years in which the growth of a level is another than the growth published for that year.

    Parameters
    ----------
    table : DataFrame
        Indicator series (columns model.INDICATORS).
    lists : Catalogue

    Returns
    -------
    DataFrame
        Columns DIFFERENCES, `own` and `published` in percent. Of a level that is computed over a
        mean of two year-ends, the caliber over one year-end is left out: its divisor is known to be
        another.

    Examples
    --------
    >>> from yq_analysis import catalogue
    >>> rows = [("labour_productivity", "price2020+published", 2021, 10.0, "万元/人"),
    ...         ("labour_productivity", "price2020+published", 2022, 10.8, "万元/人"),
    ...         ("labour_productivity_growth", "published", 2022, 6.0, "%")]
    >>> table = pd.DataFrame([("100000", *row, "A") for row in rows],
    ...     columns=["area", "indicator", "caliber", "year", "value", "unit", "status"])
    >>> found = growth_differences(table, catalogue.read())
    >>> found[["year", "own", "published"]].round(6).values.tolist()
    [[2022.0, 8.0, 6.0]]
    """
    found = [_of(one, table, lists) for one in lists.records.values() if _has_both(one, lists)]
    kept = [part for part in found if len(part)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=DIFFERENCES)


def _has_both(one: Indicator, lists: Catalogue) -> bool:
    """Whether an indicator is a level with a formula, and an agency prints how it grows."""
    if not (one.numerator and one.rate):
        return False
    rate = lists.indicator(one.rate)
    return bool(rate.published) and not rate.falls


def _of(one: Indicator, table: pd.DataFrame, lists: Catalogue) -> pd.DataFrame:
    key = ["area", "caliber", "year"]
    levels = table[(table["indicator"] == one.code) & (table["value"] > 0)]
    # the printed rates: those whose caliber is no level's
    printed = (table["indicator"] == one.rate) & ~table["caliber"].isin(levels["caliber"])
    rates = table.loc[printed, ["area", "year", "value"]].rename(columns={"value": "published"})
    if one.averaged:
        ended = levels["caliber"].map(lambda name: YEAR_END in name.split("+")).astype(bool)
        levels = levels[~ended]
    before = levels[[*key, "value"]].assign(year=levels["year"] + 1)
    steps = levels.merge(before, on=key, suffixes=("", "_before"))
    both = steps.merge(rates, on=["area", "year"])
    both = both.assign(own=100 * (both["value"] / both["value_before"] - 1))
    apart = both[(both["own"] - both["published"]).abs().round(9) > TOLERANCE]
    return apart.drop_duplicates([*key, "published"])[DIFFERENCES]
