"""A table of targets -> rows, one a target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import Grid, Paragraph
from yq_analysis.reading.policy import suspects, target_table_cells
from yq_analysis.reading.policy import table_notes as notes
from yq_analysis.reading.policy import target_cell as cell
from yq_analysis.reading.policy.plain_text import BLANKS, period, plain, tidy
from yq_analysis.reading.policy.quantity import is_unit, unit_name
from yq_analysis.reading.policy.reflow import aligned
from yq_analysis.reading.policy.reflow import rows as reflow
from yq_analysis.reading.policy.row import Aside, Target
from yq_analysis.reading.policy.setting import Setting
from yq_analysis.reading.policy.table_notes import MARKS, Notes
from yq_analysis.reading.policy.target_columns import Column, header, own_level, settle

_NOTE = re.compile(
    r"^\s*(?:注|备注|说明)\s*[:：]|^\s*[①②③1１][.、．]?.*(?:累计|为准)|^\s*带?[﹝〔［\[(（]"
)
_ABOVE_NONE = ("", "none")  # unit and binding of a row without numbers, which its parts below share


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
    reader = _Reader(columns=own, notes=said, title=plain(title), span=span, yearly=yearly)
    targets: list[Target] = []
    above = _ABOVE_NONE
    group = target_table_cells.group([Paragraph(text=" ".join(before[-2:]), line=0)]) or _ABOVE_NONE
    for row in rows:
        if (heads := target_table_cells.group(row)) is not None:
            group, above = heads, _ABOVE_NONE
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
    inside = [row[0].text for row in grid.rows[first + 1 :] if row and _NOTE.match(row[0].text)]
    near: list[str] = []
    for text in after[:6]:
        if not (_NOTE.match(text) or (near and re.match(r"\s*(?:[②③④⑤⑥\d*＊]|[(（]\d)", text))):
            break
        near.append(text)
    heading = [h.text for h in grid.rows[first] if re.search("累计", h.text)]
    return notes.read(
        [*inside, *near, *heading, *(t for t in before[-1:] if "累计" in t and len(t) < 60)]
    )


class _Reader:
    """Reads rows under one head; it remembers nothing from row to row."""

    def __init__(
        self,
        *,
        columns: Sequence[Column],
        notes: Notes,
        title: str,
        span: tuple[int, int] | None,
        yearly: bool,
    ):
        self.columns, self.notes, self.title, self.span = columns, notes, title, span
        self.yearly = yearly
        years = [c.year for c in columns if c.kind == "target" and c.year]
        undated = any(c.kind == "target" and not c.year for c in columns)
        self.last = max(years, default=span[1] if span else _only_year(title))
        if undated and span and (self.last is None or self.last < span[1]):
            self.last = span[1]
        bases = [c.year for c in columns if c.kind == "base" and c.year]
        self.base = max((b for b in bases if self.last is None or b < self.last), default=None)

    def row(
        self, row: Sequence[Paragraph], above: tuple[str, str], group: tuple[str, str]
    ) -> tuple[list[Target], tuple[str, str]]:
        """The targets of a row, and what the rows below it share with it."""
        if (
            len(row) != len(self.columns)
            or _NOTE.match(row[0].text)
            or header([c.text for c in row])
        ):
            return [], above
        cells = list(zip(row, self.columns, strict=True))
        texts = list(
            dict.fromkeys(
                tidy(c.text)
                for c, column in cells
                if column.kind == "name" and tidy(c.text) not in BLANKS
            )
        )
        if not texts or len({tidy(c.text) for c in row if c.text.strip()}) == 1:
            return [], _ABOVE_NONE
        said = {
            kind: next((tidy(c.text) for c, column in cells if column.kind == kind), "")
            for kind in ("no", "unit", "attribute")
        }
        no, name, unit, marks = _name(texts[-1])
        if len(texts) > 1 and not unit:
            measured, unit = _name(texts[0])[1:3]
            name = target_table_cells.full_name(name, measured) if unit else name
        since = re.search(r"[比较](20\d\d)年", plain(texts[-1]))
        total = "累计" in unit + name or "五年" in unit or since is not None
        unit = re.sub(r"[,，、]?\[?(?:五年|5年)?累计\]?", "", unit)
        unit = unit_name(said["unit"] if said["unit"] not in BLANKS else unit)
        binding = next(
            (
                code
                for word, code in target_table_cells.BINDING.items()
                if word in said["attribute"]
            ),
            "none",
        )
        no = said["no"].rstrip(".、") or no
        if not no:
            unit, binding = unit or above[0], binding if binding != "none" else above[1]
        unit, binding = unit or group[0], binding if binding != "none" else group[1]
        whole = Target(
            no=no,
            indicator=name,
            year=None,
            unit=unit,
            binding=binding,
            base_year=int(since[1]) if since else None,
            text="",
            line=0,
        )
        made = {
            kind: [
                t
                for c, column in cells
                if column.kind == kind and (t := self._target(whole, c, column, marks, total))
            ]
            for kind in ("target", "growth")
        }
        targets, growth = made["target"], made["growth"]
        if not targets and not growth:
            return [], (unit, binding)
        base = next(
            (
                cell.read(c.text)
                for c, column in cells
                if column.kind == "base" and column.year == self.base
            ),
            None,
        )
        at = [i for i, target in enumerate(targets) if target.year == self.last]
        if len(at) == 1 and growth:
            start = base.quantity.value if base and base.quantity else None
            final = targets[at[0]]
            years = final.year - self.base if self.base and final.year else None
            targets[at[0]], growth = suspects.against_growth(
                final, growth, start=start, years=years
            )
        return [suspects.of_row(t) for t in [*targets, *growth]], above if not no else _ABOVE_NONE

    def _target(
        self, whole: Target, printed: Paragraph, column: Column, marks: str, total: bool
    ) -> Target | None:
        found = cell.read(printed.text)
        if found is None:
            return None
        year = column.year or self.last
        marks += found.marks
        basis = found.basis
        base_year = found.base_year or whole.base_year
        bracketed = bool(found.bracket) and (
            found.bracket in self.notes.brackets or column.cumulative_bracket
        )
        if column.kind == "growth" and found.quantity is not None and basis != "points":
            heading = plain(column.heading)
            yearly = "年均" in heading or "年增" in heading or "增速" in heading
            basis = "annual_growth" if yearly and not bracketed else "cumulative"
            whole = replace(
                whole, unit="%" if yearly and not bracketed else column.unit or whole.unit
            )
            base_year = base_year or self.base
        if found.quantity is not None and (
            bracketed or set(marks) & self.notes.cumulative or (total and basis == "level")
        ):
            basis = "cumulative"
            base_year = base_year or (
                self.base or self.notes.base_year if bracketed or not total else None
            )
            if base_year is None and bracketed and self.notes.years and year:
                base_year = year - self.notes.years
        if (
            basis == "level"
            and found.quantity is not None
            and re.search(
                r"(?:增长|增速|增长率|增长速度|年均(?:下降|降低)率?)$"
                + (r"|(?:降低|下降)(?:率|幅度)?$" if self.yearly else ""),
                whole.indicator,
            )
            and found.quantity.unit in ("%", "‰", "")
        ):
            basis = "annual_growth"  # the indicator itself is a yearly rate
        if basis in ("increment", "points") and column.kind == "target":
            base_year = base_year or self.base  # "提高1岁" beside a column of the base year
        text = tidy(printed.text)
        explained = [self.notes.footnotes[m] for m in marks if m in self.notes.footnotes]
        text += "".join(f" 注:{note}" for note in dict.fromkeys(explained))
        provisional = found.assigned or bool(set(marks) & self.notes.provisional)
        target = replace(
            whole,
            year=year,
            basis=basis,
            base_year=base_year,
            provisional=provisional,
            text=text,
            line=printed.line,
            suspect=found.doubt,
            comparator=found.comparator,
        )
        if found.bracket and not bracketed and not found.doubt:
            target = suspects.add(target, Message("doubt_bracket_meaning", text=tidy(printed.text)))
        if found.quantity is None:
            return replace(target, basis="text", unit="", comparator="")
        return replace(
            target,
            value=found.quantity.value,
            upper=found.quantity.upper,
            unit=found.quantity.unit
            if found.quantity.unit and not _covers(whole.unit, found.quantity.unit)
            else target.unit or column.unit,
        )


def _covers(unit: str, printed: str) -> bool:
    """ "件/万人" in the heading covers "件" in the cell."""
    return bool(unit) and (unit == printed or unit.startswith(printed + "/"))


def _only_year(title: str) -> int | None:
    years = {int(y) for y in re.findall(r"20\d\d", title)}
    return years.pop() if len(years) == 1 else None


def _name(printed: str) -> tuple[str, str, str, str]:
    """Running number, name, unit and footnote marks of an indicator's cell.

    >>> _name("1.全员劳动生产率(万元/人)①")
    ('1', '全员劳动生产率', '万元/人', '①')
    """
    number = re.match(r"\s*(?:[(（](\d{1,2})[)）]|(\d{1,2})[.、．](?!\d))\s*", printed)
    name = printed[number.end() :] if number else printed
    no = (number[1] or number[2]) if number else ""
    name = re.sub(r"^(?:其中|#)\s*[:：]?\s*", "", name)
    marks = "".join(sign for sign in plain(name) if sign in MARKS)
    name = "".join(c for c in name if plain(c) not in MARKS).strip()
    flat, unit = plain(name), ""
    if found := re.search(r"[(\[]([^()\[\]]*)[)\]]$", flat):
        inner = re.sub(r"[,、]?\s*(?:\[?(?:五年|5年)?累计\]?|[比较]20\d\d年)", "", found[1])
        if is_unit(inner) or inner == "" or re.fullmatch(r"单位[:：]?.+", inner):
            unit, name = (
                re.sub(r"^单位[:：]?|[,、]?\s*[比较]20\d\d年", "", found[1]),
                name[: found.start()].strip(),
            )
    elif found := re.search(r"[(\[]([^()\[\]]*)$", flat):
        unit, name = (found[1], name[: found.start()].strip()) if is_unit(found[1]) else ("", name)
    return no, name, unit, marks
