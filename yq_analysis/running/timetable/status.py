"""reports/schedule.html: how each job of the timetable stands, and the last lines of its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from yq_analysis.running.report.rendering import fill
from yq_analysis.running.timetable.states import FOLDER, LOG, State
from yq_analysis.running.timetable.timetable import Job
from yq_analysis.system import whole_file

_LINES = 40


def standing(
    jobs: Sequence[Job], states: Mapping[str, State], now: datetime
) -> list[dict[str, Any]]:
    """One row a job, for people and for --json."""
    rows = []
    for job in jobs:
        state = states.get(job.name, State())
        due, following = job.when.last(now), job.when.next(now)
        waiting = due is not None and (not state.done or datetime.fromisoformat(state.done) < due)
        rows.append(
            {
                "job": job.name,
                "when": job.when.text,
                "areas": list(job.areas),
                "standing": "failed" if state.failures else "due" if waiting else "complete",
                "succeeded": state.succeeded,
                "failed": state.failed if state.failures else "",
                "failures": state.failures,
                "next": following.isoformat(sep=" ", timespec="minutes") if following else "",
                "message": state.message,
            }
        )
    return rows


def write_status(
    root: Path, jobs: Sequence[Job], states: Mapping[str, State], now: datetime
) -> None:
    """Write the status page."""
    log = root / FOLDER / LOG
    lines = log.read_text(encoding="utf-8").splitlines()[-_LINES:] if log.is_file() else []
    page = fill(
        "status.html.j2",
        language="zh",
        rows=standing(jobs, states, now),
        lines=[line.split("\t") for line in reversed(lines)],
        now=now.isoformat(sep=" ", timespec="minutes"),
    )
    whole_file.write(root / "reports" / "schedule.html", page)
