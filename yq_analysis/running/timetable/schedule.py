"""`schedule run-due`: run what is due since the last success, once, under a lock, and tell how it
went.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from yq_analysis.check import Message, QuestionProblem
from yq_analysis.running.processes import parent_watch as lifeline
from yq_analysis.running.processes.signals import checkpoint
from yq_analysis.running.report.run_record import of_question, past_runs
from yq_analysis.running.report.writing import Busy, await_free, cannot_write, locked, remove_run
from yq_analysis.running.timetable.jobs import unknown_areas
from yq_analysis.running.timetable.states import (
    FOLDER,
    LOG,
    State,
    inputs_print,
    read_states,
    write_states,
)
from yq_analysis.running.timetable.timetable import (
    FILE,
    Job,
    notify_commands,
    read_timetable,
    read_when,
)

RESERVE, TOLD = ".reserve", ".told"
# bytes kept for remembering and the status page on a full disk
_ROOM = 65536
# after a run that failed for good, the next one waits: an hour, doubling up to a day
_COOL, _COOLEST = timedelta(hours=1), timedelta(days=1)
# seconds: between looks at a running job; that a report lives at most whose starter was killed
_LOOK, _LINGERING = 0.25, 15.0


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try at a job: its exit code, what it said, its result for machines."""

    code: int
    message: str
    result: Mapping[str, Any]


Runner = Callable[[Job, Path], Attempt]


def run_due(
    root: Path,
    *,
    now: Callable[[], datetime] = datetime.now,
    run: Runner | None = None,
    sleep: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = print,
    at_once: bool = False,
) -> int:
    """Run every job that is due; 0 when all jobs stand well, 1 when any has failed and not
    recovered, or names an area that there is not.

    A job that failed waits before the next try, unless `at_once` or what it reads has changed
    since. A second call at the same time leaves at once: a job never runs twice for one due time.
    """
    jobs = read_timetable(root / FILE)
    wrong = unknown_areas(jobs, root)  # said now, also of a job that is not due for a month
    for problem in wrong:
        say(f"✕ {problem}")
    folder = root / FOLDER
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with locked(folder):
            states, remarks = read_states(folder, now())
            for remark in remarks:
                say(remark)
                _log(root, f"{now().isoformat(timespec='seconds')}\t*\tFAILED\t{remark}")
            for job in jobs:
                turn = _attend(
                    job,
                    states.get(job.name, State()),
                    root,
                    now=now,
                    run=run or run_job,
                    sleep=sleep,
                    say=say,
                    at_once=at_once,
                )
                if turn is None:
                    continue
                states[job.name] = turn.state
                _save(folder, states)  # first, so that nothing is told twice
                if turn.event:
                    tell(job, turn.event, f"{job.name}: {turn.state.message}", root)
                _log(
                    root,
                    f"{turn.stamp}\t{job.name}\t{'FAILED' if turn.state.failures else 'ok'}\t"
                    f"{turn.state.message}",
                )
                say(f"{job.name}: {turn.state.message}")
            from yq_analysis.running.timetable.status import write_status

            _surely(folder, partial(write_status, root, jobs, states, now()))
            _keep_room(folder)
            (folder / TOLD).unlink(missing_ok=True)
    except OSError as problem:
        raise cannot_write(folder, problem, option="") from None
    except Busy:
        say(Message("timetable_busy"))
        return 0
    return 1 if wrong or any(states[job.name].failures for job in jobs) else 0


def _save(folder: Path, states: Mapping[str, State]) -> None:
    _surely(folder, partial(write_states, folder, states))


def _surely(folder: Path, write: Callable[[], object]) -> None:
    """Write; on a full disk, in the room that was kept for it."""
    try:
        write()
    except OSError:
        (folder / RESERVE).unlink(missing_ok=True)
        write()


def _keep_room(folder: Path) -> None:
    """So that a full disk can still be remembered and shown."""
    reserve = folder / RESERVE
    if not reserve.exists():
        try:
            reserve.write_bytes(
                os.urandom(_ROOM)
            )  # what is all alike some file systems do not store
        except OSError:
            reserve.unlink(missing_ok=True)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What came of a job that was due: what to remember, and what to tell (failure, recovery or
    nothing).
    """

    state: State
    stamp: str
    event: str


def _attend(
    job: Job,
    state: State,
    root: Path,
    *,
    now: Callable[[], datetime],
    run: Runner,
    sleep: Callable[[float], None],
    say: Callable[[str], None],
    at_once: bool,
) -> Turn | None:
    """Run a job if it is due; None where it is not, or failed too lately of the same inputs."""
    due = job.when.last(now())
    if due is None or (state.done and datetime.fromisoformat(state.done) >= due):
        return None
    cooling = state.failures and now() < datetime.fromisoformat(state.failed) + min(
        _COOL * 2 ** (state.failures - 1), _COOLEST
    )
    if cooling and not at_once and state.inputs in ("", inputs_print(root)):
        say(Message("timetable_waits", job=job.name, failed=state.failed.replace("T", " ")))
        return None
    begun = now()
    attempt, places = _try(job, root, run=run, sleep=sleep, say=say)
    seconds = (now() - begun).total_seconds()
    stamp = now().isoformat(timespec="seconds")
    pruned = prune(job, root, places)
    if attempt.code == 0:
        message = Message("timetable_done", due=_minute(due), seconds=f"{seconds:.0f}")
        if pruned:
            message = Message("timetable_done_pruned", done=message, count=pruned)
        new = State(done=due.isoformat(), succeeded=stamp, message=message, seconds=seconds)
        return Turn(state=new, stamp=stamp, event="recovery" if state.failures else "")
    message = Message("timetable_failed", due=_minute(due), code=attempt.code, why=attempt.message)
    new = replace(
        state,
        failed=stamp,
        failures=state.failures + 1,
        told=due.isoformat(),
        message=message,
        seconds=seconds,
        inputs=inputs_print(root),
    )
    return Turn(state=new, stamp=stamp, event="" if state.told == due.isoformat() else "failure")


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"


def _try(
    job: Job, root: Path, *, run: Runner, sleep: Callable[[float], None], say: Callable[[str], None]
) -> tuple[Attempt, list[Path]]:
    """The last attempt, and the newest folder of each area that any attempt made."""
    attempt = run(job, root)
    places = dict(attempt.result.get("places", {}))
    for number in range(job.retries):
        if attempt.code in (0, 2):  # a wrong question does not become right by asking again
            break
        pause = job.wait * 2**number
        say(
            Message(
                "timetable_again",
                job=job.name,
                number=number + 1,
                why=attempt.message,
                seconds=f"{pause:g}",
            )
        )
        sleep(pause)
        attempt = run(job, root)
        places |= attempt.result.get("places", {})
    return attempt, [Path(place) for place in places.values()]


def run_job(job: Job, root: Path, stopped: Callable[[], bool] = lambda: False) -> Attempt:
    """The job in a process of its own, ended with all that it started when its time is up, when
    this process ends, or once `stopped`.
    """
    deadline = time.monotonic() + job.timeout
    if job.clean:
        arguments = ["clean", "--root", str(root), "--json"]
        cleaned = _process(arguments, deadline, job.timeout, stopped)
        if cleaned.code and not cleaned.result.get("written"):  # where no file could be used
            return cleaned
    await_free(root / job.out, _LINGERING)
    return _process(
        ["report", *report_arguments(job, root), "--json"], deadline, job.timeout, stopped
    )


def report_arguments(job: Job, root: Path) -> list[str]:
    """The job as options of `yq-analysis report`."""
    arguments = [
        "--root",
        str(root),
        "--out",
        str(root / job.out),
        "--language",
        job.language,
        "--timeout",
        f"{job.timeout:g}",
    ]
    for option, values in (("--area", job.areas), ("--only", job.only), ("-p", job.parameters)):
        for value in values:
            arguments += [option, value]
    return arguments + (["--to", str(job.to)] if job.to is not None else [])


def _process(
    arguments: Sequence[str], deadline: float, allowed: float, stopped: Callable[[], bool]
) -> Attempt:
    """`yq-analysis` with these arguments, until `deadline`; `allowed` seconds is what is said then.

    Raises `KeyboardInterrupt` once `stopped`, when all is ended.
    """
    with lifeline.tied(
        ["yq_analysis", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        while True:
            try:
                out, err = process.communicate(
                    timeout=max(0.05, min(_LOOK, deadline - time.monotonic()))
                )
                break
            except subprocess.TimeoutExpired:
                checkpoint()
                if stopped():
                    raise KeyboardInterrupt from None
                if time.monotonic() >= deadline:
                    lifeline.stop(process)
                    return Attempt(
                        code=1,
                        message=Message("timetable_too_long", seconds=f"{allowed:g}"),
                        result={},
                    )
    lines = [line for line in err.splitlines() if line.strip()]
    try:
        result = json.loads(out.splitlines()[-1]) if out.strip() else {}
    except ValueError:
        result = {}
    return Attempt(
        code=process.returncode,
        message=" | ".join(lines[-3:]),
        result=result if isinstance(result, dict) else {},
    )


def prune(job: Job, root: Path, places: Sequence[Path]) -> int:
    """Of the runs that answer the same question with the same pages as those at `places`, keep the
    newest `keep` complete ones, and the newest one also where it failed; returns how many went.
    """
    gone = 0
    for place in places:
        runs = past_runs(place.parent)
        this = next((run for run in runs if run.place.name == place.name), None)
        if this is None:
            continue
        own = [
            run
            for run in of_question(runs, this.facts["question"])
            if run.left_out == this.left_out
        ]
        kept = {run.place for run in [*[run for run in own if run.complete][: job.keep], own[0]]}
        for old in own:
            if old.place not in kept:
                with suppress(OSError):
                    remove_run(old.place)
                    gone += 1
    if gone:
        from yq_analysis.running.report.overview import write_overview

        write_overview(root / job.out, root)
    return gone


def tell_all(root: Path, message: str, now: datetime) -> int:
    """Call every notify command because the timetable itself has failed, once a day until it is
    well again; how many were called.

    A job that failed has told so itself. A timetable that cannot be read is told as far as a
    command can be made out.
    """
    try:
        if any(
            read_states(root / FOLDER, now)[0].get(job.name, State()).failures
            for job in read_timetable(root / FILE)
        ):
            return 0
    except QuestionProblem as wrong:
        message = f"{message}: {wrong}"
    mark = root / FOLDER / TOLD
    with suppress(OSError):
        if now - datetime.fromtimestamp(mark.stat().st_mtime) < _COOLEST:
            return 0
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    commands = notify_commands(root / FILE)
    for command in commands:
        tell(
            Job(name="timetable", when=read_when("daily 00:00"), notify=command),
            "failure",
            message,
            root,
        )
    return len(commands)


def tell(job: Job, event: str, message: str, root: Path) -> None:
    """Run the job's notify command with the message on standard input; its failure is written to
    the log.
    """
    if not job.notify:
        return
    environment = {**os.environ, "YQ_EVENT": event, "YQ_JOB": job.name, "YQ_MESSAGE": message}
    try:
        subprocess.run(
            shlex.split(job.notify),
            input=message + "\n",
            text=True,
            encoding="utf-8",
            env=environment,
            cwd=root,
            timeout=60,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as problem:
        _log(
            root,
            f"{datetime.now().isoformat(timespec='seconds')}\t{job.name}\tFAILED\t"
            f"{Message('timetable_notify_failed', problem=problem)}",
        )


def _log(root: Path, line: str) -> None:
    def write() -> None:
        with (root / FOLDER / LOG).open("a", encoding="utf-8") as log:
            log.write(line.replace("\n", " ") + "\n")

    with suppress(OSError):  # it is said and remembered all the same
        _surely(root / FOLDER, write)
