"""Published measures of progress toward a target, side by side: each a plain function with a small
result.

Every function returns a `Progress`: `value` (the measure), `score` where the method defines one,
`status` in the method's own words, and `flags` for what makes the number treacherous. They disagree
on about one case in nine, which is why none of them is the verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

from yq_analysis.maths.requirements import need, number
from yq_analysis.maths.result import ZERO, Progress, check_direction, compound, meets, passed_flags
from yq_analysis.maths.statcan import around, cagr_ratio, combined, limit_factor, parity

__all__ = [
    "Progress",
    "around",
    "astat_class",
    "cagr_ratio",
    "combined",
    "destatis_trend",
    "escap_status",
    "limit_factor",
    "parity",
    "time_share",
    "un_progress_chart",
]


def _nothing(method: str) -> Progress:
    return Progress(
        method=method, value=None, score=None, status="not assessed", flags=("missing_value",)
    )


# ------------------------------------------------------------------ United Nations
_UN_STATUS = {
    3: "target met or on track",
    2: "fair progress, acceleration needed",
    1: "stagnation or regression",
}


def un_progress_chart(
    *,
    base_year: float,
    base_value: float,
    current_year: float,
    current_value: float,
    target_year: float | None = None,
    target: float | None = None,
    direction: int | None = None,
) -> Progress:
    """UN Progress Chart: the value expected in the target year, as a share of the way from base to
    target.

    v_e = v_t (1+CAGR)^(T-t); ratio (v_e-v_b)/(v_T-v_b): from 0.95 score 3, from 0.10 score 2, else
    1. Without a target 2 % and 0.5 % a year. A latest value that meets the target, or comes within
    one point of a target of 0 or 100, is met. Where the base already met the target and the series
    moves away, both differences are negative and the ratio looks splendid: it is printed as the
    formula gives it, flagged, and the score is 1. `direction` may be left out where the target
    shows it. Source: UN, Progress Chart Technical Note 2023; Eustat, metodología.

    >>> result = un_progress_chart(base_year=2015, base_value=14.5, current_year=2023,
    ...     current_value=10.4,
    ...                            target_year=2030, target=7.25)
    >>> round(result.value, 6), result.score, result.status
    (0.927487, 2.0, 'fair progress, acceleration needed')
    """
    if not all(map(number, (base_year, base_value, current_year, current_value))) or (
        target is not None and not number(target)
    ):
        return _nothing("un_progress_chart")
    if direction is None:
        direction = _shown_direction(base_value, target)
    direction = check_direction(direction)
    flags = list(passed_flags(base_value, current_value, target, direction))
    met = target is not None and (
        meets(current_value, target, direction)
        or (target in (0, 100) and abs(current_value - target) <= 1)
    )
    if base_value == 0:
        base_value, flags = ZERO, [*flags, "zero_base"]
    if base_value * current_value < 0 or current_year <= base_year:
        flags.append("sign_change" if base_value * current_value < 0 else "too_few_years")
        return _un_result(None, 3 if met else None, flags)
    cagr = compound(base_value, current_value, current_year - base_year)
    if target is None or target_year is None:
        value: float | None = direction * cagr if base_value > 0 else -direction * cagr
        points = 3 if value >= 0.02 else 2 if value >= 0.005 else 1  # type: ignore[operator]
    else:
        expected = current_value * (1 + cagr) ** (target_year - current_year)
        way = target - base_value
        value = (expected - base_value) / way if way else None
        wrong_way = (expected - base_value) * direction < 0
        points = 1 if value is None or wrong_way or value < 0.10 else 3 if value >= 0.95 else 2
    return _un_result(value, 3 if met else points, flags)


def _un_result(value: float | None, points: int | None, flags: Sequence[str]) -> Progress:
    return Progress(
        method="un_progress_chart",
        value=value,
        score=None if points is None else float(points),
        status="not assessed" if points is None else _UN_STATUS[points],
        flags=tuple(flags),
    )


def _shown_direction(base_value: float, target: float | None) -> int:
    """The direction that the target shows, seen from the base value."""
    need((target is not None and target != base_value, "direction", "direction"))
    return 1 if target is not None and target > base_value else -1


# ------------------------------------------------------------------ time passed against task done
def time_share(
    *,
    base_year: float,
    base_value: float,
    current_year: float,
    current_value: float,
    target_year: float,
    target: float,
    direction: int | None = None,
) -> Progress:
    """时间过半、任务过半: the share of the task done over the share of the time passed.

    `value` is that ratio, `score` the share of the task. Words of the plan's mid-term review; its
    own cut-offs were never published, here: met 提前实现, from 1.05 快于预期, from 0.95
    基本符合预期, else 滞后.

    >>> result = time_share(base_year=2020, base_value=100, current_year=2022, current_value=106,
    ...                     target_year=2025, target=115)
    >>> round(result.value, 6), round(result.score, 6), result.status
    (1.0, 0.4, '基本符合预期')
    """
    if not all(
        map(number, (base_year, base_value, current_year, current_value, target_year, target))
    ):
        return _nothing("time_share")
    if direction is None:
        direction = _shown_direction(base_value, target)
    direction = check_direction(direction)
    need(
        (current_year > base_year, "current_year", "after_base"),
        (target_year > base_year, "target_year", "after_base"),
    )
    flags = passed_flags(base_value, current_value, target, direction)
    way = target - base_value
    done = (current_value - base_value) / way if way else None
    elapsed = min((current_year - base_year) / (target_year - base_year), 1.0)
    value = done / elapsed if done is not None else None
    if meets(current_value, target, direction):
        status = "提前实现" if current_year < target_year else "如期实现"
    elif "base_meets_target" in flags or value is None or value < 0:
        status = "背离目标"
    else:
        status = (
            "快于预期" if value >= 1.05 else "基本符合预期" if value >= 0.95 - 1e-12 else "滞后"
        )
    return Progress(method="time_share", value=value, score=done, status=status, flags=flags)


# ------------------------------------------------------------------ Germany
def destatis_trend(
    *,
    years: Sequence[float],
    values: Sequence[float],
    target_year: float,
    target: float,
    direction: int | None = None,
) -> Progress:
    """German sustainability strategy: the mean of the last five yearly changes carried to the
    target year.

    Uses the last six points (at least four changes are not asked: at least four points). Missing
    the target by less than 5 % of the way from now to it, or reaching it, is `sun`; up to 20 %
    `partly`; the right direction but more `cloud`; the wrong direction `storm`. `value` is the
    projected value. Source: Destatis, indicator report of the Deutsche Nachhaltigkeitsstrategie.

    >>> result = destatis_trend(years=range(2016, 2022), values=[100, 98, 97, 95, 94, 92],
    ...     target_year=2030, target=80)
    >>> round(result.value, 6), result.status
    (77.6, 'sun')
    """
    pairs = sorted(
        (year, value) for year, value in zip(years, values, strict=True) if number(value)
    )[-6:]
    if len(pairs) < 4:
        return Progress(
            method="destatis_trend",
            value=None,
            score=None,
            status="not assessed",
            flags=("too_few_years",),
        )
    (first_year, first), (last_year, last) = pairs[0], pairs[-1]
    change = (last - first) / (last_year - first_year)
    projected = last + change * (target_year - last_year)
    direction = (
        check_direction(direction) if direction is not None else (1 if target > last else -1)
    )
    flags = ("target_met",) if meets(last, target, direction) else ()
    gap = abs(target - last)
    miss = (target - projected) * direction
    if miss <= 0 or (gap and miss / gap < 0.05):
        status = "sun"
    elif change * direction <= 0:
        status = "storm"
    else:
        status = "partly" if gap and miss / gap <= 0.20 else "cloud"
    return Progress(
        method="destatis_trend", value=projected, score=None, status=status, flags=flags
    )


# ------------------------------------------------------------------ ESCAP
def escap_status(
    *,
    base_value: float,
    current_value: float,
    target: float,
    direction: int | None = 1,
    parity: bool = False,
) -> Progress:
    """ESCAP current status index: 0 is the level of the base year, 10 the target.

    CS = D (I_cv - I_0)/|TV - I_0| with D = 10 or -10; for parity 10 - 10 |TV-I_cv|/|TV-I_0|. A
    negative index is a regression. Source: ESCAP, Asia and the Pacific SDG Progress Report,
    technical annex.

    >>> escap_status(base_value=50, current_value=60, target=100, direction=1).score
    2.0
    """
    if not all(map(number, (base_value, current_value, target))):
        return _nothing("escap_status")
    way = abs(target - base_value)
    if way == 0:
        return Progress(
            method="escap_status",
            value=None,
            score=None,
            status="not assessed",
            flags=("nothing_required",),
        )
    if parity:
        score, flags = 10 - 10 * abs(target - current_value) / way, ()
    else:
        direction = check_direction(
            direction if direction is not None else (1 if target > base_value else -1)
        )
        flags = passed_flags(base_value, current_value, target, direction)  # type: ignore[assignment]
        score = 10 * direction * (current_value - base_value) / way
    met = (
        abs(target - current_value) < 1e-12
        if parity
        else meets(current_value, target, direction or 1)
    )
    status = (
        "target achieved"
        if met
        else "regressed"
        if score < 0
        else "stagnant"
        if score == 0
        else "progressed"
    )
    return Progress(method="escap_status", value=score, score=score, status=status, flags=flags)


# ------------------------------------------------------------------ ASTAT, ISTAT
def astat_class(growth: float, direction: int = 1) -> Progress:
    """ISTAT / ASTAT classes of the compound yearly rate (a fraction), which ask nothing of a
    target.

    Above 5 % clear improvement, above 1 % slight improvement, above -1 % stable, above -5 % slight
    worsening, else clear worsening; reversed where a fall is wanted.
    Source: ISTAT, Rapporto SDGs 2019, pp. 37-38; ASTAT, trend_info.

    >>> [astat_class(rate).status for rate in (0.06, 0.05, -0.01, -0.05)]
    ['clear improvement', 'slight improvement', 'slight worsening', 'clear worsening']
    """
    if not number(growth):
        return _nothing("astat_class")
    improvement = check_direction(direction) * growth
    bands = (
        (0.05, "clear improvement"),
        (0.01, "slight improvement"),
        (-0.01, "stable"),
        (-0.05, "slight worsening"),
    )
    status = next((name for above, name in bands if improvement > above), "clear worsening")
    return Progress(method="astat_class", value=growth, score=None, status=status)
