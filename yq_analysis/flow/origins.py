"""From "file#cell" to the publication that a figure was taken from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from yq_analysis import ledger

ORIGINS = ["source", "title", "url", "edition", "note"]


def origins(root: Path, sources: Iterable[str]) -> pd.DataFrame:
    """For each source (`file#cell`) the title and address of the publication, each once (columns ORIGINS)."""
    raw = root / "data" / "raw"
    rows = []
    for source in dict.fromkeys(sources):
        file, _, cell = source.partition("#")
        sheet = _sheet(raw / file, file, _stamp(raw / file))
        if sheet is not None:
            found = sheet.get(cell, {})
            rows.append((source, found.get("source", ""), found.get("url", ""), found.get("edition", ""), found.get("note", "")))
        else:
            about = _manifest(raw, _stamp(raw / "MANIFEST.csv")).get(file, {})
            rows.append((source, about.get("publisher", ""), about.get("url", ""), about.get("edition", ""), about.get("note", "")))
    return pd.DataFrame(rows, columns=ORIGINS)


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=256)
def _sheet(path: Path, name: str, stamp: int) -> dict[str, dict[str, str]] | None:
    """The rows of a transcription sheet by their cell; None where the file is no such sheet."""
    if not path.is_file() or not ledger.is_sheet(path):
        return None
    table = ledger.read_sheet(path, name).table
    return {str(row["cell"]): {str(key): str(value) for key, value in row.items()} for row in table.to_dict("records")}


@lru_cache(maxsize=8)
def _manifest(raw: Path, stamp: int) -> dict[str, dict[str, str]]:
    table = ledger.read_manifest(raw).table.drop(columns="listed")
    return {str(row["file"]): {str(key): str(value) for key, value in row.items()} for row in table.to_dict("records")}
