"""What is asked, checked before anything is computed: everything that is wrong with a question is
said at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis import catalogue, model
from yq_analysis.analysis.projection.forecast_methods import METHODS
from yq_analysis.analysis.projection.learning import Learned
from yq_analysis.analysis.projection.transformations import SCALES
from yq_analysis.check import Message, Problem, QuestionProblem, one_of, refuse

FARTHEST = 50  # years ahead
# Beyond these nothing is known of the errors that the intervals are made of.
LOWEST, HIGHEST = 0.001, 0.999


def table(given: object, name: str) -> pd.DataFrame:
    """`given` if it is a table whose columns can be told apart (without the names of its index)."""
    if not isinstance(given, pd.DataFrame):
        refuse(
            [
                Problem(
                    where=name,
                    what=Message("refuse_is_a_not_a_table", __name__=type(given).__name__),
                    next=Message("refuse_give_a_pandas_dataframe_with"),
                )
            ],
            kind=QuestionProblem,
        )
    assert isinstance(given, pd.DataFrame)
    twice = given.columns[given.columns.duplicated()].unique()
    refuse(
        [
            Problem(
                where=name,
                what=Message("refuse_has_more_than_one_column", column=column),
                next=Message("refuse_keep_one"),
            )
            for column in twice
        ]
    )
    # an index level with a column's name would make that name ambiguous
    return (
        given if all(level is None for level in given.index.names) else given.reset_index(drop=True)
    )


def check(
    *,
    horizon: object,
    method: object = "combined",
    quantiles: object = (0.5,),
    draws: object = 1,
    seed: object = 0,
    scales: object = None,
    growth: object = None,
    parents: object = None,
    learned: object = None,
    intervals: object = None,
    calibration: object = "both",
) -> tuple[float, ...]:
    """Refuse a question that has no answer; return the quantiles in order."""
    wrong = [
        *_choice(method, METHODS, "method"),
        *_choice(calibration, ("both", "pool"), "calibration"),
    ]
    if intervals is not None:
        wrong += _choice(intervals, ("own", "calibrated"), "intervals")
    if method == "combined" and intervals == "own":
        wrong.append(
            Problem(
                where="intervals",
                what=Message("refuse_the_combination_has_no_intervals"),
                next=Message("refuse_leave_intervals_out_or_choose"),
            )
        )
    wrong += whole(horizon, "horizon", 1, FARTHEST, Message("kind_number_of_years"))
    wrong += whole(draws, "draws", 1, None, Message("kind_number_of_paths"))
    wrong += whole(seed, "seed", 0, None, Message("kind_seed"))
    levels, of_levels = _levels(quantiles)
    wrong += of_levels
    wrong += _mapping(scales, "scales", "indicator: scale, for example {'pass_rate': 'share'}")
    if isinstance(scales, Mapping):
        wrong += [
            problem
            for name, scale in scales.items()
            for problem in _choice(scale, SCALES, f"scales[{name!r}]")
        ]
    wrong += directions(growth)
    wrong += _mapping(
        parents, "parents", "area: the area above it, for example {'610802': '610800'}"
    )
    if isinstance(parents, Mapping):
        wrong += [
            Problem(
                where=f"parents[{area!r}]",
                what=Message("refuse_is_no_area", above=above),
                next=Message("refuse_give_one_area_written_as"),
            )
            for area, above in parents.items()
            if not isinstance(above, Hashable)
        ]
    if learned is not None and not isinstance(learned, Learned):
        wrong.append(
            Problem(
                where="learned",
                what=f"is a {type(learned).__name__}",
                next=Message("refuse_give_what_learn_returned_or"),
            )
        )
    refuse(wrong, kind=QuestionProblem)
    return levels


def directions(growth: object) -> list[Problem]:
    """What is wrong with a mapping from indicators to the direction of their rates."""
    wrong = _mapping(
        growth, "growth", "indicator: 1 or -1, for example {'energy_intensity_change_rate': -1}"
    )
    if isinstance(growth, Mapping):
        wrong += [
            Problem(
                where=f"growth[{name!r}]",
                what=Message("refuse_is_no_direction", sign=sign),
                next=Message("refuse_if_a_positive_rate_is"),
            )
            for name, sign in growth.items()
            if isinstance(sign, bool)
            or not isinstance(sign, (int, float, np.number))
            or sign not in (1, -1)
        ]
    return wrong


def check_names(
    series: pd.DataFrame, pool: pd.DataFrame | None, **named: Mapping[str, Any] | None
) -> None:
    """Refuse indicators in `scales` or `growth` that nothing else knows: a misspelt name would do
    nothing.
    """
    asked = {name for mapping in named.values() for name in mapping or {}}
    if not asked:
        return
    present: set[object] = set()
    for part in (series, pool):
        if part is not None and "indicator" in part.columns:
            try:
                present |= set(pd.unique(part["indicator"]))
            except TypeError:  # a list is no name: the cells are refused by themselves
                return
    strange = asked - present
    if not strange or not present:
        return
    strange -= set(catalogue.read().indicators["indicator"])
    listing = ", ".join(sorted(map(str, present))[:20])
    refuse(
        [
            Problem(
                where=where,
                what=Message("refuse_is_neither_in_the_series", name=name),
                next=Message("refuse_the_series_have", listing=listing),
            )
            for where, mapping in named.items()
            for name in mapping or {}
            if name in strange
        ],
        kind=QuestionProblem,
    )


def whole(value: object, name: str, least: int, most: int | None, meaning: str) -> list[Problem]:
    """What is wrong with a whole number from `least` to `most`."""
    if (
        not isinstance(value, bool)
        and isinstance(value, (int, np.integer))
        and value >= least
        and (most is None or value <= most)
    ):
        return []
    span = (
        Message("range_from_to", least=least, most=most)
        if most is not None
        else Message("range_at_least", least=least)
    )
    return [
        Problem(
            where=name,
            what=Message("refuse_is_not", value=value, meaning=meaning),
            next=Message("refuse_give_a_whole_number", span=span),
        )
    ]


def several(given: object, choices: Iterable[object], name: str) -> list[Problem]:
    """What is wrong with a list of choices."""
    if isinstance(given, str) or not isinstance(given, (Sequence, pd.Index, np.ndarray)):
        return [
            Problem(
                where=name,
                what=Message("refuse_is_not_a_list", given=given),
                next=Message("refuse_give_some_of", listed=", ".join(map(str, choices))),
            )
        ]
    return [problem for one in given for problem in _choice(one, choices, name)]


def _choice(value: object, choices: Iterable[object], name: str) -> list[Problem]:
    try:
        one_of(value, choices, name=name)
    except QuestionProblem as refused:
        return list(refused.problems)
    return []


def _mapping(given: object, name: str, example: str) -> list[Problem]:
    if given is None or isinstance(given, Mapping):
        return []
    return [
        Problem(
            where=name,
            what=Message("refuse_is_a_not_a_mapping", __name__=type(given).__name__),
            next=Message("refuse_give_a_dict_of", example=example),
        )
    ]


def _levels(quantiles: object) -> tuple[tuple[float, ...], list[Problem]]:
    example = "give for example (.025, .1, .5, .9, .975)"
    if (
        isinstance(quantiles, str)
        or not isinstance(quantiles, (Sequence, np.ndarray, pd.Series, pd.Index))
        or not len(quantiles)
    ):
        return (), [
            Problem(
                where="quantiles",
                what=Message("refuse_is_not_a_list_of", quantiles=quantiles),
                next=example,
            )
        ]
    given = list(quantiles)
    wrong = [
        one
        for one in given
        if isinstance(one, bool)
        or not isinstance(one, (int, float, np.number))
        or not LOWEST <= one <= HIGHEST
    ]
    if wrong:
        return (), [
            Problem(
                where="quantiles",
                what=Message(
                    "refuse_not_between_and",
                    listed=", ".join(map(repr, wrong)),
                    LOWEST=LOWEST,
                    HIGHEST=HIGHEST,
                ),
                next=example,
            )
        ]
    levels = tuple(sorted(float(one) for one in given))
    names = [model.quantile_name(one) for one in levels]
    twice = sorted({name for name in names if names.count(name) > 1})
    return levels, [
        Problem(
            where="quantiles",
            what=Message("refuse_more_than_one_would_be", name=name),
            next=Message("refuse_give_each_once"),
        )
        for name in twice
    ]
