"""A book understood: its tables one after the other, and what each cell is.

The order of thought: cells, blocks, lines around a block, columns, rows, figures; a continuation
takes over from the table before it what it does not say itself. At the end every number has been
given a place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from yq_analysis.check import Message
from yq_analysis.model import TABLES
from yq_analysis.reading.files.grid import Book, Sheet, cell_name
from yq_analysis.reading.yearbook.anatomy import Block
from yq_analysis.reading.yearbook.cell_values import why_not_a_figure
from yq_analysis.reading.yearbook.header_paths import Carry, Column, read_columns
from yq_analysis.reading.yearbook.label_text import has_han, tidy
from yq_analysis.reading.yearbook.labelled_figures import Figure, figures_of
from yq_analysis.reading.yearbook.labels import parse_label
from yq_analysis.reading.yearbook.note_sheets import plain_title, said_by_note_sheets
from yq_analysis.reading.yearbook.overrides import Recipe, recipe_for
from yq_analysis.reading.yearbook.panels import Panel, figures_of_panel, find_panel
from yq_analysis.reading.yearbook.regions import is_region, region_of_title
from yq_analysis.reading.yearbook.row_labels import Stub, read_rows
from yq_analysis.reading.yearbook.sentences import heading_of_report, is_running, read_sentences
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.table_blocks import find_blocks
from yq_analysis.reading.yearbook.table_context import (
    Frame,
    indicator_of_title,
    inherit,
    read_frame,
)
from yq_analysis.reading.yearbook.times import find_time, title_time

Place = tuple[int, int]


# nothing but numbers, and no one number: "12 34.5 12", or digits without an end
_NUMBERS = re.compile(r"[-+\d.,%‰]+(?:\s+[-+\d.,%‰]+)+|\d{25,}")


@dataclass(kw_only=True)
class Understood:
    """What layout found in a book, as plain rows (in the order of `model`) that `reading` turns
    into tables.
    """

    observations: list[tuple[Any, ...]] = field(default_factory=list)
    leftover: list[tuple[str, str, str, str]] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    roles: dict[str, dict[Place, str]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    sentences: list[tuple[Any, ...]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)  # the heading over a sheet of sentences


@dataclass(kw_only=True)
class _Previous:
    """What the table before left behind."""

    frame: Frame = field(default_factory=Frame)
    carry: Carry = field(default_factory=Carry)
    table: str = ""
    sheet: str = ""
    units: dict[str, str] = field(default_factory=dict)  # variable -> unit, from a note sheet
    loose: Frame = field(
        default_factory=Frame
    )  # lines of a table-less part of an HTML page that speak for the next table
    report: Frame = field(
        default_factory=Frame
    )  # the heading that a document's sentences are under


_NO_ROWS = Stub(rows=(), regions=False, headings=(), roles={}, corner="", unit="")


def understand(book: Book, recipes: Sequence[Recipe] = ()) -> Understood:
    """Read all visible sheets of a book."""
    found = Understood()
    said = said_by_note_sheets(book)
    speaks = Frame(
        title=plain_title(said),
        units=(said.unit,) if said.unit else (),
        region=region_of_title(plain_title(said)),
        indicator=indicator_of_title(plain_title(said)),
    )
    previous = _Previous(loose=speaks, units=said.units)
    printed: dict[Any, str] = {}
    # hidden sheets last: of a table that is printed twice the visible one counts
    for sheet in sorted(book.sheets, key=lambda sheet: sheet.hidden):
        if sheet.hidden:
            found.log.append(Message("reading_hidden_sheet", sheet=sheet.name))
        elif sheet.hidden_rows or sheet.hidden_columns:
            found.log.append(_hidden_parts(sheet))
        previous = _read_sheet(
            found, book, sheet, recipe_for(recipes, sheet.name), previous, printed
        )
    _place_sentences(found)
    return found


def _hidden_parts(sheet: Sheet) -> Message:
    rows = "、".join(str(row + 1) for row in sorted(sheet.hidden_rows)[:20]) or "—"
    columns = (
        "、".join(cell_name(0, column)[:-1] for column in sorted(sheet.hidden_columns)[:20]) or "—"
    )
    return Message("reading_hidden_parts", sheet=sheet.name, rows=rows, columns=columns)


def _read_sheet(
    found: Understood,
    book: Book,
    sheet: Sheet,
    recipe: Recipe,
    previous: _Previous,
    printed: dict[Any, str],
) -> _Previous:
    page = Page(sheet, skip=frozenset(recipe.skip_rows))
    roles: dict[Place, str] = {}
    reasons: dict[Place, str] = {}
    texts: dict[Place, str] = {}
    taken: set[Place] = set()
    if not recipe.says and is_running(page):
        return _read_sentences(found, page, previous)
    panel = None if recipe.says else find_panel(page)
    if panel is not None:
        frame = read_frame(page, panel.before, panel.after, panel.block.left, panel.block.right)
        if not frame.continued:
            frame = _with_loose(frame, previous.loose)
            return _read_panel(found, book, page, panel.with_units(previous.units), frame, previous)
    blocks = find_blocks(page, header_rows=recipe.header_rows, label_columns=recipe.label_columns)
    if recipe.says:
        found.log.append(
            f"{sheet.name}: {', '.join(recipe.says)} as said in {recipe.origin or 'the recipe'}"
        )
    kept = 0
    by_page = book.kind in ("html", "pdf")
    for block in blocks:
        frame = read_frame(page, block.before, block.after, block.left, block.right)
        same_sheet = previous.sheet == sheet.name and bool(previous.table)
        if frame.continued or (same_sheet and not frame.title and not frame.indicator):
            joins = frame.continued or not frame.title
            frame = inherit(frame, previous.frame)
        else:
            joins = False
            frame = _with_loose(frame, previous.loose)
        joins = joins or bool(
            frame.number and frame.number == previous.frame.number and frame.continued
        )
        columns, carry = read_columns(page, block, previous.carry if frame.continued else Carry())
        stub = read_rows(page, block)
        columns = columns or _headless(block, stub, frame)
        frame = _overruled(frame, recipe)
        frame = _with_year(frame, sheet, columns, stub, found)
        frame = _with_place(frame, sheet, columns, stub, found)
        figures = list(figures_of(page, block, frame, columns, stub))
        if any(not figure.indicator for figure in figures):
            frame = _with_indicator(frame, sheet, book, found)
            figures = list(figures_of(page, block, frame, columns, stub))
        if not any(figure.value is not None for figure in figures):
            continue
        if "%" in frame.units and any(figure.unit == "‰" for figure in figures):
            found.log.append(
                f"{sheet.name}: the unit line says %, but rates of births, deaths and natural "
                "growth are read as ‰"
            )
        twin = _twin(printed, figures, sheet.name)
        if twin:
            same_table = Message("left_twin", place=twin)
            reasons.update({figure.place: same_table for figure in figures})
            continue
        table = previous.table if joins and previous.table else f"t{len(found.tables) + 1}"
        _add_table(found, table, sheet, block, frame, taken, figures)
        kept += 1
        taken.update(figure.place for figure in figures)
        found.observations.extend(
            (*figure[:-1], table, sheet.name, cell_name(*figure.place)) for figure in figures
        )
        _mark(page, block, frame, stub, figures, roles, reasons, texts)
        previous = _Previous(
            frame=frame,
            carry=carry,
            table=table,
            sheet=sheet.name,
            units=previous.units,
            loose=Frame() if by_page else previous.loose,
        )
    if not kept and by_page:
        rows = tuple(sorted(page.rows))
        loose = (
            read_frame(page, rows, (), 0, sheet.width)
            if page.rows and not any(True for _ in page.numeric())
            else Frame()
        )
        previous = replace(previous, loose=loose)
    _account(found, page, roles, reasons, texts, taken)
    return previous


def _read_sentences(found: Understood, page: Page, previous: _Previous) -> _Previous:
    """A sheet of running text: what its sentences say for sure, and all else with a number."""
    frame = heading_of_report(page) or previous.report
    told = read_sentences(page, frame)
    found.sentences.extend(
        (*figure[:-1], f"{page.name}", page.name, cell_name(*figure.place))
        for figure in told.figures
    )
    found.leftover.extend(
        (page.name, cell_name(*place), clause, Message("left_running_text"))
        for place, clause in told.spare
    )
    found.roles[page.name] = dict.fromkeys(page.values, "note")
    found.titles[page.name] = frame.title
    return replace(previous, report=frame)


def _place_sentences(found: Understood) -> None:
    """A document of sentences alone gives them as its figures; beside tables they are listed."""
    if not found.sentences:
        return
    found.log.append(Message("reading_sentences", figures=str(len(found.sentences))))
    if found.observations:
        found.leftover.extend(
            (row[8], row[9], f"{row[1]} {row[4]:g}{row[5]}", Message("left_sentence"))
            for row in found.sentences
        )
        return
    found.observations.extend(found.sentences)
    for row in found.sentences:
        title = found.titles[row[8]]
        entry = dict.fromkeys(TABLES, "") | {"table": row[7], "sheet": row[8], "title": title}
        found.tables[row[7]] = entry


def _read_panel(
    found: Understood, book: Book, page: Page, panel: Panel, frame: Frame, previous: _Previous
) -> _Previous:
    """A sheet that is one flat list."""
    sheet, block = page.sheet, panel.block
    frame = _with_year_of_sheet(frame, sheet, panel, found)
    if not panel.of("place"):
        frame = _with_place(frame, sheet, [], _NO_ROWS, found)
    figures = list(figures_of_panel(page, panel, frame))
    if any(not figure.indicator for figure in figures):
        frame = _with_indicator(frame, sheet, book, found)
        figures = list(figures_of_panel(page, panel, frame))
    found.log.append(_roles_said(sheet.name, panel))
    table = f"t{len(found.tables) + 1}"
    _add_table(found, table, sheet, block, frame, set(), figures)
    taken = {figure.place for figure in figures}
    found.observations.extend(
        [(*figure[:-1], table, sheet.name, cell_name(*figure.place)) for figure in figures]
    )
    roles: dict[Place, str] = dict.fromkeys(taken, "figure") | frame.roles
    reasons: dict[Place, str] = {}
    texts: dict[Place, str] = {}
    said = {"year": Message("left_year_of_row"), "code": Message("left_code")}
    label = Message("left_label")
    for row in panel.header:
        roles.update({(row, column): "header" for column in page.rows[row]})
        reasons.update({(row, column): Message("left_header") for column in page.rows[row]})
    for row in panel.body:
        for column in page.rows[row]:
            place = (row, column)
            if place in taken:
                continue
            role = panel.roles.get(column)
            if role is not None and role.kind != "figure":
                roles[place] = "label"
                reasons[place] = said.get(role.kind, label)
            elif page.holds_digit(row, column):
                texts[place] = why_not_a_figure(page.text(row, column))
    _account(found, page, roles, reasons, texts, taken)
    return replace(previous, frame=frame, carry=Carry(), table=table, sheet=sheet.name)


_KINDS_ZH = {
    "year": "年份",
    "part": "月份或季度",
    "place": "地区",
    "code": "代码（不作数）",
    "name": "指标或分类",
    "unit": "单位",
    "attribute": "说明（不用）",
    "figure": "数值",
}


def _roles_said(name: str, panel: Panel) -> Message:
    """Which column was taken for what."""
    kinds: dict[str, list[str]] = {}
    for column, role in sorted(panel.roles.items()):
        kinds.setdefault(role.kind, []).append(cell_name(0, column)[:-1])
    roles = "；".join(f"{_KINDS_ZH[kind]} {'、'.join(found)}" for kind, found in kinds.items())
    return Message("reading_panel_roles", sheet=name, roles=roles)


def _headless(block: Block, stub: Stub, frame: Frame) -> list[Column]:
    """The one column of figures of a list of names and figures, where units say what they are."""
    said = sum(bool(row.unit or row.column_unit) for row in stub.rows)
    if block.header or len(block.figures) != 1 or len(stub.rows) < 2:
        return []
    if 2 * said < len(stub.rows) and not frame.units:
        return []
    return [Column(column=block.figures[0])]


def _with_loose(frame: Frame, loose: Frame) -> Frame:
    return replace(
        frame,
        title=frame.title or loose.title,
        title_en=frame.title_en or loose.title_en,
        number=frame.number or loose.number,
        units=frame.units or loose.units,
        year=frame.year if frame.year is not None else loose.year,
        region=frame.region or loose.region,
        indicator=frame.indicator or loose.indicator,
    )


def _with_year(
    frame: Frame, sheet: Sheet, columns: list[Any], stub: Stub, found: Understood
) -> Frame:
    """The year of the sheet's name counts where nothing nearer says one; a year that stands nowhere
    stays empty.
    """
    if frame.year is not None or frame.period:
        return frame
    dated = stub is not _NO_ROWS and (
        all(item.year is not None or item.period for item in columns)
        or all(row.year is not None for row in stub.rows)
    )
    if dated:
        return frame
    said = find_time(sheet.name).year
    if said is not None and re.fullmatch(r"\D{0,6}\d{4}\D{0,6}", sheet.name):
        found.log.append(f"{sheet.name}: the year {said} stands only in the sheet's name")
        return replace(frame, year=said)
    found.log.append(
        f"{sheet.name}: no year stands in the title, the header or the labels; it stays empty"
    )
    return frame


def _with_place(
    frame: Frame, sheet: Sheet, columns: list[Any], stub: Stub, found: Understood
) -> Frame:
    """A sheet that is called after a place is about it, where no title,
    header or label names one.
    """
    name = tidy(sheet.name)
    if (
        frame.region
        or stub.regions
        or any(row.region for row in stub.rows)
        or not (is_region(name) and region_of_title(name) == name)
        or any(is_region(part) for column in columns for part in column.names)
    ):
        return frame
    found.log.append(Message("reading_place_of_sheet", sheet=sheet.name))
    return replace(frame, region=name)


_NO_INDICATOR = re.compile(
    r"数据|表|页|目录|说明|副本|新建|sheet|book|copy|data|table|cnki", re.IGNORECASE
)


def _with_indicator(frame: Frame, sheet: Sheet, book: Book, found: Understood) -> Frame:
    """Where no cell says what is counted, the name of the sheet or of the file may."""
    stem = PurePath(book.path).stem
    for said in (sheet.name, stem):
        label = parse_label(title_time(said).rest.strip(" _-—"))
        pieces = [indicator_of_title(tidy(piece)) for piece in re.split(r"[_\-—(（\s]", label.name)]
        name = next(filter(_may_be_counted, pieces), "")
        if not name:
            continue
        if label.unit and not frame.units:
            frame = replace(frame, units=(label.unit,))
        found.log.append(Message("reading_indicator_of_name", sheet=sheet.name, indicator=name))
        return replace(frame, indicator=name)
    return frame


def _may_be_counted(name: str) -> bool:
    """Whether a piece of a file's name may say what is counted."""
    told = has_han(name) or re.fullmatch(r"(?=.*[A-Z])[A-Z&]{3,5}", name) is not None
    return told and len(name) > 1 and not _NO_INDICATOR.search(name) and not is_region(name)


def _with_year_of_sheet(frame: Frame, sheet: Sheet, panel: Panel, found: Understood) -> Frame:
    """A flat list without years takes the year of its title or of the sheet's name."""
    if panel.of("year") or frame.year is not None or frame.period:
        return frame
    if all(parse_label(panel.roles[column].heading).year for column in panel.of("figure")):
        return frame
    return _with_year(frame, sheet, [None], _NO_ROWS, found)


def _overruled(frame: Frame, recipe: Recipe) -> Frame:
    """What a person has said of the sheet stands above what its lines say."""
    if recipe.year is not None:
        frame = replace(frame, year=recipe.year, period="")
    if recipe.unit:
        frame = replace(frame, units=(recipe.unit,))
    if recipe.region:
        frame = replace(frame, region=recipe.region)
    return frame


def _twin(printed: dict[Any, str], figures: list[Figure], sheet: str) -> str:
    """The earlier sheet that prints the very same table, or nothing."""
    key = tuple(
        (figure.region, figure.indicator, figure.year, figure.value, figure.unit)
        for figure in figures
    )
    if len(key) < 4:
        return ""
    if key in printed and printed[key] != sheet:
        return printed[key]
    printed.setdefault(key, sheet)
    return ""


def _add_table(
    found: Understood,
    table: str,
    sheet: Sheet,
    block: Block,
    frame: Frame,
    taken: set[Place],
    figures: list[Figure],
) -> None:
    rows = [figure.place[0] for figure in figures]
    columns = [figure.place[1] for figure in figures]
    top = block.header[0] if block.header else min(rows)
    where = f"{cell_name(top, block.left)}:{cell_name(max(rows), max(columns))}"
    entry = found.tables.get(table)
    if entry is None:
        found.tables[table] = {
            "table": table,
            "sheet": sheet.name,
            "range": where,
            "number": frame.number,
            "title": frame.title,
            "title_en": frame.title_en,
            "unit": "、".join(frame.units),
            "notes": frame.notes,
            "source": frame.source,
        }
        return
    entry["range"] += f", {where}" if entry["sheet"] == sheet.name else f", {sheet.name}!{where}"
    entry["notes"] = "\n".join(filter(None, [entry["notes"], frame.notes]))
    entry["source"] = entry["source"] or frame.source


# ------------------------------------------------------------------ every cell gets a role, every
# number a place
def _mark(
    page: Page,
    block: Block,
    frame: Frame,
    stub: Stub,
    figures: list[Figure],
    roles: dict[Place, str],
    reasons: dict[Place, str],
    texts: dict[Place, str],
) -> None:
    headings, columns = frozenset(stub.headings), frozenset(block.figures)
    for place, role in frame.roles.items():
        roles.setdefault(place, role)
    for row in block.header:
        for column in page.filled(row, block.left, block.right):
            roles[row, column] = "header"
            reasons[row, column] = (
                Message("left_year_in_header") if page.year(row, column) else Message("left_header")
            )
    for row in block.body:
        for column in block.stub:
            if (row, column) in page.values:
                roles[row, column] = "label"
                role = stub.roles.get(column, "")
                reasons[row, column] = {
                    "year": Message("left_year_of_row"),
                    "code": Message("left_code"),
                }.get(role, Message("left_label"))
        for column in page.filled(row, block.stub[-1] + 1, block.right):
            if row in headings:
                reasons[row, column] = Message("left_heading_row")
            elif column in columns and page.is_figure(row, column):
                reasons[row, column] = Message("left_unlabelled")
            if page.holds_digit(row, column):
                # a text among the figures: it is listed, whatever it means
                texts[row, column] = why_not_a_figure(page.text(row, column))
    for row in (*block.before, *block.after):
        for column in page.filled(row, block.left, block.right):
            reasons.setdefault(
                (row, column),
                Message("left_above") if row in block.before else Message("left_below"),
            )
    for figure in figures:
        roles[figure.place] = "figure"


def _account(
    found: Understood,
    page: Page,
    roles: dict[Place, str],
    reasons: dict[Place, str],
    texts: dict[Place, str],
    taken: set[Place],
) -> None:
    for row, column in page.skipped:
        found.leftover.append(
            (
                page.name,
                cell_name(row, column),
                str(page.sheet.cells[row, column].value),
                Message("left_skipped"),
            )
        )
    found.leftover.extend(
        (page.name, cell_name(*place), cell.text, Message("left_covered"))
        for place, cell in sorted(page.sheet.covered.items())
        if any(sign.isdigit() for sign in cell.text)
    )
    for row, columns in page.rows.items():
        for column in columns:
            if (
                page.is_text(row, column)
                and (row, column) not in roles
                and _NUMBERS.fullmatch(page.text(row, column).strip())
            ):
                texts.setdefault((row, column), Message("left_several"))
    for place in sorted({*page.numeric(taken), *texts} - taken):
        reason = texts.get(place) or reasons.get(place, Message("left_beside"))
        found.leftover.append((page.name, cell_name(*place), page.text(*place), reason))
        if roles.get(place) not in ("header", "label", "note", "title"):
            roles[place] = "leftover"
    found.roles[page.name] = roles
