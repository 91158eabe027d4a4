"""The header cells that stand over each column, without English twins, codes and column numbers."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from yq_analysis.reading.yearbook.anatomy import Block
from yq_analysis.reading.yearbook.label_text import has_han, is_foreign, tidy
from yq_analysis.reading.yearbook.labels import Label, is_bare_part, parse_label
from yq_analysis.reading.yearbook.line_kinds import counts_columns, is_code_row, is_number_row
from yq_analysis.reading.yearbook.sheet_values import Merge, Page
from yq_analysis.reading.yearbook.units import is_unit, unit_in_note


@dataclass(slots=True)
class Head:
    """One header cell as a column sees it."""

    row: int
    merge: Merge
    text: str
    label: Label
    wide: bool = False
    repeated: bool = False


_CODE = re.compile(r"(?:[A-Z](?:\s*-\s*[A-Z])?|(?=[A-Z0-9]*\d)[A-Z0-9]{2,9})\Z")
_OF_SERIES = re.compile(
    r"(?:频率|频度|(?:数据)?来源|更新时间|最近更新|指标(?:ID|编码|代码)|起始时间|截止时间|时间区间|备注|说明)\Z",
    re.IGNORECASE,
)
_CODE_LIKE = re.compile(r"[A-Z0-9](?:[A-Z0-9\s\-]{0,8})\Z")


def collect_heads(page: Page, block: Block) -> tuple[dict[int, list[Head]], dict[int, list[Merge]]]:
    """Header cells by column, without English twins and code rows; and the empty merged cells."""
    heads: dict[int, list[Head]] = {column: [] for column in block.figures}
    empty: dict[int, list[Merge]] = {column: [] for column in block.figures}
    if not block.header:
        return heads, empty
    dropped, english = _dropped_rows(page, block)
    top = block.header[0]
    rows = range(top, block.header[-1] + 1)
    for column in block.figures:
        seen: set[tuple[int, int]] = set()
        for row in rows:
            place, merge = page.spread(row, column)
            if place in seen or place[0] < top or row in dropped:
                continue
            seen.add(place)
            value = page.values.get(place)
            if value is None:
                if merge[3] > merge[1] and place not in page.values:
                    empty[column].append(merge)
                continue
            text = page.text(*place)
            if (
                heads[column]
                and heads[column][-1].text == text
                and heads[column][-1].merge[1::2] == merge[1::2]
            ):
                continue  # a merged cell that an export wrote out once more
            if place[0] in english and not has_han(text) and not is_unit(text):
                continue
            label = _label(page, place, text)
            if not label.unit and (note := page.cell(place).note):
                label = label._replace(unit=unit_in_note(note))
            heads[column].append(Head(place[0], merge, text, label))
    chinese = any(has_han(head.text) for cells in heads.values() for head in cells)
    if chinese:
        for column, cells in heads.items():
            if any(has_han(head.text) for head in cells) or sum(
                map(is_foreign, (head.text for head in cells))
            ) == len(cells):
                heads[column] = [
                    head for head in cells if not is_foreign(head.text) or head.label.empty
                ]
                # an English unit in a row of its own only counts where no Chinese one is printed
                if any(head.label.unit and has_han(head.text) for head in heads[column]):
                    heads[column] = [
                        head
                        for head in heads[column]
                        if has_han(head.text)
                        or not (head.label.empty and head.label.unit and len(head.label.unit) > 1)
                    ]
    _spread_parts(heads)
    _mark_repeated(heads)
    _mark_wide(block, heads)
    return heads, empty


def _spread_parts(heads: dict[int, list[Head]]) -> None:
    """A 其中 without a merge reaches to the next filled cell of its row."""
    reaching: Head | None = None
    for cells in heads.values():
        if not cells:
            continue
        bare = next((head for head in cells if is_bare_part(head.text)), None)
        if bare is not None:
            reaching = bare if bare.merge[3] == bare.merge[1] else None
        elif reaching is not None:
            if cells[0].row <= reaching.row:
                reaching = None
            else:
                cells.insert(0, reaching)


def _label(page: Page, place: tuple[int, int], text: str) -> Label:
    year = page.year(*place)
    if year is not None:
        return Label("", year=year)
    return parse_label(text)


def _dropped_rows(page: Page, block: Block) -> tuple[set[int], set[int]]:
    """Header rows of codes or column numbers, and rows whose Latin cells only repeat in English."""
    first = block.figures[0] if block.figures else block.right
    dropped: set[int] = set()
    english: set[int] = set()
    rows = {
        row: [page.text(row, column) for column in page.filled(row, first, block.right)]
        for row in block.header
    }
    chinese = any(has_han(text) for texts in rows.values() for text in texts)
    for row, texts in rows.items():
        if not texts:
            continue
        if any(_OF_SERIES.match(tidy(page.text(row, column))) for column in block.stub):
            dropped.add(row)  # how often, from whom: databases say it of each series
            continue
        latin = [text for text in texts if not has_han(text)]
        if chinese and sum(map(is_foreign, latin)) > 0.5 * len(latin):
            english.add(row)
        columns = page.filled(row, first, block.right)
        codes = sum(_CODE.match(tidy(text)) is not None for text in texts)
        alike = (
            len({len(tidy(text)) for text in texts}) == 1 and len(tidy(texts[0])) > 3 and codes > 0
        )
        coded = (2 * codes >= len(texts) or alike) and all(
            _CODE_LIKE.match(tidy(text)) for text in texts
        )
        stub = " ".join(page.text(row, place) for place in block.stub)
        if counts_columns(page, row, columns, stub) or (
            len(texts) > 1
            and (
                (coded and not any(_is_timed(page, row, column) for column in columns))
                or is_number_row(page, row, columns)
                or is_code_row(page, row, columns)
            )
        ):
            dropped.add(row)
    return dropped, english


def _is_timed(page: Page, row: int, column: int) -> bool:
    return page.year(row, column) is not None or parse_label(page.text(row, column)).timed


def _mark_wide(block: Block, heads: dict[int, list[Head]]) -> None:
    """A cell is wide where it is merged over columns, or where the next columns hang below it
    without a cell of their own.
    """
    columns = list(block.figures)
    across: dict[int, set[tuple[int, int]]] = {}
    for cells in heads.values():
        for head in cells:
            across.setdefault(head.row, set()).add(head.merge[:2])
    for place, column in enumerate(columns):
        for head in heads[column]:
            if head.merge[3] > head.merge[1]:
                head.wide = True
        cells = heads[column]
        if place + 1 >= len(columns) or len(cells) < 2:
            continue
        beside = heads[columns[place + 1]]
        if (
            len(across[cells[0].row]) > 1
            and beside
            and beside[0].row > cells[0].row
            and not beside[0].label.part
            and any(head.row == beside[0].row for head in cells[1:])
        ):
            cells[0].wide = True

    under = {
        (cells[0].row, *(tidy(head.text) for head in cells[1:]))
        for cells in heads.values()
        if len(cells) > 1 and cells[0].merge[3] > cells[0].merge[1]
    }
    for cells in heads.values():
        # Manufacturing over one column beside Whole economy over two, with the same words below, is
        # a level like it
        if len(cells) > 1 and (cells[0].row, *(tidy(head.text) for head in cells[1:])) in under:
            cells[0].wide = True


def _mark_repeated(heads: dict[int, list[Head]]) -> None:
    """Lower names with a unit that come back under different upper names are measures:
    年末机构数(个), 年末人数(人).
    """
    over: dict[str, set[str]] = {}
    for cells in heads.values():
        for upper, lower in itertools.pairwise(cells):
            over.setdefault(tidy(lower.text), set()).add(tidy(upper.text))
    for cells in heads.values():
        for lower in cells[1:]:
            lower.repeated = bool(lower.label.unit) and len(over[tidy(lower.text)]) > 1
