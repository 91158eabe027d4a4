"""Every published progress method on one measure, and how far they agree."""

from __future__ import annotations

import math
from collections.abc import Sequence

from yq_analysis.analysis.assessment.target_bounds import Goal, index_goal
from yq_analysis.analysis.assessment.target_measures import Measure
from yq_analysis.check import DataProblem
from yq_analysis.maths import growth, progress
from yq_analysis.maths.progress import Progress

METHODS = (
    "cagr_ratio",
    "un_progress_chart",
    "time_share",
    "destatis_trend",
    "escap_status",
    "astat_class",
)
# What each method's words say about reaching the target in time. The ESCAP index tells what is done
# and ASTAT how fast it moves; neither asks whether that is enough, so neither has a vote.
FAVOURABLE = {
    "cagr_ratio": {"target_achieved", "substantial_progress"},
    "un_progress_chart": {"target met or on track"},
    "time_share": {"提前实现", "如期实现", "快于预期", "基本符合预期"},
    "destatis_trend": {"sun"},
}
SILENT = {"not_available", "not assessed"}


def statuses(measure: Measure, goal: Goal, year: int) -> dict[str, Progress]:
    """The result of each method, by name; empty where there is no history or the base year is the
    latest.
    """
    seen = measure.index.upto(year).known()
    since = seen.since(measure.base_year)
    if len(since) < 2 or year <= since.years[0]:
        return {}
    asked = index_goal(measure, goal, year)
    first, last = int(since.years[0]), int(since.years[-1])
    base, current = float(since.values[0]), float(since.values[-1])
    found = {
        name: method(
            base_year=first,
            base_value=base,
            current_year=last,
            current_value=current,
            target_year=year,
            target=asked.value,
            direction=asked.direction,
        )
        for name, method in (
            ("cagr_ratio", progress.cagr_ratio),
            ("un_progress_chart", progress.un_progress_chart),
            ("time_share", progress.time_share),
        )
    }
    found["destatis_trend"] = progress.destatis_trend(
        years=seen.years.tolist(),
        values=seen.values.tolist(),
        target_year=year,
        target=asked.value,
        direction=asked.direction,
    )
    found["escap_status"] = progress.escap_status(
        base_value=base, current_value=current, target=asked.value, direction=asked.direction
    )
    try:
        rate = growth.cagr(base, current, last - first)
    except DataProblem:  # a compound rate across zero does not exist
        rate = math.nan
    found["astat_class"] = progress.astat_class(rate, asked.direction)
    return found


def agreement(results: dict[str, Progress]) -> str:
    """How many of the methods that look ahead say that the target will be reached in time, "" where
    none speaks.

    >>> one = Progress(method="cagr_ratio", value=1.0, score=3.0, status="substantial_progress")
    >>> other = Progress(method="destatis_trend", value=1.0, score=None, status="cloud")
    >>> agreement({"cagr_ratio": one, "destatis_trend": other})
    '1/2'
    """
    votes = opinions(results)
    return f"{sum(votes.values())}/{len(votes)}" if votes else ""


def opinions(results: dict[str, Progress]) -> dict[str, bool]:
    """For each method that speaks: whether it says that the target will be reached."""
    return {
        name: results[name].status in words
        for name, words in FAVOURABLE.items()
        if name in results and results[name].status not in SILENT
    }


def flags(results: dict[str, Progress]) -> Sequence[str]:
    """The traps that any method met, each once."""
    return list(dict.fromkeys(flag for result in results.values() for flag in result.flags))


def columns(results: dict[str, Progress]) -> dict[str, str]:
    """One column a method: its status, or "" where it could not be applied."""
    return {name: results[name].status if name in results else "" for name in METHODS}


def base_point(measure: Measure) -> tuple[int, float] | None:
    """The year and value that progress is counted from."""
    since = measure.index.since(measure.base_year)
    return (int(since.years[0]), float(since.values[0])) if len(since) else None
