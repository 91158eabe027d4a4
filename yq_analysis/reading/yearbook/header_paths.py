"""What each column is called.

The thought: read every header cell down a column. Cells under a wider cell are levels; cells
stacked over one column are one name broken over rows; `其中` and `#` make a column a child of the
column to its left; ordinals (一、 1. (1)) tell levels across columns; a cell that is only a unit
gives the unit and is no name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from yq_analysis.reading.yearbook.anatomy import Block
from yq_analysis.reading.yearbook.header_cells import Head, collect_heads
from yq_analysis.reading.yearbook.label_text import fold
from yq_analysis.reading.yearbook.labels import Label, is_bare_part, joined, parse_label
from yq_analysis.reading.yearbook.regions import is_neutral
from yq_analysis.reading.yearbook.sheet_values import Merge, Page
from yq_analysis.reading.yearbook.units import unit_name


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of figures: its path of names, and the unit and time that its header gives."""

    column: int
    names: tuple[str, ...] = ()
    unit: str = ""
    year: int | None = None
    period: str = ""
    measure: str = ""  # 比上年增长: said of the column it goes with
    share: bool = False  # whether the last name only says a share
    part: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """A name on the stack of ordinals that spans columns and continuation tables."""

    rank: int
    part: bool
    names: tuple[str, ...]
    unit: str
    year: int | None = None
    period: str = ""


@dataclass(frozen=True, kw_only=True)
class Carry:
    """What a continuation table takes over from the table before it."""

    steps: tuple[Step, ...] = ()
    parent: tuple[str, ...] = ()


_RANK = re.compile(r"位次|名次|排名|排序|位序")


def read_columns(page: Page, block: Block, carry: Carry) -> tuple[list[Column], Carry]:
    """The columns of a block in order, and what a continuation would take over."""
    heads, empty = collect_heads(page, block)
    return _build(block, heads, empty, carry)


# ------------------------------------------------------------------ the paths
def _build(
    block: Block, heads: dict[int, list[Head]], empty: dict[int, list[Merge]], carry: Carry
) -> tuple[list[Column], Carry]:
    starts: dict[int, int] = {}
    steps = list(carry.steps)
    ordinals = any(head.label.rank for cells in heads.values() for head in cells) or any(
        0 < step.rank < _LEVEL for step in steps
    )
    parent: tuple[str, ...] = carry.parent
    hanging: dict[int, tuple[str, ...] | None] = {}
    left: list[Column] = []
    for column in block.figures:
        cells = heads[column]
        if not cells:
            continue
        start = cells[0].row
        starts[column] = start
        bare = next((number for number, head in enumerate(cells) if is_bare_part(head.text)), None)
        under, unit, siblings = None, "", False
        if bare is not None:
            anchor = next(
                (item for item in reversed(left) if item.column < cells[bare].merge[1]), None
            )
            cells = cells[bare + 1 :]
            beside = left[-1] if left else None
            if (
                anchor
                and beside
                and cells
                and cells[0].label.part
                and not beside.part
                and beside.names[:-1] == anchor.names
                and beside is not anchor
            ):
                anchor = beside  # a # among the parts is a part of the part on its left
            under, unit = (anchor.names, anchor.unit) if anchor else ((), "")
        elif (gap := _gap_above(cells, empty[column])) is not None:
            cells = [head for head in cells if head.row > gap[0]]
            starts[column] = cells[0].row
            under, unit = _beside_gap(gap, cells, left, starts, carry)
            siblings = True
        elif start > block.header[0]:
            under, unit, siblings = _hanging_parent(cells, left, starts, hanging, heads)
            if under is None and carry.parent and not left and not any(head.wide for head in cells):
                # a continuation goes on among the parts of a name that stands in the table before
                under = carry.parent
        hanging[column] = under if siblings or (cells and cells[0].label.part) else None
        groups = _groups(cells)
        if under is None and len(groups) > 1 and groups[-1][0].label.part:
            groups, under, unit = _under_sibling(groups, left)
        item = _column(column, groups, under, unit)
        if under is not None and item.year is None and not item.period:
            above = next((other for other in reversed(left) if other.names == under), None)
            over = _time_over(heads, left, start) if above is None else None
            said = over or above
            item = replace(item, year=said.year, period=said.period) if said else item
        if under is None and groups:
            item, steps = _place_ordinal(item, groups, steps, ordinals, left)
        left.append(item)
        if under:
            parent = under
        elif len(groups) > 1:
            parent = item.names[:-1] or parent
        elif item.names and any(head.wide for head in cells):
            parent = item.names
    return left, Carry(steps=tuple(steps), parent=parent)


def _time_over(heads: dict[int, list[Head]], left: list[Column], start: int) -> Label | None:
    """The year that stands without a merge over a column on the left and reaches over this one."""
    for other in reversed(left):
        upper = [head for head in heads[other.column] if head.row < start]
        if upper:
            return next((head.label for head in upper if head.wide and head.label.timed), None)
    return None


def _gap_above(cells: list[Head], empty: list[Merge]) -> Merge | None:
    """The lowest empty merged cell above the column's last header cell."""
    above = [merge for merge in empty if merge[2] < cells[-1].row]
    return max(above, default=None)


def _beside_gap(
    gap: Merge, cells: list[Head], left: list[Column], starts: dict[int, int], carry: Carry
) -> tuple[tuple[str, ...] | None, str]:
    """An empty merged cell makes its columns children of what is filled on its left; a total there
    is no name.
    """
    beside = next((item for item in reversed(left) if item.column < gap[1]), None)
    if cells and cells[0].label.part:
        higher = next(
            (
                item
                for item in reversed(left)
                if starts[item.column] < cells[0].row and item.column >= gap[1]
            ),
            None,
        )
        beside = higher or beside
    if beside is None:
        return (carry.parent or None), ""
    names = beside.names[:-1] if beside.names and is_neutral(beside.names[-1]) else beside.names
    return names, beside.unit


def _hanging_parent(
    cells: list[Head],
    left: list[Column],
    starts: dict[int, int],
    hanging: dict[int, tuple[str, ...] | None],
    heads: dict[int, list[Head]],
) -> tuple[tuple[str, ...] | None, str, bool]:
    """Whose child a column is that starts lower than the header: (parent, its unit, whether its
    neighbours are children too).
    """
    start = cells[0].row
    higher = next((item for item in reversed(left) if starts[item.column] < start), None)
    if higher is None:
        return None, "", False
    if cells[0].label.part:
        return higher.names, higher.unit, True
    before = left[-1]
    if starts[before.column] == start and hanging.get(before.column) is not None:
        return hanging[before.column], higher.unit, True
    if starts[before.column] < start:
        tall = heads[before.column][-1]
        if tall.merge[2] > tall.merge[0] and tall.merge[2] >= start:
            return before.names, before.unit, True  # the cell on the left reaches down beside it
        above = [head for head in heads[before.column] if head.row < start]
        if (
            above
            and above[0].wide
            and above[0].merge[3] == above[0].merge[1]
            and any(head.row == start for head in heads[before.column])
        ):
            own = any(head.label.name for head in heads[before.column] if head.row >= start)
            names = before.names[:-1] if own else before.names
            return (
                names,
                next((head.label.unit for head in reversed(above) if head.label.unit), ""),
                False,
            )
        return None, "", False
    # the column beside already hangs under a cell that reaches over both without a merge
    shared = heads[higher.column]
    above = [head for head in shared if head.row < start]
    if (
        above
        and above[0].wide
        and above[0].merge[3] == above[0].merge[1]
        and any(head.row == start for head in shared)
    ):
        own = any(head.label.name for head in shared if head.row >= start)
        names = higher.names[:-1] if own else higher.names
        return (
            names,
            next((head.label.unit for head in reversed(above) if head.label.unit), ""),
            False,
        )
    return None, "", False


def _groups(cells: list[Head]) -> list[list[Head]]:
    """Cells of a column put into levels; a level of several cells is one name broken over rows."""
    groups: list[list[Head]] = []
    for head in cells:
        if groups and _continues(groups[-1][-1], head):
            groups[-1].append(head)
        else:
            groups.append([head])
    return groups


def _under_sibling(
    groups: list[list[Head]], left: list[Column]
) -> tuple[list[list[Head]], tuple[str, ...] | None, str]:
    """A part below a wide cell belongs to the column on its left under the same cell, if that is no
    mere total.
    """
    above = tuple(group[0].label.name for group in groups[:-1])
    beside = next((item for item in reversed(left) if not item.part), None)
    if (
        beside is None
        or len(beside.names) <= len(above)
        or beside.names[: len(above)] != above
        or is_neutral(beside.names[-1])
    ):
        return groups, None, ""
    return groups[-1:], beside.names, beside.unit


def _continues(upper: Head, lower: Head) -> bool:
    if _opens(upper.text):
        return True
    if upper.wide or upper.label.rank or upper.label.part or lower.label.part or lower.label.rank:
        return False
    if (upper.label.empty and upper.label.timed) or (lower.label.empty and lower.label.timed):
        return False
    if lower.label.empty and lower.label.unit:
        return True
    if upper.label.empty and upper.label.unit:
        return False
    return not lower.repeated


def _opens(text: str) -> bool:
    """Whether a bracket is still open at the end: the name goes on below."""
    line = fold(text)
    return line.count("(") > line.count(")")


def _column(
    column: int, groups: list[list[Head]], under: tuple[str, ...] | None, unit_above: str
) -> Column:
    names: list[str] = list(under or ())
    unit, year, period, measure, part, share = unit_above, None, "", "", False, False
    for number, group in enumerate(groups):
        named = [head for head in group if not (head.label.empty and head.label.unit)]
        label = (
            parse_label(joined(*(head.text for head in named)))
            if len(named) > 1
            else (named[0].label if named else Label(""))
        )
        for head in group:
            if head.label.empty and head.label.unit:
                label = label._replace(unit=head.label.unit)
                # 位次 over several columns is their unit and tells them from the columns of 篇数
                if (
                    label.empty
                    and (head.wide or _RANK.match(head.label.unit))
                    and not head.text.strip().startswith(("(", "（"))
                ):
                    label = label._replace(name=head.label.unit)
        if label.unit:
            unit = label.unit
        elif _RANK.match(label.name):
            unit = unit_name("位次")
        if label.year is not None:
            year = label.year
        period = label.period or period
        part, share = part or label.part, label.share
        if label.measure and label.name and (number or under or len(groups) == 1):
            measure = label.name
        elif label.name:
            if label.name.startswith(("(", "（")) and names:
                names[-1] += label.name
            else:
                names.append(label.name)
    return Column(
        column=column,
        names=tuple(names),
        unit=unit,
        year=year,
        period=period,
        measure=measure,
        part=part,
        share=share,
    )


# ranks below every ordinal: a column without a number among numbered ones, a level, a part without
# a number
_LOOSE, _LEVEL, _PART = 8, 9, 10


def _place_ordinal(
    item: Column, groups: list[list[Head]], steps: list[Step], ordinals: bool, left: list[Column]
) -> tuple[Column, list[Step]]:
    """Hang a top-level column under the ordinal or the column that it is a part of."""
    label = groups[0][0].label
    top = item.names[:1]
    if not top:
        return item, steps
    if steps and steps[-1].rank == _LOOSE and label.rank and label.place != 1:
        steps = [
            step for step in steps if step.rank != _LOOSE
        ]  # 2. goes on behind a column without a number
    if label.rank:
        rank = label.rank
        kept = _above(steps, rank)
    elif label.part:
        rank = _PART
        kept = _above(steps, _PART) or [
            Step(
                rank=0,
                part=False,
                names=other.names,
                unit=other.unit,
                year=other.year,
                period=other.period,
            )
            for other in left[-1:]
        ]
    elif ordinals and steps and steps[-1].part:  # unmarked right after 其中: its sibling
        rank = steps[-1].rank
        kept = _above(steps, rank)
    else:  # an unnumbered column begins anew; a numbered one after it may be its child
        numbered = [step for step in steps if 0 < step.rank < _LOOSE]
        rank, kept = (_LOOSE, numbered) if numbered else (0, [])
    # a column without a number among numbered ones stands for itself
    above = kept[-1] if kept and kept[-1].names != top and rank != _LOOSE else None
    names = (above.names if above else ()) + item.names
    unit = item.unit or (above.unit if above and label.part else "")
    if above and label.part and item.year is None and not item.period:
        item = replace(item, year=above.year, period=above.period)
    part = rank == _PART or label.part or (not label.rank and bool(kept) and rank != _LOOSE)
    if not is_neutral(top[0]) or rank:
        kept = [
            *kept,
            Step(
                rank=rank,
                part=part,
                names=(above.names if above else ()) + top,
                unit=unit,
                year=item.year,
                period=item.period,
            ),
        ]
    for depth, group in enumerate(groups[1:], start=2):
        lower = group[0].label
        reach = (above.names if above else ()) + item.names[:depth]
        if lower.rank:
            kept.append(Step(rank=lower.rank, part=lower.part, names=reach, unit=unit))
        elif (
            not groups[0][0].wide
            and not any(head.label.rank for head in groups[0][1:])
            and not group[0].repeated
        ):
            kept.append(
                Step(
                    rank=_LEVEL,
                    part=False,
                    names=reach,
                    unit=unit,
                    year=item.year,
                    period=item.period,
                )
            )
    return replace(item, names=names, unit=unit), kept


def _above(steps: list[Step], rank: int) -> list[Step]:
    kept = list(steps)
    while kept and kept[-1].rank >= rank:
        kept.pop()
    return kept
