"""Tables without boxes: columns are where the numbers of many lines stand below each other."""

from __future__ import annotations

import re
from typing import Any

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.files.pdf_gaps import figure_cells, gap_table
from yq_analysis.reading.files.pdf_header import Rule, header_cells, turned_cells
from yq_analysis.reading.files.pdf_words import PAGE_NUMBER, TITLE, Line, Table, Word, lines_of

_LINES_BETWEEN = 3  # two section headings in a row are still inside a table
_ALONE = 0.8  # share of the figures of its lines that a table must hold in cells of their own
UNIT_LINE = re.compile(r"[(（\[]?\s*(?:计量)?单位\s*[:：]")
_MARK = re.compile(r"[-–—―−…]+|\([A-Z]\)|[A-Z]{1,2}|\.{2,3}|n\.?a\.?", re.IGNORECASE)


def unruled_tables(words: list[Word], page: Any) -> list[Table]:
    """The tables of a page, one below the other: a few lines without figures in columns end a
    table.
    """
    lines, turned = lines_of(words), [word for word in words if not word.upright]
    body = [number for number, line in enumerate(lines) if _figures(line)]
    blocks: list[list[int]] = []
    for number in body:
        if not blocks or number - blocks[-1][-1] > _LINES_BETWEEN:
            blocks.append([])
        blocks[-1].append(number)
    tables, start = [], 0
    for block in blocks:
        table = _table(lines, block, start, turned, page)
        if table is None or _scattered(table, lines, block):
            table = gap_table(lines, block, start) or table
        if table is not None:
            tables.append(table)
            start = next(
                (n for n, line in enumerate(lines) if line.middle > table.bottom), len(lines)
            )
    return tables


def _scattered(table: Table, lines: list[Line], block: list[int]) -> bool:
    """Whether many figures of the lines ended up inside texts: they stand between words, not at the
    end.
    """
    printed = sum(word.is_figure for number in block for word in lines[number].words)
    return figure_cells(table) < _ALONE * printed


def _table(
    lines: list[Line], body: list[int], start: int, turned: list[Word], page: Any
) -> Table | None:
    """The table whose lines with figures are `body`, its header after line `start`; None if it is
    none.
    """
    columns = _columns([lines[number] for number in body])
    if not columns or not _holds_together([lines[number] for number in body], columns):
        return None
    by_order = _by_order([lines[number] for number in body], columns)
    if by_order:
        return _table_by_order(lines, body, start, by_order)
    body = [number for number in body if _is_body(lines[number], columns)]
    if len(body) < 2:
        return None
    first = _first_row(lines, start, body[0], columns)
    rules = [
        (edge["top"], edge["x0"], edge["x1"])
        for edge in page.horizontal_edges
        if edge["x1"] - edge["x0"] > 20
    ]
    upper = lines[start - 1].middle if start else float("-inf")
    turned = [word for word in turned if upper < word.middle < lines[first].middle]
    head = _header_start(lines, start, first, columns, rules)
    while turned and head < first and lines[head].middle < min(word.top for word in turned):
        head += 1  # what stands above turned headers is the title
    rows = _joined_labels(lines[first : body[-1] + 1], columns)
    words = _second_label(rows, columns)
    if words:
        columns = [words, *columns]
        rows = _unwrapped(rows, words[0])
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    down = header_cells(lines[head:first], columns, rules, cells, merges)
    down += turned_cells(turned, columns, down, cells)
    left = min(line.words[0].x0 for line in rows)
    for row, line in enumerate(rows):
        _body_row(line, row + down, columns, left, cells, words=words is not None)
    top = min(word.top for word in (*lines[head].words, *turned))
    bottom = max(word.bottom for word in lines[body[-1]].words)
    return Table(
        cells=cells,
        merges=tuple(merges),
        height=down + len(rows),
        top=top,
        bottom=bottom,
        columns=((left, columns[0][0]), *columns),
    )


def _first_row(
    lines: list[Line], start: int, first: int, columns: list[tuple[float, float]]
) -> int:
    """The first line below the header: group headings may stand between it and line `first`."""
    row = first
    while row > start and first - row < 3 and _is_group(lines[row - 1], columns):
        row -= 1
    if row in (first, start):
        return first
    parts = lines[row - 1].segments()
    headed = sum(any(part[-1].x1 > x0 and part[0].x0 < x1 for part in parts) for x0, x1 in columns)
    return row if len(parts) > 1 and 2 * headed >= len(columns) else first


def _is_group(line: Line, columns: list[tuple[float, float]]) -> bool:
    """A label alone: a piece of text that ends before the first column."""
    return (
        not _tail(line)
        and len(line.segments()) == 1
        and line.right < columns[0][0]
        and not UNIT_LINE.match(line.text)
        and not TITLE.match(line.text)
    )


def _figures(line: Line) -> int:
    """How many figures end the line; those inside a sentence are not
    counted, nor one that ends it.
    """
    count = 0
    for word in reversed(line.words):
        if word.is_figure:
            count += 1
        elif not _MARK.fullmatch(word.text):
            break
    if count == 1:
        parts = line.segments()
        return int(len(parts) > 1 and len(parts[-1]) == 1 and not PAGE_NUMBER.fullmatch(line.text))
    return count


def _holds_together(lines: list[Line], columns: list[tuple[float, float]]) -> bool:
    """Lines with one figure each are a table where three stand below each other, or two of them
    alone.
    """
    return any(_figures(line) > 1 for line in lines) or len(lines) >= 3 * len(columns)


def _by_order(lines: list[Line], columns: list[tuple[float, float]]) -> int:
    """The number of figures in each line, where all have as many and yet do not stand below each
    other.
    """
    counts = {len(_tail(line)) for line in lines}
    if len(counts) > 1 or len(columns) <= min(counts) or min(counts) < 2:
        return 0
    return min(counts)


def _table_by_order(lines: list[Line], body: list[int], start: int, count: int) -> Table | None:
    """A table whose parts were set apart: the first figure of each line is of the first column."""
    first = body[0]
    head = first - 1
    parts = lines[head].segments() if head >= start else []
    if len(parts) != count + 1:
        return None
    cells = {(0, column): Line(words=tuple(part)).cell() for column, part in enumerate(parts)}
    left = min(line.left for line in lines[first : body[-1] + 1])
    for row, line in enumerate(lines[first : body[-1] + 1], start=1):
        tail = list(reversed(_tail(line)))
        label = line.words[: len(line.words) - len(tail)]
        if label:
            cells[row, 0] = Line(words=tuple(label)).cell(indent=_indent(label[0], left))
        for column, word in enumerate(tail, start=1):
            cells[row, column] = Cell(value=word.text, text=word.text)
    return Table(
        cells=cells,
        height=body[-1] - first + 2,
        top=lines[head].words[0].top,
        bottom=max(word.bottom for word in lines[body[-1]].words),
        columns=tuple((part[0].x0, part[-1].x1) for part in parts),
    )


def _indent(word: Word, left: float) -> int:
    return min(15, max(0, round((word.x0 - left) / word.size)))


def _columns(lines: list[Line]) -> list[tuple[float, float]]:
    """Where figures stand: their extents over all lines, merged where they overlap."""
    extents = sorted((word.x0, word.x1) for line in lines for word in _tail(line))
    columns: list[list[float]] = []
    for x0, x1 in extents:
        if columns and x0 < columns[-1][1] - 0.5:
            columns[-1][1] = max(columns[-1][1], x1)
        else:
            columns.append([x0, x1])
    return [(x0, x1) for x0, x1 in columns]


def _tail(line: Line) -> list[Word]:
    """The figures and marks that end a line."""
    tail: list[Word] = []
    for word in reversed(line.words):
        if not (word.is_figure or _MARK.fullmatch(word.text)):
            break
        tail.append(word)
    # A footnote digit or a dot leader at the label's end is no figure.
    while tail and (tail[-1].size < 0.8 * line.size or set(tail[-1].text) <= set(".…")):
        tail.pop()
    return tail


def _is_body(line: Line, columns: list[tuple[float, float]]) -> bool:
    return bool(_tail(line)) and len({_column(word, columns) for word in _tail(line)}) == len(
        _tail(line)
    )


def _column(word: Word, columns: list[tuple[float, float]]) -> int:
    return min(range(len(columns)), key=lambda number: _distance(word, columns[number]))


def _distance(word: Word, column: tuple[float, float]) -> float:
    overlap = min(word.x1, column[1]) - max(word.x0, column[0])
    return -overlap if overlap > 0 else abs(word.centre - sum(column) / 2)


def _header_start(
    lines: list[Line], start: int, first: int, columns: list[tuple[float, float]], rules: list[Rule]
) -> int:
    """The first line of the header above line `first`: below the topmost wide rule, if there is
    one.
    """
    upper = lines[start - 1].middle if start else float("-inf")
    above = sorted(
        top for top, x0, x1 in rules if upper < top < lines[first].middle and x1 > columns[0][0]
    )
    if above and not any(above[0] < line.middle for line in lines[start:first]):
        above = []  # the one rule stands below the header
    head = first
    while head > start and first - head < 8:
        line = lines[head - 1]
        if (
            TITLE.match(line.words[0].text)
            or _is_sentence(line, columns)
            or (above and line.middle < above[0])
        ):
            break
        if not above and not _is_header(line, columns):
            break
        head -= 1
    while head < first and _is_unit_line(lines[head], columns):
        head += 1
    return head


def _is_unit_line(line: Line, columns: list[tuple[float, float]]) -> bool:
    """A unit, or a line in brackets alone over the labels: it belongs to the title."""
    if UNIT_LINE.match(line.text):
        return True
    return line.words[-1].x1 < columns[0][0] and line.words[0].text.startswith(("(", "（", "["))


def _is_sentence(line: Line, columns: list[tuple[float, float]]) -> bool:
    """One piece of text that starts over the labels and runs on over the columns."""
    parts = line.segments()
    return len(parts) == 1 and parts[0][0].x0 < columns[0][0] and parts[0][-1].x1 > columns[0][1]


def _is_header(line: Line, columns: list[tuple[float, float]]) -> bool:
    """A header line stands over the columns in pieces; a title or a unit
    line is one piece of text.
    """
    if UNIT_LINE.match(line.text):
        return False
    parts = line.segments()
    return len(parts) > 1 or (
        parts[0][0].x0 > columns[0][0] - 10 and not parts[0][0].text.startswith(("(", "（"))
    )


def _joined_labels(lines: list[Line], columns: list[tuple[float, float]]) -> list[Line]:
    """Put a label that runs over two lines together: the first has no figure, the second goes on in
    lower case.
    """
    result: list[Line] = []
    for line in lines:
        before = result[-1] if result else None
        if before is not None and not _tail(before) and line.words[0].text[:1].islower():
            result[-1] = Line(words=(*before.words, *line.words))
        else:
            result.append(line)
    return result


def _second_label(
    rows: list[Line], columns: list[tuple[float, float]]
) -> tuple[float, float] | None:
    """Where a column of words stands between the labels and the figures, such as the units; None
    where there is none.
    """
    ends: list[float] = []
    found: list[tuple[float, float]] = []
    rows = [line for line in rows if _tail(line)]
    for line in rows:
        words = line.words[: len(line.words) - len(_tail(line))]
        parts = Line(words=words).segments() if words else []
        ends += [part[-1].x1 for part in parts[:1]]
        found += [(part[0].x0, part[-1].x1) for part in parts[1:2] if len(parts) == 2]
    if len(found) < max(3, 0.7 * len(rows)):
        return None
    size = max(word.size for word in rows[0].words)
    left, right = min(x0 for x0, _ in found), max(x1 for _, x1 in found)
    lined_up = max(x0 for x0, _ in found) - left <= size or _spread(found) <= size
    return (left, right) if lined_up and max(ends) < left and right < columns[0][0] else None


def _unwrapped(rows: list[Line], left: float) -> list[Line]:
    """Rows whose second label runs on in lines of its own, each in one line."""
    made: list[Line] = []
    for line in rows:
        if made and not _tail(line) and line.left >= left - 1:
            words, tail = made[-1].words, len(_tail(made[-1]))
            made[-1] = Line(
                words=(*words[: len(words) - tail], *line.words, *words[len(words) - tail :])
            )
        else:
            made.append(line)
    return made


def _spread(extents: list[tuple[float, float]]) -> float:
    centres = [(x0 + x1) / 2 for x0, x1 in extents]
    return max(centres) - min(centres)


def _body_row(
    line: Line,
    row: int,
    columns: list[tuple[float, float]],
    start: float,
    cells: dict[tuple[int, int], Cell],
    *,
    words: bool,
) -> None:
    tail = _tail(line)
    label = line.words[: len(line.words) - len(tail)] if tail else line.words
    second = [word for word in label if words and word.x0 >= columns[0][0] - 1]
    if second:
        cells[row, 1] = Line(words=tuple(second)).cell()
        label = label[: len(label) - len(second)]
    if label:
        cell = Line(words=tuple(label)).cell(indent=_indent(label[0], start))
        if cell.text:
            cells[row, 0] = cell
    for word in tail:
        cells[row, _column(word, columns) + 1] = Cell(value=word.text, text=word.text)
