"""A table of areas by rank for a page: level and yearly growth side by side, each with a bar."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from yq_analysis.check import need_columns
from yq_analysis.presenting.tables.html_page import Html
from yq_analysis.presenting.wording import NOTHING, Names, number

COLUMNS = ["indicator", "area", "rank", "value", "unit", "growth"]


def ranked_page(
    table: pd.DataFrame, *, caption: str, own: Sequence[str], notes: Sequence[str], words: Names
) -> Html:
    """The `<table>`: rank, area, value, growth in percent a year; the rows of `own` stand out."""
    need_columns(table, COLUMNS, name="table")
    places = words.decimals(str(table["indicator"].iloc[0]))
    unit = words.unit(str(table["unit"].iloc[0]))
    heads = [
        (words.column("rank_today"), True),
        (words.column("area"), False),
        (words.say("pages_peers_column_value") + words.aside(unit), True),
        (words.say("pages_peers_growth"), True),
    ]
    most = float(table["value"].abs().max()) or 1.0
    fastest = float(table["growth"].abs().max()) if table["growth"].notna().any() else 1.0
    parts = ['<table class="yq-table ranked">', f"<caption>{escape(caption)}</caption><thead><tr>"]
    parts += [
        f'<th scope="col"{_NUMBER if numeric else ""}>{escape(head)}</th>'
        for head, numeric in heads
    ]
    parts.append("</tr></thead><tbody>")
    for row in table.to_dict("records"):
        mark = ' class="own"' if row["area"] in own else ""
        grown = NOTHING if pd.isna(row["growth"]) else number(float(row["growth"]), 1)
        size = 0.0 if pd.isna(row["growth"]) else abs(float(row["growth"])) / (fastest or 1.0)
        parts.append(
            f"<tr{mark}><td{_NUMBER}>{int(row['rank'])}</td>"
            f'<th scope="row">{escape(words.area(str(row["area"])))}</th>'
            f"<td{_bar(abs(float(row['value'])) / most)}>{number(float(row['value']), places)}</td>"
            f"<td{_bar(size)}>{grown}</td></tr>"
        )
    parts.append("</tbody>")
    if notes:
        said = "<br>".join(escape(words.say("pages_note", note=note)) for note in notes)
        parts.append(f'<tfoot><tr><td colspan="{len(heads)}">{said}</td></tr></tfoot>')
    return Html("".join([*parts, "</table>"]))


_NUMBER = ' class="num"'


def _bar(part: float) -> str:
    return f' class="num gauge" style="--part:{100 * part:.0f}%"'
