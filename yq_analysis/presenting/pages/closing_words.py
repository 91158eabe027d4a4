"""The account of the plan that is over: target, result, and what had been expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from yq_analysis.presenting.pages.headlines import caliber_of
from yq_analysis.presenting.pages.target_views import Summary
from yq_analysis.presenting.pages.theme_views import View
from yq_analysis.presenting.pages.verdict_cells import amount, difference, target_cell
from yq_analysis.presenting.wording import NOTHING, Names, names

# A five-year plan.
_PLAN = 5


def closing_title(page: Summary) -> str:
    """The title of the table: which years it closes; "" where no target's year is over."""
    if page.closing.empty:
        return ""
    words = names(page.results.language, page.results.lists)
    last = int(page.closing["year"].iloc[0])
    return words.say("pages_closing_title", first=last - _PLAN + 1, last=last)


def closing_caption(page: Summary) -> str:
    """The title of the table."""
    return names(page.results.language, page.results.lists).say("pages_closing_caption")


def closing_rows(page: Summary) -> pd.DataFrame:
    """One row a target and caliber: target, result, how far off, verdict, what was projected."""
    words = names(page.results.language, page.results.lists)
    rows = page.closing.to_dict("records")
    return page.closing.assign(
        indicator=[_name(row, words) for row in rows],
        target=[target_cell(row, words) for row in rows],
        value=[_result(row, words) for row in rows],
        gap=[_gap(row, words) for row in rows],
        before=[_before(row, words) for row in rows],
    )


def closing_columns(language: str = "zh") -> dict[str, str]:
    """The columns of `closing_rows` and their headings."""
    words = names("en" if language == "en" else "zh")
    return {
        "indicator": words.column("indicator"),
        "verdict": words.column("verdict"),
        "target": words.column("target"),
        "value": words.say("pages_closing_result"),
        "gap": words.say("pages_closing_gap"),
        "before": words.say("pages_closing_before"),
    }


def closing_notes(page: Summary) -> list[str]:
    """What "projected" means; nothing where nothing was."""
    words = names(page.results.language, page.results.lists)
    return [words.say("pages_closing_note")] if page.closing["said"].notna().any() else []


def _name(row: Mapping[Any, Any], words: Names) -> str:
    caliber = words.caliber(str(row["caliber"])) if row["caliber"] else ""
    return words.indicator(str(row["indicator"])) + words.aside(caliber)


def _observed(row: Mapping[Any, Any]) -> bool:
    return bool(row["known"] == "observed" and pd.notna(row["value"]))


def _result(row: Mapping[Any, Any], words: Names) -> str:
    if not _observed(row):
        return words.say("pages_closing_not_out")
    return amount(row["value"], row, words)


def _gap(row: Mapping[Any, Any], words: Names) -> str:
    if not _observed(row):
        return NOTHING
    off = abs(float(row["value"]) - float(row["target"]))
    size = difference(off, row["unit"], words.decimals(str(row["indicator"])), words)
    code = "pages_closing_better" if row["verdict"] == "met" else "pages_closing_worse"
    return words.say(code, gap=size)


def _before(row: Mapping[Any, Any], words: Names) -> str:
    if pd.isna(row["said"]):
        return NOTHING
    return words.say(
        "pages_closing_said",
        origin=int(row["origin"]),
        value=amount(row["said"], row, words, fixed=True),
        between=_between(row["said_lower"], row["said_upper"], row, words),
    )


def closing(view: View) -> str:
    """The account of the targets whose year is over: result, path, what had been projected; ""
    where there is none.
    """
    words = names(view.results.language, view.results.lists)
    return "\n".join(f"- {_account(row, words)}" for row in view.closing.to_dict("records"))


def _account(row: Mapping[Any, Any], words: Names) -> str:
    caliber = caliber_of(pd.Series(row), words) if row["caliber"] else ""
    said = words.say(
        "pages_account",
        area=words.area(str(row["area"])),
        name=words.indicator(str(row["indicator"])),
        about=words.aside(caliber),
        target=target_cell({"binding": "", "provisional": False, **row}, words),
        actual=amount(row["actual"], row, words),
        verdict=words.code("verdict", row["verdict"]),
        steps=words.say(
            "pages_account_steps_total" if row["basis"] == "cumulative" else "pages_account_steps"
        ),
        path=words.say("mark_list").join(
            words.say(
                "pages_account_year", year=int(year), value=amount(value, row, words, fixed=True)
            )
            for year, value in row["path"]
        ),
    )
    if pd.isna(row["value"]):
        return said + words.say("pages_account_alone")
    inside = bool(row["lower"] <= row["actual"] <= row["upper"])
    return said + words.say(
        "pages_account_earlier" if inside else "pages_account_outside",
        origin=int(row["origin"]),
        year=int(row["year"]),
        value=amount(row["value"], row, words, fixed=True),
        between=_between(row["lower"], row["upper"], row, words),
    )


def _between(low: float, high: float, row: Mapping[Any, Any], words: Names) -> str:
    return words.between(low, high, str(row["indicator"]), row["unit"])
