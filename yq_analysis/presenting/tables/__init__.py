"""Tables to printed tables: for a page, a notebook, a spreadsheet, a Word appendix."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.presenting.tables import table_cells as cells
from yq_analysis.presenting.tables.html_page import Html, Trace, page
from yq_analysis.presenting.tables.ranked_page import ranked_page
from yq_analysis.presenting.tables.shapes import Picture, Sheet
from yq_analysis.presenting.wording import Language, names

__all__ = [
    "Html",
    "Picture",
    "Sheet",
    "Trace",
    "docx",
    "html",
    "named",
    "one_sheet",
    "ranked",
    "xlsx",
]


def html(
    table: pd.DataFrame,
    *,
    caption: str,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    language: Language = "zh",
    decimals: Mapping[str, int] | None = None,
    traces: Mapping[tuple[Hashable, str], Trace | str] | None = None,
    notes: Sequence[str] = (),
    most: int | None = None,
    fold: int | None = None,
    lists: Catalogue | None = None,
) -> Html:
    """The table as accessible HTML that needs no style sheet; it shows itself in a notebook.

    `columns` chooses and orders (a mapping gives headings of its own); codes become words; numbers
    get the decimals of their row's indicator, or those of `decimals` by column; a verdict is a sign
    and a word, with its note beneath where `note` is no column of its own. `traces` maps (row
    label, column) to where the number comes from; `most` cuts long tables and says so; rows after
    the first `fold` open on demand.

    >>> made = html(pd.DataFrame({"indicator": ["patent_density"], "value": [16.0]}),
    ...     caption="现状")
    >>> "<caption>现状</caption>" in made, ">16.00</td>" in made
    (True, True)
    """
    return page(
        table,
        caption=caption,
        words=names(language, lists),
        columns=columns,
        decimals=decimals or {},
        traces=traces or {},
        notes=notes,
        most=most,
        fold=fold,
    )


def ranked(
    table: pd.DataFrame,
    *,
    caption: str,
    own: Sequence[str] = (),
    notes: Sequence[str] = (),
    language: Language = "zh",
    lists: Catalogue | None = None,
) -> Html:
    """Areas by rank as HTML: level and yearly growth side by side, each with a bar.

    `table` has the columns indicator, area, rank, value, unit and growth (percent a year, may be
    missing), best first; the areas `own` stand out.

    >>> rows = {"indicator": "patent_density", "area": ["610000"], "rank": 1, "value": 16.0,
    ...         "unit": "件/万人", "growth": 5.0}
    >>> made = ranked(pd.DataFrame(rows), caption="位次", own=["610000"])
    >>> '<tr class="own">' in made, ">16.00</td>" in made
    (True, True)
    """
    words = names(language, lists)
    return ranked_page(table, caption=caption, own=own, notes=notes, words=words)


def named(
    table: pd.DataFrame,
    language: Language = "zh",
    columns: Sequence[str] | None = None,
    *,
    lists: Catalogue | None = None,
) -> pd.DataFrame:
    """The table with headings and codes in words, numbers rounded as they are printed: for looking
    at in a notebook.

    >>> named(pd.DataFrame({"area": ["610802"], "year": [2023], "value": [1.5]})).to_dict("records")
    [{'地区': '榆阳区', '年份': 2023, '数值': 1.5}]
    """
    return cells.named(table, names(language, lists), columns)


def xlsx(
    sheets: Sequence[Sheet], *, language: Language = "zh", lists: Catalogue | None = None
) -> bytes:
    """The tables as one Excel workbook (bytes): a sheet each, and one of titles, notes and sources.

    Numbers are numbers with the decimals of their indicator, a gap is an empty cell, the heading
    row is frozen, nothing is merged. The same tables give the same bytes.

    >>> xlsx([Sheet(name="附表1", title="现状", table=pd.DataFrame({"year": [2023]}))])[:2]
    b'PK'
    """
    from yq_analysis.presenting.tables.excel_file import workbook

    return workbook(sheets, names(language, lists))


def docx(
    *,
    title: str,
    sentences: Sequence[str] = (),
    pictures: Sequence[Picture] = (),
    sheets: Sequence[Sheet] = (),
    language: Language = "zh",
    lists: Catalogue | None = None,
) -> bytes:
    """A Word document (bytes): sentences, figures (附图1 …) and native three-line tables (附表1 …),
    as offices set them.

    >>> docx(title="附录")[:2]
    b'PK'
    """
    from yq_analysis.presenting.tables.word_file import document

    return document(
        title=title,
        sentences=sentences,
        pictures=pictures,
        tables=sheets,
        words=names(language, lists),
    )


def one_sheet(
    *,
    title: str,
    sentences: Sequence[str] = (),
    pictures: Sequence[Picture] = (),
    sheets: Sequence[Sheet] = (),
    language: Language = "zh",
    lists: Catalogue | None = None,
) -> bytes:
    """A Word document (bytes) set to stand on one A4 sheet: headline, table, sentences, pictures
    side by side, table.

    >>> one_sheet(title="摘要")[:2]
    b'PK'
    """
    from yq_analysis.presenting.tables.word_one_sheet import document

    return document(
        title=title,
        sentences=sentences,
        pictures=pictures,
        sheets=sheets,
        words=names(language, lists),
    )
