"""榆阳区_填报.xlsx: one sheet a department, one row an item, checks in the cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yq_analysis.running.workspace.form_file import ABOUT, MARK
from yq_analysis.running.workspace.form_layout import Line

HEAD, UNIT, NOTE = "指标", "单位", "说明"
_HELP = (
    "每张表一个部门，每行一个指标，只填黄色格；没有的留空，不要填0。",
    "单位、口径、正负号已定，请按“说明”列填写；深黄色的是基期年和目标年，请优先填写。",
    "填好后把文件放进工作区的 data/raw 文件夹，再双击“生成报告”。文件名可以改。",
    "本表数据按内部数据处理：公开报告（--public）不包含它们。",
)


def write_form(
    path: Path,
    *,
    area: tuple[str, str],
    lines: Sequence[Line],
    years: Sequence[int],
    marked: set[int],
    enough: Sequence[tuple[str, str]],
    today: str,
    limits: dict[tuple[str, int], float],
) -> None:
    """Write a form.

    Parameters
    ----------
    path : Path
    area : tuple
        Code and name.
    lines : sequence of Line
    years : sequence of int
        The columns; those `marked` are base or target years.
    enough : sequence of (target, sentence)
        What would meet each target.
    today : str
        ISO date, the first guess of when it is filled in.
    limits : dict
        (item, year) -> the city's figure: a district's cannot be more.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book[book.sheetnames[0]])
    book.properties.keywords = f"{MARK} {area[0]}"
    for department in dict.fromkeys(line.department for line in lines):
        own = [line for line in lines if line.department == department]
        _sheet(book.create_sheet(department), own, years, marked, limits)
    _about(book.create_sheet(ABOUT), area[1], enough, today)
    for sheet in book.worksheets:
        on_one_page_across(sheet)
    book.save(path)


def on_one_page_across(sheet: Any) -> None:
    """Let a sheet be printed landscape, its columns on one page, its first row on each."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _sheet(
    sheet: Any,
    lines: Sequence[Line],
    years: Sequence[int],
    marked: set[int],
    limits: dict[tuple[str, int], float],
) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter

    heads = [HEAD, UNIT, *(f"{year}年" for year in years), NOTE]
    plain, strong = PatternFill("solid", fgColor="FFF7D6"), PatternFill("solid", fgColor="FFE08A")
    thin = Side(style="thin", color="BBBBBB")
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(1, column, head)
        cell.font = Font(bold=True)
        width = 40 if head in (HEAD, NOTE) else 12
        sheet.column_dimensions[get_column_letter(column)].width = width
    rows = {line.item: number for number, line in enumerate(lines, start=2)}
    for line in lines:
        row = rows[line.item]
        for column, text in ((1, line.label), (2, line.unit)):
            sheet.cell(row, column, text or None).data_type = "s" if text else "n"
        note = "；".join(filter(None, [line.note, f"例：{line.example}" if line.example else ""]))
        sheet.cell(row, len(heads), note).alignment = Alignment(wrap_text=True, vertical="top")
        for column, year in enumerate(years, start=3):
            cell = sheet.cell(row, column)
            cell.fill = strong if year in marked else plain
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.protection = Protection(locked=False)
            letter = get_column_letter(column)
            _check(sheet, line, f"{letter}{row}", letter, rows, limits.get((line.item, year)))
    sheet.freeze_panes = "C2"
    sheet.protection.sheet = (
        True  # without a password: names, units and years are not typed over by accident
    )
    sheet.protection.formatColumns = False


def _check(
    sheet: Any, line: Line, at: str, letter: str, rows: dict[str, int], limit: float | None
) -> None:
    """One cell's rule: a number within what is possible, a part not above its whole, a district not
    above its city.
    """
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.worksheet.datavalidation import DataValidation

    parts = [f"ISNUMBER({at})"]
    said = []
    if line.low is not None and line.high is not None:
        parts += [f"{at}>={line.low:g}", f"{at}<={line.high:g}"]
        said.append(f"应在{line.low:g}到{line.high:g}之间（{line.unit or '个'}）")
    whole = rows.get(line.part_of)
    if whole:
        parts.append(f'OR({letter}{whole}="",{at}<={letter}{whole}*1.005)')
        said.append("部分不能大于总体")
    if line.item == "energy_consumption" and "gdp" in rows:
        gdp = f"{letter}{rows['gdp']}"
        parts.append(f'OR({gdp}="",AND({at}/{gdp}>=0.02,{at}/{gdp}<=25))')
        said.append("能源消费总量（万吨标准煤）与地区生产总值（亿元）之比应在0.02到25之间")
    if limit is not None:
        parts.append(f"{at}<={limit:g}")
        said.append(f"不应大于上级地区的{limit:g}")
    rule = DataValidation(
        type="custom",
        formula1=f"AND({','.join(parts)})",
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="请核对",
        error="；".join(said)[:220] or "请填数字",
        promptTitle=line.label[:30],
        prompt=f"单位：{line.unit or '个'}" + (f"；例：{line.example}" if line.example else ""),
        showInputMessage=True,
    )
    rule.add(at)
    sheet.add_data_validation(rule)
    # what is pasted passes the rule by: it turns red
    red = DifferentialStyle(fill=PatternFill(bgColor="F4A6A0"))
    wrong = f'AND({at}<>"",NOT(IFERROR(AND({",".join(parts)}),FALSE)))'
    sheet.conditional_formatting.add(at, Rule(type="expression", dxf=red, formula=[wrong]))


def _about(sheet: Any, area: str, enough: Sequence[tuple[str, str]], today: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 90
    rows = [("地区", area), ("填报日期", today), ("填报人", ""), ("", "")]
    rows += [("怎样填", text) if not number else ("", text) for number, text in enumerate(_HELP)]
    rows += [("", ""), ("目标", "达到目标需要多少")]
    rows += list(enough)
    for number, (left, right) in enumerate(rows, start=1):
        sheet.cell(number, 1, left).font = Font(bold=bool(left))
        sheet.cell(number, 2, right).alignment = Alignment(wrap_text=True, vertical="top")
