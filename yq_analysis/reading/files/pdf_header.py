"""The header of a PDF table without boxes: pieces of text over columns become levels of merged
cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.files.pdf_words import Line, Word, joined, turned_text

Rule = tuple[float, float, float]  # height on the page, left end, right end
Column = tuple[float, float]  # left and right end of the figures


@dataclass(kw_only=True)
class _Group:
    """Pieces of one name, one below the other, over the same columns (-1: the labels' column)."""

    first: int
    last: int
    pieces: list[list[Word]] = field(default_factory=list)
    level: int = 0


def header_cells(
    lines: list[Line],
    columns: list[Column],
    rules: list[Rule],
    cells: dict[tuple[int, int], Cell],
    merges: list[tuple[int, int, int, int]],
) -> int:
    """Write the header lines into `cells` and `merges`, one row a level; return how many levels
    there are.
    """
    groups = _grouped(lines, columns, rules)
    over = {
        column: [group for group in groups if group.first <= column <= group.last]
        for column in range(-1, len(columns))
    }
    for stack in over.values():
        for level, group in enumerate(stack):
            group.level = max(group.level, level)
    levels = 1 + max((group.level for group in groups), default=-1)
    for group in groups:
        below = [
            other.level
            for column in range(group.first, group.last + 1)
            for other in over[column]
            if other.level > group.level
        ]
        bottom = min(below, default=levels) - 1
        cells[group.level, group.first + 1] = _cell(group)
        if bottom > group.level or group.last > group.first:
            merges.append((group.level, group.first + 1, bottom, group.last + 1))
    return levels


def _grouped(lines: list[Line], columns: list[Column], rules: list[Rule]) -> list[_Group]:
    """Pieces over the same columns are one name, unless a rule is drawn between them."""
    groups: list[_Group] = []
    latest: dict[int, _Group] = {}
    for line in lines:
        for piece, (first, last) in _pieces(line, columns, rules):
            group = latest.get(first)
            same = (
                group is not None
                and (group.first, group.last) == (first, last)
                and all(latest.get(column) is group for column in range(first, last + 1))
            )
            if group is None or not same or _ruled_off(group.pieces[-1], piece, rules):
                group = _Group(first=first, last=last)
                groups.append(group)
                latest.update(dict.fromkeys(range(first, last + 1), group))
            group.pieces.append(piece)
    return groups


def _ruled_off(upper: list[Word], lower: list[Word], rules: list[Rule]) -> bool:
    return any(
        upper[0].middle < top < lower[0].middle and x0 <= _centre(lower) <= x1
        for top, x0, x1 in rules
    )


def _cell(group: _Group) -> Cell:
    text, raised = "", []
    for piece in group.pieces:
        part, spans = joined(piece)
        text += "\n" * bool(text)
        raised += [(start + len(text), end + len(text)) for start, end in spans]
        text += part
    return Cell(value=text, text=text, raised=tuple(raised))


def _pieces(
    line: Line, columns: list[Column], rules: list[Rule]
) -> list[tuple[list[Word], tuple[int, int]]]:
    """The pieces of a line, each with the first and last column that it stands over."""
    parts = line.segments(0.6)
    corner = [
        part for part in parts if part[0].x0 < columns[0][0] and _centre(part) < columns[0][0] - 5
    ]
    parts = [part for part in parts if part not in corner]
    spans = _centred(parts, columns) or [_covered(part, columns, rules) for part in parts]
    found = list(zip(parts, spans, strict=True))
    if corner:
        found.insert(0, ([word for part in corner for word in part], (-1, -1)))
    return found


def _centre(part: list[Word]) -> float:
    return (part[0].x0 + part[-1].x1) / 2


def _centred(parts: list[list[Word]], columns: list[Column]) -> list[tuple[int, int]] | None:
    """The groups of columns over whose middle the pieces stand, if every piece stands over a
    group's middle.
    """
    if not 2 <= len(parts) < len(columns):
        return None
    groups: list[list[int]] = [[] for _ in parts]
    for number, column in enumerate(columns):
        near = min(
            range(len(parts)), key=lambda piece: abs(_centre(parts[piece]) - sum(column) / 2)
        )
        groups[near].append(number)
    for part, group in zip(parts, groups, strict=True):
        if (
            not group
            or abs((columns[group[0]][0] + columns[group[-1]][1]) / 2 - _centre(part))
            > part[0].size
        ):
            return None
    return [(group[0], group[-1]) for group in groups]


def _covered(part: list[Word], columns: list[Column], rules: list[Rule]) -> tuple[int, int]:
    """The first and last column below a piece of header: those over which
    a rule is drawn under it.
    """
    centre, bottom, size = _centre(part), part[0].bottom, part[0].size
    for top, x0, x1 in sorted(rules):
        under = [
            number
            for number, column in enumerate(columns)
            if x0 - size < sum(column) / 2 < x1 + size
        ]
        if (
            1 < len(under) < len(columns)
            and -0.5 * size < top - bottom < 1.2 * size
            and x0 - 1 <= centre <= x1 + 1
        ):
            return under[0], under[-1]
    near = min(range(len(columns)), key=lambda number: abs(centre - sum(columns[number]) / 2))
    return near, near


def turned_cells(
    words: list[Word], columns: list[Column], row: int, cells: dict[tuple[int, int], Cell]
) -> int:
    """Write turned headers into one more row, each over the column that it stands nearest to;
    return 1, or 0 for none.
    """
    over: dict[int, list[Word]] = {}
    for word in words:
        near = min(
            range(len(columns)), key=lambda number: abs(word.centre - sum(columns[number]) / 2)
        )
        over.setdefault(near if word.x1 > columns[0][0] - word.size else -1, []).append(word)
    for column, held in over.items():
        text = turned_text(held)
        cells[row, column + 1] = Cell(value=text, text=text)
    return int(bool(over))
