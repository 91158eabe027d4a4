"""A filled-in form as a transcription sheet: every figure with its department and date, marked
内部数据.
"""

from __future__ import annotations

import datetime
import re
import warnings
from pathlib import Path
from typing import Any

import pandas as pd

from yq_analysis.analysis.ledger import Sheet
from yq_analysis.analysis.ledger.sources import SHEET
from yq_analysis.catalogue import Catalogue
from yq_analysis.catalogue.csv_habits import plain
from yq_analysis.catalogue.duties import duties
from yq_analysis.catalogue.lookups import tidy_label
from yq_analysis.check import Message, Problem, refuse
from yq_analysis.running.workspace.form_file import ABOUT, MARK
from yq_analysis.running.workspace.form_writing import HEAD, UNIT

INTERNAL = "内部数据"
_YEAR = re.compile(r"(\d{4})年?(?:\.0)?")


def read_form(path: Path, name: str, lists: Catalogue) -> Sheet:
    """Read a form; whoever sorted rows, inserted some or renamed the file is understood.

    Raises `DataProblem` naming every heading, name or number that cannot be read.
    """
    from openpyxl import load_workbook

    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        what, after = Message("form_kind"), Message("form_as_xlsx")
        refuse([Problem(where=name, what=what, next=after)])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path, data_only=True)
    except Exception:  # openpyxl raises whatever its XML and zip layers raise
        refuse([Problem(where=name, what=Message("form_damaged"), next=Message("form_again"))])
    area = _area(str(book.properties.keywords or "")) or lists.find_area(_said(book, "地区")) or ""
    if area not in set(lists.areas["area"]):
        refuse([Problem(where=name, what=Message("form_no_area"), next=Message("form_again"))])
    date = _date(book)
    known = {
        tidy_label(duty.get("label", "")): (item, duty.get("sign") == "-1")
        for item, duty in duties(area, lists).items()
    }
    known |= {
        tidy_label(title): (item, False)
        for item, title in zip(lists.items["item"], lists.items["name_zh"], strict=True)
        if tidy_label(title) not in known
    }
    problems: list[Problem] = []
    rows: list[dict[str, str]] = []
    for sheet in book.worksheets:
        if sheet.title != ABOUT:
            rows += _rows(sheet, name, known, problems)
    refuse(problems)
    place = lists.names.path(area) or area
    called = dict(zip(lists.items["item"], lists.items["name_zh"], strict=True))
    table = pd.DataFrame(
        [
            {
                **dict.fromkeys(SHEET, ""),
                **row,
                "region": area,
                "item": _printed(row, called, lists),
                "kind": "actual",
                "edition": date,
                "note": INTERNAL,
                "source": f"{place}{row['source']}填报（{date or '日期未填'}，{INTERNAL}）",
            }
            for row in rows
        ],
        columns=[*SHEET, "cell"],
        dtype=object,
    )
    return Sheet(file=name, table=table)


def _printed(row: dict[str, str], called: dict[str, str], lists: Catalogue) -> str:
    """The label that the ledger knows the item by: the form's own, which may say the caliber, or
    the item's name.
    """
    entry = lists.find_label(row["label"])
    return row["label"] if entry and entry["item"] == row["item"] else called[row["item"]]


def _area(keywords: str) -> str:
    found = re.search(rf"{MARK}\s+(\S+)", keywords)
    return found[1].strip(",;") if found else ""


def _date(book: Any) -> str:
    """When it was filled in: as its last sheet says, else when it was last saved."""
    text = plain("edition", _said(book, "填报日期"))
    if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return text
    saved = book.properties.modified
    return f"{saved:%Y-%m-%d}" if saved else ""


def _said(book: Any, what: str) -> str:
    """What the form's last sheet says of itself."""
    if ABOUT in book.sheetnames:
        for row in book[ABOUT].iter_rows(max_row=20, max_col=2, values_only=True):
            if len(row) > 1 and row[0] == what and row[1] is not None:
                dated = isinstance(row[1], datetime.datetime | datetime.date)
                return f"{row[1]:%Y-%m-%d}" if dated else str(row[1]).strip()
    return ""


def _rows(
    sheet: Any, name: str, known: dict[str, tuple[str, bool]], problems: list[Problem]
) -> list[dict[str, str]]:
    grid = list(sheet.iter_rows())
    top = next(
        (n for n, row in enumerate(grid[:10]) if any(_plain(cell) == HEAD for cell in row)), None
    )
    where = f"{name}，{sheet.title}"
    if top is None:
        if any(cell.value is not None for row in grid for cell in row):
            problems.append(
                Problem(where=where, what=Message("form_no_heading"), next=Message("form_again"))
            )
        return []
    heads = {_plain(cell): n for n, cell in enumerate(grid[top])}
    years = {n: found[1] for head, n in heads.items() if (found := _YEAR.fullmatch(head))}
    made = []
    for row in grid[top + 1 :]:
        label = _plain(row[heads[HEAD]])
        filled = [n for n in years if n < len(row) and _plain(row[n])]
        if not label and not filled:
            continue
        if tidy_label(label) not in known:
            if filled:
                at = f"{where}!{row[heads[HEAD]].coordinate}"
                problems.append(
                    Problem(
                        where=at,
                        what=Message("form_no_item", label=label),
                        next=Message("form_label_again"),
                    )
                )
            continue
        item, turned = known[tidy_label(label)]
        unit = _plain(row[heads[UNIT]]) if UNIT in heads else ""
        for n in filled:
            made.append(
                {
                    "item": item,
                    "label": label,
                    "year": years[n],
                    "value": _value(row[n], turned),
                    "unit": unit,
                    "source": sheet.title,
                    "cell": f"{sheet.title}!{row[n].coordinate}",
                }
            )
    return made


def _value(cell: Any, turned: bool) -> str:
    """The figure as typed: 98.5%, or 0.985 shown as 98.5%, is 98.5; text that is no number stays
    text.
    """
    value = cell.value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        number = value * 100 if "%" in (cell.number_format or "") else value
    else:
        text = str(value).strip().replace(",", "").replace("，", "").rstrip("%％")
        try:
            number = float(text)
        except ValueError:
            return str(value).strip()
    return f"{-number if turned else number:.12g}"


def _plain(cell: Any) -> str:
    return "" if cell.value is None else str(cell.value).strip()
