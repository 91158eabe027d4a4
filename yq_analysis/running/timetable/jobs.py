"""Whether the jobs of a timetable ask what the project can answer: its areas, its pages, their
parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yq_analysis.catalogue.divisions import NATION
from yq_analysis.check import DataProblem, Message, Problem
from yq_analysis.running.report.planning import check_question, find_notebooks
from yq_analysis.running.report.question import ask
from yq_analysis.running.timetable.timetable import FILE, Job


def wrong_jobs(jobs: Sequence[Job], root: Path) -> list[Problem]:
    """Everything that `yq-analysis report` would refuse in these jobs before it runs anything."""
    return [
        Problem(
            where=Message("at_job_part", file=FILE, job=job.name, part=problem.where),
            what=problem.what,
            next=problem.next,
        )
        for job in jobs
        for problem in _wrong(job, root)
    ]


def unknown_areas(jobs: Sequence[Job], root: Path) -> list[Problem]:
    """The areas of these jobs that nobody knows, or that are several of one name."""
    named = [(job, area) for job in jobs for area in job.areas]
    if not named:
        return []
    from yq_analysis import catalogue
    from yq_analysis.running.flow.cleaning import lists_folder

    lists = catalogue.read(lists_folder(root))
    return [
        lists.names.problem(area, Message("at_job_part", file=FILE, job=job.name, part="areas"))
        for job, area in named
        if lists.find_area(area) is None
    ]


def _wrong(job: Job, root: Path) -> list[Problem]:
    try:
        notebooks = find_notebooks(root / "notebooks", only=job.only)
        areas = job.areas or [NATION]  # whichever it is, the parameters are the same
        check_question(
            ask(areas=areas, root=root, to=job.to, language=job.language, parameters=job.given),
            notebooks,
        )
    except DataProblem as refused:
        return list(refused.problems)
    return []
