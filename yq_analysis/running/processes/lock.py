"""One process at a time: a lock on a folder, which the system releases when its holder ends,
however that ends.
"""

from __future__ import annotations

import errno
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yq_analysis.check import DataProblem, Message, Problem, system_words

log = logging.getLogger("yq_analysis.running.flow")
LOCK = ".lock"
# seconds: between looks, until it is said that we wait, and until we give up
_PAUSE, _SAY, _PATIENCE = 0.05, 3.0, 1800.0


def take(handle: int) -> bool:
    """Lock an open file for this process alone, without waiting; whether that went.

    Where the file system knows no locks there is nothing to wait for, and it counts as taken.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        except OSError:
            return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError as problem:
        return problem.errno not in (errno.EWOULDBLOCK, errno.EACCES)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold `folder` (made where it is missing), after whoever holds it now. Raises `DataProblem`
    where that cannot be.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as problem:
        raise DataProblem(
            [
                Problem(
                    where=str(folder),
                    what=Message("refuse_cannot_be_written", strerror=system_words(problem)),
                    next=Message("refuse_give_a_folder_that_may"),
                )
            ]
        ) from None
    try:
        begun, said = time.monotonic(), False
        while not take(handle):
            waited = time.monotonic() - begun
            if waited > _PATIENCE:
                raise DataProblem(
                    [
                        Problem(
                            where=str(folder),
                            what=Message("refuse_another_process_has_held_it", _PATIENCE=_PATIENCE),
                            next=Message("refuse_see_what_hangs_there_end"),
                        )
                    ]
                )
            if waited > _SAY and not said:
                log.warning("%s: another process is writing here; waiting for it", folder)
                said = True
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)
