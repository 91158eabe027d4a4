"""Targets and verdicts: how far each indicator is from its target, and how the verdict turns on the
caliber.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from yq_analysis.catalogue import Catalogue
from yq_analysis.check import need_columns
from yq_analysis.presenting.figures import palette
from yq_analysis.presenting.figures.figure_text import ticks_across, wrap
from yq_analysis.presenting.figures.layout import (
    EDGE,
    MM,
    SMALL,
    TINY,
    WIDTH,
    Plate,
    nothing,
    plate,
    redrawn,
)
from yq_analysis.presenting.figures.line_series import limits
from yq_analysis.presenting.wording import VERDICT_SIGN, Language, Names, names, number

_NEEDED = ["area", "indicator", "year", "target", "latest", "value", "lower", "upper", "verdict"]
_ROW_GAP = 7.0
# Everything beyond twice the target is drawn at the edge, with an arrow.
_FARTHEST = 200.0


@dataclass(frozen=True, kw_only=True)
class Row:
    """One bar: its words at the left and right, its numbers in the axis' unit (NaN: not drawn)."""

    left: list[str]
    right: list[tuple[str, str, float]]  # text, colour, size
    latest: float
    value: float
    lower: float
    upper: float
    verdict: str

    @property
    def height(self) -> float:
        """Points that the row needs."""
        return (
            max(len(self.left) * SMALL * 1.25, sum(size * 1.3 for _, _, size in self.right))
            + _ROW_GAP
        )


@redrawn
def targets(
    assessments: pd.DataFrame,
    *,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """Every target of the table as one row, on one scale: the value in percent of the target.

    Filled dot: the value of the target year, observed or projected, with its interval; hollow dot:
    the latest observation. The verdict stands beside it in words. A row without target or value
    says so.
    """
    need_columns(assessments, _NEEDED, name="assessments")
    words = names(language, lists)
    heading = title or _heading(assessments, words)
    if assessments.empty:
        return nothing(
            names=words,
            title=heading,
            reason=words.say("figure_no_target"),
            width=width,
            source=source,
        )
    if assessments[["latest", "value"]].isna().all(axis=None):
        return nothing(
            names=words,
            title=heading,
            reason=_wanting(assessments, words),
            width=width,
            source=source,
        )
    left, right = _rooms(width)
    rows = [
        _share_row(row, assessments, left, right, words) for row in assessments.to_dict("records")
    ]
    notes = [words.say("figure_share_dots")]
    if any(_less_is_better(row) for row in assessments.to_dict("records")):
        notes.append(words.say("figure_less_is_better"))
    if assessments["year"].nunique() > 1:
        usual = _usual_year(assessments)
        notes.append(words.say("figure_usual_year", usual=usual))
    made = _chart(
        rows,
        marks=[100.0],
        heading=heading,
        notes=notes,
        unit=words.say("figure_share_unit"),
        width=width,
        source=source,
        words=words,
        farthest=_FARTHEST,
    )
    made.alt = _alt(heading, assessments, words)
    return made


@redrawn
def calibers(
    assessments: pd.DataFrame,
    *,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """One target, one row a caliber: where the verdict turns on how the thing is counted.

    The table holds the assessments of one indicator and year; the target is a line, values are in
    its unit.
    """
    need_columns(assessments, [*_NEEDED, "caliber"], name="assessments")
    words = names(language, lists)
    shown = assessments.dropna(subset=["target"])
    verdicts = [words.code("verdict", v) for v in dict.fromkeys(shown["verdict"])]
    heading = title or _heading(assessments, words, [*dict.fromkeys(assessments["indicator"])])
    if verdicts and not title:
        listed = words.say("mark_list").join(verdicts)
        heading = words.say("figure_by_caliber", heading=heading, verdicts=listed)
    if shown.empty:
        return nothing(
            names=words,
            title=heading,
            reason=words.say("figure_no_numeric_target"),
            width=width,
            source=source,
        )
    if shown[["latest", "value"]].isna().all(axis=None):
        return nothing(
            names=words, title=heading, reason=_wanting(shown, words), width=width, source=source
        )
    left, right = _rooms(width)
    rows = [_caliber_row(row, left, right, words) for row in shown.to_dict("records")]
    marks = sorted({float(t) for t in shown["target"]})
    unit = words.unit_of(str(shown["indicator"].iloc[0]))
    printed = str(shown["unit"].iloc[0]) if "unit" in shown.columns else ""
    goals = words.say("mark_list").join(words.goal(mark, "", printed) for mark in marks)
    said = words.say("figure_targets_line", goals=goals)
    made = _chart(
        rows,
        marks=marks,
        heading=heading,
        unit=words.say("mark_pause").join(
            part for part in (words.say("under_unit", unit=unit) if unit else "", said) if part
        ),
        notes=[words.say("figure_caliber_dots")],
        width=width,
        source=source,
        words=words,
        farthest=math.inf,
    )
    made.alt = _alt(heading, shown, words)
    return made


# ------------------------------------------------------------------ rows
def _rooms(width: float) -> tuple[float, float]:
    """Points for the words at the left and at the right."""
    across = width * MM
    return across * (0.30 if width >= 120 else 0.33), across * (0.24 if width >= 120 else 0.27)


def _share_row(
    row: Mapping[Any, Any], table: pd.DataFrame, left: float, right: float, words: Names
) -> Row:
    target = _float(row["target"])
    shares = {
        k: 100 * _float(row[k]) / target if target > 0 else math.nan
        for k in ("latest", "value", "lower", "upper")
    }
    name = words.indicator(str(row["indicator"]))
    if table["area"].nunique() > 1:
        name = words.area(str(row["area"])) + words.say("mark_parts") + name
    if pd.isna(row["year"]):
        name = words.say("figure_without_year", name=name)
    elif row["year"] != _usual_year(table):
        name = words.say("figure_of_year", name=name, year=row["year"])
    if (
        "caliber" in row
        and (table["indicator"] == row["indicator"]).sum() > 1
        and isinstance(row["caliber"], str)
        and row["caliber"]
    ):
        name += words.say("mark_parts") + words.caliber(row["caliber"])
    return Row(
        left=wrap(name, SMALL, left - 8),
        right=_verdict_words(row, right, words),
        verdict=str(row["verdict"]),
        **shares,
    )


def _caliber_row(row: Mapping[Any, Any], left: float, right: float, words: Names) -> Row:
    name = (
        words.caliber(str(row["caliber"]))
        if isinstance(row["caliber"], str) and row["caliber"]
        else words.say("figure_caliber_not_stated")
    )
    return Row(
        left=wrap(name, SMALL, left - 8),
        right=_verdict_words(row, right, words),
        verdict=str(row["verdict"]),
        **{k: _float(row[k]) for k in ("latest", "value", "lower", "upper")},
    )


def _verdict_words(
    row: Mapping[Any, Any], room: float, words: Names
) -> list[tuple[str, str, float]]:
    code, verdict = str(row["indicator"]), str(row["verdict"])
    decimals = words.decimals(code)
    colour = palette.VERDICT.get(verdict, palette.QUIET)
    said = [
        (line, colour, SMALL)
        for line in wrap(
            f"{VERDICT_SIGN.get(verdict, '')} {words.code('verdict', verdict)}".strip(),
            SMALL,
            room - EDGE - 7,
        )
    ]
    value = _float(row["value"])
    parts = [number(value, decimals)] if math.isfinite(value) else []
    parts += _goal_words(row, words)
    return said + [
        (line, palette.QUIET, TINY)
        for line in wrap(words.say("mark_pause").join(parts), TINY, room - EDGE - 7)
    ]


def _wanting(assessments: pd.DataFrame, words: Names) -> str:
    """Which targets wait for a figure."""
    listed, in_words = [], []
    for row in assessments.to_dict("records"):
        target, name = _float(row["target"]), words.indicator(str(row["indicator"]))
        if math.isfinite(target):
            listed.append(name + words.aside(*_goal_words(row, words)))
        else:
            in_words.append(name)
    said = [
        words.say(code, listed=words.say("mark_list").join(dict.fromkeys(names_of)))
        for code, names_of in (
            ("figure_targets_waiting", listed),
            ("figure_targets_in_words", in_words),
        )
        if names_of
    ]
    return words.say("two_sentences", first=said[0], second=said[1]) if len(said) > 1 else said[0]


def _goal_words(row: Mapping[Any, Any], words: Names) -> list[str]:
    """The row's target in words; nothing where it has no number."""
    target = _float(row["target"])
    if not math.isfinite(target):
        return []
    goal = words.goal(target, row.get("comparator"), row.get("unit"))
    return [words.say("figure_goal", goal=goal)]


def _usual_year(table: pd.DataFrame) -> int:
    usual = table["year"].dropna().mode()
    return int(usual.iloc[0]) if len(usual) else 0


def _less_is_better(row: Mapping[Any, Any]) -> bool:
    return str(row.get("comparator", "")) in ("<=", "<")


def _float(value: Any) -> float:
    given = math.nan if value is None or pd.isna(value) else float(value)
    return given if math.isfinite(given) else math.nan


# ------------------------------------------------------------------ drawing
def _chart(
    rows: list[Row],
    *,
    marks: list[float],
    heading: str,
    notes: list[str],
    unit: str,
    width: float,
    source: str | None,
    words: Names,
    farthest: float,
) -> Plate:
    left, right = _rooms(width)
    tall = sum(row.height for row in rows)
    made = plate(
        names=words,
        title=heading,
        plot=tall + SMALL * 2.6,
        width=width,
        unit=unit,
        notes=notes,
        source=source,
    )
    bottom = made.bottom + SMALL * 2.2
    edge = width * MM - right
    axes = made.panel(left, bottom, edge, bottom + tall)
    known = [
        v for row in rows for v in (row.latest, row.value, row.lower, row.upper) if math.isfinite(v)
    ]
    low, high = limits(
        [min(max(v, -farthest), farthest) for v in [0.0, *marks, *known]], positive=True
    )
    axes.set_xlim(low, high)
    axes.set_ylim(0, tall)
    axes.set_yticks([])
    wide = edge - left
    places, texts = ticks_across(low, high, wide, SMALL)
    axes.set_xticks(places, texts)
    for place in places:
        axes.axvline(place, color=palette.GRID, linewidth=0.6, zorder=0)
    for mark in marks:
        axes.axvline(mark, color=palette.TARGET, linewidth=1.1, zorder=1)
    y = tall
    for row in rows:
        centre = y - row.height / 2
        _bar(axes, row, centre, low, high)
        _stack(made, EDGE, bottom + centre, [(line, palette.INK, SMALL) for line in row.left])
        _stack(made, edge + 6, bottom + centre, row.right)
        y -= row.height
    return made


def _bar(axes: Axes, row: Row, y: float, low: float, high: float) -> None:
    colour = palette.VERDICT.get(row.verdict, palette.QUIET)

    def inside(value: float) -> float:
        return min(max(value, low), high)

    if math.isfinite(row.lower) and math.isfinite(row.upper) and row.upper > row.lower:
        axes.plot(
            [inside(row.lower), inside(row.upper)],
            [y, y],
            color=colour,
            linewidth=4.5,
            alpha=0.28,
            solid_capstyle="butt",
            zorder=2,
        )
    if math.isfinite(row.latest) and math.isfinite(row.value) and row.latest != row.value:
        axes.plot(
            [inside(row.latest), inside(row.value)], [y, y], color=colour, linewidth=0.9, zorder=3
        )
    if low <= row.latest <= high:
        axes.plot(
            [row.latest],
            [y],
            marker="o",
            markersize=5,
            color=palette.PAPER,
            markeredgecolor=colour,
            markeredgewidth=1.1,
            zorder=4,
            clip_on=False,
        )
    if math.isfinite(row.value):
        marker = "o" if low <= row.value <= high else (">" if row.value > high else "<")
        axes.plot(
            [inside(row.value)],
            [y],
            marker=marker,
            markersize=5.5,
            color=colour,
            markeredgewidth=0,
            zorder=5,
            clip_on=False,
        )


def _stack(made: Plate, x: float, y: float, lines: list[tuple[str, str, float]]) -> None:
    top = y + sum(size * 1.28 for _, _, size in lines) / 2
    for text, colour, size in lines:
        made.write(x, top - size * 0.64, text, size, colour)
        top -= size * 1.28


def _heading(assessments: pd.DataFrame, words: Names, indicators: list[str] | None = None) -> str:
    areas = [words.area(str(a)) for a in dict.fromkeys(assessments["area"])]
    years = [str(y) for y in sorted(set(assessments["year"].dropna().astype(int)))]
    who = words.say("mark_list").join(areas[:3])
    if len(areas) > 3:
        who = words.say("figure_and_others", listed=who)
    when = words.say("mark_list").join(years)
    if indicators:
        what = words.say("mark_list").join(words.indicator(str(i)) for i in indicators)
        return words.say("figure_one_target", who=who, when=when, what=what)
    counts = assessments["verdict"].value_counts()
    said = words.say("mark_comma").join(
        words.say("figure_verdict_counted", verdict=words.code("verdict", v), count=int(counts[v]))
        for v in VERDICT_SIGN
        if v in counts
    )
    return words.say("figure_all_targets", who=who, when=when, said=said)


def _alt(heading: str, assessments: pd.DataFrame, words: Names) -> str:
    parts = [heading]
    for row in assessments.to_dict("records"):
        caliber = (
            words.aside(words.caliber(row["caliber"]))
            if isinstance(row.get("caliber"), str)
            else ""
        )
        value, decimals = _float(row["value"]), words.decimals(str(row["indicator"]))
        said = []
        if math.isfinite(value):
            amount = words.amount(value, row.get("unit"), decimals)
            said.append(words.say("figure_target_year", amount=amount))
        said += _goal_words(row, words)
        parts.append(
            f"{words.indicator(str(row['indicator']))}{caliber} "
            + words.say("mark_comma").join([*said, words.code("verdict", row["verdict"])])
        )
    return words.say("mark_clause").join(parts) + words.say("mark_stop")


__all__ = ["calibers", "targets"]
