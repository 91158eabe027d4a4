"""Codes -> names, from the catalogue's lists, without a frame library."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yq_analysis.catalogue.divisions import divisions

_PACKAGED = Path(__file__).resolve().parents[2] / "_catalogue"


def list_file(root: Path, name: str) -> Path | None:
    """The list `name` of the project at `root`, or the packaged copy."""
    return next(
        (folder / name for folder in (root / "catalogue", _PACKAGED) if (folder / name).is_file()),
        None,
    )


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of one language by kind and code; a code without a name stands for itself."""

    by_kind: Mapping[str, Mapping[str, str]]
    language: str = "zh"

    def __call__(self, kind: str, code: str) -> str:
        known = self.by_kind.get(kind, {})
        if (
            kind == "caliber" and code not in known and "+" in code
        ):  # several things at once: price base, census, edition
            return " · ".join(known.get(part, part) for part in code.split("+"))
        return known.get(code, code)


def read_names(root: Path, language: str) -> Names:
    """Names of areas, indicators, items and calibers in `language`; Chinese where English is
    missing.
    """
    found: dict[str, dict[str, str]] = {}
    for kind in ("area", "indicator", "item", "caliber"):
        path = list_file(root, f"{kind}s.csv")
        if path is None:
            continue
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found[kind] = {
                row[kind]: (row.get(f"name_{language}") or row.get("name_zh") or row[kind]).strip()
                for row in csv.DictReader(lines)
                if row.get(kind)
            }
            if kind == "area":
                found[kind] = {row["area"]: row[f"name_{language}"] for row in divisions()} | found[
                    kind
                ]
            if kind == "indicator":
                lines.seek(0)
                found["decimals"] = {
                    row[kind]: (row.get("decimals") or "").strip() for row in csv.DictReader(lines)
                }
    return Names(by_kind=found, language=language)
