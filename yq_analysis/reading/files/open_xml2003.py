"""XML Spreadsheet 2003: the workbook as one XML file, as older statistics systems write it with the
ending .xls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from yq_analysis.check import Message
from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.files.limits import Budget, Limits, refusal
from yq_analysis.reading.files.number_format import Formats, parse, plain

_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_S = "{" + _NAMESPACE + "}"
_NAMED = {"Percent": "0.00%", "General Number": "General", "Fixed": "0.00", "Standard": "#,##0.00"}


def looks_like_xml2003(data: bytes) -> bool:
    """Whether bytes are an XML Spreadsheet of 2003, by its namespace (in any encoding).

    >>> looks_like_xml2003(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">')
    True
    """  # noqa: E501
    head = data[:4096].replace(b"\x00", b"")
    return _NAMESPACE.encode() in head and b"<html" not in head.lower()


def sheets_of_xml2003(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """All worksheets, hidden ones marked."""
    head = data[:65_536].replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise refusal(name, Message("reading_zip_entities"), Message("reading_plain_file"))
    try:
        root = etree.fromstring(
            data.lstrip(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )
    except etree.XMLSyntaxError as error:
        raise refusal(
            name, Message("reading_xml_2003_damaged"), Message("reading_fetch_again")
        ) from error
    styles = _styles(root)
    budget = Budget(name, limits)
    sheets: list[Sheet] = []
    for worksheet in root.iter(_S + "Worksheet"):
        sheet = _sheet(worksheet, styles, limits)
        budget.sheet(sheet.name, sheet.height, sheet.width, len(sheet.cells))
        sheets.append(sheet)
    if not sheets:
        raise refusal(name, Message("reading_xml_2003_damaged"), Message("reading_fetch_again"))
    return sheets


def _styles(root: Any) -> dict[str, tuple[Formats, int]]:
    """What each style shows numbers as, and how far it pushes text in."""
    found: dict[str, tuple[Formats, int]] = {}
    for style in root.iter(_S + "Style"):
        shape = style.find(_S + "NumberFormat")
        code = "General" if shape is None else shape.get(_S + "Format") or "General"
        aligned = style.find(_S + "Alignment")
        indent = 0 if aligned is None else _whole(aligned, "Indent", 0)
        found[style.get(_S + "ID") or ""] = parse(_NAMED.get(code, code)), indent
    return found


def _sheet(worksheet: Any, styles: dict[str, tuple[Formats, int]], limits: Limits) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    covered: set[tuple[int, int]] = set()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    place = 0
    for shape in worksheet.iter(_S + "Column"):
        place = _whole(shape, "Index", place + 1)
        span = _whole(shape, "Span", 0)
        if shape.get(_S + "Hidden") == "1":
            hidden_columns.update(range(place - 1, min(place + span, limits.columns)))
        place += span
    row = -1
    for line in worksheet.iter(_S + "Row"):
        row = _whole(line, "Index", row + 2) - 1
        column = -1
        for part in line.findall(_S + "Cell"):
            column = _whole(part, "Index", column + 2) - 1
            while (row, column) in covered:
                column += 1
            right = _whole(part, "MergeAcross", 0)
            down = _whole(part, "MergeDown", 0)
            if right or down:
                merges.append((row, column, row + down, column + right))
                if down < limits.rows and right < limits.columns:
                    covered.update(
                        (row + d, column + r) for d in range(1, down + 1) for r in range(right + 1)
                    )
            style = styles.get(part.get(_S + "StyleID") or line.get(_S + "StyleID") or "Default")
            cell = _cell(part, style)
            if cell is not None:
                cells[row, column] = cell
            column += right
        if line.get(_S + "Hidden") == "1":
            hidden_rows.add(row)
        row += _whole(line, "Span", 0)
    return Sheet(
        name=worksheet.get(_S + "Name") or "Sheet",
        cells=cells,
        merges=tuple(merges),
        hidden=any(
            shape.text in ("SheetHidden", "SheetVeryHidden")
            for shape in worksheet.iter("{urn:schemas-microsoft-com:office:excel}Visible")
        ),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )


def _cell(part: Any, style: tuple[Formats, int] | None) -> Cell | None:
    data = part.find(_S + "Data")
    if data is None:
        return None
    shape, indent = style or (parse("General"), 0)
    text = "".join(data.itertext())
    remark = part.find(_S + "Comment")
    note = "" if remark is None else "".join(remark.itertext()).strip()
    if data.get(_S + "Type") == "Number":
        try:
            number = float(text)
        except ValueError:
            return Cell(value=text, text=text, note=note)
        shown = shape.show(number) if shape.decimals is not None else plain(number)
        return Cell(
            value=number,
            text=shown,
            decimals=shape.decimals,
            percent=shape.is_percent,
            note=note,
            indent=indent,
        )
    if not text or text.isspace():
        return None
    return Cell(value=text, text=text, indent=indent, note=note)


def _whole(part: Any, name: str, otherwise: int) -> int:
    """A place or a span; `otherwise` where the file says what is none."""
    text = part.get(_S + name) or ""
    known = text.isascii() and text.isdigit() and len(text) < 10
    return (int(text) if known else 0) or otherwise
