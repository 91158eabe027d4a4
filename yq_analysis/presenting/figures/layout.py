"""The plate: one figure, set by the millimetre, and the words that stand around it as text.

Only the drawing and the labels within it are drawn; title, notes and source are text of the page,
to be read, copied and translated. Every label is measured before it is placed, so that nothing is
cut and nothing overlaps.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from functools import wraps
from html import escape
from typing import Any, Concatenate, ParamSpec

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.presenting.figures import data_files, fonts, palette
from yq_analysis.presenting.figures import image_files as files
from yq_analysis.presenting.figures.figure_text import wrap
from yq_analysis.presenting.wording import Names

MM = 72 / 25.4
WIDTH = 160.0
NARROWEST, WIDEST = 60.0, 400.0
# As wide as a phone shows type of this size without a magnifying glass.
PHONE = 92.0
# The same figure for a phone, beside the wide one in a notebook's output.
PHONE_TYPE = "application/vnd.yq-analysis.phone+svg"
P = ParamSpec("P")
# Columns of the tables that no figure draws.
_NOT_DRAWN = {"source", "note", "text", "url", "document", "line", "agreement", "no"}

TITLE, SMALL, TINY = 10.0, 8.0, 7.0
LEADING = 1.45
EDGE = 5.0


_FORBIDDEN = re.compile(r'[\\/*?:"<>|\s，。：；]+')
_PREFIX = re.compile(
    r"^\s*(来源|资料来源|数据来源|Sources?)\s*[:：]\s*"
)  # a source that already says what it is


class Plate(Figure):
    """A finished figure. `heading` is its title, `alt` says in words what it shows (for screen
    readers).

    `notes` and `source` stand under it, `data` are the rows drawn. In a notebook it shows itself as
    SVG between its words; `svg`, `png` and `pdf` give the same bytes each time.
    """

    heading: str = ""
    alt: str = ""
    names: Names = Names(language="zh")
    notes: Sequence[str] = ()
    source: str = ""
    data: pd.DataFrame | None = None
    again: Callable[[float], Plate] | None = None
    top: float = 0.0
    bottom: float = 0.0

    def _ipython_display_(self) -> None:
        # said outright: a notebook's inline backend would otherwise draw the figure again in its
        # own way
        from IPython.display import display

        for part in (self.head_html(), self._repr_mimebundle_(), self.foot_html()):
            shown = {"text/html": part} if isinstance(part, str) else part
            display(shown, raw=True)  # type: ignore[no-untyped-call]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        bundle = {"image/svg+xml": files.svg(self), "text/plain": self.alt or self.heading}
        if self.again and self.points[0] > PHONE * MM:
            bundle[PHONE_TYPE] = files.svg(self.again(PHONE))
        return bundle

    def head_html(self) -> str:
        """The title, as text of a page."""
        return f'<p class="figure-title">{escape(self.heading)}</p>'

    def foot_html(self) -> str:
        """Notes, source, and the numbers drawn as files within the page."""
        words = self.names
        lines = [("note", words.say("under_note", note=note)) for note in self.notes]
        lines += [("source", words.say("under_source", source=self.source))]
        said = "".join(f'<p class="{kind}">{escape(line)}</p>' for kind, line in lines)
        return f'<div class="figure-foot">{said}{self._data_html()}</div>'

    def _data_html(self) -> str:
        """Two links that carry the numbers themselves: nothing is fetched from anywhere."""
        if self.data is None or self.data.empty:
            return ""
        rows = data_files.rows_of(self.data, self.names)
        kinds = (
            ("csv", "text/csv", data_files.csv_text(rows).encode()),
            (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                data_files.xlsx_bytes(rows),
            ),
        )
        stem = escape(_FORBIDDEN.sub("_", self.heading)[:40].strip("_ .") or "data", quote=True)
        links = [
            f'<a download="{stem}.{kind}" '
            f'href="data:{media};base64,{base64.b64encode(content).decode()}">{kind.upper()}</a>'
            for kind, media, content in kinds
        ]
        return f'<p class="data">{self.names.say("figure_data")}{" ".join(links)}</p>'

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
        """Set `text` at (x, y) points from the lower left corner; the anchor is its left end,
        middle height.
        """
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


def redrawn(
    draw: Callable[Concatenate[pd.DataFrame, P], Plate],
) -> Callable[Concatenate[pd.DataFrame, P], Plate]:
    """A drawing function whose plates know how to be drawn again at another width (in mm)."""

    @wraps(draw)
    def drawn(table: pd.DataFrame, /, *args: P.args, **given: P.kwargs) -> Plate:
        made = draw(table, *args, **given)
        made.again = lambda width: draw(table, *args, **(given | {"width": width}))  # type: ignore[arg-type]
        if made.data is None:
            made.data = drawn_columns(table)
        return made

    return drawn


def drawn_columns(table: pd.DataFrame) -> pd.DataFrame:
    """The table without the columns that no figure draws."""
    return table[[column for column in table if column not in _NOT_DRAWN]]


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
    """An empty plate `width` mm wide with room for a plot `plot` points high; the unit is set, the
    other words are kept.

    `top` and `bottom` say, in points from the lower edge, between which heights the plot may lie.
    """
    if not NARROWEST <= width <= WIDEST:
        refuse(
            [
                Problem(
                    where="width",
                    what=Message("refuse_mm_is_no_width_for", width=width),
                    next=Message("refuse_give_to_mm", NARROWEST=NARROWEST, WIDEST=WIDEST),
                )
            ],
            kind=QuestionProblem,
        )
    across = width * MM
    room = across - 2 * EDGE
    head = wrap(unit, SMALL, room)
    above = len(head) * SMALL * LEADING + EDGE
    height = above + plot + EDGE
    made = Plate(figsize=(across / 72, height / 72), dpi=100, facecolor=palette.PAPER)
    made.names, made.heading, made.notes = names, title, tuple(notes or ())
    made.source = _PREFIX.sub("", source or "") or names.say("figure_given")
    made.bottom, made.top = EDGE, height - above
    y = height - EDGE * 0.6
    for line in head:
        made.write(EDGE, y - SMALL * LEADING / 2, line, SMALL, palette.QUIET)
        y -= SMALL * LEADING
    return made


def nothing(
    *, names: Names, title: str, reason: str, width: float = WIDTH, source: str | None = None
) -> Plate:
    """The plate for "there is nothing to draw": it says so plainly, with the reason; it has no
    axes.
    """
    across = width * MM
    lines = wrap(reason, SMALL, across - 8 * EDGE)
    made = plate(
        names=names, title=title, plot=46 + len(lines) * SMALL * LEADING, width=width, source=source
    )
    lead = names.say("figure_nothing")
    y = made.top - 22
    made.write(across / 2, y, lead, TITLE * 1.3, palette.INK, ha="center")
    for line in lines:
        y -= SMALL * LEADING + (6 if line is lines[0] else 0)
        made.write(across / 2, y, line, SMALL, palette.QUIET, ha="center")
    made.alt = names.say("figure_nothing_alt", title=title, lead=lead, reason=reason)
    return made
