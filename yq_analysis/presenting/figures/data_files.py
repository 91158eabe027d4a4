"""The numbers behind a figure as files: CSV that Excel opens as it is, and a workbook of one sheet,
both small.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd

from yq_analysis.check import cell_text
from yq_analysis.presenting.wording import Names

Rows = list[list[str | float | int | None]]

# So many significant digits a number keeps: more than any figure shows, fewer than a float pretends
# to.
_DIGITS = 8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a text that begins so would be run by a spreadsheet
_OPENING = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/'
    'vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
    f'Type="{_OFFICE}/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="data" '
    'sheetId="1" '
    'r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/'
    'relationships"><Relationship Id="s" '
    f'Type="{_OFFICE}/'
    'worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def rows_of(table: pd.DataFrame, words: Names) -> Rows:
    """The heading and the rows of `table`, codes and columns by name; columns without any entry are
    left out.

    >>> from yq_analysis.presenting.wording import names
    >>> rows_of(pd.DataFrame({"area": ["610802"], "year": [2023], "value": [1.5], "note": [""]}),
    ...     names("zh"))
    [['地区', '年份', '数值'], ['榆阳区', 2023, 1.5]]
    """
    kept = [
        c for c in table.columns if any(_plain(c, v, words) not in (None, "") for v in table[c])
    ]
    body = [[_plain(c, v, words) for c, v in zip(kept, row, strict=True)]
            for row in table[kept].itertuples(index=False, name=None)]  # fmt: skip
    return [[words.column(str(c)) for c in kept], *body]


def csv_text(rows: Rows) -> str:
    """The rows as CSV with a byte-order mark.

    >>> csv_text([["年份", "数值"], [2023, 1.5], ["=1+1", None]])
    "\\ufeff年份,数值\\r\\n2023,1.5\\r\\n'=1+1,\\r\\n"
    """
    held = io.StringIO()
    csv.writer(held).writerows(
        ["" if v is None else cell_text(v) if isinstance(v, str) else v for v in row]
        for row in rows
    )
    return "\ufeff" + held.getvalue()


def xlsx_bytes(rows: Rows) -> bytes:
    """The rows as the smallest workbook that spreadsheets open; the same rows give the same bytes.

    >>> xlsx_bytes([["年份"], [2023]])[:2]
    b'PK'
    """
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            package.writestr(
                zipfile.ZipInfo(name), _OPENING + text, compress_type=zipfile.ZIP_DEFLATED
            )
    return held.getvalue()


def _plain(column: Any, value: Any, words: Names) -> str | float | int | None:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return words.say("word_yes") if value else words.say("word_no")
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else float(f"{value:.{_DIGITS}g}")
    text = words.code(str(column), value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: str | float | int | None) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def observed_and_projected(tables: Sequence[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """Tables one below the other, each row with what it is (`known`: observed, projected, target
    …).
    """
    parts = [table.assign(known=known) for known, table in tables if len(table)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
