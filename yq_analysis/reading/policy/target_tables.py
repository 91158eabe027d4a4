"""A table of targets -> rows, one a target."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import Grid, Paragraph
from yq_analysis.reading.policy import table_notes as notes
from yq_analysis.reading.policy import target_table_cells
from yq_analysis.reading.policy.plain_text import period, plain, tidy
from yq_analysis.reading.policy.reflow import aligned
from yq_analysis.reading.policy.reflow import rows as reflow
from yq_analysis.reading.policy.row import Aside, Target
from yq_analysis.reading.policy.setting import Setting
from yq_analysis.reading.policy.table_notes import Notes
from yq_analysis.reading.policy.target_columns import Column, header, own_level, settle
from yq_analysis.reading.policy.target_rows import ALONE, NOTE, RowReader


def read(
    grid: Grid, *, before: Sequence[str], after: Sequence[str], setting: Setting
) -> tuple[list[Target], list[Aside]] | None:
    """The targets of a grid and the numbers set aside, None where it is no table of targets.

    `before` and `after` are the paragraphs around it: its title and unit, and its notes.
    """
    grid = reflow(grid) if grid.loose else grid
    found = _head(grid.rows)
    if found is None:
        return None
    first, columns = found
    title = " ".join([*(c.text for row in grid.rows[:first] for c in row), *before[-2:]])
    span = period(title) or setting.span
    columns = settle(columns, issued=setting.issued, span=span, horizons=setting.horizons)
    if not any(c.kind in ("target", "growth") for c in columns) or not _is_plan(
        columns, title, setting
    ):
        return None
    kinds = [c.kind for c in columns]
    rows = [aligned(row, kinds) for row in grid.rows[first + 1 :]]
    columns, rows = target_table_cells.with_attributes(columns, rows)
    if refusal := target_table_cells.refusal(columns):
        return [], target_table_cells.numbers(rows, columns, refusal)
    own = own_level(columns, plain(" ".join((title, *setting.titles))))
    if own is None:
        return [], target_table_cells.numbers(rows, columns, Message("policy_whose_column"))
    said = _notes(grid, first, before, after)
    yearly = setting.yearly is not None
    reader = RowReader(columns=own, notes=said, title=plain(title), span=span, yearly=yearly)
    targets: list[Target] = []
    above = ALONE
    group = target_table_cells.group([Paragraph(text=" ".join(before[-2:]), line=0)]) or ALONE
    for row in rows:
        if (heads := target_table_cells.group(row)) is not None:
            group, above = heads, ALONE
            continue
        found_here, above = reader.row(row, above, group)
        targets += found_here
    return targets, target_table_cells.left(rows, own, targets)


def _head(rows: Sequence[Sequence[Paragraph]]) -> tuple[int, list[Column]] | None:
    """The last row of the head and its columns; a head of two rows is read downwards."""
    for i, row in enumerate(rows):
        texts = [c.text for c in row]
        if i + 1 < len(rows) and len(rows[i + 1]) == len(row):
            below = [c.text for c in rows[i + 1]]
            stacked = [_stack(a, b) for a, b in zip(texts, below, strict=True)]
            two, one = header(stacked), header(texts)
            if two and _is_head(below, texts) and _settled(two) >= _settled(one):
                return i + 1, two
        if columns := header(texts):
            return i, columns
    return None


def _stack(upper: str, lower: str) -> str:
    if tidy(upper) == tidy(lower) or not lower.strip():
        return upper
    dated = re.search(r"20\d\d|[%％]", lower) and not re.search(r"20\d\d", upper)
    return lower if dated and not re.search(r"目标|规划|任务", upper) else upper + lower


def _is_head(below: Sequence[str], above: Sequence[str]) -> bool:
    """A second row belongs to the head where each cell repeats the one above or holds a heading or
    nothing.
    """
    changed = [b for a, b in zip(above, below, strict=True) if tidy(a) != tidy(b) and b.strip()]
    return all(header(["指标", b]) or not find_digits(b) for b in changed) and not any(
        re.search("约束性|预期性", b) for b in below
    )


def find_digits(text: str) -> bool:
    return bool(re.search(r"\d", text))


def _settled(columns: list[Column] | None) -> int:
    return sum(c.kind != "other" for c in columns or [])


def _is_plan(columns: Sequence[Column], title: str, setting: Setting) -> bool:
    """A table of past years has names and years, too: it is a plan only where something says so."""
    if any(c.kind in ("attribute", "growth") or c.asked for c in columns):
        return True
    years = [c.year for c in columns if c.kind == "target" and c.year]
    if setting.issued is not None and years and max(years) < setting.issued:
        return False
    span = setting.span
    if span is not None and years and all(span[0] <= year <= span[1] for year in years):
        return re.search("完成情况|统计表|一览", title) is None
    return bool(
        re.search(r"目标|规划|主要指标|发展指标|指标体系|计划|任务", title)
    ) and not re.search("完成情况|统计表|一览", title)


def _notes(grid: Grid, first: int, before: Sequence[str], after: Sequence[str]) -> Notes:
    inside = [row[0].text for row in grid.rows[first + 1 :] if row and NOTE.match(row[0].text)]
    near: list[str] = []
    for text in after[:6]:
        if not (NOTE.match(text) or (near and re.match(r"\s*(?:[②③④⑤⑥\d*＊]|[(（]\d)", text))):
            break
        near.append(text)
    heading = [h.text for h in grid.rows[first] if re.search("累计", h.text)]
    return notes.read(
        [*inside, *near, *heading, *(t for t in before[-1:] if "累计" in t and len(t) < 60)]
    )
