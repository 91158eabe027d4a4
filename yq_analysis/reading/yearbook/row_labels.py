"""What each row is called.

The thought: of the label columns one holds the names, others may hold the English, the unit, a
code, the year, or a group that several rows share. Depth comes from blanks, indent and ordinals; a
row without figures is a heading where the rows below lie deeper or carry a unit that it lacks.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from yq_analysis.reading.yearbook.anatomy import Block
from yq_analysis.reading.yearbook.label_text import has_han, tidy
from yq_analysis.reading.yearbook.labels import parse_label
from yq_analysis.reading.yearbook.regions import (
    is_neutral,
    is_region,
    is_region_corner,
    share_of_regions,
)
from yq_analysis.reading.yearbook.row_items import Item, items_of
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.stub_roles import stub_roles
from yq_analysis.reading.yearbook.times import is_year_end
from yq_analysis.reading.yearbook.units import glued_unit, sole_unit


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of figures: its path of names or its region, and the unit and time that its labels
    give.
    """

    row: int
    names: tuple[str, ...] = ()
    region: str = ""
    unit: str = ""  # in the label itself
    column_unit: str = ""  # in a column of units
    year: int | None = None
    period: str = ""
    total: bool = False
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class Stub:
    """The label columns by role, and the rows that they name."""

    rows: tuple[Row, ...]
    regions: bool  # the rows are places
    headings: tuple[int, ...]
    roles: dict[int, str]  # column -> name, group, english, unit, code, year, region
    corner: str
    unit: str  # in the corner: 指标（吨）
    only_unit: str = ""  # the only one that the labels give


_OPEN_END = re.compile(r"[、及和与或]\Z|[(（][^)）]*\Z")
_WHOLE = re.compile(
    r"(?:总[量计数额]|合计)(?:\(.*\))?\Z"
)  # a total above 一、 二、 is the first of the list, not its parent
_HEADING_WORDS = re.compile(r"构成|情况$|^按.{1,12}分|^其中$")


def read_rows(page: Page, block: Block) -> Stub:
    """The rows of a block's body with their names."""
    roles, corner = stub_roles(page, block)
    items = items_of(page, block, roles)
    if items and all(is_year_end(item.text) for item in items):
        for item in items:  # a yearly series with the last day of each year
            item.label, item.period = item.label._replace(period=""), ""
    _level_indents(items)
    _attach_wrapped(items)
    items = [item for item in items if not item.attached]
    names = [item.label.name for item in items if not item.region]
    plain = not any(item.label.unit or item.label.rank or item.column_unit for item in items)
    regions = "region" in roles.values() or _rows_are_places(names, corner, plain)
    if not regions or "region" in roles.values():
        _strip_glued_units(items)
    _mark_siblings(items)
    _mark_headings(items, regions and "region" not in roles.values())
    rows, headings = _paths(items, regions, "region" in roles.values())
    only_unit = (
        ""
        if not items or any(item.column_unit for item in items) or not items[0].label.unit
        else sole_unit([item.label.unit for item in items])
    )
    return Stub(
        rows=tuple(rows),
        regions=regions,
        headings=tuple(headings),
        roles=roles,
        corner=corner,
        unit=parse_label(corner).unit,
        only_unit=only_unit,
    )


def _rows_are_places(names: list[str], corner: str, plain: bool) -> bool:
    """Whether most rows are places, or the corner says so and nothing in the rows speaks against
    it.
    """
    share = share_of_regions(names)
    if share >= 0.5:
        return True
    return is_region_corner(corner) and (plain or share >= 0.15 or not any(map(has_han, names)))


def _level_indents(items: list[Item]) -> None:
    """One blank more or less is a slip where the levels of a table lie two or more apart."""
    pushed = sorted({item.indent for item in items if item.indent})
    if not pushed or pushed[0] == 1:
        return
    base: dict[int, int] = {0: 0}
    level = pushed[0]
    for indent in pushed:
        if indent > level + 1:
            level = indent
        base[indent] = level
    for item in items:
        item.indent = base[item.indent]


def _attach_wrapped(items: list[Item]) -> None:
    """Join a label that is broken over rows to the row that has the figures."""
    for place, item in enumerate(items[:-1]):
        below = items[place + 1]
        if (
            item.figures
            and not below.figures
            and has_han(item.text)
            and _OPEN_END.search(item.label.name)
            and not below.label.rank
        ):
            item.label = item.label._replace(
                name=item.label.name + below.label.name, unit=item.label.unit or below.label.unit
            )
            below.attached = True
        elif not item.figures and below.figures and not item.attached:
            broken = (
                _OPEN_END.search(tidy(item.text))
                if has_han(item.text)
                else below.text.strip()[:1].islower()
            )
            if broken:
                between = "" if has_han(item.text) else " "
                below.label = below.label._replace(
                    name=f"{item.label.name}{between}{below.label.name}",
                    rank=item.label.rank,
                    place=item.label.place,
                    part=item.label.part,
                )
                below.indent = item.indent
                item.attached = True


def _strip_glued_units(items: list[Item]) -> None:
    """Where the whole table prints units on to the names without a bracket, take them off."""
    rows = [item for item in items if item.figures and item.label.unit not in ("%", "‰")]
    if not rows or any(item.label.unit or item.column_unit for item in rows):
        return
    found = [glued_unit(item.label.name) for item in rows]
    if (
        sum(bool(unit) for _, unit in found) < 0.8 * len(rows)
        or sum(item.figures for item in items) < 3
    ):
        return
    kinds = {unit for _, unit in found} | {
        item.label.unit for item in items if item.figures and item.label.unit
    }
    if len(kinds - {""}) < 2:
        return
    for item in items:
        if item.label.unit:
            continue
        name, unit = glued_unit(item.label.name)
        if unit and name and (item.figures or unit in kinds):
            item.glued = unit
            item.label = item.label._replace(name=name)


# ------------------------------------------------------------------ headings and paths
def _mark_siblings(items: list[Item]) -> None:
    """An unmarked row right after a 其中 row is its sibling where the two make up the row above,
    figure by figure.

    全市常住人口 866.6, #城镇 392.6, 乡村 474.0: without any indent only the sum says whose part
    乡村 is.
    """
    again = _comes_back(items)
    for part, other in itertools.pairwise(items):
        if part.label.part and not other.label.part and other.label.name in again:
            other.label = other.label._replace(part=True)
    for whole, part, other in zip(items, items[1:], items[2:], strict=False):
        if (
            not part.label.part
            or other.label.part
            or whole.label.part
            or other.label.rank
            or not part.indent == other.indent == whole.indent
        ):
            continue
        sums = [
            abs(a - b - c) <= 0.0015 * abs(a)
            for a, b, c in zip(whole.values, part.values, other.values, strict=True)
            if a is not None and b is not None and c is not None and a > 0 < b and c > 0
        ]
        if sums and all(sums):
            other.label = other.label._replace(part=True)


def _comes_back(items: list[Item]) -> set[str]:
    """Names of unmarked rows that stand behind a # row more than once, where nothing is pushed in.

    城镇居民收入, #工资性收入, 经营净收入, 农村居民收入, #工资性收入, 经营净收入: the second part of
    each.
    """
    if any(item.indent for item in items):
        return set()
    seen: dict[str, int] = {}
    part = False
    for number, item in enumerate(items):
        part = item.label.part or (part and not items[number - 1].label.rank)
        if part and not item.label.part and not item.label.rank:
            seen[item.label.name] = seen.get(item.label.name, 0) + 1
    return {name for name, count in seen.items() if count > 1}


def _mark_headings(items: list[Item], places: bool) -> None:
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item.figures:
            seen.add(item.label.name)
            continue
        if item.label.empty and item.label.year is not None:
            item.heading = True  # a year alone: the year of the rows below
            continue
        below = items[number + 1] if number + 1 < len(items) else None
        if below is None or item.region or item.year is not None:
            continue
        deeper = _deeper(item, below)
        if places:
            strange = not is_region(item.label.name) and not is_neutral(item.label.name)
            item.heading = deeper or (strange and (number == 0 or below.label.name in seen))
            continue
        lacks_unit = bool(below.unit) and not item.unit
        again = below.label.name in seen and below.figures
        says_so = (
            _HEADING_WORDS.search(item.label.name) is not None
            and not below.label.rank == item.label.rank > 0
        )
        item.heading = deeper or lacks_unit or again or says_so
        item.section = item.heading and not deeper


def _deeper(item: Item, below: Item) -> bool:
    if item.label.rank and below.label.rank:
        return below.label.rank > item.label.rank
    return below.indent > item.indent or (below.label.part and not item.label.part)


def _paths(items: list[Item], regions: bool, region_column: bool) -> tuple[list[Row], list[int]]:
    """The path of every row, from depth; regions have none, but may stand under a heading."""
    rows: list[Row] = []
    headings: list[int] = []
    stack: list[Item] = []
    year: int | None = None
    said = [item.label.name for item in items if item.figures and not is_neutral(item.label.name)]
    # 鼓楼区 under two cities: the places above come before each name
    deep = any(item.indent for item in items) and len(set(said)) < len(said)
    above_place: list[Item] = []
    for item in items:
        name = item.label.name
        if item.heading and not name and item.label.year is not None:
            year = item.label.year
            headings.append(item.row)
            continue
        if item.year is None and item.label.year is None and not item.label.period:
            item.year = year
        group = item.group
        total = is_neutral(name)
        if regions and not region_column:
            if item.heading:
                headings.append(item.row)
                if not is_region(name):
                    stack = [item]
                continue
            above = tuple(other.label.name for other in stack)
            while above_place and above_place[-1].indent >= item.indent:
                above_place.pop()
            above_place.append(item)
            region = "/".join(other.label.name for other in above_place) if deep else name
            rows.append(
                Row(
                    row=item.row,
                    names=group + above,
                    region=region,
                    unit=item.label.unit or next((other.label.unit for other in stack), ""),
                    column_unit=item.column_unit,
                    year=item.label.year or item.year,
                    period=item.label.period or item.period,
                    total=total,
                )
            )
            continue
        _unwind(stack, item)
        parents = [other for other in stack if other.label.name]
        inherited = next((other.unit for other in reversed(parents) if other.unit), "")
        path = (*group, *(other.label.name for other in parents), *filter(None, [name]))
        if item.heading:
            headings.append(item.row)
        else:
            own = item.label.unit or item.glued
            inherited_label = (
                next(
                    (other.label.unit or other.glued for other in reversed(parents) if other.unit),
                    "",
                )
                if not item.column_unit
                else ""
            )
            row = Row(
                row=item.row,
                names=path,
                region=item.region,
                unit=own or inherited_label,
                column_unit=item.column_unit or inherited,
                year=item.year if item.year is not None else item.label.year,
                period=item.period or item.label.period,
                total=total and not parents,
            )
            if item.label.measure:
                # 增速 with nothing above it in depth is said of the row before it
                of = path[:-1] or next((other.names for other in rows[::-1][:1]), ())
                row = replace(row, names=of, measure=name, unit=row.unit or "%")
            rows.append(row)
        stack.append(item)
    return rows, headings


def _unwind(stack: list[Item], item: Item) -> None:
    """Pop what is no parent of the item."""
    rank, indent = item.label.rank, item.indent
    if item.label.part and not rank:
        shallower = [
            place
            for place, other in enumerate(stack)
            if not other.label.part
            and (other.indent < indent or (other.section and other.indent <= indent))
        ]
        if shallower:
            last = shallower[-1]
            inside = [
                place
                for place, other in enumerate(stack)
                if place > last and not other.label.part and other.indent == indent
            ]
            # under a section the row right above is the whole: 二、人口, 常住人口, 其中：城镇
            if stack[last].section and stack[last].indent == indent and inside:
                last = inside[-1]
            del stack[last + 1 :]
            return
        while stack and (stack[-1].label.part or stack[-1].indent > indent):
            stack.pop()
        return
    if rank:
        same = [place for place, other in enumerate(stack) if other.label.rank == rank]
        if same and item.label.place != 1:
            del stack[same[-1] :]
            return
        while stack:
            other = stack[-1]
            if (other.label.rank and other.label.rank < rank) or (
                other.section and not other.label.rank and other.indent <= indent
            ):
                return
            whole = is_neutral(other.label.name) or (
                rank == 1 and _WHOLE.search(other.label.name) is not None and other.indent >= indent
            )
            if (
                not other.label.rank
                and not other.label.part
                and other.indent <= indent
                and item.label.place == 1
                and not whole
            ):
                return
            stack.pop()
        return
    while stack:
        other = stack[-1]
        if other.label.part:
            stack.pop()
            # an unmarked row at the depth of a part, or set under the words behind 其中：, is its
            # sibling
            level = stack[-1].indent if stack and not stack[-1].section else -1
            if (indent == other.indent and level < indent) or indent >= other.indent + 2:
                while stack and stack[-1].label.part:
                    stack.pop()
                return
            continue
        if other.section and not item.heading and other.indent <= indent:
            return
        if other.indent < indent:
            return
        stack.pop()
