"""What the cells of a table of targets share, and which of its numbers no target takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import Paragraph
from yq_analysis.reading.policy.plain_text import plain, tidy
from yq_analysis.reading.policy.quantity import is_unit, unit_name
from yq_analysis.reading.policy.row import Aside, Target
from yq_analysis.reading.policy.subjects import MEASURE
from yq_analysis.reading.policy.target_columns import Column

_ATTRIBUTE = re.compile(r"(?:约束|预期|引导|指导|鼓励|监测)性?(?:指标)?(?:\(\d+项\))?")
BINDING = {"约束": "binding", "预期": "anticipatory"}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
Row = Sequence[Paragraph]


def with_attributes(
    columns: Sequence[Column], rows: Sequence[Row]
) -> tuple[list[Column], list[Row]]:
    """Columns of groups or types that say 约束性, 预期性 are attributes, and a blank below one
    repeats it.
    """
    made, filled = list(columns), [list(row) for row in rows]
    for at, column in enumerate(columns):
        cells = [plain(row[at].text).strip() for row in rows if len(row) == len(columns)]
        printed = [cell for cell in cells if cell]
        attributes = [cell for cell in printed if _ATTRIBUTE.fullmatch(re.sub(r"\s", "", cell))]
        if column.kind not in ("group", "other", "unknown") or not printed:
            continue
        if len(attributes) < len(printed) or any(c.kind == "attribute" for c in columns):
            continue
        made[at] = replace(column, kind="attribute")
        above = ""
        for row in filled:
            if len(row) != len(columns):
                continue
            above = row[at].text.strip() or above
            row[at] = replace(row[at], text=above)
    return made, list(filled)


def group(row: Row) -> tuple[str, str] | None:
    """Unit and attribute that a row of one text gives to the rows below it, None where it gives
    none.

    >>> group([Paragraph(text="一、环境质量（单位：%）", line=1), Paragraph(text="", line=1)])
    ('%', 'none')
    >>> (group([Paragraph(text="约束性指标", line=1)]), group([Paragraph(text="森林覆盖率（%）",
    ...     line=1)]))
    (('', 'binding'), None)
    """
    texts = {plain(tidy(cell.text)) for cell in row if cell.text.strip()}
    if len(texts) != 1:
        return None
    text = re.sub(r"\s", "", texts.pop())
    unit = re.search(r"单位[:：]([^()、,;]{1,12})", text)
    numbered = re.match(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))", text)
    bracket = re.search(r"\(([^()]*)\)$", text) if numbered else None
    found = unit or (bracket if bracket and is_unit(bracket[1]) else None)
    own = unit_name(found[1]) if found and is_unit(found[1]) else ""
    bare = re.sub(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))", "", text)
    binding = next(
        (c for w, c in BINDING.items() if re.match(rf"{w}性(?:指标)?(?:\(|$)", bare)), "none"
    )
    if not own and binding == "none" and not (numbered and len(row) > 1):
        return None
    return own, binding


def full_name(name: str, group: str) -> str:
    """An item's name with what its group measures: "氮氧化物" under "主要污染物重点工程减排量".

    >>> full_name("氮氧化物", "主要污染物重点工程减排量"), full_name("森林覆盖率", "生态指标")
    ('氮氧化物重点工程减排量', '森林覆盖率')
    """
    if re.search(rf"{MEASURE}$", plain(name)) or not group:
        return name
    tail = re.sub(
        r"^(?:各类|各项|主要|重点|全部)?(?:污染物|行业|领域|产品|品种|地区)(?:的)?", "", group
    )
    return name + tail if len(tail) <= 8 else name


def refusal(columns: Sequence[Column]) -> Message | None:
    """Why a table is not read: a heading that nobody knows may be the one
    that holds the targets.
    """
    unknown = [c for c in columns if c.kind == "unknown"]
    targets = [c for c in columns if c.kind == "target"]
    dated = [c for c in unknown if c.year or re.search(r"目标|规划|计划|任务", c.heading)]
    if dated and not any(c.asked for c in targets):
        return Message("policy_unknown_column", heading=tidy(dated[0].heading))
    return None


def numbers(rows: Sequence[Row], columns: Sequence[Column], reason: Message) -> list[Aside]:
    """All numbers of a table that is not read."""
    return [
        aside
        for row in rows
        if len(row) == len(columns)
        for cell, column in zip(row, columns, strict=True)
        if column.kind not in ("no", "name", "group", "unit")
        for aside in _asides(cell, reason)
    ]


def left(rows: Sequence[Row], columns: Sequence[Column], targets: Sequence[Target]) -> list[Aside]:
    """The numbers under unknown headings, and those under known ones that no target took."""
    taken = {(t.line, x) for t in targets for x in (t.value, t.upper) if x is not None}
    texts = {(t.line, t.text) for t in targets}
    named = {t.indicator for t in targets}
    found: list[Aside] = []
    for row in rows:
        if len(row) != len(columns):
            text = " | ".join(tidy(cell.text) for cell in row)
            if re.match(r"\s*(?:注|备注|说明|①)", text):
                continue
            found += [a for cell in row for a in _asides(cell, Message("policy_odd_row"))]
            continue
        for cell, column in zip(row, columns, strict=True):
            if column.kind == "unknown":
                reason = Message("policy_unknown_column", heading=tidy(column.heading))
                found += _asides(cell, reason)
            elif column.kind in ("target", "growth") and cell.text.strip():
                known = any(
                    (cell.line, float(n.replace(",", ""))) in taken
                    for n in _NUMBER.findall(plain(cell.text))
                ) or any(cell.line == line and tidy(cell.text) in text for line, text in texts)
                beside = column.kind == "growth" and named
                if not known and not beside:
                    found += _asides(cell, Message("policy_no_row"))
    return found


def _asides(cell: Paragraph, reason: Message) -> list[Aside]:
    return [
        Aside(line=cell.line, number=number, text=tidy(cell.text), reason=reason)
        for number in _NUMBER.findall(plain(cell.text))
    ]
