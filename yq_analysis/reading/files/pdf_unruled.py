"""Tables without boxes: columns are where the numbers of many lines stand below each other."""

from __future__ import annotations

import re
from typing import Any

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.files.pdf_header import Rule, header_cells, turned_cells
from yq_analysis.reading.files.pdf_words import TITLE, Line, Table, Word, lines_of

_LINES_BETWEEN = 3  # two section headings in a row are still inside a table
_MARK = re.compile(r"[-–—―−…]+|\([A-Z]\)|[A-Z]{1,2}|\.{2,3}|n\.?a\.?", re.IGNORECASE)


def unruled_tables(words: list[Word], page: Any) -> list[Table]:
    """The tables of a page, one below the other: a few lines without figures in columns end a table."""
    lines, turned = lines_of(words), [word for word in words if not word.upright]
    body = [number for number, line in enumerate(lines) if _figures(line) >= 2]
    blocks: list[list[int]] = []
    for number in body:
        if not blocks or number - blocks[-1][-1] > _LINES_BETWEEN:
            blocks.append([])
        blocks[-1].append(number)
    tables, start = [], 0
    for block in blocks:
        table = _table(lines, block, start, turned, page)
        if table is not None:
            tables.append(table)
            start = block[-1] + 1
    return tables


def _table(
    lines: list[Line], body: list[int], start: int, turned: list[Word], page: Any
) -> Table | None:
    """The table whose lines with figures are `body`, its header after line `start`; None if it is none."""
    columns = _columns([lines[number] for number in body])
    if not columns:
        return None
    body = [number for number in body if _is_body(lines[number], columns)]
    if len(body) < 2:
        return None
    rules = [
        (edge["top"], edge["x0"], edge["x1"])
        for edge in page.horizontal_edges
        if edge["x1"] - edge["x0"] > 20
    ]
    upper = lines[start - 1].middle if start else float("-inf")
    turned = [word for word in turned if upper < word.middle < lines[body[0]].middle]
    head = _header_start(lines, start, body[0], columns, rules)
    while turned and head < body[0] and lines[head].middle < min(word.top for word in turned):
        head += 1  # what stands above turned headers is the title
    rows = _joined_labels(lines[body[0] : body[-1] + 1], columns)
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    down = header_cells(lines[head : body[0]], columns, rules, cells, merges)
    down += turned_cells(turned, columns, down, cells)
    left = min(line.words[0].x0 for line in rows)
    for row, line in enumerate(rows):
        _body_row(line, row + down, columns, left, cells)
    top = min(word.top for word in (*lines[head].words, *turned))
    bottom = max(word.bottom for word in lines[body[-1]].words)
    return Table(cells=cells, merges=tuple(merges), height=down + len(rows), top=top, bottom=bottom)


def _figures(line: Line) -> int:
    """How many figures end the line: those inside a sentence are not counted."""
    count = 0
    for word in reversed(line.words):
        if word.is_figure:
            count += 1
        elif not _MARK.fullmatch(word.text):
            break
    return count


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
    """The first line of the header above line `first`: below the topmost wide rule, if there is one."""
    upper = lines[start - 1].middle if start else float("-inf")
    above = sorted(
        top for top, x0, x1 in rules if upper < top < lines[first].middle and x1 > columns[0][0]
    )
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
    """A line in brackets, alone over the labels: it belongs to the title."""
    return line.words[-1].x1 < columns[0][0] and line.words[0].text.startswith(("(", "（", "["))


def _is_sentence(line: Line, columns: list[tuple[float, float]]) -> bool:
    """One piece of text that starts over the labels and runs on over the columns."""
    parts = line.segments()
    return len(parts) == 1 and parts[0][0].x0 < columns[0][0] and parts[0][-1].x1 > columns[0][1]


def _is_header(line: Line, columns: list[tuple[float, float]]) -> bool:
    """A header line stands over the columns in pieces; a title or a unit line is one piece of text."""
    parts = line.segments()
    return len(parts) > 1 or (
        parts[0][0].x0 > columns[0][0] - 10 and not parts[0][0].text.startswith(("(", "（"))
    )


def _joined_labels(lines: list[Line], columns: list[tuple[float, float]]) -> list[Line]:
    """Put a label that runs over two lines together: the first has no figure, the second goes on in lower case."""
    result: list[Line] = []
    for line in lines:
        before = result[-1] if result else None
        if before is not None and not _tail(before) and line.words[0].text[:1].islower():
            result[-1] = Line(words=(*before.words, *line.words))
        else:
            result.append(line)
    return result


def _body_row(
    line: Line,
    row: int,
    columns: list[tuple[float, float]],
    start: float,
    cells: dict[tuple[int, int], Cell],
) -> None:
    tail = _tail(line)
    label = line.words[: len(line.words) - len(tail)] if tail else line.words
    if label:
        indent = min(15, max(0, round((label[0].x0 - start) / label[0].size)))
        cell = Line(words=tuple(label)).cell(indent=indent)
        if cell.text:
            cells[row, 0] = cell
    for word in tail:
        cells[row, _column(word, columns) + 1] = Cell(value=word.text, text=word.text)
