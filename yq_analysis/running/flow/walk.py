"""One question answered for some areas: every table that their pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis import assessment, ledger
from yq_analysis.analysis.indicators.compare import current
from yq_analysis.analysis.projection import SamplePaths
from yq_analysis.analysis.results import Results, chain
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, QuestionProblem, one_of, refuse
from yq_analysis.presenting.wording import LANGUAGES, Language, names
from yq_analysis.running.flow import freshness, outlook, theme_backtests
from yq_analysis.running.flow.cleaning import (
    lists_folder,
    load,
    load_indicators,
    processed,
    project_folder,
)
from yq_analysis.running.flow.freshness import is_fresh

DRAWS = 1000
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
        table[table["area"].isin(line) & table["indicator"].isin(wanted(lists, themes))]
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


def _expected(results: Results) -> tuple[pd.DataFrame, SamplePaths]:
    known = outlook.held(_question(results), results.chain)
    return _in_words(_outlook(results) if known is None else known.ahead, results)


def _in_words(ahead: outlook.Outlook, results: Results) -> tuple[pd.DataFrame, SamplePaths]:
    """The projections of the question's areas, their notes in its language; and the paths."""
    table = ahead.projections
    table = table[table["area"].isin(results.chain)].reset_index(drop=True)
    words = names(results.language, results.lists)
    return table.assign(note=[words.tell(note) for note in table["note"]]), ahead.paths


def _outlook(results: Results) -> outlook.Outlook:
    """Projections and paths of the question's series, with the pools as learned at `clean`."""
    pools = None
    if results.as_of is None and is_fresh(results.root):
        pools = outlook.stored_pools(results.root / "data" / "processed" / outlook.POOLS)
    if pools is None:
        table = results.indicators
        same = table["indicator"].isin(results.series["indicator"].unique())
        pools = outlook.pools_of(table[same], results.lists)
    return outlook.outlook(results.series, pools, results.to, results.lists, draws=results.draws)


def _question(results: Results) -> tuple[object, ...] | None:
    """What an answer depends on beside the areas: the data, the lists, the years, what is shown.

    None where data/processed is not what data/raw gives now: then nothing can be held.
    """
    if not is_fresh(results.root):
        return None
    digest = freshness.digest(results.root / "data" / "processed" / "indicators.csv")
    asked = (results.to, results.as_of, results.day, results.language)
    return (str(results.root.resolve()), digest, id(results.lists), *asked)


def _assessments(results: Results) -> pd.DataFrame:
    known = outlook.held(_question(results), results.chain)
    if known is not None:
        return _judged_areas(known.assessments, results)
    return assessment.assess(
        results.series,
        results.projections,
        results.targets,
        paths=results.sampled,
        areas=results.chain,
        parents=results.parents,
        output=results.output,
        today=results.day,
        language=results.language,
        lists=results.lists,
    )


def _judged_areas(table: pd.DataFrame, results: Results) -> pd.DataFrame:
    """The rows of the question's areas, in their order, of what it shows."""
    there = set(results.series["indicator"]) | set(results.targets["indicator"])
    rows = table[table["area"].isin(results.chain) & table["indicator"].isin(there)]
    place = {area: at for at, area in enumerate(results.chain)}
    order = rows["area"].map(place).sort_values(kind="stable").index
    return rows.loc[order].reset_index(drop=True)


def hold(root: str | Path, questions: Sequence[Mapping[str, Any]]) -> None:
    """Compute once what the pages of some questions show, in the process that they are forked from.

    Questions that differ in their areas alone are answered together.
    """
    alike: dict[tuple[tuple[str, Any], ...], list[str]] = {}
    for one in questions:
        rest = tuple(sorted((key, value) for key, value in one.items() if key != "area"))
        alike.setdefault(rest, []).append(one["area"])
    for rest, areas in alike.items():
        results = run(root, list(dict.fromkeys(areas)), **dict(rest))
        question = _question(results)
        if question is None:
            continue
        ahead = _outlook(results)
        expected = partial(_in_words, ahead)
        known = replace(results, late={**results.late, "expected": expected})
        outlook.keep(question, results.chain, ahead, known.assessments)


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


def wanted(lists: Catalogue, themes: Sequence[str] | None) -> set[str]:
    """The indicators that pages of these themes (None: of all targets) rest on."""
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
        lambda names: ";".join(dict.fromkeys(names))
    )
    once = numbered.assign(document=documents).drop_duplicates(key)
    has_number = set(zip(once["area"], once["indicator"], strict=True))
    words = table[table["value"].isna()]
    words = words[
        [pair not in has_number for pair in zip(words["area"], words["indicator"], strict=True)]
    ]
    return pd.concat([once, words]).sort_index().reset_index(drop=True)
