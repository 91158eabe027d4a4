"""What is remembered of the jobs of a timetable, and where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from yq_analysis.check import Message
from yq_analysis.running.report.writing import write_json

FOLDER = "reports/.schedule"
STATE, LOG = "state.json", "log.txt"
# a clock may be set back by this much without a word: daylight saving, another time zone
_SET_BACK = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class State:
    """What is remembered of a job. Times are ISO texts; `done` is the due time that was last
    satisfied.

    `inputs` is the print of the files that the last failure was made of.
    """

    done: str = ""
    succeeded: str = ""
    failed: str = ""
    failures: int = 0
    told: str = ""
    message: str = ""
    seconds: float = 0.0
    inputs: str = ""


_TIMES = ("done", "succeeded", "failed", "told")
_KINDS = {field.name: type(field.default) for field in fields(State)}


def read_states(folder: Path, now: datetime) -> tuple[dict[str, State], list[Message]]:
    """What is remembered of each job, and what of it could not be believed.

    A damaged memory, or one of a time that has not come yet (a clock that once stood wrong), counts
    as none for that job alone: what is due runs again.
    """
    try:
        content = json.loads((folder / STATE).read_text(encoding="utf-8"))
        memories = dict(content.items())
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, AttributeError):
        return {}, [Message("timetable_memory_damaged", file=str(folder / STATE), job="*")]
    states: dict[str, State] = {}
    remarks: list[Message] = []
    for job, memory in memories.items():
        code = _unbelievable(memory, now)
        if code:
            remarks.append(Message(code, file=str(folder / STATE), job=job))
        else:
            states[job] = State(**memory)
    return states, remarks


def _unbelievable(memory: Any, now: datetime) -> str:
    """The code of what is wrong with a memory, "" where nothing is."""
    if not isinstance(memory, dict) or not memory.keys() <= _KINDS.keys():
        return "timetable_memory_damaged"
    if any(
        not isinstance(value, (int, float) if _KINDS[name] is float else _KINDS[name])
        for name, value in memory.items()
    ):
        return "timetable_memory_damaged"
    try:
        times = [datetime.fromisoformat(memory[name]) for name in _TIMES if memory.get(name)]
        ahead = any(time > now + _SET_BACK for time in times)
    except (ValueError, TypeError):  # no time, or one with a zone
        return "timetable_memory_damaged"
    return "timetable_memory_ahead" if ahead else ""


def inputs_print(root: Path) -> str:
    """A print of names, sizes and times of what a report is made of: another one means that trying
    again may help.
    """
    files = [root / name for name in ("schedule.toml", "资料登记.xlsx")]
    for folder in ("data/raw", "catalogue", "lists", "notebooks"):
        files += sorted((root / folder).rglob("*"))
    found = hashlib.sha256()
    for file in files:
        with suppress(OSError):
            if file.is_file():
                about = file.stat()
                found.update(f"{file}\t{about.st_size}\t{about.st_mtime_ns}\n".encode())
    return found.hexdigest()[:16]


def write_states(folder: Path, states: Mapping[str, State]) -> None:
    """Remember; in one step, so that nobody reads half a memory."""
    write_json(folder / STATE, {name: asdict(state) for name, state in states.items()})
