"""What the line figures share: one line of a table, its breaks and gaps,
labels beside line ends.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from yq_analysis.check import Message, Problem, QuestionProblem, need_columns, refuse
from yq_analysis.presenting.figures import fonts, palette
from yq_analysis.presenting.figures.figure_text import spread, ticks, wrap, years
from yq_analysis.presenting.figures.layout import EDGE, MM, SMALL, Plate
from yq_analysis.presenting.wording import Names, number

LINE = ["area", "indicator", "caliber"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One (area, indicator, caliber): its observed years and, where there are any, its projected
    ones.
    """

    area: str
    indicator: str
    caliber: str
    unit: str
    observed: pd.DataFrame
    projected: pd.DataFrame
    breaks: tuple[int, ...] = ()

    @property
    def last_year(self) -> int:
        """The last year that has a value, observed or projected."""
        table = self.projected if len(self.projected) else self.observed
        return int(table["year"].iloc[-1])

    @property
    def last(self) -> float:
        """The value in `last_year`."""
        table = self.projected if len(self.projected) else self.observed
        return float(table["value"].iloc[-1])


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words to stand at the right of the plot, as near as can be to the height `at` (in the data's
    unit).
    """

    at: float
    text: str
    colour: str = palette.INK
    size: float = SMALL


@dataclass(kw_only=True)
class Canvas:
    """The plate and its one panel, with the scale that turns data into points."""

    plate: Plate
    axes: Axes
    left: float
    right: float
    bottom: float
    top: float
    low: float
    high: float

    def height_of(self, value: float) -> float:
        """Where `value` stands, in points from the plate's lower edge."""
        return self.bottom + (value - self.low) / (self.high - self.low) * (self.top - self.bottom)

    def across(self, year: float) -> float:
        """Where `year` stands, in points from the plate's left edge."""
        low, high = self.axes.get_xlim()
        return self.left + (year - low) / (high - low) * (self.right - self.left)


def panel(
    made: Plate,
    low: float,
    high: float,
    tall: float,
    *,
    right: float,
    width: float,
    bottom: float | None = None,
) -> Canvas:
    """A panel `tall` points high with its value axis from `low` to `high`; `right` points are left
    for labels.
    """
    foot = made.bottom + SMALL * 2.2 if bottom is None else bottom
    left = EDGE + tick_room(low, high, tall)
    edge = width * MM - right
    axes = made.panel(left, foot, edge, foot + tall)
    value_axis(axes, low, high, tall)
    return Canvas(
        plate=made,
        axes=axes,
        left=left,
        right=edge,
        bottom=foot,
        top=foot + tall,
        low=low,
        high=high,
    )


def plot_height(width: float, labels: Sequence[Label], right: float) -> float:
    """How high the panel is in points: by the plate's width, more where the labels need it."""
    return max(width * MM * (0.40 if width >= 120 else 0.52), labels_height(labels, right))


def one_indicator(table: pd.DataFrame, indicator: str | None, *, name: str) -> pd.DataFrame:
    """The rows of one indicator; refuses a table of several where none is chosen."""
    needed = ["area", "indicator", "year", "value"]
    need_columns(table, needed, name=name, advice=Message("frame_try_tidy"))
    if any(level is not None for level in table.index.names):  # a level named like a column
        table = table.reset_index(drop=True)
    table = _as_projected(table, name).replace([np.inf, -np.inf], np.nan)
    found = sorted(map(str, table["indicator"].dropna().unique()))
    if indicator is not None:
        return table[table["indicator"] == indicator]
    if len(found) > 1:
        refuse(
            [
                Problem(
                    where=name,
                    what=Message("figure_several_indicators"),
                    next=Message("figure_choose_indicator", choices="、".join(found)),
                )
            ],
            kind=QuestionProblem,
        )
    return table


def _as_projected(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table as the projection understands it: no caliber is one without a name, dates are no
    years, and what is missing or itself projected is not observed.
    """
    dated = pd.api.types.is_datetime64_any_dtype(table["year"])
    if dated or isinstance(table["year"].dtype, pd.PeriodDtype):
        wrong = Problem(
            where=f"{name}, year", what=Message("frame_dates"), next=Message("frame_try_tidy")
        )
        refuse([wrong])
    caliber = table["caliber"].astype(object) if "caliber" in table else pd.Series(dtype=object)
    table = table.assign(caliber=caliber.reindex(table.index).fillna("").astype(str))
    if "status" in table:
        table = table.assign(value=table["value"].mask(table["status"].isin(["M", "O", "F"])))
    return table


def lines(
    indicators: pd.DataFrame, projections: pd.DataFrame | None, breaks: Collection[int] = ()
) -> list[Line]:
    """The lines of the tables, in the order in which they first appear; rows without a value are
    gaps.

    A line breaks where a row has status B, and in the years `breaks` that it covers.
    """
    future = (
        projections if projections is not None else pd.DataFrame(columns=[*LINE, "year", "value"])
    )
    keys = pd.concat([indicators[LINE], future[LINE]]).drop_duplicates()
    result = []
    for area, indicator, caliber in keys.itertuples(index=False):
        observed = _rows(indicators, area, indicator, caliber)
        projected = _rows(future, area, indicator, caliber)
        if len(observed):
            projected = projected[projected["year"] > observed["year"].max()]
        if len(observed) + len(projected) == 0:
            continue
        status = observed["status"] if "status" in observed else pd.Series(dtype=object)
        marked = {int(y) for y in observed.loc[status[status == "B"].index, "year"]} | set(breaks)
        parted = tuple(
            sorted(
                y
                for y in marked
                if len(observed) and observed["year"].min() < y <= observed["year"].max()
            )
        )
        units = (
            [*indicators.loc[indicators["indicator"] == indicator, "unit"].dropna()]
            if "unit" in indicators
            else []
        )
        result.append(
            Line(
                area=str(area),
                indicator=str(indicator),
                caliber="" if pd.isna(caliber) else str(caliber),
                unit=str(units[0]) if units else "",
                observed=observed,
                projected=projected,
                breaks=parted,
            )
        )
    return result


def _rows(table: pd.DataFrame, area: object, indicator: object, caliber: object) -> pd.DataFrame:
    same = table["caliber"].isna() if pd.isna(caliber) else table["caliber"] == caliber  # type: ignore[call-overload]
    kept = table[(table["area"] == area) & (table["indicator"] == indicator) & same].dropna(
        subset=["year", "value"]
    )
    return (
        kept.assign(year=kept["year"].astype(int), value=kept["value"].astype(float))
        .sort_values("year")
        .reset_index(drop=True)
    )


def label_of(line: Line, among: Sequence[Line], words: Names) -> str:
    """What sets the line apart from the others: its area, its caliber, both, or nothing."""
    parts = []
    if len({other.area for other in among}) > 1:
        parts.append(words.area(line.area))
    if len({other.indicator for other in among}) > 1:
        parts.append(words.indicator(line.indicator))
    same = [
        other for other in among if (other.area, other.indicator) == (line.area, line.indicator)
    ]
    if len(same) > 1 and line.caliber:
        parts.append(words.caliber(line.caliber))
    return words.say("mark_parts").join(parts)


def stretches(line: Line) -> list[pd.DataFrame]:
    """The observed years in stretches that may be joined: a gap or a break parts them.

    A gap stays a gap: two years are joined only where one follows the other.
    """
    table = line.observed
    if table.empty:
        return []
    year = table["year"].to_numpy()
    step = np.diff(year, prepend=year[0] - 1)
    parted = (step > 1) | np.isin(year, line.breaks)
    return [part for _, part in table.groupby(np.cumsum(parted))]


def label_room(labels: Sequence[Label], width: float) -> float:
    """How wide the column of labels at the right may be, in points, on a plate `width` mm wide."""
    if not labels:
        return EDGE
    most = width * MM * (0.27 if width >= 120 else 0.30)
    return min(most, fonts.widest([label.text for label in labels], SMALL) * 1.02 + 1) + 12 + EDGE


def labels_height(labels: Sequence[Label], room: float) -> float:
    """The height in points that the labels need, one above the other."""
    return sum(_height(label, room) for label in labels)


def _height(label: Label, room: float) -> float:
    return len(wrap(label.text, label.size, room - 12 - EDGE)) * label.size * 1.25 + 2


def write_labels(canvas: Canvas, labels: Sequence[Label], room: float) -> None:
    """Set the labels right of the panel, without overlap, each tied to
    its height by a thin line.
    """
    wanted = [min(max(canvas.height_of(label.at), canvas.bottom), canvas.top) for label in labels]
    heights = [_height(label, room) for label in labels]
    centres = spread(wanted, heights, canvas.bottom - 4, canvas.top + 4)
    width, height = canvas.plate.points
    for label, start, centre in zip(labels, wanted, centres, strict=True):
        rows = wrap(label.text, label.size, room - 12 - EDGE)
        if abs(start - centre) > 1.5:
            canvas.plate.add_artist(
                _tie(canvas.right + 1, start, canvas.right + 9, centre, width, height, label.colour)
            )
        y = centre + (len(rows) - 1) * label.size * 1.25 / 2
        for row in rows:
            canvas.plate.write(canvas.right + 11, y, row, label.size, label.colour)
            y -= label.size * 1.25


def reach_label(canvas: Canvas, year: float, value: float, colour: str) -> None:
    """A faint line from a line's end to the edge where its label stands."""
    edge = canvas.axes.get_xlim()[1]
    canvas.axes.plot(
        [year, edge],
        [value, value],
        color=colour,
        linewidth=0.5,
        linestyle=(0, (1, 2)),
        alpha=0.7,
        zorder=1,
    )


def mark_breaks(canvas: Canvas, signs: Sequence[tuple[int, str]]) -> None:
    """A dotted line before each year that breaks with the years before, its sign above; where they
    are too many, no signs.
    """
    for year, _ in signs:
        canvas.axes.axvline(
            year - 0.5, color=palette.QUIET, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=1
        )
    if len(signs) * SMALL * 1.15 > canvas.right - canvas.left:
        return
    places = spread(
        [canvas.across(year - 0.5) for year, _ in signs],
        [SMALL * 1.15] * len(signs),
        canvas.left,
        canvas.right,
    )
    for (_, sign), x in zip(signs, places, strict=True):
        canvas.plate.write(x, canvas.top + SMALL * 0.8, sign, SMALL, palette.QUIET, ha="center")


def mark_targets(canvas: Canvas, marks: pd.DataFrame) -> None:
    """A diamond at each target that has a number, with a dotted line to its label."""
    edge = canvas.axes.get_xlim()[1]
    numbered = marks.dropna(subset=["value"])
    for year, value in zip(
        numbered["year"].astype(float), numbered["value"].astype(float), strict=True
    ):
        canvas.axes.plot(
            [year, edge],
            [value, value],
            color=palette.TARGET,
            linewidth=0.7,
            linestyle=(0, (1, 1.5)),
            zorder=3,
        )
        canvas.axes.plot(
            [year],
            [value],
            color=palette.TARGET,
            marker="D",
            markersize=5.5,
            markeredgecolor=palette.PAPER,
            markeredgewidth=0.7,
            zorder=6,
        )


def targets_of(targets: pd.DataFrame | None, indicator: str) -> pd.DataFrame:
    """The targets of this indicator that have a year, with number or without."""
    if targets is None or targets.empty:
        return pd.DataFrame(columns=["year", "value", "comparator"])
    need_columns(targets, ["year", "value"], name="targets")
    table = targets[targets["indicator"] == indicator] if "indicator" in targets else targets
    table = table.dropna(subset=["year"])
    return table.assign(
        year=table["year"].astype(int), value=pd.to_numeric(table["value"], errors="coerce")
    ).reset_index(drop=True)


def target_words(row: Mapping[Any, Any], words: Names) -> str:
    """A target in words: its year, comparison, number and unit; with the area where the table names
    one.

    >>> from yq_analysis.presenting.wording import names
    >>> target_words({"year": 2025, "value": 20.0, "comparator": ">=", "unit": "万元/人",
    ...     "provisional": True}, names("zh"))
    '2025年目标 ≥20万元/人（暂定）'
    """
    upper, unit = row.get("upper"), row.get("unit")
    if isinstance(upper, (int, float)) and pd.notna(upper):  # a range with one unit
        value = words.goal(float(row["value"]), row.get("comparator"))
        value = f"{value}–{number(float(upper))}{words.joined_unit(unit)}"
    else:
        value = words.goal(float(row["value"]), row.get("comparator"), unit)
    area = row.get("area")
    name = words.area(area) if isinstance(area, str) else ""
    said = words.say("figure_target", area=name, year=row["year"], value=value).strip()
    provisional = str(row.get("provisional")) == "True"
    return words.say("figure_provisional", target=said) if provisional else said


def _tie(
    x0: float, y0: float, x1: float, y1: float, width: float, height: float, colour: str
) -> Line2D:
    return Line2D(
        [x0 / width, x1 / width], [y0 / height, y1 / height], color=colour, linewidth=0.5, alpha=0.6
    )


def limits(values: Sequence[float], *, positive: bool) -> tuple[float, float]:
    """The ends of a value axis: all values with a little air; from zero where zero is near."""
    low, high = min(values), max(values)
    if low == high:
        low, high = (
            low - abs(low) * 0.1 - 0.5 * (low == 0),
            high + abs(high) * 0.1 + 0.5 * (high == 0),
        )
    air = (high - low) * 0.06
    bottom = low - air
    if positive and low >= 0 and (low < 0.45 * high or bottom < 0):
        bottom = 0.0
    return bottom, high + air


def value_axis(axes: Axes, low: float, high: float, height: float) -> float:
    """Round ticks with thin lines across; returns how wide their labels are in points."""
    places, texts = ticks(low, high, max(2, min(6, int(height / 24))))
    axes.set_ylim(low, high)
    axes.set_yticks(places, texts)
    for place in places:
        axes.axhline(
            place,
            color=palette.AXIS if place == 0 and low < 0 else palette.GRID,
            linewidth=0.6,
            zorder=0,
        )
    return fonts.widest(texts, SMALL)


def tick_room(low: float, high: float, height: float) -> float:
    """How wide the labels of `value_axis` will be, in points, with their distance from the axis."""
    _, texts = ticks(low, high, max(2, min(6, int(height / 24))))
    return fonts.widest(texts, SMALL) + 6


def year_axis(axes: Axes, first: int, last: int, room: float) -> None:
    """Whole years along the foot."""
    pad = 0.5 if first == last else 0.03 * (last - first)
    axes.set_xlim(first - pad, last + pad)
    shown = years(first, last, room, SMALL)
    axes.set_xticks(shown, [str(y) for y in shown])


def amount(value: float, unit: str, decimals: int | None, words: Names) -> str:
    """A value with its unit: 16.5%, 14.2万元/人, 0.4 tce per person; a unit that would read badly
    is left to the unit line.
    """
    named = words.unit(unit)
    if words.language == "en" and (named[:1].isdigit() or named.startswith("per ")):
        return number(value, decimals)
    joint = " " if words.language == "en" and named not in ("", "%", "‰") else ""
    return f"{number(value, decimals)}{joint}{named}"


def notes_of_breaks(
    found: Sequence[Line], reasons: Mapping[int, str], words: Names
) -> tuple[list[tuple[int, str]], list[str]]:
    """The marks of the breaks (year, sign) and the notes that explain them."""
    signs = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    marks, notes = [], []
    broken = sorted({year for line in found for year in line.breaks})
    if len(broken) > len(signs) or (len(broken) > 3 and not reasons):  # one note for all
        years = words.say("mark_list").join(map(str, broken))
        note = words.say("figure_breaks", years=years)
        return [(year, "") for year in broken], [note]
    for index, year in enumerate(broken):
        sign = signs[index]
        reason = reasons.get(year) or words.say("figure_break_reason")
        marks.append((year, sign))
        notes.append(words.say("figure_break_from", sign=sign, year=year, reason=reason))
    return marks, notes
