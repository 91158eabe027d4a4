"""What is started ends with whoever started it, however that ended: by kill -9, a crash, a closed
terminal.

The lifeline is a pipe on the standard input of what is started. Its other end is open in the
starter alone, and the system closes it with the starter. `python -m
yq_analysis.running.processes.parent_watch MODULE ...` runs any module in this way.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

# seconds to tidy up in, before everything is ended
GRACE = 8.0


@contextmanager
def tied(arguments: Sequence[str], **settings: Any) -> Iterator[subprocess.Popen[Any]]:
    """`python -m` with `arguments` (a module and its own) in a session of its own, tied to this
    process; an exception stops it.
    """
    theirs, ours = os.pipe()
    try:
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", __name__, *arguments],
                stdin=theirs,
                start_new_session=True,
                **settings,
            )
        finally:
            os.close(theirs)
        try:
            yield process
        except BaseException:
            stop(process)
            raise
    finally:
        os.close(ours)


def stop(process: subprocess.Popen[Any]) -> None:
    """End what is tied to us: ask first, so that it can tidy up; then insist."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=GRACE + 2)
        return
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
    process.communicate()


def take_stdin() -> int:
    """Keep standard input as the lifeline and leave an empty one in its place; returns the
    descriptor.
    """
    lifeline = os.dup(0)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    return lifeline


def watch(descriptor: int, end: Callable[[], None]) -> None:
    """Call `end`, in a thread, as soon as the other side of the lifeline is closed."""

    def wait() -> None:
        with suppress(OSError):
            while os.read(descriptor, 1024):
                pass
        end()

    threading.Thread(target=wait, daemon=True).start()


def end_group() -> None:
    """End this process at once, with all that it started where it leads its group."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _end_in_order() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    end_group()


def main() -> None:
    """Run the module that the command line names, until it ends or its starter does."""
    watch(take_stdin(), _end_in_order)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
