"""What goes into an office file: a table with its words, a picture with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table with its `title`, `notes` and `source`; `name` is its sheet's in a workbook.

    `on_paper` are the columns for a document, where these are fewer than a workbook's.
    """

    name: str
    title: str
    table: pd.DataFrame
    columns: Sequence[str] | Mapping[str, str] | None = None
    notes: Sequence[str] = ()
    source: str = ""
    decimals: Mapping[str, int] = field(default_factory=dict)
    on_paper: Sequence[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure: PNG bytes, its `width` in mm, what it shows in words (`alt`), its `source`."""

    title: str
    png: bytes
    width: float
    alt: str = ""
    source: str = ""
