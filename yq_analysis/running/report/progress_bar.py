"""How a long run shows itself: a bar on a terminal, only faults without one."""

from __future__ import annotations

import sys
from typing import Any, Protocol


class Progress(Protocol):
    """What a run tells while it runs."""

    def begin(self, pages: int) -> None: ...
    def running(self, what: str) -> None: ...
    def done(self, what: str, seconds: float) -> None: ...
    def failed(self, what: str, why: str) -> None: ...
    def end(self) -> None: ...


class Quiet:
    """Says nothing but faults, on standard error."""

    def begin(self, pages: int) -> None: ...
    def running(self, what: str) -> None: ...
    def done(self, what: str, seconds: float) -> None: ...

    def failed(self, what: str, why: str) -> None:
        print(f"✕ {what}: {_plain(why)}", file=sys.stderr, flush=True)

    def end(self) -> None: ...


class Bar:
    """A line that moves: done, running, failed, time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as Line

        self._line = Line(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            TextColumn("剩余 / left"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._running: list[str] = []
        self._failed = 0
        self._task: Any = None

    def begin(self, pages: int) -> None:
        self._line.start()
        self._task = self._line.add_task("报告 / reports", total=pages, state="")

    def running(self, what: str) -> None:
        self._running.append(what)
        self._show()

    def done(self, what: str, seconds: float) -> None:
        self._gone(what)

    def failed(self, what: str, why: str) -> None:
        self._failed += 1
        from rich.text import Text

        # what a fault says is text, never markup: a bracket and a slash would end the run
        self._line.console.print(Text.assemble(("✕ ", "red"), f"{what}: {_plain(why)}"))
        self._gone(what)

    def _gone(self, what: str) -> None:
        if what in self._running:
            self._running.remove(what)
        self._line.advance(self._task)
        self._show()

    def _show(self) -> None:
        state = f"运行 {len(self._running)}" + (
            f" [red]失败 {self._failed}[/red]" if self._failed else ""
        )
        self._line.update(self._task, state=state)

    def end(self) -> None:
        self._line.stop()


def _plain(text: str) -> str:
    """The text with control characters spelt out: none may move the cursor of whoever watches.

    >>> _plain("a\\x1b[2J [b]")
    'a\\\\x1b[2J [b]'
    """
    return "".join(one if one.isprintable() or one in "\n\t" else repr(one)[1:-1] for one in text)


def suitable(*, machine: bool) -> Progress:
    """A bar where a person watches a terminal, else quiet."""
    return Bar() if sys.stderr.isatty() and not machine else Quiet()
