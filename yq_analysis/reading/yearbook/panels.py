"""Long panels: flat lists with one heading row, a year and a place in every row, and figures beside
them.

The thought: what a cell says is said in full by its row's keys and its column's heading, so nothing
has to be carried down. The finest place is the region; where one name stands under two parents, the
parents come before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from yq_analysis.reading.yearbook.anatomy import Block
from yq_analysis.reading.yearbook.label_text import has_han, tidy
from yq_analysis.reading.yearbook.labelled_figures import Figure
from yq_analysis.reading.yearbook.labels import Label, parse_label
from yq_analysis.reading.yearbook.panel_roles import Role, columns_of, roles_of
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.table_context import Frame
from yq_analysis.reading.yearbook.times import dated, find_time, is_year_end
from yq_analysis.reading.yearbook.units import choose_unit, is_unit, unit_name

_SAMPLE = 4000  # rows that decide the roles; more say nothing new
_GENERIC = re.compile(
    r"^(?:数值|指标值|数据值?|数量|绝对数|取值|值|value|obs[_ ]value|observation)$", re.IGNORECASE
)
_NO_UNIT = re.compile(r"(?:没有单位|无单位|无量纲|无|[-—/]+)\Z")
_LAST_BRACKET = re.compile(r"\s*\(([^()]+(?:\([^()]*\)[^()]*)*)\)\s*\Z")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A flat list on a sheet: its heading rows, its rows, and what each column is."""

    header: tuple[int, ...]
    body: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    roles: dict[int, Role]
    units: dict[int, str]

    def of(self, kind: str) -> list[int]:
        """The columns of one kind."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for column, role in self.roles.items():
            found.setdefault(role.kind, []).append(column)
        return found

    def with_units(self, said: dict[str, str]) -> Panel:
        """The panel with units that a note sheet gives to its headings."""
        more = {
            column: said[role.heading]
            for column, role in self.roles.items()
            if role.heading in said and column not in self.units
        }
        return replace(self, units={**self.units, **more}) if more else self

    @property
    def block(self) -> Block:
        """The same as a block, for the list of tables."""
        columns = sorted(self.roles)
        return Block(
            top=self.header[0],
            bottom=self.body[-1],
            left=columns[0],
            right=columns[-1],
            stub=tuple(column for column, role in self.roles.items() if role.kind != "figure"),
            figures=tuple(self.of("figure")),
            header=self.header,
            body=self.body,
            before=self.before,
            after=self.after,
        )


def find_panel(page: Page) -> Panel | None:
    """The panel that fills a sheet, or None where the sheet is laid out in any other way."""
    rows = sorted(page.rows)
    header = _header_row(page, rows)
    if header is None or _merged(page, rows[header]):
        return None
    width = page.rows[rows[header]]
    body, units, headings, skipped = _below(page, rows, header, width)
    if len(body) < 2:
        return None
    if not _all_alike(page, body, width):
        return None
    last = next(
        (
            place
            for place in range(len(body) - 1, -1, -1)
            if _holds_figure(page, body[place], width)
        ),
        None,
    )
    if last is None or last < 1:
        return None
    body, after = body[: last + 1], body[last + 1 :]
    step = max(1, len(body) // _SAMPLE)
    sample = body if step == 1 else [*body[: _SAMPLE // 2], *body[_SAMPLE // 2 :: step]]
    columns = columns_of(page, headings, sample)
    if any(
        column.words
        and 0 < sum(n is not None for n in column.numbers) > 0.2 * column.words
        and column.words > 0.2 * len(sample)
        for column in columns
    ):
        return None  # words and numbers under one heading: no flat list
    roles = roles_of(columns)
    panel = Panel(
        header=(rows[header], *skipped),
        body=tuple(body),
        before=tuple(rows[:header]),
        after=tuple(after),
        roles=roles,
        units=units,
    )
    return panel if _is_panel(page, panel) else None


def _header_row(page: Page, rows: Sequence[int]) -> int | None:
    """The place of the one row of headings: words over all columns of the rows below."""
    for place, row in enumerate(rows[:20]):
        columns = page.rows[row]
        if len(columns) < 3 or not all(
            page.is_text(row, column) or page.year(row, column) is not None for column in columns
        ):
            continue
        if sum(page.is_text(row, column) for column in columns) < 2:
            continue
        below = list(rows[place + 1 : place + 21])
        while below and len(page.rows[below[-1]]) == 1:
            below.pop()  # notes under a short list
        held = sum(
            len(page.rows[other]) >= 0.5 * len(columns)
            and page.rows[other][-1] <= columns[-1]
            and _holds_figure(page, other, columns)
            for other in below
        )
        if below and held >= 0.6 * len(below):
            return place
    return None


def _holds_figure(page: Page, row: int, columns: Sequence[int]) -> bool:
    return any(page.is_figure(row, column) for column in columns)


def _all_alike(page: Page, body: Sequence[int], width: Sequence[int]) -> bool:
    """Whether no other table, title or heading stands between the rows of a list."""
    end = next((n for n in range(len(body), 0, -1) if _holds_figure(page, body[n - 1], width)), 0)
    counted = {
        column for row in body[:50] for column in page.rows[row] if page.is_figure(row, column)
    }
    for row in body[:end]:
        columns = page.rows[row]
        if any(page.is_figure(row, column) for column in columns):
            continue
        if len(columns) < 2 or any(column in counted for column in columns):
            return False
    return True


def _merged(page: Page, row: int) -> bool:
    """Whether cells are merged in the heading row or below it: then the list is not flat."""
    return any(
        bottom >= row and (bottom > top or right > left)
        for top, left, bottom, right in set(page.merge_at.values())
    )


def _below(
    page: Page, rows: Sequence[int], header: int, width: Sequence[int]
) -> tuple[list[int], dict[int, str], dict[int, str], list[int]]:
    """The rows of the list, the units of a row of their own, the headings, and the rows between."""
    top = rows[header]
    headings = {column: tidy(page.text(top, column)) for column in width}
    # a column without a heading inside the list (a running number) is a column all the same
    inside = {column for row in rows[header + 1 : header + 50] for column in page.rows[row]}
    for column in inside:
        if column not in headings and column < width[-1]:
            headings[column] = ""
    units: dict[int, str] = {}
    skipped: list[int] = []
    start = header + 1
    counted = {
        column
        for row in rows[header + 1 : header + 50]
        for column in page.rows[row]
        if page.is_figure(row, column)
    }
    while (
        start < len(rows)
        and start < header + 3
        and not _holds_figure(page, rows[start], list(headings))
    ):
        row = rows[start]
        said = {column: tidy(page.text(row, column)) for column in page.rows[row]}
        told = [text for text in said.values() if not _NO_UNIT.match(text)]
        if sum(map(is_unit, told)) > 0.5 * len(told):
            units.update(
                {column: unit_name(text) for column, text in said.items() if is_unit(text)}
            )
        elif not counted & said.keys():
            break  # a place of which nothing is known
        else:
            for column, text in said.items():
                if has_han(text) and not has_han(headings.get(column, "")):
                    headings[column] = text
        skipped.append(row)
        start += 1
    return list(rows[start:]), units, dict(sorted(headings.items())), skipped


def _is_panel(page: Page, panel: Panel) -> bool:
    """Whether the roles make a flat list: years that come back, or places, codes and names in
    columns side by side.
    """
    figures, places, codes = panel.of("figure"), panel.of("place"), panel.of("code")
    names, year = panel.of("name"), panel.of("year")
    keys = [panel.roles[column].heading for column in (*places, *year)]
    if not figures or len(set(keys)) < len(keys):
        return False  # 县 | 面积 | 县 | 面积 are two tables side by side
    rows = panel.body if len(panel.body) < _SAMPLE else panel.body[:_SAMPLE]
    if year:
        years = [page.text(row, year[0]) for row in rows]
        return len(set(years)) < len(years) and bool(places or names or codes)
    timed = [column for column in figures if parse_label(panel.roles[column].heading).year]
    if any(
        page.cell((row, column)).indent or page.text(row, column)[:1] in " \u3000#＃"
        for row in rows
        for column in (*places, *names)
        if (row, column) in page.values
    ):
        return False
    if timed:
        return bool(places) and bool(names or len(places) > 1)
    told = [panel.roles[column] for column in panel.of("attribute")]
    filled = all((row, column) in page.values for row in rows for column in places)
    return (
        bool(places)
        and filled
        and (len(places) > 1 or any(role.evidence == "heading" for role in told))
    )


# ------------------------------------------------------------------ the figures
def figures_of_panel(page: Page, panel: Panel, frame: Frame) -> Iterator[Figure]:
    """All figures of a panel, blank cells among them."""
    labels = {column: _label(panel, column) for column in panel.of("figure")}
    places = sorted(panel.of("place"), key=lambda column: panel.roles[column].level)
    twice = _twice(page, panel, places)
    ends = bool(panel.of("year")) and _year_ends(page, panel)
    said: dict[str, list[tuple[int, Label, str, str]]] = {}
    regions: dict[tuple[str, ...], str] = {}
    values, hidden = page.values, page.sheet.hidden_rows | page.sheet.hidden_columns
    for row in panel.body:
        words = tuple([page.text(row, column) for column in places])
        if words not in regions:
            regions[words] = _region(words, twice) or frame.region
        region = regions[words]
        year, period = _time(page, panel, row, ends)
        name, own = _names(page, panel, row)
        if name not in said:
            said[name] = [
                _named(panel, column, label, name, frame) for column, label in labels.items()
            ]
        given = _unit_cell(page, panel, row) or own
        for column, label, indicator, spare in said[name]:
            value = values.get((row, column))
            if value is not None and value.kind == "text":
                continue
            at, when = (year, period) if label.year is None else (label.year, "")
            if at is None and not when:
                at, when = frame.year, frame.period
            unit = (value.unit if value else "") or label.unit or given or spare
            number, flag = None, "missing"
            if value is not None:
                ranged = value.kind == "range"
                number, flag = (None, "range") if ranged else (value.number, value.flag)
            if (hidden or page.sheet.hidden) and not flag and page.sheet.is_hidden(row, column):
                flag = "hidden"
            yield Figure(region, indicator, at, when, number, unit, flag, (row, column))


def _named(
    panel: Panel, column: int, label: Label, name: str, frame: Frame
) -> tuple[int, Label, str, str]:
    """A column of figures under the words of a row: its label, the name of what it counts, its unit
    from the title.
    """
    generic = (name or frame.indicator) and _GENERIC.match(panel.roles[column].heading)
    said = "" if generic else label.name
    indicator = f"{name}|{said}" if name and said else name or said or frame.indicator
    return column, label, indicator, choose_unit(frame.units, indicator.rsplit("|", 1)[-1])


def _unit_cell(page: Page, panel: Panel, row: int) -> str:
    found = (page.text(row, column) for column in panel.of("unit"))
    return next((unit_name(text) for text in found if text), "")


def _label(panel: Panel, column: int) -> Label:
    label = parse_label(panel.roles[column].heading)
    if not label.unit and column in panel.units:
        label = label._replace(unit=panel.units[column])
    if label.empty and label.unit and label.year is None:
        label = label._replace(name=panel.roles[column].heading)
    return label


def _twice(page: Page, panel: Panel, places: Sequence[int]) -> frozenset[str]:
    """The finest names that stand under more than one parent."""
    if len(places) < 2:
        return frozenset()
    parents: dict[str, str] = {}
    twice = set()
    for row in panel.body:
        finest, above = page.text(row, places[-1]), page.text(row, places[-2])
        if finest and parents.setdefault(finest, above) != above:
            twice.add(tidy(finest))
    return frozenset(twice)


def _region(words: Sequence[str], twice: frozenset[str]) -> str:
    said = [name for word in words if word and (name := parse_label(word).name)]
    if not said:
        return ""
    return "/".join(dict.fromkeys(said[-2:])) if tidy(said[-1]) in twice else said[-1]


def _year_ends(page: Page, panel: Panel) -> bool:
    """Whether every time of a panel is the last day of a year: then the year is meant."""
    rows = panel.body[:_SAMPLE]
    return all(is_year_end(page.text(row, column)) for column in panel.of("year") for row in rows)


def _time(page: Page, panel: Panel, row: int, ends: bool) -> tuple[int | None, str]:
    year: int | None = None
    period = ""
    for column in panel.of("year"):
        year = page.year(row, column)
        if year is None and (row, column) in page.values:
            time = dated(page.text(row, column))
            year, period = time.year, "" if ends else time.period
    for column in panel.of("part"):
        said = tidy(page.text(row, column))
        if said.isdigit():
            quarter = re.search(r"季|quarter", panel.roles[column].heading, re.IGNORECASE)
            said = f"Q{int(said)}" if quarter else f"{int(said)}月"
        else:
            said = find_time(said).period or said
        if said and said != "全年":
            between = "" if said.startswith("Q") else "年"
            period = f"{year}{between}{said}" if year is not None else said
    return year, period


def _names(page: Page, panel: Panel, row: int) -> tuple[str, str]:
    """The words of a row that belong to the name, and the unit in them."""
    names, unit = [], ""
    for column in panel.of("name"):
        if (row, column) not in page.values:
            continue
        text = page.text(row, column)
        label = parse_label(text)
        name = label.name or label.english
        unit = label.unit or unit
        if not label.unit and not has_han(text) and (match := _LAST_BRACKET.search(text)):
            name, unit = text[: match.start()].strip(), match[1]
        names.append(name)
    return "/".join(filter(None, names)), unit
