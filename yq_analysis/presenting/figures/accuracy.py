"""How the projections would have done: coverage of the intervals and size of the errors, by years
ahead.
"""

from __future__ import annotations

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, need_columns, refuse
from yq_analysis.presenting.figures import palette
from yq_analysis.presenting.figures.layout import EDGE, SMALL, WIDTH, Plate, nothing, plate, redrawn
from yq_analysis.presenting.figures.line_series import (
    Canvas,
    Label,
    label_room,
    labels_height,
    limits,
    panel,
    write_labels,
    year_axis,
)
from yq_analysis.presenting.wording import Language, Names, names, number


@redrawn
def backtest(
    scores: pd.DataFrame,
    *,
    coverage: str = "coverage95",
    error: str = "mase",
    nominal: float = 95,
    error_name: str = "",
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """Two panels over the years ahead, one line a method: share of outcomes inside the interval,
    and the error.

    `scores` as `projection.backtest` gives it: method, horizon, a column `coverage` in percent and
    a column `error` in any unit, called `error_name`, by default as the column is. The first method
    of the table is drawn strongest; `nominal` is the percentage that the interval promised.
    """
    need_columns(scores, ["method", "horizon", coverage, error], name="scores")
    words = names(language, lists)
    table = scores.dropna(subset=["horizon"])
    promised = number(nominal)
    heading = title or words.say("figure_backtest", promised=promised)
    methods = [
        str(m) for m in dict.fromkeys(table.dropna(subset=[coverage, error], how="all")["method"])
    ]
    if not methods:
        return nothing(
            names=words,
            title=heading,
            width=width,
            source=source,
            reason=words.say("figure_no_backtest"),
        )
    wrong = table[coverage].dropna()
    if ((wrong < 0) | (wrong > 100)).any() or (0 < wrong.max() <= 1 and nominal > 1):
        refuse(
            [
                Problem(
                    where=f"scores, column {coverage}",
                    what=Message("refuse_is_not_in_percent"),
                    next=Message("refuse_give_percentages_to"),
                )
            ]
        )
    panels = [
        (words.say("figure_covered", promised=promised), coverage, nominal, 0),
        (error_name or words.column(error), error, None, None),
    ]
    labels = [_labels(table, methods, column, decimals, words) for _, column, _, decimals in panels]
    labels[0].append(
        Label(
            at=nominal, text=words.say("figure_nominal", promised=promised), colour=palette.TARGET
        )
    )
    right = max(label_room(group, width) for group in labels)
    talls = [max(100.0, labels_height(group, right)) for group in labels]
    gap = SMALL * 2.4
    made = plate(
        names=words,
        title=heading,
        plot=sum(talls) + 2 * gap + SMALL * 6,
        width=width,
        source=source,
    )
    floor = made.bottom + SMALL * 1.2
    last = int(table["horizon"].max())
    for (name, column, line, _), group, tall in [*zip(panels, labels, talls, strict=True)][::-1]:
        values = [float(v) for v in table[column].dropna()] + ([line] if line is not None else [])
        low, high = limits(values or [0.0, 1.0], positive=True)
        if line is not None:
            high = max(high, 100.0) if high <= 106 else high
            high = min(high, 102.0)
        canvas = panel(made, low, high, tall, right=right, width=width, bottom=floor + SMALL * 2.2)
        _draw(canvas, table, methods, column, line)
        year_axis(canvas.axes, int(table["horizon"].min()), last, canvas.right - canvas.left)
        write_labels(canvas, group, right)
        made.write(EDGE, canvas.top + SMALL * 1.4, name, SMALL, palette.INK)
        floor = canvas.top + gap
    made.write(
        EDGE, made.bottom + SMALL * 0.9, words.say("figure_years_ahead"), SMALL, palette.QUIET
    )
    said = [
        f"{words.code('method', m)}: {name} {_ends(table[table['method'] == m], column, words)}"
        for name, column, _, _ in panels
        for m in methods
    ]
    made.alt = words.say("mark_clause").join([heading, *said]) + words.say("mark_stop")
    return made


def _labels(
    table: pd.DataFrame, methods: list[str], column: str, decimals: int | None, words: Names
) -> list[Label]:
    result = []
    for index, method in enumerate(methods):
        rows = table[table["method"] == method].dropna(subset=[column]).sort_values("horizon")
        if len(rows):
            value = float(rows[column].iloc[-1])
            result.append(
                Label(
                    at=value,
                    text=f"{words.code('method', method)} {number(value, decimals)}",
                    colour=palette.line(index),
                )
            )
    return result


def _draw(
    canvas: Canvas, table: pd.DataFrame, methods: list[str], column: str, line: float | None
) -> None:
    if line is not None:
        canvas.axes.axhline(
            line, color=palette.TARGET, linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=2
        )
    for index, method in enumerate(methods):
        rows = table[table["method"] == method].dropna(subset=[column]).sort_values("horizon")
        canvas.axes.plot(
            rows["horizon"].astype(float),
            rows[column].astype(float),
            color=palette.line(index),
            marker=palette.marker(index),
            markersize=3.4,
            markeredgewidth=0,
            linewidth=1.8 if index == 0 else 1.1,
            zorder=4 if index == 0 else 3,
        )


def _ends(rows: pd.DataFrame, column: str, words: Names) -> str:
    kept = rows.dropna(subset=[column]).sort_values("horizon")
    if kept.empty:
        return words.say("figure_none")
    ends = [
        f"{number(float(kept[column].iloc[i]))} ({int(kept['horizon'].iloc[i])})" for i in (0, -1)
    ]
    return " → ".join(dict.fromkeys(ends))
