"""How an area stands: its newest run, what earlier runs still have to say, and what changed since.

A run may hold only some pages of the report, and some of those may have failed. Page by page, the
last good run that has it speaks; a page is compared with the last run before that also has it, and
where there is none, that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from yq_analysis.running.report.records import ASSESSMENTS
from yq_analysis.running.report.run_changes import Change, compare, table_of, verdict_code
from yq_analysis.running.report.run_record import PastRun, of_question


@dataclass(frozen=True, kw_only=True)
class Part:
    """Verdicts that one run says for `pages`; only the newest run's are of today. Each row knows
    its `page`.
    """

    run: PastRun
    pages: list[str]
    verdicts: list[Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What can be said of an area today.

    `parts`: the newest run's verdicts first, then those that stand from earlier runs. `compared`:
    pages by the run that they were compared with. `lines`: how many figures and verdicts both runs
    show.
    """

    newest: PastRun
    parts: list[Part]
    absent: list[str]
    compared: list[tuple[PastRun, list[str]]]
    not_compared: list[str]
    lines: int
    changes: list[Change]


def standing(runs: Sequence[PastRun]) -> Standing:
    """How an area stands by its `runs`, newest first, of whatever question; the newest one's
    question counts.
    """
    newest = runs[0]
    earlier = of_question(list(runs[1:]), newest.facts["question"])
    pages = sorted({*newest.facts["pages"], *newest.left_out})
    parts, absent = _parts(newest, earlier, pages)
    lines: set[tuple[str, ...]] = set()
    not_compared = [page for page in pages if page not in newest.good]
    found: dict[tuple[str, ...], Change] = {}
    compared: dict[Path, tuple[PastRun, list[str]]] = {}
    for page in newest.good:
        base = _base(page, newest, earlier)
        if base is None:
            not_compared.append(page)
            continue
        outcome = compare(base, newest, page)
        lines |= outcome.lines
        compared.setdefault(base.place, (base, []))[1].append(page)
        for change in outcome.changes:  # a page of all targets repeats what the others say
            found.setdefault(
                (
                    change.area,
                    change.indicator,
                    change.caliber,
                    change.year,
                    change.what,
                    change.after,
                ),
                change,
            )
    return Standing(
        newest=newest,
        parts=parts,
        absent=absent,
        compared=list(compared.values()),
        not_compared=sorted(not_compared),
        lines=len(lines),
        changes=list(found.values()),
    )


def _base(page: str, newest: PastRun, earlier: Sequence[PastRun]) -> PastRun | None:
    """The last run that has all good pages of the newest; where none has, the last that has this
    one.
    """
    whole = next((run for run in earlier if set(newest.good) <= set(run.good)), None)
    return whole or next((run for run in earlier if page in run.good), None)


def _parts(
    newest: PastRun, earlier: Sequence[PastRun], pages: Sequence[str]
) -> tuple[list[Part], list[str]]:
    """The newest run's verdicts, then of each page that it lacks those of the last run that has it;
    pages that none has.
    """
    speaks: dict[str, PastRun] = {}
    for page in pages:
        run = next((run for run in (newest, *earlier) if page in run.good), None)
        if run is not None:
            speaks[page] = run
    seen: set[tuple[str, ...]] = set()
    parts = []
    for run in (newest, *earlier):
        own = [page for page, speaker in speaks.items() if speaker is run]
        rows: list[Mapping[str, str]] = []
        for page in own:
            for row in table_of(run, page, ASSESSMENTS) or []:
                if verdict_code(row) not in seen:
                    seen.add(verdict_code(row))
                    rows.append({**row, "page": page})
        if own:
            parts.append(Part(run=run, pages=own, verdicts=rows))
    return parts, [page for page in pages if page not in speaks]
