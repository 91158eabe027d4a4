"""GDP at constant prices 不变价地区生产总值: a base year's level chained by published real growth.

    Y_t = Y_base x (1+g_base+1) x … x (1+g_t)      (and backwards, by division)

Nominal GDP of other years is never used: it moves with prices. A year without published growth ends
the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yq_analysis.analysis.indicators.figures_of import Figure, Held
from yq_analysis.maths import growth


@dataclass(frozen=True)
class Level:
    """GDP of a year at the base year's prices, 亿元, and the figures that make it."""

    value: float
    inputs: tuple[Figure, ...]


def real_growth(
    held: Held, area: str, year: int, calibers: Sequence[str]
) -> tuple[float, tuple[Figure, ...]] | None:
    """Published real growth of a year as a fraction: from the index on the year before, the rate,
    or the index on 1978.

    The first caliber that has any of the three is taken.
    """
    for caliber in calibers:
        index = held.series(area, "gdp_index", caliber).get(year)
        if index is not None:
            return index.value / 100 - 1, (index,)
        rate = held.series(area, "gdp_growth", caliber).get(year)
        if rate is not None:
            return rate.value / 100, (rate,)
        fixed = held.series(area, "gdp_index_1978", caliber)
        if year in fixed and year - 1 in fixed:
            return growth.rate(fixed[year - 1].value, fixed[year].value), (
                fixed[year - 1],
                fixed[year],
            )
    return None


def constant_gdp(
    held: Held,
    area: str,
    base: int,
    level_calibers: Sequence[str],
    growth_calibers: Sequence[str],
    first: int,
    last: int,
) -> dict[int, Level]:
    """GDP at the prices of `base` for every year from `first` to `last` that unbroken published
    growth reaches.
    """
    key = (area, base, tuple(level_calibers), tuple(growth_calibers))
    if key not in held.chained:
        held.chained[key] = _chain(held, *key)
    return {year: level for year, level in held.chained[key].items() if first <= year <= last}


def _chain(
    held: Held, area: str, base: int, level_calibers: Sequence[str], growth_calibers: Sequence[str]
) -> dict[int, Level]:
    """The whole chain, in both directions until a year without growth; by year."""
    start = held.first(area, "gdp", level_calibers, base)
    if start is None:
        return {}
    levels, year = {base: Level(start.value, (start,))}, base
    while (step := real_growth(held, area, year + 1, growth_calibers)) is not None:
        before, year = levels[year], year + 1
        levels[year] = Level(
            float(growth.chain(before.value, [step[0]])[1]), _joined(before.inputs, step[1])
        )
    year = base
    while (step := real_growth(held, area, year, growth_calibers)) is not None:
        after, year = levels[year], year - 1
        levels[year] = Level(after.value / (1 + step[0]), _joined(after.inputs, step[1]))
    return dict(sorted(levels.items()))


def _joined(before: tuple[Figure, ...], more: tuple[Figure, ...]) -> tuple[Figure, ...]:
    return tuple(dict.fromkeys((*before, *more)))
