"""What a page says in words: every number in it comes from a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

import pandas as pd

from yq_analysis.analysis.assessment.enough import enough
from yq_analysis.analysis.results import Results
from yq_analysis.check import Message
from yq_analysis.presenting.pages.captions import (
    absent,
    cause,
    cause_source,
    heading,
    rank_columns,
    scenario_lead,
    scenario_title,
    targets_figure,
    targets_lead,
    targets_title,
    text,
)
from yq_analysis.presenting.pages.closing_words import (
    closing,
    closing_caption,
    closing_columns,
    closing_notes,
    closing_rows,
    closing_title,
)
from yq_analysis.presenting.pages.headlines import headline, overview, quality, whose
from yq_analysis.presenting.pages.peer_words import (
    peers_caption,
    peers_headline,
    peers_notes,
    peers_section,
    peers_title,
)
from yq_analysis.presenting.pages.theme_views import View
from yq_analysis.presenting.pages.verdict_cells import (
    cascade_rows,
    judged_columns,
    judged_rows,
    method_rows,
    scenario_columns,
    scenario_rows,
)
from yq_analysis.presenting.wording import Names, names
from yq_analysis.presenting.wording.verdict_sentence import sentence

__all__ = [
    "absent",
    "briefing",
    "cascade_rows",
    "cause",
    "cause_source",
    "closing",
    "closing_caption",
    "closing_columns",
    "closing_notes",
    "closing_rows",
    "closing_title",
    "growth_lead",
    "headline",
    "judged_columns",
    "judged_rows",
    "lacking",
    "method_notes",
    "method_rows",
    "missing",
    "overview",
    "peers_caption",
    "peers_headline",
    "peers_notes",
    "peers_section",
    "peers_title",
    "prose",
    "quality",
    "rank_columns",
    "scenario_columns",
    "scenario_lead",
    "scenario_rows",
    "scenario_title",
    "targets_figure",
    "targets_lead",
    "targets_title",
    "text",
]


def prose(view: View, part: Literal["intro", "trend", "causes"]) -> str:
    """What a theme's page says beside its tables: its own words where messages.csv has any, else
    those of any theme.

    The intro is the title and what the indicator is; `causes` is the heading above the
    decomposition or, where the theme has a neighbour, above that.
    """
    theme, words = view.theme, names(view.results.language, view.results.lists)
    if part == "causes":
        if not (theme.related or view.causes or view.has_own):
            return ""
        if theme.related:
            code = heading(view, "related")
            about = {"name": words.indicator(theme.related[0])}
            return words.say(code, **(about if code.startswith("page_theme") else {}))
    code = heading(view, part)
    if part != "intro":
        return words.say(code)
    said = _definition(view, words) if code.startswith("page_theme") else Message(code)
    title = str(getattr(theme, f"title_{words.language}"))
    return f"# {title}\n\n{said.text(view.results.language)}"


def _definition(view: View, words: Names) -> Message:
    """What the indicator is, as its record says it."""
    one = view.results.lists.indicator(view.theme.level)
    name, unit = words.indicator(one.code), words.unit(one.unit)
    if not one.numerator:
        return Message("page_theme_intro_published", name=name, unit=unit)
    return Message(
        "page_theme_intro_computed",
        name=name,
        unit=unit,
        numerator=words.item(one.numerator),
        denominator=words.item(one.denominator),
        factor="" if one.factor == 1 else f" × {one.factor:g}",
    )


def briefing(results: Results, area: str = "", *, decided: bool = False) -> list[str]:
    """Sentences for a briefing: each target of the area once, in the order of its document.

    `decided` leaves out those that nothing is known of: they stand in a table.
    """
    words = names(results.language, results.lists)
    code = results.area_of(area)
    own = results.assessments[
        (results.assessments["area"] == code) & (results.assessments["target_area"] == code)
    ]
    if decided:
        own = own[~own["verdict"].isin(["no_data", "no_number"])]
    several = own.groupby(["indicator", "year"], dropna=False)["caliber"].transform("nunique") > 1
    said = [
        words.say(
            "pages_area_says",
            area=words.area(code),
            about=_about(row, words) if more else "",
            said=sentence(row, language=results.language, lists=results.lists),
        )
        for more, (_, row) in zip(several, own.iterrows(), strict=True)
    ]
    return list(dict.fromkeys(said))


def _about(row: pd.Series, words: Names) -> str:
    """Under which caliber, and by whose target, in brackets; "" where there is nothing to say."""
    caliber = words.caliber(str(row["caliber"])) if row["caliber"] else ""
    return words.aside(caliber, whose(row, words))


def lacking(view: View) -> str:
    """For an area without figures: what is missing, and at which figure its targets would be met,
    as the page's first section; else "".
    """
    if view.has_own:
        return ""
    words = names(view.results.language, view.results.lists)
    items = view.gaps[view.gaps["state"] != "complete"]
    level = items[items["indicator"] == view.theme.level]
    said = words.say(
        "pages_enough",
        name=words.indicator(view.theme.level),
        listed=_joined((level if len(level) else items)["item_name"], words),
    )
    parts = [f"## {words.say('pages_lacking_title')}", said]
    if lines := would_be_enough(view):
        parts += [words.say("pages_enough_lead"), "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(parts)


def would_be_enough(view: View) -> list[str]:
    """At which figure each target of the page would be met, from what is known of the area: its own
    targets, else those of the nearest area above that has any.
    """
    results, words = view.results, names(view.results.language, view.results.lists)
    table = results.targets[results.targets["indicator"] == view.theme.target]
    for setter in (view.area, *results.lists.parents(view.area)):
        asked = table[(table["area"] == setter) & table["value"].notna()]
        if len(asked):
            found = enough(asked.assign(area=view.area), results.latest, results.lists)
            said = [_enough(row, results, words) for row in found.to_dict("records")]
            return list(dict.fromkeys(said))
    return []


def _enough(row: dict[Any, Any], results: Results, words: Names) -> str:
    """The sentence of a row of `enough` in the page's language."""
    said: Message = row["sentence"]
    units = results.lists.item_unit
    named: dict[str, Any] = {"indicator": words.indicator(row["indicator"])}
    if "known" in said.values:
        target = results.lists.indicator(str(row["indicator"])).unit
        named |= {
            "target": words.goal(row["target"], "", target),
            "known": words.item(row["known_item"]),
            "amount": words.amount(row["known_value"], units[row["known_item"]]),
            "item": words.item(row["item"]),
            "value": words.amount(row["value"], row["unit"]),
        }
    return words.say(said.code, **(said.values | named))


def growth_lead(view: View) -> str:
    """The heading above what assumed growth makes of the level, and where that of late leads, as
    Markdown; "" where nothing can be said.
    """
    if not view.growth.rows:
        return ""
    words = names(view.results.language, view.results.lists)
    return "\n\n".join([words.say("pages_growth_heading"), " ".join(view.growth.sentences)])


def missing(view: View) -> str:
    """Which figures are missing, in one sentence; "" where none are."""
    words = names(view.results.language, view.results.lists)
    rows = view.gaps[view.gaps["state"] == "missing"]
    if rows.empty or not view.has_own:
        return ""
    items = _joined(rows["item_name"], words)
    return words.say("pages_missing_line", area=words.area(view.area), listed=items)


def _joined(texts: Iterable[str], words: Names) -> str:
    return words.say("mark_list").join(dict.fromkeys(texts))


def method_notes(view: View) -> str:
    """What the projections say of themselves: the history's length, what was borrowed, where
    coverage is known to fail.
    """
    words = names(view.results.language, view.results.lists)
    lines = []
    for (area, caliber), rows in view.projections.groupby(["area", "caliber"], sort=False):
        clauses = [part for note in rows["note"] for part in re.split("[；;] ?", note) if part]
        if clauses:
            lines.append(
                words.say(
                    "pages_method_line",
                    area=words.area(str(area)),
                    about=words.aside(words.caliber(str(caliber))),
                    notes=words.say("mark_clause").join(dict.fromkeys(clauses)),
                )
            )
    return "\n".join(lines)
