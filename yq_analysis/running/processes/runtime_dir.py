"""A folder for one run among the system's temporary files, for this user only; what killed runs
left there goes.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from yq_analysis.check import DataProblem, Message, Problem, system_words
from yq_analysis.running.processes.lock import take

PREFIX, ALIVE = "yq-run-", "alive"
# a folder in which nothing says whether its run lives is left alone for so long, in seconds
_YOUNG = 3600


# the folders of this process, with its id: a fork has them in memory, too, and they are not its own
_ours: dict[Path, int] = {}


class PrivateFolder:
    """`path` until `remove`, or else until this process ends. Raises `OSError` where the system has
    no room for it.
    """

    def __init__(self) -> None:
        sweep()
        self.path = Path(tempfile.gettempdir(), f"{PREFIX}{secrets.token_hex(4)}")
        # noted before it exists: whoever is interrupted between here and his own note of it, at
        # whatever moment, leaves it to the end of the process
        _ours[self.path] = os.getpid()
        self.path.mkdir(mode=0o700)
        self._alive = _mark(self.path)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        with suppress(OSError):
            os.close(self._alive)
        shutil.rmtree(self.path, ignore_errors=True)  # where an open file cannot be removed


@atexit.register
def remove_ours() -> None:
    """Remove what an interruption kept from being removed."""
    for path, pid in _ours.items():
        if pid == os.getpid():
            shutil.rmtree(path, ignore_errors=True)


def _mark(folder: Path) -> int:
    """A file that is locked as long as this process lives; it appears locked, so that nobody ever
    sees it free.
    """
    new = folder / f"{ALIVE}.new"
    handle = os.open(new, os.O_RDWR | os.O_CREAT, 0o600)
    take(handle)
    with suppress(PermissionError):  # an open file cannot be renamed everywhere
        os.rename(new, folder / ALIVE)
    return handle


def sweep() -> None:
    """Remove the folders of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    facts = folder.lstat()
    if (
        folder.is_symlink()
        or not folder.is_dir()
        or (hasattr(os, "geteuid") and facts.st_uid != os.geteuid())
    ):
        return False
    try:
        handle = os.open(folder / ALIVE, os.O_RDWR)
    except FileNotFoundError:
        return time.time() - facts.st_mtime > _YOUNG
    try:
        return take(handle)
    finally:
        os.close(handle)


def no_room(problem: OSError) -> DataProblem:
    """Said where the folder for temporary files cannot be written."""
    place = tempfile.gettempdir()
    return DataProblem(
        [
            Problem(
                where=str(problem.filename or place),
                what=Message("refuse_cannot_be_written", strerror=system_words(problem)),
                next=Message("refuse_kernels_need_a_little_room", place=place),
            )
        ]
    )
