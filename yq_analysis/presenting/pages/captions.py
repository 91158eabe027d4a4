"""Titles, columns and leads of a page's tables and figures: whose, of what, in which years."""

from __future__ import annotations

from collections.abc import Sequence

from yq_analysis.check import has_message, one_of
from yq_analysis.presenting.pages.causes import Causes
from yq_analysis.presenting.pages.source_lines import source_line
from yq_analysis.presenting.pages.theme_views import View
from yq_analysis.presenting.wording import Names, names, number


def text(key: str, language: str = "zh") -> str:
    """A caption or a remark of the pages.

    >>> text("sources"), text("sources", "en")
    ('本页用到的出版物', 'Publications behind this page')
    """
    words = names(one_of("en" if language == "en" else "zh", ("zh", "en"), name="language"))
    return words.say(f"text_{key}")


def absent(view: View, key: str) -> str:
    """Why a section has nothing to show; "" where the area has no figures at all, which its first
    section says.
    """
    return text(key, view.results.language) if view.has_own else ""


def scenario_lead(view: View) -> str:
    """Which ways to the target are told of; "" where there are none."""
    return _words(view).say("pages_scenario_lead") if len(view.scenarios) else ""


def scenario_title(view: View) -> str:
    """The title of the table of scenarios: whose, of what, in which year, against which target."""
    words = _words(view)
    row = view.comparison.iloc[0]
    goal = words.say(
        "pages_scenario_target", goal=words.goal(float(row["target"]), "", row["unit"])
    )
    sign = words.say("pages_positive_fall") if words.falls(view.theme.target) else ""
    return words.say(
        "pages_scenario_title",
        area=words.area(row["area"]),
        name=words.indicator(view.theme.target),
        year=int(row["year"]),
        about=words.aside(goal, sign),
    )


def targets_title(view: View, key: str) -> str:
    """The title of a table of verdicts on one indicator: what it lists, of what, and what the sign
    means.
    """
    words = _words(view)
    falls = words.falls(view.theme.target)
    return words.say(
        "pages_targets_title_fall" if falls else "pages_targets_title",
        title=words.say(f"text_{key}"),
        name=words.indicator(view.theme.target),
    )


def targets_lead(view: View) -> str:
    """What the tables of verdicts list, in which order; or that there is nothing to list."""
    words = _words(view)
    own, other = len(view.judged) > 0, len(view.compared) > 0
    said = [words.say("pages_lead_both")] if own and other else []
    if not own:
        above = "pages_lead_set_above" if len(view.above) else "pages_lead_none"
        said = [words.say("pages_lead_above" if other else above)]
    said += [words.say("pages_lead_how")] if own or other else []
    return words.sentences(said)


def targets_figure(language: str = "zh") -> str:
    """The title of the figure of all targets: the counts stand in the headline."""
    return names("en" if language == "en" else "zh").say("pages_targets_figure")


def rank_columns(language: str, columns: Sequence[str]) -> dict[str, str]:
    """The headings of a table of ranks, whose probability is that of the first third."""
    words = names("en" if language == "en" else "zh")
    third = {"probability": words.say("pages_heading_probability_third")}
    return {column: words.column(column) for column in columns} | third


def cause(view: View, found: Causes) -> str:
    """The title of a decomposition: whose, of what, between which years, and each factor's part."""
    words = _words(view)
    energy = view.theme.level == "energy_intensity"
    parts = [
        words.say(
            "pages_cause_part",
            factor=words.code("factor", row["factor"]),
            value=("+" if row["value"] > 0 else "") + number(float(row["value"]), found.decimals),
        )
        for _, row in found.total.iterrows()
    ]
    return words.say(
        "pages_cause_title",
        area=words.area(found.area),
        what=words.say("pages_cause_energy") if energy else words.indicator(view.theme.level),
        first=found.first,
        last=found.last,
        parts=words.say("mark_comma").join(parts),
    )


def cause_source(view: View, found: Causes) -> str:
    """The line under a decomposition's figure: the publications of its figures, and the caliber
    that it was made in.
    """
    listed = source_line(view.results, found.sources)
    return _words(view).say("pages_cause_source", listed=listed, basis=found.basis)


def heading(view: View, part: str) -> str:
    """The code of a section's own words where messages.csv has any, else of any theme's."""
    code = f"page_{view.theme.name}_{part}"
    return code if has_message(code) else f"page_theme_{part}"


def _words(view: View) -> Names:
    return names(view.results.language, view.results.lists)
