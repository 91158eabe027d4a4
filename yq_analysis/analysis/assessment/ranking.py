"""Ranks among areas, today and projected, and the probability of standing in the first third.

An aid to reading "迈入全市第一梯队", where a document sets no number; it is no verdict.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from yq_analysis.check import Message, Problem, need_columns, refuse

RANKED = ["area", "year", "value", "rank", "of", "first_tier"]
FIRST_TIER = [
    "area",
    "year",
    "rank_today",
    "year_today",
    "rank",
    "rank_low",
    "rank_high",
    "places",
    "of",
    "missing",
    "probability",
    "probability_low",
    "probability_high",
    "draws",
]


def places(count: int, share: float = 1 / 3) -> int:
    """How many places the first tier has: the first third of twelve is four.

    >>> places(12), places(31), places(5), places(2)
    (4, 10, 1, 0)
    """
    return math.floor(count * share + 1e-9)


def ranks(
    table: pd.DataFrame, *, direction: int = 1, share: float = 1 / 3, of: int | None = None
) -> pd.DataFrame:
    """Ranks year by year. `table`: area, year, value of one indicator; rank 1 is best by
    `direction` (1 or -1).

    Equal values share the better rank. `of` is how many areas there are in all; without it, those
    of the table.

    >>> ranks(pd.DataFrame({"area": list("abc"), "year": 2024, "value": [1.0, 3.0, 2.0]}))[["area",
    ...     "rank", "first_tier"]].values.tolist()
    [['b', 1, True], ['c', 2, False], ['a', 3, False]]
    """
    need_columns(table, ["area", "year", "value"], name="table")
    known = table[table["value"].notna()]
    _once(known, ["area", "year"], name="table")
    count = of or table["area"].nunique()
    ranked = known.assign(
        rank=(-direction * known["value"]).groupby(known["year"]).rank(method="min").astype(int),
        of=count,
    )
    ranked["first_tier"] = ranked["rank"] <= places(count, share)
    return ranked.sort_values(["year", "rank", "area"])[RANKED].reset_index(drop=True)


def first_tier(
    paths: pd.DataFrame,
    observed: pd.DataFrame | None = None,
    *,
    direction: int = 1,
    share: float = 1 / 3,
    of: int | None = None,
    interval: float = 0.8,
) -> pd.DataFrame:
    """Projected ranks and the probability of standing in the first third, area by area and year by
    year.

    `paths`: area, draw, year, value: sample paths of one indicator; a draw is one joint future of
    all areas, so that what moves them together keeps doing so. `observed`: area, year, value, for
    today's rank (the last year in which the most areas are known). `of`: how many areas there are
    in all.

    Where areas have no paths, their places are unknown: `probability_low` puts them all ahead,
    `probability_high` all behind, and `probability` is given only where none is missing. `rank` is
    the median, `rank_low` and `rank_high` enclose `interval` of the draws.

    >>> draws = pd.DataFrame({"area": ["a", "b", "c"] * 2, "draw": [0] * 3 + [1] * 3, "year": 2035,
    ...     "value": [3, 2, 1, 1, 3, 2.0]})
    >>> first_tier(draws)[["area", "rank", "probability"]].values.tolist()
    [['a', 2.0, 0.5], ['b', 1.5, 0.5], ['c', 2.5, 0.0]]
    """
    need_columns(paths, ["area", "draw", "year", "value"], name="paths")
    if not 0 < interval < 1:
        refuse(
            [
                Problem(
                    where="interval",
                    what=Message("refuse_is_not_between_and", interval=interval),
                    next=Message("refuse_give_for"),
                )
            ]
        )
    _once(paths, ["area", "draw", "year"], name="paths")
    wide = paths.pivot(index=["year", "draw"], columns="area", values="value")
    if wide.isna().to_numpy().any():
        refuse(
            [
                Problem(
                    where="paths",
                    what=Message("refuse_not_every_area_has_a"),
                    next=Message("refuse_draw_all_areas_together"),
                )
            ]
        )
    count = of or wide.shape[1]
    if count < wide.shape[1]:
        refuse(
            [
                Problem(
                    where="of",
                    what=Message(
                        "refuse_is_fewer_than_the_areas", count=count, value=wide.shape[1]
                    ),
                    next=Message("refuse_give_the_number_of_all"),
                )
            ]
        )
    missing, top = count - wide.shape[1], places(count, share)
    placed = (-direction * wide).rank(axis=1, method="min")
    by_year = placed.groupby(level="year")
    low, high = by_year.quantile((1 - interval) / 2), by_year.quantile((1 + interval) / 2)
    table = pd.DataFrame(
        {
            "rank": by_year.median().stack(),
            "rank_low": np.floor(low.stack()),
            "rank_high": np.ceil(high.stack()) + missing,
            "probability_high": (placed <= top).groupby(level="year").mean().stack(),
            "probability_low": (placed + missing <= top).groupby(level="year").mean().stack(),
        }
    ).reset_index()
    table["probability"] = table["probability_high"] if missing == 0 else np.nan
    today, at = _today(observed, direction=direction)
    table = table.assign(
        rank_today=table["area"].map(today).astype("Int64"),
        year_today=pd.array([at] * len(table), dtype="Int64"),
        places=top,
        of=count,
        missing=missing,
        draws=int(wide.index.get_level_values("draw").nunique()),
    )
    return table.sort_values(["year", "area"])[FIRST_TIER].reset_index(drop=True)


def _today(observed: pd.DataFrame | None, *, direction: int) -> tuple[dict[str, int], int | None]:
    """Ranks in the latest of the years in which the most areas are known."""
    if observed is None:
        return {}, None
    need_columns(observed, ["area", "year", "value"], name="observed")
    known = observed[observed["value"].notna()]
    if known.empty:
        return {}, None
    counts = known.groupby("year")["area"].nunique()
    year = int(counts.index[counts == counts.max()].max())
    now = ranks(known[known["year"] == year], direction=direction)
    return dict(zip(now["area"], now["rank"], strict=True)), year


def _once(table: pd.DataFrame, keys: list[str], *, name: str) -> None:
    twice = table.loc[table.duplicated(keys), keys].drop_duplicates().head(5)
    refuse(
        [
            Problem(
                where=f"{name}, {', '.join(f'{k} {v}' for k, v in row.items())}",
                what=Message("refuse_stands_there_more_than_once"),
                next=Message("refuse_choose_one_caliber_first"),
            )
            for row in twice.to_dict("records")
        ]
    )
