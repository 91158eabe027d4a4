"""Ctrl-C before and while the command line is loaded: exit with 130, no traceback."""

from __future__ import annotations

import os
import signal
from typing import Any

INTERRUPTED = 130


def end_at_once() -> None:
    """Exit with 130 at the first SIGINT: until a command runs nothing is open."""

    def end(*_: Any) -> None:
        os._exit(INTERRUPTED)

    signal.signal(signal.SIGINT, end)
