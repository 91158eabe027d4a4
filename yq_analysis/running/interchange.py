"""Other people's tools: a Frictionless data package and SDMX-CSV 2.0 out, SDMX-CSV in.

Out go the observations and indicators of data/processed with the code lists that their codes stand
in. In comes a transcription sheet, so that figures from elsewhere pass the same gate as all others.
Formats: https://datapackage.org/standard/data-package/, https://github.com/sdmx-twg/sdmx-csv (2.0).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis.ledger.sources import SHEET
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, at, cell_text, printed_text, refuse
from yq_analysis.model import STATUSES
from yq_analysis.running.flow import cleaning
from yq_analysis.system import whole_file

AGENCY, VERSION = "YQ", "1.0"
_TABLES = {"observations": "item", "indicators": "indicator"}
# SDMX OBS_STATUS, as far as the house uses it
STATUS = {
    "A": ("正常", "normal"),
    "B": ("口径中断", "break in series"),
    "E": ("估计", "estimated"),
    "F": ("推算", "forecast"),
    "I": ("插补", "imputed"),
    "M": ("不适用", "not applicable"),
    "N": ("不足半个单位", "below half a unit"),
    "O": ("缺", "missing"),
    "P": ("初步", "preliminary"),
    "U": ("存疑", "low reliability"),
}
_KINDS = {"year": "integer", "value": "number"}
# the columns that a row is known by
_KEYS = {
    "observations": ["area", "item", "year", "caliber", "edition", "source"],
    "indicators": ["area", "indicator", "caliber", "year"],
}


def code_lists(lists: Catalogue) -> dict[str, pd.DataFrame]:
    """The code lists by name, each with columns code, name_zh, name_en (areas: parent too)."""
    areas = lists.areas[["area", "name_zh", "name_en", "parent"]].rename(columns={"area": "code"})
    parts = {"areas": areas}
    for name, table, code in (
        ("items", lists.items, "item"),
        ("indicators", lists.indicators, "indicator"),
        ("calibers", lists.calibers, "caliber"),
    ):
        parts[name] = table[[code, "name_zh", "name_en"]].rename(columns={code: "code"})
    parts["statuses"] = pd.DataFrame(
        [(code, *names) for code, names in STATUS.items()], columns=["code", "name_zh", "name_en"]
    )
    return {name: table.fillna("").astype("str") for name, table in parts.items()}


def write_package(root: str | Path, out: str | Path) -> list[Path]:
    """Write a Frictionless data package: two tables, their code lists, datapackage.json.

    Parameters
    ----------
    root : str or Path
        The project's folder; data/processed is brought up to date first.
    out : str or Path
        The folder to write into.

    Returns
    -------
    list of Path
        What was written, datapackage.json last. Raises `DataProblem` where the data are refused.
    """
    place, target = Path(root), Path(out)
    tables, codes = _current(place)
    resources, written = [], []
    for name, table in tables.items():
        reference = {"area": "areas", _TABLES[name]: f"{_TABLES[name]}s", "status": "statuses"}
        path = target / "data" / f"{name}.csv"
        written.append(_write_csv(path, table))
        resources.append(_resource(name, path, target, table, _KEYS[name], reference))
    for name, table in codes.items():
        path = target / "codes" / f"{name}.csv"
        written.append(_write_csv(path, table))
        resources.append(_resource(f"codes-{name}", path, target, table, ["code"], {}))
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "yq-analysis",
        "title": "Observations and indicators 观测值与指标",
        "resources": resources,
    }
    description = target / "datapackage.json"
    whole_file.write(description, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
    return [*written, description]


def write_sdmx(root: str | Path, out: str | Path) -> list[Path]:
    """Write observations and indicators as SDMX-CSV 2.0, and a CSV a code list (CL_…).

    Editions and sources that contradict each other are told apart by the dimensions EDITION and
    VARIANT. Returns the paths. Raises `DataProblem` where the data are refused.
    """
    tables, codes = _current(Path(root))
    target = Path(out)
    written = [
        _write_csv(target / f"{name.upper()}.csv", _as_sdmx(name, table))
        for name, table in tables.items()
    ]
    for name, table in codes.items():
        shown = table.rename(
            columns={"code": "ID", "name_zh": "NAME_ZH", "name_en": "NAME_EN", "parent": "PARENT"}
        )
        written.append(_write_csv(target / f"CL_{name.upper()}.csv", shown))
    return written


def _current(root: Path) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    cleaning.refresh(root)
    lists = catalogue.read(cleaning.lists_folder(root))
    return {name: cleaning.read_processed(root, name) for name in _TABLES}, code_lists(lists)


def _as_sdmx(name: str, table: pd.DataFrame) -> pd.DataFrame:
    subject = _TABLES[name]
    edition = table.get("edition", "")
    made = pd.DataFrame(
        {
            "STRUCTURE": "dataflow",
            "STRUCTURE_ID": f"{AGENCY}:{name.upper()}({VERSION})",
            "ACTION": "I",
            "FREQ": "A",
            "REF_AREA": table["area"],
            subject.upper(): table[subject],
            "CALIBER": table["caliber"],
            "EDITION": edition,
            "TIME_PERIOD": table["year"].astype("int64"),
            "OBS_VALUE": table["value"],
            "UNIT_MEASURE": table["unit"],
            "OBS_STATUS": table["status"],
        },
        index=table.index,
    )
    keys = ["REF_AREA", subject.upper(), "CALIBER", "EDITION", "TIME_PERIOD"]
    made.insert(8, "VARIANT", made.fillna("").groupby(keys).cumcount() + 1)
    return made.assign(SOURCE=table["source"]) if "source" in table else made


def _write_csv(path: Path, table: pd.DataFrame) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = [str(name) for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    safe = table.assign(
        **{name: [cell_text(x) if isinstance(x, str) else x for x in table[name]] for name in texts}
    )
    whole_file.write(path, safe.to_csv(index=False, lineterminator="\n"))
    return path


def _resource(
    name: str,
    path: Path,
    folder: Path,
    table: pd.DataFrame,
    key: Sequence[str],
    reference: Mapping[str, str],
) -> dict[str, Any]:
    content = path.read_bytes()
    schema: dict[str, Any] = {
        "fields": [
            {"name": str(column), "type": _KINDS.get(str(column), "string")} for column in table
        ],
        "missingValues": [""],
    }
    if not table.duplicated(list(key)).any():
        schema["primaryKey"] = list(key)
    if reference:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": f"codes-{resource}", "fields": ["code"]}}
            for column, resource in reference.items()
        ]
    return {
        "name": name,
        "path": path.relative_to(folder).as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


# --- in ---

_AREA = ("REF_AREA", "AREA", "GEO", "REGION")
_SUBJECT = ("ITEM", "INDICATOR", "SERIES", "MEASURE")
_NEEDED = {"REF_AREA": _AREA, "ITEM": _SUBJECT, "TIME_PERIOD": ("TIME_PERIOD",)}
_YEAR = re.compile(r"\d{4}")


def read_sdmx(path: str | Path, lists: Catalogue | None = None) -> pd.DataFrame:
    """An SDMX-CSV file (1.0 or 2.0) as a transcription sheet.

    Parameters
    ----------
    path : str or Path
        The file; labels may stand beside codes ("610802: 榆阳区").
    lists : Catalogue, optional
        The project's lists: an item's code becomes its name. Default: those of the package.

    Returns
    -------
    DataFrame
        Columns `ledger.SHEET`. A period that is no year, a word for a number and a code that is not
        known come in as they are, and are set aside or listed by the gate.

    Raises
    ------
    DataProblem
        Where it is no SDMX-CSV, or asks for figures to be deleted.
    """
    known = lists or catalogue.read(None)
    place = Path(path)
    rows = csv.reader(io.StringIO(place.read_text(encoding="utf-8-sig"), newline=""))
    head = [cell.partition(":")[0].strip().upper() for cell in next(rows, [])]
    where = {
        name: next((head.index(one) for one in names if one in head), None)
        for name, names in _NEEDED.items()
    }
    wrong = [name for name, column in where.items() if column is None]
    if wrong or "OBS_VALUE" not in head:
        missing = "、".join([*wrong, *([] if "OBS_VALUE" in head else ["OBS_VALUE"])])
        what = Message("sdmx_columns", missing=missing)
        refuse([Problem(where=str(place), what=what, next=Message("sdmx_columns_next"))])
    names = dict(zip(known.items["item"], known.items["name_zh"], strict=True))
    made, problems = [], []
    for line, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: _code(cell) for name, cell in zip(head, row, strict=False)}
        if cells.get("ACTION", "I") == "D":
            what = Message("sdmx_delete")
            problems.append(
                Problem(where=at(place, line=line), what=what, next=Message("sdmx_delete_next"))
            )
            continue
        first = {name: _code(row[at]) for name, at in where.items() if at is not None}
        made.append(_sheet_row(cells, first, names))
    refuse(problems)
    return pd.DataFrame(made, columns=SHEET).fillna("")


def _code(cell: str) -> str:
    """The code of a cell that may hold "code: label"."""
    code, colon, label = printed_text(cell.strip()).partition(": ")
    return code.strip() if colon and label else printed_text(cell.strip())


def _sheet_row(
    cells: Mapping[str, str], first: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, str]:
    status = cells.get("OBS_STATUS", "")
    row = {
        "region": first["REF_AREA"],
        "item": names.get(first["ITEM"], first["ITEM"]),
        "year": first["TIME_PERIOD"],
        "value": "" if cells["OBS_VALUE"] in ("NaN", "nan") else cells["OBS_VALUE"],
        "unit": cells.get("UNIT_MEASURE", ""),
        "kind": "actual",
        "edition": cells.get("EDITION", ""),
        "caliber": cells.get("CALIBER", ""),
        "status": status if status in STATUSES else "",
    }
    return dict.fromkeys(SHEET, "") | {name: row[name] for name in row if name in SHEET}


def take_sdmx(path: str | Path, root: str | Path) -> Path:
    """Lay an SDMX-CSV file into a project's data/raw as a transcription sheet; return its path."""
    place = Path(root)
    lists = catalogue.read(cleaning.lists_folder(place))
    sheet = read_sdmx(path, lists)
    target = place / "data" / "raw" / "transcriptions" / f"sdmx_{Path(path).stem}.csv"
    return _write_csv(target, sheet)
