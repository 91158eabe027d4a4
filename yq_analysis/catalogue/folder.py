"""Where the lists lie; without a frame library, for pages that need none."""

from __future__ import annotations

from pathlib import Path

# where a workspace keeps, in data/raw, what came with the program: its own figures go before these
BASE = "随程序资料"


def default_folder() -> Path:
    """The lists that were packaged with the library, or in a checkout the folder beside it."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "_catalogue"
    return packaged if packaged.is_dir() else package.parent / "catalogue"
