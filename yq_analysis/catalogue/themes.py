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
    subjects = sorted(
        (record for record in records.values() if record.page), key=lambda record: record.page
    )
    return {
        record.theme: Theme(
            name=record.theme,
            page=record.page,
            title_zh=record.title_zh,
            title_en=record.title_en,
            level=record.code,
            target=record.target,
            rates=record.rate,
            totals=record.total,
            related=record.related,
            items=_items(record, records),
        )
        for record in subjects
    }


def _items(record: Indicator, records: Mapping[str, Indicator]) -> tuple[str, ...]:
    """Everything that the level, its rate, its total and its neighbours are computed from or
    published as.
    """
    around = [
        record,
        *(records[code] for code in (record.rate, record.reduction, *record.related) if code),
    ]
    items = [
        "gdp" if item == "gdp_constant" else item
        for each in around
        for item in (*each.items, *(printed.item for printed in each.published))
    ]
    return tuple(dict.fromkeys(items))
