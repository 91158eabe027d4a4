"""`report --watch`: look at the project's files, and say when and where something changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from yq_analysis.running.processes.signals import checkpoint

WATCHED = ("data/raw", "catalogue", "notebooks")
_PAUSE = 0.5


def look(root: Path, folders: tuple[str, ...] = WATCHED) -> dict[str, tuple[int, int]]:
    """Size and time of every file that is watched, hidden and temporary ones aside."""
    found = {}
    for folder in folders:
        for path in (root / folder).rglob("*"):
            relative = path.relative_to(root)
            if any(part.startswith((".", "~$")) for part in relative.parts):
                continue
            try:
                facts = path.stat()
            except OSError:  # gone between the listing and the look
                continue
            if path.is_file():
                found[relative.as_posix()] = (facts.st_size, facts.st_mtime_ns)
    return found


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> list[str]:
    """The files that came, went or differ.

    >>> changed({"a": (1, 1), "b": (1, 1)}, {"a": (2, 1), "c": (1, 1)})
    ['a', 'b', 'c']
    """
    return sorted(file for file in {*before, *after} if before.get(file) != after.get(file))


def watch(
    root: Path, known: dict[str, tuple[int, int]], *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[list[str]]:
    """Each time files differ from those `known` and then keep still for a moment, yield their
    names.

    `known` is the look taken before the first build: what changes while anything is built is seen
    afterwards.
    """
    while True:
        checkpoint()
        sleep(_PAUSE)
        now = look(root)
        if now == known:
            continue
        while True:  # an editor or a copy may still be writing
            sleep(_PAUSE)
            later = look(root)
            if later == now:
                break
            now = later
        yield changed(known, now)
        known = now
