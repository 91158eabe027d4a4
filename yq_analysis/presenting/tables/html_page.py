"""A table for an HTML page: readable without any style sheet, by eye, by keyboard and by screen
reader.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

import pandas as pd

from yq_analysis.presenting.tables.table_cells import Column, columns_of, signs_of, text_of
from yq_analysis.presenting.wording import NOTHING, VERDICT_SIGN, Names

_CELL = re.compile(r"(?<=[#!])[A-Z]+[0-9]+$")


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Where a number comes from: the `formula`, its `inputs` in words, and `sources` (file and
    cell).
    """

    formula: str = ""
    inputs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Html(str):
    """HTML text that shows itself in a notebook."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"<Html: {len(self)} characters>"


def page(
    table: pd.DataFrame,
    *,
    caption: str,
    words: Names,
    columns: Sequence[str] | Mapping[str, str] | None,
    decimals: Mapping[str, int],
    traces: Mapping[tuple[Hashable, str], Trace | str],
    notes: Sequence[str],
    most: int | None,
    fold: int | None = None,
) -> Html:
    """The `<table>`: caption, headings with scope, the first column as row headings, numbers set
    right.

    Rows after the first `fold` stand in a table of their own that opens on demand.
    """
    table, notes = _reasons_below(table, notes, words)
    if fold is not None and len(table) > fold:
        rest = table.iloc[fold:]
        said_rest = words.say("table_more_rows", count=len(rest))
        first, second = (
            page(
                part,
                caption=said,
                words=words,
                columns=columns,
                decimals=decimals,
                traces=traces,
                notes=noted,
                most=most,
            )
            for part, said, noted in (
                (table.iloc[:fold], caption, notes),
                (rest, f"{caption} · {said_rest}", ()),
            )
        )
        return Html(
            f'{first}<details class="yq-rest"><summary>{said_rest}</summary>{second}</details>'
        )
    kept = columns_of(table, columns, words)
    shown = table if most is None else table.head(most)
    parts = ['<table class="yq-table">', f"<caption>{escape(caption)}</caption>", "<thead><tr>"]
    parts += [f'<th scope="col"{_set(column)}>{escape(column.heading)}</th>' for column in kept]
    parts.append("</tr></thead><tbody>")
    common, own = _notes(shown, words)
    for index, row in zip(shown.index, shown.to_dict("records"), strict=True):
        parts.append("<tr>")
        for place, column in enumerate(kept):
            inner = _cell(
                column,
                row,
                decimals,
                traces.get((index, column.name)),
                words,
                "" if "note" in {c.name for c in kept} else own.get(index, ""),
            )
            parts.append(
                f'<th scope="row" style="text-align:left">{inner}</th>'
                if place == 0 and not column.numeric
                else f"<td{_set(column)}>{inner}</td>"
            )
        parts.append("</tr>")
    if shown.empty:
        said = words.say("table_nothing")
        parts.append(f'<tr><td colspan="{max(1, len(kept))}">{said}</td></tr>')
    parts.append("</tbody>")
    said_notes = [*notes, *(common if any(c.name == "verdict" for c in kept) else [])]
    if len(shown) < len(table):
        said_notes.append(words.say("table_first_rows", rows=len(table), shown=len(shown)))
    if said_notes:
        said = "<br>".join(escape(words.say("under_note", note=note)) for note in said_notes)
        parts.append(
            f'<tfoot><tr><td colspan="{max(1, len(kept))}"><div>{said}</div></td></tr></tfoot>'
        )
    parts.append("</table>")
    return Html("".join(parts))


def _reasons_below(
    table: pd.DataFrame, notes: Sequence[str], words: Names
) -> tuple[pd.DataFrame, Sequence[str]]:
    """Reasons that several rows share stand once below the table, behind their signs."""
    if "why" not in table or table["why"].nunique() == len(table):
        return table, notes
    sign = signs_of([words.code("why", code) for code in table["why"]])
    shown = [sign[words.code("why", code)] for code in table["why"]]
    return table.assign(why=shown), [*notes, *(f"{mark} {said}" for said, mark in sign.items())]


def _notes(table: pd.DataFrame, words: Names) -> tuple[list[str], dict[Hashable, str]]:
    """What is remarked of several rows, to be said once below, behind a sign unless it holds for
    all; and what is left to say in each row.
    """
    if "note" not in table or "verdict" not in table:
        return [], {}
    clauses = {
        index: list(dict.fromkeys(filter(None, re.split(r"[；;] ?", note))))
        for index, note in table["note"].items()
        if isinstance(note, str)
    }
    every = [clause for listed in clauses.values() for clause in listed]
    common = [clause for clause in dict.fromkeys(every) if every.count(clause) > 1]
    whole = [clause for clause in common if every.count(clause) == len(table)]
    signs = signs_of([clause for clause in common if clause not in whole])
    own = {}
    for index, listed in clauses.items():
        alone = words.say("mark_clause").join(c for c in listed if c not in common)
        own[index] = "".join(signs[c] for c in signs if c in listed) + alone
    return [*whole, *(f"{sign} {clause}" for clause, sign in signs.items())], own


def _set(column: Column) -> str:
    return (
        ' class="num" style="text-align:right;font-variant-numeric:tabular-nums"'
        if column.numeric
        else ' style="text-align:left"'
    )


def _cell(
    column: Column,
    row: Mapping[Any, Any],
    decimals: Mapping[str, int],
    trace: Trace | str | None,
    words: Names,
    note: str,
) -> str:
    text = text_of(column.name, row, decimals, words)
    if text == NOTHING:
        missing = words.say("table_no_figure")
        inner = f'<span title="{missing}" aria-label="{missing}" role="img">{NOTHING}</span>'
    else:
        inner = escape(text)
    if column.name == "verdict" and str(row.get("verdict")) in VERDICT_SIGN:
        code = str(row["verdict"])
        inner = (
            f'<span class="verdict" data-verdict="{escape(code)}"><span aria-hidden="true">'
            f"{VERDICT_SIGN[code]}</span> {inner}</span>"
        )
        if note:
            inner += f"<br><small>{escape(note)}</small>"
    return _traced(inner, trace, words) if trace and text != NOTHING else inner


def _traced(inner: str, trace: Trace | str, words: Names) -> str:
    """The number opens on click or key and says where it comes from; hovering shows the formula."""
    if isinstance(trace, str):
        return (
            f'<details class="trace"><summary title="{escape(trace)}">{inner}</summary><p>'
            f"{escape(trace)}</p></details>"
        )
    entries = []
    if trace.formula:
        entries.append(f"<dt>{words.say('trace_formula')}</dt><dd>{escape(trace.formula)}</dd>")
    for heading, listed in (
        (words.say("trace_inputs"), trace.inputs),
        (words.say("trace_cells"), file_by_file(trace.sources)),
    ):
        if listed:
            entries.append(
                f"<dt>{heading}</dt>" + "".join(f"<dd>{escape(entry)}</dd>" for entry in listed)
            )
    hint = escape(trace.formula or "; ".join(trace.sources))
    return (
        f'<details class="trace"><summary title="{hint}">{inner}</summary><dl>{"".join(entries)}</'
        "dl></details>"
    )


def file_by_file(sources: Sequence[str]) -> list[str]:
    """Cells of one file or sheet that stand one after the other, in one line.

    >>> file_by_file(["a.csv#D1", "a.csv#D2", "b.xlsx#表1!K5", "b.xlsx#表1!J5", "https://a.example/b"])
    ['a.csv#D1, D2', 'b.xlsx#表1!K5, J5', 'https://a.example/b']
    """
    found = []
    for sheet, cells in groupby(sources, lambda source: _CELL.sub("", source)):
        listed = [source[len(sheet) :] for source in cells]
        found += [sheet + ", ".join(listed)] if listed[0] else [sheet] * len(listed)
    return found
