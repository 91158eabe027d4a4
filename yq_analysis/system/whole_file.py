"""Files appear whole or not at all, also where the power fails: written beside their place, brought
to the disk, then renamed.

Without the second step a rename may reach the disk before the content, and leave an empty file
under the name that held the old one.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole, or leave the old one as it was. Raises `OSError`."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        put(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def put(beside: Path, path: Path) -> None:
    """Give a finished file its place in one step. Raises `OSError`."""
    _to_disk(beside)
    os.replace(beside, path)
    _to_disk(path.parent)


def settle(folder: Path) -> None:
    """Bring everything below a folder to the disk, before it is renamed."""
    for place, _, names in os.walk(folder):
        for name in names:
            _to_disk(Path(place, name))
        _to_disk(Path(place))


def _to_disk(path: Path) -> None:
    # no system lets everything be brought there: folders on Windows, files on some network disks
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
