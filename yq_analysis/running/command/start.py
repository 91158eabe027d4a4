"""Where the command line begins: from its first moment Ctrl-C ends it with 130 and without a
traceback.
"""

from __future__ import annotations

from yq_analysis.running.command.interrupt import end_at_once


def main() -> None:
    """What is installed as `yq-analysis`."""
    end_at_once()
    from yq_analysis.running.command.app import main as command_line

    command_line()
