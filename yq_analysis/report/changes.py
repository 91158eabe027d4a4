"""Numbers that changed between two runs of one question, each with the reason as far as the runs tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from yq_analysis.report.certificate import PastRun
from yq_analysis.report.records import ASSESSMENTS, NUMBERS, from_csv

Reason = Literal["edition", "correction", "method", "data", "catalogue", "added", "removed", "unknown"]
# what makes two lines the same number
_NUMBER_KEY = ("area", "indicator", "caliber", "year", "known")
_VERDICT_KEY = ("area", "indicator", "caliber", "year", "target_area")
_CORRECTIONS = "catalogue/corrections.csv"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One number or verdict that is not what it was."""

    area: str
    indicator: str
    caliber: str
    year: str
    what: str
    before: str
    after: str
    reason: Reason


def changes(before: PastRun, after: PastRun) -> list[Change]:
    """What `after` says otherwise than `before`: figures first, then verdicts."""
    general = general_reason(before.facts, after.facts)
    found = _compare(_table(before, NUMBERS), _table(after, NUMBERS), key=_NUMBER_KEY, column="value", what="", general=general)
    for column in ("latest", "value", "target", "verdict"):
        found += _compare(_table(before, ASSESSMENTS), _table(after, ASSESSMENTS), key=_VERDICT_KEY, column=column,
                          what=column, general=general)
    return found


def _table(run: PastRun, name: str) -> list[dict[str, str]]:
    path = run.place / f"{name}.csv"
    return from_csv(path.read_text(encoding="utf-8")) if path.is_file() else []


def _compare(before: Sequence[Mapping[str, str]], after: Sequence[Mapping[str, str]], *, key: Sequence[str], column: str, what: str,
             general: Reason) -> list[Change]:
    old = {tuple(row.get(name, "") for name in key): row for row in before}
    new = {tuple(row.get(name, "") for name in key): row for row in after}
    if not old or not new:  # a table that only one run has is a change of the report, not of its numbers
        return []
    found = []
    for code in dict.fromkeys([*old, *new]):
        was, now = old.get(code), new.get(code)
        one = dict(zip(key, code, strict=True))
        first, second = (was or {}).get(column, ""), (now or {}).get(column, "")
        if same(first, second):
            continue
        reason: Reason = "added" if was is None else "removed" if now is None else _reason(was, now, general)
        found.append(Change(area=one["area"], indicator=one["indicator"], caliber=one["caliber"], year=one["year"],
                            what=what or one.get("known", ""), before=first, after=second, reason=reason))
    return found


def same(first: str, second: str) -> bool:
    """Whether two printed values are one number, up to the last bits of its computation.

    >>> same("0.1", "0.1000000000000001"), same("met", "met"), same("1", "2"), same("", "0")
    (True, True, False, False)
    """
    if first == second:
        return True
    try:
        one, other = float(first), float(second)
    except ValueError:
        return False
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _reason(was: Mapping[str, str], now: Mapping[str, str], general: Reason) -> Reason:
    """The line's own reason, if it tells one; else the run's."""
    if was.get("correction", "") != now.get("correction", ""):
        return "correction"
    if was.get("edition", "") != now.get("edition", ""):
        return "edition"
    if was.get("method", "") != now.get("method", ""):
        return "method"
    return general


def general_reason(before: Mapping[str, Any], after: Mapping[str, Any]) -> Reason:
    """What differs between two run.json: corrections, files of data, other lists, or the programs."""
    old = {one["file"]: one["sha256"] for one in before["inputs"]}
    new = {one["file"]: one["sha256"] for one in after["inputs"]}
    moved = {file for file in {*old, *new} if old.get(file) != new.get(file)}
    if _CORRECTIONS in moved:
        return "correction"
    if any(file.startswith("data/raw/") and file not in old for file in moved):
        return "edition"
    if any(file.startswith("data/") for file in moved):
        return "data"
    if moved:
        return "catalogue"
    return "method" if before["versions"] != after["versions"] or _keys(before) != _keys(after) else "unknown"


def _keys(facts: Mapping[str, Any]) -> list[str]:
    return [page["key"] for page in facts["pages"].values()]
