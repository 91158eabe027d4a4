"""Show what was understood: the sheet with every cell coloured by its role, labels on hover.

One HTML fragment serves Jupyter and the standalone page. It refers to nothing outside, runs no
script, and every text of the file is escaped: a cell that holds markup shows as markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Protocol

import pandas as pd

from yq_analysis.reading.files.grid import Book, Cell, Sheet, cell_name

# role -> (Chinese name, background): all light, so that black text keeps its contrast.
ROLES: dict[str, tuple[str, str]] = {
    "title": ("标题", "#e4d7f5"),
    "unit": ("单位", "#fde8c4"),
    "header": ("表头", "#cfe3f7"),
    "label": ("行标签", "#d5f0ec"),
    "figure": ("数值", "#dcf2d4"),
    "note": ("注释与来源", "#e9e9e9"),
    "leftover": ("未采用的数字", "#f9cfcf"),
    "other": ("未归类", "#ffffff"),
}
_FLAGS = {
    "missing": "缺失",
    "below_unit": "不足半个单位",
    "not_applicable": "不适用",
    "suspect": "印刷有疑，已修复",
    "hidden": "在隐藏的行、列或工作表中，不计入",
    "range": "两个数，不是一个",
    "p": "初步数",
    "r": "修订数",
    "e": "约数或估计数",
}
# Control characters and those that turn the reading direction could make a cell show what it is
# not.
_HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_STYLE = (
    ".yq-sheet{font:13px/1.4 'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang "
    "SC',sans-serif;color:#1a1a1a;background:#fff}"
    ".yq-sheet .yq-scroll{overflow:auto;max-height:36em;border:1px solid #999}"
    ".yq-sheet table{border-collapse:collapse;margin:0}"
    ".yq-sheet td,.yq-sheet th{border:1px solid #c4c4c4;padding:1px "
    "5px;text-align:left;vertical-align:top;white-space:pre-wrap;color:#1a1a1a;background:#fff}"
    ".yq-sheet td{min-width:2em;max-width:24em}"
    ".yq-sheet thead th{position:sticky;top:0;z-index:1}"
    ".yq-sheet th{background:#f2f2f2;font-weight:400;text-align:center;color:#555}"
    ".yq-sheet td.yq-figure,.yq-sheet td.yq-leftover{text-align:right;white-space:nowrap}"
    ".yq-sheet th.yq-hidden{background:#555;color:#fff}"
    ".yq-sheet ul{list-style:none;padding:0;margin:.4em 0}"
    ".yq-sheet .yq-legend li{display:inline-block;padding:1px 8px;margin:0 6px 4px "
    "0;border:1px solid #999}"
    ".yq-sheet summary{cursor:pointer;padding:.2em 0;font-weight:600}"
    ".yq-sheet .yq-small{color:#555;margin:.2em 0}"
    + "".join(
        f".yq-sheet .yq-{role}{{background:{colour}!important}}"
        for role, (_, colour) in ROLES.items()
    )
    + "@media print{.yq-sheet .yq-scroll{max-height:none;overflow:visible}}"
)
_HIDDEN = ' class="yq-hidden" title="隐藏"'
_MOST_FINDINGS = 200
_LARGEST_MERGE = 20_000  # cells; a larger one is a slip of the mouse
_PAGE_STYLE = (
    "body{margin:1em}.yq-sheet .yq-scroll{max-height:85vh!important}@media print{.yq-sheet "
    ".yq-scroll{max-height:none!important}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class Understood(Protocol):
    """What is needed of a reading to show it."""

    @property
    def book(self) -> Book: ...
    @property
    def observations(self) -> pd.DataFrame: ...
    @property
    def leftover(self) -> pd.DataFrame: ...
    @property
    def tables(self) -> pd.DataFrame: ...
    @property
    def findings(self) -> pd.DataFrame: ...
    @property
    def roles(self) -> Mapping[str, Mapping[tuple[int, int], str]]: ...


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much of a file is shown; what is cut off is said."""

    sheets: int = 100
    rows: int = 3_000
    columns: int = 200
    cells: int = 120_000


NOTEBOOK = Extent(sheets=12, rows=80, columns=40, cells=6_000)


def page(reading: Understood, *, extent: Extent | None = None) -> str:
    """A standalone HTML page of a reading: one file, no outside reference, no script."""
    name = _shown(Path(reading.book.path).name)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY, quote=True)}">'
        f'<meta name="viewport" content="width=device-width"><title>{name} · 读表结果</title>'
        f"<style>{_PAGE_STYLE}</style></head>"
        f"<body>{fragment(reading, extent=extent or Extent(), findings=reading.findings)}</body>"
        "</html>\n"
    )


def fragment(
    reading: Understood, *, extent: Extent = NOTEBOOK, findings: pd.DataFrame | None = None
) -> str:
    """The same as a fragment, for `_repr_html_`; by default only as much as fits a notebook,
    without findings.
    """
    hovers = _hovers(reading)
    left, parts = extent.cells, []
    visible = [sheet for sheet in reading.book.sheets if not sheet.hidden and sheet.cells]
    for number, sheet in enumerate(visible[: extent.sheets]):
        body, used = _sheet(
            sheet,
            reading.roles.get(sheet.name, {}),
            hovers.get(sheet.name, {}),
            extent,
            max(0, left),
        )
        left -= used
        notes = _tables(reading.tables[reading.tables["sheet"].astype(str) == sheet.name])
        parts.append(
            f"<details{' open' if number == 0 else ''}><summary>工作表 {_shown(sheet.name)}</"
            f"summary>{notes}{body}</details>"
        )
    if len(visible) > extent.sheets:
        parts.append(
            f'<p class="yq-small">共 {len(visible)} 个工作表，只显示前 {extent.sheets} 个。</p>'
        )
    return (
        f'<div class="yq-sheet"><style>{_STYLE}</style>'
        f"{_head(reading)}{_findings(findings)}{_legend()}{''.join(parts)}</div>"
    )


def _head(reading: Understood) -> str:
    book, hidden = reading.book, sum(sheet.hidden for sheet in reading.book.sheets)
    values = reading.observations["value"].notna().sum()
    lines = [
        f"{len(reading.observations)} 行观测值（其中 {values} 个有数值），"
        f"{len(reading.leftover)} 个未采用的数字，{len(reading.tables)} 张表"
    ]
    if hidden:
        lines.append(f"{hidden} 个隐藏的工作表：已读，其中的数不计入，这里不显示")
    lines += [f"打开时：{line}" for line in book.log]
    items = "".join(f"<li>{_shown(line)}</li>" for line in lines)
    return (
        f"<p><strong>{_shown(Path(book.path).name)}</strong>（{_shown(book.kind)}）</p><ul "
        f'class="yq-small">{items}</ul>'
    )


def _findings(findings: pd.DataFrame | None) -> str:
    if findings is None or findings.empty:
        return ""
    shown = findings.head(_MOST_FINDINGS)
    items = "".join(
        f"<li>{_shown(cells)}　{_shown(message)}</li>"
        for cells, message in shown[["cells", "message"]].itertuples(index=False)
    )
    more = f"，只列前 {_MOST_FINDINGS} 处" if len(findings) > _MOST_FINDINGS else ""
    return (
        f"<details open><summary>核对发现 {len(findings)} 处疑点（数值未改动{more}）</summary><ul "
        f'class="yq-small">{items}</ul></details>'
    )


def _legend() -> str:
    items = "".join(
        f'<li class="yq-{role}">{name}</li>' for role, (name, _) in ROLES.items() if role != "other"
    )
    return (
        f'<ul class="yq-legend" aria-label="图例">{items}</ul><p class="yq-small">'
        "鼠标停在单元格上，"
        "可看它的地区、指标、年份、单位。深色的行号、列号是隐藏的行、列。</p>"
    )


def _tables(tables: pd.DataFrame) -> str:
    items = []
    for table in tables.to_dict("records"):
        said = [
            ("表号", table.get("number")),
            ("标题", table.get("title")),
            ("英文标题", table.get("title_en")),
            ("单位", table.get("unit")),
            ("范围", table.get("range")),
            ("注", table.get("notes")),
            ("来源", table.get("source")),
        ]
        text = "　".join(f"{name}：{_shown(_text(value))}" for name, value in said if _text(value))
        items.append(f"<li>{text}</li>")
    return f'<ul class="yq-small">{"".join(items)}</ul>' if items else ""


def _hovers(reading: Understood) -> dict[str, dict[str, str]]:
    """sheet -> cell -> what to say of it."""
    hovers: dict[str, dict[str, str]] = {}
    columns = ["sheet", "cell", "region", "indicator", "year", "period", "value", "unit", "flag"]
    for sheet, cell, region, indicator, year, period, value, unit, flag in reading.observations[
        columns
    ].itertuples(index=False):
        said = [
            ("地区", region),
            ("指标", indicator),
            ("年份", year),
            ("时期", period),
            ("数值", value),
            ("单位", unit),
            ("标记", _FLAGS.get(_text(flag), flag)),
        ]
        text = "\n".join(f"{name}：{_text(part)}" for name, part in said if _text(part))
        held = hovers.setdefault(str(sheet), {})
        # a sentence may hold several figures
        held[str(cell)] = f"{held[str(cell)]}\n\n{text}" if str(cell) in held else text
    for sheet, cell, reason in reading.leftover[["sheet", "cell", "reason"]].itertuples(
        index=False
    ):
        hovers.setdefault(str(sheet), {}).setdefault(str(cell), f"未采用：{_text(reason)}")
    return hovers


def _sheet(
    sheet: Sheet,
    roles: Mapping[tuple[int, int], str],
    hovers: Mapping[str, str],
    extent: Extent,
    left: int,
) -> tuple[str, int]:
    """One sheet as a table, and how many cells it shows."""
    width = min(sheet.width, extent.columns)
    height = min(sheet.height, extent.rows, max(1, left // max(1, width)))
    spans, covered = _spans(sheet, height, width)
    rows = []
    for row in range(height):
        cells = [
            _cell(
                sheet.cells.get((row, column)), row, column, roles, hovers, spans.get((row, column))
            )
            for column in range(width)
            if (row, column) not in covered
        ]
        head = _HIDDEN if row in sheet.hidden_rows else ""
        rows.append(f"<tr><th{head}>{row + 1}</th>{''.join(cells)}</tr>")
    letters = "".join(
        f"<th{_HIDDEN if column in sheet.hidden_columns else ''}>{cell_name(0, column)[:-1]}</th>"
        for column in range(width)
    )
    cut = ""
    if height < sheet.height or width < sheet.width:
        cut = (
            f'<p class="yq-small">只显示前 {height} 行、前 {width} 列（共 {sheet.height} 行、'
            f"{sheet.width} 列）。</p>"
        )
    body = (
        f'<div class="yq-scroll"><table><thead><tr><th></th>{letters}</tr></thead><tbody>'
        f"{''.join(rows)}</tbody></table></div>"
    )
    return body + cut, height * width


def _cell(
    cell: Cell | None,
    row: int,
    column: int,
    roles: Mapping[tuple[int, int], str],
    hovers: Mapping[str, str],
    span: tuple[int, int] | None,
) -> str:
    role, place = roles.get((row, column), ""), cell_name(row, column)
    known = role if role in ROLES else "other"
    hover = hovers.get(place) or (ROLES[known][0] if role else "")
    spanned = f' rowspan="{span[0]}" colspan="{span[1]}"' if span else ""
    marked = f' class="yq-{known}"' if role else ""
    said = f' title="{_shown(f"{place} {hover}")}"' if hover else ""
    text = _shown(cell.text) if cell else ""
    if cell and cell.indent:
        marked += f' style="padding-left:{min(cell.indent, 15) + 0.3:.1f}em"'
    return f"<td{marked}{spanned}{said}>{text}</td>"


def _spans(
    sheet: Sheet, height: int, width: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """The merges that hide no filled cell and do not overlap, cut to what is shown."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        if top >= height or left >= width:
            continue
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        if (top, left) in covered or (bottom - top + 1) * (right - left + 1) > _LARGEST_MERGE:
            continue
        places = {
            (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        } - {(top, left)}
        if (
            not places
            or places & covered
            or any(place in sheet.cells for place in places)
            or places & spans.keys()
        ):
            continue
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered |= places
    return spans, covered


def _text(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "；".join(_text(part) for part in value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _shown(text: str) -> str:
    return escape(_HARMFUL.sub("�", text), quote=True)
