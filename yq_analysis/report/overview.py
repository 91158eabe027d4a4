"""reports/index.html: the latest verdicts of all areas, all runs, and the numbers that changed."""

from __future__ import annotations

from pathlib import Path


def write_overview(out: Path) -> None:
    """Bring the overview in line with the runs that are there."""
