"""资料登记.xlsx as a file: read however it was left behind, written without losing anything."""

from __future__ import annotations

import datetime
import shutil
import warnings
from pathlib import Path
from typing import Any

from yq_analysis.check import Message
from yq_analysis.running.workspace.form_writing import on_one_page_across
from yq_analysis.running.workspace.store import SHEETS, Row, Sheet
from yq_analysis.running.workspace.workbook_answers import DROP, USE
from yq_analysis.running.workspace.workspace_folder import WORKBOOK, Workspace
from yq_analysis.system.whole_file import put

_HEADING_ROWS = 10
_CHOICES = "选项"
_WIDTHS = {"文件": 34, "印刷名称": 30, "原因": 46, "原文": 46, "状态": 26, "口径": 22, "建议": 22}
# headings whose cells are chosen from a list; typing something else is allowed where the list is
# not all
_LISTED = {
    "地区": "地区",
    "上级": "地区",
    "统计项": "统计项",
    "分子": "统计项",
    "分母": "统计项",
    "公布的统计项": "统计项",
    "口径": "口径",
    "符号": "符号",
    "适用": "适用",
    "处理": "处理",
    "比较": "比较",
    "属性": "属性",
    "类型": "类型",
    "暂定": "暂定",
    "方向": "方向",
    "指标": "指标",
}


# what is said beside a cell that is chosen
_PROMPTS = {
    "地区": "这张表是哪个地区的；不填就不计入任何地区",
    "统计项": f"选程序里的名称；不需要的选“{DROP}”",
    "适用": "同一名称在几张表里意思不同时，选“仅此表”",
    "处理": f"{USE}：照用；{DROP}：不用；更正为98.6：改成这个数",
}


class Seen:
    """What a workbook says: `rows` and `columns` of each sheet that was found, and `remarks`."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.columns: dict[str, set[str]] = {}
        self.remarks: list[Message] = []


def last_good(space: Workspace) -> Path:
    """The copy of the workbook as it could last be read or written."""
    return space.hidden / f"上次_{WORKBOOK}"


def has_changed(space: Workspace) -> bool:
    """Whether the workbook is not the one that was last read or written."""
    try:
        return space.workbook.read_bytes() != last_good(space).read_bytes()
    except OSError:
        return False


def read(space: Workspace) -> Seen:
    """The workbook's rows by sheet; what cannot be read is a remark, and the last good copy is read
    instead.
    """
    seen = Seen()
    path = space.workbook
    if not path.is_file():
        return seen
    try:
        _read_into(seen, path)
    except PermissionError:
        seen.remarks.append(Message("workspace_book_locked", file=WORKBOOK))
    except Exception:  # openpyxl raises whatever its XML and zip layers raise
        aside = path.with_name(f"资料登记_损坏_{datetime.date.today().isoformat()}.xlsx")
        shutil.copyfile(path, aside)
        path.unlink()
        if last_good(space).is_file():
            shutil.copyfile(last_good(space), path)
        seen = Seen()
        seen.remarks.append(Message("workspace_book_damaged", file=WORKBOOK, aside=aside.name))
    else:
        space.hidden.mkdir(exist_ok=True)
        shutil.copyfile(path, last_good(space))
    return seen


def _read_into(seen: Seen, path: Path) -> None:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of extensions that it does not keep
        book = load_workbook(path, data_only=True)
    ours = _ours(book)
    for sheet in SHEETS:
        if sheet.name not in ours:
            seen.remarks.append(Message("workspace_sheet_gone", sheet=sheet.name))
            continue
        grid = _grid(ours[sheet.name])
        at = next((n for n, row in enumerate(grid[:_HEADING_ROWS]) if sheet.key[0] in row), None)
        if at is None:
            seen.remarks.append(
                Message("workspace_sheet_headless", sheet=sheet.name, heading=sheet.key[0])
            )
            continue
        heads = grid[at]
        gone = [one for one in (*sheet.key, *sheet.answers) if one not in heads]
        if gone:
            seen.remarks.append(
                Message("workspace_columns_gone", sheet=sheet.name, columns="、".join(gone))
            )
        seen.columns[sheet.name] = {head for head in heads if head}
        seen.rows[sheet.name] = [
            {head: row[n] for n, head in enumerate(heads) if head}
            for row in grid[at + 1 :]
            if any(row)
        ]


def _ours(book: Any) -> dict[str, Any]:
    """The sheets of a workbook by the names that they had when they were written: one whose name
    was changed is known by its headings.
    """
    named = {title.strip(): book[title] for title in book.sheetnames}
    found = {sheet.name: named[sheet.name] for sheet in SHEETS if sheet.name in named}
    for sheet in SHEETS:
        for other in [] if sheet.name in found else book.worksheets:
            rows = other.iter_rows(max_row=_HEADING_ROWS, values_only=True)
            heads = {*sheet.headings[:8]}
            if other not in found.values() and any(heads <= {*map(_text, row)} for row in rows):
                found[sheet.name] = other
    return found


def _grid(sheet: Any) -> list[list[str]]:
    """Cells as text; each cell of a merged range says what its first one says."""
    rows = [[_text(cell.value) for cell in row] for row in sheet.iter_rows()]
    for area in sheet.merged_cells.ranges:
        said = rows[area.min_row - 1][area.min_col - 1]
        for row in range(area.min_row - 1, min(area.max_row, len(rows))):
            for column in range(area.min_col - 1, min(area.max_col, len(rows[row]))):
                rows[row][column] = said
    return rows


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).strip()


def write(
    space: Workspace, rows: dict[str, list[Row]], choices: dict[str, list[str]]
) -> list[Message]:
    """Write the workbook in one step; remarks where it is open and has to wait."""
    path = space.workbook
    if _is_open(path):
        return [Message("workspace_book_open", file=WORKBOOK)]
    book = _made(path, rows, choices)
    part = path.with_name(f".{WORKBOOK}.part")
    try:
        book.save(part)
        put(part, path)
    except PermissionError:
        part.unlink(missing_ok=True)
        return [Message("workspace_book_open", file=WORKBOOK)]
    space.hidden.mkdir(exist_ok=True)
    shutil.copyfile(path, last_good(space))
    return []


def _is_open(path: Path) -> bool:
    """Whether Excel, WPS or LibreOffice has left its mark that the workbook is open."""
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#", f".~{path.name}")
    return any(path.with_name(mark).exists() for mark in marks)


def _made(path: Path, rows: dict[str, list[Row]], choices: dict[str, list[str]]) -> Any:
    """The workbook with these rows; sheets that somebody added to it stay behind them."""
    from openpyxl import Workbook, load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path)
        old = [*_ours(book).values(), *([book[_CHOICES]] if _CHOICES in book.sheetnames else [])]
    except Exception:  # none yet, or openpyxl raises whatever its XML and zip layers raise
        book = Workbook()
        old = book.worksheets
    for sheet in old:
        book.remove(sheet)
    for place, about in enumerate(SHEETS):
        _fill(book.create_sheet(about.name, place), about, rows.get(about.name, []), choices)
    hidden = book.create_sheet(_CHOICES)
    hidden.sheet_state = "hidden"
    for column, (name, values) in enumerate(choices.items(), start=1):
        hidden.cell(1, column, name)
        for row, value in enumerate(values, start=2):
            hidden.cell(row, column, value)
    return book


def _fill(sheet: Any, about: Sheet, rows: list[Row], choices: dict[str, list[str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    more = list(dict.fromkeys(head for row in rows for head in row if head not in about.headings))
    heads = [*about.headings, *more]
    asked = PatternFill("solid", fgColor="FFF7D6")
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(1, column, head)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(head, 14)
        for number, row in enumerate(rows, start=2):
            box = sheet.cell(number, column)
            text = row.get(head, "")
            box.value = text or None
            box.data_type = "s" if text else "n"  # never a formula
            box.number_format = "@"
            if head in ("原因", "原文", "口径"):
                box.alignment = Alignment(wrap_text=True, vertical="top")
            if about.theirs or head in about.answers:
                box.fill = asked
        listed = _LISTED.get(head) if about.theirs or head in about.answers else None
        if listed and head != about.key[0] and choices.get(listed):
            at = get_column_letter(list(choices).index(listed) + 1)
            rule = DataValidation(
                type="list",
                formula1=f"{_CHOICES}!${at}$2:${at}${len(choices[listed]) + 1}",
                allow_blank=True,
                showErrorMessage=False,
                showInputMessage=head in _PROMPTS,
                promptTitle=head,
                prompt=_PROMPTS.get(head),
            )
            letter = get_column_letter(column)
            rule.add(f"{letter}2:{letter}{max(len(rows) + 200, 300)}")
            sheet.add_data_validation(rule)
    on_one_page_across(sheet)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{max(len(rows) + 1, 2)}"
