"""A table for paper says nothing twice: what is the same in every row stands above it, long remarks
below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yq_analysis.presenting.tables.shapes import Sheet
from yq_analysis.presenting.tables.table_cells import Column, columns_of, signs_of, text_of
from yq_analysis.presenting.wording import NOTHING, Names

# never moved: a reader looks for them in the row
_STAYS = {"verdict"}
_REMARKS = {"note"}
_LONG = 8


@dataclass(frozen=True, kw_only=True)
class Narrow:
    """What is printed: `columns` with their `rows` of texts, `common` above, `remarks` below."""

    columns: list[Column]
    rows: list[list[str]]
    common: str
    remarks: list[str]


def narrow(sheet: Sheet, words: Names) -> Narrow:
    """The printed texts of the sheet, without columns that are the same, or empty, in all of
    several rows.

    >>> import pandas as pd
    >>> from yq_analysis.presenting.wording import names
    >>> table = pd.DataFrame({"area": ["610802", "610802"], "year": [2022, 2023], "value": [1.5,
    ...     2.5], "upper": [None, None]})
    >>> made = narrow(Sheet(name="a", title="t", table=table), names("zh"))
    >>> made.rows, made.common, made.remarks
    ([['2022', '1.5'], ['2023', '2.5']], '地区：榆阳区', ['各行均无数据的列：上限。'])
    """
    columns = columns_of(
        sheet.table, sheet.columns if sheet.on_paper is None else sheet.on_paper, words
    )
    texts = {
        c.name: [
            text_of(c.name, row, sheet.decimals, words) for row in sheet.table.to_dict("records")
        ]
        for c in columns
    }
    kept, same, empty = _sorted(columns, texts)
    remarks = []
    if empty:
        listed = words.say("mark_list").join(c.heading for c in empty)
        remarks.append(words.say("table_empty_columns", listed=listed))
    for column in kept:
        if column.name in _REMARKS and max(map(len, texts[column.name]), default=0) > _LONG:
            texts[column.name], said = _signed(texts[column.name])
            remarks += said
    common = words.say("mark_clause").join(
        f"{c.heading}{words.say('mark_colon')}{texts[c.name][0]}" for c in same
    )
    return Narrow(
        columns=kept,
        rows=[list(row) for row in zip(*(texts[c.name] for c in kept), strict=True)],
        common=common,
        remarks=remarks,
    )


def _sorted(
    columns: Sequence[Column], texts: Mapping[str, Sequence[str]]
) -> tuple[list[Column], list[Column], list[Column]]:
    """Columns that stay, that hold one text throughout, and that hold nothing."""
    kept, same, empty = [], [], []
    for column in columns:
        found = set(texts[column.name])
        if len(texts[column.name]) < 2 or len(found) > 1 or column.name in _STAYS:
            kept.append(column)
        elif found <= {NOTHING, ""}:
            empty.append(column)
        else:
            same.append(column)
    return (kept, same, empty) if kept else (list(columns), [], [])


def _signed(remarks: Sequence[str]) -> tuple[list[str], list[str]]:
    """Signs in place of remarks, and the remarks behind their signs."""
    sign = signs_of([r for r in remarks if r not in (NOTHING, "")])
    return [sign.get(r, "") for r in remarks], [f"{said} {r}" for r, said in sign.items()]
