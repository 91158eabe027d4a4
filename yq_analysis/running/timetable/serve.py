"""`schedule serve`: the same timetable in the foreground, with APScheduler (extra `schedule`)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from yq_analysis.check import DataProblem, Message, Problem, QuestionProblem, refuse
from yq_analysis.running.timetable.jobs import wrong_jobs
from yq_analysis.running.timetable.schedule import run_due, run_job
from yq_analysis.running.timetable.timetable import FILE, read_timetable


def serve(root: Path, *, every: float = 60, say: Callable[[str], None] = print) -> None:
    """Look every `every` seconds what is due, and run it, until interrupted; an edited
    schedule.toml counts at once.

    What runs when the interruption comes is ended, counts neither as done nor as failed, and is due
    again next time.
    """
    try:
        from apscheduler.schedulers.blocking import BlockingScheduler
    except ImportError:
        raise DataProblem(
            [
                Problem(
                    where="schedule serve",
                    what=Message("needs_package", package="APScheduler"),
                    next='pip install "yq-analysis[schedule]"',
                )
            ]
        ) from None
    refuse(
        wrong_jobs(read_timetable(root / FILE), root), kind=QuestionProblem
    )  # a wrong timetable is refused now, not in a minute
    stopped = threading.Event()

    def sleep(seconds: float) -> None:
        if stopped.wait(seconds):
            raise KeyboardInterrupt

    def look() -> None:
        with suppress(KeyboardInterrupt):
            run_due(root, say=say, sleep=sleep, run=partial(run_job, stopped=stopped.is_set))

    scheduler = BlockingScheduler()
    scheduler.add_job(
        look,
        "interval",
        seconds=every,
        next_run_time=datetime.now().astimezone(),
        coalesce=True,
        max_instances=1,
    )
    try:
        scheduler.start()
    finally:
        stopped.set()
        if scheduler.running:
            scheduler.shutdown(wait=True)  # for what was running, which ends now
