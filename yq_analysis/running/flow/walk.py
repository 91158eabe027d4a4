"""One question answered for some areas: every table that their pages show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis import assessment, ledger, projection
from yq_analysis.analysis.indicators.compare import current, scales, signs
from yq_analysis.analysis.projection.borrowed_totals import bridged
from yq_analysis.analysis.results import Results, chain
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, QuestionProblem, one_of, refuse
from yq_analysis.model import INDICATORS
from yq_analysis.presenting.wording import LANGUAGES, Language, names
from yq_analysis.running.flow import theme_backtests
from yq_analysis.running.flow.cleaning import (
    lists_folder,
    load,
    load_indicators,
    processed,
    project_folder,
)

DRAWS = 1000
_SERIES = ["area", "indicator", "caliber"]
# Shown beside the three themes: whatever else the document sets a target for.
_JUDGED = ("document", "plan")


def run(
    root: str | Path = ".",
    areas: Sequence[str] = ("100000",),
    to: int = 2035,
    as_of: str | None = None,
    language: Language = "zh",
    themes: Sequence[str] | None = None,
    today: str | None = None,
) -> Results:
    """The whole walk for some areas (names or codes), to the year `to`, with what was published by
    `as_of`.

    `themes` (energy, productivity, patents) leaves out what a page does not show; None takes
    everything that the documents set targets for. `today` is the day of the run (an ISO date): by
    default `as_of`, else the clock's, but never before the newest publication at hand. Raises
    `QuestionProblem` for an unknown area, theme or language and for a year that lies before the
    data, `DataProblem` where data/raw is refused.
    """
    place = project_folder(root)
    one_of(language, LANGUAGES, name="language")
    lists = catalogue.read(lists_folder(place))
    for theme in themes or ():
        one_of(theme, lists.themes, name="themes")
    codes = tuple(dict.fromkeys(lists.area_code(area) for area in areas))
    observations = load(place)
    table = load_indicators(place, observations, as_of, lists)
    _check_years(table, to, as_of)
    line = chain(codes, lists)
    series = current(
        table[table["area"].isin(line) & table["indicator"].isin(_wanted(lists, themes))]
    )
    targets = known_targets(lists, as_of)
    return Results(
        root=place,
        areas=codes,
        to=to,
        as_of=as_of,
        day=today or _today(observations, as_of),
        language=language,
        lists=lists,
        observations=observations,
        indicators=table,
        targets=targets[targets["area"].isin(line)],
        series=series,
        draws=DRAWS,
        late=_LATE,
        stored=partial(processed, place),
    )


def _today(observations: pd.DataFrame, as_of: str | None) -> str:
    """The day of the run: the end of `as_of`, else today; a clock that lies before the newest
    publication is wrong.
    """
    if as_of is not None:
        return f"{as_of}-12-31"[:10] if len(as_of) == 4 else f"{as_of}-28"[:10]
    newest = max((one for one in observations["edition"].astype(str) if len(one) == 10), default="")
    return max(date.today().isoformat(), newest)


def _expected(results: Results) -> tuple[pd.DataFrame, pd.DataFrame]:
    projections, paths = _together(
        [
            _ahead(part, results.indicators, results.to, results.lists)
            for part in _families(results.series, results.lists)
        ]
    )
    projections, paths = bridged(
        results.series, projections, paths, results.to, draws=DRAWS, lists=results.lists
    )
    words = names(results.language, results.lists)
    return projections.assign(note=[words.tell(note) for note in projections["note"]]), paths


def _assessments(results: Results) -> pd.DataFrame:
    return assessment.assess(
        results.series,
        results.projections,
        results.targets,
        paths=results.paths,
        areas=results.chain,
        parents=results.parents,
        output=results.output,
        today=results.day,
        language=results.language,
        lists=results.lists,
    )


def _backtests(results: Results) -> pd.DataFrame:
    """As made when the data were cleaned, or, as of an earlier day, without slow models."""
    if results.as_of is not None:
        return theme_backtests.backtests(results.indicators, results.lists, quick=True)[0]
    table = results.stored("backtests")
    numbers = [column for column in table.columns if column not in ("theme", "method")]
    return table.assign(**{column: pd.to_numeric(table[column]) for column in numbers})


def _latest(results: Results) -> pd.DataFrame:
    return ledger.latest(results.observations, results.as_of)


# What of a record costs time, and is made when it is first asked for.
_LATE = {
    "expected": _expected,
    "assessments": _assessments,
    "backtests": _backtests,
    "latest": _latest,
}


def _wanted(lists: Catalogue, themes: Sequence[str] | None) -> set[str]:
    chosen = {
        indicator
        for name in (themes if themes is not None else lists.themes)
        for indicator in lists.themes[name].indicators
    }
    if themes is None:
        judged = [one for one in lists.records.values() if one.group in _JUDGED]
        levels = [lists.records[one.level] for one in judged if one.level]
        # a total is judged by the yearly rates that make it
        chosen |= {one.code for one in judged} | {
            one.rate for one in (*judged, *levels) if one.rate
        }
        for code in set(lists.targets["indicator"]):
            # a total is judged by the yearly rates or by the level behind it
            one = lists.records[code]
            chosen |= {code, one.rate, one.level}
    return chosen - {""}


def _check_years(table: pd.DataFrame, to: int, as_of: str | None) -> None:
    problems = []
    if table.empty:
        problems.append(
            Problem(
                where="as_of",
                what=Message("refuse_nothing_published_by", as_of=as_of)
                if as_of
                else Message("refuse_no_figure_at_all"),
                next=Message("refuse_give_a_later_date" if as_of else "refuse_put_yearbook_files"),
            )
        )
    elif to < int(table["year"].min()):
        problems.append(
            Problem(
                where="to",
                what=Message(
                    "refuse_lies_before_the_data_which", to=to, min=int(table["year"].min())
                ),
                next=Message("refuse_give_a_year_such_as"),
            )
        )
    refuse(problems, kind=QuestionProblem)


def known_targets(lists: Catalogue, as_of: str | None) -> pd.DataFrame:
    """The catalogue's targets, each once, with the documents that set it; without documents later
    than `as_of`.
    """
    table = lists.targets
    if as_of is not None:
        issued = table["issued"].fillna("").astype(str)
        table = table[[date[: len(as_of)] <= as_of for date in issued]]  # "" counts as early
    key = ["area", "indicator", "year", "value", "basis"]
    numbered = table[table["value"].notna()]
    documents = numbered.groupby(key, dropna=False)["document"].transform(
        lambda names: "、".join(dict.fromkeys(names))
    )
    once = numbered.assign(document=documents).drop_duplicates(key)
    has_number = set(zip(once["area"], once["indicator"], strict=True))
    words = table[table["value"].isna()]
    words = words[
        [pair not in has_number for pair in zip(words["area"], words["indicator"], strict=True)]
    ]
    return pd.concat([once, words]).sort_index().reset_index(drop=True)


def _ahead(
    series: pd.DataFrame, table: pd.DataFrame, to: int, lists: Catalogue
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Projections and sample paths of all series up to the year `to`, each caliber for itself.

    `project` lets a newer caliber inherit the growth of the one that it takes over from, and then
    drops the older one. A page shows both verdicts, so what was dropped is asked for again, alone.
    """
    last = series.groupby(_SERIES)["year"].max()
    horizon = max(1, to - int(last.min())) if len(last) else 1
    parents = {area: up[0] for area in lists.areas["area"] if (up := lists.parents(area))}
    pool = current(table[table["indicator"].isin(set(series["indicator"]))])
    left = series[INDICATORS]
    growth, kinds = signs(left, pool, lists), scales(left, lists)
    projected, drawn = [], []
    while True:
        projected.append(
            projection.project(
                left, horizon, pool=pool, parents=parents, growth=growth, scales=kinds
            )
        )
        drawn.append(
            projection.simulate(
                left, horizon, DRAWS, pool=pool, parents=parents, growth=growth, scales=kinds
            )
        )
        done = set(map(tuple, projected[-1][_SERIES].to_numpy()))
        rest = [tuple(key) not in done for key in left[_SERIES].to_numpy()]
        if not any(rest) or all(rest):
            break
        left = left[rest]
    return _together(list(zip(projected, drawn, strict=True)), to)


def _families(series: pd.DataFrame, lists: Catalogue) -> list[pd.DataFrame]:
    """The series theme by theme, the rest last: intervals are learned from all series of a
    question, and one number must be the same on a theme's own page and on the page of all
    targets.
    """
    family = (
        series["indicator"]
        .map(
            {
                name: key
                for key, theme in reversed(lists.themes.items())
                for name in theme.indicators
            }
        )
        .fillna("")
    )
    parts = [series[family == key] for key in (*lists.themes, "")]
    return [part for part in parts if len(part)] or [series]


def _together(
    parts: Sequence[tuple[pd.DataFrame, pd.DataFrame]], to: int | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Projections and paths of several questions one below the other, up to the year `to`."""
    tables = [pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True)]
    projections, paths = (
        tables
        if to is None
        else [table[table["year"] <= to].reset_index(drop=True) for table in tables]
    )
    return projections, paths
