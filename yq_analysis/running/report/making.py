"""The whole way of a report: plan, run what changed, render, publish, bring the overview up to
date.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yq_analysis.check import DataProblem, Message, Messages
from yq_analysis.running.processes.preload import modules_of
from yq_analysis.running.processes.signals import checkpoint
from yq_analysis.running.processes.warm_parent import start_parent
from yq_analysis.running.report import records, writing
from yq_analysis.running.report import unchanged as fresh
from yq_analysis.running.report.naming import read_names
from yq_analysis.running.report.overview import write_overview
from yq_analysis.running.report.page_words import words
from yq_analysis.running.report.planning import (
    AreaPlan,
    PagePlan,
    check_question,
    find_notebooks,
    left_out,
    plan,
)
from yq_analysis.running.report.progress_bar import Progress, Quiet
from yq_analysis.running.report.question import Question
from yq_analysis.running.report.run_changes import verdict_code
from yq_analysis.running.report.run_record import NAME, PageFacts, run_facts
from yq_analysis.running.report.since_last import since_last
from yq_analysis.system import whole_file

if TYPE_CHECKING:
    from yq_analysis.running.processes.kernels import Kernels
    from yq_analysis.running.processes.warm_parent import WarmParent
    from yq_analysis.running.report.notebook_run import Run
    from yq_analysis.running.report.rendering import Page, Renderer

log = logging.getLogger("yq_analysis.running.report")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How it went: the run's folder of every area, and what failed ("area, page": reason)."""

    places: dict[str, Path]
    failures: dict[str, str]
    ran: int
    reused: int
    seconds: float

    @property
    def complete(self) -> bool:
        return not self.failures


@dataclass(kw_only=True)
class _Building:
    """An area whose pages are being made; `before` is the look at the
    inputs before they were read.
    """

    plan: AreaPlan
    folder: Path
    started: datetime
    before: Mapping[str, tuple[int, ...]]
    facts: dict[str, PageFacts] = field(default_factory=dict)
    notebooks: dict[str, dict[str, Any]] = field(default_factory=dict)


def usual_jobs() -> int:
    """Twice as many as processors, four at most: kernels wait a good part of their time."""
    return min(4, 2 * (os.cpu_count() or 1))


def make(
    question: Question,
    *,
    root: Path,
    out: Path | None = None,
    notebooks: Path | None = None,
    only: Sequence[str] = (),
    jobs: int | None = None,
    force: bool = False,
    timeout: float | None = 600,
    fork: bool = True,
    keep: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Make the report of every area of `question` below `out` (`root`/reports).

    A page that failed is published as a marked page and listed in `Outcome.failures`; the others
    finish. `timeout` is in seconds, for each page. Raises `QuestionProblem` before anything runs
    where the question is wrong, `DataProblem` where `out` cannot be written.
    """
    begun = time.monotonic()
    root = root.resolve()
    out = (out or root / "reports").resolve()
    folder = notebooks.resolve() if notebooks else root / "notebooks"
    chosen = find_notebooks(folder, only=only, root=root)
    check_question(question, chosen)  # a wrong question is refused before anything is touched
    with writing.locked(out):
        before = fresh.look(root)
        plans = plan(
            question,
            root=root,
            out=out,
            notebooks=chosen,
            force=force,
            others=left_out(folder, chosen, root=root),
        )
        waiting = [one for one in plans if not one.up_to_date]
        places = {one.area.code: one.previous[0].place for one in plans if one.up_to_date}
        failures: dict[str, str] = {}
        published: list[str] = []
        refused: dict[Path, OSError] = {}
        ran = 0
        try:
            if waiting:
                with writing.workshop(out) as shop:
                    for building, place in _build(
                        waiting,
                        question,
                        before,
                        root=root,
                        shop=shop,
                        out=out,
                        jobs=jobs or usual_jobs(),
                        timeout=timeout,
                        fork=fork,
                        keep=keep,
                        progress=progress or Quiet(),
                    ):
                        if isinstance(place, OSError):
                            refused[out / building.plan.area.name] = place
                            continue
                        published.append(building.plan.area.name)
                        places[building.plan.area.code] = place
                        failures |= {
                            _what(building.plan, name): facts.fault.problem
                            for name, facts in building.facts.items()
                            if facts.fault
                        }
                        ran += sum(1 for facts in building.facts.values() if not facts.reused)
            if refused:
                raise DataProblem(
                    [
                        writing.refusal(place, problem, _so(published))
                        for place, problem in refused.items()
                    ]
                )
        except OSError as problem:
            raise writing.cannot_write(out, problem, _so(published)) from None
        finally:
            _bring_up(out, root, published)
    total = sum(len(one.pages) for one in plans)
    return Outcome(
        places=places,
        failures=failures,
        ran=ran,
        reused=total - ran,
        seconds=time.monotonic() - begun,
    )


def _so(published: Sequence[str]) -> Message:
    if published:
        return Message("writing_published_before", listed=tuple(published))
    return Message("writing_nothing_published")


def _bring_up(out: Path, root: Path, published: Sequence[str]) -> None:
    try:
        write_overview(out, root)
    except OSError as problem:
        raise writing.cannot_write(
            out, problem, Messages([_so(published), Message("writing_overview_old")])
        ) from None


def _what(one: AreaPlan, name: str) -> str:
    return f"{one.area.name} {name}"


def _build(
    plans: Sequence[AreaPlan],
    question: Question,
    before: Mapping[str, tuple[int, ...]],
    *,
    root: Path,
    shop: Path,
    out: Path,
    jobs: int,
    timeout: float | None,
    fork: bool,
    keep: bool,
    progress: Progress,
) -> Iterator[tuple[_Building, Path | OSError]]:
    """Run and render the pages of all areas, `jobs` at a time; publish each area when its last page
    is done, or say why it cannot be.
    """
    buildings = []
    for number, one in enumerate(plans):
        folder = shop / str(number)
        (folder / "notebooks").mkdir(parents=True)
        buildings.append(
            _Building(plan=one, folder=folder, started=datetime.now().astimezone(), before=before)
        )
    # the longest page of an area first: begun last, it would keep one processor busy and the others
    # waiting
    work = [
        (building, page)
        for building in buildings
        for page in sorted(building.plan.pages, key=_length, reverse=True)
    ]
    to_run = [(building, page) for building, page in work if not page.reuse]
    for building, page in work:
        if page.reuse:
            _reuse(building, page)
    progress.begin(len(to_run))
    try:
        if to_run:
            with _workers(
                min(jobs, len(to_run)), [page for _, page in to_run], fork=fork, keep=keep
            ) as (pool, kernels, renderer):
                pending: dict[Future[tuple[Run, float]], tuple[_Building, PagePlan]] = {
                    pool.submit(_run, building, page, kernels, timeout, progress): (building, page)
                    for building, page in to_run
                }
                renderer.warm()
                while pending:
                    checkpoint()
                    finished, _ = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                    for future in finished:
                        building, page = pending.pop(future)
                        run, seconds = future.result()
                        _finish_page(
                            building,
                            page,
                            run,
                            seconds,
                            question=question,
                            renderer=renderer,
                            progress=progress,
                        )
                        if len(building.facts) == len(building.plan.pages):
                            yield building, _publish_or(building, question, root=root, out=out)
        for building in buildings:
            if all(page.reuse for page in building.plan.pages):
                yield building, _publish_or(building, question, root=root, out=out)
    finally:
        progress.end()


@contextmanager
def _workers(
    jobs: int, pages: Sequence[PagePlan], *, fork: bool, keep: bool
) -> Iterator[tuple[ThreadPoolExecutor, Kernels, Renderer]]:
    """Threads, kernels and a renderer; when anything stops us, the kernels end first and the
    threads with them.
    """
    notebooks = {page.name: page.notebook.content for page in pages}
    root = pages[0].parameters.get("root")
    data = (str(pages[0].notebook.path.parent), str(root), _questions(pages)) if root else None
    parent: WarmParent | None = None
    kernels: Kernels | None = None
    pool = ThreadPoolExecutor(jobs)
    try:
        parent = start_parent(
            modules_of(notebooks.values()), data=data, fork=fork, keep=keep
        )  # it warms up while we import
        from yq_analysis.running.report.notebook_run import load_papermill, quick_imports

        with quick_imports():
            from yq_analysis.running.processes.kernels import Kernels
        kernels = Kernels(parent)
        load_papermill()
        from yq_analysis.running.report.rendering import Renderer

        yield pool, kernels, Renderer()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    finally:
        ending = kernels or parent
        if ending:
            ending.end()
        pool.shutdown(wait=True)
        if ending:
            ending.close()


def _questions(pages: Sequence[PagePlan]) -> list[dict[str, Any]]:
    """What more than one page asks: it is answered once, before they are forked."""
    names = ("area", "to", "as_of", "language")
    asked = [
        {name: page.parameters[name] for name in names if name in page.parameters} for page in pages
    ]
    keys = [json.dumps(one, sort_keys=True) for one in asked]
    often = [key for key, count in Counter(keys).items() if count > 1]
    return [one for one in map(json.loads, often) if "area" in one]


def _run(
    building: _Building, page: PagePlan, kernels: Kernels, timeout: float | None, progress: Progress
) -> tuple[Run, float]:
    from jupyter_core.utils import ensure_event_loop

    from yq_analysis.running.report.notebook_run import run_notebook

    begun = time.monotonic()
    progress.running(_what(building.plan, page.name))
    try:
        run = run_notebook(
            page.notebook.path,
            building.folder / "notebooks" / f"{page.name}.ipynb",
            page.parameters,
            kernels=kernels,
            timeout=timeout,
        )
    finally:
        # the loop that the clients made for this thread, which nobody else closes
        ensure_event_loop().close()
    return run, time.monotonic() - begun


def _finish_page(
    building: _Building,
    page: PagePlan,
    run: Run,
    seconds: float,
    *,
    question: Question,
    renderer: Renderer,
    progress: Progress,
) -> None:
    w = words(question.language)
    shown = page.shown
    area = building.plan.area
    kicker = [area.called(question.language)]
    if shown.get("to"):
        kicker.append(w["horizon"].format(to=shown["to"]))
    if shown.get("as_of"):
        kicker.append(w["as_of"].format(as_of=shown["as_of"]))
    else:  # what is over and what is still to come hangs on the day
        kicker.append(w["day"].format(day=building.started.date()))
    rendered, run = _render(
        renderer,
        run,
        name=page.name,
        title=page.title,
        language=question.language,
        area=kicker[0],
        kicker=kicker,
        pages=[
            {"name": one.name, "file": f"{one.name}.html", "title": one.title}
            for one in building.plan.pages
        ],
        notebook=page.notebook.path.name,
        key=page.key,
        parameters=shown,
        inputs=page.inputs,
        versions=fresh.versions(),
        appendix=question.appendix,
    )
    whole_file.write(building.folder / f"{page.name}.html", rendered.html)
    writing.write_json(building.folder / "notebooks" / f"{page.name}.ipynb", run.notebook)
    building.notebooks[page.name] = run.notebook
    building.facts[page.name] = PageFacts(
        name=page.name,
        title=rendered.title,
        headline=rendered.headline,
        key=page.key,
        parameters=shown,
        figures=rendered.figures,
        tables=rendered.tables,
        seconds=round(seconds, 3),
        fault=run.fault,
    )
    if run.fault:
        progress.failed(_what(building.plan, page.name), f"{run.fault.name}: {run.fault.problem}")
    else:
        progress.done(_what(building.plan, page.name), seconds)


def _render(renderer: Renderer, run: Run, **about: Any) -> tuple[Page, Run]:
    """The page, or where a page cannot be made of what the notebook shows, a marked one."""
    from yq_analysis.running.report.notebook_run import Fault

    try:
        return renderer.page(run, **about), run
    except Exception as problem:
        log.exception("%s cannot be rendered", about["name"])
        fault = run.fault or Fault(
            kind="other",
            name=type(problem).__name__,
            problem=f"the page cannot be rendered: {problem}",
        )
        failed = replace(run, notebook={**run.notebook, "cells": []}, fault=fault)
        return renderer.page(failed, **about), failed


def _length(page: PagePlan) -> int:
    """How long a page may take, as far as can be seen: the characters of its code."""
    return sum(
        len("".join(cell["source"]))
        for cell in page.notebook.content["cells"]
        if cell.get("cell_type") == "code"
    )


def _reuse(building: _Building, page: PagePlan) -> None:
    assert page.reuse is not None
    for name in (f"{page.name}.html", f"notebooks/{page.name}.ipynb"):
        shutil.copyfile(page.reuse.place / name, building.folder / name)
    building.notebooks[page.name] = json.loads(
        (building.folder / "notebooks" / f"{page.name}.ipynb").read_text(encoding="utf-8")
    )
    known = page.reuse.page(page.name)
    building.facts[page.name] = PageFacts(
        name=page.name,
        title=known["title"],
        headline=known["headline"],
        key=page.key,
        parameters=page.shown,
        figures=known["figures"],
        tables=known["tables"],
        seconds=known["seconds"],
        reused=known["reused"] or page.reuse.place.name,
    )


def _publish_or(
    building: _Building, question: Question, *, root: Path, out: Path
) -> Path | OSError:
    """The place, or why there is none, as long as other areas may fare better."""
    try:
        return _publish(building, question, root=root, out=out)
    except OSError as problem:
        if problem.errno in writing.FULL:
            raise
        return problem


def _without_overtaken(building: _Building, root: Path) -> list[PageFacts]:
    """The pages; where a file was changed while they were made, without the key by which a later
    run could take them over.
    """
    inputs = {file: code for page in building.plan.pages for file, code in page.inputs.items()}
    changed = set(fresh.overtaken(root, inputs, building.before))
    if changed:
        log.warning(
            "%s: %s changed while the pages were made; run this again",
            building.plan.area.name,
            ", ".join(sorted(changed)),
        )
    return [
        replace(building.facts[page.name], key="")
        if changed & page.inputs.keys()
        else building.facts[page.name]
        for page in building.plan.pages
    ]


def _publish(building: _Building, question: Question, *, root: Path, out: Path) -> Path:
    """Write what belongs to the whole run, then rename it into place."""
    from yq_analysis.running.report.front_page import front_page

    area = building.plan.area
    pages = _without_overtaken(building, root)
    tables: dict[str, tuple[list[str], list[list[Any]]]] = {}
    homes: dict[tuple[str, ...], str] = {}
    for page in pages:
        if page.fault:  # what a failed page said supports no conclusion
            continue
        for name, table in records.collect(building.notebooks[page.name]).items():
            tables[name] = records.merge(tables.get(name), table)
            # page by page as well: the overview compares a page with the last run that has it
            if name == records.ASSESSMENTS:
                homes = {
                    verdict_code(dict(zip(table[0], row, strict=True))): page.file
                    for row in table[1]
                } | homes
            own = records.page_file(building.folder, page.name, name)
            own.parent.mkdir(parents=True, exist_ok=True)
            whole_file.write(own, records.to_csv(*table))
    for name, (columns, rows) in tables.items():
        whole_file.write(building.folder / f"{name}.csv", records.to_csv(columns, rows))
    made = [building.notebooks[page.name] for page in pages if not page.fault]
    files = {
        name: content for notebook in made for name, content in records.attached(notebook).items()
    }
    for name, content in files.items():
        (building.folder / name).write_bytes(content)
    inputs = {file: code for page in building.plan.pages for file, code in page.inputs.items()}
    facts = run_facts(
        area=area,
        asked=question.asked(),
        pages=pages,
        inputs=inputs,
        versions=fresh.versions(),
        left_out=building.plan.left_out,
        started=building.started.isoformat(timespec="seconds"),
        finished=datetime.now().astimezone().isoformat(timespec="milliseconds"),
    )
    names = read_names(root, question.language)
    whole_file.write(
        building.folder / "index.html",
        front_page(
            area=area,
            language=question.language,
            pages=pages,
            tables=tables,
            homes=homes,
            inputs=inputs,
            versions=fresh.versions(),
            names=names,
            day=building.started.date().isoformat(),
            notebooks=made,
            files=list(files),
            appendix=question.appendix,
            since=since_last(building.folder, facts, building.plan.previous, names),
        ),
    )
    writing.write_json(building.folder / NAME, facts)
    return writing.publish(building.folder, out / area.name, f"{building.started:%Y%m%d-%H%M%S}")
