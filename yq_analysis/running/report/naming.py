"""Codes -> names, from the catalogue's lists, without a frame library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yq_analysis.catalogue.csv_habits import rows_of
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
        rows = [row for row in rows_of(path) if row.get(kind)]
        found[kind] = {
            row[kind]: (row.get(f"name_{language}") or row.get("name_zh") or row[kind]).strip()
            for row in rows
        }
        if kind == "area":
            known = {row["area"]: row[f"name_{language}"] for row in divisions()}
            found[kind] = known | found[kind]
        if kind == "indicator":
            found["decimals"] = {row[kind]: row.get("decimals", "").strip() for row in rows}
    return Names(by_kind=found, language=language)
