"""Writing reports so that nobody ever sees half of one: a lock, a folder beside, a rename at the
end.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from yq_analysis.check import DataProblem, Message, Messages, Problem, system_words
from yq_analysis.running.processes.lock import LOCK, take
from yq_analysis.system import whole_file

UNFINISHED = ".unfinished-"
_ADVICE = {
    errno.ENOSPC: "writing_free_space",
    errno.EDQUOT: "writing_free_quota",
    errno.EROFS: "writing_read_only",
    errno.EACCES: "writing_permission",
    errno.EPERM: "writing_permission",
    errno.ENOTDIR: "writing_file_in_the_way",
    errno.EEXIST: "writing_file_in_the_way",
}
# where one file finds no room, no other will
FULL = (errno.ENOSPC, errno.EDQUOT)


class Busy(DataProblem):
    """Another run holds the folder."""


def cannot_write(
    out: Path, problem: OSError, so: Message | Messages | None = None, *, option: str = "--out"
) -> DataProblem:
    """The system's refusal, in words; `so` says what that means for what was to be written
    (nothing is), `option` gives another place ("" where there is none).
    """
    return DataProblem([refusal(out, problem, so or Message("writing_nothing"), option=option)])


def refusal(
    out: Path, problem: OSError, so: Message | Messages, *, option: str = "--out"
) -> Problem:
    """One thing that could not be written: the place that a person knows, not the hidden one where
    we were building.
    """
    names = [
        str(name)
        for name in (problem.filename2, problem.filename)
        if name and UNFINISHED not in str(name)
    ]
    advice = Message(_ADVICE.get(problem.errno or 0, "writing_see_to_it"))
    elsewhere = Message("writing_elsewhere", option=option) if option else ""
    return Problem(
        where=names[0] if names else str(out),
        what=Message("refuse_cannot_be_written", strerror=system_words(problem)),
        next=Messages([so, advice, elsewhere]),
    )


@contextmanager
def locked(out: Path) -> Iterator[Path]:
    """Hold `out` (made where it is missing) for this process alone. Raises `DataProblem` where it
    cannot.

    The system releases the lock when the process ends, however it ends; what a killed run left is
    removed.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as problem:
        raise cannot_write(out, problem) from None
    try:
        if not take(handle):
            holder = (
                os.pread(handle, 100, 0).decode(errors="replace").strip()
                if hasattr(os, "pread")
                else ""
            )
            raise Busy(
                [
                    Problem(
                        where=str(out),
                        what=Message("refuse_process_is_writing_here", process=holder)
                        if holder
                        else Message("refuse_another_run_is_writing_here"),
                        next=Message("refuse_wait_until_it_has_finished"),
                    )
                ]
            )
        try:
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
            for left in out.glob(f"{UNFINISHED}*"):
                shutil.rmtree(left, ignore_errors=True)
        except OSError as problem:
            raise cannot_write(out, problem) from None
        yield out
    finally:
        os.close(handle)


def await_free(out: Path, seconds: float) -> None:
    """Wait until no run writes into `out`, but no longer than that."""
    end = time.monotonic() + seconds
    with suppress(OSError):
        handle = os.open(out / LOCK, os.O_RDWR)
        try:
            while not take(handle) and time.monotonic() < end:
                time.sleep(0.1)
        finally:
            os.close(handle)


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """A folder inside `out` to build in, gone at the end; same disk, so that a rename publishes at
    once.
    """
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=out))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_json(path: Path, content: Any) -> None:
    whole_file.write(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def publish(built: Path, area_folder: Path, stamp: str) -> Path:
    """Move a finished folder to its place in one step, under a name that is free. Returns the
    place.
    """
    area_folder.mkdir(exist_ok=True)
    os.chmod(built, 0o755)
    place, number = area_folder / stamp, 2
    while place.exists():
        place, number = area_folder / f"{stamp}-{number}", number + 1
    whole_file.settle(built)
    os.rename(built, place)
    return place


def remove_run(place: Path) -> None:
    """Take a run away: first out of sight, then file by file."""
    hidden = place.parent.parent / f"{UNFINISHED}{place.parent.name}-{place.name}"
    os.rename(place, hidden)
    shutil.rmtree(hidden, ignore_errors=True)
