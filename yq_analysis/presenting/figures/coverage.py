"""What there is: which figure exists for which year, and what kind of figure it is."""

from __future__ import annotations

from itertools import groupby

import pandas as pd
from matplotlib.patches import Rectangle

from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, need_columns, refuse
from yq_analysis.presenting.figures import fonts, palette
from yq_analysis.presenting.figures.figure_text import wrap, years
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
from yq_analysis.presenting.wording import Language, Names, names

_BAR = 8.0
# statuses that are shown alike
_STRENGTH = "ABPEF"  # of several figures for one year the surest counts
_KIND = {"A": "A", "N": "A", "P": "P", "E": "E", "I": "E", "B": "B", "F": "F"}


@redrawn
def coverage(
    table: pd.DataFrame,
    *,
    expected: pd.DataFrame | None = None,
    calibers: bool = False,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """Rows: item or indicator (with area where these differ); across: years; colour: status.

    `table` is observations or indicators. `expected` (columns area, item or indicator) adds rows
    for what should be there and is not: an empty row is the message. Several editions of a figure
    count once; with `calibers` each caliber has a row of its own, otherwise a year counts where any
    caliber has a figure.
    """
    words = names(language, lists)
    what = "item" if "item" in table.columns else "indicator"
    need_columns(table, ["area", what, "caliber", "year", "value", "status"], name="table")
    heading = title or words.say("figure_coverage")
    present = table.dropna(subset=["value", "year"])
    if not calibers:
        present = present.assign(caliber="")
    rows = _rows(present, expected, what, words)
    if not rows or present.empty:
        return nothing(
            names=words, title=heading, width=width, source=source, reason=_nothing(rows, words)
        )
    first, last = int(present["year"].min()), int(present["year"].max())
    left = width * MM * (0.34 if width >= 120 else 0.40)
    right = fonts.width(words.say("figure_years", count="00"), TINY) + 8 + EDGE
    labels = [wrap(name, SMALL, left - 8) for name, _ in rows]
    heights = [max(_BAR, len(lines) * SMALL * 1.25) + 4 for lines in labels]
    kinds = [
        kind
        for kind in ("A", "P", "E", "B", "F")
        if any(kind in cells.values() for _, cells in rows)
    ]
    key = _key_rows(kinds, width * MM - 2 * EDGE, words)
    tall = sum(heights)
    gaps = sum(1 for _, cells in rows if not cells)
    notes = [words.say("figure_rows_without", gaps=gaps)] if gaps else []
    made = plate(
        names=words,
        title=heading,
        plot=tall + SMALL * 2.6 + len(key) * TINY * 1.5 + 2,
        width=width,
        notes=notes,
        source=source,
    )
    edge = width * MM - right
    bottom = made.bottom + SMALL * 2.2
    axes = made.panel(left, bottom, edge, bottom + tall)
    axes.set_xlim(first - 0.5, last + 0.5)
    axes.set_ylim(0, tall)
    axes.set_yticks([])
    shown = years(first, last, edge - left, SMALL)
    axes.set_xticks(shown, [str(y) for y in shown])
    _key(made, key, bottom + tall + SMALL)
    y = tall
    for (_, cells), lines, height in zip(rows, labels, heights, strict=True):
        centre = y - height / 2
        axes.plot(
            [first - 0.5, last + 0.5], [centre, centre], color=palette.GRID, linewidth=0.7, zorder=0
        )
        for kind, spans in _spans(cells).items():
            axes.broken_barh(
                spans,
                (centre - _BAR / 2, _BAR),
                facecolors=palette.CELL[kind],
                edgecolors=palette.PAPER,
                linewidth=0.4,
            )
        start = bottom + centre + (len(lines) - 1) * SMALL * 1.25 / 2
        for line in lines:
            made.write(EDGE, start, line, SMALL, palette.INK if cells else palette.TARGET)
            start -= SMALL * 1.25
        count = (
            words.say("figure_years_short", count=len(cells)) if cells else words.say("figure_none")
        )
        made.write(
            edge + 6, bottom + centre, count, TINY, palette.QUIET if cells else palette.TARGET
        )
        y -= height
    made.alt = (
        heading
        + words.say("mark_colon")
        + words.say("mark_clause").join(f"{name} {_said(cells, words)}" for name, cells in rows)
        + words.say("mark_stop")
    )
    listed = ("item", "caliber", "year", "value", "unit", "status")
    made.data = table[[column for column in listed if column in table]]
    return made


def _rows(
    present: pd.DataFrame, expected: pd.DataFrame | None, what: str, words: Names
) -> list[tuple[str, dict[int, str]]]:
    """Name of a row -> year -> kind, in the order of first appearance, expected ones first."""
    found: dict[tuple[str, str, str], dict[int, str]] = {}
    for area, code, caliber, year, status in present[
        ["area", what, "caliber", "year", "status"]
    ].itertuples(index=False):
        cells = found.setdefault(
            (str(area), str(code), "" if pd.isna(caliber) else str(caliber)), {}
        )
        kind = _KIND.get(str(status), "A")
        if (
            _STRENGTH.index(kind) < _STRENGTH.index(cells.get(int(year), _STRENGTH[-1]))
            or int(year) not in cells
        ):
            cells[int(year)] = kind
    keys: list[tuple[str, str, str]] = []
    if expected is not None:
        need_columns(expected, ["area"], name="expected")
        column = (
            what
            if what in expected.columns
            else next((c for c in ("item", "indicator") if c in expected.columns), "")
        )
        if not column:
            refuse(
                [
                    Problem(
                        where="expected",
                        what=Message("refuse_has_neither_a_column_item"),
                        next=Message("refuse_it_has", listed=", ".join(map(str, expected.columns))),
                    )
                ]
            )
        for area, code in expected[["area", column]].drop_duplicates().itertuples(index=False):
            here = [key for key in found if key[:2] == (str(area), str(code))]
            keys += here or [(str(area), str(code), "")]
    listed = (
        [*words.items, *words.indicators] if what == "item" else [*words.indicators, *words.items]
    )
    place = {code: index for index, code in enumerate(listed)}
    keys += sorted(
        (key for key in found if key not in keys),
        key=lambda key: (key[0], place.get(key[1], len(place)), min(found[key])),
    )
    areas = {key[0] for key in keys}
    rows = []
    for area, code, caliber in keys:
        several = sum(1 for key in keys if key[:2] == (area, code)) > 1
        parts = [words.area(area)] if len(areas) > 1 else []
        parts.append(words.item(code) if what == "item" else words.indicator(code))
        parts += [words.caliber(caliber)] if several and caliber else []
        rows.append((words.say("mark_parts").join(parts), found.get((area, code, caliber), {})))
    return rows


def _spans(cells: dict[int, str]) -> dict[str, list[tuple[float, float]]]:
    """Kind -> runs of years (start, length): one mark a run keeps the file small."""
    result: dict[str, list[tuple[float, float]]] = {}
    ordered = sorted(cells.items())
    numbered = [(kind, year, year - index) for index, (year, kind) in enumerate(ordered)]
    for (kind, _), run in groupby(numbered, key=lambda item: (item[0], item[2])):
        listed = [year for _, year, _ in run]
        result.setdefault(kind, []).append((listed[0] - 0.5, len(listed)))
    return result


def _key_rows(kinds: list[str], room: float, words: Names) -> list[list[tuple[str, str, float]]]:
    """The key in rows of (kind, word, distance from the row's start) that
    fit into `room` points.
    """
    rows: list[list[tuple[str, str, float]]] = [[]]
    x = 0.0
    for kind in kinds:
        said = words.say("figure_break") if kind == "B" else words.code("status", kind)
        needed = 11 + fonts.width(said, TINY)
        if rows[-1] and x + needed > room:
            rows.append([])
            x = 0.0
        rows[-1].append((kind, said, x))
        x += needed + 10
    return rows


def _key(made: Plate, rows: list[list[tuple[str, str, float]]], y: float) -> None:
    width, height = made.points
    for row in rows[::-1]:
        for kind, said, x in row:
            place = ((EDGE + x) / width, (y - 3) / height)
            made.add_artist(
                Rectangle(
                    place,
                    8 / width,
                    6 / height,
                    transform=made.transSubfigure,
                    facecolor=palette.CELL[kind],
                    linewidth=0,
                )
            )
            made.write(EDGE + x + 11, y, said, TINY, palette.QUIET)
        y += TINY * 1.5


def _said(cells: dict[int, str], words: Names) -> str:
    if not cells:
        return words.say("figure_no_data")
    return f"{min(cells)}–{max(cells)} ({words.say('figure_years', count=len(cells))})"


def _nothing(rows: list[tuple[str, dict[int, str]]], words: Names) -> str:
    """That there is no observation, and what is missing."""
    said = words.say("figure_no_observation")
    listed = [name for name, cells in rows if not cells]
    if not listed:
        return said
    missing = words.say("figure_missing", listed=words.say("mark_list").join(listed))
    return words.say("two_sentences", first=said, second=missing)
