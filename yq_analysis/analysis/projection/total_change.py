"""Changes since a base year along sample paths."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.projection import (
    request_validation,
    series_validation,
    transformations,
    value_validation,
)
from yq_analysis.analysis.projection.growth_index import Direction
from yq_analysis.analysis.projection.panel import Floats, Ints
from yq_analysis.analysis.projection.series_validation import KEY, Histories
from yq_analysis.check import Message, Problem, QuestionProblem, need_columns, refuse

PATHS = [*KEY, "draw", "year", "horizon", "value"]


def cumulative(
    paths: pd.DataFrame, series: pd.DataFrame, base_year: int, *, growth: Direction | None = None
) -> pd.DataFrame:
    """Change since `base_year` in per cent along each path 累计变化; changes multiply, they never
    add.

    `paths` from `simulate`, in any order, `series` the history behind them. A level is compared
    with its value in `base_year`; yearly rates named in `growth` are compounded from the year after
    it, and keep their sign (a reduction stays a positive number). Returns the columns and rows of
    `paths`. Probabilities follow: the share of draws in which the value reaches a target. Refuses
    what has no percentage change: a base of zero or below, levels on either side of a break, rates
    that are not named in `growth` or have gaps.

    >>> series = pd.DataFrame({"area": "a", "indicator": "cut", "year": [2021, 2022], "value": [5.0,
    ...     5.0]})
    >>> paths = pd.DataFrame({"area": "a", "indicator": "cut", "caliber": "", "draw": 0,
    ...     "year": [2023],
    ...                       "horizon": [1], "value": [5.0]})
    >>> cumulative(paths, series, 2020, growth={"cut": -1})["value"].round(4).tolist()  # 1 - .95^3
    [14.2625]
    """
    paths, series = (
        request_validation.table(paths, "paths"),
        request_validation.table(series, "series"),
    )
    need_columns(paths, PATHS, name="paths")
    base = _year(base_year)
    refuse([*base[1], *request_validation.directions(growth)], kind=QuestionProblem)
    request_validation.check_names(series, paths, growth=growth)
    year, draw, value = _columns(paths)
    history = series_validation.read(series, transformations.ANYTHING)
    row_of = {
        tuple(key): row for row, key in enumerate(history.keys[list(KEY)].to_numpy(dtype=object))
    }
    signs: Mapping[str, int] = growth or {}
    unnamed = _rates() - set(signs)
    result, problems = np.full(len(paths), np.nan), []
    for key, rows in paths.groupby(list(KEY), sort=False).indices.items():
        assert isinstance(key, tuple)
        order = rows[np.lexsort((year[rows], draw[rows]))]
        row, sign = row_of.get(key), signs.get(key[1], 0)
        if row is None:
            wrong = "has no history in `series`", "give the series that the paths were drawn from"
        elif key[1] in unnamed:
            wrong = (
                "is a yearly rate of change",
                f"name it: growth={{{key[1]!r}: 1}}, or -1 if a positive rate is a fall",
            )
        elif sign:
            result[order], wrong = _compounded(
                history, row, base[0], sign, year[order], draw[order], value[order]
            )
        else:
            result[order], wrong = _compared(history, row, base[0], value[order])
        if any(wrong):
            problems.append(
                Problem(
                    where=" ".join(str(word) for word in key if str(word)),
                    what=wrong[0],
                    next=wrong[1],
                )
            )
    refuse(problems)
    return paths.assign(value=result).reset_index(drop=True)


def _rates() -> set[str]:
    indicators = catalogue.read().indicators
    return set(indicators.loc[indicators["scale"] == "rate", "indicator"])


def _year(base_year: object) -> tuple[int, list[Problem]]:
    """A base year as a whole number (2020.0 from a column with gaps will do)."""
    if isinstance(base_year, (float, np.floating)) and base_year.is_integer():
        base_year = int(base_year)
    wrong = request_validation.whole(
        base_year,
        "base_year",
        -value_validation.LATEST,
        value_validation.LATEST,
        Message("kind_year"),
    )
    return (0, wrong) if wrong else (int(base_year), [])  # type: ignore[call-overload]


def _columns(paths: pd.DataFrame) -> tuple[Ints, Ints, Floats]:
    """Years, draws and values of the paths as numbers; each draw has one value a year."""
    numbers = {
        name: pd.to_numeric(paths[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        for name in ("year", "draw", "value")
    }
    refuse(
        [
            Problem(
                where="paths",
                what=Message(
                    "refuse_rows_have_no_number_as",
                    value=int((~np.isfinite(column)).sum()),
                    name=name,
                ),
                next=Message("refuse_give_the_paths_as_simulate"),
            )
            for name, column in numbers.items()
            if not np.isfinite(column).all()
        ]
    )
    for name in KEY:
        codes, _, problems = value_validation.letters(paths, name, "paths")
        refuse(problems)
        refuse(
            [
                Problem(
                    where="paths",
                    what=Message("refuse_rows_have_no", value=int((codes < 0).sum()), column=name),
                    next=Message("refuse_give_the_paths_as_simulate"),
                )
            ]
            if (codes < 0).any()
            else []
        )
    twice = paths.duplicated([*KEY, "draw", "year"])
    refuse(
        [
            Problem(
                where="paths",
                what=Message("refuse_rows_repeat_a_year_of", value=int(twice.sum())),
                next=Message("refuse_keep_one"),
            )
        ]
        if twice.any()
        else []
    )
    return numbers["year"].astype(np.int64), numbers["draw"].astype(np.int64), numbers["value"]


Wrong = tuple[str, str]


def _compared(history: Histories, row: int, base: int, ahead: Floats) -> tuple[Floats, Wrong]:
    """Levels `ahead` against the level of the base year, in per cent; or what is wrong, and what to
    do.
    """
    begin, span = int(history.final[row] - history.span[row] + 1), int(history.span[row])
    values, place = history.values[row, :span], base - begin
    level = values[place] if 0 <= place < span else np.nan
    nothing = np.full(ahead.shape, np.nan)
    if not np.isfinite(level):
        return nothing, (
            f"has no value for the base year {base}",
            "choose a base year within the series",
        )
    broken = np.flatnonzero(history.breaks[row, :span]) + begin
    if (broken > base).any():
        return nothing, (
            f"was redefined in {broken.max()}: levels before and after do not compare",
            f"choose a base year from {broken.max()} on, or compound its yearly rates (`growth`)",
        )
    if level <= 0 or (values < 0).any() or (ahead < 0).any():
        lowest = min(level, float(np.nanmin(values)), float(ahead.min(initial=np.inf)))
        return nothing, (
            f"has {lowest:g}: a change from zero or below is no percentage",
            "choose another base year; yearly rates of change are named in `growth`",
        )
    return 100 * (ahead / level - 1), ("", "")


def _compounded(
    history: Histories, row: int, base: int, sign: int, year: Ints, draw: Ints, ahead: Floats
) -> tuple[Floats, Wrong]:
    """Rates `ahead` (by draw, then year) and the observed ones since the
    base year, multiplied up.
    """
    begin, final, first = (
        int(history.final[row] - history.span[row] + 1),
        int(history.final[row]),
        int(year.min()),
    )
    nothing = np.full(ahead.shape, np.nan)
    starts = np.concatenate([[True], draw[1:] != draw[:-1]])
    if (
        (year[starts] != first).any()
        or (np.diff(year)[~starts[1:]] != 1).any()
        or first > final + 1
    ):
        return nothing, (
            f"its paths do not run year by year from {final + 1} on",
            "give all years that `simulate` returned; drop years afterwards",
        )
    if base >= first:
        return nothing, (
            f"its paths begin in {first}, not after the base year {base}",
            f"choose a base year up to {first - 1}",
        )
    at = np.arange(base + 1, first) - begin
    if (at < 0).any():
        return nothing, (
            f"has no rates from {base + 1} on",
            f"choose a base year from {begin - 1} on",
        )
    factors = 1 + sign * history.values[row, at] / 100
    if not np.isfinite(factors).all():
        return nothing, (f"has gaps between {base} and {first}", "choose a base year after the gap")
    steps = 1 + sign * ahead / 100
    if (factors <= 0).any() or (steps <= 0).any():
        return nothing, (
            "has a yearly rate that leaves nothing or less",
            "correct it, or its sign in `growth`",
        )
    # a cumulative product that starts anew with each draw
    grown = np.concatenate(
        [np.cumprod(part) for part in np.split(steps, np.flatnonzero(starts)[1:])]
    )
    return sign * 100 * (np.prod(factors) * grown - 1), ("", "")
