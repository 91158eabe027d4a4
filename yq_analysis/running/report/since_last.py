"""What changed since the last report of the same question, in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yq_analysis.running.report.area_status import standing
from yq_analysis.running.report.naming import Names
from yq_analysis.running.report.page_words import words
from yq_analysis.running.report.printed_values import as_number, number
from yq_analysis.running.report.run_changes import Change
from yq_analysis.running.report.run_record import PastRun

# So many changes are shown on a front page; the rest is counted.
_MOST = 20


def since_last(
    folder: Path, facts: Mapping[str, Any], previous: Sequence[PastRun], names: Names
) -> dict[str, Any] | None:
    """What the run in `folder` says otherwise than the last one did; None where it is the first.

    `compared` are the times of the runs that it was held against, `lines` how many figures and
    verdicts stand in both, `changes` the rows to show, `more` how many are left out.
    """
    stands = standing([PastRun(place=folder, facts=facts), *previous])
    if not stands.compared:
        return None
    return {
        "compared": [
            str(run.facts["finished"])[:16].replace("T", " ") for run, _ in stands.compared
        ],
        "lines": stands.lines,
        "count": len(stands.changes),
        "changes": [shown_change(one, names) for one in stands.changes[:_MOST]],
        "more": max(0, len(stands.changes) - _MOST),
    }


def shown_change(one: Change, names: Names) -> dict[str, str]:
    """A change as a row of a page's table: names for codes, numbers as they are printed."""
    w = words(names.language)
    what = {
        "latest": w["latest"],
        "value": w["projected"],
        "target": w["target"],
        "verdict": w["verdict"],
        "observed": w["observed"],
        "projected": w["projected"],
    }.get(one.what, one.what)
    before, after = (
        w[text] if one.what == "verdict" and text in w else number(as_number(text))
        for text in (one.before, one.after)
    )
    return {
        "area": names("area", one.area),
        "indicator": names("indicator", one.indicator),
        "caliber": names("caliber", one.caliber),
        "year": one.year,
        "what": what,
        "before": before,
        "after": after,
        "reason": w[one.reason],
    }
