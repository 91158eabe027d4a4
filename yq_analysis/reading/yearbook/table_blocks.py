"""Where on a sheet the tables stand.

The thought: a table is labels on the left and figures on the right of them. So a column of labels
that follows a column of figures begins another table beside the first; and a row of header words
below rows of figures begins another table beneath it.
"""

from __future__ import annotations

from yq_analysis.reading.yearbook.anatomy import Block, block_of
from yq_analysis.reading.yearbook.label_text import tidy
from yq_analysis.reading.yearbook.line_kinds import (
    NOTE,
    TITLE,
    is_code_row,
    is_corner,
    is_time_line,
    is_year_row,
    says_year,
    stub_columns,
)
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.units import units_of_line


def find_blocks(
    page: Page, *, header_rows: tuple[int, ...] = (), label_columns: tuple[int, ...] = ()
) -> list[Block]:
    """The tables of a sheet, left to right and each column of tables from top to bottom.

    Where a person has said which rows are the header or which columns the labels, that holds, and
    the sheet is one table.
    """
    if header_rows or label_columns:
        return _as_told(page, header_rows, label_columns)
    blocks: list[Block] = []
    for left, right in _column_groups(page):
        blocks.extend(_stacked(page, left, right))
    return blocks


def _as_told(
    page: Page, header_rows: tuple[int, ...], label_columns: tuple[int, ...]
) -> list[Block]:
    """One table where a person said it stands."""
    rows = sorted(page.rows)
    if not rows:
        return []
    left, right = (
        min(columns[0] for columns in page.rows.values()),
        max(columns[-1] for columns in page.rows.values()),
    )
    below = [row for row in rows if not header_rows or row > header_rows[-1]]
    stub = label_columns or stub_columns(page, left, right, below)
    if not stub:
        return []
    block = block_of(page, rows, left, right, stub, header_rows)
    return [block] if block else []


# ------------------------------------------------------------------ side by side
def _column_groups(page: Page) -> list[tuple[int, int]]:
    """Split the sheet where a column of labels follows columns of figures."""
    texts: dict[int, int] = {}
    figures: dict[int, int] = {}
    labelled: dict[int, set[str]] = {}
    corners: dict[int, set[int]] = {}
    keys = _year_columns(page)
    for row, columns in page.rows.items():
        seen_text = seen_figure_after_text = False
        for place, column in enumerate(columns):
            if page.is_text(row, column) and is_corner(page.text(row, column)):
                corners.setdefault(row, set()).add(column)
            if page.is_figure(row, column) and column not in keys:
                figures[column] = figures.get(column, 0) + 1
                seen_figure_after_text = seen_text
                continue
            texts[column] = texts.get(column, 0) + 1
            follows = any(page.is_figure(row, later) for later in columns[place + 1 : place + 4])
            if seen_figure_after_text and follows:
                labelled.setdefault(column, set()).add(page.text(row, column))
            seen_text = True
    if not texts and not figures:
        return []
    used = sorted({*texts, *figures})
    starts = [used[0]]
    again = {column for found in corners.values() if starts[0] in found for column in found}
    for column, labels in sorted(labelled.items()):
        # a corner that is printed again makes a table of any length
        if (
            len(labels) < (1 if column in again else 3)
            or figures.get(column, 0) > 0.2 * texts[column]
            or len(labels) < 0.3 * texts[column]
        ):
            continue
        start = column
        for before in reversed([other for other in used if other < column]):
            if figures.get(before, 0) >= max(1, texts.get(before, 0) * 0.3):
                break
            start = before
        if start > starts[-1] and any(
            figures.get(other, 0) > (0 if column in again else 2)
            for other in used
            if starts[-1] <= other < start
        ):
            starts.append(start)
    ends = [start - 1 for start in starts[1:]] + [used[-1]]
    return list(zip(starts, ends, strict=True))


def _year_columns(page: Page) -> set[int]:
    """Columns of years, where 年份 is printed over more than one column: each begins a table of its
    own.
    """
    rows: dict[int, list[int]] = {}
    for row, columns in page.rows.items():
        for column in columns:
            if page.year(row, column) is not None:
                rows.setdefault(column, []).append(row)
    found = {column for column, there in rows.items() if says_year(page, column, there)}
    return found if len(found) > 1 else set()


# ------------------------------------------------------------------ beneath each other
def _stacked(page: Page, left: int, right: int) -> list[Block]:
    stub = stub_columns(page, left, right)
    if stub is None:
        return []
    first = stub[-1] + 1 if stub else left
    rows = [row for row in sorted(page.rows) if page.filled(row, left, right)]
    cuts = _restarts(page, rows, left, first, right, stub)
    blocks = []
    for begin, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
        part = rows[begin:end]
        own = stub_columns(page, left, right, part) if len(cuts) > 1 else stub
        if own is None:
            own = stub
        block = block_of(page, part, left, right, own)
        if block is not None:
            blocks.append(block)
    return blocks


def _restarts(
    page: Page, rows: list[int], left: int, first: int, right: int, stub: tuple[int, ...]
) -> list[int]:
    """Places in `rows` where another table begins: at its title if it has
    one, else at its header.
    """
    cuts = [0]
    figures_seen = False
    last_figures = -1
    header_texts: set[tuple[str, ...]] = set()
    in_note = False
    for place, row in enumerate(rows):
        words = " ".join(page.text(row, column) for column in stub if page.is_text(row, column))
        columns = page.filled(row, first, right)
        numbers = [column for column in columns if page.is_figure(row, column)]
        if NOTE.match(tidy(words)):
            in_note = True
        if (
            figures_seen
            and TITLE.search(tidy(words))
            and not numbers
            and _leads_to_figures(page, rows, place, first, right)
        ):
            cuts.append(place)
            figures_seen = in_note = False
            continue
        if (
            numbers
            and not is_code_row(page, row, columns)
            and not is_year_row(page, row, columns, words, begun=figures_seen)
        ):
            if words or not stub:
                figures_seen, last_figures, in_note = True, place, False
            continue
        printed = tuple(tidy(page.text(row, column)) for column in page.filled(row, left, right))
        again = len(printed) > 1 and printed in header_texts
        if not figures_seen:
            header_texts.add(printed)
        header_words = [
            column for column in columns if page.is_text(row, column) or page.year(row, column)
        ]
        if (
            figures_seen
            and (not in_note or again or (words and is_corner(words)))
            and (
                again
                or len(header_words)
                >= max(2, 0.4 * (right - first + 1) if right - first < 12 else 4)
            )
            and (not words or is_corner(words) or not numbers)
            and _leads_to_figures(page, rows, place, first, right)
        ):
            cuts.append(_preface(page, rows, last_figures + 1, place, left))
            figures_seen = False
    return cuts


def _leads_to_figures(page: Page, rows: list[int], place: int, first: int, right: int) -> bool:
    for row in rows[place + 1 : place + 12]:
        if any(page.is_figure(row, column) for column in page.filled(row, first, right)):
            return True
    return False


def _preface(page: Page, rows: list[int], begin: int, header: int, left: int) -> int:
    """The first row after the last figures that speaks for the new table: its title or its unit
    line.
    """
    for place in range(begin, header):
        row = rows[place]
        texts = [page.text(row, column) for column in page.rows[row] if page.is_text(row, column)]
        words = " ".join(texts)
        if TITLE.search(tidy(words)):
            return place
        if any(units_of_line(text) or is_time_line(text) for text in (words, *texts)):
            above = rows[place - 1] if place > begin and len(texts) == 1 else None
            alone = (
                above is not None
                and len(page.rows[above]) == 1
                and page.is_text(above, left)
                and not NOTE.match(tidy(page.text(above, left)))
            )
            return place - 1 if alone and above == row - 1 else place
    # without such a row, what stands alone and right above the header is a title
    if (
        header - 1 >= begin
        and not NOTE.match(tidy(page.text(rows[header - 1], left)))
        and len(page.rows[rows[header - 1]]) == 1
    ):
        return header - 1
    return header
