"""What has been answered, kept apart from the workbook: a damaged workbook loses nothing, nothing
is asked twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from yq_analysis.running.workspace.workspace_folder import Workspace, write_text

# heading -> cell; one mapping a row
Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of the workbook.

    `key` says which row is which, wherever it is sorted to; `answers` are the cells that people
    fill in, `decides` the one without which nothing is answered. Where a column of `needs` (unless
    said, the key) was deleted, the sheet's last answers hold. In a sheet that is `theirs` people
    add and delete rows; in the others a row that is gone keeps its answer.
    """

    name: str
    headings: tuple[str, ...]
    key: tuple[str, ...]
    answers: tuple[str, ...]
    theirs: bool = False
    decides: str = ""
    needs: tuple[str, ...] = ()

    def key_of(self, row: Row) -> str:
        return json.dumps([row.get(one, "").strip() for one in self.key], ensure_ascii=False)


FILES = Sheet(
    name="文件",
    headings=(
        "文件",
        "地区",
        "版次",
        "口径",
        "指标",
        "发布单位",
        "网址",
        "状态",
        "建议地区",
        "收到日期",
        "sha256",
    ),
    key=("文件",),
    answers=("地区", "版次", "口径", "指标", "发布单位", "网址"),
)
LABELS = Sheet(
    name="名称对照",
    headings=(
        "印刷名称",
        "表题",
        "文件",
        "统计项",
        "口径",
        "单位",
        "符号",
        "首个数值",
        "建议",
        "适用",
        "原因",
    ),
    key=("印刷名称", "表题", "文件"),
    answers=("统计项", "口径", "单位", "符号", "适用"),
    decides="统计项",
    needs=("印刷名称",),
)
DOUBTS = Sheet(
    name="待确认",
    headings=(
        "文件",
        "单元格",
        "地区",
        "统计项",
        "年份",
        "数值",
        "原因",
        "处理",
        "单位",
        "口径",
        "版次",
    ),
    key=("文件", "单元格", "地区", "统计项", "年份"),
    answers=("处理",),
)
TARGETS = Sheet(
    name="目标",
    headings=(
        "地区",
        "指标",
        "年份",
        "目标值",
        "比较",
        "单位",
        "属性",
        "类型",
        "基年",
        "价格基期",
        "暂定",
        "文件",
        "发布日期",
        "原文",
    ),
    key=("地区", "指标", "年份", "类型", "文件"),
    answers=(),
    theirs=True,
)
INDICATORS = Sheet(
    name="指标",
    headings=("指标", "单位", "分子", "分母", "倍数", "公布的统计项", "方向", "小数位"),
    key=("指标",),
    answers=(),
    theirs=True,
)
AREAS = Sheet(
    name="地区", headings=("地区", "代码", "上级", "别名"), key=("地区",), answers=(), theirs=True
)
SHEETS = (FILES, LABELS, DOUBTS, TARGETS, INDICATORS, AREAS)

Answers = dict[str, dict[str, Row]]


def read(space: Workspace) -> Answers:
    """Everything answered so far: sheet -> key of the row -> the row."""
    found = _load(_path(space))
    if found is None:  # half-written by a full disk: the copy before it
        found = _load(_path(space).with_suffix(".last.json")) or {}
    return {
        sheet.name: {
            sheet.key_of(row): row
            for row in found.get(sheet.name, {}).values()
            if sheet.theirs or any(row.get(heading) for heading in _deciding(sheet))
        }
        for sheet in SHEETS
    }


def write(space: Workspace, answers: Answers) -> None:
    """Keep the answers; the last good copy stays beside them."""
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    path = _path(space)
    if path.is_file() and _load(path) is not None:
        old = path.read_text(encoding="utf-8")
        if old != text:
            write_text(path.with_suffix(".last.json"), old)
    write_text(path, text)


def merge(answers: Answers, seen: dict[str, list[Row]], columns: dict[str, set[str]]) -> Answers:
    """Answers with what the workbook says now.

    Parameters
    ----------
    answers : Answers
        What was known.
    seen : dict
        The rows of each sheet that could be read.
    columns : dict
        The headings that each of these sheets has: a column that was deleted takes no answer back.
    """
    found: Answers = {name: dict(rows) for name, rows in answers.items()}
    for sheet in SHEETS:
        needs = set(sheet.needs or sheet.key)
        if sheet.name not in seen or not needs <= columns[sheet.name]:
            continue
        rows = {sheet.key_of(row): row for row in seen[sheet.name] if row.get(sheet.key[0])}
        kept = columns[sheet.name]
        if sheet.theirs:
            found[sheet.name] = {
                key: {**_lost(answers[sheet.name].get(key, {}), kept), **row}
                for key, row in rows.items()
            }
            continue
        for key, row in rows.items():
            known = _lost(answers[sheet.name].get(key, {}), kept)
            said = {**known, **row}
            if any(said.get(heading) for heading in _deciding(sheet)):
                found[sheet.name][key] = said
            else:
                found[sheet.name].pop(key, None)
    return found


def _deciding(sheet: Sheet) -> tuple[str, ...]:
    return (sheet.decides,) if sheet.decides else sheet.answers


def _lost(row: Row, columns: set[str]) -> Row:
    return {heading: cell for heading, cell in row.items() if heading not in columns}


def _path(space: Workspace) -> Path:
    return space.hidden / "answers.json"


def _load(path: Path) -> Answers | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
