"""How a row of verdicts is printed: number, unit, year and interval in one cell, so that a table
fits a page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd

from yq_analysis.analysis.results import Results
from yq_analysis.presenting.wording import NOTHING, Names, names, number
from yq_analysis.presenting.wording.verdict_sentence import is_at_most

_BINDING = ("binding", "anticipatory")


class HasResults(Protocol):
    """What a page must have for its rows to be printed: the answers that it is about."""

    @property
    def results(self) -> Results: ...


class HasMethods(HasResults, Protocol):
    """A page with a table of what each published method says."""

    @property
    def methods(self) -> pd.DataFrame: ...


class HasScenarios(HasResults, Protocol):
    """A page with scenarios at a target's year, and what the target is set in."""

    @property
    def comparison(self) -> pd.DataFrame: ...

    @property
    def asked(self) -> str: ...


class HasCascade(HasResults, Protocol):
    """A page with the targets of several levels."""

    @property
    def cascade(self) -> pd.DataFrame: ...


def judged_columns(language: str = "zh", *lead: str) -> dict[str, str]:
    """The columns of a table of verdicts (of `judged_rows`) with those of `lead`, and their
    headings.
    """
    words = names("en" if language == "en" else "zh")
    # the verdict stands early, with its caliber: on a phone only the first columns are seen
    first = [lead[0], "verdict", "caliber", *lead[1:]] if lead else ["caliber", "verdict"]
    return {
        **{column: words.column(column) for column in (*first, "target", "latest")},
        "value": words.say("pages_heading_value"),
        "probability": words.column("probability"),
        "required_rate": words.column("required_rate"),
    }


def judged_rows(page: HasResults, table: pd.DataFrame) -> pd.DataFrame:
    """`table` (rows of an assessments table) with the numbers of each row as texts: with units,
    years and intervals.

    The labels and columns stay, so that traces by (row, column) still meet their numbers.
    """
    words = names(page.results.language, page.results.lists)
    scales = dict(
        zip(
            page.results.lists.indicators["indicator"],
            page.results.lists.indicators["scale"],
            strict=True,
        )
    )
    rows = table.to_dict("records")
    observed = table["known"].eq("observed")
    asked = {
        (one["area"], one["indicator"], one["year"]): str(one["text"])
        for one in page.results.targets.to_dict("records")
        if pd.isna(one["value"]) and pd.notna(one["text"])
    }
    return table.assign(
        caliber=table["caliber"].replace("", NOTHING),
        target=[target_cell(row, words, asked) for row in rows],
        latest=[_latest(row, words) for row in rows],
        value=[_value(row, words) for row in rows],
        required_rate=[needed_cell(row, words, scales) for row in rows],
        probability=table["probability"].mask(observed),
    )  # what is published is met or not; no chance is left


def method_rows(page: HasMethods) -> pd.DataFrame:
    """What each published method says, one row a verdict; whose target it
    is stands with the area.
    """
    words = names(page.results.language, page.results.lists)
    table = page.methods
    whose = [
        words.area(row["area"])
        if row["target_area"] == row["area"]
        else words.say(
            "pages_by_target_of",
            area=words.area(row["area"]),
            setter=words.area(row["target_area"]),
        )
        for row in table.to_dict("records")
    ]
    return table.assign(area=whose).drop(columns=["target_area", "indicator", "year", "target"])


def amount(
    value: float, row: Mapping[Any, Any] | pd.Series, words: Names, *, fixed: bool = False
) -> str:
    """A number of the row with its unit; `fixed` keeps the indicator's decimals, so that columns
    and intervals align. Of a reduction a rise is called so.
    """
    places = words.decimals(str(row["indicator"]))
    rise = float(value) < 0 and words.falls(str(row["indicator"]))
    said = words.amount(-value if rise else float(value), row["unit"], places, trim=not fixed)
    return words.say("pages_rise_of", size=said) if rise else said


def scenario_rows(page: HasScenarios) -> pd.DataFrame:
    """The scenarios at the target's year; the year and the target stand in the title."""
    words = names(page.results.language, page.results.lists)
    table = page.comparison
    rows = [
        {**row, "known": "projected", "indicator": page.asked} for row in table.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "scenario": table["scenario"],
            "value": [_value(row, words) for row in rows],
            "gap": [
                number(float(row["gap"]), words.decimals(page.asked)) + step(row["unit"], words)
                for row in rows
            ],
            "meets": [
                words.say("pages_set_to_arrive") if met is None or pd.isna(met) else bool(met)
                for met in table["meets"]
            ],
            "yearly": [
                _pace(float(row["yearly"]), "%", words.falls(row["indicator"]), words)
                for row in rows
            ],
            "follows": table["follows"],
        }
    )


def scenario_columns(language: str = "zh") -> dict[str, str]:
    """The columns of `scenario_rows` and their headings."""
    words = names("en" if language == "en" else "zh")
    value = {"value": words.say("pages_heading_scenario_value")}
    return {
        column: words.column(column)
        for column in ("scenario", "value", "gap", "meets", "yearly", "follows")
    } | value


def cascade_rows(page: HasCascade) -> pd.DataFrame:
    """The targets of an area, of those above and beside it, with unit and year in one cell."""
    words = names(page.results.language, page.results.lists)
    table = page.cascade
    asked = []
    for row in table.to_dict("records"):
        goal = words.goal(float(row["value"]), row["comparator"], row["unit"])
        asked.append(goal + words.aside(_when(row, words)))
    gap = [
        NOTHING
        if pd.isna(row["gap"])
        else difference(row["gap"], row["unit"], words.decimals(row["indicator"]), words)
        for row in table.to_dict("records")
    ]
    columns = [
        column
        for column in ("indicator", "relation", "area", "target", "gap", "finding")
        if column in (*table.columns, "target")
    ]
    return table.assign(target=asked, gap=gap)[columns]


def difference(value: float, unit: object, decimals: int | None, words: Names) -> str:
    """A difference of two values with its unit, as many decimals as these have.

    >>> difference(9.05, "%", 2, names("zh")), difference(4.0, "件/万人", 2, names("zh"))
    ('9.05个百分点', '4.00件/万人')
    """
    if unit == "%":
        return number(float(value), decimals) + step("%", words)
    return words.amount(float(value), unit, decimals)


def step(unit: str, words: Names) -> str:
    """The unit of a difference: of percentages it is points."""
    return words.say("pages_points") if unit == "%" else words.joined_unit(unit)


def _pace(rate: float, unit: str, reduction: bool, words: Names) -> str:
    """A yearly change with its direction in words; `reduction`: the figure is how much something
    falls.
    """
    size = number(abs(rate), 2)
    if not any(digit in "123456789" for digit in size):
        return words.say("pages_unchanged")
    if reduction != (rate < 0):
        return words.say("pages_pace_fall", size=size + unit)
    return words.say("pages_pace_growth" if unit == "%" else "pages_pace_rise", size=size + unit)


def target_cell(
    row: Mapping[Any, Any], words: Names, asked: Mapping[tuple[str, str, Any], str] | None = None
) -> str:
    """A target with year, binding and whether it is provisional; one in words is quoted from
    `asked`.
    """
    about = [_when(row, words)]
    if row["binding"] in _BINDING:
        about.append(words.code("binding", row["binding"]))
    if bool(row["provisional"]):
        about.append(words.code("provisional", "True"))
    if pd.isna(row["target"]):
        text = (asked or {}).get((row["target_area"], row["indicator"], row["year"]), "")
        printed = re.split("[:：]", text, maxsplit=1)[
            -1
        ].strip()  # without the indicator's name before it
        return (
            words.say("pages_quoted", text=printed) if printed else words.say("pages_in_words")
        ) + words.aside(*about)
    return words.goal(float(row["target"]), row["comparator"], row["unit"]) + words.aside(*about)


def _when(row: Mapping[Any, Any], words: Names) -> str:
    """The year of a target, and of a change the span that it counts over."""
    if pd.isna(row["year"]):
        return words.say("pages_when_unnamed")
    year, base = int(row["year"]), row.get("base_year", pd.NA)
    first = year if base is None or pd.isna(base) else int(base) + 1
    based = base is not None and pd.notna(base) and first <= year
    first = first if based else year
    kind = str(row["basis"])
    if kind == "annual_growth" and first == year and based:
        kind = "level"  # the change of one year
    known = ("cumulative", "annual_growth", "points", "increment")
    code = f"pages_when_{kind}" if kind in known else "pages_when_level"
    code += "" if based or kind not in known else "_unbased"
    return words.say(code, first=first, base=first - 1, year=year)


def _latest(row: Mapping[Any, Any], words: Names) -> str:
    if pd.isna(row["latest"]):
        return NOTHING
    return amount(row["latest"], row, words) + words.aside(
        words.say("pages_in_year", year=int(row["latest_year"])), doubt(row, words)
    )


def doubt(row: Mapping[Any, Any], words: Names) -> str:
    """The mark of a figure that rests on a doubtful one; "" where it does not."""
    years = row.get("doubtful") or ""
    if not years:
        return ""
    latest = row.get("latest_year")
    alone = pd.notna(latest) and years == str(int(latest))
    return words.say("pages_doubtful") if alone else words.say("pages_doubtful_years", years=years)


def _value(row: Mapping[Any, Any], words: Names) -> str:
    if pd.isna(row["value"]):
        return NOTHING
    if row["known"] == "observed":  # as many decimals as were printed
        shown = amount(row["value"], row, words)
        if pd.notna(row.get("latest_year")) and int(row["latest_year"]) < int(row["year"]):
            return shown + words.aside(words.say("pages_never_falls"))
        return shown + words.aside(words.say("pages_published"))
    shown = amount(row["value"], row, words, fixed=True)
    interval = words.between(row["lower"], row["upper"], str(row["indicator"]), row["unit"])
    return shown + words.aside(interval)


def needed_cell(row: Mapping[Any, Any], words: Names, scales: Mapping[str, str]) -> str:
    if pd.isna(row["required_rate"]):
        return NOTHING
    rate = float(row["required_rate"])
    if rate >= 0 if is_at_most(row, words) else rate <= 0:
        return words.say("pages_reached_keep") if pd.notna(row["latest_year"]) else NOTHING
    if scales.get(row["indicator"]) == "count" and pd.notna(row["latest_year"]):
        left = float(row["target"]) - float(row["latest"])
        return words.say("pages_pace_more", size=words.amount(math.ceil(left), row["unit"]))
    compounds = row["basis"] in ("cumulative", "annual_growth") or (
        row["basis"] == "level" and scales.get(row["indicator"]) == "positive"
    )
    unit = "%" if compounds else step(str(row["unit"]), words)
    changes = row["basis"] in ("cumulative", "annual_growth")
    return _pace(rate, unit, changes and words.falls(row["indicator"]), words)
