"""A document's targets as rows of the list: codes filled in, units and base years settled, what is
unknown named.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from yq_analysis.catalogue.list_columns import COLUMNS, KEYS, MORE
from yq_analysis.catalogue.lookups import Catalogue
from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.check import cell_text as harmless
from yq_analysis.presenting.wording import names
from yq_analysis.reading.policy import DocumentReading
from yq_analysis.system import whole_file

LIST = [*COLUMNS["targets"], *MORE["targets"]]
# the headings of the sheet 目标, in this order; the list's own columns behind them
HEADINGS = {
    "地区": "area",
    "指标": "indicator",
    "年份": "year",
    "目标值": "value",
    "比较": "comparator",
    "单位": "unit",
    "属性": "binding",
    "类型": "basis",
    "基年": "base_year",
    "价格基期": "price_base",
    "暂定": "provisional",
    "文件": "document",
    "发布日期": "issued",
    "原文": "text",
    "上限": "upper",
    "序号": "no",
    "行": "line",
    "文号": "number",
    "网址": "url",
    "备注": "note",
}
_MONEY = r"生产总值|GDP|增加值|产值|劳动生产率|收入|投资|零售"


@dataclass(frozen=True, kw_only=True)
class TargetRows:
    """`rows`: all targets, with the columns of targets.csv and `name`, as printed; `code` is ""
    where unknown.

    `nearest` gives for each unknown name the known indicator that is most like it ("" where none is
    like it).
    """

    rows: pd.DataFrame
    nearest: dict[str, str]

    @property
    def known(self) -> pd.DataFrame:
        """The rows that the list can take: a known indicator, and no number that is in doubt.

        What the document says twice is taken where it also says how firm it is.
        """
        taken = self.rows[(self.rows["indicator"] != "") & ~self.rows["doubtful"]]
        firm_first = taken.iloc[(taken["binding"] == "none").argsort(kind="stable")]
        return firm_first.drop_duplicates(["indicator", "year", "basis"]).sort_index()


def target_rows(read: DocumentReading, lists: Catalogue, area: str, file: str) -> TargetRows:
    """The targets of a document as rows of targets.csv for one area (its code).

    A change without a printed base year counts from the year before the plan's first one, or, where
    it is asked for in the report's own year, from the year before; the note says so.
    """
    about, made = read.about, []
    price = _price_base(read)
    for row in read.targets.to_dict("records"):
        code = _code(row, lists)
        unit, value, upper, notes = _in_the_lists_unit(row, code, lists)
        base, from_plan = _base_year(row, read)
        notes += [str(Message("targets_base_from_plan"))] if from_plan else []
        notes += [str(row["suspect"])] if row["suspect"] else []
        priced = row["basis"] == "level" and "元" in unit and re.search(_MONEY, row["indicator"])
        made.append(
            {
                **row,
                "area": area,
                "name": row["indicator"],
                "indicator": code,
                "unit": unit,
                "value": value,
                "upper": upper,
                "base_year": base,
                "price_base": price if priced else "",
                "document": about.name or Path(file).stem,
                "number": about.number,
                "issued": about.issued,
                "url": about.url,
                "note": ";".join(notes),
                "doubtful": bool(row["suspect"]) and pd.isna(row["value"]),
            }
        )
    rows = pd.DataFrame(made, columns=[*LIST, "name", "suspect", "doubtful"])
    unknown = rows[rows["indicator"] == ""].drop_duplicates("name").to_dict("records")
    return TargetRows(rows=rows, nearest={row["name"]: _nearest(row, lists) for row in unknown})


def _code(row: dict[Any, Any], lists: Catalogue) -> str:
    """The indicator's code; what is to fall by a percentage is the reduction, not the level."""
    name = str(row["indicator"])
    code = (
        lists.find_indicator(name)
        or lists.find_indicator(_bare(name))
        or _by_spelling(lists).get(_spelled(_bare(name)))
    )
    if code is None:
        return ""
    record = lists.indicator(code)
    unit = str(row["unit"])
    change = row["basis"] in ("cumulative", "annual_growth") and unit == "%"
    if change:
        return record.target if record.unit != "%" else code
    fits = lists.factor(unit, record.unit) is not None or record.unit.startswith(f"{unit}/")
    if row["basis"] != "level" or not unit or fits:
        return code
    # "单位GDP能耗" in 吨标准煤/万元 is the level, not its reduction
    levels = {
        other
        for printed, other in _names(lists).items()
        if _spelled(_bare(printed)) == _spelled(_bare(name))
        and lists.factor(unit, lists.indicator(other).unit) is not None
    }
    return levels.pop() if len(levels) == 1 else ""


def _bare(name: str) -> str:
    """A name without the area and the movement that a document prints around it."""
    name = re.sub(r"^(?:全|我|本)(?:国|省|市|区|县|州|旗)", "", name)
    return re.sub(r"(?:累计)?(?:降低|下降|增长|提高|年均增长|达到)(?:率)?$", "", name)


def _in_the_lists_unit(
    row: dict[Any, Any], code: str, lists: Catalogue
) -> tuple[str, Any, Any, list[str]]:
    """Unit and values in the indicator's own unit where the printed one can be turned; a note says
    so.
    """
    unit, value, upper = str(row["unit"]), row["value"], row["upper"]
    if not code or not unit or pd.isna(value) or row["basis"] != "level":
        return unit, value, upper, []
    wanted = lists.indicator(code).unit
    if unit == wanted or wanted.startswith(f"{unit}/"):  # "每万人口…(件)" is 件/万人
        return wanted, value, upper, []
    factor = lists.factor(unit, wanted)
    if factor is None or factor == 1:
        return unit, value, upper, []
    note = str(Message("targets_turned", value=value, unit=unit))
    return wanted, float(value) * factor, float(upper) * factor, [note]


def _base_year(row: dict[Any, Any], read: DocumentReading) -> tuple[Any, bool]:
    given, year = row["base_year"], row["year"]
    if not pd.isna(given) or pd.isna(year) or row["basis"] not in ("cumulative", "annual_growth"):
        return given, False
    if re.search("五年|5年", f"{row['text']}"):
        return int(year) - 5, False
    setting = read.setting
    if setting.yearly == year:
        return int(year) - 1, True
    if setting.span and setting.span[1] == year:
        return setting.span[0] - 1, True
    return (int(year) - 5, True) if int(year) % 5 == 0 else (given, False)


def _price_base(read: DocumentReading) -> str:
    """The one price base that the document states for its levels, "" where it states none or
    several.
    """
    stated = {
        found[1] or "current"
        for line in read.price_lines
        for found in re.finditer(r"(?:按|以|为)(?:(20\d\d)年(?:不变)?价格?|当年价格?|现价)", line)
    }
    return stated.pop() if len(stated) == 1 else ""


def _nearest(row: dict[Any, Any], lists: Catalogue) -> str:
    """The known indicator most like an unknown name, among those that its unit and kind allow."""
    changes = row["basis"] in ("cumulative", "annual_growth")
    known = {
        name: code
        for name, code in _names(lists).items()
        if (changes and "现价" not in name)
        or (not changes and lists.factor(str(row["unit"]), lists.indicator(code).unit) is not None)
    }
    like = difflib.get_close_matches(str(row["name"]), list(known), n=1, cutoff=0.8)
    return known[like[0]] if like else ""


def _names(lists: Catalogue) -> dict[str, str]:
    known = {record.name_zh: code for code, record in lists.records.items()}
    return known | dict(
        zip(lists.indicator_names["name"], lists.indicator_names["indicator"], strict=True)
    )


_SPELLINGS = {
    "国内生产总值|地区生产总值|生产总值": "GDP",
    "能源消耗|能源消费|综合能耗": "能耗",
    "万元GDP": "单位GDP",
    "R&D|研究与试验发展": "研发",
    "^全社会": "",
    "经费(?:投入|支出)?|投入": "经费",
    "(?:占|相当于)GDP的?(?:比重|比例)": "强度",
    "二氧化碳排放量?|碳排放量?": "碳排放",
    "的|[()（）、]": "",
}


def _spelled(name: str) -> str:
    """A name in one spelling of what documents write in several.

    >>> _spelled("全社会研究与试验发展经费支出占生产总值的比重"), _spelled("万元GDP能源消耗")
    ('研发经费强度', '单位GDP能耗')
    """
    for written, one in _SPELLINGS.items():
        name = re.sub(written, one, name)
    return name


def _by_spelling(lists: Catalogue) -> dict[str, str]:
    """The code of each name that documents use, in one spelling; what two share stands for none."""
    codes: dict[str, set[str]] = {}
    for name, code in zip(
        lists.indicator_names["name"], lists.indicator_names["indicator"], strict=True
    ):
        codes.setdefault(_spelled(_bare(name)), set()).add(code)
    return {name: found.pop() for name, found in codes.items() if len(found) == 1}


def add_rows(path: Path, rows: pd.DataFrame) -> tuple[int, list[str]]:
    """Append rows to a targets.csv and return how many, and what stood there already (line by
    line).

    The file's own columns and their order stay; columns that it lacks are added behind. It is
    written aside and renamed, so that no half list is ever seen.
    """
    content = path.read_bytes()
    try:
        text, encoding = content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:  # as a spreadsheet on Windows saves it
        text, encoding = content.decode("gb18030"), "utf-8-sig"
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else encoding
    old = list(csv.DictReader(io.StringIO(text)))
    header = next(csv.reader(io.StringIO(text)), [])
    columns = [*header, *(name for name in LIST if name not in header)]
    key = KEYS["targets"]
    seen = {tuple(row.get(name, "") for name in key) for row in old}
    fresh: list[dict[str, str]] = []
    there: list[str] = []
    for row in rows.to_dict("records"):
        cells = {name: harmless(cell_text(row[name])) for name in LIST}
        mark = tuple(cells[name] for name in key)
        if mark in seen:
            there.append(f"{row['name']} {cells['year']}")
            continue
        seen.add(mark)
        fresh.append(cells)
    if fresh:
        out = io.StringIO()
        writer = csv.DictWriter(
            out, columns, restval="", lineterminator="\n", extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows([*old, *fresh])
        whole_file.write(path, out.getvalue().encode(encoding))
    return len(fresh), there


def cell_text(cell: Any) -> str:
    """A cell of the list: numbers without needless noughts, blanks for what is missing."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if pd.isna(cell):
        return ""
    return f"{cell:.12g}" if isinstance(cell, (int, float)) else str(cell)


def _write_workbook(path: Path, shown: pd.DataFrame) -> None:
    """An .xlsx whose texts are texts: one that begins with "=" is no formula."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "目标"
    sheet.append(list(shown.columns))
    for line in shown.itertuples(index=False, name=None):
        sheet.append([None if pd.isna(cell) else cell for cell in line])
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(path)


def write_rows(path: Path, rows: pd.DataFrame, lists: Catalogue) -> None:
    """All rows, known or not, as a table for people: a .csv that Excel opens, or an .xlsx."""
    shown = pd.DataFrame(
        {
            heading: [_shown(row, name, lists) for row in rows.to_dict("records")]
            for heading, name in HEADINGS.items()
        }
    )
    if path.suffix.lower() == ".xlsx":
        _write_workbook(path, shown)
    elif path.suffix.lower() == ".csv":
        shown = shown.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell)
        shown.to_csv(path, index=False, encoding="utf-8-sig")
    else:
        refuse(
            [
                Problem(
                    where=f"--out {path}",
                    what=Message("targets_out_kind"),
                    next=Message("targets_out_next"),
                )
            ],
            kind=QuestionProblem,
        )


def _shown(row: dict[Any, Any], name: str, lists: Catalogue) -> object:
    cell = row[name]
    if name == "area":
        return lists.area_name(str(cell)) if cell else ""
    if name == "indicator":
        return lists.indicator(str(cell)).name_zh if cell else row["name"]
    if name in ("value", "upper", "year", "base_year", "line"):
        return None if pd.isna(cell) else cell
    text = cell_text(cell)
    return names().code(name, text.title() if name == "provisional" else text)


def asked_for(rows: TargetRows, lists: Catalogue, *, office: bool = False) -> list[str]:
    """What a person has to add for the indicators that the list does not know, row by row; in an
    `office`'s workspace in its workbook.
    """
    said: list[str] = []
    strange = [name for name, code in rows.nearest.items() if not code]
    if strange:
        code = "targets_unknown_office" if office else "targets_unknown"
        said.append(Message(code, n=len(strange), names="、".join(strange)))
    for name, code in rows.nearest.items():
        if code:
            said.append(
                Message(
                    "targets_like_office" if office else "targets_unknown_like",
                    name=name,
                    like=lists.indicator(code).name_zh,
                    row=f"{name},{code}",
                )
            )
    return said


def names_of(rows: Sequence[str]) -> str:
    """Names in one line, the first few."""
    return "、".join(rows[:5]) + (" …" if len(rows) > 5 else "")
