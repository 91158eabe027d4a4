"""The plate: one figure with its words, set by the millimetre, and how it is written to a file.

Every line of text is measured before anything is placed, so that nothing is cut and nothing overlaps,
and nothing need be drawn twice to find out.
"""

from __future__ import annotations

import re
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from yq_analysis.check import Problem, QuestionProblem, refuse
from yq_analysis.presenting.figures import fonts, palette
from yq_analysis.presenting.figures import image_files as files
from yq_analysis.presenting.figures.figure_text import wrap
from yq_analysis.presenting.wording import Names

MM = 72 / 25.4
WIDTH = 160.0
NARROWEST, WIDEST = 60.0, 400.0

TITLE, SMALL, TINY = 10.0, 8.0, 7.0
LEADING = 1.45
EDGE = 5.0


_PREFIX = re.compile(
    r"^\s*(来源|资料来源|数据来源|Sources?)\s*[:：]\s*"
)  # a source that already says what it is


class Plate(Figure):
    """A finished figure. `heading` is its title, `alt` says in words what it shows (for screen readers).

    In a notebook it shows itself as SVG; `svg`, `png` and `pdf` give the same bytes each time.
    """

    heading: str = ""
    alt: str = ""
    names: Names = Names(language="zh")
    top: float = 0.0
    bottom: float = 0.0

    def _ipython_display_(self) -> None:
        # said outright: a notebook's inline backend would otherwise draw the figure again in its own way
        from IPython.display import display

        display(self._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"image/svg+xml": files.svg(self), "text/plain": self.alt or self.heading}

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points."""
        size = self.get_size_inches()
        return float(size[0]) * 72, float(size[1]) * 72

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float = SMALL,
        colour: str = palette.INK,
        **where: Any,
    ) -> None:
        """Set `text` at (x, y) points from the lower left corner; the anchor is its left end, middle height."""
        width, height = self.points
        place = {"ha": "left", "va": "center_baseline"} | where
        self.text(
            x / width,
            y / height,
            text,
            fontproperties=fonts.properties(size),
            color=colour,
            parse_math=False,
            **place,
        )

    def panel(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Axes between these distances in points from the plate's left and lower edge."""
        width, height = self.points
        axes = self.add_axes(
            (left / width, bottom / height, (right - left) / width, (top - bottom) / height)
        )
        axes.set_facecolor("none")
        axes.grid(visible=False)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(palette.AXIS)
        axes.spines["bottom"].set_linewidth(0.6)
        axes.tick_params(
            labelfontfamily=fonts.families(),
            labelsize=SMALL,
            colors=palette.QUIET,
            labelcolor=palette.QUIET,
            length=2.5,
            width=0.6,
            pad=2.5,
        )
        axes.tick_params(axis="y", length=0)
        return axes


def plate(
    *,
    names: Names,
    title: str,
    plot: float,
    width: float = WIDTH,
    unit: str = "",
    notes: list[str] | None = None,
    source: str | None = None,
) -> Plate:
    """An empty plate `width` mm wide with room for a plot `plot` points high; title, unit, notes, source are set.

    `top` and `bottom` say, in points from the lower edge, between which heights the plot may lie.
    """
    if not NARROWEST <= width <= WIDEST:
        refuse(
            [
                Problem(
                    where="width",
                    what=f"{width:g} mm is no width for a figure",
                    next=f"give {NARROWEST:g} to {WIDEST:g} mm",
                )
            ],
            kind=QuestionProblem,
        )
    across = width * MM
    room = across - 2 * EDGE
    head = [(line, TITLE, palette.INK) for line in wrap(title, TITLE, room)]
    head += [(line, SMALL, palette.QUIET) for line in wrap(unit, SMALL, room)]
    foot = [
        (line, TINY, palette.QUIET)
        for note in notes or []
        for line in wrap(names.pick("注：", "Note: ") + note, TINY, room)
    ]
    said = _PREFIX.sub("", source or "") or names.pick(
        "按所给数据计算", "computed from the data given"
    )
    foot += [
        (line, TINY, palette.QUIET)
        for line in wrap(names.pick("来源：", "Source: ") + said, TINY, room)
    ]
    above = sum(size * LEADING for _, size, _ in head) + EDGE
    below = sum(size * LEADING for _, size, _ in foot) + EDGE
    height = above + plot + below
    made = Plate(figsize=(across / 72, height / 72), dpi=100, facecolor=palette.PAPER)
    made.names, made.heading = names, title
    made.bottom, made.top = below, height - above
    y = height - EDGE * 0.6
    for line, size, colour in head:
        made.write(EDGE, y - size * LEADING / 2, line, size, colour)
        y -= size * LEADING
    y = below - EDGE * 0.4
    for line, size, colour in foot:
        made.write(EDGE, y - size * LEADING / 2, line, size, colour)
        y -= size * LEADING
    return made


def nothing(
    *, names: Names, title: str, reason: str, width: float = WIDTH, source: str | None = None
) -> Plate:
    """The plate for "there is nothing to draw": it says so plainly, with the reason; it has no axes."""
    across = width * MM
    lines = wrap(reason, SMALL, across - 8 * EDGE)
    made = plate(
        names=names, title=title, plot=46 + len(lines) * SMALL * LEADING, width=width, source=source
    )
    words = names.pick("数据不足", "Too few data")
    y = made.top - 22
    made.write(across / 2, y, words, TITLE * 1.3, palette.INK, ha="center")
    for line in lines:
        y -= SMALL * LEADING + (6 if line is lines[0] else 0)
        made.write(across / 2, y, line, SMALL, palette.QUIET, ha="center")
    made.alt = names.pick(f"{title}。{words}：{reason}", f"{title}. {words}: {reason}")
    return made
