"""Two assumed growths, across and up, and the lines on which an indicator arrives alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.check import need_columns
from yq_analysis.presenting.figures import palette
from yq_analysis.presenting.figures.figure_text import ticks_across
from yq_analysis.presenting.figures.layout import SMALL, WIDTH, Plate, plate
from yq_analysis.presenting.figures.line_series import (
    Canvas,
    Label,
    label_room,
    panel,
    plot_height,
    write_labels,
)
from yq_analysis.presenting.wording import Language, Names, names, number

_COLUMNS = ["line", "kind", "below", "above"]


def growth_map(
    lines: pd.DataFrame,
    *,
    above: str,
    below: str,
    title: str,
    recent: tuple[float, float] | None = None,
    met_below_line: bool = True,
    language: Language = "zh",
    width: float = WIDTH,
    source: str | None = None,
    notes: Sequence[str] = (),
    lists: Catalogue | None = None,
) -> Plate:
    """Lines of equal outcome over two growths in percent a year; that of the target is strong, its
    good side tinted.

    `lines` has a row a point: `line` (its words), `kind` (target or equal), `below` and `above`
    (the growths);
    `above` and `below` name what grows; `recent` is the pair seen of late; `met_below_line` says on
    which side of the
    target's line the target is met.
    """
    need_columns(lines, _COLUMNS, name="lines")
    words = names(language, lists)
    across = [float(value) for value in lines["below"]]
    low, high = _reach(lines, recent)
    labels = [_label(name, rows) for name, rows in lines.groupby("line", sort=False)]
    right = label_room(labels, width)
    tall = plot_height(width, labels, right)
    made = plate(
        names=words,
        title=title,
        plot=tall + SMALL * 4.2,
        width=width,
        notes=list(notes),
        source=source,
        unit=words.say("figure_growth_axis", name=above),
    )
    canvas = panel(
        made, low, high, tall, right=right, width=width, bottom=made.bottom + SMALL * 3.8
    )
    left, end = min(across), max(across)
    if recent is not None:
        left, end = min(left, recent[0]), max(end, recent[0])
    pad = 0.02 * (end - left)
    canvas.axes.set_xlim(left - pad, end)
    places, said = ticks_across(left, end, canvas.right - canvas.left, SMALL)
    canvas.axes.set_xticks(places, said)
    made.write(
        canvas.right,
        made.bottom + SMALL * 0.8,
        words.say("figure_growth_axis", name=below),
        SMALL,
        palette.QUIET,
        ha="right",
    )
    for _, rows in lines.groupby("line", sort=False):
        _draw(canvas, rows.sort_values("below"), low if met_below_line else high)
    if recent is not None:
        _mark(canvas, recent, words)
    write_labels(canvas, labels, right)
    made.alt = _alt(title, lines, recent, words)
    made.data = lines[_COLUMNS]
    return made


def _reach(lines: pd.DataFrame, recent: tuple[float, float] | None) -> tuple[float, float]:
    values = [float(value) for value in lines["above"]]
    values += [recent[1]] if recent is not None else []
    air = 0.06 * ((max(values) - min(values)) or 1.0)
    return min(values) - air, max(values) + air


def _label(name: object, rows: pd.DataFrame) -> Label:
    end = rows.sort_values("below").iloc[-1]
    colour = palette.TARGET if end["kind"] == "target" else palette.QUIET
    return Label(at=float(end["above"]), text=str(name), colour=colour)


def _draw(canvas: Canvas, rows: pd.DataFrame, edge: float) -> None:
    strong = bool((rows["kind"] == "target").any())
    x, y = rows["below"].to_numpy(dtype=float), rows["above"].to_numpy(dtype=float)
    colour = palette.TARGET if strong else palette.AXIS
    canvas.axes.plot(
        x,
        y,
        color=colour,
        linewidth=1.8 if strong else 0.8,
        linestyle="-" if strong else (0, (3.5, 1.8)),
        zorder=3 if strong else 2,
    )
    if strong:
        canvas.axes.fill_between(
            x, y, np.full_like(y, edge), color=palette.VERDICT["met"], alpha=0.10, linewidth=0
        )


def _mark(canvas: Canvas, recent: tuple[float, float], words: Names) -> None:
    canvas.axes.plot(
        [recent[0]],
        [recent[1]],
        color=palette.LINES[0],
        marker="o",
        markersize=6,
        markeredgecolor=palette.PAPER,
        zorder=5,
    )
    x = canvas.across(recent[0])
    late = x > (canvas.left + canvas.right) / 2
    canvas.plate.write(
        x - 7 if late else x + 7,
        canvas.height_of(recent[1]) + SMALL * 0.9,
        words.say("figure_growth_recent"),
        SMALL,
        palette.LINES[0],
        ha="right" if late else "left",
        bbox={"facecolor": palette.PAPER, "edgecolor": "none", "pad": 0.8},
    )


def _alt(title: str, lines: pd.DataFrame, recent: tuple[float, float] | None, words: Names) -> str:
    parts = [title]
    for name, rows in lines.groupby("line", sort=False):
        ends = rows.sort_values("below").iloc[[0, -1]].to_dict("records")
        said = words.say("mark_list").join(
            f"{number(row['below'], 1)}% → {number(row['above'], 2)}%" for row in ends
        )
        parts.append(words.say("figure_alt_entry", name=str(name), said=said))
    if recent is not None:
        said = f"{number(recent[0], 1)}% → {number(recent[1], 1)}%"
        parts.append(
            words.say("figure_alt_entry", name=words.say("figure_growth_recent"), said=said)
        )
    return words.say("mark_clause").join(parts) + words.say("mark_stop")
