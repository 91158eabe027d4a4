"""What a notebook hands on for machines: `record("assessments", table)`.

The table travels as one more output of the cell, under a media type of our own, so that it works
line by line in JupyterLab, needs no environment and no side file, and is kept with the executed
notebook. The runner collects it into `<name>.csv` of the run's folder; the overview reads it from
there.
"""

from __future__ import annotations

import base64
import csv
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yq_analysis.check import cell_text, printed_text

if TYPE_CHECKING:
    import pandas as pd

MEDIA_TYPE = "application/vnd.yq-analysis.record+json"
# A whole file for the run's folder.
FILE_TYPE = "application/vnd.yq-analysis.file+json"
# The two that the overview reads. assessments: model.ASSESSMENT_HEAD. numbers: one figure a line;
# the last four say where it comes from, and tell the overview why it changed.
ASSESSMENTS, NUMBERS = "assessments", "numbers"
NUMBER_COLUMNS = [
    "area",
    "indicator",
    "caliber",
    "year",
    "known",
    "value",
    "unit",
    "edition",
    "correction",
    "method",
    "source",
]


class Record:
    """A table under a name, as a cell's output; shows one line in
    JupyterLab and nothing on a page.
    """

    def __init__(self, name: str, table: pd.DataFrame):
        self.name = name
        self.columns = [str(column) for column in table.columns]
        self.rows = [
            [_plain(value) for value in row] for row in table.itertuples(index=False, name=None)
        ]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            MEDIA_TYPE: {"name": self.name, "columns": self.columns, "rows": self.rows},
            "text/plain": f"{self.name}: {len(self.rows)} × {len(self.columns)}",
        }


def record(name: str, table: pd.DataFrame) -> Record:
    """Hand `table` on under `name`. Must be the last expression of a cell, or be displayed.

    >>> import pandas as pd
    >>> record("numbers", pd.DataFrame({"area": ["610802"],
    ...     "value": [1.5]}))._repr_mimebundle_()["text/plain"]
    'numbers: 1 × 2'
    """
    return Record(name, table)


class Attachment:
    """A file for the run's folder, as a cell's output; shows one line in JupyterLab and nothing on
    a page.
    """

    def __init__(self, name: str, content: bytes):
        self.name, self.content = Path(name).name, content

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        coded = base64.b64encode(self.content).decode()
        return {
            FILE_TYPE: {"name": self.name, "content": coded},
            "text/plain": f"{self.name}: {len(self.content)} bytes",
        }


def attach(name: str, content: bytes) -> Attachment:
    """Hand a file on under `name`. Must be the last expression of a cell, or be displayed.

    >>> attach("a.txt", b"1")._repr_mimebundle_()["text/plain"]
    'a.txt: 1 bytes'
    """
    return Attachment(name, content)


def attached(notebook: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of an executed notebook, by name; a name that leads elsewhere is cut to its last
    part.
    """
    found: dict[str, bytes] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            content = output.get("data", {}).get(FILE_TYPE)
            if content:
                found[Path(content["name"]).name] = base64.b64decode(content["content"])
    return found


def _plain(value: Any) -> Any:
    """A value that JSON and CSV know: a number, a text, true, false or nothing."""
    if hasattr(value, "item"):
        value = value.item()
    if (
        value is None
        or (isinstance(value, float) and not math.isfinite(value))
        or str(value) in ("<NA>", "NaT")
    ):
        return None
    return value if isinstance(value, (int, float, str, bool)) else str(value)


def collect(notebook: Mapping[str, Any]) -> dict[str, tuple[list[str], list[list[Any]]]]:
    """The records of an executed notebook: name -> (columns, rows); later ones of one name are
    appended.
    """
    found: dict[str, tuple[list[str], list[list[Any]]]] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            content = output.get("data", {}).get(MEDIA_TYPE)
            if content:
                found[content["name"]] = merge(
                    found.get(content["name"]), (content["columns"], content["rows"])
                )
    return found


def merge(
    first: tuple[list[str], list[list[Any]]] | None, second: tuple[list[str], list[list[Any]]]
) -> tuple[list[str], list[list[Any]]]:
    """Rows of both, under the union of their columns, each row once.

    >>> merge((["a"], [[1]]), (["a", "b"], [[1, None], [2, 3]]))
    (['a', 'b'], [[1, None], [2, 3]])
    """
    if first is None:
        return second
    columns = [*first[0], *(column for column in second[0] if column not in first[0])]
    rows: dict[tuple[Any, ...], None] = {}
    for names, lines in (first, second):
        for line in lines:
            by_name = dict(zip(names, line, strict=True))
            rows[tuple(by_name.get(column) for column in columns)] = None
    return columns, [list(row) for row in rows]


def page_file(run: Path, page: str, name: str) -> Path:
    """Where a run keeps what one page handed on under `name`.

    >>> page_file(Path("run"), "02_energy", "numbers").as_posix()
    'run/records/02_energy/numbers.csv'
    """
    return run / "records" / page / f"{name}.csv"


def to_csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Text of a CSV that Excel opens as it is (with a byte-order mark)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> Any:
    return "" if value is None else cell_text(value) if isinstance(value, str) else value


def from_csv(text: str) -> list[dict[str, str]]:
    """The rows of a record file, as texts by column."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return [{name: printed_text(cell) for name, cell in row.items()} for row in rows]
