"""Where the command line begins: from its first moment Ctrl-C ends it with 130 and without a
traceback.
"""

from __future__ import annotations

import os
import signal
from typing import Any

INTERRUPTED = 130


def end_at_once() -> None:
    """Until a command runs there is nothing to tidy up."""

    def end(*_: Any) -> None:
        os._exit(INTERRUPTED)

    signal.signal(signal.SIGINT, end)


def main() -> None:
    """What is installed as `yq-analysis`."""
    end_at_once()
    from yq_analysis.running.command.app import main as command_line

    command_line()
