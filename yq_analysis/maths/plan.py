"""Arithmetic of Chinese plan targets: cumulative totals, yearly rates, shares done, what is left.

All rates and totals are fractions: ﹝15﹞ is 0.15. `kind="reduction"` (the default, as for energy
per unit of GDP) compounds 1 - r; `kind="growth"` compounds 1 + r.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from yq_analysis.check import Message, one_of
from yq_analysis.maths import growth
from yq_analysis.maths.requirements import need, number
from yq_analysis.maths.rounding import Interval, reaches, spread

Kind = Literal["reduction", "growth"]
How = Literal["simple", "log"]


def _remaining(total: float, kind: Kind) -> float:
    """What is left of 1 after a total change, which must be positive."""
    one_of(kind, ["reduction", "growth"], name="kind")
    need(
        (
            number(total) and (total < 1 if kind == "reduction" else total > -1),
            "total",
            "fraction_left",
        )
    )
    return 1 - total if kind == "reduction" else 1 + total


def annual_rate(total: float, years: float, *, kind: Kind = "reduction") -> float:
    """Equal yearly rate 年均降低率 that makes a cumulative total: k = 1 - (1-K)^(1/n).

    A cumulative 15 % over five years asks for 3.1981 % a year, not 3 %.

    >>> round(annual_rate(0.15, 5), 6), round(annual_rate(0.20, 5), 6)
    (0.031981, 0.043648)
    >>> round(annual_rate(0.21, 2, kind="growth"), 6)
    0.1
    """
    need((number(years) and years > 0, "years", "above_0"))
    factor = _remaining(total, kind) ** (1 / years)
    result: float = 1 - factor if kind == "reduction" else factor - 1
    return result


def required_rate(
    total: float, done: float, years_left: float, *, kind: Kind = "reduction"
) -> float:
    """Yearly rate needed from now on: 1 - ((1-K)/(1-K_done))^(1/m). Negative where the target is
    already passed.

    13.5 % asked, 8 % done, two years left: 3.0352 % a year.

    >>> round(required_rate(0.135, 0.08, 2), 6)
    0.030352
    """
    need((number(years_left) and years_left > 0, "years_left", "years_left"))
    factor = (_remaining(total, kind) / _remaining(done, kind)) ** (1 / years_left)
    result: float = 1 - factor if kind == "reduction" else factor - 1
    return result


def share_done(
    total: float, done: float, how: How = "simple", *, kind: Kind = "reduction"
) -> float:
    """Share of a cumulative target that is done 完成进度: K_done/K, or ln(1-K_done)/ln(1-K).

    The two differ (0.593 against 0.575 for 8 % of 13.5 %): say which one is printed.

    >>> round(share_done(0.135, 0.08), 5), round(share_done(0.135, 0.08, how="log"), 5)
    (0.59259, 0.57494)
    """
    one_of(how, ["simple", "log"], name="how")
    need((number(total) and total != 0, "total", "not_0"), (number(done), "done", "number"))
    if how == "simple":
        return done / total
    return math.log(_remaining(done, kind)) / math.log(_remaining(total, kind))


def cumulative_from_rates(rates: Iterable[float], *, kind: Kind = "reduction") -> float:
    """Cumulative total from yearly rates: 1 - prod(1-r), or prod(1+g) - 1.

    >>> round(cumulative_from_rates([0.04, 0.041, 0.042, 0.045, 0.05]), 7)
    0.1998299
    """
    one_of(kind, ["reduction", "growth"], name="kind")
    return (
        growth.cumulative_reduction(rates)
        if kind == "reduction"
        else growth.cumulative_growth(rates)
    )


def cumulative_from_levels(base: float, now: float, *, kind: Kind = "reduction") -> float:
    """Cumulative total from the level of the base year and the level now, in one price base.

    Shaanxi 2005 to 2010: 1.42 to 1.136 tonnes of coal equivalent per 10,000 yuan.

    >>> round(cumulative_from_levels(1.42, 1.136), 6)
    0.2
    """
    one_of(kind, ["reduction", "growth"], name="kind")
    return growth.reduction(base, now) if kind == "reduction" else growth.rate(base, now)


def cumulative_from_growth(energy: Sequence[float], gdp: Sequence[float]) -> float:
    """Cumulative reduction of energy per unit of GDP from yearly growth of both: 1 -
    prod((1+e)/(1+g)).

    11th plan: energy 6.6 % and GDP 11.2 % a year give 19.04 % (published: 19.1 %).

    >>> round(cumulative_from_growth([0.066] * 5, [0.112] * 5), 4)
    0.1904
    """
    need(
        (
            len(energy) == len(gdp) and len(energy) > 0,
            "energy, gdp",
            Message("need_same_length", first=len(energy), last=len(gdp)),
        )
    )
    return growth.cumulative_reduction(
        -growth.intensity_change(e, g) for e, g in zip(energy, gdp, strict=True)
    )


def over_fulfilment(actual: float, target: float) -> float:
    """Over-fulfilment 超额完成率: (actual - target) / target; negative where the target was missed.

    Beijing, 11th plan: 26.59 % against 20 %, that is 32.95 % more than asked.
    Source: 国家发展改革委、国家统计局 2011 年第 9 号公告.

    >>> round(over_fulfilment(0.2659, 0.20), 4)
    0.3295
    """
    need((number(actual), "actual", "number"), (number(target) and target != 0, "target", "not_0"))
    return (actual - target) / target


DoubleTarget = Literal["incentive_met", "basic_met", "missed"]


def double_target(done: float, basic: float, incentive: float) -> DoubleTarget:
    """Basic and incentive targets 基本目标、激励目标: the basic one must be met; whoever meets the
    incentive one is exempt from the test of total consumption. Source: 发改环资〔2021〕1310号.

    >>> double_target(0.14, basic=0.135, incentive=0.145), double_target(0.15, 0.135, 0.145)
    ('basic_met', 'incentive_met')
    """
    need(
        (all(map(number, (done, basic, incentive))), "done, basic, incentive", "numbers"),
        (incentive >= basic, "incentive", "not_easier"),
    )
    if done >= incentive:
        return "incentive_met"
    return "basic_met" if done >= basic else "missed"


def remaining_budget(
    base_energy: float, base_gdp: float, gdp: float, used: float, total: float
) -> float:
    """Energy that may still be used in a year so that intensity has fallen by `total` since the
    base year.

    Budget = base_energy / base_gdp * (1 - K) * gdp - used; both GDP figures at the same constant
    prices.

    >>> remaining_budget(base_energy=1000, base_gdp=500, gdp=600, used=900, total=0.15)
    120.0
    """
    need(
        (number(base_gdp) and base_gdp > 0, "base_gdp", "above_0"),
        (number(gdp) and gdp > 0, "gdp", "above_0"),
    )
    return base_energy / base_gdp * _remaining(total, "reduction") * gdp - used


# ------------------------------------------------------------------ intervals: what printed digits
# can tell
def cumulative_interval(rates: Iterable[Interval], *, kind: Kind = "reduction") -> Interval:
    """(low, high) of the cumulative total when each yearly rate is known as an interval.

    >>> low, high = cumulative_interval([(0.0315, 0.0325)] * 5)
    >>> round(low, 4), round(high, 4)
    (0.1479, 0.1523)
    """
    pairs = list(rates)
    return (
        cumulative_from_rates([low for low, _ in pairs], kind=kind),
        cumulative_from_rates([high for _, high in pairs], kind=kind),
    )


def levels_interval(base: Interval, now: Interval, *, kind: Kind = "reduction") -> Interval:
    """(low, high) of the cumulative total when both levels are known as intervals.

    >>> low, high = levels_interval((1.2755, 1.2765), (1.2405, 1.2415))
    >>> round(low, 5), round(high, 5)
    (0.02666, 0.0282)
    """
    return spread(lambda before, after: cumulative_from_levels(before, after, kind=kind), base, now)


def required_interval(
    total: float, done: Interval, years_left: float, *, kind: Kind = "reduction"
) -> Interval:
    """(low, high) of the required yearly rate when what is done is known as an interval.

    >>> low, high = required_interval(0.135, (0.0795, 0.0805), 2)
    >>> round(low, 5), round(high, 5)
    (0.03009, 0.03062)
    """
    return spread(lambda so_far: required_rate(total, so_far, years_left, kind=kind), done)


def is_met(total: float, done: Interval) -> Literal["yes", "no", "cannot_tell"]:
    """Whether a cumulative total was reached, or whether the published digits cannot decide.

    >>> is_met(0.15, (0.1479, 0.1523))
    'cannot_tell'
    """
    return reaches(done, total)


# ------------------------------------------------------------------ three rates that must agree
@dataclass(frozen=True, kw_only=True)
class RatesCheck:
    """Published change of intensity beside the one that energy and GDP
    growth imply; all fractions.
    """

    published: float
    implied: float
    implied_low: float
    implied_high: float
    difference: float
    agrees: bool


def three_rates(
    energy: float, gdp: float, intensity: float, *, tolerance: float = 0.004, step: float = 0.001
) -> RatesCheck:
    """Check the growth of energy, the growth of GDP and the change of intensity against each other.

    `step` is the last printed digit as a fraction (0.001 for 0.1 %): the implied change is an
    interval, and a published change inside it agrees whatever the `tolerance` (0.4 points by
    default: what first releases of 30 provinces keep to in 2018 and 2020).

    >>> check = three_rates(energy=0.022, gdp=0.023, intensity=-0.001)
    >>> check.agrees, round(100 * check.implied, 4), round(100 * check.difference, 4)
    (True, -0.0978, -0.0022)
    """
    half = step / 2
    implied = growth.intensity_change(energy, gdp)
    low, high = spread(
        growth.intensity_change, (energy - half, energy + half), (gdp - half, gdp + half)
    )
    difference = intensity - implied
    inside = low - half <= intensity <= high + half
    return RatesCheck(
        published=intensity,
        implied=implied,
        implied_low=low,
        implied_high=high,
        difference=difference,
        agrees=inside or abs(difference) <= tolerance,
    )


def rounding_error(levels: Sequence[float], decimals: int) -> float:
    """How far a yearly rate computed from rounded levels can be off, as a fraction.

    Levels printed with three decimals (1.276, 1.241 ...) give rates up to 0.09 points off: use the
    published rates where there are any.

    >>> round(rounding_error([1.276, 1.241, 1.179, 1.118, 1.077], 3), 5)
    0.00088
    """
    half = 0.5 * 10.0**-decimals
    widest = 0.0
    for before, after in pairwise(levels):
        low, high = levels_interval((before - half, before + half), (after - half, after + half))
        widest = max(widest, (high - low) / 2)
    return widest
