"""data/processed once more as Parquet, by province: for whoever asks one area of a country, or SQL.

Written beside the CSVs where pyarrow is installed (`pip install 'yq-analysis[scale]'`), a province
a file, sorted by area, so that one area's series is found without reading the rest.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from yq_analysis.analysis.ledger.output import harmless
from yq_analysis.check import Message, Problem, refuse
from yq_analysis.running.flow.kept_tables import print_of_table
from yq_analysis.system import whole_file

FOLDER = "parquet"
TABLES = ("observations", "indicators")
NAMES = {"observations": "item", "indicators": "indicator"}
PEOPLE = "by_area"
# a spreadsheet takes no more rows than this: above it people get a file an area
SPREADSHEET_ROWS = 1_048_575
_STAMP = "stamp.json"
_FILE = "part.parquet"
_GROUP = 20_000  # rows that are read together


def available() -> bool:
    """Whether pyarrow is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def lacking(folder: Path, book: str) -> bool:
    """Whether Parquet should stand below `folder` and is not of this `book`."""
    return available() and _read_stamp(folder / FOLDER).get("book") != book


def write(tables: Mapping[str, pd.DataFrame], folder: Path, book: str) -> None:
    """Write each of `TABLES` below `folder`/parquet/<table>/province=<code>/, and of which `book`
    they are.

    A province whose rows are as they were is left alone; one that has none any more is removed.
    """
    place = folder / FOLDER
    stamp = _read_stamp(place)
    for name in TABLES:
        known = stamp.get(name, {})
        stamp[name] = {}
        for province, rows in _by_province(tables[name]):
            key = print_of_table(rows)
            path = place / name / f"province={province}" / _FILE
            entry = known.get(province, {})
            if entry.get("rows") != key or _sha(path) != entry.get("sha256"):
                _write_file(path, rows)
            stamp[name][province] = {"rows": key, "sha256": _sha(path)}
        for province in known.keys() - stamp[name].keys():
            with suppress(OSError):
                (place / name / f"province={province}" / _FILE).unlink()
                (place / name / f"province={province}").rmdir()
    stamp["book"] = book
    place.mkdir(parents=True, exist_ok=True)
    whole_file.write(place / _STAMP, json.dumps(stamp))


def read_area(folder: Path, book: str, table: str, area: str, only: str | None) -> pd.DataFrame:
    """One area's rows; `only` one indicator or item. Raises `DataProblem` where the file is not as
    it was written, `LookupError` where there is no Parquet of this `book`.
    """
    place = folder / FOLDER
    stamp = _read_stamp(place)
    entry = stamp.get(table, {})
    # after a kill between the two, the CSVs are newer
    if not (available() and entry and stamp["book"] == book):
        raise LookupError
    import pyarrow.parquet as parquet

    province = str(area)[:2]
    if province not in entry:
        province = next(iter(entry))
    path = place / table / f"province={province}" / _FILE
    if _sha(path) != entry[province]["sha256"]:
        what, then = Message("columnar_edited"), Message("columnar_edited_next")
        refuse([Problem(where=str(path), what=what, next=then)])
    wanted: list[Any] = [("area", "=", str(area))]
    wanted += [] if only is None else [(NAMES[table], "=", only)]
    rows = parquet.read_table(path, filters=wanted, partitioning=None, use_threads=False)
    return pd.DataFrame(rows.to_pandas())


def write_for_people(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """A CSV an area below `folder`/by_area/<table>, where a table has more rows than a spreadsheet
    takes; a file that would be as it is is left alone.
    """
    for name in TABLES:
        table = tables.get(name)
        if table is None or len(table) <= SPREADSHEET_ROWS:
            continue
        place = folder / PEOPLE / name
        place.mkdir(parents=True, exist_ok=True)
        wanted = set()
        for area, rows in table.groupby("area", sort=True):
            path = place / f"{area}.csv"
            wanted.add(path.name)
            text = harmless(rows).to_csv(index=False, lineterminator="\n")
            content = b"\xef\xbb\xbf" + text.encode()
            if not path.is_file() or path.read_bytes() != content:
                whole_file.write(path, content)
        for path in place.glob("*.csv"):
            if path.name not in wanted:
                path.unlink()


def _by_province(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    order = [name for name in ("area", "indicator", "item", "caliber", "year") if name in table]
    rows = table.sort_values(order, kind="stable", ignore_index=True)
    return [
        (str(province), part.reset_index(drop=True))
        for province, part in rows.groupby(rows["area"].str[:2], sort=True)
    ]


def _write_file(path: Path, rows: pd.DataFrame) -> None:
    import pyarrow
    import pyarrow.parquet as parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    plain = rows.reset_index(drop=True)
    texts = [name for name in plain if not pd.api.types.is_numeric_dtype(plain[name])]
    plain = plain.assign(**{str(name): plain[name].astype("str") for name in texts})
    beside = path.with_name(f".{path.name}.new")
    parquet.write_table(
        pyarrow.Table.from_pandas(plain, preserve_index=False), beside, row_group_size=_GROUP
    )
    whole_file.put(beside, path)


def _read_stamp(place: Path) -> dict[str, Any]:
    try:
        stamp = json.loads((place / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(stamp, dict) and all(isinstance(stamp.get(name), dict) for name in TABLES)
    return stamp if whole and isinstance(stamp.get("book"), str) else {}


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
