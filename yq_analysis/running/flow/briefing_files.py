"""The appendix of a briefing, from a project's folder: ask, then write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yq_analysis.presenting.pages import briefing
from yq_analysis.presenting.wording import Language
from yq_analysis.running.flow.walk import run


def appendix(
    root: str | Path,
    *,
    area: str,
    out: str | Path,
    to: int = 2035,
    as_of: str | None = None,
    language: Language = "zh",
    widths_mm: Sequence[float] = briefing.WIDTHS_MM,
) -> list[Path]:
    """Write figures, tables, the Word appendix and the sentences of one area into `out`; returns
    the files.

    Raises `QuestionProblem` for an unknown area, a width that no figure can take, a folder that
    holds other files.
    """
    briefing.check_widths(widths_mm)
    return briefing.appendix(run(root, [area], to, as_of, language), out, widths_mm=widths_mm)
