"""What a person says about a file, to overrule what was understood: without code.

A recipe is a row of `data/raw/MANIFEST.csv` or of a small file beside the data. It only says what the
person wants to fix; every empty field is still found by the reader.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What holds for one sheet (or, where `sheet` is empty, for every sheet of the file).

    Rows and columns count from 0, as in `grid`. Empty (`()`, `None`, `""`) means: not said.
    `origin` names the file and row that says it, so that a reading can tell where a part came from.
    """

    sheet: str = ""
    header_rows: tuple[int, ...] = ()
    label_columns: tuple[int, ...] = ()
    year: int | None = None
    unit: str = ""
    region: str = ""
    skip_rows: tuple[int, ...] = ()
    origin: str = ""
