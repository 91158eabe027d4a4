"""What is remembered of the jobs of a timetable, and where."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    """What is remembered of a job. Times are ISO texts; `done` is the due time that was last satisfied."""

    done: str = ""
    succeeded: str = ""
    failed: str = ""
    failures: int = 0
    told: str = ""
    message: str = ""
    seconds: float = 0.0


_TIMES = ("done", "succeeded", "failed", "told")
_KINDS = {field.name: type(field.default) for field in fields(State)}


def read_states(folder: Path, now: datetime) -> tuple[dict[str, State], list[Message]]:
    """What is remembered of each job, and what of it could not be believed.

    A damaged memory, or one of a time that has not come yet (a clock that once stood wrong), counts as
    none for that job alone: what is due runs again.
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


def write_states(folder: Path, states: Mapping[str, State]) -> None:
    """Remember; in one step, so that nobody reads half a memory."""
    write_json(folder / STATE, {name: asdict(state) for name, state in states.items()})
