"""A row of a table of targets, below a head that is known -> its targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import Paragraph
from yq_analysis.reading.policy import suspects, target_table_cells
from yq_analysis.reading.policy import target_cell as cell
from yq_analysis.reading.policy.plain_text import BLANKS, plain, tidy
from yq_analysis.reading.policy.quantity import is_unit, unit_name
from yq_analysis.reading.policy.row import Target
from yq_analysis.reading.policy.table_notes import MARKS, Notes
from yq_analysis.reading.policy.target_columns import Column, header

NOTE = re.compile(
    r"^\s*(?:注|备注|说明)\s*[:：]|^\s*[①②③1１][.、．]?.*(?:累计|为准)|^\s*带?[﹝〔［\[(（]"
)
ALONE = ("", "none")  # unit and binding of a row without numbers, which its parts below share


class RowReader:
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
            or NOTE.match(row[0].text)
            or header([c.text for c in row])
        ):
            return [], above
        texts = _different(
            cell.text
            for cell, column in zip(row, self.columns, strict=True)
            if column.kind == "name" and tidy(cell.text) not in BLANKS
        )
        if not texts or len({tidy(c.text) for c in row if c.text.strip()}) == 1:
            return [], ALONE
        whole, marks, total = self._heading(row, texts, above, group)
        targets = self._read(row, "target", whole, marks, total)
        growth = self._read(row, "growth", whole, marks, total)
        if not targets and not growth:
            return [], (whole.unit, whole.binding)
        targets, growth = self._held_against(row, targets, growth)
        return [suspects.of_row(t) for t in [*targets, *growth]], (ALONE if whole.no else above)

    def _heading(
        self,
        row: Sequence[Paragraph],
        texts: Sequence[str],
        above: tuple[str, str],
        group: tuple[str, str],
    ) -> tuple[Target, str, bool]:
        """What a row says of all its numbers, the marks of its footnotes, and whether it counts
        totals; a row without a number of its own has unit and attribute of the row above, any row
        those of its group.
        """
        printed = {
            kind: next(
                (
                    tidy(c.text)
                    for c, column in zip(row, self.columns, strict=True)
                    if column.kind == kind
                ),
                "",
            )
            for kind in ("no", "unit", "attribute")
        }
        no, name, unit, marks = _name(texts[-1])
        if len(texts) > 1 and not unit:
            measured, unit = _name(texts[0])[1:3]
            name = target_table_cells.full_name(name, measured) if unit else name
        since = re.search(r"[比较](20\d\d)年", plain(texts[-1]))
        total = "累计" in unit + name or "五年" in unit or since is not None
        unit = re.sub(r"[,，、]?\[?(?:五年|5年)?累计\]?", "", unit)
        unit = unit_name(printed["unit"] if printed["unit"] not in BLANKS else unit)
        words = target_table_cells.BINDING.items()
        binding = next((code for word, code in words if word in printed["attribute"]), "none")
        no = printed["no"].rstrip(".、") or no
        for other in ([] if no else [above]) + [group]:
            unit, binding = unit or other[0], binding if binding != "none" else other[1]
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
        return whole, marks, total

    def _read(
        self, row: Sequence[Paragraph], kind: str, whole: Target, marks: str, total: bool
    ) -> list[Target]:
        """The targets in a row's columns of one kind."""
        read = (
            self._target(whole, printed, column, marks, total)
            for printed, column in zip(row, self.columns, strict=True)
            if column.kind == kind
        )
        return [target for target in read if target is not None]

    def _held_against(
        self, row: Sequence[Paragraph], targets: list[Target], growth: list[Target]
    ) -> tuple[list[Target], list[Target]]:
        """The final target held against the growth that the row prints beside it."""
        final = [i for i, target in enumerate(targets) if target.year == self.last]
        if len(final) != 1 or not growth:
            return targets, growth
        base = next(
            (
                cell.read(c.text)
                for c, column in zip(row, self.columns, strict=True)
                if column.kind == "base" and column.year == self.base
            ),
            None,
        )
        target = targets[final[0]]
        held, growth = suspects.against_growth(
            target,
            growth,
            start=base.quantity.value if base and base.quantity else None,
            years=target.year - self.base if self.base and target.year else None,
        )
        return [*targets[: final[0]], held, *targets[final[0] + 1 :]], growth

    def _target(
        self, whole: Target, printed: Paragraph, column: Column, marks: str, total: bool
    ) -> Target | None:
        found = cell.read(printed.text)
        if found is None:
            return None
        year = column.year or self.last
        marks += found.marks
        bracketed = bool(found.bracket) and (
            found.bracket in self.notes.brackets or column.cumulative_bracket
        )
        totals = bracketed or bool(set(marks) & self.notes.cumulative)
        whole = replace(whole, basis=found.basis, base_year=found.base_year or whole.base_year)
        if found.quantity is not None:
            whole = self._as_growth(whole, column, bracketed)
            if totals or (total and whole.basis == "level"):
                base_year = whole.base_year or self._counted_from(year, bracketed, total)
                whole = replace(whole, basis="cumulative", base_year=base_year)
            whole = self._as_yearly_rate(whole, found.quantity.unit)
        if whole.basis in ("increment", "points") and column.kind == "target":
            # "提高1岁" beside a column of the base year
            whole = replace(whole, base_year=whole.base_year or self.base)
        target = replace(
            whole,
            year=year,
            provisional=found.assigned or bool(set(marks) & self.notes.provisional),
            text=self._explained(printed.text, marks),
            line=printed.line,
            suspect=found.doubt,
            comparator=found.comparator,
        )
        if found.bracket and not bracketed and not found.doubt:
            target = suspects.add(target, Message("doubt_bracket_meaning", text=tidy(printed.text)))
        if found.quantity is None:
            return replace(target, basis="text", unit="", comparator="")
        own = found.quantity.unit
        return replace(
            target,
            value=found.quantity.value,
            upper=found.quantity.upper,
            unit=own if own and not _covers(whole.unit, own) else target.unit or column.unit,
        )

    def _explained(self, printed: str, marks: str) -> str:
        """What a cell prints, with the notes that its marks stand for."""
        notes = (self.notes.footnotes[m] for m in marks if m in self.notes.footnotes)
        return tidy(printed) + "".join(f" 注:{note}" for note in dict.fromkeys(notes))

    def _as_growth(self, whole: Target, column: Column, bracketed: bool) -> Target:
        """In a column of growth a number is a yearly rate or a total, whatever its indicator is."""
        if column.kind != "growth" or whole.basis == "points":
            return whole
        heading = plain(column.heading)
        yearly = any(word in heading for word in ("年均", "年增", "增速")) and not bracketed
        return replace(
            whole,
            unit="%" if yearly else column.unit or whole.unit,
            basis="annual_growth" if yearly else "cumulative",
            base_year=whole.base_year or self.base,
        )

    def _counted_from(self, year: int | None, bracketed: bool, total: bool) -> int | None:
        """The base year of a total: that of the columns or of the notes."""
        base_year = self.base or self.notes.base_year if bracketed or not total else None
        if base_year is None and bracketed and self.notes.years and year:
            return year - self.notes.years
        return base_year

    def _as_yearly_rate(self, whole: Target, unit: str) -> Target:
        """A number of an indicator that is a yearly rate itself is one year's change."""
        rates = r"(?:增长|增速|增长率|增长速度|年均(?:下降|降低)率?)$"
        if self.yearly:
            rates += r"|(?:降低|下降)(?:率|幅度)?$"
        named = whole.basis == "level" and unit in ("%", "‰", "")
        rate = named and re.search(rates, whole.indicator)
        return replace(whole, basis="annual_growth") if rate else whole


def _different(texts: Iterable[str]) -> list[str]:
    """Each text once, tidied, in their order."""
    return list(dict.fromkeys(tidy(text) for text in texts))


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
