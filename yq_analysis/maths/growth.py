"""Rates, chains and cumulative change. All rates are fractions: 3.2 % is 0.032."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from yq_analysis.maths.requirements import fractions, need, number

Array = npt.NDArray[np.float64]


def rate(before: float, after: float) -> float:
    """Growth rate 增长速度 from one year to the next: after / before - 1.

    >>> round(rate(117746, 128000), 6)
    0.087086
    """
    need((number(before) and before != 0, "before", "not_0"), (number(after), "after", "number"))
    return after / before - 1


def cagr(first: float, last: float, years: float) -> float:
    """Average yearly growth 年均增长速度 over `years`: (last/first)^(1/years) - 1.

    Both levels must have one sign: a compound rate across zero does not exist.
    Source: 国家统计局 统计指标解释, 水平法平均增长速度.

    >>> round(cagr(1, 6, 5), 6)
    0.430969
    """
    need(
        (number(first) and number(last) and first * last > 0, "first, last", "one_sign"),
        (number(years) and years > 0, "years", "above_0"),
    )
    result: float = (last / first) ** (1 / years) - 1
    return result


def chain(level: float, rates: Iterable[float]) -> Array:
    """Levels that follow from a first level and yearly growth rates; the first level comes first.

    >>> chain(100.0, [0.08, 0.05]).round(6).tolist()
    [100.0, 108.0, 113.4]
    """
    return level * np.concatenate(
        [[1.0], np.cumprod(1 + np.asarray(fractions(rates, name="rates")))]
    )


def link(indices: Iterable[float], base: float = 100.0) -> Array:
    """Chain index 定基指数 from indices on the previous year = 100 环比指数; the base year comes
    first.

    >>> link([104.5, 107.9]).round(4).tolist()
    [100.0, 104.5, 112.7555]
    """
    values = np.asarray(list(indices), dtype=float)
    need((values.size > 0 and bool(np.all(values > 0)), "indices", "indices"))
    return base * np.concatenate([[1.0], np.cumprod(values / 100)])


def cumulative_growth(rates: Iterable[float]) -> float:
    """Total growth over several years 累计增长: prod(1 + g) - 1.

    >>> round(cumulative_growth([0.10, 0.10]), 6)
    0.21
    """
    return float(np.prod(1 + np.asarray(fractions(rates, name="rates")))) - 1


def cumulative_reduction(rates: Iterable[float]) -> float:
    """Total reduction over several years 累计降低率: K = 1 - prod(1 - r); rates are falls, so a
    rise is negative.

    Reductions multiply: 2.74, 5.04, 5.20 and 3.61 % make 15.60 %, not their sum 16.59 %.
    Source: 国家统计局 单位GDP能耗公报 (2006-2010).

    >>> round(cumulative_reduction([0.0274, 0.0504, 0.0520, 0.0361]), 5)
    0.15605
    """
    falls = [float(value) for value in rates]
    need(
        (len(falls) > 0, "rates", "not_empty"),
        (all(number(fall) and fall < 1 for fall in falls), "rates", "below_1"),
    )
    return 1 - float(np.prod([1 - fall for fall in falls]))


def reduction(before: float, after: float) -> float:
    """Reduction rate 降低率: r = 1 - after / before.

    >>> round(reduction(1.42, 1.136), 6)
    0.2
    """
    need(
        (number(before) and before > 0, "before", "above_0"),
        (number(after) and after >= 0, "after", "not_negative"),
    )
    return 1 - after / before


def intensity_change(energy: float, gdp: float) -> float:
    """Change of energy per unit of GDP 单位GDP能耗上升或下降 from the growth of both: (1+e)/(1+g) -
    1.

    `gdp` is growth at constant prices. 2020: energy +2.2 %, GDP +2.3 % give -0.0978 %.

    >>> round(100 * intensity_change(0.022, 0.023), 4)
    -0.0978
    """
    need(
        (number(energy) and energy > -1, "energy", "above_minus_1"),
        (number(gdp) and gdp > -1, "gdp", "above_minus_1"),
    )
    return (1 + energy) / (1 + gdp) - 1


def implied_gdp_growth(energy: float, intensity: float) -> float:
    """The growth of GDP at constant prices that the other two rates imply: (1+e)/(1+i) - 1.

    Shaanxi 2020: energy +0.3 %, intensity -1.89 % imply +2.23 %.

    >>> round(100 * implied_gdp_growth(0.003, -0.0189), 2)
    2.23
    """
    return intensity_change(energy, intensity)


def implied_energy_growth(gdp: float, intensity: float) -> float:
    """The growth of energy use that the other two rates imply: (1+g)(1+i) - 1.

    2021: GDP +8.1 %, intensity -2.7 % imply +5.18 %.

    >>> round(100 * implied_energy_growth(0.081, -0.027), 2)
    5.18
    """
    need(
        (number(gdp) and gdp > -1, "gdp", "above_minus_1"),
        (number(intensity) and intensity > -1, "intensity", "above_minus_1"),
    )
    return (1 + gdp) * (1 + intensity) - 1


def elasticity(energy: float, gdp: float) -> float:
    """Elasticity of energy use 能源消费弹性系数: growth of energy over growth of GDP.

    >>> round(elasticity(0.066, 0.112), 4)
    0.5893
    """
    need((number(gdp) and gdp != 0, "gdp", "not_0"))
    return energy / gdp
