"""One small line an area, all on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.presenting.figures import palette
from yq_analysis.presenting.figures.layout import EDGE, MM, SMALL, TINY, WIDTH, Plate, plate
from yq_analysis.presenting.figures.line_series import limits, one_indicator
from yq_analysis.presenting.figures.tile_map import TILES
from yq_analysis.presenting.wording import Language, Names, names, number

# a panel is about so wide and so high, in points
_WIDE, _HIGH = 62.0, 33.0


def small_multiples(
    indicators: pd.DataFrame,
    *,
    area: str | Sequence[str] = (),
    title: str,
    language: Language = "zh",
    width: float = WIDTH,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """A panel an area, in the order of the newest value, each with the median of all in grey.

    `indicators` is a table of one indicator in one caliber; the areas `area` are red.
    """
    words = names(language, lists)
    table = one_indicator(indicators, None, name="indicators").dropna(subset=["value", "year"])
    table = table.assign(year=table["year"].astype(int), value=table["value"].astype(float))
    code = str(table["indicator"].iloc[0])
    chosen = [area] if isinstance(area, str) else list(area)
    last = table.sort_values("year").groupby("area")["value"].last()
    order = last.sort_values(ascending=words.direction(code) < 0).index
    middle = table.groupby("year")["value"].median()
    low, high = limits(list(table["value"]), positive=bool(table["value"].min() >= 0))
    across = max(2, int((width * MM - 2 * EDGE) / _WIDE))
    rows = math.ceil(len(order) / across)
    wide = (width * MM - 2 * EDGE) / across
    deep = _HIGH + SMALL * 1.6
    first, final = int(table["year"].min()), int(table["year"].max())
    note = words.say("figure_multiples_note", other=words.say("figure_multiples_other"))
    made = plate(
        names=words,
        title=title,
        plot=rows * deep + SMALL,
        width=width,
        unit=words.say(
            "figure_multiples_unit",
            unit=words.unit(str(table["unit"].iloc[0])),
            first=first,
            last=final,
        ),
        notes=[note],
        source=source,
    )
    places = words.decimals(code)
    # one panel for all: thirty of them would make the file five times as large
    axes = made.panel(EDGE, made.bottom, width * MM - EDGE, made.top)
    axes.set_axis_off()
    axes.set_xlim(0, across * wide)
    axes.set_ylim(0, made.top - made.bottom)
    for place, one in enumerate(order):
        row, column = divmod(place, across)
        left, top = column * wide, made.top - made.bottom - row * deep
        own = one in chosen
        ink = palette.TARGET if own else palette.INK
        y = made.bottom + top - SMALL * 0.8
        made.write(EDGE + left, y, _short(str(one), words), TINY, ink)
        said = number(float(last[one]), places)
        made.write(EDGE + left + wide - 8, y, said, TINY, ink, ha="right")

        def shown(
            line: pd.Series, left: float = left, foot: float = top - deep + SMALL * 0.4
        ) -> tuple[list[float], list[float]]:
            x = [left + (year - first) / ((final - first) or 1) * (wide - 8) for year in line.index]
            return x, [foot + (value - low) / (high - low) * _HIGH for value in line]

        axes.plot(*shown(middle), color=palette.AXIS, linewidth=0.5, clip_on=False)
        line = table[table["area"] == one].set_index("year")["value"].sort_index()
        step = pd.Series(line.index, index=line.index).diff().fillna(1) > 1
        for _, part in line.groupby(step.cumsum()):  # a gap stays a gap
            axes.plot(
                *shown(part),
                color=palette.TARGET if own else palette.LINES[0],
                linewidth=1.3,
                clip_on=False,
            )
    listed = words.say("mark_list").join(
        f"{_short(str(one), words)} {number(float(last[one]), places)}" for one in order
    )
    made.alt = words.say("figure_alt_entry", name=title, said=listed) + words.say("mark_stop")
    wide_table = table.pivot(index="area", columns="year", values="value").loc[order]
    made.data = wide_table.rename(columns=str).reset_index()
    return made


def _short(area: str, words: Names) -> str:
    """The area's name; of a province the short one."""
    if area not in TILES:
        return words.area(area)
    _, _, zh, en = TILES[area]
    return zh if words.language == "zh" else en
