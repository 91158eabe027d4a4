"""What belongs on one page: the indicator of the headline, the one that the target is set for, and
their neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yq_analysis.model import Indicator


@dataclass(frozen=True, kw_only=True)
class Theme:
    """`level` is drawn, `target` is judged; `rates` are the yearly changes, `totals` what they add
    up to since a base year; `related` is a neighbour, never a stand-in.

    `items` are what the level is made of: their editions show how much a revision moves.
    """

    name: str
    page: str
    title_zh: str
    title_en: str
    level: str
    target: str
    rates: str = ""
    totals: str = ""
    related: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(filter(None, (self.level, self.target, self.rates, *self.related)))
        )


def themes_of(records: Mapping[str, Indicator]) -> dict[str, Theme]:
    """The themes by name, in the order of their pages."""
    subjects = sorted((one for one in records.values() if one.page), key=lambda one: one.page)
    return {
        one.theme: Theme(
            name=one.theme,
            page=one.page,
            title_zh=one.title_zh,
            title_en=one.title_en,
            level=one.code,
            target=one.target,
            rates=one.rate,
            totals=one.total,
            related=one.related,
            items=_items(one, records),
        )
        for one in subjects
    }


def _items(one: Indicator, records: Mapping[str, Indicator]) -> tuple[str, ...]:
    """Everything that the level, its rate, its total and its neighbours are computed from or
    published as.
    """
    around = [one, *(records[code] for code in (one.rate, one.reduction, *one.related) if code)]
    found = [
        "gdp" if item == "gdp_constant" else item
        for each in around
        for item in (*each.items, *(printed.item for printed in each.published))
    ]
    return tuple(dict.fromkeys(found))
