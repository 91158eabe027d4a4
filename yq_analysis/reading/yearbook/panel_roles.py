"""What each column of a long panel is, decided from its heading, its values and its neighbours
together.

The thought: a panel is a flat list. One column says the year, one or more say the place from coarse
to fine, some only number or code the rows, some describe a place; the rest are figures. A code is
never a figure, and hides none.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yq_analysis.reading.yearbook.label_text import has_han, is_foreign, tidy
from yq_analysis.reading.yearbook.labels import parse_label
from yq_analysis.reading.yearbook.line_kinds import says_code
from yq_analysis.reading.yearbook.regions import is_region_corner, share_of_regions
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.times import dated, find_time
from yq_analysis.reading.yearbook.units import is_unit

Kind = Literal["year", "part", "place", "code", "name", "unit", "attribute", "figure"]
Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Role:
    """What one column is, and why: `level` orders places from coarse (low) to fine (high)."""

    column: int
    kind: Kind
    heading: str
    evidence: str
    level: float = 0.0


_YEAR = re.compile(
    r"年份|年度|^年$|年月|统计[年月]|会计年|年标识|时间|日期|报告期|^(?:year|yr|date|time|period|"
    r"time[ _]?period|fiscal[ _]year)$",
    re.IGNORECASE,
)
_PART = re.compile(r"^(?:月份?|季度?|month|quarter)$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:计量)?单位$|^unit(?:s| of measure|_measure)?$", re.IGNORECASE)
_NAME = re.compile(
    r"指标|项目|科目|变量|^(?:series|variable|indicator|item|subject)(?:[ _]name)?$", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"类别|类型|等级|级别|所属|板块|地域|经济[带区]|分组|备注|说明|来源|出处|部门|负责|联系|简称|拼音|英文|标志|标识$|是否|note|remark|source|flag|status|type|group|class|pinyin",
    re.IGNORECASE,
)
_GENERIC_NAME = re.compile(r"^(?:名称|name|对象|样本)$", re.IGNORECASE)
_LEVELS = (
    (0, re.compile(r"国|countr|nation", re.IGNORECASE)),
    (1, re.compile(r"省|直辖|自治区|provin|state|\bprov\b", re.IGNORECASE)),
    (4, re.compile(r"乡|镇|街道|村|town", re.IGNORECASE)),
    (3, re.compile(r"县|区县|市辖区|^区$|旗|county|district", re.IGNORECASE)),
    (2, re.compile(r"市|州|盟|地级|city|prefect", re.IGNORECASE)),
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """The cells of one column under its heading, in the order of the rows (a sample where there are
    very many).
    """

    column: int
    heading: str
    texts: tuple[str, ...]  # "" where the cell is empty
    numbers: tuple[float | None, ...]

    @property
    def words(self) -> int:
        return sum(
            bool(text) and number is None
            for text, number in zip(self.texts, self.numbers, strict=True)
        )

    @property
    def filled(self) -> int:
        return sum(map(bool, self.texts))


def columns_of(page: Page, headings: dict[int, str], rows: Sequence[int]) -> list[Column]:
    """The columns with what stands in them."""
    found = []
    for column, heading in headings.items():
        texts, numbers = [], []
        for row in rows:
            value = page.values.get((row, column))
            texts.append(
                "" if value is None or value.kind == "mark" else tidy(page.text(row, column)) or "-"
            )
            numbers.append(None if value is None else value.number)
        found.append(
            Column(column=column, heading=heading, texts=tuple(texts), numbers=tuple(numbers))
        )
    return found


def roles_of(columns: Sequence[Column]) -> dict[int, Role]:
    """The role of every column."""
    roles: dict[int, Role] = {}
    year = _year_column(columns)
    if year is not None:
        roles[year.column] = year
    for column in columns:
        if column.column not in roles:
            roles[column.column] = _alone(column)
    _told_twice(columns, roles)
    _codes_of_places(columns, roles)
    _places(columns, roles)
    _dimensions(columns, roles)
    return roles


# ------------------------------------------------------------------ the year
def _year_column(columns: Sequence[Column]) -> Role | None:
    """The column of years: headed so, or whole numbers that run through a span of years and come
    back.
    """
    for column in columns:
        if _YEAR.search(column.heading) and column.filled and _share_of_years(column) >= 0.98:
            return Role(
                column=column.column,
                kind="year",
                heading=column.heading,
                evidence="heading, values",
            )
    for column in columns:
        if _runs_through_years(column):
            return Role(
                column=column.column, kind="year", heading=column.heading, evidence="values"
            )
    return None


def _share_of_years(column: Column) -> float:
    hits = sum(
        (1900 <= number <= 2100 and number == int(number)) or _names_time(f"{number:.0f}")
        if number is not None
        else _names_time(text)
        for text, number in zip(column.texts, column.numbers, strict=True)
        if text
    )
    return hits / max(column.filled, 1)


def _names_time(text: str) -> bool:
    time = dated(text)
    return (time.year is not None or bool(time.period)) and len(time.rest) < 3


def _runs_through_years(column: Column) -> bool:
    numbers = [number for number in column.numbers if number is not None]
    if (
        len(numbers) < 6
        or len(numbers) < column.filled
        or column.filled < len(column.texts)
        or parse_label(column.heading).unit
        or not all(1949 <= number <= 2060 and number == int(number) for number in numbers)
    ):
        return False
    years = set(numbers)
    return (
        len(years) < len(numbers)
        and len(years) >= 0.8 * (max(years) - min(years) + 1)
        and len(years) > 1
    )


# ------------------------------------------------------------------ one column alone
def _alone(column: Column) -> Role:
    def role(kind: Kind, evidence: str, level: float = 0.0) -> Role:
        return Role(
            column=column.column, kind=kind, heading=column.heading, evidence=evidence, level=level
        )

    heading, words = column.heading, column.words
    numbers = [number for number in column.numbers if number is not None]
    whole = bool(numbers) and all(number == int(number) for number in numbers)
    if says_code(heading) and (whole or words > len(numbers)):
        return role("code", "heading")
    if _UNIT.match(heading) and all(is_unit(text) for text in column.texts if text):
        return role("unit", "heading and values")  # 100 million yuan is no figure
    if numbers and words <= len(numbers):
        if _PART.match(heading) and whole and all(1 <= number <= 12 for number in numbers):
            return role("part", "heading, values")
        if not heading and whole and _counts_rows(numbers):
            return role("code", "running numbers without a heading")
        return role("figure", "values")
    texts = [text for text in column.texts if text]
    if not texts:
        return role("figure", "empty")
    if _UNIT.match(heading) or sum(map(is_unit, texts)) > 0.9 * len(texts):
        return role("unit", "heading or values")
    if _PART.match(heading) or all(
        find_time(text).period and not find_time(text).rest for text in texts[:50]
    ):
        return role("part", "values")
    if _NAME.search(heading):
        return role("name", "heading")
    distinct = list(dict.fromkeys(texts))
    if _ATTRIBUTE.search(heading):
        return role("attribute", "heading")
    if (
        share_of_regions(distinct[:2000]) >= 0.5
        or is_region_corner(heading)
        or _level(heading) >= 0
    ):
        return role("place", "heading or values", _level(heading))
    return role("attribute", "text")


def _level(heading: str) -> float:
    return next((level for level, words in _LEVELS if words.search(heading)), -1)


def _counts_rows(numbers: Sequence[float]) -> bool:
    """Whether numbers run 1, 2, 3, also where they begin anew."""
    steps = sum(b - a == 1 for a, b in itertools.pairwise(numbers))
    return numbers[0] in (0, 1) and steps >= 0.5 * (len(numbers) - 1)


# ------------------------------------------------------------------ columns against each other
def _told_twice(columns: Sequence[Column], roles: dict[int, Role]) -> None:
    """Exports give a key twice: TIME and Time, INDICATOR with codes and Indicator with words. The
    words count.
    """
    for place, column in enumerate(columns):
        for other in columns[place + 1 :]:
            kinds = roles[column.column].kind, roles[other.column].kind
            alike = column.heading.casefold() == other.heading.casefold()
            if kinds == ("year", "figure") and column.numbers == other.numbers:
                drop = other
            elif alike and kinds in (("name", "name"), ("place", "place")):
                drop = min(column, other, key=lambda one: sum(map(len, one.texts)))
            else:
                continue
            roles[drop.column] = Role(
                column=drop.column, kind="attribute", heading=drop.heading, evidence="told twice"
            )


def _codes_of_places(columns: Sequence[Column], roles: dict[int, Role]) -> None:
    """Six-digit numbers that go one to one with a column of words are its codes, whatever stands
    over them.
    """
    words = [c for c in columns if roles[c.column].kind in ("place", "attribute")]
    for column in columns:
        role = roles[column.column]
        numbers = [number for number in column.numbers if number is not None]
        if role.kind != "figure" or not numbers or parse_label(role.heading).unit:
            continue
        coded = all(number == int(number) and 110000 <= number < 830000 for number in numbers)
        if coded and any(_one_to_one(column, other) for other in words):
            roles[column.column] = Role(
                column=column.column, kind="code", heading=role.heading, evidence="one a place"
            )


def _second_name(column: Column, other: Column) -> bool:
    """Whether a column only says another column's places once more: in English, or in a shorter
    form.
    """
    if column.texts == other.texts:
        return True
    pairs = {(a, b) for a, b in zip(column.texts, other.texts, strict=True) if a and b}
    alike = len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    if is_latin(column.texts) and not is_latin(other.texts):
        return alike
    return alike and all(a[:2] == b[:2] for a, b in pairs)


def _one_to_one(column: Column, other: Column) -> bool:
    pairs = {(a, b) for a, b in zip(column.texts, other.texts, strict=True) if a and b}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}) and 1 < len(
        pairs
    ) < len(column.texts)


def _places(columns: Sequence[Column], roles: dict[int, Role]) -> None:
    """Order the places from coarse to fine; a second name of the same place is none of its own."""
    by_number = {column.column: column for column in columns}
    places = [by_number[n] for n, role in roles.items() if role.kind == "place"]
    if not places:
        named = next(
            (
                c
                for c in columns
                if roles[c.column].kind == "attribute" and _GENERIC_NAME.match(c.heading)
            ),
            None,
        )
        if named is not None:
            roles[named.column] = Role(
                column=named.column, kind="place", heading=named.heading, evidence="heading"
            )
        return
    kept: list[Column] = []
    for place in sorted(places, key=lambda c: not any(map(has_han, c.texts))):
        if any(_second_name(place, other) for other in kept):
            roles[place.column] = Role(
                column=place.column,
                kind="attribute",
                heading=place.heading,
                evidence="a second name",
            )
            continue
        kept.append(place)
    for place in kept:
        level = roles[place.column].level
        distinct = len({text for text in place.texts if text})
        roles[place.column] = Role(
            column=place.column,
            kind="place",
            heading=place.heading,
            evidence=roles[place.column].evidence,
            level=(level if level >= 0 else 1.5) + 1e-7 * distinct,
        )


def _dimensions(columns: Sequence[Column], roles: dict[int, Role]) -> None:
    """A column of words without which rows would not differ is a dimension: its words belong to the
    name.
    """
    key = [c for c in columns if roles[c.column].kind in ("year", "part", "place")]
    names = [c for c in columns if roles[c.column].kind == "name"]
    spare = [
        c
        for c in columns
        if roles[c.column].kind == "attribute"
        and not _ATTRIBUTE.search(c.heading)
        and c.filled >= 0.98 * len(c.texts)
    ]
    count = len({*zip(*(c.texts for c in key + names), strict=True)}) if key or names else 1
    for column in spare:
        if count >= len(column.texts):
            return
        more = len({*zip(*(c.texts for c in [*key, *names, column]), strict=True)})
        if more > 1.5 * count or (
            more == len(column.texts) and len(set(column.texts)) < len(column.texts)
        ):
            roles[column.column] = Role(
                column=column.column,
                kind="name",
                heading=column.heading,
                evidence="tells rows apart",
            )
            names.append(column)
            count = more


def is_latin(texts: Sequence[str]) -> bool:
    """Whether a column is words of a Latin language."""
    return bool(texts) and sum(map(is_foreign, texts)) > 0.5 * len(texts)
