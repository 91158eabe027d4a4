"""What a careful reader would ask about: reported beside the row, never repaired."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from yq_analysis.check import Message, Messages
from yq_analysis.reading.policy.row import Target

# shares that can be above 100, a little: who starts school late or comes from elsewhere is counted,
# too
_ABOVE_ALL = (
    r"(?:毛入学率|完成率|产销率|周转率|使用率|保证率|增长率|增速|增幅|覆盖率|自给率|流量比)$"
)
# names whose number needs no unit: indices, coefficients, ratios
_PURE = r"(?:指数|系数|倍数|得分|比例|之比|比值|评分)$|比$"


def add(target: Target, doubt: str) -> Target:
    """The target with one more doubt."""
    return replace(target, suspect=Messages([target.suspect, doubt]))


def of_row(target: Target) -> Target:
    """Add every doubt that the row alone raises.

    >>> odd = of_row(Target(indicator="食品抽检合格率", year=2025, value=985, unit="%", text="985%",
    ...     line=1))
    >>> odd.suspect, odd.value
    ('比率大于100:985%', None)
    """
    if target.value is None:
        return target
    largest = max(target.value, target.upper or 0)
    some_above = re.search(_ABOVE_ALL, target.indicator) and largest <= 150
    if target.unit == "%" and largest > 100 and target.basis in ("level", "annual_growth"):
        target = add(target, Message("doubt_above_100", value=target.value))
        if not some_above:  # it cannot be what was meant, and what was meant nobody knows
            return replace(target, value=None, upper=None, comparator="", basis="text")
    if not target.unit and target.basis != "rank" and not re.search(_PURE, target.indicator):
        target = add(target, Message("doubt_no_unit"))
    if target.upper is not None and target.value is not None and target.upper < target.value:
        target = add(target, Message("doubt_range", low=target.value, high=target.upper))
    if (
        target.basis == "level"
        and target.unit == "%"
        and re.search(r"(?:降低|下降|减少|降幅)$", target.indicator)
    ):
        target = add(target, Message("doubt_yearly_or_total"))
    return target


def against_growth(
    target: Target, growth: Sequence[Target], *, start: float | None, years: int | None
) -> tuple[Target, list[Target]]:
    """Hold a target against the growth or difference printed beside it.

    Where base and target give the printed growth, it is the same target said twice and one row
    stays. Where they do not, the row says so; a yearly growth then stays as a row of its own,
    because growth at constant prices is a target that the two levels do not hold.
    """
    kept: list[Target] = []
    for other in growth:
        target = add(target, other.suspect)
        if start is None or target.value is None or other.value is None:
            if start is None and other.basis == "annual_growth":
                kept.append(other)
            continue
        difference = target.value - start
        digits = _step(other.text)
        if other.basis == "annual_growth" and years and start > 0 and target.value > 0:
            implied = 100 * ((target.value / start) ** (1 / years) - 1)
            agrees = min(
                abs(implied - other.value),
                abs(difference / years - other.value),
                abs(-implied - other.value),
            ) <= max(digits, 0.1)
            if not agrees:
                target = add(target, Message("doubt_growth", implied=implied, printed=other.value))
                kept.append(other)
            continue
        ratio = 100 * difference / start if start else float("nan")
        agrees = any(
            abs(abs(x) - abs(other.value)) <= max(digits, _step(target.text))
            for x in (difference, ratio)
            if x == x
        )
        if not agrees:
            target = add(
                target, Message("doubt_difference", difference=difference, printed=other.value)
            )
    return target, kept


def _step(text: str) -> float:
    """One unit of the last printed digit."""
    found = re.search(r"\d+(?:\.(\d+))?", text)
    return 10.0 ** -len(found[1] or "") if found else 0.0


def without_repeats(places: Sequence[Sequence[Target]]) -> list[Target]:
    """Leave out a target that the document prints in two places; where the places differ on one
    name and year, say so.

    `places` are the tables and paragraphs: rows of one table that look alike differ by their group
    and all stay.
    """
    kept: list[Target] = []
    for place in places:
        kept = _added(kept, place)
    return kept


def _added(before: list[Target], place: Sequence[Target]) -> list[Target]:
    kept = list(before)
    for target in place:
        same = [
            t
            for t in before
            if (t.indicator, t.year, t.basis) == (target.indicator, target.year, target.basis)
        ]
        twin = next((t for t in same if _says_the_same(t, target)), None)
        if twin is None:
            clash = next((t for t in same if t.basis == "level" and t.unit == target.unit), None)
            kept.append(
                target
                if clash is None
                else add(target, Message("doubt_other_line", line=clash.line, value=clash.value))
            )
        elif twin.binding == "none" and target.binding != "none" and twin in kept:
            kept.remove(twin)  # the table says how firm it is, the sentence above it does not
            kept.append(target)
    return kept


def _says_the_same(one: Target, other: Target) -> bool:
    alike = (one.value, one.upper, one.unit) == (other.value, other.upper, other.unit)
    return alike and (one.value is not None or one.text == other.text)
