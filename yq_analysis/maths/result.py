"""What a progress method returns, and the checks that all of them share."""

from __future__ import annotations

from dataclasses import dataclass

from yq_analysis.check import one_of

# A compound rate cannot start from or arrive at zero; StatCan replaces a zero by this.
ZERO = 0.001


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What one method says. `value` and `score` are None where the method cannot be applied."""

    method: str
    value: float | None
    score: float | None
    status: str
    flags: tuple[str, ...] = ()


def meets(value: float, target: float, direction: int) -> bool:
    return value >= target if direction > 0 else value <= target


def check_direction(direction: int) -> int:
    return int(one_of(direction, [1, -1], name="direction"))


def compound(base: float, value: float, years: float) -> float:
    """Compound yearly growth from `base` (not 0) to `value`, which may have fallen to 0.

    >>> compound(10, 0, 5), round(compound(100, 121, 2), 6)
    (-1.0, 0.1)
    """
    growth: float = (value / base) ** (1 / years) - 1
    return growth


def passed_flags(
    base: float, current: float, target: float | None, direction: int
) -> tuple[str, ...]:
    """The sign trap: the base already met the target and the series has
    moved the wrong way since.
    """
    if target is None or not meets(base, target, direction):
        return ()
    away = (current - base) * direction < 0
    return ("base_meets_target", "moving_away") if away else ("base_meets_target",)
