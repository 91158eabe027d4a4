"""One HTML table as a grid: spans become merges, line breaks and superscripts are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import html

from yq_analysis.check import Message
from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.files.limits import Limits, refusal

_BREAKS = {"br", "p", "div", "li", "h1", "h2", "h3", "h4"}
_SILENT = {
    "head",
    "title",
    "script",
    "style",
    "noscript",
    "template",
    "select",
    "option",
    "textarea",
    "button",
}
_INDENT = re.compile(
    r"(?:text-indent|padding-left|margin-left)\s*:\s*(\d{1,6}(?:\.\d+)?)\s*(em|px|pt)",
    re.IGNORECASE,
)
_PER_LEVEL = {"em": 1.0, "px": 14.0, "pt": 10.5}  # one character's width
# nothing is given back once taken: a cell of blanks costs no more than its length
_FIGURE = re.compile(r"\s*+[-+−－]?\d[\d\s,，]*+(?:[.．]\d++)?\s*+[%‰％]?\s*$")
_WHITE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The filled cells of one table, and its merges as inclusive (top, left, bottom, right)."""

    cells: dict[tuple[int, int], Cell]
    merges: tuple[tuple[int, int, int, int], ...]
    height: int

    @property
    def has_figures(self) -> bool:
        """Whether any row below or beside other content holds a number: layout tables hold none."""
        figures = sum(bool(_FIGURE.match(cell.text)) for cell in self.cells.values())
        rows = {row for row, _ in self.cells}
        return figures > 0 and len(self.cells) > figures and len(rows) > 1


def is_silent(element: html.HtmlElement) -> bool:
    """Whether an element shows no text: scripts, styles, form fields, comments."""
    return not isinstance(element.tag, str) or element.tag in _SILENT


def shown_elements(
    root: html.HtmlElement, *, within: Callable[[html.HtmlElement], bool] = lambda part: True
) -> Iterator[tuple[str, html.HtmlElement]]:
    """("start", element), then what it holds, then ("end", element); ("silent", element) for what
    shows no text.

    What stands `within` an element is asked after its start was given.

    A loop, not a recursion: pages nest their elements as deeply as they like.
    """
    open_: list[tuple[html.HtmlElement, Iterator[html.HtmlElement]]] = []
    part: html.HtmlElement | None = root
    while part is not None or open_:
        if part is None:
            whole, parts = open_[-1]
            part = next(parts, None)
            if part is None:
                open_.pop()
                yield "end", whole
                continue
        if is_silent(part):
            yield "silent", part
        else:
            yield "start", part
            open_.append((part, iter(part if within(part) else ())))
        part = None


def table_grid(table: html.HtmlElement, limits: Limits, name: str) -> Grid | None:
    """The grid of a table; None where it only frames other tables."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows, placed = placed_cells(table, limits, name)
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    for row, column, tall, wide, element in placed:
        cell = _cell(element, limits)
        if cell is not None:
            cells[row, column] = cell
        if wide > 1 or tall > 1:
            merges.append((row, column, row + tall - 1, column + wide - 1))
    return Grid(cells=cells, merges=tuple(merges), height=rows)


Placed = tuple[
    int, int, int, int, html.HtmlElement
]  # row, column, rows down, columns across, element


def placed_cells(table: html.HtmlElement, limits: Limits, name: str) -> tuple[int, list[Placed]]:
    """How many rows a table has, and where each of its cells stands; refused where spans cover too
    much.
    """
    rows = _rows(table)
    placed: list[Placed] = []
    taken: dict[int, int] = {}  # column -> first row that is free again
    covered = 0
    for row, line in enumerate(rows):
        column = 0
        for element in line.iterchildren("td", "th"):
            while taken.get(column, 0) > row:
                column += 1
            wide = _span(element.get("colspan"), 1, limits.columns)
            tall = _span(element.get("rowspan"), len(rows) - row, len(rows) - row)
            covered += wide * tall
            if covered > limits.merged_cells:
                raise refusal(
                    name,
                    Message("reading_html_spans", area=covered, most=limits.merged_cells),
                    Message("reading_html_spans_next"),
                )
            placed.append((row, column, tall, wide, element))
            if tall > 1:
                for under in range(column, column + wide):
                    taken[under] = max(taken.get(under, 0), row + tall)
            column += wide
    return len(rows), placed


def _rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    """Rows as shown: the foot stands last, wherever it is written."""
    body, foot = [], []
    for part in table:
        if part.tag == "tr":
            body.append(part)
        elif part.tag in ("thead", "tbody"):
            body.extend(part.iterchildren("tr"))
        elif part.tag == "tfoot":
            foot.extend(part.iterchildren("tr"))
    return body + foot


def _span(written: str | None, unlimited: int, most: int) -> int:
    """A span attribute, bounded; 0 means "to the end", anything unreadable means 1."""
    digits = (written or "").strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1
    return max(1, min(number or unlimited, most))


def _cell(element: html.HtmlElement, limits: Limits) -> Cell | None:
    text, raised = inline_text(element)
    text = text[: limits.text]
    if not text or text.isspace():
        return None
    bold = element.tag == "th" or next(element.iterdescendants("b", "strong"), None) is not None
    return Cell(value=text, text=text, indent=_indent(element), bold=bold, raised=raised)


def inline_text(element: html.HtmlElement) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text that an element shows, and the spans of its superscripts.

    Runs of ASCII white space become one blank; non-breaking and full-width blanks stay, they
    indent.

    >>> inline_text(html.fromstring("<td>  10<sup>4</sup>\\n tn<br>Coal </td>"))
    ('104 tn\\nCoal', ((2, 3),))
    """
    pieces: list[str] = []
    raised: list[tuple[int, int]] = []
    length = 0

    def add(text: str | None) -> None:
        nonlocal length
        text = _WHITE.sub(" ", text or "")
        if text.startswith(" ") and (not pieces or pieces[-1].endswith((" ", "\n"))):
            text = text[1:]
        if text:
            pieces.append(text)
            length += len(text)

    def new_line() -> None:
        nonlocal length
        if pieces and not pieces[-1].endswith("\n"):
            stripped = pieces[-1].rstrip(" ")
            length += len(stripped) + 1 - len(pieces[-1])
            pieces[-1] = stripped + "\n"

    raised_from: list[int] = []
    for event, part in shown_elements(element):
        top, breaks = part is element, part is not element and part.tag in _BREAKS
        if event == "start":
            if breaks:
                new_line()
            if part.tag == "sup":
                raised_from.append(length)
            add(part.text)
        elif event == "end":
            if part.tag == "sup" and length > (start := raised_from.pop()):
                raised.append((start, length))
            if breaks and part.tag != "br":
                new_line()
        if event != "start" and not top:
            add(part.tail)
    text = "".join(pieces).rstrip(" \n")
    return text, tuple((start, min(end, len(text))) for start, end in raised if start < len(text))


def _indent(element: html.HtmlElement) -> int:
    """The indent level that a style attribute gives, in characters."""
    for part in (element, *list(element)[:1]):
        found = _INDENT.search(part.get("style") or "") if isinstance(part.tag, str) else None
        if found:
            return min(15, round(float(found.group(1)) / _PER_LEVEL[found.group(2).lower()]))
    return 0
