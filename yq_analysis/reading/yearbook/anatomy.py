"""The parts of one table: header rows, body, and the lines before and after.

The thought: the body begins with the first row that has a label and figures; the header is the run
of rows next above it; what stands above the header is title and unit line; what stands below the
last figures are notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yq_analysis.reading.yearbook.label_text import has_han, is_foreign, tidy
from yq_analysis.reading.yearbook.line_kinds import (
    META,
    NOTE,
    SIGN,
    TITLE,
    counts_columns,
    is_code_row,
    is_corner,
    is_number_row,
    is_time_line,
    is_year_row,
)
from yq_analysis.reading.yearbook.regions import is_region_corner
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.units import is_unit, units_of_line

_UNIT_KEY = re.compile(r"units?(?: of measure)?\s*:?\Z", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One table on a sheet: rows and columns inclusive; `stub` are the label columns left of the
    figures.
    """

    top: int
    bottom: int
    left: int
    right: int
    stub: tuple[int, ...]
    figures: tuple[int, ...]
    header: tuple[int, ...] = ()
    body: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


def block_of(
    page: Page,
    rows: list[int],
    left: int,
    right: int,
    stub: tuple[int, ...],
    told: tuple[int, ...] = (),
) -> Block | None:
    if not stub:
        return None
    first = stub[-1] + 1
    opening: int | None
    if told:
        header = tuple(row for row in told if row in rows)
        opening = next((place for place, row in enumerate(rows) if row > told[-1]), None)
    else:
        opening = _first_body_row(page, rows, stub, first, right)
        header = _header_rows(page, rows[: opening or 0], stub, first, right)
        header = _with_corner_below(page, rows[: opening or 0], header, stub)
    if opening is None:
        return None
    start = rows.index(header[-1]) + 1 if header else opening
    figures = tuple(
        column
        for column in range(first, right + 1)
        if any(page.is_figure(row, column) for row in rows[start:])
        or (header and _headed(page, header, column))
    )
    last = max(
        (
            place
            for place in range(start, len(rows))
            if any(page.is_figure(rows[place], column) for column in figures)
        ),
        default=start,
    )
    end = _body_end(page, rows, last, stub, first)
    top = rows.index(header[0]) if header else start
    return Block(
        top=rows[0],
        bottom=rows[-1],
        left=left,
        right=right,
        stub=stub,
        figures=figures,
        header=header,
        body=tuple(rows[start:end]),
        before=tuple(rows[:top]),
        after=tuple(rows[end:]),
    )


def _first_body_row(
    page: Page, rows: list[int], stub: tuple[int, ...], first: int, right: int
) -> int | None:
    """The first row with a label and figures; a number in a gap of the header has no label and does
    not count.
    """
    for place, row in enumerate(rows):
        columns = page.filled(row, first, right)
        words = " ".join(page.text(row, column) for column in stub if (row, column) in page.values)
        if not any(page.is_figure(row, column) for column in columns):
            continue
        # codes and column numbers stand under a header without a label of their own
        if not words.strip() and not any(
            page.is_text(*page.spread(row, column)[0])
            and page.spread(row, column)[1][2] > page.spread(row, column)[1][0]
            for column in stub
        ):
            continue
        if (
            is_code_row(page, row, columns)
            or is_year_row(page, row, columns, words, begun=False)
            or (is_number_row(page, row, columns) and not words.strip())
            or counts_columns(page, row, columns, words)
        ):
            continue
        return place
    return None


def _header_rows(
    page: Page, rows: list[int], stub: tuple[int, ...], first: int, right: int
) -> tuple[int, ...]:
    """The run of header rows next above the body; what stands above it is title and unit line."""
    found: list[int] = []
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        if _is_header_row(page, row, stub, first, right, found, rows[:place]):
            found.append(row)
        elif found and not (
            place
            and not page.filled(row, first, right)
            and _is_broad(page, rows[place - 1], first, right)
        ):
            break
    found.reverse()
    return tuple(found)


def _is_broad(page: Page, row: int, first: int, right: int) -> bool:
    """Whether a row holds words over more than half of the figures' columns."""
    return sum(page.is_text(row, column) for column in page.filled(row, first, right)) > max(
        1, (right - first + 1) / 2
    )


def _with_corner_below(
    page: Page, rows: list[int], header: tuple[int, ...], stub: tuple[int, ...]
) -> tuple[int, ...]:
    """A corner that stands lower than the last header words still belongs to the header."""
    below = [row for row in rows if header and row > header[-1]]
    if not below or any(page.is_text(row, column) for row in header for column in stub):
        return header
    words = [tidy(page.text(below[0], column)) for column in stub if page.is_text(below[0], column)]
    if words and (is_corner(words[0]) or is_region_corner(words[0])):
        return (*header, below[0])
    return header


def _is_header_row(
    page: Page,
    row: int,
    stub: tuple[int, ...],
    first: int,
    right: int,
    below: list[int],
    above: list[int],
) -> bool:
    words = [page.text(row, column) for column in stub if page.is_text(row, column)]
    # notes after the header belong to nobody; lines of metadata and units lie above it
    for word in words:
        line = tidy(word)
        if META.match(line) or units_of_line(word) or NOTE.match(line):
            return False
    columns = page.filled(row, first, right)
    tops = [
        column
        for column in columns
        if page.is_text(row, column)
        or page.year(row, column)
        or is_number_row(page, row, columns)
        or counts_columns(page, row, columns, " ".join(words))
    ]
    if not tops:
        # a corner that is printed beside an upper part of the header only, or beside an empty cell
        # over several columns
        if not below or not words:
            return False
        if any(page.spread(row, column)[1][2] >= below[-1] for column in stub):
            return True
        across = any(
            page.spread(row, column)[1][1] >= first and page.spread(row, column)[1][3] > column
            for column in range(first, right)
        )
        return (
            across and row + 1 == below[-1] and (is_corner(words[0]) or is_region_corner(words[0]))
        )
    if any(
        units_of_line(page.text(row, column)) or NOTE.match(tidy(page.text(row, column)))
        for column in tops
    ):
        return False
    if len(tops) > 1:
        return True
    only = tops[0]
    if any(_UNIT_KEY.match(tidy(word)) for word in words):
        return False  # UNIT | Euro per inhabitant: a line above the header
    if (
        below
        and only == right
        and any(map(has_han, words))
        and is_foreign(page.text(row, only))
        and any(is_corner(page.text(below[-1], column)) for column in stub)
    ):
        return False  # a title with its English at the other end of the line
    merge = page.spread(row, only)[1]
    corner = bool(words) or any(
        (row, column) in page.merge_at and page.values.get(page.spread(row, column)[0])
        for column in stub
    )
    if merge[3] > merge[1]:
        return corner or (
            merge[1] > stub[-1]
            and bool(below)
            and merge[2] + 1 <= below[-1]
            and not _covers_all(merge, stub)
        )
    if not below:
        if (
            page.year(row, only) is not None
            or corner
            or first == right
            or not is_unit(page.text(row, only))
        ):
            return True
        # a unit alone under a name of its own column
        names = page.filled(above[-1], first, right) if above else []
        return (
            len(names) > 1
            and page.is_text(above[-1], only)
            and not units_of_line(page.text(above[-1], only))
        )
    # one cell alone above the header: at the right end it is a second unit line, else a part of a
    # header
    text = page.text(row, only)
    if tidy(text) in ("备注", "说明") and not any(map(is_corner, words)):
        return False  # beside a title
    if is_unit(text) or is_time_line(text):
        return (
            corner
            and is_unit(text)
            and only < max(page.filled(below[-1], first, right), default=only)
        )
    inner = only < max(page.filled(below[-1], first, right), default=only) or any(
        len(page.filled(row, first, right)) > 1 for row in above
    )
    return corner or (inner and not TITLE.search(tidy(text)) and len(tidy(text)) < 20)


def _covers_all(merge: tuple[int, int, int, int], stub: tuple[int, ...]) -> bool:
    return merge[1] <= stub[0]


def _headed(page: Page, header: tuple[int, ...], column: int) -> bool:
    return any(page.spread(row, column)[0] in page.values for row in header)


def _body_end(page: Page, rows: list[int], last: int, stub: tuple[int, ...], first: int) -> int:
    """The body ends with the last figures, or with items right below them that have none."""
    end, last_row = last + 1, rows[last]
    chinese = any(has_han(page.text(last_row, column)) for column in stub)
    while end < len(rows) and rows[end] == rows[end - 1] + 1:
        words = tidy(
            " ".join(
                page.text(rows[end], column) for column in stub if page.is_text(rows[end], column)
            )
        )
        inside = [column for column in page.rows[rows[end]] if column >= first]
        if (
            is_foreign(words)
            and chinese
            and len(words) < 48
            and not inside
            and not NOTE.match(words)
            and not SIGN.search(words)
            and rows[end] == last_row + 1
        ):
            end += 1  # the English of the last label, set below it
            continue
        if (
            not words
            or SIGN.search(words)
            or NOTE.match(words)
            or TITLE.search(words)
            or units_of_line(words)
            or len(words) > 24
            or re.search(r"[。；;]", words)
            or inside
        ):
            break
        end += 1
    return end
