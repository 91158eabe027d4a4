"""A run that was refused leaves a note, so that the overview does not go on as if nothing had
happened.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yq_analysis.check import DataProblem, Problem, QuestionProblem
from yq_analysis.running.report.writing import Busy, locked, write_json

NAME = ".refused.json"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """The last run below a folder came to nothing: when, and everything that was wrong."""

    time: str
    problems: tuple[str, ...]


def read(out: Path) -> Refusal | None:
    """The note that stands below `out`; None where the last run went through."""
    try:
        note = json.loads((out / NAME).read_text(encoding="utf-8"))
        return Refusal(time=str(note["time"]), problems=tuple(str(one) for one in note["problems"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def unread_files(root: Path) -> list[str]:
    """The files of data/raw that could not be read when the data were last cleaned, and why."""
    try:
        text = (root / "data" / "processed" / "refused.csv").read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        return [str(Problem(where=row["file"], what=row["what"], next=row["next"])) for row in rows]
    except (OSError, ValueError, KeyError, csv.Error):
        return []


@contextmanager
def noted(out: Path, bring_up: Callable[[], None]) -> Iterator[None]:
    """Note a refusal of the data below `out`, or take an old note away; then `bring_up` the
    overview.

    A question that was wrong, and a folder that another run holds, say nothing about what lies
    there.
    """
    try:
        yield
    except (QuestionProblem, Busy):
        raise
    except DataProblem as problem:
        with (
            suppress(OSError, DataProblem),
            locked(out),
        ):  # where even the note cannot be written, the refusal itself is said
            write_json(
                out / NAME,
                {
                    "time": f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
                    "problems": [str(one) for one in problem.problems],
                },
            )
            bring_up()
        raise
    if (out / NAME).is_file():
        with suppress(OSError, Busy), locked(out):
            (out / NAME).unlink()
            bring_up()
