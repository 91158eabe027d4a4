"""Rows and columns put together: every cell of the block becomes one figure with all its keys.

The thought: each key (region, year, indicator, unit) stands on one of the axes or in the lines
around the table. What an axis holds is decided by its words, not by its place; the nearest word
wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.yearbook.anatomy import Block
from yq_analysis.reading.yearbook.cell_values import Value
from yq_analysis.reading.yearbook.header_paths import Column
from yq_analysis.reading.yearbook.regions import is_region, share_of_regions
from yq_analysis.reading.yearbook.row_labels import Row, Stub
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.table_context import Frame
from yq_analysis.reading.yearbook.times import is_part_of_year, month_or_so_far
from yq_analysis.reading.yearbook.units import choose_unit


class Figure(NamedTuple):
    """One published figure; `place` is its cell."""

    region: str
    indicator: str
    year: int | None
    period: str
    value: float | None
    unit: str
    flag: str
    place: tuple[int, int]  # last, and the rest in the order of model.READING


@dataclass(frozen=True, kw_only=True)
class _Key:
    """What a column says once its places are told from its names."""

    column: int
    names: tuple[str, ...]
    region: str
    unit: str
    year: int | None
    period: str
    measure: str
    share: bool


# last year's figure beside this year's: it describes the year before
YEAR_BEFORE = re.compile(r"(?:上年|去年)(?:同期|全年)?(?:数|累计|实际|实绩|完成)?\Z")
# growth is said of neither last year's figure nor the amount of the change
_NO_BASE = re.compile(rf"\A{YEAR_BEFORE.pattern}|(?:增减|增加|变动|净增)(?:额|量|数|值)\Z")
_RATIO = re.compile(r"(?:率|比重|指数|比例|系数|强度)\Z")
_EVERY_PLACE = re.compile(
    r"[各分](?:省|市|县|区|地区|州|旗)"
)  # 各县(市、区) over the names of the counties is no name itself


def figures_of(
    page: Page, block: Block, frame: Frame, columns: list[Column], stub: Stub
) -> Iterator[Figure]:
    """All figures of a block, blank cells among them."""
    keys = _column_keys(page, columns, stub, frame)
    rows, keys = _aggregate_names(list(stub.rows), _without_generic_names(keys, stub))
    keys = _told_changes(page, rows, keys)
    compound = _compound_corner(stub)
    alone = len({key.names for key in keys if not key.measure}) == 1
    shares = _fractions_among_shares(page, rows, keys)
    shown = _units_shown(page, rows, keys)
    headed = {key.column for key in keys} | set(block.stub)
    for row in rows:
        for key in keys:
            value = page.values.get((row.row, key.column))
            if value is not None and (row.row, key.column) in shares:
                value = value._replace(flag=value.flag or "suspect")
            if value is not None and value.kind == "text":
                continue
            region, names = row.region or key.region, row.names
            if compound:
                region, names = _split_compound(row, compound)
            region = region or frame.region
            year, period = _time(row, key, frame)
            if period and not (row.period or key.period):
                period = month_or_so_far(period, (*names, *key.names))
            if year is not None and key.names and YEAR_BEFORE.match(key.names[-1]):
                period = period.replace(str(year), str(year - 1), 1)
                year -= 1
            measure = key.measure or row.measure
            indicator = _indicator(names, key.names, measure, frame, year, alone)
            place = (row.row, key.column)
            if value is not None and value.unit and not value.flag:
                around = key.unit or row.unit or row.column_unit or "".join(frame.units[:1])
                value = _against(value, around, page.cell(place))
                if value is None:
                    continue
            nearer = key.unit if key.measure or key.unit in ("%", "‰") else ""
            unit = (
                (value.unit if value else "") or nearer or row.unit or key.unit or row.column_unit
            )
            unit = unit or stub.unit
            if not unit:
                unit = choose_unit(frame.units, indicator.rsplit("/", 1)[-1].rsplit("|", 1)[-1])
            if not unit and not _RATIO.search(indicator):
                unit = stub.only_unit
            unit = unit or shown.get(key.column, "")
            if place in page.sheet.covered:  # no gap: something stands there, and is listed
                continue
            if value is not None and value.kind == "number" and not value.flag:
                value = value._replace(flag=_flag_beside(page, place, headed))
            if page.sheet.is_hidden(*place) and (value is None or not value.flag):
                value = value._replace(flag="hidden") if value is not None else None
            if value is None:
                yield Figure(region, indicator, year, period, None, unit, "missing", place)
            elif value.kind == "range":
                yield Figure(region, indicator, year, period, None, unit, "range", place)
            else:
                yield Figure(region, indicator, year, period, value.number, unit, value.flag, place)


def _told_changes(page: Page, rows: list[Row], keys: list[_Key]) -> list[_Key]:
    """Whether 比上年增减 without a unit is an amount or per cent: its figures say it, else the
    column of per cent beside it; nothing else makes it an amount.
    """
    found = []
    for key in keys:
        if key.measure and not key.unit:
            same = [other for other in keys if other.names == key.names and other is not key]
            base = next((k for k in same if not k.measure and k.year == key.year), None)
            votes = [_is_amount(page, row, key, base, keys) for row in rows] if base else []
            told = [vote for vote in votes if vote is not None]
            beside = any(other.measure and other.unit in ("%", "‰") for other in same)
            amount = 2 * sum(told) > len(told) if told else beside
            key = replace(key, unit=(base.unit if base else "") if amount else "%")
        found.append(key)
    return found


def _is_amount(page: Page, row: Row, key: _Key, base: _Key, keys: list[_Key]) -> bool | None:
    """Whether the change of one row is the difference of its two years, or its per cent."""
    before = next(
        (
            other
            for other in keys
            if not other.measure
            and (
                (other.names == base.names and base.year and other.year == base.year - 1)
                or (other.names and YEAR_BEFORE.match(other.names[-1]))
            )
        ),
        None,
    )
    if before is None:
        return None
    held = [page.values.get((row.row, one.column)) for one in (base, before, key)]
    numbers = [value.number for value in held if value is not None and value.number is not None]
    if len(numbers) < 3 or not numbers[1]:
        return None
    now, then, change = numbers
    return abs(change - (now - then)) < abs(change - 100 * (now / then - 1))


_FLAG = re.compile(r"[a-z]{1,3}\Z")


def _flag_beside(page: Page, place: tuple[int, int], headed: set[int]) -> str:
    """The letter that an export sets into a column of its own behind the figure: p, e, b."""
    row, column = place
    if column + 1 in headed or not page.is_text(row, column + 1):
        return ""
    text = page.text(row, column + 1).strip()
    return text if _FLAG.match(text) else ""


def _units_shown(page: Page, rows: list[Row], keys: list[_Key]) -> dict[int, str]:
    """The unit that every figure of a column carries: a dash among 5.6% and 3.2% has it too."""
    found: dict[int, str] = {}
    for key in keys:
        held = [page.values.get((row.row, key.column)) for row in rows]
        units = {value.unit for value in held if value is not None and value.number is not None}
        if len(units) == 1:
            found[key.column] = units.pop()
    return found


def _fractions_among_shares(page: Page, rows: list[Row], keys: list[_Key]) -> set[tuple[int, int]]:
    """Plain fractions whose whole row, or whole column, is else shown as per cent: 0.993 after
    98.1% and 98.2%.
    """
    found: set[tuple[int, int]] = set()
    places = [[(row.row, key.column) for key in keys] for row in rows]
    for line in (*places, *zip(*places, strict=True)):
        held = [place for place in line if page.kind(*place) == "number"]
        shown = [place for place in held if page.cell(place).percent]
        plain = [
            place
            for place in held
            if not page.cell(place).percent
            and not page.values[place].unit
            and abs(page.values[place].number or 0.0) <= 2
        ]
        if shown and len(shown) >= len(held) - len(plain) and len(shown) >= len(plain):
            found.update(plain)
    return found


def _against(value: Value, around: str, cell: Cell) -> Value | None:
    """A figure with a unit of its own against the unit around it: where they differ it is doubted,
    or no figure.

    A percent format counts as printed; 58.4% among 万元 is doubted; 1.3万 among 万元 may mean two
    things.
    """
    if cell.percent or not around or around == value.unit:
        return value
    if around.startswith(value.unit):
        return value._replace(unit=around)
    if value.unit in ("万", "亿", "千", "百"):
        return None
    return value._replace(flag="suspect") if value.kind == "number" else value


def _time(row: Row, key: _Key, frame: Frame) -> tuple[int | None, str]:
    for holder in (row, key):
        if holder.year is not None:
            return holder.year, holder.period or _part_of(frame, holder.year)
        if holder.period:
            other = key if holder is row else row
            if not is_part_of_year(holder.period):
                return None, holder.period
            # a month or a quarter on one axis and the year elsewhere are one period of that year
            year = other.year if other.year is not None else frame.year
            if holder.period == "全年":
                return year, ""
            between = "" if holder.period.startswith("Q") else "年"
            return year, f"{year}{between}{holder.period}" if year is not None else holder.period
    return frame.year, frame.period


def _part_of(frame: Frame, year: int) -> str:
    """The part of the year that the title names: 2024年1-9月 holds for the column of 2023年 too."""
    if frame.year is None or not frame.period.startswith(str(frame.year)):
        return ""
    return frame.period.replace(str(frame.year), str(year), 1)


def _indicator(
    row: tuple[str, ...],
    column: tuple[str, ...],
    measure: str,
    frame: Frame,
    year: int | None,
    alone: bool,
) -> str:
    left, right = "/".join(row), "/".join(column)
    name = f"{left}|{right}" if left and right else left or right or frame.indicator
    if measure:
        if left and right:  # a path has two sides at most
            name = left if alone else name
        if year is not None and measure == f"比{year - 1}年增长":
            measure = "比上年增长"
        between = "/" if "|" in name else "|"
        name = f"{name}{between}{measure}" if name else measure
    return name


# ------------------------------------------------------------------ places and measures among the
# columns
def _column_keys(page: Page, columns: list[Column], stub: Stub, frame: Frame) -> list[_Key]:
    depth = None if stub.regions else _depth_of_places(columns)
    keys: list[_Key] = []
    for item in columns:
        if _is_words(page, item, stub):
            continue
        if (
            not item.names
            and item.year is None
            and not item.period
            and not item.measure
            and not item.unit
            and (len(columns) > 1 or not any(row.names for row in stub.rows))
        ):
            continue
        names, region = item.names, ""
        at = _place_in(names, depth) if depth is not None else None
        if at is not None and (not item.measure or is_region(names[at])):
            region = names[at]
            names = tuple(
                name
                for number, name in enumerate(names)
                if number != at
                and not _EVERY_PLACE.match(name)
                # 市辖区, 县, 关中 over the names of the places
                and not (number < at and (is_region(name) or _KIND_OF_PLACE.fullmatch(name)))
            )
        key = _Key(
            column=item.column,
            names=names,
            region=region,
            unit=item.unit,
            year=item.year,
            period=item.period,
            measure=item.measure,
            share=item.share,
        )
        if item.measure:
            key = _said_of(key, keys, frame)
        keys.append(key)
    if frame.year is not None or frame.period:
        return keys
    return _later_year(_same_year(_reached(keys)))


_KIND_OF_PLACE = re.compile(r"[省市县区州旗镇乡]|县级市|街道|县\(市\)|主?城区|郊[区县]")
_OF_THE_ROW = re.compile(r"占比|比重|排名|位次|名次|完成率|序时进度|贡献率|\A占")


_REACHED = re.compile(r"完成|进度|达标|实现程度")
_PLANNED = re.compile(r"目标|规划|计划|预期")


def _reached(keys: list[_Key]) -> list[_Key]:
    """How much of a target was reached is of the year whose figure stands before it."""
    found: list[_Key] = []
    for key in keys:
        if key.year is None and not key.period and key.names and _REACHED.search(key.names[-1]):
            years = [
                other.year
                for other in found
                if other.year is not None and not (other.names and _PLANNED.search(other.names[-1]))
            ]
            key = replace(key, year=years[-1] if years else None)
        found.append(key)
    return found


def _same_year(keys: list[_Key]) -> list[_Key]:
    """Shares and ranks without a year beside figures of one year are of that year."""
    years = {key.year for key in keys if key.year is not None}
    if len(years) != 1:
        return keys
    return [
        replace(key, year=next(iter(years)))
        if key.year is None and not key.period and key.names and _OF_THE_ROW.search(key.names[-1])
        else key
        for key in keys
    ]


def _place_in(names: tuple[str, ...], depth: int) -> int | None:
    """Which level of a column's path is its place: the level of the table's places, or another that
    is one.
    """
    if len(names) > depth and (is_region(names[depth]) or not any(map(is_region, names))):
        return depth
    return next((number for number, name in enumerate(names) if is_region(name)), None)


def _later_year(keys: list[_Key]) -> list[_Key]:
    """Places without a year beside the whole in two years stand for the later one."""
    years = [key.year for key in keys if key.year is not None and not key.region]
    if not years or len(years) < 2:
        return keys
    return [
        replace(key, year=max(years))
        if key.region and key.year is None and not key.period and not key.measure
        else key
        for key in keys
    ]


def _said_of(key: _Key, before: list[_Key], frame: Frame) -> _Key:
    """Growth and shares are said of the column on their left: its names, its place."""
    base = next(
        (
            other
            for other in reversed(before)
            if not other.measure and not (other.names and _NO_BASE.search(other.names[-1]))
        ),
        None,
    )
    if base is None:
        return key
    names = key.names or (() if base.names[-1:] in _THIS_YEAR else base.names)
    year = key.year
    if year is None and frame.year is None:
        year = max(
            (other.year for other in before if other.year is not None and other.names == names),
            default=None,
        )
    period = key.period or (base.period if key.year is None else "")
    return replace(key, names=names, region=key.region or base.region, year=year, period=period)


def _depth_of_places(columns: list[Column]) -> int | None:
    """The header level that holds places, if one does."""
    best, found = 0.0, None
    for depth in range(max((len(item.names) for item in columns), default=0)):
        names = list(
            dict.fromkeys(
                item.names[depth]
                for item in columns
                if len(item.names) > depth and not item.measure
            )
        )
        places = sum(map(is_region, names))
        share = share_of_regions(names)
        if places >= 2 and share >= 0.5 and share > best:
            best, found = share, depth
    return found


def _is_words(page: Page, item: Column, stub: Stub) -> bool:
    """A column of words among the figures: remarks, units, English names."""
    texts = sum(page.is_text(row.row, item.column) for row in stub.rows)
    figures = sum(page.is_figure(row.row, item.column) for row in stub.rows)
    return texts > figures and not (figures and item.year is not None)


_THIS_YEAR = (("本年",), ("本期",), ("本年数",), ("本期数",), ("今年",))
_GENERIC = frozenset(("数值", "指标值", "数据", "数量", "绝对数", "本年", "本期", "Value", "value"))


def _without_generic_names(keys: list[_Key], stub: Stub) -> list[_Key]:
    """A header that only says that figures follow adds nothing to rows that have names."""
    if any(
        key.names not in ((),) and not (len(key.names) == 1 and key.names[0] in _GENERIC)
        for key in keys
        if not key.measure
    ):
        return keys
    if not any(row.names for row in stub.rows):
        return keys
    return [replace(key, names=()) for key in keys]


# ------------------------------------------------------------------ a total row crossed with an
# aggregate and its measures
def _aggregate_names(rows: list[Row], keys: list[_Key]) -> tuple[list[Row], list[_Key]]:
    """Where the first column names the aggregate and the others only its growth or share, a bare
    total row is that aggregate.
    """
    if (
        len(keys) < 2
        or keys[0].measure
        or not all(key.measure or key.share for key in keys[1:])
        or not keys[0].names
    ):
        return rows, keys
    total = next((row for row in rows if len(row.names) == 1 and row.total), None)
    if total is None:
        return rows, keys
    root = keys[0].names
    bare = total.names[0]
    renamed = [
        replace(row, names=root + (row.names[1:] if row.names[:1] == (bare,) else row.names))
        for row in rows
    ]
    return renamed, [
        replace(key, names=(), measure=key.measure or (key.names[-1] if key.share else ""))
        for key in keys
    ]


# ------------------------------------------------------------------ compound keys:
# indic_de,geo\time
def _compound_corner(stub: Stub) -> list[str]:
    corner = stub.corner
    if "\\" not in corner or "," not in corner.split("\\")[0]:
        return []
    return [part.strip().lower() for part in corner.split("\\")[0].split(",")]


def _split_compound(row: Row, dimensions: list[str]) -> tuple[str, tuple[str, ...]]:
    said = row.region or "/".join(row.names)
    parts = [part.strip() for part in said.split(",")]
    if len(parts) != len(dimensions):
        return row.region, row.names
    region = next(
        (
            part
            for part, dimension in zip(parts, dimensions, strict=True)
            if "geo" in dimension or "region" in dimension
        ),
        "",
    )
    others = tuple(
        part
        for part, dimension in zip(parts, dimensions, strict=True)
        if not ("geo" in dimension or "region" in dimension)
    )
    return region, others
