"""What an indicator becomes where the two figures that it is made of grow at assumed rates, and
what meets a target.

energy use per GDP = energy / GDP:  GDP + 5 % a year, energy + 2 % a year, to 2030
patents per resident = stock / people:  so many more patents a year
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.maths import assumed_growth as formulas
from yq_analysis.maths.growth import cagr

# A recent growth is the mean of so many years at most.
RECENT = 5
# Percent a year below which a figure hardly moves.
_HARDLY = 1.5
# Whole things are added by the piece; everything else grows by a rate.
_PIECES = ("件", "个", "人", "家")
GRID = ["above", "below", "year", "value", "change", "meets"]


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A target to reach by `year`: a level (`value`), or a fall in percent since `base_year`, of
    which `done` is known.

    `at_most`: the level must not be higher. `since` is the year that `done` reaches to.
    """

    year: int
    value: float
    cumulative: bool = False
    at_most: bool = False
    comparator: str = ""
    base_year: int = 0
    since: int = 0
    done: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where an area stands: the latest level and how its two parts moved of late (percent, or
    pieces a year).
    """

    area: str
    indicator: str
    caliber: str
    unit: str
    year: int
    value: float
    above: str
    below: str
    counted: bool
    factor: float
    stock: float
    people: float
    recent_above: float
    recent_below: float
    recent: tuple[int, int]

    def level(self, above: float, below: float, year: int) -> float:
        """The level in `year`; rates in percent a year, `above` of what is counted in pieces a
        year.
        """
        years = year - self.year
        if self.counted:
            people = self.people * (1 + below / 100) ** years
            return self.factor * (self.stock + above * years) / people
        return formulas.ratio_after(self.value, above / 100, below / 100, years)

    def fall(self, above: float, below: float, year: int, aim: Aim | None = None) -> float:
        """The fall in percent by `year`, since the latest level or since the base year of `aim`."""
        if aim is None or not aim.cumulative:
            return 100 * (1 - self.level(above, below, year) / self.value)
        if self.counted:
            left = self.level(above, below, year) / self.value
        else:
            left = formulas.ratio_after(1.0, above / 100, below / 100, year - aim.since)
        return 100 * (1 - (1 - aim.done / 100) * left)

    def meets(self, above: float, below: float, aim: Aim) -> bool:
        """Whether the target is met in its year."""
        if aim.cumulative:
            return self.fall(above, below, aim.year, aim) >= aim.value - 1e-9
        level = self.level(above, below, aim.year)
        return level <= aim.value + 1e-9 if aim.at_most else level >= aim.value - 1e-9

    def needed_above(self, below: float, aim: Aim) -> float:
        """The growth above the line (or the pieces a year) with which the target is just met; NaN
        where no growth does, as for a level of nothing.
        """
        if self.counted:
            level = self.value * self._ratio(aim) if aim.cumulative else aim.value
            return formulas.pieces_needed(
                level / self.factor, self.stock, self.people, below / 100, aim.year - self.year
            )
        ratio = self._ratio(aim)
        if not ratio > 0:
            return math.nan
        return 100 * formulas.growth_above(ratio, below / 100, self._years(aim))

    def _ratio(self, aim: Aim) -> float:
        if aim.cumulative:
            return (1 - aim.value / 100) / (1 - aim.done / 100)
        return aim.value / self.value

    def _years(self, aim: Aim) -> int:
        return aim.year - (aim.since if aim.cumulative else self.year)


def start(
    indicators: pd.DataFrame,
    latest: pd.DataFrame,
    area: str,
    indicator: str,
    caliber: str,
    lists: Catalogue,
) -> Start | None:
    """Where `area` stands with `indicator` in one caliber; None where it has no level or no
    formula.

    `latest` are observations, of each figure the edition that holds.
    """
    one = lists.indicator(indicator)
    own = indicators[(indicators["area"] == area) & indicators["value"].notna()]
    rows = own[(own["indicator"] == indicator) & (own["caliber"] == caliber)].sort_values("year")
    if rows.empty or not one.numerator or not one.denominator:
        return None
    last = rows.iloc[-1]
    counted = lists.item_unit.get(one.numerator, "") in _PIECES
    above = _history(own, latest, area, one.numerator, caliber)
    below = _history(own, latest, area, one.denominator, caliber)
    value, year = float(last["value"]), int(last["year"])
    people = float(below.get(year, below.iloc[-1] if len(below) else math.nan))
    stock = value * people / one.factor
    if counted:
        # of what is only published as a ratio the stock is that ratio times the people
        level = rows.set_index("year")["value"]
        above = (level * below / one.factor).dropna() if len(below) else above
    if counted and not math.isfinite(stock):
        return None
    known = sorted(set(above.index) & set(below.index))
    span = (max(known[-1] - RECENT, known[0]), known[-1]) if len(known) > 1 else (year, year)
    return Start(
        area=area,
        indicator=indicator,
        caliber=caliber,
        unit=str(last["unit"]),
        year=year,
        value=value,
        above=one.numerator,
        below=one.denominator,
        counted=counted,
        factor=one.factor,
        stock=stock,
        people=people,
        recent_above=_added(above, span) if counted else _rate(above, span),
        recent_below=_rate(below, span),
        recent=span,
    )


def _history(
    own: pd.DataFrame, latest: pd.DataFrame, area: str, item: str, caliber: str
) -> pd.Series:
    """The yearly figures of an item in one caliber: of those that are part of `caliber`, else of
    all, the newest.
    """
    if item in set(own["indicator"]):  # a series that the house computes
        rows = own[own["indicator"] == item]
    else:
        rows = latest[(latest["area"] == area) & (latest["item"] == item) & latest["value"].notna()]
    parts = set(caliber.split("+"))
    shared = rows["caliber"].map(lambda one: len(parts & set(str(one).split("+"))))
    if rows.empty:
        return pd.Series(dtype=float)
    order = (
        rows.assign(_shared=shared)
        .groupby("caliber")
        .agg(shared=("_shared", "max"), last=("year", "max"), size=("year", "size"))
        .sort_values(["shared", "last", "size"], ascending=False)
    )
    chosen = rows[rows["caliber"] == order.index[0]].drop_duplicates("year", keep="last")
    series: pd.Series = chosen.set_index(chosen["year"].astype(int))["value"].astype(float)
    return series.sort_index()


def _rate(series: pd.Series, span: tuple[int, int]) -> float:
    """The mean growth a year in percent between two years; none without both, or across zero."""
    first, last = span
    if first == last or first not in series or last not in series:
        return math.nan
    if series[first] <= 0 or series[last] <= 0:
        return math.nan
    return 100 * cagr(float(series[first]), float(series[last]), last - first)


def _added(series: pd.Series, span: tuple[int, int]) -> float:
    """How many pieces were added a year, net."""
    first, last = span
    if first == last or first not in series or last not in series:
        return math.nan
    return float((series[last] - series[first]) / (last - first))


def choices(recent: float, *, counted: bool = False, usual: float = 3.0) -> list[float]:
    """Assumptions around what was seen of late: whole percents (halves of what hardly moves), or
    parts of the pieces.

    >>> choices(4.6), choices(-0.7), choices(1240.0, counted=True)
    ([3.0, 4.0, 5.0, 6.0, 7.0], [-1.5, -1.0, -0.5, 0.0, 0.5], [620.0, 930.0, 1550.0, 1860.0])
    """
    if counted:
        if not math.isfinite(recent) or recent <= 0:
            return []
        digits = 2 - math.floor(math.log10(recent))
        return [round(recent * part, digits) for part in (0.5, 0.75, 1.25, 1.5)]
    recent = recent if math.isfinite(recent) else usual
    step = 1.0 if abs(recent) >= _HARDLY else 0.5
    return [step * (round(recent / step) + k) for k in (-2, -1, 0, 1, 2)]


def grid(
    begin: Start,
    above: Sequence[float],
    below: Sequence[float],
    years: Sequence[int],
    aim: Aim | None = None,
) -> pd.DataFrame:
    """Every pair of assumptions at each of `years` (columns GRID).

    `value` is the level, `change` the fall in percent (since the base year of a cumulative aim,
    else since the
    latest figure), `meets` whether the aim is met; None in years that are not the aim's.
    """
    rows = [
        {
            "above": up,
            "below": down,
            "year": year,
            "value": begin.level(up, down, year),
            "change": begin.fall(up, down, year, aim),
            "meets": begin.meets(up, down, aim) if aim is not None and aim.year == year else None,
        }
        for year in years
        for down in below
        for up in above
    ]
    return pd.DataFrame(rows, columns=GRID)
