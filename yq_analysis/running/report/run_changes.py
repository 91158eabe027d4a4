"""Numbers that changed between two runs of one question, each with the reason as far as the runs
tell it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from yq_analysis.running.report.records import ASSESSMENTS, NUMBERS, from_csv, page_file
from yq_analysis.running.report.run_record import PastRun

Reason = Literal[
    "edition", "correction", "method", "data", "catalogue", "added", "removed", "unknown"
]
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


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two runs of one page: the lines that were compared, by table and code, and what differs."""

    lines: set[tuple[str, ...]]
    changes: list[Change]


def compare(before: PastRun, after: PastRun, page: str) -> Comparison:
    """What `page` says in `after` otherwise than in `before`: figures first, then verdicts.

    A table that only one of the runs has is a change of the report and not of its numbers: it is
    not compared.
    """
    general = general_reason(before.facts, after.facts)
    lines: set[tuple[str, ...]] = set()
    found = []
    for name, key, columns in (
        (NUMBERS, _NUMBER_KEY, ("value",)),
        (ASSESSMENTS, _VERDICT_KEY, ("latest", "value", "target", "verdict")),
    ):
        old, new = table_of(before, page, name), table_of(after, page, name)
        if old is None or new is None:
            continue
        lines |= {(name, *_code(row, key)) for row in (*old, *new)}
        for column in columns:
            found += _compare(
                old,
                new,
                key=key,
                column=column,
                what="" if name == NUMBERS else column,
                general=general,
            )
    return Comparison(lines=lines, changes=found)


def table_of(run: PastRun, page: str, name: str) -> list[dict[str, str]] | None:
    """What `page` of `run` handed on under `name`; None where it handed on no such table."""
    path = page_file(run.place, page, name)
    return from_csv(path.read_text(encoding="utf-8")) if path.is_file() else None


def verdict_code(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes two lines the same verdict."""
    return _code(row, _VERDICT_KEY)


def _code(row: Mapping[str, Any], key: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row.get(name, "")) for name in key)


def _compare(
    before: Sequence[Mapping[str, str]],
    after: Sequence[Mapping[str, str]],
    *,
    key: Sequence[str],
    column: str,
    what: str,
    general: Reason,
) -> list[Change]:
    old = {_code(row, key): row for row in before}
    new = {_code(row, key): row for row in after}
    found = []
    for code in dict.fromkeys([*old, *new]):
        was, now = old.get(code), new.get(code)
        one = dict(zip(key, code, strict=True))
        first, second = (was or {}).get(column, ""), (now or {}).get(column, "")
        if same(first, second):
            continue
        reason: Reason = (
            "added" if was is None else "removed" if now is None else _reason(was, now, general)
        )
        found.append(
            Change(
                area=one["area"],
                indicator=one["indicator"],
                caliber=one["caliber"],
                year=one["year"],
                what=what or one.get("known", ""),
                before=first,
                after=second,
                reason=reason,
            )
        )
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
    """What differs between two run.json: corrections, files of data, other
    lists, or the programs.
    """
    old = {one["file"]: one["sha256"] for one in before["inputs"]}
    new = {one["file"]: one["sha256"] for one in after["inputs"]}
    moved = {file for file in new if old.get(file) != new[file]}
    if set(before["pages"]) <= set(
        after["pages"]
    ):  # otherwise a file may be missing because its page was not asked for
        moved |= {*old} - {*new}
    if _CORRECTIONS in moved:
        return "correction"
    if any(file.startswith("data/raw/") and file not in old for file in moved):
        return "edition"
    if any(file.startswith("data/") for file in moved):
        return "data"
    if moved:
        return "catalogue"
    same_pages = before["pages"].keys() & after["pages"].keys()
    keys_differ = any(
        before["pages"][name]["key"] != after["pages"][name]["key"] for name in same_pages
    )
    return "method" if before["versions"] != after["versions"] or keys_differ else "unknown"
