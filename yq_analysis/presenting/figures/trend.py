"""Where an indicator stands and where it is heading: history, projection, target, break."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.presenting.figures import data_files, fonts, palette
from yq_analysis.presenting.figures.layout import SMALL, TINY, WIDTH, Plate, nothing, plate, redrawn
from yq_analysis.presenting.figures.line_series import (
    Canvas,
    Label,
    Line,
    amount,
    label_of,
    label_room,
    limits,
    lines,
    mark_breaks,
    mark_targets,
    notes_of_breaks,
    one_indicator,
    panel,
    plot_height,
    reach_label,
    stretches,
    target_words,
    targets_of,
    write_labels,
    year_axis,
)
from yq_analysis.presenting.wording import Language, Names, names, number

_QUANTILE = re.compile(r"^q(\d+(?:\.\d+)?)$")
# A band may reach beyond history, projection and targets by this part of their span; what goes on
# is cut, and said.
_BEYOND = 0.6
# The years that plans are made for: marked where they are projected.
MILESTONES = (2025, 2030, 2035)
# On a plate of no more mm the intervals are left to the table beside it.
_THUMB = 80.0


@redrawn
def trend(
    indicators: pd.DataFrame,
    projections: pd.DataFrame | None = None,
    *,
    targets: pd.DataFrame | None = None,
    indicator: str | None = None,
    breaks: Mapping[int, str] | None = None,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """History as a solid line, projection dashed with its bands, targets, breaks; one line a
    caliber and area.

    `indicators` and `projections` are tables of `model`; `indicator` chooses one where they hold
    several; `targets` (year, value, comparator; optionally area, provisional, binding) is marked
    where it has a number; `breaks` says why a year cannot be compared with the year before (rows of
    status B break as well); `lists` is the catalogue that names codes; `width` is in mm. A gap in
    the years stays a gap.
    """
    words = names(language, lists)
    table = one_indicator(indicators, indicator, name="indicators")
    future = (
        one_indicator(projections, indicator, name="projections")
        if projections is not None and len(projections)
        else None
    )
    found = lines(table, future, breaks or {})
    code = found[0].indicator if found else str(indicator or next(iter(table["indicator"]), ""))
    marks = targets_of(targets, code)
    if not found:
        heading = title or words.indicator(code) or words.say("figure_trend")
        return nothing(
            names=words, title=heading, width=width, source=source, reason=_missing(marks, words)
        )
    unit, decimals = found[0].unit, words.decimals(code)
    drawn = _bands(found)
    reach, cut = _reach(found, marks, drawn)
    low, high = limits(
        reach,
        positive=all(
            float(line.observed["value"].min()) >= 0 for line in found if len(line.observed)
        ),
    )
    labels = _labels(found, marks, drawn, decimals, words, width)
    signs, notes = notes_of_breaks(found, breaks or {}, words)
    if cut:
        notes.append(words.say("figure_interval_cut"))
    notes += _remarks(found, marks, words)

    right = label_room(labels, width)
    future_shown = any(len(line.projected) for line in found)
    strip = SMALL * 1.6 * (bool(future_shown) + bool(signs))
    tall = plot_height(width, labels, right)
    heading = title or _title(found, marks, decimals, words)
    made = plate(
        names=words,
        title=heading,
        plot=tall + strip + SMALL * 2.4,
        width=width,
        notes=notes,
        source=source,
        unit=words.say("under_unit", unit=words.unit(unit)) if unit else "",
    )
    canvas = panel(made, low, high, tall, right=right, width=width)
    first = min(
        int(line.observed["year"].iloc[0])
        if len(line.observed)
        else int(line.projected["year"].iloc[0])
        for line in found
    )
    last = max([line.last_year for line in found] + [int(y) for y in marks["year"]])
    year_axis(canvas.axes, first, last, canvas.right - canvas.left)
    _future(canvas, found, bool(signs), words)
    for index, line in enumerate(found):
        _draw(canvas, line, index, drawn)
        reach_label(canvas, line.last_year, line.last, palette.line(index))
    _milestones(canvas, found, decimals)
    mark_targets(canvas, marks)
    mark_breaks(canvas, signs)
    write_labels(canvas, labels, right)
    made.alt = _alt(heading, found, marks, decimals, words)
    made.data = _data(found, marks)
    return made


def fan(
    indicators: pd.DataFrame,
    projections: pd.DataFrame,
    *,
    indicator: str | None = None,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """One series and everything its projection says: a band for each pair
    of quantiles, no targets.
    """
    return trend(
        indicators,
        projections,
        indicator=indicator,
        language=language,
        width=width,
        title=title,
        source=source,
        lists=lists,
    )


# ------------------------------------------------------------------ what is drawn
def band_pairs(projected: pd.DataFrame) -> list[tuple[int, str, str]]:
    """The bands (percent inside, lower column, upper column) that the quantile columns make, widest
    first.

    >>> band_pairs(pd.DataFrame(columns=["q2.5", "q10", "q50", "q90", "q97.5"]))
    [(95, 'q2.5', 'q97.5'), (80, 'q10', 'q90')]
    """
    level = {
        float(m[1]): column for column in projected.columns if (m := _QUANTILE.match(str(column)))
    }
    pairs = [
        (round(100 - 2 * q), level[q], level[round(100 - q, 6)])
        for q in sorted(level)
        if q < 50 and round(100 - q, 6) in level
    ]
    return sorted(pairs, reverse=True)


def _bands(found: Sequence[Line]) -> list[tuple[int, str, str]]:
    """Which bands to draw: all for one line; for more only the narrowest,
    or they hide each other.
    """
    projected = [line for line in found if len(line.projected)]
    pairs = band_pairs(projected[0].projected) if projected else []
    return pairs if len(projected) <= 1 else pairs[-1:]


def _reach(
    found: Sequence[Line], marks: pd.DataFrame, drawn: Sequence[tuple[int, str, str]]
) -> tuple[list[float], bool]:
    """All values that must be inside the frame, and whether a band is cut at its edge.

    History, projection and targets set the frame: a wide fan must not press the history flat.
    """
    inner = [
        float(v)
        for line in found
        for part in (line.observed, line.projected)
        for v in part["value"]
    ]
    inner += [float(v) for v in marks["value"].dropna()]
    outer = inner + _ends(found, drawn)
    span = (max(inner) - min(inner)) or abs(max(inner)) or 1.0
    low, high = (
        max(min(outer), min(inner) - _BEYOND * span),
        min(max(outer), max(inner) + _BEYOND * span),
    )
    return [*inner, low, high], low > min(outer) or high < max(outer)


def _ends(found: Sequence[Line], pairs: Sequence[tuple[int, str, str]]) -> list[float]:
    return [
        float(v)
        for line in found
        for _, a, b in pairs
        for c in (a, b)
        if c in line.projected
        for v in line.projected[c].dropna()
    ]


def _future(canvas: Canvas, found: Sequence[Line], below: bool, words: Names) -> None:
    """The ground behind the projected years, and the word that says what it is."""
    starts = [int(line.projected["year"].min()) for line in found if len(line.projected)]
    if not starts:
        return
    start, end = min(starts) - 0.5, canvas.axes.get_xlim()[1]
    canvas.axes.axvspan(start, end, color=palette.FUTURE, linewidth=0, zorder=-1)
    y = canvas.top + SMALL * (2.4 if below else 0.8)
    canvas.plate.write(
        canvas.right, y, words.say("figure_projection"), SMALL, palette.QUIET, ha="right"
    )


def _milestones(canvas: Canvas, found: Sequence[Line], decimals: int | None) -> None:
    """The years that plans are made for: a mark on each projection and, where one line is
    projected, its value.
    """
    ahead = [(index, line) for index, line in enumerate(found) if len(line.projected)]
    left = -math.inf  # where the number before it ends
    for index, line in ahead:
        for year, value in zip(line.projected["year"], line.projected["value"], strict=True):
            if int(year) not in MILESTONES or pd.isna(value):
                continue
            canvas.axes.plot(
                [year],
                [value],
                color=palette.PAPER,
                marker=palette.marker(index),
                markersize=4.2,
                markeredgecolor=palette.line(index),
                markeredgewidth=1.1,
                zorder=5,
            )
            if len(ahead) > 1 or int(year) == line.last_year:
                continue  # the last value stands in the label at the right
            said, x = number(float(value), decimals), canvas.across(float(year))
            half = fonts.width(said, TINY) / 2
            if x - half < left + 2 or x + half > canvas.right:
                continue  # no room: the numbers drawn come with the figure
            left = x + half
            room = canvas.top - canvas.height_of(float(value)) > TINY * 2.2
            canvas.plate.write(
                x,
                canvas.height_of(float(value)) + TINY * (1.1 if room else -1.2),
                said,
                TINY,
                palette.line(index),
                ha="center",
            )


def _data(found: Sequence[Line], marks: pd.DataFrame) -> pd.DataFrame:
    """The rows drawn: observed, projected with its intervals, targets."""
    tables = [
        (
            known,
            part.assign(
                area=line.area, indicator=line.indicator, caliber=line.caliber, unit=line.unit
            ),
        )
        for line in found
        for known, part in (("observed", line.observed), ("projected", line.projected))
    ]
    numbered = marks.dropna(subset=["value"])
    table = data_files.observed_and_projected([*tables, ("target", numbered)])
    listed = ["area", "indicator", "caliber", "year", "known", "value", "unit"]
    bands = [column for column in table if _QUANTILE.match(str(column))]
    return table[[column for column in [*listed, *bands] if column in table]]


def _draw(canvas: Canvas, line: Line, index: int, drawn: Sequence[tuple[int, str, str]]) -> None:
    axes, colour, marker = canvas.axes, palette.line(index), palette.marker(index)
    for part in stretches(line):
        axes.plot(
            part["year"],
            part["value"],
            color=colour,
            linewidth=1.5,
            marker=marker,
            markersize=3.2 if len(line.observed) < 30 else 2.2,
            markeredgewidth=0,
            zorder=4,
            solid_capstyle="round",
        )
    future = line.projected
    if future.empty:
        return
    if len(line.observed):
        # the band opens where the last observation stands
        root = line.observed.iloc[[-1]]
        future = pd.concat(
            [root.assign(**{c: root["value"] for _, a, b in drawn for c in (a, b)}), future],
            ignore_index=True,
        )
    for rank, (_, lower, upper) in enumerate(drawn):
        axes.fill_between(
            future["year"].to_numpy(),
            future[lower].astype(float),
            future[upper].astype(float),
            color=colour,
            alpha=0.13 + 0.10 * rank,
            linewidth=0,
            zorder=2,
        )
    axes.plot(
        future["year"],
        future["value"],
        color=colour,
        linewidth=1.5,
        linestyle=(0, (3.5, 1.8)),
        zorder=3,
    )
    if int(future["year"].iloc[-1]) not in MILESTONES:
        axes.plot(
            future["year"].iloc[-1:],
            future["value"].iloc[-1:],
            color=palette.PAPER,
            marker=marker,
            markersize=4.2,
            markeredgecolor=colour,
            markeredgewidth=1.1,
            zorder=5,
        )


# ------------------------------------------------------------------ what is said
def _labels(
    found: Sequence[Line],
    marks: pd.DataFrame,
    drawn: Sequence[tuple[int, str, str]],
    decimals: int | None,
    words: Names,
    width: float,
) -> list[Label]:
    result = []
    alone = sum(len(line.projected) > 0 for line in found) == 1
    for index, line in enumerate(found):
        name = label_of(line, found, words)
        said = words.say("figure_in_year", year=line.last_year, value=number(line.last, decimals))
        # the interval stands in the label of the line that it belongs to
        spans = _intervals(line, drawn, decimals, words) if alone and len(line.projected) else []
        text = "\n".join(filter(None, [name, said, *spans[: _spans(width)]]))
        result.append(Label(at=line.last, text=text, colour=palette.line(index)))
    for row in marks.dropna(subset=["value"]).to_dict("records"):
        result.append(
            Label(at=float(row["value"]), text=target_words(row, words), colour=palette.TARGET)
        )
    return result


def _intervals(
    line: Line, drawn: Sequence[tuple[int, str, str]], decimals: int | None, words: Names
) -> list[str]:
    """The intervals at the end of a projection, the narrowest first."""
    end = line.projected.iloc[-1]
    return [
        words.say(
            "figure_interval",
            percent=percent,
            said=f"{number(float(end[lower]), decimals)}–{number(float(end[upper]), decimals)}",
        )
        for percent, lower, upper in sorted(drawn)
    ]


def _spans(width: float) -> int:
    """How many intervals a label has room for, on a plate `width` mm wide."""
    return 2 if width >= WIDTH * 0.75 else 1 if width > _THUMB else 0


def _title(found: Sequence[Line], marks: pd.DataFrame, decimals: int | None, words: Names) -> str:
    areas = list(dict.fromkeys(line.area for line in found))
    ahead = [line for line in found if len(line.projected)]
    what = words.indicator(found[0].indicator)
    if len(found) > 1 and len(areas) == len(found) <= 3:
        ends = [_end_of(line, decimals, words) for line in found]
        return words.say("figure_several_areas", name=what, said=words.say("mark_pause").join(ends))
    # of several calibers the one that is projected is the one that the figure is about
    main = ahead[0] if len(ahead) == 1 else found[0]
    who = words.say("mark_list").join(
        words.area(a) for a in ([main.area] if len(found) == 1 or len(ahead) == 1 else areas)
    )
    if len(found) == 1:
        said = _says(main, marks, decimals, words)
        return words.say("figure_area_says", area=who, name=what, said=said)
    apart = (
        words.say("figure_calibers", count=len(found))
        if len(areas) == 1
        else words.say("figure_series", count=len(found))
    )
    if len(ahead) == 1:
        main_says = _says(main, marks, decimals, words)
        apart = words.say("figure_apart", said=main_says, apart=apart)
    return words.say("figure_area_says", area=who, name=what, said=apart)


def _on_the_way(line: Line) -> tuple[int, float] | None:
    """The last plan's end before the horizon of a projection, and its value."""
    years = line.projected["year"]
    between = line.projected[years.isin(MILESTONES[1:]) & (years < line.last_year)]
    between = between.dropna(subset=["value"])
    if between.empty:
        return None
    return int(between["year"].iloc[-1]), float(between["value"].iloc[-1])


def _end_of(line: Line, decimals: int | None, words: Names) -> str:
    """Where one of several areas stands, or heads."""
    mid = _on_the_way(line) if len(line.projected) else None
    value = amount(line.last, line.unit, decimals, words)
    about = {"area": words.area(line.area), "year": line.last_year, "value": value}
    if mid is not None:
        there = number(mid[1], decimals)
        return words.say("figure_area_projected_twice", first=mid[0], there=there, **about)
    kind = "projected" if len(line.projected) else "observed"
    return words.say(f"figure_area_{kind}", **about)


def _says(line: Line, marks: pd.DataFrame, decimals: int | None, words: Names) -> str:
    """What one line says: its value beside a target, where it heads, or from where to where it
    went.
    """
    against = _against(line, marks, decimals, words)
    if against:
        return against
    said = amount(line.last, line.unit, decimals, words)
    if len(line.projected):
        mid = _on_the_way(line)
        if mid is not None:
            return words.say(
                "figure_projected_twice",
                first=mid[0],
                there=number(mid[1], decimals),
                year=line.last_year,
                said=said,
            )
        return words.say("figure_projected_at", year=line.last_year, said=said)
    if len(line.observed) == 1:
        return words.say("figure_observed_at", year=line.last_year, said=said)
    start = line.observed.iloc[0]
    began = number(float(start["value"]), decimals)
    return words.say(
        "figure_from_to", first=int(start["year"]), began=began, year=line.last_year, said=said
    )


def _against(line: Line, marks: pd.DataFrame, decimals: int | None, words: Names) -> str:
    """The first own target whose year has a value, beside that value: what was observed, or what is
    projected.
    """
    for row in marks.dropna(subset=["value"]).sort_values("year", kind="stable").to_dict("records"):
        if isinstance(row.get("area"), str) and row["area"] != line.area:
            continue  # another area's target says nothing of this one
        for table, known in ((line.observed, "observed"), (line.projected, "projected")):
            there = table.loc[table["year"] == row["year"], "value"]
            if len(there):
                value = amount(float(there.iloc[0]), line.unit, decimals, words)
                goal = words.goal(float(row["value"]), row.get("comparator"), row.get("unit"))
                return words.say(
                    f"figure_against_{known}", year=row["year"], value=value, goal=goal
                )
    return ""


def _remarks(found: Sequence[Line], marks: pd.DataFrame, words: Names) -> list[str]:
    notes = []
    if len(found) == 1 and len(found[0].observed) == 1 and found[0].projected.empty:
        notes.append(words.say("figure_one_observation"))
    ahead = [line for line in found if len(line.projected)]
    pairs = _bands(found)
    if len(ahead) > 1 and pairs:
        notes.append(words.say("figure_bands", percent=pairs[0][0]))
    bare = [int(y) for y in marks.loc[marks["value"].isna(), "year"]]
    if bare:
        listed = words.say("mark_list").join(map(str, bare))
        notes.append(words.say("figure_targets_unmarked", listed=listed))
    return notes


def _missing(marks: pd.DataFrame, words: Names) -> str:
    said = words.say("figure_no_trend")
    listed = [target_words(row, words) for row in marks.dropna(subset=["value"]).to_dict("records")]
    if not listed:
        return said
    goals = words.say("mark_clause").join(listed) + words.say("mark_stop")
    return words.say("two_sentences", first=said, second=goals)


def _alt(
    heading: str, found: Sequence[Line], marks: pd.DataFrame, decimals: int | None, words: Names
) -> str:
    parts = [heading]
    for line in found:
        name = label_of(line, found, words)
        prefix = f"{name}{words.say('mark_colon')}" if name else ""
        for part, kind in (
            (line.observed, words.say("figure_observed")),
            (line.projected, words.say("figure_projected")),
        ):
            if len(part):
                a, b = part.iloc[0], part.iloc[-1]
                ends = [
                    f"{int(a['year'])} {number(float(a['value']), decimals)}",
                    f"{int(b['year'])} {number(float(b['value']), decimals)}",
                ]
                parts.append(f"{prefix}{kind} " + " → ".join(dict.fromkeys(ends)))
    parts += [target_words(row, words) for row in marks.dropna(subset=["value"]).to_dict("records")]
    return words.say("mark_clause").join(parts) + words.say("mark_stop")
