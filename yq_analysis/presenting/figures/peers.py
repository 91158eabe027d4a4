"""One area among its peers: how high it stands in one year, and how its rank moved."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.presenting.figures import fonts, palette
from yq_analysis.presenting.figures.figure_text import ticks_across, wrap
from yq_analysis.presenting.figures.layout import (
    EDGE,
    MM,
    SMALL,
    WIDTH,
    Plate,
    nothing,
    plate,
    redrawn,
)
from yq_analysis.presenting.figures.line_series import (
    Label,
    label_room,
    one_indicator,
    panel,
    plot_height,
    write_labels,
    year_axis,
)
from yq_analysis.presenting.wording import Language, Names, names, number


@redrawn
def peers(
    indicators: pd.DataFrame,
    *,
    area: str | Sequence[str] = (),
    year: int | None = None,
    indicator: str | None = None,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """All areas of the table in one year, best first; the areas `area` stand out.

    `year`: the last in which the highlighted areas have a value, unless given. What is better, more
    or less, is the catalogue's direction. Areas without a value are named below, not drawn as zero.
    """
    words = names(language, lists)
    table = one_indicator(indicators, indicator, name="indicators")
    chosen = [area] if isinstance(area, str) else [str(a) for a in area]
    code = str(indicator or next(iter(table["indicator"]), ""))
    known = table.dropna(subset=["value", "year"])
    own = known[known["area"].isin(chosen)] if chosen else known
    if year is None:
        year = int(own["year"].max()) if len(own) else int(known["year"].max()) if len(known) else 0
    ranked = rank(known[known["year"] == year], words.direction(code))
    heading = title or _heading(ranked, chosen, code, year, words)
    if ranked.empty:
        return nothing(
            names=words,
            title=heading,
            width=width,
            source=source,
            reason=words.say("figure_no_area"),
        )
    missing = [
        words.area(str(a)) for a in dict.fromkeys(table["area"]) if a not in set(ranked["area"])
    ]
    notes = (
        [words.say("figure_areas_missing", listed=words.say("mark_list").join(missing))]
        if missing
        else []
    )
    several = table["caliber"].nunique() > 1
    if several:
        notes.append(words.say("figure_calibers_differ"))
    unit = next((str(u) for u in ranked["unit"].dropna()), "") if "unit" in ranked else ""
    made = _bars(ranked, chosen, heading, notes, unit, words.decimals(code), width, source, words)
    made.data = ranked[
        [c for c in ("area", "indicator", "caliber", "year", "value", "unit") if c in ranked]
    ]
    return made


@redrawn
def ranks(
    indicators: pd.DataFrame,
    *,
    area: str | Sequence[str],
    indicator: str | None = None,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """The rank of the areas `area` among all areas of the table, year by
    year; first is at the top.
    """
    words = names(language, lists)
    table = one_indicator(indicators, indicator, name="indicators").dropna(subset=["value", "year"])
    chosen = [area] if isinstance(area, str) else [str(a) for a in area]
    code = str(indicator or next(iter(table["indicator"]), ""))
    yearly = [rank(rows, words.direction(code)) for _, rows in table.groupby("year")]
    ranked = pd.concat(yearly) if yearly else table
    who = words.say("mark_list").join(words.area(a) for a in chosen)
    heading = title or words.say("figure_ranks", who=who, indicator=words.indicator(code))
    own = [
        (a, ranked[ranked["area"] == a].sort_values("year"))
        for a in chosen
        if len(ranked) and (ranked["area"] == a).any()
    ]
    if not own:
        return nothing(
            names=words,
            title=heading,
            width=width,
            source=source,
            reason=words.say("figure_no_rank"),
        )
    most = int(ranked["of"].max())
    labels = [
        Label(
            at=-float(rows["rank"].iloc[-1]),
            colour=palette.line(i),
            text=f"{words.area(a)}\n"
            + words.say(
                "figure_rank_in_year",
                year=int(rows["year"].iloc[-1]),
                rank=int(rows["rank"].iloc[-1]),
                areas=int(rows["of"].iloc[-1]),
            ),
        )
        for i, (a, rows) in enumerate(own)
    ]
    right = label_room(labels, width)
    tall = plot_height(width, labels, right)
    made = plate(
        names=words,
        title=heading,
        plot=tall + SMALL * 2.6,
        width=width,
        source=source,
        unit=words.say("figure_rank_unit"),
    )
    canvas = panel(made, -most - 0.6, -0.4, tall, right=right, width=width)
    places = sorted({1, most, *(p for p in range(5, most - 1, 5 if most <= 20 else 10))})
    canvas.axes.set_yticks([-p for p in places], [str(p) for p in places])
    year_axis(
        canvas.axes,
        int(ranked["year"].min()),
        int(ranked["year"].max()),
        canvas.right - canvas.left,
    )
    for other, rows in ranked.groupby("area"):
        if other not in chosen:
            rows = rows.sort_values("year")
            canvas.axes.plot(
                rows["year"], -rows["rank"], color=palette.GRID, linewidth=0.7, zorder=1
            )
    for i, (_, rows) in enumerate(own):
        canvas.axes.plot(
            rows["year"],
            -rows["rank"],
            color=palette.line(i),
            linewidth=1.6,
            marker=palette.marker(i),
            markersize=4,
            markeredgewidth=0,
            zorder=3,
        )
    write_labels(canvas, labels, right)
    made.alt = (
        heading
        + words.say("mark_colon")
        + words.say("mark_clause").join(label.text.replace("\n", " ") for label in labels)
        + words.say("mark_stop")
    )
    return made


def rank(rows: pd.DataFrame, direction: int) -> pd.DataFrame:
    """The rows with `rank` (1 is best; equal values share the better rank) and `of`, best first.

    >>> rank(pd.DataFrame({"area": ["a", "b", "c"], "value": [1.0, 3.0, 3.0]}), 1)[["area", "rank",
    ...     "of"]].values.tolist()
    [['b', 1, 3], ['c', 1, 3], ['a', 3, 3]]
    """
    ordered = rows.drop_duplicates("area").copy()
    ordered["rank"] = ordered["value"].rank(ascending=direction < 0, method="min").astype(int)
    ordered["of"] = len(ordered)
    return ordered.sort_values(["rank", "area"])


def _bars(
    ranked: pd.DataFrame,
    chosen: Sequence[str],
    heading: str,
    notes: list[str],
    unit: str,
    decimals: int | None,
    width: float,
    source: str | None,
    words: Names,
) -> Plate:
    room = width * MM * 0.3
    labels = [
        wrap(f"{int(r['rank'])} {words.area(str(r['area']))}", SMALL, room)
        for r in ranked.to_dict("records")
    ]
    left = max(fonts.widest(lines, SMALL) for lines in labels) + EDGE + 8
    texts = [number(float(v), decimals) for v in ranked["value"]]
    right = fonts.widest(texts, SMALL) + EDGE + 8
    heights = [len(lines) * SMALL * 1.25 + 2.5 for lines in labels]
    tall = sum(heights)
    made = plate(
        names=words,
        title=heading,
        plot=tall + SMALL * 2.6,
        width=width,
        notes=notes,
        source=source,
        unit=words.say("under_unit", unit=words.unit(unit)) if unit else "",
    )
    bottom, edge = made.bottom + SMALL * 2.2, width * MM - right
    axes = made.panel(left, bottom, edge, bottom + tall)
    low, high = min(0.0, float(ranked["value"].min())), max(0.0, float(ranked["value"].max()))
    high, low = (high + (high - low) * 0.03 or 1.0), low - (high - low) * (0.03 if low < 0 else 0.0)
    axes.set_xlim(low, high)
    axes.set_ylim(0, tall)
    axes.set_yticks([])
    places, said = ticks_across(low, high, edge - left, SMALL)
    axes.set_xticks(places, said)
    for place in places:
        axes.axvline(
            place, color=palette.AXIS if place == 0 else palette.GRID, linewidth=0.6, zorder=0
        )
    y = tall
    centres = []
    for lines, text, height, row in zip(
        labels, texts, heights, ranked.to_dict("records"), strict=True
    ):
        centre = y - height / 2
        centres.append(centre)
        colour = palette.LINES[1] if row["area"] in chosen else palette.INK
        start = bottom + centre + (len(lines) - 1) * SMALL * 1.25 / 2
        for line in lines:
            made.write(EDGE, start, line, SMALL, colour)
            start -= SMALL * 1.25
        made.write(width * MM - EDGE, bottom + centre, text, SMALL, colour, ha="right")
        y -= height
    colours = [palette.LINES[1] if a in chosen else palette.LINES[0] for a in ranked["area"]]
    axes.barh(centres, ranked["value"], height=5.5, color=colours, linewidth=0, zorder=2)
    top = [
        f"{words.area(str(r['area']))} {number(float(r['value']), decimals)}"
        for r in ranked.to_dict("records")
    ]
    made.alt = (
        heading
        + words.say("mark_colon")
        + words.say("mark_comma").join(top)
        + words.say("mark_stop")
    )
    return made


def _heading(
    ranked: pd.DataFrame, chosen: Sequence[str], code: str, year: int, words: Names
) -> str:
    what = words.indicator(code)
    own = [
        words.say("figure_area_rank", area=words.area(str(r["area"])), rank=int(r["rank"]))
        for r in ranked.to_dict("records")
        if r["area"] in chosen
    ]
    if not own:
        return words.say("figure_areas", year=year, what=what, areas=len(ranked))
    joined = words.say("mark_list").join(own)
    return words.say("figure_ranks_of", year=year, what=what, joined=joined, areas=len(ranked))
