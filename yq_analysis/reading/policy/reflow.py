"""A stream of cells, one after the other, made into rows again.

Where a converter has lost the rows, the head, the running number and the attribute still tell where
one ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from yq_analysis.reading.files.document_blocks import Grid, Paragraph
from yq_analysis.reading.policy.plain_text import plain
from yq_analysis.reading.policy.target_columns import Column, column

_ATTRIBUTE = re.compile(r"^(?:约束|预期|引导|指导|鼓励|监测)性?(?:指标)?$")
_NOTE = re.compile(r"^\s*(?:注|备注|说明)\s*[:：]")


def rows(grid: Grid) -> Grid:
    """The grid with rows as its head wants them, as it was where no head is found."""
    stream = [cell for row in grid.rows for cell in row]
    head = _head(stream)
    if head is None:
        return grid
    start, columns = head
    width = len(columns)
    data = _without_heads(
        stream[start + width :], [cell.text for cell in stream[start : start + width]]
    )
    notes = next((i for i, cell in enumerate(data) if _NOTE.match(cell.text)), len(data))
    kinds = [c.kind for c in columns]
    cut = [_fit(segment, kinds) for segment in _segments(data[:notes], kinds)]
    table = [tuple(stream[start : start + width]), *(tuple(row) for row in cut if row)]
    tail = [(cell,) for cell in data[notes:] if cell.text.strip()]
    return Grid(rows=(*((cell,) for cell in stream[:start] if cell.text.strip()), *table, *tail))


def _head(stream: Sequence[Paragraph]) -> tuple[int, list[Column]] | None:
    best: tuple[int, list[Column]] | None = None
    at = 0
    while at < len(stream):
        run: list[Column] = []
        while (
            at + len(run) < len(stream)
            and (found := column(stream[at + len(run)].text)) is not None
        ):
            run.append(found)
        kinds = {c.kind for c in run}
        titles = _titles(run)
        at, run = at + titles, run[titles:]
        if len(run) >= 2 and "name" in kinds and kinds & {"target", "growth"}:
            best = (at, run)
            break
        at += max(len(run), 1)
    return best


def _titles(run: Sequence[Column]) -> int:
    """How many of the first cells are the table's title ("主要指标") and no column."""
    kinds = [c.kind for c in run]
    if "no" in kinds and set(kinds[: kinds.index("no")]) == {"name"}:
        return kinds.index("no")
    return int(kinds[:2] == ["name", "name"] and plain(run[0].heading).strip() == "主要指标")


def _without_heads(cells: Sequence[Paragraph], head: Sequence[str]) -> list[Paragraph]:
    kept: list[Paragraph] = []
    at = 0
    while at < len(cells):
        if [c.text for c in cells[at : at + len(head)]] == list(head):
            at += len(head)
        else:
            kept.append(cells[at])
            at += 1
    return kept


def _segments(cells: Sequence[Paragraph], kinds: Sequence[str]) -> list[list[Paragraph]]:
    """Cut after the attribute, else before the next running number, else every so many cells."""
    if kinds[-1] == "attribute":
        ends = [i + 1 for i, cell in enumerate(cells) if _ATTRIBUTE.match(plain(cell.text.strip()))]
        if ends:
            return [list(cells[a:b]) for a, b in pairwise([0, *ends])]
    if kinds[0] == "no":
        starts: list[int] = []
        expected = 1
        for i, cell in enumerate(cells):
            if re.fullmatch(rf"0?{expected}[.、]?", cell.text.strip()) and (
                not starts or i - starts[-1] >= 2
            ):
                starts.append(i)
                expected += 1
        if starts:
            return [
                list(cells[a:b]) for a, b in zip(starts, [*starts[1:], len(cells)], strict=True)
            ]
    width = len(kinds)
    return [list(cells[i : i + width]) for i in range(0, len(cells), width)]


def aligned(row: Sequence[Paragraph], kinds: Sequence[str]) -> Sequence[Paragraph]:
    """A row whose merged group cell was left out, so that all cells stand one place too far left,
    put right.

    It shows itself by one cell too few, by an attribute one column early, or by a running number in
    the group's place.
    """
    filled = list(row)
    while len(filled) > 1 and len(filled) >= len(kinds) and not filled[-1].text.strip():
        filled.pop()
    if len(filled) != len(kinds) - 1 or "group" not in kinds:
        return row
    early = kinds[-1] == "attribute" and bool(_ATTRIBUTE.match(plain(filled[-1].text.strip())))
    place = list(kinds).index("group")
    numbered = (
        "no" in kinds
        and kinds.index("no") == place + 1
        and bool(re.fullmatch(r"\d+[.、]?", filled[place].text.strip()))
    )
    return _fit(filled, kinds) or row if early or numbered else row


def _fit(segment: list[Paragraph], kinds: Sequence[str]) -> list[Paragraph] | None:
    """One row with exactly as many cells as the head; a group cell that was merged away is put back
    blank.
    """
    width = len(kinds)
    while len(segment) > width and any(not cell.text.strip() for cell in segment):
        del segment[next(i for i, cell in enumerate(segment) if not cell.text.strip())]
    if len(segment) > width:
        segment = segment[-width:]
    for kind in ("group", "no"):
        if len(segment) == width - 1 and kind in kinds:
            place = list(kinds).index(kind)
            if kind == "no" and re.fullmatch(r"\d+[.、]?", segment[place].text.strip()):
                continue
            segment = [*segment[:place], Paragraph(text="", line=segment[0].line), *segment[place:]]
    return segment if len(segment) == width else None
