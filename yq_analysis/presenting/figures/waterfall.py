"""Why it changed: the contribution of each factor, from the start to the end."""

from __future__ import annotations

import math

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.check import need_columns
from yq_analysis.presenting.figures import fonts, palette
from yq_analysis.presenting.figures.figure_text import ticks_across, wrap
from yq_analysis.presenting.figures.layout import (
    EDGE,
    MM,
    SMALL,
    WIDTH,
    Plate,
    drawn_columns,
    nothing,
    plate,
)
from yq_analysis.presenting.wording import Language, Names, names, number


def waterfall(
    effects: pd.DataFrame,
    *,
    start: float | None = None,
    start_name: str = "",
    end_name: str = "",
    unit: str = "",
    decimals: int | None = None,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """Contributions one after the other: each bar begins where the one before ended; the last is
    their sum.

    `effects`: factor, value (additive, in one unit). With `start` the first bar is the level at the
    start and the last the level at the end; without, the last bar is the total change.
    """
    need_columns(effects, ["factor", "value"], name="effects")
    words = names(language, lists)
    table = effects.dropna(subset=["value"])
    total = float(table["value"].sum())
    heading = title or words.say("figure_causes") + words.say("mark_colon") + words.say(
        "mark_comma"
    ).join(
        words.say(
            "figure_cause", factor=words.code("factor", f), change=_signed(float(v), decimals)
        )
        for f, v in zip(table["factor"], table["value"], strict=True)
    )
    if table.empty:
        return nothing(
            names=words,
            title=title or words.say("figure_causes"),
            width=width,
            source=source,
            reason=words.say("figure_no_change"),
        )
    bars: list[tuple[str, float, float, str, str]] = []  # name, from, to, colour, text
    level = 0.0
    if start is not None:
        bars.append(
            (
                start_name or words.say("figure_start"),
                0.0,
                start,
                palette.TOTAL,
                number(start, decimals),
            )
        )
        level = start
    for factor, value in zip(table["factor"], table["value"].astype(float), strict=True):
        bars.append(
            (
                words.code("factor", factor),
                level,
                level + value,
                palette.POSITIVE if value >= 0 else palette.NEGATIVE,
                _signed(value, decimals),
            )
        )
        level += value
    last = words.say("figure_end") if start is not None else words.say("figure_total")
    bars.append(
        (
            end_name or last,
            0.0,
            level,
            palette.TOTAL,
            number(level, decimals) if start is not None else _signed(total, decimals),
        )
    )
    made = _draw(
        bars,
        heading,
        words.say("under_unit", unit=words.unit(unit)) if unit else "",
        width,
        source,
        words,
        clipped=start is not None,
    )
    made.alt = (
        heading
        + words.say("mark_clause")
        + words.say("mark_comma").join(f"{name} {text}" for name, _, _, _, text in bars)
        + words.say("mark_stop")
    )
    made.data = drawn_columns(effects)
    return made


def _signed(value: float, decimals: int | None) -> str:
    text = number(value, decimals)
    return text if text.startswith("−") or not any(c in "123456789" for c in text) else "+" + text


def _draw(
    bars: list[tuple[str, float, float, str, str]],
    heading: str,
    unit: str,
    width: float,
    source: str | None,
    words: Names,
    *,
    clipped: bool,
) -> Plate:
    labels = [wrap(name, SMALL, width * MM * 0.3) for name, *_ in bars]
    left = max(fonts.widest(lines, SMALL) for lines in labels) + EDGE + 8
    right = fonts.widest([text for *_, text in bars], SMALL) + EDGE + 8
    heights = [len(lines) * SMALL * 1.25 + 7 for lines in labels]
    tall = sum(heights)
    reached = [v for _, a, b, _, _ in bars for v in (a, b)]
    moving = [v for _, a, b, _, _ in bars[1:-1] for v in (a, b)] if clipped else reached
    low, high = min(reached), max(reached)
    notes: list[str] = []
    if clipped and moving and min(moving) > 0 and max(moving) - min(moving) < 0.35 * max(moving):
        # large levels would hide small contributions
        low = math.floor(min(moving) - 0.6 * (max(moving) - min(moving) or max(moving) * 0.1))
        low = max(0.0, low)
        if low > 0:
            notes.append(words.say("figure_axis_not_zero"))
    span = (high - low) or 1.0
    low, high = (low - 0.04 * span if low < 0 else low), high + 0.04 * span
    made = plate(
        names=words,
        title=heading,
        plot=tall + SMALL * 2.6,
        width=width,
        unit=unit,
        notes=notes,
        source=source,
    )
    bottom, edge = made.bottom + SMALL * 2.2, width * MM - right
    axes = made.panel(left, bottom, edge, bottom + tall)
    axes.set_xlim(low, high)
    axes.set_ylim(0, tall)
    axes.set_yticks([])
    places, said = ticks_across(low, high, edge - left, SMALL)
    axes.set_xticks(places, said)
    for place in places:
        axes.axvline(
            place, color=palette.AXIS if place == 0 else palette.GRID, linewidth=0.6, zorder=0
        )
    y, before = tall, math.nan
    for (_, begin, finish, colour, text), lines, height in zip(bars, labels, heights, strict=True):
        centre = y - height / 2
        shown = max(begin, low), max(finish, low)
        axes.barh(
            [centre],
            [shown[1] - shown[0]],
            left=[shown[0]],
            height=9,
            color=colour,
            linewidth=0,
            zorder=2,
        )
        if math.isfinite(before):
            axes.plot(
                [before, before],
                [centre + height, centre],
                color=palette.AXIS,
                linewidth=0.6,
                zorder=1,
            )
        start = bottom + centre + (len(lines) - 1) * SMALL * 1.25 / 2
        for line in lines:
            made.write(EDGE, start, line, SMALL)
            start -= SMALL * 1.25
        made.write(width * MM - EDGE, bottom + centre, text, SMALL, colour, ha="right")
        y, before = y - height, finish
    return made
