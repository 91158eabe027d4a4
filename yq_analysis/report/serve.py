"""`schedule serve`: the same timetable in the foreground, with APScheduler (extra `schedule`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from yq_analysis.check import DataProblem, Problem
from yq_analysis.report.schedule import run_due
from yq_analysis.report.timetable import FILE, read_timetable


def serve(root: Path, *, every: float = 60, say: Callable[[str], None] = print) -> None:
    """Look every `every` seconds what is due, and run it, until interrupted; an edited schedule.toml counts at once."""
    try:
        from apscheduler.schedulers.blocking import BlockingScheduler
    except ImportError:
        raise DataProblem([Problem(where="schedule serve", what="needs APScheduler", next='pip install "yq-analysis[schedule]"')]) from None
    read_timetable(root / FILE)  # a wrong timetable is refused now, not in a minute
    scheduler = BlockingScheduler()
    scheduler.add_job(run_due, "interval", seconds=every, next_run_time=datetime.now().astimezone(), args=[root],
                      kwargs={"say": say}, coalesce=True, max_instances=1)
    try:
        scheduler.start()
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=False)
