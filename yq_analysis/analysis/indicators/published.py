"""Indicators as they are published: each in its own caliber, turned into the indicator's unit and
sign, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from yq_analysis.analysis.indicators.figures_of import Held, Value
from yq_analysis.catalogue import Catalogue
from yq_analysis.model import Indicator, PublishedItem


def published(held: Held, lists: Catalogue) -> Iterator[Value]:
    """Every published figure of an indicator. Of several items that say the same (a rate, an index)
    the first is taken.
    """
    seen: set[tuple[str, str, str, int]] = set()
    for one in lists.records.values():
        for printed in one.published:
            # an index (上年=100) and a rate (%) share their scale, and a bare count has no unit to
            # convert
            factor = lists.factor(lists.item_unit[printed.item], one.unit) or 1.0
            for figure in held.all(printed.item):
                caliber = _caliber(figure.caliber, one)
                key = (figure.area, one.code, caliber, figure.year)
                if key in seen:
                    continue
                seen.add(key)
                value = printed.offset + printed.sign * figure.value * factor
                yield Value(
                    figure.area,
                    one.code,
                    caliber,
                    figure.year,
                    float(f"{value:.12g}"),
                    one.unit,
                    figure.status,
                    _formula(figure.value, printed),
                    (figure,),
                )


def _caliber(printed: str, one: Indicator) -> str:
    """A level that is also computed gets `published` into its caliber, so
    that the two never join.
    """
    if not one.numerator or "published" in printed.split("+"):
        return printed
    return f"{printed}+published"


def _formula(value: float, printed: PublishedItem) -> tuple[str, str]:
    if printed.offset:
        text = (
            f"{printed.offset:g}{'-' if printed.sign < 0 else '+'}{value:g}"
            if printed.offset > 0
            else f"{value:g}-{-printed.offset:g}"
        )
        return text, text
    falls = printed.sign < 0
    shown = f"{value:g}".replace("-", "−")
    return (
        f"公布值{shown}" + ("，下降记为正" if falls else ""),
        f"published {shown}" + (", a fall is positive" if falls else ""),
    )
